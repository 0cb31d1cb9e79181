"""Corrections as data: `data/corrections.xlsx`, kept by hand, says what is changed, left out or added, why, who said so and who approved.

A raw file is never edited. A line that changes a cell names the value that it expects to find: where the latest export has another one,
the correction was meant for other data and the run stops; where it has the new value already, or the dossier is gone, the line does
not apply any more and that is reported. Corrections are made to the mapped rows before the checks, so that they can heal a rejected
row: every row of the dossier that has the expected value takes the new one, but an export from before the new day does not, because
it could not know that day.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from cchc_analysis.errors import ConflictError, InputError
from cchc_analysis.sources import cells
from cchc_analysis.sources.details import COLUMN_NAMES, quoted
from cchc_analysis.sources.feeds import FEEDS
from cchc_analysis.sources.readers import read_sheets
from cchc_analysis.tables import CORRECTIONS
from cchc_analysis.text import did_you_mean, fold

NAME = "corrections.xlsx"
ACTION, CODE, COLUMN, EXPECTED, NEW = "Thao tác", "Mã hồ sơ", "Cột", "Giá trị hiện tại", "Giá trị mới"
REASON, SOURCE, APPROVER = "Lý do", "Nguồn", "Người duyệt"
HEADS = (ACTION, CODE, COLUMN, EXPECTED, NEW, REASON, SOURCE, APPROVER)
CORRECT, EXCLUDE, ADD = "correct", "exclude", "add"
ACTIONS = {"sửa": CORRECT, "loại hồ sơ": EXCLUDE, "thêm hồ sơ": ADD}
ACTION_LABELS = {CORRECT: "Sửa", EXCLUDE: "Loại hồ sơ", ADD: "Thêm hồ sơ"}
GONE, DONE, THERE = "Không còn hồ sơ này trong dữ liệu", "Dữ liệu đã có giá trị mới", "Hồ sơ đã có trong dữ liệu"
_FEED = FEEDS["dossiers"]
# What a line may name: the columns of dossier exports but the key, by id or by their Vietnamese name.
_COLUMNS = {fold(said): name for name in _FEED.columns if name != _FEED.key for said in (name, COLUMN_NAMES[name])}
_DATES = _FEED.of_kind("date")
_MOMENTS = {"submitted_date": "submitted_at", "received_date": "received_at"}
_DAY_FORMATS = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d", "%d/%m/%Y", "%d/%m/%Y %H:%M:%S", "%d/%m/%Y %H:%M")
Words = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Correction:
    """One line: texts as written, `value` what the new one means (a moment, a value of the vocabulary, a text; None for blank)."""

    row: int
    sheet: str
    action: str
    dossier_id: str
    column: str
    expected: str
    new: str
    value: Any
    reason: str
    source: str
    approver: str

    @property
    def place(self) -> str:
        return f"{NAME}, row {self.row}"


def load_corrections(path: Path, words: Words) -> list[Correction]:
    """The lines of the list in their order; none where there is no such file.

    `words` are the spellings of the layouts by column with a vocabulary (folded word → value). Raises InputError with everything
    that is wrong with the list.
    """
    if not path.is_file():
        return []
    sheet = read_sheets(path, NAME)[0]
    rows = sheet.rows
    head = next((n for n, row in enumerate(rows) if {fold(CODE), fold(REASON)} <= set(map(fold, row))), None)
    if head is None:
        raise InputError(f"{NAME}: no row has the heads {', '.join(HEADS)}.")
    places = {fold(cell): column for column, cell in enumerate(rows[head]) if cell}
    if missing := [name for name in HEADS if fold(name) not in places]:
        raise InputError(f"{NAME}, row {head + 1}: the column {', '.join(missing)} is missing.")
    found, wrong = [], list[str]()
    for number, row in enumerate(rows[head + 1 :], start=head + 2):
        if any(row):
            said = {name: row[places[fold(name)]] for name in HEADS}
            try:
                found.append(_correction(number, sheet.name, said, words))
            except InputError as error:
                wrong.append(str(error))
    if wrong:
        raise InputError(" ".join(wrong))
    return found


def excluded(corrections: Sequence[Correction]) -> frozenset[str]:
    """The codes of the dossiers that are left out."""
    return frozenset(one.dossier_id for one in corrections if one.action == EXCLUDE)


def applied(corrections: Sequence[Correction], rows: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The mapped rows of all dossier exports with the corrections made, and one line of `tables.CORRECTIONS` for each of these.

    Codes are in their newer form already. Raises ConflictError where the latest export of a dossier has neither the expected
    value nor the new one.
    """
    if not corrections:
        return rows, CORRECTIONS.conform(pd.DataFrame())
    by_code = rows.index[rows["dossier_id"].isin({one.dossier_id for one in corrections})]
    fresh = rows.assign(is_corrected=False)
    lines, added = [], dict[str, list[Correction]]()
    for one in corrections:
        mine = by_code[rows.loc[by_code, "dossier_id"].eq(one.dossier_id)]
        if one.action == ADD:
            count, stale = (0, THERE) if len(mine) else (int(one.dossier_id not in added), None)
            if not len(mine):
                added.setdefault(one.dossier_id, []).append(one)
        elif not len(mine):
            count, stale = 0, GONE
        elif one.action == EXCLUDE:
            count, stale = len(mine), None
        else:
            count, stale = _correct(fresh, mine, one)
        lines.append(_line(one, count, stale))
    new = [_added(fresh, of_code) for of_code in added.values()]
    corrected = pd.concat([fresh, *new], ignore_index=True) if new else fresh
    return corrected, CORRECTIONS.conform(pd.DataFrame(lines))


def _correction(number: int, sheet: str, said: Mapping[str, str], words: Words) -> Correction:
    where = f"{NAME}, row {number}"
    action = ACTIONS.get(fold(said[ACTION] or "sửa"))
    if action is None:
        raise InputError(f"{where}: {ACTION} is none of {', '.join(ACTION_LABELS.values())}.")
    code = cells.dossier_code(pd.Series([said[CODE]], dtype="str"))
    if not cells.looks_like_code(code).all():
        raise InputError(f"{where}: {CODE} is no code of a dossier.")
    if missing := [name for name in (REASON, SOURCE, APPROVER) if not said[name]]:
        raise InputError(f"{where}: {', '.join(missing)} is missing: nothing is changed without it.")
    column, value = "", None
    if action != EXCLUDE:
        column = _COLUMNS.get(fold(said[COLUMN]), "")
        if not column:
            known = [COLUMN_NAMES[name] for name in _FEED.columns if name != _FEED.key]
            raise InputError(
                f'{where}: {COLUMN} "{quoted(said[COLUMN])}" is not known.{did_you_mean(said[COLUMN], known)}'
            )
        value = _value(said[NEW], column, words, where)
    elif any(said[name] for name in (COLUMN, EXPECTED, NEW)):
        raise InputError(
            f"{where}: {ACTION_LABELS[EXCLUDE]} leaves out the whole dossier. Leave {COLUMN} and the values empty."
        )
    if action == ADD and said[EXPECTED]:
        raise InputError(f"{where}: a dossier that is added has no {EXPECTED}. Leave it empty.")
    expected = said[EXPECTED]
    return Correction(
        number, sheet, action, code.iloc[0], column, expected, said[NEW], value, said[REASON], said[SOURCE], said[APPROVER]
    )  # fmt: skip


def _value(text: str, column: str, words: Words, where: str) -> Any:
    """What the text means in the column."""
    if not text:
        return None
    if column in _DATES:
        if (moment := _moment(text)) is None:
            raise InputError(f'{where}: {NEW} "{quoted(text)}" is no day. Write it as 05/03/2021.')
        return moment
    if column in _FEED.vocabularies:
        known = words.get(column, {})
        if fold(text) not in known:
            raise InputError(f'{where}: {NEW} "{quoted(text)}" is no {column}.{did_you_mean(text, list(known))}')
        return known[fold(text)]
    return text


def _moment(text: str) -> pd.Timestamp | None:
    for pattern in _DAY_FORMATS:
        try:
            return pd.Timestamp(datetime.strptime(text, pattern))
        except ValueError:
            continue
    return None


def _correct(rows: pd.DataFrame, mine: pd.Index, one: Correction) -> tuple[int, str | None]:
    """Changes the rows in place; how many, or why none."""
    latest = rows.loc[mine].sort_values(["exported_at", "source_file", "source_row"], kind="stable").index[-1]
    has_expected = _holds(rows.loc[mine], one.column, one.expected)
    if not has_expected[latest]:
        if _holds(rows.loc[[latest]], one.column, one.new).all():
            return 0, DONE
        found = rows.loc[latest]
        raise ConflictError(
            f"{one.place}: {one.dossier_id} does not have {COLUMN_NAMES[one.column]} "
            f'"{quoted(one.expected) if one.expected else ""}" in its latest export ({found["source_file"]}, row {found["source_row"]}), '
            f"so the correction was meant for other data. Look at the export and mend or remove the line."
        )
    if one.column in _DATES and one.column != "due_date" and one.value is not None:
        has_expected &= rows.loc[mine, "exported_at"].ge(one.value.normalize()) | (mine == latest)
    changed = mine[has_expected]
    _put(rows, changed, one)
    rows.loc[mine, "is_corrected"] = True  # whichever of its rows is the one that stays
    return len(changed), None


def _holds(rows: pd.DataFrame, column: str, text: str) -> "pd.Series[bool]":
    """Whether each row has the value that the text says: the day, the word or what it means, or an unreadable cell."""
    if column in _DATES:
        day = _moment(text)
        if day is not None:
            return rows[column].eq(day.normalize())
        if not text:
            return rows[column].isna()
        return rows[column].isna() & rows["unreadable"].map(lambda told: text in _cells_told(told)).eq(True)
    words = rows[f"{column}_text"] if column in _FEED.vocabularies else rows[column]
    if not text:
        return words.isna()
    said = words.map(fold, na_action="ignore").eq(fold(text))
    if column == "procedure":
        said |= cells.procedure_code(words).eq(text)
    return said.astype(bool)


def _cells_told(told: Any) -> list[str]:
    """The cells that `unreadable` quotes, without their heads."""
    return [part.partition(": ")[2] for part in told.split("; ")] if isinstance(told, str) else []


def _put(rows: pd.DataFrame, where: pd.Index, one: Correction) -> None:
    if one.column in _DATES:
        moment: pd.Timestamp | None = one.value
        day = moment.normalize() if moment is not None else pd.NaT
        rows.loc[where, one.column] = day
        if one.column in _MOMENTS:
            # Midnight is what a day without a time of day reads as.
            rows.loc[where, _MOMENTS[one.column]] = moment if moment is not None and moment != day else pd.NaT
        if one.expected and _moment(one.expected) is None:
            rest = rows.loc[where, "unreadable"].map(lambda told: _without(told, one.expected)).astype("str")
            rows.loc[where, "unreadable"], rows.loc[where, "has_unreadable_date"] = rest, rest.notna()
        return
    rows.loc[where, one.column] = one.value
    if one.column in _FEED.vocabularies:
        rows.loc[where, f"{one.column}_text"] = one.new or None


def _without(told: str, cell: str) -> str | None:
    return "; ".join(part for part in told.split("; ") if part.partition(": ")[2] != cell) or None


def _added(rows: pd.DataFrame, lines: Sequence[Correction]) -> pd.DataFrame:
    """A row like those of the exports, from the lines that add one dossier; as of the last export of all."""
    new = pd.DataFrame({str(name): pd.Series([_blank(dtype)], dtype=dtype) for name, dtype in rows.dtypes.items()})
    first = lines[0]
    new = new.assign(
        dossier_id=first.dossier_id, exported_at=rows["exported_at"].max(), is_corrected=True,
        source_file=NAME, source_sheet=first.sheet, source_row=first.row,
    )  # fmt: skip
    for line in lines:
        _put(new, new.index, line)
    return new.assign(lists_status=new["status_text"].notna())


def _blank(dtype: Any) -> Any:
    if pd.api.types.is_bool_dtype(dtype):
        return False
    return 0 if isinstance(dtype, np.dtype) and dtype.kind == "i" else None


def _line(one: Correction, count: int, stale: str | None) -> dict[str, Any]:
    return {
        "sheet": one.sheet, "source_row": one.row, "action": one.action, "dossier_id": one.dossier_id, "column": one.column or None,
        "expected": one.expected or None, "new_value": one.new or None, "reason": one.reason, "source": one.source,
        "approver": one.approver, "rows": count, "stale": stale,
    }  # fmt: skip
