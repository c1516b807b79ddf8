"""Which graph each triple stands in."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import NamedNode

from server.names import curie, graph, thing
from server.release.graphs import fact_layers, layered
from server.release.load import load
from server.release.terms import text
from tests.release.projects import add, small, told, triples


def _homes(root: Path) -> dict[str, set[str]]:
    layers, _ = fact_layers(load(root))
    return {
        curie(name.value): {line.split()[0] for line in told(held) if not line.startswith("_:")}
        for name, held in layers
    }


def test_homes_of_facts(tmp_path: Path) -> None:
    """Claims go with the first document they cite, things with that of their source."""
    root = small(tmp_path / "p")
    homes = _homes(root)
    assert homes == {
        "graph:facts/doc-a": {
            "id:doc-a",
            "id:passage-a-1",
            "id:writing-a",
            "id:office",
            "id:group",
            "id:sub-office-group",
            "id:sub-group-top",
            "id:sub-top-group",
            "id:name-office-old",
            "id:name-office-short",
        },
        "graph:facts/doc-b": {"id:doc-b", "id:passage-b-1", "id:top", "id:sub-office-top"},
    }


def test_parts_of_passages(tmp_path: Path) -> None:
    """A passage within a passage belongs to the same document."""
    root = small(tmp_path / "p")
    add(root, "id:passage-b-1-1 a plate:Passage ; dcterms:isPartOf id:passage-b-1 .")
    assert "id:passage-b-1-1" in _homes(root)["graph:facts/doc-b"]


def test_blank_nodes_go_with_their_owner(tmp_path: Path) -> None:
    """A citation stands in the graph of its claim, however deep it hangs."""
    root = small(tmp_path / "p")
    add(root, "id:x dcterms:source id:passage-b-1 ; plate:a [ plate:b [ plate:c 'deep' ] ] .")
    layers, findings = fact_layers(load(root))
    held = dict(layers)[NamedNode(graph("facts/doc-b"))]
    assert any(line.endswith('plate:c "deep"') for line in told(held))
    assert findings == []


def test_pages_and_links(tmp_path: Path) -> None:
    """Pages consulted, what rests on them and who speaks there share one graph; links have another."""
    root = small(tmp_path / "p")
    add(
        root,
        """id:web-a a plate:ConsultedPage . id:passage-web-a a plate:Passage ; dcterms:isPartOf id:web-a .
        id:thing dcterms:source id:passage-web-a . id:voice a prov:Agent .
        id:page-only a plate:StatementClaim ; prov:wasAttributedTo id:voice, id:office ;
          plate:citation [ plate:passage id:passage-web-a ] .
        id:page-too a plate:StatementClaim ; prov:wasAttributedTo id:other ;
          plate:citation [ plate:passage id:passage-web-a ], [ plate:passage id:passage-b-1 ] .
        id:other a prov:Agent . id:third dcterms:source id:passage-web-a, id:passage-b-1 .
        id:link a plate:IdentityLink ; plate:citation [ plate:passage id:passage-b-1 ] .""",
    )
    layers, findings = fact_layers(load(root))
    homes = _homes(root)
    assert homes["graph:public"] == {"id:web-a", "id:passage-web-a", "id:thing", "id:page-only", "id:voice"}
    assert homes["graph:links"] == {"id:link"}
    assert {"id:page-too", "id:other", "id:third"} <= homes["graph:facts/doc-b"]
    assert "id:office" in homes["graph:facts/doc-a"]
    assert findings == []
    every = [triple for _, held in layers for triple in held]
    assert len(every) == len(set(every))


def test_things_without_a_source(tmp_path: Path) -> None:
    """What names no source is kept with the curators, and said to lack one."""
    root = small(tmp_path / "p")
    add(root, "id:x skos:note 'x' ; dcterms:source <http://example.org/> .")
    layers, findings = fact_layers(load(root))
    assert next(curie(name.value) for name, _ in layers) == "graph:facts/curators"
    assert [(f.place, f.rule, f.severity) for f in findings] == [
        ("instances/added.ttl", "no-source", "warning")
    ]


@pytest.mark.card("DWBP", "31")
def test_a_triple_stands_in_one_graph() -> None:
    """The first layer that has a triple keeps it."""
    one, two = NamedNode(graph("one")), NamedNode(graph("two"))
    said, more = triples("id:a plate:p id:b ."), triples("id:a plate:p id:b, id:c .")
    quads = layered([(one, [*said, *said]), (two, more)])
    assert [(str(q.graph_name), text(q.object)) for q in quads] == [
        (f"<{graph('one')}>", thing("b")),
        (f"<{graph('two')}>", thing("c")),
    ]
