"""What a notebook shows, before any renderer sees it."""

import json
from pathlib import Path

import pytest
from lxml import html

from cchc_analysis.present.display import (
    ABOVE,
    Addressees,
    Annex,
    Figure,
    HeadCell,
    Letterhead,
    Note,
    Signature,
    Table,
    balanced_lines,
    head_rows,
)
from cchc_analysis.present.markup import Marked
from cchc_analysis.present.style import new_figure

HOSTILE = '<script>alert("x")</script> a|b *c* `d` ``` $e$ @tbl-f {{< g >}} ::: #h'


def table(**changes: object) -> Table:
    values: dict[str, object] = {
        "columns": ("TT", "Tên", "Số"),
        "rows": (("1", "Một", Marked("7", "a")), ("", "Cộng", Marked("7", "b"))),
        "caption": "Bảng thử",
        "label": "tbl-thu",
    }
    return Table(**{**values, **changes})  # type: ignore[arg-type]


def block(markdown: str) -> dict[str, object]:
    """The JSON of an official block."""
    fence, payload, end = markdown.split("\n")
    assert (fence, end) == ("``` {.cchc-block}", "```")
    return json.loads(payload)  # type: ignore[no-any-return]


def test_a_cell_that_goes_on_is_one_with_the_cell_above_it() -> None:
    rows = [("1", "Nhiệm vụ", "a"), (ABOVE, ABOVE, "b"), (ABOVE, "Khác", "c"), ("Nhóm",), ("2", "Nhiệm vụ", "d")]
    shown = table(rows=rows, dense=True)._repr_mimebundle_()
    body = html.fromstring(shown["text/html"]).find(".//tbody")
    assert [[(cell.text_content(), cell.get("rowspan")) for cell in row] for row in body] == [
        [("1", "3"), ("Nhiệm vụ", "2"), ("a", None)], [("b", None)], [("Khác", None), ("c", None)],
        [("Nhóm", None)], [("2", None), ("Nhiệm vụ", None), ("d", None)],
    ]  # fmt: skip
    assert shown["text/markdown"].count("cchc-above") == 3
    assert 'dense="true"' in shown["text/markdown"]


@pytest.mark.parametrize(
    "rows", [[(ABOVE, "a", "b")], [("Nhóm",), (ABOVE, "a", "b")]], ids=["first row", "under a title"]
)
def test_a_cell_cannot_go_on_with_nothing(rows: list[tuple[object, ...]]) -> None:
    with pytest.raises(ValueError, match="none above"):
        table(rows=rows)


def test_head_rows_merge_equal_neighbours_and_reach_down() -> None:
    received = "Tiếp nhận"
    paths = [
        ("TT", "(1)"),
        (received, "Tổng số", "(2)"),
        (received, "Trong kỳ", "Trực tuyến", "(3)"),
        (received, "Trong kỳ", "Trực tiếp", "(4)"),
        ("Đang giải quyết", "Tổng số", "(5)"),
    ]
    assert head_rows(paths, numbered=True) == [
        [HeadCell("TT", 3, 1), HeadCell(received, 1, 3), HeadCell("Đang giải quyết", 1, 1)],
        [HeadCell("Tổng số", 2, 1), HeadCell("Trong kỳ", 1, 2), HeadCell("Tổng số", 2, 1)],
        [HeadCell("Trực tuyến", 1, 1), HeadCell("Trực tiếp", 1, 1)],
        [HeadCell(f"({n})", 1, 1) for n in range(1, 6)],
    ]


def test_equal_columns_beside_each_other_stay_two_columns() -> None:
    assert head_rows([("Số",), ("Số",)]) == [[HeadCell("Số", 1, 1), HeadCell("Số", 1, 1)]]
    assert head_rows([("A", "x"), ("B", "x")]) == [
        [HeadCell("A", 1, 1), HeadCell("B", 1, 1)],
        [HeadCell("x", 1, 1), HeadCell("x", 1, 1)],
    ]


@pytest.mark.parametrize(
    ("changes", "error", "message"),
    [
        pytest.param({"rows": (("1", "Một"),)}, ValueError, "row 1 has 2 cells for 3 columns", id="short row"),
        pytest.param({"align": "lr"}, ValueError, "align has 2 entries", id="align"),
        pytest.param({"widths": (1, 2)}, ValueError, "widths has 2 entries", id="widths"),
        pytest.param({"label": "Bảng 1"}, ValueError, "label", id="label"),
        pytest.param({"label": "fig-x"}, ValueError, "label", id="label of a figure"),
        pytest.param({"rows": (("1", "Một", 7),)}, TypeError, "bare int", id="a number that nobody wrote"),
    ],
)
def test_a_table_that_does_not_fit_is_refused(changes: dict[str, object], error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        table(**changes)


def test_a_table_carries_both_types_with_the_same_cells() -> None:
    bundle = table(
        rows=(("Nhóm A",), ("1", HOSTILE, Marked("1.234", "m")), ("2", None, Marked("0", "z")))
    )._repr_mimebundle_()
    page = html.fragment_fromstring(bundle["text/html"])
    assert [cell.text_content() for cell in page.iter("td")] == ["1", HOSTILE, "1.234", "2", "–", "0"]
    assert page.xpath("//tr[@class='cchc-group']/th/@colspan") == ["3"]
    assert page.xpath("//td[@class='r']/span/@data-measure") == ["m", "z"]
    lines = [line for line in bundle["text/markdown"].split("\n") if line.startswith("| ")]
    assert len(lines) == 4
    assert all(line.count("|") == 4 for line in lines)
    assert ": Bảng thử {#tbl-thu}" in bundle["text/markdown"]


def test_numbers_stand_right_and_texts_left() -> None:
    assert "|:---" in table()._repr_mimebundle_()["text/markdown"]
    assert 'class="r"' in table()._repr_mimebundle_()["text/html"]
    assert 'class="c"' in table(align="lcc")._repr_mimebundle_()["text/html"]


def test_widths_are_shares_of_the_page() -> None:
    dashes = table(widths=(1, 2, 1))._repr_mimebundle_()["text/markdown"].split("\n")[3]
    # Pandoc takes dashes as shares only in a line that is longer than its 72 columns.
    assert len(dashes) > 72
    assert [part.count("-") for part in dashes.strip("|").split("|")] == [51, 101, 51]


def test_a_block_cannot_be_left_by_what_it_says() -> None:
    letterhead = Letterhead(HOSTILE, "Sở", "Số:    /BC", "ngày    tháng 3", "BÁO CÁO", HOSTILE, stamps=(HOSTILE,))
    bundle = letterhead._repr_mimebundle_()
    payload = bundle["text/markdown"].split("\n")[1]
    assert not set("<>`") & set(payload)
    read = block(bundle["text/markdown"])
    assert read["kind"] == "letterhead"
    assert read["html"] == bundle["text/html"]
    assert isinstance(read["content"], dict)
    assert read["content"]["subject"] == HOSTILE
    assert read["content"]["number"] == "Số:\u00a0\u00a0\u00a0\u00a0/BC"
    page = html.fragment_fromstring(bundle["text/html"], create_parent="div")
    assert page.xpath("//script") == []
    assert HOSTILE in page.text_content()


def test_a_letter_has_no_title_and_says_what_it_is_about_under_its_number() -> None:
    bundle = Letterhead("UBND", "Sở", "Số:    /STTTT", "ngày    tháng 3", about=HOSTILE)._repr_mimebundle_()
    page = html.fragment_fromstring(bundle["text/html"], create_parent="div")
    assert [part.text_content() for part in page.xpath("//p[@class='cchc-number']")][1] == HOSTILE
    assert page.xpath("//h1") == []
    content = block(bundle["text/markdown"])["content"]
    assert isinstance(content, dict)
    assert (content["about"], content["title"]) == (HOSTILE, "")


def test_when_quarto_runs_the_notebook_there_is_no_html_output(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUARTO_DOCUMENT_PATH", "notebooks")
    shown = (table(), Annex("I", "T", "(Kèm theo)"), Addressees(("A",)), Signature(("- A",), ("GIÁM ĐỐC",)), Note("x"))
    assert [list(thing._repr_mimebundle_()) for thing in shown] == [["text/markdown"]] * 5


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("UBND TỈNH GIA LAI", ["UBND TỈNH GIA LAI"]),
        ("SỞ THÔNG TIN VÀ TRUYỀN THÔNG", ["SỞ THÔNG TIN", "VÀ TRUYỀN THÔNG"]),
        ("MỘTTỪDÀIHƠNHAIMƯƠIBỐNCHỮCÁI", ["MỘTTỪDÀIHƠNHAIMƯƠIBỐNCHỮCÁI"]),
    ],
)
def test_a_long_name_is_broken_in_the_middle(text: str, lines: list[str]) -> None:
    assert balanced_lines(text, 24) == lines


def test_a_figure_is_the_same_file_every_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        monkeypatch.chdir(tmp_path / name)
        drawing = new_figure(80, 40)
        drawing.subplots().bar(["Báo chí", "Bưu chính"], [28, 6], hatch="///")
        bundle = Figure(drawing, 'Hình "một" {x}', "fig-mot", 'Cột "cao" nhất')._repr_mimebundle_()
        files.append({path.name: path.read_bytes() for path in (tmp_path / name / "figures").iterdir()})
    assert set(files[0]) == {"fig-mot.svg", "fig-mot.png"}
    assert files[0] == files[1]
    assert bundle == {
        "text/markdown": "![Hình &#34;một&#34; &#123;x&#125;](figures/fig-mot.svg)"
        '{#fig-mot fig-alt="Cột &#34;cao&#34; nhất"}'
    }
    assert "<text" not in files[0]["fig-mot.svg"].decode()  # letters are outlines, whatever fonts a reader has
