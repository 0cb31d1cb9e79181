"""Who leads and who supports, read out of the plan's printed assignment: the units it names, in order, and the words between.

Units are known by the names and aliases of `data/reference/units.csv`. "phối hợp" parts those that lead from those that support;
without "chủ trì" every unit of a list is read as leading, and that is said. What is no unit's name and no such word is said, too.
"""

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from cchc_analysis.errors import PlanError
from cchc_analysis.text import fold

LEADS, SUPPORTS, TAKES_PART = "chủ trì", "phối hợp", "tham gia"
# What may stand between the names of units without meaning anything.
_LINKS = re.compile(r"(?<!\w)(?:chủ trì|phối hợp|thực hiện|cùng|với|và)(?!\w)|[-+,;:./&]+")


@dataclass(frozen=True)
class Assignment:
    """Codes of the units that lead and that support, in printed order, and what is unsure about them."""

    leads: tuple[str, ...]
    supports: tuple[str, ...]
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Names:
    """The folded names, aliases and codes of units → their codes."""

    codes: Mapping[str, str]

    def __post_init__(self) -> None:
        if not self.codes:
            raise PlanError("units.csv names no unit: nobody could lead a task.")

    def found(self, text: str) -> list[tuple[str, int, int]]:
        """Each unit that a folded text names: its code, and where the name starts and ends. The longest name wins."""
        known = sorted(self.codes, key=len, reverse=True)
        pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, known))})(?!\w)")
        return [(self.codes[each.group()], *each.span()) for each in pattern.finditer(text)]


def load_names(path: Path) -> Names:
    """The names of `data/reference/units.csv`; codes are no words of a printed text and are left out."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            lines = [(line["unit_code"], line["name"], line["aliases"]) for line in csv.DictReader(stream)]
    except FileNotFoundError:
        raise PlanError(f"There is no {path}. The plan's units are known by it.") from None
    except KeyError as error:
        raise PlanError(f"{path}: there is no column {error.args[0]}.") from None
    return Names(
        {fold(word): code for code, name, aliases in lines for word in (name, *(aliases or "").split("|")) if word}
    )


def read_assignment(text: str, note: str, names: Names) -> Assignment:
    """The units of a printed assignment, and those that the note says take part."""
    folded = fold(text)
    named = names.found(folded)
    turn = folded.find(SUPPORTS)
    turn = len(folded) if turn < 0 else turn
    leads = list(dict.fromkeys(code for code, start, _ in named if start < turn))
    noted = [code for code, _, _ in names.found(fold(note))] if TAKES_PART in fold(note) else []
    after = (code for code, start, _ in named if start > turn)
    supports = [code for code in dict.fromkeys([*after, *noted]) if code not in leads]
    doubts = []
    if not text:
        doubts.append("no unit is printed")
    elif not leads:
        doubts.append(f"no unit that leads is found in '{text}'")
    if LEADS not in folded and len(leads) > 1:
        doubts.append("no word 'chủ trì' printed: every unit of the list is read as leading")
    elif LEADS not in folded and leads and turn < len(folded):
        doubts.append("no word 'chủ trì' printed: the unit before 'phối hợp' is read as leading")
    if folded.count(LEADS) > 1 or folded.count(SUPPORTS) > 1:
        doubts.append("'chủ trì' or 'phối hợp' stands there more than once: who leads what is not told apart")
    if strange := _left_over(folded, named):
        doubts.append(f"'{strange}' is no unit of units.csv")
    if noted:
        doubts.append(f"{', '.join(noted)} read as supporting from the note '{note}'")
    return Assignment(tuple(leads), tuple(supports), tuple(doubts))


def _left_over(folded: str, named: list[tuple[str, int, int]]) -> str:
    """What is neither a unit's name nor a word that links them; parts of it with … between."""
    pieces, last = [], 0
    for _, start, end in [*named, ("", len(folded), len(folded))]:
        pieces.append(folded[last:start])
        last = end
    strange = (" ".join(_LINKS.sub(" ", piece).split()) for piece in pieces)
    return " … ".join(words for words in strange if words)
