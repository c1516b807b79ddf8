"""Numbers of versions: MAJOR.MINOR.PATCH (Semantic Versioning 2.0.0), nothing after it once published."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

_NUMBER: Final = re.compile(r"(0|[1-9][0-9]{0,8})\.(0|[1-9][0-9]{0,8})\.(0|[1-9][0-9]{0,8})")


@dataclass(frozen=True, order=True)
class Number:
    """The number of a published version; numbers compare as versions do."""

    major: int
    minor: int
    patch: int

    def __str__(self) -> str:
        """As people write it: `0.1.0`."""
        return f"{self.major}.{self.minor}.{self.patch}"


def number(version: str) -> Number | None:
    """The number that a version has; None for one that is not to be published, as `0.2.0-dev`.

    >>> number("0.10.0") > number("0.9.1"), number("0.2.0-dev"), number("2026-11")
    (True, None, None)
    """
    found = _NUMBER.fullmatch(version)
    return Number(*map(int, found.groups())) if found else None
