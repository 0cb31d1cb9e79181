"""Worked examples of the dossiers, their payments and the procedures: the days and states that decide, under the default counting rules.

The working-day calendar is a small one of its own, with the days off of Tết Tân Sửu and New Year 2021.
"""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import pandas as pd

from cchc_analysis.measures.core import Measure
from cchc_analysis.measures.counting import CountingRules, Reading
from cchc_analysis.measures.dossiers import FORM_06A, dossier_measures
from cchc_analysis.measures.examples import Q1, Example, Row, outcome, row
from cchc_analysis.measures.explanations import explanation_measures, overdue_dossiers
from cchc_analysis.measures.fees import fee_measures
from cchc_analysis.measures.procedures import procedure_activity, procedure_measures
from cchc_analysis.tables import DAY_NUMBERED, DOSSIERS, EXPLANATIONS, FEES, WORKDAY_INDEXED
from cchc_analysis.workdays import Calendar

DAYS_OFF = {
    date(2020, 1, 1): "Tết Dương lịch",
    date(2021, 1, 1): "Tết Dương lịch",
    date(2021, 2, 10): "Tết Nguyên đán",
    date(2021, 2, 11): "Tết Nguyên đán",
    date(2021, 2, 12): "Tết Nguyên đán",
    date(2021, 2, 15): "Tết Nguyên đán",
    date(2021, 2, 16): "Tết Nguyên đán",
}
CALENDAR = Calendar.of(dict.fromkeys(DAYS_OFF, "off"))
READING = Reading(workday_of=CALENDAR.index)


def example_measures() -> dict[str, Measure]:
    """The measures that the examples are about, as the examples' calendar and the default counting rules have them."""
    return dossier_measures(READING) | fee_measures(READING) | procedure_measures() | explanation_measures()


def dossier_table(rows: Sequence[Row]) -> pd.DataFrame:
    """The clean dossier table of an example: what its rows do not say is a plain dossier received online.

    A due date is the first and the current one as well, unless they are named.
    """
    frame = pd.DataFrame([_dossier(each) for each in rows], columns=DOSSIERS.columns)
    for field in DOSSIERS.fields:
        if field.kind == "boolean":
            frame[field.name] = frame[field.name].eq(True)
        if field.kind == "date":
            frame[field.name] = pd.to_datetime(frame[field.name]).astype("datetime64[us]")
    for name in DAY_NUMBERED:
        frame[f"{name}_day"] = _numbers(frame[f"{name}_date"], lambda day: (day - date(1970, 1, 1)).days)
    for name in WORKDAY_INDEXED:
        frame[f"{name}_workday"] = workdays(frame[f"{name}_date"])
    return DOSSIERS.conform(frame)


def workdays(days: "pd.Series[Any]") -> Any:
    """The working-day indexes of a column of days, by the examples' calendar."""
    return _numbers(days, CALENDAR.index)


def form_under(table: pd.DataFrame, rules: CountingRules) -> dict[str, str]:
    """Column of form II.06a → the letters of the rows in it, under other counting rules."""
    measures = dossier_measures(Reading(rules, CALENDAR.index))
    return {name: outcome(table, measures[name], Q1, "dossier_id") for name in FORM_06A}


def _dossier(each: Row) -> dict[str, Any]:
    given = each.values
    first = given.get("first_due_date", given.get("due_date"))
    return {
        "dossier_id": each.letter,
        "procedure": "1.003868",
        "field": "XB",
        "unit": "TTBCXB",
        "channel": "online",
        "is_received": given.get("received_date") is not None,
        "first_due_date": first,
        "current_due_date": given.get("current_due_date", first),
        "due_basis": "none" if not given.get("due_date") else "first" if first == given["due_date"] else "moved",
        "source_file": "example",
        "source_row": 1,
        **given,
    }


def _numbers(days: "pd.Series[Any]", number: Callable[[date], int]) -> Any:
    return pd.array([None if pd.isna(day) else number(day.date()) for day in days], dtype="Int64")


def _dossiers(example: Example) -> pd.DataFrame:
    return dossier_table(example.rows)


def _procedures(example: Example) -> pd.DataFrame:
    """The table of procedures of an example; what a row says of a dossier is about the only one of its procedure."""
    columns = ["on_postal_list", "legal_time", "regulated_time", "time_unit", "service_level", "national_portal_date"]
    known = pd.DataFrame(
        [
            {
                "procedure": each.letter,
                "field": "XB",
                "unit": "TTBCXB",
                **{name: each.values.get(name) for name in columns},
            }
            for each in example.rows
        ]
    ).astype({"on_postal_list": "bool", "legal_time": "Int64", "regulated_time": "Int64", "service_level": "Int64"})
    known["national_portal_date"] = pd.to_datetime(known["national_portal_date"]).astype("datetime64[us]")
    of_dossier = [
        Row(each.letter, "", {"procedure": each.letter} | {k: v for k, v in each.values.items() if k not in columns})
        for each in example.rows
        if each.values.get("received_date")
    ]
    return procedure_activity(dossier_table(of_dossier), known, example.period, READING)


def _payments(example: Example) -> pd.DataFrame:
    """The table of payments of an example; a letter stands in the place of the file."""
    lines = [{"source_file": each.letter, "source_row": 1, **each.values} for each in example.rows]
    frame = pd.DataFrame(lines, columns=FEES.columns)
    for field in FEES.fields:
        if field.kind == "date":
            frame[field.name] = pd.to_datetime(frame[field.name]).astype("datetime64[us]")
    return FEES.conform(frame)


def _overdue(example: Example) -> pd.DataFrame:
    """The overdue ones among the dossiers of an example, with what its rows say of why and of apologies."""
    said = [name for name in EXPLANATIONS.columns if name not in DOSSIERS.columns]
    dossiers = [Row(each.letter, "", {k: v for k, v in each.values.items() if k not in said}) for each in example.rows]
    lines = [
        {"dossier_id": each.letter, "source_file": "example", "source_row": 1, **{k: each.values[k] for k in said if each.values.get(k)}}
        for each in example.rows
    ]  # fmt: skip
    frame = pd.DataFrame(lines, columns=EXPLANATIONS.columns)
    for name in ("apology_date", "new_due_date"):
        frame[name] = pd.to_datetime(frame[name]).astype("datetime64[us]")
    told = EXPLANATIONS.conform(frame[frame[said].notna().any(axis=1)])
    return overdue_dossiers(dossier_table(dossiers), told, example.period, READING)


def _about_dossiers(
    name: str, title: str, rows: tuple[Row, ...], expected: dict[str, str], on_calendar: bool = False
) -> Example:
    return Example(name, title, "dossiers", rows, expected, _dossiers, "dossier_id", on_calendar=on_calendar)


DOSSIER_EXAMPLES = (
    _about_dossiers(
        "receipt",
        "Tiếp nhận và chuyển kỳ: ngày đầu kỳ, ngày cuối kỳ",
        (
            row("A", "tiếp nhận trước ngày đầu kỳ, chưa xong", received_date="2020-12-14", finished_date=None, channel="online"),
            row("B", "xong trước ngày đầu kỳ: không thuộc kỳ", received_date="2020-12-14", finished_date="2020-12-14", channel="online"),
            row("C", "kỳ trước chuyển sang, xong đúng ngày đầu kỳ", received_date="2020-12-01", finished_date="2020-12-15", channel="online"),
            row("D", "tiếp nhận ngày đầu kỳ, xong ngày cuối kỳ", received_date="2020-12-15", finished_date="2021-03-14", channel="online"),
            row("E", "tiếp nhận ngày cuối kỳ", received_date="2021-03-14", finished_date=None, channel="online"),
            row("F", "tiếp nhận sau kỳ", received_date="2021-03-15", finished_date=None, channel="online"),
            row("G", "xong sau kỳ: tại ngày chốt số liệu vẫn đang giải quyết", received_date="2021-03-01", finished_date="2021-03-15", channel="direct"),
            row("H", "trong ngày", received_date="2021-03-01", finished_date="2021-03-01", channel="postal"),
            row("I", "bị từ chối tiếp nhận", submitted_date="2021-03-01", received_date=None, status="refused", channel="online"),
        ),
        {
            "received": "D E G H",
            "received_online": "D E",
            "received_other": "G H",
            "carried_over": "A C",
            "total": "A C D E G H",
            "settled": "C D H",
            "pending": "A E G",
        },
    ),
    _about_dossiers(
        "settled",
        "Đã giải quyết: trước hạn, đúng hạn, quá hạn",
        (
            row("A", "trước hạn một ngày", received_date="2021-03-01", due_date="2021-03-10", finished_date="2021-03-09"),
            row("B", "đúng ngày hẹn trả", received_date="2021-03-01", due_date="2021-03-10", finished_date="2021-03-10"),
            row("C", "quá hạn một ngày", received_date="2021-03-01", due_date="2021-03-10", finished_date="2021-03-11"),
            row("D", "không ghi ngày hẹn trả, tính lại được", received_date="2021-03-01", recomputed_due_date="2021-03-10", finished_date="2021-03-11"),
            row("E", "không ghi ngày hẹn trả, không tính lại được", received_date="2021-03-01", finished_date="2021-03-11"),
            row("F", "tổ chức, cá nhân xin rút sau ngày hẹn trả", received_date="2021-03-01", due_date="2021-03-08", finished_date="2021-03-11", is_withdrawn=True),
            row("G", "chưa xong, đã qua ngày hẹn trả", received_date="2021-03-01", due_date="2021-03-10"),
            row("H", "xong sau ngày chốt số liệu", received_date="2021-03-01", due_date="2021-03-12", finished_date="2021-03-15"),
            row("I", "hẹn lại ngày trả; xét theo ngày hẹn đầu tiên", received_date="2021-03-01", due_date="2021-03-10", finished_date="2021-03-11", current_due_date="2021-03-20"),
            row("J", "bổ sung hồ sơ dời ngày hẹn trả; xét theo ngày đã dời", received_date="2021-02-22", due_date="2021-03-12", finished_date="2021-03-12", first_due_date="2021-03-08", current_due_date="2021-03-12"),
        ),
        {
            "settled": "A B C D E F I J",
            "settled_early": "A",
            "settled_on_time": "B F J",
            "settled_late": "C D I",
            "settled_no_due_date": "E",
            "settled_column_9": "B E F J",
            "settled_in_time": "A B E F J",
            "pending_overdue": "G H",
            "overdue": "C D G H I",
            "fallen_due": "A B C D E F G H I J",
            "on_time_of_settled": "A B E F J / A B C D E F I J",
            "late_of_settled": "C D I / A B C D E F I J",
            "on_time_of_fallen_due": "A B E F J / A B C D E F G H I J",
            "due_date_recomputed": "D",
            "due_date_changed": "I J",
        },
    ),
    _about_dossiers(
        "pending",
        "Đang giải quyết tại ngày chốt số liệu 14/03/2021",
        (
            row("A", "hẹn trả trước ngày chốt một ngày", received_date="2021-03-01", due_date="2021-03-13"),
            row("B", "hẹn trả đúng ngày chốt: vẫn trong hạn", received_date="2021-03-01", due_date="2021-03-14"),
            row("C", "hẹn trả sau ngày chốt", received_date="2021-03-01", due_date="2021-03-15"),
            row("D", "không ghi ngày hẹn trả, tính lại được", received_date="2021-03-01", recomputed_due_date="2021-03-12"),
            row("E", "không ghi ngày hẹn trả, không tính lại được", received_date="2021-03-01"),
            row("F", "đang chờ bổ sung", received_date="2021-03-01", due_date="2021-03-10", supplement_requested_date="2021-03-09"),
            row("G", "đã bổ sung xong", received_date="2021-03-01", due_date="2021-03-10", supplement_requested_date="2021-03-09", supplement_done_date="2021-03-12"),
            row("H", "hệ thống chỉ ghi trạng thái tạm dừng", received_date="2021-03-01", due_date="2021-03-10", status="paused"),
            row("I", "xong sau ngày chốt: tại ngày chốt đã quá hạn", received_date="2021-03-01", due_date="2021-03-10", finished_date="2021-03-15"),
            row("J", "bổ sung sau ngày chốt mới dời ngày hẹn trả: tại ngày chốt xét theo ngày hẹn đầu tiên", received_date="2021-03-01", due_date="2021-03-25", first_due_date="2021-03-10", current_due_date="2021-03-25", supplement_requested_date="2021-03-16", supplement_done_date="2021-03-18"),
        ),
        {
            "pending": "A B C D E F G H I J",
            "pending_in_time": "B C F H",
            "pending_overdue": "A D G I J",
            "pending_no_due_date": "E",
            "pending_column_12": "B C E F H",
            "pending_paused": "F H",
            "paused_by_status": "H",
            "overdue": "A D G I J",
        },
    ),
    _about_dossiers(
        "channels",
        "Kênh nộp và mức độ dịch vụ công trực tuyến",
        (
            row("A", "mức độ 4, nộp trực tuyến", received_date="2021-03-01", channel="online", service_level=4),
            row("B", "mức độ 3, nộp trực tuyến", received_date="2021-03-01", channel="online", service_level=3),
            row("C", "mức độ 3, nộp trực tiếp", received_date="2021-03-01", channel="direct", service_level=3),
            row("D", "mức độ 4, nộp qua bưu chính", received_date="2021-03-01", channel="postal", service_level=4),
            row("E", "mức độ 2, nộp trực tuyến", received_date="2021-03-01", channel="online", service_level=2),
            row("F", "chưa rõ mức độ", received_date="2021-03-01", channel="direct", service_level=None),
            row("G", "kỳ trước chuyển sang: không phải tiếp nhận mới", received_date="2020-12-14", channel="online", service_level=4),
        ),
        {
            "received_online": "A B E",
            "received_other": "C D F",
            "online_of_received": "A B E / A B C D E F",
            "other_of_received": "C D F / A B C D E F",
            "received_level_3_4": "A B C D",
            "received_level_3_4_online": "A B",
            "online_of_level_3_4": "A B / A B C D",
            "received_level_3": "B C",
            "received_level_3_online": "B",
            "online_of_level_3": "B / B C",
            "received_level_4": "A D",
            "received_level_4_online": "A",
            "online_of_level_4": "A / A D",
        },
    ),
    _about_dossiers(
        "post",
        "Dịch vụ bưu chính công ích: theo danh sách của bưu điện, không theo kênh nộp",
        (
            row("A", "nộp trực tuyến, bản giấy gửi qua bưu điện: thuộc cả hai", received_date="2021-03-01", channel="online", on_postal_list=True, via_post_in=True, returned_date="2021-03-10", via_post_out=False),
            row("B", "nộp qua bưu chính, có trong danh sách nhận", received_date="2021-03-01", channel="postal", on_postal_list=True, via_post_in=True),
            row("C", "hệ thống ghi bưu chính, bưu điện không có tên", received_date="2021-03-01", channel="postal", on_postal_list=True, via_post_in=False),
            row("D", "TTHC ngoài danh mục", received_date="2021-03-01", channel="direct", on_postal_list=False, via_post_in=True),
            row("E", "kỳ trước chuyển sang, trả trong kỳ qua bưu điện", received_date="2020-12-01", channel="direct", on_postal_list=True, via_post_in=True, returned_date="2020-12-15", via_post_out=True),
            row("F", "trả qua bưu điện sau kỳ", received_date="2021-03-01", channel="direct", on_postal_list=True, via_post_in=False, returned_date="2021-03-15", via_post_out=True),
        ),
        {
            "received_listed": "A B C F",
            "received_listed_by_post": "A B",
            "received_by_post": "A B D",
            "returned": "A E",
            "returned_by_post": "E",
            "post_in_of_received_listed": "A B / A B C F",
            "post_in_of_received": "A B D / A B C D F",
            "post_out_of_returned": "E / A E",
        },
    ),
    _about_dossiers(
        "due-dates",
        "Ngày hẹn trả bị thiếu hoặc đã đổi; hồ sơ liên thông, chuyển đơn vị",
        (
            row("A", "hẹn lại ngày trả", received_date="2021-03-01", due_date="2021-03-10", current_due_date="2021-03-20"),
            row("B", "ngày hẹn trả giữ nguyên", received_date="2021-03-01", due_date="2021-03-10", current_due_date="2021-03-10"),
            row("C", "không ghi ngày hẹn trả, tính lại được", received_date="2021-03-01", recomputed_due_date="2021-03-10"),
            row("D", "không ghi ngày hẹn trả, không tính lại được", received_date="2021-03-01"),
            row("E", "đã đổi ngày hẹn nhưng xong trước kỳ", received_date="2020-12-01", due_date="2020-12-10", current_due_date="2020-12-20", finished_date="2020-12-14"),
            row("F", "kỳ trước chuyển sang, đã đổi ngày hẹn", received_date="2020-12-14", due_date="2020-12-24", current_due_date="2020-12-31", finished_date="2020-12-30"),
            row("G", "liên thông, tiếp nhận sau kỳ", received_date="2021-03-15", due_date="2021-03-31", is_interlinked=True),
            row("H", "liên thông", received_date="2021-03-01", due_date="2021-03-31", is_interlinked=True),
            row("I", "đang ở đơn vị khác đơn vị chủ trì", received_date="2021-03-01", due_date="2021-03-31", is_transferred=True),
        ),
        {"due_date_recomputed": "C", "due_date_changed": "A F", "interlinked": "H", "transferred": "I"},
    ),
    _about_dossiers(
        "supplements",
        "Yêu cầu bổ sung, xin rút, từ chối tiếp nhận",
        (
            row("A", "yêu cầu bổ sung ngày đầu kỳ", received_date="2020-12-10", supplement_requested_date="2020-12-15", supplement_done_date="2020-12-20"),
            row("B", "yêu cầu bổ sung trước kỳ", received_date="2020-12-10", supplement_requested_date="2020-12-14", supplement_done_date="2020-12-20"),
            row("C", "yêu cầu bổ sung sau kỳ", received_date="2021-03-10", supplement_requested_date="2021-03-15"),
            row("D", "xin rút ngày cuối kỳ", received_date="2021-03-10", finished_date="2021-03-14", is_withdrawn=True),
            row("E", "xin rút sau kỳ", received_date="2021-03-10", finished_date="2021-03-15", is_withdrawn=True),
            row("F", "từ chối trong kỳ", submitted_date="2020-12-14", received_date=None, refused_date="2020-12-15", status="refused"),
            row("G", "không ghi ngày từ chối: tính theo ngày nộp, trong kỳ", submitted_date="2021-03-01", received_date=None, status="refused"),
            row("H", "không ghi ngày từ chối: tính theo ngày nộp, trước kỳ", submitted_date="2020-12-14", received_date=None, status="refused"),
        ),
        {"supplement_requested": "A", "settled_withdrawn": "D", "refused": "F G"},
    ),
    _about_dossiers(
        "intake",
        "Chờ tiếp nhận; tiếp nhận quá 08 giờ làm việc",
        (
            row("A", "đúng 08 giờ", submitted_date="2021-03-05", received_date="2021-03-08", intake_minutes=480, channel="online"),
            row("B", "quá 08 giờ một phút", submitted_date="2021-03-05", received_date="2021-03-08", intake_minutes=481, channel="online"),
            row("C", "không nộp trực tuyến", submitted_date="2021-03-05", received_date="2021-03-10", intake_minutes=1440, channel="direct"),
            row("D", "không ghi giờ; thứ sáu đến thứ hai là 01 ngày làm việc", submitted_date="2021-03-05", received_date="2021-03-08", channel="online"),
            row("E", "không ghi giờ; thứ năm đến thứ hai là 02 ngày làm việc", submitted_date="2021-03-04", received_date="2021-03-08", channel="online"),
            row("F", "chưa được tiếp nhận", submitted_date="2021-03-12", received_date=None, status="registered", channel="online"),
            row("G", "tiếp nhận sau ngày chốt số liệu", submitted_date="2021-03-14", received_date="2021-03-15", channel="online"),
            row("H", "đã bị từ chối", submitted_date="2021-03-12", received_date=None, status="refused", refused_date="2021-03-13", channel="online"),
            row("I", "nộp sau ngày chốt số liệu", submitted_date="2021-03-15", received_date=None, status="registered", channel="online"),
            row("J", "không còn trong danh sách từ trước ngày chốt", submitted_date="2020-10-01", received_date=None, status="registered", channel="online", last_listed_date="2020-11-02"),
        ),
        {"awaiting_receipt": "F G", "received_after_8_hours": "B E"},
        on_calendar=True,
    ),
    _about_dossiers(
        "processing",
        "Thời gian giải quyết: trong ngày, qua cuối tuần, qua Tết",
        (
            row("A", "trong ngày: 0 ngày", received_date="2021-03-01", finished_date="2021-03-01", regulated_workdays=3),
            row("B", "thứ sáu đến thứ hai: 01 ngày làm việc, 03 ngày", received_date="2021-03-05", finished_date="2021-03-08", regulated_days=4),
            row("C", "qua Tết: 04 ngày làm việc, 13 ngày", received_date="2021-02-05", finished_date="2021-02-18", regulated_workdays=5),
            row("D", "kỳ trước chuyển sang: 05 ngày làm việc, 07 ngày", received_date="2020-12-10", finished_date="2020-12-17", regulated_workdays=5),
            row("E", "xin rút: không phải thời gian giải quyết", received_date="2021-03-01", finished_date="2021-03-10", regulated_workdays=5, is_withdrawn=True),
            row("F", "xong sau kỳ", received_date="2021-03-01", finished_date="2021-03-15", regulated_workdays=5),
        ),
        {
            "ran_its_course": "A B C D",
            "working_days_taken": "A B C D: 10",
            "mean_working_days": "A B C D: 10 / A B C D",
            "median_working_days": "A B C D: 2,5",
            "p90_working_days": "A B C D: 4,7",
            "longest_working_days": "A B C D: 5",
            "calendar_days_taken": "A B C D: 23",
            "mean_calendar_days": "A B C D: 23 / A B C D",
            "median_calendar_days": "A B C D: 5",
            "p90_calendar_days": "A B C D: 11,2",
            "longest_calendar_days": "A B C D: 13",
            "working_days_used": "A C D: 9",
            "working_days_regulated": "A C D: 13",
            "working_days_used_of_regulated": "A C D: 9 / A C D: 13",
            "calendar_days_used": "B: 3",
            "calendar_days_regulated": "B: 4",
            "calendar_days_used_of_regulated": "B: 3 / B: 4",
        },
        on_calendar=True,
    ),
    _about_dossiers(
        "overdue-age",
        "Đang giải quyết quá hạn bao lâu, tính theo ngày làm việc đến 14/03/2021 (chủ nhật)",
        (
            row("A", "hẹn trả đúng ngày chốt: chưa quá hạn", received_date="2021-01-04", due_date="2021-03-14"),
            row("B", "hẹn trả thứ bảy: quá hạn 0 ngày làm việc", received_date="2021-01-04", due_date="2021-03-13"),
            row("C", "quá hạn 05 ngày làm việc", received_date="2021-01-04", due_date="2021-03-05"),
            row("D", "quá hạn 06 ngày làm việc", received_date="2021-01-04", due_date="2021-03-04"),
            row("E", "quá hạn 10 ngày làm việc", received_date="2021-01-04", due_date="2021-02-26"),
            row("F", "quá hạn 11 ngày làm việc", received_date="2021-01-04", due_date="2021-02-25"),
            row("G", "qua Tết: quá hạn 30 ngày làm việc", received_date="2021-01-04", due_date="2021-01-22"),
            row("H", "qua Tết: quá hạn 31 ngày làm việc", received_date="2021-01-04", due_date="2021-01-21"),
            row("I", "đang chờ bổ sung: tính là trong hạn", received_date="2021-01-04", due_date="2021-03-05", supplement_requested_date="2021-03-04"),
        ),
        {
            "pending_overdue": "B C D E F G H",
            "overdue_to_5": "B C",
            "overdue_6_to_10": "D E",
            "overdue_11_to_30": "F G",
            "overdue_over_30": "H",
        },
        on_calendar=True,
    ),
    _about_dossiers(
        "due-soon",
        "Sắp đến hạn, tính theo ngày làm việc sau 14/03/2021 (chủ nhật)",
        (
            row("A", "hẹn trả đúng ngày chốt: không phải sau ngày chốt", received_date="2021-03-01", due_date="2021-03-14"),
            row("B", "ngày làm việc thứ nhất", received_date="2021-03-01", due_date="2021-03-15"),
            row("C", "ngày làm việc thứ ba", received_date="2021-03-01", due_date="2021-03-17"),
            row("D", "ngày làm việc thứ tư", received_date="2021-03-01", due_date="2021-03-18"),
            row("E", "ngày làm việc thứ năm (thứ sáu)", received_date="2021-03-01", due_date="2021-03-19"),
            row("F", "thứ bảy ngay sau ngày làm việc thứ năm", received_date="2021-03-01", due_date="2021-03-20"),
            row("G", "ngày làm việc thứ mười", received_date="2021-03-01", due_date="2021-03-26"),
            row("H", "ngày làm việc thứ mười một", received_date="2021-03-01", due_date="2021-03-29"),
            row("I", "không ghi ngày hẹn trả, tính lại được", received_date="2021-03-01", recomputed_due_date="2021-03-16"),
        ),
        {"due_within_3": "B C I", "due_within_5": "B C D E F I", "due_within_10": "B C D E F G I"},
        on_calendar=True,
    ),
    _about_dossiers(
        "survival",
        "Thời gian giải quyết trung vị, kể cả hồ sơ chưa xong",
        (
            row("A", "xong trong ngày: sau đó còn 5/6", received_date="2021-03-01", finished_date="2021-03-01"),
            row("B", "xong sau 02 ngày: sau đó còn 5/6 × 4/5 = 4/6", received_date="2021-03-01", finished_date="2021-03-03"),
            row("C", "xin rút sau 03 ngày: chỉ theo dõi đến đó", received_date="2021-03-01", finished_date="2021-03-04", is_withdrawn=True),
            row("D", "xong sau 05 ngày: sau đó còn 4/6 × 1/2 = 2/6, không quá một nửa", received_date="2021-03-01", finished_date="2021-03-08"),
            row("E", "chưa xong, theo dõi 04 ngày", received_date="2021-03-08"),
            row("F", "chưa xong, theo dõi 09 ngày", received_date="2021-03-01", finished_date="2021-03-15"),
            row("G", "kỳ trước chuyển sang: không tính", received_date="2020-12-14", finished_date="2021-03-01"),
        ),
        {"survival_median_working_days": "A B C D E F: 5"},
        on_calendar=True,
    ),
    _about_dossiers(
        "survival-open",
        "Chưa đến một nửa số hồ sơ giải quyết xong: chưa có thời gian trung vị",
        (
            row("A", "xong sau 02 ngày: sau đó còn 2/3", received_date="2021-03-01", finished_date="2021-03-03"),
            row("B", "chưa xong, theo dõi 04 ngày", received_date="2021-03-08"),
            row("C", "chưa xong, theo dõi 09 ngày", received_date="2021-03-01"),
            row("D", "tiếp nhận sau kỳ", received_date="2021-03-15"),
        ),
        {"survival_median_working_days": "A B C: –"},
        on_calendar=True,
    ),
)  # fmt: skip

FEE_EXAMPLES = (
    Example(
        "fees",
        "Phí, lệ phí theo ngày nộp; mỗi dòng là một khoản",
        "fees",
        (
            row("A", "khoản đầu của hồ sơ 1, nộp ngày đầu kỳ", dossier_id="1", fee_date="2020-12-15", fee_amount=100_000, payment="online"),
            row("B", "khoản đầu của hồ sơ 2, nộp trước kỳ", dossier_id="2", fee_date="2020-12-14", fee_amount=300_000, payment="direct", next_direct_date="2020-12-14"),
            row("C", "khoản sau của hồ sơ 2, nộp trong kỳ: chỉ khoản này thuộc kỳ", dossier_id="2", fee_date="2020-12-15", fee_amount=25_000, payment="online", previous_fee_date="2020-12-14"),
            row("D", "khoản đầu của hồ sơ 3, nộp ngày cuối kỳ; khoản sau nộp trực tiếp ngoài kỳ", dossier_id="3", fee_date="2021-03-14", fee_amount=50_000, payment="online", next_direct_date="2021-03-15"),
            row("E", "khoản sau của hồ sơ 3, nộp sau kỳ", dossier_id="3", fee_date="2021-03-15", fee_amount=70_000, payment="direct", previous_fee_date="2021-03-14", next_direct_date="2021-03-15"),
            row("F", "khoản đầu của hồ sơ 4", dossier_id="4", fee_date="2021-03-01", fee_amount=200_000, payment="online", next_direct_date="2021-03-01"),
            row("G", "khoản sau của hồ sơ 4 nộp trực tiếp: hồ sơ tính một lần, không phải trực tuyến", dossier_id="4", fee_date="2021-03-01", fee_amount=25_000, payment="direct", previous_fee_date="2021-03-01", next_direct_date="2021-03-01"),
            row("H", "được miễn: số tiền bằng 0", dossier_id="5", fee_date="2021-03-01", fee_amount=0, payment="online"),
        ),
        {
            "fee_paid": "A C D F",
            "fee_paid_online": "A C D",
            "fee_amount": "A C D F G: 400000",
            "online_of_fee_paid": "A C D / A C D F",
        },
        _payments,
        "source_file",
    ),
)  # fmt: skip

PROCEDURE_EXAMPLES = (
    Example(
        "procedures",
        "Thủ tục hành chính: danh mục BCCI, hồ sơ phát sinh, thời gian cắt giảm",
        "procedures",
        (
            row("A", "giảm đúng 10%; hồ sơ tiếp nhận qua bưu điện", on_postal_list=True, legal_time=20, regulated_time=18, time_unit="working", received_date="2021-03-01", via_post_in=True),
            row("B", "giảm chưa đến 10%; hồ sơ không qua bưu điện", on_postal_list=True, legal_time=15, regulated_time=14, time_unit="working", received_date="2021-03-01", via_post_in=False),
            row("C", "không giảm; hồ sơ kỳ trước, trả trong kỳ qua bưu điện", on_postal_list=True, legal_time=10, regulated_time=10, time_unit="working", received_date="2020-12-01", returned_date="2020-12-15", via_post_out=True),
            row("D", "tính theo ngày; không phát sinh hồ sơ", on_postal_list=True, legal_time=30, regulated_time=20, time_unit="calendar"),
            row("E", "không có thời gian luật định; ngoài danh mục", on_postal_list=False, received_date="2021-03-01", via_post_in=True),
            row("F", "tính theo ngày; hồ sơ tiếp nhận sau kỳ", on_postal_list=False, legal_time=10, regulated_time=10, time_unit="calendar", received_date="2021-03-15"),
            row("G", "chưa có thời gian được phê duyệt", on_postal_list=False, legal_time=10, regulated_time=None, time_unit="working"),
        ),
        {
            "procedures_total": "A B C D E F G",
            "procedures_listed": "A B C D",
            "procedures_listed_with_post": "A C",
            "procedures_without_dossier": "D F G",
            "procedures_with_post_of_listed": "A C / A B C D",
            "procedures_timed": "A B C D F",
            "procedures_cut_by_tenth": "A D",
            "procedures_cut_by_tenth_of_timed": "A D / A B C D F",
            "legal_time_working": "A B C: 45",
            "time_cut_working": "A B C: 3",
            "time_cut_of_legal_working": "A B C: 3 / A B C: 45",
            "legal_time_calendar": "D F: 40",
            "time_cut_calendar": "D F: 10",
            "time_cut_of_legal_calendar": "D F: 10 / D F: 40",
        },
        _procedures,
        "procedure",
    ),
    Example(
        "online-services",
        "Dịch vụ công trực tuyến: mức độ, Cổng Dịch vụ công quốc gia, phát sinh hồ sơ trực tuyến",
        "procedures",
        (
            row("A", "tích hợp đúng ngày chốt, có hồ sơ trực tuyến", service_level=3, national_portal_date="2021-03-14", received_date="2021-03-01", channel="online"),
            row("B", "tích hợp sau ngày chốt", service_level=4, national_portal_date="2021-03-15", received_date="2021-03-01", channel="online"),
            row("C", "đã tích hợp, chỉ có hồ sơ trực tiếp", service_level=4, national_portal_date="2020-06-30", received_date="2021-03-01", channel="direct"),
            row("D", "chưa tích hợp; hồ sơ trực tuyến của kỳ trước", service_level=3, national_portal_date=None, received_date="2020-12-14", channel="online"),
            row("E", "mức độ 2", service_level=2, national_portal_date="2020-06-30", received_date=None),
            row("F", "chưa rõ mức độ", service_level=None, national_portal_date=None, received_date="2021-03-01", channel="online"),
        ),
        {
            "procedures_level_3_4": "A B C D",
            "procedures_level_3": "A D",
            "procedures_level_4": "B C",
            "procedures_level_3_4_with_online": "A B",
            "procedures_level_3_4_without_online": "C D",
            "procedures_on_national_portal": "A C",
            "procedures_on_national_portal_with_online": "A",
            "online_used_of_level_3_4": "A B / A B C D",
            "on_national_portal_of_level_3_4": "A C / A B C D",
        },
        _procedures,
        "procedure",
    ),
)  # fmt: skip

OVERDUE_EXAMPLES = (
    Example(
        "explanations",
        "Giải trình hồ sơ quá hạn: nguyên nhân, xin lỗi, hẹn lại ngày trả",
        "overdue_dossiers",
        (
            row("A", "đã giải quyết quá hạn; xin lỗi đúng ngày hẹn trả, có hẹn lại", received_date="2021-03-01", due_date="2021-03-08", finished_date="2021-03-10", cause="slow_closing", apology_date="2021-03-08", new_due_date="2021-03-10"),
            row("B", "xin lỗi sau ngày hẹn trả, không hẹn lại", received_date="2021-03-01", due_date="2021-03-08", finished_date="2021-03-10", cause="other_agency", apology_date="2021-03-09"),
            row("C", "đang giải quyết quá hạn; xin lỗi sau ngày chốt: chưa tính", received_date="2021-03-01", due_date="2021-03-10", cause="complex", apology_date="2021-03-15", new_due_date="2021-03-20"),
            row("D", "xin lỗi đúng ngày chốt, chưa có nguyên nhân", received_date="2021-03-01", due_date="2021-03-10", apology_date="2021-03-14", new_due_date="2021-03-20"),
            row("E", "chưa có phiếu giải trình", received_date="2021-03-01", due_date="2021-03-10"),
            row("F", "có nguyên nhân, hẹn lại nhưng thiếu ngày xin lỗi", received_date="2021-03-01", due_date="2021-03-10", cause="system", new_due_date="2021-03-20"),
            row("G", "có giải trình nhưng giải quyết đúng hạn: không phải hồ sơ quá hạn", received_date="2021-03-01", due_date="2021-03-10", finished_date="2021-03-10", cause="other", apology_date="2021-03-10"),
            row("H", "đã hẹn lại và xong trước ngày hẹn lại: vẫn quá hạn", received_date="2021-03-01", due_date="2021-03-08", finished_date="2021-03-11", cause="other", apology_date="2021-03-05", new_due_date="2021-03-12"),
        ),
        {
            "overdue_to_explain": "A B C D E F H",
            "overdue_working_days": "A B C D E F H: 15",
            "overdue_explained": "A B C F H",
            "overdue_not_explained": "D E",
            "overdue_apologised": "A B D H",
            "overdue_not_apologised": "C E F",
            "overdue_apologised_in_time": "A H",
            "overdue_promised_anew": "A D H",
            "overdue_unanswered": "C D E F",
            "overdue_explained_share": "A B C F H / A B C D E F H",
            "overdue_apologised_share": "A B D H / A B C D E F H",
            "overdue_promised_anew_share": "A D H / A B C D E F H",
        },
        _overdue,
        "dossier_id",
    ),
)  # fmt: skip

# One case for each of the contested readings; `form_under` gives what a reading makes of them.
READING_ROWS = (
    row("A", "tổ chức, cá nhân xin rút sau ngày hẹn trả", received_date="2021-03-01", due_date="2021-03-08", finished_date="2021-03-11", is_withdrawn=True),
    row("B", "đang chờ bổ sung, đã qua ngày hẹn trả", received_date="2021-03-01", due_date="2021-03-10", supplement_requested_date="2021-03-09"),
    row("C", "không ghi ngày hẹn trả, tính lại được", received_date="2021-03-01", recomputed_due_date="2021-03-10", finished_date="2021-03-11", returned_date="2021-03-11"),
    row("D", "xin lỗi, hẹn lại ngày trả", received_date="2021-03-01", due_date="2021-03-10", current_due_date="2021-03-20", finished_date="2021-03-11", returned_date="2021-03-11"),
    row("E", "bổ sung hồ sơ dời ngày hẹn trả", received_date="2021-02-22", due_date="2021-03-12", first_due_date="2021-03-08", current_due_date="2021-03-12", finished_date="2021-03-12", returned_date="2021-03-12"),
    row("F", "có kết quả trong kỳ, trả sau kỳ", received_date="2021-03-01", due_date="2021-03-12", finished_date="2021-03-12", returned_date="2021-03-16"),
    row("G", "từ chối tiếp nhận", received_date=None, submitted_date="2021-03-01", refused_date="2021-03-02", status="refused"),
    row("H", "liên thông, còn trong hạn", received_date="2021-03-01", due_date="2021-03-31", is_interlinked=True),
    row("I", "đang ở đơn vị khác đơn vị chủ trì", received_date="2021-03-01", due_date="2021-03-31", is_transferred=True, holder_unit="BCVT"),
)  # fmt: skip
