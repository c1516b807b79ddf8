"""What this server answers at an address that is cited: the title of a page, or data and its hash."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from html import unescape
from http import HTTPStatus
from typing import Final

from flask import current_app, request
from werkzeug.exceptions import NotFound

from server.errors import Overloaded
from server.web.asked import language as asked_language
from server.web.bibliography import Note
from server.web.languages import Language
from server.web.representations import HTML
from server.web.site import site
from server.web.words import said

_HEADING: Final = re.compile(r"<title(?: [^>]*)?>(.*?)</title>", re.DOTALL)
#: Bytes of a page in which its title is looked for.
_HEAD: Final = 4096
#: Answers of a page that there may be later.
_LATER: Final = (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE)
#: What a request can say beside its address that changes what is answered.
_ASKED_BESIDE: Final = frozenset(("accept", "accept-language", "accept-profile"))


@dataclass(frozen=True)
class Answered:
    """What is at an address.

    Attributes:
        title: of the page; empty if it has none, or is data.
        data: what is there, if it is no page and the address alone decides it.
    """

    title: str = ""
    data: bytes | None = None


def answered(path: str) -> Answered:
    """What is at a path of this server, asked for in the language of the request.

    Raises:
        NotFound: nothing is.
        Overloaded: it cannot be had now; what it takes is charged to whoever asks.
    """
    asking = {"REMOTE_ADDR": request.remote_addr or ""}
    headers = {"Accept": "text/html, */*;q=0.1", "Accept-Language": asked_language().tag}
    asked = current_app.test_request_context(path, headers=headers, environ_overrides=asking)
    with current_app.app_context(), asked:  # a context of its own: what this asks for is no matter of that
        response = current_app.full_dispatch_request()
        try:
            if response.status_code in _LATER:
                again = int(response.headers.get("Retry-After", 5))
                raise Overloaded("what is to be cited cannot be had now; try again later", retry_after=again)
            if response.status_code != HTTPStatus.OK:
                raise NotFound
            if response.mimetype == HTML.media_type:
                return Answered(_title(response.get_data()[:_HEAD].decode("utf-8", "replace")))
            beside = {name.lower() for name in response.vary} & _ASKED_BESIDE
            if "Content-Profile" not in response.headers:  # of the only one that there is
                beside.discard("accept-profile")
            decided = not beside
            return Answered(data=response.get_data() if decided else None)
        finally:
            response.close()


def _title(page: str) -> str:
    found = _HEADING.search(page)
    return unescape(found[1]).removesuffix(f" · {site().name}").strip() if found else ""


def hashed(data: bytes | None, language: Language) -> tuple[Note, ...]:
    """How long data is, and its hash; nothing where there is none that the address decides."""
    return () if data is None else measured(len(data), hashlib.sha256(data).hexdigest(), language)


def measured(size: int, sha256: str, language: Language) -> tuple[Note, ...]:
    """The same, where it is known."""
    told = said("%(bytes)s bytes, SHA-256 %(sha256)s", language, bytes=f"{size:,}", sha256=sha256)
    return (Note(told),)
