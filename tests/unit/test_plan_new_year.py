"""The next year's folder: what is blank refuses a report, what is carried over says so, and nothing is written over."""

import shutil
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from word_plan import write_plan

from cchc_analysis.edition import Edition, open_edition
from cchc_analysis.errors import CoverageError, PlanError
from cchc_analysis.pipeline.plan_year import import_register, new_year
from cchc_analysis.plan.files import read_table
from cchc_analysis.plan.new_year import moved, moved_words
from cchc_analysis.plan.register import PRODUCT_COLUMNS, TASK_COLUMNS, is_filled_in, load_register
from cchc_analysis.plan.subplans import load_sub_plans
from cchc_analysis.plan.targets import UNCONFIRMED, load_targets

ROOT = Path(__file__).parents[2]
PLAN = ROOT / "data" / "plan" / "2021"
TASKS = read_table(PLAN / "tasks.csv", TASK_COLUMNS, "")
PRODUCTS = read_table(PLAN / "products.csv", PRODUCT_COLUMNS, "")
# What the folder of a year holds.
# The scorecard is the province's own of each year, and comes with its letter.
FILES = sorted(
    path.relative_to(PLAN).as_posix() for path in PLAN.rglob("*") if path.is_file() and path.name != "scorecard.xlsx"
)


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A project with the plan and reference tables alone."""
    shutil.copy(ROOT / "cchc.toml", tmp_path)
    for name in ("reference", "plan"):
        shutil.copytree(ROOT / "data" / name, tmp_path / "data" / name)
    return tmp_path


def laid_out(own: Path, carry_tasks: bool = False) -> Path:
    return new_year(2022, 2021, own / "data", carry_tasks).folder


def replaced(path: Path, *pairs: tuple[str, str]) -> None:
    text = path.read_text(encoding="utf-8")
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")


def fill_in(folder: Path) -> None:
    replaced(folder / "plan.toml", ('number = ""', 'number = "170/KH-STTTT"'), ('date = ""', "date = 2021-12-28"))
    replaced(folder / "targets.toml", (f'citation = "{UNCONFIRMED}', 'citation = "'))


def all_bytes(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


class TestLayout:
    def test_has_every_file_of_a_year(self, own: Path) -> None:
        folder = laid_out(own)
        assert sorted(all_bytes(folder)) == FILES
        assert [path.name for path in folder.parent.iterdir() if path.name.startswith(".")] == []

    def test_blanks_are_told_all_at_once(self, own: Path) -> None:
        with pytest.raises(PlanError) as error:
            load_register(laid_out(own))
        assert "plan.toml: number and date of the plan still to be filled in" in str(error.value)
        assert "tasks.csv has no row: read the plan's table in with cchc plan import FILE.docx --year 2022" in str(
            error.value
        )

    def test_a_number_alone_is_not_enough(self, own: Path) -> None:
        folder = laid_out(own)
        replaced(folder / "plan.toml", ('number = ""', 'number = "170/KH-STTTT"'))
        assert not is_filled_in(folder)
        with pytest.raises(PlanError, match=r"plan\.toml: date of the plan still to be"):
            load_register(folder)

    def test_targets_keep_their_thresholds_and_are_to_be_confirmed(self, own: Path) -> None:
        folder = laid_out(own)
        with pytest.raises(PlanError, match=r"T1, T2, .*T12d carried over from the year before"):
            load_targets(folder / "targets.toml")
        fill_in(folder)
        assert load_targets(folder / "targets.toml") == load_targets(PLAN / "targets.toml")

    def test_one_target_that_is_forgotten_is_named(self, own: Path) -> None:
        folder = laid_out(own)
        fill_in(folder)
        replaced(folder / "targets.toml", ('citation = "Nhiệm vụ 2.3', f'citation = "{UNCONFIRMED}Nhiệm vụ 2.3'))
        with pytest.raises(PlanError, match=r"targets\.toml: T5 carried over"):
            load_targets(folder / "targets.toml")

    def test_sub_plans_are_listed_and_empty(self, own: Path) -> None:
        folder = laid_out(own)
        plans, before = (
            load_sub_plans(folder, ["VP"]),
            load_sub_plans(PLAN, ["VP", "TTRA", "CNTT", "TTBCXB", "BCVT", "TTCNTT"]),
        )
        assert plans.labels == before.labels and list(plans.titles) == list(before.titles)
        assert (len(plans.tasks), len(plans.inspected)) == (0, 0)
        assert all("2022" in title and "2021" not in title for title in plans.titles.values())

    def test_no_word_of_the_old_plan_stands_in_its_sections(self, own: Path) -> None:
        for name in ("objectives.csv", "organisation.csv"):
            old, new = (
                pd.read_csv(folder / name, dtype="str", keep_default_na=False)
                for folder in (PLAN, laid_out(own) if name == "objectives.csv" else own / "data/plan/2022")
            )
            assert list(new["no"]) == list(old["no"]) and set(new["text"]) == {""}

    def test_the_steps_name_what_comes_next_in_order(self, own: Path) -> None:
        steps = new_year(2022, 2021, own / "data").steps
        words = ["cchc plan import", "plan.toml", "targets.toml", "sub-plans/", "objectives.csv", "covers 2019 to 2026", "intake.xlsx", "cchc check 2022-Q1"]  # fmt: skip
        assert [word for step, word in zip(steps, words, strict=True) if word not in step] == []

    def test_a_year_without_working_days_says_so(self, own: Path) -> None:
        steps = new_year(2027, 2021, own / "data").steps
        assert any("add the days off of 2026 and 2027 to data/reference/calendar_vn.csv" in step for step in steps)

    def test_is_refused_where_it_would_write_over_something(self, own: Path) -> None:
        before = all_bytes(laid_out(own))
        with pytest.raises(PlanError, match="exists already"):
            new_year(2022, 2021, own / "data")
        assert all_bytes(own / "data/plan/2022") == before
        with pytest.raises(PlanError, match=r"There is no plan of 2019 in .*plans there: 2021, 2022"):
            new_year(2023, 2019, own / "data")
        with pytest.raises(PlanError, match="2020 does not come after 2021"):
            new_year(2020, 2021, own / "data")

    def test_the_year_after_is_laid_out_from_it(self, own: Path) -> None:
        """Marks and blanks do not pile up."""
        laid_out(own)
        folder = new_year(2023, 2022, own / "data").folder
        assert UNCONFIRMED * 2 not in (folder / "targets.toml").read_text(encoding="utf-8")
        assert "năm 2023" in (folder / "plan.toml").read_text(encoding="utf-8")


# Text → moved from 2021 to 2022.
DEADLINES = {
    "Ban hành kế hoạch trước ngày 31/12/2020": "Ban hành kế hoạch trước ngày 31/12/2021",
    "Quý IV/2020 Quý IV/ 2021": "Quý IV/2021 Quý IV/ 2022",
    "Trong năm": "Trong năm",
    "Quý I/2019": "Quý I/2019",
}
TEXTS = {
    "Kế hoạch năm 2021 của Sở": "Kế hoạch năm 2022 của Sở",
    "trong quý IV/2020 và trong năm 2021": "trong quý IV/2021 và trong năm 2022",
    "Nghị định số 107/2020/NĐ-CP ngày 14/9/2020": "Nghị định số 107/2020/NĐ-CP ngày 14/9/2020",
    "giai đoạn 2015 – 2021": "giai đoạn 2015 – 2021",
    "NĂM 2021": "NĂM 2022",
}


@pytest.mark.parametrize("text", DEADLINES)
def test_deadlines_move_along(text: str) -> None:
    assert moved(text, 2021, 2022) == DEADLINES[text]


@pytest.mark.parametrize("text", TEXTS)
def test_other_texts_move_where_they_name_the_year(text: str) -> None:
    assert moved_words(text, 2021, 2022) == TEXTS[text]


class TestCarriedTasks:
    def test_are_those_of_the_year_before_a_year_on(self, own: Path) -> None:
        folder = laid_out(own, carry_tasks=True)
        fill_in(folder)
        before, after = (
            load_register(path, own / "data/reference").items.set_index("item_id") for path in (PLAN, folder)
        )
        for item in ("1.1-1", "2.3-2", "4.3-1", "7.4-1.Q1", "5.1-1.2020Q4"):
            then, now = before.loc[item], after.loc[item.replace("2020Q4", "2021Q4")]
            assert now["due_date"].year == then["due_date"].year + 1, item
        assert after.loc["1.1-1", "due_date"].date() == date(2021, 12, 30)
        assert len(before) == len(after)

    def test_every_row_says_that_it_was_carried_over(self, own: Path) -> None:
        found = new_year(2022, 2021, own / "data", carry_tasks=True)
        tables = [read_table(found.folder / name, columns, "") for name, columns in (("tasks.csv", TASK_COLUMNS), ("products.csv", PRODUCT_COLUMNS))]  # fmt: skip
        for table in tables:
            assert table["doubt"].str.contains("carried over from 2021").all()
        doubts = {key: text for table in tables for key, text in zip(table.iloc[:, 0], table["doubt"], strict=True)}
        assert len(found.doubts) > 30 and all(doubt.why in doubts[doubt.where] for doubt in found.doubts)
        assert "names 2021, which was left as it is" in doubts["4.2-1"]
        assert "'Quý IV/2021'" in doubts["4.1"]

    def test_what_the_reviewers_doubted_stays_doubted(self, own: Path) -> None:
        after = read_table(laid_out(own, carry_tasks=True) / "tasks.csv", TASK_COLUMNS, "")
        for old, new in zip(TASKS["doubt"], after["doubt"], strict=True):
            assert new.startswith(old)


class TestImport:
    @pytest.fixture
    def word(self, own: Path) -> Path:
        return write_plan(own / "KE-HOACH.docx", TASKS, PRODUCTS)

    def test_fills_a_folder_that_is_laid_out_and_leaves_the_rest(self, own: Path, word: Path) -> None:
        before = all_bytes(laid_out(own))
        found = import_register(word, own, own / "data", 2022)
        after = all_bytes(found.folder)
        assert {name for name in after if after[name] != before.get(name)} == {"tasks.csv", "products.csv"}
        assert len(read_table(found.folder / "tasks.csv", TASK_COLUMNS, "")) == 41
        assert any(doubt.what == "deadline" for doubt in found.doubts)  # the plan of 2021 names 2020

    def test_never_writes_over_rows_unless_told_to(self, own: Path, word: Path) -> None:
        before = all_bytes(own / "data/plan/2021")
        with pytest.raises(PlanError, match=r"tasks\.csv and products\.csv in .* hold rows already.*--replace"):
            import_register(word, own, own / "data")
        assert all_bytes(own / "data/plan/2021") == before
        found = import_register(word, own, own / "data", replace=True)
        after = all_bytes(found.folder)
        assert found.year == 2021 and {name for name in after if after[name] != before[name]} == {
            "tasks.csv",
            "products.csv",
        }
        assert len(load_register(found.folder).items) == 91

    def test_a_year_that_is_not_laid_out_is_told_how(self, own: Path, word: Path) -> None:
        with pytest.raises(PlanError, match=r"There is no plan of 2022 .*cchc new-year 2022 --from 2021"):
            import_register(word, own, own / "data", 2022)
        assert not (own / "data/plan/2022").exists()

    def test_into_a_folder_of_its_own(self, own: Path, word: Path) -> None:
        found = import_register(word, own, own / "data", out=own / "aside")
        assert sorted(all_bytes(own / "aside")) == ["products.csv", "tasks.csv"]
        assert "copy both tables to data/plan/2021" in found.steps[0]
        with pytest.raises(PlanError, match="hold rows already"):
            import_register(word, own, own / "data", out=own / "aside")

    def test_not_into_a_folder_that_holds_anything_else(self, own: Path, word: Path) -> None:
        before = all_bytes(own)
        with pytest.raises(PlanError, match="holds other files"):
            import_register(word, own, own / "data", out=own, replace=True)
        with pytest.raises(PlanError, match="is a file"):
            import_register(word, own, own / "data", out=word)
        assert all_bytes(own) == before

    def test_a_file_that_cannot_be_read_leaves_the_folder_as_it_was(self, own: Path) -> None:
        before = all_bytes(laid_out(own))
        (own / "a.docx").write_text("không phải Word", encoding="utf-8")
        with pytest.raises(PlanError, match="is no Word file"):
            import_register(own / "a.docx", own, own / "data", 2022)
        assert all_bytes(own / "data/plan/2022") == before


class TestReports:
    """A year to come stands in no one's way; a year that is asked for says what it lacks."""

    @pytest.fixture
    def whole(self, own: Path) -> Path:
        for name in ("raw", "mappings"):
            shutil.copytree(ROOT / "data" / name, own / "data" / name)
        return own

    def test_a_year_that_is_merely_laid_out_changes_no_report(self, whole: Path, first_quarter: Edition) -> None:
        laid_out(whole)
        edition = open_edition("2021-Q1", whole)
        pd.testing.assert_frame_equal(edition.items, first_quarter.items)
        with pytest.raises(PlanError, match="still to be filled in"):
            open_edition("2022-Q1", whole)

    def test_what_was_reported_on_one_plan_is_not_done_in_the_next(self, whole: Path, first_quarter: Edition) -> None:
        """The codes of products come back every year."""
        folder = laid_out(whole, carry_tasks=True)
        fill_in(folder)
        with pytest.raises(CoverageError, match=r"only until 2021-12-31"):
            open_edition("2022-Q1", whole)
        after = open_edition("2022-Q1", whole, provisional=True)
        assert len(after.items) == 91 and not after.items["is_reported"].any()
        assert set(after.outcomes) == {target.id for target in after.targets}
        pd.testing.assert_frame_equal(open_edition("2021-Q1", whole).items, first_quarter.items)
