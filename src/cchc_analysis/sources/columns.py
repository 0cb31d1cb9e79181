"""Columns of text in Arrow: cleaning them, telling empty cells, making them from the values that workbooks hold.

All of it by whole columns. An empty cell is null. What `text.clean` does to one text, `cleaned` does to a column.
"""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

Mask = npt.NDArray[np.bool_]
Bytes = npt.NDArray[np.uint8]
Bounds = npt.NDArray[np.signedinteger[Any]]
# What Python's \s matches, and the invisible ones of `text.clean`: RE2 knows only the blanks of ASCII under that name.
_BLANKS = r"\t-\r\x{1c}-\x{20}\x{85}\x{a0}\x{1680}\x{2000}-\x{200b}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}\x{feff}"
# First bytes of blanks in UTF-8; few other texts of Vietnamese offices begin with them.
_MAY_BE_BLANK = np.isin(np.arange(256), [*range(9, 14), *range(0x1C, 0x21), 0xC2, 0xE1, 0xE2, 0xE3, 0xEF])


def arrow_texts(column: "pd.Series[str]") -> pa.LargeStringArray:
    """A text column of pandas in Arrow, in one piece."""
    texts = pa.array(column, type=pa.large_string(), from_pandas=True)
    return one_chunk(texts) if isinstance(texts, pa.ChunkedArray) else texts


def distinct(column: "pd.Series[str]") -> tuple[pa.LargeStringArray, pa.Int32Array]:
    """The texts that a column of pandas holds, each once, and for each row the place of its text among them."""
    texts = pa.array(column, type=pa.large_string(), from_pandas=True)
    if not isinstance(texts, pa.ChunkedArray):
        texts = pa.chunked_array([texts])
    coded = texts.dictionary_encode().unify_dictionaries().combine_chunks()
    if isinstance(coded, pa.ChunkedArray):
        coded = coded.chunk(0) if coded.num_chunks else pa.array([], pa.large_string()).dictionary_encode()
    return coded.dictionary, coded.indices


def one_chunk(column: pa.ChunkedArray) -> pa.Array:
    """The column in one piece; long texts with offsets of 64 bits."""
    if column.num_chunks == 1:
        return column.chunk(0)
    if column.nbytes > 1 << 30:
        column = column.cast(pa.large_string())
    return pa.concat_arrays(column.chunks) if column.num_chunks else pa.array([], pa.string())


def picked(column: pa.ChunkedArray, rows: npt.NDArray[np.int64]) -> pa.Array:
    """Some rows of the column, their indexes in ascending order. Arrow's own `take` copies all of the column first."""
    bounds = np.cumsum([0, *map(len, column.chunks)])
    pieces = np.split(rows, np.searchsorted(rows, bounds[1:-1]))
    parts = [
        chunk.take(pa.array(piece - first))
        for chunk, piece, first in zip(column.chunks, pieces, bounds, strict=False)
        if len(piece)
    ]
    return pa.concat_arrays(parts) if parts else pa.array([], column.type)


def no_texts(index: pd.Index) -> "pd.Series[str]":
    """A text column without any text."""
    return pd.Series(pd.array(pa.nulls(len(index), pa.large_string()), dtype="str"), index=index)


def same_text(text: str, index: pd.Index) -> "pd.Series[str]":
    """A text column with one text in every row."""
    return pd.Series(pd.array(pa.repeat(pa.scalar(text, pa.large_string()), len(index)), dtype="str"), index=index)


def cleaned(column: pa.Array) -> pa.Array:
    """The texts in NFC with runs of blanks as one space, trimmed; what has nothing left is null."""
    starts, letters = buffers(column)
    used = used_letters(column)
    if not len(used) or used.max() < 128:
        return column if _is_tidy(column, starts, letters, used) else _tidied(column)
    # Words, names and titles repeat: each spelling is cleaned once.
    coded = column.dictionary_encode()
    tidied = _tidied(pc.utf8_normalize(coded.dictionary, form="NFC"))
    return column if tidied.equals(coded.dictionary) else tidied.take(coded.indices)


def _is_tidy(column: pa.Array, starts: Bounds, letters: Bytes, used: Bytes) -> bool:
    """Whether texts of ASCII have only single blanks, inside, and none is without a letter."""
    has_letters = np.diff(starts) > 0
    if np.count_nonzero(has_letters) != len(column) - column.null_count:
        return False
    is_blank = used <= 32
    if not is_blank.any():
        return True
    if (used < 32).any() or (is_blank[1:] & is_blank[:-1]).any():
        return False
    begins, ends = starts[:-1][has_letters], starts[1:][has_letters]
    return not (letters[begins] <= 32).any() and not (letters[ends - 1] <= 32).any()


def _tidied(texts: pa.Array) -> pa.Array:
    texts = pc.replace_substring_regex(texts, rf"[{_BLANKS}]+", " ")
    return _without_empty(pc.utf8_trim(texts, " "))


def buffers(chunk: pa.Array) -> tuple[Bounds, Bytes]:
    """Where each text starts and, at the end, the last one ends; and the bytes of all."""
    wide = pa.types.is_large_string(chunk.type)
    _, bounds, letters = chunk.buffers()
    starts: Bounds = np.frombuffer(bounds, np.int64 if wide else np.int32) if bounds else np.zeros(1, np.int32)
    found: Bytes = np.frombuffer(letters, np.uint8) if letters else np.zeros(0, np.uint8)
    return starts[chunk.offset :][: len(chunk) + 1], found


def used_letters(column: pa.Array) -> Bytes:
    """The bytes of all texts of the column."""
    starts, letters = buffers(column)
    return letters[starts[0] : starts[-1]] if len(column) else letters[:0]


def letters_of(texts: pa.Array, rows: npt.NDArray[np.int64], length: int) -> npt.NDArray[np.uint8]:
    """The bytes of some texts of equal length, one row each."""
    same = texts if len(rows) == len(texts) else texts.take(pa.array(rows))
    return used_letters(same).reshape(-1, length)


def filled(column: pa.ChunkedArray) -> Mask:
    """Where the column has a text that is more than blanks."""
    parts = [_filled(chunk) for chunk in column.chunks]
    return np.concatenate(parts) if parts else np.zeros(0, dtype=bool)


def _filled(chunk: pa.Array) -> Mask:
    starts, letters = buffers(chunk)
    mask: Mask = chunk.is_valid().to_numpy(zero_copy_only=False) & (np.diff(starts) > 0)
    suspects = np.flatnonzero(mask)
    suspects = suspects[_MAY_BE_BLANK[letters[starts[suspects]]]]
    if len(suspects):
        only_blanks = pc.match_substring_regex(chunk.take(pa.array(suspects)), rf"^[{_BLANKS}]*$")
        mask[suspects] = ~only_blanks.to_numpy(zero_copy_only=False)
    return mask


def begins_with_digit(column: pa.ChunkedArray) -> Mask:
    """Where the first letter of the text is a digit: most cells of a column of running numbers."""
    parts = []
    for chunk in column.chunks:
        starts, letters = buffers(chunk)
        mask = np.diff(starts) > 0
        first = letters[starts[:-1][mask]]
        mask[mask] = (first >= 48) & (first <= 57)
        parts.append(mask)
    return np.concatenate(parts) if parts else np.zeros(0, dtype=bool)


def letter_counts(column: pa.Array, letters: bytes) -> npt.NDArray[np.int64]:
    """How many of some letters of ASCII each text has."""
    starts, found = buffers(column)
    places = np.flatnonzero(np.isin(found[starts[0] : starts[-1]], list(letters))) + starts[0]
    counts: npt.NDArray[np.int64] = np.diff(np.searchsorted(places, starts))
    return counts


def text_column(values: Sequence[Any]) -> pa.Array:
    """The cells of a workbook's column as text: dates as ISO, whole numbers without ".0", truth as TRUE or FALSE.

    A moment at midnight stays a moment; only what the workbook holds as a day alone is written as a day.
    """
    kinds = set(map(type, values))
    if kinds <= {str, type(None)}:
        return _without_empty(pa.array(values, pa.string()))
    cells = np.empty(len(values), dtype=object)
    cells[:] = values
    kind_of = np.fromiter(map(id, map(type, values)), dtype=np.int64, count=len(values))
    places = [(kind, kind_of == id(kind)) for kind in kinds - {type(None)}]
    return _without_empty(pc.coalesce(*(_spread(_texts_of(kind, cells[where]), where) for kind, where in places)))


def _spread(texts: pa.Array, where: Mask) -> pa.Array:
    """The texts at the places where the mask is true, null elsewhere."""
    return texts.take(pa.array(np.cumsum(where) - 1, mask=~where))


def _texts_of(kind: type, cells: npt.NDArray[np.object_]) -> pa.Array:
    if kind is str:
        return pa.array(cells, pa.string())
    if kind is bool:
        return pa.array(np.where(cells.astype(bool), "TRUE", "FALSE"), pa.string())
    if kind is float:
        return _number_texts(cells.astype(float))
    if kind is datetime:
        return pa.array(cells, pa.timestamp("us")).cast(pa.timestamp("s"), safe=False).cast(pa.string())
    if kind in (date, int, time, timedelta):
        return pa.array(map(str, cells), pa.string())
    raise TypeError(f"a workbook's cell is a {kind.__name__}")


def _number_texts(numbers: npt.NDArray[np.float64]) -> pa.Array:
    whole = np.isfinite(numbers) & (np.floor(numbers) == numbers) & (np.abs(numbers) < 2**53)
    of_whole = pa.array(numbers[whole].astype(np.int64)).cast(pa.string())
    if whole.all():
        return of_whole
    of_others = pa.array(map(str, numbers[~whole].tolist()), pa.string())
    return pc.coalesce(_spread(of_whole, whole), _spread(of_others, ~whole))


def _without_empty(texts: pa.Array) -> pa.Array:
    # Always a copy: an array that was built from Python's texts holds up to twice the memory of its letters.
    return pc.if_else(pc.equal(pc.binary_length(texts), 0), pa.scalar(None, texts.type), texts)
