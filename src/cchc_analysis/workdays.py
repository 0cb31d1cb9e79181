"""The working-day calendar: which days public offices work, and counting in working days.

The days come from the project's own reviewed table (`data/reference/workdays.csv`: date, kind, note, source), where a kind is
`off` (holiday or a day in lieu), `worked` (a Saturday worked instead) or `suspended` (a local order). Every other day from
Monday to Friday is a working day. A day of a year without lines in the table is an error, not a guess.
"""

import csv
from bisect import bisect_left
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import accumulate
from pathlib import Path
from typing import Self

from cchc_analysis.errors import InputError, PeriodError

KINDS = ("off", "worked", "suspended")
# Minutes of a day from which to which offices work: eight hours, as a one-stop system's default has them.
OFFICE_HOURS = ((7 * 60, 11 * 60 + 30), (13 * 60 + 30, 17 * 60))


@dataclass(frozen=True)
class Calendar:
    """Working days from `first` on, as a running count: `counts[i]` working days from `first` to `first + i` inclusive."""

    first: date
    counts: tuple[int, ...]

    @classmethod
    def load(cls, path: Path) -> Self:
        """Reads the table of exceptions; raises InputError with the line that cannot be read."""
        if not path.is_file():
            raise InputError(f"data/reference/{path.name} is missing.")
        exceptions: dict[date, str] = {}
        with path.open(encoding="utf-8", newline="") as stream:
            for line, row in enumerate(csv.DictReader(stream), start=2):
                try:
                    day, kind = date.fromisoformat(row["date"]), row["kind"]
                except (KeyError, TypeError, ValueError):
                    raise InputError(f"{path.name}, line {line}: expected date,kind,note,source.") from None
                if kind not in KINDS:
                    raise InputError(f'{path.name}, line {line}: kind "{kind}" is none of {", ".join(KINDS)}.')
                if day in exceptions:
                    raise InputError(f"{path.name}, line {line}: {day} stands there twice. Keep one line.")
                exceptions[day] = kind
        return cls.of(exceptions)

    @classmethod
    def of(cls, exceptions: dict[date, str]) -> Self:
        """The calendar of all years from the first to the last that `exceptions` names."""
        years = sorted({day.year for day in exceptions})
        if not years:
            raise InputError("The working-day table has no line: no year in it is reviewed.")
        if years != list(range(years[0], years[-1] + 1)):
            raise InputError(f"The working-day table names the years {years}: a year between them is missing.")
        first, end = date(years[0], 1, 1), date(years[-1] + 1, 1, 1)
        days = (first + timedelta(days=number) for number in range((end - first).days))
        return cls(first, tuple(accumulate(_works(day, exceptions.get(day)) for day in days)))

    @property
    def last(self) -> date:
        return self.first + timedelta(days=len(self.counts) - 1)

    def index(self, day: date) -> int:
        """Working days from the start of the calendar to `day` inclusive; a duration is the difference of two."""
        if not self.first <= day <= self.last:
            raise PeriodError(
                f"{day} is outside the working-day table ({self.first.year}-{self.last.year}). "
                f"Add the year's days off to data/reference/workdays.csv."
            )
        return self.counts[(day - self.first).days]

    def is_working(self, day: date) -> bool:
        return self.index(day) > (self.index(day - timedelta(days=1)) if day > self.first else 0)

    def working_minutes(self, start: datetime, end: datetime) -> int:
        """Minutes of office hours from one moment to another; negative where the end comes first."""
        return self._minutes_until(end) - self._minutes_until(start)

    def _minutes_until(self, moment: datetime) -> int:
        day, today = moment.date(), minutes_worked(moment.hour * 60 + moment.minute)
        whole_day = minutes_worked(24 * 60)
        return self.index(day) * whole_day - (whole_day - today if self.is_working(day) else 0)

    def add_working(self, day: date, count: int) -> date:
        """The `count`-th working day after `day` (the day itself does not count)."""
        target = self.index(day) + count
        offset = bisect_left(self.counts, target)
        if offset == len(self.counts):
            raise PeriodError(f"{count} working days after {day} is beyond the working-day table ({self.last.year}).")
        return self.first + timedelta(days=offset)

    def add_calendar(self, day: date, count: int) -> date:
        """`count` calendar days after `day`, moved to the next working day if it is none."""
        due = day + timedelta(days=count)
        return due if self.is_working(due) else self.add_working(due, 1)


def minutes_worked(minute: int) -> int:
    """Minutes of office hours that a working day has behind it at a minute of the day."""
    return sum(min(max(minute - opens, 0), closes - opens) for opens, closes in OFFICE_HOURS)


def _works(day: date, exception: str | None) -> bool:
    return exception == "worked" or (exception is None and day.weekday() < 5)
