"""Texts of the data that the curators write themselves. Configuration, no code."""

from __future__ import annotations

from typing import Final

from server.names import expand

#: What is said in words of the curators, the same in each language.
PROSE: Final = frozenset(
    map(expand, ("dcterms:description", "skos:editorialNote", "skos:historyNote", "skos:scopeNote"))
)

#: Notes that say of a text in Chinese that it is the curators' own, and nothing of what the text is about.
RENDERED: Final = frozenset(
    ("The Chinese is the curators’ rendering; no source prints it.", "中文为编者所译，来源未印。")
)
