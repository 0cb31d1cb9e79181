"""Finding the table in a sheet: where its head is, what its columns are, which rows are data.

Nothing is at a fixed place. The head is where the most known column names stand, over one row or two; below it a row of column
numbers, group rows, total rows and blank rows are recognised and counted, so that every row of a sheet is accounted for.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from cchc_analysis.errors import InputError
from cchc_analysis.sources.mapping import REQUIRED, Mapping
from cchc_analysis.sources.readers import Sheet
from cchc_analysis.text import fold, nearest

# Title blocks of exports are short; a head further down belongs to no layout seen.
DEEPEST_HEAD = 30
_NUMBER = re.compile(r"\(?\d{1,2}\)?")
# One cell alone is a title, a group or a signature, unless it stands in the column of codes and reads like one.
_CODE = re.compile(r"\S*\d\S*")
TOTAL = re.compile(r"(tổng cộng|tổng số|cộng)( hồ sơ)?\s*([:=(\d].*)?", re.IGNORECASE)


@dataclass(frozen=True)
class RawTable:
    """The data rows of one sheet: text in `frame`, one column per wanted target, indexed by the row's number in the file."""

    sheet: Sheet
    mapping: Mapping
    frame: pd.DataFrame

    @property
    def other_lines(self) -> int:
        """Rows that are no data: titles, heads, column numbers, groups, totals, blanks."""
        return len(self.sheet.rows) - len(self.frame)


def find_table(sheet: Sheet, mappings: Sequence[Mapping]) -> RawTable:
    """The table of a sheet under the mapping that knows most of its head.

    Raises InputError where no mapping knows the layout, a column is unknown, stands twice, or a required one is absent.
    """
    scored = [(_head_rows(sheet, mapping), mapping) for mapping in mappings]
    (score, head), mapping = max(scored, key=lambda entry: entry[0][0])
    if score < len(REQUIRED[mapping.table]):
        seen = max(sheet.rows[:DEEPEST_HEAD], key=lambda row: sum(map(bool, row)))
        raise InputError(
            f"{_place(sheet)}: no mapping knows this layout. Its fullest row reads: {', '.join(filter(None, seen))}. "
            f"Name these columns in a mapping in data/mappings."
        )
    columns = _columns(sheet, head, mapping)
    key = columns[REQUIRED[mapping.table][0]]
    data = [number for number in range(head[-1] + 1, len(sheet.rows)) if _is_data(sheet.rows, number, head, key)]
    frame = pd.DataFrame(
        {target: [_cell(sheet.rows[number], column) for number in data] for target, column in columns.items()},
        index=pd.Index([number + 1 for number in data], name="source_row"),
        dtype="str",
    )
    return RawTable(sheet, mapping, frame)


def _head_rows(sheet: Sheet, mapping: Mapping) -> tuple[int, list[int]]:
    """How many names the mapping knows in the head, and the numbers (from 0) of its one or two rows."""
    known = mapping.targets()
    found = [[fold(cell) in known for cell in row if cell] for row in sheet.rows[:DEEPEST_HEAD]]
    best = max(range(len(found)), key=lambda number: (sum(found[number]), -number))
    head = [best]
    if best + 1 < len(found) and found[best + 1] and all(found[best + 1]):
        head = [best, best + 1]
    elif best > 0 and any(found[best - 1]):
        head = [best - 1, best]
    return sum(sum(found[number]) for number in head), head


def _columns(sheet: Sheet, head: list[int], mapping: Mapping) -> dict[str, int]:
    """Target → number of its column."""
    known, columns = mapping.targets(), dict[str, int]()
    unknown: list[str] = []
    for column in range(max(len(sheet.rows[number]) for number in head)):
        name = next((text for number in reversed(head) if (text := _cell(sheet.rows[number], column))), "")
        target = known.get(fold(name), name) if name else ""
        if target and fold(name) not in known:
            unknown.append(name)
        elif target in columns:
            raise InputError(
                f'{_place(sheet)}, row {head[-1] + 1}: the column "{name}" stands twice. Export the list again.'
            )
        elif target:
            columns[target] = column
    if unknown:
        raise InputError(f"{_place(sheet)}, row {head[-1] + 1}: {_unknown(unknown, mapping)}")
    if missing := [mapping.columns[name][0] for name in REQUIRED[mapping.table] if name not in columns]:
        raise InputError(f"{_place(sheet)}, row {head[-1] + 1}: the column {', '.join(missing)} is missing.")
    return columns


def _unknown(names: list[str], mapping: Mapping) -> str:
    told = []
    for name in names:
        near = nearest(name, mapping.spellings(), 1)
        told.append(f'"{name}"' + (f' (nearest known: "{near[0]}")' if near else ""))
    return (
        f'unknown column {", ".join(told)}. Add each to the mapping "{mapping.name}" in data/mappings: '
        f"to [columns] if it is wanted, to personal or unused if not."
    )


def _is_data(rows: Sequence[Sequence[str]], number: int, head: list[int], key: int) -> bool:
    """Whether a row is about one thing; `key` is the column of its code."""
    cells = [cell for cell in rows[number] if cell]
    if len(cells) == 1:
        # A code without anything else is a row that lost its contents: told of as rejected, not passed over as a title.
        return _CODE.fullmatch(_cell(rows[number], key) or "") is not None
    if not cells or TOTAL.fullmatch(cells[0]):
        return False
    return not (number == head[-1] + 1 and all(_NUMBER.fullmatch(cell) for cell in cells))


def _cell(row: Sequence[str], column: int) -> str | None:
    return (row[column] or None) if column < len(row) else None


def _place(sheet: Sheet) -> str:
    return f'{sheet.file}, sheet "{sheet.name}"' if sheet.name else sheet.file
