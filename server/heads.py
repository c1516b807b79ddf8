"""Query files that say in their first lines what they ask, as `# title: …` and `# description: …`. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

_FIELD: Final = re.compile(r"#+\s*([\w-]+):\s+(.+)")


@dataclass(frozen=True)
class Headed:
    """A query file.

    Attributes:
        slug: name of the file without its extension.
        query: the query without the head.
        fields: what its head says, by the name of the field in lower case.
        notes: the other lines of its head, empty ones left out.
    """

    slug: str
    query: str
    fields: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def read_head(slug: str, text: str) -> Headed:
    """A query file by its text: the comments that it begins with are its head."""
    lines = text.splitlines(keepends=True)
    count = next((n for n, line in enumerate(lines) if not line.startswith("#")), len(lines))
    head = [line.rstrip() for line in lines[:count]]
    found = [_FIELD.fullmatch(line) for line in head]
    others = (line.lstrip("#").strip() for line, one in zip(head, found, strict=True) if one is None)
    fields = {one[1].lower(): one[2] for one in found if one}
    return Headed(slug, "".join(lines[count:]).strip(), fields, tuple(filter(None, others)))
