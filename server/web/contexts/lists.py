"""Pages that list things under headings."""

from __future__ import annotations

from dataclasses import dataclass

from server.web.contexts.values import Node, Property, Text


@dataclass(frozen=True)
class Entry:
    """A row of a list: a thing and a few words."""

    node: Node
    text: str = ""
    count: int | None = None
    language: str = ""  # of the text, where it is not that of the page
    code: str = ""  # what is written by programs that ask for it


@dataclass(frozen=True)
class EntryGroup:
    """A headed list of entries."""

    anchor: str
    heading: str
    entries: tuple[Entry, ...]
    language: str = ""  # of the heading, where it is not that of the page


@dataclass(frozen=True)
class Download:
    """One representation of the data of a page."""

    name: str
    media_type: str
    href: str


@dataclass(frozen=True)
class ListPage:
    """A page that lists things under headings: the vocabulary, the sources, a graph."""

    title: str
    lead: tuple[Text, ...] = ()
    facts: tuple[Property, ...] = ()
    groups: tuple[EntryGroup, ...] = ()
    downloads: tuple[Download, ...] = ()
    notes: tuple[str, ...] = ()
    second: Text | None = None  # the title in another language
    language: str = ""  # of the title, where it is the name of something
    iri: str = ""  # of what the facts are about, where the page does not have all of them
