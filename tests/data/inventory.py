"""The reading inventory beside the project: what each of its rows says of certainty, endnotes and lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_NOTE = re.compile(r"(~?)(\d+)(?:-(\d+))?")
_LINES = re.compile(r"L(\d+)(?:-(\d+))?")


@dataclass(frozen=True)
class Row:
    """A fact as the inventory has it.

    Attributes:
        fact: its number, as `F001`.
        certainty: the word for how sure the source is of it.
        endnotes: number and scope (CURIE of an endnote scope) of each endnote.
        lines: document (CURIE), first and last line of each place.
        wording: subject, relation and object, for messages.
    """

    fact: str
    certainty: str
    endnotes: frozenset[tuple[int, str]]
    lines: tuple[tuple[str, int, int], ...]
    wording: str


def rows(text: str) -> Iterator[Row]:
    """The rows of the inventory's tables, in their order."""
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.split(" | ")]
        if re.fullmatch(r"F\d{3}", cells[0]):
            assert len(cells) == 8, line
            fact, *said, _, place, endnotes, certainty = cells
            yield Row(fact, certainty, frozenset(_endnotes(endnotes)), tuple(_places(place)), " ".join(said))


def read(folder: Path) -> dict[str, Row]:
    """The rows by fact number."""
    return {row.fact: row for row in rows((folder / "facts.md").read_text(encoding="utf-8"))}


def _endnotes(cell: str) -> Iterator[tuple[int, str]]:
    """`6` stands in the sentence itself, `~7` near it, `-` says that there is none."""
    for near, first, last in _NOTE.findall(cell):
        for number in range(int(first), int(last or first) + 1):
            yield number, "plate:Nearby" if near else "plate:SameSentence"


def _places(cell: str) -> Iterator[tuple[str, int, int]]:
    """`000 §Introduction L31; §Conclusion L409-412 / 003 §[lead text] L1` as documents with lines."""
    for document, places in re.findall(r"\b(000|003) (§.*?)(?= / 00|$)", cell):
        for first, last in _LINES.findall(places):
            yield f"id:doc-{document}", int(first), int(last or first)
