"""A release as of a day: what was certain then, what may have been, what follows, and what never changes."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import NamedNode, Quad, QuerySolutions, RdfFormat, Triple, parse

from server.names import ID, graph
from server.release.dated import POSSIBLE, dated, following, replaced
from server.release.graphs import CURRENT, INFERRED
from server.release.projection import as_of, names_as_of, store_of
from server.release.terms import node, text

SUPERIOR = node("org:subOrganizationOf")
ALSO = node("skos:altLabel")
FORMER = node("plate:formerName")
KIND = node("org:classification")


@pytest.fixture(scope="module")
def quads(release: Path) -> list[Quad]:
    """The quads of the release."""
    return list(parse((release / "quads.nq").read_bytes(), format=RdfFormat.N_QUADS))


class States:
    """The release as of days that were asked for, each made once."""

    def __init__(self, quads: list[Quad]) -> None:
        """Make none yet."""
        self._quads = quads
        self._following = following(quads)
        self._made: dict[str, list[Quad]] = {}

    def at(self, day: str) -> list[Quad]:
        """The release as of a day."""
        if day not in self._made:
            one = date.fromisoformat(day)
            self._made[day] = dated(self._quads, one, one, before=lambda _: self._following)
        return self._made[day]

    def values(self, day: str, slug: str, predicate: NamedNode, *graphs: NamedNode) -> set[str]:
        """What a thing's predicate says on a day, in some graphs."""
        return {
            text(q.object).removeprefix(ID)
            for q in self.at(day)
            if q.subject == NamedNode(ID + slug) and q.predicate == predicate and q.graph_name in graphs
        }


@pytest.fixture(scope="module")
def states(quads: list[Quad]) -> States:
    """The release as of any day."""
    return States(quads)


def of(quads: list[Quad], name: NamedNode) -> set[Triple]:
    """The triples of a graph."""
    return {q.triple for q in quads if q.graph_name == name}


def test_the_last_known_state_makes_the_release_again(quads: list[Quad]) -> None:
    """With the plain triples that it has anyway, the release is what the build made of it, to the quad."""
    assert set(replaced(quads, of(quads, CURRENT), [])) == set(quads)


@pytest.mark.parametrize(
    ("day", "certain", "possible"),
    [
        ("2013-06-30", set(), {"ccac", "oep", "office-of-the-state-council"}),
        ("2016-12-31", set(), {"ccac", "office-of-the-state-council"}),
        ("2018-06-30", set(), {"ccac", "office-of-the-state-council"}),
        ("2020-06-30", {"ccac"}, set()),
    ],
)
def test_superiors_of_the_cac(states: States, day: str, certain: set[str], possible: set[str]) -> None:
    """The CAC stands for certain under whom the bounds leave no doubt of, and perhaps under the rest."""
    assert states.values(day, "cac", SUPERIOR, CURRENT) == certain
    assert states.values(day, "cac", SUPERIOR, POSSIBLE) == possible


@pytest.mark.parametrize(
    ("slug", "day"), [("cac", d) for d in ("2013-06-30", "2016-12-31", "2018-06-30", "2020-06-30")]
)
def test_plain_triples_are_what_the_bounds_say(
    states: States, quads: list[Quad], slug: str, day: str
) -> None:
    """Superiors, worked out here from each claim's four days, are those that stand in the two graphs."""
    said: dict[str, dict[str, str]] = {}
    for quad in quads:
        name = quad.predicate.value.rpartition("/")[2]
        said.setdefault(text(quad.subject), {})[name] = text(quad.object)
    claims = [
        claim
        for claim in said.values()
        if claim.get("subordinate") == ID + slug
        and claim["standing"].endswith("/Endorsed")
        and not claim.get("polarity", "").endswith("/Negative")
    ]
    may = {
        claim["superior"].removeprefix(ID)
        for claim in claims
        if claim.get("startsEarliest", day) <= day <= claim.get("endsLatest", day)
    }
    must = {
        claim["superior"].removeprefix(ID)
        for claim in claims
        if claim.get("startsLatest", "9999") <= day <= claim.get("endsEarliest", "0000")
    }
    assert claims
    assert states.values(day, slug, SUPERIOR, CURRENT) == must
    assert states.values(day, slug, SUPERIOR, POSSIBLE) == may - must


def test_name_and_kind_before_and_after_the_upgrade(states: States) -> None:
    """One body has the leading group's name and kind on one day, and the commission's on another."""
    before, after = "2016-12-31", "2020-06-30"
    group, commission = "中央网络安全和信息化领导小组", "中央网络安全和信息化委员会"
    assert group in states.values(before, "ccac", ALSO, CURRENT)
    assert states.values(before, "ccac", FORMER, CURRENT) == set()
    assert commission not in states.values(before, "ccac", ALSO, CURRENT, POSSIBLE)
    assert commission in states.values(after, "ccac", ALSO, CURRENT, POSSIBLE)
    assert group in states.values(after, "ccac", FORMER, CURRENT)
    assert "kind-leading-group" in states.values(before, "ccac", KIND, CURRENT)
    assert "kind-commission" in states.values(after, "ccac", KIND, CURRENT)
    assert "kind-leading-group" not in states.values(after, "ccac", KIND, CURRENT, POSSIBLE)


@pytest.mark.parametrize("day", ["1900-01-01", "2016-12-31", "2020-06-30", "2090-01-01"])
def test_only_three_graphs_differ(states: States, quads: list[Quad], day: str) -> None:
    """What sources say stays as it is on every day, and no triple stands in two graphs."""
    changed = (CURRENT, INFERRED, POSSIBLE)
    found = states.at(day)
    assert {q for q in found if q.graph_name not in changed} == {
        q for q in quads if q.graph_name not in changed
    }
    assert len({q.triple for q in found}) == len(found)


def test_what_follows_is_of_the_day(states: States) -> None:
    """The chain of superiors is drawn from the day's own: it is there in 2020 and not in 2013."""
    above = node("org:transitiveSubOrganizationOf")
    assert "ccac" in states.values("2020-06-30", "cac", above, INFERRED)
    assert states.values("2013-06-30", "cac", above, INFERRED) == set()


@given(st.dates(date(1990, 1, 1), date(2030, 1, 1)))
@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_certain_on_a_day_had_begun(quads: list[Quad], day: date) -> None:
    """Every plain triple that is certain on a day is that of an endorsed claim, or name, begun by then."""
    store = store_of(q.triple for q in quads if q.graph_name != CURRENT)
    begun = store.query(
        f"""PREFIX plate: <https://w3id.org/nameplate/ontology/> PREFIX skosxl: <http://www.w3.org/2008/05/skos-xl#>
        PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
        SELECT ?s ?o WHERE {{
          ?claim plate:standing plate:Endorsed .
          {{ ?claim plate:relationSubject ?s ; plate:relationObject ?o }}
          UNION {{ ?claim rdf:subject ?s ; rdf:object ?o }}
          UNION {{ ?claim plate:nameOf ?s ; skosxl:literalForm ?o }}
          FILTER NOT EXISTS {{ ?claim plate:startsEarliest ?from . FILTER(?from > "{day}"^^xsd:date) }}
        }}"""
    )
    assert isinstance(begun, QuerySolutions)
    pairs = {(row[0], row[1]) for row in begun}
    certain = [*as_of(store, day), *names_as_of(store, day)]
    assert {(t.subject, t.object) for t in certain} <= pairs


def test_possible_is_a_graph_of_dated_releases_alone(quads: list[Quad]) -> None:
    """The release itself has no graph of what is possible."""
    assert NamedNode(graph("possible")) == POSSIBLE
    assert of(quads, POSSIBLE) == set()
