"""The measures of the dossier table counted a second time: a loop over rows in plain Python, written from the definitions.

It shares no code with the package: no rules, no dataframes, no running counts. Working days are counted day by day. Of the package
it knows the names of the settings and of the measures, which are what it checks.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from cchc_analysis.measures.counting import CountingRules
from cchc_analysis.periods import Period

Row = dict[str, Any]
# Numerator, denominator and value of a measure.
Figure = tuple[int, int | None, float | None]
Works = Callable[[date], bool]

WORKING_MINUTES_ALLOWED = 480
# Measure → the counts or sums that it divides.
RATIOS = {
    "on_time_of_settled": ("settled_in_time", "settled"),
    "late_of_settled": ("settled_late", "settled"),
    "on_time_of_fallen_due": ("settled_in_time", "fallen_due"),
    "online_of_received": ("received_online", "received"),
    "other_of_received": ("received_other", "received"),
    "online_of_level_3_4": ("received_level_3_4_online", "received_level_3_4"),
    "online_of_level_3": ("received_level_3_online", "received_level_3"),
    "online_of_level_4": ("received_level_4_online", "received_level_4"),
    "post_in_of_received_listed": ("received_listed_by_post", "received_listed"),
    "post_in_of_received": ("received_by_post", "received"),
    "post_out_of_returned": ("returned_by_post", "returned"),
    "mean_working_days": ("working_days_taken", "ran_its_course"),
    "mean_calendar_days": ("calendar_days_taken", "ran_its_course"),
    "working_days_used_of_regulated": ("working_days_used", "working_days_regulated"),
    "calendar_days_used_of_regulated": ("calendar_days_used", "calendar_days_regulated"),
}
QUANTILES = {"median": Fraction(1, 2), "p90": Fraction(9, 10), "longest": Fraction(1)}


def loop(table: Iterable[Row], span: Period, rules: CountingRules, works: Works) -> dict[str, Figure]:
    """Every measure of the dossier table in one period."""
    dossiers = [Dossier(row, span.start, span.end, rules, works) for row in table]
    counts = {name: 0 for name, _ in Dossier({}, span.start, span.end, rules, works).adds()}
    for dossier in dossiers:
        for name, number in dossier.adds():
            counts[name] += number
    found: dict[str, Figure] = {name: (number, None, number) for name, number in counts.items()}
    for name, (above, below) in RATIOS.items():
        number, of = counts[above], counts[below]
        found[name] = (number, of, number / of if of else None)
    course = [dossier for dossier in dossiers if dossier.ran_its_course]
    for kind, taken in (
        ("working_days", [dossier.working_days_taken for dossier in course]),
        ("calendar_days", [dossier.calendar_days_taken for dossier in course]),
    ):
        known = [days for days in taken if days is not None]
        for name, share in QUANTILES.items():
            found[f"{name}_{kind}"] = (len(known), None, quantile(known, share))
    ended = [d.working_days_taken for d in course if d.new and d.working_days_taken is not None]
    watched = [d.days_watched for d in dossiers if d.new and d.days_watched is not None]
    found["survival_median_working_days"] = (len(ended) + len(watched), None, survival_median(ended, watched))
    return found


class Dossier:
    """What one dossier counts for in a period; every attribute is a fact that can be checked on its row."""

    def __init__(self, row: Row, start: date, end: date, rules: CountingRules, works: Works) -> None:
        def inside(day: date | None) -> bool:
            return day is not None and start <= day <= end

        def by_the_end(day: date | None) -> bool:
            return day is not None and day <= end

        get = row.get
        received, finished, returned = get("received_date"), get("finished_date"), get("returned_date")
        withdrawn, status = bool(get("is_withdrawn")), get("status")
        self.row = row
        self.online = get("channel") == "online"

        self.ended = finished if rules.end_date == "finished" or withdrawn else returned
        answered = get("supplement_done_date")
        is_too_late = answered is not None and answered > min(end, self.ended or end)
        judging = "first_due_date" if get("due_basis") == "moved" and is_too_late else "due_date"
        given = {
            "first_unless_moved": get(judging), "first": get("first_due_date"), "current": get("current_due_date")
        }[rules.due_date]  # fmt: skip
        recomputes = rules.no_due_date == "recompute"
        self.due = given or (get("recomputed_due_date") if recomputes else None)

        # Which dossiers count at all.
        elsewhere = bool(get("is_interlinked")) and rules.interlinked == "excluded"
        gone = rules.withdrawn == "excluded" and withdrawn and by_the_end(finished)
        counts = bool(get("is_received")) and not elsewhere and not gone
        refusal = (get("refused_date") or get("submitted_date")) if status == "refused" else None
        self.refused = inside(refusal) and not elsewhere
        settled_by_refusal = self.refused and rules.refused == "counted"

        # What flows in, what flows out, what stays.
        self.new = (counts and inside(received)) or settled_by_refusal
        self.old = counts and received is not None and received < start and (self.ended is None or self.ended >= start)
        settled_itself = counts and inside(self.ended)
        self.settled = settled_itself or settled_by_refusal
        self.pending = counts and by_the_end(received) and not by_the_end(self.ended)

        self.early = self.on_time = self.late = self.settled_undated = False
        if settled_by_refusal or (settled_itself and withdrawn and rules.withdrawn == "on_time"):
            self.on_time = True
        elif settled_itself:
            self.settled_undated = self.due is None
            if self.due is not None:
                self.early, self.on_time, self.late = (
                    self.ended < self.due,
                    self.ended == self.due,
                    self.ended > self.due,
                )

        asked, answered = get("supplement_requested_date"), get("supplement_done_date")
        self.paused_undated = self.pending and asked is None and status == "paused"
        self.paused = self.paused_undated or (self.pending and by_the_end(asked) and not by_the_end(answered))
        self.in_time = self.overdue = self.pending_undated = False
        if self.paused and rules.paused == "in_time":
            self.in_time = True
        elif self.pending:
            self.pending_undated = self.due is None
            if self.due is not None:
                self.in_time, self.overdue = self.due >= end, self.due < end

        # Times.
        self.ran_its_course = settled_itself and not withdrawn
        self.working_days_taken = working_days(received, self.ended, works)
        self.calendar_days_taken = (self.ended - received).days if received and self.ended else None
        self.days_watched = None
        if self.pending:
            self.days_watched = working_days(received, end, works)
        elif settled_itself and withdrawn:
            self.days_watched = self.working_days_taken
        self.days_overdue = working_days(self.due, end, works) if self.overdue else None
        self.days_left = working_days(end, self.due, works) if self.pending and self.due and self.due > end else None
        waited = working_days(get("submitted_date"), received, works)
        minutes = get("intake_minutes")
        self.received_slowly = (
            minutes > WORKING_MINUTES_ALLOWED if minutes is not None else waited is not None and waited >= 2
        )

        # What is told beside the form.
        handled = self.new or self.old
        was_received = bool(get("is_received"))
        self.recomputed = handled and recomputes and given is None and self.due is not None
        shown, first = get("current_due_date"), get("first_due_date")
        self.changed = handled and shown is not None and first is not None and shown != first
        self.supplement_requested = was_received and not elsewhere and inside(asked)
        self.withdrawn = was_received and not elsewhere and withdrawn and inside(finished)
        self.returned = counts and inside(returned)
        self.transferred = handled and bool(get("is_transferred"))
        # Told of whether they count or not: otherwise nobody would see how many the setting takes out.
        as_counted = CountingRules(**{**vars(rules), "interlinked": "counted"})
        self.interlinked = bool(get("is_interlinked")) and (
            handled if rules.interlinked == "counted" else _is_handled(row, start, end, as_counted, works)
        )
        listed = get("last_listed_date")
        self.awaiting = (
            by_the_end(get("submitted_date"))
            and not elsewhere
            and not (was_received and by_the_end(received))
            and not by_the_end(refusal)
            and not (listed is not None and listed < end)
        )

    def adds(self) -> Iterator[tuple[str, int]]:
        """Name of each count and sum, and what this dossier adds to it."""
        row, new, online = self.row, self.new, self.online
        post_in, post_out, listed = (bool(row.get(name)) for name in ("via_post_in", "via_post_out", "on_postal_list"))
        yield from {
            "received": new,
            "received_online": new and online,
            "received_other": new and not online,
            "carried_over": self.old,
            "total": new or self.old,
            "settled": self.settled,
            "settled_early": self.early,
            "settled_on_time": self.on_time,
            "settled_late": self.late,
            "settled_no_due_date": self.settled_undated,
            "settled_column_9": self.on_time or self.settled_undated,
            "settled_in_time": self.settled and not self.late,
            "pending": self.pending,
            "pending_in_time": self.in_time,
            "pending_overdue": self.overdue,
            "pending_no_due_date": self.pending_undated,
            "pending_column_12": self.in_time or self.pending_undated,
            "overdue": self.late or self.overdue,
            "fallen_due": self.settled or self.overdue,
            "received_by_post": new and post_in,
            "received_listed": new and listed,
            "received_listed_by_post": new and listed and post_in,
            "returned": self.returned,
            "returned_by_post": self.returned and post_out,
            "due_date_recomputed": self.recomputed,
            "due_date_changed": self.changed,
            "supplement_requested": self.supplement_requested,
            "pending_paused": self.paused,
            "paused_by_status": self.paused_undated,
            "settled_withdrawn": self.withdrawn,
            "refused": self.refused,
            "interlinked": self.interlinked,
            "transferred": self.transferred,
            "awaiting_receipt": self.awaiting,
            "received_after_8_hours": new and online and bool(row.get("is_received")) and self.received_slowly,
            "ran_its_course": self.ran_its_course,
        }.items()
        for name, levels in {"level_3_4": (3, 4), "level_3": (3,), "level_4": (4,)}.items():
            of_level = new and row.get("service_level") in levels
            yield f"received_{name}", of_level
            yield f"received_{name}_online", of_level and online
        for kind, taken, regulated in (
            ("working_days", self.working_days_taken or 0, row.get("regulated_workdays")),
            ("calendar_days", self.calendar_days_taken or 0, row.get("regulated_days")),
        ):
            timed = self.ran_its_course and regulated is not None
            yield f"{kind}_taken", taken if self.ran_its_course else 0
            yield f"{kind}_used", taken if timed else 0
            yield f"{kind}_regulated", regulated if timed else 0
        late, left = self.days_overdue, self.days_left
        yield "overdue_to_5", late is not None and late <= 5
        yield "overdue_6_to_10", late is not None and 6 <= late <= 10
        yield "overdue_11_to_30", late is not None and 11 <= late <= 30
        yield "overdue_over_30", late is not None and late > 30
        for days in (3, 5, 10):
            yield f"due_within_{days}", left is not None and left <= days


def _is_handled(row: Row, start: date, end: date, rules: CountingRules, works: Works) -> bool:
    dossier = Dossier(row, start, end, rules, works)
    return dossier.new or dossier.old


def working_days(after: date | None, until: date | None, works: Works) -> int | None:
    """Working days after one day up to another one inclusive, counted day by day; negative backwards, None without a day."""
    if after is None or until is None:
        return None
    if until < after:
        return -(working_days(until, after, works) or 0)
    return sum(works(after + timedelta(days=number)) for number in range(1, (until - after).days + 1))


def quantile(values: list[int], share: Fraction) -> float | None:
    """Between two neighbours of the sorted values linearly."""
    if not values:
        return None
    ordered = sorted(values)
    place = (len(ordered) - 1) * share
    lower = int(place)
    upper = min(lower + 1, len(ordered) - 1)
    return float(ordered[lower] * (lower + 1 - place) + ordered[upper] * (place - lower))


def survival_median(ended: list[int], watched: list[int]) -> int | None:
    """The first time by which the product of the shares that outlive each time falls to one half."""
    surviving = Fraction(1)
    for time in sorted(set(ended)):
        at_risk = sum(case >= time for case in ended) + sum(case >= time for case in watched)
        surviving *= Fraction(at_risk - ended.count(time), at_risk)
        if surviving <= Fraction(1, 2):
            return time
    return None
