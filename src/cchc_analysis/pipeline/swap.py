"""Putting a finished folder in the place of an old one so that a crash at any moment leaves one of the two whole.

On Linux the two change places in one step of the kernel (renameat2, exchange). Elsewhere it takes two renames; a journal
beside them says which, and `mend` completes what a crash has interrupted.
"""

import ctypes
import os
import shutil
import sys
from pathlib import Path

_AT_FDCWD, _RENAME_EXCHANGE = -100, 2


def put_in_place(fresh: Path, place: Path) -> None:
    """Makes `fresh` the folder at `place`; what stood there is gone afterwards. Both must be on one file system."""
    place.parent.mkdir(parents=True, exist_ok=True)
    for path in [*fresh.rglob("*"), fresh]:
        _write_out(path)
    if not place.exists():
        fresh.rename(place)
    elif _exchange(fresh, place):
        _write_out(place.parent)  # before the old one goes
        shutil.rmtree(fresh)
    else:
        _two_renames(fresh, place)
    _write_out(place.parent)


def mend(folder: Path) -> list[str]:
    """Completes swaps in `folder` that a crash has interrupted; returns the names of the places that were mended."""
    mended = []
    for journal in sorted(folder.glob(".*.swap")):
        name = journal.name[1:-5]
        place, old = folder / name, folder / f".{name}.old"
        if not place.exists() and old.exists():
            old.rename(place)
            mended.append(name)
        shutil.rmtree(old, ignore_errors=True)
        journal.unlink()
    return mended


def _write_out(path: Path) -> None:
    """Waits until a file, or the names in a folder, are on the disk: a machine that stops may otherwise leave files empty."""
    on_windows = sys.platform == "win32"
    if on_windows and path.is_dir():  # which cannot be opened there
        return
    handle = os.open(path, os.O_RDWR if on_windows else os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _exchange(fresh: Path, place: Path) -> bool:
    """The two folders change places at once; False where the system cannot do that."""
    if not sys.platform.startswith("linux"):
        return False
    renameat2 = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if renameat2 is None:
        return False
    paths = (os.fsencode(fresh), os.fsencode(place))
    return bool(renameat2(_AT_FDCWD, paths[0], _AT_FDCWD, paths[1], _RENAME_EXCHANGE) == 0)


def _two_renames(fresh: Path, place: Path) -> None:
    journal, old = place.parent / f".{place.name}.swap", place.parent / f".{place.name}.old"
    shutil.rmtree(old, ignore_errors=True)
    journal.touch()
    place.rename(old)
    fresh.rename(place)
    shutil.rmtree(old)
    journal.unlink()
