"""What the form says in which a unit explains its overdue dossiers (phiếu giải trình hồ sơ quá hạn).

What the dossiers' own exports tell stands in it already, as the period's counting rules read it. No cell of it names a person.
"""

from collections.abc import Iterator, Sequence

import pandas as pd

from cchc_analysis.edition import Edition
from cchc_analysis.measures.explanations import CAUSES
from cchc_analysis.present import wording
from cchc_analysis.present.form import Column, Entry, Form, layout_of, words_of
from cchc_analysis.sources.mapping import Mapping
from cchc_analysis.tables import Record, records
from cchc_analysis.text import short_date, table_date

# Of the columns that only people need, the heads; the mapping lists them among those that it does not read.
NUMBER, PROCEDURE, DAYS_LATE, KNOWN = _OWN = ("TT", "Thủ tục hành chính", "Số ngày làm việc quá hạn", "Đã giải trình")
SHEET = "Giải trình quá hạn"
# target: width, entry
_LAYOUT: dict[str, tuple[int, Entry]] = {
    NUMBER: (5, ""), "dossier_id": (20, ""), PROCEDURE: (28, ""), "received_date": (12, ""), "due_date": (12, ""),
    "finished_date": (12, ""), DAYS_LATE: (10, ""), KNOWN: (20, ""), "cause": (20, "choice"), "note": (22, "text"),
    "apology_no": (14, "text"), "apology_date": (12, "day"), "new_due_date": (12, "day"),
}  # fmt: skip


def explaining_units(edition: Edition) -> list[str]:
    """The units that have an overdue dossier in the period, in the order of the reference table."""
    overdue = set(edition.overdue_dossiers()["unit"])
    return [unit for unit in edition.reference.units if unit in overdue]


def explanation_form(edition: Edition, unit: str, layouts: Sequence[Mapping]) -> Form:
    """The form of a unit: every dossier that counts at it and was settled late in the period, or is overdue at the cut-off.

    `layouts` are the mappings that read filled copies; raises SettingsError where none would read this form.
    """
    wanted = [target for target in _LAYOUT if target not in _OWN]
    mapping = layout_of(layouts, "explanations", wanted, _OWN, "explanations")
    columns = tuple(_columns(mapping, edition.asked.year))
    of_all = edition.overdue_dossiers()
    collector = edition.settings.agency.collector
    return Form(
        unit,
        wording.EXPLAIN_TITLE,
        (
            wording.EXPLAIN_UNIT.format(unit=edition.reference.units[unit]),
            wording.EXPLAIN_SPAN.format(period=edition.asked.name, cutoff=short_date(edition.period.end)),
            wording.EXPLAIN_RULES,
        ),
        columns,
        tuple(_lines(edition, of_all[of_all["unit"] == unit])),
        (
            *(f"{column.head}: {column.hint}" for column in columns if column.hint),
            wording.FORM_SEND_WORKBOOK.format(collector=f" {collector}" if collector else ""),
        ),
        edition.asked.year,
        edition.period.end,
        edition.settings.report.sample_data,
        SHEET,
    )


def known_explanation(dossier: Record) -> str:
    """What a unit said already of an overdue dossier; that it said nothing, where so."""
    parts = [CAUSES[dossier["cause"]]] if dossier["cause"] in CAUSES else []
    if pd.notna(dossier["apology_no"]) or pd.notna(dossier["apology_date"]):
        number = f" số {dossier['apology_no']}" if pd.notna(dossier["apology_no"]) else ""
        day = f" ngày {short_date(dossier['apology_date'])}" if pd.notna(dossier["apology_date"]) else ""
        parts.append(f"xin lỗi{number}{day}")
    if pd.notna(dossier["new_due_date"]):
        parts.append(f"hẹn lại ngày {short_date(dossier['new_due_date'])}")
    told = "; ".join(parts) or "chưa"
    return told[:1].upper() + told[1:]


def _lines(edition: Edition, dossiers: pd.DataFrame) -> Iterator[dict[str, str]]:
    procedures = edition.subjects["dossiers"].groups["procedure"]
    for number, dossier in enumerate(records(dossiers), start=1):
        yield {
            NUMBER: str(number),
            "dossier_id": dossier["dossier_id"],
            PROCEDURE: procedures.get(dossier["procedure"], dossier["procedure"]),
            "received_date": table_date(dossier["received_date"]),
            "due_date": table_date(dossier["due_date"]),
            "finished_date": table_date(dossier["ended_date"]) if pd.notna(dossier["ended_date"]) else "",
            DAYS_LATE: str(dossier["working_days_overdue"]),
            KNOWN: known_explanation(dossier),
        }


def _columns(mapping: Mapping, year: int) -> Iterator[Column]:
    for target, (width, entry) in _LAYOUT.items():
        head = mapping.columns[target][0] if target in mapping.columns else target
        words = words_of(mapping, target)
        hint = wording.EXPLAIN_HINTS[target].format(year=year, words="; ".join(words)) if entry else ""
        yield Column(target, head, width, entry, hint, words)
