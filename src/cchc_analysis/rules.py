"""Rules: boolean expressions over one table, the same object for counting, listing and checking rows.

Written once for every dataframe engine (narwhals). Engines differ on missing values: `~(x <= y)` keeps them on pandas and
drops them on DuckDB. So every comparison here is true or false and never missing – a missing value makes it false – and
only then may rules be joined with `&` and `|` or turned round with `opposite()`. There is no `~` on rules.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeAlias

import narwhals.stable.v2 as nw

Value: TypeAlias = "str | int | bool | date | Column"


@dataclass(frozen=True)
class Rule:
    """A condition on the rows of a table that is true or false for every row, missing values or not."""

    expression: nw.Expr

    def __and__(self, other: "Rule") -> "Rule":
        return Rule(self.expression & other.expression)

    def __or__(self, other: "Rule") -> "Rule":
        return Rule(self.expression | other.expression)

    def opposite(self) -> "Rule":
        """True exactly where this rule is false; safe because no rule is ever missing."""
        return Rule(~self.expression)


@dataclass(frozen=True)
class Column:
    """A column of a table; comparing it gives a Rule. A missing value on either side makes a comparison false."""

    name: str

    def _compare(self, operator: str, other: Value) -> Rule:
        left = nw.col(self.name)
        right = nw.col(other.name) if isinstance(other, Column) else nw.lit(_literal(other))
        present = ~left.is_null()
        if isinstance(other, Column):
            present = present & ~right.is_null()
        return Rule(present & getattr(left, operator)(right))

    def __lt__(self, other: Value) -> Rule:
        return self._compare("__lt__", other)

    def __le__(self, other: Value) -> Rule:
        return self._compare("__le__", other)

    def __gt__(self, other: Value) -> Rule:
        return self._compare("__gt__", other)

    def __ge__(self, other: Value) -> Rule:
        return self._compare("__ge__", other)

    def equals(self, other: Value) -> Rule:
        return self._compare("__eq__", other)

    def differs(self, other: Value) -> Rule:
        """Both are there and differ."""
        return self._compare("__ne__", other)

    def is_in(self, values: Iterable[str | int]) -> Rule:
        column = nw.col(self.name)
        return Rule(~column.is_null() & column.is_in(list(values)))

    def between(self, first: date, last: date) -> Rule:
        """From the first day to the last, both inclusive."""
        return (self >= first) & (self <= last)

    def is_missing(self) -> Rule:
        return Rule(nw.col(self.name).is_null())

    def is_present(self) -> Rule:
        return self.is_missing().opposite()

    def is_true(self) -> Rule:
        return self.equals(True)


def col(name: str) -> Column:
    return Column(name)


def never() -> Rule:
    """No row; for joining with other rules where a setting turns a reading off."""
    return Rule(nw.lit(False))


def _literal(value: Any) -> Any:
    # A bare `date` raises against the datetime64 columns of pandas; a `datetime` at midnight serves every engine.
    if isinstance(value, date) and not isinstance(value, datetime):
        return datetime(value.year, value.month, value.day)
    return value
