"""The embedded store as the web sees it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Quad

from server.config import Settings
from server.documents import write_documents
from server.errors import QueryRefused, QueryTimeout, ResultTooLarge, StartError
from server.formats import CSV, JSON
from server.store.embedded import EmbeddedStore, contents_of_data, contents_of_release
from server.store.guard import examine
from server.store.protocol import Contents, QueryRequest, Store
from tests.store.hostile import ENDLESS, LONG

SETTINGS = Settings(query_timeout=5, query_memory=256, result_limit=1, workers=1)


@pytest.fixture
def quads(tmp_path: Path) -> Path:
    """Three quads in three graphs."""
    path = tmp_path / "quads.nq"
    path.write_text(
        '<http://e/s> <http://e/p> "default" .\n'
        '<http://e/s> <http://e/p> "one" <http://e/g1> .\n'
        '<http://e/s> <http://e/p> "two" <http://e/g2> .\n',
        encoding="utf-8",
    )
    return path


def contents(*, union: bool = False) -> Contents:
    """What is in it."""
    return Contents("tag", union=union, default_triples=1, graphs={"http://e/g1": 1, "http://e/g2": 1})


@pytest.fixture(params=[3, 2], ids=["memory", "disk"])
def store(request: pytest.FixtureRequest, quads: Path) -> Iterator[Store]:
    """The store, in memory and on disk."""
    made = EmbeddedStore(quads, contents(union=True), SETTINGS, in_memory=request.param)
    yield made
    made.close()


def values(store: Store, text: str, default: tuple[str, ...] = (), named: tuple[str, ...] = ()) -> list[str]:
    """Values of a column, sorted."""
    with store.query(QueryRequest(examine(text), CSV, default, named)) as answer:
        assert answer.content_type == "text/csv; charset=utf-8"
        lines = answer.read().decode().split("\r\n")
        assert answer.length == sum(len(line) + 2 for line in lines[:-1])
    return sorted(lines[1:-1])


def test_queries(store: Store) -> None:
    """Union by default, graphs by name, the request's dataset before the query's."""
    assert store.ready()
    assert store.contents.tag == "tag"
    assert values(store, "SELECT ?o { ?s ?p ?o }") == ["default", "one", "two"]
    assert values(store, "SELECT ?o FROM <http://e/g1> { ?s ?p ?o }") == ["one"]
    assert values(store, "SELECT ?o { GRAPH <http://e/g2> { ?s ?p ?o } }") == ["two"]
    assert values(store, "SELECT ?o { ?s ?p ?o }", ("http://e/g1", "http://e/g2")) == ["one", "two"]
    assert values(store, "SELECT ?g { GRAPH ?g { } }", (), ("http://e/g1",)) == ["http://e/g1"]


def test_limits(store: Store) -> None:
    """A request may shorten the deadline and lower the limit, never the other way."""
    with pytest.raises(QueryTimeout, match=r"0\.2 seconds"):
        store.query(QueryRequest(examine(ENDLESS), JSON, seconds=0.2))
    with pytest.raises(ResultTooLarge, match="1,048,576"):
        store.query(QueryRequest(examine(LONG), JSON, bytes=10**9))
    with pytest.raises(ResultTooLarge, match="more than 10 bytes"):
        store.query(QueryRequest(examine("SELECT * { ?s ?p ?o }"), JSON, bytes=10))
    with pytest.raises(QueryTimeout, match="after 5 seconds"):
        store.query(QueryRequest(examine(ENDLESS), JSON, seconds=1000))


def test_the_disk_store_reaches_nothing_either(quads: Path) -> None:
    """A worker with a store on disk has no door open."""
    store = EmbeddedStore(quads, contents(), SETTINGS, in_memory=0)
    query = examine("ASK {}")
    text = "SELECT * { SERVICE <http://127.0.0.1:8080/> { ?s ?p ?o } }"
    try:
        with pytest.raises(QueryRefused, match="Too many open files"):
            store.query(QueryRequest(type(query)(text, query.kind), JSON))
    finally:
        store.close()


def test_what_was_written_is_removed(quads: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The store on disk goes with the store, and where it cannot be opened as well."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    store = EmbeddedStore(quads, contents(), SETTINGS, in_memory=0)
    assert list(tmp_path.glob("nameplate-store-*"))
    store.close()
    store.close()
    assert not list(tmp_path.glob("nameplate-store-*"))

    def refuse(*_arguments: object, **_options: object) -> None:
        raise StartError("no worker")

    monkeypatch.setattr("server.store.embedded.Pool", refuse)
    with pytest.raises(StartError, match="no worker"):
        EmbeddedStore(quads, contents(), SETTINGS, in_memory=0)
    assert not list(tmp_path.glob("nameplate-store-*"))


def test_a_store_on_disk_that_cannot_be_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is told in one line, and nothing of it stays."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with pytest.raises(StartError, match=r"the store on disk could not be made: .*No such file") as wrong:
        EmbeddedStore(tmp_path / "absent.nq", contents(), SETTINGS, in_memory=0)
    assert "\n" not in str(wrong.value)
    assert not list(tmp_path.iterdir())


def test_answers_in_pieces(quads: Path) -> None:
    """A long answer is given in pieces and closed after the last."""
    store = EmbeddedStore(quads, contents(), SETTINGS)
    numbers = " ".join(map(str, range(30_000)))
    answer = store.query(QueryRequest(examine(f"SELECT ?x {{ VALUES ?x {{ {numbers} }} }}"), CSV))
    pieces = list(answer.chunks())
    assert len(pieces) > 1
    assert sum(map(len, pieces)) == answer.length
    assert answer.file.closed
    store.close()


def test_contents(tmp_path: Path) -> None:
    """What is told of a store comes from the manifest of the release or from the quads themselves."""
    s, p, g = NamedNode("http://e/s"), NamedNode("http://e/p"), NamedNode("http://e/g")
    written = write_documents([Quad(s, p, s), Quad(s, p, s), Quad(s, p, p, g)], tmp_path)
    found = contents_of_data(written, {"e": "http://e/"})
    assert (found.default_triples, found.graphs, found.union) == (1, {"http://e/g": 1}, False)
    release = contents_of_release("t", {"http://e/g": 5})
    assert (release.union, release.graphs) == (True, {"http://e/g": 5})
