"""A claim as a statement on a page: what it is about, when, who says so, how sure, where it is written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from server.hierarchy import reached
from server.names import ONTOLOGY, PREFIXES
from server.periods import began_text, ended_text, last_year, period_text
from server.web.consulted import CONSULTED
from server.web.contexts.statements import End, Group, Source, Statement
from server.web.contexts.values import Node, Value
from server.web.nodes import TYPE, Namer, datum, text_of
from server.web.wording import local_name

_VALIDITY = ONTOLOGY + "validity"
_OBSERVED = ONTOLOGY + "observedAt"
_BEGAN_WITH = ONTOLOGY + "beganWith"
_ENDED = (ONTOLOGY + "endedBy", ONTOLOGY + "endedWith")
_STANDING = ONTOLOGY + "standing"
_CERTAINTY = ONTOLOGY + "certainty"
_POLARITY = ONTOLOGY + "polarity"
_NEGATIVE = ONTOLOGY + "Negative"
_DISPUTES = ONTOLOGY + "disputes"
_CITATION = ONTOLOGY + "citation"
_PASSAGE = ONTOLOGY + "passage"
_ENDNOTE = ONTOLOGY + "endnote"
_SCOPE = ONTOLOGY + "endnoteScope"
_VOICE = PREFIXES["prov"] + "wasAttributedTo"
_PART_OF = PREFIXES["dcterms"] + "isPartOf"
_RELATION = ONTOLOGY + "Relation"
_PROSE = ONTOLOGY + "ProseClaim"
_PLATES: Final = {"subject": ONTOLOGY + "subjectAs", "object": ONTOLOGY + "objectAs"}

#: A statement claim names its triple; these are its ends, in the order of reading.
_REIFIED = tuple(PREFIXES["rdf"] + part for part in ("subject", "predicate", "object"))

#: Claims that say whose word a document or speech is: its end, and the end that is shown beside it.
_MAKERS: Final = {
    ONTOLOGY + "issued": ONTOLOGY + "issuer",
    ONTOLOGY + "authored": ONTOLOGY + "author",
}
_MADE: Final = frozenset({ONTOLOGY + "witness"})

#: Other ways to write a name, which the release derives.
_FORMS: Final = (ONTOLOGY + "traditionalForm", ONTOLOGY + "pinyin")

_FORM: Final = PREFIXES["skosxl"] + "literalForm"

#: What a claim says in words rather than by its ends.
_WORDING = (
    _FORM,
    ONTOLOGY + "printedTitle",
    PREFIXES["dcterms"] + "description",
    ONTOLOGY + "wordedAs",
)

#: Days that the release computes from the authored period, and what is shown in places of its own; a claim's
#: label says in brief what its row says in full.
_COMPUTED = frozenset(
    ONTOLOGY + name for name in ("startsEarliest", "startsLatest", "endsEarliest", "endsLatest", "ongoing")
)
_SHOWN = frozenset(
    {
        TYPE,
        _VALIDITY,
        _OBSERVED,
        _STANDING,
        _CERTAINTY,
        _POLARITY,
        _DISPUTES,
        _CITATION,
        _VOICE,
        ONTOLOGY + "drawsOn",
        ONTOLOGY + "factNumber",
        ONTOLOGY + "plainPinyin",
        *_FORMS,
        PREFIXES["skos"] + "prefLabel",
        PREFIXES["prov"] + "wasDerivedFrom",
        PREFIXES["prov"] + "qualifiedDerivation",
        *_PLATES.values(),
        *_REIFIED,
        *_WORDING,
        *_COMPUTED,
    }
)


def statement(namer: Namer, iri: str, perspective: str = "") -> Statement:
    """A claim as a row; the thing whose page it stands on is left out of its ends."""
    quads = namer.own(iri)
    kinds = namer.kinds(iri)
    standing = namer.first(iri, _STANDING)
    reified = namer.first(iri, *_REIFIED[:2])
    ends = _parts(namer, iri, perspective) if reified else _ends(namer, iri, perspective)
    return Statement(
        node=namer.node(iri),
        kind=namer.node(kinds[0]) if kinds else namer.node(ONTOLOGY + "Claim"),
        ends=ends,
        wording=tuple(
            datum(o).text for p in _WORDING for o in namer.objects(iri, p) if isinstance(o, Literal)
        ),
        forms=tuple(text for p in _FORMS for text in namer.texts(iri, p)),
        prose=any(namer.vocabulary.is_a(kind, _PROSE) for kind in kinds),
        period=_period(namer, iri),
        timeless=not any(namer.vocabulary.is_a(kind, _RELATION) for kind in kinds),
        standing=local_name(standing) if standing else "",
        standing_label=namer.node(standing).label.value if standing else "",
        negative=namer.first(iri, _POLARITY) == _NEGATIVE,
        voices=_nodes(namer, iri, _VOICE),
        certainty=", ".join(n.label.value for n in _nodes(namer, iri, _CERTAINTY)),
        sources=_sources(namer, iri),
        rivals=_nodes(namer, iri, _DISPUTES) + _disputed_by(namer, iri),
        details=namer.properties(
            [q for q in quads if _is_detail(namer, q) and text_of(q.object) != perspective]
        ),
        sort=namer.first(iri, ONTOLOGY + "startsEarliest")
        or namer.first(iri, ONTOLOGY + "endsEarliest", _VALIDITY)
        or "9999",
    )


def grouped(statements: Iterable[Statement], places: Mapping[str, int] | None = None) -> tuple[Group, ...]:
    """Statements in order of time, then of language; those that dispute each other side by side in one group.

    Args:
        statements: what to group.
        places: claim → its place before that order, where there is one.
    """
    before = places or {}
    ordered = sorted(
        statements,
        key=lambda s: (before.get(s.node.iri, 0), s.sort, [w.language for w in s.wording], s.node.iri),
    )
    by_iri = {s.node.iri: s for s in ordered}
    neighbours: dict[str, set[str]] = {iri: set() for iri in by_iri}
    for one in ordered:
        for rival in one.rivals:
            if rival.iri in by_iri:
                neighbours[one.node.iri].add(rival.iri)
                neighbours[rival.iri].add(one.node.iri)
    groups: list[Group] = []
    placed: set[str] = set()
    for one in ordered:
        if one.node.iri not in placed:
            together = reached(one.node.iri, neighbours.__getitem__)
            placed |= together
            groups.append(Group(tuple(s for s in ordered if s.node.iri in together)))
    return tuple(groups)


def _nodes(namer: Namer, iri: str, predicate: str) -> tuple[Node, ...]:
    """The things that a claim names with a predicate."""
    return tuple(namer.node(o.value) for o in namer.objects(iri, predicate) if isinstance(o, NamedNode))


def _disputed_by(namer: Namer, iri: str) -> tuple[Node, ...]:
    """The claims that dispute this one and that it does not dispute itself."""
    own = {o.value for o in namer.objects(iri, _DISPUTES) if isinstance(o, NamedNode)}
    return tuple(
        namer.node(other)
        for other in namer.documents.claims(iri)
        if other not in own and NamedNode(iri) in namer.objects(other, _DISPUTES)
    )


def _parts(namer: Namer, iri: str, perspective: str) -> tuple[End, ...]:
    """The ends of a claim about one triple: its subject, and its object in the predicate's role."""
    predicate = namer.first(iri, _REIFIED[1])
    roles = (namer.term(_REIFIED[0]), namer.term(predicate or _REIFIED[2]))
    ends = [
        (role, value)
        for role, part in zip(roles, (_REIFIED[0], _REIFIED[2]), strict=True)
        for value in namer.objects(iri, part)
    ]
    others = [end for end in ends if text_of(end[1]) != perspective or not isinstance(end[1], NamedNode)]
    return tuple(End(roles[1] if len(others) < len(ends) else role, namer.value(v)) for role, v in others)


def _ends(namer: Namer, iri: str, perspective: str) -> tuple[End, ...]:
    """What a claim is about, by role: subject, object, then whatever else."""
    found: dict[tuple[int, str, Value], End] = {}
    for quad in namer.own(iri):
        predicate, value = quad.predicate.value, quad.object
        end = namer.vocabulary.end(predicate)
        place = {"subject": 0, "object": 1, "about": 2}.get(end or "", -1)
        if place < 0 or _more_precise(namer, quad):
            continue
        if isinstance(value, NamedNode) and value.value == perspective:
            continue
        shown = _value(namer, value)
        plates = _nodes(namer, iri, _PLATES[end]) if end in _PLATES else ()
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
        if NamedNode(iri) in namer.objects(claim, made)
        and namer.first(claim, _STANDING) == ONTOLOGY + "Endorsed"
        for maker in _nodes(namer, claim, by)
    ]
    return tuple(dict.fromkeys(found))


def _more_precise(namer: Namer, quad: Quad) -> bool:
    """Whether the same end is also named by a predicate below this one (what the release inferred)."""
    return any(
        other.object == quad.object
        and other.predicate != quad.predicate
        and namer.vocabulary.is_a(other.predicate.value, quad.predicate.value)
        for other in namer.own(text_of(quad.subject))
    )


def _is_detail(namer: Namer, quad: Quad) -> bool:
    """Whether a quad of a claim is shown among its details, since no other place shows it."""
    predicate = quad.predicate.value
    return (
        predicate not in _SHOWN
        and namer.vocabulary.end(predicate) is None
        and not _more_precise(namer, quad)
        and not (isinstance(quad.object, NamedNode) and predicate in {PREFIXES["org"] + "member"})
    )


def _period(namer: Namer, iri: str) -> str:
    """When a claim holds: its period, the computed days of events that bound it, the year it was seen."""
    validity = namer.first(iri, _VALIDITY)
    parts = [period_text(validity)] if validity else []
    if namer.first(iri, _BEGAN_WITH):
        parts.append(began_text(_day(namer, iri, "startsEarliest"), _day(namer, iri, "startsLatest")))
    if namer.first(iri, *_ENDED):
        parts.append(ended_text(_day(namer, iri, "endsEarliest"), _day(namer, iri, "endsLatest")))
    for observation in namer.objects(iri, _OBSERVED):
        if isinstance(observation, NamedNode):
            year = last_year(namer.first(observation.value, _VALIDITY))
            parts.append(f"as last known, {year}" if year else "as last known")
    return "; ".join(part for part in parts if part)


def _day(namer: Namer, iri: str, bound: str) -> str:
    """One of the computed days of a claim."""
    return namer.first(iri, ONTOLOGY + bound)


def _sources(namer: Namer, iri: str) -> tuple[Source, ...]:
    """The citations of a claim, each with its passage and endnote."""
    return tuple(
        _source(namer, namer.documents.node(citation.value))
        for citation in namer.objects(iri, _CITATION)
        if isinstance(citation, BlankNode)
    )


def _source(namer: Namer, quads: Sequence[Quad]) -> Source:
    """One citation node as a source."""
    passage = next((text_of(q.object) for q in quads if q.predicate.value == _PASSAGE and _named(q)), "")
    documents = (
        [o.value for o in namer.objects(passage, _PART_OF) if isinstance(o, NamedNode)] if passage else []
    )
    whole = any(CONSULTED in namer.kinds(document) for document in documents)
    shown = {_PASSAGE, _ENDNOTE, _SCOPE, TYPE, PREFIXES["prov"] + "entity"}
    return Source(
        passage=namer.node(documents[0] if whole else passage) if passage else None,
        document=namer.node(documents[0]) if documents and not whole else None,
        place=namer.node(passage).label.value if passage else "",
        endnote=", ".join(
            text_of(q.object) for q in quads if q.predicate.value == _ENDNOTE and not _named(q)
        ),
        scope=", ".join(
            namer.node(text_of(q.object)).label.value for q in quads if q.predicate.value == _SCOPE
        ),
        others=namer.properties([q for q in quads if q.predicate.value not in shown]),
    )


def _named(quad: Quad) -> bool:
    return isinstance(quad.object, NamedNode)
