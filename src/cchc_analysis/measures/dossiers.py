"""What is counted of dossiers: form II.06a, channels and post, states, processing time, what falls due.

The columns of form II.06a are those that a one-stop system's rendering of the form prints. The rules behind the measures are in
`counting`; here each gets its name, its Vietnamese label and a definition in words that an official can check.
"""

from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction

from cchc_analysis.measures.core import (
    Count,
    Measure,
    Quantile,
    Ratio,
    RuleOf,
    Source,
    Spread,
    Sum,
    SurvivalMedian,
)
from cchc_analysis.measures.counting import Reading, online
from cchc_analysis.rules import Column, Rule, col

FORM = "Biểu số II.06a/VPCP/KSTT"
ONLINE_TARGET = Source("Mục I.7 Kế hoạch số 163/KH-STTTT", "SEED")
POST_TARGET = Source("Nhiệm vụ 6.2 Kế hoạch số 163/KH-STTTT", "SEED")
INTAKE = Source("Hồ sơ trực tuyến được tiếp nhận trong 08 giờ làm việc", "S")
WORKING_DAYS, CALENDAR_DAYS = "ngày làm việc", "ngày"

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
# Working days past the due date: name of the measure → first, last, words. With days off between, a dossier can be late by none.
AGES = {
    "overdue_to_5": (0, 5, "đến 5 ngày làm việc"),
    "overdue_6_to_10": (6, 10, "từ 6 đến 10 ngày làm việc"),
    "overdue_11_to_30": (11, 30, "từ 11 đến 30 ngày làm việc"),
    "overdue_over_30": (31, None, "trên 30 ngày làm việc"),
}
DUE_SOON = {"due_within_3": 3, "due_within_5": 5, "due_within_10": 10}


def dossier_measures(reading: Reading) -> dict[str, Measure]:
    """Every measure of the dossier table, by name; those on working days at the cut-off only with a calendar."""
    themes = [form_measures, channel_measures, postal_measures, state_measures, processing_measures]
    if reading.workday_of:
        themes.append(cutoff_measures)
    found = [measure for theme in themes for measure in theme(reading)]
    return {measure.name: measure for measure in found}


def form_measures(reading: Reading) -> Iterable[Measure]:
    """Form II.06a, and the shares that are taken of it."""
    withdrawn = {
        "on_time": "; kể cả hồ sơ xin rút, trả lại",
        "by_date": "",
        "excluded": "; không kể hồ sơ xin rút, trả lại",
    }[reading.rules.withdrawn]
    paused = "; kể cả hồ sơ đang chờ bổ sung" if reading.rules.paused == "in_time" else ""
    ended = {"finished": "kết thúc xử lý", "returned": "trả kết quả"}[reading.rules.end_date]
    due = {
        "first_unless_moved": "ngày hẹn trả",
        "first": "ngày hẹn trả đầu tiên",
        "current": "ngày hẹn trả hiện nay",
    }[reading.rules.due_date]
    unknown = f"không có {due}" + (" và không tính lại được" if reading.rules.no_due_date == "recompute" else "")
    settled = Count("settled", "Đã giải quyết", f"Hồ sơ có ngày {ended} trong kỳ.", reading.settled_in, _column(7))
    late = Count(
        "settled_late", "Đã giải quyết quá hạn", f"Hồ sơ {ended} trong kỳ sau {due}.",
        reading.settled_late, _column(10), better="lower",
    )  # fmt: skip
    in_time = Count(
        "settled_in_time", "Trước hạn và đúng hạn",
        f"Tổng cột 8 và cột 9: {ended} trong kỳ không muộn hơn {due}, kể cả hồ sơ chưa xác định ngày hẹn trả.",
        reading.settled_in_time, _column(), better="higher",
    )  # fmt: skip
    overdue = Count(
        "pending_overdue", "Đang giải quyết quá hạn",
        f"Hồ sơ chưa {ended}, {due} trước ngày chốt số liệu; hẹn trả đúng ngày chốt vẫn trong hạn.",
        reading.pending_overdue, _column(13), better="lower",
    )  # fmt: skip
    fallen_due = Count(
        "fallen_due", "Hồ sơ đến hạn",
        "Hồ sơ đã giải quyết trong kỳ (kể cả trước hạn, chưa xác định ngày hẹn trả) và hồ sơ đang giải quyết quá hạn.",
        lambda p: reading.settled_in(p) | reading.pending_overdue(p),
    )  # fmt: skip
    return [
        _received(reading),
        _received_online(reading),
        _received_other(reading),
        Count(
            "carried_over", "Từ kỳ trước chuyển sang",
            f"Hồ sơ tiếp nhận trước kỳ báo cáo và chưa {ended} trước ngày đầu kỳ.", reading.carried_over, _column(6),
        ),
        Count(
            "total", "Tổng số", "Hồ sơ tiếp nhận mới trong kỳ và hồ sơ từ kỳ trước chuyển sang.",
            reading.handled_in, _column(3),
        ),
        settled,
        Count(
            "settled_early", "Trước hạn", f"Hồ sơ {ended} trong kỳ trước {due}.",
            reading.settled_early, _column(8),
        ),
        Count(
            "settled_on_time", "Đúng hạn", f"Hồ sơ {ended} trong kỳ đúng {due}{withdrawn}.",
            reading.settled_on_time, _column(),
        ),
        late,
        Count(
            "settled_no_due_date", "Đã giải quyết, chưa xác định ngày hẹn trả",
            f"Hồ sơ {ended} trong kỳ, {unknown}.", reading.settled_no_due_date,
            better="lower",
        ),
        Count(
            "settled_column_9", "Đúng hạn (cột 9)",
            "Hồ sơ đúng hạn và hồ sơ đã giải quyết chưa xác định ngày hẹn trả.",
            lambda p: reading.settled_on_time(p) | reading.settled_no_due_date(p), _column(9),
        ),
        in_time,
        Count(
            "pending", "Đang giải quyết", f"Hồ sơ đã tiếp nhận và chưa {ended} đến hết ngày chốt số liệu.",
            reading.pending_at_end, _column(11),
        ),
        Count(
            "pending_in_time", "Đang giải quyết trong hạn",
            f"Hồ sơ đang giải quyết, {due} từ ngày chốt số liệu trở đi{paused}.", reading.pending_in_time, _column(),
        ),
        overdue,
        Count(
            "pending_no_due_date", "Đang giải quyết, chưa xác định ngày hẹn trả",
            f"Hồ sơ đang giải quyết, {unknown}.", reading.pending_no_due_date,
            better="lower",
        ),
        Count(
            "pending_column_12", "Trong hạn (cột 12)",
            "Hồ sơ trong hạn và hồ sơ đang giải quyết chưa xác định ngày hẹn trả.",
            lambda p: reading.pending_in_time(p) | reading.pending_no_due_date(p), _column(12),
        ),
        Count(
            "overdue", "Hồ sơ quá hạn", "Hồ sơ đã giải quyết quá hạn trong kỳ và hồ sơ đang giải quyết quá hạn.",
            lambda p: reading.settled_late(p) | reading.pending_overdue(p), _column(), better="lower",
        ),
        fallen_due,
        Ratio(
            "on_time_of_settled", "Tỷ lệ giải quyết trước hạn và đúng hạn",
            "Hồ sơ trước hạn và đúng hạn trên tổng số hồ sơ đã giải quyết trong kỳ.", in_time, settled, _column(),
            better="higher",
        ),
        Ratio(
            "late_of_settled", "Tỷ lệ giải quyết quá hạn",
            "Hồ sơ quá hạn trên tổng số hồ sơ đã giải quyết trong kỳ.", late, settled, _column(), better="lower",
        ),
        Ratio(
            "on_time_of_fallen_due", "Tỷ lệ đúng hạn trên số hồ sơ đến hạn",
            "Hồ sơ trước hạn và đúng hạn trên số hồ sơ đến hạn, kể cả hồ sơ đang giải quyết quá hạn.", in_time, fallen_due,
            better="higher",
        ),
    ]  # fmt: skip


def channel_measures(reading: Reading) -> Iterable[Measure]:
    """How dossiers were sent in: online of all newly received, and of the procedures that offer it."""
    received, sent_online, other = _received(reading), _received_online(reading), _received_other(reading)
    measures: list[Measure] = [
        Ratio(
            "online_of_received", "Tỷ lệ hồ sơ trực tuyến", "Hồ sơ trực tuyến trên hồ sơ tiếp nhận mới trong kỳ.",
            sent_online, received, ONLINE_TARGET, better="higher",
        ),
        Ratio(
            "other_of_received", "Tỷ lệ hồ sơ trực tiếp và qua dịch vụ BCCI",
            "Hồ sơ nộp qua các kênh còn lại trên hồ sơ tiếp nhận mới trong kỳ.", other, received,
        ),
    ]  # fmt: skip
    levels = {
        "level_3_4": ("mức độ 3, 4", "mức độ 3, mức độ 4", col("service_level") >= 3),
        "level_3": ("mức độ 3", "mức độ 3", col("service_level").equals(3)),
        "level_4": ("mức độ 4", "mức độ 4", col("service_level").equals(4)),
    }
    for name, (short, words, offered) in levels.items():
        of_level = Count(
            f"received_{name}", f"Tiếp nhận mới của TTHC {short}",
            f"Hồ sơ tiếp nhận mới trong kỳ của các TTHC cung cấp dịch vụ công trực tuyến {words}.",
            _both(reading.received_in, offered),
        )  # fmt: skip
        of_level_online = Count(
            f"received_{name}_online", f"Trực tuyến của TTHC {short}",
            f"Hồ sơ nộp trực tuyến trong số hồ sơ tiếp nhận mới của TTHC {words}.",
            _both(reading.received_in, offered & online()),
        )  # fmt: skip
        share = Ratio(
            f"online_of_{name}", f"Tỷ lệ hồ sơ trực tuyến của TTHC {short}",
            f"Hồ sơ trực tuyến trên hồ sơ tiếp nhận mới trong kỳ của TTHC {words}.", of_level_online, of_level, ONLINE_TARGET,
            better="higher",
        )  # fmt: skip
        measures += [of_level, of_level_online, share]
    return measures


def postal_measures(reading: Reading) -> Iterable[Measure]:
    """What came and went by the public post (BCCI), by the post's own lists: a fact of its own beside the channel."""
    posted_in, posted_out = col("via_post_in").is_true(), col("via_post_out").is_true()
    listed = Count(
        "received_listed", "Tiếp nhận mới của TTHC trong danh mục BCCI",
        "Hồ sơ tiếp nhận mới trong kỳ của các TTHC thuộc danh mục thực hiện qua dịch vụ bưu chính công ích.",
        _both(reading.received_in, col("on_postal_list").is_true()),
    )  # fmt: skip
    listed_by_post = Count(
        "received_listed_by_post", "Tiếp nhận qua BCCI",
        "Hồ sơ tiếp nhận mới trong kỳ của TTHC trong danh mục BCCI, có tên trong danh sách nhận của bưu điện.",
        _both(reading.received_in, col("on_postal_list").is_true() & posted_in),
    )  # fmt: skip
    by_post = Count(
        "received_by_post", "Tiếp nhận qua BCCI (mọi TTHC)",
        "Hồ sơ tiếp nhận mới trong kỳ có tên trong danh sách nhận của bưu điện.", _both(reading.received_in, posted_in),
    )  # fmt: skip
    returned = Count(
        "returned", "Kết quả đã trả trong kỳ", "Hồ sơ có ngày trả kết quả trong kỳ, qua mọi hình thức.", reading.returned_in,
        unit="kết quả",
    )  # fmt: skip
    out_by_post = Count(
        "returned_by_post", "Kết quả trả qua BCCI",
        "Hồ sơ có ngày trả kết quả trong kỳ và có tên trong danh sách trả của bưu điện.", _both(reading.returned_in, posted_out),
        unit="kết quả",
    )  # fmt: skip
    return [
        returned, out_by_post, by_post, listed, listed_by_post,
        Ratio(
            "post_in_of_received_listed", "Tỷ lệ hồ sơ tiếp nhận qua dịch vụ BCCI",
            "Hồ sơ tiếp nhận qua BCCI trên hồ sơ tiếp nhận mới trong kỳ của TTHC trong danh mục BCCI.",
            listed_by_post, listed, POST_TARGET, better="higher",
        ),
        Ratio(
            "post_in_of_received", "Tỷ lệ hồ sơ tiếp nhận qua dịch vụ BCCI (mọi TTHC)",
            "Hồ sơ tiếp nhận qua BCCI trên tổng số hồ sơ tiếp nhận mới trong kỳ.", by_post, _received(reading), better="higher",
        ),
        Ratio(
            "post_out_of_returned", "Tỷ lệ kết quả trả qua dịch vụ BCCI",
            "Kết quả trả qua BCCI trên tổng số kết quả đã trả trong kỳ, kể cả kết quả chỉ trả bản điện tử: dữ liệu không "
            "ghi hình thức trả nên chưa tách riêng được.", out_by_post, returned, POST_TARGET, better="higher",
        ),
    ]  # fmt: skip


def state_measures(reading: Reading) -> Iterable[Measure]:
    """Dossiers whose place in the form is a matter of settings, and those that never came into it."""
    return [
        Count(
            "due_date_recomputed", "Hồ sơ tính lại ngày hẹn trả",
            "Hồ sơ tiếp nhận hoặc chuyển sang trong kỳ không có ngày hẹn trả, tính lại theo thời gian quy định của TTHC.",
            reading.due_date_recomputed, better="lower",
        ),
        Count(
            "due_date_changed", "Hồ sơ đã đổi ngày hẹn trả",
            "Hồ sơ tiếp nhận hoặc chuyển sang trong kỳ có ngày hẹn trả hiện nay khác ngày hẹn trả đầu tiên.",
            reading.due_date_changed, better="lower",
        ),
        Count(
            "supplement_requested", "Yêu cầu bổ sung trong kỳ", "Hồ sơ có ngày yêu cầu bổ sung gần nhất trong kỳ.",
            reading.supplement_requested_in, better="lower",
        ),
        Count(
            "pending_paused", "Chờ bổ sung", "Hồ sơ đang giải quyết, chờ tổ chức, cá nhân bổ sung tại ngày chốt số liệu.",
            reading.paused_at_end,
        ),
        Count(
            "paused_by_status", "Chờ bổ sung theo trạng thái",
            "Hồ sơ chờ bổ sung hoặc tạm dừng mà hệ thống không ghi ngày yêu cầu; xác định theo trạng thái ở lần xuất cuối.",
            reading.paused_by_status, better="lower",
        ),
        Count(
            "settled_withdrawn", "Trả lại, xin rút", "Hồ sơ kết thúc trong kỳ do trả lại hoặc tổ chức, cá nhân xin rút.",
            reading.withdrawn_in,
        ),
        Count(
            "refused", "Từ chối tiếp nhận", "Hồ sơ không được tiếp nhận trong kỳ; không tính vào hồ sơ tiếp nhận."
            if reading.rules.refused == "excluded" else "Hồ sơ không được tiếp nhận trong kỳ.", reading.refused_in,
        ),
        Count(
            "interlinked", "Hồ sơ liên thông",
            "Hồ sơ tiếp nhận hoặc chuyển sang trong kỳ của TTHC thực hiện liên thông với cơ quan khác.",
            _both(_with_interlinked(reading).handled_in, col("is_interlinked").is_true()),
        ),
        Count(
            "transferred", "Hồ sơ đã chuyển đơn vị",
            "Hồ sơ tiếp nhận hoặc chuyển sang trong kỳ đang do đơn vị khác đơn vị chủ trì TTHC giải quyết.",
            _both(reading.handled_in, col("is_transferred").is_true()),
        ),
        Count(
            "awaiting_receipt", "Chờ tiếp nhận",
            "Hồ sơ đã nộp đến hết ngày chốt số liệu, chưa được tiếp nhận hoặc từ chối, còn trong danh sách của hệ thống.",
            reading.awaiting_receipt, INTAKE, better="lower",
        ),
        Count(
            "received_after_8_hours", "Tiếp nhận quá 08 giờ làm việc",
            "Hồ sơ trực tuyến tiếp nhận mới trong kỳ sau hơn 08 giờ làm việc kể từ khi nộp; hệ thống không ghi giờ thì tính "
            "từ 02 ngày làm việc trở lên.", reading.received_after_8_hours, INTAKE, better="lower",
        ),
    ]  # fmt: skip


def processing_measures(reading: Reading) -> Iterable[Measure]:
    """How long dossiers took, in working days and in days, against the regulated time."""
    course = Count(
        "ran_its_course", "Hồ sơ tính thời gian giải quyết",
        "Hồ sơ đã giải quyết trong kỳ, không kể hồ sơ xin rút, trả lại.", reading.ran_its_course,
    )  # fmt: skip
    working, calendar = reading.days_taken("workday"), reading.days_taken("day")
    return [
        course,
        *_times(course, "working_days", WORKING_DAYS, working),
        *_times(course, "calendar_days", CALENDAR_DAYS, calendar),
        *_against_regulated(reading, "working_days", WORKING_DAYS, working, col("regulated_workdays")),
        *_against_regulated(reading, "calendar_days", CALENDAR_DAYS, calendar, col("regulated_days")),
    ]  # fmt: skip


def _against_regulated(reading: Reading, name: str, unit: str, taken: Column, regulated: Column) -> list[Measure]:
    """The time used of the regulated time, over dossiers whose time is regulated in this unit: two units are never added up."""
    of_unit = f"hồ sơ có thời gian quy định theo {unit}"
    with_time = _both(reading.ran_its_course, regulated.is_present())
    used = Sum(
        f"{name}_used",
        f"Thời gian đã dùng ({unit})",
        f"Tổng số {unit} đã dùng của {of_unit}.",
        with_time,
        taken,
        unit=unit,
    )
    allowed = Sum(
        f"{name}_regulated", f"Thời gian quy định ({unit})", f"Tổng thời gian quy định của {of_unit}.", with_time, regulated,
        unit=unit,
    )  # fmt: skip
    share = Ratio(
        f"{name}_used_of_regulated", f"Tỷ lệ thời gian đã dùng so với quy định ({unit})",
        f"Số {unit} đã dùng trên thời gian quy định, của {of_unit}.", used, allowed, better="lower",
    )  # fmt: skip
    return [used, allowed, share]


def _times(course: Count, name: str, unit: str, taken: Column) -> list[Measure]:
    """Mean, median, 90th percentile and longest of the days that dossiers took."""
    words = f"số {unit} từ sau ngày tiếp nhận đến ngày kết thúc xử lý (trong ngày là 0)"
    spread = Spread(course.rule, lambda period: taken)
    days = Sum(f"{name}_taken", f"Tổng thời gian giải quyết ({unit})", f"Tổng {words}.", course.rule, taken, unit=unit)
    return [
        days,
        Ratio(
            f"mean_{name}", f"Thời gian giải quyết trung bình ({unit})", f"Bình quân một hồ sơ: {words}.", days, course,
            unit=unit, better="lower",
        ),
        Quantile(
            f"median_{name}", f"Thời gian giải quyết trung vị ({unit})", f"Một nửa số hồ sơ không quá mức này: {words}.",
            spread, Fraction(1, 2), unit=unit,
        ),
        Quantile(
            f"p90_{name}", f"Thời gian giải quyết, phân vị 90 ({unit})", f"90% số hồ sơ không quá mức này: {words}.",
            spread, Fraction(9, 10), unit=unit,
        ),
        Quantile(
            f"longest_{name}", f"Thời gian giải quyết dài nhất ({unit})", f"Hồ sơ lâu nhất: {words}.", spread, Fraction(1),
            unit=unit,
        ),
    ]  # fmt: skip


def cutoff_measures(reading: Reading) -> Iterable[Measure]:
    """What needs the working-day index of the cut-off: how late, what falls due soon, how long until half have ended."""
    measures: list[Measure] = [
        Count(
            name, f"Đang giải quyết quá hạn {words}",
            f"Hồ sơ đang giải quyết quá hạn {words} tính từ sau ngày hẹn trả đến ngày chốt số liệu.",
            _aged(reading, first, last), better="lower",
        )
        for name, (first, last, words) in AGES.items()
    ]  # fmt: skip
    measures += [
        Count(
            name, f"Đến hạn trong {days:02d} ngày làm việc tới",
            f"Hồ sơ đang giải quyết có ngày hẹn trả sau ngày chốt số liệu, trong {days:02d} ngày làm việc tiếp theo.",
            _due_soon(reading, days),
        )
        for name, days in DUE_SOON.items()
    ]  # fmt: skip
    measures.append(
        SurvivalMedian(
            "survival_median_working_days", "Thời gian giải quyết trung vị, kể cả hồ sơ chưa xong",
            "Số ngày làm việc mà một nửa số hồ sơ tiếp nhận mới trong kỳ đã giải quyết xong, ước lượng Kaplan–Meier: hồ sơ đang "
            "giải quyết và hồ sơ xin rút được tính đến ngày còn theo dõi.",
            Spread(reading.received_and_ended, lambda period: reading.days_taken("workday")),
            Spread(reading.received_and_open, reading.working_days_watched),
        )
    )  # fmt: skip
    return measures


def _column(number: int | None = None) -> Source:
    """Form II.06a as a one-stop system prints it, and which column of it."""
    return Source(f"{FORM}, cột {number}" if number else FORM, "V")


def _received(reading: Reading) -> Count:
    return Count(
        "received", "Tiếp nhận mới trong kỳ", "Hồ sơ có ngày tiếp nhận trong kỳ, không kể hồ sơ không được tiếp nhận."
        if reading.rules.refused == "excluded" else "Hồ sơ có ngày tiếp nhận trong kỳ, kể cả hồ sơ không được tiếp nhận.",
        reading.received_in, _column(),
    )  # fmt: skip


def _received_online(reading: Reading) -> Count:
    return Count(
        "received_online", "Trực tuyến", "Hồ sơ tiếp nhận mới trong kỳ nộp qua kênh trực tuyến.",
        reading.received_online, _column(4), better="higher",
    )  # fmt: skip


def _received_other(reading: Reading) -> Count:
    return Count(
        "received_other", "Trực tiếp, dịch vụ bưu chính", "Hồ sơ tiếp nhận mới trong kỳ nộp qua các kênh còn lại.",
        reading.received_other, _column(5),
    )  # fmt: skip


def _with_interlinked(reading: Reading) -> Reading:
    return replace(reading, rules=replace(reading.rules, interlinked="counted"))


def _both(rule_of: RuleOf, more: Rule) -> RuleOf:
    return lambda period: rule_of(period) & more


def _aged(reading: Reading, first: int, last: int | None) -> RuleOf:
    return lambda period: reading.overdue_by(period, first, last)


def _due_soon(reading: Reading, days: int) -> RuleOf:
    return lambda period: reading.due_within(period, days)
