"""The tables of Word files (DOCX) as sheets of text: rooms and units fill in forms and write lists in Word.

A table's rows are numbered as they follow each other, the first being 1. What is not in a table is not read. Text that a reviewer
struck out under tracked changes is left out, what they added counts.
"""

import io
from collections.abc import Iterator
from typing import Any
from zipfile import BadZipFile, ZipFile

import pyarrow as pa
from lxml import etree

from cchc_analysis.errors import InputError
from cchc_analysis.sources.workbooks import LARGEST_UNPACKED, OLE, ZIP, Oddities

_PART = "word/document.xml"
# The streams of old files; a workbook may have a Word file inside.
_OLD_WORD, _OLD_WORKBOOK = "WordDocument".encode("utf-16-le"), "Workbook".encode("utf-16-le")
# Letterheads and signature blocks are tables of two columns; no list is so narrow.
WIDEST_LAYOUT = 2
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_TABLE, _ROW, _CELL, _PARAGRAPH, _TEXT = (f"{_W}{tag}" for tag in ("tbl", "tr", "tc", "p", "t"))
_BREAKS = frozenset(f"{_W}{tag}" for tag in ("br", "cr", "tab"))
# What a page does not show, or shows in another place: text that was moved away, the other version of a drawing.
_SKIPPED = (f"{_W}moveFrom", "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback")
_MOST_SPANNED = 1000


def is_document(content: bytes) -> bool:
    """Whether the file is one of Word's, of the present form or of the old one."""
    if content.startswith(OLE):
        return _OLD_WORD in content and _OLD_WORKBOOK not in content
    if not content.startswith(ZIP):
        return False
    try:
        with ZipFile(io.BytesIO(content)) as archive:
            return _PART in archive.namelist()
    except (BadZipFile, ValueError):
        return False


def read_document(content: bytes, name: str) -> Iterator[tuple[str, tuple[pa.ChunkedArray, ...], Oddities]]:
    """Title ("bảng 1"), columns and merged rows of each table that is not mere layout.

    Raises InputError for a file of the old form (.doc), for one that is damaged or unpacks to more than a machine can bear.
    """
    if content.startswith(OLE):
        raise InputError(f"{name} is a Word file of the old form (.doc). Open it in Word and save it as .docx.")
    try:
        body = _body(content, name)
    except (BadZipFile, OSError, EOFError, KeyError, ValueError, RuntimeError, etree.LxmlError) as error:
        said = str(error).splitlines()[0][:100] if str(error) else type(error).__name__
        raise InputError(f"{name} is damaged and cannot be read as a Word file ({said}). Save it again.") from None
    tables = [_grid(table) for table in _inner(body, _TABLE)]
    if not tables:
        raise InputError(f"{name} has no table. Fill in the form's table, or send the list as a workbook.")
    is_wide = [max(map(len, grid), default=0) > WIDEST_LAYOUT for grid, _ in tables]
    for number, (grid, merged) in enumerate(tables, start=1):
        if is_wide[number - 1] or not any(is_wide):
            yield f"bảng {number}", _columns(grid), Oddities(0, tuple(merged))


def _body(content: bytes, name: str) -> Any:
    with ZipFile(io.BytesIO(content)) as archive:
        if sum(entry.file_size for entry in archive.infolist()) > LARGEST_UNPACKED:
            raise InputError(f"{name} unpacks to more than 1 GiB and is not read. Save it again.")
        parser = etree.XMLParser(resolve_entities=False, no_network=True)
        return etree.fromstring(archive.read(_PART), parser)


def _inner(element: Any, tag: str) -> Iterator[Any]:
    """The nearest elements of a kind inside another one, through boxes such as content controls, not inside each other."""
    for child in element:
        if child.tag == tag:
            yield child
        elif child.tag not in _SKIPPED:
            yield from _inner(child, tag)


def _grid(table: Any) -> tuple[list[list[str]], list[tuple[int, int]]]:
    """The rows with merged cells spread out – their text in the first cell, the others empty – and the rows they cover."""
    grid: list[list[str]] = []
    wide: list[tuple[int, int]] = []
    tall: list[tuple[int, int]] = []
    reaches: dict[int, int] = {}  # column → index in `tall` of the cell from above that may go on there
    for number, line in enumerate(_inner(table, _ROW), start=1):
        row = [""] * _number(line, "trPr", "gridBefore", 0)
        here: dict[int, int] = {}
        cells = list(_inner(line, _CELL))
        for cell in cells:
            at, width = len(row), _number(cell, "tcPr", "gridSpan", 1)
            goes_on = _goes_on(cell)
            if goes_on is None:
                if width > 1 and len(cells) > 1:
                    wide.append((number, number))
                row.append(_text(cell))
            elif goes_on and at in reaches:
                here[at] = reaches[at]
                tall[here[at]] = (tall[here[at]][0], number)
                row.append("")
            else:
                here[at] = len(tall)
                tall.append((number, number))
                row.append(_text(cell))
            row += [""] * (width - 1)
        reaches = here
        grid.append(row)
    return grid, sorted([*wide, *((first, last) for first, last in tall if last > first)])


def _goes_on(cell: Any) -> bool | None:
    """Whether a cell is one with that above it; None where it is merged with none above or below."""
    found = cell.find(f"{_W}tcPr/{_W}vMerge")
    return None if found is None else found.get(f"{_W}val", "continue") == "continue"


def _number(element: Any, properties: str, tag: str, otherwise: int) -> int:
    found = element.find(f"{_W}{properties}/{_W}{tag}")
    written = "" if found is None else found.get(f"{_W}val", "")
    return min(int(written), _MOST_SPANNED) if written.isascii() and written.isdigit() else otherwise


def _text(cell: Any) -> str:
    """The paragraphs of a cell, a line each; those of a table inside it too."""
    return "\n".join("".join(_pieces(paragraph)) for paragraph in cell.iter(_PARAGRAPH)).strip()


def _pieces(element: Any) -> Iterator[str]:
    for child in element:
        if child.tag == _TEXT:
            yield child.text or ""
        elif child.tag in _BREAKS:
            yield " "
        elif child.tag not in _SKIPPED and child.tag != _PARAGRAPH:
            yield from _pieces(child)


def _columns(grid: list[list[str]]) -> tuple[pa.ChunkedArray, ...]:
    width = max(map(len, grid), default=0)
    columns = [[row[column] or None if column < len(row) else None for row in grid] for column in range(width)]
    return tuple(pa.chunked_array([pa.array(column, pa.string())]) for column in columns)
