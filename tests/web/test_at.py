"""The endpoint as of a day, views of the data, and the examples of `docs/views.md`."""

from __future__ import annotations

import csv
import html
import re
import shlex
from urllib.parse import parse_qsl, urlencode

import pytest
import rdflib
from rdflib.namespace import DCTERMS, RDF, VOID
from werkzeug.test import Client, TestResponse

from server.names import GRAPH
from tests.readme import ADDRESS, Block, blocks, label
from tests.web.endpoint import BROWSER, FORM, get, post

SD = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
PROV = rdflib.Namespace("http://www.w3.org/ns/prov#")
SIMPLE = rdflib.URIRef("http://www.w3.org/ns/entailment/Simple")

ABOVE = "SELECT ?x { <https://w3id.org/nameplate/id/cac> <http://www.w3.org/ns/org#subOrganizationOf> ?x }"
CCAC = "x\r\nhttps://w3id.org/nameplate/id/ccac\r\n"
EXAMPLES = blocks("sh", "docs/views.md")
ANSWERS = blocks("csv", "docs/views.md")


def curl(client: Client, command: str) -> TestResponse:
    """The answer to a command of the guide."""
    words = shlex.split(command)
    assert words[:3] == ["curl", "--get", f"{ADDRESS}/sparql"]
    headers = dict(words[n + 1].split(": ") for n, word in enumerate(words) if word == "-H")
    fields = [words[n + 1].split("=", 1) for n, word in enumerate(words) if word == "--data-urlencode"]
    return client.get("/sparql?" + urlencode([(name, value) for name, value in fields]), headers=headers)


@pytest.mark.parametrize(("example", "expected"), list(zip(EXAMPLES, ANSWERS, strict=True)), ids=label)
def test_examples_of_the_guide(asker: Client, example: Block, expected: Block) -> None:
    """Each command of the guide gives the table that the guide shows."""
    answer = curl(asker, example.text)
    assert answer.status_code == 200, answer.text
    assert list(csv.reader(answer.text.splitlines())) == list(csv.reader(expected.text.splitlines()))


def test_ways_of_asking(asker: Client) -> None:
    """The day stands in the address, in a form, or in the address of a query that is posted as it is."""
    form = urlencode({"query": ABOVE, "at": "2020-06-30"})
    answers = [
        get(asker, ABOVE, "text/csv", at="2020-06-30"),
        asker.post("/sparql", data=form, content_type=FORM, headers={"Accept": "text/csv"}),
        asker.post(
            "/sparql?at=2020-06-30",
            data=ABOVE,
            content_type="application/sparql-query",
            headers={"Accept": "text/csv"},
        ),
    ]
    assert [answer.text for answer in answers] == [CCAC] * 3
    assert {answer.headers["Nameplate-At"] for answer in answers} == {"2020-06-30"}


def test_an_answer_says_as_of_when_it_is(asker: Client) -> None:
    """Period and description are in the headers, and the tag is of that period alone."""
    now, day, year = (get(asker, ABOVE, "text/csv", at=at) for at in ("", "2020-06-30", "2020"))
    assert "Nameplate-At" not in now.headers
    assert year.headers["Nameplate-At"] == "2020-01-01/2020-12-31"
    assert '<http://localhost/sparql?at=2020-06-30>; rel="describedby"' in day.headers.getlist("Link")
    assert "Nameplate-At" in day.headers["Access-Control-Expose-Headers"]
    assert len({answer.headers["ETag"] for answer in (now, day, year)}) == 3
    again = asker.get(
        "/sparql?" + urlencode({"query": ABOVE, "at": "2020-06-30"}),
        headers={"Accept": "text/csv", "If-None-Match": day.headers["ETag"]},
    )
    assert again.status_code == 304


@pytest.mark.parametrize(
    "at",
    [
        "x",
        "2016-13",
        "2016-02-30",
        "2018/2014",
        "/2014",
        "2014/",
        "2014/..",
        "2014?",
        "16",
        "2016~",
        "[..2014]",
        "0000",
        "2014/2015/2016",
    ],
)
def test_bad_dates(asker: Client, at: str) -> None:
    """What is no day or period is a mistake of the request, and the answer shows right ones."""
    answer = get(asker, ABOVE, at=at)
    assert answer.status_code == 400
    assert answer.content_type == "application/problem+json"
    detail = answer.get_json()["detail"]
    assert detail.startswith("the parameter at takes a day, ")
    assert "2016-12-31, 2016-12, 2016, 2014/2018" in detail
    assert "~" not in detail.replace(at, "")  # no doubt is advised, for none is taken


def test_no_day(asker: Client) -> None:
    """A form sends an empty field where nobody chose a day: that is as last known."""
    answer = get(asker, ABOVE, at="")
    assert (answer.status_code, "Nameplate-At" in answer.headers) == (200, False)


def test_two_dates(asker: Client) -> None:
    """Two days are one too many."""
    assert asker.get("/sparql?" + urlencode({"query": ABOVE}) + "&at=2014&at=2015").status_code == 400


def test_other_data_have_no_days(reader: Client) -> None:
    """Other people's data are not asked as of a day, and the form does not offer it."""
    assert get(reader, "ASK {}", at="2014").status_code == 400
    assert 'name="at"' not in get(reader, None, BROWSER).text


def test_no_mistake_loses_the_query(asker: Client) -> None:
    """A date that is none, a deadline that is none, two queries: the form has the query, and says it."""
    for answer, words in (
        (get(asker, "ASK { 'kept' }", BROWSER, at="2016~"), 'value="2016~"'),
        (get(asker, "ASK { 'kept' }", BROWSER, timeout="soon"), "a number of seconds"),
        (asker.get("/sparql?query=ASK+{'kept'}&query=b", headers={"Accept": BROWSER}), "more than one query"),
        (get(asker, "ASK { 'kept' }", BROWSER, format="csv"), "not in csv"),
    ):
        assert answer.status_code in {400, 406}
        assert words in answer.text
        assert "ASK {" in answer.text
        assert "kept" in answer.text


def test_the_page(asker: Client) -> None:
    """The form keeps the day, the answer names it, and the downloads ask for it."""
    page = get(asker, ABOVE, BROWSER, at="2020-06-30").text
    assert 'name="at" value="2020-06-30"' in page
    assert "Answer as of 30 June 2020</h2>" in page
    assert "&amp;at=2020-06-30&amp;format=csv" in page


def test_the_page_leads_to_what_may_have_held(asker: Client) -> None:
    """Where nothing is certain the page says that something is left out, and a link asks the same with it."""
    page = get(asker, ABOVE, BROWSER, at="2016-12-31").text
    assert "0 rows" in page
    (link,) = re.findall(r'each with its own period\. <a href="([^"]+)">Ask the same with what may', page)
    found = asker.get(html.unescape(link), headers={"Accept": "text/csv"}).text.split()[1:]
    assert sorted(found) == [
        "https://w3id.org/nameplate/id/ccac",
        "https://w3id.org/nameplate/id/office-of-the-state-council",
    ]
    again = asker.get(html.unescape(link), headers={"Accept": BROWSER}).text
    assert "2 rows" in again
    assert "Plain statements are those that are certain then" not in again


@pytest.mark.parametrize(
    ("query", "parameters"),
    [
        (ABOVE, {}),
        (ABOVE, {"at": "2016-12-31", "default-graph-uri": f"{GRAPH}public"}),
        (ABOVE.replace("{", f"FROM <{GRAPH}public> {{", 1), {"at": "2016-12-31"}),
        (f"SELECT ?x {{ GRAPH <{GRAPH}possible> {{ ?x ?y ?z }} }}", {"at": "2016-12-31"}),
        ("ASK { ?x", {"at": "2016-12-31"}),
    ],
    ids=["no day", "a graph chosen", "FROM", "asked already", "a mistake"],
)
def test_who_chooses_graphs_is_not_led(asker: Client, query: str, parameters: dict[str, str]) -> None:
    """No link changes what a request has chosen itself."""
    page = get(asker, query, BROWSER, **parameters).text
    assert "<h1>Ask in SPARQL</h1>" in page
    assert "Plain statements are those that are certain then" not in page


@pytest.mark.parametrize("path", ["/cite", "/receipt"])
def test_the_proof_is_of_the_same_graphs(asker: Client, path: str) -> None:
    """Citation and receipt are of the graphs and the day that the page was asked for."""
    asked = [
        ("query", "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"),
        ("default-graph-uri", f"{GRAPH}links"),
        ("named-graph-uri", f"{GRAPH}public"),
        ("at", "2020-06-30"),
    ]
    page = asker.get("/sparql?" + urlencode(asked), headers={"Accept": BROWSER}).text
    (link,) = re.findall(f'href="{path}[?](query=[^"]+)"', page)
    assert [pair for pair in parse_qsl(html.unescape(link)) if pair[0] != "form"] == asked


def described(client: Client, **parameters: str) -> rdflib.Graph:
    """The service description."""
    return rdflib.Graph().parse(data=get(client, None, "text/turtle", **parameters).data, format="turtle")


def default_dataset(description: rdflib.Graph) -> rdflib.term.Node:
    """What a query is asked that chooses nothing."""
    (found,) = description.objects(None, SD.defaultDataset)
    return found


def counts(description: rdflib.Graph) -> dict[str, int]:
    """Named graph → its triples, as the description says."""
    return {
        str(description.value(named, SD.name)): int(str(description.value(graph, VOID.triples)))
        for named, graph in description.subject_objects(SD.graph)
    }


@pytest.mark.card("SPARQL-SD", "defaultDataset: namedGraph with name and triples")
@pytest.mark.parametrize("at", ["", "2020-06-30"])
def test_description_counts_every_graph(asker: Client, at: str) -> None:
    """Each graph, the default one too, is listed with as many triples as it has, on a day as ever."""
    description = described(asker, at=at)
    query = "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"
    rows = csv.reader(get(asker, query, "text/csv", at=at).text.splitlines()[1:])
    assert counts(description) == {graph: int(n) for graph, n in rows}
    whole = get(asker, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", "text/csv", at=at).text.split()[1]
    default = description.value(default_dataset(description), SD.defaultGraph)
    assert str(description.value(default, VOID.triples)) == whole
    assert (GRAPH + "possible" in counts(description)) == bool(at)


@pytest.mark.parametrize("at", ["", "2020-06-30"])
def test_description_names_the_views(asker: Client, at: str) -> None:
    """What is asserted, what is derived and what each source says are choices of graphs, with their size."""
    description = described(asker, at=at)
    views = {}
    for view in description.objects(default_dataset(description), DCTERMS.hasPart):
        assert (view, RDF.type, SD.Dataset) in description
        assert description.value(view, DCTERMS.title)
        default = description.value(view, SD.defaultGraph)
        graphs = sorted(map(str, description.objects(default, DCTERMS.hasPart)))
        chosen = "&".join(urlencode({"default-graph-uri": graph}) for graph in graphs)
        query = urlencode({"query": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", "at": at})
        found = asker.get(f"/sparql?{query}&{chosen}", headers={"Accept": "text/csv"}).text.split()[1]
        assert found == str(description.value(default, VOID.triples)), view
        views[str(view).partition("#")[2]] = [graph.removeprefix(GRAPH) for graph in graphs]
    every = {graph.removeprefix(GRAPH) for graph in counts(description)} - {"possible"}
    assert {*views["asserted"], *views["derived"]} == every
    assert views["derived"] == ["bounds", "current", "inferred"]
    assert {name: graphs for name, graphs in views.items() if name not in ("asserted", "derived")} == {
        "doc-000": ["facts/doc-000"],
        "doc-003": ["facts/doc-003"],
        "public": ["public"],
    }


@pytest.mark.card("SPARQL-SD", "endpoint, supportedLanguage, defaultEntailmentRegime")
def test_description_tells_what_is_inferred(asker: Client) -> None:
    """Queries are answered by simple entailment; graphs of derived statements say what these follow from."""
    description = described(asker)
    (service,) = description.subjects(RDF.type, SD.Service)
    assert set(description.objects(None, SD.defaultEntailmentRegime)) == {SIMPLE}
    assert set(description.objects(None, SD.entailmentRegime)) == {SIMPLE}
    assert (service, SD.feature, SD.UnionDefaultGraph) in description
    derived = {
        str(description.value(named, SD.name)).removeprefix(GRAPH)
        for named, graph in description.subject_objects(SD.graph)
        if (graph, PROV.wasDerivedFrom, None) in description
    }
    assert derived == {"bounds", "current", "inferred"}
    assert "as of then" in str(description.value(service, rdflib.RDFS.comment))


def test_views_in_the_query_and_in_the_address_agree(asker: Client) -> None:
    """The same graphs chosen by FROM or by the protocol's parameter give the same count."""
    graph = GRAPH + "public"
    choice = f"FROM <{graph}>"
    by_query = post(asker, f"SELECT (COUNT(*) AS ?n) {choice} {{ ?s ?p ?o }}").get_json()
    by_address = get(asker, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", default_graph_uri=graph).get_json()
    assert by_query == by_address
    assert int(by_query["results"]["bindings"][0]["n"]["value"]) == counts(described(asker))[graph]
