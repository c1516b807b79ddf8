"""`docs/http.md` and the server agree on which paths there are."""

from __future__ import annotations

import http.client
import json
import re
import urllib.parse
from pathlib import Path

import pytest

from server.wsgi import create_app

TABLE = (Path(__file__).resolve().parent.parent / "docs" / "http.md").read_text(encoding="utf-8")
#: Documented path and the first status that its row names.
ROWS = [
    (found[1], int(found[2]) if found[2] else 200)
    for found in re.finditer(r"^\| `(/[^`]*)` \| [^|]+ \| (?:(\d{3}))?[^|]*\|$", TABLE, re.MULTILINE)
]


def test_table_was_read() -> None:
    """The table holds the paths that a linked-data publisher cannot do without."""
    assert {"/", "/id/{slug}", "/data/{slug}.{ext}", "/sparql", "/dumps/", "/readyz"} <= {
        path for path, _ in ROWS
    }


@pytest.mark.parametrize(("path", "status"), ROWS, ids=[path for path, _ in ROWS])
def test_documented_path_answers(path: str, status: int, server_url: str, release: Path) -> None:
    """Each documented path answers as the table says, for an example of it."""
    version = json.loads((release / "manifest.json").read_text(encoding="utf-8"))["version"]
    example = {
        "slug": "cac",
        "ext": "csv" if path.startswith("/chart") else "ttl",
        "Term": "Claim",
        "Shape": "Claim",
        "name": "facts/doc-000",
        "document": "doc-000",
        "guide": "first-query",
        "profile": "schema",
        "table": "names",
        "kind": "institution",
        "part": "ps",
        "passage": "passage-000-cac-1",
        "type": "query-refused",
        "resource": "id/in-no-version",
        "label": re.findall(r"_:(\w+)", (release / "quads.nq").read_text(encoding="utf-8"))[0],
        "path": "/id/cac",
        "n": 1,
        "file": {
            "dumps/{version}": f"nameplate-{version}.ttl.gz",
            "dumps/{version}/graphs": "facts-doc-000.ttl.zst",
            "dumps/{version}/tables": "organisations.csv",
            "static": "nameplate.css",
        }.get(path.strip("/").removesuffix("/{file}"), ""),
        "version": "1.0.0" if path.startswith("/ontology") else version,
    }
    address = urllib.parse.urlsplit(server_url)
    connection = http.client.HTTPConnection(str(address.hostname), address.port, timeout=30)
    try:
        connection.request("GET", path.format(**example))
        answer = connection.getresponse()
        body = answer.read()
    finally:
        connection.close()

    assert answer.status == status, body[:500]


def test_each_route_is_documented(release: Path) -> None:
    """The app has no route that the table does not name."""
    app = create_app(release=release)
    try:
        rules = {str(rule) for rule in app.flask.url_map.iter_rules()}
    finally:
        app.close()
    fixed = {path for path, _ in ROWS}
    heads = {path.partition("{")[0] for path in fixed if "{" in path}

    assert rules
    assert sorted(rule for rule in rules if "<" not in rule and rule not in fixed) == []
    assert (
        sorted(rule for rule in rules if "<" in rule and not beneath_one(rule.partition("<")[0], heads)) == []
    )


def beneath_one(start: str, heads: set[str]) -> bool:
    """Whether a documented path with a part to fill in starts like this; `/` is the catch-all for IRIs."""
    return start == "/" or start in heads
