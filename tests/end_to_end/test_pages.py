"""The pages of a report in a real browser, on a phone and on a desk: accessible, no wider than the window, each number explained."""

import importlib.resources
import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from browser import look_at
from lxml import html

pytestmark = [
    pytest.mark.chromium,
    pytest.mark.skipif(shutil.which("chromium") is None, reason="there is no chromium on the PATH"),
]
PHONE, DESK = 360, 1280
POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>')
LOOK = """
const found = [];
for (const page of %s) for (const width of [360, 1280]) {
  const view = await open_page(page, width), root = view.document.documentElement;
  const boxes = [...view.document.querySelectorAll(".cchc-scroll")].filter((box) => box.scrollWidth > box.clientWidth);
  const checked = await view.axe.run(view.document, { resultTypes: ["violations"] });
  found.push({
    page, width, window: view.innerWidth, needed: root.scrollWidth, wide: boxes.length,
    unreachable: boxes.filter((box) => box.tabIndex !== 0).length,
    rules: checked.passes.length,
    violations: checked.violations.map((rule) => [rule.impact, rule.id, ...rule.nodes.map((node) => node.html.slice(0, 120))]),
  });
}
return found;
"""


@pytest.fixture(scope="module")
def seen(first_quarter: Path, tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """What axe-core and a ruler say of every page at both widths; the policy of a page would let no checker in."""
    pytest.importorskip("axe_core_python", reason="axe-core-python is not installed")
    folder = tmp_path_factory.mktemp("pages")
    axe = importlib.resources.files("axe_core_python").joinpath("axe.min.js").read_text(encoding="utf-8")
    (folder / "axe.js").write_text(axe, encoding="utf-8")
    pages = sorted(first_quarter.glob("*.html"))
    for page in pages:
        text = POLICY.sub("", page.read_text(encoding="utf-8"))
        (folder / page.name).write_text(
            text.replace("</body>", '<script src="axe.js"></script></body>'), encoding="utf-8"
        )
    found: list[dict[str, Any]] = look_at(folder, LOOK % json.dumps([page.name for page in pages]))
    assert len(found) == 2 * len(pages) >= 12
    return found


def test_axe_finds_nothing_serious(seen: list[dict[str, Any]]) -> None:
    assert all(each["rules"] > 15 for each in seen)
    assert [
        (each["page"], each["width"], *violation)
        for each in seen
        for violation in each["violations"]
        if violation[0] in ("serious", "critical")
    ] == []


def test_no_page_is_wider_than_its_window(seen: list[dict[str, Any]]) -> None:
    assert [each for each in seen if each["window"] != each["width"] or each["needed"] > each["window"]] == []


def test_wide_tables_scroll_in_a_box_that_the_keyboard_reaches(seen: list[dict[str, Any]]) -> None:
    assert sum(each["wide"] for each in seen if each["width"] == PHONE) > 10
    assert [each for each in seen if each["unreachable"]] == []


# -------------------------------------------------------------------------------------------------- definitions


def test_every_number_of_every_page_is_defined(first_quarter: Path) -> None:
    for path in first_quarter.glob("*.html"):
        assert path.stat().st_size < 2_000_000
        page = html.fromstring(path.read_text(encoding="utf-8"))
        entries = {entry.get("id"): entry for entry in page.xpath("//details[@class='cchc-definitions']/dl/div")}
        numbers = page.xpath("//*[@data-measure]")
        assert numbers
        for number in numbers:
            measure, *others = (entries[place] for place in number.get("data-defined").split())
            said = [line.text_content() for line in measure.iter("dt", "dd")]
            assert all(said), said
            assert said[2].startswith(("Cách tính: ", "Tử số: "))
            assert said[3].startswith("Căn cứ: ")
            assert "Kỳ số liệu" in [entry.find("dt").text_content() for entry in others]


WALK = """
const found = {};
for (const width of [360, 1280]) {
  const view = await open_page("bao-cao.html", width), page = view.document;
  const note = page.querySelector(".cchc-definition"), numbers = [...page.querySelectorAll("[data-defined]")];
  const shown = () => !note.hidden && view.getComputedStyle(note).display !== "none";
  const press = (key) => page.activeElement.dispatchEvent(new view.KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
  const point = (kind, target, more) => target.dispatchEvent(
    new view.PointerEvent(kind, { bubbles: true, pointerType: "mouse", ...more }));
  const wait = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));
  const told = { clipped: [], unsaid: [] };
  for (const number of numbers) {
    number.focus();
    const box = note.getBoundingClientRect();
    if (!shown() || note.scrollHeight > note.clientHeight || box.left < 0 || box.top < 0 || box.right > view.innerWidth || box.bottom > view.innerHeight)
      told.clipped.push(number.dataset.measure);
    if (number.getAttribute("aria-describedby") !== note.id || !/Cách tính: |Tử số: /.test(note.textContent))
      told.unsaid.push(number.dataset.measure);
  }
  told.stops = numbers.filter((number) => number.tabIndex === 0).length;
  told.numbers = numbers.length;
  told.role = note.getAttribute("role");
  press("Escape");
  told.closed = !shown() && !page.querySelector("[aria-describedby]");
  const row = page.querySelector("td [data-defined]");
  row.focus();
  press("ArrowRight");
  told.right = numbers.indexOf(page.activeElement) - numbers.indexOf(row);
  press("Home");
  press("ArrowDown");
  told.down = page.activeElement.closest("tr").rowIndex - row.closest("tr").rowIndex;
  told.column = page.activeElement.closest("td").cellIndex - row.closest("td").cellIndex;
  page.activeElement.blur();
  told.left = !shown();
  point("pointerover", numbers[0]);
  await wait(400);
  told.hovered = shown();
  point("pointerout", numbers[0], { relatedTarget: note });
  point("pointerover", note);
  await wait(600);
  told.stays = shown();
  point("pointerout", note, { relatedTarget: page.body });
  await wait(600);
  told.gone = !shown();
  numbers[1].click();
  told.tapped = shown();
  point("pointerdown", page.body, { pointerType: "touch" });
  told.tapped_away = !shown();
  found[width] = told;
}
return found;
"""


def test_definitions_are_shown_by_keyboard_mouse_and_touch(first_quarter: Path, tmp_path: Path) -> None:
    shutil.copy2(first_quarter / "bao-cao.html", tmp_path)
    found = look_at(tmp_path, WALK)
    for width in (PHONE, DESK):
        told = found[str(width)]
        assert told.pop("numbers") > 400
        # One stop for each paragraph, list or table.
        assert told.pop("stops") < 40
        assert told == {
            "clipped": [], "unsaid": [], "role": "tooltip", "closed": True, "right": 1, "down": 1, "column": 0, "left": True,
            "hovered": True, "stays": True, "gone": True, "tapped": True, "tapped_away": True,
        }  # fmt: skip


# -------------------------------------------------------------------------------------------------- contents

CONTENTS = """
const found = {};
for (const width of [360, 1280]) {
  const view = await open_page("bao-cao.html", width), page = view.document;
  const nav = page.querySelector("nav"), links = [...nav.querySelectorAll("a")];
  const main = page.querySelector("main").getBoundingClientRect(), side = nav.getBoundingClientRect();
  const target = page.getElementById("muc-12");
  view.scrollTo(0, target.getBoundingClientRect().top + view.scrollY - 100);
  view.dispatchEvent(new Event("scroll"));  // a browser without a screen draws no frames, and scrolling is told with frames
  await new Promise((done) => setTimeout(done, 300));
  found[width] = {
    beside: side.right <= main.left, above: side.bottom <= main.top, open: nav.querySelector("details").open,
    dead: links.filter((link) => !page.getElementById(link.hash.slice(1))).length,
    heads: page.querySelectorAll("main h2, main h3").length, links: links.length,
    current: links.filter((link) => link.hasAttribute("aria-current")).map((link) => link.hash),
    skips: page.body.querySelector("a").getAttribute("href") === "#" + page.querySelector("main").id,
  };
}
return found;
"""


def test_the_contents_stand_at_the_side_and_follow_the_reader(first_quarter: Path, tmp_path: Path) -> None:
    shutil.copy2(first_quarter / "bao-cao.html", tmp_path)
    found = look_at(tmp_path, CONTENTS)
    for width, beside in ((PHONE, False), (DESK, True)):
        told = found[str(width)]
        assert (told["beside"], told["open"], told["above"]) == (beside, beside, not beside)
        assert told["dead"] == 0
        assert told["links"] == told["heads"] >= 15
        assert told["current"] == ["#muc-12"]
        assert told["skips"]
