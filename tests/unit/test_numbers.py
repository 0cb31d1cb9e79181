"""How figures are printed: half up, Vietnamese marks, shares that add up to 100 %."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cchc_analysis.present.numbers import Value, format_amount, format_count, format_decimal, format_percent


@pytest.mark.parametrize(
    ("number", "table", "sentence"),
    [
        (0, "0", "0"),
        (3, "3", "03"),
        (9, "9", "09"),
        (10, "10", "10"),
        (1_245, "1.245", "1.245"),
        (1_234_567, "1.234.567", "1.234.567"),
    ],
)
def test_counts(number: int, table: str, sentence: str) -> None:
    assert format_count(number) == table
    assert format_count(number, leading_zero=True) == sentence
    assert (Value("m", "2021-Q1", number).count.text, Value("m", "2021-Q1", number).words.text) == (table, sentence)


@pytest.mark.parametrize(
    ("hundredths", "printed"),
    [(0, "0"), (5, "0,05"), (150, "1,5"), (200, "2"), (8346, "83,46"), (10_000, "100"), (123_456, "1.234,56")],
)
def test_points_are_counted_in_hundredths(hundredths: int, printed: str) -> None:
    assert format_amount(hundredths, "điểm") == Value("m", "2021", hundredths).score.text == printed
    assert format_amount(hundredths, "hồ sơ") == format_count(hundredths)


@pytest.mark.parametrize(
    ("numerator", "denominator", "printed"),
    [
        pytest.param(157, 160, "98,13%", id="half-up-not-half-even"),
        pytest.param(1, 160, "0,63%", id="half-up-0.625"),
        pytest.param(3, 160, "1,88%", id="half-up-1.875"),
        pytest.param(149, 163, "91,41%", id="plain"),
        pytest.param(9, 15, "60,00%", id="two-decimals-always"),
        pytest.param(5, 5, "100%", id="whole"),
        pytest.param(0, 5, "0%", id="none"),
        pytest.param(0, 0, "–", id="no-denominator"),
        pytest.param(3, 0, "–", id="no-denominator-but-numerator"),
        pytest.param(1, 3, "33,33%", id="thirds"),
        pytest.param(2, 3, "66,67%", id="two-thirds"),
        pytest.param(11, 1, "1.100,00%", id="more-than-thousand"),
        pytest.param(199_999, 200_000, "99,99%", id="nearly-the-whole"),
        pytest.param(1, 200_000, "0,01%", id="nearly-nothing"),
        pytest.param(200_001, 200_000, "100,01%", id="more-than-the-whole"),
        pytest.param(19_999, 20_000, "99,99%", id="half-way-to-the-whole"),
    ],
)
def test_shares(numerator: int, denominator: int, printed: str) -> None:
    assert Value("m", "2021-Q1", numerator, denominator).percent.text == printed


def test_a_share_and_its_complement_add_up_to_the_whole() -> None:
    on_time, late = Value("on_time", "2021-Q1", 157, 160), Value("late", "2021-Q1", 3, 160)
    assert (on_time.percent.text, late.rest_of(on_time).text) == ("98,13%", "1,87%")
    assert Value("rest", "2021-Q1", 0, 0).rest_of(Value("m", "2021-Q1", 0, 0)).text == "–"
    assert Value("rest", "2021-Q1", 0, 7).rest_of(Value("m", "2021-Q1", 7, 7)).text == "0%"


@given(st.integers(1, 10**7).flatmap(lambda whole: st.tuples(st.integers(0, whole), st.just(whole))))
@example((199_999, 200_000))
@example((1, 200_000))
def test_only_the_whole_reads_100_and_only_nothing_reads_0_and_complements_add_up(shares: tuple[int, int]) -> None:
    part, whole = shares
    one, other = Value("one", "2021-Q1", part, whole), Value("other", "2021-Q1", whole - part, whole)
    shown, rest = one.percent.text, other.rest_of(one).text
    assert (shown == "100%") == (rest == "0%") == (part == whole)
    assert (shown == "0%") == (rest == "100%") == (part == 0)
    assert _number(shown) + _number(rest) == 100
    assert abs(_number(shown) - Decimal(part) * 100 / whole) < Decimal("0.01")


def _number(percent: str) -> Decimal:
    return Decimal(percent.removesuffix("%").replace(",", "."))


def test_a_count_is_no_share() -> None:
    assert Value("settled", "2021-Q1", 160).share is None
    assert format_percent(Fraction(1, 8)) == "12,50%"


@pytest.mark.parametrize(
    ("number", "printed"),
    [("1234.5", "1.234,5"), ("1234", "1.234"), ("-0.75", "-0,75"), ("1E+3", "1.000"), ("0.10", "0,10")],
)
def test_decimals(number: str, printed: str) -> None:
    assert format_decimal(Decimal(number)) == printed


def test_every_figure_carries_the_id_of_its_measure() -> None:
    value = Value("on_time_of_settled", "2021-Q1", 157, 160, (("field", "BC"), ("unit", "VP")))
    assert value.percent.measure_id == "on_time_of_settled@2021-Q1[field=BC,unit=VP]"
    assert value.above.measure_id == "on_time_of_settled.numerator@2021-Q1[field=BC,unit=VP]"
    assert value.below.measure_id == "on_time_of_settled.denominator@2021-Q1[field=BC,unit=VP]"
    assert value.rest_of(value).measure_id == "on_time_of_settled.rest@2021-Q1[field=BC,unit=VP]"
    assert (value.above.text, value.below.text) == ("157", "160")
    assert Value("settled", "2021", 3).words.measure_id == "settled@2021"


@pytest.mark.parametrize(
    ("above", "below", "text"),
    [
        (141, 10000, "+1,41"),
        (-3, 50, "-6,00"),
        (0, 100, "0"),
        (1, 2, "+50,00"),
        (-1, 1, "-100"),
        (-1, 1000000, "-0,01"),
        (0, 0, "–"),
    ],
)
def test_differences_of_shares_are_signed_points(above: int, below: int, text: str) -> None:
    assert Value("target_gap", "2021-Q1", above, below).points.text == text


def test_a_ratio_is_written_as_its_unit_wants() -> None:
    value = Value("x", "2021-Q1", 1, 4)
    assert [value.ratio(unit).text for unit in ("%", "điểm phần trăm", "ngày")] == ["25,00%", "+25,00", "0,3"]
