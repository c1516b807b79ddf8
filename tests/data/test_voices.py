"""Whose word each statement is, how sure, on which endnote, and what follows from none of it."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from pyoxigraph import Store

from server.texts import RENDERED
from tests.data.statements import Statement, ask, values

SAME, NEARBY = "plate:SameSentence", "plate:Nearby"
UNSURE = {f"id:certainty-{word}" for word in ("judgement", "hedged", "disputed", "inferred")}
#: Without these readings plates would hang on no body, and one association would be two.
READINGS = {"F131", "F132", "F138"}


def test_every_claim_has_voice_and_certainty(store: Store, stated: Mapping[str, Statement]) -> None:
    """Whatever has a standing says whose word it is and how sure, and cites a passage."""
    claims = {claim for (claim,) in ask(store, "?c", "?c plate:standing ?standing")}
    assert len(claims) > 900
    assert claims <= stated.keys()
    assert [claim for claim in claims if not stated[claim].voices or not stated[claim].certainty] == []


def test_words_of_the_curators_are_in_both_languages(store: Store) -> None:
    """Known gaps and claims in prose, and all notes on things, are told in English and in Chinese."""
    said = "VALUES ?p { dcterms:description skos:editorialNote skos:scopeNote } ?s ?p ?text"
    ours = f'{said} FILTER(STRSTARTS(STR(?s), STR(id:)) && LANG(?text) = "%s")'
    english, chinese = (ask(store, "?s ?p", ours % tag) for tag in ("en", "zh-hans"))
    assert english == chinese
    told = {thing for thing, predicate in english if predicate == "dcterms:description"}
    for kind, number in (("plate:KnownGap", 79), ("plate:ProseClaim", 290)):
        found = {thing for (thing,) in ask(store, "?s", f"?s a {kind}")}
        assert len(found) >= number
        assert found <= told
    pages = ask(store, "?s", "?s a plate:ConsultedPage")
    labelled = '?s a plate:ConsultedPage ; skos:prefLabel ?l FILTER(LANG(?l) = "zh-hans")'
    assert pages == ask(store, "?s", labelled)


def test_renderings_are_marked_in_the_same_words(store: Store) -> None:
    """Every note that a Chinese label is the curators' own is known as such, whatever thing it is on."""
    own = 'FILTER(CONTAINS(?note, "curators’ rendering") || CONTAINS(?note, "编者所译"))'
    notes = {note for (note,) in ask(store, "?note", f"?s skos:editorialNote ?note {own}")}
    assert notes == RENDERED


def test_what_is_unsure_is_only_reported(store: Store, stated: Mapping[str, Statement]) -> None:
    """Judgements, hedges, disputes and readings are not endorsed, but for three readings and labels."""
    labels = {name for (name,) in ask(store, "?n", "?n plate:nameKind id:name-editorial")}
    endorsed = {
        name
        for name, one in stated.items()
        if one.certainty in UNSURE and one.standing != "plate:Reported" and not one.facts & READINGS
    }
    assert endorsed - labels == set()
    judged = [one for one in stated.values() if one.certainty == "id:certainty-judgement"]
    assert len(judged) > 80


def test_disputes_are_side_by_side(store: Store, stated: Mapping[str, Statement]) -> None:
    """What is disputed names a rival, and one of the two says why."""
    disputed = [name for name, one in stated.items() if one.certainty == "id:certainty-disputed"]
    assert len(disputed) >= 8
    for name in disputed:
        rivals = values(store, name, "plate:disputes|^plate:disputes")
        assert rivals, name
        assert any(values(store, one, "skos:editorialNote") for one in {name, *rivals}), name
        assert name not in rivals


def test_denials(store: Store, stated: Mapping[str, Statement]) -> None:
    """What the sources deny is stated as a denial, in prose, so that no plain triple can come of it."""
    denied = {name: one for name, one in stated.items() if one.negative}
    assert {fact for one in denied.values() for fact in one.facts} == {
        "F248",
        "F445",
        "F460",
        "F472",
        "F473",
        "F475",
    }
    assert {one.certainty for one in denied.values()} == {"id:certainty-negated"}
    castable = {"plate:Relation", "plate:StatementClaim", "plate:Name"}
    assert [name for name, one in denied.items() if one.kinds & castable] == []
    plainly = ask(
        store, "?c", "?c plate:certainty id:certainty-negated MINUS { ?c plate:polarity plate:Negative }"
    )
    assert plainly == set()


def test_reported_statements_are_not_cast(store: Store) -> None:
    """A statement that is only reported leaves no plain triple, unless an endorsed one says the same."""
    said = "?c plate:standing plate:{} ; rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o"
    reported = ask(store, "?s ?p ?o", said.format("Reported"))
    endorsed = ask(store, "?s ?p ?o", said.format("Endorsed"))
    assert len(reported) > 10
    for subject, predicate, value in reported - endorsed:
        assert value not in values(store, subject, predicate), (subject, predicate, value)


@pytest.mark.parametrize(
    ("fact", "word"),
    [
        ("F018", "hedged"),
        ("F048", "hedged"),
        ("F291", "hedged"),
        ("F323", "hedged"),
        ("F107", "judgement"),
        ("F262", "judgement"),
        ("F370", "judgement"),
        ("F460", "negated"),
    ],
)
def test_how_sure(stated: Mapping[str, Statement], fact: str, word: str) -> None:
    """Said to, reportedly, viewed as, in effect, never: each keeps its certainty, in the authors' voice."""
    told = [one for one in stated.values() if fact in one.facts and f"id:certainty-{word}" == one.certainty]
    assert told
    assert {voice for one in told for voice in one.voices} == {"id:aspi-authors"}


@pytest.mark.parametrize(
    ("fact", "voice"),
    [
        ("F122", "id:cac"),
        ("F141", "id:csac"),
        ("F212", "id:zhao-zeliang"),
        ("F244", "id:xi-jinping"),
        ("F264", "id:xi-jinping"),
        ("F282", "id:ccp"),
        ("F329", "id:xi-jinping"),
        ("F336", "id:prc"),
        ("F354", "id:prc"),
        ("F377", "id:ccp"),
        ("F380", "id:international-critics"),
    ],
)
def test_who_is_quoted(stated: Mapping[str, Statement], fact: str, voice: str) -> None:
    """What officials, bodies, documents and critics are quoted for is theirs and not the authors'."""
    quoted = [one for one in stated.values() if fact in one.facts and one.certainty == "id:certainty-quoted"]
    assert {speaker for one in quoted for speaker in one.voices} == {voice}
    charter = {"plate:Endorsed"} if fact == "F141" else {"plate:Reported"}
    assert {one.standing for one in quoted} == charter


@pytest.mark.parametrize(
    ("fact", "endnotes"),
    [
        ("F056", {(8, SAME)}),
        ("F083", {(7, NEARBY)}),
        ("F128", {(6, SAME)}),
        ("F103", {(17, NEARBY)}),
        ("F113", {(17, SAME)}),
        ("F046", {(14, SAME)}),
        ("F047", {(15, SAME)}),
        ("F048", {(16, NEARBY)}),
        ("F177", {(16, SAME)}),
        ("F209", {(57, NEARBY)}),
        ("F214", {(57, SAME)}),
        ("F212", {(58, NEARBY)}),
        ("F213", {(58, SAME)}),
        ("F230", {(46, SAME)}),
        ("F234", {(45, SAME), (46, SAME)}),
        ("F107", set()),
        ("F148", set()),
    ],
)
def test_endnotes_keep_their_scope(
    stated: Mapping[str, Statement], fact: str, endnotes: set[tuple[int, str]]
) -> None:
    """An endnote in the sentence itself is told from one that only closes a later sentence."""
    use = {"plate:Attestation"}  # who uses a wording may rest on another sentence than what is said in it
    told = [one for one in stated.values() if fact in one.facts and not one.kinds & use]
    assert told
    assert set().union(*(one.endnotes for one in told)) == endnotes


def test_public_pages_do_not_speak_for_the_sources(store: Store) -> None:
    """A claim of a public page carries no fact number and is not in the authors' voice or the page's."""
    public = "?c plate:citation/plate:passage/dcterms:isPartOf/rdf:type plate:ConsultedPage ; "
    assert len(ask(store, "?c", public + "plate:standing ?st")) > 50
    assert ask(store, "?c", public + "plate:factNumber ?fact") == set()
    voices = ask(store, "?voice", public + "prov:wasAttributedTo ?voice")
    assert not {("id:aspi-authors",), ("id:atlantic-council-page",)} & voices
