"""Finding things by what they are called: which, in which order, and why."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.errors import ReleaseError
from server.names import expand
from server.store.search import Fit, Search
from server.wordings import SEARCH, Entry, Tie, Wording

ABBREVIATION = expand("id:name-abbreviation")
FULL = expand("id:name-full")
ENDORSED = expand("plate:Endorsed")
REPORTED = expand("plate:Reported")


def name(form: str, kind: str = FULL, *, former: bool = False, standing: str = ENDORSED) -> Wording:
    """A name in English."""
    return Wording(form, "en", kind, "urn:claim", standing, former)


def entry(iri: str, *wordings: Wording, plates: tuple[Tie, ...] = ()) -> Entry:
    """A thing that is called so."""
    return Entry(iri, wordings[0].form, wordings, plates)


THINGS = (
    entry(
        "cac", name("Cyberspace Administration of China"), name("CAC", ABBREVIATION), plates=(Tie("siio"),)
    ),
    entry(
        "siio",
        name("State Internet Information Office"),
        name("SIIO", ABBREVIATION),
        Wording("国家互联网信息办公室", "zh-hans", FULL, "urn:claim", ENDORSED),
        Wording("guójiā hùliánwǎng", "zh-latn-pinyin", written="pinyin", of="国家互联网"),
    ),
    entry("scio", name("State Council Information Office"), name("SCIO", ABBREVIATION)),
    entry("cacti", Wording("cacti", "en")),
    entry("cac-book", Wording("book of the CAC", "en")),
    entry("maniac", Wording("pancaca", "en")),
    entry("word", name("SCIO as a word"), name("CAC as a word", former=True)),
    entry("older", name("Office, old"), name("SIIO", ABBREVIATION, former=True)),
    entry("doubted", name("Doubted Office"), name("SIIO", ABBREVIATION, standing=REPORTED)),
    entry("named", name("SIIO")),
)

QUERIES = [
    ("cac", ["cac", "cacti", "word", "cac-book", "maniac"]),
    ("siio", ["named", "siio", "doubted", "older", "cac"]),
    ("SCIO", ["scio", "word"]),
    ("state", ["scio", "siio", "cac"]),
    ("office information state", ["scio", "siio", "cac"]),
    ("information office", ["scio", "siio", "cac"]),
    ("informationoffice", ["scio", "siio", "cac"]),
    ("guojiahulianwang", ["siio", "cac"]),
    ("GUÓ JIĀ", ["siio", "cac"]),
    ("hulian", ["siio", "cac"]),
    ("互联网", ["siio", "cac"]),
    ("办公室 国家", ["siio", "cac"]),
    ("ca", ["cac", "cacti", "word", "cac-book"]),
    ("io", []),
    ("nobody", []),
    ("", []),
    ("!", []),
    ("\n", []),
]


@pytest.fixture(scope="module")
def search() -> Search:
    """The things above."""
    return Search(THINGS)


@pytest.mark.parametrize(("query", "expected"), QUERIES)
def test_what_is_found(search: Search, query: str, expected: list[str]) -> None:
    """Each query finds these things and no others, in this order."""
    assert [hit.entry.iri for hit in search.find(query)] == expected


@pytest.mark.parametrize(
    ("query", "iri", "fit"),
    [
        ("SIIO", "named", Fit.EXACT),
        ("SIIO", "siio", Fit.ABBREVIATION),
        ("cacti", "cacti", Fit.EXACT),
        ("cact", "cacti", Fit.PREFIX),
        ("the book", "cac-book", Fit.WORDS),
        ("book of", "cac-book", Fit.PREFIX),
        ("anca", "maniac", Fit.INSIDE),
    ],
)
def test_how_it_fits(search: Search, query: str, iri: str, fit: Fit) -> None:
    """A hit says how well the wording fits."""
    assert {hit.entry.iri: hit.fit for hit in search.find(query)}[iri] is fit


def test_institution_is_found_by_its_plate(search: Search) -> None:
    """Where the plate bears the wording, the hit says which plate it is."""
    hits = {hit.entry.iri: hit for hit in search.find("State Internet")}

    assert (plate := hits["cac"].plate) is not None
    assert plate.iri == "siio"
    assert hits["siio"].plate is None


def test_former_plate_makes_a_former_hit() -> None:
    """What a plate is called that has come off is no present name of the institution."""
    search = Search([entry("body", name("Body"), plates=(Tie("old"),)), entry("old", name("Old Plate"))])
    past = Search(
        [entry("body", name("Body"), plates=(Tie("old", former=True),)), entry("old", name("Old Plate"))]
    )

    assert [hit.former for hit in search.find("old plate")] == [False, False]
    assert [hit.former for hit in past.find("old plate")] == [False, True]


FORMS = st.text(min_size=1, max_size=12)


@given(st.lists(FORMS, min_size=1, max_size=6), st.text(max_size=8))
def test_any_wording_finds_its_thing(forms: list[str], query: str) -> None:
    """Each wording that holds a word finds its thing as an exact fit, and nothing asked for is an error."""
    search = Search([entry(str(place), Wording(form)) for place, form in enumerate(forms)])
    search.find(query)

    for place, form in enumerate(forms):
        if any(character.isalnum() for character in form):
            hits = {hit.entry.iri: hit.fit for hit in search.find(form)}
            assert hits.get(str(place), Fit.EXACT) is Fit.EXACT


@pytest.mark.parametrize(
    "text", ["", "{}", '{"format": 3, "things": []}', '{"format": 1, "things": [{}]}', "[]"]
)
def test_another_shape_is_refused(tmp_path: Path, text: str) -> None:
    """A file that this program did not write is named, with what to do."""
    (tmp_path / SEARCH).write_text(text, encoding="utf-8")
    with pytest.raises(ReleaseError, match="build the release again"):
        Search.opened(tmp_path)


def test_release_without_the_file_is_refused(tmp_path: Path) -> None:
    """A release that an older program built says that it must be built again."""
    with pytest.raises(ReleaseError, match=SEARCH):
        Search.opened(tmp_path)
