"""The short names of what is served, read on first use and kept with the app."""

from __future__ import annotations

from typing import Final

from pyoxigraph import RdfFormat, parse

from server.jsonld.lists import with_lists
from server.jsonld.names import Names
from server.jsonld.vocabulary import read
from server.names import GRAPH, expand
from server.web.site import kept, site

#: Classes, and properties, of other people's data that get a name before a document uses them.
_NAMED: Final = 10_000
_TYPE: Final = expand("rdf:type")


def names() -> Names:
    """What classes and properties are called in JSON; of an engine's data those of lists alone."""
    return kept("nameplate.shortnames", lambda: with_lists(_read()))


def _read() -> Names:
    release, documents = site().release, site().documents
    if release is None:
        return _of_data()
    path = release.directory / "metadata.ttl"
    if path.is_file():
        return read(documents.graph(GRAPH + "ontology"), parse(path.read_bytes(), format=RdfFormat.TURTLE))
    return read(documents.graph(GRAPH + "ontology"), documents.graph(GRAPH + "metadata"))


def _of_data() -> Names:
    """Those that were counted of other people's data; what is in no file of theirs is called as it comes."""
    counted, contents = site().counted, site().contents
    if counted is None or contents is None:
        return Names()
    parts = (counted.by_class, counted.by_property)
    used = {iri for part in parts for iri in sorted(part, key=lambda i: (-part[i], i))[:_NAMED]}
    return Names.of(used - {_TYPE}, contents.prefixes)
