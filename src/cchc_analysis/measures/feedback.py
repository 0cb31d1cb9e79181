"""What is counted of feedback and petitions (phản ánh, kiến nghị – PAKN): received, answered in time, pending, published.

How the table is read, and the measures over it. The state at the end of a period is rebuilt from dates. Within how many working days a
step is due is a setting: the limits are those that a description of a later index uses, and no regulation was seen.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

import pandas as pd

from cchc_analysis.measures.core import ARITHMETIC, Better, Count, Measure, Ratio, RuleOf, Source
from cchc_analysis.periods import Period
from cchc_analysis.rules import Rule, col

UNIT = "phản ánh, kiến nghị"
TASK = Source("Nhiệm vụ 2.6 Kế hoạch số 163/KH-STTTT", "SEED")
LIMITS = Source("Thời hạn đặt trong tệp cài đặt, theo bản mô tả công thức của một bộ chỉ số ban hành sau", "?")
UNCLASSIFIED = "unclassified"
# What feedback is about, in the order in which reports list it.
KINDS = {
    "conduct": "Hành vi hành chính",
    "regulation": "Quy định hành chính",
    "both": "Hành vi và quy định hành chính",
    UNCLASSIFIED: "Chưa phân loại",
}


@dataclass(frozen=True)
class FeedbackRules:
    """Within how many working days after its beginning each step is due, and which due date judges an answer.

    `due_date`: judged by the limit, or by the due date that the list has (and by the limit where it has none). Answers, refusals and
    requests for a supplement are counted from the day of receipt, publication from the day of the answer; that day does not count.
    """

    due_date: Literal["limit", "listed"] = "limit"
    answer_workdays: int = 15
    refuse_workdays: int = 2
    supplement_workdays: int = 5
    publish_workdays: int = 2


@dataclass(frozen=True)
class FeedbackReading:
    """The rules over the feedback table; `workday_of` gives the working-day index of a day."""

    rules: FeedbackRules
    workday_of: Callable[[date], int]

    def received_in(self, period: Period) -> Rule:
        return col("received_date").between(period.start, period.end)

    def carried_over(self, period: Period) -> Rule:
        """Received before the period and neither answered nor refused before it."""
        is_open = col("answered_date").is_missing() | (col("answered_date") >= period.start)
        return (col("received_date") < period.start) & is_open

    def handled_in(self, period: Period) -> Rule:
        return self.received_in(period) | self.carried_over(period)

    def settled_in(self, period: Period) -> Rule:
        """Answered or refused inside the period."""
        return col("answered_date").between(period.start, period.end)

    def answered_in(self, period: Period) -> Rule:
        return self.settled_in(period) & self._refused().opposite()

    def answered_in_time(self, period: Period) -> Rule:
        by_limit = self._took(("received", "answered"), self.rules.answer_workdays)
        return self.answered_in(period) & self._judged(col("answered_date") <= col("due_date"), by_limit)

    def answered_late(self, period: Period) -> Rule:
        return self.answered_in(period) & self.answered_in_time(period).opposite()

    def refused_in(self, period: Period) -> Rule:
        return self.settled_in(period) & self._refused()

    def refused_in_time(self, period: Period) -> Rule:
        return self.refused_in(period) & self._took(("received", "answered"), self.rules.refuse_workdays)

    def supplement_asked_in(self, period: Period) -> Rule:
        return col("supplement_date").between(period.start, period.end)

    def supplement_asked_in_time(self, period: Period) -> Rule:
        in_time = self._took(("received", "supplement"), self.rules.supplement_workdays)
        return self.supplement_asked_in(period) & in_time

    def pending_at_end(self, period: Period) -> Rule:
        """Received by the last day, and neither answered nor refused by it."""
        is_open = col("answered_date").is_missing() | (col("answered_date") > period.end)
        return (col("received_date") <= period.end) & is_open

    def pending_overdue(self, period: Period) -> Rule:
        """Pending, and due before the last day: due on the last day is still in time."""
        by_limit = col("received_workday") < self.workday_of(period.end) - self.rules.answer_workdays
        return self.pending_at_end(period) & self._judged(col("due_date") < period.end, by_limit)

    def pending_in_time(self, period: Period) -> Rule:
        return self.pending_at_end(period) & self.pending_overdue(period).opposite()

    def published_in(self, period: Period) -> Rule:
        return col("published_date").between(period.start, period.end)

    def published_in_time(self, period: Period) -> Rule:
        return self.published_in(period) & self._took(("answered", "published"), self.rules.publish_workdays)

    def answered_and_published(self, period: Period) -> Rule:
        """Answered in the period, and the answer published by its last day."""
        return self.answered_in(period) & (col("published_date") <= period.end)

    def _refused(self) -> Rule:
        return col("status").equals("refused")

    def _judged(self, by_list: Rule, by_limit: Rule) -> Rule:
        """By the list's due date where that judges and there is one, else by the limit."""
        if self.rules.due_date == "limit":
            return by_limit
        return by_list | (col("due_date").is_missing() & by_limit)

    def _took(self, steps: tuple[str, str], limit: int) -> Rule:
        """No more working days from one step to the other than the limit; false where one is missing."""
        first, last = steps
        return col(f"{last}_workday").minus(col(f"{first}_workday")) <= limit


def feedback_table(feedback: pd.DataFrame) -> pd.DataFrame:
    """The clean table with a value in every column that it is grouped by: `unclassified` kinds, and "" where no unit is known."""
    return feedback.assign(kind=feedback["kind"].fillna(UNCLASSIFIED), unit=feedback["unit"].fillna(""))


def feedback_measures(reading: FeedbackReading) -> dict[str, Measure]:
    """The measures of the feedback table, by name."""
    rules = reading.rules
    due = {
        "limit": f"trong {rules.answer_workdays:02d} ngày làm việc sau ngày tiếp nhận",
        "listed": "không muộn hơn hạn xử lý ghi trong danh sách",
    }[rules.due_date]
    answered = _count("answered", "Đã trả lời", "có ngày trả lời trong kỳ, không kể từ chối", reading.answered_in, TASK)
    answered_in_time = _count(
        "answered_in_time", "Trả lời đúng hạn", f"trả lời trong kỳ, {due}", reading.answered_in_time, LIMITS, "higher"
    )
    refused = _count("refused", "Từ chối xử lý", "bị từ chối trong kỳ", reading.refused_in)
    refused_in_time = _count(
        "refused_in_time", "Từ chối đúng hạn",
        f"bị từ chối trong kỳ, trong {rules.refuse_workdays:02d} ngày làm việc sau ngày tiếp nhận", reading.refused_in_time,
        LIMITS, "higher",
    )  # fmt: skip
    published = _count(
        "published", "Đã công khai kết quả", "có ngày công khai kết quả trong kỳ", reading.published_in, TASK
    )
    published_in_time = _count(
        "published_in_time", "Công khai đúng hạn",
        f"công khai kết quả trong kỳ, trong {rules.publish_workdays:02d} ngày làm việc sau ngày trả lời",
        reading.published_in_time, LIMITS, "higher",
    )  # fmt: skip
    answers_published = _count(
        "answers_published", "Trả lời trong kỳ đã công khai",
        "trả lời trong kỳ, kết quả được công khai không sau ngày chốt số liệu", reading.answered_and_published, TASK, "higher",
    )  # fmt: skip
    measures: list[Measure] = [
        _count("total", "Tổng số", "tiếp nhận mới trong kỳ và từ kỳ trước chuyển sang", reading.handled_in),
        _count("received", "Tiếp nhận mới trong kỳ", "có ngày tiếp nhận trong kỳ", reading.received_in, TASK),
        _count(
            "carried_over", "Từ kỳ trước chuyển sang",
            "tiếp nhận trước kỳ, chưa trả lời hoặc từ chối trước ngày đầu kỳ", reading.carried_over,
        ),
        _count("settled", "Đã xử lý", "được trả lời hoặc bị từ chối trong kỳ", reading.settled_in),
        answered,
        answered_in_time,
        _count("answered_late", "Trả lời quá hạn", "trả lời trong kỳ, quá hạn", reading.answered_late, LIMITS, "lower"),
        refused,
        refused_in_time,
        _count(
            "supplement_asked", "Đã yêu cầu bổ sung", "có ngày yêu cầu bổ sung thông tin trong kỳ", reading.supplement_asked_in
        ),
        _count(
            "supplement_asked_in_time", "Yêu cầu bổ sung đúng hạn",
            f"được yêu cầu bổ sung trong kỳ, trong {rules.supplement_workdays:02d} ngày làm việc sau ngày tiếp nhận",
            reading.supplement_asked_in_time, LIMITS, "higher",
        ),
        _count(
            "pending", "Đang xử lý", "đã tiếp nhận, chưa trả lời hoặc từ chối đến hết ngày chốt số liệu", reading.pending_at_end
        ),
        _count("pending_in_time", "Đang xử lý trong hạn", "đang xử lý, chưa quá hạn tại ngày chốt", reading.pending_in_time, LIMITS),
        _count("pending_overdue", "Đang xử lý quá hạn", "đang xử lý, quá hạn tại ngày chốt", reading.pending_overdue, LIMITS, "lower"),
        published,
        published_in_time,
        answers_published,
        _share("answered_in_time", "Tỷ lệ trả lời đúng hạn", answered_in_time, answered, LIMITS),
        _share("refused_in_time", "Tỷ lệ từ chối đúng hạn", refused_in_time, refused, LIMITS),
        _share("published_in_time", "Tỷ lệ công khai đúng hạn", published_in_time, published, LIMITS),
        _share("answers_published", "Tỷ lệ trả lời đã công khai", answers_published, answered, TASK),
    ]  # fmt: skip
    return {measure.name: measure for measure in measures}


def feedback_groups(units: Mapping[str, str]) -> dict[str, Mapping[str, str]]:
    """What the measures can be read by: kind, and unit ("" where the list names none that is known)."""
    return {"kind": KINDS, "unit": {**units, "": "Chưa rõ đơn vị"}}


def _count(name: str, label: str, words: str, rule: RuleOf, source: Source = ARITHMETIC, better: Better = "") -> Count:
    full = f"{label} (PAKN)"
    return Count(f"feedback_{name}", full, f"Phản ánh, kiến nghị {words}.", rule, source, UNIT, better)


def _share(name: str, label: str, above: Count, below: Count, source: Source) -> Ratio:
    definition = f"{above.label} trên {below.label[:1].lower()}{below.label[1:]}."
    return Ratio(f"feedback_{name}_share", f"{label} (PAKN)", definition, above, below, source, better="higher")
