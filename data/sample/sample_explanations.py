"""The units' explanations of overdue dossiers (phiếu giải trình hồ sơ quá hạn), as they come back filled in.

Each form lists every dossier of its unit that was settled late in a period or is overdue at its end; units fill in some lines, leave
others blank and add a few. What a right reader makes of each line, and the figures, are found here by plain conditions.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from sample_expected import PERIODS, Counted, pending_as, settled_as
from sample_files import SAMPLE_NOTE, Cell, Grid, Names, as_text
from sample_lists import IDENTICAL, SUPERSEDED, ListFile, ListLine
from sample_world import WorkCalendar

HEADINGS = [
    "TT", "Mã hồ sơ", "Thủ tục hành chính", "Ngày tiếp nhận", "Ngày hẹn trả", "Ngày kết thúc", "Số ngày làm việc quá hạn",
    "Đã giải trình", "Nguyên nhân", "Diễn giải", "Số văn bản xin lỗi", "Ngày xin lỗi", "Ngày hẹn lại",
]  # fmt: skip
SLOW, AGENCY = "Chậm kết thúc quy trình trên Hệ thống", "Cơ quan phối hợp chậm có ý kiến"
COMPLEX, SYSTEM, OTHER = "Hồ sơ phức tạp", "Lỗi hệ thống", "Nguyên nhân khác"
CAUSES = {SLOW: "slow_closing", AGENCY: "other_agency", COMPLEX: "complex", SYSTEM: "system", OTHER: "other"}
NOBODY = "H21.15-210230-0009"
ON_TIME = "any dossier that was settled early"


@dataclass(frozen=True)
class Entry:
    """What a unit typed into a line; days as 2021-03-14."""

    cause: str = ""
    apology_no: str = ""
    apologised: str = ""
    new_due: str = ""
    note: str = ""

    @property
    def days(self) -> tuple[date | None, date | None]:
        apologised, new_due = (date.fromisoformat(day) if day else None for day in (self.apologised, self.new_due))
        return apologised, new_due


@dataclass(frozen=True)
class Phieu:
    """A filled form: unit, period, the day on which it came back, entries by the dossier's code, lines added at the end."""

    unit: str
    period: str
    received: date
    entries: Mapping[str, Entry]
    added: Sequence[tuple[str, Entry]] = field(default=())

    @property
    def file(self) -> ListFile:
        start, end = PERIODS[self.period]
        name = f"explanations/giai-trinh-qua-han-{self.unit.lower()}-{self.period}.xlsx"
        return ListFile(
            name, "explanations", "Giải trình quá hạn", "PHIẾU GIẢI TRÌNH HỒ SƠ QUÁ HẠN", "Phiếu giải trình của đơn vị", start,
            end, self.received,
        )  # fmt: skip


PHIEU = [
    Phieu("TTBCXB", "2021-Q1", date(2021, 3, 18), {
        "H21.15-201118-0004": Entry(SLOW, "51/PXL-STTTT", "2020-11-25", "2020-12-18"),
        "H21.15-201127-0002": Entry(SLOW.upper(), "52/PXL-STTTT", "2020-12-09", "2020-12-16"),
        "H21.15-201231-0001": Entry(SLOW, "01/PXL-STTTT", "2021-01-12", "2021-01-14"),
        "H21.15-210115-0005": Entry(AGENCY, "03/PXL-STTTT", "2021-01-20", "2021-03-31", "Ông Nguyễn Văn Mẫu 0007 nộp bản giấy chậm"),
        "H21.15-210217-0004": Entry(note="Đang xác minh"),
        "H21.15-210301-0002": Entry("Quên", "07/PXL-STTTT", "2021-03-05", "2021-03-19"),
    }, [
        (NOBODY, Entry(SLOW)),
        ("H21.15-201118-0004", Entry(SLOW, "51/PXL-STTTT", "2020-11-25", "2020-12-18")),
        (ON_TIME, Entry(OTHER)),
    ]),
    Phieu("BCVT", "2021-Q1", date(2021, 3, 17), {
        "H21.15-210120-0002": Entry(SYSTEM, "04/PXL-STTTT"),
        "H21.15-210125-0002": Entry(SYSTEM, "05/PXL-STTTT", "2021-03-25", "2021-03-30"),
    }),
    Phieu("TTBCXB", "2021-6M", date(2021, 6, 18), {
        "H21.15-210217-0003": Entry(COMPLEX, "21/PXL-STTTT", "2021-06-16", "2021-06-30"),
        "H21.15-210217-0004": Entry(AGENCY, "08/PXL-STTTT", "2021-03-01", "2021-03-01"),
        "H21.15-210301-0001": Entry(SLOW, "09/PXL-STTTT", "2020-03-05", "2021-03-20"),
        "H21.15-210301-0002": Entry(SLOW, "10/PXL-STTTT", "2021-03-05", "2021-03-19"),
        "H21.15-210519-0003": Entry(AGENCY, "15/PXL-STTTT", "2021-05-26", "2021-06-25"),
    }),
    Phieu("TTBCXB", "2021", date(2021, 12, 20), {
        "H21.15-210519-0004": Entry(SLOW, "16/PXL-STTTT", "2021-05-26", "2021-06-20"),
        "H21.15-210819-0003": Entry(SLOW, "30/PXL-STTTT", "2021-08-26", "2021-09-20"),
        "H21.15-211118-0004": Entry(COMPLEX, "41/PXL-STTTT", "2021-11-25"),
        "H21.15-211118-0005": Entry(OTHER, "42/PXL-STTTT", "2021-11-25", "2021-12-31"),
    }),
]  # fmt: skip


def explanations(
    dossiers: Sequence[Counted], calendar: WorkCalendar, names: Names
) -> tuple[dict[str, Grid], list[ListLine], dict[str, int]]:
    """The forms by file, the lines that somebody wrote into, and how many lines of each form were left blank."""
    by_code = {d.code: d for d in dossiers}
    grids: dict[str, Grid] = {}
    lines: list[ListLine] = []
    blank: dict[str, int] = {}
    # In the order in which they came back, which decides what is newer.
    for phieu in sorted(PHIEU, key=lambda each: each.received):
        start, end = PERIODS[phieu.period]
        listed = [d for d in overdue(dossiers, start, end) if d.unit == phieu.unit]
        assert set(phieu.entries) <= {d.code for d in listed}, (phieu.unit, phieu.period)
        grid = begun(phieu, names)
        for d in listed:
            add_line(grid, phieu, d.code, d, phieu.entries.get(d.code, Entry()), calendar, lines)
        for code, entry in phieu.added:
            other = settled_in_time(dossiers, phieu) if code == ON_TIME else by_code.get(code)
            add_line(grid, phieu, other.code if other else code, other, entry, calendar, lines)
        grid.add([])
        grid.add(["Hướng dẫn điền biểu"])
        grid.add(["Lưu tệp, giữ nguyên dạng Excel, và gửi lại."])
        grids[phieu.file.file] = grid
        blank[phieu.file.file] = len(listed) - len(phieu.entries)
    return grids, superseded(lines), blank


def begun(phieu: Phieu, names: Names) -> Grid:
    grid = Grid(indent=0)
    grid.add([phieu.file.title])
    grid.add([SAMPLE_NOTE])
    grid.add([f"Đơn vị giải quyết: {names.units[phieu.unit][0]}"])
    grid.add([f"Kỳ báo cáo: {phieu.file.start:%d/%m/%Y} – {phieu.file.end:%d/%m/%Y}"])
    grid.add(HEADINGS)
    return grid


def add_line(
    grid: Grid, phieu: Phieu, code: str, d: Counted | None, entry: Entry, calendar: WorkCalendar, lines: list[ListLine]
) -> None:
    ended = d.finished if d and d.finished and d.finished <= phieu.file.end else None
    known = [d.received, d.due, ended] if d else [None] * 3
    late = calendar.between(d.due, ended or phieu.file.end) if d and d.due else None
    printed: list[Cell] = [
        len(grid.rows) - 4,
        code,
        d.of.name if d else None,
        *(f"{day:%d/%m/%Y}" if day else None for day in known),
        late,
        "Chưa" if d else None,
    ]
    typed: list[Cell] = [entry.cause or None, entry.note or None, entry.apology_no or None, *entry.days]
    row = grid.add([*printed, *typed])
    if entry == Entry():
        return
    cells = dict(zip(HEADINGS, map(as_text, [*printed, *typed]), strict=True))
    rule = broken_rule(entry, d, phieu.received)
    line = ListLine(phieu.file, row, cells, d.code if d else "", rule, () if rule else flags(entry, d, phieu.received))
    said_before = [x for x in lines if x.code and x.code == line.code and not x.outcome]
    if not rule and any(same(x, line) for x in said_before[-1:]):
        line = replace(line, outcome=IDENTICAL)
    lines.append(line)


def same(one: ListLine, other: ListLine) -> bool:
    return all(one.cells[heading] == other.cells[heading] for heading in HEADINGS[3:6] + HEADINGS[8:])


def superseded(lines: Sequence[ListLine]) -> list[ListLine]:
    """Of the lines of a dossier that say something, all but the last are older states."""
    last = {line.code: number for number, line in enumerate(lines) if not line.outcome}
    return [
        replace(line, outcome=SUPERSEDED) if not line.outcome and last[line.code] != number else line
        for number, line in enumerate(lines)
    ]


def broken_rule(entry: Entry, d: Counted | None, received: date) -> str:
    """The first row rule that the line breaks, or nothing."""
    apologised, _ = entry.days
    if d is None:
        return "unknown_dossier"
    if entry.cause and entry.cause.casefold() not in {word.casefold() for word in CAUSES}:
        return "unknown_cause"
    if apologised and apologised > received:
        return "date_after_export"
    if apologised and d.received and apologised < d.received:
        return "apology_before_received"
    return ""


def flags(entry: Entry, d: Counted | None, received: date) -> tuple[str, ...]:
    apologised, new_due = entry.days
    assert d is not None and d.due is not None
    found = {
        "missing_cause": not entry.cause,
        "apology_without_date": bool(entry.apology_no or new_due) and not apologised,
        "apology_after_due_date": apologised is not None and apologised > d.due,
        "new_date_not_later": new_due is not None and new_due <= d.due,
        "explained_not_overdue": d.finished <= d.due if d.finished else d.due >= received,
    }
    return tuple(rule for rule, met in found.items() if met)


def overdue(dossiers: Iterable[Counted], start: date, end: date) -> list[Counted]:
    """Settled late from the first to the last day, or overdue on the last, in the order of their codes."""
    found = []
    for d in dossiers:
        if not d.counts or d.received is None or d.received > end:
            continue
        if d.finished and d.finished <= end:
            if d.finished >= start and settled_as(d, end) == "settled_late":
                found.append(d)
        elif pending_as(d, end) == "pending_overdue":
            found.append(d)
    return sorted(found, key=lambda d: d.code)


def settled_in_time(dossiers: Iterable[Counted], phieu: Phieu) -> Counted:
    """A dossier of the unit that needs no explanation."""
    return next(
        d
        for d in dossiers
        if d.counts and d.unit == phieu.unit and d.finished and d.due and not d.withdrawn
        and phieu.file.start <= d.finished <= phieu.file.end and d.finished < d.due
    )  # fmt: skip


def expected_explanations(dossiers: Sequence[Counted], lines: Sequence[ListLine]) -> dict[str, Any]:
    """For each period the counts, those by cause, and the dossiers that somebody has still to answer for."""
    said = {line.code: line.cells for line in lines if line.file.kind == "explanations" and not line.outcome}
    return {key: of_period(overdue(dossiers, *days), said, days[1]) for key, days in PERIODS.items()}


def of_period(dossiers: Sequence[Counted], said: Mapping[str, Mapping[str, str]], cutoff: date) -> dict[str, Any]:
    n = dict.fromkeys(
        (
            "overdue_to_explain", "overdue_explained", "overdue_not_explained", "overdue_apologised", "overdue_not_apologised",
            "overdue_apologised_in_time", "overdue_promised_anew", "overdue_unanswered",
        ), 0,
    )  # fmt: skip
    causes = dict.fromkeys(CAUSES.values(), 0)
    unanswered = []
    for d in dossiers:
        cells = said.get(d.code, {})
        word = next((c for w, c in CAUSES.items() if w.casefold() == cells.get("Nguyên nhân", "").casefold()), "")
        on = date.fromisoformat(cells["Ngày xin lỗi"]) if cells.get("Ngày xin lỗi") else None
        apologised = on is not None and on <= cutoff
        n["overdue_to_explain"] += 1
        n["overdue_explained" if word else "overdue_not_explained"] += 1
        n["overdue_apologised" if apologised else "overdue_not_apologised"] += 1
        n["overdue_apologised_in_time"] += bool(apologised and on and d.due and on <= d.due)
        n["overdue_promised_anew"] += bool(apologised and cells["Ngày hẹn lại"])
        if word:
            causes[word] += 1
        if not word or not apologised:
            n["overdue_unanswered"] += 1
            unanswered.append(d.code)
    return {"measures": n, "by_cause": causes, "unanswered": unanswered}
