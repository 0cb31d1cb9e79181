"""What is checked of each row, as Markdown (docs/row-rules.md): from the checks themselves, so that it cannot drift from them."""

from collections.abc import Iterator, Mapping

from cchc_analysis.sources.checks import DUE_DATE_TOLERANCE, OUTCOME_SETTINGS, Outcome, RowCheck
from cchc_analysis.sources.feeds import CHECKS, FEEDS

_HEAD = f"""# What is checked of each row

Written by `cchc check --rules`; `make docs` writes it anew. Labels and what a unit is asked to do are printed as they stand here.

Each check has a default outcome. **reject**: the row is in no clean table and listed with its reason, the first that it meets.
**flag**: it counts and is listed under every check that it meets. **ignore**: it counts and nothing is said.
`cchc.toml` can set another one:

    [checks]
    level2_online = "reject"
    code_date_differs = "ignore"

A name stands for the check in every kind of file that has it (`unreadable_date` in dossier exports, fees and progress alike). The
column "at most" says how mild an outcome may be set: where it is *reject*, the row could not be used, or a column of form II.06a
would not close. The settings are in the manifest and, where they differ from the default, on the quality page; they change the
clean tables, not the readings of `[counting]`.

`due_date_implausible` is met by a difference of more than {DUE_DATE_TOLERANCE} working days; `date_after_export` looks at every date but the due date.
Dates are compared as days.
"""
_TAIL = """
## Corrections

`data/corrections.xlsx` changes what exports say, before the checks, so that it can heal a row that would be rejected. Its heads:
Thao tác, Mã hồ sơ, Cột, Giá trị hiện tại, Giá trị mới, Lý do, Nguồn, Người duyệt. A line without reason, source (who said it, when, which
letter) or approver is an error.

| Thao tác | what it does |
|---|---|
| Sửa (or empty) | every row of the dossier that has the value in *Giá trị hiện tại* in the column *Cột* takes *Giá trị mới* (blank empties it); an export from before the new day does not, because it could not know it. Of a date that could not be read, *Giá trị hiện tại* is the cell as the finding quotes it |
| Loại hồ sơ | all rows of the dossier, those of the post and the fees too, are rejected as `excluded_by_correction`: no defect for `--strict` and for publishing |
| Thêm hồ sơ | a line for each column that is filled; the dossier is a row of the file `corrections.xlsx`, as of the last export, and is checked like any other |

Where the latest export has neither the expected nor the new value, the run stops (exit code 7). Where it has the new value already, or the
dossier is gone (or, of one that is added, has come), the line does not apply any more: `cchc check`, the quality page and the manifest say so.
"""


def row_rules() -> str:
    """The page as Markdown."""
    return "\n".join([_HEAD, *_tables(), _TAIL.strip(), ""])


def _tables() -> Iterator[str]:
    words: dict[Outcome, str] = {outcome: word for word, outcome in OUTCOME_SETTINGS.items()}
    told = set[str]()
    for kind, feed in FEEDS.items():
        names = [check.name for check in feed.checks if check.name not in told]
        if not names:
            continue
        yield f"## `{kind}`: {feed.label}\n"
        if told & {check.name for check in feed.checks}:
            yield "Besides those above that it shares:\n"
        told |= set(names)
        yield "| check | what is wrong (label) | default | at most | why this default | what the unit is asked to do |"
        yield "|---|---|---|---|---|---|"
        for name in names:
            yield _line(CHECKS[name], words)
        yield ""


def _line(check: RowCheck, words: Mapping[Outcome, str]) -> str:
    cells = (f"`{check.name}`", check.label, words[check.outcome], words[check.weakest], check.reason, check.remedy)
    return f"| {' | '.join(cells)} |"
