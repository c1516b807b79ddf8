"""How far the sources are covered, on pages: the reading inventory, known gaps, measurements, the report."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, parse
from werkzeug.test import Client

from server.names import DATASET, ONTOLOGY, expand, thing
from server.wsgi import create_app
from tests.web.conftest import Reader, write_release


def row(page: str, fact: str) -> str:
    """The row of a fact."""
    found = re.search(rf'<tr id="{fact.lower()}">.*?</tr>', page, re.DOTALL)
    assert found, fact
    return found[0]


def test_each_fact_says_what_became_of_it(client: Client) -> None:
    """A stated fact links its statements, one left out has both reasons, one that is missing says so."""
    page = client.get("/coverage?section=A").text
    assert 'href="/id/rel-cac-oep"' in row(page, "F001")
    assert 'href="/id/gap-cac"' in row(page, "F001")
    for words in ("left out", "a page number", '<bdi lang="zh-Hans">页码</bdi>', 'href="/id/doc-000"'):
        assert words in row(page, "F002")
    assert "missing" in row(page, "F003")
    assert "1 of 3 stated, 1 left out, 1 missing" in page
    assert '<bdi lang="zh-Hans">办公室</bdi>' in page


def test_the_sections_are_counted(client: Client) -> None:
    """The overview has a row for each section, with its facts by what became of them, and leads to each."""
    page = client.get("/coverage").text
    assert "still to come" in page
    found = re.search(r'<tr id="section-a">.*?</tr>', page, re.DOTALL)
    assert found
    assert 'href="/coverage?section=A"' in found[0]
    assert re.findall(r'<td class="number" data-label="[^"]+">(\d+)</td>', found[0]) == ["3", "1", "1", "1"]
    assert all(f'id="f00{number}"' in found[0] for number in (1, 2, 3))  # as they were linked


def test_sections_hold_each_fact_once(site: Client) -> None:
    """Of the whole dataset, the pages of the sections together have the facts of the table, and lead on."""
    letters = re.findall(r'href="/coverage\?section=(\w+)"', site.get("/coverage").text)
    pages = [site.get(f"/coverage?section={letter}").text for letter in letters]
    shown = [fact for page in pages for fact in re.findall(r'<tr id="(f\d+)">', page)]
    facts = json.loads(site.get("/coverage.json").data)["facts"]
    assert shown == [fact["fact"].lower() for fact in facts]
    for page, following in zip(pages, [*letters[1:], ""], strict=True):
        found = re.findall(r'<a rel="next" href="/coverage\?section=(\w+)"', page)
        assert found == ([following] if following else [])


def test_a_section_that_there_is_not(client: Client) -> None:
    """It is refused, with those that there are."""
    refused = client.get("/coverage?section=zz")
    assert refused.status_code == 400
    assert "There are: A." in refused.get_json()["detail"]


@pytest.mark.parametrize(
    ("asked", "same"),
    [
        ("format=json", "/coverage.json"),
        ("format=csv", "/coverage.csv"),
        ("_mediatype=text/csv", "/coverage.csv"),
    ],
)
def test_a_form_by_query(client: Client, asked: str, same: str) -> None:
    """What the query names is what is had at the path of that form."""
    answer, other = client.get(f"/coverage?{asked}"), client.get(same)
    assert (answer.content_type, answer.data) == (other.content_type, other.data)


@pytest.mark.parametrize("path", ["/coverage", "/changes"])
def test_a_form_that_there_is_not(client: Client, path: str) -> None:
    """It is refused, with where the others are."""
    refused = client.get(f"{path}?format=nothing")
    assert refused.status_code == 406
    assert {"type": "text/csv", "href": f"{path}.csv"} in refused.get_json()["offers"]


def test_the_table_as_data(client: Client, small: Path) -> None:
    """The CSV is the file of the release; the JSON says the same, with lists; both are linked."""
    table = client.get("/coverage.csv")
    assert table.content_type == "text/csv; charset=utf-8; header=present"
    assert table.data == (small / "coverage.csv").read_bytes()
    facts = json.loads(client.get("/coverage.json").data)["facts"]
    rows = list(csv.DictReader(io.StringIO(table.text)))
    assert [f["fact"] for f in facts] == [r["fact"] for r in rows]
    assert facts[0]["statements"] == [thing("rel-cac-oep"), thing("gap-cac")]
    assert facts[0]["sources"] == [thing("doc-000")]
    assert facts[1]["reason"] == {"en": "a page number", "zh": "页码"}
    links = client.get("/coverage").headers["Link"]
    assert '</coverage.csv>; rel="alternate"; type="text/csv"' in links
    assert '</coverage.json>; rel="alternate"; type="application/json"' in links


@pytest.mark.parametrize(
    "path", ["/coverage", "/coverage.csv", "/coverage.json", "/dumps/0.0-dev/report.ttl"]
)
def test_what_a_release_does_not_have_is_404(tmp_path: Path, path: str) -> None:
    """A release without inventory or report says so, and its pages do not link them."""
    directory = tmp_path / "0.0-dev-0123456789abcdef"
    directory.mkdir()
    write_release(directory, "0.0-dev")
    manifest = json.loads((directory / "manifest.json").read_text())
    for name in ("coverage.csv", "report.ttl"):
        (directory / name).unlink()
        del manifest["files"][name]
    (directory / "manifest.json").write_text(json.dumps(manifest))
    app = create_app(release=directory, workers=1)
    try:
        reader = Reader(app)
        assert reader.get(path).status_code == 404
        for page in ("/dataset", "/sources/"):
            found = reader.get(page, headers={"Accept": "text/html"}).text
            assert f'href="{path}"' not in found
            assert 'href="/gaps"' in found
    finally:
        app.close()


def test_gaps_stand_by_what_they_are_about(client: Client) -> None:
    """A gap has its subject, and what is missing in words."""
    page = client.get("/gaps").text
    found = re.search(r"<tbody>.*?</tbody>", page, re.DOTALL)
    assert found
    for words in ('href="/id/cac"', "Who led it first is not stated.", 'href="/id/gap-cac"'):
        assert words in found[0]
    assert "1 known gap." in page


def test_pages_of_the_whole_lead_here(client: Client) -> None:
    """The pages of the dataset and of the sources link the inventory and the gaps, the first the report."""
    dataset = client.get("/dataset", headers={"Accept": "text/html"}).text
    for page in (dataset, client.get("/sources/").text):
        assert 'href="/coverage"' in page
        assert 'href="/gaps"' in page
    assert 'href="/dumps/0.0-dev/report.ttl"' in dataset


def test_the_report_is_the_file(client: Client, small: Path) -> None:
    """The validation report is served as the release holds it."""
    response = client.get("/dumps/0.0-dev/report.ttl")
    assert response.content_type == "text/turtle; charset=utf-8"
    assert response.data == (small / "report.ttl").read_bytes()
    assert client.get("/dumps/9.9/report.ttl").status_code == 404


def cells(page: str, metric: str) -> list[str]:
    """The values of a metric on the dataset's page, as text."""
    found = re.search(rf'<tr id="metric-{metric}">.*?</tr>', page, re.DOTALL)
    assert found, metric
    return [re.sub(r"<[^>]+>", " ", cell).strip() for cell in re.findall(r"<td.*?</td>", found[0], re.DOTALL)]


def test_measurements_are_readable(client: Client) -> None:
    """A share is told in per cent with its parts, a count as a number, a check as yes or no."""
    page = client.get("/dataset", headers={"Accept": "text/html"}).text
    assert cells(page, "facts") == ["3", "3"]
    assert cells(page, "facts-stated")[0].split() == ["33.3%", "1", "of", "3"]
    assert cells(page, "shacl-warnings") == ["1"]
    assert cells(page, "consistent") == ["yes"]
    for words in ("Statements that cite a passage", '<bdi lang="zh-Hans">引证段落的陈述</bdi>', "Whole"):
        assert words in page


def test_page_and_data_say_the_same(site: Client) -> None:
    """Each measurement of the real release stands on the page with the value that the RDF has."""
    page = site.get("/dataset", headers={"Accept": "text/html"}).text
    triples = [q.triple for q in parse(site.get("/dataset.nt").data, format=RdfFormat.N_TRIPLES)]
    metric_of = {
        t.subject: t.object.value.partition("#metric-")[2]
        for t in triples
        if t.predicate == NamedNode(expand("dqv:isMeasurementOf")) and isinstance(t.object, NamedNode)
    }
    counted = 0
    for t in triples:
        if t.predicate == NamedNode(expand("dqv:value")) and isinstance(t.object, Literal):
            told = [cell.split()[0] for cell in cells(page, metric_of[t.subject]) if cell]
            if t.object.datatype == NamedNode(expand("xsd:integer")):
                assert f"{int(t.object.value):,}" in told
                counted += 1
    assert counted > 40


@pytest.mark.card("DWBP", "32")
def test_classes_and_properties_are_counted_on_the_page(site: Client) -> None:
    """Both tables list what the description counts."""
    page = site.get("/dataset", headers={"Accept": "text/html"}).text
    triples = [q.triple for q in parse(site.get("/dataset.nt").data, format=RdfFormat.N_TRIPLES)]
    for name, heading in (("class", "Classes"), ("property", "Properties")):
        dataset = [
            t
            for t in triples
            if t.predicate == NamedNode(expand(f"void:{name}Partition")) and t.subject == NamedNode(DATASET)
        ]
        assert f"<summary>{heading} ({len(dataset)})</summary>" in page
        assert len(dataset) > 50


def test_every_fact_of_the_sources_can_be_followed(site: Client) -> None:
    """Each statement that the real inventory names has a page of its own."""
    facts = json.loads(site.get("/coverage.json").data)["facts"]
    statements = sorted({iri for fact in facts for iri in fact["statements"]})
    assert len(facts) == 537
    assert len(statements) > 400
    for iri in statements[::10]:
        assert site.get("/page/" + iri.rpartition("/")[2]).status_code == 200, iri


@pytest.mark.card("DWBP", "22")
def test_every_gap_of_the_data_is_on_the_page(site: Client) -> None:
    """The page of the real release has each known gap that the query for them finds, and no other."""
    query = f"SELECT DISTINCT ?gap WHERE {{ ?gap a <{ONTOLOGY}KnownGap> }}"
    answer = site.get("/sparql", query_string={"query": query}, headers={"Accept": "text/csv"}).text
    expected = {iri.rpartition("/")[2] for iri in answer.split()[1:]}
    page = site.get("/gaps").text
    assert set(re.findall(r'class="permalink" href="/id/([^"]+)"', page)) == expected
    assert f"{len(expected)} known gaps" in page
