"""Another system's form II.06a beside ours: each known way of counting otherwise is named, and what none explains is said."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from click.testing import CliRunner
from python_calamine import CalamineWorkbook

from cchc_analysis.cli import main
from cchc_analysis.edition import Edition, open_edition
from cchc_analysis.errors import InputError
from cchc_analysis.measures.counting import Reading
from cchc_analysis.measures.reconcile import Gap, Way, gaps, other_ways
from cchc_analysis.periods import Period
from cchc_analysis.pipeline.reconcile import Reconciled, reconcile, reconcile_sections, write_workbook

SAMPLE = Path(__file__).resolve().parents[2] / "data" / "sample"
PERIOD = "2021-6M"
# Each way in which the generator spoils a form, and how it is named.
NAMED = {
    "withdrawn": ("withdrawn", "by_date"),
    "no-due-date": ("no_due_date", "leave"),
    "due-date-changed": ("due_date", "current"),
    "edge": ("end", "earlier"),
    "paused": ("paused", "by_date"),
}
QUARTER = Period.parse("2021-01-01..2021-03-31")
DossierTable = Callable[[list[dict[str, Any]]], pd.DataFrame]


@pytest.fixture(scope="module")
def forms(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("forms")
    command = [sys.executable, str(SAMPLE / "sample_system_form.py"), "--period", PERIOD, "--out", str(folder)]
    subprocess.run(command, check=True)
    return folder


@pytest.fixture(scope="module")
def half_year(project: Path) -> Edition:
    return open_edition(PERIOD, project)


def only(found: list[Reconciled]) -> Reconciled:
    (one,) = found
    return one


def said(edition: Edition, found: Reconciled) -> str:
    return "\n".join("\n".join([part.title, *part.advice]) for part in reconcile_sections(edition, found))


def test_a_form_of_the_same_dossiers_agrees_in_every_cell(half_year: Edition, forms: Path) -> None:
    found = only(reconcile(half_year, forms / "clean.xlsx"))
    assert (found.cells_that_differ, found.gaps, found.strangers) == (0, [], [])
    assert len(found.lines) == (len(half_year.reference.fields) + 1) * 11
    assert "Mọi ô đều khớp (66 ô)." in said(half_year, found)


@pytest.mark.parametrize("way", NAMED)
def test_a_form_counted_in_another_way_names_it_and_its_dossiers(half_year: Edition, forms: Path, way: str) -> None:
    found = only(reconcile(half_year, forms / f"{way}.xlsx"))
    assert found.gaps
    for gap in found.gaps:
        assert (NAMED[way],) in gap.closing
        # A dossier that moves leaves one column or comes into another: with none the gap would not be one.
        assert len(gap.moved[NAMED[way]]) * 2 >= sum(map(abs, single(gap).values())) > 0


def single(gap: Gap) -> dict[int, int]:
    """The differences in the columns that are no sums."""
    return {of[0]: number for of, number in gap.differences.items() if of[0] not in (3, 7, 11)}


def test_of_a_form_with_five_defects_each_is_named(half_year: Edition, forms: Path) -> None:
    found = only(reconcile(half_year, forms / "mixed.xlsx"))
    named = {key for gap in found.gaps for key in gap.closing[0]}
    assert named == set(NAMED.values())
    told = said(half_year, found)
    assert (
        "Xuất bản, In và Phát hành: khớp hoàn toàn nếu: hồ sơ chờ bổ sung, tạm dừng – tính theo ngày hẹn trả, và"
        in told
    )
    assert "kỳ kết thúc sớm hơn một ngày: 01 hồ sơ" in told


def test_every_cell_is_written_down_beside_ours(half_year: Edition, forms: Path, tmp_path: Path) -> None:
    found = reconcile(half_year, forms / "mixed.xlsx")
    write_workbook(found, tmp_path / "out.xlsx")
    book = CalamineWorkbook.from_path(str(tmp_path / "out.xlsx"))
    cells = book.get_sheet_by_name("Đối chiếu").to_python()[1:]
    assert len(cells) == len(only(found).lines)
    assert all(theirs - ours == gap for *_, ours, theirs, gap in cells)
    assert {row[4] for row in book.get_sheet_by_name("Hồ sơ").to_python()[1:]} == {
        code for gap in only(found).gaps for codes in gap.moved.values() for code in codes
    }


def test_the_command_says_it_and_ends_with_a_code_of_its_own(
    project: Path, forms: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project)
    agreed = CliRunner().invoke(main, ["reconcile", PERIOD, str(forms / "clean.xlsx")])
    assert (agreed.exit_code, "Mọi ô đều khớp" in agreed.output) == (0, True)
    differs = CliRunner().invoke(main, ["reconcile", PERIOD, str(forms / "edge.xlsx")])
    assert differs.exit_code == 12
    assert "kỳ kết thúc sớm hơn một ngày" in differs.output
    assert "cell(s) differ" in differs.output


def form(folder: Path, *rows: str) -> Path:
    path = folder / "form.csv"
    path.write_text("\n".join(["TT,Tên,(3),(4),(5),(6)".replace("TT,Tên", "(1),(2)"), *rows]) + "\n", encoding="utf-8")
    return path


def test_rows_are_known_by_their_other_names_too(half_year: Edition, tmp_path: Path) -> None:
    path = form(tmp_path, '1,"Xuất bản, in, phát hành",220,187,19,14', "2,Lĩnh vực lạ,1,1,0,0")
    found = only(reconcile(half_year, path))
    assert found.strangers == ["Lĩnh vực lạ"]
    assert found.lines.loc[found.lines["row"].eq("Xuất bản, In và Phát hành"), "difference"].eq(0).all()
    assert found.cells_that_differ == 4 * 4 - sum(
        half_year.value(measure, {"field": code}).numerator == 0
        for code in half_year.reference.fields
        if code != "XB"
        for measure in ("total", "received_online", "received_other", "carried_over")
    ), "rows that only we have count as 0 with them"


def test_a_form_of_another_matter_is_refused_with_what_it_has(half_year: Edition, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"none of its rows is called like a field.*Lĩnh vực lạ"):
        reconcile(half_year, form(tmp_path, "1,Lĩnh vực lạ,1,1,0,0"))


def test_a_total_alone_is_held_against_the_whole(half_year: Edition, tmp_path: Path) -> None:
    found = only(reconcile(half_year, form(tmp_path, ",Tổng cộng,338,296,27,15")))
    assert (found.by, found.cells_that_differ) == ("whole", 0)


def test_what_no_way_explains_is_said_with_what_could_have_to_do_with_it(half_year: Edition, tmp_path: Path) -> None:
    found = only(reconcile(half_year, form(tmp_path, ",Tổng cộng,345,303,27,15")))
    (gap,) = found.gaps
    assert gap.closing == ()
    told = said(half_year, found)
    assert "không cách tính nào khớp hoàn toàn" in told
    assert "dòng hồ sơ bị loại, không có trong số liệu của ta" in told


def test_ways_that_give_the_same_figures_are_all_told(dossier_table: DossierTable) -> None:
    """Received on the last day and withdrawn the same day: shutting a day earlier, or not counting it, is the same here."""
    day, reading = "2021-03-31", Reading()
    table = dossier_table(
        [
            {"received_date": day, "finished_date": day, "first_due_date": day, "due_date": day, "is_withdrawn": True},
            {"received_date": "2021-02-01", "finished_date": "2021-02-03", "due_date": "2021-02-03"},
        ]
    )
    theirs = {"XB": {(3,): 1, (4,): 1, (7,): 1, (9,): 1}}
    (gap,) = gaps(theirs, table, Way("", "", reading, QUARTER), other_ways(reading, QUARTER), "field")
    assert set(gap.closing) == {(("withdrawn", "excluded"),), (("end", "earlier"),)}


def test_two_ways_that_move_one_dossier_are_not_added_up(dossier_table: DossierTable) -> None:
    reading = Reading()
    table = dossier_table([{"received_date": "2021-03-31", "finished_date": None, "due_date": "2021-04-30"}])
    theirs = {"XB": {(3,): -1, (4,): -1}}
    (gap,) = gaps(theirs, table, Way("", "", reading, QUARTER), other_ways(reading, QUARTER), "field")
    assert gap.closing == ()
