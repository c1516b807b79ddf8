"""The genealogy as a picture: the families of concepts, their lines and their uses, in the reader's words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Final

from markupsafe import Markup

from server.names import ONTOLOGY, PREFIXES
from server.web import figure_rows as rows_of
from server.web.attested import ATTESTATION, PROPOSAL, claims, since
from server.web.descent import WORDS, Member, Tie, families, ties
from server.web.descent_picture import Line, Panel, Row, Said, Use, draw
from server.web.languages import Language
from server.web.nodes import Namer
from server.web.site import own, site
from server.web.wording import local_name
from server.web.words import put, said, worded

_PATH: Final = "/genealogy"
_VOICE: Final = PREFIXES["prov"] + "wasAttributedTo"
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


def picture(namer: Namer, spoken: Language, last: str) -> Markup:
    """The families with their lines, then the concepts of which no line is stated.

    Args:
        namer: names things.
        spoken: language of the page.
        last: what the picture is of, as its last line.
    """
    told = claims(namer)
    found = families(ties(namer), since(namer))
    panels = [_panel(namer, spoken, members, told) for members in found]
    inside = {member.concept for members in found for member in members}
    alone = tuple(Member(concept, 0) for concept in told if concept not in inside)
    if alone:
        rows = tuple(_row(namer, spoken, member, alone, told) for member in alone)
        panels.append(Panel(put("No line to another concept is stated", spoken), rows))
    title = worded("Genealogy of concepts", spoken)
    return _drawn(panels, spoken, title, last)


def of_family(namer: Namer, spoken: Language, concept: str) -> Markup:
    """The family of one concept; empty if it has none, or if the data are of a day."""
    if namer.held_asked or namer.documents is not own().documents:
        return Markup()
    found = families(ties(namer), since(namer))
    members = next((one for one in found if concept in {member.concept for member in one}), None)
    if members is None:
        return Markup()
    panel = _panel(namer, spoken, members, claims(namer), concept)
    return _drawn([panel], spoken, worded("Genealogy", spoken), "")


def _drawn(panels: Sequence[Panel], spoken: Language, title: str, last: str) -> Markup:
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
            legend=tuple((sign, worded(word, spoken)) for sign, word in _LEGEND),
            credit=last,
        ),
    )


def _span(uses: Iterable[Use]) -> tuple[date, date] | None:
    """Whole years that hold every use; None if none has a date."""
    days = [day for use in uses for day in (use.first, use.last) if day is not None]
    return (date(min(days).year, 1, 1), date(max(days).year + 1, 1, 1)) if days else None


def _panel(
    namer: Namer,
    spoken: Language,
    members: Sequence[Member],
    told: Mapping[str, Sequence[str]],
    here: str = "",
) -> Panel:
    """A family, called after the concept with most lines, of several the one of which most is told.

    `here` is the concept on whose page it is.
    """
    lines = [tie for member in members for tie in member.ties]

    def weight(concept: str) -> tuple[int, int]:
        return (sum(concept in (t.upper, t.lower) for t in lines), len(told.get(concept, ())))

    name = max((member.concept for member in members), key=weight)
    heading = namer.together([name], lambda tongue, names: said("Family of %(name)s", tongue, name=names[0]))
    rows = tuple(_row(namer, spoken, member, members, told, here) for member in members)
    return Panel(heading, rows)


def _row(
    namer: Namer,
    spoken: Language,
    member: Member,
    members: Sequence[Member],
    told: Mapping[str, Sequence[str]],
    here: str = "",
) -> Row:
    node = namer.node(member.concept)
    places = {one.concept: place for place, one in enumerate(members)}
    claims_told = told.get(member.concept, ())
    listed = f"{site().urls.undated(_PATH) if here else ''}#{local_name(member.concept)}"
    return Row(
        node.label,
        listed if claims_told and not here else node.href,
        member.depth,
        tuple(_line(namer, spoken, tie, places[tie.other(member.concept)]) for tie in member.ties),
        _uses(namer, spoken, member.concept, claims_told, listed),
        here=member.concept == here,
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


def _uses(
    namer: Namer, spoken: Language, concept: str, claims: Iterable[str], listed: str
) -> tuple[Use, ...]:
    """Who used or put forth a concept, in order of time; those alike in one, which leads to the list."""
    found: dict[tuple[date | None, date | None, str, tuple[str, ...], bool, bool], list[str]] = {}
    for claim in claims:
        kinds = namer.kinds(claim)
        if ATTESTATION not in kinds and PROPOSAL not in kinds:
            continue
        put_forth = PROPOSAL in kinds
        who = tuple(namer.iris(claim, _VOICE if put_forth else ONTOLOGY + "witness"))
        days = rows_of.bounds(namer, claim)
        reported = namer.first(claim, ONTOLOGY + "standing") == _REPORTED
        before = "" if days.starts_earliest else _before(namer, spoken, claim, reported)
        key = (days.starts_earliest, days.ends_latest, before, who, reported, put_forth)
        found.setdefault(key, []).append(claim)
    return tuple(
        Use(
            first,
            last,
            namer.together(who, partial(_named, len(alike))),
            namer.together([concept, *who], partial(_words, namer, alike[0], put_forth)),
            namer.node(alike[0]).href if len(alike) == 1 else listed,
            reported,
            put_forth,
            before,
        )
        for (first, last, before, who, reported, put_forth), alike in found.items()
    )


def _before(namer: Namer, spoken: Language, claim: str, reported: bool) -> str:
    """What stands before who it was where there is no sign: what is known of the time, and the standing."""
    told = [*rows_of.when(namer, claim, spoken), *([worded("reported only", spoken)] if reported else [])]
    return worded("; ", spoken).join(told) + worded(": ", spoken)


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
