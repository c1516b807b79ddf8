"""Packed files that unpack to far more than they are: told in a line, before disk or memory are taken."""

from __future__ import annotations

import gzip
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from server.errors import StartError
from server.packing import PACKERS
from server.store import unpacking
from server.store.data import read_files
from tests.running import free_port

MEGABYTE = 1024 * 1024
STATEMENT = b"<http://e/s> <http://e/p> <http://e/o> .\n"
OPEN = (
    b'<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://e/"><r:Description><e:p>'
)
CLOSE = b"</e:p></r:Description></r:RDF>"
LITERAL = b'<http://e/s> <http://e/p> "'

#: What begins, what is said again and again up to so many bytes, what ends; and what is told of it.
BOMBS = {
    "statements.nt": ((b"", STATEMENT, 8 * MEGABYTE, b""), "unpacks to more than 4 MB, 100 times its size"),
    "comments.ttl": ((STATEMENT, b"# no\n", 5 * MEGABYTE, b""), "has 2 MB in which there are not a thousand"),
    "space.trig": ((STATEMENT, b"\n", 3 * MEGABYTE, b""), "has 2 MB in which there are not a thousand"),
    "literal.rdf": ((OPEN, b"x", 3 * MEGABYTE, CLOSE), "has 2 MB in which there are not a thousand"),
    "literal.ttl": ((LITERAL, b"x", 17 * MEGABYTE, b'" .'), "has 2 MB in which there are not a thousand"),
    "literal.jsonld": ((b'{"a": "', b"x", 3 * MEGABYTE, b'"}'), "has 2 MB in which there are not a thousand"),
    "broken.rdf": ((b"<not xml", b" ", 8 * MEGABYTE, b""), "broken.rdf"),
}


@pytest.fixture
def narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Bounds that small files reach."""
    monkeypatch.setattr(unpacking, "ALWAYS", 4 * MEGABYTE)
    monkeypatch.setattr(unpacking, "STRETCH", 2 * MEGABYTE)


@pytest.mark.usefixtures("narrow")
@pytest.mark.parametrize("packing", [".gz", ".zst"])
@pytest.mark.parametrize("name", BOMBS)
def test_bombs(tmp_path: Path, name: str, packing: str) -> None:
    """A bomb of each kind is refused in one line, which names the file."""
    (start, unit, size, end), message = BOMBS[name]
    path = tmp_path / (name + packing)
    path.write_bytes(PACKERS[packing](start + unit * (size // len(unit)) + end))
    with pytest.raises(StartError) as refused:
        for _ in read_files([path]).quads:
            pass
    assert message in str(refused.value)
    assert str(refused.value).startswith(f"{path}: ")
    assert "\n" not in str(refused.value)


def _different() -> bytes:
    return b"".join(b"<http://e/%s> <http://e/p> 1 .\n" % os.urandom(9).hex().encode() for _ in range(99_999))


@pytest.mark.usefixtures("narrow")
@pytest.mark.parametrize(
    "make",
    [_different, lambda: STATEMENT * 90_000, lambda: STATEMENT + b"#" + b"x" * MEGABYTE],
    ids=["much in it", "few megabytes", "a long comment"],
)
def test_what_is_no_bomb(tmp_path: Path, make: Callable[[], bytes]) -> None:
    """What comes to less than a hundred times its size, or to little, is read to its end."""
    content = make()
    path = tmp_path / "a.ttl.gz"
    path.write_bytes(gzip.compress(content, 1))
    assert sum(1 for _ in read_files([path]).quads) == content.count(b"<http://e/p>")


@pytest.mark.usefixtures("narrow")
def test_what_is_not_packed_has_no_bounds(tmp_path: Path) -> None:
    """The same unpacked is the operator's own affair."""
    path = tmp_path / "a.nt"
    path.write_bytes(STATEMENT * 200_000)
    assert sum(1 for _ in read_files([path]).quads) == 200_000


def test_terms_have_bounds(tmp_path: Path) -> None:
    """A term of more than the parser holds is told as such, packed or not."""
    path = tmp_path / "a.ttl"
    path.write_bytes(LITERAL + b"x" * 17 * MEGABYTE + b'" .')
    with pytest.raises(StartError, match=r"a\.ttl: a term or a comment has more than 16 MB: shorten it"):
        list(read_files([path]).quads)


def test_a_server_does_not_start_on_a_bomb(tmp_path: Path) -> None:
    """One line and status 1, with memory that is nothing to what the file would unpack to."""
    path = tmp_path / "bomb.ttl.gz"
    with gzip.open(path, "wb", 6) as file:
        for _ in range(200):
            file.write(b"# nothing at all\n" * 60_000)  # a megabyte
    assert path.stat().st_size < MEGABYTE
    command = [sys.executable, "-m", "server", "serve", "--port", str(free_port()), "--data", str(path)]
    highest = 0
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        while process.poll() is None:
            highest = max(highest, _highest(process.pid))
            time.sleep(0.01)
        assert process.stdout is not None
        said = process.stdout.read()
    assert process.returncode == 1
    assert said.startswith(f"Error: {path}: unpacks to more than ")
    assert said.count("\n") == 1
    assert 10 * MEGABYTE < highest < 500 * MEGABYTE


def _highest(process: int) -> int:
    """Bytes that a process had in memory at most until now; 0: it has ended.

    The usage that `wait4` tells would count what the process that began it had.
    """
    try:
        status = Path(f"/proc/{process}/status").read_text()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith("VmHWM:"))
