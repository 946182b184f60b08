"""The picture in a real browser: it is drawn, searched, hovered, and no text of the data runs."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest

from clustergraph.model.words import clean
from clustergraph.view.payloads import GraphPage
from clustergraph.view.pyvis import write_html
from tests.view.corpus import CORPUS, RUN, hostile_page
from tests.view.test_pyvis import small_page

pytestmark = pytest.mark.browser
NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome", "msedge")
QUIET = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-extensions",
    "--disable-dev-shm-usage",
)
# what a reader does: hover every node and link, search; then the page says what it is left with
READER = """
<script>
(async () => {
  const wait = (ms) => new Promise((done) => setTimeout(done, ms));
  const broken = [];
  document.addEventListener("securitypolicyviolation", (event) => broken.push(event.blockedURI || "inline"));
  window.addEventListener("error", (event) => broken.push(event.message));
  await wait(300);
  const tips = [];
  const hover = async (place) => {
    const at = network.canvasToDOM(place), box = document.querySelector("canvas").getBoundingClientRect();
    const options = { clientX: box.left + at.x, clientY: box.top + at.y, bubbles: true };
    document.querySelector("canvas").dispatchEvent(new MouseEvent("mousemove", options));
    await wait(250);
    const tip = document.querySelector(".vis-tooltip");
    if (tip && tip.style.visibility !== "hidden") tips.push(tip.textContent);
    if (tip && tip.children.length > tip.querySelectorAll("br").length) broken.push("markup in a tooltip");
  };
  const places = network.getPositions();
  for (const id in places) await hover(places[id]);
  for (const edge of edges.get()) {
    const a = places[edge.from], b = places[edge.to];
    await hover({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 });
  }
  const search = document.querySelector(".search");
  search.value = JSON.parse(document.getElementById("cg-data").textContent).names[0];
  search.dispatchEvent(new Event("input"));
  const hits = document.querySelectorAll(".found button");
  if (hits.length) hits[0].click();
  await wait(600);
  const drawn = new Promise((done) => network.once("afterDrawing", done));
  network.redraw();
  await drawn;  // on a busy machine the canvas may just be cleared
  const pen = document.querySelector("canvas").getContext("2d");
  const pixels = pen.getImageData(0, 0, pen.canvas.width, pen.canvas.height).data;
  const colours = new Set();
  for (let i = 0; i < pixels.length; i += 4) if (pixels[i + 3]) colours.add(pixels.slice(i, i + 3).join());
  const body = document.body;
  body.dataset.tips = tips.length;
  body.dataset.hits = hits.length;
  body.dataset.selected = network.getSelectedNodes().join();
  body.dataset.colours = colours.size;
  body.dataset.broken = broken.join("; ");
  body.dataset.title = document.title;
  body.dataset.asked = performance.getEntriesByType("resource").length;
})();
</script>
"""


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], str]:
    """Open a file in a headless Chromium and return the document it is left with."""
    found = os.environ.get("CLUSTERGRAPH_CHROMIUM") or next((name for name in NAMES if shutil.which(name)), "")
    if not found:
        reason = "no Chromium: install one or set CLUSTERGRAPH_CHROMIUM"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    profile = tmp_path_factory.mktemp("profile")

    def opened(path: Path) -> str:
        command = [
            found,
            *QUIET,
            f"--user-data-dir={profile}",
            "--virtual-time-budget=30000",
            "--dump-dom",
            path.as_uri(),
        ]
        done = subprocess.run(command, capture_output=True, timeout=120, check=True)
        return done.stdout.decode("utf-8")

    return opened


def read(browser: Callable[[Path], str], page: GraphPage, folder: Path) -> dict[str, str]:
    """Write the page, let a reader use it, return what is left in the attributes of the body."""
    path = folder / "picture.html"
    write_html(page, path)
    content = path.read_text(encoding="utf-8")
    path.write_text(content.replace("</body>", f"{READER}</body>"), encoding="utf-8")
    body = re.search(r"<body([^>]*)>", browser(path))
    assert body
    return {name: unescape(value) for name, value in re.findall(r'data-(\w+)="([^"]*)"', body[1])}


def test_a_picture_is_drawn_hovered_searched_and_asks_for_nothing(
    browser: Callable[[Path], str], tmp_path: Path
) -> None:
    left = read(browser, small_page(), tmp_path)
    assert left["broken"] == ""
    assert left["asked"] == "0"
    assert left["title"] == "Омская область"
    assert int(left["tips"]) >= 4
    assert (left["hits"], left["selected"]) == ("1", "0")
    assert int(left["colours"]) > 20


def test_the_reader_notices_what_runs(browser: Callable[[Path], str], tmp_path: Path) -> None:
    path = tmp_path / "picture.html"
    write_html(small_page(), path)
    spoilt = path.read_text(encoding="utf-8").replace("<h1>", f"<img src=x onerror={RUN}><h1>")
    path.write_text(spoilt.replace("</body>", f"{READER}</body>"), encoding="utf-8")
    assert 'data-title="pwned"' in browser(path)


@pytest.mark.parametrize("words", CORPUS)
def test_no_text_of_the_data_runs(words: str, browser: Callable[[Path], str], tmp_path: Path) -> None:
    left = read(browser, hostile_page(words), tmp_path)
    assert left["title"] == " ".join(clean(words).split())
    assert left["broken"] == ""
    assert left["asked"] == "0"
    assert int(left["tips"]) >= 2
    assert int(left["hits"]) >= 1
