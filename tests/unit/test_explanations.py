"""Overdue dossiers explained by their units: the form that asks, filled copies read back, and what the report says of them."""

import html
import io
import re
import shutil
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import xlsxwriter
from filled_form import MAIN, typed_into_workbook
from lxml import etree
from python_calamine import CalamineWorkbook

from cchc_analysis.edition import Edition
from cchc_analysis.errors import SettingsError
from cchc_analysis.measures.counting import CountingRules
from cchc_analysis.pipeline.templates import form_workbook, write_explanation_forms
from cchc_analysis.present import tables
from cchc_analysis.present.explanation_form import DAYS_LATE, explaining_units, explanation_form, known_explanation
from cchc_analysis.present.form import Form
from cchc_analysis.present.sentences import overdue_sentence, shortcomings
from cchc_analysis.sources.build import CleanTables, build
from cchc_analysis.sources.intake import HEADS
from cchc_analysis.sources.mapping import load_mapping
from cchc_analysis.tables import EXPLANATIONS, records
from cchc_analysis.text import fold

DATA = Path(__file__).parents[2] / "data"
MAPPING = load_mapping(DATA / "mappings" / "giai-trinh-qua-han.toml")
CUTOFF = date(2021, 3, 14)


@pytest.fixture(scope="module")
def form(first_quarter: Edition) -> Form:
    return explanation_form(first_quarter, "TTBCXB", [MAPPING])


def lines_of(form: Form) -> list[dict[str, str]]:
    return [line for line in form.lines if isinstance(line, dict)]


class TestTheForm:
    def test_every_overdue_dossier_is_in_the_form_of_its_unit(self, first_quarter: Edition) -> None:
        asked = [
            (line["dossier_id"], unit)
            for unit in explaining_units(first_quarter)
            for line in lines_of(explanation_form(first_quarter, unit, [MAPPING]))
        ]
        overdue = first_quarter.rows("overdue")
        assert sorted(asked) == sorted(zip(overdue["dossier_id"], overdue["unit"], strict=True))

    def test_the_unit_is_that_of_the_counting_rule_in_force(self, first_quarter: Edition) -> None:
        by_holder = replace(
            first_quarter, settings=replace(first_quarter.settings, counting=CountingRules(transferred="holder"))
        )
        overdue = first_quarter.rows("overdue")
        holders = overdue["holder_unit"].fillna(overdue["unit"])
        assert set(explaining_units(by_holder)) == set(holders)
        for unit in explaining_units(by_holder):
            listed = {line["dossier_id"] for line in lines_of(explanation_form(by_holder, unit, [MAPPING]))}
            assert listed == set(overdue.loc[holders == unit, "dossier_id"])

    def test_it_says_by_how_many_working_days_each_is_late(self, first_quarter: Edition, form: Form) -> None:
        calendar, late = first_quarter.reference.calendar, first_quarter.rows("overdue").set_index("dossier_id")
        for line in lines_of(form):
            due, ended = (late.at[line["dossier_id"], name] for name in ("judged_due_date", "judged_end_date"))
            last = CUTOFF if pd.isna(ended) or ended.date() > CUTOFF else ended.date()
            days = (due.date() + timedelta(days=n + 1) for n in range((last - due.date()).days))
            assert line[DAYS_LATE] == str(sum(calendar.is_working(day) for day in days))
            assert line["due_date"] == f"{due:%d/%m/%Y}"
            assert line["finished_date"] == ("" if last == CUTOFF else f"{ended:%d/%m/%Y}")

    def test_its_heads_and_causes_are_those_that_the_mapping_reads(self, form: Form) -> None:
        known = MAPPING.targets()
        for column in form.columns:
            assert (known[fold(column.head)] or column.head) == column.target
        (cause,) = (column for column in form.columns if column.words)
        assert [MAPPING.words("cause")[fold(word)] for word in cause.words] == list(MAPPING.vocabularies["cause"])

    def test_a_form_that_no_mapping_reads_is_not_written(self, first_quarter: Edition) -> None:
        with pytest.raises(SettingsError, match="would read the form of explanations: one with the table explanations"):
            explanation_form(first_quarter, "TTBCXB", [replace(MAPPING, unused=("TT",))])

    def test_it_is_written_for_each_unit_with_the_same_bytes(self, first_quarter: Edition, tmp_path: Path) -> None:
        written = write_explanation_forms(first_quarter, [MAPPING], tmp_path)
        assert sorted(path.name for path in written) == [
            "giai-trinh-qua-han-bcvt-2021-Q1.xlsx", "giai-trinh-qua-han-ttbcxb-2021-Q1.xlsx",
        ]  # fmt: skip
        before = [path.read_bytes() for path in written]
        assert [path.read_bytes() for path in write_explanation_forms(first_quarter, [MAPPING], tmp_path)] == before

    def test_only_the_answers_can_be_typed_and_the_cause_is_chosen(self, form: Form) -> None:
        with zipfile.ZipFile(io.BytesIO(form_workbook(form))) as archive:
            sheet = etree.fromstring(archive.read("xl/worksheets/sheet1.xml"))
            formats = etree.fromstring(archive.read("xl/styles.xml")).find(f"{MAIN}cellXfs")
        unlocked = {
            str(number)
            for number, style in enumerate(formats)
            if (lock := style.find(f"{MAIN}protection")) is not None and lock.get("locked") == "0"
        }
        open_columns = {cell.get("r")[0] for cell in sheet.iter(f"{MAIN}c") if cell.get("s") in unlocked}
        heads = {chr(65 + number): column.head for number, column in enumerate(form.columns)}
        assert [heads[letter] for letter in sorted(open_columns)] == [
            "Nguyên nhân", "Diễn giải", "Số văn bản xin lỗi", "Ngày xin lỗi", "Ngày hẹn lại",
        ]  # fmt: skip
        assert sheet.find(f"{MAIN}sheetProtection").get("sheet") == "1"
        checks = {rule.get("sqref")[0]: rule.get("type") for rule in sheet.iter(f"{MAIN}dataValidation")}
        assert {heads[letter]: kind for letter, kind in checks.items()}["Nguyên nhân"] == "list"


@pytest.mark.parametrize(
    ("told", "words"),
    [
        pytest.param({}, "Chưa", id="nothing"),
        pytest.param({"cause": "system"}, "Lỗi hệ thống", id="cause"),
        pytest.param({"apology_date": "2021-03-05"}, "Xin lỗi ngày 05/3/2021", id="apology"),
        pytest.param(
            {"cause": "complex", "apology_no": "7/PXL", "apology_date": "2021-03-05", "new_due_date": "2021-03-20"},
            "Hồ sơ phức tạp; xin lỗi số 7/PXL ngày 05/3/2021; hẹn lại ngày 20/3/2021",
            id="all",
        ),
    ],
)
def test_what_is_known_already_is_said_in_words(told: dict[str, str], words: str) -> None:
    nothing: dict[str, Any] = {"cause": "none", "apology_no": None, "apology_date": None, "new_due_date": None}
    days = {name: pd.Timestamp(text) for name, text in told.items() if name.endswith("_date")}
    assert known_explanation(nothing | told | days) == words


def read_back(data: Path, content: bytes) -> CleanTables:
    """The clean tables of the dossiers of the sample with one form that came back on 18/03/2021."""
    for part in ("mappings", "reference", "raw/dossiers"):
        shutil.copytree(DATA / part, data / part)
    (data / "raw" / "phieu.xlsx").write_bytes(content)
    with xlsxwriter.Workbook(data / "raw" / "intake.xlsx", {"default_date_format": "dd/mm/yyyy"}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADS)
        files = sorted(path.name for path in (data / "raw" / "dossiers").iterdir())
        for number, name in enumerate(files, start=1):
            first = date.fromisoformat(f"{name[:7]}-01")
            after = (first + timedelta(days=31)).replace(day=1)
            sheet.write_row(
                number, 0, [f"dossiers/{name}", "dossiers", "", after + timedelta(days=3), "", first, after]
            )
        first, came = date(2020, 12, 15), date(2021, 3, 18)
        sheet.write_row(len(files) + 1, 0, ["phieu.xlsx", "explanations", "", came, "", first, CUTOFF])
    return build(data, [])


def test_a_filled_form_is_read_back_and_blank_lines_say_nothing(form: Form, tmp_path: Path) -> None:
    content = form_workbook(form)
    rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python(skip_empty_area=False)
    places = {str(row[1]): number for number, row in enumerate(rows, 1) if str(row[1]).startswith("H21.15-")}
    columns = {column.target: number for number, column in enumerate(form.columns, 1)}
    codes = list(places)
    typed = {
        codes[0]: {"cause": "Lỗi hệ thống", "apology_no": "7/PXL", "apology_date": "2021-03-05", "new_due_date": "2021-04-20"},
        codes[1]: {"note": "Nguyễn Văn Mẫu"},
        codes[2]: {"cause": "Bận"},
    }  # fmt: skip
    cells = {(places[code], columns[name]): text for code, told in typed.items() for name, text in told.items()}
    found = read_back(tmp_path, typed_into_workbook(content, cells))
    kept = {line["dossier_id"]: line for line in records(found["explanations"])}
    assert set(kept) == set(codes[:2])
    assert (kept[codes[0]]["cause"], kept[codes[0]]["apology_date"], kept[codes[0]]["new_due_date"]) == (
        "system", pd.Timestamp("2021-03-05"), pd.Timestamp("2021-04-20"),
    )  # fmt: skip
    told = found.findings[found.findings["source_file"] == "phieu.xlsx"]
    assert {(row["source_row"], row["rule"]) for row in records(told)} >= {
        (places[codes[1]], "missing_cause"),
        (places[codes[2]], "unknown_cause"),
    }
    (file,) = records(found.files[found.files["kind"] == "explanations"])
    assert (file["read"], file["unfilled_lines"]) == (3, len(codes) - 3)
    assert "Văn Mẫu" not in found["explanations"].to_csv() + found.findings.to_csv()


Explained = Callable[[Edition, list[dict[str, str]]], Edition]


def explained(edition: Edition, told: list[dict[str, str]]) -> Edition:
    """The edition with these explanations alone, of its overdue dossiers in order."""
    codes = edition.overdue_dossiers()["dossier_id"]
    lines = [
        {"dossier_id": code, "source_file": "phieu.xlsx", "source_row": 1, **line}
        for code, line in zip(codes, told, strict=False)
    ]
    frame = pd.DataFrame(lines, columns=EXPLANATIONS.columns)
    for name in ("apology_date", "new_due_date", "exported_at"):
        frame[name] = pd.to_datetime(frame[name]).astype("datetime64[us]")
    frames = edition.tables.frames | {"explanations": EXPLANATIONS.conform(frame)}
    return replace(edition, tables=CleanTables(frames))


APOLOGY = {"apology_no": "7/PXL-STTTT", "apology_date": "2021-03-05"}
PROMISE = {**APOLOGY, "new_due_date": "2021-03-20"}
SLOW, AGENCY = {"cause": "slow_closing"}, {"cause": "other_agency"}
HEAD = "Có 09 hồ sơ quá hạn (05 hồ sơ đã giải quyết, 04 hồ sơ đang giải quyết); danh sách tại Phụ lục IV."


@pytest.mark.parametrize(
    ("told", "words"),
    [
        pytest.param(
            [],
            "Đơn vị chưa có giải trình nguyên nhân, chưa xin lỗi và hẹn lại ngày trả kết quả đối với 09 hồ sơ quá hạn.",
            id="no-form",
        ),
        pytest.param(
            [AGENCY | PROMISE, *[SLOW | PROMISE] * 8],
            "Đã xin lỗi và hẹn lại ngày trả kết quả 09/09 hồ sơ. Nguyên nhân: do chậm kết thúc quy trình trên Hệ thống một cửa điện "
            "tử (08 hồ sơ); do cơ quan phối hợp chậm có ý kiến (01 hồ sơ).",
            id="all",
        ),
        pytest.param(
            [SLOW | APOLOGY, SLOW | PROMISE, {"cause": "system"}],
            "Đã xin lỗi 02/09 hồ sơ, trong đó hẹn lại ngày trả kết quả 01 hồ sơ. Nguyên nhân: do chậm kết thúc quy trình trên Hệ thống "
            "một cửa điện tử (02 hồ sơ); do lỗi hệ thống (01 hồ sơ). Còn 06 hồ sơ chưa có giải trình nguyên nhân.",
            id="some",
        ),
        pytest.param(
            [SLOW | PROMISE | {"apology_date": "2021-03-15"}] * 9,
            "Chưa xin lỗi và hẹn lại ngày trả kết quả đối với 09 hồ sơ quá hạn. Nguyên nhân: do chậm kết thúc quy trình trên Hệ thống "
            "một cửa điện tử (09 hồ sơ).",
            id="apologised-after-the-cut-off",
        ),
        pytest.param([PROMISE], "Đã xin lỗi và hẹn lại ngày trả kết quả 01/09 hồ sơ.", id="apology-alone"),
    ],
)
def test_the_report_says_what_units_told(first_quarter: Edition, told: list[dict[str, str]], words: str) -> None:
    edition = explained(first_quarter, told)
    assert plain(overdue_sentence(edition).text) == f"{HEAD} {words}"
    assert plain(shortcomings(edition).text).count("Nguyên nhân") == 0


def plain(text: str) -> str:
    """The text as it is read, without the marks of its numbers."""
    return html.unescape(re.sub(r"<[^>]+>", "", text))


def test_the_annex_has_the_cause_and_the_apology_made_by_the_cut_off(first_quarter: Edition) -> None:
    edition = explained(first_quarter, [SLOW | PROMISE, AGENCY | PROMISE | {"apology_date": "2021-03-15"}, SLOW])
    told = [list(row[8:]) for row in tables.overdue_dossiers(edition).rows]
    slow = "Chậm kết thúc quy trình trên Hệ thống một cửa điện tử"
    assert told[0] == [slow, "7/PXL-STTTT", "05/03/2021", "20/03/2021"]
    assert told[1] == ["Cơ quan phối hợp chậm có ý kiến", None, None, None]
    assert told[2] == [slow, None, None, None]
    assert told[3:] == [["Chưa giải trình nguyên nhân", None, None, None]] * 6


def test_what_is_counted_of_overdue_dossiers_agrees_with_the_form_06a(first_quarter: Edition) -> None:
    value = first_quarter.value
    for group in ({}, {"unit": "TTBCXB"}, {"field": "BC"}):
        assert value("overdue_to_explain", group).numerator == value("overdue", group).numerator
        parts = [value(f"overdue_{name}", group).numerator for name in ("explained", "not_explained")]
        assert sum(parts) == value("overdue_to_explain", group).numerator
