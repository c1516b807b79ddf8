"""The README and the guides taken apart: their code blocks by language."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

#: The address that the README's examples use.
ADDRESS = "http://127.0.0.1:8000"


@dataclass(frozen=True)
class Block:
    """One fenced block: its language, its text, and the line it starts on."""

    language: str
    text: str
    line: int

    def at(self, url: str) -> str:
        """The text with the address of a server that runs now."""
        return self.text.replace(ADDRESS, url)


def blocks(language: str, page: str = "README.md") -> list[Block]:
    """The blocks of a page in a language, in order."""
    text = (Path(__file__).resolve().parent.parent / page).read_text(encoding="utf-8")
    return [
        Block(found[1], found[2], text.count("\n", 0, found.start()) + 1)
        for found in re.finditer(r"^```(\w+)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
        if found[1] == language
    ]


def label(block: Block) -> str:
    """How a block is called in the list of tests."""
    return f"line-{block.line}"
