"""Tables about an edition: what their cells say where many things share one."""

import pytest

from cchc_analysis.edition import Edition
from cchc_analysis.present import tables
from cchc_analysis.present.display import ABOVE


@pytest.mark.parametrize(
    ("places", "told"),
    [
        pytest.param([], [], id="none"),
        pytest.param([1], ["tháng 02"], id="one"),
        pytest.param([0, 1], ["tháng 01", "tháng 02"], id="two are named"),
        pytest.param([2, 3, 4, 5], ["tháng 03 đến tháng 06"], id="a run"),
        pytest.param([0, 2, 3, 4, 7], ["tháng 01", "tháng 03 đến tháng 05", "tháng 08"], id="a run among others"),
    ],
)
def test_occurrences_in_a_row_are_told_as_a_span(places: list[int], told: list[str]) -> None:
    assert tables._spans([f"tháng {month:02d}" for month in range(1, 13)], places) == told


def test_the_register_shows_every_product_and_names_its_task_once(first_quarter: Edition) -> None:
    table = tables.plan_register(first_quarter)
    products = [row for row in table.rows if len(row) > 1]
    register = first_quarter.register.items.drop_duplicates("product_id")
    assert [row[2] for row in products] == register["product_text"].tolist()
    assert [row[0] for row in products if row[0] is not ABOVE] == register["row_id"].drop_duplicates().tolist()
    assert any("tháng 03 đến tháng 12: Chưa đến hạn" in str(row[7]) for row in products)
