"""Finding the table in a sheet, whatever surrounds it; a layout that nobody described is stopped, not guessed."""

import pytest

from cchc_analysis.errors import InputError
from cchc_analysis.sources.layout import RawTable, find_table
from cchc_analysis.sources.mapping import Mapping
from cchc_analysis.sources.readers import Sheet

MAPPING = Mapping(
    name="Danh sách",
    table="dossiers",
    columns={
        "dossier_id": ("Mã hồ sơ", "Số hồ sơ"),
        "received_date": ("Ngày nhận", "Ngày tiếp nhận"),
        "due_date": ("Ngày hẹn trả",),
        "status": ("Trạng thái",),
    },
    date_formats=("%d/%m/%Y",),
    personal=("Chủ hồ sơ", "Địa chỉ"),
    unused=("STT",),
)
POST = Mapping(
    name="Bưu điện", table="postal_in", columns={"dossier_id": ("Mã hồ sơ",), "posted_date": ("Ngày bưu điện nhận",)},
    date_formats=("%d/%m/%Y",),
)  # fmt: skip
PROGRESS = Mapping(
    name="Tiến độ", table="progress",
    columns={
        "item_id": ("Mã sản phẩm",), "event_date": ("Ngày ghi nhận",), "status": ("Tình trạng",), "reporting_unit": ("Đơn vị báo cáo",),
    },
    date_formats=("%d/%m/%Y",), unused=("TT", "Sản phẩm"),
)  # fmt: skip
HEAD = ("STT", "Mã hồ sơ", "Ngày nhận", "Ngày hẹn trả", "Trạng thái")
ONE, TWO = ("1", "H1", "01/03/2021", "05/03/2021", "Đã trả"), ("2", "H2", "02/03/2021", "", "Đang xử lý")


def table(*rows: tuple[str, ...], mappings: tuple[Mapping, ...] = (MAPPING,)) -> RawTable:
    return find_table(Sheet.of("2021-03.xlsx", "Danh sách", rows), mappings)


def codes(found: RawTable) -> dict[int, str]:
    return {int(row): str(code) for row, code in found.frame["dossier_id"].items()}  # type: ignore[call-overload]


def refusal(*rows: tuple[str, ...]) -> str:
    with pytest.raises(InputError) as error:
        table(*rows)
    assert str(error.value).startswith('2021-03.xlsx, sheet "Danh sách"')
    return str(error.value)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param([], [], id="bare"),
        pytest.param([("SỞ A",), ("DANH SÁCH HỒ SƠ",), ("Từ ngày 01/03/2021",), ()], [], id="title-rows"),
        pytest.param([("", "", "DANH SÁCH HỒ SƠ")], [(), ("Tổng cộng: 02 hồ sơ",)], id="total-in-one-cell"),
        pytest.param([], [("Tổng cộng", "", "", "", "2")], id="total-with-a-count"),
        pytest.param([], [("", "TỔNG SỐ", "2")], id="total-in-capitals"),
        pytest.param([], [("Cộng", "2")], id="short-total"),
        pytest.param([], [("Người lập biểu",), ("",)], id="signature-line"),
    ],
)
def test_only_data_rows_are_data(before: list[tuple[str, ...]], after: list[tuple[str, ...]]) -> None:
    found = table(*before, HEAD, ONE, TWO, *after)
    first = len(before) + 2
    assert codes(found) == {first: "H1", first + 1: "H2"}
    assert found.other_lines == len(before) + 1 + len(after)


def test_group_and_blank_rows_between_data_are_counted_as_other() -> None:
    found = table(HEAD, ("Lĩnh vực: Báo chí",), ONE, (), ("", "Lĩnh vực: Bưu chính"), TWO)
    assert codes(found) == {3: "H1", 6: "H2"}
    assert found.other_lines == 4


def test_a_row_with_nothing_but_a_code_is_data_and_not_passed_over() -> None:
    found = table(HEAD, ONE, ("", "H21.15-210301-0002"), ("", "Lĩnh vực 2: Báo chí"), ("H3",), ("", "Người lập"), TWO)
    assert codes(found) == {2: "H1", 3: "H21.15-210301-0002", 7: "H2"}
    assert found.frame.loc[3].isna().sum() == 3


def test_a_row_of_column_numbers_under_the_head() -> None:
    for numbers in [("(1)", "(2)", "(3)", "(4)", "(5)"), ("1", "2", "3", "4", "5"), ("", "(2)", "(3)")]:
        assert codes(table(HEAD, numbers, ONE)) == {3: "H1"}


def test_numbers_further_down_are_data() -> None:
    assert codes(table(HEAD, ONE, ("2", "12", "03", "04", "05"))) == {2: "H1", 3: "12"}


def test_blank_leading_columns() -> None:
    found = table(("", "", *HEAD), ("", "", *ONE))
    assert found.frame.loc[2].to_dict() == {
        "dossier_id": "H1", "received_date": "01/03/2021", "due_date": "05/03/2021", "status": "Đã trả",
    }  # fmt: skip


def test_a_head_of_two_rows_is_read_by_its_lower_names() -> None:
    found = table(
        ("STT", "Mã hồ sơ", "Thời gian", "", "Trạng thái"),
        ("", "", "Ngày nhận", "Ngày hẹn trả", ""),
        ("(1)", "(2)", "(3)", "(4)", "(5)"),
        ONE,
    )
    assert codes(found) == {4: "H1"}
    assert found.frame.loc[4, "due_date"] == "05/03/2021"


def test_spellings_of_heads_differ_in_case_blanks_and_tones() -> None:
    found = table(("stt", "MÃ HỒ SƠ", "ngày  tiếp nhận", "Ngày hẹn trả ", "trạng thái"), ONE)
    assert codes(found) == {2: "H1"}


def test_personal_and_unused_columns_are_not_taken_over() -> None:
    found = table((*HEAD, "Chủ hồ sơ", "Địa chỉ"), (*ONE, "Nguyễn Văn Mẫu", "1 đường Mẫu"))
    assert list(found.frame.columns) == ["dossier_id", "received_date", "due_date", "status"]


def test_short_rows_and_empty_cells_are_missing() -> None:
    found = table(HEAD, ("1", "H1"), ("2", "H2", "", "", "Đã trả"))
    assert found.frame["received_date"].isna().tolist() == [True, True]


def test_the_mapping_that_knows_most_of_the_head_is_taken() -> None:
    post = ("Mã hồ sơ", "Ngày bưu điện nhận")
    for order in ((MAPPING, POST), (POST, MAPPING)):
        assert table(HEAD, ONE, mappings=order).mapping is MAPPING
        assert table(post, ("H1", "01/03/2021"), mappings=order).mapping is POST


def test_an_unknown_column_stops_the_file_and_names_the_nearest() -> None:
    message = refusal(("STT", "Mã hồ sơ", "Ngày nhận", "Ngày hẹn tra", "Trạng thái"), ONE)
    assert 'row 1: unknown column "Ngày hẹn tra" (nearest known: "Ngày hẹn trả")' in message
    assert 'mapping "Danh sách"' in message


def test_all_unknown_columns_are_told_at_once() -> None:
    message = refusal((*HEAD, "Ghi chú nội bộ", "Zzz"), (*ONE, "", ""))
    assert '"Ghi chú nội bộ"' in message
    assert '"Zzz"' in message


def test_a_wanted_column_that_stands_twice_stops_the_file() -> None:
    assert 'the column "Số hồ sơ" stands twice' in refusal((*HEAD, "Số hồ sơ"), (*ONE, "H9"))


def test_a_missing_required_column_is_named_as_offices_call_it() -> None:
    assert "the column Ngày nhận is missing" in refusal(("STT", "Mã hồ sơ", "Ngày hẹn trả", "Trạng thái"), ONE)


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param([("Tên", "Tuổi"), ("A", "1")], id="another-list"),
        pytest.param([*[("",)] * 40, HEAD, ONE], id="head-too-deep"),
    ],
)
def test_an_unknown_layout_shows_what_was_seen(rows: list[tuple[str, ...]]) -> None:
    assert "no mapping knows this layout" in refusal(*rows)


def test_a_total_row_is_told_by_its_words_not_by_letters_alone() -> None:
    rows = [("1", "CỘNG-01", "01/03/2021", "", "Đã trả"), ("2", "H2", "02/03/2021", "", "Tổng")]
    by_name = ("Cộng tác viên báo chí", "H3", "02/03/2021", "", "Đã trả")
    assert codes(table(HEAD, *rows, by_name)) == {2: "CỘNG-01", 3: "H2", 4: "H3"}


PROGRESS_HEAD = ("TT", "Mã sản phẩm", "Sản phẩm", "Ngày ghi nhận", "Tình trạng", "Đơn vị báo cáo", "")


@pytest.mark.parametrize(
    ("line", "is_unfilled"),
    [
        pytest.param(("1", "1.1-1", "Báo cáo", "", "", "Văn phòng Sở", ""), True, id="as it was sent out"),
        pytest.param(("1", "1.1-1", "Báo cáo", "", "", "", ""), True, id="the unit struck out"),
        pytest.param(("1", "1.1-1", "Báo cáo", "05/03/2021", "", "Văn phòng Sở", ""), False, id="a date alone"),
        pytest.param(("1", "1.1-1", "Báo cáo", "", "Xong", "Văn phòng Sở", ""), False, id="a word alone"),
        pytest.param(("1", "1.1-1", "Báo cáo", "", "", "Văn phòng Sở", "đã xong"), False, id="beside the table"),
        pytest.param(("1", "", "Báo cáo", "", "", "Văn phòng Sở", ""), False, id="no product"),
    ],
)
def test_a_line_of_a_form_that_was_left_blank_is_no_data_and_is_counted(
    line: tuple[str, ...], is_unfilled: bool
) -> None:
    found = find_table(Sheet.of("vp.xlsx", "", [PROGRESS_HEAD, line]), [PROGRESS])
    assert found.other["unfilled"] == is_unfilled
    assert len(found.frame) == (not is_unfilled)
    assert len(found.frame) + found.other_lines == 2


def test_each_other_line_is_counted_by_its_kind() -> None:
    found = table(
        ("SỞ A",), (), HEAD, ("(1)", "(2)", "(3)"), ("Lĩnh vực: Báo chí",), ONE, ("I", "Lĩnh vực: Bưu chính"), TWO, (),
        ("Tổng cộng", "2"), ("", "", "", "Người lập biểu"),
    )  # fmt: skip
    assert found.other == {"title": 1, "head": 2, "group": 3, "total": 1, "blank": 2, "unfilled": 0}
    assert len(found.frame) + found.other_lines == 11


def test_a_head_repeated_on_a_further_page_is_no_dossier() -> None:
    found = table(HEAD, ("(1)", "(2)", "(3)"), ONE, tuple(map(str.upper, HEAD)), ("(1)", "(2)", "(3)"), TWO)
    assert codes(found) == {3: "H1", 6: "H2"}
    assert found.other["head"] == 4


@pytest.mark.parametrize("row", [("", "H21.15-210301-0009"), ("H21.15-210301-0009",), ("", "H9")])
def test_a_row_with_only_a_code_is_no_group_row(row: tuple[str, ...]) -> None:
    found = table(HEAD, ONE, row, TWO)
    assert list(codes(found)) == [2, 3, 4]


def test_rows_above_a_head_that_only_the_second_page_has_right_are_not_lost() -> None:
    first = ("STT", "Mã", "Ngày nhận", "", "")
    assert "row 2: a dossier stands above the head in row 3" in refusal(first, CODED, HEAD, CODED)


CODED = ("1", "H21.15-210301-0001", "01/03/2021", "05/03/2021", "Đã trả")


def test_values_one_column_to_the_left_of_their_heads_are_named() -> None:
    heads = ("STT", "Chủ hồ sơ", "Địa chỉ", "Mã hồ sơ", "Ngày nhận", "Ngày hẹn trả")
    shifted = ("1", "Văn Mẫu", "H21.15-210301-0001", "01/03/2021", "05/03/2021")
    message = refusal(heads, shifted, shifted)
    assert 'the values of the column "Mã hồ sơ" stand one column to the left, under "Địa chỉ"' in message
    assert "Văn Mẫu" not in message


def test_dates_to_the_left_of_their_heads_are_named_where_codes_cannot_tell() -> None:
    heads = ("Mã hồ sơ", "Chủ hồ sơ", "Ngày nhận", "Ngày hẹn trả")
    rows = [("H1", "01/03/2021", "05/03/2021", "")] * 3
    assert '"Ngày nhận" stand one column to the left, under "Chủ hồ sơ"' in refusal(heads, *rows)


def test_values_under_a_head_far_away_are_named() -> None:
    heads = ("Mã hồ sơ", "STT", "Chủ hồ sơ", "Ngày nhận")
    row = ("Văn Mẫu", "1", "H21.15-210301-0001", "01/03/2021")
    message = refusal(heads, row, row)
    assert 'the column "Mã hồ sơ" stand under "Chủ hồ sơ"' in message
    assert "Văn Mẫu" not in message


def test_an_unknown_layout_quotes_no_row_that_may_be_about_a_person() -> None:
    assert "Mẫu" not in refusal(("1", "Nguyễn Văn Mẫu", "01/03/2021"), ("2", "Trần Văn Mẫu", "01/03/2021"))
