"""Mappings: what a layout calls its columns, how it writes dates and values. One TOML file per export layout.

A mapping is the only place that knows a vendor. It names every column that the layout may have: those that are wanted, those
that are personal data (dropped while reading) and those that are of no use; a column in no list stops the file.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator
from collections.abc import Mapping as Dict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cchc_analysis.errors import SettingsError
from cchc_analysis.settings import read_section
from cchc_analysis.sources.feeds import FEEDS, Feed
from cchc_analysis.text import did_you_mean, fold

# What a person has still to decide; `cchc map` writes it into its drafts.
TODO = "TODO"
# The parts of a date format: day, month and a year of four digits once each, then perhaps a time of day.
_DAY = re.compile(r"%[Ymd](?P<sign>[^%\w]?)%[Ymd](?P=sign)%[Ymd]")
_TIME = re.compile(r"([ T]?%H(:?)%M(\2%S)?)?")


@dataclass(frozen=True)
class Mapping:
    """One layout of the kind of file `table`: `columns` maps each target to its spellings in heads; `vocabularies` a target's values to theirs.

    `otherwise` is the value for what a vocabulary does not list, where the layout is known to have an open list.
    """

    name: str
    table: str
    columns: Dict[str, tuple[str, ...]]
    date_formats: tuple[str, ...]
    personal: tuple[str, ...] = ()
    unused: tuple[str, ...] = ()
    vocabularies: Dict[str, Dict[str, tuple[str, ...]]] = field(default_factory=dict)
    otherwise: Dict[str, str] = field(default_factory=dict)

    @property
    def feed(self) -> Feed:
        """The kind of file that the layout is one of."""
        return FEEDS[self.table]

    def targets(self) -> dict[str, str]:
        """Folded spelling of a head → target column ("" for columns that are dropped)."""
        wanted = {fold(spelling): target for target, spellings in self.columns.items() for spelling in spellings}
        dropped = {fold(spelling): "" for spelling in (*self.personal, *self.unused)}
        return dropped | wanted

    def spellings(self) -> list[str]:
        """Every head that the mapping knows, as written."""
        return [spelling for group in self.columns.values() for spelling in group] + [*self.personal, *self.unused]

    def words(self, target: str) -> dict[str, str]:
        """Folded word of the layout → value of the clean table, for a target with a vocabulary."""
        return {fold(word): value for value, words in self.vocabularies.get(target, {}).items() for word in words}


def load_mapping(path: Path) -> Mapping:
    """Reads one mapping; raises SettingsError for what it lacks or what no clean table knows."""
    try:
        written = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise SettingsError(f"There is no mapping {path.name}. Look into data/mappings for those there are.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"Mapping {path.name} cannot be read: {error}") from None
    if left := list(_left_to_do(written)):
        raise SettingsError(
            f"{path.name}: {'; '.join(left)}. Decide each, write it where it belongs, and delete its {TODO}."
        )
    mapping = read_section(Mapping, written, path.name)
    _check(mapping, path.name)
    return mapping


def load_mappings(folder: Path) -> list[Mapping]:
    """Every mapping of a folder, in order of their file names; raises SettingsError where two have one name."""
    mappings, files = list[Mapping](), dict[str, str]()
    for path in sorted(folder.glob("*.toml")):
        mapping = load_mapping(path)
        if mapping.name in files:
            raise SettingsError(
                f'{files[mapping.name]} and {path.name} have one name, "{mapping.name}". Give each its own.'
            )
        files[mapping.name] = path.name
        mappings.append(mapping)
    return mappings


def is_draft(path: Path) -> bool:
    """Whether a mapping still has something to decide in it."""
    try:
        return any(_left_to_do(tomllib.loads(path.read_text(encoding="utf-8"))))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        return False


def _left_to_do(written: Dict[str, Any], where: str = "") -> Iterator[str]:
    """What a draft leaves open, table by table: [vocabularies.status] TODO "Đang luân chuyển"."""
    for name, value in written.items():
        if name == TODO:
            told = ", ".join(f'"{item}"' for item in value) if isinstance(value, list) else f'"{value}"'
            yield f"{where and f'[{where}] '}{TODO} {told}"
        elif isinstance(value, dict):
            yield from _left_to_do(value, f"{where}.{name}" if where else name)


def _check(mapping: Mapping, where: str) -> None:
    if mapping.table not in FEEDS:
        raise SettingsError(f'{where}: table "{mapping.table}" is not known.{did_you_mean(mapping.table, list(FEEDS))}')
    feed, vocabularies = mapping.feed, mapping.feed.vocabularies
    for written in mapping.date_formats:
        _check_date_format(written, where)
    _refuse_unknown(f"{where} [columns]", mapping.columns, list(feed.columns))
    _refuse_unknown(f"{where} [vocabularies]", mapping.vocabularies, list(vocabularies))
    for target, words in mapping.vocabularies.items():
        _refuse_unknown(f"{where} [vocabularies.{target}]", words, list(vocabularies[target]))
    for target, value in mapping.otherwise.items():
        _refuse_unknown(f"{where} [otherwise]", [target], list(vocabularies))
        _refuse_unknown(f"{where} [otherwise] {target}", [value], list(vocabularies[target]))
    if missing := [name for name in feed.required if name not in mapping.columns]:
        raise SettingsError(f"{where} [columns] lacks {', '.join(missing)}: no row could be used without.")


def _check_date_format(written: str, where: str) -> None:
    """A format that could be read in more than one way, or that the reader of dates has no part for, is refused."""
    told = f'{where} date_formats: "{written}"'
    if "%y" in written:
        raise SettingsError(
            f"{told} has a year of two digits (%y): 05/03/21 could be any of three days. Export the list with years of four "
            f"digits (%Y), or take the column out."
        )
    day = _DAY.match(written)
    parts = set(re.findall("%([Ymd])", day.group())) if day else set()
    if day is None or parts != set("Ymd") or not _TIME.fullmatch(written, day.end()):
        raise SettingsError(
            f"{told} cannot be read safely: it needs %d, %m and %Y once each with one sign between them, then nothing or a "
            f"time, as in %d/%m/%Y %H:%M:%S."
        )
    if day.group("sign") == "" and not written.startswith("%Y%m%d"):
        raise SettingsError(f"{told} has no sign between day, month and year; only %Y%m%d is read without one.")


def _refuse_unknown(where: str, names: Iterable[str], known: list[str]) -> None:
    for name in names:
        if name not in known:
            raise SettingsError(f'{where}: "{name}" is not known.{did_you_mean(name, known)}')
