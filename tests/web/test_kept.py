"""What a version said when it was served itself it says word for word when later ones are."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner
from pyoxigraph import Quad
from werkzeug.test import Client

from server.cli import main
from server.errors import PublishRefused
from server.formats import GRAPH_FORMATS
from server.packing import unpacked, zstd
from server.release import remade
from server.release.keeping import Kept
from server.release.offer import Offered, write_downloads
from server.versions.chain import before, chain
from server.versions.publishing import publish
from server.versions.sums import faults, sums
from server.wsgi import create_app
from tests.web.conftest import Reader
from tests.web.walked import VERSIONS, release_of

EXTENSIONS = ("json", *(form.extension for form in GRAPH_FORMATS))
FOREVER = "public, max-age=31536000, immutable"
FRESH = "public, max-age=3600"


@pytest.fixture(scope="module")
def clients(walked: Path) -> Iterator[dict[str, Client]]:
    """A client of each of the three, by its version."""
    out = walked / "build" / "releases"
    made = {version: create_app(release=out / release_of(walked, version), workers=1) for version in VERSIONS}
    yield {version: Reader(app) for version, app in made.items()}
    for app in made.values():
        app.close()


#: Paths of a version that name it, by their kind.
DATA = [
    *(f"/dataset/{{0}}.{extension}" for extension in EXTENSIONS),
    *(f"/version/{{0}}/data/office.{extension}" for extension in EXTENSIONS),
    *(f"/version/{{0}}/data/sub-office-top.{extension}" for extension in ("ttl", "json", "jsonld")),
    *(f"/version/{{0}}/ontology.{extension}" for extension in ("ttl", "nt")),
    *(f"/version/{{0}}/graph/{name}" for name in ("metadata.nq", "facts/doc-a.ttl", "current.json")),
    "/version/{0}/context.jsonld",
    *(f"/version/{{0}}/sources/doc-a.{extension}" for extension in ("ttl", "json")),
    *(f"/changes/{{0}}.{extension}" for extension in ("json", "csv", "nt")),
]
KEPT = ("nameplate-{0}.nq.zst", "manifest.json", "SHA256SUMS", "report.ttl")


@pytest.mark.parametrize("path", DATA)
@pytest.mark.parametrize("version", ["0.1.0", "0.2.0"])
def test_data(clients: dict[str, Client], version: str, path: str) -> None:
    """Data of a version have the same bytes and entity tag, and may be kept for ever, whatever comes."""
    first, *later = [client for name, client in clients.items() if name >= version]
    was = first.get(path.format(version))
    assert was.status_code == 200
    assert was.headers["Cache-Control"] == FOREVER
    for client in later:
        now = client.get(path.format(version))
        assert now.data == was.data
        assert now.headers["ETag"] == was.headers["ETag"]
        assert now.headers["Cache-Control"] == FOREVER


def test_sizes_and_checksums(clients: dict[str, Client]) -> None:
    """The description of the first version keeps size and checksum of each of its distributions."""
    said = clients["0.3.0"].get("/dataset/0.1.0.nt").text
    manifest = json.loads(clients["0.3.0"].get("/dumps/0.1.0/manifest.json").data)
    entry = manifest["files"]["dumps/nameplate-0.1.0.ttl.gz"]
    file = "<https://w3id.org/nameplate/dumps/0.1.0/nameplate-0.1.0.ttl.gz>"
    assert f'{file} <http://www.w3.org/ns/dcat#byteSize> "{entry["bytes"]}"' in said
    assert f'{file} <https://schema.org/sha256> "{entry["sha256"]}"' in said
    assert said.count("http://www.w3.org/ns/dcat#byteSize") == 21


@pytest.mark.parametrize("version", ["0.1.0", "0.2.0"])
def test_downloads(clients: dict[str, Client], version: str) -> None:
    """Each download of an earlier version is there byte by byte; what is kept for ever says so."""
    first, last = clients[version], clients["0.3.0"]
    files = json.loads(first.get(f"/dumps/{version}/manifest.json").data)["files"]
    offered = {name.removeprefix("dumps/"): e for name, e in files.items() if name.startswith("dumps/")}
    assert len(offered) > 100
    for name, entry in offered.items():
        now = last.get(f"/dumps/{version}/{name}")
        assert hashlib.sha256(now.data).hexdigest() == entry["sha256"], name
        assert now.headers["ETag"] == f'"{entry["sha256"]}"'
        lasting = name == f"nameplate-{version}.nq.zst"
        assert now.headers["Cache-Control"] == (FOREVER if lasting else FRESH), name
    for name in (*KEPT, *(["changes.rdfp"] if version != "0.1.0" else [])):
        path = f"/dumps/{version}/{name.format(version)}"
        was, now = first.get(path), last.get(path)
        assert (was.status_code, now.data) == (200, was.data), path
        assert now.headers["Cache-Control"] == was.headers["Cache-Control"] == FOREVER
    told = last.get(f"/dumps/{version}/SHA256SUMS").text.splitlines()
    patched = [] if version == "0.1.0" else ["changes.rdfp"]
    assert [line.split("  ")[1] for line in told] == [*sorted(offered), *patched]
    plain = last.get(f"/dumps/{version}/nameplate-{version}.nq", headers={"Accept-Encoding": "identity"})
    assert hashlib.sha256(plain.data).hexdigest() == chain_hash(last, version)


def chain_hash(client: Client, version: str) -> str:
    """The canonical hash of a version, as the list of versions has it."""
    rows = client.get("/changes.json").get_json()["versions"]
    return next(str(row["sha256"]) for row in rows if row["version"] == version)


@pytest.mark.parametrize(
    "path",
    ["/dataset/0.1.0", "/version/0.1.0/page/office", "/dumps/0.1.0/", "/version/0.1.0/graph/metadata"],
)
def test_pages(clients: dict[str, Client], path: str) -> None:
    """Pages of a version tell of later ones, so they are asked for again."""
    for client in clients.values():
        page = client.get(path, headers={"Accept": "text/html"})
        assert (page.status_code, page.mimetype) == (200, "text/html")
        assert page.headers["Cache-Control"] == FRESH


def test_other_names(clients: dict[str, Client]) -> None:
    """What no version offered is not found."""
    for name in ("nameplate-0.3.0.ttl.gz", "nothing", "tables/../quads.nq", "quads.nq", "metadata.ttl"):
        assert clients["0.3.0"].get(f"/dumps/0.1.0/{name}").status_code == 404, name


def test_what_cannot_be_made(walked: Path, tmp_path: Path) -> None:
    """A download that does not come out as it was is gone, and the way to what is kept is told."""
    place = tmp_path / "release"
    shutil.copytree(walked / "build" / "releases" / release_of(walked, "0.3.0"), place)
    (place / "past/0.1.0/dumps/nameplate-0.1.0.ttl.gz").unlink()
    (place / "past/0.1.0/dumps/tables/people.csv").unlink()
    app = create_app(release=place, workers=1)
    try:
        client = Reader(app)
        for name in ("nameplate-0.1.0.ttl.gz", "tables/people.csv"):
            gone = client.get(f"/dumps/0.1.0/{name}", headers={"Accept": "application/problem+json"})
            assert gone.status_code == 410
            assert "/dumps/0.1.0/nameplate-0.1.0.nq.zst" in gone.get_json()["detail"]
            assert "oxigraph convert --from-file nameplate-0.1.0.nq" in gone.get_json()["detail"]
        assert client.get("/dumps/0.1.0/nameplate-0.1.0.ttl").status_code == 200  # from the other packing
        assert "2 cannot be made" in client.get("/dumps/0.1.0/").text
    finally:
        app.close()


def _verified(*arguments: object) -> tuple[int, str]:
    done = CliRunner().invoke(main, ["verify", *map(str, arguments)])
    return done.exit_code, done.output


@pytest.mark.parametrize("version", ["0.1.0", "0.2.0"])
def test_verified_where_it_is_kept(walked: Path, tmp_path: Path, version: str) -> None:
    """The file of a version is compared with the manifest that is kept beside it; a changed one is told."""
    path = walked / "releases" / f"{version}.nq.zst"
    assert _verified(path) == (0, "1 file intact, 0 not\n")
    for name in (path.name, f"{version}.manifest.json"):
        shutil.copy(path.with_name(name), tmp_path)
    other = tmp_path / path.name
    other.write_bytes(zstd(unpacked(path, 10**7).replace(b"office", b"0ffice")))
    code, told = _verified(other)
    assert (code, f"{path.name}: damaged" in told) == (1, True)


def test_verified_when_fetched(clients: dict[str, Client], tmp_path: Path) -> None:
    """Downloads of an earlier version are verified with the manifest that is fetched with them."""
    names = ("manifest.json", "nameplate-0.2.0.nq.zst", "nameplate-0.2.0.zip", "changes.rdfp", "SHA256SUMS")
    for name in names:
        (tmp_path / name).write_bytes(clients["0.3.0"].get(f"/dumps/0.2.0/{name}").data)
    assert _verified(tmp_path) == (0, "3 files intact, 0 not\n")
    assert _verified(tmp_path / "changes.rdfp") == (0, "1 file intact, 0 not\n")
    (tmp_path / "changes.rdfp").rename(tmp_path / "nameplate-0.2.0-changes.rdfp")  # as browsers save it
    assert _verified(tmp_path) == (0, "3 files intact, 0 not\n")
    with (tmp_path / "nameplate-0.2.0-changes.rdfp").open("ab") as file:
        file.write(b"\n")
    code, told = _verified(tmp_path)
    assert (code, "nameplate-0.2.0-changes.rdfp" in told, "2 files intact, 1 not" in told) == (1, True, True)


def test_signed_later(walked: Path, tmp_path: Path) -> None:
    """The signature of what is published already is added when that is published again."""
    place, built = tmp_path / "releases", tmp_path / "built"
    shutil.copytree(walked / "releases", place)
    shutil.copytree(walked / "build" / "releases" / release_of(walked, "0.3.0"), built)
    quads = (built / "quads.nq").read_bytes()
    (built / "manifest.json.sig").write_bytes(b"c2lnbmVk\n")
    held = {path.name: path.read_bytes() for path in place.iterdir() if path.name != "SHA256SUMS"}
    for _ in range(2):
        assert publish(quads, place, built).fresh is False
    now = {path.name: path.read_bytes() for path in place.iterdir() if path.name != "SHA256SUMS"}
    assert now == held | {"0.3.0.manifest.json.sig": b"c2lnbmVk\n"}
    assert "0.3.0.manifest.json.sig" in sums(place)
    assert list(faults(place, chain(place))) == []
    (place / "0.3.0.manifest.json.sig").unlink()
    assert [name for name, _ in faults(place, chain(place))] == ["0.3.0.manifest.json.sig"]
    (built / "manifest.json").write_bytes((built / "manifest.json").read_bytes() + b"\n")
    with pytest.raises(PublishRefused, match="its manifest is not the one that was published"):
        publish(quads, place, built)


@pytest.mark.parametrize("name", ["0.1.0.manifest.json", "0.2.0.beside.zip"])
def test_what_is_kept_is_guarded(walked: Path, tmp_path: Path, name: str) -> None:
    """A change to what is kept beside a version is told, and nothing is published after it."""
    place = tmp_path / "releases"
    shutil.copytree(walked / "releases", place)
    with (place / name).open("ab") as file:
        file.write(b" ")
    told = (name, "is not what SHA256SUMS says was published: restore it from the history")
    assert list(faults(place, chain(place))) == [told]


def test_made_again_once(walked: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What comes out otherwise is left out; what was made by this program is not made a second time."""
    place = tmp_path / "releases"
    shutil.copytree(walked / "releases", place)
    said = place / "0.1.0.manifest.json"
    manifest = json.loads(said.read_bytes())
    manifest["files"]["dumps/nameplate-0.1.0.rdf.gz"]["sha256"] = "0" * 64
    said.write_text(json.dumps(manifest))
    made = []

    def counted(quads: Sequence[Quad], directory: Path, version: str, issued: str) -> Offered:
        made.append(version)
        return write_downloads(quads, directory, version, issued)

    monkeypatch.setattr(remade, "write_downloads", counted)
    earlier = before(chain(place), "0.3.0")
    for folder in ("first", "second"):
        remade.write_kept(tmp_path / folder, earlier, Kept(tmp_path / "kept"))
        there = {
            path.relative_to(tmp_path / folder / "past/0.1.0").as_posix()
            for path in (tmp_path / folder / "past/0.1.0").rglob("*")
            if path.is_file()
        }
        listed = {name for name in manifest["files"] if name.startswith("dumps/")}
        assert listed - there == {"dumps/nameplate-0.1.0.rdf.gz"}
        assert {"manifest.json", "metadata.ttl", "report.ttl", "queries/superiors.rq"} <= there
    assert made == ["0.1.0", "0.2.0"]


def test_what_is_kept(walked: Path) -> None:
    """Each version is kept in three files, which the checksums guard."""
    place = walked / "releases"
    endings = ("nq.zst", "manifest.json", "beside.zip")
    names = {f"{version}.{ending}" for version in VERSIONS for ending in endings}
    assert {path.name for path in place.iterdir()} == names | {"SHA256SUMS"}
    assert sums(place).keys() == names | {f"{version}.nq" for version in VERSIONS}
    assert list(faults(place, chain(place))) == []


def test_links_of_downloads(clients: dict[str, Client]) -> None:
    """A download of an earlier version leads to its links, which lead to that version and back."""
    client, path = clients["0.3.0"], "/dumps/0.1.0/nameplate-0.1.0.nq.zst"
    assert f"/linkset?of={path}" in client.head(path).headers["Link"]
    sets = {one["anchor"]: one for one in client.get(f"/linkset?of={path}").get_json(force=True)["linkset"]}
    assert sets[f"http://localhost{path}"]["collection"] == [{"href": "https://w3id.org/nameplate/dataset"}]
    landing = sets["http://localhost/dataset/0.1.0"]
    assert landing["cite-as"] == [{"href": "https://w3id.org/nameplate/dataset/0.1.0"}]
    assert f"http://localhost{path}" in [one["href"] for one in landing["item"]]
    for other in ("/dataset/0.1.0", "/dataset/0.2.0.ttl", "/dumps/0.2.0/changes.rdfp", "/dataset/0.3.0"):
        assert client.get(f"/linkset?of={other}").status_code == 200, other
    for other in ("/dumps/0.1.0/nothing", "/dataset/0.9.0", "/dumps/0.9.0/manifest.json"):
        assert client.get(f"/linkset?of={other}").status_code == 404, other
