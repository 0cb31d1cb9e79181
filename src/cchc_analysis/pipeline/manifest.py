"""The manifest of a report: what it was made from, what became of every row, and every number with its id.

The numbers are read back from the finished HTML and counted anew from their ids: a figure on a page that does not come from
its measure stops the run. Nothing in a manifest varies between two runs on the same inputs.
"""

import hashlib
import importlib.metadata
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from lxml import html

import cchc_analysis
from cchc_analysis.edition import Edition
from cchc_analysis.edition.ids import resolve
from cchc_analysis.errors import RenderError
from cchc_analysis.measures.core import Measure, Quantile, Ratio, SurvivalMedian
from cchc_analysis.present.numbers import HIGH, LOW, REST, SCORE, Value, format_count, format_percent
from cchc_analysis.tables import records

NAME = "manifest.json"
# What the figures and the looks of a report depend on.
PACKAGES = (
    "pandas",
    "narwhals",
    "matplotlib",
    "papermill",
    "python-calamine",
    "pypandoc-binary",
    "typst",
    "python-docx",
)


def printed_numbers(pages: Iterable[Path]) -> dict[str, dict[str, list[str]]]:
    """Id → text → pages, for every marked number on the given HTML pages."""
    numbers: dict[str, dict[str, list[str]]] = {}
    for page in pages:
        for span in html.fromstring(page.read_bytes()).xpath("//*[@data-measure]"):
            where = numbers.setdefault(span.get("data-measure"), {}).setdefault(span.text_content().strip(), [])
            if page.name not in where:
                where.append(page.name)
    return numbers


def checked_numbers(edition: Edition, printed: Mapping[str, Mapping[str, Sequence[str]]]) -> dict[str, dict[str, Any]]:
    """The numbers for the manifest, each counted anew; raises RenderError for one that is not what its measure gives."""
    checked = {}
    for number_id, texts in sorted(printed.items()):
        try:
            expected, plain = _counted_anew(edition, number_id)
        except KeyError:
            raise RenderError(f"A page shows {', '.join(texts)} for {number_id}, which no measure gives.") from None
        if wrong := sorted(set(texts) - expected):
            raise RenderError(
                f"A page shows {', '.join(wrong)} for {number_id}; its measure gives {', '.join(sorted(expected))}."
            )
        checked[number_id] = {
            "text": sorted(texts),
            "value": plain,
            "pages": sorted(set().union(*texts.values())),
        }
    return checked


def manifest(
    edition: Edition,
    numbers: Mapping[str, Any],
    inputs: Mapping[str, str],
    outputs: Mapping[str, str],
    renderer: str,
    state: Mapping[str, Any],
) -> dict[str, Any]:
    """The manifest as plain data, ready to be written. `inputs` and `outputs` map names to SHA-256 sums."""
    totals = edition.tables.files[["read", "accepted", "rejected", "duplicates", "identical", "superseded"]]
    by_kind = totals.groupby(edition.tables.files["kind"]).sum()
    asked = edition.asked
    return {
        "period": {"key": asked.key, "name": asked.name, "start": str(asked.start), "end": str(asked.end)},
        "data_until": str(edition.period.end),
        "state": dict(state),
        "synthetic": edition.settings.report.sample_data,
        "rows": {name: int(total) for name, total in totals.sum().items()},
        "rows_by_kind": {
            str(kind): {str(name): int(count) for name, count in line.items()} for kind, line in by_kind.iterrows()
        },
        "corrections": _plain_lines(edition.tables.corrections),
        "settings": asdict(edition.settings),
        "renderer": renderer,
        "versions": {"cchc_analysis": cchc_analysis.__version__}
        | {name: importlib.metadata.version(name) for name in PACKAGES},
        "inputs": dict(inputs),
        "numbers": dict(numbers),
        "outputs": dict(outputs),
    }


def _plain_lines(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows as plain data; missing values are left out."""
    return [
        {name: int(value) if isinstance(value, np.integer) else value for name, value in row.items() if pd.notna(value)}
        for row in records(frame)
    ]


def write(path: Path, content: Mapping[str, Any]) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def sums(folder: Path, names: Iterable[str]) -> dict[str, str]:
    """File name → SHA-256, for files of one folder; on folders, all the files in them."""
    files = sorted(
        path for name in names for path in ((folder / name).rglob("*") if (folder / name).is_dir() else [folder / name])
    )
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in files
        if path.is_file()
    }


def _counted_anew(edition: Edition, number_id: str) -> tuple[set[str], Any]:
    """The ways in which the figure of an id may be written, and the figure as plain data."""
    value, part = resolve(edition, number_id)
    if isinstance(value, Value):
        measure = edition.measures[value.measure.partition("!")[0]][1]
        return _texts(value, part, measure), plain(value, part)
    return value.texts(part), value.plain(part)


def _texts(value: Value, part: str, measure: Measure) -> set[str]:
    """The ways in which a figure may be written."""
    if not part and isinstance(measure, Quantile | SurvivalMedian):
        return {value.quantile.text}
    if not part and isinstance(measure, Ratio) and measure.unit != "%":
        return {value.ratio(measure.unit).text}
    if not part and measure.unit == SCORE:
        return {value.score.text}
    if part in (LOW, HIGH):
        return {value.interval[part == HIGH].text}
    number = plain(value, part)
    if isinstance(number, int):
        return {format_count(number), format_count(number, leading_zero=True)}
    if part == REST and value.denominator:
        # Printed as what its counterpart leaves of 100 %; under any other id that would be a wrong figure.
        return {value.rest_of(Value("", "", value.denominator - value.numerator, value.denominator)).text}
    return {format_percent(value.share)}


def plain(value: Value, part: str) -> Any:
    """A figure as plain data."""
    if part == "numerator":
        return value.numerator
    if part == "denominator":
        return value.denominator
    if part == "cases":
        return value.numerator
    if value.reading is not None:
        return float(value.reading)
    if value.denominator is None:
        return value.numerator
    return {"numerator": value.numerator, "denominator": value.denominator}
