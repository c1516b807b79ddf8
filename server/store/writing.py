"""An answer in the format that was asked for: prefixes are used, XML is kept well-formed. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, islice
from typing import Final

import pyoxigraph as ox

from server.errors import QueryRefused
from server.formats import RDF_XML, XML, GraphFormat, ResultFormat
from server.store.xml import Writer, XmlMender

#: Triples up to which an answer is held back to be arranged.
_SHORT: Final = 10_000
_XML_NAME: Final = re.compile(r"[A-Za-z_\u00c0-\uffff][\w.\-\u00b7]*\Z")


def write_answer(
    result: object, form: GraphFormat | ResultFormat, output: Writer, prefixes: Mapping[str, str]
) -> None:
    """Write what the engine found.

    Args:
        result: solutions or a truth value for a result format, triples for a graph format.
        form: how it is written.
        output: where to.
        prefixes: for Turtle and RDF/XML; those that occur are declared.

    Raises:
        QueryRefused: 406, the format cannot hold it.
        ForbiddenCharacter: it holds a character that XML cannot.
        OSError, ValueError, SyntaxError: the result cannot be read to its end.
    """
    target = XmlMender(output) if form in (XML, RDF_XML) else output
    solutions = isinstance(result, ox.QuerySolutions)
    if isinstance(form, GraphFormat) and isinstance(result, Iterator) and not solutions:
        triples, used = _arranged(_named_for_xml(result) if form is RDF_XML else result, prefixes)
        ox.serialize(triples, target, form.rdf, prefixes=used)  # type: ignore[arg-type]  # any writer will do
    elif isinstance(result, (ox.QuerySolutions, ox.QueryBoolean)) and isinstance(form, ResultFormat):
        result.serialize(target, form.results)  # type: ignore[arg-type]  # any writer will do
    else:
        raise QueryRefused(f"{form.name} cannot hold the answer of this form of query")
    target.flush()


def _arranged(
    triples: Iterator[ox.Triple], prefixes: Mapping[str, str]
) -> tuple[Iterable[ox.Triple], dict[str, str]]:
    """A short answer by subject, with the prefixes it uses; a long one as it comes, with all."""
    held = list(islice(triples, _SHORT))
    if len(held) == _SHORT:
        return chain(held, triples), dict(prefixes)
    iris = {term.value for triple in held for term in _terms(triple)}
    used = {p: base for p, base in prefixes.items() if any(iri.startswith(base) for iri in iris)}
    return sorted(held, key=lambda triple: str(triple.subject)), used


def _terms(triple: ox.Triple) -> Iterator[ox.NamedNode]:
    """The IRIs in a triple, datatypes among them."""
    for term in (triple.subject, triple.predicate, triple.object):
        if isinstance(term, ox.NamedNode):
            yield term
        elif isinstance(term, ox.Literal):
            yield term.datatype
        elif isinstance(term, ox.Triple):
            yield from _terms(term)


def _named_for_xml(triples: Iterator[ox.Triple]) -> Iterator[ox.Triple]:
    """The triples, as long as RDF/XML can write their predicates (RDF/XML Syntax §4)."""
    for triple in triples:
        iri = triple.predicate.value
        if not _has_xml_name(iri):
            message = f"RDF/XML cannot write the property <{iri}>: it ends in no XML name; ask for Turtle"
            raise QueryRefused(message, status=406)
        yield triple


def _has_xml_name(iri: str) -> bool:
    """Whether some end of the IRI is an XML name."""
    tail = re.search(r"[\w.\-\u00b7]*\Z", iri)
    return tail is not None and any(_XML_NAME.match(tail[0], i) for i in range(len(tail[0])))
