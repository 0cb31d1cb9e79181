"""Every measure of the dossier table, on every engine and under the counting rules, equals a naive loop over rows."""

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest
from drawn import (
    ANY_RULES,
    BOUNDED,
    CALENDAR,
    FIELDS,
    ONE_CHANGED,
    PROCEDURES,
    day,
    differing,
    figures,
    measures_under,
    period,
    periods,
    table_of,
    tables,
    works,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from oracle import Dossier, Row, loop, working_days

from cchc_analysis.measures.core import evaluate
from cchc_analysis.measures.counting import CountingRules, Reading
from cchc_analysis.measures.procedures import procedure_activity, procedure_measures
from cchc_analysis.periods import Period

ToEngine = Callable[[pd.DataFrame], Any]


def check(to_engine: ToEngine, table: list[Row], spans: list[Period], rules: CountingRules) -> None:
    """All measures by field, in all the periods at once."""
    found = evaluate(to_engine(table_of(table)), measures_under(rules).values(), spans, {"field": FIELDS})
    for (start, end, field), part in found.groupby(["period_start", "period_end", "field"]):
        span = next(each for each in spans if (each.start, each.end) == (start.date(), end.date()))
        expected = loop([row for row in table if row["field"] == field], span, rules, works)
        assert differing(figures(part), expected) == {}, f"{field}, {span.key}, {rules}"


@pytest.mark.parametrize("rules", ONE_CHANGED.values(), ids=ONE_CHANGED)
def test_the_loop_knows_every_measure(rules: CountingRules) -> None:
    assert loop([], period(0, 1), rules, works).keys() == measures_under(rules).keys()


@pytest.mark.parametrize("rules", ONE_CHANGED.values(), ids=ONE_CHANGED)
def test_every_measure_equals_the_loop_whatever_setting_is_changed(to_frame: ToEngine, rules: CountingRules) -> None:
    @settings(BOUNDED, max_examples=2)
    @given(tables(), periods())
    def holds(table: list[Row], span: Period) -> None:
        check(to_frame, table, [span], rules)

    holds()


def test_every_measure_equals_the_loop_under_any_settings(to_engine: ToEngine, engine: str) -> None:
    # Spark plans for seconds what the others count in a fraction of one.
    @settings(BOUNDED, max_examples=2 if engine == "spark" else 6)
    @given(tables(), periods(), ANY_RULES)
    def holds(table: list[Row], span: Period, rules: CountingRules) -> None:
        check(to_engine, table, [span], rules)

    holds()


def test_a_series_of_periods_equals_the_loop(to_frame: ToEngine) -> None:
    @settings(BOUNDED, max_examples=2)
    @given(tables(), st.lists(periods(), min_size=2, max_size=3, unique=True), ANY_RULES)
    def holds(table: list[Row], spans: list[Period], rules: CountingRules) -> None:
        check(to_frame, table, spans, rules)

    holds()


@BOUNDED
@given(
    tables(), periods(), ANY_RULES, st.tuples(*[st.booleans()] * 3), st.tuples(*[st.sampled_from([None, 2, 3, 4])] * 3)
)
def test_procedures_count_once(
    table: list[Row],
    span: Period,
    rules: CountingRules,
    listed: tuple[bool, bool, bool],
    levels: tuple[int | None, ...],
) -> None:
    procedures = pd.DataFrame(
        {
            "procedure": PROCEDURES, "field": "BC", "unit": "VP", "on_postal_list": listed,
            "legal_time": pd.array([10, 20, None], "Int64"), "regulated_time": pd.array([9, 19, 5], "Int64"),
            "time_unit": "working", "service_level": pd.array(levels, "Int64"),
            "national_portal_date": [pd.Timestamp(span.end), pd.Timestamp(span.end) + pd.Timedelta(days=1), pd.NaT],
        }
    )  # fmt: skip
    activity = procedure_activity(table_of(table), procedures, span, Reading(rules, CALENDAR.index))
    touched, posted, online = set(), set(), set()
    for row in table:
        dossier = Dossier(row, span.start, span.end, rules, works)
        if dossier.new or dossier.returned:
            touched.add(row["procedure"])
        if (dossier.new and row["via_post_in"]) or (dossier.returned and row["via_post_out"]):
            posted.add(row["procedure"])
        if dossier.new and row["channel"] == "online":
            online.add(row["procedure"])
    offered = {code for code, level in zip(PROCEDURES, levels, strict=True) if level in (3, 4)}
    on_list = {code for code, is_listed in zip(PROCEDURES, listed, strict=True) if is_listed}
    found = figures(evaluate(activity, procedure_measures().values(), span))
    above = {name: numerator for name, (numerator, _, _) in found.items()}
    assert above["procedures_total"] == len(PROCEDURES)
    assert above["procedures_listed"] == len(on_list)
    assert above["procedures_listed_with_post"] == len(on_list & posted)
    assert above["procedures_without_dossier"] == len(set(PROCEDURES) - touched)
    assert found["procedures_with_post_of_listed"][:2] == (len(on_list & posted), len(on_list))
    assert above["procedures_level_3_4_with_online"] == len(offered & online)
    assert above["procedures_level_3_4_without_online"] == len(offered - online)
    assert found["on_national_portal_of_level_3_4"][:2] == (len(offered & {PROCEDURES[0]}), len(offered))
    assert found["procedures_cut_by_tenth_of_timed"] == (1, 2, 1 / 2)
    assert found["time_cut_of_legal_working"] == (2, 30, 2 / 30)


def test_the_calendar_counts_as_going_through_the_days_does() -> None:
    days = [day(number) for number in range(-80, 80)]
    assert [CALENDAR.is_working(each) for each in days] == [works(each) for each in days]
    for first in days[::7]:
        counted = [CALENDAR.index(last) - CALENDAR.index(first) for last in days]
        assert counted == [working_days(first, last, works) for last in days]
        due = [CALENDAR.add_working(first, number) for number in range(1, 30)]
        assert [working_days(first, last, works) for last in due] == list(range(1, 30))
        assert all(works(last) for last in due)
