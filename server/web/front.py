"""What the HTTP server in front does not refuse itself, refused before the app sees it. Pure WSGI.

The server hands on a chunked body that was cut as if it were whole, and takes methods in lower case as upper.
Both are refused here; nothing that the site offers needs them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_METHODS: Final = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"))
_WITH_BODY: Final = frozenset(("POST", "PUT", "PATCH"))


def strict(app: WSGIApplication) -> WSGIApplication:
    """The app behind the refusals."""

    def guarded(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        refusal = _refusal(environ)
        return app(environ, start_response) if refusal is None else _answer(refusal, start_response)

    return guarded


def _refusal(environ: WSGIEnvironment) -> HTTPStatus | None:
    """The status that refuses a request, or None."""
    method = environ["REQUEST_METHOD"]
    if method not in _METHODS:
        return HTTPStatus.NOT_IMPLEMENTED
    if environ.get("HTTP_TRANSFER_ENCODING") or (method in _WITH_BODY and not environ.get("CONTENT_LENGTH")):
        return HTTPStatus.LENGTH_REQUIRED
    return None


def _answer(status: HTTPStatus, start_response: Callable[..., object]) -> list[bytes]:
    body = f'{{"type": "about:blank", "title": "{status.phrase}", "status": {status.value}}}\n'.encode()
    headers = [
        ("Content-Type", "application/problem+json"),
        ("Content-Length", str(len(body))),
        ("Cache-Control", "no-store"),
        ("Connection", "close"),
    ]
    start_response(f"{status.value} {status.phrase}", headers)
    return [body]
