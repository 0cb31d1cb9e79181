"""Reporting periods: how they are written, which days they hold, how officials name them.

Both ends are inclusive. Periods are cumulative from the start of the report year, unless they are a plain quarter or month.
The days of a period follow the cut-off rule: `decree-09-2019` (Nghị định 09/2019/NĐ-CP, Điều 12: from the 15th to the 14th,
the report year from 15/12 of the year before) or `calendar`. Nine months are not named in the decree; provinces count them
from 15/12 to 14/9 (seen in Khánh Hoà's regulation).
"""

import re
from calendar import monthrange
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
    day, by the calendar, of what the report looks ahead to. `cutoff` is the rule that its days follow, so that the periods
    beside it follow the same one.
    """

    key: str
    start: date
    end: date
    year: int
    name: str
    next_name: str
    next_end: date
    cutoff: CutoffRule = DEFAULT_CUTOFF

    @classmethod
    def parse(cls, text: str, cutoff: CutoffRule = DEFAULT_CUTOFF) -> Self:
        """The period that `text` names; raises PeriodError for one that cannot be read or does not exist."""
        written = text.strip().upper()
        if found := _DATES.fullmatch(written):
            return cls._between(_day(found[1], text), _day(found[2], text), cutoff)
        if found := _NAMED.fullmatch(written):
            year, part = int(found["year"]), found["part"] or ""
            if not FIRST_YEAR <= year <= LAST_YEAR:
                raise PeriodError(f'Period "{text}": the year must be from {FIRST_YEAR} to {LAST_YEAR}.')
            return cls._named(year, part, cutoff)
        raise PeriodError(f'Period "{text}" is not one that can be read. Write {WAYS_TO_WRITE}.')

    @classmethod
    def _between(cls, start: date, end: date, cutoff: CutoffRule) -> Self:
        if end < start:
            raise PeriodError(f"Period {start}..{end} ends before it starts. Write the earlier day first.")
        if not FIRST_YEAR <= start.year <= end.year <= LAST_YEAR:
            raise PeriodError(f"Period {start}..{end}: the years must be from {FIRST_YEAR} to {LAST_YEAR}.")
        name = f"từ ngày {short_date(start)} đến ngày {short_date(end)}"
        following = end + (end - start) + timedelta(days=1)
        return cls(f"{start}..{end}", start, end, end.year, name, "kỳ tiếp theo", following, cutoff)

    @classmethod
    def _named(cls, year: int, part: str, cutoff: CutoffRule) -> Self:
        first, last = _MONTHS.get(part) or (int(part), int(part))
        start, end = _bounds(year, first, last, cutoff)
        name, next_name = _names(year, part)
        following = _month_start(year, last + 1 + _LOOK_AHEAD.get(part, 12 if not part else 1)) - timedelta(days=1)
        return cls(f"{year}-{part}" if part else str(year), start, end, year, name, next_name, following, cutoff)

    def __contains__(self, day: date) -> bool:
        return self.start <= day <= self.end

    def until(self, last_day: date) -> Self:
        """This period as far as the data reach: it ends on `last_day` if that comes before its own end."""
        return replace(self, end=min(self.end, last_day))

    @property
    def part(self) -> str | None:
        """Which part of the year it is: Q1, 6M, 05, or "" for the whole year; None for any two dates."""
        found = _NAMED.fullmatch(self.key)
        return found and (found["part"] or "")

    def previous(self) -> Self | None:
        """The adjacent period of the same kind that ends the day before this one starts; None where there is none.

        Of 6 months these are the last 6 of the year before, which have no key of their own and are two dates; 9 months have
        nothing of their kind before them. Two dates that are whole months go back by as many months, others by as many days.
        """
        match self.part:
            case None:
                return self._adjacent()
            case "6M":
                start, end = _bounds(self.year - 1, 7, 12, self.cutoff)
                return self._at(f"{start}..{end}", f"6 tháng cuối năm {self.year - 1}")
            case "9M":
                return None
            case "":
                return self._at(f"{self.year - 1}")
            case part if part.startswith("Q"):
                quarter = int(part[1])
                return self._at(f"{self.year}-Q{quarter - 1}" if quarter > 1 else f"{self.year - 1}-Q4")
            case part:
                month = int(part)
                return self._at(f"{self.year}-{month - 1:02d}" if month > 1 else f"{self.year - 1}-12")

    def year_before(self) -> Self | None:
        """The same part of the year before; of two dates, the same dates. None before the first year."""
        if self.part is not None:
            return self._at(f"{self.year - 1}" + (f"-{self.part}" if self.part else ""))
        start, end = _year_earlier(self.start), _year_earlier(self.end)
        if self.end.month == 2 and (self.end + timedelta(days=1)).month == 3:
            # The end of February stays the end of February, 28th or 29th.
            end = end.replace(day=monthrange(end.year, 2)[1])
        return self._at(f"{start}..{end}")

    def _adjacent(self) -> Self | None:
        end, after = self.start - timedelta(days=1), self.end + timedelta(days=1)
        months = (after.year - self.start.year) * 12 + after.month - self.start.month
        if after.day == self.start.day <= 28:  # a day that every month has
            start = _month_start(self.start.year, self.start.month - months).replace(day=self.start.day)
        else:
            start = self.start - (after - self.start)
        return self._at(f"{start}..{end}")

    def _at(self, key: str, name: str = "") -> Self | None:
        """The period of a key under the same cut-off rule, or None where it lies before the first year."""
        try:
            found = type(self).parse(key, self.cutoff)
        except PeriodError:
            return None
        return replace(found, name=name) if name else found

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


def _year_earlier(day: date) -> date:
    """The same day of the year before; 28 February for the 29th."""
    return day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)


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
