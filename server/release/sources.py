"""The project's files as triples that know where they stand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from server.errors import CheckFailed, Finding
from server.release.terms import DATASET_NODE, Term, node, owners, short

DATASET_FILE: Final = "instances/dataset.ttl"
_VERSION: Final = re.compile(r"[0-9A-Za-z][0-9A-Za-z.-]{0,63}")


@dataclass(frozen=True)
class SourceFile:
    """One file of Turtle.

    Attributes:
        path: path within the project, with slashes.
        part: `ontology`, `alignments`, `shapes`, `dataset` or `instances`.
        triples: in the order of the file, literals as they are spelled there.
        lines: where the block of a subject begins, by the subject's IRI.
    """

    path: str
    part: str
    triples: tuple[Triple, ...]
    lines: Mapping[str, int]


@dataclass(frozen=True)
class Project:
    """All files that a release is made from.

    Attributes:
        root: the folder that holds `ontology/`, `instances/` and the rest.
        files: what was read, by path.
        findings: what was noticed while reading.
    """

    root: Path
    files: tuple[SourceFile, ...]
    findings: tuple[Finding, ...] = ()

    def triples(self, *parts: str) -> list[Triple]:
        """Triples of the files of these parts, each once, in the order of the files."""
        return list(dict.fromkeys(t for f in self.files if f.part in parts for t in f.triples))

    @cached_property
    def places(self) -> Mapping[str, tuple[str, int]]:
        """File and line of each subject that has an IRI; instances count before the rest."""
        order = {"instances": 0, "dataset": 1, "ontology": 2, "alignments": 3, "shapes": 4}
        places: dict[str, tuple[str, int]] = {}
        for file in sorted(self.files, key=lambda f: (order[f.part], f.path)):
            for triple in file.triples:
                if isinstance(triple.subject, NamedNode):
                    iri = triple.subject.value
                    places.setdefault(iri, (file.path, file.lines.get(iri, 0)))
        return places

    @cached_property
    def blank_owners(self) -> Mapping[BlankNode, NamedNode | BlankNode]:
        """Who each blank node of the files hangs off."""
        return owners(t for f in self.files for t in f.triples)

    def finding(self, about: Term, rule: str, message: str, severity: str = "error") -> Finding:
        """A finding about a node, with the file and line of its block where they are known."""
        named = self.blank_owners.get(about, about) if isinstance(about, BlankNode) else about
        if isinstance(named, NamedNode) and named.value in self.places:
            path, line = self.places[named.value]
            return Finding(path, line, rule, message, severity)
        return Finding(short(named), 0, rule, message, severity)


@dataclass(frozen=True)
class Edition:
    """What the release is called and which day it speaks of, both authored in `instances/dataset.ttl`."""

    version: str
    issued: date


def edition(project: Project) -> Edition:
    """Version and day of the release.

    Raises:
        CheckFailed: one of them is missing, doubled or unusable as a folder's name.
    """
    triples = project.triples("dataset")
    version = _one(triples, "dcat:version", "owl:versionInfo")
    issued = _one(triples, "dcterms:issued")
    findings = []
    if version is None or not _VERSION.fullmatch(version):
        remedy = 'give the dataset one dcat:version of letters, digits, dots and hyphens, as "2026-11"'
        findings.append(Finding(DATASET_FILE, 0, "dataset-version", remedy))
    day = None
    try:
        day = date.fromisoformat(issued or "")
    except ValueError:
        remedy = 'give the dataset one dcterms:issued "2026-11-22"^^xsd:date, the day it speaks of'
        findings.append(Finding(DATASET_FILE, 0, "dataset-issued", remedy))
    if version is None or day is None or findings:
        raise CheckFailed(findings)
    return Edition(version, day)


def _one(triples: Iterable[Triple], *predicates: str) -> str | None:
    """The value of the first of the predicates that the dataset has exactly once."""
    own = [t for t in triples if t.subject == DATASET_NODE]
    for predicate in predicates:
        wanted = node(predicate)
        values = {t.object.value for t in own if t.predicate == wanted and isinstance(t.object, Literal)}
        if len(values) == 1:
            return values.pop()
    return None
