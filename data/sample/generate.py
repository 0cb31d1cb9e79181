"""Writes the sample year: the raw files, what was published before, the traps planted, and the figures that they must give.

Everything is invented. The figures are counted here by plain loops over what was invented, without the package under
test. Run as `python data/sample/generate.py [--out DIR]`; DIR defaults to the project's data folder.
"""

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sample_appendix import ENTERED, appendix, appendix_file, expected_appendix, read_indicators
from sample_catalogue import as_csv, catalogue
from sample_expected import PERIODS, Counted, Rows, count, counted_dossiers, expected, sort_rows
from sample_explanations import PHIEU, expected_explanations, explanations
from sample_exports import Month, lines_of, months
from sample_feeds import FEED_RATIOS, feed_figures
from sample_fees import FEE_FILES, FeeLine, fee_file
from sample_fees import SHEET as FEE_SHEET
from sample_files import SAMPLE_NOTE, SHEET, Cell, Grid, Names, Placed, dossier_file, write_grid
from sample_lists import LIST_FILES, ListLine, lists
from sample_measures import RATIOS, measure_figures, procedure_figures, procedures
from sample_measures import figures as dossier_figures
from sample_post import POST_FILES, PostLine, post_file
from sample_progress import (
    COVERED,
    EVENTS,
    EXPORTED,
    Item,
    check_events,
    events,
    expected_progress,
    progress_at,
    progress_file,
    progress_file_name,
    read_items,
)
from sample_published import PUBLISHED_FILE, PUBLISHED_SHEET, published_file
from sample_scorecard import SCORECARD_FILE, Part, expected_scores, scorecard_bytes, sub_plan_figures
from sample_traps import planted_dossiers
from sample_world import Dossier, WorkCalendar, World, numbered, ordinary_dossiers, read_procedures

DATA = Path(__file__).resolve().parents[1]
INTAKE_HEADINGS = ["Tệp", "Loại", "Hệ thống", "Ngày xuất", "Đơn vị xuất", "Từ ngày", "Đến ngày"]
# The reports of the year, and the shares that the plan's targets are taken of.
REPORTS = ("2021-Q1", "2021-6M", "2021-9M", "2021")
TARGETS = {
    "T1": "online_of_received",
    "T2": "procedures_with_post_of_listed",
    "T3": "post_in_of_received_listed",
    "T4": "post_out_of_returned",
    "T5": "time_cut_of_legal_working",
}
CORRECTIONS_FILE = "corrections.xlsx"
CORRECTION_HEADINGS = [
    "Thao tác", "Mã hồ sơ", "Cột", "Giá trị hiện tại", "Giá trị mới", "Lý do", "Nguồn", "Người duyệt",
]  # fmt: skip
ONE_STOP = ("Hệ thống một cửa điện tử", "Bộ phận Một cửa")


@dataclass(frozen=True)
class Sample:
    """The invented year, its sheets by file name, and where each of its lines came to stand."""

    world: World
    names: Names
    items: dict[str, Item]
    sheets: dict[str, Grid]
    placed: list[Placed]
    post_lines: list[PostLine]
    fee_lines: list[FeeLine]
    list_lines: list[ListLine]
    blank_lines: dict[str, int]  # of the forms that units fill in, by file


def invent(data: Path) -> Sample:
    """The whole sample from the reference tables and the plan's register in `data`."""
    reference = data / "reference"
    world = World(WorkCalendar.read(reference / "calendar_vn.csv"), read_procedures(reference / "procedures.csv"))
    dossiers = ordinary_dossiers(world) + planted_dossiers(world)
    sample = Sample(world, Names.read(reference), read_items(data / "plan" / "2021"), {}, [], [], [], [], {})
    codes = numbered(dossiers)
    add_dossier_files(sample, dossiers, codes)
    add_post_files(sample, dossiers, codes)
    add_fee_files(sample, dossiers, codes)
    add_lists(sample, dossiers, codes)
    add_explanations(sample)
    add_appendix(sample, read_indicators(reference / "appendix_indicators.csv"))
    add_progress_files(sample)
    sample.sheets["intake.xlsx"] = intake(sample)
    return sample


def add_dossier_files(sample: Sample, dossiers: list[Dossier], codes: dict[int, str]) -> None:
    for month in months(sample.world):
        sample.sheets[month.file], placed = dossier_file(lines_of(month, dossiers, codes), month, sample.names)
        sample.placed.extend(placed)


def add_post_files(sample: Sample, dossiers: list[Dossier], codes: dict[int, str]) -> None:
    for file in POST_FILES:
        sample.sheets[file.file], lines = post_file(file, dossiers, codes)
        sample.post_lines.extend(lines)


def add_fee_files(sample: Sample, dossiers: list[Dossier], codes: dict[int, str]) -> None:
    for file in FEE_FILES:
        sample.sheets[file.file], lines = fee_file(file, sample.world, dossiers, codes)
        sample.fee_lines.extend(lines)


def add_lists(sample: Sample, dossiers: list[Dossier], codes: dict[int, str]) -> None:
    grids, lines = lists(dossiers, codes)
    sample.sheets.update(grids)
    sample.list_lines.extend(lines)


def add_explanations(sample: Sample) -> None:
    dossiers = counted(sample, sort_rows(sample.world, sample.placed))
    grids, lines, blank = explanations(dossiers, sample.world.calendar, sample.names)
    sample.sheets.update(grids)
    sample.list_lines.extend(lines)
    sample.blank_lines.update(blank)


def add_appendix(sample: Sample, indicators: list[dict[str, str]]) -> None:
    grids, lines, blank = appendix(indicators, sample.names)
    sample.sheets.update(grids)
    sample.list_lines.extend(lines)
    sample.blank_lines.update(blank)


def counted(sample: Sample, rows: Rows) -> list[Counted]:
    return counted_dossiers(sample.world, rows, sample.placed, sample.post_lines, sample.fee_lines, sample.list_lines)


def add_progress_files(sample: Sample) -> None:
    check_events(sample.items, events())
    for unit in EVENTS:
        noted = [e for e in events() if e.unit == unit]
        sample.sheets[progress_file_name(unit)] = progress_file(sample.names.units[unit][0], noted, sample.items)


def intake(sample: Sample) -> Grid:
    """The list of what came in: file, kind, system, day of export, who exported, days covered."""
    grid = Grid(indent=0)
    grid.add(INTAKE_HEADINGS)
    for month in months(sample.world):
        grid.add(dossier_intake(month))
    for file in POST_FILES:
        grid.add([file.file, file.kind, "Bưu điện tỉnh", file.exported, "Bưu điện tỉnh", file.start, file.end])
    for fees in FEE_FILES:
        grid.add([fees.file, "fees", ONE_STOP[0], fees.exported, ONE_STOP[1], fees.start, fees.end])
    for each in LIST_FILES:
        who = sample.names.units["VP"][0] if each.kind != "withdrawn" else ONE_STOP[1]
        grid.add([each.file, each.kind, each.system, each.exported, who, each.start, each.end])
    for phieu in PHIEU:
        each, who = phieu.file, sample.names.units[phieu.unit][0]
        grid.add([each.file, each.kind, each.system, each.exported, who, each.start, each.end])
    for each in map(appendix_file, ENTERED):
        grid.add([each.file, each.kind, each.system, each.exported, sample.names.units["VP"][0], each.start, each.end])
    for unit in EVENTS:
        name = sample.names.units[unit][0]
        grid.add([progress_file_name(unit), "progress", "Bảng theo dõi của đơn vị", EXPORTED, name, *COVERED])
    return grid


def dossier_intake(month: Month) -> list[Cell]:
    system, who = ONE_STOP
    return [month.file, "dossiers", system, month.exported, who, month.start, month.end]


def corrections_file() -> Grid:
    """The list of corrections without a line: nothing of the sample is corrected."""
    grid = Grid(indent=0)
    grid.add(["Hiệu chỉnh dữ liệu (cách ghi: docs/row-rules.md)"])
    grid.add([SAMPLE_NOTE])
    grid.add([])
    grid.add(CORRECTION_HEADINGS)
    return grid


def sheet_name(file: str) -> str:
    names = {"dossiers": SHEET, "postal": "Danh sách", "fees": FEE_SHEET, "progress": "Tiến độ"}
    names |= {
        each.file.split("/")[0]: each.sheet
        for each in [*LIST_FILES, *(phieu.file for phieu in PHIEU), *map(appendix_file, ENTERED)]
    }
    return names.get(file.split("/")[0], "Danh sách tệp")


def write(sample: Sample, out: Path) -> None:
    for file, grid in sample.sheets.items():
        write_grid(grid, out / "raw" / file, sheet_name(file))
    write_grid(published_file(), out / "reference" / PUBLISHED_FILE, PUBLISHED_SHEET)
    write_grid(corrections_file(), out / CORRECTIONS_FILE, "Hiệu chỉnh")
    rows = sort_rows(sample.world, sample.placed)
    lines = (sample.placed, sample.post_lines, sample.fee_lines, sample.list_lines)
    dossiers = counted(sample, rows)
    figures: dict[str, Any] = expected(sample.world, rows, dossiers, *lines)
    figures["progress"] = expected_progress(sample.items, events())
    figures["explanations"] = expected_explanations(dossiers, sample.list_lines)
    figures["appendix"] = expected_appendix(sample.list_lines)
    figures["unfilled"] = sample.blank_lines
    figures["ratios"] = RATIOS
    figures["feed_ratios"] = FEED_RATIOS
    figures["feeds"] = {
        name: feed_figures(sample.world.calendar, sample.list_lines, DATA / "reference", *days)
        for name, days in PERIODS.items()
    }
    traps = catalogue(*lines, sample.sheets, sample.names)
    write_text(out / "sample" / "expected.json", json.dumps(figures, ensure_ascii=False, indent=1) + "\n")
    write_text(out / "sample" / "traps.csv", as_csv(traps))
    write_text(out / "sample" / "figures.csv", measure_figures(sample.world, dossiers))
    write_text(out / "sample" / "figures-procedures.csv", procedure_figures(sample.world, dossiers))
    (out / "plan" / "2021").mkdir(parents=True, exist_ok=True)
    (out / "plan" / "2021" / SCORECARD_FILE).write_bytes(scorecard_bytes())
    write_text(
        out / "sample" / "scores.csv",
        expected_scores({period: score_figures(sample, dossiers, *PERIODS[period]) for period in REPORTS}),
    )


def score_figures(sample: Sample, dossiers: Sequence[Counted], start: date, end: date) -> dict[str, Part]:
    """What the criteria of the scorecard rest on in one period, by their basis as the workbook names it."""
    counted = dossier_figures(sample.world, dossiers, start, end) | procedures(
        sample.world.procedures, dossiers, start, end
    )
    shares = {name: Part(int(counted[above] or 0), int(counted[below] or 0)) for name, (above, below) in RATIOS.items()}
    found = {target: shares[name] for target, name in TARGETS.items()} | shares
    for field in ("BC", "VT"):
        form = count([d for d in dossiers if d.field == field], start, end)
        found[f"on_time_of_settled[field={field}]"] = Part(form["settled"] - form["settled_late"], form["settled"])
    found["pending_overdue"] = Part(int(counted["pending_overdue"] or 0), 1)
    progress = progress_at(end, sample.items, events())
    found["items_done_of_due_share"] = Part(progress["done_of_due"], progress["due"])
    return found | sub_plan_figures(DATA / "plan" / "2021", end)


def write_text(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=DATA, help="the data folder to write to")
    write(invent(DATA), parser.parse_args().out)


if __name__ == "__main__":
    main()
