"""What is done to whole columns is what would be done to each text by itself."""

import re
from datetime import date, datetime, time, timedelta
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cchc_analysis.sources import cells
from cchc_analysis.sources.columns import (
    begins_with_digit,
    cleaned,
    distinct,
    filled,
    no_texts,
    picked,
    same_text,
    text_column,
)
from cchc_analysis.text import clean

# Letters that cleaning and reading treat differently: blanks of several kinds, an accent apart, digits, signs of codes.
TEXTS = st.lists(st.none() | st.text("ab Đe\u0301\u00a0\u200b\t09H.-", max_size=6) | st.text(max_size=4), max_size=12)
CODES = st.from_regex(r"([A-Za-z]\d{2}(\.\d{1,3}){0,4}-)?\d{5,8}-\d{3,8}", fullmatch=True) | st.sampled_from(
    ["H21.15-210305-0012", "H21-20210305-0012345", "H21.15-210231-0001", "H21.15-21030-00012", "x y", "H21", ""]
)


def in_chunks(texts: list[str | None], cut: int) -> pa.ChunkedArray:
    """The texts as a column of two pieces, the second one in the middle of its memory."""
    place = min(cut, len(texts))
    second = pa.array(["before", *texts[place:]], pa.string()).slice(1)
    return pa.chunked_array([pa.array(texts[:place], pa.string()), second])


@given(TEXTS)
def test_cleaning_a_column_is_cleaning_each_text(texts: list[str | None]) -> None:
    assert cleaned(pa.array(texts, pa.string())).to_pylist() == [
        clean(text) or None if text else None for text in texts
    ]


@pytest.mark.parametrize(
    "texts",
    [
        pytest.param(["a", None, "b c"], id="tidy"),
        pytest.param([None, None], id="none"),
        pytest.param(["a", None, " b"], id="blank-before"),
        pytest.param(["a ", None], id="blank-after"),
        pytest.param(["a", ""], id="empty"),
        pytest.param(["a  b"], id="two-blanks"),
        pytest.param(["a\tb"], id="tab"),
        pytest.param([], id="no-rows"),
    ],
)
def test_texts_of_ascii_with_gaps_are_cleaned_too(texts: list[str | None]) -> None:
    assert cleaned(pa.array(texts, pa.string())).to_pylist() == [
        clean(text) or None if text else None for text in texts
    ]


@given(TEXTS, st.integers(0, 12), st.data())
def test_rows_are_picked_across_pieces(texts: list[str | None], cut: int, data: st.DataObject) -> None:
    rows = sorted(data.draw(st.sets(st.integers(0, len(texts) - 1)))) if texts else []
    column = in_chunks(texts, cut)
    assert picked(column, np.array(rows, dtype=np.int64)).to_pylist() == [texts[row] for row in rows]


@given(TEXTS, st.integers(0, 12))
def test_masks_of_a_column_say_of_each_text_the_same(texts: list[str | None], cut: int) -> None:
    column = in_chunks(texts, cut)
    assert filled(column).tolist() == [bool(text and clean(text)) for text in texts]
    assert begins_with_digit(column).tolist() == [bool(re.match("[0-9]", text or "")) for text in texts]


@given(TEXTS)
def test_distinct_texts_and_their_places_make_the_column_again(texts: list[str | None]) -> None:
    words, places = distinct(pd.Series(texts, dtype="str"))
    assert words.take(places).to_pylist() == texts
    assert len(set(words.to_pylist())) == len(words)


def test_distinct_texts_of_a_column_in_pieces_are_counted_once() -> None:
    column = pd.Series(pd.array(pa.chunked_array([["a", "b"], ["b", None], ["c", "a"]]), dtype="str"))
    words, places = distinct(column)
    assert (words.to_pylist(), places.to_pylist()) == (["a", "b", "c"], [0, 1, 1, None, 2, 0])


def test_columns_of_one_text_or_none_are_text_columns() -> None:
    index = pd.Index([3, 5])
    assert (str(no_texts(index).dtype), no_texts(index).isna().tolist()) == ("str", [True, True])
    assert (str(same_text("a", index).dtype), same_text("a", index).to_dict()) == ("str", {3: "a", 5: "a"})


@pytest.mark.parametrize(
    ("values", "texts"),
    [
        pytest.param(["a", "", "b"], ["a", None, "b"], id="texts"),
        pytest.param(["", ""], [None, None], id="empty"),
        pytest.param(["Ngày", datetime(2021, 3, 5, 7, 1, 2), ""], ["Ngày", "2021-03-05 07:01:02", None], id="moments"),
        pytest.param([datetime(2021, 3, 5), date(2021, 3, 5)], ["2021-03-05 00:00:00", "2021-03-05"], id="days"),
        pytest.param([datetime(2021, 3, 5, 7, 1, 2, 900_000)], ["2021-03-05 07:01:02"], id="part-of-a-second"),
        pytest.param([1.0, 2.5, "x", -0.0, 1e300, float("inf")], ["1", "2.5", "x", "0", "1e+300", "inf"], id="numbers"),
        pytest.param([True, 1, False, 1.0], ["TRUE", "1", "FALSE", "1"], id="truth-is-no-number"),
        pytest.param([time(7, 30), timedelta(days=1, hours=1)], ["07:30:00", "1 day, 1:00:00"], id="times"),
        pytest.param([], [], id="no-rows"),
    ],
)
def test_cells_of_a_workbook_become_text(values: list[Any], texts: list[str | None]) -> None:
    assert text_column(values).to_pylist() == texts


@given(st.lists(st.none() | CODES, max_size=12))
def test_codes_of_a_column_are_read_as_each_by_itself(codes: list[str | None]) -> None:
    column = pd.Series(codes, dtype="str")
    days = [None if pd.isna(day) else day.date() for day in cells.code_day(column)]
    assert days == [day_in(code) for code in codes]
    is_code = [bool(code and re.fullmatch(r"\S*[0-9]\S*", code)) for code in codes]
    assert cells.looks_like_code(column).tolist() == is_code
    newer = [None if pd.isna(code) else code for code in cells.dossier_code(column)]
    assert newer == [None if code is None else newer_form(code) for code in codes]


def day_in(code: str | None) -> date | None:
    found = re.fullmatch(r"[A-Z]\d{2}(?:\.\d{1,3}){0,3}-(\d{6}|\d{8})-\d{4,7}", code or "")
    try:
        return datetime.strptime(found[1], "%y%m%d" if len(found[1]) == 6 else "%Y%m%d").date() if found else None
    except ValueError:
        return None


def newer_form(code: str) -> str:
    return re.sub(r"^\d{3}\.\d{2}\.(\d{2})\.([A-Z]\d{2})-", r"\2.\1-", code.upper())
