"""Make the font files of this folder: Tinos cut down to the letters and signs that a Vietnamese report can hold.

Run it from the project's environment with the folder of the full fonts (Debian: package fonts-croscore):

    python report/_extensions/cchc/fonts/subset.py /usr/share/fonts/truetype/croscore

Needs fontTools (it comes with matplotlib). The same fonts give the same bytes.
"""

import sys
from pathlib import Path

from fontTools import subset

FACES = ("Tinos-Regular", "Tinos-Bold", "Tinos-Italic", "Tinos-BoldItalic")
RANGES = (
    (0x0020, 0x007E),  # Basic Latin
    (0x00A0, 0x024F),  # Latin-1, Latin Extended A and B
    (0x02B0, 0x036F),  # modifier letters, combining marks
    (0x0370, 0x03FF),  # Greek
    (0x0400, 0x045F),  # Cyrillic
    (0x1E00, 0x1EFF),  # Latin Extended Additional: the Vietnamese letters
    (0x2000, 0x206F),  # general punctuation
    (0x2070, 0x209F),  # superscripts and subscripts
    (0x20A0, 0x20BF),  # currency signs
    (0x2100, 0x214F),  # letter-like signs
    (0x2150, 0x218F),  # number forms
    (0x2190, 0x21FF),  # arrows
    (0x2200, 0x22FF),  # mathematical operators
    (0x25A0, 0x25FF),  # geometric shapes
)


def main(source: Path) -> None:
    """Write the four faces beside this file."""
    options = subset.Options()
    options.hinting = False
    options.layout_features = ["kern", "liga", "locl", "mark", "mkmk", "ccmp"]
    options.name_IDs = ["*"]
    options.notdef_outline = True
    options.recalc_timestamp = False
    wanted = [point for first, last in RANGES for point in range(first, last + 1)]
    for face in FACES:
        font = subset.load_font(str(source / f"{face}.ttf"), options)
        subsetter = subset.Subsetter(options)
        subsetter.populate(unicodes=wanted)
        subsetter.subset(font)
        subset.save_font(font, str(Path(__file__).with_name(f"{face}.ttf")), options)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
