"""Drafts of mappings: sure things are placed, likely ones asked about, and no cell of a person is ever shown."""

import re
import tomllib
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from cchc_analysis.cli.data import KINDS
from cchc_analysis.errors import InputError, SettingsError
from cchc_analysis.sources.draft import Draft, draft_mapping
from cchc_analysis.sources.feeds import FEEDS
from cchc_analysis.sources.mapping import is_draft, load_mapping, load_mappings

DATA = Path(__file__).parents[2] / "data"
MAPPINGS = load_mappings(DATA / "mappings")
# What no draft may show, under whatever head it stands.
CANARIES = ("Văn Mẫu", "0900001234", "001099000111", "mau@vidu.vn", "Số 9 đường Mẫu", "xin sửa tên ông")
HEADS = "STT;Số biên nhận;Mã TTHC;Tên khách;Di động;CCCD;Hộp thư;Nơi ở;Yêu cầu;Cách nộp;Trạng thái;Ngày nhận;Ngày hẹn trả kết quả"
ROW = "{n};H21.15-210{m}05-000{n};1.003868;Văn Mẫu;0900001234;001099000111;mau@vidu.vn;Số 9 đường Mẫu;xin sửa tên ông;{way};{status};{day};{due}"


def lines(**changes: str) -> list[str]:
    values = {"way": "Trực tuyến", "status": "Đang xử lý", "day": "05/03/2021 08:30", "due": "25/03/2021"} | changes
    return [ROW.format(n=number, m=number, **values) for number in range(1, 5)]


def drafted(folder: Path, *rows: str, kind: str = "") -> tuple[Draft, dict[str, Any]]:
    (folder / "moi.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    draft = draft_mapping(folder / "moi.csv", "moi.csv", MAPPINGS, kind)
    return draft, tomllib.loads(draft.toml)


def asked(made: dict[str, Any]) -> str:
    return "\n".join(made.get("TODO", []))


def test_the_command_knows_every_kind() -> None:
    assert set(KINDS) == set(FEEDS)


def test_every_column_is_placed_asked_about_or_dropped(tmp_path: Path) -> None:
    draft, made = drafted(tmp_path, "DANH SÁCH", "", HEADS, *lines())
    assert made["table"] == "dossiers"
    assert made["columns"] == {
        "dossier_id": ["Số biên nhận"], "procedure": ["Mã TTHC"], "channel": ["Cách nộp"], "status": ["Trạng thái"],
        "received_date": ["Ngày nhận"], "due_date": ["Ngày hẹn trả kết quả"],
    }  # fmt: skip
    assert made["personal"] == ["Di động", "CCCD", "Hộp thư"]
    assert made["unused"] == ["STT"]
    assert made["date_formats"] == ["%d/%m/%Y %H:%M", "%d/%m/%Y"]
    for question in (
        '"Số biên nhận" = dossier_id: placed because its cells look like such codes',
        '"Cách nộp" = channel: placed because its cells are such words',
        '"Tên khách": not placed', '"Nơi ở": not placed', '"Yêu cầu": not placed',
        '"Ngày hẹn trả kết quả" = due_date: placed because it is like "ngày hẹn trả"',
    ):  # fmt: skip
        assert question in asked(made)
    placed = {name for names in made["columns"].values() for name in names} | {*made["personal"], *made["unused"]}
    assert all(name in placed or f'"{name}"' in asked(made) for name in HEADS.split(";"))
    assert draft.remarks[0].startswith("moi.csv: head in row 3, 13 columns")


def test_no_cell_of_a_person_is_shown_wherever_it_stands(tmp_path: Path) -> None:
    """Also where the head is shifted against its cells, so that names stand under the status."""
    shifted = [row.replace(";Đang xử lý;", ";Văn Mẫu;").replace(";Trực tuyến;", ";0900001234;") for row in lines()]
    for rows in (lines(), shifted, [row.partition(";")[2] for row in lines()]):
        draft, _ = drafted(tmp_path, HEADS, *rows)
        told = draft.toml + "\n".join(draft.remarks)
        assert [canary for canary in CANARIES if canary in told] == []
        assert "H21.15" not in told and "05/03/2021" not in told


def test_a_sheet_without_a_head_is_refused_and_not_quoted(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no row looks like a head") as error:
        drafted(tmp_path, *lines())
    assert not any(canary in str(error.value) for canary in CANARIES)


def test_words_are_placed_where_known_and_asked_about_with_the_nearest_where_not(tmp_path: Path) -> None:
    rows = lines()
    rows[1] = rows[1].replace("Đang xử lý", "Chưa giải quyết")
    rows[2] = rows[2].replace("Đang xử lý", "ĐÃ GIẢI QUYẾT")
    rows[3] = rows[3].replace("Trực tuyến", "Ki-ốt")
    draft, made = drafted(tmp_path, HEADS, *rows)
    assert made["vocabularies"] == {
        "status": {"pending": ["Đang xử lý"], "finished": ["ĐÃ GIẢI QUYẾT"], "TODO": ["Chưa giải quyết"]},
        "channel": {"online": ["Trực tuyến"], "TODO": ["Ki-ốt"]},
    }
    assert 'nearest known "đã giải quyết" = finished' in draft.toml or 'nearest known "đang giải quyết"' in draft.toml


@pytest.mark.parametrize(
    ("days", "formats", "doubt"),
    [
        pytest.param("13/03/2021", ["%d/%m/%Y"], "", id="day-first"),
        pytest.param("03-25-2021 08:30:10", ["%m-%d-%Y %H:%M:%S", "%m-%d-%Y"], "", id="month-first"),
        pytest.param("05/03/2021", ["%d/%m/%Y"], "they are read day first, right?", id="either"),
        pytest.param("2021-03-05 08:30", ["%d/%m/%Y"], "", id="iso-needs-no-format"),
        pytest.param("20210305083000", ["%Y%m%d%H%M%S", "%Y%m%d"], "", id="run-together"),
        pytest.param("44260", ["%d/%m/%Y"], "", id="serial"),
        pytest.param("13/03/21", ["%d/%m/%Y"], "years of two digits", id="two-digit-years"),
        pytest.param("hôm qua", ["%d/%m/%Y"], "most of its cells are no dates: is a column shifted?", id="no-dates"),
    ],
)
def test_the_form_of_dates_is_seen(tmp_path: Path, days: str, formats: list[str], doubt: str) -> None:
    rows = ["Mã hồ sơ;Mã TTHC;Ngày nhận", *(f"H21.15-210305-000{n};1.003868;{days}" for n in range(1, 4))]
    _, made = drafted(tmp_path, *rows)
    assert made["date_formats"] == formats
    assert doubt in asked(made) if doubt else not asked(made)


def test_days_of_both_orders_in_one_column_are_told(tmp_path: Path) -> None:
    _, made = drafted(tmp_path, "Mã hồ sơ;Mã TTHC;Ngày nhận", "A1;1.003868;13/03/2021", "A2;1.003868;03/25/2021")
    assert "such a file will be refused" in asked(made)


def test_a_workbook_with_a_head_of_two_rows_and_real_dates(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "moi.xlsx", {"default_date_format": "dd/mm/yyyy"}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(
            [
                ["DANH SÁCH HỒ SƠ"], [], ["STT", "Mã hồ sơ", "Trạng thái", "Thời gian", ""], ["", "", "", "Ngày nhận", "Ngày hẹn trả"],
                ["(1)", "(2)", "(3)", "(4)", "(5)"], ["Lĩnh vực: Báo chí"],
                [1, "H21.15-210305-0001", "Đang xử lý", datetime(2021, 3, 5), datetime(2021, 3, 25)], ["Tổng cộng", 1],
            ]
        ):  # fmt: skip
            sheet.write_row(number, 1, row)
    draft = draft_mapping(tmp_path / "moi.xlsx", "moi.xlsx", MAPPINGS)
    made = tomllib.loads(draft.toml)
    assert made["columns"] == {
        "dossier_id": ["Mã hồ sơ"], "status": ["Trạng thái"], "received_date": ["Ngày nhận"], "due_date": ["Ngày hẹn trả"],
    }  # fmt: skip
    assert made["vocabularies"] == {"status": {"pending": ["Đang xử lý"]}}
    assert "TODO" not in made


def test_the_kind_can_be_said(tmp_path: Path) -> None:
    _, made = drafted(tmp_path, HEADS, *lines(), kind="fees")
    assert made["table"] == "fees"
    assert "[columns] fee_amount: no column was found for it" in asked(made)


@pytest.mark.parametrize(
    "file", ["dossiers/2019-11.xlsx", "dossiers/2020-08.csv", "dossiers/2021-05.xls", "postal/bcci-tra-2021.xlsx"]
)
def test_the_draft_of_a_known_layout_is_whole(tmp_path: Path, file: str) -> None:
    draft = draft_mapping(DATA / "raw" / file, file, MAPPINGS)
    path = tmp_path / "draft.toml"
    path.write_text(draft.toml, encoding="utf-8")
    assert load_mapping(path).table == file.split("/")[0].replace("postal", "postal_out")


def test_a_draft_is_refused_until_everything_is_decided(tmp_path: Path) -> None:
    draft, _ = drafted(tmp_path, HEADS, *lines())
    path = tmp_path / "moi.toml"
    path.write_text(draft.toml, encoding="utf-8")
    assert is_draft(path)
    with pytest.raises(SettingsError, match=r"moi.toml: TODO .*Cách nộp.*Decide each"):
        load_mapping(path)
    path.write_text(re.sub(r"^TODO = \[$.*?^\]$", "", draft.toml, flags=re.DOTALL | re.MULTILINE), encoding="utf-8")
    assert load_mapping(path).columns["channel"] == ("Cách nộp",)
