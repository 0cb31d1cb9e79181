"""Workbooks (XLSX, XLSM, XLS, XLSB, ODS): their sheets as columns of text, and what a reader of cells cannot see in them.

A formula shows its last stored value, a merged cell its value in its first cell. Where a workbook has formulas that no program
has computed yet, or merged cells, that is noted from a look into the sheet's XML, which also holds back workbooks that
unpack to more than a machine can bear.
"""

import gc
import io
import re
import zlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from zipfile import BadZipFile, ZipFile

import pyarrow as pa
import pyarrow.compute as pc
from lxml import etree
from python_calamine import CalamineError, CalamineWorkbook

from cchc_analysis.errors import InputError
from cchc_analysis.sources.columns import text_column

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
# An XLSX that unpacks to more than this is not an export of an office but a mistake or an attack.
LARGEST_UNPACKED = 1 << 30
# RuntimeError is an archive under a password.
_DAMAGE = (
    CalamineError,
    BadZipFile,
    zlib.error,
    OSError,
    ValueError,
    KeyError,
    EOFError,
    RuntimeError,
    etree.LxmlError,
)
# A sheet is read whole, from its first cell to its last: one stray cell in the farthest corner would ask for 17 billion.
MOST_CELLS, MOST_ROWS, MOST_COLUMNS = 60_000_000, 1 << 20, 1 << 14
_PIECE, _OVERLAP = 1 << 20, 1 << 10
_ROW = re.compile(rb"<(?:\w+:)?row[^>]{0,300}?\sr\s*=\s*[\"'](\d+)")
_CELL_ROW = re.compile(rb"\sr\s*=\s*[\"'][A-Za-z]+(\d+)")
# What most sheets do not have: cells far down or far to the right.
_FAR_ROW = re.compile(rb"\sr\s*=\s*[\"'][A-Za-z]+(\d{6,})")
_FAR_COLUMN = re.compile(rb"\sr\s*=\s*[\"']([A-Za-z]{2,})\d")
# All that is unlike the cells and rows of nearly all programs: names with a prefix, formulas, merged cells, an address that is
# missing, far off or written in another way. One search of Arrow's for all of it; where it finds nothing, there is nothing below
# row 99,999 or beside column Z.
_UNUSUAL = (
    r"<(?:[^\s<>/]+:|f[^a-z]|mergeCell"
    r'|c(?:[^ o]| [^r]| r[^=]| r=[^"]| r="(?:[^A-Z]|[A-Z](?:[^0-9]|[0-9]{6})))|co[^l]'
    r'|row(?:[^ ]| [^r]| r[^=]| r=[^"]| r="(?:[^0-9]|[0-9]{6})))'
)
_UNCOMPUTED = re.compile(
    rb"(?:</(?:\w+:)?f>|<(?:\w+:)?f[^<>]*/>)(?:<(?:\w+:)?v>\s*</(?:\w+:)?v>|<(?:\w+:)?v\s*/>|</(?:\w+:)?c>)"
)
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]{0,100}?ref="[A-Z]+(\d+):[A-Z]+(\d+)"')


@dataclass(frozen=True)
class Oddities:
    """What the cells of a sheet do not show. `merged` are the first and last row numbers of merged cells.

    `seen` is false for formats into which this module cannot look.
    """

    uncomputed_formulas: int = 0
    merged: tuple[tuple[int, int], ...] = ()
    seen: bool = True


@dataclass
class _Look:
    """What a look into one sheet's XML found so far: the last row and column that it names, if far off, and its oddities."""

    last_row: int = 0
    last_column: int = 26
    uncomputed: int = 0
    merged: list[tuple[int, int]] = field(default_factory=list)

    def is_too_large(self) -> bool:
        return (
            self.last_row > MOST_ROWS
            or self.last_column > MOST_COLUMNS
            or self.last_row * self.last_column > MOST_CELLS
        )


def read_workbook(content: bytes, name: str) -> Iterator[tuple[str, tuple[pa.ChunkedArray, ...], Oddities]]:
    """Title, columns and oddities of each sheet. Raises InputError where the workbook is damaged or too large to unpack."""
    try:
        looks = _looks(content, name) if content.startswith(ZIP) else {}
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        for title in book.sheet_names:
            look = looks.get(title)
            if look and look.is_too_large():
                raise InputError(
                    f'{name}, sheet "{title}" reaches to row {look.last_row} and column {look.last_column}: more cells than '
                    f"an export has. Delete what stands far below or beside the table, or export it again."
                )
            yield title, _columns(book, title), _oddities(look)
    except _DAMAGE as error:
        raise InputError(
            f"{name} is damaged and cannot be read as a workbook ({_said(error)}). Export it again."
        ) from None
    except BaseException as error:
        # The reader is compiled code: where it meets what it did not expect it panics, with an exception outside Exception.
        if type(error).__name__ != "PanicException":
            raise
        raise InputError(f"{name} is damaged and cannot be read as a workbook. Export it again.") from None


def _said(error: BaseException) -> str:
    """What a library says is wrong, cut short."""
    return str(error).splitlines()[0][:150] if str(error) else type(error).__name__


def _columns(book: CalamineWorkbook, title: str) -> tuple[pa.ChunkedArray, ...]:
    with _no_search_for_cycles():
        rows = book.get_sheet_by_name(title).to_python(skip_empty_area=False)
        return tuple(pa.chunked_array([text_column(column)]) for column in zip(*rows, strict=True))


@contextmanager
def _no_search_for_cycles() -> Iterator[None]:
    """Python looks for cycles as often as many objects are made; rows of cells have none, and looking takes as long as making them."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _oddities(look: _Look | None) -> Oddities:
    return Oddities(look.uncomputed, tuple(look.merged)) if look else Oddities(seen=False)


def _looks(content: bytes, name: str) -> dict[str, _Look]:
    """Sheet title → what its XML shows; empty for workbooks of another build. Every part is unpacked once, which checks it."""
    with ZipFile(io.BytesIO(content)) as archive:
        if sum(entry.file_size for entry in archive.infolist()) > LARGEST_UNPACKED:
            raise InputError(f"{name} unpacks to more than 1 GiB and is not read. Export it again.")
        titles = sheet_parts(archive)
        looks: dict[str, _Look] = {}
        for entry in archive.infolist():
            if entry.filename in titles:
                looks[titles[entry.filename]] = _look(archive, entry.filename)
            else:
                _unpack(archive, entry.filename)
        return looks


def _unpack(archive: ZipFile, part: str) -> None:
    """Reads a part to its end: one that unpacks to another size than it says, or has another check sum, is damage."""
    with archive.open(part) as stream:
        while stream.read(_PIECE):
            pass


def sheet_parts(archive: ZipFile) -> dict[str, str]:
    """Name of a part of the archive → title of the sheet that it holds."""
    try:
        book = etree.fromstring(archive.read("xl/workbook.xml"), safe_parser())
        links = etree.fromstring(archive.read("xl/_rels/workbook.xml.rels"), safe_parser())
    except (KeyError, etree.XMLSyntaxError):
        return {}
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    parts = {}
    for sheet in book.iter("{*}sheet"):
        link = next((value for key, value in sheet.attrib.items() if key.endswith("}id")), None)
        target = targets.get(link, "")
        parts[target.lstrip("/") if target.startswith("/") else f"xl/{target}"] = sheet.get("name", "")
    return parts


def safe_parser() -> Any:
    return etree.XMLParser(resolve_entities=False, no_network=True)


def _look(archive: ZipFile, part: str) -> _Look:
    look, before = _Look(), b""
    with archive.open(part) as stream, ThreadPoolExecutor(1) as pool:
        looking = None
        while piece := stream.read(_PIECE):  # a piece is looked at while the next one is unpacked
            if looking:
                looking.result()
            # What is cut by the end of a piece is found with the next one, what was found whole is not counted twice.
            looking = pool.submit(_look_at, look, before + piece, len(before))
            before = piece[-_OVERLAP:]
        if looking:
            looking.result()
    if look.last_column * 99_999 > MOST_CELLS:  # a wide sheet: its nearer rows count, too
        rows = map(int, _CELL_ROW.findall(archive.read(part)))
        look.last_row = max(look.last_row, *rows, 0)
    return look


def _look_at(look: _Look, xml: bytes, seen: int) -> None:
    if not pc.match_substring_regex(pa.array([xml], pa.binary()), _UNUSUAL)[0].as_py():
        return
    look.last_row = max(look.last_row, *map(int, _ROW.findall(xml)), *map(int, _FAR_ROW.findall(xml)), 0)
    look.last_column = max(look.last_column, *map(_column_number, set(_FAR_COLUMN.findall(xml))), 0)
    look.uncomputed += sum(found.end() > seen for found in _UNCOMPUTED.finditer(xml))
    if b"mergeCell" in xml:
        fresh = (found for found in _MERGED.finditer(xml) if found.end() > seen)
        look.merged += [(int(found[1]), int(found[2])) for found in fresh]


def _column_number(letters: bytes) -> int:
    """A → 1, Z → 26, AA → 27."""
    number = 0
    for letter in letters.upper()[:12]:
        number = number * 26 + letter - 64
    return number
