"""What the workbook says in which the figures of a period are entered by hand (Phụ lục số liệu).

The figure of the period before stands beside the empty cell as a proposal. It becomes this period's only where somebody types it, or
marks that it still holds.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby

import pandas as pd

from cchc_analysis.errors import SettingsError
from cchc_analysis.measures.appendix import Indicator
from cchc_analysis.present import wording
from cchc_analysis.present.form import Column, Entry, Form, layout_of, words_of
from cchc_analysis.present.numbers import format_count
from cchc_analysis.sources.mapping import Mapping
from cchc_analysis.standing import Standing
from cchc_analysis.text import roman, short_date, table_date

# Of the columns that only people need, the heads; the mapping lists them among those that it does not read.
NUMBER, NAME, UNIT = _OWN = ("TT", "Nội dung", "Đơn vị tính")
SHEET = "Phụ lục số liệu"
# target: width, entry
_LAYOUT: dict[str, tuple[int, Entry]] = {
    NUMBER: (5, ""), "indicator": (24, ""), NAME: (40, ""), UNIT: (12, ""), "field": (24, ""), "first_date": (12, ""),
    "last_date": (12, ""), "previous": (12, ""), "value": (13, "number"), "confirmed": (11, "choice"), "document": (28, "text"),
}  # fmt: skip


def appendix_form(standing: Standing, layouts: Sequence[Mapping]) -> Form:
    """The workbook of a period: a line for each indicator, of those that can be split one for each field besides.

    `layouts` are the mappings that read filled copies. Raises SettingsError where none would read this one, or where the project
    has no list of indicators.
    """
    period, reference = standing.period, standing.reference
    if not reference.indicators:
        raise SettingsError(
            "data/reference/appendix_indicators.csv is missing or empty: it says which figures are entered by hand."
        )
    wanted = [target for target in _LAYOUT if target not in _OWN]
    mapping = layout_of(layouts, "appendix", wanted, _OWN, "the appendix")
    columns = tuple(_columns(mapping))
    collector = standing.settings.agency.collector
    return Form(
        "",
        wording.APPENDIX_TITLE,
        (
            wording.APPENDIX_SPAN.format(period=period.name, first=short_date(period.start), last=short_date(period.end)),
            wording.APPENDIX_RULES,
            wording.APPENDIX_WORKING_TABLE,
        ),
        columns,
        tuple(_lines(standing)),
        (
            *(f"{column.head}: {column.hint}" for column in columns if column.hint),
            wording.FORM_SEND_WORKBOOK.format(collector=f" {collector}" if collector else ""),
        ),
        period.end.year,
        period.end,
        standing.settings.report.sample_data,
        SHEET,
    )  # fmt: skip


def last_figures(appendix: pd.DataFrame, before: pd.Timestamp) -> dict[tuple[str, str], int]:
    """(indicator, field or "") → the figure of the latest span that ended before a day."""
    earlier = appendix[appendix["last_date"] < before].sort_values(["last_date", "first_date"], kind="stable")
    figures = earlier["value"].fillna(earlier["previous"])
    keys = zip(earlier["indicator"], earlier["field"].fillna(""), strict=True)
    return {key: int(figure) for key, figure in zip(keys, figures, strict=True)}


def _lines(standing: Standing) -> Iterator[str | dict[str, str]]:
    known = last_figures(standing.appendix, pd.Timestamp(standing.period.end))
    fields = standing.reference.fields
    number = 0
    by_group = groupby(standing.reference.indicators, lambda indicator: indicator.group)
    for part, (group, indicators) in enumerate(by_group, start=1):
        yield f"{roman(part)}. {group}"
        for indicator in indicators:
            for code, field in {"": "", **(fields if indicator.by_field else {})}.items():
                number += 1
                yield {
                    NUMBER: str(number),
                    "indicator": indicator.code,
                    NAME: _name(indicator, code),
                    UNIT: indicator.unit,
                    "field": field,
                    "first_date": table_date(standing.period.start),
                    "last_date": table_date(standing.period.end),
                    "previous": format_count(known[indicator.code, code]) if (indicator.code, code) in known else "",
                }


def _name(indicator: Indicator, field: str) -> str:
    return f"{indicator.name} (không tách lĩnh vực)" if indicator.by_field and not field else indicator.name


def _columns(mapping: Mapping) -> Iterator[Column]:
    for target, (width, entry) in _LAYOUT.items():
        head = mapping.columns[target][0] if target in mapping.columns else target
        words = words_of(mapping, target)
        hint = wording.APPENDIX_HINTS[target].format(words=", ".join(words)) if entry else ""
        yield Column(target, head, width, entry, hint, words)
