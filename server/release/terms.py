"""Terms that the pipeline itself speaks of, as nodes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, TypeAlias

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from server.names import DATASET, PREFIXES, curie, expand

#: What can stand as the object of a triple in the files: RDF 1.1, so no triple terms.
Term: TypeAlias = NamedNode | BlankNode | Literal | Triple
#: What can stand as a subject.
Node: TypeAlias = NamedNode | BlankNode | Triple


def node(short: str) -> NamedNode:
    """The node of a short form: `node("plate:Claim")`."""
    return NamedNode(expand(short))


TYPE: Final = node("rdf:type")
STANDING: Final = node("plate:standing")
ENDORSED: Final = node("plate:Endorsed")
REJECTED: Final = node("plate:Rejected")
CITATION: Final = node("plate:citation")
PASSAGE: Final = node("plate:passage")
PASSAGE_CLASS: Final = node("plate:Passage")
SOURCE: Final = node("dcterms:source")
PART_OF: Final = node("dcterms:isPartOf")
DATASET_NODE: Final = NamedNode(DATASET)


def short(term: Term) -> str:
    """A term as people read it: `id:cac`, `"2014"`, `_:b0`."""
    if isinstance(term, NamedNode):
        return curie(term.value)
    if isinstance(term, Literal):
        return f'"{term.value}"' + (f"@{term.language}" if term.language else "")
    return str(term)


def text(term: Term) -> str:
    """The IRI, label or lexical form of a term, without its dress."""
    return str(term) if isinstance(term, Triple) else term.value


def in_namespaces(iri: str, prefixes: Iterable[str]) -> bool:
    """Whether an IRI lies in one of the namespaces known by these prefixes."""
    return any(iri.startswith(PREFIXES[prefix]) for prefix in prefixes)


def classes(triples: Iterable[Triple]) -> dict[Node, list[Term]]:
    """The classes of each thing, as they are stated."""
    found: dict[Node, list[Term]] = {}
    for triple in triples:
        if triple.predicate == TYPE:
            found.setdefault(triple.subject, []).append(triple.object)
    return found


def owners(triples: Iterable[Triple]) -> Mapping[BlankNode, NamedNode | BlankNode]:
    """Who each blank node hangs off: the IRI that its chain of subjects begins with.

    A blank node that nothing points to, or that hangs in a circle, owns itself.
    """
    parents: dict[BlankNode, NamedNode | BlankNode] = {}
    blanks: dict[BlankNode, None] = {}
    for triple in triples:
        if isinstance(triple.subject, BlankNode):
            blanks[triple.subject] = None
        if isinstance(triple.object, BlankNode) and not isinstance(triple.subject, Triple):
            blanks[triple.object] = None
            parents.setdefault(triple.object, triple.subject)
    found: dict[BlankNode, NamedNode | BlankNode] = {}
    for blank in blanks:
        at: NamedNode | BlankNode = blank
        path: dict[BlankNode, None] = {}
        while isinstance(at, BlankNode) and at not in found and at not in path and at in parents:
            path[at] = None
            at = parents[at]
        owner = found.get(at, at) if isinstance(at, BlankNode) else at
        found.update(dict.fromkeys(path, owner))
        found.setdefault(blank, owner)
    return found
