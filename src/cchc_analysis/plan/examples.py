"""Worked examples of the plan: items at a cut-off, products, and targets.

A row of an item or product is one occurrence with the one thing that was reported on it; a product is one letter over all its
rows. See `measures.examples` for how an outcome is written.
"""

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

import pandas as pd

from cchc_analysis.measures.core import Measure
from cchc_analysis.measures.examples import Q1, Example, Row, row
from cchc_analysis.periods import Period
from cchc_analysis.plan.measures import by_lead_unit_measures, item_measures, product_measures, target_measures
from cchc_analysis.plan.progress import by_lead_unit, by_product, item_states
from cchc_analysis.plan.register import DATE_COLUMNS
from cchc_analysis.plan.targets import Target, evaluate_target

_EVENT = ("status", "document_no", "document_date", "event_date")
YEAR_END = Period.parse("2021", "calendar")


def example_measures() -> dict[str, Measure]:
    items, products = item_measures(), product_measures()
    return items | products | target_measures() | by_lead_unit_measures(items) | by_lead_unit_measures(products)


def _states(example: Example) -> pd.DataFrame:
    """The items of an example with their state on the last day of its period."""
    numbered = list(enumerate(example.rows, start=1))
    items = pd.DataFrame([_item(number, each) for number, each in numbered])
    events = pd.DataFrame(
        [_event(number, each) for number, each in numbered if each.values.get("status")],
        columns=["item_id", *_EVENT, "share_done", "obstacle", "next_step", "reporting_unit", "source_file",
                 "source_sheet", "source_row"],
    )  # fmt: skip
    for column in DATE_COLUMNS:
        items[column] = pd.to_datetime(items[column]).astype("datetime64[us]")
    for column in ("event_date", "document_date"):
        events[column] = pd.to_datetime(events[column]).astype("datetime64[us]")
    events["document_no"] = events["document_no"].astype("str")
    return item_states(items, events, example.period.end)


def _item(number: int, each: Row) -> dict[str, Any]:
    plain = {"kind": "dated", "lead_units": "VP", **dict.fromkeys(DATE_COLUMNS)}
    texts = dict.fromkeys(["row_id", "group_no", "group_name", "printed_no", "product_text"], "")
    given = {name: value for name, value in each.values.items() if name not in _EVENT}
    identity = {
        "item_id": f"{each.letter}.{number}",
        "product_id": each.letter,
        "letter": each.letter,
        "plan_year": 2021,
    }
    return texts | plain | given | identity


def _event(number: int, each: Row) -> dict[str, Any]:
    given = {name: each.values.get(name) for name in _EVENT}
    noted = given["event_date"] or given["document_date"] or "2021-03-01"
    return {
        "item_id": f"{each.letter}.{number}",
        **given,
        "event_date": noted,
        "source_file": "example",
        "source_row": number,
    }


def _items_by_lead_unit(example: Example) -> pd.DataFrame:
    return by_lead_unit(_states(example))


def _products(example: Example) -> pd.DataFrame:
    return by_product(_states(example))


def _products_by_lead_unit(example: Example) -> pd.DataFrame:
    return by_lead_unit(_products(example))


def _outcomes(example: Example) -> pd.DataFrame:
    return pd.DataFrame(
        [{"target_id": each.letter, "outcome": str(_outcome(each.values))} for each in example.rows], dtype="str"
    )


def _outcome(given: Any) -> str:
    target = Target(
        "", "", "", given["operator"], Fraction(given["threshold"]), citation="", kind=given["kind"], unit="", note=""
    )
    return evaluate_target(target, given["numerator"], given["denominator"])


def _about_items(
    name: str,
    title: str,
    rows: Sequence[Row],
    expected: dict[str, str],
    build: Callable[[Example], pd.DataFrame] = _states,
    subject: str = "items",
    period: Period = Q1,
) -> Example:
    key = "product_id" if subject.startswith("products") else "letter"
    return Example(name, title, subject, tuple(rows), expected, build, key, period)


_PRODUCT_ROWS = (
    row("A", "một lượt, đã xong; hai đơn vị chủ trì", lead_units="VP|TTBCXB", due_date="2021-02-26", status="done", document_no="5/BC", document_date="2021-02-25"),
    row("B", "hằng quý: lượt đến hạn đã xong", lead_units="VP", due_date="2021-03-12", status="done", document_no="6/BC", document_date="2021-03-12"),
    row("B", "hằng quý: lượt chưa đến hạn", lead_units="VP", due_date="2021-06-30"),
    row("C", "quá thời hạn, chưa xong", lead_units="VP|TTBCXB", due_date="2021-02-26"),
    row("D", "chưa đến hạn", lead_units="VP", due_date="2021-03-31"),
    row("E", "lượt không phát sinh không kể", lead_units="VP", due_date="2021-02-26", status="not_arisen"),
    row("E", "lượt còn lại đã xong trước hạn", lead_units="VP", due_date="2021-03-31", status="done", document_no="7/BC", document_date="2021-03-10"),
    row("F", "mọi lượt không phát sinh: chưa phải hoàn thành", lead_units="VP", due_date="2021-02-26", status="not_arisen"),
)  # fmt: skip

ITEM_EXAMPLES = (
    _about_items(
        "items-done",
        "Lượt sản phẩm đã hoàn thành: ngày văn bản so với thời hạn",
        (
            row("A", "văn bản của năm trước: đã ban hành trước kỳ", due_date="2021-03-31", status="done", document_no="1/KH", document_date="2020-12-20"),
            row("B", "trước ngày bắt đầu dự kiến: trước hạn", planned_start="2021-02-01", due_date="2021-02-26", status="done", document_no="2/KH", document_date="2021-01-20"),
            row("C", "đúng thời hạn", due_date="2021-02-26", status="done", document_no="3/KH", document_date="2021-02-26"),
            row("D", "“trước ngày 01/03”, văn bản ngày 01/03: trùng ngày hạn", due_date="2021-02-26", before_date="2021-03-01", status="done", document_no="4/KH", document_date="2021-03-01"),
            row("E", "sau thời hạn", due_date="2021-02-26", status="done", document_no="5/KH", document_date="2021-03-01"),
            row("F", "không có thời hạn", kind="undated", status="done", document_no="6/KH", document_date="2021-03-01"),
            row("G", "không nêu văn bản: tính theo ngày ghi nhận", due_date="2021-02-26", status="done", event_date="2021-02-25"),
            row("H", "ghi nhận sau ngày chốt số liệu: chưa tính", due_date="2021-02-26", status="done", document_no="7/KH", document_date="2021-03-10", event_date="2021-03-16"),
        ),
        {
            "items_total": "A B C D E F G H",
            "items_done": "A B C D E F G",
            "items_due": "B C D E G H",
            "items_done_of_due": "B C D E G",
            "items_done_late": "E",
            "items_done_without_document": "G",
            "items_overdue": "H",
            "done_of_all": "A B C D E F G / A B C D E F G H",
            "done_of_due": "B C D E G / B C D E G H",
        },
    ),
    _about_items(
        "items-open",
        "Lượt sản phẩm chưa hoàn thành tại ngày chốt số liệu 14/03/2021",
        (
            row("A", "thời hạn còn ở phía trước", due_date="2021-03-31"),
            row("B", "thời hạn đúng ngày chốt, chưa báo cáo", due_date="2021-03-14"),
            row("C", "đang thực hiện, chưa đến hạn", due_date="2021-03-31", status="running"),
            row("D", "đang thực hiện nhưng đã quá thời hạn", due_date="2021-03-12", status="running"),
            row("E", "“trước ngày 15/03”: ngày 14/03 vẫn kịp", due_date="2021-03-12", before_date="2021-03-15"),
            row("F", "thường xuyên, đã có báo cáo", kind="continuous", status="running"),
            row("G", "thường xuyên, chưa báo cáo", kind="continuous"),
            row("H", "theo quy định, chưa có thời hạn", kind="undated"),
            row("I", "không phát sinh: không đến hạn", due_date="2021-03-12", status="not_arisen"),
            row("J", "theo quy định, đang vướng", kind="undated", status="blocked"),
        ),
        {
            "items_total": "A B C D E F G H I J",
            "items_done": "",
            "items_due": "B D E",
            "items_running": "C J",
            "items_overdue": "D",
            "items_not_yet_due": "A",
            "items_continuous": "F",
            "items_undated": "H",
            "items_not_arisen": "I",
            "items_not_reported": "B E G",
            "done_of_due": " / B D E",
        },
    ),
    _about_items(
        "items-year-end",
        "Cuối năm (31/12/2021): việc thường xuyên có báo cáo là hoàn thành",
        (
            row("A", "thường xuyên, đã có báo cáo", kind="continuous", status="running"),
            row("B", "thường xuyên, chưa báo cáo", kind="continuous"),
            row("C", "theo quy định, chưa có thời hạn", kind="undated"),
            row("D", "thời hạn đúng ngày chốt, chưa báo cáo", due_date="2021-12-31"),
        ),
        {"items_done": "A", "items_continuous": "", "items_undated": "C", "items_not_reported": "B D"},
        period=YEAR_END,
    ),
    _about_items(
        "items-by-lead-unit",
        "Theo đơn vị chủ trì: lượt có hai đơn vị chủ trì tính ở cả hai",
        (
            row("A", "hai đơn vị; không nêu văn bản", lead_units="VP|TTBCXB", due_date="2021-02-26", status="done", event_date="2021-02-25"),
            row("B", "sau thời hạn", lead_units="VP", due_date="2021-02-26", status="done", document_no="5/KH", document_date="2021-03-01"),
            row("C", "hai đơn vị; quá thời hạn", lead_units="VP|TTBCXB", due_date="2021-02-26"),
            row("D", "đang thực hiện", lead_units="VP", due_date="2021-03-31", status="running"),
            row("E", "chưa đến hạn", lead_units="TTBCXB", due_date="2021-03-31"),
            row("F", "thường xuyên, đã có báo cáo", lead_units="VP", kind="continuous", status="running"),
            row("G", "chưa có thời hạn", lead_units="VP", kind="undated"),
            row("H", "không phát sinh", lead_units="VP", due_date="2021-03-12", status="not_arisen"),
            row("I", "thường xuyên, chưa báo cáo", lead_units="VP", kind="continuous"),
        ),
        {
            "items_total_by_lead_unit": "A A B C C D E F G H I",
            "items_done_by_lead_unit": "A A B",
            "items_due_by_lead_unit": "A A B C C",
            "items_done_of_due_by_lead_unit": "A A B",
            "items_done_late_by_lead_unit": "B",
            "items_done_without_document_by_lead_unit": "A A",
            "items_running_by_lead_unit": "D",
            "items_overdue_by_lead_unit": "C C",
            "items_not_yet_due_by_lead_unit": "E",
            "items_continuous_by_lead_unit": "F",
            "items_undated_by_lead_unit": "G",
            "items_not_arisen_by_lead_unit": "H",
            "items_not_reported_by_lead_unit": "I",
            "done_of_all_by_lead_unit": "A A B / A A B C C D E F G H I",
            "done_of_due_by_lead_unit": "A A B / A A B C C",
        },
        _items_by_lead_unit,
        subject="items_by_lead_unit",
    ),
)  # fmt: skip

PRODUCT_EXAMPLES = (
    _about_items(
        "products",
        "Sản phẩm: mỗi chữ cái là một sản phẩm, mỗi dòng một lượt",
        _PRODUCT_ROWS,
        {
            "products_total": "A B C D E F",
            "products_done": "A E",
            "products_due": "A B C",
            "products_done_of_due": "A B",
            "products_overdue": "C",
            "products_done_of_all_share": "A E / A B C D E F",
            "products_done_of_due_share": "A B / A B C",
        },
        _products,
        subject="products",
    ),
    _about_items(
        "products-by-lead-unit",
        "Theo đơn vị chủ trì: sản phẩm có hai đơn vị chủ trì tính ở cả hai",
        _PRODUCT_ROWS,
        {
            "products_total_by_lead_unit": "A A B C C D E F",
            "products_done_by_lead_unit": "A A E",
            "products_due_by_lead_unit": "A A B C C",
            "products_done_of_due_by_lead_unit": "A A B",
            "products_overdue_by_lead_unit": "C C",
            "products_done_of_all_share_by_lead_unit": "A A E / A A B C C D E F",
            "products_done_of_due_share_by_lead_unit": "A A B / A A B C C",
        },
        _products_by_lead_unit,
        subject="products_by_lead_unit",
    ),
)

TARGET_EXAMPLES = (
    Example(
        "targets",
        "Chỉ tiêu: dấu so sánh và ngưỡng quyết định",
        "targets",
        (
            row("A", "“trên 90%”: đúng 90% là chưa đạt; phấn đấu", operator=">", threshold="0.9", kind="phấn đấu", numerator=9, denominator=10),
            row("B", "“từ 10% trở lên”: đúng 10% là đạt", operator=">=", threshold="0.1", kind="bắt buộc", numerator=1, denominator=10),
            row("C", "“đạt 100%”: 95% là chưa đạt", operator="=", threshold="1", kind="bắt buộc", numerator=19, denominator=20),
            row("D", "mẫu số bằng 0: không phát sinh", operator="=", threshold="1", kind="bắt buộc", numerator=0, denominator=0),
            row("E", "chưa có số liệu", operator="=", threshold="1", kind="bắt buộc", numerator=None, denominator=None),
            row("F", "“trên 30%”: 2/6 là đạt", operator=">", threshold="0.3", kind="bắt buộc", numerator=2, denominator=6),
        ),
        {
            "targets_total": "A B C D E F",
            "targets_met": "B F",
            "targets_missed": "A C",
            "targets_not_arisen": "D",
            "targets_no_data": "E",
        },
        _outcomes,
        "target_id",
    ),
)  # fmt: skip
