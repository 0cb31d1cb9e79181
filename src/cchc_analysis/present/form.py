"""Forms that others fill in: columns, lines, instructions; what a workbook or a Word file of one shows.

Heads and words are those of the mapping that reads filled copies back, so that what a form asks for is what the reader knows.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from cchc_analysis.errors import SettingsError
from cchc_analysis.sources.mapping import Mapping
from cchc_analysis.text import fold

Entry = Literal["", "text", "day", "share", "number", "choice"]


@dataclass(frozen=True)
class Column:
    """A column of the form: the target that the mapping reads it into (or its head, for those that only people need), its head,
    how wide it is beside the others, what one enters, and from which words one chooses.

    Columns without an entry are filled in already.
    """

    target: str
    head: str
    width: int
    entry: Entry = ""
    hint: str = ""
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Form:
    """The form of one unit. A line is a text, a title for the lines below it, or the cells of what is filled in.

    `sheet` is the name of the workbook's sheet.
    """

    unit: str
    title: str
    subtitles: tuple[str, ...]
    columns: tuple[Column, ...]
    lines: tuple[str | dict[str, str], ...]
    instructions: tuple[str, ...]
    year: int
    cutoff: date
    is_sample: bool
    sheet: str

    def cells(self, line: dict[str, str]) -> list[str]:
        """The cells of a line in the order of the columns, empty where they are to be filled in."""
        return [line.get(column.target, "") for column in self.columns]


def layout_of(layouts: Sequence[Mapping], kind: str, wanted: Sequence[str], own: Sequence[str], name: str) -> Mapping:
    """The mapping that reads every column of a form: `wanted` as targets, `own` as heads that only people need.

    `name` is what the form is called. Raises SettingsError where no mapping would read it.
    """
    for mapping in layouts:
        known = mapping.targets()
        if all(target in mapping.columns for target in wanted) and all(known.get(fold(head)) == "" for head in own):
            return mapping
    raise SettingsError(
        f"No mapping in data/mappings would read the form of {name}: one with the table {kind} must name the columns "
        f"{', '.join(wanted)}, and {', '.join(own)} among the unused."
    )


def words_of(mapping: Mapping, target: str) -> tuple[str, ...]:
    """The words that one chooses from in a column: of each value the mapping's first spelling."""
    return tuple(spellings[0] for spellings in mapping.vocabularies.get(target, {}).values())
