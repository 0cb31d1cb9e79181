"""Scratch folders: gone when the work is done, when it failed, and after a kill; never while their run lives."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from cchc_analysis.scratch import scratch_folder, sweep

needs_locks = pytest.mark.skipif(sys.platform == "win32", reason="there are no such locks on Windows")


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_folder_is_there_while_work_goes_on_and_gone_afterwards(tmp_path: Path) -> None:
    with scratch_folder(tmp_path / "new", ".work-") as folder:
        assert folder.is_dir()
        sweep(tmp_path / "new", ".work-")
        assert folder.is_dir(), "a run that lives keeps its folder"
    assert names(tmp_path / "new") == []


def test_a_failure_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), scratch_folder(tmp_path, ".work-"):
        raise ZeroDivisionError
    assert names(tmp_path) == []


@needs_locks
def test_what_a_killed_run_left_is_taken_away_by_the_next(tmp_path: Path) -> None:
    code = (
        "import sys, time; from pathlib import Path; from cchc_analysis.scratch import scratch_folder\n"
        "with scratch_folder(Path(sys.argv[1]), '.work-') as folder:\n"
        "    (folder / 'half').touch(); print(flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE) as run:
        assert run.stdout is not None
        run.stdout.readline()
        sweep(tmp_path, ".work-")
        assert len(names(tmp_path)) == 1, "another process holds it"
        run.send_signal(signal.SIGKILL)
    with scratch_folder(tmp_path, ".work-") as folder:
        assert names(tmp_path) == [folder.name]


def test_without_a_lock_only_age_tells(tmp_path: Path) -> None:
    for name, age in (("young", 3600), ("old", 25 * 3600)):
        (tmp_path / f".work-{name}").mkdir()
        os.utime(tmp_path / f".work-{name}", (time.time() - age,) * 2)
    sweep(tmp_path, ".work-")
    assert names(tmp_path) == [".work-young"]


@needs_locks
def test_a_file_system_without_locks_is_no_reason_to_stop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_locks(*_: object) -> None:
        raise OSError("no locks available")

    monkeypatch.setattr("cchc_analysis.scratch.fcntl.flock", no_locks)
    with scratch_folder(tmp_path, ".work-") as folder:
        sweep(tmp_path, ".work-")
        assert folder.is_dir()
    assert names(tmp_path) == []
