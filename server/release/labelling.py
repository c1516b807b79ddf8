"""Labels for what is named in the data but has no name of its own: passages, claims, known gaps.

A passage is called by its place, a claim by its class and what it is about, a name by its wording: in
English, and in Chinese where every part can be named in a Chinese text. Terms have names already; these are
said once more with the property that programs look for. Pure.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final

from pyoxigraph import Literal, NamedNode, Triple

from server.hierarchy import reached
from server.names import ID, ONTOLOGY, curie
from server.release.terms import PASSAGE_CLASS, TYPE, Term, node, text
from server.release.tongues import TONGUES, Place, Tongue

LABEL: Final = node("skos:prefLabel")

_RDFS_LABEL: Final = node("rdfs:label")
#: Kinds of terms.
_TERMS: Final = frozenset(
    node(f"owl:{kind}")
    for kind in ("Class", "ObjectProperty", "DatatypeProperty", "AnnotationProperty", "OntologyProperty")
) | {node("rdfs:Datatype"), node("rdf:Property"), node("rdfs:Class")}

_SUBCLASS: Final = node("rdfs:subClassOf")
_SUBPROPERTY: Final = node("rdfs:subPropertyOf")
_WORDING: Final = node("skosxl:literalForm")
_VALIDITY: Final = node("plate:validity")
_PART_OF: Final = node("dcterms:isPartOf")
#: What is called by a term that sources use.
_CONCEPT: Final = node("plate:GovernanceConcept")
_PLATE: Final = node("plate:Nameplate")
_CONSULTED: Final = node("plate:ConsultedPage")
_SECTION: Final = node("bibo:section")
_PARAGRAPH: Final = node("plate:paragraph")
_PAGES: Final = node("bibo:pages")
_LOCATOR: Final = node("bibo:locator")
_LINES: Final = (node("plate:firstLine"), node("plate:lastLine"))

#: What names a thing beside its label, best first; used where one of these is an end of a claim.
_OTHER_NAMES: Final = (_RDFS_LABEL, node("dcterms:title"))

#: The ends of claims and of known gaps in the order of reading; the properties below each count as it.
_ENDS: Final = (
    (node("plate:relationSubject"), node("rdf:subject"), node("plate:gapSubject")),
    (node("rdf:predicate"),),
    (node("plate:about"),),
    (node("plate:relationObject"), node("rdf:object"), node("plate:gapProperty")),
)


def labels(triples: Iterable[Triple]) -> list[Triple]:
    """A `skos:prefLabel` in each language for each of the things that has none but can be called something.

    Args:
        triples: ontology, facts, the claims' closure, and the Chinese labels that names give.
    """
    held = _Held(triples)
    unnamed = [thing for thing in held.things() if not held.all(thing, LABEL)]
    named = ((thing, tongue.tag, held.composed(thing, tongue)) for thing in unnamed for tongue in TONGUES)
    return [Triple(thing, LABEL, Literal(name, language=tag)) for thing, tag, name in named if name]


def labels_of_terms(ontology: Iterable[Triple]) -> list[Triple]:
    """The English `skos:prefLabel` of each class and property, as `rdfs:label`, which it is below (SKOS S11).

    One label each, so that a query which asks for labels gets no row twice.

    Args:
        ontology: the vocabulary; what has an `rdfs:label` keeps it alone.
    """
    held = _Held(ontology)
    terms = (term for term in held.all_named() if not _TERMS.isdisjoint(held.all(term, TYPE)))
    unlabelled = (term for term in terms if not held.all(term, _RDFS_LABEL))
    return [
        Triple(term, _RDFS_LABEL, name)
        for term in unlabelled
        for name in held.all(term, LABEL)
        if isinstance(name, Literal) and name.language == "en"
    ]


class _Held:
    """What is said of each thing, and the words for it."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        self._said: dict[NamedNode, dict[NamedNode, dict[Term, None]]] = {}
        for triple in sorted(triples, key=str):
            if isinstance(triple.subject, NamedNode):
                values = self._said.setdefault(triple.subject, {}).setdefault(triple.predicate, {})
                values[triple.object] = None

    def all_named(self) -> list[NamedNode]:
        """What something is said of, in order of IRIs."""
        return list(self._said)

    def things(self) -> list[NamedNode]:
        """The project's own things, in order of their IRIs."""
        return [thing for thing in self._said if thing.value.startswith(ID)]

    def all(self, thing: Term, predicate: NamedNode) -> Sequence[Term]:
        """What a thing's predicate says."""
        return list(self._said.get(thing, {}).get(predicate, ())) if isinstance(thing, NamedNode) else []

    def composed(self, thing: NamedNode, tongue: Tongue) -> str:
        """A name made up from what is said of a thing; empty if nothing is that would do."""
        if PASSAGE_CLASS in self.all(thing, TYPE):
            return self._place(thing, tongue)
        kind = self._kind(thing, tongue)
        wording = self._first(thing, _WORDING)
        ends = [[tongue.printed(wording)]] if wording else self._ends(thing, tongue)
        if not kind or not ends:
            return ""
        return tongue.claim(kind, ends, "" if wording else self._first(thing, _VALIDITY))

    def _place(self, passage: NamedNode, tongue: Tongue) -> str:
        """Where a passage is in its document; a page that was consulted by its own name."""
        locator = self._first(passage, _LOCATOR)
        for document in self.all(passage, _PART_OF):
            if isinstance(document, NamedNode) and _CONSULTED in self.all(document, TYPE):
                page, place = self._name(document, tongue), tongue.locator(locator)
                whole = page and (place or not locator)
                return tongue.joint.join(part for part in (page, place) if part) if whole else ""
        numbers = (self._first(passage, part) for part in (_PARAGRAPH, _PAGES, *_LINES))
        return tongue.place(Place(self._first(passage, _SECTION), locator, *numbers))

    def _kind(self, thing: NamedNode, tongue: Tongue) -> str:
        """The label of the most specific of a thing's classes of ours."""
        kinds = [kind for kind in self.all(thing, TYPE) if text(kind).startswith(ONTOLOGY)]
        general = {above for kind in kinds for above in self._above(kind, _SUBCLASS) - {kind}}
        return next((self._name(kind, tongue) for kind in kinds if kind not in general), "")

    def _ends(self, thing: NamedNode, tongue: Tongue) -> list[list[str]]:
        """The names of what a claim is about, by end in the order of reading; each thing once."""
        named: dict[Term, str] = {}
        ends: list[list[Term]] = []
        for tops in _ENDS:
            said = (
                v for p, v in self._said[thing].items() if not self._above(p, _SUBPROPERTY).isdisjoint(tops)
            )
            fresh = [value for values in said for value in values if value not in named]
            named.update({value: self._name(value, tongue) for value in fresh})
            ends.append(fresh)
        names = [self._told_apart(value, named, tongue) for value in named]
        told = dict(zip(named, names, strict=True))
        return [list(dict.fromkeys(told[value] for value in values)) for values in ends if values]

    def _told_apart(self, term: Term, named: Mapping[Term, str], tongue: Tongue) -> str:
        """The name of an end; a nameplate's says what it is, where a body at another end has that, too."""
        name = named[term]
        if not name or list(named.values()).count(name) < 2 or not isinstance(term, NamedNode):
            return name
        is_plate = any(_PLATE in self._above(kind, _SUBCLASS) for kind in self.all(term, TYPE))
        return tongue.apart(name, self._kind(term, tongue)) if is_plate else name

    def _above(self, term: Term, step: NamedNode) -> set[Term]:
        """A class or property and everything above it."""
        return reached(term, lambda place: self.all(place, step))

    def _name(self, term: Term, tongue: Tongue) -> str:
        """What a term is called in a label in a language; empty if it cannot be."""
        if not isinstance(term, NamedNode):
            return tongue.borrowed(text(term)) or tongue.printed(text(term))
        if own := self._labelled(term, {tongue.tag}):
            return own
        english = self._labelled(term, {"en", None})
        wording = (
            english if _CONCEPT in self.all(term, TYPE) else "" if english else self._first(term, _WORDING)
        )
        return tongue.printed(wording) if wording else tongue.borrowed(english or curie(term.value))

    def _labelled(self, term: NamedNode, languages: Collection[str | None]) -> str:
        """The best name of a thing in one of some languages; empty if there is none."""
        for predicate in (LABEL, *_OTHER_NAMES):
            names = (name for name in self.all(term, predicate) if isinstance(name, Literal))
            if found := [name.value for name in names if name.language in languages]:
                return found[0]
        return ""

    def _first(self, thing: NamedNode, predicate: NamedNode) -> str:
        """The first value of a predicate, as text; empty if there is none."""
        return next((text(value) for value in self.all(thing, predicate)), "")
