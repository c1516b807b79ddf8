"""What people may not write in the facts: cast triples, undeclared terms, properties out of place, odd slugs.

All of it is seen in the triples as they stand in the files, before anything is derived from them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from server.errors import Finding
from server.names import BASE, DATASET, GRAPH, ID, ONTOLOGY
from server.release.sources import Project
from server.release.stated import Stated, misstated, stated
from server.release.terms import TYPE, Node, Term, classes, node, short, text
from server.release.vocabulary import NAMES, Vocabulary

_STATED: Final = node("rdf:predicate")
_TOMBSTONE: Final = node("plate:Tombstone")
_SHAPE: Final = BASE + "shape/"
_SLUG: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
#: What is meant to be an IRI of ours, however it is spelled.
_OURS: Final = re.compile(r"https?://(?:www\.)?w3id\.org/nameplate", re.IGNORECASE)


def authored(project: Project) -> list[Finding]:
    """Findings about what is written in the facts; nor does the ontology have cast triples or odd slugs."""
    ontology = project.triples("ontology")
    known = Vocabulary.of(ontology)
    facts = project.triples("instances", "dataset")
    # terms and concepts are no things with claims about their names, so their other labels are written
    every = [*facts, *(t for t in ontology if t.predicate not in NAMES)]
    claims = stated(facts, known)
    told = [
        *_cast(every, known),
        *_stated_by_hand(every, claims),
        *misstated(claims, [*ontology, *facts], known),
        *_strangers(facts, known),
        *_out_of_place(facts, known),
        *_slugs(every),
    ]
    return list(
        dict.fromkeys(
            project.finding(about, rule, _named(message, about, project)) for about, rule, message in told
        )
    )


def _named(message: str, about: Node, project: Project) -> str:
    """A message that begins with the thing that it is about, as people know it."""
    owner = project.blank_owners.get(about, about) if isinstance(about, BlankNode) else about
    return f"{short(owner)} {message}"


def _cast(facts: Iterable[Triple], known: Vocabulary) -> Iterator[tuple[Node, str, str]]:
    """Plain triples that the build casts from claims, and statement claims about such triples."""
    for triple in facts:
        if triple.predicate in known.casts:
            kinds = " or ".join(short(kind) for kind in dict.fromkeys(known.casts[triple.predicate]))
            message = (
                f"{short(triple.predicate)} {short(triple.object)} is written by hand; "
                f"the build casts it from an endorsed claim: write the claim ({kinds}) instead"
            )
            yield triple.subject, "written-by-hand", message
        elif triple.predicate == _STATED and triple.object in known.casts:
            kinds = " or ".join(short(kind) for kind in dict.fromkeys(known.casts[triple.object]))
            message = (
                f"states a triple with {short(triple.object)}, which the build casts from claims of a "
                f"class of their own: make it a claim of that class ({kinds})"
            )
            yield triple.subject, "written-by-hand", message


def _stated_by_hand(facts: Iterable[Triple], claims: Iterable[Stated]) -> Iterator[tuple[Node, str, str]]:
    """Plain triples that an endorsed statement claim states as well."""
    sayings = {claim.triple: claim for claim in claims if claim.endorsed}
    for triple in facts:
        if triple in sayings:
            message = (
                f"{short(triple.predicate)} {short(triple.object)} is written by hand; the build "
                f"casts it from {short(sayings[triple].claim)}: delete the triple here"
            )
            yield triple.subject, "written-by-hand", message


def _strangers(facts: Iterable[Triple], known: Vocabulary) -> Iterator[tuple[Node, str, str]]:
    """IRIs of ours that nothing declares or that lie in no namespace of ours.

    A term that was given up is declared no more; its tombstone names it.
    """
    namespaces = (ONTOLOGY, ID, GRAPH, _SHAPE, DATASET)
    facts = list(facts)
    buried = {text(t.subject) for t in facts if t.predicate == TYPE and t.object == _TOMBSTONE}
    for triple in facts:
        for iri in _iris(triple):
            if iri in buried and text(triple.subject) in buried:
                continue
            if iri.startswith(ONTOLOGY) and iri not in known.declared:
                hint = _nearest(iri, known.declared)
                message = (
                    f"uses {short(NamedNode(iri))}, which the ontology does not declare: "
                    f"{hint}correct its spelling, or add the term to the ontology first"
                )
                yield triple.subject, "undeclared-term", message
            elif _OURS.match(iri) and not iri.startswith(namespaces):
                hint = _nearest(iri, (*known.declared, *namespaces))
                message = f"uses <{iri}>, which lies in no namespace of the project: {hint}correct the IRI"
                yield triple.subject, "stray-iri", message


def _iris(triple: Triple) -> Iterator[str]:
    """The IRIs of a triple, a datatype among them."""
    for term in (triple.subject, triple.predicate, triple.object):
        if isinstance(term, NamedNode):
            yield term.value
        elif isinstance(term, Literal):
            yield term.datatype.value


def _nearest(iri: str, known: Iterable[str]) -> str:
    """The beginning of a remedy that names the most similar IRI, if one is similar at all."""
    # what all have in common says nothing about likeness
    common = ONTOLOGY if iri.startswith(ONTOLOGY) else BASE
    tails = {one.removeprefix(common): one for one in sorted(known) if one.startswith(common)}
    if iri.startswith(ONTOLOGY):
        local = iri.removeprefix(ONTOLOGY)
        # the right word may stand under the wrong prefix
        same = [one for one in sorted(known) if re.split("[/#]", one)[-1] == local]
        if same:
            return f"did you mean {short(NamedNode(same[0]))}? "
    found = get_close_matches(iri.removeprefix(common), tails, n=1)
    return f"did you mean {short(NamedNode(tails[found[0]]))}? " if found else ""


def _out_of_place(facts: Iterable[Triple], known: Vocabulary) -> Iterator[tuple[Node, str, str]]:
    """Properties of ours on things that are not of the class on which they stand."""
    types = classes(facts)
    for triple in facts:
        own = types.get(triple.subject, [])
        ours = triple.predicate.value.startswith(ONTOLOGY)
        for wanted in known.domains.get(triple.predicate, ()) if ours else ():
            # a class that nobody declared is told of as such
            if wanted not in known.above(own) and not _misspelt(own, known):
                given = f"is a {' and '.join(short(c) for c in own)}" if own else "has no class"
                message = (
                    f"{short(triple.predicate)} stands on a {short(wanted)} only, and this node {given}: "
                    "move it to its place, or correct the property or the class"
                )
                yield triple.subject, "out-of-place", message


def _misspelt(classes: Iterable[Term], known: Vocabulary) -> bool:
    """Whether one of some classes is of ours by its IRI and not declared."""
    return any(text(one).startswith(ONTOLOGY) and text(one) not in known.declared for one in classes)


def _slugs(facts: Iterable[Triple]) -> Iterator[tuple[Node, str, str]]:
    """Things whose IRI is not of small letters, digits and single hyphens."""
    for subject in dict.fromkeys(t.subject for t in facts):
        if isinstance(subject, NamedNode) and subject.value.startswith(ID):
            slug = subject.value.removeprefix(ID)
            if not _SLUG.fullmatch(slug):
                better = "-".join(re.findall(r"[a-z0-9]+", slug.lower()))
                hint = f", as id:{better}" if better else ""
                message = (
                    f"has an IRI that is hard to type or to tell from another: "
                    f"rename it with small letters a-z, digits and single hyphens{hint}"
                )
                yield subject, "slug", message
