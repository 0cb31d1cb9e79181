"""Real files, not made for this project: 100 service requests in four shapes, against figures computed elsewhere."""

import json
from pathlib import Path

import pandas as pd
import pytest

from cchc_analysis.measures.core import evaluate, rows
from cchc_analysis.measures.counting import Reading
from cchc_analysis.measures.dossiers import dossier_measures
from cchc_analysis.periods import Period
from cchc_analysis.sources.build import read_files
from cchc_analysis.sources.count import count_files
from cchc_analysis.sources.mapping import load_mapping
from cchc_analysis.tables import PROVENANCE

FOLDER = Path(__file__).parents[1] / "data" / "boston311"
MAPPING = FOLDER / "mapping.toml"
SAME = ("boston311-100.csv", "boston311-dmy-100.csv", "boston311-100-notime.csv")
DOUBLED = "boston311-100-20dupes-random.csv"
MONTH, HALF = "2022-01-01..2022-01-31", "2022-01-16..2022-01-31"

# received, online, carried over, settled, early, on time, late, no due date, pending, in time, overdue, no due date
NAMES = (
    "received", "received_online", "carried_over", "settled", "settled_early", "settled_on_time", "settled_late",
    "settled_no_due_date", "pending", "pending_in_time", "pending_overdue", "pending_no_due_date",
)  # fmt: skip
FIGURES = {
    (SAME, MONTH): (100, 59, 0, 81, 68, 5, 0, 8, 19, 8, 8, 3),
    (SAME, HALF): (7, 0, 17, 5, 4, 0, 0, 1, 19, 8, 8, 3),
    ((DOUBLED,), MONTH): (80, 45, 0, 64, 56, 2, 0, 6, 16, 7, 6, 3),
    ((DOUBLED,), HALF): (7, 0, 14, 5, 4, 0, 0, 1, 16, 7, 6, 3),
}
CASES = [(name, period, figures) for (names, period), figures in FIGURES.items() for name in names]


@pytest.mark.parametrize(("name", "period", "figures"), CASES, ids=[f"{name}-{period}" for name, period, _ in CASES])
def test_figures(name: str, period: str, figures: tuple[int, ...]) -> None:
    found = count_files([FOLDER / name], MAPPING, Period.parse(period), None)
    measures = found["measures"]
    assert tuple(measures[key] for key in NAMES) == figures
    assert measures["received"] == measures["received_online"] + measures["received_other"]
    assert (
        measures["total"]
        == measures["received"] + measures["carried_over"]
        == measures["settled"] + measures["pending"]
    )


@pytest.mark.parametrize(
    ("name", "account"), [*((name, (100, 100, 0, 0)) for name in SAME), (DOUBLED, (100, 80, 0, 20))]
)
def test_the_account_of_rows(name: str, account: tuple[int, ...]) -> None:
    found = count_files([FOLDER / name], MAPPING, Period.parse(MONTH), None)
    assert tuple(found["rows"].values()) == account
    assert list(found["rows"]) == ["read", "accepted", "rejected", "duplicates"]


@pytest.mark.parametrize("by", ["field", "unit", "procedure", "channel"])
def test_groups_sum_to_the_whole(by: str) -> None:
    found = count_files([FOLDER / SAME[0]], MAPPING, Period.parse(MONTH), by)
    assert len({group[by] for group in found["groups"]}) == len(found["groups"]) > 1
    for name, whole in found["measures"].items():
        assert sum(group["measures"][name] for group in found["groups"]) == whole
    assert json.loads(json.dumps(found)) == found


def test_three_shapes_of_one_set_give_one_clean_table() -> None:
    places = [field.name for field in PROVENANCE]
    first, *others = (read_files([FOLDER / name], load_mapping(MAPPING)).dossiers.drop(columns=places) for name in SAME)
    for other in others:
        pd.testing.assert_frame_equal(other, first)


def test_the_same_rows_from_two_files_count_once() -> None:
    found = count_files([FOLDER / SAME[0], FOLDER / DOUBLED], MAPPING, Period.parse(MONTH), None)
    assert found["rows"]["read"] == 200
    assert found["rows"]["rejected"] == 0
    assert found["measures"]["received"] == found["rows"]["accepted"] == 100


def test_processing_times_in_calendar_days() -> None:
    table = read_files([FOLDER / SAME[0]], load_mapping(MAPPING)).dossiers
    known = dossier_measures(Reading())
    names = ("median_calendar_days", "p90_calendar_days", "longest_calendar_days", "mean_calendar_days")
    found = evaluate(table, [known[name] for name in names], Period.parse(MONTH)).set_index("measure")
    assert found["value"].round(4).to_dict() == dict(zip(names, (1, 3, 15, 1.4938), strict=True))
    assert found["numerator"].tolist() == [81, 81, 81, 121]
    assert found.loc["mean_calendar_days", "denominator"] == 81
    behind = rows(table, known["median_calendar_days"], Period.parse(MONTH))
    assert len(behind) == 81
    assert (behind["finished_day"] - behind["received_day"]).quantile(0.9) == 3


def test_addresses_are_dropped_while_reading() -> None:
    raw = pd.read_csv(FOLDER / SAME[0], dtype="str")
    tables = read_files([FOLDER / SAME[0]], load_mapping(MAPPING))
    text = tables.dossiers.to_csv() + tables.findings.to_csv()
    for column in ("location", "location_street_name"):
        addresses = [address.strip() for address in raw[column].dropna() if len(address.strip()) > 5]
        assert addresses
        assert not [address for address in addresses if address in text]
