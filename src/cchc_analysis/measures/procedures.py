"""Counting procedures (TTHC): what must be counted once, however many dossiers it has.

The measures are counts over a derived table with one row per procedure, made for one period from the dossiers.
"""

import narwhals.stable.v2 as nw
import pandas as pd

from cchc_analysis.measures.core import Count, Measure, Ratio
from cchc_analysis.measures.dossiers import received_in, returned_in
from cchc_analysis.periods import Period
from cchc_analysis.rules import Rule, col


def procedure_activity(dossiers: pd.DataFrame, procedures: pd.DataFrame, period: Period) -> pd.DataFrame:
    """One row per procedure of the reference table, with what happened to it in the period.

    Columns: procedure, field, on_postal_list, has_dossier (at least one received or returned in the period) and has_post (at
    least one received, or its result returned, by post in the period).
    """
    received, returned = received_in(period), returned_in(period)
    by_post = (received & col("via_post_in").is_true()) | (returned & col("via_post_out").is_true())
    codes = procedures["procedure"]
    return procedures[["procedure", "field", "on_postal_list"]].assign(
        has_dossier=codes.isin(_procedures(dossiers, received | returned)),
        has_post=codes.isin(_procedures(dossiers, by_post)),
    )


def procedure_measures() -> dict[str, Measure]:
    """The measures of the table that `procedure_activity` makes, by name."""
    listed = Count(
        "procedures_listed", "TTHC trong danh mục BCCI",
        "TTHC thuộc danh mục tiếp nhận hồ sơ, trả kết quả qua dịch vụ bưu chính công ích.",
        lambda period: col("on_postal_list").is_true(),
    )  # fmt: skip
    with_post = Count(
        "procedures_listed_with_post", "TTHC trong danh mục có phát sinh hồ sơ BCCI",
        "TTHC trong danh mục BCCI có ít nhất một hồ sơ tiếp nhận hoặc trả kết quả qua BCCI trong kỳ.",
        lambda period: listed.rule(period) & col("has_post").is_true(),
    )  # fmt: skip
    without = Count(
        "procedures_without_dossier", "TTHC không phát sinh hồ sơ",
        "TTHC không có hồ sơ tiếp nhận mới hoặc trả kết quả trong kỳ.",
        lambda period: col("has_dossier").is_true().opposite(),
    )  # fmt: skip
    share = Ratio(
        "procedures_with_post_of_listed", "Tỷ lệ TTHC có phát sinh hồ sơ qua dịch vụ BCCI",
        "TTHC có phát sinh hồ sơ tiếp nhận hoặc trả kết quả qua BCCI trên số TTHC trong danh mục BCCI.",
        with_post, listed, "Nhiệm vụ 6.2 Kế hoạch số 163/KH-STTTT",
    )  # fmt: skip
    return {measure.name: measure for measure in (listed, with_post, without, share)}


def _procedures(dossiers: pd.DataFrame, rule: Rule) -> set[str]:
    return set(nw.from_native(dossiers).filter(rule.expression)["procedure"].to_list())
