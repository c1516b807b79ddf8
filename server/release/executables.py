"""What query editors configure themselves from: prefixes and published queries, in SHACL's terms.

The form is the one that SIB's editor and its relations read: `sh:declare` with `sh:prefix` and `sh:namespace`
(SHACL §5.2.1), and each query as a `sh:SPARQLExecutable` with its text, its comment and its endpoint.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

from pyoxigraph import Literal, NamedNode, Triple

from server.heads import Headed, read_head
from server.names import BASE, DATASET, PREFIXES, expand

_ENDPOINT: Final = BASE + "sparql"
_STRINGS_AND_IRIS: Final = re.compile(r"<[^<>\s]*>|\"[^\"\n]*\"|'[^'\n]*'|#[^\n]*")
#: The form of a query → what an executable of that form is, and how it carries its text.
_FORMS: Final = {
    "SELECT": ("sh:SPARQLSelectExecutable", "sh:select"),
    "ASK": ("sh:SPARQLAskExecutable", "sh:ask"),
    "CONSTRUCT": ("sh:SPARQLConstructExecutable", "sh:construct"),
}
_LANGUAGES: Final = {"title": "en", "title-zh": "zh-hans"}


def published_queries(folder: Path) -> list[Headed]:
    """The query files of a folder, by name; none if there is no such folder."""
    return [read_head(path.stem, path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.rq"))]


def executables(queries: Sequence[Headed]) -> list[Triple]:
    """The prefixes of the project, and its published queries, as triples about the dataset."""
    return [*_prefixes(), *(triple for query in queries for triple in _executable(query))]


def _prefixes() -> Iterator[Triple]:
    for prefix, namespace in PREFIXES.items():
        declared = NamedNode(f"{DATASET}#prefix-{prefix}")
        yield Triple(NamedNode(DATASET), _node("sh:declare"), declared)
        yield Triple(declared, _node("rdf:type"), _node("sh:PrefixDeclaration"))
        yield Triple(declared, _node("sh:prefix"), Literal(prefix))
        yield Triple(declared, _node("sh:namespace"), Literal(namespace, datatype=_node("xsd:anyURI")))


def _executable(query: Headed) -> Iterator[Triple]:
    """One query; of a form that SHACL does not know, or without a title, nothing is said."""
    kind, carries = _FORMS.get(_form(query.query), ("", ""))
    title = query.fields.get("title")
    if not kind or not title:
        return
    node = NamedNode(f"{DATASET}#query-{query.slug}")
    for name in ("sh:SPARQLExecutable", kind):
        yield Triple(node, _node("rdf:type"), _node(name))
    for name, language in _LANGUAGES.items():
        if name in query.fields:
            yield Triple(node, _node("rdfs:label"), Literal(query.fields[name], language=language))
    # one comment, for editors list a query once for each
    yield Triple(node, _node("rdfs:comment"), Literal(title, language="en"))
    if "description" in query.fields:
        told = Literal(query.fields["description"], language="en")
        yield Triple(node, _node("dcterms:description"), told)
    for word in _words(query.fields.get("keywords", "")):
        yield Triple(node, _node("schema:keywords"), Literal(word, language="en"))
    yield Triple(node, _node("schema:target"), NamedNode(_ENDPOINT))
    yield Triple(node, _node("sh:prefixes"), NamedNode(DATASET))
    yield Triple(node, _node(carries), Literal(query.query))


def _words(listed: str) -> Iterable[str]:
    """Keywords of a list with commas, each once."""
    return dict.fromkeys(word for part in listed.split(",") if (word := part.strip()))


def _form(query: str) -> str:
    """SELECT, ASK, CONSTRUCT or DESCRIBE: the first of these words outside IRIs, strings and comments."""
    words = re.findall(
        r"(?<![\w:?$-])(select|ask|construct|describe)\b(?!:)", _STRINGS_AND_IRIS.sub(" ", query), re.I
    )
    return words[0].upper() if words else ""


def _node(short: str) -> NamedNode:
    return NamedNode(expand(short))
