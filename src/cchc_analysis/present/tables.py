"""Tables about an edition: form II.06a, channels, targets, the plan, lists of what is late, and the account of the rows."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any

import pandas as pd

from cchc_analysis.edition import Edition
from cchc_analysis.measures.appendix import ENTERED
from cchc_analysis.measures.core import Ratio
from cchc_analysis.measures.counting import other_readings
from cchc_analysis.measures.dossiers import FORM_06A
from cchc_analysis.measures.explanations import CAUSE_GROUPS
from cchc_analysis.plan.labels import STATE_LABELS
from cchc_analysis.plan.register import split_units
from cchc_analysis.plan.targets import STRIVEN, Target
from cchc_analysis.present.definitions import definition_table
from cchc_analysis.present.display import ABOVE, Cell, Table
from cchc_analysis.present.markup import Marked
from cchc_analysis.present.numbers import Value, format_decimal
from cchc_analysis.present.sentences import document
from cchc_analysis.present.wording import (
    APPENDIX_NOTHING,
    DUE_WORDS,
    EXPECTED_READING,
    FEEDBACK_WORDS,
    OTHER_READING,
    READING_WORDS,
    SETTING_WORDS,
    STRADDLING_WORDS,
)
from cchc_analysis.sources.checks import OUTCOME_SETTINGS
from cchc_analysis.sources.corrections import ACTION_LABELS
from cchc_analysis.sources.details import COLUMN_NAMES
from cchc_analysis.sources.feeds import CHECKS, FEEDS, LABELS
from cchc_analysis.tables import Record, records
from cchc_analysis.text import roman, table_date

TOTAL = "Tổng cộng"
# The statistical annex, as far as the sources reach: heading → measures.
STATISTICS = {
    "Thực hiện kế hoạch": (
        "products_total", "products_done", "products_due", "products_done_of_due", "products_overdue",
        "products_done_of_all_share", "products_done_of_due_share", "products_expected_done", "products_expected_of_all_share",
        "units_leading", "units_reported",
    ),
    "Giải quyết thủ tục hành chính": (
        "total", "received", "received_online", "received_other", "carried_over", "settled", "settled_early",
        "settled_column_9", "settled_late", "pending", "pending_column_12", "pending_overdue", "on_time_of_settled",
        "online_of_received", "online_of_level_3_4",
    ),
    "Dịch vụ bưu chính công ích": (
        "procedures_listed", "procedures_listed_with_post", "procedures_with_post_of_listed", "received_listed",
        "received_listed_by_post", "post_in_of_received_listed", "returned", "returned_by_post", "post_out_of_returned",
    ),
    "Phản ánh, kiến nghị": (
        "feedback_total", "feedback_received", "feedback_carried_over", "feedback_answered", "feedback_answered_in_time",
        "feedback_answered_in_time_share", "feedback_refused", "feedback_pending", "feedback_pending_overdue", "feedback_published",
        "feedback_published_in_time_share",
    ),
    "Chính phủ điện tử": (
        "procedures_level_3_4", "procedures_level_3", "procedures_level_4", "procedures_level_3_4_with_online",
        "procedures_level_3_4_without_online", "online_used_of_level_3_4", "procedures_on_national_portal",
        "on_national_portal_of_level_3_4", "documents_exchanged", "documents_exchanged_electronic", "documents_electronic_share",
        "documents_signed_share", "documents_via_axis_share", "documents_handled_online_share", "systems_required",
        "systems_connected", "systems_connected_share", "offices_total", "offices_connected", "offices_connected_share",
    ),
}  # fmt: skip
RECEIVED, SETTLED, PENDING = (
    "Số lượng hồ sơ tiếp nhận",
    "Số lượng hồ sơ đã giải quyết",
    "Số lượng hồ sơ đang giải quyết",
)
FORM_HEADS = (
    ("TT", "(1)"),
    ("Lĩnh vực, công việc giải quyết theo cấp", "(2)"),
    (RECEIVED, "Tổng số", "(3)"),
    (RECEIVED, "Trong kỳ", "Trực tuyến", "(4)"),
    (RECEIVED, "Trong kỳ", "Trực tiếp, dịch vụ bưu chính", "(5)"),
    (RECEIVED, "Từ kỳ trước", "(6)"),
    (SETTLED, "Tổng số", "(7)"),
    (SETTLED, "Trước hạn", "(8)"),
    (SETTLED, "Đúng hạn", "(9)"),
    (SETTLED, "Quá hạn", "(10)"),
    (PENDING, "Tổng số", "(11)"),
    (PENDING, "Trong hạn", "(12)"),
    (PENDING, "Quá hạn", "(13)"),
)
GROUP_HEADS = {
    "field": "Lĩnh vực",
    "unit": "Phòng, đơn vị",
    "procedure": "Thủ tục hành chính",
    "channel": "Hình thức nộp",
}
OUTCOME_WORDS = {"rejected": "Loại", "flagged": "Đánh dấu", "ignored": "Bỏ qua"}
OPERATOR_WORDS = {">": "trên", ">=": "từ", "=": "đạt"}


def form_06a(edition: Edition, label: str = "tbl-06a") -> Table:
    """Form II.06a by field, with its column numbers; a field without dossiers keeps its row."""
    rows: list[list[Cell]] = [
        [str(number), name, *(edition.value(measure, {"field": code}).count for measure in FORM_06A)]
        for number, (code, name) in enumerate(edition.reference.fields.items(), start=1)
    ]
    rows.append(["", TOTAL, *(edition.value(measure).count for measure in FORM_06A)])
    widths = (4, 20, *(7,) * len(FORM_06A))
    return Table(
        FORM_HEADS, rows, "Tình hình, kết quả giải quyết TTHC theo lĩnh vực (đơn vị tính: số hồ sơ TTHC)", label,
        align="cl" + "r" * len(FORM_06A), widths=widths, numbered=True, total_row=True,
    )  # fmt: skip


def dossiers_by(edition: Edition, column: str, caption: str, label: str) -> Table:
    """Dossiers by field, unit or procedure: received, settled, on time with its share, pending; groups without any left out
    unless it is a field.
    """
    names = edition.subjects["dossiers"].groups[column]
    counts = ("total", "received", "settled", "settled_in_time", "settled_late", "pending", "pending_overdue")
    rows: list[list[Cell]] = []
    for code, name in names.items():
        figures = [edition.value(measure, {column: code}) for measure in counts]
        if column != "field" and not any(figure.numerator for figure in figures):
            continue
        share = edition.value("on_time_of_settled", {column: code})
        rows.append([name, *(figure.count for figure in figures), share.percent])
    rows.append(
        [TOTAL, *(edition.value(measure).count for measure in counts), edition.value("on_time_of_settled").percent]
    )
    heads = (
        GROUP_HEADS[column],
        ("Tiếp nhận", "Tổng số"), ("Tiếp nhận", "Mới trong kỳ"),
        ("Đã giải quyết", "Tổng số"), ("Đã giải quyết", "Trước hạn, đúng hạn"), ("Đã giải quyết", "Quá hạn"),
        ("Đang giải quyết", "Tổng số"), ("Đang giải quyết", "Quá hạn"), "Tỷ lệ trước hạn, đúng hạn",
    )  # fmt: skip
    return Table(heads, rows, caption, label, align="l" + "r" * 8, widths=(24, *(9,) * 7, 11), total_row=True)


def ratios(edition: Edition, names: Sequence[str], caption: str, label: str) -> Table:
    """Ratios with their numerators and denominators, and what each is taken of."""
    rows: list[list[Cell]] = []
    for name in names:
        value, measure = edition.value(name), edition.measures[name][1]
        assert isinstance(measure, Ratio)
        rows.append([measure.label, measure.definition, *value.parts, value.percent])
    heads = ("Chỉ số", "Cách tính", "Tử số", "Mẫu số", "Tỷ lệ")
    return Table(heads, rows, caption, label, align="llrrr", widths=(26, 40, 10, 10, 11))


def targets(edition: Edition, label: str = "tbl-chi-tieu", measures: Sequence[str] = ()) -> Table:
    """The plan's targets: what was wanted, what there is, how far off, what the report before had, and whether it is met.

    Below a target stand its other reading and, where units expect more by 31/12, their estimate. With `measures` only the targets
    that these judge.
    """
    rows: list[list[Cell]] = []
    for target in edition.targets:
        if measures and target.measure not in measures:
            continue
        value = edition.value(target.measure) if target.measure else None
        known = value and value.denominator and edition.is_supplied(target.measure)
        gap = edition.value("target_gap", {"target_id": target.id}).points if known else None
        # The caption names the plan already.
        name = f"{target.label} ({target.citation.removesuffix(f' Kế hoạch số {edition.register.number}')})"
        rows.append(
            [target.id, name, wanted(target), *_reached(edition, target.measure, gap), edition.outcomes[target.id]]
        )
        if target.second:
            words = OTHER_READING.format(label=edition.measures[target.second][1].label)
            rows.append(["", words, "", *_reached(edition, target.second, None), ""])
        expected = edition.value(target.expected) if target.expected else None
        if value and expected and expected.numerator != value.numerator:
            rows.append(["", EXPECTED_READING, "", *expected.parts, expected.percent, None, None, ""])
    heads = (
        "TT", "Chỉ tiêu", "Mức đặt ra", ("Kết quả", "Tử số"), ("Kết quả", "Mẫu số"), ("Kết quả", "Tỷ lệ"),
        "Chênh lệch (điểm phần trăm)", "Kỳ trước", "Đánh giá",
    )  # fmt: skip
    caption = "Kết quả thực hiện các chỉ tiêu của Kế hoạch"
    return Table(heads, rows, caption, label, align="clcrrrrrl", widths=(6, 31, 11, 7, 7, 9, 9, 9, 11))


def wanted(target: Target) -> str:
    """trên 90% (phấn đấu); từ 10%; đạt 100%."""
    percent = format_decimal((Decimal(target.threshold.numerator) * 100 / target.threshold.denominator).normalize() + 0)
    words = f"{OPERATOR_WORDS[target.operator]} {percent}%"
    return f"{words} ({STRIVEN})" if target.kind == STRIVEN else words


def _reached(edition: Edition, measure: str, gap: Cell) -> list[Cell]:
    """Numerator, denominator and share of a target's measure, how far off it is, and its share in the report before."""
    if not measure or not edition.is_supplied(measure):
        return [None] * 5
    value = edition.value(measure)
    earlier = edition.report_before
    is_told = earlier and edition.is_supplied(measure, earlier)
    before = edition.value(measure, period=earlier).percent if is_told else None
    return [*value.parts, value.percent, gap, before]


def plan_by(edition: Edition, column: str, caption: str, label: str) -> Table:
    """The plan's products by group (`group_no`) or leading or supporting unit (`lead_unit`, `support_unit`): all, done, due, done of due, late."""
    suffix = "" if column == "group_no" else f"_by_{column}"
    subject = f"products{suffix}"
    counts = [f"products_{name}{suffix}" for name in ("total", "done", "due", "done_of_due", "overdue")]
    shares = [f"products_{name}_share{suffix}" for name in ("done_of_all", "done_of_due")]
    rows: list[list[Cell]] = []
    for code, name in edition.subjects[subject].groups[column].items():
        group = {column: code}
        cells = [edition.value(measure, group).count for measure in counts]
        rows.append([name, *cells, *(edition.value(measure, group).percent for measure in shares)])
    if not suffix:
        rows.append(
            [TOTAL, *(edition.value(name).count for name in counts), *(edition.value(name).percent for name in shares)]
        )
    heads = (
        {"group_no": "Nhóm nhiệm vụ", "lead_unit": "Đơn vị chủ trì", "support_unit": "Đơn vị phối hợp"}[column],
        "Tổng số sản phẩm", "Đã hoàn thành", "Đến hạn", "Đến hạn đã hoàn thành", "Chậm tiến độ",
        "Tỷ lệ trên tổng số", "Tỷ lệ trên số đến hạn",
    )  # fmt: skip
    return Table(heads, rows, caption, label, align="l" + "r" * 7, widths=(30, *(10,) * 7), total_row=not suffix)


def overdue_items(edition: Edition, label: str = "tbl-cham") -> Table:
    """The items of the plan that are late: who leads, when it was due, what hinders."""
    late = edition.items[edition.items["is_overdue"]]
    rows = [
        [
            str(number),
            _product(item),
            _units(edition, item["lead_units"]),
            table_date(item["due_date"]),
            _said(item["obstacle"]),
        ]
        for number, item in enumerate(records(late), start=1)
    ]
    heads = ("TT", "Sản phẩm", "Chủ trì", "Thời hạn", "Nguyên nhân, vướng mắc")
    return Table(heads, rows, "Sản phẩm chậm tiến độ", label, align="cllcl", widths=(5, 38, 20, 12, 25))


def plan_register(edition: Edition, *parts: str, label: str = "tbl-ke-hoach") -> Table:
    """The plan, or some of its rows and groups, product by product, as its annex: task, product, who, when, what came of it."""
    rows: list[list[Cell]] = []
    chosen = edition.items_of(*parts)
    for group_no, name in edition.register.groups.items():
        items = chosen[chosen["group_no"] == group_no]
        if items.empty:
            continue
        rows.append([f"{group_no}. {name}"])
        for row_id, of_row in items.groupby("row_id", sort=False):
            for position, (_, of_product) in enumerate(of_row.groupby("product_id", sort=False)):
                rows.append(_register_row(edition, str(row_id), of_product, is_first=position == 0))
    heads = (
        "TT", "Nhiệm vụ", "Sản phẩm", "Chủ trì", "Phối hợp", "Thời hạn", "Kết quả (số, ngày văn bản)", "Tình trạng",
        "Nguyên nhân, ghi chú",
    )  # fmt: skip
    return Table(
        heads, rows, f"Tình hình thực hiện nhiệm vụ theo Kế hoạch số {edition.register.number}", label,
        align="c" + "l" * 8, widths=(4, 17, 20, 9, 9, 8.5, 15.5, 9.5, 7.5), dense=True,
    )  # fmt: skip


def overdue_dossiers(edition: Edition, label: str = "tbl-qua-han") -> Table:
    """The dossiers settled late in the period or pending overdue at its end, with the causes and apologies that their units
    told; no names of applicants. An apology after the cut-off is not among them.
    """
    names = dict(zip(edition.reference.procedures["procedure"], edition.reference.procedures["name"], strict=True))
    rows: list[list[Cell]] = []
    for number, dossier in enumerate(records(edition.overdue_dossiers()), start=1):
        has_apology: bool = dossier["apology_date"] <= pd.Timestamp(edition.period.end)
        rows.append(
            [
                str(number),
                dossier["dossier_id"],
                names.get(dossier["procedure"], dossier["procedure"]),
                edition.reference.units[dossier["unit"]],
                *(_day(dossier[name]) for name in ("received_date", "due_date", "ended_date")),
                "Đang giải quyết" if pd.isna(dossier["ended_date"]) else "Đã giải quyết",
                _capital(CAUSE_GROUPS[dossier["cause"]]),
                (_said(dossier["apology_no"]) if has_apology else "") or None,
                *(_day(dossier[name]) if has_apology else None for name in ("apology_date", "new_due_date")),
            ]
        )
    heads = (
        "TT", "Mã hồ sơ", "Thủ tục hành chính", "Đơn vị giải quyết", "Ngày tiếp nhận", "Ngày hẹn trả", "Ngày có kết quả",
        "Tình trạng", "Nguyên nhân quá hạn", ("Xin lỗi, hẹn lại ngày trả", "Số văn bản"), ("Xin lỗi, hẹn lại ngày trả", "Ngày"),
        ("Xin lỗi, hẹn lại ngày trả", "Hẹn lại"),
    )  # fmt: skip
    return Table(
        heads, rows, "Danh sách hồ sơ quá hạn", label, align="clllccclllcc",
        widths=(3.5, 19, 14, 10.5, 8.5, 8.5, 8.5, 7.5, 12, 9.5, 8.5, 8.5), dense=True,
    )  # fmt: skip


def processing_times(edition: Edition, label: str = "tbl-thoi-gian") -> Table:
    """How long the dossiers of each procedure took, in the unit of its regulated time; procedures without any left out."""
    rows: list[list[Cell]] = []
    for procedure in records(edition.reference.procedures):
        group = {"procedure": str(procedure["procedure"])}
        if edition.value("ran_its_course", group).numerator:
            is_calendar = procedure["time_unit"] == "calendar"
            regulated: str | None = None if pd.isna(procedure["regulated_time"]) else str(procedure["regulated_time"])
            rows.append([str(procedure["name"]), *_times(edition, group, is_calendar, regulated)])
    rows.append([TOTAL, *_times(edition, {}, False, None)])
    heads = (
        "Thủ tục hành chính", "Số hồ sơ", "Tính theo", ("Số ngày", "Trung bình"), ("Số ngày", "Trung vị"),
        ("Số ngày", "Phân vị 90"), ("Số ngày", "Dài nhất"), "Thời gian quy định", "Đã dùng so với quy định",
    )  # fmt: skip
    return Table(
        heads, rows, "Thời gian giải quyết theo thủ tục, tính từ sau ngày tiếp nhận đến ngày kết thúc xử lý", label,
        align="lrlrrrrrr", widths=(33, 8, 11, 8, 8, 8, 8, 9, 10), total_row=True,
    )  # fmt: skip


def survival(edition: Edition, label: str = "tbl-trung-vi") -> Table:
    """By field, the median time of the settled dossiers beside the one that counts those still open, too."""
    rows: list[list[Cell]] = []
    for code, name in [*edition.reference.fields.items(), ("", TOTAL)]:
        group = {"field": code} if code else {}
        settled, all_ = (edition.value(f"{kind}_working_days", group) for kind in ("median", "survival_median"))
        rows.append([name, settled.cases, settled.quantile, all_.cases, all_.quantile])
    heads = (
        "Lĩnh vực", ("Hồ sơ đã giải quyết", "Số hồ sơ"), ("Hồ sơ đã giải quyết", "Trung vị (ngày làm việc)"),
        ("Kể cả hồ sơ chưa xong", "Số hồ sơ"), ("Kể cả hồ sơ chưa xong", "Trung vị (ngày làm việc)"),
    )  # fmt: skip
    return Table(heads, rows, "Thời gian giải quyết trung vị theo lĩnh vực", label, align="lrrrr", total_row=True)


def crossed(edition: Edition, measure: str, down: str, across: str, caption: str, label: str) -> Table:
    """One count by two groups, with their totals: a row for each value of one, a column for each of the other that has any."""
    groups = edition.subjects["dossiers"].groups
    columns = {code: name for code, name in groups[across].items() if edition.value(measure, {across: code}).numerator}
    rows: list[list[Cell]] = [
        [
            name,
            *(edition.value(measure, {down: code, across: other}).count for other in columns),
            edition.value(measure, {down: code}).count,
        ]
        for code, name in groups[down].items()
    ]
    last = [edition.value(measure, {across: other}).count for other in columns]
    rows.append([TOTAL, *last, edition.value(measure).count])
    return Table((GROUP_HEADS[down], *columns.values(), TOTAL), rows, caption, label, total_row=True)


def other_counting(edition: Edition, label: str = "tbl-cach-tinh") -> Table:
    """What form II.06a would show under each other reading of a contested rule: only the figures that differ."""
    rules, known = edition.settings.counting, edition.subjects["dossiers"].measures
    rows: list[list[Cell]] = []
    for setting, value, other in other_readings(rules):
        changed = [
            (name, other_figure)
            for name in (*FORM_06A, "on_time_of_settled")
            if _differs(edition.value(name), other_figure := edition.value_under(other, name))
        ]
        cells = [SETTING_WORDS[setting], READING_WORDS[setting, getattr(rules, setting)], READING_WORDS[setting, value]]
        if not changed:
            rows.append([*cells, "Không thay đổi số liệu", None, None])
        for position, (name, figure) in enumerate(changed):
            ours = edition.value(name)
            rows.append([*(cells if position == 0 else [ABOVE] * 3), known[name].label, _figure(ours), _figure(figure)])
    heads = (
        "Nội dung", "Cách tính trong báo cáo", "Cách tính khác", "Chỉ số thay đổi", ("Số liệu", "Trong báo cáo"),
        ("Số liệu", "Theo cách khác"),
    )  # fmt: skip
    return Table(
        heads, rows, "Các cách tính khác và số liệu tương ứng", label, align="llllrr", widths=(17, 23, 23, 19, 9, 9)
    )


def changed_due_dates(edition: Edition, label: str = "tbl-doi-ngay-hen") -> Table:
    """The dossiers of the period whose due date an export gives otherwise than it did first, and which of them judges."""
    changed = edition.rows("due_date_changed").sort_values("dossier_id", kind="stable")
    names = ("received_date", "first_due_date", "current_due_date", "judged_due_date")
    rows: list[list[Cell]] = [
        [
            str(number),
            dossier["dossier_id"],
            edition.reference.units[dossier["unit"]],
            *(table_date(dossier[name]) for name in names),
            "bổ sung hồ sơ" if dossier["due_basis"] == "moved" else "",
        ]
        for number, dossier in enumerate(records(changed), start=1)
    ]
    heads = (
        "TT", "Mã hồ sơ", "Đơn vị giải quyết", "Ngày tiếp nhận", ("Ngày hẹn trả", "Đầu tiên"), ("Ngày hẹn trả", "Hiện nay"),
        ("Ngày hẹn trả", "Để đánh giá"), "Lý do tính lại",
    )  # fmt: skip
    return Table(
        heads, rows, "Hồ sơ đã đổi ngày hẹn trả", label, align="cllccccl", widths=(5, 24, 19, 12, 12, 12, 12, 12)
    )


def counting_rules(edition: Edition, label: str = "tbl-quy-tac") -> Table:
    """The counting rules in force, in words."""
    rules = edition.settings.counting
    rows = [[words, READING_WORDS[name, getattr(rules, name)]] for name, words in SETTING_WORDS.items()]
    rows += [[FEEDBACK_WORDS[0], FEEDBACK_WORDS[1].format(**_two_digits(asdict(edition.settings.feedback)))]]
    rows += [[DUE_WORDS[0], DUE_WORDS[1][edition.settings.feedback.due_date]]]
    rows += [[STRADDLING_WORDS[0], STRADDLING_WORDS[1][edition.settings.documents.straddling]]]
    return Table(("Nội dung", "Cách tính trong báo cáo"), rows, "Quy tắc tính số liệu", label, widths=(32, 68))


def _two_digits(numbers: Mapping[str, object]) -> dict[str, str]:
    return {name: f"{number:02d}" for name, number in numbers.items() if isinstance(number, int)}


def _times(edition: Edition, group: dict[str, str], is_calendar: bool, regulated: str | None) -> list[Cell]:
    """Cases, unit, mean, median, 90th percentile, longest, regulated time and share used of one line of the table of times."""
    unit = "calendar_days" if is_calendar else "working_days"
    return [
        edition.value("ran_its_course", group).count,
        "ngày" if is_calendar else "ngày làm việc",
        edition.value(f"mean_{unit}", group).average,
        *(edition.value(f"{name}_{unit}", group).quantile for name in ("median", "p90", "longest")),
        regulated,
        edition.value(f"{unit}_used_of_regulated", group).percent,
    ]


def _differs(ours: Value, other: Value) -> bool:
    return (ours.numerator, ours.denominator) != (other.numerator, other.denominator)


def _figure(value: Value) -> Marked:
    return value.count if value.denominator is None else value.percent


def files(edition: Edition, label: str = "tbl-tep") -> Table:
    """What became of the rows of every kind of source, and in all."""
    measures = [f"rows_{name}" for name in ("read", "accepted", "rejected", "duplicates", "identical", "superseded")]
    rows: list[list[Cell]] = [
        [feed.label, *(edition.value(measure, {"kind": kind}).count for measure in measures)]
        for kind, feed in FEEDS.items()
        if edition.value("rows_read", {"kind": kind}).numerator
    ]
    rows.append([TOTAL, *(edition.value(measure).count for measure in measures)])
    heads = (
        "Nguồn",
        "Đã đọc",
        "Được nhận",
        "Bị loại",
        ("Trùng", "Tổng số"),
        ("Trùng", "Giống hoàn toàn"),
        ("Trùng", "Trạng thái cũ"),
    )
    return Table(heads, rows, "Số dòng dữ liệu theo nguồn: đã đọc = được nhận + bị loại + trùng", label, total_row=True)


def findings(edition: Edition, outcome_name: str, caption: str, label: str) -> Table:
    """How many rows met each check with an outcome (rejected, flagged)."""
    rows: list[list[Cell]] = []
    for rule, words in LABELS.items():
        value = edition.value(f"findings_{outcome_name}", {"rule": rule})
        if value.numerator:
            rows.append([words, value.count])
    rows.append([TOTAL, edition.value(f"findings_{outcome_name}").count])
    return Table(("Quy tắc", "Số dòng"), rows, caption, label, total_row=True, widths=(80, 20))


def changed_checks(edition: Edition, label: str = "tbl-quy-tac-khac") -> list[Table]:
    """The checks of rows whose outcome a setting changed, with both outcomes; no table where there are none."""
    rows: list[list[Cell]] = [
        [check.label, OUTCOME_WORDS[check.outcome], OUTCOME_WORDS[OUTCOME_SETTINGS[edition.settings.checks[name]]]]
        for name, check in CHECKS.items()
        if OUTCOME_SETTINGS.get(edition.settings.checks.get(name, ""), check.outcome) != check.outcome
    ]
    heads = ("Quy tắc", "Mặc định", "Theo tệp cài đặt")
    caption = "Quy tắc kiểm tra dòng khác mặc định"
    return [Table(heads, rows, caption, label, widths=(60, 20, 20))] if rows else []


def corrections(edition: Edition, label: str = "tbl-hieu-chinh") -> list[Table]:
    """Every line of the list of corrections, with its grounds and what became of it; no table where there is no line."""
    rows: list[list[Cell]] = [
        [
            str(line["source_row"]),
            f"{ACTION_LABELS[line['action']]} {line['dossier_id']}",
            COLUMN_NAMES.get(line["column"], ""),
            _said(line["expected"]),
            _said(line["new_value"]),
            f"{line['reason']} ({line['source']}; {line['approver']} duyệt)",
            "Đã áp dụng" if pd.isna(line["stale"]) else f"Không còn áp dụng: {line['stale'].lower()}",
        ]
        for line in records(edition.tables.corrections)
    ]
    heads = ("Dòng", "Hồ sơ", "Cột", "Giá trị cũ", "Giá trị mới", "Căn cứ", "Kết quả")
    caption = "Hiệu chỉnh dữ liệu theo data/corrections.xlsx"
    return [Table(heads, rows, caption, label, align="rllllll", widths=(6, 17, 12, 12, 12, 26, 15))] if rows else []


def rejected_rows(edition: Edition, label: str = "tbl-dong-bi-loai") -> Table:
    """Every rejected row: where it stands and why. Codes of dossiers and products only, nothing of applicants."""
    found = edition.tables.findings
    rows = [
        [
            row["source_file"],
            row["source_sheet"] or "",
            str(row["source_row"]),
            _said(row["key"]),
            LABELS[str(row["rule"])],
            _said(row["detail"]),
        ]
        for row in records(found[found["outcome"] == "rejected"])
    ]
    heads = ("Tệp", "Trang tính", "Dòng", "Mã", "Lý do", "Giá trị")
    # A code of a dossier stays whole: 18 signs.
    widths = (17, 12, 6, 21, 21, 23)
    return Table(heads, rows, "Các dòng bị loại", label, align="llrlll", widths=widths, dense=True)


def chain_dossiers(edition: Edition, label: str = "tbl-doi-chieu") -> list[Table]:
    """The dossiers that only this period or only the report before has; no table where there are none."""
    chain = edition.chain
    sides = ((chain.only_here, "Kỳ này"), (chain.only_there, "Báo cáo trước")) if chain else ()
    rows = [
        [line["dossier_id"], edition.reference.fields.get(line["field"], line["field"]),
         *(table_date(date.fromisoformat(line[day])) if line[day] else None for day in ("received_date", "due_date")), side]
        for listed, side in sides
        for line in listed or ()
    ]  # fmt: skip
    heads = ("Mã hồ sơ", "Lĩnh vực", "Ngày tiếp nhận", "Ngày hẹn trả", "Chỉ có trong")
    caption = "Hồ sơ chênh lệch so với báo cáo kỳ trước"
    return [Table(heads, rows, caption, label, align="llccl", widths=(24, 30, 14, 14, 18))] if rows else []


def counts(edition: Edition, names: Iterable[str], caption: str, label: str) -> Table:
    """Counts with what each counts, one below the other."""
    rows: list[list[Cell]] = []
    for name in names:
        measure = edition.measures[name][1]
        rows.append([measure.label, measure.definition, edition.value(name).count])
    return Table(("Chỉ số", "Định nghĩa", "Số lượng"), rows, caption, label, widths=(28, 58, 14))


def adjustments(edition: Edition, label: str = "tbl-dieu-chinh") -> list[Table]:
    """From the figures that the report before was published with to those of the period; no table without such a report."""
    before, since = edition.report_before, edition.last_quarter
    if not edition.adjustments or edition.version_before is None or before is None or since is None:
        return []
    rows: list[list[Cell]] = [
        [
            edition.measures[each.now.measure][1].label,
            each.reported.count,
            each.since.count,
            each.signed,
            each.now.count,
        ]
        for each in edition.adjustments
    ]
    heads = (
        "Chỉ số",
        f"{before.name} (Báo cáo số {edition.version_before.document})",
        since.name,
        "Điều chỉnh",
        edition.asked.name,
    )
    return [Table(heads, rows, "Từ số liệu đã báo cáo đến số liệu của kỳ này", label, align="lrrrr")]


def statistics(edition: Edition, label: str = "tbl-thong-ke") -> Table:
    """The statistical annex: what can be counted now, item by item."""
    rows: list[list[Cell]] = []
    for number, (title, names) in enumerate(STATISTICS.items(), start=1):
        rows.append([f"{roman(number)}. {title}"])
        for position, name in enumerate(names, start=1):
            measure, value = edition.measures[name][1], edition.value(name)
            is_ratio = isinstance(measure, Ratio)
            figure = value.percent if is_ratio else value.count
            rows.append([str(position), measure.label, measure.unit, figure if edition.is_supplied(name) else None])
    rows += _entered(edition, len(STATISTICS) + 1)
    return Table(("TT", "Nội dung thống kê", "Đơn vị tính", "Số liệu"), rows, "Thống kê số liệu cải cách hành chính", label,
                 align="clcr", widths=(7, 63, 15, 15))  # fmt: skip


def _entered(edition: Edition, first: int) -> list[list[Cell]]:
    """The parts of the statistical annex that people enter by hand: a dash where nothing was entered, a word where nothing at all."""
    rows: list[list[Cell]] = []
    for number, (group, members) in enumerate(
        groupby(edition.reference.indicators, lambda indicator: indicator.group), start=first
    ):
        rows.append([f"{roman(number)}. {group}"])
        indicators = [indicator for indicator in members if is_entered(edition, indicator.code)]
        if not indicators:
            rows.append(["", APPENDIX_NOTHING, "", None])
        position = 0
        for indicator in indicators:
            position += 1
            value = edition.value(f"appendix_{indicator.code}")
            rows.append([str(position), indicator.name, indicator.unit, value.count])
            if indicator.whole and is_entered(edition, indicator.whole):
                position += 1
                share = edition.measures[name := f"appendix_{indicator.code}_share"][1]
                rows.append([str(position), share.label, share.unit, edition.value(name).percent])
    return rows


def satisfaction(edition: Edition, label: str = "tbl-hai-long") -> list[Table]:
    """The answers of the satisfaction survey by field, with the interval of the share satisfied; no table where none was entered.

    For the analysts: a signed report has no interval.
    """
    names = [f"appendix_survey_{name}" for name in ("sent", "returned", "satisfied", "satisfied_share")]
    if any(name not in edition.measures for name in names) or not edition.value(names[1]).numerator:
        return []
    rows: list[list[Cell]] = []
    for code, name in edition.subjects["appendix"].groups["field"].items():
        figures = [edition.value(measure, {"field": code}) for measure in names]
        if figures[1].numerator:
            rows.append([name, *(figure.count for figure in figures[:3]), figures[3].percent, *figures[3].interval])
    figures = [edition.value(measure) for measure in names]
    rows.append([TOTAL, *(figure.count for figure in figures[:3]), figures[3].percent, *figures[3].interval])
    heads = (
        "Lĩnh vực", "Phiếu phát ra", "Phiếu thu về", "Hài lòng trở lên", "Tỷ lệ", ("Khoảng tin cậy 95%", "Từ"),
        ("Khoảng tin cậy 95%", "Đến"),
    )  # fmt: skip
    return [
        Table(heads, rows, "Kết quả khảo sát mức độ hài lòng theo lĩnh vực", label, align="lrrrrrr", total_row=True)
    ]


def is_entered(edition: Edition, indicator: str) -> bool:
    """Whether somebody entered a figure for the period, be it 0."""
    return edition.value(ENTERED, {"indicator": indicator}).numerator > 0


def definitions(edition: Edition, names: Iterable[str], caption: str, label: str) -> Table:
    """What each measure counts, in words, how it is calculated, in which unit, and how far its source can be relied on."""
    return definition_table([edition.measures[name][1] for name in names], caption, label)


def _product(item: Record) -> str:
    return str(item["product_text"]) + (f" ({item['occurrence']})" if item["occurrence"] else "")


def _units(edition: Edition, codes: object) -> str:
    return "; ".join(edition.reference.units[code] for code in split_units(str(codes)))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _day(day: Any) -> str | None:
    return None if pd.isna(day) else table_date(day)


def _said(text: Any) -> str:
    return "" if pd.isna(text) else str(text)


def _register_row(edition: Edition, row_id: str, items: pd.DataFrame, is_first: bool) -> list[Cell]:
    first = records(items)[0]
    return [
        row_id if is_first else ABOVE,
        str(first["task_text"]) if is_first else ABOVE,
        str(first["product_text"]),
        _units(edition, first["lead_units"]) if is_first else ABOVE,
        _units(edition, first["support_units"]) if is_first else ABOVE,
        str(first["deadline_text"]) if is_first else ABOVE,
        _by_occurrence(items, lambda item: document(item) if item["is_done"] or pd.notna(item["document_no"]) else ""),
        _by_occurrence(items, lambda item: STATE_LABELS[str(item["state"])]),
        _by_occurrence(items, lambda item: _said(item["obstacle"])),
    ]


def _by_occurrence(items: pd.DataFrame, tell: Callable[[Record], str]) -> str:
    """What there is to say of a product: once, or for each of its occurrences with those that say the same together."""
    if len(items) == 1:
        return tell(records(items)[0])
    occurrences = [str(item["occurrence"]) for item in records(items)]
    said: dict[str, list[int]] = {}
    for place, item in enumerate(records(items)):
        if words := tell(item):
            said.setdefault(words, []).append(place)
    if len(said) == 1 and len(next(iter(said.values()))) == len(items):
        return next(iter(said))
    return "; ".join(f"{', '.join(_spans(occurrences, places))}: {words}" for words, places in said.items())


def _spans(names: Sequence[str], places: Sequence[int]) -> list[str]:
    """The names at some places, three and more in a row as "tháng 03 đến tháng 12": a list of ten months fills a page."""
    told: list[str] = []
    rest = list(places)
    while rest:
        length = next((n for n in range(1, len(rest)) if rest[n] != rest[0] + n), len(rest))
        run, rest = rest[:length], rest[length:]
        told += [f"{names[run[0]]} đến {names[run[-1]]}"] if length > 2 else [names[place] for place in run]
    return told
