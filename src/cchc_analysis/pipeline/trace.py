"""The rows behind a number: `cchc trace`. The rule that counted them lists them, so their number is the number printed."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from cchc_analysis.edition import Edition
from cchc_analysis.errors import MeasureError
from cchc_analysis.measures.core import Count, Measure, Quantile, Ratio, SurvivalMedian
from cchc_analysis.pipeline import manifest
from cchc_analysis.present.numbers import Value, format_amount
from cchc_analysis.tables import records
from cchc_analysis.text import did_you_mean, fold, table_date

# What a terminal shows of a dossier; the other formats have every column.
DOSSIER_COLUMNS = (
    "dossier_id", "procedure", "field", "unit", "channel", "received_date", "judged_due_date", "judged_end_date",
    "source_file",
    "source_row",
)  # fmt: skip


@dataclass(frozen=True)
class Trace:
    """A figure and the rows behind it, of a ratio those of one `part`; `text` is the figure as a report prints it."""

    value: Value
    measure: Measure
    part: str
    text: str
    rows: pd.DataFrame

    @property
    def id(self) -> str:
        return self.value.id(self.part)


def trace(edition: Edition, measure: str, groups: Sequence[str] = (), part: str = "") -> Trace:
    """The rows behind a measure, in all or of one group written column=value (a code, or its Vietnamese name).

    Raises MeasureError for a measure, group or part that there is not.
    """
    if measure not in edition.measures:
        raise MeasureError(
            f'There is no measure "{measure}".{did_you_mean(measure, list(edition.measures))} cchc measures lists all.'
        )
    subject, found = edition.measures[measure]
    group = dict(_group(text, subject.groups, edition) for text in groups)
    counted = _part(found, part)
    value = edition.value(measure, group)
    behind = edition.rows_of(subject, counted, group)
    if isinstance(counted, Count | Quantile | SurvivalMedian) and len(behind) != _cases(value, part):
        raise ValueError(f"{value.id(part)} counts {_cases(value, part)}, but {len(behind)} rows are behind it")
    return Trace(value, found, part, _text(value, found, part), behind)


def printed_otherwise(folder: Path, found: Trace) -> str | None:
    """What the report in `folder` prints for the same number, where that is another figure; None where it is not."""
    try:
        printed = json.loads((folder / manifest.NAME).read_text(encoding="utf-8"))["numbers"][found.id]
    except (OSError, ValueError, KeyError):
        return None
    return None if printed["value"] == manifest.plain(found.value, found.part) else ", ".join(printed["text"])


def shown_rows(rows: pd.DataFrame) -> list[dict[str, str]]:
    """The rows as text for a terminal: of dossiers the columns that tell, dates as 14/03/2021, nothing for missing."""
    columns = [str(name) for name in (DOSSIER_COLUMNS if "judged_due_date" in rows else rows)]
    if "is_corrected" in rows and rows["is_corrected"].any() and "is_corrected" not in columns:
        columns.append("is_corrected")
    return [{name: _shown(row[name]) for name in columns} for row in records(rows[columns])]


def write_workbook(found: Trace, path: Path) -> None:
    """The rows as a workbook with the figure above them; texts stay texts, whatever they begin with."""
    import xlsxwriter

    with xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "dd/mm/yyyy"})
        sheet = book.add_worksheet("Dòng dữ liệu")
        sheet.write_row(0, 0, [found.measure.label, found.text, found.id], bold)
        sheet.write_row(1, 0, [found.measure.definition])
        sheet.write_row(3, 0, list(found.rows), bold)
        for number, row in enumerate(found.rows.to_numpy(), start=4):
            for column, cell in enumerate(row):
                if isinstance(cell, pd.Timestamp):
                    sheet.write_datetime(number, column, cell.to_pydatetime(), day)
                elif not pd.isna(cell):
                    sheet.write(number, column, cell)
        sheet.freeze_panes(4, 1)
        sheet.autofit()


def _group(text: str, known: Mapping[str, Mapping[str, str]], edition: Edition) -> tuple[str, str]:
    column, equals, wanted = (part.strip() for part in text.partition("="))
    if not equals or column not in known:
        raise MeasureError(
            f'"{text}" names no group of this measure. Write column=value with one of: {", ".join(known) or "(none)"}.'
        )
    spellings = {fold(name): code for code, name in known[column].items()} | {
        fold(code): code for code in known[column]
    }
    if column == "unit":
        spellings = edition.reference.unit_codes | spellings
    if fold(wanted) not in spellings:
        raise MeasureError(f'{column}: "{wanted}" is not known.{did_you_mean(wanted, list(known[column].values()))}')
    return column, spellings[fold(wanted)]


def _part(measure: Measure, part: str) -> Measure:
    if not isinstance(measure, Ratio):
        if part:
            raise MeasureError(f"{measure.name} is no ratio and has no {part}. Leave --part out.")
        return measure
    return measure.denominator if part == "denominator" else measure.numerator


def _cases(value: Value, part: str) -> int:
    return (value.denominator or 0) if part == "denominator" else value.numerator


def _text(value: Value, measure: Measure, part: str) -> str:
    if isinstance(measure, Quantile | SurvivalMedian):
        return value.quantile.text
    if not isinstance(measure, Ratio):
        return value.amount(measure.unit).text
    above = format_amount(value.numerator, measure.numerator.unit, leading_zero=True)
    below = format_amount(value.denominator or 0, measure.denominator.unit, leading_zero=True)
    if part:
        return above if part == "numerator" else below
    return f"{above}/{below} = {value.ratio(measure.unit).text}"


def _shown(cell: object) -> str:
    if isinstance(cell, pd.Timestamp):
        return table_date(cell)
    return "" if pd.isna(cell) else str(cell)  # type: ignore[call-overload]
