"""Every measure of the dossier table, on every engine and under all counting rules, equals a naive loop over rows.

The loop below was written from the definitions, row by row in plain Python, and shares no code with the package.
"""

from collections.abc import Callable
from datetime import date, timedelta
from itertools import product
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from cchc_analysis.measures.core import Count, Ratio, evaluate, rows
from cchc_analysis.measures.dossiers import CountingRules, dossier_measures
from cchc_analysis.measures.procedures import procedure_activity, procedure_measures
from cchc_analysis.periods import Period

Row = dict[str, Any]
Make = Callable[[list[Row]], pd.DataFrame]

RULES = [
    CountingRules(withdrawn, paused, no_due_date)
    for withdrawn, paused, no_due_date in product(
        ("on_time", "by_date"), ("in_time", "by_date"), ("recompute", "leave")
    )
]
CHANNELS, FIELDS, PROCEDURES = ["online", "direct", "postal"], ["BC", "XB"], ["1", "2", "3"]
FIRST = date(2021, 3, 1)
LENGTH = 12  # days that the rows' dates spread over; few, so that they meet each other and the ends of the periods
# Every example counts whole tables: shrinking a failure would take minutes, and the differing figures say enough.
BOUNDED = settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)


def day(number: int) -> date:
    return FIRST + timedelta(days=number)


def period(start: int, end: int) -> Period:
    return Period.parse(f"{day(start)}..{day(end)}")


@st.composite
def periods(draw: st.DrawFn) -> Period:
    start = draw(st.integers(0, LENGTH - 1))
    return period(start, draw(st.integers(start, LENGTH - 1)))


DAYS = st.none() | st.integers(0, LENGTH - 1).map(day)
FLAGS = st.booleans()
ROW = st.fixed_dictionaries(
    {
        "channel": st.sampled_from(CHANNELS),
        "field": st.sampled_from(FIELDS),
        "procedure": st.sampled_from(PROCEDURES),
        "due_basis": st.sampled_from(["first", "moved", "recomputed", "none"]),
        "is_received": st.sampled_from([True, True, True, False]),
        "is_withdrawn": st.sampled_from([False, False, True]),
        "via_post_in": FLAGS,
        "via_post_out": FLAGS,
        "on_postal_list": FLAGS,
        "service_level": st.sampled_from([None, 2, 3, 4]),
        "received_date": DAYS,
        "due_date": DAYS,
        "finished_date": DAYS,
        "returned_date": DAYS,
        "supplement_requested_date": DAYS,
        "supplement_done_date": DAYS,
    }
)


def sound(row: Row) -> Row:
    """A row as it should be: received if it counts, and neither finished nor handed over before that."""
    received = row["received_date"]
    if received is None:
        return row | {"is_received": False}
    ends = {name: row[name] for name in ("finished_date", "returned_date")}
    return row | {name: end if end is None else max(end, received) for name, end in ends.items()}


TABLES = st.lists(ROW, max_size=25)
SOUND_TABLES = st.lists(ROW.map(sound), max_size=25)


def facts(row: Row, start: date, end: date, rules: CountingRules) -> dict[str, bool]:
    """What one dossier counts for, by the name of the count."""
    received, due, finished = row["received_date"], row["due_date"], row["finished_date"]
    counts = row["is_received"]
    new = counts and received is not None and start <= received <= end
    before = counts and received is not None and received < start
    old = before and (finished is None or finished >= start)
    settled = counts and finished is not None and start <= finished <= end
    pending = counts and received is not None and received <= end and (finished is None or finished > end)
    returned = counts and row["returned_date"] is not None and start <= row["returned_date"] <= end

    early = on_time = late = settled_without = False
    if settled:
        if row["is_withdrawn"] and rules.withdrawn == "on_time":
            on_time = True
        elif due is None:
            settled_without = True
        else:
            early, on_time, late = finished < due, finished == due, finished > due

    asked, answered = row["supplement_requested_date"], row["supplement_done_date"]
    waits = pending and asked is not None and asked <= end and (answered is None or answered > end)
    in_time = overdue = pending_without = False
    if pending:
        if waits and rules.paused == "in_time":
            in_time = True
        elif due is None:
            pending_without = True
        else:
            in_time, overdue = due >= end, due < end

    online = row["channel"] == "online"
    leveled = new and row["service_level"] in (3, 4)
    return {
        "received": new,
        "received_online": new and online,
        "received_other": new and not online,
        "carried_over": old,
        "total": new or old,
        "settled": settled,
        "settled_early": early,
        "settled_on_time": on_time,
        "settled_late": late,
        "settled_no_due_date": settled_without,
        "settled_column_9": on_time or settled_without,
        "settled_in_time": settled and not late,
        "pending": pending,
        "pending_in_time": in_time,
        "pending_overdue": overdue,
        "pending_no_due_date": pending_without,
        "pending_column_12": in_time or pending_without,
        "overdue": late or overdue,
        "due_date_recomputed": (new or old) and row["due_basis"] == "recomputed",
        "pending_paused": waits,
        "settled_withdrawn": settled and row["is_withdrawn"],
        "returned": returned,
        "returned_by_post": returned and row["via_post_out"],
        "received_by_post": new and row["via_post_in"],
        "received_listed": new and row["on_postal_list"],
        "received_listed_by_post": new and row["on_postal_list"] and row["via_post_in"],
        "received_level_3_4": leveled,
        "received_level_3_4_online": leveled and online,
    }


# Ratio → the counts that it divides.
SHARES = {
    "on_time_of_settled": ("settled_in_time", "settled"),
    "late_of_settled": ("settled_late", "settled"),
    "online_of_received": ("received_online", "received"),
    "other_of_received": ("received_other", "received"),
    "online_of_level_3_4": ("received_level_3_4_online", "received_level_3_4"),
    "post_in_of_received_listed": ("received_listed_by_post", "received_listed"),
    "post_in_of_received": ("received_by_post", "received"),
    "post_out_of_returned": ("returned_by_post", "returned"),
}


def loop(table: list[Row], span: Period, rules: CountingRules) -> dict[str, tuple[int, int | None]]:
    """Measure → numerator and denominator, counted row by row."""
    lines = [facts(row, span.start, span.end, rules) for row in table]
    counts = {name: sum(line[name] for line in lines) for name in facts(EMPTY, span.start, span.end, rules)}
    shares = {name: (counts[above], counts[below]) for name, (above, below) in SHARES.items()}
    return {name: (count, None) for name, count in counts.items()} | shares


EMPTY: Row = {
    "channel": "online", "due_basis": "none", "is_received": False, "is_withdrawn": False, "via_post_in": False,
    "via_post_out": False, "on_postal_list": False, "service_level": None, "received_date": None, "due_date": None,
    "finished_date": None, "returned_date": None, "supplement_requested_date": None, "supplement_done_date": None,
}  # fmt: skip


def figures(frame: pd.DataFrame) -> dict[str, tuple[int, int | None]]:
    """Measure → numerator and denominator, from a tidy frame of one group; the value must be what they give."""
    found = {}
    for line in frame.to_dict("records"):
        denominator = None if pd.isna(line["denominator"]) else int(line["denominator"])
        above, value = int(line["numerator"]), line["value"]
        if denominator is None:
            assert value == above
        else:
            assert pd.isna(value) if denominator == 0 else value == above / denominator
        found[str(line["measure"])] = (above, denominator)
    return found


def whole(table: Any, span: Period, rules: CountingRules) -> dict[str, int]:
    counts = [measure for measure in dossier_measures(rules).values() if isinstance(measure, Count)]
    return {name: above for name, (above, _) in figures(evaluate(table, counts, span)).items()}


def test_the_loop_knows_every_measure() -> None:
    for rules in RULES:
        assert loop([], period(0, 1), rules).keys() == dossier_measures(rules).keys()


@pytest.mark.parametrize("rules", RULES, ids=lambda rules: f"{rules.withdrawn}-{rules.paused}-{rules.no_due_date}")
def test_every_measure_equals_the_loop(
    dossier_table: Make, to_engine: Callable[[pd.DataFrame], Any], rules: CountingRules
) -> None:
    measures = dossier_measures(rules)

    @settings(BOUNDED, max_examples=4)
    @given(TABLES, periods())
    def holds(table: list[Row], span: Period) -> None:
        found = evaluate(to_engine(dossier_table(table)), measures.values(), span, {"field": FIELDS})
        for field, part in found.groupby("field"):
            assert figures(part) == loop([row for row in table if row["field"] == field], span, rules)

    holds()


@BOUNDED
@given(table=TABLES, span=periods(), rules=st.sampled_from(RULES))
def test_groups_sum_to_the_whole_and_shares_stay_below_one(
    dossier_table: Make, table: list[Row], span: Period, rules: CountingRules
) -> None:
    measures = dossier_measures(rules)
    frame = dossier_table(table)
    found = evaluate(frame, measures.values(), span, {"field": FIELDS, "channel": CHANNELS})
    summed = found.groupby("measure", sort=False)[["numerator", "denominator"]].sum()
    for name, (above, below) in figures(evaluate(frame, measures.values(), span)).items():
        assert summed.loc[name, "numerator"] == above
        if isinstance(measures[name], Ratio):
            assert below is not None
            assert summed.loc[name, "denominator"] == below
            assert 0 <= above <= below


@BOUNDED
@given(table=TABLES, span=periods(), rules=st.sampled_from(RULES))
def test_the_columns_of_the_form_add_up(
    dossier_table: Make, table: list[Row], span: Period, rules: CountingRules
) -> None:
    n = whole(dossier_table(table), span, rules)
    assert n["total"] == n["received_online"] + n["received_other"] + n["carried_over"]
    assert n["received"] == n["received_online"] + n["received_other"]
    assert n["settled"] == n["settled_early"] + n["settled_column_9"] + n["settled_late"]
    assert n["settled_column_9"] == n["settled_on_time"] + n["settled_no_due_date"]
    assert n["settled_in_time"] == n["settled_early"] + n["settled_column_9"]
    assert n["pending"] == n["pending_column_12"] + n["pending_overdue"]
    assert n["pending_column_12"] == n["pending_in_time"] + n["pending_no_due_date"]
    assert n["overdue"] == n["settled_late"] + n["pending_overdue"]


@BOUNDED
@given(table=SOUND_TABLES, span=periods(), rules=st.sampled_from(RULES))
def test_what_came_in_is_settled_or_pending(
    dossier_table: Make, table: list[Row], span: Period, rules: CountingRules
) -> None:
    n = whole(dossier_table(table), span, rules)
    assert n["received"] + n["carried_over"] == n["settled"] + n["pending"]


@BOUNDED
@given(table=SOUND_TABLES, ends=st.tuples(*[st.integers(0, LENGTH - 1)] * 3).map(sorted))
def test_adjacent_periods_chain(dossier_table: Make, table: list[Row], ends: list[int]) -> None:
    """Pending at the end of one period is carried over into the next; flows add up, stocks do not."""
    start, middle, end = ends
    frame, rules = dossier_table(table), CountingRules()
    one, both = whole(frame, period(start, middle), rules), whole(frame, period(start, max(end, middle + 1)), rules)
    other = whole(frame, period(middle + 1, max(end, middle + 1)), rules)
    assert one["pending"] == other["carried_over"]
    assert one["carried_over"] == both["carried_over"]
    for flow in ("received", "received_online", "settled", "settled_late", "settled_early", "returned"):
        assert one[flow] + other[flow] == both[flow], flow
    assert other["pending"] == both["pending"]


@BOUNDED
@given(table=TABLES, span=periods(), data=st.data())
def test_the_order_of_rows_is_irrelevant(
    dossier_table: Make, table: list[Row], span: Period, data: st.DataObject
) -> None:
    mixed = data.draw(st.permutations(table))
    assert whole(dossier_table(table), span, CountingRules()) == whole(dossier_table(mixed), span, CountingRules())


@BOUNDED
@given(table=SOUND_TABLES, span=periods(), rules=st.sampled_from(RULES))
def test_what_happens_after_the_cutoff_changes_no_figure(
    dossier_table: Make, table: list[Row], span: Period, rules: CountingRules
) -> None:
    """A later export of the same dossiers gives the closed period the same figures."""

    def as_known_then(row: Row) -> Row:
        dates = ("finished_date", "returned_date", "supplement_requested_date", "supplement_done_date")
        return row | {name: row[name] if row[name] is not None and row[name] <= span.end else None for name in dates}

    then = [as_known_then(row) for row in table if row["received_date"] is None or row["received_date"] <= span.end]
    assert whole(dossier_table(then), span, rules) == whole(dossier_table(table), span, rules)


def test_the_rows_behind_each_number_are_as_many_as_it_says(
    dossier_table: Make, to_engine: Callable[[pd.DataFrame], Any]
) -> None:
    counts = [measure for measure in dossier_measures(CountingRules()).values() if isinstance(measure, Count)]

    @settings(BOUNDED, max_examples=4)
    @given(TABLES, periods())
    def holds(table: list[Row], span: Period) -> None:
        frame = to_engine(dossier_table(table))
        found = evaluate(frame, counts, span, {"channel": CHANNELS})
        of = {(line["measure"], line["channel"]): line["value"] for line in found.to_dict("records")}
        for count in counts:
            channel = CHANNELS[len(count.name) % 3]
            behind = rows(frame, count, span, {"channel": channel})
            assert height(behind) == of[count.name, channel]
            assert height(rows(frame, count, span)) == sum(of[count.name, each] for each in CHANNELS)

    holds()


def height(table: Any) -> int:
    """The number of rows of a frame of any engine; DuckDB relations keep theirs in `shape`."""
    return int(table.shape[0])


@BOUNDED
@given(table=TABLES, span=periods(), listed=st.tuples(FLAGS, FLAGS, FLAGS))
def test_procedures_count_once(
    dossier_table: Make, table: list[Row], span: Period, listed: tuple[bool, bool, bool]
) -> None:
    procedures = pd.DataFrame({"procedure": PROCEDURES, "field": "BC", "on_postal_list": listed})
    activity = procedure_activity(dossier_table(table), procedures, span)
    found = figures(evaluate(activity, procedure_measures().values(), span))
    touched, posted = set(), set()
    for row in table:
        fact = facts(row, span.start, span.end, CountingRules())
        if fact["received"] or fact["returned"]:
            touched.add(row["procedure"])
        if fact["received_by_post"] or fact["returned_by_post"]:
            posted.add(row["procedure"])
    on_list = {code for code, is_listed in zip(PROCEDURES, listed, strict=True) if is_listed}
    assert found == {
        "procedures_listed": (len(on_list), None),
        "procedures_listed_with_post": (len(on_list & posted), None),
        "procedures_without_dossier": (len(PROCEDURES) - len(touched), None),
        "procedures_with_post_of_listed": (len(on_list & posted), len(on_list)),
    }


@BOUNDED
@given(table=TABLES, span=periods())
def test_counting_leaves_the_frame_as_it_was(dossier_table: Make, table: list[Row], span: Period) -> None:
    frame = dossier_table(table)
    before = frame.copy(deep=True)
    evaluate(frame, dossier_measures(CountingRules()).values(), span, {"field": FIELDS})
    pd.testing.assert_frame_equal(frame, before)
