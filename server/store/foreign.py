"""Answers of other engines, read whole and without their quirks, ready to be written in any format.

Each answer is read to its end before anything is sent on: what is cut short, or has an error message in the
middle, is found out here and never becomes a 200.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import IO, Final

import pyoxigraph as ox

from server.store.upstream import Reply, UpstreamError

#: What engines are asked for: the formats that each of them writes well.
RESULTS: Final = "application/sparql-results+json, application/sparql-results+xml;q=0.5"
TRIPLES: Final = "application/n-triples, text/turtle;q=0.5"

#: The column in which Virtuoso answers ASK.
_ASKED: Final = "__ASK_RETVAL"
#: In Virtuoso's JSON; quotation marks that are not escaped stand around names and values only.
_NODE: Final = re.compile(rb'("type": "bnode", "value": ")nodeID://')
_TRUTH: Final = re.compile(
    rb'("datatype": "http://www\.w3\.org/2001/XMLSchema#boolean", "value": ")([01])(?=")'
)
_UNKNOWN: Final = re.compile(rb"Virtuoso 42001 Error SR185: Undefined procedure|^The custom function <")
_RESULT_TYPES: Final = {
    "application/sparql-results+json": ox.QueryResultsFormat.JSON,
    "application/json": ox.QueryResultsFormat.JSON,
    "application/sparql-results+xml": ox.QueryResultsFormat.XML,
}
_GRAPH_TYPES: Final = {
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "text/plain": ox.RdfFormat.N_TRIPLES,
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/x-turtle": ox.RdfFormat.TURTLE,
}


def unknown_function(words: bytes) -> bool:
    """Whether an error of Virtuoso or Oxigraph, which both call a fault of theirs, says so."""
    return _UNKNOWN.search(words) is not None


def is_virtuoso(reply: Reply) -> bool:
    """Whether Virtuoso answered."""
    return reply.headers.get("Server", "").startswith("Virtuoso")


def read_results(reply: Reply, *, asked: bool) -> ox.QuerySolutions | ox.QueryBoolean:
    """The answer to SELECT or ASK.

    Args:
        reply: of the engine; it is read while the answer is.
        asked: whether it answers ASK.

    Raises:
        UpstreamError: it is in no known format, or of another form.
        SyntaxError: it does not parse; raised while the solutions are read, too.
    """
    form = _RESULT_TYPES.get(reply.media_type)
    if form is None:
        raise UpstreamError(f"results came as {reply.media_type!r}")
    file: IO[bytes] = reply.file
    if is_virtuoso(reply):
        file = io.BufferedReader(_Mended(reply.file))
    found = ox.parse_query_results(file, form)
    if asked and isinstance(found, ox.QuerySolutions):
        return _truth(found)
    if asked is not isinstance(found, ox.QueryBoolean):
        raise UpstreamError("the answer has the form of another query")
    return found


def read_triples(reply: Reply) -> Iterator[ox.Triple]:
    """The answer to CONSTRUCT or DESCRIBE.

    Raises:
        UpstreamError: it is in no known format, or its end cannot be told from a broken connection.
        SyntaxError: it does not parse; raised while the triples are read.
    """
    form = _GRAPH_TYPES.get(reply.media_type)
    if form is None:
        raise UpstreamError(f"a graph came as {reply.media_type!r}")
    if not reply.framed:
        raise UpstreamError("a graph came without a length, so that its end proves nothing")
    return (quad.triple for quad in ox.parse(reply.file, form))


def _truth(rows: ox.QuerySolutions) -> ox.QuerySolutions | ox.QueryBoolean:
    """What Virtuoso's row says: one with a 1, or none."""
    if [variable.value for variable in rows.variables] != [_ASKED]:
        raise UpstreamError("ASK was answered with rows")
    said = [row[_ASKED] for row in rows]
    truth = b"true" if any(isinstance(term, ox.Literal) and term.value == "1" for term in said) else b"false"
    return ox.parse_query_results(b'{"head":{},"boolean":' + truth + b"}", ox.QueryResultsFormat.JSON)


class _Mended(io.RawIOBase):
    """Virtuoso's JSON, line by line, with blank nodes and truth values as the standards want them."""

    def __init__(self, file: IO[bytes]) -> None:
        super().__init__()
        self._file = file
        self._held = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # narrower than any buffer
        while not self._held:
            line = self._file.readline()
            if not line:
                return 0
            line = _NODE.sub(rb"\1", line)
            self._held = _TRUTH.sub(
                lambda found: found[1] + (b"true" if found[2] == b"1" else b"false"), line
            )
        size = min(len(buffer), len(self._held))
        buffer[:size] = self._held[:size]
        self._held = self._held[size:]
        return size
