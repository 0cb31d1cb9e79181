"""The internal file besides the leader's page: the last version, what needs the signer's eye, what was entered by hand."""

import json
import re
from dataclasses import replace
from decimal import Decimal
from html import unescape
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from cchc_analysis.edition import Edition
from cchc_analysis.edition.ids import resolve
from cchc_analysis.periods import Period
from cchc_analysis.pipeline.manifest import checked_numbers
from cchc_analysis.present import internal
from cchc_analysis.present.display import Prose, Table
from cchc_analysis.present.markup import Marked
from cchc_analysis.present.numbers import Value
from cchc_analysis.present.versions import VERSION, figures_of
from cchc_analysis.sources.build import CleanTables
from cchc_analysis.sources.earlier import LastVersion, find_last_version
from cchc_analysis.sources.notes import Note, Paragraph

QUARTER = Period.parse("2021-Q1")
SENT = {"kind": "published", "number": "15/BC-STTTT", "date": "2021-03-16"}


def made(reports: Path, folder: str, numbers: dict[str, Any], **state: Any) -> None:
    """The manifest of a report, as far as it matters here."""
    place = reports / folder
    place.mkdir(parents=True)
    content = {
        "period": {"key": QUARTER.key, "name": QUARTER.name, "end": str(QUARTER.end)},
        "state": {"kind": "draft", "provisional": False, "number": "", "date": ""} | state,
        "numbers": numbers,
    }
    (place / "manifest.json").write_text(json.dumps(content), encoding="utf-8")


def number(value: Any, *pages: str) -> dict[str, Any]:
    return {"value": value, "text": [str(value)], "pages": list(pages or ("bao-cao.html",))}


def plain(prose: Prose | Table) -> str:
    assert isinstance(prose, Prose)
    return unescape(re.sub("<[^>]+>|[*]", "", prose.text))


def printed(*shown: str) -> dict[str, dict[str, list[str]]]:
    numbers: dict[str, dict[str, list[str]]] = {}
    for text in shown:
        for number_id, written in re.findall(r'<span data-measure="([^"]+)">([^<]*)</span>', text):
            numbers.setdefault(unescape(number_id), {})[unescape(written)] = ["x.html"]
    return numbers


def texts(table: Table) -> list[list[str]]:
    return [[cell.text if isinstance(cell, Marked) else str(cell) for cell in row] for row in table.rows]


class TestLastVersion:
    def test_without_one_that_was_published_there_is_none(self, tmp_path: Path) -> None:
        made(tmp_path, "2021-Q1", {"settled@2021-Q1": number(3)})
        assert find_last_version(tmp_path, QUARTER) is None

    def test_it_is_the_one_of_this_period_that_was_published_last(self, tmp_path: Path) -> None:
        for version in (2, 10, 9):
            numbers = {"settled@2021-Q1": number(version), "rows_read@2021-Q1": number(1, "quality.html")}
            made(tmp_path, f"published/2021-Q1/v{version}", numbers, **SENT)
        made(tmp_path, "published/2021-6M/v11", {}, **SENT)
        found = find_last_version(tmp_path, QUARTER)
        assert found is not None
        assert (found.document, found.numbers) == ("15/BC-STTTT ngày 16/3/2021", {"settled@2021-Q1": 10})
        assert list(found.inputs) == ["report/published/2021-Q1/v10/manifest.json"]

    def test_a_version_without_pages_has_no_figures(self, tmp_path: Path, first_quarter: Edition) -> None:
        made(tmp_path, "published/2021-Q1/v1", {}, **SENT)
        without = replace(first_quarter, last_version=find_last_version(tmp_path, QUARTER))
        assert "không kèm số liệu để đối chiếu" in plain(internal.version_sentence(without))


@pytest.mark.parametrize(
    ("numbers", "figures"),
    [
        pytest.param({"settled@2021-Q1": 3}, [("settled", 3, None, (), None)], id="count"),
        pytest.param({"a.numerator@2021-Q1": 1, "a.denominator@2021-Q1": 2, "a@2021-Q1": {"numerator": 1, "denominator": 2}},
            [("a", 1, 2, (), None)], id="share-once"),
        pytest.param({"a.numerator@2021-Q1": 1, "a.denominator@2021-Q1": 2}, [("a", 1, 2, (), None)], id="both-parts"),
        pytest.param({"a.numerator@2021-Q1": 1}, [], id="one-part"),
        pytest.param({"a@2021-Q1": 7.5, "a.cases@2021-Q1": 9}, [("a", 9, None, (), Decimal("7.5"))], id="quantile"),
        pytest.param({"b@2021-Q1[field=BC]": 1, "c@2021-Q1": 2},
            [("c", 2, None, (), None), ("b", 1, None, (("field", "BC"),), None)], id="whole-before-groups"),
        pytest.param({"a@2020-Q1": 1, "a!year_before@2021-Q1": 2, "a!published@2021-Q1": 3, "a.rest@2021-Q1": 4, "?": 5}, [],
            id="others"),
    ],
)  # fmt: skip
def test_the_figures_of_a_manifest(numbers: dict[str, Any], figures: list[tuple[Any, ...]]) -> None:
    wanted = [Value(name, "2021-Q1", above, below, group, read, VERSION) for name, above, below, group, read in figures]
    assert figures_of(numbers, "2021-Q1") == wanted


def with_version(edition: Edition, **changed: Any) -> Edition:
    """A version that printed what the edition counts, but for what is named."""
    share = edition.value("on_time_of_settled")
    numbers = {
        "settled@2021-Q1": edition.value("settled").numerator,
        "on_time_of_settled@2021-Q1": {"numerator": share.numerator, "denominator": share.denominator},
        "received@2021-Q1[field=XB]": edition.value("received", {"field": "XB"}).numerator,
    } | changed
    return replace(edition, last_version=LastVersion("15/BC-STTTT ngày 16/3/2021", numbers))


class TestChanges:
    def test_without_a_version_before(self, first_quarter: Edition) -> None:
        assert plain(internal.version_sentence(first_quarter)).startswith("Chưa có phiên bản trước")
        assert internal.version_changes(first_quarter) == []
        assert first_quarter.value("version_figures").numerator == 0

    def test_nothing_changed(self, first_quarter: Edition) -> None:
        same = with_version(first_quarter)
        said = plain(internal.version_sentence(same))
        assert said == (
            "Phiên bản trước: Báo cáo số 15/BC-STTTT ngày 16/3/2021. Đã đối chiếu 03 số liệu, không có số liệu thay đổi."
        )
        assert internal.version_changes(same) == []

    def test_old_and_new_stand_side_by_side(self, first_quarter: Edition) -> None:
        changed = {
            "settled@2021-Q1": 160,
            "on_time_of_settled@2021-Q1": {"numerator": 157, "denominator": 160},
            "received@2021-Q1[field=TH]": 4,
            "left_the_house@2021-Q1": 9,
        }
        edition = with_version(first_quarter, **changed)
        sentence = internal.version_sentence(edition)
        assert "Đã đối chiếu 05 số liệu, 02 số liệu thay đổi. Có 02 số liệu của phiên bản trước nay không còn" in plain(
            sentence
        )
        (table,) = internal.version_changes(edition)
        assert texts(table) == [
            ["Chỉ số đã bỏ", "", *["None"] * 6],
            ["Tỷ lệ giải quyết trước hạn và đúng hạn", "Toàn bộ", "157", "160", "98,13%", "159", "164", "96,95%"],
            ["Đã giải quyết", "Toàn bộ", "160", "", "", "164", "", ""],
            ["Tiếp nhận mới trong kỳ", "TH", "4", "", "", "None", "None", "None"],
        ]
        numbers = checked_numbers(edition, printed(sentence.text, table._html()))
        assert numbers["on_time_of_settled!version@2021-Q1"]["value"] == {"numerator": 157, "denominator": 160}
        assert numbers["version_figures_changed@2021-Q1"]["value"] == 2

    @pytest.mark.parametrize(
        "wrong", ["settled!version@2020-Q1", "received!version@2021-Q1", "settled!version.rest@2021-Q1"]
    )
    def test_an_id_that_the_version_did_not_print_is_refused(self, first_quarter: Edition, wrong: str) -> None:
        with pytest.raises(KeyError):
            resolve(with_version(first_quarter), wrong)

    def test_measures_that_rest_on_no_table_of_the_data_are_compared_too(self, first_quarter: Edition) -> None:
        """Targets and scores are counted from measures themselves."""
        edition = with_version(first_quarter, **{"targets_met@2021-Q1": 3})
        assert edition.value("version_figures_changed").numerator == 1


class TestTheEye:
    def test_what_needs_it_in_the_sample_s_first_quarter(self, first_quarter: Edition) -> None:
        prose = internal.for_the_eye(first_quarter)
        said = plain(prose)
        for words in (
            "Dữ liệu: đủ đến hết ngày 14/3/2021",
            "các tệp nguồn có 33 dòng bị loại",
            "Giải trình: còn 03 hồ sơ quá hạn",
            "- T4. Tỷ lệ kết quả giải quyết TTHC được trả qua dịch vụ BCCI: 18,54% (mức đặt ra: từ 20%);",
            "Lời văn của đơn vị: không có",
        ):
            assert words in said
        checked_numbers(first_quarter, printed(prose.text))

    def test_figures_before_the_cut_off_are_provisional(self, first_quarter: Edition) -> None:
        early = replace(first_quarter, period=first_quarter.asked.until(pd.Timestamp("2021-03-04").date()))
        assert "số liệu tạm tính đến hết ngày 04/3/2021, trước ngày chốt số liệu 14/3/2021" in plain(
            internal.for_the_eye(early)
        )

    @pytest.mark.parametrize(
        ("words", "said"),
        [
            (["Đã giải quyết {{settled}} hồ sơ trong năm 2021."], "không có số nào ghi tay"),
            (["Tăng 12% so với 1.045 hồ sơ."], "- mục “Tồn tại, hạn chế”: 12%; 1.045."),
        ],
        ids=["none", "some"],
    )
    def test_numbers_that_notes_write_out_themselves(self, first_quarter: Edition, words: list[str], said: str) -> None:
        note = Note("ton-tai", "ton-tai.md", tuple(map(Paragraph, words)))
        assert said in plain(internal.for_the_eye(replace(first_quarter, notes={"ton-tai": note})))

    def test_items_without_a_proving_document_are_named(self, first_quarter: Edition) -> None:
        events = first_quarter.tables.progress
        unproved = events["item_id"].eq("1.1-1") & events["status"].eq("done")
        assert unproved.any()
        progress = events.assign(document_no=events["document_no"].mask(unproved))
        edition = replace(first_quarter, tables=CleanTables(first_quarter.tables.frames | {"progress": progress}))
        said = plain(internal.for_the_eye(edition))
        (text,) = edition.items.loc[edition.items["item_id"] == "1.1-1", "product_text"]
        assert re.search(
            rf"chưa có tài liệu kiểm chứng \(\d\d sản phẩm\):\n\n(- .*\n)*- {re.escape(text.rstrip(' .;'))}", said
        )


class TestByHand:
    def test_each_figure_has_its_source_and_its_sender(self, first_quarter: Edition) -> None:
        table = internal.by_hand(first_quarter)
        assert isinstance(table, Table)
        line = next(row for row in texts(table) if row[0].startswith("Mục tiêu chất lượng đặt ra"))
        assert line == [
            "Mục tiêu chất lượng đặt ra (mục tiêu)", "", "8", "Số liệu của Văn phòng Sở", "Văn phòng Sở, ngày 17/3/2021, phu-luc/2021-Q1.xlsx",
        ]  # fmt: skip
        entered = first_quarter.value("appendix_entered").numerator
        assert len(table.rows) == entered
        checked_numbers(first_quarter, printed(table._html()))

    def test_a_period_without_any(self, first_quarter: Edition) -> None:
        frames = first_quarter.tables.frames | {"appendix": first_quarter.tables["appendix"].iloc[:0]}
        without = replace(first_quarter, tables=CleanTables(frames))
        assert plain(internal.by_hand(without)) == "Kỳ này không có số liệu nhập tay."

    def test_what_one_unit_entered_for_another(self, first_quarter: Edition) -> None:
        table = internal.for_others(first_quarter)
        assert isinstance(table, Table)
        assert {row[5] for row in texts(table)} == {"Báo qua điện thoại, Văn phòng Sở nhập thay"}
        early = replace(first_quarter, period=Period.parse("2020-12-15..2020-12-16"))
        assert isinstance(internal.for_others(early), Prose)


def test_every_figure_of_the_annex_and_the_targets_is_defined_once(first_quarter: Edition) -> None:
    names = [str(row[0]) for row in internal.report_definitions(first_quarter).rows]
    assert len(names) > 60
    assert "Tỷ lệ giải quyết trước hạn và đúng hạn" in names


def test_the_head_says_whose_it_is_and_which_report_it_goes_with(first_quarter: Edition) -> None:
    head = internal.head(first_quarter)
    assert (head.title, head.agency) == ("HỒ SƠ TRÌNH KÝ", "UBND TỈNH GIA LAI – SỞ THÔNG TIN VÀ TRUYỀN THÔNG")
    assert "Kèm theo Báo cáo số       /BC-STTTT kết quả công tác cải cách hành chính quý I năm 2021" in head.subtitle
