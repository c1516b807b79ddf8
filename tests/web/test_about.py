"""What each document says of itself: the dataset, the licence, how to cite it; in RDF and in headers."""

from __future__ import annotations

import pytest
from pyoxigraph import DefaultGraph, Literal, NamedNode, parse
from werkzeug.test import Client

from server.formats import GRAPH_FORMATS, GraphFormat
from server.names import BASE, DATASET, expand, thing
from server.web.representations import KEEPING_GRAPHS

DOCUMENT = BASE + "data/cac"
CITATION = (
    "“Cyberspace Administration of China” (https://w3id.org/nameplate/id/cac). In: "
    "Nameplate curators. Nameplate, version 0.0-dev, 2026. https://w3id.org/nameplate/dataset"
)


@pytest.mark.card("DWBP", "4")
@pytest.mark.card("Linked data", "4")
@pytest.mark.card("VoID", "inDataset in each document")
@pytest.mark.parametrize("form", GRAPH_FORMATS, ids=lambda f: f.extension)
def test_data_say_their_dataset_licence_and_citation(client: Client, form: GraphFormat) -> None:
    """The document, which is not the thing, is in the dataset and says licence and citation."""
    quads = parse(client.get(f"/data/cac.{form.extension}").data, format=form.rdf)
    own = [q for q in quads if q.subject == NamedNode(DOCUMENT)]
    if form in KEEPING_GRAPHS:
        assert {q.graph_name for q in own} == {DefaultGraph()}
    assert {(q.predicate.value, q.object) for q in own} == {
        (expand("rdf:type"), NamedNode(expand("foaf:Document"))),
        (expand("foaf:primaryTopic"), NamedNode(thing("cac"))),
        (expand("void:inDataset"), NamedNode(DATASET)),
        (expand("dcterms:license"), NamedNode("https://creativecommons.org/licenses/by/4.0/")),
        (expand("dcterms:bibliographicCitation"), Literal(CITATION, language="en")),
    }


def test_other_peoples_data_get_no_words_of_ours(reader: Client) -> None:
    """Nothing is known of the licence of a file, and nothing is said."""
    answer = reader.get("/data/a.ttl")
    assert answer.status_code == 200
    assert "inDataset" not in answer.text
    assert "license" not in answer.text + answer.headers["Link"]
