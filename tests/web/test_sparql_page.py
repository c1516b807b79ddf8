"""The endpoint as a page for people: a form, examples, limits, results; all without scripts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import parse_qs, parse_qsl, quote, urlencode, urlsplit

import pytest
from werkzeug.test import Client

from server.store.guard import examine
from server.web.examples import read_examples
from server.web.table import Cell, cell
from server.wsgi import Publisher, create_app
from tests.web.conftest import Reader
from tests.web.endpoint import BROWSER, get


class Page(HTMLParser):
    """What a page holds: links, hidden fields, buttons of forms, tags, text."""

    def __init__(self, html: str) -> None:
        """Read a page."""
        super().__init__()
        self.links: list[str] = []
        self.tags: list[str] = []
        self.text = ""
        self.scripts: list[str] = []
        self.hidden: list[tuple[str, str]] = []
        self.buttons: list[dict[str, str]] = []
        self._forms: list[dict[str, str]] = []
        self._fields: list[list[tuple[str, str]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag and where it leads."""
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name in {"href", "action"}]
        held = {name: value or "" for name, value in attrs}
        if tag == "script":
            self.scripts.append(held.get("src", ""))
        if tag == "form":
            self._forms.append(held)
            self._fields.append([])
        if tag == "button":
            self.buttons.append({"within": str(len(self._forms) - 1), **held})
        if held.get("type") == "hidden":
            self.hidden.append((held["name"], held["value"]))
            self._fields[-1].append((held["name"], held["value"]))

    @property
    def is_ours(self) -> bool:
        """Whether the page runs files of the site alone, and nothing that stands in it."""
        return bool(self.scripts) and all(source.startswith("/static/") for source in self.scripts)

    def _pressed(self, name: str, value: str) -> tuple[str, str, tuple[tuple[str, str], ...]]:
        """How and where buttons send a value, with what: the hidden fields of their form beside it."""
        forms = [form.get("id") for form in self._forms]
        found = set()
        for button in self.buttons:
            if (button.get("name"), button.get("value")) == (name, value):
                place = forms.index(button["form"]) if "form" in button else int(button["within"])
                form = self._forms[place]
                address = button.get("formaction", form["action"])
                found.add((form["method"], address, (*self._fields[place], (name, value))))
        (one,) = found
        return one

    def led(self, name: str, value: str) -> str:
        """Where buttons lead that send a value by GET."""
        method, address, fields = self._pressed(name, value)
        assert method == "get"
        return f"{address}?{urlencode(fields)}"

    def sent(self, name: str, value: str) -> dict[str, str]:
        """What buttons send by POST."""
        method, _, fields = self._pressed(name, value)
        assert method == "post"
        return dict(fields)

    def download(self, extension: str) -> str:
        """Where the answer is in a format: by a link, or by a button where the query is long."""
        links = {link for link in self.links if link.endswith(f"format={extension}")}
        (found,) = links or {self.led("format", extension)}
        return found

    def handle_data(self, data: str) -> None:
        """Note text."""
        self.text += data


@pytest.fixture(scope="module")
def app(data: Path) -> Iterator[Publisher]:
    """The app with a little data."""
    made = create_app(data, workers=1)
    yield made
    made.close()


@pytest.fixture
def client(app: Publisher) -> Client:
    """A client of it."""
    return Reader(app)


def test_the_form(client: Client) -> None:
    """A browser gets a form that sends a query by GET, and the limits."""
    answer = get(client, None, BROWSER)
    page = Page(answer.text)
    assert answer.mimetype == "text/html"
    assert {"form", "textarea", "button"} <= set(page.tags)
    assert page.is_ours
    assert "/sparql" in page.links
    assert "ended after 10 seconds" in page.text
    assert "SELECT * WHERE" in page.text


def test_a_table_of_results(client: Client) -> None:
    """Values are text; links lead to web addresses only; the same answer is a click away in other formats."""
    query = "SELECT * { ?s ?p ?o } ORDER BY ?o"
    answer = get(client, query, BROWSER)
    page = Page(answer.text)
    assert "6 rows" in page.text
    assert "中文 é 😀" in page.text
    assert "<script>alert(1)</script>" in page.text
    assert page.is_ours
    assert not [link for link in page.links if "javascript" in link and not link.startswith("/sparql?")]
    assert "http://example.org/s" in page.links
    (csv,) = [link for link in page.links if link.endswith("format=csv")]
    assert parse_qs(urlsplit(csv).query)["query"] == [query]
    assert client.get(csv).mimetype == "text/csv"


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("ASK {}", "Yes"),
        ("ASK { FILTER(false) }", "No"),
        ("SELECT ('x' AS ?only) {}", "1 row."),
        ("CONSTRUCT WHERE { ?s ?p 'default' }", "e:s e:p"),
        ("SELECT (<<( <a:s> <a:p> 'o' )>> AS ?t) ?unbound (BNODE() AS ?b) {}", "<<( a:s a:p o )>>"),
    ],
)
def test_other_answers(client: Client, query: str, words: str) -> None:
    """Truth values, graphs and every kind of term are shown."""
    answer = get(client, query, BROWSER)
    assert answer.status_code == 200
    assert words in Page(answer.text).text


GRAPHS = {
    "none chosen": ([], {"1", "default"}, []),
    "a default graph": ([("default-graph-uri", "http://example.org/g1")], {"one"}, ["g1"]),
    "two": (
        [("default-graph-uri", f"http://example.org/g{n}") for n in (1, 2)],
        {"one", "two"},
        ["g1", "g2"],
    ),
    "a named graph": ([("named-graph-uri", "http://example.org/g2")], set(), ["g2"]),
    "a deadline": ([("timeout", "2.5")], {"1", "default"}, []),
}


@pytest.mark.parametrize(("chosen", "expected", "told"), GRAPHS.values(), ids=GRAPHS)
def test_what_is_offered_is_of_the_same_graphs(
    client: Client, chosen: list[tuple[str, str]], expected: set[str], told: list[str]
) -> None:
    """Downloads and the form that is sent again ask what the page answers: of the same graphs, as long."""
    query = "SELECT ?o { ?s <http://example.org/p> ?o FILTER(!isBlank(?o) && !isIRI(?o) && LANG(?o) = '') }"
    page = Page(
        client.get("/sparql?" + urlencode([("query", query), *chosen]), headers={"Accept": BROWSER}).text
    )
    assert page.hidden == chosen
    (link,) = [link for link in page.links if link.endswith("format=csv")]
    assert parse_qsl(urlsplit(link).query) == [("query", query), *chosen, ("format", "csv")]
    assert set(client.get(link).text.split()[1:]) == expected
    everything = f"/sparql?{urlencode({'query': query}, quote_via=quote)}"
    assert (everything in page.links) == bool(told)
    for name in told:
        assert f"http://example.org/{name}" in page.text


def test_long_tables_are_cut_and_say_so(client: Client) -> None:
    """A page shows a thousand rows, beside a long query, too; the downloads have all."""
    seven, eleven, thirteen, all_of_them = (" ".join(map(str, range(n))) for n in (7, 11, 13, 1_001))
    values = f"VALUES ?a {{ {seven} }} VALUES ?b {{ {eleven} }} VALUES ?c {{ {thirteen} }}"
    for query in (f"SELECT ?c {{ {values} }}", f"SELECT * {{ VALUES ?x {{ {all_of_them} }} }}"):
        answer = get(client, query, BROWSER)
        page = Page(answer.text)
        assert "1001 rows, the first 1000 shown" in page.text
        assert answer.text.partition("</table>")[0].count("<tr>") == 1_001
        assert client.get(page.download("csv")).data.count(b"\n") == 1_002


def test_beside_a_long_query_a_long_table_is_shorter(client: Client) -> None:
    """A query of which much stands on its page leaves room for fewer of its rows, and these are counted."""
    numbers = " ".join(map(str, range(1_001)))
    answer = get(client, f"SELECT * {{ VALUES ?x {{ {numbers} }} }} # {'long ' * 4_000}", BROWSER)
    told = re.search(r"1001 rows, the first (\d+) shown", Page(answer.text).text)
    assert told
    assert 431 < int(told[1]) < 1_000
    assert answer.text.partition("</table>")[0].count("<tr>") == int(told[1]) + 1


def test_long_graphs_are_cut_and_say_so(client: Client) -> None:
    """A page shows as many lines of a graph as keep it light; the downloads have all."""
    numbers = " ".join(map(str, range(60)))
    pairs = f"VALUES ?a {{ {numbers} }} VALUES ?b {{ {numbers} }}"
    query = (
        f"CONSTRUCT {{ ?s <urn:p> '<&>' }} {{ {pairs} BIND(IRI(CONCAT('urn:', STR(60 * ?a + ?b))) AS ?s) }}"
    )
    answer = get(client, query, BROWSER)
    page = Page(answer.text)
    told = re.search(r"(\d+) lines, the first (\d+) shown; the downloads have all", page.text)
    assert told
    whole = client.get(page.download("ttl")).text.strip().splitlines()
    assert len(whole) == int(told[1])
    assert "\n".join(whole[: int(told[2])]) in page.text
    assert whole[int(told[2])] not in page.text
    assert 50_000 < len(answer.data) < 100_000
    one = "CONSTRUCT { <urn:a> <urn:b> '\u2028\x85c' } {}"
    assert re.search(
        "<code>&lt;urn:a&gt; &lt;urn:b&gt; &#34;[^\n]+c&#34; [.]\n</code>", get(client, one, BROWSER).text
    )
    assert "lines, the first" not in get(client, "CONSTRUCT WHERE { ?s ?p 1 }", BROWSER).text


def test_values_keep_their_space(client: Client) -> None:
    """A page in Chinese closes up its own words, not what the data say."""
    asked = {"query": 'SELECT ("甲， 乙" AS ?one) {}', "lang": "zh-Hans"}
    page = client.get("/sparql", query_string=asked, headers={"Accept": "text/html"}).text
    assert "<td><bdi>甲， 乙</bdi></td>" in page


def test_a_page_of_long_values_is_no_heavier(client: Client) -> None:
    """Fewer rows are shown where each takes more room; it is said how many, and the page stays light."""
    numbers = " ".join(map(str, range(30)))
    long = f'CONCAT("{"long " * 40}", STR(?a))'
    query = f"SELECT ?x {{ VALUES ?a {{ {numbers} }} VALUES ?b {{ {numbers} }} BIND({long} AS ?x) }}"
    answer = get(client, query, BROWSER)
    told = re.search(r"900 rows, the first (\d+) shown; the downloads have all", Page(answer.text).text)
    assert told
    assert 100 < int(told[1]) < 900
    assert answer.text.partition("</table>")[0].count("<tr>") == 1 + int(told[1])
    assert len(answer.data) < 100_000


def test_a_long_query_leaves_room_for_rows(client: Client) -> None:
    """A query that stands in the page of its answer several times does not take the rows away."""
    numbers = " ".join(map(str, range(900)))
    for more in (500, 1_000, 4_000, 5_000):
        query = f"SELECT ?a {{ VALUES ?a {{ {numbers} }} }} # {'long ' * more}"
        answer = client.post("/sparql", data={"query": query}, headers={"Accept": BROWSER})
        told = re.search(r"900 rows(?:, the first (\d+) shown)?", answer.text)
        assert told
        assert 300 < int(told[1] or 900) <= 900
        assert len(answer.data) < 100_000


def test_a_mistake_keeps_the_query(client: Client) -> None:
    """The form comes back with the query, the place and what is wrong."""
    answer = get(client, "ASK { '</textarea><script>' ", BROWSER)
    page = Page(answer.text)
    assert answer.status_code == 400
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Line 1, column" in page.text
    assert "</textarea><script>" in page.text
    assert page.is_ours


MISTAKES = {
    "syntax": (
        "query=ASK{",
        "Line 1, column 4: this { is not closed; write } where it ends.",
        "query-syntax",
    ),
    "update": ("update=x", "The data here are read-only: updates are not offered. ", "query-refused"),
    "timeout": (
        "query=ASK{}&timeout=soon",
        "The parameter timeout takes a number of seconds, as timeout=2.5. ",
        "query-refused",
    ),
    "two queries": ("query=1&query=2", "The request holds more than one query; send one. ", "query-refused"),
}


@pytest.mark.parametrize(("asked", "words", "slug"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_told_in_a_sentence(client: Client, asked: str, words: str, slug: str) -> None:
    """What is wrong is a whole sentence, with one full stop, and leads to what such an error means."""
    page = Page(client.get(f"/sparql?{asked}", headers={"Accept": BROWSER}).text)
    assert words in page.text
    assert re.search(r"[^.]\. What this means\n", page.text)
    (link,) = [link for link in page.links if "/problems/" in link]
    assert link == f"/problems/{slug}"
    assert client.get(link).status_code == 200


@pytest.mark.parametrize(
    ("condition", "found", "told"),
    [
        ('LANG(?name) = "zh-Hans"', False, False),
        ('LANG(?name) = "zh-hans"', True, True),
        ('LANGMATCHES(LANG(?name), "zh-Hans")', True, True),
        ('?name = "民政部"@zh-Hans', True, False),
    ],
)
def test_language_tags(site: Client, condition: str, found: bool, told: bool) -> None:
    """Tags are in lower case; the page names the ways of asking that find them."""
    body = get(site, f"ASK {{ ?thing ?says ?name FILTER({condition}) }}").get_json(force=True)
    assert body["boolean"] is found
    assert (condition in Page(get(site, None, BROWSER).text).text) == told


def test_what_is_too_large_leads_to_the_downloads(site: Client) -> None:
    """The address of the downloads, which the refusal names, is a link."""
    query = "SELECT * { ?a ?b ?c . ?d ?e ?f }"
    page = Page(get(site, query, BROWSER).text)
    (link,) = [link for link in page.links if re.search(r"/dumps/\d[^/]*/$", link)]
    assert f"or take all of the data from {link}. What this means" in page.text
    assert site.get(link).status_code == 200


def test_what_is_too_large_for_a_page_is_had_otherwise(client: Client) -> None:
    """The page says that the limit is its own, and links to the formats that have the whole answer."""
    query = "SELECT ?x { VALUES ?x { %s } VALUES ?y { %s } }" % ((" ".join(map(str, range(500))),) * 2)
    answer = get(client, query, BROWSER)
    page = Page(answer.text)
    assert answer.status_code == 413
    assert "more than the 8 MB that a page is made of" in page.text
    assert client.get(page.download("csv")).data.count(b"\n") == 250_001


def test_the_page_shows_how_to_federate_from_ones_own_side(client: Client) -> None:
    """What refuses SERVICE shows people the same program that it sends to programs, letter for letter."""
    query = "SELECT * { SERVICE <https://query.wikidata.org/sparql> { ?s ?p ?o } }"
    told = get(client, query).json
    assert told is not None
    page = Page(get(client, query, BROWSER).text)
    assert told["example"] in page.text
    assert "https://rdflib.dev/" in page.links


def test_cells() -> None:
    """A cell says language or datatype where there is one worth saying."""

    def link(iri: str) -> str | None:
        return iri if iri.startswith("http") else None

    number = {"type": "literal", "value": "1", "datatype": "http://www.w3.org/2001/XMLSchema#integer"}
    assert cell(number, link) == Cell("1", datatype="xsd:integer")
    assert cell({"type": "literal", "value": "x", "xml:lang": "en"}, link) == Cell("x", language="en")
    assert cell({"type": "uri", "value": "https://w3id.org/nameplate/id/cac"}, link).text == "id:cac"
    assert cell({"type": "uri", "value": "javascript:x"}, link) == Cell("javascript:x")
    assert cell({"type": "bnode", "value": "b"}, link) == Cell("_:b")
    assert cell(None, link) == Cell()


def test_examples(tmp_path: Path) -> None:
    """Title and description come from the first comments, and every example can be run as it is shown."""
    (tmp_path / "a.rq").write_text(
        "# title: Who?\n# description: All.\nASK { ?s a org:Post }", encoding="utf-8"
    )
    (tmp_path / "b.rq").write_text(
        "# Plain title\n#\n# More\n# words.\nPREFIX org: <http://o/>\nASK { org:a a 1 }"
    )
    (tmp_path / "c-d.rq").write_text("ASK {}", encoding="utf-8")
    first, second, third = read_examples(tmp_path)
    assert (first.slug, first.title, first.description) == ("a", "Who?", "All.")
    assert first.text.startswith("PREFIX org: <http://www.w3.org/ns/org#>\n# title")
    assert (second.title, second.description) == ("Plain title", "More words.")
    assert second.text.count("PREFIX") == 1
    assert (third.title, third.description, third.text) == ("c d", "", "ASK {}")
    for example in (first, second, third):
        assert examine(example.text)
    assert read_examples(tmp_path / "absent") == []


def test_examples_are_on_the_page(small: Path, tmp_path: Path) -> None:
    """The queries of a release are listed under their headings, with a link that puts it into the form."""
    release = tmp_path / small.name
    release.mkdir()
    for path in small.rglob("*"):
        target = release / path.relative_to(small)
        target.mkdir(parents=True, exist_ok=True) if path.is_dir() else target.write_bytes(path.read_bytes())
    head = "# title: Who is it?\n# group: People\n"
    (release / "queries" / "who.rq").write_text(f"{head}SELECT ?s {{ ?s a org:Post }}", encoding="utf-8")
    (release / "queries" / "what.rq").write_text("# What is it?\nASK {}", encoding="utf-8")
    app = create_app(release=release, workers=1)
    try:
        client = Reader(app)
        page = Page(get(client, None, BROWSER).text)
        words = ("People 1", "Who is it?", "Others 1", "What is it?")
        assert sorted(words, key=page.text.index) == list(words)
        (link,) = [link for link in page.links if link.endswith("who")]
        chosen = client.get(link, headers={"Accept": BROWSER}).text
        assert 'rows="5"' in chosen
        assert ">\nPREFIX org: &lt;http://www.w3.org/ns/org#&gt;\n" in chosen
        assert "<details open>" in chosen
        assert client.get("/sparql?example=nobody", headers={"Accept": BROWSER}).status_code == 404
        assert "sd:UnionDefaultGraph" in client.get("/sparql").text
    finally:
        app.close()


@pytest.mark.parametrize(
    ("call", "told"),
    [
        ("ex:f(1)", "Line 1, column 34: there is no function ex:f, so a call of it has no value."),
        ("str(1)", ""),
    ],
)
def test_an_unknown_function_is_told_beside_the_answer(client: Client, call: str, told: str) -> None:
    """Its calls have no value (SPARQL 1.1 §17.6); the page says so, and where."""
    query = f"PREFIX ex: <http://f.x/> SELECT ({call} AS ?x) {{}}"
    answer = client.get("/sparql", query_string={"query": query}, headers={"Accept": BROWSER})
    assert answer.status_code == 200
    assert (
        (told or "there is no function") in Page(answer.text).text
        if told
        else "no function" not in answer.text
    )
