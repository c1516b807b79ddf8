"""Pages about things, as bytes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Final

from server.names import graph
from server.web import markup
from server.web.as_of import left_out
from server.web.asked import language, tongue
from server.web.fitting import render_light
from server.web.languages import LANGUAGES, Language
from server.web.lighter import lighter
from server.web.nodes import Namer
from server.web.profiles.reading import Lexicon
from server.web.scripts import traditional
from server.web.sections import thing_page
from server.web.site import kept, site
from server.web.vocabulary import Vocabulary

_ONTOLOGY: Final = graph("ontology")


def vocabulary() -> Vocabulary:
    """The vocabulary of what this app serves, read on first use and kept with the app."""
    return kept("nameplate.vocabulary", lambda: Vocabulary.of(site().documents.graph(_ONTOLOGY)))


def lexicon() -> Lexicon:
    """What profiles need of the vocabulary, read on first use and kept with the app."""
    return kept("nameplate.lexicon", lambda: Lexicon.of(site().documents.graph(_ONTOLOGY)))


def namer(spoken: Language = LANGUAGES[0]) -> Namer:
    """Names for one page, in the language that the request prefers; `spoken` is that of its own words."""
    here, read = site(), language()
    return Namer(here.documents, here.urls, vocabulary(), read, traditional(read), spoken)


def thing(iri: str, template: str = "thing.html", question: str = "", **more: object) -> bytes:
    """The page about anything that has an IRI.

    Args:
        iri: the thing.
        template: of its page.
        question: a query for what the page tells; empty: that for the statements about it.
        more: what that is given besides.
    """
    spoken, release = tongue(), site().release
    until = date.fromisoformat(release.issued) if release is not None else None
    page = thing_page(namer(spoken), site().urls, iri, until)
    if question:
        page = replace(page, question=question)
    if page.as_of is not None:
        left_out(page.as_of.left_out)
    if release is not None:
        said = markup.thing(page, site().urls.slug(iri) or "", vocabulary())
        more["markup"] = markup.block(said)
    instead = ({"page": told} for told in lighter(page))
    return render_light(template, instead, page=page, tongue=spoken, **more)
