"""Figures entered by hand: the workbook that asks, what is read of a filled one, and what the annex and the notebooks show."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import pandas as pd
import pytest

from cchc_analysis.edition import Edition, open_edition
from cchc_analysis.edition.ids import resolve
from cchc_analysis.errors import InputError, SettingsError
from cchc_analysis.measures.compare import wilson_interval
from cchc_analysis.pipeline.templates import write_appendix_form
from cchc_analysis.present import tables
from cchc_analysis.present.appendix_form import appendix_form, last_figures
from cchc_analysis.present.form import Form
from cchc_analysis.present.markup import Marked
from cchc_analysis.sources.build import CleanTables
from cchc_analysis.sources.dossiers import mapped_rows
from cchc_analysis.sources.feeds import FEEDS
from cchc_analysis.sources.intake import Intake
from cchc_analysis.sources.layout import find_table
from cchc_analysis.sources.mapping import load_mapping
from cchc_analysis.sources.readers import Sheet
from cchc_analysis.sources.reference import load_indicators, load_reference
from cchc_analysis.sources.rows import feed_rows
from cchc_analysis.standing import Standing, open_standing
from cchc_analysis.tables import APPENDIX, DOSSIERS
from cchc_analysis.text import fold, roman

DATA = Path(__file__).parents[2] / "data"
MAPPING = load_mapping(DATA / "mappings" / "phu-luc-so-lieu.toml")
REFERENCE = load_reference(DATA / "reference")


@pytest.fixture(scope="module")
def standing(project: Path) -> Standing:
    return open_standing("2021-6M", project, today=date(2022, 3, 1))


@pytest.fixture(scope="module")
def form(standing: Standing) -> Form:
    return appendix_form(standing, [MAPPING])


def lines_of(form: Form) -> list[dict[str, str]]:
    return [line for line in form.lines if isinstance(line, dict)]


class TestTheForm:
    def test_it_has_a_line_for_each_indicator_and_field(self, form: Form) -> None:
        asked = [(line["indicator"], line["field"]) for line in lines_of(form)]
        fields = ["", *REFERENCE.fields.values()]
        assert asked == [
            (indicator.code, field)
            for indicator in REFERENCE.indicators
            for field in (fields if indicator.by_field else [""])
        ]

    def test_the_figures_of_the_period_before_are_proposed_and_not_entered(self, form: Form) -> None:
        lines = {(line["indicator"], line["field"]): line for line in lines_of(form)}
        assert lines["reform_budget", ""]["previous"] == "1.250"
        assert lines["survey_sent", "Bưu chính"]["previous"] == "40"
        assert lines["staff_rotated", ""]["previous"] == ""
        assert not any(line.get("value") or line.get("confirmed") for line in lines.values())

    def test_its_heads_are_those_that_the_mapping_reads(self, form: Form) -> None:
        known = MAPPING.targets()
        for column in form.columns:
            assert (known[fold(column.head)] or column.head) == column.target
        assert [column.head for column in form.columns if column.entry] == [
            "Số liệu kỳ này", "Giữ số kỳ trước", "Văn bản, nguồn số liệu",
        ]  # fmt: skip

    def test_it_says_that_it_is_nobodys_official_form(self, form: Form) -> None:
        assert "không phải mẫu biểu do cơ quan cấp trên ban hành" in " ".join(form.subtitles)

    def test_it_is_written_with_the_same_bytes(self, standing: Standing, tmp_path: Path) -> None:
        (written,) = write_appendix_form(standing, [MAPPING], tmp_path)
        before = written.read_bytes()
        assert written.name == "phu-luc-so-lieu-2021-6M.xlsx"
        assert [path.read_bytes() for path in write_appendix_form(standing, [MAPPING], tmp_path)] == [before]

    def test_without_indicators_or_a_mapping_there_is_none(self, standing: Standing) -> None:
        with pytest.raises(SettingsError, match=r"appendix_indicators\.csv is missing or empty"):
            appendix_form(replace(standing, reference=replace(standing.reference, indicators=())), [MAPPING])
        with pytest.raises(SettingsError, match="would read the form of the appendix"):
            appendix_form(standing, [replace(MAPPING, unused=())])


def test_the_last_figure_before_a_day_is_the_one_proposed() -> None:
    frame = APPENDIX.typed(
        pd.DataFrame(
            [
                ("staff_present", "2020-12-14", 60, None),
                ("staff_present", "2021-03-14", None, 58),  # marked that it still holds
                ("staff_present", "2021-06-14", 57, 58),
            ],
            columns=["indicator", "last_date", "value", "previous"],
        ).assign(last_date=lambda table: pd.to_datetime(table["last_date"]), first_date=pd.Timestamp("2020-12-15"))
    )
    assert last_figures(frame, pd.Timestamp("2021-06-14")) == {("staff_present", ""): 58}
    assert last_figures(frame, pd.Timestamp("2020-12-14")) == {}


HEADS = ("TT", "Mã chỉ tiêu", "Lĩnh vực", "Từ ngày", "Đến ngày", "Số liệu kỳ trước", "Số liệu kỳ này", "Giữ số kỳ trước", "Văn bản, nguồn số liệu")  # fmt: skip
LINE = ("1", "survey_sent", "Báo chí", "15/12/2020", "14/03/2021", "1.200", "1.250", "", "Số liệu của Văn phòng Sở")


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        pytest.param({}, "", id="whole"),
        pytest.param({"Số liệu kỳ này": "0"}, "", id="none-arose"),
        pytest.param({"Số liệu kỳ này": "", "Giữ số kỳ trước": "X"}, "", id="still-holds"),
        pytest.param({"Số liệu kỳ này": "1.200", "Giữ số kỳ trước": "x"}, "", id="typed-and-marked-alike"),
        pytest.param({"Số liệu kỳ trước": ""}, "", id="new"),
        pytest.param({"Mã chỉ tiêu": "so_khac"}, "unknown_indicator", id="indicator"),
        pytest.param({"Lĩnh vực": "Lĩnh vực khác"}, "unlisted_field", id="field"),
        pytest.param({"Đến ngày": ""}, "missing_span", id="no-end"),
        pytest.param({"Đến ngày": "mai"}, "unreadable_date", id="date"),
        pytest.param({"Số liệu kỳ này": "khoảng 40"}, "unreadable_number", id="number"),
        pytest.param({"Số liệu kỳ này": "", "Giữ số kỳ trước": "chưa rõ"}, "unknown_mark", id="mark"),
        pytest.param({"Số liệu kỳ này": ""}, "nothing_entered", id="source-alone"),
        pytest.param({"Số liệu kỳ trước": "", "Số liệu kỳ này": "", "Giữ số kỳ trước": "x"}, "nothing_to_keep", id="nothing-before"),
        pytest.param({"Giữ số kỳ trước": "x"}, "kept_but_changed", id="kept-and-changed"),
        pytest.param({"Văn bản, nguồn số liệu": ""}, "missing_document", id="no-source"),
    ],
)  # fmt: skip
def test_lines_are_checked(changes: dict[str, str], rule: str) -> None:
    row = dict(zip(HEADS, LINE, strict=True)) | changes
    table = find_table(Sheet.of("a.xlsx", "", (HEADS, tuple(row.values()))), [MAPPING])
    day = date(2021, 3, 17)
    mapped = mapped_rows(table, Intake("a.xlsx", "appendix", day, day, day))
    found = feed_rows([mapped], FEEDS["appendix"], pd.DataFrame(columns=DOSSIERS.columns), REFERENCE.names)
    assert set(found.findings["rule"]) == ({rule} if rule else set())
    outcome = {check.name: check.outcome for check in FEEDS["appendix"].checks}.get(rule, "")
    assert len(found.kept) == (outcome != "rejected")
    if not rule:
        assert (found.kept.at[0, "indicator"], found.kept.at[0, "field"]) == ("survey_sent", "BAO")


def annex(edition: Edition) -> list[list[str]]:
    return [
        [cell.text if isinstance(cell, Marked) else str(cell) for cell in row]
        for row in tables.statistics(edition).rows
    ]


class TestTheReport:
    def test_the_annex_has_what_was_entered_and_says_where_nothing_was(self, first_quarter: Edition) -> None:
        rows = annex(first_quarter)
        by_name = {row[1]: row[3] for row in rows if len(row) == 4}
        assert by_name["Kinh phí bố trí cho cải cách hành chính"] == "1.250"
        assert by_name["Người tinh giản biên chế"] == "0"
        assert by_name["Tỷ lệ biên chế có mặt"] == "93,55%"
        assert by_name["Tỷ lệ phiếu trả lời hài lòng trở lên"] == "93,88%"
        assert "Người chuyển đổi vị trí công tác" not in by_name
        review = next(n for n, row in enumerate(rows) if row[0].endswith(". Rà soát thủ tục hành chính"))
        assert rows[review + 1] == ["", "Chưa có số liệu", "", "None"]

    def test_figures_that_nobody_confirmed_are_not_those_of_the_period(self, project: Path) -> None:
        half = open_edition("2021-6M", project)
        assert half.value("appendix_staff_assigned").numerator == 62  # marked
        assert half.value("appendix_positions_approved").numerator == 0  # proposed, left alone
        assert not tables.is_entered(half, "positions_approved")
        assert "Vị trí việc làm được phê duyệt" not in [row[1] for row in annex(half) if len(row) == 4]

    def test_a_provisional_period_takes_no_figures_of_the_whole(self, first_quarter: Edition) -> None:
        early = replace(first_quarter, period=first_quarter.period.until(date(2021, 3, 4)))
        assert early.value("appendix_staff_assigned").numerator == 0

    def test_an_office_without_figures_sees_no_number(self, first_quarter: Edition) -> None:
        frames = first_quarter.tables.frames | {"appendix": APPENDIX.conform(pd.DataFrame())}
        empty = replace(first_quarter, tables=CleanTables(frames))
        groups = {indicator.group for indicator in REFERENCE.indicators}
        assert sum(row[1:2] == ["Chưa có số liệu"] for row in annex(empty)) == len(groups)
        assert tables.satisfaction(empty) == []

    def test_the_notebook_gives_the_share_satisfied_with_its_interval(self, first_quarter: Edition) -> None:
        (table,) = tables.satisfaction(first_quarter)
        rows = {str(row[0]): [cell.text for cell in row[1:] if isinstance(cell, Marked)] for row in table.rows}
        assert rows["Tổng cộng"][:4] == ["110", "98", "92", "93,88%"]
        assert list(rows) == ["Không tách lĩnh vực", "Bưu chính", "Xuất bản, In và Phát hành", "Tổng cộng"]
        low, high = (cell for cell in table.rows[-1][5:] if isinstance(cell, Marked))
        assert (low.text, high.text) == ("87,28%", "97,16%")
        assert resolve(first_quarter, low.measure_id)[1] == "low"


@pytest.mark.parametrize(
    ("part", "whole", "interval"),
    [
        # By the formula, worked by hand to four decimals.
        pytest.param(92, 98, (0.8728, 0.9716), id="most"),
        pytest.param(0, 10, (0.0, 0.2775), id="none"),
        pytest.param(10, 10, (0.7225, 1.0), id="all"),
        pytest.param(1, 2, (0.0945, 0.9055), id="half-of-two"),
    ],
)
def test_the_interval_of_a_share(part: int, whole: int, interval: tuple[float, float]) -> None:
    found = wilson_interval(part, whole)
    assert found is not None
    assert [float(end) for end in found] == pytest.approx(interval, abs=5e-5)
    assert found[0] <= Fraction(part, whole) <= found[1]


def test_an_empty_sample_has_no_interval() -> None:
    assert wilson_interval(0, 0) is None


@pytest.mark.parametrize(
    ("line", "message"),
    [
        pytest.param("a,Nhóm,Tên,người,maybe,,M", 'line 2: by_field "maybe" is not known', id="by-field"),
        pytest.param("a,Nhóm,Tên,người,no,b,M", 'line 2: whole "b" is not known', id="whole"),
        pytest.param("a,Nhóm,Tên,người,no,,L", 'line 2: evidence "L" is not known', id="evidence"),
        pytest.param("A-1,Nhóm,Tên,người,no,,M", 'line 2: the code "A-1" must be of small letters', id="code"),
    ],
)
def test_a_wrong_line_of_the_list_of_indicators_is_told(tmp_path: Path, line: str, message: str) -> None:
    heads = "indicator,group,name,unit,by_field,whole,evidence"
    (tmp_path / "appendix_indicators.csv").write_text(f"{heads}\n{line}\n", encoding="utf-8")
    with pytest.raises(InputError, match=message):
        load_indicators(tmp_path)


def test_a_project_without_a_list_has_no_indicators(tmp_path: Path) -> None:
    assert load_indicators(tmp_path) == ()


@pytest.mark.parametrize(("number", "written"), [(1, "I"), (4, "IV"), (9, "IX"), (10, "X"), (14, "XIV"), (39, "XXXIX")])
def test_parts_of_an_annex_are_numbered_in_roman(number: int, written: str) -> None:
    assert roman(number) == written
