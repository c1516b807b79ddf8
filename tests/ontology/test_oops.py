"""The pitfalls of OOPS!, the ontology pitfall scanner, on the vocabulary as it is served over HTTP.

P01 to P35 are looked for in the graph, P36 to P41 in how it is published. What OOPS! leaves to people does
not apply here, and neither does what the project does otherwise on purpose; each such row says why.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from pathlib import Path
from urllib.request import Request, urlopen

import pytest
from rdflib import (
    DCTERMS,
    FOAF,
    ORG,
    OWL,
    PROV,
    RDF,
    RDFS,
    SDO,
    SKOS,
    VANN,
    VOID,
    BNode,
    Graph,
    Literal,
    URIRef,
)
from rdflib.collection import Collection
from rdflib.term import Node

from server.names import BASE, ONTOLOGY, PREFIXES

HEADER = URIRef(ONTOLOGY)
PROPERTIES = (OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
#: Vocabularies whose terms need no declaration.
BUILT_IN = tuple(PREFIXES[p] for p in ("rdf", "rdfs", "owl", "xsd"))
SHAPES = Path(__file__).parent.parent.parent / "shapes"

BY_PEOPLE = "OOPS! does not look for it: people have to."
BY_SHAPES = (
    "Domains and ranges would have the reasoner infer types where data are wrong; what may stand at either"
    " end is said in SHACL, which finds the mistake. Decision 0007."
)
BY_PATHS = (
    "Inverses are declared where both directions are asked by name; otherwise SPARQL's ^ turns any property"
    " round, and the closure stays half as large."
)

#: Terms of vocabularies of which rdflib has no list; read in their specifications.
LISTED = {
    PREFIXES["bibo"]: {
        "Document",
        "Report",
        "Webpage",
        "LegalDocument",
        "Issue",
        "AudioVisualDocument",
        "Collection",
        "locator",
        "pages",
        "section",
        "status",
        "doi",
        "number",
    },
    PREFIXES["skosxl"]: {"Label", "literalForm", "prefLabel", "altLabel", "hiddenLabel", "labelRelation"},
    PREFIXES["dqv"]: {
        "Category",
        "Dimension",
        "Metric",
        "QualityMeasurement",
        "computedOn",
        "expectedDataType",
        "hasQualityMeasurement",
        "inCategory",
        "inDimension",
        "isMeasurementOf",
        "value",
    },
}
KNOWN = {
    PREFIXES["dcterms"]: DCTERMS, PREFIXES["foaf"]: FOAF, PREFIXES["org"]: ORG, PREFIXES["owl"]: OWL,
    PREFIXES["prov"]: PROV, PREFIXES["rdf"]: RDF, PREFIXES["rdfs"]: RDFS, PREFIXES["schema"]: SDO,
    PREFIXES["skos"]: SKOS, PREFIXES["vann"]: VANN, PREFIXES["void"]: VOID,
}  # fmt: skip


class Ontology:
    """The served graph and what the checks ask of it."""

    def __init__(self, url: str) -> None:
        """Read it."""
        self.url = url
        with urlopen(Request(f"{url}/ontology/", headers={"Accept": "text/turtle"})) as answer:
            self.kind = answer.headers.get_content_type()
            self.graph = Graph().parse(data=answer.read(), format="turtle")

    def own(self, *kinds: URIRef) -> set[URIRef]:
        """Terms of the project that are of some kinds."""
        found = {s for kind in kinds for s in self.graph.subjects(RDF.type, kind)}
        return {s for s in found if isinstance(s, URIRef) and s.startswith(ONTOLOGY)}

    @cached_property
    def classes(self) -> set[URIRef]:
        """The project's classes."""
        return self.own(OWL.Class)

    @cached_property
    def properties(self) -> set[URIRef]:
        """The project's properties of every kind."""
        return self.own(*PROPERTIES)

    @cached_property
    def terms(self) -> set[URIRef]:
        """Both."""
        return self.classes | self.properties

    def pairs(self, predicate: URIRef) -> set[tuple[Node, Node]]:
        """What a predicate joins."""
        return set(self.graph.subject_objects(predicate))

    def ends(self, prop: Node, predicate: URIRef) -> set[Node]:
        """Domains or ranges that are declared."""
        return set(self.graph.objects(prop, predicate))

    def labels(self, term: Node) -> dict[str, str]:
        """Preferred labels by language."""
        found = (o for o in self.graph.objects(term, SKOS.prefLabel) if isinstance(o, Literal))
        return {str(o.language): str(o) for o in found}


def words(term: URIRef) -> list[str]:
    """The words of a name in camel case."""
    return [w.lower() for w in re.findall(r"[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])", term.removeprefix(ONTOLOGY))]


def repeated(values: Iterable[str]) -> list[str]:
    """What is there more than once."""
    return sorted(value for value, count in Counter(values).items() if count > 1)


def circles(pairs: Iterable[tuple[Node, Node]]) -> set[Node]:
    """What is above itself."""
    above: dict[Node, set[Node]] = {}
    for low, high in pairs:
        above.setdefault(low, set()).add(high)
    found = set()
    for start, first in above.items():
        waiting, seen = list(first), set()
        while waiting:
            at = waiting.pop()
            if at not in seen:
                seen.add(at)
                waiting.extend(above.get(at, ()))
        if start in seen:
            found.add(start)
    return found


def p02(o: Ontology) -> object:
    """No two classes of the project are declared the same."""
    return [(a, b) for a, b in o.pairs(OWL.equivalentClass) if a in o.classes and b in o.classes]


def p03(o: Ontology) -> object:
    """No property is called just "is"."""
    return [
        p
        for p in o.properties
        if words(p) in (["is"], ["is", "a"]) or o.labels(p).get("en") in {"is", "is a"}
    ]


def p04(o: Ontology) -> object:
    """Every class and property hangs together with others."""
    described = {RDF.type, RDFS.isDefinedBy, RDFS.label, RDFS.comment, DCTERMS.source}
    linked = {
        term
        for s, p, obj in o.graph
        if p not in described and isinstance(obj, URIRef | BNode)
        for term in (s, obj)
    }
    linked |= set(o.graph.predicates())
    shapes = "".join(path.read_text() for path in SHAPES.glob("*.ttl"))
    return [t for t in o.terms if t not in linked and f"plate:{t.removeprefix(ONTOLOGY)}" not in shapes]


def p05(o: Ontology) -> object:
    """Of two inverse properties the domain of one is the range of the other, where both are declared."""
    found = []
    for a, b in o.pairs(OWL.inverseOf):
        for x, y in ((a, b), (b, a)):
            domain, range_ = o.ends(x, RDFS.domain), o.ends(y, RDFS.range)
            if domain and range_ and domain != range_:
                found.append((x, y))
    return found


def p06(o: Ontology) -> object:
    """No class is below itself."""
    return circles(o.pairs(RDFS.subClassOf))


def p07(o: Ontology) -> object:
    """No class is two in one."""
    return [c for c in o.classes if {"and", "or"} & set(words(c))]


def p08_label(o: Ontology) -> object:
    """Every term has a label."""
    return [t for t in o.terms if not o.labels(t)]


def p08_comment(o: Ontology) -> object:
    """Every term has a definition."""
    return [t for t in o.terms if (t, SKOS.definition, None) not in o.graph]


def p08_both(o: Ontology) -> object:
    """Every term has both in both languages."""

    def tags(term: Node, predicate: URIRef) -> set[str]:
        return {str(x.language).lower() for x in o.graph.objects(term, predicate) if isinstance(x, Literal)}

    both = {"en", "zh-hans"}
    return [t for t in o.terms if not both <= tags(t, SKOS.prefLabel) & tags(t, SKOS.definition)]


def p10(o: Ontology) -> object:
    """Classes are declared disjoint: the great kinds among themselves."""
    return [] if len(o.pairs(OWL.disjointWith)) > 20 else ["few disjoint classes"]


def p11(o: Ontology) -> object:
    """A property without domain or range is constrained by a shape, or stands below or beside one that is."""
    shapes = "".join(path.read_text() for path in SHAPES.glob("*.ttl"))
    related = {
        s
        for p in (RDFS.subPropertyOf, OWL.inverseOf, OWL.propertyDisjointWith)
        for pair in o.pairs(p)
        for s in pair
    }
    cast = {
        obj
        for name in ("projectsTo", "onceProjectsTo")
        for obj in o.graph.objects(None, URIRef(ONTOLOGY + name))
    }
    chained = set(o.graph.subjects(OWL.propertyChainAxiom, None))
    return [
        p
        for p in o.own(OWL.ObjectProperty, OWL.DatatypeProperty)
        if not (o.ends(p, RDFS.domain) or o.ends(p, RDFS.range))
        and p not in related | cast | chained
        and not re.search(rf"plate:{p.removeprefix(ONTOLOGY)}\b", shapes)
    ]


def p12(o: Ontology) -> object:
    """No property of the project is called as another is without saying how they stand to each other."""
    told = {frozenset(pair) for p in (OWL.equivalentProperty, RDFS.subPropertyOf) for pair in o.pairs(p)}
    by_name: dict[str, set[URIRef]] = {}
    for kind in PROPERTIES:
        for s in o.graph.subjects(RDF.type, kind):
            if isinstance(s, URIRef):
                by_name.setdefault(re.split(r"[#/]", s)[-1], set()).add(s)
    return [
        names
        for names in by_name.values()
        if len(names) > 1
        and names & o.properties
        and frozenset(names) not in told
        and not _different(o, names)
    ]


def _different(o: Ontology, names: set[URIRef]) -> bool:
    """Whether their labels say that they are not the same."""
    return not repeated(o.labels(n).get("en", str(n)) for n in names)


def p13(o: Ontology) -> object:
    """Those inverses that are declared join two properties that are both described."""
    return [
        pair
        for pair in o.pairs(OWL.inverseOf)
        if not all((x, RDF.type, OWL.ObjectProperty) in o.graph for x in pair)
    ]


def p19(o: Ontology) -> object:
    """No property has two domains or two ranges, which would both hold."""
    return [p for p in o.properties if len(o.ends(p, RDFS.domain)) > 1 or len(o.ends(p, RDFS.range)) > 1]


def p20(o: Ontology) -> object:
    """Labels are short and definitions are not labels."""
    found = []
    for term in o.terms:
        definitions = {str(d) for d in o.graph.objects(term, SKOS.definition)}
        labels = set(o.labels(term).values())
        if (
            labels & definitions
            or any(not x.strip() for x in labels | definitions)
            or max(map(len, labels)) > 60
        ):
            found.append(term)
    return found


def p21(o: Ontology) -> object:
    """No class holds what is left over."""
    return [
        c for c in o.classes if {"other", "others", "misc", "miscellaneous", "unclassified"} & set(words(c))
    ]


def p22(o: Ontology) -> object:
    """Classes are in upper camel case, properties in lower; nothing else is in a name."""
    upper = [c for c in o.classes if not re.fullmatch(r"([A-Z][a-z0-9]*)+", c.removeprefix(ONTOLOGY))]
    lower = [
        p
        for p in o.properties
        if not re.fullmatch(r"[a-z][a-z0-9]*([A-Z][a-z0-9]*)*", p.removeprefix(ONTOLOGY))
    ]
    return upper + lower


def p24(o: Ontology) -> object:
    """No class is named in its own definition."""
    found = []
    for term in o.classes:
        for predicate in (OWL.equivalentClass, RDFS.subClassOf):
            for part in o.graph.objects(term, predicate):
                inside = set(o.graph.transitive_objects(part, None)) if isinstance(part, BNode) else {part}
                if isinstance(part, BNode):
                    inside = set(_inside(o, part))
                if term in inside:
                    found.append(term)
    return found


def _inside(o: Ontology, node: BNode) -> Iterator[Node]:
    """What an expression is made of."""
    for obj in o.graph.objects(node, None):
        yield obj
        if isinstance(obj, BNode):
            yield from _inside(o, obj)


def p25(o: Ontology) -> object:
    """No property is its own inverse."""
    return [a for a, b in o.pairs(OWL.inverseOf) if a == b]


def p26(o: Ontology) -> object:
    """No symmetric property has another as its inverse."""
    symmetric = set(o.graph.subjects(RDF.type, OWL.SymmetricProperty))
    return [pair for pair in o.pairs(OWL.inverseOf) if symmetric & set(pair)]


def p27(o: Ontology) -> object:
    """Properties that are declared the same have the same ends."""
    return [
        (a, b) for a, b in o.pairs(OWL.equivalentProperty) if o.ends(a, RDFS.domain) != o.ends(b, RDFS.domain)
    ]


def p28(o: Ontology) -> object:
    """A symmetric property has the same at both ends."""
    return _uneven(o, OWL.SymmetricProperty)


def p29(o: Ontology) -> object:
    """A transitive property has the same at both ends."""
    return _uneven(o, OWL.TransitiveProperty)


def _uneven(o: Ontology, kind: URIRef) -> list[Node]:
    props = set(o.graph.subjects(RDF.type, kind))
    return [
        p
        for p in props
        if o.ends(p, RDFS.domain)
        and o.ends(p, RDFS.range)
        and o.ends(p, RDFS.domain) != o.ends(p, RDFS.range)
    ]


def p30(o: Ontology) -> object:
    """No class has the label of a foreign one without a word on how they stand to each other."""
    foreign = {
        s for s in o.graph.subjects(RDF.type, OWL.Class) if isinstance(s, URIRef) and s not in o.classes
    }
    named = {o.labels(s).get("en", ""): s for s in foreign} | {}
    return [
        c
        for c in o.classes
        if (other := named.get(o.labels(c).get("en", "-"))) is not None
        and not set(o.graph.predicates(c, other)) | set(o.graph.predicates(other, c))
    ]


def p31(o: Ontology) -> object:
    """Classes that are declared the same are not disjoint as well, nor one below the other."""
    apart = o.pairs(OWL.disjointWith) | o.pairs(RDFS.subClassOf)
    return [(a, b) for a, b in o.pairs(OWL.equivalentClass) if {(a, b), (b, a)} & apart]


def p32(o: Ontology) -> object:
    """No two classes have one label."""
    return [
        (tag, repeated(o.labels(c).get(tag, str(c)) for c in o.classes))
        for tag in ("en", "zh-Hans", "zh-hans")
        if repeated(o.labels(c).get(tag, str(c)) for c in o.classes)
    ]


def p33(o: Ontology) -> object:
    """A chain of properties has two links or more."""
    return [p for p, chain in o.pairs(OWL.propertyChainAxiom) if len(Collection(o.graph, chain)) < 2]


def p34(o: Ontology) -> object:
    """What stands in the place of a class is declared one."""
    used = {x for pair in o.pairs(RDFS.subClassOf) | o.pairs(OWL.disjointWith) for x in pair}
    used |= {
        x for p in (RDFS.domain, OWL.someValuesFrom, OWL.allValuesFrom) for x in o.graph.objects(None, p)
    }
    return [
        x
        for x in used
        if isinstance(x, URIRef)
        and x != OWL.Thing
        and (x, RDF.type, OWL.Class) not in o.graph
        and (x, RDF.type, RDFS.Datatype) not in o.graph
        and not str(x).startswith(BUILT_IN)
    ]


def p35(o: Ontology) -> object:
    """What stands in the place of a property is declared one."""
    used = {p for p in o.graph.predicates() if not str(p).startswith(BUILT_IN)}
    used |= {x for pair in o.pairs(RDFS.subPropertyOf) | o.pairs(OWL.inverseOf) for x in pair}
    used |= set(o.graph.objects(None, OWL.onProperty))
    return [
        x for x in used if isinstance(x, URIRef) and not any((x, RDF.type, k) in o.graph for k in PROPERTIES)
    ]


def p36(_: Ontology) -> object:
    """No IRI ends in the extension of a file."""
    return re.findall(r"\.(owl|rdf|ttl|n3|xml|jsonld)\b", ONTOLOGY)


def p37(o: Ontology) -> object:
    """It is on the web."""
    return [] if o.kind == "text/turtle" and len(o.graph) > 1_000 else [o.kind]


def p38(o: Ontology) -> object:
    """It says that it is an ontology."""
    return [] if set(o.graph.subjects(RDF.type, OWL.Ontology)) == {HEADER} else ["no declaration"]


def p39(o: Ontology) -> object:
    """Its namespace is said, and all of its terms are in it."""
    said = [str(x) for x in o.graph.objects(HEADER, VANN.preferredNamespaceUri)]
    defined = set(o.graph.subjects(RDFS.isDefinedBy, HEADER))
    return [t for t in defined if not str(t).startswith(ONTOLOGY)] if said == [ONTOLOGY] else said


def p40(o: Ontology) -> object:
    """Every foreign term that is used is one that its vocabulary has."""
    skipped = ("http://www.w3.org/2001/XMLSchema#", PREFIXES["edtf"], BASE)
    used = {x for s, p, obj in o.graph for x in (s, p) if isinstance(x, URIRef)}
    used |= {x for x in o.graph.objects(None, RDF.type) if isinstance(x, URIRef)}
    found = []
    for iri in sorted(used):
        base = next((b for b in (*KNOWN, *LISTED) if iri.startswith(b)), None)
        if base is None:
            found += [] if str(iri).startswith(skipped) else [iri]
        elif base in LISTED:
            found += [] if iri.removeprefix(base) in LISTED[base] else [iri]
        elif iri not in KNOWN[base]:
            found.append(iri)
    return found


def p41(o: Ontology) -> object:
    """It says its licence."""
    return [] if len(set(o.graph.objects(HEADER, DCTERMS.license))) == 1 else ["no licence"]


CHECKS: dict[str, Callable[[Ontology], object]] = {
    "P02": p02, "P03": p03, "P04": p04, "P05": p05, "P06": p06, "P07": p07, "P08.L": p08_label,
    "P08.C": p08_comment, "P08.A": p08_both, "P10": p10, "P11": p11, "P12": p12, "P13": p13, "P19": p19,
    "P20": p20, "P21": p21, "P22": p22, "P24": p24, "P25": p25, "P26": p26, "P27": p27, "P28": p28,
    "P29": p29, "P30": p30, "P31": p31, "P32": p32, "P33": p33, "P34": p34, "P35": p35, "P36": p36,
    "P37": p37,    "P38": p38,     "P39": p39, "P40": p40, "P41": p41,
}  # fmt: skip
ON_PURPOSE = {"P11": BY_SHAPES, "P13": BY_PATHS}
HUMAN = ("P01", "P09", "P14", "P15", "P16", "P17", "P18", "P23")


@pytest.fixture(scope="module")
def ontology(server_url: str) -> Ontology:
    """The vocabulary of the release, over HTTP."""
    return Ontology(server_url)


def rows() -> list[object]:
    """A case for each pitfall that is looked for, marked for the score card."""
    return [
        pytest.param(
            check,
            id=row,
            marks=pytest.mark.card(
                "OOPS!", row, status="na" if row in ON_PURPOSE else "pass", reason=ON_PURPOSE.get(row, "")
            ),
        )
        for row, check in CHECKS.items()
    ]


@pytest.mark.parametrize("check", rows())
def test_pitfall(ontology: Ontology, check: Callable[[Ontology], object]) -> None:
    """The pitfall is avoided; where the project does otherwise on purpose, its own way is kept to."""
    found = check(ontology)
    assert not found, found


@pytest.mark.parametrize(
    "row",
    [pytest.param(r, id=r, marks=pytest.mark.card("OOPS!", r, status="na", reason=BY_PEOPLE)) for r in HUMAN],
)
def test_left_to_people(row: str) -> None:
    """No check pretends to look for what only people see."""
    assert row not in CHECKS


def test_all_rows_are_there() -> None:
    """There are 41 pitfalls, of which one is looked for in three ways."""
    numbers = {row.partition(".")[0] for row in CHECKS} | set(HUMAN)
    assert numbers == {f"P{n:02d}" for n in range(1, 42)}
