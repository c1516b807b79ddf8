"""The published example queries of a release: one `.rq` file each, described in its first lines."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Final

from server.errors import QueryError
from server.heads import read_head
from server.names import PREFIXES
from server.store.protocol import Kind
from server.store.tokens import tokens
from server.traditional import in_own_words

_KINDS: Final = frozenset(kind.value for kind in Kind)
#: Words and marks at which what a SELECT gives ends.
_ENDS: Final = frozenset(("WHERE", "FROM", "{"))


@dataclass(frozen=True)
class Example:
    """A query that readers may run.

    Attributes:
        slug: name of its file without the extension.
        title: what it asks, in a line.
        description: more about it; may be empty.
        text: the whole file.
        group: the heading under which it is listed; may be empty.
        keywords: words to find it by.
        chinese: what it asks, in simplified Chinese; may be empty.
        explained: more about it, likewise.
    """

    slug: str
    title: str
    description: str
    text: str
    group: str = ""
    keywords: str = ""
    chinese: str = ""
    explained: str = ""

    def titled(self, tag: str) -> tuple[str, str]:
        """What it asks, in a language or else in English, and the tag of the language that this is."""
        return _in_language(self.title, self.chinese, tag)

    def described(self, tag: str) -> tuple[str, str]:
        """The same of what more there is about it."""
        return _in_language(self.description, self.explained, tag)

    @property
    def kind(self) -> Kind:
        """Which form of query it is."""
        return kind_of(self.query)

    @property
    def columns(self) -> tuple[str, ...]:
        """The variables that its answer has; none where it says `*`, or has no table for an answer."""
        return columns_of(self.query)

    @property
    def query(self) -> str:
        """The file without the comments that it begins with."""
        return read_head(self.slug, self.text).query


@dataclass(frozen=True)
class Group:
    """Queries under one heading."""

    heading: str
    examples: tuple[Example, ...]


def grouped(examples: Iterable[Example]) -> tuple[Group, ...]:
    """The queries under their headings, both in order of what they are called; those without one last."""
    found: dict[str, list[Example]] = {}
    for example in sorted(examples, key=lambda one: (not one.group, one.group, one.title.casefold())):
        found.setdefault(example.group, []).append(example)
    return tuple(Group(heading or "Others", tuple(under)) for heading, under in found.items())


def read_examples(folder: Path) -> list[Example]:
    """The queries of a folder by file name; none if there is no such folder."""
    return [_example(path.stem, path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.rq"))]


def _example(slug: str, text: str) -> Example:
    """A query whose title and description are fields of its head, or else the plain lines there."""
    head = read_head(slug, text)
    notes = list(head.notes)
    title = head.fields.get("title") or (notes.pop(0) if notes else slug.replace("-", " "))
    description = head.fields.get("description") or " ".join(notes)
    fields = head.fields
    further = (fields.get(name, "") for name in ("group", "keywords", "title-zh", "description-zh"))
    return Example(slug, title, description, _with_prefixes(text), *further)


def _in_language(english: str, chinese: str, tag: str) -> tuple[str, str]:
    if not chinese or not tag.startswith("zh"):
        return english, "en"
    return (in_own_words(chinese) if tag == "zh-Hant" else chinese), tag


def kind_of(query: str) -> Kind:
    """Which form a query has, by the first word of it that is a form; SELECT where there is none. Pure."""
    try:
        words = (token.text.upper() for token in tokens(query) if token.kind == "word")
        return Kind(next((word for word in words if word in _KINDS), Kind.SELECT.value))
    except QueryError:
        return Kind.SELECT


def columns_of(query: str) -> tuple[str, ...]:
    """The variables that the first SELECT of a query names; none where it says `*`. Pure."""
    found: list[str] = []
    depth, seen, before = 0, False, ""
    for token in tokens(query):
        word = token.text.upper()
        if seen and not depth and word in _ENDS:
            break
        depth += {"(": 1, ")": -1}.get(word, 0)
        named = token.kind == "variable" and (not depth or (depth == 1 and before == "AS"))
        if seen and named:
            found.append(token.text[1:])
        seen = seen or (token.kind == "word" and word == Kind.SELECT.value)
        before = word
    return tuple(found)


def _with_prefixes(text: str) -> str:
    """The query with the project's prefixes that it uses and does not declare."""
    found = list(tokens(text))
    declared = {after.text for word, after in pairwise(found) if word.text.upper() == "PREFIX"}
    used = {token.text.partition(":")[0] for token in found if token.kind == "name"}
    missing = [p for p in PREFIXES if p in used and f"{p}:" not in declared]
    return "".join(f"PREFIX {p}: <{PREFIXES[p]}>\n" for p in missing) + text
