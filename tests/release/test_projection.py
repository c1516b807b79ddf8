"""What plain triples claims cast, on which day, and what follows about the claims."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import Quad

from server.names import ID
from server.release.projection import as_of, claims_closed, held, last_known, linked, possible, store_of
from tests.release.projects import day, reasoned, told, with_facts

_RELEASE = day("2020-06-30")
_CITED = "plate:citation [ plate:passage id:passage-a-1 ]"
_SEEN = """
id:seen-2012 a plate:Observation ; plate:validity "2012"^^edtf:EDTF .
id:seen-2018 a plate:Observation ; plate:validity "2018"^^edtf:EDTF .
"""


def _sub(name: str, below: str, above: str, dated: str, standing: str = "Endorsed", more: str = "") -> str:
    return (
        f"id:{name} a plate:Subordination ; plate:subordinate id:{below} ; plate:superior id:{above} ; "
        f"{dated} ; plate:standing plate:{standing} ; {more} {_CITED} .\n"
    )


def _tenure(name: str, who: str, post: str, dated: str) -> str:
    return (
        f"id:{name} a plate:Tenure ; plate:holder id:{who} ; plate:post id:{post} ; {dated} ; "
        f"plate:standing plate:Endorsed ; {_CITED} .\n"
    )


def _name(name: str, form: str, dated: str, standing: str = "Endorsed") -> str:
    return (
        f'id:{name} a plate:Name ; plate:nameOf id:a ; skosxl:literalForm "{form}"@en ; {dated} '
        f"plate:standing plate:{standing} ; {_CITED} .\n"
    )


def _val(text: str) -> str:
    return f'plate:validity "{text}"^^edtf:EDTF'


_CASES: dict[str, tuple[str, set[str]]] = {
    "begun and open": (_sub("r", "a", "b", _val("2010/")), {"a b"}),
    "ongoing": (_sub("r", "a", "b", _val("2010/..")), {"a b"}),
    "ongoing, start unknown": (_sub("r", "a", "b", _val("/..")), {"a b"}),
    "observed, no dates": (_sub("r", "a", "b", "plate:observedAt id:seen-2012"), {"a b"}),
    "no time at all": (_sub("r", "a", "b", "plate:wordedAs 'x'"), set()),
    "ended": (_sub("r", "a", "b", _val("2010/2015")), set()),
    "ended on the release's day": (_sub("r", "a", "b", _val("2010/2020-06-30")), {"a b"}),
    "may have ended": (_sub("r", "a", "b", _val("2010/2020")), {"a b"}),
    "ended by an observation": (_sub("r", "a", "b", _val("2010/") + " ; plate:endedBy id:seen-2018"), set()),
    "begins later": (_sub("r", "a", "b", _val("2021/")), set()),
    "may begin later": (_sub("r", "a", "b", _val("2020/")), set()),
    "reported": (_sub("r", "a", "b", _val("2010/.."), "Reported"), set()),
    "rejected": (_sub("r", "a", "b", _val("2010/.."), "Rejected"), set()),
    "denied": (
        _sub("r", "a", "b", _val("2010/.."), more="plate:polarity plate:Negative ;"),
        set(),
    ),
    "later rival": (
        _sub("r", "a", "b", "plate:observedAt id:seen-2012")
        + _sub("s", "a", "c", "plate:observedAt id:seen-2018"),
        {"a c"},
    ),
    "later rival that has ended as well": (
        _sub("r", "a", "b", "plate:observedAt id:seen-2012") + _sub("s", "a", "c", _val("2014/2016")),
        set(),
    ),
    "rival of the same time": (
        _sub("r", "a", "b", "plate:observedAt id:seen-2012")
        + _sub("s", "a", "c", "plate:observedAt id:seen-2012"),
        {"a b", "a c"},
    ),
    "rival that is only reported": (
        _sub("r", "a", "b", "plate:observedAt id:seen-2012")
        + _sub("s", "a", "c", _val("2018/.."), "Reported"),
        {"a b"},
    ),
    "rival that is denied": (
        _sub("r", "a", "b", "plate:observedAt id:seen-2012")
        + _sub("s", "a", "c", _val("2018/.."), more="plate:polarity plate:Negative ;"),
        {"a b"},
    ),
    "rival that is yet to begin": (
        _sub("r", "a", "b", "plate:observedAt id:seen-2012") + _sub("s", "a", "c", _val("2021/")),
        {"a b"},
    ),
    "joint with the later one": (
        _sub("r", "a", "b", "plate:observedAt id:seen-2012", more="plate:jointWith id:s ;")
        + _sub("s", "a", "c", _val("2018/..")),
        {"a b", "a c"},
    ),
    "ongoing beside a later one": (
        _sub("r", "a", "b", _val("2010/..")) + _sub("s", "a", "c", "plate:observedAt id:seen-2018"),
        {"a b"},
    ),
    "seen again after the rival": (
        _sub("r", "a", "b", _val("2010/"))
        + _sub("r2", "a", "b", "plate:observedAt id:seen-2018")
        + _sub("s", "a", "c", _val("2014/")),
        {"a b"},
    ),
    "end stated elsewhere": (
        _sub("r", "a", "b", "plate:observedAt id:seen-2012") + _sub("r2", "a", "b", _val("/2015")),
        set(),
    ),
    "end stated by a claim that is only reported": (
        _sub("r", "a", "b", "plate:observedAt id:seen-2012")
        + _sub("r2", "a", "b", _val("/2015"), "Reported"),
        {"a b"},
    ),
    "end stated before it was seen again": (
        _sub("r", "a", "b", "plate:observedAt id:seen-2018") + _sub("r2", "a", "b", _val("/2015")),
        {"a b"},
    ),
    "end of another tie": (
        _sub("r", "a", "b", "plate:observedAt id:seen-2012") + _sub("r2", "a", "c", _val("/2011")),
        {"a b"},
    ),
}


@pytest.mark.parametrize(("facts", "expected"), _CASES.values(), ids=_CASES)
def test_last_known(tmp_path: Path, facts: str, expected: set[str]) -> None:
    """Endorsed, begun, not known to have ended, no later rival, no end stated elsewhere: else nothing."""
    store = reasoned(with_facts(tmp_path / "p", _SEEN + facts))
    above = {line for line in told(last_known(store, _RELEASE)) if "org:subOrganizationOf" in line}
    assert above == {f"id:{pair[0]} org:subOrganizationOf id:{pair[-1]}" for pair in expected}


def test_later_rival_for_the_object(tmp_path: Path) -> None:
    """Where a class admits one subject for an object, a later holder displaces the earlier one."""
    facts = _SEEN + _tenure("t", "x", "post", "plate:observedAt id:seen-2012")
    facts += _tenure("u", "y", "post", "plate:observedAt id:seen-2018")
    facts += _tenure("v", "x", "other", "plate:observedAt id:seen-2012")
    store = reasoned(with_facts(tmp_path / "p", facts))
    assert told(last_known(store, _RELEASE)) == {
        "id:y org:holds id:post",
        "id:x org:holds id:other",
        "id:x plate:hasHeld id:post",
        "id:x plate:hasHeld id:other",
        "id:y plate:hasHeld id:post",
    }


def _stated(name: str, value: str, dated: str = "", more: str = "", standing: str = "Endorsed") -> str:
    return (
        f"id:{name} a plate:StatementClaim ; rdf:subject id:a ; rdf:predicate plate:near ; "
        f"rdf:object {value} ; {dated} {more} plate:standing plate:{standing} ; {_CITED} .\n"
    )


@pytest.mark.parametrize(
    ("facts", "known", "certain", "maybe"),
    [
        (_stated("s", "id:b"), True, True, True),
        (_stated("s", "id:b", standing="Reported"), False, False, False),
        (_stated("s", "id:b", standing="Rejected"), False, False, False),
        (_stated("s", "id:b", more="plate:polarity plate:Negative ;"), False, False, False),
        (_stated("s", "id:b", _val("2010/..") + " ;"), True, True, True),
        (_stated("s", "id:b", _val("2010/2015") + " ;"), False, True, True),
        (_stated("s", "id:b", _val("2010/2011") + " ;"), False, False, False),
        (_stated("s", "id:b", _val("2016/") + " ;"), True, False, False),
        (_stated("s", "id:b", _val("2021/") + " ;"), False, False, False),
        (_stated("s", "id:b", "plate:observedAt id:seen-2018 ;"), True, False, True),
        (_stated("s", "id:b") + _stated("t", "id:b", _val("/2011") + " ;"), False, True, True),
        (
            _stated("s", "id:b", "plate:observedAt id:seen-2018 ;")
            + _stated("t", "id:b", _val("/2011") + " ;"),
            True,
            False,
            True,
        ),
    ],
)
def test_statements(tmp_path: Path, facts: str, known: bool, certain: bool, maybe: bool) -> None:
    """An endorsed statement casts its triple for the time that it names, or for all time if it names none."""
    store = reasoned(with_facts(tmp_path / "p", _SEEN + facts))
    day_before = day("2013-06-30")
    found = (last_known(store, _RELEASE), as_of(store, day_before), possible(store, day_before))
    assert [told(triples) == {"id:a plate:near id:b"} for triples in found] == [known, certain, maybe]


def test_statements_about_values(tmp_path: Path) -> None:
    """What is stated may be text or a number, cast in its usual spelling."""
    facts = _stated("s", '"peace"@en') + _stated("t", "'07'^^xsd:integer")
    store = reasoned(with_facts(tmp_path / "p", facts))
    assert told(last_known(store, _RELEASE)) == {'id:a plate:near "peace"@en', 'id:a plate:near "7"'}


@pytest.mark.parametrize(
    ("standing", "more", "links"),
    [
        ("Endorsed", "", {"id:a plate:near http://example.org/a"}),
        ("Reported", "", set()),
        ("Rejected", "", set()),
        ("Endorsed", "plate:polarity plate:Negative ;", set()),
    ],
)
def test_links_are_told_apart(tmp_path: Path, standing: str, more: str, links: set[str]) -> None:
    """What claims of identity state is cast too, and known for what it is."""
    link = _stated("s", "<http://example.org/a>", more=more, standing=standing)
    link = link.replace("StatementClaim", "IdentityLink")
    store = reasoned(with_facts(tmp_path / "p", link + _stated("t", "id:b")))
    assert told(list(linked(store))) == links
    assert told(last_known(store, _RELEASE)) == links | {"id:a plate:near id:b"}


_PAGE = (
    "id:web-x a plate:ConsultedPage . id:passage-web-x a plate:Passage ; dcterms:isPartOf id:web-x ; "
    "dcterms:source id:passage-web-x .\n"
)


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        (
            _sub("r", "a", "b", "plate:observedAt id:seen-2012"),
            _sub("s", "a", "c", "plate:observedAt id:seen-2018"),
        ),
        (_sub("r", "a", "b", "plate:observedAt id:seen-2012"), _sub("s", "a", "b", _val("/2016"))),
        (_stated("r", "id:b"), _stated("s", "id:b", _val("/2016") + " ;")),
    ],
)
def test_pages_never_overrule_a_source(tmp_path: Path, earlier: str, later: str) -> None:
    """What a page says of later times displaces what pages say, and leaves what a source says standing."""
    paged = (text.replace("passage-a-1", "passage-web-x") for text in (earlier, later))
    source = reasoned(with_facts(tmp_path / "both", _SEEN + _PAGE + earlier + later))
    assert not any(line.endswith("id:b") for line in told(last_known(source, _RELEASE)))
    pages = reasoned(with_facts(tmp_path / "pages", _SEEN + _PAGE + "".join(paged)))
    assert not any(line.endswith("id:b") for line in told(last_known(pages, _RELEASE)))
    beside = earlier + later.replace("passage-a-1", "passage-web-x")
    mixed = reasoned(with_facts(tmp_path / "mixed", _SEEN + _PAGE + beside))
    assert any(line.endswith("id:b") for line in told(last_known(mixed, _RELEASE)))


def test_once_held_stays_held(tmp_path: Path) -> None:
    """A former post without dates counts as held once its end has passed, and is not held now."""
    store = reasoned(
        with_facts(tmp_path / "p", _SEEN + _tenure("t", "x", "post", "plate:endedBy id:seen-2012"))
    )
    assert told(last_known(store, _RELEASE)) == {"id:x plate:hasHeld id:post"}
    assert told(last_known(store, day("2012-12-30"))) == set()


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (_name("n", "A", ""), {'skos:altLabel "A"@en'}),
        (_name("n", "label", ""), set()),
        (_name("n", "A", _val("2010/") + " ;"), {'skos:altLabel "A"@en'}),
        (_name("n", "A", _val("2021/") + " ;"), set()),
        (_name("n", "A", _val("2010/2012") + " ;"), {'plate:formerName "A"@en'}),
        (_name("n", "A", "", "Reported"), set()),
        (_name("n", "A", _val("/2012") + " ;", "Reported"), set()),
        (_name("n", "A", "plate:polarity plate:Negative ;"), set()),
        (
            _name("n", "A", "plate:observedAt id:seen-2012 ;") + _name("m", "A", _val("/2014") + " ;"),
            {'plate:formerName "A"@en'},
        ),
        (
            _name("n", "A", "plate:observedAt id:seen-2018 ;") + _name("m", "A", _val("/2014") + " ;"),
            {'skos:altLabel "A"@en'},
        ),
        (_name("n", "label", _val("2016/") + " ;") + _name("m", "label", _val("/2014") + " ;"), set()),
    ],
)
def test_names(tmp_path: Path, names: str, expected: set[str]) -> None:
    """Current names become other labels, ended ones former names; the label itself is not repeated."""
    store = reasoned(with_facts(tmp_path / "p", _SEEN + names + 'id:a skos:prefLabel "label"@en .'))
    assert told(last_known(store, _RELEASE)) == {f"id:a {line}" for line in expected}


@pytest.mark.parametrize(
    ("first", "last", "answers"),
    [
        (
            "2012-06-30",
            None,
            {"closed": "certainly", "open": "possibly", "seen": "possibly", "ends": "possibly"},
        ),
        ("2010-06-30", None, {"closed": "possibly", "open": "not", "seen": "possibly", "ends": "possibly"}),
        ("2009-06-30", None, {"closed": "not", "open": "not", "seen": "possibly", "ends": "possibly"}),
        (
            "2018-01-01",
            "2018-12-31",
            {"closed": "not", "open": "possibly", "seen": "certainly", "ends": "not"},
        ),
        ("2011-12-31", "2012-12-31", {"closed": "certainly", "open": "certainly"}),
        ("2016-06-30", None, {"closed": "not", "ends": "not"}),
        ("2015-06-30", None, {"closed": "possibly", "ends": "possibly"}),
    ],
)
def test_three_answers(tmp_path: Path, first: str, last: str | None, answers: dict[str, str]) -> None:
    """For a day or a period each relation, reported ones too, held certainly, possibly or not."""
    facts = _SEEN + _sub("closed", "a", "b", _val("2010/2015"))
    facts += _sub("open", "a", "c", _val("2012/"), "Reported")
    facts += _sub("seen", "a", "d", "plate:observedAt id:seen-2018") + _sub("ends", "a", "e", _val("/2015"))
    store = reasoned(with_facts(tmp_path / "p", facts))
    found = held(store, day(first), day(last) if last else None)
    assert set(found) == {ID + name for name in ("closed", "open", "seen", "ends")}
    assert {name: found[ID + name] for name in answers} == answers


def test_as_of_is_certain_and_possible_is_wider(tmp_path: Path) -> None:
    """The certain triples of a day leave out what the dates do not settle; the possible ones hold both."""
    facts = _sub("r", "a", "b", _val("2010/2014-12")) + _sub("s", "a", "c", _val("2014-12/.."))
    store = reasoned(with_facts(tmp_path / "p", facts))
    both = {"id:a org:subOrganizationOf id:b", "id:a org:subOrganizationOf id:c"}
    assert told(as_of(store, day("2014-12-15"))) == set()
    assert told(possible(store, day("2014-12-15"))) == both
    assert told(as_of(store, day("2014-11-30"))) == {"id:a org:subOrganizationOf id:b"}
    assert told(as_of(store, day("2015-01-01"))) == {"id:a org:subOrganizationOf id:c"}
    assert told(as_of(store, day("2014-11-01"), day("2015-01-31"))) == both
    assert told(possible(store, day("2009-12-31"))) == set()


_STARTS = st.sampled_from(["", "2009", "2010-05", "2010-05-17", "2013"])
_ENDS = st.sampled_from(["", "..", "2013", "2014-02", "2014-02-20", "2019"])
_VALIDITIES = st.tuples(_STARTS, _ENDS).filter(lambda pair: pair != ("", "")).map("/".join)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(_VALIDITIES, st.sampled_from(["Endorsed", "Reported", "Rejected"])), max_size=4),
    st.dates(date(2008, 1, 1), _RELEASE),
    st.dates(date(2008, 1, 1), _RELEASE),
)
def test_projection_properties(
    tmp_path_factory: pytest.TempPathFactory, claims: list[tuple[str, str]], one: date, other: date
) -> None:
    """Certain is within possible, what once held is never lost, and only endorsed claims cast anything."""
    facts = "".join(
        f"id:t{n} a plate:Tenure ; plate:holder id:p{n} ; plate:post id:q{n} ; {_val(validity)} ; "
        f"plate:standing plate:{standing} ; {_CITED} .\n"
        for n, (validity, standing) in enumerate(claims)
    )
    store = reasoned(with_facts(tmp_path_factory.mktemp("p") / "p", facts))
    earlier, later = sorted((one, other))
    certain = {line for line in told(as_of(store, earlier)) if "org:holds" in line}
    assert certain <= told(possible(store, earlier))
    once = {line for line in told(last_known(store, earlier)) if "hasHeld" in line}
    assert once <= told(last_known(store, later))
    endorsed = {f"id:p{n}" for n, (_, standing) in enumerate(claims) if standing == "Endorsed"}
    assert {
        line.split()[0] for line in told(possible(store, later)) | told(last_known(store, later))
    } <= endorsed
    answers = held(store, earlier)
    assert {ID + f"t{n}" for n in range(len(claims))} == set(answers)
    for line in certain:
        assert answers[ID + "t" + line.split()[0].removeprefix("id:p")] == "certainly"


def test_claims_closed(tmp_path: Path) -> None:
    """Claims get their general classes and ends, the documents drawn on, and ties that hold both ways."""
    facts = _sub("r", "a", "b", _val("2010/.."), "Reported", "plate:disputes id:s ;")
    facts += _sub("s", "a", "c", _val("2010/.."))
    project = with_facts(tmp_path / "p", facts)
    store = store_of(project.triples("ontology"), project.triples("instances"))
    closed = claims_closed(store)
    lines = {line for line in told(closed) if line.startswith("id:r ")}
    assert lines == {
        "id:r rdf:type plate:Relation",
        "id:r rdf:type plate:Claim",
        "id:r plate:relationSubject id:a",
        "id:r plate:relationObject id:b",
        "id:r plate:drawsOn id:doc-a",
    }
    assert "id:s plate:disputes id:r" in told(closed)
    store.extend(Quad(t.subject, t.predicate, t.object) for t in closed)
    assert claims_closed(store) == []
