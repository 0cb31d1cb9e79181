"""From text cells to typed columns: vocabularies, numbers, codes. Each function takes a text column and gives a new one.

Dates have a module of their own (`dates`). What cannot be read stays missing and is told of, never guessed.
"""

import re
from collections.abc import Callable

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from cchc_analysis.sources.columns import arrow_texts, buffers, distinct, used_letters
from cchc_analysis.sources.mapping import Mapping
from cchc_analysis.text import fold

# 000.00.15.H21-201130-0001 in the older form of agency codes, H21.15-201130-0001 in the newer one: the same unit.
_OLD_AGENCY = r"^\d{3}\.\d{2}\.(\d{2})\.([A-Z]\d{2})-"
_THOUSANDS = r"\d{1,3}(?:([. ])\d{3})(?:\1\d{3})*"
_CODE_DATE = r"^[A-Z]\d{2}(?:\.\d{1,3}){0,3}-(?P<day>\d{6}|\d{8})-\d{4,7}$"
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


def code_day(column: pd.Series) -> pd.Series:
    """The day written in a dossier code (yyMMdd or yyyyMMdd); missing where the code has another form."""
    digits = pc.struct_field(pc.extract_regex(arrow_texts(column), _CODE_DATE), "day")
    coded = digits.dictionary_encode()
    texts = coded.dictionary.to_pandas().astype("str")
    short = pd.to_datetime(texts.where(texts.str.len() == 6), format="%y%m%d", errors="coerce")
    days = short.fillna(pd.to_datetime(texts.where(texts.str.len() == 8), format="%Y%m%d", errors="coerce"))
    taken = pa.array(days.astype("datetime64[us]"), from_pandas=True).take(coded.indices)
    return pd.Series(taken.to_numpy(zero_copy_only=False), index=column.index, dtype="datetime64[us]")


def procedure_code(column: pd.Series) -> pd.Series:
    """The national code of a procedure without its local suffix (1.003384.000.00.00.H21 → 1.003384)."""
    return by_word(column, lambda code: _PROCEDURE_SUFFIX.sub("", code))


def _like(column: pd.Series, texts: pa.Array) -> pd.Series:
    return pd.Series(pd.array(texts, dtype="str"), index=column.index)
