"""The genealogy as a picture: the families of concepts, their lines and their uses, in the reader's words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Final

from markupsafe import Markup

from server.names import ONTOLOGY, PREFIXES
from server.web import figure_rows as rows_of
from server.web.descent import WORDS, Member, Tie, families, ties
from server.web.descent_picture import Line, Panel, Row, Said, Use, draw
from server.web.figure_answers import credit
from server.web.languages import Language
from server.web.nodes import Namer
from server.web.wording import local_name
from server.web.words import put, said, worded

_VOICE: Final = PREFIXES["prov"] + "wasAttributedTo"
_PROPOSAL: Final = ONTOLOGY + "Proposal"
_ATTESTATION: Final = ONTOLOGY + "Attestation"
_REPORTED: Final = ONTOLOGY + "Reported"
#: What each sign of the picture means.
_LEGEND: Final = (
    ("development", "grew out of"),
    ("broader", "stands under"),
    ("related", "close or related to"),
    ("used", "used by"),
    ("put", "put forth by"),
    ("reported", "reported only"),
)


def picture(
    namer: Namer,
    spoken: Language,
    told: Mapping[str, Sequence[str]],
    since: Mapping[str, str],
    path: str,
) -> Markup:
    """The families with their lines, then the concepts of which no line is stated.

    Args:
        namer: names things.
        spoken: language of the page.
        told: concept → the claims about its descent and use.
        since: concept → the first day on which it may have been used.
        path: of the page.
    """
    title = worded("Genealogy of concepts", spoken)
    found = families(ties(namer), since)
    panels = [_panel(namer, spoken, members, told) for members in found]
    inside = {member.concept for members in found for member in members}
    alone = tuple(Member(concept, 0) for concept in told if concept not in inside)
    if alone:
        rows = tuple(_row(namer, spoken, member, alone, told) for member in alone)
        panels.append(Panel(put("No line to another concept is stated", spoken), rows))
    return draw(
        panels,
        _span(use for panel in panels for row in panel.rows for use in row.uses),
        Said(
            title=title,
            language=spoken.tag,
            words=worded(
                "Families of concepts: a line leads from a concept to what grew out of it, stands under it "
                "or is related to it; beside each stand the years in which it was used, and by whom. What is "
                "dashed is only reported. The tables below say the same, with sources.",
                spoken,
            ),
            undated=worded("no date given", spoken) + worded(": ", spoken),
            legend=tuple((sign, worded(word, spoken)) for sign, word in _LEGEND),
            credit=credit(title, path, spoken),
        ),
    )


def _span(uses: Iterable[Use]) -> tuple[date, date]:
    """Whole years that hold every use."""
    days = [day for use in uses for day in (use.first, use.last) if day is not None]
    first, last = min(days, default=date(2000, 1, 1)), max(days, default=date(2001, 1, 1))
    return date(first.year, 1, 1), date(last.year + 1, 1, 1)


def _panel(
    namer: Namer, spoken: Language, members: Sequence[Member], told: Mapping[str, Sequence[str]]
) -> Panel:
    """A family, called after the concept that is used most or has most lines."""
    lines = [tie for member in members for tie in member.ties]

    def weight(concept: str) -> tuple[int, int]:
        return (sum(concept in (t.upper, t.lower) for t in lines), len(told.get(concept, ())))

    name = max((member.concept for member in members), key=weight)
    heading = namer.together([name], lambda tongue, names: said("Family of %(name)s", tongue, name=names[0]))
    rows = tuple(_row(namer, spoken, member, members, told) for member in members)
    return Panel(heading, rows)


def _row(
    namer: Namer,
    spoken: Language,
    member: Member,
    members: Sequence[Member],
    told: Mapping[str, Sequence[str]],
) -> Row:
    node = namer.node(member.concept)
    places = {one.concept: place for place, one in enumerate(members)}
    return Row(
        node.label,
        f"#{local_name(member.concept)}" if member.concept in told else node.href,
        member.depth,
        tuple(_line(namer, spoken, tie, places[tie.other(member.concept)]) for tie in member.ties),
        _uses(namer, member.concept, told.get(member.concept, ())),
    )


def _line(namer: Namer, spoken: Language, tie: Tie, row: int) -> Line:
    voices = namer.iris(tie.claim, _VOICE)
    words = namer.together(
        [tie.lower, tie.upper, *voices],
        lambda tongue, names: said(
            "%(lower)s %(word)s %(upper)s (%(voices)s)",
            tongue,
            lower=names[0],
            word=worded(WORDS[tie.kind], tongue),
            upper=names[1],
            voices=worded(", ", tongue).join(names[2:]),
        ),
    )
    return Line(
        tie.kind, worded(WORDS[tie.kind], spoken), words, namer.node(tie.claim).href, tie.reported, row
    )


def _uses(namer: Namer, concept: str, claims: Iterable[str]) -> tuple[Use, ...]:
    """Who used or put forth a concept, in order of time; those alike in one."""
    found: dict[tuple[date | None, date | None, tuple[str, ...], bool, bool], list[str]] = {}
    for claim in claims:
        kinds = namer.kinds(claim)
        if _ATTESTATION not in kinds and _PROPOSAL not in kinds:
            continue
        put_forth = _PROPOSAL in kinds
        who = tuple(namer.iris(claim, _VOICE if put_forth else ONTOLOGY + "witness"))
        days = rows_of.bounds(namer, claim)
        reported = namer.first(claim, ONTOLOGY + "standing") == _REPORTED
        key = (days.starts_earliest, days.ends_latest, who, reported, put_forth)
        found.setdefault(key, []).append(claim)
    return tuple(
        Use(
            first,
            last,
            namer.together(who, partial(_named, len(alike))),
            namer.together([concept, *who], partial(_words, namer, alike[0], put_forth)),
            namer.node(alike[0]).href if len(alike) == 1 else f"#{local_name(concept)}",
            reported,
            put_forth,
        )
        for (first, last, who, reported, put_forth), alike in found.items()
    )


def _named(number: int, tongue: Language, names: Sequence[str]) -> str:
    """Who it was, and how often."""
    who = worded(", ", tongue).join(names)
    return f"{who} ×{number}" if number > 1 else who


def _words(namer: Namer, claim: str, put_forth: bool, tongue: Language, names: Sequence[str]) -> str:
    """What was used or put forth by whom, and when."""
    told = said(
        "%(concept)s, %(word)s %(who)s",
        tongue,
        concept=names[0],
        word=worded("put forth by" if put_forth else "used by", tongue),
        who=worded(", ", tongue).join(names[1:]),
    )
    return rows_of.dated(namer, told, claim, tongue)
