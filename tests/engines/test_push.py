"""`nameplate push`: the release is in the engine afterwards, whole, and nothing was done twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.virtuoso import OWNER
from server.errors import PushError
from server.names import GRAPH
from server.push.fingerprint import fingerprint
from server.push.run import INCOMING, Outcome, compare, push, wanted
from server.push.target import Engine, connect, found_target
from server.store.upstream import Credentials
from tests.engines.conftest import Running
from tests.engines.virtuoso import running_virtuoso

SIZES = {"bounds": 20, "current": 20, "facts/doc-000": 400, "ontology": 60}
XSD = "<http://www.w3.org/2001/XMLSchema#"
STRAY = "<http://example.org/a> <http://example.org/b> <http://example.org/c> ."
ELSEWHERE = "http://example.org/graph"


@pytest.fixture(scope="module")
def little(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small release: four graphs, blank nodes, and numbers that engines spell in their own way."""
    directory = tmp_path_factory.mktemp("releases") / "0.0-dev-0123456789abcdef"
    directory.mkdir()
    lines = []
    for name, size in SIZES.items():
        for i in range(size):
            subject, node = f"<http://example.org/{name}/{i}>", f"_:{name.replace('/', '')}{i}"
            values = (
                f'"{i}.50"^^{XSD}decimal>',
                f'"0{i}"^^{XSD}integer>',
                '"1"^^' + XSD + "boolean>",
                '"中 \\"\\n"@zh-hans',
            )
            lines.append(f"{subject} <http://example.org/part> {node} <{GRAPH}{name}> .")
            lines.append(f"{node} <http://example.org/value> {values[i % 4]} <{GRAPH}{name}> .")
    (directory / "quads.nq").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return directory


def pushed(little: Path, engine: Engine, size: int = 100_000) -> tuple[Outcome, list[str]]:
    """Push, and what was said."""
    said: list[str] = []
    return push(wanted(little), engine, size, said.append), said


def test_a_release_is_pushed(running: Running, little: Path) -> None:
    """The command puts every graph there, and tells how many; a second run has nothing to do."""
    done = running.push(little)
    assert done.returncode == 0, done.stderr
    assert "counts and canonical hashes compared" in done.stdout
    again = running.push(little)
    graphs = len(wanted(little))
    assert f"(0 loaded, {graphs} kept, 0 removed)" in again.stdout
    assert "swapped" not in again.stderr


def test_what_is_there_is_what_was_pushed(running: Running, little: Path) -> None:
    """Graph by graph, the engine gives back as many triples with the same canonical hash."""
    graphs = wanted(little)
    pushed(little, running.engine)
    assert running.engine.counts(GRAPH) == {name: len(graph.triples) for name, graph in graphs.items()}
    for name, graph in graphs.items():
        assert graph.mark.is_same(fingerprint(running.engine.triples(name, len(graph.triples))))


def test_only_what_differs_is_loaded(running: Running, little: Path) -> None:
    """A graph that differs is replaced, one that is left over removed, one of somebody else left alone."""
    pushed(little, running.engine)
    running.put(GRAPH + "current", STRAY)
    running.put(GRAPH + "old", STRAY)
    running.put(ELSEWHERE, STRAY)
    assert compare(wanted(little), running.engine) != []

    outcome, _ = pushed(little, running.engine)

    assert outcome.loaded == [GRAPH + "current"]
    assert outcome.removed == [GRAPH + "old"]
    assert compare(wanted(little), running.engine) == []
    assert running.engine.counts(ELSEWHERE) == {ELSEWHERE: 1}


def test_the_same_count_is_not_enough(running: Running, little: Path) -> None:
    """A graph with as many triples, of which one is another, is found out."""
    graphs = wanted(little)
    pushed(little, running.engine)
    name = GRAPH + "current"
    other = [*graphs[name].triples[1:], wanted(little)[GRAPH + "bounds"].triples[0]]
    running.engine.load(name, iter([other]))
    assert compare(graphs, running.engine) == [f"<{name}> has other triples"]
    outcome, _ = pushed(little, running.engine)
    assert outcome.loaded == [name]


def test_an_interrupted_run_is_taken_up(
    running: Running, little: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was loaded aside before the swap is not loaded again, and until then readers see the old."""
    pushed(little, running.engine)
    name = GRAPH + "current"
    running.put(name, STRAY)

    def interrupted(_engine: Engine, _operations: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(Engine, "update", interrupted)
        with pytest.raises(KeyboardInterrupt):
            pushed(little, running.engine)
    assert running.engine.counts(GRAPH)[name] == 1
    assert running.engine.counts(GRAPH)[name + INCOMING] > 1

    outcome, said = pushed(little, running.engine)

    assert outcome.loaded == [name]
    assert any(line.startswith("current/incoming") and "loaded before" in line for line in said)
    assert name + INCOMING not in running.engine.counts(GRAPH)


def test_small_portions(running: Running, little: Path) -> None:
    """A graph that is sent in many portions is the same graph: blank nodes are not torn apart."""
    running.put(GRAPH + "facts/doc-000", STRAY)
    outcome, _ = pushed(little, running.engine, 100)
    assert outcome.loaded == [GRAPH + "facts/doc-000"]


def test_by_insert(oxigraph: Running, little: Path) -> None:
    """Where there is no Graph Store Protocol, SPARQL Update does the same."""
    pushed(little, oxigraph.engine)
    oxigraph.put(GRAPH + "ontology", STRAY)
    done = oxigraph.push(little, "--insert", "--portion", "500")
    assert done.returncode == 0, done.stderr
    assert "(1 loaded," in done.stdout
    assert "in one transaction" in done.stderr


def test_comparing_changes_nothing(running: Running, little: Path) -> None:
    """`--compare` tells what differs and ends with 1, or with 0 where nothing does."""
    pushed(little, running.engine)
    assert running.push(little, "--compare").returncode == 0
    running.put(GRAPH + "current", STRAY)
    done = running.push(little, "--compare")
    assert done.returncode == 1
    assert f"<{GRAPH}current> has 1 triples instead of" in done.stdout
    assert running.engine.counts(GRAPH)[GRAPH + "current"] == 1
    pushed(little, running.engine)


@pytest.mark.needs("virtuoso-t", "isql-vt")
def test_without_a_password(virtuoso: Running, little: Path) -> None:
    """An engine that wants to know who writes says so in one line, and nothing has changed."""
    virtuoso.put(GRAPH + "current", STRAY)
    done = virtuoso.push(little, known=False)
    assert done.returncode == 1
    assert "name and password are wanted" in done.stderr
    assert "Traceback" not in done.stderr
    pushed(little, virtuoso.engine)


@pytest.mark.parametrize(
    ("url", "status", "words"),
    [
        ("http://127.0.0.1:9/sparql", 1, "did not answer"),
        ("http://name:secret@127.0.0.1:9/sparql", 1, "holds no password"),
        ("ftp://127.0.0.1/sparql", 1, "is not the address of an engine"),
    ],
)
def test_addresses_that_cannot_be(little: Path, url: str, status: int, words: str) -> None:
    """An address where nobody is, or that is none, or that shows a password, is told in one line."""
    done = Running("none", url, None).push(little)
    assert done.returncode == status
    assert words in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.needs("virtuoso-t", "isql-vt")
def test_an_engine_that_gives_few_rows(little: Path) -> None:
    """Virtuoso leaves out what is beyond its limit on rows and says nothing: the rest is asked for."""
    with running_virtuoso(rows=500) as url:
        engine = connect(url, Credentials(*OWNER), 60)
        outcome, _ = pushed(little, engine)
        assert len(outcome.loaded) == len(wanted(little))
        assert compare(wanted(little), engine) == []


def test_an_engine_that_is_not_known() -> None:
    """One that says neither Oxigraph nor Virtuoso needs its addresses told."""
    with pytest.raises(PushError, match="--update-url or --graphs-url"):
        found_target("http://127.0.0.1:3030/ds/query", "Apache-Jena")
    given = found_target(
        "http://127.0.0.1:3030/ds/query",
        "",
        update="http://127.0.0.1:3030/ds/update",
        graphs="http://127.0.0.1:3030/ds/data",
    )
    assert given.graphs == "http://127.0.0.1:3030/ds/data?graph="
    assert given.atomic is None
