"""The intake list: every raw file is declared once, and a period that the data do not cover is never final."""

import re
import shutil
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from cchc_analysis.errors import CoverageError, InputError
from cchc_analysis.periods import Period
from cchc_analysis.sources.intake import (
    HEADS,
    Intake,
    check_coverage,
    covered_until,
    load_intake,
    proposals,
    read_lines,
)
from cchc_analysis.sources.intake_file import add_lines
from cchc_analysis.sources.readers import read_sheets

Q1 = Period.parse("2021-Q1")
MARCH = ["2021-03.csv", "dossiers", "Một cửa", date(2021, 4, 1), "Văn phòng", date(2021, 3, 1), date(2021, 3, 31)]


@pytest.fixture
def raw(tmp_path: Path) -> Callable[..., Path]:
    """Makes a raw folder with the given lines of the intake list and the given files."""

    def make(lines: list[list[Any]], files: tuple[str, ...] = ("2021-03.csv",), heads: tuple[str, ...] = HEADS) -> Path:
        with xlsxwriter.Workbook(tmp_path / "intake.xlsx", {"default_date_format": "dd/mm/yyyy"}) as book:
            sheet = book.add_worksheet("Danh sách tệp")
            for number, row in enumerate([list(heads), *lines]):
                sheet.write_row(number, 0, row)
        for name in files:
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text("x", encoding="utf-8")
        return tmp_path

    return make


def line(first: str, last: str, exported: str = "2022-01-05", kind: str = "dossiers", file: str = "a") -> Intake:
    return Intake(file, kind, *map(date.fromisoformat, (exported, first, last)))


def test_a_good_list_is_read_in_the_order_of_export(raw: Callable[..., Path]) -> None:
    older = ["b.csv", *MARCH[1:3], date(2021, 3, 1), "Văn phòng", "01/02/2021", "28/02/2021 00:00:00"]
    found = load_intake(raw([MARCH, [], older], files=("2021-03.csv", "b.csv")))
    assert [entry.file for entry in found] == ["b.csv", "2021-03.csv"]
    assert found[0] == Intake(
        "b.csv", "dossiers", date(2021, 3, 1), date(2021, 2, 1), date(2021, 2, 28), "Một cửa", "Văn phòng"
    )


def test_lock_files_of_office_programs_are_no_raw_files(raw: Callable[..., Path]) -> None:
    folder = raw([MARCH], files=("2021-03.csv", "~$2021-03.csv", ".~lock.intake.xlsx#"))
    assert len(load_intake(folder)) == 1


@pytest.mark.parametrize(
    ("lines", "files", "message"),
    [
        pytest.param(
            [MARCH], ("2021-03.csv", "moi/2021-04.csv"), "moi/2021-04.csv in data/raw without a line", id="unlisted"
        ),
        pytest.param([MARCH], (), "names 2021-03.csv, but data/raw does not hold it", id="lost"),
        pytest.param([MARCH, MARCH], ("2021-03.csv",), "names 2021-03.csv more than once", id="twice"),
        pytest.param([["", *MARCH[1:]]], (), "row 2: the file's name is missing", id="no-name"),
        pytest.param(
            [[MARCH[0], "dossier", *MARCH[2:]]], (), 'row 2: kind "dossier" is not known.*"dossiers"', id="kind"
        ),
        pytest.param([[*MARCH[:3], "sáng qua", *MARCH[4:]]], (), 'row 2: "sáng qua" is not a day', id="day"),
        pytest.param(
            [[*MARCH[:5], MARCH[6], MARCH[5]]], (), "2021-03.csv covers days that end before they start", id="reversed"
        ),
        pytest.param([[*MARCH[:5], "", ""]], (), 'row 2: "" is not a day', id="no-days"),
        pytest.param(
            [[*MARCH[:3], "", *MARCH[4:]]],
            (),
            "row 2: the day on which 2021-03.csv was exported is missing",
            id="no-export",
        ),
    ],
)
def test_a_list_that_is_not_right_says_where(
    raw: Callable[..., Path], lines: list[list[Any]], files: tuple[str, ...], message: str
) -> None:
    with pytest.raises(InputError, match=message):
        load_intake(raw(lines, files))


def test_a_missing_column_is_named(raw: Callable[..., Path]) -> None:
    with pytest.raises(InputError, match="row 1: the column Ngày xuất is missing"):
        load_intake(raw([], (), ("Tệp", "Loại", "Hệ thống", "Đơn vị xuất", "Từ ngày", "Đến ngày")))


def test_a_workbook_without_the_heads_says_which(raw: Callable[..., Path]) -> None:
    with pytest.raises(InputError, match="no row has the heads Tệp, Loại"):
        load_intake(raw([], (), ("Tên", "Ngày")))


def test_no_list_at_all(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"data/raw/intake.xlsx is missing"):
        load_intake(tmp_path)


@pytest.mark.parametrize(
    ("lines", "reached"),
    [
        pytest.param([], None, id="nothing"),
        pytest.param([line("2021-01-01", "2021-03-31")], None, id="starts-too-late"),
        pytest.param([line("2020-12-01", "2021-03-31")], date(2021, 3, 31), id="one-file"),
        pytest.param(
            [line("2021-01-01", "2021-03-31"), line("2020-12-01", "2020-12-31")],
            date(2021, 3, 31),
            id="adjacent-in-any-order",
        ),
        pytest.param(
            [line("2020-12-01", "2021-02-10"), line("2021-02-01", "2021-02-28")], date(2021, 2, 28), id="overlap"
        ),
        pytest.param(
            [line("2020-12-01", "2021-03-31"), line("2021-01-01", "2021-01-31")], date(2021, 3, 31), id="inside-another"
        ),
        pytest.param(
            [line("2020-12-01", "2020-12-31"), line("2021-01-02", "2021-03-31")],
            date(2020, 12, 31),
            id="gap-of-one-day",
        ),
        pytest.param(
            [line("2020-12-01", "2021-03-31", exported="2021-03-05")], date(2021, 3, 5), id="exported-before-its-end"
        ),
        pytest.param(
            [line("2020-12-01", "2021-01-31", exported="2021-01-20"), line("2021-02-01", "2021-03-31")],
            date(2021, 1, 20),
            id="early-export-leaves-a-gap",
        ),
        pytest.param([line("2020-12-01", "2021-03-31", kind="postal_in")], None, id="another-kind"),
        pytest.param([line("2020-12-01", "2020-12-14")], None, id="ends-the-day-before"),
    ],
)
def test_how_far_the_files_reach_without_a_gap(lines: list[Intake], reached: date | None) -> None:
    assert covered_until(lines, "dossiers", Q1.start) == reached


def test_a_covered_period_is_as_asked() -> None:
    assert check_coverage([line("2020-12-01", "2021-03-31")], Q1) == Q1


def test_a_period_that_is_not_over_needs_saying_so() -> None:
    early = [line("2020-12-01", "2021-03-31", exported="2021-03-05")]
    with pytest.raises(CoverageError, match=r"only until 2021-03-05.*05/3/2021 with --provisional"):
        check_coverage(early, Q1)
    assert check_coverage(early, Q1, provisional=True).end == date(2021, 3, 5)


def test_no_data_for_a_period_is_an_error_even_for_a_provisional_one() -> None:
    for provisional in (False, True):
        with pytest.raises(CoverageError, match="those there are cover 2022-01-01 to 2022-03-31"):
            check_coverage([line("2022-01-01", "2022-03-31")], Q1, provisional)
        with pytest.raises(CoverageError, match="there are none"):
            check_coverage([], Q1, provisional)


@pytest.mark.parametrize(
    ("lines", "missing"),
    [
        pytest.param([], "2020-12, 2021-01, 2021-02, 2021-03", id="everything"),
        pytest.param([line("2020-12-01", "2021-01-31"), line("2021-03-01", "2021-03-31")], "2021-02", id="one-month"),
        pytest.param([line("2021-01-01", "2021-03-31")], "2020-12", id="the-first"),
        pytest.param([line("2020-12-01", "2021-02-20")], "2021-02-21..2021-02-28, 2021-03", id="from-a-day-on"),
        pytest.param([line("2020-12-01", "2021-01-09"), line("2021-01-11", "2021-03-31")], "2021-01-10", id="one-day"),
        pytest.param(
            [line("2020-12-01", "2021-03-31", exported="2021-03-05")], "2021-03-06..2021-03-14", id="too-early"
        ),
    ],
)
def test_what_no_file_covers_is_named_by_month(lines: list[Intake], missing: str) -> None:
    with pytest.raises(CoverageError, match=rf"Missing: {re.escape(missing)}\."):
        check_coverage(lines, Q1)


class TestFilesWithoutALine:
    """They are known by their heads and asked about; what is added to the list leaves the rest of it as it is."""

    HEADS = "STT;Mã hồ sơ;Mã TTHC;Hình thức nộp;Trạng thái;Chủ hồ sơ;Ngày nhận;Ngày hẹn trả\n"
    ROWS = "1;H21.15-210412-0001;1.003868;Trực tuyến;Đang xử lý;Văn Mẫu;12/04/2021;20/04/2021\n2;H21.15-210403-0001;1.003868;Trực tuyến;Đang xử lý;Văn Mẫu;03/04/2021;\n"

    @pytest.fixture
    def folder(self, raw: Callable[..., Path], tmp_path: Path) -> Path:
        shutil.copytree(Path(__file__).parents[2] / "data" / "mappings", tmp_path / "mappings")
        made = raw([MARCH])
        (tmp_path / "raw").mkdir()
        for path in (made / "intake.xlsx", made / "2021-03.csv"):
            shutil.move(path, tmp_path / "raw" / path.name)
        (tmp_path / "raw" / "moi").mkdir()
        (tmp_path / "raw" / "moi" / "2021-04.csv").write_text(self.HEADS + self.ROWS, encoding="utf-8")
        return tmp_path / "raw"

    def test_the_run_stops_with_the_whole_line_proposed(self, folder: Path) -> None:
        with pytest.raises(InputError) as error:
            load_intake(folder)
        (told,) = str(error.value).splitlines()
        assert told.startswith(
            "moi/2021-04.csv in data/raw without a line in intake.xlsx: by its head it is Loại dossiers"
        )
        assert 'layout "Danh sách hồ sơ một cửa"' in told
        assert "03/04/2021 to 12/04/2021 (Từ ngày, Đến ngày)" in told
        assert "Mẫu" not in told

    def test_a_head_that_nobody_knows_is_told_too(self, folder: Path) -> None:
        (folder / "la.csv").write_text("Alpha;Beta;Gamma\nx;y;z\n", encoding="utf-8")
        with pytest.raises(InputError) as error:
            load_intake(folder)
        assert [told.split(" in data/raw")[0] for told in str(error.value).splitlines()] == [
            "la.csv",
            "moi/2021-04.csv",
        ]
        assert "no mapping knows this layout" in str(error.value) and "cchc map data/raw/la.csv" in str(error.value)

    def test_added_lines_stand_below_the_others_with_an_empty_day_of_export(self, folder: Path) -> None:
        before = parts_of(folder / "intake.xlsx")
        assert add_lines(folder, proposals(folder, read_lines(folder))) == 1
        after = parts_of(folder / "intake.xlsx")
        changed = {name for name in before if before[name] != after[name]}
        assert changed == {"xl/worksheets/sheet1.xml", "xl/styles.xml"}
        rows = read_sheets(folder / "intake.xlsx", "intake.xlsx")[0].rows
        assert rows[-1] == ("moi/2021-04.csv", "dossiers", "", "", "", "2021-04-03", "2021-04-12")
        assert rows[:-1] == (
            (*HEADS,),
            ("2021-03.csv", "dossiers", "Một cửa", "2021-04-01", "Văn phòng", "2021-03-01", "2021-03-31"),
        )
        with pytest.raises(InputError, match=r"row 3: the day on which moi/2021-04.csv was exported is missing"):
            load_intake(folder)
        day, first = (
            re.search(rf'<c r="{cell}3" s="(\d+)"', after["xl/worksheets/sheet1.xml"].decode()) for cell in "DF"
        )
        assert day and first
        fills = re.findall(r"<xf [^>]*fillId=\"(\d+)\"", after["xl/styles.xml"].decode().split("<cellXfs")[1])
        assert (fills[int(day[1])], fills[int(first[1])]) == ("2", "0")
        assert after["xl/styles.xml"].decode().split("<fill>")[3].startswith('<patternFill patternType="solid"')

    def test_a_list_is_made_where_there_is_none(self, folder: Path) -> None:
        (folder / "intake.xlsx").unlink()
        with pytest.raises(InputError, match="cchc intake --write makes it"):
            load_intake(folder)
        (folder / "2021-03.csv").write_text(self.HEADS, encoding="utf-8")
        assert add_lines(folder, proposals(folder, [])) == 2
        rows = read_sheets(folder / "intake.xlsx", "intake.xlsx")[0].rows
        assert rows[1:] == (
            ("2021-03.csv", "dossiers", "", "", "", "", ""),
            ("moi/2021-04.csv", "dossiers", "", "", "", "03/04/2021", "12/04/2021"),
        )

    def test_what_cannot_be_told_is_not_added(self, folder: Path) -> None:
        (folder / "moi" / "2021-04.csv").write_text("Alpha;Beta\nx;y\n", encoding="utf-8")
        before = (folder / "intake.xlsx").read_bytes()
        assert add_lines(folder, proposals(folder, read_lines(folder))) == 0
        assert (folder / "intake.xlsx").read_bytes() == before


def parts_of(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as book:
        return {name: book.read(name) for name in book.namelist()}
