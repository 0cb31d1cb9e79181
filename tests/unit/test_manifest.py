"""The gate of the manifest: a figure on a page that its measure does not give stops the run."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from cchc_analysis.edition import Edition
from cchc_analysis.errors import RenderError
from cchc_analysis.pipeline.manifest import checked_numbers, manifest, printed_numbers, sums, write
from cchc_analysis.present.markup import Marked
from cchc_analysis.present.numbers import Value

Page = Callable[..., Path]


@pytest.fixture
def page(tmp_path: Path) -> Page:
    """Writes a page that shows the given numbers."""

    def make(*numbers: Marked, name: str = "bao-cao.html") -> Path:
        path = tmp_path / name
        path.write_text("<p>" + " và ".join(map(str, numbers)) + ", 15/3</p>", encoding="utf-8")
        return path

    return make


def test_every_marked_number_is_found_with_its_pages(page: Page) -> None:
    settled, share = Marked("1.234", "settled@2021-Q1[field=BC]"), Marked("98,13%", "on_time@2021-Q1")
    found = printed_numbers([page(settled, share), page(share, share, name="phu-luc.html")])
    assert found == {
        "settled@2021-Q1[field=BC]": {"1.234": ["bao-cao.html"]},
        "on_time@2021-Q1": {"98,13%": ["bao-cao.html", "phu-luc.html"]},
    }


def test_numbers_of_the_sample_are_counted_anew_from_their_ids(first_quarter: Edition, page: Page) -> None:
    whole = first_quarter.value("settled")
    by_field = first_quarter.value("settled", {"field": "XB"})
    share = first_quarter.value("on_time_of_settled")
    late = first_quarter.value("late_of_settled")
    shown = [whole.count, by_field.words, share.percent, share.above, share.below, late.rest_of(share)]
    checked = checked_numbers(first_quarter, printed_numbers([page(*shown)]))
    assert len(checked) == len(shown)
    assert checked["settled@2021-Q1"] == {"text": ["164"], "value": 164, "pages": ["bao-cao.html"]}
    assert checked["on_time_of_settled@2021-Q1"]["value"] == {"numerator": 159, "denominator": 164}
    assert checked["on_time_of_settled.numerator@2021-Q1"]["value"] == 159
    assert checked["late_of_settled.rest@2021-Q1"]["text"] == ["3,05%"]


def test_a_figure_of_another_period_has_an_id_of_its_own(first_quarter: Edition, page: Page) -> None:
    year_before = Value("received", "2020-Q1", 0)
    (number,) = checked_numbers(first_quarter, {"received@2020-Q1": {}}).values()
    assert year_before.id() == "received@2020-Q1"
    assert number["value"] > 0


@pytest.mark.parametrize(
    ("number", "message"),
    [
        pytest.param(
            Marked("165", "settled@2021-Q1"), "shows 165 for settled@2021-Q1; its measure gives 164", id="wrong-count"
        ),
        pytest.param(Marked("164", "settled@2021-Q1[field=XB]"), "shows 164", id="right-count-of-another-group"),
        pytest.param(Marked("96,94%", "on_time_of_settled@2021-Q1"), "its measure gives 96,95%", id="wrong-rounding"),
        pytest.param(Marked("96.95%", "on_time_of_settled@2021-Q1"), "its measure gives 96,95%", id="point-for-comma"),
        pytest.param(Marked("164", "on_time_of_settled.numerator@2021-Q1"), "its measure gives 159", id="wrong-part"),
        pytest.param(Marked("3,12%", "late_of_settled.rest@2021-Q1"), "its measure gives 3,05%", id="wrong-complement"),
        pytest.param(Marked("5", "setled@2021-Q1"), "setled@2021-Q1, which no measure gives", id="no-such-measure"),
        pytest.param(Marked("5", "settled@2021-Q1[field=ZZ]"), "which no measure gives", id="no-such-group"),
        pytest.param(Marked("5", "settled"), "which no measure gives", id="no-id"),
    ],
)
def test_a_figure_that_its_measure_does_not_give_stops_the_run(
    first_quarter: Edition, page: Page, number: Marked, message: str
) -> None:
    with pytest.raises(RenderError, match=message.replace("[", r"\[")):
        checked_numbers(first_quarter, printed_numbers([page(number)]))


def test_a_share_that_is_one_hundredth_off_is_refused_unless_it_is_printed_as_a_complement(
    monkeypatch: pytest.MonkeyPatch, first_quarter: Edition
) -> None:
    """3/160 is 1,88% by itself and 1,87% beside 98,13%: which one is right depends on what the page claims."""
    monkeypatch.setattr(
        "cchc_analysis.pipeline.manifest.resolve", lambda _, number_id: (late, "rest" if ".rest@" in number_id else "")
    )
    on_time, late = Value("on_time_of_settled", "2021-Q1", 157, 160), Value("late_of_settled", "2021-Q1", 3, 160)
    for right in (late.percent, late.rest_of(on_time)):
        checked_numbers(first_quarter, {right.measure_id: {right.text: ["bao-cao.html"]}})
    for number_id, wrong in ((late.id(), "1,87%"), (late.id(), "1,89%"), (late.id("rest"), "1,88%")):
        with pytest.raises(RenderError, match=f"shows {wrong} for {number_id}"):
            checked_numbers(first_quarter, {number_id: {wrong: ["bao-cao.html"]}})


def test_the_account_of_rows_adds_up_in_the_manifest(first_quarter: Edition) -> None:
    made = manifest(first_quarter, {}, {"raw/a": "0"}, {}, "builtin", {"kind": "draft"})
    for rows in (made["rows"], *made["rows_by_kind"].values()):
        assert rows["read"] == rows["accepted"] + rows["rejected"] + rows["duplicates"]
        assert rows["duplicates"] == rows["identical"] + rows["superseded"]
    assert made["period"] == {
        "key": "2021-Q1", "name": "quý I năm 2021", "start": "2020-12-15", "end": "2021-03-14",
    }  # fmt: skip
    assert (made["data_until"], made["synthetic"]) == ("2021-03-14", True)
    assert made["settings"]["counting"]["withdrawn"] == "on_time"


def test_a_manifest_is_written_the_same_every_time(first_quarter: Edition, tmp_path: Path) -> None:
    for name in ("a.json", "b.json"):
        write(tmp_path / name, manifest(first_quarter, {}, {}, {}, "builtin", {}))
    assert (tmp_path / "a.json").read_bytes() == (tmp_path / "b.json").read_bytes()
    assert str(tmp_path) not in (tmp_path / "a.json").read_text(encoding="utf-8")
    assert json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))["renderer"] == "builtin"


def test_checksums_cover_the_files_in_folders(tmp_path: Path) -> None:
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks" / "plan.html").write_bytes(b"")
    (tmp_path / "a.pdf").write_bytes(b"")
    empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert sums(tmp_path, ["notebooks", "a.pdf"]) == {"a.pdf": empty, "notebooks/plan.html": empty}
