"""Queries against a small store, without processes."""

from __future__ import annotations

import io
import json
from typing import Any

import pyoxigraph as ox
import pytest
import rdflib

from server.errors import Place, QueryRefused, QuerySyntaxError
from server.store.evaluate import Evaluator, Task
from server.syntax import syntax_error

DATA = b"""
@prefix e: <http://e/> .
e:s e:p "default" .
GRAPH e:g1 { e:s e:p "one" }
GRAPH e:g2 { e:s e:p "two" }
"""
VALUES = "SELECT ?o { ?s ?p ?o }"
NAMED = "SELECT ?o { GRAPH ?g { ?s ?p ?o } }"


def evaluator(*, union: bool = False, prefixes: dict[str, str] | None = None) -> Evaluator:
    """The small store, open."""
    store = ox.Store()
    store.load(DATA, ox.RdfFormat.TRIG)
    return Evaluator(store, union=union, base_iri="http://base/", prefixes=prefixes or {})


def run(
    text: str,
    form: str = "json",
    *,
    union: bool = False,
    has_dataset: bool = False,
    graphs: tuple[list[str], list[str]] | None = None,
    prefixes: dict[str, str] | None = None,
) -> bytes:
    """The answer as bytes."""
    output = io.BytesIO()
    default, named = graphs if graphs else (None, None)
    task = Task(text, form, has_dataset, default, named, 1.0)
    evaluator(union=union, prefixes=prefixes).run(task, output)
    return output.getvalue()


def rows(text: str, options: dict[str, Any]) -> list[str]:
    """Values of the first column, sorted."""
    found = json.loads(run(text, **options))
    name = found["head"]["vars"][0]
    return sorted(row[name]["value"] if name in row else "" for row in found["results"]["bindings"])


@pytest.mark.parametrize(
    ("text", "options", "expected"),
    [
        (VALUES, {}, ["default"]),
        (VALUES, {"union": True}, ["default", "one", "two"]),
        (NAMED, {}, ["one", "two"]),
        ("SELECT ?o FROM <http://e/g1> { ?s ?p ?o }", {"union": True, "has_dataset": True}, ["one"]),
        ("SELECT ?o FROM NAMED <http://e/g1> { ?s ?p ?o }", {"union": True, "has_dataset": True}, []),
        ("SELECT ?o FROM <g1> { ?s ?p ?o }", {"has_dataset": True}, []),
        (VALUES, {"graphs": (["http://e/g1"], [])}, ["one"]),
        (VALUES, {"graphs": (["http://e/g1", "http://e/g2"], []), "union": True}, ["one", "two"]),
        (NAMED, {"graphs": (["http://e/g1"], [])}, []),
        (VALUES, {"graphs": ([], ["http://e/g1"]), "union": True}, []),
        (NAMED, {"graphs": ([], ["http://e/g1"])}, ["one"]),
        ("SELECT ?o FROM <http://e/g2> { ?s ?p ?o }", {"graphs": (["http://e/g1"], [])}, ["one"]),
        (VALUES, {"graphs": (["http://nowhere/"], [])}, []),
        ("SELECT (<x> AS ?o) {}", {}, ["http://base/x"]),
    ],
)
def test_dataset(text: str, options: dict[str, Any], expected: list[str]) -> None:
    """The dataset is the request's, else the query's, else the store's (SPARQL 1.1 Protocol §2.1.4)."""
    assert rows(text, options) == expected


def test_a_graph_name_must_be_an_absolute_iri() -> None:
    """A relative IRI as graph of the request is refused."""
    with pytest.raises(QueryRefused, match="'g1' is not an absolute IRI"):
        run(VALUES, graphs=(["g1"], []))


XSD = "http://www.w3.org/2001/XMLSchema#"


@pytest.mark.parametrize(
    "text",
    [
        "SELECT (<http://f/a>(1) AS ?x) {}",
        "SELECT (COALESCE(<http://f/a>(<http://f/b>(1)), 'none') AS ?x) {}",
        "SELECT ?x { ?s ?p ?o BIND(<http://f/c>(?o) AS ?x) }",
    ],
)
def test_unknown_functions_are_error_values(text: str) -> None:
    """A query with a function that nobody knows parses; its variable is unbound (SPARQL 1.1 §17.6)."""
    assert set(rows(text, {})) <= {"", "none"}


def test_too_many_unknown_functions_are_refused() -> None:
    """The query is not run again without end."""
    calls = " ".join(f"BIND(<http://f/{i}>(1) AS ?x{i})" for i in range(70))
    with pytest.raises(QueryRefused, match="not supported"):
        run(f"SELECT * {{ {calls} }}")


@pytest.mark.parametrize(
    "call",
    [
        *(f"xsd:{name}(1)" for name in ("boolean", "double", "float", "decimal", "integer", "string")),
        'xsd:dateTime("2020-01-01T00:00:00Z")',
        f"<{XSD}integer>('1')",
    ],
)
def test_casts_are_functions(call: str) -> None:
    """The casts of SPARQL 1.1 §17.1 pass."""
    (value,) = rows(f"PREFIX xsd: <{XSD}> SELECT ({call} AS ?x) {{}}", {})
    assert value


@pytest.mark.parametrize("form", ["json", "xml", "csv", "tsv"])
def test_result_formats(form: str) -> None:
    """SELECT and ASK are written in each result format."""
    assert b"default" in run(VALUES, form)
    assert b"true" in run("ASK {}", form)


@pytest.mark.parametrize(
    ("form", "parser"), [("ttl", "turtle"), ("nt", "nt"), ("rdf", "xml"), ("jsonld", "json-ld")]
)
def test_graph_formats(form: str, parser: str) -> None:
    """CONSTRUCT is written in each graph format as an independent parser reads it."""
    graph = rdflib.Graph().parse(data=run("CONSTRUCT WHERE { ?s ?p ?o }", form), format=parser)
    assert [str(o) for o in graph.objects()] == ["default"]


def test_turtle_uses_prefixes() -> None:
    """Only the prefixes that the answer uses are declared, those of datatypes and triple terms among them."""
    prefixes = {"e": "http://e/", "f": "http://f/", "d": "http://d/", "x": "http://x/"}
    text = 'CONSTRUCT { _:b <http://e/p> <<( <http://e/s> <http://f/p> "v"^^<http://d/t> )>> } {}'
    turtle = run(text, "ttl", prefixes=prefixes).decode()
    assert '<<( e:s f:p "v"^^d:t )>>' in turtle.replace("<<(e:s", "<<( e:s").replace("d:t)>>", "d:t )>>")
    assert "@prefix x:" not in turtle


def test_long_graphs_are_written_as_they_come() -> None:
    """A graph that is too long to be arranged is whole."""
    digits = "VALUES ?{0} {{ 0 1 2 3 4 5 6 7 8 9 }}"
    values = " ".join(digits.format(v) for v in "abcd")
    number = "BIND(CONCAT(STR(?a), STR(?b), STR(?c), STR(?d)) AS ?n)"
    text = f"CONSTRUCT {{ <http://e/s> <http://e/p> ?n }} {{ {values} {number} }}"
    assert run(text, "nt").count(b"\n") == 10_000


@pytest.mark.parametrize(
    ("text", "form", "status", "words"),
    [
        ('SELECT ("a\\u0001" AS ?x) {}', "xml", 406, "U\\+0001"),
        ('CONSTRUCT { <http://e/s> <http://e/p> "\\u0001" } {}', "rdf", 406, "U\\+0001"),
        ("CONSTRUCT { <http://e/s> <http://e/1> 1 } {}", "rdf", 406, "http://e/1"),
        ("CONSTRUCT { <http://e/s> <http://e/> 1 } {}", "rdf", 406, "XML name"),
        ("CONSTRUCT { <http://e/s> <http://e/p> <<( <a:b> <a:c> 1 )>> } {}", "jsonld", 406, "triple terms"),
        ("SELECT * {}", "ttl", 400, "Turtle cannot hold"),
        ("ASK {}", "nt", 400, "N-Triples cannot hold"),
        ("CONSTRUCT WHERE { ?s ?p ?o }", "json", 400, "JSON cannot hold"),
    ],
)
def test_what_a_format_cannot_hold_is_refused(text: str, form: str, status: int, words: str) -> None:
    """No answer is made that another program could not read, or that says something else."""
    with pytest.raises(QueryRefused, match=words) as refused:
        run(text, form)
    assert refused.value.status == status


def test_carriage_returns_survive_xml() -> None:
    """A carriage return is read back from XML as one."""
    assert b"a&#13;\nb" in run('SELECT ("a\\r\\nb" AS ?x) {}', "xml")
    graph = rdflib.Graph().parse(
        data=run('CONSTRUCT { <http://e/s> <http://e/p> "a\\rb" } {}', "rdf"), format="xml"
    )
    assert [str(o) for o in graph.objects()] == ["a\rb"]


def test_what_the_engine_refuses_is_told_in_its_words() -> None:
    """A refusal of the engine while it evaluates becomes a refusal that quotes it."""
    with pytest.raises(QueryRefused, match="cannot be evaluated"):
        run("SELECT * { SERVICE <nothing:here> { ?s ?p ?o } }")


def test_syntax_errors_have_their_place() -> None:
    """A query that the engine cannot parse is told with line and column."""
    with pytest.raises(QuerySyntaxError) as wrong:
        run("SELECT *\n{ ?s ?p }")
    assert wrong.value.place == Place(2, 9)


NO_FUNCTION = "there is no function %s; there are those of SPARQL 1.1, and casts such as xsd:integer"
LACKING = "a triple pattern ends here without predicate and object"
UNPARSED = {
    "a name that is none": ("SELECT (foo() AS ?n) {}", NO_FUNCTION % "foo", Place(1, 9)),
    "on another line": ("ASK {\n  FILTER(isdate(1)) }", NO_FUNCTION % "isdate", Place(2, 10)),
    "after others": ("SELECT (STR(if(TRUE, 1, foo_2(2))) AS ?n) {}", NO_FUNCTION % "foo_2", Place(1, 25)),
    "only the first": ("SELECT (foo(bar()) AS ?n) {}", NO_FUNCTION % "foo", Place(1, 9)),
    "a mistake before it": ("SELECT ?x ?x? { BIND(foo() AS ?n) }", "the query does not parse", None),
    "in a string": ("SELECT ('foo()' AS ?n) { 'x' }", LACKING, None),
    "in a long string": ('SELECT ("""a" foo()""" AS ?n) { "x" }', LACKING, None),
    "in a comment": ("SELECT * { # foo()\n 'x' }", LACKING, None),
    "in an IRI": ("SELECT * { <a:foo(> }", LACKING, None),
    "a prefixed name": ("PREFIX e: <e:> SELECT (e:foo() AS ?n) { 'x' }", LACKING, None),
    "a keyword": ("SELECT * { VALUES(?x){(1)} FILTER NOT IN(1) }", "the query does not parse", None),
}


@pytest.mark.parametrize(("query", "words", "place"), UNPARSED.values(), ids=UNPARSED)
def test_functions_that_there_are_not(query: str, words: str, place: Place | None) -> None:
    """The first name that is called and is no function is told, if nothing is wrong before it."""
    with pytest.raises(QuerySyntaxError) as wrong:
        run(query)
    assert str(wrong.value).startswith(words)
    assert place is None or wrong.value.place == place


@pytest.mark.parametrize(
    ("message", "words", "place"),
    [
        (
            'error at 1:16: expected one of "{", DISTINCT',
            'expected here is one of these: DISTINCT, "{"',
            Place(1, 16),
        ),
        ('error at 1:5: expected "{"', 'the query does not parse; expected here: "{"', Place(1, 5)),
        ("error at 3:2: expected one of Prefix not found, ['%'], [':']", "Prefix not found", Place(3, 2)),
        ("error at 3:2: expected ['A'..='Z']", "the query does not parse", Place(3, 2)),
        ("error at 3:2: expected OPTIONAL", "the query does not parse", Place(3, 2)),
        ("error at 1:25: expected one of LATERAL, SERVICE, [_]", "the query does not parse", Place(1, 25)),
        ("error at 1:1: expected one of A, B, C, D, E, F, G, H, I", "the query does not parse", Place(1, 1)),
        ("something\nelse", "the query does not parse: something else", None),
    ],
)
def test_the_engines_messages_are_made_readable(message: str, words: str, place: Place | None) -> None:
    """Reasons are kept, short lists are shown; character classes, long lists and mere keywords are not."""
    error = syntax_error(message)
    assert str(error).endswith(words)
    assert error.place == place
