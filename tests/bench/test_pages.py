"""Documents and downloads compared: what is concluded from figures, what is asked of the others, nginx."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Quad, RdfFormat, Store, parse, serialize

from bench.clients import Address
from bench.engines import EngineError
from bench.generate import write
from bench.nginx import nginx
from bench.pages_measured import Cost, Download, First, Measured, constructing, drawn, fetched, things
from bench.pages_report import goals, markdown
from bench.processes import processor_times
from server.store.documents import Documents
from tests.web.conftest import write_release


def cost(what: str, server: str, clients: int, cpu: float, refused: int = 0) -> Cost:
    """So many microseconds for a request of 1,000 bytes."""
    return Cost(what, server, clients, 10, refused, 1000, cpu, 0.5, 1.5, 100.0)


def download(server: str, clients: int, throughput: float, most: int) -> Download:
    """A download that begins with 80 MB of memory."""
    return Download(server, clients, throughput, 500.0, 80_000_000, most)


MEASURED = Measured(
    cached=(
        cost("home", "nameplate", 1, 80.0),
        cost("home", "nginx", 1, 20.0),
        cost("page", "nameplate", 1, 90.0, refused=3),
        cost("page", "nginx", 1, 90.0),
        cost("home", "nameplate", 8, 100.0),
        cost("home", "nginx", 8, 20.0),
    ),
    uncached=(cost("cac", "nameplate", 1, 900.0), cost("cac", "oxigraph", 1, 1000.0)),
    downloads=(
        download("nameplate", 1, 400.0, 84_000_000),
        download("nginx", 1, 1000.0, 80_000_000),
        download("nameplate", 8, 600.0, 100_000_000),
        download("nginx", 8, 900.0, 80_000_000),
    ),
    first=(
        First("2M", 2_000_000, 300, 3000, 600.0, 0.5, 3.0),
        First("20k", 20_000, 300, 3000, 300.0, 0.4, 2.0),
        First("200k", 200_000, 300, 3000, 9000.0, 0.4, 2.0),
    ),
)


def test_goals_are_judged() -> None:
    """Ratios are geometric means over what was asked for; growth is from the least data to the most."""
    judged = {goal.name: (round(goal.found, 3), goal.wanted, goal.is_met) for goal in goals(MEASURED)}
    assert judged == {
        "cached representations, 1 clients: processor time": (2.0, 4.0, True),
        "cached representations, 8 clients: processor time": (5.0, 4.0, False),
        "uncached documents: processor time": (0.9, 1.0, True),
        "downloads, 1 clients: nginx's throughput": (2.5, 2.0, False),
        "downloads, 1 clients: memory grows by": (4.0, 16.0, True),
        "downloads, 8 clients: nginx's throughput": (1.5, 2.0, True),
        "downloads, 8 clients: memory grows by": (20.0, 16.0, False),
        "first request of a document, 2M against 20k: processor time": (2.0, 1.5, False),
    }


def test_a_run_without_a_part_is_judged_by_the_rest() -> None:
    """What was not measured has no goal."""
    assert list(goals(Measured((), (), (), MEASURED.first[:1]))) == []


def test_tables_tell_what_was_measured() -> None:
    """Each pair has a row with both and their ratio; refusals are told."""
    text = markdown(MEASURED, ["A remark."])
    rows = [line for line in text.splitlines() if line.startswith("| ")]
    assert text.startswith("A remark.\n")
    assert "| page | 1,000 | 1 | 90, 0.50 / 1.50, 3 refused | 90, 0.50 / 1.50 | 1.0 |" in rows
    assert "| cac | 1,000 | 1 | 900, 0.50 / 1.50 | 1000, 0.50 / 1.50 | 0.9 |" in rows
    assert "| 8 | 600, 500 ms, 80 → 100 MB | 900, 500 ms, 80 → 80 MB | 0.67 |" in rows
    assert "| 2M | 2,000,000 | 300 | 3,000 | 600 | 0.50 / 3.00 |" in rows
    assert "| downloads, 1 clients: nginx's throughput | 2 | 2.50 × ours | missed |" in rows


def test_last_results_are_those_of_the_readme() -> None:
    """The newest kept results name the goals that the tables name."""
    folder = Path(__file__).resolve().parents[2] / "bench"
    newest = max((folder / "results").glob("*-pages.json"))
    readme = (folder / "README.md").read_text(encoding="utf-8")
    names = [goal["name"] for goal in json.loads(newest.read_text(encoding="utf-8"))["goals"]]
    assert names
    assert [name for name in names if f"| {name} |" not in readme] == []


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The directory of a small release."""
    directory = tmp_path_factory.mktemp("releases") / "0.0-dev-0123456789abcdef"
    directory.mkdir()
    write_release(directory, "0.0-dev")
    return directory


@pytest.mark.parametrize("name", ["cac", "rel-cac-oep", "doc-000"])
def test_the_same_triples_are_asked_of_the_other(small: Path, name: str) -> None:
    """The query for a document's triples gives them and no others, with what hangs off blank nodes."""
    documents = Documents(small)
    quads = documents.document(f"https://w3id.org/nameplate/id/{name}") or []
    documents.close()
    triples = list(dict.fromkeys(Quad(q.subject, q.predicate, q.object) for q in quads))
    store = Store()
    store.bulk_load((small / "quads.nq").read_bytes(), RdfFormat.N_QUADS)
    found = store.query(constructing(triples), use_default_graph_as_union=True)
    told = serialize(found, format=RdfFormat.N_TRIPLES) or b""  # type: ignore[arg-type]  # triples, by its form
    assert triples
    assert _shapes(parse(told, format=RdfFormat.N_TRIPLES)) == _shapes(triples)


def _shapes(triples: Iterable[Quad]) -> set[tuple[str, ...]]:
    """Triples without labels of blank nodes, and without how literals are spelt, which a store changes."""
    return {(_shape(triple.subject), triple.predicate.value, _shape(triple.object)) for triple in triples}


def _shape(term: object) -> str:
    return str(term) if isinstance(term, NamedNode) else type(term).__name__


@pytest.mark.parametrize("triples", [10_000, 30_000])
def test_things_of_each_kind_are_drawn_alike(tmp_path: Path, triples: int) -> None:
    """However much data there are, as many of each kind are asked for, and no thing twice."""
    path = tmp_path / "data.nq"
    count = write(path, triples, 1, named=False)
    names, counted = things(path)
    chosen = drawn(names, 1)
    kinds = Counter(name.partition("-")[0] for name in chosen)
    assert counted == count
    assert len(set(chosen)) == len(chosen)
    assert set(chosen) <= set(names)
    assert (kinds["body"], kinds["doc"], kinds["person"]) == (12, 1, 23)


@pytest.mark.needs("nginx")
def test_nginx_serves_files(tmp_path: Path) -> None:
    """Bytes and files are found by their names, what it costs is counted, and it ends."""
    (tmp_path / "large").write_bytes(b"y" * 3_000_000)
    with nginx({"0": b"x" * 1000, "file": tmp_path / "large"}) as (port, process):
        assert fetched(port, "/0", "*/*") == b"x" * 1000
        assert fetched(port, "/file", "*/*") == b"y" * 3_000_000
        with pytest.raises(EngineError, match="answered with 404"):
            fetched(port, "/1", "*/*")
        assert process in processor_times(process)
        assert len(processor_times(process)) > 1
    with pytest.raises(OSError, match="refused"):
        Address(port, "/0").sent(b"GET /0 HTTP/1.1\r\nHost: x\r\n\r\n")


def test_nginx_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    """The message says what to install."""
    monkeypatch.setattr("bench.nginx.shutil.which", lambda *_args, **_more: None)
    with pytest.raises(EngineError, match="apt install nginx"), nginx({}):
        pass
