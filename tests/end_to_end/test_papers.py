"""The papers beside the report, as they go out for a single quarter: found, in the official form, and with figures of the manifest."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from command import PAPERS, cchc, copy_project, without_pages
from test_official_reports import PERIODS, SIGNER, assert_known_numbers, assert_official, assert_same_text, loose_digits

# Of the second quarter; the others are made with the reports of the year's first part.
CONTROL, REVIEW = PAPERS[:2]


@pytest.fixture(scope="module")
def quarter(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The second quarter without the analysts' pages: one paper issued, the other and the report, which is not asked for, drafts."""
    project = without_pages(copy_project(tmp_path_factory.mktemp("papers") / "project"))
    done = cchc(
        project, "publish", "2021-Q2", "--date", "2021-06-16", "--signer", SIGNER,
        "--paper", "control=41/BC-STTTT", "--accept-rejects", "Chánh Văn phòng",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return project / "report/published/2021-Q2/v1"


def test_the_papers_of_the_quarter_are_made_in_every_format(quarter: Path):
    made = {path.name for path in quarter.iterdir()}
    assert made >= {f"{name}.{fmt}" for name in ("bao-cao", CONTROL, REVIEW) for fmt in ("html", "pdf", "docx")}
    assert not {name for name in made if name.startswith(PAPERS[2:])}, "the extracts are not made for a single quarter"


@pytest.mark.parametrize("name", [CONTROL, REVIEW])
def test_a_paper_is_in_the_form_of_the_decree_and_says_the_same_in_every_format(quarter: Path, name: str):
    text = assert_official(quarter, name)
    assert ("DỰ THẢO" in text) == (name == REVIEW), "one was issued, the other is a draft"
    assert_same_text(quarter, name)
    assert_known_numbers(quarter, name)
    assert list(loose_digits(quarter, name)) == []


@pytest.mark.parametrize("period", PERIODS)
def test_every_paper_of_the_year_s_reports_is_as_it_should_be(report_of: Callable[[str], Path], period: str):
    folder = report_of(period)
    made = [name for name in PAPERS if (folder / f"{name}.html").exists()]
    assert set(made) >= set(PAPERS[2:])
    for name in made:
        assert_official(folder, name)
        assert_same_text(folder, name)
        assert_known_numbers(folder, name)
        assert list(loose_digits(folder, name)) == [], name


def test_each_paper_has_its_own_number_addressee_and_figures(quarter: Path):
    text = re.sub(r"\s+", " ", assert_official(quarter, CONTROL))
    numbers = json.loads((quarter / "manifest.json").read_text(encoding="utf-8"))["numbers"]
    for said in (
        "Số: 41/BC-STTTT", "ngày 16 tháng 6 năm 2021", "Kính gửi: Văn phòng Ủy ban nhân dân tỉnh Gia Lai",
        "(Kèm theo Báo cáo số 41/BC-STTTT ngày 16 tháng 6 năm 2021", SIGNER,
    ):  # fmt: skip
        assert said in text
    assert "DỰ THẢO" in (quarter / "bao-cao.html").read_text(encoding="utf-8")
    for number in ("total@2021-Q2", "settled_late@2021-Q2", "feedback_received@2021-Q2", "pending[field=XB]@2021-Q2"):
        printed = numbers[re.sub(r"(\[.*\])(@.*)", r"\2\1", number)]
        assert f"{CONTROL}.html" in printed["pages"]
    for number in ("procedures_without_dossier@2021-Q2", "time_cut_of_legal_working@2021-Q2"):
        assert f"{REVIEW}.html" in numbers[number]["pages"]
    register = (quarter.parents[3] / "data/reports.toml").read_text(encoding="utf-8")
    assert '"control" = "41/BC-STTTT"' in register


def test_one_paper_is_made_anew_alone(quarter: Path):
    project = quarter.parents[3]
    assert cchc(project, "report", "2021-Q2", "--format", "html").returncode == 0
    folder = project / "report/2021-Q2"
    before = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    for words in (("--only", "review"), ("--only", "control", "--no-execute"), ("--no-execute",)):
        done = cchc(project, "report", "2021-Q2", "--format", "html", *words)
        assert done.returncode == 0, done.stderr
        assert {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()} == before, words
    refused = cchc(project, "report", "2021-Q2", "--only", "justice")
    assert refused.returncode == 9
    assert '"justice" is not made for 2021-Q2' in refused.stderr


def test_a_number_for_what_is_no_paper_of_the_period_is_refused_before_anything_is_made(quarter: Path):
    done = cchc(
        quarter.parents[3], "publish", "2021-6M", "--number", "42/BC-STTTT", "--date", "2021-06-16", "--signer", SIGNER,
        "--paper", "control=43/BC-STTTT",
    )  # fmt: skip
    assert done.returncode == 11
    assert '"control" is no paper of 2021-6M' in done.stderr
