"""What else is counted beside form II.06a: states, channels, post, times, what falls due, fees, procedures.

As naive as the form's loops: one dossier after another, one condition after another. A line of the figures is a period and
a group, a column is a measure; shares are not written, `RATIOS` says which two columns each is made of.
"""

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from fractions import Fraction

from sample_expected import PERIODS, Counted, count, due_at, is_waiting, pending_as
from sample_files import SAMPLE_NOTE
from sample_world import Procedure, World

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
    "online_of_fee_paid": ("fee_paid_online", "fee_paid"),
    "mean_working_days": ("working_days_taken", "ran_its_course"),
    "mean_calendar_days": ("calendar_days_taken", "ran_its_course"),
    "working_days_used_of_regulated": ("working_days_used", "working_days_regulated"),
    "calendar_days_used_of_regulated": ("calendar_days_used", "calendar_days_regulated"),
    "procedures_with_post_of_listed": ("procedures_listed_with_post", "procedures_listed"),
    "procedures_cut_by_tenth_of_timed": ("procedures_cut_by_tenth", "procedures_timed"),
    "time_cut_of_legal_working": ("time_cut_working", "legal_time_working"),
    "time_cut_of_legal_calendar": ("time_cut_calendar", "legal_time_calendar"),
    "online_used_of_level_3_4": ("procedures_level_3_4_with_online", "procedures_level_3_4"),
    "on_national_portal_of_level_3_4": ("procedures_on_national_portal", "procedures_level_3_4"),
}
EIGHT_HOURS = 8 * 60
Figures = dict[str, int | Fraction | None]
Grouping = tuple[str, Callable[[Counted], str], list[str]]


def was_received(d: Counted, start: date, end: date) -> bool:
    return d.counts and d.received is not None and start <= d.received <= end


def was_settled(d: Counted, start: date, end: date) -> bool:
    return d.counts and d.finished is not None and start <= d.finished <= end


def is_pending(d: Counted, end: date) -> bool:
    if not d.counts or d.received is None or d.received > end:
        return False
    return d.finished is None or d.finished > end


def was_handled(d: Counted, start: date, end: date) -> bool:
    """Received in the period, or before it and not ended before it."""
    if not d.counts or d.received is None or d.received > end:
        return False
    return d.received >= start or d.finished is None or d.finished >= start


def figures(world: World, dossiers: Sequence[Counted], start: date, end: date) -> Figures:
    """Every measure of one set of dossiers in one period."""
    n: Figures = {}
    form = count(dossiers, start, end)
    n.update(form)
    n["settled_column_9"] = form["settled_on_time"] + form["settled_no_due_date"]
    n["settled_in_time"] = form["settled"] - form["settled_late"]
    n["pending_column_12"] = form["pending_in_time"] + form["pending_no_due_date"]
    n["overdue"] = form["settled_late"] + form["pending_overdue"]
    n["fallen_due"] = form["settled"] + form["pending_overdue"]
    n.update(channels_and_post(dossiers, start, end))
    n.update(states(world, dossiers, start, end))
    n.update(fees(dossiers, start, end))
    n.update(times(world, dossiers, start, end))
    n.update(at_the_cutoff(world, dossiers, end))
    return n


def channels_and_post(dossiers: Iterable[Counted], start: date, end: date) -> dict[str, int]:
    n = dict.fromkeys(
        [
            "received_level_3_4", "received_level_3_4_online", "received_level_3", "received_level_3_online",
            "received_level_4", "received_level_4_online", "received_by_post", "received_listed",
            "received_listed_by_post", "returned", "returned_by_post",
        ],
        0,
    )  # fmt: skip
    for d in dossiers:
        if was_received(d, start, end):
            online = d.channel == "online"
            for name, offered in [
                ("received_level_3_4", d.of.level in (3, 4)),
                ("received_level_3", d.of.level == 3),
                ("received_level_4", d.of.level == 4),
            ]:
                n[name] += offered
                n[f"{name}_online"] += offered and online
            n["received_by_post"] += d.posted_in
            n["received_listed"] += d.on_postal_list
            n["received_listed_by_post"] += d.on_postal_list and d.posted_in
        if d.counts and d.returned and start <= d.returned <= end:
            n["returned"] += 1
            n["returned_by_post"] += d.posted_out
    return n


def states(world: World, dossiers: Iterable[Counted], start: date, end: date) -> dict[str, int]:
    n = dict.fromkeys(
        [
            "due_date_recomputed", "due_date_changed", "supplement_requested", "pending_paused", "paused_by_status",
            "settled_withdrawn", "refused", "interlinked", "transferred", "awaiting_receipt", "received_after_8_hours",
        ],
        0,
    )  # fmt: skip
    for d in dossiers:
        if was_handled(d, start, end):
            n["due_date_recomputed"] += d.first_due is None and d.regulated_due is not None
            n["due_date_changed"] += d.last_due is not None and d.last_due != d.first_due
            n["interlinked"] += d.of.interlinked
            n["transferred"] += d.holder != d.unit
        if d.counts and d.requested and start <= d.requested <= end:
            n["supplement_requested"] += 1
        if is_pending(d, end):
            n["pending_paused"] += d.stands_still or is_waiting(d, end)
            n["paused_by_status"] += d.stands_still
        n["settled_withdrawn"] += d.withdrawn and was_settled(d, start, end)
        n["refused"] += d.refused is not None and start <= d.refused <= end
        n["awaiting_receipt"] += is_awaiting(d, end)
        n["received_after_8_hours"] += was_received(d, start, end) and waited_too_long(world, d)
    return n


def is_awaiting(d: Counted, end: date) -> bool:
    """Sent in, still listed, and on that day neither received nor refused. A refusal without a day of its own is one on the spot."""
    if d.submitted.date() > end or d.last_listed < end or (d.received and d.received <= end):
        return False
    return d.refused is None or d.refused > end


def waited_too_long(world: World, d: Counted) -> bool:
    if d.channel != "online" or d.received_at is None:
        return False
    # Midnight would mean a day without its time.
    assert d.submitted.time() and d.received_at.time()
    return world.calendar.office_minutes(d.submitted, d.received_at) > EIGHT_HOURS


def fees(dossiers: Iterable[Counted], start: date, end: date) -> dict[str, int]:
    n = {"fee_paid": 0, "fee_paid_online": 0, "fee_amount": 0}
    for d in dossiers:
        paid = [(amount, way) for day, amount, way in d.paid if start <= day <= end]
        n["fee_paid"] += bool(paid)
        n["fee_paid_online"] += bool(paid) and all(way == "online" for _, way in paid)
        n["fee_amount"] += sum(amount for amount, _ in paid)
    return n


def times(world: World, dossiers: Iterable[Counted], start: date, end: date) -> Figures:
    """How long the settled dossiers took that were not withdrawn; the day of receipt does not count."""
    working: list[int] = []
    calendar: list[int] = []
    used, regulated = {"working": 0, "calendar": 0}, {"working": 0, "calendar": 0}
    for d in dossiers:
        if was_settled(d, start, end) and not d.withdrawn and d.received and d.finished:
            working.append(world.calendar.between(d.received, d.finished))
            calendar.append((d.finished - d.received).days)
            if d.of.days is not None:
                used[d.of.time_unit] += working[-1] if d.of.time_unit == "working" else calendar[-1]
                regulated[d.of.time_unit] += d.of.days
    n: Figures = {"ran_its_course": len(working)}
    for unit in used:
        n |= {f"{unit}_days_used": used[unit], f"{unit}_days_regulated": regulated[unit]}
    for name, days in [("working_days", working), ("calendar_days", calendar)]:
        n[f"{name}_taken"] = sum(days)
        n[f"median_{name}"] = quantile(days, Fraction(1, 2))
        n[f"p90_{name}"] = quantile(days, Fraction(9, 10))
        n[f"longest_{name}"] = max(days, default=None)
    return n


def quantile(values: Sequence[int], share: Fraction) -> Fraction | None:
    """By sorting; between two neighbours on the straight line."""
    if not values:
        return None
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    low = int(place)
    if low == len(ordered) - 1:
        return Fraction(ordered[low])
    return ordered[low] + (place - low) * (ordered[low + 1] - ordered[low])


def at_the_cutoff(world: World, dossiers: Iterable[Counted], end: date) -> dict[str, int]:
    """How old the overdue are, and what falls due soon after the last day."""
    n = dict.fromkeys(["overdue_to_5", "overdue_6_to_10", "overdue_11_to_30", "overdue_over_30"], 0)
    n |= dict.fromkeys(["due_within_3", "due_within_5", "due_within_10"], 0)
    for d in dossiers:
        due = due_at(d, end)
        if not is_pending(d, end) or due is None:
            continue
        if pending_as(d, end) == "pending_overdue":
            n[age(world.calendar.between(due, end))] += 1
        if due > end:
            left = world.calendar.between(end, due)
            for days in (3, 5, 10):
                n[f"due_within_{days}"] += left <= days
    return n


def age(days: int) -> str:
    if days <= 5:
        return "overdue_to_5"
    if days <= 10:
        return "overdue_6_to_10"
    return "overdue_11_to_30" if days <= 30 else "overdue_over_30"


def months() -> dict[str, tuple[date, date]]:
    """The reporting months of two years: from the 15th to the 14th of the month that names it."""
    found = {}
    for year in (2020, 2021):
        for month in range(1, 13):
            first = date(year - 1, 12, 15) if month == 1 else date(year, month - 1, 15)
            found[f"{year}-{month:02d}"] = (first, date(year, month, 14))
    return found


def groupings(world: World) -> list[Grouping]:
    fields = list(dict.fromkeys(p.field_code for p in world.procedures))
    channels = ["online", "direct", "postal"]
    return [
        ("field", lambda d: d.field, fields),
        ("unit", lambda d: d.unit, list(dict.fromkeys(p.lead_unit for p in world.procedures))),
        ("channel", lambda d: d.channel, channels),
        ("procedure", lambda d: d.procedure, [p.code for p in world.procedures]),
        ("field+channel", lambda d: f"{d.field}+{d.channel}", [f"{f}+{c}" for f in fields for c in channels]),
    ]


def measure_figures(world: World, dossiers: Sequence[Counted]) -> str:
    """The figures of all periods and their groups, and of the months in all and by field, as CSV."""
    lines: list[tuple[str, str, str, Figures]] = []
    for period, (start, end) in (PERIODS | months()).items():
        lines.append((period, "", "", figures(world, dossiers, start, end)))
        for grouping, key, known in groupings(world) if period in PERIODS else groupings(world)[:1]:
            for group in known:
                of_group = [d for d in dossiers if key(d) == group]
                lines.append((period, grouping, group, figures(world, of_group, start, end)))
        check_sums(lines, period)
    return as_csv(lines)


def check_sums(lines: Iterable[tuple[str, str, str, Figures]], period: str) -> None:
    """Counts and sums of the groups add up to those of the whole."""
    of_period = [(grouping, n) for p, grouping, _, n in lines if p == period]
    whole = next(n for grouping, n in of_period if not grouping)
    for grouping in {grouping for grouping, _ in of_period if grouping}:
        parts = [n for g, n in of_period if g == grouping]
        for name, total in whole.items():
            if not name.startswith(("median_", "p90_", "longest_")):
                assert sum(int(n[name] or 0) for n in parts) == total, (period, grouping, name)


def procedure_figures(world: World, dossiers: Sequence[Counted]) -> str:
    """Procedures counted once each, in all, by field and by unit, as CSV."""
    lines: list[tuple[str, str, str, Figures]] = []
    for period, (start, end) in PERIODS.items():
        lines.append((period, "", "", procedures(world.procedures, dossiers, start, end)))
        for code in dict.fromkeys(p.field_code for p in world.procedures):
            of_field = [p for p in world.procedures if p.field_code == code]
            lines.append((period, "field", code, procedures(of_field, dossiers, start, end)))
        for code in dict.fromkeys(p.lead_unit for p in world.procedures):
            of_unit = [p for p in world.procedures if p.lead_unit == code]
            lines.append((period, "unit", code, procedures(of_unit, dossiers, start, end)))
    return as_csv(lines)


def procedures(listed: Iterable[Procedure], dossiers: Sequence[Counted], start: date, end: date) -> Figures:
    names = ["total", "listed", "listed_with_post", "without_dossier", "timed", "cut_by_tenth"]
    n = {f"procedures_{name}": 0 for name in names}
    n |= {f"{name}_{unit}": 0 for unit in ("working", "calendar") for name in ("legal_time", "time_cut")}
    n |= {f"procedures_{name}": 0 for name in ("level_3_4", "level_3", "level_4", "level_3_4_with_online")}
    n |= {
        f"procedures_{name}": 0
        for name in ("level_3_4_without_online", "on_national_portal", "on_national_portal_with_online")
    }
    received = [d for d in dossiers if was_received(d, start, end)]
    returned = [d for d in dossiers if d.counts and d.returned and start <= d.returned <= end]
    for p in listed:
        used = [d for d in received + returned if d.procedure == p.code]
        posted = [d for d in received if d.procedure == p.code and d.posted_in]
        posted += [d for d in returned if d.procedure == p.code and d.posted_out]
        n["procedures_total"] += 1
        n["procedures_listed"] += p.on_postal_list
        n["procedures_listed_with_post"] += p.on_postal_list and bool(posted)
        n["procedures_without_dossier"] += not used
        if p.level > 2:
            online = any(d.procedure == p.code and d.channel == "online" for d in received)
            integrated = p.on_portal is not None and p.on_portal <= end
            n["procedures_level_3_4"] += 1
            n[f"procedures_level_{p.level}"] += 1
            n[f"procedures_level_3_4_with{'' if online else 'out'}_online"] += 1
            n["procedures_on_national_portal"] += integrated
            n["procedures_on_national_portal_with_online"] += integrated and online
        if p.legal_days is not None and p.days is not None:
            saved = p.legal_days - p.days
            n["procedures_timed"] += 1
            n["procedures_cut_by_tenth"] += Fraction(saved, p.legal_days) >= Fraction(1, 10)
            n[f"legal_time_{p.time_unit}"] += p.legal_days
            n[f"time_cut_{p.time_unit}"] += saved
    return dict(n)


def as_csv(lines: Sequence[tuple[str, str, str, Figures]]) -> str:
    """One line a period and group; groups of procedures or of two columns only where there is something to count."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    buffer.write(f"# {SAMPLE_NOTE}\n")
    writer.writerow(["period", "grouping", "group", *lines[0][3]])
    for period, grouping, group, n in lines:
        if grouping not in ("procedure", "field+channel") or any(n.values()):
            writer.writerow([period, grouping, group, *(shown(figure) for figure in n.values())])
    return buffer.getvalue()


def shown(figure: int | Fraction | None) -> str:
    """Quantiles lie on tenths."""
    if figure is None:
        return ""
    assert (Fraction(figure) * 10).denominator == 1
    return str(int(figure)) if Fraction(figure).denominator == 1 else f"{float(figure):.1f}"
