"""Reporting periods: how they are written, which days they hold, how officials name them.

Both ends are inclusive. Periods are cumulative from the start of the report year, unless they are a plain quarter or month.
The days of a period follow the cut-off rule: `decree-09-2019` (Nghị định 09/2019/NĐ-CP, Điều 12: from the 15th to the 14th,
the report year from 15/12 of the year before) or `calendar`. Nine months are not named in the decree; provinces count them
from 15/12 to 14/9 (seen in Khánh Hoà's regulation).
"""

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal, Self, get_args

from cchc_analysis.errors import PeriodError
from cchc_analysis.text import short_date

CutoffRule = Literal["decree-09-2019", "calendar"]
CUTOFF_RULES: tuple[str, ...] = get_args(CutoffRule)
DEFAULT_CUTOFF: CutoffRule = "decree-09-2019"

FIRST_YEAR, LAST_YEAR = 2000, 2100
ROMAN = {1: "I", 2: "II", 3: "III", 4: "IV"}
WAYS_TO_WRITE = "2021-Q1 (to Q4), 2021-6M, 2021-9M, 2021, 2021-05 or 2021-01-01..2021-03-31"

_NAMED = re.compile(r"(?P<year>\d{4})(?:-(?P<part>Q[1-4]|6M|9M|0[1-9]|1[0-2]))?", re.IGNORECASE)
_DATES = re.compile(r"(\d{4}-\d{2}-\d{2})\.\.(\d{4}-\d{2}-\d{2})")
# First and last month of each part of a year; the report year's first month is January of the calendar.
_MONTHS = {"Q1": (1, 3), "Q2": (4, 6), "Q3": (7, 9), "Q4": (10, 12), "6M": (1, 6), "9M": (1, 9), "": (1, 12)}
# Months that the report of a part of the year looks ahead to; a month looks to the next, a year to the next year.
_LOOK_AHEAD = {"Q1": 3, "Q2": 3, "Q3": 3, "Q4": 12, "6M": 6, "9M": 3}


@dataclass(frozen=True)
class Period:
    """The days from `start` to `end`, both inclusive.

    `key` is how the user writes it (2021-Q1) and names its folder; `year` is the report year, which is not the calendar
    year of every day in it; `name` and `next_name` are Vietnamese: "quý I năm 2021", "quý II năm 2021". `next_end` is the last
    day, by the calendar, of what the report looks ahead to.
    """

    key: str
    start: date
    end: date
    year: int
    name: str
    next_name: str
    next_end: date

    @classmethod
    def parse(cls, text: str, cutoff: CutoffRule = DEFAULT_CUTOFF) -> Self:
        """The period that `text` names; raises PeriodError for one that cannot be read or does not exist."""
        written = text.strip().upper()
        if found := _DATES.fullmatch(written):
            return cls._between(_day(found[1], text), _day(found[2], text))
        if found := _NAMED.fullmatch(written):
            year, part = int(found["year"]), found["part"] or ""
            if not FIRST_YEAR <= year <= LAST_YEAR:
                raise PeriodError(f'Period "{text}": the year must be from {FIRST_YEAR} to {LAST_YEAR}.')
            return cls._named(year, part, cutoff)
        raise PeriodError(f'Period "{text}" is not one that can be read. Write {WAYS_TO_WRITE}.')

    @classmethod
    def _between(cls, start: date, end: date) -> Self:
        if end < start:
            raise PeriodError(f"Period {start}..{end} ends before it starts. Write the earlier day first.")
        if not FIRST_YEAR <= start.year <= end.year <= LAST_YEAR:
            raise PeriodError(f"Period {start}..{end}: the years must be from {FIRST_YEAR} to {LAST_YEAR}.")
        name = f"từ ngày {short_date(start)} đến ngày {short_date(end)}"
        return cls(
            f"{start}..{end}", start, end, end.year, name, "kỳ tiếp theo", end + (end - start) + timedelta(days=1)
        )

    @classmethod
    def _named(cls, year: int, part: str, cutoff: CutoffRule) -> Self:
        first, last = _MONTHS.get(part) or (int(part), int(part))
        start, end = _bounds(year, first, last, cutoff)
        name, next_name = _names(year, part)
        following = _month_start(year, last + 1 + _LOOK_AHEAD.get(part, 12 if not part else 1)) - timedelta(days=1)
        return cls(f"{year}-{part}" if part else str(year), start, end, year, name, next_name, following)

    def __contains__(self, day: date) -> bool:
        return self.start <= day <= self.end

    def until(self, last_day: date) -> Self:
        """This period as far as the data reach: it ends on `last_day` if that comes before its own end."""
        return replace(self, end=min(self.end, last_day))

    @property
    def span(self) -> str:
        """từ ngày 15/12/2020 đến hết ngày 14/3/2021."""
        return f"từ ngày {short_date(self.start)} đến hết ngày {short_date(self.end)}"


def months_of(period: Period, cutoff: CutoffRule = DEFAULT_CUTOFF) -> list[Period]:
    """The monthly periods that lie wholly inside `period`, in order: a series is a list of periods."""
    months = [Period.parse(f"{year}-{month:02d}", cutoff) for year in _years(period) for month in range(1, 13)]
    return [month for month in months if period.start <= month.start and month.end <= period.end]


def _years(period: Period) -> range:
    return range(period.start.year, period.end.year + 1)


def _bounds(year: int, first_month: int, last_month: int, cutoff: CutoffRule) -> tuple[date, date]:
    if cutoff == "calendar":
        return date(year, first_month, 1), _month_start(year, last_month + 1) - timedelta(days=1)
    before = _month_start(year, first_month) - timedelta(days=1)
    return before.replace(day=15), date(year, last_month, 14)


def _month_start(year: int, month: int) -> date:
    return date(year + (month - 1) // 12, (month - 1) % 12 + 1, 1)


def _names(year: int, part: str) -> tuple[str, str]:
    if part.startswith("Q"):
        quarter = int(part[1])
        following = f"quý {ROMAN[quarter + 1]} năm {year}" if quarter < 4 else f"năm {year + 1}"
        return f"quý {ROMAN[quarter]} năm {year}", following
    if part == "6M":
        return f"6 tháng đầu năm {year}", f"6 tháng cuối năm {year}"
    if part == "9M":
        return f"9 tháng đầu năm {year}", f"quý IV năm {year}"
    if not part:
        return f"năm {year}", f"năm {year + 1}"
    month = int(part)
    return f"tháng {month:02d} năm {year}", f"tháng {month % 12 + 1:02d} năm {year + month // 12}"


def _day(written: str, text: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise PeriodError(f'Period "{text}": there is no day {written}.') from None
