"""Whatever moment a crash picks, a whole report stands at its place: the old one or the new one."""

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from cchc_analysis.pipeline import swap


def folder(path: Path, text: str) -> Path:
    (path / "inner").mkdir(parents=True)
    (path / "inner" / "page.html").write_text(text, encoding="utf-8")
    return path


def text_at(place: Path) -> str:
    return (place / "inner" / "page.html").read_text(encoding="utf-8")


def names(report: Path) -> list[str]:
    return sorted(path.name for path in report.iterdir())


def test_the_first_report_takes_its_place(tmp_path: Path) -> None:
    place = tmp_path / "report" / "2021-Q1"
    swap.put_in_place(folder(tmp_path / "fresh", "new"), place)
    assert text_at(place) == "new"
    assert not (tmp_path / "fresh").exists()


def test_a_later_report_replaces_it_and_leaves_nothing_behind(tmp_path: Path) -> None:
    report = tmp_path / "report"
    place = folder(report / "2021-Q1", "old")
    (place / "only-in-the-old-one.txt").write_text("x", encoding="utf-8")
    swap.put_in_place(folder(tmp_path / "fresh", "new"), place)
    assert text_at(place) == "new"
    assert names(place) == ["inner"]
    assert names(report) == ["2021-Q1"]


@pytest.mark.skipif(sys.platform == "win32", reason="folders cannot be opened on Windows")
@pytest.mark.parametrize("with_an_old_one", [False, True], ids=["first", "later"])
def test_all_is_on_the_disk_before_it_takes_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, with_an_old_one: bool
) -> None:
    fresh, place = folder(tmp_path / "fresh", "new"), tmp_path / "report" / "2021-Q1"
    if with_an_old_one:
        folder(place, "old")
    written = {path.stat().st_ino for path in [fresh, *fresh.rglob("*")]}
    seen: list[tuple[int, str]] = []  # what was written out, and what stood at the place then

    def fsync(handle: int, real: Callable[[int], None] = os.fsync) -> None:
        real(handle)
        seen.append((os.fstat(handle).st_ino, text_at(place) if place.exists() else ""))

    monkeypatch.setattr(os, "fsync", fsync)
    swap.put_in_place(fresh, place)
    assert {inode for inode, text in seen if text != "new"} == written
    assert seen[-1] == (place.parent.stat().st_ino, "new")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="renameat2 is of Linux")
def test_on_linux_the_two_change_places_in_one_step(tmp_path: Path) -> None:
    one, other = folder(tmp_path / "one", "1"), folder(tmp_path / "other", "2")
    assert swap._exchange(one, other)
    assert (text_at(one), text_at(other)) == ("2", "1")


def test_an_exchange_with_nothing_changes_nothing(tmp_path: Path) -> None:
    one = folder(tmp_path / "one", "1")
    assert not swap._exchange(one, tmp_path / "nothing")
    assert text_at(one) == "1"


def test_two_renames_do_the_same_where_there_is_no_exchange(tmp_path: Path) -> None:
    report = tmp_path / "report"
    place = folder(report / "2021-Q1", "old")
    swap._two_renames(folder(tmp_path / "fresh", "new"), place)
    assert text_at(place) == "new"
    assert names(report) == ["2021-Q1"]
    assert swap.mend(report) == []


class CrashError(Exception):
    pass


STEPS = ["journal written", "old one moved away", "new one in place", "old one removed"]


@pytest.mark.parametrize("step", STEPS)
def test_after_a_crash_at_any_step_a_whole_report_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    """Stops the two renames after one of their steps, as a kill would, and mends."""
    report = tmp_path / "report"
    place, fresh = folder(report / "2021-Q1", "old"), folder(tmp_path / "fresh", "new")
    rename, rmtree, renames = Path.rename, shutil.rmtree, []

    def rename_or_crash(self: Path, target: Path) -> Path:
        if step == STEPS[0]:
            raise CrashError
        moved = rename(self, target)
        renames.append(target)
        if len(renames) == STEPS.index(step):
            raise CrashError
        return moved

    def rmtree_or_crash(path: Path, ignore_errors: bool = False) -> None:
        rmtree(path, ignore_errors=ignore_errors)
        if renames and step == STEPS[3]:
            raise CrashError

    with monkeypatch.context() as patched:
        patched.setattr(Path, "rename", rename_or_crash)
        patched.setattr(shutil, "rmtree", rmtree_or_crash)
        with pytest.raises(CrashError):
            swap._two_renames(fresh, place)
    assert place.exists() == (step != STEPS[1])
    mended = swap.mend(report)
    assert mended == (["2021-Q1"] if step == STEPS[1] else [])
    assert text_at(place) == ("old" if step in STEPS[:2] else "new")
    assert names(report) == ["2021-Q1"]
    assert swap.mend(report) == [], "mending twice does no harm"


def test_a_leftover_of_an_earlier_crash_does_not_stop_the_next_swap(tmp_path: Path) -> None:
    report = tmp_path / "report"
    place = folder(report / "2021-Q1", "old")
    folder(report / ".2021-Q1.old", "older")
    swap._two_renames(folder(tmp_path / "fresh", "new"), place)
    assert text_at(place) == "new"
    assert names(report) == ["2021-Q1"]


def test_mending_touches_no_other_report(tmp_path: Path) -> None:
    report = tmp_path / "report"
    folder(report / "2021-6M", "half a year")
    folder(report / ".2021-Q1.old", "old")
    (report / ".2021-Q1.swap").touch()
    assert swap.mend(report) == ["2021-Q1"]
    assert (text_at(report / "2021-Q1"), text_at(report / "2021-6M")) == ("old", "half a year")


def test_mending_a_folder_that_is_not_there(tmp_path: Path) -> None:
    assert swap.mend(tmp_path / "report") == []
