"""The API by its own description: OpenAPI 3.1 at `/openapi.json`, and the same as a page at `/api`.

Both are made of the routes of the app, of what their functions say of themselves, and of the rows of
`server.web.routes`; nothing can be answered that is not described.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final

from flask import Blueprint, Response, current_app, request
from werkzeug.routing import Rule

from server.web import absent
from server.web.about import authored
from server.web.addresses import absolute
from server.web.asked import tongue
from server.web.documents import forms_of_page
from server.web.rendering import render
from server.web.representations import HTML
from server.web.responses import content
from server.web.routes import DEFAULT, DOCUMENTS, IN_PATHS, JSON, ROWS, Parameter, Row
from server.web.site import site

MEDIA_TYPE: Final = "application/vnd.oai.openapi+json"
_VARIABLE: Final = re.compile(r"<(?:(\w+):)?(\w+)>")
_METHODS: Final = ("GET", "POST")
_PROBLEM: Final = "application/problem+json"
_MARKS: Final = str.maketrans("", "", "`")
_SCHEMAS: Final = Path(__file__).parent / "schemas"
#: An example that is short enough to stand in the description itself.
_SHORT: Final = 8_000


def blueprint() -> Blueprint:
    """The routes of the description."""
    made = Blueprint("openapi", __name__)
    made.add_url_rule("/openapi.json", view_func=openapi)
    made.add_url_rule("/api", view_func=api)
    return made


def openapi() -> Response:
    """The description of every path, as OpenAPI 3.1."""
    body = json.dumps(_described(), ensure_ascii=False, indent=1).encode() + b"\n"
    return content(body, MEDIA_TYPE, negotiated=False)


def api() -> Response:
    """The description of every path, as a page."""
    listed = forms_of_page("/api", "API")
    if listed is not None:
        return listed
    told = render("api.html", api=_described(), answers=_responses(DEFAULT), tongue=tongue())
    return content(told, HTML.content_type, negotiated=False)


def version() -> str:
    """The version of what is served; 0 for other people's data."""
    release = site().release
    return release.version if release else "0"


def template(rule: str) -> str:
    """A route as OpenAPI writes it.

    >>> template("/data/<path:name>")
    '/data/{name}'
    """
    return _VARIABLE.sub(r"{\2}", rule)


def summary(says: str) -> str:
    r"""What a function says of itself first, in a line.

    >>> summary("The rows of\n    `one` table.\n\n    And more.")
    'The rows of one table.'
    """
    return " ".join(says.strip().partition("\n\n")[0].split()).translate(_MARKS)


def describe(
    rules: Iterable[Rule],
    says: Callable[[Rule], str],
    info: dict[str, Any],
    server: str,
    shown: Callable[[str], bytes] = lambda _: b"",
) -> dict[str, Any]:
    """The description of some routes.

    Args:
        rules: of the app.
        says: what the function behind one says of itself.
        info: of the API as a whole.
        server: address of the root.
        shown: what a path answers, for examples; nothing where there is none.
    """
    schemas: dict[str, Any] = {"Problem": _problem()}
    told: dict[str, Any] = {}
    paths: dict[str, dict[str, Any]] = {}
    for rule in sorted(rules, key=lambda r: r.rule):
        path = template(rule.rule)
        row = ROWS.get(path, DEFAULT)
        for method in _METHODS:
            if method in (rule.methods or ()):
                operation = _operation(rule, path, row, method, says(rule))
                if row.schema and method == "GET":
                    schemas.setdefault(row.schema.title(), _schema(row.schema))
                    if row.example not in told:
                        told[row.example] = _example(row.example, shown(row.example), server)
                    operation["responses"]["200"]["content"][JSON] = {
                        "schema": {"$ref": f"#/components/schemas/{row.schema.title()}"},
                        **told[row.example],
                    }
                paths.setdefault(path, {})[method.lower()] = operation
    tags = dict.fromkeys(op["tags"][0] for found in paths.values() for op in found.values())
    return {
        "openapi": "3.1.0",
        "info": info,
        "servers": [{"url": server}],
        "tags": [{"name": tag} for tag in sorted(tags)],
        "paths": paths,
        "components": {"schemas": schemas},
    }


def _schema(name: str) -> dict[str, Any]:
    """What some JSON is like, by the name of its file."""
    found: dict[str, Any] = json.loads((_SCHEMAS / f"{name}.json").read_bytes())
    return {key: value for key, value in found.items() if key != "$schema"}


def _example(path: str, answer: bytes, server: str) -> Mapping[str, Any]:
    """An example of what a path answers: whole, or where it is too long the place where it is."""
    if not answer:
        return {}
    if len(answer) <= _SHORT:
        return {"example": json.loads(answer)}
    return {"examples": {"live": {"externalValue": server.rstrip("/") + path}}}


def _operation(rule: Rule, path: str, row: Row, method: str, says: str) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": re.sub(r"\W+", "-", f"{method.lower()} {path}").strip("-").replace("--", "-")
        + ("-list" if path.endswith("/") and path != "/" else ""),
        "summary": says,
        "tags": [row.tag],
        "parameters": list(_parameters(rule, path, row, method)),
        "responses": _responses(row),
    }
    if method == "POST":
        operation["requestBody"] = {
            "required": True,
            "content": {kind: {"schema": _body(kind)} for kind in row.body},
        }
    return operation


def _parameters(rule: Rule, path: str, row: Row, method: str) -> Iterator[dict[str, Any]]:
    for kind, name in _VARIABLE.findall(rule.rule):
        words, example = IN_PATHS.get(path) or IN_PATHS.get(name, ("", ""))
        if name == "version":
            example = version()
        schema: dict[str, Any] = {"type": "integer", "minimum": 1} if kind == "int" else {"type": "string"}
        if not kind:
            schema |= {"pattern": "^[^/]+$"}
        found = {"name": name, "in": "path", "required": True, "description": words, "schema": schema}
        yield found | ({"example": int(example) if kind == "int" else example} if example else {})
    if method == "GET":
        yield from (_query(parameter) for parameter in row.takes)


def _query(parameter: Parameter) -> dict[str, Any]:
    return {
        "name": parameter.name,
        "in": "query",
        "required": parameter.required,
        "description": parameter.words,
        "schema": dict(parameter.schema),
    } | ({"example": parameter.example} if parameter.example else {})


def _responses(row: Row) -> dict[str, Any]:
    """By status: what there is, where it is instead, what is wrong (RFC 9457)."""
    problem = {"schema": {"$ref": "#/components/schemas/Problem"}}
    told = {_PROBLEM: problem} | {kind: {} for kind in (*DOCUMENTS, "text/plain")}
    found: dict[str, Any] = {}
    if not row.redirects:
        found["200"] = {"description": "What was asked for.", "content": {kind: {} for kind in row.gives}}
    found["3XX"] = {"description": "It is elsewhere (Location), or as the client has it (304)."}
    found["4XX"] = {"description": "The request cannot be answered; says why.", "content": told}
    found["5XX"] = {"description": "The server cannot answer now; says why.", "content": told}
    return found


def _body(kind: str) -> dict[str, Any]:
    if kind == "application/x-www-form-urlencoded":
        return {"type": "object", "properties": {"query": {"type": "string"}}, "required": ["query"]}
    if kind == "multipart/form-data":
        return {"type": "object", "properties": {"receipt": {"type": "string"}, "file": {"type": "string"}}}
    return {"type": "object"} if kind == "application/json" else {"type": "string"}


def _problem() -> dict[str, Any]:
    """Problem details (RFC 9457 §3)."""
    return {
        "type": "object",
        "required": ["type", "title", "status"],
        "properties": {
            "type": {"type": "string", "format": "uri-reference"},
            "title": {"type": "string"},
            "status": {"type": "integer", "minimum": 400, "maximum": 599},
            "detail": {"type": "string"},
            "instance": {"type": "string"},
        },
    }


def _described() -> dict[str, Any]:
    """The description of this app."""
    info: dict[str, Any] = {
        "title": authored().title or site().name,
        "version": version(),
        "description": "Linked data: documents, downloads, queries. All of it is read-only and open to all.",
    }
    if authored().licences:
        info["license"] = {"name": "CC BY 4.0", "url": authored().licences[0]}
    views = current_app.view_functions

    def says(rule: Rule) -> str:
        return summary(views[rule.endpoint].__doc__ or "") or "A file of the site."

    def shown(path: str) -> bytes:
        """What is answered, by the app itself and on no network; what is asked of it is not asked here."""
        with current_app.app_context(), current_app.test_client() as client:
            answer = client.get(path, base_url=request.host_url)
        return answer.data if answer.status_code == HTTPStatus.OK else b""

    server = absolute("/").rstrip("/") or "/"
    rules = (r for r in current_app.url_map.iter_rules() if not r.endpoint.startswith(f"{absent.NAME}."))
    return describe(rules, says, info, server, shown)
