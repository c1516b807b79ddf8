"""What the text and the terms of a file must be like to be published, beyond the grammar of Turtle."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from server.errors import Finding
from server.release.lexical import ill_typed, invisible
from server.release.terms import owners, short

#: Schemes whose IRIs may be published; a link of any other kind could run or read something at a reader's.
SCHEMES: Final = frozenset({"http", "https", "urn"})

_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")


def readable(data: bytes, relative: str, findings: list[Finding]) -> str | None:
    """The text of a file, or None with a finding if it is not UTF-8, has control characters or is not NFC."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        findings.append(
            Finding(relative, line, "not-utf-8", "not UTF-8: save the file in the encoding UTF-8")
        )
        return None
    if text.startswith("\ufeff"):
        findings.append(
            Finding(relative, 1, "byte-order-mark", "starts with a byte order mark: save without it")
        )
        return None
    if found := _CONTROL.search(text):
        line = text.count("\n", 0, found.start()) + 1
        message = f"control character U+{ord(found[0]):04X}: delete it"
        findings.append(Finding(relative, line, "control-character", message))
        return None
    if not unicodedata.is_normalized("NFC", text):
        for number, content in enumerate(text.split("\n"), 1):
            if not unicodedata.is_normalized("NFC", content):
                findings.append(Finding(relative, number, "not-nfc", f"{_NFC}: {content.strip()[:60]}"))
                break
        return None
    return text


_NFC: Final = "not in Unicode normal form C (an accent stands apart from its letter): retype or normalise it"


def content_findings(
    triples: Iterable[Triple], text: str, lines: Mapping[str, int], relative: str
) -> list[Finding]:
    """Findings about single terms: ill-typed literals, characters, and IRIs that nobody should follow."""
    every = tuple(triples)
    hangs = owners(every)
    findings = []
    for triple in every:
        for wanted, rule, message in _problems(triple):
            subject = triple.subject
            owner = hangs.get(subject, subject) if isinstance(subject, BlankNode) else subject
            start = lines.get(owner.value, 0) if isinstance(owner, NamedNode) else 0
            findings.append(Finding(relative, _line(text, wanted, start), rule, message))
    return list(dict.fromkeys(findings))


def _problems(triple: Triple) -> Iterator[tuple[str, str, str]]:
    """What is wrong with a triple: the spelling to look for, the rule, the message."""
    for term in (triple.subject, triple.predicate, triple.object):
        if isinstance(term, NamedNode):
            scheme = term.value.partition(":")[0].lower()
            if scheme not in SCHEMES:
                message = (
                    f"<{term.value[:60]}> is of the scheme {scheme}: only http, https and urn are published"
                )
                yield term.value, "iri-scheme", message
            if not unicodedata.is_normalized("NFC", term.value):
                yield term.value, "not-nfc", f"{_NFC}: <{term.value[:60]}>"
    value = triple.object
    if isinstance(value, Literal):
        if found := _CONTROL.search(value.value):
            message = (
                f"{short(triple.predicate)} holds control character U+{ord(found[0]):04X}: delete its escape"
            )
            yield value.value[: found.start()], "control-character", message
        if (at := invisible(value.value)) is not None:
            letter = value.value[at]
            message = (
                f"{short(triple.predicate)} holds U+{ord(letter):04X} "
                f"({unicodedata.name(letter, 'unnamed').lower()}), which nobody sees: delete it"
            )
            yield value.value[:at], "invisible-character", message
        if not unicodedata.is_normalized("NFC", value.value):
            yield value.value, "not-nfc", f"{_NFC}: {value.value[:60]}"
        if (wrong := ill_typed(value)) is not None:
            yield value.value, "ill-typed", f"{short(triple.predicate)}: {wrong}"


def _line(text: str, wanted: str, start: int) -> int:
    """The line where a spelling occurs, looked for from the block's first line on; else that line."""
    offset = 0
    for _ in range(start - 1):
        offset = text.find("\n", offset) + 1
    found = text.find(wanted, offset) if wanted else -1
    return text.count("\n", 0, found) + 1 if found >= 0 else start
