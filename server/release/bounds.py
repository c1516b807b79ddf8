"""Day bounds of everything that is dated, drawn from what people write (EDTF, observations, events).

Authored are `plate:validity`, `plate:observedAt`, `plate:endedBy`, `plate:beganWith` and
`plate:endedWith`; derived are `plate:startsEarliest` and its three siblings as `xsd:date`, inclusive, and
`plate:ongoing`. Nothing is invented: what is not known has no bound.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Final

from pyoxigraph import Literal, NamedNode, Triple

from server.dates import BadDate, Bounds, hull, parse
from server.errors import Finding
from server.release.sources import Project
from server.release.terms import ENDORSED, REJECTED, STANDING, Node, node, short

_VALIDITY: Final = node("plate:validity")
_OBSERVED: Final = node("plate:observedAt")
_ENDED_BY: Final = node("plate:endedBy")
_BEGAN: Final = node("plate:beganWith")
_ENDED: Final = node("plate:endedWith")
_DATED: Final = node("plate:datedEvent")
_STARTS_EARLIEST: Final = node("plate:startsEarliest")
_STARTS_LATEST: Final = node("plate:startsLatest")
_ENDS_EARLIEST: Final = node("plate:endsEarliest")
_ENDS_LATEST: Final = node("plate:endsLatest")
_ONGOING: Final = node("plate:ongoing")
_DATE: Final = node("xsd:date")
_TRUE: Final = Literal("true", datatype=node("xsd:boolean"))


def date_bounds(project: Project, issued: date) -> tuple[list[Triple], list[Finding]]:
    """Day bounds of every dated node of the instances, and what is wrong with the dates.

    `issued` is the release's day: what is said to be ongoing lasts at least to it.
    """
    dates = _Dates(project, issued)
    triples: list[Triple] = []
    findings = list(dates.findings)
    for subject in dates.dated():
        bounds = dates.of(subject)
        if dates.endorsed(subject) and _after(bounds, issued):
            message = (
                f"{short(subject)}: not begun on the release's day: it starts {bounds.starts_earliest} or "
                f"later, and the day is {issued}; correct its dates, or make it plate:Reported"
            )
            findings.append(project.finding(subject, "not-begun", message))
        elif bounds.impossible:
            message = (
                f"{short(subject)}: its dates cannot all be right ({_told(bounds)}): "
                "compare its validity, observation and events"
            )
            findings.append(project.finding(subject, "dates-clash", message))
        triples += _triples(subject, bounds)
    return triples, findings


class _Dates:
    """What is authored about time, by node."""

    def __init__(self, project: Project, issued: date) -> None:
        self.findings: list[Finding] = []
        self._issued = issued
        self._links: dict[Node, list[tuple[NamedNode, Node]]] = {}
        self._own: dict[Node, Bounds] = {}
        self._endorsed: set[Node] = set()
        rejected = set()
        datings: dict[Node, list[Node]] = {}
        for triple in project.triples("instances"):
            value = triple.object
            if triple.predicate == _VALIDITY and isinstance(value, Literal):
                self._read(project, triple.subject, value.value)
            elif isinstance(value, Literal):
                continue
            elif triple.predicate in (_OBSERVED, _ENDED_BY, _BEGAN, _ENDED):
                self._links.setdefault(triple.subject, []).append((triple.predicate, value))
            elif triple.predicate == _DATED:
                datings.setdefault(value, []).append(triple.subject)
            elif triple.predicate == STANDING and value == REJECTED:
                rejected.add(triple.subject)
            elif triple.predicate == STANDING and value == ENDORSED:
                self._endorsed.add(triple.subject)
        self._datings = {
            event: [d for d in found if d not in rejected and d in self._own]
            for event, found in datings.items()
        }
        self._unseen(project)

    def _read(self, project: Project, subject: Node, text: str) -> None:
        """Take one validity; a second one for the same node is a finding."""
        try:
            bounds = parse(text)
        except BadDate as error:
            self.findings.append(project.finding(subject, "bad-date", str(error)))
            return
        if subject in self._own:
            message = f"{short(subject)} has two validities: keep one, make another claim of the other"
            self.findings.append(project.finding(subject, "two-validities", message))
        if bounds.ongoing:
            day = self._issued
            bounds = bounds.within(Bounds(starts_latest=day, ends_earliest=day, ongoing=True))
        self._own[subject] = bounds

    def _unseen(self, project: Project) -> None:
        """An observation without a time says nothing."""
        for subject, links in self._links.items():
            for predicate, value in links:
                if predicate in (_OBSERVED, _ENDED_BY) and self.event(value) == Bounds():
                    message = f"{short(predicate)} {short(value)}, which has no plate:validity: give it one"
                    self.findings.append(project.finding(subject, "observation-undated", message))

    def dated(self) -> list[Node]:
        """Every node that something is known about, in a fixed order."""
        found = {**self._own, **self._links, **{e: None for e, d in self._datings.items() if d}}
        return sorted(found, key=str)

    def endorsed(self, subject: Node) -> bool:
        """Whether a node is a claim that the curators endorse."""
        return subject in self._endorsed

    def event(self, event: Node) -> Bounds:
        """Bounds of an event: its own validity, else the hull of what datings say that nobody rejects."""
        if event in self._own:
            return self._own[event]
        return hull(self._own[d] for d in self._datings.get(event, ()))

    def of(self, subject: Node) -> Bounds:
        """All that follows about a node, together."""
        bounds = self.event(subject)
        for predicate, value in self._links.get(subject, ()):
            if predicate in (_BEGAN, _ENDED):
                at = self.event(value)
                first, last = at.starts_earliest, at.ends_latest
                said = Bounds(first, last) if predicate == _BEGAN else Bounds(None, last, first, last)
            else:
                seen = self.event(value)
                first, last = seen.starts_earliest, seen.ends_latest
                said = Bounds(None, last, first) if predicate == _OBSERVED else Bounds(None, last, None, last)
            bounds = bounds.within(replace(said, ongoing=False))
        return bounds


def _after(bounds: Bounds, day: date) -> bool:
    """Whether what is dated certainly starts after a day."""
    return bounds.starts_earliest is not None and bounds.starts_earliest > day


def _told(bounds: Bounds) -> str:
    """Bounds in words, for a message."""
    return (
        f"starts {bounds.starts_earliest or '?'} to {bounds.starts_latest or '?'}, "
        f"ends {bounds.ends_earliest or '?'} to {bounds.ends_latest or '?'}"
    )


def _triples(subject: Node, bounds: Bounds) -> list[Triple]:
    """Bounds as triples; none for what is not known."""
    days: Mapping[NamedNode, date | None] = {
        _STARTS_EARLIEST: bounds.starts_earliest,
        _STARTS_LATEST: bounds.starts_latest,
        _ENDS_EARLIEST: bounds.ends_earliest,
        _ENDS_LATEST: bounds.ends_latest,
    }
    found = [
        Triple(subject, predicate, Literal(day.isoformat(), datatype=_DATE))
        for predicate, day in days.items()
        if day is not None
    ]
    if bounds.ongoing:
        found.append(Triple(subject, _ONGOING, _TRUE))
    return found
