"""Adding lines to the intake list that people keep: everything else in the workbook stays as it is, formats included.

A workbook is an archive of XML parts. Lines are put below the last one in its first sheet, with the formats of the cells above them; the
day of export, which no program knows, is left empty on yellow.
"""

import io
from collections.abc import Sequence
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import xlsxwriter
from lxml import etree

from cchc_analysis.errors import InputError
from cchc_analysis.sources.intake import HEADS, NAME, Proposal
from cchc_analysis.sources.readers import read_sheets
from cchc_analysis.sources.workbooks import safe_parser, sheet_parts
from cchc_analysis.text import fold, table_date

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_STYLES = "xl/styles.xml"
_EPOCH = date(1899, 12, 30)
_TO_FILL_IN = "FFFFFF00"
_SHEET = "Danh sách tệp"


def add_lines(raw: Path, asked: Sequence[Proposal]) -> int:
    """Adds a line for each file that something can be proposed for; how many. Makes the list where there is none.

    Raises InputError where the list is no XLSX workbook or cannot be written.
    """
    lines = [proposal for proposal in asked if not proposal.why_not]
    path = raw / NAME
    if not lines:
        return 0
    if not path.is_file():
        path.write_bytes(_empty_list())
    try:
        content = _with_lines(path.read_bytes(), *_places(path), lines)
    except (KeyError, IndexError, StopIteration, etree.XMLSyntaxError):
        raise InputError(f"{NAME} is built in an unusual way and is left as it is. Add the lines by hand.") from None
    fresh = path.with_name(f".{NAME}")
    try:
        fresh.write_bytes(content)
        fresh.replace(path)
    except OSError as error:
        fresh.unlink(missing_ok=True)
        raise InputError(f"{NAME} cannot be written ({error.strerror}). Close it in other programs first.") from None
    return len(lines)


def _places(path: Path) -> tuple[dict[str, int], int]:
    """Head → number of its column, from 0; and the number of the row of heads, from 1."""
    rows = read_sheets(path, NAME)[0].rows
    wanted = {fold(name): name for name in HEADS}
    at = next((number for number, row in enumerate(rows) if set(map(fold, HEADS[:2])) <= set(map(fold, row))), 0)
    places = {wanted[fold(cell)]: number for number, cell in enumerate(rows[at]) if fold(cell) in wanted}
    if missing := [name for name in HEADS if name not in places]:
        raise InputError(f"{NAME}: the column {', '.join(missing)} is missing. Its heads: {', '.join(HEADS)}.")
    return places, at + 1


def _with_lines(content: bytes, places: dict[str, int], heads: int, lines: Sequence[Proposal]) -> bytes:
    with ZipFile(io.BytesIO(content)) as archive:
        parts = {entry.filename: archive.read(entry) for entry in archive.infolist()}
        sheet_part = next(iter(sheet_parts(archive)))
    sheet = etree.fromstring(parts[sheet_part], safe_parser())
    styles = etree.fromstring(parts[_STYLES], safe_parser())
    body = next(sheet.iter(f"{_MAIN}sheetData"))
    filled = [row for row in body if any(cell.find(f"{_MAIN}v") is not None or len(cell) for cell in row)]
    last = int(filled[-1].get("r"))
    models = {_column(cell): cell for cell in filled[-1]} if last > heads else {}
    day = models.get(places["Ngày xuất"])
    marked = _marked_style(styles, int(day.get("s", "0")) if day is not None else 0)
    for row in [row for row in body if int(row.get("r")) > last]:
        body.remove(row)  # empty rows below the list, which would stand in the way
    for number, line in enumerate(lines, start=last + 1):
        cells = {
            "Tệp": line.file, "Loại": line.kind, "Hệ thống": "", "Ngày xuất": None, "Đơn vị xuất": "", "Từ ngày": line.first,
            "Đến ngày": line.last,
        }  # fmt: skip
        row = etree.SubElement(body, f"{_MAIN}row", r=str(number))
        for head, column in sorted(places.items(), key=lambda place: place[1]):
            is_export_day = head == "Ngày xuất"
            row.append(
                _cell(cells[head], f"{_letters(column)}{number}", models.get(column), marked if is_export_day else None)
            )
    for dimension in sheet.findall(f"{_MAIN}dimension"):
        sheet.remove(dimension)  # optional, and no longer true
    parts[sheet_part], parts[_STYLES] = (
        etree.tostring(part, xml_declaration=True, encoding="UTF-8", standalone=True) for part in (sheet, styles)
    )
    buffer = io.BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return buffer.getvalue()


def _cell(value: str | date | None, place: str, model: Any, style: int | None) -> Any:
    """A cell with the format of the one above it; a day is a number where that one has its day as a number."""
    cell = etree.Element(f"{_MAIN}c", r=place)
    above = model.get("s") if model is not None else None
    if style is not None or above is not None:
        cell.set("s", str(style) if style is not None else above)
    if isinstance(value, date) and above is not None and model.get("t", "n") == "n":
        etree.SubElement(cell, f"{_MAIN}v").text = str((value - _EPOCH).days)
    elif value:
        cell.set("t", "inlineStr")
        text = etree.SubElement(etree.SubElement(cell, f"{_MAIN}is"), f"{_MAIN}t")
        text.text = table_date(value) if isinstance(value, date) else value
    return cell


def _marked_style(styles: Any, model: int) -> int:
    """The number of a cell format like the given one, but on yellow; added to the workbook's formats."""
    fills, formats = (next(styles.iter(f"{_MAIN}{name}")) for name in ("fills", "cellXfs"))
    fill = etree.SubElement(etree.SubElement(fills, f"{_MAIN}fill"), f"{_MAIN}patternFill", patternType="solid")
    etree.SubElement(fill, f"{_MAIN}fgColor", rgb=_TO_FILL_IN)
    made = deepcopy(formats[model])
    made.set("fillId", str(len(fills) - 1))
    made.set("applyFill", "1")
    formats.append(made)
    for group in (fills, formats):
        group.set("count", str(len(group)))
    return len(formats) - 1


def _column(cell: Any) -> int:
    """Number of a cell's column, from 0: B5 → 1."""
    number = 0
    for letter in cell.get("r").rstrip("0123456789"):
        number = number * 26 + ord(letter) - 64
    return number - 1


def _letters(column: int) -> str:
    return (chr(64 + column // 26) if column >= 26 else "") + chr(65 + column % 26)


def _empty_list() -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet(_SHEET)
        sheet.set_column(0, len(HEADS) - 1, 22)
        for column, head in enumerate(HEADS):
            sheet.write_string(0, column, head, book.add_format({"bold": True}))
    return buffer.getvalue()
