"""The command `cchc` as a person types it, in a copy of the project of its own."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
PARTS = ("cchc.toml", "_quarto.yml", "_language.yml", "notebooks", "data", "report/_extensions")
# Of the first quarter.
PAPERS = ("kiem-soat-tthc", "ra-soat-tthc", "trich-tu-phap", "trich-khoa-hoc-cong-nghe", "chuyen-de-cntt")
OUTPUTS = (
    "bao-cao.html", "bao-cao.pdf", "bao-cao.docx", "quality.html", "dossiers.html", "plan.html", "targets.html", "scorecard.html",
    "manifest.json", "pending.csv",
    *(f"{name}.{fmt}" for name in PAPERS for fmt in ("html", "pdf", "docx")),
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
