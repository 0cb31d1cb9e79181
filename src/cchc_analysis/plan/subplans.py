"""The sub-plans that some targets rest on, each a small register of its own, the units that were inspected, and what was found there.

A sub-plan's own plan and its report are listed too, but they alone do not prove that it was carried out: only its tasks count. Reads
`data/plan/<year>/sub-plans/`; nothing here knows the targets.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from cchc_analysis.errors import PlanError
from cchc_analysis.plan.files import read_table, read_toml
from cchc_analysis.text import did_you_mean

FOLDER, HEAD = "sub-plans", "sub-plans.toml"
HEAD_KEYS = {"id": str, "measure": str, "title": str, "number": str, "date": date}
# What sub-plans are called in a sentence, by the name of their measures. Every office has these four; a further one says itself
# what it is called, with a `label`.
LABELS = {
    "law_monitoring": "kế hoạch theo dõi tình hình thi hành pháp luật",
    "legal_work": "kế hoạch công tác pháp chế và công tác văn bản QPPL",
    "communication": "các kế hoạch tuyên truyền CCHC",
    "self_inspection": "kế hoạch tự kiểm tra công tác CCHC",
}
TASK_COLUMNS = (
    "task_no", "kind", "task_text", "lead_unit", "due_date", "done_date", "document_no", "estimate", "estimate_date", "note",
)  # fmt: skip
UNIT_FILE = "inspected-units.csv"
UNIT_COLUMNS = ("unit", "inspected_date", "document_no", "note")
FINDING_FILE = "inspection-findings.csv"
FINDING_COLUMNS = ("unit", "found_date", "finding", "handled_date", "document_no", "note")
NEEDED = "Its sub-plan cannot be measured without."
KINDS = ("plan", "work", "report")
DATES = ("due_date", "done_date", "estimate_date", "inspected_date", "found_date", "handled_date")


@dataclass(frozen=True)
class SubPlans:
    """The sub-plans of a year.

    `tasks`: sub_plan, measure and the columns of its file, dates as datetime64; `inspected`: one row per unit of the agency, with
    the day on which it was inspected; `findings`: what the inspections found, with the day on which it was handled, or referred to those who can. `titles` maps the ids of the sub-plans to their titles, `measures` to the names of their measures, and
    `labels` these to what they are called in a sentence; sub-plans of one measure are judged together.
    """

    tasks: pd.DataFrame
    inspected: pd.DataFrame
    findings: pd.DataFrame
    titles: dict[str, str]
    labels: dict[str, str]
    measures: dict[str, str]


def load_sub_plans(folder: Path, units: list[str]) -> SubPlans:
    """The sub-plans in `folder` (data/plan/<year>); none where it has no `sub-plans`.

    `units` are the codes of the agency's units. Raises PlanError with all that is wrong at once.
    """
    place = folder / FOLDER
    heads = _heads(place / HEAD) if place.is_dir() else []
    tables, problems = [], list[str]()
    for head in heads:
        name = f"{head['id']}.csv"
        table = read_table(place / name, TASK_COLUMNS, NEEDED)
        problems += [f"{name}, {words}" for words in _task_problems(table, units)]
        tables.append(table.assign(sub_plan=head["id"], measure=head["measure"]))
    inspected = _register(place / UNIT_FILE, UNIT_COLUMNS, bool(heads))
    findings = _register(place / FINDING_FILE, FINDING_COLUMNS, bool(heads))
    problems += [f"{FINDING_FILE}, {words}" for words in _finding_problems(findings, units)]
    problems += [f"{UNIT_FILE}, {words}" for words in _unit_problems(inspected, units)]
    if problems:
        raise PlanError("\n".join([f"The sub-plans in {FOLDER} do not hold together:", *problems]))
    empty = pd.DataFrame(columns=["sub_plan", "measure", *TASK_COLUMNS], dtype="str")
    tasks = pd.concat([empty, *tables], ignore_index=True)
    return SubPlans(
        _dated(tasks),
        _dated(inspected),
        _dated(findings),
        {head["id"]: head["title"] for head in heads},
        {head["measure"]: head["label"] for head in heads},
        {head["id"]: head["measure"] for head in heads},
    )


def sub_plan_labels(folder: Path) -> dict[str, str]:
    """Names of the measures → what the sub-plans in `folder` (data/plan/<year>) are called in a sentence."""
    path = folder / FOLDER / HEAD
    return {head["measure"]: head["label"] for head in _heads(path)} if path.is_file() else {}


def _heads(path: Path) -> list[dict[str, Any]]:
    heads: list[dict[str, Any]] = read_toml(path, "It lists the sub-plans.").get("sub_plan", [])
    for number, head in enumerate(heads, start=1):
        # One that is not issued yet has no number and no date.
        wrong = [
            name
            for name, kind in HEAD_KEYS.items()
            if not isinstance(head.get(name), kind) and not (name == "date" and head.get(name) == "")
        ]
        head.setdefault("label", LABELS.get(head.get("measure", "")))
        if wrong := wrong + ["label"] * (not isinstance(head["label"], str)):
            raise PlanError(f"{FOLDER}/{path.name}: sub-plan {number} lacks {', '.join(wrong)}.")
    ids = [head["id"] for head in heads]
    if twice := sorted({name for name in ids if ids.count(name) > 1}):
        raise PlanError(f"{FOLDER}/{path.name}: {', '.join(twice)} stands more than once.")
    return heads


def _register(path: Path, columns: tuple[str, ...], is_wanted: bool) -> pd.DataFrame:
    return read_table(path, columns, NEEDED) if is_wanted else pd.DataFrame(columns=list(columns), dtype="str")


def _task_problems(table: pd.DataFrame, units: list[str]) -> Iterator[str]:
    numbers = list(table["task_no"])
    for line, task in enumerate(table.to_dict("records"), start=2):
        where = f"line {line}: "
        if numbers.count(task["task_no"]) > 1:
            yield f"{where}task_no {task['task_no']} stands more than once."
        if task["kind"] not in KINDS:
            yield f'{where}kind "{task["kind"]}" is none of {", ".join(KINDS)}.'
        if task["lead_unit"] not in units:
            yield f'{where}unit "{task["lead_unit"]}" is not known.{did_you_mean(task["lead_unit"], units)}'
        if task["estimate"] not in ("", "done", "running"):
            yield f'{where}estimate "{task["estimate"]}" is neither done nor running.'
        if bool(task["estimate"]) != bool(task["estimate_date"]):
            yield f"{where}an estimate needs the day on which it was given, and that day an estimate."
        yield from (f"{where}{words}" for words in _date_problems(task))


def _unit_problems(table: pd.DataFrame, units: list[str]) -> Iterator[str]:
    codes = list(table["unit"])
    for line, unit in enumerate(table.to_dict("records"), start=2):
        if unit["unit"] not in units:
            yield f'line {line}: unit "{unit["unit"]}" is not known.{did_you_mean(unit["unit"], units)}'
        if codes.count(unit["unit"]) > 1:
            yield f"line {line}: unit {unit['unit']} stands more than once."
        yield from (f"line {line}: {words}" for words in _date_problems(unit))


def _finding_problems(table: pd.DataFrame, units: list[str]) -> Iterator[str]:
    for line, found in enumerate(table.to_dict("records"), start=2):
        if found["unit"] not in units:
            yield f'line {line}: unit "{found["unit"]}" is not known.{did_you_mean(found["unit"], units)}'
        if lacking := [name for name in ("found_date", "finding") if not found[name]]:
            yield f"line {line}: {' and '.join(lacking)} must be filled in."
        if found["handled_date"] and found["handled_date"] < found["found_date"]:
            yield f"line {line}: handled_date {found['handled_date']} is before found_date {found['found_date']}."
        yield from (f"line {line}: {words}" for words in _date_problems(found))


def _date_problems(line: dict[Any, str]) -> Iterator[str]:
    for name in DATES:
        if (text := line.get(name, "")) and not _is_day(text):
            yield f'{name} "{text}" is no date (write 2021-03-31).'


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _dated(table: pd.DataFrame) -> pd.DataFrame:
    """Dates as datetime64, and empty cells as missing."""
    filled = table.where(table != "")
    days = {name: pd.to_datetime(filled[name], format="%Y-%m-%d").dt.as_unit("us") for name in DATES if name in table}
    return filled.assign(**days)
