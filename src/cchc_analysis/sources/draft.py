"""Drafting a mapping for an export that no mapping knows: `cchc map`.

The head is found by its shape, the columns by the nearest spellings of all mappings and by what their cells look like. What is sure is
placed; what is only likely is placed and asked about; what cannot be placed is named. Everything asked about is a TODO, and
`load_mapping` refuses a mapping that still has one. Cells are never quoted but for the words of a vocabulary.
"""

import json
import re
from collections.abc import Iterator, Sequence
from collections.abc import Mapping as Dict
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path

import numpy as np
import pyarrow as pa

from cchc_analysis.errors import InputError
from cchc_analysis.sources.alignment import CODE
from cchc_analysis.sources.columns import cleaned, filled, one_chunk
from cchc_analysis.sources.feeds import FEEDS, Feed
from cchc_analysis.sources.layout import DEEPEST_HEAD
from cchc_analysis.sources.mapping import TODO, Mapping
from cchc_analysis.sources.readers import Sheet, place, read_sheets
from cchc_analysis.text import fold, nearest

# Two heads that are so much alike are likely to be one: "Ngày tiếp nhận HS" and "Ngày tiếp nhận".
_ALIKE = 0.8
# So many distinct cells of a column show what it holds.
_LOOKED_AT = 5_000
_MOST_WORDS, _LONGEST_WORD = 30, 60
_MOSTLY, _OFTEN = 0.8, 0.2
_PROCEDURE = re.compile(r"\d\.\d{6}(\.\d{2,3}){0,3}(\.[A-Z]\d{2})?")
_CODE = re.compile(CODE.removeprefix("^").removesuffix("$"))
_PERSONAL = re.compile(
    r"(\+?84|0)[ .-]?\d{2,3}[ .-]?\d{3}[ .-]?\d{3,4}"  # a phone
    r"|0\d{11}|[0-3]\d{8}"  # an identity number, of twelve digits or of nine
    r"|[^@\s]+@[^@\s]+\.[^@\s]+"  # an e-mail
)
_PERSONAL_HEADS = re.compile(
    r"họ tên|họ và tên|chủ hồ sơ|tên công dân|tên tổ chức|người|cán bộ|chuyên viên|địa chỉ|"
    r"điện thoại|\bsđt\b|cccd|cmnd|căn cước|hộ chiếu|giấy tờ|e-?mail|thư điện tử|ngày sinh|mã số thuế|lý do|ghi chú|nội dung"
)
_RUNNING_NUMBERS = {"stt", "tt", "số tt", "số thứ tự"}
_DATE = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})([ T]\d{1,2}:\d{2}(:\d{2})?)?")
_ISO = re.compile(r"20\d{2}-\d{2}-\d{2}([ T]\d{2}:\d{2}(:\d{2}(\.\d+)?)?)?")
_COMPACT = re.compile(r"20\d{6}(\d{4}(\d{2})?)?")
_SERIAL = re.compile(r"[34567]\d{4}(\.\d+)?")


@dataclass(frozen=True)
class Draft:
    """A mapping as TOML text, and what is to be said of it: one sentence a line."""

    toml: str
    remarks: tuple[str, ...]


@dataclass(frozen=True)
class _Column:
    """A column of the export: its head, and its distinct cells below the head."""

    name: str
    cells: tuple[str, ...]

    def share(self, pattern: re.Pattern[str]) -> float:
        """The share of the distinct cells that are wholly what the pattern says."""
        return sum(bool(pattern.fullmatch(cell)) for cell in self.cells) / len(self.cells) if self.cells else 0.0


@dataclass
class _Plan:
    """Where the columns go, what is asked about, and what is told."""

    columns: dict[str, str] = field(default_factory=dict)
    personal: list[str] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)
    formats: dict[str, None] = field(default_factory=dict)
    vocabularies: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    hints: dict[str, list[str]] = field(default_factory=dict)
    orders: set[str] = field(default_factory=set)
    open: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)

    def ask(self, question: str) -> None:
        self.open.append(question)
        self.told.append(f"{TODO}: {question}")


def draft_mapping(path: Path, name: str, mappings: Sequence[Mapping], kind: str = "") -> Draft:
    """A draft for the layout of a file; of which kind it is follows from its heads unless it is given.

    Raises InputError where the file cannot be read, or no row of it looks like a head.
    """
    sheet = max(read_sheets(path, name), key=lambda sheet: sum(int(filled(column).sum()) for column in sheet.columns))
    head, columns = _columns(sheet)
    feed = FEEDS[kind] if kind else _kind_of([column.name for column in columns], mappings)
    plan = _Plan()
    plan.told.append(
        f"{place(sheet)}: head in row {head + 1}, {len(columns)} columns, taken for kind {feed.kind}"
        + ("." if kind else " by its heads; --kind says otherwise.")
    )
    roles = _roles(feed, mappings)
    for column in sorted(columns, key=lambda column: fold(column.name) not in roles):  # what is sure goes first
        _place(column, feed, mappings, roles, plan)
    if "either" in plan.orders and plan.orders <= {"either", ""}:
        plan.ask(
            "no date has a day after the 12th to show whether day or month comes first; they are read day first, right?"
        )
    for target in feed.required:
        if target not in plan.columns.values():
            plan.ask(f"[columns] {target}: no column was found for it, and no row can be used without")
    return Draft(_toml(Path(name), feed, plan), tuple(plan.told))


def _columns(sheet: Sheet) -> tuple[int, list[_Column]]:
    """The index of the (lower) row of the head, and the columns that have a name."""
    top = sheet.part(0, DEEPEST_HEAD)
    counts = [_word_count(row) for row in top]
    best = max(range(len(top)), key=lambda number: (counts[number], -number), default=0)
    if not counts or counts[best] < 2:
        raise InputError(
            f"{place(sheet)}: no row looks like a head: two names or more side by side, and nothing but names."
        )
    rows = [best]
    if best + 1 < len(top) and counts[best + 1] and _is_below(top[best], top[best + 1]):
        rows = [best, best + 1]
    elif best > 0 and counts[best - 1] > 1:
        rows = [best - 1, best]
    names = [next((cell for row in reversed(rows) if (cell := top[row][c])), "") for c in range(len(top[best]))]
    has_cell = [filled(column) for column in sheet.columns]
    is_row = (np.sum(has_cell, axis=0) >= min(3, sum(map(bool, names)))) & (np.arange(len(sheet)) > rows[-1])
    return rows[-1], [
        _Column(name, _distinct(column, is_row & here))
        for name, column, here in zip(names, sheet.columns, has_cell, strict=True)
        if name
    ]


def _word_count(row: Sequence[str]) -> int:
    """How many names stand in a row that has nothing but names; 0 for any other row."""
    cells = [cell for cell in row if cell]
    return len(cells) if cells and all(map(_is_name, cells)) else 0


def _is_name(cell: str) -> bool:
    """Words, not a number, a date, a code or what is about a person."""
    is_word = any(sign.isalpha() for sign in cell)
    return is_word and not any(p.search(cell) for p in (_DATE, _ISO)) and not any(
        p.fullmatch(cell) for p in (_CODE, _PROCEDURE, _PERSONAL)
    ) and not re.search(r"\d{5}", cell)  # fmt: skip


def _is_below(upper: Sequence[str], lower: Sequence[str]) -> bool:
    """Whether a row is the lower half of a head: it names what stands beneath a merged name or its gap, and nothing twice."""
    both = [(above, below) for above, below in zip(upper, lower, strict=True) if below]
    gaps = sum(1 for above, _ in both if not above)
    return bool(gaps) and len(both) < sum(map(bool, upper)) + gaps


def _distinct(column: pa.ChunkedArray, rows: "np.ndarray[tuple[int], np.dtype[np.bool_]]") -> tuple[str, ...]:
    texts = cleaned(one_chunk(column.filter(pa.array(rows)))).dictionary_encode().dictionary
    cells = [text for text in texts.slice(0, _LOOKED_AT).to_pylist() if text]
    return tuple(cell for cell in cells if not re.fullmatch(r"\(\d{1,2}\)", cell))  # a row of column numbers


def _kind_of(names: Sequence[str], mappings: Sequence[Mapping]) -> Feed:
    """The kind whose mappings know most of the names; names that only a kind's wanted columns have count twice."""

    def score(feed: Feed) -> int:
        of_kind = [mapping for mapping in mappings if mapping.table == feed.kind]
        wanted = {spelling for mapping in of_kind for spelling, target in mapping.targets().items() if target}
        known = {spelling for mapping in of_kind for spelling in mapping.targets()}
        return sum(
            2 * bool(fold(name) in wanted or _alike(fold(name), list(wanted))) + (fold(name) in known) for name in names
        )

    return max(FEEDS.values(), key=score)


def _place(column: _Column, feed: Feed, mappings: Sequence[Mapping], known: Dict[str, str], plan: _Plan) -> None:
    name, quoted = column.name, f'"{column.name}"'
    exact = known.get(fold(name))
    near = _alike(fold(name), list(known)) if exact is None else []
    role = exact or (known[near[0]] if near else None)
    is_wanted = role in feed.columns
    if (
        not (is_wanted and exact) and (column.share(_PERSONAL) >= _OFTEN or _PERSONAL_HEADS.search(fold(name)))
    ) or role == "personal":
        plan.personal.append(name)
        if exact is None:
            plan.told.append(
                f"{quoted} is taken for personal data, by its head or by what its cells look like: dropped."
            )
    elif fold(name) in _RUNNING_NUMBERS or (role == "unused" and exact):
        plan.unused.append(name)
    elif is_wanted and role and role not in plan.columns.values() and not (misfit := _misfit(column, role, feed)):
        plan.columns[name] = role
        if exact is None:
            plan.ask(f'{quoted} = {role}: placed because it is like "{near[0]}"; right?')
        _read_as(column, role, feed, mappings, plan)
    elif is_wanted and role and role not in plan.columns.values():
        plan.ask(f"{quoted} should be {role} by its head, but {misfit}: is a column shifted?")
    else:
        _place_by_cells(column, feed, mappings, plan)


def _alike(name: str, known: Sequence[str]) -> list[str]:
    """The known spelling that is most like a head, if any: one that it begins with, or else the nearest."""
    begins = [spelling for spelling in known if " " in spelling and name.startswith(f"{spelling} ")]
    return [max(begins, key=len)] if begins else get_close_matches(name, known, 1, _ALIKE)


def _roles(feed: Feed, mappings: Sequence[Mapping]) -> dict[str, str]:
    """Folded spelling → target, "personal" or "unused"; what mappings of the same kind say goes before what others do."""
    roles: dict[str, str] = {}
    for mapping in sorted(mappings, key=lambda mapping: mapping.table != feed.kind):
        for target, spellings in mapping.columns.items():
            if target in feed.columns:
                roles = {fold(spelling): target for spelling in spellings} | roles
        for role, names in (("personal", mapping.personal), ("unused", mapping.unused)):
            roles = {fold(name): role for name in names} | roles
    return roles


def _misfit(column: _Column, target: str, feed: Feed) -> str:
    """Why the cells cannot be what the target wants; empty where they can."""
    if feed.columns[target] == "date" and column.cells:
        share = sum(column.share(pattern) for pattern in (_DATE, _ISO, _COMPACT, _SERIAL))
        return "" if share >= 0.5 else "most of its cells are no dates"
    if target == "dossier_id" and column.cells and column.share(re.compile(r"\S*\d\S*")) < 0.5:
        return "most of its cells are no codes"
    return ""


def _place_by_cells(column: _Column, feed: Feed, mappings: Sequence[Mapping], plan: _Plan) -> None:
    """A column whose head says nothing, or says what another column is already."""
    for target, pattern in (("dossier_id", _CODE), ("procedure", _PROCEDURE)):
        if target in feed.columns and target not in plan.columns.values() and column.share(pattern) >= _MOSTLY:
            plan.columns[column.name] = target
            plan.ask(f'"{column.name}" = {target}: placed because its cells look like such codes; right?')
            return
    for target in feed.vocabularies:
        known = _known_words(target, feed, mappings)
        of_words = sum(fold(cell) in known and not cell.isdigit() for cell in column.cells)
        if target not in plan.columns.values() and column.cells and of_words * 2 >= len(column.cells):
            plan.columns[column.name] = target
            plan.ask(f'"{column.name}" = {target}: placed because its cells are such words; right?')
            _words(column, target, feed, mappings, plan)
            return
    dates = sum(column.share(pattern) for pattern in (_DATE, _ISO, _COMPACT)) >= _MOSTLY
    seen = "its cells are empty" if not column.cells else "its cells are dates" if dates else "its cells do not tell"
    plan.ask(f'"{column.name}": not placed ({seen}); put it into [columns], personal or unused')


def _read_as(column: _Column, target: str, feed: Feed, mappings: Sequence[Mapping], plan: _Plan) -> None:
    """What follows from a placed column: its form of dates, its words."""
    if feed.columns[target] == "date":
        formats, order, doubt = _date_formats(column)
        plan.formats |= dict.fromkeys(formats)
        plan.orders.add(order)
        if doubt:
            plan.ask(f'"{column.name}": {doubt}')
    elif target in feed.vocabularies:
        _words(column, target, feed, mappings, plan)


def _date_formats(column: _Column) -> tuple[list[str], str, str]:
    """The formats that read the column's text dates; which comes first, "day", "month" or "either"; and what is doubtful.

    Real dates, ISO and day numbers of a spreadsheet are always read and need no format.
    """
    found = [match for cell in column.cells if (match := _DATE.fullmatch(cell))]
    if not found:
        return (["%Y%m%d%H%M%S", "%Y%m%d"] if column.share(_COMPACT) else []), "", ""
    if any(len(match[4]) == 2 for match in found):
        return [], "", "years of two digits cannot be read safely; export the list with years of four"
    day_first = any(int(match[1]) > 12 for match in found)
    month_first = any(int(match[3]) > 12 for match in found)
    first, second = ("%m", "%d") if month_first and not day_first else ("%d", "%m")
    times = [" %H:%M:%S"] * any(bool(match[6]) for match in found)
    times += [" %H:%M"] * any(bool(match[5] and not match[6]) for match in found) + [""]
    formats = [f"{first}{sign}{second}{sign}%Y{time}" for sign in dict.fromkeys(m[2] for m in found) for time in times]
    order = "day" if day_first else "month" if month_first else "either"
    both = "some dates can only have the day first, others only the month; such a file will be refused"
    return formats, order, both if day_first and month_first else ""


def _known_words(target: str, feed: Feed, mappings: Sequence[Mapping]) -> dict[str, str]:
    """Folded word → value, over all mappings of the kind; of one that means two things what the first says."""
    of_kind = [mapping for mapping in reversed(mappings) if mapping.table == feed.kind]
    return {word: value for mapping in of_kind for word, value in mapping.words(target).items()}


def _words(column: _Column, target: str, feed: Feed, mappings: Sequence[Mapping], plan: _Plan) -> None:
    known = _known_words(target, feed, mappings)
    if not _may_be_shown(column.cells, list(known)):
        plan.ask(
            f'[vocabularies.{target}]: the cells of "{column.name}" do not look like words for it and are not shown'
        )
        return
    values: dict[str, list[str]] = {}
    for word in column.cells:
        value = known.get(fold(word), "")
        if value and not word.isdigit():
            spelled = values.setdefault(value, [])
            spelled += [word] if fold(word) not in map(fold, spelled) else []
            continue
        values.setdefault(TODO, []).append(word)
        close = [fold(word)] if value else [fold(near) for near in nearest(word, list(known), 1)]
        hint = f'nearest known "{close[0]}" = {known[close[0]]}' if close else "nothing like it is known"
        plan.hints.setdefault(target, []).append(f"{json.dumps(word, ensure_ascii=False)}: {hint}")
        plan.told.append(f'{TODO}: [vocabularies.{target}] "{word}": {hint}')
    plan.vocabularies[target] = values


def _may_be_shown(words: Sequence[str], known: Sequence[str]) -> bool:
    """Few short words, none about a person, and at least half of them like words that are known."""
    like = sum(1 for word in words if fold(word) in known or nearest(word, known, 1))
    return (
        0 < len(words) <= _MOST_WORDS
        and all(len(word) <= _LONGEST_WORD and "@" not in word and not re.search(r"\d{5}", word) for word in words)
        and like * 2 >= len(words)
    )


def _toml(file: Path, feed: Feed, plan: _Plan) -> str:
    return "\n".join(_lines(file, feed, plan)) + "\n"


def _lines(file: Path, feed: Feed, plan: _Plan) -> Iterator[str]:
    yield f"# {feed.label}: drafted from {file.name} by cchc map. Say here which system the layout is of."
    yield f"name = {_text(f'{feed.label}: {file.stem}')}"
    yield f"table = {_text(feed.kind)}"
    yield f"date_formats = {_list(list(plan.formats) or ['%d/%m/%Y'])}"
    yield f"personal = {_list(plan.personal)}"
    yield f"unused = {_list(plan.unused)}"
    if plan.open:
        yield "# Decide each line, write it where it belongs, and delete it; the mapping is not used before."
        yield f"{TODO} = ["
        yield from (f"    {_text(question)}," for question in plan.open)
        yield "]"
    yield "\n[columns]"
    by_target: dict[str, list[str]] = {}
    for name, target in plan.columns.items():
        by_target.setdefault(target, []).append(name)
    yield from (f"{target} = {_list(by_target[target])}" for target in feed.columns if target in by_target)
    for target, values in plan.vocabularies.items():
        yield from _vocabulary(target, values, feed.vocabularies[target], plan.hints.get(target, []))


def _vocabulary(target: str, values: Dict[str, list[str]], known: Sequence[str], hints: Sequence[str]) -> Iterator[str]:
    yield f"\n[vocabularies.{target}]"
    yield from (f"{value} = {_list(values[value])}" for value in known if value in values)
    if TODO in values:
        yield f"# Words to be put under one of {', '.join(known)}:"
        yield from (f"#   {hint}" for hint in hints)
        yield f"{TODO} = {_list(values[TODO])}"


def _text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _list(items: Sequence[str]) -> str:
    return f"[{', '.join(map(_text, items))}]"
