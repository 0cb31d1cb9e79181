"""Pages in a headless Chromium without a driver: a page of our own holds them in frames, looks at them, and writes what it finds.

A frame is as wide as it is told, where a window has a least width of its own.
"""

import html
import json
import re
import subprocess
from pathlib import Path
from typing import Any

OPTIONS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--allow-file-access-from-files", "--force-color-profile=srgb", "--hide-scrollbars", "--mute-audio",
)  # fmt: skip
# `open(page, width, height)` gives the window of a page in a frame; what `look` returns becomes the result.
HARNESS = """<!DOCTYPE html><html lang="vi"><title>Khung</title><body style="margin:0"><pre id="found"></pre><script>
const open_page = (page, width, height = 800) => new Promise((done) => {
  document.querySelectorAll("iframe").forEach((old) => old.remove());
  const frame = document.createElement("iframe");
  frame.style.cssText = "border:0;width:" + width + "px;height:" + height + "px";
  frame.onload = () => setTimeout(() => done(frame.contentWindow), 50);
  frame.src = page;
  document.body.append(frame);
});
const look = async () => { %s };
look().catch((error) => ({ error: String(error) })).then((found) => {
  document.querySelectorAll("iframe").forEach((old) => old.remove());
  document.getElementById("found").textContent = JSON.stringify(found);
});
</script></body></html>
"""


def look_at(folder: Path, look: str, seconds: int = 240) -> Any:
    """What the body of an asynchronous function in JavaScript returns, run beside the pages of `folder`."""
    harness = folder / "khung.html"
    harness.write_text(HARNESS % look, encoding="utf-8")
    command = [
        "chromium",
        *OPTIONS,
        f"--user-data-dir={folder / 'chromium'}",
        f"--virtual-time-budget={seconds * 1000}",
    ]
    done = subprocess.run(
        [*command, "--dump-dom", harness.as_uri()], capture_output=True, text=True, encoding="utf-8", timeout=seconds
    )
    found = re.search(r'<pre id="found">(.+?)</pre>', done.stdout, re.DOTALL)
    assert found is not None, done.stdout[-2000:] + done.stderr[-2000:]
    return json.loads(html.unescape(found[1]))
