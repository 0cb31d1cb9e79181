"""Times form II.06a, in all and by field, over generated dossiers: each engine, a plain pandas script, reading alone.

Every measurement runs in a process of its own and goes from the Parquet file to the figures, without the start of Python and its
imports. The cases take turns, so that a busy machine slows all of them; seconds are medians, and a ratio is the median of the
ratios within each turn. Where other programs take turns with ours on the cores, the seconds of processor time, which are given
beside them, say more. All figures must be equal. The tables in docs/benchmarks.md come from here.
"""

import argparse
import json
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from cchc_analysis.measures.dossiers import COUNT_FORM
from cchc_analysis.periods import Period
from cchc_analysis.sources.count import FORM_COLUMNS, count_tables
from cchc_analysis.sources.engines import ROW_GROUP, arrow_schema, engine_for, parquet_writer
from cchc_analysis.tables import DOSSIERS

SIZES = (10_000, 1_000_000, 10_000_000)
PERIOD = Period.parse("2021-Q1")
# Codes and days as a province's one-stop system has them; 30 months in the order of receipt.
GENERATED = (
    "dossier_id", "procedure", "field", "unit", "channel", "status", "is_received", "is_withdrawn", "received_date", "due_date",
    "due_basis", "first_due_date", "recomputed_due_date", "finished_date", "supplement_requested_date", "supplement_done_date",
)  # fmt: skip
FIRST_DAY, DAYS = int(np.datetime64("2019-01-01", "D").astype(int)), 911
CHUNK = 1_000_000
PROCEDURES, FIELDS, UNITS = 1_500, 20, 60
CHANNELS, STATUSES = ("online", "direct", "postal"), ("finished", "pending", "paused", "withdrawn", "refused")

NEEDED = [*FORM_COLUMNS, "field"]
CODES = ["channel", "status", "field"]
DATES = [name for name in NEEDED if name.endswith("_date")]
# Beyond this number of rows the plain scripts and pandas do not fit into an office machine's memory.
LARGEST_IN_MEMORY = 10_000_000

Figures = dict[str, dict[str, int]]
Days = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


def generate(path: Path, rows: int) -> None:
    """Writes so many dossiers, the same ones every time, a million at a time."""
    columns = [field for field in DOSSIERS.fields if field.name in GENERATED]
    with parquet_writer(path, DOSSIERS, GENERATED) as writer:
        for first in range(0, rows, CHUNK):
            part = dossiers(first, min(CHUNK, rows - first), rows).select([field.name for field in columns])
            writer.write_table(part.cast(arrow_schema(columns)), row_group_size=ROW_GROUP)


def dossiers(first: int, number: int, total: int) -> pa.Table:
    """The dossiers from the `first` on, of a table of `total`: 5 % late, 8 % pending, 2 % without a due date."""
    random = np.random.default_rng([163, first])
    place = first + np.arange(number)
    received = FIRST_DAY + place * DAYS // total
    procedure = random.integers(0, PROCEDURES, number)
    refused, pending, withdrawn = (random.random(number) < share for share in (0.01, 0.08, 0.02))
    asked, late, undue = (random.random(number) < share for share in (0.06, 0.05, 0.02))
    due = received + random.integers(3, 40, number)
    in_time = np.maximum(received, due - random.integers(0, 15, number))
    finished = np.where(late, due + random.integers(1, 30, number), in_time)
    asked_on = received + random.integers(0, 5, number)
    answered_on = asked_on + random.integers(1, 10, number)
    status = np.select([refused, pending & asked, pending, withdrawn], [4, 2, 1, 3], 0)
    return pa.table(
        {
            "dossier_id": pc.binary_join_element_wise(
                "H21.15", pc.strftime(days(received), "%y%m%d"), pc.utf8_lpad(pc.cast(place, pa.string()), 9, "0"), "-"
            ),
            "procedure": codes(procedure, [f"1.{number:06d}" for number in range(PROCEDURES)]),
            "field": codes(procedure % FIELDS, [f"Lĩnh vực {number:02d}" for number in range(FIELDS)]),
            "unit": codes(procedure % UNITS, [f"Đơn vị {number:02d}" for number in range(UNITS)]),
            "channel": codes(random.choice(3, number, p=[0.35, 0.55, 0.1]), CHANNELS),
            "status": codes(status, STATUSES),
            "is_received": ~refused,
            "is_withdrawn": withdrawn & ~pending & ~refused,
            "received_date": days(received, refused),
            "due_date": days(due, undue | refused),
            "due_basis": codes(np.where(undue | refused, 1, 0), ("first", "none")),
            "first_due_date": days(due, undue | refused),
            "recomputed_due_date": days(due, ~undue | (random.random(number) < 0.1)),
            "finished_date": days(finished, pending | refused),
            "supplement_requested_date": days(asked_on, ~asked),
            "supplement_done_date": days(answered_on, ~asked | pending),
        }
    )


def days(numbers: Days, missing: Flags | None = None) -> pa.Array:
    return pa.array(numbers.astype(np.int32), mask=missing).cast(pa.date32())


def codes(numbers: Days, values: Sequence[str]) -> pa.Array:
    return pc.take(pa.array(values), pa.array(numbers))


def ours(path: Path, engine: Any) -> Figures:
    counted = count_tables([path], PERIOD, "field", engine)
    return {"": counted["measures"], **{group["field"]: group["measures"] for group in counted["groups"]}}


def plain(frame: pd.DataFrame) -> Figures:
    """Form II.06a as a capable analyst would write it in pandas."""
    start, end = pd.Timestamp(PERIOD.start), pd.Timestamp(PERIOD.end)
    received, finished = frame["received_date"], frame["finished_date"]
    due = frame["due_date"].fillna(frame["recomputed_due_date"])
    asked, answered = frame["supplement_requested_date"], frame["supplement_done_date"]
    counts, withdrawn, online = frame["is_received"], frame["is_withdrawn"], frame["channel"] == "online"
    new = counts & received.between(start, end)
    carried = counts & (received < start) & (finished.isna() | (finished >= start))
    settled = counts & finished.between(start, end)
    judged = settled & ~withdrawn & (frame["status"] != "refused")
    pending = counts & (received <= end) & (finished.isna() | (finished > end))
    waiting = (asked <= end) & (answered.isna() | (answered > end)) | (frame["status"] == "paused") & asked.isna()
    paused, running = pending & waiting, pending & ~waiting
    flags = pd.DataFrame(
        {
            "received": new,
            "received_online": new & online,
            "received_other": new & ~online,
            "carried_over": carried,
            "total": new | carried,
            "settled": settled,
            "settled_early": judged & (finished < due),
            "settled_on_time": (settled & withdrawn) | (judged & (finished == due)),
            "settled_late": judged & (finished > due),
            "settled_no_due_date": judged & due.isna(),
            "pending": pending,
            "pending_in_time": paused | (running & (due >= end)),
            "pending_overdue": running & (due < end),
            "pending_no_due_date": running & due.isna(),
        }
    )
    by_field = flags.groupby(frame["field"], observed=True).sum()
    return {"": flags.sum().to_dict(), **by_field.to_dict("index")}


def plain_on_texts(path: Path) -> Figures:
    """Texts as pandas reads them by default; days come as objects and are converted."""
    frame = pd.read_parquet(path, columns=NEEDED)
    return plain(frame.assign(**{name: pd.to_datetime(frame[name]) for name in DATES}))


def plain_on_objects(path: Path) -> Figures:
    """Texts as Python objects, as pandas read them before version 3."""
    with pd.option_context("future.infer_string", False):
        return plain_on_texts(path)


def plain_on_categoricals(path: Path) -> Figures:
    """Codes as categoricals and days without a detour, by somebody who knows the options."""
    options: dict[str, Any] = {"read_dictionary": CODES, "to_pandas_kwargs": {"date_as_object": False}}
    return plain(pd.read_parquet(path, columns=NEEDED, **options))


def reading_duckdb(path: Path) -> Figures:
    """Every value of the needed columns is read and looked at, nothing is compared, grouped or kept."""
    import duckdb

    looked_at = ", ".join(f"bit_xor(hash({name}))" for name in NEEDED)
    duckdb.connect().execute(f"SELECT {looked_at} FROM read_parquet(?)", [str(path)]).fetchall()
    return {}


def reading_presence(path: Path) -> Figures:
    """As little as DuckDB can do with the columns: counting where they have a value."""
    import duckdb

    present = ", ".join(f"count({name})" for name in NEEDED)
    duckdb.connect().execute(f"SELECT {present} FROM read_parquet(?)", [str(path)]).fetchall()
    return {}


def reading_arrow(path: Path) -> Figures:
    """The needed columns as Arrow, a batch at a time."""
    for _ in pq.ParquetFile(path).iter_batches(columns=NEEDED):
        pass
    return {}


READINGS: dict[str, Callable[[Path], Figures]] = {
    "reading alone, DuckDB": reading_duckdb,
    "presence alone, DuckDB": reading_presence,
    "reading alone, Arrow": reading_arrow,
}
PLAIN: dict[str, Callable[[Path], Figures]] = {
    "plain script, object texts": plain_on_objects,
    "plain script, pandas 3 texts": plain_on_texts,
    "plain script, categoricals": plain_on_categoricals,
}
OURS: dict[str, Callable[[Path], Figures]] = {
    "cchc": lambda path: ours(path, None),
    "cchc, pandas": lambda path: ours(path, "pandas"),
    "cchc, DuckDB": lambda path: ours(path, "duckdb"),
    "cchc, Polars": lambda path: ours(path, "polars"),
    "cchc, Spark": lambda path: ours(path, "spark"),
}
CASES = READINGS | PLAIN | OURS
REFERENCES = (*PLAIN, "reading alone, DuckDB")


def cases_for(rows: int, engines: Sequence[str]) -> list[str]:
    """What is measured at a size; the plain scripts and pandas only where memory holds them."""
    small = rows <= LARGEST_IN_MEMORY
    chosen = [case for case in OURS if case.partition(", ")[2].lower() in ("", *engines)]
    wanted = [*READINGS, *(PLAIN if small else ()), *chosen]
    return [case for case in wanted if small or case != "cchc, pandas"]


def measured(case: str, path: Path) -> dict[str, Any]:
    """One case in a process of its own: seconds, those of its processor time, peak memory in megabytes, figures."""
    done = subprocess.run([sys.executable, __file__, "--case", case, str(path)], capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{case}:\n{done.stderr}")
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


def run_case(case: str, path: Path) -> None:
    """The child process: does the work of a case and prints what it cost."""
    for module in ("duckdb", "polars"):  # imported beforehand, as pandas is, where the case is about it
        if module in case.lower() or (case == "cchc" and module == engine_for(pq.read_metadata(path).num_rows)):
            __import__(module)
    began, worked = time.perf_counter(), time.process_time()
    figures = CASES[case](path)
    seconds, processor = time.perf_counter() - began, time.process_time() - worked
    plain_figures = {group: {name: int(of[name]) for name in COUNT_FORM} for group, of in figures.items()}
    cost = {"seconds": seconds, "processor": processor, "megabytes": peak_megabytes()}
    print(json.dumps({**cost, "figures": plain_figures}))


def peak_megabytes() -> float:
    """The most memory that this process and those it started (Spark's) ever held, as Linux tells it."""
    parents = {int(path.name): path for path in Path("/proc").iterdir() if path.name.isdigit()}
    own, total = {int(Path("/proc/self").resolve().name)}, 0
    for number, path in sorted(parents.items()):  # a child has a higher number than its parent
        try:
            status = (path / "status").read_text()
        except OSError:
            continue  # ended meanwhile
        parent, peak = (re.search(rf"^{key}:\s+(\d+)", status, re.MULTILINE) for key in ("PPid", "VmHWM"))
        if number in own or (parent and int(parent[1]) in own):
            own.add(number)
            total += int(peak[1]) if peak else 0
    return total / 1024


def compare(rows: int, path: Path, engines: Sequence[str], turns: int) -> None:
    """Measures all cases of a size in turns and prints a line for each; ends the run where figures differ."""
    found: dict[str, list[dict[str, Any]]] = {case: [] for case in cases_for(rows, engines)}
    for _ in range(turns):
        for case, of_case in found.items():
            of_case.append(measured(case, path))
    figures = {
        json.dumps(one["figures"], sort_keys=True) for case, of in found.items() if case not in READINGS for one in of
    }
    if len(figures) != 1:
        sys.exit(f"{rows} rows: the figures of {', '.join(found)} are not all equal")
    print(f"\n{rows:,} dossiers, {path.stat().st_size / 1e6:,.1f} MB Parquet; cchc takes {engine_for(rows)}\n")
    print(
        f"| | seconds | processor | peak MB | {' | '.join(f'÷ {name}' for name in REFERENCES)} |\n|---|---|---|---|{'---|' * len(REFERENCES)}"
    )
    for case, of_case in found.items():
        seconds, processor = (statistics.median(one[name] for one in of_case) for name in ("seconds", "processor"))
        peak = max(one["megabytes"] for one in of_case)
        ratios = [ratio(of_case, found[name]) if name in found else "–" for name in REFERENCES]
        print(f"| {case} | {seconds:.3f} | {processor:.3f} | {peak:,.0f} | {' | '.join(ratios)} |", flush=True)


def ratio(some: Sequence[dict[str, Any]], others: Sequence[dict[str, Any]]) -> str:
    return (
        f"{statistics.median(one['seconds'] / other['seconds'] for one, other in zip(some, others, strict=True)):.2f}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--rows", type=int, nargs="+", default=list(SIZES), help="10_000 1_000_000 … [default: to 10 million]"
    )
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--engines", nargs="+", default=["pandas", "duckdb", "polars"], help="spark is slow to start")
    parser.add_argument("--case", nargs=2, metavar=("CASE", "FILE"), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.case:
        run_case(asked.case[0], Path(asked.case[1]))
        return
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that the large files are removed when it is stopped, too
    engines = [name for name in asked.engines if find_spec("pyspark" if name == "spark" else name)]
    for rows in asked.rows:
        with tempfile.TemporaryDirectory(prefix="cchc-bench-") as folder:
            path = Path(folder) / "dossiers.parquet"
            generate(path, rows)
            compare(rows, path, engines, asked.turns)


if __name__ == "__main__":
    main()
