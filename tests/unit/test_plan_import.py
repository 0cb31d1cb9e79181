"""The plan's table read back out of a Word file: the register of 2021 word for word, and a doubt for whatever is unsure."""

import random
import re
import shutil
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.table import Table
from hypothesis import given, settings
from hypothesis import strategies as st
from word_plan import HEADS, add, write_plan

from cchc_analysis.errors import PlanError
from cchc_analysis.plan.assignments import Names, load_names, read_assignment
from cchc_analysis.plan.deadlines import Grammar
from cchc_analysis.plan.files import read_table
from cchc_analysis.plan.importing import Imported, import_plan, year_of
from cchc_analysis.plan.register import PRODUCT_COLUMNS, TASK_COLUMNS
from cchc_analysis.plan.word import read_word
from cchc_analysis.workdays import Calendar

ROOT = Path(__file__).parents[2]
PLAN, REFERENCE = ROOT / "data" / "plan" / "2021", ROOT / "data" / "reference"
TASKS = read_table(PLAN / "tasks.csv", TASK_COLUMNS, "")
PRODUCTS = read_table(PLAN / "products.csv", PRODUCT_COLUMNS, "")
NAMES = load_names(REFERENCE / "units.csv")
GRAMMAR = Grammar(2021, Calendar.load(REFERENCE / "calendar_vn.csv"))


def without_doubts(table: pd.DataFrame) -> list[dict[str, Any]]:
    return table.drop(columns="doubt").to_dict("records")


def told(found: Imported, what: str) -> list[tuple[str, str]]:
    return [(doubt.where, doubt.why) for doubt in found.doubts if doubt.what == what]


class TestTheRegisterOf2021:
    @pytest.mark.parametrize("headings", [False, True], ids=["groups merged over rows", "groups as headings"])
    def test_is_read_back_equal(self, tmp_path: Path, headings: bool) -> None:
        found = import_plan(write_plan(tmp_path / "a.docx", TASKS, PRODUCTS, headings=headings), NAMES, GRAMMAR)
        assert without_doubts(found.tasks) == without_doubts(TASKS)
        assert without_doubts(found.products) == without_doubts(PRODUCTS)

    @pytest.mark.skipif(shutil.which("soffice") is None, reason="there is no LibreOffice on the PATH")
    @pytest.mark.libreoffice
    @pytest.mark.parametrize("headings", [False, True], ids=["groups merged over rows", "groups as headings"])
    def test_is_read_back_equal_after_libreoffice_wrote_it_anew(self, tmp_path: Path, headings: bool) -> None:
        written = write_plan(tmp_path / "a.docx", TASKS, PRODUCTS, headings=headings)
        command = [
            "soffice",
            f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
            "--headless",
            "--convert-to",
            "docx",
        ]
        subprocess.run([*command, "--outdir", str(tmp_path / "anew"), str(written)], capture_output=True, check=True)
        anew = tmp_path / "anew" / "a.docx"
        assert anew.read_bytes() != written.read_bytes()
        found = import_plan(anew, NAMES, GRAMMAR)
        assert without_doubts(found.tasks) == without_doubts(TASKS)
        assert without_doubts(found.products) == without_doubts(PRODUCTS)

    def test_what_its_reviewers_doubted_of_units_is_doubted(self, tmp_path: Path) -> None:
        """Every row of which the reviewed register says that no one is printed as leading."""
        found = import_plan(write_plan(tmp_path / "a.docx", TASKS, PRODUCTS), NAMES, GRAMMAR)
        reviewed = TASKS.loc[TASKS["doubt"].str.contains("no word 'chủ trì'"), "row_id"]
        assert set(reviewed) <= {where for where, _ in told(found, "units")}
        assert told(found, "deadline") == told(found, "group") == told(found, "task") == told(found, "row") == []

    def test_the_doubts_stand_in_their_rows(self, tmp_path: Path) -> None:
        found = import_plan(write_plan(tmp_path / "a.docx", TASKS, PRODUCTS), NAMES, GRAMMAR)
        doubts = dict(zip(found.tasks["row_id"], found.tasks["doubt"], strict=True))
        doubts |= dict(zip(found.products["product_id"], found.products["doubt"], strict=True))
        assert all(doubt.why in doubts[doubt.where] for doubt in found.doubts)
        assert "" in doubts.values()

    def test_its_year_is_read_from_the_title(self, tmp_path: Path) -> None:
        assert year_of(read_word(write_plan(tmp_path / "a.docx", TASKS, PRODUCTS)), "a.docx") == 2021


# A table of one's own: a row is a list of cells, one for each column.
FIRST = ["1", "Cải cách thể chế", "1. Việc đầu", "Báo cáo", "Văn phòng Sở", "Trong năm", ""]
SECOND = ["", "", "2. Việc sau", "Quyết định", "Thanh tra Sở", "Quý IV/2021", ""]
OWN = ["", "", "", "", "", "", ""]


def changed(row: Sequence[Any], **cells: Any) -> list[Any]:
    places = {"no": 0, "name": 1, "task": 2, "products": 3, "assignment": 4, "deadline": 5, "note": 6}
    made = list(row)
    for name, said in cells.items():
        made[places[name]] = said
    return made


def read(
    path: Path, *rows: Sequence[Any], finish: Callable[[Table], object] = lambda table: None, year: int = 2021
) -> Imported:
    document = Document()
    table = document.add_table(0, len(HEADS))
    for row in (HEADS, *rows):
        add(table, row)
    finish(table)
    document.save(str(path / "own.docx"))
    return import_plan(path / "own.docx", NAMES, Grammar(year, GRAMMAR.calendar))


def over_all(number: int) -> Callable[[Table], object]:
    """Merges the cells of a row over all columns."""
    return lambda table: table.cell(number, 0).merge(table.cell(number, len(HEADS) - 1))


NO_DOUBT: list[tuple[str, str, str]] = []
# What is printed → the rows, what is done to the table, and the doubts (where, what, words).
DOUBTS: dict[str, tuple[list[Sequence[Any]], Callable[[Table], object] | None, list[tuple[str, str, str]]]] = {
    "nothing unsure": ([FIRST, SECOND], None, NO_DOUBT),
    "a deadline that no one knows": (
        [FIRST, changed(SECOND, deadline="Sau Tết")], None, [("1.2", "deadline", 'the deadline \'Sau Tết\' .*"Sau Tết" is not known')],
    ),
    "two deadlines for three products": (
        [changed(FIRST, products=["1. Một.", "2. Hai.", "3. Ba."], deadline=["Quý I/2021", "Quý II/2021"])], None,
        [("1.1", "deadline", "2 deadlines for 3 products")],
    ),
    "no deadline": ([changed(FIRST, deadline="")], None, [("1.1", "deadline", "no deadline is printed")]),
    "a deadline of another plan": (
        [changed(FIRST, deadline="Quý IV/2023")], None, [("1.1", "deadline", "names the year 2023 in a plan of 2021")],
    ),
    "a unit that units.csv does not know": (
        [changed(FIRST, assignment="Văn phòng Sở, Phòng Cơ yếu")], None,
        [("1.1", "units", "'phòng cơ yếu' is no unit of units.csv")],
    ),
    "an office of another agency": (
        [changed(FIRST, assignment="Văn phòng UBND tỉnh")], None, [("1.1", "units", "'ubnd tỉnh' is no unit")],
    ),
    "no unit": ([changed(FIRST, assignment="")], None, [("1.1", "units", "no unit is printed")]),
    "numbers of products with a gap": (
        [changed(FIRST, products=["1. Một.", "3. Ba."])], None,
        [("1.1", "products", "the numbers of the products have a gap: 1, 3")],
    ),
    "several sentences without a number": (
        [changed(FIRST, products="Công văn gửi; Dự thảo tờ trình")], None,
        [("1.1-1", "products", "several sentences read as one product")],
    ),
    "lines without a number": (
        [changed(FIRST, products=["Công văn.", "Tờ trình."])], None,
        [("1.1-2", "products", "a line read as a product of its own")],
    ),
    "a line without a number under numbered ones": (
        [changed(FIRST, products=["1. Một.", "Hai."])], None,
        [("1.1-1", "products", "'Hai.' has no number: read as part of the product above it")],
    ),
    "a row without a product": ([FIRST, changed(SECOND, products="")], None, [("1.2", "products", "no product is printed")]),
    "a task without a number": (
        [FIRST, changed(SECOND, task="Việc sau")], None, [("1.2", "task", "the task has no number")],
    ),
    "numbers of tasks with a gap": (
        [FIRST, changed(SECOND, task="3. Việc sau")], None, [("1.3", "task", "task 3 follows task 1")],
    ),
    "a number twice": (
        [FIRST, changed(SECOND, task="1. Việc sau")], None,
        [("1.1x2", "task", "task 1 follows task 1"), ("1.1x2", "task", "1.1 is printed more than once")],
    ),
    "an empty cell of a task": (
        [FIRST, changed(SECOND, task="")], None, [("1.1b", "task", "read as a further row of the task above")],
    ),
    "a group without a number": (
        [changed(FIRST, no="")], None, [("1.1", "group", "'Cải cách thể chế' has no number: read as 1")],
    ),
    "a group without a name": ([changed(FIRST, name="")], None, [("1.1", "group", "group 1 has no name")]),
    "numbers of groups with a gap": (
        [FIRST, changed(FIRST, no="3", name="Cải cách công vụ")], None,
        [("3.1", "group", "the numbers of the groups have a gap: 3 follows 1")],
    ),
    "a name of a group that goes on": (
        [FIRST, changed(SECOND, name="và tổ chức")], None, [("1.2", "group", "read as 'Cải cách thể chế và tổ chức'")],
    ),
    "a heading that is none": (
        [FIRST, changed(OWN, no="Các nhiệm vụ dưới đây làm thường xuyên"), SECOND], over_all(2),
        [("1.1", "row", "'Các nhiệm vụ dưới đây làm thường xuyên', is merged over the columns but has no number")],
    ),
    "a heading with nothing under it": (
        [FIRST, changed(OWN, no="2. Cải cách công vụ")], over_all(2),
        [("1.1", "row", "'2. Cải cách công vụ' reads like a group, but no task stands under it")],
    ),
    "numbers of groups with a gap, and nothing under the last": (
        [FIRST, changed(OWN, no="4. Cải cách công vụ")], over_all(2),
        [("1.1", "row", "no task stands under it"), ("1.1", "group", "have a gap: 4 follows 1")],
    ),
    "a row that goes on without a time of its own": (
        [FIRST, changed(OWN, products="về thể chế", assignment="chủ trì")], None,
        [("1.1", "row", "has no product, or no time, of its own")],
    ),
    "a unit that takes part by the note": (
        [changed(FIRST, note="Phòng CNTT tham gia")], None, [("1.1", "units", "CNTT read as supporting from the note")],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", DOUBTS)
def test_what_is_unsure_is_said_where_it_is(tmp_path: Path, name: str) -> None:
    rows, finish, expected = DOUBTS[name]
    found = read(tmp_path, *rows, finish=finish or (lambda table: None))
    assert [(doubt.where, doubt.what) for doubt in found.doubts] == [(where, what) for where, what, _ in expected]
    for doubt, (_, _, words) in zip(found.doubts, expected, strict=True):
        assert re.search(words, doubt.why), doubt.why


def ids(found: Imported) -> list[tuple[str, str, list[str]]]:
    """Each row with its tasks and the texts of its products."""
    texts = found.products.groupby("row_id", sort=False)["product_text"].agg(list).to_dict()
    rows = zip(found.tasks["row_id"], found.tasks["task_ids"], strict=True)
    return [(row, tasks, texts.get(row, [])) for row, tasks in rows]


class TestRows:
    def test_two_tasks_beside_merged_cells_are_one_row(self, tmp_path: Path) -> None:
        def finish(table: Table) -> None:
            for column in (3, 4, 5):
                table.cell(1, column).merge(table.cell(2, column))

        found = read(tmp_path, FIRST, changed(OWN, task="2. Việc sau"), finish=finish)
        assert (ids(found), found.doubts) == ([("1.1", "1.1|1.2", ["Báo cáo"])], ())
        assert list(found.tasks["task_text"]) == ["1. Việc đầu 2. Việc sau"]

    def test_products_each_in_a_row_beside_merged_cells_are_of_one_row(self, tmp_path: Path) -> None:
        def finish(table: Table) -> None:
            for column in (2, 4, 5):
                table.cell(1, column).merge(table.cell(2, column))

        found = read(
            tmp_path, changed(FIRST, products="1. Kế hoạch"), changed(OWN, products="2. Báo cáo"), finish=finish
        )
        assert (ids(found), found.doubts) == ([("1.1", "1.1", ["Kế hoạch", "Báo cáo"])], ())

    def test_a_merged_assignment_is_that_of_both_rows(self, tmp_path: Path) -> None:
        def finish(table: Table) -> None:
            for column in (2, 4):
                table.cell(1, column).merge(table.cell(2, column))

        found = read(tmp_path, FIRST, changed(OWN, products="Công văn", deadline="Quý I/2021"), finish=finish)
        assert [row for row, _, _ in ids(found)] == ["1.1a", "1.1b"]
        assert list(found.tasks["lead_units"]) == ["VP", "VP"]
        assert found.doubts == ()

    def test_a_group_that_is_printed_again_on_another_page_is_the_same(self, tmp_path: Path) -> None:
        again = changed(SECOND, no="1", name="Cải cách thể chế (tiếp theo)")
        found = read(tmp_path, FIRST, HEADS, ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)"], again)
        assert [row for row, _, _ in ids(found)] == ["1.1", "1.2"]
        assert set(found.tasks["group_name"]) == {"Cải cách thể chế"}
        assert found.doubts == ()

    def test_groups_with_roman_numbers(self, tmp_path: Path) -> None:
        found = read(tmp_path, changed(FIRST, no="I"), changed(FIRST, no="II", name="Cải cách công vụ"))
        assert list(found.tasks["row_id"]) == ["I.1", "II.1"]
        assert found.doubts == ()

    def test_a_table_that_another_page_cut_in_two_is_one(self, tmp_path: Path) -> None:
        document = Document()
        for rows in ([HEADS, FIRST], [SECOND]):
            table = document.add_table(0, len(HEADS))
            for row in rows:
                add(table, row)
            document.add_paragraph("")
        document.save(str(tmp_path / "two.docx"))
        found = import_plan(tmp_path / "two.docx", NAMES, GRAMMAR)
        assert (list(found.tasks["row_id"]), found.doubts) == (["1.1", "1.2"], ())


class TestWord:
    def test_the_numbers_of_lists_are_read_as_word_prints_them(self, tmp_path: Path) -> None:
        document = Document()
        table = document.add_table(0, len(HEADS))
        for row in (HEADS, changed(FIRST, products=[]), changed(SECOND, products=[])):
            add(table, row)
        for row in (1, 2):
            cell = table.cell(row, 3)
            for number, text in enumerate(("Kế hoạch", "Báo cáo")):
                paragraph = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
                paragraph.add_run(text)
                paragraph.style = document.styles["List Number" if row == 1 else "List Bullet"]
        document.save(str(tmp_path / "lists.docx"))
        found = import_plan(tmp_path / "lists.docx", NAMES, GRAMMAR)
        assert list(found.products["printed_no"]) == ["1.", "2.", "-", "-"]
        assert list(found.products["product_text"]) == ["Kế hoạch", "Báo cáo"] * 2

    def test_deleted_words_are_gone_and_inserted_ones_are_there(self, tmp_path: Path) -> None:
        def finish(table: Table) -> None:
            paragraph = table.cell(1, 3).paragraphs[0]
            for tag, text, said in (("w:del", "w:delText", " cũ"), ("w:ins", "w:t", " mới")):
                change, run, words = OxmlElement(tag), OxmlElement("w:r"), OxmlElement(text)
                words.text = said
                words.set(qn("xml:space"), "preserve")
                run.append(words)
                change.append(run)
                paragraph._p.append(change)

        assert list(read(tmp_path, FIRST, finish=finish).products["product_text"]) == ["Báo cáo mới"]

    def test_lines_of_one_paragraph_are_lines(self, tmp_path: Path) -> None:
        found = read(tmp_path, changed(FIRST, products="1. Kế hoạch\n2. Báo cáo\tnăm"))
        assert list(found.products["product_text"]) == ["Kế hoạch", "Báo cáo năm"]

    def test_what_is_no_plan_is_refused(self, tmp_path: Path) -> None:
        (tmp_path / "a.docx").write_text("không phải Word", encoding="utf-8")
        with pytest.raises(PlanError, match=r"a\.docx is no Word file"):
            read_word(tmp_path / "a.docx")
        with pytest.raises(PlanError, match="There is no file"):
            read_word(tmp_path / "b.docx")
        Document().save(str(tmp_path / "c.docx"))
        with pytest.raises(PlanError, match=r"c\.docx has no table with the columns Số TT, "):
            import_plan(tmp_path / "c.docx", NAMES, GRAMMAR)
        with pytest.raises(PlanError, match=r"does not say clearly of which year .* --year"):
            year_of(read_word(tmp_path / "c.docx"), "c.docx")
        with pytest.raises(PlanError, match="has no row with a task"):
            read(tmp_path)


# Printed → leading, supporting. Each text of the plan is held by the register; these are the ways beside it.
ASSIGNMENTS = {
    "Văn phòng Sở": ("VP", ""),
    "Chủ trì: Thanh tra Sở. Phối hợp: các phòng chuyên môn": ("TTRA", "PCM"),
    "Thanh tra": ("TTRA", ""),
    "P. CNTT và Văn phòng chủ trì, phối hợp với TT CNTT&TT": ("CNTT|VP", "TTCNTT"),
    "Văn phòng Sở chủ trì phối hợp với Văn phòng Sở, Ban ISO": ("VP", "ISO"),
    "Phòng Thông tin – Báo chí – Xuất bản": ("TTBCXB", ""),
    "Uỷ ban": ("", ""),
}


@pytest.mark.parametrize("text", ASSIGNMENTS)
def test_units_of_an_assignment(text: str) -> None:
    found = read_assignment(text, "", NAMES)
    assert ("|".join(found.leads), "|".join(found.supports)) == ASSIGNMENTS[text]
    assert bool(found.doubts) == (not found.leads)


def test_names_without_a_unit_are_refused(tmp_path: Path) -> None:
    with pytest.raises(PlanError, match="names no unit"):
        Names({})
    with pytest.raises(PlanError, match=r"There is no .*units\.csv"):
        load_names(tmp_path / "units.csv")


WORDS = [
    "rà",
    "soát",
    "báo",
    "cáo",
    "kế",
    "hoạch",
    "văn",
    "bản",
    "thực",
    "hiện",
    "kiểm",
    "tra",
    "công",
    "khai",
    "đánh",
    "giá",
]
TIMES = ("Trong năm", "Quý IV/2021", "Trước 31/12/2020", "Theo quy định")


@st.composite
def registers(draw: st.DrawFn) -> tuple[pd.DataFrame, pd.DataFrame, bool]:
    """A small register of any shape: groups, tasks with one or more rows, products with and without numbers."""
    chance = random.Random(draw(st.integers(0, 10**6)))

    def words(count: int) -> str:
        return " ".join(chance.choice(WORDS) for _ in range(count)).capitalize()

    tasks, products = [], []
    for group in range(1, chance.randint(1, 3) + 1):
        name = words(3)
        for task in range(1, chance.randint(1, 4) + 1):
            text, letters = f"{task}. {words(5)}", "abc"[: chance.randint(2, 3)] if chance.random() < 0.3 else " "
            for letter in letters:
                row_id, unit = (
                    f"{group}.{task}{letter}".strip(),
                    chance.choice([("Văn phòng Sở", "VP"), ("Ban ISO", "ISO")]),
                )
                deadline, note = chance.choice(TIMES), chance.choice(["", words(2)])
                tasks.append(
                    (row_id, f"{group}.{task}", str(group), name, text, unit[0], deadline, note, unit[1], "", "")
                )
                is_numbered = chance.random() < 0.6
                lead_in = f"{words(3)}:" if is_numbered and chance.random() < 0.2 else ""
                for n in range(1, chance.randint(1, 3) + 1):
                    # A line without a number ends where it is whole.
                    printed, said = (f"{n}.", words(7)) if is_numbered else ("", f"{words(7)}.")
                    products.append((f"{row_id}-{n}", row_id, str(n), printed, lead_in, said, ""))
    return (
        pd.DataFrame(tasks, columns=list(TASK_COLUMNS), dtype="str"),
        pd.DataFrame(products, columns=list(PRODUCT_COLUMNS), dtype="str"),
        draw(st.booleans()),
    )


@settings(max_examples=40, deadline=None)
@given(drawn=registers(), endings=st.sets(st.sampled_from(["1.1", "1.2", "1.1a", "1.2b", "2.1", "2.2b", "3.1", "3.2"])))
def test_any_register_is_read_back_equal(
    tmp_path_factory: pytest.TempPathFactory, drawn: tuple[pd.DataFrame, pd.DataFrame, bool], endings: set[str]
) -> None:
    """Whatever its shape, and wherever a page ends in the middle of a product."""
    tasks, products, headings = drawn
    path = tmp_path_factory.mktemp("drawn") / "plan.docx"
    found = import_plan(write_plan(path, tasks, products, headings=headings, page_ends_in=endings), NAMES, GRAMMAR)
    assert without_doubts(found.tasks) == without_doubts(tasks)
    assert without_doubts(found.products) == without_doubts(products)
