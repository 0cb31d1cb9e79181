"""What there is: the periods that can be reported on, what became of the rows, and the measures that are counted.

For the command line: plain lines under titles, with what the reader can do next. What they say of data is Vietnamese.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from cchc_analysis.edition import Edition, plan_years
from cchc_analysis.errors import CoverageError, NotebookError
from cchc_analysis.measures.appendix import appendix_measures
from cchc_analysis.measures.connections import office_measures, system_measures
from cchc_analysis.measures.core import Ratio
from cchc_analysis.measures.counting import Reading
from cchc_analysis.measures.documents import document_measures
from cchc_analysis.measures.dossiers import dossier_measures
from cchc_analysis.measures.explanations import explanation_measures
from cchc_analysis.measures.feedback import FeedbackReading, feedback_measures
from cchc_analysis.measures.fees import fee_measures
from cchc_analysis.measures.procedures import procedure_measures
from cchc_analysis.measures.quality import file_measures, finding_measures
from cchc_analysis.measures.versions import version_measures
from cchc_analysis.periods import Period
from cchc_analysis.pipeline import manifest, words
from cchc_analysis.pipeline.markdown import read_notebook
from cchc_analysis.pipeline.publish import published_versions
from cchc_analysis.plan.measures import (
    ROLLED_UP,
    inspection_finding_measures,
    inspection_measures,
    item_measures,
    plan_measures,
    score_measures,
    sub_plan_measures,
    target_measures,
    unit_measures,
)
from cchc_analysis.plan.subplans import sub_plan_labels
from cchc_analysis.present.sentences import chain_text
from cchc_analysis.settings import FILE_NAME, MAIN, Settings, load_settings
from cchc_analysis.sources.checks import EXCLUDED
from cchc_analysis.sources.corrections import ACTION_LABELS
from cchc_analysis.sources.details import COLUMN_NAMES
from cchc_analysis.sources.feeds import FEEDS, LABELS
from cchc_analysis.sources.intake import Intake, covered_until, load_intake
from cchc_analysis.sources.notes import SECTIONS
from cchc_analysis.sources.reference import load_indicators
from cchc_analysis.tables import records
from cchc_analysis.text import table_date

# The reports that the plan asks for, and the single quarters that the TTHC-control report is written by.
NOTHING, WHOLE, NO_DATA = "–", "đủ", "chưa có"
PARTS = ("-Q1", "-Q2", "-6M", "-Q3", "-9M", "-Q4", "")


# Of each rule; an export with a wrong column would otherwise fill the screen.
MOST_PLACES = 10
# Characters of a paragraph that a terminal shows.
SHORT = 90


@dataclass(frozen=True)
class Section:
    """A title, a table (one dict a line, all with the same keys) and sentences on what to do next."""

    title: str
    lines: Sequence[dict[str, Any]] = ()
    advice: Sequence[str] = ()


def period_overview(project: Path, data: Path, out: Path) -> list[Section]:
    """The periods of each plan year: their days, how far the data cover them, the draft and the published versions."""
    intake = load_intake(data / "raw")
    periods = list(_periods(project, data))
    coverage = {period.key: _coverage(intake, period) for period in periods}
    lines = [
        {
            "Kỳ": period.key,
            "Tên": period.name,
            "Từ ngày": table_date(period.start),
            "Đến ngày": table_date(period.end),
            "Dữ liệu": coverage[period.key],
            "Dự thảo": _draft(out / period.key),
            "Đã phát hành": ", ".join(version.numbers[0] for version in published_versions(data, period.key))
            or NOTHING,
        }
        for period in periods
    ]
    advice = []
    if whole := [period.key for period in periods if coverage[period.key] == WHOLE]:
        advice.append(f"Lập báo cáo một kỳ: cchc report {whole[0]}. Kiểm tra dữ liệu trước: cchc check {whole[0]}.")
    if part := [period.key for period in periods if coverage[period.key] not in (WHOLE, NO_DATA)]:
        advice.append(f"Kỳ chưa đủ dữ liệu chỉ có số liệu tạm tính: cchc report {part[0]} --provisional.")
    if NO_DATA in coverage.values():
        advice.append("Kỳ chưa có dữ liệu: thêm tệp vào data/raw và một dòng vào data/raw/intake.xlsx.")
    return [Section("Các kỳ báo cáo", lines, advice)]


def check_overview(edition: Edition) -> list[Section]:
    """What became of the rows that were read, which rules the rejected and flagged ones met and where they stand, and notes."""
    asked, until = edition.asked, edition.period.end
    files, findings = edition.tables.files, edition.tables.findings
    names = {"read": "Đã đọc", "accepted": "Được nhận", "rejected": "Bị loại", "duplicates": "Trùng"}
    counted = {str(kind): line for kind, line in files.groupby("kind")[list(names)].sum().to_dict("index").items()}
    lines = [
        {"Nguồn": feed.label, **{names[str(name)]: int(number) for name, number in counted[kind].items()}}
        for kind, feed in FEEDS.items()
        if kind in counted
    ]
    lines.append({"Nguồn": "Tổng cộng"} | {label: int(files[name].sum()) for name, label in names.items()})
    span = f"{asked.key} ({asked.name}): {table_date(asked.start)} – {table_date(asked.end)}"
    told = "" if until == asked.end else f"; số liệu tạm tính đến hết ngày {table_date(until)}"
    sections = [Section(f"{span}{told}\n\nDòng dữ liệu của mọi tệp: đã đọc = được nhận + bị loại + trùng", lines)]
    sections.append(Section("Từng tệp", file_lines(edition)))
    rejected, flagged = (findings[findings["outcome"] == outcome] for outcome in ("rejected", "flagged"))
    sections += _told("bị loại", "không có trong số liệu nào", rejected)
    sections += _told("cần xem lại", "vẫn được tính", flagged)
    sections += _unseen(files)
    sections += _unused_entries(edition.tables.entries)
    sections += _corrected(edition)
    sections += _chain(edition)
    if len(rejected) or len(flagged):
        advice = ["Sửa ở hệ thống nguồn, xuất lại tệp vào data/raw, rồi chạy lại cchc check."]
        sections.append(Section("Việc cần làm", [], advice))
    else:
        sections.append(Section(f"Không có gì phải sửa. Lập báo cáo: cchc report {asked.key}"))
    return sections


def file_lines(edition: Edition) -> list[dict[str, Any]]:
    """What became of the rows of each sheet, how many are flagged, and why rows were rejected or flagged."""
    place = ["source_file", "source_sheet"]
    told = edition.tables.findings.query("outcome == 'rejected' or outcome == 'flagged'")
    flagged = told[told["outcome"] == "flagged"].drop_duplicates([*place, "source_row"])
    marked = {key: len(part) for key, part in flagged.groupby(place, dropna=False)}
    rules = {key: part["rule"].value_counts(sort=False) for key, part in told.groupby(place, dropna=False)}
    lines = []
    for row in records(edition.tables.files):
        key = (row["source_file"], row["source_sheet"])
        counted = sorted(rules[key].items(), key=lambda entry: (-entry[1], entry[0])) if key in rules else []
        lines.append(
            {
                "Tệp": row["source_file"],
                "Trang tính": row["source_sheet"] or "",
                "Đã đọc": int(row["read"]),
                "Được nhận": int(row["accepted"]),
                "Bị loại": int(row["rejected"]),
                "Trùng": int(row["duplicates"]),
                "Cần xem lại": marked.get(key, 0),
                "Vì sao": "; ".join(f"{LABELS[str(rule)]} ({number})" for rule, number in counted),
            }
        )
    return lines


def rejected_count(edition: Edition) -> tuple[int, list[str]]:
    """Rows that a rule rejected, and their files; dossiers left out by an approved correction are no defect."""
    findings = edition.tables.findings
    rejected = findings[(findings["outcome"] == "rejected") & (findings["rule"] != EXCLUDED.name)]
    return len(rejected), sorted(set(rejected["source_file"]))


def correction_lines(edition: Edition) -> list[dict[str, Any]]:
    """What became of each line of the corrections."""
    return [
        {
            "Dòng": int(row["source_row"]),
            "Thao tác": ACTION_LABELS[row["action"]],
            "Mã hồ sơ": row["dossier_id"],
            "Cột": COLUMN_NAMES.get(row["column"], ""),
            "Giá trị hiện tại": _said(row["expected"]),
            "Giá trị mới": _said(row["new_value"]),
            "Kết quả": f"Đã áp dụng ({int(row['rows'])} dòng)" if pd.isna(row["stale"]) else row["stale"],
        }
        for row in records(edition.tables.corrections)
    ]


def _corrected(edition: Edition) -> list[Section]:
    lines = correction_lines(edition)
    stale = int(edition.tables.corrections["stale"].notna().sum())
    advice = [f"{stale} dòng không còn áp dụng: xóa khỏi data/corrections.xlsx."] if stale else []
    return [Section("Hiệu chỉnh theo data/corrections.xlsx", lines, advice)] if lines else []


def _said(text: Any) -> str:
    return "" if pd.isna(text) else str(text)


def _chain(edition: Edition) -> list[Section]:
    """What is carried over beside what the report of the period before had as pending, with the dossiers that differ."""
    chain = edition.chain
    sides = (("Kỳ này", chain.only_here), ("Báo cáo trước", chain.only_there)) if chain else ()
    lines = [{"Chỉ có ở": side, **line} for side, listed in sides for line in listed or ()]
    return [Section(chain_text(edition), lines)]


def _told(what: str, meaning: str, found: pd.DataFrame) -> list[Section]:
    """By rule, the most frequent first, and where the rows stand: of many the first ones, of each rule some."""
    if found.empty:
        return [Section(f"Không có dòng {what}")]
    counted = {str(rule): int(number) for rule, number in found["rule"].value_counts().items()}
    ordered = sorted(counted, key=lambda rule: (-counted[rule], rule))
    rules = [{"Số dòng": counted[rule], "Quy tắc": LABELS[rule]} for rule in ordered]
    shown = found[found.groupby("rule").cumcount() < MOST_PLACES]
    title = f"Nơi có dòng {what}"
    if len(shown) < len(found):
        title += f" ({MOST_PLACES} dòng đầu của mỗi quy tắc)"
    return [Section(f"Dòng {what}, {meaning}", rules), Section(title, _places(shown))]


def _unseen(files: pd.DataFrame) -> list[Section]:
    """What the cells of the files do not show, such as formulas that were never computed; nothing where there is none."""
    noted = files[files["notes"].notna()]
    lines = [
        {"Tệp": row["source_file"], "Trang tính": row["source_sheet"] or "", "Ghi chú": row["notes"]}
        for row in records(noted)
    ]
    return [Section("Điều các ô không cho thấy, cần mở tệp để xem", lines)] if lines else []


def _unused_entries(entries: pd.DataFrame) -> list[Section]:
    """Spellings and words of mappings that no file has: those that figures hang on by mapping and column, the others as numbers."""
    has_files = entries.groupby("mapping")["is_used"].transform("any").astype(bool)
    unused = entries[has_files & ~entries["is_used"]]
    is_dropped = unused["list"].isin(["personal", "unused"])
    lines = [
        {"Ánh xạ": str(mapping), "Cột": str(target), "Mục": ", ".join(found["spelling"])}
        for (mapping, target), found in unused[~is_dropped].groupby(["mapping", "target"])
    ]
    advice = []
    if dropped := int(is_dropped.sum()):
        advice.append(f"Ngoài ra {dropped} cách viết của các cột bỏ qua (personal, unused) không tệp nào có.")
    if whole := list(dict.fromkeys(entries.loc[~has_files, "mapping"])):
        advice.append(f"Ánh xạ không có tệp nào: {'; '.join(whole)}.")
    title = "Mục ánh xạ không dùng đến: không tệp nào có cách viết này"
    return [Section(title, lines, advice)] if lines or advice else []


def _places(found: pd.DataFrame) -> list[dict[str, Any]]:
    return [
        {
            "Tệp": row["source_file"],
            "Trang tính": row["source_sheet"] or "",
            "Dòng": int(row["source_row"]),
            "Mã hồ sơ, sản phẩm": NOTHING if pd.isna(row["key"]) else row["key"],
            "Lý do": LABELS[str(row["rule"])] + ("" if pd.isna(row["detail"]) else f" ({row['detail']})"),
        }
        for row in records(found)
    ]


def words_overview(edition: Edition, file: Path, data: Path, out: Path, is_written: bool) -> list[Section]:
    """What people changed in a draft's DOCX, and the notes that were written from it (if `is_written`)."""
    place = out / edition.asked.key / "notebooks" / f"{MAIN}.ipynb"
    if not place.is_file():
        raise NotebookError(
            f"There is no draft of {edition.asked.key} to hold {file.name} against. Run cchc report {edition.asked.key}."
        )
    now = words.words_of(read_notebook(place), edition.period.key)
    found = words.read_back(file, now, edition.notes, out, edition.asked.key)
    spoken = [change for change in found.changes if not words.only_figures(change)]
    sections = [Section(f"{file.name} so với dự thảo {edition.asked.key}", _word_changes(spoken))] if spoken else []
    typed = [(change, figures) for change in found.changes for figures in change.figures]
    if typed:
        lines = [
            {
                "Mục": SECTIONS[change.section],
                "Dự thảo": old,
                "Trong tệp": new,
                "Đoạn": _shortened(change.unit.plain if change.unit else ""),
            }
            for change, (old, new) in typed
        ]
        told = "không lấy vào báo cáo" if found.is_known else "sửa tay, hoặc dự thảo khác; không lấy vào báo cáo"
        sections.append(
            Section(
                f"Số liệu khác với dự thảo ({told})",
                lines,
                ["Số liệu sai thì sửa ở dữ liệu hoặc data/corrections.xlsx."],
            )
        )
    if found.moved:
        lines = [
            {"Mục": SECTIONS[old.section], "Khi lập dự thảo": _shortened(old.plain), "Hiện nay": _shortened(new.plain)}
            for old, new in found.moved
        ]
        sections.append(Section("Số liệu đã thay đổi từ khi lập dự thảo này", lines))
    if not sections:
        return [Section(f"{file.name}: không có đoạn nào thay đổi.")]
    changed = list(dict.fromkeys(change.section for change in spoken))
    if is_written and changed:
        written = words.write_notes(data / "notes" / edition.asked.key, found.notes, changed)
        advice = [
            f"Đã ghi: {', '.join(path.name for path in written)} trong data/notes/{edition.asked.key}. Lập lại: cchc report {edition.asked.key}."
        ]
        sections.append(Section("Lời văn của đơn vị", [], advice))
    return sections


def _word_changes(changes: Sequence[words.Change]) -> list[dict[str, Any]]:
    return [
        {
            "Mục": SECTIONS[change.section],
            "Thay đổi": "thêm" if change.unit is None else "sửa" if change.now else "bỏ",
            "Lời văn": _shortened(change.now or (change.unit.plain if change.unit else "")),
        }
        for change in changes
    ]


def _shortened(text: str) -> str:
    return text if len(text) <= SHORT else f"{text[: SHORT - 1]}…"


def latest_covered(project: Path, data: Path) -> str:
    """The last period that the dossier exports cover whole; raises CoverageError if there is none."""
    lines = load_intake(data / "raw")
    covered = [period for period in _periods(project, data) if _coverage(lines, period) == WHOLE]
    if not covered:
        raise CoverageError("The dossier exports cover no period whole. Name a period to see how far they reach.")
    return max(covered, key=lambda period: (period.end, -period.start.toordinal())).key


def measure_overview(settings: Settings, words: Sequence[str], data: Path) -> list[dict[str, str]]:
    """The measures whose name or label has all the words: measure, kind, label, definition, what it is taken of, unit, the
    direction wanted, source and the evidence for it. Those of sub-plans are those that the plans in `data` have.
    """
    # Which day has which index changes nothing about the words.
    reading = Reading(settings.counting, date.toordinal)
    folders = (data / "plan" / str(year) for year in plan_years(data))
    labels = {measure: label for folder in folders for measure, label in sub_plan_labels(folder).items()}
    known = [
        *dossier_measures(reading).values(), *fee_measures(reading).values(), *procedure_measures().values(),
        *explanation_measures().values(),
        *appendix_measures(load_indicators(data / "reference")).values(),
        *feedback_measures(FeedbackReading(settings.feedback, date.toordinal)).values(),
        *document_measures(settings.documents).values(), *system_measures().values(), *office_measures().values(),
        *(measure for stem in ROLLED_UP for measure in plan_measures(stem).values()),
        *item_measures().values(), *unit_measures().values(), *sub_plan_measures(labels).values(),
        *inspection_measures().values(), *inspection_finding_measures().values(), *target_measures().values(),
        *score_measures().values(), *file_measures().values(), *finding_measures().values(), *version_measures().values(),
    ]  # fmt: skip
    return [
        {
            "measure": each.name,
            "kind": type(each).__name__.lower(),
            "label": each.label,
            "definition": each.definition,
            "numerator": each.numerator.label if isinstance(each, Ratio) else "",
            "denominator": each.denominator.label if isinstance(each, Ratio) else "",
            "unit": each.unit,
            "better": each.better,
            "source": each.source.text,
            "evidence": each.source.evidence,
        }
        for each in known
        if all(word.casefold() in f"{each.name} {each.label}".casefold() for word in words)
    ]


def _periods(project: Path, data: Path) -> Iterator[Period]:
    cutoff = load_settings(project / FILE_NAME).period.cutoff
    for year in plan_years(data):
        yield from (Period.parse(f"{year}{part}", cutoff) for part in PARTS)


def _coverage(lines: Sequence[Intake], period: Period) -> str:
    until: date | None = covered_until(lines, "dossiers", period.start)
    if until is None:
        return NO_DATA
    return WHOLE if until >= period.end else f"đến {table_date(until)}"


def _draft(folder: Path) -> str:
    try:
        made = json.loads((folder / manifest.NAME).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return NOTHING
    return "tạm tính" if made["state"]["provisional"] else "có"
