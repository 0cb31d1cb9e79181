"""The scorecard as it is shown: every number counted anew, computed and entered told apart, and what is missing said in words."""

import re
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from cchc_analysis.edition import Edition, open_edition
from cchc_analysis.pipeline.manifest import checked_numbers
from cchc_analysis.plan.scorecard import EXAMPLE, Criterion, Level, Method, Proportion, Rule, Steps
from cchc_analysis.present import document, score_tables
from cchc_analysis.present.display import Prose, Table
from cchc_analysis.present.markup import Marked
from cchc_analysis.sources.lists import HandList

TABLES = [score_tables.by_field, score_tables.scores, score_tables.grounds, score_tables.documents]
PROSE = [score_tables.about, score_tables.summary, score_tables.needs, score_tables.documents_sentence,
         score_tables.differences]  # fmt: skip
_MARK = re.compile(r'<span data-measure="([^"]+)">([^<]+)</span>')


@pytest.fixture(scope="module", params=["2021-Q1", "2021-9M", "2021", "2021-Q2"])
def edition(request: pytest.FixtureRequest, project: Path) -> Edition:
    return open_edition(request.param, project)


@pytest.fixture(scope="module")
def year(project: Path) -> Edition:
    return open_edition("2021", project)


def plain(prose: Prose) -> str:
    """The text as a reader sees it."""
    text = re.sub(r"</?span[^>]*>", "", prose.text)
    return re.sub(r"&#(\d+);", lambda found: chr(int(found[1])), text)


def rows_of(table: Table, code: str) -> list[str]:
    row = next(row for row in table.rows if len(row) > 1 and row[0] == code)
    return [cell.text if isinstance(cell, Marked) else "" if cell is None else str(cell) for cell in row]


def test_every_number_is_counted_anew_from_its_id(edition: Edition) -> None:
    printed: dict[str, dict[str, list[str]]] = {}
    for table in [*(make(edition) for make in TABLES), *score_tables.without_documents(edition)]:
        for row in table.rows:
            for cell in row:
                if isinstance(cell, Marked):
                    printed.setdefault(cell.measure_id, {})[cell.text] = ["page"]
    for say in PROSE:
        for number_id, text in _MARK.findall(say(edition).text):
            plain_id = re.sub(r"&#(\d+);", lambda found: chr(int(found[1])), number_id)
            printed.setdefault(plain_id, {})[re.sub(r"&#(\d+);", lambda found: chr(int(found[1])), text)] = ["page"]
    assert len(printed) > 100
    assert set(checked_numbers(edition, printed)) == set(printed)


def test_what_is_computed_and_what_a_person_entered_are_told_apart_by_a_word(year: Edition) -> None:
    table = score_tables.scores(year)
    assert rows_of(table, "3.1") == ["3.1", "Tỷ lệ hồ sơ giải quyết trước hạn và đúng hạn", "7", "6,92", "98,86%", "6,92", "Tính từ số liệu"]  # fmt: skip
    assert rows_of(table, "1.3")[2:] == ["3", "2,5", "83,33%", "2,5", "Nhập tay"]
    assert rows_of(table, "1.7")[2:] == ["1", "", "", "", "Chưa chấm"]
    assert rows_of(table, "1.4")[2:] == ["3", "0", "0%", "2,57", "Tính từ số liệu"]


def test_how_a_score_comes_about(year: Edition) -> None:
    table = score_tables.grounds(year)
    assert rows_of(table, "1.5")[2:] == [
        "Theo bậc: trên 30%: 3 điểm; từ 20%: 1,5 điểm; còn lại: 0 điểm",
        "Chỉ tiêu T6: Tỷ lệ phòng, đơn vị được kiểm tra công tác CCHC",
        "2", "6", "33,33%", "3", "Tính từ số liệu",
    ]  # fmt: skip
    assert rows_of(table, "3.2")[3:] == ["Đang giải quyết quá hạn", "", "", "5", "0", "Tính từ số liệu"]
    assert rows_of(table, "3.7")[3] == "Tỷ lệ giải quyết trước hạn và đúng hạn (Bưu chính)"
    assert rows_of(table, "1.3")[2:] == [
        "Nhập tay",
        "",
        "",
        "",
        "",
        "2,5",
        "Nhập tay. Báo cáo 9 tháng gửi sau thời hạn",
    ]


def test_a_share_of_nothing_and_a_proof_to_come_are_said(project: Path) -> None:
    table = score_tables.grounds(open_edition("2021-Q1", project))
    assert rows_of(table, "3.8")[4:] == ["0", "0", "–", "", "Chưa chấm; không phát sinh"]
    assert rows_of(table, "4.1")[-1] == "Chưa chấm: tài liệu kiểm chứng đề ngày sau ngày chốt số liệu"


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("3.7", "còn thiếu 2 điểm; hiện 76/81 hồ sơ (93,83%); cần đạt từ 95%, thêm 01 hồ sơ (77/81) thì được thêm 2 điểm."),
        ("1.2", "cần đạt 100%, thêm 01 lượt sản phẩm (31/31) thì được thêm 0,19 điểm."),
        ("3.2", "hiện 5 hồ sơ; cần không quá 3, bớt 02 hồ sơ thì được thêm 1 điểm; để đạt điểm tối đa: cần không quá 0, bớt 05 hồ sơ"),
        ("1.3", "còn thiếu 0,5 điểm; điểm do người chấm nhập."),
        ("5.2", "còn thiếu 4 điểm; chưa chấm, cần nhập điểm kèm tài liệu kiểm chứng."),
    ],
)  # fmt: skip
def test_what_each_missing_point_needs(year: Edition, code: str, words: str) -> None:
    line = next(line for line in plain(score_tables.needs(year)).splitlines() if line.startswith(f"- **{code}.**"))
    assert words in line


def test_a_criterion_at_its_maximum_needs_nothing(year: Edition) -> None:
    said = plain(score_tables.needs(year))
    full = [each.criterion.code for each in year.scores() if not each.missing]
    assert full
    assert not any(f"**{code}.**" in said for code in full)


def test_criteria_without_a_document_are_listed(year: Edition) -> None:
    listed = {row[0] for table in score_tables.without_documents(year) for row in table.rows}
    assert listed == {each.criterion.code for each in year.scores() if not each.documents} == {"1.7", "2.3", "7.4"}
    assert "Có 03/30 tiêu chí chưa có tài liệu" in plain(score_tables.documents_sentence(year))


def test_points_entered_beside_computed_ones_are_told(year: Edition) -> None:
    assert "7.3. Tỷ lệ hồ sơ nộp phí, lệ phí trực tuyến: điểm tính 1,73, điểm nhập tay 2." in plain(
        score_tables.differences(year)
    )


def test_an_example_is_stamped_and_said_and_a_set_of_ones_own_is_not(year: Edition) -> None:
    assert "BỘ TIÊU CHÍ VÍ DỤ" in document.score_head(year).stamps
    assert EXAMPLE in plain(score_tables.about(year))
    own = replace(year, criteria=HandList((), year.criteria.lines))
    assert "BỘ TIÊU CHÍ VÍ DỤ" not in document.score_head(own).stamps
    assert "ví dụ" not in plain(score_tables.about(own))


def test_without_a_scorecard_the_page_says_how_to_get_one(year: Edition) -> None:
    none = replace(year, criteria=HandList())
    assert "data/plan/2021/scorecard.xlsx" in score_tables.about(none).text
    assert [len(make(none).rows) for make in TABLES] == [1, 1, 0, 0]  # the totals, of nothing
    assert score_tables.without_documents(none) == []
    for say in PROSE:
        say(none)


FROM_95, FROM_80, ALL = (Level(">=", Fraction(share, 100)) for share in (95, 80, 100))
NONE, AT_MOST_3 = (Level("<=", Fraction(number), is_share=False) for number in (0, 3))


@pytest.mark.parametrize(
    ("method", "rule", "words"),
    [
        (Method.BY_HAND, None, "Nhập tay"),
        (Method.ALL_OR_NOTHING, Steps(((FROM_95, 150),)), "Đủ hoặc không: từ 95%: 1,5 điểm; không đạt: 0 điểm"),
        (Method.STEPS, Steps(((NONE, 150), (AT_MOST_3, 50))), "Theo bậc: không quá 0: 1,5 điểm; không quá 3: 0,5 điểm; còn lại: 0 điểm"),
        (Method.PROPORTIONAL, Proportion(ALL), "Theo tỷ lệ: đạt 100%: 1,5 điểm; dưới 100%: kết quả × 1,5 điểm"),
        (
            Method.PROPORTIONAL,
            Proportion(FROM_95, FROM_80),
            "Theo tỷ lệ: từ 95%: 1,5 điểm; từ 80% đến dưới 95%: kết quả ÷ 95% × 1,5 điểm; dưới 80%: 0 điểm",
        ),
    ],
)  # fmt: skip
def test_rules_in_words(method: Method, rule: Rule | None, words: str) -> None:
    assert score_tables.rule_words(Criterion("1", "1.1", "", 150, method, rule=rule)) == words
