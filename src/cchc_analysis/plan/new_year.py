"""The folder of a new year's plan, made from that of another year: what carries over, what is blank, and what must be looked at.

Pure: texts by file name come out, nothing is written. Nothing of the new plan is guessed. What carries over unseen by anyone would
be printed one day as the plan's own words, so number and date are blank and targets unconfirmed, and no report is made before a
person has filled them in.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from cchc_analysis.plan.files import csv_text, opening_comment, read_table, read_toml, table_text, toml_text
from cchc_analysis.plan.importing import Doubt
from cchc_analysis.plan.register import FILES, PRODUCT_COLUMNS, TASK_COLUMNS, TO_FILL_IN
from cchc_analysis.plan.subplans import FINDING_COLUMNS, FINDING_FILE, FOLDER, HEAD, UNIT_COLUMNS, UNIT_FILE
from cchc_analysis.plan.subplans import TASK_COLUMNS as SUB_PLAN_COLUMNS
from cchc_analysis.plan.targets import UNCONFIRMED

NEEDED = "The new year is laid out from it."
OBJECTIVES, ORGANISATION = "objectives.csv", "organisation.csv"
# Files whose texts are the plan's own, with the columns that stay: how it is numbered is the usual form.
TEMPLATES = {OBJECTIVES: (("no", "text"), ("no",)), ORGANISATION: (("section", "no", "text"), ("section", "no"))}
# What stands before the year of a plan; the year of a law's number has none of it.
_LEADS_TO_YEAR = r"(?i:năm |quý (?:IV|III|II|I)/ ?)"


@dataclass(frozen=True)
class LaidOut:
    """The files of a new year's folder, by their path in it, and what is doubtful about the rows that were carried over."""

    files: Mapping[str, str]
    doubts: tuple[Doubt, ...] = ()


def lay_out(source: Path, before: int, year: int, carry_tasks: bool = False) -> LaidOut:
    """The folder of `year` from that of the year `before`; raises PlanError where a file of it is missing or broken.

    Tasks and products are left to be imported, or with `carry_tasks` taken over with their deadlines moved along with the year.
    """
    tasks, products, doubts = (
        _carried(source, before, year) if carry_tasks else (_empty("tasks.csv"), _empty("products.csv"), ())
    )
    files = {
        "plan.toml": _head(source, before, year),
        "tasks.csv": table_text(tasks),
        "products.csv": table_text(products),
        "overrides.csv": csv_text(FILES["overrides.csv"]),
        "overlaps.csv": csv_text(FILES["overlaps.csv"]),
        "targets.toml": _targets(source, before),
        **_templates(source),
        **_sub_plans(source, before, year),
    }
    return LaidOut(files, doubts)


def moved(text: str, before: int, year: int) -> str:
    """A deadline with its years moved along: every year in it that is the plan's own or the one before."""
    return _moved(r"(?<!\d)", text, before, year)


def moved_words(text: str, before: int, year: int) -> str:
    """Another text with the years moved along that stand after "năm" or a quarter; numbers of documents keep theirs."""
    return _moved(_LEADS_TO_YEAR, text, before, year)


def _moved(lead: str, text: str, before: int, year: int) -> str:
    own = f"{before - 1}|{before}"
    return re.sub(rf"({lead})({own})(?!\d)", lambda found: f"{found[1]}{int(found[2]) + year - before}", text)


def _empty(name: str) -> pd.DataFrame:
    return pd.DataFrame(columns=list(FILES[name]), dtype="str")


def _head(source: Path, before: int, year: int) -> str:
    """The head with the new year; what only the signed plan can say is blank and marked."""
    head = read_toml(source / "plan.toml", NEEDED)
    kept = {key: moved_words(value, before, year) if isinstance(value, str) else value for key, value in head.items()}
    blank = [*TO_FILL_IN, *(["preamble"] if "preamble" in head else [])]
    remarks = dict.fromkeys(blank, "TO FILL IN, as the signed plan has it")
    comment = (
        f"# The plan of {year}, laid out from that of {before}. No report is made before number and date are filled in:\n"
        '# number = "163/KH-STTTT", date = 2020-12-29.\n'
    )
    return comment + toml_text(kept | {"year": year} | dict.fromkeys(blank, ""), remarks)


def _targets(source: Path, before: int) -> str:
    """The targets with their thresholds, each to be confirmed."""
    path = source / "targets.toml"
    targets = read_toml(path, NEEDED).get("target", [])
    parts = [
        f'# Carried over from {before}: no report is made while a citation begins with "{UNCONFIRMED.strip()}". Compare each\n'
        "# threshold and citation with the new plan, and take the words away. Take out the targets that it does not have.\n"
        + opening_comment(path.read_text(encoding="utf-8"))
    ]
    for target in targets:
        citation = UNCONFIRMED + str(target.get("citation", "")).removeprefix(UNCONFIRMED)
        parts.append(
            "[[target]]\n"
            + toml_text(target | {"citation": citation}, {"threshold": f"to be confirmed: as in {before}"})
        )
    return "\n".join(parts)


def _templates(source: Path) -> dict[str, str]:
    """The plan's sections before the table, numbered as they were and without their words."""
    found = {}
    for name, (columns, kept) in TEMPLATES.items():
        if (source / name).is_file():
            table = read_table(source / name, columns, NEEDED)
            found[name] = table_text(table.assign(**{column: "" for column in columns if column not in kept}))
    return found


def _sub_plans(source: Path, before: int, year: int) -> dict[str, str]:
    """The list of sub-plans, none of them issued yet, and their empty registers."""
    path = source / FOLDER / HEAD
    if not path.is_file():
        return {}
    heads: list[dict[str, Any]] = read_toml(path, NEEDED).get("sub_plan", [])
    blank = {"number": "", "date": ""}
    parts = [f"# Laid out from {before}. Of each sub-plan number and date stay blank until it is issued.\n"]
    parts += [
        "[[sub_plan]]\n"
        + toml_text(
            head | blank | {"title": moved_words(str(head.get("title", "")), before, year)},
            dict.fromkeys(blank, "to fill in"),
        )
        for head in heads
    ]
    registers = {f"{FOLDER}/{head['id']}.csv": csv_text(SUB_PLAN_COLUMNS) for head in heads if "id" in head}
    registers |= {
        f"{FOLDER}/{UNIT_FILE}": csv_text(UNIT_COLUMNS),
        f"{FOLDER}/{FINDING_FILE}": csv_text(FINDING_COLUMNS),
    }
    return {f"{FOLDER}/{HEAD}": "\n".join(parts), **registers}


def _carried(source: Path, before: int, year: int) -> tuple[pd.DataFrame, pd.DataFrame, tuple[Doubt, ...]]:
    """Tasks and products with their years moved along; every row says that it was carried over, and what changed in it."""
    doubts: list[Doubt] = []

    def carried(name: str, columns: tuple[str, ...], key: str, texts: tuple[str, ...]) -> pd.DataFrame:
        lines = read_table(source / name, columns, NEEDED).to_dict("records")
        for line in lines:
            changes = [why for column in texts for why in _move(line, column, before, year)]
            doubts.extend(Doubt(line[key], "deadline" if key == "row_id" else "products", why) for why in changes)
            line["doubt"] = "; ".join(filter(None, [line["doubt"], f"carried over from {before}", *changes]))
        return pd.DataFrame(lines, columns=list(columns), dtype="str")

    tasks = carried("tasks.csv", TASK_COLUMNS, "row_id", ("task_text", "deadline_text", "note_text"))
    products = carried("products.csv", PRODUCT_COLUMNS, "product_id", ("lead_in", "product_text"))
    return tasks, products, tuple(doubts)


def _move(line: dict[Any, str], column: str, before: int, year: int) -> Iterator[str]:
    """Moves the years of a text in place; says what it was, and which years were left because they may be of something else."""
    old = line[column]
    line[column] = (moved if column == "deadline_text" else moved_words)(old, before, year)
    if line[column] != old:
        yield f"the year was moved along: '{old}'"
    if left := _left(old, before):
        yield f"names {left}, which was left as it is"


def _left(text: str, before: int) -> str:
    """The years of the old plan in a text that are not moved along, other than in dates and numbers of documents."""
    rest = re.sub(rf"{_LEADS_TO_YEAR}20\d\d", "", text)
    return ", ".join(dict.fromkeys(re.findall(rf"(?<![/\d])(?:{before - 1}|{before})(?![/\d])", rest)))
