"""Quantiles and the Kaplan–Meier median on histograms that can be worked out by hand."""

from fractions import Fraction

import pytest

from cchc_analysis.measures.histograms import Histogram, kaplan_meier_median, quantile

HALF, NINE_TENTHS = Fraction(1, 2), Fraction(9, 10)


@pytest.mark.parametrize(
    ("cases", "share", "value"),
    [
        pytest.param({}, HALF, None, id="no-cases"),
        pytest.param({4: 1}, HALF, 4, id="one-case"),
        pytest.param({4: 1}, NINE_TENTHS, 4, id="one-case-whatever-the-share"),
        pytest.param({1: 1, 2: 1, 9: 1}, HALF, 2, id="middle-of-three"),
        pytest.param({1: 1, 2: 1}, HALF, Fraction(3, 2), id="between-two"),
        pytest.param({0: 2, 5: 2}, HALF, Fraction(5, 2), id="between-two-heaps"),
        pytest.param({0: 3, 5: 1}, HALF, 0, id="inside-a-heap"),
        pytest.param(dict.fromkeys(range(1, 12), 1), NINE_TENTHS, 10, id="ninth-tenth-of-eleven"),
        pytest.param(dict.fromkeys(range(1, 11), 1), NINE_TENTHS, Fraction(91, 10), id="ninth-tenth-of-ten"),
        pytest.param({3: 5, 8: 1, 1: 2}, Fraction(1), 8, id="the-largest"),
        pytest.param({3: 5, 8: 1, 1: 2}, Fraction(0), 1, id="the-smallest"),
        pytest.param({-2: 1, 0: 1, 4: 1}, HALF, 0, id="below-nothing"),
        pytest.param({1: 10**9, 2: 10**9 - 1}, HALF, 1, id="too-many-to-write-out"),
    ],
)
def test_a_quantile(cases: Histogram, share: Fraction, value: Fraction | None) -> None:
    assert quantile(cases, share) == value


@pytest.mark.parametrize(
    ("ended", "still_open", "median"),
    [
        pytest.param({}, {}, None, id="no-cases"),
        pytest.param({}, {3: 4}, None, id="none-has-ended"),
        pytest.param({3: 1}, {}, 3, id="one-case"),
        pytest.param({1: 1, 2: 1, 3: 1}, {}, 2, id="middle-of-three"),
        # Exactly half have ended after 2: that is the first time at which survival is at one half.
        pytest.param({1: 1, 2: 1, 3: 1, 4: 1}, {}, 2, id="exactly-one-half"),
        pytest.param({1: 1}, {5: 1}, 1, id="one-of-two"),
        pytest.param({1: 1}, {5: 2}, None, id="never-down-to-one-half"),
        # At 1 one of four ends (3/4 left), one leaves at 2 unseen, at 3 one of two ends (3/8 left).
        pytest.param({1: 1, 3: 1}, {2: 1, 9: 1}, 3, id="open-ones-leave-in-between"),
        # Watched until 2, it was still at risk when the others ended at 2: 2 of 3 left at 1, then 1/2 of that.
        pytest.param({1: 1, 2: 1}, {2: 1}, 2, id="open-until-the-time-of-an-end"),
        pytest.param({2: 2, 4: 2}, {0: 10}, 2, id="seen-on-the-first-day-only"),
        pytest.param({0: 3}, {7: 1}, 0, id="most-on-the-day-itself"),
        # Without the open ones the middle would be 1.
        pytest.param({1: 3, 8: 4}, {9: 6}, 8, id="the-open-ones-count"),
    ],
)
def test_the_kaplan_meier_median(ended: Histogram, still_open: Histogram, median: int | None) -> None:
    assert kaplan_meier_median(ended, still_open) == median
