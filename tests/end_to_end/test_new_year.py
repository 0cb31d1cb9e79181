"""The next year laid out from this one and its plan read out of Word, as a person types it: what is said until all is there."""

from pathlib import Path

from command import PROJECT, cchc, copy_project, without_pages
from word_plan import write_plan

from cchc_analysis.plan.files import read_table
from cchc_analysis.plan.new_year import moved, moved_words
from cchc_analysis.plan.register import PRODUCT_COLUMNS, TASK_COLUMNS
from cchc_analysis.plan.targets import UNCONFIRMED


def write_next_plan(path: Path) -> Path:
    """The plan of 2021 as that of 2022."""
    plan = PROJECT / "data" / "plan" / "2021"
    tasks, products = (
        read_table(plan / "tasks.csv", TASK_COLUMNS, ""),
        read_table(plan / "products.csv", PRODUCT_COLUMNS, ""),
    )
    return write_plan(
        path,
        tasks.assign(deadline_text=tasks["deadline_text"].map(lambda text: moved(text, 2021, 2022))),
        products.assign(product_text=products["product_text"].map(lambda text: moved_words(text, 2021, 2022))),
        year=2022,
    )


def test_from_the_empty_folder_to_the_first_report(tmp_path: Path):
    project = copy_project(tmp_path / "project")
    write_next_plan(project / "KE-HOACH.docx")

    def refused(code: int, *words: str) -> str:
        done = cchc(project, *words)
        assert done.returncode == code and "Traceback" not in done.stderr, done.stderr
        return done.stderr.splitlines()[-1]

    assert "cchc new-year 2022 --from 2021" in refused(8, "plan", "import", "KE-HOACH.docx")

    laid_out = cchc(project, "new-year", "2022", "--from", "2021")
    assert laid_out.returncode == 0, laid_out.stderr
    assert "1. Read the plan's table in: cchc plan import FILE.docx --year 2022." in laid_out.stdout
    assert "exists already" in refused(8, "new-year", "2022", "--from", "2021")
    assert "tasks.csv has no row" in refused(8, "check", "2022-Q1")

    imported = cchc(project, "plan", "import", "KE-HOACH.docx")
    assert imported.returncode == 0, imported.stderr
    assert "7.5     units     no word 'chủ trì' printed" in imported.stdout
    assert "31 doubt(s). Plan of 2022, written in data/plan/2022: tasks.csv, products.csv." in imported.stdout
    assert "--replace" in refused(8, "plan", "import", "KE-HOACH.docx")

    head, targets = project / "data/plan/2022/plan.toml", project / "data/plan/2022/targets.toml"
    assert "number and date of the plan still to be filled in" in refused(8, "check", "2022-Q1")
    filled = head.read_text(encoding="utf-8").replace('number = ""', 'number = "170/KH-STTTT"')
    head.write_text(filled.replace('date = ""', "date = 2021-12-28"), encoding="utf-8")
    assert "T12d carried over from the year before" in refused(8, "check", "2022-Q1")
    targets.write_text(targets.read_text(encoding="utf-8").replace(UNCONFIRMED, ""), encoding="utf-8")
    assert "The dossier exports cover 2022-Q1 only until 2021-12-31" in refused(5, "check", "2022-Q1")
    assert "No dossier export covers the start of 2022-Q2" in refused(5, "check", "2022-Q2")

    done = cchc(without_pages(project, "plan"), "report", "2022-Q1", "--provisional", "--format", "html")
    assert done.returncode == 0, done.stderr
    page = (project / "report/2022-Q1/bao-cao.html").read_text(encoding="utf-8")
    assert "170/KH-STTTT" in page and "31/12/2021" in page
    # A further year in force changes nothing of the one before.
    assert cchc(project, "check", "2021-Q1").returncode == 0
