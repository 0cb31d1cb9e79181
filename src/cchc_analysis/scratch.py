"""Scratch folders: where work goes on until it is whole, and gone afterwards, also when the run that made them was killed.

A run holds a lock on each of its folders. The system lets go of a lock when a run ends, however it ends, so a folder that nobody
holds is a leftover and the next run takes it away at once. Where there are no such locks (Windows, some network file systems), only
age tells.
"""

import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

if sys.platform != "win32":
    import fcntl

LOCK = ".lock"
# No run takes a day.
_LONGEST_RUN = 24 * 3600


@contextmanager
def scratch_folder(parent: Path, prefix: str) -> Iterator[Path]:
    """A fresh folder in `parent` that is gone afterwards; what killed runs left there under the same prefix goes first."""
    parent.mkdir(parents=True, exist_ok=True)
    sweep(parent, prefix)
    folder = Path(tempfile.mkdtemp(prefix=prefix, dir=parent))
    held = _hold(folder)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        if held is not None:
            os.close(held)


def sweep(parent: Path, prefix: str) -> None:
    """Takes away the scratch folders in `parent` whose runs are gone."""
    for folder in parent.glob(f"{prefix}*"):
        if _is_left_over(folder):
            shutil.rmtree(folder, ignore_errors=True)


def _hold(folder: Path) -> int | None:
    """Locks the folder for as long as this process lives; the open file to close afterwards, None where there are no locks."""
    if sys.platform == "win32":
        return None
    # Locked before it has its name: nobody may find the lock of a run that lives without a hold on it.
    unnamed = folder / f"{LOCK}.new"
    held = os.open(unnamed, os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(held, fcntl.LOCK_EX)
    except OSError:
        os.close(held)
        return None
    unnamed.rename(folder / LOCK)
    return held


def _is_left_over(folder: Path) -> bool:
    try:
        if sys.platform == "win32" or not (folder / LOCK).exists():
            return time.time() - folder.stat().st_mtime > _LONGEST_RUN
        with (folder / LOCK).open("r+b") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:  # held by a run, another user's, or just taken away
        return False
    return True
