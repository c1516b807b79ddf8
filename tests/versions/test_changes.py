"""Each change between two releases is told with its statements and its nature."""

from __future__ import annotations

import pytest

from server.names import curie, thing
from server.versions.changes import Changes, Nature
from server.versions.nature import changes
from tests.versions.made_up import VERSIONS, changed, quads, release

_BASE = """
id:doc-a a plate:SourceDocument . id:passage-a-1 a plate:Passage . id:passage-a-2 a plate:Passage .
id:office a plate:Institution ; skos:prefLabel "office"@en .
id:group a plate:Institution ; skos:prefLabel "group"@en .
"""
_CLAIM = "id:c a plate:Subordination ; plate:subordinate id:office ; plate:superior id:group"
_ENDORSED = "plate:standing plate:Endorsed"


def told(found: Changes) -> dict[str, tuple[str, str, str]]:
    """Changes in short: thing → kind, what happened to the whole, nature."""
    return {curie(c.difference.iri): (c.kind.value, c.difference.whole, c.nature.value) for c in found.every}


def test_first_to_second() -> None:
    """Moved is reality, a second source is knowledge, other years are a correction."""
    assert told(changes(release("0.1.0"), release("0.2.0"))) == {
        "id:under-group": ("claim", "changed", "reality"),
        "id:under-ministry": ("claim", "added", "reality"),
        "id:ministry": ("thing", "added", "reality"),
        "id:name-office": ("claim", "changed", "knowledge"),
        "id:doc-b": ("source", "added", "knowledge"),
        "id:passage-b-1": ("passage", "added", "knowledge"),
        "id:under-bureau": ("claim", "changed", "correction"),
        "plate:seatedIn": ("term", "added", "vocabulary"),
    }


def test_second_to_third() -> None:
    """What was merged or removed is a correction, with the reason on its tombstone."""
    found = changes(release("0.2.0"), release("0.10.0"))

    assert told(found) == {
        "id:bureau": ("thing", "removed", "correction"),
        "id:name-office": ("claim", "removed", "correction"),
        "id:under-bureau": ("claim", "changed", "correction"),
    }
    merged = next(c for c in found.every if c.difference.iri == thing("bureau"))
    assert merged.reason == "Another wording for the group."
    assert merged.tombstone
    assert merged.tombstone.into == thing("group")


def test_statements_of_a_change() -> None:
    """A change has its statements, one value in place of another as a pair, citations whole."""
    found = {c.difference.iri: c.difference for c in changes(release("0.1.0"), release("0.2.0")).every}

    moved = found[thing("under-group")]
    assert [(str(old), str(new)) for old, new in moved.changed] == [
        (
            'id:under-group plate:validity "2015/.."^^edtf:EDTF',
            'id:under-group plate:validity "2015/2027-03"^^edtf:EDTF',
        )
    ]
    assert (moved.added, moved.removed) == ((), ())
    cited = found[thing("name-office")]
    (citation,) = cited.added
    assert (
        str(citation.value) == "[ rdf:type plate:Citation ; plate:endnote 7 ; plate:passage id:passage-b-1 ]"
    )
    assert (cited.removed, cited.changed) == ((), ())


def test_counts_and_order() -> None:
    """Changes are counted by nature and statement, and come by nature, kind and name."""
    found = changes(release("0.1.0"), release("0.2.0"))

    assert found.natures == {
        Nature.REALITY: 3,
        Nature.KNOWLEDGE: 3,
        Nature.CORRECTION: 1,
        Nature.VOCABULARY: 1,
        Nature.TRANSLATION: 0,
    }
    assert found.statements["changed"] == 2
    assert found.statements["removed"] == 0
    assert [c.difference.iri.rpartition("/")[2] for c in found.every[:3]] == [
        "under-group",
        "under-ministry",
        "ministry",
    ]


@pytest.mark.parametrize("version", VERSIONS)
def test_nothing_changed(version: str) -> None:
    """A release and itself, blank nodes labelled anew, differ in nothing."""
    issued, graphs = VERSIONS[version]
    again = changed(version, issued, **graphs)
    assert set(quads(version, issued, graphs)) != set(again.quads)  # the labels are others

    assert changes(release(version), again).every == ()


def test_first_version() -> None:
    """Of the first version no change is told."""
    assert changes(None, release("0.1.0")) == Changes(None, "0.1.0", release("0.1.0").issued, ())


def days(*, start: str = "", begun: str = "", until: str = "", end: str = "", ongoing: bool = False) -> str:
    """Bounds of id:c, as the build derives them."""
    given = {"startsEarliest": start, "startsLatest": begun, "endsEarliest": until, "endsLatest": end}
    said = [f'plate:{name} "{day}"^^xsd:date' for name, day in given.items() if day]
    said += ["plate:ongoing true"] if ongoing else []
    return f"id:c {' ; '.join(said)} ." if said else ""


#: Validity → the days that it means, by the day of the release that says so.
_DAYS = {
    "2015/": days(start="2015-01-01", begun="2015-12-31", until="2015-01-01"),
    "2015/..": days(start="2015-01-01", begun="2015-12-31", until="2027-01-10", ongoing=True),
    "2015/2020": days(start="2015-01-01", begun="2015-12-31", until="2020-01-01", end="2020-12-31"),
    "2015/2027": days(start="2015-01-01", begun="2015-12-31", until="2027-01-01", end="2027-12-31"),
    "2015/2027-03": days(start="2015-01-01", begun="2015-12-31", until="2027-03-01", end="2027-03-31"),
    "2015-04/": days(start="2015-04-01", begun="2015-04-30", until="2015-04-01"),
    "2014/": days(start="2014-01-01", begun="2014-12-31", until="2014-01-01"),
    "2016/": days(start="2016-01-01", begun="2016-12-31", until="2016-01-01"),
    "2014": days(start="2014-01-01", begun="2014-12-31", until="2014-01-01", end="2014-12-31"),
    "2014-02": days(start="2014-02-01", begun="2014-02-28", until="2014-02-01", end="2014-02-28"),
    "2027-04/": days(start="2027-04-01", begun="2027-04-30", until="2027-04-01"),
}


@pytest.mark.parametrize(
    ("was", "has", "nature"),
    [
        ("2015/..", "2015/2027-03", "reality"),  # it ended after the day
        ("2015/", "2015/2027-03", "reality"),
        ("2015/..", "2015/2027", "reality"),  # it was so on the day, and ended in that year
        ("2015/", "2015/2027", "knowledge"),  # it may have ended before the day
        ("2015/", "2015/2020", "knowledge"),
        ("2015/..", "2015/2020", "correction"),  # it was said to be so on the day
        ("2015/", "2015-04/", "knowledge"),
        ("2014", "2014-02", "knowledge"),
        ("2015/", "2015/..", "knowledge"),
        ("2015/", "2016/", "correction"),
        ("2015/", "2014/", "correction"),
        ("2015/..", "2015/", "correction"),
        ("2014-02", "2014", "correction"),
        ("2015/2020", "2015/", "correction"),
        ("2014", "2027-04/", "reality"),  # another time altogether, and after the day
    ],
)
def test_other_days(was: str, has: str, nature: str) -> None:
    """Other days of a claim are of the nature that follows from the day of the earlier release."""
    one, other = (
        changed(
            version,
            issued,
            facts=f'{_BASE} {_CLAIM} ; {_ENDORSED} ; plate:validity "{edtf}"^^edtf:EDTF .',
            bounds=_DAYS[edtf],
        )
        for version, issued, edtf in (("0.1.0", "2027-01-10", was), ("0.2.0", "2027-06-01", has))
    )

    assert told(changes(one, other)) == {"id:c": ("claim", "changed", nature)}


@pytest.mark.parametrize(
    ("its_days", "nature"),
    [
        (days(start="2027-02-01"), "reality"),
        (days(start="2027-01-11"), "reality"),
        (days(start="2027-01-10"), "knowledge"),
        (days(start="2027-01-01", begun="2027-12-31"), "knowledge"),
        (days(start="2010-01-01", until="2012-01-01", end="2012-12-31"), "knowledge"),
        (days(start="2010-01-01", until="2027-03-01", end="2027-03-31"), "knowledge"),
        ("", "knowledge"),
    ],
)
def test_new_claim(its_days: str, nature: str) -> None:
    """A new claim is of reality if it surely begins after the earlier release's day, else of knowledge."""
    one = changed("0.1.0", "2027-01-10", facts=_BASE)
    other = changed("0.2.0", "2027-06-01", facts=f"{_BASE} {_CLAIM} ; {_ENDORSED} .", bounds=its_days)

    assert told(changes(one, other)) == {"id:c": ("claim", "added", nature)}


@pytest.mark.parametrize(
    ("before", "nature"),
    [
        ("id:b a plate:Subordination ; plate:subordinate id:office ; plate:superior id:group", "reality"),
        ("id:b a plate:Subordination ; plate:subordinate id:group ; plate:superior id:office", "knowledge"),
    ],
)
def test_new_claim_closes_an_open_one(before: str, nature: str) -> None:
    """A new claim that ends, after the earlier day, what an earlier claim left open tells of reality."""
    facts = f"{_BASE} {before} ; {_ENDORSED} ."
    one = changed("0.1.0", "2027-01-10", facts=facts)
    ending = days(start="2010-01-01", until="2027-03-01", end="2027-03-31")
    other = changed("0.2.0", "2027-06-01", facts=f"{facts} {_CLAIM} ; {_ENDORSED} .", bounds=ending)

    assert told(changes(one, other))["id:c"] == ("claim", "added", nature)


@pytest.mark.parametrize(
    ("was", "has", "nature"),
    [
        ("", "; plate:observedAt id:office", "knowledge"),
        ("; plate:citation [ plate:passage id:passage-a-1 ]",
         "; plate:citation [ plate:passage id:passage-a-1 ] , [ plate:passage id:passage-a-2 ]", "knowledge"),
        ("; plate:citation [ plate:passage id:passage-a-1 ]",
         "; plate:citation [ plate:passage id:passage-a-2 ]", "correction"),
        ("; plate:sole true", "", "correction"),
        ("; skos:prefLabel \"one\"@en", "; skos:prefLabel \"two\"@en", "correction"),
        ("; skos:prefLabel \"one\"@en", "; skos:prefLabel \"one\"@en , \"一\"@zh-Hans", "translation"),
        ("", "; prov:wasRevisionOf id:b", "correction"),
        ("", "; plate:correctedIn \"0.2.0\" ; plate:sole true", "correction"),
        ("; plate:sole true", "; plate:knowledgeChangedIn \"0.2.0\"", "knowledge"),
        ("; plate:sole true", "; plate:realityChangedIn \"0.2.0\"", "reality"),
        ("; plate:sole true ; plate:realityChangedIn \"0.1.0\"",
         "; plate:realityChangedIn \"0.1.0\"", "correction"),
    ],
)  # fmt: skip
def test_changed_claim(was: str, has: str, nature: str) -> None:
    """What is added is knowledge, what is taken back is a correction, and the author's word counts before."""
    one, other = (
        changed(version, day, facts=f"{_BASE} {_CLAIM} ; {_ENDORSED} {rest} .")
        for version, day, rest in (("0.1.0", "2027-01-10", was), ("0.2.0", "2027-06-01", has))
    )

    assert told(changes(one, other)) == {"id:c": ("claim", "changed", nature)}


def test_standing_changed() -> None:
    """A claim that is endorsed no more is a correction."""
    one = changed("0.1.0", "2027-01-10", facts=f"{_BASE} {_CLAIM} ; {_ENDORSED} .")
    other = changed("0.2.0", "2027-06-01", facts=f"{_BASE} {_CLAIM} ; plate:standing plate:Rejected .")

    assert told(changes(one, other)) == {"id:c": ("claim", "changed", "correction")}


def test_author_on_a_tombstone() -> None:
    """The author's word on a tombstone says why something was removed."""
    one = changed("0.1.0", "2027-01-10", facts=f"{_BASE} {_CLAIM} ; {_ENDORSED} .")
    buried = 'id:c a plate:Tombstone ; plate:knowledgeChangedIn "0.2.0" .'
    other = changed("0.2.0", "2027-06-01", facts=_BASE, metadata=buried)

    assert told(changes(one, other)) == {"id:c": ("claim", "removed", "knowledge")}


def test_derived_is_left_out() -> None:
    """Neither what is derived nor the dataset's description of itself counts as a change."""
    one = changed("0.1.0", "2027-01-10", facts=_BASE)
    other = changed(
        "0.2.0",
        "2027-06-01",
        facts=_BASE,
        current="id:office org:subOrganizationOf id:group .",
        inferred="id:office a org:Organization .",
        bounds='id:office plate:startsEarliest "2015-01-01"^^xsd:date .',
        metadata="<https://w3id.org/nameplate/dataset> void:triples 7 .",
    )

    assert changes(one, other).every == ()


def test_moved_to_another_graph() -> None:
    """A statement that stands in another graph is the same statement."""
    claim = f"{_CLAIM} ; {_ENDORSED} ."
    one = changed("0.1.0", "2027-01-10", facts=_BASE + claim)
    other = changed("0.2.0", "2027-06-01", facts=_BASE, public=claim)

    assert changes(one, other).every == ()


def test_stated_and_claimed() -> None:
    """A triple that a statement claim states is told with the claim and not a second time."""
    one = changed("0.1.0", "2027-01-10", facts=_BASE)
    other = changed(
        "0.2.0",
        "2027-06-01",
        facts=_BASE,
        links=f"""id:l a plate:IdentityLink ; rdf:subject id:office ; rdf:predicate skos:exactMatch ;
            rdf:object <http://www.wikidata.org/entity/Q1> ; {_ENDORSED} .
            id:office skos:exactMatch <http://www.wikidata.org/entity/Q1> .""",
    )

    assert told(changes(one, other)) == {"id:l": ("claim", "added", "knowledge")}


def test_nameless_axiom() -> None:
    """What belongs to nothing with a name is told under its graph."""
    axiom = "[ a owl:Restriction ; owl:onProperty plate:{} ; owl:hasValue id:x ] rdfs:subClassOf plate:C ."
    one = changed("0.1.0", "2027-01-10", ontology=axiom.format("p"))
    other = changed("0.2.0", "2027-06-01", ontology=axiom.format("q"))
    found = changes(one, other)

    assert told(found) == {"graph:ontology": ("term", "changed", "vocabulary")}
    assert found.statements == {"added": 1, "removed": 1, "changed": 0}
