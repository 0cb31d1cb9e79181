"""Counting what became of the raw rows: the account of the files and the findings of the row checks."""

from collections.abc import Callable

from cchc_analysis.measures.core import Count, Measure, Sum
from cchc_analysis.periods import Period
from cchc_analysis.rules import Rule, col


def _every_file(period: Period) -> Rule:
    return col("source_file").is_present()


def file_measures() -> dict[str, Measure]:
    """Sums over the table of files, by name: read = accepted + rejected + duplicates."""
    words = {
        "lines": ("Dòng trong tệp", "Mọi dòng của các tệp, kể cả tiêu đề và dòng trống."),
        "other_lines": ("Dòng không phải dữ liệu", "Tiêu đề, đầu bảng, dòng nhóm, dòng tổng, dòng trống."),
        "read": ("Dòng dữ liệu đã đọc", "Dòng dữ liệu của mọi tệp nguồn."),
        "accepted": ("Dòng được nhận", "Dòng có mặt trong bảng dữ liệu sạch."),
        "rejected": ("Dòng bị loại", "Dòng vi phạm quy tắc kiểm tra, được liệt kê kèm lý do."),
        "duplicates": ("Dòng trùng", "Dòng lặp lại hồ sơ đã nhận: trùng hoàn toàn hoặc là trạng thái cũ hơn."),
        "identical": ("Trùng hoàn toàn", "Dòng giống hoàn toàn một dòng đã đọc."),
        "superseded": ("Dòng cũ hơn", "Dòng của hồ sơ đã có trạng thái mới hơn ở lần xuất sau."),
    }
    sums = [Sum(f"rows_{name}", *text, _every_file, col(name)) for name, text in words.items()]
    return {measure.name: measure for measure in sums}


def finding_measures() -> dict[str, Measure]:
    """Counts over the table of findings, by name; meant to be grouped by rule."""
    counts = [
        Count(f"findings_{outcome}", label, definition, _with_outcome(outcome), unit="dòng")
        for outcome, label, definition in (
            ("rejected", "Dòng bị loại", "Dòng vi phạm một quy tắc loại."),
            ("flagged", "Dòng bị đánh dấu", "Dòng vẫn được tính nhưng cần xem lại."),
            ("duplicate", "Dòng trùng", "Dòng giống hoàn toàn một dòng đã đọc."),
            ("superseded", "Dòng cũ hơn", "Dòng của hồ sơ đã có trạng thái mới hơn ở lần xuất sau."),
        )
    ]
    return {count.name: count for count in counts}


def _with_outcome(outcome: str) -> Callable[[Period], Rule]:
    return lambda period: col("outcome").equals(outcome)
