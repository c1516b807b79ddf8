"""One query against one open store, written to one output. Runs inside a worker.

Answers are written by the engine itself; what it does not do is done here: unknown extension functions give
an error value (SPARQL 1.1 Query §17.6), prefixes are used, XML is kept well-formed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, islice
from typing import Final

import pyoxigraph as ox

from server.errors import QueryError, QueryRefused
from server.formats import GRAPH_FORMATS, RDF_XML, RESULT_FORMATS, XML, GraphFormat, ResultFormat
from server.store.xml import ForbiddenCharacter, Writer, XmlMender
from server.syntax import syntax_error

_UNKNOWN_FUNCTION: Final = re.compile(r"The custom function <(.+)> is not supported")
_MAX_FUNCTIONS: Final = 64
#: Triples up to which an answer is held back to be arranged.
_SHORT: Final = 10_000
_XML_NAME: Final = re.compile(r"[A-Za-z_\u00c0-\uffff][\w.\-\u00b7]*\Z")
_FORMATS: Final = {f.extension: f for f in (*RESULT_FORMATS, *GRAPH_FORMATS)}

Nothing = Callable[..., None]


@dataclass(frozen=True)
class Task:
    """What a worker is told about a query: as `QueryRequest`, in plain values.

    Attributes:
        text: the query.
        format: extension of the format of the answer.
        has_dataset: whether the query names its own dataset.
        default_graphs: IRIs of the default graph, or None where the request names no dataset.
        named_graphs: IRIs of the named graphs, or None likewise.
        seconds: after which the worker ends itself, should nobody else.
    """

    text: str
    format: str
    has_dataset: bool
    default_graphs: list[str] | None
    named_graphs: list[str] | None
    seconds: float


class Evaluator:
    """An open store with what every query is read and written with."""

    def __init__(self, store: ox.Store, *, union: bool, base_iri: str, prefixes: Mapping[str, str]) -> None:
        """Answer from `store`; relative IRIs of queries are resolved against `base_iri`."""
        self._store = store
        self._union = union
        self._base_iri = base_iri
        self._prefixes = dict(prefixes)

    def run(self, task: Task, output: Writer, afresh: Callable[[], None]) -> None:
        """Write the answer to `output`; `afresh` is called where what was written so far is void.

        Raises:
            QueryError: there is no answer.
        """
        functions: dict[ox.NamedNode, Nothing] = {}
        while True:
            try:
                self._write(self._query(task, functions), _FORMATS[task.format], output)
            except RuntimeError as error:
                unknown = _UNKNOWN_FUNCTION.fullmatch(str(error))
                if unknown is None or len(functions) >= _MAX_FUNCTIONS:
                    raise QueryRefused(f"the query cannot be evaluated: {error}") from error
                functions[ox.NamedNode(unknown[1])] = _no_value
                afresh()
            except SyntaxError as error:
                raise syntax_error(str(error)) from error
            except ForbiddenCharacter as error:
                message = f"the answer holds {error}, which XML cannot; ask for JSON or N-Triples"
                raise QueryRefused(message, status=406) from error
            except (OSError, ValueError) as error:
                raise _cannot(error) from error
            else:
                return

    def _query(self, task: Task, functions: Mapping[ox.NamedNode, Nothing]) -> object:
        if task.default_graphs is None or task.named_graphs is None:
            return self._store.query(
                task.text,
                base_iri=self._base_iri,
                use_default_graph_as_union=self._union and not task.has_dataset,
                custom_functions=dict(functions),
            )
        return self._store.query(
            task.text,
            base_iri=self._base_iri,
            default_graph=[_graph(iri) for iri in task.default_graphs],
            named_graphs=[_graph(iri) for iri in task.named_graphs],
            custom_functions=dict(functions),
        )

    def _write(self, result: object, form: GraphFormat | ResultFormat, output: Writer) -> None:
        target = XmlMender(output) if form in (XML, RDF_XML) else output
        if isinstance(result, ox.QueryTriples) and isinstance(form, GraphFormat):
            triples, prefixes = self._arranged(_named_for_xml(result) if form is RDF_XML else result)
            ox.serialize(triples, target, form.rdf, prefixes=prefixes)  # type: ignore[arg-type]  # any writer will do
        elif isinstance(result, (ox.QuerySolutions, ox.QueryBoolean)) and isinstance(form, ResultFormat):
            result.serialize(target, form.results)  # type: ignore[arg-type]  # any writer will do
        else:
            raise QueryRefused(f"{form.name} cannot hold the answer of this form of query")
        target.flush()

    def _arranged(self, triples: Iterator[ox.Triple]) -> tuple[Iterable[ox.Triple], dict[str, str]]:
        """A short answer by subject, with the prefixes it uses; a long one as it comes, with all."""
        held = list(islice(triples, _SHORT))
        if len(held) == _SHORT:
            return chain(held, triples), self._prefixes
        iris = {term.value for triple in held for term in _terms(triple)}
        used = {p: base for p, base in self._prefixes.items() if any(iri.startswith(base) for iri in iris)}
        return sorted(held, key=lambda triple: str(triple.subject)), used


def _terms(triple: ox.Triple) -> Iterator[ox.NamedNode]:
    """The IRIs in a triple, datatypes among them."""
    for term in (triple.subject, triple.predicate, triple.object):
        if isinstance(term, ox.NamedNode):
            yield term
        elif isinstance(term, ox.Literal):
            yield term.datatype
        elif isinstance(term, ox.Triple):
            yield from _terms(term)


def _graph(iri: str) -> ox.NamedNode:
    """The graph of that name.

    Raises:
        QueryRefused: it is no absolute IRI.
    """
    try:
        return ox.NamedNode(iri)
    except ValueError as error:
        raise QueryRefused(f"{iri!r} is not an absolute IRI, so it names no graph") from error


def _named_for_xml(triples: ox.QueryTriples) -> Iterator[ox.Triple]:
    """The triples, as long as RDF/XML can write their predicates (RDF/XML Syntax §4)."""
    for triple in triples:
        iri = triple.predicate.value
        if not _has_xml_name(iri):
            message = f"RDF/XML cannot write the property <{iri}>: it ends in no XML name; ask for Turtle"
            raise QueryRefused(message, status=406)
        yield triple


def _has_xml_name(iri: str) -> bool:
    """Whether some end of the IRI is an XML name."""
    tail = re.search(r"[\w.\-\u00b7]*\Z", iri)
    return tail is not None and any(_XML_NAME.match(tail[0], i) for i in range(len(tail[0])))


def _no_value(*_arguments: object) -> None:
    """An extension function that nobody knows: an error value for every call."""


def _cannot(error: Exception) -> QueryError:
    """The engine's refusal in words that say what to do."""
    if "RDF 1.2" in str(error):
        return QueryRefused("JSON-LD cannot hold triple terms; ask for Turtle or N-Triples", status=406)
    return QueryRefused(f"the query cannot be evaluated: {error}")
