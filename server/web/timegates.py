"""When we said it: what was published by a moment, by date and time (Memento, RFC 7089).

Each resource is its own TimeGate: with `Accept-Datetime` it leads to what the version had that was the
newest then. `/timegate/…` does the same for everybody, `/timemap/…` lists the versions. What was *true* at
a time is another question, asked with `at`; both can be asked at once. What is asked with `at` is a resource
of its own, whose versions are those of the same day: links keep it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final
from urllib.parse import quote

from flask import Blueprint, Flask, Response, request
from werkzeug.exceptions import BadRequest, NotFound
from werkzeug.http import http_date

from server.names import BASE
from server.store.past import Version
from server.versions.identity import Unknown
from server.web.addresses import absolute
from server.web.fates import fate_of
from server.web.lasting import iris
from server.web.mementos import past, with_extension
from server.web.responses import content, freshness
from server.web.site import site
from server.web.urls import placed

#: The media type of a TimeMap (RFC 9264 has it registered anew).
LINK_FORMAT: Final = "application/link-format"

_HEADER: Final = "Accept-Datetime"
#: What of a request's endpoint can be had as of a version.
_ORIGINALS: Final = frozenset(
    (
        *("resources.thing", "resources.page", "resources.data", "resources.anything"),
        *("terms.whole", "terms.term_or_version", "catalogue.dataset", "catalogue.graph"),
        *("sources.every", "sources.one", "sources.passage_of"),
    )
)
_TOLD: Final = frozenset((200, 301, 303, 304, 410))
#: RFC 7089 §2.1.1.1: the form of RFC 1123, in GMT.
_MOMENT: Final = re.compile(
    r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} "
    r"\d{2}:\d{2}:\d{2} GMT\Z"
)


def blueprint() -> Blueprint:
    """The routes of TimeGates and TimeMaps."""
    made = Blueprint("timegates", __name__)
    made.add_url_rule("/timegate/<path:path>", view_func=timegate)
    made.add_url_rule("/timemap/<path:path>", view_func=timemap)
    return made


def install(app: Flask) -> None:
    """Make the resources of an app their own TimeGates, and have them say where their past is."""
    app.before_request(_asked_for_the_past)
    app.after_request(_with_past)


def moment(given: str) -> datetime:
    """A date and time as HTTP writes it.

    Raises:
        BadRequest: it is none.
    """
    try:
        found = parsedate_to_datetime(given.strip()) if _MOMENT.match(given.strip()) else None
    except ValueError:
        found = None
    if found is None:
        raise BadRequest(f"{_HEADER} is no date and time: write it as Tue, 01 Jun 2027 12:00:00 GMT.")
    return found.astimezone(UTC)


def at(versions: Sequence[Version], when: datetime) -> Version:
    """The newest version at a moment; the first where there was none yet (RFC 7089 §4.5.3)."""
    before = [one for one in versions if one.moment <= when]
    return before[-1] if before else versions[0]


def timegate(path: str) -> Response:
    """To the version of a resource at the moment asked for, or the newest.

    Raises:
        NotFound: no published version has it.
        BadRequest: the moment is none.
    """
    given = request.headers.get(_HEADER)
    when = moment(given) if given is not None else datetime.max.replace(tzinfo=UTC)
    path = _path(path)
    return _led(path, _of(path), when)


def timemap(path: str) -> Response:
    """The versions that have a resource, as links.

    Raises:
        NotFound: no published version has it.
    """
    path = _path(path)
    versions = _of(path)
    asked = _day_asked()
    here, gate = (absolute(f"/{kind}{_quoted(path)}") + asked for kind in ("timemap", "timegate"))
    first, last = (http_date(one.moment) for one in (versions[0], versions[-1]))
    rows = [
        f'<{absolute(_quoted(path))}{asked}>; rel="original"',
        f'<{here}>; rel="self"; type="{LINK_FORMAT}"; from="{first}"; until="{last}"',
        f'<{gate}>; rel="timegate"',
        *_mementos(path, versions, absolute("")),
    ]
    return content((",\n".join(rows) + "\n").encode(), LINK_FORMAT, negotiated=False)


def _asked_for_the_past() -> Response | None:
    """The way to a version, if the request says by when; None to answer as things are."""
    here = site()
    given = request.headers.get(_HEADER)
    if given is None or here.past is None or not _original():
        return None
    when = moment(given)
    return _led(request.path, _of(request.path), when) if here.past.published else None


def _with_past(response: Response) -> Response:
    """The response of a resource, saying where its past is; of a version without it, who has it."""
    here = site()
    if here.past is None:
        return response
    gate = request.endpoint == "timegates.timegate"
    if gate or _original():  # refusals, too, depend on the moment asked for
        response.vary.add("accept-datetime")
    if response.status_code not in (*_TOLD, 404):
        return response
    found = _shown()
    if found is not None:
        _link(response, related(*found))
    elif here.past.published and _original() and response.status_code in _TOLD:
        _link(response, _ways(request.path))
    return response


def _shown() -> tuple[str, Version] | None:
    """What this request is for, if it is for a document of a version: the path of today, and the version."""
    if request.endpoint not in {"mementos.memento", "mementos.dataset"}:
        return None
    args = request.view_args or {}
    if request.endpoint == "mementos.memento":
        version, path = args["version"], "/" + args["path"]
    else:
        version, extension = with_extension(args["version"])
        path = f"/dataset.{extension}" if extension else "/dataset"
    known = past().named(version)
    return (path, known) if known is not None and known.published else None


def related(path: str, version: Version) -> list[str]:
    """The links of a memento: the original, where its past is, first and last version and those beside.

    Where that version does not have it they lead to those that do; there are none if none does.
    """
    versions = _versions(path)
    return [*_ways(path), *_mementos(path, versions, site().urls.public, beside=version)] if versions else []


def _ways(path: str) -> list[str]:
    """The links of a resource to itself as it is now, and to its past."""
    public, quoted, asked = site().urls.public, _quoted(path), _day_asked()
    return [
        f'<{public}{quoted}{asked}>; rel="original"',
        f'<{public}/timegate{quoted}{asked}>; rel="timegate"',
        f'<{public}/timemap{quoted}{asked}>; rel="timemap"; type="{LINK_FORMAT}"',
    ]


def _day_asked() -> str:
    """The query of a request for what was so on a day; empty where it asks for none."""
    days = request.args.getlist("at")
    return f"?at={quote(days[0], safe='/')}" if len(days) == 1 and days[0] else ""


def _led(path: str, versions: Sequence[Version], when: datetime) -> Response:
    """302 to the version of a moment (RFC 7089 §4.1.1); what is asked beside goes along."""
    chosen = at(versions, when)
    asked = request.query_string.decode("ascii", "replace")
    target = site().urls.to(placed(path, chosen.version)) + (f"?{asked}" if asked else "")
    told = f"As version {chosen.version} of {chosen.issued} has it: {target}\n"
    response = Response(told, 302, content_type="text/plain; charset=utf-8")
    response.headers["Location"] = target
    response.headers["Cache-Control"] = freshness()
    response.vary.add("accept-datetime")
    _link(response, related(path, chosen))
    return response


def _mementos(path: str, versions: Sequence[Version], host: str, beside: Version | None = None) -> list[str]:
    """Links to the versions that have a resource, in their order, the host before each path.

    With `beside` only to the first, the last, that version and those next to it; it may not be among them.
    """
    known = [one.version for one in past().versions]
    order = [known.index(one.version) for one in versions]
    place = known.index(beside.version) if beside else -1
    before = [number for number, at in enumerate(order) if at < place]
    after = [number for number, at in enumerate(order) if at > place]
    rows = []
    for number, one in enumerate(versions):
        relations = [
            *(["first"] if number == 0 else []),
            *(["last"] if number == len(versions) - 1 else []),
            *(["prev"] if beside and number in before[-1:] else []),
            *(["next"] if beside and number in after[:1] else []),
            "memento",
        ]
        if beside and len(relations) == 1 and order[number] != place:
            continue
        target = host + _quoted(placed(path, one.version)) + _day_asked()
        rows.append(f'<{target}>; rel="{" ".join(relations)}"; datetime="{http_date(one.moment)}"')
    return rows


def _link(response: Response, links: Sequence[str]) -> None:
    held = response.headers.getlist("Link")
    if links:
        response.headers["Link"] = ", ".join([*held, *links])


def _original() -> bool:
    """Whether the request is for a resource that versions have, too."""
    is_version = request.endpoint == "terms.term_or_version" and request.path.endswith("/")
    return request.method in {"GET", "HEAD"} and request.endpoint in _ORIGINALS and not is_version


def _path(given: str) -> str:
    """The path of a resource that was named by its path, or by its IRI."""
    return "/" + given.removeprefix(BASE)


def _quoted(path: str) -> str:
    """A path as links have it, of no day."""
    return site().urls.undated(path).removeprefix(site().urls.public)


def _of(path: str) -> list[Version]:
    """The published versions that have a resource, oldest first.

    Raises:
        NotFound: there is none.
    """
    found = _versions(path)
    if not found:
        past()
        raise NotFound("No published version has a resource at that path.")
    return found


def _versions(path: str) -> list[Version]:
    here = site()
    if here.past is None:
        return []
    named = iris(path)
    known = [one for one in here.past.before if any(one in here.past.knowing(iri) for iri in named)]
    own = here.past.named(here.release.version) if here.release else None
    if own is not None and own.published and any(_known_now(iri) for iri in named):
        known.append(own)
    return known


def _known_now(iri: str) -> bool:
    graphs = release.counts.get("graphs", {}) if (release := site().release) else {}
    return iri in graphs or not isinstance(fate_of(site().documents, iri), Unknown)
