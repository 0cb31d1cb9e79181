"""Makes the pictures of the README from a finished report: a page of the PDF, one of the DOCX, and the web page on a desk and a phone.

    python docs/pictures.py report/2021-Q1

Needs poppler (pdftoppm), LibreOffice (soffice) and Chromium, which see the fonts of the project beside their own.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

DOCS = Path(__file__).resolve().parent
FONTS = DOCS.parent / "report" / "_extensions" / "cchc" / "fonts"
# The page of PDF and DOCX that is shown, and its sharpness.
PDF_PAGE, DOCX_PAGE, DPI = 1, 5, 84
# Name → width, height, and what comes into view: a number whose definition is shown, a chart.
VIEWS = {
    "page-desk": (1280, 800, "#muc-5 ~ p [data-defined]"),
    "page-phone": (360, 720, "#fig-hinh-thuc"),
}
# A page in a frame of the wanted width, because a window has a least width of its own.
FRAME = """<!DOCTYPE html><meta charset="utf-8"><body style="margin:0">
<iframe src="{page}" style="display:block;border:0;width:{width}px;height:{height}px"></iframe>
<script>
onload = () => {{
  const shown = document.querySelector("iframe").contentDocument.querySelector("{shown}");
  shown.scrollIntoView({{ block: "center" }});
  shown.focus();
}};
</script>
"""
FONT_SETTINGS = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><include ignore_missing="yes">/etc/fonts/fonts.conf</include><dir>{fonts}</dir>
<alias binding="same"><family>Times New Roman</family><prefer><family>Tinos</family></prefer></alias></fontconfig>
"""


def main(report: Path, out: Path = DOCS) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        settings = folder / "fonts.conf"
        settings.write_text(FONT_SETTINGS.format(fonts=FONTS), encoding="utf-8")
        os.environ["FONTCONFIG_FILE"] = str(settings)
        _page_of(report / "bao-cao.pdf", PDF_PAGE, out / "page-pdf.png", folder)
        office = (
            "soffice",
            f"-env:UserInstallation={(folder / 'office').as_uri()}",
            "--headless",
            "--convert-to",
            "pdf",
        )
        _run(*office, "--outdir", str(folder), str(report / "bao-cao.docx"))
        _page_of(folder / "bao-cao.pdf", DOCX_PAGE, out / "page-docx.png", folder)
        for view in VIEWS:
            _view_of(report / "bao-cao.html", view, out / f"{view}.png", folder)


def _page_of(pdf: Path, page: int, out: Path, folder: Path) -> None:
    shot = folder / "page"
    _run("pdftoppm", "-r", str(DPI), "-f", str(page), "-l", str(page), "-png", "-singlefile", str(pdf), str(shot))
    _save(Image.open(shot.with_suffix(".png")), out)


def _view_of(page: Path, view: str, out: Path, folder: Path) -> None:
    width, height, shown = VIEWS[view]
    frame, shot = folder / "frame.html", folder / "shot.png"
    text = FRAME.format(page=page.resolve().as_uri(), width=width, height=height, shown=shown)
    frame.write_text(text, encoding="utf-8")
    _run(
        "chromium", "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--allow-file-access-from-files",
        f"--user-data-dir={folder / 'chromium'}", "--virtual-time-budget=3000", f"--window-size={max(width, 500)},{height}",
        f"--screenshot={shot}", frame.as_uri(),
    )  # fmt: skip
    _save(Image.open(shot).crop((0, 0, width, height)), out)


def _save(picture: Image.Image, out: Path) -> None:
    """In few colours: letters and charts need no more, and the file stays small."""
    picture.convert("RGB").quantize(32, dither=Image.Dither.NONE).save(out, optimize=True)


def _run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
