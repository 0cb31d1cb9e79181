"""Finding the table in a sheet: where its head is, what its columns are, which rows are data.

Nothing is at a fixed place. The head is where the most known column names stand, over one row or two; below it rows of column
numbers, heads repeated on a further page, group rows, total rows, blank rows and lines of a form that nobody filled in are
recognised and counted by kind, so that every row of a sheet is accounted for. Below the head all this is done by whole columns.
"""

import re
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from cchc_analysis.errors import InputError
from cchc_analysis.sources.alignment import CODE, refuse_shifted_head
from cchc_analysis.sources.columns import Mask, begins_with_digit, cleaned, filled, picked
from cchc_analysis.sources.mapping import Mapping
from cchc_analysis.sources.masking import mask
from cchc_analysis.sources.readers import Sheet, place
from cchc_analysis.text import fold, nearest

# Title blocks of exports are short; a head further down belongs to no layout seen.
DEEPEST_HEAD = 30
_NUMBER = re.compile(r"\(?\d{1,2}\)?")
TOTAL = re.compile(r"(tổng cộng|tổng số|cộng)( hồ sơ)?\s*([:=(\d].*)?", re.IGNORECASE)
# A code alone in its column: one word with a digit, unlike "Lĩnh vực: Báo chí".
_LONE_CODE = r"^\S*\d\S*$"
# Group rows are numbered I, II, A, B … where the rows themselves have 1, 2, 3.
_GROUP_NUMBER = r"^([IVXLC]+|[A-ZĐ])[.)]?$"
OTHER_LINES = ("title", "head", "group", "total", "blank", "unfilled")
# Rows are told by their place in this.
LINES = ("data", *OTHER_LINES)
DATA, TITLE_LINE, HEAD_LINE, GROUP_LINE, TOTAL_LINE, BLANK_LINE, UNFILLED_LINE = range(len(LINES))


@dataclass(frozen=True)
class RawTable:
    """The data rows of one sheet: text in `frame`, one column per wanted target, indexed by the row's number in the file.

    `other` counts the rows that are no data, by kind: title (above the head), head (with column numbers and its
    repetitions), group (one text alone, signatures too), total, blank, unfilled (lines of a form that were left blank). `heads` names
    the wanted columns as the file does, `names` all columns. `notes` are Vietnamese sentences on what the cells do not show.
    """

    sheet: Sheet
    mapping: Mapping
    frame: pd.DataFrame
    other: dict[str, int]
    heads: dict[str, str]
    long_rows: tuple[int, ...]
    notes: tuple[str, ...]
    names: tuple[str, ...]

    @property
    def other_lines(self) -> int:
        """Rows that are no data."""
        return sum(self.other.values())

    def without_cells(self) -> Self:
        """The account of the table without its cells, for when they are read and no longer to be held."""
        lines = pa.chunked_array([pa.nulls(len(self.sheet))])
        return replace(self, sheet=replace(self.sheet, columns=(lines,)), frame=self.frame[[]])


def find_table(sheet: Sheet, mappings: Sequence[Mapping]) -> RawTable:
    """The table of a sheet under the mapping that knows most of its head.

    Raises InputError where no mapping knows the layout, a column is unknown, stands twice or beside its head, or a required
    one is absent.
    """
    top = sheet.part(0, DEEPEST_HEAD)
    scored = [(_head_rows(top, mapping), mapping) for mapping in mappings]
    (score, head), mapping = max(scored, key=lambda entry: entry[0][0])
    if score < len(mapping.feed.required):
        raise InputError(
            f"{place(sheet)}: no mapping knows this layout. {_what_was_seen(top)}Name its columns in a mapping in data/mappings; cchc map drafts one."
        )
    names = _names(top, head)
    columns = _columns(sheet, names, head, mapping)
    has_cell = [filled(column) for column in sheet.columns]
    kinds = _kinds(sheet, mapping, has_cell, top, head, columns)
    is_data = kinds == DATA
    refuse_shifted_head(sheet, mapping, names, columns, is_data)
    with ThreadPoolExecutor(2) as pool:  # Arrow and numpy work outside Python's lock
        texts = pool.map(lambda number: _data_texts(sheet.columns[number], is_data), columns.values())
        frame = pd.DataFrame(dict(zip(columns, texts, strict=True)), copy=False)
    frame.index = pd.Index(np.flatnonzero(is_data) + 1, name="source_row")
    counts = np.bincount(kinds, minlength=len(LINES)).tolist()
    other = {kind: counts[LINES.index(kind)] for kind in OTHER_LINES}
    heads = {target: names[number] for target, number in columns.items()}
    long_rows = tuple(row for row in sheet.long_rows if is_data[row - 1])
    return RawTable(
        sheet, mapping, frame, other, heads, long_rows, _notes(sheet, is_data, has_cell, names), tuple(names)
    )


def knowing(sheet: Sheet, mappings: Sequence[Mapping]) -> list[Mapping]:
    """The mappings that know as much of the sheet's head as any does, in their order; none where no one knows the layout."""
    top = sheet.part(0, DEEPEST_HEAD)
    scores = [_head_rows(top, mapping)[0] for mapping in mappings]
    best = max(scores, default=0)
    return [m for m, score in zip(mappings, scores, strict=True) if score == best >= len(m.feed.required)]


def _what_was_seen(top: Sequence[Sequence[str]]) -> str:
    """The fullest row of words alone, which should be the head; a row with numbers may be about a person and is not quoted."""
    rows = [[cell for cell in row if cell] for row in top]
    words = [row for row in rows if row and not any(sign.isdigit() for cell in row for sign in cell)]
    if not words:
        return "None of its first rows looks like a head. "
    return f"Its fullest row reads: {', '.join(cell[:60] for cell in max(words, key=len)[:40])}. "


def _data_texts(column: pa.ChunkedArray, is_data: Mask) -> "pd.Series[str]":
    """The column's cells in the data rows, cleaned; where nothing is to be cleaned they stay where they are in memory."""
    rows = np.flatnonzero(is_data)
    together = len(rows) > 0 and rows[-1] - rows[0] + 1 == len(rows)
    texts = column.slice(rows[0], len(rows)) if together else column.filter(pa.array(is_data))
    return pd.Series(pd.array(pa.chunked_array(map(cleaned, texts.chunks), texts.type), dtype="str"))


def _head_rows(top: Sequence[Sequence[str]], mapping: Mapping) -> tuple[int, list[int]]:
    """How many names the mapping knows in the head, and the indexes of its one or two rows."""
    known = mapping.targets()
    found = [[fold(cell) in known for cell in row if cell] for row in top]
    best = max(range(len(found)), key=lambda number: (sum(found[number]), -number))
    head = [best]
    if best + 1 < len(found) and found[best + 1] and all(found[best + 1]) and not _same(top[best], top[best + 1]):
        head = [best, best + 1]
    elif best > 0 and any(found[best - 1]):
        head = [best - 1, best]
    return sum(sum(found[number]) for number in head), head


def _names(top: Sequence[Sequence[str]], head: Sequence[int]) -> list[str]:
    """The name of each column; of two rows the lower one names it, where it has a name."""
    return [
        next((cell for row in reversed(head) if (cell := top[row][column])), "") for column in range(len(top[head[0]]))
    ]


def _columns(sheet: Sheet, names: Sequence[str], head: Sequence[int], mapping: Mapping) -> dict[str, int]:
    """Target → number of its column."""
    known, columns = mapping.targets(), dict[str, int]()
    where = f"{place(sheet)}, row {head[-1] + 1}"
    if unknown := [name for name in names if name and fold(name) not in known]:
        raise InputError(f"{where}: {_unknown(unknown, mapping)}")
    for column, name in enumerate(names):
        target = known[fold(name)] if name else ""
        if target in columns:
            raise InputError(f'{where}: the column "{name}" stands twice. Export the list again.')
        if target:
            columns[target] = column
    if missing := [mapping.columns[name][0] for name in mapping.feed.required if name not in columns]:
        raise InputError(f"{where}: the column {', '.join(missing)} is missing.")
    return columns


def _unknown(names: Sequence[str], mapping: Mapping) -> str:
    told = []
    for name in names:
        near = nearest(name, mapping.spellings(), 1)
        told.append(f'"{mask(name)[:80]}"' + (f' (nearest known: "{near[0]}")' if near else ""))
    return (
        f'unknown column {", ".join(told)}. Add each to the mapping "{mapping.name}" in data/mappings: '
        f"to [columns] if it is wanted, to personal or unused if not."
    )


def _kinds(
    sheet: Sheet,
    mapping: Mapping,
    has_cell: Sequence[Mask],
    top: Sequence[Sequence[str]],
    head: Sequence[int],
    columns: dict[str, int],
) -> npt.NDArray[np.int8]:
    """For each row what it is, as its place in LINES."""
    rows = np.arange(len(sheet))
    cells = np.zeros(len(sheet), dtype=np.int16)
    for here in has_cell:
        cells += here
    key = columns[mapping.feed.key]
    kinds = np.full(len(sheet), DATA, dtype=np.int8)
    below = rows > head[-1]
    lone = below & (cells == 1)
    is_code = _where(sheet.columns[key], lone & has_cell[key], _LONE_CODE)
    for column, here in zip(sheet.columns, has_cell, strict=True):
        is_code |= _where(column, lone & here, CODE)  # a code is a row to tell of, even under another head
    kinds[lone & ~is_code] = GROUP_LINE
    kinds[below & _is_numbered_group(sheet, has_cell, cells, columns)] = GROUP_LINE
    kinds[below & _is_total(sheet, has_cell)] = TOTAL_LINE
    kinds[below & (kinds == DATA) & _is_unfilled(mapping, has_cell, columns, _names(top, head))] = UNFILLED_LINE
    for first in _repeated_heads(sheet, top, head):
        kinds[first : first + len(head)] = HEAD_LINE
    _refuse_rows_above_the_head(sheet, has_cell, rows < head[0], head[0])
    kinds[~below] = TITLE_LINE
    kinds[head[0] : head[-1] + 1] = HEAD_LINE
    for above in np.flatnonzero(kinds == HEAD_LINE):
        if above + 1 < len(rows) and kinds[above + 1] != HEAD_LINE and _is_numbering(sheet, int(above) + 1):
            kinds[above + 1] = HEAD_LINE
    kinds[(cells == 0) & (kinds != HEAD_LINE)] = BLANK_LINE
    return kinds


def _refuse_rows_above_the_head(sheet: Sheet, has_cell: Sequence[Mask], above: Mask, head: int) -> None:
    """A head that only a later page has right would make titles of the rows before it."""
    for column, here in zip(sheet.columns, has_cell, strict=True):
        if len(found := np.flatnonzero(_where(column, above & here, CODE))):
            raise InputError(
                f"{place(sheet)}, row {found[0] + 1}: a dossier stands above the head in row {head + 1}. The head of the first page "
                f"is not one that the mapping knows: correct it there, or export the list again."
            )


def _where(column: pa.ChunkedArray, rows: Mask, pattern: str) -> Mask:
    """Of the given rows those whose cell, cleaned, meets the pattern."""
    places = np.flatnonzero(rows)
    found = np.zeros(len(rows), dtype=bool)
    if len(places):
        texts = cleaned(picked(column, places))
        found[places] = pc.fill_null(pc.match_substring_regex(texts, pattern), False).to_numpy(zero_copy_only=False)
    return found


def _is_total(sheet: Sheet, has_cell: Sequence[Mask]) -> Mask:
    """Rows whose first cell says that they are a sum."""
    before = np.zeros(len(sheet), dtype=bool)
    total = before.copy()
    for column, here in zip(sheet.columns, has_cell, strict=True):
        total |= _where(column, here & ~before & ~begins_with_digit(column), rf"(?i)^({TOTAL.pattern})$")
        before |= here
    return total


def _is_unfilled(mapping: Mapping, has_cell: Sequence[Mask], columns: dict[str, int], names: Sequence[str]) -> Mask:
    """Lines of a form that have their key and nothing that the form did not have from the start.

    Columns of which nothing is wanted are the form's own; what stands outside of all columns is somebody's.
    """
    prefilled = mapping.feed.prefilled
    entered = [has_cell[number] for target, number in columns.items() if target not in prefilled]
    entered += [here for here, name in zip(has_cell, names, strict=True) if not name]
    if not prefilled or not entered:
        return np.zeros(len(has_cell[0]), dtype=bool)
    unfilled: Mask = has_cell[columns[mapping.feed.key]] & ~np.any(entered, axis=0)
    return unfilled


def _is_numbered_group(sheet: Sheet, has_cell: Sequence[Mask], cells: np.ndarray, columns: dict[str, int]) -> Mask:
    """Rows of a group number and a title: two cells, none of them a code or in a column of dates."""
    empty = cells == 2
    for target, number in columns.items():
        if target.endswith("_date"):
            empty = empty & ~has_cell[number]
        elif target.endswith("_id"):
            empty = empty & ~_where(sheet.columns[number], empty & has_cell[number], _LONE_CODE)
    found, before = np.zeros(len(sheet), dtype=bool), np.zeros(len(sheet), dtype=bool)
    if empty.any():
        for column, here in zip(sheet.columns, has_cell, strict=True):
            found |= _where(column, empty & here & ~before, _GROUP_NUMBER)
            before |= here
    return found


def _repeated_heads(sheet: Sheet, top: Sequence[Sequence[str]], head: Sequence[int]) -> list[int]:
    """Indexes of rows further down where the head begins again, as on a further printed page."""
    probe = next(number for number, cell in enumerate(top[head[0]]) if cell)
    rows = np.arange(len(sheet))
    if not top[head[0]][probe][0].isdigit():
        rows = np.flatnonzero(~begins_with_digit(sheet.columns[probe]))
    raw = picked(sheet.columns[probe], rows)
    wanted = pc.utf8_lower(pa.scalar(top[head[0]][probe]))
    same = pc.equal(pc.utf8_lower(pc.utf8_normalize(pc.utf8_trim_whitespace(raw), form="NFC")), wanted)
    candidates = rows[pc.fill_null(same, False).to_numpy(zero_copy_only=False)]
    heads = [top[number] for number in head]
    return [
        int(first)
        for first in candidates
        if first > head[-1]
        and len(again := sheet.part(int(first), len(head))) == len(head)
        and all(map(_same, heads, again))
    ]


def _same(one: Sequence[str], other: Sequence[str]) -> bool:
    return [fold(cell) for cell in one] == [fold(cell) for cell in other]


def _is_numbering(sheet: Sheet, row: int) -> bool:
    """A row of column numbers: (1) (2) (3)."""
    cells = [cell for cell in sheet.part(row, 1)[0] if cell]
    return len(cells) > 1 and all(_NUMBER.fullmatch(cell) for cell in cells)


def _notes(sheet: Sheet, is_data: Mask, has_cell: Sequence[Mask], names: Sequence[str]) -> tuple[str, ...]:
    """What the rows that were read do not show, in sentences for the analyst."""
    notes = []
    if count := sheet.oddities.uncomputed_formulas:
        notes.append(f"{count} công thức chưa được tính: ô được đọc là trống; hãy mở tệp, tính lại và lưu")
    if merged := [rows for rows in sheet.oddities.merged if is_data[rows[0] - 1 : rows[1]].any()]:
        told = ", ".join(str(first) if first == last else f"{first}–{last}" for first, last in merged[:5])
        more = " …" if len(merged) > 5 else ""
        notes.append(f"{len(merged)} ô gộp trong phần dữ liệu (dòng {told}{more}): chỉ ô đầu có giá trị")
    if not sheet.oddities.seen:
        notes.append("định dạng của tệp không cho biết có công thức hay ô gộp")
    if outside := sum(int((here & is_data).sum()) for here, name in zip(has_cell, names, strict=True) if not name):
        notes.append(f"{outside} ô nằm ở cột không có tên: không được đọc")
    return tuple(notes)
