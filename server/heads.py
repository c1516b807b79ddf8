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
        fields: what its head says, by the name of the field in lower case.
        query: the query without the head.
    """

    slug: str
    query: str
    fields: Mapping[str, str] = field(default_factory=dict)


def read_head(slug: str, text: str) -> Headed:
    """A query file by its text: the comments that it begins with are its head."""
    lines = text.splitlines(keepends=True)
    count = next((n for n, line in enumerate(lines) if not line.startswith("#")), len(lines))
    found = (_FIELD.fullmatch(line.rstrip()) for line in lines[:count])
    return Headed(slug, "".join(lines[count:]).strip(), {m[1].lower(): m[2] for m in found if m})
