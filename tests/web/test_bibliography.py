"""Citations as text, BibTeX and CSL-JSON: read back by a BibTeX parser and held against the CSL schema."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pybtex import PybtexEngine
from pybtex.database import Entry, parse_string

from server.web.bibliography import Citation, Instead, Note, Part, Whole, bibtex, csl, key, text
from server.web.languages import LANGUAGES, language_of

#: The schema of the Citation Style Language project, as published (MIT).
SCHEMA = json.loads((Path(__file__).parent / "data" / "csl-data.json").read_text(encoding="utf-8"))
FITS = jsonschema.Draft7Validator(SCHEMA)

WHOLE = Whole(
    title="Plates & pledges: 100% of {all} #1_x",
    creators=("Plate curators", "第二编者"),
    publisher="Plate press",
    version="0.1.0",
    issued=date(2026, 11, 22),
    published=True,
    iri="https://w3id.org/nameplate/dataset/0.1.0",
    licence="https://creativecommons.org/licenses/by/4.0/",
)
PART = Part(
    "网信办 ~ \\office^",
    "https://w3id.org/nameplate/id/网_x",
    "网_x",
    notes=(Note("Document:", "https://example.org/a%20b"),),
)
DAY = date(2026, 12, 1)

TEXTS = st.text(st.characters(codec="utf-8"), max_size=12)
WORDS = st.text(
    st.one_of(st.sampled_from("\\{}~^#$%&_\"'@,中"), st.characters(categories=("L", "N", "P", "S"))),
    min_size=1,
    max_size=12,
)
CITATIONS = st.builds(
    Citation,
    st.builds(
        Whole,
        WORDS,
        st.lists(WORDS, min_size=1, max_size=2).map(tuple),
        TEXTS,
        WORDS,
        st.dates(),
        st.booleans(),
        st.just("https://w3id.org/nameplate/dataset"),
        st.sampled_from(["", "https://creativecommons.org/licenses/by/4.0/"]),
    ),
    st.one_of(
        st.none(),
        st.builds(
            Part,
            WORDS,
            TEXTS.map(lambda end: f"https://w3id.org/nameplate/id/{end}"),
            TEXTS,
            st.sampled_from(["entry", "dataset", "webpage"]),
            st.lists(st.builds(Note, TEXTS, TEXTS), max_size=2).map(tuple),
            st.sampled_from(["", "2016-12-31"]),
        ),
    ),
    st.dates(),
    st.booleans(),
    st.sampled_from(LANGUAGES),
    st.one_of(
        st.none(),
        st.builds(Instead, WORDS, st.just("https://w3id.org/nameplate/dataset/0.1.0"), TEXTS, st.booleans()),
    ),
)


def entry(citation: Citation) -> Entry:
    """The one entry of a citation in BibTeX."""
    entries = parse_string(bibtex(citation), "bibtex").entries
    assert list(entries) == [key(citation)]
    return entries[key(citation)]


def plain(tex: str) -> str:
    """What TeX makes of a field."""
    named = {
        "textbackslash": "\\",
        "textbraceleft": "[",
        "textbraceright": "]",
        "textasciitilde": "~",
        "textasciicircum": "^",
    }
    found = re.sub(r"\\([a-z]+)\{\}", lambda m: named[m[1]], tex)
    return re.sub(r"\\([#$%&_])", r"\1", found).replace("{", "").replace("}", "")


@given(CITATIONS)
def test_bibtex_can_be_read(citation: Citation) -> None:
    """Every citation is one entry for a BibTeX parser, with nothing of its words lost."""
    found = entry(citation)
    whole, part = citation.whole, citation.part
    expected = " ".join((part.label if part else whole.title).split())
    assert plain(found.fields["title"]) == expected.replace("{", "[").replace("}", "]")
    assert found.fields["year"] == str(whole.issued.year)
    assert found.fields["urldate"] == citation.accessed.isoformat()
    assert len(found.persons["author"]) == len(whole.creators)
    assert not set(found.fields["url"]) & set('{}\\ "')
    assert found.fields["url"].isascii()


@given(CITATIONS)
def test_csl_fits_its_schema(citation: Citation) -> None:
    """Every citation is an item of CSL-JSON, without empty members."""
    item = json.loads(json.dumps(csl(citation)))
    FITS.validate([item])
    assert all(item.values())


@given(CITATIONS)
def test_text_is_one_line(citation: Citation) -> None:
    """A citation in a bibliography is one line, whatever the words hold."""
    assert text(citation).isprintable()


def test_bibtex_of_the_whole() -> None:
    """Each field has its value; what means something to TeX is escaped, names are kept whole."""
    found = entry(Citation(WHOLE, None, DAY, by_clock=False))
    assert found.type == "misc"
    assert dict(found.fields) == {
        "title": r"{Plates \& pledges: 100\% of \textbraceleft{}all\textbraceright{} \#1\_x}",
        "publisher": "Plate press",
        "version": "0.1.0",
        "year": "2026",
        "month": "November",
        "url": "https://w3id.org/nameplate/dataset/0.1.0",
        "urldate": "2026-12-01",
        "note": r"Accessed 2026-12-01. Licence: \url{https://creativecommons.org/licenses/by/4.0/}",
    }
    assert [str(person) for person in found.persons["author"]] == ["{Plate curators}", "{第二编者}"]


def test_bibtex_of_a_part() -> None:
    """A part is cited under its own address, in the whole and its version."""
    found = entry(Citation(WHOLE, replace(PART, at="2016-12-31"), DAY, by_clock=True))
    assert found.fields["title"] == r"{网信办 \textasciitilde{} \textbackslash{}office\textasciicircum{}}"
    assert found.fields["url"] == "https://w3id.org/nameplate/id/%E7%BD%91_x"
    assert found.fields["howpublished"].startswith(r"In: {Plates \& pledges")
    assert found.fields["note"].split(". ") == [
        "as of 2016-12-31",
        r"version 0.1.0 \url{https://w3id.org/nameplate/dataset/0.1.0}",
        r"Document: \url{https://example.org/a%20b}",
        "Accessed 2026-12-01 (day by the server's clock, UTC)",
        r"Licence: \url{https://creativecommons.org/licenses/by/4.0/}",
    ]


def test_a_style_of_bibtex_can_print_it() -> None:
    """The standard style makes a reference of it that holds names, title, date and version."""
    citation = Citation(replace(WHOLE, title="Plates and pledges"), None, DAY, by_clock=False)
    printed = PybtexEngine().format_from_string(
        bibtex(citation), style="plain", output_backend="text", min_crossrefs=2
    )
    assert "Plates and pledges" in printed
    assert "Plate curators" in printed
    assert "November 2026" in printed


def test_csl_of_a_part() -> None:
    """Each member has its value."""
    item: Any = csl(Citation(WHOLE, PART, DAY, by_clock=False))
    assert item == {
        "id": "nameplate-0.1.0-x",
        "type": "entry",
        "title": "网信办 ~ \\office^",
        "author": [{"literal": "Plate curators"}, {"literal": "第二编者"}],
        "container-title": WHOLE.title,
        "publisher": "Plate press",
        "version": "0.1.0",
        "issued": {"date-parts": [[2026, 11, 22]]},
        "accessed": {"date-parts": [[2026, 12, 1]]},
        "URL": PART.iri,
        "language": "en",
        "note": "version 0.1.0 https://w3id.org/nameplate/dataset/0.1.0. "
        "Document: https://example.org/a%20b. Accessed 2026-12-01. Licence: https://creativecommons.org/licenses/by/4.0/",
    }


@pytest.mark.parametrize(
    ("citation", "words"),
    [
        (
            Citation(WHOLE, None, DAY, by_clock=False),
            (
                "Plate curators, 第二编者. Plates & pledges: 100% of {all} #1_x, version 0.1.0, 2026. "
                "https://w3id.org/nameplate/dataset/0.1.0. Accessed 2026-12-01. "
                "Licence: https://creativecommons.org/licenses/by/4.0/."
            ),
        ),
        (
            Citation(
                replace(
                    WHOLE,
                    title="A",
                    creators=("B",),
                    licence="",
                    published=False,
                    version="1-dev",
                    build="1-dev-00",
                ),
                replace(PART, label="C", iri="https://x/c", at="2016-12-31"),
                DAY,
                by_clock=True,
            ),
            (
                "“C” (https://x/c), as of 2016-12-31. In: B. A, version 1-dev, 2026. "
                "https://w3id.org/nameplate/dataset/0.1.0. Document: https://example.org/a%20b. "
                "Not a published version, it may still change (build 1-dev-00). "
                "Accessed 2026-12-01 (day by the server's clock, UTC)."
            ),
        ),
        (
            Citation(
                replace(WHOLE, title="牌", creators=("编者",)),
                None,
                DAY,
                by_clock=False,
                language=language_of("zh-Hans"),
            ),
            (
                "编者。《牌》，版本 0.1.0，2026年。https://w3id.org/nameplate/dataset/0.1.0。访问日期：2026-12-01。"
                "许可：https://creativecommons.org/licenses/by/4.0/。"
            ),
        ),
        (
            Citation(
                replace(
                    WHOLE, title="牌", creators=("甲", "乙"), licence="", published=False, build="1-dev-00"
                ),
                replace(PART, label="丙", iri="https://x/c", at="2016-12-31", notes=()),
                DAY,
                by_clock=False,
                language=language_of("zh-Hant"),
                instead=Instead("0.1.0", "https://x/0.1.0/c", "https://x/cite"),
            ),
            (
                "「丙」（https://x/c），截至 2016-12-31。載：甲、乙。《牌》，版本 0.1.0，2026年。"
                "https://w3id.org/nameplate/dataset/0.1.0。"
                "並非正式發布的版本，內容仍可能變動（建置 1-dev-00）。"
                "請改引版本 0.1.0：https://x/0.1.0/c。存取日期：2026-12-01。"
            ),
        ),
        (
            Citation(replace(WHOLE, creators=(), title="T", licence=""), None, DAY, by_clock=False),
            "T, version 0.1.0, 2026. https://w3id.org/nameplate/dataset/0.1.0. Accessed 2026-12-01.",
        ),
    ],
    ids=["whole", "part of a draft", "Chinese", "draft in Chinese", "little known"],
)
def test_texts(citation: Citation, words: str) -> None:
    """A citation reads as one in a bibliography; what is not known is left out."""
    assert text(citation) == words
