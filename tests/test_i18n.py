"""Texts: every key that the code uses is there, in both languages, with the same blanks; and no key is left over."""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

from clustergraph import i18n

SOURCE = Path(str(files("clustergraph")))
ROOMS = sorted(path.stem for path in (SOURCE / "i18n").glob("*.toml"))
KEY = re.compile(r"[a-z]+\.(?!(md|csv|db|html)$)[a-z0-9-]+")
PATTERN = re.compile(r"[a-z]+\.[a-z0-9-]*\{\}[a-z0-9-]*")


def _strings() -> Iterator[str]:
    """Every text constant of the code that looks like a key; an f-string has {} where a name is filled in."""
    for path in sorted(SOURCE.rglob("*.py")):
        if path.name == "terms.py":
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        filled = [node for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)]
        inside = {id(part) for text in filled for part in text.values}
        for text in filled:
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in text.values)
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in inside:
                yield node.value


def _present() -> set[str]:
    return {f"{room}.{key}" for room in ROOMS for key in i18n.catalogue(room)}


def test_every_key_used_is_in_the_catalogue() -> None:
    used = {text for text in _strings() if KEY.fullmatch(text) and text.partition(".")[0] in ROOMS}
    assert used - _present() == set()


def test_no_key_of_the_catalogue_is_left_over() -> None:
    texts = set(_strings())
    patterns = [
        re.compile(re.escape(text).replace(r"\{\}", "[a-z0-9_-]+")) for text in texts if PATTERN.fullmatch(text)
    ]
    unused = {key for key in _present() - texts if not any(pattern.fullmatch(key) for pattern in patterns)}
    assert unused == set()


def test_both_languages_have_the_same_blanks() -> None:
    def blanks(text: str) -> set[str]:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}

    differing = {
        f"{room}.{key}"
        for room in ROOMS
        for key, both in i18n.catalogue(room).items()
        if blanks(both.ru) != blanks(both.en)
    }
    assert differing == set()


def test_a_number_is_written_as_people_of_the_language_do() -> None:
    with i18n.use("ru"):
        assert i18n.number(1234567.5, 1) == "1\u00a0234\u00a0567,5"
    with i18n.use("en"):
        assert i18n.number(1234567.5, 1) == "1,234,567.5"


def test_russian_has_three_plural_forms() -> None:
    with i18n.use("ru"):
        words = [i18n.plural(count, "common.rows") for count in (1, 2, 5, 11, 21, 112)]
    assert words == ["1 строка", "2 строки", "5 строк", "11 строк", "21 строка", "112 строк"]


def test_the_nearest_known_name_is_offered() -> None:
    error = i18n.unknown("common.what-kind", "Enterprice", ("Enterprise", "Site"))
    assert str(error) == "Unknown kind 'Enterprice'. Did you mean 'Enterprise'?"
    assert error.exit_code == 3
