"""No identity number, telephone number or e-mail address survives in free text, however it is written and whatever stands around."""

import re

from hypothesis import example, given
from hypothesis import strategies as st

from cchc_analysis.sources.masking import MASK, mask

WORDS = (
    "phòng", "hồ sơ", "đã", "Ông", "số", "ngày 05/02/2021", "15/BC-STTTT", "163/KH-STTTT", "2021-2025", "1.234.567 đồng", "98,13%",
    "1.003868", "H21.15-210201-0001", "03 văn bản", "(", "),", "Đống Đa", "quý I/2021", "12729/VPCP-KGVX", "31.12.2020",
)  # fmt: skip
GAPS = st.sampled_from(["", " ", ".", "-"])


def digits(count: int) -> st.SearchStrategy[str]:
    return st.text("0123456789", min_size=count, max_size=count)


def grouped(groups: tuple[int, ...], first: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """A number whose beginning is given, in groups of so many digits with one kind of gap between them."""

    def cut(parts: tuple[str, str, str]) -> str:
        start, rest, gap = parts
        number = (start + rest)[: sum(groups)]
        ends = [sum(groups[: place + 1]) for place in range(len(groups))]
        return gap.join(number[end - size : end] for size, end in zip(groups, ends, strict=True))

    return st.tuples(first, digits(sum(groups)), GAPS).map(cut)


MOBILE, FIXED = st.sampled_from(["03", "05", "07", "08", "09"]), st.sampled_from(["024", "028", "0269"])
PERSONAL = st.one_of(
    grouped((10,), MOBILE), grouped((4, 3, 3), MOBILE), grouped((3, 3, 4), MOBILE), grouped((4, 6), MOBILE),
    grouped((4, 2, 2, 2), MOBILE), grouped((5, 5), MOBILE), grouped((3, 7), MOBILE), grouped((4, 7), FIXED),
    grouped((3, 4, 4), FIXED), grouped((4, 4, 3), FIXED), grouped((9,), digits(1)), grouped((12,), digits(1)),
    grouped((3, 3, 3, 3), st.just("0")), grouped((4, 4, 4), st.just("0")), grouped((3, 3, 3), st.just("0")),
    st.builds(lambda start, rest: start + rest, st.sampled_from(["+84", "+84 ", "(+84) ", "0084"]), grouped((3, 3, 3), st.just("9"))),
    st.from_regex(r"\A[a-z0-9._]{1,12}@[a-z]{2,8}(\.[a-z]{2,4}){1,2}\Z", alphabet=st.characters(codec="ascii")),
)  # fmt: skip


@given(st.lists(st.sampled_from(WORDS), max_size=8), st.lists(PERSONAL, min_size=1, max_size=4))
@example(["H21.15-210201-0001", "2021-2025"], ["0300000000"])
def test_no_number_of_a_person_survives(words: list[str], personal: list[str]) -> None:
    pieces = list(words)
    for place, number in enumerate(personal):
        pieces.insert((place * 3) % (len(pieces) + 1), f"; {number};")
    found = mask(" ".join(pieces))
    assert found.count(MASK) == len(personal)
    for word in words:
        assert word in found
    assert mask(found) == found


@given(st.lists(st.sampled_from(WORDS), max_size=12), st.sampled_from([" ", ", ", "; ", " và "]))
def test_what_offices_write_is_left_as_it_is(words: list[str], between: str) -> None:
    text = between.join(words)
    assert mask(text) == text


@given(st.text(max_size=60))
def test_only_digits_and_addresses_are_ever_taken_out(text: str) -> None:
    found = mask(text)
    assert mask(found) == found
    if "@" not in text and sum(map(str.isdigit, text)) < 9:
        assert found == text
    left = re.sub(r"\d", "", found.replace(MASK, ""))
    rest = iter(text)
    assert all(sign in rest for sign in left), "what is left stands in the text in the same order"
