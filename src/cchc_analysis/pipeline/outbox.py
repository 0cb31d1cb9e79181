"""Files that people go on working in: forms that units fill in, drafts that a clerk finishes. What they wrote is never overwritten."""

from collections.abc import Mapping
from pathlib import Path

from cchc_analysis.errors import SettingsError
from cchc_analysis.scratch import scratch_folder


def hand_out(files: Mapping[str, bytes], folder: Path) -> list[Path]:
    """Writes files (name → content) into a folder; those that are there with the same content stay as they are.

    Raises SettingsError, before anything is written, where a file of the same name has other content.
    """
    changed = [name for name, content in files.items() if _differs(folder / name, content)]
    if changed:
        raise SettingsError(
            f"{folder.name} already holds {', '.join(changed[:3])}{' …' if len(changed) > 3 else ''} with other content: perhaps "
            "someone wrote into it. Move it away, or name another folder with --out."
        )
    with scratch_folder(folder, ".fresh-") as fresh:
        for name, content in files.items():
            (fresh / name).write_bytes(content)
            (fresh / name).replace(folder / name)
    return [folder / name for name in files]


def _differs(path: Path, content: bytes) -> bool:
    return path.exists() and path.read_bytes() != content
