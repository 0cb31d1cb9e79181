"""What an id stands for: the figure or difference behind each printed number, counted anew.

How ids are written: `present.numbers`, `present.changes`, `present.chain`, `present.versions`, `present.adjustments`.
"""

import re
from collections.abc import Mapping
from typing import Any

from cchc_analysis.edition.edition import PUBLISHED, REPORTED, Edition, published_value
from cchc_analysis.periods import Period
from cchc_analysis.present.adjustments import ADJUSTED, Adjustment
from cchc_analysis.present.chain import CHAIN, Chain
from cchc_analysis.present.changes import AGAINST, SINCE_REPORT, Change
from cchc_analysis.present.numbers import HIGH, LOW, Value
from cchc_analysis.present.versions import VERSION
from cchc_analysis.sources.published import key_of

_PARTS = ("", "numerator", "denominator", "rest", "cases", LOW, HIGH)
_ID = re.compile(
    r"(?P<measure>\w+)(?:!(?P<origin>[\w=!]+))?(?:\.(?P<part>\w+))?@(?P<period>[^\[]+)(?:\[(?P<group>.+)\])?"
)


def resolve(edition: Edition, number_id: str) -> tuple[Value | Change | Chain | Adjustment, str]:
    """The figure or difference that an id stands for, counted anew, and which part of it (numerator, denominator or "")."""
    parts = _ID.fullmatch(number_id)
    if parts is None or parts["measure"] not in edition.measures:
        raise KeyError(number_id)
    measure, origin, part = parts["measure"], parts["origin"], parts["part"] or ""
    group = dict(pair.split("=", 1) for pair in (parts["group"] or "").split(",") if pair)
    if "=" in (origin or ""):
        changed = dict(pair.split("=", 1) for pair in str(origin).split("!"))
        return edition.value_under(edition.settings.counting.changed(changed), measure), part
    if origin in (*AGAINST, SINCE_REPORT) and parts["period"] == edition.period.key:
        return _change(edition, measure, group, origin, part, number_id), part
    if origin in (CHAIN, REPORTED) and edition.chain:
        found = edition.chain if origin == CHAIN else edition.chain.pending
        if number_id != (edition.chain.carried_over.id(part, CHAIN) if origin == CHAIN else edition.chain.pending.id()):
            raise KeyError(number_id)
        return found, part
    if origin == ADJUSTED:
        return {each.id(): each for each in edition.adjustments}[number_id], part
    if origin == VERSION and part in ("", "numerator", "denominator"):
        return _printed_before(edition, number_id, part), part
    if origin not in (None, PUBLISHED) or part not in _PARTS:
        raise KeyError(number_id)
    period = (
        edition.period
        if parts["period"] == edition.period.key
        else Period.parse(parts["period"], edition.settings.period.cutoff)
    )
    if origin == PUBLISHED:
        return published_value(edition.published[key_of(period, measure, tuple(sorted(group.items())))]), part
    return edition.value(measure, group, period), part


def _printed_before(edition: Edition, number_id: str, part: str) -> Value:
    printed = [each.before for each in edition.version_figures] + [each.reported for each in edition.adjustments]
    return {figure.id(part): figure for figure in printed}[number_id]


def _change(
    edition: Edition, measure: str, group: Mapping[str, str], against: Any, part: str, number_id: str
) -> Change:
    if part in ("contribution", "rate", "weight"):
        if len(group) != 1:
            raise KeyError(number_id)
        ((column, code),) = group.items()
        change = (edition.contributions(measure, column, against) or {}).get(code)
    elif against == SINCE_REPORT:
        change = None if group else edition.since_report_before(measure)
    else:
        change = edition.comparison(measure, group, against)
    if change is None:
        raise KeyError(number_id)
    return change
