"""The intake list: what each raw file is, from which system and day, and which days it covers; and the coverage of a period.

`data/raw/intake.xlsx` is kept by hand. The day of export comes from it, never from a file's time stamp. A file that it does not
name is taken by its head (`sources.recognise`) and asked about.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from cchc_analysis.errors import CoverageError, InputError
from cchc_analysis.periods import Period
from cchc_analysis.sources.feeds import FEEDS
from cchc_analysis.sources.mapping import Mapping, load_mappings
from cchc_analysis.sources.readers import read_sheets
from cchc_analysis.sources.recognise import recognise
from cchc_analysis.text import did_you_mean, fold, short_date, table_date

NAME = "intake.xlsx"
HEADS = ("Tệp", "Loại", "Hệ thống", "Ngày xuất", "Đơn vị xuất", "Từ ngày", "Đến ngày")


@dataclass(frozen=True)
class Intake:
    """One raw file: `exported_at` orders exports of the same dossiers; `first` to `last` are the days it covers.

    `system` is what it was exported from, `supplier` the unit that exported it, both as the list has them.
    """

    file: str
    kind: str
    exported_at: date
    first: date
    last: date
    system: str = ""
    supplier: str = ""


@dataclass(frozen=True)
class Proposal:
    """A line for a raw file that has none: what its head and its dates tell. Only a person knows when and by whom it was exported.

    `others` are further kinds that the same head would fit. `why_not` says why nothing can be proposed, where that is so.
    """

    file: str
    kind: str = ""
    mapping: str = ""
    first: date | None = None
    last: date | None = None
    others: tuple[str, ...] = ()
    why_not: str = ""


def load_intake(raw: Path) -> list[Intake]:
    """The lines of the intake list in the order of export; raises InputError for a line or a raw file that is not right."""
    if not (raw / NAME).is_file():
        raise InputError(
            f"data/raw/{NAME} is missing: it says what each raw file is. cchc intake --write makes it. Its heads: {', '.join(HEADS)}."
        )
    lines = read_lines(raw)
    _check_files(raw, lines)
    return sorted(lines, key=lambda line: (line.exported_at, line.file))


def read_lines(raw: Path) -> list[Intake]:
    """The lines as the list has them, whatever files there are; none where there is no list."""
    path = raw / NAME
    if not path.is_file():
        return []
    rows = read_sheets(path, NAME)[0].rows
    head = next(
        (number for number, row in enumerate(rows) if {fold(HEADS[0]), fold(HEADS[1])} <= set(map(fold, row))), None
    )
    if head is None:
        raise InputError(f"{NAME}: no row has the heads {', '.join(HEADS)}.")
    places = {fold(cell): column for column, cell in enumerate(rows[head]) if cell}
    if missing := [name for name in HEADS if fold(name) not in places]:
        raise InputError(f"{NAME}, row {head + 1}: the column {', '.join(missing)} is missing.")
    return [
        _line([row[places[fold(name)]] for name in HEADS], number)
        for number, row in enumerate(rows[head + 1 :], start=head + 2)
        if any(row)
    ]


def proposals(raw: Path, lines: Sequence[Intake]) -> list[Proposal]:
    """For each raw file without a line, in order of their names, the line that its content speaks for."""
    known = {line.file for line in lines}
    strangers = sorted(_files(raw) - known)
    mappings = load_mappings(raw.parent / "mappings") if strangers else []
    return [_proposal(raw, file, mappings) for file in strangers]


def _proposal(raw: Path, file: str, mappings: Sequence[Mapping]) -> Proposal:
    try:
        found = recognise(raw / file, file, mappings)
    except InputError as error:
        return Proposal(file, why_not=str(error))
    return Proposal(file, found.kind, found.mapping, found.first, found.last, found.others)


def missing_spans(lines: Sequence[Intake], kind: str, period: Period) -> list[tuple[date, date]]:
    """The spans of days of a period that no file of a kind covers, in order."""
    spans, day = list[tuple[date, date]](), period.start
    for line in sorted((line for line in lines if line.kind == kind), key=lambda line: line.first):
        reached = min(line.last, line.exported_at)
        if line.first > day and reached >= line.first:
            spans.append((day, min(line.first - timedelta(days=1), period.end)))
        day = max(day, reached + timedelta(days=1))
        if day > period.end:
            break
    if day <= period.end:
        spans.append((day, period.end))
    return [span for span in spans if span[0] <= period.end]


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
    missing = "Missing: " + ", ".join(_months(missing_spans(lines, "dossiers", period), period))
    if until is None:
        spans = sorted((line.first, line.last) for line in lines if line.kind == "dossiers")
        reach = (
            f"those there are cover {spans[0][0]} to {max(last for _, last in spans)}" if spans else "there are none"
        )
        raise CoverageError(
            f"No dossier export covers the start of {period.key} ({period.start}..{period.end}); {reach}. {missing}. "
            f"Put the export into data/raw/dossiers and a line into data/raw/{NAME}."
        )
    if until < period.end and not provisional:
        raise CoverageError(
            f"The dossier exports cover {period.key} only until {until}, and it ends on {period.end}. {missing}. "
            f"Add the missing export and its line in data/raw/{NAME}, or ask for figures as of "
            f"{short_date(until)} with --provisional."
        )
    return period.until(until)


def _months(spans: Sequence[tuple[date, date]], period: Period) -> Iterator[str]:
    """Each missing month once: 2021-05 where all its days in the period are missing, else the days."""
    for first, last in spans:
        while first <= last:
            month_end = (first.replace(day=1) + timedelta(days=31)).replace(day=1) - timedelta(days=1)
            end = min(last, month_end)
            is_whole = first == max(first.replace(day=1), period.start) and end == min(month_end, period.end)
            yield f"{first:%Y-%m}" if is_whole else f"{first}" if first == end else f"{first}..{end}"
            first = end + timedelta(days=1)


def _line(cells: list[str], number: int) -> Intake:
    file, kind, system, exported, supplier, first, last = cells
    where = f"{NAME}, row {number}"
    if not file:
        raise InputError(f"{where}: the file's name is missing.")
    if kind not in FEEDS:
        raise InputError(f'{where}: kind "{kind}" is not known.{did_you_mean(kind, list(FEEDS))}')
    if not exported:
        raise InputError(
            f'{where}: the day on which {file} was exported is missing. Fill in "Ngày xuất"; no program can know it.'
        )
    line = Intake(file, kind, _day(exported, where), _day(first, where), _day(last, where), system, supplier)
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
    if strangers := proposals(raw, lines):
        raise InputError("\n".join(map(proposal_text, strangers)))
    if lost := sorted(set(names) - _files(raw)):
        raise InputError(f"{NAME} names {', '.join(lost[:5])}, but data/raw does not hold it.")


def proposal_text(asked: Proposal) -> str:
    """A sentence on a raw file without a line: what it seems to be, and what only a person can add."""
    begin = f"{asked.file} in data/raw without a line in {NAME}"
    if asked.why_not:
        return (
            f"{begin}, and its head does not tell what it is: {asked.why_not} Draft a mapping with cchc map data/raw/{asked.file}, "
            f"or take the file away."
        )
    days = f"{table_date(asked.first)} to {table_date(asked.last)}" if asked.first and asked.last else "no dates"
    others = f" (or {', '.join(asked.others)}, which have the same heads)" if asked.others else ""
    return (
        f'{begin}: by its head it is Loại {asked.kind}{others}, layout "{asked.mapping}", with rows of {days} '
        f"(Từ ngày, Đến ngày); Ngày xuất is for a person to fill in. cchc intake --write adds the line."
    )


def _files(raw: Path) -> set[str]:
    """The raw files that there are, relative to the raw folder."""
    return {path.relative_to(raw).as_posix() for path in raw.rglob("*") if _is_raw(path)} - {NAME}


def _is_raw(path: Path) -> bool:
    # Office programs leave lock files ("~$name.xlsx", ".~lock.name#") beside an open workbook.
    return path.is_file() and not path.name.startswith((".", "~$"))
