"""The internal file as who signs reads it: its first page whole, and the answer to what is asked in a meeting."""

import json
import re
from collections.abc import Callable, Mapping
from fractions import Fraction
from pathlib import Path

import pypdf
import pytest
from command import PROJECT
from docx import Document

from cchc_analysis.text import clean

PERIODS = ("2021-Q1", "2021-6M", "2021-9M", "2021")
EXPECTED = json.loads((PROJECT / "data/sample/expected.json").read_text(encoding="utf-8"))["periods"]
FIELD, UNIT = "Xuất bản, In và Phát hành", "Phòng Thông tin - Báo chí - Xuất bản"


def pages(path: Path) -> list[str]:
    return [clean(page.extract_text()) for page in pypdf.PdfReader(path).pages]


def on_time(figures: Mapping[str, int]) -> Fraction:
    return 1 - Fraction(figures["settled_late"], figures["settled"])


def points(change: Fraction) -> str:
    return f"{float(abs(change) * 100):.2f}".replace(".", ",")


@pytest.mark.parametrize("period", PERIODS)
def test_the_leader_s_page_is_the_first_page_and_no_more(report_of: Callable[[str], Path], period: str):
    first, second, *_ = pages(report_of(period) / "ho-so-trinh-ky.pdf")
    for words in (
        "HỒ SƠ TRÌNH KÝ",
        "I. TRANG TÓM TẮT CHO LÃNH ĐẠO",
        "Bảng 1.",
        "Phản ánh, kiến nghị (PAKN):",
        "Bảng 2.",
    ):
        assert words in first
    # All that the page is to hold is on it: the last table with its rows.
    assert len(re.findall(r"H21\.15-\d{6}-\d{4}", first.partition("Bảng 2.")[2])) == 4
    # The stamp across the page and its number come before the text.
    assert second.startswith("SỐ LIỆU MẪU 2 II. NỘI DUNG CẦN NGƯỜI KÝ LƯU Ý")


def test_why_the_on_time_share_fell_is_read_from_the_first_page(report_of: Callable[[str], Path]):
    """ "Vì sao tỷ lệ đúng hạn giảm?" – the half year, held to the figures of the sample's own generator."""
    now, quarter, year_before = EXPECTED["2021-6M"], EXPECTED["2021-Q1"], Fraction(249, 251)
    first = pages(report_of("2021-6M") / "ho-so-trinh-ky.pdf")[0]
    # By how much, against the report before and the figure that was published a year before.
    share = on_time(now["measures"])
    for other, words in ((on_time(quarter["measures"]), "quý I năm 2021"), (year_before, "cùng kỳ năm 2020")):
        assert share < other
        assert f"giảm {points(share - other)} điểm phần trăm so với {words}" in first
    # In which field and unit.
    for name, figures in ((FIELD, now["by_field"]["XB"]), (UNIT, now["by_unit"]["TTBCXB"])):
        late, settled = figures["settled_late"], figures["settled"]
        assert f"{name} ({late:02d}/{settled:02d} hồ sơ quá hạn, làm giảm" in first
    # Which dossiers, why, and who apologised.
    table = first.partition("Bảng 2.")[2]
    named = re.findall(r"H21\.15-\d{6}-\d{4}", table)
    assert set(named) <= {*now["settled_late"], *now["pending_overdue"]}
    assert re.search(rf"H21\.15-210115-0005 {UNIT} 40 Cơ quan phối hợp chậm có ý kiến 03/PXL-STTTT", table)
    n_late, n_pending = (now["measures"][name] for name in ("settled_late", "pending_overdue"))
    assert (
        f"{n_late + n_pending} hồ sơ (đã giải quyết {n_late:02d} hồ sơ, đang giải quyết {n_pending:02d} hồ sơ)" in first
    )


def test_the_internal_file_is_not_signed_and_says_the_same_in_word(report_of: Callable[[str], Path]):
    folder = report_of("2021-6M")
    text = " ".join(pages(folder / "ho-so-trinh-ky.pdf"))
    for words in ("Nơi nhận", "Kính gửi", "DỰ THẢO"):
        assert words not in text
    document = Document(str(folder / "ho-so-trinh-ky.docx"))
    words = clean(" ".join(paragraph.text for paragraph in document.paragraphs))
    for name in (
        "I. TRANG TÓM TẮT CHO LÃNH ĐẠO",
        "Tỷ lệ này giảm 2,91 điểm phần trăm so với cùng kỳ năm 2020",
        "Chưa có phiên bản trước",
    ):
        assert name in words
    # The report itself does not have it.
    assert "HỒ SƠ TRÌNH KÝ" not in " ".join(pages(folder / "bao-cao.pdf"))
