"""Real-looking exports, damaged in every way that offices and networks have: a clean read or an error that says so.

A case is a file, the ways in which it was changed, and a seed; it is read in a process of its own with a time limit. It fails with
any other exception, a crash, a hang, or a row of the file that is afterwards neither accepted, rejected, a duplicate nor among the
other lines. `make mutate` runs many, `make test` a dose; both print what became of them.
"""

import io
import os
import random
import re
import tempfile
import time
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter

from cchc_analysis.errors import CchcError
from cchc_analysis.sources.build import read_files
from cchc_analysis.sources.mapping import Mapping, load_mapping

MAPPING = Path(__file__).parents[2] / "data" / "mappings" / "mot-cua-danh-sach.toml"
COUNT = int(os.environ.get("MUTATIONS", "150"))
SECONDS_PER_CASE = 60
HEADS = [
    "STT", "Đơn vị tiếp nhận", "Mã TTHC", "Tên thủ tục hành chính", "Mã hồ sơ", "Hình thức nộp", "Trạng thái", "Chủ hồ sơ",
    "Ngày nộp hồ sơ", "Ngày nhận", "Ngày hẹn trả", "Ngày kết thúc xử lý",
]  # fmt: skip
CODE, FIRST_DATE = HEADS.index("Mã hồ sơ"), HEADS.index("Ngày nộp hồ sơ")
Rows = list[list[Any]]
FORMATS = ("xlsx", "csv", "html", "parquet")
# Names that errors and tables must never show.
CANARY = "Nguyễn Thị Chim Hoàng Yến"


def export(random_: random.Random) -> Rows:
    """An export with titles, blank rows, group rows, a total and some dozens of dossiers."""
    rows: Rows = [["SỞ THÔNG TIN VÀ TRUYỀN THÔNG"], ["DANH SÁCH HỒ SƠ"], [], [*HEADS], [f"({n})" for n in range(1, 13)]]
    for number in range(1, random_.randint(8, 60)):
        if random_.random() < 0.08:
            rows.append([random_.choice(["Lĩnh vực: Báo chí", "Lĩnh vực: Bưu chính"])])
        received = datetime(2021, 1, 4, 8) + timedelta(minutes=random_.randint(0, 300_000))
        dates = [received - timedelta(hours=3), received, received + timedelta(days=14), received + timedelta(days=9)]
        done = random_.random() < 0.7
        rows.append(
            [
                number, "Bộ phận Một cửa", random_.choice(["1.003868", "1.003868.000.00.00.H21"]), "Cấp giấy phép, sửa đổi",
                f"H21.15-{received:%y%m%d}-{number:04d}", random_.choice(["Trực tuyến", "Trực tiếp", "BCCI"]),
                "Đã trả" if done else "Đang xử lý", CANARY, *dates[:3], dates[3] if done else "",
            ]
        )  # fmt: skip
    return [*rows, [], ["Tổng cộng: n hồ sơ"], ["Người lập biểu"]]


def as_text(cell: Any) -> str:
    return cell.strftime("%d/%m/%Y %H:%M:%S") if isinstance(cell, datetime) else str(cell)


# --- changes of the rows ----------------------------------------------------------------------------------------------------


def somewhere(rows: Rows, random_: random.Random) -> list[Any]:
    """A row with at least as many cells as there are heads."""
    return random_.choice([row for row in rows if len(row) >= len(HEADS)])


def swap_columns(rows: Rows, random_: random.Random) -> None:
    one, other = random_.sample(range(len(HEADS)), 2)
    start = random_.choice([0, 4])  # the heads with the rows, or the rows alone
    for row in rows[start:]:
        if len(row) == len(HEADS):
            row[one], row[other] = row[other], row[one]


def shift_head(rows: Rows, random_: random.Random) -> None:
    rows[3].insert(random_.randint(1, 8), "Người tiếp nhận")


def decompose(rows: Rows, random_: random.Random) -> None:
    rows[:] = [[unicodedata.normalize("NFD", cell) if isinstance(cell, str) else cell for cell in row] for row in rows]


def put_in(*values: Any) -> Callable[[Rows, random.Random], None]:
    def change(rows: Rows, random_: random.Random) -> None:
        for _ in range(random_.randint(1, 4)):
            somewhere(rows, random_)[random_.randrange(len(HEADS))] = random_.choice(values)

    return change


def put_into_dates(*values: Any) -> Callable[[Rows, random.Random], None]:
    def change(rows: Rows, random_: random.Random) -> None:
        for _ in range(random_.randint(1, 6)):
            row = somewhere(rows[5:], random_)
            row[random_.randrange(FIRST_DATE, len(HEADS))] = random_.choice(values)

    return change


def month_first(rows: Rows, random_: random.Random) -> None:
    for row in rows[5:]:
        if len(row) == len(HEADS) and random_.random() < 0.5:
            row[9] = row[9].strftime("%m/%d/%Y") if isinstance(row[9], datetime) else row[9]


def repeat_head(rows: Rows, random_: random.Random) -> None:
    rows.insert(random_.randrange(4, len(rows)), [*rows[3]])


def repeat_rows(rows: Rows, random_: random.Random) -> None:
    rows[-3:-3] = [[*row] for row in random_.choices([row for row in rows[5:] if len(row) >= len(HEADS)], k=3)]


def code_alone(rows: Rows, random_: random.Random) -> None:
    rows.insert(random_.randrange(5, len(rows)), [*[""] * (len(rows[3]) - len(HEADS) + CODE), "H21.15-210101-9999"])


def ragged(rows: Rows, random_: random.Random) -> None:
    row = somewhere(rows[5:], random_)
    random_.choice([lambda: row.append("thừa"), row.pop, lambda: row.insert(5, "thừa"), row.clear])()


def drop_head(rows: Rows, random_: random.Random) -> None:
    rows[3][random_.randrange(len(HEADS))] = random_.choice(["", "Cột lạ", "Mã hồ sơ"])


def blank_columns(rows: Rows, random_: random.Random) -> None:
    rows[:] = [["", "", *row] for row in rows]


ROW_CHANGES: list[Callable[[Rows, random.Random], None]] = [
    swap_columns, shift_head, decompose, month_first, repeat_head, repeat_rows, code_alone, ragged, drop_head, blank_columns,
    put_in("x" * 100_000, "Đ" * 100_000, "", "  ", "\u00a0", "=1+1", "a\nb", 'a"b', "\u200b", -1, 1e308, "'", "#N/A", True),
    put_into_dates("01/01/1900", "31/02/2021", "05/03/21", "1900-01-01", "0", 44260, 44260.75, "hôm qua", "20210305"),
    put_into_dates("01/01/2049", "31/12/9999", "2099-01-01", datetime(2049, 1, 1), datetime(1905, 1, 1)),
    put_into_dates("5/3/2021", "05-03-2021", "2021-03-05T10:00:00", "20210305101500", "05/03/2021 7:05", "24:00", CANARY),
]  # fmt: skip


# --- writing ----------------------------------------------------------------------------------------------------------------


def xlsx(rows: Rows) -> bytes:
    target = io.BytesIO()
    options = {"in_memory": True, "default_date_format": "dd/mm/yyyy hh:mm:ss", "strings_to_formulas": False}
    with xlsxwriter.Workbook(target, options) as book:
        sheet = book.add_worksheet("Danh sách")
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                if isinstance(cell, str):
                    sheet.write_string(number, column, cell[:32_000])
                else:
                    sheet.write(number, column, cell)
    return target.getvalue()


def delimited(rows: Rows, random_: random.Random) -> bytes:
    mark = random_.choice(",;\t")
    quoted = [[as_text(cell) for cell in row] for row in rows]
    text = "".join(
        mark.join(
            '"' + cell.replace('"', '""') + '"' if any(sign in cell for sign in f'{mark}"\n') else cell for cell in row
        )
        + "\r\n"
        for row in quoted
    )
    return text.encode(random_.choice(["utf-8", "utf-8-sig", "utf-16"]))


def page(rows: Rows) -> bytes:
    cells = ("".join(f"<td>{as_text(cell).replace('<', '&lt;')}</td>" for cell in row) for row in rows)
    return ("<html><table>" + "".join(f"<tr>{row}</tr>" for row in cells) + "</table></html>").encode()


def parquet(rows: Rows) -> bytes:
    body = [[as_text(cell) for cell in row] for row in rows[5:] if len(row) >= len(HEADS)]
    body = [row[: len(HEADS)] for row in body]
    columns = [pa.array(column, pa.string()) for column in zip(*body, strict=True)]
    target = io.BytesIO()
    pq.write_table(pa.table(columns, names=[as_text(name) for name in HEADS]), target)
    return target.getvalue()


# --- changes of the bytes ---------------------------------------------------------------------------------------------------


def cut(content: bytes, random_: random.Random) -> bytes:
    return content[: random_.randrange(len(content))]


def flip(content: bytes, random_: random.Random) -> bytes:
    changed = bytearray(content)
    for _ in range(random_.choice([1, 3, 30])):
        changed[random_.randrange(len(changed))] ^= 1 << random_.randrange(8)
    return bytes(changed)


def recode(content: bytes, random_: random.Random) -> bytes:
    text = content.decode("utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig", errors="replace")
    return text.encode(
        random_.choice(["cp1252", "cp1258", "utf-16-le", "utf-32", "latin-1", "shift-jis"]), errors="replace"
    )


def double(content: bytes, random_: random.Random) -> bytes:
    return content + content


def stray_quote(content: bytes, random_: random.Random) -> bytes:
    at = random_.randrange(len(content))
    return content[:at] + random_.choice([b'"', b'""', b'\n"', b',"']) + content[at:]


def repacked(change: Callable[[dict[str, bytes], random.Random], None]) -> Callable[[bytes, random.Random], bytes]:
    """A change of the parts inside a workbook."""

    def changed(content: bytes, random_: random.Random) -> bytes:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        change(parts, random_)
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, part in parts.items():
                archive.writestr(name, part)
        return target.getvalue()

    changed.__qualname__ = change.__qualname__
    return changed


SHEET = "xl/worksheets/sheet1.xml"


def lose_part(parts: dict[str, bytes], random_: random.Random) -> None:
    del parts[random_.choice(list(parts))]


def flip_part(parts: dict[str, bytes], random_: random.Random) -> None:
    name = random_.choice([SHEET, SHEET, "xl/sharedStrings.xml", "xl/workbook.xml", "xl/styles.xml"])
    parts[name] = flip(parts[name], random_)


def cut_part(parts: dict[str, bytes], random_: random.Random) -> None:
    parts[SHEET] = cut(parts[SHEET], random_)


def macros(parts: dict[str, bytes], random_: random.Random) -> None:
    parts["xl/vbaProject.bin"] = b"\xd0\xcf\x11\xe0" + random_.randbytes(2000)
    types = parts["[Content_Types].xml"]
    parts["[Content_Types].xml"] = types.replace(b"spreadsheetml.sheet.main", b"ms-excel.sheet.macroEnabled.main")


def external_link(parts: dict[str, bytes], random_: random.Random) -> None:
    parts["xl/externalLinks/externalLink1.xml"] = b'<externalLink><externalBook r:id="rId1"/></externalLink>'
    cell = b'<c r="B7"><f>[1]Sheet1!A1</f></c>'
    parts[SHEET] = re.sub(rb'<c r="B7"[^>]*>.*?</c>', cell, parts[SHEET], count=1)


def far_cell(parts: dict[str, bytes], random_: random.Random) -> None:
    corner = random_.choice([b"XFD1048576", b"A1048576", b"ZZ999999", b"A99999999999", b"XFD1", b"AAAAAAA1", b"A0"])
    row = re.search(rb"\d+$", corner)
    parts[SHEET] = parts[SHEET].replace(
        b"</sheetData>",
        b'<row r="' + (row[0] if row else b"1") + b'"><c r="' + corner + b'"><v>1</v></c></row></sheetData>',
    )


def merge(parts: dict[str, bytes], random_: random.Random) -> None:
    cells = b'<mergeCells count="1"><mergeCell ref="B7:C9"/></mergeCells>'
    parts[SHEET] = parts[SHEET].replace(b"</sheetData>", b"</sheetData>" + cells)


def entities(parts: dict[str, bytes], random_: random.Random) -> None:
    levels = b"".join(b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10) for n in range(1, 10))
    bomb = b'<?xml version="1.0"?><!DOCTYPE b [<!ENTITY l0 "ha">' + levels + b"]>"
    name = random_.choice([SHEET, "xl/sharedStrings.xml", "xl/workbook.xml"])
    parts[name] = bomb + re.sub(rb"^<\?xml[^>]*>", b"", parts[name]).replace(b"<t>", b"<t>&l9;", 1)


def zip_bomb(content: bytes, random_: random.Random) -> bytes:
    """Small to look at, and large to unpack: honest about its size, or not."""
    target = io.BytesIO()
    size = random_.choice([60 << 20, 200 << 20])
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in old.namelist():
            part = old.read(name)
            archive.writestr(
                name, part.replace(b"</sheetData>", b" " * size + b"</sheetData>") if name == SHEET else part
            )
    bomb = bytearray(target.getvalue())
    if random_.random() < 0.8:
        at = bomb.index(SHEET.encode(), bomb.index(b"PK\x01\x02")) - 46
        lie = random_.choice([1000, (2 << 30) + 1])
        bomb[at + 24 : at + 28] = lie.to_bytes(4, "little")
    return bytes(bomb)


ANY_BYTES = [cut, flip, double]
BYTE_CHANGES: dict[str, list[Callable[[bytes, random.Random], bytes]]] = {
    "xlsx": [
        *ANY_BYTES, zip_bomb,
        *map(repacked, (lose_part, flip_part, flip_part, cut_part, macros, external_link, far_cell, merge, entities)),
    ],
    "csv": [*ANY_BYTES, recode, stray_quote, stray_quote],
    "html": [*ANY_BYTES, recode],
    "parquet": ANY_BYTES,
}  # fmt: skip
WRITERS: dict[str, Callable[[Rows, random.Random], bytes]] = {
    "xlsx": lambda rows, _: xlsx(rows), "csv": delimited, "html": lambda rows, _: page(rows),
    "parquet": lambda rows, _: parquet(rows),
}  # fmt: skip


# --- one case ---------------------------------------------------------------------------------------------------------------


def mutated(seed: int) -> tuple[str, bytes, set[str], bool]:
    """What was done, the file, the codes of its dossiers, and whether its bytes are still whole."""
    random_ = random.Random(seed)
    kind = random_.choices(FORMATS, weights=(5, 3, 2, 1))[0]
    rows, done = export(random_), []
    byte_change = random_.choice(BYTE_CHANGES[kind]) if random_.random() < 0.5 else None
    for change in random_.sample(ROW_CHANGES, random_.choice([0, 1, 2] if byte_change else [1, 2, 3])):
        change(rows, random_)
        done.append(getattr(change, "__qualname__", "?").split(".")[0])
    codes = {
        cell for row in rows for cell in row if isinstance(cell, str) and re.fullmatch(r"H21\.15-\d{6}-\d{4}", cell)
    }
    content = WRITERS[kind](rows, random_)
    if byte_change:
        content = byte_change(content, random_)
        done.append(byte_change.__qualname__.split(".")[0])
    return f"{kind}: {', '.join(done)}", content, codes if kind != "parquet" else set(), byte_change is None


def outcome(seed: int, mapping: Mapping) -> str:
    """ "read" or "refused" if all is well, otherwise what is not."""
    what, content, codes, is_whole = mutated(seed)
    # Of this process alone: a busy machine is not the reader's fault, and one that waits for ever meets the time limit.
    began = time.process_time()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.xlsx"
        path.write_bytes(content)
        try:
            tables = read_files([path], mapping)
        except CchcError as error:
            told = str(error)
            shows_a_person = CANARY.casefold() in unicodedata.normalize("NFC", told).casefold()
            if shows_a_person or folder in told or not re.match(r"a\.xlsx|\d+ dossier", told):
                return f"an error that says too much or too little ({told[:300]}): {what}"
            return "refused"
    files = tables.files
    if (files["read"] != files["accepted"] + files["rejected"] + files["duplicates"]).any():
        return f"rows that do not add up: {what}"
    if (files["lines"] != files["read"] + files["other_lines"]).any():
        return f"lines that do not add up: {what}"
    text = "".join(part.to_csv() for part in (tables.dossiers, tables.findings, files))
    if CANARY.casefold() in text.casefold():
        return f"a person in a clean table: {what}"
    set_aside = tables.findings[tables.findings["outcome"] != "flagged"]["key"]
    lost = codes - set(tables.dossiers["dossier_id"]) - set(set_aside.dropna())
    # A row whose code stands under another head is told of without it.
    if is_whole and len(lost) > set_aside.isna().sum():
        return f"{len(lost)} dossiers lost: {what}"
    if (seconds := time.process_time() - began) > SECONDS_PER_CASE:
        return f"{seconds:.0f} seconds: {what}"
    return "read"


def outcomes(seeds: range) -> list[str]:
    """The outcome of each seed, in a process of its own; any exception is one, too."""
    mapping, found = load_mapping(MAPPING), []
    for seed in seeds:
        try:
            found.append(outcome(seed, mapping))
        except BaseException as error:
            found.append(f"{type(error).__name__}: {str(error)[:200]}: {mutated(seed)[0]}")
    return found


def batches() -> Iterator[range]:
    size = 25
    return (range(first, min(first + size, COUNT)) for first in range(0, COUNT, size))


def test_every_mutation_is_read_whole_or_refused(capsys: pytest.CaptureFixture[str]) -> None:
    found: dict[int, str] = {}
    with ProcessPoolExecutor(2) as pool:
        jobs = [(seeds, pool.submit(outcomes, seeds)) for seeds in batches()]
        for seeds, job in jobs:
            try:
                found |= dict(zip(seeds, job.result(timeout=SECONDS_PER_CASE * len(seeds)), strict=True))
            except (BrokenProcessPool, TimeoutError) as error:
                pytest.fail(f"one of the cases {seeds} ended or hung its process ({type(error).__name__})")
    bad = {seed: text for seed, text in found.items() if text not in ("read", "refused")}
    counts = Counter(text if text in ("read", "refused") else "failed" for text in found.values())
    with capsys.disabled():
        print(f"\n{len(found)} mutations: " + ", ".join(f"{count} {name}" for name, count in sorted(counts.items())))  # noqa: T201 - the counts are the report
    assert not bad, "\n".join(f"seed {seed}: {text}" for seed, text in list(bad.items())[:40])
    assert len(found) == COUNT
    assert min(counts["read"], counts["refused"]) > COUNT * 0.15, "the mutations are either too mild or too wild"
