"""Refusals in one shape."""

from __future__ import annotations

import json
import logging
import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask
from pyoxigraph import Literal, NamedNode
from werkzeug.exceptions import ImATeapot, TooManyRequests
from werkzeug.routing import RequestRedirect
from werkzeug.test import Client

from server.errors import Overloaded, Place, QueryError, QuerySyntaxError, StartError
from server.formats import GraphFormat
from server.names import expand
from server.web import fates, problems
from server.web.logs import OneLine
from server.web.problem_types import PROBLEM_TYPES
from server.web.problems import HTTP, TYPES, Told, problem
from server.web.representations import DATA
from tests.jsonld.same import triples


def client_of(error: Exception) -> Flask:
    """An app whose only path raises an error."""
    app = Flask("problems")
    problems.install(app)

    @app.get("/")
    def fail() -> str:
        raise error

    return app


@pytest.mark.parametrize(
    ("error", "status", "kind", "words"),
    [
        (QuerySyntaxError("wrong", place=Place(2, 3)), 400, "query-syntax", "line 2, column 3: wrong"),
        (Overloaded("busy", retry_after=7), 503, "overloaded", "busy"),
        (ImATeapot("short and stout"), 418, "about:blank", "short and stout"),
        (StartError("/secret/path"), 500, "about:blank", "try again later"),
        (ValueError("secret"), 500, "about:blank", "try again later"),
    ],
)
def test_errors_become_problems(error: Exception, status: int, kind: str, words: str) -> None:
    """What was raised on purpose is told; what was not is in the log alone."""
    answer = client_of(error).test_client().get("/")
    found = json.loads(answer.data)
    assert answer.status_code == found["status"] == status
    assert answer.content_type == "application/problem+json"
    assert answer.headers["Cache-Control"] == "no-store"
    assert found["type"].endswith(kind)
    assert words in found["detail"]
    assert "secret" not in answer.text
    assert answer.headers.get("Retry-After") == ("7" if kind == "overloaded" else None)


def test_headers_of_http_errors_are_kept() -> None:
    """An error of the framework keeps what its status needs."""
    answer = client_of(TooManyRequests(retry_after=5)).test_client().get("/")
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "5")


def test_redirects_are_no_problems() -> None:
    """The router raises them; they are answers."""
    answer = client_of(RequestRedirect("http://localhost/there")).test_client().get("/")
    assert (answer.status_code, answer.headers["Location"]) == (308, "http://localhost/there")


@pytest.mark.parametrize(
    ("accept", "content_type"),
    [
        (None, "application/problem+json"),
        ("*/*", "application/problem+json"),
        ("application/json", "application/problem+json"),
        ("image/png", "application/problem+json"),
        ("text/plain", "text/plain; charset=utf-8"),
    ],
)
def test_negotiation(accept: str | None, content_type: str) -> None:
    """Problem details, unless text is asked for."""
    headers = {} if accept is None else {"Accept": accept}
    answer = client_of(ImATeapot()).test_client().get("/", headers=headers)
    assert answer.content_type == content_type
    assert answer.headers["Vary"] == "Accept, Accept-Language"


def test_members_and_headers() -> None:
    """A part of the site may add its own."""
    app = Flask("problems")
    with app.test_request_context():
        made = problem(Told(410, "Gone", "It was taken back.", "gone", {"X": "y"}, {"since": "2"}))
        assert json.loads(made.data)["since"] == "2"
        assert made.headers["X"] == "y"


def kinds(of: type[QueryError]) -> set[str]:
    """Slugs of the errors that queries meet."""
    return {of.slug}.union(*(kinds(below) for below in of.__subclasses__()))


def test_every_type_is_described(reader: Client) -> None:
    """Where the type of a problem leads is a page about it, on this copy too; nothing else is there."""
    told = kinds(QueryError) - {QueryError.slug}  # which is only what they have in common
    source = "".join(path.read_text(encoding="utf-8") for path in Path(problems.__file__).parent.glob("*.py"))
    told |= set(re.findall(r'Told\(\d+, "[^"]+", [^)]*?, "([a-z-]+)"', source)) | {fates.SLUG}
    assert told == {kind.slug for kind in PROBLEM_TYPES}
    every = reader.get("/problems/").text
    for kind in PROBLEM_TYPES:
        page = reader.get(f"/problems/{kind.slug}")
        assert (page.status_code, page.mimetype) == (200, "text/html")
        assert f"<h1>{kind.title}</h1>" in page.text
        assert f"/problems/{kind.slug}" in every
    assert reader.get("/problems/nothing").status_code == 404
    refused = reader.get("/sparql?query=ASK{", headers={"Accept": "application/json"}).get_json(force=True)
    assert reader.get(urlsplit(refused["type"]).path.removeprefix("/nameplate")).status_code == 200


@pytest.mark.parametrize("form", DATA, ids=lambda form: form.extension)
def test_types_are_concepts(reader: Client, form: GraphFormat) -> None:
    """Each type says in every format what it means and what to do, in each language, and the list has all."""
    answer = reader.get("/problems/gone", headers={"Accept": form.media_type})
    assert answer.mimetype == form.media_type
    assert answer.headers["Content-Location"] == f"/problems/gone.{form.extension}"
    said = triples(answer.data, form.rdf)
    listed = triples(reader.get(f"/problems.{form.extension}").data, form.rdf)
    assert said <= listed
    iri = NamedNode(TYPES + "gone")
    texts = {(quad.predicate.value, quad.object) for quad in said if quad.subject == iri}
    assert (expand("skos:prefLabel"), Literal("Gone", language="en")) in texts
    assert (expand("skos:prefLabel"), Literal("已移除", language="zh-hans")) in texts
    assert (HTTP + "statusCodeValue", Literal(410)) in texts
    for predicate in ("skos:prefLabel", "skos:definition", "skos:scopeNote"):
        tags = {o.language for p, o in texts if p == expand(predicate) and isinstance(o, Literal)}
        assert tags == {"en", "zh-hans", "zh-hant"}
    concepts = {quad.object for quad in listed if quad.predicate.value == expand("skos:hasTopConcept")}
    assert concepts == {NamedNode(TYPES + kind.slug) for kind in PROBLEM_TYPES}
    assert "/dataset>" not in answer.headers["Link"]  # of which data from a file have none


def test_log_lines_are_one_line() -> None:
    """Line ends and terminal codes are escaped, in messages and in traces; other scripts are not."""
    error = ValueError("a\nb\x1b[31m")
    record = logging.LogRecord(
        "n", logging.ERROR, "f", 1, "网信办 %s", ("x\r\n",), (type(error), error, None)
    )
    line = OneLine("%(levelname)s %(message)s").format(record)
    assert line.isprintable()
    assert line.startswith("ERROR 网信办 x\\r\\n")
    assert "a\\nb\\x1b[31m" in line


@pytest.mark.parametrize("path", ["/page/nobody", "/search?q=cac&limit=none", "/page/cac?at=nonsense"])
def test_a_page_of_a_problem_leads_on(site: Client, path: str) -> None:
    """Below what is wrong stands a link to where it may be right."""
    page = site.get(path, headers={"Accept": "text/html"}).text
    below = page.partition("<h1")[2].partition("</main>")[0]
    assert re.search(r'<p><a href="/', below)
