"""Every measure of the sample year against the generator's own loops, in all its groups; and the rows behind each number."""

import csv
import json
from collections.abc import Collection, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import narwhals.stable.v2 as nw
import pandas as pd
import pytest

from cchc_analysis.measures.core import Measure, Quantile, Ratio, Sum, evaluate, rows
from cchc_analysis.measures.counting import CountingRules, Reading, other_readings
from cchc_analysis.measures.dossiers import COUNT_FORM, dossier_measures
from cchc_analysis.measures.fees import fee_measures
from cchc_analysis.measures.procedures import procedure_activity, procedure_measures
from cchc_analysis.periods import Period
from cchc_analysis.sources.build import CleanTables
from cchc_analysis.sources.reference import Reference
from cchc_analysis.workdays import Calendar

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "data" / "sample"
EXPECTED = json.loads((SAMPLE / "expected.json").read_text(encoding="utf-8"))
RATIOS: dict[str, tuple[str, str]] = {name: (above, below) for name, (above, below) in EXPECTED["ratios"].items()}
PERIODS = list(EXPECTED["periods"])
READING = Reading(CountingRules(), Calendar.load(ROOT / "data" / "reference" / "calendar_vn.csv").index)
SUBJECTS = {"dossiers": dossier_measures(READING), "fees": fee_measures(READING)}
SUBJECT_OF = {name: subject for subject, measures in SUBJECTS.items() for name in measures}
MEASURES = SUBJECTS["dossiers"] | SUBJECTS["fees"]
# Its loop over dossiers stands in the property tests.
LEFT_OUT = {"survival_median_working_days"}
GROUPINGS = ["", "field", "unit", "channel", "procedure", "field+channel"]

Figures = dict[str, Fraction | None]
Table = dict[tuple[str, ...], Figures]


def read(path: Path, keys: int) -> Table:
    """A table of figures: its first columns are the key, the others hold a figure each, empty where there is none."""
    with path.open(encoding="utf-8", newline="") as file:
        note = file.readline()
        assert note == "# SỐ LIỆU MẪU – không phải số liệu thật\n"
        heads, *lines = csv.reader(file)
    return {
        tuple(line[:keys]): {
            name: Fraction(cell) if cell else None for name, cell in zip(heads[keys:], line[keys:], strict=True)
        }
        for line in lines
    }


DOSSIERS, PROCEDURES = read(SAMPLE / "figures.csv", 3), read(SAMPLE / "figures-procedures.csv", 3)
MONTHS = sorted({period for period, *_ in DOSSIERS} - set(PERIODS))


def nothing() -> Figures:
    """A group without any dossier: counts and sums are 0, quantiles have no value."""
    return {
        name: None if isinstance(MEASURES.get(name), Quantile) else Fraction(0) for name in DOSSIERS["2021-Q1", "", ""]
    }


def expected_line(measure: Measure, figures: Figures) -> tuple[Fraction | None, Fraction | None, Fraction | None]:
    """Numerator, denominator and value."""
    if isinstance(measure, Ratio):
        above, below = (figures[name] for name in RATIOS[measure.name])
        assert above is not None
        assert below is not None
        return above, below, above / below if below else None
    value = figures[measure.name]
    return (figures["ran_its_course"] if isinstance(measure, Quantile) else value), None, value


def found_lines(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [
        {name: None if pd.isna(value) else value for name, value in line.items()} for line in frame.to_dict("records")
    ]


def compare(frame: pd.DataFrame, measures: Mapping[str, Measure], table: Table, period: str, by: list[str]) -> None:
    for line in found_lines(frame):
        group = "+".join(line[column] for column in by)
        figures = table.get((period, "+".join(by), group)) or nothing()
        above, below, value = expected_line(measures[line["measure"]], figures)
        assert (line["numerator"], line["denominator"]) == (above, below), (line["measure"], group)
        assert line["value"] == (None if value is None else pytest.approx(float(value))), (line["measure"], group)


def evaluated(
    tables: CleanTables, periods: Period | list[Period], by: dict[str, list[str]], left_out: Collection[str] = ()
) -> pd.DataFrame:
    """All measures of the dossiers and of their payments, each from its own table."""
    parts = [
        evaluate(tables[subject], [each for name, each in measures.items() if name not in left_out], periods, by)
        for subject, measures in SUBJECTS.items()
    ]
    return pd.concat(parts, ignore_index=True)


def columns_of(grouping: str) -> list[str]:
    return grouping.split("+") if grouping else []


def test_every_measure_has_its_expected_figures() -> None:
    for measures, table in ((MEASURES, DOSSIERS), (procedure_measures(), PROCEDURES)):
        ratios = {name for name, measure in measures.items() if isinstance(measure, Ratio)}
        assert ratios == ratios & set(RATIOS)
        assert set(measures) - ratios - LEFT_OUT == set(table["2021-Q1", "", ""])


def test_every_measure_has_something_to_count_in_the_first_quarter() -> None:
    figures = DOSSIERS["2021-Q1", "", ""] | PROCEDURES["2021-Q1", "", ""]
    assert [name for name, figure in figures.items() if not figure] == []


@pytest.mark.parametrize("grouping", GROUPINGS)
@pytest.mark.parametrize("key", PERIODS)
def test_dossiers(tables: CleanTables, groups: dict[str, list[str]], key: str, grouping: str) -> None:
    by = columns_of(grouping)
    frame = evaluated(tables, Period.parse(key), {column: groups[column] for column in by}, LEFT_OUT)
    compare(frame, MEASURES, DOSSIERS, key, by)


@pytest.mark.parametrize("by", [[], ["field"]], ids=["in all", "by field"])
def test_dossiers_month_by_month(tables: CleanTables, groups: dict[str, list[str]], by: list[str]) -> None:
    assert len(MONTHS) == 24
    series = [Period.parse(month) for month in MONTHS]
    found = evaluated(tables, series, {column: groups[column] for column in by}, LEFT_OUT)
    for period in series:
        frame = found[found["period_start"] == pd.Timestamp(period.start)]
        assert len(frame) == len(found) / len(series)
        compare(frame, MEASURES, DOSSIERS, period.key, by)


@pytest.mark.parametrize("grouping", ["", "field", "unit"])
@pytest.mark.parametrize("key", PERIODS)
def test_procedures(
    tables: CleanTables, reference: Reference, groups: dict[str, list[str]], key: str, grouping: str
) -> None:
    period, by, measures = Period.parse(key), columns_of(grouping), procedure_measures()
    activity = procedure_activity(tables.dossiers, reference.procedures, period, READING)
    frame = evaluate(activity, measures.values(), period, {column: groups[column] for column in by})
    if grouping == "unit":
        frame = frame[frame["unit"].isin(reference.procedures["unit"])]
    compare(frame, measures, PROCEDURES, key, by)


@pytest.fixture(scope="module")
def behind(tables: CleanTables) -> dict[tuple[str, str], pd.DataFrame]:
    """The rows behind each measure of two periods."""
    return {
        (key, name): rows(tables[SUBJECT_OF[name]], measure, Period.parse(key))
        for key in ("2021-Q1", "2021")
        for name, measure in MEASURES.items()
    }


@pytest.mark.parametrize("grouping", GROUPINGS)
@pytest.mark.parametrize("key", ["2021-Q1", "2021"])
def test_the_rows_behind_every_number_are_as_many_as_it_says(
    tables: CleanTables,
    groups: dict[str, list[str]],
    behind: dict[tuple[str, str], pd.DataFrame],
    key: str,
    grouping: str,
) -> None:
    by = columns_of(grouping)
    found = evaluated(tables, Period.parse(key), {column: groups[column] for column in by})
    parts = {name: dict(iter(behind[key, name].groupby(by))) if by else {} for name in MEASURES}
    for line in found_lines(found):
        name = line["measure"]
        nobody = behind[key, name].head(0)
        of_group = parts[name].get(tuple(line[column] for column in by), nobody) if by else behind[key, name]
        assert size(of_group, MEASURES[name]) == line["numerator"], line


@pytest.mark.parametrize("column", ["field", "channel"])
def test_the_rows_of_a_group_are_those_of_the_whole_that_are_in_it(
    tables: CleanTables, groups: dict[str, list[str]], behind: dict[tuple[str, str], pd.DataFrame], column: str
) -> None:
    for name, measure in MEASURES.items():
        whole = behind["2021-Q1", name]
        for group in groups[column]:
            listed = rows(tables[SUBJECT_OF[name]], measure, Period.parse("2021-Q1"), {column: group})
            assert list(listed["dossier_id"]) == list(whole.loc[whole[column] == group, "dossier_id"]), (name, group)


def size(behind: pd.DataFrame, measure: Measure) -> int:
    """The number of rows, or what the measure adds up of them."""
    part = measure.numerator if isinstance(measure, Ratio) else measure
    if isinstance(part, Sum):
        return int(nw.from_native(behind).select(part.column.expression.sum()).item() or 0)
    return len(behind)


READINGS = read(Path(__file__).with_name("readings-2021-Q1.csv"), 3)
OTHERS = [("default", "", CountingRules()), *other_readings(CountingRules())]


def test_every_other_reading_is_in_the_table_and_changes_something() -> None:
    assert {(setting, value) for setting, value, _ in OTHERS} == {(setting, value) for setting, value, _ in READINGS}
    for setting, value, _ in OTHERS[1:]:
        assert of_reading(setting, value) != of_reading("default", ""), (setting, value)


def of_reading(setting: str, value: str) -> dict[str, Figures]:
    return {unit: figures for (each, one, unit), figures in READINGS.items() if (each, one) == (setting, value)}


@pytest.mark.parametrize(("setting", "value", "rules"), OTHERS, ids=[f"{name}-{value}" for name, value, _ in OTHERS])
def test_form_06a_of_the_first_quarter_under_each_other_reading(
    tables: CleanTables, groups: dict[str, list[str]], setting: str, value: str, rules: CountingRules
) -> None:
    measures = dossier_measures(Reading(rules))
    form, period = [measures[name] for name in COUNT_FORM], Period.parse("2021-Q1")
    table = tables.dossiers
    if rules.transferred == "holder":
        table = table.assign(unit=table["holder_unit"].fillna(table["unit"]))
    found = {"": evaluate(table, form, period)}
    found |= dict(iter(evaluate(table, form, period, {"unit": groups["unit"]}).groupby("unit")))
    figures = {
        unit: {line["measure"]: line["numerator"] for line in found_lines(frame)} for unit, frame in found.items()
    }
    assert {unit: line for unit, line in figures.items() if any(line.values())} == of_reading(setting, value)
