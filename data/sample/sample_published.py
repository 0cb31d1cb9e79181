"""The sheet of figures that the invented department had published before: its reports of 2020, as readers still have them.

Some differ a little from what the exports give today, as figures do that were sent before late entries came in.
"""

from datetime import date

from sample_files import SAMPLE_NOTE, Cell, Grid

PUBLISHED_FILE = "published.xlsx"
PUBLISHED_SHEET = "Số liệu đã công bố"
PUBLISHED_TITLE = "SỐ LIỆU ĐÃ CÔNG BỐ TRƯỚC KHI CÓ PHẦN MỀM"
PUBLISHED_HEADINGS = ["Kỳ báo cáo", "Chỉ số", "Nhóm", "Số liệu", "Mẫu số", "Số văn bản", "Ngày văn bản"]
# Period, number and day of the report; new dossiers; settled in time and settled; pending at the end.
Q1, HALF, NINE, YEAR = (
    ("2020-Q1", "18/BC-STTTT", date(2020, 3, 17)),
    ("2020-6M", "47/BC-STTTT", date(2020, 6, 16)),
    ("2020-9M", "71/BC-STTTT", date(2020, 9, 16)),
    ("2020", "96/BC-STTTT", date(2020, 12, 16)),
)
# Two dossiers of the first quarter, and one of the last, were entered after the reports had gone out.
FIGURES: list[tuple[tuple[str, str, date], str, str, Cell, Cell]] = [
    (Q1, "received", "", 113, None),
    (Q1, "received", "field=XB", 63, None),
    (Q1, "on_time_of_settled", "", 115, 116),
    (HALF, "received", "", 250, None),
    (HALF, "on_time_of_settled", "", 249, 251),
    (NINE, "received", "", 420, None),
    (NINE, "on_time_of_settled", "", "98,57%", None),
    (YEAR, "received", "", 570, None),
    (YEAR, "on_time_of_settled", "", 560, 567),
    (YEAR, "pending", "", 14, None),
]


def published_file() -> Grid:
    """One line per figure, under a title that says that nothing of it is real."""
    grid = Grid(indent=0)
    grid.add([PUBLISHED_TITLE])
    grid.add([SAMPLE_NOTE])
    grid.add([])
    grid.add(PUBLISHED_HEADINGS)
    for (period, number, day), measure, group, figure, base in FIGURES:
        # A year alone is typed as a number, as people do.
        grid.add([int(period) if period.isdigit() else period, measure, group or None, figure, base, number, day])
    return grid
