"""What each path takes and gives, as the API's description tells it. Configuration, no code.

Paths, methods and summaries are those of the app; here stand the parameters and the media types. A path that
has no row answers with documents that are negotiated.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final

from server.formats import RESULT_FORMATS, TRIPLE_FORMATS
from server.web.representations import REPRESENTATIONS

HTML: Final = "text/html"
MARKDOWN: Final = "text/markdown"
PLAIN: Final = "text/plain"
JSON: Final = "application/json"
XML: Final = "application/xml"
DOCUMENTS: Final = tuple(form.media_type for form in REPRESENTATIONS)


@dataclass(frozen=True)
class Parameter:
    """What may be said in a query.

    Attributes:
        name: as it is written.
        words: what it does.
        schema: JSON Schema of its value.
        required: whether it must be given.
        example: a value that has an answer.
    """

    name: str
    words: str
    schema: Mapping[str, Any] = field(default_factory=lambda: {"type": "string"})
    required: bool = False
    example: str = ""


@dataclass(frozen=True)
class Row:
    """What a path takes and gives.

    Attributes:
        gives: media types of 200.
        takes: what may be said in the query.
        body: media types of the body of a POST; empty where there is none.
        tag: the part of the API that it is of.
        redirects: whether it leads elsewhere, and never answers 200.
        schema: what its JSON is like, by name of a file of `schemas`; empty where that is not told.
        example: the path of an example of it.
    """

    gives: tuple[str, ...] = DOCUMENTS
    takes: tuple[Parameter, ...] = ()
    body: tuple[str, ...] = ()
    tag: str = "Documents"
    redirects: bool = False
    schema: str = ""
    example: str = ""


AT: Final = Parameter(
    "at",
    "as of when: a day, month, year or period",
    {"type": "string", "maxLength": 21},
    example="2016-12-31",
)
FORMAT: Final = Parameter(
    "format", "the format, by extension or media type; comes before Accept", example="ttl"
)
LANG: Final = Parameter(
    "lang", "language of names and headings (BCP 47); comes before Accept-Language", example="zh-Hans"
)
PROFILE: Final = Parameter(
    "_profile", "the profile in which data are told; comes before Accept-Profile", example="plain"
)
_DOCUMENT: Final = (FORMAT, LANG, PROFILE)
_QUERY: Final = (
    Parameter("query", "a SPARQL 1.1 query", example="ASK {}"),
    Parameter("default-graph-uri", "a graph of the default graph; may be repeated"),
    Parameter("named-graph-uri", "a named graph; may be repeated"),
    AT,
    Parameter("timeout", "seconds that the query may take"),
)
_PAGE: Final = Parameter("format", "comes before Accept", {"type": "string", "enum": ["html", "json"]})
_CHART: Final = (HTML, "image/svg+xml", "text/csv", JSON)
_COMPARED: Final = (HTML, "text/csv", JSON)
_DRAWN_FORM: Final = Parameter(
    "format", "comes before Accept", {"type": "string", "enum": ["html", "svg", "csv", "json"]}
)
_TABLE_FORM: Final = Parameter(
    "format", "comes before Accept", {"type": "string", "enum": ["html", "csv", "json"]}
)
_DATES: Final = (
    Parameter("from", "the first date: a day, month, year or period", example="2013"),
    Parameter("to", "the other", example="2018"),
)
_OF: Final = Parameter("of", "a path of this server", required=True, example="/dataset")
_NUMBER: Final[Mapping[str, Any]] = MappingProxyType({"type": "integer", "minimum": 1})
_SPARQL: Final = tuple(f.media_type for f in (*RESULT_FORMATS, *TRIPLE_FORMATS))

_GUIDE_FORM: Final = Parameter("format", "comes before Accept", {"type": "string", "enum": ["html", "md"]})
_EVENTS: Final = Parameter("kind", "events of one kind", example="edition")

#: What a path that has no row of its own is.
DEFAULT: Final = Row()

ROWS: Final[Mapping[str, Row]] = MappingProxyType(
    {
        "/id/{slug}": Row(takes=(AT, *_DOCUMENT), redirects=True),
        "/page/{slug}": Row((HTML,), (AT, LANG)),
        "/data/{name}": Row(DOCUMENTS, (AT, *_DOCUMENT), schema="thing", example="/data/wuzhen.json"),
        "/{path}": Row(takes=_DOCUMENT),
        "/ontology": Row(takes=_DOCUMENT, redirects=True),
        "/ontology/": Row(takes=_DOCUMENT),
        "/ontology/{name}": Row(takes=_DOCUMENT),
        "/ontology/reused": Row(takes=_DOCUMENT),
        "/shape/": Row(takes=_DOCUMENT),
        "/shape.{extension}": DEFAULT,
        "/shape/{name}": Row(takes=_DOCUMENT),
        "/dataset": Row(takes=_DOCUMENT),
        "/graph/{name}": Row(takes=_DOCUMENT),
        "/graph/": Row(redirects=True),
        "/id/": Row(redirects=True),
        "/.well-known/void": Row(takes=(FORMAT,), redirects=True),
        "/.well-known/genid/{label}": Row(redirects=True),
        "/": Row(takes=(AT, LANG)),
        "/changes.atom": Row(("application/atom+xml",), tag="Versions"),
        "/changes": Row((*DOCUMENTS, "text/csv"), (FORMAT, LANG), tag="Versions"),
        "/changes.{extension}": Row((*DOCUMENTS, "text/csv"), tag="Versions"),
        "/changes/{name}": Row(
            (*DOCUMENTS, "text/csv"),
            (FORMAT, LANG, Parameter("page", "which part of the page; data are whole", _NUMBER)),
            tag="Versions",
        ),
        "/timegate/{path}": Row(redirects=True, tag="Versions"),
        "/timemap/{path}": Row(("application/link-format", JSON), tag="Versions"),
        "/version/{version}/": Row(redirects=True, tag="Versions"),
        "/version/{version}/{path}": Row(DOCUMENTS, tag="Versions"),
        "/dumps/": Row((HTML,), (LANG,), tag="Downloads"),
        "/dumps/{version}/": Row((HTML,), (LANG,), tag="Downloads"),
        "/dumps/{version}/{name}": Row(
            (
                "application/gzip",
                "application/zstd",
                "application/zip",
                "text/csv",
                "application/csvm+json",
                "application/n-quads",
                "application/rdf-patch",
            ),
            tag="Downloads",
        ),
        "/dumps/{version}/SHA256SUMS": Row((PLAIN,), tag="Downloads"),
        "/dumps/{version}/manifest.json": Row((JSON,), tag="Downloads"),
        "/dumps/{version}/manifest.json.sig": Row((PLAIN,), tag="Downloads"),
        "/dumps/{version}/report.ttl": Row(("text/turtle",), tag="Downloads"),
        "/tables/{name}": Row(("text/csv", "application/csvm+json", JSON), (AT,), tag="Downloads"),
        "/context.jsonld": Row(("application/ld+json",), tag="JSON"),
        "/frames/{kind}.jsonld": Row(("application/ld+json",), tag="JSON"),
        "/dataset.{extension}": DEFAULT,
        "/dataset/{version}": DEFAULT,
        "/ontology.{extension}": DEFAULT,
        "/sources/": Row(takes=_DOCUMENT, schema="list", example="/sources.json"),
        "/sources.{extension}": Row(schema="list", example="/sources.json"),
        "/sources/{name}": Row(takes=_DOCUMENT),
        "/sources/{slug}/{name}": Row(takes=_DOCUMENT),
        "/profiles/": Row(tag="About"),
        "/profiles.{extension}": Row(tag="About"),
        "/profiles/{name}": Row(tag="About"),
        "/profiles/statements/{part}": Row(tag="About", redirects=True),
        "/things/": Row(takes=(FORMAT, LANG, AT), tag="Lists", schema="list", example="/things.json"),
        "/things.{extension}": Row(takes=(AT,), tag="Lists", schema="list", example="/things.json"),
        "/things/{name}": Row(
            takes=(
                Parameter("page", "which page", _NUMBER, example="1"),
                Parameter(
                    "limit",
                    "things of a page, 100 unless given",
                    {"type": "integer", "minimum": 1, "maximum": 1000},
                ),
                FORMAT,
                LANG,
                AT,
            ),
            tag="Lists",
            schema="list",
            example="/things/person.json?limit=2",
        ),
        "/chart": Row(_CHART, (AT, _DRAWN_FORM, LANG), tag="Charts"),
        "/chart.{extension}": Row(_CHART[1:], (AT, LANG), tag="Charts"),
        "/chart/conference": Row(_CHART, (AT, _DRAWN_FORM, LANG), tag="Charts"),
        "/chart/conference.{extension}": Row(_CHART[1:], (AT, LANG), tag="Charts"),
        "/chart/compare": Row(_COMPARED, (*_DATES, _TABLE_FORM, LANG), tag="Charts"),
        "/chart/compare.{extension}": Row(_COMPARED[1:], (*_DATES, LANG), tag="Charts"),
        "/chart/conference/compare": Row(_COMPARED, (*_DATES, _TABLE_FORM, LANG), tag="Charts"),
        "/chart/conference/compare.{extension}": Row(_COMPARED[1:], (*_DATES, LANG), tag="Charts"),
        "/coverage": Row(
            (HTML, "text/csv", JSON),
            (Parameter("section", "the facts of one section, by its letter", example="A"), _TABLE_FORM, LANG),
        ),
        "/coverage.csv": Row(("text/csv",)),
        "/coverage.json": Row((JSON,)),
        "/overlap": Row(
            (HTML, "text/csv", JSON, "image/svg+xml"),
            (AT, _DRAWN_FORM, LANG),
            tag="Figures",
        ),
        "/overlap.csv": Row(("text/csv",), (AT,), tag="Figures"),
        "/overlap.json": Row((JSON,), (AT,), tag="Figures"),
        "/overlap.svg": Row(("image/svg+xml",), (AT, LANG), tag="Figures"),
        "/overlap-evidence.csv": Row(("text/csv",), (AT,), tag="Figures"),
        "/timeline": Row(
            (HTML, "text/csv", JSON, "image/svg+xml"),
            (AT, _EVENTS, _DRAWN_FORM, LANG),
            tag="Figures",
        ),
        "/timeline.csv": Row(("text/csv",), (AT, _EVENTS), tag="Figures"),
        "/timeline.json": Row((JSON,), (AT, _EVENTS), tag="Figures"),
        "/timeline.svg": Row(("image/svg+xml",), (AT, _EVENTS, LANG), tag="Figures"),
        "/genealogy": Row(
            (HTML, "text/csv", JSON, "image/svg+xml"),
            (_DRAWN_FORM, LANG),
            tag="Figures",
        ),
        "/genealogy.csv": Row(("text/csv",), tag="Figures"),
        "/genealogy.json": Row((JSON,), tag="Figures"),
        "/genealogy.svg": Row(("image/svg+xml",), (LANG,), tag="Figures"),
        **{
            path: row
            for name in ("/delegations", "/statistics")
            for path, row in (
                (name, Row((HTML, "text/csv", JSON), (_TABLE_FORM, LANG), tag="Figures")),
                (f"{name}.csv", Row(("text/csv",), tag="Figures")),
                (f"{name}.json", Row((JSON,), tag="Figures")),
            )
        },
        "/gaps": Row((HTML,), (LANG,)),
        "/policy": Row((HTML,), (LANG,)),
        "/docs/": Row((HTML, MARKDOWN), (_GUIDE_FORM, LANG), tag="About"),
        "/docs.md": Row((MARKDOWN,), (LANG,), tag="About"),
        "/docs/{name}": Row((HTML, MARKDOWN), (_GUIDE_FORM, LANG), tag="About"),
        "/api": Row((HTML,), (LANG,), tag="About"),
        "/openapi.json": Row(("application/vnd.oai.openapi+json",), tag="About"),
        "/problems/": Row(takes=(FORMAT, LANG), tag="About"),
        "/problems.{extension}": Row(tag="About"),
        "/problems/{slug}": Row(takes=(FORMAT, LANG), tag="About"),
        "/cite": Row(
            (PLAIN, "application/x-bibtex", "application/vnd.citationstyles.csl+json", HTML),
            (
                Parameter("of", "a path of this server, or an IRI", example="/page/cac"),
                Parameter("query", "a query, instead"),
                Parameter("form", "text, bibtex, csl or html; comes before Accept", example="text"),
                Parameter("accessed", "day of access, ISO"),
                AT,
                LANG,
            ),
            tag="Citing",
        ),
        "/receipt": Row(
            (JSON, HTML),
            (*_QUERY, _PAGE, LANG),
            ("application/x-www-form-urlencoded", "application/sparql-query"),
            "Citing",
        ),
        "/receipt/verify": Row(
            (JSON, HTML),
            (
                *_QUERY[:-1],
                Parameter("sha256", "hash of the answer that a citation tells of"),
                Parameter("release", "its release: a version, the name of a build, or its canonical hash"),
                _PAGE,
                LANG,
            ),
            (JSON, "multipart/form-data"),
            "Citing",
        ),
        "/receipt/schema.json": Row(("application/schema+json",), tag="Citing"),
        "/search": Row(
            (*DOCUMENTS, "text/csv"),
            (
                Parameter("q", "the words", {"type": "string", "maxLength": 300}, example="cac"),
                Parameter("limit", "things on a page", {"type": "integer", "minimum": 1, "maximum": 100}),
                Parameter(
                    "offset", "things to pass over", {"type": "integer", "minimum": 0, "maximum": 999_999}
                ),
                Parameter(
                    "format",
                    "comes before Accept",
                    {"type": "string", "enum": [*(form.extension for form in REPRESENTATIONS), "csv"]},
                ),
                AT,
                LANG,
            ),
            tag="Searching",
            schema="results",
            example="/search?q=cac&limit=2&format=json",
        ),
        "/suggest": Row(
            ("application/x-suggestions+json", JSON),
            (
                Parameter("q", "the beginning of words", {"type": "string", "maxLength": 300}, True, "cyber"),
                Parameter("limit", "suggestions", {"type": "integer", "minimum": 1, "maximum": 25}),
                Parameter(
                    "format", "comes before Accept", {"type": "string", "enum": ["opensearch", "json"]}
                ),
                LANG,
            ),
            tag="Searching",
            schema="suggestions",
            example="/suggest?q=cyber&limit=2&format=json",
        ),
        "/opensearch.xml": Row(("application/opensearchdescription+xml",), tag="Searching"),
        "/sparql": Row(
            (HTML, *dict.fromkeys((*_SPARQL, *DOCUMENTS, "application/xml"))),
            _QUERY,
            ("application/x-www-form-urlencoded", "application/sparql-query"),
            "Queries",
        ),
        "/sparql/terms.json": Row((JSON,), tag="Queries"),
        "/fragments": Row(
            takes=(
                Parameter("subject", "an IRI; nothing or a variable fits all"),
                Parameter("predicate", "likewise"),
                Parameter("object", "an IRI or a literal"),
                Parameter("page", "which hundred", _NUMBER),
                AT,
            ),
            tag="Queries",
        ),
        "/linkset": Row(("application/linkset+json", "application/linkset"), (_OF,), tag="About"),
        "/sitemap.xml": Row((XML,), tag="About"),
        "/sitemap-{number}.xml": Row((XML,), tag="About"),
        "/robots.txt": Row((PLAIN,), tag="About"),
        "/static/{filename}": Row(("text/css", "text/javascript", "image/svg+xml"), tag="About"),
        "/healthz": Row((PLAIN,), tag="Operation"),
        "/readyz": Row((PLAIN,), tag="Operation"),
        "/metrics": Row((PLAIN, "application/openmetrics-text"), tag="Operation"),
    }
)

#: Parameters in paths: what they are, and an example; by path where a name means several things.
IN_PATHS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "slug": ("the last part of a thing's IRI", "cac"),
        "extension": ("a format, by its extension", "ttl"),
        "path": ("a path of this server, without the slash before it", "id/cac"),
        "version": ("a version of the dataset", "0.1.0"),
        "label": ("a blank node, as fragments name it", "c14n0"),
        "number": ("which file", "1"),
        "filename": ("a file of the site", "nameplate.css"),
        "kind": ("a kind of thing", "institution"),
        "part": ("a part of its namespace", "statement"),
        "name": ("its name", ""),
        "/data/{name}": ("a thing, with or without the extension of a format", "cac.ttl"),
        "/graph/{name}": ("a named graph", "current"),
        "/things/{name}": ("a list, with or without the extension of a format", "person.json"),
        "/sources/{name}": ("a source document", "doc-000"),
        "/ontology/{name}": ("a term, or a version with a slash at its end", "Claim"),
        "/docs/{name}": ("a document, with or without .md", "first-query"),
        "/problems/{slug}": ("a kind of problem", "not-found"),
        "/shape/{name}": ("a shape, with or without the extension of a format", "Claim"),
        "/{path}": ("the path of an IRI", "ontology/Claim"),
        **dict.fromkeys(("/chart.{extension}", "/chart/conference.{extension}"), ("svg, csv or json", "svg")),
        **dict.fromkeys(
            ("/chart/compare.{extension}", "/chart/conference/compare.{extension}"), ("csv or json", "csv")
        ),
    }
)
