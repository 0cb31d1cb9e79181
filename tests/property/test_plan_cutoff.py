"""Whatever is reported or dated after the cut-off changes no state, and the order of the reports changes none either."""

from datetime import date, timedelta
from pathlib import Path

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from cchc_analysis.plan.progress import STATUSES, by_product, item_states
from cchc_analysis.plan.register import load_register
from cchc_analysis.tables import PROGRESS

ITEMS = load_register(Path(__file__).parents[2] / "data" / "plan" / "2021").items
# A few items of each kind, so that several events meet on one.
CODES = ["1.1-1", "2.1a-2.Q1", "2.3-2", "7.4-1.Q1", "4.6-1.M03", "5.1-1.2020Q4", "5.1-1.Y", "2.5-1", "2.2-1"]
DAYS = st.dates(date(2020, 12, 1), date(2022, 1, 31))
EVENT = st.tuples(
    st.sampled_from(CODES),
    DAYS,
    st.sampled_from(STATUSES),
    st.none() | DAYS,
    st.sampled_from(["12/KH-STTTT", "", None]),
)


def progress(events: list[tuple[str, date, str, date | None, str | None]]) -> pd.DataFrame:
    columns = ["item_id", "event_date", "status", "document_date", "document_no"]
    table = pd.DataFrame(events, columns=columns, dtype="object")
    dates = {name: pd.to_datetime(table[name]) for name in ("event_date", "document_date")}
    return PROGRESS.conform(table.assign(**dates, source_file="VP.xlsx", source_row=range(1, len(table) + 1)))


def shuffled(table: pd.DataFrame, seed: int) -> pd.DataFrame:
    return table.sample(frac=1, random_state=seed).reset_index(drop=True)


@settings(max_examples=60, deadline=None)
@given(st.lists(EVENT, max_size=12), st.lists(EVENT, max_size=6), DAYS, st.integers(0, 9))
def test_later_events_change_nothing(
    events: list[tuple[str, date, str, date | None, str | None]],
    late: list[tuple[str, date, str, date | None, str | None]],
    cutoff: date,
    seed: int,
) -> None:
    after = [
        (code, max(day, cutoff + timedelta(days=1)), status, document, number)
        if seed % 2
        else (code, day, status, max(document or day, cutoff + timedelta(days=1)), number)
        for code, day, status, document, number in late
    ]
    known = progress(events)
    # The late lines stand below in their file, so that the row numbers of the others stay.
    added = progress(after).assign(source_row=lambda table: table["source_row"] + 100)
    both = shuffled(pd.concat([known, added], ignore_index=True), seed)
    pd.testing.assert_frame_equal(item_states(ITEMS, known, cutoff), item_states(ITEMS, both, cutoff))


@settings(max_examples=60, deadline=None)
@given(st.lists(EVENT, max_size=12), DAYS)
def test_states_fit_their_flags(events: list[tuple[str, date, str, date | None, str | None]], cutoff: date) -> None:
    states = item_states(ITEMS, progress(events), cutoff)
    assert list(states["item_id"]) == list(ITEMS["item_id"])
    assert not (states["is_done"] & states["is_overdue"]).any()
    assert states.loc[states["is_overdue"], "is_due"].all()
    assert not states.loc[states["kind"] != "dated", ["is_due", "is_overdue"]].any(axis=None)
    assert (states.loc[states["completed_date"].notna(), "completed_date"] <= pd.Timestamp(cutoff)).all()
    products = by_product(states)
    assert products["n_items"].sum() == len(states)
    assert products.loc[products["is_done"], "n_done"].gt(0).all()
