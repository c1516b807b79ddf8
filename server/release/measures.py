"""What is counted in the quads of a release, of everything or of one graph of what a source says. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, TypeAlias

from pyoxigraph import Literal, NamedNode, Quad

from server.names import GRAPH, ID
from server.release.graphs import NOT_DOMAIN
from server.release.terms import CITATION, PASSAGE, PASSAGE_CLASS, STANDING, TYPE, Node, Term, node, text

#: A class of the Wikidata namespace of items.
_WIKIDATA: Final = "http://www.wikidata.org/entity/"

#: Graphs that hold what sources say, each measured on its own too.
_BY_SOURCE: Final = (GRAPH + "facts/", GRAPH + "public", GRAPH + "links")

_ENDNOTE: Final = node("plate:endnote")
_LABEL: Final = node("skos:prefLabel")
_NAME: Final = node("plate:Name")
_WORDING: Final = node("skosxl:literalForm")
_GAP: Final = node("plate:KnownGap")
_RELATION: Final = node("plate:Relation")
_DISPUTES: Final = node("plate:disputes")
_VALIDITY: Final = node("plate:validity")
_TIMES: Final = (_VALIDITY, node("plate:observedAt"), node("plate:beganWith"), node("plate:endedBy"))
_NO_THINGS: Final = (PASSAGE_CLASS, _GAP, node("plate:Observation"))
_STANDINGS: Final = {
    name: node("plate:" + name.capitalize()) for name in ("endorsed", "reported", "rejected")
}
_NEGATIVE: Final = (node("plate:polarity"), node("plate:Negative"))
_MATCHES: Final = tuple(
    node(name)
    for name in ("owl:sameAs", "skos:exactMatch", "skos:closeMatch", "skos:broadMatch", "skos:narrowMatch")
)
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_CHINESE: Final = re.compile(r"zh(?!-latn)(?:-.*)?", re.IGNORECASE)
_ENGLISH: Final = re.compile(r"en(?:-.*)?", re.IGNORECASE)


@dataclass(frozen=True)
class Share:
    """Some of a number of things."""

    some: int
    all: int


#: A measured value, by the kind of its metric.
Value: TypeAlias = Share | int | bool


class Held:
    """The quads of the domain, looked at as measuring needs them."""

    def __init__(self, quads: Iterable[Quad]) -> None:
        """Look at every quad of a release but those that describe it."""
        domain = [q for q in quads if q.graph_name not in NOT_DOMAIN]
        self._by_predicate: dict[NamedNode, list[Quad]] = {}
        for quad in domain:
            self._by_predicate.setdefault(quad.predicate, []).append(quad)
        self.types: dict[Node, set[Term]] = {}
        for quad in self.with_(TYPE):
            self.types.setdefault(quad.subject, set()).add(quad.object)
        self.claims = {q.subject for q in self.with_(STANDING)}
        self.sources = sorted({g for q in domain if (g := _graph(q)).startswith(_BY_SOURCE)})

    def with_(self, predicate: NamedNode, scope: str | None = None) -> Iterator[Quad]:
        """The quads with a predicate, of all graphs or of one."""
        for quad in self._by_predicate.get(predicate, ()):
            if scope is None or _graph(quad) == scope:
                yield quad

    def are(self, subjects: Iterable[Node], kind: NamedNode) -> set[Node]:
        """Those of some subjects that are of a class, as far as types are stated or inferred."""
        return {one for one in subjects if kind in self.types.get(one, ())}


def _graph(quad: Quad) -> str:
    """The IRI of a quad's graph; empty for the default graph."""
    return quad.graph_name.value if isinstance(quad.graph_name, NamedNode) else ""


def measured(held: Held, scope: str | None) -> dict[str, Value]:
    """What is counted in the quads, by metric, of everything or of what stands in one graph."""
    claims = {q.subject for q in held.with_(STANDING, scope)}
    citations = {(q.subject, q.object) for q in held.with_(CITATION) if q.subject in claims}
    placed = {q.subject for q in held.with_(PASSAGE)}
    noted = {q.subject for q in held.with_(_ENDNOTE)}
    described = {q.subject for q in held.with_(TYPE, scope) if _graph(q).startswith(_BY_SOURCE)}
    passages = held.are(described, PASSAGE_CLASS)
    cited = {q.object for q in held.with_(PASSAGE)}
    timed = {q.subject for predicate in _TIMES for q in held.with_(predicate)}
    to_the_day = {q.subject for q in held.with_(_VALIDITY) if _DAY.search(text(q.object))}
    relations = held.are(claims, _RELATION)
    rivals = {end for q in held.with_(_DISPUTES) for end in (q.subject, q.object)}
    denials = {q.subject for q in held.with_(_NEGATIVE[0]) if q.object == _NEGATIVE[1]}
    return {
        "claims": len(claims),
        "claims-cited": Share(len({c for c, citation in citations if citation in placed}), len(claims)),
        "claims-with-endnote": Share(len({c for c, citation in citations if citation in noted}), len(claims)),
        "passages": len(passages),
        "passages-cited": Share(len(passages & cited), len(passages)),
        "gaps": len(held.are(described, _GAP)),
        "claims-timed": Share(len(claims & timed), len(claims)),
        "claims-to-the-day": Share(len(claims & to_the_day), len(claims)),
        "relations": len(relations),
        "relations-timed": Share(len(relations & timed), len(relations)),
        **_standings(held, scope),
        "disputed": len(claims & rivals),
        "denials": len(claims & denials),
        **_languages(held, scope, described),
    }


def _standings(held: Held, scope: str | None) -> dict[str, Value]:
    """How many claims have each standing."""
    return {
        name: len({q.subject for q in held.with_(STANDING, scope) if q.object == standing})
        for name, standing in _STANDINGS.items()
    }


def _languages(held: Held, scope: str | None, described: set[Node]) -> dict[str, Value]:
    """Things and names by language, and links; things of the whole dataset only, since sources share them."""
    wordings = [q for q in held.with_(_WORDING, scope) if q.subject in held.claims]
    names: dict[str, Value] = {
        "names-english": len({q.subject for q in wordings if _in(q.object, _ENGLISH)}),
        "names-chinese": len({q.subject for q in wordings if _in(q.object, _CHINESE)}),
    }
    if scope is not None:
        return names
    things = {
        one
        for one in described - held.claims
        if isinstance(one, NamedNode) and one.value.startswith(ID) and held.types[one].isdisjoint(_NO_THINGS)
    }
    labels = list(held.with_(_LABEL))
    matched = {q.subject for p in _MATCHES for q in held.with_(p) if text(q.object).startswith(_WIKIDATA)}
    return {
        **names,
        "things": len(things),
        "things-english": Share(
            len(things & {q.subject for q in labels if _in(q.object, _ENGLISH)}), len(things)
        ),
        "things-chinese": Share(
            len(things & {q.subject for q in labels if _in(q.object, _CHINESE)}), len(things)
        ),
        "things-in-wikidata": Share(len(things & matched), len(things)),
    }


def _in(term: Term, language: re.Pattern[str]) -> bool:
    return isinstance(term, Literal) and language.fullmatch(term.language or "") is not None
