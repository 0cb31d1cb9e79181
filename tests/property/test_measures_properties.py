"""What must hold of the measures whatever the dossiers: sums, chains of periods, order of rows, later exports, rows behind a number.

Most are counted on Polars, the quickest; that every engine counts alike is what `test_measures_oracle` holds.
"""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import narwhals.stable.v2 as nw
import pandas as pd
import pytest
from drawn import (
    ANY_RULES,
    BOUNDED,
    CHANNELS,
    DEFAULT,
    FIELDS,
    LENGTH,
    ONE_CHANGED,
    Rows,
    counted,
    figures,
    measures_under,
    period,
    periods,
    quick_table_of,
    sound,
    sound_tables,
    table_of,
    tables,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from oracle import Row

from cchc_analysis.measures.core import Count, Measure, Ratio, Sum, evaluate, rows
from cchc_analysis.measures.counting import CountingRules
from cchc_analysis.measures.dossiers import AGES, COUNT_FORM, DUE_SOON, FORM_06A
from cchc_analysis.periods import Period

ToEngine = Callable[[pd.DataFrame], Any]
GROUPINGS = [{"field": FIELDS}, {"channel": CHANNELS}, {"field": FIELDS, "channel": CHANNELS}]
# What happens in a period, on a day of it: two adjacent periods add up. All else is a stock, or needs the whole period.
FLOWS = (
    "received", "received_online", "received_other", "received_listed", "received_by_post", "received_level_3_4",
    "received_after_8_hours", "settled", "settled_early", "settled_on_time", "settled_late", "settled_no_due_date",
    "settled_in_time", "settled_withdrawn", "ran_its_course", "working_days_taken", "returned", "returned_by_post", "refused",
    "supplement_requested",
)  # fmt: skip
STOCKS = ("pending", "pending_in_time", "pending_overdue", "pending_no_due_date", "pending_paused", "awaiting_receipt")

LEVELS = ("received_level_3_4", "received_level_3", "received_level_4")


def shares(measures: dict[str, Measure]) -> list[Ratio]:
    """The ratios whose numerator counts some of the denominator's dossiers; the others are averages."""
    ratios = [measure for measure in measures.values() if isinstance(measure, Ratio)]
    return [ratio for ratio in ratios if isinstance(ratio.numerator, Count) and isinstance(ratio.denominator, Count)]


@BOUNDED
@given(tables(), periods(), ANY_RULES)
def test_a_share_is_never_above_one(table: list[Row], span: Period, rules: CountingRules) -> None:
    measures = measures_under(rules)
    found = figures(evaluate(quick_table_of(table), shares(measures), span))
    assert len(found) == 11
    for name, (above, below, value) in found.items():
        assert below is not None
        assert 0 <= above <= below, name
        assert (value is None) == (below == 0), name


@pytest.mark.parametrize("by", GROUPINGS, ids="-".join)
@settings(BOUNDED, max_examples=3)
@given(table=tables(), span=periods(), rules=ANY_RULES)
def test_groups_that_partition_sum_to_the_whole(
    by: dict[str, Sequence[str]], table: list[Row], span: Period, rules: CountingRules
) -> None:
    frame = quick_table_of(table)
    measures = [measure for measure in measures_under(rules).values() if isinstance(measure, Count | Sum | Ratio)]
    whole = evaluate(frame, measures, span).set_index("measure")[["numerator", "denominator"]]
    parts = evaluate(frame, measures, span, by).groupby("measure", sort=False)[["numerator", "denominator"]]
    pd.testing.assert_frame_equal(parts.sum(min_count=1), whole)


@BOUNDED
@given(table=tables(), span=periods(), rules=ANY_RULES)
def test_the_columns_of_the_form_add_up(table: list[Row], span: Period, rules: CountingRules) -> None:
    n = counted(
        quick_table_of(table),
        span,
        rules,
        {*FORM_06A, *COUNT_FORM, *LEVELS, "settled_in_time", "overdue", "fallen_due"},
    )
    assert n["received"] == n["received_online"] + n["received_other"]
    assert n["settled"] == n["settled_early"] + n["settled_column_9"] + n["settled_late"]
    assert n["settled_column_9"] == n["settled_on_time"] + n["settled_no_due_date"]
    assert n["settled_in_time"] == n["settled_early"] + n["settled_column_9"]
    assert n["pending"] == n["pending_column_12"] + n["pending_overdue"]
    assert n["pending_column_12"] == n["pending_in_time"] + n["pending_no_due_date"]
    assert n["overdue"] == n["settled_late"] + n["pending_overdue"]
    assert n["fallen_due"] == n["settled"] + n["pending_overdue"]
    assert n["received_level_3_4"] == n["received_level_3"] + n["received_level_4"]
    assert n["total"] == n["received"] + n["carried_over"]


@BOUNDED
@given(table=tables(), span=periods(), rules=ANY_RULES)
def test_ages_share_out_what_is_overdue_and_what_is_soon_due_nests(
    table: list[Row], span: Period, rules: CountingRules
) -> None:
    n = counted(quick_table_of(table), span, rules, ["pending", "pending_overdue", *AGES, *DUE_SOON])
    assert sum(n[age] for age in AGES) == n["pending_overdue"]
    assert n["due_within_3"] <= n["due_within_5"] <= n["due_within_10"] <= n["pending"]


@pytest.mark.parametrize("rules", ONE_CHANGED.values(), ids=ONE_CHANGED)
@settings(BOUNDED, max_examples=3)
@given(table=sound_tables(), span=periods())
def test_what_came_in_is_settled_or_pending(rules: CountingRules, table: list[Row], span: Period) -> None:
    """3 = 7 + 11, under every setting: what a setting leaves out it leaves out on both sides."""
    n = counted(quick_table_of(table), span, rules, ["total", "settled", "pending"])
    assert n["total"] == n["settled"] + n["pending"]


@st.composite
def adjacent(draw: st.DrawFn) -> tuple[Period, Period, Period]:
    """A period, the next one, and both as one."""
    start = draw(st.integers(0, LENGTH - 2))
    middle = draw(st.integers(start, LENGTH - 2))
    end = draw(st.integers(middle + 1, LENGTH - 1))
    return period(start, middle), period(middle + 1, end), period(start, end)


@pytest.mark.parametrize(
    "rules", [rules for name, rules in ONE_CHANGED.items() if name != "withdrawn=excluded"],
    ids=[name for name in ONE_CHANGED if name != "withdrawn=excluded"],
)  # fmt: skip
@settings(BOUNDED, max_examples=3)
@given(table=sound_tables(), spans=adjacent())
def test_adjacent_periods_chain(rules: CountingRules, table: list[Row], spans: tuple[Period, Period, Period]) -> None:
    """Pending at the end of one period is carried over into the next; flows add up, stocks do not."""
    frame = quick_table_of(table)
    one, other, both = (counted(frame, span, rules, (*FLOWS, *STOCKS, "carried_over")) for span in spans)
    assert one["pending"] == other["carried_over"]
    assert one["carried_over"] == both["carried_over"]
    assert {flow: one[flow] + other[flow] for flow in FLOWS} == {flow: both[flow] for flow in FLOWS}
    assert {stock: other[stock] for stock in STOCKS} == {stock: both[stock] for stock in STOCKS}


@BOUNDED
@given(table=sound_tables(), spans=adjacent(), rules=ANY_RULES)
def test_only_leaving_out_the_withdrawn_breaks_the_chain_and_by_those_alone(
    table: list[Row], spans: tuple[Period, Period, Period], rules: CountingRules
) -> None:
    """A dossier withdrawn in the next period was pending in this one, and from then on counts nowhere."""
    rules = CountingRules(**{**vars(rules), "withdrawn": "excluded"})
    frame = quick_table_of(table)
    one, other, both = (counted(frame, span, rules, ["received", "pending", "carried_over"]) for span in spans)
    first, second, _ = spans
    left = [
        row
        for row in table
        if row["is_received"] and row["is_withdrawn"] and row["received_date"] <= first.end
        and row["finished_date"] in second and not (row["is_interlinked"] and rules.interlinked == "excluded")
    ]  # fmt: skip
    assert one["pending"] - other["carried_over"] == len(left)
    new_then = sum(row["received_date"] in first for row in left)
    assert one["received"] + other["received"] - both["received"] == new_then


@settings(BOUNDED, max_examples=2)
@given(table=tables(), span=periods(), rules=ANY_RULES, chance=st.randoms(use_true_random=True))
def test_the_order_of_rows_is_irrelevant(table: list[Row], span: Period, rules: CountingRules, chance: Any) -> None:
    mixed = chance.sample(table, len(table))
    measures = measures_under(rules).values()
    found = [evaluate(quick_table_of(each), measures, span, {"field": FIELDS}) for each in (table, mixed)]
    pd.testing.assert_frame_equal(*found)


def as_known(row: Row, on: date) -> Row | None:
    """What an export of that day says of a dossier; None where it does not list it yet.

    A pause that only the status tells of was there already: the declared fallback cannot know better.
    """
    later = [
        "submitted_date", "received_date", "refused_date", "finished_date", "returned_date", "supplement_requested_date",
        "supplement_done_date",
    ]  # fmt: skip
    known = row | {name: None if row[name] is None or row[name] > on else row[name] for name in later}
    if known["submitted_date"] is None and known["received_date"] is None:
        return None
    if row["status"] == "refused" and (row["refused_date"] or row["submitted_date"] or on) > on:
        known["status"] = "registered"
    if row["status"] == "paused" and known["supplement_requested_date"] != row["supplement_requested_date"]:
        known["status"] = "pending"
    if row["due_basis"] == "moved" and known["supplement_done_date"] != row["supplement_done_date"]:
        known |= {"due_date": row["first_due_date"], "due_basis": "first"}
    known["is_received"] = row["is_received"] and known["received_date"] is not None
    known["is_withdrawn"] = row["is_withdrawn"] and known["finished_date"] is not None
    return known


@pytest.mark.parametrize("rules", ONE_CHANGED.values(), ids=ONE_CHANGED)
@settings(BOUNDED, max_examples=2)
@given(table=sound_tables(), span=periods())
def test_what_happens_after_the_cutoff_changes_no_figure(rules: CountingRules, table: list[Row], span: Period) -> None:
    """A later export of the same dossiers gives the closed period the same figures, where their statuses agree.

    A supplement that was answered later moves no due date of the closed period.
    """
    table = [row for row in table if row["submitted_date"] or row["received_date"]]
    then = [known for row in table if (known := as_known(row, span.end))]
    measures = measures_under(rules).values()
    found = [evaluate(quick_table_of(each), measures, span, {"field": FIELDS}) for each in (then, table)]
    pd.testing.assert_frame_equal(*found)


@settings(BOUNDED, max_examples=2)
@given(table=tables(), spans=st.lists(periods(), min_size=2, max_size=3), rules=ANY_RULES)
def test_a_series_of_periods_equals_single_calls(table: list[Row], spans: list[Period], rules: CountingRules) -> None:
    frame, measures = table_of(table), measures_under(rules).values()
    singly = [evaluate(frame, measures, span, {"field": FIELDS}) for span in spans]
    series = evaluate(frame, measures, spans, {"field": FIELDS})
    assert series.columns.tolist() == singly[0].columns.tolist()
    lines, places = len(singly[0]) // len(measures), range(len(measures))
    expected = [found.iloc[place * lines : (place + 1) * lines] for place in places for found in singly]
    pd.testing.assert_frame_equal(series, pd.concat(expected, ignore_index=True))


def behind(measure: Measure) -> Measure:
    """What counts the rows behind a measure: itself, its numerator, or the rows that a sum adds up."""
    if isinstance(measure, Ratio):
        return behind(measure.numerator)
    return Count(f"rows of {measure.name}", "", "", measure.rule) if isinstance(measure, Sum) else measure


def height(table: Any) -> int:
    (number,) = nw.from_native(table).lazy().select(nw.len()).collect("pyarrow")["len"].to_list()
    return int(number)


def test_the_rows_behind_each_number_are_as_many_as_it_says(to_engine: ToEngine, engine: str) -> None:
    @settings(BOUNDED, max_examples=1)
    @given(tables(), periods(), ANY_RULES, st.randoms(use_true_random=True))
    def holds(table: list[Row], span: Period, rules: CountingRules, chance: Any) -> None:
        frame = to_engine(table_of(table))
        measures = list(measures_under(rules).values())
        if (
            engine == "spark"
        ):  # three actions for each measure: some are enough, for the rules are those of the other engines
            measures = chance.sample(measures, 6)
        counting = [behind(measure) for measure in measures]
        found = evaluate(frame, {each.name: each for each in counting}.values(), span, {"field": FIELDS})
        number = found.set_index(["measure", "field"])["numerator"]
        for measure, counts in zip(measures, counting, strict=True):
            for field in FIELDS:
                assert height(rows(frame, measure, span, {"field": field})) == number[counts.name, field], measure.name
            assert height(rows(frame, measure, span)) == number[counts.name].sum(), measure.name

    holds()


@settings(BOUNDED, max_examples=2)
@given(table=tables(), span=periods(), rules=ANY_RULES)
def test_counting_and_listing_leave_the_frame_as_it_was(table: list[Row], span: Period, rules: CountingRules) -> None:
    frame = table_of(table)
    before, measures = frame.copy(deep=True), measures_under(rules)
    evaluate(frame, measures.values(), [span, period(0, 1)], {"field": FIELDS})
    rows(frame, measures["median_working_days"], span, {"field": "XB"})
    pd.testing.assert_frame_equal(frame, before)


def test_drawn_dossiers_meet_every_measure() -> None:
    """The tables are worth drawing: no figure stays 0 in them."""
    found = counted(quick_table_of(Rows(1, 1500, sound)), period(3, 8), DEFAULT)
    assert [name for name, number in found.items() if number <= 0] == []
