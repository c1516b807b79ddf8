"""Texts of the data that the curators write themselves. Configuration, no code."""

from __future__ import annotations

from typing import Final

from server.names import expand

#: What is said in words of the curators, the same in each language.
PROSE: Final = frozenset(map(expand, ("dcterms:description", "skos:editorialNote", "skos:scopeNote")))
