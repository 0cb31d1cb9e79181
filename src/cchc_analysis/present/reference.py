"""The reference of the measures (docs/measures.md) as Markdown, from the measures and their worked examples.

English around, Vietnamese labels and definitions as they are. It describes the default counting rules, whatever the settings
of a project: the worked examples hold for these.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from typing import Any, get_args

from cchc_analysis.measures.core import Better, Count, Evidence, Measure, Quantile, Ratio, Sum, SurvivalMedian, evaluate
from cchc_analysis.measures.counting import CountingRules, other_readings
from cchc_analysis.measures.dossier_examples import READING_ROWS, dossier_table, form_under
from cchc_analysis.measures.examples import Example, Row, letters_behind
from cchc_analysis.present.examples import EXAMPLES, figure_of, known_measures
from cchc_analysis.tables import Record, records

# What is counted, by the table that it is counted in.
TABLES = {
    "dossiers": "Dossiers",
    "fees": "Payments of fees",
    "procedures": "Procedures",
    "overdue_dossiers": "Overdue dossiers and their explanations",
    "appendix": "Figures entered by hand",
    "feedback": "Feedback",
    "documents": "Electronic documents",
    "systems": "Systems to be connected to LGSP",
    "offices": "Offices on the document network",
    "items": "Items of the plan",
    "items_by_lead_unit": "Items of the plan by leading unit",
    "items_by_support_unit": "Items of the plan by supporting unit",
    "products": "Products of the plan",
    "products_by_lead_unit": "Products of the plan by leading unit",
    "products_by_support_unit": "Products of the plan by supporting unit",
    "deliverables": "Documents of the plan",
    "table_rows": "Rows of the plan's table",
    "tasks": "Tasks of the plan",
    "units": "Units that report on the plan",
    "sub_plans": "Tasks of the sub-plans",
    "inspected_units": "Inspected units",
    "inspection_findings": "Findings of inspections",
    "targets": "Targets",
    "criteria": "Criteria of the scorecard",
    "files": "Rows of the files",
    "findings": "Findings of the row checks",
    "versions": "Figures of the last published version",
}
EVIDENCE: dict[Evidence, str] = {
    "SEED": "the plan itself",
    "S": "a page that was seen",
    "V": "as a vendor's one-stop system has it; not the text of the regulation",
    "D": "arithmetic, or this project's own way of counting",
    "M": "from memory, unverified: not to be quoted as law",
    "?": "an open question, unverified: not to be quoted as law",
}
WANTED: dict[Better, str] = {"higher": "higher", "lower": "lower", "": "neither"}
# Setting → what it decides; value → what it does.
RULES: dict[str, tuple[str, dict[str, str]]] = {
    "withdrawn": ("Dossiers withdrawn or given back.", {
        "on_time": "settled on time (column 9) whatever their dates, as a one-stop system's form has them",
        "by_date": "judged by their dates like any other",
        "excluded": "nowhere, from the period on in which they ended",
    }),
    "paused": ("Dossiers that wait for a supplement at the cut-off.", {
        "in_time": "pending in time (column 12) whatever their due date, as a one-stop system's form has them",
        "by_date": "judged by their due date",
    }),
    "no_due_date": ("Dossiers without a due date.", {
        "recompute": "the due date is recomputed from the day of receipt and the regulated time, and the report says how many",
        "leave": "it stays missing: columns 9 and 12, with a footnote",
        "block": "counted as with `leave`, and publishing is refused while there is one",
    }),
    "due_date": ("Which due date judges.", {
        "first_unless_moved": "the first, unless a supplement that was answered by the cut-off moved it",
        "first": "the first, whatever happened",
        "current": "the one that the system shows now; where an apology overwrote it, lateness disappears",
    }),
    "end_date": ("When a dossier has ended.", {
        "finished": "when its result is ready",
        "returned": "when its result is handed over; a withdrawn dossier ends when it is withdrawn",
    }),
    "refused": ("Dossiers refused at intake.", {
        "excluded": "counted nowhere in the form",
        "counted": "received, and settled on time, on the day of the refusal",
    }),
    "interlinked": ("Dossiers settled together with another agency (liên thông).", {
        "counted": "count here, at the receiving agency",
        "excluded": "count nowhere in the form",
    }),
    "transferred": ("By unit: dossiers that another unit has now.", {
        "lead_unit": "at the leading unit of their procedure",
        "holder": "at the unit that has them now",
    }),
}  # fmt: skip


def reference() -> str:
    """The whole page."""
    measures = known_measures()
    parts = [
        _opening(),
        _contents(measures),
        *_rules(),
        *(part for subject in TABLES for part in _section(subject, measures)),
    ]
    return "\n\n".join(parts) + "\n"


def _opening() -> str:
    kinds = "\n".join(f"- **{tag}** – {words}" for tag, words in EVIDENCE.items())
    return (
        "# Measures\n\n"
        "<!-- Generated by `make docs` from the measures and their worked examples. Do not edit. -->\n\n"
        "What is counted, in words that can be checked, with an example small enough to check in the head. Labels and definitions\n"
        "are Vietnamese, as they are printed. All of it is under the default counting rules (see below).\n\n"
        "An example gives rows with letters; each measure says which of them it counts. Of a ratio, the letters before the\n"
        "stroke make the numerator, those behind it the denominator. What a row leaves empty is missing, or does not matter.\n"
        "Unless an example says otherwise its period is 2021-Q1, from 2020-12-15 to 2021-03-14 (a Sunday), both inclusive.\n"
        "Working days leave out Saturdays, Sundays, 2021-01-01, and 2021-02-10 to 12, 15 and 16.\n\n"
        "How sure a source is:\n\n" + kinds
    )


def _contents(measures: Mapping[str, Measure]) -> str:
    lines = ["## Contents", "", "- [Counting rules](#counting-rules)"]
    for subject, title in TABLES.items():
        lines.append(f"- [{title}](#{_anchor(title)})")
        lines += [f"  - [{name}](#{name}) – {measures[name].label}" for name in _names(subject)]
    return "\n".join(lines)


def _rules() -> Iterator[str]:
    yield (
        "## Counting rules\n\n"
        "Contested readings are settings, in the section `[counting]` of `cchc.toml`. The report prints those in force."
    )
    defaults = CountingRules()
    for setting in fields(CountingRules):
        what, values = RULES[setting.name]
        default = getattr(defaults, setting.name)
        lines = [
            f"- `{value}`{' (default)' if value == default else ''}: {values[value]}"
            for value in get_args(setting.type)
        ]
        yield f"### {setting.name}\n\n{what}\n\n" + "\n".join(lines)
    yield "### What another reading changes\n\nEach row is a case that some setting decides:\n\n" + _facts(READING_ROWS)
    yield (
        "Columns of form II.06a under the default, and what each other reading makes of them (by rows):\n\n"
        + _readings()
    )


def _readings() -> str:
    table = dossier_table(READING_ROWS)
    default = form_under(table, CountingRules())
    lines = [f"- default: {_told(default)}"]
    for setting, value, rules in other_readings(CountingRules()):
        changed = {name: letters for name, letters in form_under(table, rules).items() if letters != default[name]}
        lines.append(f'- `{setting} = "{value}"`: {_told(changed) or "the same in total; differs by unit"}')
    return "\n".join(lines)


def _told(form: Mapping[str, str]) -> str:
    return "; ".join(f"{name}: {letters or '–'}" for name, letters in form.items())


def _section(subject: str, measures: Mapping[str, Measure]) -> Iterator[str]:
    yield f"## {TABLES[subject]}"
    for example in _examples(subject):
        yield _example(example)
    figures = {example.name: _figures(example, measures) for example in _examples(subject)}
    for name in _names(subject):
        yield _entry(measures[name], [example for example in _examples(subject) if name in example.expected], figures)


def _example(example: Example) -> str:
    head = f"### Example {example.name}\n\n{example.title}."
    return f"{head} Period {example.period.start} to {example.period.end}.\n\n{_rows(example.rows)}"


def _entry(measure: Measure, examples: Sequence[Example], figures: Mapping[str, Mapping[str, Record]]) -> str:
    better, evidence = WANTED[measure.better], measure.source.evidence
    source = f"{measure.source.text} " if measure.source.text else ""
    lines = [
        f"### {measure.name}",
        "",
        f"**{measure.label}** – {measure.definition}",
        "",
        *(f"- {line}" for line in _calculation(measure)),
        f"- Unit: {measure.unit}; wanted: {better}",
        f"- Source: {source}[{evidence}: {EVIDENCE[evidence]}]",
    ]
    for example in examples:
        parts = (measure.numerator, measure.denominator) if isinstance(measure, Ratio) else (measure,)
        table = example.table
        letters = [" ".join(letters_behind(table, part, example.period, example.key)) or "–" for part in parts]
        figure = figure_of(figures[example.name][measure.name], measure, example.name).text
        lines.append(f"- [Example {example.name}](#example-{example.name}): {' / '.join(letters)} → **{figure}**")
    return "\n".join(lines)


def _calculation(measure: Measure) -> Iterator[str]:
    match measure:
        case Ratio():
            yield f"Numerator: {measure.numerator.label} (`{measure.numerator.name}`) – {measure.numerator.definition}"
            yield f"Denominator: {measure.denominator.label} (`{measure.denominator.name}`) – {measure.denominator.definition}"
        case Count():
            yield "Numerator: the number of these rows; no denominator"
        case Sum():
            yield "Numerator: the sum over these rows; no denominator"
        case Quantile():
            at = (
                "the largest"
                if measure.share == 1
                else f"the value at {100 * measure.share} %, between two neighbours linearly"
            )
            yield f"Read from these rows in order: {at}"
        case SurvivalMedian():
            yield "Read from the Kaplan–Meier estimate: the first day by which no more than half are still open"


def _rows(rows: Sequence[Row]) -> str:
    columns = list(dict.fromkeys(name for each in rows for name in each.values))
    lines = [["row", *columns, "why it is there"], ["---"] * (len(columns) + 2)]
    lines += [[each.letter, *(_cell(each.values.get(name)) for name in columns), each.note] for each in rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _facts(rows: Sequence[Row]) -> str:
    """The rows one below the other with what they say, where a table would have too many columns."""
    return "\n".join(
        f"- **{each.letter}** – {each.note}: "
        + ", ".join(f"{name} {_cell(value)}" for name, value in each.values.items() if value is not None)
        for each in rows
    )


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value).replace("|", ", ")


def _figures(example: Example, measures: Mapping[str, Measure]) -> dict[str, Record]:
    frame = evaluate(example.table, [measures[name] for name in example.expected], example.period)
    return {str(line["measure"]): line for line in records(frame)}


def _examples(subject: str) -> list[Example]:
    return [example for example in EXAMPLES.values() if example.subject == subject]


def _names(subject: str) -> list[str]:
    """The measures of a table in the order in which they are defined, not in that of the examples."""
    shown = {name for example in _examples(subject) for name in example.expected}
    return [name for name in known_measures() if name in shown]


def _anchor(title: str) -> str:
    return title.casefold().replace(" ", "-")
