"""Pages of the vocabulary: terms with definition, examples, axioms in words, and what checks them."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Final

import pytest
from html5rdf import HTMLParser
from pyoxigraph import BlankNode, NamedNode, Quad, RdfFormat, Triple, parse
from werkzeug.test import Client

from server.names import ONTOLOGY, PREFIXES, expand, graph
from server.store.documents import Documents
from server.web import ontology_axioms, ontology_shapes
from server.web.languages import LANGUAGES
from server.web.nodes import Namer
from server.web.ontology_axioms import Teller, by_term, is_axiom
from server.web.ontology_pattern import PICTURES
from server.web.ontology_phrases import plain
from server.web.ontology_read import SHAPE, Ontology, Triples, key
from server.web.urls import Urls
from server.web.vocabulary import Vocabulary
from tests.web.reading import section

GOLDEN: Final = Path(__file__).parent / "golden"
HTML: Final = {"Accept": "text/html"}


@pytest.fixture(scope="module")
def known(release: Path, project_root: Path) -> Ontology:
    """The vocabulary of the release, with its shapes as they are written."""
    documents = Documents(release)
    triples = Triples(quad.triple for quad in documents.graph(graph("ontology")))
    documents.close()
    shapes = [
        quad.triple
        for path in sorted((project_root / "shapes").glob("*.ttl"))
        for quad in parse(path.read_bytes(), format=RdfFormat.TURTLE, rename_blank_nodes=True)
    ]
    return Ontology(triples, Triples(shapes), Triples(()))


def words(page: str) -> str:
    """A page or a part of one without its markup."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", page))


@pytest.mark.parametrize(
    ("path", "heading", "told"),
    [
        (
            "Tenure",
            "Axioms in words",
            ("Every tenure is a membership.", "While an endorsed tenure lasts, “holds post” holds"),
        ),
        (
            "DualNameplateInstitution",
            "Axioms in words",
            (
                "Anything with a value of “has nameplate” that is a party nameplate, and",
                "that is a state nameplate is an institution with two nameplates.",
            ),
        ),
        (
            "PartyOrgan",
            "Axioms in words",
            ("Anything with the value “party organ” of “is of kind” is a party organ.",),
        ),
        (
            "titledUnder",
            "Axioms of other terms that name it",
            (),
        ),
        (
            "StateNameplate",
            "Axioms in words",
            ("No state nameplate is a party nameplate.",),
        ),
        ("PartyNameplate", "Axioms in words", ("No party nameplate is a state nameplate.",)),
        ("hasNameplate", "Axioms in words", ("“has nameplate” is “nameplate of” read the other way round.",)),
        ("descendsFrom", "Axioms in words", ("If “resulted from”, then “original organization” lead",)),
        ("disputes", "Axioms in words", ("“disputes” holds both ways.", "Nothing stands in “disputes”")),
        ("Endorsed", "Axioms in words", ("“endorsed” and “rejected” are two different things.",)),
        ("NameplateHolding", "Axioms in words", ("a later holding of a nameplate ends an earlier one.",)),
        ("Claim", "Axioms in words", ("No claim is an actor group, a change,", "a reform or a tombstone.")),
        ("Institution", "From the data", ("Cyberspace Administration of China",)),
        ("superior", "From the data", ("Central Cyberspace Affairs Commission",)),
        ("hasNameplate", "From the data", ("State Internet Information Office", "Office of the Central")),
        ("passage", "From the data", ("has citation", "→")),
        ("Tenure", "Shapes that check it", ("shape:Tenure", "There is exactly one value of “holder”.")),
        ("Tenure", "Shapes that check it", ("Checked as claim too:", "StandingFitsCertainty")),
        ("standing", "Shapes that check it", ("is one of: endorsed, reported or rejected.",)),
        ("factNumber", "Shapes that check it", ("fits the pattern ^F[0-9]{3}$.",)),
        ("Tenure", "Used together with", ("holder", "69")),
        ("validity", "Used together with", ("tenure",)),
        ("Claim", "Alignments", ("“claim” is close to “E13_Attribute_Assignment (CIDOC CRM)”.",)),
        ("Relation", "Above and below", ("claim", "tenure", "holding of a nameplate")),
        ("Claim", "About the term", ("plate:Claim", "0.1.0", "draft")),
    ],
)
def test_a_term_tells(site: Client, path: str, heading: str, told: tuple[str, ...]) -> None:
    """Axioms, examples, shapes, uses and alignments of a term stand in words under their headings."""
    page = site.get(f"/page/ontology/{path}").text
    assert f">{heading}</h" in page
    if path == "titledUnder":
        assert "If “titled under”, then “nameplate of” lead" in words(page)
    found = words(section(page, heading)) if f">{heading}</h2>" in page else words(page)
    assert [one for one in told if one not in found] == []


@pytest.mark.parametrize(
    ("tag", "told"),
    [
        (
            "zh-Hans",
            ("凡任职都是关系。", "恰有一个值", "职务恰由一人担任：请用", "庄荣文任国家互联网信息办公室主任"),
        ),
        (
            "zh-Hant",
            ("凡任職都是關係。", "恰有一個值", "職務恰由一人擔任：請用", "莊榮文任國家互聯網信息辦公室主任"),
        ),
    ],
)
def test_terms_in_chinese(site: Client, tag: str, told: tuple[str, ...]) -> None:
    """The page of a term is in the language of the reader; what is in another says so."""
    page = site.get("/page/ontology/Tenure", headers={"Accept-Language": tag}).text
    assert [one for one in told if one not in words(page)] == []
    assert '<bdi lang="en">relation by which a person holds a post for a time</bdi>' in page
    assert "a post is held by exactly one person" not in page
    assert "Zhuang Rongwen as director" not in page


def test_counts_are_those_of_their_queries(site: Client) -> None:
    """As many as a page says are found by the query that it links to."""
    for name in ("Institution", "Citation", "superior", "Endorsed"):
        page = site.get(f"/page/ontology/{name}").text
        found = re.search(r'([\d,]+)[^<]*: <a href="(/sparql[^"]+)"', section(page, "Examples"))
        assert found, name
        number, query = found.groups()
        rows = site.get(query.replace("&amp;", "&"), headers={"Accept": "text/csv"}).text.splitlines()
        assert len(rows) - 1 == int(number.replace(",", "")), name


def test_no_denial_is_the_first_example(site: Client) -> None:
    """What is denied stands behind what is so; as the only example it would say the opposite of its class."""
    found = section(site.get("/page/ontology/Subordination").text, "Examples")
    examples = [site.get(path).text for path in re.findall(r'href="(/(?:id|page)/rel-[^"]+)"', found)]
    assert len(examples) > 3
    assert [page for page in examples if '<strong class="not">' in page] == []


def test_every_term_has_a_page(site: Client, known: Ontology) -> None:
    """With a definition, examples of the data or the word that there are none, and less than 100 kB."""
    assert len(known.kinds) > 300
    for iri, kind in known.kinds.items():
        slug = iri.removeprefix(ONTOLOGY)
        path = f"/page/ontology/{slug}" if slug != iri else f"/page/{iri.rpartition('/')[2]}"
        answer = site.get(path)
        page = answer.text
        assert answer.status_code == 200, path
        assert len(answer.data) < 100_000, path
        assert "_:" not in words(page), path
        if kind in {"class", "property", "individual"}:
            assert 'class="description"' in page, path
            assert 'class="example"' in page, path
        assert ('class="instances"' in page) != ("Not used in the data yet." in page), path


def test_every_axiom_is_in_words(known: Ontology, release: Path) -> None:
    """Each is told on the page of a term, or among those of other people, by a sentence for its kind."""
    documents = Documents(release)
    quads = list(documents.graph(graph("ontology")))
    namer = Namer(documents, Urls.of_project(None), Vocabulary.of(quads))
    own, _ = by_term(known)
    teller = Teller(namer, known)
    axioms = [triple for triple in known.graph.all if is_axiom(triple)]
    pages = {*known.kinds, *known.reused}
    told = {
        triple: plain(axiom.words)
        for iri in pages
        for axiom in teller.told(own.get(iri, ()), iri)
        for triple in axiom.triples
    }
    documents.close()
    assert len(axioms) > 350
    assert [t for t in axioms if (key(t.subject), t.predicate.value, key(t.object)) not in told] == []
    handled = {
        *(expand(name) for table in (ontology_axioms.NAMED, ontology_axioms.LISTS) for name in table),
        *(PREFIXES["plate"] + "admitsOne", PREFIXES["rdf"] + "type"),
    }
    assert {triple.predicate.value for triple in axioms} <= handled
    assert [one for one in told.values() if "_:" in one or "http" in one or not one.endswith(".")] == []


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("plate:A owl:equivalentClass plate:B", "Every A is a B, and every B is an A."),
        ("plate:A owl:equivalentClass [ owl:unionOf ( plate:B plate:C ) ]", "that is a B, or that is a C."),
        ("plate:A rdfs:subClassOf [ owl:complementOf plate:B ]", "that is not something that is a B."),
        ("plate:A rdfs:subClassOf [ owl:oneOf ( plate:b plate:c ) ]", "that is one of: b or c."),
        (
            "plate:A rdfs:subClassOf [ owl:onProperty plate:p ; owl:allValuesFrom plate:B ]",
            "Every A is something with no value of “p” but those that is a B.",
        ),
        (
            "plate:A rdfs:subClassOf [ owl:onProperty plate:p ; owl:maxCardinality 2 ]",
            "with at most 2 values of “p”.",
        ),
        (
            "plate:q rdfs:domain [ owl:onProperty plate:p; owl:qualifiedCardinality 2; owl:onClass plate:B ]",
            "with exactly 2 values of “p” that is a B.",
        ),
        (
            "plate:A rdfs:subClassOf [ owl:onProperty [ owl:inverseOf plate:p ] ; owl:hasValue plate:b ]",
            "with the value “b” of “the inverse of p”.",
        ),
        ("plate:A owl:hasKey ( plate:p plate:q )", "with the same values of p and q are one."),
        ("plate:A owl:disjointUnionOf ( plate:B plate:C )", "Every A is exactly one of: B and C."),
        (
            "[] a owl:AllDisjointClasses ; owl:members ( plate:A plate:B )",
            "of two of these classes: A and B.",
        ),
        ("plate:p a owl:InverseFunctionalProperty", "Two things with the same value of “p” are one."),
        ("plate:p rdfs:range xsd:date", "Each value of “p” is of the type xsd:date."),
        ("plate:p rdfs:domain [ owl:unionOf ( plate:A plate:B ) ]", "that is an A, or that is a B."),
        ("plate:A owl:deprecated true", "“A” is no longer to be used."),
    ],
)
def test_other_axioms(release: Path, written: str, sentence: str) -> None:
    """What the vocabulary may state one day has its sentence already."""
    heads = "".join(f"@prefix {name}: <{base}> .\n" for name, base in PREFIXES.items())
    names = 'plate:A skos:prefLabel "A"@en . plate:B skos:prefLabel "B"@en . plate:C skos:prefLabel "C"@en .'
    names += ' plate:p skos:prefLabel "p"@en . plate:q skos:prefLabel "q"@en .'
    triples = [q.triple for q in parse(f"{heads}{written} . {names}".encode(), format=RdfFormat.TURTLE)]
    graph_of = Triples(triples)
    found = Ontology(graph_of, Triples(()), Triples(()))
    documents = Documents(release)
    namer = _Named(documents, graph_of)
    own, _ = by_term(found)
    told = {plain(axiom.words) for rows in own.values() for axiom in Teller(namer, found).told(rows)}
    documents.close()
    assert len(told) == 1
    assert sentence in told.pop()


class _Named(Namer):
    """Names as some triples give them."""

    def __init__(self, documents: Documents, triples: Triples) -> None:
        super().__init__(documents, Urls.of_project(None), Vocabulary())
        self._triples = triples

    def labels(self, iri: str) -> dict[str, str]:
        """The English label that the triples have."""
        found = self._triples.first(iri, expand("skos:prefLabel"))
        return {"en": str(found).split('"')[1]} if found is not None else {}


def test_every_shape_is_reached(site: Client, known: Ontology) -> None:
    """The page of all shapes leads to each; each says what it asks for; it can be had as RDF."""
    shapes = ontology_shapes.Index(known).iris
    page = site.get("/shape/", headers=HTML).text
    assert len(shapes) > 90
    for iri in shapes:
        name = iri.removeprefix(SHAPE)
        assert f'href="/shape/{name}"' in page
        one = site.get(f"/shape/{name}", headers=HTML).text
        listed = re.search(r'<ul class="demands">(.*?)</ul>', one, re.DOTALL)
        assert listed, name
        assert listed[1].count("<li>") >= len(known.shapes.objects(iri, expand("sh:sparql"))), name
    data = {q.triple for q in parse(site.get("/shape/Claim.nt").data, format=RdfFormat.N_TRIPLES)}
    assert (
        Triple(NamedNode(SHAPE + "Claim"), expand_node("sh:targetClass"), NamedNode(ONTOLOGY + "Claim"))
        in data
    )
    assert any(isinstance(triple.subject, BlankNode) for triple in data)
    assert len(list(parse(site.get("/shape.nt").data, format=RdfFormat.N_TRIPLES))) == len(known.shapes.all)
    assert site.get("/shape/Nothing").status_code == 404


def test_how_often_a_path_is_gone(client: Client) -> None:
    """Any number of times, once at least and once at most are three things."""
    page = re.sub(r"<[^>]+>", "", client.get("/shape/Dated", headers=HTML).text)
    for often in ("any number of times", "once or more often", "once at most"):
        assert page.count(f"“superior”, {often}.") == 1


def quad_of(triple: Triple) -> Quad:
    """A triple in no graph."""
    return Quad(triple.subject, triple.predicate, triple.object)


def expand_node(short: str) -> NamedNode:
    """A term by its short form."""
    return NamedNode(expand(short))


def test_every_constraint_is_in_words(known: Ontology) -> None:
    """No predicate of SHACL stands in the shapes that the pages do not tell."""
    told = {expand(name) for table in (ontology_shapes.DEMANDS, ontology_shapes.TARGETS) for name in table}
    used = {
        triple.predicate.value
        for triple in known.shapes.all
        if triple.predicate.value.startswith(PREFIXES["sh"])
    }
    assert used - told - ontology_shapes.BESIDE == set()


def test_the_pattern_is_that_of_the_vocabulary(known: Ontology) -> None:
    """Each box is a class, each line a property whose ends, by axiom or shape, are those of its boxes."""
    vocabulary = Vocabulary.of(quad_of(triple) for triple in known.graph.all)
    for picture in PICTURES:
        for box in picture.boxes.values():
            assert not box.term or known.is_term(expand(box.term)), box
        for line in picture.lines:
            start, end = (picture.boxes[one].term for one in (line.start, line.end))
            if line.look == "below":
                assert vocabulary.is_a(expand(start), expand(end)), line
                continue
            prop = expand(line.term)
            above = vocabulary.above.get(prop, frozenset({prop}))
            assert known.is_term(prop), line
            domains = {one for name in above for one in known.graph.iris(name, expand("rdfs:domain"))}
            ranges = {one for name in above for one in known.graph.iris(name, expand("rdfs:range"))}
            assert all(vocabulary.is_a(expand(start), one) for one in domains), line
            if end:
                assert all(vocabulary.is_a(expand(end), one) for one in ranges), line
            if (domains and ranges) or not end or line.look == "derived":
                continue
            assert known_by_shape(known, vocabulary, prop, expand(start), expand(end)), line


def known_by_shape(known: Ontology, vocabulary: Vocabulary, prop: str, start: str, end: str) -> bool:
    """Whether a shape of the class at the start, or of one above it, is on a property."""
    for shape in ontology_shapes.Index(known).checking(prop):
        held = known.shapes.iris(shape, expand("sh:targetClass"))
        if any(vocabulary.is_a(start, one) or vocabulary.is_a(one, start) for one in held):
            for part in known.shapes.objects(shape, expand("sh:property")):
                kinds = known.shapes.iris(key(part), expand("sh:class"))
                if prop in known.shapes.iris(key(part), expand("sh:path")) and (
                    not kinds or any(vocabulary.is_a(end, one) for one in kinds)
                ):
                    return True
    return False


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda one: one.tag)
@pytest.mark.parametrize("path", ["/ontology/", "/ontology/reused", "/shape/", "/page/ontology/Claim"])
def test_pages_are_sound(site: Client, path: str, language: object) -> None:
    """Each is valid, has its anchors once, has less than 100 kB, and says its language."""
    tag = getattr(language, "tag", "")
    answer = site.get(path, headers={**HTML, "Accept-Language": tag})
    HTMLParser(strict=True, namespaceHTMLElements=False).parse(answer.text)
    ids = re.findall(r'\sid="([^"]+)"', answer.text)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', answer.text)) <= set(ids)
    assert len(answer.data) < 100_000
    assert f'<html lang="{tag}">' in answer.text


def test_the_whole(site: Client) -> None:
    """The page of the vocabulary has the pattern, its terms by subject, schemes, and where else to look."""
    page = site.get("/ontology/", headers=HTML).text
    assert page.count("<svg") == len(PICTURES)
    assert 'role="img"' not in page
    for heading in ("The core pattern", "Claims, citations and dates", "Concept schemes", "Shapes"):
        assert f">{heading}</h2>" in page
    assert "record of what one voice holds to be so" in words(section(page, "Claims, citations and dates"))
    assert "84 classes and 146 properties" in words(page)
    assert "certainty" in section(page, "Concept schemes")
    assert "CIDOC CRM" in site.get("/ontology/reused").text
    assert "If “titled under”, then “nameplate of” lead" in words(site.get("/ontology/reused").text)


def test_versions_have_their_own(site: Client) -> None:
    """A version that was published before shapes were carried has its pages without them."""
    assert site.get("/version/0.1.0/ontology/", headers=HTML).status_code == 200
    page = site.get("/version/0.1.0/page/ontology/Tenure").text
    assert "Every tenure is a membership." in words(page)
    assert "Shapes that check it" not in page
    assert "Not used in the data yet" not in page


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/ontology/", "ontology.txt"),
        ("/page/ontology/Subordination?lang=zh-Hans", "ontology-class.txt"),
        ("/page/ontology/superior", "ontology-property.txt"),
        ("/shape/Subordination", "ontology-shape.txt"),
    ],
)
def test_golden(client: Client, path: str, name: str) -> None:
    """What the pages say, and where their links lead, is what was looked at and found good.

    With `GOLDEN=write` in the environment the files are written anew; read the difference.
    """
    main = client.get(path, headers=HTML).text.partition("<main")[2].partition("</main>")[0]
    main = re.sub(r"<aside.*?</aside>", "", main, flags=re.DOTALL).partition(">")[2]
    linked = re.sub(r'<a [^>]*?href="([^"]*)"[^>]*>(.*?)</a>', r"[\2](\1)", main.replace("<wbr>", ""))
    lines = (re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", line)).strip() for line in linked.splitlines())
    told = "\n".join(line for line in lines if line) + "\n"
    golden = GOLDEN / name
    if os.environ.get("GOLDEN") == "write":
        golden.write_text(told, encoding="utf-8")
    assert told == golden.read_text(encoding="utf-8")
