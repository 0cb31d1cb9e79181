"""Nobody's name, address, telephone number, e-mail address or identity number is in any file that a run leaves.

Every layout of `data/mappings` is written in every format with canaries in all its personal and unused columns and in its free text;
the commands are run as a person types them, and everything that they left or said is searched. A further feed or layout is in the
test as soon as it is declared.
"""

import csv
import datetime
import html
import io
import json
import re
import unicodedata
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pypdf
import pytest
import xlsxwriter
from command import PROJECT, cchc, copy_project

from cchc_analysis.errors import CchcError
from cchc_analysis.plan.register import load_register
from cchc_analysis.sources.dossiers import mapped_rows
from cchc_analysis.sources.feeds import FEEDS, NAMED
from cchc_analysis.sources.layout import find_table
from cchc_analysis.sources.mapping import Mapping, load_mappings
from cchc_analysis.sources.readers import read_sheets
from cchc_analysis.sources.reference import load_reference

Lines = list[list[str]]
MAPPINGS = load_mappings(PROJECT / "data" / "mappings")
FORMATS = ("csv", "xlsx", "xls")
# Each has a stem of its own, which nothing else in a report holds.
NAME, ADDRESS = "Nguyễn Thị Chimvang {:02d}", "{:02d} đường Chimvang, phường Đống Đa"
PHONE, ABROAD, EMAIL = "0907 703 0{:02d}", "+84 907.703.0{:02d}", "chimvang{:02d}@gmail.com"
CARD, OLD_CARD = "0640770301{:02d}", "2307703{:02d}"
CANARIES = (NAME, ADDRESS, PHONE, ABROAD, EMAIL, CARD, OLD_CARD)
# A name or an address among other words looks like any other word: only what has a form of its own can be found in free text.
MASKED = (PHONE, ABROAD, EMAIL, CARD, OLD_CARD)
STEMS = ("chimvang", "9077030", "64077030", "2307703")
ITEM = str(load_register(PROJECT / "data" / "plan" / "2021", PROJECT / "data" / "reference").items["item_id"].iloc[0])
DAY = datetime.date(2021, 3, 1)
REFERENCE = load_reference(PROJECT / "data" / "reference")
# What the reference tables know by name.
KNOWN = {
    "unit": [*REFERENCE.units.values()], "field": [*REFERENCE.fields.values()], "indicator": [each.code for each in REFERENCE.indicators],
}  # fmt: skip


@dataclass(frozen=True)
class Planted:
    """A file: its name, its layout and its lines, the head first."""

    name: str
    mapping: Mapping
    lines: Lines


def planted(mapping: Mapping, number: int, kind: str) -> Planted:
    """A file with a sound row for each kind of canary, and rows that are spoilt by a canary where none belongs."""
    targets = list(mapping.columns)
    heads = [mapping.columns[target][0] for target in targets] + [*mapping.personal, *mapping.unused]
    sound = [[cell(mapping, target, number, row) for target in targets] for row in range(len(CANARIES))]
    spoilt = []
    for place, target in enumerate(targets):
        read_as, is_code = mapping.feed.columns[target], target in (mapping.feed.key, *mapping.feed.vocabularies)
        if is_code or read_as in ("date", "whole", "amount"):
            row = list(sound[place % len(sound)])
            for key in {*mapping.feed.latest} - {"dossier_id"}:  # two contents of one key would stop the run
                row[targets.index(key)] = cell(mapping, key, number, len(sound) + place)
            row[place] = NAME.format(place) if is_code else canary(place)
            spoilt.append(row)
    others = len(heads) - len(targets)
    rows = [[*row, *(canary(place + column) for column in range(others))] for place, row in enumerate(sound + spoilt)]
    return Planted(f"canaries/{number:02d}.{kind}", mapping, [heads, *rows])


def canary(number: int) -> str:
    return CANARIES[number % len(CANARIES)].format(number % 100)


def cell(mapping: Mapping, target: str, number: int, row: int) -> str:
    """A cell that its feed takes, with a canary where it may be any text."""
    kind, vocabulary = mapping.feed.columns[target], mapping.vocabularies.get(target)
    if vocabulary:
        words = vocabulary.get("pending") or vocabulary.get("running") or next(iter(vocabulary.values()))
        return words[0]
    if target == "procedure_name" and "procedure" not in mapping.columns and not row:
        return str(REFERENCE.procedures["name"].iloc[0])  # a layout without codes knows its procedures by their names
    if kind == "words":
        return f"Liên hệ {MASKED[row % len(MASKED)].format(row)} trước 15/3"
    if kind in NAMED:
        return KNOWN[kind][row % len(KNOWN[kind])]
    if target in mapping.feed.latest and kind == "date":
        return (DAY + datetime.timedelta(days=row)).strftime(mapping.date_formats[0])
    if kind == "date":
        is_later = target.startswith(("finished", "returned", "refused")) and mapping.table != "withdrawn"
        return "" if is_later else DAY.strftime(mapping.date_formats[0])
    known = {"dossier_id": f"H21.15-{DAY:%y%m%d}-9{row:03d}", "procedure": "1.003868", "item_id": ITEM,
             "feedback_id": f"PA-2021-{number:02d}{row:02d}"}  # fmt: skip
    return known.get(target, "150.000" if kind in ("whole", "amount") else "50")


FILES = [
    planted(mapping, number * len(FORMATS) + place, kind)
    for number, mapping in enumerate(MAPPINGS)
    for place, kind in enumerate(FORMATS)
]


def write(file: Planted, path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix == ".xlsx":
        with xlsxwriter.Workbook(path) as book:
            sheet = book.add_worksheet("Danh sách")
            for number, line in enumerate(file.lines):
                sheet.write_row(number, 0, line)
    elif path.suffix == ".xls":
        rows = "".join(f"<tr>{''.join(f'<td>{html.escape(cell)}</td>' for cell in line)}</tr>" for line in file.lines)
        path.write_text(f"<html><meta charset='utf-8'><table>{rows}</table></html>", encoding="utf-8")
    else:
        with path.open("w", encoding="utf-8-sig", newline="") as stream:
            csv.writer(stream).writerows(file.lines)
    return path


def squeezed(text: str) -> str:
    """In one spelling, without what may stand between the parts of a canary."""
    return re.sub(r"[\s.\-]+", "", unicodedata.normalize("NFC", text)).casefold()


def caught(text: str) -> list[str]:
    return [stem for stem in STEMS if stem in squeezed(text)]


def contents(name: str, data: bytes) -> Iterator[str]:
    """Everything that can be read in a file: the texts of its pages, tables and parts, and its bytes as they are."""
    yield data.decode("utf-8", errors="replace")
    kind = Path(name).suffix
    if kind == ".parquet":
        yield pd.read_parquet(io.BytesIO(data)).to_csv()
    elif kind in (".json", ".ipynb"):
        yield json.dumps(json.loads(data), ensure_ascii=False)
    elif kind == ".pdf":
        yield "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages)
    elif kind in (".html", ".xml", ".svg"):
        yield html.unescape(re.sub(r"<[^>]+>", "", data.decode("utf-8")))
    elif zipfile.is_zipfile(io.BytesIO(data)):
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            for part in parts.namelist():
                yield from contents(part, parts.read(part))


COMMANDS = [
    ["check", "2021-Q1"],
    ["report", "2021-Q1"],
    ["periods"],
    ["trace", "2021-Q1", "items_running", "--format", "xlsx"],
    *(["trace", "2021-Q1", name, "--format", "csv"] for name in ("findings_flagged", "findings_rejected", "rows_read")),
]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What the commands said, and every file that they left: name → texts in it."""
    root = tmp_path_factory.mktemp("canaries")
    project, scratch = copy_project(root / "project"), root / "tmp"
    scratch.mkdir()
    raw = project / "data" / "raw"
    intake = read_sheets(raw / "intake.xlsx", "intake.xlsx")[0].rows
    with xlsxwriter.Workbook(raw / "intake.xlsx") as book:
        sheet = book.add_worksheet()
        head = next(number for number, row in enumerate(intake) if row[0] == "Tệp")
        for number, row in enumerate(intake[head:]):
            sheet.write_row(number, 0, row)
        for number, file in enumerate(FILES, start=len(intake) - head):
            write(file, raw / file.name)
            exported = datetime.date(2022, 2, 1) + datetime.timedelta(days=number)
            line = [file.name, file.mapping.table, "Thử", f"{exported}", "VP", "2021-01-01", "2021-12-31"]
            sheet.write_row(number, 0, line)
    before = {path: path.stat().st_mtime_ns for path in project.rglob("*") if path.is_file()}
    left = {}
    for words in COMMANDS:
        done = cchc(project, *words, TMPDIR=str(scratch))
        assert done.returncode == 0, done.stderr
        left[f"cchc {' '.join(words)}"] = done.stdout + done.stderr
    for number, file in enumerate(FILES):
        if file.mapping.table == "dossiers":
            toml = next(
                path for path in (project / "data/mappings").iterdir() if file.mapping.name in path.read_text("utf-8")
            )
            words = ["count", str(raw / file.name), "--mapping", str(toml), "--period", "2021-Q1", "--by", "field"]
            done = cchc(project, *words, TMPDIR=str(scratch))
            left[f"cchc count {number}"] = done.stdout + done.stderr
    for path in [*project.rglob("*"), *scratch.rglob("*")]:
        if path.is_file() and before.get(path) != path.stat().st_mtime_ns:
            left[str(path.relative_to(root))] = "\n".join(contents(path.name, path.read_bytes()))
    return left


def test_no_canary_is_in_anything_that_a_run_says_or_leaves(run: dict[str, str]) -> None:
    kinds = {Path(name).suffix for name in run}
    assert {".parquet", ".json", ".ipynb", ".html", ".docx", ".pdf", ".csv", ".xlsx"} <= kinds
    assert {name: found for name, text in run.items() if (found := caught(text))} == {}


@pytest.mark.parametrize("file", FILES, ids=[f"{file.mapping.name} {file.name}" for file in FILES])
def test_the_planted_files_were_read_and_their_free_text_was_masked(run: dict[str, str], file: Planted) -> None:
    """Without this the test above would pass on files that never got anywhere."""
    (files,) = (pd.read_csv(io.StringIO(text)) for name, text in run.items() if "rows_read --format csv" in name)
    (line,) = files[files["source_file"] == file.name].to_dict("records")
    assert line["read"] == len(file.lines) - 1
    assert line["accepted"] + line["duplicates"] > 0
    (flagged,) = (pd.read_csv(io.StringIO(text)) for name, text in run.items() if "flagged --format csv" in name)
    found = flagged[(flagged["source_file"] == file.name) & (flagged["rule"] == "masked_text")]
    has_words = any(target in file.mapping.columns for target in file.mapping.feed.of_kind("words"))
    assert len(found) > 0 if has_words else found.empty
    heads = {
        spelling for target in file.mapping.feed.of_kind("words") for spelling in file.mapping.columns.get(target, ())
    }
    assert {head for detail in found["detail"] for head in detail.split("; ")} <= heads


def without_a_head(lines: Lines) -> None:
    del lines[0]


def unknown_heads(lines: Lines) -> None:
    lines[0][0] = "Cột lạ"


def one_head_too_many(lines: Lines) -> None:
    lines[0].insert(1, "Người tiếp nhận")


def one_head_too_few(lines: Lines) -> None:
    del lines[0][1]


def canaries_above(lines: Lines) -> None:
    lines[:0] = [[NAME.format(1), PHONE.format(1)], [EMAIL.format(2)]]


def a_cell_too_many(lines: Lines) -> None:
    for line in lines[1:]:
        line.append(NAME.format(3))


def dates_in_two_orders(lines: Lines) -> None:
    for number, line in enumerate(lines[1:]):
        line[:] = [("25/02/2021" if number % 2 else "02/25/2021") if "/2021" in text else text for text in line]


SPOILERS = (
    without_a_head, unknown_heads, one_head_too_many, one_head_too_few, canaries_above, a_cell_too_many, dates_in_two_orders,
)  # fmt: skip


@pytest.mark.parametrize("spoil", SPOILERS)
@pytest.mark.parametrize("file", FILES, ids=[f"{file.mapping.name} {file.name}" for file in FILES])
def test_no_error_about_a_file_quotes_a_canary(tmp_path: Path, file: Planted, spoil) -> None:
    lines = [list(line) for line in file.lines]
    spoil(lines)
    path = write(Planted(file.name, file.mapping, lines), tmp_path / Path(file.name).name)
    try:
        for sheet in read_sheets(path, path.name):
            mapped = mapped_rows(find_table(sheet, [file.mapping]), None)
            assert caught(mapped["unreadable"].to_csv()) == []
    except CchcError as error:
        assert caught(str(error)) == [], str(error)


def test_a_failing_command_quotes_no_canary(tmp_path: Path) -> None:
    project = copy_project(tmp_path / "project")
    file = next(file for file in FILES if file.mapping.table == "dossiers" and file.name.endswith("csv"))
    head, *rows = file.lines
    lines = [[*head, f"Cột lạ {PHONE.format(1)}"], *([*row, canary(number)] for number, row in enumerate(rows))]
    write(Planted(file.name, file.mapping, lines), project / "data/raw/dossiers/2020-08.csv")
    done = cchc(project, "check", "2021-Q1")
    assert done.returncode == 6, done.stderr
    assert caught(done.stdout + done.stderr) == [], done.stderr


def test_the_search_finds_each_canary_in_each_kind_of_file(tmp_path: Path) -> None:
    for file in FILES[: len(FORMATS)]:
        path = write(file, tmp_path / Path(file.name).name)
        assert set(caught("\n".join(contents(path.name, path.read_bytes())))) == set(STEMS), path.name
    path = tmp_path / "a.parquet"
    pd.DataFrame({"a": [each.format(1) for each in CANARIES]}).to_parquet(path)
    assert set(caught("\n".join(contents(path.name, path.read_bytes())))) == set(STEMS)
    assert {mapping.table for mapping in MAPPINGS} == set(FEEDS), "every feed has a layout that is planted here"
