"""Comparing two periods: changes of counts and shares, what each group adds to a change, and control limits for a series of months.

Plain arithmetic on whole numbers and fractions, so that parts add up to the whole exactly. Nothing here knows a table or formats
a number.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import sqrt

# Numerator and denominator of a share in one period or group.
Parts = tuple[int, int]
# Limits at three standard deviations: the usual ones of a Shewhart chart.
SIGMAS = 3


def relative_change(now: int, before: int) -> Fraction | None:
    """The change as a share of what was before; None where there was nothing, because nothing is no base."""
    return Fraction(now - before, before) if before else None


def share(parts: Parts) -> Fraction | None:
    """Numerator over denominator, exactly; None where the denominator is 0."""
    above, below = parts
    return Fraction(above, below) if below else None


def share_change(now: Parts, before: Parts) -> Fraction | None:
    """The difference of two shares (0.01 is one percentage point); None where either has no denominator."""
    later, earlier = share(now), share(before)
    return None if later is None or earlier is None else later - earlier


def count_contributions(now: Mapping[str, int], before: Mapping[str, int]) -> dict[str, int]:
    """Group → by how much its count changed; over groups that partition these sum to the change of the whole."""
    return {group: now.get(group, 0) - before.get(group, 0) for group in {**now, **before}}


@dataclass(frozen=True)
class Contribution:
    """What a group adds to the change of a share of the whole.

    `rate`: its own share rose or fell. `weight`: it has more or less of the whole, and its share lies above or below that of
    the whole. Both as fractions: 0.01 is one percentage point.
    """

    rate: Fraction
    weight: Fraction

    @property
    def both(self) -> Fraction:
        return self.rate + self.weight


def wilson_interval(part: int, whole: int, z: float = 1.96) -> tuple[Fraction, Fraction] | None:
    """The share of a sample as an interval (Wilson; at 1.96 it covers 95 of 100 such samples); None of an empty sample.

    Unlike the plain one it stays between 0 and 1 and has a width where all or none answer alike.
    """
    if not whole:
        return None
    found, spread = part / whole, z * z / whole
    centre = found + spread / 2
    half = z * sqrt(found * (1 - found) / whole + spread / (4 * whole))
    low, high = (centre - half) / (1 + spread), (centre + half) / (1 + spread)
    return Fraction(max(low, 0.0)).limit_denominator(10**6), Fraction(min(high, 1.0)).limit_denominator(10**6)


def share_contributions(now: Mapping[str, Parts], before: Mapping[str, Parts]) -> dict[str, Contribution]:
    """Group → its contribution to the change of the whole's share; all of them sum exactly to that change.

    The share of the whole is the sum of (weight · own share), the weight being the group's part of the whole's denominator. A
    change of the product is split at the midpoint: the change of the own share at the mean weight, and the change of the
    weight at the mean of the own share, measured from that of the whole (as weights sum to 1, this moves nothing in the sum and
    makes a group that grows count for or against according to where it stands). A group that one of the periods lacks has
    changed its weight, not its share. Raises ValueError where a period has no denominator at all.
    """
    groups = list({**now, **before})
    later, earlier = ({group: side.get(group, (0, 0)) for group in groups} for side in (now, before))
    below_now, below_before = (sum(below for _, below in side.values()) for side in (later, earlier))
    if not below_now or not below_before:
        raise ValueError("a share of nothing has no change that could be split")
    above_now, above_before = (sum(above for above, _ in side.values()) for side in (later, earlier))
    level = (Fraction(above_now, below_now) + Fraction(above_before, below_before)) / 2
    found = {}
    for group in groups:
        moved = Fraction(later[group][0], below_now) - Fraction(earlier[group][0], below_before)
        shift = Fraction(later[group][1], below_now) - Fraction(earlier[group][1], below_before)
        known = [each for each in (share(later[group]), share(earlier[group])) if each is not None]
        own = sum(known, Fraction(0)) / len(known) if known else Fraction(0)
        # The rest of the group's move is what its own share did, which also holds for rows that no denominator has.
        found[group] = Contribution(rate=moved - shift * own, weight=shift * (own - level))
    return found


@dataclass(frozen=True)
class ChartPoint:
    """One period of a control chart; without cases it has neither share nor limits."""

    share: Fraction | None
    lower: float | None
    upper: float | None
    is_outside: bool


@dataclass(frozen=True)
class ControlChart:
    """Shares over time around the share of all periods together, `centre`; None where no period has cases."""

    centre: Fraction | None
    points: tuple[ChartPoint, ...]


def control_chart(series: Sequence[Parts]) -> ControlChart:
    """A p-chart: for each period the limits that chance alone hardly passes, given its number of cases.

    The limits are three standard deviations from the centre, cut off at 0 and 1. Whether a share is outside is decided exactly,
    not by the rounded limits.
    """
    centre = share((sum(above for above, _ in series), sum(below for _, below in series)))
    return ControlChart(centre, tuple(_point(parts, centre) for parts in series))


def _point(parts: Parts, centre: Fraction | None) -> ChartPoint:
    found = share(parts)
    if found is None or centre is None:
        return ChartPoint(None, None, None, is_outside=False)
    variance = centre * (1 - centre) / parts[1]
    reach = SIGMAS * sqrt(variance)
    is_outside = (found - centre) ** 2 > SIGMAS**2 * variance
    return ChartPoint(found, max(0.0, float(centre) - reach), min(1.0, float(centre) + reach), is_outside)
