"""Numbers, truth values and moments in one spelling each, since engines write them in their own way. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad, Triple

from server.names import PREFIXES

_XSD: Final = PREFIXES["xsd"]
_INTEGER: Final = NamedNode(_XSD + "integer")
_INTEGERS: Final = frozenset(
    {_XSD + kind for kind in ("integer", "long", "int", "short", "byte")}
    | {_XSD + sign + "Integer" for sign in ("nonNegative", "positive", "nonPositive", "negative")}
    | {_XSD + "unsigned" + kind for kind in ("Long", "Int", "Short", "Byte")}
)


def spelled(triple: Triple) -> Triple:
    """A triple with its number, truth value or moment, if it is one, in one spelling."""
    term = triple.object
    if isinstance(term, Literal) and (write := _WRITERS.get(term.datatype.value)) is not None:
        return Triple(triple.subject, triple.predicate, write(term))
    return triple


def all_spelled(quads: Iterable[Quad]) -> list[Quad]:
    """Quads with each number, truth value and moment in one spelling."""
    found = []
    for quad in quads:
        triple = spelled(quad.triple)
        found.append(Quad(triple.subject, triple.predicate, triple.object, quad.graph_name))
    return found


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
