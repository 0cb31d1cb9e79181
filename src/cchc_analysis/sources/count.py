"""Counting form II.06a from files alone: `cchc count`."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from cchc_analysis.measures.core import evaluate
from cchc_analysis.measures.dossiers import COUNT_FORM, CountingRules, dossier_measures
from cchc_analysis.periods import Period
from cchc_analysis.sources.build import read_files
from cchc_analysis.sources.mapping import load_mapping


def count_files(files: Sequence[Path], mapping: Path, period: Period, by: str | None) -> dict[str, Any]:
    """The figures of dossier exports in a period, in all and for each value of `by` that they have.

    Without a table of procedures nothing is recomputed: a missing due date stays missing and is counted apart.
    """
    tables = read_files(files, load_mapping(mapping), CountingRules(no_due_date="leave"))
    totals = tables.files[["read", "accepted", "rejected", "duplicates"]].sum()
    groups = {by: sorted(tables.dossiers[by].unique())} if by else {}
    return {
        "period": {"start": str(period.start), "end": str(period.end)},
        "rows": {name: int(total) for name, total in totals.items()},
        "measures": _figures(tables.dossiers, period, {})[()],
        "groups": [
            {str(by): key[0], "measures": figures}
            for key, figures in _figures(tables.dossiers, period, groups).items()
            if by
        ],
    }


def _figures(dossiers: pd.DataFrame, period: Period, by: dict[str, list[str]]) -> dict[tuple[str, ...], dict[str, int]]:
    """Group → measure → count."""
    known = dossier_measures(CountingRules(no_due_date="leave"))
    frame = evaluate(dossiers, [known[name] for name in COUNT_FORM], period, by)
    figures: dict[tuple[str, ...], dict[str, int]] = {}
    for line in frame.to_dict("records"):
        figures.setdefault(tuple(line[column] for column in by), {})[line["measure"]] = int(line["value"])
    return figures
