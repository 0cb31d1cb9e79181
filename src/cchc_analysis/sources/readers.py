"""Reading a raw file into sheets of text cells, column by column. Knows formats, not layouts.

A file is read by what it is, not by its name: one-stop systems save HTML tables as .xls. Of a Word file the tables are read.
Every row of a file is in its sheet, at its place; what these readers cannot see – formulas that were never computed, what a
merged cell covers – is noted, not guessed.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from cchc_analysis.errors import InputError
from cchc_analysis.sources.columns import filled, text_column
from cchc_analysis.sources.delimited import BOM, BOM_16, read_delimited
from cchc_analysis.sources.documents import is_document, read_document
from cchc_analysis.sources.pages import read_tables
from cchc_analysis.sources.workbooks import LARGEST_UNPACKED, OLE, ZIP, Oddities, read_workbook
from cchc_analysis.text import clean

__all__ = ["LARGEST_UNPACKED", "Sheet", "place", "read_sheets"]
PARQUET = b"PAR1"
# A small Parquet file can hold more rows, or longer texts in each, than a machine can bear.
MOST_CELLS, LARGEST_TEXTS = 120_000_000, 4 << 30


@dataclass(frozen=True)
class Sheet:
    """A sheet of text cells as the file has them: `columns[c][i]` is column `c` of the row that its program numbers `i + 1`.

    Every column has a value for every row, blank rows too; an empty cell is null. Dates of workbooks are ISO text. Texts
    are not cleaned yet. `long_rows` are the numbers of rows with more cells than the others.
    """

    file: str
    name: str
    columns: tuple[pa.ChunkedArray, ...]
    long_rows: tuple[int, ...] = ()
    oddities: Oddities = field(default_factory=Oddities)

    @classmethod
    def of(cls, file: str, name: str, rows: Sequence[Sequence[str]]) -> Self:
        """A sheet of rows of text, for small ones; short rows are filled up with empty cells."""
        width = max(map(len, rows), default=0)
        columns = [[row[column] or None if column < len(row) else None for row in rows] for column in range(width)]
        return cls(file, name, tuple(pa.chunked_array([pa.array(column, pa.string())]) for column in columns))

    def __len__(self) -> int:
        return len(self.columns[0]) if self.columns else 0

    def part(self, first: int, count: int) -> tuple[tuple[str, ...], ...]:
        """Some rows from the one with index `first` on, cell by cell and cleaned: for what is looked at row by row."""
        cells = [column.slice(first, count).to_pylist() for column in self.columns]
        return tuple(tuple(clean(cell) if cell else "" for cell in row) for row in zip(*cells, strict=True))

    @property
    def rows(self) -> tuple[tuple[str, ...], ...]:
        """All rows, cell by cell and cleaned: for short lists, such as the intake list."""
        return self.part(0, len(self))


def place(sheet: Sheet) -> str:
    """How errors and notes name a sheet."""
    return f'{sheet.file}, sheet "{sheet.name}"' if sheet.name else sheet.file


def read_sheets(path: Path, name: str) -> list[Sheet]:
    """The sheets of a raw file that have cells. `name` is how errors and rows call the file.

    Raises InputError for a file that cannot be read, is damaged or empty.
    """
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise InputError(
            f"{name}: there is no such file. Put it there, or take its line out of the intake list."
        ) from None
    except OSError as error:
        raise InputError(f"{name} cannot be opened: {error.strerror}.") from None
    sheets = [sheet for sheet in _sheets(content, name) if any(filled(column).any() for column in sheet.columns)]
    if not sheets:
        raise InputError(f"{name} is empty. Export it again.")
    return sheets


def _sheets(content: bytes, name: str) -> Iterator[Sheet]:
    if is_document(content):
        for title, columns, oddities in read_document(content, name):
            yield Sheet(name, title, columns, oddities=oddities)
    elif content.startswith((ZIP, OLE)):
        for title, columns, oddities in read_workbook(content, name):
            yield Sheet(name, title, columns, oddities=oddities)
    elif content.startswith(PARQUET):
        yield Sheet(name, "", _parquet_columns(content, name))
    elif content[:4096].lstrip(BOM + b" \r\n\t")[:1] == b"<":
        for title, columns, oddities in read_tables(content, name):
            yield Sheet(name, title, columns, oddities=oddities)
    elif b"\x00" in content and not content.startswith(BOM_16):
        raise InputError(f"{name} is neither a workbook, an HTML table nor a text file. Export it again.")
    else:
        columns, long_rows = read_delimited(content, name)
        yield Sheet(name, "", columns, long_rows)


def _parquet_columns(content: bytes, name: str) -> tuple[pa.ChunkedArray, ...]:
    """The columns of a Parquet file below their names, which count as row 1."""
    try:
        about = pq.ParquetFile(pa.BufferReader(content))
        if about.metadata.num_rows * about.metadata.num_columns > MOST_CELLS:
            raise InputError(
                f"{name} has {about.metadata.num_rows} rows of {about.metadata.num_columns} columns: more than an export has. "
                f"Export it in parts."
            )
        texts = [field.name for field in about.schema_arrow if field.type in (pa.string(), pa.large_string())]
        table = pq.read_table(pa.BufferReader(content), read_dictionary=texts)
        table.validate(full=True)  # broken bytes in texts pass the reader
        if sum(map(_size, table.columns)) > LARGEST_TEXTS:
            raise InputError(
                f"{name} has more than 4 GiB of texts, which is more than an export has. Export it in parts."
            )
        return tuple(
            pa.chunked_array([pa.array([title], pa.string()), *_as_text(column).chunks])
            for title, column in zip(table.column_names, table.columns, strict=True)
        )
    except (pa.ArrowException, OSError, ValueError) as error:
        said = str(error).splitlines()[0][:100] if str(error) else type(error).__name__
        raise InputError(f"{name} is damaged and cannot be read as Parquet ({said}). Export it again.") from None


def _size(column: pa.ChunkedArray) -> int:
    """Bytes of the texts of a column that is stored with each text once; 0 for other columns."""
    if not pa.types.is_dictionary(column.type):
        return 0
    sizes = [pc.sum(pc.binary_length(chunk.dictionary).take(chunk.indices)).as_py() for chunk in column.chunks]
    return sum(size or 0 for size in sizes)


def _as_text(column: pa.ChunkedArray) -> pa.ChunkedArray:
    if pa.types.is_timestamp(column.type):
        column = column.cast(pa.timestamp("s"), safe=False)
    if pa.types.is_floating(column.type):
        return pa.chunked_array([text_column(column.to_pylist())])
    return column.cast(pa.string())
