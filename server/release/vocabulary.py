"""What the ontology says about its terms, as far as the facts are held to it before anything is inferred."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from pyoxigraph import NamedNode, Triple

from server.release.terms import TYPE, Term, node

_CASTS: Final = (node("plate:projectsTo"), node("plate:onceProjectsTo"))
#: Properties that names are cast to.
NAMES: Final = (node("plate:formerName"), node("skos:altLabel"))
_NAME: Final = node("plate:Name")
_DOMAIN: Final = node("rdfs:domain")
_RANGE: Final = node("rdfs:range")
_PART: Final = node("rdfs:subPropertyOf")
#: The ends of relations have no domain in the ontology, lest claims that nobody endorses be typed by it.
_ENDS: Final = (node("plate:relationSubject"), node("plate:relationObject"))
_RELATION: Final = node("plate:Relation")
_VERSION: Final = node("owl:versionIRI")
_BROADER: Final = node("rdfs:subClassOf")


@dataclass(frozen=True)
class Vocabulary:
    """What the ontology says about its terms.

    Attributes:
        declared: every term that it describes, and itself with its version.
        casts: the classes of claims from which each property is cast.
        domains: the classes on which each property stands.
        ranges: the classes and datatypes of what each property points at.
        kinds: the classes of each term itself, as owl:ObjectProperty.
        broader: the classes directly above each class.
    """

    declared: frozenset[str]
    casts: Mapping[Term, tuple[NamedNode, ...]]
    domains: Mapping[NamedNode, tuple[NamedNode, ...]]
    ranges: Mapping[NamedNode, tuple[NamedNode, ...]]
    kinds: Mapping[NamedNode, tuple[NamedNode, ...]]
    broader: Mapping[Term, tuple[NamedNode, ...]]

    @staticmethod
    def of(ontology: Iterable[Triple]) -> Vocabulary:
        """The vocabulary of the ontology's triples."""
        declared: set[str] = set()
        casts: dict[Term, tuple[NamedNode, ...]] = dict.fromkeys(NAMES, (_NAME,))
        domains: dict[NamedNode, tuple[NamedNode, ...]] = {}
        ranges: dict[NamedNode, tuple[NamedNode, ...]] = {}
        kinds: dict[NamedNode, tuple[NamedNode, ...]] = {}
        broader: dict[Term, tuple[NamedNode, ...]] = {}
        for triple in ontology:
            subject, value = triple.subject, triple.object
            if not isinstance(subject, NamedNode):
                continue
            declared.add(subject.value)
            if triple.predicate in _CASTS:
                casts[value] = (*casts.get(value, ()), subject)
            elif isinstance(value, NamedNode) and triple.predicate == _BROADER:
                broader[subject] = (*broader.get(subject, ()), value)
            elif isinstance(value, NamedNode) and triple.predicate == _DOMAIN:
                domains[subject] = (*domains.get(subject, ()), value)
            elif isinstance(value, NamedNode) and triple.predicate == _RANGE:
                ranges[subject] = (*ranges.get(subject, ()), value)
            elif isinstance(value, NamedNode) and triple.predicate == TYPE:
                kinds[subject] = (*kinds.get(subject, ()), value)
            elif triple.predicate == _PART and value in _ENDS:
                domains[subject] = (*domains.get(subject, ()), _RELATION)
            elif isinstance(value, NamedNode) and triple.predicate == _VERSION:
                declared.add(value.value)
        return Vocabulary(frozenset(declared), casts, domains, ranges, kinds, broader)

    def above(self, classes: Iterable[Term]) -> set[Term]:
        """These classes and every class above them."""
        found: set[Term] = set()
        waiting = list(classes)
        while waiting:
            one = waiting.pop()
            if one not in found:
                found.add(one)
                waiting += self.broader.get(one, ())
        return found
