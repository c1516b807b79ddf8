"""The vocabulary: the whole of it, a version of it. Single terms are resources like any other thing."""

from __future__ import annotations

from urllib.parse import quote

from flask import Blueprint, Response, request
from pyoxigraph import NamedNode, Quad
from werkzeug.exceptions import NotFound

from server.names import GRAPH, ONTOLOGY, PREFIXES
from server.web import ontology_page, pages
from server.web.addresses import mounted
from server.web.asked import tongue
from server.web.documents import answered
from server.web.fitting import render_light
from server.web.ontology_read import ontology
from server.web.ontology_uses import uses
from server.web.representations import split
from server.web.resources import dereferenced, known
from server.web.site import site

_OWL = PREFIXES["owl"]
_GRAPH = GRAPH + "ontology"

#: Where the terms of other people are listed.
REUSED = "/ontology/reused"


def blueprint() -> Blueprint:
    """The routes of the vocabulary."""
    made = Blueprint("terms", __name__)
    made.add_url_rule("/ontology", view_func=without_slash)
    made.add_url_rule("/ontology/", view_func=whole)
    made.add_url_rule("/ontology.<extension>", view_func=whole)
    made.add_url_rule(REUSED, view_func=reused)
    made.add_url_rule("/ontology/<path:name>", view_func=term_or_version)
    return made


def without_slash() -> Response:
    """The vocabulary's IRI ends in a slash."""
    return _led("/ontology/", 301)


def _led(path: str, status: int) -> Response:
    """To a path, with what is asked beside."""
    asked = request.query_string.decode("ascii", "replace")
    target = site().urls.to(path) + (f"?{asked}" if asked else "")
    return Response(f"See {target}\n", status, {"Location": target}, content_type="text/plain; charset=utf-8")


def whole(extension: str | None = None) -> Response:
    """The vocabulary of this release: a page, or its graph."""
    return answered("/ontology/", ONTOLOGY, extension, _quads, lambda: _page("/ontology/"))


def term_or_version(name: str) -> Response:
    """A term leads to its page or data; a version, whose name ends in a slash or format, is a document."""
    if name.endswith("/"):
        return of_version(name.removesuffix("/"))
    version, extension = split(name)
    if extension and f"{ONTOLOGY}{version}/" in versions():
        return of_version(version, extension)
    past = site().past
    if f"{ONTOLOGY}{name}/" in versions() or (past and past.knowing(f"{ONTOLOGY}{name}/")):
        return _led(f"/ontology/{name}/", 308)
    return dereferenced(known(f"/ontology/{name}"))


def of_version(version: str, extension: str | None = None) -> Response:
    """A version of the vocabulary: the one in this release.

    Raises:
        NotFound: this release has another version.
    """
    iri = f"{ONTOLOGY}{version}/"
    if iri not in versions():
        here = ", ".join(found.removeprefix(ONTOLOGY).rstrip("/") for found in versions()) or "none"
        raise NotFound(f"This release has no such version of the vocabulary; it has {here}.")
    path = f"/ontology/{version}/"
    return answered(path, iri, extension, _quads, lambda: _page(path), immutable=True)


def _quads() -> list[Quad]:
    return list(site().documents.graph(_GRAPH))


def versions() -> list[str]:
    """The version IRIs that the vocabulary gives itself."""
    found = pages.namer().objects(ONTOLOGY, _OWL + "versionIRI")
    return [iri.value for iri in found if isinstance(iri, NamedNode)]


def _page(path: str) -> bytes:
    """The page, which says at which path it is cited: the one with the slash, however it was asked for."""
    spoken = tongue()
    page = ontology_page.whole(pages.namer(spoken), ontology(), uses())
    return render_light("ontology.html", page=page, cited=quote(mounted(path), safe="/"), tongue=spoken)


def reused() -> Response:
    """The terms of other people that the vocabulary uses, and what of them it leans on."""
    return answered(REUSED, ONTOLOGY, None, _quads, _reused)


def _reused() -> bytes:
    spoken = tongue()
    page = ontology_page.whole(pages.namer(spoken), ontology(), uses())
    return render_light(
        "ontology_reused.html", page=page, cited=quote(mounted(REUSED), safe="/"), tongue=spoken
    )
