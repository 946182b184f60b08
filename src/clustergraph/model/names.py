"""Names as sources write them: forms for search, for comparing, and slugs for uids."""

from __future__ import annotations

import hashlib
import re

_QUOTES = re.compile("[\"'«»„“”‘’`]")
_DASHES = re.compile("[‐‑‒–—―−]")
_SPACES = re.compile(r"\s+")
_NOT_SLUG = re.compile(r"[^a-z0-9]+")
_SLUG_LENGTH = 60
# GOST 7.79-2000, system B, without the marks that a slug cannot hold
_CYRILLIC = "а б в г д е ё  ж  з и й к л м н о п р с т у ф х ц ч  ш  щ   ъ ы ь э ю  я"
_LATIN = "a b v g d e yo zh z i j k l m n o p r s t u f x c ch sh shh - y - e yu ya"
_TRANSLITERATION = str.maketrans(
    {letter: latin.strip("-") for letter, latin in zip(_CYRILLIC.split(), _LATIN.split(), strict=True)}
)


def search_form(text: str) -> str:
    """Return the form in which names are stored for search and in which a query is compared.

    >>> search_form('ООО  «Алёнка—Плюс»')
    'ооо аленка-плюс'
    """
    folded = text.casefold().replace("ё", "е").replace("\u00a0", " ").replace("\u202f", " ")
    return _SPACES.sub(" ", _DASHES.sub("-", _QUOTES.sub("", folded))).strip()


def slug(text: str) -> str:
    """Return a short ASCII name for a uid, at most 60 characters, cut at a word.

    >>> slug("Омский нефтехимический кластер")
    'omskij-nefteximicheskij-klaster'
    """
    latin = text.casefold().translate(_TRANSLITERATION)
    words = _NOT_SLUG.sub("-", latin).strip("-")
    if len(words) <= _SLUG_LENGTH:
        return words
    return words[: _SLUG_LENGTH + 1].rpartition("-")[0] or words[:_SLUG_LENGTH]


def unidentified_uid(name: str, region: str = "") -> str:
    """Return the uid of an organization whose code is unknown: made from its normalised name and region.

    Two sources that write the name alike speak of one record; nothing is ever merged with an identified firm by name.
    """
    digest = hashlib.blake2b(f"{search_form(name)}|{region}".encode(), digest_size=6).hexdigest()
    return f"org/x-{digest}"
