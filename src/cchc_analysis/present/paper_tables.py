"""Tables of the papers beside the main report: feedback by what it is about, procedures with their regulated times."""

from cchc_analysis.edition import Edition
from cchc_analysis.measures.feedback import KINDS
from cchc_analysis.present.display import Cell, Table
from cchc_analysis.present.tables import TOTAL
from cchc_analysis.present.wording import TIME_CUT_UNITS
from cchc_analysis.tables import records

_FEEDBACK = ("carried_over", "received", "answered", "refused", "pending", "pending_overdue")


def feedback_by_kind(edition: Edition, label: str = "tbl-pakn") -> list[Table]:
    """Feedback of the period by what it is about; no table where nothing is known of it or nothing arose."""
    if not edition.is_supplied("feedback_total") or not edition.value("feedback_total").numerator:
        return []
    rows: list[list[Cell]] = [
        [name, *(edition.value(f"feedback_{count}", {"kind": code}).count for count in _FEEDBACK)]
        for code, name in KINDS.items()
    ]
    rows.append([TOTAL, *(edition.value(f"feedback_{count}").count for count in _FEEDBACK)])
    heads = (
        "Nội dung", ("Tiếp nhận", "Kỳ trước chuyển sang"), ("Tiếp nhận", "Mới trong kỳ"), ("Đã xử lý", "Trả lời"),
        ("Đã xử lý", "Từ chối"), ("Đang xử lý", "Tổng số"), ("Đang xử lý", "Quá hạn"),
    )  # fmt: skip
    caption = "Tiếp nhận, xử lý phản ánh, kiến nghị theo nội dung"
    return [Table(heads, rows, caption, label, align="l" + "r" * 6, widths=(28, *(12,) * 6), total_row=True)]


def procedures(edition: Edition, label: str = "tbl-tthc") -> Table:
    """Every procedure: its legal time, by how much the approved one is shorter, and its dossiers of the period.

    Times in the unit that the procedure is regulated in; empty where one of both times is not known.
    """
    rows: list[list[Cell]] = []
    for number, procedure in enumerate(records(edition.reference.procedures), start=1):
        unit, group = str(procedure["time_unit"]), {"procedure": str(procedure["procedure"])}
        share = edition.value(f"time_cut_of_legal_{unit}", group) if unit in TIME_CUT_UNITS else None
        cut: list[Cell] = [None] * 3
        if share is not None and share.denominator:
            cut = [share.parts[1], share.parts[0], share.percent]
        counts = (edition.value(name, group).count for name in ("received", "settled", "settled_late"))
        rows.append([str(number), str(procedure["name"]), TIME_CUT_UNITS.get(unit, ""), *cut, *counts])
    heads = (
        "TT", "Thủ tục hành chính", "Tính theo", ("Thời gian giải quyết", "Luật định"), ("Thời gian giải quyết", "Được cắt giảm"),
        ("Thời gian giải quyết", "Tỷ lệ giảm"), ("Hồ sơ trong kỳ", "Tiếp nhận mới"), ("Hồ sơ trong kỳ", "Đã giải quyết"),
        ("Hồ sơ trong kỳ", "Quá hạn"),
    )  # fmt: skip
    return Table(
        heads, rows, "Thời gian giải quyết và hồ sơ của từng thủ tục hành chính", label, align="cllrrrrrr",
        widths=(5, 35, 10, 8, 9, 9, 8, 9, 7),
    )  # fmt: skip
