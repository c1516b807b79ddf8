"""What is endorsed as a denial says that something is not so; no part of a page takes it for the contrary."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Final

import pytest
from pyoxigraph import Quad, RdfFormat, parse

from server.canonical import canonical
from server.documents import write_documents
from server.names import ID, PREFIXES
from server.store.dated_documents import MAYBE, DatedDocuments
from server.store.documents import Documents
from server.web import figure_rows
from server.web.as_of import DatedUrls
from server.web.as_of_page import page_as_of
from server.web.ends import ends
from server.web.nodes import Namer
from server.web.urls import Urls
from server.web.vocabulary import Vocabulary
from server.wsgi import create_app
from tests.web.conftest import VERSION, Reader, write_release
from tests.web.test_markup import said

_PROLOGUE: Final = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())
_ENDS: Final = """
plate:attested rdfs:subPropertyOf plate:about . plate:witness rdfs:subPropertyOf plate:about .
plate:issuer rdfs:subPropertyOf plate:about . plate:issued rdfs:subPropertyOf plate:about .
plate:relationSubject rdfs:subPropertyOf plate:about . plate:relationObject rdfs:subPropertyOf plate:about .
"""

#: What the curators say of a claim, and whether what it describes is so for them.
STANDINGS: Final = {
    "endorsed": ("plate:standing plate:Endorsed", True),
    "reported": ("plate:standing plate:Reported", False),
    "rejected": ("plate:standing plate:Rejected", False),
    "endorsed as a denial": ("plate:standing plate:Endorsed ; plate:polarity plate:Negative", False),
}
each = pytest.mark.parametrize(("standing", "so"), STANDINGS.values(), ids=STANDINGS)


def _quads(turtle: str) -> list[Quad]:
    """The quads of a text, all prefixes declared."""
    return canonical(parse(_PROLOGUE + turtle, format=RdfFormat.TRIG))


def test_figures(tmp_path: Path) -> None:
    """A figure says what is so by somebody's word: neither what is denied nor what is rejected."""
    text = "".join(
        f"id:{place} a plate:Delegation ; {words} ." for place, (words, _) in enumerate(STANDINGS.values())
    )
    write_documents(_quads(text), tmp_path)
    namer = Namer(Documents(tmp_path), Urls.of_project(None), Vocabulary())
    told = figure_rows.told(namer, [f"{ID}{place}" for place in range(len(STANDINGS))])
    assert told == [ID + "0", ID + "1"]


@each
def test_makers(tmp_path: Path, standing: str, so: bool) -> None:
    """Beside a document that uses a concept stand those who brought it out, and nobody who did not."""
    quads = _quads(
        _ENDS + f"id:pub a plate:Publication ; plate:issuer id:office ; plate:issued id:paper ; {standing} ."
        "id:use a plate:Attestation ; plate:attested id:idea ; plate:witness id:paper ;"
        "  plate:standing plate:Endorsed ."
    )
    write_documents(quads, tmp_path)
    namer = Namer(Documents(tmp_path), Urls.of_project(None), Vocabulary.of(quads))
    (witness,) = ends(namer, ID + "use", ID + "idea")
    assert [maker.iri for maker in witness.makers] == [ID + "office"] * so


@each
def test_times_between(tmp_path: Path, standing: str, so: bool) -> None:
    """Between two statements of one tie it is open whether it held, if both say that it did."""
    tie = "a plate:Tenure ; plate:relationSubject id:x ; plate:relationObject id:y"
    quads = _quads(
        f'{_ENDS} id:a {tie} ; plate:standing plate:Endorsed ; plate:startsLatest "2012-01-01"^^xsd:date .'
        f'id:b {tie} ; {standing} ; plate:endsEarliest "2018-01-01"^^xsd:date .'
    )
    write_documents(quads, tmp_path)
    (tmp_path / MAYBE).mkdir()
    write_documents([], tmp_path / MAYBE)
    then = date(2015, 1, 1)
    urls = DatedUrls(**vars(Urls.of_project(None)), at=then.isoformat())
    namer = Namer(DatedDocuments(tmp_path, (then, then)), urls, Vocabulary.of(quads))
    told = page_as_of(namer, urls, ID + "x", ())
    assert told is not None
    assert [tuple(one.iri for one in pair) for pair in told.apart] == [(ID + "a", ID + "b")] * so


def test_same_elsewhere(tmp_path: Path) -> None:
    """The head and `sameAs` lead to what is the same elsewhere; that something is not is a statement."""
    folder = tmp_path / f"{VERSION}-0123456789abcdef"
    folder.mkdir()
    item = "http://www.wikidata.org/entity/Q"
    links = "".join(
        f"id:link-{place} a plate:StatementClaim ; rdf:subject id:cac ; rdf:predicate skos:exactMatch ;"
        f"  rdf:object <{item}{place}> ; {words} ."
        for place, (words, _) in enumerate(STANDINGS.values())
    )
    write_release(folder, VERSION, links)
    app = create_app(release=folder, workers=1)
    page = Reader(app).get("/page/cac", headers={"Accept": "text/html"}).text
    app.close()
    assert said(page)["mainEntity"]["sameAs"] == [item + "0"]
    (head,) = re.findall(r'<p class="also references">.*?</p>', page)
    denied = [words for place, words in enumerate(STANDINGS) if f'href="{item}{place}"' not in head]
    assert denied == ["endorsed as a denial"]
    (row,) = re.findall(rf"<tr[^>]*>(?:(?!</tr>).)*{item}3.*?</tr>", page, re.DOTALL)
    assert "Not so:" in row
