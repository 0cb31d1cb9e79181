"""Tables about an edition: what their cells say where many things share one."""

from dataclasses import fields, replace
from typing import get_args

import pytest

from cchc_analysis.edition import Edition
from cchc_analysis.edition.ids import resolve
from cchc_analysis.errors import PublishError
from cchc_analysis.measures.counting import CountingRules
from cchc_analysis.pipeline.publish import _check_due_dates
from cchc_analysis.present import tables
from cchc_analysis.present.display import ABOVE, Table
from cchc_analysis.present.markup import Marked
from cchc_analysis.present.wording import READING_WORDS, SETTING_WORDS


@pytest.mark.parametrize(
    ("places", "told"),
    [
        pytest.param([], [], id="none"),
        pytest.param([1], ["tháng 02"], id="one"),
        pytest.param([0, 1], ["tháng 01", "tháng 02"], id="two are named"),
        pytest.param([2, 3, 4, 5], ["tháng 03 đến tháng 06"], id="a run"),
        pytest.param([0, 2, 3, 4, 7], ["tháng 01", "tháng 03 đến tháng 05", "tháng 08"], id="a run among others"),
    ],
)
def test_occurrences_in_a_row_are_told_as_a_span(places: list[int], told: list[str]) -> None:
    assert tables._spans([f"tháng {month:02d}" for month in range(1, 13)], places) == told


def test_the_register_shows_every_product_and_names_its_task_once(first_quarter: Edition) -> None:
    table = tables.plan_register(first_quarter)
    products = [row for row in table.rows if len(row) > 1]
    register = first_quarter.register.items.drop_duplicates("product_id")
    assert [row[2] for row in products] == register["product_text"].tolist()
    assert [row[0] for row in products if row[0] is not ABOVE] == register["row_id"].drop_duplicates().tolist()
    assert any("tháng 03 đến tháng 12: Chưa đến hạn" in str(row[7]) for row in products)


def texts(table: Table) -> list[list[str]]:
    return [[getattr(cell, "text", cell) or "" for cell in row] for row in table.rows]


def test_processing_times_are_told_in_the_unit_of_the_regulated_time(first_quarter: Edition) -> None:
    lines = {row[0]: row for row in texts(tables.processing_times(first_quarter))}
    times = first_quarter.reference.procedures.set_index("name")
    for name, line in lines.items():
        if name != tables.TOTAL:
            assert line[2] == ("ngày" if times.loc[name, "time_unit"] == "calendar" else "ngày làm việc")
    assert sum(int(line[1]) for name, line in lines.items() if name != tables.TOTAL) == int(lines[tables.TOTAL][1])


def test_the_other_readings_show_only_what_they_change(first_quarter: Edition) -> None:
    table = tables.other_counting(first_quarter)
    settings = {row[0] for row in table.rows if row[0] is not ABOVE}
    assert settings == set(SETTING_WORDS.values()), "every contested rule is there, also one that changes nothing here"
    for row in table.rows:
        ours, other = row[4], row[5]
        if isinstance(ours, Marked) and isinstance(other, Marked):
            assert ours.text != other.text
            value, _ = resolve(first_quarter, other.measure_id)
            assert value.count.text == other.text or value.percent.text == other.text


def test_every_setting_and_value_has_its_words() -> None:
    values = {(each.name, value) for each in fields(CountingRules) for value in get_args(each.type)}
    assert set(READING_WORDS) == values
    assert set(SETTING_WORDS) == {name for name, _ in values}


def test_a_cross_table_shares_out_its_total(first_quarter: Edition) -> None:
    rows = [
        [int(cell) for cell in row[1:]]
        for row in texts(tables.crossed(first_quarter, "received", "field", "channel", "A", "tbl-a"))
    ]
    *parts, total = rows
    assert [sum(column) for column in zip(*parts, strict=True)] == total
    assert all(sum(row[:-1]) == row[-1] for row in rows)


def test_the_overdue_list_shows_the_day_that_judges(first_quarter: Edition) -> None:
    by_current = replace(
        first_quarter, settings=replace(first_quarter.settings, counting=CountingRules(due_date="current"))
    )
    for edition in (first_quarter, by_current):
        late = edition.rows("overdue").set_index("dossier_id")
        for row in texts(tables.overdue_dossiers(edition)):
            assert row[5] == f"{late.loc[row[1], 'judged_due_date']:%d/%m/%Y}"
    assert len(by_current.rows("overdue")) < len(first_quarter.rows("overdue")), "an apology launders lateness"


@pytest.mark.parametrize("rules", [CountingRules(no_due_date="block"), CountingRules()], ids=["block", "default"])
def test_a_final_report_is_refused_where_the_settings_block_dossiers_without_a_due_date(
    first_quarter: Edition, rules: CountingRules
) -> None:
    edition = replace(first_quarter, settings=replace(first_quarter.settings, counting=rules))
    if rules.no_due_date == "block":
        with pytest.raises(PublishError, match="have no due date"):
            _check_due_dates(edition)
    else:
        _check_due_dates(edition)
