"""What a printed number means, as a page tells it beside the number: what is counted, how, on what grounds, when, of whom.

A number's id says all of it; here it is put into words. Pages share these entries, so a number has several: one for its
measure, one for its period, one for each group. How a page shows them is `pipeline.pages` and the page's template.
"""

from dataclasses import dataclass

from cchc_analysis.edition import Edition
from cchc_analysis.edition.ids import resolve
from cchc_analysis.measures.core import Measure, Ratio
from cchc_analysis.periods import Period
from cchc_analysis.present import wording
from cchc_analysis.present.adjustments import Adjustment
from cchc_analysis.present.chain import Chain
from cchc_analysis.present.changes import Change
from cchc_analysis.present.definitions import calculation, source_words
from cchc_analysis.present.numbers import HIGH, LOW, REST, Value
from cchc_analysis.present.sentences import other_period


@dataclass(frozen=True)
class Entry:
    """A term and what is said of it, a line each: printed as they are, so without markup."""

    term: str
    lines: tuple[str, ...]


def meaning(edition: Edition, number_id: str) -> tuple[Entry, ...]:
    """The entries of a number, its measure first. Raises KeyError for an id that stands for nothing."""
    found, part = resolve(edition, number_id)
    match found:
        case Value():
            return _of_value(edition, found, part)
        case Change():
            other = other_period(found)
            words = wording.CHANGE_MEANINGS[part].format(other=other)
            compared = f"{_first_big(found.other.name)}: {found.other.span}"
            if found.document:
                compared += wording.PUBLISHED_IN.format(document=found.document)
            return (
                *_of_value(edition, found.now, ""),
                Entry(wording.CHANGE_TERM, (_first_big(words),)),
                Entry(wording.OTHER_PERIOD_TERM, (compared,)),
            )
        case Chain():
            title = found.document and wording.CHAIN_SENT.format(document=found.document)
            words = wording.CHAIN_MEANINGS[part].format(title=title or wording.CHAIN_DRAFT.format(name=found.name))
            return (*_of_value(edition, found.carried_over, ""), Entry(wording.CHANGE_TERM, (words,)))
        case Adjustment():
            names = {name: _period(edition, getattr(found, name).period).name for name in ("reported", "since")}
            words = wording.ADJUSTED_MEANING.format(before=names["reported"], since=names["since"])
            return (*_of_value(edition, found.now, ""), Entry(wording.CHANGE_TERM, (words,)))


def _of_value(edition: Edition, value: Value, part: str) -> tuple[Entry, ...]:
    name, *changed = value.measure.split("!")
    subject, measure = edition.measures[name]
    entries = [*_measure_entries(measure, part)]
    if changed:
        readings = [tuple(each.split("=", 1)) for each in changed]
        lines = [f"{wording.SETTING_WORDS[key]}: {wording.READING_WORDS[key, how]}" for key, how in readings]
        entries.append(Entry(wording.READING_TERM, tuple(lines)))
    if value.origin in wording.ORIGIN_MEANINGS:
        entries.append(Entry(wording.ORIGIN_TERM, (wording.ORIGIN_MEANINGS[value.origin],)))
    entries.append(Entry(wording.PERIOD_TERM, (_period_words(edition, value.period),)))
    for column, code in value.group:
        entries.append(Entry(wording.GROUP_WORDS[column], (subject.groups[column][code],)))
    return tuple(entries)


def _measure_entries(measure: Measure, part: str) -> tuple[Entry, ...]:
    if isinstance(measure, Ratio) and part in wording.RATIO_PARTS:
        counted: Measure = getattr(measure, part)
        return _measure_entry(counted), Entry(
            wording.PART_TERM, (wording.RATIO_PARTS[part].format(ratio=measure.label),)
        )
    said = {
        REST: wording.REST_MEANING,
        LOW: wording.LOW_MEANING,
        HIGH: wording.HIGH_MEANING,
        "cases": wording.CASES_MEANING,
    }
    return (_measure_entry(measure), *([Entry(wording.PART_TERM, (said[part],))] if part else []))


def _measure_entry(measure: Measure) -> Entry:
    how = calculation(measure)
    if not isinstance(measure, Ratio):
        how = f"{wording.HOW_TERM}: {_first_small(how)}"
    grounds = f"{wording.GROUNDS_TERM}: {source_words(measure.source)}"
    return Entry(measure.label, (measure.definition, f"{how}.", f"{grounds}."))


def _period_words(edition: Edition, key: str) -> str:
    period = _period(edition, key)
    # Any two dates are called by these dates.
    return _first_big(period.span if period.name == period.span else f"{period.name}: {period.span}")


def _period(edition: Edition, key: str) -> Period:
    return edition.period if key == edition.period.key else Period.parse(key, edition.settings.period.cutoff)


def _first_big(text: str) -> str:
    return text[:1].upper() + text[1:]


def _first_small(text: str) -> str:
    return text[:1].lower() + text[1:]
