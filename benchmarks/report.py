"""Times one report beside the plain way: the papermill command for each notebook, then nbconvert for each.

Both run in this process's interpreter on the same notebooks and the same clean tables. Prints seconds and their ratio; the figures
in docs/benchmarks.md come from here.
"""

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from cchc_analysis.periods import Period
from cchc_analysis.settings import FILE_NAME, load_settings

PROJECT = Path(__file__).resolve().parents[1]
PERIOD = "2021-Q1"


def timed(*command: str) -> float:
    began = time.perf_counter()
    subprocess.run([sys.executable, *command], cwd=PROJECT, check=True, capture_output=True)
    return time.perf_counter() - began


def notebooks() -> list[str]:
    """Those that the settings make for the period: the analysts' pages, the report and its papers."""
    settings = load_settings(PROJECT / FILE_NAME)
    period = Period.parse(PERIOD, settings.period.cutoff)
    return [*settings.report.notebooks, *(name for name, paper in settings.papers.items() if paper.is_due(period))]


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        cchc = ("-m", "cchc_analysis.cli", "report", PERIOD, "--out", f"{folder}/report")
        timed(*cchc)  # clean tables, bytecode and font caches are there for both
        ours = timed(*cchc)
        stages = json.loads((PROJECT / "logs" / "runs.jsonl").read_text(encoding="utf-8").splitlines()[-1])["seconds"]
        papermill = converted = 0.0
        for name in notebooks():
            source, target = PROJECT / "notebooks" / f"{name}.ipynb", Path(folder) / f"{name}.ipynb"
            papermill += timed(
                "-m",
                "papermill",
                str(source),
                str(target),
                "--cwd",
                folder,
                "-p",
                "period",
                PERIOD,
                "-p",
                "project",
                str(PROJECT),
            )
            converted += timed("-m", "nbconvert", "--to", "html", str(target))
    print(f"cchc report (HTML pages, PDF, DOCX, manifest): {ours:.1f} s; of which {stages}")
    print(f"papermill one after another: {papermill:.1f} s; nbconvert to HTML each: {converted:.1f} s")
    print(f"ratio plain / cchc: {(papermill + converted) / ours:.2f}")


if __name__ == "__main__":
    main()
