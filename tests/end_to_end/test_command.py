"""The command as a person types it: reports of all periods, bad input, publishing, and the same bytes twice."""

import json
import re
import shutil
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import pytest
from command import OUTPUTS, PROJECT, add_to_intake, cchc, copy_project, numbers, report_alone
from docx import Document
from lxml import html

from cchc_analysis.text import clean

EXPECTED = json.loads((PROJECT / "data/sample/expected.json").read_text(encoding="utf-8"))


def test_report_writes_every_file_and_leaves_nothing_else(first_quarter: Path):
    assert sorted(path.name for path in first_quarter.iterdir() if path.is_file()) == sorted(OUTPUTS)
    assert not list(first_quarter.parent.glob(".work-*"))


def test_rows_add_up_in_the_manifest_and_on_the_quality_page(first_quarter: Path):
    rows = json.loads((first_quarter / "manifest.json").read_text(encoding="utf-8"))["rows"]
    assert rows["read"] == rows["accepted"] + rows["rejected"] + rows["duplicates"]
    printed = numbers(first_quarter)
    for name in ("read", "accepted", "rejected", "duplicates"):
        assert printed[f"rows_{name}@2021-Q1"] == rows[name]


@pytest.mark.parametrize("period", ["2021-6M", "2021-9M", "2021"])
def test_the_other_reports_of_the_year_are_made_with_the_expected_figures(
    report_of: Callable[[str], Path], period: str
):
    check_form(report_of(period), period)


def test_the_first_quarter_has_the_expected_figures(first_quarter: Path):
    check_form(first_quarter, "2021-Q1")


def check_form(folder: Path, period: str) -> None:
    printed, expected = numbers(folder), EXPECTED["periods"][period]["measures"]
    for name in (
        "total",
        "received_online",
        "received_other",
        "carried_over",
        "settled",
        "settled_early",
        "settled_late",
    ):
        assert printed[f"{name}@{period}"] == expected[name], name
    assert printed[f"settled_column_9@{period}"] == expected["settled_on_time"] + expected["settled_no_due_date"]
    assert printed[f"pending_column_12@{period}"] == expected["pending_in_time"] + expected["pending_no_due_date"]


def test_another_folder_and_time_zone_give_the_same_bytes(first_quarter: Path, tmp_path: Path):
    other = copy_project(tmp_path / "elsewhere" / "a project")
    done = cchc(other, "report", "2021-Q1", "--jobs", "1", TZ="America/New_York", PYTHONHASHSEED="7")
    assert done.returncode == 0, done.stderr
    for name in OUTPUTS:
        assert (other / "report/2021-Q1" / name).read_bytes() == (first_quarter / name).read_bytes(), name


def test_no_personal_data_and_no_machine_path_in_any_output(first_quarter: Path, project: Path):
    for path in [*first_quarter.rglob("*.html"), *first_quarter.rglob("*.json"), *first_quarter.rglob("*.ipynb")]:
        text = path.read_text(encoding="utf-8")
        assert "Nguyễn Văn Mẫu" not in text, path.name
        assert "đường Mẫu" not in text, path.name
        assert str(project) not in text, path.name


def test_a_part_is_made_anew_beside_the_others_and_gives_the_same_page(first_quarter: Path, project: Path):
    before = {path.name: path.read_bytes() for path in first_quarter.iterdir() if path.is_file()}
    assert cchc(project, "report", "2021-Q1", "--only", "quality").returncode == 0
    assert cchc(project, "report", "2021-Q1", "--no-execute").returncode == 0
    assert {path.name: path.read_bytes() for path in first_quarter.iterdir() if path.is_file()} == before


BAD_WORDS = [
    pytest.param(["report", "2021-Q5"], 4, "2021-Q5", id="impossible period"),
    pytest.param(["report", "soon"], 4, "2021-6M", id="unreadable period"),
    pytest.param(["report", "2018-Q1"], 4, "working-day table", id="year outside the calendar"),
    pytest.param(["report", "2019-Q3"], 5, "intake.xlsx", id="period without data"),
    pytest.param(["report", "2022-Q1"], 5, "--provisional", id="period that is not covered"),
    pytest.param(["report", "2021-Q1", "--data", "nowhere"], 5, "nowhere", id="missing folder"),
    pytest.param(["report", "2021-Q1", "--only", "dosiers"], 9, "dossiers", id="unknown notebook"),
    pytest.param(
        ["template", "progress", "2031-Q1"], 4, "2021-Q1, 2021-6M, 2021-9M, 2021", id="form of a year without plan"
    ),
    pytest.param(["remind", "2021-Q1", "--unit", "KT"], 8, "CNTT (Phòng Công nghệ thông tin)", id="unknown unit"),
]


@pytest.mark.parametrize(("words", "code", "said"), BAD_WORDS)
def test_a_mistake_is_one_sentence_with_its_own_exit_code(
    first_quarter: Path, project: Path, words: list[str], code: int, said: str
):
    before = {path: path.read_bytes() for path in first_quarter.rglob("*") if path.is_file()}
    done = cchc(project, *words)
    assert (done.returncode, "Traceback" in done.stderr) == (code, False), done.stderr
    assert said in done.stderr
    assert {path: path.read_bytes() for path in first_quarter.rglob("*") if path.is_file()} == before


def damaged(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:2000])


def unknown_column(path: Path) -> None:
    path.write_text(path.read_text(encoding="utf-8-sig").replace("Ngày hẹn trả", "Ngày hẹn tra lại"), encoding="utf-8")


def two_contents(path: Path) -> None:
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    path.write_text("\n".join([*lines[:2], lines[1].replace("Trực tuyến", "Trực tiếp"), *lines[2:]]), encoding="utf-8")


BAD_FILES = [
    pytest.param("2021-02.xlsx", damaged, 6, "2021-02.xlsx is damaged", id="damaged workbook"),
    pytest.param("2020-08.csv", unknown_column, 6, 'nearest known: "Ngày hẹn trả"', id="unknown column"),
    pytest.param("2020-08.csv", two_contents, 7, "two contents", id="two contents and no order"),
    pytest.param("2021-02.xlsx", Path.unlink, 6, "does not hold it", id="file missing"),
]


@pytest.mark.parametrize(("name", "spoil", "code", "said"), BAD_FILES)
def test_a_bad_file_stops_the_run_and_leaves_the_last_report(
    first_quarter: Path, project: Path, tmp_path: Path, name: str, spoil, code: int, said: str
):
    data = tmp_path / "data"
    shutil.copytree(project / "data", data)
    spoil(data / "raw/dossiers" / name)
    before = {path: path.read_bytes() for path in first_quarter.rglob("*") if path.is_file()}
    done = cchc(project, "report", "2021-Q1", "--data", str(data))
    assert (done.returncode, "Traceback" in done.stderr) == (code, False), done.stderr
    assert said in done.stderr
    assert {path: path.read_bytes() for path in first_quarter.rglob("*") if path.is_file()} == before


def test_words_that_were_changed_in_word_stand_in_the_next_report(first_quarter: Path, tmp_path: Path):
    project = report_alone(copy_project(tmp_path / "project"))
    shutil.copytree(first_quarter.parent, project / "report", dirs_exist_ok=True)
    document = Document(str(first_quarter / "bao-cao.docx"))
    for paragraph in document.paragraphs:
        if paragraph.text.startswith("Đã giải quyết"):
            paragraph.text = paragraph.text.replace("Đã giải quyết", "Trong kỳ, toàn Sở đã giải quyết")
        if paragraph.text == "Không có kiến nghị, đề xuất.":
            paragraph.text = "Đề nghị Sở Nội vụ tổ chức tập huấn."
    document.save(str(tmp_path / "sua.docx"))
    unchanged = (tmp_path / "sua.docx").read_bytes()
    told = cchc(project, "words", "2021-Q1", str(tmp_path / "sua.docx"))
    assert told.returncode == 0, told.stderr
    assert "Trong kỳ, toàn Sở đã giải quyết {{settled}} hồ sơ" in told.stdout
    assert (project / "data/notes/2021-Q1/kien-nghi.md").is_file()
    assert (tmp_path / "sua.docx").read_bytes() == unchanged
    made = cchc(project, "report", "2021-Q1", "--format", "html")
    assert made.returncode == 0, made.stderr
    page = (project / "report/2021-Q1/bao-cao.html").read_text(encoding="utf-8")
    assert "Trong kỳ, toàn Sở đã giải quyết <span" in page
    assert "Đề nghị Sở Nội vụ tổ chức tập huấn." in page
    assert "Không có kiến nghị" not in page
    assert numbers(project / "report/2021-Q1")["settled@2021-Q1"] == numbers(first_quarter)["settled@2021-Q1"]


def test_publishing_freezes_a_version_and_asks_for_a_reason_to_revise(tmp_path: Path):
    project = report_alone(copy_project(tmp_path / "project"), paper="internal")
    words = ["publish", "2021-Q1", "--date", "2021-03-16", "--signer", "Nguyễn Thị Ký", "--format", "html"]
    refused = cchc(project, *words, "--number", "15/BC-STTTT")
    assert refused.returncode == 11
    assert "--accept-rejects" in refused.stderr
    accepted = [*words, "--accept-rejects", "Chánh Văn phòng"]
    assert cchc(project, *accepted, "--number", "15/BC-STTTT").returncode == 0
    first = (project / "report/published/2021-Q1/v1/bao-cao.html").read_bytes()
    assert "15/BC-STTTT" in first.decode()
    assert "DỰ THẢO" not in first.decode()
    again = cchc(project, *accepted, "--number", "17/BC-STTTT")
    assert again.returncode == 11
    assert "--revise" in again.stderr
    assert cchc(project, *accepted, "--number", "17/BC-STTTT", "--revise", "bổ sung 04 hồ sơ").returncode == 0
    assert "thay thế" in (project / "report/published/2021-Q1/v2/bao-cao.html").read_text(encoding="utf-8")
    internal = {
        version: project / f"report/published/2021-Q1/{version}/ho-so-trinh-ky.html" for version in ("v1", "v2")
    }
    assert "Chưa có phiên bản trước" in internal["v1"].read_text(encoding="utf-8")
    changes = clean(html.fromstring(internal["v2"].read_text(encoding="utf-8")).text_content())
    assert re.search(
        r"Báo cáo số 15/BC-STTTT ngày 16/3/2021\. Đã đối chiếu \d{3} số liệu, không có số liệu thay đổi", changes
    )
    assert (project / "report/published/2021-Q1/v1/bao-cao.html").read_bytes() == first


def test_count_prints_the_documented_json():
    folder = PROJECT / "tests/data/boston311"
    done = cchc(
        PROJECT, "count", str(folder / "boston311-100-20dupes-random.csv"), "--mapping", str(folder / "mapping.toml"),
        "--period", "2022-01-16..2022-01-31", "--by", "channel", "--format", "json",
    )  # fmt: skip
    result = json.loads(done.stdout)
    assert result["period"] == {"start": "2022-01-16", "end": "2022-01-31"}
    assert result["rows"] == {"read": 100, "accepted": 80, "rejected": 0, "duplicates": 20}
    assert [result["measures"][name] for name in ("received", "carried_over", "settled", "pending")] == [7, 14, 5, 16]
    assert [group["channel"] for group in result["groups"]] == ["direct", "online"]


@pytest.mark.parametrize("engine", ["pandas", "duckdb", "polars", "spark"])
def test_count_takes_the_clean_table_of_a_report(first_quarter: Path, project: Path, engine: str):
    if engine == "spark" and not (find_spec("pyspark") and shutil.which("java")):
        pytest.skip("Spark is not installed")
    words = ("count", "data/clean/dossiers.parquet", "--period", "2021-Q1", "--by", "field", "--format", "json")
    done = cchc(project, *words, "--engine", engine)
    assert done.returncode == 0, done.stderr
    result, printed = json.loads(done.stdout), numbers(first_quarter)
    assert list(result) == ["period", "rows", "measures", "groups"]
    for name in (
        "total",
        "received_online",
        "carried_over",
        "settled",
        "settled_early",
        "settled_late",
        "pending_overdue",
    ):
        assert result["measures"][name] == printed[f"{name}@2021-Q1"], name
        assert sum(group["measures"][name] for group in result["groups"]) == result["measures"][name], name


def test_count_refuses_a_table_of_something_else(first_quarter: Path, project: Path):
    done = cchc(project, "count", "data/clean/progress.parquet", "--period", "2021-Q1")
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (6, "", 1)
    assert "lacks" in done.stderr
    assert "received_date" in done.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["periods"], "2021-9M"),
        (["measures", "bcci"], "BCCI"),
        (["check", "2021-Q1"], "Thiếu mã hồ sơ"),
        (["--version"], "0.1"),
    ],
)
def test_the_small_commands_answer(project: Path, words: list[str], said: str):
    done = cchc(project, *words)
    assert done.returncode == 0, done.stderr
    assert said in done.stdout


def test_forms_for_overdue_dossiers_and_for_figures_go_out_and_tell_who_has_still_to_answer(tmp_path: Path):
    project = copy_project(tmp_path / "project")
    done = cchc(project, "template", "overdue", "2021-Q1")
    assert done.returncode == 0, done.stderr
    forms = Path("report/forms/2021-Q1")
    assert done.stdout.splitlines() == [
        str(forms / f"giai-trinh-qua-han-{unit}-2021-Q1.xlsx") for unit in ("ttbcxb", "bcvt")
    ]
    (project / forms / "giai-trinh-qua-han-bcvt-2021-Q1.xlsx").write_bytes(b"filled in")
    again = cchc(project, "template", "overdue", "2021-Q1")
    assert (again.returncode, "with other content" in again.stderr) == (3, True)
    done = cchc(project, "template", "appendix", "2021-9M")
    assert (done.returncode, done.stdout.strip()) == (0, str(Path("report/forms/2021-9M/phu-luc-so-lieu-2021-9M.xlsx")))
    done = cchc(project, "trace", "2021-Q1", "overdue_unanswered")
    assert done.returncode == 0, done.stderr
    assert "H21.15-210125-0002" in done.stdout and "3 row(s)" in done.stdout


def test_forms_go_out_and_a_filled_copy_is_checked_with_all_other_files(tmp_path: Path):
    project = copy_project(tmp_path / "project")
    done = cchc(project, "template", "progress", "2021-6M")
    assert done.returncode == 0, done.stderr
    forms = project / "report" / "forms" / "2021-6M"
    assert str(Path("report/forms/2021-6M/tien-do-iso-2021-6M.docx")) in done.stdout
    raw = project / "data" / "raw"
    shutil.copy(forms / "tien-do-iso-2021-6M.docx", raw / "progress")
    done = cchc(project, "check", "2021-6M")
    assert (done.returncode, "without a line in intake.xlsx" in done.stderr) == (6, True)
    document = Document(str(forms / "tien-do-iso-2021-6M.docx"))
    row = next(row for row in document.tables[0].rows if row.cells[1].text == "6.3-3")
    for column, text in ((5, "10/06/2021"), (6, "Sắp xong")):
        row.cells[column].text = text
    document.save(str(raw / "progress" / "tien-do-iso-2021-6M.docx"))
    add_to_intake(
        raw, ["progress/tien-do-iso-2021-6M.docx", "progress", "Biểu", "18/06/2021", "ISO", "01/01/2021", "14/06/2021"]
    )
    done = cchc(project, "check", "2021-6M")
    assert done.returncode == 0, done.stderr
    (told,) = [line for line in done.stdout.splitlines() if "tien-do-iso-2021-6M.docx" in line and "6.3-3" in line]
    assert re.search(r"bảng 1\s+\d+\s+6\.3-3\s+Tình trạng không có trong danh mục", told)


def test_a_reminder_is_drafted(project: Path, tmp_path: Path):
    done = cchc(project, "remind", "2021-Q1", "--unit", "Văn phòng", "--out", str(tmp_path))
    assert done.returncode == 0, done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["don-doc-vp-2021-Q1.docx"]


def test_a_strict_check_tells_of_rejects_by_its_exit_code(project: Path):
    done = cchc(project, "check", "2021-Q1", "--strict")
    assert done.returncode == 15
    assert re.search(r"rejected \(.*dossiers/2020-04\.xlsx", done.stderr.splitlines()[-1])
    assert "Traceback" not in done.stderr
    assert "dossiers/2021-02.xlsx" in done.stdout
    forms = sorted(path.name for path in (project / "report" / "kiem-tra").iterdir())
    assert "phieu-ra-soat-bpmc.xlsx" in forms
    assert "bang-chat-luong.xlsx" in forms
    before = {name: (project / "report" / "kiem-tra" / name).read_bytes() for name in forms}
    assert cchc(project, "check", "2021-Q1").returncode == 0
    assert {name: (project / "report" / "kiem-tra" / name).read_bytes() for name in forms} == before
