"""`/delegations`: who has sent what kind of delegation to the conference, and who took part in what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from flask import Blueprint

from server.names import ONTOLOGY
from server.web import figure_rows as rows_of
from server.web import pages
from server.web.asked import tongue
from server.web.by_class import by_class
from server.web.contexts.figures import FigurePage, Section
from server.web.figure_answers import Answers
from server.web.languages import Language
from server.web.nodes import Namer
from server.web.site import kept
from server.web.wording import local_name
from server.web.words import worded

_SENT_TO: Final = ONTOLOGY + "sentTo"
_KIND: Final = ONTOLOGY + "delegationKind"
_SENDER: Final = ONTOLOGY + "sender"
_EVENT: Final = ONTOLOGY + "event"
_PARTICIPANT: Final = ONTOLOGY + "participant"
_CAPACITY: Final = ONTOLOGY + "capacity"
_EDITION_OF: Final = ONTOLOGY + "editionOf"


def blueprint() -> Blueprint:
    """The routes of delegations."""
    return ANSWERS.blueprint()


def _delegations() -> Mapping[str, tuple[str, ...]]:
    """Kind of delegation → the claims, in order; found once."""

    def found() -> Mapping[str, tuple[str, ...]]:
        namer = pages.namer()
        told: dict[str, list[str]] = {}
        for claim in rows_of.told(namer, by_class().get(ONTOLOGY + "Delegation", ())):
            told.setdefault(namer.first(claim, _KIND), []).append(claim)
        return {kind: tuple(listed) for kind, listed in sorted(told.items())}

    return kept("nameplate.delegations", found)


def _participations() -> Mapping[str, tuple[str, ...]]:
    """Edition, or the series where none is named → the claims that somebody took part; found once."""

    def found() -> Mapping[str, tuple[str, ...]]:
        namer = pages.namer()
        series = {
            iri for claims in _delegations().values() for one in claims for iri in namer.iris(one, _SENT_TO)
        }
        told: dict[str, list[str]] = {}
        for claim in rows_of.told(namer, by_class().get(ONTOLOGY + "Participation", ())):
            for event in namer.iris(claim, _EVENT):
                if event in series or series.intersection(namer.iris(event, _EDITION_OF)):
                    told.setdefault(event, []).append(claim)
        return {event: tuple(listed) for event, listed in sorted(told.items())}

    return kept("nameplate.participations", found)


def _rows() -> list[list[str]]:
    namer = pages.namer()
    sent = [
        rows_of.row(
            namer,
            local_name(kind),
            sender,
            ONTOLOGY + "Delegation",
            claim,
            [kind, *namer.iris(claim, _SENT_TO)],
        )
        for kind, claims in _delegations().items()
        for claim in claims
        for sender in namer.iris(claim, _SENDER)
    ]
    took_part = [
        rows_of.row(
            namer,
            local_name(event),
            who,
            ONTOLOGY + "Participation",
            claim,
            [*namer.iris(claim, _CAPACITY), event],
        )
        for event, claims in _participations().items()
        for claim in claims
        for who in namer.iris(claim, _PARTICIPANT)
    ]
    return [*sent, *took_part]


def _page() -> FigurePage:
    spoken = tongue()
    namer = pages.namer(spoken)
    named = {
        *(
            iri
            for claims in _delegations().values()
            for one in claims
            for iri in (one, *namer.iris(one, _SENDER))
        ),
        *_participations(),
    }
    return FigurePage(
        path=ANSWERS.path,
        title=worded("Delegations", spoken),
        lead=worded(
            "Who has sent what kind of delegation to the World Internet Conference, and who is named as "
            "taking part in which edition.",
            spoken,
        ),
        sections=(*_by_kind(namer, spoken), *_by_edition(namer, spoken)),
        downloads=ANSWERS.downloads(),
        queries=(
            (
                "delegations-by-kind",
                worded("Who has sent what kind of delegation to the World Internet Conference", spoken),
            ),
        ),
        gaps=rows_of.gaps(namer, by_class().get(ONTOLOGY + "KnownGap", ()), named),
        notes=(
            worded(
                "No source gives the size of a delegation, nor says to which edition one came: so there are "
                "no numbers of delegates here, and delegations stand by kind, not by edition.",
                spoken,
            ),
        ),
    )


def _by_kind(namer: Namer, spoken: Language) -> list[Section]:
    heading = Section("delegations", title=worded("Delegations by kind", spoken))
    return _sections(namer, spoken, heading, _delegations(), {"": _SENDER, "sent to": _SENT_TO})


def _by_edition(namer: Namer, spoken: Language) -> list[Section]:
    heading = Section("editions", title=worded("Named as taking part, by edition", spoken))
    return _sections(namer, spoken, heading, _participations(), {"": _PARTICIPANT, "as": _CAPACITY})


def _sections(
    namer: Namer,
    spoken: Language,
    heading: Section,
    grouped: Mapping[str, Sequence[str]],
    told: Mapping[str, str],
) -> list[Section]:
    """A heading and a section for each thing with its claims; nothing where there is none.

    Args:
        namer: names things.
        spoken: the language of the page.
        heading: what stands above them.
        grouped: thing → the claims about it.
        told: what a claim tells: the words before it → the property.
    """
    made = [
        Section(
            local_name(thing),
            node=namer.node(thing),
            lines=tuple(
                rows_of.line(
                    namer,
                    claim,
                    spoken,
                    (
                        *(
                            rows_of.part(namer, spoken, words, namer.iris(claim, of))
                            for words, of in told.items()
                        ),
                        rows_of.part(namer, spoken, "in words", (), rows_of.words(namer, claim)),
                    ),
                )
                for claim in claims
            ),
            level=3,
        )
        for thing, claims in grouped.items()
    ]
    return [heading, *made] if made else []


ANSWERS: Final = Answers("delegations", "Delegations", rows_of.COLUMNS, _rows, _page)
