"""The synthetic sample year: the same bytes every time, every trap where the list says, and figures that close."""

import ast
import csv
import importlib
import json
import os
import re
import subprocess
import sys
import unicodedata
import zipfile
from collections.abc import Iterable
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import lxml.html
import pytest
from python_calamine import CalamineWorkbook

DATA = Path(__file__).resolve().parents[2] / "data"
RAW, SAMPLE, REFERENCE = DATA / "raw", DATA / "sample", DATA / "reference"
EXPECTED = json.loads((SAMPLE / "expected.json").read_text(encoding="utf-8"))
PERSONAL = {
    "Chủ hồ sơ", "Địa chỉ", "Số điện thoại", "SĐT", "Họ tên người gửi", "Họ tên người nhận kết quả",
    "Địa chỉ đăng ký nhận", "Mã vận đơn", "Người nộp", "Lý do xin rút/ trả lại", "Người phản ánh", "Nội dung phản ánh",
}  # fmt: skip


def records(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


TRAPS = records(SAMPLE / "traps.csv")
PROCEDURES = records(REFERENCE / "procedures.csv")


def generate(out: Path, **environment: str) -> None:
    command = [sys.executable, str(SAMPLE / "generate.py"), "--out", str(out)]
    subprocess.run(command, check=True, cwd=out.parent, env={**os.environ, **environment})


def contents(folder: Path) -> dict[str, object]:
    """What each file holds; workbooks by their parts, because compression differs between builds of zlib."""
    return {
        path.relative_to(folder).as_posix(): parts_of(path) if path.suffix == ".xlsx" else path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def parts_of(path: Path) -> list[tuple[str, object, bytes]]:
    with zipfile.ZipFile(path) as book:
        return [(part.filename, part.date_time, book.read(part)) for part in book.infolist()]


class TestGenerator:
    def test_writes_what_is_committed(self, tmp_path: Path) -> None:
        generate(tmp_path / "out")
        assert contents(tmp_path / "out" / "raw") == contents(RAW)
        published = {"published.xlsx": parts_of(REFERENCE / "published.xlsx")}
        assert contents(tmp_path / "out" / "reference") == published
        scorecard = {"2021/scorecard.xlsx": parts_of(DATA / "plan" / "2021" / "scorecard.xlsx")}
        assert contents(tmp_path / "out" / "plan") == scorecard
        for name in ("expected.json", "traps.csv", "figures.csv", "figures-procedures.csv", "scores.csv"):
            assert (tmp_path / "out" / "sample" / name).read_bytes() == (SAMPLE / name).read_bytes()

    def test_writes_the_other_readings_that_are_committed(self, tmp_path: Path) -> None:
        """The golden table of the contested rules; `make golden` writes it anew."""
        subprocess.run([sys.executable, str(SAMPLE / "readings.py"), "--out", str(tmp_path / "out.csv")], check=True)
        golden = DATA.parent / "tests" / "golden" / "readings-2021-Q1.csv"
        assert (tmp_path / "out.csv").read_bytes() == golden.read_bytes()

    def test_same_bytes_in_another_place_and_zone(self, tmp_path: Path) -> None:
        generate(tmp_path / "one", TZ="UTC", PYTHONHASHSEED="1")
        generate(tmp_path / "two", TZ="Asia/Ho_Chi_Minh", PYTHONHASHSEED="2")
        one, two = (
            {p.relative_to(tmp_path / n): p.read_bytes() for p in (tmp_path / n).rglob("*") if p.is_file()}
            for n in ("one", "two")
        )
        assert one == two

    def test_knows_nothing_of_the_package(self) -> None:
        for path in SAMPLE.glob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                names = [alias.name for alias in getattr(node, "names", [])] if isinstance(node, ast.Import) else []
                names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
                assert not [n for n in names if n.startswith("cchc_analysis")], path.name

    def test_raw_files_stay_small(self) -> None:
        assert sum(path.stat().st_size for path in RAW.rglob("*") if path.is_file()) < 1_500_000

    @pytest.mark.parametrize(
        ("received", "days", "due"),
        [
            ("2020-12-30", 7, "2021-01-11"),
            ("2021-02-05", 7, "2021-02-23"),
            ("2021-02-05", 10, "2021-02-26"),
            ("2021-04-26", 7, "2021-05-07"),
            ("2021-08-30", 5, "2021-09-08"),
            ("2021-12-10", 3, "2021-12-15"),
            ("2020-01-20", 10, "2020-02-10"),
            ("2024-04-26", 3, "2024-05-04"),
        ],
    )
    def test_counts_working_days(self, monkeypatch: pytest.MonkeyPatch, received: str, days: int, due: str) -> None:
        monkeypatch.syspath_prepend(str(SAMPLE))
        calendar = importlib.import_module("sample_world").WorkCalendar.read(REFERENCE / "calendar_vn.csv")
        assert calendar.add(date.fromisoformat(received), days) == date.fromisoformat(due)


class TestProcedures:
    def test_codes_are_unique_and_refer_to_known_things(self) -> None:
        fields = {row["field_code"] for row in records(REFERENCE / "fields.csv")}
        units = {row["unit_code"] for row in records(REFERENCE / "units.csv")}
        assert len({p["procedure_code"] for p in PROCEDURES}) == len(PROCEDURES) >= 40
        assert {p["field_code"] for p in PROCEDURES} == fields
        assert {p["lead_unit"] for p in PROCEDURES} <= units

    @pytest.mark.parametrize("procedure", PROCEDURES, ids=lambda p: p["procedure_code"])
    def test_each_procedure(self, procedure: dict[str, str]) -> None:
        assert re.fullmatch(r"\d\.\d{6}", procedure["procedure_code"])
        assert procedure["time_unit"] in ("working", "calendar")
        assert procedure["service_level"] in ("2", "3", "4")
        assert procedure["on_postal_list"] in ("yes", "no")
        # An invented code must say so: it may never be printed as that of a real procedure.
        assert procedure["procedure_code"].startswith("9.") == (procedure["evidence"] == "synthetic")
        assert procedure["evidence"] in ("S", "M", "synthetic")
        if procedure["shortened_time"]:
            assert 0 < int(procedure["shortened_time"]) < int(procedure["legal_time"])


@cache
def sheet(file: str) -> list[list[Any]]:
    """The cells of a raw file as it is, row 1 first; merged cells of HTML at their place."""
    path = RAW / file
    if path.suffix == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as text:
            return list(csv.reader(text, delimiter=";"))
    if path.suffix == ".xls":
        return html_cells(path)
    return CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python(skip_empty_area=False)


def html_cells(path: Path) -> list[list[str]]:
    grid: dict[tuple[int, int], str] = {}
    rows = lxml.html.fromstring(path.read_bytes()).findall(".//tr")
    for r, row in enumerate(rows):
        c = 0
        for cell in row.findall("td"):
            while (r, c) in grid:
                c += 1
            text = (cell.text or "").replace("\u00a0", "") if cell.text == "\u00a0" else (cell.text or "")
            for i in range(int(cell.get("rowspan", "1"))):
                for j in range(int(cell.get("colspan", "1"))):
                    grid[r + i, c + j] = text if i == j == 0 else ""
    width = max(c for _, c in grid) + 1
    return [[grid.get((r, c), "") for c in range(width)] for r in range(len(rows))]


def column(file: str, heading: str) -> int:
    return next(row.index(heading) for row in sheet(file)[:7] if heading in row)


def as_text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return f"{cell:%d/%m/%Y %H:%M:%S}" if isinstance(cell, datetime) else str(cell)


def one_order(code: str) -> str:
    return re.sub(r"^000\.00\.15\.H21", "H21.15", code.strip().upper())


class TestTraps:
    @pytest.mark.parametrize(
        "trap", [t for t in TRAPS if t["row"] != "0"], ids=lambda t: f"{t['trap']}-{t['name']}-{t['file']}-{t['row']}"
    )
    def test_stands_where_the_list_says(self, trap: dict[str, str]) -> None:
        row = sheet(trap["file"])[int(trap["row"]) - 1]
        assert as_text(row[column(trap["file"], trap["heading"])]) == trap["shown"]
        keys = {"progress": "Mã sản phẩm", "postal": "Số hiệu giấy tờ (Mã hồ sơ)", "feedback": "Mã PAKN"}
        key = keys.get(trap["file"].split("/")[0], "Mã hồ sơ")
        if trap["code"]:
            assert one_order(as_text(row[column(trap["file"], key)])) in (trap["code"], trap["code"].upper())

    def test_every_kind_is_planted(self) -> None:
        numbers = {1, 3, 4, 5, 6, 7, 11, 12, 13, 14, 16, 17, 18, 19, 22, 23, 24, 25}
        assert {t["trap"] for t in TRAPS} == {str(n) for n in numbers} | {"policy", "plan"}
        shown = {t["shown"] for t in TRAPS if t["trap"] == "19"}
        assert any(text != unicodedata.normalize("NFC", text) for text in shown)
        assert any("\u00a0" in text for text in shown)
        assert any("Huỷ" in text for text in shown)

    def test_the_kinds_of_a_list_of_fees_are_planted(self) -> None:
        names = {t["name"] for t in TRAPS if t["file"].startswith("fees/")}
        assert names == {
            "unknown dossier", "unreadable amount", "unknown word", "line twice", "amount form", "two payments",
            "payments on both sides of a cut-off",
        }  # fmt: skip

    @pytest.mark.parametrize(
        "name", ["paused by its status alone", "age of an overdue dossier", "time until receipt", "awaiting receipt"]
    )
    def test_a_case_of_each_new_rule_is_planted(self, name: str) -> None:
        assert len([t for t in TRAPS if t["name"] == name]) >= 2

    def test_a_line_stands_twice(self) -> None:
        (trap,) = [t for t in TRAPS if t["name"] == "the same line twice in one file"]
        second = sheet(trap["file"])[int(trap["row"]) - 1]
        first = sheet(trap["file"])[int(trap["row"]) - 2]
        assert first[column(trap["file"], "Mã hồ sơ") :] == second[column(trap["file"], "Mã hồ sơ") :]

    def test_empty_field(self) -> None:
        """The one trap that is an absence."""
        assert [t["trap"] for t in TRAPS if t["row"] == "0"] == ["25"]
        assert set(EXPECTED["periods"]["2021-Q1"]["by_field"]["VT"].values()) == {0}
        assert EXPECTED["periods"]["2021-Q2"]["by_field"]["VT"]["received"] > 0


class TestPersonalData:
    def test_the_canaries_catch_every_personal_cell(self) -> None:
        """Tests look for the canaries in what comes out: one that they miss would go unseen."""
        missed = [
            (file, number, heading)
            for file in [*EXPECTED["rows"]["files"]]
            for heading in PERSONAL
            if any(heading in row for row in sheet(file)[:7])
            for number, row in data_rows(file)
            if not is_canary(as_text(row[column(file, heading)]))
        ]
        assert missed == []


def data_rows(file: str) -> list[tuple[int, list[Any]]]:
    """Rows with a running number under STT (of a form, TT)."""
    stt = column(file, "TT" if file.startswith(("explanations/", "phu-luc/")) else "STT")
    numbered = [(i, row) for i, row in enumerate(sheet(file), start=1) if len(row) > stt]
    return [(i, row) for i, row in numbered if re.fullmatch(r"\d+", as_text(row[stt]))]


def is_canary(text: str) -> bool:
    patterns: Iterable[str] = EXPECTED["canary_patterns"]
    return any(c in text for c in EXPECTED["canaries"]) or any(re.search(p, text) for p in patterns)


PERIODS = EXPECTED["periods"]


class TestExpectedFigures:
    @pytest.mark.parametrize("name", ["figures.csv", "figures-procedures.csv"])
    def test_a_table_says_that_nothing_of_it_is_real(self, name: str) -> None:
        assert (SAMPLE / name).read_text(encoding="utf-8").startswith("# SỐ LIỆU MẪU – không phải số liệu thật\n")

    @pytest.mark.parametrize(
        ("start", "end", "minutes"),
        [
            ("2021-01-05 09:00", "2021-01-06 09:00", 480),
            ("2021-01-05 09:00", "2021-01-06 09:01", 481),
            ("2021-01-05 11:00", "2021-01-05 14:00", 60),
            ("2021-01-08 18:00", "2021-01-11 06:30", 0),
            ("2021-02-09 16:00", "2021-02-17 08:00", 120),
        ],
        ids=["a working day", "a minute more", "over noon", "over a weekend", "over the Tết holiday"],
    )
    def test_office_minutes(self, monkeypatch: pytest.MonkeyPatch, start: str, end: str, minutes: int) -> None:
        monkeypatch.syspath_prepend(str(SAMPLE))
        calendar = importlib.import_module("sample_world").WorkCalendar.read(REFERENCE / "calendar_vn.csv")
        assert calendar.office_minutes(datetime.fromisoformat(start), datetime.fromisoformat(end)) == minutes

    @pytest.mark.parametrize("name", list(PERIODS))
    def test_identities(self, name: str) -> None:
        period = PERIODS[name]
        groupings = [period[key] for key in ("by_field", "by_unit", "by_channel", "by_procedure")]
        for n in [period["measures"], *(group for grouping in groupings for group in grouping.values())]:
            assert n["total"] == n["received"] + n["carried_over"] == n["settled"] + n["pending"]
            assert n["received"] == n["received_online"] + n["received_other"]
            assert n["settled"] == sum(v for k, v in n.items() if k.startswith("settled_"))
            assert n["pending"] == sum(v for k, v in n.items() if k.startswith("pending_"))
        for grouping in groupings:
            for measure, total in period["measures"].items():
                assert sum(group[measure] for group in grouping.values()) == total, measure
        assert len(period["settled_late"]) == period["measures"]["settled_late"]
        assert len(period["pending_overdue"]) == period["measures"]["pending_overdue"]

    def test_periods_follow_from_each_other(self) -> None:
        first, second, half = (PERIODS[p]["measures"] for p in ("2021-Q1", "2021-Q2", "2021-6M"))
        for measure in ("received", "received_online", "settled", "settled_late", "settled_on_time"):
            assert first[measure] + second[measure] == half[measure]
        assert second["carried_over"] == first["pending"]
        assert first["carried_over"] == half["carried_over"] == PERIODS["2020"]["measures"]["pending"]
        assert second["pending"] == half["pending"]

    def test_rows_add_up(self) -> None:
        rows = EXPECTED["rows"]
        for line in [rows["dossiers"], *rows["files"].values()]:
            parts = ("accepted", "rejected", "duplicates_identical", "superseded")
            assert line["read"] == sum(line[part] for part in parts)
            assert line["rejected"] == sum(line["rejected_by_rule"].values())
        for file, line in rows["files"].items():
            assert len(data_rows(file)) == line["read"] + EXPECTED["unfilled"].get(file, 0), file

    def test_every_row_rule_is_broken_somewhere(self) -> None:
        rules = {"missing_code", "missing_received_date", "finished_without_date", "finished_before_received"}
        assert set(EXPECTED["rows"]["dossiers"]["rejected_by_rule"]) == rules | {
            "date_after_export",
            "unknown_procedure",
        }
        assert all(EXPECTED["flags"]["accepted"].values())

    @pytest.mark.parametrize("name", ["2021-Q1", "2021-6M", "2021-9M", "2021"])
    def test_the_year_is_plausible(self, name: str) -> None:
        n, postal = PERIODS[name]["measures"], PERIODS[name]["postal"]
        assert n["received_online"] / n["received"] > 0.90
        assert 0.95 < (n["settled_early"] + n["settled_on_time"]) / n["settled"] < 0.99
        assert 0.10 < postal["post_in_listed"] / postal["received_listed"] < 0.25
        assert 0.15 < postal["post_out"] / postal["returned"] < 0.30
        assert n["pending_overdue"] > 0

    def test_intake_lists_every_file(self) -> None:
        listed = {row[0] for row in sheet("intake.xlsx")[1:]}
        there = {p.relative_to(RAW).as_posix() for p in RAW.rglob("*") if p.is_file()} - {"intake.xlsx"}
        assert listed == there
