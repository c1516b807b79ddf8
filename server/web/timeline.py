"""`/timeline`: what happened when, by kind and series, as bands over years and as a list with sources."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from flask import Blueprint

from server.holding import Held, held
from server.names import ONTOLOGY, PREFIXES, expand
from server.periods import stretch_text
from server.web import figure_rows as rows_of
from server.web import pages
from server.web.as_of import left_out
from server.web.asked import tongue
from server.web.band_picture import Lane, Mark, bands, span_of, years_of
from server.web.by_class import by_class
from server.web.contexts.figures import Choice, FigurePage, Line, Section
from server.web.contexts.values import Text
from server.web.figure_answers import KIND, Answers, asked, credit
from server.web.given import one_of
from server.web.languages import Language
from server.web.moment import shown
from server.web.nodes import Namer
from server.web.site import kept, own, site
from server.web.words import said, worded

_DATED: Final = ONTOLOGY + "datedEvent"
_SERIES: Final = ONTOLOGY + "editionOf"
_SOURCE: Final = PREFIXES["dcterms"] + "source"
_REPORTED: Final = ONTOLOGY + "Reported"
#: The picture begins here; what was before stands at its edge.
_BEGIN: Final = date(1990, 1, 1)

#: Kinds in their order: name, class, heading. An event is of the first that fits.
_KINDS: Final = (
    ("edition", ONTOLOGY + "Edition", "Editions of conferences"),
    ("meeting", ONTOLOGY + "Meeting", "Meetings"),
    ("change", expand("org:ChangeEvent"), "Foundings, mergers and other changes of bodies"),
    ("reform", ONTOLOGY + "Reform", "Reforms"),
    ("occurrence", ONTOLOGY + "Occurrence", "Other occurrences"),
    ("event", expand("schema:Event"), "Other events"),
)
_HEADINGS: Final = {name: heading for name, _, heading in _KINDS}


@dataclass(frozen=True)
class Happened:
    """An event with what dates it: statements in order of time."""

    iri: str
    kind: str
    datings: tuple[str, ...]


def blueprint() -> Blueprint:
    """The routes of the timeline."""
    return ANSWERS.blueprint()


def happened() -> tuple[Happened, ...]:
    """Every event of the release, by kind and then in order of time; found once."""

    def found() -> tuple[Happened, ...]:
        documents, kinds = own().documents, by_class()
        namer = pages.namer()
        datings: dict[str, list[str]] = {}
        for claim in kinds.get(ONTOLOGY + "Dating", ()):
            for event in namer.iris(claim, _DATED):
                datings.setdefault(event, []).append(claim)
        made: dict[str, Happened] = {}
        for name, kind, _ in _KINDS:
            for iri in kinds.get(kind, ()):
                if iri in documents and iri not in made:
                    made[iri] = Happened(iri, name, tuple(rows_of.told(namer, datings.get(iri, ()))))
        return tuple(
            sorted(made.values(), key=lambda one: (list(_HEADINGS).index(one.kind), _order(namer, one)))
        )

    return kept("nameplate.timeline", found)


def _order(namer: Namer, one: Happened) -> tuple[str, str]:
    days = rows_of.bounds(namer, one.iri)
    first = days.starts_earliest or days.starts_latest or days.ends_latest
    return first.isoformat() if first else "9999", one.iri


def _wanted(namer: Namer) -> list[tuple[Happened, list[tuple[str, str]]]]:
    """The events that are asked for, each with those of its datings that are, and whether it was then."""
    asked, within = _kind(), site().at
    found = []
    for one in happened():
        if asked and one.kind != asked:
            continue
        answers = [
            (claim, held(rows_of.bounds(namer, claim), *within).value if within else "")
            for claim in one.datings
        ]
        then = [(claim, answer) for claim, answer in answers if answer != Held.NOT.value]
        if then or not (within and answers):
            found.append((one, then))
    return found


def _kind() -> str:
    """The kind that is asked for; empty for all."""
    return one_of(KIND, _HEADINGS, "There is no such kind.")


def _rows() -> list[list[str]]:
    namer = pages.namer()
    return [
        rows_of.row(namer, one.kind, one.iri, _class(namer, one), claim, namer.iris(one.iri, _SERIES))
        for one, told in _wanted(namer)
        for claim, _ in (told or [("", "")])
    ]


def _class(namer: Namer, one: Happened) -> str:
    return next(iter(namer.kinds(one.iri)), "")


def _page() -> FigurePage:
    spoken = tongue()
    namer, at = pages.namer(spoken), site().at
    wanted = _wanted(namer)
    if at is not None:
        left_out(sum(1 for one in happened() if not _kind() or one.kind == _kind()) - len(wanted))
    sections = []
    for name, _, heading in _KINDS:
        lines = tuple(
            line for one, told in wanted if one.kind == name for line in _lines(namer, spoken, one, told)
        )
        if lines:
            sections.append(Section(f"kind-{name}", title=worded(heading, spoken), lines=lines))
    lanes = tuple(_lanes(namer, spoken, wanted))
    span = years_of(*at) if at is not None and at[1] > at[0] else span_of(lanes, _BEGIN)
    title = worded("Timeline", spoken)
    words = worded(
        "Events over years, by kind: a dot is known to a few days, a band lies somewhere in it, of an arrow "
        "no end is known, what is dashed is only reported. The list says the same.",
        spoken,
    )
    shown_at = "" if at is None else shown(at)
    at_words = stretch_text(shown_at, spoken.tag) if shown_at else ""
    called = said("%(title)s, %(when)s", spoken, title=title, when=at_words) if at_words else title
    return FigurePage(
        path=ANSWERS.path,
        title=title,
        lead=worded(
            "What happened when, as far as somebody says so: each date with its source, and rival dates "
            "side by side.",
            spoken,
        ),
        picture=bands(
            lanes,
            span,
            called,
            words,
            worded("earlier:", spoken),
            credit(called, ANSWERS.path + asked(), spoken),
        ),
        sections=tuple(sections),
        downloads=ANSWERS.downloads(),
        queries=(("timeline-of-events", worded("Events and the statements that date them", spoken)),),
        dated=True,
        at=shown_at,
        at_words=at_words,
        choices=(
            Choice("", worded("all kinds", spoken), not _kind()),
            *(Choice(name, worded(heading, spoken), name == _kind()) for name, heading in _HEADINGS.items()),
        ),
        notes=(
            worded(
                "A date without a day is the time in which it lies: nobody says on which day. In a period "
                "certainly: it lies in it whatever the day; uncertain: it may.",
                spoken,
            ),
        ),
    )


def _lines(namer: Namer, spoken: Language, one: Happened, told: Iterable[tuple[str, str]]) -> list[Line]:
    parts = [
        rows_of.part(namer, spoken, "", [one.iri]),
        rows_of.part(namer, spoken, "series", namer.iris(one.iri, _SERIES)),
        rows_of.part(namer, spoken, "of", namer.iris(one.iri, ONTOLOGY + "meetingOf")),
    ]
    made = [rows_of.line(namer, claim, spoken, parts, answer) for claim, answer in told]
    if made:
        return made
    parts.append(rows_of.part(namer, spoken, "source", namer.iris(one.iri, _SOURCE)))
    kept_parts = tuple(part for part in parts if part.nodes)
    return [Line((worded("no date given", spoken),), kept_parts)]


def _lanes(
    namer: Namer, spoken: Language, wanted: Iterable[tuple[Happened, list[tuple[str, str]]]]
) -> Iterable[Lane]:
    before = ""
    for one, told in wanted:
        marks = tuple(mark for claim, _ in told if (mark := _mark(namer, one, claim)) is not None)
        if not marks:
            continue
        if one.kind != before:
            before = one.kind
            heading = Text(worded(_HEADINGS[one.kind], spoken), spoken.tag)
            yield Lane(heading, f"#kind-{one.kind}", heading=True)
        node = namer.node(one.iri)
        yield Lane(node.label, node.href, _narrow(marks))


def _mark(namer: Namer, one: Happened, claim: str) -> Mark | None:
    days = rows_of.bounds(namer, claim)
    first, last = days.starts_earliest, days.ends_latest
    if first is None:  # nothing to begin at: the list tells it
        return None
    text = namer.together([one.iri], lambda language, names: rows_of.dated(namer, names[0], claim, language))
    return Mark(
        first, last, namer.first(claim, ONTOLOGY + "standing") == _REPORTED, text, namer.node(claim).href
    )


def _narrow(marks: tuple[Mark, ...]) -> tuple[Mark, ...]:
    """The wider marks first, so that narrower ones lie on them."""
    return tuple(sorted(marks, key=lambda mark: (mark.first - (mark.last or mark.first), mark.first)))


ANSWERS: Final = Answers("timeline", "Timeline", rows_of.COLUMNS, _rows, _page, drawn=True, check=_kind)
