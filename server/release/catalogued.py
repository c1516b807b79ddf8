"""What catalogues and search engines want to know beside the description itself: DCAT-AP 3, schema.org, PROV.

Agents with names, the period that is covered, file types and availability, the services, what is measured.
What is authored is repeated in other words, what is counted is counted here; nothing is made up.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad, Triple

from server.hierarchy import all_above, directly_above
from server.names import BASE, DATASET, ONTOLOGY, expand
from server.release.saying import kind, link, says, text, typed

_AUTHORITY: Final = "http://publications.europa.eu/resource/authority/"
_DCATAP: Final = "http://data.europa.eu/r5r/"
_SPARQL: Final = BASE + "sparql"
_FRAGMENTS: Final = BASE + "fragments"
_TEMPORAL: Final = DATASET + "#temporal"
_RELATION: Final = ONTOLOGY + "Relation"

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

#: Day bounds of claims, of which the first and the last are the period that is covered.
_BOUNDS: Final = frozenset(
    expand(f"plate:{end}{which}") for end in ("starts", "ends") for which in ("Earliest", "Latest")
)


def catalogued(
    quads: Sequence[Quad], dataset: Sequence[Quad], version: str, files: Iterable[str]
) -> list[Triple]:
    """The triples.

    Args:
        quads: every quad of the release but those that describe it.
        dataset: what is authored about the dataset.
        version: of the release.
        files: paths below `dumps/` of the distributions.
    """
    said = [q for q in dataset if q.subject == NamedNode(DATASET)]
    return [
        *_agents(quads, said),
        *_dataset(said),
        *_period(quads),
        *_measured(quads),
        *_version(said, version),
        *_catalogue(said),
        *_services(said),
        *_distributions(files, version),
    ]


def _agents(quads: Sequence[Quad], said: Sequence[Quad]) -> Iterator[Triple]:
    """Publisher and creator by name (DCAT-AP: an agent has foaf:name)."""
    agents = {iri for p in ("dcterms:publisher", "dcterms:creator") for iri in _iris(said, p)}
    label = expand("skos:prefLabel")
    for agent in sorted(agents):
        yield kind(agent, "foaf:Agent")
        yield kind(agent, "schema:Organization")
        names = {
            quad.object
            for quad in quads
            if quad.subject == NamedNode(agent)
            and quad.predicate.value == label
            and isinstance(quad.object, Literal)
        }
        for name in sorted(names, key=str):
            yield says(agent, "foaf:name", name)
            yield says(agent, "schema:name", name)


def _dataset(said: Sequence[Quad]) -> Iterator[Triple]:
    """Identifier, access, sources and the way to be cited, in the words of others."""
    yield text(DATASET, "dcterms:identifier", DATASET)
    yield text(DATASET, "schema:identifier", DATASET)
    yield link(DATASET, "schema:includedInDataCatalog", BASE)
    for theirs, ours in (
        ("schema:isBasedOn", "prov:wasDerivedFrom"),
        ("dcterms:source", "prov:wasDerivedFrom"),
        ("prov:wasAttributedTo", "dcterms:creator"),
        ("schema:creditText", "dcterms:bibliographicCitation"),
        ("schema:conditionsOfAccess", "dcterms:accessRights"),
    ):
        yield from (says(DATASET, theirs, value) for value in _values(said, ours))
    for iri in _iris(said, "dcterms:license"):
        yield kind(iri, "dcterms:LicenseDocument")
    for iri in _iris(said, "dcterms:accessRights"):
        yield kind(iri, "dcterms:RightsStatement")


def _period(quads: Iterable[Quad]) -> Iterator[Triple]:
    """From the first to the last day that some claim is bounded by."""
    days = sorted(
        {
            q.object.value
            for q in quads
            if q.predicate.value in _BOUNDS and isinstance(q.object, Literal) and "T" not in q.object.value
        }
    )
    if days:
        yield link(DATASET, "dcterms:temporal", _TEMPORAL)
        yield kind(_TEMPORAL, "dcterms:PeriodOfTime")
        yield typed(_TEMPORAL, "dcat:startDate", days[0], "date")
        yield typed(_TEMPORAL, "dcat:endDate", days[-1], "date")
        yield text(DATASET, "schema:temporalCoverage", f"{days[0]}/{days[-1]}")


def _measured(quads: Sequence[Quad]) -> Iterator[Triple]:
    """The kinds of relation that some claim is of, by name: what the data are about."""
    above = all_above(directly_above(quads))
    is_a, label = expand("rdf:type"), expand("skos:prefLabel")
    used = {
        q.object.value
        for q in quads
        if q.predicate.value == is_a
        and isinstance(q.object, NamedNode)
        and _RELATION in above.get(q.object.value, ())
    } - {_RELATION}
    names = {
        quad.object.value
        for quad in quads
        if isinstance(quad.subject, NamedNode)
        and quad.subject.value in used
        and quad.predicate.value == label
        and isinstance(quad.object, Literal)
        and quad.object.language == "en"
    }
    for name in sorted(names):
        yield text(DATASET, "schema:variableMeasured", name)


def _version(said: Sequence[Quad], version: str) -> Iterator[Triple]:
    """The version as an entity of its own, made by the build (PROV)."""
    release, build = f"{DATASET}/{version}", f"{DATASET}/{version}#build"
    yield kind(release, "prov:Entity")
    yield link(release, "prov:specializationOf", DATASET)
    yield link(release, "prov:wasGeneratedBy", build)
    for value in _values(said, "dcterms:description"):
        yield says(release, "dcterms:description", value)
    for value in _values(said, "prov:wasDerivedFrom"):
        yield says(release, "prov:wasDerivedFrom", value)
    for value in _values(said, "dcterms:creator"):
        yield says(build, "prov:wasAssociatedWith", value)


def _catalogue(said: Sequence[Quad]) -> Iterator[Triple]:
    """The site as a catalogue of one dataset."""
    yield link(BASE, "foaf:homepage", BASE)
    yield link(BASE, "dcat:themeTaxonomy", _AUTHORITY + "data-theme")
    yield kind(BASE, "schema:DataCatalog")
    yield link(BASE, "schema:url", BASE)
    yield link(BASE, "schema:dataset", DATASET)
    for theirs, ours in (
        ("schema:name", "dcterms:title"),
        ("dcterms:issued", "dcterms:issued"),
        ("dcterms:modified", "dcterms:issued"),
        ("dcterms:language", "dcterms:language"),
        ("dcterms:spatial", "dcterms:spatial"),
    ):
        yield from (says(BASE, theirs, value) for value in _values(said, ours))


def _services(said: Sequence[Quad]) -> Iterator[Triple]:
    """Who offers the services, under which licence, and the second of them."""
    yield text(
        _SPARQL,
        "dcterms:description",
        "Queries over all named graphs; the default graph is their union.",
        "en",
    )
    yield kind(_FRAGMENTS, "dcat:DataService")
    yield text(_FRAGMENTS, "dcterms:title", "Triple Pattern Fragments", "en")
    yield text(_FRAGMENTS, "dcterms:description", "The data by one triple pattern at a time, in pages.", "en")
    yield link(_FRAGMENTS, "dcat:endpointURL", _FRAGMENTS)
    yield link(_FRAGMENTS, "dcat:endpointDescription", BASE + "openapi.json")
    yield link(_FRAGMENTS, "dcat:servesDataset", DATASET)
    yield link(
        _FRAGMENTS,
        "dcterms:conformsTo",
        "https://linkeddatafragments.org/specification/triple-pattern-fragments/",
    )
    yield link(BASE, "dcat:service", _FRAGMENTS)
    for service in (_SPARQL, _FRAGMENTS):
        for predicate in ("dcterms:license", "dcterms:publisher", "dcterms:accessRights", "dcat:theme"):
            yield from (says(service, predicate, value) for value in _values(said, predicate))


def _distributions(files: Iterable[str], version: str) -> Iterator[Triple]:
    """File type and availability of each file: what is published stays, what is not is on trial."""
    yield link(DATASET, "void:vocabulary", _DCATAP)
    lasting = "EXPERIMENTAL" if version.endswith("-dev") else "STABLE"
    for path in files:
        file = f"{BASE}dumps/{version}/{path}"
        ending = path.removesuffix(".gz").removesuffix(".zst").rpartition(".")[2]
        if ending in _FILE_TYPES:
            yield link(file, "dcterms:format", f"{_AUTHORITY}file-type/{_FILE_TYPES[ending]}")
        yield Triple(
            NamedNode(file),
            NamedNode(_DCATAP + "availability"),
            NamedNode(f"{_AUTHORITY}planned-availability/{lasting}"),
        )
        yield link(f"{DATASET}/{version}", "dcat:distribution", file)


def _values(said: Iterable[Quad], predicate: str) -> list[NamedNode | Literal]:
    """What is authored about the dataset with a predicate, in order."""
    iri = expand(predicate)
    return [q.object for q in said if q.predicate.value == iri and isinstance(q.object, NamedNode | Literal)]


def _iris(said: Iterable[Quad], predicate: str) -> list[str]:
    return [value.value for value in _values(said, predicate) if isinstance(value, NamedNode)]
