"""The curators' reading inventory: which facts the sources hold, by section, and which are left out and why.

It is written in `instances/inventory.toml`; a project need not have one.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from server.errors import Finding

INVENTORY: Final = "instances/inventory.toml"

_FACT: Final = re.compile(r"F([0-9]{3})")


@dataclass(frozen=True)
class Section:
    """A part of the inventory.

    Attributes:
        letter: its letter.
        title, title_zh: what it is called.
        facts: fact number → slugs of the source documents that hold it.
        line: where it begins in the file.
    """

    letter: str
    title: str
    title_zh: str
    facts: Mapping[str, tuple[str, ...]]
    line: int = 0


@dataclass(frozen=True)
class LeftOut:
    """A fact that nothing states, why (in English and Chinese), and the line that says so."""

    fact: str
    reason: str
    reason_zh: str
    line: int = 0


@dataclass(frozen=True)
class Inventory:
    """The whole inventory; it is complete once each of its facts is to be stated or left out."""

    sections: tuple[Section, ...]
    left_out: tuple[LeftOut, ...] = ()
    complete: bool = True


def read_inventory(root: Path) -> tuple[Inventory | None, list[Finding]]:
    """The inventory of a project, and what is wrong with it; None if there is none or it cannot be read."""
    path = root / INVENTORY
    if not path.is_file():
        return None, []
    try:
        written = path.read_text(encoding="utf-8")
        held = tomllib.loads(written)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        found = re.search(r"line (\d+)", str(error))
        message = f"cannot be read ({error}): mend the TOML here"
        return None, [Finding(INVENTORY, int(found[1]) if found else 0, "inventory", message)]
    findings: list[Finding] = []
    sections = tuple(_sections(held.get("section", []), _starts(written, "section"), findings))
    known = {fact for section in sections for fact in section.facts}
    left_out = tuple(_left_out(held.get("left_out", []), _starts(written, "left_out"), known, findings))
    return Inventory(sections, left_out, held.get("complete", True) is True), findings


def _starts(written: str, table: str) -> list[int]:
    """The lines on which the entries of a table begin."""
    head = re.compile(rf"\s*\[\[\s*{table}\s*\]\]")
    return [number for number, line in enumerate(written.splitlines(), 1) if head.match(line)]


def _sections(
    entries: Sequence[Mapping[str, Any]], lines: Sequence[int], findings: list[Finding]
) -> Iterator[Section]:
    """The sections that can be used; a fact that stands in two counts in the first."""
    seen: dict[str, str] = {}
    for entry, line in zip(entries, lines, strict=True):
        absent = _absent(entry, ("letter", "title", "title_zh"))
        facts: dict[str, tuple[str, ...]] = {}
        whole = True
        for part in entry.get("facts", []):
            numbers = _range(part)
            whole = whole and bool(numbers)
            for fact in numbers:
                if fact in seen:
                    message = f"{fact} stands in section {seen[fact]} already: keep it in one place"
                    findings.append(Finding(INVENTORY, line, "inventory", message))
                else:
                    seen[fact] = str(entry.get("letter", ""))
                    facts[fact] = tuple(part["sources"])
        if absent or not whole or not facts:
            message = f"a section needs {_SECTION}: mend its {', '.join(absent) or 'facts'}"
            findings.append(Finding(INVENTORY, line, "inventory", message))
        else:
            yield Section(entry["letter"], entry["title"], entry["title_zh"], facts, line)


_SECTION: Final = (
    'letter, title, title_zh and facts = [{ first = "F001", last = "F014", sources = ["doc-000"] }]'
)


def _range(part: object) -> list[str]:
    """The facts from the first to the last of a part; none if it is not of the right shape."""
    if not isinstance(part, dict) or not isinstance(part.get("sources"), list) or not part["sources"]:
        return []
    ends = [_FACT.fullmatch(str(part.get(end, ""))) for end in ("first", "last")]
    first, last = (int(end[1]) if end else 0 for end in ends)
    return [f"F{number:03}" for number in range(first, last + 1)] if first else []


def _left_out(
    entries: Sequence[Mapping[str, Any]], lines: Sequence[int], known: set[str], findings: list[Finding]
) -> Iterator[LeftOut]:
    """The facts that are left out, each with both reasons."""
    seen: set[str] = set()
    for entry, line in zip(entries, lines, strict=True):
        fact = str(entry.get("fact", ""))
        absent = _absent(entry, ("fact", "reason", "reason_zh"))
        if absent:
            message = (
                f"{fact or 'an entry'} is left out without {' and '.join(absent)}: say why, in both languages"
            )
        elif fact not in known:
            message = f"{fact} stands in no section: correct the number"
        elif fact in seen:
            message = f"{fact} is left out twice: keep one entry"
        else:
            seen.add(fact)
            yield LeftOut(fact, entry["reason"], entry["reason_zh"], line)
            continue
        findings.append(Finding(INVENTORY, line, "inventory", message))


def _absent(entry: Mapping[str, Any], keys: Sequence[str]) -> list[str]:
    """The keys under which an entry has no text."""
    return [key for key in keys if not isinstance(entry.get(key), str) or not entry[key].strip()]
