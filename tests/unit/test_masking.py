"""What looks like personal data in free text is masked, and ordinary text of offices is left as it is."""

import time

import pandas as pd
import pytest

from cchc_analysis.sources.feeds import FEEDS
from cchc_analysis.sources.masking import MASK, mask, masked

PERSONAL = {
    "mobile": "0912345678",
    "mobile in groups": "0912 345 678",
    "mobile, other groups": "091 234 5678",
    "mobile with dots": "0912.345.678",
    "mobile with dashes": "0912-345-678",
    "mobile with wide dashes": "0912 - 345 - 678",
    "mobile in pairs": "09 12 34 56 78",
    "mobile of before 2018": "0168 345 6789",
    "fixed line": "02693824123",
    "fixed line in brackets": "(0269) 3824 123",
    "fixed line of the capital": "024 3825 1234",
    "from abroad": "+84912345678",
    "from abroad in groups": "+84 912 345 678",
    "from abroad in brackets": "(+84) 912.345.678",
    "from abroad with a zero": "+84 (0)912 345 678",
    "from abroad without plus": "84912345678",
    "from abroad with zeros": "0084912345678",
    "old identity card": "230123456",
    "old identity card in groups": "012 345 678",
    "identity card": "064089012345",
    "identity card in groups": "064 089 012 345",
    "identity card in other groups": "0640 8901 2345",
    "address": "nguyen.van-a+1@gmail.com",
    "address in its country": "nguyễnvăna@gialai.gov.vn",
    "address with blanks": "van.a @ gmail.com",
}
ORDINARY = [
    "",
    "Tham mưu ban hành Kế hoạch số 163/KH-STTTT ngày 31/12/2020",
    "Báo cáo số 15/BC-STTTT ngày 05/02/2021 của Sở",
    "ngày 05.08.2021 15 hồ sơ, ngày 09-12-2021 - 15-12-2021",
    "từ 05-08 - 10-08-2021 và 03/05/2021 08:30",
    "giai đoạn 2021-2025, các năm 2019 2020 2021",
    "kinh phí 1.234.567 đồng, 123.456.789 đồng, 123456789 đồng, 2.500.000.000 VNĐ, 12,5 triệu đồng",
    "1.234.567 lượt; 98,13%; 157/160; 0,35 - 0,45 - 0,55",
    "hồ sơ H21.15-210305-0012, 000.00.15.H21-201130-0001",
    "TTHC 1.012345.000.00.00.H21 và 2.001171",
    "01/2020/TT-VPCP, 61/2018/NĐ-CP, 12729/VPCP-KGVX, 6150/TB-BLĐTBXH",
    "tổng đài 1022, 1900 1234; mã 20210305101530",
    "03 phòng, 05 đơn vị, tháng 09/2021; 07 văn bản 08 đơn vị",
]


@pytest.mark.parametrize("written", PERSONAL.values(), ids=PERSONAL)
@pytest.mark.parametrize("around", ["{}", "Liên hệ ông A ({}) trước 15/3", "SĐT:{},{}", "số {}/{}", "{} - {} hồ sơ"])
def test_what_looks_personal_is_masked_and_the_rest_stays(written: str, around: str) -> None:
    assert mask(around.format(written, written)) == around.format(MASK, MASK)


def test_the_word_before_tells_an_old_identity_card_in_groups_from_an_amount() -> None:
    assert mask("CMND số 230 123 456, kinh phí 230 123 456 đồng") == f"CMND số {MASK}, kinh phí 230 123 456 đồng"
    assert mask("chứng minh nhân dân: 230.123.456") == f"chứng minh nhân dân: {MASK}"


def test_a_comrade_is_no_currency() -> None:
    assert mask("230123456 đồng chí A; 230123456 đồng") == f"{MASK} đồng chí A; 230123456 đồng"


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_text_is_left_as_it_is(text: str) -> None:
    assert mask(text) == text


def test_a_column_says_where_it_was_masked_and_keeps_its_index_and_its_missing_cells() -> None:
    column = pd.Series(["gọi 0912345678", None, "đúng hạn", "gọi 0912345678"], index=[5, 6, 8, 9], dtype="str")
    before = column.copy()
    found, where = masked(column)
    pd.testing.assert_series_equal(
        found, pd.Series([f"gọi {MASK}", None, "đúng hạn", f"gọi {MASK}"], index=[5, 6, 8, 9], dtype="str")
    )
    assert where.tolist() == [True, False, False, True]
    pd.testing.assert_series_equal(column, before)


@pytest.mark.parametrize("letters", ["a", "1", "123 ", "0", "0 ", "a.", "@", "(", "+84 ", "12.", "đ ", "1-"])
def test_a_cell_of_a_hundred_thousand_letters_takes_no_time(letters: str) -> None:
    started = time.perf_counter()
    masked(pd.Series([f"{letters * (100_000 // len(letters))} @ 123456789x"], dtype="str"))
    assert time.perf_counter() - started < 5


@pytest.mark.parametrize("feed", FEEDS.values(), ids=list(FEEDS))
def test_a_feed_with_columns_of_words_reports_what_was_masked_and_keeps_its_keys(feed) -> None:
    assert bool(feed.of_kind("words")) == ("masked_text" in [check.name for check in feed.checks])
    assert not {feed.key, *feed.required, *feed.vocabularies, *feed.once} & set(feed.of_kind("words"))
