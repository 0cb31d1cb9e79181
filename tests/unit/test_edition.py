"""An edition opens all that a period's report is made from, and an id leads back to its figure and its rows."""

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from cchc_analysis.edition import Edition, open_edition, plan_years
from cchc_analysis.edition.ids import resolve
from cchc_analysis.edition.opening import KEPT
from cchc_analysis.errors import CoverageError, PeriodError, SettingsError
from cchc_analysis.present.numbers import Value


def test_a_figure_and_the_rows_behind_it_agree(first_quarter: Edition) -> None:
    for name in ("received", "settled_late", "pending", "returned_by_post"):
        assert len(first_quarter.rows(name)) == first_quarter.value(name).numerator
    of_field = {field: first_quarter.value("settled", {"field": field}) for field in first_quarter.reference.fields}
    assert sum(value.numerator for value in of_field.values()) == first_quarter.value("settled").numerator
    for field, value in of_field.items():
        assert len(first_quarter.rows("settled", {"field": field})) == value.numerator


def test_an_edition_is_opened_anew_each_time_but_for_the_notebooks_of_one_run(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who works in a notebook changes the data and opens them again."""
    assert open_edition("2021-Q1", project) is not open_edition("2021-Q1", project)
    monkeypatch.setenv(KEPT, "1")
    kept = open_edition("2021-Q1", project)
    assert open_edition("2021-Q1", project) is kept
    assert open_edition("2021-6M", project) is not kept


def test_papers_share_what_is_counted_and_have_their_own_senders(project: Path) -> None:
    edition = open_edition("2021-Q1", project)
    control, extract = edition.for_paper("control"), edition.for_paper("justice")
    assert control.value("settled") is extract.value("settled") is edition.value("settled")
    assert control.sender.addressees != extract.sender.addressees != edition.sender.addressees


def test_the_rows_behind_a_ratio_are_those_of_its_numerator(first_quarter: Edition) -> None:
    assert len(first_quarter.rows("on_time_of_settled")) == first_quarter.value("on_time_of_settled").numerator


@pytest.mark.parametrize(
    ("measure", "group"),
    [
        ("settled", {}),
        ("settled", {"field": "XB"}),
        ("settled", {"unit": "TTBCXB", "field": "XB"}),
        ("on_time_of_settled", {"procedure": "1.003868"}),
        ("items_done_of_due_share", {"group_no": "1"}),
        ("products_done_by_lead_unit", {"lead_unit": "VP"}),
        ("law_monitoring_done_share", {"sub_plan": "theo-doi-thi-hanh-phap-luat"}),
        ("target_gap", {"target_id": "T1"}),
        ("rows_read", {"kind": "dossiers"}),
        ("findings_rejected", {"rule": "missing_code"}),
        ("targets_total", {}),
    ],
)
def test_an_id_leads_back_to_its_figure(first_quarter: Edition, measure: str, group: dict[str, str]) -> None:
    value = first_quarter.value(measure, group)
    assert resolve(first_quarter, value.id()) == (value, "")
    if value.denominator is not None:
        assert resolve(first_quarter, value.id("denominator")) == (value, "denominator")


def test_an_id_of_another_period_is_counted_in_that_period(first_quarter: Edition) -> None:
    value, _ = resolve(first_quarter, "carried_over@2021-Q2")
    assert value.numerator == first_quarter.value("pending").numerator
    assert value == Value("carried_over", "2021-Q2", value.numerator)


@pytest.mark.parametrize(
    "wrong", ["", "settled", "setled@2021-Q1", "settled@2021-Q1[field=ZZ]", "settled@2021-Q1[x=1]"]
)
def test_an_id_that_stands_for_nothing_is_refused(first_quarter: Edition, wrong: str) -> None:
    with pytest.raises(KeyError):
        resolve(first_quarter, wrong)


def test_every_measure_has_one_name_over_all_tables(first_quarter: Edition) -> None:
    names = [name for subject in first_quarter.subjects.values() for name in subject.measures]
    assert len(names) == len(set(names))
    assert set(names) < set(first_quarter.measures)


def test_every_target_of_the_plan_stands_somehow(first_quarter: Edition) -> None:
    assert set(first_quarter.outcomes) == {target.id for target in first_quarter.targets}
    assert first_quarter.value("targets_total").numerator == len(first_quarter.targets)
    assert all(first_quarter.outcomes.values())


def test_a_period_inside_the_data_is_not_provisional(first_quarter: Edition) -> None:
    assert not first_quarter.is_provisional
    assert first_quarter.period == first_quarter.asked


def test_a_period_that_the_data_do_not_cover_opens_only_as_provisional(project: Path) -> None:
    with pytest.raises(CoverageError, match=r"cover 2020-12-15..2022-01-31 only until 2021-12-31"):
        open_edition("2020-12-15..2022-01-31", project)


@pytest.mark.parametrize(
    ("period", "error", "message"),
    [
        ("2021-Q5", PeriodError, '"2021-Q5" is not one that can be read'),
        ("2019-Q1", PeriodError, "outside the working-day table"),
        ("2020-Q1", PeriodError, r"no plan of 2020 in data/plan; plans there: 2021"),
        ("2023-Q1", CoverageError, "No dossier export covers the start of 2023-Q1"),
    ],
)
def test_a_period_that_cannot_be_reported_says_why(
    project: Path, period: str, error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        open_edition(period, project)


def test_a_missing_folder_or_project_says_so(project: Path, tmp_path: Path) -> None:
    with pytest.raises(CoverageError, match="no data folder elsewhere"):
        open_edition("2021-Q1", project, data=tmp_path / "elsewhere")
    with pytest.raises(SettingsError, match=r"No cchc\.toml"):
        open_edition("2021-Q1", tmp_path)


@pytest.fixture
def own_project(project: Path, tmp_path: Path) -> Callable[[], Path]:
    """A copy of the project that a test may spoil."""

    def make() -> Path:
        return Path(shutil.copytree(project, tmp_path / "own"))

    return make


def test_a_target_that_names_no_measure_stops_the_run(own_project: Callable[[], Path]) -> None:
    root = own_project()
    targets = root / "data" / "plan" / "2021" / "targets.toml"
    text = targets.read_text(encoding="utf-8")
    assert '"online_of_received"' in text
    targets.write_text(text.replace('"online_of_received"', '"online_of_recieved"'), encoding="utf-8")
    with pytest.raises(
        PeriodError, match=r'"online_of_recieved", which there is not. Did you mean "online_of_received"'
    ):
        open_edition("2021-Q1", root)


def test_early_figures_are_those_of_the_day_that_the_data_end(own_project: Callable[[], Path]) -> None:
    """Exports of November and December taken away: the year is told as of 31/10/2021, and nothing later is counted."""
    root = own_project()
    raw = root / "data" / "raw"
    lost = ("dossiers/2021-11.xlsx", "dossiers/2021-12.xlsx")
    lines = CalamineWorkbook.from_path(raw / "intake.xlsx").get_sheet_by_index(0).to_python()
    with xlsxwriter.Workbook(raw / "intake.xlsx", {"default_date_format": "dd/mm/yyyy"}) as book:
        sheet = book.add_worksheet()
        for number, line in enumerate(line for line in lines if line[0] not in lost):
            sheet.write_row(number, 0, line)
    for name in lost:
        (raw / name).unlink()
    edition = open_edition("2021", root, provisional=True)
    assert (edition.is_provisional, edition.period.end) == (True, date(2021, 10, 31))
    assert edition.tables.dossiers["received_date"].max().date() <= date(2021, 10, 31)
    assert (edition.rows("pending_overdue")["due_date"].dt.date < date(2021, 10, 31)).all()


def test_plans_are_found_by_their_year(project: Path) -> None:
    assert plan_years(project / "data") == [2021]
