"""What the papers say of parts of the plan, sub-plans, figures entered by hand and procedures: for none, one and many."""

import html
import re
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from cchc_analysis.edition import Edition, open_edition
from cchc_analysis.errors import PlanError
from cchc_analysis.periods import Period
from cchc_analysis.present import paper_sentences, paper_tables, sentences, tables, wording
from cchc_analysis.present.display import Prose, Table
from cchc_analysis.sources.build import CleanTables
from cchc_analysis.tables import APPENDIX

Q1 = Period.parse("2021-Q1")
ISO = ("iso_objectives", "iso_objectives_met", "iso_audits", "iso_reviews")


def plain(prose: Prose) -> str:
    return html.unescape(re.sub(r"<[^>]*>", "", prose.text))


@pytest.fixture(scope="module")
def year(project: Path) -> Edition:
    return open_edition("2021", project)


def with_tables(edition: Edition, **frames: pd.DataFrame) -> Edition:
    return replace(edition, tables=CleanTables(edition.tables.frames | frames))


def entered(edition: Edition, **values: int) -> Edition:
    """The edition with these figures entered for its period, and no others."""
    rows = [
        {"indicator": name, "first_date": Q1.start, "last_date": Q1.end, "value": value, "source_file": "a.xlsx", "source_row": 1}
        for name, value in values.items()
    ]  # fmt: skip
    table = pd.DataFrame(rows, columns=APPENDIX.columns)
    for name in ("first_date", "last_date"):
        table[name] = pd.to_datetime(table[name]).astype("datetime64[us]")
    return with_tables(edition, appendix=APPENDIX.conform(table))


def with_sub_plan(edition: Edition, *tasks: dict[str, str]) -> Edition:
    """The edition with one sub-plan on legal work, which has these tasks."""
    columns = edition.sub_plans.tasks.columns
    table = pd.DataFrame(
        [{"sub_plan": "x", "measure": "legal_work", "kind": "work"} | task for task in tasks], columns=columns
    )
    for name in ("due_date", "done_date", "estimate_date"):
        table[name] = pd.to_datetime(table[name]).astype("datetime64[us]")
    plans = replace(edition.sub_plans, tasks=table, titles={"x": "Kế hoạch pháp chế"}, measures={"x": "legal_work"})
    return replace(edition, sub_plans=plans)


# ----------------------------------------------------------------------------------------------------------- entered by hand


@pytest.mark.parametrize(
    ("values", "said"),
    [
        pytest.param(
            {},
            "Chưa có số liệu: mục tiêu chất lượng đặt ra; mục tiêu chất lượng đạt; cuộc đánh giá nội bộ; cuộc xem xét của lãnh đạo.",
            id="nothing entered",
        ),
        pytest.param(
            {"iso_objectives": 9, "iso_objectives_met": 8, "iso_audits": 1, "iso_reviews": 12},
            "Trong kỳ: đặt ra 09 mục tiêu chất lượng; đạt 08/09 mục tiêu chất lượng (88,89%); tổ chức 01 cuộc đánh giá nội bộ; tổ chức "
            "12 cuộc họp xem xét của lãnh đạo.",
            id="all entered",
        ),
        pytest.param(
            {"iso_objectives": 9, "iso_objectives_met": 0, "iso_audits": 0, "iso_reviews": 0},
            "Trong kỳ: đặt ra 09 mục tiêu chất lượng; đạt 0/09 mục tiêu chất lượng (0%); không phát sinh cuộc đánh giá nội bộ; không phát "
            "sinh cuộc họp xem xét của lãnh đạo.",
            id="nothing arisen",
        ),
        pytest.param(
            {"iso_objectives_met": 8},
            "Trong kỳ: đạt 08 mục tiêu chất lượng.\n\nChưa có số liệu: mục tiêu chất lượng đặt ra; cuộc đánh giá nội bộ; cuộc xem xét của "
            "lãnh đạo.",
            id="a part without its whole",
        ),
        pytest.param(
            {"iso_objectives": 0, "iso_objectives_met": 0},
            "Trong kỳ: chưa đặt ra mục tiêu chất lượng.\n\nChưa có số liệu: cuộc đánh giá nội bộ; cuộc xem xét của lãnh đạo.",
            id="a part of nothing",
        ),
    ],
)  # fmt: skip
def test_what_was_entered_is_said_and_what_was_not_is_missing(
    first_quarter: Edition, values: dict[str, int], said: str
) -> None:
    assert plain(paper_sentences.entered_sentence(entered(first_quarter, **values), *ISO)) == said


def test_every_figure_that_is_said_is_an_indicator_and_every_part_has_words_of_its_own(first_quarter: Edition) -> None:
    known = {each.code: each for each in first_quarter.reference.indicators}
    assert set(wording.ENTERED) <= set(known)
    parts = {code for code in wording.ENTERED if known[code].whole}
    assert parts == set(wording.ENTERED_ALONE)
    assert set(wording.ENTERED_NONE) >= set(wording.ENTERED) - parts


def test_an_indicator_that_the_office_does_not_keep_is_left_out(first_quarter: Edition) -> None:
    assert paper_sentences.entered_sentence(first_quarter, "no_such_indicator").text == ""


# -------------------------------------------------------------------------------------------------------- parts of the plan


def test_the_items_of_a_part_are_told_by_what_came_of_them(year: Edition, first_quarter: Edition) -> None:
    assert plain(paper_sentences.task_sentences(year, "1.3", "1.4")) == (
        "Kết quả đã có:\n\n- Báo cáo kết quả rà soát văn bản quy phạm pháp luật 2021: số 172/BC-STTTT ngày 19/10/2021.\n\n"
        "Đang thực hiện:\n\n- Duy trì việc lấy ý kiến nhân dân đối với việc thực hiện các văn bản quy phạm pháp luật đã được ban hành "
        "do Sở Thông tin và Truyền thông tham mưu lên Trang thông tin điện tử của Sở.\n\n"
        "Không phát sinh:\n\n- Nghị quyết, Quyết định của Hội đồng nhân dân, Ủy ban nhân dân tỉnh."
    )
    early = plain(paper_sentences.task_sentences(first_quarter, "2.4", "1.4"))
    assert "Chưa đến hạn:\n\n- Công văn gửi Văn phòng UBND tỉnh thẩm định; " in early
    assert (
        "- Thực hiện công khai TTHC sau công bố (thời hạn 31/12/2021).\n\nChưa có báo cáo của đơn vị chủ trì:" in early
    )


@pytest.mark.parametrize("part", ["1", "2", "3", "4", "5", "6", "7"])
def test_no_item_is_left_out(first_quarter: Edition, year: Edition, part: str) -> None:
    for edition in (first_quarter, year):
        told = paper_sentences.task_sentences(edition, part).text
        assert told.count("\n- ") == len(edition.items_of(part))


def test_a_row_that_the_plan_has_not_stops_the_notebook(first_quarter: Edition) -> None:
    with pytest.raises(PlanError, match=r"plan of 2021 has no row 2.1x. Did you mean"):
        first_quarter.items_of("2.1a", "2.1x")


def test_the_products_of_a_row_are_counted(first_quarter: Edition, year: Edition) -> None:
    assert plain(paper_sentences.row_sentence(first_quarter, "6.3")) == (
        "Kế hoạch có 04 sản phẩm thuộc nhiệm vụ này: chưa có sản phẩm hoàn thành."
    )
    assert plain(paper_sentences.row_sentence(year, "6.3")) == (
        "Kế hoạch có 04 sản phẩm thuộc nhiệm vụ này: đã hoàn thành 02 sản phẩm."
    )


def test_rows_add_up_to_their_group(year: Edition) -> None:
    rows = year.register.tasks.query("group_no == '2'")["row_id"]
    for name in ("products_total", "products_done"):
        of_rows = sum(year.value(name, {"row_id": row}).numerator for row in rows)
        assert of_rows == year.value(name, {"group_no": "2"}).numerator


def test_what_is_late_is_named_and_that_nothing_is_said(first_quarter: Edition, year: Edition) -> None:
    assert plain(paper_sentences.behind_sentences(first_quarter, "1")) == "Không có sản phẩm chậm tiến độ."
    late = year.items[year.items["is_overdue"]]
    assert len(late), "the sample year has something late"
    told = plain(paper_sentences.behind_sentences(year, str(late.iloc[0]["row_id"])))
    assert told.startswith("Chậm tiến độ:\n\n- ")
    assert "(thời hạn" in told


def test_only_the_register_of_some_parts_is_shown(first_quarter: Edition) -> None:
    table = tables.plan_register(first_quarter, "1", "2.7")
    shown = [row[0] for row in table.rows if len(row) > 1 and isinstance(row[0], str)]
    assert shown == ["1.1", "1.2", "1.3", "1.4", "2.7"]
    assert [row[0] for row in table.rows if len(row) == 1] == ["1. Cải cách thể chế", "2. Cải cách thủ tục hành chính"]


def test_what_falls_due_next_is_told_of_some_parts_alone(first_quarter: Edition) -> None:
    told = plain(sentences.next_due_sentences(first_quarter, "2.1b"))
    assert told == (
        "Các sản phẩm đến hạn trong kỳ tới được tập trung thực hiện:\n\n"
        "- Báo cáo rà soát TTHC hàng quý: quý I (thời hạn 16/3/2021), quý II (thời hạn 16/6/2021)."
    )
    assert plain(sentences.next_due_sentences(first_quarter, "1")) == wording.NONE_NEXT_DUE


def test_missed_targets_are_named_or_nothing_is_said(first_quarter: Edition) -> None:
    assert paper_sentences.missed_targets(first_quarter, "online_of_received").text == ""
    assert plain(paper_sentences.missed_targets(first_quarter, "systems_connected_share", "online_of_received")) == (
        "Chỉ tiêu chưa đạt:\n\n- Tỷ lệ hệ thống thông tin, cơ sở dữ liệu có yêu cầu kết nối chia sẻ dữ liệu được kết nối vào LGSP."
    )
    shown = tables.targets(first_quarter, measures=["time_cut_of_legal_working"])
    assert [row[0] for row in shown.rows] == ["T5", ""]


# ------------------------------------------------------------------------------------------------------------------ sub-plans

PLAN = {"kind": "plan", "document_no": "160/KH-STTTT", "done_date": "2020-12-25"}
EARLY = {"task_text": "Tập huấn", "due_date": "2021-02-26", "done_date": "2021-02-24", "document_no": "20/BC"}
LATE = {"task_text": "Kiểm tra", "due_date": "2021-02-26", "done_date": "2021-03-02"}
BEHIND = {"task_text": "Rà soát", "due_date": "2021-03-13"}
LAST_DAY = {"task_text": "Hỗ trợ", "due_date": "2021-03-14"}


@pytest.mark.parametrize(
    ("tasks", "said"),
    [
        pytest.param([], "Đến ngày 14/3/2021 chưa ban hành kế hoạch pháp chế.", id="not issued"),
        pytest.param([PLAN | {"done_date": "2021-03-15"}, EARLY], "Đến ngày 14/3/2021 chưa ban hành kế hoạch pháp chế.", id="later"),
        pytest.param(
            [PLAN],
            "Kế hoạch pháp chế (số 160/KH-STTTT ngày 25/12/2020): chưa có danh mục nhiệm vụ để đánh giá mức độ thực hiện.",
            id="no tasks",
        ),
        pytest.param(
            [PLAN, EARLY],
            "Kế hoạch pháp chế (số 160/KH-STTTT ngày 25/12/2020): đến ngày 14/3/2021 đã hoàn thành 01/01 nhiệm vụ (100%).\n\n"
            "Nhiệm vụ của kế hoạch đã hoàn thành:\n\n- Tập huấn: số 20/BC ngày 24/02/2021.",
            id="one, done",
        ),
        pytest.param(
            [PLAN | {"document_no": None}, EARLY, LATE, BEHIND, LAST_DAY],
            "Kế hoạch pháp chế: đến ngày 14/3/2021 đã hoàn thành 02/04 nhiệm vụ (50,00%).\n\n"
            "Nhiệm vụ của kế hoạch đã hoàn thành:\n\n- Tập huấn: số 20/BC ngày 24/02/2021;\n- Kiểm tra: ngày 02/3/2021 (quá hạn).\n\n"
            "Nhiệm vụ của kế hoạch chậm tiến độ:\n\n- Rà soát (thời hạn 13/3/2021).\n\n"
            "Nhiệm vụ của kế hoạch chưa đến hạn:\n\n- Hỗ trợ (thời hạn 14/3/2021).",
            id="many; due on the cut-off day is in time",
        ),
    ],
)  # fmt: skip
def test_a_sub_plan_is_told_task_by_task(first_quarter: Edition, tasks: list[dict[str, str]], said: str) -> None:
    told = paper_sentences.sub_plan_sentences(with_sub_plan(first_quarter, *tasks), "legal_work")
    assert plain(told) == said


def test_a_sub_plan_that_there_is_not_has_no_figures(first_quarter: Edition) -> None:
    told = paper_sentences.sub_plan_sentences(with_sub_plan(first_quarter, PLAN), "law_monitoring")
    assert plain(told) == "Chưa có số liệu thực hiện kế hoạch theo dõi tình hình thi hành pháp luật."


# ------------------------------------------------------------------------------------------------- procedures, feedback, words


def with_procedures(edition: Edition, procedures: pd.DataFrame) -> Edition:
    return replace(edition, reference=replace(edition.reference, procedures=procedures))


def test_procedures_without_a_dossier_are_named(first_quarter: Edition) -> None:
    every = first_quarter.reference.procedures
    unused = set(first_quarter.rows("procedures_without_dossier")["procedure"])
    none, one = every[~every["procedure"].isin(unused)], every[every["procedure"].isin(unused)].iloc[:1]
    assert plain(paper_sentences.unused_procedures(with_procedures(first_quarter, none))) == (
        f"Trong kỳ tất cả {len(none)} TTHC đều phát sinh hồ sơ."
    )
    assert plain(paper_sentences.unused_procedures(with_procedures(first_quarter, one))) == (
        f"Trong kỳ có 01/01 TTHC không phát sinh hồ sơ:\n\n- {one.iloc[0]['name']}."
    )
    many = plain(paper_sentences.unused_procedures(first_quarter))
    assert many.count("\n- ") == len(unused) > 1
    assert (
        plain(paper_sentences.unused_procedures(with_procedures(first_quarter, every.iloc[:0])))
        == wording.NO_PROCEDURES
    )


def test_shortened_times_are_told_in_each_unit_of_time(first_quarter: Edition) -> None:
    every = first_quarter.reference.procedures
    told = plain(paper_sentences.time_cut_sentences(first_quarter))
    assert re.fullmatch(
        r"Thời gian giải quyết được phê duyệt giảm \d+/\d+ ngày làm việc \([\d,]+%\) và \d+/\d+ ngày \([\d,]+%\) so với thời gian luật "
        r"định\. Có \d+/\d+ TTHC giảm từ 10% thời gian giải quyết trở lên \([\d,]+%\)\.",
        told,
    )
    working = with_procedures(first_quarter, every[every["time_unit"] == "working"])
    assert " ngày (" not in plain(paper_sentences.time_cut_sentences(working))
    untimed = with_procedures(
        first_quarter, every.assign(legal_time=every["legal_time"].mask(every["legal_time"].notna()))
    )
    assert plain(paper_sentences.time_cut_sentences(untimed)) == wording.TIME_CUT_NO_DATA


def texts(table: Table) -> list[list[str]]:
    return [[getattr(cell, "text", cell) or "" for cell in row] for row in table.rows]


def test_the_table_of_procedures_adds_up_to_the_figures_of_the_paper(first_quarter: Edition) -> None:
    rows = texts(paper_tables.procedures(first_quarter))
    working = [row for row in rows if row[2] == "ngày làm việc" and row[3] not in ("", "–")]
    cut = first_quarter.value("time_cut_of_legal_working")
    assert sum(int(row[4]) for row in working) == cut.numerator
    assert sum(int(row[3]) for row in working) == cut.denominator
    assert sum(int(row[6]) for row in rows) == first_quarter.value("received").numerator
    assert sum(int(row[7]) for row in rows) == first_quarter.value("settled").numerator


def test_feedback_by_kind_adds_up_and_is_left_out_where_there_is_none(first_quarter: Edition) -> None:
    (table,) = paper_tables.feedback_by_kind(first_quarter)
    *kinds, total = texts(table)
    assert [sum(int(row[column]) for row in kinds) for column in range(1, 7)] == [int(cell) for cell in total[1:]]
    unknown = replace(first_quarter, intake=[line for line in first_quarter.intake if line.kind != "feedback"])
    nothing = with_tables(first_quarter, feedback=first_quarter.tables["feedback"].iloc[:0])
    for edition in (unknown, nothing):
        assert paper_tables.feedback_by_kind(edition) == []
        assert paper_sentences.feedback_behind(edition).text == ""


def test_late_feedback_is_told_without_what_is_none(first_quarter: Edition) -> None:
    every = first_quarter.tables["feedback"]
    answered = with_tables(first_quarter, feedback=every[every["answered_date"] <= pd.Timestamp("2021-03-14")])
    assert plain(paper_sentences.feedback_behind(first_quarter)) == (
        "Có 01 phản ánh, kiến nghị trả lời quá hạn; 01 phản ánh, kiến nghị đang xử lý quá hạn."
    )
    assert plain(paper_sentences.feedback_behind(answered)) == "Có 01 phản ánh, kiến nghị trả lời quá hạn."


def test_an_abbreviation_is_explained_once(first_quarter: Edition) -> None:
    told = sentences.dossier_sentences(first_quarter)
    assert "thủ tục hành chính (TTHC)" in told.text
    assert plain(paper_sentences.short(told, "TTHC")).startswith("Tổng số hồ sơ TTHC tiếp nhận: ")
    assert "bưu chính công ích (BCCI)" in paper_sentences.short(told, "TTHC").text
    none = with_tables(first_quarter, dossiers=first_quarter.tables.dossiers.iloc[:0])
    assert (
        paper_sentences.short(sentences.dossier_sentences(none), "TTHC").text == "Trong kỳ không phát sinh hồ sơ TTHC."
    )
    assert sentences.channel_sentence(none).text == wording.NONE_RECEIVED
    assert plain(sentences.postal_sentences(none)) == (
        "Trong kỳ không phát sinh hồ sơ tiếp nhận, trả kết quả qua dịch vụ bưu chính công ích; dịch vụ đã triển khai đối với 15 TTHC."
    )


def test_overdue_dossiers_are_listed_in_the_annex_of_the_paper(first_quarter: Edition) -> None:
    assert "danh sách tại Phụ lục II." in sentences.overdue_sentence(first_quarter, annex="II").text
    assert "danh sách tại Phụ lục IV." in sentences.overdue_sentence(first_quarter).text
    assert plain(sentences.overdue_counts(first_quarter, "II")).endswith("danh sách tại Phụ lục II.")
