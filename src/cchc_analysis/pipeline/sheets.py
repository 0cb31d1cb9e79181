"""A workbook that others made, opened to put values into empty cells: every other byte of its parts stays as it was.

Works on the parts of the OOXML package themselves. What formulas gave is taken out, and they are computed anew when it is next opened.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

from lxml import etree

from cchc_analysis.errors import InputError
from cchc_analysis.sources.workbooks import safe_parser, sheet_parts

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_REFERENCE = re.compile(r"([A-Z]+)(\d+)")
# Formats 9 and 10 are the percent formats that every workbook has.
_PERCENT_IDS = {9, 10}
Element = Any


@dataclass(frozen=True)
class Cell:
    """A place in a sheet; it need not be written in the file yet."""

    sheet: "Sheet"
    column: int
    row: int

    @property
    def name(self) -> str:
        return f"{letters(self.column)}{self.row}"

    def why_not(self) -> str:
        """Why nothing can be written here; empty where it can."""
        found = self.sheet.find(self.column, self.row)
        if found is not None and found.find(f"{_MAIN}f") is not None:
            return "the cell holds a formula."
        if found is not None and "".join(found.itertext()).strip():
            return "the cell is not empty."
        for first, last in self.sheet.merged:
            if (
                first[0] <= self.column <= last[0]
                and first[1] <= self.row <= last[1]
                and first != (self.column, self.row)
            ):
                return f"the cell is merged into {letters(first[0])}{first[1]}; write there."
        return ""

    @property
    def shows_percent(self) -> bool:
        return int(self.sheet.style(self.column, self.row)) in self.sheet.book.percent_styles

    def write(self, value: int | Decimal | str) -> None:
        """Puts a value in; the cell keeps its format."""
        cell = self.sheet.find_or_make(self.column, self.row)
        for child in list(cell):
            cell.remove(child)
        if isinstance(value, str):
            cell.set("t", "inlineStr")
            etree.SubElement(etree.SubElement(cell, f"{_MAIN}is"), f"{_MAIN}t").text = value
        else:
            cell.attrib.pop("t", None)
            etree.SubElement(cell, f"{_MAIN}v").text = str(value)


@dataclass(frozen=True)
class Sheet:
    """One worksheet, as the tree of its XML part."""

    book: "Workbook"
    root: Element

    @cached_property
    def merged(self) -> list[tuple[tuple[int, int], tuple[int, int]]]:
        """First and last cell, as column and row, of each merged range."""
        ranges = [each.get("ref").partition(":") for each in self.root.iter(f"{_MAIN}mergeCell")]
        return [(_split(first), _split(last or first)) for first, _, last in ranges]

    def find(self, column: int, row: int) -> Element | None:
        line = self._line(row)
        if line is None:
            return None
        return next((cell for cell, at in _cells(line) if at == column), None)

    def find_or_make(self, column: int, row: int) -> Element:
        """The cell's element; a new one stands in its place among its neighbours, as Excel demands."""
        if (found := self.find(column, row)) is not None:
            return found
        line = self._line(row)
        if line is None:
            data = self.root.find(f"{_MAIN}sheetData")
            line = etree.Element(f"{_MAIN}row", r=str(row))
            data.insert(sum(int(other.get("r")) < row for other in data), line)
        cell = etree.Element(f"{_MAIN}c", r=f"{letters(column)}{row}", s=self.style(column, row))
        line.insert(sum(at < column for _, at in _cells(line)), cell)
        return cell

    def _line(self, row: int) -> Element | None:
        return next((line for line in self.root.iter(f"{_MAIN}row") if line.get("r") == str(row)), None)

    def style(self, column: int, row: int) -> str:
        """The number of a cell's format; one that is not written yet looks as its row, or else its column, does."""
        if (found := self.find(column, row)) is not None:
            return str(found.get("s", "0"))
        line = self._line(row)
        if line is not None and line.get("customFormat") in ("1", "true"):
            return str(line.get("s"))
        for group in self.root.iter(f"{_MAIN}col"):
            if int(group.get("min")) <= column <= int(group.get("max")):
                return str(group.get("style", "0"))
        return "0"

    def forget_results(self) -> None:
        """Takes away what formulas gave before: with other cells filled it would be wrong, and not every program counts anew."""
        for formula in self.root.iter(f"{_MAIN}f"):
            for old in formula.itersiblings(f"{_MAIN}v"):
                formula.getparent().remove(old)


@dataclass(frozen=True)
class Workbook:
    """The parts of an XLSX file; `sheets` are its worksheets by name, in order."""

    parts: dict[str, bytes]
    paths: dict[str, str]
    trees: dict[str, Element]

    @classmethod
    def read(cls, path: Path) -> "Workbook":
        """Raises InputError for a file that is no workbook in XLSX."""
        try:
            with zipfile.ZipFile(path) as archive:
                parts = {name: archive.read(name) for name in archive.namelist()}
                sheets = {title: part for part, title in sheet_parts(archive).items() if part in parts}
            if not sheets:
                raise KeyError
            trees = {part: _parsed(parts[part]) for part in sheets.values()}
        except (OSError, zipfile.BadZipFile, KeyError, etree.XMLSyntaxError):
            raise InputError(f"{path.name} is no workbook in XLSX. Save it as one and try again.") from None
        return cls(parts, sheets, trees)

    @property
    def sheets(self) -> list[str]:
        return list(self.paths)

    def cell(self, sheet: str, column: int, row: int) -> Cell:
        return Cell(Sheet(self, self.trees[self.paths[sheet]]), column, row)

    @cached_property
    def percent_styles(self) -> set[int]:
        """Numbers of the cell formats that show a share as percent."""
        if "xl/styles.xml" not in self.parts:
            return set()
        styles = _parsed(self.parts["xl/styles.xml"])
        own = {int(each.get("numFmtId")) for each in styles.iter(f"{_MAIN}numFmt") if "%" in each.get("formatCode", "")}
        formats = styles.find(f"{_MAIN}cellXfs")
        listed = [] if formats is None else list(formats)
        return {n for n, each in enumerate(listed) if int(each.get("numFmtId", 0)) in own | _PERCENT_IDS}

    def write(self, path: Path) -> None:
        """The workbook with what was put in; the same bytes for the same contents."""
        for tree in self.trees.values():
            Sheet(self, tree).forget_results()
        written = self.parts | {name: _bytes(tree) for name, tree in self.trees.items()}
        written["xl/workbook.xml"] = _computed_on_opening(self.parts["xl/workbook.xml"])
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in written.items():
                archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
        path.write_bytes(buffer.getvalue())


def letters(column: int) -> str:
    """Column 28 is AB."""
    found = ""
    while column:
        column, rest = divmod(column - 1, 26)
        found = chr(ord("A") + rest) + found
    return found


def number_of(found: str) -> int:
    """AB is column 28."""
    column = 0
    for letter in found:
        column = column * 26 + ord(letter) - ord("A") + 1
    return column


def _split(reference: str) -> tuple[int, int]:
    parts = _REFERENCE.fullmatch(reference.replace("$", ""))
    return (number_of(parts[1]), int(parts[2])) if parts else (0, 0)


def _cells(line: Element) -> Iterator[tuple[Element, int]]:
    """The cells of a row with their columns; one without a reference follows the one before."""
    column = 0
    for cell in line.iter(f"{_MAIN}c"):
        column = _split(cell.get("r"))[0] if cell.get("r") else column + 1
        yield cell, column


def _parsed(part: bytes) -> Element:
    return etree.fromstring(part, safe_parser())


def _bytes(tree: Element) -> bytes:
    return bytes(etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True))


def _computed_on_opening(workbook: bytes) -> bytes:
    """Without this Excel would go on showing what the formulas gave before."""
    book = _parsed(workbook)
    rule = book.find(f"{_MAIN}calcPr")
    if rule is None:
        rule = etree.Element(f"{_MAIN}calcPr")
        # The schema has it after the defined names, or after the sheets where there are none.
        before = book.find(f"{_MAIN}definedNames")
        (book.find(f"{_MAIN}sheets") if before is None else before).addnext(rule)
    rule.set("fullCalcOnLoad", "1")
    return _bytes(book)
