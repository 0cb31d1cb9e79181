"""From text cells to typed columns: moments, vocabularies, codes. Each function takes a text column and gives a new one.

A column of dates is read in one format from top to bottom: the one of the mapping's formats that reads most of its cells.
A cell that it cannot read stays missing and is told of, never guessed.
"""

import re
from collections.abc import Sequence

import pandas as pd

from cchc_analysis.sources.mapping import Mapping
from cchc_analysis.text import fold

# What the readers write for cells that a workbook itself holds as dates, moments of midnight as days: one format.
ISO_FORMATS = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d")
# 000.00.15.H21-201130-0001 in the older form of agency codes, H21.15-201130-0001 in the newer one: the same unit.
_OLD_AGENCY = re.compile(r"^\d{3}\.\d{2}\.(\d{2})\.([A-Z]\d{2})-")
_THOUSANDS = r"\d{1,3}(?:([. ])\d{3})(?:\1\d{3})*"
_CODE_DATE = r"^[A-Z]\d{2}(?:\.\d{1,3}){0,3}-(\d{6}|\d{8})-\d{4,7}$"
_PROCEDURE_SUFFIX = re.compile(r"(\.\d{2,3}){3}\.[A-Z]\d{2}$")


def moments(column: pd.Series, formats: Sequence[str]) -> pd.Series:
    """Text → moment (datetime64); missing where the cell is empty or not in the column's one format."""
    best = pd.Series(pd.NaT, index=column.index, dtype="datetime64[us]")
    for patterns in (*((pattern,) for pattern in formats), ISO_FORMATS):
        read = _read(column, patterns)
        if read.notna().sum() > best.notna().sum():
            best = read
        if best.notna().sum() == column.notna().sum():
            break
    return best


def _read(column: pd.Series, patterns: Sequence[str]) -> pd.Series:
    """Each cell by the first of the patterns that reads it."""
    read = pd.Series(pd.NaT, index=column.index, dtype="datetime64[us]")
    for pattern in patterns:
        read = read.fillna(pd.to_datetime(column, format=pattern, errors="coerce").astype("datetime64[us]"))
    return read


def words(column: pd.Series, mapping: Mapping, target: str) -> pd.Series:
    """Text → value of the mapping's vocabulary; missing where the cell is empty or its word is not known."""
    known = mapping.words(target)
    folded = {word: known.get(fold(word), mapping.otherwise.get(target)) for word in column.dropna().unique()}
    return column.map(folded).astype("str")


def whole_numbers(column: pd.Series) -> pd.Series:
    """Text → whole number, dots or blanks between its thousands left out. Missing where the cell is no whole number.

    "350000.000" is missing: whether that is a fraction or ill-set thousands, nobody can say.
    """
    grouped = column.str.fullmatch(_THOUSANDS).eq(True)
    plain = column.mask(grouped, column.str.replace(r"[. ]", "", regex=True))
    return pd.to_numeric(plain.where(plain.str.fullmatch(r"\d{1,15}")), errors="coerce").astype("Int64")


def dossier_code(column: pd.Series) -> pd.Series:
    """The code in its newer form, so that both forms of one unit's agency code match."""
    return column.str.upper().str.replace(_OLD_AGENCY, r"\2.\1-", regex=True)


def code_day(column: pd.Series) -> pd.Series:
    """The day written in a dossier code (yyMMdd or yyyyMMdd); missing where the code has another form."""
    digits = column.str.extract(_CODE_DATE, expand=False)
    short = pd.to_datetime(digits.where(digits.str.len() == 6), format="%y%m%d", errors="coerce")
    return short.fillna(pd.to_datetime(digits.where(digits.str.len() == 8), format="%Y%m%d", errors="coerce"))


def procedure_code(column: pd.Series) -> pd.Series:
    """The national code of a procedure without its local suffix (1.003384.000.00.00.H21 → 1.003384)."""
    return column.str.replace(_PROCEDURE_SUFFIX, "", regex=True)
