"""The files of a release as DCAT 3, DCAT-AP 3 and schema.org describe them. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from pyoxigraph import Literal, NamedNode, Triple

from server.downloads import (
    FOLDER,
    TABLES,
    TABLES_METADATA,
    Group,
    download,
    media_type,
    stem,
    whole_files,
)
from server.names import BASE, DATASET, ONTOLOGY, PREFIXES
from server.packing import MEDIA_TYPES, NAMES, packed
from server.saying import full, kind, link, number, says, text
from server.tables.columns import TABLES as TABLE_LIST

_IANA: Final = "https://www.iana.org/assignments/media-types/"
_AUTHORITY: Final = "http://publications.europa.eu/resource/authority/"
_DCATAP: Final = "http://data.europa.eu/r5r/"
_SPDX: Final = "http://spdx.org/rdf/terms#"

#: Rows of the EU's table of file types, by the ending of the file without its packing.
_FILE_TYPES: Final = {
    "ttl": "RDF_TURTLE",
    "nt": "RDF_N_TRIPLES",
    "rdf": "RDF_XML",
    "jsonld": "JSON_LD",
    "trig": "RDF_TRIG",
    "nq": "RDF_N_QUADS",
    "csv": "CSV",
    "zip": "ZIP",
}


@dataclass(frozen=True)
class DumpFile:
    """A dump as it was written.

    Attributes:
        name: its path in the release, as `dumps/nameplate-2026-11.ttl.gz`.
        media_type: what it holds, before compression.
        bytes: its size as it is fetched.
        sha256: SHA-256 of the same bytes, in hexadecimal.
    """

    name: str
    media_type: str
    bytes: int
    sha256: str


def file_iri(version: str, path: str) -> str:
    """The IRI of a file, by its path below `dumps/`."""
    return f"{BASE}dumps/{version}/{path}"


def distributions(version: str) -> dict[str, str]:
    """The downloads that hold the whole dataset or a table of it, by path, with what they are."""
    whole = {
        file.path: f"{file.form.name}, {NAMES[file.packing]}" for file in whole_files(version) if file.form
    }
    tables = {f"{TABLES}{table.name}.csv": f"table of {table.name}, CSV" for table in TABLE_LIST}
    return {**whole, **tables, f"{stem(version)}.zip": "everything in one archive, zip"}


def offered(version: str, licences: Sequence[NamedNode | Literal]) -> Iterator[Triple]:
    """Each distribution: what it holds, where it is, in which type, under which licence.

    What is not published is on trial. Of what is, the N-Quads stay; the other files are made of them as long
    as they come out the same.
    """
    yield link(DATASET, "void:vocabulary", _DCATAP)
    trial = version.endswith("-dev")
    for path, name in distributions(version).items():
        file = file_iri(version, path)
        yield link(DATASET, "dcat:distribution", file)
        yield link(f"{DATASET}/{version}", "dcat:distribution", file)
        yield kind(file, "dcat:Distribution")
        yield text(file, "dcterms:title", name, "en")
        yield link(file, "dcat:accessURL", DATASET)
        yield link(file, "dcat:downloadURL", file)
        yield from (says(file, "dcterms:license", licence) for licence in licences)
        yield from _typed(path, file, version)
        lasting = "STABLE" if path == f"{stem(version)}.nq.zst" else "AVAILABLE"
        planned = "EXPERIMENTAL" if trial else lasting
        availability = NamedNode(f"{_AUTHORITY}planned-availability/{planned}")
        yield full(file, _DCATAP + "availability", availability)
        yield link(DATASET, "schema:distribution", file)
        yield kind(file, "schema:DataDownload")
        yield link(file, "schema:contentUrl", file)
        yield text(file, "schema:encodingFormat", media_type(path))


def _typed(path: str, file: str, version: str) -> Iterator[Triple]:
    """In which type a file is, how it is packed, and what it keeps to."""
    yield link(file, "dcat:mediaType", _IANA + media_type(path))
    found = download(path)
    if found and found.packing:
        yield link(DATASET, "void:dataDump", file)
        yield link(file, "dcat:compressFormat", _IANA + MEDIA_TYPES[found.packing])
    if found and found.group is Group.ARCHIVE:
        yield link(file, "dcat:packageFormat", _IANA + media_type(path))
    is_table = found and found.group is Group.TABLE
    yield link(
        file, "dcterms:conformsTo", file_iri(version, TABLES + TABLES_METADATA) if is_table else ONTOLOGY
    )
    ending = path.removesuffix(packed(path)).rpartition(".")[2]
    if ending in _FILE_TYPES:
        yield link(file, "dcterms:format", f"{_AUTHORITY}file-type/{_FILE_TYPES[ending]}")


def sized(dumps: Iterable[DumpFile], version: str) -> Iterator[Triple]:
    """Size and checksum of each distribution, in a vocabulary that only they use."""
    yield link(DATASET, "void:vocabulary", _SPDX)
    told = distributions(version)
    for dump in dumps:
        path = dump.name.removeprefix(FOLDER)
        if path not in told:
            continue
        file = file_iri(version, path)
        checksum = file + "#checksum"
        value = Literal(dump.sha256, datatype=NamedNode(PREFIXES["xsd"] + "hexBinary"))
        yield number(file, "dcat:byteSize", dump.bytes, "nonNegativeInteger")
        yield text(file, "schema:contentSize", f"{dump.bytes} B")
        yield text(file, "schema:sha256", dump.sha256)
        yield full(file, _SPDX + "checksum", NamedNode(checksum))
        yield full(checksum, PREFIXES["rdf"] + "type", NamedNode(_SPDX + "Checksum"))
        yield full(checksum, _SPDX + "algorithm", NamedNode(_SPDX + "checksumAlgorithm_sha256"))
        yield full(checksum, _SPDX + "checksumValue", value)
