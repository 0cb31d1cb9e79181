"""The sheet of figures that were published before this software existed: `data/reference/published.xlsx`, kept by hand.

Each line is one figure of one period with the document that it was published in. Such a figure wins over what the data give
today, because it is what the readers of the report have in their hands.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from pathlib import Path

from cchc_analysis.errors import InputError, PeriodError
from cchc_analysis.measures.core import Count, Measure, Ratio, Sum
from cchc_analysis.periods import CutoffRule, Period
from cchc_analysis.sources.readers import read_sheets
from cchc_analysis.text import did_you_mean, fold

NAME = "published.xlsx"
PERIOD, MEASURE, GROUP, FIGURE, BASE, DOCUMENT, DAY = HEADS = (
    "Kỳ báo cáo", "Chỉ số", "Nhóm", "Số liệu", "Mẫu số", "Số văn bản", "Ngày văn bản",
)  # fmt: skip
Group = tuple[tuple[str, str], ...]
# First and last day, measure, group: days, because one period can be written in several ways.
Key = tuple[date, date, str, Group]

_COUNT = re.compile(r"\d{1,3}(?:[. ]\d{3})+|\d+")
_PERCENT = re.compile(r"(\d{1,3})(?:[.,](\d+))?\s*(%?)")
_DAYS = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d", "%d/%m/%Y", "%d/%m/%Y %H:%M:%S")


@dataclass(frozen=True)
class Published:
    """A published figure: a count, or a share as its two counts. A share published in percent alone is that many of 100 (98,13%:
    9.813 of 10.000), so that it prints as it was published; its counts are not known then.
    """

    period: Period
    measure: str
    group: Group
    numerator: int
    denominator: int | None
    document_no: str
    document_date: date

    @property
    def key(self) -> Key:
        return key_of(self.period, self.measure, self.group)


def key_of(period: Period, measure: str, group: Group = ()) -> Key:
    """What a published figure is found by."""
    return period.start, period.end, measure, group


def load_published(
    path: Path, measures: Mapping[str, Measure], groups: Mapping[str, Collection[str]], cutoff: CutoffRule
) -> dict[Key, Published]:
    """The published figures by what they are looked up by; none where there is no sheet.

    `groups` maps the columns that figures are grouped by to their known values. Raises InputError for a line that is not right.
    """
    if not path.is_file():
        return {}
    rows = read_sheets(path, NAME)[0].rows
    head = next(
        (number for number, row in enumerate(rows) if {fold(PERIOD), fold(MEASURE)} <= set(map(fold, row))), None
    )
    if head is None:
        raise InputError(f"{NAME}: no row has the heads {', '.join(HEADS)}.")
    places = {fold(cell): column for column, cell in enumerate(rows[head]) if cell}
    if missing := [name for name in HEADS if name != BASE and fold(name) not in places]:
        raise InputError(f"{NAME}, row {head + 1}: the column {', '.join(missing)} is missing.")
    found: dict[Key, Published] = {}
    lines: dict[Key, int] = {}
    for number, row in enumerate(rows[head + 1 :], start=head + 2):
        if not any(row):
            continue
        cells = {name: _cell(row, places.get(fold(name))) for name in HEADS}
        figure = _figure(cells, measures, groups, cutoff, f"{NAME}, row {number}")
        if figure.key in found:
            raise InputError(
                f"{NAME}, row {number}: {cells[MEASURE]} of {cells[PERIOD]} stands in row {lines[figure.key]} already. "
                f"Keep the figure that was published last."
            )
        found[figure.key], lines[figure.key] = figure, number
    return found


def _figure(
    cells: Mapping[str, str],
    measures: Mapping[str, Measure],
    groups: Mapping[str, Collection[str]],
    cutoff: CutoffRule,
    where: str,
) -> Published:
    try:
        period = Period.parse(cells[PERIOD], cutoff)
    except PeriodError as error:
        raise InputError(f"{where}: {error}") from None
    name = cells[MEASURE]
    if name not in measures:
        raise InputError(f'{where}: "{name}" is not a measure.{_near(name, measures)} cchc measures lists all.')
    numerator, denominator = _numbers(cells[FIGURE], cells[BASE], measures[name], where)
    document = cells[DOCUMENT]
    if not document:
        raise InputError(f"{where}: {DOCUMENT} is missing: which document was the figure published in?")
    return Published(
        period, name, _group(cells[GROUP], groups, where), numerator, denominator, document, _day(cells[DAY], where)
    )


def _near(name: str, measures: Mapping[str, Measure]) -> str:
    """The nearest names; where none is near, nothing: there are too many to list."""
    told = did_you_mean(name, list(measures))
    return told if told.startswith(" Did") else ""


def _group(text: str, groups: Mapping[str, Collection[str]], where: str) -> Group:
    """field=BC → (("field", "BC"),)."""
    pairs = []
    for part in filter(None, (part.strip() for part in text.split(","))):
        column, _, value = (piece.strip() for piece in part.partition("="))
        if column not in groups:
            raise InputError(
                f'{where}: the group "{part}" names no column. Write field=BC.{did_you_mean(column, list(groups))}'
            )
        if value not in groups[column]:
            raise InputError(f'{where}: {column} "{value}" is not known.{did_you_mean(value, list(groups[column]))}')
        pairs.append((column, value))
    return tuple(sorted(pairs))


def _numbers(figure: str, base: str, measure: Measure, where: str) -> tuple[int, int | None]:
    if isinstance(measure, Count | Sum):
        if base:
            raise InputError(f"{where}: {measure.name} is a count and has no {BASE}. Leave it empty.")
        return _count(figure, where), None
    if not isinstance(measure, Ratio) or measure.unit != "%":
        raise InputError(f"{where}: {measure.name} is neither a count nor a share, and only these are compared.")
    if not base:
        return _percent(figure, where)
    above, below = _count(figure, where), _count(base, where)
    if below == 0:
        raise InputError(f"{where}: {BASE} is 0, and a share of nothing is no figure. Take the line out.")
    return above, below


def _count(text: str, where: str) -> int:
    if not _COUNT.fullmatch(text):
        raise InputError(f'{where}: "{text}" is not a whole number. Write 1234 or 1.234.')
    return int(re.sub(r"[. ]", "", text))


def _percent(text: str, where: str) -> tuple[int, int]:
    """98,13 or 98,13% → 9813 of 10000."""
    found = _PERCENT.fullmatch(text)
    if not found:
        raise InputError(f'{where}: "{text}" is not a share. Write 98,13% or the two counts in {FIGURE} and {BASE}.')
    whole, decimals, sign = found[1], found[2] or "", found[3]
    numerator, denominator = int(whole + decimals), 100 * 10 ** len(decimals)
    share = Fraction(numerator, denominator)
    if not sign and 0 < share <= Fraction(1, 100):
        # A cell that the workbook itself shows as 98,13% is stored as 0.9813: the two cannot be told apart.
        raise InputError(f'{where}: "{text}" may be a share of 1 or of 100. Write it as text with the sign: 98,13%.')
    if share > 1:
        raise InputError(f'{where}: "{text}" is more than 100%.')
    return numerator, denominator


def _day(text: str, where: str) -> date:
    for pattern in _DAYS:
        try:
            return datetime.strptime(text, pattern).date()
        except ValueError:
            continue
    raise InputError(f'{where}: {DAY} "{text}" is not a day. Write it as 16/03/2020.')


def _cell(row: tuple[str, ...], column: int | None) -> str:
    return row[column] if column is not None and column < len(row) else ""
