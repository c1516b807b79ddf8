"""Data of things by their own address, from the request to the bytes, on WSGI alone.

Programs that read one document after the other ask for `/data/NAME.ttl` and nothing else. To route and wrap
such a request costs a framework more than the document costs, so it is answered here. What is put before the
document is what the app would put there: it is asked once for each format. Everything that is not as plain as
that (other arguments, conditions, a name with other letters, what was given up, refusals) is left to the app.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from flask import Flask

from server.formats import GraphFormat
from server.names import expand
from server.store.documents import Documents
from server.store.rows import Row, rows
from server.versions.identity import TOMBSTONE
from server.web import resources
from server.web.about import Authored, authored, written
from server.web.representations import DATA, JSON, NotWritableError, by_extension, of_rows
from server.web.responses import tag
from server.web.shortnames import names
from server.web.site import Site

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

#: Names that stand in links as they are, and extensions of formats that are data.
_PATH: Final = re.compile(
    rf"/data/((?:[A-Za-z0-9_~-]+[./])*[A-Za-z0-9_~-]+)\.({'|'.join(f.extension for f in DATA)})"
)
#: What asks for more than the document.
_MORE: Final = (
    "HTTP_ACCEPT_PROFILE",
    "HTTP_ACCEPT_DATETIME",
    "HTTP_IF_NONE_MATCH",
    "HTTP_IF_MODIFIED_SINCE",
    "HTTP_IF_MATCH",
    "HTTP_IF_UNMODIFIED_SINCE",
    "HTTP_IF_RANGE",
    "HTTP_RANGE",
)
#: Stands for a name while the app is asked; no name is like it.
_NAME: Final = "nameplate.-.name"
_TYPE: Final = expand("rdf:type")
#: Headers that the body decides, and the moment, which the HTTP server says.
_OF_ONE: Final = frozenset(("content-length", "date", "etag"))

#: Names of headers and values, these in pieces between which a name belongs.
_Template = list[tuple[str, list[str]]]


class Direct:
    """A WSGI application that answers for documents in front of the app that would, too."""

    def __init__(self, app: Flask, wsgi: WSGIApplication, site: Site) -> None:
        """Answer from `site` as `app` does, and leave to `wsgi` what is not plain."""
        self._app = app
        self._wsgi = wsgi
        self._site = site
        self._templates: dict[tuple[GraphFormat, str], _Template] = {}
        self._authored: Authored | None = None

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        found = _PATH.fullmatch(environ.get("PATH_INFO", ""))
        if (
            found is None
            or environ.get("QUERY_STRING")
            or environ.get("SCRIPT_NAME")
            or environ["REQUEST_METHOD"] not in {"GET", "HEAD"}
            or any(name in environ for name in _MORE)
        ):
            return self._wsgi(environ, start_response)
        try:
            answer = self._answer(found[1], found[2])
        except (NotWritableError, OSError):  # the app meets it, too, and tells it
            answer = None
        if answer is None:
            return self._wsgi(environ, start_response)
        headers, body = answer
        start_response("200 OK", headers)
        return [b"" if environ["REQUEST_METHOD"] == "HEAD" else body]

    def _answer(self, name: str, extension: str) -> tuple[list[tuple[str, str]], bytes] | None:
        """Headers and body of a document; None if it is not plainly there."""
        form = by_extension(extension)
        if not isinstance(form, GraphFormat):
            return None
        root = self._site.urls.root
        for before in (f"{root}/id/", f"{root}/"):
            found = self._rows(before + name)
            if found is not None:
                break
        else:
            return None
        if self._site.documents.says(before + name, _TYPE, TOMBSTONE.value):
            return None
        body = self._body(name, before + name, form, found)
        template = self._templates.get((form, before))
        if template is None:
            template = self._templates[form, before] = self._template(form, before)
        headers = [(header, name.join(pieces)) for header, pieces in template]
        headers += [("ETag", f'"{tag(body, form.content_type)}"'), ("Content-Length", str(len(body)))]
        return headers, body

    def _rows(self, iri: str) -> list[Row] | None:
        """What is said of a thing and of its parts; None if nothing is, or if no IRI here begins so."""
        documents = self._site.documents
        if not self._site.urls.base or not iri.startswith(self._site.urls.base):
            return None
        found = documents.rows(iri)
        for part in documents.under(iri + "#"):
            found = [*(found or ()), *(documents.rows(part) or ())]
        return found

    def _body(self, name: str, iri: str, form: GraphFormat, found: list[Row]) -> bytes:
        if self._site.release is not None:
            if self._authored is None:
                with self._app.app_context():
                    self._authored = authored()
            label = self._site.documents.label(iri, "en")
            found += rows(written(f"/data/{name}", iri, label, self._authored))
        if form is not JSON:
            return of_rows(found, form, about=iri)
        with self._app.app_context():
            return of_rows(found, form, about=iri, names=names())

    def _template(self, form: GraphFormat, before: str) -> _Template:
        """What the app puts before a document in a format, of a thing whose IRI begins so."""
        with self._app.test_request_context(f"/data/{_NAME}.{form.extension}"):
            response = self._app.process_response(resources.told(before + _NAME, form, b"", exact=True))
        return [
            (header, value.split(_NAME))
            for header, value in response.headers.items()
            if header.lower() not in _OF_ONE
        ]


def install(app: Flask, site: Site) -> None:
    """Have an app's documents answered in front of it, where they are read from files."""
    if type(site.documents) is Documents:
        app.wsgi_app = Direct(app, app.wsgi_app, site)  # type: ignore[method-assign]  # as Flask documents
