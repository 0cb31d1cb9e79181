"""Worked examples of the plan: items at a cut-off, their roll-ups, who reports, sub-plans, and targets.

A row of an item or a roll-up is one occurrence with the one thing that was reported on it; a product, document, row or task is one
letter over all its rows. See `measures.examples` for how an outcome is written.
"""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

import pandas as pd

from cchc_analysis.measures.core import Measure
from cchc_analysis.measures.examples import Q1, Example, Row, row
from cchc_analysis.periods import Period
from cchc_analysis.plan.measures import (
    PRESENT,
    ROLES,
    ROLLED_UP,
    Role,
    by_unit_measures,
    inspection_finding_measures,
    inspection_measures,
    item_measures,
    plan_measures,
    score_measures,
    sub_plan_measures,
    target_measures,
    unit_measures,
)
from cchc_analysis.plan.progress import by_deliverable, by_product, by_row, by_task, by_unit, item_states
from cchc_analysis.plan.register import DATE_COLUMNS
from cchc_analysis.plan.subplans import LABELS
from cchc_analysis.plan.targets import EACH_PERIOD, FIXED, GROWS, YEAR_END, Target, evaluate_target, gap, rest_of_year

_EVENT = ("status", "document_no", "document_date", "event_date", "estimate_status")
_NO_EVENT = ("share_done", "obstacle", "next_step", "estimate_share", "reporting_unit", "entered_by", "origin")
LAST_OF_YEAR = Period.parse("2021", "calendar")
# How the roll-ups are made.
_ROLL: dict[str, Callable[[pd.DataFrame], pd.DataFrame]] = {
    "products": by_product,
    "deliverables": by_deliverable,
    "table_rows": by_row,
    "tasks": by_task,
}
# Days of the report year up to the end of its first quarter, and those left.
_DAYS = (90, 275)


def example_measures() -> dict[str, Measure]:
    items, rolled = item_measures(), {stem: plan_measures(stem) for stem in ROLLED_UP}
    found = dict(items)
    for role in ROLES:
        found |= by_unit_measures(items, role)
    for measures in rolled.values():
        found |= measures
    for role in ROLES:
        found |= by_unit_measures(rolled["products"], role)
    return (
        found
        | unit_measures()
        | sub_plan_measures(LABELS)
        | inspection_measures()
        | inspection_finding_measures()
        | target_measures()
        | score_measures()
    )


def _states(example: Example) -> pd.DataFrame:
    """The items of an example with their state on the last day of its period."""
    numbered = list(enumerate(example.rows, start=1))
    items = pd.DataFrame([_item(number, each) for number, each in numbered])
    events = pd.DataFrame(
        [_event(number, each) for number, each in numbered if each.values.get("status")],
        columns=["item_id", *_EVENT, *_NO_EVENT, "source_file", "source_sheet", "source_row"],
    )
    for column in DATE_COLUMNS:
        items[column] = pd.to_datetime(items[column]).astype("datetime64[us]")
    for column in ("event_date", "document_date"):
        events[column] = pd.to_datetime(events[column]).astype("datetime64[us]")
    for column in ("document_no", "estimate_status"):
        events[column] = events[column].astype("str")
    return item_states(items, events, example.period.end)


def _item(number: int, each: Row) -> dict[str, Any]:
    plain = {"kind": "dated", "lead_units": "VP", **dict.fromkeys(DATE_COLUMNS)}
    texts = dict.fromkeys(["group_no", "group_name", "task_text", "support_units", "printed_no", "product_text"], "")
    letters = dict.fromkeys(["product_id", "deliverable_id", "row_id", "task_ids", "letter"], each.letter)
    given = {name: value for name, value in each.values.items() if name not in _EVENT}
    return {"item_id": f"{each.letter}.{number}", "plan_year": 2021, **texts, **letters, **plain, **given}


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


def _by_unit(role: Role, roll: str = "") -> Callable[[Example], pd.DataFrame]:
    """How an example's items, or their roll-up, are made into one row for each unit."""
    return lambda example: by_unit(_ROLL[roll](_states(example)) if roll else _states(example), role)


def _rolled(stem: str) -> Callable[[Example], pd.DataFrame]:
    return lambda example: _ROLL[stem](_states(example))


def _lettered(column: str, dates: Sequence[str] = ()) -> Callable[[Example], pd.DataFrame]:
    """A table with the rows' columns as they are, the letters in `column`."""

    def build(example: Example) -> pd.DataFrame:
        names = [column, *example.columns]
        table = pd.DataFrame([{column: each.letter, **each.values} for each in example.rows], columns=names)
        days = {name: pd.to_datetime(table[name]).astype("datetime64[us]") for name in dates}
        texts = [name for name in names if name not in days and table[name].dtype.kind == "O"]
        return table.astype(dict.fromkeys(texts, "str")).assign(**days)

    return build


def _standing(example: Example) -> pd.DataFrame:
    numbers = dict.fromkeys(("gap_above", "gap_below", "needed", "remaining"), "Int64")
    table = pd.DataFrame([_stands(each) for each in example.rows])
    return table.astype({"target_id": "str", "outcome": "str", **numbers})


def _stands(each: Row) -> dict[str, Any]:
    """A target as an edition has it at the end of the first quarter."""
    given = {"judged": EACH_PERIOD, "base": GROWS, **each.values}
    above, below = given["numerator"], given["denominator"]
    target = Target(
        id=each.letter, label="", measure="", second="", expected="", operator=given["operator"],
        threshold=Fraction(given["threshold"]), better="higher", citation="", kind=given["kind"], judged=given["judged"],
        base=given["base"], when_none="Không phát sinh", unit="", note="",
    )  # fmt: skip
    off = None if below is None else gap(target, above, below)
    rest = None if below is None else rest_of_year(target, above, below, _DAYS)
    return {
        "target_id": each.letter,
        "outcome": str(evaluate_target(target, above, below, is_year_over=False)),
        "gap_above": off.numerator if off is not None else None,
        "gap_below": off.denominator if off is not None else None,
        "needed": rest.needed if rest else None,
        "remaining": rest.remaining if rest else None,
    }


def _about_items(
    name: str,
    title: str,
    rows: Sequence[Row],
    expected: Mapping[str, str],
    build: Callable[[Example], pd.DataFrame] = _states,
    subject: str = "items",
    period: Period = Q1,
) -> Example:
    key = "letter" if subject.startswith("items") else PRESENT[subject.partition("_by_")[0]]
    return Example(name, title, subject, tuple(rows), expected, build, key, period)


def _times(outcomes: Mapping[str, str], role: Role, times: Mapping[str, int]) -> dict[str, str]:
    """The outcomes of a table in which a letter stands as often as it has units of the role; once unless `times` says otherwise."""
    return {
        f"{name}_by_{role}_unit": " / ".join(
            " ".join(letter for letter in part.split() for _ in range(times.get(letter, 1)))
            for part in outcome.split("/")
        )
        for name, outcome in outcomes.items()
    }


def _named(stem: str, outcomes: Mapping[str, str]) -> dict[str, str]:
    """The outcomes under the names that they have for one unit of counting."""
    return {f"{stem}_{name}": outcome for name, outcome in outcomes.items()}


_BY_UNIT_ROWS = (
    row("A", "không nêu văn bản", lead_units="VP|TTBCXB", support_units="CNTT", due_date="2021-02-26", status="done", event_date="2021-02-25"),
    row("B", "sau thời hạn", lead_units="VP", support_units="BCVT|CNTT", due_date="2021-02-26", status="done", document_no="5/KH", document_date="2021-03-01"),
    row("C", "quá thời hạn", lead_units="VP|TTBCXB", due_date="2021-02-26"),
    row("D", "đang thực hiện; đơn vị ước hoàn thành", lead_units="VP", support_units="BCVT", due_date="2021-03-31", status="running", estimate_status="done"),
    row("E", "chưa đến hạn", lead_units="TTBCXB", support_units="BCVT|CNTT", due_date="2021-04-30"),
    row("F", "thường xuyên, đã có báo cáo", lead_units="VP", kind="continuous", status="running"),
    row("G", "chưa có thời hạn", lead_units="VP", support_units="CNTT", kind="undated"),
    row("H", "không phát sinh", lead_units="VP", support_units="BCVT", due_date="2021-03-12", status="not_arisen"),
    row("I", "thường xuyên, chưa báo cáo", lead_units="VP", support_units="CNTT", kind="continuous"),
    row("J", "đã ban hành trước kỳ", lead_units="VP", support_units="BCVT|CNTT", due_date="2021-03-31", status="done", document_no="1/KH", document_date="2020-12-20"),
)  # fmt: skip
_BY_UNIT_OUTCOMES = {
    "items_total": "A B C D E F G H I J",
    "items_done": "A B J",
    "items_due": "A B C",
    "items_done_of_due": "A B",
    "items_overdue": "C",
    "items_done_in_good_time": "A J",
    "items_done_dated": "A B J",
    "items_expected_done": "A B D F J",
    "items_done_early": "J",
    "items_done_in_time": "A",
    "items_done_late": "B",
    "items_done_undated": "",
    "items_done_without_document": "A",
    "items_reported": "A B D F H J",
    "items_overdue_to_30": "C",
    "items_overdue_31_to_90": "",
    "items_overdue_over_90": "",
    "items_due_within_30": "D",
    "items_due_within_60": "D E",
    "items_done_of_all_share": "A B J / A B C D E F G H I J",
    "items_done_of_due_share": "A B / A B C",
    "items_expected_of_all_share": "A B D F J / A B C D E F G H I J",
    "items_in_time_of_done_share": "A J / A B J",
    "items_running": "D",
    "items_not_yet_due": "E",
    "items_continuous": "F",
    "items_undated": "G",
    "items_not_arisen": "H",
    "items_not_reported": "I",
    "items_done_before_year": "J",
    "items_expected_by_unit": "D",
    "items_expected_by_evidence": "F",
    "items_expected_open": "",
    "items_expected_not_arisen": "H",
    "items_without_estimate": "C E G I",
}
_ROLLED_ROWS = (
    row("A", "một lượt, đã xong đúng hạn", lead_units="VP|TTBCXB", support_units="CNTT", due_date="2021-02-26", status="done", document_no="5/BC", document_date="2021-02-25"),
    row("B", "hằng quý: lượt đến hạn đã xong", lead_units="VP", due_date="2021-03-12", status="done", document_no="6/BC", document_date="2021-03-12"),
    row("B", "hằng quý: lượt chưa đến hạn", lead_units="VP", due_date="2021-06-30"),
    row("C", "quá thời hạn, chưa xong", lead_units="VP|TTBCXB", support_units="BCVT|CNTT", due_date="2021-02-26"),
    row("D", "chưa đến hạn", lead_units="VP", support_units="BCVT", due_date="2021-03-31"),
    row("E", "lượt không phát sinh không kể", lead_units="VP", support_units="BCVT|CNTT", due_date="2021-02-26", status="not_arisen"),
    row("E", "lượt còn lại đã xong trước ngày bắt đầu", lead_units="VP", support_units="BCVT|CNTT", planned_start="2021-02-01", due_date="2021-03-31", status="done", document_no="7/BC", document_date="2021-01-20"),
    row("F", "mọi lượt không phát sinh: chưa phải hoàn thành", lead_units="VP", due_date="2021-02-26", status="not_arisen"),
    row("G", "xong quá hạn, không nêu văn bản", lead_units="VP", support_units="CNTT", due_date="2021-02-26", status="done", event_date="2021-03-05"),
    row("H", "thường xuyên, đã có báo cáo: ước hoàn thành", lead_units="VP", support_units="BCVT", kind="continuous", status="running"),
)  # fmt: skip
_ROLLED_OUTCOMES = {
    "total": "A B C D E F G H",
    "done": "A E G",
    "due": "A B C G",
    "done_of_due": "A B G",
    "overdue": "C",
    "done_in_good_time": "A E",
    "done_dated": "A E G",
    "expected_done": "A E G H",
    "done_early": "E",
    "done_in_time": "A",
    "done_late": "G",
    "done_undated": "",
    "done_without_document": "G",
    "reported": "A B E F G H",
    "overdue_to_30": "C",
    "overdue_31_to_90": "",
    "overdue_over_90": "",
    "due_within_30": "D",
    "due_within_60": "D",
    "done_of_all_share": "A E G / A B C D E F G H",
    "done_of_due_share": "A B G / A B C G",
    "expected_of_all_share": "A E G H / A B C D E F G H",
    "in_time_of_done_share": "A E / A E G",
}

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
            "items_overdue": "H",
            "items_done_early": "A B",
            "items_done_in_time": "C D G",
            "items_done_late": "E",
            "items_done_undated": "F",
            "items_done_in_good_time": "A B C D G",
            "items_done_dated": "A B C D E G",
            "items_done_before_year": "A",
            "items_done_without_document": "G",
            "items_reported": "A B C D E F G",
            "items_done_of_all_share": "A B C D E F G / A B C D E F G H",
            "items_done_of_due_share": "B C D E G / B C D E G H",
            "items_in_time_of_done_share": "A B C D G / A B C D E G",
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
            "items_reported": "C D F I J",
            "items_running": "C J",
            "items_overdue": "D",
            "items_not_yet_due": "A",
            "items_continuous": "F",
            "items_undated": "H",
            "items_not_arisen": "I",
            "items_not_reported": "B E G",
            "items_done_of_due_share": " / B D E",
        },
    ),
    _about_items(
        "items-ages",
        "Chậm tiến độ bao lâu, còn bao lâu đến hạn: ngày theo lịch, kể từ ngày chốt số liệu 14/03/2021",
        (
            row("A", "quá hạn 30 ngày", due_date="2021-02-12"),
            row("B", "quá hạn 31 ngày", due_date="2021-02-11"),
            row("C", "quá hạn 90 ngày", due_date="2020-12-14"),
            row("D", "quá hạn 91 ngày", due_date="2020-12-13"),
            row("E", "đến hạn đúng ngày chốt: không quá hạn, không còn sắp đến hạn", due_date="2021-03-14"),
            row("F", "còn 01 ngày", due_date="2021-03-15"),
            row("G", "còn 30 ngày", due_date="2021-04-13"),
            row("H", "còn 31 ngày", due_date="2021-04-14"),
            row("I", "còn 60 ngày", due_date="2021-05-13"),
            row("J", "còn 61 ngày", due_date="2021-05-14"),
        ),
        {
            "items_overdue": "A B C D",
            "items_overdue_to_30": "A",
            "items_overdue_31_to_90": "B C",
            "items_overdue_over_90": "D",
            "items_due_within_30": "F G",
            "items_due_within_60": "F G H I",
        },
    ),
    _about_items(
        "items-expected",
        "Ước thực hiện đến 31/12, theo báo cáo của đơn vị",
        (
            row("A", "đã hoàn thành", due_date="2021-02-26", status="done", document_no="5/KH", document_date="2021-02-25"),
            row("B", "đang thực hiện, đơn vị ước hoàn thành", due_date="2021-12-31", status="running", estimate_status="done"),
            row("C", "đang thực hiện, đơn vị ước chưa hoàn thành", due_date="2021-12-31", status="running", estimate_status="running"),
            row("D", "đơn vị ước không phát sinh", due_date="2021-12-31", status="running", estimate_status="not_arisen"),
            row("E", "thường xuyên, đã có báo cáo, không nêu ước", kind="continuous", status="running"),
            row("F", "thường xuyên, nhưng đơn vị ước chưa hoàn thành", kind="continuous", status="running", estimate_status="running"),
            row("G", "đang thực hiện, không nêu ước", due_date="2021-12-31", status="running"),
            row("H", "đã báo cáo không phát sinh, không nêu ước", due_date="2021-12-31", status="not_arisen"),
        ),
        {
            "items_expected_done": "A B E",
            "items_expected_by_unit": "B",
            "items_expected_by_evidence": "E",
            "items_expected_open": "C F",
            "items_expected_not_arisen": "D H",
            "items_without_estimate": "G",
            "items_expected_of_all_share": "A B E / A B C D E F G H",
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
        {
            "items_done": "A",
            "items_continuous": "",
            "items_undated": "C",
            "items_not_reported": "B D",
            "items_expected_done": "A",
            "items_expected_open": "B C D",
        },
        period=LAST_OF_YEAR,
    ),
    _about_items(
        "items-by-lead-unit",
        "Theo đơn vị chủ trì: lượt có hai đơn vị chủ trì tính ở cả hai",
        _BY_UNIT_ROWS,
        _times(_BY_UNIT_OUTCOMES, "lead", {"A": 2, "C": 2}),
        _by_unit("lead"),
        subject="items_by_lead_unit",
    ),
    _about_items(
        "items-by-support-unit",
        "Theo đơn vị phối hợp: lượt có hai đơn vị phối hợp tính ở cả hai, không có thì không tính",
        _BY_UNIT_ROWS,
        _times(_BY_UNIT_OUTCOMES, "support", {"B": 2, "C": 0, "E": 2, "F": 0, "J": 2}),
        _by_unit("support"),
        subject="items_by_support_unit",
    ),
)  # fmt: skip

PRODUCT_EXAMPLES = (
    _about_items(
        "products",
        "Sản phẩm: mỗi chữ cái là một sản phẩm, mỗi dòng một lượt",
        _ROLLED_ROWS,
        _named("products", _ROLLED_OUTCOMES),
        _rolled("products"),
        subject="products",
    ),
    _about_items(
        "products-by-lead-unit",
        "Theo đơn vị chủ trì: sản phẩm có hai đơn vị chủ trì tính ở cả hai",
        _ROLLED_ROWS,
        _times(_named("products", _ROLLED_OUTCOMES), "lead", {"A": 2, "C": 2}),
        _by_unit("lead", "products"),
        subject="products_by_lead_unit",
    ),
    _about_items(
        "products-by-support-unit",
        "Theo đơn vị phối hợp: sản phẩm có hai đơn vị phối hợp tính ở cả hai, không có thì không tính",
        _ROLLED_ROWS,
        _times(_named("products", _ROLLED_OUTCOMES), "support", {"B": 0, "C": 2, "E": 2, "F": 0}),
        _by_unit("support", "products"),
        subject="products_by_support_unit",
    ),
    _about_items(
        "deliverables",
        "Sản phẩm không tính trùng: văn bản mà hai dòng nhiệm vụ cùng yêu cầu chỉ tính một lần",
        (
            row("A", "đã xong đúng hạn", product_id="A", due_date="2021-02-26", status="done", document_no="5/BC", document_date="2021-02-25"),
            row("B", "dòng thứ nhất yêu cầu, chưa báo cáo", product_id="B", due_date="2021-02-26"),
            row("B", "dòng thứ hai cùng yêu cầu, đã báo cáo xong: tính cho cả hai", product_id="B bis", kind="undated", status="done", document_no="6/BC", document_date="2021-02-25"),
            row("C", "hằng quý: lượt đến hạn đã xong", product_id="C", due_date="2021-03-12", status="done", document_no="7/BC", document_date="2021-03-12"),
            row("C", "hằng quý: lượt chưa đến hạn", product_id="C", due_date="2021-06-30"),
            row("C", "dòng khác cùng yêu cầu báo cáo quý: không nói thêm gì", product_id="C bis", kind="undated"),
            row("D", "quá thời hạn, chưa xong", product_id="D", due_date="2021-02-26"),
            row("E", "không phát sinh", product_id="E", due_date="2021-02-26", status="not_arisen"),
            row("F", "xong quá hạn, không nêu văn bản", product_id="F", due_date="2021-02-26", status="done", event_date="2021-03-05"),
            row("G", "đang thực hiện, đơn vị ước hoàn thành", product_id="G", due_date="2021-03-31", status="running", estimate_status="done"),
        ),
        _named("deliverables", {
            "total": "A B C D E F G",
            "done": "A B F",
            "due": "A C D F",
            "done_of_due": "A C F",
            "overdue": "D",
            "done_in_good_time": "A",
            "done_dated": "A F",
            "expected_done": "A B F G",
            "done_early": "",
            "done_in_time": "A",
            "done_late": "F",
            "done_undated": "B",
            "done_without_document": "F",
            "reported": "A B C E F G",
            "overdue_to_30": "D",
            "overdue_31_to_90": "",
            "overdue_over_90": "",
            "due_within_30": "G",
            "due_within_60": "G",
            "done_of_all_share": "A B F / A B C D E F G",
            "done_of_due_share": "A C F / A C D F",
            "expected_of_all_share": "A B F G / A B C D E F G",
            "in_time_of_done_share": "A / A F",
        }),
        _rolled("deliverables"),
        subject="deliverables",
    ),
    _about_items(
        "table-rows",
        "Dòng nhiệm vụ: mỗi chữ cái là một dòng của bảng, mỗi dòng ở đây một sản phẩm hoặc lượt của nó",
        _ROLLED_ROWS,
        _named("table_rows", _ROLLED_OUTCOMES),
        _rolled("table_rows"),
        subject="table_rows",
    ),
    _about_items(
        "tasks",
        "Nhiệm vụ: mỗi chữ cái là một nhiệm vụ, mỗi dòng ở đây một sản phẩm hoặc lượt của nó",
        _ROLLED_ROWS,
        _named("tasks", _ROLLED_OUTCOMES),
        _rolled("tasks"),
        subject="tasks",
    ),
    _about_items(
        "tasks-shared",
        "Nhiệm vụ có nhiều dòng, và dòng của nhiều nhiệm vụ",
        (
            row("A", "một dòng chung của nhiệm vụ A và B, đã xong", task_ids="A|B", due_date="2021-02-26", status="done", document_no="5/BC", document_date="2021-02-25"),
            row("B", "dòng thứ hai của nhiệm vụ B, quá thời hạn", task_ids="B", due_date="2021-02-26"),
            row("C", "dòng thứ nhất của nhiệm vụ C, đã xong", task_ids="C", due_date="2021-02-26", status="done", document_no="6/BC", document_date="2021-02-25"),
            row("C", "dòng thứ hai của nhiệm vụ C, không phát sinh", task_ids="C", due_date="2021-02-26", status="not_arisen"),
            row("D", "chưa đến hạn", task_ids="D", due_date="2021-03-31"),
        ),
        {
            "tasks_total": "A B C D",
            "tasks_done": "A C",
            "tasks_due": "A B C",
            "tasks_done_of_due": "A C",
            "tasks_overdue": "B",
            "tasks_done_of_due_share": "A C / A B C",
        },
        _rolled("tasks"),
        subject="tasks",
    ),
)  # fmt: skip

UNIT_EXAMPLES = (
    Example(
        "units",
        "Phòng, đơn vị chủ trì: ai đã báo cáo trong kỳ",
        "units",
        (
            row("A", "báo cáo về mọi việc", n_items=3, n_items_reported=3, has_reported=True),
            row("B", "không báo cáo; đơn vị cùng chủ trì đã báo cáo thay", n_items=4, n_items_reported=2, has_reported=False),
            row("C", "báo cáo về một việc", n_items=2, n_items_reported=1, has_reported=True),
            row("D", "không báo cáo gì", n_items=1, n_items_reported=0, has_reported=False),
        ),
        {
            "units_leading": "A B C D",
            "units_reported": "A C",
            "units_not_reported": "B D",
            "units_reported_share": "A C / A B C D",
            "units_n_items": "A B C D: 10",
            "units_n_items_reported": "A B C D: 6",
        },
        _lettered("unit"),
        "unit",
    ),
    Example(
        "sub-plans",
        "Kế hoạch riêng: việc ban hành kế hoạch và báo cáo kết quả không tính",
        "sub_plans",
        (
            row("A", "ban hành kế hoạch: không tính", measure="law_monitoring", kind="plan", done_date="2020-12-28"),
            row("B", "xong đúng ngày chốt số liệu", measure="law_monitoring", kind="work", done_date="2021-03-14"),
            row("C", "xong sau ngày chốt số liệu", measure="law_monitoring", kind="work", done_date="2021-03-15"),
            row("D", "chưa xong, đơn vị ước hoàn thành", measure="law_monitoring", kind="work", estimate="done", estimate_date="2021-03-10"),
            row("E", "đã xong", measure="legal_work", kind="work", done_date="2021-03-01"),
            row("F", "chưa xong, đơn vị ước chưa hoàn thành", measure="legal_work", kind="work", estimate="running", estimate_date="2021-03-10"),
            row("G", "đã xong, của kế hoạch thứ nhất", measure="communication", kind="work", done_date="2021-01-22"),
            row("H", "chưa xong, của kế hoạch thứ hai", measure="communication", kind="work"),
            row("I", "báo cáo kết quả: không tính", measure="self_inspection", kind="report", done_date="2021-03-09"),
            row("J", "ước ghi nhận sau ngày chốt số liệu: chưa tính", measure="self_inspection", kind="work", estimate="done", estimate_date="2021-03-20"),
        ),
        {
            "law_monitoring_tasks": "B C D",
            "law_monitoring_tasks_done": "B",
            "law_monitoring_tasks_expected": "B D",
            "law_monitoring_done_share": "B / B C D",
            "law_monitoring_expected_share": "B D / B C D",
            "legal_work_tasks": "E F",
            "legal_work_tasks_done": "E",
            "legal_work_tasks_expected": "E",
            "legal_work_done_share": "E / E F",
            "legal_work_expected_share": "E / E F",
            "communication_tasks": "G H",
            "communication_tasks_done": "G",
            "communication_tasks_expected": "G",
            "communication_done_share": "G / G H",
            "communication_expected_share": "G / G H",
            "self_inspection_tasks": "J",
            "self_inspection_tasks_done": "",
            "self_inspection_tasks_expected": "",
            "self_inspection_done_share": " / J",
            "self_inspection_expected_share": " / J",
        },
        _lettered("task_no", ("done_date", "estimate_date")),
        "task_no",
    ),
    Example(
        "inspected-units",
        "Phòng, đơn vị được kiểm tra công tác CCHC",
        "inspected_units",
        (
            row("A", "kiểm tra trong kỳ", inspected_date="2021-02-24"),
            row("B", "kiểm tra đúng ngày chốt số liệu", inspected_date="2021-03-14"),
            row("C", "kiểm tra sau ngày chốt số liệu", inspected_date="2021-03-15"),
            row("D", "chưa kiểm tra", inspected_date=None),
        ),
        {
            "units_to_inspect": "A B C D",
            "units_inspected": "A B",
            "units_inspected_share": "A B / A B C D",
        },
        _lettered("unit", ("inspected_date",)),
        "unit",
    ),
    Example(
        "inspection-findings",
        "Vấn đề phát hiện qua kiểm tra",
        "inspection_findings",
        (
            row("A", "phát hiện và xử lý trong kỳ", found_date="2021-02-24", handled_date="2021-03-14"),
            row("B", "xử lý sau ngày chốt số liệu", found_date="2021-02-24", handled_date="2021-03-15"),
            row("C", "chưa xử lý", found_date="2021-03-14", handled_date=None),
            row("D", "phát hiện sau ngày chốt số liệu", found_date="2021-03-15", handled_date="2021-03-16"),
        ),
        {
            "inspection_findings": "A B C",
            "inspection_findings_handled": "A",
            "inspection_findings_handled_share": "A / A B C",
        },
        _lettered("finding", ("found_date", "handled_date")),
        "finding",
    ),
)  # fmt: skip

TARGET_EXAMPLES = (
    Example(
        "targets",
        "Chỉ tiêu: dấu so sánh và ngưỡng quyết định",
        "targets",
        (
            row("A", "“trên 90%”: đúng 90% là chưa đạt; phấn đấu", operator=">", threshold="0.9", kind="phấn đấu", judged=EACH_PERIOD, numerator=9, denominator=10),
            row("B", "“từ 10% trở lên”: đúng 10% là đạt", operator=">=", threshold="0.1", kind="bắt buộc", judged=EACH_PERIOD, numerator=1, denominator=10),
            row("C", "“đạt 100%”: 95% là chưa đạt", operator="=", threshold="1", kind="bắt buộc", judged=EACH_PERIOD, numerator=19, denominator=20),
            row("D", "mẫu số bằng 0: không phát sinh", operator="=", threshold="1", kind="bắt buộc", judged=EACH_PERIOD, numerator=0, denominator=0),
            row("E", "chưa có số liệu", operator="=", threshold="1", kind="bắt buộc", judged=EACH_PERIOD, numerator=None, denominator=None),
            row("F", "“trên 30%”: 2/6 là đạt", operator=">", threshold="0.3", kind="bắt buộc", judged=EACH_PERIOD, numerator=2, denominator=6),
            row("G", "đánh giá cuối năm: chưa đạt lúc này chưa phải là không đạt", operator="=", threshold="1", kind="bắt buộc", judged=YEAR_END, numerator=2, denominator=5),
            row("H", "đánh giá cuối năm: đã đạt sớm là đạt", operator="=", threshold="1", kind="bắt buộc", judged=YEAR_END, numerator=5, denominator=5),
        ),
        {
            "targets_total": "A B C D E F G H",
            "targets_met": "B F H",
            "targets_missed": "A C",
            "targets_not_arisen": "D",
            "targets_not_yet": "G",
            "targets_no_data": "E",
        },
        _standing,
        "target_id",
    ),
    Example(
        "target-gap",
        "Chênh lệch và phần còn lại của năm: sau 90 ngày, còn 275 ngày; chỉ tiêu A có số liệu",
        "targets",
        (
            row("A", "9/10 là hơn 85% 05 điểm; dự kiến còn 10 × 275/90 ≈ 31, cần 35 trên 41, đã có 9", operator=">=", threshold="0.85", kind="bắt buộc", base=GROWS, numerator=9, denominator=10),
            row("B", "mẫu số bằng 0: không có chênh lệch", operator=">=", threshold="0.85", kind="bắt buộc", base=GROWS, numerator=0, denominator=0),
            row("C", "chưa có số liệu", operator=">=", threshold="0.85", kind="bắt buộc", base=GROWS, numerator=None, denominator=None),
            row("D", "chưa có số liệu, số cố định", operator=">=", threshold="0.85", kind="bắt buộc", base=FIXED, numerator=None, denominator=None),
        ),
        {"target_gap": "A: 1 / A: 20", "target_needed": "A: 26 / A: 31"},
        _standing,
        "target_id",
    ),
)  # fmt: skip
