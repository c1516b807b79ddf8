"""The description of other people's data: VoID, DCAT 3 and the service that answers for them. Pure.

What is said was counted, or is so by the way in which this server serves. Nobody told it title, licence or
date, so there are none; what the files themselves say of a dataset stays what they say.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from operator import itemgetter
from typing import Final

from pyoxigraph import Triple

from server.counting import Counted
from server.formats import GRAPH_FORMATS
from server.names import PREFIXES
from server.saying import kind, link, number, text
from server.store.protocol import Contents

#: Classes, properties and named graphs of which the description tells one by one, the largest of each.
PARTS: Final = 1_000

PATH: Final = "/dataset"
_DATASET: Final = "#dataset"

#: What is said of the data in words, of files and of somebody else's engine.
OF_FILES: Final = "Data from a file, shown as it stands: nothing was checked or inferred."
OF_ENGINE: Final = (
    "What another engine holds, as it stands. It may change at any time, and to count it would be that "
    "engine's work, so no numbers are told."
)

_TPF: Final = "https://linkeddatafragments.org/specification/triple-pattern-fragments/"
_PROTOCOL: Final = "http://www.w3.org/TR/sparql11-protocol/"


@dataclass(frozen=True)
class Described:
    """What a description is made of.

    Attributes:
        root: absolute address of this server, without a slash at the end.
        name: what the data are called.
        contents: what the store holds.
        counted: what was counted of it; None where nobody counts.
        space: what the IRIs of things that are answered here begin with; empty: none are.
        examples: IRIs of such things.
    """

    root: str
    name: str
    contents: Contents
    counted: Counted | None = None
    space: str = ""
    examples: tuple[str, ...] = ()


def dataset_iri(root: str) -> str:
    """The IRI of the data that a server serves: an address of its own, below which their description is."""
    return root + PATH + _DATASET


def describe(told: Described) -> list[Triple]:
    """The triples of the description."""
    return [*_dataset(told), *_services(told), *_numbers(told), *_graphs(told), *_partitions(told)]


def largest(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    """The `PARTS` largest with their numbers, the largest first, those of one size by name."""
    return sorted(sorted(counts.items()), key=itemgetter(1), reverse=True)[:PARTS]


def _dataset(told: Described) -> Iterator[Triple]:
    """What it is, and where it is found (VoID §§2-3)."""
    me, page = dataset_iri(told.root), told.root + PATH
    for name in ("void:Dataset", "dcat:Dataset", "sd:Dataset"):
        yield kind(me, name)
    yield text(me, "dcterms:title", told.name)
    yield text(me, "dcterms:description", OF_ENGINE if told.contents.changing else OF_FILES, "en")
    yield text(me, "dcterms:identifier", me)
    yield link(me, "foaf:homepage", told.root + "/")
    yield link(me, "dcat:landingPage", page)
    yield link(me, "void:sparqlEndpoint", told.root + "/sparql")
    if told.contents.default_triples or told.contents.changing:  # which is what fragments are of
        yield link(me, "void:uriLookupEndpoint", told.root + "/fragments?subject=")
    if told.space:
        yield text(me, "void:uriSpace", told.space)
        for form in GRAPH_FORMATS:
            yield link(me, "void:feature", form.iri)
    for example in told.examples:
        yield link(me, "void:exampleResource", example)
    yield kind(page, "void:DatasetDescription")
    yield link(page, "foaf:primaryTopic", me)


def _services(told: Described) -> Iterator[Triple]:
    """What answers for it: queries, and fragments."""
    me, endpoint, fragments = dataset_iri(told.root), told.root + "/sparql", told.root + "/fragments"
    yield kind(endpoint, "sd:Service")
    yield link(endpoint, "sd:endpoint", endpoint)
    yield link(endpoint, "sd:defaultDataset", me)
    for service, title, description, standard in (
        (endpoint, "SPARQL 1.1 query service", endpoint, _PROTOCOL),
        (fragments, "Triple Pattern Fragments", told.root + "/openapi.json", _TPF),
    ):
        yield kind(service, "dcat:DataService")
        yield text(service, "dcterms:title", title, "en")
        yield link(service, "dcat:endpointURL", service)
        yield link(service, "dcat:endpointDescription", description)
        yield link(service, "dcat:servesDataset", me)
        yield link(service, "dcterms:conformsTo", standard)


def _numbers(told: Described) -> Iterator[Triple]:
    """How much there is (VoID §4.1), and of which vocabularies terms are used (§4.2)."""
    me, counted = dataset_iri(told.root), told.counted
    if counted is None:
        return
    figures = {
        "triples": counted.triples,
        "entities": counted.entities,
        "classes": counted.classes,
        "properties": counted.properties,
        "distinctSubjects": counted.subjects,
        "distinctObjects": counted.objects,
    }
    for name, value in figures.items():
        yield number(me, f"void:{name}", value)
    for namespace in vocabularies(counted, told.contents.prefixes):
        yield link(me, "void:vocabulary", namespace)


def vocabularies(counted: Counted, declared: Mapping[str, str]) -> list[str]:
    """Namespaces that have a prefix, here or in the files, and of which some class or property is used."""
    known = {*PREFIXES.values(), *declared.values()}
    used = {_namespace(term) for term in (*counted.by_class, *counted.by_property)}
    return sorted(known & used)


def _graphs(told: Described) -> Iterator[Triple]:
    """The default graph and the named ones (SPARQL 1.1 Service Description §3), as parts of the dataset."""
    if told.counted is None:
        return
    me, page = dataset_iri(told.root), told.root + PATH
    default = page + "#default-graph"
    yield link(me, "sd:defaultGraph", default)
    yield from _graph(me, default, told.contents.default_triples)
    for place, (name, triples) in enumerate(largest(told.contents.graphs), 1):
        named, graph = f"{page}#named-graph-{place}", f"{page}#graph-{place}"
        yield link(me, "sd:namedGraph", named)
        yield kind(named, "sd:NamedGraph")
        if not name.startswith("_:"):  # the label of a blank node names nothing to others
            yield link(named, "sd:name", name)
        yield link(named, "sd:graph", graph)
        yield from _graph(me, graph, triples)


def _graph(me: str, graph: str, triples: int) -> Iterator[Triple]:
    yield link(me, "void:subset", graph)
    yield kind(graph, "sd:Graph")
    yield kind(graph, "void:Dataset")
    yield number(graph, "void:triples", triples)


def _partitions(told: Described) -> Iterator[Triple]:
    """Each class with its members, each property with its triples (VoID §4.3), the largest first."""
    if told.counted is None:
        return
    yield from _parts(told.root, "class", "entities", largest(told.counted.by_class))
    yield from _parts(told.root, "property", "triples", largest(told.counted.by_property))


def _parts(root: str, what: str, counts: str, found: Iterable[tuple[str, int]]) -> Iterator[Triple]:
    me = dataset_iri(root)
    for place, (term, count) in enumerate(found, 1):
        part = f"{root}{PATH}#{what}-{place}"
        yield link(me, f"void:{what}Partition", part)
        yield link(part, f"void:{what}", term)
        yield number(part, f"void:{counts}", count)


def _namespace(term: str) -> str:
    """A term up to its last part."""
    return term[: max(term.rfind("#"), term.rfind("/"), term.rfind(":")) + 1]
