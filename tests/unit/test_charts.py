"""Charts say in words what they draw, answer what they ask, and keep their letters inside of a width that a phone shows legibly."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text

from cchc_analysis.edition import Edition, open_edition
from cchc_analysis.present import charts, trends
from cchc_analysis.present.display import Figure
from cchc_analysis.present.style import WIDTH_MM

CHARTS: list[Callable[[Edition], Figure]] = [
    charts.dossiers_by_month,
    charts.channels_against_targets,
    charts.time_against_regulated,
    charts.overdue_by_age,
    charts.plan_by_group,
    charts.plan_over_year,
    trends.on_time_chart,
]
every_chart = pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: chart.__name__)
# Three months and twelve, two dates without a whole month between them, and months of two calendar years.
PERIODS = ["2021-Q1", "2021", "2021-02-01..2021-02-20", "2020-11-15..2021-02-14"]


@pytest.fixture(scope="module", params=PERIODS)
def edition(request: pytest.FixtureRequest, project: Path) -> Edition:
    return open_edition(request.param, project)


@every_chart
def test_every_letter_is_inside_of_the_picture_and_legible_on_a_phone(
    edition: Edition, chart: Callable[[Edition], Figure]
) -> None:
    figure = chart(edition).figure
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    assert figure.get_figwidth() * 25.4 == pytest.approx(WIDTH_MM)
    drawn = figure.get_tightbbox(canvas.get_renderer())
    assert drawn.x0 >= -0.01
    assert drawn.y0 >= -0.01
    assert drawn.x1 <= figure.get_figwidth() + 0.01
    assert drawn.y1 <= figure.get_figheight() + 0.01
    for text in figure.findobj(Text):
        # A point is 4/3 px, and of the 360 px of a phone 316 are left for a figure.
        assert text.get_fontsize() * 4 / 3 * 316 / (WIDTH_MM / 25.4 * 96) > 11, text.get_text()


@pytest.mark.parametrize(
    ("chart", "caption", "words"),
    [
        pytest.param(
            charts.dossiers_by_month,
            "Hồ sơ theo tháng báo cáo: đã giải quyết ít hơn tiếp nhận mới, đang giải quyết cuối kỳ nhiều hơn đầu kỳ",
            "Biểu đồ cột. Tháng báo cáo năm 2021. Tiếp nhận mới (hồ sơ): 61 (01), 52 (02), 57 (03); Đã giải quyết (hồ sơ): 58 (01), "
            "52 (02), 54 (03); Đang giải quyết cuối tháng (hồ sơ): 18 (01), 18 (02), 21 (03).",
            id="months",
        ),
        pytest.param(
            charts.channels_against_targets,
            "Nộp trực tuyến, nộp và nhận kết quả qua dịch vụ BCCI so với chỉ tiêu: còn chỉ tiêu chưa đạt",
            "Tỷ lệ kết quả giải quyết TTHC được trả qua dịch vụ BCCI: 18,54% – chỉ tiêu từ 20%: Chưa đạt.",
            id="channels",
        ),
        pytest.param(
            charts.time_against_regulated,
            "Thời gian giải quyết so với thời gian quy định: các lĩnh vực đều trong thời gian quy định",
            "Bưu chính: 92,56%; Báo chí (TTHC tính theo ngày): 65,46%; Xuất bản, In và Phát hành: 83,26%;",
            id="times",
        ),
        pytest.param(
            charts.overdue_by_age,
            "Hồ sơ đang giải quyết quá hạn theo số ngày quá hạn: lâu nhất trên 30 ngày làm việc",
            "Biểu đồ thanh. Đến 5 ngày làm việc: 1 hồ sơ; Từ 6 đến 10 ngày làm việc: 1 hồ sơ; Từ 11 đến 30 ngày làm việc: 1 hồ "
            "sơ; Trên 30 ngày làm việc: 1 hồ sơ.",
            id="ages",
        ),
        pytest.param(
            charts.plan_by_group,
            "Sản phẩm của Kế hoạch theo nhóm nhiệm vụ: chậm tiến độ ở nhóm Cải cách công vụ; Cải cách Tài chính công",
            "4. Cải cách công vụ – hoàn thành 2, chậm tiến độ 1, còn lại 6; 5. Cải cách Tài chính công – hoàn thành 0, chậm tiến độ "
            "1, còn lại 4;",
            id="groups",
        ),
        pytest.param(
            charts.plan_over_year,
            "Sản phẩm của Kế hoạch qua các mốc trong năm: còn sản phẩm đến hạn chưa hoàn thành",
            "Đến hạn (sản phẩm): 11 (01), 12 (02), 12 (03); Đến hạn đã hoàn thành: 10 (01), 11 (02), 10 (03);",
            id="year",
        ),
    ],
)
def test_a_chart_says_its_figures_and_its_answer(
    first_quarter: Edition, chart: Callable[[Edition], Figure], caption: str, words: str
) -> None:
    made = chart(first_quarter)
    assert made.caption == caption
    assert words in made.alt


def test_the_figures_of_months_add_up_to_those_of_the_period(first_quarter: Edition) -> None:
    """The words of the chart beside the measures of the whole period, which are counted apart."""
    series = re.findall(r"(\w[^;:.]*) \(hồ sơ\): ([^;.]*)", charts.dossiers_by_month(first_quarter).alt)
    counts = {name: [int(each) for each in re.findall(r"(\d+) \(", said)] for name, said in series}
    assert sum(counts["Tiếp nhận mới"]) == first_quarter.value("received").numerator
    assert sum(counts["Đã giải quyết"]) == first_quarter.value("settled").numerator
    assert counts["Đang giải quyết cuối tháng"][-1] == first_quarter.value("pending").numerator


@pytest.mark.parametrize(
    ("now", "other", "word"), [(2, 1, "nhiều hơn"), (1, 2, "ít hơn"), (1, 1, "bằng")], ids=["more", "less", "same"]
)
def test_the_answer_follows_the_figures(now: int, other: int, word: str) -> None:
    assert charts._compared(now, other) == word
