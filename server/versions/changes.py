"""What changed between two releases: values, and the comparison of what is said of each thing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from pyoxigraph import Literal

from server.versions.identity import Tombstone
from server.versions.release import Kind
from server.versions.statements import Statement


class Nature(StrEnum):
    """Why a release says something else than the one before."""

    REALITY = "reality"
    KNOWLEDGE = "knowledge"
    CORRECTION = "correction"
    VOCABULARY = "vocabulary"
    TRANSLATION = "translation"


#: What each nature means, in a few words.
MEANINGS: Final = {
    Nature.REALITY: "reality changed",
    Nature.KNOWLEDGE: "our knowledge changed",
    Nature.CORRECTION: "correction",
    Nature.VOCABULARY: "the vocabulary changed",
    Nature.TRANSLATION: "translation",
}


@dataclass(frozen=True)
class Difference:
    """What two releases say differently of one thing.

    Attributes:
        iri: the thing, which may be a claim; a graph where no thing has a name.
        added: statements of the later alone.
        removed: statements of the earlier alone.
        changed: statements with one value in the earlier and another in the later, as pairs.
        whole: `added` if the earlier says nothing of the thing, `removed` if the later does not, else
            `changed`.
    """

    iri: str
    added: tuple[Statement, ...]
    removed: tuple[Statement, ...]
    changed: tuple[tuple[Statement, Statement], ...]
    whole: str


@dataclass(frozen=True)
class Change:
    """A difference as it is told.

    Attributes:
        difference: what is said differently.
        label: what the thing is called.
        kind: what sort of thing it is.
        nature: why it is said differently.
        reason: what of the data says so.
        tombstone: what is left of it, where its identifier was given up.
    """

    difference: Difference
    label: str
    kind: Kind
    nature: Nature
    reason: str
    tombstone: Tombstone | None = None


@dataclass(frozen=True)
class Changes:
    """All that changed from one release to another.

    Attributes:
        earlier: version of the first; None where the second is the first that there is.
        later: version of the second.
        issued: its day.
        every: the changes, by nature, kind and name.
    """

    earlier: str | None
    later: str
    issued: date
    every: tuple[Change, ...]

    @property
    def natures(self) -> Mapping[Nature, int]:
        """How many changes there are of each nature."""
        counted = Counter(change.nature for change in self.every)
        return {nature: counted[nature] for nature in Nature}

    @property
    def statements(self) -> Mapping[str, int]:
        """How many statements were added, removed and changed."""
        held = [change.difference for change in self.every]
        return {
            "added": sum(len(one.added) for one in held),
            "removed": sum(len(one.removed) for one in held),
            "changed": sum(len(one.changed) for one in held),
        }


def differences(
    old: Mapping[str, frozenset[Statement]], new: Mapping[str, frozenset[Statement]]
) -> Iterator[Difference]:
    """What is said differently of each thing, in order of IRIs; things of which the same is said left out."""
    for iri in sorted({*old, *new}):
        was, has = old.get(iri, frozenset()), new.get(iri, frozenset())
        if was == has:
            continue
        pairs = tuple(_pairs(was - has, has - was))
        gone = was - has - {one for one, _ in pairs}
        come = has - was - {other for _, other in pairs}
        whole = "changed" if was and has else "added" if has else "removed"
        yield Difference(iri, _ordered(come), _ordered(gone), pairs, whole)


def _pairs(gone: Iterable[Statement], come: Iterable[Statement]) -> Iterator[tuple[Statement, Statement]]:
    """One value in place of another: a predicate that lost one and got one, in the same language."""
    sides: dict[tuple[str, str], tuple[list[Statement], list[Statement]]] = {}
    for side, held in enumerate((gone, come)):
        for one in held:
            tag = (one.value.language or "") if isinstance(one.value, Literal) else ""
            sides.setdefault((one.predicate, tag), ([], []))[side].append(one)
    for _, (lost, got) in sorted(sides.items()):
        if len(lost) == len(got) == 1 and lost[0].predicate:
            yield lost[0], got[0]


def _ordered(held: Iterable[Statement]) -> tuple[Statement, ...]:
    return tuple(sorted(held, key=str))
