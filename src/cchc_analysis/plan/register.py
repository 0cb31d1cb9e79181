"""The register of the plan: its table as printed, and what is due from it. Reads `data/plan/<year>/` and checks it whole.

Four levels: a task (nhiệm vụ, 39) stands in a row of the printed table (41), a row asks for products (sản phẩm), and a
product falls due once or several times a year: each time is an item. When, is read from the printed texts (see `deadlines`) and,
where these cannot tell, from reviewed overrides. Progress is reported on items. Nothing here knows what was done: see `progress`.
"""

import csv
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from cchc_analysis.errors import InputError, PlanError
from cchc_analysis.periods import DEFAULT_CUTOFF, CutoffRule
from cchc_analysis.plan.deadlines import RULES, Grammar, Reading, UnknownDeadlineError
from cchc_analysis.plan.files import read_table, read_toml
from cchc_analysis.tables import records
from cchc_analysis.text import did_you_mean
from cchc_analysis.workdays import CALENDAR_NAME, Calendar

TASK_COLUMNS = (
    "row_id", "task_ids", "group_no", "group_name", "task_text", "assignment_text", "deadline_text", "note_text",
    "lead_units", "support_units", "doubt",
)  # fmt: skip
PRODUCT_COLUMNS = ("product_id", "row_id", "n", "printed_no", "lead_in", "product_text", "doubt")
ITEM_COLUMNS = (
    "item_id", "product_id", "occurrence", "kind", "planned_start", "due_date", "before_date", "rule", "basis", "doubt",
)  # fmt: skip
# What the grammar of deadlines cannot know: another kind or date with its reason (the letter's number), or a doubt alone.
OVERRIDE_COLUMNS = ("item_id", "kind", "due_override", "reason", "doubt")
# Two rows that ask for one document: the product of the one, and the item of the other that is the same.
OVERLAP_COLUMNS = ("row_a", "row_b", "product_a", "item_b", "note")
# The tables of a register's folder.
FILES = {
    "tasks.csv": TASK_COLUMNS,
    "products.csv": PRODUCT_COLUMNS,
    "overrides.csv": OVERRIDE_COLUMNS,
    "overlaps.csv": OVERLAP_COLUMNS,
}
# What plan.toml may still leave blank ("") until the plan is signed; no report is made before.
TO_FILL_IN = ("number", "date")
DATE_COLUMNS = ("planned_start", "due_date", "before_date")

KINDS = ("dated", "continuous", "undated")
# What an item takes over from its row of the table.
ROW_COLUMNS_OF_ITEMS = (
    "row_id", "task_ids", "group_no", "group_name", "task_text", "deadline_text", "lead_units", "support_units",
)  # fmt: skip


@dataclass(frozen=True)
class Register:
    """The plan of one year.

    `tasks`: one line per row of the printed table, in order. `products`: one line per product. `items`: one line per
    occurrence of a product, with its dates (datetime64, missing where there is none), `plan_year`, the product's text, what
    its row says, and `deliverable_id`: the product that the item is the same document as, its own unless `overlaps` links it.
    All codes are text ("6.10" is not 6.1); lists of unit codes are separated by "|".
    """

    year: int
    number: str
    date: date
    title: str
    tasks: pd.DataFrame
    products: pd.DataFrame
    items: pd.DataFrame
    overlaps: pd.DataFrame

    @property
    def groups(self) -> dict[str, str]:
        """Number → name of the groups of tasks (nhiệm vụ chung), in printed order."""
        return dict(zip(self.tasks["group_no"], self.tasks["group_name"], strict=True))

    @property
    def lead_units(self) -> list[str]:
        """The codes of all units that lead a row, in order of first appearance."""
        return list(dict.fromkeys(code for codes in self.tasks["lead_units"] for code in split_units(codes)))


def load_register(folder: Path, reference: Path | None = None, cutoff: CutoffRule = DEFAULT_CUTOFF) -> Register:
    """The register in `folder` (data/plan/<year>), checked against the units and the calendar of `reference`.

    `reference` is data/reference beside the plan unless given; `cutoff` dates the periodic reports. Raises PlanError with all
    that is wrong at once: missing files or columns, codes that stand twice or point nowhere, unknown units, deadlines that
    nobody can read, dates that cannot be.
    """
    reference = reference or folder.parent.parent / "reference"
    head = _read_head(folder / "plan.toml")
    tasks, products, overrides, overlaps = (
        read_table(folder / name, columns, "The register of a plan needs it.") for name, columns in FILES.items()
    )
    units = _unit_codes(reference / "units.csv")
    problems = [*_unfinished(head, tasks), *_key_problems(tasks, products, overrides), *_unit_problems(tasks, units)]
    items, unread = _items(tasks, products, overrides, Grammar(head["year"], _calendar(reference), cutoff))
    problems += [*unread, *_override_problems(overrides, items), *_overlap_problems(overlaps, tasks, products, items)]
    if problems:
        raise PlanError("\n".join([f"The register of the plan in {folder.name} does not hold together:", *problems]))
    return Register(
        year=head["year"],
        number=head["number"],
        date=head["date"],
        title=head["title"],
        tasks=tasks,
        products=products.astype({"n": "int64"}),
        items=_joined(items, products, tasks, overlaps, head["year"]),
        overlaps=overlaps,
    )


def split_units(codes: str) -> list[str]:
    """The unit codes of a list written "VP|PCM"; empty for ""."""
    return [code for code in codes.split("|") if code]


def _items(
    tasks: pd.DataFrame, products: pd.DataFrame, overrides: pd.DataFrame, grammar: Grammar
) -> tuple[pd.DataFrame, list[str]]:
    """One line per item, as the grammar and the overrides read it, and what neither could read."""
    given = {line["item_id"]: line for line in records(overrides)}
    lines: list[dict[str, str]] = []
    problems: list[str] = []
    for row_id, deadline in zip(tasks["row_id"], tasks["deadline_text"], strict=True):
        of_row = products[products["row_id"] == row_id]
        codes, texts = list(of_row["product_id"]), list(of_row["product_text"])
        try:
            readings = grammar.read(deadline, texts)
        except UnknownDeadlineError as error:
            # An override for each product settles a text that the grammar does not know.
            readings = [[Reading("undated")]] * len(codes)
            if unsettled := [code for code in codes if not given.get(code, {}).get("kind")]:
                problems.append(
                    f'tasks.csv: row {row_id}: the deadline "{deadline}" is not among those that can be read: {error}. '
                    f"Give {', '.join(unsettled)} a line in overrides.csv: kind (dated, continuous or undated), due_override "
                    "(2021-03-31) and as reason what settles it, such as the letter's number."
                )
        for code, of_product in zip(codes, readings, strict=True):
            for reading in of_product:
                item_id = f"{code}.{reading.suffix}" if reading.suffix else code
                lines.append(_item(item_id, code, deadline, reading, given.get(item_id, {})))
    return pd.DataFrame(lines, columns=list(ITEM_COLUMNS), dtype="str"), problems


def _item(
    item_id: str, product_id: str, deadline: str, reading: Reading, override: Mapping[str, str]
) -> dict[str, str]:
    line = {
        "item_id": item_id,
        "product_id": product_id,
        "occurrence": reading.occurrence,
        "kind": reading.kind,
        "planned_start": str(reading.planned_start or ""),
        "due_date": str(reading.due_date or ""),
        "before_date": str(reading.before_date or ""),
        "rule": reading.rule,
        "basis": f"'{deadline}': {RULES[reading.rule]}",
        "doubt": override.get("doubt", ""),
    }
    if kind := override.get("kind", ""):
        line |= {"kind": kind, "rule": "override" if kind == "dated" else kind, "basis": override["reason"]}
        line |= {"planned_start": "", "due_date": override["due_override"], "before_date": ""}
    return line


def _joined(
    items: pd.DataFrame, products: pd.DataFrame, tasks: pd.DataFrame, overlaps: pd.DataFrame, year: int
) -> pd.DataFrame:
    of_product = products[["product_id", "row_id", "printed_no", "lead_in", "product_text"]]
    of_row = tasks[list(ROW_COLUMNS_OF_ITEMS)]
    joined = items.merge(of_product, on="product_id", how="left").merge(of_row, on="row_id", how="left")
    dates = {name: pd.to_datetime(joined[name], format="%Y-%m-%d").dt.as_unit("us") for name in DATE_COLUMNS}
    same_as = dict(zip(overlaps["item_b"], overlaps["product_a"], strict=True))
    deliverable = [
        same_as.get(item, product) for item, product in zip(joined["item_id"], joined["product_id"], strict=True)
    ]
    return joined.assign(
        plan_year=year, deliverable_id=pd.Series(deliverable, index=joined.index, dtype="str"), **dates
    )


def is_filled_in(folder: Path) -> bool:
    """The plan has its number and date: it is in force, not merely laid out for a year to come."""
    return not _blank(_read_head(folder / "plan.toml"))


def _read_head(path: Path) -> dict[str, Any]:
    """The head of the plan; number and date may still be blank."""
    kinds = {"year": int, "number": str, "date": date, "title": str}
    head = read_toml(path, "A plan needs it: year, number, date, title.")
    wrong = [name for name, kind in kinds.items() if not isinstance(head.get(name), kind) and name not in _blank(head)]
    if wrong:
        raise PlanError(f"{path}: {', '.join(wrong)} missing or not of the right kind.")
    return head


def _blank(head: Mapping[str, Any]) -> list[str]:
    return [name for name in TO_FILL_IN if head.get(name) == ""]


def _unfinished(head: Mapping[str, Any], tasks: pd.DataFrame) -> Iterator[str]:
    """What a folder lacks that was laid out for a new year and not yet filled in."""
    if blank := _blank(head):
        yield (
            f"plan.toml: {' and '.join(blank)} of the plan still to be filled in, as the signed plan has them "
            '(number = "163/KH-STTTT", date = 2020-12-29).'
        )
    if tasks.empty:
        yield f"tasks.csv has no row: read the plan's table in with cchc plan import FILE.docx --year {head['year']}."


def _unit_codes(path: Path) -> list[str]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            return [line["unit_code"] for line in csv.DictReader(stream)]
    except FileNotFoundError:
        raise PlanError(f"There is no {path}. The plan's units are checked against it.") from None
    except KeyError:
        raise PlanError(f"{path}: there is no column unit_code.") from None


def _calendar(reference: Path) -> Calendar:
    try:
        return Calendar.load(reference / CALENDAR_NAME)
    except InputError as error:
        raise PlanError(f"The plan's deadlines need the working-day calendar: {error}") from None


def _key_problems(tasks: pd.DataFrame, products: pd.DataFrame, overrides: pd.DataFrame) -> Iterator[str]:
    for name, table, key in (
        ("tasks.csv", tasks, "row_id"),
        ("products.csv", products, "product_id"),
        ("overrides.csv", overrides, "item_id"),
    ):
        if twice := sorted(set(table.loc[table[key].duplicated(), key])):
            yield f"{name}: {key} {', '.join(twice)} stands more than once."
        if (table[key] == "").any():
            yield f"{name}: there is a line without {key}."
    yield from _lost("products.csv", "row_id", products["row_id"], tasks["row_id"], "tasks.csv")
    yield from _lost("tasks.csv", "row_id", tasks["row_id"], products["row_id"], "products.csv")
    if odd := sorted(set(products.loc[~products["n"].str.fullmatch(r"[0-9]+"), "product_id"])):
        yield f"products.csv: n is not a number for {', '.join(odd)}."


def _overlap_problems(
    overlaps: pd.DataFrame, tasks: pd.DataFrame, products: pd.DataFrame, items: pd.DataFrame
) -> Iterator[str]:
    """Both sides of a link must exist, and in the rows that it names."""
    for column in ("row_a", "row_b"):
        yield from _lost("overlaps.csv", column, overlaps[column], tasks["row_id"], "tasks.csv")
    yield from _lost("overlaps.csv", "product_a", overlaps["product_a"], products["product_id"], "products.csv")
    for line in records(overlaps):
        if line["item_b"] not in set(items["item_id"]):
            yield f'overlaps.csv: item_b "{line["item_b"]}" is no item.{did_you_mean(line["item_b"], list(items["item_id"]))}'
        for row, code in (("row_a", "product_a"), ("row_b", "item_b")):
            if not line[code].startswith(f"{line[row]}-"):
                yield f"overlaps.csv: {code} {line[code]} does not stand in its row {line[row]}."


def _lost(name: str, column: str, codes: Iterable[str], known: Iterable[str], where: str) -> Iterator[str]:
    if lost := sorted(set(codes) - set(known)):
        yield f"{name}: {column} {', '.join(lost)} has no line in {where}."


def _unit_problems(tasks: pd.DataFrame, units: Collection[str]) -> Iterator[str]:
    for row_id, leads, supports in zip(tasks["row_id"], tasks["lead_units"], tasks["support_units"], strict=True):
        if not split_units(leads):
            yield f"tasks.csv: row {row_id} has no leading unit."
        for code in split_units(leads) + split_units(supports):
            if code not in units:
                yield f'tasks.csv: row {row_id} names the unit "{code}", unknown to units.csv.{did_you_mean(code, list(units))}'


def _override_problems(overrides: pd.DataFrame, items: pd.DataFrame) -> Iterator[str]:
    """An override must be of an item, have a reason, and a date exactly where it says that the item has one."""
    known = list(items["item_id"])
    for line in records(overrides):
        where = f"overrides.csv: item {line['item_id']}"
        kind, due = line["kind"], line["due_override"]
        if line["item_id"] not in known:
            yield f"{where} is not in the plan.{did_you_mean(line['item_id'], known)}"
        if kind and kind not in KINDS:
            yield f'{where}: kind "{kind}" is none of {", ".join(KINDS)}.'
        elif kind != "dated" and due:
            yield f"{where}: only a dated item has a due_override."
        elif kind == "dated" and not _day(due):
            yield f'{where}: due_override "{due}" is no date (write 2021-03-31).'
        if kind and not line["reason"]:
            yield f"{where} needs a reason: what settles it, such as the letter's number."
        if not kind and not line["doubt"]:
            yield f"{where} says nothing: give a kind with its reason, or a doubt."


def _day(text: str) -> date | None:
    """The day that is written 2021-03-31; None for anything else, other ISO spellings too."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.isoformat() == text else None
