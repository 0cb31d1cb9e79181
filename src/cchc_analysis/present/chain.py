"""What the report of the period before said was pending, beside what is carried over now.

Ids: `pending!reported@<earlier period>` is the figure of that report, `carried_over!chain@<period>` the difference to it, with the
parts `only_here` and `only_there` for the dossiers that only one of the two has.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from cchc_analysis.present.markup import Marked
from cchc_analysis.present.numbers import Value, format_count
from cchc_analysis.tables import Record

CHAIN = "chain"


@dataclass(frozen=True)
class Chain:
    """`document` is empty for a draft; the lists are None where the earlier report kept no list of its dossiers."""

    carried_over: Value
    pending: Value
    name: str
    document: str = ""
    only_here: Sequence[Record] | None = None
    only_there: Sequence[Record] | None = None
    same_rules: bool = True

    @property
    def gap(self) -> int:
        """Carried over now minus pending then."""
        return self.carried_over.numerator - self.pending.numerator

    @property
    def is_clean(self) -> bool:
        return not self.gap and not self.only_here and not self.only_there

    @property
    def size(self) -> Marked:
        return self._marked("")

    @property
    def here(self) -> Marked:
        return self._marked("only_here")

    @property
    def there(self) -> Marked:
        return self._marked("only_there")

    def plain(self, part: str) -> int:
        """A part as a number; raises KeyError for one that there is not."""
        lists = {"only_here": self.only_here, "only_there": self.only_there}
        if part == "":
            return self.gap
        if (listed := lists[part]) is None:
            raise KeyError(part)
        return len(listed)

    def texts(self, part: str) -> set[str]:
        return {self._marked(part).text}

    def _marked(self, part: str) -> Marked:
        return Marked(format_count(abs(self.plain(part)), leading_zero=True), self.carried_over.id(part, CHAIN))
