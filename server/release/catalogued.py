"""What catalogues and search engines want to know of the dataset: DCAT 3, DCAT-AP 3, schema.org, PROV.

Agents with names, the period that is covered, versions and files, the services, what is measured. What is
authored is repeated in other words, what is counted is counted here; nothing is made up.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad, Triple

from server.hierarchy import all_above, directly_above
from server.names import BASE, DATASET, ONTOLOGY, expand
from server.release.distributions import offered
from server.release.terms import PART_OF, PASSAGE_CLASS, TYPE
from server.saying import kind, link, says, text, typed

_AUTHORITY: Final = "http://publications.europa.eu/resource/authority/"
_SPARQL: Final = BASE + "sparql"
_FRAGMENTS: Final = BASE + "fragments"
_TEMPORAL: Final = DATASET + "#temporal"
_RELATION: Final = ONTOLOGY + "Relation"

#: Languages by their IRI, and as search engines want them.
_LANGUAGES: Final = {_AUTHORITY + "language/ENG": "en", _AUTHORITY + "language/ZHO": "zh"}

#: What is authored about the dataset, in the words of others. A version is never changed once it is issued,
#: so the dataset was last modified on the day of its newest.
_REPEATED: Final = (
    ("dcterms:modified", "dcterms:issued"),
    ("dcterms:source", "prov:wasDerivedFrom"),
    ("prov:wasAttributedTo", "dcterms:creator"),
    ("schema:name", "dcterms:title"),
    ("schema:description", "dcterms:description"),
    ("schema:license", "dcterms:license"),
    ("schema:creator", "dcterms:creator"),
    ("schema:publisher", "dcterms:publisher"),
    ("schema:keywords", "dcat:keyword"),
    ("schema:datePublished", "dcterms:issued"),
    ("schema:dateModified", "dcterms:issued"),
    ("schema:spatialCoverage", "dcterms:spatial"),
    ("schema:isBasedOn", "prov:wasDerivedFrom"),
    ("schema:creditText", "dcterms:bibliographicCitation"),
    ("schema:conditionsOfAccess", "dcterms:accessRights"),
)
#: What is authored about the dataset and holds of a version of it, or of the site as a catalogue, as well.
_OF_VERSIONS: Final = (
    *("dcterms:title", "dcterms:description", "dcterms:issued", "dcterms:license", "dcterms:publisher"),
    "prov:wasDerivedFrom",
)
_OF_CATALOGUE: Final = (
    *((name, name) for name in ("dcterms:title", "dcterms:description", "dcterms:publisher")),
    *((name, name) for name in ("dcterms:license", "dcterms:issued", "dcterms:language", "dcterms:spatial")),
    ("schema:name", "dcterms:title"),
    ("dcterms:modified", "dcterms:issued"),
)

#: Day bounds of claims, of which the first and the last are the period that is covered.
_BOUNDS: Final = frozenset(
    expand(f"plate:{end}{which}") for end in ("starts", "ends") for which in ("Earliest", "Latest")
)


def catalogued(quads: Sequence[Quad], dataset: Sequence[Quad], version: str) -> list[Triple]:
    """The triples.

    Args:
        quads: every quad of the release but those that describe it.
        dataset: what is authored about the dataset.
        version: of the release.
    """
    authored = [q for q in dataset if q.subject == NamedNode(DATASET)]
    further = _sources(quads, authored)
    said = [*authored, *(Quad(t.subject, t.predicate, t.object) for t in further)]
    return [
        *_agents(quads, said),
        *further,
        *_dataset(said, version),
        *_period(quads),
        *_measured(quads),
        *_version(said, version),
        *_catalogue(said),
        *_services(said),
        *offered(version, _values(said, "dcterms:license")),
    ]


def _sources(quads: Iterable[Quad], authored: Sequence[Quad]) -> list[Triple]:
    """What the dataset rests on beside the sources that are authored: all of which it has a passage."""
    passages: set[object] = set()
    wholes: dict[object, str] = {}
    for quad in quads:
        if quad.predicate == TYPE and quad.object == PASSAGE_CLASS:
            passages.add(quad.subject)
        elif quad.predicate == PART_OF and isinstance(quad.object, NamedNode):
            wholes[quad.subject] = quad.object.value
    found = {wholes[passage] for passage in passages if passage in wholes}
    return [
        link(DATASET, "prov:wasDerivedFrom", iri)
        for iri in sorted(found.difference(_iris(authored, "prov:wasDerivedFrom")))
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


def _dataset(said: Sequence[Quad], version: str) -> Iterator[Triple]:
    """What the dataset is, where it is found, and what is authored of it, in the words of others."""
    for name in ("schema:Dataset", "prov:Entity"):
        yield kind(DATASET, name)
    yield link(DATASET, "dcat:landingPage", DATASET)
    yield link(DATASET, "schema:url", DATASET)
    yield text(DATASET, "dcterms:identifier", DATASET)
    yield text(DATASET, "schema:identifier", DATASET)
    yield text(DATASET, "schema:version", version)
    yield says(DATASET, "schema:isAccessibleForFree", Literal(value=True))
    yield link(DATASET, "schema:includedInDataCatalog", BASE)
    for theirs, ours in _REPEATED:
        yield from (says(DATASET, theirs, value) for value in _values(said, ours))
    for language in _values(said, "dcterms:language"):
        yield text(DATASET, "schema:inLanguage", _LANGUAGES.get(language.value, language.value))
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
    """The version as a dataset and an entity of its own, made by a build that used the sources (PROV)."""
    release, build = f"{DATASET}/{version}", f"{DATASET}/{version}#build"
    yield link(DATASET, "dcat:hasVersion", release)
    yield kind(release, "dcat:Dataset")
    yield kind(release, "prov:Entity")
    yield link(release, "dcat:isVersionOf", DATASET)
    yield link(release, "prov:specializationOf", DATASET)
    yield text(release, "dcat:version", version)
    for predicate in _OF_VERSIONS:
        yield from (says(release, predicate, value) for value in _values(said, predicate))
    yield link(DATASET, "prov:wasGeneratedBy", build)
    yield link(release, "prov:wasGeneratedBy", build)
    yield kind(build, "prov:Activity")
    yield text(build, "rdfs:label", f"build of release {version}", "en")
    yield from (says(build, "prov:used", source) for source in _values(said, "prov:wasDerivedFrom"))
    yield from (says(build, "prov:wasAssociatedWith", agent) for agent in _values(said, "dcterms:creator"))


def _catalogue(said: Sequence[Quad]) -> Iterator[Triple]:
    """The site as a catalogue of one dataset."""
    yield kind(BASE, "dcat:Catalog")
    yield kind(BASE, "schema:DataCatalog")
    yield link(BASE, "dcat:dataset", DATASET)
    yield link(BASE, "schema:dataset", DATASET)
    yield link(BASE, "foaf:homepage", BASE)
    yield link(BASE, "schema:url", BASE)
    yield link(BASE, "dcat:themeTaxonomy", _AUTHORITY + "data-theme")
    for theirs, ours in _OF_CATALOGUE:
        yield from (says(BASE, theirs, value) for value in _values(said, ours))


def _services(said: Sequence[Quad]) -> Iterator[Triple]:
    """The two services: what they are, where they are described, who offers them under which licence."""
    for service, description, title, about, standard in (
        (
            _SPARQL,
            _SPARQL,
            "SPARQL 1.1 query service",
            "Queries over all named graphs; the default graph is their union.",
            "http://www.w3.org/TR/sparql11-protocol/",
        ),
        (
            _FRAGMENTS,
            BASE + "openapi.json",
            "Triple Pattern Fragments",
            "The data by one triple pattern at a time, in pages.",
            "https://linkeddatafragments.org/specification/triple-pattern-fragments/",
        ),
    ):
        yield link(BASE, "dcat:service", service)
        yield kind(service, "dcat:DataService")
        yield text(service, "dcterms:title", title, "en")
        yield text(service, "dcterms:description", about, "en")
        yield link(service, "dcat:endpointURL", service)
        yield link(service, "dcat:endpointDescription", description)
        yield link(service, "dcat:servesDataset", DATASET)
        yield link(service, "dcterms:conformsTo", standard)
        for predicate in ("dcterms:license", "dcterms:publisher", "dcterms:accessRights", "dcat:theme"):
            yield from (says(service, predicate, value) for value in _values(said, predicate))


def _values(said: Iterable[Quad], predicate: str) -> list[NamedNode | Literal]:
    """What is authored about the dataset with a predicate, in order."""
    iri = expand(predicate)
    return [q.object for q in said if q.predicate.value == iri and isinstance(q.object, NamedNode | Literal)]


def _iris(said: Iterable[Quad], predicate: str) -> list[str]:
    return [value.value for value in _values(said, predicate) if isinstance(value, NamedNode)]
