"""What the HTTP server in front does not see to itself, before the app gets a request. Pure WSGI.

The server hands on a chunked body that was cut as if it were whole, takes methods in lower case as upper, and
does not look at Host. All that is refused here; nothing that the site offers needs it. And it breaks the
connection of a sender whose body nobody reads, so bodies that nobody is to read are taken here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from werkzeug import exceptions

from server.web import bodies
from server.web.problems import refused

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_METHODS: Final = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"))
_WITH_BODY: Final = frozenset(("POST", "PUT", "PATCH"))
#: What Host may say (RFC 3986 §3.2.2): an address or name, and a port. A comma is where several were joined.
_HOST: Final = re.compile(r"(?:[\w.~%!$&'()*+;=-]+|\[[0-9A-Fa-f:.]+\])(?::(\d{0,5}))?", re.ASCII)
_LAST_PORT: Final = 65_535
#: HTTP/1.0, as the server and as others call it: its requests may be without one.
_WITHOUT_HOST: Final = frozenset(("HTTP/1", "HTTP/1.0"))
#: Bytes of a body that is taken although nobody reads it.
_MOST: Final = 16 * 1024 * 1024


def strict(app: WSGIApplication) -> WSGIApplication:
    """The app behind the refusals."""

    def guarded(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        refusal = _refusal(environ)
        if refusal is not None or environ.get("PATH_INFO") not in bodies.READ:
            bodies.drop(environ, _MOST)
        if refusal is None:
            return app(environ, start_response)
        return refused(refusal, environ, start_response, Connection="close")

    return guarded


def _refusal(environ: WSGIEnvironment) -> exceptions.HTTPException | None:
    """What is wrong with a request, or None."""
    if environ["REQUEST_METHOD"] not in _METHODS:
        return exceptions.NotImplemented(f"There are {', '.join(sorted(_METHODS))} here, in upper case.")
    if not _is_addressed(environ):
        return exceptions.BadRequest("Say with one Host which server the request is for (RFC 9112 §3.2).")
    if environ.get("HTTP_TRANSFER_ENCODING"):
        return exceptions.LengthRequired("Send the body whole, with its Content-Length, and not in chunks.")
    if environ["REQUEST_METHOD"] in _WITH_BODY and not environ.get("CONTENT_LENGTH"):
        return exceptions.LengthRequired("Say with Content-Length how long the body is.")
    return None


def _is_addressed(environ: WSGIEnvironment) -> bool:
    """Whether the request names one host, as it must, or is of a protocol that knows none (RFC 9112 §3.2)."""
    host = environ.get("HTTP_HOST")
    if not host:
        return environ.get("SERVER_PROTOCOL") in _WITHOUT_HOST
    found = _HOST.fullmatch(host)
    return found is not None and int(found[1] or 0) <= _LAST_PORT
