"""Who used which wording of a concept, in what and when, from the statements that attest it."""

from __future__ import annotations

from typing import Final

from pyoxigraph import NamedNode

from server.names import expand
from server.web.contexts.kinds import Use
from server.web.contexts.values import Datum, Node, Text
from server.web.nodes import Namer
from server.web.statements import statement

_ATTESTED, _WITNESS, _WORDING = (expand(f"plate:{name}") for name in ("attested", "witness", "wording"))
_REJECTED: Final = "Rejected"


def uses(namer: Namer, iri: str) -> tuple[Use, ...]:
    """The uses of a concept's wordings, in order of time; none where a use tells of no wording."""
    found = []
    for claim in namer.documents.claims(iri):
        if NamedNode(iri) not in namer.objects(claim, _ATTESTED):
            continue
        one = statement(namer, claim, iri)
        worded = [_text(end.value) for end in one.ends if end.role.iri == _WORDING]
        if not worded or one.standing == _REJECTED or one.negative:
            continue
        witnesses = [end for end in one.ends if end.role.iri == _WITNESS]
        use = Use(
            words=tuple(worded),
            by=tuple(dict.fromkeys(maker for end in witnesses for maker in end.makers)),
            where=tuple(end.value for end in witnesses if isinstance(end.value, Node)),
            when=one.period,
            claim=one.node,
            reported=one.standing != "Endorsed",
        )
        found.append((one.sort, claim, use))
    return tuple(use for *_, use in sorted(found, key=lambda row: row[:2]))


def _text(value: object) -> Text:
    """A wording as it reads."""
    if isinstance(value, Node):
        return value.label
    return value.text if isinstance(value, Datum) else Text("")
