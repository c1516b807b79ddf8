"""Large answers of a real server: whole, from disk, and never at the cost of memory or of others."""

from __future__ import annotations

import http.client
import json
import resource
import urllib.parse
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.store.hostile import values
from tests.web.test_sparql_server import Server, assert_well

MEGABYTE = 1024 * 1024
#: What memory may grow by while answers of any size pass through.
FLAT = 50 * MEGABYTE

#: 10^6 rows of long text: about 270 MB.
LARGE = f"SELECT ?a ?b ?c ('{'x' * 200}' AS ?d) {{ {' '.join(map(values, 'abc'))} }}"
#: 10^5 rows: about 10 MB.
SMALLER = f"SELECT * {{ {values('a')} {values('b')} {values('c', 10)} }}"


@pytest.fixture(scope="module")
def server(data: Path) -> Iterator[Server]:
    """A server that allows large answers."""
    limits = ("--query-timeout", "60", "--result-limit", "2000", "--workers", "2")
    made = Server(data.parent, "--data", str(data), *limits)
    yield made
    made.kill()


def memory(server: Server) -> int:
    """Bytes that all processes of the server take, what they share counted once (PSS)."""
    total = 0
    for pid in server.processes():
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines():
            if line.startswith("Pss:"):
                total += int(line.split()[1]) * 1024
    return total


def asked(server: Server, query: str) -> tuple[http.client.HTTPConnection, http.client.HTTPResponse]:
    """The beginning of an answer in CSV."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    connection.request("GET", "/sparql?format=csv&" + urllib.parse.urlencode({"query": query}))
    return connection, connection.getresponse()


def test_memory_stays_flat(server: Server) -> None:
    """Hundreds of megabytes leave the memory of all processes where it was, while and after they pass."""
    for _ in range(2):
        assert server.ask(SMALLER)[0] == 200
        assert_well(server)
    before = memory(server)
    connection, answer = asked(server, LARGE)
    most, found = memory(server), 0
    while piece := answer.read(MEGABYTE):
        found += len(piece)
        if found % (32 * MEGABYTE) < MEGABYTE:
            most = max(most, memory(server))
    connection.close()
    assert answer.status == 200
    assert found == int(answer.headers["Content-Length"])
    assert found > 200 * MEGABYTE
    most = max(most, memory(server))
    assert most - before < FLAT, f"{before / MEGABYTE:.0f} MB before, {most / MEGABYTE:.0f} MB at most"


def test_files_of_answers_have_no_name(server: Server) -> None:
    """While a large answer is read, nothing of it can be left behind by a server that is killed."""
    (folder,) = {path.parent for path in open_files(server) if path.name == "lock"}
    connection, answer = asked(server, LARGE)
    assert answer.status == 200
    assert any("(deleted)" in path.name for path in open_files(server))
    assert not [path for path in folder.rglob("*") if path.is_file() and path.stat().st_size > MEGABYTE]
    connection.close()


def open_files(server: Server) -> list[Path]:
    """Files that the processes of the server have open."""
    found = []
    for pid in server.processes():
        for entry in Path(f"/proc/{pid}/fd").iterdir():
            try:
                found.append(entry.readlink())
            except OSError:
                continue
    return found


def test_no_room_on_the_disk(data: Path, tmp_path: Path) -> None:
    """A large answer that finds no room is 507, and the server goes on answering."""
    server = Server(tmp_path, "--data", str(data), "--workers", "2")
    try:
        for pid in server.processes():
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (2 * MEGABYTE, 2 * MEGABYTE))
        for _ in range(2):
            status, body = server.ask(SMALLER)
            problem = json.loads(body)
            assert (status, problem["status"]) == (507, 507)
            assert "LIMIT" in problem["detail"]
            assert_well(server)
    finally:
        server.kill()
