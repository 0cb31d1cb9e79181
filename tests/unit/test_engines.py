"""Clean tables in Parquet: what the files are like, that they come back as they were, and the same on every engine."""

import shutil
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import narwhals.stable.v2 as nw
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cchc_analysis.cli import figures
from cchc_analysis.errors import InputError, SettingsError
from cchc_analysis.sources import engines
from cchc_analysis.sources.engines import ENGINES, engine_for, open_table, read_table, row_count, write_table
from cchc_analysis.tables import DOSSIERS, DTYPES, Field, Table

TABLE = Table(
    "things", ("key",), (
        Field("key", "text", "", required=True), Field("code", "text", ""), Field("received_date", "date", ""),
        Field("number", "integer", ""), Field("flag", "boolean", ""),
    ),
)  # fmt: skip
# Too large for a float: reading it by way of one would change it.
LARGE = 2**53 + 1
FRAME = TABLE.conform(
    pd.DataFrame(
        {
            "key": ["a", "b", "c", "d"],
            "code": ["Báo chí", None, "Xuất bản", "Báo chí"],
            "received_date": pd.to_datetime(["2021-03-14", None, "2021-03-15", "1900-01-01"]),
            "number": pd.array([LARGE, None, 3, -1], dtype="Int64"),
            "flag": [True, False, True, False],
        }
    )
)
LOCAL = [engine for engine in ENGINES if engine != "spark"]


def listed(table: Any, columns: list[str]) -> list[tuple[Any, ...]]:
    found = nw.from_native(table).lazy().select(columns).collect("pyarrow").to_arrow().to_pylist()
    return sorted((tuple(row.values()) for row in found), key=str)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "things.parquet"
    write_table(FRAME, TABLE, path)
    return path


def test_a_table_comes_back_as_it_was(path: Path) -> None:
    pd.testing.assert_frame_equal(read_table(TABLE, path), FRAME)


@pytest.mark.parametrize("rows", [0, 1])
def test_tables_with_few_rows_or_only_missing_values_come_back_too(tmp_path: Path, rows: int) -> None:
    frame = TABLE.conform(pd.DataFrame({"key": ["a"] * rows}))
    write_table(frame, TABLE, tmp_path / "t.parquet")
    pd.testing.assert_frame_equal(read_table(TABLE, tmp_path / "t.parquet"), frame)


def test_days_are_dates_and_rows_stand_by_the_day_of_receipt(path: Path) -> None:
    file = pq.ParquetFile(path)
    assert [str(kind) for kind in file.schema_arrow.types] == ["string", "string", "date32[day]", "int64", "bool"]
    assert [row["received_date"] for row in file.read().to_pylist()] == [
        date(1900, 1, 1), date(2021, 3, 14), date(2021, 3, 15), None,
    ]  # fmt: skip
    dictionary = {"RLE_DICTIONARY", "PLAIN_DICTIONARY"}
    group = file.metadata.row_group(0)
    with_dictionary = [not dictionary.isdisjoint(group.column(place).encodings) for place in range(5)]
    assert with_dictionary == [False, True, True, False, False], "codes and days have a dictionary, the key has none"


def test_a_period_touches_few_row_groups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three years of a table whose keys do not follow the days: a quarter is a twelfth of it."""
    monkeypatch.setattr(engines, "ROW_GROUP", 5000)
    number = 12 * engines.ROW_GROUP
    days = np.datetime64("2019-01-01", "us") + np.arange(number) % 1096 * np.timedelta64(1, "D")
    frame = TABLE.typed(pd.DataFrame({"key": np.arange(number).astype(str), "received_date": days}))
    write_table(frame, TABLE, tmp_path / "t.parquet")
    metadata = pq.read_metadata(tmp_path / "t.parquet")
    spans = [metadata.row_group(place).column(2).statistics for place in range(metadata.num_row_groups)]

    def touched(first: date, last: date) -> int:
        return sum(span.min <= last and span.max >= first for span in spans)

    assert len(spans) == 12
    assert touched(date(2021, 1, 1), date(2021, 3, 31)) <= 2
    assert touched(date(2021, 3, 14), date(2021, 3, 14)) == 1


def test_numbers_of_days_take_next_to_no_room(tmp_path: Path) -> None:
    days = np.datetime64("2021-01-01", "us") + np.arange(100_000) // 300 * np.timedelta64(1, "D")
    numbers = pd.array(days.astype("datetime64[D]").astype(np.int64), "Int64")
    frame = TABLE.typed(pd.DataFrame({"key": np.arange(100_000).astype(str), "received_date": days, "number": numbers}))
    write_table(frame, TABLE, tmp_path / "t.parquet")
    group = pq.read_metadata(tmp_path / "t.parquet").row_group(0)
    assert group.column(2).total_compressed_size < 2000, "the days themselves"
    assert group.column(3).total_compressed_size < 10_000, "their numbers: a byte for ten of them at the most"


def test_the_same_rows_in_another_order_give_the_same_bytes(path: Path, tmp_path: Path) -> None:
    write_table(FRAME.sample(frac=1, random_state=1), TABLE, tmp_path / "other.parquet")
    assert (tmp_path / "other.parquet").read_bytes() == path.read_bytes()


@pytest.mark.parametrize("engine", LOCAL)
def test_every_engine_has_the_same_values(path: Path, engine: Any) -> None:
    columns = ["key", "received_date", "number", "flag"]
    found = listed(open_table([path], TABLE, columns, engine), columns)
    days = [None if row[1] is None else row[1].isoformat()[:10] for row in found]
    assert days == ["2021-03-14", None, "2021-03-15", "1900-01-01"]
    assert [row[2] for row in found] == [LARGE, None, 3, -1]
    assert [row[3] for row in found] == [True, False, True, False]


def test_pandas_has_the_kinds_of_the_clean_table(path: Path) -> None:
    frame = open_table([path], TABLE, TABLE.columns, "pandas")
    assert {name: str(kind) for name, kind in frame.dtypes.items()} == {
        field.name: DTYPES[field.kind] for field in TABLE.fields
    }


@pytest.mark.parametrize("engine", LOCAL)
def test_files_written_by_other_programs_serve_too(tmp_path: Path, engine: Any) -> None:
    """Other order and more columns, timestamps for days, dictionaries, small integers, a column without any value."""
    write_table(FRAME.iloc[:2], TABLE, tmp_path / "a.parquet")
    other = pa.table(
        {
            "more": [1],
            "number": pa.array([7], pa.int16()),
            "received_date": pa.array([datetime(2021, 3, 14, 17, 30)], pa.timestamp("us")),
            "code": pa.array(["Báo chí"]).dictionary_encode(),
            "flag": pa.array([None], pa.bool_()),
            "key": pa.array(["z"], pa.large_string()),
        }
    )
    pq.write_table(other, tmp_path / "b.parquet")
    table = open_table([tmp_path / "a.parquet", tmp_path / "b.parquet"], TABLE, TABLE.columns, engine)
    found = listed(table, ["key", "code", "number", "received_date"])
    assert [row[:3] for row in found] == [("a", "Báo chí", LARGE), ("b", None, None), ("z", "Báo chí", 7)]
    assert found[2][3].isoformat() in ("2021-03-14", "2021-03-14T00:00:00"), "the time of day is gone"


@pytest.mark.parametrize("engine", LOCAL)
def test_names_that_look_like_patterns_are_names(path: Path, tmp_path: Path, engine: Any) -> None:
    folder = tmp_path / "code=XB [1]"
    folder.mkdir()
    odd = folder / "b*ng's {2}.parquet"
    shutil.copy(path, odd)
    shutil.copy(path, folder / "bang's.parquet")
    table = open_table([odd], TABLE, ["key", "code"], engine)
    assert [row[0] for row in listed(table, ["key"])] == ["a", "b", "c", "d"]
    assert {row[0] for row in listed(table, ["code"])} == {"Báo chí", "Xuất bản", None}


def test_the_number_of_rows_chooses_the_engine(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert (engine_for(engines.DUCKDB_ROWS - 1), engine_for(engines.DUCKDB_ROWS)) == ("pandas", "duckdb")
    assert row_count([path, path]) == 8
    assert isinstance(open_table([path], TABLE, ["key"]), pd.DataFrame)
    monkeypatch.setattr(engines, "DUCKDB_ROWS", 4)
    assert not isinstance(open_table([path], TABLE, ["key"]), pd.DataFrame)


def without(*columns: str) -> Callable[[Path], None]:
    def change(path: Path) -> None:
        pq.write_table(pq.read_table(path).drop_columns(list(columns)), path)

    return change


def typed(name: str, values: pa.Array) -> Callable[[Path], None]:
    def change(path: Path) -> None:
        table = pq.read_table(path)
        pq.write_table(table.set_column(table.schema.get_field_index(name), name, values), path)

    return change


@pytest.mark.parametrize(
    ("change", "message"),
    [
        pytest.param(without("code", "flag"), r"things.parquet .* it lacks code, flag\. Give", id="columns"),
        pytest.param(typed("received_date", pa.array(["x"] * 4)), "received_date is string, not date32", id="text-day"),
        pytest.param(
            typed("received_date", pa.array([None] * 4, pa.timestamp("us", "UTC"))), "tz=UTC.*, not date32", id="moment"
        ),
        pytest.param(typed("number", pa.array(["1"] * 4)), "number is string, not int64", id="text-number"),
        pytest.param(typed("flag", pa.array([1] * 4)), "flag is int64, not bool", id="number-flag"),
        pytest.param(typed("code", pa.array([1] * 4)), "code is int64, not string", id="number-code"),
        pytest.param(lambda path: path.write_bytes(b"PAR1"), "things.parquet cannot be read as Parquet", id="damaged"),
        pytest.param(lambda path: path.unlink(), "things.parquet does not exist", id="lost"),
    ],
)
def test_a_file_that_is_not_the_table_says_why(path: Path, change: Callable[[Path], Any], message: str) -> None:
    change(path)
    with pytest.raises(InputError, match=message):
        open_table([path], TABLE, TABLE.columns, "duckdb")


@pytest.mark.parametrize(("engine", "package"), [("polars", "polars"), ("spark", "pyspark")])
def test_an_engine_that_is_not_installed_says_what_to_install(
    path: Path, monkeypatch: pytest.MonkeyPatch, engine: Any, package: str
) -> None:
    def missing(name: str) -> None:
        raise ModuleNotFoundError(name)

    monkeypatch.setattr(engines.importlib, "import_module", missing)
    with pytest.raises(SettingsError, match=f"Install .*{package}"):
        open_table([path], TABLE, ["key"], engine)


def test_duckdb_works_within_its_memory_and_its_own_temporary_folder(path: Path, tmp_path: Path) -> None:
    connection = engines.duckdb_connection()
    limit, order, folder = connection.execute(
        "SELECT current_setting('memory_limit'), current_setting('preserve_insertion_order'), "
        "current_setting('temp_directory')"
    ).fetchall()[0]
    assert (limit, order) == ("953.6 MiB", False)
    assert not Path(folder).is_relative_to(Path.cwd())


def test_the_command_knows_the_same_engines() -> None:
    assert figures.ENGINES == ENGINES


def test_the_clean_dossier_table_is_written_with_all_its_columns(tmp_path: Path) -> None:
    frame = DOSSIERS.conform(pd.DataFrame(columns=DOSSIERS.columns))
    write_table(frame, DOSSIERS, tmp_path / "dossiers.parquet")
    assert pq.read_schema(tmp_path / "dossiers.parquet").names == DOSSIERS.columns
    pd.testing.assert_frame_equal(read_table(DOSSIERS, tmp_path / "dossiers.parquet"), frame)
