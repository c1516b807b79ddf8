"""Documents and quotations: which works there are, who speaks in them, and what is not known of them."""

from __future__ import annotations

from pyoxigraph import Store

from tests.data.statements import ask, holds, labels, values

BOOK, CONCEPT = "id:doc-shared-future-2015", "id:doc-concept-document-2019"


def test_two_titles_nearly_alike_are_two_works(store: Store) -> None:
    """White paper of 2015 and concept document of 2019 differ in title, kind, issuer and year."""
    titles = {work: labels(store, work, "en") for work in (BOOK, CONCEPT)}
    assert titles == {
        BOOK: {"Jointly Building a Community with a Shared Future in Cyberspace"},
        CONCEPT: {"Jointly Build a Community of Common Destiny for Cyberspace"},
    }
    published = "?c plate:issued ?work ; plate:issuer ?who ; plate:validity ?year ; plate:standing ?standing"
    assert {row for row in ask(store, "?work ?who ?year ?standing", published) if row[0] in titles} == {
        (BOOK, "id:prc", "2015", "plate:Reported"),
        (CONCEPT, "id:wic-organising-committee", "2019", "plate:Endorsed"),
    }
    kinds = "?c rdf:subject ?work ; rdf:predicate dcterms:type ; rdf:object ?kind"
    assert {(BOOK, "id:kind-white-paper"), (CONCEPT, "id:kind-concept-document")} <= ask(
        store, "?work ?kind", kinds
    )


def test_two_works_are_held_apart_by_reading(store: Store) -> None:
    """That they are two works is a reading, as far as the two texts go, with the disputes side by side."""
    apart = f"?c rdf:subject {BOOK} ; rdf:object {CONCEPT} ; rdf:predicate ?p ; plate:standing ?standing"
    assert ask(store, "?p ?standing", apart) == {("owl:differentFrom", "plate:Reported")}
    assert not holds(store, f"{BOOK} owl:sameAs|owl:differentFrom|skos:exactMatch {CONCEPT}")
    assert "id:pub-concept-document-2019" in values(store, "id:pub-shared-future-2015", "plate:disputes")
    assert holds(store, f"?gap plate:gapSubject {BOOK} ; plate:searchedIn id:doc-000")
    assert holds(store, f"?gap plate:gapSubject {CONCEPT} ; plate:searchedIn id:doc-003")


def test_speaker_of_the_block_quotation_is_unknown(store: Store) -> None:
    """Nobody is named for the quotation on changes unseen in a century, least of all Xi, whom it follows."""
    said = "?c plate:factNumber 'F346' ; prov:wasAttributedTo ?voice ; plate:standing ?standing"
    assert ask(store, "?voice ?standing", said) == {("id:unknown-speaker", "plate:Reported")}
    gaps = "?gap a plate:KnownGap ; plate:gapSubject id:quotation-changes ; plate:gapProperty ?p"
    assert ask(store, "?p", gaps) == {("prov:wasAttributedTo",), ("plate:quotedFrom",)}
    about = "?c plate:about id:quotation-changes, id:xi-jinping"
    assert ask(store, "?c", about) == set()
    notes = {
        note for (note,) in ask(store, "?n", "?c plate:factNumber 'F346' ; plate:citation/plate:endnote ?n")
    }
    assert notes == {"25"}


def test_english_of_the_block_quotation_omits_a_clause(store: Store) -> None:
    """The English rendering of that quotation, and no other, leaves out a clause which the Chinese has."""
    omitted = "?c rdf:subject ?rendering ; rdf:predicate plate:omits ; rdf:object ?clause"
    assert ask(store, "?rendering ?clause", omitted) == {("id:quotation-changes-en", "信息化成为新治理手段")}
    renderings = "?r plate:renderingOf id:quotation-changes ; dcterms:language ?language"
    assert ask(store, "?r ?language", renderings) == {
        ("id:quotation-changes-en", "en"),
        ("id:quotation-changes-zh", "zh-Hans"),
    }


def test_draft_is_not_said_to_be_adopted(store: Store) -> None:
    """The declaration of 2014 is a draft: its adoption is a known gap, and how it went round is hedged."""
    draft = "id:doc-draft-declaration-2014"
    kinds = f"?c rdf:subject {draft} ; rdf:predicate dcterms:type ; rdf:object ?kind"
    assert ask(store, "?kind", kinds) == {("id:kind-draft-declaration",)}
    assert holds(store, f"?gap plate:gapSubject {draft} ; plate:gapProperty bibo:status")
    assert values(store, draft, "bibo:status") == set()
    publications = f"?c plate:issued {draft} ; plate:standing ?st ; plate:certainty ?sure"
    assert ask(store, "?st ?sure", publications) == {("plate:Reported", "id:certainty-hedged")}


def test_documents_that_have_no_title(store: Store) -> None:
    """White paper, academic paper and guidelines are known without a title, which is a gap of the report."""
    for work in ("id:doc-white-paper-2010", "id:doc-sovereignty-paper", "id:doc-cac-guidelines"):
        gap = f"?gap plate:gapSubject {work} ; plate:gapProperty dcterms:title ; plate:searchedIn id:doc-000"
        assert holds(store, gap)
        assert (
            ask(
                store,
                "?n",
                f"?n plate:nameOf {work} ; plate:nameKind id:name-full ; plate:drawsOn id:doc-000",
            )
            == set()
        )


def test_no_sentence_is_stored(store: Store) -> None:
    """A passage says where it stands, and never what it says."""
    told = "?p a plate:Passage ; ?property ?value"
    properties = {row[0] for row in ask(store, "?property", told)}
    assert (
        not {"rdf:value", "dcterms:description", "schema:text", "rdfs:comment", "bibo:content"} & properties
    )
    assert {"dcterms:isPartOf", "plate:firstLine", "plate:lastLine"} <= properties
