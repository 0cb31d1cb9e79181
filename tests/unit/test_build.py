"""The clean tables are built anew when anything that they were made from has changed, and only then."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
import xlsxwriter

from cchc_analysis.errors import CchcError, InputError
from cchc_analysis.sources.build import CleanTables, build
from cchc_analysis.sources.intake import HEADS

MAPPING = """
name = "A"
table = "dossiers"
date_formats = ["%d/%m/%Y"]
personal = ["Người nộp"]
[columns]
dossier_id = ["Mã"]
procedure = ["Thủ tục"]
channel = ["Kênh"]
received_date = ["Ngày nhận"]
due_date = ["Hẹn trả"]
finished_date = ["Kết thúc"]
[vocabularies.channel]
online = ["Mạng"]
"""
ROWS = "Mã,Thủ tục,Kênh,Người nộp,Ngày nhận,Hẹn trả,Kết thúc\nH1,1.1,Mạng,Văn Mẫu,01/02/2021,,05/02/2021\n"
REFERENCE = {
    "fields.csv": "field_code,name\nBC,Bưu chính\n",
    "units.csv": "unit_code,name,kind,aliases\nVP,Văn phòng,division,\n",
    "procedures.csv": (
        "procedure_code,name,field_code,lead_unit,legal_time,shortened_time,time_unit,service_level,on_postal_list,"
        "interlinked,national_portal_date\n"
        "1.1,A,BC,VP,10,,working,4,yes,no,\n"
    ),
    "calendar_vn.csv": "date,kind,note,source\n2021-01-01,off,,\n",
}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder with one export of one dossier."""
    for name in ("raw", "mappings", "reference"):
        (tmp_path / name).mkdir()
    for name, text in REFERENCE.items():
        (tmp_path / "reference" / name).write_text(text, encoding="utf-8")
    (tmp_path / "mappings" / "a.toml").write_text(MAPPING, encoding="utf-8")
    (tmp_path / "raw" / "a.csv").write_text(ROWS, encoding="utf-8")
    with xlsxwriter.Workbook(tmp_path / "raw" / "intake.xlsx", {"default_date_format": "dd/mm/yyyy"}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADS)
        line = ["a.csv", "dossiers", "Một cửa", date(2021, 4, 1), "VP", date(2021, 1, 1), date(2021, 3, 31)]
        sheet.write_row(1, 0, line)
    return tmp_path


def was_built(data: Path, items: tuple[str, ...] = ()) -> tuple[bool, CleanTables]:
    told: list[str] = []
    tables = build(data, items, told.append)
    return told != ["clean tables: nothing changed, reused"], tables


def append(name: str, line: str) -> Callable[[Path], None]:
    def change(data: Path) -> None:
        with (data / name).open("a", encoding="utf-8") as stream:
            stream.write(line)

    return change


def test_tables_are_kept_and_read_back_as_they_were(data: Path) -> None:
    built, tables = was_built(data)
    again, read_back = was_built(data)
    assert (built, again) == (True, False)
    for name in ("dossiers", "progress", "findings", "files"):
        pd.testing.assert_frame_equal(read_back[name], tables[name])


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(append("raw/a.csv", "H2,1.1,Mạng,Văn Mẫu,02/02/2021,,\n"), id="raw-file"),
        pytest.param(append("mappings/a.toml", 'direct = ["Quầy"]\n'), id="mapping"),
        pytest.param(append("reference/calendar_vn.csv", "2021-02-12,off,,\n"), id="working-days"),
        pytest.param(append("reference/procedures.csv", "1.2,B,BC,VP,5,,working,4,no,no\n"), id="procedures"),
        pytest.param(lambda data: (data / "clean" / "dossiers.parquet").unlink(), id="lost-table"),
        pytest.param(lambda data: (data / "clean" / "dossiers.parquet").write_bytes(b"PAR1"), id="damaged-table"),
        pytest.param(lambda data: (data / "clean" / "made-from").write_bytes(b"\xff"), id="damaged-key"),
    ],
)
def test_any_changed_input_or_lost_table_builds_them_anew(data: Path, change: Callable[[Path], object]) -> None:
    was_built(data)
    change(data)
    assert was_built(data)[0]
    assert not was_built(data)[0]


def test_the_plan_s_products_are_inputs_too(data: Path) -> None:
    was_built(data)
    assert was_built(data, ("1.1-1",))[0]
    assert not was_built(data, ("1.1-1",))[0]


def test_raw_files_that_cannot_be_used_leave_the_old_tables_standing(data: Path) -> None:
    was_built(data)
    before = {path.name: path.read_bytes() for path in (data / "clean").iterdir()}
    raw = data / "raw" / "a.csv"
    raw.write_text(ROWS.replace("Kênh", "Kênh mới"), encoding="utf-8")
    with pytest.raises(InputError, match='unknown column "Kênh mới"'):
        was_built(data)
    assert {path.name: path.read_bytes() for path in (data / "clean").iterdir()} == before
    assert sorted(path.name for path in data.iterdir()) == ["clean", "mappings", "raw", "reference"]


def test_two_builds_write_the_same_bytes(data: Path) -> None:
    was_built(data)
    before = {path.name: path.read_bytes() for path in (data / "clean").iterdir()}
    (data / "clean" / "made-from").unlink()
    assert was_built(data)[0]
    assert {path.name: path.read_bytes() for path in (data / "clean").iterdir()} == before


@pytest.mark.parametrize(
    ("remove", "message"),
    [
        pytest.param("raw/intake.xlsx", r"data/raw/intake.xlsx is missing", id="intake-list"),
        pytest.param("raw/a.csv", "names a.csv, but data/raw does not hold it", id="raw-file"),
        pytest.param("mappings/a.toml", 'no mapping in data/mappings has table = "dossiers"', id="mapping"),
        pytest.param("reference/procedures.csv", r"data/reference/procedures.csv is missing", id="procedures"),
        pytest.param("reference/calendar_vn.csv", "calendar_vn.csv", id="working-days"),
    ],
)
def test_what_is_missing_is_named(data: Path, remove: str, message: str) -> None:
    (data / remove).unlink()
    with pytest.raises(CchcError, match=message):
        was_built(data)


def test_a_date_that_no_working_day_table_reaches_says_so(data: Path) -> None:
    (data / "raw" / "a.csv").write_text(ROWS.replace("01/02/2021,,", "01/02/2021,01/02/2035,"), encoding="utf-8")
    with pytest.raises(CchcError, match="2035-02-01 is outside the working-day table"):
        was_built(data)
