"""Whatever the exports hold, every row that was read is accepted, rejected or a duplicate, and no dossier is lost."""

import csv
import shutil
import tempfile
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import xlsxwriter
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from cchc_analysis.errors import ConflictError
from cchc_analysis.sources.build import CleanTables, build, read_files
from cchc_analysis.sources.corrections import HEADS as CORRECTION_HEADS
from cchc_analysis.sources.intake import HEADS as INTAKE_HEADS
from cchc_analysis.sources.mapping import load_mapping

DATA = Path(__file__).parents[2] / "data"
HEADS = (
    "STT", "Mã hồ sơ", "Mã TTHC", "Hình thức nộp", "Trạng thái", "Ngày nhận", "Ngày hẹn trả", "Ngày kết thúc xử lý",
    "Ngày bổ sung", "Chủ hồ sơ",
)  # fmt: skip
# The same dossier code in its two orders, small letters and blanks; "" is a row without a code.
CODES = ["H21.15-210201-0001", "H21.15-210201-0002", "H21.15-210202-0001", "H21.15-210202-0002", ""]
SPELLINGS = (
    lambda code: code,
    lambda code: code.lower(),
    lambda code: f" {code} ",
    lambda code: code.replace("H21.15-", "000.00.15.H21-"),
)
DAYS = ["", "", "01/02/2021", "02/02/2021", "19/02/2021", "28/02/2021", "01/12/2021", "31/02/2021", "2021-02-19", "mai"]
STATUSES = ["Mới đăng ký", "Từ chối tiếp nhận", "Đang xử lý", "ĐÃ TRẢ", "Chờ bổ sung", "Xin rút", "Bay màu", ""]
CONTENT = st.tuples(
    st.sampled_from(["1.003868", "1.003868.000.00.00.H21", "2.001171", "9.999999", ""]),
    st.sampled_from(["Trực tuyến", "BCCI", "Bộ phận Một cửa", "Chim bồ câu", ""]),
    st.sampled_from(STATUSES),
    *[st.sampled_from(DAYS)] * 4,
)
# One export: what it says of each code, and in which order and spelling its rows stand, some of them several times.
EXPORT = st.tuples(
    st.fixed_dictionaries(dict.fromkeys(CODES, CONTENT)),
    st.lists(st.tuples(st.sampled_from(CODES), st.integers(0, len(SPELLINGS) - 1)), max_size=8),
)
EXPORTED = (date(2021, 3, 1), date(2021, 4, 1), date(2021, 5, 4))
Export = tuple[dict[str, tuple[str, ...]], list[tuple[str, int]]]


def rows_of(export: Export) -> list[tuple[str, ...]]:
    content, order = export
    return [
        (str(number), SPELLINGS[spelling](code) if code else "", *content[code], "Nguyễn Văn Mẫu")
        for number, (code, spelling) in enumerate(order, start=1)
    ]


# What stands between, around and in the rows of an export.
MESS = st.fixed_dictionaries(
    {
        "encoding": st.sampled_from(["utf-8-sig", "utf-8", "utf-16"]),
        "delimiter": st.sampled_from(",;\t"),
        "numbering": st.booleans(),
        "repeat_head_after": st.integers(0, 8),
        "group_rows": st.lists(st.integers(0, 8), max_size=3),
        "blank_rows": st.lists(st.integers(0, 8), max_size=3),
        "long_row": st.none() | st.integers(0, 8),
        "blank_columns": st.integers(0, 2),
    }
)
Mess = dict[str, Any]


def messy(export: Export, mess: Mess) -> tuple[list[tuple[str, ...]], int]:
    """The lines of a file and how many of them are data."""
    lines: list[tuple[str, ...]] = [("DANH SÁCH HỒ SƠ",), (), HEADS]
    if mess["numbering"]:
        lines.append(tuple(f"({number})" for number in range(1, len(HEADS) + 1)))
    rows = rows_of(export)
    for number, row in enumerate(rows):
        lines += [("Lĩnh vực: Báo chí",)] * mess["group_rows"].count(number)
        lines += [()] * mess["blank_rows"].count(number)
        lines += [HEADS] if mess["repeat_head_after"] == number else []
        lines.append((*row, "thừa") if mess["long_row"] == number else row)
    indent = ("",) * mess["blank_columns"]
    return [(*indent, *line) for line in [*lines, (), ("Tổng cộng: n",)]], len(rows)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(EXPORT, MESS)
def test_every_line_of_a_messy_file_is_accounted_for(export: Export, mess: Mess) -> None:
    lines, count = messy(export, mess)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.csv"
        with path.open("w", encoding=mess["encoding"], newline="") as stream:
            csv.writer(stream, delimiter=mess["delimiter"]).writerows(lines)
        try:
            tables = read_files([path], load_mapping(DATA / "mappings" / "mot-cua-danh-sach.toml"))
        except ConflictError:  # the same code with two contents
            return
    (line,) = tables.files.to_dict("records")
    assert line["lines"] == len(lines)
    assert line["read"] == count == line["accepted"] + line["rejected"] + line["duplicates"]
    kinds = ("title_lines", "head_lines", "group_lines", "total_lines", "blank_lines", "unfilled_lines")
    assert line["other_lines"] == sum(line[kind] for kind in kinds) == len(lines) - count
    assert line["total_lines"] == 1
    set_aside = tables.findings[tables.findings["outcome"] != "flagged"]
    assert len(places(tables.dossiers) + places(set_aside)) == count


def written(data: Path, exports: list[Export], days: tuple[date, ...]) -> None:
    """A data folder with the exports as CSV files, some with a group row, a blank line and a total below."""
    for name in ("mappings", "reference"):
        shutil.copytree(DATA / name, data / name)
    (data / "raw").mkdir()
    with xlsxwriter.Workbook(data / "raw" / "intake.xlsx", {"default_date_format": "dd/mm/yyyy"}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, INTAKE_HEADS)
        for number, (export, day) in enumerate(zip(exports, days, strict=False), start=1):
            name = f"{number}.csv"
            sheet.write_row(number, 0, [name, "dossiers", "Một cửa", day, "VP", date(2021, 1, 1), date(2021, 2, 28)])
            with (data / "raw" / name).open("w", encoding="utf-8-sig", newline="") as stream:
                writer = csv.writer(stream, delimiter=";")
                writer.writerows(
                    [["DANH SÁCH HỒ SƠ"], [], HEADS, ["Lĩnh vực: Báo chí"], *rows_of(export), [], ["Tổng cộng: n"]]
                )


def built(exports: list[Export], days: tuple[date, ...] = EXPORTED) -> CleanTables:
    with tempfile.TemporaryDirectory() as folder:
        written(Path(folder), exports, days)
        return build(Path(folder), [])


def places(frame: pd.DataFrame) -> Counter[tuple[Any, Any]]:
    return Counter(zip(frame["source_file"], frame["source_row"], strict=True))


TWICE: Export = (dict.fromkeys(CODES, ("1.003868", "BCCI", "Đang xử lý", "01/02/2021", "", "", "")), [(CODES[0], 0)])


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(EXPORT, min_size=1, max_size=3))
@example([TWICE, TWICE])
def test_every_row_read_is_somewhere_once_and_every_dossier_is_found(exports: list[Export]) -> None:
    tables = built(exports)
    read = {f"{number}.csv": rows_of(export) for number, export in enumerate(exports, start=1)}
    files = tables.files.set_index("source_file")
    assert files["read"].to_dict() == {name: len(rows) for name, rows in read.items()}
    assert (files["read"] == files["accepted"] + files["rejected"] + files["duplicates"]).all()
    assert (files["lines"] - files["other_lines"] == files["read"]).all()

    set_aside = tables.findings[tables.findings["outcome"] != "flagged"]
    # Three lines stand before the first row of each file: title, blank line, head; then a group row.
    all_places = Counter((name, row) for name, rows in read.items() for row in range(5, 5 + len(rows)))
    assert places(tables.dossiers) + places(set_aside) == all_places

    codes = {code for _, order in exports for code, _ in order if code}
    told = set(tables.dossiers["dossier_id"]) | set(tables.findings["key"].dropna())
    assert told == codes
    assert "Mẫu" not in "".join(table.to_csv() for table in (tables.dossiers, tables.findings, tables.files))


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(EXPORT, min_size=2, max_size=3))
def test_the_order_of_reading_changes_nothing(exports: list[Export]) -> None:
    """The dates of export decide: files that are named the other way round give the same dossiers."""
    count = len(exports)
    one = built(exports, EXPORTED[:count]).dossiers
    other = built(exports[::-1], EXPORTED[:count][::-1]).dossiers
    columns = [name for name in one if name not in ("source_file", "source_row")]
    pd.testing.assert_frame_equal(one[columns], other[columns])


# What a list of corrections does to each code; the expected value is the status that the last export shows, or another.
ACTIONS = st.dictionaries(
    st.sampled_from([*filter(None, CODES), "H21.15-210203-0009"]),
    st.sampled_from(["exclude", "add", "status", "end"]),
    max_size=4,
)


def correction_lines(actions: dict[str, str], exports: list[Export]) -> list[tuple[str, ...]]:
    """Lines that apply or are stale, never ones that contradict the last export."""
    lines = []
    for code, action in actions.items():
        export = next((export for export in reversed(exports) if code in {c for c, _ in export[1]}), None)
        last = export[0][code] if export else None
        ends = [export[0][listed][5] for listed, _ in export[1]] if export else []
        if action == "exclude":
            lines.append(("loại hồ sơ", code, "", "", ""))
        elif action == "add":
            lines += [
                ("thêm hồ sơ", code, column, "", value)
                for column, value in (
                    ("Mã TTHC", "1.003868"),
                    ("Hình thức nộp", "BCCI"),
                    ("Ngày tiếp nhận", "03/02/2021"),
                )
            ]
        elif action == "status":
            lines.append(("sửa", code, "Trạng thái", last[2] if last else "", "Đang xử lý"))
        # Where a column has dates in two forms, which one cannot be read is not this test's business.
        elif not (any("-" in end for end in ends) and any("/" in end for end in ends)):
            unreadable = last is not None and last[5] in ("31/02/2021", "mai")
            lines.append(
                ("sửa", code, "Ngày kết thúc xử lý", "" if last is None or unreadable else last[5], "20/02/2021")
            )
    return lines


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(EXPORT, min_size=1, max_size=3), ACTIONS)
@example([(TWICE[0], [])], {CODES[0]: "add"})
def test_the_account_closes_with_corrections_too(exports: list[Export], actions: dict[str, str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        written(data, exports, EXPORTED)
        lines = correction_lines(actions, exports)
        with xlsxwriter.Workbook(data / "corrections.xlsx") as book:
            sheet = book.add_worksheet("Hiệu chỉnh")
            for number, line in enumerate(
                [CORRECTION_HEADS, *((*line, "lý do", "nguồn", "người duyệt") for line in lines)]
            ):
                sheet.write_row(number, 0, line)
        tables = build(data, [])
    files = tables.files
    assert (files["read"] == files["accepted"] + files["rejected"] + files["duplicates"]).all()
    assert files["read"].sum() == sum(len(export[1]) for export in exports) + _added(tables)
    set_aside = tables.findings[tables.findings["outcome"] != "flagged"]
    assert max((places(tables.dossiers) + places(set_aside)).values(), default=1) == 1
    assert len(tables.corrections) == len(lines)
    excluded = {code for code, action in actions.items() if action == "exclude"}
    assert not excluded & set(tables.dossiers["dossier_id"])
    there = {code for export in exports for code, _ in export[1]}
    stale = tables.corrections["stale"].notna()
    for line, is_stale in zip(tables.corrections.to_dict("records"), stale, strict=True):
        if line["action"] != "correct":
            assert is_stale == ((line["dossier_id"] in there) == (line["action"] == "add"))


def _added(tables: CleanTables) -> int:
    added = tables.corrections.query("action == 'add'")
    return int(added["rows"].sum())


def test_two_contents_on_one_day_of_export_stop_the_build_and_write_nothing(tmp_path: Path) -> None:
    later = {code: (*content[:3], "02/02/2021", *content[4:]) for code, content in TWICE[0].items()}
    data = tmp_path / "data"
    data.mkdir()
    written(data, [TWICE, (later, TWICE[1])], (EXPORTED[0], EXPORTED[0]))
    with pytest.raises(ConflictError, match=CODES[0]):
        build(data, [])
    assert not (data / "clean").exists()
    assert sorted(path.name for path in data.iterdir()) == ["mappings", "raw", "reference"]
