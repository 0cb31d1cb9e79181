"""What the property tests of the measures draw: dossiers with many missing values, periods, counting rules; and how they count."""

import random
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Any, get_args

import pandas as pd
import polars as pl
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from oracle import Figure, Row

from cchc_analysis.measures.core import Measure, evaluate
from cchc_analysis.measures.counting import CountingRules, Reading
from cchc_analysis.measures.dossiers import dossier_measures
from cchc_analysis.periods import Period
from cchc_analysis.tables import DAY_NUMBERED, DOSSIERS, WORKDAY_INDEXED
from cchc_analysis.workdays import Calendar

CHANNELS, FIELDS, PROCEDURES = ["online", "direct", "postal"], ["BC", "XB"], ["1", "2", "3"]
FIRST = date(2021, 3, 1)
LENGTH = 12  # days that most dates spread over; few, so that they meet each other and the ends of the periods
FAR = 70  # and how far some lie before and after, so that a dossier can be late by more than 30 working days
# Days off and a worked Saturday among the days that are drawn; the first and the last line say how far the calendar reaches.
EXCEPTIONS = {
    date(2020, 1, 1): "off", date(2021, 3, 3): "off", date(2021, 3, 4): "suspended", date(2021, 3, 6): "worked",
    date(2021, 1, 11): "off", date(2021, 4, 30): "off", date(2022, 1, 1): "off",
}  # fmt: skip
CALENDAR = Calendar.of(EXCEPTIONS)
# Every example counts whole tables: shrinking a failure would take minutes, and the differing figures say enough.
BOUNDED = settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)


def works(day: date) -> bool:
    """Whether offices work on a day, from the exceptions alone."""
    kind = EXCEPTIONS.get(day)
    return kind == "worked" or (kind is None and day.weekday() not in (5, 6))


def day(number: int) -> date:
    return FIRST + timedelta(days=number)


def period(start: int, end: int) -> Period:
    return Period.parse(f"{day(start)}..{day(end)}")


# Hypothesis begins with the first of them, and where few examples are drawn that one should have days before and after it.
_PERIODS = [period(3, 8), *(period(start, end) for start in range(LENGTH) for end in range(start, LENGTH))]


def periods() -> st.SearchStrategy[Period]:
    return st.sampled_from(_PERIODS)


_VALUES = {name: get_args(field.type) for name, field in CountingRules.__dataclass_fields__.items()}
DEFAULT = CountingRules()
# The default, and every reading that differs from it in one setting.
ONE_CHANGED = {
    "default": DEFAULT,
    **{f"{name}={value}": CountingRules(**{name: value}) for name, values in _VALUES.items() for value in values[1:]},
}
ANY_RULES = st.builds(CountingRules, **{name: st.sampled_from(values) for name, values in _VALUES.items()})

_NEAR = [day(number) for number in range(LENGTH)]
_DAYS = [None] * 5 + _NEAR
_DUE_DAYS = [None] * 10 + _NEAR * 2 + [day(-number) for number in range(3, FAR, 4)] + [day(20), day(FAR)]
# What each column of a dossier is drawn from; a value that stands there twice is drawn twice as often.
COLUMNS: dict[str, list[Any]] = {
    "channel": CHANNELS,
    "field": FIELDS,
    "procedure": PROCEDURES,
    "status": [None, "registered", "refused", "refused", "pending", "paused", "finished"],
    "is_received": [True] * 5 + [False],
    "is_withdrawn": [False, False, True],
    "is_transferred": [True, False],
    "is_interlinked": [False, False, True],
    "via_post_in": [True, False],
    "via_post_out": [True, False],
    "service_level": [None, 2, 3, 4],
    "on_postal_list": [True, False],
    "submitted_date": _DAYS,
    "intake_minutes": [None, None, None, None, None, -5, 0, 479, 480, 481, 2000],
    "refused_date": _DAYS,
    "last_listed_date": _DAYS,
    "received_date": _DAYS,
    "due_date": _DUE_DAYS,
    "due_basis": ["first", "moved"],
    "first_due_date": _DUE_DAYS,
    "current_due_date": _DUE_DAYS,
    "recomputed_due_date": _DUE_DAYS,
    "finished_date": _DAYS,
    "returned_date": _DAYS,
    "supplement_requested_date": _DAYS,
    "supplement_done_date": _DAYS,
    "regulated_workdays": [None, 1, 5, 10],
    "regulated_days": [None, 1, 6, 12],
}


def as_in_a_clean_table(row: Row) -> Row:
    """What was refused or only registered was not received, and has nothing to be withdrawn."""
    if row["status"] in ("registered", "refused"):
        return row | {"is_received": False, "is_withdrawn": False}
    return row


def sound(row: Row) -> Row:
    """A row without contradictions: what counts was received, and dates come in the order of what they stand for."""
    row = as_in_a_clean_table(row)
    submitted = row["submitted_date"]
    received = not_before(submitted, row["received_date"])
    finished = not_before(received, row["finished_date"])
    asked = not_before(received or submitted, row["supplement_requested_date"])
    is_received = row["is_received"] and received is not None
    is_withdrawn = row["is_withdrawn"] and is_received and finished is not None
    return row | {
        "is_received": is_received,
        "is_withdrawn": is_withdrawn,
        "received_date": received,
        "refused_date": not_before(received or submitted, row["refused_date"]),
        "finished_date": finished,
        "returned_date": None if is_withdrawn else not_before(finished or received, row["returned_date"]),
        "supplement_requested_date": asked,
        "supplement_done_date": asked and not_before(asked, row["supplement_done_date"]),
    }


def not_before(first: date | None, then: date | None) -> date | None:
    return max(first, then) if first and then else then


class Rows(list[Row]):
    """Rows that can be drawn again from what they are called; written out, a table would fill many screens."""

    def __init__(self, seed: int, size: int, as_it_should_be: Callable[[Row], Row]) -> None:
        chance = random.Random(seed)
        drawn = ({name: chance.choice(values) for name, values in COLUMNS.items()} for _ in range(size))
        super().__init__(as_it_should_be(row) for row in drawn)
        self.name = f"Rows({seed}, {size}, {as_it_should_be.__name__})"

    def __repr__(self) -> str:
        return self.name


@st.composite
def tables(draw: st.DrawFn, as_it_should_be: Callable[[Row], Row] = as_in_a_clean_table) -> Rows:
    """Rows from a generator that Hypothesis seeds: drawn value by value, a table of this size would cost more than counting it."""
    return Rows(draw(st.integers(0, 2**32)), draw(st.sampled_from([200, 200, 100, 30])), as_it_should_be)


def sound_tables() -> st.SearchStrategy[Rows]:
    return tables(sound)


def table_of(rows: Iterable[Row]) -> pd.DataFrame:
    """The clean dossier table of drawn rows, with day numbers and working-day indexes beside the dates."""
    lines: list[dict[str, Any]] = []
    for number, row in enumerate(rows):
        places = {"dossier_id": f"H21.15-210101-{number:04d}", "source_file": "a.csv", "source_row": number + 1}
        line = places | {"unit": "VP"} | row
        line |= {f"{name}_day": (at - date(1970, 1, 1)).days for name in DAY_NUMBERED if (at := row[f"{name}_date"])}
        line |= {f"{name}_workday": CALENDAR.index(at) for name in WORKDAY_INDEXED if (at := row[f"{name}_date"])}
        lines.append(line)
    return DOSSIERS.conform(pd.DataFrame(lines, columns=DOSSIERS.columns))


def quick_table_of(rows: Iterable[Row]) -> pl.DataFrame:
    """The same table in Polars, which counts it in half the time."""
    return pl.from_pandas(table_of(rows))


def measures_under(rules: CountingRules) -> dict[str, Measure]:
    return dossier_measures(Reading(rules, CALENDAR.index))


def figures(frame: pd.DataFrame) -> dict[str, Figure]:
    """Measure → numerator, denominator and value, from a tidy frame of one group and period."""
    lines = frame[["measure", "numerator", "denominator", "value"]].astype(object)
    known = lines.where(lines.notna(), None)
    return {str(name): (above, below, value) for name, above, below, value in known.itertuples(index=False)}


def counted(table: Any, span: Period, rules: CountingRules, names: Iterable[str] | None = None) -> dict[str, int]:
    """Measure → numerator of the whole table; all measures, or those named."""
    known = measures_under(rules)
    wanted = [known[name] for name in names] if names else list(known.values())
    return {name: above for name, (above, _, _) in figures(evaluate(table, wanted, span)).items()}


def differing(found: dict[str, Figure], expected: dict[str, Figure]) -> dict[str, tuple[Figure | None, Figure | None]]:
    """Measure → what the package found and what the loop did, where they differ: short enough to read when a test fails."""
    return {
        name: (found.get(name), expected.get(name))
        for name in found.keys() | expected.keys()
        if found.get(name) != expected.get(name)
    }
