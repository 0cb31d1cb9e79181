"""The identities of form II.06a, held against a table that closes and against published figures that do not."""

import pytest

from cchc_analysis.measures.identities import Check, Figures, FormRow, check_form, check_row, check_total


def row(name: str, *figures: int) -> FormRow:
    """A row with all of columns (3) to (13)."""
    return FormRow(name, {(column,): number for column, number in enumerate(figures, start=3)})


# domain.md §10.3: constructed, not real.
ROWS = [
    row("Bưu chính", 9, 6, 2, 1, 7, 5, 2, 0, 2, 2, 0),
    row("Báo chí", 31, 28, 2, 1, 29, 20, 8, 1, 2, 1, 1),
    row("Xuất bản, In và Phát hành", 118, 103, 9, 6, 111, 82, 27, 2, 7, 7, 0),
    row("PTTH và TTĐT", 14, 12, 1, 1, 13, 9, 4, 0, 1, 1, 0),
]
TOTAL = row("Tổng cộng", 172, 149, 14, 9, 160, 116, 41, 3, 12, 11, 1)

# Published figures (baogialai.com.vn post570542; office.md): trước hạn and đúng hạn are given as one.
GIA_LAI: Figures = {
    (3,): 139_506, (4,): 107_152, (5,): 8_713, (6,): 23_641, (4, 5): 115_865,
    (7,): 113_295, (8, 9): 109_447, (10,): 3_848, (11,): 26_068, (12,): 19_972, (13,): 4_104,
}  # fmt: skip
HOI_AN: Figures = {(3,): 10_455, (4, 5): 10_133, (6,): 612, (7,): 9_986, (8, 9): 9_143, (10,): 743}
LAM_DONG: Figures = {
    (3,): 159_845, (7,): 151_295, (11,): 8_550, (8, 9): 148_761, (10,): 2_534, (12,): 7_815, (13,): 735,
}  # fmt: skip


def gaps(figures: Figures) -> list[tuple[tuple[int, ...], tuple[int, ...], int]]:
    """Columns left and right, and the size, of every gap of one row."""
    return [
        (sum((columns for columns, _ in check.left), ()), sum((columns for columns, _ in check.right), ()), check.gap)
        for check in check_row(FormRow("", figures))
        if check.gap
    ]


def test_the_constructed_form_closes() -> None:
    checks = check_form(ROWS, TOTAL)
    assert len(checks) == 4 * 5 + 11
    assert all(check.holds for check in checks)


@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        pytest.param(GIA_LAI, [((11,), (12, 13), 1_992), ((3,), (7, 11), 143)], id="gia-lai-10-2025"),
        pytest.param(HOI_AN, [((3,), (4, 5, 6), -290), ((7,), (8, 9, 10), 100)], id="hoi-an-q3-2020"),
        pytest.param(LAM_DONG, [], id="lam-dong-q1-2024"),
    ],
)
def test_published_figures(figures: Figures, expected: list[object]) -> None:
    assert gaps(figures) == expected


def test_a_gap_has_both_sides() -> None:
    (gap,) = [check for check in check_row(FormRow("Hội An", HOI_AN)) if check.gap == -290]
    assert gap == Check("Hội An", (((3,), 10_455),), (((4, 5), 10_133), ((6,), 612)))
    assert not gap.holds


@pytest.mark.parametrize(
    ("figures", "missing"),
    [
        pytest.param(LAM_DONG, [(4, 5, 6)], id="no-receipts-apart"),
        pytest.param(HOI_AN, [(11, 12, 13), (11,)], id="nothing-of-pending"),
        pytest.param({(3,): 1}, [(4, 5, 6), (7, 8, 9, 10), (11, 12, 13), (7, 11)], id="only-a-total"),
        pytest.param(
            {(3,): 9, (4,): 5, (5, 6): 4, (7,): 6, (8, 9): 6, (11,): 3, (12,): 3}, [(10,), (13,)], id="together"
        ),
        pytest.param({(7,): 6, (8,): 2, (9, 10): 4}, [(3, 4, 5, 6), (11, 12, 13), (3, 11)], id="two-together"),
    ],
)
def test_columns_that_a_table_lacks_are_said(figures: Figures, missing: list[tuple[int, ...]]) -> None:
    checks = check_row(FormRow("", figures))
    assert [check.missing for check in checks if check.missing] == missing
    assert all(check.gap == 0 and not check.holds for check in checks if check.missing)


def test_figures_given_apart_and_together_must_agree() -> None:
    figures = dict(GIA_LAI) | {(4, 5): 115_860}
    assert ((4, 5), (4, 5), -5) in gaps(figures)


def test_together_and_one_of_them_apart_are_read_rightly() -> None:
    assert gaps({(7,): 10, (8, 9): 8, (9,): 3, (10,): 2}) == []


def test_a_wrong_total_is_named_column_by_column() -> None:
    wrong = FormRow("Tổng cộng", {**TOTAL.figures, (10,): 4, (8,): 115})
    found = [(check.left[0][0], check.gap) for check in check_total(ROWS, wrong) if not check.holds]
    assert found == [((8,), -1), ((10,), 1)]
    # Two mistakes that cancel leave 7 = 8 + 9 + 10 as it is: only the columns tell.
    assert all(check.holds for check in check_row(wrong))


def test_a_column_that_a_row_lacks_cannot_be_summed() -> None:
    short = FormRow("Viễn thông", {(3,): 0})
    checks = check_total([*ROWS, short], TOTAL)
    assert [check.missing for check in checks if check.missing] == [(column,) for column in range(4, 14)]


def test_a_total_alone_has_no_columns_to_sum() -> None:
    assert len(check_form([], TOTAL)) == 4
