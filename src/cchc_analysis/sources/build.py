"""Building the clean tables of a data folder from all its raw files, and the account of what became of every row.

The tables are written as Parquet into `data/clean` with the hash of everything that they were made from; they are built anew
when that changes and reused when not. `read_files` serves single files that stand in no intake list.
"""

import hashlib
import json
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pandas as pd

from cchc_analysis.errors import InputError, SettingsError
from cchc_analysis.scratch import scratch_folder
from cchc_analysis.sources.channels import with_channels
from cchc_analysis.sources.checks import AS_SET, Checking
from cchc_analysis.sources.corrections import ADD, Correction, Words, excluded, load_corrections
from cchc_analysis.sources.corrections import NAME as CORRECTIONS_NAME
from cchc_analysis.sources.dossiers import (
    KEPT_WORDS,
    PROVENANCE,
    clean_dossiers,
    dossier_rows,
    mapped_rows,
    one_row_per_dossier,
)
from cchc_analysis.sources.engines import read_table, write_table
from cchc_analysis.sources.entries import Met, mapping_entries, met
from cchc_analysis.sources.feeds import FEEDS
from cchc_analysis.sources.fees import fee_payments
from cchc_analysis.sources.intake import Intake, load_intake
from cchc_analysis.sources.layout import OTHER_LINES, RawTable, find_table
from cchc_analysis.sources.mapping import Mapping as Layout
from cchc_analysis.sources.mapping import load_mappings
from cchc_analysis.sources.progress import progress_rows
from cchc_analysis.sources.readers import read_sheets
from cchc_analysis.sources.reference import Reference, load_reference
from cchc_analysis.sources.rows import feed_rows
from cchc_analysis.tables import CORRECTIONS, ENTRIES, FILES, FINDINGS

Tell = Callable[[str], None]
# The clean tables of a data folder, by name.
TABLES = {
    table.name: table
    for table in (*(feed.table for feed in FEEDS.values() if feed.table), FINDINGS, FILES, CORRECTIONS, ENTRIES)
}
# How the workbooks of `cchc check` are called that go back to the units; they are never raw data.
REVIEW_FORM = "phieu-ra-soat-"
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

    @property
    def corrections(self) -> pd.DataFrame:
        """What became of each line of data/corrections.xlsx."""
        return self["corrections"]


@dataclass(frozen=True)
class _Part:
    """One sheet of one raw file."""

    kind: str
    table: RawTable
    rows: pd.DataFrame
    intake: Intake | None
    met: set[Met] = field(default_factory=set)


def build(
    data: Path,
    known_items: Sequence[str],
    tell: Tell = lambda _: None,
    outcomes: Mapping[str, str] = AS_SET.outcomes,
) -> CleanTables:
    """The clean tables of a data folder, from `data/clean` if nothing has changed since they were written.

    `known_items` are the ids of the plan's products, `outcomes` what the settings make of the checks of rows. `tell` is called with
    a sentence before each long step. Raises InputError and its like for raw files and corrections that cannot be used, before
    anything is written.
    """
    key, folder = _fingerprint(data, known_items, outcomes), data / "clean"
    if stored := _stored(folder, key):
        tell("clean tables: nothing changed, reused")
        return stored
    reference, mappings = load_reference(data / "reference"), load_mappings(data / "mappings")
    corrections = load_corrections(data / CORRECTIONS_NAME, _words(mappings))
    parts = list(_read_all(data / "raw", mappings, tell))
    tell("clean tables: checking and joining rows")
    tables = _assemble(parts, reference, known_items, outcomes, corrections)
    met_under: dict[str, set[Met]] = {}
    for part in parts:
        met_under.setdefault(part.table.mapping.name, set()).update(part.met)
    tables = CleanTables(tables.frames | {"entries": mapping_entries(mappings, met_under)})
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
            parts.append(_Part("dossiers", table.without_cells(), mapped_rows(table, None), None))
    return _assemble(parts, None, [])


def _read_all(raw: Path, mappings: Sequence[Layout], tell: Tell) -> Iterator[_Part]:
    lines = load_intake(raw)
    for number, line in enumerate(lines, start=1):
        tell(f"reading {number}/{len(lines)}: {line.file}")
        if Path(line.file).name.startswith(REVIEW_FORM):
            raise InputError(
                f"{line.file} is a form that cchc check wrote for a unit, not an export. Take it out of data/raw."
            )
        fitting = [mapping for mapping in mappings if mapping.table == line.kind]
        if not fitting:
            raise InputError(f'{line.file}: no mapping in data/mappings has table = "{line.kind}".')
        for sheet in read_sheets(raw / line.file, line.file):
            table = find_table(sheet, fitting)
            yield _Part(line.kind, table.without_cells(), mapped_rows(table, line), line, met(table))


def _words(mappings: Sequence[Layout]) -> Words:
    """Folded word → value, by column with a vocabulary, as any layout of the dossier exports writes it."""
    words: dict[str, dict[str, str]] = {}
    for mapping in mappings:
        for target in mapping.vocabularies if mapping.table == "dossiers" else ():
            words.setdefault(target, {}).update(mapping.words(target))
    return words


def _spellings(parts: Sequence[_Part], kind: str) -> dict[str, list[str]]:
    """The words that the layouts of a kind of file know, by the column that keeps them as written."""
    layouts = {id(part.table.mapping): part.table.mapping for part in parts if part.kind == kind}
    known: dict[str, list[str]] = {}
    for mapping in layouts.values():
        for target in KEPT_WORDS.keys() & mapping.vocabularies.keys():
            values = mapping.vocabularies[target]
            known.setdefault(KEPT_WORDS[target], []).extend(word for words in values.values() for word in words)
    return known


def _assemble(
    parts: Sequence[_Part],
    reference: Reference | None,
    known_items: Sequence[str],
    outcomes: Mapping[str, str] = AS_SET.outcomes,
    corrections: Sequence[Correction] = (),
) -> CleanTables:
    checking = Checking(outcomes, excluded=excluded(corrections))

    def of(kind: str) -> Checking:
        return replace(checking, known=_spellings(parts, kind))

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
    of_dossiers = rows.pop("dossiers")
    done = {"dossiers": one_row_per_dossier(dossier_rows(of_dossiers, reference, of("dossiers"), corrections))}
    if "progress" in rows:
        units = reference.units if reference else {}
        done["progress"] = progress_rows(rows.pop("progress"), known_items, units, of("progress"))
    dossiers, names = done["dossiers"].kept, reference.names if reference else {}
    calendar = reference.calendar if reference else None
    done |= {
        kind: feed_rows(of_kind, FEEDS[kind], dossiers, names, of(kind), calendar) for kind, of_kind in rows.items()
    }
    findings = FINDINGS.conform(pd.concat([part.findings for part in done.values()], ignore_index=True))
    kept = {kind: part.kept for kind, part in done.items()}
    frames = {name: kept.get(name, table.conform(pd.DataFrame())) for name, table in TABLES.items()}
    dossiers = clean_dossiers(kept, reference)
    return CleanTables(
        frames
        | {
            "dossiers": dossiers,
            "fees": fee_payments(frames["fees"], dossiers),
            "findings": findings,
            "files": _account(parts, list(kept.values()), findings, done["dossiers"].corrections),
            "corrections": CORRECTIONS.conform(done["dossiers"].corrections),
        }
    )


def _account(
    parts: Sequence[_Part], kept: Sequence[pd.DataFrame], findings: pd.DataFrame, corrections: pd.DataFrame
) -> pd.DataFrame:
    """One line per sheet that was read: what became of each of its rows. Dossiers that corrections add have a line of their own."""
    place = PROVENANCE[:2]
    accepted = pd.concat([frame[place] for frame in kept]).value_counts()
    outcomes = findings.value_counts([*place, "outcome"])
    lines: list[dict[str, Any]] = []

    def account(line: dict[str, Any]) -> None:
        where = (line["source_file"], line["source_sheet"])
        counts = {
            outcome: int(outcomes.get((*where, outcome), 0)) for outcome in ("rejected", "duplicate", "superseded")
        }
        line |= {
            "accepted": int(accepted.get(where, 0)),
            "rejected": counts["rejected"],
            "duplicates": counts["duplicate"] + counts["superseded"],
            "identical": counts["duplicate"],
            "superseded": counts["superseded"],
        }
        if line["read"] != line["accepted"] + sum(counts.values()):
            raise ValueError(f"{where}: the rows do not add up: {line}")
        lines.append(line)

    for part in parts:
        account(
            {
                "source_file": part.table.sheet.file,
                "source_sheet": part.table.sheet.name,
                "kind": part.kind,
                "exported_at": pd.Timestamp(part.intake.exported_at) if part.intake else pd.NaT,
                "covers_from": pd.Timestamp(part.intake.first) if part.intake else pd.NaT,
                "covers_to": pd.Timestamp(part.intake.last) if part.intake else pd.NaT,
                "lines": len(part.table.sheet),
                "other_lines": part.table.other_lines,
                **{f"{kind}_lines": count for kind, count in part.table.other.items()},
                "read": len(part.rows),
                "notes": "; ".join(part.table.notes) or None,
            }
        )
    if len(corrections) and (added := int(corrections.loc[corrections["action"].eq(ADD), "rows"].sum())):
        sheet = corrections["sheet"].iloc[0]
        none = dict.fromkeys(("other_lines", *(f"{kind}_lines" for kind in OTHER_LINES)), 0)
        line = {
            "source_file": CORRECTIONS_NAME,
            "source_sheet": sheet,
            "kind": "dossiers",
            "lines": added,
            "read": added,
        }
        account(line | none | {"notes": "Hồ sơ thêm theo data/corrections.xlsx"})
    return FILES.conform(pd.DataFrame(lines))


def _fingerprint(data: Path, known_items: Sequence[str], outcomes: Mapping[str, str]) -> str:
    """A hash of everything that the clean tables are made from: raw files, corrections, mappings, reference tables, settings, code."""
    digest = hashlib.sha256(json.dumps([sorted(known_items), sorted(outcomes.items())]).encode())
    folders = [data / "raw", data / "mappings", data / "reference"]
    inputs = [path for folder in folders for path in sorted(folder.rglob("*")) if path.is_file()]
    corrections = [path for path in [data / CORRECTIONS_NAME] if path.is_file()]
    for path in [*inputs, *corrections, *sorted(PACKAGE.glob("*.py")), *sorted(PACKAGE.glob("sources/*.py"))]:
        digest.update(path.name.encode())
        with path.open("rb") as stream:
            digest.update(hashlib.file_digest(stream, "sha256").digest())
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
