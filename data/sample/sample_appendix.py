"""The figures that an office enters by hand for a period (Phụ lục số liệu), two periods of it, entirely invented.

The second workbook proposes the figures of the first one: some are marked as still holding, some typed anew, some left alone – these
are no figures of the second period.
"""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from sample_expected import PERIODS
from sample_files import SAMPLE_NOTE, Cell, Grid, Names, as_text
from sample_lists import ListFile, ListLine

HEADINGS = [
    "TT", "Mã chỉ tiêu", "Nội dung", "Đơn vị tính", "Lĩnh vực", "Từ ngày", "Đến ngày", "Số liệu kỳ trước", "Số liệu kỳ này",
    "Giữ số kỳ trước", "Văn bản, nguồn số liệu",
]  # fmt: skip
KEEP = "x"


@dataclass(frozen=True)
class Figure:
    """What stands in a line: a number (or what was typed instead of one), the mark that the one before still holds, a source."""

    value: int | str | None = None
    mark: str = ""
    document: str = "Số liệu của Văn phòng Sở"


# (indicator, field or "") → what was typed.
Typed = Mapping[tuple[str, str], Figure]
FIRST: Typed = {
    ("staff_assigned", ""): Figure(62, document="Quyết định số 12/QĐ-STTTT"),
    ("staff_present", ""): Figure(58),
    ("staff_reduced", ""): Figure(0),
    ("staff_trained", ""): Figure(14),
    ("positions_approved", ""): Figure(31),
    ("reform_budget", ""): Figure("1.250"),
    ("reform_spent", ""): Figure(210),
    ("survey_sent", ""): Figure(20),
    ("survey_returned", ""): Figure(18),
    ("survey_satisfied", ""): Figure(17),
    ("survey_sent", "BC"): Figure(40),
    ("survey_returned", "BC"): Figure(36),
    ("survey_satisfied", "BC"): Figure(35),
    ("survey_sent", "XB"): Figure(50),
    ("survey_returned", "XB"): Figure(44),
    ("survey_satisfied", "XB"): Figure(40),
    ("iso_objectives", ""): Figure(8),
    ("publication_decisions", ""): Figure(2, document=""),
}
SECOND: Typed = {
    ("staff_assigned", ""): Figure(mark=KEEP),
    ("staff_present", ""): Figure(57),
    ("staff_reduced", ""): Figure(1),
    ("staff_trained", ""): Figure("ba mươi"),
    ("staff_rotated", ""): Figure(mark=KEEP),
    ("reform_budget", ""): Figure(mark="Giữ nguyên"),
    ("reform_spent", ""): Figure(540),
    ("survey_sent", "BC"): Figure(80),
    ("survey_returned", "BC"): Figure(70),
    ("survey_satisfied", "BC"): Figure(68),
    ("iso_objectives", ""): Figure(9, KEEP),
    ("iso_objectives_met", ""): Figure(4),
    ("review_procedures", ""): Figure(),
    ("review_proposals", ""): Figure(3),
}
WHOLE_YEAR: Typed = {
    ("staff_assigned", ""): Figure(mark=KEEP),
    ("staff_present", ""): Figure(60),
    ("staff_reduced", ""): Figure(2),
    ("staff_trained", ""): Figure(41),
    ("positions_approved", ""): Figure(31),
    ("staff_rotated", ""): Figure(3),
    ("reform_budget", ""): Figure("1.250"),
    ("reform_spent", ""): Figure("1.180"),
    ("autonomous_units", ""): Figure(1),
    ("survey_sent", "BC"): Figure(150),
    ("survey_returned", "BC"): Figure(138),
    ("survey_satisfied", "BC"): Figure(133),
    ("survey_sent", "XB"): Figure(250),
    ("survey_returned", "XB"): Figure(221),
    ("survey_satisfied", "XB"): Figure(210),
    ("iso_objectives", ""): Figure(9),
    ("iso_objectives_met", ""): Figure(8),
    ("iso_audits", ""): Figure(1),
    ("iso_reviews", ""): Figure(1),
    ("review_procedures", ""): Figure(12),
    ("review_simplified", ""): Figure(4),
    ("review_proposals", ""): Figure(4),
    ("publication_decisions", ""): Figure(3),
    ("publication_procedures", ""): Figure(11),
    ("publication_in_time", ""): Figure(11),
}
# A code that was typed over, in the line below the others.
STRANGE = {"2021-6M": ("so_luong_khac", Figure(5))}
ENTERED: dict[str, tuple[Typed, date]] = {
    "2021-Q1": (FIRST, date(2021, 3, 17)),
    "2021-6M": (SECOND, date(2021, 6, 17)),
    "2021": (WHOLE_YEAR, date(2021, 12, 17)),
}


def appendix_file(period: str) -> ListFile:
    start, end = PERIODS[period]
    return ListFile(
        f"phu-luc/{period}.xlsx", "appendix", "Phụ lục số liệu", "PHỤ LỤC SỐ LIỆU", "Số liệu nhập tay", start, end, ENTERED[period][1]
    )  # fmt: skip


def read_indicators(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def appendix(
    indicators: Sequence[Mapping[str, str]], names: Names
) -> tuple[dict[str, Grid], list[ListLine], dict[str, int]]:
    """The workbooks by file, the lines that somebody wrote into, and how many lines of each were left blank."""
    grids: dict[str, Grid] = {}
    lines: list[ListLine] = []
    blank: dict[str, int] = {}
    before: dict[tuple[str, str], int] = {}
    for period, (typed, _) in ENTERED.items():
        file, grid = appendix_file(period), Grid(indent=0)
        for row in ([file.title], [SAMPLE_NOTE], [f"Kỳ báo cáo: {period}"], HEADINGS):
            grid.add(row)
        blank[file.file] = 0
        group, number, known = "", 0, dict(before)
        for indicator in indicators:
            if indicator["group"] != group:
                group = indicator["group"]
                grid.add([group])
            fields = (
                {"": "", **{code: n[0] for code, n in names.fields.items()}}
                if indicator["by_field"] == "yes"
                else {"": ""}
            )
            for code, field_name in fields.items():
                number += 1
                key = (indicator["indicator"], code)
                printed: list[Cell] = [
                    number, key[0], indicator["name"], indicator["unit"], field_name or None, f"{file.start:%d/%m/%Y}",
                    f"{file.end:%d/%m/%Y}", known.get(key),
                ]  # fmt: skip
                figure = typed.get(key)
                if figure is None:
                    grid.add(printed)
                    blank[file.file] += 1
                    continue
                line = entered(grid, file, printed, figure)
                lines.append(line)
                if not line.outcome:
                    before[key] = number_of(line)
        if period in STRANGE:
            code, figure = STRANGE[period]
            days = [f"{file.start:%d/%m/%Y}", f"{file.end:%d/%m/%Y}"]
            line = entered(grid, file, [number + 1, code, None, None, None, *days, None], figure)
            lines.append(replace(line, outcome="unknown_indicator", flagged=()))
        grids[file.file] = grid
    return grids, lines, blank


def entered(grid: Grid, file: ListFile, printed: list[Cell], figure: Figure) -> ListLine:
    typed: list[Cell] = [figure.value, figure.mark or None, figure.document or None]
    row = grid.add([*printed, *typed])
    cells = dict(zip(HEADINGS, map(as_text, [*printed, *typed]), strict=True))
    proposed, is_number = cells["Số liệu kỳ trước"], cells["Số liệu kỳ này"].replace(".", "").isdigit()
    rule = ""
    if figure.value is not None and not is_number:
        rule = "unreadable_number"
    elif figure.value is None and not figure.mark:
        rule = "nothing_entered"
    elif figure.value is None and not proposed:
        rule = "nothing_to_keep"
    flagged = {
        "kept_but_changed": bool(figure.mark) and figure.value is not None and cells["Số liệu kỳ này"] != proposed,
        "missing_document": not figure.document,
    }
    return ListLine(file, row, cells, "", rule, () if rule else tuple(name for name, met in flagged.items() if met))


def number_of(line: ListLine) -> int:
    return int((line.cells["Số liệu kỳ này"] or line.cells["Số liệu kỳ trước"]).replace(".", ""))


def expected_appendix(lines: Sequence[ListLine]) -> dict[str, Any]:
    """For each period, the figure of each indicator that has one: in all, and of each field that has one."""
    found: dict[str, Any] = {period: {"all": {}, "by_field": {}} for period in PERIODS}
    for line in lines:
        if line.file.kind != "appendix" or line.outcome:
            continue
        of_period = found[line.file.file.removeprefix("phu-luc/").removesuffix(".xlsx")]
        code, field_name = line.cells["Mã chỉ tiêu"], line.cells["Lĩnh vực"]
        of_period["all"][code] = of_period["all"].get(code, 0) + number_of(line)
        if field_name:
            of_period["by_field"].setdefault(field_name, {})[code] = number_of(line)
    return found
