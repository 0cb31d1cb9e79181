"""What the report says of feedback, documents and connections: for nothing known, none, one and many; and what settings change."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from cchc_analysis.edition import Edition
from cchc_analysis.measures.core import evaluate
from cchc_analysis.measures.documents import DocumentRules, document_measures, document_table
from cchc_analysis.measures.feedback import FeedbackReading, FeedbackRules, feedback_measures, feedback_table
from cchc_analysis.periods import Period
from cchc_analysis.present import feed_sentences, tables
from cchc_analysis.present.display import Prose
from cchc_analysis.sources.build import CleanTables
from cchc_analysis.tables import DOCUMENTS, FEEDBACK, Table
from cchc_analysis.workdays import Calendar

Q1 = Period.parse("2021-Q1")
CALENDAR = Calendar.load(Path(__file__).parents[2] / "data" / "reference" / "calendar_vn.csv")
Row = dict[str, Any]


def plain(prose: Prose) -> str:
    return re.sub(r"<[^>]*>", "", prose.text)


def frame(table: Table, rows: list[Row]) -> pd.DataFrame:
    found = pd.DataFrame(
        [{"source_file": "a", "source_row": n} | row for n, row in enumerate(rows)], columns=table.columns
    )
    for field in table.fields:
        if field.kind == "date":
            found[field.name] = pd.to_datetime(found[field.name]).astype("datetime64[us]")
        if field.name.endswith("_workday"):
            days = found[field.name.replace("workday", "date")]
            found[field.name] = pd.array(
                [None if pd.isna(day) else CALENDAR.index(day.date()) for day in days], "Int64"
            )
    return table.conform(found)


def feedback(*rows: Row) -> pd.DataFrame:
    plain_row = {"kind": "conduct", "unit": "VP", "status": "answered"}
    return frame(FEEDBACK, [plain_row | {"feedback_id": f"PA-{number}"} | row for number, row in enumerate(rows)])


def documents(*rows: Row) -> pd.DataFrame:
    plain_row = {"unit": "VP", "first_date": "2021-01-01", "last_date": "2021-01-31", "sent": 0}
    return frame(DOCUMENTS, [plain_row | row for row in rows])


@pytest.fixture
def edition(first_quarter: Edition) -> Callable[..., Edition]:
    def make(**parts: pd.DataFrame) -> Edition:
        """The first quarter with other tables; what is given as a register goes there."""
        clean = {name: table for name, table in parts.items() if name in first_quarter.tables.frames}
        registers = {name: table for name, table in parts.items() if name not in clean}
        return replace(
            first_quarter,
            tables=CleanTables(first_quarter.tables.frames | clean),
            registers={**first_quarter.registers, **registers},
        )

    return make


def without(edition: Edition, kind: str) -> Edition:
    return replace(edition, intake=[line for line in edition.intake if line.kind != kind])


ANSWERED = {"received_date": "2021-03-01", "answered_date": "2021-03-05"}
OPEN = {"received_date": "2021-03-10", "status": "pending"}


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        pytest.param([], ["Trong kỳ không phát sinh phản ánh, kiến nghị."], id="none"),
        pytest.param(
            [{**ANSWERED, "received_date": "2020-12-01", "answered_date": "2020-12-14"}],
            ["Trong kỳ không phát sinh phản ánh, kiến nghị."],
            id="none-of-this-period",
        ),
        pytest.param(
            [ANSWERED],
            ["Tiếp nhận 01 phản ánh, kiến nghị (PAKN). Đã trả lời đúng hạn 01/01 PAKN (100%). Đến ngày chốt số liệu không còn PAKN đang xử lý.",
             "Theo nội dung phản ánh, kiến nghị: hành vi hành chính 01 PAKN.",
             "Đã công khai kết quả của 0/01 PAKN được trả lời trong kỳ."],
            id="one",
        ),
        pytest.param(
            [OPEN],
            ["Tiếp nhận 01 phản ánh, kiến nghị (PAKN). Trong kỳ chưa có PAKN được trả lời. Đang xử lý 01 PAKN, đều trong hạn.",
             "Theo nội dung phản ánh, kiến nghị: hành vi hành chính 01 PAKN."],
            id="one-open",
        ),
        pytest.param(
            [{**OPEN, "received_date": "2020-11-02", "kind": None}],
            ["Trong kỳ không tiếp nhận mới phản ánh, kiến nghị (PAKN). Kỳ trước chuyển sang 01 PAKN. Trong kỳ chưa có PAKN được trả lời. "
             "Đang xử lý 01 PAKN (trong hạn 0 PAKN, quá hạn 01 PAKN).",
             "Theo nội dung phản ánh, kiến nghị: chưa phân loại 01 PAKN."],
            id="only-carried-over",
        ),
        pytest.param(
            [ANSWERED, {**ANSWERED, "received_date": "2021-01-04"}, {**ANSWERED, "status": "refused"}, OPEN,
             {**ANSWERED, "kind": "regulation", "published_date": "2021-03-08"}],
            ["Tiếp nhận 05 phản ánh, kiến nghị (PAKN). Đã trả lời 03 PAKN, trong đó đúng hạn 02/03 PAKN (66,67%), quá hạn 01 PAKN. "
             "Từ chối xử lý 01 PAKN, trong đó đúng hạn 0/01 PAKN. Đang xử lý 01 PAKN, đều trong hạn.",
             "Theo nội dung phản ánh, kiến nghị: hành vi hành chính 04 PAKN, quy định hành chính 01 PAKN.",
             "Đã công khai kết quả của 01/03 PAKN được trả lời trong kỳ. Công khai đúng hạn 01/01 PAKN được công khai trong kỳ."],
            id="many",
        ),
    ],
)  # fmt: skip
def test_feedback(edition: Callable[..., Edition], rows: list[Row], said: list[str]) -> None:
    assert plain(feed_sentences.feedback_sentences(edition(feedback=feedback(*rows)))).split("\n\n") == said


def test_nothing_known_is_not_nothing_arisen(edition: Callable[..., Edition]) -> None:
    empty = edition(feedback=feedback(), documents=documents())
    assert plain(feed_sentences.document_sentences(empty)) == "Trong kỳ không phát sinh văn bản gửi, nhận."
    assert {empty.outcomes[name] for name in ("T12a", "T12c", "T12d")} == {"Không phát sinh"}
    unknown = without(without(empty, "documents"), "feedback")
    assert plain(feed_sentences.feedback_sentences(unknown)) == "Chưa có số liệu phản ánh, kiến nghị của kỳ báo cáo."
    assert plain(feed_sentences.document_sentences(unknown)) == "Chưa có số liệu văn bản điện tử của kỳ báo cáo."
    assert {unknown.outcomes[name] for name in ("T12a", "T12c", "T12d")} == {"Chưa có số liệu"}
    labels = {str(row[1]): row[-1] for row in tables.statistics(unknown).rows if len(row) > 1}
    measures = unknown.measures
    assert labels[measures["feedback_received"][1].label] is None, "an annex never says 0 of what nobody counted"
    assert labels[measures["systems_required"][1].label] is not None


def test_days_that_no_list_covers_are_named(edition: Callable[..., Edition]) -> None:
    made = edition(feedback=feedback(ANSWERED))
    late = [replace(line, first=date(2021, 1, 1)) if line.kind == "feedback" else line for line in made.intake]
    said = plain(feed_sentences.feedback_sentences(replace(made, intake=late)))
    assert said.endswith("chưa có số liệu của các ngày: từ ngày 15/12/2020 đến hết ngày 31/12/2020.")


@pytest.mark.parametrize(
    ("row", "said"),
    [
        pytest.param({"sent": 3, "sent_electronic": 3}, "Không tính văn bản mật, trong kỳ: văn bản gửi, nhận dạng điện tử 03/03 văn bản (100%).", id="parts-not-told"),
        pytest.param(
            {"sent": 2, "sent_electronic": 1, "signed": 1, "via_axis": 0, "received": 0, "received_electronic": 0, "handled_online": 0},
            "Không tính văn bản mật, trong kỳ: văn bản gửi, nhận dạng điện tử 01/02 văn bản (50,00%); văn bản điện tử có ký số 01/01 văn bản (100%); "
            "văn bản điện tử gửi qua Trục liên thông văn bản quốc gia 0/01 văn bản (0%).",
            id="none-received",
        ),
        pytest.param({"last_date": "2021-03-31", "sent": 5}, "Trong kỳ không phát sinh văn bản gửi, nhận. Có 01 dòng thống kê vắt qua đầu kỳ hoặc ngày chốt số liệu, "
                     "tính trọn vào kỳ có ngày cuối của dòng đó. Trong đó 01 dòng chưa tính trong kỳ này.", id="across-the-cut-off"),
    ],
)  # fmt: skip
def test_documents(edition: Callable[..., Edition], row: Row, said: str) -> None:
    assert plain(feed_sentences.document_sentences(edition(documents=documents(row)))) == said


def test_connections_of_none_and_all(edition: Callable[..., Edition]) -> None:
    days = {name: pd.Series([], dtype="datetime64[us]") for name in ("required_date", "connected_date")}
    none = edition(
        systems=pd.DataFrame({"system": [], **days}), offices=pd.DataFrame({"office": [], "level": [], **days})
    )
    assert plain(feed_sentences.connection_sentences(none)) == (
        "Không phát sinh yêu cầu kết nối hệ thống thông tin, cơ sở dữ liệu vào nền tảng tích hợp, chia sẻ dữ liệu của tỉnh (LGSP)."
        "\n\nChưa có danh sách cơ quan, đơn vị kết nối liên thông phần mềm quản lý văn bản và điều hành."
    )
    assert (none.outcomes["T11"], none.outcomes["T12b"]) == ("Không phát sinh", "Không phát sinh")
    day = pd.to_datetime(["2021-03-14"]).astype("datetime64[us]")
    one = edition(systems=pd.DataFrame({"system": ["A"], "required_date": day, "connected_date": day}))
    assert plain(feed_sentences.connection_sentences(one)).startswith("Đã kết nối 01/01 hệ thống thông tin")
    assert "Chưa kết nối" not in plain(feed_sentences.connection_sentences(one))
    assert one.outcomes["T11"] == "Đạt"


def figures(rules: FeedbackRules, *rows: Row) -> dict[str, int]:
    measures = feedback_measures(FeedbackReading(rules, CALENDAR.index))
    found = evaluate(feedback_table(feedback(*rows)), measures.values(), Q1)
    return dict(zip(found["measure"], found["numerator"], strict=True))


@pytest.mark.parametrize(
    ("rules", "in_time", "overdue"),
    [
        pytest.param(FeedbackRules(), 1, 1, id="limit"),
        pytest.param(FeedbackRules(answer_workdays=4), 1, 2, id="shorter"),
        pytest.param(FeedbackRules(answer_workdays=3), 0, 2, id="one-day-less"),
        pytest.param(FeedbackRules(due_date="listed"), 0, 1, id="listed"),
        pytest.param(FeedbackRules("listed", answer_workdays=3), 0, 2, id="listed-and-none-listed"),
    ],
)
def test_which_due_date_judges(rules: FeedbackRules, in_time: int, overdue: int) -> None:
    rows = (
        {**ANSWERED, "due_date": "2021-03-04"},  # after four working days, a day after the list's date
        {**OPEN, "received_date": "2021-03-01"},  # pending for ten
        {
            **OPEN,
            "received_date": "2021-02-01",
            "due_date": "2021-03-13",
        },  # pending for thirty, due the day before the cut-off
    )
    found = figures(rules, *rows)
    assert (found["feedback_answered_in_time"], found["feedback_pending_overdue"]) == (in_time, overdue)
    assert found["feedback_pending"] == found["feedback_pending_in_time"] + found["feedback_pending_overdue"]


def test_where_a_line_across_an_end_of_the_period_counts() -> None:
    table = document_table(
        documents(
            {"first_date": "2020-12-01", "last_date": "2020-12-31", "sent": 1, "sent_electronic": 1},
            {"first_date": "2021-01-01", "last_date": "2021-03-14", "sent": 10, "sent_electronic": 9},
            {"first_date": "2021-03-15", "last_date": "2021-03-31", "sent": 100, "sent_electronic": 90},
        )
    )
    following = Period.parse("2021-Q2")
    for rules, here in ((DocumentRules(), 11), (DocumentRules("excluded"), 10)):
        found = evaluate(table, document_measures(rules).values(), [Q1, following])
        sent = found[found["measure"] == "documents_exchanged"]["numerator"].tolist()
        assert sent == [here, 100]
        left_out = found[found["measure"] == "document_spans_left_out"]["numerator"].tolist()
        assert left_out == [11 - here and 1, 0]


@pytest.mark.parametrize(
    ("spans", "overlapping"),
    [
        pytest.param([("01-01", "01-31"), ("02-01", "02-28")], [False, False], id="one-after-the-other"),
        pytest.param([("01-01", "01-31"), ("01-31", "02-28")], [True, True], id="a-day-in-common"),
        pytest.param([("01-01", "03-31"), ("01-01", "01-31"), ("03-01", "03-31")], [True, True, True], id="a-quarter-and-its-months"),
        pytest.param([("02-01", "02-28"), ("01-01", "01-15"), ("01-16", "01-31")], [False, False, False], id="in-any-order"),
    ],
)  # fmt: skip
def test_lines_of_a_unit_that_count_the_same_days(spans: list[tuple[str, str]], overlapping: list[bool]) -> None:
    rows = [{"first_date": f"2021-{first}", "last_date": f"2021-{last}"} for first, last in spans]
    table = document_table(documents(*rows, {"unit": "CNTT", "last_date": "2021-12-31"}))
    of_unit = table[table["unit"] == "VP"].set_index("source_row")["is_overlapping"].sort_index()
    assert of_unit.tolist() == overlapping
    assert not table.loc[table["unit"] == "CNTT", "is_overlapping"].any()


INSPECTIONS = {
    "no register": ([], [], "Chưa có số liệu phòng, đơn vị được kiểm tra."),
    "no unit": ([None, None], [], "Đến ngày 14/3/2021 chưa kiểm tra phòng, đơn vị nào trong số 02 phòng, đơn vị."),
    "nothing found": (
        ["2021-03-14", None], [],
        "Đến ngày 14/3/2021 đã kiểm tra 01/02 phòng, đơn vị (50,00%): Văn phòng Sở. Qua kiểm tra không phát hiện vấn đề phải xử lý.",
    ),
    "found after the cut-off": (
        ["2021-03-14", None], [("Muộn", "2021-03-15", None)],
        "Đến ngày 14/3/2021 đã kiểm tra 01/02 phòng, đơn vị (50,00%): Văn phòng Sở. Qua kiểm tra không phát hiện vấn đề phải xử lý.",
    ),
    "all handled": (
        ["2021-03-14", "2021-03-01"], [("Thiếu niêm yết", "2021-03-01", "2021-03-14")],
        "Đến ngày 14/3/2021 đã kiểm tra 02/02 phòng, đơn vị (100%): Văn phòng Sở; Thanh tra Sở. Qua kiểm tra phát hiện 01 vấn đề; đã xử lý hoặc kiến nghị xử lý "
        "01/01 vấn đề.",
    ),
    "handled after the cut-off": (
        ["2021-03-14", None], [("Thiếu niêm yết", "2021-03-01", "2021-03-15"), ("Chưa *công khai*", "2021-03-01", None)],
        "Đến ngày 14/3/2021 đã kiểm tra 01/02 phòng, đơn vị (50,00%): Văn phòng Sở. Qua kiểm tra phát hiện 02 vấn đề; đã xử lý hoặc kiến nghị xử lý "
        "0/02 vấn đề (0%). Chưa xử lý: Thiếu niêm yết; Chưa &#42;công khai&#42;.",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", INSPECTIONS)
def test_inspections(first_quarter: Edition, case: str) -> None:
    days, findings, said = INSPECTIONS[case]
    inspected = pd.DataFrame({"unit": ["VP", "TTRA"][: len(days)], "inspected_date": pd.to_datetime(days)})
    found = pd.DataFrame(findings, columns=["finding", "found_date", "handled_date"]).assign(unit="VP")
    dated = found.astype({"found_date": "datetime64[us]", "handled_date": "datetime64[us]"})
    plans = replace(first_quarter.sub_plans, inspected=inspected, findings=dated)
    assert plain(feed_sentences.inspection_sentences(replace(first_quarter, sub_plans=plans))) == said
