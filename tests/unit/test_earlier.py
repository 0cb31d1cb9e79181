"""What is carried over, held against the report of the period before: which report, which gap, which dossiers."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from cchc_analysis.edition import Edition, open_edition
from cchc_analysis.edition.ids import resolve
from cchc_analysis.periods import Period
from cchc_analysis.pipeline.manifest import checked_numbers
from cchc_analysis.present.chain import Chain
from cchc_analysis.present.numbers import Value
from cchc_analysis.present.sentences import chain_sentence, chain_text
from cchc_analysis.present.tables import chain_dossiers
from cchc_analysis.sources.earlier import COLUMNS, find_earlier, find_last_version, pending_list

Q2 = Period.parse("2021-Q2")


def made(
    reports: Path,
    folder: str,
    key: str = "2021-Q1",
    pending: int | None = 21,
    codes: list[str] | None = None,
    pages: tuple[str, ...] = ("bao-cao.html",),
    **state: Any,
) -> None:
    """A report's folder as a run leaves it, as far as it matters here."""
    place = reports / folder
    place.mkdir(parents=True)
    period = Period.parse(key)
    numbers = {} if pending is None else {f"pending@{key}": {"value": pending, "pages": pages}}
    content = {
        "period": {"key": key, "name": period.name, "end": str(period.end)},
        "state": {"kind": "draft", "provisional": False, "number": "", "date": ""} | state,
        "numbers": numbers,
        "settings": {"papers": {"report": {"file": "bao-cao"}, "control": {"file": "kiem-soat-tthc"}}},
    }
    (place / "manifest.json").write_text(json.dumps(content), encoding="utf-8")
    if codes is not None:
        lines = [",".join(COLUMNS), *(f"{code},XB,2021-03-01,2021-03-20" for code in codes)]
        (place / "pending.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


SENT = {"kind": "published", "number": "15/BC-STTTT", "date": "2021-03-16"}
REVISED = {"kind": "published", "number": "17/BC-STTTT", "date": "2021-03-20"}


def test_a_published_report_comes_before_a_draft_and_the_last_version_before_the_others(tmp_path: Path) -> None:
    made(tmp_path, "2021-Q1", pending=1)
    assert (found := find_earlier(tmp_path, Q2)) is not None
    assert (found.pending, found.document, list(found.inputs)) == (1, "", ["report/2021-Q1/manifest.json"])
    made(tmp_path, "published/2021-Q1/v1", pending=2, **SENT)
    made(tmp_path, "published/2021-Q1/v2", pending=3, codes=["a"], **REVISED)
    found = find_earlier(tmp_path, Q2)
    assert found is not None
    assert (found.pending, found.document) == (3, "17/BC-STTTT ngày 20/3/2021")
    assert list(found.inputs) == [f"report/published/2021-Q1/v2/{name}" for name in ("manifest.json", "pending.csv")]


@pytest.mark.parametrize(
    ("pages", "document"),
    [(("bao-cao.html", "kiem-soat-tthc.html"), "41/BC-STTTT ngày 16/6/2021"), (("bao-cao.html",), "")],
    ids=["the paper that was issued says it", "only the draft beside it says it"],
)
def test_papers_that_were_issued_alone_said_what_stands_in_them(
    tmp_path: Path, pages: tuple[str, ...], document: str
) -> None:
    alone = {"kind": "published", "date": "2021-06-16", "papers": {"control": "41/BC-STTTT"}}
    made(tmp_path, "published/2021-Q2/v1", "2021-Q2", pages=pages, **alone)
    found = find_earlier(tmp_path, Period.parse("2021-Q3"))
    assert found is not None and found.document == document
    assert find_last_version(tmp_path, Q2) is None, "the report itself is a draft"


def test_of_versions_of_one_day_the_higher_number_is_the_last(tmp_path: Path) -> None:
    for version in (2, 10, 9):
        made(tmp_path, f"published/2021-Q1/v{version}", pending=version, **SENT)
    found = find_earlier(tmp_path, Q2)
    assert found is not None
    assert found.pending == 10


@pytest.mark.parametrize(
    ("key", "next_key"), [("2020", "2021-Q1"), ("2020", "2021-6M"), ("2020-Q4", "2021"), ("2021-02", "2021-03")]
)
def test_it_is_the_report_that_ends_the_day_before(tmp_path: Path, key: str, next_key: str) -> None:
    made(tmp_path, key, key)
    assert find_earlier(tmp_path, Period.parse(next_key)) is not None
    assert find_earlier(tmp_path, Q2) is None


def test_provisional_reports_and_other_files_are_passed_over(tmp_path: Path) -> None:
    made(tmp_path, "2021-Q1", provisional=True)
    made(tmp_path, "2021-03", "2021-03", pending=None)
    (tmp_path / "x").mkdir()
    (tmp_path / "x" / "manifest.json").write_text("[", encoding="utf-8")
    (tmp_path / "y").mkdir()
    (tmp_path / "y" / "manifest.json").write_text("{}", encoding="utf-8")
    assert find_earlier(tmp_path, Q2) is None
    assert find_earlier(tmp_path / "nowhere", Q2) is None


def test_without_a_printed_figure_the_list_is_counted(tmp_path: Path) -> None:
    made(tmp_path, "2021-Q1", pending=None, codes=["a", "b"])
    found = find_earlier(tmp_path, Q2)
    assert found is not None
    assert found.pending == 2


def opened(project: Path, reports: Path, period: str = "2021-Q2") -> Edition:
    return open_edition(period, project, reports=reports)


def test_the_list_holds_codes_and_dates_and_no_more(first_quarter: Edition) -> None:
    lines = pending_list(first_quarter.rows("pending")).splitlines()
    assert lines[0] == "dossier_id,field,received_date,due_date"
    assert len(lines) == 1 + first_quarter.value("pending").numerator
    assert lines[1:] == sorted(lines[1:])


def test_a_chain_that_holds_says_so(project: Path, first_quarter: Edition, tmp_path: Path) -> None:
    codes = list(first_quarter.rows("pending")["dossier_id"])
    made(tmp_path, "2021-Q1", codes=codes)
    edition = opened(project, tmp_path)
    assert edition.chain is not None
    assert edition.chain.is_clean
    assert chain_text(edition) == (
        "Số hồ sơ kỳ trước chuyển sang khớp với số đang giải quyết nêu tại dự thảo báo cáo quý I năm 2021: 21 hồ sơ."
    )
    assert chain_dossiers(edition) == []


def test_a_gap_is_told_with_its_dossiers(project: Path, first_quarter: Edition, tmp_path: Path) -> None:
    """The report was sent without two dossiers that came in late, and with one that has gone since."""
    codes = list(first_quarter.rows("pending")["dossier_id"])
    made(tmp_path, "published/2021-Q1/v1", pending=20, codes=[*codes[2:], "H21.15-210301-9999"], **SENT)
    edition = opened(project, tmp_path)
    assert chain_text(edition) == (
        "Chênh lệch so với báo cáo đã gửi: kỳ trước chuyển sang 21 hồ sơ, Báo cáo số 15/BC-STTTT ngày 16/3/2021 nêu đang giải "
        "quyết 20 hồ sơ; chênh lệch tăng 01 hồ sơ. Hồ sơ chỉ có trong số chuyển sang kỳ này: 02; hồ sơ chỉ có trong báo cáo "
        "trước: 01."
    )
    (table,) = chain_dossiers(edition)
    assert [row[0] for row in table.rows] == [*sorted(codes[:2]), "H21.15-210301-9999"]
    assert [row[4] for row in table.rows] == ["Kỳ này", "Kỳ này", "Báo cáo trước"]
    assert edition.chain is not None
    shown = [edition.chain.size, edition.chain.here, edition.chain.there, edition.chain.pending.words]
    checked = checked_numbers(edition, {number.measure_id: {number.text: ["x.html"]} for number in shown})
    assert {name: entry["value"] for name, entry in checked.items()} == {
        "carried_over!chain@2021-Q2": 1,
        "carried_over!chain.only_here@2021-Q2": 2,
        "carried_over!chain.only_there@2021-Q2": 1,
        "pending!reported@2021-Q1": 20,
    }
    for wrong in ("carried_over!chain@2021-Q1", "pending!reported@2021-Q2", "received!chain@2021-Q2"):
        with pytest.raises(KeyError):
            resolve(edition, wrong)


def test_without_a_list_only_the_size_is_told(project: Path, tmp_path: Path) -> None:
    made(tmp_path, "2021-Q1", pending=23)
    edition = opened(project, tmp_path)
    assert "chênh lệch giảm 02 hồ sơ. Báo cáo trước không kèm danh sách" in chain_text(edition)
    assert chain_text(edition).startswith("Chênh lệch so với dự thảo kỳ trước")


def test_other_counting_rules_are_named_as_a_possible_reason(project: Path, tmp_path: Path) -> None:
    made(tmp_path, "2021-Q1", pending=23)
    edition = opened(project, tmp_path)
    assert edition.earlier is not None
    other = replace(edition, earlier=replace(edition.earlier, counting={"withdrawn": "excluded"}))
    assert "cách tính khác" in chain_text(other)


def test_the_sheet_of_published_figures_serves_where_no_report_was_made(project: Path, tmp_path: Path) -> None:
    edition = opened(project, tmp_path, "2021-Q1")
    said = chain_text(edition)
    assert "15 hồ sơ, Báo cáo số 96/BC-STTTT ngày 16/12/2020 nêu đang giải quyết 14 hồ sơ; chênh lệch tăng 01" in said
    # A draft does not stand against what was sent, and is then no input either.
    made(tmp_path, "2020", "2020", pending=15)
    again = opened(project, tmp_path, "2021-Q1")
    assert (again.earlier, chain_text(again)) == (None, said)


def test_where_there_is_no_earlier_report_that_is_said(first_quarter: Edition) -> None:
    lonely = replace(first_quarter, earlier=None, published={})
    assert lonely.chain is None
    assert chain_sentence(lonely).text == "Không có báo cáo của kỳ kết thúc ngay trước kỳ này để đối chiếu."
    assert chain_dossiers(lonely) == []
    with pytest.raises(KeyError):
        resolve(lonely, "carried_over!chain@2021-Q1")


def test_equal_totals_of_other_dossiers_are_no_match() -> None:
    chain = Chain(Value("carried_over", "2021-Q2", 1), Value("pending", "2021-Q1", 1), "quý I", "", [{}], [{}])
    assert (chain.gap, chain.is_clean) == (0, False)
