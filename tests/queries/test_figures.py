"""The two figures that are rebuilt from the data: what must be drawn, and what must not."""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

import pytest
from pyoxigraph import Store

from server.names import ID
from server.names import term as plate
from tests.queries.catalogue import query
from tests.queries.engines import in_pyoxigraph

#: Slugs of both ends, and the kind of tie between them.
Edge: TypeAlias = tuple[str, str, str]


class Figure(NamedTuple):
    """A figure as the tables made from the source have it."""

    name: str
    nodes: frozenset[str]
    edges: tuple[Edge, ...]
    never: tuple[tuple[str, str], ...]


def _slugs(*lines: str) -> frozenset[str]:
    """The words of some lines."""
    return frozenset(slug for line in lines for slug in line.split())


#: The leading group and the Commission are one body. The State Council is a node without an edge.
SYSTEM = Figure(
    "figure-1-cyber-policy-system",
    _slugs(
        "ccp ccp-central-committee political-bureau cpd oep ccac plate-ccac-office ufwd",
        "office-of-the-state-council scio siio mca ocao cac csac isc",
        "xi-jinping zhuang-rongwen wang-xiujun shang-bing xu-lin huang-kunming",
        # beside the nodes of the table, the ends of its edges
        "plate-clsg-office plate-oep supra-ministerial-body",
    ),
    (
        ("ccp-central-committee", "Subordination", "ccp"),
        ("cpd", "Subordination", "ccp"),
        ("political-bureau", "Subordination", "ccp-central-committee"),
        ("ufwd", "Subordination", "ccp-central-committee"),
        ("ccac", "Upgrading", "ccac"),
        ("oep", "Absorption", "cpd"),
        ("oep", "Founding", "cac"),
        ("scio", "NameplateHolding", "oep"),
        ("plate-oep", "NameplateHolding", "oep"),
        ("siio", "NameplateHolding", "cac"),
        ("plate-clsg-office", "NameplateHolding", "cac"),
        ("plate-ccac-office", "NameplateHolding", "cac"),
        ("plate-clsg-office", "OfficeTie", "ccac"),
        ("plate-ccac-office", "OfficeTie", "ccac"),
        ("siio", "Subordination", "scio"),
        ("cac", "Subordination", "ccac"),
        ("cac", "Subordination", "office-of-the-state-council"),
        ("cac", "Tie", "scio"),
        ("csac", "CharterSupervision", "siio"),
        ("csac", "Registration", "mca"),
        ("isc", "Registration", "mca"),
        ("ocao", "Subordination", "ufwd"),
        ("zhuang-rongwen", "Tenure", "cpd"),
        ("zhuang-rongwen", "Tenure", "ccac"),
        ("zhuang-rongwen", "Tenure", "siio"),
        ("zhuang-rongwen", "Tenure", "ocao"),
        ("wang-xiujun", "Tenure", "csac"),
        ("wang-xiujun", "Tenure", "plate-ccac-office"),
        ("wang-xiujun", "Tenure", "siio"),
        ("shang-bing", "Tenure", "isc"),
        ("xu-lin", "Tenure", "scio"),
        ("xu-lin", "Tenure", "cpd"),
        ("huang-kunming", "Tenure", "cpd"),
        ("huang-kunming", "Tenure", "political-bureau"),
        ("xi-jinping", "Tenure", "supra-ministerial-body"),
        ("supra-ministerial-body", "Subordination", "ccp-central-committee"),
        ("supra-ministerial-body", "possiblySameAs", "ccac"),
    ),
    (("isc", "siio"), ("isc", "cac"), ("scio", "cpd"), ("shang-bing", "china-mobile")),
)
CONFERENCE = Figure(
    "figure-2-world-internet-conference",
    _slugs(
        "wic wic-organising-committee cac zhejiang-government un-desa itu wipo gsma state-council scio cpd",
        "zhejiang-committee zhejiang-propaganda-department zhuang-rongwen zhao-zeliang zhu-guoxian xu-lin",
        # beside the nodes of the table, the editions and press conferences, one more organ, two who spoke
        "wic-2015 wic-2019 wic-2020 meeting-wic-press-conference-2019 meeting-wic-press-conference-2020",
        "zhejiang-standing-committee xi-jinping huang-kunming",
        # the voices of the layer of claims
        "wic-organisers aspi-authors",
    ),
    (
        ("cac", "Organizing", "wic"),
        ("zhejiang-government", "Organizing", "wic"),
        ("un-desa", "CoOrganizing", "wic"),
        ("itu", "CoOrganizing", "wic"),
        ("wipo", "CoOrganizing", "wic"),
        ("gsma", "CoOrganizing", "wic"),
        ("wic-organising-committee", "Gloss", "wic"),
        ("wic-organising-committee", "Responsibility", "zhao-zeliang"),
        ("zhuang-rongwen", "Tenure", "wic-organising-committee"),
        ("zhuang-rongwen", "Tenure", "cpd"),
        ("zhao-zeliang", "Tenure", "cac"),
        ("zhu-guoxian", "Tenure", "zhejiang-propaganda-department"),
        ("zhejiang-propaganda-department", "Subordination", "zhejiang-committee"),
        ("state-council", "Participation", "wic-2019"),
        ("state-council", "Participation", "wic-2020"),
        ("xu-lin", "Tenure", "scio"),
        ("xu-lin", "Tenure", "cpd"),
        ("xu-lin", "Responsibility", "meeting-wic-press-conference-2019"),
        ("xu-lin", "Responsibility", "meeting-wic-press-conference-2020"),
        ("huang-kunming", "Participation", "wic"),
        ("xi-jinping", "Participation", "wic-2015"),
        ("wic-organisers", "Assertion", "wic"),
        ("aspi-authors", "Appraisal", "wic"),
    ),
    (("scio", "cpd"), ("zhao-zeliang", "siio"), ("zhejiang-committee", "wic"), ("huang-kunming", "wic-2020")),
)
FIGURES = (SYSTEM, CONFERENCE)

each = pytest.mark.parametrize("figure", FIGURES, ids=lambda figure: figure.name)


def _rows(store: Store, figure: Figure) -> list[dict[str, str]]:
    """The edges of a figure, with slugs for things and local names for terms."""
    answer = in_pyoxigraph(store, query(figure.name).text)
    short = [tuple(cell.removeprefix(ID).removeprefix(plate("")) for cell in row) for row in answer.rows]
    return [dict(zip(answer.columns, row, strict=True)) for row in short]


@each
def test_nodes(store: Store, figure: Figure) -> None:
    """The figure shows the nodes of its table and the ends of its edges, and nothing else."""
    assert {row[end] for row in _rows(store, figure) for end in ("from", "to")} == figure.nodes


@each
def test_edges(store: Store, figure: Figure) -> None:
    """Every edge of the table is drawn."""
    drawn = {(row["from"], row["kind"], row["to"]) for row in _rows(store, figure)}
    assert set(figure.edges) - drawn == set()


@each
def test_what_must_not_be_drawn(store: Store, figure: Figure) -> None:
    """What the source does not say is not drawn, in either direction, whatever other sources say."""
    ends = {frozenset((row["from"], row["to"])) for row in _rows(store, figure)}
    assert ends.isdisjoint(map(frozenset, figure.never))


def test_periods_of_the_nameplates(store: Store) -> None:
    """The plates that changed carry the period of their change."""
    rows = [row for row in _rows(store, SYSTEM) if row["kind"] == "NameplateHolding"]
    assert {row["from"]: row["period"] for row in rows} == {
        "plate-oep": "/2014",
        "scio": "/2014",
        "plate-clsg-office": "2014/2018",
        "plate-ccac-office": "2018/",
        "siio": "",
    }


def test_what_is_reported_is_told_apart(store: Store) -> None:
    """A title in dispute, readings of the curators and weaker ties are to be drawn in a broken line."""
    reported = {(r["from"], r["to"]) for r in _rows(store, SYSTEM) if r["standing"] == "Reported"}
    assert reported == {
        ("zhuang-rongwen", "ccac"),
        ("zhuang-rongwen", "plate-ccac-office"),
        ("supra-ministerial-body", "ccac"),
        ("cpd", "cac"),
    }
