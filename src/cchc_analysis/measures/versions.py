"""Counting the figures of a report's last published version: which are the same now, which differ, which are not counted any more."""

from collections.abc import Callable

from cchc_analysis.measures.core import Count, Measure
from cchc_analysis.periods import Period
from cchc_analysis.rules import Rule, col

SAME, CHANGED, GONE = "same", "changed", "gone"


def version_measures() -> dict[str, Measure]:
    """Counts over a table with one row per figure of the last version, by name; its column `outcome` says what became of it."""
    counts = [
        Count(
            "version_figures", "Số liệu của phiên bản trước",
            "Số liệu của kỳ báo cáo được in trong phiên bản đã phát hành gần nhất của báo cáo; một số liệu in nhiều chỗ tính một lần.",
            lambda period: col("outcome").is_present(), unit="số liệu",
        ),
        _count("changed", "Số liệu thay đổi", "Số liệu của phiên bản trước mà nay tính lại khác.", CHANGED),
        _count("gone", "Số liệu không còn", "Số liệu của phiên bản trước mà nay không còn được tính.", GONE),
    ]  # fmt: skip
    return {count.name: count for count in counts}


def _count(name: str, label: str, definition: str, outcome: str) -> Count:
    return Count(f"version_figures_{name}", label, definition, _with_outcome(outcome), unit="số liệu")


def _with_outcome(outcome: str) -> Callable[[Period], Rule]:
    return lambda period: col("outcome").equals(outcome)
