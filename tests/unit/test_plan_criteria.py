"""Reading the scorecard's workbook: what a line means, and what is wrong with it, with its row."""

import shutil
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from cchc_analysis.edition import open_edition
from cchc_analysis.errors import InputError, PlanError
from cchc_analysis.measures.core import Measure
from cchc_analysis.measures.counting import Reading
from cchc_analysis.measures.dossiers import dossier_measures
from cchc_analysis.plan.criteria import HEADS, NAME, Groups, read_scorecard
from cchc_analysis.plan.scorecard import EXAMPLE, Basis, Document, Level, Method, Proportion, Scorecard, Steps
from cchc_analysis.plan.targets import load_targets
from cchc_analysis.sources.lists import load_list

ROOT = Path(__file__).parents[2]
TARGETS = load_targets(ROOT / "data" / "plan" / "2021" / "targets.toml")
MEASURES: dict[str, tuple[Measure, Groups]] = {
    name: (measure, {"field": {"BC": "Bưu chính"}}) for name, measure in dossier_measures(Reading()).items()
}
PLAIN = ["1. Chỉ đạo", "1.1", "Tiêu chí", 2, "Đủ hoặc không", "on_time_of_settled", "95%", "", "", "", ""]
Sheet = Callable[..., Path]


@pytest.fixture
def sheet(tmp_path: Path) -> Sheet:
    """Writes a workbook with the given lines below two title rows; the heads stand in row 4."""

    def make(*lines: list[Any], heads: tuple[str, ...] = HEADS, title: str = "BẢNG TIÊU CHÍ") -> Path:
        path = tmp_path / NAME
        with xlsxwriter.Workbook(path, {"default_date_format": "dd/mm/yyyy"}) as book:
            page = book.add_worksheet()
            for number, row in enumerate([[title], ["SỐ LIỆU MẪU"], [], list(heads), *lines]):
                page.write_row(number, 0, row)
        return path

    return make


def read(path: Path) -> Scorecard:
    found = load_list(path, HEADS)
    return read_scorecard(found.lines, found.above, TARGETS, MEASURES)


def changed(**cells: Any) -> list[Any]:
    places = dict(zip(("field", "code", "text", "maximum", "method", "basis", "parameters", "entered", "document", "day",
                       "note"), range(11), strict=True))  # fmt: skip
    row = list(PLAIN)
    for name, cell in cells.items():
        row[places[name]] = cell
    return row


def test_a_line_is_a_criterion(sheet: Sheet) -> None:
    line = changed(maximum=2.5, entered="1,5", document="15/BC-STTTT", day=date(2021, 3, 16), note="giải trình")
    (found,) = read(sheet(line)).criteria
    assert (found.field, found.code, found.maximum, found.method) == ("1", "1.1", 250, Method.ALL_OR_NOTHING)
    assert found.basis == Basis("on_time_of_settled")
    assert found.rule == Steps(((Level(">=", Fraction(95, 100)), 250),))
    assert (found.entered, found.documents, found.note) == (
        150,
        (Document("15/BC-STTTT", date(2021, 3, 16)),),
        "giải trình",
    )


def test_fields_are_numbered_as_they_come_and_carry_on(sheet: Sheet) -> None:
    group_row = ["2. Thể chế"] + [""] * 10
    found = read(
        sheet(PLAIN, changed(field="", code="1.2"), group_row, changed(field="", code="2.1"), changed(code="1.3"))
    )
    assert found.fields == {"1": "1. Chỉ đạo", "2": "2. Thể chế"}
    assert [(each.code, each.field) for each in found.criteria] == [
        ("1.1", "1"),
        ("1.2", "1"),
        ("2.1", "2"),
        ("1.3", "1"),
    ]


def test_a_line_without_a_code_adds_a_document(sheet: Sheet) -> None:
    more = [""] * 8 + ["78/BC-STTTT", "16/06/2021", "thêm"]
    (found,) = read(sheet(changed(document="15/BC-STTTT", day="2021-03-16", note="một"), [], more)).criteria
    assert found.documents == (Document("15/BC-STTTT", date(2021, 3, 16)), Document("78/BC-STTTT", date(2021, 6, 16)))
    assert found.note == "một; thêm"


@pytest.mark.parametrize(
    ("written", "basis"),
    [
        ("on_time_of_settled[field=BC]", Basis("on_time_of_settled", group=(("field", "BC"),))),
        ("T1", Basis("online_of_received", target="T1")),
        ("T7", Basis("law_monitoring_done_share", target="T7", expected="law_monitoring_expected_share")),
        ("T11", Basis("systems_connected_share", target="T11")),
        (
            "on_time_of_settled; ước: online_of_received",
            Basis("on_time_of_settled", expected="online_of_received"),
        ),
    ],
)
def test_what_a_criterion_rests_on(sheet: Sheet, written: str, basis: Basis) -> None:
    assert read(sheet(changed(basis=written))).criteria[0].basis == basis


def test_a_part_of_a_ratio_is_a_count(sheet: Sheet) -> None:
    (found,) = read(sheet(changed(basis="on_time_of_settled.denominator", parameters="100"))).criteria
    assert found.basis == Basis("on_time_of_settled", "denominator")
    assert found.rule == Steps(((Level(">=", Fraction(100), is_share=False), 200),))


@pytest.mark.parametrize(
    ("target", "level"),
    [("T1", Level(">", Fraction(9, 10))), ("T3", Level(">=", Fraction(1, 10))), ("T7", Level(">=", Fraction(1)))],
)
def test_a_target_brings_its_own_level(sheet: Sheet, target: str, level: Level) -> None:
    assert read(sheet(changed(basis=target, parameters=""))).criteria[0].rule == Steps(((level, 200),))
    (found,) = read(sheet(changed(basis=target, parameters="", method="theo TỶ LỆ"))).criteria
    assert found.rule == Proportion(Level(">=", level.threshold))


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        pytest.param({"code": "1,1"}, 'Mã tiêu chí "1,1" is no code', id="code"),
        pytest.param({"field": ""}, "Lĩnh vực is missing", id="no-field"),
        pytest.param({"text": ""}, "Tiêu chí is missing", id="no-text"),
        pytest.param({"maximum": ""}, 'Điểm tối đa "" is no number of points', id="no-maximum"),
        pytest.param({"maximum": 0}, "Điểm tối đa must be more than 0", id="maximum-0"),
        pytest.param({"maximum": "1,255"}, "at most two decimals", id="three-decimals"),
        pytest.param({"entered": "hai"}, 'nhập tay "hai" is no number', id="entered-in-words"),
        pytest.param({"entered": 3}, "3 is more than Điểm tối đa 2", id="entered-over-the-maximum"),
        pytest.param({"method": "Theo bặc"}, 'Cách chấm "Theo bặc" is not known. Did you mean "Theo bậc"', id="method"),
        pytest.param({"method": "Nhập tay"}, '"Nhập tay" takes no Chỉ số and no Tham số', id="by-hand-with-a-measure"),
        pytest.param({"basis": ""}, 'Chỉ số "" cannot be read', id="no-measure"),
        pytest.param({"basis": "on_time_of_setled"}, 'Did you mean "on_time_of_settled"', id="unknown-measure"),
        pytest.param({"basis": "T99"}, '"T99" is neither a measure nor a target', id="unknown-target"),
        pytest.param({"basis": "T1[field=BC]"}, "T1 is a target and taken as it is", id="group-of-a-target"),
        pytest.param({"basis": "on_time_of_settled[field=XX]"}, 'has no group "field=XX". Known: BC', id="unknown-group"),
        pytest.param({"basis": "on_time_of_settled[group=BC]"}, 'has no group "group=BC"', id="unknown-column"),
        pytest.param({"basis": "settled.numerator", "parameters": "5"}, "settled is no ratio", id="part-of-a-count"),
        pytest.param({"basis": "median_working_days"}, "only counts, sums and ratios can be scored", id="quantile"),
        pytest.param({"basis": "on_time_of_settled; ước: settled"}, "an estimate must be of the same kind", id="estimate-of-another-kind"),
        pytest.param({"basis": "on_time_of_settled; settled"}, 'Only "; ước: measure" may follow', id="two-measures"),
        pytest.param({"parameters": ""}, "Tham số is missing", id="no-level"),
        pytest.param({"parameters": "cao"}, '"cao" is no level', id="level-in-words"),
        pytest.param({"parameters": 0.95}, "a share and needs the sign %", id="share-without-its-sign"),
        pytest.param({"basis": "settled", "parameters": "95%"}, "no share and takes no %", id="sign-for-a-count"),
        pytest.param({"parameters": "trên 100%"}, 'no share can reach "trên 100%"', id="over-100"),
        pytest.param({"method": "Theo bậc", "parameters": "90%"}, "Write the steps as 90%: 1; 80%: 0,5", id="step-without-points"),
        pytest.param({"method": "Theo bậc", "parameters": "90%: 1; 80%: 0,5"}, "the first step must give Điểm tối đa", id="steps-under-the-maximum"),
        pytest.param({"method": "Theo bậc", "parameters": "80%: 2; 90%: 1"}, "each step must be easier", id="steps-in-disorder"),
        pytest.param({"method": "Theo bậc", "parameters": "90%: 2; 80%: 2"}, "give fewer points", id="steps-of-the-same-points"),
        pytest.param({"method": "Theo bậc", "parameters": "90%: 2; không quá 80%: 1"}, "each step must be easier", id="steps-of-two-directions"),
        pytest.param({"method": "Theo tỷ lệ", "parameters": "trần: 80%; sàn: 90%"}, "sàn lies above trần", id="floor-above-the-ceiling"),
        pytest.param({"method": "Theo tỷ lệ", "parameters": "mái: 80%"}, "Write trần: 95%; sàn: 80%", id="no-such-bound"),
        pytest.param({"method": "Theo tỷ lệ", "parameters": "trần: 0%"}, "trần is more than 0", id="ceiling-0"),
        pytest.param({"method": "Theo tỷ lệ", "basis": "settled", "parameters": ""}, "a count needs a trần", id="count-without-a-ceiling"),
        pytest.param({"document": "15/BC-STTTT"}, "belong together", id="document-without-a-day"),
        pytest.param({"document": "15/BC-STTTT", "day": "tháng 3"}, '"tháng 3" is not a day', id="day-in-words"),
        pytest.param({"code": ""}, "Mã tiêu chí is missing", id="no-code"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_row(sheet: Sheet, cells: dict[str, Any], words: str) -> None:
    with pytest.raises(PlanError) as raised:
        read(sheet(changed(**cells)))
    assert words in str(raised.value)
    assert str(raised.value).splitlines()[1].startswith("row 5: ")


def test_all_that_is_wrong_is_told_at_once(sheet: Sheet) -> None:
    with pytest.raises(PlanError) as raised:
        read(sheet(PLAIN, changed(text=""), changed(code="1.2"), changed(code="1.3", basis="T99")))
    rows = [line.partition(":")[0] for line in str(raised.value).splitlines()[1:]]
    assert rows == ["row 6", "row 8"]


def test_a_code_stands_once(sheet: Sheet) -> None:
    with pytest.raises(PlanError, match=r'row 6: Mã tiêu chí "1.1" stands in a line above already'):
        read(sheet(PLAIN, PLAIN))


def test_columns_stand_in_any_order_and_none_may_be_missing(sheet: Sheet) -> None:
    turned = read(sheet(PLAIN[::-1], heads=HEADS[::-1]))
    assert turned == read(sheet(PLAIN))
    with pytest.raises(InputError, match=rf"{NAME}, row 4: the column Ngày tài liệu is missing"):
        read(sheet(PLAIN, heads=tuple("Ngày" if head == "Ngày tài liệu" else head for head in HEADS)))
    with pytest.raises(InputError, match="the column Mã tiêu chí stands twice"):
        read(sheet(PLAIN, heads=(*HEADS, "MÃ TIÊU CHÍ")))
    with pytest.raises(InputError, match="no row has the heads"):
        read(sheet(PLAIN, heads=("A", "B")))


def test_an_example_says_so_and_a_set_of_ones_own_does_not(sheet: Sheet) -> None:
    assert read(sheet(PLAIN, title=f"{EXAMPLE}: thay bằng bộ được ban hành")).is_example
    assert not read(sheet(PLAIN)).is_example


def test_the_criteria_that_are_shipped_say_that_they_are_an_example() -> None:
    found = load_list(ROOT / "data" / "plan" / "2021" / NAME, HEADS)
    assert any(EXAMPLE in text for text in found.above)


def test_a_project_without_a_scorecard_has_none(tmp_path: Path, project: Path) -> None:
    shutil.copytree(project, tmp_path / "project")
    (tmp_path / "project" / "data" / "plan" / "2021" / NAME).unlink()
    edition = open_edition("2021-Q1", tmp_path / "project")
    assert edition.scores() == []
    assert edition.value("score_total").numerator == 0
    assert edition.value("score_share").share is None
