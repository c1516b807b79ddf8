"""An app with a little data in three graphs, and ways of asking it."""

from __future__ import annotations

from urllib.parse import urlencode

from werkzeug.test import Client, TestResponse

TRIG = """\
PREFIX e: <http://example.org/>
e:s e:p "default", "中文 é 😀"@zh , 1 , _:b , <javascript:alert(1)> .
_:b e:q "<script>alert(1)</script>" .
e:g1 { e:s e:p "one" }
e:g2 { e:s e:p "two" }
"""
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"
FORM = "application/x-www-form-urlencoded"
DIRECT = "application/sparql-query"


def get(
    client: Client, query: str | None = None, accept: str | None = None, **parameters: str
) -> TestResponse:
    """GET /sparql with a query and further parameters (`_` in their names stands for `-`)."""
    items = {} if query is None else {"query": query}
    items |= {name.replace("_", "-"): value for name, value in parameters.items()}
    headers = {} if accept is None else {"Accept": accept}
    return client.get("/sparql?" + urlencode(items), headers=headers)


def post(
    client: Client, body: str | bytes, content_type: str = DIRECT, target: str = "/sparql"
) -> TestResponse:
    """POST a body to /sparql."""
    return client.post(target, data=body, content_type=content_type)
