"""Worked example of the figures that people enter by hand: which lines count for a period.

Every indicator is counted by the same rule; a few of them show it.
"""

import pandas as pd

from cchc_analysis.measures.appendix import Indicator
from cchc_analysis.measures.examples import Example, row
from cchc_analysis.tables import APPENDIX

INDICATORS = (
    Indicator("staff_assigned", "Nhân sự", "Biên chế được giao", "người"),
    Indicator("staff_present", "Nhân sự", "Biên chế có mặt", "người", whole="staff_assigned"),
)
_QUARTER = {"first_date": "2020-12-15", "last_date": "2021-03-14"}
_HALF = {"first_date": "2020-12-15", "last_date": "2021-06-14"}
_CALENDAR = {"first_date": "2021-01-01", "last_date": "2021-03-14"}


def _appendix(example: Example) -> pd.DataFrame:
    frame = pd.DataFrame(
        [{"document": each.letter, "source_file": "example", "source_row": 1, **each.values} for each in example.rows],
        columns=APPENDIX.columns,
    )
    for name in ("first_date", "last_date", "exported_at"):
        frame[name] = pd.to_datetime(frame[name]).astype("datetime64[us]")
    return APPENDIX.typed(frame).assign(field="")


APPENDIX_EXAMPLES = (
    Example(
        "appendix",
        "Số liệu nhập tay của kỳ",
        "appendix",
        (
            row("A", "ghi đúng kỳ báo cáo", indicator="staff_assigned", value=62, **_QUARTER),
            row("B", "ghi số mới, khác số kỳ trước", indicator="staff_present", value=57, previous=58, **_QUARTER),
            row("C", "cùng ngày đầu, của kỳ sau", indicator="staff_present", value=55, **_HALF),
            row("D", "cùng ngày cuối, của kỳ khác", indicator="staff_present", value=54, **_CALENDAR),
            row("E", "đánh dấu giữ số kỳ trước", indicator="staff_assigned", previous=3, confirmed="yes", **_QUARTER),
            row("F", "chỉ tiêu không có trong danh mục của ví dụ", indicator="staff_trained", value=9, **_QUARTER),
        ),
        {
            "appendix_entered": "A B E F",
            "appendix_staff_assigned": "A E: 65",
            "appendix_staff_present": "B: 57",
            "appendix_staff_present_share": "B: 57 / A E: 65",
        },
        _appendix,
        "document",
    ),
)
