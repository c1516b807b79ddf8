"""Documents as a version had them, at the version's own paths: `/version/0.1.0/data/cac.ttl` for ever.

A version is answered by an app of its own, mounted under `/version/{version}` with the same routes as today,
on documents that are unpacked when somebody asks for them.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from threading import Lock
from typing import Final

from flask import Blueprint, Flask, Response, current_app, request
from werkzeug.exceptions import NotFound
from werkzeug.http import http_date
from werkzeug.test import run_wsgi_app

from server.names import ONTOLOGY
from server.store.past import Past, Version
from server.store.release import Release
from server.web import as_of, catalogue, fates, jsonld, problems, rendering, resources, site, sources, terms
from server.web.representations import HTML, by_extension, split
from server.web.responses import FOREVER, see_other
from server.web.urls import PLACED

_KEPT: Final = "nameplate.mementos"
_MAKING: Final = "nameplate.mementos.making"
#: What is told of a version that can be kept; a document that it has not may be a mistake of the reader.
_LASTING: Final = frozenset((200, 301, 303, 304, 410))


def blueprint() -> Blueprint:
    """The routes of documents of versions."""
    made = Blueprint("mementos", __name__)
    made.add_url_rule("/dataset/<version>", view_func=dataset)
    made.add_url_rule("/version/<version>/", view_func=whole)
    made.add_url_rule("/version/<version>/<path:path>", view_func=memento)
    return made


def install(app: Flask) -> None:
    """Have an app answer for each version of the vocabulary as the first version of the data that had it."""
    app.before_request(_vocabulary)


def _vocabulary() -> Response | None:
    """The version of the vocabulary that is asked for, if an earlier version of the data has it."""
    found = numbered(request.path)
    return of_version(found, request.path) if found else None


def numbered(path: str) -> Version | None:
    """The earlier version of the data that answers for the version of the vocabulary at a path, if any."""
    name = path.removeprefix("/ontology/")
    version, extension = split(name)
    known = site.site().past
    is_version = name != path and (name.endswith("/") or extension)
    if not is_version or known is None:
        return None
    holding = known.knowing(f"{ONTOLOGY}{version.removesuffix('/')}/")
    return holding[0] if holding else None


def whole(version: str) -> Response:
    """A version as such is described as a dataset."""
    return see_other(site.site().urls.to(f"/dataset/{listed(version).version}"))


def dataset(version: str) -> Response:
    """A version of the dataset, by its own description: a published one, or the one that is served.

    Raises:
        NotFound: there is no such version.
    """
    here = site.site()
    name, _ = with_extension(version)
    found = here.past.named(name) if here.past is not None else None
    if found is not None and found.published:
        return of_version(found, request.path)
    if here.release is None or here.release.version != name:
        listed(name)
    return catalogue.of_version(version)


def with_extension(name: str) -> tuple[str, str]:
    """A version's name without the extension of a format, and the extension; empty if there is none."""
    stem, _, extension = name.rpartition(".")
    return (stem, extension) if stem and by_extension(extension) is not None else (name, "")


def memento(version: str, path: str) -> Response:
    """A document as a version has it."""
    prefix = f"/version/{version}"
    below = request.environ["PATH_INFO"].removeprefix(prefix)
    if not f"/{path}".startswith(PLACED):
        raise NotFound("A version has documents of things, terms, graphs and sources, and no others.")
    return of_version(listed(version), below, mount=prefix)


def past() -> Past:
    """The versions that are known here.

    Raises:
        NotFound: other people's data have none.
    """
    found = site.site().past
    if found is None:
        raise NotFound("What is served here has no versions.")
    return found


def listed(version: str) -> Version:
    """A version that was published.

    Raises:
        NotFound: none goes by that name.
    """
    found = past().named(version)
    if found is None or not found.published:
        there = ", ".join(one.version for one in past().published) or "none is published yet"
        raise NotFound(f"There is no published version by that name. There are: {there}.")
    return found


def of_version(version: Version, path: str, *, mount: str = "") -> Response:
    """The answer of a version to this request, at a path below where it is mounted."""
    environ = {name: value for name, value in request.environ.items() if not name.startswith("werkzeug.")}
    environ.pop("HTTP_ACCEPT_DATETIME", None)  # the path has said which version
    environ |= {"PATH_INFO": path, "SCRIPT_NAME": environ.get("SCRIPT_NAME", "") + mount}
    with _app(version) as app:
        body, status, headers = run_wsgi_app(app, environ, buffered=True)
    response = Response(b"".join(body), status, headers)
    if response.status_code in _LASTING:
        if response.mimetype != HTML.media_type:  # pages tell of later versions, and look as pages do today
            response.headers["Cache-Control"] = FOREVER
        response.headers["Memento-Datetime"] = http_date(version.moment)
    response.headers["Nameplate-Release"] = version.version
    return response


@contextmanager
def _app(version: Version) -> Iterator[Flask]:
    """The app that answers for a version."""
    here = site.site()
    assert here.release is not None  # noqa: S101 (only a release has versions)
    if version.version == here.release.version:
        app = current_app.extensions.get(_KEPT)
        if app is None:
            app = current_app.extensions[_KEPT] = _made(here, version, here)
        yield app
        return
    with past().lent(version) as book:
        documents = book.documents()
        app = book.kept.get(_KEPT)
        if not isinstance(app, Flask):
            counts = {"quads": version.quads, "graphs": book.graphs}
            issued = version.issued.isoformat()
            release = past().release(version.version) or Release(
                book.directory, version.version, issued, counts, {}, version.sha256
            )
            there = replace(
                here,
                documents=documents,
                release=release,
                search=None,
                past=None,
                dated=book.dated(here.settings, here.dated.making if here.dated else None),
            )
            app = book.kept[_KEPT] = _made(there, version, here)
        yield app


def _made(there: site.Site, version: Version, here: site.Site) -> Flask:
    """The app of a version: the routes of documents, on its own content and with its own links."""
    urls = replace(here.urls, version=version.version)
    newest = here.past.published[-1] if here.past else version
    # one at a time: routes are compiled by way of Python's AST, which counts its depth for all threads
    with current_app.extensions.setdefault(_MAKING, Lock()):
        app = Flask("server.web")
        rendering.install(app)
        rendering.share(current_app, app)
        latest = None if newest is version else newest
        site.install(app, replace(there, urls=urls, memento=version, newer=latest))
        problems.install(app)
        fates.install(app)
        as_of.install(app)
        app.url_map.merge_slashes = False
        app.add_url_rule("/dataset/<version>", view_func=catalogue.of_version)
        for part in (jsonld, terms, catalogue, sources, resources):
            app.register_blueprint(part.blueprint())
    return app
