"""The layers of a release, which are its named graphs: what stands in each, and what that rests on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from server.names import GRAPH

CURRENT: Final = GRAPH + "current"
INFERRED: Final = GRAPH + "inferred"
#: What may have held as of a day; only then is there such a graph, and the default graph is without it.
POSSIBLE: Final = GRAPH + "possible"

#: Graphs of what sources say: each of a document, one of all pages of the web.
_BY_SOURCE: Final = GRAPH + "facts/"
_PAGES: Final = GRAPH + "public"

_TITLES: Final = {
    "ontology": "the vocabulary",
    "bounds": "first and last days computed from the authored periods",
    "current": "plain statements cast from endorsed claims: the last known state",
    "inferred": "statements inferred by OWL 2 RL, what follows for claims, and labels",
    "metadata": "the description of the dataset",
    "links": "links to other datasets",
    "public": "facts from public sources",
}

#: What stands in the graphs that another day changes.
_DATED_TITLES: Final = {
    "current": "plain statements cast from endorsed claims: what was certain then",
    "possible": "plain statements that may have held then and are not certain; not in the default graph",
}

#: What derived statements follow from, by the graph that they stand in.
_RESTS_ON: Final = {
    "bounds": ("facts/", "public", "links"),
    "current": ("facts/", "public", "links", "bounds"),
    "possible": ("facts/", "public", "links", "bounds"),
    "inferred": ("ontology", "facts/", "public", "links", "current"),
}


def title(iri: str, *, dated: bool = False) -> str:
    """What stands in a graph of a release, in a few English words; empty for a graph of other people.

    Args:
        iri: name of the graph.
        dated: whether the release is seen as of a day.
    """
    name = iri.removeprefix(GRAPH)
    if name == iri:
        return ""
    titles = _TITLES | _DATED_TITLES if dated else _TITLES
    return titles.get(name) or f"claims by source: {name.rpartition('/')[2]}"


def views(graphs: Iterable[str]) -> list[tuple[str, str, list[str]]]:
    """The choices of graphs that have a name: the name, a few English words, the graphs; none without any.

    Args:
        graphs: names of graphs; those of other people are passed over.
    """
    ours = [iri for iri in sorted(graphs) if title(iri) and iri != POSSIBLE]
    derived = [iri for iri in ours if rests_on(iri)]
    asserted = [iri for iri in ours if iri not in derived]
    sources = [iri for iri in asserted if iri.startswith(_BY_SOURCE) or iri == _PAGES]
    chosen = [
        ("asserted", "what is stated, and nothing that follows from it", asserted),
        ("derived", "what follows, and nothing that is stated", derived),
        *((iri.rpartition("/")[2], title(iri), [iri]) for iri in sources),
    ]
    return [view for view in chosen if view[2]]


def rests_on(iri: str) -> tuple[str, ...]:
    """What the statements of a graph follow from: other graphs; empty where they are asserted.

    A name that ends in a slash stands for all graphs below it.
    """
    return tuple(GRAPH + name for name in _RESTS_ON.get(iri.removeprefix(GRAPH), ()))
