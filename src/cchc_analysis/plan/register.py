"""The register of the plan: its table as printed, and what is due from it. Reads `data/plan/<year>/` and checks it whole.

Four levels: a task (nhiệm vụ, 39) stands in a row of the printed table (41), a row asks for products (sản phẩm), and a
product falls due once or several times a year: each time is an item. Progress is reported on items. Nothing here knows
what was done: see `progress`.
"""

import csv
import tomllib
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from cchc_analysis.errors import PlanError
from cchc_analysis.text import did_you_mean

TASK_COLUMNS = (
    "row_id", "task_ids", "group_no", "group_name", "task_text", "assignment_text", "deadline_text", "note_text",
    "lead_units", "support_units", "doubt",
)  # fmt: skip
PRODUCT_COLUMNS = ("product_id", "row_id", "n", "printed_no", "lead_in", "product_text", "doubt")
ITEM_COLUMNS = (
    "item_id", "product_id", "occurrence", "kind", "planned_start", "due_date", "before_date", "rule", "basis", "doubt",
)  # fmt: skip
OVERLAP_COLUMNS = ("row_a", "row_b", "note")
DATE_COLUMNS = ("planned_start", "due_date", "before_date")

KINDS = ("dated", "continuous", "undated")
# How a dated item's deadline is read; the others have their kind as rule.
DATED_RULES = ("strict_before", "by_end", "cutoff_plus_2", "last_working_day")
# What an item takes over from its row of the table.
ROW_COLUMNS_OF_ITEMS = (
    "row_id", "task_ids", "group_no", "group_name", "task_text", "deadline_text", "lead_units", "support_units",
)  # fmt: skip


@dataclass(frozen=True)
class Register:
    """The plan of one year.

    `tasks`: one line per row of the printed table, in order. `products`: one line per product. `items`: one line per
    occurrence of a product, with its dates (datetime64, missing where there is none), `plan_year`, the product's text and
    what its row says. All codes are text ("6.10" is not 6.1); lists of unit codes are separated by "|".
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


def load_register(folder: Path, units_path: Path | None = None) -> Register:
    """The register in `folder` (data/plan/<year>), checked against the units of `units_path`.

    `units_path` is data/reference/units.csv beside the plan unless given. Raises PlanError with all that is wrong at once:
    missing files or columns, codes that stand twice or point nowhere, unknown units, dates that cannot be.
    """
    head = _read_head(folder / "plan.toml")
    tasks = _read_table(folder / "tasks.csv", TASK_COLUMNS)
    products = _read_table(folder / "products.csv", PRODUCT_COLUMNS)
    items = _read_table(folder / "deadlines.csv", ITEM_COLUMNS)
    overlaps = _read_table(folder / "overlaps.csv", OVERLAP_COLUMNS)
    units = _unit_codes(units_path or folder.parent.parent / "reference" / "units.csv")
    problems = [
        *_key_problems(tasks, products, items, overlaps),
        *_unit_problems(tasks, units),
        *_deadline_problems(items),
    ]
    if problems:
        raise PlanError("\n".join([f"The register of the plan in {folder} does not hold together:", *problems]))
    return Register(
        year=head["year"],
        number=head["number"],
        date=head["date"],
        title=head["title"],
        tasks=tasks,
        products=products.astype({"n": "int64"}),
        items=_joined(items, products, tasks, head["year"]),
        overlaps=overlaps,
    )


def split_units(codes: str) -> list[str]:
    """The unit codes of a list written "VP|PCM"; empty for ""."""
    return [code for code in codes.split("|") if code]


def _joined(items: pd.DataFrame, products: pd.DataFrame, tasks: pd.DataFrame, year: int) -> pd.DataFrame:
    of_product = products[["product_id", "row_id", "printed_no", "lead_in", "product_text"]]
    of_row = tasks[list(ROW_COLUMNS_OF_ITEMS)]
    joined = items.merge(of_product, on="product_id", how="left").merge(of_row, on="row_id", how="left")
    dates = {name: pd.to_datetime(joined[name], format="%Y-%m-%d").dt.as_unit("us") for name in DATE_COLUMNS}
    return joined.assign(plan_year=year, **dates)


def _read_head(path: Path) -> dict[str, Any]:
    kinds = {"year": int, "number": str, "date": date, "title": str}
    try:
        head = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise PlanError(f"There is no {path}. A plan needs it: year, number, date, title.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PlanError(f"{path} cannot be read as TOML: {error}.") from None
    if wrong := [name for name, kind in kinds.items() if not isinstance(head.get(name), kind)]:
        raise PlanError(f"{path}: {', '.join(wrong)} missing or not of the right kind.")
    return head


def _read_table(path: Path, columns: tuple[str, ...]) -> pd.DataFrame:
    """The CSV as text cells ("" for empty ones); read by hand because pandas would read row 6.10 as the number 6.1."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            lines = list(csv.reader(stream, strict=True))
    except FileNotFoundError:
        raise PlanError(f"There is no {path.name} in {path.parent}. The register of a plan needs it.") from None
    except (csv.Error, UnicodeDecodeError) as error:
        raise PlanError(f"{path} cannot be read as CSV in UTF-8: {error}.") from None
    if not lines or tuple(lines[0]) != columns:
        raise PlanError(f"{path}: the first line must be {','.join(columns)}.")
    if ragged := [number for number, line in enumerate(lines, start=1) if len(line) != len(columns)]:
        raise PlanError(f"{path}: record {ragged[0]} has not {len(columns)} cells. Quote texts that hold a comma.")
    return pd.DataFrame(lines[1:], columns=list(columns), dtype="str")


def _unit_codes(path: Path) -> list[str]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            return [line["unit_code"] for line in csv.DictReader(stream)]
    except FileNotFoundError:
        raise PlanError(f"There is no {path}. The plan's units are checked against it.") from None
    except KeyError:
        raise PlanError(f"{path}: there is no column unit_code.") from None


def _key_problems(
    tasks: pd.DataFrame, products: pd.DataFrame, items: pd.DataFrame, overlaps: pd.DataFrame
) -> Iterator[str]:
    for name, table, key in (
        ("tasks.csv", tasks, "row_id"),
        ("products.csv", products, "product_id"),
        ("deadlines.csv", items, "item_id"),
    ):
        if twice := sorted(set(table.loc[table[key].duplicated(), key])):
            yield f"{name}: {key} {', '.join(twice)} stands more than once."
        if (table[key] == "").any():
            yield f"{name}: there is a line without {key}."
    yield from _lost("products.csv", "row_id", products["row_id"], tasks["row_id"], "tasks.csv")
    yield from _lost("deadlines.csv", "product_id", items["product_id"], products["product_id"], "products.csv")
    yield from _lost("tasks.csv", "row_id", tasks["row_id"], products["row_id"], "products.csv")
    yield from _lost("products.csv", "product_id", products["product_id"], items["product_id"], "deadlines.csv")
    for column in ("row_a", "row_b"):
        yield from _lost("overlaps.csv", column, overlaps[column], tasks["row_id"], "tasks.csv")
    if odd := sorted(set(products.loc[~products["n"].str.fullmatch(r"[0-9]+"), "product_id"])):
        yield f"products.csv: n is not a number for {', '.join(odd)}."


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


def _deadline_problems(items: pd.DataFrame) -> Iterator[str]:
    for item in items.to_dict("records"):
        where = f"deadlines.csv: item {item['item_id']}"
        if not f"{item['item_id']}.".startswith(f"{item['product_id']}."):
            yield f"{where} does not begin with its product {item['product_id']}."
        written = {name: item[name] for name in DATE_COLUMNS if item[name]}
        dates = {name: day for name, text in written.items() if (day := _day(text))}
        if wrong := sorted(written.keys() - dates.keys()):
            yield f"{where}: {', '.join(wrong)} is no date (write 2021-03-31)."
        yield from (f"{where}: {problem}" for problem in _reading_problems(item["kind"], item["rule"], dates))


def _day(text: str) -> date | None:
    """The day that is written 2021-03-31; None for anything else, other ISO spellings too."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.isoformat() == text else None


def _reading_problems(kind: str, rule: str, dates: dict[str, date]) -> Iterator[str]:
    """What is wrong with one reading of a deadline: its kind, rule and dates must fit each other."""
    if kind not in KINDS:
        yield f'kind "{kind}" is none of {", ".join(KINDS)}.'
        return
    if kind != "dated":
        if dates or rule != kind:
            yield f"it is {kind}, so its rule is {kind} and it has no dates."
        return
    if rule not in DATED_RULES:
        yield f'rule "{rule}" is none of {", ".join(DATED_RULES)}.'
    if "due_date" not in dates:
        yield "it is dated and needs a due_date."
    elif dates.get("planned_start", dates["due_date"]) > dates["due_date"]:
        yield "planned_start lies after due_date."
    elif dates.get("before_date", date.max) <= dates["due_date"]:
        yield "due_date must lie before before_date."
    if ("before_date" in dates) != (rule == "strict_before"):
        yield "before_date is for the rule strict_before, which needs it."
