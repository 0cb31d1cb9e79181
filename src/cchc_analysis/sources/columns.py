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


def one_chunk(column: pa.ChunkedArray) -> pa.Array:
    """The column in one piece; long texts with offsets of 64 bits."""
    if column.num_chunks == 1:
        return column.chunk(0)
    if column.nbytes > 1 << 30:
        column = column.cast(pa.large_string())
    return pa.concat_arrays(column.chunks) if column.num_chunks else pa.array([], pa.string())


def cleaned(column: pa.Array) -> pa.Array:
    """The texts in NFC with runs of blanks as one space, trimmed; what has nothing left is null."""
    starts, letters = _buffers(column)
    used = letters[starts[0] : starts[-1]] if len(column) else letters[:0]
    if not len(used) or used.max() < 128:
        return column if _is_tidy(starts, letters, used) else _tidied(column)
    # Words, names and titles repeat: each spelling is cleaned once.
    coded = column.dictionary_encode()
    return _tidied(pc.utf8_normalize(coded.dictionary, form="NFC")).take(coded.indices)


def _is_tidy(starts: Bounds, letters: Bytes, used: Bytes) -> bool:
    """Whether texts of ASCII have only single blanks, inside, and none is without a letter."""
    is_blank = used <= 32
    if not is_blank.any():
        return bool((np.diff(starts) > 0).all())
    begins, ends = starts[:-1], starts[1:]
    if (begins == ends).any() or (used < 32).any() or (is_blank[1:] & is_blank[:-1]).any():
        return False
    return not (letters[begins] <= 32).any() and not (letters[ends - 1] <= 32).any()


def _tidied(texts: pa.Array) -> pa.Array:
    texts = pc.replace_substring_regex(texts, rf"[{_BLANKS}]+", " ")
    return _without_empty(pc.utf8_trim(texts, " "))


def _buffers(chunk: pa.Array) -> tuple[Bounds, Bytes]:
    """Where each text starts and, at the end, the last one ends; and the bytes of all."""
    wide = pa.types.is_large_string(chunk.type)
    _, bounds, letters = chunk.buffers()
    starts: Bounds = np.frombuffer(bounds, np.int64 if wide else np.int32) if bounds else np.zeros(1, np.int32)
    found: Bytes = np.frombuffer(letters, np.uint8) if letters else np.zeros(0, np.uint8)
    return starts[chunk.offset :][: len(chunk) + 1], found


def filled(column: pa.ChunkedArray) -> Mask:
    """Where the column has a text that is more than blanks."""
    parts = [_filled(chunk) for chunk in column.chunks]
    return np.concatenate(parts) if parts else np.zeros(0, dtype=bool)


def _filled(chunk: pa.Array) -> Mask:
    starts, letters = _buffers(chunk)
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
        starts, letters = _buffers(chunk)
        mask = np.diff(starts) > 0
        first = letters[starts[:-1][mask]]
        mask[mask] = (first >= 48) & (first <= 57)
        parts.append(mask)
    return np.concatenate(parts) if parts else np.zeros(0, dtype=bool)


def letter_counts(column: pa.Array, letters: bytes) -> npt.NDArray[np.int64]:
    """How many of some letters of ASCII each text has."""
    starts, found = _buffers(column)
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
    texts = np.full(len(values), None, dtype=object)
    for kind in kinds - {type(None)}:
        where = kind_of == id(kind)
        texts[where] = _texts_of(kind, cells[where])
    return _without_empty(pa.array(texts, pa.string()))


def _texts_of(kind: type, cells: npt.NDArray[np.object_]) -> Any:
    if kind is str:
        return cells
    if kind is bool:
        return np.where(cells.astype(bool), "TRUE", "FALSE").astype(object)
    if kind is float:
        return _number_texts(cells)
    if kind is datetime:
        moments = pa.array(cells, pa.timestamp("us")).cast(pa.timestamp("s"), safe=False)
        return moments.cast(pa.string()).to_numpy(zero_copy_only=False)
    if kind in (date, int, time, timedelta):
        return np.fromiter(map(str, cells), dtype=object, count=len(cells))
    raise TypeError(f"a workbook's cell is a {kind.__name__}")


def _number_texts(cells: npt.NDArray[np.object_]) -> npt.NDArray[np.object_]:
    numbers = cells.astype(float)
    whole = np.isfinite(numbers) & (np.floor(numbers) == numbers) & (np.abs(numbers) < 2**53)
    texts = (
        np.fromiter(map(str, numbers.tolist()), dtype=object, count=len(numbers)) if not whole.all() else cells.copy()
    )
    texts[whole] = numbers[whole].astype(np.int64).astype(str).astype(object)
    return texts


def _without_empty(texts: pa.Array) -> pa.Array:
    return pc.if_else(pc.equal(pc.binary_length(texts), 0), pa.scalar(None, texts.type), texts)
