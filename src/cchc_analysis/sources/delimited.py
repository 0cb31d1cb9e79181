"""Text files with delimiters (CSV): encoding, delimiter, rows of another length than the others."""

import csv
import io
from collections import Counter, deque
from collections.abc import Sequence

import pyarrow as pa
import pyarrow.csv

from cchc_analysis.errors import InputError

BOM, BOM_16 = b"\xef\xbb\xbf", (b"\xff\xfe", b"\xfe\xff")
# Arrow needs every row to fit into one block; a longer row is a quote that was never closed. Blocks that a processor's cache
# holds are read twice as fast as larger ones, and in one thread faster than in two.
BLOCK = 4 << 20
# Beyond so many pieces, one copy in the right order is faster than a column of pieces.
MOST_PIECES = 1000
WIDEST = 1 << 14
Columns = tuple[pa.ChunkedArray, ...]


def read_delimited(content: bytes, name: str) -> tuple[Columns, tuple[int, ...]]:
    """The columns of a text file, and the numbers of its rows that have more filled cells than most rows have cells.

    Rows are numbered as a spreadsheet shows them: a quoted cell may hold line breaks. Raises InputError for a file that is damaged
    or in no known encoding.
    """
    utf8 = content if _is_utf8(content) else _decode(content, name).encode()
    delimiter = _delimiter(utf8)
    try:
        columns, long_rows = _columns(utf8, delimiter, name)
        _refuse_swallowed_rows(utf8, delimiter, len(columns[0]) if columns else 0)
    except (csv.Error, pa.ArrowInvalid) as error:
        # Arrow quotes the row it stumbles over, and that may be about a person: only what stands before is told.
        said = str(error).splitlines()[0].split(":")[0][:100]
        raise InputError(f"{name} is damaged and cannot be read as CSV ({said}). Export it again.") from None
    return columns, long_rows


def decode(content: bytes, name: str) -> str:
    """The text of a file in UTF-8, UTF-16 with its mark, or Windows-1258."""
    return content.removeprefix(BOM).decode() if _is_utf8(content) else _decode(content, name)


def _is_utf8(content: bytes) -> bool:
    if content.startswith(BOM_16):
        return False
    try:
        ends = pa.array([0, len(content)], pa.int64()).buffers()[1]
        whole = pa.LargeBinaryArray.from_buffers(pa.large_binary(), 1, [None, ends, pa.py_buffer(content)])
        whole.cast(pa.large_string())
    except pa.ArrowInvalid:
        return False
    return True


def _decode(content: bytes, name: str) -> str:
    """The text of a file that is not whole UTF-8. A UTF-8 file with broken bytes is not taken for another encoding."""
    damaged = f"{name} is damaged: its first letters are in one encoding and later ones are not. Export it again."
    if content.startswith(BOM_16):
        try:
            return content.decode("utf-16")
        except UnicodeDecodeError:
            raise InputError(damaged) from None
    readable = content.decode("utf-8", errors="ignore")
    beyond_ascii = len(readable) - len(readable.encode("ascii", errors="ignore"))
    if content.startswith(BOM) or beyond_ascii > len(content) - len(readable.encode()):
        raise InputError(damaged)
    try:
        return content.decode("cp1258")
    except UnicodeDecodeError:
        raise InputError(f"{name} is in no known encoding (UTF-8, UTF-16, Windows-1258). Save it as UTF-8.") from None


def _delimiter(utf8: bytes) -> str:
    # The delimiter is the candidate that splits the first lines into most cells; a sniffer guesses letters at times.
    head = utf8[:20_000].decode("utf-8-sig", errors="ignore").splitlines()[:20]
    return max(",;\t", key=lambda mark: max((line.count(mark) for line in head), default=0))


def _columns(utf8: bytes, delimiter: str, name: str) -> tuple[Columns, tuple[int, ...]]:
    """Arrow reads the rows that have as many cells as most have; titles, totals and damaged rows come one by one."""
    if not utf8[:1000].strip(BOM + b" \r\n\t") and not utf8.removeprefix(BOM).strip():
        return (), ()
    width = _usual_width(utf8, delimiter)
    _refuse_too_wide(name, width)
    columns, ragged = _read(utf8, delimiter, width)
    for number, cells in ragged.items():
        _refuse_too_wide(f"{name}, row {number + 1}", len(cells))
    long_rows = tuple(number + 1 for number, cells in ragged.items() if any(map(str.strip, cells[width:])))
    return _with_ragged(columns, ragged), long_rows


def _read(utf8: bytes, delimiter: str, width: int) -> tuple[list[pa.ChunkedArray], dict[int, list[str]]]:
    """The columns of the rows with `width` cells, and the other rows by their index in the file."""
    ragged: dict[int, list[str]] = {}
    damage: list[csv.Error] = []

    def keep_apart(row: pa.csv.InvalidRow) -> str:
        try:  # Arrow lets no exception out of here
            ragged[row.number - 1] = next(_records(row.text, delimiter), [])
        except csv.Error as error:
            damage.append(error)
        return "skip"

    names = [str(number) for number in range(width)]
    table = pa.csv.read_csv(
        pa.BufferReader(utf8),
        pa.csv.ReadOptions(column_names=names, use_threads=False, block_size=BLOCK),  # only so are rows numbered
        pa.csv.ParseOptions(
            delimiter=delimiter,
            newlines_in_values=b'"' in utf8,
            ignore_empty_lines=False,
            invalid_row_handler=keep_apart,
        ),
        pa.csv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=True, null_values=[""]
        ),
    )
    if damage:
        raise damage[0]
    return table.columns, ragged


def _refuse_too_wide(where: str, width: int) -> None:
    if width > WIDEST:
        raise InputError(f"{where} has {width} cells in a row, more than a spreadsheet can have. Export it again.")


def _records(text: str, delimiter: str) -> "csv._reader":  # type: ignore[name-defined]
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)


def _usual_width(utf8: bytes, delimiter: str) -> int:
    """How many cells most of the first rows have that have several."""
    lines = utf8[:200_000].decode("utf-8-sig", errors="ignore").splitlines(keepends=True)[:500]
    widths = Counter(map(len, csv.reader(lines, delimiter=delimiter)))
    several = {width: count for width, count in widths.items() if width > 1} or {1: 1}
    return max(several, key=lambda width: (several[width], width))


def _with_ragged(columns: Sequence[pa.ChunkedArray], ragged: dict[int, list[str]]) -> Columns:
    """The columns with the rows that were kept apart (index in the file → cells) back at their places."""
    if not ragged:
        return tuple(columns)
    width = max(len(columns), *map(len, ragged.values()))
    regular = len(columns[0]) if columns else 0
    places = sorted(ragged)
    blank = pa.chunked_array([pa.nulls(regular, pa.string())])
    padded = [*columns, *[blank] * (width - len(columns))]
    return tuple(
        _spliced(column, [(place, _cell(ragged[place], number)) for place in places])
        for number, column in enumerate(padded)
    )


def _cell(cells: Sequence[str], number: int) -> str | None:
    return (cells[number] or None) if number < len(cells) else None


def _spliced(column: pa.ChunkedArray, extra: Sequence[tuple[int, str | None]]) -> pa.ChunkedArray:
    """The column with cells put in so that each stands at its index in the result."""
    pieces: list[pa.Array] = []
    taken = 0
    for done, (index, cell) in enumerate(extra):
        pieces += column.slice(taken, index - done - taken).chunks
        pieces.append(pa.array([cell], pa.string()))
        taken = index - done
    whole = pa.chunked_array([*pieces, *column.slice(taken).chunks], pa.string())
    return whole.combine_chunks() if whole.num_chunks > MOST_PIECES else whole


def _refuse_swallowed_rows(utf8: bytes, delimiter: str, rows: int) -> None:
    """A quote that is never closed, or closed in a later row, makes one cell of the rows between: raises csv.Error.

    Only a file with line breaks inside cells can be so; it is then read a second time by a reader that is strict about quotes.
    """
    if b'"' not in utf8:
        return
    lines = utf8.count(b"\n") or utf8.count(b"\r")
    if lines <= rows:
        return
    reader = _records(utf8.decode("utf-8-sig"), delimiter)
    deque(reader, maxlen=0)
