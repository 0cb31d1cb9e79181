"""Worked examples of feedback, of counts of documents and of the registers of connections, under the default settings."""

from typing import Any

import pandas as pd

from cchc_analysis.measures.connections import office_measures, system_measures
from cchc_analysis.measures.core import Measure
from cchc_analysis.measures.documents import DocumentRules, document_measures, document_table
from cchc_analysis.measures.dossier_examples import CALENDAR, workdays
from cchc_analysis.measures.examples import Example, row
from cchc_analysis.measures.feedback import FeedbackReading, FeedbackRules, feedback_measures, feedback_table
from cchc_analysis.tables import DOCUMENTS, FEEDBACK, Table


def feed_example_measures() -> dict[str, Measure]:
    """The measures that the examples are about, as the examples' calendar and the default settings have them."""
    feedback = feedback_measures(FeedbackReading(FeedbackRules(), CALENDAR.index))
    return feedback | document_measures(DocumentRules()) | system_measures() | office_measures()


def _feedback(example: Example) -> pd.DataFrame:
    frame = _frame(example, FEEDBACK, "feedback_id", {"kind": "conduct", "unit": "VP"})
    for name in ("received", "answered", "supplement", "published"):
        frame[f"{name}_workday"] = workdays(frame[f"{name}_date"])
    return feedback_table(FEEDBACK.conform(frame))


def _documents(example: Example) -> pd.DataFrame:
    # The letter of a row stands where its file does, because units repeat.
    return document_table(DOCUMENTS.conform(_frame(example, DOCUMENTS, "source_file", {})))


def _register(example: Example) -> pd.DataFrame:
    table = pd.DataFrame([{example.key: each.letter, **each.values} for each in example.rows])
    days = {name: pd.to_datetime(table[name]).astype("datetime64[us]") for name in table if "date" in str(name)}
    return table.assign(**{str(name): column for name, column in days.items()})


def _frame(example: Example, table: Table, letter: str, plain: dict[str, Any]) -> pd.DataFrame:
    """The rows of an example as a clean table has them, before it is made to conform."""
    rows = [
        {"source_file": "example", "source_row": 1, **plain, letter: each.letter, **each.values}
        for each in example.rows
    ]
    frame = pd.DataFrame(rows, columns=table.columns)
    for field in table.fields:
        if field.kind == "date":
            frame[field.name] = pd.to_datetime(frame[field.name]).astype("datetime64[us]")
    return frame


FEEDBACK_EXAMPLES = (
    Example(
        "feedback",
        "Phản ánh, kiến nghị: tiếp nhận, trả lời, đang xử lý",
        "feedback",
        (
            row("A", "từ kỳ trước; đúng ngày làm việc thứ 15", status="answered", received_date="2020-12-14", answered_date="2021-01-05", published_date="2021-01-07"),
            row("B", "ngày làm việc thứ 16", status="answered", received_date="2020-12-15", answered_date="2021-01-07", published_date="2021-01-12"),
            row("C", "trả lời trước kỳ, công khai trong kỳ", status="answered", received_date="2020-12-01", answered_date="2020-12-14", published_date="2020-12-15"),
            row("D", "từ chối đúng ngày làm việc thứ 2", status="refused", received_date="2021-01-14", answered_date="2021-01-18"),
            row("E", "từ chối ngày làm việc thứ 3; từ kỳ trước", status="refused", received_date="2020-12-11", answered_date="2020-12-16"),
            row("F", "trả lời sau ngày chốt; ngày làm việc thứ 15 là ngày chốt: trong hạn", status="answered", received_date="2021-02-19", answered_date="2021-03-15", supplement_date="2021-02-26"),
            row("G", "chưa trả lời; quá 15 ngày làm việc tại ngày chốt", status="supplement", received_date="2021-02-09", supplement_date="2021-02-26"),
            row("H", "tiếp nhận sau ngày chốt", status="pending", received_date="2021-03-15"),
            row("I", "trả lời trong kỳ, công khai sau ngày chốt", status="answered", received_date="2021-03-08", answered_date="2021-03-12", published_date="2021-03-15"),
        ),
        {
            "feedback_total": "A B D E F G I",
            "feedback_received": "B D F G I",
            "feedback_carried_over": "A E",
            "feedback_settled": "A B D E I",
            "feedback_answered": "A B I",
            "feedback_answered_in_time": "A I",
            "feedback_answered_late": "B",
            "feedback_refused": "D E",
            "feedback_refused_in_time": "D",
            "feedback_supplement_asked": "F G",
            "feedback_supplement_asked_in_time": "F",
            "feedback_pending": "F G",
            "feedback_pending_in_time": "F",
            "feedback_pending_overdue": "G",
            "feedback_published": "A B C",
            "feedback_published_in_time": "A C",
            "feedback_answers_published": "A B",
            "feedback_answered_in_time_share": "A I / A B I",
            "feedback_refused_in_time_share": "D / D E",
            "feedback_published_in_time_share": "A C / A B C",
            "feedback_answers_published_share": "A B / A B I",
        },
        _feedback,
        "feedback_id",
        on_calendar=True,
    ),
)  # fmt: skip

_ALL_TOLD = {
    "received": 10,
    "received_electronic": 9,
    "handled_online": 8,
    "sent": 6,
    "sent_electronic": 5,
    "signed": 4,
    "via_axis": 3,
}
DOCUMENT_EXAMPLES = (
    Example(
        "documents",
        "Văn bản điện tử: dòng thống kê theo ngày, dòng vắt qua ngày chốt, dòng thiếu số liệu",
        "documents",
        (
            row("A", "nằm trọn trong kỳ", unit="VP", first_date="2020-12-15", last_date="2021-01-14", **_ALL_TOLD, confidential=2),
            row("B", "bắt đầu trước kỳ, kết thúc trong kỳ: tính trọn", unit="TTRA", first_date="2020-12-01", last_date="2020-12-31", **_ALL_TOLD, confidential=0),
            row("C", "kết thúc sau ngày chốt: tính vào kỳ sau", unit="TTRA", first_date="2021-01-01", last_date="2021-03-31", **_ALL_TOLD, confidential=0),
            row("D", "đúng ngày chốt; chỉ có số văn bản đi", unit="CNTT", first_date="2021-03-01", last_date="2021-03-14", sent=20, sent_electronic=20),
            row("E", "trùng ngày với dòng A; không thống kê ký số, Trục", unit="VP", first_date="2021-01-14", last_date="2021-01-31", received=4, received_electronic=4, handled_online=4, sent=2, sent_electronic=2),
            row("F", "toàn bộ trước kỳ", unit="CNTT", first_date="2020-12-01", last_date="2020-12-14", **_ALL_TOLD, confidential=1),
        ),
        {
            "documents_exchanged": "A B D E: 58",
            "documents_exchanged_electronic": "A B D E: 54",
            "documents_electronic_share": "A B D E: 54 / A B D E: 58",
            "documents_confidential": "A B D E: 2",
            "documents_signed": "A B D E: 8",
            "documents_of_signed": "A B D E: 10",
            "documents_signed_share": "A B D E: 8 / A B D E: 10",
            "documents_via_axis": "A B D E: 6",
            "documents_of_via_axis": "A B D E: 10",
            "documents_via_axis_share": "A B D E: 6 / A B D E: 10",
            "documents_handled_online": "A B D E: 20",
            "documents_of_handled_online": "A B D E: 24",
            "documents_handled_online_share": "A B D E: 20 / A B D E: 24",
            "document_spans": "A B D E",
            "document_spans_straddling": "B C",
            "document_spans_left_out": "C",
            "document_spans_overlapping": "A E",
        },
        _documents,
        "source_file",
    ),
)  # fmt: skip

CONNECTION_EXAMPLES = (
    Example(
        "systems",
        "Hệ thống, cơ sở dữ liệu có yêu cầu kết nối LGSP",
        "systems",
        (
            row("A", "đã kết nối", required_date="2020-06-30", connected_date="2020-09-15"),
            row("B", "kết nối đúng ngày chốt", required_date="2020-06-30", connected_date="2021-03-14"),
            row("C", "kết nối sau ngày chốt", required_date="2020-06-30", connected_date="2021-03-15"),
            row("D", "có yêu cầu sau ngày chốt", required_date="2021-03-15", connected_date="2020-09-15"),
            row("E", "không có yêu cầu", required_date=None, connected_date="2020-09-15"),
            row("F", "chưa kết nối", required_date="2021-03-14", connected_date=None),
        ),
        {
            "systems_required": "A B C F",
            "systems_connected": "A B",
            "systems_not_connected": "C F",
            "systems_connected_share": "A B / A B C F",
        },
        _register,
        "system",
    ),
    Example(
        "offices",
        "Cơ quan, đơn vị kết nối liên thông phần mềm quản lý văn bản",
        "offices",
        (
            row("A", "đã kết nối", level="province", connected_date="2018-05-02"),
            row("B", "kết nối đúng ngày chốt", level="district", connected_date="2021-03-14"),
            row("C", "kết nối sau ngày chốt", level="commune", connected_date="2021-03-15"),
            row("D", "chưa kết nối", level="commune", connected_date=None),
        ),
        {"offices_total": "A B C D", "offices_connected": "A B", "offices_connected_share": "A B / A B C D"},
        _register,
        "office",
    ),
)
