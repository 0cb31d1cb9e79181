"""Real-looking exports, damaged in every way that offices and networks have: a clean read or an error that says so.

A case is a file, the ways in which it was changed, and a seed; it is read in a process of its own with a time limit. It fails with
any other exception, a crash, a hang, or a row of the file that is afterwards neither accepted, rejected, a duplicate nor among the
other lines. `make mutate` runs many, `make test` a dose; both print what became of them.
"""

import io
import os
import random
import re
import struct
import tempfile
import time
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter

from cchc_analysis.errors import CchcError
from cchc_analysis.sources.build import read_files
from cchc_analysis.sources.mapping import Mapping, load_mapping

MAPPING = Path(__file__).parents[2] / "data" / "mappings" / "mot-cua-danh-sach.toml"
COUNT = int(os.environ.get("MUTATIONS", "200"))
SECONDS_PER_CASE = 60
HEADS = [
    "STT", "Đơn vị tiếp nhận", "Mã TTHC", "Tên thủ tục hành chính", "Mã hồ sơ", "Hình thức nộp", "Trạng thái", "Chủ hồ sơ",
    "Ngày nộp hồ sơ", "Ngày nhận", "Ngày hẹn trả", "Ngày kết thúc xử lý",
]  # fmt: skip
CODE, FIRST_DATE = HEADS.index("Mã hồ sơ"), HEADS.index("Ngày nộp hồ sơ")
Rows = list[list[Any]]
FORMATS = {"xlsx": 5, "csv": 3, "html": 2, "parquet": 2, "xls": 2, "ods": 1}  # and how often each is drawn
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


def put_in(name: str, *values: Any) -> Callable[[Rows, random.Random], None]:
    def change(rows: Rows, random_: random.Random) -> None:
        for _ in range(random_.randint(1, 4)):
            somewhere(rows, random_)[random_.randrange(len(HEADS))] = random_.choice(values)

    change.__qualname__ = name
    return change


def put_into_dates(name: str, *values: Any) -> Callable[[Rows, random.Random], None]:
    def change(rows: Rows, random_: random.Random) -> None:
        for _ in range(random_.randint(1, 6)):
            row = somewhere(rows[5:], random_)
            head = HEADS[random_.randrange(FIRST_DATE, len(HEADS))]
            heads = [unicodedata.normalize("NFC", str(name)) for name in rows[3][: len(row)]]
            value = random_.choice(values)
            if head in heads:  # the columns may have changed places, or a head may be lost
                row[heads.index(head)] = value

    change.__qualname__ = name
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


ROW_CHANGES: list[Any] = [
    swap_columns, shift_head, decompose, month_first, repeat_head, repeat_rows, code_alone, ragged, drop_head, blank_columns,
    put_in("cell_of_100000", "x" * 100_000, "Đ" * 100_000),
    put_in("odd_cell", "", "  ", "\u00a0", "=1+1", "a\nb", 'a"b', "\u200b", -1, 1e308, "'", "#N/A", True),
    put_into_dates("date_of_1900", "01/01/1900", "1900-01-01", "0", 1, datetime(1905, 1, 1)),
    put_into_dates("odd_date", "31/02/2021", "05/03/21", 44260, 44260.75, "hôm qua", "20210305"),
    put_into_dates("date_to_come", "01/01/2049", "31/12/9999", "2099-01-01", datetime(2049, 1, 1)),
    put_into_dates("other_form_of_date", "5/3/2021", "05-03-2021", "2021-03-05T10:00:00", "20210305101500", "05/03/2021 7:05", "24:00", CANARY),
]  # fmt: skip


# --- writing ----------------------------------------------------------------------------------------------------------------


def xlsx(rows: Rows) -> bytes:
    target = io.BytesIO()
    options = {"in_memory": True, "default_date_format": "dd/mm/yyyy hh:mm:ss", "strings_to_formulas": False}
    with xlsxwriter.Workbook(target, options) as book:
        sheet = book.add_worksheet("Danh sách")
        sheet.xls_strmax = 1_000_000  # other programs write longer texts than a spreadsheet takes
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                if isinstance(cell, str):
                    sheet.write_string(number, column, cell)
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
    return parquet_file(dict(zip(HEADS, columns, strict=True)))


def parquet_file(columns: dict[str, pa.Array]) -> bytes:
    target = io.BytesIO()
    pq.write_table(pa.table(columns), target)
    return target.getvalue()


SPACES = "urn:oasis:names:tc:opendocument:xmlns:"


def ods(rows: Rows) -> bytes:
    """An OpenDocument sheet; dates as text."""
    body = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{escape(as_text(cell))}</text:p></table:table-cell>'
            for cell in row or [""]
        )
        + "</table:table-row>"
        for row in rows
    )
    spaces = " ".join(f'xmlns:{name}="{SPACES}{name}:1.0"' for name in ("office", "table", "text"))
    parts = {
        "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
        "META-INF/manifest.xml": f'<m:manifest xmlns:m="{SPACES}manifest:1.0"/>',
        "content.xml": f"<office:document-content {spaces}><office:body><office:spreadsheet>"
        f'<table:table table:name="Danh sách">{body}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>",
    }
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(zipfile.ZipInfo(name), part.encode(), zipfile.ZIP_DEFLATED if "xml" in name else None)
    return target.getvalue()


def xls(rows: Rows) -> bytes:
    """A workbook of before 2007: records of cells (BIFF8) in a compound file; dates and numbers as text."""

    def record(kind: int, content: bytes) -> bytes:
        return struct.pack("<HH", kind, len(content)) + content

    def begin(what: int) -> bytes:
        return record(0x0809, struct.pack("<HHHHII", 0x0600, what, 0x0DBB, 0x07CC, 0, 0x06))

    def label(row: int, column: int, text: str) -> bytes:
        letters = text[:4000].encode("utf-16-le", errors="replace")  # a record holds no more
        return record(0x0204, struct.pack("<HHHHB", row, column, 0, len(letters) // 2, 1) + letters)

    title = b"A"
    sheet = begin(0x0010)
    for number, row in enumerate(rows):
        sheet += b"".join(label(number, column, as_text(cell)) for column, cell in enumerate(row) if as_text(cell))
    end = record(0x000A, b"")
    first = begin(0x0005)
    first += record(0x0085, struct.pack("<IHBB", len(first) + 4 + 8 + len(title) + len(end), 0, len(title), 0) + title)
    return compound_file((first + end + sheet + end).ljust(4096, b"\0"))


def compound_file(stream: bytes) -> bytes:
    """A stream of at least 4096 bytes called Workbook in a container of sectors of 512 bytes."""
    end, free, of_table = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
    stream += b"\0" * (-len(stream) % 512)
    count = len(stream) // 512
    tables = next(number for number in range(1, 110) if number * 128 >= count + 1 + number)
    chain = [*range(1, count), end, end, *[of_table] * tables]
    chain += [free] * (tables * 128 - len(chain))

    def entry(name: str, kind: int, child: int, first: int, size: int) -> bytes:
        letters = (name + "\0").encode("utf-16-le")
        return letters.ljust(64, b"\0") + struct.pack(
            "<HBBIII36xIQ", len(letters), kind, 1, free, free, child, first, size
        )

    folder = entry("Root Entry", 5, 1, end, 0) + entry("Workbook", 2, free, 0, len(stream)) + b"\0" * 256
    places = [*range(count + 1, count + 1 + tables), *[free] * (109 - tables)]
    head = struct.pack(
        "<8s16xHHHHH6xIIIIIIIII", bytes.fromhex("d0cf11e0a1b11ae1"), 0x3E, 3, 0xFFFE, 9, 6, 0, tables, count, 0, 4096, end, 0,
        end, 0,
    )  # fmt: skip
    return head + struct.pack("<109I", *places) + stream + folder + struct.pack(f"<{len(chain)}I", *chain)


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


def many_marks(content: bytes, random_: random.Random) -> bytes:
    """A row of separators, as a stuck key or a broken program makes it."""
    at = content.find(b"\n", random_.randrange(len(content))) + 1
    return content[:at] + b",;\t" * random_.choice([100, 20_000, 1_000_000]) + b"\n" + content[at:]


def page_from_outside(content: bytes, random_: random.Random) -> bytes:
    """A page that would load, run or unfold something, or asks for more cells than there are."""
    more = random_.choice(
        [
            b'<img src="http://127.0.0.1:9/a.png"><script src="http://127.0.0.1:9/a.js"></script>',
            b'<iframe src="file:///etc/passwd"></iframe><link rel="stylesheet" href="http://127.0.0.1:9/a.css">',
            b"<b>" * 5000,
            b'<tr><td colspan="1000" rowspan="65534">x</td><td colspan="999999999">x</td></tr>' * 30,
        ]
    )
    at = content.find(b"<tr>", random_.randrange(len(content)))
    doctype = b'<!DOCTYPE html [<!ENTITY a SYSTEM "file:///etc/passwd"><!ENTITY b "&a;&a;">]>'
    return doctype + content[:at] + more + content[at:].replace(b"<td>", b"<td>&b;", 1)


def parquet_bomb(content: bytes, random_: random.Random) -> bytes:
    """A few kilobytes that hold many rows without a cell, or one long text in each cell."""
    if random_.random() < 0.5:
        cells: pa.Array = pa.nulls(12_000_000, pa.string())
    else:
        text = pa.array(["x" * 100_000])
        cells = pa.DictionaryArray.from_arrays(pa.array(np.zeros(100_000, dtype=np.int32)), text)
    target = io.BytesIO()
    pq.write_table(
        pa.table(dict.fromkeys(HEADS, cells)), target, row_group_size=len(cells), store_schema=random_.random() < 0.5
    )
    return target.getvalue()


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
CONTENT = "content.xml"


def sheet_of(parts: Iterable[str]) -> str:
    """The part with the cells."""
    return SHEET if SHEET in parts else CONTENT


def lose_part(parts: dict[str, bytes], random_: random.Random) -> None:
    del parts[random_.choice(list(parts))]


def flip_part(parts: dict[str, bytes], random_: random.Random) -> None:
    others = [name for name in ("xl/sharedStrings.xml", "xl/workbook.xml", "xl/styles.xml") if name in parts]
    name = random_.choice([sheet_of(parts), sheet_of(parts), *others])
    parts[name] = flip(parts[name], random_)


def cut_part(parts: dict[str, bytes], random_: random.Random) -> None:
    parts[sheet_of(parts)] = cut(parts[sheet_of(parts)], random_)


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


def repeated_cells(parts: dict[str, bytes], random_: random.Random) -> None:
    """An OpenDocument sheet says of a cell how often it is repeated."""
    number = random_.choice([b"2", b"16384", b"1048576", b"4000000000", b"-1"])
    what = random_.choice([b"table-row", b"table-cell"])
    attribute = b"rows" if what == b"table-row" else b"columns"
    tag = b"<table:" + what
    repeated = tag + b" table:number-" + attribute + b'-repeated="' + number + b'"'
    parts[CONTENT] = parts[CONTENT].replace(tag, repeated, random_.choice([1, 50]))


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
        sheet = sheet_of(old.namelist())
        end = b"</sheetData>" if sheet == SHEET else b"</table:table>"
        for name in old.namelist():
            part = old.read(name)
            archive.writestr(name, part.replace(end, b" " * size + end) if name == sheet else part)
    bomb = bytearray(target.getvalue())
    if random_.random() < 0.8:
        at = bomb.index(sheet.encode(), bomb.index(b"PK\x01\x02")) - 46
        lie = random_.choice([1000, (2 << 30) + 1])
        bomb[at + 24 : at + 28] = lie.to_bytes(4, "little")
    return bytes(bomb)


ANY_BYTES = [cut, flip, double]
BYTE_CHANGES: dict[str, list[Callable[[bytes, random.Random], bytes]]] = {
    "xlsx": [
        *ANY_BYTES, zip_bomb,
        *map(repacked, (lose_part, flip_part, flip_part, cut_part, macros, external_link, far_cell, merge, entities)),
    ],
    "csv": [*ANY_BYTES, recode, recode, stray_quote, stray_quote, many_marks],
    "html": [*ANY_BYTES, recode, recode, page_from_outside],
    "parquet": [*ANY_BYTES, parquet_bomb],
    "xls": ANY_BYTES,
    "ods": [*ANY_BYTES, zip_bomb, *map(repacked, (lose_part, flip_part, cut_part, repeated_cells, repeated_cells))],
}  # fmt: skip
WRITERS: dict[str, Callable[[Rows, random.Random], bytes]] = {
    "xlsx": lambda rows, _: xlsx(rows), "csv": delimited, "html": lambda rows, _: page(rows),
    "parquet": lambda rows, _: parquet(rows), "xls": lambda rows, _: xls(rows), "ods": lambda rows, _: ods(rows),
}  # fmt: skip


# --- one case ---------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Case:
    """A file and what was done to it. `codes` are those of its dossiers, `is_whole` says that its bytes are as they were written."""

    kind: str
    done: tuple[str, ...]
    content: bytes
    codes: frozenset[str]
    is_whole: bool


def mutated(seed: int) -> Case:
    random_ = random.Random(seed)
    kind = random_.choices(list(FORMATS), weights=list(FORMATS.values()))[0]
    rows, done = export(random_), []
    byte_change = random_.choice(BYTE_CHANGES[kind]) if random_.random() < 0.5 else None
    for change in random_.sample(ROW_CHANGES, random_.choice([0, 1, 2] if byte_change else [1, 2, 3])):
        change(rows, random_)
        done.append(change.__qualname__)
    codes = {
        cell for row in rows for cell in row if isinstance(cell, str) and re.fullmatch(r"H21\.15-\d{6}-\d{4}", cell)
    }
    content = WRITERS[kind](rows, random_)
    if byte_change:
        content = byte_change(content, random_)
        done.append(byte_change.__qualname__)
    return Case(kind, tuple(done), content, frozenset(codes if kind != "parquet" else ()), byte_change is None)


def outcome(case: Case, mapping: Mapping) -> str:
    """ "read" or "refused" if all is well, otherwise what is not."""
    # Of this process alone: a busy machine is not the reader's fault, and one that waits for ever meets the time limit.
    began = time.process_time()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.xlsx"
        path.write_bytes(case.content)
        try:
            tables = read_files([path], mapping)
        except CchcError as error:
            told = str(error)
            shows_a_person = CANARY.casefold() in unicodedata.normalize("NFC", told).casefold()
            if shows_a_person or folder in told or not re.match(r"a\.xlsx|\d+ dossier", told):
                return f"an error that says too much or too little ({told[:300]})"
            return "refused"
    files = tables.files
    if (files["read"] != files["accepted"] + files["rejected"] + files["duplicates"]).any():
        return "rows that do not add up"
    if (files["lines"] != files["read"] + files["other_lines"]).any():
        return "lines that do not add up"
    text = "".join(part.to_csv() for part in (tables.dossiers, tables.findings, files))
    if CANARY.casefold() in text.casefold():
        return "a person in a clean table"
    if "root:" in text:
        return "a file of this machine in a clean table"
    set_aside = tables.findings[tables.findings["outcome"] != "flagged"]["key"]
    lost = case.codes - set(tables.dossiers["dossier_id"]) - set(set_aside.dropna())
    # A row whose code stands under another head is told of without it.
    if case.is_whole and len(lost) > set_aside.isna().sum():
        return f"{len(lost)} dossiers lost"
    if (seconds := time.process_time() - began) > SECONDS_PER_CASE:
        return f"{seconds:.0f} seconds"
    return "read"


@dataclass(frozen=True)
class Result:
    """What became of one seed's file: `text` is "read", "refused", or what is wrong."""

    seed: int
    kind: str
    done: tuple[str, ...]
    text: str

    @property
    def is_well(self) -> bool:
        return self.text in ("read", "refused")


def results(seeds: range) -> list[Result]:
    """The result of each seed; any exception is one, too."""
    mapping, found = load_mapping(MAPPING), []
    for seed in seeds:
        case = mutated(seed)
        try:
            text = outcome(case, mapping)
        except BaseException as error:
            text = f"{type(error).__name__}: {str(error)[:200]}"
        found.append(Result(seed, case.kind, case.done, text))
    return found


def batches() -> Iterator[range]:
    size = 25
    return (range(first, min(first + size, COUNT)) for first in range(0, COUNT, size))


def told(found: Sequence[Result]) -> str:
    """How many were read and refused: in all, by format, by what was done to them."""
    lines = {f"{len(found)} mutations": found}
    lines |= {kind: [one for one in found if one.kind == kind] for kind in FORMATS}
    lines |= {f"  {name}": [one for one in found if name in one.done] for name in sorted({*NAMES})}
    counts = {title: Counter(one.text if one.is_well else "failed" for one in group) for title, group in lines.items()}
    return "\n".join(
        f"{title:24}" + "".join(f"{count[name]:6} {name}" for name in ("read", "refused", "failed"))
        for title, count in counts.items()
    )


NAMES = {change.__qualname__ for changes in (ROW_CHANGES, *BYTE_CHANGES.values()) for change in changes}


def test_every_mutation_is_read_whole_or_refused(capsys: pytest.CaptureFixture[str]) -> None:
    found: list[Result] = []
    with ProcessPoolExecutor(2) as pool:
        jobs = [(seeds, pool.submit(results, seeds)) for seeds in batches()]
        for seeds, job in jobs:
            try:
                found += job.result(timeout=SECONDS_PER_CASE * len(seeds))
            except (BrokenProcessPool, TimeoutError) as error:
                pytest.fail(f"one of the cases {seeds} ended or hung its process ({type(error).__name__})")
    with capsys.disabled():
        print(f"\n{told(found)}")  # noqa: T201 - the counts are the report
    bad = [one for one in found if not one.is_well]
    assert not bad, "\n".join(map(str, bad[:40]))
    assert len(found) == COUNT
    if COUNT >= 1000:
        assert {name for one in found for name in one.done} == NAMES
    was = Counter(one.text for one in found)
    assert min(was["read"], was["refused"]) > COUNT * 0.15, "the mutations are either too mild or too wild"
