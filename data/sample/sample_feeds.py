"""What is counted of feedback, of documents and of the registers of connections: loops over the lines that a right reader keeps.

A step is in time within so many working days after the one that begins it; the limits are the settings' defaults. A line of documents
counts in the period of its last day.
"""

import csv
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path

from sample_lists import ListLine
from sample_world import WorkCalendar

ANSWER, REFUSE, SUPPLEMENT, PUBLISH = 15, 2, 5, 2
FEED_RATIOS = {
    "feedback_answered_in_time_share": ("feedback_answered_in_time", "feedback_answered"),
    "feedback_refused_in_time_share": ("feedback_refused_in_time", "feedback_refused"),
    "feedback_published_in_time_share": ("feedback_published_in_time", "feedback_published"),
    "feedback_answers_published_share": ("feedback_answers_published", "feedback_answered"),
    "documents_electronic_share": ("documents_exchanged_electronic", "documents_exchanged"),
    "documents_signed_share": ("documents_signed", "documents_of_signed"),
    "documents_via_axis_share": ("documents_via_axis", "documents_of_via_axis"),
    "documents_handled_online_share": ("documents_handled_online", "documents_of_handled_online"),
    "systems_connected_share": ("systems_connected", "systems_required"),
    "offices_connected_share": ("offices_connected", "offices_total"),
}
Figures = dict[str, int]


def feed_figures(
    calendar: WorkCalendar, lines: Sequence[ListLine], registers: Path, start: date, end: date
) -> dict[str, Figures]:
    """ "" and each kind of feedback ("kind=Cả hai") → name of the measure → figure."""
    kept = [line for line in lines if not line.outcome]
    feedback = [line for line in kept if line.file.kind == "feedback"]
    documents = [line for line in kept if line.file.kind == "documents"]
    found = {
        f"kind={kind}": feedback_figures(calendar, (x for x in feedback if x.cells["Phân loại"] == kind), start, end)
        for kind in dict.fromkeys(line.cells["Phân loại"] for line in feedback)
    }
    whole = feedback_figures(calendar, feedback, start, end) | document_figures(documents, start, end)
    return {"": whole | connection_figures(registers, end)} | found


def day(line: ListLine, heading: str) -> date | None:
    text = line.cells[heading]
    if not text:
        return None
    return datetime.strptime(text, "%d/%m/%Y").date() if "/" in text else date.fromisoformat(text)


def feedback_figures(calendar: WorkCalendar, lines: Iterable[ListLine], start: date, end: date) -> Figures:
    names = ["total", "received", "carried_over", "settled", "answered", "answered_in_time", "answered_late", "refused"]
    names += ["refused_in_time", "supplement_asked", "supplement_asked_in_time", "pending", "pending_in_time"]
    names += ["pending_overdue", "published", "published_in_time", "answers_published"]
    n = dict.fromkeys(names, 0)
    for line in lines:
        received, answered, published = (day(line, h) for h in ("Ngày tiếp nhận", "Ngày trả lời", "Ngày công khai"))
        asked = day(line, "Ngày yêu cầu bổ sung")
        assert received
        is_new = start <= received <= end
        is_old = received < start and (answered is None or answered >= start)
        n["received"] += is_new
        n["carried_over"] += is_old
        n["total"] += is_new or is_old
        if answered and start <= answered <= end:
            days = calendar.between(received, answered)
            n["settled"] += 1
            if line.cells["Trạng thái"].casefold() == "từ chối":
                n["refused"] += 1
                n["refused_in_time"] += days <= REFUSE
            else:
                n["answered"] += 1
                n["answered_in_time" if days <= ANSWER else "answered_late"] += 1
                n["answers_published"] += published is not None and published <= end
        if asked and start <= asked <= end:
            n["supplement_asked"] += 1
            n["supplement_asked_in_time"] += calendar.between(received, asked) <= SUPPLEMENT
        if received <= end and (answered is None or answered > end):
            n["pending"] += 1
            n["pending_overdue" if calendar.between(received, end) > ANSWER else "pending_in_time"] += 1
        if published and start <= published <= end:
            n["published"] += 1
            n["published_in_time"] += answered is not None and calendar.between(answered, published) <= PUBLISH
    return {f"feedback_{name}": number for name, number in n.items()}


def document_figures(lines: Iterable[ListLine], start: date, end: date) -> Figures:
    parts = {
        "signed": "Văn bản đi có ký số",
        "via_axis": "Gửi qua Trục liên thông",
        "handled_online": "Xử lý trên môi trường mạng",
    }
    wholes = {"signed": "Văn bản đi điện tử", "via_axis": "Văn bản đi điện tử", "handled_online": "Tổng số văn bản đến"}
    names = ["exchanged", "exchanged_electronic", "confidential", *parts, *(f"of_{part}" for part in parts)]
    n = {f"documents_{name}": 0 for name in names}
    n |= {f"document_spans{name}": 0 for name in ("", "_straddling", "_left_out", "_overlapping")}
    for line in lines:
        first, last = day(line, "Từ ngày"), day(line, "Đến ngày")
        assert first and last
        is_counted = start <= last <= end
        straddles = first <= end and last >= start and not (start <= first and last <= end)
        n["document_spans_straddling"] += straddles
        n["document_spans_left_out"] += straddles and not is_counted
        if is_counted:
            numbers = {
                heading: int(line.cells[heading])
                for heading in line.cells
                if heading.startswith(("Tổng", "Văn bản", "Xử lý", "Gửi"))
            }
            n["document_spans"] += 1
            n["documents_exchanged"] += numbers["Tổng số văn bản đến"] + numbers["Tổng số văn bản đi"]
            n["documents_exchanged_electronic"] += numbers["Văn bản đến điện tử"] + numbers["Văn bản đi điện tử"]
            n["documents_confidential"] += numbers["Văn bản mật (không tính)"]
            for part, heading in parts.items():
                n[f"documents_{part}"] += numbers[heading]
                n[f"documents_of_{part}"] += numbers[wholes[part]]
    return n


def connection_figures(folder: Path, end: date) -> Figures:
    systems = [
        x for x in rows(folder / "systems.csv") if x["required_date"] and date.fromisoformat(x["required_date"]) <= end
    ]
    offices = rows(folder / "offices.csv")
    connected = sum(is_connected(x, end) for x in systems)
    return {
        "systems_required": len(systems), "systems_connected": connected, "systems_not_connected": len(systems) - connected,
        "offices_total": len(offices), "offices_connected": sum(is_connected(x, end) for x in offices),
    }  # fmt: skip


def is_connected(row: dict[str, str], end: date) -> bool:
    return bool(row["connected_date"]) and date.fromisoformat(row["connected_date"]) <= end


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
