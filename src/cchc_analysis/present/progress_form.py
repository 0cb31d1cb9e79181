"""What the form says in which a unit reports its progress on the plan: its columns, its lines, its instructions.

The same form is written as a workbook and as a Word file. Heads and words are those of the mapping that reads filled copies back, so
that what a form asks for is what the reader knows. What is known already stands in columns of its own; the columns to fill in are
empty, and a line that stays so says nothing new.
"""

import re
from collections.abc import Iterator, Sequence

import pandas as pd

from cchc_analysis.plan.labels import ESTIMATE_LABELS, STATE_LABELS, STATUS_LABELS
from cchc_analysis.present import wording
from cchc_analysis.present.form import Column, Entry, Form, layout_of, words_of
from cchc_analysis.present.numbers import format_count
from cchc_analysis.sources.mapping import Mapping
from cchc_analysis.standing import Standing
from cchc_analysis.tables import Record, records
from cchc_analysis.text import short_date, table_date

# Of the columns that only people need, the heads; the mapping lists them among those that it does not read.
NUMBER, PRODUCT, DEADLINE, KNOWN = _OWN = ("TT", "Sản phẩm", "Thời hạn", "Tình trạng đã biết")
SHEET = "Tiến độ"


# target: width, entry
_LAYOUT: dict[str, tuple[int, Entry]] = {
    NUMBER: (5, ""), "item_id": (13, ""), PRODUCT: (27, ""), DEADLINE: (13, ""), KNOWN: (20, ""),
    "event_date": (13, "day"), "status": (12, "choice"), "document_no": (13, "text"), "document_date": (13, "day"),
    "share_done": (9, "share"), "obstacle": (13, "text"), "next_step": (13, "text"), "estimate_status": (12, "choice"),
    "estimate_share": (9, "share"), "reporting_unit": (11, ""),
}  # fmt: skip


def progress_form(standing: Standing, unit: str) -> Form:
    """The form of a leading unit: every item that it leads, but those that are done and have their document.

    A word for several units ("các phòng chuyên môn") has a form, too; whoever fills it in names itself. Raises SettingsError
    where no mapping would read the form.
    """
    register, period, agency = standing.register, standing.period, standing.settings.agency
    led = standing.led_by(unit)
    settled = led["is_done"] & ~led["done_without_document"]
    name, is_collective = standing.units[unit], unit in standing.reference.collective_units
    members = [known for code, known in standing.units.items() if code not in standing.reference.collective_units]
    columns = tuple(_columns(_layout_of(standing.layouts), register.year, members if is_collective else []))
    subtitles = [
        wording.FORM_UNIT.format(unit=name),
        wording.FORM_SPAN.format(period=period.name, cutoff=short_date(period.end), day=short_date(standing.day)),
        wording.FORM_RULES,
    ]
    if settled.any():
        subtitles.append(wording.FORM_LEFT_OUT.format(count=format_count(int(settled.sum()), leading_zero=True)))
    hints = [f"{column.head}: {column.hint}" for column in columns if column.hint]
    send = wording.FORM_SEND.format(collector=f" {agency.collector}" if agency.collector else "")
    return Form(
        unit,
        wording.FORM_TITLE.format(number=register.number, day=short_date(register.date)),
        tuple(subtitles),
        columns,
        tuple(_lines(led[~settled], "" if is_collective else name)),
        (*hints, send),
        register.year,
        period.end,
        standing.settings.report.sample_data,
        SHEET,
    )


def known_state(item: Record) -> str:
    """What is known of an item: its state, what was last reported of it, its document, obstacle and estimate."""
    label = STATE_LABELS[str(item["state"])]
    parts = [label]
    if pd.isna(item["latest_date"]):
        parts += ["chưa báo cáo"] if item["state"] != "not_reported" else []
    else:
        status = STATUS_LABELS[str(item["latest_status"])]
        said = [] if status == label else [_small(status)]
        said += [] if pd.isna(item["share_done"]) else [f"{item['share_done']}%"]
        told = f"báo cáo ngày {short_date(item['latest_date'])}"
        parts.append(f"{told}: {', '.join(said)}" if said else told)
    if pd.notna(item["document_no"]):
        dated = f" ngày {short_date(item['document_date'])}" if pd.notna(item["document_date"]) else ""
        parts.append(f"văn bản số {item['document_no']}{dated}")
    elif item["done_without_document"]:
        parts.append("chưa có tài liệu kiểm chứng")
    if pd.notna(item["obstacle"]):
        parts.append(f"vướng mắc: {_small(str(item['obstacle']))}")
    if pd.notna(item["estimate_status"]):
        share = f", {item['estimate_share']}%" if pd.notna(item["estimate_share"]) else ""
        parts.append(f"ước đến 31/12: {_small(ESTIMATE_LABELS[str(item['estimate_status'])])}{share}")
    return "; ".join(parts)


def deadline_read(item: Record) -> str:
    """When an item falls due, as the printed text is read: a day as 31/12/2021, or that it has none."""
    if item["kind"] == "dated":
        return table_date(item["due_date"])
    return "thường xuyên trong năm" if item["kind"] == "continuous" else "chưa xác định"


def product(item: Record) -> str:
    """The product's text, with the occurrence of one that falls due several times."""
    return str(item["product_text"]) + (f" ({item['occurrence']})" if item["occurrence"] else "")


def task(item: Record) -> str:
    """The task that an item belongs to, under the number of its row."""
    return f"{item['row_id']}. " + re.sub(r"^\d+\.\s*", "", str(item["task_text"]))


def _lines(items: pd.DataFrame, unit: str) -> Iterator[str | dict[str, str]]:
    row = ""
    for number, item in enumerate(records(items), start=1):
        if item["row_id"] != row:
            row = item["row_id"]
            yield f"{task(item)} {wording.FORM_PRINTED.format(deadline=item['deadline_text'])}"
        yield {
            NUMBER: str(number),
            "item_id": item["item_id"],
            PRODUCT: product(item),
            DEADLINE: deadline_read(item),
            KNOWN: known_state(item),
            "reporting_unit": unit,
        }


def _layout_of(layouts: Sequence[Mapping]) -> Mapping:
    """The mapping that reads every column of the form."""
    wanted = [target for target in _LAYOUT if target not in _OWN]
    return layout_of(layouts, "progress", wanted, _OWN, "progress")


def _columns(mapping: Mapping, year: int, members: Sequence[str]) -> Iterator[Column]:
    for target, (width, entry) in _LAYOUT.items():
        head = mapping.columns[target][0] if target in mapping.columns else target
        words = words_of(mapping, target)
        if target == "reporting_unit":
            words, entry = tuple(members), "choice" if members else ""
        hint = wording.FORM_HINTS[target].format(year=year, words=", ".join(words)) if entry else ""
        yield Column(target, head, width, entry, hint, words)


def _small(text: str) -> str:
    """The text with a small first letter, to go on after a colon; an abbreviation keeps its capitals."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]
