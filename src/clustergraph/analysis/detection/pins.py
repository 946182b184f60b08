"""What experts decided about candidates: firms kept together or outside, names, dismissals."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Literal

from clustergraph.errors import InputError
from clustergraph.i18n import number, text
from clustergraph.model.records import canonical
from clustergraph.model.results import Result, Table, aligned
from clustergraph.model.uids import code_of
from clustergraph.model.words import clean

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Act = Literal["group", "outside", "name", "dismiss"]

FREE, OUTSIDE = -1, -2
"""In a mask: a firm the search may place, a firm that is always background; 0 and above: the reserved group."""
_WIDTH = 60


@dataclass(frozen=True, slots=True)
class Pin:
    """One decision of an expert."""

    n: int
    """Its number, by which it is removed; a number is never given twice while a later one stands."""
    act: Act
    firms: tuple[str, ...]
    """Uids, sorted. Of a name or dismissal: the firms of the candidate it was said of."""
    text: str
    """The name, of a name; else ""."""
    why: str
    author: str
    date: str


@dataclass(frozen=True, slots=True)
class Pins(Result):
    """The pins of a store, by number."""

    pins: Sequence[Pin]

    def to_text(self) -> str:
        """Return one line a pin."""
        if not self.pins:
            return text("detection.no-pins")
        header = (
            "№",
            text("detection.column-act"),
            text("detection.column-firms"),
            text("detection.column-why"),
            text("detection.column-who"),
        )
        rows = [
            (str(pin.n), _act(pin), _firms(pin.firms), clean(pin.why, _WIDTH), f"{pin.author} {pin.date}".strip())
            for pin in self.pins
        ]
        return aligned(header, rows, right=(0,))

    def table(self) -> Table:
        """Return one row a pin."""
        columns = ("n", "act", "firms", "text", "why", "author", "date")
        return columns, [(p.n, p.act, "; ".join(p.firms), p.text, p.why, p.author, p.date) for p in self.pins]


@dataclass(frozen=True, slots=True, eq=False)
class Mask:
    """Pins as the search sees them."""

    labels: NDArray[np.int32]
    """int32[n]: `FREE`, `OUTSIDE` or the number of the reserved group, from 0."""
    groups: int
    missing: tuple[str, ...]
    """Pinned firms that are not in the network."""
    digest: str
    """Of the decisions that bear on a search; "": there are none, the search is the same as without pins."""


def read(document: bytes | None) -> list[Pin]:
    """Return the pins of the document `pins`."""
    found = json.loads(document) if document else []
    return [Pin(**{**pin, "firms": tuple(pin["firms"])}) for pin in found]


def written(pins: Iterable[Pin]) -> bytes:
    """Return the document `pins`: canonical JSON."""
    return canonical([{**asdict(pin), "firms": list(pin.firms)} for pin in pins]).encode()


def added(pins: Sequence[Pin], pin: Pin) -> list[Pin]:
    """Return the pins with one more; its number is the next.

    Raises
    ------
    InputError
        Where it contradicts another pin, says nothing, or gives no reason.
    """
    firms = tuple(sorted(set(pin.firms)))
    if not clean(pin.why):
        raise InputError(text("detection.pin-why"), text("detection.pin-why-hint"))
    if not firms or (pin.act == "group" and len(firms) < 2):
        raise InputError(text("detection.pin-few"), text("detection.pin-few-hint"))
    together = [*pins, replace(pin, n=max((one.n for one in pins), default=0) + 1, firms=firms)]
    check(together)
    return together


def removed(pins: Sequence[Pin], n: int) -> list[Pin]:
    """Return the pins without number `n`."""
    if all(pin.n != n for pin in pins):
        known = ", ".join(str(pin.n) for pin in pins) or "—"
        raise InputError(text("detection.pin-unknown", n=n), text("detection.pin-unknown-hint", known=known))
    return [pin for pin in pins if pin.n != n]


def check(pins: Iterable[Pin]) -> None:
    """Refuse pins that cannot hold together: a firm in two groups, or in a group and outside."""
    place: dict[str, Pin] = {}
    for pin in pins:
        if pin.act not in ("group", "outside"):
            continue
        for other in sorted({place[firm].n for firm in pin.firms if firm in place}):
            firms = [firm for firm in pin.firms if firm in place and place[firm].n == other]
            if (pin.act, place[firms[0]].act) != ("outside", "outside"):
                raise InputError(
                    text("detection.pin-contradicts", first=other, second=pin.n, firms=_firms(firms)),
                    text("detection.pin-contradicts-hint", n=other),
                )
        place |= {firm: pin for firm in pin.firms if firm not in place}


def mask_of(pins: Sequence[Pin], uids: Sequence[str]) -> Mask:
    """Return the pins as one array over the firms of a network.

    Raises
    ------
    InputError
        Where pins contradict each other.
    """
    import numpy as np

    check(pins)
    number_of = {uid: i for i, uid in enumerate(uids)}
    labels = np.full(len(uids), FREE, dtype=np.int32)
    groups = [pin for pin in pins if pin.act == "group"]
    outside = [pin for pin in pins if pin.act == "outside"]
    places = [*((firm, i) for i, pin in enumerate(groups) for firm in pin.firms)]
    places += [(firm, OUTSIDE) for pin in outside for firm in pin.firms]
    for firm, place in places:
        if firm in number_of:
            labels[number_of[firm]] = place
    missing = tuple(sorted({firm for firm, _ in places if firm not in number_of}))
    told = sorted([pin.act, list(pin.firms)] for pin in (*groups, *outside))
    digest = hashlib.blake2b(canonical(told).encode(), digest_size=8).hexdigest() if told else ""
    return Mask(labels, len(groups), missing, digest)


def reserved(mask: Mask, labels: NDArray[np.int32]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Return labels in which each reserved group is together and the firms outside are background.

    Parameters
    ----------
    labels
        int32[n] of a first split; −1: background.

    Returns
    -------
    labels
        A group starts with the community that holds at least half of its firms, where no group before it has taken
        that one; else it starts alone, under a new number.
    numbers
        int32[groups]: the label of each group, −1 where none of its firms is in the network.
    """
    import numpy as np

    found = np.where(mask.labels == FREE, labels, -1).astype(np.int32)
    numbers = np.full(mask.groups, -1, dtype=np.int32)
    fresh = int(labels.max(initial=-1)) + 1
    for group in range(mask.groups):
        firms = np.flatnonzero(mask.labels == group)
        if not len(firms):
            continue
        count = np.bincount(labels[firms][labels[firms] >= 0], minlength=1)
        seed = int(np.argmax(count))
        if count[seed] * 2 >= len(firms) and seed not in numbers:
            numbers[group] = seed
        else:
            numbers[group], fresh = fresh, fresh + 1
        found[firms] = numbers[group]
    return found, numbers


def held(mask: Mask, before: NDArray[np.int32], after: NDArray[np.int32]) -> NDArray[np.int32]:
    """Return the labels after a sweep with the pinned firms where they were before it."""
    import numpy as np

    return np.where(mask.labels == FREE, after, before).astype(np.int32)


def names_of(pins: Sequence[Pin], candidates: Sequence[frozenset[str]]) -> tuple[Mapping[int, Pin], Mapping[int, Pin]]:
    """Return place of a candidate → the pin that names it, and → the pin that dismisses it; a later pin wins.

    A pin holds for the candidate that lineage matches with the firms it was said of.
    """
    from clustergraph.analysis.detection.lineage import successor_of

    names: dict[int, Pin] = {}
    dismissals: dict[int, Pin] = {}
    for pin in pins:
        if pin.act in ("name", "dismiss"):
            place = successor_of(frozenset(pin.firms), candidates)
            if place is not None:
                (names if pin.act == "name" else dismissals)[place] = pin
    return names, dismissals


def _act(pin: Pin) -> str:
    words = {
        "group": "detection.act-group",
        "outside": "detection.act-outside",
        "name": "detection.act-name",
        "dismiss": "detection.act-dismiss",
    }
    return text(words[pin.act], name=pin.text)


def _firms(firms: Sequence[str]) -> str:
    shown = ", ".join(code_of(firm) for firm in firms[:3])
    return shown + (f" … ({number(len(firms))})" if len(firms) > 3 else "")
