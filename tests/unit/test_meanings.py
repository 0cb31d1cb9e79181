"""What a number on a page means is said in words, once for all numbers that share it, and reaches the page unharmed."""

import re
from pathlib import Path

import pytest
from lxml import html

from cchc_analysis.edition import Edition
from cchc_analysis.pipeline.pages import explain_numbers
from cchc_analysis.present.markup import Marked
from cchc_analysis.present.meanings import Entry, meaning
from cchc_analysis.present.wording import GROUP_WORDS

QUARTER = Entry("Kỳ số liệu", ("Quý I năm 2021: từ ngày 15/12/2020 đến hết ngày 14/3/2021",))
IN_TIME = Entry(
    "Trước hạn và đúng hạn",
    (
        "Tổng cột 8 và cột 9: kết thúc xử lý trong kỳ không muộn hơn ngày hẹn trả, kể cả hồ sơ chưa xác định ngày hẹn trả.",
        "Cách tính: đếm số hồ sơ.",
        "Căn cứ: Biểu số II.06a/VPCP/KSTT (theo phần mềm một cửa).",
    ),
)
SHARE = Entry(
    "Tỷ lệ giải quyết trước hạn và đúng hạn",
    (
        "Hồ sơ trước hạn và đúng hạn trên tổng số hồ sơ đã giải quyết trong kỳ.",
        "Tử số: trước hạn và đúng hạn; mẫu số: đã giải quyết.",
        "Căn cứ: Biểu số II.06a/VPCP/KSTT (theo phần mềm một cửa).",
    ),
)


@pytest.mark.parametrize(
    ("number_id", "entries"),
    [
        pytest.param("on_time_of_settled@2021-Q1", (SHARE, QUARTER), id="share"),
        pytest.param(
            "on_time_of_settled.numerator@2021-Q1",
            (IN_TIME, Entry("Số này là", ("Tử số của “Tỷ lệ giải quyết trước hạn và đúng hạn”",)), QUARTER),
            id="numerator",
        ),
        pytest.param(
            "on_time_of_settled.rest@2021-Q1",
            (SHARE, Entry("Số này là", ("Phần còn lại của 100% sau khi trừ tỷ lệ nêu cùng câu",)), QUARTER),
            id="complement",
        ),
        pytest.param(
            "on_time_of_settled@2021-02[field=BC]",
            (
                SHARE,
                Entry("Kỳ số liệu", ("Tháng 02 năm 2021: từ ngày 15/01/2021 đến hết ngày 14/02/2021",)),
                Entry("Lĩnh vực", ("Bưu chính",)),
            ),
            id="another-period-and-a-group",
        ),
        pytest.param(
            "settled_late!withdrawn=by_date@2021-Q1",
            (
                Entry(
                    "Đã giải quyết quá hạn",
                    (
                        "Hồ sơ kết thúc xử lý trong kỳ sau ngày hẹn trả.",
                        "Cách tính: đếm số hồ sơ.",
                        "Căn cứ: Biểu số II.06a/VPCP/KSTT, cột 10 (theo phần mềm một cửa).",
                    ),
                ),
                Entry("Tính theo cách khác", ("Hồ sơ trả lại, xin rút: tính theo ngày hẹn trả",)),
                QUARTER,
            ),
            id="another-reading",
        ),
        pytest.param(
            "on_time_of_settled!previous@2021-Q1",
            (
                SHARE,
                QUARTER,
                Entry("Số này là", ("Mức tăng, giảm so với quý trước",)),
                Entry("Kỳ so sánh", ("Quý IV năm 2020: từ ngày 15/9/2020 đến hết ngày 14/12/2020",)),
            ),
            id="change",
        ),
    ],
)
def test_a_number_is_told_in_words(first_quarter: Edition, number_id: str, entries: tuple[Entry, ...]) -> None:
    assert meaning(first_quarter, number_id) == entries


def test_every_group_has_a_name(first_quarter: Edition) -> None:
    columns = {column for subject, _ in first_quarter.measures.values() for column in subject.groups}
    assert columns - set(GROUP_WORDS) == set()


def test_what_is_no_number_means_nothing(first_quarter: Edition) -> None:
    with pytest.raises(KeyError):
        meaning(first_quarter, "setled@2021-Q1")


PAGE = '<!DOCTYPE html>\n<html lang="vi"><body><main>\n{}\n</main>\n</body></html>\n'


def explained(tmp_path: Path, edition: Edition, body: str) -> str:
    path = tmp_path / "page.html"
    path.write_text(PAGE.format(body), encoding="utf-8")
    explain_numbers(path, edition)
    return path.read_text(encoding="utf-8")


def test_numbers_share_the_entries_at_the_end_of_the_page(tmp_path: Path, first_quarter: Edition) -> None:
    count = Marked("164", "settled@2021-Q1")
    share, field = Marked("96,95%", "on_time_of_settled@2021-Q1"), Marked("19", "settled@2021-Q1[field=BC]")
    text = explained(tmp_path, first_quarter, f"<p>{count} {share} {count} {field}</p>")
    assert re.findall('data-defined="([^"]*)"', text) == ["dn-1 dn-2", "dn-3 dn-2", "dn-1 dn-2", "dn-1 dn-2 dn-4"]
    entries = html.fromstring(text).xpath("//main/details[@class='cchc-definitions']/dl/div")
    assert [entry.get("id") for entry in entries] == ["dn-1", "dn-2", "dn-3", "dn-4"]
    assert entries[1].text_content() == "Kỳ số liệuQuý I năm 2021: từ ngày 15/12/2020 đến hết ngày 14/3/2021"
    assert text == explained(tmp_path, first_quarter, f"<p>{count} {share} {count} {field}</p>")


@pytest.mark.parametrize(
    "body",
    [
        "<p>không có số liệu</p>",
        "<p>&lt;span data-measure=&quot;settled@2021-Q1&quot;&gt;164</p>",
        '<p><span data-measure="setled@2021-Q1">164</span></p>',
    ],
    ids=["no-number", "a-mark-in-a-text", "a-number-of-nothing"],
)
def test_a_page_without_known_numbers_stays_as_it_is(tmp_path: Path, first_quarter: Edition, body: str) -> None:
    assert explained(tmp_path, first_quarter, body) == PAGE.format(body)
