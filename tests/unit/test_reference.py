"""The reference tables: a code that stands nowhere else, or a time that is no number, is told with its line."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from cchc_analysis.errors import InputError
from cchc_analysis.sources.reference import PROCEDURE_COLUMNS, REGISTERS, load_reference, load_registers
from cchc_analysis.text import fold

FOLDER = Path(__file__).parents[2] / "data" / "reference"
GOOD = "1.003868,Cấp giấy phép,XB,VP,10,7,working,4,yes,no,"
OTHER = GOOD.replace("1.003868", "1.003869")


@pytest.fixture
def folder(tmp_path: Path) -> Callable[..., Path]:
    def make(*procedures: str, columns: list[str] = PROCEDURE_COLUMNS) -> Path:
        (tmp_path / "fields.csv").write_text("field_code,name\nXB,Xuất bản\n", encoding="utf-8")
        (tmp_path / "units.csv").write_text(
            "unit_code,name,kind,aliases\nVP,Văn phòng,division,VP Sở|Văn phòng Sở\n", encoding="utf-8"
        )
        lines = "\n".join([",".join(columns), *procedures])
        (tmp_path / "procedures.csv").write_text(lines + "\n", encoding="utf-8")
        (tmp_path / "calendar_vn.csv").write_text("date,kind,note,source\n2021-01-01,off,,\n", encoding="utf-8")
        return tmp_path

    return make


def test_the_shortened_time_is_the_regulated_one_where_there_is_one(folder: Callable[..., Path]) -> None:
    lines = (GOOD, "1.1,B,XB,VP,20,,calendar,2,no,yes,", "1.2,C,XB,VP,,,,3,no,no,2021-03-14")
    table = load_reference(folder(*lines)).procedures.set_index("procedure")
    assert table["regulated_time"].fillna(-1).to_dict() == {"1.003868": 7, "1.1": 20, "1.2": -1}
    assert table["on_postal_list"].to_dict() == {"1.003868": True, "1.1": False, "1.2": False}
    assert table["interlinked"].to_dict() == {"1.003868": False, "1.1": True, "1.2": False}
    assert table["service_level"].tolist() == [4, 2, 3]
    assert table["national_portal_date"].isna().tolist() == [True, True, False]


def test_a_unit_is_known_by_its_code_its_name_and_its_aliases(folder: Callable[..., Path]) -> None:
    codes = load_reference(folder(GOOD)).unit_codes
    assert {codes[fold(word)] for word in ("vp", "VĂN PHÒNG", "Văn phòng  Sở", "VP Sở")} == {"VP"}


@pytest.mark.parametrize(
    ("line", "message"),
    [
        pytest.param(OTHER.replace("XB", "BX"), 'line 3: field_code "BX" is not known', id="field"),
        pytest.param(OTHER.replace("VP", "PV"), 'line 3: lead_unit "PV" is not known', id="unit"),
        pytest.param(OTHER.replace("working", "days"), 'line 3: time_unit "days" is not known', id="time-unit"),
        pytest.param(OTHER.replace("yes", "x"), 'line 3: on_postal_list "x" is not known', id="postal-list"),
        pytest.param(
            OTHER.replace(",7,", ",7.5,"), 'line 3: shortened_time "7.5" is not a whole number', id="half-a-day"
        ),
        pytest.param(OTHER.replace(",10,", ",-1,"), 'line 3: legal_time "-1" is not a whole number', id="negative"),
        pytest.param(OTHER.replace("working", ""), "line 3: time_unit", id="days-of-no-kind"),
        pytest.param(OTHER + "14/3/2021", 'line 3: national_portal_date "14/3/2021" is no date', id="portal-date"),
        pytest.param(GOOD, "1.003868 stands twice", id="twice"),
    ],
)
def test_a_line_that_is_not_right_is_named(folder: Callable[..., Path], line: str, message: str) -> None:
    with pytest.raises(InputError, match=rf"procedures.csv.*{message}"):
        load_reference(folder(GOOD, line))


def test_a_missing_column_or_table_is_named(folder: Callable[..., Path]) -> None:
    made = folder(columns=PROCEDURE_COLUMNS[:-1])
    with pytest.raises(InputError, match=r"procedures.csv: the column national_portal_date is missing"):
        load_reference(made)
    (made / "units.csv").unlink()
    with pytest.raises(InputError, match=r"data/reference/units.csv is missing"):
        load_reference(made)


def test_the_project_s_own_tables_are_right() -> None:
    reference = load_reference(FOLDER)
    assert list(reference.fields) == ["BC", "BAO", "XB", "PTTH", "VT"]
    assert len(reference.procedures) > 30
    known = reference.procedures["regulated_time"].notna()
    assert reference.procedures.loc[known, "time_unit"].isin(["working", "calendar"]).all(), "days of which kind?"
    legal, shortened = reference.procedures["legal_time"], reference.procedures["shortened_time"]
    assert (shortened <= legal).fillna(True).all(), "a shortened time is not longer than the legal one"
    assert isinstance(reference.procedures["service_level"].dtype, pd.Int64Dtype)


SYSTEM = "Cơ sở dữ liệu A,Sở A,2021-01-01,,,"


@pytest.mark.parametrize(
    ("register", "lines", "message"),
    [
        pytest.param("systems", (SYSTEM, SYSTEM), "systems.csv: Cơ sở dữ liệu A stands twice", id="twice"),
        pytest.param("systems", (SYSTEM.replace("2021-01-01", "1/1/2021"),), 'systems.csv, line 2: required_date "1/1/2021" is no date', id="date"),
        pytest.param("offices", ("UBND xã A,village,,,",), 'offices.csv, line 2: level "village" is not known', id="level"),
    ],
)  # fmt: skip
def test_a_line_of_a_register_that_is_not_right_is_named(
    tmp_path: Path, register: str, lines: tuple[str, ...], message: str
) -> None:
    for name, (columns, _) in REGISTERS.items():
        said = lines if name == register else ()
        (tmp_path / f"{name}.csv").write_text("\n".join([",".join(columns), *said, ""]), encoding="utf-8")
    with pytest.raises(InputError, match=message):
        load_registers(tmp_path)


def test_the_registers_have_days_and_a_missing_one_is_named(tmp_path: Path) -> None:
    registers = load_registers(FOLDER)
    for name, (columns, _) in REGISTERS.items():
        assert list(registers[name]) == list(columns)
        assert registers[name]["connected_date"].notna().any()
    with pytest.raises(InputError, match=r"data/reference/systems.csv is missing"):
        load_registers(tmp_path)
