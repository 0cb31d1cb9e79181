"""Writes what form II.06a of the first quarter would say under each other reading of the contested rules.

The table is a golden file of the tests: it is written anew on purpose, by `make golden`, and its changes are reviewed as a
diff. Each reading changes the dossiers and leaves the counting loops alone. Run as `python data/sample/readings.py [--out FILE]`.
"""

import argparse
import csv
import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from pathlib import Path

from generate import DATA, invent, write_text
from sample_expected import MEASURES, PERIODS, Counted, count, counted_dossiers, sort_rows
from sample_files import SAMPLE_NOTE

PERIOD = "2021-Q1"
GOLDEN = DATA.parent / "tests" / "golden" / f"readings-{PERIOD}.csv"
Read = Callable[[Sequence[Counted], date], Iterable[Counted]]


def withdrawn_by_date(dossiers: Sequence[Counted], _: date) -> Iterable[Counted]:
    return [replace(d, withdrawn=False) for d in dossiers]


def withdrawn_excluded(dossiers: Sequence[Counted], end: date) -> Iterable[Counted]:
    """Nowhere from the period on in which it ended; until then a dossier like any other."""
    return [d for d in dossiers if not (d.withdrawn and d.finished and d.finished <= end)]


def paused_by_date(dossiers: Sequence[Counted], _: date) -> Iterable[Counted]:
    return [replace(d, stands_still=False, requested=None, answered=None) for d in dossiers]


def no_due_date_left(dossiers: Sequence[Counted], _: date) -> Iterable[Counted]:
    return [replace(d, due=d.due if d.first_due else None) for d in dossiers]


def due_date_first(dossiers: Sequence[Counted], _: date) -> Iterable[Counted]:
    return [replace(d, due=d.first_due or d.regulated_due, moved_on=None) for d in dossiers]


def due_date_current(dossiers: Sequence[Counted], _: date) -> Iterable[Counted]:
    return [replace(d, due=d.last_due or d.regulated_due, moved_on=None) for d in dossiers]


def ends_when_returned(dossiers: Sequence[Counted], _: date) -> Iterable[Counted]:
    return [d if d.withdrawn else replace(d, finished=d.returned) for d in dossiers]


def refused_counted(dossiers: Sequence[Counted], _: date) -> Iterable[Counted]:
    """Received and settled on time on the day of the refusal."""
    return [as_settled_on(d, d.refused) if d.refused else d for d in dossiers]


def as_settled_on(dossier: Counted, day: date) -> Counted:
    return replace(dossier, counts=True, received_at=datetime.combine(day, time(7)), finished=day, due=day)


def interlinked_excluded(dossiers: Sequence[Counted], _: date) -> Iterable[Counted]:
    return [d for d in dossiers if not d.of.interlinked]


def at_the_holder(dossiers: Sequence[Counted], _: date) -> Iterable[Counted]:
    return [replace(d, unit=d.holder) for d in dossiers]


READINGS: dict[tuple[str, str], Read] = {
    ("default", ""): lambda dossiers, _: dossiers,
    ("withdrawn", "by_date"): withdrawn_by_date,
    ("withdrawn", "excluded"): withdrawn_excluded,
    ("paused", "by_date"): paused_by_date,
    ("no_due_date", "leave"): no_due_date_left,
    ("due_date", "first"): due_date_first,
    ("due_date", "current"): due_date_current,
    ("end_date", "returned"): ends_when_returned,
    ("refused", "counted"): refused_counted,
    ("interlinked", "excluded"): interlinked_excluded,
    ("transferred", "holder"): at_the_holder,
}


def table(dossiers: Sequence[Counted]) -> str:
    """One line a reading and unit, and one a reading in all; units without any dossier are left out."""
    start, end = PERIODS[PERIOD]
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    buffer.write(f"# {SAMPLE_NOTE}\n")
    writer.writerow(["setting", "value", "unit", *MEASURES])
    for (setting, value), read in READINGS.items():
        seen = list(read(dossiers, end))
        writer.writerow([setting, value, "", *count(seen, start, end).values()])
        for unit in sorted({d.unit for d in seen}):
            figures = count([d for d in seen if d.unit == unit], start, end)
            if any(figures.values()):
                writer.writerow([setting, value, unit, *figures.values()])
    return buffer.getvalue()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=GOLDEN, help="the file to write")
    sample = invent(DATA)
    rows = sort_rows(sample.world, sample.placed)
    dossiers = counted_dossiers(
        sample.world, rows, sample.placed, sample.post_lines, sample.fee_lines, sample.list_lines
    )
    write_text(parser.parse_args().out, table(dossiers))


if __name__ == "__main__":
    main()
