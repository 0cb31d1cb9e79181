"""Reading a raw file into sheets of text cells, each row with its number in the file. Knows formats, not layouts.

A file is read by what it is, not by its name: one-stop systems save HTML tables as .xls. Formulas and merges cannot be seen by
these readers: a formula shows its last stored value, a merged cell its value in the first cell only.
"""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from lxml import html
from python_calamine import CalamineError, CalamineWorkbook

from cchc_analysis.errors import InputError
from cchc_analysis.text import clean

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
ENCODINGS = ("utf-8-sig", "utf-16", "cp1258")
# An XLSX that unpacks to more than this is not an export of an office but a mistake or an attack.
LARGEST_UNPACKED = 1 << 30


@dataclass(frozen=True)
class Sheet:
    """A sheet of text cells: `rows[i]` is row `i + 1` of the file, as its own program numbers them."""

    file: str
    name: str
    rows: tuple[tuple[str, ...], ...]


def read_sheets(path: Path, name: str) -> list[Sheet]:
    """The sheets of a raw file that have cells. `name` is how errors and rows call the file.

    Dates come as ISO text, whole numbers without ".0", texts in NFC with single spaces. Raises InputError for a file that
    cannot be read, is damaged or empty.
    """
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise InputError(
            f"{name}: there is no such file. Put it there, or take its line out of the intake list."
        ) from None
    except OSError as error:
        raise InputError(f"{name} cannot be opened: {error.strerror}.") from None
    sheets = [Sheet(name, title, _text_cells(rows)) for title, rows in _raw_sheets(content, name)]
    sheets = [sheet for sheet in sheets if any(any(row) for row in sheet.rows)]
    if not sheets:
        raise InputError(f"{name} is empty. Export it again.")
    return sheets


def _raw_sheets(content: bytes, name: str) -> Iterable[tuple[str, Iterable[Iterable[Any]]]]:
    if content.startswith((ZIP, OLE)):
        return _workbook(content, name)
    if content.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] == b"<":
        return _html_tables(content, name)
    if b"\x00" in content[:4096] and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise InputError(f"{name} is neither a workbook, an HTML table nor a text file. Export it again.")
    try:
        return [("", _csv_rows(_decode(content, name)))]
    except csv.Error as error:
        raise InputError(f"{name} is damaged and cannot be read as CSV ({error}). Export it again.") from None


def _workbook(content: bytes, name: str) -> list[tuple[str, list[list[Any]]]]:
    try:
        if content.startswith(ZIP):
            with ZipFile(io.BytesIO(content)) as archive:
                if sum(entry.file_size for entry in archive.infolist()) > LARGEST_UNPACKED:
                    raise InputError(f"{name} unpacks to more than 1 GiB and is not read. Export it again.")
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        return [(title, book.get_sheet_by_name(title).to_python(skip_empty_area=False)) for title in book.sheet_names]
    except (CalamineError, BadZipFile, OSError, ValueError) as error:
        raise InputError(f"{name} is damaged and cannot be read as a workbook ({error}). Export it again.") from None


def _html_tables(content: bytes, name: str) -> list[tuple[str, list[list[str]]]]:
    try:
        tables = html.fromstring(_decode(content, name)).xpath("//table[not(ancestor::table)]")
    except (html.etree.ParserError, ValueError) as error:
        raise InputError(f"{name} is damaged and cannot be read as an HTML table ({error}).") from None
    return [
        (f"table {number}" if number > 1 else "", _html_rows(table)) for number, table in enumerate(tables, start=1)
    ]


def _html_rows(table: Any) -> list[list[str]]:
    """The rows of one table with merged cells spread out: their text in the first cell, the others empty."""
    grid: list[dict[int, str]] = []
    lines = table.xpath("./tr|./*[self::thead or self::tbody or self::tfoot]/tr")
    grid = [{} for _ in lines]
    for number, line in enumerate(lines):
        column = 0
        for cell in line.xpath("./td|./th"):
            while column in grid[number]:
                column += 1
            height, width = (_span(cell.get(name)) for name in ("rowspan", "colspan"))
            for down in range(min(height, len(lines) - number)):
                for right in range(width):
                    grid[number + down][column + right] = ""
            grid[number][column] = cell.text_content()
            column += width
    width = max((max(line) + 1 for line in grid if line), default=0)
    return [[line.get(column, "") for column in range(width)] for line in grid]


def _span(written: str | None) -> int:
    return min(int(written), 1000) if written and written.isdigit() and int(written) else 1


def _decode(content: bytes, name: str) -> str:
    for encoding in ENCODINGS:
        if encoding == "utf-16" and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
            continue
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise InputError(f"{name} is in no known encoding (UTF-8, UTF-16, Windows-1258). Save it as UTF-8.")


def _csv_rows(text: str) -> list[list[str]]:
    # The delimiter is the candidate that splits the first lines into most cells; a sniffer guesses letters at times.
    head = text[:20_000].splitlines()[:20]
    delimiter = max(",;\t", key=lambda mark: max((line.count(mark) for line in head), default=0))
    return list(csv.reader(io.StringIO(text), delimiter=delimiter, strict=True))


def _text_cells(rows: Iterable[Iterable[Any]]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(_text(cell) for cell in row) for row in rows)


def _text(cell: Any) -> str:
    match cell:
        case str():
            return clean(cell) if cell else ""
        case bool():
            return "TRUE" if cell else "FALSE"
        case float() if cell.is_integer():
            return str(int(cell))
        case datetime():
            return cell.isoformat(sep=" ", timespec="seconds")
        case date():
            return cell.isoformat()
        case time() | timedelta():
            return str(cell)
    return "" if cell is None else str(cell)
