"""The small lists beside the dossiers: those given back or withdrawn, feedback (PAKN), counts of documents.

Every line knows what a right reader makes of it: accepted, rejected under a rule, a repetition, an older state; and what it is flagged for.
Feedback and documents are invented line by line.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sample_exports import older_order
from sample_files import SAMPLE_NOTE, Cell, Grid, applicant, as_text
from sample_world import CODE_SWITCH, LAST_DAY, Dossier

IDENTICAL, SUPERSEDED = "identical", "superseded"
WITHDRAWN_HEADINGS = [
    "STT", "Đơn vị tiếp nhận", "Tên thủ tục hành chính", "Mã hồ sơ", "Chủ hồ sơ", "Lý do xin rút/ trả lại", "Ngày nộp", "Ngày nhận",
    "Ngày hẹn trả", "Ngày kết thúc xử lý",
]  # fmt: skip
FEEDBACK_HEADINGS = [
    "STT", "Mã PAKN", "Người phản ánh", "Số điện thoại", "Nội dung phản ánh", "Phân loại", "Đơn vị xử lý", "Trạng thái",
    "Ngày tiếp nhận", "Hạn xử lý", "Ngày yêu cầu bổ sung", "Ngày trả lời", "Ngày công khai",
]  # fmt: skip
DOCUMENT_HEADINGS = [
    "STT", "Đơn vị", "Từ ngày", "Đến ngày", "Tổng số văn bản đến", "Văn bản đến điện tử", "Xử lý trên môi trường mạng",
    "Tổng số văn bản đi", "Văn bản đi điện tử", "Văn bản đi có ký số", "Gửi qua Trục liên thông", "Văn bản mật (không tính)", "Ghi chú",
]  # fmt: skip
UNKNOWN_CODE = "H21.15-210230-0004"


@dataclass(frozen=True)
class ListFile:
    """A list: its kind, sheet and title, the system that it is from, the days it covers and when it was exported."""

    file: str
    kind: str
    sheet: str
    title: str
    system: str
    start: date
    end: date
    exported: date


@dataclass(frozen=True)
class ListLine:
    """A line of such a list. `outcome`: "", a rule that rejects it, identical or superseded; `flagged`: the rules that only mark it."""

    file: ListFile
    row: int
    cells: Mapping[str, str]
    code: str
    outcome: str = ""
    flagged: tuple[str, ...] = ()


ONE_STOP, HOTLINE, OFFICE = "Hệ thống một cửa điện tử", "Tổng đài 1022", "Hệ thống quản lý văn bản"
# The first day of the report's year.
FIRST_DAY = date(2020, 12, 15)
WITHDRAWN = ListFile(
    "withdrawn/tra-lai-xin-rut-2021.xlsx", "withdrawn", "Trả lại, xin rút", "DANH SÁCH HỒ SƠ TRẢ LẠI, XIN RÚT", ONE_STOP,
    date(2021, 1, 1), LAST_DAY, date(2022, 1, 7),
)  # fmt: skip
FEEDBACK_FILES = [
    ListFile(
        "feedback/pakn-2021-6T.xlsx", "feedback", "PAKN", "DANH SÁCH PHẢN ÁNH, KIẾN NGHỊ", HOTLINE, FIRST_DAY,
        date(2021, 6, 30), date(2021, 7, 1),
    ),
    ListFile(
        "feedback/pakn-2021.xlsx", "feedback", "PAKN", "DANH SÁCH PHẢN ÁNH, KIẾN NGHỊ", HOTLINE, FIRST_DAY, LAST_DAY,
        date(2022, 1, 7),
    ),
]  # fmt: skip
DOCUMENTS = ListFile(
    "documents/van-ban-2021.xlsx", "documents", "Văn bản", "THỐNG KÊ VĂN BẢN ĐIỆN TỬ", OFFICE, FIRST_DAY, LAST_DAY,
    date(2022, 1, 7),
)  # fmt: skip
LIST_FILES = [WITHDRAWN, *FEEDBACK_FILES, DOCUMENTS]


def begun(file: ListFile, headings: Sequence[str]) -> Grid:
    grid = Grid()
    grid.add([file.title])
    grid.add([f"Từ ngày {file.start:%d/%m/%Y} đến ngày {file.end:%d/%m/%Y} – {SAMPLE_NOTE}"])
    grid.add(headings)
    return grid


def lists(dossiers: Iterable[Dossier], codes: Mapping[int, str]) -> tuple[dict[str, Grid], list[ListLine]]:
    """All lists by file, and their lines in order."""
    grids: dict[str, Grid] = {}
    lines: list[ListLine] = []
    made = [withdrawn_list(dossiers, codes), *map(feedback_list, FEEDBACK_FILES), document_list()]
    for file, (grid, of_file) in zip(LIST_FILES, made, strict=True):
        grid.add([f"Tổng cộng: {len(of_file)}"])
        grids[file.file] = grid
        lines += of_file
    return grids, lines


def withdrawn_list(dossiers: Iterable[Dossier], codes: Mapping[int, str]) -> tuple[Grid, list[ListLine]]:
    """Those withdrawn in 2021, one with another day than in the exports; then a finished one, one that the exports go on showing
    as pending, a code that no dossier has, and the first line once more.
    """
    file, grid, lines = WITHDRAWN, begun(WITHDRAWN, WITHDRAWN_HEADINGS), list[ListLine]()
    listed = sorted(
        (d for d in dossiers if d.received and file.start <= d.received.date()), key=lambda d: codes[d.serial]
    )
    gone = [d for d in listed if d.outcome == "withdrawn" and d.finished and not d.distortion]
    settled = next(
        d for d in listed if d.outcome == "done" and d.finished and d.returned and not d.distortion and not d.plants
    )
    only_here = [d for d in listed if d.listed_withdrawn]

    def add(dossier: Dossier, ended: date | None, code: str = "", outcome: str = "", *flagged: str) -> None:
        own = codes[dossier.serial]
        printed = code or (older_order(own) if dossier.code_day < CODE_SWITCH or len(lines) == 1 else own)
        row: list[Cell] = [
            len(grid.rows) - 2, "Bộ phận Một cửa", dossier.procedure.name, printed, applicant(dossier),
            f"Theo đơn của {applicant(dossier)}", dossier.submitted, dossier.received,
            datetime.combine(dossier.due, time(17)) if dossier.due else None, datetime.combine(ended, time(9)) if ended else None,
        ]  # fmt: skip
        cells = dict(zip(WITHDRAWN_HEADINGS, map(as_text, row), strict=True))
        lines.append(ListLine(file, grid.add(row), cells, "" if code else own, outcome, flagged))

    for number, dossier in enumerate(gone):
        assert dossier.finished
        if number == 2:
            add(dossier, dossier.finished.date().replace(day=28), "", "", "withdrawal_date_differs")
        else:
            add(dossier, dossier.finished.date())
    assert settled.finished
    add(settled, settled.finished.date(), "", "", "withdrawn_but_finished")
    for dossier in only_here:
        add(dossier, dossier.listed_withdrawn, "", "", "withdrawn_but_listed")
    add(gone[0], LAST_DAY, UNKNOWN_CODE, "unknown_dossier")
    assert gone[0].finished
    add(gone[0], gone[0].finished.date(), "", IDENTICAL)
    return grid, lines


# The list of the half year and, later, that of the whole year: of equal lines the first one is kept, of others the last.
# Code, what it is about, unit, state; received, due, asked for more, answered, published (day and month, of 2021 unless the year stands
# there); what a reader makes of it.
Said = tuple[str, str, str, str, str, str, str, str, str, str, tuple[str, ...]]
BOTH_HALVES: list[Said] = [
    ("PA-2020-0098", "Quy định hành chính", "P. BC-VT", "Đã trả lời", "27/11/2020", "18/12/2020", "", "21/12/2020", "22/12/2020", IDENTICAL, ()),
    ("PA-2021-0001", "Hành vi hành chính", "Văn phòng Sở", "ĐÃ TRẢ LỜI", "12/01", "02/02", "", "25/01", "26/01", IDENTICAL, ()),
    ("PA-2021-0009", "Quy định hành chính", "Thanh tra Sở", "Từ chối", "18/01", "08/02", "", "19/01", "", IDENTICAL, ()),
    ("PA-2021-0010", "Hành vi hành chính", "P. CNTT", "Đã trả lời", "08/02", "08/03", "", "16/03", "18/03", IDENTICAL, ()),
    ("PA-2021-0011", "Cả hai", "Văn phòng Sở", "Đã trả lời", "22/02", "15/03", "26/02", "10/03", "16/03", IDENTICAL, ()),
    ("PA-2021-0002", "Quy định hành chính", "P. CNTT", "Đã trả lời", "03/03", "24/03", "12/03", "30/03", "31/03", IDENTICAL, ()),
    ("PA-2021-0004", "Cả hai", "Thanh tra Sở", "Từ chối", "20/05", "10/06", "", "25/05", "", IDENTICAL, ()),
]  # fmt: skip
FIRST_HALF: list[Said] = [
    *((*said[:-2], "", said[-1]) for said in BOTH_HALVES),
    ("PA-2021-0003", "Hành vi hành chính", "Văn phòng Sở", "Đang xử lý", "24/06", "15/07", "", "", "", SUPERSEDED, ()),
]  # fmt: skip
WHOLE_YEAR: list[Said] = [
    *BOTH_HALVES,
    ("PA-2021-0003", "Hành vi hành chính", "Văn phòng Sở", "Đã trả lời", "24/06", "15/07", "", "08/07", "07/07", "", ("published_before_answered",)),
    ("PA-2021-0005", "", "Phòng Nội vụ huyện", "Đang xử lý", "06/12", "27/12", "", "", "", "", ("unclassified_feedback", "unlisted_feedback_unit")),
    ("PA-2021-0006", "Quy định hành chính", "Văn phòng Sở", "Đã trả lời", "09/08", "30/08", "", "06/08", "", "answered_before_received", ()),
    ("PA-2021-0007", "Hành vi hành chính", "Văn phòng Sở", "Chuyển vòng", "15/09", "06/10", "", "", "", "unknown_feedback_status", ()),
    ("PA-2021-0008", "Hành vi hành chính", "Văn phòng Sở", "Đã trả lời", "01/10", "22/10", "", "", "", "answered_without_date", ()),
    ("PA-2021-0012", "Hành vi hành chính", "Văn phòng Sở", "Đang xử lý", "11/11", "02/12", "", "", "", "", ()),
    ("", "Hành vi hành chính", "Văn phòng Sở", "Đang xử lý", "20/12", "11/01/2022", "", "", "", "missing_feedback_code", ()),
]  # fmt: skip


def feedback_list(file: ListFile) -> tuple[Grid, list[ListLine]]:
    grid, lines = begun(file, FEEDBACK_HEADINGS), list[ListLine]()
    for number, said in enumerate(FIRST_HALF if file.end < LAST_DAY else WHOLE_YEAR, start=1):
        code, kind, unit, status, *days, outcome, flagged = said
        dates = [f"{day}/2021" if len(day) == 5 else day or None for day in map(str, days)]
        person: list[Cell] = [
            f"Nguyễn Văn Mẫu {number}",
            f"09000009{number:02d}",
            f"Ông Văn Mẫu {number} phản ánh về thái độ phục vụ",
        ]
        row: list[Cell] = [number, code, *person, kind, unit, status, *dates]
        cells = dict(zip(FEEDBACK_HEADINGS, map(as_text, row), strict=True))
        lines.append(ListLine(file, grid.add(row), cells, str(code), str(outcome), tuple(flagged)))
    return grid, lines


# The days that each line of a unit counts: two report as the report's periods go, one by the calendar's quarters, across the cut-offs.
Span = tuple[date, date]
REPORT_SPANS: list[Span] = [
    (FIRST_DAY, date(2021, 3, 14)), (date(2021, 3, 15), date(2021, 6, 14)), (date(2021, 6, 15), date(2021, 9, 14)),
    (date(2021, 9, 15), date(2021, 12, 14)), (date(2021, 12, 15), LAST_DAY),
]  # fmt: skip
CALENDAR_SPANS: list[Span] = [
    (FIRST_DAY, date(2020, 12, 31)), (date(2021, 1, 1), date(2021, 3, 31)), (date(2021, 4, 1), date(2021, 6, 30)),
    (date(2021, 7, 1), date(2021, 9, 30)), (date(2021, 10, 1), LAST_DAY),
]  # fmt: skip
# Received, of these electronic, handled online; sent, of these electronic, signed, over the axis; confidential: in the first span, in
# each further one there is one more of everything.
COUNTS = {
    "Văn phòng Sở": (REPORT_SPANS, (845, 845, 845, 310, 310, 310, 290, 2)),
    "Thanh tra": (REPORT_SPANS, (120, 118, 110, 42, 40, 40, 31, 5)),
    "Trung tâm CNTT&TT": (CALENDAR_SPANS, (1245, 1240, 1200, 405, 405, 401, 380, 0)),
}


def document_list() -> tuple[Grid, list[ListLine]]:
    """Three units in five spans; then one with more signed than electronic, one in words, one of nobody, and a line once more."""
    file, grid, lines = DOCUMENTS, begun(DOCUMENTS, DOCUMENT_HEADINGS), list[ListLine]()

    def add(unit: str, span: Span, counts: Sequence[Cell], outcome: str = "") -> None:
        row: list[Cell] = [len(grid.rows) - 2, unit, *span, *counts, None]
        cells = dict(zip(DOCUMENT_HEADINGS, map(as_text, row), strict=True))
        lines.append(ListLine(file, grid.add(row), cells, "", outcome))

    for number in range(5):
        for unit, (spans, counts) in COUNTS.items():
            add(unit, spans[number], [count + number for count in counts])
    add("Phòng CNTT", REPORT_SPANS[0], (90, 90, 90, 30, 28, 29, 20, 0), "more_signed_than_sent_electronic")
    add("Phòng CNTT", REPORT_SPANS[1], (90, 90, 90, "ba mươi", 28, 28, 20, 0), "unreadable_number")
    add("Phòng không có", REPORT_SPANS[0], (9, 9, 9, 3, 3, 3, 2, 0), "unlisted_unit")
    add("Văn phòng Sở", REPORT_SPANS[0], COUNTS["Văn phòng Sở"][1], IDENTICAL)
    return grid, lines


def only_listed(lines: Iterable[ListLine]) -> dict[str, date]:
    """Code → day of end of the dossiers that the exports go on showing as pending."""
    return {
        line.code: datetime.strptime(line.cells["Ngày kết thúc xử lý"], "%d/%m/%Y %H:%M:%S").date()
        for line in lines
        if "withdrawn_but_listed" in line.flagged
    }


def expected_lists(lines: Sequence[ListLine]) -> dict[str, Any]:
    """What is flagged in each file, and some counts over the accepted lines."""
    kept = [line for line in lines if not line.outcome]
    feedback = [line.cells for line in kept if line.file.kind == "feedback"]
    documents = [line.cells for line in kept if line.file.kind == "documents"]
    return {
        "flagged": {
            file.file: dict(sorted(Counter(rule for x in lines if x.file == file for rule in x.flagged).items()))
            for file in dict.fromkeys(line.file for line in lines)
        },
        "only_in_the_list_of_withdrawn": sorted(only_listed(lines)),
        "feedback": {
            "lines": len(feedback),
            "by_kind": dict(sorted(Counter(cells["Phân loại"] for cells in feedback).items())),
            "answered": sum(cells["Trạng thái"].casefold() == "đã trả lời" for cells in feedback),
            "published": sum(bool(cells["Ngày công khai"]) for cells in feedback),
        },
        "documents": {heading: sum(int(cells[heading]) for cells in documents) for heading in DOCUMENT_HEADINGS[4:12]},
    }
