"""The dataset's computed description: VoID, DCAT 3, PROV and schema.org, with figures counted from the quads.

What people decide (title, licence, version, publisher) is authored in `instances/dataset.ttl` and repeated
here only where another vocabulary asks for it in its own words. Nothing is made up: what is not authored or
counted is left out.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad, Triple

from server.downloads import (
    FOLDER,
    TABLES,
    TABLES_METADATA,
    Group,
    download,
    graph_files,
    media_type,
    stem,
    whole_files,
)
from server.formats import GRAPH_FORMATS
from server.heads import Headed
from server.layers import title
from server.names import BASE, DATASET, GRAPH, ID, ONTOLOGY, PREFIXES, curie, expand
from server.packing import MEDIA_TYPES
from server.release.catalogued import catalogued
from server.release.executables import executables
from server.release.figures import TYPE, Tally, hierarchy, uses
from server.tables.columns import TABLES as TABLE_LIST

_IANA: Final = "https://www.iana.org/assignments/media-types/"
_SPDX: Final = "http://spdx.org/rdf/terms#"
_VOID_EXT: Final = "http://ldf.fi/void-ext#"
_LANGUAGE: Final = "http://publications.europa.eu/resource/authority/language/"
_SPARQL: Final = BASE + "sparql"
_EXAMPLE: Final = ID + "cac"

#: What packs a file, in a word.
_PACKED: Final = {".gz": "gzip", ".zst": "Zstandard"}

#: Rounds in which the description, which counts itself, comes to rest; two or three are usual.
_ROUNDS: Final = 20

#: Graphs that do not describe the domain; how classes are used is not counted there.
_NOT_DOMAIN: Final = frozenset({GRAPH + "ontology", GRAPH + "metadata"})

#: Languages by their IRI, and as search engines want them.
_LANGUAGES: Final = {_LANGUAGE + "ENG": "en", _LANGUAGE + "ZHO": "zh"}


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


def describe(
    quads: Iterable[Quad],
    dataset: Sequence[Quad],
    version: str,
    dumps: Sequence[DumpFile] = (),
    queries: Sequence[Headed] = (),
) -> list[Triple]:
    """The description of a release, beside what is authored about it.

    Args:
        quads: every quad of the release but these.
        dataset: the authored quads about the dataset; they are among `quads` too.
        version: as `2026-11-dev`.
        dumps: the files of the release. Without them sizes and checksums are left out, and so is how often
            each use of a class has each kind of value: that is the description which stands in the release
            itself, and which its figures count too.
        queries: the published queries.
    """
    held = list(quads)
    domain = [q for q in held if getattr(q.graph_name, "value", "") not in _NOT_DOMAIN]
    used = uses(domain, hierarchy(held))
    constant = [
        *executables(queries),
        *_used(used),
        *catalogued(held, dataset, version, _distributions(version)),
    ]
    present = {q.triple for q in held}
    counted = Tally().add(held)
    core: list[Triple] = []
    for _ in range(_ROUNDS):
        own = [Quad(t.subject, t.predicate, t.object, NamedNode(GRAPH + "metadata")) for t in core]
        made = [*_core(counted.copy().add(own), dataset, version), *constant]
        fresh = list(dict.fromkeys(t for t in made if t not in present))
        if fresh == core:
            break
        core = fresh
    if not dumps:
        return core
    return list(dict.fromkeys([*core, *_files(dumps, version), *_often(used)]))


def _core(tally: Tally, dataset: Sequence[Quad], version: str) -> Iterator[Triple]:
    """The whole description but for the files."""
    yield from _void(tally)
    yield from _graphs(tally, version)
    yield from _partitions(tally)
    yield from _linksets(tally)
    yield from _dcat(dataset, version)
    yield from _schema(dataset, version)
    yield from _prov(dataset, version)


def _void(tally: Tally) -> Iterator[Triple]:
    """VoID §§2-4: what the dataset is, where it is had, how big it is."""
    yield _is(DATASET, "void:Dataset")
    yield _text(DATASET, "void:uriSpace", ID)
    yield _link(DATASET, "void:sparqlEndpoint", _SPARQL)
    yield _link(DATASET, "foaf:homepage", BASE)
    if f"<{_EXAMPLE}>" in tally.subjects:
        yield _link(DATASET, "void:exampleResource", _EXAMPLE)
        yield _link(DATASET, "void:rootResource", _EXAMPLE)
    for namespace in sorted(_namespaces(tally)):
        yield _link(DATASET, "void:vocabulary", namespace)
    for form in GRAPH_FORMATS:
        yield _link(DATASET, "void:feature", form.iri)
    figures = {
        "triples": tally.quads,
        "entities": tally.entities,
        "classes": len(tally.classes),
        "properties": len(tally.properties),
        "distinctSubjects": len(tally.subjects),
        "distinctObjects": len(tally.objects),
    }
    for name, value in figures.items():
        yield _number(DATASET, f"void:{name}", value)


def _namespaces(tally: Tally) -> set[str]:
    """The namespaces with a prefix that some class or property is in; the project's things apart."""
    terms = [*tally.classes, *tally.properties]
    return {
        base
        for base in PREFIXES.values()
        if base not in {ID, GRAPH} and any(term.startswith(base) for term in terms)
    }


def _graphs(tally: Tally, version: str) -> Iterator[Triple]:
    """Each named graph as a part of the dataset, with its own files."""
    for iri, count in sorted(tally.graphs.items()):
        yield _link(DATASET, "void:subset", iri)
        yield _is(iri, "void:Dataset")
        yield _label(iri, "dcterms:title", title(iri))
        yield _link(iri, "dcterms:isPartOf", DATASET)
        yield _number(iri, "void:triples", count)
        for file in graph_files(iri):
            yield _link(iri, "void:dataDump", _file(version, file.path))


def _partitions(tally: Tally) -> Iterator[Triple]:
    """VoID §4.2: each class with its members, each property with its triples."""
    for iri, members in sorted(tally.classes.items()):
        part = _part("class", iri)
        yield _link(DATASET, "void:classPartition", part)
        yield _link(part, "void:class", iri)
        yield _number(part, "void:entities", len(members))
    for iri, count in sorted(tally.properties.items()):
        part = _part("property", iri)
        yield _link(DATASET, "void:propertyPartition", part)
        yield _link(part, "void:property", iri)
        yield _number(part, "void:triples", count)


def _linksets(tally: Tally) -> Iterator[Triple]:
    """VoID §5: links to other datasets, by predicate and host."""
    for (predicate, host), count in sorted(tally.links.items()):
        part = _part("links", predicate) + f"-{host}"
        yield _link(DATASET, "void:subset", part)
        yield _is(part, "void:Linkset")
        yield _link(part, "void:subjectsTarget", DATASET)
        target = f"{DATASET}#elsewhere-{host}"
        yield _link(part, "void:objectsTarget", target)
        yield _is(target, "void:Dataset")
        yield _text(target, "void:uriRegexPattern", f"^https?://{re.escape(host)}/")
        yield _link(part, "void:linkPredicate", predicate)
        yield _number(part, "void:triples", count)


def _dcat(dataset: Sequence[Quad], version: str) -> Iterator[Triple]:
    """DCAT 3: the catalogue, the versions, the files by name, the query service.

    A version is never changed once it is issued, so the dataset was last modified on the day of its newest.
    """
    release = f"{DATASET}/{version}"
    yield _is(BASE, "dcat:Catalog")
    for predicate in ("dcterms:title", "dcterms:description", "dcterms:publisher", "dcterms:license"):
        yield from (_as(BASE, predicate, value) for value in _authored(dataset, predicate))
    yield _link(BASE, "dcat:dataset", DATASET)
    yield _link(BASE, "dcat:service", _SPARQL)
    yield _link(DATASET, "dcat:landingPage", DATASET)
    yield from (_as(DATASET, "dcterms:modified", day) for day in _authored(dataset, "dcterms:issued"))
    yield _link(DATASET, "dcat:hasVersion", release)
    yield _is(release, "dcat:Dataset")
    yield _link(release, "dcat:isVersionOf", DATASET)
    yield _text(release, "dcat:version", version)
    for predicate in ("dcterms:title", "dcterms:issued", "dcterms:license", "dcterms:publisher"):
        yield from (_as(release, predicate, value) for value in _authored(dataset, predicate))
    for path, name in _distributions(version).items():
        file = _file(version, path)
        yield _link(DATASET, "dcat:distribution", file)
        yield _is(file, "dcat:Distribution")
        yield _label(file, "dcterms:title", name)
        yield _link(file, "dcat:accessURL", DATASET)
        yield _link(file, "dcat:downloadURL", file)
        yield _link(file, "dcat:mediaType", _IANA + media_type(path))
        found = download(path)
        if found and found.packing:
            yield _link(DATASET, "void:dataDump", file)
            yield _link(file, "dcat:compressFormat", _IANA + MEDIA_TYPES[found.packing])
        if found and found.group is Group.ARCHIVE:
            yield _link(file, "dcat:packageFormat", _IANA + media_type(path))
        is_table = found and found.group is Group.TABLE
        schema = _file(version, TABLES + TABLES_METADATA) if is_table else ONTOLOGY
        yield _link(file, "dcterms:conformsTo", schema)
        yield from (_as(file, "dcterms:license", value) for value in _authored(dataset, "dcterms:license"))
    yield _is(_SPARQL, "dcat:DataService")
    yield _label(_SPARQL, "dcterms:title", "SPARQL 1.1 query service")
    yield _link(_SPARQL, "dcat:endpointURL", _SPARQL)
    yield _link(_SPARQL, "dcat:endpointDescription", _SPARQL)
    yield _link(_SPARQL, "dcat:servesDataset", DATASET)
    yield _link(_SPARQL, "dcterms:conformsTo", "http://www.w3.org/TR/sparql11-protocol/")


def _schema(dataset: Sequence[Quad], version: str) -> Iterator[Triple]:
    """schema.org, in the words that search engines read."""
    yield _is(DATASET, "schema:Dataset")
    for theirs, ours in (
        ("schema:name", "dcterms:title"),
        ("schema:description", "dcterms:description"),
        ("schema:license", "dcterms:license"),
        ("schema:creator", "dcterms:creator"),
        ("schema:publisher", "dcterms:publisher"),
        ("schema:keywords", "dcat:keyword"),
        ("schema:datePublished", "dcterms:issued"),
        ("schema:dateModified", "dcterms:issued"),
        ("schema:spatialCoverage", "dcterms:spatial"),
    ):
        yield from (_as(DATASET, theirs, value) for value in _authored(dataset, ours))
    for language in _authored(dataset, "dcterms:language"):
        yield _text(DATASET, "schema:inLanguage", _LANGUAGES.get(language.value, language.value))
    yield _text(DATASET, "schema:version", version)
    yield _link(DATASET, "schema:url", DATASET)
    yield _as(DATASET, "schema:isAccessibleForFree", Literal(value=True))
    for path in _distributions(version):
        file = _file(version, path)
        yield _link(DATASET, "schema:distribution", file)
        yield _is(file, "schema:DataDownload")
        yield _link(file, "schema:contentUrl", file)
        yield _text(file, "schema:encodingFormat", media_type(path))


def _distributions(version: str) -> dict[str, str]:
    """The downloads that hold the whole dataset or a table of it, by path, with what they are."""
    whole = {
        file.path: f"{file.form.name}, {_PACKED[file.packing]}" for file in whole_files(version) if file.form
    }
    tables = {f"{TABLES}{table.name}.csv": f"table of {table.name}, CSV" for table in TABLE_LIST}
    return {**whole, **tables, f"{stem(version)}.zip": "everything in one archive, zip"}


def _prov(dataset: Sequence[Quad], version: str) -> Iterator[Triple]:
    """PROV: the release is generated by a build that used the sources."""
    build = f"{DATASET}/{version}#build"
    yield _is(DATASET, "prov:Entity")
    yield _link(DATASET, "prov:wasGeneratedBy", build)
    yield _is(build, "prov:Activity")
    yield _label(build, "rdfs:label", f"build of release {version}")
    yield from (_as(build, "prov:used", source) for source in _authored(dataset, "prov:wasDerivedFrom"))


def _files(dumps: Sequence[DumpFile], version: str) -> Iterator[Triple]:
    """Size and checksum of each distribution, in a vocabulary that only they use."""
    yield _link(DATASET, "void:vocabulary", _SPDX)
    told = _distributions(version)
    for dump in dumps:
        if dump.name.removeprefix(FOLDER) not in told:
            continue
        file = _file(version, dump.name.removeprefix(FOLDER))
        checksum = file + "#checksum"
        yield _number(file, "dcat:byteSize", dump.bytes, "nonNegativeInteger")
        yield _text(file, "schema:contentSize", f"{dump.bytes} B")
        yield _text(file, "schema:sha256", dump.sha256)
        yield Triple(NamedNode(file), NamedNode(_SPDX + "checksum"), NamedNode(checksum))
        yield Triple(NamedNode(checksum), NamedNode(TYPE), NamedNode(_SPDX + "Checksum"))
        yield Triple(
            NamedNode(checksum),
            NamedNode(_SPDX + "algorithm"),
            NamedNode(_SPDX + "checksumAlgorithm_sha256"),
        )
        yield Triple(
            NamedNode(checksum),
            NamedNode(_SPDX + "checksumValue"),
            Literal(dump.sha256, datatype=NamedNode(PREFIXES["xsd"] + "hexBinary")),
        )


def _used(used: Mapping[str, Mapping[str, Counter[str]]]) -> Iterator[Triple]:
    """How the members of classes are described, as `uses` counts it: what query editors complete from."""
    yield _link(DATASET, "void:vocabulary", _VOID_EXT)
    for part, use, predicate, values in _uses(used):
        yield _link(part, "void:propertyPartition", use)
        yield _link(use, "void:property", predicate)
        yield _number(use, "void:triples", values[""])
        for value in sorted(filter(None, values)):
            target = f"{use}--{_short(value)}"
            if _is_datatype(value):
                yield _ext(use, "datatypePartition", target)
                yield _ext(target, "datatype", value)
            else:
                yield _link(use, "void:classPartition", target)
                yield _link(target, "void:class", value)


def _often(used: Mapping[str, Mapping[str, Counter[str]]]) -> Iterator[Triple]:
    """How often each of these uses has each kind of value."""
    for _, use, _, values in _uses(used):
        for value in sorted(filter(None, values)):
            yield _number(f"{use}--{_short(value)}", "void:triples", values[value])


def _uses(
    used: Mapping[str, Mapping[str, Counter[str]]],
) -> Iterator[tuple[str, str, str, Counter[str]]]:
    """Each use of a class: its part of the dataset, the use's own, the predicate, and the kinds of values."""
    for kind, predicates in sorted(used.items()):
        part = _part("class", kind)
        for predicate, values in sorted(predicates.items()):
            yield part, f"{part}--{_short(predicate)}", predicate, values


def _is_datatype(value: str) -> bool:
    """Whether the kind of a value is a datatype, and no class."""
    return value.startswith(PREFIXES["xsd"]) or value in _DATATYPES


_DATATYPES: Final = frozenset({PREFIXES["rdf"] + "langString", PREFIXES["edtf"] + "EDTF"})


def _ext(subject: str, name: str, target: str) -> Triple:
    """A statement in the VoID extension vocabulary, which knows datatypes."""
    return Triple(NamedNode(subject), NamedNode(_VOID_EXT + name), NamedNode(target))


def _authored(dataset: Sequence[Quad], predicate: str) -> list[NamedNode | Literal]:
    """What is authored about the dataset with a predicate, in order."""
    iri = expand(predicate)
    return [
        q.object
        for q in dataset
        if str(q.subject) == f"<{DATASET}>"
        and q.predicate.value == iri
        and isinstance(q.object, (NamedNode, Literal))
    ]


def _file(version: str, name: str) -> str:
    return f"{BASE}dumps/{version}/{name}"


def _short(iri: str) -> str:
    """An IRI as a part of a fragment."""
    return "".join(c if c.isascii() and c.isalnum() else "-" for c in curie(iri))


def _part(kind: str, iri: str) -> str:
    """The IRI of a partition of the dataset."""
    return f"{DATASET}#{kind}-{_short(iri)}"


def _as(subject: str, predicate: str, value: NamedNode | Literal) -> Triple:
    return Triple(NamedNode(subject), NamedNode(expand(predicate)), value)


def _is(subject: str, kind: str) -> Triple:
    return _as(subject, "rdf:type", NamedNode(expand(kind)))


def _link(subject: str, predicate: str, target: str) -> Triple:
    return _as(subject, predicate, NamedNode(target))


def _text(subject: str, predicate: str, text: str) -> Triple:
    return _as(subject, predicate, Literal(text))


def _label(subject: str, predicate: str, text: str) -> Triple:
    return _as(subject, predicate, Literal(text, language="en"))


def _number(subject: str, predicate: str, value: int, datatype: str = "integer") -> Triple:
    return _as(subject, predicate, Literal(str(value), datatype=NamedNode(PREFIXES["xsd"] + datatype)))
