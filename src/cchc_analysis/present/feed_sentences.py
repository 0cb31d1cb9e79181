"""Sentences on what is no dossier: inspections, feedback, online services, electronic documents, connections; for none, one or many.

Where no raw file of a kind covers a day of the period, that is said: nothing known is not the same as nothing arisen.
"""

import pandas as pd

from cchc_analysis.edition import Edition
from cchc_analysis.measures.connections import LEVELS
from cchc_analysis.measures.feedback import KINDS
from cchc_analysis.present import wording
from cchc_analysis.present.display import Prose
from cchc_analysis.present.markup import Marked, fill
from cchc_analysis.present.sentences import paragraphs
from cchc_analysis.tables import records
from cchc_analysis.text import short_date


def inspection_sentences(edition: Edition) -> Prose:
    """How many of the agency's units were inspected this year, and which; what was found there, and what is not dealt with yet."""
    units, last = edition.value("units_inspected_share"), short_date(edition.period.end)
    if not units.denominator:
        return Prose(wording.INSPECTION_NO_DATA)
    if not units.numerator:
        return Prose(fill(wording.NONE_INSPECTED, day=last, units=units.below))
    inspected = [edition.reference.units[str(line["unit"])] for line in records(edition.rows("units_inspected"))]
    parts = {"inspected": units.above, "units": units.below, "share": units.percent}
    said = fill(wording.INSPECTED, day=last, names="; ".join(inspected), **parts)
    return Prose(f"{said} {_found(edition)}")


def _found(edition: Edition) -> str:
    handled, last = edition.value("inspection_findings_handled_share"), pd.Timestamp(edition.period.end)
    if not handled.denominator:
        return wording.NOTHING_FOUND
    found = edition.value("inspection_findings").words
    parts = {"found": found, "handled": handled.above, "of": handled.below, "share": handled.percent}
    findings = records(edition.rows("inspection_findings"))
    still_open = [str(finding["finding"]) for finding in findings if not finding["handled_date"] <= last]
    return fill(wording.FINDINGS_OPEN if still_open else wording.FINDINGS_HANDLED, **parts, open="; ".join(still_open))


def feedback_sentences(edition: Edition) -> Prose:
    """How much feedback was received, answered in time, refused and published, by kind, and what is pending."""
    value = edition.value
    if not edition.is_supplied("feedback_total"):
        return Prose(wording.FEEDBACK_NO_DATA)
    gaps = not_covered(edition, "feedback")
    if not value("feedback_total").numerator:
        return Prose(" ".join(filter(None, [wording.NO_FEEDBACK, gaps])))
    received = (
        fill(wording.FEEDBACK_RECEIVED, received=value("feedback_received").words)
        if value("feedback_received").numerator
        else wording.FEEDBACK_NONE_RECEIVED
    )
    said = [received]
    if (carried := value("feedback_carried_over")).numerator:
        said.append(fill(wording.FEEDBACK_CARRIED_OVER, count=carried.words))
    said += [_answered(edition), _pending(edition)]
    return paragraphs(" ".join(said), _by_kind(edition), _published(edition), gaps)


def service_sentences(edition: Edition) -> Prose:
    """The services offered at level 3 and 4: how many, how many used in the period, how many on the national portal."""
    used, integrated = edition.value("online_used_of_level_3_4"), edition.value("on_national_portal_of_level_3_4")
    if not used.denominator:
        return Prose(wording.NO_SERVICES)
    offered = fill(
        wording.SERVICES,
        offered=used.below,
        level_3=edition.value("procedures_level_3").words,
        level_4=edition.value("procedures_level_4").words,
    )
    with_online = fill(
        wording.SERVICES_USED,
        used=used.above,
        offered=used.below,
        share=used.percent,
        unused=edition.value("procedures_level_3_4_without_online").words,
    )
    on_portal = wording.SERVICES_NONE_INTEGRATED
    if integrated.numerator:
        of_these = edition.value("procedures_on_national_portal_with_online").words
        on_portal = fill(
            wording.SERVICES_INTEGRATED,
            integrated=integrated.above, offered=integrated.below, share=integrated.percent, used=of_these,
        )  # fmt: skip
    return Prose(f"{offered} {with_online} {on_portal}")


def document_sentences(edition: Edition) -> Prose:
    """The shares of electronic documents, each with its own denominator, and what of the lines could not be told apart."""
    value = edition.value
    if not edition.is_supplied("document_spans"):
        return Prose(wording.DOCUMENTS_NO_DATA)
    exchanged = value("documents_electronic_share")
    if not exchanged.denominator:
        said = [wording.NO_DOCUMENTS]
    else:
        shares = {name: value(f"documents_{name}_share") for name in wording.DOCUMENT_SHARES}
        parts = [
            fill(template, above=shares[name].above, below=shares[name].below, share=shares[name].percent)
            for name, template in wording.DOCUMENT_SHARES.items()
            if shares[name].denominator
        ]
        said = [wording.DOCUMENTS.format(parts="; ".join(parts))]
    for name, template in wording.DOCUMENT_SPANS[edition.settings.documents.straddling].items():
        if (count := value(f"document_spans_{name}")).numerator:
            said.append(fill(template, count=count.words))
    return Prose(" ".join(filter(None, [*said, not_covered(edition, "documents")])))


def connection_sentences(edition: Edition) -> Prose:
    """Systems connected to LGSP and offices on the document network, with the names of the systems that are not connected."""
    systems, offices = edition.value("systems_connected_share"), edition.value("offices_connected_share")
    said: list[str] = [wording.NO_SYSTEMS]
    if systems.denominator:
        said = [fill(wording.SYSTEMS, connected=systems.above, required=systems.below, share=systems.percent)]
        missing = [str(system["system"]) for system in records(edition.rows("systems_not_connected"))]
        if missing:
            said.append(fill(wording.SYSTEMS_MISSING, systems="; ".join(missing)))
    if not offices.denominator:
        return paragraphs(" ".join(said), wording.NO_OFFICES)
    levels = [
        fill(wording.OFFICES_OF_LEVEL, level=name.casefold(), connected=of_level.above, total=of_level.below)
        for code, name in LEVELS.items()
        if (of_level := edition.value("offices_connected_share", {"level": code})).denominator
    ]
    parts: dict[str, Marked] = {"connected": offices.above, "total": offices.below, "share": offices.percent}
    return paragraphs(" ".join(said), f"{fill(wording.OFFICES, **parts)} ({', '.join(levels)}).")


def _answered(edition: Edition) -> str:
    value = edition.value
    answered, refused = value("feedback_answered_in_time_share"), value("feedback_refused")
    said = []
    if not value("feedback_settled").numerator:
        return wording.FEEDBACK_NONE_SETTLED
    if answered.denominator:
        parts = {"in_time": answered.above, "answered": answered.below, "share": answered.percent}
        late = value("feedback_answered_late")
        said.append(
            fill(wording.FEEDBACK_ANSWERED, **parts, late=late.words)
            if late.numerator
            else fill(wording.FEEDBACK_ANSWERED_IN_TIME, **parts)
        )
    if refused.numerator:
        share = value("feedback_refused_in_time_share")
        said.append(fill(wording.FEEDBACK_REFUSED, in_time=share.above, refused=share.below))
    return " ".join(said)


def _pending(edition: Edition) -> str:
    pending, overdue = edition.value("feedback_pending"), edition.value("feedback_pending_overdue")
    if not pending.numerator:
        return wording.FEEDBACK_NONE_PENDING
    if not overdue.numerator:
        return fill(wording.FEEDBACK_PENDING_NONE_OVERDUE, pending=pending.words)
    in_time = edition.value("feedback_pending_in_time")
    return fill(wording.FEEDBACK_PENDING, pending=pending.words, in_time=in_time.words, overdue=overdue.words)


def _by_kind(edition: Edition) -> str:
    parts = [
        fill(wording.FEEDBACK_OF_KIND, kind=name[:1].lower() + name[1:], count=of_kind.words)
        for code, name in KINDS.items()
        if (of_kind := edition.value("feedback_total", {"kind": code})).numerator
    ]
    return wording.FEEDBACK_BY_KIND.format(parts=", ".join(parts))


def _published(edition: Edition) -> str:
    """What of the answers of the period is published, and what was published of all within the limit."""
    answers, published = (
        edition.value(f"feedback_{name}_share") for name in ("answers_published", "published_in_time")
    )
    said = []
    if answers.denominator:
        said.append(fill(wording.FEEDBACK_ANSWERS_PUBLISHED, published=answers.above, answered=answers.below))
    if published.denominator:
        said.append(fill(wording.FEEDBACK_PUBLISHED, in_time=published.above, published=published.below))
    return " ".join(said)


def not_covered(edition: Edition, kind: str) -> str:
    """The days of the period that no file of the kind covers; nothing where there are none."""
    spans = [
        short_date(first)
        if first == last
        else wording.SPAN_OF_DAYS.format(first=short_date(first), last=short_date(last))
        for first, last in edition.not_covered(kind)
    ]
    return wording.NOT_COVERED[kind].format(days="; ".join(spans)) if spans else ""
