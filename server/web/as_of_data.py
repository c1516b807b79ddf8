"""What data as of a day say of themselves: the day, what they are a view of, how much is left out."""

from __future__ import annotations

from pyoxigraph import Literal, NamedNode, Quad

from server.names import BASE, expand
from server.web import as_of
from server.web.as_of_page import number_left_out, words_of
from server.web.site import site


def told_of(iri: str) -> list[Quad]:
    """The triples of the data about a thing as of a day; none where they are as last known.

    They stand in the default graph of the document. The answer's header tells what is left out as well.
    """
    documents, urls = as_of.documents(), site().urls
    if documents is None or not isinstance(urls, as_of.DatedUrls):
        return []
    things = [iri, *documents.under(iri + "#")]
    number = number_left_out(documents, things)
    as_of.left_out(number)
    perhaps = sum(len(documents.possible(one)) for one in things)
    words = (
        f"As of {words_of(urls.at)}. Statements of other times that are left out: {number}. "
        f"Plain statements that may have held then: {perhaps}; TriG and N-Quads have them in a graph of "
        "their own (graph/possible), the other formats leave them out."
    )
    whole = BASE + f"data/{urls.slug(iri)}"
    subject = NamedNode(as_of.at_day(whole, urls.at))
    said: dict[str, NamedNode | Literal] = {
        "dcterms:isVersionOf": NamedNode(whole),
        "dcterms:valid": Literal(urls.at, datatype=NamedNode(expand("edtf:EDTF"))),
        "rdfs:comment": Literal(words, language="en"),
    }
    return [Quad(subject, NamedNode(expand(name)), value) for name, value in said.items()]
