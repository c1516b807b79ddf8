"""What pages tell of the vocabulary beside its graph: shapes and alignments as written, and its modules."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import PurePosixPath

from pyoxigraph import NamedNode

from server.layout import ALIGNMENTS, MODULES, SHAPES
from server.release.sources import Project, SourceFile
from server.release.terms import TYPE


def explained(project: Project) -> dict[str, bytes]:
    """The files of a release that explain its vocabulary, by path in it.

    Shapes and alignments are the files of people one after the other, comments and all: that is Turtle too.
    The modules are the files of the vocabulary and of the shapes, each with what it describes.
    """
    modules = {
        part: [[_name(file), _described(file)] for file in project.files if file.part == part]
        for part in ("ontology", "shapes")
    }
    return {
        SHAPES: _joined(project, "shapes"),
        ALIGNMENTS: _joined(project, "alignments"),
        MODULES: (json.dumps(modules, ensure_ascii=False, indent=1) + "\n").encode(),
    }


def _joined(project: Project, part: str) -> bytes:
    """The files of a part, one after the other."""
    texts = (
        (project.root / file.path).read_text(encoding="utf-8") for file in project.files if file.part == part
    )
    return "\n".join(texts).encode()


def _name(file: SourceFile) -> str:
    """What a file is called, with its folder where it is not at the top: `core`, `schemes/kinds`."""
    return "/".join(PurePosixPath(file.path).with_suffix("").parts[1:])


def _described(file: SourceFile) -> list[str]:
    """The IRIs of what a file describes, in its order."""
    typed: Iterable[str] = (
        triple.subject.value
        for triple in file.triples
        if triple.predicate == TYPE and isinstance(triple.subject, NamedNode)
    )
    return list(dict.fromkeys(typed))
