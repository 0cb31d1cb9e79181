"""Counting form II.06a from files alone: `cchc count`, from exports as received or from clean tables of any size."""

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import narwhals.stable.v2 as nw

from cchc_analysis.errors import ConflictError, InputError
from cchc_analysis.measures.core import evaluate
from cchc_analysis.measures.counting import Reading
from cchc_analysis.measures.dossiers import COUNT_FORM, dossier_measures
from cchc_analysis.periods import Period
from cchc_analysis.sources.build import read_files
from cchc_analysis.sources.engines import Engine, open_table, row_count, write_table
from cchc_analysis.sources.mapping import load_mapping
from cchc_analysis.tables import DOSSIERS

# What the rules of the form read, so that of a wide table of millions nothing else is touched.
FORM_COLUMNS = (
    "channel", "status", "is_received", "is_withdrawn", "received_date", "due_date", "due_basis", "first_due_date",
    "recomputed_due_date", "finished_date", "supplement_requested_date", "supplement_done_date",
)  # fmt: skip


def count_files(
    files: Sequence[Path], mapping: Path, period: Period, by: str | None, engine: Engine | None = None
) -> dict[str, Any]:
    """The figures of dossier exports in a period, in all and for each value of `by` that they have.

    Without a table of procedures nothing is recomputed: a missing due date stays missing and is counted apart.
    """
    tables = read_files(files, load_mapping(mapping))
    totals = tables.files[["read", "accepted", "rejected", "duplicates"]].sum()
    rows = {str(name): int(total) for name, total in totals.items()}
    if engine is None:
        return _result(tables.dossiers, rows, period, by)
    with tempfile.TemporaryDirectory(prefix="cchc-") as folder:
        path = Path(folder) / "dossiers.parquet"
        write_table(tables.dossiers, DOSSIERS, path)
        return _result(open_table([path], DOSSIERS, _columns(by), engine), rows, period, by)


def count_tables(files: Sequence[Path], period: Period, by: str | None, engine: Engine | None = None) -> dict[str, Any]:
    """The same figures of clean dossier tables in Parquet; several files are one table, read once and never held whole.

    Raises InputError for files that are no clean dossier tables, ConflictError where a dossier is in two of them. Within one
    file dossiers are told apart already: a clean table is not written otherwise.
    """
    columns = [*_columns(by), *(DOSSIERS.key if len(files) > 1 else ())]
    dossiers, rows = open_table(files, DOSSIERS, columns, engine), row_count(files)
    if len(files) > 1 and (repeated := rows - _distinct(dossiers, DOSSIERS.key[0])):
        raise ConflictError(
            f"{repeated} rows of the {len(files)} files are of dossiers that stand in another row too. "
            "Leave out the file that repeats them, or count the exports themselves with --mapping."
        )
    return _result(dossiers, {"read": rows, "accepted": rows, "rejected": 0, "duplicates": 0}, period, by)


def _columns(by: str | None) -> list[str]:
    return [*FORM_COLUMNS, *([by] if by and by not in FORM_COLUMNS else [])]


def _result(dossiers: Any, rows: Mapping[str, int], period: Period, by: str | None) -> dict[str, Any]:
    groups = {by: _values(dossiers, by)} if by else {}
    figures = _figures(dossiers, period, groups)
    # Each dossier is in one group, so the groups add up to the whole and the table is read once for both.
    total = {name: sum(of_group[name] for of_group in figures.values()) for name in COUNT_FORM}
    return {
        "period": {"start": str(period.start), "end": str(period.end)},
        "rows": dict(rows),
        "measures": total,
        "groups": [{by: key[0], "measures": of_group} for key, of_group in figures.items()] if by else [],
    }


def _values(dossiers: Any, column: str) -> list[str]:
    """The values that a column has, in order."""
    # Not `unique()`, which numbers all rows on DuckDB and takes as long as the counting itself.
    counted = nw.from_native(dossiers).lazy().group_by(column).agg(nw.len().alias("rows@"))
    values = counted.collect("pyarrow")[column].to_list()
    if None in values:
        raise InputError(f"There are dossiers without {column}: they would be in no line of the table. Fill it in.")
    return sorted(values)


def _distinct(dossiers: Any, column: str) -> int:
    return int(nw.from_native(dossiers).lazy().select(nw.col(column).n_unique()).collect("pyarrow")[column][0])


def _figures(dossiers: Any, period: Period, by: Mapping[str, Sequence[str]]) -> dict[tuple[str, ...], dict[str, int]]:
    """Group → measure → count."""
    known = dossier_measures(Reading())
    frame = evaluate(dossiers, [known[name] for name in COUNT_FORM], period, by)
    figures: dict[tuple[str, ...], dict[str, int]] = {}
    for line in frame.to_dict("records"):
        figures.setdefault(tuple(line[column] for column in by), {})[line["measure"]] = int(line["value"])
    return figures
