"""Triples in one line each, with prefixed names for predicates. Pure."""

from __future__ import annotations

from pyoxigraph import Literal, NamedNode, Triple

from server.names import PREFIXES, expand


def says(subject: str, predicate: str, value: NamedNode | Literal) -> Triple:
    """A term as the value."""
    return full(subject, expand(predicate), value)


def full(subject: str, predicate: str, value: NamedNode | Literal) -> Triple:
    """A term as the value of a predicate that has no prefix here."""
    return Triple(NamedNode(subject), NamedNode(predicate), value)


def kind(subject: str, name: str) -> Triple:
    """A type, by its prefixed name."""
    return says(subject, "rdf:type", NamedNode(expand(name)))


def link(subject: str, predicate: str, target: str) -> Triple:
    """An IRI as the value."""
    return says(subject, predicate, NamedNode(target))


def text(subject: str, predicate: str, words: str, language: str = "") -> Triple:
    """Words as the value; in English with `language="en"`."""
    return says(subject, predicate, Literal(words, language=language) if language else Literal(words))


def typed(subject: str, predicate: str, value: str, datatype: str) -> Triple:
    """A value of a datatype of XML Schema."""
    return says(subject, predicate, Literal(value, datatype=NamedNode(PREFIXES["xsd"] + datatype)))


def number(subject: str, predicate: str, value: int, datatype: str = "integer") -> Triple:
    """A whole number as the value."""
    return typed(subject, predicate, str(value), datatype)
