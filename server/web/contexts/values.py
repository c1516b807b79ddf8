"""What pages show of single terms: texts, things, literals, and predicates with their values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True)
class Text:
    """Words in a language: the tag is in BCP 47 case, empty where the data has none."""

    value: str
    language: str = ""


@dataclass(frozen=True)
class Node:
    """A thing that a page names.

    Attributes:
        iri: its IRI.
        href: where its name leads; None where it leads nowhere.
        label: what it is called.
        second: what it is called in the other language of the page, if it is.
        kind: what it is, in a word or two; None where that goes without saying.
        here: whether the link stays on this server.
    """

    iri: str
    href: str | None
    label: Text
    second: Text | None = None
    kind: Text | None = None
    here: bool = True


@dataclass(frozen=True)
class Datum:
    """A literal: its text, and the short name of its datatype where that is neither a string nor a text.

    `href` is the web address that it spells, if it is one.
    """

    text: Text
    datatype: str = ""
    href: str | None = None


@dataclass(frozen=True)
class Nested:
    """A blank node, or a part without a page of its own: what is said of it, and its name in addresses."""

    properties: tuple[Property, ...]
    anchor: str = ""


Value: TypeAlias = Node | Datum | Nested


@dataclass(frozen=True)
class Property:
    """A predicate with its values."""

    predicate: Node
    values: tuple[Value, ...]


@dataclass(frozen=True)
class Figure:
    """A number and what it counts."""

    value: str
    label: str
