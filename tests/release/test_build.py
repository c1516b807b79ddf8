"""The whole pipeline on the small project: what a release holds, and what a build never does."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
import rdflib
from pyoxigraph import CanonicalizationAlgorithm, Dataset, NamedNode, Quad, RdfFormat, parse

import server
from server.errors import CheckFailed, ReleaseError
from server.formats import GRAPH_FORMATS
from server.names import expand, graph, thing
from server.release.build import build
from server.release.inputs import NoProject, code, find_root, newest, up_to_date
from server.tables.columns import TABLES
from tests.release.projects import add, replace, small

_PARSERS = {"ttl": "turtle", "nt": "nt", "nq": "nquads", "trig": "trig", "rdf": "xml", "jsonld": "json-ld"}


def _quiet(_line: str) -> None:
    """Progress that nobody reads."""


def _build(root: Path, out: Path) -> Path:
    return build(root, out, _quiet)[0]


def _files(directory: Path) -> dict[str, bytes]:
    return {p.relative_to(directory).as_posix(): p.read_bytes() for p in directory.rglob("*") if p.is_file()}


def _run(
    root: Path, out: Path, *, arguments: Sequence[str] = (), **environment: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "server", "build", "--out", str(out), *arguments],
        env={**os.environ, "NAMEPLATE_ROOT": str(root), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release of the small project; tests only read it."""
    folder = tmp_path_factory.mktemp("built")
    return _build(small(folder / "p"), folder / "out")


def _quads(release: Path) -> list[Quad]:
    return list(parse((release / "quads.nq").read_bytes(), format=RdfFormat.N_QUADS))


def test_what_a_release_holds(built: Path) -> None:
    """The files of the contract, named by the manifest with size and checksum, and nothing else."""
    manifest = json.loads((built / "manifest.json").read_text())
    files = _files(built)
    graphs = ("ontology", "facts-doc-a", "facts-doc-b", "bounds", "current", "inferred", "metadata")
    tables = (*(f"{table.name}.csv" for table in TABLES), "csv-metadata.json")
    dumps = {
        f"dumps/{name}.{form.extension}{packing}"
        for name in ("nameplate-1-dev", *(f"graphs/{graph}" for graph in graphs))
        for form in GRAPH_FORMATS
        for packing in (".gz", ".zst")
    }
    dumps |= {f"dumps/tables/{name}" for name in tables} | {"dumps/nameplate-1-dev.zip"}
    others = {
        "quads.nq",
        "index.txt",
        "search.json",
        "report.ttl",
        "metadata.ttl",
        "ontology.ttl",
        "queries/superiors.rq",
        *("vocabulary/shapes.ttl", "vocabulary/alignments.ttl", "vocabulary/modules.json"),
        *("past/identifiers.txt", "changes/versions.json", "changes/1-dev.json"),
    }
    assert set(files) == dumps | others | {"manifest.json"}
    assert set(manifest["files"]) == dumps | others
    for name, entry in manifest["files"].items():
        assert entry["bytes"] == len(files[name])
        assert entry["sha256"] == hashlib.sha256(files[name]).hexdigest()
    assert manifest["files"]["dumps/nameplate-1-dev.ttl.gz"]["media_type"] == "text/turtle"
    assert manifest["files"]["dumps/nameplate-1-dev.ttl.gz"]["encoding"] == "gzip"
    assert (manifest["version"], manifest["issued"]) == ("1-dev", "2020-06-30")
    assert built.name == f"1-dev-{manifest['inputs'][:16]}"
    assert (built.parent / "current").read_text() == built.name + "\n"


def test_counts(built: Path) -> None:
    """The figures of the manifest are those of the quads."""
    counts = json.loads((built / "manifest.json").read_text())["counts"]
    quads = _quads(built)
    assert counts["quads"] == len(quads) == sum(counts["graphs"].values())
    assert counts["asserted"] + counts["derived"] == counts["quads"]
    expected = {"classes": 15, "properties": 24, "claims": 6, "passages": 2, "things": 15}
    assert {name: counts[name] for name in expected} == expected
    assert set(counts["graphs"]) == {
        graph(name)
        for name in ("ontology", "facts/doc-a", "facts/doc-b", "bounds", "current", "inferred", "metadata")
    }


def test_either_reasoner_makes_the_same_release(built: Path, tmp_path: Path) -> None:
    """A release is the same file for file, whichever reasoner is chosen on the command line."""
    root = small(tmp_path / "p")
    for reasoner in ("reasonable", "owlrl"):
        done = _run(root, tmp_path / reasoner, arguments=("--reasoner", reasoner))
        assert done.returncode == 0, done.stderr
        assert _files(newest(tmp_path / reasoner) or tmp_path) == _files(built)
    wrong = _run(root, tmp_path / "none", arguments=("--reasoner", "guess"))
    assert wrong.returncode == 2
    assert "'reasonable', 'owlrl'" in wrong.stderr


def test_links_and_their_triples_stand_together(tmp_path: Path) -> None:
    """Claims of identity and what they state make one graph, public pages another; what is cast is in one."""
    root = small(tmp_path / "p")
    add(
        root,
        """id:web-a a plate:ConsultedPage ; dcterms:isPartOf id:doc-a .
        id:passage-web-a a plate:Passage ; dcterms:isPartOf id:web-a .
        id:link a plate:IdentityLink ; rdf:subject id:top ; rdf:predicate skos:exactMatch ;
          rdf:object <http://example.org/top> ; plate:standing plate:Endorsed ;
          plate:citation [ plate:passage id:passage-web-a ] .
        id:stated a plate:StatementClaim ; rdf:subject id:top ; rdf:predicate plate:theme ;
          rdf:object "peace"@en ; plate:standing plate:Endorsed ;
          plate:citation [ plate:passage id:passage-web-a ] .""",
    )
    quads = _quads(_build(root, tmp_path / "out"))
    homes = {str(q.triple.predicate) + str(q.triple.object): q.graph_name for q in quads}
    subjects = {str(q.subject): q.graph_name for q in quads if q.predicate.value == expand("plate:standing")}
    assert homes[f"<{expand('skos:exactMatch')}><http://example.org/top>"] == NamedNode(graph("links"))
    assert homes[f'<{expand("plate:theme")}>"peace"@en'] == NamedNode(graph("current"))
    assert subjects[f"<{thing('link')}>"] == NamedNode(graph("links"))
    assert subjects[f"<{thing('stated')}>"] == NamedNode(graph("public"))
    assert len({q.triple for q in quads}) == len(quads)


def test_graphs_are_disjoint(built: Path) -> None:
    """No triple stands in two graphs, so the union counts each once."""
    quads = _quads(built)
    assert len({q.triple for q in quads}) == len(quads)


def test_canonical(built: Path) -> None:
    """Blank nodes have the names that RDFC-1.0 gives them, and the manifest has the hash of it all."""
    quads = _quads(built)
    again = Dataset(quads)
    again.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    assert set(again) == set(quads)
    lines = sorted((built / "quads.nq").read_bytes().splitlines(keepends=True))
    manifest = json.loads((built / "manifest.json").read_text())
    assert manifest["canonical_sha256"] == hashlib.sha256(b"".join(lines)).hexdigest()


def test_side_files(built: Path) -> None:
    """Ontology, report and metadata are files of Turtle; sizes of dumps stand in the metadata file alone."""
    for name in ("ontology.ttl", "report.ttl", "metadata.ttl"):
        assert len(rdflib.Graph().parse(built / name)) > 0
    sizes = "https://www.w3.org/ns/dcat#byteSize", "http://www.w3.org/ns/dcat#byteSize"
    metadata = rdflib.Graph().parse(built / "metadata.ttl")
    assert any(str(p) in sizes for p in metadata.predicates())
    assert not any(q.predicate.value in sizes for q in _quads(built))


@pytest.mark.card("Linked data", "7")
def test_byte_identical(built: Path, tmp_path: Path) -> None:
    """Another folder, another working directory, another hash seed: the same bytes and the same name."""
    for seed in ("1", "4711"):
        root = small(tmp_path / f"project-{seed}")
        out = tmp_path / f"out-{seed}"
        done = _run(root, out, PYTHONHASHSEED=seed, TZ="Asia/Shanghai")
        assert done.returncode == 0, done.stderr
        again = newest(out)
        assert again is not None
        assert again.name == built.name
        assert _files(again) == _files(built)


def test_progress_and_summary(tmp_path: Path) -> None:
    """Each stage is told with the time on standard error; what was made on standard output."""
    done = _run(small(tmp_path / "p"), tmp_path / "out")
    assert done.returncode == 0
    stages = ("parse", "date bounds", "projection", "OWL 2 RL closure", "SHACL", "clashes", "named graphs")
    for stage in stages:
        assert f" s  {stage}: " in done.stderr
    assert str(newest(tmp_path / "out")) in done.stdout
    assert "6 claims" in done.stdout


def test_unchanged_inputs_are_not_built_again(tmp_path: Path) -> None:
    """A second build touches nothing and says so; a change of any input makes another release."""
    root, out = small(tmp_path / "p"), tmp_path / "out"
    first = _build(root, out)
    stamps = {p: p.stat().st_mtime_ns for p in [*first.rglob("*"), out / "current"]}
    said: list[str] = []
    assert build(root, out, said.append) == (first, ())
    assert "up to date" in said[0]
    assert {p: p.stat().st_mtime_ns for p in stamps} == stamps
    assert up_to_date(root, out) == first
    (root / "queries" / "more.rq").write_text("ASK {}\n")
    assert up_to_date(root, out) is None
    second = _build(root, out)
    assert second != first
    assert (second / "queries" / "more.rq").is_file()
    assert newest(out) == second
    (root / "queries" / "more.rq").unlink()
    assert _build(root, out) == first
    assert newest(out) == first


def test_up_to_date_is_quick(tmp_path: Path) -> None:
    """Whether to build is known without loading the reasoner or the validator."""
    run = (
        "import sys; from pathlib import Path; from server.release.inputs import up_to_date\n"
        "up_to_date(Path(sys.argv[1]))\n"
        "assert not {'rdflib', 'owlrl', 'pyshacl', 'pyoxigraph'} & set(sys.modules), sorted(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", run, str(small(tmp_path / "p"))], check=True)


def test_all_code_of_the_build_counts_as_input() -> None:
    """Whatever module or query of ours a build runs is one that a change of makes another release."""
    run = (
        "import sys, server.release.build\n"
        "print(*(m.__file__ for n, m in sys.modules.items() if n == 'server' or n.startswith('server.')))"
    )
    done = subprocess.run([sys.executable, "-c", run], check=True, capture_output=True, text=True)
    counted = set(code())

    loaded = {Path(name) for name in done.stdout.split()}
    folders = {module.parent for module in loaded} - {Path(server.__file__).parent}
    queries = {path for folder in folders for path in folder.rglob("*.rq")}
    assert {path.stem for path in queries} >= {"as_of", "relations"}
    assert loaded | queries <= counted


@pytest.mark.parametrize(
    "spoil",
    [
        lambda root: (root / "instances" / "bad.ttl").write_text("<"),
        lambda root: replace(root, "instances/bodies.ttl", '    skos:prefLabel "top"@en ;\n', ""),
        lambda root: add(root, "id:x a plate:Institution, plate:Nameplate ; skos:prefLabel 'x'@en ."),
        lambda root: replace(root, "instances/bodies.ttl", '"2010/2016"', '"2016/2010"'),
    ],
    ids=["syntax", "shape", "clash", "dates"],
)
def test_failed_build_changes_nothing(tmp_path: Path, spoil: Callable[[Path], object]) -> None:
    """Bad input leaves the last release, its pointer and nothing else in the folder."""
    root, out = small(tmp_path / "p"), tmp_path / "out"
    first = _build(root, out)
    before = _files(out)
    spoil(root)
    with pytest.raises(CheckFailed) as raised:
        _build(root, out)
    assert any(f.severity == "error" and f.line for f in raised.value.findings)
    assert _files(out) == before
    assert newest(out) == first


def test_killed_build(tmp_path: Path) -> None:
    """A build that is killed leaves no release; the next one takes its leftovers away."""
    root, out = small(tmp_path / "p"), tmp_path / "out"
    process = subprocess.Popen(
        [sys.executable, "-m", "server", "build", "--out", str(out)],
        env={**os.environ, "NAMEPLATE_ROOT": str(root)},
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    deadline = time.monotonic() + 60
    while not list(out.glob(".building-*")) and time.monotonic() < deadline:
        time.sleep(0.005)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    assert list(out.glob(".building-*"))
    assert newest(out) is None
    release = _build(root, out)
    assert sorted(p.name for p in out.iterdir()) == sorted([".lock", "current", release.name])


def test_two_builds_at_once(tmp_path: Path) -> None:
    """Builds of one folder wait for each other, and both end with the same release."""
    root, out = small(tmp_path / "p"), tmp_path / "out"
    command = [sys.executable, "-m", "server", "build", "--out", str(out)]
    environment = {**os.environ, "NAMEPLATE_ROOT": str(root)}
    both = [subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL) for _ in range(2)]
    assert [process.wait(120) for process in both] == [0, 0]
    assert len(list(out.glob("1-dev-*"))) == 1


def test_out_is_a_file(tmp_path: Path) -> None:
    """A place that cannot hold releases is refused in one line."""
    (tmp_path / "out").write_text("")
    with pytest.raises(ReleaseError, match="choose another folder"):
        _build(small(tmp_path / "p"), tmp_path / "out")


def uncounted() -> dict[str, str]:
    """The environment without the counting of coverage, which would write files of its own."""
    return {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}


def test_disk_full(tmp_path: Path) -> None:
    """A build that cannot write its files fails with a message and leaves nothing behind."""
    out = tmp_path / "out"
    limited = "import resource, runpy, sys, signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
    limited += "resource.setrlimit(resource.RLIMIT_FSIZE, (20000, 20000)); sys.argv[0] = 'nameplate';"
    limited += "runpy.run_module('server', run_name='__main__')"
    done = subprocess.run(
        [sys.executable, "-c", limited, "build", "--out", str(out)],
        env={**uncounted(), "NAMEPLATE_ROOT": str(small(tmp_path / "p"))},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "File too large" in done.stderr
    assert [p.name for p in out.iterdir()] == [".lock"]


def test_root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The project is found from any folder within it, or by name; a wrong name is refused."""
    monkeypatch.delenv("NAMEPLATE_ROOT", raising=False)
    root = small(tmp_path / "p")
    assert find_root(root / "instances") == root
    monkeypatch.setenv("NAMEPLATE_ROOT", str(root))
    assert find_root(Path("/")) == root
    monkeypatch.setenv("NAMEPLATE_ROOT", str(tmp_path))
    with pytest.raises(NoProject, match="instances"):
        find_root()


def test_what_is_cast_is_not_written(tmp_path: Path) -> None:
    """A plain triple written by hand stops the build, though an endorsed claim says the same."""
    root = small(tmp_path / "p")
    replace(
        root,
        "instances/bodies.ttl",
        "id:office a plate:Institution ;",
        "id:office a plate:Institution ;\n    <http://www.w3.org/ns/org#subOrganizationOf> id:top ;",
    )
    with pytest.raises(CheckFailed) as failed:
        _build(root, tmp_path / "out")
    assert [(f.place, f.line, f.rule) for f in failed.value.findings] == [
        ("instances/bodies.ttl", 9, "written-by-hand")
    ]
    assert newest(tmp_path / "out") is None
