"""A graph cut into portions that can be loaded one by one. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pyoxigraph import BlankNode, NamedNode, Quad, Triple

from server.errors import PushError
from server.together import Together


def by_graph(quads: Iterable[Quad]) -> dict[str, list[Triple]]:
    """The triples of each graph, by its name.

    Raises:
        PushError: a quad is in no named graph, or a blank node in two: engines would make two of it.
    """
    found: dict[str, list[Triple]] = {}
    homes: dict[str, str] = {}
    for quad in quads:
        if not isinstance(quad.graph_name, NamedNode):
            raise PushError("the release has triples outside its named graphs; build it again")
        graph = quad.graph_name.value
        found.setdefault(graph, []).append(quad.triple)
        for label in _blank_nodes(quad.triple):
            if homes.setdefault(label, graph) != graph:
                message = f"the blank node _:{label} is in <{homes[label]}> and in <{graph}>"
                raise PushError(f"{message}: an engine that is loaded graph by graph would take it for two")
    return found


def portions(triples: Iterable[Triple], size: int) -> Iterator[list[Triple]]:
    """Triples in lists of about `size`; those that share a blank node stay together.

    What is sent apart is read apart, so that one blank node in two portions would become two.
    """
    bound = Together[str]()
    loose: list[Triple] = []
    knotted: list[Triple] = []
    for triple in triples:
        labels = list(_blank_nodes(triple))
        for label in labels:
            bound.join(labels[0], label)
        (knotted if labels else loose).append(triple)
    groups: dict[str, list[Triple]] = {}
    for triple in knotted:
        groups.setdefault(bound.head(next(_blank_nodes(triple))), []).append(triple)
    portion: list[Triple] = []
    for group in (*groups.values(), *([triple] for triple in loose)):
        if portion and len(portion) + len(group) > size:
            yield portion
            portion = []
        portion += group
    if portion:
        yield portion


def _blank_nodes(triple: Triple) -> Iterator[str]:
    for term in (triple.subject, triple.object):
        if isinstance(term, BlankNode):
            yield term.value
        elif isinstance(term, Triple):
            yield from _blank_nodes(term)
