"""From claims to plain triples: what is last known, what was certain on a day, and who is called what.

The queries are files beside this module; each is asked of a store that holds ontology, facts, day bounds
and the claims' closure, with the day filled in. Any other day is the same query.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from importlib import resources
from typing import Final

from pyoxigraph import (
    Literal,
    NamedNode,
    Quad,
    QuerySolutions,
    QueryTriples,
    Store,
    Triple,
)

from server.names import PREFIXES
from server.release.terms import node, text

_CLOSURE: Final = ("claim_types", "claim_ends", "draws_on", "symmetric")
_HEAD: Final = re.compile(r"^CONSTRUCT \{[^}]*\}", re.MULTILINE)
_PREF_LABEL: Final = node("skos:prefLabel")
_ALT_LABEL: Final = node("skos:altLabel")


def store_of(*parts: Iterable[Triple]) -> Store:
    """A store in memory whose default graph holds these triples."""
    store = Store()
    store.extend(Quad(t.subject, t.predicate, t.object) for part in parts for t in part)
    return store


def claims_closed(store: Store) -> list[Triple]:
    """What follows about claim nodes: general classes and ends, documents drawn on, ties that hold both ways.

    Made by queries and not by the reasoner, so that nothing is ever inferred from a claim that is only
    reported. Only what the store does not hold already is given.
    """
    found = {t for name in _CLOSURE for t in _construct(store, name)}
    return _sorted(t for t in found if not _holds(store, t))


def last_known(store: Store, day: date) -> list[Triple]:
    """Plain triples of the last known state on a day, names included."""
    at = {"day": day}
    held = {t for name in ("last_known", "once", "stated_last") for t in _construct(store, name, at)}
    return _sorted(held | _names(store, day))


def claims_last_known(store: Store, day: date) -> set[str]:
    """The claims that the plain triples of the last known state on a day are drawn from, names left out."""
    found: set[str] = set()
    for name in ("last_known", "stated_last"):
        answer = _run(store, name, {"day": day}, head="SELECT DISTINCT ?claim")
        if isinstance(answer, QuerySolutions):
            found.update(text(row["claim"]) for row in answer)
    return found


def linked(store: Store) -> set[Triple]:
    """The triples that endorsed claims of identity with things of other datasets state."""
    return _construct(store, "linked")


def as_of(store: Store, first: date, last: date | None = None) -> list[Triple]:
    """Plain triples certain at some time of a period (or day), and what had happened by its end."""
    period = _period(first, last)
    held = _construct(store, "as_of", period) | _construct(store, "stated_as_of", period)
    return _sorted(held | _construct(store, "once", {"day": period["last"]}))


def possible(store: Store, first: date, last: date | None = None) -> list[Triple]:
    """Plain triples that may have held at some time of a period (or day); the certain ones are among them."""
    period = _period(first, last)
    return _sorted(_construct(store, "possible", period) | _construct(store, "stated_possible", period))


def names_as_of(store: Store, first: date, last: date | None = None) -> list[Triple]:
    """Names certainly borne at some time of a period (or day), and those that had certainly been given up."""
    period = _period(first, last)
    borne = _construct(store, "names_as_of", period)
    forms = {(t.subject, t.object) for t in borne}
    former = _construct(store, "names_former", {"day": first})
    return _sorted(
        {t for t in borne if not _holds(store, Triple(t.subject, _PREF_LABEL, t.object))}
        | {t for t in former if (t.subject, t.object) not in forms}
    )


def names_possible(store: Store, first: date, last: date | None = None) -> list[Triple]:
    """Names that may have been borne at some time of a period (or day); the certain ones are among them."""
    return _sorted(_construct(store, "names_possible", _period(first, last)))


def once_possible(store: Store, last: date) -> list[Triple]:
    """Plain triples of what may have happened by a day; what certainly had is among them."""
    return _sorted(_construct(store, "once_possible", {"last": last}))


def held(store: Store, first: date, last: date | None = None) -> Mapping[str, str]:
    """For each relation's IRI: `certainly`, `possibly` or `not` at some time of a period (or day)."""
    answer = ask(store, "held", _period(first, last))
    return {text(row["claim"]): text(row["answer"]) for row in answer}


def ask(
    store: Store, name: str, days: Mapping[str, date] | None = None
) -> list[Mapping[str, NamedNode | Literal]]:
    """The solutions of one of the SELECT queries beside this module."""
    answer = _run(store, name, days)
    if not isinstance(answer, QuerySolutions):
        raise TypeError(f"{name}.rq is no SELECT")
    return [{v.value: row[v] for v in answer.variables if row[v] is not None} for row in answer]


def _names(store: Store, day: date) -> set[Triple]:
    """Current names as `skos:altLabel`, unless the thing has them as its label, and former ones."""
    current = {
        Triple(row["thing"], _ALT_LABEL, row["form"])
        for row in ask(store, "names_current", {"day": day})
        if isinstance(row["thing"], NamedNode)
    }
    former = _construct(store, "names_former", {"day": day})
    borne = {(t.subject, t.object) for t in current}
    return {t for t in current if not _holds(store, Triple(t.subject, _PREF_LABEL, t.object))} | {
        t for t in former if (t.subject, t.object) not in borne
    }


def _period(first: date, last: date | None) -> dict[str, date]:
    return {"first": first, "last": last or first}


def _construct(store: Store, name: str, days: Mapping[str, date] | None = None) -> set[Triple]:
    answer = _run(store, name, days)
    if not isinstance(answer, QueryTriples):
        raise TypeError(f"{name}.rq is no CONSTRUCT")
    return set(answer)


def _run(store: Store, name: str, days: Mapping[str, date] | None, head: str = "") -> object:
    """Run a query of this package with its days filled in; with a head, to select what it constructs from."""
    query = (resources.files("server.release") / "queries" / f"{name}.rq").read_text(encoding="utf-8")
    for variable, day in (days or {}).items():
        # written into the text: the engine's own substitution knows only variables of the projection
        query = re.sub(rf"\?{variable}\b", f'"{day.isoformat()}"^^xsd:date', query)
    if head:
        query = _HEAD.sub(head, query, count=1)
    return store.query(query, prefixes=PREFIXES)


def _holds(store: Store, triple: Triple) -> bool:
    return Quad(triple.subject, triple.predicate, triple.object) in store


def _sorted(triples: Iterable[Triple]) -> list[Triple]:
    return sorted(triples, key=str)
