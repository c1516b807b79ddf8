"""Short names, read from the ontology and from what a dataset's description says of what occurs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad

from server.hierarchy import all_above, directly_above
from server.jsonld.names import CLAIM, LANG_STRING, ONE, SEVERAL, STRING, TEXTS, THINGS, Names, Use
from server.names import DATASET, ONTOLOGY, expand

_TYPE: Final = expand("rdf:type")
_RANGE: Final = expand("rdfs:range")
_CLASS: Final = expand("owl:Class")
_OBJECT: Final = expand("owl:ObjectProperty")
_FUNCTIONAL: Final = expand("owl:FunctionalProperty")
_PROPERTIES: Final = frozenset(
    (_OBJECT, expand("owl:DatatypeProperty"), expand("owl:AnnotationProperty"), expand("rdf:Property"))
)
_CONCEPT: Final = expand("skos:Concept")
_ENDS: Final = (ONTOLOGY + "relationSubject", ONTOLOGY + "relationObject")
#: What the IRIs of datatypes begin with.
_DATATYPES: Final = (expand("xsd:"), expand("rdf:"), expand("edtf:"))
#: A statistic of VoID's extension: the datatypes of a property's values.
_EXTENSION: Final = "http://ldf.fi/void-ext#"


def read(ontology: Iterable[Quad], description: Iterable[Quad]) -> Names:
    """The short names of a release.

    Args:
        ontology: the quads of the vocabulary.
        description: the VoID description of the dataset, which says what occurs and with what values.
    """
    said = _Said(ontology)
    occurring = _Occurring(description)
    uses = {iri: Use("name") for iri in (*said.classes, *said.individuals, *occurring.classes)}
    for iri in (*said.properties, *occurring.properties):
        if iri != _TYPE:
            uses[iri] = _use(iri, said, occurring)
    depths = {iri: len(above) for iri, above in said.above.items()}
    claims = {iri for iri, above in said.above.items() if CLAIM in above} | {CLAIM}
    claiming = frozenset(iri for iri, of in said.ranges.items() if of in claims)
    return Names({}, depths, claiming).with_uses(uses)


class _Said:
    """What an ontology says."""

    def __init__(self, quads: Iterable[Quad]) -> None:
        held = [(q.subject.value, q) for q in quads if isinstance(q.subject, NamedNode)]
        self.above = all_above(directly_above(q for _, q in held))
        self.kinds: defaultdict[str, set[str]] = defaultdict(set)
        self.ranges: dict[str, str] = {}
        for subject, quad in held:
            if quad.predicate.value == _TYPE and isinstance(quad.object, NamedNode):
                self.kinds[subject].add(quad.object.value)
            elif quad.predicate.value == _RANGE and isinstance(quad.object, NamedNode):
                self.ranges[subject] = quad.object.value
        self.classes = {iri for iri, kinds in self.kinds.items() if _CLASS in kinds}
        self.properties = {iri for iri, kinds in self.kinds.items() if kinds & _PROPERTIES}
        fixed = {iri: kinds & self.classes for iri, kinds in self.kinds.items() if iri.startswith(ONTOLOGY)}
        self.individuals = {iri for iri, kinds in fixed.items() if kinds}
        #: Classes whose members are all fixed values of the vocabulary.
        self.enumerations = {kind for iri in self.individuals for kind in fixed[iri]}

    def is_one(self, iri: str) -> bool:
        """Whether a property between things has one value at most."""
        return (
            iri in ONE
            or _FUNCTIONAL in self.kinds[iri]
            or self.ranges.get(iri) == _CONCEPT
            or any(end in self.above.get(iri, (iri,)) for end in _ENDS)
        )


class _Occurring:
    """What a VoID description says of the terms in use."""

    def __init__(self, quads: Iterable[Quad]) -> None:
        held = list(quads)
        named = dict(_pairs(held, expand("void:property")))
        datatypes = dict(_pairs(held, _EXTENSION + "datatype"))
        counts = {
            q.subject.value: int(q.object.value)
            for q in held
            if q.predicate.value == expand("void:triples")
            and isinstance(q.subject, NamedNode)
            and isinstance(q.object, Literal)
        }
        self.classes = {iri for _, iri in _pairs(held, expand("void:class"))}
        self.properties = set(named.values())
        #: Properties of which it is told, class by class, what values they have.
        self.told = {
            named.get(part, "")
            for whole, part in _pairs(held, expand("void:propertyPartition"))
            if whole != DATASET
        }
        #: Property → the datatypes of its values, and None where there are things among them.
        self.datatypes: defaultdict[str, set[str | None]] = defaultdict(set)
        literals: defaultdict[str, int] = defaultdict(int)
        for partition, part in _pairs(held, _EXTENSION + "datatypePartition"):
            if partition in named and part in datatypes:
                self.datatypes[named[partition]].add(datatypes[part])
                literals[partition] += counts.get(part, 0)
        for partition, count in literals.items():
            if counts.get(partition, count) > count:
                self.datatypes[named[partition]].add(None)


def _pairs(quads: Iterable[Quad], predicate: str) -> Iterator[tuple[str, str]]:
    for quad in quads:
        if (
            quad.predicate.value == predicate
            and isinstance(quad.subject, NamedNode)
            and isinstance(quad.object, NamedNode)
        ):
            yield quad.subject.value, quad.object.value


def _use(iri: str, said: _Said, occurring: _Occurring) -> Use:
    """How the values of a property are written: by its declaration, else by the values that it has."""
    if said.ranges.get(iri) in said.enumerations:
        return Use("token", many=False)
    datatypes = occurring.datatypes.get(iri, set())
    if _OBJECT in said.kinds[iri] or iri in THINGS or (iri in occurring.told and not datatypes):
        return Use("thing", many=not said.is_one(iri))
    if iri in TEXTS:
        return Use("text", many=iri in SEVERAL)
    if not datatypes and iri not in said.properties:
        return Use("plain")  # it occurs, with whatever values
    declared = said.ranges.get(iri, "")
    return use_of(datatypes or {declared if declared.startswith(_DATATYPES) else STRING}, many=iri in SEVERAL)


def use_of(datatypes: set[str | None], *, many: bool) -> Use:
    """How literals of some datatypes are written; None stands for things among them."""
    if LANG_STRING in datatypes and datatypes <= {LANG_STRING, STRING}:
        return Use("text", many=many)
    if len(datatypes) > 1 or datatypes == {STRING}:
        return Use("plain", many=many or len(datatypes) > 1)
    return Use("typed", next(iter(datatypes)) or "", many=many)
