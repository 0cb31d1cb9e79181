"""From text cells to typed columns: vocabularies, numbers, codes. Each function takes a text column and gives a new one.

Dates have a module of their own (`dates`). What cannot be read stays missing and is told of, never guessed.
"""

import re
from collections.abc import Callable
from datetime import datetime

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from cchc_analysis.sources.columns import arrow_texts, buffers, distinct, letters_of, used_letters
from cchc_analysis.sources.mapping import Mapping
from cchc_analysis.text import fold

# 000.00.15.H21-201130-0001 in the older form of agency codes, H21.15-201130-0001 in the newer one: the same unit.
_OLD_AGENCY = r"^\d{3}\.\d{2}\.(\d{2})\.([A-Z]\d{2})-"
_THOUSANDS = r"\d{1,3}(?:([. ])\d{3})(?:\1\d{3})*"
# A dossier's code is an agency, a day and a running number of four to seven digits; without the last there are few of them.
_AGENCY_AND_DAY = re.compile(r"[A-Z]\d{2}(?:\.\d{1,3}){0,3}-(\d{6}|\d{8})")
_RUNNING_NUMBERS, _SHORTEST_CODE, _LONGEST_CODE = range(4, 8), 15, 32
PROCEDURE = r"^\d\.\d{6}(\.\d{2,3}){0,3}(\.[A-Z]\d{2})?$"
_PROCEDURE_SUFFIX = re.compile(r"(\.\d{2,3}){3}\.[A-Z]\d{2}$")


def words(column: pd.Series, mapping: Mapping, target: str) -> pd.Series:
    """Text → value of the mapping's vocabulary; missing where the cell is empty or its word is not known."""
    known = mapping.words(target)
    return by_word(column, lambda word: known.get(fold(word), mapping.otherwise.get(target)))


def by_word(column: pd.Series, meaning: Callable[[str], str | None]) -> pd.Series:
    """Text → what it means, looked up once for each text that occurs; missing stays missing."""
    words_, indices = distinct(column)
    meanings = pa.array([meaning(word) for word in words_.to_pylist()], pa.large_string())
    return _like(column, meanings.take(indices))


def whole_numbers(column: pd.Series) -> pd.Series:
    """Text → whole number, dots or blanks between its thousands left out. Missing where the cell is no whole number.

    "350000.000" is missing: whether that is a fraction or ill-set thousands, nobody can say.
    """
    grouped = column.str.fullmatch(_THOUSANDS).eq(True)
    plain = column.mask(grouped, column.str.replace(r"[. ]", "", regex=True))
    return pd.to_numeric(plain.where(plain.str.fullmatch(r"\d{1,15}")), errors="coerce").astype("Int64")


def dossier_code(column: pd.Series) -> pd.Series:
    """The code in its newer form, so that both forms of one unit's agency code match."""
    texts = arrow_texts(column)
    starts, letters = buffers(texts)
    first = letters[starts[:-1][np.diff(starts) > 0]]
    if not (used_letters(texts) >= ord("a")).any() and not (first <= ord("9")).any():
        return column  # large letters of ASCII in the newer form: as nearly all codes are
    upper = pc.utf8_upper(texts)
    return _like(column, pc.replace_substring_regex(upper, _OLD_AGENCY, r"\2.\1-"))


def looks_like_code(column: pd.Series) -> pd.Series:
    """Whether the cell is one word with a digit in it; systems outside the national form have codes of their own."""
    texts = arrow_texts(column)
    starts, letters = buffers(texts)
    found = np.diff(starts) > 0
    last = letters[starts[1:][found] - 1]
    found[found] = (last >= ord("0")) & (last <= ord("9"))
    # Where no text has a blank, one that ends with a digit is a word with a digit; the others are looked at one by one.
    suspects = np.flatnonzero(~found) if not (used_letters(texts) <= ord(" ")).any() else np.arange(len(texts))
    matches = pc.match_substring_regex(texts.take(pa.array(suspects)), r"^\S*\d\S*$")
    found[suspects] = pc.fill_null(matches, False).to_numpy(zero_copy_only=False)
    return pd.Series(found, index=column.index)


def is_procedure_code(column: pd.Series) -> pd.Series:
    """Whether the cell is the national code of a procedure, with its local suffix or without."""
    texts = arrow_texts(column)
    starts, letters = buffers(texts)
    found = np.diff(starts) > 0
    first = letters[starts[:-1][found]]
    found[found] = (first >= ord("0")) & (first <= ord("9"))  # few columns of dossiers' codes have one
    suspects = np.flatnonzero(found)
    found[suspects] = pc.match_substring_regex(texts.take(pa.array(suspects)), PROCEDURE).to_numpy(zero_copy_only=False)
    return pd.Series(found, index=column.index)


def code_day(column: pd.Series) -> pd.Series:
    """The day written in a dossier code (yyMMdd or yyyyMMdd); missing where the code has another form."""
    texts = arrow_texts(column)
    lengths = np.diff(buffers(texts)[0])
    days = np.full(len(texts), np.datetime64("NaT", "us"))
    for length in range(_SHORTEST_CODE, _LONGEST_CODE + 1):
        rows = np.flatnonzero(lengths == length)
        letters = letters_of(texts, rows, length)
        for digits in _RUNNING_NUMBERS:
            fits = letters[:, -digits - 1] == ord("-")
            fits &= (letters[:, -digits:] - np.uint8(ord("0")) < 10).all(axis=1)
            if fits.any():
                days[rows[fits]] = _days_of(letters[fits, : -digits - 1])
    return pd.Series(days, index=column.index)


def _days_of(heads: npt.NDArray[np.uint8]) -> npt.NDArray[np.datetime64]:
    """The day in each of some codes without their running numbers, letters by rows; missing where it is none."""
    texts = pa.Array.from_buffers(pa.binary(heads.shape[1]), len(heads), [None, pa.py_buffer(heads.tobytes())])
    coded = texts.dictionary_encode()
    days = [_day_of(head.decode(errors="replace")) for head in coded.dictionary.to_pylist()]
    found: npt.NDArray[np.datetime64] = np.array(days, dtype="datetime64[us]")[coded.indices.to_numpy()]
    return found


def _day_of(head: str) -> datetime | None:
    found = _AGENCY_AND_DAY.fullmatch(head)
    try:
        return datetime.strptime(found[1], "%y%m%d" if len(found[1]) == 6 else "%Y%m%d") if found else None
    except ValueError:
        return None


def procedure_code(column: pd.Series) -> pd.Series:
    """The national code of a procedure without its local suffix (1.003384.000.00.00.H21 → 1.003384)."""
    return by_word(column, lambda code: _PROCEDURE_SUFFIX.sub("", code))


def _like(column: pd.Series, texts: pa.Array) -> pd.Series:
    return pd.Series(pd.array(texts, dtype="str"), index=column.index)
