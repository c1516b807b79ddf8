"""Pages about versions, and about what is left of identifiers."""

from __future__ import annotations

from dataclasses import dataclass

from server.web.contexts.values import Node, Text


@dataclass(frozen=True)
class GonePage:
    """What is left of an identifier that was given up.

    Attributes:
        iri: the identifier.
        labels: what the thing was called.
        reasons: why it was given up.
        day: when, in ISO form; empty where that is not said.
        instead: what to use in its place.
    """

    iri: str
    labels: tuple[Text, ...]
    reasons: tuple[Text, ...]
    day: str
    instead: tuple[Node, ...]
