"""The one place where a figure becomes text: formatted as officials write it, and marked with the id of its measure.

An id reads `measure@period[column=value]`; a ratio's parts are `measure.numerator@…` and `measure.denominator@…`, and the share
that is printed as what another one leaves of 100 % is `measure.rest@…`, the ends of its interval `measure.low@…` and `measure.high@…`. A figure that was not counted so says it: one that was
published before is `measure!published@…`, one under another counting rule `measure!withdrawn=by_date@…`. What is not written here
is not a figure: only dates, citations and numbering have digits of their own.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from cchc_analysis.measures.compare import wilson_interval
from cchc_analysis.present.markup import Marked

NOTHING = "–"
# The part of an id that says: printed as the complement of the share beside it, so perhaps 0,01 off its own rounding.
REST = "rest"
# The least and the largest share that a sample speaks for.
LOW, HIGH = "low", "high"
_STEP = Decimal("0.01")
# Unit of a difference of two shares.
POINTS = "điểm phần trăm"
# Unit of sums of the scorecard, which are counted in hundredths.
SCORE = "điểm"


@dataclass(frozen=True)
class Value:
    """A measure's figure in one period and group.

    `denominator` is there for ratios only; `reading` is the value of a quantile or survival median, whose `numerator` is the
    number of its cases (missing where it has none).
    """

    measure: str
    period: str
    numerator: int
    denominator: int | None = None
    group: tuple[tuple[str, str], ...] = ()
    reading: Decimal | None = None
    origin: str = ""  # published: taken from a document, not counted

    def id(self, part: str = "", origin: str = "") -> str:
        """The id that the figure carries in every output and in the manifest."""
        origin = origin or self.origin
        group = ",".join(f"{column}={value}" for column, value in self.group)
        return f"{self.measure}{origin and '!' + origin}{part and '.' + part}@{self.period}" + (
            f"[{group}]" if group else ""
        )

    @property
    def share(self) -> Fraction | None:
        """The ratio, exactly; None for a count and where the denominator is 0."""
        return Fraction(self.numerator, self.denominator) if self.denominator else None

    @property
    def count(self) -> Marked:
        """1.234, as tables write it."""
        return Marked(format_count(self.numerator), self.id())

    @property
    def score(self) -> Marked:
        """Points that were added up in hundredths: 85,5; 0 for none."""
        return Marked(format_score(self.numerator), self.id())

    def amount(self, unit: str) -> Marked:
        """What is no ratio as its unit wants it: points, or a count as tables write it."""
        return Marked(format_amount(self.numerator, unit), self.id())

    @property
    def words(self) -> Marked:
        """As `count`, with the leading zero below ten that sentences have: 03 văn bản."""
        return Marked(format_count(self.numerator, leading_zero=True), self.id())

    @property
    def above(self) -> Marked:
        """The numerator of a ratio, as sentences write it."""
        return Marked(format_count(self.numerator, leading_zero=True), self.id("numerator"))

    @property
    def below(self) -> Marked:
        """The denominator of a ratio, as sentences write it."""
        return Marked(format_count(self.denominator or 0, leading_zero=True), self.id("denominator"))

    @property
    def parts(self) -> tuple[Marked, Marked]:
        """Numerator and denominator of a ratio, as tables write them."""
        return (
            Marked(format_count(self.numerator), self.id("numerator")),
            Marked(format_count(self.denominator or 0), self.id("denominator")),
        )

    @property
    def percent(self) -> Marked:
        """98,13%, or a dash where the denominator is 0."""
        return Marked(format_percent(self.share), self.id())

    @property
    def interval(self) -> tuple[Marked, Marked]:
        """The least and the largest share that a sample like this speaks for (95 of 100); dashes of an empty sample."""
        low, high = wilson_interval(self.numerator, self.denominator or 0) or (None, None)
        return Marked(format_percent(low), self.id(LOW)), Marked(format_percent(high), self.id(HIGH))

    @property
    def average(self) -> Marked:
        """A ratio that is no share, such as days for each dossier: 5,4; a dash where the denominator is 0."""
        share = self.share
        return Marked(format_tenths(None if share is None else Decimal(share.numerator) / share.denominator), self.id())

    @property
    def points(self) -> Marked:
        """A difference of two shares in percentage points, signed: +1,41; a dash where there is none."""
        return Marked(format_points(self.share), self.id())

    def ratio(self, unit: str) -> Marked:
        """A ratio as its unit wants it: a share, a difference of shares, an average."""
        return self.percent if unit == "%" else self.points if unit == POINTS else self.average

    @property
    def quantile(self) -> Marked:
        """The value of a quantile: 7 or 7,5; a dash where there is none."""
        return Marked(format_tenths(self.reading), self.id())

    @property
    def cases(self) -> Marked:
        """How many cases a quantile was read from."""
        return Marked(format_count(self.numerator), self.id("cases"))

    def rest_of(self, whole: "Value") -> Marked:
        """This share as what `whole` leaves of 100 %, so that the two shares that are shown add up."""
        text = self.percent.text if whole.share is None else _percent(Decimal(100) - _rounded(whole.share))
        return Marked(text, self.id(REST))


def format_count(number: int, leading_zero: bool = False) -> str:
    """1.234.567; with `leading_zero`, 03 for three."""
    if leading_zero and 0 < number < 10:
        return f"{number:02d}"
    return f"{number:,}".replace(",", ".")


def format_score(hundredths: int) -> str:
    """85,5 points for 8550 hundredths, 2 for 200."""
    return format_decimal((Decimal(hundredths) / 100).normalize() + 0)


def format_amount(number: int, unit: str, leading_zero: bool = False) -> str:
    """A whole number as its unit wants it: points from hundredths, anything else as a count."""
    return format_score(number) if unit == SCORE else format_count(number, leading_zero)


def format_percent(share: Fraction | None) -> str:
    """98,13% (two decimals, half up), 100% for the whole, a dash for no share."""
    return NOTHING if share is None else _percent(_rounded(share))


def format_points(difference: Fraction | None) -> str:
    """+1,41 or -6,08, in percentage points (two decimals, half up; never 0 unless it is); a dash where there is no difference."""
    if difference is None:
        return NOTHING
    points = _rounded(abs(difference))
    sign = "+" if difference > 0 else "-" if difference < 0 else ""
    return (sign if points else "") + _percent(points).removesuffix("%")


def format_tenths(number: Decimal | None) -> str:
    """7,5 with one decimal, half up; 7 for a whole number, a dash for none."""
    if number is None:
        return NOTHING
    tenths = number.quantize(Decimal("0.1"), ROUND_HALF_UP)
    return format_decimal(tenths.quantize(Decimal(1)) if tenths == tenths.to_integral_value() else tenths)


def format_decimal(number: Decimal) -> str:
    """1.234,5 with as many decimals as the number has."""
    whole, _, decimals = f"{number:,f}".partition(".")
    return whole.replace(",", ".") + (f",{decimals}" if decimals else "")


def _rounded(share: Fraction) -> Decimal:
    percent = (Decimal(share.numerator) * 100 / Decimal(share.denominator)).quantize(_STEP, ROUND_HALF_UP)
    # "100%" says that no dossier is late and "0%" that there is none at all. A reader acts on that, so one dossier in 200.000
    # must not vanish in the rounding: the nearest figure that is neither is printed instead.
    for whole in (Decimal(0), Decimal(100)):
        if percent == whole and share * 100 != whole:
            return whole + _STEP if share * 100 > whole else whole - _STEP
    return percent


def _percent(percent: Decimal) -> str:
    return ("100" if percent == 100 else "0" if percent == 0 else format_decimal(percent)) + "%"
