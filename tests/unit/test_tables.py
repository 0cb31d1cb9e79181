"""Clean tables have exactly the declared columns and kinds, whatever the sources hand over."""

import pandas as pd
import pytest

from cchc_analysis.tables import DTYPES, FILES, FINDINGS, Field, Table, is_ascending

TABLE = Table(
    "t", ("key",), (
        Field("key", "text", "", required=True), Field("day", "date", ""), Field("number", "integer", ""),
        Field("flag", "boolean", ""),
    ),
)  # fmt: skip


def test_columns_kinds_and_order_are_those_declared() -> None:
    frame = pd.DataFrame({"extra": [1, 2], "number": [2.0, None], "key": ["b", "a"]})
    made = TABLE.conform(frame)
    assert made.columns.tolist() == ["key", "day", "number", "flag"]
    assert [str(kind) for kind in made.dtypes] == ["str", "datetime64[us]", "Int64", "bool"]
    assert made["key"].tolist() == ["a", "b"]
    assert made["flag"].tolist() == [False, False]
    assert frame.columns.tolist() == ["extra", "number", "key"], "the caller's frame is left as it was"


def test_dates_lose_their_time_of_day() -> None:
    made = TABLE.conform(pd.DataFrame({"key": ["a"], "day": [pd.Timestamp(2021, 3, 14, 23, 59)]}))
    assert made["day"].tolist() == [pd.Timestamp(2021, 3, 14)]


@pytest.mark.parametrize("missing", [None, float("nan"), pd.NA], ids=["none", "nan", "na"])
def test_a_missing_flag_is_false(missing: object) -> None:
    flags = pd.Series([True, missing, False], dtype="object")
    assert TABLE.conform(pd.DataFrame({"key": ["a", "b", "c"], "flag": flags}))["flag"].tolist() == [True, False, False]


@pytest.mark.parametrize("table", [TABLE, FINDINGS, FILES], ids=lambda table: table.name)
def test_a_table_without_rows_has_its_kinds_too(table: Table) -> None:
    made = table.conform(pd.DataFrame())
    assert len(made) == 0
    assert {name: str(kind) for name, kind in made.dtypes.items()} == {
        field.name: DTYPES[field.kind] for field in table.fields
    }


def test_a_missing_or_double_key_is_a_defect_of_ours() -> None:
    with pytest.raises(ValueError, match="missing values in key"):
        TABLE.conform(pd.DataFrame({"key": ["a", None]}))
    with pytest.raises(ValueError, match="key is not unique"):
        TABLE.conform(pd.DataFrame({"key": ["a", "a"]}))


@pytest.mark.parametrize(
    ("texts", "ascending"),
    [
        pytest.param(["a", "ab", "b"], True, id="ascending"),
        pytest.param(["a", "a"], False, id="twice"),
        pytest.param(["b", "a"], False, id="descending"),
        pytest.param(["B", "a", "Đ"], True, id="by-code-of-letters"),
        pytest.param(["a", None], False, id="missing"),
        pytest.param(["a"], True, id="one"),
        pytest.param([], True, id="none"),
    ],
)
def test_texts_ascend_or_do_not(texts: list[str | None], ascending: bool) -> None:
    assert is_ascending(pd.Series(texts, dtype="str")) is ascending


def test_rows_in_another_order_are_sorted_and_a_key_apart_is_still_found_twice() -> None:
    made = TABLE.conform(pd.DataFrame({"key": ["c", "a", "b"], "number": [3, 1, 2]}))
    assert (made["key"].tolist(), made["number"].tolist()) == (["a", "b", "c"], [1, 2, 3])
    with pytest.raises(ValueError, match="key is not unique"):
        TABLE.conform(pd.DataFrame({"key": ["a", "b", "a"]}))


def test_a_table_and_the_frame_it_was_made_of_do_not_change_each_other() -> None:
    frame = pd.DataFrame(
        {"key": ["a", "b"], "day": pd.to_datetime(["2021-03-14", None]), "number": pd.array([1, 2], "Int64")}
    )
    made = TABLE.conform(frame)
    made.loc[0, "number"] = 9
    made.loc[0, "day"] = pd.NaT
    assert frame["number"].tolist() == [1, 2]
    assert frame["day"].notna().tolist() == [True, False]
