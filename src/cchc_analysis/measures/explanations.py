"""Counting what units say of their overdue dossiers: why, whether somebody apologised, and what was promised anew.

The measures are counts over a derived table with one row per overdue dossier, made for one period from the dossiers and the units'
explanations. A cause counts whenever it was told, because a form is filled in after the cut-off; an apology counts from its date on.
"""

import narwhals.stable.v2 as nw
import pandas as pd

from cchc_analysis.measures.core import Better, Count, Measure, Ratio, Source, Sum
from cchc_analysis.measures.counting import Reading
from cchc_analysis.periods import Period
from cchc_analysis.rules import Rule, col

# Why a dossier was overdue, as it is said after "do" in a sentence.
CAUSES = {
    "slow_closing": "chậm kết thúc quy trình trên Hệ thống một cửa điện tử",
    "other_agency": "cơ quan phối hợp chậm có ý kiến",
    "complex": "hồ sơ phức tạp",
    "system": "lỗi hệ thống",
    "other": "nguyên nhân khác",
}
NO_CAUSE = "none"
CAUSE_GROUPS = CAUSES | {NO_CAUSE: "chưa giải trình nguyên nhân"}
APOLOGY = Source("Phiếu xin lỗi và hẹn lại ngày trả kết quả (Mẫu số 04, Thông tư số 01/2018/TT-VPCP)", "M")
_OWN = ["dossier_id", "procedure", "field", "unit", "received_date"]
_SAID = ["cause", "apology_no", "apology_date", "new_due_date"]


def overdue_dossiers(
    dossiers: pd.DataFrame, explanations: pd.DataFrame, period: Period, reading: Reading
) -> pd.DataFrame:
    """One row per dossier settled late in the period or pending overdue at its end, with what its unit says of it.

    Columns: dossier_id, procedure, field, unit, received_date; due_date, the one judged by; ended_date, missing while pending;
    working_days_overdue; cause (`NO_CAUSE` where none is told), apology_no, apology_date, new_due_date. Sorted by field, due date, code.
    """
    settled, pending = reading.settled_late(period), reading.pending_overdue(period)
    ended = nw.when(settled.expression).then(reading.end().expression)
    found = (
        nw.from_native(dossiers)
        .filter((settled | pending).expression)
        .with_columns(
            due_date=reading.due(period).expression,
            ended_date=ended,
            working_days_overdue=reading.working_days_overdue(period).expression,
        )
    )
    table: pd.DataFrame = found.select(*_OWN, "due_date", "ended_date", "working_days_overdue").to_native()
    table = table.merge(explanations[["dossier_id", *_SAID]], on="dossier_id", how="left")
    table["cause"] = table["cause"].fillna(NO_CAUSE)
    return table.sort_values(["field", "due_date", "dossier_id"], kind="stable", ignore_index=True)


def apologised(period: Period) -> Rule:
    """An apology was made by the cut-off."""
    return col("apology_date") <= period.end


def promised_anew(period: Period) -> Rule:
    """With an apology by the cut-off a new day was promised."""
    return apologised(period) & col("new_due_date").is_present()


def explanation_measures() -> dict[str, Measure]:
    """The measures of the table that `overdue_dossiers` makes, by name; meant to be grouped by unit, field or cause."""
    explained = col("cause").differs(NO_CAUSE)
    all_ = Count(
        "overdue_to_explain", "Hồ sơ quá hạn phải giải trình",
        "Hồ sơ đã giải quyết quá hạn trong kỳ và hồ sơ đang giải quyết quá hạn tại ngày chốt số liệu.",
        lambda p: col("dossier_id").is_present(), better="lower",
    )  # fmt: skip
    with_cause = _count(
        "overdue_explained", "Đã giải trình nguyên nhân", "Hồ sơ quá hạn mà phiếu giải trình của đơn vị có ghi nguyên nhân.",
        explained, "higher",
    )  # fmt: skip
    with_apology = Count(
        "overdue_apologised", "Đã xin lỗi",
        "Hồ sơ quá hạn có ngày xin lỗi không muộn hơn ngày chốt số liệu, theo phiếu giải trình của đơn vị.",
        apologised, APOLOGY, better="higher",
    )  # fmt: skip
    with_date = Count(
        "overdue_promised_anew", "Đã xin lỗi và hẹn lại ngày trả",
        "Hồ sơ quá hạn đã xin lỗi đến ngày chốt số liệu, có ngày hẹn lại. Ngày hẹn lại không làm thay đổi việc hồ sơ quá hạn.",
        promised_anew, APOLOGY, better="higher",
    )  # fmt: skip
    found: list[Measure] = [
        all_,
        Sum(
            "overdue_working_days", "Số ngày làm việc quá hạn",
            "Số ngày làm việc từ sau ngày hẹn trả đến ngày có kết quả, của hồ sơ đang giải quyết thì đến ngày chốt số liệu.",
            all_.rule, col("working_days_overdue"), unit="ngày làm việc", better="lower",
        ),
        with_cause,
        _count(
            "overdue_not_explained", "Chưa giải trình nguyên nhân", "Hồ sơ quá hạn chưa có nguyên nhân trong phiếu giải trình nào.",
            explained.opposite(), "lower",
        ),
        with_apology,
        Count(
            "overdue_not_apologised", "Chưa xin lỗi", "Hồ sơ quá hạn chưa có ngày xin lỗi đến hết ngày chốt số liệu.",
            lambda p: apologised(p).opposite(), APOLOGY, better="lower",
        ),
        Count(
            "overdue_apologised_in_time", "Xin lỗi chậm nhất vào ngày hẹn trả",
            "Hồ sơ quá hạn có ngày xin lỗi không muộn hơn ngày hẹn trả.",
            lambda p: apologised(p) & (col("apology_date") <= col("due_date")), APOLOGY, better="higher",
        ),
        with_date,
        Count(
            "overdue_unanswered", "Chưa giải trình hoặc chưa xin lỗi",
            "Hồ sơ quá hạn còn thiếu nguyên nhân hoặc còn thiếu ngày xin lỗi đến hết ngày chốt số liệu.",
            lambda p: explained.opposite() | apologised(p).opposite(), better="lower",
        ),
        Ratio(
            "overdue_explained_share", "Tỷ lệ hồ sơ quá hạn đã giải trình", "Hồ sơ đã giải trình nguyên nhân trên hồ sơ quá hạn.",
            with_cause, all_, better="higher",
        ),
        Ratio(
            "overdue_apologised_share", "Tỷ lệ hồ sơ quá hạn đã xin lỗi", "Hồ sơ đã xin lỗi trên hồ sơ quá hạn.",
            with_apology, all_, APOLOGY, better="higher",
        ),
        Ratio(
            "overdue_promised_anew_share", "Tỷ lệ hồ sơ quá hạn đã xin lỗi và hẹn lại ngày trả",
            "Hồ sơ đã xin lỗi và hẹn lại ngày trả trên hồ sơ quá hạn.", with_date, all_, APOLOGY, better="higher",
        ),
    ]  # fmt: skip
    return {measure.name: measure for measure in found}


def _count(name: str, label: str, definition: str, rule: Rule, better: Better) -> Count:
    return Count(name, label, definition, lambda period: rule, better=better)
