"""The dataset in one of its versions, as citations tell it, and what names the things in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import Final

from pyoxigraph import Literal, NamedNode
from werkzeug.exceptions import NotFound

from server.names import DATASET, expand
from server.store.documents import Documents
from server.traditional import in_own_words
from server.web import mementos, pages
from server.web.bibliography import Whole
from server.web.cited_place import Place
from server.web.languages import Language
from server.web.nodes import SIMPLIFIED, TRADITIONAL, Namer
from server.web.scripts import traditional
from server.web.site import kept, own, site
from server.web.spoken import of_changes

TITLE: Final = expand("dcterms:title")
_CREATOR: Final = expand("dcterms:creator")
_PUBLISHER: Final = expand("dcterms:publisher")
_LICENCE: Final = expand("dcterms:license")


def version_of(where: Place) -> str:
    """The version that tells what is at a place; empty: the one that is served."""
    if where.version:
        return where.version
    folder, _, name = where.path.removeprefix("/").partition("/")
    if folder == "dataset":
        return mementos.with_extension(name)[0]
    if folder == "dumps":
        version, below, _ = name.partition("/")
        return version if below else ""
    told = None
    if folder == "changes":
        told = of_changes(name)
    elif folder == "ontology":
        told = mementos.numbered(where.path)
    return told.version if told else ""


@contextmanager
def namer_of(version: str, language: Language) -> Iterator[tuple[Whole, Namer]]:
    """The dataset in a version, and what names its things.

    Raises:
        NotFound: no version goes by that name.
    """
    here, release = site(), site().release
    if release is None:
        raise NotFound("There is nothing to cite in data from a file.")
    if version in {"", release.version}:
        names = _namer(here.documents, language)
        whole = _served(language, release.version, date.fromisoformat(release.issued))
        yield replace(whole, build="" if whole.published else release.directory.name), names
        return
    found = mementos.listed(version)
    with mementos.past().lent(found) as book:
        names = _namer(book.documents(), language)
        yield _whole(book.documents(), names, language, found.version, found.issued), names


def _served(language: Language, version: str, issued: date) -> Whole:
    """What the release that is served says of the dataset, in a language: the same on every page and day."""

    def found() -> Whole:
        documents = own().documents
        return _whole(documents, _namer(documents, language), language, version, issued)

    return kept(f"nameplate.whole.{language.tag}", found)


def _namer(documents: Documents, language: Language) -> Namer:
    return Namer(documents, site().urls, pages.vocabulary(), language, traditional(language))


def _whole(documents: Documents, names: Namer, language: Language, version: str, issued: date) -> Whole:
    """What a version says of the dataset as a whole."""
    published = not version.endswith("-dev")
    return Whole(
        title=best(documents, DATASET, TITLE, language) or DATASET,
        creators=tuple(_called(names, iri, language) for iri in _iris(names, _CREATOR)),
        publisher=next((_called(names, iri, language) for iri in _iris(names, _PUBLISHER)), ""),
        version=version,
        issued=issued,
        published=published,
        iri=f"{DATASET}/{version}" if published else DATASET,
        licence=next(iter(_iris(names, _LICENCE)), ""),
    )


def _called(names: Namer, iri: str, language: Language) -> str:
    """The name of one of those who made it."""
    label = names.node(iri).label
    return written(label.value, language, label.language)


def _iris(names: Namer, predicate: str) -> list[str]:
    return [o.value for o in names.objects(DATASET, predicate) if isinstance(o, NamedNode)]


def best(documents: Documents, iri: str, predicate: str, language: Language) -> str:
    """What a thing's predicate says in the best of the languages, else in English.

    It is said of what the curators made themselves, and so can be written in other characters.
    """
    found = {
        (q.object.language or "").lower(): q.object.value
        for q in documents.own(iri)
        if q.predicate.value == predicate and isinstance(q.object, Literal)
    }
    tags = (*language.first, "en", "")
    return next((written(found[tag.lower()], language, tag) for tag in tags if tag.lower() in found), "")


def written(wording: str, language: Language, tag: str = SIMPLIFIED) -> str:
    """A wording of the curators' own in the characters that the reader reads.

    Args:
        wording: what is written.
        language: of the reader.
        tag: the language of the wording.
    """
    return in_own_words(wording) if tag == SIMPLIFIED and TRADITIONAL in language.first else wording
