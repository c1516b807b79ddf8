"""The files that a release offers for download: how they are called and what is in them. Pure.

All lie below `dumps/`: the whole release and each of its named graphs in every format, packed with gzip and
with Zstandard, tables, and one archive with everything.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Final

from server.formats import GRAPH_FORMATS, N_QUADS, TRIG, GraphFormat, graph_format
from server.names import GRAPH
from server.packing import CODINGS, PACKERS, packed

FOLDER: Final = "dumps/"
GRAPHS: Final = "graphs/"
TABLES: Final = "tables/"

#: The file that describes the tables; the name is the one that CSVW looks for in their folder (§5.3).
TABLES_METADATA: Final = "csv-metadata.json"

#: The signature of the manifest, beside it; it is made after the release and is no part of it.
SIGNATURE: Final = "manifest.json.sig"

#: Formats in which dumps say which graph each statement is in.
KEEPING_GRAPHS: Final = (TRIG, N_QUADS)

_MEDIA_TYPES: Final[dict[str, str]] = {
    **{form.extension: form.media_type for form in GRAPH_FORMATS},
    "csv": "text/csv",
    "json": "application/json",
    "rdfp": "application/rdf-patch",
    "rq": "application/sparql-query",
    "sig": "text/plain",
    "txt": "text/plain",
    "zip": "application/zip",
}


class Group(Enum):
    """What a download is, in the order in which people are shown them."""

    ARCHIVE = "archive"
    TABLE = "table"
    WHOLE = "whole"
    GRAPH = "graph"


@dataclass(frozen=True)
class Download:
    """A file for download.

    Attributes:
        path: where it is below `dumps/`.
        group: what it is.
        part: name of the graph (as in the path) or of the table; empty for what holds everything.
        form: the RDF format, if it is one.
        packing: the ending by which it is compressed, `.gz` or `.zst`, or empty.
    """

    path: str
    group: Group
    part: str = ""
    form: GraphFormat | None = None
    packing: str = ""


def download(path: str) -> Download | None:
    """What a file is by its path below `dumps/`; None if it is none of these."""
    packing = packed(path)
    bare = path.removesuffix(packing)
    folder, _, name = bare.rpartition("/")
    stem, _, extension = name.rpartition(".")
    form = graph_format(extension)
    if folder == "tables" and not packing:
        return Download(path, Group.TABLE, stem)
    if folder == "graphs" and form and packing:
        return Download(path, Group.GRAPH, stem, form, packing)
    if not folder and form and packing:
        return Download(path, Group.WHOLE, "", form, packing)
    if not folder and extension == "zip" and not packing:
        return Download(path, Group.ARCHIVE)
    return None


def stem(version: str) -> str:
    """What the files of a version are called, without their endings: `nameplate-0.1.0`."""
    return f"nameplate-{version}"


def graph_name(iri: str) -> str:
    """A named graph in the name of a file: `facts-doc-000` for `graph:facts/doc-000`."""
    return iri.removeprefix(GRAPH).replace("/", "-")


def whole_files(version: str) -> Iterator[Download]:
    """The dumps of the whole release."""
    for form in GRAPH_FORMATS:
        for packing in PACKERS:
            path = f"{stem(version)}.{form.extension}{packing}"
            yield Download(path, Group.WHOLE, "", form, packing)


def graph_files(iri: str) -> Iterator[Download]:
    """The dumps of a named graph."""
    name = graph_name(iri)
    for form in GRAPH_FORMATS:
        for packing in PACKERS:
            yield Download(f"{GRAPHS}{name}.{form.extension}{packing}", Group.GRAPH, name, form, packing)


def media_type(name: str) -> str:
    """The media type of what is in a file, before compression, by its name."""
    if name.rpartition("/")[2] == TABLES_METADATA:
        return "application/csvm+json"
    extension = name.removesuffix(packed(name)).rpartition(".")[2]
    return _MEDIA_TYPES.get(extension, "application/octet-stream")


def coding(name: str) -> str:
    """How a file is compressed, as HTTP calls it; empty if it is not."""
    return CODINGS.get(packed(name), "")
