"""The grammar of the plan's printed deadlines: every text that the plan prints, product by product."""

import csv
from pathlib import Path

import pandas as pd
import pytest

from cchc_analysis.plan.deadlines import RULES, Grammar, Reading, UnknownDeadlineError
from cchc_analysis.plan.register import load_register
from cchc_analysis.workdays import Calendar

ROOT = Path(__file__).parents[2]
PLAN = ROOT / "data" / "plan" / "2021"
REVIEWED = ROOT / "data" / "sample" / "plan_deadlines.csv"
GRAMMAR = Grammar(2021, Calendar.load(ROOT / "data" / "reference" / "calendar_vn.csv"))

YEAR_END = "by_end 2021-01-01..2021-12-31"
Q1, Q4, OLD_Q4 = (
    f"by_end {days}" for days in ("2021-01-01..2021-03-31", "2021-10-01..2021-12-31", "2020-10-01..2020-12-31")
)
BEFORE_2021 = "strict_before ..2020-12-30 <2020-12-31"
AFTER_CUTOFFS = [f"cutoff_plus_2 ..2021-{month}-16" for month in ("03", "06", "09", "12")]
MONTHS = ["01-29", "02-26", "03-31", "04-29", "05-31", "06-30", "07-30", "08-31", "09-30", "10-29", "11-30", "12-31"]

# Printed text → a row that has it → what each of its products reads, in order of the products.
TEXTS: dict[str, tuple[str, list[list[str]]]] = {
    "- Ban hành kế hoạch trước ngày 31/12/2020 - Báo cáo kết quả thực hiện trong Quý IV năm 2021": (
        "1.1", [[BEFORE_2021], [Q4]],
    ),
    "Theo quy định": ("1.3", [["undated"], ["undated"]]),
    "Ban hành kế hoạch trước 31/12/2020": ("2.1a", [[BEFORE_2021], AFTER_CUTOFFS]),
    "Ban hành kế hoạch trước ngày 31/12/2020": ("2.1b", [[BEFORE_2021], AFTER_CUTOFFS]),
    "Ban hành Kế hoạch quý I/2021 Báo cáo quý IV/2021": ("2.1d", [[Q1], [Q4]]),
    "Thường xuyên trong năm trước 15/8/2021": (
        "2.3", [[YEAR_END], ["strict_before ..2021-08-13 <2021-08-15"], [YEAR_END]],  # 15/8 is a Sunday
    ),
    "Trong năm": ("2.4", [[YEAR_END], [YEAR_END]]),
    "Quý IV/2021": ("4.1", [[Q4]]),
    "Quý IV/2020 Quý IV/ 2021": ("4.3", [[OLD_Q4], [Q4]]),
    "Quý IV/ 2020 Quý IV/ 2021": ("4.5", [[OLD_Q4], [Q4]]),
    "Hàng tháng Quý IV/2021": (
        "4.6", [[f"last_working_day 2021-{day[:2]}-01..2021-{day}" for day in MONTHS], [Q4]],
    ),
    "Trước 31/12/2020": ("7.1", [[BEFORE_2021], [BEFORE_2021]]),
    "Theo thời gian quy định": ("7.2", [["undated"]]),
    "Ban hành kế hoạch trong quý I/2021 và tổ chức thực hiện trong năm": ("7.4", [[Q1, YEAR_END]]),
    "Thực hiện trong năm": ("7.5", [["continuous"]]),
}  # fmt: skip
# Rows whose products read the same text otherwise.
OTHERS: dict[str, list[list[str]]] = {
    "1.4": [["undated"]],
    "2.1c": [[BEFORE_2021], [AFTER_CUTOFFS[3]]],
    "2.5": [["continuous"], ["continuous"]],
    "3.2": [[YEAR_END]],
    "5.1": [[OLD_Q4, "continuous"], [YEAR_END]],  # by the product's own text; the second is overridden
    "5.3": [[OLD_Q4, "continuous"]],
    "6.2": [["continuous"]] * 3,
    "6.3": [[YEAR_END]] * 4,
}


def read(name: str, columns: tuple[str, ...]) -> list[list[str]]:
    with (PLAN / name).open(encoding="utf-8", newline="") as stream:
        return [[line[column] for column in columns] for line in csv.DictReader(stream)]


DEADLINES = dict(read("tasks.csv", ("row_id", "deadline_text")))
PRODUCTS = read("products.csv", ("row_id", "product_text"))


def short(reading: Reading) -> str:
    days = f" {reading.planned_start or ''}..{reading.due_date}" if reading.due_date else ""
    return f"{reading.rule}{days}" + (f" <{reading.before_date}" if reading.before_date else "")


def readings(row_id: str) -> list[list[str]]:
    texts = [text for row, text in PRODUCTS if row == row_id]
    return [[short(reading) for reading in of_product] for of_product in GRAMMAR.read(DEADLINES[row_id], texts)]


@pytest.mark.parametrize("text", TEXTS, ids=[case[0] for case in TEXTS.values()])
def test_each_printed_text(text: str) -> None:
    row_id, expected = TEXTS[text]
    assert DEADLINES[row_id] == text
    assert readings(row_id) == expected


@pytest.mark.parametrize("row_id", OTHERS)
def test_other_products_under_the_same_text(row_id: str) -> None:
    assert readings(row_id) == OTHERS[row_id]


def test_these_are_all_texts_of_the_plan() -> None:
    assert set(TEXTS) == set(DEADLINES.values())
    assert len(TEXTS) == 15


def test_the_readings_are_those_of_the_table_reviewed_by_hand() -> None:
    columns = ["item_id", "product_id", "occurrence", "kind", "planned_start", "due_date", "before_date", "rule"]
    reviewed = pd.read_csv(REVIEWED, dtype="str", keep_default_na=False)[columns]
    items = load_register(PLAN).items
    dates = {name: items[name].dt.strftime("%Y-%m-%d").fillna("") for name in columns[4:7]}
    pd.testing.assert_frame_equal(items.assign(**dates)[columns], reviewed)


def test_occurrences_say_what_falls_due() -> None:
    words = {
        (reading.suffix, reading.occurrence)
        for row, text in DEADLINES.items()
        for of_product in GRAMMAR.read(text, [product for other, product in PRODUCTS if other == row])
        for reading in of_product
        if reading.suffix
    }
    assert {("6M", "6 tháng"), ("Q2", "quý II"), ("M03", "tháng 03"), ("Q1", "ban hành kế hoạch, quý I")} < words
    assert ("2020Q4", "sửa đổi quy chế, quý IV/2020") in words


UNKNOWN = {
    "no such quarter": ("Quý V/2021", ["Báo cáo"]),
    "no such day": ("trước 31/6/2021", ["Báo cáo"]),
    "another wording": ("Đầu năm 2021", ["Báo cáo"]),
    "known, and then not": ("Trong năm và năm sau", ["Báo cáo"]),
    "too many deadlines": ("Quý I/2021 Quý II/2021", ["Báo cáo"]),
    "too few deadlines": ("Quý I/2021 Quý II/2021", ["Kế hoạch", "Báo cáo", "Hồ sơ"]),
    "carried out after no quarter": ("Ban hành kế hoạch trước 31/12/2020 và tổ chức thực hiện trong năm", ["Kiểm tra"]),
    "nothing printed": ("", ["Báo cáo"]),
}


@pytest.mark.parametrize("name", UNKNOWN)
def test_a_text_that_is_none_of_these_is_not_guessed_at(name: str) -> None:
    with pytest.raises(UnknownDeadlineError):
        GRAMMAR.read(*UNKNOWN[name])


def test_the_year_is_that_of_the_plan() -> None:
    later = Grammar(2022, GRAMMAR.calendar)
    (monthly, _) = later.read("Hàng tháng Quý IV/2022", ["Họp cuối tháng", "Đánh giá"])
    assert short(monthly[0]) == "last_working_day 2022-01-01..2022-01-28"  # 31/01/2022 is the eve of Tết
    assert short(later.read("Trong năm", ["Quyết định phân công"])[0][0]) == "by_end 2022-01-01..2022-12-31"


def test_every_rule_has_its_words() -> None:
    used = {reading.partition(" ")[0] for _, rows in TEXTS.values() for row in rows for reading in row}
    assert used | {"override"} == set(RULES)
