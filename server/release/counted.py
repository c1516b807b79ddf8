"""What is counted of a release, as VoID tells it: its graphs, classes, properties and links. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Final, TypeAlias

from pyoxigraph import NamedNode, Triple

from server.downloads import graph_files
from server.formats import GRAPH_FORMATS
from server.layers import title
from server.names import BASE, DATASET, GRAPH, ID, PREFIXES, curie
from server.release.distributions import file_iri
from server.release.figures import Tally
from server.saying import full, kind, link, number, text

_VOID_EXT: Final = "http://ldf.fi/void-ext#"
_EXAMPLE: Final = ID + "cac"
#: Datatypes that are none of XML Schema.
_DATATYPES: Final = frozenset({PREFIXES["rdf"] + "langString", PREFIXES["edtf"] + "EDTF"})

#: How the members of classes are described, as `server.release.figures.uses` counts it.
Uses: TypeAlias = Mapping[str, Mapping[str, Counter[str]]]


def counted(tally: Tally, version: str) -> Iterator[Triple]:
    """The figures of a release.

    Args:
        tally: what was counted.
        version: whose files the graphs have.
    """
    yield from _whole(tally)
    yield from _graphs(tally, version)
    yield from _partitions(tally)
    yield from _linksets(tally)


def used(uses: Uses) -> Iterator[Triple]:
    """How the members of classes are described: what query editors complete from."""
    yield link(DATASET, "void:vocabulary", _VOID_EXT)
    for part, use, predicate, values in _each(uses):
        yield link(part, "void:propertyPartition", use)
        yield link(use, "void:property", predicate)
        yield number(use, "void:triples", values[""])
        for value in sorted(filter(None, values)):
            target = f"{use}--{_short(value)}"
            if _is_datatype(value):
                yield full(use, _VOID_EXT + "datatypePartition", NamedNode(target))
                yield full(target, _VOID_EXT + "datatype", NamedNode(value))
            else:
                yield link(use, "void:classPartition", target)
                yield link(target, "void:class", value)


def often(uses: Uses) -> Iterator[Triple]:
    """How often each of these uses has each kind of value."""
    for _, use, _, values in _each(uses):
        for value in sorted(filter(None, values)):
            yield number(f"{use}--{_short(value)}", "void:triples", values[value])


def _whole(tally: Tally) -> Iterator[Triple]:
    """VoID §§2-4: what the dataset is, where it is had, how big it is."""
    yield kind(DATASET, "void:Dataset")
    yield text(DATASET, "void:uriSpace", ID)
    yield link(DATASET, "void:sparqlEndpoint", BASE + "sparql")
    yield link(DATASET, "foaf:homepage", BASE)
    if f"<{_EXAMPLE}>" in tally.subjects:
        yield link(DATASET, "void:exampleResource", _EXAMPLE)
        yield link(DATASET, "void:rootResource", _EXAMPLE)
    for namespace in sorted(_namespaces(tally)):
        yield link(DATASET, "void:vocabulary", namespace)
    for form in GRAPH_FORMATS:
        yield link(DATASET, "void:feature", form.iri)
    figures = {
        "triples": tally.quads,
        "entities": tally.entities,
        "classes": len(tally.classes),
        "properties": len(tally.properties),
        "distinctSubjects": len(tally.subjects),
        "distinctObjects": len(tally.objects),
    }
    for name, value in figures.items():
        yield number(DATASET, f"void:{name}", value)


def _namespaces(tally: Tally) -> set[str]:
    """The namespaces with a prefix that some class or property is in; the project's things apart."""
    terms = [*tally.classes, *tally.properties]
    return {
        base
        for base in PREFIXES.values()
        if base not in {ID, GRAPH} and any(term.startswith(base) for term in terms)
    }


def _graphs(tally: Tally, version: str) -> Iterator[Triple]:
    """Each named graph as a part of the dataset, with its own files."""
    for iri, count in sorted(tally.graphs.items()):
        yield link(DATASET, "void:subset", iri)
        yield kind(iri, "void:Dataset")
        yield text(iri, "dcterms:title", title(iri), "en")
        yield link(iri, "dcterms:isPartOf", DATASET)
        yield number(iri, "void:triples", count)
        for file in graph_files(iri):
            yield link(iri, "void:dataDump", file_iri(version, file.path))


def _partitions(tally: Tally) -> Iterator[Triple]:
    """VoID §4.2: each class with its members, each property with its triples."""
    for iri, members in sorted(tally.classes.items()):
        part = _part("class", iri)
        yield link(DATASET, "void:classPartition", part)
        yield link(part, "void:class", iri)
        yield number(part, "void:entities", len(members))
    for iri, count in sorted(tally.properties.items()):
        part = _part("property", iri)
        yield link(DATASET, "void:propertyPartition", part)
        yield link(part, "void:property", iri)
        yield number(part, "void:triples", count)


def _linksets(tally: Tally) -> Iterator[Triple]:
    """VoID §5: links to other datasets, by predicate and host."""
    for (predicate, host), count in sorted(tally.links.items()):
        part = _part("links", predicate) + f"-{host}"
        yield link(DATASET, "void:subset", part)
        yield kind(part, "void:Linkset")
        yield link(part, "void:subjectsTarget", DATASET)
        target = f"{DATASET}#elsewhere-{host}"
        yield link(part, "void:objectsTarget", target)
        yield kind(target, "void:Dataset")
        yield text(target, "void:uriRegexPattern", f"^https?://{re.escape(host)}/")
        yield link(part, "void:linkPredicate", predicate)
        yield number(part, "void:triples", count)


def _each(uses: Uses) -> Iterator[tuple[str, str, str, Counter[str]]]:
    """Each use of a class: its part of the dataset, the use's own, the predicate, and the kinds of values."""
    for name, predicates in sorted(uses.items()):
        part = _part("class", name)
        for predicate, values in sorted(predicates.items()):
            yield part, f"{part}--{_short(predicate)}", predicate, values


def _is_datatype(value: str) -> bool:
    """Whether the kind of a value is a datatype, and no class."""
    return value.startswith(PREFIXES["xsd"]) or value in _DATATYPES


def _short(iri: str) -> str:
    """An IRI as a part of a fragment."""
    return "".join(c if c.isascii() and c.isalnum() else "-" for c in curie(iri))


def _part(what: str, iri: str) -> str:
    """The IRI of a partition of the dataset."""
    return f"{DATASET}#{what}-{_short(iri)}"
