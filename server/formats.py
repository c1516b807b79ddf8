"""The formats that are read and written, one row each.

Adding a format means adding a row: negotiation, documents, dumps, the service description and the pages
read this table and nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from pyoxigraph import QueryResultsFormat, RdfFormat


@dataclass(frozen=True)
class GraphFormat:
    """A way of writing triples or quads.

    Attributes:
        extension: file extension without the dot, as in `/data/cac.ttl`.
        media_type: the media type that is sent.
        name: what people call it.
        rdf: pyoxigraph's name for it.
        iri: the W3C IRI of the format, for the service description.
        aliases: further media types that ask for it.
        datasets: whether it can hold named graphs.
        charset: whether the type takes a charset parameter (text formats do; XML and JSON say it themselves).
    """

    extension: str
    media_type: str
    name: str
    rdf: RdfFormat
    iri: str
    aliases: tuple[str, ...] = ()
    datasets: bool = False
    charset: bool = False

    @property
    def content_type(self) -> str:
        """The value of the Content-Type header."""
        return self.media_type + ("; charset=utf-8" if self.charset else "")


@dataclass(frozen=True)
class ResultFormat:
    """A way of writing the answer of a SELECT or ASK; attributes as in `GraphFormat`."""

    extension: str
    media_type: str
    name: str
    results: QueryResultsFormat
    iri: str
    aliases: tuple[str, ...] = ()
    charset: bool = False
    boolean: bool = True

    @property
    def content_type(self) -> str:
        """The value of the Content-Type header."""
        return self.media_type + ("; charset=utf-8" if self.charset else "")


_F = "http://www.w3.org/ns/formats/"

TURTLE: Final = GraphFormat(
    "ttl",
    "text/turtle",
    "Turtle",
    RdfFormat.TURTLE,
    _F + "Turtle",
    aliases=("application/x-turtle", "application/turtle"),
    charset=True,
)
N_TRIPLES: Final = GraphFormat(
    "nt", "application/n-triples", "N-Triples", RdfFormat.N_TRIPLES, _F + "N-Triples", aliases=("text/plain",)
)
RDF_XML: Final = GraphFormat(
    "rdf",
    "application/rdf+xml",
    "RDF/XML",
    RdfFormat.RDF_XML,
    _F + "RDF_XML",
    aliases=("application/xml", "text/xml"),
)
JSON_LD: Final = GraphFormat(
    "jsonld",
    "application/ld+json",
    "JSON-LD",
    RdfFormat.JSON_LD,
    _F + "JSON-LD",
    aliases=("application/json",),
    datasets=True,
)
TRIG: Final = GraphFormat(
    "trig",
    "application/trig",
    "TriG",
    RdfFormat.TRIG,
    _F + "TriG",
    aliases=("application/x-trig",),
    datasets=True,
)
N_QUADS: Final = GraphFormat(
    "nq",
    "application/n-quads",
    "N-Quads",
    RdfFormat.N_QUADS,
    _F + "N-Quads",
    aliases=("text/x-nquads",),
    datasets=True,
)

#: What documents and dumps come in, best first.
GRAPH_FORMATS: Final = (TURTLE, N_TRIPLES, RDF_XML, JSON_LD, TRIG, N_QUADS)

#: What CONSTRUCT and DESCRIBE answer in, best first.
TRIPLE_FORMATS: Final = (TURTLE, N_TRIPLES, RDF_XML, JSON_LD)

JSON: Final = ResultFormat(
    "json",
    "application/sparql-results+json",
    "JSON",
    QueryResultsFormat.JSON,
    _F + "SPARQL_Results_JSON",
    aliases=("application/json",),
)
XML: Final = ResultFormat(
    "xml",
    "application/sparql-results+xml",
    "XML",
    QueryResultsFormat.XML,
    _F + "SPARQL_Results_XML",
    aliases=("application/xml", "text/xml"),
)
CSV: Final = ResultFormat(
    "csv", "text/csv", "CSV", QueryResultsFormat.CSV, _F + "SPARQL_Results_CSV", charset=True, boolean=False
)
TSV: Final = ResultFormat(
    "tsv",
    "text/tab-separated-values",
    "TSV",
    QueryResultsFormat.TSV,
    _F + "SPARQL_Results_TSV",
    charset=True,
    boolean=False,
)

#: What SELECT and ASK answer in, best first.
RESULT_FORMATS: Final = (JSON, XML, CSV, TSV)


def graph_format(extension: str) -> GraphFormat | None:
    """The graph format of a file extension, or None."""
    return next((f for f in GRAPH_FORMATS if f.extension == extension), None)
