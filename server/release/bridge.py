"""Triples of pyoxigraph as those of rdflib and back, blank nodes keeping their names.

The reasoners and the validator work on these; rdflib's own reader would give blank nodes names by chance.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeAlias

import rdflib
from pyoxigraph import BlankNode, Literal, NamedNode, Triple
from rdflib.term import Node

#: Subject, predicate and object.
Row: TypeAlias = tuple[Node, Node, Node]


def graph_of(triples: Iterable[Triple]) -> rdflib.Graph:
    """An rdflib graph of triples.

    Raises:
        ValueError: there is a triple term among them.
    """
    graph = rdflib.Graph(bind_namespaces="none")
    for row in rows_of(triples):
        graph.add(row)
    return graph


def rows_of(triples: Iterable[Triple]) -> Iterator[Row]:
    """The terms of triples, for whoever needs no graph, which takes most of the time.

    Raises:
        ValueError: there is a triple term among them.
    """
    for triple in triples:
        yield _to_rdflib(triple.subject), _to_rdflib(triple.predicate), _to_rdflib(triple.object)


def triples_of(rows: Iterable[Row]) -> set[Triple]:
    """The triples of a graph, or of rows; generalised ones (RDF 1.1 Concepts §7) are left out."""
    found = set()
    for subject, predicate, value in rows:
        if isinstance(subject, rdflib.URIRef | rdflib.BNode) and isinstance(predicate, rdflib.URIRef):
            found.add(Triple(_node(subject), NamedNode(str(predicate)), _to_pyoxigraph(value)))
    return found


def _to_rdflib(term: NamedNode | BlankNode | Literal | Triple) -> Node:
    if isinstance(term, NamedNode):
        return rdflib.URIRef(term.value)
    if isinstance(term, BlankNode):
        return rdflib.BNode(term.value)
    if isinstance(term, Literal):
        datatype = None if term.language else rdflib.URIRef(term.datatype.value)
        return rdflib.Literal(term.value, lang=term.language, datatype=datatype, normalize=False)
    raise ValueError("a triple term stands among the triples: write them in RDF 1.1")


def _to_pyoxigraph(term: Node) -> NamedNode | BlankNode | Literal:
    if isinstance(term, rdflib.Literal):
        if term.language:
            return Literal(str(term), language=term.language)
        return Literal(str(term), datatype=NamedNode(str(term.datatype)) if term.datatype else None)
    if isinstance(term, rdflib.URIRef | rdflib.BNode):
        return _node(term)
    raise ValueError(f"{term!r} is no term of RDF 1.1")


def _node(term: rdflib.URIRef | rdflib.BNode) -> NamedNode | BlankNode:
    return NamedNode(str(term)) if isinstance(term, rdflib.URIRef) else BlankNode(str(term))
