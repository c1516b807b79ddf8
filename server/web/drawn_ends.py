"""What the ends of a line of a chart are called, on its page and in its tables."""

from __future__ import annotations

from dataclasses import replace

from server.charts.drawing import Claim, Drawing, Tie
from server.charts.times import names_around
from server.web.contexts.values import Node, Text
from server.web.nodes import Namer


def ends(namer: Namer, drawing: Drawing, tie: Tie, claim: Claim) -> tuple[Node, Node]:
    """Both ends of a line; what became of one thing under its names before and after, where these differ."""
    thing = drawing.things[tie.start]
    start, end = namer.node(thing.iri), namer.node(drawing.things[tie.end].iri)
    tongue = namer.spoken.tag
    before, after = names_around(thing, tongue, claim.bounds)
    if tie.start != tie.end or before == after:
        return start, end
    spoken = thing.tongue(tongue)
    return replace(start, label=Text(before, spoken)), replace(end, label=Text(after, spoken))
