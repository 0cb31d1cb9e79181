"""What several test modules share: the dataframe engines, and the sample year read once."""

import shutil
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from cchc_analysis.edition import Edition, open_edition
from cchc_analysis.tables import DOSSIERS

ROOT = Path(__file__).resolve().parents[1]
ToEngine = Callable[[pd.DataFrame], Any]


def dates_as_days(table: pa.Table) -> pa.Table:
    """The same table with DATE columns where there were timestamps, as other programs write Parquet."""
    days = [
        pa.field(field.name, pa.date32() if pa.types.is_timestamp(field.type) else field.type) for field in table.schema
    ]
    return table.cast(pa.schema(days))


def arrow(frame: pd.DataFrame) -> pa.Table:
    return pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata()


ENGINES: dict[str, ToEngine] = {
    "pandas": lambda frame: frame,
    "duckdb": lambda frame: duckdb.connect().from_arrow(arrow(frame)),
    "duckdb-dates": lambda frame: duckdb.connect().from_arrow(dates_as_days(arrow(frame))),
    "polars": lambda frame: pl.from_arrow(arrow(frame)),
    "polars-dates": lambda frame: pl.from_arrow(dates_as_days(arrow(frame))),
}

# One thread and one partition for tables of some rows; no page to look at and no words on the screen.
SPARK_SETTINGS = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "ERROR",
    "spark.sql.shuffle.partitions": "1",
    "spark.sql.execution.arrow.pyspark.enabled": "true",
    # A session of a minute gains nothing from the second compiler of the JVM, whose work takes longer than all the tests.
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
}


@pytest.fixture(scope="session")
def spark() -> Iterator[Any]:
    """A session of Spark in this process, as small as it goes; without pyspark or Java the tests on it are skipped."""
    pytest.importorskip("pyspark", reason="pyspark is not installed")
    if not shutil.which("java"):
        pytest.skip("there is no Java on the PATH")
    with warnings.catch_warnings():
        # Said once, when the session starts: pyspark does not promise to work with pandas 3. Of what passes between the two
        # only Arrow tables are used here.
        warnings.filterwarnings("ignore", "PySpark does not yet fully support pandas", FutureWarning)
        from pyspark.sql import SparkSession

        builder = SparkSession.builder.master("local[1]")
        for name, value in SPARK_SETTINGS.items():
            builder = builder.config(name, value)
        session = builder.getOrCreate()
    yield session
    session.stop()


@pytest.fixture(params=[*ENGINES, "spark"])
def engine(request: pytest.FixtureRequest) -> str:
    """The name of each dataframe engine in turn."""
    name: str = request.param
    return name


@pytest.fixture
def to_engine(request: pytest.FixtureRequest, engine: str) -> ToEngine:
    """Puts a pandas frame into one engine; a test that asks for it runs on each."""
    if engine == "spark":
        session = request.getfixturevalue("spark")
        return lambda frame: session.createDataFrame(arrow(frame))
    return ENGINES[engine]


@pytest.fixture(params=list(ENGINES))
def to_frame(request: pytest.FixtureRequest) -> ToEngine:
    """As `to_engine`, without Spark: for tests that count so often that it would take minutes."""
    return ENGINES[request.param]


@pytest.fixture(scope="session")
def dossier_table() -> Callable[[list[dict[str, Any]]], pd.DataFrame]:
    """Makes a clean dossier table from rows that name only what matters to them; dates are written 2021-03-14."""

    def make(rows: list[dict[str, Any]]) -> pd.DataFrame:
        plain = {"procedure": "1.003868", "field": "XB", "unit": "TTBCXB", "channel": "online", "due_basis": "first"}
        plain |= {"is_received": True, "source_file": "a.csv", "source_row": 1}
        filled = [plain | {"dossier_id": f"H21.15-210101-{number:04d}"} | row for number, row in enumerate(rows)]
        frame = pd.DataFrame(filled, columns=DOSSIERS.columns)
        for field in DOSSIERS.fields:
            if field.kind == "date":
                frame[field.name] = pd.to_datetime(frame[field.name])
            if field.kind == "boolean":
                frame[field.name] = frame[field.name].eq(True)
        return DOSSIERS.conform(frame)

    return make


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project's settings and data, so that building the clean tables touches nothing of ours."""
    root = tmp_path_factory.mktemp("project")
    shutil.copy(ROOT / "cchc.toml", root)
    for name in ("raw", "mappings", "reference", "plan"):
        shutil.copytree(ROOT / "data" / name, root / "data" / name)
    return root


@pytest.fixture(scope="session")
def first_quarter(project: Path) -> Edition:
    return open_edition("2021-Q1", project)
