"""How a page is cited on paper: what a printed page ends with, for templates.

It is what `/cite` says of the page, but for what only a reader of today needs: the day of reading, and what
is to be cited instead of what is not published, which the foot of the page says.
"""

from __future__ import annotations

from dataclasses import replace

from flask.blueprints import BlueprintSetupState
from werkzeug.exceptions import NotFound

from server.web import bibliography, cited_answer, moment
from server.web.asked import language
from server.web.bibliography import Citation
from server.web.cited import page, part
from server.web.cited_place import Place, as_of, place, question
from server.web.cited_whole import namer_of, version_of
from server.web.operation import period
from server.web.site import site


def install(state: BlueprintSetupState) -> None:
    """Let templates ask for the citation of a page, `citation_at(path, title)`, and of an answer."""
    state.app.jinja_env.globals["citation_at"] = citation_at
    state.app.jinja_env.globals["citation_of_answer"] = citation_of_answer


def citation_at(path: str, title: str) -> str:
    """The citation of the page with a title at a path, in the language of the request."""
    where = _dated(place(path))
    shown = title.removesuffix(f" · {site().name}").strip()
    with namer_of(version_of(where), language()) as (whole, names):
        try:
            what = part(where, names, whole, language(), shown)
        except NotFound:  # a vocabulary that does not describe itself has a page all the same
            what = page(where, language(), shown)
        found = Citation(whole, what and replace(what, at=where.value("at")), whole.issued, False, language())
    return bibliography.text(found, accessed=False)


def citation_of_answer(path: str) -> str:
    """The same of the page of an answer, by the path with its query."""
    where = _dated(place(path))
    asked = question(where)
    if asked is None:
        raise ValueError(f"{path} asks nothing")
    asked = replace(asked, at=where.value("at"))
    what = cited_answer.printed(asked, language())
    with namer_of("", language()) as (whole, _):
        found = Citation(whole, what, whole.issued, False, language())
    return bibliography.text(found, accessed=False)


def _dated(where: Place) -> Place:
    """The same with its day or period written as every citation writes it."""
    at = period([where.value("at")])
    return as_of(where, moment.shown(at) if at else "")
