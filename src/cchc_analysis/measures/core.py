"""Measures as data, and the two functions that read them: `evaluate` counts, `rows` lists, with the very same rule.

A `Count` is a rule with a name and a definition that an official can check; a `Sum` adds a column under a rule; a `Ratio` is two of
them; a `Quantile` and a `SurvivalMedian` are read from a `Spread`. All are plain data over one clean table. Nothing here reads
files, knows a vendor or formats a number.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from itertools import product
from operator import add
from typing import Any, Literal, TypeAlias

import narwhals.stable.v2 as nw
import numpy as np
import numpy.typing as npt
import pandas as pd

from cchc_analysis.measures.histograms import Histogram, kaplan_meier_median, quantile
from cchc_analysis.periods import Period
from cchc_analysis.rules import Column, Rule, col
from cchc_analysis.rules import Key as RuleKey

COLUMNS = ("measure", "period_start", "period_end", "numerator", "denominator", "value")
# How sure a source is: the plan itself, a page seen, a vendor's system, arithmetic, memory, an open question.
Evidence = Literal["SEED", "S", "V", "D", "M", "?"]
Better = Literal["higher", "lower", ""]
RuleOf = Callable[[Period], Rule]
ColumnOf = Callable[[Period], Column]


@dataclass(frozen=True)
class Source:
    """The law, decision or paragraph behind a definition, and how sure it is. No text: plain arithmetic of other figures."""

    text: str = ""
    evidence: Evidence = "D"


ARITHMETIC = Source()


@dataclass(frozen=True)
class Count:
    """Rows of a table under a rule.

    `label`, `definition` and `unit` are Vietnamese and are printed; `better` says which direction is wanted, "" for neither.
    """

    name: str
    label: str
    definition: str
    rule: RuleOf
    source: Source = ARITHMETIC
    unit: str = "hồ sơ"
    better: Better = ""


@dataclass(frozen=True)
class Sum:
    """A column of whole numbers added up under a rule (rows of files, days, dong); missing values add nothing."""

    name: str
    label: str
    definition: str
    rule: RuleOf
    column: Column
    source: Source = ARITHMETIC
    unit: str = "dòng"
    better: Better = ""


@dataclass(frozen=True)
class Ratio:
    """One count or sum out of another; the numerator's rows need not be among the denominator's.

    Derived at the end, never stored. With the unit "%" it is a share, with another one an average (days for each dossier).
    """

    name: str
    label: str
    definition: str
    numerator: Count | Sum
    denominator: Count | Sum
    source: Source = ARITHMETIC
    unit: str = "%"
    better: Better = ""


@dataclass(frozen=True, eq=False)
class Spread:
    """The whole numbers that a column has in the rows under a rule; rows where it is missing are left out.

    Measures that share one object share one reading of the table.
    """

    rule: RuleOf
    column: ColumnOf

    def rows(self, period: Period) -> Rule:
        return self.rule(period) & self.column(period).is_present()


@dataclass(frozen=True)
class Quantile:
    """The value that the given share of a spread's rows does not exceed, between two values linearly; 1 is the largest."""

    name: str
    label: str
    definition: str
    spread: Spread
    share: Fraction
    source: Source = ARITHMETIC
    unit: str = "ngày làm việc"
    better: Better = "lower"


@dataclass(frozen=True)
class SurvivalMedian:
    """The time after which half of all cases have ended (Kaplan–Meier), the cases still open at the cut-off included.

    `ended` has the times that cases took, `open` for how long the others have been watched. Without a value where fewer than
    half of the cases can be seen to end.
    """

    name: str
    label: str
    definition: str
    ended: Spread
    open: Spread
    source: Source = ARITHMETIC
    unit: str = "ngày làm việc"
    better: Better = "lower"


Part = Count | Sum
Measure = Count | Sum | Ratio | Quantile | SurvivalMedian
Key = tuple[str, ...]
By = Mapping[str, Sequence[str]]
Answers: TypeAlias = npt.NDArray[np.bool_]
# Answers that one code holds: as many as a 32-bit integer has bits without its sign.
BITS = 31


def evaluate(
    table: Any, measures: Iterable[Measure], periods: Period | Sequence[Period], by: By | None = None
) -> pd.DataFrame:
    """The measures of one table in one period, or in each of a series, as one tidy frame: a line per measure, period and group.

    `table` is a dataframe of any engine that narwhals knows; it is not changed. `by` maps each grouping column to the
    values that must appear, whether the table has rows for them or not (an absent group counts 0); rows with another value
    are an error, because they would be lost. Columns: measure, period_start, period_end, the groups, numerator, denominator,
    value. A count or sum is its numerator and its value; a ratio has a denominator, and no value where that is 0; a quantile or
    survival median has the number of its cases as numerator, and no value where there are none.
    """
    measures, groups = list(measures), dict(by or {})
    series = [periods] if isinstance(periods, Period) else list(periods)
    counts = _counts(table, _parts(measures), series, groups)
    spreads = {spread: _histograms(table, spread, series, groups) for spread in _spreads(measures)}
    lines = [
        {
            "measure": measure.name,
            "period_start": pd.Timestamp(period.start),
            "period_end": pd.Timestamp(period.end),
            **dict(zip(groups, key, strict=True)),
            **_figures(measure, counts[key, number], {each: found[key, number] for each, found in spreads.items()}),
        }
        for measure in measures
        for number, period in enumerate(series)
        for key in product(*groups.values())
    ]
    columns = [*COLUMNS[:3], *groups, *COLUMNS[3:]]
    kinds = {"numerator": "Int64", "denominator": "Int64", "value": "Float64"}
    return pd.DataFrame(lines, columns=columns).astype(kinds)


def rows(table: Any, measure: Measure, period: Period, group: Mapping[str, str] | None = None) -> Any:
    """The rows behind a measure, in the table's own engine: as many as its count, or as its quantile has cases.

    Of a sum, the rows that it adds up; of a ratio, those of its numerator.
    """
    rule = _rule(measure, period)
    for column, value in (group or {}).items():
        rule = rule & col(column).equals(value)
    return nw.from_native(table).filter(rule.expression).to_native()


def _rule(measure: Measure, period: Period) -> Rule:
    match measure:
        case Ratio():
            return measure.numerator.rule(period)
        case Quantile():
            return measure.spread.rows(period)
        case SurvivalMedian():
            return measure.ended.rows(period) | measure.open.rows(period)
    return measure.rule(period)


def _parts(measures: Sequence[Measure]) -> dict[str, Part]:
    """Every count and sum that is needed, each once."""
    parts: dict[str, Part] = {}
    for measure in measures:
        wanted = (measure.numerator, measure.denominator) if isinstance(measure, Ratio) else (measure,)
        for part in wanted:
            if isinstance(part, Count | Sum) and parts.setdefault(part.name, part) != part:
                raise ValueError(f'two different measures are called "{part.name}"')
    return parts


def _spreads(measures: Sequence[Measure]) -> list[Spread]:
    """Every spread that is needed, each once."""
    found: list[Spread] = []
    for measure in measures:
        match measure:
            case Quantile():
                found.append(measure.spread)
            case SurvivalMedian():
                found += [measure.ended, measure.open]
    return list(dict.fromkeys(found))


def _counts(
    table: Any, parts: Mapping[str, Part], series: Sequence[Period], groups: By
) -> dict[tuple[Key, int], dict[str, int]]:
    """(group, number of the period) → name of the part → figure, for every combination of the groups' values: one pass.

    The rules share most of their comparisons. So the table is only asked how many rows of a group there are for each set of
    answers to all comparisons; every rule is then read once for each such kind of row instead of once for each row.
    """
    if not parts:
        return {(key, number): {} for key in product(*groups.values()) for number in range(len(series))}
    wanted = {(name, number): part.rule(period) for name, part in parts.items() for number, period in enumerate(series)}
    comparisons = {key: asked for rule in wanted.values() for key, asked in rule.comparisons.items()}
    columns = {part.column.key: part.column for part in parts.values() if isinstance(part, Sum)}
    kinds = _kinds_of_rows(table, comparisons, list(columns.values()), groups)
    found = [_key(line, groups) for line in kinds]
    known = {key: place for place, key in enumerate(_known_keys(found, groups))}
    places = np.array([known[key] for key in found], dtype=np.int64)
    answers = _answers(kinds, comparisons)
    cases = {key: _integers(kinds, f"sum@{number}") for number, key in enumerate(columns)}
    cases[()] = _integers(kinds, "rows@")
    figures: dict[tuple[Key, int], dict[str, int]] = {
        (key, number): {} for key in known for number in range(len(series))
    }
    for (name, number), rule in wanted.items():
        part, met = parts[name], rule.answered(answers)
        totals = np.zeros(len(known), dtype=np.int64)
        np.add.at(totals, places[met], cases[part.column.key if isinstance(part, Sum) else ()][met])
        for key, place in known.items():
            figures[key, number][name] = int(totals[place])
    return figures


def _kinds_of_rows(
    table: Any, comparisons: Mapping[RuleKey, nw.Expr], columns: Sequence[Column], groups: By
) -> list[dict[str, Any]]:
    """A line for each group and set of answers that the table has: its rows (rows@) and the sums of the columns (sum@0 …).

    The answers are the bits of whole numbers (code@0 …), because an engine groups by one number faster than by many booleans.
    """
    # Conditions become numbers by `when`: a cast of them takes DuckDB four times as long.
    bits = [
        nw.when(asked).then(nw.lit(1 << place % BITS, nw.Int32)).otherwise(nw.lit(0, nw.Int32))
        for place, asked in enumerate(comparisons.values())
    ]
    codes = {f"code@{first // BITS}": reduce(add, bits[first : first + BITS]) for first in range(0, len(bits), BITS)}
    values = {f"sum@{number}": column.expression.fill_null(0).cast(nw.Int64) for number, column in enumerate(columns)}
    # Made first and then summed plainly: an expression inside `agg` fails on some engine. `with_columns` and not `select`,
    # because a code that no column enters into must have as many rows as the table.
    coded = nw.from_native(table).lazy().with_columns(**codes, **values).select(*groups, *codes, *values)
    counted = coded.group_by(*groups, *codes).agg(nw.len().alias("rows@"), *(nw.col(name).sum() for name in values))
    return _lines(counted)


def _answers(kinds: Sequence[Mapping[str, Any]], comparisons: Iterable[RuleKey]) -> dict[RuleKey, Answers]:
    """Comparison → whether each kind of row meets it."""
    return {
        key: (_integers(kinds, f"code@{place // BITS}") >> place % BITS) & 1 == 1
        for place, key in enumerate(comparisons)
    }


def _integers(lines: Sequence[Mapping[str, Any]], column: str) -> npt.NDArray[np.int64]:
    # DuckDB's sums come as decimals; a number too large for 64 bits raises here rather than being rounded.
    return np.array([int(line[column]) for line in lines], dtype=np.int64)


def _histograms(table: Any, spread: Spread, series: Sequence[Period], groups: By) -> dict[tuple[Key, int], Histogram]:
    """(group, number of the period) → value → number of rows."""
    found: dict[tuple[Key, int], Histogram] = {}
    for number, period in enumerate(series):
        value = spread.column(period).expression.cast(nw.Int64).alias("spread@")
        chosen = nw.from_native(table).lazy().filter(spread.rows(period).expression).select(*groups, value)
        lines = _lines(chosen.group_by(*groups, "spread@").agg(nw.len().alias("cases@")))
        for key in _known_keys({_key(line, groups) for line in lines}, groups):
            found[key, number] = {}
        for line in lines:
            found[_key(line, groups), number][int(line["spread@"])] = int(line["cases@"])
    return found


def _lines(frame: Any) -> list[dict[str, Any]]:
    lines: list[dict[str, Any]] = frame.collect("pyarrow").to_arrow().to_pylist()
    return lines


def _key(line: Mapping[str, Any], groups: By) -> Key:
    return tuple(line[name] for name in groups)


def _known_keys(found: Iterable[Key], groups: By) -> list[Key]:
    """Every combination of the groups' values; raises ValueError where the table has another one."""
    known = list(product(*groups.values()))
    if strangers := sorted(str(key) for key in set(found) - set(known)):
        raise ValueError(f"rows of unknown groups {', '.join(strangers)} in {', '.join(groups)}")
    return known


def _figures(
    measure: Measure, counts: Mapping[str, int], spreads: Mapping[Spread, Histogram]
) -> dict[str, int | float | None]:
    match measure:
        case Ratio():
            above, below = counts[measure.numerator.name], counts[measure.denominator.name]
            return {"numerator": above, "denominator": below, "value": above / below if below else None}
        case Quantile():
            cases = spreads[measure.spread]
            found = quantile(cases, measure.share)
            return {
                "numerator": sum(cases.values()),
                "denominator": None,
                "value": None if found is None else float(found),
            }
        case SurvivalMedian():
            ended, still_open = spreads[measure.ended], spreads[measure.open]
            number = sum(ended.values()) + sum(still_open.values())
            return {"numerator": number, "denominator": None, "value": kaplan_meier_median(ended, still_open)}
    number = counts[measure.name]
    return {"numerator": number, "denominator": None, "value": number}
