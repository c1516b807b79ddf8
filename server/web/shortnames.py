"""The short names of what is served, read on first use and kept with the app."""

from __future__ import annotations

from typing import Final

from flask import current_app
from pyoxigraph import RdfFormat, parse

from server.jsonld.lists import with_lists
from server.jsonld.names import Names
from server.jsonld.vocabulary import read
from server.names import GRAPH
from server.web.site import site

_KEY: Final = "nameplate.shortnames"


def names() -> Names:
    """What classes and properties are called in JSON; with other people's data those of lists alone."""
    kept: Names | None = current_app.extensions.get(_KEY)
    if kept is None:
        kept = current_app.extensions[_KEY] = with_lists(_read())
    return kept


def _read() -> Names:
    release, documents = site().release, site().documents
    if release is None:
        return Names()
    path = release.directory / "metadata.ttl"
    if path.is_file():
        return read(documents.graph(GRAPH + "ontology"), parse(path.read_bytes(), format=RdfFormat.TURTLE))
    return read(documents.graph(GRAPH + "ontology"), documents.graph(GRAPH + "metadata"))
