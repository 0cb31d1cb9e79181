"""Texts on their way into a page: nothing that a text holds may mean anything to HTML, Markdown or typst."""

import html
import unicodedata

import pytest

from cchc_analysis.present.markup import Marked, escape, fill, inline, printable, with_gaps


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("  hai \n dòng\t ", "hai dòng", id="white space is one space"),
        pytest.param("a\u202eb\u202c\u200b\u00adc\ufeff", "abc", id="bidi marks and zero widths go"),
        pytest.param(unicodedata.normalize("NFD", "Đắk Đoa ưỡng"), "Đắk Đoa ưỡng", id="NFC"),
        pytest.param("a\x00b\x1b[31mc", "ab[31mc", id="controls go"),
    ],
)
def test_printable(text: str, expected: str) -> None:
    assert printable(text) == expected


@pytest.mark.parametrize(
    "text", ["<script>", "a|b", "*x* _y_ `z`", "$x$", "@tbl-x", "{{< x >}}", "[a](b)", "1. x", "a -- b ..."]
)
def test_escape_says_the_same_without_special_characters(text: str) -> None:
    escaped = escape(text)
    assert html.unescape(escaped) == text
    assert not set("<>|*_`$@{}[]()") & set(escaped)


def test_a_gap_on_a_draft_stays() -> None:
    assert with_gaps("Số:      /BC-STTTT") == "Số:" + "\u00a0" * 6 + "/BC-STTTT"
    assert with_gaps("một  dòng\nhai") == "một\u00a0\u00a0dòng hai"


def test_a_number_names_its_measure() -> None:
    number = Marked("98,13%", 'on_time@2021-Q1[field="Báo chí"]')
    assert str(number) == number.markdown == inline(number)
    assert html.unescape(number.markdown) == '<span data-measure="on_time@2021-Q1[field="Báo chí"]">98,13%</span>'
    assert number.markdown.count('"') == 2


def test_fill_escapes_texts_and_keeps_numbers() -> None:
    filled = fill("Đơn vị **{unit}**: {n} hồ sơ", unit="<b>*Phòng*</b>", n=Marked("03", "n"))
    assert filled == ('Đơn vị **&#60;b&#62;&#42;Phòng&#42;&#60;/b&#62;**: <span data-measure="n">03</span> hồ sơ')
    with pytest.raises(KeyError, match="n"):
        fill("{n}")
