"""The command `cchc` as a person types it, in a copy of the project of its own."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import xlsxwriter

from cchc_analysis.sources.readers import read_sheets

PROJECT = Path(__file__).resolve().parents[2]
PARTS = ("cchc.toml", "_quarto.yml", "_language.yml", "notebooks", "data", "report/_extensions")
# Of the first quarter.
PAPERS = ("kiem-soat-tthc", "ra-soat-tthc", "trich-tu-phap", "trich-khoa-hoc-cong-nghe", "chuyen-de-cntt")
OUTPUTS = (
    "bao-cao.html", "bao-cao.pdf", "bao-cao.docx", "quality.html", "dossiers.html", "plan.html", "targets.html", "scorecard.html",
    "manifest.json", "pending.csv",
    *(f"{name}.{fmt}" for name in ("ho-so-trinh-ky", *PAPERS) for fmt in ("html", "pdf", "docx")),
)  # fmt: skip


def cchc(project: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "cchc_analysis.cli", *words],
        cwd=project,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        encoding="utf-8",
    )


def copy_project(place: Path) -> Path:
    place.mkdir(parents=True)
    for part in PARTS:
        source, target = PROJECT / part, place / part
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("clean", "__pycache__", "notes"))
        else:
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target)
    return place


def without_pages(project: Path, *pages: str) -> Path:
    """Lets a copy make, of the analysts' pages, these alone; the report and the papers as always."""
    settings = project / "cchc.toml"
    text = settings.read_text(encoding="utf-8")
    text = re.sub(r"^notebooks = .*$", f"notebooks = {json.dumps(pages)}", text, flags=re.MULTILINE)
    settings.write_text(text, encoding="utf-8")
    return project


def report_alone(project: Path, *pages: str, paper: str = "") -> Path:
    """Lets a copy make the signed report, these pages and this paper alone, which takes a fraction of the time."""
    settings = without_pages(project, *pages) / "cchc.toml"
    text = settings.read_text(encoding="utf-8")
    text = re.sub(rf"^\[papers\.(?!{paper or '-'}\]).*\n(?:(?!\[).*\n)*", "", text, flags=re.MULTILINE)
    settings.write_text(text, encoding="utf-8")
    return project


def numbers(report: Path) -> dict[str, object]:
    """The numbers that a report prints, by their ids, as its manifest has them."""
    manifest = json.loads((report / "manifest.json").read_text(encoding="utf-8"))
    return {name: entry["value"] for name, entry in manifest["numbers"].items()}


def write_rows(path: Path, rows: Sequence[Sequence[object]]) -> None:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)


def add_to_intake(raw: Path, *lines: Sequence[str], keep: Callable[[str], bool] = lambda file: True) -> None:
    """Adds lines to the list of raw files, and of those that stand there keeps some."""
    rows = read_sheets(raw / "intake.xlsx", "intake.xlsx")[0].rows
    write_rows(raw / "intake.xlsx", [*(row for row in rows if keep(row[0])), *lines])
