"""Counting the appendix of figures that people enter by hand (Phụ lục số liệu): staff, money, surveys, ISO, review of procedures.

Which indicators there are is the project's reference table; one function makes a measure of each. A line counts for the very period
that it was entered for. The figure of the period before counts only where somebody marked that it still holds.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from cchc_analysis.measures.core import Count, Evidence, Measure, Ratio, RuleOf, Source, Sum
from cchc_analysis.periods import Period
from cchc_analysis.rules import Rule, col
from cchc_analysis.text import uncapitalised

ENTERED = "appendix_entered"
WORKING_TABLE = "Biểu nhập số liệu của báo cáo, không phải mẫu biểu ban hành"
# Lines that are not about one field.
NO_FIELD = ""


@dataclass(frozen=True)
class Indicator:
    """A figure that is entered: its code, the part of the appendix it stands in, name and unit (Vietnamese).

    `by_field`: it can be entered field by field. `whole`: the indicator that it is a part of; their share is a measure, too.
    """

    code: str
    group: str
    name: str
    unit: str
    by_field: bool = False
    whole: str = ""
    evidence: Evidence = "M"


def appendix_measures(indicators: Sequence[Indicator]) -> dict[str, Measure]:
    """The measures over the table `appendix`, by name: a sum for each indicator, a share for each that is a part of another."""
    sums = {indicator.code: _sum(indicator) for indicator in indicators}
    entered = Count(
        ENTERED, "Dòng số liệu đã nhập", "Dòng của Phụ lục số liệu có số liệu của đúng kỳ báo cáo.", _entered_for, unit="dòng"
    )  # fmt: skip
    found: list[Measure] = [entered]
    for indicator in indicators:
        found.append(sums[indicator.code])
        if indicator.whole:
            found.append(_share(indicator, sums[indicator.code], sums[indicator.whole]))
    return {measure.name: measure for measure in found}


def _entered_for(period: Period) -> Rule:
    return col("first_date").equals(period.start) & col("last_date").equals(period.end)


def _of(code: str) -> RuleOf:
    return lambda period: col("indicator").equals(code) & _entered_for(period)


def _sum(indicator: Indicator) -> Sum:
    by_field = ", cộng các lĩnh vực" if indicator.by_field else ""
    return Sum(
        f"appendix_{indicator.code}", indicator.name,
        f"Số liệu nhập tay của kỳ báo cáo{by_field}; số liệu kỳ trước chỉ tính khi được đánh dấu giữ nguyên.",
        _of(indicator.code), col("value").or_else(col("previous")), Source(WORKING_TABLE, indicator.evidence), unit=indicator.unit,
    )  # fmt: skip


def _share(indicator: Indicator, part: Sum, whole: Sum) -> Ratio:
    return Ratio(
        f"appendix_{indicator.code}_share", f"Tỷ lệ {uncapitalised(part.label)}", f"{part.label} trên {uncapitalised(whole.label)}.", part, whole,
        Source(WORKING_TABLE, indicator.evidence),
    )  # fmt: skip
