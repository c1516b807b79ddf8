"""A claim as a statement on a page: what it is about, when, who says so, how sure, where it is written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from pyoxigraph import NamedNode, Quad

from server.hierarchy import reached
from server.names import ONTOLOGY, PREFIXES
from server.periods import began_text, ended_text, form, period_text, seen_text
from server.web.citations import CITATION, citations
from server.web.contexts.statements import Group, Statement
from server.web.contexts.values import Datum, Node, Property, Text
from server.web.ends import PLATES, REIFIED, ends, more_precise
from server.web.languages import Language
from server.web.nodes import TYPE, Namer, text_of
from server.web.wording import local_name
from server.web.words import worded

_VALIDITY = ONTOLOGY + "validity"
_OBSERVED = ONTOLOGY + "observedAt"
_BEGAN_WITH = ONTOLOGY + "beganWith"
_ENDED = (ONTOLOGY + "endedBy", ONTOLOGY + "endedWith")
_STANDING = ONTOLOGY + "standing"
_CERTAINTY = ONTOLOGY + "certainty"
_POLARITY = ONTOLOGY + "polarity"
_NEGATIVE = ONTOLOGY + "Negative"
_DISPUTES = ONTOLOGY + "disputes"
_VOICE = PREFIXES["prov"] + "wasAttributedTo"
_BOOLEAN: Final = "xsd:boolean"
_RELATION = ONTOLOGY + "Relation"
_PROSE = ONTOLOGY + "ProseClaim"

#: Other ways to write a name, which the release derives.
_FORMS: Final = (ONTOLOGY + "traditionalForm", ONTOLOGY + "pinyin")

#: What a claim says in words rather than by its ends.
_WORDING = (
    PREFIXES["skosxl"] + "literalForm",
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
        CITATION,
        _VOICE,
        ONTOLOGY + "drawsOn",
        ONTOLOGY + "factNumber",
        ONTOLOGY + "plainPinyin",
        *_FORMS,
        PREFIXES["skos"] + "prefLabel",
        PREFIXES["prov"] + "wasDerivedFrom",
        PREFIXES["prov"] + "qualifiedDerivation",
        *PLATES.values(),
        *REIFIED,
        *_WORDING,
        *_COMPUTED,
    }
)


def statement(namer: Namer, iri: str, perspective: str = "") -> Statement:
    """A claim as a row; the thing whose page it stands on is left out of its ends."""
    found = namer.statements.get((iri, perspective))
    if found is None:
        found = namer.statements[iri, perspective] = _made(namer, iri, perspective)
    return found


def _made(namer: Namer, iri: str, perspective: str) -> Statement:
    quads = namer.own(iri)
    kinds = namer.kinds(iri)
    standing = namer.first(iri, _STANDING)
    return Statement(
        node=namer.node(iri),
        kind=namer.term(kinds[0] if kinds else ONTOLOGY + "Claim"),
        ends=ends(namer, iri, perspective),
        wording=namer.told(iri, *_WORDING),
        forms=tuple(text for p in _FORMS for text in namer.texts(iri, p)),
        prose=any(namer.vocabulary.is_a(kind, _PROSE) for kind in kinds),
        period=period(namer, iri, namer.spoken),
        timeless=not any(namer.vocabulary.is_a(kind, _RELATION) for kind in kinds),
        standing=local_name(standing) if standing else "",
        standing_label=namer.term(standing).label if standing else None,
        negative=namer.first(iri, _POLARITY) == _NEGATIVE,
        voices=namer.named(iri, _VOICE),
        certainty=tuple(namer.term(n.iri).label for n in namer.named(iri, _CERTAINTY)),
        sources=citations(namer, iri),
        rivals=namer.named(iri, _DISPUTES) + _disputed_by(namer, iri),
        details=tuple(
            _spoken(row, namer.spoken)
            for row in namer.properties(
                [q for q in quads if _is_detail(namer, q) and text_of(q.object) != perspective]
            )
        ),
        held=namer.held(iri),
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


def _disputed_by(namer: Namer, iri: str) -> tuple[Node, ...]:
    """The claims that dispute this one and that it does not dispute itself."""
    own = {o.value for o in namer.objects(iri, _DISPUTES) if isinstance(o, NamedNode)}
    return tuple(
        namer.node(other)
        for other in namer.documents.claims(iri)
        if other not in own and NamedNode(iri) in namer.objects(other, _DISPUTES)
    )


def _spoken(row: Property, spoken: Language) -> Property:
    """A detail as people read it: what is true or false as a word of theirs."""
    words = {"true": "Yes", "false": "No"}
    values = (
        Datum(Text(worded(words[one.text.value], spoken), spoken.tag))
        if isinstance(one, Datum) and one.datatype == _BOOLEAN and one.text.value in words
        else one
        for one in row.values
    )
    return replace(row, values=tuple(values))


def _is_detail(namer: Namer, quad: Quad) -> bool:
    """Whether a quad of a claim is shown among its details, since no other place shows it."""
    predicate = quad.predicate.value
    return (
        predicate not in _SHOWN
        and namer.vocabulary.end(predicate) is None
        and not more_precise(namer, quad)
        and not (isinstance(quad.object, NamedNode) and predicate in {PREFIXES["org"] + "member"})
    )


def period(namer: Namer, iri: str, language: Language) -> str:
    """When a claim holds, in a language: its period, days of events that bound it, the year it was seen."""
    validity, tag = namer.first(iri, _VALIDITY), language.tag
    parts = [period_text(validity, tag)] if validity else []
    if namer.first(iri, _BEGAN_WITH):
        parts.append(began_text(_day(namer, iri, "startsEarliest"), _day(namer, iri, "startsLatest"), tag))
    if namer.first(iri, *_ENDED):
        parts.append(ended_text(_day(namer, iri, "endsEarliest"), _day(namer, iri, "endsLatest"), tag))
    seen = (namer.first(observation, _VALIDITY) for observation in namer.iris(iri, _OBSERVED))
    parts += [seen_text(when, tag) for when in seen]
    told = dict.fromkeys(part for part in parts if part)  # an event may end it when its period does
    return form(tag).joint.join(told)


def _day(namer: Namer, iri: str, bound: str) -> str:
    """One of the computed days of a claim."""
    return namer.first(iri, ONTOLOGY + bound)
