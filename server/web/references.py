"""Where else a thing is found: in other datasets, by identifiers, on the web; lines of the head."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from server.names import BASE, PREFIXES, expand
from server.periods import period_text
from server.web.contexts.statements import Statement
from server.web.contexts.things import Reference
from server.web.contexts.values import Datum, Node, Property, Text, Value
from server.web.nodes import Namer, datum
from server.web.wording import local_name
from server.web.words import put, worded

_SUBJECT, _PREDICATE, _OBJECT = (PREFIXES["rdf"] + part for part in ("subject", "predicate", "object"))

#: What is said in one line of the head, by predicate; in the order of the lines.
_WEBSITE: Final = "Website"
_LINES: Final = {
    expand("owl:sameAs"): "Also in",
    expand("skos:exactMatch"): "Also in",
    expand("skos:closeMatch"): "Much the same in",
    expand("skos:broadMatch"): "Part of what is in",
    expand("skos:narrowMatch"): "Wider than what is in",
    expand("dcterms:identifier"): "Identifier",
    expand("foaf:homepage"): _WEBSITE,
}

#: Datasets by the host of their IRIs; any other goes by its host.
_DATASETS: Final = {
    "www.wikidata.org": "Wikidata",
    "ror.org": "ROR",
    "sws.geonames.org": "GeoNames",
    "viaf.org": "VIAF",
}

_DAYS: Final = frozenset(expand(name) for name in ("xsd:date", "edtf:EDTF"))

#: Plain facts that the head tells, with the words before them.
_FACTS: Final = {
    expand("dcterms:isPartOf"): "part of",
    expand("plate:editionOf"): "edition of",
    expand("plate:forumsOf"): "forums of",
    expand("plate:amongForums"): "among",
    expand("plate:renderingOf"): "rendering of",
    expand("schema:url"): "address",
    expand("plate:consultedOn"): "consulted on",
}

#: What stands before a line, for the words table.
WORDS: Final = (*_LINES.values(), *_FACTS.values(), _DATASETS["www.wikidata.org"])


def is_reference(namer: Namer, claim: str, iri: str) -> bool:
    """Whether a claim only says where else a thing is found, and so is told in the head of its page.

    What is denied is not found there: that is told among the statements, as a denial.
    """
    return (
        NamedNode(iri) in namer.objects(claim, _SUBJECT)
        and namer.first(claim, _PREDICATE) in _LINES
        and not namer.first(claim, _OBJECT).startswith(BASE)
        and not namer.is_denial(claim)
    )


def references(namer: Namer, claims: list[Statement]) -> tuple[Reference, ...]:
    """The lines that some claims of that kind give, in the order of the table."""
    found = [_reference(namer, claim) for claim in claims]
    places = {words: place for place, words in enumerate(_LINES.values())}
    return tuple(sorted(found, key=lambda r: (places[_LINES[r.predicate]], r.dataset, r.claim.node.iri)))


def _reference(namer: Namer, claim: Statement) -> Reference:
    iri = claim.node.iri
    predicate = namer.first(iri, _PREDICATE)
    english = _LINES[predicate]
    words = worded(english, namer.spoken)
    value = namer.objects(iri, _OBJECT)[0]
    if isinstance(value, Literal):
        return Reference(predicate, words, "", datum(value), claim)
    target = value.value if isinstance(value, NamedNode) else str(value)
    parts = urlsplit(target)
    website = english == _WEBSITE
    name = parts.netloc + parts.path.rstrip("/") if website else local_name(target)
    dataset = "" if website else worded(_DATASETS.get(parts.netloc, parts.netloc), namer.spoken)
    return Reference(predicate, words, dataset, Node(target, target, Text(name), here=False), claim)


def facts(namer: Namer, iri: str) -> tuple[Property, ...]:
    """What the head tells of a thing besides names and kinds: what it is part of, where it can be read."""
    rows = ((namer.objects(iri, predicate), words) for predicate, words in _FACTS.items())
    return tuple(
        Property(
            Node(words, None, put(words, namer.spoken)),
            tuple(_shown(namer, value) for value in values),
        )
        for values, words in rows
        if values
    )


def _shown(namer: Namer, value: NamedNode | BlankNode | Literal | Triple) -> Value:
    """A value as the head tells it: a day in words."""
    if isinstance(value, Literal) and value.datatype.value in _DAYS:
        return Datum(Text(period_text(value.value, namer.spoken.tag), namer.spoken.tag))
    return namer.value(value)
