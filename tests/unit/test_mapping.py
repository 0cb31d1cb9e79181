"""Mappings: a name that no clean table knows is an error of the file, told with the nearest known one."""

from pathlib import Path

import pytest

from cchc_analysis.errors import SettingsError
from cchc_analysis.sources.feeds import FEEDS
from cchc_analysis.sources.mapping import load_mapping, load_mappings

FOLDER = Path(__file__).parents[2] / "data" / "mappings"
GOOD = """
name = "A"
table = "dossiers"
date_formats = ["%d/%m/%Y"]
personal = ["Chủ hồ sơ"]
[columns]
dossier_id = ["Mã hồ sơ"]
received_date = ["Ngày nhận"]
channel = ["Kênh"]
[vocabularies.channel]
online = ["Trực tuyến", "Qua mạng"]
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "a.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_good_mapping_knows_its_spellings(tmp_path: Path) -> None:
    mapping = load_mapping(written(tmp_path, GOOD))
    assert mapping.targets() == {
        "mã hồ sơ": "dossier_id", "ngày nhận": "received_date", "kênh": "channel", "chủ hồ sơ": "",
    }  # fmt: skip
    assert mapping.words("channel") == {"trực tuyến": "online", "qua mạng": "online"}
    assert mapping.words("status") == {}


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        pytest.param('table = "dossiers"', 'table = "dossier"', 'table "dossier" is not known.*"dossiers"', id="table"),
        pytest.param("received_date", "recieved_date", '"recieved_date" is not known.*"received_date"', id="target"),
        pytest.param("online =", "on_line =", r'vocabularies.channel\]: "on_line".*"online"', id="value"),
        pytest.param("[vocabularies.channel]", "[vocabularies.unit]", r'\[vocabularies\]: "unit"', id="vocabulary"),
        pytest.param('dossier_id = ["Mã hồ sơ"]', "", r"\[columns\] lacks dossier_id", id="required"),
        pytest.param('name = "A"', "", "lacks name", id="missing-line"),
        pytest.param("personal =", "persona =", '"persona" is not a setting.*"personal"', id="unknown-line"),
        pytest.param('["Mã hồ sơ"]', '"Mã hồ sơ"', "columns.dossier_id must be a list", id="text-for-a-list"),
        pytest.param("[columns]", "[columns", "cannot be read", id="no-toml"),
        pytest.param("[vocabularies.channel]", '[otherwise]\nchannel = "pigeon"\n[vocabularies.channel]',
                     r'\[otherwise\] channel: "pigeon"', id="otherwise"),
    ],
)  # fmt: skip
def test_a_bad_mapping_says_what_is_wrong(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert old in GOOD
    with pytest.raises(SettingsError, match=message):
        load_mapping(written(tmp_path, GOOD.replace(old, new)))


def test_a_mapping_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"There is no mapping a.toml"):
        load_mapping(tmp_path / "a.toml")


def test_the_project_s_mappings_cover_every_kind_of_raw_file() -> None:
    mappings = load_mappings(FOLDER)
    assert {mapping.table for mapping in mappings} == set(FEEDS)
    (dossiers,) = [mapping for mapping in mappings if mapping.name == "Danh sách hồ sơ một cửa"]
    assert set(dossiers.words("status").values()) == set(FEEDS["dossiers"].vocabularies["status"])
    assert set(dossiers.words("channel").values()) == {"online", "direct", "postal"}


def test_the_national_codes_are_all_known() -> None:
    """Statuses 1 to 10 and channels 1 to 3 of the national portal (domain facts, 3.1)."""
    (national,) = [mapping for mapping in load_mappings(FOLDER) if "Cổng Dịch vụ công" in mapping.name]
    assert set(national.words("status")) == {str(number) for number in range(1, 11)}
    assert national.words("channel") == {"1": "direct", "2": "online", "3": "postal"}
    assert [national.words("status")[code] for code in ("3", "7", "10")] == ["refused", "withdrawn", "finished"]


@pytest.mark.parametrize(
    ("written_as", "message"),
    [
        pytest.param("%d/%m/%y", "year of two digits", id="two-digit-year"),
        pytest.param("%m/%Y", "cannot be read safely", id="no-day"),
        pytest.param("%d %B %Y", "cannot be read safely", id="month-in-words"),
        pytest.param("%d/%m/%Y %I:%M %p", "cannot be read safely", id="twelve-hours"),
        pytest.param("%d/%m/%Y lúc %H:%M", "cannot be read safely", id="words-between"),
        pytest.param("%d/%m/%d", "cannot be read safely", id="day-twice"),
        pytest.param("%d%m%Y", "no sign between", id="run-together"),
        pytest.param("dd/mm/yyyy", "cannot be read safely", id="spreadsheet-form"),
    ],
)
def test_a_date_format_that_cannot_be_read_safely_is_refused(tmp_path: Path, written_as: str, message: str) -> None:
    with pytest.raises(SettingsError, match=message):
        load_mapping(written(tmp_path, GOOD.replace("%d/%m/%Y", written_as)))


@pytest.mark.parametrize(
    "good", ["%d/%m/%Y %H:%M:%S", "%d-%m-%Y %H:%M", "%m.%d.%Y", "%Y-%m-%dT%H:%M:%S", "%Y%m%d%H%M%S", "%Y%m%d"]
)
def test_a_format_with_day_month_and_a_whole_year_is_taken(tmp_path: Path, good: str) -> None:
    assert load_mapping(written(tmp_path, GOOD.replace("%d/%m/%Y", good))).date_formats == (good,)


@pytest.mark.parametrize(
    ("draft", "message"),
    [
        pytest.param('TODO = ["Ghi chú"]\n' + GOOD.lstrip(), 'a.toml: TODO "Ghi chú". Decide', id="column"),
        pytest.param(GOOD + 'TODO = ["Lạ"]\n', r'\[vocabularies.channel\] TODO "Lạ"', id="word"),
    ],
)
def test_a_draft_with_something_left_to_decide_is_refused(tmp_path: Path, draft: str, message: str) -> None:
    with pytest.raises(SettingsError, match=message):
        load_mapping(written(tmp_path, draft))


def test_two_mappings_of_one_name_are_refused(tmp_path: Path) -> None:
    written(tmp_path, GOOD)
    (tmp_path / "b.toml").write_text(GOOD, encoding="utf-8")
    with pytest.raises(SettingsError, match=r'a.toml and b.toml have one name, "A"'):
        load_mappings(tmp_path)


def test_one_word_never_means_two_things() -> None:
    for mapping in load_mappings(FOLDER):
        for target, values in mapping.vocabularies.items():
            assert len(mapping.words(target)) == len({word.casefold() for words in values.values() for word in words})
        spellings = [name.casefold() for name in mapping.spellings()]
        assert len(spellings) == len(set(spellings)), mapping.name
