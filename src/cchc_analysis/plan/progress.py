"""The state of each item of the plan at a cut-off, rebuilt from the dates of what was reported; never from today's status.

Pure: tables in, table out. What counts as an event, which units report and where they write it is the sources' business;
Vietnamese words for the states are in `labels`.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd

from cchc_analysis.errors import PlanError
from cchc_analysis.plan.register import split_units
from cchc_analysis.text import did_you_mean

STATUSES = ("done", "running", "not_arisen", "blocked")
# Order of two events of one day, so that the later line of a file is the later word.
EVENT_ORDER = ["event_date", "source_file", "source_sheet", "source_row"]
DONE_STATES = ("done_before_year", "done_early", "done_in_time", "done_on_due_day", "done_late", "done")
# What the completing event (for what is not complete: the latest one) says.
PROOF_COLUMNS = ("document_no", "document_date", "reporting_unit", "source_file", "source_sheet", "source_row")
# What the latest event says.
LATEST_COLUMNS = ("latest_date", "latest_status", "share_done", "obstacle", "next_step")


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
    reporting_unit, source_*); what the latest event says (latest_date, latest_status, share_done, obstacle, next_step);
    state; is_done; is_due (dated, due_date on or before the cut-off, and not `not_arisen`: nothing fell due);
    is_overdue; is_reported (there is any event); done_without_document (is_done, but no document is named).

    Raises PlanError for events on unknown items or with an unknown status.
    """
    _check_events(items, progress)
    events = _events_until(progress, cutoff)
    facts = items.merge(_facts(events, items), on="item_id", how="left", validate="one_to_one")
    records = [{str(name): value for name, value in item.items()} for item in facts.to_dict("records")]
    state = pd.Series([_state(item, cutoff) for item in records], index=facts.index, dtype="str")
    is_done = state.isin(DONE_STATES)
    return facts.drop(columns="has_evidence").assign(
        state=state,
        is_done=is_done,
        is_due=(facts["due_date"] <= pd.Timestamp(cutoff)) & (state != "not_arisen"),
        is_overdue=state == "overdue",
        is_reported=facts["latest_date"].notna(),
        done_without_document=is_done & facts["document_no"].isna(),
    )


def by_lead_unit(states: pd.DataFrame) -> pd.DataFrame:
    """One row per item and leading unit (`lead_unit`): an item with two leading units is in both, so sums exceed the whole."""
    units = states["lead_units"].map(split_units)
    return states.assign(lead_unit=units).explode("lead_unit", ignore_index=True).astype({"lead_unit": "str"})


def by_product(states: pd.DataFrame) -> pd.DataFrame:
    """One row per product, in order, from the states of its items; the unit in which offices count ("11/71 sản phẩm").

    n_items, n_done; is_done: every item is done (those that did not arise apart, but one must be done); is_due: at least
    one item fell due; is_done_of_due: every item that fell due is done; is_overdue: at least one is.
    """
    marks = states.assign(
        arisen=states["state"] != "not_arisen",
        due_undone=states["is_due"] & ~states["is_done"],
    )
    same = ["row_id", "group_no", "group_name", "lead_units", "printed_no", "product_text"]
    product = marks.groupby("product_id", sort=False, as_index=False).agg(
        **{name: (name, "first") for name in same},
        n_items=("item_id", "size"),
        n_arisen=("arisen", "sum"),
        n_done=("is_done", "sum"),
        is_due=("is_due", "any"),
        due_undone=("due_undone", "any"),
        is_overdue=("is_overdue", "any"),
    )
    return product.assign(
        is_done=(product["n_done"] > 0) & (product["n_done"] == product["n_arisen"]),
        is_done_of_due=product["is_due"] & ~product["due_undone"],
    ).drop(columns=["n_arisen", "due_undone"])


def _check_events(items: pd.DataFrame, progress: pd.DataFrame) -> None:
    known: Sequence[str] = list(items["item_id"])
    problems = [
        f'item "{code}" is not in the plan.{did_you_mean(str(code), known)}'
        for code in sorted(set(progress["item_id"]) - set(known))
    ] + [
        f'status "{status}" is none of {", ".join(STATUSES)}.'
        for status in sorted(set(progress["status"]) - set(STATUSES))
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
    return (
        said[["item_id", *LATEST_COLUMNS]]
        .merge(completing[["item_id", "completed_date"]], on="item_id", how="left")
        .merge(proof[["item_id", *PROOF_COLUMNS]], on="item_id", how="left")
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


def _state(item: dict[str, Any], cutoff: date) -> str:
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


def _completed_state(item: dict[str, Any]) -> str:
    completed = item["completed_date"]
    # "trước ngày 31/12": the day itself is late by the letter and usual in practice: shown, not condemned.
    if completed == item["before_date"]:
        return "done_on_due_day"
    if completed > _last_day_in_time(item):
        return "done_late"
    if completed < pd.Timestamp(item["plan_year"], 1, 1):
        return "done_before_year"
    return "done_early" if completed < item["planned_start"] else "done_in_time"


def _last_day_in_time(item: dict[str, Any]) -> pd.Timestamp:
    """The day before a printed "trước ngày …", which may follow the working day that is aimed at; else the due date."""
    due, before = pd.Timestamp(item["due_date"]), item["before_date"]
    return due if pd.isna(before) else pd.Timestamp(before) - pd.Timedelta(days=1)
