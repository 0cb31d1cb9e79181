"""Figures that people name in files of their own: in a note, in a list of cells for a form.

A figure is written as a measure, perhaps with a part and a group: `total`, `settled[field=XB]`, `on_time_of_settled.numerator`.
"""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from cchc_analysis.edition import Edition
from cchc_analysis.edition.ids import resolve
from cchc_analysis.measures.core import Measure
from cchc_analysis.present.markup import Marked
from cchc_analysis.present.numbers import REST, SCORE, Value, format_amount

_WRITTEN = re.compile(r"(?P<measure>\w+)(?:\.(?P<part>\w+))?(?:\[(?P<group>[^\]]*)\])?")
PARTS = ("numerator", "denominator")


@dataclass(frozen=True)
class Figure:
    """A figure of a measure, or of a share its numerator or denominator."""

    value: Value
    measure: Measure
    part: str = ""

    @property
    def unit(self) -> str:
        counted: Measure = getattr(self.measure, self.part) if self.part else self.measure
        return counted.unit

    @property
    def number(self) -> int | None:
        """What was counted or added up; None for shares, averages and quantiles."""
        if self.part:
            return self.value.numerator if self.part == "numerator" else self.value.denominator or 0
        return self.value.numerator if self.value.denominator is None and self.value.reading is None else None

    @property
    def points(self) -> Decimal | None:
        """A score; scores are added up in hundredths of points."""
        return Decimal(self.number) / 100 if self.unit == SCORE and self.number is not None else None

    @property
    def text(self) -> str:
        """As a table prints it."""
        return self._marked(leading_zero=False).text

    @property
    def words(self) -> Marked:
        """As a sentence prints it, with its mark."""
        return self._marked(leading_zero=True)

    def _marked(self, leading_zero: bool) -> Marked:
        if self.number is not None:
            return Marked(format_amount(self.number, self.unit, leading_zero), self.value.id(self.part))
        return self.value.quantile if self.value.reading is not None else self.value.ratio(self.unit)

    @property
    def fraction(self) -> Decimal | None:
        """A share as a cell with a percent format holds it, to the digits that are shown: 0.9813; None for other figures."""
        if self.number is not None or self.value.share is None or self.unit != "%":
            return None
        exact = Decimal(self.value.share.numerator) / Decimal(self.value.share.denominator)
        return exact.quantize(Decimal("0.0001"), ROUND_HALF_UP)


def figure(edition: Edition, written: str) -> Figure:
    """The figure that is written so; raises KeyError where there is none."""
    parts = _WRITTEN.fullmatch(written.strip())
    if parts is None:
        raise KeyError(written)
    subject, measure = edition.measures[parts["measure"]]
    pairs = [[piece.strip() for piece in pair.split("=", 1)] for pair in (parts["group"] or "").split(",") if pair]
    for column, *code in pairs:
        if not code or code[0] not in subject.groups.get(column, {}):
            raise KeyError(written)
    value, part = edition.value(measure.name, dict(pairs)), parts["part"] or ""
    if part and (part not in PARTS or value.denominator is None):
        raise KeyError(written)
    return Figure(value, measure, part)


def in_words(edition: Edition, written: str) -> Marked:
    """As a sentence prints it. Besides figures there are differences: `received!year_before`, `received!year_before.relative`.

    Which way a difference goes is for the words around it to say. Raises KeyError where there is none.
    """
    if "!" not in written:
        return _rest(edition, written) if f".{REST}" in written else figure(edition, written).words
    name, bracket, group = written.partition("[")
    number_id = f"{name}@{edition.period.key}{bracket}{group}"
    found, part = resolve(edition, number_id)
    if isinstance(found, Value):
        raise KeyError(written)
    return Marked(min(found.texts(part), key=lambda text: text.startswith(("+", "-"))), number_id)


def _rest(edition: Edition, written: str) -> Marked:
    """A share as what its counterpart leaves of 100 %."""
    value = figure(edition, written.replace(f".{REST}", "")).value
    if value.denominator is None:
        raise KeyError(written)
    return value.rest_of(Value("", "", value.denominator - value.numerator, value.denominator))


def written_as(measure_id: str, period: str) -> str:
    """An id of the manifest as people write the figure: without the period, where that is the report's own."""
    return measure_id.replace(f"@{period}", "")
