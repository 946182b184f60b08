"""dossier.html: all of it on one page that needs no network, no script and prints on A4."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files

from markupsafe import Markup

from clustergraph.export.dossier.parts import Document, shown
from clustergraph.i18n import language
from clustergraph.model.words import clean


def page(name: str, marks: Sequence[str], documents: Sequence[Document]) -> str:
    """Return the page; every text is escaped, pictures stand in it as SVG."""
    from jinja2 import Environment

    environment = Environment(autoescape=True, trim_blocks=True)
    environment.filters["shown"] = shown
    environment.filters["quoted"] = _quoted
    template = environment.from_string(files(__package__).joinpath("page.html").read_text(encoding="utf-8"))
    foot = " · ".join(marks[:2])
    return template.render(lang=language(), name=clean(name), marks=marks, foot=foot, documents=documents) + "\n"


def _quoted(words: str) -> Markup:
    """Return words as the inside of a CSS string: nothing in them ends the string or the style sheet."""
    return Markup("".join(sign if sign.isalnum() or sign in " .,:·№()-" else f"\\{ord(sign):06x}" for sign in words))
