"""Forms II.06a as an invented one-stop system would print them, each spoiled in one way that such systems are known for.

Counted by the generator's plain loops over the same dossiers that the raw files list. Run as
`python data/sample/sample_system_form.py --period 2021-6M --out DIR`: one workbook for each way, one without any, and `mixed.xlsx`, in
which every field is spoiled in another way.
"""

import argparse
import csv
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from generate import DATA, Sample, invent
from sample_expected import PERIODS, Counted, count, counted_dossiers, sort_rows
from sample_files import SAMPLE_NOTE, Cell, Grid, write_grid

Change = Callable[[Counted], Counted]
HEADS = [
    ["TT", "Lĩnh vực", "Số hồ sơ nhận giải quyết", None, None, None, "Số lượng hồ sơ đã giải quyết", None, None, None,
     "Số lượng hồ sơ đang giải quyết", None, None],
    [None, None, "Tổng số", "Trực tuyến", "Trực tiếp, dịch vụ bưu chính", "Từ kỳ trước", "Tổng số", "Trước hạn", "Đúng hạn",
     "Quá hạn", "Tổng số", "Trong hạn", "Quá hạn"],
]  # fmt: skip


def by_date_when_withdrawn(d: Counted) -> Counted:
    return replace(d, withdrawn=False)


def without_recomputing(d: Counted) -> Counted:
    return replace(d, due=None) if d.first_due is None else d


def by_the_due_date_shown_now(d: Counted) -> Counted:
    return replace(d, due=d.last_due or d.regulated_due)


def waiting_by_date(d: Counted) -> Counted:
    return replace(d, requested=None, stands_still=False)


def as_it_is(d: Counted) -> Counted:
    return d


# Name → what is done to each dossier, and by how many days the period ends otherwise.
WAYS: dict[str, tuple[Change, int]] = {
    "withdrawn": (by_date_when_withdrawn, 0),
    "no-due-date": (without_recomputing, 0),
    "due-date-changed": (by_the_due_date_shown_now, 0),
    "edge": (as_it_is, -1),
    "paused": (waiting_by_date, 0),
}


def spoiled(dossiers: Sequence[Counted], period: tuple[date, date], ways: Sequence[str]) -> list[int]:
    """Columns (3) to (13) of one row, counted in all the ways at once."""
    days = 0
    for change, moved in (WAYS[way] for way in ways):
        dossiers, days = [change(d) for d in dossiers], days + moved
    n = count(dossiers, period[0], period[1] + timedelta(days))
    on_time, in_time = n["settled_on_time"] + n["settled_no_due_date"], n["pending_in_time"] + n["pending_no_due_date"]
    received = [n["total"], n["received_online"], n["received_other"], n["carried_over"]]
    settled = [n["settled"], n["settled_early"], on_time, n["settled_late"]]
    return received + settled + [n["pending"], in_time, n["pending_overdue"]]


def form(sample: Sample, dossiers: Sequence[Counted], period: tuple[date, date], ways: dict[str, list[str]]) -> Grid:
    """The form with each field counted in its ways."""
    grid = Grid(indent=0)
    grid.add(["Biểu số II.06a/VPCP/KSTT"])
    grid.add(["TÌNH HÌNH, KẾT QUẢ GIẢI QUYẾT TTHC TẠI CƠ QUAN, ĐƠN VỊ TRỰC TIẾP GIẢI QUYẾT TTHC"])
    grid.add([SAMPLE_NOTE])
    for line in HEADS:
        grid.add(list(line))
    grid.add([f"({n})" for n in range(1, 14)])
    rows = [
        (name, spoiled([d for d in dossiers if d.field == code], period, ways.get(code, [])))
        for code, name in fields().items()
    ]
    for number, (name, figures) in enumerate(rows, start=1):
        grid.add([number, name, *figures])
    total: list[Cell] = [sum(column) for column in zip(*(figures for _, figures in rows), strict=True)]
    grid.add([None, "Tổng cộng", *total])
    return grid


def fields() -> dict[str, str]:
    with (DATA / "reference" / "fields.csv").open(encoding="utf-8", newline="") as file:
        return {line["field_code"]: line["name"] for line in csv.DictReader(file)}


def all_dossiers(sample: Sample) -> list[Counted]:
    rows = sort_rows(sample.world, sample.placed)
    return counted_dossiers(sample.world, rows, sample.placed, sample.post_lines, sample.fee_lines, sample.list_lines)


def telling_fields(dossiers: Sequence[Counted], period: tuple[date, date]) -> dict[str, list[str]]:
    """Field → ways, each way in a field whose row it changes, spread over as many as can be."""

    def tells(code: str, way: str) -> bool:
        of_field = [d for d in dossiers if d.field == code]
        return spoiled(of_field, period, [way]) != spoiled(of_field, period, [])

    possible = {way: [code for code in fields() if tells(code, way)] for way in WAYS}
    chosen: dict[str, list[str]] = {code: [] for code in fields()}
    for way in sorted(WAYS, key=lambda way: len(possible[way])):
        min((chosen[code] for code in possible[way]), key=len).append(way)
    return chosen


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--period", choices=PERIODS, default="2021-6M")
    parser.add_argument("--out", type=Path, required=True)
    asked = parser.parse_args()
    sample = invent(DATA)
    dossiers, period = all_dossiers(sample), PERIODS[asked.period]
    forms = {way: {code: [way] for code in fields()} for way in WAYS} | {
        "clean": {},
        "mixed": telling_fields(dossiers, period),
    }
    for name, ways in forms.items():
        write_grid(form(sample, dossiers, period, ways), asked.out / f"{name}.xlsx", "II.06a")


if __name__ == "__main__":
    main()
