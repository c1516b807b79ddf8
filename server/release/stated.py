"""Statement claims as they stand in the files, and what is wrong with the triples that they state."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from server.names import ID, ONTOLOGY, PREFIXES
from server.release.terms import ENDORSED, STANDING, TYPE, Node, Term, classes, node, short
from server.release.vocabulary import Vocabulary

_CLAIM: Final = node("plate:StatementClaim")
_PARTS: Final = tuple(node("rdf:" + name) for name in ("subject", "predicate", "object"))
_POLARITY: Final = node("plate:polarity")
_NEGATIVE: Final = node("plate:Negative")
#: Terms of the languages that need no declaration.
_GIVEN: Final = frozenset({TYPE, node("owl:sameAs"), node("owl:differentFrom")})


@dataclass(frozen=True)
class Stated:
    """A statement claim that names its triple in full.

    Attributes:
        claim: its node.
        triple: what it states.
        endorsed: whether the build casts the triple.
    """

    claim: Node
    triple: Triple
    endorsed: bool


def stated(facts: Iterable[Triple], known: Vocabulary) -> list[Stated]:
    """The statement claims among the facts, in their order, but for those without exactly one triple."""
    said: dict[Node, dict[NamedNode, list[Term]]] = {}
    for triple in facts:
        if triple.predicate in (TYPE, STANDING, _POLARITY, *_PARTS):
            said.setdefault(triple.subject, {}).setdefault(triple.predicate, []).append(triple.object)
    found = []
    for claim, held in said.items():
        parts = [held.get(part, []) for part in _PARTS]
        if _CLAIM not in known.above(held.get(TYPE, [])) or any(len(values) != 1 for values in parts):
            continue
        subject, predicate, value = (values[0] for values in parts)
        if isinstance(subject, NamedNode) and isinstance(predicate, NamedNode):
            endorsed = ENDORSED in held.get(STANDING, []) and _NEGATIVE not in held.get(_POLARITY, [])
            found.append(Stated(claim, Triple(subject, predicate, value), endorsed))
    return found


def misstated(
    claims: Iterable[Stated], described: Iterable[Triple], known: Vocabulary
) -> Iterator[tuple[Node, str, str]]:
    """Claim, rule and message for each statement that its property does not allow.

    `described` are ontology and facts, from which the classes of things are known.
    """
    types = classes(described)
    for claim in claims:
        predicate = claim.triple.predicate
        if predicate.value not in known.declared and predicate not in _GIVEN:
            message = (
                f"states a triple with {short(predicate)}, which the ontology does not declare: "
                "take a property that it declares, or add the property to the ontology first"
            )
            # a term of ours is told of as a misspelling
            if not predicate.value.startswith(ONTOLOGY):
                yield claim.claim, "undeclared-term", message
            continue
        for wrong in (*_subject(claim.triple, types, known), *_object(claim.triple, types, known)):
            message = f"states {_told(claim.triple)}, but {wrong}: correct the claim"
            yield claim.claim, "out-of-place", message


def _subject(triple: Triple, types: dict[Node, list[Term]], known: Vocabulary) -> Iterator[str]:
    """What is wrong with the subject of a statement."""
    for wanted in known.domains.get(triple.predicate, ()):
        if wanted not in known.above(types.get(triple.subject, ())) and _ours(triple.subject):
            yield (
                f"{short(triple.predicate)} stands on a {short(wanted)} only, "
                f"and {_is(triple.subject, types)}"
            )


def _object(triple: Triple, types: dict[Node, list[Term]], known: Vocabulary) -> Iterator[str]:
    """What is wrong with the object of a statement."""
    value = triple.object
    kinds = known.kinds.get(triple.predicate, ())
    if isinstance(value, Literal):
        if node("owl:ObjectProperty") in kinds:
            yield f"{short(triple.predicate)} points at a thing, and {short(value)} is text"
        for wanted in known.ranges.get(triple.predicate, ()):
            if wanted.value.startswith(PREFIXES["xsd"]) and value.datatype != wanted:
                yield f"the value is of {short(wanted)}, and {short(value)} is {short(value.datatype)}"
    elif node("owl:DatatypeProperty") in kinds:
        yield f"{short(triple.predicate)} has text or a number for its value, and {short(value)} is a thing"
    else:
        for wanted in known.ranges.get(triple.predicate, ()):
            if wanted not in known.above(types.get(value, ())) and _ours(value):
                yield f"{short(triple.predicate)} points at a {short(wanted)} only, and {_is(value, types)}"


def _ours(term: Term) -> bool:
    """Whether a thing is described here, so that its classes are known."""
    return isinstance(term, NamedNode) and term.value.startswith(ID)


def _is(thing: Term, types: dict[Node, list[Term]]) -> str:
    """What a thing is, in words."""
    own = types.get(thing, []) if isinstance(thing, NamedNode | BlankNode) else []
    return f"{short(thing)} {'is a ' + ' and '.join(map(short, own)) if own else 'has no class'}"


def _told(triple: Triple) -> str:
    return " ".join(short(part) for part in (triple.subject, triple.predicate, triple.object))
