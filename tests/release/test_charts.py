"""Charts are laid out by the build: everything is in them, nothing overlaps, each time the same."""

from __future__ import annotations

from datetime import date
from itertools import combinations
from pathlib import Path

import pytest
from pyoxigraph import Quad, RdfFormat, parse

from server.charts.drawing import SMALL, Box, Drawing, read, written
from server.charts.figures import FIGURES, TONGUES, Figure
from server.charts.widths import lines, width
from server.heads import Headed
from server.names import expand
from server.release.arranging import SIZE
from server.release.charted import charts
from server.release.executables import published_queries
from server.release.layout import Edge, Size, laid_out
from tests.release.projects import triples

each = pytest.mark.parametrize("figure", FIGURES, ids=lambda figure: figure.name)


def drawn(release: Path, figure: Figure) -> Drawing:
    """The drawing of a figure."""
    return read((release / figure.file).read_bytes())


@pytest.fixture(scope="module")
def again(release: Path, project_root: Path) -> dict[str, bytes]:
    """The charts of the same release, made once more, of quads in another order."""
    quads: list[Quad] = list(parse(path=release / "quads.nq", format=RdfFormat.N_QUADS))
    return charts(reversed(quads), published_queries(project_root / "queries"), date(2026, 11, 22))


@each
def test_layout_is_the_same_every_time(release: Path, again: dict[str, bytes], figure: Figure) -> None:
    """Built twice, a chart is the same to the byte, and what is read of it says all of it."""
    assert again[figure.file] == (release / figure.file).read_bytes()
    assert written(drawn(release, figure)) == again[figure.file]


@each
@pytest.mark.parametrize("tongue", [*TONGUES, *(tongue + SMALL for tongue in TONGUES)])
def test_nothing_overlaps(release: Path, figure: Figure, tongue: str) -> None:
    """No two boxes touch, none is cut, and the words of each fit in."""
    layout = drawn(release, figure).layouts[tongue]

    def apart(one: Box, other: Box) -> bool:
        across = abs(one.x - other.x) >= (one.width + other.width) / 2
        return across or abs(one.y - other.y) >= (one.height + other.height) / 2

    assert [pair for pair in combinations(layout.boxes.values(), 2) if not apart(*pair)] == []
    for box in layout.boxes.values():
        assert box.width / 2 <= box.x <= layout.width - box.width / 2
        assert box.height / 2 <= box.y <= layout.height - box.height / 2
        assert max(width(line, SIZE) for line in box.lines) < box.width


@each
def test_everything_stands_in_each_language(release: Path, figure: Figure) -> None:
    """The layout of each language has every thing and every line; the small one a part of both."""
    drawing = drawn(release, figure)
    for tongue in TONGUES:
        whole, small = drawing.layouts[tongue], drawing.layouts[tongue + SMALL]
        assert set(whole.boxes) == set(range(len(drawing.things)))
        assert set(whole.lines) == set(range(len(drawing.ties)))
        assert set(small.lines) < set(whole.lines)
        assert "person" not in {drawing.things[place].kind for place in small.boxes}
        for place, box in whole.boxes.items():
            assert "".join(box.lines).replace(" ", "") == drawing.things[place].labels[tongue].replace(
                " ", ""
            )


@each
def test_lines_end_at_their_boxes(release: Path, figure: Figure) -> None:
    """The tip of each line is at the edge of the box that the tie leads to."""
    drawing = drawn(release, figure)
    for layout in drawing.layouts.values():
        for place, line in layout.lines.items():
            box = layout.boxes[drawing.ties[place].end]
            beyond = (abs(line.tip[0] - box.x) - box.width / 2, abs(line.tip[1] - box.y) - box.height / 2)
            assert max(beyond) < 3, drawing.ties[place]


def test_a_turned_line_keeps_its_direction() -> None:
    """Two boxes change places where a line is turned; its tip stays with the second."""
    boxes = {place: Size(60.0, 20.0, ("x",)) for place in (0, 1)}
    plain = laid_out(boxes, [Edge(0, 0, 1)])
    turned = laid_out(boxes, [Edge(0, 0, 1, turned=True)])
    assert plain.boxes[0].y > plain.boxes[1].y
    assert turned.boxes[0].y < turned.boxes[1].y
    for layout in (plain, turned):
        assert abs(layout.lines[0].tip[1] - layout.boxes[1].y) < abs(
            layout.lines[0].tip[1] - layout.boxes[0].y
        )


@pytest.mark.parametrize(
    ("text", "most", "shown"),
    [
        ("Chinese Communist Party", 120, ("Chinese", "Communist Party")),
        ("CAC", 10, ("CAC",)),
        ("国家互联网信息办公室（CAC）", 80, ("国家互联网信", "息办公室", "（CAC）")),
    ],
)
def test_words_in_lines(text: str, most: float, shown: tuple[str, ...]) -> None:
    """A text is parted between words, or between Chinese characters, and nothing of it is lost."""
    found = lines(text, 13, most)
    assert "".join(found).replace(" ", "") == text.replace(" ", "")
    assert len(found) == len(shown)


def test_no_chart_without_its_query(release: Path) -> None:
    """A project without the published queries has no charts."""
    quads = parse(path=release / "quads.nq", format=RdfFormat.N_QUADS)
    assert charts(quads, [], date(2026, 11, 22)) == {}


@pytest.mark.parametrize("kind", ["plate:Reform", "plate:Founding ; org:resultingOrganization id:office"])
@pytest.mark.parametrize(
    ("standing", "reform", "founding"),
    [
        ("plate:standing plate:Endorsed", True, True),
        ("plate:standing plate:Reported", False, True),
        ("plate:standing plate:Rejected", False, False),
        ("plate:standing plate:Endorsed ; plate:polarity plate:Negative", False, False),
    ],
)
def test_what_is_dated_to_a_time(kind: str, standing: str, reform: bool, founding: bool) -> None:
    """Ties begin with reforms that the curators date so, bodies with what anybody does; never by a denial."""
    figure = FIGURES[0]
    cited = "plate:citation [ plate:passage id:passage ]"
    said = triples(
        "id:tie a plate:Subordination ; plate:subordinate id:office ; plate:superior id:top ;"
        f"  plate:standing plate:Endorsed ; {cited} ;"
        '  plate:startsEarliest "2018-03-01"^^xsd:date ; plate:startsLatest "2018-03-31"^^xsd:date .'
        f"id:event a {kind} . id:dating a plate:Dating ; plate:datedEvent id:event ; {standing} ; {cited} ;"
        '  plate:validity "2018-03"^^edtf:EDTF .'
    )
    query = (
        "SELECT ?from ?kind ?to ?claim { VALUES ?kind { plate:Subordination }"
        "  ?claim a ?kind ; plate:subordinate ?from ; plate:superior ?to }"
    )
    made = charts((Quad(*one) for one in said), [Headed(figure.query, query)], date(2026, 11, 22))
    drawing = read(made[figure.file])
    begun = (expand("id:event"),) * (reform if "Reform" in kind else founding)
    assert tuple(event.iri for event in drawing.events) == begun
    assert [claim.begun for tie in drawing.ties for claim in tie.claims] == [begun]
