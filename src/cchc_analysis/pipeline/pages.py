"""What is added to a rendered page: the meaning of every number on it, once each, at the end.

Each marked number is given the ids of its entries in `data-defined`; the script of the page (`builtin.html`) shows them where the
number stands, and without the script they are there to be read. The same for both renderers, because both leave the marks.
"""

import html
import re
from pathlib import Path

from cchc_analysis.edition import Edition
from cchc_analysis.present import wording
from cchc_analysis.present.markup import printable
from cchc_analysis.present.meanings import Entry, meaning

# A quotation mark inside an attribute, and an angle bracket anywhere in a text, are written as entities.
_MARK = re.compile(r'(<span\b[^<>]*?\bdata-measure="([^"]*)")')


def explain_numbers(page: Path, edition: Edition) -> None:
    """Adds to the HTML page the meaning of its numbers. A number that no measure gives has none: the manifest refuses it."""
    places: dict[Entry, str] = {}
    known: dict[str, str] = {}

    def explained(mark: re.Match[str]) -> str:
        number_id = html.unescape(mark[2])
        if number_id not in known:
            try:
                entries = meaning(edition, number_id)
            except KeyError:
                entries = ()
            known[number_id] = " ".join(places.setdefault(entry, f"dn-{len(places) + 1}") for entry in entries)
        return f'{mark[1]} data-defined="{known[number_id]}"' if known[number_id] else mark[1]

    source = _MARK.sub(explained, page.read_text(encoding="utf-8"))
    text, end, rest = source.rpartition("</main>")
    if places and end:
        page.write_text(text + _list_of(places) + end + rest, encoding="utf-8", newline="\n")


def _list_of(places: dict[Entry, str]) -> str:
    lines = [
        f'<div id="{place}"><dt>{_text(entry.term)}</dt>{"".join(f"<dd>{_text(line)}</dd>" for line in entry.lines)}</div>'
        for entry, place in places.items()
    ]
    head = f'<details class="cchc-definitions"><summary>{wording.MEANINGS_HEAD}</summary>\n<dl>'
    return "\n".join([head, *lines, "</dl></details>\n"])


def _text(text: str) -> str:
    return html.escape(printable(text))
