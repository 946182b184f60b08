"""From one store into another, whatever keeps them: source by source, as its loads left it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from clustergraph.progress import Progress, silent
from clustergraph.store.base import Load, LoadedFile, LoadInfo, LoadStats, SourceInfo, Store, connect


def standing(store: Store, source: str) -> list[LoadInfo]:
    """Return the loads of a source that still stand, by number."""
    return [load for load in store.loads(source) if not load.undone_at]


def bring(
    store: Store, other: Store, info: SourceInfo, *, over: bool = False, progress: Progress = silent
) -> LoadStats:
    """Make a store say of a source what another one does: its statements in one load, hashes and date as recorded.

    Parameters
    ----------
    over
        The source speaks here already, and what it says only here is closed.
    """
    load = as_one_load(other, info)
    if over:
        load = replace(load, missing="close")
    return store.load(load, other.statements(source=info.uid), progress=progress)


def as_one_load(store: Store, info: SourceInfo) -> Load:
    """Return the one load that stands for all that a source says."""
    loads = standing(store, info.uid)
    latest = loads[-1]
    increments = not any(load.whole for load in loads)
    return Load(
        info.uid,
        # the same file again writes nothing; of an increment no single file stands for all that is said
        files=files_of(loads) if increments else latest.files,
        recipe=latest.recipe,
        observed_on=latest.observed_on,
        repeat=latest.repeat,
        missing=latest.missing,
        replace=True,
        chain=latest.chain,
        speaker=replace(info, observed_on=""),
    )


def speaking(store: Store) -> list[SourceInfo]:
    """Return the sources that say anything, in the order of their first loads."""
    first = {load.source: load.no for load in sorted(store.loads(), key=lambda load: -load.no)}
    there = (info for info in store.sources() if not info.withdrawn_on and standing(store, info.uid))
    return sorted(there, key=lambda info: first[info.uid])


def files_of(loads: Iterable[LoadInfo]) -> list[LoadedFile]:
    """Return the files of several loads, each once."""
    return list(dict.fromkeys(file for load in loads for file in load.files))


def copy(store: Store, other: Store, *, progress: Progress = silent) -> list[LoadStats]:
    """Make a store say all that another one says, runs and documents too; return the counts of what was loaded.

    Sources come in the order of their first loads. One that is the same already is left alone, so that a copy that was
    interrupted goes on where it was, and a second one writes nothing. Change logs stay.
    """
    there = {info.uid: info for info in speaking(other)}
    done = []
    for info in there.values():
        here = standing(store, info.uid)
        if not here or here[-1].chain != standing(other, info.uid)[-1].chain:
            done.append(bring(store, other, info, over=bool(here), progress=progress))
        store.put_source(info)
    for info in list(store.sources()):
        if info.uid not in there and not info.withdrawn_on and standing(store, info.uid):
            store.withdraw(info.uid)
    for name in other.documents():
        content, was = other.document(name), store.document(name)
        if content is not None and content != was:
            store.put_document(name, content, was)
    return done


def backup_into(store: Store, path: Path) -> Path:
    """Write what a store says into an SQLite file that is a store of its own; return its path."""
    with connect("memory:", create=True) as held:
        copy(held, store)
        return held.backup(path)
