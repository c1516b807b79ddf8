"""From the server to another store and back: every download checks out on the way."""

from __future__ import annotations

import json
import re
import shutil
import urllib.request
from pathlib import Path

import pytest
from click.testing import CliRunner
from pyoxigraph import RdfFormat, Store
from werkzeug.test import Client

from server.cli import main
from server.downloads import KEEPING_GRAPHS, Download, whole_files
from server.formats import GRAPH_FORMATS
from server.packing import unpacked
from server.release.signing import new_key, sign
from server.store.release import open_release
from server.wsgi import create_app
from tests.running import running_server


def _verify(*arguments: object) -> tuple[int, str]:
    """The exit status of `nameplate verify` and all that it says."""
    done = CliRunner().invoke(main, ["verify", *map(str, arguments)])
    return done.exit_code, done.output


def _dumps(release: Path, server_url: str) -> tuple[str, str]:
    """The version of a release, and the address of its downloads."""
    version: str = json.loads((release / "manifest.json").read_text(encoding="utf-8"))["version"]
    return version, f"{server_url}/dumps/{version}"


def _fetched(address: str, folder: Path) -> Path:
    """Fetch a file as curl -O does."""
    path = folder / address.rpartition("/")[2]
    with urllib.request.urlopen(address) as answer:
        path.write_bytes(answer.read())
    return path


@pytest.mark.card("DWBP", "28")
@pytest.mark.parametrize("extension", [form.extension for form in GRAPH_FORMATS])
def test_download_verify_load_and_back(
    release: Path, server_url: str, tmp_path: Path, extension: str
) -> None:
    """Each serialisation, fetched, checked, loaded into a store and written by it, is still the release."""
    version, address = _dumps(release, server_url)
    file: Download = next(f for f in whole_files(version) if f.path.endswith(f".{extension}.zst"))
    assert file.form
    _fetched(f"{address}/manifest.json", tmp_path)
    path = _fetched(f"{address}/{file.path}", tmp_path)
    assert _verify(path) == (0, "1 file intact, 0 not\n")
    store = Store()
    store.bulk_load(unpacked(path, 10**8), file.form.rdf)
    assert len(store) == json.loads((tmp_path / "manifest.json").read_text())["counts"]["quads"]
    store.dump(tmp_path / "back.nq", RdfFormat.N_QUADS)
    status, said = _verify(tmp_path / "back.nq")
    assert status == 0, said
    what = "the dataset with its named graphs" if file.form in KEEPING_GRAPHS else "all graphs in one"
    assert f"other bytes, the same statements: {what} (" in said
    assert "spelled" not in said


@pytest.mark.parametrize("path", ["{}.zip", "{}.rdf.gz", "graphs/facts-doc-000.nt.zst", "tables/tenures.csv"])
def test_verify_the_address(release: Path, server_url: str, path: str) -> None:
    """The address alone is enough: manifest and file are fetched from there."""
    version, address = _dumps(release, server_url)
    said = _verify(f"{address}/{path.format(f'nameplate-{version}')}")
    assert said == (0, "1 file intact, 0 not\n")


def test_signature_is_served(release: Path, tmp_path: Path) -> None:
    """A release that is signed is offered with its signature, and refused under another key."""
    signed = Path(shutil.copytree(release, tmp_path / release.name))
    keys = [new_key(tmp_path / name) for name in ("key", "other")]
    sign(signed, tmp_path / "key")
    with running_server("--release", str(signed)) as url:
        address = f"{_dumps(release, url)[1]}/tables/people.csv"
        status, said = _verify(address, "--key", keys[0])
        assert (status, f"manifest.json is signed with {keys[0]}" in said) == (0, True)
        assert _verify(address, "--key", keys[1])[0] == 1


@pytest.mark.parametrize("path", ["/dumps/", "/dumps/{}/"])
def test_a_release_is_signed_while_it_is_served(small: Path, tmp_path: Path, path: str) -> None:
    """The page says so from then on, and not before; the signature is where it says."""
    served = Path(shutil.copytree(small, tmp_path / small.name))
    new_key(tmp_path / "key")
    app = create_app(release=served, workers=1)
    try:
        client = Client(app)
        place = path.format(open_release(served).version)
        before = [client.get(place) for _ in range(2)]
        sign(served, tmp_path / "key")
        after = client.get(place)
        link = re.search(r'href="([^"]*manifest\.json\.sig)"', after.text)
        assert link is not None
        assert client.get(link[1]).data == (served / "manifest.json.sig").read_bytes()
        (served / "manifest.json.sig").unlink()
        again = client.get(place, headers={"If-None-Match": before[0].headers["ETag"]})
        assert client.get(link[1]).status_code == 404
    finally:
        app.close()
    assert not [page for page in before if "manifest.json.sig" in page.text]
    assert before[0].headers["ETag"] == before[1].headers["ETag"] != after.headers["ETag"]
    assert again.status_code == 304
