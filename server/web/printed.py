"""How a page is cited on paper: what a printed page ends with, for templates."""

from __future__ import annotations

from urllib.parse import quote, urlencode

from flask.blueprints import BlueprintSetupState

from server.names import BASE
from server.web import bibliography
from server.web.as_of import DatedUrls
from server.web.asked import language
from server.web.bibliography import Citation, Part
from server.web.cited import part
from server.web.cited_place import Place, place
from server.web.cited_whole import namer_of
from server.web.site import site


def install(state: BlueprintSetupState) -> None:
    """Let templates ask for the citation of a thing's page, `citation_of(iri)`, and of another."""
    state.app.jinja_env.globals["citation_of"] = citation_of
    state.app.jinja_env.globals["citation_at"] = citation_at


def citation_of(iri: str) -> str:
    """The citation of the page about a thing, in the language of the request, without the day of reading."""
    here, tongue = site(), language()
    at = here.urls.at if isinstance(here.urls, DatedUrls) else ""
    where = Place(f"/page/{here.urls.slug(iri)}", (("at", at),) if at else ())
    with namer_of("", tongue) as (whole, names):
        found = Citation(whole, part(where, names, whole, tongue), whole.issued, False, tongue)
    return bibliography.text(found, accessed=False)


def citation_at(path: str, title: str) -> str:
    """The same of the page with a title at a path, with its arguments."""
    where = place(path)
    version = f"/version/{where.version}" if where.version else ""
    asked = f"?{urlencode(where.arguments, safe='/')}" if where.arguments else ""
    address = BASE.rstrip("/") + version + quote(where.path) + asked
    name = where.path.strip("/").replace("/", "-")
    shown = title.removesuffix(f" · {site().name}")
    what = Part(shown, address, name, "webpage", place=where.path, at=where.value("at"))
    with namer_of("", language()) as (whole, _):
        found = Citation(whole, what, whole.issued, False, language())
    return bibliography.text(found, accessed=False)
