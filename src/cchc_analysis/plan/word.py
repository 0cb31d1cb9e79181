"""Word tables as they are drawn: which cell covers which columns, what is merged with the row above, and the numbers of lists.

Structure alone; what the columns mean is the business of `importing`. A text that was deleted under "track changes" is not there,
one that was inserted is.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn

from cchc_analysis.errors import PlanError
from cchc_analysis.text import clean

BULLET = "-"
NUMERALS = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"]


@dataclass(frozen=True)
class WordCell:
    """A cell with its lines (paragraphs, and what a line break parts; none empty) over the grid columns `first` to `end - 1`.

    `goes_on` says that it is merged with the cell above, and has no text of its own.
    """

    lines: tuple[str, ...]
    first: int
    end: int
    goes_on: bool = False


@dataclass(frozen=True)
class WordRow:
    """A row with its number in the table, from 1."""

    number: int
    cells: tuple[WordCell, ...]

    def over(self, column: int) -> WordCell | None:
        """The cell that covers a grid column; None where the row is shorter."""
        return next((cell for cell in self.cells if cell.first <= column < cell.end), None)


@dataclass(frozen=True)
class WordFile:
    """The tables of the body in order, and the lines of its paragraphs outside tables."""

    tables: tuple[tuple[WordRow, ...], ...]
    lines: tuple[str, ...]


def read_word(path: Path) -> WordFile:
    """The tables and paragraphs of a DOCX file; raises PlanError for one that there is not or that is none."""
    if not path.is_file():
        raise PlanError(f"There is no file {path}.")
    try:
        document = Document(str(path))
    except (PackageNotFoundError, BadZipFile, KeyError, ValueError):
        raise PlanError(f"{path.name} is no Word file (.docx). Open it in Word and save it as .docx.") from None
    lists = _Lists(document)
    # In the order of the document, because the numbers of lists go on from one paragraph to the next.
    lines = {paragraph: tuple(_lines(paragraph, lists)) for paragraph in document.element.body.iter(qn("w:p"))}
    return WordFile(
        tuple(tuple(_rows(table._tbl, lines)) for table in document.tables),
        tuple(line for paragraph in document.paragraphs for line in lines[paragraph._p]),
    )


def _rows(table: Any, lines: dict[Any, tuple[str, ...]]) -> Iterator[WordRow]:
    for number, row in enumerate(table.tr_lst, start=1):
        cells, column = [], row.grid_before
        for cell in row.tc_lst:
            goes_on = cell.vMerge == "continue"
            said = () if goes_on else tuple(line for paragraph in cell.p_lst for line in lines[paragraph])
            cells.append(WordCell(said, column, column + cell.grid_span, goes_on))
            column += cell.grid_span
        yield WordRow(number, tuple(cells))


def _lines(paragraph: Any, lists: "_Lists") -> Iterator[str]:
    text = "".join(_texts(paragraph))
    number = lists.next_number(paragraph) if clean(text) else ""
    yield from (line for line in map(clean, f"{number} {text}".split("\n")) if line)


def _texts(paragraph: Any) -> Iterator[str]:
    signs = {qn("w:tab"): " ", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}
    for run in paragraph.iter(qn("w:r")):
        if run.getparent().tag == qn("w:moveFrom"):
            continue
        for part in run:
            yield part.text or "" if part.tag == qn("w:t") else signs.get(part.tag, "")


class _Lists:
    """What Word prints before the paragraphs of its lists: their texts do not hold it."""

    def __init__(self, document: Any) -> None:
        self._document = document
        self._counts: dict[str, dict[int, int]] = defaultdict(dict)
        self._begun: set[str] = set()

    def next_number(self, paragraph: Any) -> str:
        """What stands before a paragraph ("3.", "-"), which is counted by it; nothing for one of no list."""
        found = self._list_of(paragraph)
        if found is None:
            return ""
        number, level = found
        abstract, starts = self._numbers.get(number, ("", {}))
        counts, levels = self._counts[abstract], self._levels.get(abstract, {})
        if number not in self._begun:
            # A list may go on counting where another one of its kind stopped, unless it says where it starts.
            self._begun.add(number)
            counts |= {of: start - 1 for of, start in starts.items()}
        kind, text, start = levels.get(level, ("none", "", 1))
        counts[level] = counts.get(level, start - 1) + 1
        for deeper in [of for of in counts if of > level]:
            del counts[deeper]
        if kind == "bullet":
            return BULLET
        for of, count in counts.items():
            text = text.replace(f"%{of + 1}", _written(count, levels.get(of, ("decimal", "", 1))[0]))
        return "" if kind == "none" else text

    def _list_of(self, paragraph: Any) -> tuple[str, int] | None:
        """The list and level that a paragraph belongs to, itself or by its style."""
        style = paragraph.style
        of_style = self._of_styles.get(style) if style else None
        number = paragraph.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
        found = _list_and_level(number) if number is not None else of_style
        return None if found is None or found[0] == "0" else found

    @cached_property
    def _of_styles(self) -> dict[str, tuple[str, int]]:
        numbered = (
            (style.get(qn("w:styleId")), style.find(f"{qn('w:pPr')}/{qn('w:numPr')}"))
            for style in self._document.styles.element.iter(qn("w:style"))
        )
        return {name: _list_and_level(number) for name, number in numbered if number is not None}

    @cached_property
    def _root(self) -> Any:
        try:
            return self._document.part.part_related_by(RELATIONSHIP_TYPE.NUMBERING).element
        except KeyError:  # a file without lists
            return None

    @cached_property
    def _levels(self) -> dict[str, dict[int, tuple[str, str, int]]]:
        """Kind of list → level → how it counts, what it prints, where it starts."""
        found = self._root.iter(qn("w:abstractNum")) if self._root is not None else ()
        return {
            kind.get(qn("w:abstractNumId")): {
                int(level.get(qn("w:ilvl"))): (
                    _value(level, "w:numFmt", "decimal"),
                    _value(level, "w:lvlText", ""),
                    int(_value(level, "w:start", "1")),
                )
                for level in kind.iter(qn("w:lvl"))
            }
            for kind in found
        }

    @cached_property
    def _numbers(self) -> dict[str, tuple[str, dict[int, int]]]:
        """List → its kind, and the levels of which it says where they start."""
        found = self._root.iter(qn("w:num")) if self._root is not None else ()
        return {
            each.get(qn("w:numId")): (
                _value(each, "w:abstractNumId", ""),
                {
                    int(level.get(qn("w:ilvl"))): int(_value(level, "w:startOverride", "1"))
                    for level in each.iter(qn("w:lvlOverride"))
                },
            )
            for each in found
        }


def _list_and_level(number: Any) -> tuple[str, int]:
    return _value(number, "w:numId", "0"), int(_value(number, "w:ilvl", "0"))


def _value(element: Any, name: str, otherwise: str) -> str:
    child = element.find(qn(name))
    return otherwise if child is None else child.get(qn("w:val"), otherwise)


def _written(count: int, kind: str) -> str:
    if kind == "lowerLetter":
        return chr(ord("a") + (count - 1) % 26)
    return NUMERALS[count - 1] if kind == "upperRoman" and count <= len(NUMERALS) else str(count)
