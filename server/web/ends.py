"""What a claim is about, as its row shows it: things by their role, but for the one whose page this is."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from server.names import ONTOLOGY, PREFIXES
from server.web.contexts.statements import End
from server.web.contexts.values import Node, Value
from server.web.nodes import Namer, text_of

#: A statement claim names its triple; these are its ends, in the order of reading.
REIFIED = tuple(PREFIXES["rdf"] + part for part in ("subject", "predicate", "object"))

#: Under which nameplate an end is named.
PLATES: Final = {"subject": ONTOLOGY + "subjectAs", "object": ONTOLOGY + "objectAs"}

#: Claims that say whose word a document or speech is: its end, and the end that is shown beside it.
_MAKERS: Final = {
    ONTOLOGY + "issued": ONTOLOGY + "issuer",
    ONTOLOGY + "authored": ONTOLOGY + "author",
}
_MADE: Final = frozenset({ONTOLOGY + "witness"})

_FORM: Final = PREFIXES["skosxl"] + "literalForm"


def ends(namer: Namer, iri: str, perspective: str) -> tuple[End, ...]:
    """What a claim is about, by role, or the ends of the triple that it states; `perspective` is left out."""
    stated = namer.first(iri, *REIFIED[:2])
    return _parts(namer, iri, perspective) if stated else _ends(namer, iri, perspective)


def _parts(namer: Namer, iri: str, perspective: str) -> tuple[End, ...]:
    """The ends of a claim about one triple: its subject, and its object in the predicate's role."""
    predicate = namer.first(iri, REIFIED[1])
    roles = (namer.term(REIFIED[0]), namer.term(predicate or REIFIED[2]))
    said = [
        (role, value)
        for role, part in zip(roles, (REIFIED[0], REIFIED[2]), strict=True)
        for value in namer.objects(iri, part)
    ]
    others = [end for end in said if text_of(end[1]) != perspective or not isinstance(end[1], NamedNode)]
    return tuple(End(roles[1] if len(others) < len(said) else role, namer.value(v)) for role, v in others)


def _ends(namer: Namer, iri: str, perspective: str) -> tuple[End, ...]:
    """What a claim is about, by role: subject, object, then whatever else."""
    found: dict[tuple[int, str, Value], End] = {}
    for quad in namer.own(iri):
        predicate, value = quad.predicate.value, quad.object
        end = namer.vocabulary.end(predicate)
        place = {"subject": 0, "object": 1, "about": 2}.get(end or "", -1)
        if place < 0 or more_precise(namer, quad):
            continue
        if isinstance(value, NamedNode) and value.value == perspective:
            continue
        shown = _value(namer, value)
        plates = namer.named(iri, PLATES[end]) if end in PLATES else ()
        makers = _makers(namer, text_of(value)) if predicate in _MADE else ()
        plate = plates[0] if plates else None
        found[place, predicate, shown] = End(namer.term(predicate), shown, plate, makers)
    return tuple(found[key] for key in sorted(found, key=lambda k: (k[0], k[1])))


def _value(namer: Namer, term: NamedNode | BlankNode | Literal | Triple) -> Value:
    """An end as its row shows it: a name by the name itself, without the word that it is one."""
    shown = namer.value(term)
    forms = namer.texts(shown.iri, _FORM) if isinstance(shown, Node) else ()
    return replace(shown, label=forms[0], second=None) if isinstance(shown, Node) and forms else shown


def _makers(namer: Namer, iri: str) -> tuple[Node, ...]:
    """Those whose word a document or speech is, by endorsed claims."""
    found = [
        maker
        for claim in namer.documents.claims(iri)
        for made, by in _MAKERS.items()
        if NamedNode(iri) in namer.objects(claim, made) and namer.is_endorsed(claim)
        for maker in namer.named(claim, by)
    ]
    return tuple(dict.fromkeys(found))


def more_precise(namer: Namer, quad: Quad) -> bool:
    """Whether the same end is also named by a predicate below this one (what the release inferred)."""
    return any(
        other.object == quad.object
        and other.predicate != quad.predicate
        and namer.vocabulary.is_a(other.predicate.value, quad.predicate.value)
        for other in namer.own(text_of(quad.subject))
    )
