"""The query page as HTML: gallery, code, chart, limits, editor; in each language, and without an editor."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from werkzeug.test import Client, TestResponse

from server.names import PREFIXES
from server.store.documents import Documents
from server.store.protocol import Kind
from server.store.strange import strange_names
from server.web import completions
from server.web import editor as editors
from server.web.editor import Editor, editor
from server.web.examples import columns_of, grouped, kind_of, read_examples
from server.web.languages import LANGUAGES
from server.web.words import words
from server.wsgi import create_app
from tests.web.conftest import Reader
from tests.web.endpoint import BROWSER, get
from tests.web.test_sparql_page import Page

LOCKED = json.loads((Path(editors.__file__).parent / "npm" / "package-lock.json").read_text(encoding="utf-8"))
QUERIES = Path(__file__).parents[2] / "queries"


def asked(client: Client, **arguments: str) -> TestResponse:
    """The page, asked for by a browser."""
    return client.get("/sparql", query_string=arguments, headers={"Accept": BROWSER})


def test_each_example_runs_with_one_click(site: Client) -> None:
    """The gallery has every published query once, to look at and to run; what is run is that query."""
    page = Page(asked(site).text)
    shown = [link for link in page.links if re.fullmatch(r"/sparql\?example=[\w-]+", link)]
    run = [link for link in page.links if re.fullmatch(r"/sparql\?example=[\w-]+&run=1", link)]
    examples = {example.slug: example for example in read_examples(QUERIES)}
    assert sorted(shown) == [f"/sparql?example={slug}" for slug in sorted(examples)]
    assert run == [f"{link}&run=1" for link in shown]
    answer = site.get("/sparql?example=nameplate-pairs&run=1", headers={"Accept": BROWSER})
    assert answer.status_code == 303
    target = parse_qs(urlsplit(answer.headers["Location"]).query)
    assert target["query"] == [examples["nameplate-pairs"].query]
    found = site.get(answer.headers["Location"], headers={"Accept": BROWSER}).text
    assert "Every pair of party plate and state plate, with its period</h2>" in found
    assert '<table class="results">' in found


def test_an_example_says_what_it_answers(site: Client) -> None:
    """Question, how to read it, and the columns of the answer stand above the query."""
    text = Page(asked(site, example="two-authorities").text).text
    assert "association, name, supervisor, supervisorPrintedAs, registrar" in " ".join(text.split())
    changed = asked(site, example="two-authorities", query="ASK {}").text
    assert 'id="chosen"' not in changed


def test_the_form_names_no_example(site: Client) -> None:
    """A query is known by its words as a published one, so that no address names it for another."""
    form = asked(site, example="two-authorities").text
    assert 'name="example"' not in form
    (query,) = re.findall(r"<textarea[^>]*>\n(.*?)</textarea>", form, re.DOTALL)
    assert 'id="chosen"' in asked(site, query=unescape(query)).text


@pytest.mark.parametrize(
    ("tag", "title", "group", "run"),
    [
        ("en", "The nameplates of the Cyberspace Administration of China", "Nameplates", "Run"),
        ("zh-Hans", "CAC 挂过的牌子", "世界互联网大会", "运行"),
        ("zh-Hant", "CAC 掛過的牌子", "世界互聯網大會", "執行"),
    ],
)
def test_the_gallery_is_in_the_language(site: Client, tag: str, title: str, group: str, run: str) -> None:
    """Questions, headings and buttons are in the reader's language; what is in another says so."""
    page = asked(site, example="nameplates-of-the-cac", lang=tag).text
    assert f">{title}</a>" in page
    assert group in page
    assert f'<button type="submit">{run}</button>' in page
    chosen = page.partition('<section class="chosen"')[2].partition("</section>")[0]
    assert ("。</p>" in chosen) is (tag != "en")
    assert "lang=" not in chosen.replace("&amp;lang=", "").replace("&lang=", "")
    assert f'<input type="hidden" name="lang" value="{tag}">' in page
    assert f"example=nameplates-of-the-cac&amp;lang={tag}" in page


def test_every_heading_of_the_gallery_has_its_words() -> None:
    """Each group of published queries is named in Chinese."""
    headings = {group.heading for group in grouped(read_examples(QUERIES))}
    for tag in ("zh-Hans", "zh-Hant"):
        assert {heading for heading in headings if words(tag).text(heading) is None} == set()


@pytest.mark.parametrize("tag", ["zh-Hans", "zh-Hant"])
def test_limits_are_told_in_the_language(site: Client, tag: str) -> None:
    """No sentence of the limits is left in English, nor what to do at them."""
    table = asked(site, lang=tag).text.partition('<table class="bounds">')[2].partition("</table>")[0]
    cells = re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", table, re.DOTALL)
    assert len(cells) == 3 + 3 * 6
    assert [cell for cell in cells if not re.search("[\u4e00-\u9fff]", cell)] == []
    assert [cell for cell in cells if re.search(r"\b(?:the|that|with|and)\b", cell)] == []


def test_limits_are_those_of_the_settings(small: Path) -> None:
    """What the operator chose is what the page says."""
    made = create_app(release=small, workers=1, query_timeout=3.5, result_limit=7, client_queries=2)
    try:
        text = Page(asked(Reader(made)).text).text
        for told in ("ended after 3.5 seconds", "at most 7 MB", "may have 2 queries running"):
            assert told in text
        assert "Ask in parts" in text or "ask in parts" in text
    finally:
        made.close()


def test_code_is_of_the_query_at_hand(site: Client) -> None:
    """The programs ask what the page asks, of the same day and graphs, at the same address."""
    query = 'SELECT ?x { ?x a plate:Office FILTER("a\'b" != "c") }'
    page = asked(site, query=f"PREFIX plate: <{PREFIXES['plate']}>\n{query}", at="2016-12-31").text
    code = re.findall(r"<details name=\"code\">\n<summary translate=\"no\">(.*?)</summary>", page)
    assert code == ["curl", "Python: SPARQLWrapper", "Python: pandas", "R", "JavaScript"]
    assert "http://localhost/sparql" in page
    assert page.count("2016-12-31") > len(code)
    assert 'name="code"' not in asked(site, query="SELECT").text
    assert "Python: pandas" not in asked(site, query="ASK {}").text


def test_a_chart_stands_beside_numbers(site: Client) -> None:
    """Counts by label are drawn, with their figures as text; words alone are not."""
    counts = "SELECT ?kind (COUNT(*) AS ?number) { ?s a ?kind } GROUP BY ?kind ORDER BY DESC(?number) LIMIT 5"
    page = asked(site, query=counts).text
    assert page.count("<rect ") == 5
    assert '<svg role="img" aria-labelledby="chart-title"' in page
    assert "Chart: <code>number</code> by <code>kind</code>" in page
    assert "<svg" not in asked(site, query="SELECT * { VALUES ?x { 'a' 'b' } }").text


def test_what_is_too_long_for_links_says_so(site: Client) -> None:
    """Links lead to addresses that are surely taken; to a longer query there are none, and that is told."""
    for length, links in ((7000, True), (9000, False), (70_000, False)):
        query = "SELECT ?x { VALUES ?x { 1 } } #" + "0" * length
        text = site.post("/sparql", data={"query": query}, headers={"Accept": BROWSER}).text
        assert max(map(len, Page(text).links)) < 8100
        assert ('id="permalink"' in text, "too long for links" in text) == (links, not links)
        if not links:  # the buttons send what no address holds
            fields = Page(text).sent("format", "csv")
            assert fields == {"query": query, "format": "csv"}
            assert site.post("/sparql", data=fields).text.split() == ["x", "1"]
            proof = site.post("/receipt", data={"query": query}, headers={"Accept": "application/json"})
            assert proof.get_json()["query"]["text"] == query
            assert 'formaction="/receipt"' in text
            assert "Cite this answer" not in text


@pytest.mark.parametrize("path", ["/cite?form=csl&", "/receipt?format=json&", "/sparql?format=json&"])
def test_a_query_is_the_same_however_forms_write_it(site: Client, path: str) -> None:
    """Forms send each end of a line as two characters; what is told is of what was written."""
    query = "SELECT ?x {\n  VALUES ?x { 1 }\n}\n# \\r\\n"
    two = query.replace("\n", "\r\n")
    hashes = [
        set(re.findall(r"\b[0-9a-f]{64}\b", site.get(path + urlencode({"query": one})).text))
        for one in (query, two)
    ]
    assert hashes[0] == hashes[1]
    assert bool(hashes[0]) == ("sparql" not in path)
    page = asked(site, query=two).text
    assert ("\r" in page, "%0D" in page) == (False, False)


def test_what_is_sent_as_a_query_is_read_as_it_stands(site: Client) -> None:
    """A body that is the query itself, and no form, keeps each of its characters."""
    query = 'SELECT (STRLEN("""\r\n""") AS ?n) {}'
    answer = site.post(
        "/sparql", data=query, content_type="application/sparql-query", headers={"Accept": "text/csv"}
    )
    assert answer.text.split() == ["n", "2"]


@pytest.mark.parametrize("length", [300, 3_000, 7_000])
def test_headers_of_a_citation_are_short(site: Client, length: int) -> None:
    """Proxies take some 4 kB of headers, whatever is cited; what is not in them is on the page."""
    answer = site.get("/cite", query_string={"query": "ASK {} #" + "0" * length, "form": "html"})
    assert sum(len(name) + len(value) for name, value in answer.headers) < 4_000
    assert "form=bibtex" in answer.text


def test_a_long_query_prints_with_its_hash(site: Client) -> None:
    """Where the query does not stand in the address of its citation, its hash does beside it."""
    for query in ("ASK {}", LONG):
        printed = asked(site, query=query).text.partition('<p class="printed">')[2].partition("</p>")[0]
        is_there = hashlib.sha256(query.encode()).hexdigest() in printed
        assert is_there == (query == LONG)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("SELECT ?x { ?x a <urn:none> }", "0 rows. Nothing in"),
        ("CONSTRUCT { ?x a <urn:a> } WHERE { ?x a <urn:none> }", "Nothing in"),
        ("DESCRIBE <urn:none>", "Nothing in"),
    ],
)
def test_what_finds_nothing_says_what_to_try(site: Client, query: str, words: str) -> None:
    """An empty answer is no dead end, nor an empty frame."""
    page = asked(site, query=query).text
    assert f"{words} the data fits the query." in Page(page).text
    assert "take away one pattern after the other" in page
    assert 'aria-label="Turtle"' not in page


@pytest.mark.parametrize(
    ("tag", "pattern", "told"),
    [
        (
            "en",
            "?post plate:holdr ?who",
            "Line 2, column 18: plate:holdr is not a term of this vocabulary. Did you mean plate:holder?",
        ),
        (
            "zh-Hans",
            "?post plate:holdr ?who",
            "plate:holdr 不是本词汇表中的术语。您要找的是 plate:holder 吗？",
        ),
        ("zh-Hant", "id:cca plate:superior ?of", "資料中沒有 id:cca 這一事物。您要找的是 id:ccac 嗎？"),
        ("en", "?post plate:holder ?who . id:cac ?p ?o", ""),
    ],
)
def test_a_name_that_is_not_known_is_told_beside_the_answer(
    site: Client, tag: str, pattern: str, told: str
) -> None:
    """A query with a wrong letter is answered, with nothing; the page names the name that is meant."""
    query = (
        f"PREFIX plate: <{PREFIXES['plate']}> PREFIX id: <{PREFIXES['id']}>\nSELECT * {{ {pattern} }} LIMIT 9"
    )
    answer = asked(site, query=query, lang=tag)
    assert answer.status_code == 200
    text = " ".join(Page(answer.text).text.split())
    assert told in text
    assert ('class="notice"' in answer.text) == bool(told)


def test_of_many_unknown_names_ten_stand_above_the_answer(site: Client) -> None:
    """The others can be unfolded."""
    names = " ".join(f"<{PREFIXES['id']}nobody-{number}>" for number in range(14))
    answer = asked(site, query=f"SELECT * {{ VALUES ?x {{ {names} }} ?x ?p ?o }}").text
    above, folded = answer.split("<summary>4 more</summary>")
    assert above.count("is no thing that these data know") == 10
    assert folded.partition("</details>")[0].count("is no thing that these data know") == 4


def test_published_queries_name_what_is_known(release: Path) -> None:
    """No name of one of them is told to be unknown."""
    known = Documents(release)
    spaces = (PREFIXES["plate"], PREFIXES["id"])
    try:
        for example in read_examples(QUERIES):
            assert strange_names(example.query, spaces[0], spaces, known, lambda _: ()) == []
    finally:
        known.close()


def test_terms_are_those_of_the_data(site: Client) -> None:
    """Prefixes, classes and properties are listed as the description counts them, in two languages."""
    told = site.get(completions.PATH)
    assert told.mimetype == "application/json"
    found = json.loads(told.data)
    assert found["prefixes"] == PREFIXES
    query = f"SELECT (COUNT(DISTINCT ?x) AS ?n) {{ ?x a <{PREFIXES['plate']}Nameplate> }}"
    counted = json.loads(get(site, query).data)["results"]["bindings"][0]["n"]["value"]
    assert [f"{PREFIXES['plate']}Nameplate", int(counted), "nameplate", "牌子"] in found["classes"]
    names = {row[0]: row[2:] for row in found["properties"]}
    assert names[f"{PREFIXES['plate']}hasNameplate"][0]
    for rows in (found["classes"], found["properties"]):
        assert [row[1] for row in rows] == sorted((row[1] for row in rows), reverse=True)
    assert site.get(completions.PATH, headers={"If-None-Match": told.headers["ETag"]}).status_code == 304


def test_terms_of_other_peoples_data(reader: Client) -> None:
    """They are counted from the files, without names that nobody gave."""
    found = json.loads(reader.get(completions.PATH).data)
    assert found["classes"]
    assert found["properties"]
    assert "suggest" not in asked(reader).text
    assert asked(reader).status_code == 200


@pytest.fixture
def placed(tmp_path: Path) -> Path:
    """A folder into which two versions of an editor were put, and what is none."""
    for version in ("4.6.1", "4.6.2", "junk", "9.9.9"):
        folder = tmp_path / version
        folder.mkdir()
        (folder / "yasgui.min.js").write_text("1")
        if version != "9.9.9":
            (folder / "yasgui.min.css").write_text("")
    return tmp_path


def test_the_editor_that_is_there(placed: Path) -> None:
    """The last whole version is taken; of an empty folder, or none, there is no editor."""
    assert editor(placed) == Editor(
        "4.6.2", "/static/editor/4.6.2/yasgui.min.js", "/static/editor/4.6.2/yasgui.min.css"
    )
    assert editor(placed / "junk") is None
    assert editor(placed / "absent") is None


@pytest.fixture
def plain(small: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Client]:
    """A client of a server beside which no editor was put."""
    monkeypatch.setattr("server.web.sparql.editor", lambda: None)
    made = create_app(release=small, workers=1)
    yield Reader(made)
    made.close()


def test_without_an_editor_there_is_the_form(plain: Client) -> None:
    """The page asks for nothing that is not there, and says nothing of it."""
    answer = asked(plain)
    page = Page(answer.text)
    assert page.scripts == ["/static/search.js", "/static/query.js"]
    assert not [link for link in page.links if "editor" in link]
    assert {"textarea", "button"} <= set(page.tags)
    for path in [*page.scripts, *(link for link in page.links if link.startswith("/static/"))]:
        assert plain.get(path).status_code == 200


def test_the_page_asks_this_server_alone(site: Client) -> None:
    """Scripts, styles and pictures are the site's own; nothing that runs stands in the page."""
    answer = asked(site)
    tags = re.findall(r"<(?:script|link rel=\"(?:stylesheet|icon)\"|img)[^>]*>", answer.text)
    assert all(re.search(r'(?:src|href)="/static/', tag) for tag in tags)
    assert Page(answer.text).is_ours
    assert "style=" not in answer.text
    assert "unsafe" not in answer.headers["Content-Security-Policy"]


def test_the_page_is_light(site: Client) -> None:
    """The page without what it asks for has less than 60 kB, its own files less than 60."""
    assert len(asked(site).data) < 60_000
    scripts = [f"query{part}.js" for part in ("", "-tabs", "-completions")]
    own = (*scripts, "query.css", "nameplate.css")
    assert sum(len(site.get(f"/static/{name}").data) for name in own) < 60_000


def test_the_lock_names_no_registry() -> None:
    """What is fetched at set-up is known by its hash, from wherever it comes."""
    packages = [one for name, one in LOCKED["packages"].items() if name]
    assert all(one["integrity"].startswith("sha512-") for one in packages)
    assert not any("resolved" in one for one in packages)
    assert LOCKED["packages"]["node_modules/@zazuko/yasgui"]["version"].startswith("4.6.")


@pytest.mark.parametrize(
    ("query", "kind", "columns"),
    [
        ("SELECT ?a (COUNT(?b) AS ?n) ?c WHERE { ?x ?y ?z }", Kind.SELECT, ("a", "n", "c")),
        ("PREFIX ask: <a:> SELECT DISTINCT * { ?a ?b ?c }", Kind.SELECT, ()),
        ("# SELECT\nASK { ?s ?p 'SELECT' }", Kind.ASK, ()),
        ("CONSTRUCT { ?s ?p ?o } WHERE { SELECT ?s { ?s ?p ?o } }", Kind.CONSTRUCT, ("s",)),
        ("SELECT ?x FROM <g:> { { SELECT ?x ?y {} } }", Kind.SELECT, ("x",)),
        ("'never closed", Kind.SELECT, None),
    ],
)
def test_kind_and_columns(query: str, kind: Kind, columns: tuple[str, ...] | None) -> None:
    """The form of a query and the columns of its answer are read from its words, not from strings."""
    assert kind_of(query) is kind
    if columns is not None:
        assert columns_of(query) == columns


@pytest.mark.parametrize("tag", [one.tag for one in LANGUAGES])
def test_each_answer_is_light(site: Client, tag: str) -> None:
    """The page of the answer to each published query has less than 100 kB, however long the query."""
    sizes = {
        example.slug: len(asked(site, query=example.query, example=example.slug, lang=tag).data)
        for example in read_examples(QUERIES)
    }
    assert {slug: size for slug, size in sizes.items() if not 20_000 < size < 100_000} == {}


LONG = next(one.query for one in read_examples(QUERIES) if one.slug == "overlap-of-leaders-in-a-period")


@pytest.mark.parametrize("beside", [{}, {"at": "2016-12-31"}, {"lang": "zh-Hant"}], ids=str)
def test_buttons_of_a_long_query_ask_what_links_would(site: Client, beside: dict[str, str]) -> None:
    """Where a query is too long to stand in each link, a button leads to each form of the same answer."""
    page = Page(asked(site, query=LONG, **beside).text)
    assert [link for link in page.links if "format=" in link] == []
    found = {name: site.get(page.download(name)) for name in ("json", "xml", "csv", "tsv")}
    sent = site.get("/sparql", query_string={"query": LONG, **beside}, headers={"Accept": "text/csv"})
    assert found["csv"].data == sent.data
    assert len(found["csv"].text.splitlines()) > 2
    assert [(one.mimetype or "").rpartition("/")[2] for one in found.values()] == [
        "sparql-results+json",
        "sparql-results+xml",
        "csv",
        "tab-separated-values",
    ]
    cited = site.get(page.led("form", "html"), headers={"Accept": BROWSER})
    assert (cited.status_code, len(cited.data) < 100_000) == (200, True)
    assert "@misc{" in cited.text
    assert "query=" in Page(cited.text).led("lang", "zh-Hans")


def test_a_long_query_goes_along_into_another_language(site: Client) -> None:
    """The languages are buttons then, which ask the same, as of the same day, of the same graphs."""
    graph = "https://w3id.org/nameplate/graph/authored"
    given = {"query": LONG, "at": "2016", "default-graph-uri": graph}
    text = asked(site, **given).text
    assert "hreflang" not in text
    address = Page(text).led("lang", "zh-Hant")
    assert parse_qs(urlsplit(address).query) == {
        name: [value] for name, value in (given | {"lang": "zh-Hant"}).items()
    }
    other = site.get(address, headers={"Accept": BROWSER})
    assert other.headers["Content-Language"] == "zh-Hant"
    assert Page(other.text).led("lang", "en")


def test_what_is_sent_by_a_button_is_answered_in_the_language(site: Client) -> None:
    """A receipt, and what comes in the way, is told in the language that was chosen, by POST as by GET."""
    query = "ASK {} #" + "0" * 9_000
    chosen = site.post("/sparql?lang=zh-Hans", data={"query": query}, headers={"Accept": BROWSER}).text
    places = re.findall(r'(?:form|method="post") (?:action|formaction)="([^"]+)"', chosen)
    assert "/sparql?lang=zh-Hans" in places
    assert 'formaction="/receipt?lang=zh-Hans"' in chosen
    receipt = site.post("/receipt?lang=zh-Hans", data={"query": query}, headers={"Accept": BROWSER})
    assert receipt.headers["Content-Language"] == "zh-Hans"
    plain = site.post("/sparql", data={"query": query}, headers={"Accept": BROWSER}).text
    assert ('action="/sparql" id="again"' in plain, 'formaction="/receipt"' in plain) == (True, True)


@pytest.mark.parametrize("lines", [0, 100, 400, 700])
def test_addresses_of_forms_are_no_longer_than_those_of_links(site: Client, lines: int) -> None:
    """Forms make two characters of each end of a line, which proxies take as well."""
    query = ("ASK {} #" + "\n#" * lines).ljust(6_500 - 5 * lines, "0")
    page = Page(site.post("/sparql", data={"query": query}, headers={"Accept": BROWSER}).text)
    if [link for link in page.links if "query=" in link]:
        sent = urlencode({"query": query.replace("\n", "\r\n"), "format": "json"})
        assert len(sent) < 8_100
        assert page.download("json")
    else:
        assert page.sent("format", "json")["query"] == query


def test_what_programs_cannot_hold_they_read(site: Client) -> None:
    """A query of which even the programs would make the page heavy is read from a file, and that is told."""
    query = "SELECT * { ?s ?p ?o } LIMIT 50 # mark" + " long" * 4_000
    for name in ("curl", "pandas"):
        assert name in site.post("/sparql", data={"query": query}, headers={"Accept": BROWSER}).text
    page = Page(site.post("/sparql", data={"query": query}, headers={"Accept": BROWSER}).text)
    assert "save it as query.rq beside the program" in page.text
    assert page.text.count("# mark") == 1
