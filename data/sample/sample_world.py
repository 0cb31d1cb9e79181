"""The invented year: working days, procedures and what happened to each dossier, day by day.

Nothing here knows about files or about counting. Every dossier draws from dice of its own, so that a change to one does
not reshuffle the others; only `Random.random` is used, whose sequence Python keeps from version to version.
"""

import csv
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import TypeVar

SEED = 163
FIRST_DAY = date(2019, 11, 1)
LAST_DAY = date(2021, 12, 31)
# No dossier of this field is received or pending in the first quarter of 2021: its row must stand there with zeros.
EMPTY_FIELD = "VT"
EMPTY_FROM, EMPTY_TO = date(2020, 11, 10), date(2021, 3, 20)
# From this day the system issues codes in the newer order (H21.15 instead of 000.00.15.H21).
CODE_SWITCH = date(2020, 7, 1)
# Minutes of a working day from which to which the office works: eight hours.
OFFICE_HOURS = ((7 * 60, 11 * 60 + 30), (13 * 60 + 30, 17 * 60))

T = TypeVar("T")


class Dice:
    """A small set of draws over one seeded source."""

    def __init__(self, name: str) -> None:
        self._source = Random(f"{SEED}-{name}")

    def chance(self, share: float) -> bool:
        return self._source.random() < share

    def between(self, low: int, high: int) -> int:
        return low + int(self._source.random() * (high - low + 1))

    def pick(self, items: Sequence[T]) -> T:
        return items[self.between(0, len(items) - 1)]

    def weighted(self, items: Sequence[T], weights: Sequence[int]) -> T:
        point = self._source.random() * sum(weights)
        for item, weight in zip(items, weights, strict=True):
            point -= weight
            if point < 0:
                return item
        return items[-1]


class WorkCalendar:
    """Working days: Monday to Friday, less the days off, plus the Saturdays worked instead."""

    def __init__(self, off: frozenset[date], worked: frozenset[date]) -> None:
        self._off = off
        self._worked = worked

    @classmethod
    def read(cls, path: Path) -> "WorkCalendar":
        with path.open(encoding="utf-8", newline="") as file:
            rows = [(row["kind"], date.fromisoformat(row["date"])) for row in csv.DictReader(file)]
        return cls(
            frozenset(day for kind, day in rows if kind == "off"),
            frozenset(day for kind, day in rows if kind == "worked"),
        )

    def is_workday(self, day: date) -> bool:
        return day in self._worked or (day.weekday() < 5 and day not in self._off)

    def on_or_after(self, day: date) -> date:
        while not self.is_workday(day):
            day += timedelta(days=1)
        return day

    def add(self, day: date, n: int) -> date:
        """The n-th working day after `day`; for n = 0 `day` itself."""
        while n > 0:
            day += timedelta(days=1)
            n -= self.is_workday(day)
        return day

    def between(self, start: date, end: date) -> int:
        """Working days after `start` up to and with `end`."""
        return sum(self.is_workday(start + timedelta(days=i)) for i in range(1, (end - start).days + 1))

    def office_minutes(self, start: datetime, end: datetime) -> int:
        """Minutes of office hours from one moment to a later one."""
        minutes, day = 0, start.date()
        while day <= end.date():
            first = start.hour * 60 + start.minute if day == start.date() else 0
            last = end.hour * 60 + end.minute if day == end.date() else 24 * 60
            if self.is_workday(day):
                minutes += sum(max(0, min(last, closes) - max(first, opens)) for opens, closes in OFFICE_HOURS)
            day += timedelta(days=1)
        return minutes


@dataclass(frozen=True)
class Procedure:
    code: str
    name: str
    field_code: str
    lead_unit: str
    days: int | None  # the time that binds: shortened, else legal; None where no time is fixed
    time_unit: str
    level: int
    on_postal_list: bool
    legal_days: int | None = None
    interlinked: bool = False
    on_portal: date | None = None  # since when it is on the national portal

    def due(self, received: date, calendar: WorkCalendar) -> date | None:
        """Regulated due date: working days after receipt, or calendar days that never end on a day off."""
        if self.days is None:
            return None
        if self.time_unit == "working":
            return calendar.add(received, self.days)
        return calendar.on_or_after(received + timedelta(days=self.days))


def read_procedures(path: Path) -> list[Procedure]:
    with path.open(encoding="utf-8", newline="") as file:
        return [
            Procedure(
                code=row["procedure_code"],
                name=row["name"],
                field_code=row["field_code"],
                lead_unit=row["lead_unit"],
                days=int(row["shortened_time"] or row["legal_time"] or 0) or None,
                time_unit=row["time_unit"],
                level=int(row["service_level"]),
                on_postal_list=row["on_postal_list"] == "yes",
                legal_days=int(row["legal_time"] or 0) or None,
                interlinked=row["interlinked"] == "yes",
                on_portal=date.fromisoformat(row["national_portal_date"]) if row["national_portal_date"] else None,
            )
            for row in csv.DictReader(file)
        ]


@dataclass(frozen=True)
class Supplement:
    request: datetime
    answer: datetime | None = None
    new_due: date | None = None


@dataclass(frozen=True)
class Plant:
    """A trap on a dossier: in which month's file it shows, under which heading, and what a right reader does."""

    trap: str
    name: str
    month: str  # "2021-02", or "last": the last file that lists the dossier
    heading: str
    planted: str
    right: str


@dataclass(frozen=True)
class Dossier:
    serial: int
    procedure: Procedure
    channel: str
    submitted: datetime
    received: datetime | None
    outcome: str = "done"  # done, withdrawn, refused, registered
    due: date | None = None  # as promised at receipt
    finished: datetime | None = None  # for a refused dossier: when it was refused
    returned: datetime | None = None
    supplements: tuple[Supplement, ...] = ()
    apology: tuple[date, date] | None = None  # the day of the letter and the date that overwrites the promised one
    posted_in: date | None = None
    posted_out: date | None = None
    paused_as: str = ""  # stopped, owing: the status that it keeps, without a date that tells since when
    paused_since: date | None = None
    listed_withdrawn: date | None = None  # only the list of withdrawn dossiers says that it ended, and on this day
    holder: str = ""  # who has it now, where that is not the procedure's unit
    numbered_on: date | None = None  # the day in its code, where it is not the one that the rule gives
    due_hidden: str = ""  # "always", or the month whose file lacks it
    distortion: str = ""  # the row rule that its only row breaks, or the one that flags it
    only_month: str = ""  # such a dossier stands in this one file
    repeat_in: str = ""  # the file that has its line twice
    relist_in: str = ""  # a further file that has its line once more
    new_prefix_from: str = ""  # an old code written in the newer order from this month's file on
    applicant: str = ""
    address: str = ""
    plants: tuple[Plant, ...] = field(default=())

    @property
    def code_day(self) -> date:
        """The day in its code: of receipt, or of submission when it was listed before it was received."""
        if self.numbered_on:
            return self.numbered_on
        if self.received is None:
            return self.submitted.date()
        across_months = (self.submitted.year, self.submitted.month) != (self.received.year, self.received.month)
        return (self.submitted if across_months else self.received).date()


@dataclass(frozen=True)
class World:
    calendar: WorkCalendar
    procedures: list[Procedure]

    def procedure(self, code: str) -> Procedure:
        return next(p for p in self.procedures if p.code == code)


# How often a procedure is asked for, against 4 for those not named.
FREQUENT = {
    "1.003868": 100,
    "1.003114": 40,
    "1.004153": 30,
    "2.001594": 24,
    "9.000005": 24,
    "9.000007": 30,
    "1.003725": 20,
    "1.004470": 18,
    "1.003659": 12,
    "2.001098": 16,
    "1.009374": 16,
    "2.001744": 10,
    "2.001765": 8,
    "9.000013": 10,
    "9.000003": 2,
    "9.000004": 2,
    "9.000010": 2,
    "2.001173": 2,
}
# Dossiers received per 1,000 chances of 5 a working day, month by month; quiet at Tết, busy before the year's end.
BUSY = {1: 480, 2: 420, 3: 470, 4: 460, 5: 460, 6: 470, 7: 450, 8: 440, 9: 450, 10: 470, 11: 490, 12: 500}


def at(day: date, dice: Dice, first_hour: int = 8, last_hour: int = 16) -> datetime:
    """A time of the office day. Seconds are zero, as the CSV export cuts them off."""
    return datetime.combine(day, time(dice.between(first_hour, last_hour), dice.between(0, 59)))


def ordinary_dossiers(world: World) -> list[Dossier]:
    """What a department receives without anything planted, in order of receipt."""
    dossiers: list[Dossier] = []
    day = FIRST_DAY
    while day <= LAST_DAY:
        if world.calendar.is_workday(day):
            dice = Dice(f"day-{day}")
            for _ in range(sum(dice.chance(BUSY[day.month] / 1000) for _ in range(5))):
                dossiers.append(ordinary_dossier(world, day, len(dossiers) + 1))
        day += timedelta(days=1)
    return dossiers


def ordinary_dossier(world: World, day: date, serial: int) -> Dossier:
    dice = Dice(f"dossier-{serial}")
    procedure = draw_procedure(world, day, dice)
    channel = draw_channel(procedure, dice)
    received = at(day, dice)
    dossier = Dossier(serial, procedure, channel, draw_submitted(received, channel, dice), received)
    if dice.chance(0.02):
        refused = at(world.calendar.add(day, 1), dice)
        return replace(dossier, submitted=received, received=None, outcome="refused", finished=refused)
    if dice.chance(0.006):
        return replace(dossier, submitted=received, received=None, outcome="registered")
    dossier = replace(dossier, due=procedure.due(day, world.calendar))
    return with_post(world, with_end(world, with_supplement(world, dossier, dice), dice), dice)


def draw_procedure(world: World, day: date, dice: Dice) -> Procedure:
    empty = EMPTY_FROM <= day <= EMPTY_TO
    offered = [p for p in world.procedures if not (empty and p.field_code == EMPTY_FIELD)]
    return dice.weighted(offered, [FREQUENT.get(p.code, 4) for p in offered])


def draw_channel(procedure: Procedure, dice: Dice) -> str:
    # Level 2 only informs: such a dossier cannot be filed online.
    weights = [0, 80, 20] if procedure.level == 2 else [940, 42, 18]
    return dice.weighted(["online", "direct", "postal"], weights)


def draw_submitted(received: datetime, channel: str, dice: Dice) -> datetime:
    if channel == "direct":
        return received
    if channel == "online" and dice.chance(0.6):
        return received.replace(hour=7, minute=dice.between(0, 59))
    earlier = received.date() - timedelta(days=dice.between(1, 3))
    return max(at(earlier, dice, 7, 22), datetime.combine(FIRST_DAY, time(7)))


def with_supplement(world: World, dossier: Dossier, dice: Dice) -> Dossier:
    """Some applicants are asked for missing papers; the promised date then moves by the time they took."""
    assert dossier.received is not None
    if dossier.due is None or not dice.chance(0.06):
        return dossier
    calendar = world.calendar
    if calendar.between(dossier.received.date(), dossier.due) < 4:
        return dossier
    asked = calendar.add(dossier.received.date(), dice.between(1, 3))
    answered = calendar.add(asked, dice.between(2, 9))
    return replace(dossier, supplements=(supplement(world, dossier.due, at(asked, dice), at(answered, dice)),))


def supplement(world: World, due: date, request: datetime, answer: datetime | None) -> Supplement:
    """One round of supplement; the answer moves `due` by the working days waited for and one more."""
    if answer is None:
        return Supplement(request)
    waited = world.calendar.between(request.date(), answer.date())
    return Supplement(request, answer, world.calendar.add(due, waited + 1))


def with_end(world: World, dossier: Dossier, dice: Dice) -> Dossier:
    """Most end before the promised date, a good part on it, few after it; some applicants withdraw."""
    assert dossier.received is not None
    calendar = world.calendar
    answered = [s for s in dossier.supplements if s.answer is not None]
    start = answered[-1].answer.date() if answered and answered[-1].answer else dossier.received.date()
    due = answered[-1].new_due if answered else dossier.due
    left = calendar.between(start, due) if due else 1
    kind = dice.weighted(["early", "on the day", "late"], [705, 289, 6])
    if due is None or kind == "early":
        after = dice.between(max(1, left // 3), max(1, left - 1))
    else:
        after = left if kind == "on the day" else left + dice.between(1, 7)
    finished = at(calendar.add(start, after), dice)
    if dice.chance(0.015):
        return replace(dossier, outcome="withdrawn", finished=finished)
    wait = dice.between(0, 5) if dice.chance(0.95) else dice.between(8, 30)
    returned = at(calendar.add(finished.date(), wait), dice)
    return replace(dossier, finished=finished, returned=max(returned, finished + timedelta(minutes=5)))


def with_post(world: World, dossier: Dossier, dice: Dice) -> Dossier:
    """What the post carries: paper originals of online dossiers, dossiers filed by post, results."""
    assert dossier.received is not None
    listed = dossier.procedure.on_postal_list
    posted_in = dossier.submitted.date() if dossier.channel == "postal" else None
    if dossier.channel == "online" and dice.chance(0.17 if listed else 0.05):
        posted_in = world.calendar.add(dossier.received.date(), dice.between(0, 2))
    takes_post = dossier.returned is not None and dice.chance(0.32 if listed else 0.12)
    return replace(
        dossier, posted_in=posted_in, posted_out=dossier.returned.date() if dossier.returned and takes_post else None
    )


def numbered(dossiers: Sequence[Dossier]) -> dict[int, str]:
    """Codes by serial number, in the newer order: unit, day, running number of the day."""
    counters: dict[date, int] = {}
    codes: dict[int, str] = {}
    for dossier in sorted(dossiers, key=lambda d: (d.code_day, d.submitted, d.serial)):
        day = dossier.code_day
        counters[day] = counters.get(day, 0) + 1
        codes[dossier.serial] = f"H21.15-{day:%y%m%d}-{counters[day]:04d}"
    return codes
