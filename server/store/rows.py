"""Lines of N-Quads in their parts, as bytes, without their being read as RDF. Pure."""

from __future__ import annotations

import re
from typing import Final, TypeAlias

#: A line; its triple; subject, predicate, object where it is an IRI or a blank node; graph where it is named.
Row: TypeAlias = tuple[bytes, bytes, bytes, bytes, bytes, bytes]

_LINE: Final = re.compile(rb'(((\S+) (\S+) (?:(<[^<]\S*|_:\S+)|".*"\S*|<<.*>>)) (?:(\S+) )?\.\n)')


def rows(lines: bytes) -> list[Row]:
    """The rows of whole lines, as this project's library writes them: equal terms are equal bytes."""
    found: list[Row] = _LINE.findall(lines)
    return found
