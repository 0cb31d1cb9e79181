"""Writes the sample year: the raw files, what was published before, the traps planted, and the figures that they must give.

Everything is invented. The figures are counted here by plain loops over what was invented, without the package under
test. Run as `python data/sample/generate.py [--out DIR]`; DIR defaults to the project's data folder.
"""

import argparse
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sample_catalogue import as_csv, catalogue
from sample_expected import PERIODS, counted_dossiers, expected, sort_rows
from sample_exports import Month, lines_of, months
from sample_feeds import FEED_RATIOS, feed_figures
from sample_fees import FEE_FILES, FeeLine, fee_file
from sample_fees import SHEET as FEE_SHEET
from sample_files import SHEET, Cell, Grid, Names, Placed, dossier_file, write_grid
from sample_lists import LIST_FILES, ListLine, lists
from sample_measures import RATIOS, measure_figures, procedure_figures
from sample_post import POST_FILES, PostLine, post_file
from sample_progress import (
    COVERED,
    EVENTS,
    EXPORTED,
    Item,
    check_events,
    events,
    expected_progress,
    progress_file,
    progress_file_name,
    read_items,
)
from sample_published import PUBLISHED_FILE, PUBLISHED_SHEET, published_file
from sample_traps import planted_dossiers
from sample_world import Dossier, WorkCalendar, World, numbered, ordinary_dossiers, read_procedures

DATA = Path(__file__).resolve().parents[1]
INTAKE_HEADINGS = ["Tệp", "Loại", "Hệ thống", "Ngày xuất", "Đơn vị xuất", "Từ ngày", "Đến ngày"]
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


def invent(data: Path) -> Sample:
    """The whole sample from the reference tables and the plan's register in `data`."""
    reference = data / "reference"
    world = World(WorkCalendar.read(reference / "workdays.csv"), read_procedures(reference / "procedures.csv"))
    dossiers = ordinary_dossiers(world) + planted_dossiers(world)
    sample = Sample(world, Names.read(reference), read_items(data / "plan" / "2021"), {}, [], [], [], [])
    codes = numbered(dossiers)
    add_dossier_files(sample, dossiers, codes)
    add_post_files(sample, dossiers, codes)
    add_fee_files(sample, dossiers, codes)
    add_lists(sample, dossiers, codes)
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
    for unit in EVENTS:
        name = sample.names.units[unit][0]
        grid.add([progress_file_name(unit), "progress", "Bảng theo dõi của đơn vị", EXPORTED, name, *COVERED])
    return grid


def dossier_intake(month: Month) -> list[Cell]:
    system, who = ONE_STOP
    return [month.file, "dossiers", system, month.exported, who, month.start, month.end]


def sheet_name(file: str) -> str:
    names = {"dossiers": SHEET, "postal": "Danh sách", "fees": FEE_SHEET, "progress": "Tiến độ"}
    names |= {each.file.split("/")[0]: each.sheet for each in LIST_FILES}
    return names.get(file.split("/")[0], "Danh sách tệp")


def write(sample: Sample, out: Path) -> None:
    for file, grid in sample.sheets.items():
        write_grid(grid, out / "raw" / file, sheet_name(file))
    write_grid(published_file(), out / "reference" / PUBLISHED_FILE, PUBLISHED_SHEET)
    rows = sort_rows(sample.world, sample.placed)
    lines = (sample.placed, sample.post_lines, sample.fee_lines, sample.list_lines)
    dossiers = counted_dossiers(sample.world, rows, *lines)
    figures: dict[str, Any] = expected(sample.world, rows, dossiers, *lines)
    figures["progress"] = expected_progress(sample.items, events())
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


def write_text(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=DATA, help="the data folder to write to")
    write(invent(DATA), parser.parse_args().out)


if __name__ == "__main__":
    main()
