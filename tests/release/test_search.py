"""The wordings of a release: which things, which names, and how they are written."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Quad, RdfFormat, parse

from server.names import ID, PREFIXES, expand
from server.release.chinese import pinyin, plain_pinyin
from server.release.search import entries, write_search
from server.wordings import QUERY, SEARCH, TERM, Entry, Tie, Wording, dumped, parsed

PROLOGUE = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())

FACTS = """
id:office a plate:Institution ; skos:prefLabel "Office"@en , "办公室"@zh-Hans .
id:plate a plate:Nameplate ; skos:prefLabel "Plate of the Office"@en ;
  plate:nameplateOf id:office ; plate:wasNameplateOf id:office , id:older .
id:older a plate:Institution ; skos:prefLabel "Older Office"@en ; plate:formerName "Oldest Office"@en .
id:xi a foaf:Person ; skos:prefLabel "习近平"@zh-Hans .
id:idea a skos:Concept , plate:GovernanceConcept ; skos:prefLabel "idea"@en .
id:sort a skos:Concept ; skos:prefLabel "sort"@en .
id:sorts a skos:ConceptScheme ; skos:prefLabel "sorts"@en .
id:passage a plate:Passage ; skos:prefLabel "¶ 1"@en .
id:gap a plate:KnownGap ; skos:prefLabel "gap"@en .
id:page a plate:ConsultedPage ; skos:prefLabel "page"@en .
id:nameless a plate:Institution .
id:wordless a plate:Claim ; plate:standing plate:Endorsed ; skos:prefLabel "claim"@en .

id:name-office plate:nameOf id:office ; skosxl:literalForm "Office"@en ;
  plate:nameKind id:name-full ; plate:standing plate:Endorsed .
id:name-office-zh plate:nameOf id:office ; skosxl:literalForm "网信办"@zh-Hans ;
  plate:nameKind id:name-abbreviation ; plate:standing plate:Endorsed ;
  plate:traditionalForm "as the graph has it"@zh-Hant .
id:name-office-reported plate:nameOf id:office ; skosxl:literalForm "The Bureau"@en ;
  plate:standing plate:Reported .
id:name-older plate:nameOf id:older ; skosxl:literalForm "Oldest Office"@en ;
  plate:nameKind id:name-full ; plate:standing plate:Endorsed .
id:name-rejected plate:nameOf id:office ; skosxl:literalForm "Misprint"@en ; plate:standing plate:Rejected .
id:name-denied plate:nameOf id:office ; skosxl:literalForm "Never So"@en ; plate:standing plate:Endorsed ;
  plate:polarity plate:Negative .
"""


def told(turtle: str) -> dict[str, Entry]:
    """The entries of some facts, by slug."""
    quads = [
        Quad(q.subject, q.predicate, q.object) for q in parse(PROLOGUE + turtle, format=RdfFormat.TURTLE)
    ]
    return {entry.iri.removeprefix(ID): entry for entry in entries(quads)}


@pytest.fixture(scope="module")
def found() -> dict[str, Entry]:
    """The entries of the facts above."""
    return told(FACTS)


def test_things_of_the_domain_are_taken_up(found: dict[str, Entry]) -> None:
    """Bodies, plates, people and concepts are; claims, passages, gaps and classifications are not."""
    assert sorted(found) == ["idea", "office", "older", "plate", "xi"]


def test_name_brings_its_kind_claim_and_standing(found: dict[str, Entry]) -> None:
    """A label that is a name is told as the name, once."""
    name = Wording(
        "Office",
        "en",
        expand("id:name-full"),
        expand("id:name-office"),
        expand("plate:Endorsed"),
    )

    assert [w for w in found["office"].wordings if w.form == "Office"] == [name]


def test_label_that_is_no_name_stands_for_itself(found: dict[str, Entry]) -> None:
    """A label has neither kind nor claim."""
    assert Wording("办公室", "zh-hans") in found["office"].wordings


def test_reported_name_is_there_with_its_standing(found: dict[str, Entry]) -> None:
    """Who knows only the reported name finds the thing, and is told."""
    standings = {w.form: w.standing for w in found["office"].wordings}

    assert standings["The Bureau"] == expand("plate:Reported")


def test_mistakes_lead_nowhere(found: dict[str, Entry]) -> None:
    """Names that are rejected or denied are left out."""
    assert not {"Misprint", "Never So"} & {w.form for w in found["office"].wordings}


def test_former_names_are_marked(found: dict[str, Entry]) -> None:
    """What a thing has ceased to be called is former; what it is called is not."""
    assert [(w.form, w.former) for w in found["older"].wordings] == [
        ("Oldest Office", True),
        ("Older Office", False),
    ]


def test_chinese_is_written_in_four_ways(found: dict[str, Entry]) -> None:
    """Each wording in simplified Chinese brings its other forms, as the graph has them where it has."""
    forms = {w.written: (w.form, w.language) for w in found["office"].wordings if w.of == "网信办"}

    assert forms == {
        "traditional": ("as the graph has it", "zh-hant"),
        "pinyin": (pinyin("网信办"), "zh-latn-pinyin"),
        "plain-pinyin": (plain_pinyin("网信办"), "zh-latn"),
    }


def test_people_are_written_as_people(found: dict[str, Entry]) -> None:
    """A person's name is family name and given name, with capitals."""
    assert {w.form for w in found["xi"].wordings} == {"习近平", "習近平", "Xí Jìnpíng", "xi jinping"}


def test_plates_and_institutions_know_each_other(found: dict[str, Entry]) -> None:
    """Both ends name the other; what has come off is former, what still hangs is not."""
    office, older, plate = (expand(f"id:{slug}") for slug in ("office", "older", "plate"))

    assert found["plate"].bearers == (Tie(office), Tie(older, former=True))
    assert found["office"].plates == (Tie(plate),)
    assert found["older"].plates == (Tie(plate, former=True),)


def test_order_of_the_input_does_not_matter(tmp_path: Path) -> None:
    """The file is the same bytes whichever way the quads come."""
    quads = list(parse(PROLOGUE + FACTS, format=RdfFormat.TURTLE))
    write_search(sorted(quads, key=str), tmp_path)
    first = (tmp_path / SEARCH).read_bytes()
    write_search(sorted(quads, key=str, reverse=True), tmp_path)

    assert (tmp_path / SEARCH).read_bytes() == first


WORDINGS = st.builds(Wording, *[st.text()] * 5, st.booleans(), st.text(), st.text())
TIES = st.lists(st.builds(Tie, st.text(), st.booleans()), max_size=2).map(tuple)
ENTRIES = st.builds(Entry, st.text(), st.text(), st.lists(WORDINGS, max_size=3).map(tuple), TIES, TIES)


@given(st.lists(ENTRIES, max_size=3))
def test_file_holds_what_was_written(given_entries: list[Entry]) -> None:
    """Reading what was written gives it back, whatever the words are, as long as there are some."""
    whole = [
        e
        for e in given_entries
        if e.iri and e.label and e.wordings and all(w.form for w in e.wordings) and _named(e)
    ]

    assert parsed(dumped(whole)).entries == tuple(whole)
    assert parsed(dumped(whole, {"ban": "办瓣"})).sounds == {"ban": "办瓣"}


def _named(entry: Entry) -> bool:
    return all(tie.iri for tie in (*entry.plates, *entry.bearers))


def test_release_lists_its_wordings(release: Path) -> None:
    """A built release has the file, its manifest the checksum, and all of the plates are in it."""
    body = (release / SEARCH).read_bytes()
    listed = json.loads((release / "manifest.json").read_text(encoding="utf-8"))["files"][SEARCH]
    held = {entry.iri for entry in parsed(body.decode()).entries}
    kinds = {"plate:Nameplate", "foaf:Person", "org:Organization", "org:Post", "plate:GovernanceConcept"}
    wanted = {expand(kind) for kind in kinds}
    quads = parse((release / "quads.nq").read_bytes(), format=RdfFormat.N_QUADS)
    things = {
        q.subject.value
        for q in quads
        if q.predicate.value == expand("rdf:type") and getattr(q.object, "value", "") in wanted
    }

    assert listed["sha256"] == hashlib.sha256(body).hexdigest()
    assert listed["media_type"] == "application/json"
    assert {iri for iri in things if iri.startswith(ID)} - held == set()


def test_an_older_file_can_be_read(release: Path) -> None:
    """What was written before there were sounds and sorts is read as it is."""
    text = (release / SEARCH).read_text(encoding="utf-8")
    older = json.loads(text)
    del older["sounds"]
    held = parsed(json.dumps(older | {"format": 1}))
    assert held.entries == parsed(text).entries
    assert held.sounds == {}


def test_release_has_terms_queries_and_sounds(release: Path) -> None:
    """Terms of the vocabulary and published queries are told apart; characters stand by their sound."""
    held = parsed((release / SEARCH).read_text(encoding="utf-8"))
    sorts = {entry.iri: entry.sort for entry in held.entries}
    assert sorts[expand("plate:DualNameplateInstitution")] == sorts[expand("plate:hasNameplate")] == TERM
    assert {sort for iri, sort in sorts.items() if "#query-" in iri} == {QUERY}
    assert {sort for iri, sort in sorts.items() if iri.startswith(ID)} == {""}
    assert {"办", "辦", "瓣"} <= set(held.sounds["ban"])
    told = [character for characters in held.sounds.values() for character in characters]
    assert len(told) == len(set(told)) > 5_000
