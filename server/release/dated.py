"""A release as of a day or period: what was last known gives way to what was certain then.

The quads of a release are enough: claims and day bounds stand in it. Only three graphs differ.
`graph:current` holds what was certain at some time of the period, `graph:possible`, which a release does not
have, what may have held then beside it, and `graph:inferred` what follows. Of the latter, only what rests on
the plain triples is made anew; the rest, what follows about claims and the labels, is the same on every day.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date
from typing import Final

from pyoxigraph import NamedNode, Quad, Triple

from server import layers
from server.release.closure import DEFAULT, Reasoner
from server.release.graphs import BOUNDS, CURRENT, INFERRED, LINKS, METADATA, ONTOLOGY
from server.release.projection import (
    as_of,
    names_as_of,
    names_possible,
    once_possible,
    possible,
    store_of,
)
from server.release.reasoning import closure, plain, published, things_only
from server.release.terms import owners

#: What may have held, as far as the claims tell; no part of the default graph.
POSSIBLE: Final = NamedNode(layers.POSSIBLE)

#: Graphs that the reasoner's facts are not taken from.
_BESIDE: Final = frozenset({ONTOLOGY, BOUNDS, CURRENT, INFERRED, METADATA, LINKS})


def dated(
    quads: Iterable[Quad],
    first: date,
    last: date,
    reasoner: Reasoner = DEFAULT,
    before: Callable[[Sequence[Quad]], Collection[Triple]] | None = None,
) -> list[Quad]:
    """The quads of a release as of a period, both days included; a day is a period of itself.

    Args:
        quads: of the release.
        first: day of the period.
        last: day of it.
        reasoner: which one reasons.
        before: gives what `following` does, which is the same for every period; None: that.

    Raises:
        CheckFailed: the reasoner gave up.
    """
    held = list(quads)
    store = store_of(q.triple for q in held if q.graph_name not in (CURRENT, INFERRED))
    store.extend(q for q in _in_default(held, INFERRED))
    certain = {*as_of(store, first, last), *names_as_of(store, first, last)}
    may = {
        *possible(store, first, last),
        *names_possible(store, first, last),
        *once_possible(store, last),
    }
    return replaced(held, certain, may, reasoner, before)


def replaced(
    quads: Sequence[Quad],
    certain: Iterable[Triple],
    may: Iterable[Triple],
    reasoner: Reasoner = DEFAULT,
    before: Callable[[Sequence[Quad]], Collection[Triple]] | None = None,
) -> list[Quad]:
    """The quads with other plain triples in `graph:current`, what follows from them, and what may hold."""
    inferred = {q.triple for q in quads if q.graph_name == INFERRED}
    kept = [q for q in quads if q.graph_name not in (CURRENT, INFERRED)]
    stated = {q.triple for q in kept}
    now = set(certain) - stated
    known = set(before(quads) if before else following(quads, reasoner))
    after = _following(quads, now, reasoner)
    follows = ((inferred - (known - after)) | after) - stated - now
    perhaps = set(may) - stated - now - follows
    return [
        *kept,
        *(
            Quad(t.subject, t.predicate, t.object, name)
            for name, triples in ((CURRENT, now), (INFERRED, follows), (POSSIBLE, perhaps))
            for t in sorted(triples, key=str)
        ),
    ]


def following(quads: Sequence[Quad], reasoner: Reasoner = DEFAULT) -> set[Triple]:
    """What follows in a release from its own plain triples, among other things.

    Raises:
        CheckFailed: the reasoner gave up.
    """
    return _following(quads, {q.triple for q in quads if q.graph_name == CURRENT}, reasoner)


def _following(quads: Iterable[Quad], cast: Iterable[Triple], reasoner: Reasoner) -> set[Triple]:
    """What the rules make of vocabulary, facts and some plain triples, and what of these is worth telling."""
    every = list(quads)
    ontology = [q.triple for q in every if q.graph_name == ONTOLOGY]
    facts = [q.triple for q in every if q.graph_name not in _BESIDE]
    said = [*ontology, *plain(facts, owners(facts)), *things_only(cast, facts)]
    return set(published(closure(said, reasoner=reasoner).triples, set()))


def _in_default(quads: Iterable[Quad], name: NamedNode) -> Iterable[Quad]:
    """The quads of one graph, in the default graph."""
    return (Quad(q.subject, q.predicate, q.object) for q in quads if q.graph_name == name)
