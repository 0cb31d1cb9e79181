"""Reading columns of dates that were written as text: one order of day and month from top to bottom, or not at all.

05/03/2021 reads both ways. The formats of the mapping decide, and the other cells of the column must not contradict them: a
column that can only be read half day first and half month first stops the file. So does the trace of a spreadsheet that
took some text dates for month-first ones and made real dates of them. What is no date stays missing and is told of.
"""

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from cchc_analysis.errors import InputError
from cchc_analysis.sources.columns import arrow_texts, letters_of

Mask = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.int64]
# One-stop offices exist since 2003: an earlier year, as the 1900 of an empty spreadsheet cell, is no date of a dossier.
FIRST_YEAR, LAST_YEAR = 2000, 2100
# What readers write for real dates of a workbook, and the forms in which the year stands first: none of them reads two ways.
YEAR_FIRST = (
    "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M", "%Y%m%d%H%M%S", "%Y%m%d%H%M",
    "%Y%m%d",
)  # fmt: skip
_TIMES = ("", " %H:%M", " %H:%M:%S")
_WIDTHS = {"Y": (4,), "m": (2, 1), "d": (2, 1), "H": (2, 1), "M": (2, 1), "S": (2, 1)}
_FRACTION = r"^(\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}:\d{2})(?:\.\d+)?(?:Z|\+07:?00)?$"
# The day number of a spreadsheet, where a cell of dates has lost its format.
_SERIAL = r"^\d{5}(\.\d+)?$"
_SERIAL_EPOCH = np.datetime64("1899-12-30", "us")
# So many of each kind, and all of them the same way, are no accident.
_FEW = 3
_DAYS = np.array([0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31], dtype=np.int16)
# Day number of the first of each month since 1970.
_FIRST_OF_MONTH = np.arange((LAST_YEAR - 1970) * 12).astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)


@dataclass(frozen=True)
class _Read:
    """A column under one family of formats: the moments, and where the cell is one."""

    moments: npt.NDArray[np.datetime64]
    ok: Mask

    @property
    def count(self) -> int:
        return int(self.ok.sum())

    def days(self) -> Numbers:
        """Day of the month of the cells that were read."""
        there = self.moments[self.ok]
        number: Numbers = (there.astype("datetime64[D]") - there.astype("datetime64[M]")).astype(np.int64) + 1
        return number


def moments(column: pd.Series, formats: Sequence[str], where: str = "a column of dates") -> pd.Series:
    """Text → moment (datetime64); missing where the cell is empty or not in the column's one format.

    `formats` are those of the mapping (strptime; the time of day may be absent), `where` names the column in errors, and
    the index holds row numbers. Raises InputError where the cells contradict each other or the mapping on which comes first,
    day or month.
    """
    texts = arrow_texts(column)
    families, reads = _families(formats), list[_Read]()
    for family in families:
        reads.append(_read(texts, family))
        if reads[-1].count == len(texts) - texts.null_count:
            break
    best = max(range(len(reads)), key=lambda number: (reads[number].count, -number))
    chosen = reads[best]
    if order := _other_order(families[best]):
        _refuse_two_orders(column, texts, chosen, families[best], order, where)
        if len(reads) == len(families):
            _refuse_swapped_by_a_spreadsheet(column, chosen, reads[-1], where)
    return pd.Series(chosen.moments, index=column.index)


def _families(formats: Sequence[str]) -> list[tuple[str, ...]]:
    """The formats that differ in the time of day alone together, in the mapping's order; those with the year first at the end."""
    dates = dict.fromkeys(re.split(r"[ T]%H", written)[0] for written in formats)
    two_ways = [tuple(f"{day}{time}" for time in _TIMES) for day in dates if not day.startswith("%Y")]
    year_first = [f"{day}{time}" for day in dates if day.startswith("%Y") for time in _TIMES]
    return [*two_ways, tuple(dict.fromkeys([*year_first, *YEAR_FIRST]))]


def _other_order(family: Sequence[str]) -> tuple[str, ...]:
    """The same formats with day and month changed over; empty where the year stands first."""
    if family[0].startswith("%Y"):
        return ()
    return tuple(written.replace("%d", "%#").replace("%m", "%d").replace("%#", "%m") for written in family)


def _read(texts: pa.LargeStringArray, family: Sequence[str]) -> _Read:
    found = np.full(len(texts), np.datetime64("NaT", "us"))
    lengths = pc.fill_null(pc.utf8_length(texts), 0).to_numpy()
    left = lengths == pc.fill_null(pc.binary_length(texts), -1).to_numpy()  # a date has no letters beyond ASCII
    by_length = {
        int(length): np.flatnonzero(left & (lengths == length)) for length in np.unique(lengths[left]) if length < 20
    }
    for written in family:
        for template in _templates(written):
            rows = by_length.get(len(template), np.zeros(0, dtype=np.int64))
            if len(rows):
                read, ok = _parse(letters_of(texts, rows, len(template)), template)
                found[rows[ok]] = read[ok]
                by_length[len(template)] = rows[~ok]
    if family[-1] == YEAR_FIRST[-1]:
        _read_workbook_forms(texts, found)
    return _Read(found, ~np.isnat(found))


def _templates(written: str) -> Iterator[str]:
    """A strptime format → its texts by width: %d/%m → dd/mm, dd/m, d/mm, d/m."""
    parts = re.split(r"%([YmdHMS])", written)
    choices = [
        [part] if number % 2 == 0 else [part * width for width in _WIDTHS[part]] for number, part in enumerate(parts)
    ]
    return map("".join, itertools.product(*choices))


def _parse(letters: npt.NDArray[np.uint8], template: str) -> tuple[npt.NDArray[np.datetime64], Mask]:
    ok = np.ones(len(letters), dtype=bool)
    letters = np.asfortranarray(letters)  # what follows goes by columns
    numbers = {part: np.zeros(len(letters), dtype=np.int16) for part in "YmdHMS"}
    for place, part in enumerate(template):
        if part in numbers:
            digits = letters[:, place] - np.uint8(48)  # what is no digit wraps round to a number above 9
            ok &= digits < 10
            numbers[part] = numbers[part] * 10 + digits
        else:
            ok &= letters[:, place] == ord(part)
    year, month, day = numbers["Y"], numbers["m"], numbers["d"]
    ok &= (year >= FIRST_YEAR) & (year < LAST_YEAR) & (month >= 1) & (month <= 12) & (day >= 1)
    ok &= (numbers["H"] < 24) & (numbers["M"] < 60) & (numbers["S"] < 60)
    is_leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    ok &= day <= _DAYS[np.where(ok, month, 0)] - ((month == 2) & ~is_leap)
    months = np.where(ok, (year - 1970) * 12 + month - 1, 0)
    days = _FIRST_OF_MONTH[months] + day - 1
    seconds = (numbers["H"].astype(np.int64) * 60 + numbers["M"]) * 60 + numbers["S"]
    return ((days * 86_400 + seconds) * 1_000_000).view("datetime64[us]"), ok


def _read_workbook_forms(texts: pa.LargeStringArray, found: npt.NDArray[np.datetime64]) -> None:
    """Adds ISO moments with fractions of seconds, which are dropped, and day numbers of a spreadsheet."""
    rows = np.flatnonzero(np.isnat(found) & texts.is_valid().to_numpy(zero_copy_only=False))
    if not len(rows):
        return
    rest = texts.take(pa.array(rows))
    is_serial = pc.match_substring_regex(rest, _SERIAL).to_numpy(zero_copy_only=False)
    numbers = pc.cast(rest.filter(pa.array(is_serial)), pa.float64()).to_numpy()
    seconds = np.round(numbers * 86_400).astype(np.int64)
    read = _SERIAL_EPOCH + seconds.astype("timedelta64[s]")
    years = read.astype("datetime64[Y]").astype(np.int64) + 1970
    found[rows[is_serial]] = np.where((years >= FIRST_YEAR) & (years < LAST_YEAR), read, np.datetime64("NaT", "us"))
    is_iso = pc.match_substring_regex(rest, _FRACTION).to_numpy(zero_copy_only=False)
    if is_iso.any():
        plain = pc.utf8_slice_codeunits(pc.replace_substring(rest.filter(pa.array(is_iso)), "T", " "), 0, 19)
        found[rows[is_iso]] = _read(plain, YEAR_FIRST[:1]).moments


def _refuse_two_orders(
    column: pd.Series, texts: pa.LargeStringArray, read: _Read, family: Sequence[str], order: Sequence[str], where: str
) -> None:
    left = np.flatnonzero(~read.ok & texts.is_valid().to_numpy(zero_copy_only=False))
    if not len(left):
        return
    only_other = left[_read(texts.take(pa.array(left)), order).ok]
    if not len(only_other):
        return
    only_this = np.flatnonzero(read.ok & ~_read(texts, order).ok)
    other = _examples(column, only_other)
    first, second = ("day", "month") if family[0].index("%d") < family[0].index("%m") else ("month", "day")
    if len(only_this):
        raise InputError(
            f"{where}: some dates can only have the {first} first ({_examples(column, only_this)}), others only the {second} "
            f"({other}). Export the list again with one form of dates, or correct these cells."
        )
    raise InputError(
        f"{where}: dates that can only have the {second} first ({other}), but the mapping reads the {first} first. Correct these "
        f"cells, or give the layout's mapping the format that it has."
    )


def _refuse_swapped_by_a_spreadsheet(column: pd.Series, text: _Read, real: _Read, where: str) -> None:
    if min(text.count, real.count) < _FEW or text.days().min() <= 12 or real.days().max() > 12:
        return
    raise InputError(
        f"{where}: all text dates have a day after the 12th ({_examples(column, np.flatnonzero(text.ok))}) and all real ones a "
        f"day up to it ({_examples(column, np.flatnonzero(real.ok))}): a spreadsheet has taken day for month in part of "
        f"them. Use the file as it was exported, without saving it from the spreadsheet."
    )


def _examples(column: pd.Series, rows: Numbers) -> str:
    """The first few cells, all of them dates of some kind, with their row numbers."""
    told = [f"{column.iloc[row]} in row {column.index[row]}" for row in rows[:3]]
    return ", ".join(told) + (f" and {len(rows) - 3} more" if len(rows) > 3 else "")
