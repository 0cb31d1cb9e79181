"""How texts are compared and written: one spelling for comparing, nearest known names, Vietnamese dates and lists.

Vietnamese diacritics are never stripped: "Đống Đa" and "Đông Đa" are two names.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date
from difflib import get_close_matches

_SPACES = re.compile(r"[\s\u00a0\u200b\ufeff]+")
_DASHES = str.maketrans({"–": "-", "—": "-", "‐": "-", "‑": "-"})
# Old and new placement of the tone mark write the same word: "Uỷ" and "Ủy", "hoà" and "hòa".
_TONE_PLACEMENT = {
    old: new
    for olds, news in (
        ("oà oá oả oã oạ", "òa óa ỏa õa ọa"),
        ("oè oé oẻ oẽ oẹ", "òe óe ỏe õe ọe"),
        ("uỳ uý uỷ uỹ uỵ", "ùy úy ủy ũy ụy"),
    )
    for old, new in zip(olds.split(), news.split(), strict=True)
}
_OLD_TONES = re.compile(rf"(?<!q)(?:{'|'.join(_TONE_PLACEMENT)})(?!\w)")


def clean(text: str) -> str:
    """The text in NFC with runs of blanks (no-break spaces too) as one space, trimmed."""
    return _SPACES.sub(" ", unicodedata.normalize("NFC", text)).strip()


def fold(text: str) -> str:
    """The form in which two spellings are compared: NFC, casefolded, one kind of dash without spaces, one tone placement."""
    folded = re.sub(r" ?- ?", "-", clean(text).translate(_DASHES)).casefold()
    return _OLD_TONES.sub(lambda found: _TONE_PLACEMENT[found.group()], folded)


def nearest(word: str, known: Iterable[str], count: int = 3) -> list[str]:
    """The known names most like `word`, best first, for error messages; empty if none is near."""
    by_fold = {fold(name): name for name in known}
    return [by_fold[match] for match in get_close_matches(fold(word), list(by_fold), n=count, cutoff=0.6)]


def did_you_mean(word: str, known: Sequence[str]) -> str:
    """' Did you mean "x"?' or, where nothing is near, ' Known: …'; empty where nothing is known."""
    if close := nearest(word, known):
        return " Did you mean " + " or ".join(f'"{name}"' for name in close) + "?"
    return f" Known: {', '.join(known)}." if known else ""


def short_date(day: date) -> str:
    """14/3/2021, as reports write dates in running text: no leading zero in months 3 to 9, one in days below ten."""
    return f"{day.day:02d}/{_month(day)}/{day.year}"


def long_date(day: date) -> str:
    """ngày 14 tháng 3 năm 2021 (Nghị định 30/2020: days below ten and months 1 and 2 with a leading zero)."""
    return f"ngày {day.day:02d} tháng {_month(day)} năm {day.year}"


def table_date(day: date) -> str:
    """14/03/2021, as tables and lists write dates."""
    return f"{day:%d/%m/%Y}"


def _month(day: date) -> str:
    return f"{day.month:02d}" if day.month <= 2 else str(day.month)


def enumerate_vi(parts: Sequence[str]) -> str:
    """a; b và c – the members of a list in a sentence."""
    if len(parts) < 2:
        return "".join(parts)
    return ", ".join(parts[:-1]) + " và " + parts[-1]


def uncapitalised(text: str) -> str:
    """The text as it goes on in a sentence; an abbreviation keeps its capitals."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def roman(number: int) -> str:
    """I, II, III, IV … XXXIX, as the parts of an annex are numbered."""
    return "X" * (number // 10) + ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")[number % 10]
