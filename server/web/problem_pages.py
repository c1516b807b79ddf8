"""`/problems/`: the types of problems as pages and, where their IRIs lead, as concepts (RFC 9457 §3.1.1)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Final

from flask import Blueprint, Response
from pyoxigraph import Literal, NamedNode, Quad
from werkzeug.exceptions import NotFound

from server.names import expand
from server.web.asked import tongue
from server.web.documents import answered, titled
from server.web.languages import LANGUAGES
from server.web.problem_types import PROBLEM_TYPES, ProblemType
from server.web.problems import HTTP, TYPES
from server.web.rendering import render
from server.web.representations import split
from server.web.words import worded

_PATH: Final = "/problems/"
_TITLE: Final = "Types of problems"


def blueprint() -> Blueprint:
    """The routes of the types of problems."""
    made = Blueprint("problem_pages", __name__)
    made.add_url_rule(_PATH, view_func=every)
    made.add_url_rule("/problems.<extension>", view_func=every)
    made.add_url_rule(_PATH + "<slug>", view_func=one)
    return made


def every(extension: str | None = None) -> Response:
    """All types of problems."""
    page = partial(_page, PROBLEM_TYPES)
    return answered(_PATH, TYPES, extension, lambda: list(_all()), page, title=titled(_TITLE))


def one(slug: str) -> Response:
    """One type of problem.

    Raises:
        NotFound: there is none of that name.
    """
    stem, extension = split(slug)
    found = next((kind for kind in PROBLEM_TYPES if kind.slug == stem), None)
    if found is None:
        raise NotFound("There is no such type of problem; /problems/ lists them.")
    return answered(
        _PATH + found.slug,
        TYPES + found.slug,
        extension,
        lambda: list(described(found)),
        lambda: _page([found]),
        title=titled(found.title),
    )


def described(kind: ProblemType) -> Iterator[Quad]:
    """A type in RDF: a concept with what it means and what to do, in every language."""
    iri = TYPES + kind.slug
    yield _says(iri, "rdf:type", NamedNode(expand("skos:Concept")))
    yield _says(iri, "skos:inScheme", NamedNode(TYPES))
    yield from _told(iri, "skos:prefLabel", kind.title)
    yield from _told(iri, "skos:definition", kind.means)
    yield from _told(iri, "skos:scopeNote", kind.remedy)
    for status in kind.statuses:
        yield Quad(NamedNode(iri), NamedNode(HTTP + "statusCodeValue"), Literal(status))


def _all() -> Iterator[Quad]:
    yield _says(TYPES, "rdf:type", NamedNode(expand("skos:ConceptScheme")))
    yield from _told(TYPES, "skos:prefLabel", _TITLE)
    for kind in PROBLEM_TYPES:
        yield _says(TYPES, "skos:hasTopConcept", NamedNode(TYPES + kind.slug))
        yield from described(kind)


def _told(iri: str, predicate: str, english: str) -> Iterator[Quad]:
    for language in LANGUAGES:
        yield _says(iri, predicate, Literal(worded(english, language), language=language.tag.lower()))


def _says(subject: str, predicate: str, value: NamedNode | Literal) -> Quad:
    return Quad(NamedNode(subject), NamedNode(expand(predicate)), value)


def _page(found: Sequence[ProblemType]) -> bytes:
    return render("problems.html", found=found, tongue=tongue())
