"""The letter that reminds units of the plan before a report (công văn đôn đốc): its parts, from how the plan stands.

One letter to all units with a table for each, or one to a single unit. It lists what is behind, what falls due soon, what nobody
reported on, and what is called done without a document.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from cchc_analysis.plan.measures import DUE_SOON
from cchc_analysis.present import wording
from cchc_analysis.present.display import Addressees, Annex, Cell, Letterhead, Note, Prose, Signature, Table
from cchc_analysis.present.document import DAY_GAP, NUMBER_GAP
from cchc_analysis.present.markup import fill
from cchc_analysis.present.numbers import format_count
from cchc_analysis.present.progress_form import deadline_read, known_state, product, task
from cchc_analysis.standing import Standing
from cchc_analysis.tables import records
from cchc_analysis.text import enumerate_vi, long_date, short_date

Part = Letterhead | Addressees | Prose | Signature | Annex | Table | Note
UNBROKEN_HYPHEN = "\u2011"
# The nearer of the two spans that the report looks ahead by.
DAYS_AHEAD = min(DUE_SOON.values())
_HEADS = ("TT", "Mã", "Nhiệm vụ", "Sản phẩm", "Thời hạn theo Kế hoạch", "Hạn hoàn thành", "Tình trạng đã biết")


@dataclass(frozen=True)
class Reminder:
    """A letter: the units that it goes to, its parts in order, and its title for the file's properties."""

    units: tuple[str, ...]
    title: str
    parts: tuple[Part, ...]
    stamps: tuple[str, ...]


def open_items(items: pd.DataFrame, day: date) -> dict[str, pd.DataFrame]:
    """The items to be reminded of on a day, by why, each once: overdue; due within 30 days; not reported on; without a document.

    What did not arise is not open; what is continuous or falls due today is not reported on until there is word of it.
    """
    last = pd.Timestamp(day + timedelta(days=DAYS_AHEAD))
    is_open = ~items["is_done"] & (items["state"] != "not_arisen")
    is_soon = is_open & ~items["is_overdue"] & items["due_date"].between(pd.Timestamp(day), last)
    return {
        "overdue": items[items["is_overdue"]],
        "soon": items[is_soon],
        "silent": items[(items["state"] == "not_reported") & ~is_soon],
        "unproved": items[items["done_without_document"]],
    }


def reminder(standing: Standing, units: Sequence[str], answer_by: date | None = None) -> Reminder | None:
    """The letter to those of the units that have something open; None where none has.

    Without `answer_by` the day until which answers are wanted is left for a clerk to fill in.
    """
    found = {unit: open_items(standing.led_by(unit), standing.day) for unit in units}
    asked = tuple(unit for unit, groups in found.items() if any(map(len, groups.values())))
    if not asked:
        return None
    agency, period, register = standing.settings.agency, standing.period, standing.register
    about = wording.REMINDER_ABOUT.format(number=register.number, period=period.name)
    whole_number = register.number.replace(
        "-", UNBROKEN_HYPHEN
    )  # the column is narrow, and 163/KH- at its end is no number
    number = f"{NUMBER_GAP}/{agency.letter_symbol or agency.symbol.partition('-')[2]}"
    day = f"ngày {DAY_GAP} tháng {DAY_GAP} năm {standing.day.year}"
    stamps = (wording.SAMPLE_STAMP,) if standing.settings.report.sample_data else ()
    parts: list[Part] = [
        Letterhead(
            agency.parent_short.upper(),
            agency.name.upper(),
            f"Số: {number}",
            f"{agency.place}, {day}",
            about=about.replace(register.number, whole_number),
            stamps=stamps,
        ),
        Addressees([standing.units[unit] for unit in asked]),
        _body(standing, asked, found, answer_by),
        Signature(
            [wording.REMINDER_SAME, wording.REMINDER_FILED.format(filed_at=agency.filed_at)],
            agency.signer_title.split("\n"),
        ),
        Annex(
            "",
            wording.REMINDER_ANNEX,
            wording.REMINDER_REFERENCE.format(number=number, day=day, agency=agency.name),
            landscape=True,
        ),
        *(_table(standing, unit, found[unit]) for unit in asked),
        Note(wording.REMINDER_NOTE),
    ]
    return Reminder(asked, about, tuple(parts), stamps)


def _body(
    standing: Standing, asked: Sequence[str], found: dict[str, dict[str, pd.DataFrame]], answer_by: date | None
) -> Prose:
    agency, register, period = standing.settings.agency, standing.register, standing.period
    units = standing.units[asked[0]] if len(asked) == 1 else wording.REMINDER_UNITS
    wanted = long_date(answer_by) if answer_by else wording.REMINDER_NO_DAY.format(year=standing.day.year)
    paragraphs = [
        fill(
            wording.REMINDER_OPENING,
            number=register.number,
            day=long_date(register.date).removeprefix("ngày "),
            agency=agency.name,
            title=register.title[:1].lower() + register.title[1:],
            period=period.name,
            cutoff=short_date(period.end),
            units=units,
        ),
        fill(wording.REMINDER_STATE, day=short_date(standing.day), parts=_counted(standing, asked, found)),
        fill(wording.REMINDER_REPORT, year=str(register.year)),
        fill(
            wording.REMINDER_ANSWER_TO if agency.collector else wording.REMINDER_ANSWER,
            collector=agency.collector,
            day=wanted,
        ),
        fill(wording.REMINDER_CLOSING, units=units),
    ]
    return Prose("\n\n".join(paragraphs))


def _counted(standing: Standing, asked: Sequence[str], found: dict[str, dict[str, pd.DataFrame]]) -> str:
    """How many items there are of each kind; one that two units lead counts once."""
    last = standing.day + timedelta(days=DAYS_AHEAD)
    said = []
    for kind, words in wording.REMINDER_PARTS.items():
        if items := {code for unit in asked for code in found[unit][kind]["item_id"]}:
            count = format_count(len(items), leading_zero=True)
            said.append(words.format(count=count, days=DAYS_AHEAD, last=short_date(last)))
    return enumerate_vi(said)


def _table(standing: Standing, unit: str, groups: dict[str, pd.DataFrame]) -> Table:
    """What a unit is reminded of, under the reasons for it."""
    rows: list[list[Cell]] = []
    number = 0
    for kind, items in groups.items():
        if len(items):
            rows.append([wording.REMINDER_GROUPS[kind].format(days=DAYS_AHEAD)])
        for item in records(items):
            number += 1
            rows.append(
                [str(number), item["item_id"], task(item), product(item), item["deadline_text"], deadline_read(item), known_state(item)]
            )  # fmt: skip
    label = f"tbl-don-doc-{unit.lower()}"
    return Table(
        _HEADS, rows, standing.units[unit], label, align="cllllcl", widths=(4, 9, 24, 24, 14, 9, 16), dense=True
    )
