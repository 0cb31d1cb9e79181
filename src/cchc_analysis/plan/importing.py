"""The plan's table out of a Word file: its rows as the register has them, and a list of everything that is unsure.

Seven columns as printed. Groups stand in cells merged over their rows, or as headings over a whole row; a task may have several
rows, and a row may go on in the next one (a page ended there). What a reader would have to decide is decided in one way, and
said: nobody should have to find out by the figures. Files are written elsewhere.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from cchc_analysis.errors import PlanError
from cchc_analysis.plan.assignments import Names, read_assignment
from cchc_analysis.plan.deadlines import Grammar, UnknownDeadlineError
from cchc_analysis.plan.register import PRODUCT_COLUMNS, TASK_COLUMNS
from cchc_analysis.plan.word import NUMERALS, WordCell, WordFile, WordRow, read_word
from cchc_analysis.text import fold

# Column → its printed heads, folded.
HEADS = {
    "group_no": ("số tt", "stt", "tt", "số thứ tự"),
    "group_name": ("nhiệm vụ chung",),
    "task": ("nhiệm vụ cụ thể",),
    "products": ("sản phẩm",),
    "assignment": ("phân công thực hiện", "phân công", "đơn vị thực hiện"),
    "deadline": ("thời gian thực hiện", "thời gian hoàn thành", "thời gian", "thời hạn"),
    "note": ("ghi chú",),
}
PRINTED_HEADS = "Số TT, Nhiệm vụ chung, Nhiệm vụ cụ thể, Sản phẩm, Phân công thực hiện, Thời gian thực hiện, Ghi chú"

_GROUP = re.compile(r"(?P<no>\d{1,2}|[IVX]{1,5})(?:[.):] ?| )(?P<name>\D.*)")
_TASK = re.compile(r"(?:(?P<group>\d{1,2})\.(?P<sub>\d{1,2})(?!\d|\.\d|/)[.)]?|(?P<no>\d{1,2})[.)](?!\d))\s*(?=\S)")
_NUMBERED = re.compile(r"(?P<no>\d{1,2}[.)])(?!\d)\s*(?P<text>.+)")
_DASHED = re.compile(r"(?P<no>[-+•–])\s*(?P<text>.+)")
_CONTINUED = re.compile(r"\s*\((?:tiếp|tiếp theo)\)$", re.IGNORECASE)
# A line that ends so is whole; else it goes on in the next one.
_STOPS = (".", ";", ":", "!", "?")
_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")


@dataclass(frozen=True)
class Doubt:
    """What is unsure about a row or product of the register, or a row of the Word table that is not in it."""

    where: str
    what: str  # group, task, products, units, deadline or row
    why: str


@dataclass(frozen=True)
class Imported:
    """The register's tables as text cells (columns of `register`), with every doubt in their last column and listed in order."""

    year: int
    tasks: pd.DataFrame
    products: pd.DataFrame
    doubts: tuple[Doubt, ...]


@dataclass
class _Draft:
    """A row of the register in the making."""

    group_no: str
    group_name: str
    tasks: list[str]  # numbers of its tasks within the group
    is_further: bool  # another row of the task above
    texts: dict[str, list[str]]  # column → lines
    doubts: list[tuple[str, str]] = field(default_factory=list)  # what, why
    row_id: str = ""

    def joined(self, column: str) -> str:
        return " ".join(self.texts[column])


@dataclass(frozen=True)
class _Product:
    printed_no: str
    lead_in: str
    text: str
    doubt: str = ""


def import_plan(path: Path, names: Names, grammar: Grammar) -> Imported:
    """The table of a plan in a Word file; `grammar` reads its deadlines, for the year of the plan.

    Raises PlanError for a file without such a table.
    """
    return import_table(read_word(path), path.name, names, grammar)


def year_of(file: WordFile, name: str) -> int:
    """The year that the text around the tables names most often after "năm"; raises PlanError where no one does."""
    years = Counter(int(year) for line in file.lines for year in re.findall(r"(?i:năm) (20\d\d)(?!\d)", line))
    ranked = years.most_common(2)
    if not ranked or (len(ranked) == 2 and ranked[0][1] == ranked[1][1]):
        raise PlanError(f"{name} does not say clearly of which year its plan is. Give it with --year.")
    return ranked[0][0]


def import_table(file: WordFile, name: str, names: Names, grammar: Grammar) -> Imported:
    """As `import_plan`, of a file that was read."""
    tasks: list[dict[str, str]] = []
    products: list[dict[str, str]] = []
    doubts: list[Doubt] = []
    for draft in _numbered(_drafts(file, name)):
        found = list(_products(draft.texts["products"]))
        unsure = [*draft.doubts, *_doubts_of(draft, found, names, grammar)]
        tasks.append(_task_line(draft, names) | {"doubt": "; ".join(why for _, why in unsure)})
        doubts += [Doubt(draft.row_id, what, why) for what, why in unsure]
        lines = [_product_line(draft.row_id, n, product) for n, product in enumerate(found, start=1)]
        products += lines
        doubts += [Doubt(line["product_id"], "products", line["doubt"]) for line in lines if line["doubt"]]
    return Imported(
        grammar.year,
        pd.DataFrame(tasks, columns=list(TASK_COLUMNS), dtype="str"),
        pd.DataFrame(products, columns=list(PRODUCT_COLUMNS), dtype="str"),
        tuple(doubts),
    )


def _task_line(draft: _Draft, names: Names) -> dict[str, str]:
    given = read_assignment(draft.joined("assignment"), draft.joined("note"), names)
    return {
        "row_id": draft.row_id,
        "task_ids": "|".join(f"{draft.group_no}.{task}" for task in draft.tasks),
        "group_no": draft.group_no,
        "group_name": draft.group_name,
        "task_text": draft.joined("task"),
        "assignment_text": draft.joined("assignment"),
        "deadline_text": draft.joined("deadline"),
        "note_text": draft.joined("note"),
        "lead_units": "|".join(given.leads),
        "support_units": "|".join(given.supports),
    }


def _product_line(row_id: str, n: int, product: _Product) -> dict[str, str]:
    return {
        "product_id": f"{row_id}-{n}",
        "row_id": row_id,
        "n": str(n),
        "printed_no": product.printed_no,
        "lead_in": product.lead_in,
        "product_text": product.text,
        "doubt": product.doubt,
    }


def _doubts_of(
    draft: _Draft, products: Sequence[_Product], names: Names, grammar: Grammar
) -> Iterator[tuple[str, str]]:
    """What is unsure about the cells of a row."""
    given = read_assignment(draft.joined("assignment"), draft.joined("note"), names)
    yield from (("units", why) for why in given.doubts)
    yield from (("products", why) for why in _product_problems(products))
    yield from (("deadline", why) for why in _deadline_problems(draft.joined("deadline"), products, grammar))


def _drafts(file: WordFile, name: str) -> list[_Draft]:
    """The rows of the register in printed order."""
    columns: dict[str, int] = {}
    width = 0
    walk = _Walk()
    for number, table in enumerate(file.tables, start=1):
        head = next((found for row in table if (found := _columns(row))), None)
        widest = max((row.cells[-1].end for row in table if row.cells), default=0)
        if head is None and (not columns or widest != width):
            if columns and widest >= len(HEADS):
                walk.leave_out(f"table {number} of the file has other columns than the plan's and was not read")
            continue
        columns, width = head or columns, widest
        for row in table:
            if _columns(row) is None and not _counts_columns(row):
                walk.take(row, columns)
    if not columns:
        raise PlanError(f"{name} has no table with the columns {PRINTED_HEADS}: is it the plan with its annex?")
    if not walk.drafts:
        raise PlanError(f"{name}: the plan's table has no row with a task.")
    walk.finish()
    return walk.drafts


def _columns(row: WordRow) -> dict[str, int] | None:
    """The grid column in which each head starts; None for a row that is not the head of the plan's table."""
    said = {fold(" ".join(cell.lines)): cell.first for cell in row.cells}
    found = {name: next((said[word] for word in words if word in said), None) for name, words in HEADS.items()}
    whole = {name: column for name, column in found.items() if column is not None}
    return whole if len(whole) == len(HEADS) else None


def _counts_columns(row: WordRow) -> bool:
    """A row (1) (2) (3) … under the head."""
    said = [" ".join(cell.lines).strip("()") for cell in row.cells]
    return len(said) > 1 and said == [str(number) for number in range(1, len(said) + 1)]


class _Walk:
    """From one row of the Word table to the next: in which group and task one is, and what belongs to them."""

    def __init__(self) -> None:
        self.drafts: list[_Draft] = []
        self._group = ("", "")
        self._first = 0  # the first draft of the group
        self._doubts: list[tuple[str, str]] = []  # for the row that comes next
        self._head = ""  # the printed group, until a row stands under it

    def take(self, row: WordRow, columns: dict[str, int]) -> None:
        cells = {name: row.over(column) for name, column in columns.items()}
        if cells["task"] is not None and cells["task"] is cells["products"]:
            self._take_heading(row)
            return
        own = {name: _own(cell) for name, cell in cells.items()}
        if cells["group_no"] is cells["group_name"]:
            own["group_name"] = ()
        self._take_group(own["group_no"], own["group_name"])
        self._take_row(row, own, cells)

    def leave_out(self, why: str) -> None:
        """What the register has no place for goes into the doubts of the row before it."""
        if self.drafts:
            self.drafts[-1].doubts.append(("row", why))
        else:
            self._doubts.append(("row", why))

    def finish(self) -> None:
        """What was still to be said of the row that comes next is said of the last one."""
        self._finish_group()
        self.drafts[-1].doubts += self._doubts

    def _finish_group(self) -> None:
        """A heading must have rows under it."""
        if self._head:
            self.leave_out(f"'{self._head}' reads like a group, but no task stands under it")
        self._head = ""

    def _take_heading(self, row: WordRow) -> None:
        """A row whose cells are merged over the columns of tasks and products: the heading of a group, or a mere remark."""
        text = " ".join(line for cell in row.cells for line in cell.lines)
        if found := _GROUP.fullmatch(text):
            self._begin(found["no"], found["name"])
        elif text:
            self.leave_out(
                f"row {row.number} of the Word table, '{text}', is merged over the columns but has no number: taken for no "
                "group, and left out"
            )

    def _take_group(self, number: Sequence[str], name: Sequence[str]) -> None:
        """The cells of a group, which are merged over its rows or repeated on another page."""
        no, words = " ".join(number).rstrip(".)"), " ".join(name)
        if not words and (both := _GROUP.fullmatch(" ".join(number))):
            no, words = both["no"], both["name"]
        if no and words:
            self._begin(no, words)
        elif no and no != self._group[0]:
            self._begin(no, "")
            self._doubts.append(("group", f"group {no} has no name"))
        elif words and fold(_CONTINUED.sub("", words)) != fold(self._group[1]):
            if self._group[0] and words[0].islower():
                self._rename(f"{self._group[1]} {words}")
            else:
                guessed = str(int(self._group[0] or 0) + 1) if (self._group[0] or "0").isdigit() else self._group[0]
                self._begin(guessed, words)
                self._doubts.append(("group", f"the group '{words}' has no number: read as {guessed}"))

    def _begin(self, number: str, name: str) -> None:
        name = _CONTINUED.sub("", name)
        if number == self._group[0] and fold(name) == fold(self._group[1]):
            return  # the same one again, on another page
        self._finish_group()
        if not _follows(number, self._group[0]):
            before = f"follows {self._group[0]}" if self._group[0] else "is the first"
            self._doubts.append(("group", f"the numbers of the groups have a gap: {number} {before}"))
        self._group, self._head, self._first = (number, name), f"{number}. {name}", len(self.drafts)

    def _rename(self, name: str) -> None:
        """The rest of a group's name, which stands in a cell of its own because the page ended."""
        self._group = (self._group[0], name)
        for draft in self.drafts[self._first :]:
            draft.group_name = name
        self._doubts.append(("group", f"the name of the group goes on in another cell: read as '{name}'"))

    def _take_row(self, row: WordRow, own: dict[str, tuple[str, ...]], cells: dict[str, WordCell | None]) -> None:
        said = {name: own[name] for name in ("task", "products", "assignment", "deadline", "note")}
        if not any(said.values()):
            return
        numbers = list(_task_numbers(said["task"]))
        rest = [cells[name] for name in ("products", "assignment", "deadline")]
        if numbers and self._of_group() and all(cell is not None and cell.goes_on for cell in rest):
            # Several tasks beside one cell of products: one row of the register.
            above = self.drafts[-1]
            above.tasks += numbers
            above.texts["task"] = [*above.texts["task"], *said["task"]]
            return
        if self._goes_on(numbers, said):
            self._continue(row, said)
            return
        texts = {name: list(lines) for name, lines in said.items()}
        is_further = not said["task"] and bool(self._of_group())
        draft = _Draft(*self._group, numbers, is_further, texts, self._doubts)
        self._doubts, self._head = [], ""
        if is_further:
            above = self.drafts[-1]
            draft.tasks, texts["task"] = above.tasks, above.texts["task"]
            for name in ("assignment", "deadline", "note"):
                cell = cells[name]
                if cell is not None and cell.goes_on:
                    texts[name] = above.texts[name]
            if not (cells["task"] and cells["task"].goes_on):
                draft.doubts.append(("task", "the cell of the task is empty: read as a further row of the task above"))
        elif not numbers:
            draft.doubts.append(("task", "the task has no number: it takes the next one"))
        self.drafts.append(draft)

    def _goes_on(self, numbers: Sequence[str], said: dict[str, tuple[str, ...]]) -> bool:
        """The row only goes on with texts of the one above: it begins no task, and says nothing of its own on who and when."""
        if not self._of_group() or numbers or (said["task"] and self._head):
            return False
        who, when = said["assignment"], said["deadline"]
        if said["products"] or said["task"]:
            return not when and (not who or who[0][0].islower())
        return True  # without a product it can be no row

    def _of_group(self) -> list[_Draft]:
        """The rows of the group so far."""
        return [] if self._head else self.drafts[self._first :]

    def _continue(self, row: WordRow, said: dict[str, tuple[str, ...]]) -> None:
        above = self.drafts[-1]
        more = [name for name, lines in said.items() if lines]
        for name in more:
            # A list of another row's texts (of merged cells) must not grow with this one's.
            above.texts[name] = [*above.texts[name], *said[name]]
        above.doubts += self._doubts
        self._doubts = []
        if more != ["products"]:
            above.doubts.append(
                ("row", f"row {row.number} of the Word table has no product, or no time, of its own: read as going on with "
                        f"the {', '.join(more)} of the row above")
            )  # fmt: skip


def _own(cell: WordCell | None) -> tuple[str, ...]:
    return cell.lines if cell is not None else ()


def _follows(number: str, before: str) -> bool:
    """One number comes right after another: 2 after 1, II after I; the first is 1 or I."""
    if number.isdigit() and (before or "0").isdigit():
        return int(number) == int(before or 0) + 1
    place = NUMERALS.index(number) if number in NUMERALS else -1
    return place >= 0 and (NUMERALS[place - 1] == before if place else not before)


def _task_numbers(lines: Iterable[str]) -> Iterator[str]:
    """The numbers of the tasks of a cell: the first line's, and those of lines that go on counting."""
    last = 0
    for place, line in enumerate(lines):
        found = _TASK.match(line)
        number = int(found["sub"] or found["no"]) if found else 0
        if found and (place == 0 or (last and number == last + 1)):
            last = number
            yield str(number)
        elif place == 0:
            return


def _numbered(drafts: Sequence[_Draft]) -> Sequence[_Draft]:
    """Gives each row its id – the rows of one task a letter – and each task without a number the next one; finds gaps."""
    last: dict[str, int] = {}
    for rows in _by_task(drafts):
        first = rows[0]
        before = last.get(first.group_no, 0)
        if not first.tasks:
            first.tasks.append(str(before + 1))
        if not first.group_no:
            first.doubts.append(("group", "the row stands in no group"))
        if int(first.tasks[0]) != before + 1:
            said = f"task {first.tasks[0]} follows task {before}" if before else f"the first task is {first.tasks[0]}"
            first.doubts.append(("task", f"the numbers of the tasks have a gap: {said}"))
        last[first.group_no] = int(first.tasks[-1])
        for place, row in enumerate(rows):
            letter = chr(ord("a") + place) if len(rows) > 1 else ""
            row.row_id = f"{first.group_no}.{first.tasks[0]}{letter}"
    _tell_twins(drafts)
    return drafts


def _by_task(drafts: Sequence[_Draft]) -> list[list[_Draft]]:
    """The rows of each task."""
    found: list[list[_Draft]] = []
    for draft in drafts:
        if draft.is_further:
            found[-1].append(draft)
        else:
            found.append([draft])
    return found


def _tell_twins(drafts: Sequence[_Draft]) -> None:
    """An id must be one row's: a number that is printed twice gets a mark, and is said."""
    times: Counter[str] = Counter()
    for draft in drafts:
        times[draft.row_id] += 1
        if times[draft.row_id] > 1:
            draft.doubts.append(("task", f"{draft.row_id} is printed more than once"))
            draft.row_id += f"x{times[draft.row_id]}"


def _products(lines: Sequence[str]) -> Iterator[_Product]:
    """The products of a cell: by their numbers, else by dashes, else line by line where a line is whole."""
    is_numbered = any(_NUMBERED.match(line) for line in lines)
    numbering = _NUMBERED if is_numbered else _DASHED
    lead_in, found = "", list[list[str]]()  # of each product: number, lead-in, text, doubt
    for place, line in enumerate(lines):
        following = lines[place + 1] if place + 1 < len(lines) else ""
        counted = numbering.fullmatch(line)
        if counted is None and line.endswith(":") and numbering.match(following):
            lead_in = line
        elif counted:
            found.append([counted["no"], lead_in, counted["text"], ""])
        elif found and (is_numbered or not found[-1][2].endswith(_STOPS)):
            whole = found[-1][2].endswith(_STOPS)
            found[-1][2] += f" {line}"
            if whole:
                found[-1][3] = f"'{_short(line)}' has no number: read as part of the product above it"
        else:
            found.append(["", lead_in, line, "no number printed: a line read as a product of its own" if found else ""])
    for number, under, text, doubt in found:
        if not number and not doubt and re.search(r"[;.] \S", text):
            doubt = "no number printed: several sentences read as one product"
        yield _Product(number, under, text, doubt)


def _product_problems(products: Sequence[_Product]) -> Iterator[str]:
    if not products:
        yield "no product is printed"
    numbers = [int(product.printed_no[:-1]) for product in products if product.printed_no[:1].isdigit()]
    if numbers and numbers != list(range(1, len(numbers) + 1)):
        yield f"the numbers of the products have a gap: {', '.join(map(str, numbers))}"


def _deadline_problems(deadline: str, products: Sequence[_Product], grammar: Grammar) -> Iterator[str]:
    if not deadline:
        yield "no deadline is printed"
        return
    try:
        grammar.read(deadline, [product.text for product in products])
    except UnknownDeadlineError as error:
        yield f"the deadline '{deadline}' is not among those that can be read: {error}"
    odd = sorted({year for year in _YEAR.findall(deadline) if int(year) not in (grammar.year - 1, grammar.year)})
    if odd:
        yield f"the deadline '{deadline}' names the year {', '.join(odd)} in a plan of {grammar.year}"


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:57]}…"
