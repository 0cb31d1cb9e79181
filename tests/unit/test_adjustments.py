"""What a report says where the data of a part of the year changed after the report on that part was sent."""

import html
import re
from dataclasses import replace
from pathlib import Path

import pytest

from cchc_analysis.edition import Edition, open_edition
from cchc_analysis.edition.ids import resolve
from cchc_analysis.present import sentences, tables
from cchc_analysis.present.adjustments import ADDED_UP
from cchc_analysis.present.markup import Marked
from cchc_analysis.sources.earlier import LastVersion

DOCUMENT = "15/BC-STTTT ngày 16/3/2021"


@pytest.fixture(scope="module")
def half_year(project: Path) -> Edition:
    return open_edition("2021-6M", project)


def sent(edition: Edition, **changes: int) -> Edition:
    """The edition after a report of the first quarter that printed other figures than are counted now, by so much."""
    quarter = edition.report_before
    assert quarter is not None
    counted = {name: edition.value(name, period=quarter).numerator + changes.get(name, 0) for name in ADDED_UP}
    numbers = {f"{name}@{quarter.key}": figure for name, figure in counted.items()}
    return replace(edition, version_before=LastVersion(DOCUMENT, numbers))


def plain(edition: Edition) -> str:
    return html.unescape(re.sub(r"<[^>]*>", "", sentences.adjustment_sentence(edition).text))


def test_without_a_report_that_was_sent_there_is_nothing_to_adjust(half_year: Edition) -> None:
    assert plain(half_year) == ""
    assert tables.adjustments(half_year) == []


def test_the_parts_of_the_year_add_up_where_nothing_changed(half_year: Edition) -> None:
    edition = sent(half_year)
    assert [each.amount for each in edition.adjustments] == [0] * len(ADDED_UP)
    assert plain(edition) == ""


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"received": -1}, "tiếp nhận mới tăng 01 hồ sơ."),
        ({"received": -12, "settled_late": 3}, "tiếp nhận mới tăng 12 hồ sơ; giải quyết quá hạn giảm 03 hồ sơ."),
    ],
)
def test_what_was_adjusted_is_told_with_the_report_that_it_departs_from(
    half_year: Edition, changes: dict[str, int], said: str
) -> None:
    edition = sent(half_year, **changes)
    told = plain(edition)
    assert told.endswith(said)
    assert f"đã nêu tại Báo cáo số {DOCUMENT}, số liệu quý II năm 2021" in told


def test_the_table_leads_from_what_was_said_to_what_is_counted(half_year: Edition) -> None:
    edition = sent(half_year, received=-4)
    (table,) = tables.adjustments(edition)
    for row, adjustment in zip(table.rows, edition.adjustments, strict=True):
        reported, since, change, now = (int(cell.text.replace(".", "")) for cell in row[1:] if isinstance(cell, Marked))
        assert reported + since + change == now
        for cell in row[1:]:
            assert isinstance(cell, Marked)
            value, part = resolve(edition, cell.measure_id)
            assert part == "" and value in (adjustment, adjustment.reported, adjustment.since, adjustment.now)


def test_a_period_by_its_days_follows_no_report(project: Path) -> None:
    assert open_edition("2020-12-15..2021-06-14", project).adjustments == []
