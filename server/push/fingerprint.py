"""Whether two graphs are the same: term by term, or but for the spelling of their literals. Pure.

Engines store numbers and truth values as such and write them in their own way: "1.0" comes back as "1". That
is the same value, and the comparison says so; a change of value is never passed over.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad, Triple

from server.canonical import canonical_hash, relabelled
from server.names import PREFIXES

_XSD: Final = PREFIXES["xsd"]
_INTEGER: Final = NamedNode(_XSD + "integer")
_INTEGERS: Final = frozenset(
    {_XSD + kind for kind in ("integer", "long", "int", "short", "byte")}
    | {_XSD + sign + "Integer" for sign in ("nonNegative", "positive", "nonPositive", "negative")}
    | {_XSD + "unsigned" + kind for kind in ("Long", "Int", "Short", "Byte")}
)


@dataclass(frozen=True)
class Fingerprint:
    """What tells a graph from every other.

    Attributes:
        count: number of its triples.
        exact: SHA-256 of its canonical N-Quads (RDFC-1.0), term by term.
        values: the same of the graph with each number and truth value in one spelling.
    """

    count: int
    exact: str
    values: str

    def is_same(self, other: Fingerprint) -> bool:
        """Whether both are of the same graph, but for the spelling of literals."""
        return self.count == other.count and self.values == other.values


def fingerprint(triples: Sequence[Triple]) -> Fingerprint:
    """The fingerprint of a graph."""
    exact = _sha256(triples)
    spelled = [_spelled(triple) for triple in triples]
    return Fingerprint(len(triples), exact, exact if spelled == list(triples) else _sha256(spelled))


def _sha256(triples: Iterable[Triple]) -> str:
    return canonical_hash(relabelled(Quad(t.subject, t.predicate, t.object) for t in triples))


def _spelled(triple: Triple) -> Triple:
    term = triple.object
    if isinstance(term, Literal) and (write := _WRITERS.get(term.datatype.value)) is not None:
        return Triple(triple.subject, triple.predicate, write(term))
    return triple


def _integer(term: Literal) -> Literal:
    is_one = re.fullmatch(r"[+-]?[0-9]+", term.value)
    return Literal(str(Decimal(term.value) + 0), datatype=_INTEGER) if is_one else term


def _decimal(term: Literal) -> Literal:
    if not re.fullmatch(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)", term.value):
        return term
    text = format(Decimal(term.value), "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return Literal("0" if text in {"", "-", "-0"} else text, datatype=term.datatype)


def _double(term: Literal) -> Literal:
    try:
        return Literal(repr(float(Decimal(term.value))), datatype=term.datatype)
    except (InvalidOperation, ValueError):
        return term


def _boolean(term: Literal) -> Literal:
    return Literal({"1": "true", "0": "false"}.get(term.value, term.value), datatype=term.datatype)


def _moment(term: Literal) -> Literal:
    text = re.sub(r"(?:\+|-)00:00\Z", "Z", term.value)
    return Literal(re.sub(r"\.0+(?=Z|[+-]|\Z)", "", text), datatype=term.datatype)


_WRITERS: Final[Mapping[str, Callable[[Literal], Literal]]] = {
    **dict.fromkeys(_INTEGERS, _integer),
    _XSD + "decimal": _decimal,
    _XSD + "double": _double,
    _XSD + "float": _double,
    _XSD + "boolean": _boolean,
    _XSD + "dateTime": _moment,
}
