"""Reading a release: what is said of a thing, and every statement with its standing and its sources."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, QuerySolutions, Store, Triple

from server.names import curie, expand, graph, sparql_prologue


@dataclass(frozen=True)
class Cited:
    """A citation: which document, which lines of it, and which endnote in which scope."""

    document: str
    first: int
    last: int
    endnote: int
    scope: str

    def meets(self, first: int, last: int) -> bool:
        """Whether the passage shares a line with these."""
        return self.first <= last and self.last >= first


@dataclass(frozen=True)
class Statement:
    """A claim, known gap or observation; all names are CURIEs.

    Attributes:
        kinds: its classes, those that are derived too.
        standing, certainty: empty where it has none.
        negative: whether it denies.
        facts: the fact numbers that it carries.
        voices: whose it is.
        cited: its citations.
    """

    kinds: frozenset[str]
    standing: str
    certainty: str
    negative: bool
    facts: frozenset[str]
    voices: frozenset[str]
    cited: tuple[Cited, ...]

    @property
    def endnotes(self) -> frozenset[tuple[int, str]]:
        """The endnotes cited, each with its scope."""
        return frozenset((c.endnote, c.scope) for c in self.cited if c.endnote)


def ask(store: Store, columns: str, where: str) -> set[tuple[str, ...]]:
    """Rows of a SELECT over all graphs: CURIEs of things, texts of literals, nothing for what is unbound."""
    text = f"{sparql_prologue()}SELECT DISTINCT {columns} WHERE {{ {where} }}"
    answer = store.query(text, use_default_graph_as_union=True)
    assert isinstance(answer, QuerySolutions)
    return {tuple(_text(value) for value in row) for row in answer}


def values(store: Store, subject: str, path: str) -> set[str]:
    """The values of a property or path of a thing in any graph."""
    return {value for (value,) in ask(store, "?v", f"{subject} {path} ?v")}


def subjects(store: Store, path: str, value: str) -> set[str]:
    """The things that have this value for a property or path, in any graph."""
    return {thing for (thing,) in ask(store, "?s", f"?s {path} {value}")}


def holds(store: Store, pattern: str) -> bool:
    """Whether a pattern matches anything in any graph."""
    return bool(ask(store, "(1 AS ?is)", pattern))


def current(store: Store, subject: str, predicate: str) -> set[str]:
    """The plain values of a property as last known."""
    ends = NamedNode(expand(subject)), NamedNode(expand(predicate))
    return {_text(q.object) for q in store.quads_for_pattern(*ends, None, NamedNode(graph("current")))}


def labels(store: Store, subject: str, language: str) -> set[str]:
    """The preferred labels of a thing in a language (its tag in lower case), in any graph."""
    pattern = f'{subject} skos:prefLabel ?v FILTER(lang(?v) = "{language}")'
    return {value for (value,) in ask(store, "?v", pattern)}


def on(store: Store, day: str, pattern: str) -> dict[str, str]:
    """The claims of a pattern (`?claim`) that a day does not rule out, each `certainly` or `possibly`."""
    bounds = "".join(f"OPTIONAL {{ ?claim plate:{bound} ?{bound} }} " for bound in _BOUNDS)
    columns = "?claim " + " ".join(f"?{bound}" for bound in _BOUNDS)
    answers = {}
    for claim, first, first_sure, last_sure, last in ask(store, columns, f"{pattern} {bounds}"):
        if (not first or first <= day) and (not last or last >= day):
            certain = bool(first_sure) and first_sure <= day <= last_sure
            answers[claim] = "certainly" if certain else "possibly"
    return answers


_BOUNDS: Final = ("startsEarliest", "startsLatest", "endsEarliest", "endsLatest")


def statements(store: Store) -> Mapping[str, Statement]:
    """Whatever cites a passage, by its CURIE."""
    single = ("plate:standing", "plate:certainty", "plate:polarity")
    parts = {name: _by_subject(ask(store, "?s ?v", f"?s {name} ?v")) for name in single}
    several = ("rdf:type", "plate:factNumber", "prov:wasAttributedTo")
    sets = {name: _by_subject(ask(store, "?s ?v", f"?s {name} ?v")) for name in several}
    cited: dict[str, list[Cited]] = {}
    pattern = """
        ?s plate:citation ?c . ?c plate:passage ?p . ?p dcterms:isPartOf ?document .
        OPTIONAL { ?p plate:firstLine ?first ; plate:lastLine ?last }
        OPTIONAL { ?c plate:endnote ?endnote ; plate:endnoteScope ?scope }"""
    for _, slug, document, first, last, note, scope in ask(
        store, "?c ?s ?document ?first ?last ?endnote ?scope", pattern
    ):
        lines = int(first or 0), int(last or 0)
        cited.setdefault(slug, []).append(Cited(document, *lines, int(note or 0), scope))
    return {
        slug: Statement(
            kinds=frozenset(sets["rdf:type"].get(slug, ())),
            standing="".join(parts["plate:standing"].get(slug, ())),
            certainty="".join(parts["plate:certainty"].get(slug, ())),
            negative="plate:Negative" in parts["plate:polarity"].get(slug, ()),
            facts=frozenset(sets["plate:factNumber"].get(slug, ())),
            voices=frozenset(sets["prov:wasAttributedTo"].get(slug, ())),
            cited=tuple(citations),
        )
        for slug, citations in sorted(cited.items())
    }


def _by_subject(pairs: set[tuple[str, ...]]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for subject, value in pairs:
        found.setdefault(subject, set()).add(value)
    return found


def _text(value: NamedNode | BlankNode | Literal | Triple | None) -> str:
    if isinstance(value, NamedNode):
        return curie(value.value)
    return "" if value is None else str(value) if isinstance(value, Triple) else value.value
