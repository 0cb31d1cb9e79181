"""Clean tables as Parquet files, and the dataframe engines that read them. What one engine needs and another does not is here only.

In a file a date is a DATE, texts that repeat are dictionaries, and rows stand by the table's first date, so that days of one
month lie together and the file is small. Small tables are read with pandas, large ones are left in the file and read by DuckDB
while it counts; Polars and Spark, which are not installed with the package, serve whoever asks for them.
"""

import glob
import importlib
import os
import re
import tempfile
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal, get_args

import narwhals.stable.v2 as nw
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from cchc_analysis.errors import InputError, SettingsError
from cchc_analysis.tables import Field, Kind, Table, is_ascending

Engine = Literal["pandas", "duckdb", "polars", "spark"]
ENGINES: tuple[Engine, ...] = get_args(Engine)

# From about this number of rows on DuckDB is the faster one of the two (docs/benchmarks.md).
DUCKDB_ROWS = 50_000
# DuckDB keeps its own state within this; what is read is never held whole. The rest of the process takes some 200 MB.
DUCKDB_MEMORY = "1GB"
# Rows that one core reads at a time: as many as DuckDB itself writes into a row group.
ROW_GROUP = 122_880

# Nothing that is watched in a browser or on the console, and no other machine to be found.
SPARK_SETTINGS = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "ERROR",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.sql.shuffle.partitions": "8",
}

KINDS: dict[Kind, Any] = {"text": nw.String, "date": nw.Date, "integer": nw.Int64, "boolean": nw.Boolean}
ARROW_TYPES: dict[Kind, pa.DataType] = {
    "text": pa.string(), "date": pa.date32(), "integer": pa.int64(), "boolean": pa.bool_(),
}  # fmt: skip


def arrow_schema(fields: Sequence[Field]) -> pa.Schema:
    """The columns of a clean table as its Parquet file has them."""
    return pa.schema([pa.field(field.name, ARROW_TYPES[field.kind]) for field in fields])


def parquet_writer(path: Path, table: Table, columns: Sequence[str] | None = None) -> pq.ParquetWriter:
    """A writer of the table's columns, or of some of them, for rows that come in parts; the caller closes it.

    Rows should come by `first_date(table)`, and with `row_group_size=ROW_GROUP`.
    """
    fields = [field for field in table.fields if columns is None or field.name in columns]
    # A key is another one in every row: a dictionary of it would only be a second copy. Numbers of days are small steps.
    codes = [field.name for field in fields if field.kind in ("text", "date") and field.name not in table.key]
    steps = {field.name: "DELTA_BINARY_PACKED" for field in fields if field.kind == "integer"}
    return pq.ParquetWriter(
        path, arrow_schema(fields), compression="zstd", use_dictionary=codes or False, column_encoding=steps
    )


def write_table(frame: pd.DataFrame, table: Table, path: Path) -> None:
    """Writes a frame with the columns and kinds that `Table.conform` gives; the same rows give the same bytes."""
    rows = pa.Table.from_pandas(
        _arranged(frame[table.columns], table), arrow_schema(table.fields), preserve_index=False
    )
    with parquet_writer(path, table) as writer:
        writer.write_table(rows.replace_schema_metadata(), row_group_size=ROW_GROUP)


def _arranged(frame: pd.DataFrame, table: Table) -> pd.DataFrame:
    """The rows by the table's first date, those of one day by key."""
    first = first_date(table)
    if first and frame[first].is_monotonic_increasing and is_ascending(frame[table.key[0]]):
        return frame
    return frame.sort_values([first, *table.key] if first else list(table.key), kind="stable", ignore_index=True)


def read_table(table: Table, path: Path) -> pd.DataFrame:
    """The whole table as it was written, with the kinds and the order of `Table.conform`.

    Raises ValueError or OSError for a file that is damaged, lost or of another table.
    """
    rows = pq.read_table(path, schema=arrow_schema(table.fields), partitioning=None)
    return table.conform(_frame(rows))


def first_date(table: Table) -> str | None:
    """The date that the rows of a file are arranged by; a dossier's is the day of its receipt."""
    dates = [field.name for field in table.fields if field.kind == "date"]
    return "received_date" if "received_date" in dates else next(iter(dates), None)


def row_count(paths: Sequence[Path]) -> int:
    """Rows of Parquet files together, from what the files say of themselves."""
    return sum(_metadata(path).num_rows for path in paths)


def engine_for(rows: int) -> Engine:
    """The engine that serves so many rows best."""
    return "pandas" if rows < DUCKDB_ROWS else "duckdb"


def open_table(paths: Sequence[Path], table: Table, columns: Sequence[str], engine: Engine | None = None) -> Any:
    """Some columns of a clean table that lies in one or more Parquet files, as a frame of the chosen engine.

    Without an engine the number of rows chooses it. pandas has the frame in memory, with the kinds of `Table.conform`; the
    others read the files when something is counted. Dates that were written with a time of day are taken as days.
    Raises InputError for a file that is not such a table, SettingsError for an engine that is not installed.
    """
    fields = [field for field in table.fields if field.name in columns]
    for path in paths:
        _check(path, table, fields)
    read = {"pandas": _pandas, "duckdb": _duckdb, "polars": _polars, "spark": _spark}
    return read[engine or engine_for(row_count(paths))](paths, fields)


def _check(path: Path, table: Table, fields: Sequence[Field]) -> None:
    """Raises InputError with everything that keeps a file from being the table."""
    schema = _metadata(path).schema.to_arrow_schema()
    lacking = [field.name for field in fields if field.name not in schema.names]
    if lacking:
        raise InputError(
            f"{path.name} does not have all columns of the clean {table.name} table; it lacks {', '.join(lacking)}. "
            "Give an export as it was received together with --mapping, or a file of data/clean."
        )
    wrong = [
        f"{field.name} is {schema.field(field.name).type}, not {ARROW_TYPES[field.kind]}"
        for field in fields
        if not _serves(schema.field(field.name).type, field.kind)
    ]
    if wrong:
        raise InputError(
            f"{path.name} has columns of another kind than the clean {table.name} table: {'; '.join(wrong)}."
        )


def _serves(found: pa.DataType, kind: Kind) -> bool:
    if pa.types.is_dictionary(found):
        return _serves(found.value_type, kind)
    match kind:
        case "text":
            return bool(pa.types.is_string(found) or pa.types.is_large_string(found) or pa.types.is_string_view(found))
        case "date":
            # Times that know a time zone are moments, and which day they fall on is not ours to guess.
            return bool(pa.types.is_date(found) or (pa.types.is_timestamp(found) and found.tz is None))
        case "integer":
            return bool(pa.types.is_integer(found))
    return bool(pa.types.is_boolean(found))


def _metadata(path: Path) -> pq.FileMetaData:
    try:
        return pq.read_metadata(path)
    except FileNotFoundError:
        raise InputError(f"{path} does not exist.") from None
    except (OSError, ValueError):  # pyarrow tells a damaged file by a ValueError of its own
        raise InputError(f"{path.name} cannot be read as Parquet.") from None


def _pandas(paths: Sequence[Path], fields: Sequence[Field]) -> pd.DataFrame:
    narrow = Table("columns", (), tuple(fields))
    parts = [pq.read_table(path, columns=narrow.columns, partitioning=None) for path in paths]
    # One schema for all, so that a column without values in one file is still a column of its kind.
    rows = pa.concat_tables([part.select(narrow.columns).cast(arrow_schema(fields)) for part in parts])
    return narrow.typed(_frame(rows))


def _frame(rows: pa.Table) -> pd.DataFrame:
    # Dates not as objects, which narwhals could not compare; whole numbers not by way of floats, which would round them.
    whole_numbers = {pa.int64(): pd.Int64Dtype()}
    frame: pd.DataFrame = rows.to_pandas(date_as_object=False, types_mapper=whole_numbers.get)
    return frame


def _duckdb(paths: Sequence[Path], fields: Sequence[Field]) -> Any:
    connection = duckdb_connection()
    parts = [connection.read_parquet(glob.escape(str(path)), hive_partitioning=False) for path in paths]
    return _one_table(parts, fields)


def duckdb_connection() -> Any:
    """A database of its own in memory, within `DUCKDB_MEMORY`."""
    import duckdb

    # What outgrows the memory goes into a temporary folder of its own, not into the folder that the user stands in.
    spill = Path(tempfile.gettempdir()) / f"cchc-duckdb-{os.getpid()}"
    return duckdb.connect(
        config={"memory_limit": DUCKDB_MEMORY, "temp_directory": str(spill), "preserve_insertion_order": False}
    )


def _polars(paths: Sequence[Path], fields: Sequence[Field]) -> Any:
    polars = _installed("polars", "polars")
    parts = [polars.scan_parquet(path, glob=False, hive_partitioning=False) for path in paths]
    return _one_table(parts, fields)


def _spark(paths: Sequence[Path], fields: Sequence[Field]) -> Any:
    with warnings.catch_warnings():
        # It warns that its own pandas functions may fail on pandas 3; none of them is used here.
        warnings.filterwarnings("ignore", category=FutureWarning, module="pyspark")
        sql = _installed("pyspark.sql", "pyspark")
    builder = sql.SparkSession.builder.master("local[*]").appName("cchc")
    for name, value in SPARK_SETTINGS.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    parts = [session.read.parquet(re.sub(r"([\\\[\]{}*?,])", r"\\\1", str(path.resolve()))) for path in paths]
    return _one_table(parts, fields)


def _installed(module: str, package: str) -> Any:
    try:
        return importlib.import_module(module)
    except ImportError:
        raise SettingsError(
            f"The engine {module.partition('.')[0]} is not installed. Install the package {package} beside cchc, "
            "or leave out --engine."
        ) from None


def _one_table(parts: Sequence[Any], fields: Sequence[Field]) -> Any:
    """Files under each other, each with the fields alone and in their kinds, whatever order and width it has."""
    kinds = [nw.col(field.name).cast(KINDS[field.kind]) for field in fields]
    frames = [nw.from_native(part).lazy().select(*kinds) for part in parts]
    return nw.concat(frames, how="vertical").to_native()
