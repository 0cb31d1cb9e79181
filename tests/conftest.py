"""What several test modules share: the dataframe engines, and the sample year read once."""

import shutil
from collections.abc import Callable
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


@pytest.fixture(params=list(ENGINES))
def to_engine(request: pytest.FixtureRequest) -> ToEngine:
    """Puts a pandas frame into one engine; a test that asks for it runs on each."""
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
