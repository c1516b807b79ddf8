"""A small release and some other people's data, each with a client that asks the app without a network."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import NamedNode, Quad, RdfFormat, Triple, parse
from werkzeug.test import Client, TestResponse

from server.canonical import canonical
from server.documents import write_documents
from server.layout import ALIGNMENTS, MODULES, SHAPES
from server.names import BASE, DATASET, GRAPH, expand, term, thing
from server.release.coverage import COVERAGE
from server.release.facts import Fact, Facts
from server.release.inventory import LeftOut, Section
from server.release.labelling import labels
from server.release.manifest import counts, describe_files, write_manifest
from server.release.metadata import Checked, DumpFile, metadata
from server.release.offer import write_downloads
from server.release.search import write_search
from server.release.write import turtle
from server.wsgi import Publisher, create_app
from tests.running import once
from tests.web.chained import write_chained
from tests.web.endpoint import TRIG
from tests.web.walked import published

DATA = Path(__file__).parent / "data"
VERSION = "0.0-dev"


def inventory() -> Facts:
    """Three facts: stated, left out, and neither."""
    numbers = ("F001", "F002", "F003")
    section = Section("A", "The office", "办公室", dict.fromkeys(numbers, ("doc-000",)))
    return Facts(
        (
            Fact("F001", section, ("doc-000",), (thing("rel-cac-oep"), thing("gap-cac"))),
            Fact("F002", section, ("doc-000",), (), LeftOut("F002", "a page number", "页码")),
            Fact("F003", section, ("doc-000",)),
        )
    )


def write_release(directory: Path, version: str, more: str = "") -> list[Quad]:
    """Write the small dataset, with more TriG at its end, as a release of some version; its quads."""
    text = (DATA / "tiny.trig").read_text(encoding="utf-8")
    facts = list(parse(text + more, format=RdfFormat.TRIG))
    inferred = NamedNode(GRAPH + "inferred")
    named = labels(q.triple for q in facts)
    facts += [Quad(t.subject, t.predicate, t.object, inferred) for t in named]
    dataset = [q.triple for q in facts if q.subject == NamedNode(DATASET)]
    warning = Triple(
        NamedNode(thing("result")), NamedNode(expand("sh:resultSeverity")), NamedNode(expand("sh:Warning"))
    )
    checked = Checked(inventory(), [warning])
    described = metadata(facts, dataset, version, checked)
    graph = NamedNode(GRAPH + "metadata")
    named_already = {q.triple for q in facts}
    fresh = (Quad(t.subject, t.predicate, t.object, graph) for t in described if t not in named_already)
    quads = canonical([*facts, *fresh])
    write_documents(quads, directory)
    write_search(quads, directory)
    (directory / "report.ttl").write_bytes(turtle([warning]))
    (directory / COVERAGE).write_bytes(checked.facts.csv().encode() if checked.facts else b"")
    (directory / "queries").mkdir()
    _explain(directory)
    offered = write_downloads(quads, directory, version, "2026-11-22")
    files = [
        DumpFile(name, entry["media_type"], entry["bytes"], entry["sha256"])
        for name, entry in describe_files(directory).items()
        if name.startswith("dumps/")
    ]
    (directory / "metadata.ttl").write_bytes(turtle(metadata(facts, dataset, version, checked, files)))
    head = {"version": version, "issued": "2026-11-22", **offered.head, "counts": counts(quads)}
    write_manifest(directory, head, offered.said)
    return quads


def _explain(directory: Path) -> None:
    """Write what explains the vocabulary of the small dataset: shapes, alignments, and the files of both."""
    (directory / SHAPES).parent.mkdir()
    for name in (SHAPES, ALIGNMENTS):
        (directory / name).write_bytes((DATA / Path(name).name).read_bytes())
    terms = [
        term(name) for name in ("Claim", "Relation", "Subordination", "subordinate", "superior", "Tenure")
    ]
    shapes = [f"{BASE}shape/{name}" for name in ("Claim", "Subordination", "Dated")]
    told = {"ontology": [["core", terms[:2]], ["hierarchy", terms[2:]]], "shapes": [["core", shapes]]}
    (directory / MODULES).write_text(json.dumps(told), encoding="utf-8")


@pytest.fixture(scope="session")
def walked(tmp_path_factory: pytest.TempPathFactory, project_root: Path) -> Path:
    """A project that was built and published three times; nobody changes it."""
    versions = project_root / "ontology" / "versions.ttl"
    return once(tmp_path_factory, "walk", lambda place: published(place / "project", versions))


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The directory of a small release that is not published yet."""
    directory = tmp_path_factory.mktemp("releases") / f"{VERSION}-0123456789abcdef"
    directory.mkdir()
    write_release(directory, VERSION)
    return directory


@pytest.fixture(scope="session")
def quads(small: Path) -> set[Quad]:
    """Every quad of the small release."""
    return set(parse((small / "quads.nq").read_bytes(), format=RdfFormat.N_QUADS))


@pytest.fixture(scope="session")
def app(small: Path) -> Iterator[Publisher]:
    """The app that serves the small release."""
    made = create_app(release=small, workers=1)
    yield made
    made.close()


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with three graphs, in a folder of the module's own."""
    path = tmp_path_factory.mktemp("served") / "data.trig"
    path.write_text(TRIG, encoding="utf-8")
    return path


class Reader(Client):
    """A client on the server's own machine that reads each answer to its end, so that files are closed."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:  # noqa: ANN401 (as the client has it)
        """Ask, and read the whole answer."""
        kwargs.setdefault("buffered", True)
        if args and isinstance(args[0], str):  # and not a request that goes on to where it was sent
            kwargs.setdefault("environ_base", {"REMOTE_ADDR": "127.0.0.1"})
        return super().open(*args, **kwargs)


@pytest.fixture
def client(app: Publisher) -> Client:
    """A client of the small release."""
    return Reader(app)


@pytest.fixture(scope="session")
def others(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Publisher]:
    """An app that serves other people's data under `http://example.org/`, from a compressed file."""
    path = tmp_path_factory.mktemp("others") / "theirs.ttl.gz"
    path.write_bytes(gzip.compress((DATA / "theirs.ttl").read_bytes()))
    made = create_app(path, base_iri="http://example.org/", workers=1)
    yield made
    made.close()


@pytest.fixture
def reader(others: Publisher) -> Client:
    """A client of other people's data."""
    return Reader(others)


@pytest.fixture(scope="module")
def whole(release: Path) -> Iterator[Publisher]:
    """The app of the same release, for tests of one module that leave something behind in it."""
    made = create_app(release=release, workers=1)
    yield made
    made.close()


@pytest.fixture
def asker(whole: Publisher) -> Client:
    """A client of that app."""
    return Reader(whole)


@pytest.fixture(scope="module")
def chained(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """A client of the last of three published versions."""
    made = create_app(release=write_chained(tmp_path_factory.mktemp("chained")), workers=1)
    yield Reader(made)
    made.close()


@pytest.fixture(scope="module")
def unpublished(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """A client of what is not published yet, after two published versions."""
    made = create_app(release=write_chained(tmp_path_factory.mktemp("next"), "0.10.0-dev"), workers=1)
    yield Reader(made)
    made.close()


@pytest.fixture(scope="session")
def site(release: Path) -> Iterator[Client]:
    """A client of the release that the files of the project make, for tests that only read."""
    app = create_app(release=release, workers=1)
    yield Reader(app)
    app.close()
