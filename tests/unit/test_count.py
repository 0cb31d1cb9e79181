"""Counting the form from files alone: clean tables on every engine, several as one, and what is refused."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import narwhals.stable.v2 as nw
import pandas as pd
import pytest
from click.testing import CliRunner

from cchc_analysis.cli import figures, main
from cchc_analysis.errors import ConflictError, InputError
from cchc_analysis.measures.counting import Reading
from cchc_analysis.measures.dossiers import COUNT_FORM, dossier_measures
from cchc_analysis.periods import Period
from cchc_analysis.sources import engines
from cchc_analysis.sources.count import FORM_COLUMNS, count_files, count_tables
from cchc_analysis.sources.engines import ENGINES, write_table
from cchc_analysis.tables import DOSSIERS

Q1 = Period.parse("2021-Q1")  # 15/12/2020 to 14/3/2021
Make = Callable[[list[dict[str, Any]]], pd.DataFrame]
LOCAL = [engine for engine in ENGINES if engine != "spark"]
BOSTON = Path(__file__).parents[1] / "data" / "boston311"

ROWS: list[dict[str, Any]] = [
    {"received_date": "2021-01-04", "due_date": "2021-01-10", "finished_date": "2021-01-09"},  # early
    {"received_date": "2021-01-04", "due_date": "2021-01-10", "finished_date": "2021-01-11", "field": "BC"},  # late
    {"received_date": "2020-12-01", "finished_date": "2021-01-11", "channel": "direct"},  # carried over, no due date
    {"received_date": "2021-03-01", "due_date": "2021-03-14", "field": "BC"},  # pending in time
    {"received_date": "2021-03-01", "due_date": "2021-03-13", "status": "paused"},  # pending, paused
    {"received_date": "2021-03-01", "due_date": "2021-03-13", "channel": "postal"},  # pending, overdue
    {"received_date": "2021-03-15"},  # after the period
    {"received_date": None, "is_received": False, "status": "refused", "refused_date": "2021-01-05"},
]
EXPECTED = {
    "received": 5, "received_online": 4, "received_other": 1, "carried_over": 1, "total": 6, "settled": 3, "settled_early": 1,
    "settled_on_time": 0, "settled_late": 1, "settled_no_due_date": 1, "pending": 3, "pending_in_time": 2,
    "pending_overdue": 1, "pending_no_due_date": 0,
}  # fmt: skip


@pytest.fixture
def table(dossier_table: Make, tmp_path: Path) -> Path:
    path = tmp_path / "dossiers.parquet"
    write_table(dossier_table(ROWS), DOSSIERS, path)
    return path


@pytest.mark.parametrize("engine", LOCAL)
def test_every_engine_gives_the_figures_in_all_and_by_group(table: Path, engine: Any) -> None:
    whole, by_field = (count_tables([table], Q1, by, engine) for by in (None, "field"))
    assert whole["measures"] == by_field["measures"] == EXPECTED
    assert whole["rows"] == {"read": 8, "accepted": 8, "rejected": 0, "duplicates": 0}
    assert (whole["groups"], [group["field"] for group in by_field["groups"]]) == ([], ["BC", "XB"])
    assert [group["measures"]["received"] for group in by_field["groups"]] == [2, 3]
    assert [group["measures"]["settled_late"] for group in by_field["groups"]] == [1, 0]


@pytest.mark.parametrize("by", figures.GROUPS)
def test_a_clean_table_can_be_counted_by_every_group(table: Path, by: str) -> None:
    found = count_tables([table], Q1, by)
    assert sum(group["measures"]["total"] for group in found["groups"]) == found["measures"]["total"] == 6


def test_the_named_columns_are_those_that_the_form_reads(dossier_table: Make) -> None:
    """Without any one of them some measure fails; with them alone none does."""
    measures = [dossier_measures(Reading())[name].rule(Q1) for name in COUNT_FORM]  # type: ignore[union-attr]
    frame = dossier_table(ROWS)[list(FORM_COLUMNS)]

    def flags(columns: pd.DataFrame) -> Any:
        return nw.from_native(columns).select(**{f"{n}": rule.expression for n, rule in enumerate(measures)})

    assert flags(frame).shape == (8, len(COUNT_FORM))
    for name in FORM_COLUMNS:
        with pytest.raises(Exception, match=name):
            flags(frame.drop(columns=name))


@pytest.mark.parametrize("engine", LOCAL)
def test_several_files_are_one_table(dossier_table: Make, tmp_path: Path, engine: Any) -> None:
    frame = dossier_table(ROWS)
    paths = [tmp_path / f"{part}.parquet" for part in range(3)]
    for part, path in enumerate(paths):
        write_table(frame.iloc[part::3], DOSSIERS, path)
    found = count_tables(paths, Q1, "field", engine)
    assert (found["measures"], found["rows"]["read"]) == (EXPECTED, 8)


@pytest.mark.parametrize("engine", LOCAL)
def test_a_dossier_in_two_files_is_not_counted_twice_unseen(table: Path, engine: Any) -> None:
    with pytest.raises(ConflictError, match="8 rows of the 2 files"):
        count_tables([table, table], Q1, None, engine)


@pytest.mark.parametrize("engine", LOCAL)
def test_a_dossier_without_a_group_is_not_lost_unseen(dossier_table: Make, tmp_path: Path, engine: Any) -> None:
    write_table(dossier_table(ROWS).assign(unit=None), DOSSIERS, tmp_path / "d.parquet")
    with pytest.raises(InputError, match="dossiers without unit"):
        count_tables([tmp_path / "d.parquet"], Q1, "unit", engine)
    assert count_tables([tmp_path / "d.parquet"], Q1, None, engine)["measures"] == EXPECTED


@pytest.mark.parametrize("engine", LOCAL)
@pytest.mark.parametrize("by", [None, "field"])
def test_a_table_without_rows_counts_nothing(dossier_table: Make, tmp_path: Path, engine: Any, by: str | None) -> None:
    write_table(dossier_table(ROWS).iloc[:0], DOSSIERS, tmp_path / "d.parquet")
    found = count_tables([tmp_path / "d.parquet"], Q1, by, engine)
    assert set(found["measures"].values()) == {0}
    assert found["groups"] == []


@pytest.mark.parametrize("engine", LOCAL)
def test_exports_can_be_counted_by_an_engine_of_choice(engine: Any) -> None:
    words = ([BOSTON / "boston311-100.csv"], BOSTON / "mapping.toml", Period.parse("2022-01-01..2022-01-31"), "channel")
    assert count_files(*words, engine) == count_files(*words)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        pytest.param(["a.csv"], "a.csv is no clean table", id="export-without-mapping"),
        pytest.param(["a.parquet", "a.csv"], "a.csv is no clean table", id="both-without-mapping"),
        pytest.param(["a.parquet", "--mapping", "m.toml"], "counted without --mapping", id="table-with-mapping"),
        pytest.param(["a.parquet", "--engine", "excel"], "'pandas', 'duckdb', 'polars', 'spark'", id="unknown-engine"),
    ],
)
def test_what_does_not_go_together_is_told(words: list[str], message: str) -> None:
    done = CliRunner().invoke(main, ["count", *words, "--period", "2021-Q1"])
    assert done.exit_code == 2
    assert message in " ".join(done.output.replace("│", " ").split())


def test_all_engines_have_their_imports_in_one_module() -> None:
    package = Path(engines.__file__).parents[1]
    named = {
        path.name for path in package.rglob("*.py")
        for word in ("duckdb", "polars", "pyspark") if f"import {word}" in path.read_text(encoding="utf-8")
    }  # fmt: skip
    assert named == {"engines.py"}


def test_no_optional_engine_is_imported_before_it_is_asked_for(table: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from cchc_analysis.periods import Period;"
        "from cchc_analysis.sources.count import count_tables;"
        f"count_tables([Path({str(table)!r})], Period.parse('2021-Q1'), 'field');"
        "sys.exit(','.join({'polars', 'pyspark', 'duckdb'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stderr.strip() == ""
