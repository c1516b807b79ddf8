"""The charts of a release: what is in them, by the published queries, and where it stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad, QuerySolutions, Store

from server.charts.drawing import Claim, Drawing, Event, Thing, Tie, written
from server.charts.figures import FIGURES, TONGUES, Figure
from server.charts.kinds import BODY, KINDS
from server.dates import Bounds, parse
from server.heads import Headed
from server.holding import Held, Manner, held, manner
from server.names import ONTOLOGY, PREFIXES, expand
from server.release.arranging import layouts
from server.release.happened import borne, first_day, within
from server.release.projection import claims_last_known, store_of
from server.release.terms import TYPE, node
from server.tags import bcp47
from server.traditional import traditional

_LABEL: Final = node("skos:prefLabel")
_BOUNDS: Final = tuple(
    node("plate:" + name) for name in ("startsEarliest", "startsLatest", "endsEarliest", "endsLatest")
)
_REJECTED: Final = ONTOLOGY + "Rejected"
_ENDORSED: Final = ONTOLOGY + "Endorsed"

_PASSAGES: Final = (
    "SELECT DISTINCT ?value WHERE { ?claim plate:citation/plate:passage ?value } ORDER BY ?value"
)
_EVENTS: Final = """SELECT DISTINCT ?event ?thing ?dating WHERE {
  { ?event org:originalOrganization|org:resultingOrganization|plate:editionOf|plate:preparesFor ?thing }
  ?dating plate:datedEvent ?event ; plate:standing ?standing ; plate:validity ?when .
  FILTER(?standing != plate:Rejected)
  FILTER NOT EXISTS { ?dating plate:polarity plate:Negative }
}"""
_NAMES: Final = """SELECT DISTINCT ?thing ?name ?form WHERE {
  ?name a plate:Name ; plate:nameOf ?thing ; plate:nameKind id:name-full ; plate:standing plate:Endorsed ;
    skosxl:literalForm ?form .
  FILTER NOT EXISTS { ?name plate:polarity plate:Negative }
} ORDER BY ?name ?form"""
_REFORMS: Final = """SELECT DISTINCT ?event ?dating ?passage WHERE {
  ?event a plate:Reform .
  ?dating plate:datedEvent ?event ; plate:standing plate:Endorsed ; plate:validity ?when ;
    plate:citation/plate:passage ?passage .
  FILTER NOT EXISTS { ?dating plate:polarity plate:Negative }
}"""
_TRADITIONAL: Final = """SELECT DISTINCT ?simple ?traditional WHERE {
  ?name skosxl:literalForm ?simple ; plate:traditionalForm ?traditional .
  FILTER(LANGMATCHES(LANG(?simple), "zh-Hans"))
}"""


def charts(quads: Iterable[Quad], queries: Sequence[Headed], issued: date) -> dict[str, bytes]:
    """The drawings of a release, by their paths in it; a figure without query or rows has none.

    Args:
        quads: the release.
        queries: its published queries.
        issued: its day.
    """
    store = store_of(quad.triple for quad in quads)
    known = claims_last_known(store, issued)
    by_name = {query.slug: query.query for query in queries}
    found = {}
    for figure in FIGURES:
        drawing = _Reader(store, issued, known).drawing(figure, by_name.get(figure.query, ""))
        if drawing is not None:
            found[figure.file] = written(drawing)
    return found


class _Reader:
    """Reads what is drawn out of a store."""

    def __init__(self, store: Store, issued: date, known: set[str]) -> None:
        self._store, self._issued, self._known = store, issued, known
        self._named: dict[str, list[tuple[str, Literal]]] = {}
        for row in self._rows(_NAMES):
            if isinstance(row["form"], Literal):
                self._named.setdefault(row["thing"].value, []).append((row["name"].value, row["form"]))
        self._written = {row["simple"].value: row["traditional"].value for row in self._rows(_TRADITIONAL)}

    def drawing(self, figure: Figure, query: str) -> Drawing | None:
        """A figure with its layouts; None if nothing is in it."""
        rows = sorted(
            {
                (row["from"].value, row["kind"].value, row["to"].value, row["claim"].value)
                for row in (self._rows(query) if query else ())
            }
        )
        if not rows:
            return None
        iris = sorted({iri for start, _, end, _ in rows for iri in (start, end)})
        places = {iri: place for place, iri in enumerate(iris)}
        events = [*self._events(iris), *self._reforms()]
        by_tie: dict[tuple[int, int, str], list[Claim]] = {}
        for start, kind, end, claim in rows:
            made = self._claim(claim, (start, end), events)
            by_tie.setdefault((places[start], places[end], kind), []).append(made)
        ties = tuple(Tie(*key, tuple(claims)) for key, claims in by_tie.items())
        things = tuple(self._thing(iri) for iri in iris)
        named = {iri for tie in ties for claim in tie.claims for iri in (*claim.begun, *claim.ended)}
        told = sorted(
            (event for event in events if event.things or event.iri in named),
            key=lambda event: (first_day(event), event.iri),
        )
        return Drawing(figure.name, self._issued, things, ties, tuple(told), layouts(figure, things, ties))

    def _thing(self, iri: str) -> Thing:
        kinds = self._values(iri, TYPE)
        kind = next((name for name, of in KINDS if any(expand(one) in kinds for one in of)), BODY)
        labels = {
            bcp47(label.language or ""): label.value
            for label in self._objects(iri, _LABEL)
            if isinstance(label, Literal)
        }
        english = labels.get("en") or labels.get("") or iri.rpartition("/")[2]
        names = self._names(iri)
        simple = labels.get("zh-Hans") or max(
            (name for name, _ in names["zh-Hans"]), key=len, default=english
        )
        hant = labels.get("zh-Hant") or self._written.get(simple) or traditional(simple)
        called = dict(zip(TONGUES, (english, simple, hant), strict=True))
        dated = {tongue: tuple(told) for tongue, told in names.items()}
        return Thing(
            iri, kind, called, {tongue: borne(called[tongue], told) for tongue, told in dated.items()}
        )

    def _names(self, iri: str) -> dict[str, list[tuple[str, Bounds]]]:
        """Full names of a thing by language; of those that were borne at one time, the longest."""
        found: dict[str, dict[Bounds, str]] = {tongue: {} for tongue in TONGUES}
        for name, form in self._named.get(iri, ()):
            tongue = bcp47(form.language or "")
            first, by, at_least, last = (self._day(name, bound) for bound in _BOUNDS)
            bounds = Bounds(first, by, at_least, last)
            if tongue in found and len(form.value) > len(found[tongue].get(bounds, "")):
                found[tongue][bounds] = form.value
        for bounds, simple in found["zh-Hans"].items():
            found["zh-Hant"].setdefault(bounds, self._written.get(simple) or traditional(simple))
        return {tongue: [(name, bounds) for bounds, name in told.items()] for tongue, told in found.items()}

    def _claim(self, iri: str, ends: tuple[str, str], events: Sequence[Event]) -> Claim:
        first, by, at_least, last = (self._day(iri, name) for name in _BOUNDS)
        bounds = Bounds(first, by, at_least, last)
        kinds = self._values(iri, TYPE)
        lasts, remains = (
            any(self._objects(kind, node(name)) for kind in kinds)
            for name in ("plate:projectsTo", "plate:onceProjectsTo")
        )
        how = manner(kinds, lasts=lasts, remains=remains)
        standing = self._values(iri, node("plate:standing"))[0]
        casts = standing == _ENDORSED and (lasts or ONTOLOGY + "StatementClaim" in kinds)
        known = iri in self._known if casts else self._lasts(bounds, how)
        changed = self._values(iri, node("plate:datedEvent"))
        begun = changed or self._values(iri, node("plate:beganWith"))
        ended = [
            one
            for name in ("plate:endedWith", "plate:endedBy")
            for one in self._values(iri, node(name))
            if self._objects(one, _LABEL) and one in {event.iri for event in events}
        ]
        passages = tuple(row["value"].value for row in self._rows(_PASSAGES, iri))
        about = (*ends, *passages)
        return Claim(
            iri,
            standing,
            "".join(self._values(iri, node("plate:validity"))[:1]),
            bounds,
            how,
            known,
            tuple(begun or within(events, about, bounds.starts_earliest, bounds.starts_latest)),
            tuple(ended or within(events, about, bounds.ends_earliest, bounds.ends_latest)),
            passages,
        )

    def _lasts(self, bounds: Bounds, how: Manner) -> bool:
        """Whether what casts no plain triple is so as last known: begun, and not known to be over."""
        begun = bounds.starts_latest is None or bounds.starts_latest <= self._issued
        return begun and held(bounds, self._issued, self._issued, how) is not Held.NOT

    def _events(self, iris: Sequence[str]) -> list[Event]:
        """What changed the things of a figure, and when, by its datings."""
        drawn = set(iris)
        things: dict[str, set[str]] = {}
        datings: dict[str, set[str]] = {}
        for row in self._rows(_EVENTS):
            if row["thing"].value in drawn:
                things.setdefault(row["event"].value, set()).add(row["thing"].value)
                datings.setdefault(row["event"].value, set()).add(row["dating"].value)
        return [
            Event(event, tuple(self._dating(one) for one in sorted(datings[event])), tuple(sorted(of)))
            for event, of in things.items()
        ]

    def _reforms(self) -> list[Event]:
        """Reforms, each with where it is told: the ties that it changed are told there, too."""
        passages: dict[str, set[str]] = {}
        datings: dict[str, set[str]] = {}
        for row in self._rows(_REFORMS):
            passages.setdefault(row["event"].value, set()).add(row["passage"].value)
            datings.setdefault(row["event"].value, set()).add(row["dating"].value)
        return [
            Event(event, tuple(self._dating(one) for one in sorted(datings[event])), (), tuple(sorted(of)))
            for event, of in passages.items()
        ]

    def _dating(self, iri: str) -> tuple[str, str, str, Bounds]:
        edtf = self._values(iri, node("plate:validity"))[0]
        return iri, edtf, self._values(iri, node("plate:standing"))[0], parse(edtf)

    def _day(self, iri: str, name: NamedNode) -> date | None:
        return next((date.fromisoformat(text) for text in self._values(iri, name)), None)

    def _values(self, iri: str, predicate: NamedNode) -> list[str]:
        """IRIs and texts that a thing has for a predicate, in order."""
        return sorted(
            one.value for one in self._objects(iri, predicate) if isinstance(one, (NamedNode, Literal))
        )

    def _objects(self, iri: str, predicate: NamedNode) -> list[object]:
        found = self._store.quads_for_pattern(NamedNode(iri), predicate, None, None)
        return [quad.object for quad in found]

    def _rows(self, query: str, iri: str = "") -> list[Mapping[str, NamedNode | Literal]]:
        text = query.replace("?claim", f"<{iri}>") if iri else query
        answer = self._store.query(text, prefixes=PREFIXES)
        if not isinstance(answer, QuerySolutions):
            raise TypeError("a chart is drawn from the rows of a SELECT")
        return [{v.value: row[v] for v in answer.variables if row[v] is not None} for row in answer]
