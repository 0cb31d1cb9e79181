"""Rules: boolean expressions over one table, the same object for counting, listing and checking rows.

Written once for every dataframe engine (narwhals). Engines differ on missing values: `~(x <= y)` keeps them on pandas and
drops them on DuckDB. So every comparison here is true or false and never missing – a missing value makes it false – and
only then may rules be joined with `&` and `|` or turned round with `opposite()`. There is no `~` on rules.

A rule remembers the comparisons that it is made of, so that many rules over one table can be answered by asking each row each
comparison once.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeAlias, TypeVar

import narwhals.stable.v2 as nw

Value: TypeAlias = "str | int | bool | date | Column"
# How a column or a comparison is made, in nested tuples: two that are made alike have equal keys.
Key: TypeAlias = tuple[Any, ...]
Answer = TypeVar("Answer")
_NEVER: Key = ("is", ("never",))


@dataclass(frozen=True)
class Rule:
    """A condition on the rows of a table that is true or false for every row, missing values or not.

    `tree` is ("is", comparison), ("and", tree, tree), ("or", tree, tree) or ("not", tree); `comparisons` has the expression
    of each comparison in it.
    """

    tree: Key
    comparisons: Mapping[Key, nw.Expr] = field(compare=False)

    def __and__(self, other: "Rule") -> "Rule":
        return Rule(("and", self.tree, other.tree), {**self.comparisons, **other.comparisons})

    def __or__(self, other: "Rule") -> "Rule":
        if _NEVER in (self.tree, other.tree):  # a reading that is turned off asks nothing of any row
            return self if other.tree == _NEVER else other
        return Rule(("or", self.tree, other.tree), {**self.comparisons, **other.comparisons})

    def opposite(self) -> "Rule":
        """True exactly where this rule is false; safe because no rule is ever missing."""
        return Rule(("not", self.tree), self.comparisons)

    @property
    def expression(self) -> nw.Expr:
        return self.answered(self.comparisons)

    def answered(self, answers: Mapping[Key, Answer]) -> Answer:
        """The rule's own answer, from the answers to its comparisons: expressions, or arrays of true and false."""
        answer: Answer = _answered(self.tree, answers)
        return answer


def _answered(tree: Key, answers: Mapping[Key, Any]) -> Any:
    match tree:
        case ("is", comparison):
            return answers[comparison]
        case ("not", inner):
            return ~_answered(inner, answers)
        case ("and", left, right):
            return _answered(left, answers) & _answered(right, answers)
        case ("or", left, right):
            return _answered(left, answers) | _answered(right, answers)
    raise ValueError(f"no rule: {tree}")


def _comparison(key: Key, expression: nw.Expr) -> Rule:
    return Rule(("is", key), {key: expression})


@dataclass(frozen=True, eq=False)
class Column:
    """A column of a table, or what is made of columns; comparing it gives a Rule.

    A missing value on either side makes a comparison false.
    """

    key: Key
    expression: nw.Expr

    def _compare(self, operator: str, other: Value) -> Rule:
        left = self.expression
        present = ~left.is_null()
        if isinstance(other, Column):
            key, right = other.key, other.expression
            present = present & ~right.is_null()
        else:
            key, right = _literal_key(other), nw.lit(_literal(other))
        return _comparison((operator, self.key, key), present & getattr(left, operator)(right))

    # Days, whole numbers and texts are in one order, so "before" is "there, and not from that day on". Said like this, rules
    # that look at the two sides of one day share the comparison.
    def __lt__(self, other: Value) -> Rule:
        return self._both_present(other) & (self >= other).opposite()

    def __le__(self, other: Value) -> Rule:
        return self._both_present(other) & (self > other).opposite()

    def __gt__(self, other: Value) -> Rule:
        return self._compare("__gt__", other)

    def __ge__(self, other: Value) -> Rule:
        if isinstance(other, Column):
            return (self > other) | self.equals(other)
        return self._compare("__ge__", other)

    def _both_present(self, other: Value) -> Rule:
        return self.is_present() & other.is_present() if isinstance(other, Column) else self.is_present()

    def equals(self, other: Value) -> Rule:
        return self._compare("__eq__", other)

    def differs(self, other: Value) -> Rule:
        """Both are there and differ."""
        return self._compare("__ne__", other)

    def is_in(self, values: Iterable[str | int]) -> Rule:
        wanted = list(values)
        key = ("is_in", self.key, *map(_literal_key, wanted))
        return _comparison(key, ~self.expression.is_null() & self.expression.is_in(wanted))

    def between(self, first: "date | int", last: "date | int") -> Rule:
        """From the first to the last, both inclusive."""
        return (self >= first) & (self <= last)

    def is_missing(self) -> Rule:
        return _comparison(("is_missing", self.key), self.expression.is_null())

    def is_present(self) -> Rule:
        return self.is_missing().opposite()

    def is_true(self) -> Rule:
        return self.equals(True)

    def minus(self, other: "Column") -> "Column":
        """The difference of two columns of whole numbers; missing where either is."""
        return Column(("minus", self.key, other.key), self.expression - other.expression)

    def or_else(self, other: "Column") -> "Column":
        """This column, and where it is missing the other one."""
        return Column(("or_else", self.key, other.key), nw.coalesce(self.expression, other.expression))


def col(name: str) -> Column:
    return Column(("col", name), nw.col(name))


def whole(number: int) -> Column:
    """The same whole number in every row."""
    return Column(_literal_key(number), nw.lit(number))


def choose(rule: Rule, where_true: Column, elsewhere: Column) -> Column:
    """One column where the rule is true, the other one elsewhere."""
    chosen = nw.when(rule.expression).then(where_true.expression).otherwise(elsewhere.expression)
    return Column(("choose", rule.tree, where_true.key, elsewhere.key), chosen)


def never() -> Rule:
    """No row; for joining with other rules where a setting turns a reading off."""
    return _comparison(_NEVER[1], nw.lit(False))


def _literal_key(value: Any) -> Key:
    # 1 and True are equal in Python and are not the same question.
    return ("literal", type(value).__name__, value)


def _literal(value: Any) -> Any:
    # A bare `date` raises against the datetime64 columns of pandas; a `datetime` at midnight serves every engine.
    if isinstance(value, date) and not isinstance(value, datetime):
        return datetime(value.year, value.month, value.day)
    return value
