"""The rows behind a number: as many as it says, found by the names that an auditor types, and written without harm."""

import json
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from cchc_analysis.edition import Edition
from cchc_analysis.errors import MeasureError
from cchc_analysis.measures.core import Count, Quantile, Ratio
from cchc_analysis.pipeline.trace import printed_otherwise, shown_rows, trace, write_workbook


def test_every_number_of_every_table_has_its_rows(first_quarter: Edition) -> None:
    for name, (_, measure) in first_quarter.measures.items():
        found = trace(first_quarter, name)
        if isinstance(measure, Count | Quantile):
            assert len(found.rows) == found.value.numerator, name
        if isinstance(measure, Ratio) and isinstance(measure.denominator, Count):
            below = trace(first_quarter, name, part="denominator")
            assert len(below.rows) == below.value.denominator, name


def test_points_are_told_as_points_and_not_in_hundredths(first_quarter: Edition) -> None:
    assert trace(first_quarter, "score_total").text == "50,67"
    assert trace(first_quarter, "score_share").text == "50,67/100 = 50,67%"
    assert trace(first_quarter, "score_share", part="denominator").text == "100"
    one = trace(first_quarter, "score_total", ["criterion=1.2"])
    assert (one.text, one.id) == ("5,08", "score_total@2021-Q1[criterion=1.2]")
    assert list(one.rows["criterion"]) == ["1.2"]


@pytest.mark.parametrize(
    ("groups", "expected"),
    [
        pytest.param(["field=Báo chí"], {"field": "BAO"}, id="name"),
        pytest.param(["field=bao"], {"field": "BAO"}, id="code-in-small-letters"),
        pytest.param(["unit = P. BC-VT"], {"unit": "BCVT"}, id="alias-of-a-unit"),
        pytest.param(["channel=trực  tuyến", "field=XB"], {"channel": "online", "field": "XB"}, id="two-groups"),
        pytest.param(["procedure=1.003868"], {"procedure": "1.003868"}, id="procedure"),
    ],
)
def test_a_group_is_named_as_people_name_it(
    first_quarter: Edition, groups: list[str], expected: dict[str, str]
) -> None:
    found = trace(first_quarter, "received", groups)
    assert dict(found.value.group) == expected
    assert len(found.rows) == found.value.numerator
    for column, value in expected.items():
        assert set(found.rows[column]) <= {value}


@pytest.mark.parametrize(
    ("measure", "groups", "part", "message"),
    [
        pytest.param("settled_lat", [], "", 'no measure "settled_lat". Did you mean "settled_late"', id="measure"),
        pytest.param("received", ["field=Báo chi"], "", 'Did you mean "Báo chí"', id="value"),
        pytest.param("received", ["linh_vuc=XB"], "", "one of: field, unit, procedure, channel", id="column"),
        pytest.param("received", ["field"], "", "Write column=value", id="no-value"),
        pytest.param("received", [], "denominator", "is no ratio", id="part-of-a-count"),
    ],
)
def test_what_there_is_not_is_told_with_what_there_is(
    first_quarter: Edition, measure: str, groups: list[str], part: str, message: str
) -> None:
    with pytest.raises(MeasureError, match=message):
        trace(first_quarter, measure, groups, part)


def test_the_days_shown_are_those_that_judge(first_quarter: Edition) -> None:
    found = trace(first_quarter, "due_date_recomputed")
    assert found.value.numerator > 0
    for line, due in zip(shown_rows(found.rows), found.rows["recomputed_due_date"], strict=True):
        assert line["judged_due_date"] == f"{due:%d/%m/%Y}"


def test_a_workbook_holds_the_rows_and_runs_nothing(first_quarter: Edition, tmp_path: Path) -> None:
    found = trace(first_quarter, "settled_late")
    hostile = found.rows.copy()
    hostile.loc[hostile.index[0], "source_sheet"] = '=HYPERLINK("x")'
    write_workbook(found.__class__(found.value, found.measure, "", found.text, hostile), tmp_path / "a.xlsx")
    cells = CalamineWorkbook.from_path(tmp_path / "a.xlsx").get_sheet_by_index(0).to_python()
    assert cells[0][:3] == ["Đã giải quyết quá hạn", found.text, "settled_late@2021-Q1"]
    assert [row[0] for row in cells[4:]] == found.rows["dossier_id"].tolist()
    assert any('=HYPERLINK("x")' in row for row in cells), "shown as the text that it is"


@pytest.mark.parametrize(
    ("printed", "told"), [(None, None), (0, None), (1, "03")], ids=["not-printed", "the-same", "another"]
)
def test_a_figure_that_changed_since_the_last_draft_is_told(
    first_quarter: Edition, tmp_path: Path, printed: int | None, told: str | None
) -> None:
    found = trace(first_quarter, "settled_late")
    numbers = {} if printed is None else {found.id: {"value": found.value.numerator + printed, "text": ["03"]}}
    (tmp_path / "manifest.json").write_text(json.dumps({"numbers": numbers}), encoding="utf-8")
    assert printed_otherwise(tmp_path, found) == told
    assert printed_otherwise(tmp_path / "nowhere", found) is None
