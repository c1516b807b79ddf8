"""Names by which the build and the server know a release: its manifest, the pointer to the newest. Pure."""

from __future__ import annotations

from typing import Final

#: The file of a release that lists the others.
MANIFEST: Final = "manifest.json"
#: Number of the form in which it is written and read.
FORMAT: Final = 1
#: The file beside releases that names the newest.
CURRENT: Final = "current"

#: What explains the vocabulary of a release: its shapes, its alignments, the files that describe its terms.
SHAPES: Final = "vocabulary/shapes.ttl"
ALIGNMENTS: Final = "vocabulary/alignments.ttl"
MODULES: Final = "vocabulary/modules.json"
