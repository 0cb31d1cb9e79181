"""Personal data in columns of free text: identity numbers, telephone numbers and e-mail addresses are masked.

Only columns that a feed declares as words come here, never keys or codes. What people write is read from left to right: dates,
amounts of money and codes of procedures and dossiers are stepped over, because parts of them look like numbers of persons.
"""

import re
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from cchc_analysis.sources.columns import arrow_texts, letter_counts

MASK: Final = "[đã che]"
# Fewer digits are no number of a person.
_FEWEST_DIGITS = 9

_DATE = r"(?<!\d)\d{1,2}(?P<dash>[./-])\d{1,2}(?P=dash)(?:19|20)\d{2}(?!\d)"
# "đồng chí" is a comrade, whatever number stands before.
_MONEY = r"(?<!\d)[1-9]\d{0,14}(?:[. ]\d{3}){0,4}(?:,\d{1,3})? ?(?:nghìn |triệu |tỷ )?(?:đồng(?! chí)|vnđ|vnd|đ)(?!\w)"
_PROCEDURE = r"(?<![\d.])[1-3]\.\d{6}(?:\.\d{2,3}){0,3}(?!\d)"
# The last group of a dossier's code and a span of years after it are no identity number.
_DOSSIER = r"(?<![\w.])(?:\d{3}\.\d{2}\.\d{2}\.)?[A-Z]\d{2}(?:\.\d{1,3}){0,3}-(?:\d{6}|\d{8})-\d{4,7}(?!\d)"
# Bounded, so that a cell of a hundred thousand letters takes no longer than it should.
_EMAIL = r"[\w.%+'-]{1,64} ?@ ?[\w-]+(?:\.[\w-]+)*"
# What people put between the groups of a telephone number.
_GAP = r"(?: [-–] |[ .)–-]{0,2})"
_ABROAD = rf"(?:\( ?(?:\+ ?|00)84 ?\)|\+ ?84|(?<!\d)0084){_GAP}(?:\(0\)|0)?{_GAP}"
# Nine digits after the 0 of a mobile, nine or ten of a fixed line; ten of the mobiles of before 2018.
_NUMBER = rf"(?:[35789](?:{_GAP}\d){{8}}|2(?:{_GAP}\d){{8,9}}|1[2689](?:{_GAP}\d){{8}})(?!\d)"
# Without +84 the first group has three digits: "05 hồ sơ" and "09/2021" begin as telephone numbers do. Or all have two.
_AT_HOME = rf"(?<!\d)(?:\((?=0\d{{2,3}}\)))?0(?=\d\d){_NUMBER}|(?<!\d)84(?=[35789]\d{{8}}(?!\d))\d{{9}}"
_IN_PAIRS = r"(?<!\d)0[35789](?P<gap>[ .-])\d\d(?:(?P=gap)\d\d){3}(?!\d)"
_PHONE = rf"{_ABROAD}{_NUMBER}|{_AT_HOME}|{_IN_PAIRS}"
# Nine digits (CMND) or twelve (CCCD). In groups they are known by the leading 0 of a province, or by the word before.
_CARD_WORD = r"(?P<word>(?:cmnd|cmt|cmtnd|cccd|căn cước|căn cước công dân|chứng minh|chứng minh nhân dân|chứng minh thư)\W{0,3}(?:số)?\W{0,3})"
_CARD = (
    rf"(?<!\d)(?:\d{{12}}|\d{{9}}|0\d\d(?:[ .-]?\d{{3}}){{2,3}}|0\d{{3}}[ .-]\d{{4}}[ .-]\d{{4}})(?!\d)"
    rf"|{_CARD_WORD}\d(?:[ .-]?\d){{8}}(?:(?:[ .-]?\d){{3}})?(?!\d)"
)
_READ = re.compile(rf"(?P<other>{_DATE}|{_MONEY}|{_PROCEDURE}|{_DOSSIER})|{_EMAIL}|{_PHONE}|{_CARD}", re.IGNORECASE)


def mask(text: str) -> str:
    """The text with MASK in place of every identity number, telephone number and e-mail address in it."""
    return _READ.sub(lambda found: found["other"] or (found["word"] or "") + MASK, text)


def masked(column: "pd.Series[str]") -> "tuple[pd.Series[str], npt.NDArray[np.bool_]]":
    """The column with what looks personal masked, and where that happened; each text that occurs is read once."""
    coded = arrow_texts(column).dictionary_encode()
    suspects = np.flatnonzero(
        (letter_counts(coded.dictionary, b"0123456789") >= _FEWEST_DIGITS) | (letter_counts(coded.dictionary, b"@") > 0)
    )
    texts = {int(place): coded.dictionary[int(place)].as_py() for place in suspects}
    changed = {place: after for place, before in texts.items() if (after := mask(before)) != before}
    if not changed:
        return column, np.zeros(len(column), dtype=bool)
    words = coded.dictionary.to_pylist()
    for place, after in changed.items():
        words[place] = after
    where = pc.is_in(coded.indices, pa.array(changed, coded.indices.type)).to_numpy(zero_copy_only=False)
    fresh = pa.array(words, pa.large_string()).take(coded.indices)
    return pd.Series(pd.array(fresh, dtype="str"), index=column.index), where
