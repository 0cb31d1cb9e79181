"""HTML tables that one-stop systems save under the name of a workbook."""

from typing import Any

import pyarrow as pa
from lxml import etree, html

from cchc_analysis.errors import InputError
from cchc_analysis.sources.delimited import decode
from cchc_analysis.sources.workbooks import Oddities

Grid = list[list[str]]
WIDEST, MOST_CELLS = 1000, 20_000_000


def read_tables(content: bytes, name: str) -> list[tuple[str, tuple[pa.ChunkedArray, ...], Oddities]]:
    """Title, columns and merged rows of each table. Raises InputError where the page is damaged."""
    text = decode(content, name)
    try:
        tables = html.fromstring(text).xpath("//table[not(ancestor::table)]")
        return [
            (f"table {number}" if number > 1 else "", *_columns(table, name))
            for number, table in enumerate(tables, start=1)
        ]
    except (etree.LxmlError, ValueError) as error:
        said = str(error).splitlines()[0][:100] if str(error) else type(error).__name__
        raise InputError(f"{name} is damaged and cannot be read as an HTML table ({said}).") from None


def _columns(table: Any, name: str) -> tuple[tuple[pa.ChunkedArray, ...], Oddities]:
    lines = table.xpath("./tr|./*[self::thead or self::tbody or self::tfoot]/tr")
    grid, merged = _grid(lines, name)
    width = max(map(len, grid), default=0)
    columns = [[row[column] or None if column < len(row) else None for row in grid] for column in range(width)]
    return tuple(pa.chunked_array([pa.array(column, pa.string())]) for column in columns), Oddities(0, tuple(merged))


def _grid(lines: list[Any], name: str) -> tuple[Grid, list[tuple[int, int]]]:
    """The rows with merged cells spread out – their text in the first cell, the others empty – and the rows they cover."""
    grid: Grid = []
    merged: list[tuple[int, int]] = []
    covered: dict[int, int] = {}  # column → rows that a cell from above still covers
    cells_so_far = 0
    for number, line in enumerate(lines, start=1):
        row: list[str] = []
        cells = [cell for cell in line if cell.tag in ("td", "th")]
        if not covered and not any("span" in key for cell in cells for key in cell.attrib):
            grid.append([_text(cell) for cell in cells])
            continue
        ahead: dict[int, int] = {}
        for cell in cells:
            while covered.get(len(row), 0):
                row.append("")
            height = min(_span(cell.get("rowspan")), len(lines) - number + 1)
            width = _span(cell.get("colspan"))
            if height > 1:
                ahead |= dict.fromkeys(range(len(row), len(row) + width), height - 1)
            if (height > 1 or width > 1) and len(cells) > 1:
                merged.append((number, number + height - 1))
            row += [_text(cell), *[""] * (width - 1)]
        covered = {column: left - 1 for column, left in covered.items() if left > 1} | ahead
        cells_so_far += len(row)
        if cells_so_far > MOST_CELLS:
            raise InputError(
                f"{name}, row {number}: its merged cells reach further than an export does. Export it again."
            )
        grid.append(row)
    return grid, merged


def _text(cell: Any) -> str:
    return (cell.text or "") if not len(cell) else str(cell.text_content())


def _span(written: str | None) -> int:
    digits = (written or "").strip()
    return min(int(digits[:9]), WIDEST) if digits.isascii() and digits.isdigit() and int(digits[:9]) else 1
