"""Labels for what has no name of its own: what each kind is called, and that whoever has a name keeps it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, Triple

from server.names import ID, ONTOLOGY, PREFIXES, thing
from server.release.labelling import LABEL, labels, labels_of_terms
from server.release.terms import text
from server.store.documents import Documents
from tests.release.projects import triples

RDFS_LABEL = NamedNode(PREFIXES["rdfs"] + "label")

_VOCABULARY = """
plate:Relation rdfs:subClassOf plate:Claim ; skos:prefLabel "relation"@en .
plate:Subordination rdfs:subClassOf plate:Relation ; skos:prefLabel "隶属"@zh-Hans , "subordination"@en .
plate:Dating rdfs:subClassOf plate:Claim ; skos:prefLabel "dating"@en , "日期"@zh-Hans .
plate:Gloss rdfs:subClassOf plate:Claim ; skos:prefLabel "gloss"@en , "注释"@zh-Hans .
plate:Remark rdfs:subClassOf plate:Claim ; skos:prefLabel "remark"@en .
plate:Name rdfs:subClassOf plate:Claim ; skos:prefLabel "name"@en , "名称"@zh-Hans .
plate:StatementClaim rdfs:subClassOf plate:Claim ; skos:prefLabel "statement claim"@en , "陈述"@zh-Hans .
plate:StateNameplate rdfs:subClassOf plate:Nameplate .
plate:StateNameplate skos:prefLabel "state nameplate"@en , "国家牌子"@zh-Hans .
plate:KnownGap skos:prefLabel "known gap"@en , "已知空缺"@zh-Hans .
plate:superior rdfs:subPropertyOf plate:relationObject .
plate:subordinate rdfs:subPropertyOf plate:relationSubject .
plate:relationSubject rdfs:subPropertyOf plate:about .
plate:relationObject rdfs:subPropertyOf plate:about .
plate:datedEvent rdfs:subPropertyOf plate:about .
id:office skos:prefLabel "Office"@en , "办公室"@zh-Hans .
id:board a plate:StateNameplate ; skos:prefLabel "Office"@en , "办公室"@zh-Hans .
id:top skos:prefLabel "Top Body"@en .
id:power a plate:GovernanceConcept ; skos:prefLabel "soft power"@en .
id:few skos:prefLabel "several countries"@en .
id:site skos:prefLabel "nameplate site"@en .
id:report dcterms:title "Report"@en .
id:web a plate:ConsultedPage ; skos:prefLabel "page of a paper"@en , "报纸网页"@zh-Hans .
"""

_TIE = "plate:superior id:top ; plate:subordinate id:office"

#: What is said of a thing, its class, its label in English and in Chinese.
CASES = [
    (
        'bibo:section "Bodies" ; plate:paragraph 2 ; plate:firstLine 9 ; plate:lastLine 12',
        "Passage",
        "Bodies, ¶ 2, lines 9–12",
        "“Bodies”第2段，第9–12行",
    ),
    ("plate:paragraph 2 ; plate:firstLine 9 ; plate:lastLine 9", "Passage", "¶ 2, line 9", "第2段，第9行"),
    ('bibo:section "[lead, untitled]" ; plate:firstLine 9', "Passage", "[lead, untitled], line 9", "第9行"),
    (
        'bibo:section "Chapter 3" ; bibo:pages "57-58"',
        "Passage",
        "Chapter 3, pp. 57–58",
        "“Chapter 3”第57–58页",
    ),
    ('bibo:section "第三章" ; bibo:pages "xii"', "Passage", "第三章, p. xii", "第三章第xii页"),
    (
        'bibo:section "Chapter I" ; bibo:locator "Article 8"',
        "Passage",
        "Chapter I, Article 8",
        "“Chapter I”第8条",
    ),
    ('bibo:locator "the end" ; plate:firstLine 9', "Passage", "the end, line 9", None),
    ('bibo:section "[page]"@en ; dcterms:isPartOf id:web', "Passage", "page of a paper", "报纸网页"),
    (
        'bibo:locator "lines 338, 340" ; dcterms:isPartOf id:web',
        "Passage",
        "page of a paper, lines 338, 340",
        "报纸网页，第338、340行",
    ),
    (_TIE, "Subordination", "subordination: Office – Top Body", "隶属：办公室 – Top Body"),
    (
        "plate:superior id:office ; plate:subordinate id:board",
        "Subordination",
        "subordination: Office (state nameplate) – Office",
        "隶属：办公室（国家牌子） – 办公室",
    ),
    (
        f'{_TIE} ; plate:validity "2014/"^^edtf:EDTF',
        "Subordination",
        "subordination: Office – Top Body, from 2014",
        "隶属：办公室 – Top Body，2014年起",
    ),
    (
        "a plate:Relation, plate:Claim ; plate:superior id:top ; plate:about id:top",
        "Subordination",
        "subordination: Top Body",
        "隶属：Top Body",
    ),
    (
        'plate:datedEvent id:office ; plate:validity "2013-09"^^edtf:EDTF',
        "Dating",
        "dating: Office, September 2013",
        "日期：办公室，2013年9月",
    ),
    (
        "plate:about id:office , id:top , id:report",
        "Gloss",
        "gloss: Office, Report, Top Body",
        "注释：办公室、Report、Top Body",
    ),
    ("plate:about id:office , id:power", "Gloss", "gloss: Office, soft power", "注释：办公室、“soft power”"),
    ("plate:about id:office , id:few", "Gloss", "gloss: several countries, Office", None),
    ("plate:about id:office", "Remark", "remark: Office", None),
    (
        'plate:nameOf id:office ; skosxl:literalForm "办公室"@zh-Hans ; plate:validity "2013"^^edtf:EDTF',
        "Name",
        "name: 办公室",
        "名称：办公室",
    ),
    ('skosxl:literalForm "office for all"@en', "Name", "name: office for all", "名称：“office for all”"),
    (
        'rdf:subject id:office ; rdf:predicate dcterms:date ; rdf:object "2014"',
        "StatementClaim",
        "statement claim: Office – dcterms:date – 2014",
        "陈述：办公室 – dcterms:date – 2014",
    ),
    (
        'rdf:subject id:office ; rdf:predicate id:site ; rdf:object "https://a.example/b"',
        "StatementClaim",
        "statement claim: Office – nameplate site – https://a.example/b",
        None,
    ),
    (
        "plate:gapSubject id:office ; plate:gapProperty skos:altLabel",
        "KnownGap",
        "known gap: Office – skos:altLabel",
        "已知空缺：办公室 – skos:altLabel",
    ),
]


def called(said: str) -> dict[str, dict[str, str]]:
    """Thing → the labels that it is given, by its slug, by their language."""
    found: dict[str, dict[str, str]] = {}
    for triple in labels(triples(_VOCABULARY + said)):
        assert triple.predicate == LABEL
        assert isinstance(triple.object, Literal)
        given = found.setdefault(text(triple.subject).removeprefix(ID), {})
        given[triple.object.language or ""] = triple.object.value
    return found


@pytest.mark.parametrize(("said", "kind", "english", "chinese"), CASES, ids=[case[2] for case in CASES])
def test_each_kind_is_called_by_what_it_says(said: str, kind: str, english: str, chinese: str | None) -> None:
    """A passage by its place, a claim by class and ends, a name by its wording, a gap by what is missing."""
    given = {"en": english} | ({"zh-hans": chinese} if chinese else {})
    assert called(f"id:x a plate:{kind} ; {said} .")["x"] == given


def test_a_name_of_ones_own_is_kept() -> None:
    """What has a label in whatever language, or is no thing of ours, gets none."""
    said = "a plate:Gloss ; plate:about id:office"
    assert called(f'id:x {said} ; skos:prefLabel "注"@zh-Hans . <http://example.org/x> {said} .') == {}


@pytest.mark.parametrize(
    ("said", "label"),
    [
        ('a owl:Class ; skos:prefLabel "tie"@en , "联系"@zh-Hans', "tie"),
        ('a owl:ObjectProperty , owl:TransitiveProperty ; skos:prefLabel "above"@en', "above"),
        ('a owl:DatatypeProperty ; skos:prefLabel "above"@en ; rdfs:label "over"@en', None),
        ('a owl:Class ; skos:prefLabel "联系"@zh-Hans', None),
        ('a skos:Concept ; skos:prefLabel "tie"@en', None),
    ],
)
def test_terms_are_labelled_for_programs(said: str, label: str | None) -> None:
    """A class or property has its English label as rdfs:label too, unless it has one already."""
    found = labels_of_terms(triples(f"plate:x {said} . plate:y a owl:Ontology ."))
    given = [(t.predicate, t.object) for t in found]
    assert given == ([(RDFS_LABEL, Literal(label, language="en"))] if label else [])


def test_nothing_to_say_gives_no_label() -> None:
    """Neither a claim about nothing nor a thing without a class of ours is called anything."""
    assert (
        called("id:x a plate:Gloss . id:y a foaf:Person ; plate:about id:office . id:z a plate:Passage .")
        == {}
    )


_GLOSS = triples(_VOCABULARY + "id:x a plate:Gloss ; plate:about id:top , id:office , id:report .")


@given(st.permutations(_GLOSS))
def test_order_changes_nothing(mixed: list[Triple]) -> None:
    """The same triples in any order give the same labels."""
    assert labels(mixed) == labels(_GLOSS)


@pytest.fixture(scope="module")
def documents(release: Path) -> Iterator[Documents]:
    """The documents of the release that the files of the project make."""
    opened = Documents(release)
    yield opened
    opened.close()


@pytest.mark.parametrize(
    "slug",
    [
        "cac",
        "siio",
        "isc",
        "xi-jinping",
        "passage-000-cac-2",
        "doc-000",
        "rel-cac-ccac-presided",
        "gap-hu-jintao",
    ],
)
def test_a_document_holds_labels_of_everything_it_names(documents: Documents, slug: str) -> None:
    """Whatever thing or term a document names as an object has its label in the same document."""
    quads = documents.document(thing(slug))
    assert quads
    labelled = {q.subject for q in quads if q.predicate == LABEL}
    assert named_by(quads) - labelled <= {
        NamedNode(ONTOLOGY)
    }  # the vocabulary as a whole has a title instead


def named_by(quads: list[Quad]) -> set[NamedNode]:
    """Things and terms of ours that some quads name as objects."""
    return {
        q.object
        for q in quads
        if isinstance(q.object, NamedNode) and q.object.value.startswith((ID, ONTOLOGY))
    }


def test_derived_labels_stand_among_what_is_inferred(documents: Documents) -> None:
    """No label is given twice in a language, and what people wrote down is not given again."""
    inferred = {
        q.subject.value
        for q in documents.graph(PREFIXES["graph"] + "inferred")
        if q.predicate == LABEL and isinstance(q.subject, NamedNode)
    }
    assert thing("passage-000-cac-2") in inferred
    assert thing("cpd") in inferred  # its Chinese name stands on a page of the web only
    assert thing("csac") not in inferred
    assert documents.label(thing("rel-cac-ccac-presided"), "zh-Hans") not in {None, ""}
    for iri in inferred:
        languages = [
            q.object.language
            for q in documents.own(iri)
            if q.predicate == LABEL and isinstance(q.object, Literal)
        ]
        assert len(languages) == len(set(languages)), iri
