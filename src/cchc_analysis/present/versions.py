"""The figures of a report's last published version, each beside what is counted now.

The id of such a figure reads `measure!version@period[group]`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from cchc_analysis.measures.versions import CHANGED, GONE, SAME
from cchc_analysis.present.numbers import Value

VERSION = "version"
# Figures of the period itself; changes to other periods and other readings follow from these.
_COUNTED = re.compile(
    r"(?P<measure>\w+)(?:\.(?P<part>numerator|denominator|cases))?@(?P<period>[^\[]+)(?:\[(?P<group>.+)\])?"
)
Parts = dict[str, Any]


@dataclass(frozen=True)
class VersionFigure:
    """A figure as the last version printed it, and as it is counted now; None where no measure gives it any more."""

    before: Value
    now: Value | None

    @property
    def outcome(self) -> str:
        """What became of it: `SAME`, `CHANGED` or `GONE`."""
        if self.now is None:
            return GONE
        return SAME if _figure(self.now) == _figure(self.before) else CHANGED


def figures_of(numbers: Mapping[str, Any], period: str) -> list[Value]:
    """The figures of a period among the numbers of a manifest (id → what it holds), each once, whatever parts of it were printed.

    Those in all come before those of groups. A share of which only one part was printed is no figure of its own.
    """
    printed: dict[tuple[tuple[tuple[str, str], ...], str], Parts] = {}
    for number_id, plain in numbers.items():
        found = _COUNTED.fullmatch(number_id)
        if found and found["period"] == period:
            group = tuple(_pair(pair) for pair in (found["group"] or "").split(",") if pair)
            printed.setdefault((group, found["measure"]), {})[found["part"] or ""] = plain
    values = (_value(measure, period, group, parts) for (group, measure), parts in sorted(printed.items()))
    return [value for value in values if value is not None]


def _pair(text: str) -> tuple[str, str]:
    column, _, code = text.partition("=")
    return column, code


def _value(measure: str, period: str, group: tuple[tuple[str, str], ...], parts: Parts) -> Value | None:
    match parts.get(""):
        case {"numerator": int(above), "denominator": int(below)}:
            return Value(measure, period, above, below, group, origin=VERSION)
        case int(number):
            return Value(measure, period, number, None, group, origin=VERSION)
        case float(read):
            return Value(measure, period, parts.get("cases", 0), None, group, Decimal(str(read)), VERSION)
    match parts:
        case {"numerator": int(above), "denominator": int(below)}:
            return Value(measure, period, above, below, group, origin=VERSION)
    return None


def _figure(value: Value) -> tuple[int | Decimal, int | None]:
    return (value.numerator if value.reading is None else value.reading), value.denominator
