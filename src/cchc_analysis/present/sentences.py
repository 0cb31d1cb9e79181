"""Sentences about an edition: the fixed texts of `wording` filled with its numbers, in the form that fits none, one or many."""

from collections.abc import Sequence

import pandas as pd

from cchc_analysis.edition import Edition
from cchc_analysis.measures.explanations import CAUSES
from cchc_analysis.plan.labels import STATE_LABELS
from cchc_analysis.plan.progress import DONE_STATES
from cchc_analysis.plan.targets import Outcome
from cchc_analysis.present import wording
from cchc_analysis.present.adjustments import ADDED_UP
from cchc_analysis.present.changes import SINCE_REPORT, Change, shows_as_none
from cchc_analysis.present.display import Prose
from cchc_analysis.present.markup import Marked, escape, fill
from cchc_analysis.present.numbers import Value
from cchc_analysis.tables import Record, records
from cchc_analysis.text import short_date

MISSED = (Outcome.MISSED, Outcome.MISSED_STRIVEN)


def dossier_sentences(edition: Edition) -> Prose:
    """How many dossiers were received, settled and are pending, by channel and in time or not; contested ones are named."""
    value = edition.value
    if not value("total").numerator:
        return Prose(wording.NO_DOSSIERS)
    return paragraphs(_received(edition), _settled(edition), _pending(edition), _compared(edition), _contested(edition))


def postal_sentences(edition: Edition) -> Prose:
    """The three postal ratios, each with its own denominator; that nothing came or went by the post, where so."""
    procedures = edition.value("procedures_with_post_of_listed")
    taken_in, handed_out = edition.value("post_in_of_received_listed"), edition.value("post_out_of_returned")
    of_all = edition.value("post_in_of_received")
    if not any(share.numerator for share in (procedures, taken_in, handed_out, of_all)):
        return Prose(fill(wording.POSTAL_NONE, listed=procedures.below))
    return paragraphs(
        fill(
            wording.POSTAL,
            procedures=procedures.above, listed=procedures.below, procedure_share=procedures.percent,
            post_in=taken_in.above, received=taken_in.below, in_share=taken_in.percent,
            post_out=handed_out.above, returned=handed_out.below, out_share=handed_out.percent,
        ),
        fill(wording.POSTAL_ALL, post_in=of_all.above, received=of_all.below, share=of_all.percent),
    )  # fmt: skip


def channel_sentence(edition: Edition) -> Prose:
    """How much of what was received came online, of all and of services of level 3 and 4."""
    return Prose(_by_channel(edition) if edition.value("received").numerator else wording.NONE_RECEIVED)


def overdue_sentence(edition: Edition, annex: str = "IV") -> Prose:
    """How many dossiers are overdue, and what their units say of them: apologies, causes, the most frequent first.

    `annex` is the one that lists them.
    """
    said = _overdue(edition, annex)
    return Prose(f"{said} {explained(edition)}" if edition.value("overdue").numerator else said)


def overdue_counts(edition: Edition, annex: str = "IV") -> Prose:
    """How many dossiers are overdue, without what their units say of them."""
    return Prose(_overdue(edition, annex))


def plan_sentences(edition: Edition) -> Prose:
    """How much of the plan is done, of all its products and of those that fell due."""
    of_all, of_due = edition.value("products_done_of_all_share"), edition.value("products_done_of_due_share")
    overdue = edition.value("products_overdue")
    parts: dict[str, str | Marked] = {
        "day": short_date(edition.period.end),
        "done": of_all.above,
        "total": of_all.below,
        "share": of_all.percent,
    }
    if of_due.denominator:
        due: dict[str, str | Marked] = {"done_of_due": of_due.above, "due": of_due.below, "due_share": of_due.percent}
        said = fill(wording.PLAN, **parts, **due)
    else:
        said = fill(wording.PLAN_NONE_DUE, **parts)
    behind = fill(wording.PLAN_OVERDUE, overdue=overdue.words) if overdue.numerator else wording.PLAN_NONE_OVERDUE
    return paragraphs(f"{said} {behind}", _plan_quality(edition), _plan_expected(edition), wording.PLAN_UNIT)


def reporting_sentence(edition: Edition) -> Prose:
    """How many leading units reported in the period, and the names of those that did not."""
    share = edition.value("units_reported_share")
    silent = [edition.reference.units[str(unit["unit"])] for unit in records(edition.rows("units_not_reported"))]
    if not silent:
        return Prose(fill(wording.UNITS_ALL_REPORTED, leading=share.below))
    return Prose(fill(wording.UNITS_REPORTED, reported=share.above, leading=share.below, silent="; ".join(silent)))


def earlier_sentence(edition: Edition) -> Prose:
    """Which report of the year the targets are set beside."""
    return Prose(
        wording.EARLIER.format(period=edition.report_before.name) if edition.report_before else wording.NO_EARLIER
    )


def target_trends(edition: Edition) -> Prose:
    """By how many percentage points each target's share went up or down, against the report before and the periods that
    its dossiers are compared with; nothing where no period is.
    """
    lines = []
    for target in edition.targets:
        if not target.measure:
            continue
        since = edition.since_report_before(target.measure)
        told = [] if since is None else [since]
        told += [change for change in changes(edition, target.measure) if since is None or change.other != since.other]
        if told:
            words = "; ".join(change_words(change, target.unit) for change in told)
            lines.append(f"{escape(f'{target.id}. {target.label}')}: {words}")
    return Prose(bullets(wording.TRENDS_HEAD, lines))


def rest_assumption(edition: Edition) -> Prose:
    """What the remaining numbers rest on; nothing where no year is left."""
    return Prose(wording.REST_ASSUMPTION if any(edition.rest_of(target) for target in edition.targets) else "")


def group_counts(edition: Edition, group_no: str) -> Prose:
    """How many products a group of the plan's tasks has, how many are done, and how many of those that fell due."""
    figures = {
        name: edition.value(f"products_{name}", {"group_no": group_no})
        for name in ("total", "done", "due", "done_of_due")
    }
    words = {name: figure.words for name, figure in figures.items()}
    return Prose(fill(wording.GROUP if figures["due"].numerator else wording.GROUP_NONE_DUE, **words))


def group_sentences(edition: Edition, group_no: str) -> Prose:
    """What a group of the plan's tasks had to bring, and by item what was done, what is under way and what is late."""
    items = edition.items_of(group_no)
    done = items[items["state"].isin(DONE_STATES)]
    running = items[items["state"].isin(["running", "continuous"])]
    lists = [
        bullets(wording.DONE_HEAD, [done_line(item) for item in records(done)]),
        bullets(wording.RUNNING_HEAD, [item_name(item) for item in records(running)]),
        bullets(wording.OVERDUE_HEAD, [overdue_line(item) for item in records(items[items["is_overdue"]])]),
    ]
    reported = wording.NOTHING_REPORTED if not items["is_reported"].any() else ""
    return paragraphs(group_counts(edition, group_no).text, reported, *lists)


def target_sentences(edition: Edition) -> Prose:
    """How many of the plan's targets are met, missed, did not arise or have no figures; what is none is left out."""
    parts = [
        fill(template, count=figure.words)
        for name, template in wording.TARGET_PARTS.items()
        if (figure := edition.value(f"targets_{name}")).numerator
    ]
    return Prose(wording.TARGETS.format(total=edition.value("targets_total").words, parts=", ".join(parts)))


def shortcomings(edition: Edition) -> Prose:
    """What the figures say: late products, overdue dossiers, missed targets."""
    said = []
    if (late := edition.value("products_overdue")).numerator:
        said.append(fill(wording.PLAN_OVERDUE, overdue=late.words))
    said.append(_overdue(edition))
    missed = [target.label for target in edition.targets if edition.outcomes[target.id] in MISSED]
    return paragraphs(" ".join(said), bullets(wording.MISSED_HEAD, [escape(label) for label in missed]))


def proposals() -> Prose:
    """That nothing is proposed, where no note says otherwise."""
    return Prose(wording.NO_PROPOSALS)


def next_due_sentences(edition: Edition, *parts: str) -> Prose:
    """The items (of some rows and groups) that fall due after the period, until the end of what the report looks ahead to."""
    items, until = edition.items_of(*parts), pd.Timestamp(edition.asked.next_end)
    coming = items[(items["due_date"] > pd.Timestamp(edition.period.end)) & (items["due_date"] <= until)]
    coming = coming[~coming["is_done"]].sort_values(["due_date", "item_id"], kind="stable")
    if coming.empty:
        return Prose(wording.NONE_NEXT_DUE)
    of_products = [records(of_product) for _, of_product in coming.groupby("product_id", sort=False)]
    return paragraphs(bullets(wording.NEXT_DUE, [_due_line(of_product) for of_product in of_products]))


def _due_line(items: Sequence[Record]) -> str:
    """What falls due of one product: once, or several times by its occurrences."""
    dues = [f"thời hạn {short_date(item['due_date'])}" for item in items]
    if len(items) == 1:
        return f"{item_name(items[0])} ({dues[0]})"
    times = [f"{escape(str(item['occurrence']))} ({due})" for item, due in zip(items, dues, strict=True)]
    return f"{_product_name(items[0])}: {', '.join(times)}"


def _overdue(edition: Edition, annex: str = "IV") -> str:
    overdue = edition.value("overdue")
    if not overdue.numerator:
        return wording.NONE_OVERDUE
    late, pending = edition.value("settled_late"), edition.value("pending_overdue")
    return fill(wording.OVERDUE, overdue=overdue.words, late=late.words, pending=pending.words, annex=annex)


def explained(edition: Edition) -> str:
    """What the units say of the overdue dossiers; that they say nothing, where so."""
    apologised, explained = edition.value("overdue_apologised_share"), edition.value("overdue_explained")
    promised, unexplained = edition.value("overdue_promised_anew"), edition.value("overdue_not_explained")
    overdue = edition.value("overdue_to_explain")
    if not apologised.numerator:
        template = wording.NONE_APOLOGISED if explained.numerator else wording.UNANSWERED
        said = [fill(template, overdue=overdue.words)]
    elif promised.numerator == apologised.numerator:
        share = edition.value("overdue_promised_anew_share")
        said = [fill(wording.APOLOGISED, promised=share.above, overdue=share.below)]
    else:
        parts = {"apologised": apologised.above, "overdue": apologised.below, "promised": promised.words}
        said = [fill(wording.APOLOGISED_APART, **parts)]
    if explained.numerator:
        by_cause = {name: edition.value("overdue_explained", {"cause": code}) for code, name in CAUSES.items()}
        told = sorted((item for item in by_cause.items() if item[1].numerator), key=lambda item: -item[1].numerator)
        causes = "; ".join(fill(wording.CAUSE, cause=name, count=figure.words) for name, figure in told)
        said.append(wording.CAUSES_HEAD.format(causes=causes))
        if unexplained.numerator:
            said.append(fill(wording.NOT_EXPLAINED, count=unexplained.words))
    return " ".join(said)


def _plan_quality(edition: Edition) -> str:
    """How what is done stands to its deadlines, what of it is unproved, and the share where a shared document counts once."""
    once = edition.value("deliverables_done_of_all_share")
    said = [fill(wording.PLAN_ONCE, done=once.above, total=once.below, share=once.percent)]
    if edition.value("products_done").numerator:
        timings = {
            name: edition.value(f"products_done_{name}").words for name in ("early", "in_time", "late", "undated")
        }
        said.insert(0, fill(wording.PLAN_TIMING, **timings))
    if (unproved := edition.value("products_done_without_document")).numerator:
        said.append(fill(wording.PLAN_UNPROVED, count=unproved.words))
    return " ".join(said)


def _plan_expected(edition: Edition) -> str:
    """The estimate to the year's end, once units have begun to give theirs."""
    if not edition.value("items_expected_by_unit").numerator:
        return ""
    share, unsaid = edition.value("products_expected_of_all_share"), edition.value("items_without_estimate")
    parts = {"expected": share.above, "total": share.below, "share": share.percent}
    template = wording.PLAN_EXPECTED if unsaid.numerator else wording.PLAN_EXPECTED_ALL_SAID
    return fill(template, year=str(edition.register.year), unsaid=unsaid.words, **parts)


def _received(edition: Edition) -> str:
    value = edition.value
    total, received, carried = value("total"), value("received"), value("carried_over")
    said = [fill(wording.TOTAL, total=total.words, received=received.words, carried_over=carried.words)]
    return " ".join([*said, _by_channel(edition) if received.numerator else wording.NONE_RECEIVED])


def _by_channel(edition: Edition) -> str:
    value = edition.value
    online, other = value("online_of_received"), value("other_of_received")
    said = [
        fill(
            wording.ONLINE,
            online=online.above, received=online.below, share=online.percent,
            other=value("received_other").words, other_share=other.rest_of(online),
        )
    ]  # fmt: skip
    level = value("online_of_level_3_4")
    if level.denominator:
        said.append(fill(wording.ONLINE_LEVEL, online=level.above, received=level.below, share=level.percent))
    return " ".join(said)


def _settled(edition: Edition) -> str:
    value = edition.value
    if not value("settled").numerator:
        return wording.NONE_SETTLED
    counts = {
        "settled": value("settled").words,
        "early": value("settled_early").words,
        "on_time": value("settled_column_9").words,
        "late": value("settled_late").words,
    }
    share = value("on_time_of_settled")
    shares: dict[str, Marked] = {"in_time": share.above, "settled": share.below, "share": share.percent}
    if not value("settled_late").numerator:
        return f"{fill(wording.SETTLED, **counts)} {fill(wording.ALL_ON_TIME, **shares)}"
    late = {"late": counts["late"], "late_share": value("late_of_settled").rest_of(share)}
    return f"{fill(wording.SETTLED, **counts)} {fill(wording.ON_TIME, **shares, **late)}"


def _pending(edition: Edition) -> str:
    value = edition.value
    pending, overdue = value("pending"), value("pending_overdue")
    if not pending.numerator:
        return wording.NONE_PENDING
    if not overdue.numerator:
        return fill(wording.PENDING_NONE_OVERDUE, pending=pending.words)
    return fill(wording.PENDING, pending=pending.words, in_time=value("pending_column_12").words, overdue=overdue.words)


def changes(edition: Edition, measure: str) -> list[Change]:
    """The changes of a measure that can be told: against the same period last year, and against the one before this.

    Of a whole year the two are one.
    """
    found = [edition.comparison(measure, None, against) for against in ("year_before", "previous")]
    told = [change for change in found if change is not None]
    return told[:1] if len(told) == 2 and told[0].other == told[1].other else told


def change_words(change: Change, unit: str) -> str:
    """tăng 12 hồ sơ (7,95%) so với cùng kỳ năm 2020 (Báo cáo số 18/BC-STTTT ngày 17/3/2020)"""
    other = other_period(change)
    published = fill(wording.PUBLISHED_IN, document=change.document) if change.document else ""
    if shows_as_none(change.difference):
        template = wording.UNCHANGED if change.difference == 0 else wording.HARDLY_CHANGED
        return fill(template, other=other) + published
    parts: dict[str, str | Marked] = {
        "direction": wording.UP if change.difference > 0 else wording.DOWN,
        "size": change.size,
        "other": other,
    }
    if change.is_share:
        return fill(wording.CHANGED_POINTS, **parts) + published
    if change.relative is None:
        return fill(wording.CHANGED_FROM_NOTHING, unit=unit, **parts) + published
    return fill(wording.CHANGED, unit=unit, relative=change.relative, **parts) + published


def other_period(change: Change) -> str:
    """How a sentence calls the period that is compared with: quý trước, cùng kỳ năm 2020, năm 2020, 6 tháng đầu năm 2021."""
    part = change.other.part
    if part == "" or change.against == SINCE_REPORT:
        return change.other.name
    if change.against == "year_before":
        return wording.SAME_PERIOD.format(year=change.other.year)
    if part is None:
        # The last six months of a year are two dates with a name of their own.
        return change.other.name if not change.other.name.startswith("từ ngày") else wording.LAST_DATES
    return wording.LAST_QUARTER if part.startswith("Q") else wording.LAST_MONTH


def comparison_sentence(edition: Edition) -> Prose:
    """The changes of what was received and of the on-time share, or why there are none."""
    if edition.is_provisional:
        return Prose(wording.NOT_COMPARED)
    return Prose(_compared(edition) or wording.NOTHING_TO_COMPARE)


def adjustment_sentence(edition: Edition) -> Prose:
    """By how much the figures differ from those of the report before and of the quarter since; nothing where they add up."""
    changed = [each for each in edition.adjustments if each.amount]
    before, since = edition.report_before, edition.last_quarter
    if not changed or edition.version_before is None or before is None or since is None:
        return Prose("")
    parts = [
        fill(
            wording.ADJUSTED_PART,
            name=ADDED_UP[each.now.measure], direction=wording.UP if each.amount > 0 else wording.DOWN, size=each.size,
        )
        for each in changed
    ]  # fmt: skip
    names = {"period": edition.asked.name, "before": before.name, "since": since.name}
    document = escape(edition.version_before.document)
    return Prose(wording.ADJUSTED.format(**names, document=document, parts="; ".join(parts)))


def chain_sentence(edition: Edition) -> Prose:
    """Whether what is carried over is what the report before said was pending; by how much and in which dossiers not."""
    return Prose(" ".join(fill(template, **values) for template, values in _chain_parts(edition)))


def chain_text(edition: Edition) -> str:
    """The same as plain text, for the command line."""
    return " ".join(
        template.format_map(
            {name: value.text if isinstance(value, Marked) else value for name, value in values.items()}
        )
        for template, values in _chain_parts(edition)
    )


def _chain_parts(edition: Edition) -> list[tuple[str, dict[str, str | Marked]]]:
    chain = edition.chain
    if chain is None:
        return [(wording.CHAIN_NONE, {})]
    title = wording.CHAIN_SENT if chain.document else wording.CHAIN_DRAFT
    values: dict[str, str | Marked] = {
        "title": title.format(document=chain.document, name=chain.name),
        "pending": chain.pending.words,
        "carried_over": chain.carried_over.words,
    }
    if chain.gap:
        head = wording.CHAIN_GAP_SENT if chain.document else wording.CHAIN_GAP_DRAFT
        direction = wording.UP if chain.gap > 0 else wording.DOWN
        parts = [(wording.CHAIN_GAP, values | {"head": head, "direction": direction, "gap": chain.size})]
    else:
        parts = [(wording.CHAIN_HOLDS, values)]
    if chain.only_here or chain.only_there:
        parts.append((wording.CHAIN_LISTS, {"here": chain.here, "there": chain.there}))
    elif chain.gap and chain.only_here is None:
        parts.append((wording.CHAIN_NO_LIST, {}))
    if not chain.is_clean and not chain.same_rules:
        parts.append((wording.CHAIN_RULES, {}))
    return parts


def _compared(edition: Edition) -> str:
    said = []
    for measure, name in wording.CHANGED_WHAT.items():
        told = [change_words(change, edition.measures[measure][1].unit) for change in changes(edition, measure)]
        if told:
            said.append(f"{name} {'; '.join(told)}.")
    return " ".join(said)


def _contested(edition: Edition) -> str:
    """The dossiers whose place is a setting, said where there are any."""
    rules, value = edition.settings.counting, edition.value
    templates: dict[str, str] = {
        "pending_paused": wording.PAUSED if rules.paused == "in_time" else wording.PAUSED_BY_DATE,
        "settled_withdrawn": wording.WITHDRAWN if rules.withdrawn == "on_time" else wording.WITHDRAWN_BY_DATE,
        "due_date_recomputed": wording.RECOMPUTED,
    }
    said = [
        fill(template, count=figure.words) for name, template in templates.items() if (figure := value(name)).numerator
    ]
    undated: list[Value] = [value("settled_no_due_date"), value("pending_no_due_date")]
    if any(figure.numerator for figure in undated):
        said.append(fill(wording.NO_DUE_DATE, settled=undated[0].words, pending=undated[1].words))
    return " ".join(said)


def item_name(item: Record) -> str:
    """The product's text, and which time of the year it is."""
    return _product_name(item) + (f" ({escape(str(item['occurrence']))})" if item["occurrence"] else "")


def _product_name(item: Record) -> str:
    return escape(str(item["product_text"]).rstrip(" .;:"))


def done_line(item: Record) -> str:
    """The product and the document that proves it; that it was late, where it was."""
    return f"{item_name(item)}: {escape(document(item))}{_late_mark(item)}"


def _late_mark(item: Record) -> str:
    return f" ({STATE_LABELS['done_late'].lower()})" if item["state"] == "done_late" else ""


def overdue_line(item: Record) -> str:
    """The product, when it was due, and what hinders it."""
    obstacle: str = f"; vướng mắc: {escape(str(item['obstacle']))}" if pd.notna(item["obstacle"]) else ""
    return f"{item_name(item)} (thời hạn {short_date(item['due_date'])}{obstacle})"


def document(item: Record) -> str:
    """số 12/KH-STTTT ngày 05/02/2021 – the proof of an item, as far as it is known."""
    number, day = item["document_no"], item["document_date"]
    if pd.isna(number):
        return wording.NO_DOCUMENT
    return f"số {number}" + (f" ngày {short_date(day)}" if pd.notna(day) else "")


def paragraphs(*parts: str) -> Prose:
    """The parts one below the other, without the empty ones."""
    return Prose("\n\n".join(part for part in parts if part))


def bullets(head: str, lines: list[str]) -> str:
    """A list under its head; nothing where there are no lines."""
    return "\n".join([head, "", *(f"- {line};" for line in lines[:-1]), f"- {lines[-1]}."]) if lines else ""
