"""`/genealogy`: where concepts come from: forebears, who put them forth where and when, in which words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Final

from flask import Blueprint

from server.names import ONTOLOGY, PREFIXES
from server.web import descent, descent_drawn, pages
from server.web import figure_rows as rows_of
from server.web.asked import tongue
from server.web.by_class import by_class
from server.web.contexts.figures import FigurePage, Part, Section
from server.web.descent_picture import inked
from server.web.figure_answers import Answers
from server.web.languages import Language
from server.web.nodes import Namer
from server.web.site import kept
from server.web.wording import local_name
from server.web.words import put, said, worded

_CONCEPT: Final = ONTOLOGY + "GovernanceConcept"
_REPORTED: Final = ONTOLOGY + "Reported"
_STANDING: Final = ONTOLOGY + "standing"
_BROADER: Final = PREFIXES["skos"] + "broader"

#: Class of a claim → what it says of the concept, and the properties by which it names that concept.
_CLAIMS: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = {
    ONTOLOGY + "Development": ("grew out of", (ONTOLOGY + "developed",)),
    ONTOLOGY + "Attestation": ("used by", (ONTOLOGY + "attested",)),
    ONTOLOGY + "Proposal": ("put forth", (ONTOLOGY + "about",)),
}
#: What else such a claim names, with a word for it.
_OTHERS: Final = (
    ("grew out of", ONTOLOGY + "forebear"),
    ("used by", ONTOLOGY + "witness"),
    ("on the occasion of", ONTOLOGY + "occasion"),
    ("put forth by", PREFIXES["prov"] + "wasAttributedTo"),
)


def blueprint() -> Blueprint:
    """The routes of the genealogy."""
    return ANSWERS.blueprint()


def claims() -> Mapping[str, tuple[str, ...]]:
    """Concept → the claims about its descent and use, in order of time; found once."""

    def found() -> Mapping[str, tuple[str, ...]]:
        namer, kinds = pages.namer(), by_class()
        concepts = set(kinds.get(_CONCEPT, ()))
        told: dict[str, list[str]] = {}
        for kind, (_, ends) in _CLAIMS.items():
            for claim in kinds.get(kind, ()):
                for iri in dict.fromkeys(iri for end in ends for iri in namer.iris(claim, end)):
                    if iri in concepts:
                        told.setdefault(iri, []).append(claim)
        ordered = {iri: tuple(rows_of.told(namer, listed)) for iri, listed in told.items()}
        return dict(sorted(ordered.items(), key=lambda row: (_since(namer, row[1]), row[0])))

    return kept("nameplate.genealogy", found)


def _since(namer: Namer, told: Iterable[str]) -> str:
    """The first day on which a concept may have been used, by endorsed attestations."""
    days = [rows_of.bounds(namer, claim).starts_earliest for claim in _attested(namer, told)]
    return min((day.isoformat() for day in days if day is not None), default="9999")


def _since_each(namer: Namer) -> Mapping[str, str]:
    """Concept → that day, of those that were used."""
    return {concept: _since(namer, told) for concept, told in claims().items()}


def _attested(namer: Namer, told: Iterable[str]) -> list[str]:
    """The endorsed attestations among some claims."""
    return [
        claim
        for claim in told
        if _kind(namer, claim) == ONTOLOGY + "Attestation" and namer.first(claim, _STANDING) != _REPORTED
    ]


def _kind(namer: Namer, claim: str) -> str:
    return next((kind for kind in namer.kinds(claim) if kind in _CLAIMS), "")


def _rows() -> list[list[str]]:
    namer = pages.namer()
    lines = [
        rows_of.row(namer, tie.kind, tie.lower, _CONCEPT, tie.claim, [tie.upper])
        for tie in descent.ties(namer)
        if tie.kind != descent.GREW
    ]
    return lines + [
        rows_of.row(
            namer, local_name(_kind(namer, claim)), concept, _CONCEPT, claim, _named(namer, concept, claim)
        )
        for concept, told in claims().items()
        for claim in told
    ]


def _named(namer: Namer, concept: str, claim: str) -> list[str]:
    """What a claim about a concept names beside it."""
    found = [iri for _, predicate in _OTHERS[:3] for iri in namer.iris(claim, predicate)]
    if _kind(namer, claim) == ONTOLOGY + "Proposal":
        found += [iri for iri in namer.iris(claim, ONTOLOGY + "about") if iri != concept]
    return list(dict.fromkeys(found))


def _page() -> FigurePage:
    spoken = tongue()
    namer = pages.namer(spoken)
    sections = tuple(_section(namer, spoken, concept, told) for concept, told in claims().items())
    title = worded("Genealogy of concepts", spoken)
    return FigurePage(
        path=ANSWERS.path,
        title=title,
        lead=worded(
            "Where concepts come from: what each grew out of, who used it first as far as the sources tell, "
            "on which occasion and in which words.",
            spoken,
        ),
        picture=descent_drawn.picture(namer, spoken, claims(), _since_each(namer), ANSWERS.path),
        sections=(_lines(namer, spoken), *sections),
        downloads=ANSWERS.downloads(),
        queries=(
            ("lines-between-concepts", worded("Every line between two concepts, and who draws it", spoken)),
            (
                "concepts-and-their-forebears",
                worded("Which concept grew out of which, and who says so", spoken),
            ),
            (
                "attestations-of-concepts",
                worded("Who used which concept when, and on which occasion", spoken),
            ),
            (
                "genealogy-of-the-cyberspace-community",
                worded("Where the community for cyberspace comes from", spoken),
            ),
        ),
        notes=(
            worded(
                "The first use is the first that a source tells of; two sources that tell of two first years "
                "stay side by side. Of a wider concept nothing follows for the narrower one.",
                spoken,
            ),
        ),
    )


def _lines(namer: Namer, spoken: Language) -> Section:
    """The lines between concepts, family by family."""
    found = descent.ties(namer)
    return Section(
        "lines",
        title=worded("Lines between concepts", spoken),
        notes=(
            put(
                "What a source says of two concepts: that one grew out of the other, stands under it, is "
                "close or related to it. Concepts that such lines hold together are a family.",
                spoken,
            ),
        ),
        lines=tuple(
            rows_of.line(
                namer,
                tie.claim,
                spoken,
                (
                    rows_of.part(namer, spoken, "", [tie.lower]),
                    rows_of.part(namer, spoken, descent.WORDS[tie.kind], [tie.upper]),
                    rows_of.part(namer, spoken, "in words", (), rows_of.words(namer, tie.claim)),
                ),
            )
            for family in descent.families(found, _since_each(namer))
            for member in family
            for tie in member.ties
        ),
    )


def _wider(language: Language, names: Sequence[str]) -> str:
    return said("Wider concept: %(name)s.", language, name=worded(", ", language).join(names))


def _first(namer: Namer, claim: str, language: Language, names: Sequence[str]) -> str:
    day = worded("; ", language).join(rows_of.when(namer, claim, language))
    where = worded(", ", language).join(names)
    return said("First attested: %(day)s, %(name)s.", language, day=day, name=where)


def _section(namer: Namer, spoken: Language, concept: str, told: tuple[str, ...]) -> Section:
    notes = []
    wider = namer.iris(concept, _BROADER)
    if wider:
        notes.append(namer.together(wider, _wider))
    first = _attested(namer, told)[:1]
    if first and rows_of.bounds(namer, first[0]).starts_earliest is not None:
        notes.append(
            namer.together(namer.iris(first[0], ONTOLOGY + "witness"), partial(_first, namer, first[0]))
        )
    return Section(
        local_name(concept),
        node=namer.node(concept),
        notes=tuple(notes),
        lines=tuple(
            rows_of.line(namer, claim, spoken, _parts(namer, spoken, concept, claim)) for claim in told
        ),
    )


def _parts(namer: Namer, spoken: Language, concept: str, claim: str) -> list[Part]:
    proposal = _kind(namer, claim) == ONTOLOGY + "Proposal"
    parts = [
        rows_of.part(namer, spoken, word, namer.iris(claim, predicate))
        for word, predicate in (_OTHERS[3:] if proposal else _OTHERS[:3])
    ]
    if proposal:
        about = [iri for iri in namer.iris(claim, ONTOLOGY + "about") if iri != concept]
        parts.append(rows_of.part(namer, spoken, "together with", about))
    parts.append(rows_of.part(namer, spoken, "in words", (), rows_of.words(namer, claim)))
    return parts


ANSWERS: Final = Answers(
    "genealogy", "Genealogy of concepts", rows_of.COLUMNS, _rows, _page, drawn=True, inked=inked
)
