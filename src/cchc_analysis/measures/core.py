"""Measures as data, and the two functions that read them: `evaluate` counts, `rows` lists, with the very same rule.

A `Count` is a rule with a name and a definition that an official can check; a `Ratio` is two counts. Both are plain data over
one clean table. Nothing here reads files, knows a vendor or formats a number.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import narwhals.stable.v2 as nw
import pandas as pd

from cchc_analysis.periods import Period
from cchc_analysis.rules import Rule, col

COLUMNS = ("measure", "period_start", "period_end", "numerator", "denominator", "value")


@dataclass(frozen=True)
class Count:
    """Rows of a table under a rule.

    `label` and `definition` are Vietnamese and are printed; `source` names the law, plan paragraph or decision behind the
    definition, with how sure it is ("" where it is plain arithmetic of other columns).
    """

    name: str
    label: str
    definition: str
    rule: Callable[[Period], Rule]
    source: str = ""


@dataclass(frozen=True)
class Sum:
    """A column of whole numbers added up under a rule (rows of files, days, documents); missing values add nothing."""

    name: str
    label: str
    definition: str
    rule: Callable[[Period], Rule]
    column: str
    source: str = ""


@dataclass(frozen=True)
class Ratio:
    """One count out of another; the numerator's rows need not be among the denominator's. Derived at the end, never stored."""

    name: str
    label: str
    definition: str
    numerator: Count | Sum
    denominator: Count | Sum
    source: str = ""


Part = Count | Sum
Measure = Count | Sum | Ratio


def evaluate(
    table: Any, measures: Iterable[Measure], period: Period, by: Mapping[str, Sequence[str]] | None = None
) -> pd.DataFrame:
    """The measures of one table in one period, as one tidy frame, one line per measure and group.

    `table` is a dataframe of any engine that narwhals knows; it is not changed. `by` maps each grouping column to the
    values that must appear, whether the table has rows for them or not (an absent group counts 0); rows with another value
    are an error, because they would be lost. Columns: measure, period_start, period_end, the groups, numerator,
    denominator (missing but for a Ratio) and value: the count, the sum, or the ratio (missing where the denominator is 0).
    """
    measures = list(measures)
    groups = dict(by or {})
    counts = _counts(table, _parts(measures), period, groups)
    lines = [
        {
            "measure": measure.name,
            "period_start": pd.Timestamp(period.start),
            "period_end": pd.Timestamp(period.end),
            **dict(zip(groups, key, strict=True)),
            **_figures(measure, counts[key]),
        }
        for measure in measures
        for key in product(*groups.values())
    ]
    columns = [*COLUMNS[:3], *groups, *COLUMNS[3:]]
    kinds = {"numerator": "Int64", "denominator": "Int64", "value": "Float64"}
    return pd.DataFrame(lines, columns=columns).astype(kinds)


def rows(table: Any, count: Part, period: Period, group: Mapping[str, str] | None = None) -> Any:
    """The rows behind a count or sum, in the table's own engine: as many as `evaluate` counts for the same group."""
    rule = count.rule(period)
    for column, value in (group or {}).items():
        rule = rule & col(column).equals(value)
    return nw.from_native(table).filter(rule.expression).to_native()


def _parts(measures: Sequence[Measure]) -> dict[str, Part]:
    """Every count and sum that is needed, each once."""
    parts: dict[str, Part] = {}
    for measure in measures:
        for part in (measure.numerator, measure.denominator) if isinstance(measure, Ratio) else (measure,):
            if parts.setdefault(part.name, part) is not part:
                raise ValueError(f'two different measures are called "{part.name}"')
    return parts


def _counts(
    table: Any, parts: Mapping[str, Part], period: Period, groups: Mapping[str, Sequence[str]]
) -> dict[tuple[str, ...], dict[str, int]]:
    """Group → name of the count → number of rows, for every combination of the groups' values."""
    # Integers made first and then summed plainly: a conditional or boolean sum inside `agg` fails on some engine.
    flags = [_number(part, period).alias(name) for name, part in parts.items()]
    sums = [nw.col(name).sum() for name in parts]
    flagged = nw.from_native(table).lazy().with_columns(*flags)
    summed = flagged.group_by(*groups).agg(*sums) if groups else flagged.select(*sums)
    found = {
        tuple(line[name] for name in groups): {name: int(line[name] or 0) for name in parts}
        for line in summed.collect("pyarrow").to_arrow().to_pylist()
    }
    known = list(product(*groups.values()))
    if strangers := sorted(str(key) for key in found.keys() - set(known)):
        raise ValueError(f"rows of unknown groups {', '.join(strangers)} in {', '.join(groups)}")
    return {key: found.get(key, dict.fromkeys(parts, 0)) for key in known}


def _number(part: Part, period: Period) -> nw.Expr:
    """What each row adds: 1 or 0 for a count, the column's value or 0 for a sum."""
    met = part.rule(period).expression.cast(nw.Int64)
    return met if isinstance(part, Count) else met * nw.col(part.column).fill_null(0).cast(nw.Int64)


def _figures(measure: Measure, counts: Mapping[str, int]) -> dict[str, int | float | None]:
    if not isinstance(measure, Ratio):
        number = counts[measure.name]
        return {"numerator": number, "denominator": None, "value": number}
    above, below = counts[measure.numerator.name], counts[measure.denominator.name]
    return {"numerator": above, "denominator": below, "value": above / below if below else None}
