"""Three small releases of a made-up dataset: an office, who it answers to, and what became known since.

Each release is Turtle by graph; labels of blank nodes differ from one to the next, as they do in a build.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from pyoxigraph import NamedNode, Quad, RdfFormat, parse

from server.canonical import canonical_lines
from server.names import PREFIXES, graph, thing
from server.packing import zstd
from server.versions.chain import chain
from server.versions.release import Release
from server.versions.sums import enlisted

_PROLOGUE = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())

_VOCABULARY = """
plate:Subordination a owl:Class ; skos:prefLabel "subordination"@en ; rdfs:isDefinedBy plate: .
"""

_THINGS = """
id:doc-a a plate:SourceDocument ; skos:prefLabel "Report A"@en .
id:passage-a-1 a plate:Passage ; dcterms:isPartOf id:doc-a .
id:passage-a-2 a plate:Passage ; dcterms:isPartOf id:doc-a .
id:office a plate:Institution ; skos:prefLabel "office"@en , "办公室"@zh-Hans ;
    dcterms:source id:passage-a-1 .
id:group a plate:Institution ; skos:prefLabel "group"@en ; dcterms:source id:passage-a-1 .
"""

_CITED = "plate:standing plate:Endorsed ; plate:citation [ a plate:Citation ; plate:passage id:passage-a-1 ]"

FIRST: Mapping[str, str] = {
    "ontology": _VOCABULARY,
    "facts/doc-a": f"""{_THINGS}
id:bureau a plate:Institution ; skos:prefLabel "bureau"@en ; dcterms:source id:passage-a-2 .
id:under-group a plate:Subordination ; plate:subordinate id:office ; plate:superior id:group ;
    plate:validity "2015/.."^^edtf:EDTF ; {_CITED} .
id:under-bureau a plate:Subordination ; plate:subordinate id:office ; plate:superior id:bureau ;
    plate:validity "2010/2014"^^edtf:EDTF ; {_CITED} .
id:name-office a plate:Name ; plate:nameOf id:office ; skosxl:literalForm "office"@en ; {_CITED} .
""",
    "bounds": """
id:under-group plate:startsEarliest "2015-01-01"^^xsd:date ; plate:startsLatest "2015-12-31"^^xsd:date ;
    plate:endsEarliest "2027-01-10"^^xsd:date ; plate:ongoing true .
id:under-bureau plate:startsEarliest "2010-01-01"^^xsd:date ; plate:startsLatest "2010-12-31"^^xsd:date ;
    plate:endsEarliest "2014-01-01"^^xsd:date ; plate:endsLatest "2014-12-31"^^xsd:date .
""",
}

#: Since the first: the office was moved (reality), a source told of its seat (knowledge), the bureau's
#: years were misread (correction), a term was added (vocabulary).
SECOND: Mapping[str, str] = {
    "ontology": _VOCABULARY
    + 'plate:seatedIn a owl:ObjectProperty ; skos:prefLabel "seated in"@en ; rdfs:isDefinedBy plate: .',
    "facts/doc-a": f"""{_THINGS}
id:bureau a plate:Institution ; skos:prefLabel "bureau"@en ; dcterms:source id:passage-a-2 .
id:ministry a plate:Institution ; skos:prefLabel "ministry"@en ; dcterms:source id:passage-b-1 .
id:under-group a plate:Subordination ; plate:subordinate id:office ; plate:superior id:group ;
    plate:validity "2015/2027-03"^^edtf:EDTF ; {_CITED} .
id:under-ministry a plate:Subordination ; plate:subordinate id:office ; plate:superior id:ministry ;
    plate:validity "2027-03/.."^^edtf:EDTF ; {_CITED} .
id:under-bureau a plate:Subordination ; plate:subordinate id:office ; plate:superior id:bureau ;
    plate:validity "2011/2014"^^edtf:EDTF ; {_CITED} .
id:name-office a plate:Name ; plate:nameOf id:office ; skosxl:literalForm "office"@en ;
    plate:standing plate:Endorsed ;
    plate:citation [ a plate:Citation ; plate:passage id:passage-a-1 ] ,
        [ a plate:Citation ; plate:passage id:passage-b-1 ; plate:endnote 7 ] .
""",
    "facts/doc-b": """
id:doc-b a plate:SourceDocument ; skos:prefLabel "Report B"@en .
id:passage-b-1 a plate:Passage ; dcterms:isPartOf id:doc-b .
""",
    "bounds": """
id:under-group plate:startsEarliest "2015-01-01"^^xsd:date ; plate:startsLatest "2015-12-31"^^xsd:date ;
    plate:endsEarliest "2027-03-01"^^xsd:date ; plate:endsLatest "2027-03-31"^^xsd:date .
id:under-ministry plate:startsEarliest "2027-03-01"^^xsd:date ; plate:startsLatest "2027-03-31"^^xsd:date ;
    plate:endsEarliest "2027-06-01"^^xsd:date ; plate:ongoing true .
id:under-bureau plate:startsEarliest "2011-01-01"^^xsd:date ; plate:startsLatest "2011-12-31"^^xsd:date ;
    plate:endsEarliest "2014-01-01"^^xsd:date ; plate:endsLatest "2014-12-31"^^xsd:date .
""",
}

#: Since the second: the bureau was found to be the group, a name was taken out.
THIRD: Mapping[str, str] = {
    "ontology": SECOND["ontology"],
    "facts/doc-a": f"""{_THINGS}
id:ministry a plate:Institution ; skos:prefLabel "ministry"@en ; dcterms:source id:passage-b-1 .
id:under-group a plate:Subordination ; plate:subordinate id:office ; plate:superior id:group ;
    plate:validity "2015/2027-03"^^edtf:EDTF ; {_CITED} .
id:under-ministry a plate:Subordination ; plate:subordinate id:office ; plate:superior id:ministry ;
    plate:validity "2027-03/.."^^edtf:EDTF ; {_CITED} .
id:under-bureau a plate:Subordination ; plate:subordinate id:office ; plate:superior id:group ;
    plate:validity "2011/2014"^^edtf:EDTF ; {_CITED} .
""",
    "facts/doc-b": SECOND["facts/doc-b"],
    "bounds": SECOND["bounds"],
    "metadata": """
id:bureau a plate:Tombstone ; skos:prefLabel "bureau"@en ; plate:mergedInto id:group ;
    prov:invalidatedAtTime "2027-09-01T00:00:00Z"^^xsd:dateTime ;
    skos:changeNote "Another wording for the group."@en , "即该小组的另一种写法"@zh-Hans .
id:name-office a plate:Tombstone ; skos:prefLabel "office, a name"@en ;
    prov:invalidatedAtTime "2027-09-01T00:00:00Z"^^xsd:dateTime ; dcterms:isReplacedBy id:office ;
    skos:changeNote "No name, but a common word."@en , "并非名称"@zh-Hans .
""",
}

#: Version → its day and what it holds.
VERSIONS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "0.1.0": ("2027-01-10", FIRST),
    "0.2.0": ("2027-06-01", SECOND),
    "0.10.0": ("2027-09-01", THIRD),
}


def quads(version: str, issued: str, graphs: Mapping[str, str]) -> list[Quad]:
    """A release of Turtle by graph, with the little that it says of itself."""
    itself = f"""<https://w3id.org/nameplate/dataset> a dcat:Dataset ;
        dcat:version "{version}" ; dcterms:issued "{issued}"^^xsd:date .
    <https://w3id.org/nameplate/dataset/{version}> a dcat:Dataset ; dcat:version "{version}" ;
        dcterms:title "Made up"@en ; dcterms:issued "{issued}"^^xsd:date ;
        dcat:isVersionOf <https://w3id.org/nameplate/dataset> .
    """
    every = {**graphs, "metadata": itself + graphs.get("metadata", "")}
    return [
        Quad(q.subject, q.predicate, q.object, NamedNode(graph(name)))
        for name, turtle in every.items()
        for q in parse(_PROLOGUE + turtle, format=RdfFormat.TURTLE, base_iri=thing(""))
    ]


def release(version: str) -> Release:
    """One of the three."""
    issued, graphs = VERSIONS[version]
    return Release(version, date.fromisoformat(issued), tuple(quads(version, issued, graphs)))


def changed(version: str, issued: str, **graphs: str) -> Release:
    """A release made for one test; a graph `facts/doc-a` is called `facts`."""
    named = {"facts/doc-a" if name == "facts" else name: text for name, text in graphs.items()}
    return Release(version, date.fromisoformat(issued), tuple(quads(version, issued, named)))


def lines(version: str) -> bytes:
    """One of the three as canonical N-Quads."""
    issued, graphs = VERSIONS[version]
    return canonical_lines(quads(version, issued, graphs))


def folder(place: Path, *versions: str) -> Path:
    """A folder of published versions; all three if none is named."""
    place.mkdir(parents=True, exist_ok=True)
    for version in versions or VERSIONS:
        (place / f"{version}.nq.zst").write_bytes(zstd(lines(version)))
    for one in chain(place):
        enlisted(place, one)
    return place
