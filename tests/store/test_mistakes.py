"""Usual slips in a query: what is told of them, and where; and nothing of a query that is right."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from server.errors import Place, QuerySyntaxError
from server.store.guard import examine
from server.store.mistakes import explained
from server.store.tokens import Token, tokens
from server.store.ungrouped import ungrouped
from server.syntax import syntax_error

NO_OBJECT = "a triple pattern ends here without an object; write subject, predicate and object, as ?s ?p ?o"
NEITHER = NO_OBJECT.replace("an object", "predicate and object", 1)
#: What there is of a query, what is told, and where.
SLIPS = {
    "no object": ("SELECT ?s { ?s ?p }", NO_OBJECT, Place(1, 19)),
    "no object, a class": ("SELECT ?s\n{ ?s a }", NO_OBJECT, Place(2, 8)),
    "no object before the next": ("SELECT * { ?s ?p . ?s ?q ?o }", NO_OBJECT, Place(1, 18)),
    "no object of the second predicate": ("SELECT * { ?s ?p ?o ; ?q }", NO_OBJECT, Place(1, 26)),
    "no object after a group": ("ASK { { ?s ?p ?o } ?s ?p }", NO_OBJECT, Place(1, 26)),
    "no object in a template": ("CONSTRUCT { ?s ?p } WHERE { ?s ?p ?o }", NO_OBJECT, Place(1, 19)),
    "no object after values": ("ASK { VALUES ?x { <a:b> } ?s ?p }", NO_OBJECT, Place(1, 33)),
    "no predicate": ("ASK { ?s ?p ?o . ?x }", NEITHER, Place(1, 21)),
    "no variable": (
        "SELECT { ?s ?p ?o }",
        "SELECT names no variable; write SELECT * or the variables, as SELECT ?s ?o",
        Place(1, 8),
    ),
    "no number": ("SELECT * {} LIMIT", "LIMIT is followed by a whole number, as LIMIT 10", Place(1, 18)),
    "no BY": ("SELECT * { ?s ?p ?o } ORDER ?s", "ORDER is followed by BY, as ORDER BY ?s", Place(1, 29)),
    "no condition": (
        "SELECT * { FILTER }",
        "FILTER is followed by a condition in brackets, as FILTER(?n > 3)",
        Place(1, 19),
    ),
    "no group": (
        "ASK { {} UNION ?x }",
        "UNION is followed by a group in braces, as UNION { ?s ?p ?o }",
        Place(1, 16),
    ),
    "no datatype": ('ASK { ?s ?p "a"^^ }', '^^ is followed by a datatype, as "1"^^xsd:integer', Place(1, 19)),
    "not closed": ("ASK { ?s ?p ?o", "this { is not closed; write } where it ends", Place(1, 5)),
    "closed too often": ("ASK { ?s ?p ?o } }", "this } closes nothing; take it out", Place(1, 18)),
    "closed by another": (
        "ASK { FILTER(?o = 3 }",
        "there is } where ) is to close the ( before",
        Place(1, 21),
    ),
    "not grouped": (
        "SELECT (COUNT(?o) AS ?n) ?s\n{ ?s ?p ?o } ORDER BY ?n",
        "?s is neither grouped nor counted: add GROUP BY ?s",
        Place(1, 26),
    ),
    "two not grouped, in a group": (
        "SELECT ?x { { SELECT ?s (SUM(?o * 2) AS ?n) (STR(?t) AS ?m) WHERE { ?s ?t ?o } } }",
        "?s is neither grouped nor counted: add GROUP BY ?s ?t",
        Place(1, 22),
    ),
    "grouped by another": (
        "SELECT ?p ?s ?l { ?s ?p ?o { ?o ?p ?s } } GROUP BY ?p (STR(?o) AS ?l) HAVING(?s > 1)",
        "?s is neither grouped nor counted: add ?s to GROUP BY",
        Place(1, 11),
    ),
    "not grouped, beside a pattern in an expression": (
        "SELECT (EXISTS { ?a ?b ?c } AS ?is) (COUNT(*) AS ?n) ?s { ?s ?p ?o }",
        "?s is neither grouped nor counted: add GROUP BY ?s",
        Place(1, 54),
    ),
}


@pytest.mark.parametrize(("query", "words", "place"), SLIPS.values(), ids=SLIPS)
def test_slips(query: str, words: str, place: Place) -> None:
    """What is wrong, where, and what to write."""
    with pytest.raises(SyntaxError) as theirs:
        ox.Store().query(query)
    error = explained(syntax_error(str(theirs.value), query), query)
    assert (str(error), error.place) == (words, place)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("ASK { ?s !! ?o . ?x }", "the query does not parse"),  # it comes before what is found
        ("ASK { ?s ?p <a b> }", "IRI parsing failed"),
        ("SELECT ?x ?x? {}", "the query does not parse"),
        ("SELECT (COUNT(?o) AS ?n) ?n { ?s ?p ?o }", "The SELECT contains a variable that is unbound"),
    ],
)
def test_the_engines_words_stay(query: str, words: str) -> None:
    """Where the engine stops before, or nothing is found, what it says is told."""
    with pytest.raises(SyntaxError) as theirs:
        ox.Store().query(query, base_iri="http://e/")
    plain = syntax_error(str(theirs.value), query)
    error = explained(plain, query)
    assert error is plain
    assert str(error).startswith(words)


class Counted(list[Token]):
    """Tokens that count how often one of them is looked at by its number."""

    looks = 0

    def __getitem__(self, at: Any) -> Any:  # noqa: ANN401 (as lists have it)
        """One token, or some of them."""
        self.looks += 1
        return super().__getitem__(at)


@pytest.mark.parametrize("many", ["SELECT ", "SELECT ?a { ", "SELECT (EXISTS { "])
def test_many_queries_in_one(many: str) -> None:
    """However many there are, each token is looked at a few times."""
    closes = "".join("}" if one == "{" else ")" if one == "(" else "" for one in reversed(many))
    held = Counted(tokens(many * 300 + closes * 300))
    assert not list(ungrouped(held))
    assert held.looks < 3 * len(held)


RIGHT = (
    "SELECT * { ?s ?p ?o ; ?q ?r, ?t ; . [] a ?c . ?x (<a:p>/<a:q>)* ?y ; ^<a:p> ?z }",
    "SELECT ?x { VALUES ?x { <a:b> 1 } VALUES (?y ?z) { (1 UNDEF) } FILTER NOT EXISTS { ?x a true } }",
    "SELECT (COUNT(DISTINCT ?s) AS ?n) { GRAPH ?g { ?s ?p 1.5, 'a'@en, '1'^^<a:t> . } } GROUP BY ?g LIMIT 3",
    "SELECT DISTINCT * FROM <a:g> { { SELECT ?s { ?s a ?c } OFFSET 1 } OPTIONAL { ?s ?p (1 [ ?q 2 ]) } }",
    "CONSTRUCT { [ a ?c ] . ?s ?p -1 } WHERE { ?s ?p ?o MINUS { ?s a ?c } BIND(1 AS ?n) } ORDER BY DESC(?s)",
    "DESCRIBE <a:b> ?x { ?x <a:p>|<a:q> ?o FILTER(?o IN (1, 2)) } HAVING(1 = 1)",
    "ASK { [ ?p ?o ] . ( 1 ) ?p ?o . ?s ?p [] }",
    "CONSTRUCT WHERE { ?s ?p ?o }",
)


@pytest.mark.parametrize("query", RIGHT)
def test_nothing_is_found_in_what_is_right(query: str) -> None:
    """A query that parses has none of these slips."""
    ox.Store().query(query)
    assert_clean(query)


def test_nothing_is_found_in_published_queries(project_root: Path) -> None:
    """Nor have those of the project."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(project_root.glob("queries/*.rq"))]
    assert len(texts) > 10
    for text in texts:
        assert_clean(text)


def assert_clean(query: str) -> None:
    """See that nothing would be told of a query, had the engine refused it at its end."""
    plain = QuerySyntaxError("the query does not parse")
    assert explained(plain, query) is plain


CLOSE = "the IRI that starts here is not closed: write > where it ends"


@pytest.mark.parametrize(
    ("query", "words", "place"),
    [
        ("SELECT * { <http://e/a ?p ?o }", CLOSE, Place(1, 12)),
        ("SELECT * { <http://e/a> ?p <http://e/b }", CLOSE, Place(1, 28)),
        ("SELECT *\nFROM <http://e/g { ?s ?p <http://e/o> }", CLOSE, Place(2, 6)),
        ("PREFIX ex: <http://e/\nSELECT * { ?s ex:p ?o }", CLOSE, Place(1, 12)),
        (
            "ASK { ?s ?p <http://e/a b> }",
            f"{CLOSE}, or escape a space, which no IRI holds, as %20",
            Place(1, 13),
        ),
        ("ASK { ?s ?p <http://e/a|b> }", f"{CLOSE}, or escape '|', which no IRI holds, as %7C", Place(1, 13)),
        ("ASK { ?s ?p ?o FILTER(?o < e:x) }", "the prefix e: is not declared", Place(1, 28)),
    ],
)
def test_iris_that_are_not_closed(query: str, words: str, place: Place) -> None:
    """They are told as such, and not as a prefix that is not declared."""
    with pytest.raises(QuerySyntaxError) as wrong:
        examine(query)
    assert str(wrong.value).startswith(words)
    assert wrong.value.place == place
