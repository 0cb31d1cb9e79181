"""Worked examples: tables small enough to check by hand, and which of their rows each measure counts.

The specification of the measures in a form that a reviewer reads: tests hold every measure to it, and the reference in `docs/`
and the reviewers' notebook print it. Here: what an example is, how its outcome is written, and the examples of files and findings;
those of dossiers and procedures, and of the plan, stand in modules of their own.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import narwhals.stable.v2 as nw
import pandas as pd

from cchc_analysis.measures.core import Measure, Quantile, Ratio, Sum, SurvivalMedian, evaluate, rows
from cchc_analysis.periods import Period

Q1 = Period.parse("2021-Q1")  # 15/12/2020 to 14/3/2021, a Sunday
NO_VALUE = "–"


@dataclass(frozen=True)
class Row:
    """A row of an example: its letter, in Vietnamese what makes it worth looking at, and the columns that matter."""

    letter: str
    note: str
    values: Mapping[str, Any]


@dataclass(frozen=True)
class Example:
    """A small table, a period, and for each measure the outcome that is expected of it.

    `build` makes the clean table from the rows (columns that a row leaves out get plain defaults); its column `key` holds the
    letters. An outcome is written in letters, a sum or quantile with its figure behind them, a ratio as two of these:

    count "A C D" · sum "A C: 12" · ratio "A C / A C D" · quantile "A B C D: 2,5", without a value "A B: –"

    `title` is Vietnamese. `on_calendar`: its outcomes rest on the working-day calendar.
    """

    name: str
    title: str
    subject: str
    rows: tuple[Row, ...]
    expected: Mapping[str, str]
    build: Callable[["Example"], pd.DataFrame]
    key: str
    period: Period = Q1
    on_calendar: bool = False

    @property
    def table(self) -> pd.DataFrame:
        return self.build(self)

    @property
    def columns(self) -> list[str]:
        """The columns that the rows name, in the order in which they first do."""
        return list(dict.fromkeys(name for row in self.rows for name in row.values))


@dataclass(frozen=True)
class Part:
    """What is expected of a count, a sum or a quantile: the rows that count, and the figure (None: there is none)."""

    letters: tuple[str, ...]
    figure: Fraction | None


def row(letter: str, note: str, **values: Any) -> Row:
    return Row(letter, note, values)


def parts_of(outcome: str) -> list[Part]:
    """The written outcome taken apart: one part, of a ratio two."""
    return [_part(text) for text in outcome.split("/")]


def outcome(table: Any, measure: Measure, period: Period, key: str) -> str:
    """What `rows` and `evaluate` make of a table, written as an outcome."""
    if isinstance(measure, Ratio):
        return f"{outcome(table, measure.numerator, period, key)} / {outcome(table, measure.denominator, period, key)}"
    letters = " ".join(letters_behind(table, measure, period, key))
    if isinstance(measure, Sum | Quantile | SurvivalMedian):
        value = evaluate(table, [measure], period)["value"].iloc[0]
        return f"{letters}: {NO_VALUE if pd.isna(value) else f'{value:g}'.replace('.', ',')}"
    return letters


def letters_behind(table: Any, measure: Measure, period: Period, key: str) -> list[str]:
    """The letters of the rows behind a measure, sorted; a letter as often as the table has rows of it."""
    behind = nw.from_native(rows(table, measure, period)).lazy().select(key).collect("pyarrow")
    return sorted(behind[key].to_list())


def _part(text: str) -> Part:
    letters, _, figure = text.partition(":")
    named = tuple(letters.split())
    if not figure:
        return Part(named, Fraction(len(named)))
    written = figure.strip()
    return Part(named, None if written == NO_VALUE else Fraction(written.replace(",", ".")))


def _file_rows(example: Example) -> pd.DataFrame:
    return pd.DataFrame([{"source_file": each.letter, **each.values} for each in example.rows])


def _finding_rows(example: Example) -> pd.DataFrame:
    return pd.DataFrame([{"key": each.letter, **each.values} for each in example.rows])


FILE_EXAMPLES = (
    Example(
        "files",
        "Số dòng của các tệp",
        "files",
        (
            row("A", "lần xuất thứ nhất", lines=12, other_lines=2, read=10, accepted=8, rejected=1, duplicates=1,
                identical=1, superseded=0),
            row("B", "lần xuất sau, có hồ sơ đã có ở lần trước", lines=9, other_lines=3, read=6, accepted=4, rejected=0,
                duplicates=2, identical=0, superseded=2),
            row("C", "không có dòng dữ liệu", lines=3, other_lines=3, read=0, accepted=0, rejected=0, duplicates=0,
                identical=0, superseded=0),
            row("D", "mọi dòng đều bị loại", lines=3, other_lines=1, read=2, accepted=0, rejected=2, duplicates=0,
                identical=0, superseded=0),
        ),
        {
            "rows_lines": "A B C D: 27",
            "rows_other_lines": "A B C D: 9",
            "rows_read": "A B C D: 18",
            "rows_accepted": "A B C D: 12",
            "rows_rejected": "A B C D: 3",
            "rows_duplicates": "A B C D: 3",
            "rows_identical": "A B C D: 1",
            "rows_superseded": "A B C D: 2",
        },
        _file_rows,
        "source_file",
    ),
)  # fmt: skip

VERSION_EXAMPLES = (
    Example(
        "versions",
        "Số liệu của phiên bản đã phát hành, nay tính lại",
        "versions",
        (
            row("A", "tính lại bằng số đã in", outcome="same"),
            row("B", "hồ sơ nhập muộn làm số liệu khác", outcome="changed"),
            row("C", "nhóm nay không còn trong danh mục", outcome="gone"),
            row("D", "tỷ lệ: tử số và mẫu số cùng tăng, tỷ lệ in ra như cũ", outcome="changed"),
        ),
        {"version_figures": "A B C D", "version_figures_changed": "B D", "version_figures_gone": "C"},
        _finding_rows,
        "key",
    ),
)  # fmt: skip

FINDING_EXAMPLES = (
    Example(
        "findings",
        "Kết quả kiểm tra các dòng",
        "findings",
        (
            row("A", "không nằm trong bảng dữ liệu sạch", outcome="rejected", rule="finished_before_received"),
            row("B", "vẫn được tính", outcome="flagged", rule="code_date_differs"),
            row("C", "chỉ tính một lần", outcome="duplicate", rule="identical"),
            row("D", "trạng thái mới hơn được tính", outcome="superseded", rule="newer_export"),
            row("E", "không nằm trong bảng dữ liệu sạch", outcome="rejected", rule="missing_received_date"),
        ),
        {
            "findings_rejected": "A E",
            "findings_flagged": "B",
            "findings_duplicate": "C",
            "findings_superseded": "D",
        },
        _finding_rows,
        "key",
    ),
)
