"""How the rows of the dossier table are read: the contested rules as settings, and one rule for each fact about a dossier.

The state of a dossier at the end of a period is rebuilt from its dates, never from today's status, and dates are compared as
days. Where the official notes of form II.06a could not be read, or systems differ, the reading is a field of `CountingRules`, which
the report prints together with what the other readings would give.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Literal, get_args

from cchc_analysis.periods import Period
from cchc_analysis.rules import Column, Rule, choose, col, never, whole


@dataclass(frozen=True)
class CountingRules:
    """Where contested dossiers are counted; the first value of each is the default.

    `withdrawn`: dossiers withdrawn or given back count as settled on time (as a one-stop system's form does), by their dates, or
    nowhere from the period on in which they ended.
    `paused`: dossiers waiting for a supplement at the cut-off count as pending in time (likewise) or by their due date.
    `no_due_date`: a missing due date is recomputed from the regulated time, or left missing; "block" leaves it missing and
    refuses to publish while there is one. What stays without a due date is in columns (9) and (12), and said so.
    `due_date`: judged by the first due date unless a supplement that was answered by the cut-off moved it, by the first whatever
    happened, or by the one that the system shows now (which launders lateness where an apology overwrote it).
    `end_date`: a dossier ends when its result is ready, or when it is handed over.
    `refused`: dossiers refused at intake are counted nowhere, or as received and settled on time on that day.
    `interlinked`: dossiers settled together with another agency (liên thông) count here, at the receiving agency, or nowhere but
    in the count that names them.
    `transferred`: by unit, a dossier counts at the leading unit of its procedure or at the unit that has it now.
    """

    withdrawn: Literal["on_time", "by_date", "excluded"] = "on_time"
    paused: Literal["in_time", "by_date"] = "in_time"
    no_due_date: Literal["recompute", "leave", "block"] = "recompute"
    due_date: Literal["first_unless_moved", "first", "current"] = "first_unless_moved"
    end_date: Literal["finished", "returned"] = "finished"
    refused: Literal["excluded", "counted"] = "excluded"
    interlinked: Literal["counted", "excluded"] = "counted"
    transferred: Literal["lead_unit", "holder"] = "lead_unit"

    def changed(self, values: Mapping[str, str]) -> "CountingRules":
        """These rules with other values; raises KeyError for a setting or value that there is not."""
        for name, value in values.items():
            if value not in _values().get(name, ()):
                raise KeyError(f"{name}={value}")
        return replace(self, **values)  # type: ignore[arg-type]


def other_readings(rules: CountingRules) -> list[tuple[str, str, CountingRules]]:
    """Setting, value and rules of every reading that differs from `rules` in one setting; "block" counts as "leave" does."""
    return [
        (name, value, rules.changed({name: value}))
        for name, values in _values().items()
        for value in values
        if value not in (getattr(rules, name), "block")
    ]


def _values() -> dict[str, tuple[str, ...]]:
    """Setting → its values."""
    return {setting.name: get_args(setting.type) for setting in fields(CountingRules)}


# A vendor's one-stop system leaves eight working hours for accepting what was sent in online.
INTAKE_MINUTES = 8 * 60
_DUE_COLUMNS = {"first_unless_moved": "due", "first": "first_due", "current": "current_due"}


@dataclass(frozen=True)
class Reading:
    """The rules over the dossier table and the table of payments, under the counting rules in force.

    `workday_of` gives the working-day index of a day; without one there are no rules on working days at the cut-off.
    """

    rules: CountingRules = CountingRules()
    workday_of: Callable[[date], int] | None = None

    def due(self, period: Period, kind: Literal["date", "workday"] = "date") -> Column:
        """The day to judge by at the end of the period, or its working-day index."""
        given = self._given_due(period, kind)
        return given.or_else(col(f"recomputed_due_{kind}")) if self.rules.no_due_date == "recompute" else given

    def _given_due(self, period: Period, kind: Literal["date", "workday"] = "date") -> Column:
        """The due date that an export gave.

        One that a supplement moved judges from the day on which that was answered, so that an answer after the cut-off, or after
        the dossier's end, changes no figure. Of several supplements exports tell the last one: before it the first date judges.
        """
        given = col(f"{_DUE_COLUMNS[self.rules.due_date]}_{kind}")
        if self.rules.due_date != "first_unless_moved":
            return given
        answered = col("supplement_done_date")
        moved_later = col("due_basis").equals("moved") & ((answered > period.end) | (answered > self.end()))
        return choose(moved_later, col(f"first_due_{kind}"), given)

    def end(self, kind: Literal["date", "day", "workday"] = "date") -> Column:
        """The day on which a dossier ends; one that was withdrawn has no result to be handed over."""
        finished = col(f"finished_{kind}")
        if self.rules.end_date == "finished":
            return finished
        return choose(col("is_withdrawn").is_true(), finished, col(f"returned_{kind}"))

    def received_in(self, period: Period) -> Rule:
        """Dossiers received inside the period (tiếp nhận mới trong kỳ)."""
        received = self._counted(period) & col("received_date").between(period.start, period.end)
        return received | self._refused_as_settled(period)

    def received_online(self, period: Period) -> Rule:
        return self.received_in(period) & online()

    def received_other(self, period: Period) -> Rule:
        return self.received_in(period) & online().opposite()

    def carried_over(self, period: Period) -> Rule:
        """Dossiers received before the period and not ended before it (từ kỳ trước, column 6)."""
        unfinished = self.end().is_missing() | (self.end() >= period.start)
        return self._counted(period) & (col("received_date") < period.start) & unfinished

    def handled_in(self, period: Period) -> Rule:
        """Dossiers received in the period or carried over into it (tổng số, column 3)."""
        return self.received_in(period) | self.carried_over(period)

    def settled_in(self, period: Period) -> Rule:
        """Dossiers that ended inside the period (đã giải quyết, column 7)."""
        settled = self._counted(period) & self.end().between(period.start, period.end)
        return settled | self._refused_as_settled(period)

    def settled_early(self, period: Period) -> Rule:
        """Settled before the due date (trước hạn, column 8)."""
        return self._settled_by_date(period) & (self.end() < self.due(period))

    def settled_on_time(self, period: Period) -> Rule:
        """Settled on the due date (đúng hạn), and what counts as on time whatever its dates say."""
        by_setting = self._refused_as_settled(period)
        if self.rules.withdrawn == "on_time":
            by_setting = by_setting | (self.settled_in(period) & col("is_withdrawn").is_true())
        return by_setting | (self._settled_by_date(period) & self.end().equals(self.due(period)))

    def settled_late(self, period: Period) -> Rule:
        """Settled after the due date (quá hạn, column 10). Without a due date a dossier is never here."""
        return self._settled_by_date(period) & (self.end() > self.due(period))

    def settled_no_due_date(self, period: Period) -> Rule:
        return self._settled_by_date(period) & self.due(period).is_missing()

    def settled_in_time(self, period: Period) -> Rule:
        """Columns 8 and 9: not late, those without a due date included."""
        return self.settled_in(period) & self.settled_late(period).opposite()

    def pending_at_end(self, period: Period) -> Rule:
        """Dossiers received by the last day and not ended by it (đang giải quyết, column 11)."""
        unfinished = self.end().is_missing() | (self.end() > period.end)
        return self._counted(period) & (col("received_date") <= period.end) & unfinished

    def paused_at_end(self, period: Period) -> Rule:
        """Pending, waiting for a supplement on the last day.

        Where an export has no dates of supplements, its status is the fallback: `paused_by_status`.
        """
        asked = col("supplement_requested_date") <= period.end
        unanswered = col("supplement_done_date").is_missing() | (col("supplement_done_date") > period.end)
        return (self.pending_at_end(period) & asked & unanswered) | self.paused_by_status(period)

    def paused_by_status(self, period: Period) -> Rule:
        """Pending, and the last export says paused without saying since when: the only rule that reads a status.

        Nothing tells whether it was so at an earlier cut-off too; how many dossiers hang on it is printed.
        """
        return (
            self.pending_at_end(period) & col("status").equals("paused") & col("supplement_requested_date").is_missing()
        )

    def pending_in_time(self, period: Period) -> Rule:
        """Pending and not due before the last day: due on the last day is still in time (trong hạn, column 12)."""
        return self._paused_as_in_time(period) | (self._pending_by_date(period) & (self.due(period) >= period.end))

    def pending_overdue(self, period: Period) -> Rule:
        """Pending and due before the last day (quá hạn, column 13)."""
        return self._pending_by_date(period) & (self.due(period) < period.end)

    def pending_no_due_date(self, period: Period) -> Rule:
        return self._pending_by_date(period) & self.due(period).is_missing()

    def overdue_by(self, period: Period, first: int, last: int | None) -> Rule:
        """Pending overdue by `first` to `last` working days at the cut-off (None: without an upper end)."""
        cutoff = self._cutoff(period)
        late_enough = self.due(period, "workday") <= cutoff - first
        return self.pending_overdue(period) & (
            late_enough if last is None else late_enough & (self.due(period, "workday") >= cutoff - last)
        )

    def due_within(self, period: Period, days: int) -> Rule:
        """Pending, falling due after the cut-off within so many working days; days off among them included."""
        soon = self.due(period, "workday") <= self._cutoff(period) + days
        return self.pending_at_end(period) & (self.due(period) > period.end) & soon

    def ran_its_course(self, period: Period) -> Rule:
        """Settled in the period and not withdrawn: its time from receipt to result is a processing time."""
        return self.settled_in(period) & col("is_withdrawn").is_true().opposite() & self._refused().opposite()

    def days_taken(self, kind: Literal["day", "workday"]) -> Column:
        """Calendar or working days after the day of receipt, up to the end; 0 is the same day."""
        return self.end(kind).minus(col(f"received_{kind}"))

    def received_and_ended(self, period: Period) -> Rule:
        """Received in the period and ended by its last day, not by a withdrawal."""
        return self.received_in(period) & self.ran_its_course(period)

    def received_and_open(self, period: Period) -> Rule:
        """Received in the period and still open at its end, or withdrawn: seen only for a while."""
        withdrawn = self.settled_in(period) & col("is_withdrawn").is_true()
        return self.received_in(period) & (self.pending_at_end(period) | withdrawn)

    def working_days_watched(self, period: Period) -> Column:
        """Working days after receipt for which an open dossier was seen: to the cut-off, or until it was withdrawn."""
        until_cutoff = whole(self._cutoff(period)).minus(col("received_workday"))
        return choose(self.pending_at_end(period), until_cutoff, self.days_taken("workday"))

    def working_days_overdue(self, period: Period) -> Column:
        """Working days after the due date, up to the end or the cut-off; 0 where only days off lie between."""
        last = choose(self.pending_at_end(period), whole(self._cutoff(period)), self.end("workday"))
        return last.minus(self.due(period, "workday"))

    def returned_in(self, period: Period) -> Rule:
        """Dossiers whose result was handed over inside the period (trả kết quả)."""
        return self._counted(period) & col("returned_date").between(period.start, period.end)

    def refused_in(self, period: Period) -> Rule:
        """Refused at intake in the period; where the day of the refusal is not told, the day on which they were sent in."""
        return self._is_ours() & self._refused() & self._refusal_day().between(period.start, period.end)

    def awaiting_receipt(self, period: Period) -> Rule:
        """Sent in by the last day and neither received nor refused by it (chờ tiếp nhận); what came later tells nothing.

        A dossier that the exports no longer listed by then has gone, whatever its last state was.
        """
        received = col("is_received").is_true() & (col("received_date") <= period.end)
        refused = self._refused() & (self._refusal_day() <= period.end)
        listed = col("last_listed_date").is_missing() | (col("last_listed_date") >= period.end)
        return self._is_ours() & listed & (col("submitted_date") <= period.end) & (received | refused).opposite()

    def received_after_8_hours(self, period: Period) -> Rule:
        """Sent in online and received more than eight working hours later.

        Where an export has days without times, only what took two working days or more is certain. A dossier that was refused
        is not received late, even where it counts as received.
        """
        by_time = col("intake_minutes") > INTAKE_MINUTES
        days = col("received_workday").minus(col("submitted_workday"))
        by_day = col("intake_minutes").is_missing() & (days >= 2)
        return self.received_online(period) & self._received() & (by_time | by_day)

    def fee_paid_in(self, period: Period) -> Rule:
        """Of the table of payments: those made in the period."""
        return self._is_ours() & col("fee_date").between(period.start, period.end) & (col("fee_amount") > 0)

    def first_fee_paid_in(self, period: Period) -> Rule:
        """The first payment of a dossier in the period: as many as dossiers paid in it, however often each did."""
        is_first = col("previous_fee_date").is_missing() | (col("previous_fee_date") < period.start)
        return self.fee_paid_in(period) & is_first

    def fees_paid_online_in(self, period: Period) -> Rule:
        """The first payment in the period of the dossiers that paid in no other way in it."""
        only_online = col("next_direct_date").is_missing() | (col("next_direct_date") > period.end)
        return self.first_fee_paid_in(period) & only_online

    def due_date_recomputed(self, period: Period) -> Rule:
        if self.rules.no_due_date != "recompute":
            return never()
        return self.handled_in(period) & self._given_due(period).is_missing() & col("recomputed_due_date").is_present()

    def due_date_changed(self, period: Period) -> Rule:
        """Handled in the period, and the system now shows another due date than it did first."""
        return self.handled_in(period) & col("current_due_date").differs(col("first_due_date"))

    def supplement_requested_in(self, period: Period) -> Rule:
        """A supplement was last asked for in the period; of every dossier received, whatever became of it."""
        return self._received() & col("supplement_requested_date").between(period.start, period.end)

    def withdrawn_in(self, period: Period) -> Rule:
        """Withdrawn or given back in the period, wherever that counts."""
        return self._received() & col("is_withdrawn").is_true() & col("finished_date").between(period.start, period.end)

    def _is_ours(self) -> Rule:
        """Every dossier, but the interlinked ones where they count at the receiving agency only."""
        if self.rules.interlinked == "counted":
            return never().opposite()
        return col("is_interlinked").is_true().opposite()

    def _received(self) -> Rule:
        return self._is_ours() & col("is_received").is_true()

    def _counted(self, period: Period) -> Rule:
        counted = self._received()
        if self.rules.withdrawn == "excluded":
            ended = col("is_withdrawn").is_true() & (col("finished_date") <= period.end)
            counted = counted & ended.opposite()
        return counted

    def _refused(self) -> Rule:
        return col("status").equals("refused")

    def _refusal_day(self) -> Column:
        return col("refused_date").or_else(col("submitted_date"))

    def _refused_as_settled(self, period: Period) -> Rule:
        return self.refused_in(period) if self.rules.refused == "counted" else never()

    def _settled_by_date(self, period: Period) -> Rule:
        """The settled dossiers that their dates judge."""
        by_date = self.settled_in(period) & self._refused().opposite()
        if self.rules.withdrawn == "on_time":
            by_date = by_date & col("is_withdrawn").is_true().opposite()
        return by_date

    def _paused_as_in_time(self, period: Period) -> Rule:
        return self.paused_at_end(period) if self.rules.paused == "in_time" else never()

    def _pending_by_date(self, period: Period) -> Rule:
        return self.pending_at_end(period) & self._paused_as_in_time(period).opposite()

    def _cutoff(self, period: Period) -> int:
        if self.workday_of is None:
            raise ValueError("rules on working days need a calendar")
        return self.workday_of(period.end)


def online() -> Rule:
    return col("channel").equals("online")
