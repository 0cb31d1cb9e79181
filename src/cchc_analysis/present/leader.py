"""One page for who signs: the key figures beside those before, why each changed, and the overdue dossiers.

It answers what is asked in a meeting, "vì sao tỷ lệ đúng hạn giảm?": by field, by unit, by dossier. What is told of each figure is
bounded, so that the page stays one page.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

import pandas as pd

from cchc_analysis.edition import Edition
from cchc_analysis.measures.core import Ratio
from cchc_analysis.measures.explanations import CAUSE_GROUPS
from cchc_analysis.plan.register import split_units
from cchc_analysis.plan.targets import STRIVEN, Target
from cchc_analysis.present import wording
from cchc_analysis.present.changes import SINCE_REPORT, Against, Change, SinceReport, shows_as_none
from cchc_analysis.present.display import Brief, Cell, Table
from cchc_analysis.present.markup import Marked, escape, fill
from cchc_analysis.present.sentences import MISSED, change_words, explained, other_period, paragraphs
from cchc_analysis.tables import Record, records
from cchc_analysis.text import short_date

# As many as the page has room for, whatever there is.
WORST_DOSSIERS, GROUPS_NAMED, ITEMS_NAMED = 4, 2, 3
ON_TIME = "on_time_of_settled"
# Codes that may stand in the id of a number; any other code is shown without its days.
_PLAIN_CODE = re.compile(r"[\w.-]+")


def comparisons(edition: Edition) -> Sequence[Against | SinceReport]:
    """What the figures are set beside: the report before of the year, or else the period before; and the year before.

    Nothing for provisional figures: a period that is not over cannot be compared with one that is.
    """
    if edition.is_provisional:
        return ()
    return (SINCE_REPORT if edition.report_before else "previous", "year_before")


def change_of(edition: Edition, measure: str, against: Against | SinceReport) -> Change | None:
    """The change of a figure; None where either period has none."""
    if not edition.is_supplied(measure):
        return None
    if against != SINCE_REPORT:
        return edition.comparison(measure, None, against)
    before = edition.report_before
    return edition.since_report_before(measure) if before and edition.is_supplied(measure, before) else None


def changes_of(edition: Edition, measure: str) -> list[Change]:
    """The changes of a figure that can be told, each other period once."""
    found = [change for against in comparisons(edition) if (change := change_of(edition, measure, against))]
    return list({change.other: change for change in reversed(found)}.values())[::-1]


def key_figures(edition: Edition, label: str = "tbl-chu-yeu") -> Table:
    """The figures that are asked for first, each beside what it was in the periods that it can be compared with."""
    told = {name: changes_of(edition, name) for name in wording.LEADER_FIGURES}
    others = list(dict.fromkeys(change.other for of_one in told.values() for change in of_one))
    rows: list[list[Cell]] = []
    for name, words in wording.LEADER_FIGURES.items():
        row: list[Cell] = [words, *_now(edition, name)]
        by_other = {change.other: change for change in told[name]}
        for other in others:
            change = by_other.get(other)
            row += [None, None] if change is None else [_figure(change), change.signed]
        rows.append(row)
    heads = ["Chỉ số", ("Kỳ này", "Số lượng"), ("Kỳ này", "Trên tổng số"), ("Kỳ này", "Tỷ lệ")]
    for other in others:
        heads += [(_capital(other.name), "Số liệu"), (_capital(other.name), "Thay đổi")]
    n = 2 * len(others)
    caption = wording.LEADER_CAPTION.format(period=edition.asked.name)
    return Table(
        heads, rows, caption, label, align="l" + "r" * (3 + n), widths=(38, 9, 11, 10, *(9.5,) * n), tight=True
    )  # fmt: skip


def reasons(edition: Edition) -> Brief:
    """Where figures before were published, and why the figures changed: a paragraph for each that people ask about."""
    said = [published(edition), on_time(edition), further_changes(edition), overdue(edition)]
    said += [plan(edition), targets(edition), feedback(edition)]
    if edition.is_provisional:
        said.append(wording.NOT_COMPARED)
    return Brief(paragraphs(*said).text)


def published(edition: Edition) -> str:
    """Which of the figures before were published, and where; the others are counted anew. Nothing where nothing is compared."""
    told = {name: changes_of(edition, name) for name in wording.LEADER_FIGURES}
    by_document: dict[str, list[str]] = {}
    for name, changes in told.items():
        for change in changes:
            if change.document:
                words = wording.LEADER_FIGURES[name]
                by_document.setdefault(change.document, []).append(words[:1].lower() + words[1:])
    said = [
        fill(wording.LEADER_PUBLISHED, document=document, names=", ".join(names))
        for document, names in by_document.items()
    ]
    counted = wording.LEADER_COUNTED_TOO if said else wording.LEADER_COUNTED
    return f"*{' '.join([*said, counted])}*" if any(told.values()) else ""


# By which groups the other figures of dossiers are said to have changed.
_COLUMNS = {
    "received": "field",
    "settled": "unit",
    "online_of_received": "field",
    "post_in_of_received_listed": "field",
    "post_out_of_returned": "field",
}


def on_time(edition: Edition) -> str:
    """By how much the on-time share went up or down, and which fields and units made it."""
    value, head = edition.value(ON_TIME), wording.LEADER_RATE
    told = [
        f"{_words(edition, change)}{why(edition, change, ('field', 'unit'))}" for change in changes_of(edition, ON_TIME)
    ]
    if not value.denominator:
        return wording.LEADER_NONE_SETTLED.format(head=head)
    if not told:
        return wording.LEADER_NOT_COMPARED.format(head=head, above=value.above, below=value.below, share=value.percent)
    return " ".join([f"{head} {told[0]}.", *(wording.LEADER_RATE_AGAIN.format(told=words) for words in told[1:])])


def further_changes(edition: Edition) -> str:
    """The changes of the other figures of dossiers against the last of the other periods, with the groups that made them."""
    told: dict[str, list[str]] = {}
    for measure, column in _COLUMNS.items():
        for change in changes_of(edition, measure)[-1:]:
            against = other_period(change)
            words = _words(edition, change).removesuffix(f" so với {escape(against)}")
            told.setdefault(against, []).append(
                f"{wording.LEADER_SUBJECTS[measure]} {words}{why(edition, change, (column,))}"
            )
    return " ".join(
        wording.LEADER_CHANGES.format(other=against, told="; ".join(lines)) for against, lines in told.items()
    )


def why(edition: Edition, change: Change, columns: Sequence[str]) -> str:
    """Which groups made a change, from the data: those that add most to it, with what stands behind each.

    Empty where nothing changed or the data do not reach both periods. A published figure may have changed otherwise than the data.
    """
    if shows_as_none(change.difference):
        return ""
    said = ""
    for column in columns:
        parts = edition.contributions(change.now.measure, column, change.against)
        if parts is None:
            return ""
        total = _sum(parts.values())
        if total * change.difference <= 0:
            return wording.WHY_UNKNOWN
        chosen = _largest(parts, total)
        names = edition.measures[change.now.measure][0].groups[column]
        groups = ", ".join(_why_group(edition, names[code], code, column, parts) for code in chosen)
        is_most = 2 * abs(_sum(parts[code] for code in chosen)) >= abs(total)
        first = wording.WHY_MAINLY if is_most else wording.WHY_LARGEST
        template = wording.WHY_ALSO if said else first
        said += template.format(groups=groups, prefix=wording.WHY_PREFIX[column])
    if change.unexplained and not shows_as_none(change.unexplained):
        said += fill(wording.WHY_PUBLISHED_GAP, size=change.left_over)
    return said


def overdue(edition: Edition) -> str:
    """How many dossiers are overdue, of which units, and what these say of them."""
    value = edition.value
    if not value("overdue").numerator:
        return wording.LEADER_NONE_OVERDUE
    said = wording.LEADER_OVERDUE.format(
        overdue=value("overdue").words,
        late=value("settled_late").words,
        pending=value("pending_overdue").words,
        changed=_last_change(edition, "overdue"),
        units=_of_units(edition, "overdue_to_explain", "hồ sơ"),
    )
    return f"{said} {explained(edition)}"


def worst_dossiers(edition: Edition, label: str = "tbl-qua-han-nhieu-nhat") -> list[Table]:
    """The dossiers that are overdue by most working days, as many as the page has room for; no table where there are none."""
    found = edition.overdue_dossiers()
    worst = found.sort_values(["working_days_overdue", "due_date", "dossier_id"], ascending=[False, True, True])
    rows: list[list[Cell]] = [
        [
            str(dossier["dossier_id"]),
            edition.reference.units[str(dossier["unit"])],
            _days_overdue(edition, str(dossier["dossier_id"])),
            _capital(CAUSE_GROUPS[str(dossier["cause"])]),
            _apology(dossier, edition),
        ]
        for dossier in records(worst.head(WORST_DOSSIERS))
    ]
    caption = wording.LEADER_WORST if len(found) > WORST_DOSSIERS else wording.LEADER_ALL_OVERDUE
    heads = ("Mã hồ sơ", "Đơn vị giải quyết", "Số ngày", "Nguyên nhân", "Xin lỗi")
    widths = (20.5, 27, 8, 29, 15.5)
    return [Table(heads, rows, caption, label, align="llrll", widths=widths, tight=True)] if rows else []


def plan(edition: Edition) -> str:
    """Which items of the plan are late, those that fell due first before the others."""
    late = edition.value("products_overdue")
    if not late.numerator:
        return wording.LEADER_PLAN_NONE_LATE
    items = records(edition.items[edition.items["is_overdue"]].sort_values(["due_date", "item_id"]))
    named = ", ".join(_late_item(edition, item) for item in items[:ITEMS_NAMED])
    more = wording.LEADER_MORE if len(items) > ITEMS_NAMED else ""
    return wording.LEADER_PLAN_LATE.format(late=late.words, items=f"{named}{more}")


def targets(edition: Edition) -> str:
    """Which targets are missed and by how much, and which were met or missed otherwise in the report before."""
    missed = [target for target in edition.targets if edition.outcomes[target.id] in MISSED]
    listed = ", ".join(_target(edition, target) for target in missed)
    told = wording.LEADER_TARGETS_MISSED.format(targets=listed) if missed else wording.LEADER_TARGETS_NONE_MISSED
    before = None if edition.is_provisional else edition.report_before
    if before is not None:
        is_met = {
            target.id: [
                bool(edition.value("targets_met", {"target_id": target.id}, period).numerator)
                for period in (edition.period, before)
            ]
            for target in edition.targets
        }
        gained = ", ".join(name for name, (now, then) in is_met.items() if now and not then)
        lost = ", ".join(name for name, (now, then) in is_met.items() if then and not now)
        templates = {wording.LEADER_TARGETS_NEW: gained, wording.LEADER_TARGETS_LOST: lost}
        told += "".join(
            template.format(other=before.name, targets=names) for template, names in templates.items() if names
        )
        told += "" if gained or lost else wording.LEADER_TARGETS_SAME.format(other=before.name)
    return wording.LEADER_TARGETS.format(told=told)


def feedback(edition: Edition) -> str:
    """How much feedback came in, and which units answered late or have not answered in time."""
    value = edition.value
    if not edition.is_supplied("feedback_total"):
        return wording.LEADER_FEEDBACK.format(told=wording.LEADER_FEEDBACK_NO_DATA)
    if not value("feedback_total").numerator:
        return wording.LEADER_FEEDBACK.format(told=wording.LEADER_FEEDBACK_NONE)
    late = {
        "feedback_answered_late": wording.LEADER_FEEDBACK_LATE,
        "feedback_pending_overdue": wording.LEADER_FEEDBACK_OVERDUE,
    }
    told = [
        template.format(units=_of_units(edition, name, "PAKN"))
        for name, template in late.items()
        if value(name).numerator
    ]
    received = fill(wording.LEADER_FEEDBACK_RECEIVED, received=value("feedback_received").words)
    return wording.LEADER_FEEDBACK.format(told="".join([received, *(told or [wording.LEADER_FEEDBACK_NONE_LATE])]))


def _now(edition: Edition, name: str) -> list[Cell]:
    """Count, of how many, share; what does not apply is empty, what is not known a dash."""
    value, measure = edition.value(name), edition.measures[name][1]
    if not edition.is_supplied(name):
        return [None, "", ""]
    return [*value.parts, value.percent] if isinstance(measure, Ratio) else [value.count, "", ""]


def _figure(change: Change) -> Marked:
    return change.before.percent if change.is_share else change.before.count


def _last_change(edition: Edition, measure: str) -> str:
    """The change as it goes on in a sentence (", tăng 05 hồ sơ … so với …"); empty where nothing can be compared."""
    found = changes_of(edition, measure)
    return f", {_words(edition, found[-1])}" if found else ""


def _words(edition: Edition, change: Change) -> str:
    """The change in words; where a figure was published says the note below the table."""
    return change_words(replace(change, document=""), edition.measures[change.now.measure][1].unit)


def _sum(parts: Iterable[Change]) -> Fraction:
    return sum((Fraction(part.contribution) for part in parts), Fraction(0))


def _largest(parts: Mapping[str, Change], total: Fraction) -> list[str]:
    """The groups that add most to the change in its own direction, until they make half of it."""
    sign = 1 if total > 0 else -1
    ordered = sorted(parts, key=lambda code: -sign * parts[code].contribution)
    chosen: list[str] = []
    for code in ordered[:GROUPS_NAMED]:
        made = sign * _sum(parts[other] for other in chosen)
        if 2 * made >= abs(total) or sign * parts[code].contribution <= 0:
            break
        chosen.append(code)
    return chosen


def _why_group(edition: Edition, name: str, code: str, column: str, parts: Mapping[str, Change]) -> str:
    """A group with what it adds to the change, and what stands behind that: its own figure, or its weight."""
    change = parts[code]
    measure, turn = change.now.measure, wording.UP if change.contribution > 0 else wording.DOWN
    told = {"name": escape(name), "turn": turn, "size": change.added_size}
    if change.split is None:
        return wording.WHY_COUNT.format(**told, unit=edition.measures[measure][1].unit)
    points = wording.WHY_POINTS.format(**told) if measure == ON_TIME else ""
    if abs(change.split.weight) > abs(change.split.rate) or not change.now.denominator:
        grew = _weight(parts, code, "now") > _weight(parts, code, "before")
        return wording.WHY_WEIGHT.format(**told, points=points, weight=wording.UP if grew else wording.DOWN)
    template, figure = (wording.WHY_IN_TIME if measure == ON_TIME else wording.WHY_SHARE), change.now
    if measure == ON_TIME and turn == wording.DOWN:
        template, figure = wording.WHY_LATE, edition.value("late_of_settled", {column: code})
    return template.format(**told, points=points, above=figure.above, below=figure.below)


def _weight(parts: Mapping[str, Change], code: str, side: str) -> Fraction:
    """A group's part of the denominator of the whole, now or before."""
    below = {group: getattr(change, side).denominator or 0 for group, change in parts.items()}
    return Fraction(below[code], sum(below.values()))


def _of_units(edition: Edition, measure: str, unit: str) -> str:
    """Phòng Bưu chính - Viễn thông 03 hồ sơ, … – the units that have any, those with most first."""
    names = edition.measures[measure][0].groups["unit"]
    counts = {name: edition.value(measure, {"unit": code}) for code, name in names.items()}
    told = sorted((pair for pair in counts.items() if pair[1].numerator), key=lambda pair: -pair[1].numerator)
    return ", ".join(fill(wording.LEADER_OF_UNIT, name=name, count=figure.words, unit=unit) for name, figure in told)


def _days_overdue(edition: Edition, code: str) -> Cell:
    return edition.value("overdue_working_days", {"dossier_id": code}).count if _PLAIN_CODE.fullmatch(code) else None


def _apology(dossier: Record, edition: Edition) -> str | None:
    """The number of the apology; that there is none by the cut-off, where so."""
    if not dossier["apology_date"] <= pd.Timestamp(edition.period.end):
        return wording.LEADER_NO_APOLOGY
    return None if pd.isna(dossier["apology_no"]) else str(dossier["apology_no"])


def _late_item(edition: Edition, item: Record) -> str:
    first, *others = (edition.reference.units[code] for code in split_units(str(item["lead_units"])))
    units = f"{first}{wording.LEADER_AND_OTHERS if others else ''}"
    return fill(wording.LEADER_PLAN_ITEM, task=str(item["row_id"]), units=units, day=short_date(item["due_date"]))


def _target(edition: Edition, target: Target) -> str:
    template = wording.LEADER_TARGET_STRIVEN if target.kind == STRIVEN else wording.LEADER_TARGET
    return fill(template, name=target.id, share=edition.value(target.measure).percent)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
