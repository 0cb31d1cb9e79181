"""Changes between two periods: exact, and the parts always sum to the whole."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cchc_analysis.measures.compare import (
    Contribution,
    Parts,
    control_chart,
    count_contributions,
    relative_change,
    share_change,
    share_contributions,
)


@pytest.mark.parametrize(
    ("now", "before", "expected"),
    [
        pytest.param(163, 151, Fraction(12, 151), id="more"),
        pytest.param(151, 163, Fraction(-12, 163), id="less"),
        pytest.param(5, 5, Fraction(0), id="equal"),
        pytest.param(0, 5, Fraction(-1), id="to-nothing"),
        pytest.param(5, 0, None, id="from-nothing"),
        pytest.param(0, 0, None, id="nothing-at-all"),
    ],
)
def test_relative_change(now: int, before: int, expected: Fraction | None) -> None:
    assert relative_change(now, before) == expected


@pytest.mark.parametrize(
    ("now", "before", "expected"),
    [
        pytest.param((157, 160), (149, 150), Fraction(157, 160) - Fraction(149, 150), id="exact"),
        pytest.param((1, 2), (50, 100), Fraction(0), id="equal"),
        pytest.param((0, 0), (1, 2), None, id="no-cases-now"),
        pytest.param((1, 2), (0, 0), None, id="no-cases-before"),
    ],
)
def test_share_change(now: Parts, before: Parts, expected: Fraction | None) -> None:
    assert share_change(now, before) == expected


def test_the_groups_of_a_count_sum_to_its_change() -> None:
    assert count_contributions({"BC": 5, "XB": 7}, {"XB": 9, "BAO": 1}) == {"BC": 5, "XB": -2, "BAO": -1}


@pytest.mark.parametrize(
    ("now", "before", "expected"),
    [
        pytest.param(
            {"A": (9, 10), "B": (10, 10)}, {"A": (8, 10), "B": (10, 10)},
            {"A": Contribution(Fraction(1, 20), Fraction(0)), "B": Contribution(Fraction(0), Fraction(0))},
            id="one-rate-changed",
        ),
        # Shares stay 1/2 and 1; A, below the whole, grows from half of all to three quarters.
        pytest.param(
            {"A": (15, 30), "B": (10, 10)}, {"A": (5, 10), "B": (10, 10)},
            {
                "A": Contribution(Fraction(0), Fraction(1, 4) * (Fraction(1, 2) - Fraction(11, 16))),
                "B": Contribution(Fraction(0), Fraction(-1, 4) * (1 - Fraction(11, 16))),
            },
            id="only-weights-changed",
        ),
        pytest.param(
            {"A": (1, 2), "B": (1, 2)}, {"A": (1, 2)},
            {"A": Contribution(Fraction(0), Fraction(0)), "B": Contribution(Fraction(0), Fraction(0))},
            id="a-new-group-at-the-level-of-the-whole",
        ),
    ],
)  # fmt: skip
def test_what_groups_add_to_the_change_of_a_share(
    now: dict[str, Parts], before: dict[str, Parts], expected: dict[str, Contribution]
) -> None:
    assert share_contributions(now, before) == expected


def test_a_share_of_nothing_cannot_be_split() -> None:
    with pytest.raises(ValueError, match="share of nothing"):
        share_contributions({"A": (0, 0)}, {"A": (1, 2)})


counts = st.integers(0, 10**6)
sides = st.dictionaries(st.sampled_from("ABCDEF"), st.tuples(counts, counts))


def whole(side: dict[str, Parts]) -> Parts:
    return sum(above for above, _ in side.values()), sum(below for _, below in side.values())


@given(now=sides, before=sides)
def test_contributions_sum_exactly_to_the_change(now: dict[str, Parts], before: dict[str, Parts]) -> None:
    """Of any figures, also of shares whose numerator is not part of their denominator."""
    change = share_change(whole(now), whole(before))
    if change is None:
        return
    parts = share_contributions(now, before)
    assert sum(part.both for part in parts.values()) == change
    assert set(parts) == set(now) | set(before)


@given(now=sides, before=sides)
def test_the_way_back_is_the_way_there_with_the_other_sign(now: dict[str, Parts], before: dict[str, Parts]) -> None:
    if share_change(whole(now), whole(before)) is None:
        return
    there, back = share_contributions(now, before), share_contributions(before, now)
    assert there == {group: Contribution(-part.rate, -part.weight) for group, part in back.items()}


@given(now=st.dictionaries(st.sampled_from("ABC"), counts), before=st.dictionaries(st.sampled_from("ABC"), counts))
def test_counts_of_groups_sum_to_the_change_of_the_whole(now: dict[str, int], before: dict[str, int]) -> None:
    assert sum(count_contributions(now, before).values()) == sum(now.values()) - sum(before.values())


def test_limits_widen_with_fewer_cases_and_are_cut_off() -> None:
    chart = control_chart([(90, 100), (9, 10), (900, 1000)])
    assert chart.centre == Fraction(9, 10)
    first, few, many = chart.points
    assert (first.lower, first.upper) == (pytest.approx(0.81), pytest.approx(0.99))
    assert few.upper == 1.0
    assert few.lower is not None
    assert few.lower < first.lower < many.lower
    assert not any(point.is_outside for point in chart.points)


def test_a_month_far_off_is_outside_and_one_without_cases_has_no_limits() -> None:
    chart = control_chart([(95, 100), (96, 100), (60, 100), (0, 0), (97, 100)])
    assert [point.is_outside for point in chart.points] == [False, False, True, False, False]
    assert (chart.points[3].share, chart.points[3].lower, chart.points[3].upper) == (None, None, None)


def test_exactly_on_the_limit_is_inside() -> None:
    # Centre 1/2, 9 cases: three standard deviations are 1/2.
    assert not any(point.is_outside for point in control_chart([(9, 9), (0, 9)]).points)


@pytest.mark.parametrize(
    ("series", "centre"), [([], None), ([(0, 0)], None), ([(5, 5), (3, 3)], 1), ([(0, 5)], 0)], ids=str
)
def test_series_without_spread(series: list[Parts], centre: int | None) -> None:
    chart = control_chart(series)
    assert chart.centre == centre
    assert not any(point.is_outside for point in chart.points)


@given(st.lists(st.tuples(counts, counts).map(lambda pair: (min(pair), max(pair))), max_size=8))
def test_limits_lie_between_nothing_and_all(series: list[Parts]) -> None:
    chart = control_chart(series)
    assert len(chart.points) == len(series)
    for point in chart.points:
        if point.share is not None:
            assert point.lower is not None
            assert point.upper is not None
            assert 0 <= point.lower <= float(chart.centre or 0) <= point.upper <= 1
