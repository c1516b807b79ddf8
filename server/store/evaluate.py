"""One query against one open store, written to one output. Runs inside a worker.

Answers are written by the engine itself; what it does not do is done here: unknown extension functions give
an error value (SPARQL 1.1 Query §17.6), mistakes are told so that they can be mended, prefixes are used, XML
is kept well-formed.
"""

from __future__ import annotations

import pickle
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from server.errors import QueryError, QueryRefused
from server.formats import GRAPH_FORMATS, RESULT_FORMATS
from server.store.mistakes import explained
from server.store.writing import write_answer
from server.store.xml import ForbiddenCharacter, Writer
from server.syntax import syntax_error

_UNKNOWN_FUNCTION: Final = re.compile(r"The custom function <(.+)> is not supported")
_MAX_FUNCTIONS: Final = 64
#: How what the engine could not do with a query begins.
CANNOT: Final = "the query cannot be evaluated"
_FORMATS: Final = {f.extension: f for f in (*RESULT_FORMATS, *GRAPH_FORMATS)}


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
        services: SERVICE clauses in the query, all of which lead to the broker.
    """

    text: str
    format: str
    has_dataset: bool
    default_graphs: list[str] | None
    named_graphs: list[str] | None
    seconds: float
    services: int = 0

    def encode(self) -> bytes:
        """As bytes, for `decode` on the other side."""
        return pickle.dumps(tuple(vars(self).values()))

    @classmethod
    def decode(cls, data: bytes) -> Task:
        """From the bytes of `encode`, which the server alone may have written."""
        return cls(*pickle.loads(data))  # noqa: S301 (a worker is told by the server, never the other way)


class Evaluator:
    """An open store with what every query is read and written with."""

    def __init__(self, store: ox.Store, *, union: bool, base_iri: str, prefixes: Mapping[str, str]) -> None:
        """Answer from `store`; relative IRIs of queries are resolved against `base_iri`."""
        self._store = store
        self._union = union
        self._base_iri = base_iri
        self._prefixes = dict(prefixes)

    def run(self, task: Task, output: Writer) -> None:
        """Write the answer to `output`; after an error what was written is void.

        Raises:
            QueryError: there is no answer.
        """
        try:
            write_answer(self._query(task), _FORMATS[task.format], output, self._prefixes)
        except RuntimeError as error:
            raise QueryRefused(f"{CANNOT}: {error}") from error
        except SyntaxError as error:
            raise explained(syntax_error(str(error), task.text), task.text) from error
        except ForbiddenCharacter as error:
            message = f"the answer holds {error}, which XML cannot; ask for JSON or N-Triples"
            raise QueryRefused(message, status=406) from error
        except (OSError, ValueError) as error:
            raise _cannot(error) from error

    def _query(self, task: Task) -> object:
        """The engine's answer, in which functions that nobody knows have no value."""
        functions: dict[ox.NamedNode, Callable[..., None]] = {}
        while True:
            try:
                return self._asked(task, functions)
            except RuntimeError as error:
                found = _UNKNOWN_FUNCTION.fullmatch(str(error))
                if found is None or len(functions) >= _MAX_FUNCTIONS:
                    raise
                functions[ox.NamedNode(found[1])] = _no_value

    def _asked(self, task: Task, functions: Mapping[ox.NamedNode, Callable[..., None]]) -> object:
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


def _graph(iri: str) -> ox.NamedNode:
    """The graph of that name.

    Raises:
        QueryRefused: it is no absolute IRI.
    """
    try:
        return ox.NamedNode(iri)
    except ValueError as error:
        raise QueryRefused(f"{iri!r} is not an absolute IRI, so it names no graph") from error


def _no_value(*_arguments: object) -> None:
    """A function with an IRI that nobody knows: an error value for every call, as the W3C's tests have it."""


def _cannot(error: Exception) -> QueryError:
    """The engine's refusal in words that say what to do."""
    if "RDF 1.2" in str(error):
        return QueryRefused("JSON-LD cannot hold triple terms; ask for Turtle or N-Triples", status=406)
    return QueryRefused(f"{CANNOT}: {error}")
