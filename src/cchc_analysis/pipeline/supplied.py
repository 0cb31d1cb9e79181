"""A supplied form II.06a, held against its identities: what there is to say of it, line by line, in Vietnamese."""

from pathlib import Path

from cchc_analysis.measures.identities import Check, Columns, check_form
from cchc_analysis.present.numbers import format_count
from cchc_analysis.sources.forms import SuppliedForm, read_forms

HOLDS, FAILS, SKIPPED = "✔ khớp", "✘ lệch", "– bỏ qua"


def form_report(path: Path) -> tuple[list[str], int]:
    """The lines about every form in a file, and how many figures do not close."""
    lines: list[str] = []
    gaps = 0
    for form in read_forms(path):
        checks = check_form(form.rows, form.total)
        gaps += sum(1 for check in checks if check.gap)
        lines += [f"{form.place}: {_extent(form)}", *map(check_line, checks), *_not_checked(form), ""]
    return lines, gaps


def _extent(form: SuppliedForm) -> str:
    total = "có dòng tổng" if form.total else "không có dòng tổng"
    return f"{format_count(len(form.rows))} dòng, {total}; cột {', '.join(column_name(each) for each in sorted(form.columns))}"


def _not_checked(form: SuppliedForm) -> list[str]:
    if form.total is None:
        return [f"{SKIPPED}  cộng theo cột: biểu không có dòng tổng"]
    return [] if form.rows else [f"{SKIPPED}  cộng theo cột: biểu chỉ có dòng tổng"]


def check_line(check: Check) -> str:
    """One check in words: ✘ lệch 143  Tổng cộng: (3) = (7) + (11): 139.506 so với 113.295 + 26.068 = 139.363"""
    if check.missing:
        lacking = ", ".join(column_name((column,)) for column in check.missing)
        what = "cộng theo cột: có dòng thiếu cột" if check.is_column_sum else "không đủ số liệu riêng của cột"
        return f"{SKIPPED}  {check.row}: {what} {lacking}"
    left, right = (sum(number for _, number in side) for side in (check.left, check.right))
    named = " + ".join(column_name(columns) for columns, _ in check.left)
    added = " + ".join(format_count(number) for _, number in check.right)
    if check.is_column_sum:
        what, sides = f"cột {named} = cộng các dòng", f"{format_count(left)} so với {format_count(right)}"
    else:
        what = f"{named} = {' + '.join(column_name(columns) for columns, _ in check.right)}"
        whole = f"{added} = {format_count(right)}" if len(check.right) > 1 else added
        sides = f"{format_count(left)} so với {whole}"
    verdict = f"{FAILS} {format_count(abs(check.gap))}" if check.gap else HOLDS
    return f"{verdict}  {check.row}: {what}: {sides}"


def column_name(columns: Columns) -> str:
    """(3), or (8+9) for two that a table gives as one."""
    return f"({'+'.join(map(str, columns))})"
