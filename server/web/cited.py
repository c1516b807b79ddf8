"""What of the dataset is cited: what is found at a path or behind an IRI."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final
from urllib.parse import quote, urlencode

from flask import current_app
from werkzeug.exceptions import HTTPException, NotFound

from server.names import BASE, GRAPH, expand
from server.versions.identity import Merged
from server.web import resources
from server.web.asked import FORMATS, LANGUAGE
from server.web.bibliography import Note, Part, Whole
from server.web.citations import citations
from server.web.cited_answered import Answered, answered, hashed
from server.web.cited_download import dated_table, download
from server.web.cited_place import Place
from server.web.cited_whole import TITLE, best
from server.web.fates import GivenUp
from server.web.languages import Language
from server.web.nodes import Namer
from server.web.representations import by_extension
from server.web.site import site
from server.web.terms import REUSED
from server.web.urls import placed
from server.web.words import said, worded

_PART_OF: Final = expand("dcterms:isPartOf")

#: Parts of the app whose answers nobody cites: what runs the server, and what leads back here.
_UNCITED: Final = frozenset(
    ("", "citing", "receipts", "health", "metrics", "static", "linksets", "timegates", "resources", "terms")
)
#: Parts of the app that answer for things.
_THINGS: Final = frozenset(("resources", "terms"))
#: Pages of the vocabulary that are about no thing: what it reuses, and what it is by a number.
_VOCABULARY: Final = re.compile(rf"{REUSED}|/ontology/[^/]+/")
#: Sources of a claim that are told.
_SOURCES: Final = 10


def part(at: Place, names: Namer, whole: Whole, language: Language, title: str = "") -> Part | None:
    """What of a version of the dataset is at a place; None if it is the whole.

    Args:
        at: the place.
        names: names the things of the version.
        whole: the version.
        language: of the words.
        title: of the page at the place, where that is at hand; else it is asked for.

    Raises:
        NotFound: nothing is.
        GivenUp: what was there is gone.
    """
    path = at.path
    stem, _, extension = path.rpartition(".")
    bare = stem if by_extension(extension) else path
    is_whole = bare in {"/", "/dataset", f"/dataset/{whole.version}"}
    if is_whole and not (bare == "/" and at.value("at")):  # the front page shows a day, the others do not
        return None
    if path.startswith("/dumps/"):
        found = download(path, language)
        if found is not None:
            return found
    if path.startswith("/tables/"):
        return dated_table(at, language)
    if path.startswith("/graph/"):
        graph = GRAPH + bare.removeprefix("/graph/")
        if next(iter(names.documents.graph(graph)), None) is not None:
            title = best(names.documents, graph, TITLE, language) or graph.removeprefix(GRAPH)
            where = _found_at(_lasting(bare, whole), language)
            return Part(title, graph, graph.removeprefix(GRAPH), "dataset", where, place=bare)
    if _VOCABULARY.fullmatch(path):
        return page(at, language, title)
    if at.version:
        return _of_version(at, bare, names, whole, language, title)
    if path.startswith("/sources/") and path != "/sources/":
        source = resources.known("/id/" + bare.rpartition("/")[2])
        return _thing(source, names, whole, language, document=_of_source(bare))
    if path == "/sparql":
        return Part("SPARQL", BASE + "sparql", "sparql", "webpage")
    iri = at.iri if at.iri in names.documents else None
    if iri is None and (part_of_app := _part_of_app(path)) in _THINGS:
        iri = _named(path, bare)
    if iri is not None:
        return _thing(iri, names, whole, language, at.value("at"))
    if part_of_app in _UNCITED:
        raise NotFound("There is nothing to cite at that address.")
    return page(at, language, title)


def _named(path: str, bare: str) -> str | None:
    """The IRI of the thing that a path leads to, or None if it leads to none."""
    slug = bare if bare.startswith("/data/") else path
    for folder in ("/page/", "/data/"):
        if slug.startswith(folder):
            name = slug.removeprefix(folder)
            return resources.found(name)
    return _known(path) or (None if bare == path else _known(f"{bare}/"))


def _known(path: str) -> str | None:
    try:
        return resources.known(path)
    except NotFound:
        return None


def _part_of_app(path: str) -> str:
    """Which part of the app answers at a path; empty if none."""
    try:
        found, _ = current_app.url_map.bind("localhost").match(path, method="GET")
    except HTTPException:
        return ""
    return str(found).partition(".")[0]


def _thing(
    iri: str, names: Namer, whole: Whole, language: Language, at: str = "", document: str = ""
) -> Part:
    """A thing, with the document about it, as of a day if there is one, and what it rests on.

    Args:
        iri: of the thing.
        names: names it.
        whole: the version.
        language: of the words.
        at: the day or period.
        document: the path of the document, where it is not the page of the thing.
    """
    label = names.node(iri).label.value
    slug = site().urls.slug(iri) or ""
    rests = [
        Note(
            said("Rests on %(source)s:", language, source=_shown(source.place, source.document, language)),
            source.passage.iri,
        )
        for source in citations(names, iri)[:_SOURCES]
        if source.passage
    ]
    within = [
        Note(said("In %(place)s:", language, place=node.label.value), node.iri)
        for node in names.named(iri, _PART_OF)
    ]
    # the vocabulary is its own document, and is the same for every day
    own = slug.endswith("/")
    place = document or (f"/{slug}" if own else f"/page/{slug}")
    page = _lasting(place, whole) + (f"?at={at}" if at and not own else "")
    notes = (*_found_at(page, language), *within, *dict.fromkeys(rests))
    return Part(label, iri, slug.rpartition("/")[2] or slug.strip("/"), notes=notes, place=place)


def _shown(passage: str, document: object, language: Language) -> str:
    label = getattr(getattr(document, "label", None), "value", "")
    return said("%(place)s, %(document)s", language, place=passage, document=label) if label else passage


def _of_source(path: str) -> str:
    """The path of a source that is shown passage by passage; empty for a passage, which has its own page."""
    return path if path.startswith("/sources/") and path.count("/") == 2 else ""


def _of_version(at: Place, bare: str, names: Namer, whole: Whole, language: Language, title: str) -> Part:
    """A thing as a version describes it, or its list of sources."""
    urls, path = site().urls, at.path
    if bare in {"/sources", "/sources/"}:
        return page(at, language, title)
    for folder in ("/page/", "/data/"):
        if path.startswith(folder):
            slug = (bare if folder == "/data/" else path).removeprefix(folder)
            path = f"/id/{slug}" if urls.root + f"/id/{slug}" in names.documents else f"/{slug}"
    if path.startswith("/sources/"):
        path = "/id/" + bare.rpartition("/")[2]
    iri = next((iri for iri in urls.iris(path) if names.own(iri)), None)
    if iri is None:
        raise NotFound(f"Version {whole.version} has nothing at that address.")
    return _thing(iri, names, whole, language, at.value("at"), _of_source(bare))


def _lasting(path: str, whole: Whole) -> str:
    """Where what is at a path stays as it is: that of the version, once that is published."""
    return placed(path, whole.version) if whole.published else path


def _found_at(path: str, language: Language) -> tuple[Note, ...]:
    return (Note(worded("Document:", language), BASE.rstrip("/") + path),)


def page(at: Place, language: Language, title: str = "") -> Part:
    """Any page of this server, by its title, or data by the page beside it, with the hash of the data.

    A page has one address, whatever language it is read in; data are what they are in theirs.

    Args:
        at: where it is.
        language: of the words.
        title: of the page, where that is at hand; else it is asked for.

    Raises:
        NotFound: there is no such page.
    """
    at = replace(at, path=placed(at.path, at.version)) if at.version else at
    asked = _in_any_language(at)
    if title:
        return _entry(at, asked, Answered(title), language)
    try:
        found = answered(asked)
        if not found.title and asked != (told := _asked(at)):
            asked, found = told, answered(told)
        found = replace(found, title=found.title or _title_beside(at))
    except HTTPException as error:
        raise NotFound("There is nothing to cite at that address.") from error
    return _entry(at, asked, found, language)


def _entry(at: Place, asked: str, found: Answered, language: Language) -> Part:
    """A page or data at a place, by what is found there."""
    return Part(
        found.title or at.path,
        BASE.rstrip("/") + asked,
        at.path.strip("/").replace("/", "-"),
        "webpage" if found.data is None else "dataset",
        hashed(found.data, language),
        place=at.path,
        at=at.value("at"),
    )


def _asked(at: Place) -> str:
    return quote(at.path) + (f"?{urlencode(at.arguments, safe='/')}" if at.arguments else "")


def _in_any_language(at: Place) -> str:
    return _asked(replace(at, arguments=tuple(one for one in at.arguments if one[0] != LANGUAGE)))


def _title_beside(at: Place) -> str:
    """The title of the page that says the same as data; empty if there is none."""
    stem, dot, _ = at.path.rpartition(".")
    path = stem if dot and "/" not in at.path[len(stem) :] else at.path
    others = [one for one in at.arguments if one[0] not in FORMATS]
    if path == at.path and len(others) == len(at.arguments):
        return ""
    arguments = f"?{urlencode(others)}" if others else ""
    for page in (path, f"{path}/"):
        try:
            return answered(quote(page) + arguments).title
        except HTTPException:
            continue
    return ""


def resolved(error: GivenUp, names: Namer, whole: Whole, language: Language) -> Part:
    """The survivor of a merged thing, with the identifier that was given up.

    Raises:
        GivenUp: there is no survivor.
    """
    if not isinstance(error.what, Merged):
        raise error
    found = _thing(error.what.into, names, whole, language)
    return replace(found, notes=(Note(worded("Formerly", language), error.iri), *found.notes))
