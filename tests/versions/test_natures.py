"""Edits as curators make them, days worked out as the build does: each is told for what it is."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Quad

from server.names import curie, graph
from server.release.bounds import date_bounds
from server.versions.nature import changes
from server.versions.release import Release
from tests.release.projects import with_facts

_FIRST_DAY, _SECOND_DAY = date(2027, 1, 10), date(2027, 6, 1)
_CITED = "plate:standing plate:Endorsed ; plate:citation [ plate:passage id:passage-a-1 ]"

_TENURE = f"id:c a plate:Tenure ; plate:holder id:person ; plate:post id:post ; {_CITED} ; plate:validity"
_NEXT = f"id:d a plate:Tenure ; plate:holder id:other ; plate:post id:post ; {_CITED} ; plate:validity"
_UNDER = "id:c a plate:Subordination ; plate:subordinate id:office ; plate:superior id:group"
_RIVAL = """id:d a plate:Subordination ; plate:subordinate id:office ; plate:superior id:top ;
    plate:standing plate:Reported ; plate:citation [ plate:passage id:passage-b-1 ]"""
_OFFICE = "id:office a plate:Institution ; skos:prefLabel"
_OLD_NAME = f'id:c a plate:Name ; plate:nameOf id:office ; skosxl:literalForm "Bureau"@en ; {_CITED}'
_NEW_NAME = f'id:d a plate:Name ; plate:nameOf id:office ; skosxl:literalForm "Office"@en ; {_CITED}'
_RENDERED = """"The Chinese is the curators’ rendering; no source prints it."@en ,
    "中文为编者所译，来源未印。"@zh-Hans"""

_KINDS = """
plate:Organ a owl:Class ; rdfs:subClassOf plate:Institution .
plate:PartyOrgan a owl:Class ; rdfs:subClassOf plate:Organ .
"""


def _release(place: Path, version: str, day: date, turtle: str) -> Release:
    """Facts as a release, with the days that the build derives from them."""
    project = with_facts(place, turtle)
    bounds, _ = date_bounds(project, day)
    layers = {"ontology": "ontology", "facts/doc-a": "instances"}
    quads = [
        Quad(t.subject, t.predicate, t.object, NamedNode(graph(name)))
        for name, part in layers.items()
        for t in project.triples(part)
    ]
    quads += [Quad(t.subject, t.predicate, t.object, NamedNode(graph("bounds"))) for t in bounds]
    return Release(version, day, tuple(quads))


@pytest.mark.parametrize(
    ("was", "has", "expected"),
    [
        pytest.param(
            f"{_UNDER} ; {_CITED} .",
            f"{_UNDER} ; {_CITED} . {_RIVAL} ; plate:disputes id:c .",
            {"id:d": ("knowledge", "it is new, and nothing says that it began after 2027-01-10")},
            id="a claim that disputes another",
        ),
        pytest.param(
            f"{_UNDER} ; {_CITED} .",
            f"{_UNDER} ; {_CITED} ; plate:disputes id:d . {_RIVAL} .",
            {
                "id:c": ("knowledge", "more is said of it"),
                "id:d": ("knowledge", "it is new, and nothing says that it began after 2027-01-10"),
            },
            id="the same, told on the claim that was there",
        ),
        pytest.param(
            f"{_UNDER} ; {_CITED} . {_RIVAL} .",
            f"{_UNDER} ; plate:standing plate:Reported ; plate:citation [ plate:passage id:passage-a-1 ] . "
            + _RIVAL.replace("plate:Reported", "plate:Endorsed")
            + " .",
            {
                "id:c": ("correction", "another value stands in the place of one"),
                "id:d": ("knowledge", "what was only reported is judged now"),
            },
            id="a dispute that is decided",
        ),
        pytest.param(
            f'{_TENURE} "2014/"^^edtf:EDTF .',
            f'{_TENURE} "2014-02-27/"^^edtf:EDTF .',
            {"id:c": ("knowledge", "its days are known more exactly")},
            id="a year that becomes a day",
        ),
        pytest.param(
            f'{_TENURE} "2014~/"^^edtf:EDTF .',
            f'{_TENURE} "2014/"^^edtf:EDTF .',
            {"id:c": ("knowledge", "its days are known more exactly")},
            id="about a year that becomes the year",
        ),
        pytest.param(
            f'{_TENURE} "/2018"^^edtf:EDTF .',
            f'{_TENURE} "2014/2018"^^edtf:EDTF .',
            {"id:c": ("knowledge", "its days are known more exactly")},
            id="a beginning that was not known",
        ),
        pytest.param(
            f'{_TENURE} "2015/"^^edtf:EDTF .',
            f'{_TENURE} "2016/"^^edtf:EDTF .',
            {"id:c": ("correction", "its days are others")},
            id="a year that was misread",
        ),
        pytest.param(
            f'{_TENURE} "2018/"^^edtf:EDTF .',
            f'{_TENURE} "2018/2026-05"^^edtf:EDTF .',
            {"id:c": ("knowledge", "its days are known more exactly")},
            id="an end that was not known, before the day of the release",
        ),
        pytest.param(
            f'{_TENURE} "2018/.."^^edtf:EDTF .',
            f'{_TENURE} "2018/2026-05"^^edtf:EDTF .',
            {"id:c": ("correction", "it was held to be so on 2027-01-10 and had ended")},
            id="an end, before the day, of what was held to last",
        ),
        pytest.param(
            f'{_TENURE} "2018/"^^edtf:EDTF .',
            f'{_TENURE} "2018/2027-03-02"^^edtf:EDTF .',
            {"id:c": ("reality", "its period closed after 2027-01-10")},
            id="an end after the day",
        ),
        pytest.param(
            f'{_TENURE} "2018/.."^^edtf:EDTF .',
            f"""{_TENURE} "2018/2027-03-02"^^edtf:EDTF . {_NEXT} "2027-03-02/.."^^edtf:EDTF .
            id:other a plate:Person ; skos:prefLabel "other"@en .""",
            {
                "id:c": ("reality", "its period closed after 2027-01-10"),
                "id:d": ("reality", "it begins after 2027-01-10"),
                "id:other": ("reality", "all that is said of it begins after 2027-01-10"),
            },
            id="a successor, of whom nothing was said",
        ),
        pytest.param(
            f'{_OFFICE} "Ofice"@en , "办公室"@zh-Hans .',
            f'{_OFFICE} "Office"@en , "办公室"@zh-Hans .',
            {"id:office": ("correction", "another value stands in the place of one")},
            id="a typing mistake in a label",
        ),
        pytest.param(
            f'{_OFFICE} "Office"@en .',
            f'{_OFFICE} "Office"@en , "办公室"@zh-Hans .',
            {"id:office": ("translation", "it is told in another language, too")},
            id="a label in another language",
        ),
        pytest.param(
            f'{_OFFICE} "Office"@en ; skos:scopeNote "one"@en .',
            f'{_OFFICE} "Office"@en ; skos:scopeNote "one"@en , "一"@zh-Hans , "二"@zh-Hans .',
            {"id:office": ("knowledge", "more is said of it")},
            id="more in another language than there was",
        ),
        pytest.param(
            f'{_OFFICE} "Office"@en .',
            f'{_OFFICE} "Office"@en ; skos:editorialNote "one"@en , "一"@zh-Hans .',
            {"id:office": ("knowledge", "more is said of it")},
            id="a note, in two languages",
        ),
        pytest.param(
            f'{_OFFICE} "Office"@en ; skos:scopeNote "one"@en ; skos:editorialNote "two"@en .',
            f"""{_OFFICE} "Office"@en , "办公室"@zh-Hans ; skos:scopeNote "one"@en , "一"@zh-Hans ;
            skos:editorialNote "two"@en , "二"@zh-Hans , {_RENDERED} .""",
            {"id:office": ("translation", "it is told in another language, too")},
            id="a label in another language, notes in it, and a note that it is the curators' own",
        ),
        pytest.param(
            f'{_OFFICE} "Office"@en .',
            f'{_OFFICE} "Office"@en , "办公室"@zh-Hans ; skos:editorialNote "one"@en , "一"@zh-Hans .',
            {"id:office": ("knowledge", "more is said of it")},
            id="a label in another language, and a note that speaks of something else",
        ),
        pytest.param(
            f'{_OFFICE} "Office"@en .',
            f"""{_OFFICE} "Office"@en , "办公室"@zh-Hans ;
            skos:editorialNote {_RENDERED} , "one"@en , "一"@zh-Hans .""",
            {"id:office": ("knowledge", "more is said of it")},
            id="the same beside a note that it is the curators' own",
        ),
        pytest.param(
            f'{_OFFICE} "Office"@en , "办公室"@zh-Hans .',
            f'{_OFFICE} "Office"@en , "办公室"@zh-Hans ; skos:editorialNote {_RENDERED} .',
            {"id:office": ("knowledge", "more is said of it")},
            id="a note that a label is the curators' own, of a label that was there",
        ),
        pytest.param(
            f'{_OFFICE} "Office"@en ; skos:altLabel "Bureau"@en .',
            f'{_OFFICE} "Office"@en ; skos:altLabel "Bureau"@en , "局"@zh-Hans .',
            {"id:office": ("knowledge", "more is said of it")},
            id="another name, in another language",
        ),
        pytest.param(
            f'{_OFFICE} "Office" ; skos:scopeNote "one"@en .',
            f'{_OFFICE} "Office" , "办公室"@zh-Hans ; skos:scopeNote "two"@en , "二"@zh-Hans .',
            {"id:office": ("correction", "another value stands in the place of one")},
            id="a text that is another one, and its translation",
        ),
        pytest.param(
            f'{_OFFICE} "Bureau"@en . {_OLD_NAME} ; plate:validity "2014/.."^^edtf:EDTF .',
            f"""{_OFFICE} "Office"@en . {_OLD_NAME} ; plate:validity "2014/2027-03"^^edtf:EDTF .
            {_NEW_NAME} ; plate:validity "2027-04/.."^^edtf:EDTF .""",
            {
                "id:c": ("reality", "its period closed after 2027-01-10"),
                "id:d": ("reality", "it begins after 2027-01-10"),
                "id:office": ("reality", "it got this name after 2027-01-10"),
            },
            id="a body that is called otherwise since",
        ),
        pytest.param(
            f'{_OFFICE} "Bureau"@en . {_OLD_NAME} ; plate:validity "2014/"^^edtf:EDTF .',
            f"""{_OFFICE} "Office"@en . {_OLD_NAME} ; plate:validity "2014/"^^edtf:EDTF .
            {_NEW_NAME} ; plate:validity "2016/"^^edtf:EDTF .""",
            {
                "id:d": ("knowledge", "it is new, and nothing says that it began after 2027-01-10"),
                "id:office": ("correction", "another value stands in the place of one"),
            },
            id="a body that was called otherwise already",
        ),
        pytest.param(
            f"{_UNDER} ; plate:citation [ plate:passage id:passage-a-1 ] .",
            f"{_UNDER} ; plate:citation [ plate:passage id:passage-a-1 ; plate:endnote 17 ] .",
            {"id:c": ("knowledge", "more is said of it")},
            id="the note of a citation",
        ),
        pytest.param(
            f"{_UNDER} ; plate:citation [ plate:passage id:passage-a-1 ; plate:endnote 17 ] .",
            f"{_UNDER} ; plate:citation [ plate:passage id:passage-a-1 ; plate:endnote 71 ] .",
            {"id:c": ("correction", "another value stands in the place of one")},
            id="another note of a citation",
        ),
        pytest.param(
            "id:office a plate:Institution .",
            "id:office a plate:PartyOrgan .",
            {"id:office": ("knowledge", "of what kind it is is known more exactly")},
            id="a kind below the kind",
        ),
        pytest.param(
            "id:office a plate:PartyOrgan .",
            "id:office a plate:Institution .",
            {"id:office": ("correction", "another value stands in the place of one")},
            id="a kind above the kind",
        ),
        pytest.param(
            f"{_UNDER} ; {_CITED} ; plate:sole true .",
            f'{_UNDER} ; {_CITED} ; plate:realityChangedIn "0.2.0" .',
            {"id:c": ("reality", "the author says so")},
            id="the word of the author",
        ),
    ],
)
@pytest.mark.parametrize("version", ["0.2.0", "0.2.0-dev"])
def test_edit(tmp_path: Path, was: str, has: str, expected: dict[str, tuple[str, str]], version: str) -> None:
    """Each edit is told of the nature that a reader would give it, for the reason that shows in the data.

    So it is while the version is prepared, too.
    """
    one = _release(tmp_path / "one", "0.1.0", _FIRST_DAY, _KINDS + was)
    other = _release(tmp_path / "other", version, _SECOND_DAY, _KINDS + has)

    found = {curie(c.difference.iri): (c.nature.value, c.reason) for c in changes(one, other).every}
    assert found == expected
