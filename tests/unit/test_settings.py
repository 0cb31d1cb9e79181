"""The settings file: nothing in it is ignored, nothing is guessed."""

from pathlib import Path

import pytest

from cchc_analysis.errors import SettingsError
from cchc_analysis.measures.counting import CountingRules
from cchc_analysis.settings import Agency, Report, find_project, load_settings, read_section

ROOT = Path(__file__).parents[2]
AGENCY = """
[agency]
name = "Sở A"
parent = "Ủy ban nhân dân tỉnh B"
parent_short = "UBND tỉnh B"
place = "B"
symbol = "BC-SA"
addressees = ["Sở Nội vụ"]
recipients = ["Như trên"]
filed_at = "VT"
signer_title = "GIÁM ĐỐC"
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "cchc.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_shortest_file_counts_by_the_stated_defaults(tmp_path: Path) -> None:
    settings = load_settings(written(tmp_path, AGENCY))
    assert settings.report == Report("auto", ("html", "pdf", "docx"), False, ("quality", "dossiers", "plan", "targets"))
    assert settings.period.cutoff == "decree-09-2019"
    assert settings.counting == CountingRules("on_time", "in_time", "recompute")
    assert settings.agency.addressees == ("Sở Nội vụ",)


def test_the_project_s_own_file_is_read_whole() -> None:
    settings = load_settings(ROOT / "cchc.toml")
    assert settings.agency.symbol == "BC-STTTT"
    assert settings.report.sample_data, "the data in this repository are synthetic and every page must say so"
    for name in (*settings.report.notebooks, *settings.papers):
        assert (ROOT / "notebooks" / f"{name}.ipynb").is_file()


@pytest.mark.parametrize(
    ("addition", "message"),
    [
        pytest.param('[counting]\npause = "in_time"', r'\[counting\]: "pause" is not a setting.* "paused"', id="name"),
        pytest.param("[count]\n", '"count" is not a setting.* "counting"', id="section"),
        pytest.param('[counting]\npaused = "late"', "paused = 'late' is none of 'in_time', 'by_date'", id="value"),
        pytest.param('[period]\ncutoff = "calender"', "cutoff = 'calender' is none of", id="cutoff"),
        pytest.param('[report]\nformats = ["html", "odt"]', "formats = 'odt' is none of", id="member-of-a-list"),
        pytest.param('[report]\nformats = "html"', "formats must be a list, not 'html'", id="text-for-a-list"),
        pytest.param(
            '[report]\nsample_data = "yes"', "sample_data must be true or false, not 'yes'", id="word-for-yes"
        ),
        pytest.param("[report]\nsample_data = 1", "sample_data must be true or false, not 1", id="number-for-yes"),
        pytest.param("[report]\nnotebooks = [1]", "notebooks must be a text, not 1", id="number-for-a-text"),
        pytest.param(
            "[feedback]\nanswer_workdays = -1", "answer_workdays must be a whole number from 0, not -1", id="negative"
        ),
        pytest.param(
            '[feedback]\nanswer_workdays = "15"',
            "answer_workdays must be a whole number from 0, not '15'",
            id="text-for-a-number",
        ),
        pytest.param(
            "[feedback]\nanswer_workdays = true", "answer_workdays must be a whole number", id="yes-for-a-number"
        ),
        pytest.param(
            '[documents]\nstraddling = "half"', "straddling = 'half' is none of 'last_day', 'excluded'", id="straddling"
        ),
        pytest.param("[report\n", "cchc.toml cannot be read", id="no-toml"),
    ],
)
def test_what_it_does_not_know_stops_the_run(tmp_path: Path, addition: str, message: str) -> None:
    with pytest.raises(SettingsError, match=message):
        load_settings(written(tmp_path, AGENCY + addition))


def test_a_missing_line_is_named(tmp_path: Path) -> None:
    lines = [line for line in AGENCY.splitlines() if not line.startswith(("place", "symbol"))]
    with pytest.raises(SettingsError, match=r"\[agency\] lacks place, symbol"):
        load_settings(written(tmp_path, "\n".join(lines)))


@pytest.mark.parametrize("value", ['"pdf"', "5", "true", '["pdf"]'])
def test_a_section_that_is_no_table_says_so(tmp_path: Path, value: str) -> None:
    with pytest.raises(SettingsError, match="report"):
        load_settings(written(tmp_path, f"report = {value}\n{AGENCY}"))


def test_a_file_in_another_encoding_says_so(tmp_path: Path) -> None:
    path = tmp_path / "cchc.toml"
    path.write_bytes(AGENCY.encode("utf-16"))
    with pytest.raises(SettingsError, match="cannot be read"):
        load_settings(path)


def test_a_project_is_found_from_a_folder_inside_it(tmp_path: Path) -> None:
    written(tmp_path, AGENCY)
    inside = tmp_path / "data" / "raw"
    inside.mkdir(parents=True)
    assert find_project(inside) == tmp_path


def test_outside_a_project_the_message_names_no_machine_path(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"No cchc\.toml in .* or above it") as error:
        find_project(tmp_path)
    assert str(tmp_path.parent) not in str(error.value)


def test_every_problem_names_its_section() -> None:
    with pytest.raises(SettingsError, match=r"x.toml \[agency\]"):
        read_section(Agency, {}, "x.toml [agency]")
