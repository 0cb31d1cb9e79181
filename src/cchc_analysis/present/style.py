"""How figures look and how they are written to files: one style, one font, the same bytes every time.

What is drawn is the business of the notebooks and of `present`'s charts; captions and labels belong to
`display.Figure`.
"""

from functools import cache
from pathlib import Path

from matplotlib import font_manager, style
from matplotlib.figure import Figure

STYLE_FILE = Path(__file__).with_name("cchc.mplstyle")
# Fill patterns in the order of the colours: neighbours can be told apart without colour.
HATCHES = ("", "///", "...", "xx", "\\\\\\", "++")
LINE_STYLES = ("-", "--", "-.", ":", (0, (5, 1, 1, 1)), (0, (1, 1)))
_MM_PER_INCH = 25.4
# A phone's 360 px show a figure of this width at three quarters of its size: letters of 11 points are then 11 px high.
WIDTH_MM = 110
# A line of such letters.
LINE_MM = 11 / 72 * _MM_PER_INCH * 1.25


def new_figure(width_mm: float = WIDTH_MM, height_mm: float = 80) -> Figure:
    """An empty figure in the project's style; by default as wide as a phone shows it legibly.

    It is not registered with pyplot, so that a notebook shows it once: where it is handed to `display.Figure`.
    The style stays set for the process, because matplotlib reads parts of it when artists are made.
    """
    _use_style()
    return Figure(figsize=(width_mm / _MM_PER_INCH, height_mm / _MM_PER_INCH))


def save(figure: Figure, path: Path) -> Path:
    """Write `figure` as SVG and PNG (`path` with these endings) and return the SVG's path.

    Neither file holds a time, a version or a random id. The folder is made where it is missing.
    """
    _use_style()
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path.with_suffix(".png"), metadata={"Software": None})
    svg = path.with_suffix(".svg")
    figure.savefig(svg, metadata={"Date": None, "Creator": None})
    return svg


@cache
def _use_style() -> None:
    for font in sorted(font_folder().glob("*.ttf")):
        font_manager.fontManager.addfont(font)
    style.use(STYLE_FILE)


def font_folder() -> Path:
    """The folder of the fonts that PDF and figures share, in the project's Quarto extension."""
    return Path(__file__).parents[3] / "report" / "_extensions" / "cchc" / "fonts"
