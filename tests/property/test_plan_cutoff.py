"""Whatever is reported or dated after the cut-off changes no state, and the order of the reports changes none either."""

from datetime import date, timedelta
from pathlib import Path

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from cchc_analysis.plan.progress import (
    ESTIMATES,
    PROSPECTS_DONE,
    STATUSES,
    by_deliverable,
    by_product,
    by_row,
    by_task,
    item_states,
    reporting_units,
)
from cchc_analysis.plan.register import load_register
from cchc_analysis.tables import PROGRESS

ITEMS = load_register(Path(__file__).parents[2] / "data" / "plan" / "2021").items
# A few items of each kind, so that several events meet on one.
CODES = ["1.1-1", "2.1a-2.Q1", "2.3-2", "7.4-1.Q1", "4.6-1.M03", "5.1-1.2020Q4", "5.1-1.Y", "2.5-1", "2.2-1"]
DAYS = st.dates(date(2020, 12, 1), date(2022, 1, 31))
Event = tuple[str, date, str, date | None, str | None, str | None]
EVENT = st.tuples(
    st.sampled_from(CODES),
    DAYS,
    st.sampled_from(STATUSES),
    st.none() | DAYS,
    st.sampled_from(["12/KH-STTTT", "", None]),
    st.sampled_from([*ESTIMATES, None]),
)


def progress(events: list[Event]) -> pd.DataFrame:
    columns = ["item_id", "event_date", "status", "document_date", "document_no", "estimate_status"]
    table = pd.DataFrame(events, columns=columns, dtype="object")
    dates = {name: pd.to_datetime(table[name]) for name in ("event_date", "document_date")}
    return PROGRESS.conform(table.assign(**dates, source_file="VP.xlsx", source_row=range(1, len(table) + 1)))


def shuffled(table: pd.DataFrame, seed: int) -> pd.DataFrame:
    return table.sample(frac=1, random_state=seed).reset_index(drop=True)


@settings(max_examples=60, deadline=None)
@given(st.lists(EVENT, max_size=12), st.lists(EVENT, max_size=6), DAYS, st.integers(0, 9))
def test_later_events_change_nothing(
    events: list[Event],
    late: list[Event],
    cutoff: date,
    seed: int,
) -> None:
    after = [
        (code, max(day, cutoff + timedelta(days=1)), status, document, *rest)
        if seed % 2
        else (code, day, status, max(document or day, cutoff + timedelta(days=1)), *rest)
        for code, day, status, document, *rest in late
    ]
    known = progress(events)
    # The late lines stand below in their file, so that the row numbers of the others stay.
    added = progress(after).assign(source_row=lambda table: table["source_row"] + 100)
    both = shuffled(pd.concat([known, added], ignore_index=True), seed)
    before, after_all = item_states(ITEMS, known, cutoff), item_states(ITEMS, both, cutoff)
    pd.testing.assert_frame_equal(before, after_all)
    # Who reported is told by the day of the event alone.
    later = both[both["event_date"] > pd.Timestamp(cutoff)]
    told = both.drop(index=later.index)
    units = [
        reporting_units(before, table, ["VP", "CNTT"], cutoff - timedelta(days=90), cutoff) for table in (told, both)
    ]
    pd.testing.assert_frame_equal(*units)


@settings(max_examples=60, deadline=None)
@given(st.lists(EVENT, max_size=12), DAYS)
def test_states_fit_their_flags(events: list[Event], cutoff: date) -> None:
    states = item_states(ITEMS, progress(events), cutoff)
    assert list(states["item_id"]) == list(ITEMS["item_id"])
    assert not (states["is_done"] & states["is_overdue"]).any()
    assert states.loc[states["is_overdue"], "is_due"].all()
    assert not states.loc[states["kind"] != "dated", ["is_due", "is_overdue"]].any(axis=None)
    assert (states.loc[states["completed_date"].notna(), "completed_date"] <= pd.Timestamp(cutoff)).all()
    assert (states["is_estimated_done"] == states["prospect"].isin(PROSPECTS_DONE)).all()
    assert states.loc[states["is_done"], "is_estimated_done"].all()
    assert states["overdue_days"].notna().equals(states["is_overdue"])
    assert states["overdue_days"].dropna().ge(1).all() and states["days_to_due"].dropna().ge(1).all()
    assert [len(roll_up(states)) for roll_up in (by_task, by_row, by_deliverable)] == [39, 41, 68]
    products = by_product(states)
    assert products["n_items"].sum() == len(states)
    assert products.loc[products["is_done"], "n_done"].gt(0).all()
