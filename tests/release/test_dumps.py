"""The dumps: each holds what the release holds, in every format, packed in both ways, the same each time."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import re
import zipfile
from pathlib import Path

import pytest
import rdflib
from pyoxigraph import Quad, RdfFormat, Store, parse

from server.canonical import canonical_hash, merged, relabelled
from server.downloads import Download, Group, download, graph_files, whole_files
from server.formats import GRAPH_FORMATS
from server.names import graph
from server.packing import unpacked
from server.release.build import build
from server.release.verify import verify
from tests.release.projects import small

_PARSERS = {"ttl": "turtle", "nt": "nt", "nq": "nquads", "trig": "trig", "rdf": "xml", "jsonld": "json-ld"}
_NAMES = ("ontology", "facts/doc-a", "facts/doc-b", "bounds", "current", "inferred", "metadata")
_WHOLE = list(whole_files("1-dev"))
_GRAPHS = [(name, file) for name in _NAMES for file in graph_files(graph(name))]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release of the small project; tests only read it."""
    folder = tmp_path_factory.mktemp("built")
    return build(small(folder / "p"), folder / "out", lambda _line: None)[0]


@pytest.fixture(scope="module")
def manifest(built: Path) -> dict[str, object]:
    """Its manifest."""
    read: dict[str, object] = json.loads((built / "manifest.json").read_text())
    return read


def _quads(release: Path) -> list[Quad]:
    return list(parse((release / "quads.nq").read_bytes(), format=RdfFormat.N_QUADS))


def _loaded(release: Path, file: Download) -> list[Quad]:
    """What another store has of a file once it has loaded it."""
    assert file.form
    store = Store()
    store.bulk_load(unpacked(release / "dumps" / file.path, 10**7), file.form.rdf)
    return list(store)


@pytest.mark.card("DWBP", "14")
@pytest.mark.card("DWBP", "17")
@pytest.mark.parametrize("file", _WHOLE, ids=[file.path for file in _WHOLE])
def test_whole(built: Path, manifest: dict[str, object], file: Download) -> None:
    """Unpacked and parsed, a dump has the canonical hash that the manifest gives for all of its kind."""
    assert file.form
    data = unpacked(built / "dumps" / file.path, 10**7)
    quads = list(parse(data, format=file.form.rdf))
    keeps = file.form.extension in ("nq", "trig")
    expected = manifest["canonical_sha256" if keeps else "merged_sha256"]
    assert canonical_hash(relabelled(quads)) == expected
    assert canonical_hash(merged(quads)) == manifest["merged_sha256"]
    assert len(quads) == len(_quads(built))
    files: dict[str, dict[str, str]] = manifest["files"]  # type: ignore[assignment]  # as the manifest has them
    assert files[f"dumps/{file.path}"]["rdf_sha256"] == expected
    # spelled as its author spelled it
    assert b"01" in data


@pytest.mark.parametrize(("name", "file"), _GRAPHS, ids=[file.path for _, file in _GRAPHS])
def test_graphs(built: Path, manifest: dict[str, object], name: str, file: Download) -> None:
    """The dump of a graph holds its statements and no other, and those formats that can name it."""
    assert file.form
    quads = list(parse(unpacked(built / "dumps" / file.path, 10**7), format=file.form.rdf))
    expected = [quad for quad in _quads(built) if str(quad.graph_name) == f"<{graph(name)}>"]
    assert expected
    assert canonical_hash(merged(quads)) == canonical_hash(merged(expected))
    hashes: dict[str, str] = manifest["graph_sha256"]  # type: ignore[assignment]  # as the manifest has them
    assert canonical_hash(merged(quads)) == hashes[graph(name)]
    named = {str(quad.graph_name) for quad in quads}
    assert named == ({f"<{graph(name)}>"} if file.form.extension in ("nq", "trig") else {"DEFAULT"})


@pytest.mark.card("DWBP", "18")
def test_graphs_add_up(built: Path) -> None:
    """The dumps of the graphs together are the whole."""
    every = [q for _, file in _GRAPHS if file.path.endswith(".nq.zst") for q in _loaded(built, file)]
    assert len(every) == len(_quads(built))


@pytest.mark.card("DWBP", "12")
@pytest.mark.parametrize("extension", [f.extension for f in GRAPH_FORMATS])
def test_read_by_another_library(built: Path, extension: str) -> None:
    """Rdflib reads every dump and finds as many statements, and the names of graphs where they are kept."""
    data = unpacked(built / "dumps" / f"nameplate-1-dev.{extension}.zst", 10**7)
    parsed = rdflib.Dataset(default_union=True)
    parsed.parse(data=data, format=_PARSERS[extension])
    assert len(parsed) == len(_quads(built))
    named = {str(g.identifier) for g in parsed.graphs() if str(g.identifier).startswith(graph(""))}
    assert len(named) == (7 if extension in ("nq", "trig") else 0)


@pytest.mark.parametrize(("extension", "key"), [("nq", "canonical_sha256"), ("nt", "merged_sha256")])
def test_lines_are_the_canonical_document(
    built: Path, manifest: dict[str, object], extension: str, key: str
) -> None:
    """`sha256sum` is enough to compare: N-Quads and N-Triples are canonical as they are."""
    data = unpacked(built / "dumps" / f"nameplate-1-dev.{extension}.gz", 10**7)
    assert hashlib.sha256(data).hexdigest() == manifest[key]


def test_language_tags_are_in_lower_case(release: Path) -> None:
    """So they are in every dump of triples and in the queries and examples that literals hold."""
    tag = re.compile(r'\\?"@((?:en|zh)(?:-[A-Za-z0-9]+)*)\b')
    for extension in ("nq", "nt", "trig", "ttl"):
        (path,) = (release / "dumps").glob(f"nameplate-*.{extension}.gz")
        found = set(tag.findall(gzip.decompress(path.read_bytes()).decode()))
        assert found == {"en", "zh-hans", "zh-hant", "zh-latn", "zh-latn-pinyin"}, extension


def test_gzip_says_nothing_of_the_moment(built: Path) -> None:
    """The header of a dump holds neither time nor name."""
    paths = list((built / "dumps").rglob("*.gz"))
    assert len(paths) == 6 * (1 + len(_NAMES))
    for path in paths:
        head = path.read_bytes()[:10]
        assert head[3] == 0
        assert head[4:8] == b"\0\0\0\0"


def test_archive(built: Path, tmp_path: Path) -> None:
    """The archive holds the data in each format, graphs, tables, queries and a README, and checks out."""
    data = (built / "dumps" / "nameplate-1-dev.zip").read_bytes()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        assert {entry.date_time for entry in archive.infolist()} == {(2020, 6, 30, 0, 0, 0)}
        archive.extractall(tmp_path)
    top = "nameplate-1-dev/"
    assert names[0] == top + "README.txt"
    expected = {f"{top}nameplate-1-dev.{form.extension}" for form in GRAPH_FORMATS}
    expected |= {f"{top}graphs/{name.replace('/', '-')}.ttl" for name in _NAMES}
    expected |= {f"{top}tables/{path.name}" for path in (built / "dumps" / "tables").iterdir()}
    expected |= {top + name for name in ("README.txt", "SHA256SUMS", "manifest.json", "report.ttl")}
    assert set(names) == expected | {top + "queries/superiors.rq"}
    folder = tmp_path / "nameplate-1-dev"
    found = verify(folder)
    intact, findings = found.intact, found.findings
    assert (intact, findings) == (len(names) - 1, ())
    for line in (folder / "SHA256SUMS").read_text().splitlines():
        digest, _, name = line.partition("  ")
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
    (folder / "tables" / "posts.csv").write_text("")
    assert [(f.place, f.rule) for f in verify(folder).findings] == [("tables/posts.csv", "damaged")]


def test_readme_tells_what_there_is(built: Path, manifest: dict[str, object]) -> None:
    """Version, day, every top-level file and table, the hashes; nothing of the moment or the machine."""
    with zipfile.ZipFile(built / "dumps" / "nameplate-1-dev.zip") as archive:
        text = archive.read("nameplate-1-dev/README.txt").decode()
        names = {name.split("/", 1)[1] for name in archive.namelist()}
    assert text.startswith("Small\nversion 1-dev, 2020-06-30\n")
    for name in names - {"README.txt"}:
        folder, _, file = name.rpartition("/")
        assert (folder + "/" if folder == "queries" else file) in text, name
    assert str(manifest["merged_sha256"]) in text
    assert str(manifest["canonical_sha256"]) in text
    assert max(map(len, text.splitlines())) <= 110


@pytest.mark.parametrize(
    ("path", "group", "part", "extension", "packing"),
    [
        ("nameplate-1.nq.zst", Group.WHOLE, "", "nq", ".zst"),
        ("graphs/facts-doc-a.ttl.gz", Group.GRAPH, "facts-doc-a", "ttl", ".gz"),
        ("tables/posts.csv", Group.TABLE, "posts", None, ""),
        ("nameplate-1.zip", Group.ARCHIVE, "", None, ""),
    ],
)
def test_what_a_name_says(path: str, group: Group, part: str, extension: str | None, packing: str) -> None:
    """What a file is follows from its path."""
    found = download(path)
    assert found
    assert (found.group, found.part, found.packing) == (group, part, packing)
    assert (found.form.extension if found.form else None) == extension


@pytest.mark.parametrize(
    "path", ["quads.nq", "a.zip.gz", "tables/a.csv.gz", "other/a.ttl.gz", "graphs/a.ttl", ""]
)
def test_what_is_no_download(path: str) -> None:
    """Other paths are no downloads."""
    assert download(path) is None
