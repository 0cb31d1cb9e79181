"""A constructed form II.06a that closes (not real), rebuilt dossier by dossier and counted again to the cell."""

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from cchc_analysis.measures.core import evaluate
from cchc_analysis.measures.counting import Reading
from cchc_analysis.measures.dossiers import FORM_06A, dossier_measures
from cchc_analysis.periods import Period
from cchc_analysis.present.numbers import Value

Q1 = Period.parse("2021-Q1")
# Field → columns (3) to (13); the last line is their sum.
FORM = {
    "BC": (9, 6, 2, 1, 7, 5, 2, 0, 2, 2, 0),
    "BAO": (31, 28, 2, 1, 29, 20, 8, 1, 2, 1, 1),
    "XB": (118, 103, 9, 6, 111, 82, 27, 2, 7, 7, 0),
    "PTTH": (14, 12, 1, 1, 13, 9, 4, 0, 1, 1, 0),
}
TOTAL = (172, 149, 14, 9, 160, 116, 41, 3, 12, 11, 1)
MEASURES = dossier_measures(Reading())

ONLINE, OTHER = (
    {"received_date": "2021-02-01", "channel": "online"},
    {"received_date": "2021-02-01", "channel": "postal"},
)
CARRIED = {"received_date": "2020-12-14", "channel": "direct"}
EARLY = {"due_date": "2021-02-19", "finished_date": "2021-02-18"}
ON_TIME = {"due_date": "2021-02-19", "finished_date": "2021-02-19"}
LATE = {"due_date": "2021-02-19", "finished_date": "2021-02-22"}
IN_TIME = {"due_date": "2021-03-14"}
OVERDUE = {"due_date": "2021-03-12", "finished_date": "2021-03-15"}


def dossiers(field: str, form: tuple[int, ...]) -> list[dict[str, Any]]:
    """Dossiers that come in as columns (4) to (6) say and go out as (8) to (10), (12) and (13) say."""
    _, online, other, carried, _, early, on_time, late, _, in_time, overdue = form
    ways_in = [ONLINE] * online + [OTHER] * other + [CARRIED] * carried
    ways_out = [EARLY] * early + [ON_TIME] * on_time + [LATE] * late + [IN_TIME] * in_time + [OVERDUE] * overdue
    return [{"field": field} | way_in | way_out for way_in, way_out in zip(ways_in, ways_out, strict=True)]


@pytest.fixture(scope="module")
def table(dossier_table: Callable[[list[dict[str, Any]]], pd.DataFrame]) -> pd.DataFrame:
    return dossier_table([row for field, form in FORM.items() for row in dossiers(field, form)])


def test_every_cell_of_the_form(table: pd.DataFrame) -> None:
    columns = [MEASURES[name] for name in FORM_06A]
    by_field = evaluate(table, columns, Q1, {"field": list(FORM)})
    found = {str(field): tuple(part["value"]) for field, part in by_field.groupby("field")}
    assert found == FORM
    assert tuple(evaluate(table, columns, Q1)["value"]) == TOTAL


def test_the_shares_as_they_are_printed(table: pd.DataFrame) -> None:
    lines = evaluate(table, MEASURES.values(), Q1).set_index("measure")

    def value(name: str) -> Value:
        line = lines.loc[name]
        return Value(name, Q1.key, int(line["numerator"]), int(line["denominator"]))

    on_time, late = value("on_time_of_settled"), value("late_of_settled")
    assert (on_time.above.text, on_time.below.text, on_time.percent.text) == ("157", "160", "98,13%")
    assert (late.above.text, late.rest_of(on_time).text) == ("03", "1,87%")
    online, other = value("online_of_received"), value("other_of_received")
    assert (online.above.text, online.below.text, online.percent.text) == ("149", "163", "91,41%")
    assert other.rest_of(online).text == "8,59%"
