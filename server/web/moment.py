"""The data as of a day or period: how an answer says so, and what is in them then."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Final
from urllib.parse import quote

from flask import Response

from server.formats import JSON
from server.store.days import Period
from server.store.guard import examine
from server.store.protocol import Answer, Client, Contents, QueryRequest
from server.web.addresses import absolute

#: Header that tells as of which day or period an answer is.
HEADER: Final = "Nameplate-At"

_DEFAULT: Final = "SELECT (COUNT(*) AS ?triples) WHERE { ?s ?p ?o }"
_NAMED: Final = "SELECT ?graph (COUNT(*) AS ?triples) WHERE { GRAPH ?graph { ?s ?p ?o } } GROUP BY ?graph"


def shown(at: Period) -> str:
    """A period as it can be asked for: one day, or two with a slash."""
    first, last = (day.isoformat() for day in at)
    return first if first == last else f"{first}/{last}"


def dressed(response: Response, at: Period | None) -> Response:
    """The response, saying as of when it is, and where the data of then are described."""
    if at is not None:
        response.headers[HEADER] = shown(at)
        description = f"{absolute('/sparql')}?at={quote(shown(at), safe='/')}"
        response.headers.add("Link", f'<{description}>; rel="describedby"')
    return response


def contents(
    whole: Contents, at: Period | None, client: Client, ask: Callable[[QueryRequest], Answer]
) -> Contents:
    """What is in a store, as of a period if there is one.

    Args:
        whole: what is in it as last known.
        at: the period.
        client: who wants to know.
        ask: answers queries.

    Raises:
        QueryError: that cannot be found out now.
    """
    if at is None:
        return whole
    default, named = (
        _rows(QueryRequest(examine(query), JSON, at=at, client=client), ask) for query in (_DEFAULT, _NAMED)
    )
    return replace(
        whole,
        union=False,
        default_triples=sum(default.values()),
        graphs=dict(sorted(named.items())),
    )


def _rows(request: QueryRequest, ask: Callable[[QueryRequest], Answer]) -> dict[str, int]:
    """The rows of a count by graph."""
    rows = json.loads(ask(request).read())["results"]["bindings"]
    return {row["graph"]["value"] if "graph" in row else "": int(row["triples"]["value"]) for row in rows}
