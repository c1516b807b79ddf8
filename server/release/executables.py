"""What query editors configure themselves from: prefixes and published queries, in SHACL's terms.

The form is the one that SIB's editor and its relations read: `sh:declare` with `sh:prefix` and `sh:namespace`
(SHACL §5.2.1), and each query as a `sh:SPARQLExecutable` with its text, its comment and its endpoint.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

from pyoxigraph import Triple

from server.heads import Headed, read_head
from server.names import BASE, DATASET, PREFIXES
from server.saying import kind, link, text, typed

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
        declared = f"{DATASET}#prefix-{prefix}"
        yield link(DATASET, "sh:declare", declared)
        yield kind(declared, "sh:PrefixDeclaration")
        yield text(declared, "sh:prefix", prefix)
        yield typed(declared, "sh:namespace", namespace, "anyURI")


def _executable(query: Headed) -> Iterator[Triple]:
    """One query; of a form that SHACL does not know, or without a title, nothing is said."""
    form, carries = _FORMS.get(_form(query.query), ("", ""))
    title = query.fields.get("title")
    if not form or not title:
        return
    place = f"{DATASET}#query-{query.slug}"
    for name in ("sh:SPARQLExecutable", form):
        yield kind(place, name)
    for name, language in _LANGUAGES.items():
        if name in query.fields:
            yield text(place, "rdfs:label", query.fields[name], language)
    # one comment, for editors list a query once for each
    yield text(place, "rdfs:comment", title, "en")
    if "description" in query.fields:
        yield text(place, "dcterms:description", query.fields["description"], "en")
    for word in _words(query.fields.get("keywords", "")):
        yield text(place, "schema:keywords", word, "en")
    yield link(place, "schema:target", _ENDPOINT)
    yield link(place, "sh:prefixes", DATASET)
    yield text(place, carries, query.query)


def _words(listed: str) -> Iterable[str]:
    """Keywords of a list with commas, each once."""
    return dict.fromkeys(word for part in listed.split(",") if (word := part.strip()))


def _form(query: str) -> str:
    """SELECT, ASK, CONSTRUCT or DESCRIBE: the first of these words outside IRIs, strings and comments."""
    words = re.findall(
        r"(?<![\w:?$-])(select|ask|construct|describe)\b(?!:)", _STRINGS_AND_IRIS.sub(" ", query), re.I
    )
    return words[0].upper() if words else ""
