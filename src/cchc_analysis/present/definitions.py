"""What a measure is, in the words that are printed: how it is calculated, in which unit, and what its definition rests on."""

from collections.abc import Iterable

from cchc_analysis.measures.core import Count, Evidence, Measure, Quantile, Ratio, Source, Sum, SurvivalMedian
from cchc_analysis.present.display import Table

# What stands behind a source where the reader cannot see it from the source itself. Nothing unverified may look like law.
EVIDENCE_WORDS: dict[Evidence, str] = {
    "SEED": "",
    "S": "",
    "V": "theo phần mềm một cửa",
    "D": "suy ra",
    "M": "chưa kiểm chứng",
    "?": "chưa kiểm chứng",
}
OWN_WAY = "Cách tính của báo cáo"


def definition_table(measures: Iterable[Measure], caption: str, label: str) -> Table:
    """What each measure counts, in words: definition, calculation, unit, and where that comes from."""
    rows = [[each.label, each.definition, calculation(each), each.unit, source_words(each.source)] for each in measures]
    heads = ("Chỉ số", "Định nghĩa", "Cách tính", "Đơn vị tính", "Căn cứ")
    return Table(heads, rows, caption, label, align="l" * 5, widths=(20, 34, 22, 8, 16))


def calculation(measure: Measure) -> str:
    """How the figure comes about: numerator and denominator, or what is counted, added up or read off."""
    match measure:
        case Ratio():
            return f"Tử số: {_small(measure.numerator.label)}; mẫu số: {_small(measure.denominator.label)}"
        case Count():
            return f"Đếm số {measure.unit}"
        case Sum():
            return f"Cộng số {measure.unit}"
        case Quantile():
            return "Sắp các hồ sơ từ nhanh đến lâu, lấy giá trị lớn nhất" if measure.share == 1 else (
                f"Sắp các hồ sơ từ nhanh đến lâu, lấy giá trị tại {100 * measure.share}%"
            )  # fmt: skip
        case SurvivalMedian():
            return "Ước lượng Kaplan–Meier: thời điểm tỷ lệ hồ sơ chưa xong còn không quá một nửa"


def source_words(source: Source) -> str:
    """The source with how far it can be relied on; without a source, that the calculation is the report's own."""
    if not source.text:
        words = EVIDENCE_WORDS[source.evidence]
        return OWN_WAY if source.evidence == "D" or not words else f"{OWN_WAY} ({words})"
    words = EVIDENCE_WORDS[source.evidence]
    return f"{source.text} ({words})" if words else source.text


def _small(label: str) -> str:
    """A label inside a sentence; an abbreviation keeps its capitals."""
    return label if label[:2].isupper() else label[:1].lower() + label[1:]
