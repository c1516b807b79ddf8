"""Mends what the engine's XML writers let pass: XML 1.0 has no room for some characters. Pure.

A bare carriage return is written as a character reference, so that it survives. U+0001 and its like cannot be
written at all, so the answer is refused: a 200 with other characters than the data's would be wrong.
"""

from __future__ import annotations

import re
from typing import Final, Protocol

#: What XML 1.0 §2.2 cannot hold, as UTF-8: C0 controls but tab, LF and CR; U+FFFE and U+FFFF.
_FORBIDDEN: Final = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")
_CARRY: Final = 2


class Writer(Protocol):
    """Where an answer is written."""

    def write(self, data: bytes, /) -> int:
        """Take bytes and say how many."""

    def flush(self) -> None:
        """Pass on what is held back."""


class ForbiddenCharacter(ValueError):
    """The text holds a character that XML 1.0 cannot."""


class XmlMender:
    """A binary writer that mends what is written through it and passes it on; call `flush` at the end."""

    def __init__(self, output: Writer) -> None:
        """Write to `output`."""
        self._output = output
        self._held = b""

    def write(self, data: bytes) -> int:
        """Take bytes of UTF-8 text.

        Raises:
            ForbiddenCharacter: they hold what XML 1.0 cannot.
        """
        text = self._held + data
        found = _FORBIDDEN.search(text)
        if found:
            raise ForbiddenCharacter(f"U+{ord(found.group().decode()):04X}")
        self._held = text[-_CARRY:]
        self._output.write(text[:-_CARRY].replace(b"\r", b"&#13;"))
        return len(data)

    def flush(self) -> None:
        """Pass on what is held back."""
        self._output.write(self._held.replace(b"\r", b"&#13;"))
        self._held = b""
