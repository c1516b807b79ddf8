"""`/genealogy`: where concepts come from: forebears, who put them forth where and when, in which words."""

from __future__ import annotations

from typing import Final

from flask import Blueprint

from server.names import ONTOLOGY, PREFIXES
from server.web import descent, descent_drawn, pages
from server.web import figure_rows as rows_of
from server.web.asked import tongue
from server.web.attested import CONCEPT, PROPOSAL, attested, claims, kind_of, since
from server.web.contexts.figures import FigurePage, Part, Section
from server.web.descent_picture import inked
from server.web.figure_answers import Answers, credit
from server.web.languages import Language
from server.web.nodes import Namer
from server.web.wording import local_name
from server.web.words import marked, put, tagged, worded

_BROADER: Final = PREFIXES["skos"] + "broader"

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


def _rows() -> list[list[str]]:
    namer = pages.namer()
    lines = [
        rows_of.row(namer, tie.kind, tie.lower, CONCEPT, tie.claim, [tie.upper])
        for tie in descent.ties(namer)
        if tie.kind != descent.GREW
    ]
    return lines + [
        rows_of.row(
            namer, local_name(kind_of(namer, claim)), concept, CONCEPT, claim, _named(namer, concept, claim)
        )
        for concept, told in claims(namer).items()
        for claim in told
    ]


def _named(namer: Namer, concept: str, claim: str) -> list[str]:
    """What a claim about a concept names beside it."""
    found = [iri for _, predicate in _OTHERS[:3] for iri in namer.iris(claim, predicate)]
    if kind_of(namer, claim) == PROPOSAL:
        found += [iri for iri in namer.iris(claim, ONTOLOGY + "about") if iri != concept]
    return list(dict.fromkeys(found))


def _page() -> FigurePage:
    spoken = tongue()
    namer = pages.namer(spoken)
    sections = tuple(_section(namer, spoken, concept, told) for concept, told in claims(namer).items())
    title = worded("Genealogy of concepts", spoken)
    return FigurePage(
        path=ANSWERS.path,
        title=title,
        lead=worded(
            "Where concepts come from: what each grew out of, who used it first as far as the sources tell, "
            "on which occasion and in which words.",
            spoken,
        ),
        picture=descent_drawn.picture(namer, spoken, credit(title, ANSWERS.path, spoken)),
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
            for family in descent.families(found, since(namer))
            for member in family
            for tie in member.ties
        ),
    )


def _section(namer: Namer, spoken: Language, concept: str, told: tuple[str, ...]) -> Section:
    notes = []
    wider = namer.named(concept, _BROADER)
    if wider:
        names = tagged((node.label for node in wider), spoken)
        notes.append(marked("Wider concept: %(name)s.", spoken, name=names))
    first = attested(namer, told)[:1]
    if first and rows_of.bounds(namer, first[0]).starts_earliest is not None:
        day = worded("; ", spoken).join(rows_of.when(namer, first[0], spoken))
        where = tagged((node.label for node in namer.named(first[0], ONTOLOGY + "witness")), spoken)
        notes.append(marked("First attested: %(day)s, %(name)s.", spoken, day=day, name=where))
    return Section(
        local_name(concept),
        node=namer.node(concept),
        notes=tuple(notes),
        lines=tuple(
            rows_of.line(namer, claim, spoken, _parts(namer, spoken, concept, claim)) for claim in told
        ),
    )


def _parts(namer: Namer, spoken: Language, concept: str, claim: str) -> list[Part]:
    proposal = kind_of(namer, claim) == PROPOSAL
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
