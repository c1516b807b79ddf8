"""The vocabulary as its pages need it: its triples by subject, its files, the shapes; kept once read."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, TypeAlias

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse

from server.layout import ALIGNMENTS, MODULES, SHAPES
from server.names import BASE, ONTOLOGY, PREFIXES, expand, graph
from server.web.site import kept, site

Term: TypeAlias = NamedNode | BlankNode | Literal | Triple

#: Under which the shapes stand.
SHAPE: Final = BASE + "shape/"
TYPE: Final = expand("rdf:type")
_FIRST, _REST, _NIL = (expand(f"rdf:{name}") for name in ("first", "rest", "nil"))
_GRAPH: Final = graph("ontology")

CLASS: Final = expand("owl:Class")
OBJECT, DATATYPE, ANNOTATION = (
    expand(f"owl:{kind}Property") for kind in ("Object", "Datatype", "Annotation")
)
PROPERTIES: Final = (OBJECT, DATATYPE, ANNOTATION)
_CONCEPT, _SCHEME = expand("skos:Concept"), expand("skos:ConceptScheme")
_IN_SCHEME: Final = (expand("skos:topConceptOf"), expand("skos:inScheme"))


class Triples:
    """Triples by subject, and by predicate and object."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        """Sort triples in; what is said twice counts once."""
        self.all: tuple[Triple, ...] = tuple(dict.fromkeys(triples))
        self._out: dict[tuple[str, str], list[Term]] = {}
        self._in: dict[tuple[str, str], list[str]] = {}
        self._about: dict[str, list[Triple]] = {}
        for triple in self.all:
            subject, predicate = key(triple.subject), triple.predicate.value
            self._about.setdefault(subject, []).append(triple)
            self._out.setdefault((subject, predicate), []).append(triple.object)
            self._in.setdefault((key(triple.object), predicate), []).append(subject)

    def about(self, subject: str) -> list[Triple]:
        """What is said of a subject, in order."""
        return self._about.get(subject, [])

    def objects(self, subject: str, predicate: str) -> list[Term]:
        """What a subject says with a predicate, in order."""
        return self._out.get((subject, predicate), [])

    def iris(self, subject: str, predicate: str) -> list[str]:
        """The same: the IRIs among it."""
        return [one.value for one in self.objects(subject, predicate) if isinstance(one, NamedNode)]

    def first(self, subject: str, predicate: str) -> Term | None:
        """The first thing that a subject says with a predicate."""
        return next(iter(self.objects(subject, predicate)), None)

    def subjects(self, predicate: str, value: str) -> list[str]:
        """What says something with a predicate, in order."""
        return self._in.get((value, predicate), [])

    def members(self, head: Term) -> list[Term]:
        """The members of a list (RDF Schema §5.2)."""
        found: list[Term] = []
        place, seen = key(head), set[str]()
        while place != _NIL and place not in seen:
            seen.add(place)
            found += self.objects(place, _FIRST)[:1]
            rest = self.first(place, _REST)
            place = key(rest) if rest is not None else _NIL
        return found


def key(term: Term) -> str:
    """What stands for a term in an index; blank nodes begin with `_:`."""
    if isinstance(term, NamedNode):
        return term.value
    return str(term)


@dataclass(frozen=True)
class Ontology:
    """What is known of a vocabulary.

    Attributes:
        graph: its triples.
        shapes: those of the shapes; empty where the release has none at hand.
        alignments: those to other vocabularies.
        files: what each file of the vocabulary describes, by its name.
        shape_files: the same of the shapes.
    """

    graph: Triples
    shapes: Triples
    alignments: Triples
    files: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    shape_files: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @cached_property
    def kinds(self) -> Mapping[str, str]:
        """Term of the vocabulary's own, scheme or concept → its kind, as `TermTold` names it."""
        return dict(self._kinds())

    def _kinds(self) -> Iterator[tuple[str, str]]:
        for triple in self.graph.all:
            if triple.predicate.value != TYPE or not isinstance(triple.subject, NamedNode):
                continue
            iri, kind = triple.subject.value, key(triple.object)
            if iri.startswith(ONTOLOGY) and iri != ONTOLOGY:
                if kind == CLASS:
                    yield iri, "class"
                elif kind in PROPERTIES:
                    yield iri, "property"
                elif not self.is_term(iri):
                    yield iri, "individual"
            elif kind == _SCHEME:
                yield iri, "scheme"
            elif any(self.graph.iris(iri, one) for one in _IN_SCHEME):
                yield iri, "concept"

    def is_term(self, iri: str) -> bool:
        """Whether an IRI is declared as a class or property."""
        return any(kind in (CLASS, *PROPERTIES) for kind in self.graph.iris(iri, TYPE))

    def of_kind(self, kind: str) -> list[str]:
        """The terms of a kind, in order of their IRIs."""
        return sorted(iri for iri, one in self.kinds.items() if one == kind)

    @cached_property
    def reused(self) -> tuple[str, ...]:
        """Classes and properties of other people that the vocabulary declares."""
        return tuple(
            sorted(
                {
                    triple.subject.value
                    for triple in self.graph.all
                    if triple.predicate.value == TYPE
                    and isinstance(triple.subject, NamedNode)
                    and not triple.subject.value.startswith(BASE)
                    and key(triple.object) in (CLASS, *PROPERTIES)
                }
            )
        )

    def schemes(self, concept: str) -> list[str]:
        """The schemes that a concept is in."""
        return list(dict.fromkeys(one for name in _IN_SCHEME for one in self.graph.iris(concept, name)))

    def concepts(self, scheme: str) -> list[str]:
        """The concepts of a scheme, in order of their IRIs."""
        return sorted({one for name in _IN_SCHEME for one in self.graph.subjects(name, scheme)})

    def file(self, iri: str) -> str:
        """The file that describes a term; empty where that is not known."""
        return self._places.get(iri, "")

    @cached_property
    def _places(self) -> Mapping[str, str]:
        return {iri: name for name, iris in self.files.items() for iri in iris}


def ontology() -> Ontology:
    """The vocabulary of what this app serves, read on first use and kept with the app."""
    return kept("nameplate.ontology", _read)


def _read() -> Ontology:
    here = site()
    graph_of = Triples(quad.triple for quad in here.documents.graph(_GRAPH))
    files = _json(MODULES)
    return Ontology(
        graph_of,
        Triples(_turtle(SHAPES)),
        Triples(_turtle(ALIGNMENTS)),
        files.get("ontology", {}),
        files.get("shapes", {}),
    )


def _bytes(name: str) -> bytes:
    """A file of the release; empty where it has none of that name."""
    release = site().release
    if release is None or name not in release.files:
        return b""
    return (release.directory / name).read_bytes()


def _turtle(name: str) -> Iterator[Triple]:
    return (quad.triple for quad in parse(_bytes(name), format=RdfFormat.TURTLE))


def _json(name: str) -> dict[str, dict[str, tuple[str, ...]]]:
    told = json.loads(_bytes(name) or b"{}")
    return {part: {file: tuple(iris) for file, iris in files} for part, files in told.items()}


def space(iri: str) -> tuple[str, str]:
    """Prefix and namespace of an IRI; the prefix is empty where none is known."""
    fits = [(len(base), prefix, base) for prefix, base in PREFIXES.items() if iri.startswith(base)]
    if not fits:
        end = max(iri.rfind("#"), iri.rfind("/")) + 1
        return "", iri[:end]
    return max(fits)[1:]
