"""For how long each thing of a release was there, read from the statements about it; see `server.lives`.

An institution begins with the event that founds it and ends with the one that absorbs it. It was there while
an endorsed tie between it and another held, or a name of it; and a post was there while it was held, and with
it the body in which it stands and the plate under which it is titled.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from pyoxigraph import NamedNode, Quad

from server.dates import Bounds, earliest
from server.holding import Manner
from server.layers import CURRENT, INFERRED
from server.lives import Life, begun_by, dated, ended_by, met, seen, together
from server.names import ID, ONTOLOGY, expand
from server.store.dated_documents import STANDING, Manners, bounds_of
from server.store.documents import Documents

_TYPE: Final = expand("rdf:type")
_POLARITY: Final = ONTOLOGY + "polarity"
_NEGATIVE: Final = ONTOLOGY + "Negative"
_ENDORSED: Final = ONTOLOGY + "Endorsed"
_REJECTED: Final = ONTOLOGY + "Rejected"
_DATED: Final = ONTOLOGY + "datedEvent"
_SUBJECT: Final = ONTOLOGY + "relationSubject"
#: What a claim ties, or names.
_ENDS: Final = tuple(
    ONTOLOGY + name for name in ("relationSubject", "relationObject", "subjectAs", "objectAs", "nameOf")
)
_TIES: Final = frozenset(ONTOLOGY + name for name in ("Relation", "Name"))
#: What somebody did, who had to be there.
_DEEDS: Final = frozenset(
    ONTOLOGY + name for name in ("Publication", "CoSponsorship", "Participation", "Delegation")
)
_PUBLICATION: Final = ONTOLOGY + "Publication"
_PUBLISHED: Final = ONTOLOGY + "relationObject"
_FOUNDING: Final = ONTOLOGY + "Founding"
_ABSORPTION: Final = ONTOLOGY + "Absorption"
_FROM: Final = expand("org:originalOrganization")
_INTO: Final = expand("org:resultingOrganization")
_POST: Final = expand("org:Post")
#: In which body a post stands, as people write it.
_POST_IN: Final = (expand("org:postIn"), ONTOLOGY + "leadPostIn")
_TITLED: Final = ONTOLOGY + "titledUnder"
#: What does not end once it is there.
_LASTING: Final = frozenset(
    (ONTOLOGY + "Document", *map(expand, ("skos:Concept", "schema:Event", "schema:EventSeries")))
) | {expand("org:ChangeEvent")}
_DERIVED: Final = frozenset((NamedNode(CURRENT), NamedNode(INFERRED)))


def lives(documents: Documents) -> Mapping[str, Life]:
    """The life of every thing of which anything is known, and of every claim, by IRI.

    Args:
        documents: of a release, as last known.
    """
    return _Reading(documents).lives()


@dataclass
class _Said:
    """What is said of the time of a thing."""

    begun: list[Bounds] = field(default_factory=list)
    issued: list[Bounds] = field(default_factory=list)
    others: list[Bounds] = field(default_factory=list)

    def bounds(self) -> Bounds:
        """All of it together; ties of a time in which a thing cannot have been there are passed over."""
        if not self.issued:
            return together([*self.begun, *self.others])
        first = [one.starts_earliest for one in self.issued]  # a text may have come out more than once
        start = None if None in first else earliest(*first)
        said = [begun_by(Bounds(starts_latest=one.ends_latest)) for one in self.issued]
        return together([Bounds(starts_earliest=start), *said, *self.others])


class _Reading:
    """What was read so far."""

    def __init__(self, documents: Documents) -> None:
        self._manners = Manners(documents)
        self._claims: dict[str, Life] = {}
        self._datings: defaultdict[str, tuple[list[Bounds], list[Bounds]]] = defaultdict(lambda: ([], []))
        self._changes: list[tuple[str, frozenset[str], tuple[str, ...], tuple[str, ...]]] = []
        self._said: defaultdict[str, _Said] = defaultdict(_Said)
        self._within: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {}
        self._lasting: set[str] = set()
        for iri in documents.under(ID):
            self._read(iri, documents.own(iri))

    def lives(self) -> dict[str, Life]:
        """What follows from all of it."""
        events = {event: dated(*told) for event, told in self._datings.items()}
        for event, kinds, before, after in self._changes:
            self._change(events.get(event, Bounds()), kinds, before, after)
        for post, (bodies, plates) in self._within.items():
            for place in (*bodies, *plates):
                self._said[place].others += self._said[post].others
        bounds = {iri: said.bounds() for iri, said in self._said.items()}
        for post, (bodies, _) in self._within.items():
            for body in bodies:
                span = bounds.get(body, Bounds())
                limits = Bounds(starts_earliest=span.starts_earliest, ends_latest=span.ends_latest)
                bounds[post] = together([bounds.get(post, Bounds()), limits])
        found = {iri: Life(one, self._how(iri)) for iri, one in bounds.items()}
        found |= {iri: Life(how=Manner.EVENT) for iri in self._lasting - found.keys()}
        return found | {event: Life(one, Manner.EVENT) for event, one in events.items()} | self._claims

    def _how(self, iri: str) -> Manner:
        return Manner.EVENT if iri in self._lasting else Manner.STATE

    def _read(self, iri: str, own: list[Quad]) -> None:
        kinds = frozenset(_objects(own, _TYPE))
        standing = next(_objects(own, STANDING), None)
        if standing is not None:
            self._claim(iri, own, kinds, standing)
            return
        if not _LASTING.isdisjoint(kinds):
            self._lasting.add(iri)
        before, after = tuple(_objects(own, _FROM)), tuple(_objects(own, _INTO))
        if before or after:
            self._changes.append((iri, kinds, before, after))
        if _POST in kinds:
            stated = [q for q in own if q.graph_name not in _DERIVED]
            bodies = [body for predicate in _POST_IN for body in _objects(stated, predicate)]
            self._within[iri] = (tuple(dict.fromkeys(bodies)), tuple(_objects(stated, _TITLED)))

    def _claim(self, iri: str, own: list[Quad], kinds: frozenset[str], standing: str) -> None:
        bounds, how = bounds_of(own), self._manners.of(own)
        self._claims[iri] = Life(bounds, how)
        if _NEGATIVE in _objects(own, _POLARITY) or standing == _REJECTED:
            return
        endorsed = standing == _ENDORSED
        for event in _objects(own, _DATED):
            self._datings[event][0 if endorsed else 1].append(bounds)
        if not endorsed or _TIES.isdisjoint(kinds):
            return
        for predicate in _ENDS:
            acted = not _DEEDS.isdisjoint(kinds) and predicate == _SUBJECT
            told = seen(bounds) if how is Manner.STATE or acted else met(bounds)
            for end in _objects(own, predicate):
                if _PUBLICATION in kinds and predicate == _PUBLISHED:
                    self._said[end].issued.append(bounds)
                elif told != Bounds():
                    self._said[end].others.append(told)

    def _change(self, at: Bounds, kinds: frozenset[str], before: Iterable[str], after: Iterable[str]) -> None:
        """What an event tells of those that it changed, and of those that came of it."""
        for iri in before:
            self._said[iri].others.append(ended_by(at) if _ABSORPTION in kinds else seen(at))
        for iri in after:
            if _FOUNDING in kinds:
                self._said[iri].begun.append(begun_by(at))
            else:
                self._said[iri].others.append(seen(at))


def _objects(own: Iterable[Quad], predicate: str) -> Iterator[str]:
    """The things that quads name by a predicate."""
    for quad in own:
        if quad.predicate.value == predicate and isinstance(quad.object, NamedNode):
            yield quad.object.value
