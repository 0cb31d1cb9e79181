"""Comparing and writing Vietnamese text: spellings of one name meet, two names never do."""

import unicodedata
from datetime import date

import pytest

from cchc_analysis.text import clean, did_you_mean, enumerate_vi, fold, long_date, nearest, short_date, table_date


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("Uỷ ban", "Ủy ban", id="tone-on-uy"),
        pytest.param("Hoà Bình", "Hòa Bình", id="tone-on-oa"),
        pytest.param("Huỷ hồ sơ", "HỦY HỒ SƠ", id="capitals"),
        pytest.param("Báo chí", unicodedata.normalize("NFD", "Báo chí"), id="nfd"),
        pytest.param("Hoà", unicodedata.normalize("NFD", "HÒA"), id="nfd-capitals-tone"),
        pytest.param("Báo chí", " Báo\u00a0 chí\n", id="no-break-space"),
        pytest.param("Báo chí", "\ufeffBáo\u200b chí", id="invisible-space"),
        pytest.param("Phòng Bưu chính - Viễn thông", "Phòng Bưu chính – Viễn thông", id="dash"),
        pytest.param("Phòng TT - BC - XB", "Phòng TT-BC–XB", id="dash-without-spaces"),
    ],
)
def test_spellings_of_one_name_meet(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Đống Đa", "Đông Đa"),
        ("Đống Đa", "Dong Da"),
        ("Ninh Thuận", "Ninh Thuân"),
        ("quý", "quỳ"),
        ("hoàn", "hoan"),
        ("Bưu chính", "Bưu chinh"),
    ],
)
def test_diacritics_tell_names_apart(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@pytest.mark.parametrize("word", ["quý", "quỷ", "ngoáy", "hoàn", "thuỷnh"])
def test_folding_moves_no_tone_that_stands_right(word: str) -> None:
    assert fold(word) == word


def test_cleaning_keeps_capitals_and_marks() -> None:
    assert clean("  Sở \u00a0TT&TT –\tGia Lai ") == "Sở TT&TT – Gia Lai"


def test_the_nearest_name_comes_first_and_as_it_is_written() -> None:
    assert nearest("Ngày  hẹn tra", ["Ngày nhận", "Ngày hẹn trả", "Mã hồ sơ"])[0] == "Ngày hẹn trả"
    assert nearest("xyz", ["Ngày nhận"]) == []


def test_a_suggestion_falls_back_to_what_is_known() -> None:
    assert did_you_mean("calender", ["calendar", "decree-09-2019"]) == ' Did you mean "calendar"?'
    assert did_you_mean("zzz", ["calendar", "decree"]) == " Known: calendar, decree."
    assert did_you_mean("zzz", []) == ""


@pytest.mark.parametrize(
    ("day", "short", "long"),
    [
        (date(2021, 3, 14), "14/3/2021", "ngày 14 tháng 3 năm 2021"),
        (date(2021, 2, 5), "05/02/2021", "ngày 05 tháng 02 năm 2021"),
        (date(2021, 1, 31), "31/01/2021", "ngày 31 tháng 01 năm 2021"),
        (date(2020, 12, 15), "15/12/2020", "ngày 15 tháng 12 năm 2020"),
    ],
)
def test_dates_have_the_zeros_of_decree_30(day: date, short: str, long: str) -> None:
    assert (short_date(day), long_date(day)) == (short, long)


def test_tables_write_dates_in_full() -> None:
    assert table_date(date(2021, 3, 5)) == "05/03/2021"


@pytest.mark.parametrize(
    ("parts", "sentence"), [([], ""), (["a"], "a"), (["a", "b"], "a và b"), (["a", "b", "c"], "a, b và c")]
)
def test_lists_in_sentences(parts: list[str], sentence: str) -> None:
    assert enumerate_vi(parts) == sentence
