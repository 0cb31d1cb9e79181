"""Text on its way into a page: cleaning, escaping, and numbers that carry the id of their measure.

Everything here returns strings that mean the same in HTML and in Pandoc's Markdown, because special characters are
written as numeric entities: one escaped text serves both. How numbers are formatted is `present.numbers`; what is built
from the pieces is `present.display`.
"""

import re
import unicodedata
from dataclasses import dataclass

from cchc_analysis.text import clean

# Letters, digits, spaces and the marks that mean nothing to HTML nor to Markdown wherever they stand.
_SPECIAL = re.compile(r"[!\"#$&'()*+:<=>?@\[\\\]^_`{|}~-]|\.(?=\.)|(?<=\.)\.|(?<=\d)\.(?=\s|$)")
# Controls, format characters (bidi marks, zero width, soft hyphen), surrogates, private use, unassigned code points.
_UNPRINTABLE = {"Cc", "Cf", "Cs", "Co", "Cn"}


def printable(text: str) -> str:
    """`text` as one line of visible characters: NFC, white space collapsed, invisible characters dropped.

    Invisible characters can turn the reading order of a line round or hide parts of a code; none of them belongs in a
    Vietnamese document.
    """
    return clean("".join(char for char in text if char.isspace() or unicodedata.category(char) not in _UNPRINTABLE))


def with_gaps(text: str) -> str:
    """As `printable`, but two or more spaces stay as a gap that does not break: "Số:      /BC-STTTT" on a draft."""
    spaced = re.sub(r"\s", " ", unicodedata.normalize("NFC", text).strip())
    visible = "".join(char for char in spaced if unicodedata.category(char) not in _UNPRINTABLE)
    return re.sub(" {2,}", lambda gap: "\u00a0" * len(gap[0]), visible)


def escape(text: str) -> str:
    """`text` made `printable` and literal, for use inside HTML, an HTML attribute or Markdown alike."""
    return _entities(printable(text))


def escape_with_gaps(text: str) -> str:
    """As `escape`, with gaps kept as `with_gaps` does."""
    return _entities(with_gaps(text))


def _entities(text: str) -> str:
    return _SPECIAL.sub(lambda match: f"&#{ord(match[0])};", text)


@dataclass(frozen=True)
class Marked:
    """A number ready to be shown: what is printed, and the id of the measure that it comes from."""

    text: str
    measure_id: str

    @property
    def markdown(self) -> str:
        """The number in a span that names its measure; reads the same in HTML and in Markdown."""
        return f'<span data-measure="{escape(self.measure_id)}">{escape(self.text)}</span>'

    def __str__(self) -> str:
        return self.markdown


def inline(value: str | Marked) -> str:
    """A text or a number as it goes into a line of HTML or Markdown: texts are escaped, numbers keep their mark."""
    return value.markdown if isinstance(value, Marked) else escape(value)


def fill(template: str, **values: str | Marked) -> str:
    """`template` (our own Markdown) with its `{names}` replaced: data texts are escaped, numbers keep their mark.

    Raises KeyError for a name without a value.
    """
    return template.format_map({name: inline(value) for name, value in values.items()})
