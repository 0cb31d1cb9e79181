"""Forms of progress: what stands in them, what a workbook holds one to, and filled copies read back, as typed and by LibreOffice."""

import io
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import pandas as pd
import pytest
import xlsxwriter
from docx import Document
from filled_form import MAIN, typed_into_workbook
from lxml import etree
from python_calamine import CalamineWorkbook

from cchc_analysis.errors import PeriodError, PlanError, SettingsError
from cchc_analysis.pipeline.outbox import hand_out
from cchc_analysis.pipeline.templates import form_document, form_workbook, write_forms
from cchc_analysis.plan.progress import item_states
from cchc_analysis.present.form import Form
from cchc_analysis.present.progress_form import known_state, progress_form
from cchc_analysis.sources.build import CleanTables, build
from cchc_analysis.sources.intake import HEADS
from cchc_analysis.sources.mapping import load_mapping
from cchc_analysis.standing import Standing, open_standing
from cchc_analysis.tables import records
from cchc_analysis.text import fold

ROOT = Path(__file__).parents[2]
EXTENSION = ROOT / "report" / "_extensions" / "cchc"
MAPPING = load_mapping(ROOT / "data" / "mappings" / "tien-do-don-vi.toml")
CUTOFF = date(2021, 6, 14)
RECEIVED = date(2021, 6, 18)
# What people type into a form: item → head → text; dates as 2021-06-11. None of it stands in the sample.
GOOD = {
    "1.3-1": {
        "Ngày ghi nhận": "2021-06-11", "Tình trạng": "Hoàn thành", "Số, ký hiệu văn bản": "90/BC-STTTT",
        "Ngày văn bản": "2021-06-10", "Tỷ lệ hoàn thành (%)": "100",
    },
    "2.3-3": {
        "Ngày ghi nhận": "2021-06-12", "Tình trạng": "Đang thực hiện", "Tỷ lệ hoàn thành (%)": "60",
        "Vướng mắc": "Chờ ý kiến", "Hướng xử lý": "Đôn đốc", "Ước đến 31/12": "Hoàn thành", "Ước tỷ lệ đến 31/12 (%)": "100",
    },
    "5.2-2": {"Ngày ghi nhận": "2021-06-12", "Tình trạng": "Hoàn thành"},
}  # fmt: skip
# The rule that each wrong entry meets.
WRONG = {
    "2.7-1": ({"Ngày ghi nhận": "2021-06-12", "Tình trạng": "Gần xong"}, "unknown_item_status"),
    "2.8-1": ({"Ngày ghi nhận": "hôm nọ", "Tình trạng": "Đang thực hiện"}, "unreadable_date"),
    "3.1-1": (
        {"Ngày ghi nhận": "2021-06-12", "Tình trạng": "Đang thực hiện", "Tỷ lệ hoàn thành (%)": "150"},
        "unreadable_share",
    ),
    "4.1-1": ({"Tình trạng": "Đang thực hiện"}, "missing_date"),
    "4.3-2": ({"Ngày ghi nhận": "2021-06-12", "Ước đến 31/12": "Hoàn thành"}, "missing_item_status"),
    "4.2-1": (
        {"Ngày ghi nhận": "2021-06-12", "Tình trạng": "Đang thực hiện", "Ước đến 31/12": "Chắc xong"},
        "unknown_estimate",
    ),
    "4.4-1": ({"Ngày ghi nhận": "2021-12-12", "Tình trạng": "Đang thực hiện"}, "date_after_export"),
    "4.5-2": (
        {"Mã sản phẩm": "9.9-9", "Ngày ghi nhận": "2021-06-12", "Tình trạng": "Hoàn thành"},
        "unknown_item",
    ),
}
ENTRIES = GOOD | {item: cells for item, (cells, _) in WRONG.items()}
FLAGGED = "5.2-2"  # done, and no document


@pytest.fixture(scope="module")
def standing(project: Path) -> Standing:
    return open_standing("2021-6M", project, today=date(2022, 3, 1))


@pytest.fixture(scope="module")
def form(standing: Standing) -> Form:
    return progress_form(standing, "VP")


class TestTheForm:
    def test_it_has_every_product_that_the_unit_leads_and_still_has_to_tell_of(
        self, standing: Standing, form: Form
    ) -> None:
        led = standing.items[standing.items["lead_units"].str.split("|").map(lambda units: "VP" in units)]
        proved = led["is_done"] & led["document_no"].notna()
        assert [line["item_id"] for line in form.lines if isinstance(line, dict)] == list(led.loc[~proved, "item_id"])
        assert 0 < proved.sum() < len(led)
        assert f"Không liệt kê {proved.sum()} lượt sản phẩm" in form.subtitles[-1]

    def test_what_is_only_supported_is_not_in_it(self, standing: Standing) -> None:
        lines = progress_form(standing, "TTCNTT").lines
        assert "4.1-1" not in [line["item_id"] for line in lines if isinstance(line, dict)]

    def test_every_item_of_the_plan_is_in_the_form_of_someone(self, standing: Standing) -> None:
        asked = {
            line["item_id"]
            for unit in standing.units
            for line in progress_form(standing, unit).lines
            if isinstance(line, dict)
        }
        settled = standing.items["is_done"] & ~standing.items["done_without_document"]
        assert asked == set(standing.items.loc[~settled, "item_id"])

    def test_its_heads_and_words_are_those_that_the_mapping_reads(self, form: Form) -> None:
        known = MAPPING.targets()
        for column in form.columns:
            target = known[fold(column.head)]
            assert (target or column.head) == column.target
            if column.words:
                assert [MAPPING.words(target)[fold(word)] for word in column.words] == list(
                    MAPPING.vocabularies[target]
                )
        assert [column.head for column in form.columns if column.words] == ["Tình trạng", "Ước đến 31/12"]

    def test_it_names_the_plan_the_unit_the_period_and_the_cut_off(self, form: Form) -> None:
        said = " ".join([form.title, *form.subtitles])
        for words in ("163/KH-STTTT", "Văn phòng Sở", "6 tháng đầu năm 2021", "đến hết ngày 14/6/2021"):
            assert words in said

    def test_whoever_fills_in_the_form_of_several_units_names_itself(self, standing: Standing) -> None:
        columns = {column.target: column for column in progress_form(standing, "PCM").columns}
        assert columns["reporting_unit"].entry == "choice"
        assert "Phòng Bưu chính - Viễn thông" in columns["reporting_unit"].words
        assert "Các phòng chuyên môn" not in columns["reporting_unit"].words

    def test_a_form_that_no_mapping_reads_is_not_written(self, standing: Standing) -> None:
        layouts = [MAPPING.__class__(**{**vars(MAPPING), "unused": ("TT",)})]
        without = Standing(**{**vars(standing), "layouts": layouts})
        with pytest.raises(SettingsError, match="No mapping in data/mappings would read the form"):
            progress_form(without, "VP")

    def test_it_looks_at_the_day_before_the_cut_off_on_which_it_is_written(self, project: Path) -> None:
        early = open_standing("2021-6M", project, today=date(2021, 5, 31))
        assert early.day == date(2021, 5, 31)
        said = " ".join(progress_form(early, "VP").subtitles)
        assert "chốt đến hết ngày 14/6/2021" in said
        assert "tính đến hết ngày 31/5/2021" in said


KNOWN = {
    "running": (
        {"state": "running", "latest_status": "running", "share_done": 60},
        "Đang thực hiện; báo cáo ngày 10/6/2021: 60%",
    ),
    "overdue, running": (
        {"state": "overdue", "latest_status": "running", "share_done": 80, "obstacle": "Chờ ý kiến"},
        "Chậm tiến độ; báo cáo ngày 10/6/2021: đang thực hiện, 80%; vướng mắc: chờ ý kiến",
    ),
    "overdue, silent": ({"state": "overdue", "latest_date": None}, "Chậm tiến độ; chưa báo cáo"),
    "not reported": ({"state": "not_reported", "latest_date": None}, "Chưa báo cáo"),
    "not arisen": ({"state": "not_arisen", "latest_status": "not_arisen"}, "Không phát sinh; báo cáo ngày 10/6/2021"),
    "done, unproved": (
        {"state": "done_late", "latest_status": "done", "done_without_document": True},
        "Hoàn thành quá hạn; báo cáo ngày 10/6/2021: hoàn thành; chưa có tài liệu kiểm chứng",
    ),
    "with document": (
        {
            "state": "continuous", "latest_status": "done", "document_no": "15/BC-STTTT",
            "document_date": pd.Timestamp("2021-03-16"),
        },
        "Thực hiện thường xuyên; báo cáo ngày 10/6/2021: hoàn thành; văn bản số 15/BC-STTTT ngày 16/3/2021",
    ),
    "with estimate": (
        {"state": "running", "latest_status": "blocked", "estimate_status": "running", "estimate_share": 90},
        "Đang thực hiện; báo cáo ngày 10/6/2021: vướng mắc; ước đến 31/12: chưa hoàn thành, 90%",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("facts", "words"), KNOWN.values(), ids=KNOWN)
def test_what_is_known_is_said_in_words(facts: dict[str, Any], words: str) -> None:
    nothing = dict.fromkeys(
        ("share_done", "document_no", "document_date", "obstacle", "estimate_status", "estimate_share")
    )
    plain = {"latest_date": pd.Timestamp("2021-06-10"), "done_without_document": False}
    assert known_state(nothing | plain | facts) == words


@pytest.fixture(scope="module")
def sheet_xml(form: Form) -> Any:
    with zipfile.ZipFile(io.BytesIO(form_workbook(form))) as archive:
        return etree.fromstring(archive.read("xl/worksheets/sheet1.xml"))


@pytest.fixture(scope="module")
def unlocked(form: Form) -> set[str]:
    """The numbers of the cell formats that may be typed over."""
    with zipfile.ZipFile(io.BytesIO(form_workbook(form))) as archive:
        formats = etree.fromstring(archive.read("xl/styles.xml")).find(f"{MAIN}cellXfs")
    return {
        str(number)
        for number, style in enumerate(formats)
        if (lock := style.find(f"{MAIN}protection")) is not None and lock.get("locked") == "0"
    }


class TestTheWorkbook:
    def test_it_is_locked_without_a_password(self, sheet_xml: Any) -> None:
        protection = sheet_xml.find(f"{MAIN}sheetProtection")
        assert protection.get("sheet") == "1"
        assert protection.get("password") is None

    def test_only_the_cells_to_fill_in_can_be_typed_over(self, form: Form, sheet_xml: Any, unlocked: set[str]) -> None:
        entries = {chr(65 + number) for number, column in enumerate(form.columns) if column.entry}
        lines = {str(row) for row in item_rows(form_workbook(form)).values()}
        open_cells = {cell.get("r") for cell in sheet_xml.iter(f"{MAIN}c") if cell.get("s") in unlocked}
        assert open_cells == {f"{column}{line}" for column in entries for line in lines}

    def test_words_are_chosen_dates_and_shares_are_checked(self, form: Form, sheet_xml: Any) -> None:
        checks = {
            rule.get("sqref")[0]: (rule.get("type"), rule.findtext(f"{MAIN}formula1"), rule.findtext(f"{MAIN}formula2"))
            for rule in sheet_xml.iter(f"{MAIN}dataValidation")
        }
        of = {column.head: checks.get(chr(65 + number)) for number, column in enumerate(form.columns)}
        assert of["Tình trạng"] == ("list", '"Hoàn thành,Đang thực hiện,Không phát sinh,Vướng mắc"', None)
        assert of["Ước đến 31/12"] == ("list", '"Hoàn thành,Chưa hoàn thành,Không phát sinh"', None)
        assert of["Ngày ghi nhận"] == of["Ngày văn bản"] == ("date", "43831", "44926")  # 01/01/2020, 31/12/2022
        assert of["Tỷ lệ hoàn thành (%)"] == of["Ước tỷ lệ đến 31/12 (%)"] == ("whole", "0", "100")
        assert of["Mã sản phẩm"] is None

    def test_it_prints_on_the_side_with_its_head_on_every_page(self, sheet_xml: Any) -> None:
        page = sheet_xml.find(f"{MAIN}pageSetup")
        assert (page.get("paperSize"), page.get("orientation"), page.get("fitToHeight")) == ("9", "landscape", "0")
        assert sheet_xml.find(f"{MAIN}sheetViews/{MAIN}sheetView/{MAIN}pane").get("state") == "frozen"


def item_rows(content: bytes) -> dict[str, int]:
    """Item → the row of the form's sheet that it stands in, from 1."""
    rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python(skip_empty_area=False)
    head = next(number for number, row in enumerate(rows) if row[1] == "Mã sản phẩm")
    return {str(row[1]): number for number, row in enumerate(rows, 1) if number > head + 1 and row[1]}


def test_forms_are_the_same_bytes_every_time(standing: Standing, form: Form) -> None:
    again = progress_form(standing, "VP")
    assert form_workbook(form) == form_workbook(again)
    assert form_document(form, EXTENSION) == form_document(again, EXTENSION)


def test_the_word_file_lies_on_the_side_and_repeats_its_head(form: Form) -> None:
    document = Document(io.BytesIO(form_document(form, EXTENSION)))
    (section,), (table,) = document.sections, document.tables
    assert section.page_width > section.page_height
    assert [cell.text for cell in table.rows[0].cells] == [column.head for column in form.columns]
    assert "tblHeader" in table.rows[0]._tr.xml
    assert len(table.rows) == 1 + len(form.lines)
    assert "SỐ LIỆU MẪU" in document.sections[0].header._element.xml
    assert form.title in [paragraph.text for paragraph in document.paragraphs]


def typed_into_document(content: bytes, cells: dict[tuple[int, int], str]) -> bytes:
    document = Document(io.BytesIO(content))
    for (row, column), text in cells.items():
        document.tables[0].cell(row - 1, column - 1).text = as_in_word(text)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def as_in_word(text: str) -> str:
    return f"{date.fromisoformat(text):%d/%m/%Y}" if re.fullmatch(r"\d{4}-\d\d-\d\d", text) else text


def cells_of(form: Form, rows: dict[str, int]) -> dict[tuple[int, int], str]:
    """The entries by row and column."""
    columns = {column.head: number for number, column in enumerate(form.columns, 1)}
    return {(rows[item], columns[head]): text for item, told in ENTRIES.items() for head, text in told.items()}


def rows_of_table(form: Form) -> dict[str, int]:
    return {line["item_id"]: number for number, line in enumerate(form.lines, 2) if isinstance(line, dict)}


def read_back(data: Path, name: str, content: bytes, items: list[str]) -> CleanTables:
    """The clean tables of a data folder with the filled copy beside one dossier export."""
    for part in ("mappings", "reference"):
        shutil.copytree(ROOT / "data" / part, data / part)
    (data / "raw" / "progress").mkdir(parents=True)
    shutil.copy(ROOT / "data" / "raw" / "dossiers" / "2021-01.xlsx", data / "raw")
    (data / "raw" / "progress" / name).write_bytes(content)
    with xlsxwriter.Workbook(data / "raw" / "intake.xlsx", {"default_date_format": "dd/mm/yyyy"}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADS)
        first, last = date(2021, 1, 1), date(2021, 6, 14)
        sheet.write_row(1, 0, ["2021-01.xlsx", "dossiers", "Một cửa", date(2021, 2, 1), "VP", first, last])
        sheet.write_row(2, 0, [f"progress/{name}", "progress", "Biểu gửi lại", RECEIVED, "VP", first, last])
    return build(data, items)


def assert_read_back(tables: CleanTables, standing: Standing, form: Form, rows: dict[str, int], sheet: str) -> None:
    """Good entries are events, wrong ones are told of with file, sheet and row, and every line is accounted for."""
    events = {event["item_id"]: event for event in records(tables.progress)}
    assert set(events) == set(GOOD)
    assert {(event["source_row"], event["reporting_unit"]) for event in events.values()} == {
        (rows[item], "VP") for item in GOOD
    }
    done, running = events["1.3-1"], events["2.3-3"]
    assert (done["status"], done["document_no"], done["share_done"]) == ("done", "90/BC-STTTT", 100)
    assert (done["event_date"], done["document_date"]) == (pd.Timestamp("2021-06-11"), pd.Timestamp("2021-06-10"))
    assert (running["share_done"], running["estimate_status"], running["estimate_share"]) == (60, "done", 100)
    assert (running["obstacle"], running["next_step"]) == ("Chờ ý kiến", "Đôn đốc")

    told = tables.findings[tables.findings["source_file"].str.startswith("progress/")]
    assert {(row["source_row"], row["rule"]) for row in records(told[told["outcome"] == "rejected"])} == {
        (rows[item], rule) for item, (_, rule) in WRONG.items()
    }
    assert [(row["source_row"], row["rule"]) for row in records(told[told["outcome"] == "flagged"])] == [
        (rows[FLAGGED], "done_without_document")
    ]
    assert set(told["source_sheet"]) == {sheet}

    (file,) = records(tables.files[tables.files["kind"] == "progress"])
    assert file["read"] == len(ENTRIES) == file["accepted"] + file["rejected"] + file["duplicates"]
    assert (file["accepted"], file["rejected"]) == (len(GOOD), len(WRONG))
    n_items = sum(isinstance(line, dict) for line in form.lines)
    assert file["unfilled_lines"] == n_items - len(ENTRIES)
    assert file["lines"] == file["other_lines"] + file["read"]

    states = item_states(standing.register.items, tables.progress, CUTOFF).set_index("item_id")
    assert states.at["1.3-1", "state"] == "done"
    assert states.at["2.7-1", "state"] == "not_reported"


@pytest.fixture(params=["xlsx", "docx"])
def kind(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


Filled = tuple[bytes, dict[str, int], str]


def empty(form: Form, kind: str) -> Filled:
    """The form as it is sent out, the rows of its items, and the name of its sheet."""
    if kind == "xlsx":
        content = form_workbook(form)
        return content, item_rows(content), "Tiến độ"
    return form_document(form, EXTENSION), rows_of_table(form), "bảng 1"


def test_a_form_that_comes_back_as_it_went_says_nothing(
    standing: Standing, form: Form, kind: str, tmp_path: Path
) -> None:
    content, rows, _ = empty(form, kind)
    tables = read_back(tmp_path, f"vp.{kind}", content, list(standing.register.items["item_id"]))
    assert tables.progress.empty
    (file,) = records(tables.files[tables.files["kind"] == "progress"])
    assert (file["read"], file["unfilled_lines"]) == (0, len(rows))
    assert file["lines"] == file["other_lines"]
    assert not tables.findings["source_file"].str.startswith("progress/").any()


def test_a_filled_form_is_read_back_and_what_is_wrong_is_told(
    standing: Standing, form: Form, kind: str, tmp_path: Path
) -> None:
    content, rows, sheet = empty(form, kind)
    typed = {"xlsx": typed_into_workbook, "docx": typed_into_document}[kind]
    filled = typed(content, cells_of(form, rows))
    tables = read_back(tmp_path, f"vp.{kind}", filled, list(standing.register.items["item_id"]))
    assert_read_back(tables, standing, form, rows, sheet)


def test_a_wrong_line_beside_the_columns_is_not_taken_for_one_left_blank(
    standing: Standing, form: Form, tmp_path: Path
) -> None:
    content, rows, _ = empty(form, "docx")
    document = Document(io.BytesIO(content))
    table = document.tables[0]
    table.add_column(1000)
    table.cell(rows["1.3-1"] - 1, len(form.columns)).text = "Đã xong"
    buffer = io.BytesIO()
    document.save(buffer)
    tables = read_back(tmp_path, "vp.docx", buffer.getvalue(), list(standing.register.items["item_id"]))
    told = tables.findings[tables.findings["source_file"] == "progress/vp.docx"]
    assert [(row["source_row"], row["outcome"]) for row in records(told)] == [(rows["1.3-1"], "rejected")]


BASIC = """Sub Fill
Dim hidden(0) As New com.sun.star.beans.PropertyValue
hidden(0).Name = "Hidden"
hidden(0).Value = True
Dim target(0) As New com.sun.star.beans.PropertyValue
target(0).Name = "FilterName"
target(0).Value = "{filter}"
doc = StarDesktop.loadComponentFromURL("{source}", "_blank", 0, hidden())
{body}
doc.storeToURL("{target}", target())
doc.close(True)
End Sub"""


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path, Path, str, list[str]], None]:
    """Opens a file in LibreOffice, runs lines of Basic on it as `doc`, and saves it through one of its filters."""
    folder = tmp_path_factory.mktemp("office")
    command = ["soffice", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless"]

    def run(*words: str) -> None:
        subprocess.run([*command, *words], capture_output=True, check=True, timeout=120)

    def edit(source: Path, target: Path, office_filter: str, lines: list[str]) -> None:
        text = BASIC.format(filter=office_filter, source=source.as_uri(), target=target.as_uri(), body="\n".join(lines))
        module = folder / "profile" / "user" / "basic" / "Standard" / "Module1.xba"
        head = '<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Module1"'
        module.write_text(f'{head} script:language="StarBasic">{escape(text)}</script:module>', encoding="utf-8")
        run("macro:///Standard.Module1.Fill")

    run("--terminate_after_init")  # makes the profile with its library of macros
    return edit


@pytest.mark.skipif(shutil.which("soffice") is None, reason="there is no LibreOffice on the PATH")
@pytest.mark.libreoffice
def test_a_form_filled_in_by_libreoffice_is_read_back(
    standing: Standing,
    form: Form,
    kind: str,
    tmp_path: Path,
    office: Callable[[Path, Path, str, list[str]], None],
) -> None:
    content, rows, sheet = empty(form, kind)
    source, target = tmp_path / f"form.{kind}", tmp_path / f"filled.{kind}"
    source.write_bytes(content)
    cells = cells_of(form, rows)
    if kind == "xlsx":
        # A formula is what one types: numbers and dates become such.
        lines = [
            f'doc.Sheets.getByIndex(0).getCellByPosition({column - 1}, {row - 1}).setFormula("{text}")'
            for (row, column), text in cells.items()
        ]
    else:
        lines = [
            f'doc.TextTables.getByIndex(0).getCellByName("{chr(64 + column)}{row}").setString("{as_in_word(text)}")'
            for (row, column), text in cells.items()
        ]
    office(source, target, {"xlsx": "Calc MS Excel 2007 XML", "docx": "MS Word 2007 XML"}[kind], lines)
    items = list(standing.register.items["item_id"])
    tables = read_back(tmp_path / "data", f"vp.{kind}", target.read_bytes(), items)
    assert_read_back(tables, standing, form, rows, sheet)


def test_every_leading_unit_has_a_workbook_and_a_word_file(standing: Standing, tmp_path: Path) -> None:
    files = write_forms(standing, EXTENSION, tmp_path)
    assert {path.name for path in files} == {
        f"tien-do-{unit.lower()}-2021-6M.{kind}" for unit in standing.register.lead_units for kind in ("xlsx", "docx")
    }
    assert sorted(files) == sorted(tmp_path.iterdir())


def test_what_someone_wrote_into_is_not_overwritten(tmp_path: Path) -> None:
    hand_out({"a.xlsx": b"form", "b.xlsx": b"form"}, tmp_path)
    hand_out({"a.xlsx": b"form"}, tmp_path)  # the same form again
    (tmp_path / "a.xlsx").write_bytes(b"filled in")
    with pytest.raises(SettingsError, match=r"already holds a\.xlsx, b\.xlsx with other content"):
        hand_out({"a.xlsx": b"form", "b.xlsx": b"new", "c.xlsx": b"new"}, tmp_path)
    assert (tmp_path / "a.xlsx").read_bytes() == b"filled in"
    assert not (tmp_path / "c.xlsx").exists()


@pytest.mark.parametrize(
    ("period", "message"),
    [
        pytest.param("2021-Q9", "Periods with a plan: 2021-Q1, 2021-6M, 2021-9M, 2021", id="no-period"),
        pytest.param("1999-Q1", "Periods with a plan: 2021-Q1", id="before-all"),
        pytest.param("2031-Q1", "no plan of 2031 in data/plan. Periods with a plan: 2021-Q1", id="no-plan"),
    ],
)
def test_an_unknown_period_is_told_with_those_that_there_are(project: Path, period: str, message: str) -> None:
    with pytest.raises(PeriodError, match=message):
        open_standing(period, project)


def test_an_unknown_unit_is_told_with_those_that_there_are(standing: Standing) -> None:
    assert standing.unit_code("phòng cntt") == "CNTT"
    with pytest.raises(PlanError, match=r'No unit "Phòng Tin".*Those that do: .*VP \(Văn phòng Sở\)'):
        standing.unit_code("Phòng Tin")
