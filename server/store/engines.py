"""Opening an engine that is named by its address: for a release that was pushed into it, or as it is."""

from __future__ import annotations

import json
import os
from typing import Final

from server.config import Settings
from server.errors import QueryError, StartError
from server.formats import JSON
from server.names import PREFIXES
from server.store.guard import examine
from server.store.meter import Meter
from server.store.protocol import Contents, QueryRequest
from server.store.remote import RemoteStore
from server.store.upstream import credentials

_COUNTS: Final = "SELECT ?graph (COUNT(*) AS ?triples) WHERE { GRAPH ?graph { ?s ?p ?o } } GROUP BY ?graph"


def open_engine(url: str, settings: Settings, meter: Meter | None = None) -> RemoteStore:
    """Somebody else's engine: nothing is known of what it holds, and it may change at any time.

    Raises:
        StartError: it does not answer.
    """
    contents = Contents(tag="", prefixes=PREFIXES, changing=True)
    return RemoteStore(url, contents, settings, login=credentials(url, os.environ), meter=meter)


def engine_of_release(
    url: str, contents: Contents, settings: Settings, meter: Meter | None = None
) -> RemoteStore:
    """An engine that holds a release, seen by the counts of its graphs.

    Raises:
        StartError: it does not answer, or holds something else.
    """
    graphs = tuple(sorted(contents.graphs))
    login = credentials(url, os.environ)
    store = RemoteStore(url, contents, settings, graphs=graphs, login=login, meter=meter)
    try:
        there = _counts(store)
    except QueryError as error:
        store.close()
        raise StartError(f"the engine at {url} does not say what it holds: {error}") from error
    for name, triples in sorted(contents.graphs.items()):
        if there.get(name, 0) != triples:
            store.close()
            found = f"<{name}> has {there.get(name, 0):,} triples there instead of {triples:,}"
            raise StartError(f"the engine at {url} holds another release ({found}): run nameplate push {url}")
    return store


def _counts(store: RemoteStore) -> dict[str, int]:
    answer = store.query(QueryRequest(examine(_COUNTS), JSON)).read()
    rows = json.loads(answer)["results"]["bindings"]
    return {row["graph"]["value"]: int(row["triples"]["value"]) for row in rows}
