"""Times raw exports becoming clean tables beside plain pandas: a million dossiers as CSV, a hundred thousand as XLSX.

Ours is everything: reading, finding the head, mapping, checking, joining, recomputing due dates, writing Parquet. Beside it stand
`pandas.read_csv` with `to_datetime` of three columns and `pandas.read_excel` with openpyxl (from the extra `bench`), which only read.
Every measurement is a process of its own, so that its peak memory is its own. The figures in docs/benchmarks.md come from here.
"""

import argparse
import csv
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path

import numpy as np
import xlsxwriter

PROJECT = Path(__file__).resolve().parents[1]
SEED, START = 20210104, np.datetime64("2021-01-04T07:00:00")
HEADS = (
    "STT", "Mã hồ sơ", "Mã TTHC", "Tên thủ tục hành chính", "Hình thức nộp", "Trạng thái", "Chủ hồ sơ", "Địa chỉ", "Ngày nộp hồ sơ",
    "Ngày nhận", "Ngày hẹn trả", "Ngày kết thúc xử lý",
)  # fmt: skip
DATES = ("Ngày nhận", "Ngày hẹn trả", "Ngày kết thúc xử lý")
FORMAT = "%d/%m/%Y %H:%M:%S"
# Procedures as exports write them, with their working days.
PROCEDURES = {
    "1.003868": 6, "1.003633": 8, "1.004379": 5, "1.005442": 7, "2.001173": 2, "1.003868.000.00.00.H21": 6,
}  # fmt: skip
CHANNELS = ("Trực tuyến", "Trực tiếp", "BCCI", "Bộ phận Một cửa")
STATUSES = ("Đã trả kết quả", "Đang xử lý", "Đã xử lý xong")
TITLE = "Cấp giấy phép xuất bản tài liệu không kinh doanh"


def dossiers(count: int) -> Iterator[tuple[int | str | datetime, ...]]:
    """Rows of an export in the order of receipt, one per dossier, the same at every call.

    Most due dates are those of the procedure; one in fifty is promised three weeks later and is flagged, as in a sound export.
    """
    random = np.random.default_rng(SEED)
    received = START + np.sort(random.integers(0, 350 * 86_400, count)).astype("timedelta64[s]")
    submitted = received - random.integers(60, 86_400, count).astype("timedelta64[s]")
    finished = received + random.integers(3600, 20 * 86_400, count).astype("timedelta64[s]")
    picks = random.integers(0, 1 << 20, (3, count))
    working_days = np.array(list(PROCEDURES.values()))[picks[0] % len(PROCEDURES)]
    days_due = np.busday_offset(received.astype("M8[D]"), working_days, roll="backward", holidays=days_off())
    due = days_due + np.where(random.integers(0, 50, count) == 0, 21, 0) + np.timedelta64(17, "h")
    codes = list(PROCEDURES)
    days = zip(*(column.tolist() for column in (submitted, received, due, finished)), strict=True)
    for number, (moments, procedure, channel, status) in enumerate(zip(days, *picks.tolist(), strict=True), start=1):
        word = STATUSES[status % len(STATUSES)]
        yield (
            number, f"H21.15-{moments[1]:%y%m%d}-{number:07d}", codes[procedure % len(codes)], TITLE,
            CHANNELS[channel % len(CHANNELS)], word, f"Nguyễn Văn Mẫu {number % 5000}", f"Số {number % 999} đường Mẫu",
            *moments[:3], "" if word == "Đang xử lý" else moments[3],
        )  # fmt: skip


def days_off() -> list[str]:
    with (PROJECT / "data" / "reference" / "calendar_vn.csv").open(encoding="utf-8", newline="") as stream:
        return [line["date"] for line in csv.DictReader(stream) if line["kind"] == "off"]


def write_csv(path: Path, count: int) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(HEADS)
        for row in dossiers(count):
            writer.writerow([cell.strftime(FORMAT) if isinstance(cell, datetime) else cell for cell in row])


def write_xlsx(path: Path, count: int) -> None:
    with xlsxwriter.Workbook(path, {"constant_memory": True, "default_date_format": "dd/mm/yyyy hh:mm:ss"}) as book:
        sheet = book.add_worksheet("Danh sách")
        sheet.write_row(0, 0, HEADS)
        for number, row in enumerate(dossiers(count), start=1):
            sheet.write_row(number, 0, row)


def clean_tables(path: Path) -> int:
    """Everything that `cchc` does with one export, into a folder beside it."""
    from cchc_analysis.sources.build import build
    from cchc_analysis.sources.intake import HEADS as INTAKE_HEADS

    data = path.parent / f"data-{path.suffix[1:]}"
    for name in ("mappings", "reference"):
        (data / name).mkdir(parents=True, exist_ok=True)
        for file in (PROJECT / "data" / name).iterdir():
            (data / name / file.name).write_bytes(file.read_bytes())
    (data / "raw").mkdir(exist_ok=True)
    (data / "raw" / path.name).unlink(missing_ok=True)
    (data / "raw" / path.name).hardlink_to(path)
    with xlsxwriter.Workbook(data / "raw" / "intake.xlsx", {"default_date_format": "dd/mm/yyyy"}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, INTAKE_HEADS)
        line = [path.name, "dossiers", "Một cửa", date(2022, 12, 1), "VP", date(2021, 1, 1), date(2021, 12, 31)]
        sheet.write_row(1, 0, line)
    tables = build(data, [])
    if tables.files["rejected"].sum():
        raise SystemExit("The generated dossiers are meant to be sound, and some were rejected.")
    return len(tables.dossiers)


def plain_csv(path: Path) -> int:
    import pandas as pd

    table = pd.read_csv(path)
    for name in DATES:
        table[name] = pd.to_datetime(table[name], format=FORMAT)
    return len(table)


def plain_excel(path: Path) -> int:
    import pandas as pd

    return len(pd.read_excel(path, engine="openpyxl"))


WAYS: dict[str, Callable[[Path], int]] = {
    "clean_tables": clean_tables, "plain_csv": plain_csv, "plain_excel": plain_excel,
}  # fmt: skip


def measured(way: str, path: Path) -> dict[str, float]:
    """Seconds from the start of reading, imports apart, and peak memory of a process that does nothing else."""
    done = subprocess.run(
        [sys.executable, __file__, "--way", way, "--path", str(path)], check=False, capture_output=True, text=True
    )
    if done.returncode:
        raise SystemExit(done.stderr.splitlines()[-1] if done.stderr else f"{way} failed")
    figures: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return figures


def measure(way: str, path: Path) -> None:
    import pandas  # noqa: F401 - its import is nobody's reading

    import cchc_analysis.sources.build  # noqa: F401

    if way == "plain_excel":
        import openpyxl  # noqa: F401
    began, worked = time.perf_counter(), time.process_time()
    rows = WAYS[way](path)
    seconds, processor = time.perf_counter() - began, time.process_time() - worked
    print(json.dumps({"rows": rows, "seconds": seconds, "processor": processor, "peak_mb": peak_megabytes()}))


def peak_megabytes() -> float:
    """Peak memory of this process; what getrusage says on Linux may be that of the process that started it."""
    status = Path("/proc/self/status")
    if status.is_file():
        return next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmHWM")) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def compare(title: str, path: Path, plain: str, rounds: int) -> None:
    """Both ways in turns, so that a busy machine is busy for both; the ratio is of the best of each.

    On a machine that is never idle, seconds of the processor (of both cores together) tell more than those of the clock.
    """
    pairs = [(measured("clean_tables", path), measured(plain, path)) for _ in range(rounds)]
    best = [min(figures, key=lambda one: one["seconds"]) for figures in zip(*pairs, strict=True)]
    for name, one in zip(("raw export to clean tables", plain), best, strict=True):
        speed = one["rows"] / one["seconds"]
        print(
            f"{title}, {name}: {one['seconds']:.1f} s ({one['processor']:.1f} s of the processor), {speed:,.0f} rows/s, "
            f"peak {one['peak_mb']:,.0f} MB"
        )
    for what in ("seconds", "processor"):
        ours, theirs = (min(one[what] for one in figures) for figures in zip(*pairs, strict=True))
        print(f"{title}: plain / clean tables = {theirs / ours:.2f} ({what})")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--csv-rows", type=int, default=1_000_000)
    options.add_argument("--xlsx-rows", type=int, default=100_000)
    options.add_argument("--rounds", type=int, default=2)
    options.add_argument("--way", choices=list(WAYS), help=argparse.SUPPRESS)
    options.add_argument("--path", type=Path, help=argparse.SUPPRESS)
    asked = options.parse_args()
    if asked.way:
        measure(asked.way, asked.path)
        return
    with tempfile.TemporaryDirectory() as folder:
        text, workbook = Path(folder) / "dossiers.csv", Path(folder) / "dossiers.xlsx"
        write_csv(text, asked.csv_rows)
        compare("CSV", text, "plain_csv", asked.rounds)
        write_xlsx(workbook, asked.xlsx_rows)
        compare("XLSX", workbook, "plain_excel", asked.rounds)


if __name__ == "__main__":
    main()
