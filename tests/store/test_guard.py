"""What the guard reads from a query, and what it refuses before the engine sees it."""

from __future__ import annotations

import contextlib
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.errors import Place, QueryError, QueryRefused, QuerySyntaxError
from server.store.guard import MAX_DEPTH, MAX_OPERATORS, MAX_TOKENS, examine
from server.store.protocol import Kind
from server.store.tokens import tokens


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("SELECT * {}", Kind.SELECT),
        ("ask {}", Kind.ASK),
        ("# SELECT\nPREFIX select: <http://e/> BASE <http://e/ASK> CoNsTrUcT WHERE {}", Kind.CONSTRUCT),
        ('VERSION "1.2" DESCRIBE <http://e/x>', Kind.DESCRIBE),
        ("\ufeff".strip("\ufeff") + "\r\n\tSELECT ?ask { }", Kind.SELECT),
    ],
)
def test_kind(text: str, kind: Kind) -> None:
    """The form of a query is that of its first keyword after the prologue."""
    assert examine(text).kind is kind


@pytest.mark.parametrize(
    ("text", "kind", "found"),
    [
        ("?service", "variable", "?service"),
        ("$x", "variable", "$x"),
        ("a:SERVICE", "name", "a:SERVICE"),
        (":", "name", ":"),
        ("a.b:c.d", "name", "a.b:c.d"),
        (r"a:b\-c%20d", "name", r"a:b\-c%20d"),
        ("_:service", "blank", "_:service"),
        ("<http://e/SERVICE#x>", "iri", "<http://e/SERVICE#x>"),
        ("'it''s'", "string", "'it'"),
        (r'"a\"SERVICE"', "string", r'"a\"SERVICE"'),
        ('"""a "quote" and\nSERVICE"""', "string", '"""a "quote" and\nSERVICE"""'),
        ("'''x'y''z'''", "string", "'''x'y''z'''"),
        ('""', "string", '""'),
        ("@zh-hans", "language", "@zh-hans"),
        ("@ar--rtl", "language", "@ar--rtl"),
        ("1.5e-3", "number", "1.5e-3"),
        (".5", "number", ".5"),
        ("1.", "number", "1"),
        ("<= 3", "mark", "<="),
        ("<<( ?s", "mark", "<<("),
        ("名:词", "name", "名:词"),
    ],
)
def test_first_token(text: str, kind: str, found: str) -> None:
    """A token is as long as the grammar has it, and a keyword inside another token is none."""
    first = next(tokens(text))
    assert (first.kind, first.text) == (kind, found)


@pytest.mark.parametrize(
    "text",
    [
        'ASK { ?s ?p "SERVICE <http://e/> {}" }',
        "ASK { ?s ?p '''\nSERVICE <http://e/> {}''' }",
        "ASK { ?service ?SERVICE _:SERVICE } # SERVICE <http://e/> {}",
        "PREFIX service: <http://e/SERVICE> ASK { service:SERVICE service:x 'x'@service }",
        "ASK { ?s ?p ?o FILTER(?s<?p&&?p>?o) }",
        "PREFIX insert: <http://e/> SELECT ?delete { ?load insert:drop ?o ; insert:clear ?x }",
    ],
)
def test_words_that_are_no_keywords(text: str) -> None:
    """Strings, comments, IRIs, names and variables may hold any word."""
    assert examine(text).text == text


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { SERVICE <http://e/> { ?s ?p ?o } }",
        "SELECT * { service silent <http://e/> { ?s ?p ?o } }",
        "SELECT * { VALUES ?e { <http://e/> } SERVICE ?e { ?s ?p ?o } }",
        "ASK { FILTER EXISTS { SERVICE <http://e/> { ?s ?p ?o } } }",
        "ASK { { SELECT * { SERVICE<http://e/>{ } } } }",
        "PREFIX e: <http://e/> CONSTRUCT { ?s ?p ?o } { SERVICE e:x { ?s ?p ?o } }",
        "ASK { ?s ?p 'x'SERVICE <http://e/> {} }",
        "ASK { # comment\nSERVICE# comment\n<http://e/> {} }",
    ],
)
def test_service_is_refused(text: str) -> None:
    """SERVICE is refused by policy wherever it stands, with the way to do it from the client's side."""
    with pytest.raises(QueryRefused, match="join the answers in your program") as refused:
        examine(text)
    assert refused.value.status == 403
    assert refused.value.place is not None


@pytest.mark.parametrize(
    "text",
    [
        "INSERT DATA { <a:a> <a:b> <a:c> }",
        "PREFIX e: <http://e/> delete where { ?s ?p ?o }",
        "LOAD <file:///etc/passwd>",
        "CLEAR ALL",
        "CREATE GRAPH <http://e/>",
        "DROP ALL",
        "COPY DEFAULT TO <http://e/>",
        "MOVE DEFAULT TO <http://e/>",
        "ADD DEFAULT TO <http://e/>",
        "WITH <http://e/> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
        "ASK {} ; INSERT DATA { <a:a> <a:b> <a:c> }",
    ],
)
def test_updates_are_refused(text: str) -> None:
    """An update is refused as one, not as a mistake of grammar."""
    with pytest.raises(QueryRefused, match="read-only") as refused:
        examine(text)
    assert refused.value.status == 403


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("", None, "empty"),
        ("# nothing\n", None, "empty"),
        ("SELEC * {}", Place(1, 1), "not with 'SELEC'"),
        ("PREFIX e: <http://e/>\n{}", Place(2, 1), "not with '{'"),
        ("X" * 50, Place(1, 1), "X" * 20 + "…"),
        (r"\u0053ELECT * {}", Place(1, 1), "starts with SELECT"),
        ("ASK { ?s ?p 'a\nb' }", Place(1, 13), "not closed"),
        ('ASK {\n  ?s ?p """a" }', Place(2, 9), "not closed"),
        ("ASK { ?s ?p '\0' }", Place(1, 14), "U+0000"),
        ("ASK { rdfs:x a ?y }", Place(1, 7), "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>"),
        ("PREFIX a: <http://a/> ASK { a:x b:y a:z }", Place(1, 33), "PREFIX b: <…>"),
    ],
)
def test_mistakes_with_their_place(text: str, place: Place | None, words: str) -> None:
    """What the guard sees itself it tells with line and column."""
    with pytest.raises(QuerySyntaxError) as wrong:
        examine(text)
    assert words in str(wrong.value)
    assert wrong.value.place == place
    assert wrong.value.status == 400


def test_dataset_and_volatile_functions_are_seen() -> None:
    """FROM and functions that answer otherwise next time are told to whoever runs and caches the query."""
    assert examine("SELECT * FROM <http://e/> {}").has_dataset
    assert examine("SELECT (now() AS ?t) {}").volatile
    plain = examine("SELECT ?from { ?from ?p 'NOW()' }")
    assert not plain.has_dataset
    assert not plain.volatile


@pytest.mark.parametrize("depth", [65, 1_000, 100_000])
@pytest.mark.parametrize("opening", ["{", "(", "[", "<<(", "{|", "{ SELECT * {", "OPTIONAL {", "STR("])
def test_deep_nesting_is_refused_at_once(opening: str, depth: int) -> None:
    """Whatever nests is refused beyond the limit before it costs anything."""
    start = time.perf_counter()
    with pytest.raises(QueryRefused, match="nested too deeply"):
        examine("ASK { " + opening * depth)
    assert time.perf_counter() - start < 1


def test_nesting_up_to_the_limit_is_read() -> None:
    """Brackets that are closed again do not count."""
    groups = "{" * (MAX_DEPTH - 1) + "}" * (MAX_DEPTH - 1)
    assert examine(f"ASK {{ {groups} {groups} }}").kind is Kind.ASK


@pytest.mark.parametrize(
    "part", ["<a:p>/", "1+", "!", "?s ?p ?o . ", "?p ?o ; ", "?o , ", "UNION {} ", "BIND(1 AS ?x) ", "^ "]
)
def test_many_operators_are_refused(part: str) -> None:
    """Paths, sums and patterns are limited: the engine's planner takes more than linear time for them."""
    with pytest.raises(QueryRefused, match="operators and patterns") as refused:
        examine("ASK { " + part * (MAX_OPERATORS + 1))
    assert refused.value.status == 400


def test_lists_of_values_are_no_operators() -> None:
    """Values in VALUES and IN are many in honest queries."""
    numbers = [str(i) for i in range(5_000)]
    query = f"ASK {{ VALUES ?x {{ {' '.join(numbers)} }} FILTER(?x IN ({', '.join(numbers)})) }}"
    assert examine(query).kind is Kind.ASK


def test_too_many_tokens_are_refused() -> None:
    """The work of reading a query is limited, too."""
    with pytest.raises(QueryRefused, match="tokens") as refused:
        examine("ASK { VALUES ?x { " + "1 " * MAX_TOKENS)
    assert refused.value.status == 413


@given(st.text(alphabet=st.sampled_from("SELECT{}()<>\"'\\#@:?._ \nab1\u00e9\U0001f600"), max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    """Whatever comes in, a query or a `QueryError` comes out."""
    status = 0
    try:
        assert examine(text).text == text
    except QueryError as error:
        status = error.status
    assert status in {0, 400, 403}


@given(st.text(max_size=200))
def test_tokens_lose_nothing_but_space_and_comments(text: str) -> None:
    """Every token stands in the text where it says, in order, without overlap."""
    end = 0
    with contextlib.suppress(QuerySyntaxError):
        for token in tokens(text):
            assert token.start >= end
            assert text.startswith(token.text, token.start)
            end = token.start + len(token.text)
