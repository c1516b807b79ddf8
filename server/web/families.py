"""Where a concept comes from and what came of it, by statements that one developed from another."""

from __future__ import annotations

from typing import Final

from pyoxigraph import NamedNode

from server.names import expand
from server.web.contexts.kinds import Branch, Family
from server.web.headings import OF, TO
from server.web.nodes import Namer
from server.web.statements import statement
from server.web.words import worded

_DEVELOPMENT: Final = expand("plate:Development")
_DEVELOPED, _FOREBEAR = expand("plate:developed"), expand("plate:forebear")
_SUBJECT, _PREDICATE, _OBJECT = (expand(f"rdf:{part}") for part in ("subject", "predicate", "object"))
_BROADER: Final = expand("skos:broader")
_REJECTED: Final = "Rejected"

#: How many steps are followed, so that a ring of statements ends.
_DEEPEST: Final = 4

#: What stands at a branch: words of the statement's kind, seen from the concept above it.
WORDS: Final = {
    (_DEVELOPMENT, OF): "forebear",
    (_DEVELOPMENT, TO): "descendant",
    (_BROADER, OF): "broader concept",
    (_BROADER, TO): "narrower concept",
}


def family(namer: Namer, iri: str) -> Family | None:
    """The forebears and descendants of a concept; None if it has neither."""
    forebears = _branches(namer, iri, OF, (iri,))
    descendants = _branches(namer, iri, TO, (iri,))
    return Family(namer.node(iri), forebears, descendants) if forebears or descendants else None


def _branches(namer: Namer, iri: str, end: str, above: tuple[str, ...]) -> tuple[Branch, ...]:
    """What hangs on a concept at one of its ends, the concepts above it left out."""
    found: dict[tuple[str, str], Branch] = {}
    here = NamedNode(iri)
    for claim in namer.documents.claims(iri):
        own, other = (_DEVELOPED, _FOREBEAR) if end == OF else (_FOREBEAR, _DEVELOPED)
        kind = _DEVELOPMENT
        if namer.first(claim, _PREDICATE) == _BROADER:
            own, other = (_SUBJECT, _OBJECT) if end == OF else (_OBJECT, _SUBJECT)
            kind = _BROADER
        if here not in namer.objects(claim, own):
            continue
        one = statement(namer, claim, iri)
        if one.standing == _REJECTED or one.negative:
            continue
        for next_iri in namer.iris(claim, other):
            if next_iri in above or len(above) > _DEEPEST:
                continue
            found.setdefault(
                (next_iri, kind),
                Branch(
                    node=namer.node(next_iri),
                    words=worded(WORDS[kind, end], namer.spoken),
                    claim=one.node,
                    when=one.period,
                    reported=one.standing != "Endorsed",
                    branches=_branches(namer, next_iri, end, (*above, next_iri)),
                ),
            )
    return tuple(found.values())
