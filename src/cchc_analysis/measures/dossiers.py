"""Counting dossiers: form II.06a, channels and post.

The state of a dossier at the end of a period is rebuilt from its dates, never from today's status, and dates are compared as
days. The columns of form II.06a are those that a one-stop system's rendering of the form prints; the official text of its
notes could not be read, so each contested reading is a setting (`CountingRules`) that the report prints.
"""

from dataclasses import dataclass
from typing import Literal

from cchc_analysis.measures.core import Count, Measure, Ratio
from cchc_analysis.periods import Period
from cchc_analysis.rules import Rule, col, never

FORM = "Biểu số II.06a/VPCP/KSTT"


@dataclass(frozen=True)
class CountingRules:
    """Where contested dossiers are counted.

    `withdrawn`: dossiers withdrawn or given back count as settled, "on_time" (as a one-stop system's form does) or "by_date".
    `paused`: dossiers waiting for a supplement at the cut-off count as pending "in_time" (likewise) or "by_date".
    `no_due_date`: a missing due date is recomputed from the regulated time ("recompute") or left missing ("leave"); what
    stays without one is counted in columns (9) and (12) and said so.
    """

    withdrawn: Literal["on_time", "by_date"] = "on_time"
    paused: Literal["in_time", "by_date"] = "in_time"
    no_due_date: Literal["recompute", "leave"] = "recompute"


def received_in(period: Period) -> Rule:
    """Dossiers received inside the period (tiếp nhận mới trong kỳ); refused ones were never received."""
    return col("is_received").is_true() & col("received_date").between(period.start, period.end)


def carried_over(period: Period) -> Rule:
    """Dossiers received before the period and not finished before it (từ kỳ trước, column 6)."""
    unfinished = col("finished_date").is_missing() | (col("finished_date") >= period.start)
    return col("is_received").is_true() & (col("received_date") < period.start) & unfinished


def settled_in(period: Period) -> Rule:
    """Dossiers whose result was ready inside the period (đã giải quyết, column 7); handing it over does not matter."""
    return col("is_received").is_true() & col("finished_date").between(period.start, period.end)


def pending_at_end(period: Period) -> Rule:
    """Dossiers received by the last day and not finished by it (đang giải quyết, column 11)."""
    unfinished = col("finished_date").is_missing() | (col("finished_date") > period.end)
    return col("is_received").is_true() & (col("received_date") <= period.end) & unfinished


def returned_in(period: Period) -> Rule:
    """Dossiers whose result was handed over inside the period (trả kết quả)."""
    return col("is_received").is_true() & col("returned_date").between(period.start, period.end)


def _withdrawn(rules: CountingRules) -> Rule:
    """The settled dossiers that count as on time whatever their dates say."""
    if rules.withdrawn == "on_time":
        return col("is_withdrawn").is_true()
    return never()


def _paused(rules: CountingRules, period: Period) -> Rule:
    """The pending dossiers that wait for a supplement on the last day, and so count as in time."""
    if rules.paused == "by_date":
        return never()
    asked = col("supplement_requested_date") <= period.end
    open_ = col("supplement_done_date").is_missing() | (col("supplement_done_date") > period.end)
    return asked & open_


def _online() -> Rule:
    return col("channel").equals("online")


# Columns (3) to (13) of form II.06a, in order.
FORM_06A = (
    "total", "received_online", "received_other", "carried_over",
    "settled", "settled_early", "settled_column_9", "settled_late",
    "pending", "pending_column_12", "pending_overdue",
)  # fmt: skip
# What `cchc count` prints: the form's figures, with the dossiers that have no due date apart.
COUNT_FORM = (
    "received", "received_online", "received_other", "carried_over", "total",
    "settled", "settled_early", "settled_on_time", "settled_late", "settled_no_due_date",
    "pending", "pending_in_time", "pending_overdue", "pending_no_due_date",
)  # fmt: skip


def dossier_measures(rules: CountingRules) -> dict[str, Measure]:
    """Every measure of the dossier table under the given counting rules, by name."""
    withdrawn = _withdrawn(rules)
    by_date = withdrawn.opposite()
    finished, due = col("finished_date"), col("due_date")
    no_due = due.is_missing()

    def paused(period: Period) -> Rule:
        return pending_at_end(period) & _paused(rules, period)

    def pending_by_date(period: Period) -> Rule:
        return pending_at_end(period) & _paused(rules, period).opposite()

    def settled_on_time(period: Period) -> Rule:
        return settled_in(period) & (withdrawn | finished.equals(due))

    def settled_late(period: Period) -> Rule:
        return settled_in(period) & by_date & (finished > due)

    def settled_no_due(period: Period) -> Rule:
        return settled_in(period) & by_date & no_due

    def pending_in_time(period: Period) -> Rule:
        return paused(period) | (pending_by_date(period) & (due >= period.end))

    def pending_overdue(period: Period) -> Rule:
        return pending_by_date(period) & (due < period.end)

    def pending_no_due(period: Period) -> Rule:
        return pending_by_date(period) & no_due

    received = Count(
        "received", "Tiếp nhận mới trong kỳ", "Hồ sơ có ngày tiếp nhận trong kỳ, không kể hồ sơ không được tiếp nhận.",
        received_in, FORM,
    )  # fmt: skip
    online = Count(
        "received_online", "Trực tuyến", "Hồ sơ tiếp nhận mới trong kỳ nộp qua kênh trực tuyến.",
        lambda p: received_in(p) & _online(), f"{FORM}, cột 4",
    )  # fmt: skip
    other = Count(
        "received_other", "Trực tiếp, dịch vụ bưu chính", "Hồ sơ tiếp nhận mới trong kỳ nộp qua các kênh còn lại.",
        lambda p: received_in(p) & _online().opposite(), f"{FORM}, cột 5",
    )  # fmt: skip
    settled = Count("settled", "Đã giải quyết", "Hồ sơ có ngày kết thúc xử lý trong kỳ.", settled_in, f"{FORM}, cột 7")
    late = Count(
        "settled_late", "Đã giải quyết quá hạn", "Hồ sơ kết thúc xử lý trong kỳ sau ngày hẹn trả.",
        settled_late, f"{FORM}, cột 10",
    )  # fmt: skip
    in_time = Count(
        "settled_in_time", "Trước hạn và đúng hạn",
        "Tổng cột 8 và cột 9: kết thúc xử lý trong kỳ không muộn hơn ngày hẹn trả, kể cả hồ sơ chưa xác định ngày hẹn trả.",
        lambda p: settled_in(p) & settled_late(p).opposite(), FORM,
    )  # fmt: skip
    overdue = Count(
        "pending_overdue", "Đang giải quyết quá hạn",
        "Hồ sơ chưa kết thúc xử lý, ngày hẹn trả trước ngày chốt số liệu; hẹn trả đúng ngày chốt vẫn trong hạn.",
        pending_overdue, f"{FORM}, cột 13",
    )  # fmt: skip
    returned = Count(
        "returned", "Kết quả đã trả trong kỳ", "Hồ sơ có ngày trả kết quả trong kỳ, qua mọi hình thức.", returned_in
    )
    listed = Count(
        "received_listed", "Tiếp nhận mới của TTHC trong danh mục BCCI",
        "Hồ sơ tiếp nhận mới trong kỳ của các TTHC thuộc danh mục thực hiện qua dịch vụ bưu chính công ích.",
        lambda p: received_in(p) & col("on_postal_list").is_true(),
    )  # fmt: skip
    listed_by_post = Count(
        "received_listed_by_post", "Tiếp nhận qua BCCI",
        "Hồ sơ tiếp nhận mới trong kỳ của TTHC trong danh mục BCCI, có tên trong danh sách nhận của bưu điện.",
        lambda p: listed.rule(p) & col("via_post_in").is_true(),
    )  # fmt: skip
    by_post = Count(
        "received_by_post", "Tiếp nhận qua BCCI (mọi TTHC)",
        "Hồ sơ tiếp nhận mới trong kỳ có tên trong danh sách nhận của bưu điện.",
        lambda p: received_in(p) & col("via_post_in").is_true(),
    )  # fmt: skip
    out_by_post = Count(
        "returned_by_post", "Kết quả trả qua BCCI",
        "Hồ sơ có ngày trả kết quả trong kỳ và có tên trong danh sách trả của bưu điện.",
        lambda p: returned_in(p) & col("via_post_out").is_true(),
    )  # fmt: skip
    level = Count(
        "received_level_3_4", "Tiếp nhận mới của TTHC mức độ 3, 4",
        "Hồ sơ tiếp nhận mới trong kỳ của các TTHC cung cấp dịch vụ công trực tuyến mức độ 3, mức độ 4.",
        lambda p: received_in(p) & (col("service_level") >= 3),
    )  # fmt: skip
    level_online = Count(
        "received_level_3_4_online", "Trực tuyến của TTHC mức độ 3, 4",
        "Hồ sơ nộp trực tuyến trong số hồ sơ tiếp nhận mới của TTHC mức độ 3, mức độ 4.",
        lambda p: level.rule(p) & _online(),
    )  # fmt: skip
    measures: list[Measure] = [
        received,
        online,
        other,
        Count(
            "carried_over", "Từ kỳ trước chuyển sang",
            "Hồ sơ tiếp nhận trước kỳ báo cáo và chưa kết thúc xử lý trước ngày đầu kỳ.", carried_over, f"{FORM}, cột 6",
        ),
        Count(
            "total", "Tổng số", "Hồ sơ tiếp nhận mới trong kỳ và hồ sơ từ kỳ trước chuyển sang.",
            lambda p: received_in(p) | carried_over(p), f"{FORM}, cột 3",
        ),
        settled,
        Count(
            "settled_early", "Trước hạn", "Hồ sơ kết thúc xử lý trong kỳ trước ngày hẹn trả.",
            lambda p: settled_in(p) & by_date & (finished < due), f"{FORM}, cột 8",
        ),
        Count(
            "settled_on_time", "Đúng hạn",
            "Hồ sơ kết thúc xử lý trong kỳ đúng ngày hẹn trả"
            + ("; kể cả hồ sơ xin rút, trả lại." if rules.withdrawn == "on_time" else "."),
            settled_on_time, FORM,
        ),
        late,
        Count(
            "settled_no_due_date", "Đã giải quyết, chưa xác định ngày hẹn trả",
            "Hồ sơ kết thúc xử lý trong kỳ, không có ngày hẹn trả và không tính lại được.", settled_no_due,
        ),
        Count(
            "settled_column_9", "Đúng hạn (cột 9)",
            "Hồ sơ đúng hạn và hồ sơ đã giải quyết chưa xác định ngày hẹn trả.",
            lambda p: settled_on_time(p) | settled_no_due(p), f"{FORM}, cột 9",
        ),
        in_time,
        Count(
            "pending", "Đang giải quyết", "Hồ sơ đã tiếp nhận và chưa kết thúc xử lý đến hết ngày chốt số liệu.",
            pending_at_end, f"{FORM}, cột 11",
        ),
        Count(
            "pending_in_time", "Đang giải quyết trong hạn",
            "Hồ sơ đang giải quyết, ngày hẹn trả từ ngày chốt số liệu trở đi"
            + ("; kể cả hồ sơ đang chờ bổ sung." if rules.paused == "in_time" else "."),
            pending_in_time, FORM,
        ),
        overdue,
        Count(
            "pending_no_due_date", "Đang giải quyết, chưa xác định ngày hẹn trả",
            "Hồ sơ đang giải quyết, không có ngày hẹn trả và không tính lại được.", pending_no_due,
        ),
        Count(
            "pending_column_12", "Trong hạn (cột 12)",
            "Hồ sơ trong hạn và hồ sơ đang giải quyết chưa xác định ngày hẹn trả.",
            lambda p: pending_in_time(p) | pending_no_due(p), f"{FORM}, cột 12",
        ),
        Count(
            "overdue", "Hồ sơ quá hạn", "Hồ sơ đã giải quyết quá hạn trong kỳ và hồ sơ đang giải quyết quá hạn.",
            lambda p: settled_late(p) | pending_overdue(p), FORM,
        ),
        Count(
            "due_date_recomputed", "Hồ sơ tính lại ngày hẹn trả",
            "Hồ sơ tiếp nhận hoặc chuyển sang trong kỳ không có ngày hẹn trả, tính lại theo thời gian quy định của TTHC.",
            lambda p: (received_in(p) | carried_over(p)) & col("due_basis").equals("recomputed"),
        ),
        Count(
            "pending_paused", "Chờ bổ sung", "Hồ sơ đang giải quyết, chờ tổ chức, cá nhân bổ sung tại ngày chốt số liệu.",
            lambda p: pending_at_end(p) & _paused(CountingRules(), p),
        ),
        Count(
            "settled_withdrawn", "Trả lại, xin rút", "Hồ sơ kết thúc trong kỳ do trả lại hoặc tổ chức, cá nhân xin rút.",
            lambda p: settled_in(p) & col("is_withdrawn").is_true(),
        ),
        returned,
        out_by_post,
        by_post,
        listed,
        listed_by_post,
        level,
        level_online,
        Ratio(
            "on_time_of_settled", "Tỷ lệ giải quyết trước hạn và đúng hạn",
            "Hồ sơ trước hạn và đúng hạn trên tổng số hồ sơ đã giải quyết trong kỳ.", in_time, settled, FORM,
        ),
        Ratio(
            "late_of_settled", "Tỷ lệ giải quyết quá hạn",
            "Hồ sơ quá hạn trên tổng số hồ sơ đã giải quyết trong kỳ.", late, settled, FORM,
        ),
        Ratio(
            "online_of_received", "Tỷ lệ hồ sơ trực tuyến", "Hồ sơ trực tuyến trên hồ sơ tiếp nhận mới trong kỳ.",
            online, received, "Mục I.7 Kế hoạch số 163/KH-STTTT",
        ),
        Ratio(
            "other_of_received", "Tỷ lệ hồ sơ trực tiếp và qua dịch vụ BCCI",
            "Hồ sơ nộp qua các kênh còn lại trên hồ sơ tiếp nhận mới trong kỳ.", other, received,
        ),
        Ratio(
            "online_of_level_3_4", "Tỷ lệ hồ sơ trực tuyến của TTHC mức độ 3, 4",
            "Hồ sơ trực tuyến trên hồ sơ tiếp nhận mới trong kỳ của TTHC mức độ 3, mức độ 4.", level_online, level,
            "Mục I.7 Kế hoạch số 163/KH-STTTT",
        ),
        Ratio(
            "post_in_of_received_listed", "Tỷ lệ hồ sơ tiếp nhận qua dịch vụ BCCI",
            "Hồ sơ tiếp nhận qua BCCI trên hồ sơ tiếp nhận mới trong kỳ của TTHC trong danh mục BCCI.",
            listed_by_post, listed, "Nhiệm vụ 6.2 Kế hoạch số 163/KH-STTTT",
        ),
        Ratio(
            "post_in_of_received", "Tỷ lệ hồ sơ tiếp nhận qua dịch vụ BCCI (mọi TTHC)",
            "Hồ sơ tiếp nhận qua BCCI trên tổng số hồ sơ tiếp nhận mới trong kỳ.", by_post, received,
        ),
        Ratio(
            "post_out_of_returned", "Tỷ lệ kết quả trả qua dịch vụ BCCI",
            "Kết quả trả qua BCCI trên tổng số kết quả đã trả trong kỳ.", out_by_post, returned,
            "Nhiệm vụ 6.2 Kế hoạch số 163/KH-STTTT",
        ),
    ]  # fmt: skip
    return {measure.name: measure for measure in measures}
