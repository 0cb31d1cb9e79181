"""What is counted of the plan: items (a product each time that it falls due), products, and their shares done.

The items' measures are over the table of `progress.item_states` or `progress.by_lead_unit`, the products' over that of
`progress.by_product`. Those tables are made for one cut-off already, so that the period of a measure changes nothing.
Counting rows, tasks, products or items gives different shares: every label names its unit.
"""

from collections.abc import Mapping
from dataclasses import replace

from cchc_analysis.measures.core import Count, Measure, Ratio
from cchc_analysis.plan.targets import Outcome
from cchc_analysis.rules import Rule, col

# First word of a measure's name → what it counts.
UNITS = {"items": "lượt sản phẩm", "products": "sản phẩm", "targets": "chỉ tiêu"}
# States that one count stands for; with the items done they share out all items.
OPEN_STATES = ("running", "overdue", "not_yet_due", "continuous", "undated", "not_arisen", "not_reported")


def item_measures() -> dict[str, Measure]:
    """The measures of the items of the plan, by name."""
    total = _count(
        "items_total", "Tổng số lượt sản phẩm",
        "Sản phẩm của kế hoạch; sản phẩm phải thực hiện nhiều lần trong năm (báo cáo quý, họp tháng) tính mỗi lần một lượt.",
        col("item_id").is_present(),
    )  # fmt: skip
    done = _count(
        "items_done", "Lượt sản phẩm đã hoàn thành",
        "Lượt sản phẩm được báo cáo hoàn thành, ngày văn bản (không có thì ngày ghi nhận) không sau ngày chốt số liệu; "
        "việc thường xuyên chỉ tính hoàn thành vào cuối năm.",
        col("is_done").is_true(),
    )  # fmt: skip
    due = _count(
        "items_due", "Lượt sản phẩm đến hạn",
        "Lượt sản phẩm có thời hạn không sau ngày chốt số liệu, trừ lượt không phát sinh.",
        col("is_due").is_true(),
    )  # fmt: skip
    done_of_due = _count(
        "items_done_of_due", "Lượt sản phẩm đến hạn đã hoàn thành",
        "Lượt sản phẩm đã hoàn thành trong số đến hạn, kể cả hoàn thành quá hạn.",
        col("is_due").is_true() & col("is_done").is_true(),
    )  # fmt: skip
    measures: list[Measure] = [
        total,
        done,
        due,
        done_of_due,
        _count(
            "items_done_late", "Lượt sản phẩm hoàn thành quá hạn", "Lượt sản phẩm hoàn thành sau thời hạn.",
            col("state").equals("done_late"),
        ),
        _count(
            "items_done_without_document", "Lượt sản phẩm hoàn thành chưa có tài liệu kiểm chứng",
            "Lượt sản phẩm được báo cáo hoàn thành, không nêu số văn bản.",
            col("done_without_document").is_true(),
        ),
        _state_count("items_running", "Lượt sản phẩm đang thực hiện", "đang thực hiện, chưa quá hạn", "running"),
        _state_count("items_overdue", "Lượt sản phẩm chậm tiến độ", "quá thời hạn, chưa hoàn thành", "overdue"),
        _state_count("items_not_yet_due", "Lượt sản phẩm chưa đến hạn", "chưa đến hạn, chưa có báo cáo", "not_yet_due"),
        _state_count(
            "items_continuous", "Lượt sản phẩm thực hiện thường xuyên",
            "thực hiện thường xuyên trong năm, đã có báo cáo thực hiện", "continuous",
        ),
        _state_count(
            "items_undated", "Lượt sản phẩm chưa xác định thời hạn", "theo quy định, chưa có thời hạn và báo cáo", "undated"
        ),
        _state_count("items_not_arisen", "Lượt sản phẩm không phát sinh", "được báo cáo không phát sinh", "not_arisen"),
        _state_count(
            "items_not_reported", "Lượt sản phẩm chưa báo cáo",
            "thường xuyên hoặc vừa đến hạn, đơn vị chưa báo cáo; lượt quá hạn chưa báo cáo tính là chậm tiến độ",
            "not_reported",
        ),
        Ratio(
            "done_of_all", "Tỷ lệ hoàn thành trên tổng số lượt sản phẩm",
            "Lượt sản phẩm đã hoàn thành trên tổng số lượt sản phẩm của kế hoạch.", done, total, better="higher",
        ),
        Ratio(
            "done_of_due", "Tỷ lệ hoàn thành trên số lượt sản phẩm đến hạn",
            "Lượt sản phẩm đến hạn đã hoàn thành trên số lượt sản phẩm đến hạn.", done_of_due, due, better="higher",
        ),
    ]  # fmt: skip
    return {measure.name: measure for measure in measures}


def product_measures() -> dict[str, Measure]:
    """The measures of the products of the plan, by name."""
    total = _count(
        "products_total", "Tổng số sản phẩm", "Sản phẩm của kế hoạch, mỗi sản phẩm tính một lần.",
        col("product_id").is_present(),
    )  # fmt: skip
    done = _count(
        "products_done",
        "Sản phẩm đã hoàn thành",
        "Sản phẩm mà mọi lượt trong năm đã hoàn thành.",
        col("is_done").is_true(),
    )
    due = _count(
        "products_due", "Sản phẩm đến hạn", "Sản phẩm có ít nhất một lượt đến hạn không sau ngày chốt số liệu.",
        col("is_due").is_true(),
    )  # fmt: skip
    done_of_due = _count(
        "products_done_of_due", "Sản phẩm đến hạn đã hoàn thành",
        "Sản phẩm đến hạn mà mọi lượt đến hạn đã hoàn thành.", col("is_done_of_due").is_true(),
    )  # fmt: skip
    overdue = _count(
        "products_overdue", "Sản phẩm chậm tiến độ",
        "Sản phẩm có ít nhất một lượt quá thời hạn, chưa hoàn thành.", col("is_overdue").is_true(),
    )  # fmt: skip
    measures: list[Measure] = [
        total,
        done,
        due,
        done_of_due,
        overdue,
        Ratio(
            "products_done_of_all_share", "Tỷ lệ hoàn thành trên tổng số sản phẩm",
            "Sản phẩm đã hoàn thành trên tổng số sản phẩm của kế hoạch.", done, total, better="higher",
        ),
        Ratio(
            "products_done_of_due_share", "Tỷ lệ hoàn thành trên số sản phẩm đến hạn",
            "Sản phẩm đến hạn đã hoàn thành trên số sản phẩm đến hạn.", done_of_due, due, better="higher",
        ),
    ]  # fmt: skip
    return {measure.name: measure for measure in measures}


def target_measures() -> dict[str, Measure]:
    """The measures of the plan's targets, by name; over a table with `target_id` and `outcome` (a word of `Outcome`)."""
    outcomes = {
        "met": ("Chỉ tiêu đạt", [Outcome.MET]),
        "missed": ("Chỉ tiêu chưa đạt", [Outcome.MISSED, Outcome.MISSED_STRIVEN]),
        "not_arisen": ("Chỉ tiêu không phát sinh", [Outcome.NOT_ARISEN]),
        "no_data": ("Chỉ tiêu chưa có số liệu", [Outcome.NO_DATA]),
    }
    measures = [
        _count(
            "targets_total", "Chỉ tiêu của Kế hoạch", "Chỉ tiêu định lượng của kế hoạch.", col("target_id").is_present()
        )
    ]
    for name, (label, words) in outcomes.items():
        definition = f"Chỉ tiêu được đánh giá: {'; '.join(words)}."
        measures.append(
            _count(f"targets_{name}", label, definition, col("outcome").is_in([str(word) for word in words]))
        )
    return {measure.name: measure for measure in measures}


def by_lead_unit_measures(measures: Mapping[str, Measure]) -> dict[str, Measure]:
    """The same measures under names of their own, for the table in which a thing with two leading units has two rows."""
    return {
        f"{name}_by_lead_unit": replace(
            measure,
            name=f"{name}_by_lead_unit",
            label=f"{measure.label}, theo đơn vị chủ trì",
            definition=f"{measure.definition} Có hai đơn vị chủ trì thì tính ở cả hai đơn vị.",
        )
        for name, measure in measures.items()
    }


def _count(name: str, label: str, definition: str, rule: Rule) -> Count:
    return Count(name, label, definition, lambda period: rule, unit=UNITS[name.partition("_")[0]])


def _state_count(name: str, label: str, words: str, state: str) -> Count:
    return _count(name, label, f"Lượt sản phẩm {words}.", col("state").equals(state))
