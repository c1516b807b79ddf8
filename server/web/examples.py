"""The published example queries of a release: one `.rq` file each, described in its first lines."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from server.heads import read_head
from server.names import PREFIXES
from server.store.tokens import tokens


@dataclass(frozen=True)
class Example:
    """A query that readers may run.

    Attributes:
        slug: name of its file without the extension.
        title: what it asks, in a line.
        description: more about it; may be empty.
        text: the whole file.
        group: the heading under which it is listed; may be empty.
    """

    slug: str
    title: str
    description: str
    text: str
    group: str = ""

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
    return Example(slug, title, description, _with_prefixes(text), head.fields.get("group", ""))


def _with_prefixes(text: str) -> str:
    """The query with the project's prefixes that it uses and does not declare."""
    found = list(tokens(text))
    declared = {after.text for word, after in pairwise(found) if word.text.upper() == "PREFIX"}
    used = {token.text.partition(":")[0] for token in found if token.kind == "name"}
    missing = [p for p in PREFIXES if p in used and f"{p}:" not in declared]
    return "".join(f"PREFIX {p}: <{PREFIXES[p]}>\n" for p in missing) + text
