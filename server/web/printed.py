"""How a page is cited on paper: what a printed page ends with, for templates."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import quote, urlencode

from flask.blueprints import BlueprintSetupState

from server.names import BASE
from server.web import bibliography, moment
from server.web.as_of import DatedUrls
from server.web.asked import language
from server.web.bibliography import Citation, Part
from server.web.cited import part
from server.web.cited_answer import label
from server.web.cited_place import Place, as_of, place, question
from server.web.cited_whole import namer_of
from server.web.operation import period
from server.web.proofs import ADDRESS
from server.web.site import site
from server.web.spoken import spoken


def install(state: BlueprintSetupState) -> None:
    """Let templates ask for the citation of a thing's page, `citation_of(iri)`, of another, of an answer."""
    state.app.jinja_env.globals["citation_of"] = citation_of
    state.app.jinja_env.globals["citation_at"] = citation_at
    state.app.jinja_env.globals["citation_of_answer"] = citation_of_answer


def citation_of(iri: str) -> str:
    """The citation of the page about a thing, in the language of the request, without the day of reading."""
    here, tongue = site(), language()
    at = here.urls.at if isinstance(here.urls, DatedUrls) else ""
    where = Place(f"/page/{here.urls.slug(iri)}", (("at", at),) if at else ())
    with namer_of("", tongue) as (whole, names):
        what = part(where, names, whole, tongue)
        found = Citation(whole, what and replace(what, at=at), whole.issued, False, tongue)
    return bibliography.text(found, accessed=False)


def citation_at(path: str, title: str) -> str:
    """The same of the page with a title at a path, with its arguments."""
    return _at(_dated(place(path)), title)


def citation_of_answer(path: str) -> str:
    """The same of the page of an answer, by the path with its query, which is not told if it is long."""
    where = _dated(place(path))
    asked = question(where)
    if asked is None:
        raise ValueError(f"{path} asks nothing")
    called = label(asked, language())
    return _at(where if len(path) <= ADDRESS else replace(where, arguments=()), called)


def _dated(where: Place) -> Place:
    """The same with its day or period written as every citation writes it."""
    at = period([where.value("at")])
    return as_of(where, moment.shown(at) if at else "")


def _at(where: Place, title: str) -> str:
    version = f"/version/{where.version}" if where.version else ""
    asked = f"?{urlencode(where.arguments, safe='/')}" if where.arguments else ""
    address = BASE.rstrip("/") + version + quote(where.path) + asked
    name = where.path.strip("/").replace("/", "-")
    shown = title.removesuffix(f" · {site().name}")
    what = Part(shown, address, name, "webpage", place=where.path, at=where.value("at"))
    told = spoken()
    with namer_of(told.version if told and told.published else "", language()) as (whole, _):
        found = Citation(whole, what, whole.issued, False, language())
    return bibliography.text(found, accessed=False)
