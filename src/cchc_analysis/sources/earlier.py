"""Reports that were made before: that of the period before with the dossiers that it said were pending, and the last version of a
period's own report with the figures that it printed.

Reports that were published come before drafts; provisional ones are no basis. The list has codes and dates only, no applicants.
"""

import csv
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pandas as pd

from cchc_analysis.periods import Period
from cchc_analysis.tables import Record, records
from cchc_analysis.text import short_date

MANIFEST, PENDING = "manifest.json", "pending.csv"
PUBLISHED_FOLDER = "published"
# The page of the signed report, by which a manifest says where a figure stands.
REPORT_PAGE = "bao-cao.html"
COLUMNS = ("dossier_id", "field", "received_date", "due_date")


@dataclass(frozen=True)
class Earlier:
    """What an earlier report said of the dossiers pending at its end.

    `dossiers` maps their codes to the lines of its list; None where it kept none. `document` is its number and date, empty for a
    draft. `counting` are the counting rules that it used. `inputs` maps its files to SHA-256 sums.
    """

    period: str
    name: str
    pending: int
    document: str = ""
    dossiers: Mapping[str, Record] | None = None
    counting: Mapping[str, Any] | None = None
    inputs: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class LastVersion:
    """The version of a period's report that was published last: its number and date, and the figures of the signed report.

    `numbers` maps their ids to what the manifest holds of them: a whole number, numerator and denominator, or what was read off.
    `inputs` maps its manifest to the SHA-256 sum.
    """

    document: str
    numbers: Mapping[str, Any] = field(default_factory=dict)
    inputs: Mapping[str, str] = field(default_factory=dict)


def find_last_version(reports: Path, period: Period) -> LastVersion | None:
    """The version of this period's report that was published last; None where none was.

    Drafts are no versions: they come and go, and a report made twice of the same data must be the same. Nor is the report that lies
    as a draft beside papers that were issued alone.
    """
    found = [
        (made["state"]["date"], _version(path), path, made)
        for path, made in _manifests(reports)
        if path.parent.parent == reports / PUBLISHED_FOLDER / period.key and made["state"]["number"]
    ]
    if not found:
        return None
    _, _, path, made = max(found, key=lambda entry: entry[:2])
    numbers = {
        number_id: number["value"]
        for number_id, number in made.get("numbers", {}).items()
        if REPORT_PAGE in number.get("pages", ())
    }
    return LastVersion(_document(made["state"]["number"], made["state"]), numbers, _sums(reports, [path]))


def find_earlier(reports: Path, period: Period) -> Earlier | None:
    """The report in the folder of reports that ends the day before the period starts; None where there is none.

    Of several, a published one, of these the one published last; of drafts, the first by name.
    """
    day_before = str(period.start - timedelta(days=1))
    found = [
        (path, made)
        for path, made in _manifests(reports)
        if made["period"]["end"] == day_before and not made["state"]["provisional"]
    ]
    published = [(path, made) for path, made in found if made["state"]["kind"] == "published"]
    if published:
        # The folders are v1, v2 … v10: by number, not by name.
        path, made = max(
            published, key=lambda entry: (entry[1]["state"]["date"], _version(entry[0]), entry[0].as_posix())
        )
        return _earlier(reports, path, made)
    return next((earlier for path, made in found if (earlier := _earlier(reports, path, made))), None)


def pending_list(dossiers: pd.DataFrame) -> str:
    """The list of pending dossiers as CSV, for the period that follows."""
    rows = records(dossiers.sort_values("dossier_id", kind="stable"))
    lines = [
        (str(row["dossier_id"]), str(row["field"]), _day(row["received_date"]), _day(row["due_date"])) for row in rows
    ]
    return "".join(",".join(line) + "\n" for line in [COLUMNS, *lines])


def listed_lines(dossiers: pd.DataFrame, codes: Sequence[str]) -> list[Record]:
    """Of a table of dossiers those with the given codes, in the form of the list."""
    chosen = dossiers[dossiers["dossier_id"].isin(list(codes))]
    return list(csv.DictReader(pending_list(chosen).splitlines()))


def _manifests(reports: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Drafts and published versions, in the order of their names; what is no manifest of ours is passed over."""
    for path in sorted([*reports.glob(f"*/{MANIFEST}"), *reports.glob(f"{PUBLISHED_FOLDER}/*/v*/{MANIFEST}")]):
        try:
            made = json.loads(path.read_text(encoding="utf-8"))
            made["period"]["key"], made["period"]["name"], made["period"]["end"]
            made["state"]["kind"], made["state"]["provisional"], made["state"]["date"], made["state"]["number"]
        except (OSError, ValueError, KeyError, TypeError):
            continue
        yield path, made


def _version(path: Path) -> int:
    digits = path.parent.name.removeprefix("v")
    return int(digits) if digits.isdigit() else 0


def _earlier(reports: Path, path: Path, made: Mapping[str, Any]) -> Earlier | None:
    """The report of a manifest; None where it says nothing of what was pending."""
    key = made["period"]["key"]
    listed = path.with_name(PENDING)
    dossiers = _read_list(listed) if listed.is_file() else None
    printed = made.get("numbers", {}).get(f"pending@{key}", {}).get("value")
    pending = printed if isinstance(printed, int) else None if dossiers is None else len(dossiers)
    if pending is None:
        return None
    sums = _sums(reports, [each for each in (path, listed) if each.is_file()])
    counting = made.get("settings", {}).get("counting")
    document = _document(_number_of(made, f"pending@{key}"), made["state"])
    return Earlier(key, made["period"]["name"], pending, document, dossiers, counting, sums)


def _number_of(made: Mapping[str, Any], number_id: str) -> str:
    """The number of the issued document that printed a figure: of the report, else of a paper; empty where none did."""
    state, pages = made["state"], made.get("numbers", {}).get(number_id, {}).get("pages", ())
    files = made.get("settings", {}).get("papers", {})
    of_papers = (
        number for name, number in state.get("papers", {}).items() if f"{files.get(name, {}).get('file')}.html" in pages
    )
    return str(state["number"]) or next(of_papers, "")


def _document(number: str, state: Mapping[str, Any]) -> str:
    """15/BC-STTTT ngày 16/3/2021; empty for a draft."""
    return f"{number} ngày {short_date(date.fromisoformat(state['date']))}" if number else ""


def _sums(reports: Path, files: Sequence[Path]) -> dict[str, str]:
    return {
        f"report/{each.relative_to(reports).as_posix()}": hashlib.sha256(each.read_bytes()).hexdigest()
        for each in files
    }


def _read_list(path: Path) -> dict[str, Record]:
    with path.open(encoding="utf-8", newline="") as stream:
        return {line["dossier_id"]: dict(line) for line in csv.DictReader(stream)}


def _day(value: Any) -> str:
    return "" if pd.isna(value) else f"{value:%Y-%m-%d}"
