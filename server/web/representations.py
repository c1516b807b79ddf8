"""Quads as bytes in a format that a reader asked for, and the choice between page and formats. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Triple, parse, serialize

from server.formats import GRAPH_FORMATS, JSON_LD, N_QUADS, N_TRIPLES, RDF_XML, TRIG, GraphFormat
from server.jsonld.names import Names
from server.jsonld.nested import nested
from server.layers import POSSIBLE
from server.names import PREFIXES
from server.negotiation import choose
from server.store.rows import Row
from server.web import straight

_TYPE: Final = PREFIXES["rdf"] + "type"


@dataclass(frozen=True)
class PageFormat:
    """HTML, as one offer beside the formats of data."""

    extension: str = "html"
    media_type: str = "text/html"
    name: str = "HTML"
    aliases: tuple[str, ...] = ("application/xhtml+xml",)

    @property
    def content_type(self) -> str:
        """The value of the Content-Type header."""
        return "text/html; charset=utf-8"


Representation = PageFormat | GraphFormat

HTML: Final = PageFormat()

#: JSON for people who build web pages: JSON-LD, too, as one nested object with short names.
JSON: Final = GraphFormat("json", "application/json", "JSON", RdfFormat.JSON_LD, JSON_LD.iri)

#: What data come in, best first: the one list by which they are offered, linked and described.
#: JSON comes before what `application/json` and `text/plain` name besides: libraries of scripts ask for both.
DATA: Final = (GRAPH_FORMATS[0], JSON, *GRAPH_FORMATS[1:])

#: What every path of a document offers, best first; one list for all, so that a cache can negotiate too.
REPRESENTATIONS: Final[tuple[Representation, ...]] = (HTML, *DATA)

#: Formats that say which graph a triple is in; the others hold the union.
KEEPING_GRAPHS: Final = (TRIG, N_QUADS)


#: Formats that have no prefixes.
_WHOLE_IRIS: Final = (N_TRIPLES, N_QUADS)

_POSSIBLE: Final = NamedNode(POSSIBLE)


class NotWritableError(Exception):
    """The quads have no expression in that format; the message says which term and why."""


def negotiated(accept: str | None, default: Representation | None) -> Representation | None:
    """The representation that an `Accept` header prefers, None if it refuses all."""
    return choose(accept, REPRESENTATIONS, default)


def by_extension(extension: str) -> Representation | None:
    """The representation of a file extension, or None."""
    return next((r for r in REPRESENTATIONS if r.extension == extension), None)


def split(name: str) -> tuple[str, str | None]:
    """A name without the extension of a format, and the extension; None where it ends in none.

    >>> split("doc-000.ttl"), split("doc-000"), split("v1.2")
    (('doc-000', 'ttl'), ('doc-000', None), ('v1.2', None))
    """
    stem, dot, extension = name.rpartition(".")
    return (stem, extension) if dot and by_extension(extension) else (name, None)


def serialised(
    quads: Iterable[Quad],
    form: GraphFormat,
    more: Mapping[str, str] | None = None,
    *,
    about: str | None = None,
    names: Names | None = None,
) -> bytes:
    """The quads in a format: term by term, each once, types first, the prefixes that are used.

    Args:
        quads: of a document.
        form: the format.
        more: prefixes beside those of the project.
        about: IRI of what JSON is to begin with.
        names: what classes and properties are called there.

    Raises:
        NotWritableError: the format cannot hold a term of them.
    """
    if form in KEEPING_GRAPHS:
        held = list(quads)
        by_graph = sorted(_ordered(held), key=lambda q: str(q.graph_name))
        prefixes = {} if form in _WHOLE_IRIS else _used(held, more or {}, graphs=True)
        return serialize(by_graph, format=form.rdf, prefixes=prefixes) or b""
    certain = [q for q in quads if not _is_possible(q)]
    return _written(list(dict.fromkeys(q.triple for q in _ordered(certain))), form, more, about, names)


def of_rows(
    rows: Iterable[Row],
    form: GraphFormat,
    more: Mapping[str, str] | None = None,
    *,
    about: str | None = None,
    names: Names | None = None,
) -> bytes:
    """The same of quads as rows.

    Raises:
        NotWritableError: the format cannot hold a term of them.
    """
    if form in KEEPING_GRAPHS:
        return serialised(parse(b"".join(row[0] for row in rows), format=N_QUADS.rdf), form, more)
    document = straight.n_triples(straight.triples(rows))
    return document if form is N_TRIPLES else _written(straight.parsed(document), form, more, about, names)


def _written(
    triples: Sequence[Triple],
    form: GraphFormat,
    more: Mapping[str, str] | None,
    about: str | None,
    names: Names | None,
) -> bytes:
    """Triples that are in order, each once, in a format that keeps no graphs."""
    prefixes = {} if form in _WHOLE_IRIS else _used(triples, more or {})
    check_writable(triples, form)
    if form is JSON:
        called = replace(names or Names(), prefixes=more or {})
        found = nested(triples, about, called)
        return json.dumps(found, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
    if form is JSON_LD:
        merged = [Quad(t.subject, t.predicate, t.object) for t in triples]
        return _typed(serialize(merged, format=form.rdf, prefixes=prefixes) or b"[]")
    return serialize(triples, format=form.rdf, prefixes=prefixes) or b""


def _is_possible(quad: Quad) -> bool:
    """Whether a quad is no fact but what may have been, which can be told only where graphs are kept."""
    return quad.graph_name == _POSSIBLE


def _typed(written: bytes) -> bytes:
    """Expanded JSON-LD with classes under `@type`, where frames look for them, and not under `rdf:type`."""
    nodes = json.loads(written)
    for node in nodes:
        types = [of["@id"] for of in node.pop(_TYPE, ())]  # a class that is a literal is none of RDF
        if types:
            node["@type"] = types
    return json.dumps(nodes, ensure_ascii=False, separators=(",", ":")).encode()


def _ordered(quads: Sequence[Quad]) -> list[Quad]:
    """Quads with all of one subject together, in the order of their first mention, its types first."""
    by_subject: dict[object, list[Quad]] = {}
    for quad in quads:
        by_subject.setdefault(quad.subject, []).append(quad)
    return [
        quad
        for group in by_subject.values()
        for quad in sorted(group, key=lambda q: q.predicate.value != _TYPE)
    ]


def _used(said: Iterable[Quad | Triple], more: Mapping[str, str], *, graphs: bool = False) -> dict[str, str]:
    """The prefixes of the project, and those beside, that some term begins with."""
    iris = {iri for one in said for iri in _iris(one, graphs=graphs)}
    # of an IRI only what comes before its last part can be a prefix that ends as most do
    heads = {iri[: max(iri.rfind("/"), iri.rfind("#")) + 1] for iri in iris}
    return {
        prefix: base
        for prefix, base in {**PREFIXES, **more}.items()
        if any(iri.startswith(base) for iri in (heads if base.endswith(("/", "#")) else iris))
    }


def _iris(said: Quad | Triple, *, graphs: bool) -> Iterable[str]:
    graph = said.graph_name if graphs and isinstance(said, Quad) else None
    for term in (said.subject, said.predicate, said.object, graph):
        if isinstance(term, NamedNode):
            yield term.value
        elif isinstance(term, Literal):
            yield term.datatype.value


#: The end of an IRI that can be the local part of an XML name.
_XML_NAME_END: Final = re.compile(r"[^\W\d][\w.\-]*\Z")

#: Characters that XML 1.0 §2.2 has no way of writing.
_NOT_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def check_writable(triples: Iterable[Triple], form: GraphFormat) -> None:
    """Refuse what a format cannot hold.

    No triple stands in a triple in JSON-LD 1.1, nor in RDF 1.1 XML Syntax, whose predicates end in a name
    (§5.1) and whose literals are text of XML 1.0 (§2.2). The other formats hold everything.

    Raises:
        NotWritableError: the first such triple.
    """
    if form not in (RDF_XML, JSON_LD, JSON):
        return
    for triple in triples:
        if isinstance(triple.object, Triple):
            raise NotWritableError(f"a triple term cannot be written in {form.name}")
        if form is RDF_XML:
            _check_xml(triple)


def _check_xml(triple: Triple) -> None:
    if not _XML_NAME_END.search(triple.predicate.value):
        raise NotWritableError(f"the predicate <{triple.predicate.value}> does not end in an XML name")
    if isinstance(triple.object, Literal) and _NOT_XML.search(triple.object.value):
        raise NotWritableError("a literal holds a control character that XML cannot hold")
