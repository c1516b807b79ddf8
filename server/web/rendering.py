"""Templates: one environment for each app, strict about names, escaping everything."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import quote, urlencode

from flask import Flask, g, has_request_context, render_template, request
from jinja2 import StrictUndefined

from server.charts.figures import SYSTEM
from server.web import words
from server.web.addresses import mounted
from server.web.asked import FORMATS, LANGUAGE, PROFILE, tongue
from server.web.contexts.values import Datum, Nested, Node
from server.web.languages import LANGUAGES
from server.web.lasting import Lasting, lasting
from server.web.onward import in_language
from server.web.operation import in_lines
from server.web.proofs import ADDRESS
from server.web.site import site
from server.web.spacing import closed_up
from server.web.spoken import spoken
from server.web.wording import breakable, byte_size, headline, placed, scripted, sentence, stepped, timed

_LASTING: Final = "nameplate_lasting"
#: Pages on which there is nothing to cite.
_UNCITED: Final = ("problem.html", "gone.html")


def install(app: Flask) -> None:
    """Give the templates of an app what they share, and make an unknown name an error."""
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    words.install(app, tongue)
    app.jinja_env.filters["breakable"] = breakable
    app.jinja_env.filters["headline"] = headline
    app.jinja_env.filters["byte_size"] = byte_size
    app.jinja_env.filters["placed"] = placed
    app.jinja_env.filters["scripted"] = scripted
    app.jinja_env.filters["sentence"] = sentence
    app.jinja_env.filters["stepped"] = stepped
    app.jinja_env.filters["timed"] = timed
    tests: dict[str, Callable[[object], bool]] = {
        "node": lambda value: isinstance(value, Node),
        "datum": lambda value: isinstance(value, Datum),
        "nested": lambda value: isinstance(value, Nested),
    }
    app.jinja_env.tests.update(tests)


def share(one: Flask, other: Flask) -> None:
    """Give the templates of another app what parts of this one have added for templates."""
    for name, value in one.jinja_env.globals.items():
        other.jinja_env.globals.setdefault(name, value)


def render(template: str, **context: object) -> bytes:
    """A page as bytes, with the links and the name of the site at hand.

    What is `cited`, a path or an IRI, can be cited from the page; unless it is given it is the page itself.
    A page whose own words are had in several languages is given its `tongue`; the others are in English. Who
    has `chosen` one by the query, rather than by headers, is led on in it.
    """
    here = site()
    thing = getattr(getattr(context.get("page"), "node", None), "iri", "")
    slug = here.urls.slug(thing)
    shown: dict[str, Any] = {
        words.TONGUE: None,
        "version_told": None,
        "lasting": None,
        "mentions": Mentions(),
        "cited": "" if template in _UNCITED else _address(slug),
        **context,
    }
    spoken_in = shown[words.TONGUE]
    is_chosen = has_request_context() and bool(request.args.get(LANGUAGE))
    shown["chosen"] = spoken_in.tag if spoken_in is not None and is_chosen else ""
    shown["tongues"] = _tongues(slug) if spoken_in is not None else ()
    shown["resent"] = _resent(slug) if shown["tongues"] else None
    is_indexed = shown["tongues"] and template not in _UNCITED and shown["resent"] is None
    shown["any_tongue"] = _without_tongue(slug) if is_indexed else ""
    shown["drawn"] = here.release is not None and SYSTEM.file in here.release.files
    told = spoken()
    if told is not None:
        shown["version_told"] = told
    elif shown["cited"]:
        shown["lasting"] = _lasting(slug)
        setattr(g, _LASTING, shown["lasting"])
    with words.speaking(spoken_in):
        page = render_template(template, to=here.urls.to, site=here, **shown)
    if shown["chosen"]:
        page = in_language(page, LANGUAGE, shown["chosen"], here.urls.public)
    return (closed_up(page) if spoken_in is not None and spoken_in.tag.startswith("zh") else page).encode()


@dataclass
class Mentions:
    """What a page has named so far, for what it says of a thing where it names it first.

    Attributes:
        sparing: whether the page is heavy, and so leads once to what it would lead to beside every statement.
    """

    sparing: bool = False
    _iris: set[str] = field(default_factory=set)
    _numbers: dict[str, int] = field(default_factory=dict)

    def first(self, iri: str) -> bool:
        """Whether a thing was not named before; from now on it was."""
        before = len(self._iris)
        self._iris.add(iri)
        return len(self._iris) > before

    def number(self, iri: str) -> int:
        """The place of a claim among those that the page links, from 1."""
        return self._numbers.setdefault(iri, len(self._numbers) + 1)


@dataclass(frozen=True)
class Tongue:
    """A language that the page can be read in, and where it is so."""

    tag: str
    name: str
    href: str


def _tongues(slug: str | None) -> tuple[Tongue, ...]:
    """The languages of the page that is asked for by GET, of the thing with a slug; none for others."""
    if not has_request_context() or request.method not in {"GET", "HEAD"}:
        return ()
    place, asked = _untold(slug)
    return tuple(
        Tongue(one.tag, one.name, f"{place}?{urlencode([*asked, (LANGUAGE, one.tag)], safe='/')}")
        for one in LANGUAGES
    )


def _without_tongue(slug: str | None) -> str:
    """Where the page is in whatever language its reader prefers."""
    place, asked = _untold(slug)
    return place + (f"?{urlencode(asked, safe='/')}" if asked else "")


@dataclass(frozen=True)
class Resent:
    """What a form sends again in place of many links that would hold it: a long query, as a rule."""

    place: str
    fields: tuple[tuple[str, str], ...]


def _resent(slug: str | None) -> Resent | None:
    """What asks for the page again, in another language; None where it is short enough for links."""
    place, asked = _untold(slug)
    return Resent(place, tuple(asked)) if len(urlencode(asked)) > ADDRESS else None


def _untold(slug: str | None) -> tuple[str, list[tuple[str, str]]]:
    """Where the page is that is asked for, and what is asked of it beside a language and a format."""
    without = {LANGUAGE, *FORMATS} | ({PROFILE} if site().release is None else set())
    given = request.args.items(multi=True)
    asked = [(name, in_lines(value)) for name, value in given if name not in without]
    path = request.path.removesuffix(".html")
    if slug and path.startswith(("/page/", "/data/")):
        path = f"/page/{slug}"
    path += "/" if path == "/ontology" else ""  # whose name with an extension has no slash
    return site().urls.public + quote(mounted(path)), asked


def lasting_told() -> Lasting | None:
    """What the page that was made for this request names to be cited instead; None if it names nothing."""
    found: Lasting | None = g.get(_LASTING)
    return found


def _lasting(slug: str | None) -> Lasting | None:
    """What is published of the page that is asked for, where that is not published itself."""
    if not has_request_context():
        return None
    return lasting(
        f"/page/{slug}" if slug else request.path.removesuffix(".html"), request.args.get("at", "")
    )


def _address(slug: str | None) -> str:
    """Where the page that is asked for is, with its parameters; empty where nothing is asked for by GET.

    It has one name, whatever language it is read in.

    Args:
        slug: what names the thing that the page is about, if it is about one: it has one page, and only the
            day changes what is on it.
    """
    if not has_request_context() or request.method not in {"GET", "HEAD"}:
        return ""
    path = f"/page/{slug}" if slug else request.path.removesuffix(".html")
    told = request.query_string.decode("ascii", "replace").split("&")
    asked = "&".join(one for one in told if one.partition("=")[0] != LANGUAGE)
    if slug:
        asked = urlencode({"at": at}, safe="/") if (at := request.args.get("at")) else ""
    return quote(mounted(path), safe="/") + (f"?{asked}" if asked else "")
