"""The documents of the site among what can be searched: by their titles, in each language."""

from __future__ import annotations

from collections.abc import Iterator

from server.names import BASE
from server.web.guide_table import GUIDES, Guide
from server.web.languages import LANGUAGES
from server.web.words import worded
from server.wordings import GUIDE, Entry, Wording

_HOME = BASE.rstrip("/")


def entries() -> Iterator[Entry]:
    """Every document with its titles."""
    for one in GUIDES:
        titles = {worded(one.title, language): language.tag.lower() for language in reversed(LANGUAGES)}
        wordings = tuple(Wording(title, tag) for title, tag in titles.items())
        yield Entry(_HOME + one.path, one.title, wordings, sort=GUIDE)


def guide_of(iri: str) -> Guide:
    """The document of an entry."""
    return next(one for one in GUIDES if _HOME + one.path == iri)
