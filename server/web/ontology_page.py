"""The page of the vocabulary as a whole, and that of the terms of other people that it uses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from pyoxigraph import NamedNode

from server.names import ONTOLOGY, curie, expand
from server.web.contexts.ontology import Listed, Module, OntologyPage, Phrase, Reused, ReusedTerm, Scheme
from server.web.contexts.values import Node, Text
from server.web.documents import downloads
from server.web.nodes import Namer
from server.web.ontology_axioms import Teller, by_term
from server.web.ontology_pattern import diagrams
from server.web.ontology_phrases import phrase
from server.web.ontology_read import Ontology, key, space
from server.web.ontology_shapes import index
from server.web.ontology_tables import ALIGNED, APART, FILES, REST, VOCABULARIES
from server.web.ontology_term import foreign, kinds_in_words
from server.web.ontology_uses import Uses
from server.web.prose import in_script
from server.web.site import kept
from server.web.words import worded

_DESCRIPTION: Final = expand("dcterms:description")
_DEFINITION: Final = expand("skos:definition")
_SOURCE: Final = expand("dcterms:source")
_PREFIX: Final = expand("vann:preferredNamespacePrefix")
_VERSION: Final = expand("owl:versionInfo")
#: What the head of the page says of the vocabulary, in order.
_FACTS: Final = tuple(
    expand(name)
    for name in (
        *("vann:preferredNamespacePrefix", "vann:preferredNamespaceUri", "owl:versionInfo", "owl:versionIRI"),
        *("owl:priorVersion", "bibo:status", "dcterms:issued", "dcterms:modified", "dcterms:license"),
        *("dcterms:creator", "dcterms:publisher", "dcterms:bibliographicCitation", "skos:historyNote"),
        "dcterms:source",
    )
)


def whole(namer: Namer, known: Ontology, used: Uses) -> OntologyPage:
    """Everything that the page of the vocabulary shows."""
    title = namer.node(ONTOLOGY).label
    facts = namer.properties([q for q in namer.own(ONTOLOGY) if q.predicate.value in _FACTS])
    order = {name: place for place, name in enumerate(_FACTS)}
    return OntologyPage(
        title=title,
        lead=_leading(namer),
        facts=tuple(sorted(facts, key=lambda row: order[row.predicate.iri])),
        diagrams=diagrams(namer, known),
        modules=tuple(_modules(namer, known, used)),
        schemes=tuple(_scheme(namer, known, iri) for iri in known.of_kind("scheme")),
        reused=tuple(reused(namer, known, used)),
        alignments=tuple(_alignments(namer, known)),
        downloads=downloads("/ontology/"),
        shaped=len(index(known).iris),
        prefix=namer.first(ONTOLOGY, _PREFIX),
        version=namer.first(ONTOLOGY, _VERSION),
        classes=len(known.of_kind("class")),
        properties=len(known.of_kind("property")),
    )


def _leading(namer: Namer) -> tuple[Text, ...]:
    """The description of the vocabulary in the language of the page, else in every language that it has."""
    found = namer.texts(ONTOLOGY, _DESCRIPTION)
    here = tuple(in_script(text, namer.spoken) for text in found if text.language in namer.spoken.first)
    return here[:1] or found


def _modules(namer: Namer, known: Ontology, used: Uses) -> Iterator[Module]:
    """The parts of the vocabulary, in the order of the table; what is in no known part comes last."""
    by_file: dict[str, list[str]] = {}
    for iri, kind in known.kinds.items():
        if kind in {"class", "property", "individual"} and (file := known.file(iri)) not in APART:
            by_file.setdefault(file, []).append(iri)
    order = [*FILES, *sorted(by_file.keys() - set(FILES))]
    alone = set(by_file) == {""}
    for file in order:
        if file in by_file:
            heading, lead = FILES.get(file, (file.removeprefix("schemes/") or REST[0], ""))
            if alone:
                heading, lead = "Terms", ""
            iris = by_file[file]
            kinds = {
                kind: [iri for iri in iris if known.kinds[iri] == kind]
                for kind in ("class", "property", "individual")
            }
            yield Module(
                file or "terms",
                worded(heading, namer.spoken),
                worded(lead, namer.spoken) if lead else "",
                tuple(_trees(namer, kinds["class"], used)),
                tuple(
                    _listed(namer, iri, used.statements.get(iri, 0))
                    for iri in _ordered(namer, kinds["property"])
                ),
                tuple(_listed(namer, iri, 0) for iri in _ordered(namer, kinds["individual"])),
            )


def _ordered(namer: Namer, iris: Iterable[str]) -> list[str]:
    return sorted(iris, key=lambda iri: (namer.term(iri).label.value.lower(), iri))


def _trees(namer: Namer, classes: list[str], used: Uses) -> Iterator[Listed]:
    """The classes of a part, each below one that it stands under; the others name what they stand under."""
    here = set(classes)
    direct = namer.vocabulary.direct

    def branch(iri: str, depth: int) -> Iterator[Listed]:
        above = sorted(direct.get(iri, frozenset()) - (here if depth else set()))
        outside = tuple(replace(namer.term(one), second=None) for one in above if one not in here)
        yield replace(_listed(namer, iri, used.members.get(iri, 0)), depth=depth, below=outside)
        below = [one for one in classes if iri in direct.get(one, ()) and _first(one) == iri]
        for one in _ordered(namer, below):
            yield from branch(one, depth + 1)

    def _first(iri: str) -> str:
        return next(iter(sorted(direct.get(iri, frozenset()) & here - {iri})), "")

    for root in _ordered(namer, [iri for iri in classes if not _first(iri)]):
        yield from branch(root, 0)


def _listed(namer: Namer, iri: str, number: int) -> Listed:
    return Listed(namer.term(iri), _definition(namer, iri), number)


def _definition(namer: Namer, iri: str) -> Text | None:
    """The definition of a term in the language of the page, else the first that there is."""
    found = namer.texts(iri, _DEFINITION)
    order = (*namer.spoken.first, "en", "")
    return next((in_script(one, namer.spoken) for tag in order for one in found if one.language == tag), None)


def _scheme(namer: Namer, known: Ontology, iri: str) -> Scheme:
    concepts = tuple(replace(namer.term(one), second=None) for one in known.concepts(iri))
    return Scheme(
        namer.term(iri),
        _definition(namer, iri),
        tuple(sorted(concepts, key=lambda node: node.label.value.lower())),
    )


def reused(namer: Namer, known: Ontology, used: Uses) -> Iterator[Reused]:
    """The vocabularies of other people, most used first, each with its terms that the vocabulary declares."""
    own, _ = kept("nameplate.axioms", lambda: by_term(known))
    teller = Teller(namer, known)
    spaces: dict[str, list[str]] = {}
    for iri in known.reused:
        spaces.setdefault(space(iri)[1], []).append(iri)
    for base, iris in sorted(spaces.items(), key=lambda row: (-len(row[1]), row[0])):
        prefix = space(iris[0])[0]
        yield Reused(
            prefix or base,
            base,
            VOCABULARIES.get(base, base),
            tuple(
                ReusedTerm(
                    curie(iri).replace(":", "-"),
                    curie(iri),
                    _outside(namer, iri),
                    kinds_in_words(namer, iri)[:1],
                    used.members.get(iri, 0) or used.statements.get(iri, 0),
                    teller.told(own.get(iri, ()), iri),
                    next((namer.node(one) for one in known.graph.iris(iri, _SOURCE)), None),
                )
                for iri in iris
            ),
        )


def _outside(namer: Namer, iri: str) -> Node:
    """A term of other people, which leads to them."""
    return replace(namer.term(iri), href=iri, here=False)


def _alignments(namer: Namer, known: Ontology) -> Iterator[tuple[Text, tuple[Phrase, ...]]]:
    """How terms stand to those of other vocabularies, by vocabulary."""
    found: dict[str, list[Phrase]] = {}
    for triple in known.alignments.all:
        text = ALIGNED.get(curie(triple.predicate.value))
        if text is None or not isinstance(triple.object, NamedNode) or key(triple.subject) not in known.kinds:
            continue
        other = foreign(triple.object.value)
        base = space(triple.object.value)[1]
        title = next((title for start, title in VOCABULARIES.items() if other.iri.startswith(start)), base)
        this = replace(namer.term(key(triple.subject)), second=None)
        short = replace(other, label=Text(other.label.value.removesuffix(f" ({title})"), "en"))
        found.setdefault(title, []).append(phrase(text, namer.spoken, this=this, other=short))
    for title, phrases in sorted(found.items()):
        yield Text(title, "en"), tuple(phrases)
