"""The short names of what is served, read on first use and kept with the app."""

from __future__ import annotations

from pyoxigraph import RdfFormat, parse

from server.jsonld.lists import with_lists
from server.jsonld.names import Names
from server.jsonld.vocabulary import read
from server.names import GRAPH
from server.web.site import kept, site


def names() -> Names:
    """What classes and properties are called in JSON; with other people's data those of lists alone."""
    return kept("nameplate.shortnames", lambda: with_lists(_read()))


def _read() -> Names:
    release, documents = site().release, site().documents
    if release is None:
        return Names()
    path = release.directory / "metadata.ttl"
    if path.is_file():
        return read(documents.graph(GRAPH + "ontology"), parse(path.read_bytes(), format=RdfFormat.TURTLE))
    return read(documents.graph(GRAPH + "ontology"), documents.graph(GRAPH + "metadata"))
