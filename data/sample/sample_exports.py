"""What each monthly export shows: one line per dossier that was active in the month, in its state as of the export.

An export is taken at 07:00 of the first working day after its month, before that day's work. It lists what was
submitted by the month's end and not yet closed before its first day; closed is handed over, returned to the applicant,
or refused.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from sample_world import CODE_SWITCH, FIRST_DAY, LAST_DAY, Dossier, Procedure, World

UNKNOWN_PROCEDURE = Procedure("1.999999", "Thủ tục chưa có trong danh mục", "XB", "TTBCXB", None, "working", 4, False)


@dataclass(frozen=True)
class Month:
    """A month's file: its name, the days it covers and the day it was exported."""

    label: str
    file: str
    start: date
    end: date
    exported: date

    @property
    def moment(self) -> datetime:
        return datetime.combine(self.exported, time(7))

    @property
    def tells_refusals(self) -> bool:
        """Whether the layout has a column for the day of a refusal: from the upgrade at the turn of the year."""
        return self.start.year == 2021


@dataclass(frozen=True)
class Shown:
    """The values of a line, before any spelling: what two lines must agree in to be identical."""

    code: str
    procedure: Procedure
    channel: str
    status: str
    submitted: datetime
    received: datetime | None
    due: date | None
    finished: datetime | None
    returned: datetime | None
    requested: datetime | None
    answered: datetime | None
    unit: str
    refused: datetime | None = None  # only the layout of 2021 has it


@dataclass(frozen=True)
class Line:
    month: Month
    dossier: Dossier
    shown: Shown
    printed_code: str


def months(world: World) -> list[Month]:
    made: list[Month] = []
    start = FIRST_DAY
    while start <= LAST_DAY:
        end = (start + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        label = f"{start:%Y-%m}"
        # One month came as CSV, one as an HTML table under the name of an old workbook.
        ending = {"2020-08": "csv", "2021-05": "xls"}.get(label, "xlsx")
        exported = world.calendar.on_or_after(end + timedelta(days=1))
        made.append(Month(label, f"dossiers/{label}.{ending}", start, end, exported))
        start = end + timedelta(days=1)
    return made


def lines_of(month: Month, dossiers: Iterable[Dossier], codes: dict[int, str]) -> list[Line]:
    """The lines of one file, by field and by order of receipt."""
    lines: list[Line] = []
    for dossier in dossiers:
        if is_listed(dossier, month):
            shown = distorted(dossier, seen_at(dossier, codes[dossier.serial], month), month)
            lines.append(Line(month, dossier, shown, printed_code(dossier, shown.code, month)))
            if dossier.repeat_in == month.label:
                lines.append(lines[-1])
    return lines


def is_listed(dossier: Dossier, month: Month) -> bool:
    if dossier.only_month or dossier.relist_in == month.label:
        return month.label in (dossier.only_month, dossier.relist_in)
    return dossier.submitted.date() <= month.end and not is_closed(dossier, month.start)


def is_closed(dossier: Dossier, day: date) -> bool:
    """Whether the dossier left the lists before `day`. One that was never received leaves with its month."""
    if dossier.outcome == "registered":
        return (dossier.submitted.year, dossier.submitted.month) < (day.year, day.month)
    closed = dossier.returned if dossier.outcome == "done" else dossier.finished
    return closed is not None and closed.date() < day


def seen_at(dossier: Dossier, code: str, month: Month) -> Shown:
    """The dossier as the system knows it at the moment of the export."""
    now = month.moment
    received, finished, returned = (
        known(dossier.received, now),
        known(dossier.finished, now),
        known(dossier.returned, now),
    )
    asked = [s for s in dossier.supplements if s.request < now]
    answered = known(asked[-1].answer, now) if asked else None
    hidden = dossier.due_hidden in ("always", month.label) or received is None or dossier.outcome == "refused"
    return Shown(
        code=code,
        procedure=dossier.procedure,
        channel=dossier.channel,
        status=status_at(dossier, month),
        submitted=dossier.submitted,
        received=received,
        due=None if hidden else due_at(dossier, now),
        finished=None if dossier.outcome == "refused" else finished,
        returned=returned,
        requested=asked[-1].request if asked else None,
        answered=answered,
        unit=dossier.holder or dossier.procedure.lead_unit,
        refused=finished if dossier.outcome == "refused" and month.tells_refusals else None,
    )


def known(event: datetime | None, now: datetime) -> datetime | None:
    return event if event is not None and event < now else None


def due_at(dossier: Dossier, now: datetime) -> date | None:
    due = dossier.due
    for round_ in dossier.supplements:
        if known(round_.answer, now):
            due = round_.new_due
    if dossier.apology and dossier.apology[0] < now.date():
        due = dossier.apology[1]
    return due


def status_at(dossier: Dossier, month: Month) -> str:
    now = month.moment
    finished = known(dossier.finished, now)
    if dossier.outcome == "refused" and finished:
        return "refused"
    if known(dossier.received, now) is None:
        return "registered"
    if finished:
        return "withdrawn" if dossier.outcome == "withdrawn" else "returned" if known(dossier.returned, now) else "done"
    if any(s.request < now and known(s.answer, now) is None for s in dossier.supplements):
        return "supplement"
    if dossier.paused_since and dossier.paused_since < now.date():
        return dossier.paused_as
    return "accepted" if is_fresh(dossier, month) else "processing"


def is_fresh(dossier: Dossier, month: Month) -> bool:
    """Received in the month's last days and finished in the next: then the next line differs in its dates too."""
    assert dossier.received is not None
    ends_soon = dossier.finished is not None and dossier.finished.date() <= month.end + timedelta(days=28)
    return dossier.received.date() > month.end - timedelta(days=3) and ends_soon


def distorted(dossier: Dossier, shown: Shown, month: Month) -> Shown:
    """The line of a dossier planted to meet one row rule."""
    match dossier.distortion:
        case "missing_code":
            return replace(shown, code="")
        case "missing_received_date":
            return replace(shown, received=None)
        case "finished_without_date":
            return replace(shown, finished=None)
        case "finished_before_received" if shown.received:
            return replace(shown, finished=shown.received - timedelta(days=6))
        case "date_after_export" if shown.finished and shown.returned:
            # The year was typed wrong.
            return replace(shown, finished=a_year_later(shown.finished), returned=a_year_later(shown.returned))
        case "date_after_export" if shown.received:
            return replace(shown, received=a_year_later(shown.received))
        case "unknown_procedure":
            return replace(shown, procedure=UNKNOWN_PROCEDURE)
        case "submitted_after_received" if shown.received:
            return replace(shown, submitted=shown.received + timedelta(days=1))
        case "due_before_received" if shown.received:
            return replace(shown, due=shown.received.date() - timedelta(days=1))
        case "returned_before_finished" if shown.finished and shown.returned:
            return replace(shown, returned=shown.finished - timedelta(days=1))
        case "returned_without_end" if month.label == "2021-12":
            return replace(shown, returned=datetime(2021, 12, 20, 10, 0))
        case "supplement_done_before_requested" if shown.answered:
            return replace(shown, requested=shown.answered, answered=shown.requested)
    return shown


def a_year_later(moment: datetime) -> datetime:
    return moment.replace(year=moment.year + 1)


def printed_code(dossier: Dossier, code: str, month: Month) -> str:
    """The code in the order that the system used when it was given; a few were rewritten later."""
    rewritten = dossier.new_prefix_from and month.label >= dossier.new_prefix_from
    return older_order(code) if code and dossier.code_day < CODE_SWITCH and not rewritten else code


def older_order(code: str) -> str:
    """The same code with the unit written the old way round: H21.15-… becomes 000.00.15.H21-…"""
    return code.replace("H21.15-", "000.00.15.H21-")
