"""The register of what was published, and versions that were frozen but not entered because the run was stopped."""

from datetime import date
from pathlib import Path

import pytest

from cchc_analysis.errors import PublishError
from cchc_analysis.periods import Period
from cchc_analysis.pipeline import manifest, publish
from cchc_analysis.pipeline.publish import Version, adopt, published_versions
from cchc_analysis.pipeline.run import Issue, Request, _issued
from cchc_analysis.settings import load_settings


@pytest.fixture
def data(tmp_path: Path) -> Path:
    (tmp_path / "data").mkdir()
    return tmp_path / "data"


def frozen(tmp_path: Path, number: str = "15/BC-STTTT", name: str = "v1", **state: object) -> Path:
    """A folder as a run leaves it when it is stopped before its line in the register."""
    folder = tmp_path / "report" / "published" / "2021-Q1" / name
    (folder / "notebooks").mkdir(parents=True)
    (folder / "bao-cao.html").write_text(number, encoding="utf-8")
    (folder / "notebooks" / "plan.ipynb").write_text("{}", encoding="utf-8")
    written = {"kind": "published", "number": number, "date": "2021-03-16", "signer": "Người ký", "reason": ""}
    content = {
        "period": {"key": "2021-Q1"},
        "state": written | {"rejects_accepted_by": "Chánh Văn phòng"} | state,
        "outputs": manifest.sums(folder, ["bao-cao.html", "notebooks"]),
    }
    manifest.write(folder / "manifest.json", content)
    return folder


def test_a_frozen_version_is_entered_from_its_own_folder_and_said(tmp_path: Path, data: Path) -> None:
    folder, told = frozen(tmp_path), list[str]()
    adopted = adopt(data, tmp_path / "report", told.append)
    assert adopted == published_versions(data) == [
        Version(
            "2021-Q1", 1, "15/BC-STTTT", date(2021, 3, 16), "Người ký", "", "Chánh Văn phòng",
            manifest.sums(folder, ["bao-cao.html", "manifest.json"]),
        )
    ]  # fmt: skip
    assert "entered 15/BC-STTTT of 2021-03-16 (published/2021-Q1/v1)" in told[0]
    assert adopt(data, tmp_path / "report", told.append) == []
    assert len(told) == 1


def test_several_are_entered_in_their_order(tmp_path: Path, data: Path) -> None:
    for name, number in (("v10", "30/BC"), ("v2", "17/BC"), ("v1", "15/BC")):
        frozen(tmp_path, number, name)
    assert [version.number for version in adopt(data, tmp_path / "report")] == ["15/BC", "17/BC", "30/BC"]
    assert [version.version for version in published_versions(data, "2021-Q1")] == [1, 2, 10]


def changed(folder: Path) -> None:
    (folder / "bao-cao.html").write_text("99/BC-STTTT", encoding="utf-8")


def added(folder: Path) -> None:
    (folder / "note.txt").touch()


def lost(folder: Path) -> None:
    (folder / "notebooks" / "plan.ipynb").unlink()


def without_manifest(folder: Path) -> None:
    (folder / "manifest.json").unlink()


def of_another_period(folder: Path) -> None:
    folder.parent.rename(folder.parent.with_name("2021-6M"))


def without_number(folder: Path) -> None:
    folder.rename(folder.with_name("vx"))


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (changed, "bao-cao.html"), (added, "note.txt"), (lost, "notebooks/plan.ipynb"), (without_manifest, "holds no"),
        (of_another_period, "it is of 2021-Q1"), (without_number, "vx"),
    ],
)  # fmt: skip
def test_what_is_not_as_it_was_published_is_never_entered(tmp_path: Path, data: Path, spoil, said: str) -> None:
    spoil(frozen(tmp_path))
    with pytest.raises(PublishError, match=said):
        adopt(data, tmp_path / "report")
    assert published_versions(data) == []


def test_a_number_is_entered_only_once(tmp_path: Path, data: Path) -> None:
    frozen(tmp_path)
    frozen(tmp_path, name="v2")
    with pytest.raises(PublishError, match="15/BC-STTTT, which is that of 2021-Q1"):
        adopt(data, tmp_path / "report")
    assert len(published_versions(data)) == 1


def test_what_a_person_wrote_into_the_register_stays_byte_for_byte(tmp_path: Path, data: Path) -> None:
    by_hand = (
        '# sổ theo dõi\n[[report]]\nperiod = "2020"\nversion = 1\nnumber = "9/BC"\ndate = 2020-12-20\nsigner = "A"\n'
    )
    (data / publish.REGISTER).write_text(by_hand, encoding="utf-8")
    frozen(tmp_path, signer='Tên có "dấu nháy"\\')
    adopt(data, tmp_path / "report")
    assert (data / publish.REGISTER).read_text(encoding="utf-8").startswith(by_hand)
    assert [version.signer for version in published_versions(data)] == ["A", 'Tên có "dấu nháy"\\']
    assert [path.name for path in data.iterdir()] == [publish.REGISTER]


def test_numbers_of_papers_are_entered_and_taken(tmp_path: Path, data: Path) -> None:
    frozen(tmp_path, papers={"control": "16/BC-STTTT"})
    (version,) = adopt(data, tmp_path / "report")
    assert version.papers == {"control": "16/BC-STTTT"}
    assert published_versions(data) == [version]
    frozen(tmp_path, "16/BC-STTTT", "v2")
    with pytest.raises(PublishError, match=r"v2 has the number 16/BC-STTTT, which is that of 2021-Q1"):
        adopt(data, tmp_path / "report")


SETTINGS = load_settings(Path(__file__).parents[2] / "cchc.toml")


@pytest.mark.parametrize(
    ("period", "papers", "message"),
    [
        pytest.param("2021-Q1", {"contrl": "16/BC"}, r'"contrl" is no paper of 2021-Q1 .* Did you mean "control"', id="unknown"),
        pytest.param("2021-6M", {"control": "16/BC"}, '"control" is no paper of 2021-6M', id="other period"),
        pytest.param("2021-Q1", {"report": "16/BC"}, '"report" is no paper', id="the report itself"),
        pytest.param("2021-Q1", {"quality": "16/BC"}, '"quality" is no paper', id="a page"),
    ],
)  # fmt: skip
def test_only_papers_of_the_period_have_numbers(period: str, papers: dict[str, str], message: str) -> None:
    publish._check_papers({"control": "16/BC"}, SETTINGS, Period.parse("2021-Q2"))
    with pytest.raises(PublishError, match=message):
        publish._check_papers(papers, SETTINGS, Period.parse(period))


def test_papers_may_be_issued_without_the_report_but_something_must(tmp_path: Path, data: Path) -> None:
    frozen(tmp_path, number="", papers={"control": "41/BC-STTTT"})
    (version,) = adopt(data, tmp_path / "report")
    assert (version.number, version.numbers, published_versions(data)) == ("", ["41/BC-STTTT"], [version])
    with pytest.raises(PublishError, match="Nothing has a number"):
        publish._check(Request("2021-Q2", issue=Issue(day=date(2021, 6, 16))), Period.parse("2021-Q2"), [], [])


@pytest.mark.parametrize(
    ("papers", "message"),
    [
        pytest.param({"control": "17/BC-STTTT"}, "number 17/BC-STTTT is given to two documents", id="twice"),
        pytest.param({"control": "16/BC-STTTT"}, "number 16/BC-STTTT is that of 2021-Q1", id="of another paper"),
    ],
)
def test_each_document_has_a_number_of_its_own(papers: dict[str, str], message: str) -> None:
    first = Version("2021-Q1", 1, "15/BC-STTTT", date(2021, 3, 16), "A", papers={"control": "16/BC-STTTT"})
    issue = Issue("17/BC-STTTT", date(2021, 6, 16), papers=papers)
    with pytest.raises(PublishError, match=message):
        publish._check(Request("2021-Q2", issue=issue), Period.parse("2021-Q2"), [], [first])


def test_each_paper_is_told_its_own_number_and_what_it_replaces() -> None:
    issue = Issue(
        "17/BC",
        date(2021, 3, 16),
        "A",
        "Báo cáo số 15/BC",
        papers={"control": "18/BC"},
        papers_replace={"control": "Báo cáo số 16/BC"},
    )
    assert _issued(issue, "report") == {
        "number": "17/BC",
        "issued": "2021-03-16",
        "signer": "A",
        "replaces": "Báo cáo số 15/BC",
    }
    assert _issued(issue, "control") == {
        "number": "18/BC",
        "issued": "2021-03-16",
        "signer": "A",
        "replaces": "Báo cáo số 16/BC",
    }
    assert set(_issued(issue, "review").values()) == {""}, "it stays a draft"
