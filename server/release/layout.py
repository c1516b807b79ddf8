"""Where boxes and lines of a chart stand, by Graphviz. Sizes of boxes are ours: no font has a part in it."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pygraphviz import AGraph

from server.charts.drawing import Box, Layout, Line, Point

#: Graphviz counts sizes in inches and places in points.
_POINTS: Final = 72.0
_MARGIN: Final = 8.0


@dataclass(frozen=True)
class Edge:
    """A line to lay out.

    Attributes:
        place: by which the layout names it.
        start: place of the box that it leaves.
        end: place of the box that it reaches.
        weight: how short and straight it is to be.
        ranks: whether the second box is to stand above the first.
        arrow: whether it ends in one.
        turned: whether the second box is to stand where the first would, and the other way round.
    """

    place: int
    start: int
    end: int
    weight: int = 1
    ranks: bool = True
    arrow: bool = True
    turned: bool = False


@dataclass(frozen=True)
class Size:
    """A box to lay out: its size in pixels, and its words: the label, and names of other times."""

    width: float
    height: float
    lines: tuple[str, ...]
    others: tuple[tuple[str, ...], ...] = ()


def laid_out(
    boxes: Mapping[int, Size],
    edges: Sequence[Edge],
    settings: Mapping[str, str] | None = None,
) -> Layout:
    """Places for boxes and lines, the same for the same question.

    Args:
        boxes: sizes, by place.
        edges: lines between them.
        settings: attributes of the graph.
    """
    graph = AGraph(strict=False, directed=True)
    graph.graph_attr.update({"rankdir": "BT", "nodesep": "0.16", "ranksep": "0.42", **(settings or {})})
    graph.node_attr.update(shape="box", fixedsize="true", label="")
    for place, size in sorted(boxes.items()):
        graph.add_node(str(place), width=f"{size.width / _POINTS:.4f}", height=f"{size.height / _POINTS:.4f}")
    for edge in edges:
        first, last = (edge.end, edge.start) if edge.turned else (edge.start, edge.end)
        graph.add_edge(
            str(first),
            str(last),
            key=str(edge.place),
            weight=str(edge.weight),
            constraint="true" if edge.ranks else "false",
            comment=str(edge.place),
            dir="none" if not edge.arrow else "back" if edge.turned else "forward",
            arrowsize="0.8",
        )
    found = json.loads(graph.draw(format="json0", prog="dot"))
    graph.close()
    return _layout(found, boxes, {edge.place for edge in edges if edge.turned})


def _layout(found: Mapping[str, Any], boxes: Mapping[int, Size], turned: Collection[int]) -> Layout:
    left, bottom, right, top = (float(part) for part in found["bb"].split(","))
    width, height = right - left + 2 * _MARGIN, top - bottom + 2 * _MARGIN

    def point(text: str) -> Point:
        x, y = (float(part) for part in text.split(",")[-2:])
        return round(x - left + _MARGIN, 1), round(top - y + _MARGIN, 1)

    placed = {}
    for one in found["objects"]:
        place = int(one["name"])
        size = boxes[place]
        placed[place] = Box(*point(one["pos"]), size.width, size.height, size.lines, size.others)
    lines = {}
    for one in found.get("edges", ()):
        parts = one["pos"].split()
        tips = [point(part) for part in parts if part.startswith(("e,", "s,"))]
        points = tuple(point(part) for part in parts if not part.startswith(("e,", "s,")))
        place = int(one["comment"])
        ordered = tuple(reversed(points)) if place in turned else points
        lines[place] = Line(ordered, tips[0] if tips else ordered[-1])
    return Layout(
        round(width, 1), round(height, 1), dict(sorted(placed.items())), dict(sorted(lines.items()))
    )
