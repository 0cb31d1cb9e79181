"""A period's figures beside those that an earlier part of it was reported with: what came since, and what was adjusted.

What a report has said stays said. Where data that came later change the part of the year that it told of, the next report adds up
only with a line for that. Ids: `received!version@2021-Q1` is what the report of the first quarter said, `received!adjusted@2021-6M` the
adjustment.
"""

from dataclasses import dataclass

from cchc_analysis.present.markup import Marked
from cchc_analysis.present.numbers import Value, format_count

ADJUSTED = "adjusted"
# Counts that the parts of a period add up to, and what a sentence calls them.
ADDED_UP = {
    "received": "tiếp nhận mới",
    "settled": "đã giải quyết",
    "settled_early": "giải quyết trước hạn",
    "settled_column_9": "giải quyết đúng hạn",
    "settled_late": "giải quyết quá hạn",
}


@dataclass(frozen=True)
class Adjustment:
    """A count of the period (`now`), as reported of its earlier part (`reported`), and as counted of the rest (`since`)."""

    now: Value
    reported: Value
    since: Value

    @property
    def amount(self) -> int:
        """What must be added to the two parts to get the whole."""
        return self.now.numerator - self.reported.numerator - self.since.numerator

    @property
    def size(self) -> Marked:
        """How much, without a sign, as sentences say it after tăng or giảm."""
        return Marked(format_count(abs(self.amount), leading_zero=True), self.id())

    @property
    def signed(self) -> Marked:
        """+4, -1 or 0, as tables have it."""
        return Marked(self._signed, self.id())

    def id(self) -> str:
        return self.now.id(origin=ADJUSTED)

    def texts(self, part: str) -> set[str]:
        """The ways in which it may be written; raises KeyError for a part, which it has not."""
        self.plain(part)
        return {self.size.text, self._signed}

    def plain(self, part: str) -> int:
        if part:
            raise KeyError(part)
        return self.amount

    @property
    def _signed(self) -> str:
        sign = "+" if self.amount > 0 else "-" if self.amount < 0 else ""
        return sign + format_count(abs(self.amount))
