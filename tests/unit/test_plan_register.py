"""The register of the plan: it is the printed table, word for word, and its deadlines are read as an office reads them."""

import csv
import re
import shutil
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from itertools import groupby
from pathlib import Path

import pandas as pd
import pytest

from cchc_analysis.errors import PlanError
from cchc_analysis.plan.register import Register, load_register
from cchc_analysis.workdays import Calendar

ROOT = Path(__file__).parents[2]
PLAN = ROOT / "data" / "plan" / "2021"
REFERENCE = ROOT / "data" / "reference"
PRINTED = ROOT / "tests" / "data" / "plan-163-KH-STTTT.txt"

TABLE_HEAD = "Số TT Nhiệm vụ chung Nhiệm vụ cụ thể Sản phẩm Phân công thực hiện Thời gian thực hiện Ghi chú "
PAGE_NUMBER = r"^-\d+-\s*$"  # alone on its line


@pytest.fixture(scope="module")
def register() -> Register:
    return load_register(PLAN)


def printed_text() -> str:
    """The plan in one line: blanks collapsed, "NĐ-" and "CP" of two lines joined again."""
    text = unicodedata.normalize("NFC", PRINTED.read_text(encoding="utf-8"))
    text = re.sub(PAGE_NUMBER, "", text, flags=re.MULTILINE)
    # A hyphen that touches its word at the end of a line breaks a word; one that stands free is a dash.
    text = re.sub(r"(?<=\w)-[^\S\n]*\n\s*(?=\w)", "-", text)
    return " ".join(text.split())


def printed_table() -> str:
    _, _, table = printed_text().partition(TABLE_HEAD)
    return table


def words(text: str) -> list[str]:
    """The words with their marks; numbering that touches its text ("2.Xuất", "-100%") counts as a word of its own."""
    return re.sub(r"(?<!\S)(\d+\.|-)(?=[^\s\d.]|100%)", r"\1 ", text).split()


def register_cells(register: Register) -> Iterator[str]:
    """The table's cells as the register holds them, in printed order; merged cells once."""
    products = dict(list(register.products.groupby("row_id", sort=False)))
    rows = register.tasks.to_dict("records")
    for (number, name), group in groupby(rows, key=lambda row: (row["group_no"], row["group_name"])):
        yield from (number, name)
        for (_, task_text), merged in groupby(group, key=lambda row: (row["task_ids"], row["task_text"])):
            yield task_text
            for row in merged:
                for lead_in, under in groupby(products[row["row_id"]].to_dict("records"), key=lambda p: p["lead_in"]):
                    yield lead_in
                    yield from (f"{product['printed_no']} {product['product_text']}" for product in under)
                yield from (row["assignment_text"], row["deadline_text"], row["note_text"])


class TestTranscription:
    def test_every_word_of_the_table_and_nothing_else(self, register: Register) -> None:
        ours, theirs = Counter(words(" ".join(register_cells(register)))), Counter(words(printed_table()))
        assert (theirs - ours, ours - theirs) == (Counter(), Counter())

    def test_in_the_printed_order(self, register: Register) -> None:
        assert words(" ".join(register_cells(register))) == words(printed_table())

    def test_the_comparison_sees_a_changed_word(self, register: Register) -> None:
        assert words(" ".join(register_cells(register)).replace("nghiệm vụ các", "nhiệm vụ các")) != words(
            printed_table()
        )

    def test_sections_before_the_table(self) -> None:
        with (PLAN / "objectives.csv").open(encoding="utf-8", newline="") as stream:
            objectives = [f"{line['no']}. {line['text']}" for line in csv.DictReader(stream)]
        with (PLAN / "organisation.csv").open(encoding="utf-8", newline="") as stream:
            organisation = list(csv.DictReader(stream))
        third = [f"{line['no']}. {line['text']}" for line in organisation if line["section"] == "III"]
        (second,) = [line["text"] for line in organisation if line["section"] == "II"]
        whole = " ".join(
            ["I. MỤC TIÊU, NHIỆM VỤ", *objectives, "II. NỘI DUNG KẾ HOẠCH", second, "III. TỔ CHỨC THỰC HIỆN", *third]
        )
        before_recipients, _, _ = printed_text().partition(" Nơi nhận:")
        assert before_recipients.endswith(whole)
        assert len(objectives) == 10

    def test_texts_are_clean(self, register: Register) -> None:
        for table in (register.tasks, register.products):
            for text in table.to_numpy(dtype=str).ravel():
                assert text == " ".join(unicodedata.normalize("NFC", text).split())


class TestCounts:
    def test_groups_tasks_rows_products(self, register: Register) -> None:
        tasks = {task for ids in register.tasks["task_ids"] for task in ids.split("|")}
        per_group = Counter(task.split(".")[0] for task in tasks)
        assert per_group == {"1": 4, "2": 8, "3": 3, "4": 6, "5": 3, "6": 10, "7": 5}
        assert list(register.groups) == ["1", "2", "3", "4", "5", "6", "7"]
        assert (len(register.groups), len(tasks), len(register.tasks)) == (7, 39, 41)
        assert len(register.products) == 71

    def test_shared_rows(self, register: Register) -> None:
        task_ids = dict(zip(register.tasks["row_id"], register.tasks["task_ids"], strict=True))
        assert task_ids["6.3"] == "6.3|6.4"
        assert {row: task_ids[row] for row in ("2.1a", "2.1b", "2.1c", "2.1d")} == dict.fromkeys(
            ("2.1a", "2.1b", "2.1c", "2.1d"), "2.1"
        )
        assert task_ids["6.10"] == "6.10"

    def test_products_are_numbered_in_their_row(self, register: Register) -> None:
        for row_id, products in register.products.groupby("row_id"):
            assert list(products["n"]) == list(range(1, len(products) + 1))
            assert list(products["product_id"]) == [f"{row_id}-{n}" for n in products["n"]]

    def test_every_product_is_due_somehow(self, register: Register) -> None:
        assert set(register.items["product_id"]) == set(register.products["product_id"])
        assert register.items["item_id"].is_unique

    def test_what_is_due_by_the_cut_off_of_the_first_quarter(self, register: Register) -> None:
        due = register.items[register.items["due_date"] <= "2021-03-14"]
        assert (len(due), due["product_id"].nunique()) == (13, 12)

    def test_units(self, register: Register) -> None:
        units = dict(zip(register.tasks["row_id"], register.tasks["lead_units"], strict=True))
        assert units["1.1"] == "TTRA"
        assert units["2.1c"] == "VP|TTBCXB"
        assert units["6.9"] == "TTCNTT"
        assert "VP" in register.lead_units

    def test_overlapping_rows(self, register: Register) -> None:
        pairs = set(zip(register.overlaps["row_a"], register.overlaps["row_b"], strict=True))
        assert pairs == {("2.1c", "7.1"), ("2.1d", "7.4"), ("2.2", "7.2"), ("2.1a", "7.3")}


class TestDeadlines:
    """What the register makes of the readings; the readings themselves are the business of test_plan_deadlines."""

    def test_working_day_rules_agree_with_the_calendar(self, register: Register) -> None:
        calendar = Calendar.load(REFERENCE / "calendar_vn.csv")
        due = dict(zip(register.items["item_id"], register.items["due_date"].dt.date, strict=True))
        for occurrence, month in zip(("Q1", "6M", "9M", "Y"), (3, 6, 9, 12), strict=True):
            assert due[f"2.1a-2.{occurrence}"] == calendar.add_working(date(2021, month, 14), 2)
        for month in range(1, 13):
            last = due[f"4.6-1.M{month:02d}"]
            after = calendar.add_working(last, 1)
            assert calendar.is_working(last) and last.month == month and after.month != month

    def test_strict_readings_keep_the_printed_date(self, register: Register) -> None:
        strict = register.items[register.items["rule"] == "strict_before"]
        assert set(strict["before_date"].dt.strftime("%d/%m/%Y")) == {"31/12/2020", "15/08/2021"}
        assert register.items.loc[register.items["rule"] != "strict_before", "before_date"].isna().all()

    def test_linked_items_are_one_deliverable(self, register: Register) -> None:
        linked = register.items[register.items["deliverable_id"] != register.items["product_id"]]
        assert dict(zip(linked["item_id"], linked["deliverable_id"], strict=True)) == {
            "7.1-2": "2.1c-1", "7.2-1": "2.2-1", "7.3-1": "2.1a-2", "7.4-1.Q1": "2.1d-1",
        }  # fmt: skip
        assert register.items["deliverable_id"].nunique() == 71 - 3  # 7.4-1 keeps the part that is carried out

    def test_a_letter_moves_the_date_of_one_item(self, tmp_path: Path) -> None:
        folder = shutil.copytree(PLAN, tmp_path / "2021")
        replaced(
            folder / "overrides.csv",
            "2.1a-2.6M,,,,",
            "2.1a-2.6M,dated,2021-06-18,Công văn số 612/SNV-CCHC ngày 01/6/2021,",
        )
        items = load_register(folder, REFERENCE).items.set_index("item_id")
        assert items.loc["2.1a-2.6M", ["rule", "basis"]].tolist() == [
            "override", "Công văn số 612/SNV-CCHC ngày 01/6/2021",
        ]  # fmt: skip
        assert items.loc["2.1a-2.6M", "due_date"] == pd.Timestamp("2021-06-18")
        assert items.loc["2.1a-2.9M", "due_date"] == pd.Timestamp("2021-09-16")

    def test_an_override_settles_a_text_that_cannot_be_read(self, tmp_path: Path) -> None:
        folder = shutil.copytree(PLAN, tmp_path / "2021")
        replaced(folder / "tasks.csv", "Văn phòng Sở,Trong năm,,VP,,", "Văn phòng Sở,Sau Tết,,VP,,")  # row 2.4
        with pytest.raises(
            PlanError, match=r'row 2\.4: the deadline "Sau Tết" .* Give 2\.4-1, 2\.4-2 a line in overrides'
        ):
            load_register(folder, REFERENCE)
        text = (folder / "overrides.csv").read_text(encoding="utf-8").replace("2.4-2,,,,", "2.4-2,undated,,không có,")
        (folder / "overrides.csv").write_text(text + "2.4-1,dated,2021-02-26,CV 01,\n", encoding="utf-8")
        items = load_register(folder, REFERENCE).items.set_index("item_id")
        assert items.loc["2.4-1", "due_date"] == pd.Timestamp("2021-02-26")
        assert items.loc["2.4-2", "kind"] == "undated"


def replaced(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


BROKEN: dict[str, tuple[Callable[[Path], object], str]] = {
    "unknown unit": (lambda p: replaced(p / "tasks.csv", ",TTRA,PCM,", ",TTRB,PCM,"), r'row 1\.1 names the unit "TTRB"'),
    "no leading unit": (lambda p: replaced(p / "tasks.csv", ",TTRA,PCM,", ",,PCM,"), r"row 1\.1 has no leading unit"),
    "override twice": (
        lambda p: replaced(p / "overrides.csv", "\n6.2-2,", "\n6.2-1,"), r"item_id 6\.2-1 stands more than",
    ),
    "product without row": (
        lambda p: replaced(p / "products.csv", "1.1-1,1.1,", "1.1-1,8.1,"), r"row_id 8\.1 has no line in tasks\.csv",
    ),
    "unreadable deadline": (
        lambda p: replaced(p / "tasks.csv", ",Quý IV/2021,,VP,", ",Quý V/2021,,VP,"),
        r'row 4\.1: the deadline "Quý V/2021" is not among those that can be read.* Give 4\.1-1 a line in overrides\.csv',
    ),
    "override of nothing": (lambda p: replaced(p / "overrides.csv", "\n6.2-2,", "\n6.2-9,"), r"6\.2-9 is not in the plan"),
    "no such day": (
        lambda p: replaced(p / "overrides.csv", "2.3-2,,,,", "2.3-2,dated,2021-08-32,CV 1,"),
        r'2\.3-2: due_override "2021-08-32" is no date',
    ),
    "override without a date": (
        lambda p: replaced(p / "overrides.csv", "2.3-2,,,,", "2.3-2,dated,,CV 1,"), r"2\.3-2: due_override .* is no date",
    ),
    "override without a reason": (
        lambda p: replaced(p / "overrides.csv", "2.3-2,,,,", "2.3-2,undated,,,"), r"2\.3-2 needs a reason",
    ),
    "undated with a date": (
        lambda p: replaced(p / "overrides.csv", "5.1-2,undated,,", "5.1-2,undated,2021-12-31,"), "only a dated item has",
    ),
    "unknown kind": (lambda p: replaced(p / "overrides.csv", ",undated,", ",someday,"), 'kind "someday" is none of'),
    "override that says nothing": (
        lambda p: replaced(p / "overrides.csv", '"a ratio, judged as a target; its progress is evidence only"', ""),
        "6.2-1 says nothing",
    ),
    "overlap with nothing": (
        lambda p: replaced(p / "overlaps.csv", "7.4-1.Q1", "7.4-1.Q2"), r'item_b "7\.4-1\.Q2" is no item',
    ),
    "overlap in another row": (
        lambda p: replaced(p / "overlaps.csv", ",2.1c-1,", ",2.1d-1,"), r"product_a 2\.1d-1 does not stand in its row 2\.1c",
    ),
    "another column": (lambda p: replaced(p / "products.csv", "printed_no", "number"), "the first line must be"),
    "ragged line": (lambda p: replaced(p / "overlaps.csv", "2.1c,7.1,", "2.1c,7.1,,"), "has not 5 cells"),
    "missing file": (lambda p: (p / "products.csv").unlink(), "There is no products.csv"),
    "missing head": (lambda p: (p / "plan.toml").unlink(), "There is no .*plan.toml"),
    "head without year": (lambda p: replaced(p / "plan.toml", "year = ", "jahr = "), "year missing"),
}  # fmt: skip


class TestChecks:
    @pytest.mark.parametrize("name", BROKEN)
    def test_says_what_is_wrong(self, tmp_path: Path, name: str) -> None:
        damage, message = BROKEN[name]
        folder = shutil.copytree(PLAN, tmp_path / "2021")
        damage(folder)
        with pytest.raises(PlanError, match=message):
            load_register(folder, REFERENCE)

    def test_all_problems_at_once(self, tmp_path: Path) -> None:
        folder = shutil.copytree(PLAN, tmp_path / "2021")
        for name in ("unknown unit", "no such day", "unreadable deadline"):
            BROKEN[name][0](folder)
        with pytest.raises(PlanError) as error:
            load_register(folder, REFERENCE)
        assert all(words in str(error.value) for words in ("TTRB", "2.3-2", "Quý V/2021"))
