"""The state of each item of the plan at a cut-off, rebuilt from the dates of what was reported; never from today's status.

Progress is a log of events. Beside the state stands the estimate to the year's end (ước thực hiện), as the units entered it: the
yearly report closes on 14/12, the plan on 31/12. What offices count – products, documents, rows, tasks – are roll-ups of items.

Pure: tables in, table out. What counts as an event, which units report and where they write it is the sources' business;
Vietnamese words for the states are in `labels`.
"""

from collections.abc import Sequence
from datetime import date
from typing import Literal

import pandas as pd

from cchc_analysis.errors import PlanError
from cchc_analysis.plan.register import split_units
from cchc_analysis.tables import Record, records
from cchc_analysis.text import did_you_mean

STATUSES = ("done", "running", "not_arisen", "blocked")
# What a unit can expect of an item by 31/12.
ESTIMATES = ("done", "running", "not_arisen")
# Order of two events of one day, so that the later line of a file is the later word.
EVENT_ORDER = ["event_date", "source_file", "source_sheet", "source_row"]
DONE_STATES = ("done_before_year", "done_early", "done_in_time", "done_on_due_day", "done_late", "done")
# How what is done stands to its deadline; what has none ("done") to none.
TIMING = {
    "done_before_year": "early",
    "done_early": "early",
    "done_in_time": "in_time",
    "done_on_due_day": "in_time",
    "done_late": "late",
    "done": "undated",
}
# How an item is expected to stand on 31/12 and on whose word: done by now, so expected by the unit, continuous with evidence;
# not done or not arisen on the unit's word; nothing said.
PROSPECTS = ("done", "done_by_estimate", "done_by_evidence", "not_done", "not_arisen", "no_estimate")
PROSPECTS_DONE = PROSPECTS[:3]
# What the completing event (for what is not complete: the latest one) says.
PROOF_COLUMNS = (
    "document_no", "document_date", "reporting_unit", "entered_by", "origin", "source_file", "source_sheet", "source_row",
)  # fmt: skip
# What the latest event says.
LATEST_COLUMNS = ("latest_date", "latest_status", "share_done", "obstacle", "next_step")
# What the latest event with an estimate says.
ESTIMATE_COLUMNS = ("estimate_status", "estimate_share", "estimate_date")
# What a roll-up of items keeps of them.
_SAME = ("row_id", "group_no", "group_name", "task_text", "lead_units", "support_units", "printed_no", "product_text")


def item_states(items: pd.DataFrame, progress: pd.DataFrame, cutoff: date) -> pd.DataFrame:
    """One row per item of the register, in its order, with its state on the day `cutoff`.

    An event recorded, or with a document dated, after the cut-off does not exist yet. An item that is not continuous is
    complete on the date of the earliest document among its "done" events; without any document, on the earliest day that
    "done" was recorded. Complete it stays: a wrong "done" is taken back by a correction of the data, not by a later event.

    The first that applies is the state:

    1. complete and dated: `done_on_due_day` (dated exactly on a printed "trước ngày …"), `done_late`, `done_before_year`
       (before 1 January of the plan year), `done_early` (before the planned start), else `done_in_time`;
    2. complete and undated: `done`, because there is no deadline to judge it by;
    3. continuous with evidence (any "done" or "running"): `done` from 31 December of the plan year on, before that
       `continuous`, since only the whole year completes it;
    4. the latest event says nothing arose: `not_arisen`, whatever the deadline;
    5. dated and the last day in time is past: `overdue`, reported on or not;
    6. last reported as running or blocked: `running`;
    7. dated and still to come: `not_yet_due`; dated, due on the cut-off day or since, still in time: `not_reported`;
    8. continuous: `not_reported`; undated: `undated`.

    Added columns: completed_date; what the completing event says, or else the latest (document_no, document_date,
    reporting_unit, entered_by, origin, source_*); what the latest event says (latest_date, latest_status, share_done, obstacle,
    next_step); what the latest estimate says (estimate_status, estimate_share, estimate_date); state; timing (early, in_time,
    late or undated, of what is done); prospect (see `PROSPECTS`; from 31 December on only what is, no estimate); is_done; is_due
    (dated, due_date on or before the cut-off, and not `not_arisen`: nothing fell due); is_done_of_due; is_overdue;
    is_estimated_done; is_reported (there is any event); done_without_document (is_done, but no document is named);
    overdue_days (calendar days since the last day in time); days_to_due (calendar days until what is open and dated falls due).

    Raises PlanError for events on unknown items or with an unknown status.
    """
    _check_events(items, progress)
    events = _events_until(progress, cutoff)
    facts = items.merge(_facts(events, items), on="item_id", how="left", validate="one_to_one")
    lines = records(facts)
    state = pd.Series([_state(item, cutoff) for item in lines], index=facts.index, dtype="str")
    prospect = [_prospect(item, now, cutoff) for item, now in zip(lines, state, strict=True)]
    is_done, is_overdue, today = state.isin(DONE_STATES), state == "overdue", pd.Timestamp(cutoff)
    is_due = (facts["due_date"] <= today) & (state != "not_arisen")
    is_coming = (facts["due_date"] > today) & (state != "not_arisen") & ~is_done
    last_in_time = (facts["before_date"] - pd.Timedelta(days=1)).fillna(facts["due_date"])
    return facts.drop(columns="has_evidence").assign(
        state=state,
        timing=state.map(TIMING),
        prospect=pd.Series(prospect, index=facts.index, dtype="str"),
        is_done=is_done,
        is_due=is_due,
        is_done_of_due=is_due & is_done,
        is_overdue=is_overdue,
        is_estimated_done=pd.Series(prospect, index=facts.index).isin(PROSPECTS_DONE),
        is_reported=facts["latest_date"].notna(),
        done_without_document=is_done & facts["document_no"].isna(),
        overdue_days=(today - last_in_time).dt.days.where(is_overdue).astype("Int64"),
        days_to_due=(facts["due_date"] - today).dt.days.where(is_coming).astype("Int64"),
    )


def by_unit(table: pd.DataFrame, role: Literal["lead", "support"]) -> pd.DataFrame:
    """One row per row of the table and unit that leads or supports it (`lead_unit`, `support_unit`).

    What has two such units is in both, so sums exceed the whole; what has none is in none.
    """
    name = f"{role}_unit"
    long = table.assign(**{name: table[f"{role}_units"].map(split_units)}).explode(name, ignore_index=True)
    return long.dropna(subset=[name]).reset_index(drop=True).astype({name: "str"})


def by_product(states: pd.DataFrame) -> pd.DataFrame:
    """One row per product, in order; the unit in which offices count ("11/71 sản phẩm"). See `rolled_up`."""
    return rolled_up(states, "product_id")


def by_row(states: pd.DataFrame) -> pd.DataFrame:
    """One row per row of the printed table. See `rolled_up`."""
    return rolled_up(states.assign(table_row=states["row_id"]), "table_row")


def by_task(states: pd.DataFrame) -> pd.DataFrame:
    """One row per numbered task: a task may take several rows, and a row stand for several tasks. See `rolled_up`."""
    tasks = states["task_ids"].map(split_units)
    return rolled_up(states.assign(task_id=tasks).explode("task_id", ignore_index=True), "task_id")


def by_deliverable(states: pd.DataFrame) -> pd.DataFrame:
    """One row per document or result, in order: what two rows of the plan ask for counts once. See `rolled_up`.

    Where the shared document is due once, whichever row reports it better stands for both; where it is due several times (the
    periodic reports), its occurrences judge, and the other row's line, which has no dates, says nothing more.
    """
    is_shadow = states["deliverable_id"] != states["product_id"]
    sizes = states.loc[~is_shadow, "deliverable_id"].value_counts()
    is_once = states["deliverable_id"].isin(sizes.index[sizes == 1])
    judging = states[~is_shadow | is_once].assign(
        document=states["deliverable_id"].where(is_once, states["item_id"]),
        rank=states["is_done"] * 2 + states["is_reported"] * 1,
    )
    best = judging.sort_values("rank", ascending=False, kind="stable").drop_duplicates("document")
    # It stands where the plan first asks for it, whichever row reports it.
    first = states[~is_shadow].drop_duplicates("deliverable_id").set_index("deliverable_id")[list(_SAME)]
    counted = rolled_up(best, "deliverable_id").set_index("deliverable_id").loc[first.index]
    return counted.assign(**{name: first[name] for name in _SAME}).reset_index()


def rolled_up(states: pd.DataFrame, key: str) -> pd.DataFrame:
    """One row per value of a column, in order of appearance, from the states of its items.

    n_items, n_done; is_done: every item is done (those that did not arise apart, but one must be done), and is_estimated_done
    likewise; is_due: at least one item fell due; is_done_of_due: every item that fell due is done; is_overdue: at least one is;
    is_reported: there is word of at least one; is_not_arisen: nothing of it arose; timing of what is done: late if any item is,
    early if all dated ones are; overdue_days of the longest, days_to_due of the next item; done_without_document: of any.
    """
    marks = states.assign(
        arisen=states["state"] != "not_arisen",
        expected=states["prospect"] != "not_arisen",
        due_undone=states["is_due"] & ~states["is_done"],
        **{f"is_{timing}": states["timing"] == timing for timing in ("early", "in_time", "late")},
    )
    whole = marks.groupby(key, sort=False, as_index=False).agg(
        **{name: (name, "first") for name in _SAME if name != key},
        n_items=("item_id", "size"),
        n_arisen=("arisen", "sum"),
        n_expected=("expected", "sum"),
        n_done=("is_done", "sum"),
        n_estimated=("is_estimated_done", "sum"),
        any_early=("is_early", "any"),
        any_in_time=("is_in_time", "any"),
        any_late=("is_late", "any"),
        is_due=("is_due", "any"),
        due_undone=("due_undone", "any"),
        is_overdue=("is_overdue", "any"),
        is_reported=("is_reported", "any"),
        done_without_document=("done_without_document", "any"),
        overdue_days=("overdue_days", "max"),
        days_to_due=("days_to_due", "min"),
    )
    is_done = (whole["n_done"] > 0) & (whole["n_done"] == whole["n_arisen"])
    timing = pd.Series("undated", index=whole.index).mask(whole["any_early"], "early")
    timing = timing.mask(whole["any_in_time"], "in_time").mask(whole["any_late"], "late")
    return whole.assign(
        is_done=is_done,
        is_done_of_due=whole["is_due"] & ~whole["due_undone"],
        is_estimated_done=(whole["n_estimated"] > 0) & (whole["n_estimated"] == whole["n_expected"]),
        is_not_arisen=whole["n_arisen"] == 0,
        timing=timing.where(is_done).astype("str"),
    ).drop(columns=["n_arisen", "n_expected", "n_estimated", "any_early", "any_in_time", "any_late", "due_undone"])


def reporting_units(
    states: pd.DataFrame, progress: pd.DataFrame, units: Sequence[str], first: date, cutoff: date
) -> pd.DataFrame:
    """One row per unit that leads something: whether it reported between two days; a silent unit is shown, not assumed.

    Columns: unit; n_items that it leads; n_items_reported, by whomever; n_events of its own in those days; last_report_date, the
    last day in or before them; has_reported.
    """
    led = by_unit(states, "lead").groupby("lead_unit")
    known = progress[progress["event_date"] <= pd.Timestamp(cutoff)]
    last = known.groupby("reporting_unit")["event_date"].max()
    recent = known.loc[known["event_date"] >= pd.Timestamp(first), "reporting_unit"].value_counts()
    table = pd.DataFrame({"unit": pd.Series(list(units), dtype="str")})
    n_events = table["unit"].map(recent).fillna(0).astype("int64")
    return table.assign(
        n_items=table["unit"].map(led.size()).fillna(0).astype("int64"),
        n_items_reported=table["unit"].map(led["is_reported"].sum()).fillna(0).astype("int64"),
        n_events=n_events,
        last_report_date=last.reindex(table["unit"]).to_numpy(),
        has_reported=n_events > 0,
    )


def _check_events(items: pd.DataFrame, progress: pd.DataFrame) -> None:
    known: Sequence[str] = list(items["item_id"])
    problems = [
        f'item "{code}" is not in the plan.{did_you_mean(str(code), known)}'
        for code in sorted(set(progress["item_id"]) - set(known))
    ] + [
        f'status "{status}" is none of {", ".join(STATUSES)}.'
        for status in sorted(set(progress["status"]) - set(STATUSES))
    ]
    problems += [
        f'estimate "{status}" is none of {", ".join(ESTIMATES)}.'
        for status in sorted(set(progress["estimate_status"].dropna()) - set(ESTIMATES))
    ]
    if problems:
        raise PlanError("\n".join(["The progress of the plan's products does not fit its register:", *problems]))


def _events_until(progress: pd.DataFrame, cutoff: date) -> pd.DataFrame:
    """The events that exist on the cut-off day, in order; a blank document number is no document."""
    last = pd.Timestamp(cutoff)
    dated_later = progress["document_date"] > last
    events = progress.loc[(progress["event_date"] <= last) & ~dated_later].sort_values(EVENT_ORDER, kind="stable")
    document_no = events["document_no"].str.strip()
    return events.assign(document_no=document_no.where(document_no != ""))


def _facts(events: pd.DataFrame, items: pd.DataFrame) -> pd.DataFrame:
    """One row per item with events: when it was completed, by what proof, and the latest word on it."""
    latest_first = events.iloc[::-1]
    latest = latest_first.drop_duplicates("item_id")
    completing = _completing(events, items)
    # Where nothing completes an item, its newest event with a document is the nearest thing to a proof.
    documented = latest_first.loc[latest_first["document_no"].notna()]
    proof = pd.concat([completing, documented, latest]).drop_duplicates("item_id")
    with_evidence = events.loc[events["status"].isin(["done", "running"]), "item_id"]
    said = latest.rename(columns={"event_date": "latest_date", "status": "latest_status"})
    estimated = latest_first.loc[latest_first["estimate_status"].notna()].drop_duplicates("item_id")
    estimated = estimated.rename(columns={"event_date": "estimate_date"})
    return (
        said[["item_id", *LATEST_COLUMNS]]
        .merge(completing[["item_id", "completed_date"]], on="item_id", how="left")
        .merge(proof[["item_id", *PROOF_COLUMNS]], on="item_id", how="left")
        .merge(estimated[["item_id", *ESTIMATE_COLUMNS]], on="item_id", how="left")
        .assign(has_evidence=lambda facts: facts["item_id"].isin(with_evidence))
    )


def _completing(events: pd.DataFrame, items: pd.DataFrame) -> pd.DataFrame:
    """The event that completes each item: with a document before without one, then the earliest. None completes a
    continuous item: only the whole year does.
    """
    ended = items.loc[items["kind"] != "continuous", "item_id"]
    done = events.loc[(events["status"] == "done") & events["item_id"].isin(ended)]
    dated = done.assign(
        completed_date=done["document_date"].fillna(done["event_date"]), undocumented=done["document_no"].isna()
    )
    return dated.sort_values(["undocumented", "completed_date"], kind="stable").drop_duplicates("item_id")


def _state(item: Record, cutoff: date) -> str:
    """The state of one item; the order of the cases is the precedence that `item_states` documents."""
    if pd.notna(item["completed_date"]):
        return _completed_state(item) if item["kind"] == "dated" else "done"
    if item["kind"] == "continuous" and item["has_evidence"] is True:
        return "done" if cutoff >= date(item["plan_year"], 12, 31) else "continuous"
    if item["latest_status"] == "not_arisen":
        return "not_arisen"
    dated = item["kind"] == "dated"
    if dated and pd.Timestamp(cutoff) > _last_day_in_time(item):
        return "overdue"
    if item["latest_status"] in ("running", "blocked"):
        return "running"
    if dated:
        return "not_yet_due" if pd.Timestamp(cutoff) < item["due_date"] else "not_reported"
    return "not_reported" if item["kind"] == "continuous" else "undated"


def _prospect(item: Record, state: str, cutoff: date) -> str:
    """How the item is expected to stand on 31 December, on the units' word before that day and as it is from then on."""
    if state in DONE_STATES:
        return "done"
    if cutoff >= date(item["plan_year"], 12, 31):
        return "not_arisen" if state == "not_arisen" else "not_done"
    match item["estimate_status"]:
        case "done":
            return "done_by_estimate"
        case "running":
            return "not_done"
        case "not_arisen":
            return "not_arisen"
    if state == "not_arisen":
        return "not_arisen"
    return "done_by_evidence" if state == "continuous" else "no_estimate"


def _completed_state(item: Record) -> str:
    completed = item["completed_date"]
    # "trước ngày 31/12": the day itself is late by the letter and usual in practice: shown, not condemned.
    if completed == item["before_date"]:
        return "done_on_due_day"
    if completed > _last_day_in_time(item):
        return "done_late"
    if completed < pd.Timestamp(item["plan_year"], 1, 1):
        return "done_before_year"
    return "done_early" if completed < item["planned_start"] else "done_in_time"


def _last_day_in_time(item: Record) -> pd.Timestamp:
    """The day before a printed "trước ngày …", which may follow the working day that is aimed at; else the due date."""
    due, before = pd.Timestamp(item["due_date"]), item["before_date"]
    return due if pd.isna(before) else pd.Timestamp(before) - pd.Timedelta(days=1)
