"""What is counted of the registers of connections: systems that must be connected to LGSP, and offices on the document network.

Both are lists kept by hand with the day of each connection; a connection counts from that day on, so that a past period stays as it was.
"""

from cchc_analysis.measures.core import Better, Count, Measure, Ratio, RuleOf, Source
from cchc_analysis.periods import Period
from cchc_analysis.rules import Rule, col

LGSP = Source("Nhiệm vụ 6.6 Kế hoạch số 163/KH-STTTT", "SEED")
NETWORK = Source("Nhiệm vụ 6.7, 6.10 Kế hoạch số 163/KH-STTTT", "SEED")
SYSTEMS, OFFICES = "hệ thống, cơ sở dữ liệu", "cơ quan, đơn vị"
LEVELS = {"province": "Cấp tỉnh", "district": "Cấp huyện", "commune": "Cấp xã"}


def system_measures() -> dict[str, Measure]:
    """The measures of the register of systems, by name."""

    def required_by(period: Period) -> Rule:
        return col("required_date") <= period.end

    def connected_by(period: Period) -> Rule:
        return required_by(period) & (col("connected_date") <= period.end)

    def missing_by(period: Period) -> Rule:
        return required_by(period) & connected_by(period).opposite()

    required = _count(
        "systems_required", "Hệ thống, cơ sở dữ liệu có yêu cầu kết nối LGSP",
        "có yêu cầu kết nối, chia sẻ dữ liệu không sau ngày chốt số liệu", required_by, SYSTEMS, LGSP,
    )  # fmt: skip
    connected = _count(
        "systems_connected", "Hệ thống, cơ sở dữ liệu đã kết nối LGSP",
        "có yêu cầu kết nối và đã được kết nối không sau ngày chốt số liệu", connected_by, SYSTEMS, LGSP, "higher",
    )  # fmt: skip
    missing = _count(
        "systems_not_connected", "Hệ thống, cơ sở dữ liệu chưa kết nối LGSP",
        "có yêu cầu kết nối, chưa được kết nối đến hết ngày chốt số liệu", missing_by, SYSTEMS, LGSP, "lower",
    )  # fmt: skip
    share = Ratio(
        "systems_connected_share", "Tỷ lệ hệ thống, cơ sở dữ liệu được kết nối vào LGSP",
        "Hệ thống, cơ sở dữ liệu đã kết nối trên số hệ thống, cơ sở dữ liệu có yêu cầu kết nối.", connected, required, LGSP,
        better="higher",
    )  # fmt: skip
    return {measure.name: measure for measure in (required, connected, missing, share)}


def office_measures() -> dict[str, Measure]:
    """The measures of the register of offices on the network of document systems, by name."""
    offices = _count(
        "offices_total", "Cơ quan, đơn vị phải kết nối liên thông phần mềm quản lý văn bản",
        "thuộc danh sách từ cấp tỉnh đến cấp xã", lambda period: col("office").is_present(), OFFICES, NETWORK,
    )  # fmt: skip
    connected = _count(
        "offices_connected", "Cơ quan, đơn vị đã kết nối liên thông phần mềm quản lý văn bản",
        "được kết nối, liên thông không sau ngày chốt số liệu", lambda period: col("connected_date") <= period.end, OFFICES,
        NETWORK, "higher",
    )  # fmt: skip
    share = Ratio(
        "offices_connected_share", "Tỷ lệ cơ quan, đơn vị kết nối liên thông phần mềm quản lý văn bản",
        "Cơ quan, đơn vị đã kết nối, liên thông trên số cơ quan, đơn vị từ cấp tỉnh đến cấp xã.", connected, offices, NETWORK,
        better="higher",
    )  # fmt: skip
    return {measure.name: measure for measure in (offices, connected, share)}


def _count(name: str, label: str, words: str, rule: RuleOf, unit: str, source: Source, better: Better = "") -> Count:
    return Count(name, label, f"{unit[:1].upper()}{unit[1:]} {words}.", rule, source, unit, better)
