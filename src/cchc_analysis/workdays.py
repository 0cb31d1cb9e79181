"""The working-day calendar: which days public offices work, and counting in working days.

The days come from the project's own reviewed table (`data/reference/calendar_vn.csv`: date, kind, note, source), where a kind is
`off` (holiday or a day in lieu), `worked` (a Saturday worked instead) or `suspended` (a local order). Each line says where it was
seen and how sure that is: [S] a page or document, [D] computed. Every other day from Monday to Friday is a working day. A day of a
year without lines in the table is an error, not a guess.
"""

import csv
from bisect import bisect_left
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from itertools import accumulate
from pathlib import Path
from typing import Self

import numpy as np
import numpy.typing as npt

from cchc_analysis.errors import InputError, PeriodError

Numbers = npt.NDArray[np.int64]
Moments = npt.NDArray[np.datetime64]
# The table in data/reference.
CALENDAR_NAME = "calendar_vn.csv"
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
                f"{day} is outside the working-day table ({self.first.year}-{self.last.year}). {_to_add(day.year)}"
            )
        return self.counts[(day - self.first).days]

    def is_working(self, day: date) -> bool:
        return self.index(day) > (self.index(day - timedelta(days=1)) if day > self.first else 0)

    # The same for whole columns: arrays of days or moments (numpy, none missing) in, arrays of numbers or days out.

    @cached_property
    def _counts(self) -> Numbers:
        return np.array(self.counts, dtype=np.int64)

    def _offsets(self, days: Moments) -> Numbers:
        """Days since the first one of the calendar."""
        offsets: Numbers = (days.astype("datetime64[D]") - np.datetime64(self.first)).astype(np.int64)
        if len(outside := days[(offsets < 0) | (offsets >= len(self.counts))]):
            self.index(outside[0].astype("datetime64[D]").item())  # raises the error of one day
        return offsets

    def indexes(self, days: Moments) -> Numbers:
        """As `index`, for an array of days."""
        counts: Numbers = self._counts[self._offsets(days)]
        return counts

    def add_working_days(self, days: Moments, counts: Numbers) -> Moments:
        """As `add_working`, for an array of days and one of counts."""
        offsets = np.searchsorted(self._counts, self.indexes(days) + counts)
        if len(beyond := np.flatnonzero(offsets == len(self.counts))):
            self.add_working(days[beyond[0]].astype("datetime64[D]").item(), int(counts[beyond[0]]))  # raises
        due: Moments = np.datetime64(self.first) + offsets.astype("timedelta64[D]")
        return due

    def add_calendar_days(self, days: Moments, counts: Numbers) -> Moments:
        """As `add_calendar`, for an array of days and one of counts."""
        due: Moments = days.astype("datetime64[D]") + counts.astype("timedelta64[D]")
        is_off = ~self._is_working(self._offsets(due))
        due[is_off] = self.add_working_days(due[is_off], np.ones(int(is_off.sum()), dtype=np.int64))
        return due

    def working_minutes_between(self, starts: Moments, ends: Moments) -> Numbers:
        """As `working_minutes`, for two arrays of moments."""
        return self._minutes_before(ends) - self._minutes_before(starts)

    def _minutes_before(self, moments: Moments) -> Numbers:
        offsets = self._offsets(moments)
        minute = (moments - moments.astype("datetime64[D]")).astype("timedelta64[m]").astype(np.int64)
        still_to_work = np.where(self._is_working(offsets), _MINUTES_WORKED[-1] - _MINUTES_WORKED[minute], 0)
        minutes: Numbers = self._counts[offsets] * _MINUTES_WORKED[-1] - still_to_work
        return minutes

    def _is_working(self, offsets: Numbers) -> npt.NDArray[np.bool_]:
        return np.diff(self._counts, prepend=0)[offsets] > 0

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
            raise PeriodError(
                f"{count} working days after {day} is beyond the working-day table ({self.first.year}-{self.last.year}). "
                f"{_to_add(self.last.year + 1)}"
            )
        return self.first + timedelta(days=offset)

    def add_calendar(self, day: date, count: int) -> date:
        """`count` calendar days after `day`, moved to the next working day if it is none."""
        due = day + timedelta(days=count)
        return due if self.is_working(due) else self.add_working(due, 1)


def minutes_worked(minute: int) -> int:
    """Minutes of office hours that a working day has behind it at a minute of the day."""
    return sum(min(max(minute - opens, 0), closes - opens) for opens, closes in OFFICE_HOURS)


_MINUTES_WORKED: Numbers = np.array([minutes_worked(minute) for minute in range(24 * 60 + 1)])


def _to_add(year: int) -> str:
    return f"Add the days off of {year} to data/reference/{CALENDAR_NAME}."


def _works(day: date, exception: str | None) -> bool:
    return exception == "worked" or (exception is None and day.weekday() < 5)
