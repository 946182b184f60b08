"""One HTML file with the picture, by pyvis 0.3.2: it opens from disk, asks the network for nothing and runs no data.

pyvis is not maintained and trusts what it is given, so everything it is known to do wrong is avoided or undone here; a
page that does not look as expected is refused, never written.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from html import escape
from html.parser import HTMLParser
from importlib.resources import files
from pathlib import Path

from clustergraph.errors import InputError, MissingExtraError
from clustergraph.files import replacing
from clustergraph.i18n import language, plural, text
from clustergraph.model.results import Result, Table
from clustergraph.view.canvas import canvas
from clustergraph.view.legend import body_end, body_start
from clustergraph.view.payloads import GraphPage

CAP = 1500
"""Most nodes of a picture: vis-network draws 5 000 at 15 frames a second."""

_VERSION = "0.3.2"
_META = (
    '<meta charset="utf-8">\n<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
    "script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'\">\n"
    '<meta name="viewport" content="width=device-width, initial-scale=1">'
)
# pyvis writes its heading twice, raw, and asks a CDN for Bootstrap
_CUT = (
    r"<center>\s*<h1></h1>\s*</center>\s*<!--.*?-->",
    r"<center>\s*<h1></h1>\s*</center>",
    r'<link\s+href="https://cdn\.jsdelivr\.net/npm/bootstrap[^>]*/>',
    r'<script\s+src="https://cdn\.jsdelivr\.net/npm/bootstrap[^>]*>\s*</script>',
)


@dataclass(frozen=True, slots=True)
class PictureFile(Result):
    """The picture that was written: where it is and what it holds."""

    path: Path
    nodes: int
    links: int
    fictional: int
    truncated: bool

    def to_text(self) -> str:
        """Return one line for people."""
        held = f"{plural(self.nodes, 'view.nodes')}, {plural(self.links, 'common.links')}"
        return text("view.written", path=self.path, held=held)

    def table(self) -> Table:
        """Return the one row of the answer."""
        return ("path", "nodes", "links", "fictional", "truncated"), [
            (str(self.path), self.nodes, self.links, self.fictional, self.truncated)
        ]


def write_html(page: GraphPage, path: Path) -> PictureFile:
    """Write the page into one file, whole or not at all.

    Raises
    ------
    InputError
        Where the page has more than `CAP` nodes, or the file cannot be written.
    MissingExtraError
        Where pyvis is absent or not the version whose pages are known.
    """
    content = html(page)
    with replacing() as written:
        written.open(path).write(content)
    return PictureFile(path, page.sent.nodes, page.sent.links, page.fictional, page.truncated)


def html(page: GraphPage) -> str:
    """Return the page as HTML; the same page gives the same text."""
    if page.sent.nodes > CAP:
        raise InputError(
            text("view.too-many", nodes=plural(page.sent.nodes, "view.nodes"), cap=CAP), text("view.too-many-hint")
        )
    drawn = canvas(page)
    rendered = _rendered(drawn.nodes, drawn.edges, drawn.options)
    for pattern in _CUT:
        rendered = _once(pattern, "", rendered)
    scripts = (
        f'<script type="application/json" id="cg-data">{_json(drawn.extra)}</script>\n'
        f"<script>{_resource('picture.js')}</script>"
    )
    styles = f"<title>{escape(page.title)}</title>\n<style>{_resource('picture.css')}</style>"
    for pattern, replacement in (
        (r"<html>\s*<head>", f'<!DOCTYPE html>\n<html lang="{language()}">\n<head>'),
        (r'<meta charset="utf-8">', _META),
        (r"</head>\s*<body>", f"{styles}\n</head>\n<body>\n{body_start(page)}"),
        (r'<div class="card" style="width: 100%">', '<div class="picture">'),
        (r"</body>\s*</html>\s*$", f"{body_end(page)}\n{scripts}\n</body>\n</html>\n"),
    ):
        rendered = _once(pattern, replacement, rendered)
    if not _quiet(rendered):
        raise _changed()
    return rendered


def _once(pattern: str, replacement: str, page: str) -> str:
    """Replace what must be there exactly once; text of the data cannot match, as every `<` in it is escaped."""
    found = list(re.finditer(pattern, page, flags=re.DOTALL))
    if len(found) != 1:
        raise _changed()
    return page[: found[0].start()] + replacement + page[found[0].end() :]


def _rendered(nodes: list[dict[str, object]], edges: list[dict[str, object]], options: dict[str, object]) -> str:
    try:
        from pyvis.network import Network
    except ImportError as error:
        raise MissingExtraError(text("view.no-pyvis"), f"pip install pyvis=={_VERSION}") from error
    net = Network(height="100%", width="100%", directed=True, cdn_resources="in_line", heading="")
    # the filter still escapes < > & ' for a script; Cyrillic as it is makes half the file
    net.templateEnv.policies["json.dumps_kwargs"] = {"sort_keys": True, "ensure_ascii": False, "separators": (",", ":")}
    # not add_node, add_edge: those are quadratic, and a second edge of a pair is dropped
    net.nodes, net.edges, net.options = nodes, edges, options
    page: str = net.generate_html(notebook=False)
    return page


def _changed() -> MissingExtraError:
    from importlib.metadata import version

    return MissingExtraError(text("view.pyvis-changed", version=version("pyvis")), f"pip install pyvis=={_VERSION}")


def _json(value: object) -> str:
    """Return JSON that can end no script element."""
    plain = json.dumps(value, ensure_ascii=True, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return plain.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _resource(name: str) -> str:
    return files(__package__).joinpath(name).read_text(encoding="utf-8").strip()


class _Addresses(HTMLParser):
    """Collects what a browser would fetch."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value or "" for name, value in attrs if name in ("src", "href", "srcset", "data", "action")]


def _quiet(page: str) -> bool:
    """Tell whether the page asks for nothing: it has no address at all."""
    parser = _Addresses()
    parser.feed(page)
    parser.close()
    return not parser.found
