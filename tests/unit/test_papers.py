"""Papers: documents beside the main report, each a notebook and a table of the settings."""

from dataclasses import replace
from pathlib import Path

import pytest

from cchc_analysis.edition import Edition
from cchc_analysis.errors import NotebookError, SettingsError
from cchc_analysis.periods import Period
from cchc_analysis.pipeline.run import _notebooks
from cchc_analysis.present import document
from cchc_analysis.settings import MAIN, Paper, Settings, load_settings

ROOT = Path(__file__).parents[2]
AGENCY = (ROOT / "cchc.toml").read_text(encoding="utf-8").split("[report]", 1)[0]
CONTROL = Paper(
    "kiem-soat-tthc",
    "Kết quả công tác kiểm soát thủ tục hành chính {period}",
    ("Q1", "Q2", "year"),
    symbol="BC-VP",
    addressees=("Văn phòng UBND tỉnh Gia Lai",),
)
INTERNAL = Paper("ho-so-trinh-ky", signed=False)


def settings_with(folder: Path, text: str) -> Settings:
    (folder / "cchc.toml").write_text(f'{AGENCY}[report]\nnotebooks = ["quality"]\n{text}', encoding="utf-8")
    return load_settings(folder / "cchc.toml")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_with(
        tmp_path,
        """
        [papers.control]
        file = "kiem-soat-tthc"
        title = "Kết quả công tác kiểm soát thủ tục hành chính {period}"
        periods = ["Q1", "Q2", "year"]
        symbol = "BC-VP"
        addressees = ["Văn phòng UBND tỉnh Gia Lai"]
        [papers.internal]
        file = "ho-so-trinh-ky"
        signed = false
        """,
    )


def paper_of(edition: Edition, paper: Paper) -> Edition:
    papers = {**edition.settings.papers, "other": paper}
    return replace(edition, settings=replace(edition.settings, papers=papers)).for_paper("other")


def test_papers_are_read_behind_the_main_report(settings: Settings) -> None:
    assert settings.papers == {MAIN: Paper("bao-cao"), "control": CONTROL, "internal": INTERNAL}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param('[papers.a]\ntitle = "A"', r"\[papers.a\] lacks file", id="no-file"),
        pytest.param('[papers.a]\nfile = "a"', r"\[papers.a\] lacks title", id="no-title"),
        pytest.param('[papers.a]\nfile = "../a"\ntitle = "A"', "must be small letters, digits and hyphens", id="path"),
        pytest.param('[papers.a]\nfile = "a"\ntitle = "{year}"', r"title can hold \{period\} and", id="placeholder"),
        pytest.param('[papers.a]\nfile = "a"\ntitle = "{"', r"title can hold \{period\} and", id="brace"),
        pytest.param('[papers.a]\nfile = "a"\nsigner = "B"', r'"signer" is not a setting.*"signed"', id="name"),
        pytest.param('[papers.a]\nfile = "a"\ntitle = "A"\nperiods = ["Q5"]', "'Q5' is none of", id="period"),
        pytest.param('[papers.a]\nfile = "bao-cao"\ntitle = "A"', '"bao-cao" is in .papers.report. already', id="main"),
        pytest.param('[papers.a]\nfile = "quality"\ntitle = "A"', r'"quality" is in \[report\] notebooks', id="page"),
        pytest.param('[papers.quality]\nfile = "a"\ntitle = "A"', r'"quality" is in \[report\] notebooks', id="both"),
        pytest.param(
            '[papers.a]\nfile = "c"\ntitle = "A"\n[papers.b]\nfile = "c"\ntitle = "B"', r"\[papers.b\]: \"c\" is in", id="two"
        ),
        pytest.param('[papers.report]\nfile = "a"', "is the signed report, which every period has", id="report"),
        pytest.param("[papers]\na = 1", r"\[papers.a\] must be a table", id="no-table"),
    ],
)  # fmt: skip
def test_what_a_paper_cannot_be_stops_the_run(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(SettingsError, match=message):
        settings_with(tmp_path, text)


def test_the_main_report_is_no_page(tmp_path: Path) -> None:
    (tmp_path / "cchc.toml").write_text(f'{AGENCY}[report]\nnotebooks = ["quality", "report"]', encoding="utf-8")
    with pytest.raises(SettingsError, match="is the signed report, which every period has"):
        load_settings(tmp_path / "cchc.toml")


@pytest.mark.parametrize(
    ("period", "papers"),
    [
        ("2021-Q1", ["report", "control", "internal"]),
        ("2021-Q3", ["report", "internal"]),
        ("2021-6M", ["report", "internal"]),
        ("2021", ["report", "control", "internal"]),
        ("2021-05", ["report", "internal"]),
        ("2021-01-01..2021-03-31", ["report", "internal"]),
    ],
)
def test_a_paper_is_made_for_the_periods_that_it_names(settings: Settings, period: str, papers: list[str]) -> None:
    assert list(_notebooks(settings, Period.parse(period), "")) == ["quality", *papers]


def test_one_notebook_alone_is_a_page_or_a_paper_of_the_period(settings: Settings) -> None:
    first, third = Period.parse("2021-Q1"), Period.parse("2021-Q3")
    assert _notebooks(settings, first, "control") == ("control",)
    assert _notebooks(settings, third, "quality") == ("quality",)
    with pytest.raises(NotebookError, match=r'"control" is not made for 2021-Q3: .* periods has Q1, Q2, year'):
        _notebooks(settings, third, "control")
    with pytest.raises(NotebookError, match=r'"contrl" is neither .* Did you mean "control"'):
        _notebooks(settings, first, "contrl")


def test_a_paper_says_to_whom_it_goes_and_what_it_is_about(first_quarter: Edition) -> None:
    edition, draft = paper_of(first_quarter, CONTROL), document.Version()
    head = document.letterhead(edition, draft)
    assert head.subject == "Kết quả công tác kiểm soát thủ tục hành chính quý I năm 2021"
    assert head.number == "Số:       /BC-VP"
    assert document.addressees(edition).to == ("Văn phòng UBND tỉnh Gia Lai",)
    assert "báo cáo kết quả công tác kiểm soát thủ tục hành chính quý I năm 2021 như sau:" in document.opening(
        edition, draft
    ).text  # fmt: skip
    assert document.closing(edition).text == (
        "Trên đây là báo cáo kết quả công tác kiểm soát thủ tục hành chính quý I năm 2021 của Sở Thông tin và Truyền thông, kính gửi "
        "Văn phòng UBND tỉnh Gia Lai tổng hợp./."
    )
    # What it has not of its own is the agency's.
    agency = first_quarter.settings.agency
    assert document.signature(edition, draft).recipients[-1] == f"- Lưu: {agency.filed_at}."
    assert "/BC-VP" in document.annex(edition, draft, "I", "BIỂU").reference
    assert document.addressees(first_quarter).to == agency.addressees


def test_a_paper_that_is_not_signed_has_no_number_and_goes_to_nobody(first_quarter: Edition) -> None:
    edition = paper_of(first_quarter, INTERNAL)
    head = document.letterhead(edition, document.Version())
    assert (head.number, head.stamps) == ("", ("SỐ LIỆU MẪU",))
    shown = document.signature(edition, document.Version())._repr_mimebundle_()
    assert "Nơi nhận" not in shown["text/html"] + shown["text/markdown"]


def test_a_notebook_that_is_no_paper_says_so(first_quarter: Edition) -> None:
    with pytest.raises(SettingsError, match=r'no paper \[papers.reprot\] in cchc.toml. Did you mean "report"'):
        first_quarter.for_paper("reprot")
