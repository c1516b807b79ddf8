"""Finished answers, kept in front of the app: most readers ask for what was made for another.

A release never changes, so an answer is kept under its path and its representation until room is needed.
The key is what the request means, not how it is worded: `Accept`, `Accept-Profile` and `Accept-Language`
are negotiated here with the same functions and the same offers as in the app. `Accept-Encoding` is negotiated
here alone: what is kept is coded when it is first asked for, and kept in that coding, too. An answer that is
given a second time is from then on `ready` for requests that are worded alike.
"""

from __future__ import annotations

import re
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from werkzeug.http import unquote_etag
from werkzeug.test import run_wsgi_app

from server.formats import TURTLE
from server.negotiation import Offer, choose_language, choose_profile, ranked
from server.store.meter import Meter
from server.web.coded import Coded
from server.web.codings import ENCODERS, Chosen, compressible, tag
from server.web.conditions import NOT_IN_304, NOT_MODIFIED, Conditional, another, fails, known
from server.web.forms import Form
from server.web.languages import LANGUAGES
from server.web.profiles.table import DEFAULT, OFFERS, OFFERS_OF_DOCUMENTS, USUAL
from server.web.ready import WORDING, Answer, Mark, Ready
from server.web.representations import HTML, negotiated
from server.web.routes import DOCUMENTS, ROWS

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

#: The endpoint, whose answers are kept and coded elsewhere (`server.web.recall`).
_ENDPOINT: Final = "/sparql"

#: Paths that are never kept: they are asked, not read, or are files as big as the release. The lists of these
#: files are not kept either, since a release is signed when it is served already.
_PASSED: Final = (
    _ENDPOINT,
    "/dumps/",
    "/receipt",
    "/cite",
    "/healthz",
    "/readyz",
    "/metrics",
    "/search",
    "/suggest",
    "/opensearch.xml",
    "/robots.txt",
    "/sitemap",
    "/openapi.json",
    "/changes",
    "/timegate/",
    "/timemap/",
)

#: The largest part of the room that one answer may take.
_SHARE: Final = 8

#: How many wordings of the headers that are negotiated are remembered.
_WORDINGS: Final = 512

#: What paths offer that have a page and a few forms of their own beside it, such as a table and a picture.
_FEW: Final[tuple[Offer, ...]] = (
    HTML,
    *(
        Form("", media_type)
        for media_type in dict.fromkeys(
            other
            for path, row in ROWS.items()
            if not path.startswith(_PASSED) and HTML.media_type in row.gives and row.gives != DOCUMENTS
            for other in row.gives
        )
        if media_type != HTML.media_type
    ),
)

_TAGS: Final = tuple(language.tag for language in LANGUAGES)

#: A day, month, year or period, and queries that only choose a representation or a time.
_TIME: Final = r"\d{4}(?:-\d\d){0,2}(?:/\d{4}(?:-\d\d){0,2})?"
_CHOICE: Final = re.compile(
    f"_profile=(?:{'|'.join(OFFERS)})|lang=(?:{'|'.join(_TAGS)})|at={_TIME}", re.ASCII
)

#: What a conditional or partial request adds; the answer that is kept is the whole one.
_CONDITIONS: Final = (
    *("HTTP_IF_MATCH", "HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_IF_UNMODIFIED_SINCE"),
    *("HTTP_RANGE", "HTTP_IF_RANGE"),
)

Key = tuple[str, str, str, str]

#: What is negotiated: the values of Accept, Accept-Profile and Accept-Language.
_Wording = tuple[str, str, str]


@dataclass(frozen=True)
class _Entry:
    """A finished answer.

    Attributes:
        status: status line.
        headers: its headers.
        body: its body.
        etag: its entity tag, without quotes.
        varied: what it is in each coding that was asked for.
        compressible: whether it is sent in a coding to those who take one.
        mark: stands for it, in all its codings, where answers made from it are ready.
    """

    status: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    etag: str
    varied: dict[str, _Entry] = field(default_factory=dict)
    compressible: bool = False
    mark: Mark = field(default_factory=Mark)

    @property
    def size(self) -> int:
        """About how many bytes it takes."""
        return len(self.body) + sum(len(entry.body) for coding, entry in self.varied.items() if coding) + 1024


class Cached:
    """A WSGI application that answers from memory where it can, and asks another where it cannot."""

    def __init__(
        self,
        app: WSGIApplication,
        room: int,
        meter: Meter | None = None,
        base: Callable[[WSGIEnvironment], str] = lambda _environ: "",
    ) -> None:
        """Keep nothing yet.

        Args:
            app: what answers.
            room: bytes that kept answers may take in all; with 0 none are kept.
            meter: hears of hits and misses.
            base: what absolute addresses begin with in the answer to a request.
        """
        self._app = app
        self._coded = Conditional(Coded(app))
        self._room = room
        self._meter = meter or Meter()
        self._base = base
        self.ready = Ready()
        self._used = 0
        self._entries: OrderedDict[Key, _Entry] = OrderedDict()
        self._wordings: dict[_Wording, str | None] = {}
        self._coding = Chosen(ENCODERS)
        self._lock = threading.Lock()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        key = self._key(environ)
        if key is None:
            asked = environ.get("PATH_INFO") == _ENDPOINT
            return (self._app if asked else self._coded)(environ, start_response)
        with self._lock:
            entry = self._entries.get(key)
            if entry is not None:
                self._entries.move_to_end(key)
        hit = entry is not None
        self._meter.cached("pages", hit=hit)
        if entry is None:
            entry = self._fetched(environ)
            if not _lasting(entry) or entry.size * _SHARE > self._room:
                if fails(environ, _tags(entry)):
                    return another(environ, start_response)
                return _sent(_answer(entry, environ), start_response)
            self._keep(key, entry)
        found = entry
        if entry.compressible:
            coding = self._coding(environ.get("HTTP_ACCEPT_ENCODING", ""))
            found = entry.varied.get(coding) or self._code(key, entry, coding)
            if coding and known(environ, (found.etag, entry.etag)) == entry.etag:  # which it has uncoded
                found = entry.varied.get("") or self._code(key, entry, "")
        if fails(environ, _tags(found, entry)):
            return another(environ, start_response)
        answer = _answer(found, environ)
        if hit and WORDING in environ:
            with self._lock:
                if self._entries.get(key) is entry:
                    self.ready.keep(environ[WORDING], answer)
        return _sent(answer, start_response)

    def _key(self, environ: WSGIEnvironment) -> Key | None:
        """Path, representation and base, or None where the answer is not to be kept."""
        path = environ.get("PATH_INFO", "")
        query = environ.get("QUERY_STRING", "")
        if (
            self._room == 0
            or environ.get("REQUEST_METHOD") not in {"GET", "HEAD"}
            or not _is_choice(query)
            or "HTTP_ACCEPT_DATETIME" in environ
            or path.startswith(_PASSED)
        ):
            return None
        wanted = self._representation(environ)
        return None if wanted is None else (path, query, wanted, self._base(environ))

    def _representation(self, environ: WSGIEnvironment) -> str | None:
        """What the headers lead to, for either default; None if they lead to nothing."""
        held = (
            environ.get("HTTP_ACCEPT", ""),
            environ.get("HTTP_ACCEPT_PROFILE", ""),
            environ.get("HTTP_ACCEPT_LANGUAGE", ""),
        )
        if held not in self._wordings:
            if len(self._wordings) >= _WORDINGS:
                self._wordings = {}
            self._wordings[held] = _meaning(*held)
        return self._wordings.get(held)

    def _fetched(self, environ: WSGIEnvironment) -> _Entry:
        """The whole answer of the app."""
        asked = {name: value for name, value in environ.items() if name not in _CONDITIONS}
        asked["REQUEST_METHOD"] = "GET"
        parts, status, headers = run_wsgi_app(self._app, asked, buffered=True)
        etag, _ = unquote_etag(headers.get("ETag"))
        body = b"".join(parts)
        codable = (
            status.startswith("200")
            and bool(etag)
            and "Content-Encoding" not in headers
            and compressible(headers.get("Content-Type", ""), len(body))
        )
        listed = tuple(pair for pair in headers.to_wsgi_list() if pair[0].lower() != "date")  # it goes on
        return _Entry(status, listed, body, etag or "", compressible=codable)

    def _code(self, key: Key, entry: _Entry, coding: str) -> _Entry:
        """Code an answer, and keep that, too."""
        made = _in(entry, coding)
        with self._lock:
            found = entry.varied.setdefault(coding, made)
            if found is made and coding and self._entries.get(key) is entry:
                self._used += len(made.body)
                self._make_room()
        return found

    def _keep(self, key: Key, entry: _Entry) -> None:
        with self._lock:
            replaced = self._entries.pop(key, None)
            if replaced:
                self._used -= replaced.size
                self.ready.drop({replaced.mark})
            self._entries[key] = entry
            self._used += entry.size
            self._make_room()

    def _make_room(self) -> None:
        """Give up what was not asked for longest."""
        gone: set[Mark] = set()
        while self._used > self._room:
            key, entry = self._entries.popitem(last=False)
            if entry.mark.recent:  # asked for by those to whom it was ready
                entry.mark.recent = False
                self._entries[key] = entry
            else:
                gone.add(entry.mark)
                self._used -= entry.size
        if gone:
            self.ready.drop(gone)


def _is_choice(query: str) -> bool:
    """Whether a query does no more than choose a representation."""
    return not query or _CHOICE.fullmatch(query) is not None


def _meaning(accept: str, profile: str, language: str) -> str | None:
    """What three headers lead to, in one line; None if to nothing."""
    page, data = negotiated(accept, HTML), negotiated(accept, TURTLE)
    told = choose_profile(profile, OFFERS, DEFAULT.name)
    listed = choose_profile(profile, OFFERS_OF_DOCUMENTS, USUAL)
    if page is None or data is None or told is None or listed is None:
        return None
    first, *others = ranked(accept, _FEW)
    is_page = 0 < first >= max(others)  # of whatever has one
    few = HTML.extension if is_page else "-".join(map(str, (first, *others)))
    read = choose_language(language, _TAGS) if HTML in (page, data) or first or any(others) else ""
    return f"{page.extension} {data.extension} {few} {told} {listed} {read}"


def _in(entry: _Entry, coding: str) -> _Entry:
    """An answer in a coding, or as it is where there is none; either says that there are others."""
    kept = [(n, v) for n, v in entry.headers if n.lower() not in {"etag", "content-length", "vary"}]
    varied = [v for n, v in entry.headers if n.lower() == "vary"]
    body = ENCODERS[coding](entry.body) if coding else entry.body
    etag = tag(entry.etag, coding)
    kept += [("Vary", ", ".join([*varied, "Accept-Encoding"])), ("ETag", f'"{etag}"')]
    kept += [("Content-Length", str(len(body)))]
    if coding:
        kept.append(("Content-Encoding", coding))
    return _Entry(entry.status, tuple(kept), body, etag, mark=entry.mark)


def _lasting(entry: _Entry) -> bool:
    """Whether an answer is one to keep: a representation, or the way to one."""
    code = int(entry.status[:3])
    return code in {HTTPStatus.OK, HTTPStatus.SEE_OTHER} and not any(
        name.lower() == "cache-control" and "no-store" in value for name, value in entry.headers
    )


def _tags(*entries: _Entry) -> list[str]:
    """The tags by which an answer may be wanted, in its coding and without."""
    return [entry.etag for entry in entries if entry.etag and entry.status.startswith("200")]


def _answer(entry: _Entry, environ: WSGIEnvironment) -> Answer:
    """The answer to GET or HEAD; 304 where the client has it (RFC 9110 §13.1.2)."""
    if entry.etag and entry.status.startswith("200") and known(environ, (entry.etag,)):
        kept = tuple((n, v) for n, v in entry.headers if n.lower() not in NOT_IN_304)
        return Answer(NOT_MODIFIED, HTTPStatus.NOT_MODIFIED, kept, b"", entry.mark)
    body = b"" if environ.get("REQUEST_METHOD") == "HEAD" else entry.body
    return Answer(entry.status, int(entry.status[:3]), entry.headers, body, entry.mark)


def _sent(answer: Answer, start_response: StartResponse) -> Iterable[bytes]:
    start_response(answer.status, list(answer.headers))
    return [answer.body]
