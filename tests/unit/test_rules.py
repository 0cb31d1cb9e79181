"""Rules are true or false for every row, missing values or not, and the same on every engine."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import narwhals.stable.v2 as nw
import pandas as pd
import pytest

from cchc_analysis.rules import Column, Rule, choose, col, never, whole

Row = dict[str, Any]
DAY, LATER = date(2021, 3, 14), date(2021, 3, 15)

# Every pair of missing, smaller, equal and larger values that two columns can have.
ROWS: list[Row] = [
    {"row": number, "a": a, "b": b, "word": word, "level": level, "flag": flag}
    for number, (a, b, word, level, flag) in enumerate(
        [
            (None, None, None, None, False),
            (DAY, None, "online", 3, True),
            (None, DAY, None, 4, False),
            (DAY, DAY, "direct", None, True),
            (DAY, LATER, "postal", 2, False),
            (LATER, DAY, "online", 3, True),
            (LATER, LATER, None, 2, False),
        ]
    )
]


@pytest.fixture(scope="module")
def frame() -> pd.DataFrame:
    table = pd.DataFrame(ROWS)
    kinds = {"a": "datetime64[us]", "b": "datetime64[us]", "word": "str", "level": "Int64"}
    return table.astype(kinds)  # type: ignore[arg-type]


CASES: dict[str, tuple[Rule, Callable[[Row], bool]]] = {
    "before a day": (col("a") < LATER, lambda r: r["a"] is not None and r["a"] < LATER),
    "until a day": (col("a") <= DAY, lambda r: r["a"] is not None and r["a"] <= DAY),
    "after a day": (col("a") > DAY, lambda r: r["a"] is not None and r["a"] > DAY),
    "from a day": (col("a") >= LATER, lambda r: r["a"] is not None and r["a"] >= LATER),
    "on a day": (col("a").equals(DAY), lambda r: r["a"] == DAY),
    "not on a day": (col("a").differs(DAY), lambda r: r["a"] is not None and r["a"] != DAY),
    "between days": (col("a").between(DAY, DAY), lambda r: r["a"] == DAY),
    "before a column": (col("a") < col("b"), lambda r: None not in (r["a"], r["b"]) and r["a"] < r["b"]),
    "until a column": (col("a") <= col("b"), lambda r: None not in (r["a"], r["b"]) and r["a"] <= r["b"]),
    "after a column": (col("a") > col("b"), lambda r: None not in (r["a"], r["b"]) and r["a"] > r["b"]),
    "as a column": (col("a").equals(col("b")), lambda r: r["a"] is not None and r["a"] == r["b"]),
    "unlike a column": (
        col("a").differs(col("b")),
        lambda r: None not in (r["a"], r["b"]) and r["a"] != r["b"],
    ),
    "a word": (col("word").equals("online"), lambda r: r["word"] == "online"),
    "another word": (col("word").differs("online"), lambda r: r["word"] not in (None, "online")),
    "some words": (col("word").is_in(["direct", "postal"]), lambda r: r["word"] in ("direct", "postal")),
    "no words": (col("word").is_in([]), lambda r: False),
    "a number": (col("level") >= 3, lambda r: r["level"] is not None and r["level"] >= 3),
    "some numbers": (col("level").is_in([3, 4]), lambda r: r["level"] in (3, 4)),
    "true": (col("flag").is_true(), lambda r: r["flag"]),
    "missing": (col("a").is_missing(), lambda r: r["a"] is None),
    "present": (col("word").is_present(), lambda r: r["word"] is not None),
}


def listed(rule: Rule, table: Any) -> list[int]:
    found = nw.from_native(table).filter(rule.expression).select("row").lazy().collect("pyarrow")
    return sorted(found["row"].to_list())


def test_a_rule_and_its_opposite_share_out_all_rows(
    frame: pd.DataFrame, to_engine: Callable[[pd.DataFrame], Any]
) -> None:
    flags = {name: rule.expression for name, (rule, _) in CASES.items()}
    flags |= {f"opposite of {name}": rule.opposite().expression for name, (rule, _) in CASES.items()}
    found = nw.from_native(to_engine(frame)).select("row", **flags).lazy().collect("pyarrow").sort("row")
    for name, (_, expected) in CASES.items():
        assert found[name].to_list() == [expected(row) for row in ROWS], name
        assert found[f"opposite of {name}"].to_list() == [not expected(row) for row in ROWS], name


def test_joined_rules_and_their_opposites(frame: pd.DataFrame, to_engine: Callable[[pd.DataFrame], Any]) -> None:
    late, online = col("a") > col("b"), col("word").equals("online")
    table = to_engine(frame)
    assert listed(late & online, table) == [5]
    assert listed(late | online, table) == [1, 5]
    assert listed((late | online).opposite(), table) == [0, 2, 3, 4, 6]
    assert listed(late.opposite() & online, table) == [1]
    assert listed(never() | late, table) == [5]
    assert listed(never().opposite() & late, table) == [5]


def test_moments_compare_as_they_are() -> None:
    frame = pd.DataFrame({"row": [0, 1], "a": pd.to_datetime(["2021-03-14 17:30", "2021-03-15 00:00"])})
    assert listed(col("a") <= datetime(2021, 3, 14, 18), frame) == [0]


COLUMNS: dict[str, tuple[Column, list[int | None]]] = {
    "a column": (col("level"), [None, 3, 4, None, 2, 3, 2]),
    "a difference": (col("level").minus(col("other")), [None, 2, None, None, -5, 3, 0]),
    "a difference from a number": (whole(10).minus(col("level")), [None, 7, 6, None, 8, 7, 8]),
    "or else": (col("level").or_else(col("other")), [None, 3, 4, 5, 2, 3, 2]),
    "or else a number": (col("level").or_else(whole(0)), [0, 3, 4, 0, 2, 3, 2]),
    "chosen by a flag": (choose(col("flag").is_true(), col("level"), col("other")), [None, 3, None, None, 7, 3, 2]),
    # A rule over missing values is false and never missing: the other column stands there.
    "chosen by a comparison": (choose(col("level") > 2, whole(1), whole(0)), [0, 1, 1, 0, 0, 1, 0]),
    "chosen twice": (
        choose(col("level") > 2, choose(col("flag").is_true(), whole(1), whole(2)), col("other")),
        [None, 1, 2, 5, 7, 1, 2],
    ),
}
OTHER = [None, 1, None, 5, 7, 0, 2]


def test_columns_made_of_columns(frame: pd.DataFrame, to_engine: Callable[[pd.DataFrame], Any]) -> None:
    table = to_engine(frame.assign(other=pd.array(OTHER, "Int64")))
    made = {f"made {number}": column.expression for number, (column, _) in enumerate(COLUMNS.values())}
    found = nw.from_native(table).select("row", **made).lazy().collect("pyarrow").sort("row")
    for alias, (name, (_, expected)) in zip(made, COLUMNS.items(), strict=True):
        assert found[alias].to_list() == expected, name


def test_columns_made_of_columns_compare_as_any_other(
    frame: pd.DataFrame, to_engine: Callable[[pd.DataFrame], Any]
) -> None:
    table = to_engine(frame.assign(other=pd.array(OTHER, "Int64")))
    assert listed(col("level").minus(col("other")) >= 2, table) == [1, 5]
    assert listed((col("level").minus(col("other")) >= 2).opposite(), table) == [0, 2, 3, 4, 6]
    assert listed(col("level").or_else(col("other")).is_missing(), table) == [0]
    assert listed(col("a").or_else(col("b")).equals(DAY), table) == [1, 2, 3, 4]
    latest = choose(col("a") > col("b"), col("a"), col("b"))
    assert listed(latest >= LATER, table) == [4, 5, 6]
    assert listed(latest.is_missing(), table) == [0, 1]
