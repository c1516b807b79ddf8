"""Changes between versions as RDF, in the vocabulary of change sets (http://purl.org/vocab/changeset/schema#).

Each thing that changed has a change set: what it is of, why, of which nature, what it rests on, and the
statements that were taken out and put in, reified. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from typing import Any, Final

from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from server.names import BASE, DATASET, PREFIXES, expand
from server.store.past import Version

CHANGES: Final = BASE + "changes"
_CS: Final = "http://purl.org/vocab/changeset/schema#"
_DAY: Final = NamedNode(expand("xsd:date"))


def _node(short: str) -> NamedNode:
    prefix, _, local = short.partition(":")
    return NamedNode(_CS + local if prefix == "cs" else expand(short))


def nature(name: str) -> NamedNode:
    """What stands for a nature of change: the place in the list of versions where it is explained."""
    return NamedNode(f"{CHANGES}#{name}")


def versions(every: Sequence[Version]) -> Iterator[Quad]:
    """The list of versions: which follow which, and their days (DCAT 3 §11)."""
    whole = NamedNode(DATASET)
    yield Quad(whole, _node("rdf:type"), _node("dcat:Dataset"))
    for one in every:
        version = NamedNode(one.iri)
        yield Quad(whole, _node("dcat:hasVersion"), version)
        yield Quad(version, _node("rdf:type"), _node("dcat:Dataset"))
        yield Quad(version, _node("dcat:isVersionOf"), whole)
        yield Quad(version, _node("dcat:version"), Literal(one.version))
        yield Quad(version, _node("dcterms:issued"), Literal(one.issued.isoformat(), datatype=_DAY))
        yield Quad(version, _node("void:triples"), Literal(one.quads))
        yield Quad(version, _node("rdfs:seeAlso"), NamedNode(f"{CHANGES}/{one.version}"))
        if one.earlier:
            yield Quad(version, _node("dcat:previousVersion"), NamedNode(f"{DATASET}/{one.earlier}"))


def changes(told: Mapping[str, Any]) -> Iterator[Quad]:
    """What changed in one version, as `server.versions.readable` tells it."""
    document = NamedNode(f"{CHANGES}/{told['later']}")
    later = NamedNode(f"{DATASET}/{told['later']}")
    yield Quad(document, _node("rdf:type"), _node("prov:Entity"))
    yield Quad(document, _node("dcterms:subject"), later)
    yield Quad(document, _node("dcterms:issued"), Literal(told["issued"], datatype=_DAY))
    if told["earlier"]:
        yield Quad(later, _node("dcat:previousVersion"), NamedNode(f"{DATASET}/{told['earlier']}"))
    blanks = (BlankNode(f"b{number}") for number in count())
    for number, change in enumerate(told["changes"], 1):
        node = NamedNode(f"{document.value}#change-{number}")
        yield Quad(document, _node("dcterms:hasPart"), node)
        yield from _change(node, change, told, blanks)


def _change(
    node: NamedNode, change: Mapping[str, Any], told: Mapping[str, Any], blanks: Iterator[BlankNode]
) -> Iterator[Quad]:
    thing = NamedNode(change["thing"])
    yield Quad(node, _node("rdf:type"), _node("cs:ChangeSet"))
    yield Quad(node, _node("cs:subjectOfChange"), thing)
    yield Quad(node, _node("cs:changeReason"), Literal(change["reason"], language="en"))
    yield Quad(node, _node("cs:createdDate"), Literal(told["issued"], datatype=_DAY))
    yield Quad(node, _node("dcterms:type"), nature(change["nature"]))
    for language, label in told["labels"].get(change["thing"], {}).items():
        yield Quad(thing, _node("skos:prefLabel"), _text(label, language))
    for source in change["sources"]:
        yield Quad(node, _node("dcterms:source"), NamedNode(source["passage"]))
    if "mergedInto" in change:
        yield Quad(thing, _node("plate:mergedInto"), NamedNode(change["mergedInto"]))
    for other in change.get("replacedBy", ()):
        yield Quad(thing, _node("dcterms:isReplacedBy"), NamedNode(other))
    out = [*change["removed"], *({**pair, "value": pair["before"]} for pair in change["changed"])]
    into = [*change["added"], *({**pair, "value": pair["after"]} for pair in change["changed"])]
    for relation, statements in (("cs:removal", out), ("cs:addition", into)):
        for statement in statements:
            if not statement["predicate"]:
                continue
            reified = next(blanks)
            yield Quad(node, _node(relation), reified)
            yield Quad(reified, _node("rdf:type"), _node("rdf:Statement"))
            yield Quad(reified, _node("rdf:subject"), thing)
            yield Quad(reified, _node("rdf:predicate"), NamedNode(statement["predicate"]))
            yield from _value(reified, _node("rdf:object"), statement["value"], blanks)


def _value(
    subject: BlankNode, predicate: NamedNode, value: Mapping[str, Any], blanks: Iterator[BlankNode]
) -> Iterator[Quad]:
    """A value as JSON tells it, with what hangs off it."""
    if value["type"] == "nested":
        own = next(blanks)
        yield Quad(subject, predicate, own)
        for branch in value["value"]:
            yield from _value(own, NamedNode(branch["predicate"]), branch["value"], blanks)
    else:
        yield Quad(subject, predicate, term(value))


def term(value: Mapping[str, Any]) -> NamedNode | Literal:
    """An IRI or a literal as JSON tells it."""
    if value["type"] == "uri":
        return NamedNode(value["value"])
    if "xml:lang" in value:
        return Literal(value["value"], language=value["xml:lang"])
    return Literal(value["value"], datatype=NamedNode(value.get("datatype", PREFIXES["xsd"] + "string")))


def _text(words: str, language: str) -> Literal:
    return Literal(words, language=language) if language else Literal(words)
