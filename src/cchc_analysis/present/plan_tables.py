"""Tables about the plan and its targets for the analysts: units counted in, the year so far, who reported, what comes, estimates.

What the signed report shows of the plan is in `tables`; nothing here stands in it.
"""

import pandas as pd

from cchc_analysis.edition import Edition
from cchc_analysis.periods import Period, months_of
from cchc_analysis.plan.labels import ESTIMATE_LABELS
from cchc_analysis.plan.measures import AGES, DUE_SOON, PROSPECT_WORDS, UNITS
from cchc_analysis.plan.register import split_units
from cchc_analysis.plan.targets import FIXED, Rest, Target
from cchc_analysis.present.changes import Change
from cchc_analysis.present.display import Cell, Table
from cchc_analysis.present.tables import counts
from cchc_analysis.present.wording import REST_WORDS
from cchc_analysis.tables import Record, records
from cchc_analysis.text import table_date

# What is said of every unit that one can count in: name of the measure without its first word.
_COUNTS = ("total", "done", "due", "done_of_due", "overdue", "expected_done")
_SHARES = ("done_of_all", "done_of_due", "expected_of_all")
TIMINGS = ("done_early", "done_in_time", "done_late", "done_undated", "done_without_document")


def counted_in(edition: Edition, label: str = "tbl-don-vi-dem") -> Table:
    """The plan counted in tasks, rows, products, documents and items: each gives another share, so each is named."""
    rows: list[list[Cell]] = []
    for stem, name in reversed(UNITS.items()):
        numbers = [edition.value(f"{stem}_{measure}") for measure in _COUNTS]
        shares = [edition.value(f"{stem}_{measure}_share").percent for measure in _SHARES]
        rows.append([name[0].upper() + name[1:], *(number.count for number in numbers), *shares])
    heads = (
        "Tính theo", "Tổng số", "Đã hoàn thành", "Đến hạn", "Đến hạn đã hoàn thành", "Chậm tiến độ", "Ước hoàn thành đến 31/12",
        ("Tỷ lệ", "Trên tổng số"), ("Tỷ lệ", "Trên số đến hạn"), ("Tỷ lệ", "Ước đến 31/12"),
    )  # fmt: skip
    return Table(
        heads, rows, "Mức độ thực hiện Kế hoạch theo từng cách đếm", label, align="l" + "r" * 9, widths=(22, *(9,) * 9)
    )


def cutoffs(edition: Edition) -> list[Period]:
    """From the start of the report year to the end of each month, as far as the period reaches; its own end is the last."""
    rule = edition.settings.period.cutoff
    year = Period.parse(str(edition.asked.year), rule).until(edition.period.end)
    ends = [month.end for month in months_of(year, rule)]
    series = [Period.parse(f"{year.start}..{end}", rule) for end in ends if end < edition.period.end]
    return [*series, edition.period]


def over_the_year(edition: Edition, label: str = "tbl-trong-nam") -> Table:
    """How the plan stood at the end of each month so far."""
    rows: list[list[Cell]] = []
    for period in cutoffs(edition):
        of_all, of_due = (
            edition.value(f"products_{name}_share", period=period) for name in ("done_of_all", "done_of_due")
        )
        done, due, met, overdue = (
            edition.value(f"products_{name}", period=period).count for name in ("done", "due", "done_of_due", "overdue")
        )
        figures: list[Cell] = [done, of_all.percent, due, met, of_due.percent, overdue]
        rows.append([table_date(period.end), *figures])
    heads = (
        "Đến hết ngày", ("Đã hoàn thành", "Số sản phẩm"), ("Đã hoàn thành", "Tỷ lệ trên tổng số"),
        ("Sản phẩm đến hạn", "Tổng số"), ("Sản phẩm đến hạn", "Đã hoàn thành"), ("Sản phẩm đến hạn", "Tỷ lệ"), "Chậm tiến độ",
    )  # fmt: skip
    return Table(heads, rows, "Tiến độ hoàn thành sản phẩm qua các mốc chốt số liệu", label, align="c" + "r" * 6)


def timeliness(edition: Edition, label: str = "tbl-dung-han") -> Table:
    """What is done, by how it stands to its deadline, and what is late, by how long; in products and in items."""
    rows: list[list[Cell]] = []
    for title, names in (("Đã hoàn thành", TIMINGS), ("Chậm tiến độ, tính theo ngày lịch", tuple(AGES))):
        rows.append([title])
        for name in names:
            words = edition.measures[f"products_{name}"][1].label.removeprefix("Sản phẩm ")
            figures: list[Cell] = [edition.value(f"{stem}_{name}").count for stem in ("products", "items")]
            rows.append([words[0].upper() + words[1:], *figures])
    return Table(
        ("Tình trạng", "Sản phẩm", "Lượt sản phẩm"), rows, "Hoàn thành và chậm tiến độ so với thời hạn", label,
        align="lrr", widths=(60, 20, 20),
    )  # fmt: skip


def due_soon(edition: Edition, label: str = "tbl-sap-den-han") -> Table:
    """The items that are open and fall due in the next 60 days, those of the next 30 first."""
    longest = max(DUE_SOON.values())
    coming = edition.items[edition.items["days_to_due"].le(longest).fillna(False)]
    rows: list[list[Cell]] = []
    for number, item in enumerate(records(coming.sort_values(["due_date", "item_id"], kind="stable")), start=1):
        soonest = min(days for days in DUE_SOON.values() if item["days_to_due"] <= days)
        units = _units(edition, item["lead_units"])
        rows.append([str(number), _product(item), units, table_date(item["due_date"]), f"trong {soonest} ngày tới"])
    heads = ("TT", "Sản phẩm", "Chủ trì", "Thời hạn", "Đến hạn")
    return Table(
        heads, rows, "Lượt sản phẩm chưa hoàn thành, đến hạn trong 60 ngày tới (ngày theo lịch)", label,
        align="cllcl", widths=(5, 45, 22, 12, 16),
    )  # fmt: skip


def reporting_units(edition: Edition, label: str = "tbl-bao-cao") -> Table:
    """Who reported in the period and who did not, with what each of them leads."""
    table = edition.subjects["units"].table_at(edition.period, edition.period)
    rows: list[list[Cell]] = []
    for unit in records(table):
        group = {"unit": str(unit["unit"])}
        figures: list[Cell] = [edition.value(f"units_{name}", group).count for name in ("n_items", "n_items_reported")]
        last = unit["last_report_date"]
        said = "Đã báo cáo" if unit["has_reported"] else "Chưa báo cáo"
        rows.append(
            [edition.reference.units[group["unit"]], *figures, None if pd.isna(last) else table_date(last), said]
        )
    heads = ("Đơn vị chủ trì", "Lượt sản phẩm chủ trì", "Đã có báo cáo", "Báo cáo gần nhất", "Trong kỳ")
    return Table(
        heads, rows, "Tình hình báo cáo tiến độ của các đơn vị chủ trì (lượt sản phẩm có thể do đơn vị cùng chủ trì báo cáo)",
        label, align="lrrcl", widths=(40, 15, 15, 15, 15),
    )  # fmt: skip


def prospects(edition: Edition, label: str = "tbl-uoc") -> Table:
    """How the items are expected to stand on 31 December, and on whose word."""
    names = ("items_expected_done", "items_done", *(name for name, _ in PROSPECT_WORDS.values()))
    return counts(edition, names, "Ước thực hiện đến 31/12 theo lượt sản phẩm", label)


def estimates(edition: Edition, label: str = "tbl-uoc-don-vi") -> Table:
    """The estimates in force that units entered, for what is still open: what they expect, what hinders, what comes next."""
    items = edition.items
    told = items[items["estimate_status"].notna() & ~items["is_done"]]
    rows: list[list[Cell]] = [
        [
            str(number),
            _product(item),
            _unit(edition, item["reporting_unit"]),
            ESTIMATE_LABELS[str(item["estimate_status"])],
            table_date(item["estimate_date"]),
            _said(item["obstacle"]),
            _said(item["next_step"]),
        ]
        for number, item in enumerate(records(told), start=1)
    ]
    heads = ("TT", "Sản phẩm", "Đơn vị báo cáo", "Ước đến 31/12", "Ngày ghi nhận", "Vướng mắc", "Hướng xử lý")
    return Table(
        heads, rows, "Ước thực hiện do đơn vị báo cáo", label, align="clllcll", widths=(5, 30, 16, 12, 11, 13, 13)
    )


def entered_for_others(edition: Edition, label: str = "tbl-nhap-thay") -> Table:
    """What one unit reported and another typed: who, for whom, and from what."""
    events = edition.progress
    known = events[events["event_date"] <= pd.Timestamp(edition.period.end)]
    for_others = known[known["entered_by"].notna() & known["entered_by"].ne(known["reporting_unit"])]
    names = {str(item["item_id"]): _product(item) for item in records(edition.items)}
    rows: list[list[Cell]] = [
        [
            names.get(str(event["item_id"]), str(event["item_id"])),
            table_date(event["event_date"]),
            _unit(edition, event["reporting_unit"]),
            _unit(edition, event["entered_by"]),
            _said(event["origin"]),
        ]
        for event in records(for_others.sort_values(["event_date", "item_id"], kind="stable"))
    ]
    heads = ("Sản phẩm", "Ngày ghi nhận", "Đơn vị báo cáo", "Đơn vị nhập", "Nguồn")
    return Table(heads, rows, "Tiến độ được nhập thay", label, align="lclll", widths=(34, 12, 18, 16, 20))


def rest_of_year(edition: Edition, label: str = "tbl-phan-con-lai") -> Table:
    """What the rest of the year must bring to meet each target that has figures."""
    rows: list[list[Cell]] = []
    for target in edition.targets:
        rest = edition.rest_of(target)
        if rest is None:
            continue
        value = edition.value("target_needed", {"target_id": target.id})
        needed: list[Cell] = (
            [None, None] if rest.is_secured or rest.is_out_of_reach else [value.parts[0], value.percent]
        )
        rows.append([target.id, target.label, value.parts[1], *needed, _rest_words(target, rest)])
    heads = (
        "TT",
        "Chỉ tiêu",
        "Còn lại trong năm",
        ("Cần đạt ít nhất", "Số lượng"),
        ("Cần đạt ít nhất", "Tỷ lệ"),
        "Nhận định",
    )
    return Table(
        heads, rows, "Phần còn lại của năm để đạt chỉ tiêu", label, align="clrrrl", widths=(6, 40, 11, 10, 10, 23)
    )


def trends(edition: Edition, label: str = "tbl-xu-huong") -> Table:
    """The targets' shares beside those of the report before, in the same year."""
    rows: list[list[Cell]] = []
    for target in edition.targets:
        if not target.measure:
            continue
        value, before = edition.value(target.measure), edition.report_before
        earlier = edition.value(target.measure, period=before) if before else None
        change = edition.since_report_before(target.measure)
        figures: list[Cell] = [earlier.percent if earlier else None, value.percent, change.signed if change else None]
        rows.append([target.id, target.label, *figures, _trend(change)])
    name = edition.report_before.name if edition.report_before else "Kỳ trước"
    heads = ("TT", "Chỉ tiêu", name[0].upper() + name[1:], "Kỳ này", "Tăng (+), giảm (-) điểm phần trăm", "Xu hướng")
    return Table(
        heads, rows, "Chỉ tiêu so với kỳ báo cáo trước trong năm", label, align="clrrrl", widths=(6, 42, 13, 11, 15, 13)
    )


def target_definitions(edition: Edition, label: str = "tbl-cach-danh-gia") -> Table:
    """What each target's share is taken of, when it is judged, whether it binds, and where it stands."""
    rows: list[list[Cell]] = [
        [target.id, target.label, target.note, target.kind, target.judged, target.citation]
        for target in edition.targets
    ]
    heads = ("TT", "Chỉ tiêu", "Cách tính", "Tính chất", "Đánh giá", "Căn cứ")
    return Table(
        heads, rows, "Cách tính và kỳ đánh giá từng chỉ tiêu", label, align="clllll", widths=(6, 30, 30, 9, 9, 16)
    )


def sub_plans(edition: Edition, label: str = "tbl-ke-hoach-rieng") -> Table:
    """How far each sub-plan is carried out: its tasks, without its own plan and report."""
    stems = edition.sub_plans.measures
    rows: list[list[Cell]] = []
    for code, title in edition.sub_plans.titles.items():
        group = {"sub_plan": code}
        done = edition.value(f"{stems[code]}_done_share", group)
        expected = edition.value(f"{stems[code]}_expected_share", group)
        # Without a unit's word there is no estimate, not one that equals what is done.
        is_told = expected.numerator != done.numerator or done.numerator == done.denominator
        prospect: list[Cell] = [expected.parts[0], expected.percent] if is_told else [None, None]
        above, below = done.parts
        rows.append([title, below, above, done.percent, *prospect])
    heads = (
        "Kế hoạch", "Nhiệm vụ", ("Đã hoàn thành", "Số lượng"), ("Đã hoàn thành", "Tỷ lệ"), ("Ước đến 31/12", "Số lượng"),
        ("Ước đến 31/12", "Tỷ lệ"),
    )  # fmt: skip
    return Table(heads, rows, "Nhiệm vụ của các kế hoạch riêng", label, align="lrrrrr", widths=(45, 11, 11, 11, 11, 11))


def open_sub_plan_tasks(edition: Edition, label: str = "tbl-nhiem-vu-rieng") -> Table:
    """The tasks of the sub-plans that are not done by the cut-off."""
    tasks, last = edition.sub_plans.tasks, pd.Timestamp(edition.period.end)
    still_open = tasks[tasks["kind"].eq("work") & ~(tasks["done_date"] <= last)]
    rows: list[list[Cell]] = []
    for code, of_plan in still_open.groupby("sub_plan", sort=False):
        rows.append([edition.sub_plans.titles[str(code)]])
        for task in records(of_plan):
            due = task["due_date"]
            state = "Chậm tiến độ" if due < last else "Chưa đến hạn"
            when: Cell = table_date(due) if pd.notna(due) else None
            rows.append([str(task["task_text"]), _unit(edition, task["lead_unit"]), when, state])
    heads = ("Nhiệm vụ", "Đơn vị", "Thời hạn", "Tình trạng")
    caption = "Nhiệm vụ của các kế hoạch riêng chưa hoàn thành"
    return Table(heads, rows, caption, label, align="llcl", widths=(44, 28, 13, 15))


def inspected_units(edition: Edition, label: str = "tbl-kiem-tra") -> Table:
    """The agency's units, and which of them were inspected by the cut-off."""
    last = pd.Timestamp(edition.period.end)
    rows: list[list[Cell]] = []
    for unit in records(edition.sub_plans.inspected):
        done: bool = pd.notna(unit["inspected_date"]) and unit["inspected_date"] <= last
        proof: list[Cell] = [table_date(unit["inspected_date"]), _said(unit["document_no"])] if done else [None, None]
        rows.append([_unit(edition, unit["unit"]), *proof, "Đã kiểm tra" if done else "Chưa kiểm tra"])
    heads = ("Phòng, đơn vị", "Ngày kiểm tra", "Văn bản kết luận", "Tình trạng")
    return Table(heads, rows, "Phòng, đơn vị được kiểm tra công tác CCHC", label, align="lcll", widths=(45, 17, 20, 18))


def inspection_findings(edition: Edition, label: str = "tbl-van-de-kiem-tra") -> list[Table]:
    """What inspections had found by the cut-off, and what became of it; no table where nothing was found."""
    last = pd.Timestamp(edition.period.end)
    rows: list[list[Cell]] = []
    for found in records(edition.rows("inspection_findings")):
        done: bool = pd.notna(found["handled_date"]) and found["handled_date"] <= last
        proof: list[Cell] = [table_date(found["handled_date"]), _said(found["document_no"])] if done else [None, None]
        when = table_date(found["found_date"])
        rows.append(
            [_unit(edition, found["unit"]), str(found["finding"]), when, *proof, "Đã xử lý" if done else "Chưa xử lý"]
        )
    heads = ("Phòng, đơn vị", "Vấn đề", "Ngày phát hiện", "Ngày xử lý", "Văn bản", "Tình trạng")
    caption = "Vấn đề phát hiện qua kiểm tra công tác CCHC"
    return [Table(heads, rows, caption, label, align="llccll", widths=(22, 32, 12, 12, 12, 10))] if rows else []


def _trend(change: Change | None) -> str:
    """In which way the share went since the report before."""
    if change is None:
        return "–"
    return "Không đổi" if change.difference == 0 else "Tăng" if change.difference > 0 else "Giảm"


def _rest_words(target: Target, rest: Rest) -> str:
    if rest.is_secured:
        return REST_WORDS["met" if target.base == FIXED else "secured"]
    return REST_WORDS["out_of_reach" if rest.is_out_of_reach else "possible"]


def _product(item: Record) -> str:
    return str(item["product_text"]) + (f" ({item['occurrence']})" if item["occurrence"] else "")


def _units(edition: Edition, codes: object) -> str:
    return "; ".join(edition.reference.units[code] for code in split_units(str(codes)))


def _unit(edition: Edition, code: object) -> str:
    return edition.reference.units.get(str(code), _said(code))


def _said(text: object) -> str:
    return "" if text is None or pd.isna(text) else str(text)  # type: ignore[call-overload]
