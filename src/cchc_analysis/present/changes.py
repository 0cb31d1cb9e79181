"""A figure beside that of another period, and the change between them, ready to be shown.

Ids read `measure!year_before@period[group]` for the change, with the parts `relative` (of what was before), `contribution`,
`rate` and `weight` (what a group adds to the change of the whole) and `unexplained` (what a published figure differs from the
data). A count changes by whole numbers, a share by percentage points.
"""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from math import floor
from typing import Literal, get_args

from cchc_analysis.measures.compare import Contribution, relative_change
from cchc_analysis.periods import Period
from cchc_analysis.present.markup import Marked
from cchc_analysis.present.numbers import Value, format_count, format_percent

Against = Literal["previous", "year_before"]
AGAINST: tuple[Against, ...] = get_args(Against)
# Against the report before of the same year, whose period is part of this one's.
SinceReport = Literal["report_before"]
SINCE_REPORT: SinceReport = "report_before"
Amount = int | Fraction


@dataclass(frozen=True)
class Change:
    """A figure now and in another period, both counts or both shares with a denominator.

    `document` names where the other figure was published, and is empty where it was counted from the same data. `split` is what
    a group of a share adds to the change of the whole. `unexplained` is what is left of the change when both periods are counted
    from the data; None where they do not reach that far.
    """

    now: Value
    before: Value
    against: Against | SinceReport
    other: Period
    document: str = ""
    split: Contribution | None = None
    unexplained: Amount | None = None

    @property
    def is_share(self) -> bool:
        return self.now.denominator is not None

    @property
    def difference(self) -> Amount:
        """Now minus before, exactly: dossiers, or a share as a fraction of 1."""
        if self.now.share is None or self.before.share is None:
            return self.now.numerator - self.before.numerator
        return self.now.share - self.before.share

    def id(self, part: str = "") -> str:
        return self.now.id(part, origin=self.against)

    @property
    def size(self) -> Marked:
        """How much, without a sign, as sentences say it after tăng or giảm: 03; 1,20."""
        return Marked(_sized(self.difference), self.id())

    @property
    def signed(self) -> Marked:
        """+12, -3 or 0, as tables have it."""
        return Marked(_signed(self.difference), self.id())

    @property
    def relative(self) -> Marked | None:
        """The change of a count as a share of what was before, without a sign; None where there was nothing."""
        share = self._relative
        return None if share is None else Marked(format_percent(abs(share)), self.id("relative"))

    @property
    def added(self) -> Marked:
        """What the group adds to the change of the whole."""
        return self._marked("contribution")

    @property
    def added_size(self) -> Marked:
        """How much the group adds to the change of the whole, without a sign, as `size`."""
        return Marked(_sized(self.contribution), self.id("contribution"))

    @property
    def contribution(self) -> Amount:
        """What the group adds to the change of the whole, exactly."""
        return self._amount("contribution")

    @property
    def by_rate(self) -> Marked:
        """What of it comes of the group's own share."""
        return self._marked("rate")

    @property
    def by_weight(self) -> Marked:
        """What of it comes of the group's part of the whole."""
        return self._marked("weight")

    @property
    def left_over(self) -> Marked:
        """What the groups, counted from the data, leave unexplained of the change."""
        return self._marked("unexplained")

    def texts(self, part: str) -> set[str]:
        """The ways in which a part may be written; raises KeyError for one that this change does not have."""
        if part == "relative":
            if self._relative is None:
                raise KeyError(part)
            return {format_percent(abs(self._relative))}
        amount = self._amount(part)
        return {_signed(amount), _sized(amount)} if part in ("", "contribution") else {_signed(amount)}

    def plain(self, part: str) -> int | dict[str, int]:
        """A part as plain data: a whole number, or a fraction by its two numbers."""
        amount = self._relative if part == "relative" else self._amount(part)
        if isinstance(amount, Fraction):
            return {"numerator": amount.numerator, "denominator": amount.denominator}
        return amount or 0

    @property
    def _relative(self) -> Fraction | None:
        return None if self.is_share else relative_change(self.now.numerator, self.before.numerator)

    def _amount(self, part: str) -> Amount:
        if part == "":
            return self.difference
        if part == "contribution" and not self.is_share:
            return self.difference
        split: dict[str, Callable[[Contribution], Fraction]] = {
            "contribution": lambda found: found.both,
            "rate": lambda found: found.rate,
            "weight": lambda found: found.weight,
        }
        if part in split and self.split is not None:
            return split[part](self.split)
        if part == "unexplained" and self.unexplained is not None:
            return self.unexplained
        raise KeyError(part)

    def _marked(self, part: str) -> Marked:
        return Marked(_signed(self._amount(part)), self.id(part))


def format_points(difference: Fraction) -> str:
    """1,20 percentage points, half up, without a sign."""
    hundredths = floor(abs(difference) * 10_000 + Fraction(1, 2))
    return f"{format_count(hundredths // 100)},{hundredths % 100:02d}"


def shows_as_none(difference: Amount) -> bool:
    """It would be written as 0 or 0,00."""
    return difference == 0 or (isinstance(difference, Fraction) and format_points(difference) == "0,00")


def _sized(amount: Amount) -> str:
    return format_points(amount) if isinstance(amount, Fraction) else format_count(abs(amount), leading_zero=True)


def _signed(amount: Amount) -> str:
    written = format_points(amount) if isinstance(amount, Fraction) else format_count(abs(amount))
    return written if shows_as_none(amount) else ("+" if amount > 0 else "-") + written
