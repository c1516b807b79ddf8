"""The core pattern of the vocabulary as pictures: boxes for classes, lines for properties, all of them terms.

Where boxes stand is written down here; what they and the lines are called, and where these lead, comes from
the vocabulary. A picture is left out where the vocabulary that is served has not all of its terms.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from math import hypot
from typing import Final

from server.charts.widths import lines, width
from server.names import expand
from server.web.contexts.ontology import Diagram, DrawnBox, DrawnLine, Phrase
from server.web.contexts.values import Node, Text
from server.web.languages import Language
from server.web.nodes import Namer
from server.web.ontology_phrases import phrase
from server.web.ontology_read import Ontology
from server.web.words import worded

#: Pixels: of boxes, between columns and rows, around all, of characters.
_BOX: Final = (150.0, 46.0)
_STEP: Final = (292.0, 108.0)
_EDGE: Final = 8.0
_SIZE, _SMALL, _LINE = 13.0, 12.0, 16.0
_HEAD: Final = 8.0


@dataclass(frozen=True)
class Box:
    """A box: the class that it is of, as `plate:Claim`, its column and row; words for what is no class."""

    term: str
    column: float
    row: float
    look: str = ""
    words: str = ""


@dataclass(frozen=True)
class Line:
    """A line from one box to another: the property that it is of.

    `look` is `derived` where the build draws the property from other statements, `below` where the first
    class stands under the second.
    """

    start: str
    end: str
    term: str
    look: str = ""


@dataclass(frozen=True)
class Picture:
    """A part of the pattern."""

    anchor: str
    title: str
    caption: str
    boxes: Mapping[str, Box]
    lines: tuple[Line, ...]


PICTURES: Final = (
    Picture(
        "pattern-claim",
        "A claim and what it rests on",
        "A tie between two things is a node of its own. It says who speaks, how the curators treat it, "
        "and in which passage of which document it stands.",
        {
            "agent": Box("prov:Agent", 0, 0),
            "claim": Box("plate:Claim", 1, 0, "claim"),
            "standing": Box("plate:Standing", 2, 0),
            "one": Box("", 0, 1, "thing", "a thing"),
            "relation": Box("plate:Relation", 1, 1, "claim"),
            "other": Box("", 2, 1, "thing", "another thing"),
            "citation": Box("plate:Citation", 0, 2),
            "passage": Box("plate:Passage", 1, 2),
            "source": Box("plate:SourceDocument", 2, 2),
        },
        (
            Line("claim", "agent", "prov:wasAttributedTo"),
            Line("claim", "standing", "plate:standing"),
            Line("relation", "claim", "rdfs:subClassOf", "below"),
            Line("relation", "one", "plate:relationSubject"),
            Line("relation", "other", "plate:relationObject"),
            Line("relation", "citation", "plate:citation"),
            Line("citation", "passage", "plate:passage"),
            Line("passage", "source", "dcterms:isPartOf"),
        ),
    ),
    Picture(
        "pattern-nameplate",
        "An institution and its nameplates over time",
        "A nameplate is no body: it hangs on one, for a time. The plain tie between the two is drawn from "
        "endorsed holdings.",
        {
            "relation": Box("plate:Relation", 0, 0, "claim"),
            "holding": Box("plate:NameplateHolding", 1, 0, "claim"),
            "time": Box("", 2, 0, "literal", "a period, in EDTF"),
            "body": Box("plate:Institution", 0, 1),
            "plate": Box("plate:Nameplate", 2, 1),
            "party": Box("plate:PartyNameplate", 1, 2, "party"),
            "state": Box("plate:StateNameplate", 2, 2, "state"),
        },
        (
            Line("holding", "relation", "rdfs:subClassOf", "below"),
            Line("holding", "time", "plate:validity"),
            Line("holding", "body", "plate:bearer"),
            Line("holding", "plate", "plate:heldPlate"),
            Line("plate", "body", "plate:nameplateOf", "derived"),
            Line("party", "plate", "rdfs:subClassOf", "below"),
            Line("state", "plate", "rdfs:subClassOf", "below"),
        ),
    ),
    Picture(
        "pattern-post",
        "A post, who holds it, and whose it is",
        "A post has its title under a nameplate, or stands in a body. That it is a post in the body that "
        "bears the plate follows.",
        {
            "person": Box("foaf:Person", 0, 0),
            "tenure": Box("plate:Tenure", 1, 0, "claim"),
            "post": Box("org:Post", 2, 0),
            "body": Box("plate:Institution", 1, 1),
            "plate": Box("plate:Nameplate", 2, 1),
        },
        (
            Line("tenure", "person", "plate:holder"),
            Line("tenure", "post", "plate:post"),
            Line("post", "plate", "plate:titledUnder"),
            Line("plate", "body", "plate:nameplateOf", "derived"),
            Line("post", "body", "org:postIn", "derived"),
        ),
    ),
)
#: How a line reads as a sentence.
READS: Final[Mapping[str, str]] = {
    "": "%(start)s – %(property)s → %(end)s",
    "derived": "%(start)s – %(property)s → %(end)s (drawn from other statements)",
    "below": "%(start)s is a kind of %(end)s",
}
#: Beside the lines that say so.
KIND_OF: Final = "is a kind of"


def texts() -> set[str]:
    """Every English text of this module."""
    found = {text for picture in PICTURES for text in (picture.title, picture.caption)}
    boxes = {box.words for picture in PICTURES for box in picture.boxes.values() if box.words}
    return found | boxes | {*READS.values(), KIND_OF}


def diagrams(namer: Namer, known: Ontology) -> tuple[Diagram, ...]:
    """The pictures whose terms are all in a vocabulary."""
    return tuple(
        _drawn(namer, picture) for picture in PICTURES if all(_there(known, t) for t in _terms(picture))
    )


def _terms(picture: Picture) -> Iterator[str]:
    yield from (box.term for box in picture.boxes.values() if box.term)
    yield from (line.term for line in picture.lines if line.look != "below")


def _there(known: Ontology, short: str) -> bool:
    return known.is_term(expand(short))


def _drawn(namer: Namer, picture: Picture) -> Diagram:
    spoken = namer.spoken
    nodes = {name: _node(namer, box, spoken) for name, box in picture.boxes.items()}
    boxes = {name: _box(box, nodes[name]) for name, box in picture.boxes.items()}
    drawn = tuple(
        _line(namer, line, boxes[line.start], boxes[line.end], f"{picture.anchor}-{number}", spoken)
        for number, line in enumerate(picture.lines)
    )
    across = max(box.x + box.width for box in boxes.values()) + _EDGE
    down = max(box.y + box.height for box in boxes.values()) + _EDGE
    return Diagram(
        picture.anchor,
        worded(picture.title, spoken),
        worded(picture.caption, spoken),
        across,
        down,
        tuple(boxes.values()),
        drawn,
        tuple(_read(namer, line, nodes, spoken) for line in picture.lines),
    )


def _node(namer: Namer, box: Box, spoken: Language) -> Node:
    if box.term:
        return replace(namer.term(expand(box.term)), second=None)
    return Node("", None, Text(worded(box.words, spoken), spoken.tag))


def _box(box: Box, node: Node) -> DrawnBox:
    words = lines(node.label.value, _SIZE, _BOX[0] - 16)
    x, y = _EDGE + box.column * _STEP[0], _EDGE + box.row * _STEP[1]
    return DrawnBox(x, y, *_BOX, node, words, box.look)


def _line(
    namer: Namer, line: Line, start: DrawnBox, end: DrawnBox, anchor: str, spoken: Language
) -> DrawnLine:
    if line.look == "below":
        node = Node("", None, Text(worded(KIND_OF, spoken), spoken.tag))
    else:
        node = replace(namer.term(expand(line.term)), second=None)
    (x, y), (to_x, to_y) = _tip(start, end), _tip(end, start)
    length = hypot(to_x - x, to_y - y) or 1.0
    ahead, aside = ((to_x - x) / length * _HEAD, (to_y - y) / length * _HEAD), 0.5
    back_x, back_y = to_x - ahead[0], to_y - ahead[1]
    head = (
        f"M{to_x:.1f} {to_y:.1f} L{back_x - ahead[1] * aside:.1f} {back_y + ahead[0] * aside:.1f} "
        f"L{back_x + ahead[1] * aside:.1f} {back_y - ahead[0] * aside:.1f} Z"
    )
    middle = (x + to_x) / 2, (y + to_y) / 2
    wide = width(node.label.value, _SMALL) + 6
    return DrawnLine(
        f"M{x:.1f} {y:.1f} L{back_x:.1f} {back_y:.1f}",
        head,
        round(middle[0], 1),
        round(middle[1], 1),
        node,
        anchor,
        line.look,
        round(wide, 1),
    )


def _tip(box: DrawnBox, other: DrawnBox) -> tuple[float, float]:
    """Where the line from the middle of a box to that of another leaves it."""
    x, y = box.x + box.width / 2, box.y + box.height / 2
    across = other.x + other.width / 2 - x
    down = other.y + other.height / 2 - y
    scale = max(abs(across) / (box.width / 2), abs(down) / (box.height / 2)) or 1.0
    return x + across / scale, y + down / scale


def _read(namer: Namer, line: Line, nodes: Mapping[str, Node], spoken: Language) -> Phrase:
    parts = {"start": nodes[line.start], "end": nodes[line.end]}
    if line.look == "below":
        return phrase(READS["below"], spoken, **parts)
    node = replace(namer.term(expand(line.term)), second=None)
    return phrase(READS[line.look], spoken, property=node, **parts)
