"""The plan's printed deadlines, read as an office reads them: a small grammar for the texts of the plan, and no more.

A row of the plan's table prints one deadline for one or several products. It is read into clauses – what is to be done, and
when – and the clauses go to the products: by name where they name a kế hoạch or a báo cáo, else in order, else to all of them. A
product that falls due several times gets a reading for each. How officials read each text is practice, not law; what the grammar
cannot know, a letter say, is an override (see `register`).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from cchc_analysis.periods import DEFAULT_CUTOFF, ROMAN, CutoffRule, Period
from cchc_analysis.workdays import Calendar

Kind = Literal["dated", "continuous", "undated"]
# The receiver's date, where no letter sets one: so many working days after the cut-off. Practice of provinces.
DAYS_AFTER_CUTOFF = 2
# What each rule says, in words for whoever reviews the readings.
RULES = {
    "strict_before": "strictly before the printed day; the working day before it is aimed at",
    "by_end": "by the end of the calendar period; its start is only a planned start",
    "cutoff_plus_2": f"a periodic report: {DAYS_AFTER_CUTOFF} working days after the cut-off, unless a letter says otherwise",
    "last_working_day": "every month, on its last working day",
    "continuous": "all year without a date of its own: evidence in every period",
    "undated": "no date until a letter gives one",
    "override": "set by a reviewed override",
}
# How a product begins that is handed in once: "trong năm" then means by 31/12. Any other goes on all year.
ONCE = (
    "quyết định", "các quyết định", "công văn", "báo cáo", "ban hành kế hoạch", "đánh giá nội bộ", "tổ chức họp",
    "thực hiện công khai", "phấn đấu giảm",
)  # fmt: skip
PLAN_WORDS = ("kế hoạch", "quyết định ban hành kế hoạch")
REPORTS = {"Q1": "quý I", "6M": "6 tháng", "9M": "9 tháng", "Y": "năm"}
QUARTERS = {f"Q{number}": f"quý {roman}" for number, roman in ROMAN.items()}

_QUARTER = r"quý (?P<quarter>IV|III|II|I)(?:/ ?| năm )(?P<quarter_year>\d{4})"
_CLAUSE = re.compile(
    r"(?:- )?(?:(?P<plan>ban hành kế hoạch) ?|(?P<report>báo cáo(?: kết quả thực hiện)?) ?|(?P<work>và tổ chức thực hiện) ?)?"
    rf"(?:trước (?:ngày )?(?P<day>\d\d?)/(?P<month>\d\d?)/(?P<year>\d{{4}})|(?:trong )?{_QUARTER}"
    r"|(?P<monthly>hàng tháng)|(?P<undated>theo (?:thời gian )?quy định)|(?P<all_year>(?:thường xuyên |thực hiện )?trong năm))",
    re.IGNORECASE,
)
# A product whose own text has a part in a quarter and a part all year: what is done in each of them.
_TWO_PARTS = re.compile(
    rf"(?P<first>sửa đổi) (?:các )?(?P<what>quy chế).*?trong {_QUARTER}"
    r".*?(?P<second>theo dõi, tổng hợp việc thực hiện|tổ chức thực hiện) trong năm (?P<year>\d{4})",
    re.IGNORECASE,
)
_NUMBER = {roman: number for number, roman in ROMAN.items()}


class UnknownDeadlineError(ValueError):
    """A text that the grammar does not read, or whose clauses do not fit the products beside it."""


@dataclass(frozen=True)
class Reading:
    """When one product, or one occurrence of it, falls due.

    `occurrence` is Vietnamese ("quý I", "tháng 03"), `suffix` what the id of the item has after that of the product; both are empty
    for a product that falls due once. `before_date` is a printed "trước ngày …".
    """

    rule: str
    due_date: date | None = None
    planned_start: date | None = None
    before_date: date | None = None
    suffix: str = ""
    occurrence: str = ""

    @property
    def kind(self) -> Kind:
        match self.rule:
            case "continuous" | "undated" as kind:
                return kind
        return "dated"


@dataclass(frozen=True)
class Clause:
    """One "what, when" of a printed deadline; `subject` is plan, report, work or nothing."""

    subject: str
    reading: Reading | None  # none for "trong năm" and "hàng tháng", which are not one day for every product
    is_monthly: bool = False

    @property
    def is_all_year(self) -> bool:
        return self.reading is None and not self.is_monthly


@dataclass(frozen=True)
class Grammar:
    """The readings of one year's plan."""

    year: int
    calendar: Calendar
    cutoff: CutoffRule = DEFAULT_CUTOFF

    def read(self, deadline: str, products: Sequence[str]) -> list[list[Reading]]:
        """The readings of each product of a row, in order, from the row's printed deadline and the products' texts.

        Raises UnknownDeadlineError for a text that is none of the plan's ways to write one.
        """
        clauses = list(self._clauses(deadline))
        if len(clauses) == 1:
            return [self._of_all(clauses[0], product) for product in products]
        if len(clauses) == 2 and clauses[1].subject == "work" and len(products) == 1:
            return [self._plan_then_work(clauses)]
        if len(clauses) == 2 and clauses[0].is_all_year and not clauses[1].subject:
            return [self._all_year_with_report(clauses[1], product) for product in products]
        if len(clauses) == len(products):
            return [self._in_turn(clause, product) for clause, product in zip(clauses, products, strict=True)]
        raise UnknownDeadlineError(f"{len(clauses)} deadlines for {len(products)} products")

    def _clauses(self, deadline: str) -> Iterator[Clause]:
        """The clauses of a text from its first letter to its last."""
        rest = deadline.strip()
        while rest:
            found = _CLAUSE.match(rest)
            if found is None:
                raise UnknownDeadlineError(f'"{rest}" is not known')
            subject = next((name for name in ("plan", "report", "work") if found[name]), "")
            yield Clause(subject, self._timing(found), bool(found["monthly"]))
            rest = rest[found.end() :].strip()

    def _timing(self, found: "re.Match[str]") -> Reading | None:
        if found["day"]:
            return self._before(_day(found["year"], found["month"], found["day"]))
        if found["quarter"]:
            return _in_quarter(found["quarter"], found["quarter_year"])
        return Reading("undated") if found["undated"] else None

    def _of_all(self, clause: Clause, product: str) -> list[Reading]:
        """One clause for every product of the row; one that names the kế hoạch leaves the reports to the receiver's date."""
        if clause.subject == "plan" and not product.casefold().startswith(PLAN_WORDS):
            return self._reports(product)
        return self._in_turn(clause, product)

    def _in_turn(self, clause: Clause, product: str) -> list[Reading]:
        if clause.is_monthly:
            return list(self._monthly())
        return self._all_year(product) if clause.reading is None else [clause.reading]

    def _plan_then_work(self, clauses: Sequence[Clause]) -> list[Reading]:
        """A kế hoạch in a quarter, carried out by the end of the year: one product, two occurrences."""
        plan = clauses[0].reading
        if plan is None or plan.planned_start is None:
            raise UnknownDeadlineError("a kế hoạch that is carried out in the year needs its quarter")
        quarter = (plan.planned_start.month + 2) // 3
        first = _named(plan, f"Q{quarter}", f"ban hành kế hoạch, quý {ROMAN[quarter]}")
        return [first, _named(self._by_year_end(), "Y", "tổ chức thực hiện, năm")]

    def _all_year_with_report(self, clause: Clause, product: str) -> list[Reading]:
        """Of "Thường xuyên trong năm trước ngày …" the day binds the report, the year's end what else is handed in."""
        is_report = product.casefold().startswith("báo cáo")
        return [clause.reading] if is_report and clause.reading else self._all_year(product)

    def _all_year(self, product: str) -> list[Reading]:
        if parts := _TWO_PARTS.search(product):
            quarter = _in_quarter(parts["quarter"], parts["quarter_year"])
            number = _NUMBER[parts["quarter"].upper()]
            words = f"{parts['first']} {parts['what']}".lower()
            return [
                _named(
                    quarter,
                    f"{parts['quarter_year']}Q{number}",
                    f"{words}, quý {ROMAN[number]}/{parts['quarter_year']}",
                ),
                _named(Reading("continuous"), "Y", f"{parts['second']} năm {parts['year']}"),
            ]
        return [self._by_year_end() if product.casefold().startswith(ONCE) else Reading("continuous")]

    def _reports(self, product: str) -> list[Reading]:
        """Reports of which no date is printed: by the cut-off of each period that the product names."""
        if "hàng quý" in product:
            return [self._report(f"{self.year}-{key}", key, name) for key, name in QUARTERS.items()]
        if ", ".join(REPORTS.values()) in product:
            return [self._report(_period(self.year, key), key, name) for key, name in REPORTS.items()]
        return [self._report(str(self.year), "", "")]

    def _report(self, period: str, suffix: str, occurrence: str) -> Reading:
        end = Period.parse(period, self.cutoff).end
        due = self.calendar.add_working(end, DAYS_AFTER_CUTOFF)
        return Reading("cutoff_plus_2", due, suffix=suffix, occurrence=occurrence)

    def _monthly(self) -> Iterator[Reading]:
        for month in range(1, 13):
            first = date(self.year, month, 1)
            following = date(self.year + month // 12, month % 12 + 1, 1)
            due = self._working_day_before(following)
            yield Reading("last_working_day", due, first, suffix=f"M{month:02d}", occurrence=f"tháng {month:02d}")

    def _by_year_end(self) -> Reading:
        return Reading("by_end", date(self.year, 12, 31), date(self.year, 1, 1))

    def _before(self, day: date) -> Reading:
        return Reading("strict_before", self._working_day_before(day), before_date=day)

    def _working_day_before(self, day: date) -> date:
        return self.calendar.add_working(day - timedelta(days=1), 0)


def _named(reading: Reading, suffix: str, occurrence: str) -> Reading:
    return replace(reading, suffix=suffix, occurrence=occurrence)


def _in_quarter(roman: str, year: str) -> Reading:
    number = _NUMBER[roman.upper()]
    start = date(int(year), 3 * number - 2, 1)
    end = date(int(year) + number // 4, 3 * number % 12 + 1, 1) - timedelta(days=1)
    return Reading("by_end", end, start)


def _period(year: int, key: str) -> str:
    return str(year) if key == "Y" else f"{year}-{key}"


def _day(year: str, month: str, day: str) -> date:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        raise UnknownDeadlineError(f"there is no day {day}/{month}/{year}") from None
