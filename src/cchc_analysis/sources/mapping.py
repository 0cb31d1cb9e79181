"""Mappings: what a layout calls its columns, how it writes dates and values. One TOML file per export layout.

A mapping is the only place that knows a vendor. It names every column that the layout may have: those that are wanted, those
that are personal data (dropped while reading) and those that are of no use; a column in no list stops the file.
"""

import tomllib
from collections.abc import Iterable
from collections.abc import Mapping as Dict
from dataclasses import dataclass, field
from pathlib import Path

from cchc_analysis.errors import SettingsError
from cchc_analysis.settings import read_section
from cchc_analysis.sources.feeds import FEEDS, Feed
from cchc_analysis.text import did_you_mean, fold


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
    mapping = read_section(Mapping, written, path.name)
    _check(mapping, path.name)
    return mapping


def load_mappings(folder: Path) -> list[Mapping]:
    """Every mapping of a folder, in order of their file names."""
    return [load_mapping(path) for path in sorted(folder.glob("*.toml"))]


def _check(mapping: Mapping, where: str) -> None:
    if mapping.table not in FEEDS:
        raise SettingsError(f'{where}: table "{mapping.table}" is not known.{did_you_mean(mapping.table, list(FEEDS))}')
    feed, vocabularies = mapping.feed, mapping.feed.vocabularies
    _refuse_unknown(f"{where} [columns]", mapping.columns, list(feed.columns))
    _refuse_unknown(f"{where} [vocabularies]", mapping.vocabularies, list(vocabularies))
    for target, words in mapping.vocabularies.items():
        _refuse_unknown(f"{where} [vocabularies.{target}]", words, list(vocabularies[target]))
    for target, value in mapping.otherwise.items():
        _refuse_unknown(f"{where} [otherwise]", [target], list(vocabularies))
        _refuse_unknown(f"{where} [otherwise] {target}", [value], list(vocabularies[target]))
    if missing := [name for name in feed.required if name not in mapping.columns]:
        raise SettingsError(f"{where} [columns] lacks {', '.join(missing)}: no row could be used without.")


def _refuse_unknown(where: str, names: Iterable[str], known: list[str]) -> None:
    for name in names:
        if name not in known:
            raise SettingsError(f'{where}: "{name}" is not known.{did_you_mean(name, known)}')
