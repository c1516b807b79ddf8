"""From folders of Turtle to a project in hand: reading, and refusing what cannot be published.

Everything that is wrong is reported at once, each with file, line and remedy; nothing is fetched.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from pyoxigraph import BlankNode, NamedNode, RdfFormat, Triple, parse

from server.errors import CheckFailed, Finding
from server.names import PREFIXES, curie
from server.release import slips
from server.release.content import content_findings, readable
from server.release.sources import Project, SourceFile
from server.release.terms import Node, Term

#: Files of instances are two hundred lines by habit; one beyond this size is a mistake or an attack.
LARGEST_FILE: Final = 8 * 1024 * 1024

_PREFIX: Final = re.compile(r"^\s*@?prefix\s+([^\s:]*):\s*<([^>]*)>", re.IGNORECASE | re.MULTILINE)
_BLOCK: Final = re.compile(r"^(?:<([^>\s]*)>|([A-Za-z][\w-]*)?:([^\s;,<>\"\[\]()]*))", re.MULTILINE)
_LONG_STRING: Final = re.compile(r'"""(?:[^"\\]|\\.|"(?!""))*"""', re.DOTALL)
_PLAIN_FILES: Final = frozenset({".ttl", ".md", ".rq", ".csv", ".tsv", ".toml", ".gitkeep"})


def load(root: Path) -> Project:
    """Read the project in a folder.

    Raises:
        CheckFailed: something cannot be used as it stands; every finding is in it, warnings included.
    """
    findings: list[Finding] = []
    files: list[SourceFile] = []
    for path in _paths(root, findings):
        file = read_file(path, root, f"n{len(files)}x", findings)
        if file is not None:
            files.append(file)
    findings += _missing(files) + _doubled(files)
    if any(f.severity == "error" for f in findings):
        raise CheckFailed(sorted(findings))
    return Project(root, tuple(files), tuple(sorted(findings)))


def part_of(relative: str) -> str:
    """Which part of the project a path belongs to."""
    if relative.startswith("ontology/alignments/"):
        return "alignments"
    if relative in ("instances/dataset.ttl", "instances/tombstones.ttl"):
        return "dataset"
    return relative.partition("/")[0]


def _paths(root: Path, findings: list[Finding]) -> Iterator[Path]:
    """Turtle files of the project in the order of their names; what is no plain file of it is a finding."""
    inside = root.resolve()
    for folder in ("ontology", "instances", "shapes"):
        for path in sorted((root / folder).rglob("*"), key=lambda p: p.relative_to(root).as_posix()):
            relative = path.relative_to(root).as_posix()
            if path.is_symlink() and not path.resolve().is_relative_to(inside):
                findings.append(
                    Finding(
                        relative,
                        0,
                        "link-outside",
                        "links to a place outside the project: put the file itself here",
                    )
                )
            elif path.is_file() and path.suffix == ".ttl":
                yield path
            elif path.is_file() and path.suffix not in _PLAIN_FILES and not path.name.startswith("."):
                findings.append(
                    Finding(
                        relative,
                        0,
                        "not-turtle",
                        "only .ttl files are read here: write it as Turtle or move it away",
                    )
                )


def read_file(path: Path, root: Path, blank: str, findings: list[Finding]) -> SourceFile | None:
    """Read one file; None if it cannot be parsed. `blank` begins the names of its blank nodes."""
    relative = path.relative_to(root).as_posix()
    if path.stat().st_size > LARGEST_FILE:
        message = f"larger than {LARGEST_FILE // 2**20} MiB: split it by kind of thing"
        findings.append(Finding(relative, 0, "too-large", message))
        return None
    text = readable(path.read_bytes(), relative, findings)
    if text is None:
        return None
    try:
        parsed = [q.triple for q in parse(text.encode(), format=RdfFormat.TURTLE, without_named_graphs=True)]
    except SyntaxError as error:
        reason = re.sub(r"^Parser error at line [^:]*: ", "", error.msg)
        likely = slips.likely(text, error.lineno or 0, reason)
        message = f"{reason}; {likely or 'mend the Turtle here or in the statement before'}"
        findings.append(Finding(relative, error.lineno or 0, "turtle-syntax", message))
        return None
    prefixes = _prefixes(text, relative, findings)
    triples = tuple(_renamed(parsed, blank))
    subjects = {t.subject.value for t in triples if isinstance(t.subject, NamedNode)}
    lines = _blocks(text, prefixes, subjects, relative, findings)
    findings += content_findings(triples, text, lines, relative)
    return SourceFile(relative, part_of(relative), triples, lines)


def _renamed(triples: Iterable[Triple], begin: str) -> Iterator[Triple]:
    """The triples with blank nodes named by file and order, so that files never share one by accident."""
    names: dict[BlankNode, BlankNode] = {}

    def known(blank: BlankNode) -> BlankNode:
        return names.setdefault(blank, BlankNode(f"{begin}{len(names)}"))

    for triple in triples:
        subject: Node = known(triple.subject) if isinstance(triple.subject, BlankNode) else triple.subject
        value: Term = known(triple.object) if isinstance(triple.object, BlankNode) else triple.object
        yield Triple(subject, triple.predicate, value)


def _prefixes(text: str, relative: str, findings: list[Finding]) -> dict[str, str]:
    """Prefixes of a file; one bound twice, or unlike the rest of the project, is a warning."""
    prefixes: dict[str, str] = {}
    for found in _PREFIX.finditer(text):
        name, iri = found.groups()
        line = text.count("\n", 0, found.start()) + 1
        usual = prefixes.get(name, PREFIXES.get(name, iri))
        if usual != iri:
            message = f"prefix {name}: stands for <{usual}> elsewhere: use another prefix for <{iri}>"
            findings.append(Finding(relative, line, "prefix-redefined", message, "warning"))
        prefixes[name] = iri
    return prefixes


def _blocks(
    text: str, prefixes: dict[str, str], subjects: set[str], relative: str, findings: list[Finding]
) -> dict[str, int]:
    """Where each subject's block begins: the lines whose first column names it."""
    text = _LONG_STRING.sub(lambda found: "\n" * found[0].count("\n"), text)
    lines: dict[str, int] = {}
    for found in _BLOCK.finditer(text):
        full, name, local = found.groups()
        name = name or ""
        if full is None and name not in prefixes:
            continue
        iri = full if full is not None else prefixes[name] + local.rstrip(".")
        line = text.count("\n", 0, found.start()) + 1
        if iri not in subjects:
            continue
        if iri in lines:
            message = f"{curie(iri)} has a block at line {lines[iri]} already: put the two together"
            findings.append(Finding(relative, line, "one-block", message, "warning"))
        else:
            lines[iri] = line
    return lines


def _missing(files: list[SourceFile]) -> list[Finding]:
    """Parts without which there is nothing to publish."""
    remedies = {
        "ontology": "add the vocabulary as ontology/*.ttl",
        "instances": "add facts as instances/**/*.ttl",
        "dataset": "add instances/dataset.ttl with title, version and day of issue",
        "shapes": "add SHACL shapes as shapes/*.ttl; nothing is published unchecked",
    }
    full = {file.part for file in files if file.triples}
    places = {"dataset": "instances/dataset.ttl"}
    return [
        Finding(
            places.get(part, f"{part}/"),
            0,
            "nothing-there",
            f"nothing is here: {remedy}",
        )
        for part, remedy in remedies.items()
        if part not in full
    ]


def _doubled(files: list[SourceFile]) -> list[Finding]:
    """Things that two files describe."""
    first: dict[str, SourceFile] = {}
    findings = []
    for file in files:
        if file.part in ("alignments", "shapes"):
            continue
        for iri in dict.fromkeys(t.subject.value for t in file.triples if isinstance(t.subject, NamedNode)):
            if iri in first:
                other = first[iri]
                message = (
                    f"{curie(iri)} is described in {other.path}:{other.lines.get(iri, 0)} already: "
                    "keep one subject block per thing"
                )
                findings.append(Finding(file.path, file.lines.get(iri, 0), "one-block", message))
            else:
                first[iri] = file
    return findings
