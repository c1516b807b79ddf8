"""What the pages of charts hold, put together from a drawing and the names and sources of its claims."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final
from urllib.parse import urlencode

from flask import request

from server.charts.drawing import SMALL, Claim, Drawing, Event, Tie
from server.charts.figures import FIGURES, Figure
from server.charts.opening import opening
from server.charts.svg import LETTERS, Look, svg
from server.charts.times import State, When, compared, days, state, stretches, tie_state
from server.names import ID
from server.periods import date_text, period_text, shortest, stretch_text
from server.web import moment
from server.web.asked import LANGUAGE
from server.web.citations import citations
from server.web.contexts.drawn import ChangeRow, ComparedPage, DrawnPage, DrawnRow, Happened, Step
from server.web.contexts.lists import Download
from server.web.drawn_ends import ends
from server.web.languages import Language
from server.web.nodes import Namer
from server.web.site import site
from server.web.statements import statement
from server.web.words import said, worded

#: The source that both figures are rebuilt from.
_DOCUMENT: Final = ID + "doc-000"
_TYPES: Final = {"svg": "image/svg+xml", "csv": "text/csv", "json": "application/json"}
_NOW: Final = "as last known"
#: What is said of what is not certain of the time that is shown.
_THEN: Final = MappingProxyType({State.POSSIBLE: "uncertain then", State.ABSENT: "not then"})


def address(path: str, extension: str, arguments: Mapping[str, str]) -> str:
    """Where a form of a page is found, with the language that the reader chose."""
    given = {name: value for name, value in arguments.items() if value}
    chosen = request.args.get(LANGUAGE)
    if chosen:
        given[LANGUAGE] = chosen
    ending = "" if extension in {"", "html"} else f".{extension}"
    asked = f"?{urlencode(given, safe='/')}" if given else ""
    return site().urls.to(path + ending) + asked


def page(
    namer: Namer, figure: Figure, drawing: Drawing, when: When, shown: str, language: Language
) -> DrawnPage:
    """A chart as of a date, with its table."""
    times: list[When] = [*stretches(drawing), None]
    rows = tuple(
        _row(namer, drawing, tie, claim, when, times) for tie in drawing.ties for claim in tie.claims
    )
    order = [one.value for one in State]
    title = worded(figure.title, language)
    words = _words(shown, language)
    return DrawnPage(
        title=title,
        picture=svg(drawing, _look(namer, drawing, figure, when, words, language, steps=times)),
        shown=shortest(shown),
        words=words,
        years=tuple(
            Step(
                address(figure.path, "", {"at": year}), _words(year, language), shortest(shown) == year, year
            )
            for year in figure.years
        ),
        before=_around(figure, drawing, when, language, later=False),
        after=_around(figure, drawing, when, language, later=True),
        stretches=_slider(figure, times, shown, language),
        place=next((place for place, time in enumerate(times) if _in(when, time)), len(times) - 1),
        rows=tuple(sorted(rows, key=lambda row: order.index(row.state))),
        counts=dict(Counter(row.state for row in rows)),
        events=tuple(_happened(namer, event, language) for event in drawing.events),
        downloads=tuple(
            Download(extension.upper(), media_type, address(figure.path, extension, {"at": shown}))
            for extension, media_type in _TYPES.items()
        ),
        here=site().urls.to(figure.path),
        query=f"{site().urls.to('/sparql')}?example={figure.query}",
        compare=site().urls.to(f"{figure.path}/compare"),
        compared=_to_compare(figure, drawing, shortest(shown)),
        others=tuple(
            Step(address(other.path, "", {"at": shown}), worded(other.title, language))
            for other in FIGURES
            if other is not figure
        ),
        document=namer.node(_DOCUMENT),
    )


def compared_page(
    namer: Namer,
    figure: Figure,
    drawing: Drawing,
    both: tuple[tuple[When, str], tuple[When, str]],
    language: Language,
) -> ComparedPage:
    """Two dates side by side, and what differs."""
    (one, one_shown), (other, other_shown) = both
    changes = compared(drawing, one, other)
    rows = tuple(
        ChangeRow(
            _row(namer, drawing, drawing.ties[change.place], change.claim, other, ()),
            change.turn.value,
            change.before.value,
            change.after.value,
            tuple(namer.node(event) for event in change.events),
        )
        for change in changes
    )
    dates = tuple(
        Step(address(figure.path, "", {"at": shown}), _words(shown, language), shown=shortest(shown))
        for shown in (one_shown, other_shown)
    )
    changed = frozenset(change.place for change in changes)
    pictures = tuple(
        svg(
            drawing, _look(namer, drawing, figure, when, date.words, language, prefix=prefix, changed=changed)
        )
        for when, date, prefix in ((one, dates[0], "before"), (other, dates[1], "after"))
    )
    path = f"{figure.path}/compare"
    years = list(zip(figure.years, [*figure.years[1:], ""], strict=True))[:-1]
    return ComparedPage(
        title=worded(figure.title, language),
        dates=(dates[0], dates[1]),
        pictures=(pictures[0], pictures[1]),
        rows=rows,
        counts=dict(Counter(row.turn for row in rows)),
        downloads=tuple(
            Download(name.upper(), _TYPES[name], address(path, name, {"from": one_shown, "to": other_shown}))
            for name in ("csv", "json")
        ),
        here=site().urls.to(path),
        chart=address(figure.path, "", {}),
        years=tuple(
            Step(
                address(path, "", {"from": first, "to": last}),
                f"{first} → {last}",
                (first, last) == (shortest(one_shown), shortest(other_shown)),
            )
            for first, last in years
        ),
    )


def alone(
    namer: Namer, figure: Figure, drawing: Drawing, when: When, shown: str, language: Language
) -> bytes:
    """The picture as a file of its own."""
    look = _look(namer, drawing, figure, when, _words(shown, language), language, alone=True)
    return ('<?xml version="1.0" encoding="UTF-8"?>\n' + svg(drawing, look) + "\n").encode()


def small(namer: Namer, figure: Figure, drawing: Drawing, language: Language, layout: str = SMALL) -> str:
    """A small picture of what is last known."""
    words = _words("", language)
    look = _look(
        namer, drawing, figure, None, words, language, prefix="small-chart", layout=language.tag + layout
    )
    return svg(drawing, look)


def _look(
    namer: Namer,
    drawing: Drawing,
    figure: Figure,
    when: When,
    words: str,
    language: Language,
    *,
    steps: Sequence[When] = (),
    prefix: str = "chart",
    layout: str = "",
    alone: bool = False,
    changed: frozenset[int] = frozenset(),
) -> Look:
    """How a picture is drawn; its description counts the lines that its layout has."""
    lines = drawing.layouts[layout or language.tag].lines
    states = Counter(tie_state(drawing.ties[place], when) for place in lines)
    there = states[State.CERTAIN] + states[State.KNOWN]
    described = said(
        "%(there)s lines that are certain or last known, %(perhaps)s that are uncertain. "
        "The table on the page of the chart says the same in words.",
        language,
        there=str(there),
        perhaps=str(states[State.POSSIBLE]),
    )
    names = {tie.kind: namer.term(tie.kind).label.value for tie in drawing.ties}

    def then(found: State) -> str:
        return worded(": ", language) + worded(_THEN[found], language) if found in _THEN else ""

    def href(iri: str) -> str:
        there = namer.node(iri).href or iri
        return site().urls.public + there if alone and there.startswith("/") else there

    return Look(
        tongue=language.tag,
        title=worded(figure.title, language) + worded(": ", language) + words,
        description=described,
        href=href,
        tie=names.__getitem__,
        then=then,
        when=when,
        steps=steps,
        layout=layout,
        prefix=prefix,
        alone=alone,
        changed=changed,
    )


def _row(
    namer: Namer, drawing: Drawing, tie: Tie, claim: Claim, when: When, times: Sequence[When]
) -> DrawnRow:
    told = statement(namer, claim.iri)
    start, end = ends(namer, drawing, tie, claim)
    return DrawnRow(
        claim=told.node,
        start=start,
        tie=namer.term(tie.kind),
        end=end,
        period=told.period,
        state=state(claim, when).value,
        states="".join(LETTERS[state(claim, time)] for time in times),
        standing=namer.term(claim.standing).label.value,
        reported=claim.reported,
        sources=citations(namer, claim.iri),
    )


def _to_compare(figure: Figure, drawing: Drawing, shown: str) -> tuple[str, str]:
    """The dates that are offered to be compared: the one that is shown with a later one, else an earlier."""
    return opening(figure, drawing, start=shown) or opening(figure, drawing, end=shown) or figure.compared


def _happened(namer: Namer, event: Event, language: Language) -> Happened:
    return Happened(
        namer.node(event.iri),
        tuple(
            (namer.node(claim), period_text(edtf, language.tag), namer.term(standing).label.value)
            for claim, edtf, standing, _ in event.datings
        ),
        tuple(namer.node(thing) for thing in event.things),
    )


def _words(shown: str, language: Language) -> str:
    """A date in words, as it can be asked for."""
    return stretch_text(shown, language.tag) if shown else worded(_NOW, language)


def _slider(figure: Figure, times: Sequence[When], shown: str, language: Language) -> tuple[Step, ...]:
    """The stretches of time between changes, the first and the last without the end that is not theirs."""
    found = []
    for place, time in enumerate(times):
        if time is None:
            words = _words("", language)
        elif place == 0:
            words = said("until %(day)s", language, day=date_text(time[1].isoformat(), language.tag))
        else:
            words = stretch_text(moment.shown(time), language.tag)
        at = moment.shown(time) if time else ""
        found.append(Step(address(figure.path, "", {"at": at}), words, at == shown, at))
    return tuple(found)


def _around(figure: Figure, drawing: Drawing, when: When, language: Language, *, later: bool) -> Step | None:
    """The next date after, or the last before, on which something changes."""
    if when is None:
        found = None if later else max(days(drawing), default=None)
    elif later:
        found = min((day for day in days(drawing) if day > when[1]), default=None)
    else:
        found = max((day for day in days(drawing) if day < when[0]), default=None)
    if found is None:
        return None
    shown = found.isoformat()
    return Step(address(figure.path, "", {"at": shown}), date_text(shown, language.tag), shown=shown)


def _in(when: When, stretch: When) -> bool:
    """Whether a time that is asked for begins in a stretch of the slider, or before the first."""
    return when is stretch if when is None or stretch is None else when[0] <= stretch[1]
