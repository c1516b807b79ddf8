"""The service description of the endpoint (SPARQL 1.1 Service Description). Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, Triple, serialize

from server import layers
from server.config import Settings
from server.formats import RESULT_FORMATS, TRIPLE_FORMATS, GraphFormat
from server.names import PREFIXES, expand
from server.store.broker import BYTES, SECONDS
from server.store.dated import OPEN, PATIENCE
from server.store.guard import MAX_DEPTH, MAX_OPERATORS, MAX_TOKENS
from server.store.making import EACH
from server.store.partners import partners
from server.store.protocol import Contents
from server.store.services import MAX_SERVICES
from server.store.turns import Rules
from server.web.budgets import BURST, DAYS

_PREFIXES: Final = {p: PREFIXES[p] for p in ("dcterms", "prov", "rdf", "rdfs", "sd", "void", "xsd")}
#: Simple entailment: a query finds the triples that are there (SPARQL 1.1 Entailment Regimes §2).
_SIMPLE: Final = "http://www.w3.org/ns/entailment/Simple"


def limits(settings: Settings) -> list[str]:
    """What one query may take, as sentences."""
    seconds, megabytes = settings.query_timeout, settings.result_limit
    unit = "second" if seconds == 1 else "seconds"
    return [
        f"A query is ended after {seconds:g} {unit}; the parameter timeout may shorten that.",
        f"One answer has at most {megabytes} MB; more is refused with 413, never cut short.",
        f"A query has at most {_size(settings.query_bytes)} and {MAX_TOKENS:,} tokens.",
        f"It has at most {MAX_OPERATORS} operators and patterns, and brackets {MAX_DEPTH} deep.",
        *turns(settings),
        *budgets(settings),
        "The data are read-only. Graphs that are not here are empty, never fetched.",
        *tags(settings),
        *services(settings),
    ]


@dataclass(frozen=True)
class Bound:
    """A kind of limit.

    Attributes:
        name: what is limited.
        sentences: what the limits are.
        remedy: what to do where one is met.
    """

    name: str
    sentences: tuple[str, ...]
    remedy: str


def bounds(settings: Settings) -> tuple[Bound, ...]:
    """The same limits for people, by what they limit, with what to do at each."""
    time, size, query, shape, *_ = limits(settings)
    return (
        Bound(
            "Time",
            (time,),
            "Say more about what you look for, so that less is gone through: name a thing or a class first, "
            "put OPTIONAL last, add LIMIT. Or ask in parts, one class or one year after the other.",
        ),
        Bound(
            "Size of the answer",
            (size,),
            "Ask for fewer columns; take it in pages, with ORDER BY, LIMIT and OFFSET; or download the data.",
        ),
        Bound("Size of the query", (query, shape), "Split a long list of values over several queries."),
        Bound("Turns", tuple(turns(settings)), "Send it again after the seconds that Retry-After says."),
        Bound(
            "Share of one client",
            tuple(budgets(settings)),
            "Ask one query after the other, and keep what you were answered. For much work, download the "
            "data and run a server of your own.",
        ),
        Bound(
            "Other endpoints",
            tuple(services(settings)),
            "Ask each endpoint by itself and join the answers in your program.",
        ),
    )


def tags(settings: Settings) -> list[str]:
    """How language tags are written, as sentences; other engines may keep them as they are."""
    if settings.engine is not None:
        return []
    remedy = 'LANGMATCHES(LANG(?name), "zh-Hans") or LANG(?name) = "zh-hans"'
    return [f"Language tags are in lower case: ask {remedy}."]


def _size(size: int) -> str:
    """A limit in bytes, in the unit that the limits of answers have where it is whole."""
    kilobytes = size // 1024
    return f"{kilobytes} kB" if kilobytes % 1024 else f"{kilobytes // 1024} MB"


def turns(settings: Settings) -> list[str]:
    """How many run and wait, as sentences."""
    rules = Rules.of(settings)
    answered = _counted(rules.workers, "query is", "queries are")
    sentences = [f"At most {answered} answered at once."]
    if rules.slow_workers and settings.engine is None:  # another engine runs them as it likes
        run = _counted(rules.slow_workers, "runs", "run")
        sentences.append(f"Of those that take more than {rules.slow_after * 1000:g} ms, {run} at once.")
    wait = _counted(rules.waiting, "query waits", "queries wait")
    queue = f"Clients take turns: {wait} at most, up to {rules.patience:g} seconds each."
    return [*sentences, queue, "Beyond that they get 503 with Retry-After."]


def _counted(number: int, one: str, more: str) -> str:
    return f"{number} {one if number == 1 else more}"


def budgets(settings: Settings) -> list[str]:
    """What one client may use, as sentences."""
    sentences = [f"One client may have {_counted(settings.client_queries, 'query', 'queries')} running."]
    for rate, unit in (
        (settings.client_seconds, "seconds of query time"),
        (settings.client_errors, "queries without an answer"),
    ):
        if rate:
            sentences.append(f"One client gets {rate:g} {unit} a minute, {rate * BURST:g} in a burst.")
    return [*sentences, "Beyond that it gets 429 with Retry-After."]


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


def reasoning(contents: Contents, settings: Settings) -> list[str]:
    """What is inferred and as of when, as sentences; none for other people's data."""
    if layers.INFERRED not in contents.graphs:
        return []
    current, inferred, possible = (f"<{g}>" for g in (layers.CURRENT, layers.INFERRED, layers.POSSIBLE))
    told = [
        "Nothing is inferred while a query is answered.",
        f"What follows by OWL 2 RL was added before and stands in {inferred}.",
    ]
    if contents.dated:
        told += [
            "The parameter at (2016-12-31, 2016-12, 2016 or 2014/2018) asks the data as of then.",
            f"{current} and {inferred} then hold what was certain, {possible} what may have held beside it.",
            f"The first question about a state waits for it, {PATIENCE:g} seconds at most.",
            f"{OPEN} states are open at once; one is made after the other.",
        ]
        if rate := settings.client_seconds * DAYS:
            told.append(
                f"One client gets {rate:g} seconds of making states a minute, {rate * BURST:g} in a burst, "
                f"and has {EACH} under way at once."
            )
    return told


def describe(
    endpoint: str, contents: Contents, settings: Settings, *, as_of: bool = False, iri: str = ""
) -> Iterator[Triple]:
    """The triples of the description.

    Args:
        endpoint: absolute address of the endpoint.
        contents: what the store holds.
        settings: limits, told in words.
        as_of: whether the contents are those of a day.
        iri: of the dataset, where it is described elsewhere by that name.
    """
    service, dataset = NamedNode(endpoint), NamedNode(iri) if iri else BlankNode("dataset")
    words = " ".join([*limits(settings), *reasoning(contents, settings)])
    yield _type(service, "sd:Service")
    yield Triple(service, _node("sd:endpoint"), NamedNode(endpoint))
    yield Triple(service, _node("rdfs:label"), Literal("SPARQL endpoint", language="en"))
    yield Triple(service, _node("rdfs:comment"), Literal(words, language="en"))
    for language in ("sd:SPARQL10Query", "sd:SPARQL11Query"):
        yield Triple(service, _node("sd:supportedLanguage"), _node(language))
    if contents.union:
        yield Triple(service, _node("sd:feature"), _node("sd:UnionDefaultGraph"))
    if settings.service_allow:
        yield Triple(service, _node("sd:feature"), _node("sd:BasicFederatedQuery"))
    for form in (*RESULT_FORMATS, *TRIPLE_FORMATS):
        yield Triple(service, _node("sd:resultFormat"), NamedNode(form.iri))
    yield Triple(service, _node("sd:defaultEntailmentRegime"), NamedNode(_SIMPLE))
    yield Triple(service, _node("sd:defaultDataset"), dataset)
    yield Triple(service, _node("sd:availableGraphs"), dataset)
    yield _type(dataset, "sd:Dataset")
    yield _type(dataset, "sd:GraphCollection")
    if not contents.changing:
        yield from _graphs(dataset, contents, as_of=as_of)
        yield from _views(endpoint, dataset, contents)


def _graphs(dataset: BlankNode | NamedNode, contents: Contents, *, as_of: bool) -> Iterator[Triple]:
    total = contents.default_triples + (sum(contents.graphs.values()) if contents.union else 0)
    default = BlankNode("default")
    yield Triple(dataset, _node("sd:defaultGraph"), default)
    yield from _graph(default, total)
    for number, (iri, triples) in enumerate(sorted(contents.graphs.items())):
        named, graph = BlankNode(f"named{number}"), BlankNode(f"graph{number}")
        yield Triple(dataset, _node("sd:namedGraph"), named)
        yield _type(named, "sd:NamedGraph")
        if not iri.startswith("_:"):  # the label of a blank node names nothing to others
            yield Triple(named, _node("sd:name"), NamedNode(iri))
        yield Triple(named, _node("sd:entailmentRegime"), NamedNode(_SIMPLE))
        yield Triple(named, _node("sd:graph"), graph)
        yield from _graph(graph, triples)
        if layers.title(iri):
            words = layers.title(iri, dated=as_of)
            yield Triple(graph, _node("dcterms:title"), Literal(words, language="en"))
        for source in _sources(iri, contents):
            yield Triple(graph, _node("prov:wasDerivedFrom"), NamedNode(source))


def _views(endpoint: str, dataset: BlankNode | NamedNode, contents: Contents) -> Iterator[Triple]:
    """Datasets that a query may choose: which graphs together are the default graph then."""
    for name, words, graphs in layers.views(contents.graphs):
        view, default = NamedNode(f"{endpoint}#{name}"), BlankNode(f"view-{name}")
        yield Triple(dataset, _node("dcterms:hasPart"), view)
        yield _type(view, "sd:Dataset")
        yield Triple(view, _node("dcterms:title"), Literal(words, language="en"))
        yield Triple(view, _node("sd:defaultGraph"), default)
        yield from _graph(default, sum(contents.graphs[iri] for iri in graphs))
        for iri in graphs:
            yield Triple(default, _node("dcterms:hasPart"), NamedNode(iri))


def _sources(iri: str, contents: Contents) -> list[str]:
    """The graphs that what stands in a graph follows from."""
    rests = layers.rests_on(iri)
    return [
        name
        for name in sorted(contents.graphs)
        if name in rests or any(name.startswith(folder) for folder in rests if folder.endswith("/"))
    ]


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
