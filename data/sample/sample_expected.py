"""The figures that the raw files must give, counted by plain loops over the lines as they were placed.

Written without the package under test and on purpose naive: one dossier after another, one condition after another.
Only what the files show is used, never what the generator knows besides.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any
from unicodedata import normalize

from sample_exports import Shown
from sample_fees import FeeLine
from sample_files import Placed
from sample_lists import IDENTICAL, SUPERSEDED, ListLine, expected_lists, only_listed
from sample_post import PostLine
from sample_world import Procedure, World

PERIODS = {
    "2021-Q1": (date(2020, 12, 15), date(2021, 3, 14)),
    "2021-Q2": (date(2021, 3, 15), date(2021, 6, 14)),
    "2021-6M": (date(2020, 12, 15), date(2021, 6, 14)),
    "2021-9M": (date(2020, 12, 15), date(2021, 9, 14)),
    "2021": (date(2020, 12, 15), date(2021, 12, 14)),
    "2020": (date(2019, 12, 15), date(2020, 12, 14)),
    "2021-01-01..2021-03-31": (date(2021, 1, 1), date(2021, 3, 31)),
}
MEASURES = [
    "received", "received_online", "received_other", "carried_over", "total",
    "settled", "settled_early", "settled_on_time", "settled_late", "settled_no_due_date",
    "pending", "pending_in_time", "pending_overdue", "pending_no_due_date",
]  # fmt: skip
ENDED = ("done", "returned", "withdrawn")
NOT_RECEIVED = ("registered", "refused")
STANDS_STILL = ("stopped", "owing", "supplement")


@dataclass(frozen=True)
class Counted:
    """One dossier as the files leave it: its latest state, with the date to judge by.

    Those that were refused or never received are among them, with `counts` false.
    """

    code: str
    of: Procedure
    unit: str
    holder: str
    channel: str
    counts: bool
    withdrawn: bool
    refused: date | None  # the day of the refusal, else the day on which it was sent in
    stands_still: bool  # paused by its status, without a date
    submitted: datetime
    last_listed: date  # the last export that lists it
    received_at: datetime | None
    finished: date | None
    returned: date | None
    requested: date | None
    answered: date | None
    due: date | None
    moved_on: date | None  # the day from which it judges, where a supplement moved it: until then the first one does
    first_due: date | None
    last_due: date | None
    regulated_due: date | None
    posted_in: bool
    posted_out: bool
    paid: list[tuple[date, int, str]]  # day, dong, and online or direct, for each payment

    @property
    def procedure(self) -> str:
        return self.of.code

    @property
    def field(self) -> str:
        return self.of.field_code

    @property
    def on_postal_list(self) -> bool:
        return self.of.on_postal_list

    @property
    def received(self) -> date | None:
        return self.received_at.date() if self.received_at else None


@dataclass
class Rows:
    """What became of each row of the dossier files."""

    accepted: list[Placed]
    rejected: list[tuple[Placed, str]]
    duplicates: list[Placed]
    superseded: list[Placed]


def sort_rows(world: World, placed: Sequence[Placed]) -> Rows:
    """Reject, set identical rows aside, and let the latest export of each dossier win."""
    rows = Rows([], [], [], [])
    latest: dict[str, Placed] = {}
    for one in placed:  # in order of export, and of rows in a file
        rule = broken_rule(world, one)
        if rule:
            rows.rejected.append((one, rule))
            continue
        before = latest.get(one.line.shown.code)
        if before and before.line.shown == one.line.shown:
            rows.duplicates.append(one)
            continue
        if before:
            rows.superseded.append(before)
        latest[one.line.shown.code] = one
    rows.accepted = list(latest.values())
    return rows


def broken_rule(world: World, one: Placed) -> str:
    """The first row rule that the line breaks, or nothing."""
    shown, exported = one.line.shown, one.line.month.exported
    received, finished = day(shown.received), day(shown.finished)
    if not shown.code:
        return "missing_code"
    if received is None and shown.status not in NOT_RECEIVED:
        return "missing_received_date"
    if finished is None and shown.status in ENDED:
        return "finished_without_date"
    if received and finished and finished < received:
        return "finished_before_received"
    others = (shown.submitted, shown.returned, shown.refused, shown.requested, shown.answered)
    if any(d and d > exported for d in (received, finished, *map(day, others))):
        return "date_after_export"
    if shown.procedure.code not in {p.code for p in world.procedures}:
        return "unknown_procedure"
    return ""


def day(moment: Any) -> date | None:
    return moment.date() if moment else None


def counted_dossiers(
    world: World,
    rows: Rows,
    placed: Sequence[Placed],
    post: Sequence[PostLine],
    fees: Sequence[FeeLine],
    lists: Sequence[ListLine],
) -> list[Counted]:
    """Every dossier with an accepted row, in the order of the rows."""
    only_there = only_listed(lists)
    rejected = {id(one) for one, _ in rows.rejected}
    history: dict[str, list[Placed]] = {}
    for one in placed:
        if id(one) not in rejected:
            history.setdefault(one.line.shown.code, []).append(one)
    posted = {kind: {x.code for x in post if x.file.kind == kind and x.code} for kind in ("postal_in", "postal_out")}
    counted = []
    for one in rows.accepted:
        shown = one.line.shown
        if shown.code in only_there:
            shown = replace(shown, status="withdrawn", finished=datetime.combine(only_there[shown.code], time()))
        judging, moved_on = judging_due_date(history[shown.code])
        promised = [x.line.shown.due for x in history[shown.code]]
        paid = [x.payment for x in fees if x.code == shown.code and not x.plant]
        counted.append(
            Counted(
                code=shown.code,
                of=shown.procedure,
                unit=shown.procedure.lead_unit,
                holder=shown.unit,
                channel=shown.channel,
                counts=shown.status not in NOT_RECEIVED and shown.received is not None,
                withdrawn=shown.status == "withdrawn",
                refused=(shown.refused or shown.submitted).date() if shown.status == "refused" else None,
                stands_still=shown.status in STANDS_STILL and shown.requested is None,
                submitted=shown.submitted,
                last_listed=max(p.line.month.exported for p in history[shown.code]),
                received_at=shown.received,
                finished=day(shown.finished),
                returned=day(shown.returned),
                requested=day(shown.requested),
                answered=day(shown.answered),
                due=judging or regulated_due_date(world, shown),
                moved_on=moved_on,
                first_due=next(filter(None, promised), None),
                last_due=promised[-1],
                regulated_due=regulated_due_date(world, shown),
                posted_in=shown.code in posted["postal_in"],
                posted_out=shown.code in posted["postal_out"],
                paid=[(p.at.date(), p.amount, p.way) for p in paid],
            )
        )
    return counted


def judging_due_date(history: Sequence[Placed]) -> tuple[date | None, date | None]:
    """The first exported due date; a later one only if it came with a new supplement answer, from the day of that answer on."""
    judging: date | None = None
    moved_on: date | None = None
    answer_before = None
    for one in history:
        shown = one.line.shown
        newly_answered = shown.answered is not None and shown.answered != answer_before
        if judging is None or (newly_answered and shown.due):
            moved_on = day(shown.answered) if judging is not None else None
            judging = shown.due
        answer_before = shown.answered
    return judging, moved_on


def due_at(d: Counted, end: date) -> date | None:
    """The due date to judge by on a day."""
    until = min(end, d.finished or end)
    return d.first_due if d.moved_on and d.moved_on > until else d.due


def regulated_due_date(world: World, shown: Shown) -> date | None:
    return shown.procedure.due(shown.received.date(), world.calendar) if shown.received else None


def count(dossiers: Iterable[Counted], start: date, end: date) -> dict[str, int]:
    """The columns of form II.06a for one set of dossiers."""
    n = dict.fromkeys(MEASURES, 0)
    for d in dossiers:
        if d.received is None or not d.counts:
            continue
        if start <= d.received <= end:
            n["received"] += 1
            n["received_online" if d.channel == "online" else "received_other"] += 1
        if d.received < start and (d.finished is None or d.finished >= start):
            n["carried_over"] += 1
        if d.finished and start <= d.finished <= end:
            n["settled"] += 1
            n[settled_as(d, end)] += 1
        if d.received <= end and (d.finished is None or d.finished > end):
            n["pending"] += 1
            n[pending_as(d, end)] += 1
    n["total"] = n["received"] + n["carried_over"]
    check_identities(n)
    return n


def settled_as(d: Counted, end: date) -> str:
    assert d.finished is not None
    if d.withdrawn:
        return "settled_on_time"
    due = due_at(d, end)
    if due is None:
        return "settled_no_due_date"
    if d.finished < due:
        return "settled_early"
    return "settled_on_time" if d.finished == due else "settled_late"


def pending_as(d: Counted, end: date) -> str:
    if d.stands_still or is_waiting(d, end):
        return "pending_in_time"
    due = due_at(d, end)
    if due is None:
        return "pending_no_due_date"
    return "pending_in_time" if due >= end else "pending_overdue"


def is_waiting(d: Counted, end: date) -> bool:
    return d.requested is not None and d.requested <= end and (d.answered is None or d.answered > end)


def check_identities(n: dict[str, int]) -> None:
    assert n["total"] == n["received_online"] + n["received_other"] + n["carried_over"]
    assert n["settled"] == sum(v for k, v in n.items() if k.startswith("settled_"))
    assert n["pending"] == sum(v for k, v in n.items() if k.startswith("pending_"))
    assert n["total"] == n["settled"] + n["pending"]


def groups(
    dossiers: Sequence[Counted], key: Callable[[Counted], str], known: Sequence[str], start: date, end: date
) -> dict[str, dict[str, int]]:
    return {name: count([d for d in dossiers if key(d) == name], start, end) for name in known}


def postal(world: World, dossiers: Sequence[Counted], start: date, end: date) -> dict[str, int]:
    received = [d for d in dossiers if d.counts and d.received and start <= d.received <= end]
    returned = [d for d in dossiers if d.counts and d.returned and start <= d.returned <= end]
    with_post = {d.procedure for d in received if d.posted_in} | {d.procedure for d in returned if d.posted_out}
    listed = {p.code for p in world.procedures if p.on_postal_list}
    return {
        "received": len(received),
        "post_in": sum(d.posted_in for d in received),
        "received_listed": sum(d.on_postal_list for d in received),
        "post_in_listed": sum(d.on_postal_list and d.posted_in for d in received),
        "returned": len(returned),
        "post_out": sum(d.posted_out for d in returned),
        "listed_procedures": len(listed),
        "listed_procedures_with_post": len(listed & with_post),
    }


def period_figures(world: World, dossiers: Sequence[Counted], start: date, end: date) -> dict[str, Any]:
    fields = list(dict.fromkeys(p.field_code for p in world.procedures))
    units = list(dict.fromkeys(p.lead_unit for p in world.procedures))
    procedures = [p.code for p in world.procedures]
    overdue_pending = [
        d
        for d in dossiers
        if d.counts and d.received and d.received <= end and (d.finished is None or d.finished > end)
    ]
    return {
        "start": start.isoformat(),
        "end": end.isoformat(),
        "measures": count(dossiers, start, end),
        "by_field": groups(dossiers, lambda d: d.field, fields, start, end),
        "by_unit": groups(dossiers, lambda d: d.unit, units, start, end),
        "by_channel": groups(dossiers, lambda d: d.channel, ["online", "direct", "postal"], start, end),
        "by_procedure": {
            code: n
            for code, n in groups(dossiers, lambda d: d.procedure, procedures, start, end).items()
            if any(n.values())
        },
        "postal": postal(world, dossiers, start, end),
        "settled_late": sorted(
            d.code
            for d in dossiers
            if d.counts and d.finished and start <= d.finished <= end and settled_as(d, end) == "settled_late"
        ),
        "pending_overdue": sorted(d.code for d in overdue_pending if pending_as(d, end) == "pending_overdue"),
    }


def row_figures(
    rows: Rows,
    placed: Sequence[Placed],
    post: Sequence[PostLine],
    fees: Sequence[FeeLine],
    lists: Sequence[ListLine],
) -> dict[str, Any]:
    """For each file and in all: rows read, accepted, rejected by rule, identical, superseded."""
    files: dict[str, dict[str, Any]] = {}
    for file in dict.fromkeys(p.line.month.file for p in placed):
        files[file] = row_line(
            [p for p in placed if p.line.month.file == file],
            [p for p in rows.accepted if p.line.month.file == file],
            [rule for p, rule in rows.rejected if p.line.month.file == file],
            [p for p in rows.duplicates if p.line.month.file == file],
            [p for p in rows.superseded if p.line.month.file == file],
        )
    total = row_line(placed, rows.accepted, [rule for _, rule in rows.rejected], rows.duplicates, rows.superseded)
    return {"dossiers": total, "files": files | post_rows(post) | fee_rows(fees) | list_rows(lists)}


def row_line(
    read: Sequence[Any], accepted: Sequence[Any], rejected: Sequence[str], same: Sequence[Any], old: Sequence[Any]
) -> dict[str, Any]:
    assert len(read) == len(accepted) + len(rejected) + len(same) + len(old)
    return {
        "read": len(read),
        "accepted": len(accepted),
        "rejected": len(rejected),
        "rejected_by_rule": dict(sorted(Counter(rejected).items())),
        "duplicates_identical": len(same),
        "superseded": len(old),
    }


def post_rows(post: Sequence[PostLine]) -> dict[str, Any]:
    files = {}
    for file in dict.fromkeys(x.file for x in post):
        of_file = [x for x in post if x.file == file]
        unknown = ["unknown_dossier" for x in of_file if not x.code]
        repeated = [x for x in of_file if x.plant == "repeated"]
        kept = [x for x in of_file if x.code and x.plant != "repeated"]
        files[file.file] = row_line(of_file, kept, unknown, repeated, [])
    return files


def fee_rows(fees: Sequence[FeeLine]) -> dict[str, Any]:
    files = {}
    for file in dict.fromkeys(x.file for x in fees):
        of_file = [x for x in fees if x.file == file]
        rejected = [x.plant for x in of_file if x.plant and x.plant != "identical"]
        same = [x for x in of_file if x.plant == "identical"]
        files[file.file] = row_line(of_file, [x for x in of_file if not x.plant], rejected, same, [])
    return files


def list_rows(lists: Sequence[ListLine]) -> dict[str, Any]:
    files = {}
    for file in dict.fromkeys(line.file for line in lists):
        outcomes = [line.outcome for line in lists if line.file == file]
        same, old, kept = ([x for x in outcomes if x == wanted] for wanted in (IDENTICAL, SUPERSEDED, ""))
        rejected = [x for x in outcomes if x not in (IDENTICAL, SUPERSEDED, "")]
        files[file.file] = row_line(outcomes, kept, rejected, same, old)
    return files


def flags(world: World, rows: Rows) -> dict[str, dict[str, int]]:
    """Accepted rows that are counted but look wrong, and all rows that do (a dossier stands in several files)."""
    looked = {"accepted": rows.accepted, "rows": rows.accepted + rows.duplicates + rows.superseded}
    return {
        which: {name: sum(meets(world, p) for p in placed) for name, meets in FLAGS.items()}
        for which, placed in looked.items()
    }


def level2_online(_: World, one: Placed) -> bool:
    return one.line.shown.procedure.level == 2 and one.line.shown.channel == "online"


def code_date_differs(_: World, one: Placed) -> bool:
    """The day in the code is not that of receipt."""
    shown = one.line.shown
    digits = shown.code.split("-")[1]
    in_code = date(2000 + int(digits[:2]), int(digits[2:4]), int(digits[4:]))
    return shown.received is not None and in_code != shown.received.date()


def after(earlier: str, later: str) -> Callable[[World, Placed], bool]:
    """Both days are there, and the one that should come first comes after the other."""

    def meets(_: World, one: Placed) -> bool:
        first, second = (getattr(one.line.shown, name) for name in (earlier, later))
        days = [d.date() if isinstance(d, datetime) else d for d in (first, second)]
        return None not in days and days[0] > days[1]

    return meets


def due_date_implausible(world: World, one: Placed) -> bool:
    """More than two working days from the regulated time, and no supplement was asked for."""
    shown = one.line.shown
    regulated = regulated_due_date(world, shown)
    if regulated is None or shown.due is None or shown.requested:
        return False
    return world.calendar.between(*sorted((shown.due, regulated))) > 2


def printed_in(heading: str, *words: str) -> Callable[[World, Placed], bool]:
    """The cell has one of the words, however it is typed."""
    return lambda _, one: " ".join(normalize("NFC", one.cells[heading]).split()).casefold() in words


def field_differs(world: World, one: Placed) -> bool:
    return one.line.shown.procedure.field_code != "BC" and printed_in("Lĩnh vực", "bưu chính")(world, one)


FLAGS: dict[str, Callable[[World, Placed], bool]] = {
    "level2_online": level2_online,
    "code_date_differs": code_date_differs,
    "submitted_after_received": after("submitted", "received"),
    "returned_before_finished": after("finished", "returned"),
    "returned_without_end": lambda _, one: one.line.shown.returned is not None and one.line.shown.finished is None,
    "due_before_received": after("received", "due"),
    "due_date_implausible": due_date_implausible,
    "supplement_done_before_requested": after("requested", "answered"),
    "unknown_unit": printed_in("Đơn vị giải quyết", "phòng hợp tác quốc tế"),
    "unknown_field": printed_in("Lĩnh vực", "chuyển đổi số"),
    "field_differs": field_differs,
}


def expected(
    world: World,
    rows: Rows,
    dossiers: Sequence[Counted],
    placed: Sequence[Placed],
    post: Sequence[PostLine],
    fees: Sequence[FeeLine],
    lists: Sequence[ListLine],
) -> dict[str, Any]:
    check_unambiguous(rows, placed)
    return {
        "note": "SỐ LIỆU MẪU – không phải số liệu thật",
        "canaries": ["Văn Mẫu", "Công ty TNHH Mẫu", "đường Mẫu", "=HYPERLINK(", "<script>alert("],
        "canary_patterns": [r"\b09000\d{5}\b", r"\bEM\d{9}VN\b"],
        "rows": row_figures(rows, placed, post, fees, lists),
        "dossiers_counted": sum(d.counts for d in dossiers),
        "flags": flags(world, rows),
        "lists": expected_lists(lists),
        "periods": {name: period_figures(world, dossiers, *days) for name, days in PERIODS.items()},
    }


def check_unambiguous(rows: Rows, placed: Sequence[Placed]) -> None:
    """The sample must not hang on readings that nobody has decided."""
    seen: dict[str, list[Shown]] = {}
    same = 0
    rejected = {id(one) for one, _ in rows.rejected}
    for one in placed:
        if id(one) in rejected:
            continue
        earlier = seen.setdefault(one.line.shown.code, [])
        # Equal rows are neighbours in a dossier's history: no state comes back after another one.
        assert one.line.shown not in earlier[:-1]
        same += bool(earlier) and coarse(earlier[-1]) == coarse(one.line.shown)
        if not earlier or earlier[-1] != one.line.shown:
            earlier.append(one.line.shown)
    # Whether "accepted" and "in process" are one status or two, or "finished" and "handed over", makes no difference.
    assert same == len(rows.duplicates), "rows that differ in their status alone"


def coarse(shown: Shown) -> Shown:
    return replace(shown, status={"accepted": "processing", "returned": "done"}.get(shown.status, shown.status))
