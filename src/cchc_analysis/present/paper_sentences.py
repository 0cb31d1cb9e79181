"""Sentences of the papers beside the main report: parts of the plan, sub-plans, figures entered by hand, procedures.

A part of the plan is a group ("6") or a row ("2.1b") of its table. What nobody entered or reported is said to be missing; nothing
is made of it.
"""

import pandas as pd

from cchc_analysis.edition import Edition
from cchc_analysis.measures.appendix import ENTERED
from cchc_analysis.plan.progress import DONE_STATES
from cchc_analysis.plan.subplans import LABELS
from cchc_analysis.present import wording
from cchc_analysis.present.display import Prose
from cchc_analysis.present.markup import escape, fill
from cchc_analysis.present.sentences import MISSED, bullets, done_line, item_name, overdue_line, paragraphs
from cchc_analysis.tables import Record, records
from cchc_analysis.text import enumerate_vi, short_date, uncapitalised


def short(prose: Prose, *abbreviations: str) -> Prose:
    """The same without the explanation of abbreviations ("TTHC") that the document has explained before."""
    text = prose.text
    for name in abbreviations:
        text = text.replace(f"{wording.ABBREVIATIONS[name]} ({name})", name)
    return Prose(text)


def task_sentences(edition: Edition, *parts: str) -> Prose:
    """What came of the items of some parts of the plan: done, under way, late, not arisen, still to come, not reported."""
    items = edition.items_of(*parts)

    def of(*states: str) -> list[Record]:
        return records(items[items["state"].isin(states)])

    return paragraphs(
        bullets(wording.DONE_HEAD, [done_line(item) for item in of(*DONE_STATES)]),
        bullets(wording.RUNNING_HEAD, [item_name(item) for item in of("running", "continuous")]),
        bullets(wording.OVERDUE_HEAD, [overdue_line(item) for item in of("overdue")]),
        bullets(wording.NOT_ARISEN_HEAD, [item_name(item) for item in of("not_arisen")]),
        bullets(wording.COMING_HEAD, [item_name(item) + _until(item["due_date"]) for item in of("not_yet_due")]),
        bullets(wording.UNREPORTED_HEAD, [item_name(item) for item in of("not_reported", "undated")]),
    )


def row_sentence(edition: Edition, row_id: str) -> Prose:
    """How many products a row of the plan has, how many are done and how many are late."""
    total = edition.value("products_total", {"row_id": row_id})
    counts = {name: edition.value(f"products_{name}", {"row_id": row_id}) for name in wording.ROW_PARTS}
    parts = [fill(wording.ROW_PARTS[name], count=figure.words) for name, figure in counts.items() if figure.numerator]
    if not counts["done"].numerator:
        parts.insert(0, wording.ROW_NONE_DONE)
    return Prose(wording.ROW.format(total=total.words, parts=", ".join(parts)))


def missed_targets(edition: Edition, *measures: str) -> Prose:
    """The targets judged by some measures that are missed; nothing where none is."""
    judged = [target for target in edition.targets if target.measure in measures]
    missed = [escape(target.label) for target in judged if edition.outcomes[target.id] in MISSED]
    return Prose(bullets(wording.MISSED_HEAD, missed))


def feedback_behind(edition: Edition) -> Prose:
    """How much feedback was answered late or is pending overdue; nothing where none is, or nothing is known of it."""
    if not edition.is_supplied("feedback_total"):
        return Prose("")
    parts = [
        fill(template, count=figure.words)
        for name, template in wording.FEEDBACK_BEHIND_PARTS.items()
        if (figure := edition.value(f"feedback_{name}")).numerator
    ]
    return Prose(wording.FEEDBACK_BEHIND.format(parts="; ".join(parts)) if parts else "")


def behind_sentences(edition: Edition, *parts: str) -> Prose:
    """The products of some parts of the plan that are late, when they were due and what hinders them; that none is."""
    items = edition.items_of(*parts)
    late = [overdue_line(item) for item in records(items[items["is_overdue"]])]
    return Prose(bullets(wording.OVERDUE_HEAD, late) or wording.PLAN_NONE_OVERDUE)


def sub_plan_sentences(edition: Edition, measure: str) -> Prose:
    """How far the sub-plans of one measure ("law_monitoring") are carried out, task by task with the documents."""
    codes = [code for code, of in edition.sub_plans.measures.items() if of == measure]
    if not codes:
        label = LABELS[measure]
        return Prose(wording.SUB_PLAN_NO_DATA.format(label=label))
    return paragraphs(*(text for code in codes for text in _sub_plan(edition, measure, code)))


def entered_sentence(edition: Edition, *indicators: str) -> Prose:
    """Figures that people entered for the period, in one sentence; in another, which nobody entered.

    An indicator that the reference table does not have is left out.
    """
    known = {each.code: each for each in edition.reference.indicators}
    asked = [code for code in indicators if code in known]
    there = [code for code in asked if edition.value(ENTERED, {"indicator": code}).numerator]
    said = [_entered(edition, code, known[code].whole if known[code].whole in there else "") for code in there]
    missing = "; ".join(escape(uncapitalised(known[code].name)) for code in asked if code not in there)
    return paragraphs(
        wording.ENTERED_ALL.format(parts="; ".join(filter(None, said))) if any(said) else "",
        wording.ENTERED_MISSING.format(missing=missing) if missing else "",
    )


def time_cut_sentences(edition: Edition) -> Prose:
    """How far the approved times are below the legal ones, in each unit of time, and how many procedures by a tenth."""
    shares = {unit: edition.value(f"time_cut_of_legal_{unit}") for unit in wording.TIME_CUT_UNITS}
    cuts = [
        fill(wording.TIME_CUT_OF, cut=share.above, legal=share.below, unit=wording.TIME_CUT_UNITS[unit], share=share.percent)
        for unit, share in shares.items()
        if share.denominator
    ]  # fmt: skip
    if not cuts:
        return Prose(wording.TIME_CUT_NO_DATA)
    tenth = edition.value("procedures_cut_by_tenth_of_timed")
    return Prose(
        wording.TIME_CUT.format(cuts=enumerate_vi(cuts))
        + " "
        + fill(wording.TIME_CUT_BY_TENTH, cut=tenth.above, timed=tenth.below, share=tenth.percent)
    )


def unused_procedures(edition: Edition) -> Prose:
    """The procedures without a dossier in the period, by name."""
    unused, total = edition.value("procedures_without_dossier"), edition.value("procedures_total")
    if not total.numerator:
        return Prose(wording.NO_PROCEDURES)
    if not unused.numerator:
        return Prose(fill(wording.PROCEDURES_ALL_USED, total=total.words))
    names = dict(zip(edition.reference.procedures["procedure"], edition.reference.procedures["name"], strict=True))
    lines = [escape(names[line["procedure"]]) for line in records(edition.rows("procedures_without_dossier"))]
    return Prose(bullets(fill(wording.PROCEDURES_UNUSED, unused=unused.words, total=total.words), lines))


def _sub_plan(edition: Edition, measure: str, code: str) -> list[str]:
    last, tasks = pd.Timestamp(edition.period.end), edition.sub_plans.tasks
    tasks = tasks[tasks["sub_plan"] == code]
    title, day = edition.sub_plans.titles[code], short_date(edition.period.end)
    issued = records(tasks[tasks["kind"].eq("plan") & (tasks["done_date"] <= last)])
    work = tasks[tasks["kind"].eq("work")]
    is_done, is_late = work["done_date"] <= last, work["due_date"] < last
    share = edition.value(f"{measure}_done_share", {"sub_plan": code})
    if not issued:
        return [fill(wording.SUB_PLAN_NOT_ISSUED, day=day, title=uncapitalised(title))]
    number = issued[0]["document_no"]
    if pd.notna(number):
        title = wording.SUB_PLAN_TITLE.format(title=title, number=number, day=short_date(issued[0]["done_date"]))
    if not share.denominator:
        return [fill(wording.SUB_PLAN_NO_TASKS, title=title)]
    reached = {"done": share.above, "total": share.below, "share": share.percent}
    return [
        fill(wording.SUB_PLAN_ISSUED, title=title, day=day, **reached),
        bullets(wording.SUB_PLAN_DONE, [_done_task(task) for task in records(work[is_done])]),
        bullets(wording.SUB_PLAN_OVERDUE, [_open_task(task) for task in records(work[~is_done & is_late])]),
        bullets(wording.SUB_PLAN_COMING, [_open_task(task) for task in records(work[~is_done & ~is_late])]),
    ]


def _done_task(task: Record) -> str:
    number: str = "" if pd.isna(task["document_no"]) else f"số {task['document_no']} "
    late = f" ({wording.LATE})" if task["done_date"] > task["due_date"] else ""
    return escape(f"{task['task_text']}: {number}ngày {short_date(task['done_date'])}{late}")


def _open_task(task: Record) -> str:
    return escape(str(task["task_text"])) + _until(task["due_date"])


def _entered(edition: Edition, code: str, whole: str) -> str:
    """One figure in words, as a part of its whole where that was entered too; nothing for a part of nothing."""
    value = edition.value(f"appendix_{code}")
    if not value.numerator and code in wording.ENTERED_NONE:
        return wording.ENTERED_NONE[code]
    if not whole:
        template = wording.ENTERED_ALONE.get(code) or wording.ENTERED[code]
        return fill(template, count=value.words)
    share = edition.value(f"appendix_{code}_share")
    if not share.denominator:
        return ""
    return fill(wording.ENTERED[code], part=share.above, whole=share.below, share=share.percent)


def _until(day: pd.Timestamp) -> str:
    return "" if pd.isna(day) else wording.UNTIL.format(day=short_date(day))
