"""Reading a form II.06a that somebody else filled in: XLSX, an HTML table saved as .xls, or CSV.

The columns are known by the row of their numbers, (1) to (13); where that is missing, by their heads. Column numbers as in the
form: 3 to 13 are figures, and a table may lack some of them or give two as one (trước hạn and đúng hạn together).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from cchc_analysis.errors import InputError
from cchc_analysis.measures.identities import Columns, FormRow
from cchc_analysis.sources.layout import DEEPEST_HEAD, TOTAL
from cchc_analysis.sources.readers import Sheet, read_sheets
from cchc_analysis.sources.readers import place as _place
from cchc_analysis.text import fold

FIRST_FIGURE, LAST_FIGURE = 3, 13
# Fewer columns than this are no form: a sentence with numbers, a signature.
LEAST_COLUMNS = 4
# (3), 3, or with its formula: (3)=(4)+(5)+(6)
_COLUMN_NUMBER = re.compile(r"\(?(\d{1,2})\)?(\s*=[\s()\d+]*)?")
_NUMBER = re.compile(r"\d{1,3}(?:[. ]\d{3})+|\d+")
_NOTHING = ("", "-", "–", "—")


@dataclass(frozen=True)
class SuppliedForm:
    """A form as it was supplied: its rows, its total row if it has one, and the columns that it has."""

    place: str
    columns: tuple[Columns, ...]
    rows: tuple[FormRow, ...]
    total: FormRow | None


def read_forms(path: Path) -> list[SuppliedForm]:
    """The forms in a file, one for each sheet or table that is one.

    Raises InputError where none is, a cell that should be a number is none, or several rows call themselves the total.
    """
    sheets = read_sheets(path, path.name)
    found = [(sheet, columns, first) for sheet in sheets if (head := _head(sheet)) for columns, first in [head]]
    if not found:
        seen = max(sheets[0].part(0, DEEPEST_HEAD), key=lambda row: sum(map(bool, row)))
        raise InputError(
            f"{path.name}: no table of it is a form II.06a, by a row of column numbers (1) to (13) or by its heads. "
            f"Its fullest row reads: {', '.join(filter(None, seen))}."
        )
    return [_form(sheet, columns, first) for sheet, columns, first in found]


def _head(sheet: Sheet) -> tuple[dict[int, Columns], int] | None:
    """Place of each column of figures → what it is, and the number (from 0) of the first row below the head."""
    top = sheet.part(0, DEEPEST_HEAD)
    for number, row in enumerate(top):
        if columns := _numbered(row):
            return columns, number + 1
    for first in range(1, len(top)):
        if _has_figures(top[first]) and (columns := _by_heads(sheet, top[:first])):
            return columns, first
    return None


def _numbered(row: Sequence[str]) -> dict[int, Columns]:
    """The columns by a row of their numbers, which are all that it holds and follow one another; empty for another row."""
    cells = {place: _COLUMN_NUMBER.fullmatch(cell) for place, cell in enumerate(row) if cell}
    numbers = [int(found[1]) for found in cells.values() if found]
    in_order = all(before < after for before, after in pairwise(numbers))
    if len(numbers) < max(LEAST_COLUMNS, len(cells)) or not in_order or numbers[0] > FIRST_FIGURE:
        return {}
    columns = {place: int(found[1]) for place, found in cells.items() if found}
    return {place: (number,) for place, number in columns.items() if FIRST_FIGURE <= number <= LAST_FIGURE}


def _has_figures(row: Sequence[str]) -> bool:
    return sum(bool(_NUMBER.fullmatch(cell)) for cell in row) >= LEAST_COLUMNS


def _by_heads(sheet: Sheet, above: Sequence[Sequence[str]]) -> dict[int, Columns]:
    """The columns by the heads in the rows above the figures; empty where these are no heads of the form."""
    heads = [row for row in above if sum(map(bool, row)) > 1]
    columns: dict[int, Columns] = {}
    for place, path in enumerate(_paths(heads)):
        if not (meant := _meant(path)):
            continue
        if meant in columns.values():
            raise InputError(
                f'{_place(sheet)}, row {len(above)}: two columns read "{" – ".join(path)}". Put a row of column numbers, '
                f"(1) to (13), below the heads."
            )
        columns[place] = meant
    return columns if len(columns) >= LEAST_COLUMNS else {}


def _paths(rows: Sequence[Sequence[str]]) -> list[tuple[str, ...]]:
    """The head of each column from the top row down.

    A cell that was merged across is empty in all its columns but the first: an empty one takes the text to its left, if both
    stand below the same.
    """
    paths: list[tuple[str, ...]] = []
    filled: list[list[str]] = [[] for _ in rows]
    for place in range(max((len(row) for row in rows), default=0)):
        for level, row in enumerate(rows):
            text = row[place] if place < len(row) else ""
            above = [filled[upper][place] for upper in range(level)]
            if not text and place and above == [filled[upper][place - 1] for upper in range(level)]:
                text = filled[level][place - 1]
            filled[level].append(text)
        paths.append(tuple(line[place] for line in filled if line[place]))
    return paths


def _meant(path: Sequence[str]) -> Columns:
    """Which column of the form a head names; empty for another one (a share, a remark)."""
    words = fold(" / ".join(path))
    leaf = fold(path[-1]) if path else ""
    if not path or "tỷ lệ" in words or "tỉ lệ" in words:
        return ()
    if re.search(r"đang (giải quyết|xử lý)|chưa (giải quyết|xử lý)", words):
        return _pending(leaf)
    if re.search(r"đã (giải quyết|xử lý)|kết quả giải quyết", words):
        return _settled(leaf)
    if re.search(r"tiếp nhận|nhận giải quyết", words):
        return _received(leaf)
    return ()


def _received(leaf: str) -> Columns:
    if "kỳ trước" in leaf:
        return (6,)
    if "trực tuyến" in leaf:
        return (4,)
    if "trực tiếp" in leaf:
        return (5,)
    if re.search(r"trong kỳ|mới", leaf):
        return (4, 5)
    return (3,) if re.search(r"tổng số|tiếp nhận|nhận giải quyết", leaf) else ()


def _settled(leaf: str) -> Columns:
    early, on_time = "trước hạn" in leaf, bool(re.search(r"đúng hạn|trong hạn", leaf))
    if early and on_time:
        return (8, 9)
    if early or on_time:
        return (8,) if early else (9,)
    if "quá hạn" in leaf:
        return (10,)
    return (7,) if re.search(r"tổng số|đã (giải quyết|xử lý)", leaf) else ()


def _pending(leaf: str) -> Columns:
    if re.search(r"trong hạn|đúng hạn|chưa đến hạn", leaf):
        return (12,)
    if "quá hạn" in leaf:
        return (13,)
    return (11,) if re.search(r"tổng số|đang (giải quyết|xử lý)", leaf) else ()


def _form(sheet: Sheet, columns: Mapping[int, Columns], first: int) -> SuppliedForm:
    rows: list[FormRow] = []
    totals: list[tuple[int, FormRow]] = []
    names = range(min(columns))
    for number, cells in enumerate(sheet.part(first, len(sheet)), start=first + 1):
        written = {place: cells[place] if place < len(cells) else "" for place in columns}
        # Group titles, dates and signatures below the table have no figure at all.
        if not any(_NUMBER.fullmatch(text) for text in written.values()):
            continue
        words = [cells[place] for place in names if place < len(cells) and cells[place]]
        figures = {
            columns[place]: _figure(text, f"{_place(sheet)}, row {number}, column {_called(columns[place])}")
            for place, text in written.items()
        }
        if total := next((word for word in words if TOTAL.fullmatch(word)), None):
            totals.append((number, FormRow(total, figures)))
        else:
            rows.append(FormRow(words[-1] if words else f"dòng {number}", figures))
    if len(totals) > 1:
        lines = ", ".join(str(number) for number, _ in totals)
        raise InputError(f"{_place(sheet)}: rows {lines} all call themselves the total. Keep one table to a sheet.")
    return SuppliedForm(_place(sheet), tuple(columns.values()), tuple(rows), totals[0][1] if totals else None)


def _figure(text: str, where: str) -> int:
    if text in _NOTHING:
        return 0
    if not _NUMBER.fullmatch(text):
        raise InputError(f'{where}: "{text}" is not a whole number. Write 1234 or 1.234, and - for none.')
    return int(re.sub(r"[. ]", "", text))


def _called(columns: Columns) -> str:
    return "+".join(f"({column})" for column in columns)
