"""What is counted of the payments of fees (phí, lệ phí). Each payment belongs to the period in which it was made.

A dossier that paid several times counts once in each period in which it paid: by its first payment there.
"""

from cchc_analysis.measures.core import Count, Measure, Ratio, Sum
from cchc_analysis.measures.counting import Reading
from cchc_analysis.rules import col

DONG = "đồng"


def fee_measures(reading: Reading) -> dict[str, Measure]:
    """The measures of the table of payments, by name."""
    paid = Count(
        "fee_paid", "Hồ sơ đã nộp phí, lệ phí", "Hồ sơ có ít nhất một khoản phí, lệ phí lớn hơn 0 nộp trong kỳ.",
        reading.first_fee_paid_in,
    )  # fmt: skip
    paid_online = Count(
        "fee_paid_online", "Hồ sơ nộp phí, lệ phí trực tuyến",
        "Hồ sơ đã nộp phí, lệ phí trong kỳ mà mọi khoản nộp trong kỳ đều thanh toán trực tuyến.", reading.fees_paid_online_in,
    )  # fmt: skip
    amount = Sum(
        "fee_amount", "Phí, lệ phí đã thu",
        "Tổng số tiền các khoản phí, lệ phí nộp trong kỳ; mỗi khoản tính vào kỳ có ngày nộp.", reading.fee_paid_in,
        col("fee_amount"), unit=DONG,
    )  # fmt: skip
    share = Ratio(
        "online_of_fee_paid", "Tỷ lệ hồ sơ thanh toán trực tuyến",
        "Hồ sơ nộp phí, lệ phí trực tuyến trên số hồ sơ đã nộp phí, lệ phí trong kỳ.", paid_online, paid, better="higher",
    )  # fmt: skip
    return {measure.name: measure for measure in (paid, paid_online, amount, share)}
