"""The units' progress on the plan's products: one workbook per unit with what it noted over the year.

The course of an ordinary year: plans issued in the last days of December 2020, reports a little before or after their
date, continuous work noted now and then, and units that stay silent on some products. Entirely invented.
"""

import csv
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sample_files import SAMPLE_NOTE, Cell, Grid

HEADINGS = [
    "TT", "Mã sản phẩm", "Sản phẩm", "Ngày ghi nhận", "Tình trạng", "Số, ký hiệu văn bản", "Ngày văn bản",
    "Tỷ lệ hoàn thành (%)", "Vướng mắc", "Hướng xử lý", "Ước đến 31/12", "Ước tỷ lệ đến 31/12 (%)", "Đơn vị báo cáo",
    "Đơn vị nhập", "Nguồn",
]  # fmt: skip
DONE, RUNNING, NONE, BLOCKED = ("Hoàn thành", "Đang thực hiện", "Không phát sinh", "Vướng mắc")
ESTIMATES = {"done": DONE, "running": "Chưa hoàn thành", "not_arisen": NONE}
WORDS = {"done": DONE, "running": RUNNING, "not_arisen": NONE, "blocked": BLOCKED}
COVERED = (date(2020, 12, 1), date(2021, 12, 31))
EXPORTED = date(2022, 1, 7)
CUTOFFS = [date(2021, 3, 14), date(2021, 6, 14), date(2021, 9, 14), date(2021, 12, 14), date(2021, 12, 31)]
LETTER = "Hệ thống Quản lý văn bản và điều hành"
OFFICE = "Văn phòng Sở"
PHONE = "Báo qua điện thoại, Văn phòng Sở nhập thay"

# One event a line: product | noted on | status | number and date of document | share | obstacle | next step | source | estimate
# to 31/12 with its share. A dot is nothing; the source is the document system unless said otherwise.
EVENTS = {
    "VP": """
        1.2-1      | 2020-12-28 | done | 160/KH-STTTT 2020-12-25 | 100
        1.2-2      | 2021-11-10 | running | . | 60
        1.2-2      | 2021-12-10 | done | 210/BC-STTTT 2021-12-09 | 100
        1.3-1      | 2021-06-10 | running | . | 40
        1.3-1      | 2021-10-20 | done | 172/BC-STTTT 2021-10-19 | 100
        1.3-2      | 2021-06-10 | running | . | 50
        2.1a-1     | 2020-12-29 | done | 163/KH-STTTT 2020-12-29 | 100
        2.1a-2.Q1  | 2021-03-16 | done | 15/BC-STTTT 2021-03-16 | 100
        2.1a-2.6M  | 2021-06-16 | done | 78/BC-STTTT 2021-06-16 | 100
        2.1a-2.9M  | 2021-09-20 | done | 141/BC-STTTT 2021-09-20 | 100
        2.1a-2.Y   | 2021-12-16 | done | 215/BC-STTTT 2021-12-16 | 100
        2.1b-1     | 2021-01-05 | done | 165/KH-STTTT 2020-12-31 | 100
        2.1b-2.Q1  | 2021-03-15 | done | 14/BC-STTTT 2021-03-15 | 100
        2.1b-2.Q2  | 2021-06-15 | done | 77/BC-STTTT 2021-06-15 | 100
        2.1b-2.Q3  | 2021-09-16 | done | 139/BC-STTTT 2021-09-15 | 100
        2.1b-2.Q4  | 2021-12-15 | done | 213/BC-STTTT 2021-12-15 | 100
        2.1c-1     | 2020-12-30 | done | 164/KH-STTTT 2020-12-30 | 100
        2.1c-2     | 2021-12-13 | done | 211/BC-STTTT 2021-12-13 | 100
        2.1d-1     | 2021-03-10 | done | 12/KH-STTTT 2021-03-09 | 100
        2.1d-2     | 2021-11-30 | running | . | 70
        2.1d-2     | 2021-12-10 | running | . | 90 | . | . | . | done 100
        2.1d-2     | 2021-12-24 | done | 222/BC-STTTT 2021-12-23 | 100
        2.2-1      | 2021-11-25 | done | 198/BC-STTTT 2021-11-25 | 100
        2.3-1      | 2021-02-24 | done | 96/STTTT-VP 2021-02-24 | 100
        2.3-2      | 2021-07-30 | running | . | 80 | Chờ ý kiến các phòng chuyên môn | Đôn đốc bằng văn bản
        2.3-2      | 2021-08-18 | done | 125/BC-STTTT 2021-08-17 | 100
        2.3-3      | 2021-06-10 | running | . | 50
        2.3-3      | 2021-12-10 | running | . | 80 | Chờ phê duyệt thời gian rút ngắn | Trình UBND tỉnh | . | running 80
        2.4-1      | 2021-05-14 | done | 410/STTTT-VP 2021-05-14 | 100
        2.4-2      | 2021-06-25 | done | 505/STTTT-VP 2021-06-24 | 100
        2.5-1      | 2021-03-10 | running | . | .
        2.5-1      | 2021-12-10 | done | 209/BC-STTTT 2021-12-08 | 100
        2.5-2      | 2021-03-10 | running | . | .
        2.6-1      | 2021-03-10 | done | . | 100 | . | . | Ảnh chụp bảng niêm yết
        2.6-2      | 2021-03-10 | not_arisen | . | .
        2.6-2      | 2021-06-10 | not_arisen | . | .
        2.6-2      | 2021-09-10 | done | 880/STTTT-VP 2021-08-30 | 100
        2.7-1      | 2021-06-10 | running | . | 60
        2.8-1      | 2021-03-10 | running | . | .
        2.8-1      | 2021-09-10 | running | . | .
        3.1-1      | 2021-06-10 | running | . | .
        3.2-1      | 2021-04-06 | done | 45/QĐ-STTTT 2021-04-05 | 100
        3.3-1      | 2021-05-20 | done | 66/QĐ-STTTT 2021-05-19 | 100
        4.1-1      | 2021-12-10 | running | . | 80 | . | . | . | done 100
        4.1-1      | 2021-12-20 | done | 219/BC-STTTT 2021-12-20 | 100
        4.2-1      | 2021-12-10 | running | . | 90 | . | . | . | done 100
        4.3-1      | 2020-12-22 | done | 155/KH-STTTT 2020-12-21 | 100
        4.3-2      | 2021-12-10 | running | . | 70 | . | . | . | done 100
        4.3-2      | 2021-12-28 | done | 225/BC-STTTT 2021-12-28 | 100
        4.4-1      | 2021-06-10 | running | . | .
        4.5-1      | 2021-01-12 | done | 02/KH-STTTT 2021-01-11 | 100
        4.5-2      | 2021-12-27 | done | 224/BC-STTTT 2021-12-27 | 100
        4.6-1.M01  | 2021-01-29 | done | 03/TB-STTTT 2021-01-29 | 100
        4.6-1.M02  | 2021-03-22 | done | 13/TB-STTTT 2021-03-19 | 100
        4.6-1.M03  | 2021-03-31 | done | 16/TB-STTTT 2021-03-31 | 100
        4.6-1.M04  | 2021-04-29 | done | 24/TB-STTTT 2021-04-29 | 100
        4.6-1.M05  | 2021-05-31 | done | 31/TB-STTTT 2021-05-31 | 100
        4.6-1.M06  | 2021-06-30 | done | 40/TB-STTTT 2021-06-30 | 100
        4.6-1.M07  | 2021-07-30 | done | 47/TB-STTTT 2021-07-30 | 100
        4.6-1.M09  | 2021-09-30 | done | 60/TB-STTTT 2021-09-30 | 100
        4.6-1.M10  | 2021-10-29 | done | 68/TB-STTTT 2021-10-29 | 100
        4.6-1.M11  | 2021-11-30 | done | 75/TB-STTTT 2021-11-30 | 100
        4.6-1.M12  | 2021-12-31 | done | 83/TB-STTTT 2021-12-31 | 100
        4.6-2      | 2021-12-10 | running | . | 20 | . | . | @phone | done 100
        4.6-2      | 2021-12-30 | done | 230/BC-STTTT 2021-12-30 | 100
        5.1-1.2020Q4 | 2020-12-24 | done | 150/QĐ-STTTT 2020-12-23 | 100
        5.1-1.Y    | 2021-06-10 | running | . | 50
        5.1-1.Y    | 2021-12-10 | running | . | 90
        5.2-1      | 2021-06-10 | running | . | .
        5.2-2      | 2021-03-10 | running | . | 25
        5.2-2      | 2021-09-10 | running | . | 75
        6.2-1      | 2021-03-10 | running | . | .
        6.2-2      | 2021-03-10 | running | . | .
        6.2-3      | 2021-03-10 | running | . | . | Tổ chức, cá nhân quen nhận kết quả trực tiếp | Tăng cường hướng dẫn
        7.1-2      | 2020-12-30 | done | 164/KH-STTTT 2020-12-30 | 100
        7.2-1      | 2021-11-25 | done | 198/BC-STTTT 2021-11-25 | 100
        7.3-1      | 2021-03-16 | done | 15/BC-STTTT 2021-03-16 | 100
        7.4-1.Q1   | 2021-03-10 | done | 12/KH-STTTT 2021-03-09 | 100
        7.4-1.Y    | 2021-06-10 | running | . | 33
        7.4-1.Y    | 2021-12-10 | done | 208/BC-STTTT 2021-12-07 | 100
        7.5-1      | 2021-03-10 | running | . | .
        7.5-1      | 2021-12-10 | done | 212/BC-STTTT 2021-12-10 | 100
    """,
    "TTRA": """
        1.1-1      | 2020-12-31 | done | 162/QĐ-STTTT 2020-12-28 | 100
        1.1-2      | 2021-10-20 | running | . | 50
        1.1-2      | 2021-12-14 | done | 214/BC-STTTT 2021-12-14 | 100
    """,
    "TTBCXB": """
        1.4-1      | 2021-06-09 | not_arisen | . | .
        7.1-1      | 2021-01-08 | done | 01/KH-STTTT 2021-01-07 | 100 | Chờ kế hoạch của tỉnh | . | @phone
        7.5-1      | 2021-06-09 | running | . | .
    """,
    "CNTT": """
        6.1-1      | 2021-03-11 | running | . | .
        6.1-2      | 2021-03-11 | running | . | 91
        6.1-2      | 2021-12-09 | done | 207/BC-STTTT 2021-12-06 | 100
        6.5-1      | 2021-06-09 | running | . | 40
        6.5-2      | 2021-06-09 | blocked | . | 10 | Chưa bố trí được kinh phí | Trình bổ sung dự toán quý III
        6.5-2      | 2021-09-09 | running | . | 45
        6.6-1      | 2021-06-09 | running | . | 80
        6.8-1      | 2021-06-09 | running | . | 70
        6.10-1     | 2021-03-11 | running | . | 100
        6.10-2     | 2021-03-11 | running | . | 100
        7.3-2      | 2021-12-09 | done | 206/BC-STTTT 2021-12-03 | 100
        7.5-1      | 2021-09-09 | running | . | .
    """,
    "BCVT": """
        7.5-1      | 2021-06-08 | running | . | . | . | . | @phone
    """,
    "TTCNTT": """
        5.3-1.2020Q4 | 2021-03-08 | running | . | 80 | Lấy ý kiến viên chức chậm | Ban hành trong tháng 3
        5.3-1.2020Q4 | 2021-03-29 | done | 05/QĐ-TTCNTT 2021-03-26 | 100
        5.3-1.Y    | 2021-06-07 | running | . | 50
        6.7-1      | 2021-06-07 | running | . | 85
        6.9-1      | 2021-06-07 | running | . | 75
        6.9-1      | 2021-12-08 | done | 41/BC-TTCNTT 2021-12-07 | 100
    """,
    "ISO": """
        6.3-1      | 2021-06-08 | done | 70/QĐ-STTTT 2021-06-04 | 100
        6.3-2      | 2021-11-26 | done | 200/BC-STTTT 2021-11-26 | 100
        6.3-3      | 2021-12-10 | running | . | 80 | . | . | . | running 90
        6.3-4      | 2021-12-30 | done | . | 100 | . | . | @phone
    """,
}


@dataclass(frozen=True)
class Event:
    unit: str
    item: str
    noted: date
    status: str
    document: str
    document_date: date | None
    share: int | None
    obstacle: str
    next_step: str
    source: str
    estimate: str
    estimate_share: int | None


@dataclass(frozen=True)
class Item:
    """One thing due, as the register of the plan has it."""

    id: str
    product: str
    kind: str
    due: date | None


def events() -> list[Event]:
    return [event(unit, line) for unit, text in EVENTS.items() for line in text.strip().splitlines()]


def event(unit: str, line: str) -> Event:
    cells = [cell.strip().strip(".") if cell.strip() == "." else cell.strip() for cell in line.split("|")]
    item, noted, status, document, share, obstacle, next_step, source, estimate = cells + [""] * (9 - len(cells))
    number, _, dated = document.partition(" ")
    expected, _, expected_share = estimate.partition(" ")
    return Event(
        unit=unit,
        item=item,
        noted=date.fromisoformat(noted),
        status=status,
        document=number,
        document_date=date.fromisoformat(dated) if dated else None,
        share=int(share) if share else None,
        obstacle=obstacle,
        next_step=next_step,
        source={"": LETTER if number else "", "@phone": PHONE}.get(source, source),
        estimate=expected,
        estimate_share=int(expected_share) if expected_share else None,
    )


def read_items(plan: Path) -> dict[str, Item]:
    """The plan's items with the dates of the table that was read by hand, not by the package's grammar."""
    with (plan / "products.csv").open(encoding="utf-8", newline="") as file:
        products = {row["product_id"]: row["product_text"] for row in csv.DictReader(file)}
    with (Path(__file__).parent / "plan_deadlines.csv").open(encoding="utf-8", newline="") as file:
        return {
            row["item_id"]: Item(
                row["item_id"],
                products[row["product_id"]] + (f" ({row['occurrence']})" if row["occurrence"] else ""),
                row["kind"],
                date.fromisoformat(row["due_date"]) if row["due_date"] else None,
            )
            for row in csv.DictReader(file)
        }


def progress_file(unit_name: str, noted: Sequence[Event], items: dict[str, Item]) -> Grid:
    """A unit's workbook, in order of the days on which things were noted."""
    grid = Grid(indent=0)
    grid.add(["TIẾN ĐỘ THỰC HIỆN CÁC SẢN PHẨM THEO KẾ HOẠCH SỐ 163/KH-STTTT"])
    grid.add([f"Đơn vị: {unit_name} – {SAMPLE_NOTE}"])
    grid.add(HEADINGS)
    for number, e in enumerate(sorted(noted, key=lambda e: e.noted), start=1):
        # People type the status in their own way now and then.
        status = WORDS[e.status].upper() if number % 11 == 7 else WORDS[e.status]
        row: list[Cell] = [number, e.item, items[e.item].product, e.noted, status, e.document or None, e.document_date]
        row += [
            e.share,
            e.obstacle or None,
            e.next_step or None,
            ESTIMATES.get(e.estimate),
            e.estimate_share,
            unit_name,
        ]
        # What is told by phone is entered by the office that keeps the plan.
        grid.add(row + [OFFICE if e.source == PHONE else unit_name, e.source or None])
    return grid


def progress_file_name(unit: str) -> str:
    return f"progress/tien-do-{unit.lower()}-2021.xlsx"


def expected_progress(items: dict[str, Item], noted: Iterable[Event]) -> dict[str, Any]:
    """What is done and due at each cut-off, by the days of events and documents."""
    all_events = list(noted)
    return {str(cutoff): progress_at(cutoff, items, all_events) for cutoff in CUTOFFS}


def progress_at(cutoff: date, items: dict[str, Item], noted: Sequence[Event]) -> dict[str, Any]:
    known = [e for e in noted if e.noted <= cutoff and (e.document_date is None or e.document_date <= cutoff)]
    completed = {e.item: e.document_date or e.noted for e in known if e.status == "done"}
    due = [i for i in items.values() if i.kind == "dated" and i.due and i.due <= cutoff]
    overdue = sorted(i.id for i in due if i.id not in completed and i.due and i.due < cutoff)
    return {
        "events": dict(sorted(Counter(e.status for e in known).items())),
        "items": len(items),
        "with_done_event": sorted(completed),
        "due": len(due),
        "done_of_due": sum(i.id in completed for i in due),
        "completed_after_due_date": sorted(
            i.id for i in due if i.id in completed and i.due and completed[i.id] > i.due
        ),
        "overdue": overdue,
        "done_events_without_document": sorted(
            i for i in completed if not any(e.document for e in known if e.item == i and e.status == "done")
        ),
        "silent": sorted(set(items) - {e.item for e in known}),
    }


def check_events(items: dict[str, Item], noted: Iterable[Event]) -> None:
    for e in noted:
        assert e.item in items, f"no such product: {e.item}"
        assert COVERED[0] <= e.noted <= COVERED[1] and (e.document_date is None or e.document_date <= e.noted), e
        assert not e.document or re.fullmatch(r"\d{2,4}/[A-ZĐ]+-[A-ZĐ]+", e.document), e.document
