"""What is read from a histogram (value → number of cases): quantiles and the Kaplan–Meier median, exact and the same on every
engine, because an engine only counts.
"""

from collections.abc import Mapping
from fractions import Fraction
from math import floor

Histogram = dict[int, int]


def quantile(cases: Mapping[int, int], share: Fraction) -> Fraction | None:
    """The value that `share` of the cases does not exceed, between two neighbours linearly; None without cases.

    The definition of spreadsheets and of numpy ("linear"): place (n - 1) · share in the sorted values, counted from 0.
    """
    number = sum(cases.values())
    if not number:
        return None
    place = (number - 1) * share
    below = floor(place)
    low, high = (_at(cases, position) for position in (below, min(below + 1, number - 1)))
    return low + (place - below) * (high - low)


def kaplan_meier_median(ended: Mapping[int, int], still_open: Mapping[int, int]) -> int | None:
    """The first time by which at least half of all cases have ended, as the product-limit estimate has it.

    `ended` are the times that cases took, `still_open` those for which the others were watched; a case watched until the time of
    an end was still at risk then. None where the estimate never falls to one half.
    """
    at_risk = sum(ended.values()) + sum(still_open.values())
    surviving = Fraction(1)
    for time in sorted(ended.keys() | still_open.keys()):
        ends = ended.get(time, 0)
        surviving *= 1 - Fraction(ends, at_risk)
        if surviving <= Fraction(1, 2):
            return time
        at_risk -= ends + still_open.get(time, 0)
    return None


def _at(cases: Mapping[int, int], position: int) -> int:
    """The value at a position, counted from 0, of the cases in order."""
    for value in sorted(cases):
        position -= cases[value]
        if position < 0:
            return value
    raise IndexError("there are fewer cases than that")
