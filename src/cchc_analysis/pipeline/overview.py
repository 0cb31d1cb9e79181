"""What there is: the periods that can be reported on and the measures that are counted, as plain lines for the command line."""

import json
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from cchc_analysis.edition import plan_years
from cchc_analysis.errors import CoverageError
from cchc_analysis.measures.core import Count, Ratio, Sum
from cchc_analysis.measures.dossiers import dossier_measures
from cchc_analysis.measures.procedures import procedure_measures
from cchc_analysis.measures.quality import file_measures, finding_measures
from cchc_analysis.periods import Period
from cchc_analysis.pipeline import manifest
from cchc_analysis.pipeline.publish import published_versions
from cchc_analysis.plan.measures import item_measures, product_measures, target_measures
from cchc_analysis.settings import FILE_NAME, Settings, load_settings
from cchc_analysis.sources.intake import Intake, covered_until, load_intake

# The reports that the plan asks for, and the single quarters that the TTHC-control report is written by.
PARTS = ("-Q1", "-Q2", "-6M", "-Q3", "-9M", "-Q4", "")


def period_overview(project: Path, data: Path, out: Path) -> list[dict[str, Any]]:
    """One line per period of each plan year: its days, how far the data cover it, the draft and the published versions."""
    lines = load_intake(data / "raw")
    return [
        {
            "period": period.key,
            "from": str(period.start),
            "to": str(period.end),
            "data": _coverage(lines, period),
            "draft": _draft(out / period.key),
            "published": ", ".join(version.number for version in published_versions(data, period.key)) or "-",
        }
        for period in _periods(project, data)
    ]


def latest_covered(project: Path, data: Path) -> str:
    """The last period that the dossier exports cover whole; raises CoverageError if there is none."""
    lines = load_intake(data / "raw")
    covered = [period for period in _periods(project, data) if _coverage(lines, period) == "whole"]
    if not covered:
        raise CoverageError("The dossier exports cover no period whole. Name a period to see how far they reach.")
    return max(covered, key=lambda period: (period.end, -period.start.toordinal())).key


def measure_overview(settings: Settings, words: Sequence[str]) -> list[dict[str, str]]:
    """The measures whose name or label has all the words: measure, kind, label, definition, source."""
    known = [
        *dossier_measures(settings.counting).values(), *procedure_measures().values(), *product_measures().values(),
        *item_measures().values(), *target_measures().values(), *file_measures().values(), *finding_measures().values(),
    ]  # fmt: skip
    kinds = {Count: "count", Sum: "sum", Ratio: "ratio"}
    return [
        {"measure": each.name, "kind": kinds[type(each)], "label": each.label, "definition": each.definition, "source": each.source}
        for each in known
        if all(word.casefold() in f"{each.name} {each.label}".casefold() for word in words)
    ]  # fmt: skip


def _periods(project: Path, data: Path) -> Iterator[Period]:
    cutoff = load_settings(project / FILE_NAME).period.cutoff
    for year in plan_years(data):
        yield from (Period.parse(f"{year}{part}", cutoff) for part in PARTS)


def _coverage(lines: Sequence[Intake], period: Period) -> str:
    until: date | None = covered_until(lines, "dossiers", period.start)
    if until is None:
        return "none"
    return "whole" if until >= period.end else f"until {until}"


def _draft(folder: Path) -> str:
    try:
        made = json.loads((folder / manifest.NAME).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return "-"
    return "provisional" if made["state"]["provisional"] else "whole"
