"""The analysts' own words: in their places, with figures of the day, and read back from a DOCX that people worked in."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import nbformat
import pytest
from docx import Document

from cchc_analysis.edition import Edition
from cchc_analysis.errors import InputError, MeasureError
from cchc_analysis.pipeline import builtin, words
from cchc_analysis.pipeline.markdown import draft_mark
from cchc_analysis.present import sentences
from cchc_analysis.present.display import Prose
from cchc_analysis.present.own_words import as_written, check_notes, in_own_words, out_of_use, own_words, units
from cchc_analysis.sources.notes import SECTIONS, Note, Paragraph, load_notes, paragraphs, section_of

ROOT = Path(__file__).resolve().parents[2]
EXTENSION = ROOT / "report" / "_extensions" / "cchc"
Q1 = "2021-Q1"
SECTION = "thu-tuc-hanh-chinh"


def with_note(edition: Edition, *written: Paragraph, section: str = SECTION) -> Edition:
    return replace(edition, notes={section: Note(section, f"{section}.md", written)})


def read(shown: list[object]) -> str:
    return "\n\n".join(part.text for part in shown if isinstance(part, Prose))


def plain(text: str, edition: Edition) -> list[str]:
    return [as_written(unit, edition.period.key) for unit in units(text)]


# Notes as people write them.


def test_every_section_of_the_notes_is_a_heading_of_the_report_and_asked_for_there() -> None:
    notebook = nbformat.read(ROOT / "notebooks" / "report.ipynb", as_version=4)
    headings = [
        line.lstrip("#") for cell in notebook.cells if cell.cell_type == "markdown" for line in cell.source.splitlines()
    ]
    assert [section for line in headings if (section := section_of(line))] == list(SECTIONS)
    code = "".join(cell.source for cell in notebook.cells if cell.cell_type == "code")
    assert [name for name in SECTIONS if f'own_words(edition, "{name}"' not in code] == []


def test_a_note_is_paragraphs_items_and_words_in_the_place_of_others() -> None:
    text = (
        "Đoạn một\nhai dòng.\n\n- việc một;\n- việc hai.\n\n> Câu cũ {{total}}\n> còn nữa.\nCâu mới.\n\n> Câu bỏ đi.\n"
    )
    assert list(paragraphs(text)) == [
        Paragraph("Đoạn một hai dòng."),
        Paragraph("- việc một;"),
        Paragraph("- việc hai."),
        Paragraph("Câu mới.", "Câu cũ {{total}} còn nữa."),
        Paragraph("", "Câu bỏ đi."),
    ]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Có 12 hồ sơ, đạt 98,13%, tăng 1.234 hồ sơ.", ["12", "98,13%", "1.234"]),
        ("Theo Kế hoạch số 163/KH-STTTT ngày 29/12/2020, Nghị định số 61/2018/NĐ-CP, quý 1 năm 2021.", []),
        ("Nhiệm vụ nhóm 2, tháng 3, khoản 4 Điều 5; đã xong {{total}}/{{received}} hồ sơ.", []),
    ],
)
def test_bare_numbers_are_told_and_dates_and_documents_are_none(text: str, numbers: list[str]) -> None:
    assert Note("ton-tai", "ton-tai.md", (Paragraph(text),)).bare_numbers() == numbers


def test_notes_are_read_from_files_of_their_sections_or_one_word_file(tmp_path: Path) -> None:
    (tmp_path / "kien-nghi.md").write_text("Đề nghị một.\n", encoding="utf-8-sig")
    (tmp_path / "the-che.md").write_text(" \n", encoding="utf-8")
    document = Document()
    document.add_heading("1. Cải cách thể chế")
    document.add_paragraph("Đoạn trong Word.")
    document.add_paragraph("2. TỒN TẠI, HẠN CHẾ")
    document.add_paragraph("Còn chậm.")
    document.save(str(tmp_path / "loi-van.docx"))
    found = load_notes(tmp_path)
    assert {name: [each.words for each in note.paragraphs] for name, note in found.items()} == {
        "kien-nghi": ["Đề nghị một."], "the-che": ["Đoạn trong Word."], "ton-tai": ["Còn chậm."],
    }  # fmt: skip
    (tmp_path / "ton-tai.md").write_text("Khác.", encoding="utf-8")
    with pytest.raises(InputError, match=r'both loi-van.docx and ton-tai.md have words for "Tồn tại, hạn chế"'):
        load_notes(tmp_path)


def test_a_note_of_no_section_is_refused_with_the_nearest(tmp_path: Path) -> None:
    (tmp_path / "kien-ngi.md").write_text("x", encoding="utf-8")
    with pytest.raises(
        InputError, match=r'kien-ngi.md: the report has no section of this name. Did you mean "kien-nghi"'
    ):
        load_notes(tmp_path)


def test_words_in_a_word_file_above_every_heading_are_refused(tmp_path: Path) -> None:
    document = Document()
    document.add_paragraph("Không biết ở đâu.")
    document.save(str(tmp_path / "a.docx"))
    with pytest.raises(InputError, match="stands below no heading"):
        load_notes(tmp_path)


# Notes in the report.


def test_figures_in_a_note_are_counted_and_marked_and_its_signs_are_literal(first_quarter: Edition) -> None:
    edition = with_note(
        first_quarter, Paragraph("Có {{total}} hồ sơ *mới*, đạt {{ on_time_of_settled }}; {{settled[field=XB]}}.")
    )
    shown = read(in_own_words(edition, SECTION, Prose("Câu sinh ra.")))
    value = first_quarter.value
    assert value("total").words.markdown in shown
    assert f"đạt {value('on_time_of_settled').percent.markdown}" in shown
    assert value("settled", {"field": "XB"}).words.markdown in shown
    assert "*mới*" not in shown, "an asterisk is no emphasis"
    assert shown.startswith("Câu sinh ra.")


def test_a_figure_that_there_is_not_is_told_with_its_place(first_quarter: Edition) -> None:
    edition = with_note(first_quarter, Paragraph("Có {{totl}} hồ sơ."))
    with pytest.raises(
        MeasureError,
        match=r'thu-tuc-hanh-chinh.md, section "Cải cách thủ tục hành chính".*"totl". Did you mean "total"',
    ):
        check_notes(edition)


def test_a_sentence_of_other_words_stands_in_its_place_whatever_the_numbers(first_quarter: Edition) -> None:
    generated = sentences.dossier_sentences(first_quarter)
    original = next(each for each in plain(generated.text, first_quarter) if each.startswith("Đã giải quyết"))
    note = Paragraph("Sở đã giải quyết {{settled}} hồ sơ.", original)
    shown = read(in_own_words(with_note(first_quarter, note), SECTION, generated))
    assert f"Sở đã giải quyết {first_quarter.value('settled').words.markdown} hồ sơ." in shown
    assert original not in plain(shown, first_quarter)
    assert len(plain(shown, first_quarter)) == len(plain(generated.text, first_quarter))


def test_differences_can_be_named_as_generated_sentences_name_them(first_quarter: Edition) -> None:
    generated = sentences.dossier_sentences(first_quarter)
    original = next(each for each in plain(generated.text, first_quarter) if "!year_before" in each)
    shown = read(in_own_words(with_note(first_quarter, Paragraph(f"Cụ thể: {original}", original)), SECTION, generated))
    assert first_quarter.comparison("received", with_="year_before").size.markdown in shown  # type: ignore[union-attr]


def test_a_sentence_can_be_left_out_and_an_item_of_a_list_changed(first_quarter: Edition) -> None:
    generated = Prose("Đã có:\n\n- một;\n- hai;\n- ba.\n\nHết.")
    notes = (Paragraph("", "- hai;"), Paragraph("- BA.", "- ba."), Paragraph("", "Hết."))
    assert read(in_own_words(with_note(first_quarter, *notes), SECTION, generated)) == "Đã có:\n\n- một;\n- BA."


def test_a_sentence_that_is_not_generated_any_more_is_told(first_quarter: Edition) -> None:
    used, lost = Paragraph("Mới {{total}}.", "Cũ {{total}}."), Paragraph("Lạc.", "Không còn.")
    note = with_note(first_quarter, used, lost).notes[SECTION]
    assert [found for _, found in out_of_use([note], {"Mới {{total}}."})] == [lost]


def test_shortcomings_and_proposals_give_way_to_a_note_of_their_own(first_quarter: Edition) -> None:
    edition = with_note(first_quarter, Paragraph("Còn chậm một việc."), section="ton-tai")
    assert own_words(edition, "ton-tai", sentences.shortcomings(edition)).text == "Còn chậm một việc."
    assert own_words(edition, "kien-nghi", sentences.proposals()).text == "Không có kiến nghị, đề xuất."


# The round trip through Word.


def notebook_of(edition: Edition) -> nbformat.NotebookNode:
    """An executed notebook with all sections, of which some show what the real one shows."""
    generated = {
        SECTION: [sentences.group_sentences(edition, "2"), sentences.dossier_sentences(edition)],
        "the-che": [sentences.group_sentences(edition, "1")],
        "kien-nghi": [sentences.proposals()],
    }
    new = nbformat.v4
    cells = [new.new_raw_cell('---\ntitle: "Báo cáo"\n---')]
    for section, title in SECTIONS.items():
        cells.append(new.new_markdown_cell(f"### 1. {title}"))
        shown = in_own_words(edition, section, *generated.get(section, [Prose("Một câu.")]))
        outputs = [
            new.new_output("display_data", {"text/markdown": part.text}) for part in shown if isinstance(part, Prose)
        ]
        cells.append(new.new_code_cell("", outputs=outputs))
    return new.new_notebook(cells=cells)


@pytest.fixture
def draft(first_quarter: Edition, tmp_path: Path) -> Path:
    return rendered(first_quarter, tmp_path / "draft.docx")


def rendered(edition: Edition, path: Path) -> Path:
    notebook = notebook_of(edition)
    nbformat.write(notebook, path.with_suffix(".ipynb"))
    builtin.render(path.with_suffix(".ipynb"), "docx", path, extension=EXTENSION, code="hide", epoch=1_600_000_000)
    return path


def edited(path: Path, change: Callable[[str], str | None]) -> Path:
    """The file after somebody worked in it: each paragraph as `change` gives it, None takes it away."""
    document = Document(str(path))
    for paragraph in document.paragraphs:
        after = change(paragraph.text)
        if after is None:
            paragraph._p.getparent().remove(paragraph._p)
        elif after != paragraph.text:
            paragraph.text = after
    out = path.with_name("edited.docx")
    document.save(str(out))
    return out


def brought_back(edition: Edition, path: Path, out: Path) -> words.ReadBack:
    now = words.words_of(notebook_of(edition), edition.period.key)
    return words.read_back(path, now, edition.notes, out, Q1)


def kept(edition: Edition, out: Path) -> None:
    notebook = notebook_of(edition)
    words.keep(out, Q1, draft_mark(notebook), words.words_of(notebook, edition.period.key))


def test_a_draft_that_nobody_changed_brings_nothing_back(first_quarter: Edition, draft: Path, tmp_path: Path) -> None:
    assert brought_back(first_quarter, draft, tmp_path).changes == ()


def test_changed_words_keep_the_figures_as_figures(first_quarter: Edition, draft: Path, tmp_path: Path) -> None:
    kept(first_quarter, tmp_path)
    path = edited(draft, lambda text: text.replace("Đã giải quyết", "Trong kỳ, Sở đã giải quyết xong"))
    found = brought_back(first_quarter, path, tmp_path)
    (change,) = found.changes
    assert change.now.startswith("Trong kỳ, Sở đã giải quyết xong {{settled}} hồ sơ: trước hạn {{settled_early}} hồ sơ")
    assert (change.section, change.figures, found.is_known) == (SECTION, (), True)
    # The next report says it in these words, and reading that one back changes nothing.
    (tmp_path / "notes" / Q1).mkdir(parents=True)
    words.write_notes(tmp_path / "notes" / Q1, found.notes, [SECTION])
    again = replace(first_quarter, notes=load_notes(tmp_path / "notes" / Q1))
    check_notes(again)
    spoken = [unit.written for unit in words.words_of(notebook_of(again), Q1)]
    assert change.now in spoken
    assert change.unit
    assert change.unit.written not in spoken
    assert brought_back(again, rendered(again, tmp_path / "second.docx"), tmp_path).changes == ()


def test_added_and_removed_paragraphs_become_notes(first_quarter: Edition, draft: Path, tmp_path: Path) -> None:
    def change(text: str) -> str | None:
        if text.startswith("Đang thực hiện"):
            return None
        return "Đề nghị Sở Nội vụ tập huấn." if text == "Không có kiến nghị, đề xuất." else text

    found = brought_back(first_quarter, edited(draft, change), tmp_path)
    notes = {name: note.paragraphs for name, note in found.notes.items()}
    assert notes["kien-nghi"] == (
        Paragraph("", "Không có kiến nghị, đề xuất."),
        Paragraph("Đề nghị Sở Nội vụ tập huấn."),
    )
    assert Paragraph("", "Đang thực hiện:") in notes[SECTION]


def test_a_number_that_was_typed_over_is_pointed_out_and_not_taken(
    first_quarter: Edition, draft: Path, tmp_path: Path
) -> None:
    kept(first_quarter, tmp_path)
    settled = first_quarter.value("settled").words.text
    path = edited(draft, lambda text: text.replace(f"Đã giải quyết {settled} hồ sơ", "Đã giải quyết 999 hồ sơ"))
    found = brought_back(first_quarter, path, tmp_path)
    (change,) = found.changes
    assert change.figures == ((settled, "999"),)
    assert words.only_figures(change)
    assert found.notes == {}


def test_figures_that_changed_under_a_draft_are_told_apart_from_typed_ones(
    first_quarter: Edition, draft: Path, tmp_path: Path
) -> None:
    kept(first_quarter, tmp_path)
    tables = dict(first_quarter.tables.frames)
    tables["dossiers"] = tables["dossiers"][tables["dossiers"]["field"].ne("BC")]
    later = replace(first_quarter, tables=type(first_quarter.tables)(tables))
    now = words.words_of(notebook_of(later), Q1)
    found = words.read_back(draft, now, {}, tmp_path, Q1)
    assert (found.changes, found.is_known) == ((), True)
    assert any(unit.written.startswith("Đã giải quyết {{settled}}") for unit, _ in found.moved)
    unknown = words.read_back(draft, now, {}, tmp_path / "elsewhere", Q1)
    assert not unknown.is_known
    assert any(change.figures for change in unknown.changes)


def test_words_of_a_note_that_were_changed_again_change_the_note(first_quarter: Edition, tmp_path: Path) -> None:
    edition = with_note(first_quarter, Paragraph("Lời của Sở về {{total}} hồ sơ tiếp nhận trong kỳ này."))
    path = edited(
        rendered(edition, tmp_path / "d.docx"), lambda text: text.replace("Lời của Sở về", "Nhận xét chung về")
    )
    found = brought_back(edition, path, tmp_path)
    assert found.notes[SECTION].paragraphs == (Paragraph("Nhận xét chung về {{total}} hồ sơ tiếp nhận trong kỳ này."),)


def test_a_file_that_is_no_draft_is_refused(first_quarter: Edition, tmp_path: Path) -> None:
    Document().save(str(tmp_path / "a.docx"))
    with pytest.raises(InputError, match="is no draft of this report"):
        brought_back(first_quarter, tmp_path / "a.docx", tmp_path)
    (tmp_path / "b.docx").write_bytes(b"PK")
    with pytest.raises(InputError, match="cannot be read as a Word file"):
        brought_back(first_quarter, tmp_path / "b.docx", tmp_path)


def test_notes_that_stand_in_a_word_file_are_not_doubled(tmp_path: Path) -> None:
    note = Note("ton-tai", "loi-van.docx", (Paragraph("x"),))
    with pytest.raises(InputError, match=r"stand in loi-van.docx"):
        words.write_notes(tmp_path / Q1, {"ton-tai": note}, ["ton-tai"])


@pytest.mark.parametrize(
    "text", ["Một.\n\n- a;\n- b.\n\nHai.\n", "> Cũ {{total}}.\nMới.\n\n- a.\n", "- a.\n\n> Bỏ.\n\n- b.\n"]
)
def test_a_note_is_written_as_it_is_read(text: str) -> None:
    note = Note("ton-tai", "ton-tai.md", tuple(paragraphs(text)))
    assert tuple(paragraphs(words.note_text(note))) == note.paragraphs
