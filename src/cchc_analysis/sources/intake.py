"""The intake list: what each raw file is, from which system and day, and which days it covers; and the coverage of a period.

`data/raw/intake.xlsx` is kept by hand. The day of export comes from it, never from a file's time stamp.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from cchc_analysis.errors import CoverageError, InputError
from cchc_analysis.periods import Period
from cchc_analysis.sources.feeds import FEEDS
from cchc_analysis.sources.readers import read_sheets
from cchc_analysis.text import did_you_mean, fold, short_date

NAME = "intake.xlsx"
HEADS = ("Tệp", "Loại", "Hệ thống", "Ngày xuất", "Đơn vị xuất", "Từ ngày", "Đến ngày")


@dataclass(frozen=True)
class Intake:
    """One raw file: `exported_at` orders exports of the same dossiers; `first` to `last` are the days it covers.

    `supplier` is the unit that exported it, as written: what is wrong with its rows goes back there.
    """

    file: str
    kind: str
    exported_at: date
    first: date
    last: date
    supplier: str = ""


def load_intake(raw: Path) -> list[Intake]:
    """The lines of the intake list in the order of export; raises InputError for a line or a raw file that is not right."""
    path = raw / NAME
    if not path.is_file():
        raise InputError(f"data/raw/{NAME} is missing: it says what each raw file is. Its heads: {', '.join(HEADS)}.")
    rows = read_sheets(path, NAME)[0].rows
    head = next(
        (number for number, row in enumerate(rows) if {fold(HEADS[0]), fold(HEADS[1])} <= set(map(fold, row))), None
    )
    if head is None:
        raise InputError(f"{NAME}: no row has the heads {', '.join(HEADS)}.")
    places = {fold(cell): column for column, cell in enumerate(rows[head]) if cell}
    if missing := [name for name in HEADS if fold(name) not in places]:
        raise InputError(f"{NAME}, row {head + 1}: the column {', '.join(missing)} is missing.")
    lines = [
        _line([row[places[fold(name)]] for name in HEADS], number)
        for number, row in enumerate(rows[head + 1 :], start=head + 2)
        if any(row)
    ]
    _check_files(raw, lines)
    return sorted(lines, key=lambda line: (line.exported_at, line.file))


def covered_until(lines: Sequence[Intake], kind: str, first: date) -> date | None:
    """The last day up to which the files of a kind cover every day from `first` on; None if not even that day."""
    reached = first - timedelta(days=1)
    for line in sorted((line for line in lines if line.kind == kind), key=lambda line: line.first):
        if line.first > reached + timedelta(days=1):
            break
        # A file exported before the last day it is meant to cover covers only the days that were over by then.
        reached = max(reached, min(line.last, line.exported_at))
    return reached if reached >= first else None


def check_coverage(lines: Sequence[Intake], period: Period, provisional: bool = False) -> Period:
    """The period as far as the dossier exports reach; raises CoverageError unless that is all of it or provisional is wanted."""
    until = covered_until(lines, "dossiers", period.start)
    if until is None:
        spans = sorted((line.first, line.last) for line in lines if line.kind == "dossiers")
        reach = (
            f"those there are cover {spans[0][0]} to {max(last for _, last in spans)}" if spans else "there are none"
        )
        raise CoverageError(
            f"No dossier export covers the start of {period.key} ({period.start}..{period.end}); {reach}. "
            f"Put the export into data/raw/dossiers and a line into data/raw/{NAME}."
        )
    if until < period.end and not provisional:
        raise CoverageError(
            f"The dossier exports cover {period.key} only until {until}, and it ends on {period.end}. "
            f"Add the missing export and its line in data/raw/{NAME}, or ask for figures as of "
            f"{short_date(until)} with --provisional."
        )
    return period.until(until)


def _line(cells: list[str], number: int) -> Intake:
    file, kind, _, exported, supplier, first, last = cells
    where = f"{NAME}, row {number}"
    if not file:
        raise InputError(f"{where}: the file's name is missing.")
    if kind not in FEEDS:
        raise InputError(f'{where}: kind "{kind}" is not known.{did_you_mean(kind, list(FEEDS))}')
    line = Intake(file, kind, _day(exported, where), _day(first, where), _day(last, where), supplier)
    if line.last < line.first:
        raise InputError(f"{where}: {file} covers days that end before they start.")
    return line


def _day(text: str, where: str) -> date:
    for pattern in ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d", "%d/%m/%Y", "%d/%m/%Y %H:%M:%S"):
        try:
            return datetime.strptime(text, pattern).date()
        except ValueError:
            continue
    raise InputError(f'{where}: "{text}" is not a day. Write it as 05/01/2021.')


def _check_files(raw: Path, lines: Sequence[Intake]) -> None:
    names = [line.file for line in lines]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise InputError(f"{NAME} names {', '.join(twice)} more than once. Keep one line per file.")
    there = {path.relative_to(raw).as_posix() for path in raw.rglob("*") if _is_raw(path)} - {NAME}
    if strangers := sorted(there - set(names)):
        raise InputError(
            f"{', '.join(strangers[:5])} in data/raw without a line in {NAME}: say what it is, when it was exported "
            f"and which days it covers, or take the file away."
        )
    if lost := sorted(set(names) - there):
        raise InputError(f"{NAME} names {', '.join(lost[:5])}, but data/raw does not hold it.")


def _is_raw(path: Path) -> bool:
    # Office programs leave lock files ("~$name.xlsx", ".~lock.name#") beside an open workbook.
    return path.is_file() and not path.name.startswith((".", "~$"))
