"""What data as of a day say of themselves: the day, what they are a view of, how much is left out."""

from __future__ import annotations

from collections.abc import Iterable

from pyoxigraph import Literal, NamedNode, Quad

from server.layers import POSSIBLE
from server.names import BASE, expand
from server.periods import stretch_text
from server.web import as_of
from server.web.as_of_page import number_left_out
from server.web.site import site


def certain(quads: Iterable[Quad]) -> list[Quad]:
    """Quads without those of what is only possible, for whoever takes no notice of graphs."""
    possible = NamedNode(POSSIBLE)
    return [quad for quad in quads if quad.graph_name != possible]


def told_of(iri: str, *, whole: bool = True) -> list[Quad]:
    """The triples of the data about a thing as of a day; none where they are as last known.

    They stand in the default graph of the document. The answer's header tells what is left out as well.

    Args:
        iri: the thing.
        whole: whether the data have what is possible, where their format keeps graphs.
    """
    documents, urls = as_of.documents(), site().urls
    if documents is None or not isinstance(urls, as_of.DatedUrls):
        return []
    things = [iri, *documents.under(iri + "#")]
    number = number_left_out(documents, things)
    as_of.left_out(number)
    perhaps = sum(len(documents.possible(one)) for one in things)
    where = (
        "TriG and N-Quads have them in a graph of their own (graph/possible), "
        "the other formats leave them out."
        if whole
        else "they are left out."
    )
    words = (
        f"As of {stretch_text(urls.at)}. Statements of other times that are left out: {number}. "
        f"Plain statements that may have held then: {perhaps}; {where}"
    )
    undated = BASE + f"data/{urls.slug(iri)}"
    subject = NamedNode(as_of.at_day(undated, urls.at))
    said: dict[str, NamedNode | Literal] = {
        "dcterms:isVersionOf": NamedNode(undated),
        "dcterms:valid": Literal(urls.at, datatype=NamedNode(expand("edtf:EDTF"))),
        "rdfs:comment": Literal(words, language="en"),
    }
    return [Quad(subject, NamedNode(expand(name)), value) for name, value in said.items()]
