"""`cchc reconcile`: the one-stop system's own form II.06a beside ours, and the dossiers that can explain where they differ."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from cchc_analysis.edition import Edition
from cchc_analysis.errors import InputError
from cchc_analysis.measures.identities import Columns, FormRow, check_form
from cchc_analysis.measures.reconcile import Gap, Read, Way, gaps, other_ways, read
from cchc_analysis.pipeline.overview import NOTHING, Section
from cchc_analysis.pipeline.supplied import check_line, column_name
from cchc_analysis.present.numbers import format_count
from cchc_analysis.present.wording import EDGE_WORDS, READING_WORDS, SETTING_WORDS
from cchc_analysis.sources.forms import SuppliedForm, read_forms
from cchc_analysis.tables import records
from cchc_analysis.text import fold, table_date

# What the rows of such a form are, and how messages name it. A form without rows that are known has its total alone.
ROWS = {"field": "lĩnh vực", "unit": "đơn vị", "procedure": "thủ tục"}
WHOLE = "Toàn bộ"
MOST_LISTED = 20
_DATES = {
    "Tiếp nhận": "received_date", "Hẹn trả đầu tiên": "first_due_date", "Hẹn trả hiện nay": "current_due_date",
    "Tính lại": "recomputed_due_date", "Kết thúc": "finished_date", "Trả kết quả": "returned_date",
}  # fmt: skip


@dataclass(frozen=True)
class Reconciled:
    """One form beside ours: `lines` has every cell (row, column, ours, theirs, difference), `gaps` the rows that differ.

    `strangers` are its rows that no value of `by` is called like; `dossiers` is the table that explains,
    `rejected` the number of dossier rows that are not in it.
    """

    form: SuppliedForm
    by: str
    names: Mapping[str, str]
    lines: pd.DataFrame
    gaps: Sequence[Gap]
    strangers: Sequence[str]
    dossiers: pd.DataFrame
    rejected: int

    @property
    def cells_that_differ(self) -> int:
        return int(self.lines["difference"].ne(0).sum())


def reconcile(edition: Edition, path: Path) -> list[Reconciled]:
    """Every form of a file held against the edition's own; raises InputError for a form whose rows nothing is called like."""
    return [_reconciled(edition, form) for form in read_forms(path)]


def _reconciled(edition: Edition, form: SuppliedForm) -> Reconciled:
    ours = Way("", "", edition.reading, edition.period)
    ways, dossiers = other_ways(edition.reading, edition.period), edition.tables.dossiers.assign(whole="")
    by, codes = _rows_are(edition, form)
    theirs = _added({codes[fold(row.name)]: row for row in form.rows if fold(row.name) in codes}, form, codes)
    strangers = [row.name for row in form.rows if fold(row.name) not in codes]
    found = gaps(theirs, dossiers, ours, ways, by) if theirs else []
    names = {**edition.subjects["dossiers"].groups[by], "": WHOLE} if by != "whole" else {"": WHOLE}
    lines = _cells(theirs, read(dossiers, ours, by), names)
    if form.total:
        total = {"": dict(form.total.figures)}
        lines = pd.concat([lines, _cells(total, read(dossiers, ours, "whole"), {"": form.total.name})])
        found = found or gaps(total, dossiers, ours, ways, "whole")
    rejected = edition.value("rows_rejected", {"kind": "dossiers"}).numerator
    return Reconciled(form, by, names, lines.reset_index(drop=True), found, strangers, dossiers, rejected)


def _rows_are(edition: Edition, form: SuppliedForm) -> tuple[str, dict[str, str]]:
    """The column that most rows of the form are values of, and folded name → value."""
    known = {column: _spellings(edition, column) for column in ROWS}
    by = max(ROWS, key=lambda column: sum(fold(row.name) in known[column] for row in form.rows))
    if any(fold(row.name) in known[by] for row in form.rows):
        return by, known[by]
    if form.total:
        return "whole", {}
    raise InputError(
        f"{form.place}: none of its rows is called like a field, a unit or a procedure of data/reference: "
        f"{', '.join(row.name[:60] for row in form.rows[:5])}. Give the names there as aliases."
    )


def _spellings(edition: Edition, column: str) -> dict[str, str]:
    named = edition.subjects["dossiers"].groups[column]
    spelled = {fold(word): code for code, name in named.items() for word in (code, name)}
    aliases = {"unit": edition.reference.unit_codes, "field": edition.reference.field_codes}
    return spelled | aliases.get(column, {})


def _added(known: Mapping[str, FormRow], form: SuppliedForm, codes: Mapping[str, str]) -> dict[str, dict[Columns, int]]:
    """Value → figures; two rows of one value, as under two spellings, are one."""
    sums: dict[str, dict[Columns, int]] = {code: dict.fromkeys(row.figures, 0) for code, row in known.items()}
    for row in form.rows:
        if (code := codes.get(fold(row.name))) is not None:
            for columns, number in row.figures.items():
                sums[code][columns] = sums[code].get(columns, 0) + number
    return sums


def _cells(theirs: Mapping[str, Mapping[Columns, int]], ours: Read, names: Mapping[str, str]) -> pd.DataFrame:
    columns = list(dict.fromkeys(each for line in theirs.values() for each in line))
    lines = [
        (names.get(row, row), column_name(of), ours.figure(row, of), theirs.get(row, {}).get(of, 0))
        for row in dict.fromkeys([*theirs, *map(str, ours.figures.index)])
        for of in sorted(columns)
    ]
    cells = pd.DataFrame(lines, columns=["row", "column", "ours", "theirs"])
    return cells.assign(difference=cells["theirs"] - cells["ours"])


def reconcile_sections(edition: Edition, found: Reconciled) -> Iterator[Section]:
    """What there is to say of a form, for the terminal."""
    form, asked = found.form, edition.asked
    rows = f"theo {ROWS[found.by]}" if found.by in ROWS else "dòng tổng"
    yield Section(f"{form.place} và số liệu của {asked.key} ({asked.name}), {rows}")
    broken = [check for check in check_form(form.rows, form.total) if check.gap]
    if broken:
        yield Section("Biểu nhận được không khớp ngay trong biểu", advice=[check_line(check) for check in broken])
    if found.strangers:
        yield Section(f"Dòng không đối chiếu được: {', '.join(found.strangers)}")
    differing = records(found.lines[found.lines["difference"].ne(0)])
    if not differing:
        yield Section(f"Mọi ô đều khớp ({format_count(len(found.lines))} ô).")
        return
    cells = [
        {
            "Dòng": line["row"],
            "Cột": line["column"],
            "Của ta": format_count(line["ours"]),
            "Của biểu": format_count(line["theirs"]),
            "Chênh lệch": f"{line['difference']:+d}",
        }
        for line in differing
    ]
    yield Section(f"{len(differing)}/{len(found.lines)} ô lệch (của biểu trừ của ta)", cells)
    for gap in found.gaps:
        yield from _gap_sections(found, gap)


def _gap_sections(found: Reconciled, gap: Gap) -> Iterator[Section]:
    name = found.names.get(gap.row, gap.row)
    if gap.closing:
        told = "; hoặc nếu: ".join(", và ".join(way_words(*key) for key in chosen) for chosen in gap.closing)
        yield Section(f"{name}: khớp hoàn toàn nếu: {told}")
    else:
        yield Section(f"{name}: không cách tính nào khớp hoàn toàn.", advice=[_unexplained(found, gap)])
    for key, codes in gap.moved.items():
        more = f" ({MOST_LISTED} hồ sơ đầu)" if len(codes) > MOST_LISTED else ""
        title = f"{name}, {way_words(*key)}: {format_count(len(codes), leading_zero=True)} hồ sơ{more}"
        yield Section(title, listed(found.dossiers, codes[:MOST_LISTED]))


def _unexplained(found: Reconciled, gap: Gap) -> str:
    possible = "; ".join(way_words(*key) for key in gap.moved)
    told = f"Có thể liên quan: {possible}." if possible else "Không cách tính nào đã biết làm thay đổi các ô này."
    if found.rejected:
        told += f" Có {format_count(found.rejected, leading_zero=True)} dòng hồ sơ bị loại, không có trong số liệu của ta: cchc check."
    return told


def way_words(topic: str, value: str) -> str:
    """A way of reading in Vietnamese: what it is about, and how that is counted."""
    if (topic, value) in EDGE_WORDS:
        return EDGE_WORDS[topic, value]
    return f"{SETTING_WORDS[topic][0].lower()}{SETTING_WORDS[topic][1:]} – {READING_WORDS[topic, value]}"


def listed(dossiers: pd.DataFrame, codes: Sequence[str] | pd.Index) -> list[dict[str, str]]:
    """The dossiers with the dates that say in which column they are counted."""
    chosen = dossiers[dossiers["dossier_id"].isin(codes)]
    return [
        {"Mã hồ sơ": row["dossier_id"]}
        | {head: NOTHING if pd.isna(row[name]) else table_date(row[name]) for head, name in _DATES.items()}
        | {"Rút": "có" if row["is_withdrawn"] else ""}
        for row in records(chosen)
    ]


def write_workbook(found: Sequence[Reconciled], path: Path) -> None:
    """Every cell of every form beside ours, and the dossiers of the gaps; texts stay texts, whatever they begin with."""
    import xlsxwriter

    with xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        bold = book.add_format({"bold": True, "text_wrap": True})
        cells, dossiers = book.add_worksheet("Đối chiếu"), book.add_worksheet("Hồ sơ")
        heads = ["Biểu", "Dòng", "Cột", "Của ta", "Của biểu", "Chênh lệch"]
        lines = [[one.form.place, *line] for one in found for line in one.lines.itertuples(index=False, name=None)]
        told = [
            [one.form.place, one.names.get(gap.row, gap.row), way_words(*key), "có" if gap.closing else "chưa rõ", *row.values()]
            for one in found
            for gap in one.gaps
            for key, codes in gap.moved.items()
            for row in listed(one.dossiers, codes)
        ]  # fmt: skip
        for sheet, head, body in (
            (cells, heads, lines),
            (dossiers, ["Biểu", "Dòng", "Cách tính", "Khớp hoàn toàn", "Mã hồ sơ", *_DATES, "Rút"], told),
        ):
            sheet.write_row(0, 0, head, bold)
            for number, line in enumerate(body, start=1):
                sheet.write_row(number, 0, line)
            sheet.freeze_panes(1, 0)
            sheet.autofit()
