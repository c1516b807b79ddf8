"""The service description of the endpoint (SPARQL 1.1 Service Description). Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, Triple, serialize

from server.config import Settings
from server.formats import RESULT_FORMATS, TRIPLE_FORMATS, GraphFormat
from server.names import PREFIXES, expand
from server.store.broker import BYTES, SECONDS
from server.store.guard import MAX_DEPTH, MAX_OPERATORS, MAX_TOKENS
from server.store.partners import partners
from server.store.protocol import Contents
from server.store.services import MAX_SERVICES

_PREFIXES: Final = {p: PREFIXES[p] for p in ("dcterms", "rdf", "rdfs", "sd", "void", "xsd")}


def limits(settings: Settings) -> list[str]:
    """What one query may take, as sentences."""
    seconds, megabytes = settings.query_timeout, settings.result_limit
    kilobytes = settings.query_bytes // 1024
    return [
        f"A query is ended after {seconds:g} seconds; the parameter timeout may shorten that.",
        f"One answer has at most {megabytes} MB; more is refused with 413, never cut short.",
        f"A query has at most {kilobytes} kB and {MAX_TOKENS:,} tokens.",
        f"It has at most {MAX_OPERATORS} operators and patterns, and brackets {MAX_DEPTH} deep.",
        f"At most {settings.workers} queries are answered at once.",
        f"The next wait up to {settings.queue_seconds:g} seconds, then get 503 with Retry-After.",
        "The data are read-only. Graphs that are not here are empty, never fetched.",
        *services(settings),
    ]


def services(settings: Settings) -> list[str]:
    """What SERVICE may do, as sentences."""
    allowed = partners(settings.service_allow)
    if not allowed:
        return ["SERVICE is refused: join the answers of several endpoints on your side."]
    names = ", ".join(f"<{one}>" for one in allowed)
    seconds, megabytes = min(SECONDS, settings.query_timeout), BYTES // 1024 // 1024
    return [
        f"SERVICE may name {names} and nothing else, {MAX_SERVICES} times in a query.",
        f"A partner has {seconds:g} seconds; all partners of a query together may send {megabytes} MB.",
        "What a partner does not answer whole is 502 or 503, unless the clause is SILENT.",
    ]


def describe(endpoint: str, contents: Contents, settings: Settings) -> Iterator[Triple]:
    """The triples of the description.

    Args:
        endpoint: absolute address of the endpoint.
        contents: what the store holds.
        settings: limits, told in words.
    """
    service, dataset = NamedNode(endpoint), BlankNode("dataset")
    yield _type(service, "sd:Service")
    yield Triple(service, _node("sd:endpoint"), NamedNode(endpoint))
    yield Triple(service, _node("rdfs:label"), Literal("SPARQL endpoint", language="en"))
    yield Triple(service, _node("rdfs:comment"), Literal(" ".join(limits(settings)), language="en"))
    for language in ("sd:SPARQL10Query", "sd:SPARQL11Query"):
        yield Triple(service, _node("sd:supportedLanguage"), _node(language))
    if contents.union:
        yield Triple(service, _node("sd:feature"), _node("sd:UnionDefaultGraph"))
    if settings.service_allow:
        yield Triple(service, _node("sd:feature"), _node("sd:BasicFederatedQuery"))
    for form in (*RESULT_FORMATS, *TRIPLE_FORMATS):
        yield Triple(service, _node("sd:resultFormat"), NamedNode(form.iri))
    yield Triple(service, _node("sd:defaultDataset"), dataset)
    yield _type(dataset, "sd:Dataset")
    yield from _graphs(dataset, contents)


def _graphs(dataset: BlankNode, contents: Contents) -> Iterator[Triple]:
    total = contents.default_triples + (sum(contents.graphs.values()) if contents.union else 0)
    default = BlankNode("default")
    yield Triple(dataset, _node("sd:defaultGraph"), default)
    yield from _graph(default, total)
    for number, (iri, triples) in enumerate(sorted(contents.graphs.items())):
        named, graph = BlankNode(f"named{number}"), BlankNode(f"graph{number}")
        yield Triple(dataset, _node("sd:namedGraph"), named)
        yield _type(named, "sd:NamedGraph")
        yield Triple(named, _node("sd:name"), NamedNode(iri))
        yield Triple(named, _node("sd:graph"), graph)
        yield from _graph(graph, triples)


def _graph(graph: BlankNode, triples: int) -> Iterator[Triple]:
    yield _type(graph, "sd:Graph")
    yield Triple(graph, _node("void:triples"), Literal(triples))


def written(triples: Iterable[Triple], form: GraphFormat) -> bytes:
    """The description in a format."""
    return serialize(triples, format=form.rdf, prefixes=_PREFIXES) or b""


def _node(short: str) -> NamedNode:
    return NamedNode(expand(short))


def _type(subject: NamedNode | BlankNode, short: str) -> Triple:
    return Triple(subject, _node("rdf:type"), _node(short))
