"""A syntactic check of the OWL 2 RL profile (OWL 2 Profiles §4.2), over triples.

It covers class expressions on both sides of axioms, the axioms that the profile leaves out, datatypes, and
the global restriction of OWL 2 DL on properties that are not simple (OWL 2 Structural Specification §11.2).
"""

from __future__ import annotations

from collections.abc import Iterator

from rdflib import OWL, RDF, RDFS, XSD, BNode, Graph, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

_FORMS = (
    OWL.intersectionOf,
    OWL.unionOf,
    OWL.complementOf,
    OWL.oneOf,
    OWL.someValuesFrom,
    OWL.allValuesFrom,
    OWL.hasValue,
    OWL.hasSelf,
    OWL.minCardinality,
    OWL.maxCardinality,
    OWL.cardinality,
    OWL.minQualifiedCardinality,
    OWL.maxQualifiedCardinality,
    OWL.qualifiedCardinality,
)
#: On which side of an axiom each form may stand; what is absent may stand on none.
_SUB = {OWL.intersectionOf, OWL.unionOf, OWL.oneOf, OWL.someValuesFrom, OWL.hasValue}
_SUPER = {
    OWL.intersectionOf,
    OWL.complementOf,
    OWL.allValuesFrom,
    OWL.hasValue,
    OWL.maxCardinality,
    OWL.maxQualifiedCardinality,
}
_EQUIVALENT = {OWL.intersectionOf, OWL.hasValue}
_SIDES = {"subclass": _SUB, "superclass": _SUPER, "equivalent": _EQUIVALENT}

#: Datatypes of the profile that occur in vocabularies (§4.2.1); `xsd:date` is none of OWL 2.
_DATATYPES = {
    RDF.langString,
    RDF.PlainLiteral,
    RDFS.Literal,
    XSD.string,
    XSD.boolean,
    XSD.integer,
    XSD.nonNegativeInteger,
    XSD.positiveInteger,
    XSD.decimal,
    XSD.dateTime,
    XSD.anyURI,
    XSD.language,
}
_SIMPLE_ONLY = (
    OWL.FunctionalProperty,
    OWL.InverseFunctionalProperty,
    OWL.IrreflexiveProperty,
    OWL.AsymmetricProperty,
)


def violations(graph: Graph) -> list[str]:
    """What leaves the profile, one message each."""
    found = [*_class_axioms(graph), *_left_out(graph), *_datatypes(graph), *_not_simple(graph)]
    return sorted(set(found))


def _class_axioms(graph: Graph) -> Iterator[str]:
    for below, above in graph.subject_objects(RDFS.subClassOf):
        yield from _expression(graph, below, "subclass")
        yield from _expression(graph, above, "superclass")
    for one, other in graph.subject_objects(OWL.equivalentClass):
        yield from _expression(graph, one, "equivalent")
        yield from _expression(graph, other, "equivalent")
    for one, other in graph.subject_objects(OWL.disjointWith):
        yield from _expression(graph, one, "subclass")
        yield from _expression(graph, other, "subclass")
    for predicate in (RDFS.domain, RDFS.range):
        for prop, target in graph.subject_objects(predicate):
            if (prop, RDF.type, OWL.DatatypeProperty) not in graph or predicate == RDFS.domain:
                yield from _expression(graph, target, "superclass")
    for group in graph.subjects(RDF.type, OWL.AllDisjointClasses):
        for members in graph.objects(group, OWL.members):
            for member in Collection(graph, members):
                yield from _expression(graph, member, "subclass")


def _expression(graph: Graph, expression: Node, side: str) -> Iterator[str]:
    """What is wrong with a class expression on one side of an axiom."""
    if isinstance(expression, URIRef):
        if expression == OWL.Thing:
            yield f"owl:Thing stands as a {side}"
        yield from (
            f"{expression} is defined in place by {form.fragment}; write an axiom with a class of its own"
            for form in _FORMS
            if (expression, form, None) in graph
        )
        return
    forms = [form for form in _FORMS if (expression, form, None) in graph]
    if len(forms) != 1:
        yield f"a {side} without a name has {len(forms)} forms, not one"
    for form in forms:
        for value in graph.objects(expression, form):
            yield from _form(graph, expression, form, value, side)


def _form(graph: Graph, expression: Node, form: URIRef, value: Node, side: str) -> Iterator[str]:
    on = graph.value(expression, OWL.onProperty)
    if form not in _SIDES[side]:
        yield f"{form.fragment} on {on} stands as a {side}"
    if form in {OWL.intersectionOf, OWL.unionOf}:
        for member in Collection(graph, value):
            yield from _expression(graph, member, side)
    elif form == OWL.complementOf:
        yield from _expression(graph, value, "subclass")
    elif form in {OWL.someValuesFrom, OWL.allValuesFrom} and value != OWL.Thing:
        if (on, RDF.type, OWL.DatatypeProperty) not in graph:
            yield from _expression(graph, value, side)
    elif form in {OWL.maxCardinality, OWL.maxQualifiedCardinality} and str(value) not in {"0", "1"}:
        yield f"{form.fragment} {value} on {on}: the profile has 0 and 1 only"


def _left_out(graph: Graph) -> Iterator[str]:
    for prop in graph.subjects(RDF.type, OWL.ReflexiveProperty):
        yield f"{prop} is reflexive"
    for name in graph.subjects(OWL.disjointUnionOf):
        yield f"{name} is a disjoint union"
    for name in graph.subjects(OWL.hasKey):
        yield f"{name} has a key; reasoners in use merge what they should not"


def _datatypes(graph: Graph) -> Iterator[str]:
    for prop in graph.subjects(RDF.type, OWL.DatatypeProperty):
        for target in graph.objects(prop, RDFS.range):
            if isinstance(target, BNode) or target not in _DATATYPES:
                yield f"the range of {prop} is {target}, which is no datatype of the profile"


def _not_simple(graph: Graph) -> Iterator[str]:
    """Properties that are transitive, follow from a chain, or stand above one that does."""
    composite = set(graph.subjects(RDF.type, OWL.TransitiveProperty))
    composite |= set(graph.subjects(OWL.propertyChainAxiom))
    reached = set(composite)
    while reached:
        above = {up for prop in reached for up in graph.objects(prop, RDFS.subPropertyOf)}
        above |= {other for prop in reached for other in graph.objects(prop, OWL.inverseOf)}
        above |= {other for prop in reached for other in graph.subjects(OWL.inverseOf, prop)}
        reached = above - composite
        composite |= reached
    for prop in composite:
        for kind in _SIMPLE_ONLY:
            if (prop, RDF.type, kind) in graph:
                yield f"{prop} follows from others and may not be {kind.fragment}"
        if any(graph.triples((prop, OWL.propertyDisjointWith, None))) or any(
            graph.triples((None, OWL.propertyDisjointWith, prop))
        ):
            yield f"{prop} follows from others and may not be disjoint with a property"
        for restriction in graph.subjects(OWL.onProperty, prop):
            if any((restriction, form, None) in graph for form in _FORMS if "ardinality" in form):
                yield f"{prop} follows from others and may not be counted"
