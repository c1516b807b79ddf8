"""An engine that a release is loaded into: its addresses, and what can be done there.

SPARQL 1.1 Graph Store HTTP Protocol where the engine has it, else SPARQL 1.1 Update; queries and answers
within the same bounds as those of the server.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeVar
from urllib.parse import quote, urlsplit, urlunsplit
from urllib.request import Request

import pyoxigraph as ox

from server.errors import NoRoom, PushError
from server.store.foreign import RESULTS, TRIPLES, read_results, read_triples
from server.store.upstream import Credentials, Reply, UpstreamError, introduced, query_request, send

#: Bytes that one answer may have: what comes back of a graph.
_LIMIT: Final = 1 << 40
_NT: Final = "application/n-triples"
_Row = TypeVar("_Row")
_SUCCESS: Final = range(200, 300)
_UNAUTHORISED: Final = (401, 403)


@dataclass(frozen=True)
class Target:
    """Addresses of one engine.

    Attributes:
        query: of its SPARQL endpoint.
        update: where it takes updates; empty: nowhere.
        graphs: where it takes whole graphs, up to the name of the graph; empty: nowhere.
        media_type: what whole graphs are sent as.
        atomic: whether one update request is one transaction; None: not known.
    """

    query: str
    update: str = ""
    graphs: str = ""
    media_type: str = _NT
    atomic: bool | None = None


def found_target(url: str, server: str, *, update: str = "", graphs: str = "") -> Target:
    """The addresses of an engine whose endpoint says what it is; those that are given count first.

    >>> found_target("http://127.0.0.1:7878/query", "Oxigraph/0.5.13").update
    'http://127.0.0.1:7878/update'
    >>> found_target("http://127.0.0.1:8890/sparql", "Virtuoso/07.20.3229 (Linux)").graphs
    'http://127.0.0.1:8890/sparql-graph-crud-auth?graph-uri='

    Args:
        url: of the SPARQL endpoint.
        server: what it answers as its `Server`.
        update: where updates go.
        graphs: where whole graphs go; the name of the graph is put after `?graph=`, unless it ends in `=`.

    Raises:
        PushError: the engine is not known and nothing is given.
    """
    if graphs and not graphs.endswith("="):
        graphs += ("&" if "?" in graphs else "?") + "graph="
    if server.startswith("Oxigraph/"):
        update, graphs = update or _beside(url, "update"), graphs or _beside(url, "store") + "?graph="
        return Target(url, update, graphs, atomic=True)
    if server.startswith("Virtuoso/"):
        update = update or _beside(url, "sparql-auth")
        graphs = graphs or _beside(url, "sparql-graph-crud-auth") + "?graph-uri="
        # takes N-Triples under the name of Turtle only
        return Target(url, update, graphs, media_type="text/turtle", atomic=False)
    if not update and not graphs:
        name = server.partition("/")[0] or "an engine without a name"
        message = f"{url} is {name}: say where it takes updates or graphs, with --update-url or --graphs-url"
        raise PushError(message)
    return Target(url, update, graphs)


def connect(
    url: str, login: Credentials | None, seconds: float, *, update: str = "", graphs: str = ""
) -> Engine:
    """Ask an endpoint what it is.

    Raises:
        PushError: it does not answer, or is not known; see `found_target`.
    """
    reply = Engine(Target(url), login, seconds).ask("ASK {}")
    with reply.file:
        target = found_target(url, reply.headers.get("Server", ""), update=update, graphs=graphs)
    return Engine(target, login, seconds)


def _beside(url: str, last: str) -> str:
    """The address with another last step."""
    parts = urlsplit(url)
    path = parts.path.rstrip("/").rpartition("/")[0] + "/" + last
    return urlunsplit((parts.scheme, parts.netloc, path, "", ""))


class Engine:
    """What can be done with an engine; every failure is a `PushError`."""

    def __init__(self, target: Target, login: Credentials | None, seconds: float) -> None:
        """Speak to the addresses of `target`; each exchange has `seconds`."""
        self.target = target
        self._login = login
        self._seconds = seconds

    def inserting(self) -> Engine:
        """The same engine, loaded by INSERT DATA.

        Raises:
            PushError: it takes no updates.
        """
        if not self.target.update:
            raise PushError("INSERT DATA needs an address for updates: give --update-url")
        return Engine(replace(self.target, graphs=""), self._login, self._seconds)

    def ask(self, query: str) -> Reply:
        """The answer to a query, as it comes."""
        return self._send(query_request(self.target.query, query, RESULTS), "answer")

    def counts(self, prefix: str) -> dict[str, int]:
        """Number of triples of each graph whose name begins so."""
        query = (
            "SELECT ?graph (COUNT(*) AS ?triples) WHERE { GRAPH ?graph { ?s ?p ?o } "
            f'FILTER(STRSTARTS(STR(?graph), "{prefix}")) }} GROUP BY ?graph'
        )
        reply = self._send(query_request(self.target.query, query, RESULTS), "count the triples")
        with reply.file:
            rows = _read(lambda: list(_rows(reply)))
        return {graph: int(triples) for graph, triples in rows}

    def triples(self, graph: str, count: int) -> list[ox.Triple]:
        """The triples of a graph that has so many of them.

        An engine that gives fewer at a time is asked for them in parts, without an order: the order does not
        matter where the whole is compared.
        """
        found = self._whole(graph) if self.target.graphs else self._page(graph, count, 0)
        step = len(found)
        if step == count:
            return found
        found = []
        while step and len(found) < count:
            page = self._page(graph, step, len(found))
            if not page:
                break
            found += page
        return found

    def load(self, graph: str, portions: Iterator[Sequence[ox.Triple]]) -> None:
        """Make a graph hold these triples and no others; portions share no blank node."""
        first = True
        if not self.target.graphs:
            self.update([f"DROP SILENT GRAPH <{graph}>"])
        for portion in portions:
            lines = ox.serialize(portion, format=ox.RdfFormat.N_TRIPLES) or b""
            if self.target.graphs:
                self._graph(graph, "PUT" if first else "POST", lines)
            else:
                self.update([f"INSERT DATA {{ GRAPH <{graph}> {{\n{lines.decode()}}} }}"])
            first = False

    def update(self, operations: Sequence[str]) -> None:
        """Send operations as one request (SPARQL 1.1 Protocol §2.2.2)."""
        text = " ;\n".join(operations).encode()
        request = _request(self.target.update, "POST", {"Content-Type": "application/sparql-update"}, text)
        self._send(request, "update").file.close()

    def _graph(self, graph: str, method: str, body: bytes) -> None:
        headers = {"Content-Type": self.target.media_type}
        request = _request(self._address(graph), method, headers, body)
        self._send(request, f"load <{graph}>").file.close()

    def _whole(self, graph: str) -> list[ox.Triple]:
        request = _request(self._address(graph), "GET", {"Accept": TRIPLES})
        reply = self._send(request, f"give <{graph}>")
        with reply.file:
            return _read(lambda: list(read_triples(reply)))

    def _page(self, graph: str, limit: int, offset: int) -> list[ox.Triple]:
        query = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}"
        query += f" LIMIT {limit} OFFSET {offset}"
        reply = self._send(query_request(self.target.query, query, TRIPLES), f"give <{graph}>")
        with reply.file:
            return _read(lambda: list(read_triples(reply)))

    def _address(self, graph: str) -> str:
        return self.target.graphs + quote(graph, safe="")

    def _send(self, request: Request, what: str) -> Reply:
        where = request.full_url.partition("?")[0]
        try:
            if request.data is not None and request.full_url != self.target.query:
                request = introduced(request, self._login, self._seconds)
            reply = send(request, seconds=self._seconds, limit=_LIMIT, login=self._login)
        except UpstreamError as error:
            raise PushError(f"{where} did not {what}: {error}") from error
        except NoRoom as error:
            folder = tempfile.gettempdir()
            raise PushError(f"no room in {folder} for what {where} says: make some, or set TMPDIR") from error
        if reply.status in _SUCCESS:
            return reply
        with reply.file:
            words = " ".join(reply.file.read(2000).decode("utf-8", "replace").split())
        shown = re.sub(r"[^\x20-\x7e]", "?", words)[:300]
        if reply.status in _UNAUTHORISED:
            shown = "name and password are wanted, see the guide on engines"
        raise PushError(f"{where} did not {what} (status {reply.status}): {shown}")


def _request(address: str, method: str, headers: Mapping[str, str], body: bytes | None = None) -> Request:
    """A request to an address of the target, which was checked when it was given."""
    own = {**headers, "User-Agent": "nameplate"}
    return Request(address, data=body, headers=own, method=method)  # noqa: S310 (checked)


def _read(read: Callable[[], list[_Row]]) -> list[_Row]:
    """What is read of an answer.

    Raises:
        PushError: it cannot be read.
    """
    try:
        return read()
    except (UpstreamError, SyntaxError, ValueError, OSError) as error:
        raise PushError(f"an answer of the engine cannot be read: {error}") from error


def _rows(reply: Reply) -> Iterator[tuple[str, str]]:
    found = read_results(reply, asked=False)
    if isinstance(found, ox.QuerySolutions):
        for row in found:
            graph, triples = row[0], row[1]
            if isinstance(graph, ox.NamedNode) and isinstance(triples, ox.Literal):
                yield graph.value, triples.value
