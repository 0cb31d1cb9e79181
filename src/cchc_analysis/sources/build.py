"""Building the clean tables of a data folder from all its raw files, and the account of what became of every row.

The tables are written as Parquet into `data/clean` with the hash of everything that they were made from; they are built anew
when that changes and reused when not. `read_files` serves single files that stand in no intake list.
"""

import hashlib
import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from cchc_analysis.errors import InputError, SettingsError
from cchc_analysis.scratch import scratch_folder
from cchc_analysis.sources.channels import with_channels
from cchc_analysis.sources.dossiers import (
    PROVENANCE,
    clean_dossiers,
    dossier_rows,
    mapped_rows,
    one_row_per_dossier,
)
from cchc_analysis.sources.engines import read_table, write_table
from cchc_analysis.sources.entries import mapping_entries
from cchc_analysis.sources.feeds import FEEDS
from cchc_analysis.sources.intake import Intake, load_intake
from cchc_analysis.sources.layout import RawTable, find_table
from cchc_analysis.sources.mapping import Mapping as Layout
from cchc_analysis.sources.mapping import load_mappings
from cchc_analysis.sources.progress import progress_rows
from cchc_analysis.sources.readers import read_sheets
from cchc_analysis.sources.reference import Reference, load_reference
from cchc_analysis.sources.rows import feed_rows
from cchc_analysis.tables import ENTRIES, FILES, FINDINGS

Tell = Callable[[str], None]
# The clean tables of a data folder, by name.
TABLES = {
    table.name: table for table in (*(feed.table for feed in FEEDS.values() if feed.table), FINDINGS, FILES, ENTRIES)
}
PACKAGE = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class CleanTables:
    """The clean tables of a data folder by name; `cchc_analysis.tables` says what their columns are."""

    frames: dict[str, pd.DataFrame]

    def __getitem__(self, name: str) -> pd.DataFrame:
        return self.frames[name]

    @property
    def dossiers(self) -> pd.DataFrame:
        return self["dossiers"]

    @property
    def progress(self) -> pd.DataFrame:
        return self["progress"]

    @property
    def findings(self) -> pd.DataFrame:
        """Rows that are in no clean table, and rows that are but were marked."""
        return self["findings"]

    @property
    def entries(self) -> pd.DataFrame:
        """What the mappings say of spellings and words, and whether any file has them."""
        return self["entries"]

    @property
    def files(self) -> pd.DataFrame:
        """What became of the rows of each sheet."""
        return self["files"]


@dataclass(frozen=True)
class _Part:
    """One sheet of one raw file."""

    kind: str
    table: RawTable
    rows: pd.DataFrame
    intake: Intake | None


def build(data: Path, known_items: Sequence[str], tell: Tell = lambda _: None) -> CleanTables:
    """The clean tables of a data folder, from `data/clean` if nothing has changed since they were written.

    `known_items` are the ids of the plan's products. `tell` is called with a sentence before each long step. Raises
    InputError and its like for raw files that cannot be used, before anything is written.
    """
    key, folder = _fingerprint(data, known_items), data / "clean"
    if stored := _stored(folder, key):
        tell("clean tables: nothing changed, reused")
        return stored
    reference, mappings = load_reference(data / "reference"), load_mappings(data / "mappings")
    parts = list(_read_all(data / "raw", mappings, tell))
    tell("clean tables: checking and joining rows")
    tables = _assemble(parts, reference, known_items)
    tables = CleanTables(tables.frames | {"entries": mapping_entries(mappings, [part.table for part in parts])})
    _store(folder, key, tables)
    return tables


def read_files(paths: Sequence[Path], mapping: Layout) -> CleanTables:
    """The clean tables of dossier exports alone, without reference tables: every procedure is taken as known."""
    if mapping.table != "dossiers":
        raise SettingsError(
            f'The mapping "{mapping.name}" is for files of the kind {mapping.table}. Name one with table = "dossiers".'
        )
    parts = []
    for path in paths:
        for sheet in read_sheets(path, path.name):
            table = find_table(sheet, [mapping])
            parts.append(_Part("dossiers", table, mapped_rows(table, None), None))
    return _assemble(parts, None, [])


def _read_all(raw: Path, mappings: Sequence[Layout], tell: Tell) -> Iterator[_Part]:
    lines = load_intake(raw)
    for number, line in enumerate(lines, start=1):
        tell(f"reading {number}/{len(lines)}: {line.file}")
        fitting = [mapping for mapping in mappings if mapping.table == line.kind]
        if not fitting:
            raise InputError(f'{line.file}: no mapping in data/mappings has table = "{line.kind}".')
        for sheet in read_sheets(raw / line.file, line.file):
            table = find_table(sheet, fitting)
            yield _Part(line.kind, table, mapped_rows(table, line), line)


def _assemble(parts: Sequence[_Part], reference: Reference | None, known_items: Sequence[str]) -> CleanTables:
    rows: dict[str, list[pd.DataFrame]] = {}
    for part in parts:
        rows.setdefault(part.kind, []).append(part.rows)
    rows["dossiers"] = [
        part.rows
        if "channel" in part.table.heads
        else with_channels(part.rows, rows.get("online", []), rows.get("postal_in", []))
        for part in parts
        if part.kind == "dossiers"
    ]
    if not rows["dossiers"]:
        raise InputError(
            "There is no dossier export to count. Name one in data/raw/intake.xlsx with the kind dossiers."
        )
    done = {"dossiers": one_row_per_dossier(dossier_rows(rows.pop("dossiers"), reference))}
    if "progress" in rows:
        done["progress"] = progress_rows(rows.pop("progress"), known_items, reference.units if reference else {})
    dossiers, units = done["dossiers"].kept, reference.unit_codes if reference else {}
    calendar = reference.calendar if reference else None
    done |= {kind: feed_rows(of_kind, FEEDS[kind], dossiers, units, calendar) for kind, of_kind in rows.items()}
    findings = FINDINGS.conform(pd.concat([part.findings for part in done.values()], ignore_index=True))
    kept = {kind: part.kept for kind, part in done.items()}
    frames = {name: kept.get(name, table.conform(pd.DataFrame())) for name, table in TABLES.items()}
    return CleanTables(
        frames
        | {
            "dossiers": clean_dossiers(kept, reference),
            "findings": findings,
            "files": _account(parts, list(kept.values()), findings),
        }
    )


def _account(parts: Sequence[_Part], kept: Sequence[pd.DataFrame], findings: pd.DataFrame) -> pd.DataFrame:
    """One line per sheet that was read: what became of each of its rows."""
    place = PROVENANCE[:2]
    accepted = pd.concat([frame[place] for frame in kept]).value_counts()
    outcomes = findings.value_counts([*place, "outcome"])
    lines: list[dict[str, Any]] = []
    for part in parts:
        where = (part.table.sheet.file, part.table.sheet.name)
        counts = {
            outcome: int(outcomes.get((*where, outcome), 0)) for outcome in ("rejected", "duplicate", "superseded")
        }
        lines.append(
            {
                "source_file": where[0],
                "source_sheet": where[1],
                "kind": part.kind,
                "exported_at": pd.Timestamp(part.intake.exported_at) if part.intake else pd.NaT,
                "covers_from": pd.Timestamp(part.intake.first) if part.intake else pd.NaT,
                "covers_to": pd.Timestamp(part.intake.last) if part.intake else pd.NaT,
                "lines": len(part.table.sheet),
                "other_lines": part.table.other_lines,
                **{f"{kind}_lines": count for kind, count in part.table.other.items()},
                "read": len(part.rows),
                "accepted": int(accepted.get(where, 0)),
                "rejected": counts["rejected"],
                "duplicates": counts["duplicate"] + counts["superseded"],
                "identical": counts["duplicate"],
                "superseded": counts["superseded"],
                "notes": "; ".join(part.table.notes) or None,
            }
        )
        line = lines[-1]
        if line["read"] != line["accepted"] + sum(counts.values()):
            raise ValueError(f"{where}: the rows do not add up: {line}")
    return FILES.conform(pd.DataFrame(lines))


def _fingerprint(data: Path, known_items: Sequence[str]) -> str:
    """A hash of everything that the clean tables are made from: raw files, mappings, reference tables and code."""
    digest = hashlib.sha256(json.dumps(sorted(known_items)).encode())
    folders = [data / "raw", data / "mappings", data / "reference"]
    inputs = [path for folder in folders for path in sorted(folder.rglob("*")) if path.is_file()]
    for path in [*inputs, *sorted(PACKAGE.glob("*.py")), *sorted(PACKAGE.glob("sources/*.py"))]:
        digest.update(path.name.encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _stored(folder: Path, key: str) -> CleanTables | None:
    try:
        if (folder / "made-from").read_text(encoding="ascii") != key:
            return None
        return CleanTables({name: read_table(table, folder / f"{name}.parquet") for name, table in TABLES.items()})
    except (OSError, ValueError):  # pyarrow tells a damaged file by a ValueError of its own
        return None


def _store(folder: Path, key: str, tables: CleanTables) -> None:
    """Writes beside the old tables and swaps, so that a reader meets either all of the old ones or all of the new."""
    with scratch_folder(folder.parent, ".clean-") as scratch:
        fresh = scratch / folder.name
        fresh.mkdir()
        for name, table in TABLES.items():
            write_table(tables[name], table, fresh / f"{name}.parquet")
        (fresh / "made-from").write_text(key, encoding="ascii")
        shutil.rmtree(folder, ignore_errors=True)
        fresh.rename(folder)
