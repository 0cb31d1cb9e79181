"""Counting procedures (TTHC): what must be counted once, however many dossiers it has.

The measures are counts over a derived table with one row per procedure, made for one period from the dossiers.
"""

from typing import Any

import narwhals.stable.v2 as nw
import pandas as pd

from cchc_analysis.measures.core import ARITHMETIC, Better, Count, Measure, Ratio, Source, Sum
from cchc_analysis.measures.counting import Reading
from cchc_analysis.periods import Period
from cchc_analysis.rules import Rule, col

TIME_CUT = Source("Nhiệm vụ 2.3 Kế hoạch số 163/KH-STTTT", "SEED")
ONLINE_SERVICES = Source("Nhiệm vụ 6.1 Kế hoạch số 163/KH-STTTT", "SEED")
NATIONAL_PORTAL = Source("Nhiệm vụ 6.8 Kế hoạch số 163/KH-STTTT", "SEED")


def procedure_activity(dossiers: Any, procedures: pd.DataFrame, period: Period, reading: Reading) -> pd.DataFrame:
    """One row per procedure of the reference table, with what happened to it in the period.

    `dossiers` is the dossier table in any engine. Columns: procedure, field, unit, on_postal_list; has_dossier (at least one
    received or returned in the period), has_post (at least one received, or its result returned, by post in the period) and
    has_online (at least one received online in the period); service_level and national_portal_date as they are;
    legal_working, regulated_working, legal_calendar, regulated_calendar (days, missing where another unit of time or none is
    regulated); is_cut_by_tenth (the approved time is at least a tenth shorter than the legal one) and is_timed (both known).
    """
    received, returned = reading.received_in(period), reading.returned_in(period)
    by_post = (received & col("via_post_in").is_true()) | (returned & col("via_post_out").is_true())
    codes, legal, regulated = (procedures[name] for name in ("procedure", "legal_time", "regulated_time"))
    timed = legal.notna() & regulated.notna()
    by_unit = {
        f"{name}_{unit}": days.where(timed & procedures["time_unit"].eq(unit))
        for name, days in (("legal", legal), ("regulated", regulated))
        for unit in ("working", "calendar")
    }
    return procedures[["procedure", "field", "unit", "on_postal_list", "service_level", "national_portal_date"]].assign(
        has_dossier=codes.isin(_procedures(dossiers, received | returned)),
        has_post=codes.isin(_procedures(dossiers, by_post)),
        has_online=codes.isin(_procedures(dossiers, reading.received_online(period))),
        is_timed=timed,
        is_cut_by_tenth=timed & ((legal - regulated) * 10 >= legal).fillna(False),
        **by_unit,
    )


def procedure_measures() -> dict[str, Measure]:
    """The measures of the table that `procedure_activity` makes, by name."""
    all_ = _count(
        "procedures_total", "TTHC thuộc thẩm quyền", "TTHC trong danh mục của cơ quan.", col("procedure").is_present()
    )
    listed = _count(
        "procedures_listed", "TTHC trong danh mục BCCI",
        "TTHC thuộc danh mục tiếp nhận hồ sơ, trả kết quả qua dịch vụ bưu chính công ích.", col("on_postal_list").is_true(),
    )  # fmt: skip
    with_post = _count(
        "procedures_listed_with_post", "TTHC trong danh mục có phát sinh hồ sơ BCCI",
        "TTHC trong danh mục BCCI có ít nhất một hồ sơ tiếp nhận hoặc trả kết quả qua BCCI trong kỳ.",
        col("on_postal_list").is_true() & col("has_post").is_true(), better="higher",
    )  # fmt: skip
    without = _count(
        "procedures_without_dossier", "TTHC không phát sinh hồ sơ",
        "TTHC không có hồ sơ tiếp nhận mới hoặc trả kết quả trong kỳ.", col("has_dossier").is_true().opposite(),
    )  # fmt: skip
    timed = _count(
        "procedures_timed", "TTHC so sánh được thời gian giải quyết",
        "TTHC có cả thời gian giải quyết luật định và thời gian được phê duyệt.", col("is_timed").is_true(),
    )  # fmt: skip
    cut = _count(
        "procedures_cut_by_tenth", "TTHC giảm từ 10% thời gian giải quyết",
        "TTHC có thời gian được phê duyệt ngắn hơn thời gian luật định từ 10% trở lên.", col("is_cut_by_tenth").is_true(),
        better="higher",
    )  # fmt: skip
    return {
        measure.name: measure
        for measure in (
            all_, listed, with_post, without,
            Ratio(
                "procedures_with_post_of_listed", "Tỷ lệ TTHC có phát sinh hồ sơ qua dịch vụ BCCI",
                "TTHC có phát sinh hồ sơ tiếp nhận hoặc trả kết quả qua BCCI trên số TTHC trong danh mục BCCI.",
                with_post, listed, Source("Nhiệm vụ 6.2 Kế hoạch số 163/KH-STTTT", "SEED"), better="higher",
            ),
            timed, cut,
            Ratio(
                "procedures_cut_by_tenth_of_timed", "Tỷ lệ TTHC giảm từ 10% thời gian giải quyết",
                "TTHC giảm từ 10% thời gian trở lên trên số TTHC có cả thời gian luật định và thời gian được phê duyệt (cách hiểu theo số "
                "TTHC).",
                cut, timed, TIME_CUT, better="higher",
            ),
            *_time_cut("working", "ngày làm việc"), *_time_cut("calendar", "ngày"), *_online_services(),
        )
    }  # fmt: skip


def _online_services() -> list[Measure]:
    """Procedures whose service is offered online at level 3 or 4: used in the period, and on the national portal by its last day."""
    offered = col("service_level") >= 3
    used = col("has_online").is_true()
    levels = _count(
        "procedures_level_3_4", "TTHC cung cấp DVCTT mức độ 3, 4", "TTHC cung cấp dịch vụ công trực tuyến mức độ 3 hoặc mức độ 4.",
        offered, ONLINE_SERVICES,
    )  # fmt: skip
    with_dossier = _count(
        "procedures_level_3_4_with_online", "TTHC mức độ 3, 4 có phát sinh hồ sơ trực tuyến",
        "TTHC mức độ 3, mức độ 4 có ít nhất một hồ sơ trực tuyến tiếp nhận mới trong kỳ.", offered & used, ONLINE_SERVICES, "higher",
    )  # fmt: skip
    on_portal = Count(
        "procedures_on_national_portal", "TTHC mức độ 3, 4 đã tích hợp lên Cổng Dịch vụ công quốc gia",
        "TTHC mức độ 3, mức độ 4 có ngày tích hợp lên Cổng Dịch vụ công quốc gia không sau ngày chốt số liệu.",
        lambda period: offered & (col("national_portal_date") <= period.end), NATIONAL_PORTAL, "TTHC", "higher",
    )  # fmt: skip
    portal_used = Count(
        "procedures_on_national_portal_with_online", "TTHC đã tích hợp có phát sinh hồ sơ trực tuyến",
        "TTHC đã tích hợp lên Cổng Dịch vụ công quốc gia có ít nhất một hồ sơ trực tuyến tiếp nhận mới trong kỳ, nộp tại bất kỳ cổng nào.",
        lambda period: on_portal.rule(period) & used, NATIONAL_PORTAL, "TTHC", "higher",
    )  # fmt: skip
    return [
        levels,
        *(
            _count(
                f"procedures_level_{level}", f"TTHC cung cấp DVCTT mức độ {level}",
                f"TTHC cung cấp dịch vụ công trực tuyến mức độ {level}.", col("service_level").equals(level), ONLINE_SERVICES,
            )
            for level in (3, 4)
        ),
        with_dossier,
        _count(
            "procedures_level_3_4_without_online", "TTHC mức độ 3, 4 không phát sinh hồ sơ trực tuyến",
            "TTHC mức độ 3, mức độ 4 không có hồ sơ trực tuyến tiếp nhận mới trong kỳ.", offered & used.opposite(),
            ONLINE_SERVICES, "lower",
        ),
        on_portal,
        portal_used,
        Ratio(
            "online_used_of_level_3_4", "Tỷ lệ TTHC mức độ 3, 4 có phát sinh hồ sơ trực tuyến",
            "TTHC mức độ 3, mức độ 4 có phát sinh hồ sơ trực tuyến trên số TTHC mức độ 3, mức độ 4.", with_dossier, levels,
            ONLINE_SERVICES, better="higher",
        ),
        Ratio(
            "on_national_portal_of_level_3_4", "Tỷ lệ TTHC mức độ 3, 4 đã tích hợp lên Cổng Dịch vụ công quốc gia",
            "TTHC mức độ 3, mức độ 4 đã tích hợp lên Cổng Dịch vụ công quốc gia trên số TTHC mức độ 3, mức độ 4.", on_portal, levels,
            NATIONAL_PORTAL, better="higher",
        ),
    ]  # fmt: skip


def _time_cut(kind: str, unit: str) -> list[Measure]:
    """The reduction of the regulated time against the law, in one unit of time: times of two units are never added up."""
    legal, approved = col(f"legal_{kind}"), col(f"regulated_{kind}")
    law = Sum(
        f"legal_time_{kind}", f"Thời gian luật định ({unit})", f"Tổng thời gian luật định của TTHC có cả thời gian luật định và thời gian được phê duyệt tính theo {unit}.",
        lambda period: legal.is_present(), legal, unit=unit,
    )  # fmt: skip
    cut = Sum(
        f"time_cut_{kind}", f"Thời gian được cắt giảm ({unit})",
        f"Tổng thời gian luật định trừ thời gian được phê duyệt của TTHC tính theo {unit}.",
        lambda period: legal.is_present(), legal.minus(approved), unit=unit, better="higher",
    )  # fmt: skip
    share = Ratio(
        f"time_cut_of_legal_{kind}", f"Tỷ lệ giảm thời gian giải quyết ({unit})",
        f"Thời gian được cắt giảm trên thời gian luật định của TTHC tính theo {unit} (cách hiểu theo tổng thời gian).",
        cut, law, TIME_CUT, better="higher",
    )  # fmt: skip
    return [law, cut, share]


def _count(
    name: str, label: str, definition: str, rule: Rule, source: Source = ARITHMETIC, better: Better = ""
) -> Count:
    return Count(name, label, definition, lambda period: rule, source, "TTHC", better)


def _procedures(dossiers: Any, rule: Rule) -> set[str]:
    """The codes of the procedures that the rows under a rule belong to."""
    found = nw.from_native(dossiers).lazy().filter(rule.expression).select("procedure").unique()
    return set(found.collect("pyarrow")["procedure"].to_list())
