"""What is counted of the plan: items, products, documents, rows and tasks, those who report, sub-plans, targets and the scorecard.

The tables are those of `progress`, `subplans`, `targets` and `scorecard`. Those of items and their roll-ups are made for one cut-off already, so
that the period of a measure changes nothing. Counting tasks, rows, products, documents or items gives different shares: every
label names its unit. Days are calendar days, because the plan's deadlines are dates.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Literal

from cchc_analysis.measures.core import ARITHMETIC, Better, Count, Measure, Ratio, Source, Sum
from cchc_analysis.periods import Period
from cchc_analysis.plan.targets import Outcome
from cchc_analysis.rules import Rule, col

# The two ways in which a unit stands in the plan's table.
Role = Literal["lead", "support"]
ROLES: tuple[Role, ...] = ("lead", "support")
ROLE_WORDS: dict[Role, str] = {"lead": "đơn vị chủ trì", "support": "đơn vị phối hợp"}
PLAN_TABLE = Source("Bảng nhiệm vụ kèm theo Kế hoạch", "SEED")
# First word of a measure's name → what it counts, and one of them in words.
UNITS = {
    "items": "lượt sản phẩm",
    "products": "sản phẩm",
    "deliverables": "sản phẩm không tính trùng",
    "table_rows": "dòng nhiệm vụ",
    "tasks": "nhiệm vụ",
}
DEFINITIONS = {
    "items": "Sản phẩm của kế hoạch; sản phẩm phải thực hiện nhiều lần trong năm (báo cáo quý, họp tháng) tính mỗi lần một lượt.",
    "products": "Sản phẩm của kế hoạch, mỗi sản phẩm tính một lần.",
    "deliverables": "Sản phẩm của kế hoạch; sản phẩm mà hai dòng nhiệm vụ cùng yêu cầu chỉ tính một lần.",
    "table_rows": "Dòng của bảng nhiệm vụ.",
    "tasks": "Nhiệm vụ được đánh số; nhiệm vụ có nhiều dòng chỉ tính một lần.",
}
PRESENT = {
    "items": "item_id",
    "products": "product_id",
    "deliverables": "deliverable_id",
    "table_rows": "table_row",
    "tasks": "task_id",
}
ROLLED_UP = tuple(name for name in UNITS if name != "items")
# Calendar days past the last day in time: name → first, last, words.
AGES = {
    "overdue_to_30": (1, 30, "đến 30 ngày"),
    "overdue_31_to_90": (31, 90, "từ 31 đến 90 ngày"),
    "overdue_over_90": (91, None, "trên 90 ngày"),
}
DUE_SOON = {"due_within_30": 30, "due_within_60": 60}
# States that one count stands for; with the items done they share out all items.
OPEN_STATES = ("running", "overdue", "not_yet_due", "continuous", "undated", "not_arisen", "not_reported")
# Prospects to 31/12 that one count stands for; with the items done they share out all items.
PROSPECT_WORDS = {
    "done_by_estimate": ("items_expected_by_unit", "ước hoàn thành đến 31/12 theo đơn vị"),
    "done_by_evidence": (
        "items_expected_by_evidence",
        "thường xuyên đã có báo cáo thực hiện, tính hoàn thành đến 31/12",
    ),
    "not_done": ("items_expected_open", "đơn vị ước chưa hoàn thành đến 31/12"),
    "not_arisen": ("items_expected_not_arisen", "không phát sinh đến 31/12"),
    "no_estimate": ("items_without_estimate", "chưa có ước thực hiện đến 31/12"),
}


def plan_measures(stem: str) -> dict[str, Measure]:
    """What is counted alike of items, products, documents, rows and tasks (`stem`), by name."""
    unit = UNITS[stem]
    counted = unit[0].upper() + unit[1:]
    is_item = stem == "items"

    def count(name: str, words: str, definition: str, rule: Rule, better: Better = "") -> Count:
        return _count(f"{stem}_{name}", f"{counted} {words}", definition, rule, unit, better=better)

    def share(name: str, label: str, above: Count, below: Count, better: Better = "higher") -> Ratio:
        definition = f"{above.label} trên số {below.label[:1].lower()}{below.label[1:]}."
        return Ratio(f"{stem}_{name}_share", label, definition, above, below, better=better)

    done_words = (
        "được báo cáo hoàn thành, ngày văn bản (không có thì ngày ghi nhận) không sau ngày chốt số liệu; việc thường xuyên chỉ "
        "tính hoàn thành vào cuối năm"
        if is_item
        else "mà mọi lượt phát sinh trong năm đã hoàn thành"
    )
    total = _count(
        f"{stem}_total", f"Tổng số {unit}", DEFINITIONS[stem], col(PRESENT[stem]).is_present(), unit, PLAN_TABLE
    )
    done = count("done", "đã hoàn thành", f"{counted} {done_words}.", col("is_done").is_true(), "higher")
    due_words = "có thời hạn" if is_item else "có ít nhất một lượt có thời hạn"
    due = count(
        "due", "đến hạn", f"{counted} {due_words} không sau ngày chốt số liệu, trừ lượt không phát sinh.",
        col("is_due").is_true(),
    )  # fmt: skip
    done_of_due = count(
        "done_of_due", "đến hạn đã hoàn thành", f"{counted} đến hạn mà mọi lượt đến hạn đã hoàn thành, kể cả quá hạn.",
        col("is_done_of_due").is_true(), "higher",
    )  # fmt: skip
    overdue = count(
        "overdue",
        "chậm tiến độ",
        f"{counted} có lượt quá thời hạn, chưa hoàn thành.",
        col("is_overdue").is_true(),
        "lower",
    )
    done_of_due_in_time = count(
        "done_in_good_time", "hoàn thành trước hạn và đúng hạn", f"{counted} đã hoàn thành, không lượt nào quá hạn.",
        col("timing").is_in(("early", "in_time")), "higher",
    )  # fmt: skip
    done_dated = count(
        "done_dated", "có thời hạn đã hoàn thành", f"{counted} đã hoàn thành, có thời hạn.",
        col("timing").is_in(("early", "in_time", "late")),
    )  # fmt: skip
    expected = count(
        "expected_done", "ước hoàn thành đến 31/12",
        f"{counted} đã hoàn thành, đơn vị ước hoàn thành đến 31/12, hoặc thường xuyên và đã có báo cáo thực hiện.",
        col("is_estimated_done").is_true(), "higher",
    )  # fmt: skip
    timings = {
        "done_early": ("hoàn thành trước hạn", "hoàn thành trước thời gian bắt đầu của kế hoạch hoặc ban hành trước kỳ", "early"),
        "done_in_time": ("hoàn thành đúng hạn", "hoàn thành trong thời hạn, kể cả trùng ngày hạn", "in_time"),
        "done_late": ("hoàn thành quá hạn", "hoàn thành sau thời hạn", "late"),
        "done_undated": ("hoàn thành, không có thời hạn", "hoàn thành, không có thời hạn để đánh giá", "undated"),
    }  # fmt: skip
    measures: list[Measure] = [
        total, done, due, done_of_due, overdue, done_of_due_in_time, done_dated, expected,
        *(count(name, words, f"{counted} {said}.", col("timing").equals(value), "lower" if value == "late" else "")
          for name, (words, said, value) in timings.items()),
        count(
            "done_without_document", "hoàn thành chưa có tài liệu kiểm chứng",
            f"{counted} được báo cáo hoàn thành, không nêu số văn bản.", col("done_without_document").is_true(), "lower",
        ),
        count("reported", "đã có báo cáo", f"{counted} có ít nhất một lần báo cáo.", col("is_reported").is_true(), "higher"),
        *(count(name, f"chậm tiến độ {words}", f"{counted} quá thời hạn {words} (tính theo lịch), chưa hoàn thành.",
                col("overdue_days") >= first if last is None else col("overdue_days").between(first, last), "lower")
          for name, (first, last, words) in AGES.items()),
        *(count(name, f"đến hạn trong {days} ngày tới",
                f"{counted} chưa hoàn thành, đến hạn trong {days} ngày (tính theo lịch) sau ngày chốt số liệu.",
                col("days_to_due").between(1, days)) for name, days in DUE_SOON.items()),
        share("done_of_all", f"Tỷ lệ hoàn thành trên tổng số {unit}", done, total),
        share("done_of_due", f"Tỷ lệ hoàn thành trên số {unit} đến hạn", done_of_due, due),
        share("expected_of_all", f"Tỷ lệ ước hoàn thành đến 31/12 trên tổng số {unit}", expected, total),
        share("in_time_of_done", f"Tỷ lệ trước hạn và đúng hạn trên số {unit} có thời hạn đã hoàn thành",
              done_of_due_in_time, done_dated),
    ]  # fmt: skip
    return {measure.name: measure for measure in measures}


def item_measures() -> dict[str, Measure]:
    """The measures of the items of the plan, by name: those of every unit, the states, and the prospects to 31/12."""
    unit = UNITS["items"]
    measures = [
        _state_count("items_running", "Lượt sản phẩm đang thực hiện", "đang thực hiện, chưa quá hạn", "running"),
        _state_count("items_not_yet_due", "Lượt sản phẩm chưa đến hạn", "chưa đến hạn, chưa có báo cáo", "not_yet_due"),
        _state_count(
            "items_continuous", "Lượt sản phẩm thực hiện thường xuyên",
            "thực hiện thường xuyên trong năm, đã có báo cáo thực hiện", "continuous",
        ),
        _state_count(
            "items_undated", "Lượt sản phẩm chưa xác định thời hạn", "theo quy định, chưa có thời hạn và báo cáo", "undated"
        ),
        _state_count("items_not_arisen", "Lượt sản phẩm không phát sinh", "được báo cáo không phát sinh", "not_arisen"),
        _state_count(
            "items_not_reported", "Lượt sản phẩm chưa báo cáo",
            "thường xuyên hoặc vừa đến hạn, đơn vị chưa báo cáo; lượt quá hạn chưa báo cáo tính là chậm tiến độ",
            "not_reported",
        ),
        _state_count(
            "items_done_before_year", "Lượt sản phẩm đã ban hành trước kỳ", "có văn bản trước ngày đầu năm kế hoạch",
            "done_before_year",
        ),
        *(_count(name, f"Lượt sản phẩm {words}", f"Lượt sản phẩm {words}.", col("prospect").equals(prospect), unit)
          for prospect, (name, words) in PROSPECT_WORDS.items()),
    ]  # fmt: skip
    return plan_measures("items") | {measure.name: measure for measure in measures}


def unit_measures() -> dict[str, Measure]:
    """Who reported; over the table of `progress.reporting_units`."""
    unit = "phòng, đơn vị"
    leading = _count(
        "units_leading", "Phòng, đơn vị chủ trì", "Phòng, đơn vị, tổ chức được giao chủ trì nhiệm vụ của kế hoạch.",
        col("unit").is_present(), unit, PLAN_TABLE,
    )  # fmt: skip
    reported = _count(
        "units_reported", "Phòng, đơn vị đã báo cáo tiến độ", "Phòng, đơn vị chủ trì có báo cáo tiến độ trong kỳ.",
        col("has_reported").is_true(), unit, better="higher",
    )  # fmt: skip
    silent = _count(
        "units_not_reported", "Phòng, đơn vị chưa báo cáo tiến độ", "Phòng, đơn vị chủ trì không có báo cáo tiến độ trong kỳ.",
        col("has_reported").is_true().opposite(), unit, better="lower",
    )  # fmt: skip
    share = Ratio(
        "units_reported_share", "Tỷ lệ phòng, đơn vị đã báo cáo tiến độ",
        "Phòng, đơn vị đã báo cáo tiến độ trong kỳ trên số phòng, đơn vị chủ trì.", reported, leading, better="higher",
    )  # fmt: skip
    sums: list[Measure] = [
        Sum(f"units_{name}", label, definition, lambda period: col("unit").is_present(), col(name), unit=UNITS["items"])
        for name, label, definition in (
            ("n_items", "Lượt sản phẩm chủ trì", "Lượt sản phẩm mà đơn vị chủ trì hoặc cùng chủ trì."),
            ("n_items_reported", "Lượt sản phẩm đã có báo cáo", "Trong số đó, lượt sản phẩm đã có báo cáo của bất kỳ đơn vị nào."),
        )
    ]  # fmt: skip
    measures: list[Measure] = [leading, reported, silent, share, *sums]
    return {measure.name: measure for measure in measures}


def sub_plan_measures(labels: Mapping[str, str]) -> dict[str, Measure]:
    """How far each sub-plan is carried out; over its table of tasks. Plans of one measure are counted together.

    `labels` are those of `SubPlans`: name of the measure → what its plans are called in a sentence.
    """
    found = [measure for stem, label in labels.items() for measure in _of_sub_plan(stem, label)]
    return {measure.name: measure for measure in found}


def _of_sub_plan(stem: str, label: str) -> list[Measure]:
    of_plan = col("measure").equals(stem) & col("kind").equals("work")
    tasks = _count(
        f"{stem}_tasks", f"Nhiệm vụ của {label}",
        f"Nhiệm vụ phải thực hiện của {label}, không kể việc ban hành kế hoạch và báo cáo kết quả.", of_plan, "nhiệm vụ",
    )  # fmt: skip

    def done_by(period: Period) -> Rule:
        return of_plan & (col("done_date") <= period.end)

    def expected_by(period: Period) -> Rule:
        return done_by(period) | (of_plan & col("estimate").equals("done") & (col("estimate_date") <= period.end))

    done = Count(
        f"{stem}_tasks_done", f"Nhiệm vụ đã hoàn thành của {label}", "Nhiệm vụ có ngày hoàn thành không sau ngày chốt số liệu.",
        done_by, unit="nhiệm vụ", better="higher",
    )  # fmt: skip
    expected = Count(
        f"{stem}_tasks_expected", f"Nhiệm vụ ước hoàn thành đến 31/12 của {label}",
        "Nhiệm vụ đã hoàn thành hoặc đơn vị ước hoàn thành đến 31/12.", expected_by, unit="nhiệm vụ", better="higher",
    )  # fmt: skip
    share = Ratio(
        f"{stem}_done_share", f"Mức độ thực hiện {label}", f"Nhiệm vụ đã hoàn thành trên số nhiệm vụ của {label}.", done, tasks,
        better="higher",
    )  # fmt: skip
    expected_share = Ratio(
        f"{stem}_expected_share", f"Ước mức độ thực hiện đến 31/12 {label}",
        f"Nhiệm vụ ước hoàn thành đến 31/12 trên số nhiệm vụ của {label}.", expected, tasks, better="higher",
    )  # fmt: skip
    return [tasks, done, expected, share, expected_share]


def inspection_measures() -> dict[str, Measure]:
    """How many of the agency's units were inspected; over the table of inspected units."""
    unit = "phòng, đơn vị"
    units = _count(
        "units_to_inspect", "Phòng, đơn vị thuộc cơ quan", "Phòng, đơn vị theo quyết định quy định chức năng, nhiệm vụ.",
        col("unit").is_present(), unit,
    )  # fmt: skip
    inspected = Count(
        "units_inspected", "Phòng, đơn vị đã được kiểm tra", "Phòng, đơn vị có ngày kiểm tra không sau ngày chốt số liệu.",
        lambda period: col("inspected_date") <= period.end, unit=unit, better="higher",
    )  # fmt: skip
    share = Ratio(
        "units_inspected_share", "Tỷ lệ phòng, đơn vị được kiểm tra công tác CCHC",
        "Phòng, đơn vị đã được kiểm tra trên số phòng, đơn vị thuộc cơ quan.", inspected, units, better="higher",
    )  # fmt: skip
    return {measure.name: measure for measure in (units, inspected, share)}


def inspection_finding_measures() -> dict[str, Measure]:
    """What inspections found by the cut-off, and what of it was dealt with; over the table of findings."""
    unit = "vấn đề"
    found = Count(
        "inspection_findings", "Vấn đề phát hiện qua kiểm tra", "Vấn đề có ngày phát hiện không sau ngày chốt số liệu.",
        lambda period: col("found_date") <= period.end, unit=unit,
    )  # fmt: skip
    handled = Count(
        "inspection_findings_handled", "Vấn đề đã xử lý hoặc kiến nghị xử lý",
        "Vấn đề phát hiện qua kiểm tra có ngày xử lý, hoặc ngày kiến nghị cấp có thẩm quyền xử lý, không sau ngày chốt số liệu.",
        lambda period: (col("found_date") <= period.end) & (col("handled_date") <= period.end), unit=unit, better="higher",
    )  # fmt: skip
    share = Ratio(
        "inspection_findings_handled_share", "Tỷ lệ vấn đề phát hiện qua kiểm tra đã xử lý hoặc kiến nghị xử lý",
        "Vấn đề đã xử lý hoặc kiến nghị xử lý trên số vấn đề phát hiện qua kiểm tra.", handled, found, better="higher",
    )  # fmt: skip
    return {measure.name: measure for measure in (found, handled, share)}


def target_measures() -> dict[str, Measure]:
    """The measures of the plan's targets, by name; over a table with the columns of `targets.standing`, one row per target."""
    outcomes = {
        "met": ("Chỉ tiêu đạt", [Outcome.MET]),
        "missed": ("Chỉ tiêu chưa đạt", [Outcome.MISSED, Outcome.MISSED_STRIVEN]),
        "not_arisen": ("Chỉ tiêu không phát sinh", [Outcome.NOT_ARISEN]),
        "not_yet": ("Chỉ tiêu chưa đến kỳ đánh giá", [Outcome.NOT_YET]),
        "no_data": ("Chỉ tiêu chưa có số liệu", [Outcome.NO_DATA]),
    }
    unit = "chỉ tiêu"
    measures: list[Measure] = [
        _count(
            "targets_total", "Chỉ tiêu của Kế hoạch", "Chỉ tiêu định lượng của kế hoạch.", col("target_id").is_present(),
            unit, PLAN_TABLE,
        )
    ]  # fmt: skip
    for name, (label, words) in outcomes.items():
        definition = f"Chỉ tiêu được đánh giá: {'; '.join(words)}."
        measures.append(
            _count(f"targets_{name}", label, definition, col("outcome").is_in([str(word) for word in words]), unit)
        )
    gap = Ratio(
        "target_gap", "Chênh lệch so với mức đặt ra", "Kết quả trừ mức đặt ra, tính bằng điểm phần trăm.",
        _sum("target_gap_above", "Tử số của chênh lệch", "Tử số của kết quả trừ mức đặt ra, là một phân số.", "gap_above"),
        _sum("target_gap_below", "Mẫu số của chênh lệch", "Mẫu số của kết quả trừ mức đặt ra, là một phân số.", "gap_below"),
        unit="điểm phần trăm", better="higher",
    )  # fmt: skip
    needed = Ratio(
        "target_needed", "Cần đạt trong phần còn lại của năm",
        "Số tối thiểu phải đạt trên số dự kiến còn lại của năm để đạt mức đặt ra.",
        _sum("target_needed_count", "Số tối thiểu phải đạt", "Số tối thiểu phải đạt trong phần còn lại của năm.", "needed"),
        _sum("target_remaining_count", "Số dự kiến còn lại", "Số dự kiến còn lại của năm.", "remaining"), better="lower",
    )  # fmt: skip
    return {measure.name: measure for measure in (*measures, gap, needed)}


def score_measures() -> dict[str, Measure]:
    """The measures of the scorecard, by name; over the table of `scorecard.standing`, one row per criterion.

    Points are added up in hundredths, so that sums stay whole numbers.
    """
    criteria, points = "tiêu chí", "điểm"
    any_ = col("criterion").is_present()
    computed, entered, unscored = (col("origin").equals(origin) for origin in ("computed", "entered", "unscored"))

    def count(name: str, label: str, definition: str, rule: Rule, better: Better = "") -> Count:
        return _count(f"criteria_{name}", label, definition, rule, criteria, better=better)

    def total(
        name: str, label: str, definition: str, column: str, rule: Rule | None = None, better: Better = ""
    ) -> Sum:
        chosen = rule or col(column).is_present()
        return Sum(name, label, definition, lambda period: chosen, col(column), unit=points, better=better)

    def need(kind: str, words: str) -> list[Measure]:
        one = f"Tại một tiêu chí chưa đạt điểm tối đa, để đạt {words}, mẫu số giữ nguyên:"
        return [
            _sum(f"score_{kind}_needed", f"Tử số cần có để đạt {words}", f"{one} tử số cần có.", f"{kind}_needed"),
            _sum(f"score_{kind}_lacking", f"Phần còn thiếu để đạt {words}", f"{one} số cần thêm (hoặc cần bớt).", f"{kind}_lacking"),
            total(f"score_{kind}_gain", f"Điểm thêm khi đạt {words}", f"{one} số điểm được thêm.", f"{kind}_gain_hundredths"),
        ]  # fmt: skip

    maximum = total("score_maximum", "Điểm tối đa", "Điểm tối đa của các tiêu chí.", "maximum_hundredths")
    scored = total(
        "score_total", "Điểm tự chấm", "Điểm của các tiêu chí đã chấm, tính từ số liệu hoặc nhập tay; mỗi tiêu chí làm tròn đến hai "
        "chữ số thập phân.", "points_hundredths", better="higher",
    )  # fmt: skip
    expected = total(
        "score_expected", "Điểm ước đến 31/12", "Điểm tự chấm, riêng tiêu chí có ước thực hiện đến 31/12 thì tính theo số ước.",
        "expected_hundredths", better="higher",
    )  # fmt: skip
    measures: list[Measure] = [
        maximum, scored, expected,
        total("score_computed", "Điểm tính từ số liệu", "Điểm của các tiêu chí tính từ số liệu.", "points_hundredths", computed),
        total("score_entered", "Điểm nhập tay", "Điểm của các tiêu chí do người chấm nhập.", "points_hundredths", entered),
        total("score_missing", "Điểm còn thiếu", "Điểm tối đa trừ điểm tự chấm, kể cả tiêu chí chưa chấm.", "missing_hundredths", better="lower"),
        total("score_unscored_maximum", "Điểm tối đa của tiêu chí chưa chấm", "Điểm tối đa của các tiêu chí chưa chấm.", "maximum_hundredths", unscored),
        total("score_by_hand", "Điểm người chấm đã nhập", "Điểm ghi ở cột nhập tay, kể cả của tiêu chí tính từ số liệu.", "entered_hundredths"),
        Ratio("score_share", "Tỷ lệ điểm tự chấm", "Điểm tự chấm trên điểm tối đa.", scored, maximum, better="higher"),
        Ratio("score_expected_share", "Tỷ lệ điểm ước đến 31/12", "Điểm ước đến 31/12 trên điểm tối đa.", expected, maximum, better="higher"),
        count("total", "Tiêu chí", "Tiêu chí của bảng chấm điểm.", any_),
        count("computed", "Tiêu chí tính từ số liệu", "Tiêu chí mà điểm tính từ số liệu của báo cáo.", computed),
        count("entered", "Tiêu chí nhập tay", "Tiêu chí mà điểm do người chấm nhập.", entered),
        count("unscored", "Tiêu chí chưa chấm", "Tiêu chí chưa có điểm: không tính được từ số liệu và chưa ai nhập.", unscored, "lower"),
        count("full", "Tiêu chí đạt điểm tối đa", "Tiêu chí mà điểm tự chấm bằng điểm tối đa.", col("is_full").is_true(), "higher"),
        count("without_document", "Tiêu chí chưa có tài liệu kiểm chứng",
              "Tiêu chí không có tài liệu kiểm chứng đề ngày không sau ngày chốt số liệu.",
              any_ & col("has_document").is_true().opposite(), "lower"),
        count("differing", "Tiêu chí có điểm nhập tay khác điểm tính",
              "Tiêu chí tính từ số liệu mà người chấm nhập điểm khác; lấy điểm tính từ số liệu.", col("differs").is_true(), "lower"),
        *need("next", "mức kế tiếp"), *need("full", "điểm tối đa"),
    ]  # fmt: skip
    return {measure.name: measure for measure in measures}


def by_unit_measures(measures: Mapping[str, Measure], role: Role) -> dict[str, Measure]:
    """The same measures under names of their own, for the table in which a thing with two such units has two rows."""
    words = ROLE_WORDS[role]
    return {
        f"{name}_by_{role}_unit": replace(
            measure,
            name=f"{name}_by_{role}_unit",
            label=f"{measure.label}, theo {words}",
            definition=f"{measure.definition} Có hai {words} thì tính ở cả hai đơn vị.",
        )
        for name, measure in measures.items()
    }


def _count(
    name: str, label: str, definition: str, rule: Rule, unit: str, source: Source = ARITHMETIC, better: Better = ""
) -> Count:
    return Count(name, label, definition, lambda period: rule, source, unit, better)


def _state_count(name: str, label: str, words: str, state: str) -> Count:
    return _count(name, label, f"Lượt sản phẩm {words}.", col("state").equals(state), UNITS["items"])


def _sum(name: str, label: str, definition: str, column: str) -> Sum:
    return Sum(name, label, definition, lambda period: col(column).is_present(), col(column), unit="")
