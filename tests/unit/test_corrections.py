"""Corrections change what exports say, once and with their grounds, and say so where they do not apply any more."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import xlsxwriter

from cchc_analysis.errors import CchcError, ConflictError, InputError
from cchc_analysis.sources.build import CleanTables, build
from cchc_analysis.sources.corrections import HEADS, NAME
from cchc_analysis.sources.intake import HEADS as INTAKE_HEADS

ROOT = Path(__file__).parents[2]
COLUMNS = "Mã hồ sơ,Mã TTHC,Hình thức nộp,Trạng thái,Ngày nhận,Ngày hẹn trả,Ngày kết thúc xử lý"
# Two exports of the same dossiers: one pending and then finished, and one in each with a defect.
FEBRUARY = (
    "H21.15-210201-0001,1.003868,Trực tuyến,Đang xử lý,01/02/2021,09/02/2021,",
    "H21.15-210202-0002,1.003868,Trực tuyến,Đang xử lý,02/02/2021,17/02/2021,",
)
MARCH = (
    "H21.15-210201-0001,1.003868,Trực tuyến,Đã trả,01/02/2021,09/02/2021,",
    "H21.15-210202-0002,1.003868,Trực tuyến,Đã trả,02/02/2021,17/02/2021,09/02/2022",
    "H21.15-210203-0003,1.003868,Trực tuyến,Đang xử lý,31/02/2021,17/02/2021,",
    "H21.15-210204-0004,1.003868,Bồ câu,Đã trả,04/02/2021,18/02/2021,17/02/2021",
)
GROUNDS = ("Nhập nhầm", "Phòng TTBCXB, điện thoại 05/3/2021, CV 12/TTBCXB", "Chánh Văn phòng")
Line = tuple[Any, ...]


@pytest.fixture
def corrected(tmp_path: Path) -> Callable[..., CleanTables]:
    """Builds the two exports (and a list of fees) with lines of corrections."""

    def make(*lines: Line) -> CleanTables:
        raw = tmp_path / "raw"
        raw.mkdir(exist_ok=True)
        for name in ("mappings", "reference"):
            (tmp_path / name).exists() or (tmp_path / name).symlink_to(ROOT / "data" / name)
        (raw / "2.csv").write_text("\n".join([COLUMNS, *FEBRUARY]), encoding="utf-8")
        (raw / "3.csv").write_text("\n".join([COLUMNS, *MARCH]), encoding="utf-8")
        fees = (
            "Mã hồ sơ,Hình thức thanh toán,Thu phí/lệ phí (VNĐ),Ngày thu\nH21.15-210201-0001,Tiền mặt,50.000,01/02/2021"
        )
        (raw / "f.csv").write_text(fees, encoding="utf-8")
        with xlsxwriter.Workbook(raw / "intake.xlsx", {"default_date_format": "dd/mm/yyyy"}) as book:
            sheet = book.add_worksheet()
            sheet.write_row(0, 0, INTAKE_HEADS)
            for number, (file, kind, day) in enumerate(
                [("2.csv", "dossiers", date(2021, 2, 8)), ("3.csv", "dossiers", date(2021, 3, 1)), ("f.csv", "fees", date(2021, 3, 1))],
                start=1,
            ):  # fmt: skip
                sheet.write_row(number, 0, [file, kind, "Một cửa", day, "VP", date(2021, 1, 1), date(2021, 2, 28)])
        with xlsxwriter.Workbook(tmp_path / NAME, {"default_date_format": "dd/mm/yyyy"}) as book:
            sheet = book.add_worksheet("Hiệu chỉnh")
            sheet.write_row(0, 0, HEADS)
            for number, line in enumerate(lines, start=1):
                sheet.write_row(number, 0, line if len(line) == len(HEADS) else (*line, *GROUNDS))
        return build(tmp_path, [])

    return make


def dossier(tables: CleanTables, number: int) -> dict[str, Any]:
    (row,) = tables.dossiers[tables.dossiers["dossier_id"].str.endswith(f"-000{number}")].to_dict("records")
    return {str(name): value for name, value in row.items()}


def rules(tables: CleanTables) -> list[str]:
    return sorted(tables.findings.query("outcome == 'rejected'")["rule"])


def balanced(tables: CleanTables) -> bool:
    files = tables.files
    return bool((files["read"] == files["accepted"] + files["rejected"] + files["duplicates"]).all())


ALL_REJECTED = ["date_after_export", "finished_without_date", "unknown_channel", "unreadable_date"]


def test_without_lines_nothing_is_changed(corrected: Callable[..., CleanTables]) -> None:
    tables = corrected()
    assert rules(tables) == ALL_REJECTED
    assert len(tables.corrections) == 0
    assert not tables.dossiers["is_corrected"].any()


@pytest.mark.parametrize(
    ("line", "number", "column", "value", "healed"),
    [
        pytest.param(
            ("sửa", "H21.15-210201-0001", "Ngày kết thúc xử lý", "", date(2021, 2, 9)), 1, "finished_date",
            pd.Timestamp(2021, 2, 9), "finished_without_date", id="missing-end",
        ),
        pytest.param(
            ("", "000.00.15.H21-210201-0001", "status", "đã trả", "Đang xử lý"), 1, "status", "pending",
            "finished_without_date", id="status-by-column-id-and-older-code",
        ),
        pytest.param(
            ("Sửa", "H21.15-210202-0002", "Ngày kết thúc xử lý", "09/02/2022", "09/02/2021"), 2, "finished_date",
            pd.Timestamp(2021, 2, 9), "date_after_export", id="wrong-year",
        ),
        pytest.param(
            ("Sửa", "H21.15-210203-0003", "Ngày tiếp nhận", "31/02/2021", "03/02/2021"), 3, "received_date",
            pd.Timestamp(2021, 2, 3), "unreadable_date", id="unreadable-date",
        ),
        pytest.param(
            ("Sửa", "H21.15-210204-0004", "Hình thức nộp", "Bồ câu", "BCCI"), 4, "channel", "postal", "unknown_channel",
            id="unknown-word",
        ),
    ],
)  # fmt: skip
def test_a_correction_heals_a_rejected_row(
    corrected: Callable[..., CleanTables], line: Line, number: int, column: str, value: object, healed: str
) -> None:
    tables = corrected(line)
    assert rules(tables) == [rule for rule in ALL_REJECTED if rule != healed]
    row = dossier(tables, number)
    assert (row[column], row["is_corrected"]) == (value, True)
    (told,) = tables.corrections.to_dict("records")
    assert (told["source_row"], told["rows"], pd.isna(told["stale"])) == (2, 1, True)
    assert (told["reason"], told["source"], told["approver"]) == GROUNDS
    assert balanced(tables)


def test_an_export_from_before_the_new_day_is_left_as_it_was(corrected: Callable[..., CleanTables]) -> None:
    """The row of 08/02 cannot know an end on 09/02; were it changed, it would be rejected as after its export."""
    tables = corrected(("sửa", "H21.15-210201-0001", "Ngày kết thúc xử lý", "", "09/02/2021"))
    superseded = tables.findings.query("rule == 'newer_export' and key == 'H21.15-210201-0001'")
    assert superseded["source_file"].tolist() == ["2.csv"]


def test_a_value_in_several_exports_is_changed_in_all(corrected: Callable[..., CleanTables]) -> None:
    """So that the first due date, which judges, is corrected too."""
    tables = corrected(
        ("sửa", "H21.15-210201-0001", "Ngày hẹn trả", "09/02/2021", "10/02/2021"),
        ("sửa", "H21.15-210201-0001", "Trạng thái", "Đã trả", "Đang xử lý"),
    )
    assert tables.corrections["rows"].tolist() == [2, 1]
    row = dossier(tables, 1)
    assert row["due_date"] == row["first_due_date"] == pd.Timestamp(2021, 2, 10)


def test_a_value_may_be_emptied(corrected: Callable[..., CleanTables]) -> None:
    tables = corrected(
        ("sửa", "H21.15-210202-0002", "Ngày kết thúc xử lý", "09/02/2022", ""),
        ("sửa", "H21.15-210202-0002", "Trạng thái", "Đã trả", "Đang xử lý"),
    )
    assert pd.isna(dossier(tables, 2)["finished_date"])
    assert "date_after_export" not in rules(tables)


def test_an_excluded_dossier_is_set_aside_in_every_list(corrected: Callable[..., CleanTables]) -> None:
    tables = corrected(("Loại hồ sơ", "H21.15-210201-0001", "", "", ""))
    excluded = tables.findings.query("rule == 'excluded_by_correction'")
    assert sorted(excluded["source_file"]) == ["2.csv", "3.csv", "f.csv"]
    assert "H21.15-210201-0001" not in set(tables.dossiers["dossier_id"])
    assert "unknown_dossier" not in rules(tables)
    assert balanced(tables)


def test_an_added_dossier_has_a_file_line_of_its_own(corrected: Callable[..., CleanTables]) -> None:
    code = "H21.15-210205-0009"
    values = {
        "Mã TTHC": "1.003868",
        "Hình thức nộp": "Trực tiếp",
        "Ngày tiếp nhận": datetime(2021, 2, 5),
        "Trạng thái": "Đang xử lý",
    }
    tables = corrected(*(("Thêm hồ sơ", code, column, "", value) for column, value in values.items()))
    row = dossier(tables, 9)
    assert (row["source_file"], row["source_row"], row["is_corrected"]) == (NAME, 2, True)
    assert (row["procedure"], row["channel"], row["is_received"]) == ("1.003868", "direct", True)
    (line,) = tables.files.query("source_file == @NAME").to_dict("records")
    assert (line["lines"], line["read"], line["accepted"], line["rejected"]) == (1, 1, 1, 0)
    assert tables.corrections["rows"].tolist() == [1, 0, 0, 0]
    assert balanced(tables)


def test_an_added_dossier_is_checked_like_any_other(corrected: Callable[..., CleanTables]) -> None:
    tables = corrected(("Thêm hồ sơ", "H21.15-210205-0009", "Trạng thái", "", "Đang xử lý"))
    (line,) = tables.files.query("source_file == @NAME").to_dict("records")
    assert (line["read"], line["accepted"], line["rejected"]) == (1, 0, 1)
    assert "missing_received_date" in rules(tables)


@pytest.mark.parametrize(
    ("line", "stale"),
    [
        pytest.param(("sửa", "H21.15-210201-0009", "Trạng thái", "Đã trả", "Đang xử lý"), "Không còn hồ sơ", id="gone"),
        pytest.param(("sửa", "H21.15-210201-0001", "Trạng thái", "Đang xử lý", "Đã trả"), "đã có giá trị mới", id="done"),
        pytest.param(("loại hồ sơ", "H21.15-210201-0009", "", "", ""), "Không còn hồ sơ", id="excluded-and-gone"),
        pytest.param(("thêm hồ sơ", "H21.15-210201-0001", "Mã TTHC", "", "1.003868"), "đã có trong dữ liệu", id="there"),
    ],
)  # fmt: skip
def test_what_does_not_apply_any_more_is_said(corrected: Callable[..., CleanTables], line: Line, stale: str) -> None:
    tables = corrected(line)
    assert rules(tables) == ALL_REJECTED
    (told,) = tables.corrections.to_dict("records")
    assert stale in told["stale"]
    assert told["rows"] == 0


@pytest.mark.parametrize(
    ("line", "kind", "message"),
    [
        pytest.param(
            ("sửa", "H21.15-210201-0001", "Ngày hẹn trả", "11/02/2021", "12/02/2021"), ConflictError,
            r'corrections.xlsx, row 2: H21.15-210201-0001 does not have Ngày hẹn trả "11/02/2021".*3.csv, row 2', id="other-data",
        ),
        pytest.param(("sửa", "H21.15-210201-0001", "Trạng thái", "", "Đã trả", "", "A", "B"), InputError, "Lý do is missing", id="reason"),
        pytest.param(("sửa", "H21.15-210201-0001", "Trạng thái", "", "Đã trả", "A", "", ""), InputError, "Nguồn, Người duyệt", id="source"),
        pytest.param(("sửa", "H21.15-210201-0001", "Ngày hẹn", "", ""), InputError, 'Cột "Ngày hẹn".*"Ngày hẹn trả"', id="column"),
        pytest.param(("sửa", "Nguyễn Văn Mẫu", "Trạng thái", "", ""), InputError, "row 2: Mã hồ sơ is no code", id="code"),
        pytest.param(("sửa", "H21.15-210201-0001", "Trạng thái", "Đã trả", "Đã tra"), InputError, 'no status.*"đã trả"', id="word"),
        pytest.param(("sửa", "H21.15-210201-0001", "Ngày hẹn trả", "", "mai"), InputError, "is no day", id="day"),
        pytest.param(("xóa", "H21.15-210201-0001", "", "", ""), InputError, "none of Sửa, Loại hồ sơ", id="action"),
        pytest.param(("loại hồ sơ", "H21.15-210201-0001", "Trạng thái", "", ""), InputError, "whole dossier", id="exclude-a-cell"),
        pytest.param(("sửa", "H21.15-210201-0001", "Mã hồ sơ", "", "H1"), InputError, 'Cột "Mã hồ sơ" is not known', id="key"),
    ],
)  # fmt: skip
def test_a_line_that_is_not_right_stops_the_run(
    corrected: Callable[..., CleanTables], line: Line, kind: type[CchcError], message: str
) -> None:
    with pytest.raises(kind, match=message) as raised:
        corrected(line)
    assert "Mẫu" not in str(raised.value)


def test_everything_that_is_wrong_is_said_at_once(corrected: Callable[..., CleanTables]) -> None:
    with pytest.raises(InputError, match=r"row 2: .* row 3: "):
        corrected(("xóa", "H21.15-210201-0001", "", "", ""), ("sửa", "mã", "Trạng thái", "", ""))


def test_the_tables_are_built_anew_when_the_list_changes(corrected: Callable[..., CleanTables]) -> None:
    corrected()
    tables = corrected(("Loại hồ sơ", "H21.15-210201-0001", "", "", ""))
    assert "H21.15-210201-0001" not in set(tables.dossiers["dossier_id"])
