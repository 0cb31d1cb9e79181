"""What is counted of electronic documents: exchanged electronically, signed, over the national axis, handled online.

The table has sums over spans of days that a unit's report covers, not single documents. A span that lies across an end of the period
cannot be taken apart; a rule says where it counts, and how many there are is counted, too. Confidential documents are in no figure.
"""

from dataclasses import dataclass
from typing import Literal

import pandas as pd

from cchc_analysis.measures.core import Better, Count, Measure, Ratio, RuleOf, Source, Sum
from cchc_analysis.periods import Period
from cchc_analysis.rules import Rule, col

UNIT, SPANS = "văn bản", "dòng thống kê"
TARGET = Source("Nhiệm vụ 6.10 Kế hoạch số 163/KH-STTTT", "SEED")
NOT_CONFIDENTIAL = "không tính văn bản mật"
# A part of the documents → the column that it is taken of.
WHOLE_OF = {"signed": "sent_electronic", "via_axis": "sent_electronic", "handled_online": "received"}


@dataclass(frozen=True)
class DocumentRules:
    """Where a span counts that lies across an end of the period: in the period of its last day, or nowhere.

    By its last day, every span counts once in periods that follow each other.
    """

    straddling: Literal["last_day", "excluded"] = "last_day"


def document_table(documents: pd.DataFrame) -> pd.DataFrame:
    """The clean table with what the shares need.

    `exchanged`, `exchanged_electronic`: sent and received together, a direction only where both of its numbers are told; `of_…`: what
    a part is taken of, missing where the part is not told; `is_overlapping`: another span of the same unit has a day of this one.
    """
    both = {
        column: documents[column].where(documents[f"{column}_electronic"].notna()) for column in ("received", "sent")
    }
    electronic = {
        column: documents[f"{column}_electronic"].where(documents[column].notna()) for column in ("received", "sent")
    }
    return documents.assign(
        exchanged=both["received"].fillna(0) + both["sent"].fillna(0),
        exchanged_electronic=electronic["received"].fillna(0) + electronic["sent"].fillna(0),
        **{f"of_{part}": documents[whole].where(documents[part].notna()) for part, whole in WHOLE_OF.items()},
        is_overlapping=_overlapping(documents),
    )


def document_measures(rules: DocumentRules) -> dict[str, Measure]:
    """The measures of the table that `document_table` makes, by name."""

    def counted(period: Period) -> Rule:
        if rules.straddling == "last_day":
            return col("last_date").between(period.start, period.end)
        return _inside(period)

    def total(name: str, label: str, column: str, words: str, better: Better = "") -> Sum:
        definition = f"{words}, {NOT_CONFIDENTIAL}."
        return Sum(f"documents_{name}", label, definition, counted, col(column), TARGET, UNIT, better)

    def share(name: str, label: str, above: Sum, below: Sum) -> Ratio:
        definition = f"{above.label} trên {below.label[:1].lower()}{below.label[1:]}, {NOT_CONFIDENTIAL}."
        return Ratio(f"documents_{name}_share", label, definition, above, below, TARGET, better="higher")

    exchanged = total("exchanged", "Văn bản gửi, nhận", "exchanged", "Văn bản đi và văn bản đến, mọi hình thức")
    electronic = total(
        "exchanged_electronic", "Văn bản gửi, nhận dạng điện tử", "exchanged_electronic", "Văn bản đi và văn bản đến dạng điện tử", "higher"
    )  # fmt: skip
    parts = {
        "signed": ("Văn bản đi điện tử có ký số", "Tỷ lệ văn bản điện tử có ký số", "Văn bản đi điện tử"),
        "via_axis": (
            "Văn bản điện tử gửi qua Trục liên thông văn bản quốc gia",
            "Tỷ lệ văn bản điện tử gửi qua Trục liên thông văn bản quốc gia",
            "Văn bản đi điện tử",
        ),
        "handled_online": (
            "Văn bản đến được xử lý trên môi trường mạng", "Tỷ lệ văn bản được xử lý trên môi trường mạng", "Văn bản đến",
        ),
    }  # fmt: skip
    measures: list[Measure] = [
        exchanged, electronic,
        share("electronic", "Tỷ lệ văn bản trao đổi dạng điện tử", electronic, exchanged),
        Sum(
            "documents_confidential", "Văn bản mật", "Văn bản mật, không có trong các số liệu khác.", counted,
            col("confidential"), TARGET, UNIT,
        ),
    ]  # fmt: skip
    for part, (label, share_label, whole) in parts.items():
        above = total(part, label, part, label, "higher")
        below = total(f"of_{part}", f"{whole} để tính: {label[:1].lower()}{label[1:]}", f"of_{part}", f"{whole} của đơn vị có thống kê này")  # fmt: skip
        measures += [above, below, share(part, share_label, above, below)]
    where = "tính trọn vào kỳ có ngày cuối" if rules.straddling == "last_day" else "không tính"
    measures += [
        _spans("document_spans", "Dòng thống kê văn bản được tính", "được tính trong kỳ", counted),
        _spans(
            "document_spans_straddling", "Dòng thống kê vắt qua đầu kỳ hoặc ngày chốt",
            f"có ngày trong kỳ và ngày ngoài kỳ; {where}", straddling, "lower",
        ),
        _spans(
            "document_spans_left_out", "Dòng thống kê vắt qua, không tính trong kỳ", "có ngày trong kỳ và ngày ngoài kỳ, không được tính trong kỳ này",
            lambda period: straddling(period) & counted(period).opposite(), "lower",
        ),
        _spans(
            "document_spans_overlapping", "Dòng thống kê trùng ngày",
            "được tính trong kỳ, trùng ngày với dòng khác của cùng đơn vị nên có thể tính hai lần",
            lambda period: counted(period) & col("is_overlapping").is_true(), "lower",
        ),
    ]  # fmt: skip
    return {measure.name: measure for measure in measures}


def straddling(period: Period) -> Rule:
    """Spans with days inside and days outside the period."""
    touches = (col("first_date") <= period.end) & (col("last_date") >= period.start)
    return touches & _inside(period).opposite()


def _inside(period: Period) -> Rule:
    return (col("first_date") >= period.start) & (col("last_date") <= period.end)


def _overlapping(documents: pd.DataFrame) -> pd.Series:
    """Whether another row of the same unit has a day of this one: an earlier one that ends no sooner, or a later that begins no later."""
    ordered = documents.sort_values(["unit", "first_date", "last_date"], kind="stable")
    of_unit = ordered.groupby("unit")
    # The latest end of all spans that began before, not only of the one just before.
    reached = of_unit["last_date"].cummax().groupby(ordered["unit"]).shift()
    following = of_unit["first_date"].shift(-1)
    return ((reached >= ordered["first_date"]) | (following <= ordered["last_date"])).reindex(documents.index)


def _spans(name: str, label: str, words: str, rule: RuleOf, better: Better = "") -> Count:
    return Count(name, label, f"Dòng thống kê văn bản {words}.", rule, unit=SPANS, better=better)
