"""The worked examples as a reviewer sees them: the definitions, the rows, and which of the rows each measure counts."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pandas as pd

from cchc_analysis.measures import dossier_examples
from cchc_analysis.measures.appendix import appendix_measures
from cchc_analysis.measures.appendix_examples import APPENDIX_EXAMPLES, INDICATORS
from cchc_analysis.measures.core import Measure, Quantile, Ratio, SurvivalMedian, evaluate
from cchc_analysis.measures.dossier_examples import (
    CALENDAR,
    DAYS_OFF,
    DOSSIER_EXAMPLES,
    FEE_EXAMPLES,
    OVERDUE_EXAMPLES,
    PROCEDURE_EXAMPLES,
)
from cchc_analysis.measures.examples import FILE_EXAMPLES, FINDING_EXAMPLES, VERSION_EXAMPLES, Example, letters_behind
from cchc_analysis.measures.explanations import CAUSES
from cchc_analysis.measures.feed_examples import (
    CONNECTION_EXAMPLES,
    DOCUMENT_EXAMPLES,
    FEEDBACK_EXAMPLES,
    feed_example_measures,
)
from cchc_analysis.measures.quality import file_measures, finding_measures
from cchc_analysis.measures.versions import version_measures
from cchc_analysis.plan import examples as plan_examples
from cchc_analysis.plan.examples import ITEM_EXAMPLES, PRODUCT_EXAMPLES, TARGET_EXAMPLES, UNIT_EXAMPLES
from cchc_analysis.plan.measures import UNITS
from cchc_analysis.plan.score_examples import SCORE_EXAMPLES
from cchc_analysis.plan.subplans import LABELS
from cchc_analysis.present.definitions import definition_table
from cchc_analysis.present.display import Cell, PageHead, Table
from cchc_analysis.present.markup import Marked
from cchc_analysis.present.numbers import Value, format_amount, format_count
from cchc_analysis.tables import Record, records
from cchc_analysis.text import table_date

EXAMPLES: dict[str, Example] = {
    example.name: example
    for example in (
        *DOSSIER_EXAMPLES,
        *OVERDUE_EXAMPLES,
        *FEE_EXAMPLES,
        *PROCEDURE_EXAMPLES,
        *FEEDBACK_EXAMPLES,
        *DOCUMENT_EXAMPLES,
        *CONNECTION_EXAMPLES,
        *ITEM_EXAMPLES,
        *PRODUCT_EXAMPLES,
        *UNIT_EXAMPLES,
        *TARGET_EXAMPLES,
        *SCORE_EXAMPLES,
        *APPENDIX_EXAMPLES,
        *FILE_EXAMPLES,
        *FINDING_EXAMPLES,
        *VERSION_EXAMPLES,
    )
}
# The sections of the reviewers' notebook → the examples in them.
SECTIONS: dict[str, tuple[str, ...]] = {
    "receipt": ("receipt",),
    "settled": ("settled",),
    "pending": ("pending",),
    "channels": ("channels",),
    "post": ("post",),
    "states": ("due-dates", "supplements", "intake"),
    "processing": ("processing",),
    "deadlines": ("overdue-age", "due-soon", "survival", "survival-open", "explanations"),
    "fees": ("fees",),
    "procedures": ("procedures", "online-services"),
    "feeds": ("feedback", "documents", "systems", "offices"),
    "plan": (
        "items-done", "items-open", "items-ages", "items-expected", "items-year-end", "items-by-lead-unit",
        "items-by-support-unit", "products", "products-by-lead-unit", "products-by-support-unit", "deliverables", "table-rows",
        "tasks", "tasks-shared",
    ),
    "targets": ("units", "sub-plans", "inspected-units", "inspection-findings", "targets", "target-gap", "scorecard"),
    "data": ("appendix", "files", "findings", "versions"),
}  # fmt: skip
# Column of an example → its head.
COLUMN_LABELS = {
    "submitted_date": "Ngày nộp",
    "received_date": "Ngày tiếp nhận",
    "finished_date": "Ngày kết thúc xử lý",
    "returned_date": "Ngày trả kết quả",
    "refused_date": "Ngày từ chối",
    "last_listed_date": "Còn trong danh sách đến",
    "due_date": "Ngày hẹn trả để xét",
    "first_due_date": "Ngày hẹn trả đầu tiên",
    "current_due_date": "Ngày hẹn trả hiện nay",
    "recomputed_due_date": "Ngày hẹn trả tính lại",
    "supplement_requested_date": "Ngày yêu cầu bổ sung",
    "supplement_done_date": "Ngày bổ sung xong",
    "indicator": "Chỉ tiêu",
    "first_date": "Từ ngày",
    "last_date": "Đến ngày",
    "value": "Số liệu kỳ này",
    "previous": "Số liệu kỳ trước",
    "confirmed": "Giữ số kỳ trước",
    "cause": "Nguyên nhân",
    "apology_date": "Ngày xin lỗi",
    "new_due_date": "Ngày hẹn lại",
    "channel": "Kênh nộp",
    "status": "Trạng thái",
    "service_level": "Mức độ",
    "national_portal_date": "Ngày tích hợp lên Cổng quốc gia",
    "answered_date": "Ngày trả lời",
    "supplement_date": "Ngày yêu cầu bổ sung",
    "published_date": "Ngày công khai",
    "unit": "Đơn vị",
    "received": "Văn bản đến",
    "received_electronic": "Đến, điện tử",
    "handled_online": "Xử lý trên mạng",
    "sent": "Văn bản đi",
    "sent_electronic": "Đi, điện tử",
    "signed": "Ký số",
    "via_axis": "Qua Trục",
    "confidential": "Mật",
    "required_date": "Ngày có yêu cầu kết nối",
    "connected_date": "Ngày kết nối",
    "level": "Cấp",
    "is_withdrawn": "Xin rút",
    "is_interlinked": "Liên thông",
    "is_transferred": "Đã chuyển đơn vị",
    "on_postal_list": "TTHC trong danh mục BCCI",
    "via_post_in": "Có trong danh sách nhận của bưu điện",
    "via_post_out": "Có trong danh sách trả của bưu điện",
    "intake_minutes": "Phút làm việc đến khi tiếp nhận",
    "fee_date": "Ngày nộp phí",
    "fee_amount": "Số tiền (đồng)",
    "payment": "Hình thức nộp phí",
    "previous_fee_date": "Ngày nộp khoản trước",
    "next_direct_date": "Ngày nộp trực tiếp, từ khoản này trở đi",
    "dossier_id": "Hồ sơ",
    "regulated_workdays": "Thời gian quy định (ngày làm việc)",
    "regulated_days": "Thời gian quy định (ngày)",
    "legal_time": "Thời gian luật định",
    "regulated_time": "Thời gian được phê duyệt",
    "time_unit": "Đơn vị thời gian",
    "kind": "Loại thời hạn",
    "planned_start": "Bắt đầu dự kiến",
    "due_date_of_item": "Thời hạn",
    "before_date": "“Trước ngày”",
    "lead_units": "Chủ trì",
    "support_units": "Phối hợp",
    "product_id": "Sản phẩm",
    "task_ids": "Nhiệm vụ",
    "estimate_status": "Ước đến 31/12",
    "document_no": "Số văn bản",
    "document_date": "Ngày văn bản",
    "event_date": "Ngày ghi nhận",
    "operator": "So sánh",
    "threshold": "Ngưỡng",
    "kind_of_target": "Tính chất",
    "judged": "Đánh giá",
    "base": "Mẫu số trong năm",
    "numerator": "Tử số",
    "denominator": "Mẫu số",
    "n_items": "Lượt sản phẩm chủ trì",
    "n_items_reported": "Đã có báo cáo",
    "has_reported": "Báo cáo trong kỳ",
    "measure": "Kế hoạch",
    "kind_of_work": "Loại việc",
    "done_date": "Ngày hoàn thành",
    "estimate": "Ước đến 31/12",
    "estimate_date": "Ngày ghi nhận ước",
    "inspected_date": "Ngày kiểm tra",
    "found_date": "Ngày phát hiện",
    "handled_date": "Ngày xử lý",
    "maximum": "Điểm tối đa",
    "method": "Cách chấm",
    "parameters": "Tham số",
    "expected": "Tử số ước đến 31/12",
    "entered": "Điểm nhập tay",
    "lines": "Dòng trong tệp",
    "other_lines": "Không phải dữ liệu",
    "read": "Đã đọc",
    "accepted": "Được nhận",
    "rejected": "Bị loại",
    "duplicates": "Trùng",
    "identical": "Giống hoàn toàn",
    "superseded": "Trạng thái cũ",
    "outcome": "Kết quả kiểm tra",
    "outcome_of_version": "So với phiên bản trước",
    "rule": "Quy tắc",
}
VALUE_WORDS = {
    "online": "trực tuyến",
    "direct": "trực tiếp",
    "postal": "bưu chính",
    "registered": "chờ tiếp nhận",
    "refused": "từ chối",
    "paused": "tạm dừng",
    "working": "ngày làm việc",
    "calendar": "ngày",
    "answered": "đã trả lời",
    "pending": "đang xử lý",
    "supplement": "chờ bổ sung",
    "province": "tỉnh",
    "district": "huyện",
    "commune": "xã",
    "continuous": "thường xuyên",
    "undated": "chưa có",
    "done": "hoàn thành",
    "running": "đang thực hiện",
    "not_arisen": "không phát sinh",
    "blocked": "vướng mắc",
    "plan": "kế hoạch",
    "work": "nhiệm vụ",
    "report": "báo cáo",
    **LABELS,
    **CAUSES,
    "yes": "có",
    **{indicator.code: indicator.name for indicator in INDICATORS},
    "staff_trained": "Lượt người được đào tạo",
    "rejected": "loại",
    "flagged": "đánh dấu",
    "duplicate": "trùng",
    "superseded": "trạng thái cũ",
    "same": "không đổi",
    "changed": "thay đổi",
    "gone": "không còn",
    ">": "trên",
    ">=": "từ",
    "=": "đạt",
}
# Some words mean another thing in the tables of the plan and of its targets.
_HEADS_OF_SUBJECT = {
    **{(stem, "due_date"): "due_date_of_item" for stem in UNITS},
    ("sub_plans", "kind"): "kind_of_work",
    ("targets", "kind"): "kind_of_target",
    ("versions", "outcome"): "outcome_of_version",
}
COUNTED, NOT_COUNTED = "✔ có", "✘ không"
# Columns that list several codes.
LISTS = ("lead_units", "support_units", "task_ids")
LETTER, RESULT, WHY = "Dòng", "Kết quả", "Điểm cần xem"


def known_measures() -> dict[str, Measure]:
    """Every measure that the examples are about, under the default counting rules."""
    return (
        dossier_examples.example_measures() | feed_example_measures() | appendix_measures(INDICATORS) | plan_examples.example_measures()
        | file_measures() | finding_measures() | version_measures()
    )  # fmt: skip


def page_head() -> PageHead:
    return PageHead(
        "Định nghĩa các chỉ số và ví dụ kiểm tra bằng tay", "Quy tắc tính mặc định; số liệu của ví dụ là giả định"
    )


def worked(section: str, only: str = "") -> list[Table]:
    """The definitions of a section's measures, then each of its examples: the rows, and which measure counts which.

    `only` chooses the measures that have this text in name or label.
    """
    measures = known_measures()
    examples = [EXAMPLES[name] for name in SECTIONS[section]]
    chosen = {
        name: measures[name]
        for example in examples
        for name in example.expected
        if only.casefold() in f"{name} {measures[name].label}".casefold()
    }
    if not chosen:
        return []
    earlier = _measures_before(section)
    tables = [definition_table(new, "Định nghĩa", f"tbl-{section}-dinh-nghia")] if (
        new := [each for name, each in chosen.items() if name not in earlier]
    ) else []  # fmt: skip
    for example in examples:
        if shown := [chosen[name] for name in example.expected if name in chosen]:
            tables += [rows_table(example), marks_table(example, shown)]
    return tables


def rows_table(example: Example) -> Table:
    """The rows of an example as a reviewer reads them."""
    heads = [COLUMN_LABELS[_head(example, column)] for column in example.columns]
    rows: list[list[Cell]] = [
        [each.letter, *(value_words(column, each.values.get(column)) for column in example.columns), each.note]
        for each in example.rows
    ]
    widths = (5, *(12 if "date" in column else 8 for column in example.columns), 30)
    caption = f"{example.title}. Kỳ {_span(example)}"
    return Table((LETTER, *heads, WHY), rows, caption, f"tbl-{example.name}-dong", align="c" * (1 + len(heads)) + "l",
                 widths=widths)  # fmt: skip


def marks_table(example: Example, measures: Sequence[Measure]) -> Table:
    """Which rows each measure counts, and what comes out: read from the same functions that count for a report."""
    letters = list(dict.fromkeys(each.letter for each in example.rows))
    table = example.table
    figures = {line["measure"]: line for line in records(evaluate(table, measures, example.period))}
    rows: list[list[Cell]] = []
    for measure in measures:
        marks = _marks(table, measure, example)
        rows.append(
            [
                measure.label,
                *(marks[letter] for letter in letters),
                figure_of(figures[measure.name], measure, f"example-{example.name}"),
            ]
        )
    heads = ("Chỉ số", *(("Tính dòng", letter) for letter in letters), RESULT)
    return Table(heads, rows, f"{example.title}: dòng nào được tính", f"tbl-{example.name}-tinh",
                 align="l" + "c" * len(letters) + "r", widths=(24, *(6,) * len(letters), 12))  # fmt: skip


def calendar(first: date = date(2021, 2, 1), last: date = date(2021, 3, 14), label: str = "tbl-lich") -> Table:
    """The days that are no working days from the first to the last, with why; weekends without a holiday left out."""
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    rows = [[table_date(day), DAYS_OFF[day]] for day in days if day in DAYS_OFF]
    working = CALENDAR.index(last) - CALENDAR.index(first - timedelta(days=1))
    caption = f"Ngày nghỉ ngoài thứ bảy, chủ nhật, từ ngày {table_date(first)} đến ngày {table_date(last)} (còn {working} ngày làm việc)"
    return Table(("Ngày", "Lý do"), rows, caption, label, align="cl", widths=(30, 70))


def value_words(column: str, value: Any) -> str | None:
    """A value of an example in the words and formats of a Vietnamese table; nothing for none."""
    if value is None:
        return None
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, int):
        return format_count(value)
    text = str(value)
    if column.endswith("_date") or column == "planned_start":
        return table_date(date.fromisoformat(text))
    return text.replace("|", ", ") if column in LISTS else VALUE_WORDS.get(text, text.replace(".", ","))


def figure_of(line: Record, measure: Measure, period: str) -> Marked:
    """The figure of a measure as text: a count, a ratio with its parts, or what is read off."""
    below: int | None = None if pd.isna(line["denominator"]) else int(line["denominator"])
    is_read = isinstance(measure, Quantile | SurvivalMedian) and pd.notna(line["value"])
    reading = Decimal(str(line["value"])) if is_read else None
    value = Value(measure.name, period, int(line["numerator"]), below, reading=reading)
    match measure:
        case Ratio():
            return Marked(
                f"{format_amount(value.numerator, measure.numerator.unit)}/"
                f"{format_amount(value.denominator or 0, measure.denominator.unit)} = {value.ratio(measure.unit).text}",
                value.id(),
            )
        case Quantile() | SurvivalMedian():
            return value.quantile
    return value.amount(measure.unit)


def _marks(table: pd.DataFrame, measure: Measure, example: Example) -> Mapping[str, str]:
    """Letter → whether the measure counts it; of a ratio, in which of its parts."""

    def times(part: Measure) -> Counter[str]:
        return Counter(letters_behind(table, part, example.period, example.key))

    if isinstance(measure, Ratio):
        above, below = times(measure.numerator), times(measure.denominator)
        return {
            each.letter: _parts(["tử"] * bool(above[each.letter]) + ["mẫu"] * bool(below[each.letter]))
            for each in example.rows
        }
    found = times(measure)
    return {each.letter: _times(found[each.letter]) for each in example.rows}


def _parts(parts: Sequence[str]) -> str:
    return f"✔ {', '.join(parts)}" if parts else NOT_COUNTED


def _times(number: int) -> str:
    """Once is the rule; a thing with two leading units counts twice."""
    return NOT_COUNTED if not number else COUNTED if number == 1 else f"{COUNTED}, {number:02d} lần"


def _head(example: Example, column: str) -> str:
    return _HEADS_OF_SUBJECT.get((example.subject.partition("_by_")[0], column), column)


def _span(example: Example) -> str:
    return f"từ ngày {table_date(example.period.start)} đến hết ngày {table_date(example.period.end)}"


def _measures_before(section: str) -> set[str]:
    """The measures that an earlier section has defined already."""
    names = list(SECTIONS)
    return {
        measure
        for earlier in names[: names.index(section)]
        for name in SECTIONS[earlier]
        for measure in EXAMPLES[name].expected
    }
