"""What the facts name: things that nothing describes, terms that nobody declared, other languages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from difflib import get_close_matches
from typing import Final, TypeGuard

from pyoxigraph import Literal, NamedNode, Triple

from server.errors import Finding
from server.names import ID, ONTOLOGY, PREFIXES
from server.release.sources import Project
from server.release.terms import TYPE, Node, Term, classes, node, short, text
from server.release.vocabulary import Vocabulary

#: How texts are written here: English, Chinese characters, pinyin.
_LANGUAGES: Final = ("en", "zh-hans", "zh-latn-pinyin")
_CHARACTERS: Final = re.compile("[\u3400-\u9fff]")
_LETTERS: Final = re.compile("[A-Za-z]")
#: Where the terms of other vocabularies that are used here are declared.
_REUSED: Final = "ontology/reused.ttl"
_OTHERS: Final = tuple(
    iri for prefix, iri in PREFIXES.items() if prefix not in {"plate", "id", "graph", "rdf", "xsd", "edtf"}
)
#: What is said of claims alone, and the classes of things on which it is found by mistake.
_OF_CLAIMS: Final = frozenset(
    node(name)
    for name in (
        *("plate:validity", "plate:observedAt", "plate:endedBy", "plate:beganWith", "plate:endedWith"),
        *("plate:standing", "plate:certainty", "plate:citation", "plate:polarity", "prov:wasAttributedTo"),
    )
)
_THINGS: Final[frozenset[Term]] = frozenset(
    node(name)
    for name in (
        *("org:Organization", "org:Post", "foaf:Person", "plate:Nameplate", "plate:Place"),
        *("plate:Document", "plate:GovernanceConcept", "plate:ActorGroup", "plate:Passage"),
    )
)


def references(project: Project) -> list[Finding]:
    """Findings about what the facts name, and about what belongs to claims and stands on things."""
    ontology, facts = project.triples("ontology"), project.triples("instances")
    known = Vocabulary.of(ontology)
    told = [
        *_unknown(facts, [*ontology, *project.triples("dataset"), *facts]),
        *_languages(facts),
        *_claimed(facts, known),
        *_foreign(facts, known, project),
    ]
    return list(dict.fromkeys(project.finding(*one) for one in told))


def mistaken(project: Project) -> frozenset[str]:
    """The IRIs that nothing describes, and those of things described by a term that nobody declared.

    What else is wrong with these, or by naming them, is most likely a consequence.
    """
    ontology, facts = project.triples("ontology"), project.triples("instances")
    known = Vocabulary.of(ontology)
    described = {t.subject for t in (*ontology, *project.triples("dataset"), *facts)}
    unknown = {t.object.value for t in facts if _ours(t.object) and t.object not in described}
    strange = {about for about, _, _ in _foreign(facts, known, project)}
    strange |= {
        t.subject
        for t in facts
        for term in (t.predicate, t.object)
        if isinstance(term, NamedNode)
        and term.value.startswith(ONTOLOGY)
        and term.value not in known.declared
    }
    return frozenset(unknown | {one.value for one in strange if isinstance(one, NamedNode)})


def _ours(term: Term) -> TypeGuard[NamedNode]:
    """Whether a term is the name of a thing of ours."""
    return isinstance(term, NamedNode) and term.value.startswith(ID)


def _unknown(facts: Sequence[Triple], described: Sequence[Triple]) -> Iterator[tuple[Node, str, str]]:
    """Things that are named and that nothing describes, with the one that is spelled most like them."""
    known = {t.subject for t in described}
    slugs = sorted({t.subject.value.removeprefix(ID) for t in described if _ours(t.subject)})
    for triple in facts:
        value = triple.object
        if not _ours(value) or value in known:
            continue
        near = get_close_matches(value.value.removeprefix(ID), slugs, n=1, cutoff=0.7)
        hint = f"did you mean id:{near[0]}? " if near else ""
        message = (
            f"{short(triple.predicate)} names {short(value)}, which nothing describes: "
            f"{hint}correct the spelling, or describe the thing"
        )
        yield triple.subject, "unknown-thing", message


def _foreign(facts: Iterable[Triple], known: Vocabulary, project: Project) -> Iterator[tuple[Node, str, str]]:
    """Properties and classes of other vocabularies that the ontology does not say that it reuses."""
    if not any(file.path == _REUSED for file in project.files):
        return
    for triple in facts:
        for term in (triple.predicate, *([triple.object] if triple.predicate == TYPE else [])):
            home = next((iri for iri in _OTHERS if text(term).startswith(iri)), None)
            if home is None or text(term) in known.declared:
                continue
            tails = {one.removeprefix(home): one for one in sorted(known.declared) if one.startswith(home)}
            near = get_close_matches(text(term).removeprefix(home), tails, n=1)
            hint = f"did you mean {short(NamedNode(tails[near[0]]))}? " if near else ""
            message = (
                f"uses {short(term)}, which is not among the terms that the ontology reuses: "
                f"{hint}correct its spelling, or declare it in {_REUSED} first"
            )
            yield triple.subject, "undeclared-term", message


def _claimed(facts: Sequence[Triple], known: Vocabulary) -> Iterator[tuple[Node, str, str]]:
    """What belongs to a claim and stands on a thing; of events the shapes tell."""
    types = classes(facts)
    for triple in facts:
        if triple.predicate in _OF_CLAIMS and known.above(types.get(triple.subject, ())) & _THINGS:
            message = (
                f"{short(triple.predicate)} belongs to claims and stands on a thing: "
                "write a claim about the thing, and move it there"
            )
            yield triple.subject, "out-of-place", message


def _languages(facts: Iterable[Triple]) -> Iterator[tuple[Node, str, str]]:
    """Texts whose language tag is not one of ours, or says another script than the text is in."""
    account = node("foaf:accountName")
    for triple in facts:
        value = triple.object
        if not isinstance(value, Literal) or value.language is None or triple.predicate == account:
            continue
        wrong = _wrong_language(value.value, value.language.lower())
        if wrong:
            told = f'"{value.value[:40]}"@{value.language}'
            yield triple.subject, "language", f"{short(triple.predicate)} {told} {wrong}"


def _wrong_language(written: str, tag: str) -> str | None:
    """What is wrong with a language tag; None if nothing is."""
    if tag in {"zh-hant", "zh-tw", "zh-hk"}:
        return "is in traditional characters, which the build makes: write simplified ones, @zh-Hans"
    if tag not in _LANGUAGES:
        return "is in no language that is written here: tag it @en, @zh-Hans or @zh-Latn-pinyin"
    if tag == "en" and _CHARACTERS.search(written) and not _LETTERS.search(written):
        return "is in Chinese characters: tag it @zh-Hans"
    return None
