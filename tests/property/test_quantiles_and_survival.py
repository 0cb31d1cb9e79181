"""Quantiles and the Kaplan–Meier median that come from histograms, against numpy, scipy and the plain median."""

from collections import Counter
from datetime import date
from fractions import Fraction
from statistics import median_low

import numpy as np
import pytest
from drawn import (
    BOUNDED,
    CALENDAR,
    DEFAULT,
    Rows,
    day,
    figures,
    measures_under,
    period,
    periods,
    sound,
    sound_tables,
    table_of,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from oracle import Row, survival_median
from scipy.stats import CensoredData, ecdf

from cchc_analysis.measures.core import evaluate
from cchc_analysis.measures.histograms import kaplan_meier_median, quantile
from cchc_analysis.periods import Period

SHARES = [Fraction(0), Fraction(1, 4), Fraction(1, 2), Fraction(9, 10), Fraction(1)]
MANY = settings(max_examples=60, deadline=None)
TIMES = st.lists(st.integers(0, 12), max_size=25)


@pytest.mark.parametrize("share", SHARES, ids=str)
@MANY
@given(st.lists(st.integers(-5, 60), min_size=1, max_size=40))
def test_a_quantile_is_numpy_s_linear_one(share: Fraction, values: list[int]) -> None:
    found = quantile(Counter(values), share)
    assert found is not None
    assert float(found) == pytest.approx(np.quantile(values, float(share), method="linear"))


@MANY
@given(TIMES, TIMES)
def test_the_survival_median_is_that_of_a_loop_over_cases(ended: list[int], still_open: list[int]) -> None:
    assert kaplan_meier_median(Counter(ended), Counter(still_open)) == survival_median(ended, still_open)


@MANY
@given(TIMES, TIMES)
def test_the_survival_median_is_that_of_scipy(ended: list[int], still_open: list[int]) -> None:
    found = kaplan_meier_median(Counter(ended), Counter(still_open))
    if not ended:
        assert found is None
        return
    surviving = ecdf(CensoredData(uncensored=ended, right=still_open)).sf
    # A survival of one half may come out a little above it; ours is the first time at or below.
    halved = surviving.quantiles[surviving.probabilities <= 0.5 + 1e-9]
    assert found == (halved[0] if len(halved) else None)


@MANY
@given(TIMES)
def test_with_nothing_open_it_is_the_plain_median(ended: list[int]) -> None:
    assert kaplan_meier_median(Counter(ended), {}) == (median_low(ended) if ended else None)


@settings(BOUNDED, max_examples=4)
@given(sound_tables(), periods())
def test_the_median_of_dossiers_that_have_all_ended_is_the_plain_one(table: list[Row], span: Period) -> None:
    """Where every dossier received in the period ends in it, and none is withdrawn."""
    ended = [
        row | {"is_withdrawn": False}
        for row in table
        if row["is_received"] and row["received_date"] in span and row["finished_date"] and row["finished_date"] in span
    ]
    found = figures(evaluate(table_of(ended), measures_under(DEFAULT).values(), span))["survival_median_working_days"]
    taken = [CALENDAR.index(row["finished_date"]) - CALENDAR.index(row["received_date"]) for row in ended]
    assert found == (len(ended), None, median_low(taken) if taken else None)


def test_the_open_ones_make_the_median_longer() -> None:
    """Leaving them out is the mistake that this median is for: what takes long is still open."""
    plain = Rows(1, 1, sound)[0] | {"is_received": True, "is_withdrawn": False, "status": None, "received_date": day(0)}
    quick = plain | {"finished_date": day(1)}
    slow = plain | {"finished_date": None}
    known = measures_under(DEFAULT)
    measures = [known["median_working_days"], known["survival_median_working_days"]]
    one_each = figures(
        evaluate(table_of([quick, slow | {"finished_date": date(2021, 3, 10)}, slow]), measures, period(0, 11))
    )
    assert one_each["median_working_days"] == (2, None, 3.5)
    assert one_each["survival_median_working_days"] == (3, None, 6)


def test_a_withdrawn_dossier_is_watched_until_it_was_withdrawn() -> None:
    """Out of sight after one working day, it is not at risk when the first of the others ends after two."""
    plain = Rows(1, 1, sound)[0] | {"is_received": True, "is_withdrawn": False, "status": None, "received_date": day(0)}
    ended = [plain | {"finished_date": day(number)} for number in (4, 7)]
    withdrawn = plain | {"finished_date": day(1), "is_withdrawn": True}
    measure = measures_under(DEFAULT)["survival_median_working_days"]
    found = figures(evaluate(table_of([*ended, withdrawn]), [measure], period(0, 11)))
    assert found["survival_median_working_days"] == (3, None, 2)
    still_open = withdrawn | {"is_withdrawn": False, "finished_date": None}
    found = figures(evaluate(table_of([*ended, still_open]), [measure], period(0, 11)))
    assert found["survival_median_working_days"] == (3, None, 4)
