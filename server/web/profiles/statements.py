"""The profile `statements`: each claim as Wikibase writes a statement (Wikibase RDF dump format).

`p:` leads from what a claim is about to the claim, `ps:` from the claim to what it states, `pq:` to its
period and its other circumstances, and `prov:wasDerivedFrom` to its references with `pr:`. The claim's own
IRI is the statement's. Ranks: rejected claims and denials are deprecated, endorsed ones preferred
to reported ones.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from server.names import BASE, ONTOLOGY, curie, expand
from server.web.profiles.plain import labels, plain
from server.web.profiles.reading import STANDING, TYPE, Lexicon, Reading, Term

#: Where the properties of statements live: a part for each of Wikibase's four.
SPACE: Final = BASE + "profiles/statements/"
PARTS: Final = ("p", "ps", "pq", "pr")
P, PS, PQ, PR = (f"{SPACE}{part}#" for part in PARTS)
WIKIBASE: Final = "http://wikiba.se/ontology#"

_RANKS: Final = {ONTOLOGY + "Endorsed": "PreferredRank", ONTOLOGY + "Rejected": "DeprecatedRank"}
_CITATION: Final = ONTOLOGY + "citation"
_DERIVED: Final = NamedNode(expand("prov:wasDerivedFrom"))

#: What a claim states in words, where it names no object.
_WORDS: Final = (expand("skosxl:literalForm"), expand("dcterms:description"), ONTOLOGY + "validity")
_REIFIED: Final = tuple(expand(f"rdf:{end}") for end in ("subject", "predicate", "object"))
#: The ends of any claim, which the release says beside the precise ones.
_ENDS: Final = tuple(ONTOLOGY + end for end in ("relationSubject", "relationObject", "about"))
#: What the statement's node says in another way, or what is no circumstance of it.
_ELSEWHERE: Final = frozenset(
    {
        TYPE,
        STANDING,
        _CITATION,
        *_REIFIED,
        _DERIVED.value,
        expand("prov:qualifiedDerivation"),
        expand("skos:prefLabel"),
        expand("rdfs:label"),
        ONTOLOGY + "drawsOn",
    }
)


def statements(iri: str, quads: Sequence[Quad], lexicon: Lexicon) -> list[Quad]:
    """What holds of the thing, and each claim about it with rank, qualifiers and references."""
    reading = Reading(quads, lexicon)
    told = [] if reading.is_claim(NamedNode(iri)) else plain(iri, quads, lexicon)
    made = [quad for claim in reading.claims() for quad in _statement(reading, claim)]
    found = [Quad(q.subject, q.predicate, q.object) for q in [*told, *made]]
    called = [Quad(q.subject, q.predicate, q.object) for q in labels(reading, found)]
    return list(dict.fromkeys([*found, *called]))


def name(iri: str) -> str:
    """What a property is called in the namespaces of statements.

    >>> name("https://w3id.org/nameplate/ontology/nameplateOf"), name("http://www.w3.org/ns/org#holds")
    ('nameplateOf', 'org-holds')
    """
    for space in (ONTOLOGY, SPACE):
        if iri.startswith(space):
            return iri.removeprefix(space)
    return curie(iri).replace(":", "-", 1) if curie(iri) != iri else iri.rstrip("/#").rpartition("/")[2]


def _statement(reading: Reading, claim: NamedNode) -> Iterator[Quad]:
    """One claim, or nothing where it is about nothing."""
    stated = _stated(reading, claim)
    if stated is None:
        return
    subjects, prop, value, used = stated
    local = name(prop)
    for subject in subjects:
        yield Quad(subject, NamedNode(P + local), claim)
    yield Quad(claim, NamedNode(TYPE), NamedNode(WIKIBASE + "Statement"))
    yield Quad(claim, NamedNode(TYPE), NamedNode(reading.kind(claim) or ONTOLOGY + "Claim"))
    yield Quad(claim, NamedNode(WIKIBASE + "rank"), NamedNode(WIKIBASE + _rank(reading, claim)))
    yield Quad(claim, NamedNode(PS + local), value)
    left_out = _ELSEWHERE | used
    for quad in reading.quads(claim):
        if quad.predicate.value not in left_out:
            yield Quad(claim, NamedNode(PQ + name(quad.predicate.value)), quad.object)
    for citation in reading.objects(claim, _CITATION):
        if not isinstance(citation, NamedNode | BlankNode):
            continue
        yield Quad(claim, _DERIVED, citation)
        yield Quad(citation, NamedNode(TYPE), NamedNode(WIKIBASE + "Reference"))
        for quad in reading.quads(citation):
            if quad.predicate.value != TYPE:
                yield Quad(citation, NamedNode(PR + name(quad.predicate.value)), quad.object)
    if prop.startswith(SPACE):
        return  # a kind of claim that no property of the vocabulary stands for
    yield from _declared(prop)


def _rank(reading: Reading, claim: NamedNode) -> str:
    """Wikibase's rank for a claim's standing."""
    standing = reading.first(claim, STANDING)
    if reading.is_denial(claim):
        return "DeprecatedRank"
    return _RANKS.get(getattr(standing, "value", ""), "NormalRank")


def _stated(reading: Reading, claim: NamedNode) -> tuple[list[NamedNode], str, Term, set[str]] | None:
    """What a claim is about, the property it states, its value, and the predicates by which it says these."""
    subject, predicate, value = (reading.first(claim, end) for end in _REIFIED)
    if isinstance(subject, NamedNode) and isinstance(predicate, NamedNode) and value is not None:
        return [subject], predicate.value, value, set(_ENDS)
    kind = reading.kind(claim)
    own = SPACE + kind.removeprefix(ONTOLOGY)[:1].lower() + kind.removeprefix(ONTOLOGY)[1:]
    first, second = reading.end(claim, "subject"), reading.end(claim, "object")
    if first and second and isinstance(first[1], NamedNode):
        return (
            [first[1]],
            reading.lexicon.projections.get(kind, own),
            second[1],
            {first[0], second[0], *_ENDS},
        )
    about = [
        q.object
        for q in reading.quads(claim)
        if isinstance(q.object, NamedNode) and reading.lexicon.vocabulary.end(q.predicate.value)
    ]
    for main in _WORDS:
        words = next(iter(sorted(reading.objects(claim, main), key=_is_translated)), None)
        if about and words is not None:
            return list(dict.fromkeys(about)), own, words, {main, *reading.ends(claim)}
    return None


def _is_translated(value: Term) -> bool:
    """Whether something is said in another language than English, so that it comes after what is."""
    return isinstance(value, Literal) and value.language not in {None, "en"}


def _declared(prop: str) -> Iterator[Quad]:
    """The four properties of a property, as Wikibase declares them."""
    local = name(prop)
    for relation, space in (
        ("claim", P),
        ("statementProperty", PS),
        ("qualifier", PQ),
        ("reference", PR),
    ):
        yield Quad(NamedNode(prop), NamedNode(WIKIBASE + relation), NamedNode(space + local))
