"""Runs that are killed on the way (SIGKILL, the whole process group, as by a power cut or the out-of-memory killer).

After each kill the last good report is byte for byte what it was or wholly the new one, and the next command works and takes away
what the killed one left. Two moments are tried in every test run, many more by `make crash`.
"""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path

import pytest
from command import cchc, copy_project, report_alone

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL on Windows")

REPORT = ("report", "2021-Q1")
PUBLISH = (
    "publish", "2021-Q1", "--number", "15/BC-STTTT", "--date", "2021-03-16", "--signer", "Người ký mẫu",
    "--accept-rejects", "Chánh Văn phòng", "--format", "html",
)  # fmt: skip
STEPS = (
    "reading 1/",
    "reading 37/",
    "checking and joining",
    "executed 1/",
    "executed 4/",
    "rendered 1/",
    "rendered 6/",
)
# Moments that no step is printed at: Python that puts the kill there, and what stands afterwards.
KILL = "kill = lambda *_, **__: os.killpg(0, signal.SIGKILL)"
MOMENTS = {
    "before the swap": ("swap.put_in_place = kill", "old"),
    "after the exchange": ("real = swap._exchange; swap._exchange = lambda *both: (real(*both), kill())", "new"),
    "between two renames": (
        "swap._exchange = lambda *_: False; real = Path.rename; "
        "Path.rename = lambda one, to: (real(one, to), kill() if str(to).endswith('.old') else None)[0]",
        "none",
    ),
    "after two renames": (
        "swap._exchange = lambda *_: False; real = Path.rename; "
        "Path.rename = lambda one, to: (real(one, to), kill() if str(to).endswith('2021-Q1') else None)[0]",
        "new",
    ),
}
PUBLISH_MOMENTS = {
    "before the folder": "swap.put_in_place = kill",
    "folder there, not entered": "publish._enter = kill",
    "register written, not in place": "Path.replace = kill",
    "entered": "real = publish._enter; publish._enter = lambda *both: (real(*both), kill())",
}
HARD = pytest.mark.crash


def some(moments: Iterable[str], always: str) -> list[object]:
    """One moment for every test run, the others for `make crash`."""
    return [pytest.param(moment, id=moment, marks=() if moment == always else HARD) for moment in moments]


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def leftovers(project: Path) -> list[str]:
    return [
        path.name
        for folder in (project / "data", project / "report", *(project / "report").glob("published/*"))
        for path in folder.iterdir()
        if path.name.startswith(".") and path.name != ".drafts"  # the words of drafts are kept on purpose
    ]


def start(project: Path, command: list[str], words: tuple[str, ...]) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, *command, *words], cwd=project, start_new_session=True, text=True, encoding="utf-8",
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
    )  # fmt: skip


def killed_at_step(project: Path, words: tuple[str, ...], step: str) -> None:
    with start(project, ["-m", "cchc_analysis.cli"], words) as run:
        assert run.stderr is not None
        seen = next((line for line in run.stderr if step in line), None)
        assert seen, f"the run never said {step}"
        os.killpg(run.pid, signal.SIGKILL)
    assert run.returncode == -signal.SIGKILL


def killed_at_moment(project: Path, words: tuple[str, ...], moment: str) -> None:
    modules = "from cchc_analysis.pipeline import publish, swap; from cchc_analysis.cli import main"
    code = f"import os, signal; from pathlib import Path; {modules}; {KILL}; {moment}; main()"
    with start(project, ["-c", code], words) as run:
        said = run.communicate()[1]
    assert run.returncode == -signal.SIGKILL, said


def works_again(project: Path, new: dict[str, bytes]) -> None:
    done = cchc(project, *REPORT)
    assert done.returncode == 0, done.stderr
    assert contents(project / "report" / "2021-Q1") == new
    assert leftovers(project) == []


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with the report of the period and some pages; papers die no other death."""
    project = report_alone(copy_project(tmp_path_factory.mktemp("crash") / "project"), "quality", "dossiers", "plan")
    done = cchc(project, *REPORT)
    assert done.returncode == 0, done.stderr
    return project


@pytest.fixture
def copy(whole: Path, tmp_path: Path) -> tuple[Path, dict[str, bytes], dict[str, bytes]]:
    """A project with an older report of the period; the contents of that report, and of the one that a run would make."""
    project, place = whole, tmp_path / "project"
    first_quarter = project / "report" / "2021-Q1"
    new = contents(first_quarter)
    shutil.copytree(project, place, ignore=shutil.ignore_patterns("report", "clean", "logs"))
    shutil.copytree(project / "report" / "_extensions", place / "report" / "_extensions")
    shutil.copytree(first_quarter, place / "report" / "2021-Q1")
    (place / "report" / "2021-Q1" / "older.txt").write_text("as it was made last time", encoding="utf-8")
    return place, contents(place / "report" / "2021-Q1"), new


@pytest.mark.parametrize("step", some(STEPS, "rendered 1/"))
def test_a_report_killed_at_a_step_leaves_the_last_one(copy, step: str):
    place, old, new = copy
    killed_at_step(place, REPORT, step)
    assert contents(place / "report" / "2021-Q1") in (old, new)
    works_again(place, new)


@pytest.mark.crash
@pytest.mark.parametrize("moment", MOMENTS)
def test_a_report_killed_while_it_is_put_in_place_is_the_old_or_the_new_one(copy, moment: str):
    place, old, new = copy
    code, stands = MOMENTS[moment]
    killed_at_moment(place, REPORT, code)
    report = place / "report" / "2021-Q1"
    assert contents(report) == {"old": old, "new": new, "none": {}}[stands]
    if stands == "none":
        # Where the system cannot exchange two folders, the old one waits beside its place for the next command.
        assert contents(report.with_name(".2021-Q1.old")) == old
    works_again(place, new)


@pytest.mark.crash
@pytest.mark.parametrize("seed", range(12))
def test_a_report_killed_at_any_time_leaves_the_last_one(copy, seed: int):
    place, old, new = copy
    with start(place, ["-m", "cchc_analysis.cli"], REPORT) as run:
        time.sleep(random.Random(seed).uniform(0.2, 14))
        os.killpg(run.pid, signal.SIGKILL)
    assert contents(place / "report" / "2021-Q1") in (old, new)
    works_again(place, new)


@pytest.mark.parametrize("moment", some(PUBLISH_MOMENTS, "folder there, not entered"))
def test_a_publishing_that_was_killed_is_completed_by_asking_again(copy, moment: str):
    place, old, _ = copy
    killed_at_moment(place, PUBLISH, PUBLISH_MOMENTS[moment])
    assert contents(place / "report" / "2021-Q1") == old
    frozen = place / "report" / "published" / "2021-Q1" / "v1"
    before = contents(frozen)
    again = cchc(place, *PUBLISH)
    if moment == "entered":
        assert (again.returncode, "--revise" in again.stderr) == (11, True), "it was whole already"
    else:
        assert again.returncode == 0, again.stderr
        assert ("entered 15/BC-STTTT" in again.stderr) == bool(before)
    assert contents(frozen) == (before or contents(frozen))
    assert (place / "data" / "reports.toml").read_text(encoding="utf-8").count("[[report]]") == 1
    assert leftovers(place) == []
    listed = cchc(place, "periods")
    assert "15/BC-STTTT" in listed.stdout


@pytest.mark.crash
@pytest.mark.parametrize("step", ["checking and joining", "executed 1/", "rendered 4/"])
def test_a_publishing_killed_at_a_step_can_be_repeated(copy, step: str):
    place, old, _ = copy
    killed_at_step(place, PUBLISH, step)
    assert contents(place / "report" / "2021-Q1") == old
    again = cchc(place, *PUBLISH)
    assert again.returncode == 0, again.stderr
    assert leftovers(place) == []
    assert (place / "data" / "reports.toml").read_text(encoding="utf-8").count("[[report]]") == 1


@pytest.mark.crash
def test_listing_the_periods_completes_a_publishing_too(copy):
    place, _, _ = copy
    killed_at_moment(place, PUBLISH, PUBLISH_MOMENTS["folder there, not entered"])
    listed = cchc(place, "periods")
    assert listed.returncode == 0, listed.stderr
    assert "entered 15/BC-STTTT" in listed.stderr
    assert "15/BC-STTTT" in listed.stdout
