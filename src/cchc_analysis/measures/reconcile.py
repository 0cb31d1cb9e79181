"""Two forms II.06a of the same period, ours and another's: where they differ, and which other reading of the dossiers closes the gap.

The other form tells figures only. So our own dossiers are read anew in every other way that is known – under another counting
rule, in a period that begins or ends a day off – and it is asked which of these ways, or which few together, give the other
form's row to the last cell.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cached_property
from itertools import combinations

import narwhals.stable.v2 as nw
import pandas as pd

from cchc_analysis.measures.counting import Reading, other_readings
from cchc_analysis.measures.identities import Columns
from cchc_analysis.periods import Period
from cchc_analysis.rules import Rule

# The columns that no other one is the sum of; the others follow from them.
SINGLE = (4, 5, 6, 8, 9, 10, 12, 13)
SUMS = {3: (4, 5, 6), 7: (8, 9, 10), 11: (12, 13)}
# More ways at once explain anything: a gap that needs four of them is not explained.
MOST_TOGETHER = 3
Key = tuple[str, str]


@dataclass(frozen=True)
class Way:
    """One way of reading the dossiers. `topic` and `value` name it: a setting and its value, or an edge of the period."""

    topic: str
    value: str
    reading: Reading
    period: Period

    @property
    def key(self) -> Key:
        return self.topic, self.value


@dataclass(frozen=True)
class Read:
    """The dossiers as one way reads them: whether each is in each of the single columns, and the row that it is counted in."""

    is_in: pd.DataFrame
    row: "pd.Series[str]"

    @cached_property
    def figures(self) -> pd.DataFrame:
        """Rows × columns 3 to 13 of the form."""
        single = self.is_in.groupby(self.row).sum()
        return single.assign(**{str(n): single[[*map(str, parts)]].sum(axis=1) for n, parts in SUMS.items()})

    def figure(self, row: str, columns: Columns) -> int:
        """Of one row what stands in a column, or in several together; 0 for a row without dossiers."""
        if row not in self.figures.index:
            return 0
        return sum(int(self.figures[str(column)].loc[row]) for column in columns)


@dataclass(frozen=True)
class Gap:
    """A row of the form that differs: theirs minus ours by column, and what can explain it.

    `closing` are the sets of ways that close the gap to the last cell, each as small as any that does. `moved` are the
    dossiers that each of their ways moves; where no set closes the gap, those of each way that moves some in its direction.
    """

    row: str
    differences: Mapping[Columns, int]
    closing: tuple[tuple[Key, ...], ...]
    moved: Mapping[Key, pd.Index]


def other_ways(reading: Reading, period: Period) -> list[Way]:
    """Every way that differs from ours in one thing."""
    rules = [Way(name, value, replace(reading, rules=of), period) for name, value, of in other_readings(reading.rules)]
    day = timedelta(days=1)
    edges = [
        ("start", "earlier", replace(period, start=period.start - day)),
        ("start", "later", replace(period, start=period.start + day)),
        ("end", "earlier", replace(period, end=period.end - day)),
        ("end", "later", replace(period, end=period.end + day)),
    ]
    return rules + [Way(topic, value, reading, of) for topic, value, of in edges]


def read(dossiers: pd.DataFrame, way: Way, row: str) -> Read:
    """The dossier table as a way reads it, with the rows of the form taken from the column `row`."""
    rules = _column_rules(way.reading, way.period)
    found = nw.from_native(dossiers).select(**{str(n): rule.expression for n, rule in rules.items()}).to_native()
    names = dossiers[row]
    if row == "unit" and way.reading.rules.transferred == "holder":
        names = dossiers["holder_unit"].fillna(names)
    return Read(found.astype(bool).set_axis(dossiers["dossier_id"]), names.set_axis(dossiers["dossier_id"]))


def _column_rules(reading: Reading, period: Period) -> dict[int, Rule]:
    return {
        4: reading.received_online(period),
        5: reading.received_other(period),
        6: reading.carried_over(period),
        8: reading.settled_early(period),
        9: reading.settled_on_time(period) | reading.settled_no_due_date(period),
        10: reading.settled_late(period),
        12: reading.pending_in_time(period) | reading.pending_no_due_date(period),
        13: reading.pending_overdue(period),
    }


def gaps(
    theirs: Mapping[str, Mapping[Columns, int]], dossiers: pd.DataFrame, ours: Way, ways: Sequence[Way], row: str
) -> list[Gap]:
    """The rows of their form that differ from ours, by the values of the column `row`, each with what can explain it.

    `theirs`: row → column or columns given as one → figure. Rows that only we have count as 0 with them.
    """
    base = read(dossiers, ours, row)
    columns = list(dict.fromkeys(each for line in theirs.values() for each in line))
    others = [(way, read(dossiers, way, row)) for way in ways]
    found = []
    for name in dict.fromkeys([*theirs, *map(str, base.figures.index)]):
        line = theirs.get(name, dict.fromkeys(columns, 0))
        differences = {of: line[of] - base.figure(name, of) for of in line}
        if any(differences.values()):
            found.append(_explained(name, differences, base, others))
    return found


def _explained(
    name: str,
    differences: Mapping[Columns, int],
    base: Read,
    others: Sequence[tuple[Way, Read]],
) -> Gap:
    effects: dict[Key, dict[Columns, int]] = {}
    moved: dict[Key, pd.Index] = {}
    for way, other in others:
        effect = {of: other.figure(name, of) - base.figure(name, of) for of in differences}
        if any(effect.values()):
            effects[way.key], moved[way.key] = effect, _moved(base, other, name)
    closing = _closing(differences, effects, moved)
    telling = (
        {key for chosen in closing for key in chosen}
        if closing
        else {key for key, effect in effects.items() if _leans(effect, differences)}
    )
    return Gap(name, differences, closing, {key: codes for key, codes in moved.items() if key in telling})


def _moved(base: Read, other: Read, row: str) -> pd.Index:
    """The dossiers of a row, here or there, that the other way reads into other columns or out of the row."""
    here, there = base.is_in[base.row.eq(row)], other.is_in[other.row.eq(row)]
    both = here.index.union(there.index)
    before, after = (side.reindex(both, fill_value=False) for side in (here, there))
    return both[before.ne(after).any(axis=1)]


def _closing(
    differences: Mapping[Columns, int],
    effects: Mapping[Key, Mapping[Columns, int]],
    moved: Mapping[Key, pd.Index],
) -> tuple[tuple[Key, ...], ...]:
    """The smallest sets of ways whose effects add up to the differences; only ways that move different dossiers add up."""
    for together in range(1, MOST_TOGETHER + 1):
        found = tuple(
            chosen
            for chosen in combinations(effects, together)
            if all(sum(effects[key][of] for key in chosen) == gap for of, gap in differences.items())
            and all(not len(moved[a].intersection(moved[b])) for a, b in combinations(chosen, 2))
        )
        if found:
            return found
    return ()


def _leans(effect: Mapping[Columns, int], differences: Mapping[Columns, int]) -> bool:
    """The way moves dossiers out of a column that they have less in, or into one that they have more in."""
    return any(effect[of] * gap > 0 for of, gap in differences.items())
