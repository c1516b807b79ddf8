"""Whether a release, or its dumps, are what the manifest says."""

from __future__ import annotations

import base64
import gzip
import json
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import rdflib
from click.testing import CliRunner
from pyoxigraph import NamedNode, RdfFormat, Store, parse, serialize

from server.canonical import canonical_hash, merged
from server.cli import main
from server.errors import ReleaseError
from server.names import graph
from server.packing import PACKERS, packed, unpacked
from server.release.build import build
from server.release.sameness import Unreadable, holds, tangled
from server.release.signing import new_key
from server.release.verify import Verdict, verify, verify_file
from tests.release.projects import small


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release of the small project; tests copy it."""
    folder = tmp_path_factory.mktemp("built")
    return build(small(folder / "p"), folder / "out", lambda _line: None)[0]


def test_intact(built: Path) -> None:
    """A fresh release is intact."""
    assert verify(built) == Verdict(_count(built))


def _count(release: Path, below: str = "") -> int:
    """How many files the manifest lists."""
    files = json.loads((release / "manifest.json").read_text())["files"]
    return sum(name.startswith(below) for name in files)


def _flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


@pytest.mark.parametrize(
    ("harm", "place", "rule"),
    [
        (lambda d: _flip(d / "quads.nq"), "quads.nq", "damaged"),
        (lambda d: (d / "index.txt").write_text("{}"), "index.txt", "damaged"),
        (lambda d: (d / "report.ttl").unlink(), "report.ttl", "missing"),
        (lambda d: (d / "dumps" / "more.ttl").write_text(""), "dumps/more.ttl", "extra"),
        (lambda d: (d / "link").symlink_to("/nowhere"), "link", "extra"),
    ],
)
def test_harm(built: Path, tmp_path: Path, harm: Callable[[Path], object], place: str, rule: str) -> None:
    """Each file that is damaged, missing or extra is named."""
    copy = Path(shutil.copytree(built, tmp_path / "r"))
    harm(copy)
    found = verify(copy)
    intact, findings = found.intact, found.findings
    assert [(f.place, f.rule) for f in findings] == [(place, rule)]
    assert intact == _count(built) - (rule != "extra")


def _downloads(built: Path, folder: Path, *names: str) -> list[Path]:
    """Downloads of a release with its manifest, as a browser puts them into one folder."""
    folder.mkdir(exist_ok=True)
    shutil.copy(built / "manifest.json", folder)
    return [Path(shutil.copy(built / "dumps" / name, folder)) for name in names]


def test_downloads(built: Path, tmp_path: Path) -> None:
    """Downloads are checked by their own names, and none is missed; one that is damaged is named."""
    paths = _downloads(
        built,
        tmp_path,
        "nameplate-1-dev.zip",
        "graphs/ontology.nt.zst",
        "tables/names.csv",
        "tables/posts.csv",
    )
    (tmp_path / "SHA256SUMS").write_text("")
    assert verify(tmp_path) == Verdict(4)
    _flip(paths[1])
    assert [(f.place, f.rule) for f in verify(tmp_path).findings] == [("ontology.nt.zst", "damaged")]
    # what was unpacked is known by its statements
    data = unpacked(built / "dumps" / "graphs" / "ontology.ttl.gz", 10**7)
    (tmp_path / "unpacked.ttl").write_bytes(data)
    assert "same statements: graph" in verify(tmp_path).notes[0]
    (tmp_path / "other.txt").write_text("")
    assert [(f.place, f.rule) for f in verify(tmp_path).findings] == [
        ("ontology.nt.zst", "damaged"),
        ("other.txt", "extra"),
    ]


def test_downloads_in_folders(built: Path, tmp_path: Path) -> None:
    """They may also lie as the release has them; a manifest alone is told as such."""
    shutil.copytree(built / "dumps", tmp_path, dirs_exist_ok=True)
    shutil.copy(built / "manifest.json", tmp_path)
    assert verify(tmp_path) == Verdict(_count(built, "dumps/"))
    alone = tmp_path / "alone"
    _downloads(built, alone)
    assert [(f.place, f.rule) for f in verify(alone).findings] == [("manifest.json", "missing")]


@pytest.mark.parametrize("name", ["nameplate-1-dev.nq.gz", "tables/names.csv", "nameplate-1-dev.zip"])
def test_one_download(built: Path, tmp_path: Path, name: str) -> None:
    """One file is enough: it is compared with the manifest beside it, or above it in a release."""
    assert verify(built / "dumps" / name) == Verdict(1)
    (dump,) = _downloads(built, tmp_path, name)
    assert verify(dump) == Verdict(1)
    _flip(dump)
    found = verify(dump)
    intact, findings = found.intact, found.findings
    assert (intact, [(f.place, f.rule) for f in findings]) == (0, [(dump.name, "damaged")])


def test_another_file(built: Path, tmp_path: Path) -> None:
    """A file that the manifest does not name, and that is no RDF, belongs to something else."""
    _downloads(built, tmp_path)
    (tmp_path / "other.csv").write_text("")
    assert [f.rule for f in verify(tmp_path / "other.csv").findings] == ["extra"]


def _written_by_rdflib(data: bytes, to: str) -> bytes:
    """What rdflib makes of N-Quads."""
    # as it is spelled: "01" stays "01"
    held = rdflib.Dataset()
    before, rdflib.NORMALIZE_LITERALS = rdflib.NORMALIZE_LITERALS, False
    try:
        held.parse(data=data, format="nquads")
        if to in ("turtle", "xml", "nt"):
            one = rdflib.Graph()
            for s, p, o, _ in held.quads():
                one.add((s, p, o))
            return one.serialize(format=to, encoding="utf-8")
        return held.serialize(format=to, encoding="utf-8")
    finally:
        rdflib.NORMALIZE_LITERALS = before


REWRITTEN = [
    ("turtle", "mine.ttl", "all graphs in one"),
    ("xml", "mine.rdf", "all graphs in one"),
    ("nt", "mine.nt", "all graphs in one"),
    ("trig", "mine.trig", "the dataset with its named graphs"),
    ("nquads", "mine.nq.gz", "the dataset with its named graphs"),
    ("json-ld", "mine.jsonld.zst", "the dataset with its named graphs"),
]


@pytest.mark.parametrize(("to", "name", "what"), REWRITTEN, ids=[name for _, name, _ in REWRITTEN])
def test_written_by_another_program(built: Path, tmp_path: Path, to: str, name: str, what: str) -> None:
    """A file that rdflib wrote, with other bytes and blank nodes, is known by its canonical hash."""
    _downloads(built, tmp_path)
    data = _written_by_rdflib((built / "quads.nq").read_bytes(), to)
    path = tmp_path / name
    path.write_bytes(PACKERS[packed(name)](data) if packed(name) else data)
    verdict = verify_file(path)
    assert (verdict.intact, verdict.findings) == (1, ())
    assert f"the same statements: {what} (" in verdict.notes[0]


@pytest.mark.needs("rapper")
@pytest.mark.parametrize(("extension", "language"), [("ttl", "turtle"), ("rdf", "rdfxml")])
def test_written_by_raptor(built: Path, tmp_path: Path, extension: str, language: str) -> None:
    """So is what Raptor makes of a dump, which shares no code with the publisher."""
    _downloads(built, tmp_path)
    data = unpacked(built / "dumps" / f"nameplate-1-dev.{extension}.gz", 10**7)
    done = subprocess.run(
        ["rapper", "-q", "-i", language, "-o", "ntriples", "-", "http://example.org/"],
        input=data,
        capture_output=True,
        check=True,
    )
    (tmp_path / "raptor.nt").write_bytes(done.stdout)
    assert "all graphs in one" in verify_file(tmp_path / "raptor.nt").notes[0]


def test_given_back_by_an_engine(built: Path, tmp_path: Path) -> None:
    """An engine that stores numbers gives back "1" for "01"; that is told, and is no other statement."""
    _downloads(built, tmp_path)
    store = Store()
    store.bulk_load((built / "quads.nq").read_bytes(), RdfFormat.N_QUADS)
    store.dump(tmp_path / "engine.nq", RdfFormat.N_QUADS)
    assert b'"01"' not in (tmp_path / "engine.nq").read_bytes()
    (note,) = verify_file(tmp_path / "engine.nq").notes
    assert "the same statements: the dataset with its named graphs" in note
    assert note.endswith("but for how numbers are spelled")


def test_a_graph_written_by_another_program(built: Path, tmp_path: Path) -> None:
    """A graph is known on its own, with its name or without; under another name it is not that graph."""
    _downloads(built, tmp_path)
    held = [
        quad
        for quad in parse((built / "quads.nq").read_bytes(), format=RdfFormat.N_QUADS)
        if quad.graph_name == NamedNode(graph("facts/doc-a"))
    ]
    triples = [quad.triple for quad in held]
    (tmp_path / "a.ttl").write_bytes(serialize(triples, format=RdfFormat.TURTLE) or b"")
    (tmp_path / "a.trig").write_bytes(serialize(held, format=RdfFormat.TRIG) or b"")
    for name in ("a.ttl", "a.trig"):
        assert f"the same statements: graph {graph('facts/doc-a')} (" in verify_file(tmp_path / name).notes[0]
    text = (tmp_path / "a.trig").read_text().replace("doc-a", "doc-b")
    (tmp_path / "b.trig").write_text(text)
    assert [f.rule for f in verify_file(tmp_path / "b.trig").findings] == ["other"]


@pytest.mark.parametrize(
    ("name", "change", "rule"),
    [
        ("mine.nt", lambda text: text.replace('"office"@en', '"offices"@en'), "other"),
        ("mine.nt", lambda text: text.partition("\n")[2], "other"),
        ("mine.nt", lambda text: text + "<http://example.org/a> <http://example.org/b> _:new .\n", "other"),
        ("mine.nt", lambda text: text.replace('"01"', '"2"'), "other"),
        ("mine.nt", lambda _: "<", "damaged"),
        ("mine.nt.gz", lambda text: text, "damaged"),
        ("nameplate-1-dev.nt.gz", lambda text: text, "damaged"),
    ],
    ids=["a word", "one less", "one more", "a number", "no RDF", "not packed", "known but not packed"],
)
def test_other_statements(
    built: Path, tmp_path: Path, name: str, change: Callable[[str], str], rule: str
) -> None:
    """One statement more, less or other is another graph; what cannot be read is damaged."""
    _downloads(built, tmp_path)
    text = unpacked(built / "dumps" / "nameplate-1-dev.nt.gz", 10**7).decode()
    (tmp_path / name).write_text(change(text))
    found = verify_file(tmp_path / name)
    assert (found.intact, [(f.place, f.rule) for f in found.findings]) == (0, [(name, rule)])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('_:a <http://e/first> "x" . _:a <http://e/rest> _:b . _:b <http://e/first> "y" .', False),
        ("_:a <http://e/p> _:b .", False),
        ("_:a <http://e/p> _:a . _:b <http://e/p> _:b .", False),
        ("_:a <http://e/p> _:b . _:b <http://e/p> _:a .", True),
    ],
    ids=["a chain", "two ends", "apart", "a ring"],
)
def test_tangled(text: str, expected: bool) -> None:
    """Blank nodes are tangled where some that look alike are linked."""
    assert tangled(parse(text, format=RdfFormat.TURTLE)) is expected


def _clique(size: int) -> bytes:
    """Blank nodes that are all linked with one another: there is no telling them apart."""
    nodes = range(size)
    lines = [f"_:n{one} <http://e/p> _:n{other} .\n" for one in nodes for other in nodes if one != other]
    return "".join(lines).encode()


def test_what_would_take_for_ever(built: Path, tmp_path: Path) -> None:
    """A small file that no computer can canonicalize is given up in time, and told as such."""
    _downloads(built, tmp_path)
    path = tmp_path / "poison.nt"
    path.write_bytes(_clique(30))
    manifest = json.loads((tmp_path / "manifest.json").read_text())
    begun = time.monotonic()
    with pytest.raises(Unreadable, match="within 2 seconds: too many of its blank nodes look alike"):
        holds(path, manifest, seconds=2)
    assert time.monotonic() - begun < 10
    path.write_bytes(_clique(4))
    assert holds(path, manifest) is None
    known = canonical_hash(merged(parse(path.read_bytes(), format=RdfFormat.N_TRIPLES)))
    assert "all graphs in one" in (holds(path, {"merged_sha256": known}) or "")


def test_packed_again(built: Path, tmp_path: Path) -> None:
    """A dump packed by another program has other bytes; its statements are the same."""
    _downloads(built, tmp_path)
    data = unpacked(built / "dumps" / "nameplate-1-dev.ttl.gz", 10**7)
    path = tmp_path / "nameplate-1-dev.ttl.gz"
    path.write_bytes(gzip.compress(data, 1))
    assert "all graphs in one" in verify_file(path).notes[0]


@pytest.mark.parametrize("text", [None, "{", "[]", '{"format": 2, "files": {}}', '{"format": 1}'])
def test_no_manifest(tmp_path: Path, text: str | None) -> None:
    """Without a usable manifest nothing can be said, and the message names the file."""
    if text is not None:
        (tmp_path / "manifest.json").write_text(text)
    with pytest.raises(ReleaseError, match="manifest"):
        verify(tmp_path)


def _run(*arguments: object) -> tuple[int, str]:
    """The exit status of `nameplate` and all that it says."""
    done = CliRunner().invoke(main, [str(argument) for argument in arguments])
    return done.exit_code, done.output


def test_signing(built: Path, tmp_path: Path) -> None:
    """Signed outside the build, checked with the public key; a change, another key or none is told."""
    release = Path(shutil.copytree(built, tmp_path / "r"))
    before = {p: p.read_bytes() for p in release.rglob("*") if p.is_file()}
    key = tmp_path / "key"
    status, said = _run("sign", release, "--key", key, "--new-key")
    assert status == 0, said
    assert key.stat().st_mode & 0o777 == 0o600
    assert {p: p.read_bytes() for p in before} == before
    assert len(base64.b64decode((release / "manifest.json.sig").read_text())) == 64
    public = tmp_path / "key.pub"
    assert _run("verify", release, "--key", public)[0] == 0
    assert _run("verify", release / "dumps" / "nameplate-1-dev.zip", "--key", public)[0] == 0
    status, said = _run("verify", release)
    assert status == 0
    assert "name the publisher's key" in said

    assert _run("sign", release, "--key", tmp_path / "other", "--new-key")[0] == 0
    status, said = _run("verify", release, "--key", public)
    assert (status, "another key signed it" in said) == (1, True)
    assert _run("sign", release, "--key", key)[0] == 0
    manifest = release / "manifest.json"
    manifest.write_text(manifest.read_text().replace("2020-06-30", "2020-06-29"))
    status, said = _run("verify", release, "--key", public)
    assert (status, "the manifest was changed" in said) == (1, True)
    (release / "manifest.json.sig").write_text("?")
    assert "is not base64" in _run("verify", release, "--key", public)[1]
    (release / "manifest.json.sig").unlink()
    status, said = _run("verify", release, "--key", public)
    assert (status, "the manifest is not signed" in said) == (1, True)


def test_the_same_key_signs_the_same(built: Path, tmp_path: Path) -> None:
    """A signature is a function of key and manifest (RFC 8032 §5.1.6)."""
    key = tmp_path / "key"
    found = []
    for name in ("a", "b"):
        release = Path(shutil.copytree(built, tmp_path / name))
        new = () if key.exists() else ("--new-key",)
        assert _run("sign", release, "--key", key, *new)[0] == 0
        found.append((release / "manifest.json.sig").read_bytes())
    assert found[0] == found[1]


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda folder: (folder / "key").write_text("no key"), "no private key that can be read"),
        (lambda _: None, "no private key that can be read"),
        (
            lambda folder: new_key(folder / "k") and (folder / "k.pub").rename(folder / "key"),
            "no private key",
        ),
    ],
    ids=["no key", "no file", "a public key"],
)
def test_unusable_keys(built: Path, tmp_path: Path, make: Callable[[Path], object], message: str) -> None:
    """A key that cannot sign is refused in one line, and nothing is written."""
    make(tmp_path)
    release = Path(shutil.copytree(built, tmp_path / "r"))
    status, said = _run("sign", release, "--key", tmp_path / "key")
    assert (status, message in said) == (1, True)
    assert not (release / "manifest.json.sig").exists()


def test_keys_are_not_overwritten(built: Path, tmp_path: Path) -> None:
    """A second `--new-key` of the same name is refused, and so is signing what is damaged."""
    release = Path(shutil.copytree(built, tmp_path / "r"))
    (tmp_path / "key").write_text("mine")
    status, said = _run("sign", release, "--key", tmp_path / "key", "--new-key")
    assert (status, "no key is overwritten" in said) == (1, True)
    assert (tmp_path / "key").read_text() == "mine"
    _flip(release / "quads.nq")
    status, said = _run("sign", release, "--key", tmp_path / "new", "--new-key")
    assert (status, "quads.nq" in said) == (1, True)
    assert not (tmp_path / "new").exists()


@pytest.mark.needs("openssl")
def test_openssl_knows_keys_and_signatures(built: Path, tmp_path: Path) -> None:
    """Whoever has OpenSSL alone can make the key and check the signature."""
    release = Path(shutil.copytree(built, tmp_path / "r"))
    key, public = tmp_path / "key", tmp_path / "public"
    subprocess.run(["openssl", "genpkey", "-algorithm", "ed25519", "-out", key], check=True)
    subprocess.run(["openssl", "pkey", "-in", key, "-pubout", "-out", public], check=True)
    assert _run("sign", release, "--key", key)[0] == 0
    raw = tmp_path / "raw"
    raw.write_bytes(base64.b64decode((release / "manifest.json.sig").read_text()))
    command: list[str | Path] = ["openssl", "pkeyutl", "-verify", "-pubin", "-inkey", public, "-rawin"]
    command += ["-in", release / "manifest.json", "-sigfile", raw]
    done = subprocess.run(command, capture_output=True, check=False)
    assert b"Signature Verified Successfully" in done.stdout
    assert _run("verify", release, "--key", public)[0] == 0


def test_verify_command(built: Path, tmp_path: Path) -> None:
    """Status and words: intact, damaged, known by its content, with a manifest from elsewhere, misused."""
    (dump,) = _downloads(built, tmp_path / "a", "nameplate-1-dev.nt.gz")
    assert _run("verify", dump) == (0, "1 file intact, 0 not\n")
    (tmp_path / "b").mkdir()
    away = Path(shutil.copy(dump, tmp_path / "b" / "away.nt.gz"))
    status, said = _run("verify", away, "--manifest", tmp_path / "a" / "manifest.json")
    assert status == 0
    assert "away.nt.gz: other bytes" not in said.splitlines()[-1]
    status, said = _run("verify", away)
    assert (status, "no manifest.json here" in said) == (1, True)
    for arguments in ((tmp_path / "nothing",), (away, "--manifest", dump), (tmp_path, "--manifest", dump)):
        assert _run("verify", *arguments)[0] == 2
    _flip(dump)
    status, said = _run("verify", dump)
    assert (status, said.splitlines()[-1]) == (1, "0 files intact, 1 not")
