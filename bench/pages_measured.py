"""Measurements of documents and downloads: the same bytes from nginx, the same triples from Oxigraph."""

from __future__ import annotations

import contextlib
import hashlib
import itertools
import json
import random
import shutil
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final
from urllib.parse import urlsplit

from pyoxigraph import BlankNode, NamedNode, Quad, RdfFormat, parse

from bench.clients import TRIPLES, Address, Outcome, drive
from bench.engines import Data, EngineError, oxigraph, process, wait_for
from bench.nginx import nginx
from bench.processes import memory, processor_times, spent
from server.names import BASE, ID
from tests.running import free_port

OURS: Final = "nameplate"
NGINX: Final = "nginx"
OXIGRAPH: Final = "oxigraph"
_MEGABYTE: Final = 1_000_000
#: Seconds of processor time in half a second below which a server has nothing to do.
_IDLE: Final = 0.02

#: What is asked for as it is kept: name → path, and the type that is accepted.
REPRESENTATIONS: Final = {
    "home page": ("/", "text/html"),
    "page of a thing": ("/page/cac", "text/html"),
    "its data, Turtle": ("/data/cac", "text/turtle"),
    "its data, JSON-LD": ("/data/cac", "application/ld+json"),
    "page of the dataset": ("/dataset", "text/html"),
}
#: Things whose documents are asked for anew: the one with the largest, and so many that are drawn.
_LARGEST: Final = "cac"
_DRAWN: Final = 11
#: Generated things whose documents are asked for first, by kind: as many at each size, and about as many as
#: there are of each in an institution. Drawn without regard to it, one report on which hundreds of claims
#: draw, more or less, would tell more than the size of the data.
_FIRST: Final = {
    "body": 12,
    "doc": 1,
    "name": 104,
    "nameplateholding": 23,
    "passage": 23,
    "person": 23,
    "plate": 23,
    "post": 34,
    "subordination": 23,
    "tenure": 34,
}

#: Other people's IRIs keep their path.
_ID_PATH: Final = urlsplit(ID).path

#: Runs a server without the cache of documents, which the command has no option for.
_SERVE: Final = """\
import sys, pathlib
from server.web.running import run
port, release, room = sys.argv[1:]
run("127.0.0.1", int(port), None, {"release": pathlib.Path(release), "cache_bytes": int(room)})
"""


@dataclass(frozen=True)
class Cost:
    """What requests cost.

    Attributes:
        what: what was asked for.
        server: who answered.
        clients: connections at once.
        requests: answered with 200.
        refused: answered otherwise.
        size: bytes of one answer.
        cpu: microseconds of processor time per request, of all processes of the server.
        p50: milliseconds within which half of the requests was answered.
        p99: milliseconds within which 99 of 100 were.
        rate: requests a second.
    """

    what: str
    server: str
    clients: int
    requests: int
    refused: int
    size: int
    cpu: float
    p50: float
    p99: float
    rate: float


@dataclass(frozen=True)
class Download:
    """What a download costs.

    Attributes:
        server: who sent it.
        clients: who fetched it at once.
        throughput: megabytes a second, of all together.
        cpu: milliseconds of processor time for each gigabyte.
        before: bytes of memory (PSS) before.
        most: the most while it was sent.
    """

    server: str
    clients: int
    throughput: float
    cpu: float
    before: int
    most: int


@dataclass(frozen=True)
class First:
    """What documents cost that nobody asked for before.

    Attributes:
        data: name of the dataset.
        count: statements in it.
        requests: how many documents.
        size: bytes of one, on average.
        cpu: microseconds of processor time per request.
        p50: milliseconds within which half of them was answered.
        p99: milliseconds within which 99 of 100 were.
    """

    data: str
    count: int
    requests: int
    size: int
    cpu: float
    p50: float
    p99: float


@dataclass(frozen=True)
class Measured:
    """All of it."""

    cached: tuple[Cost, ...]
    uncached: tuple[Cost, ...]
    downloads: tuple[Download, ...]
    first: tuple[First, ...]


def cached(release: Path, clients: Sequence[int], seconds: float) -> tuple[Cost, ...]:
    """Representations that this server keeps, and the same bytes as files of nginx.

    Servers take turns, so that what else the machine does meets both.
    """
    found = []
    with _serving(release) as (port, ours):
        bodies = {name: fetched(port, path, accept) for name, (path, accept) in REPRESENTATIONS.items()}
        files: dict[str, bytes | Path] = {str(n): body for n, body in enumerate(bodies.values())}
        with nginx(files) as (other, theirs):
            for number, (name, (path, accept)) in enumerate(REPRESENTATIONS.items()):
                for many in clients:
                    found.append(_cost(name, OURS, port, ours, [_get(port, path, accept)], many, seconds))
                    asked = [_get(other, f"/{number}", accept)]
                    found.append(_cost(name, NGINX, other, theirs, asked, many, seconds))
    return tuple(found)


def uncached(release: Path, seconds: float) -> tuple[Cost, ...]:
    """Documents in N-Triples made for each request, and the same triples constructed by Oxigraph.

    The query names each subject and predicate of the document, so that there is nothing to search for.
    """
    found = []
    quads = release / "quads.nq"
    with quads.open("rb") as file:
        data = Data(quads, sum(1 for _ in file), release)
    with _serving(release, room=0) as (port, ours), oxigraph(data) as peer:
        names = things(quads)[0]
        for name in (_LARGEST, *random.Random(1).sample(names, _DRAWN)):
            path, kind = f"/data/{name}.nt", "application/n-triples"
            triples = [
                quad
                for quad in parse(fetched(port, path, kind), format=RdfFormat.N_TRIPLES)
                if quad.subject != NamedNode(f"{BASE}data/{name}")
            ]
            found.append(_cost(name, OURS, port, ours, [_get(port, path, kind)], 1, seconds))
            asked = _post(peer.address, constructing(triples))
            told = fetched_by(peer.address.port, asked)
            same = len(set(parse(told, format=RdfFormat.N_TRIPLES)))
            if same != len(set(triples)):
                raise EngineError(f"{name}: {len(set(triples))} triples here, {same} from Oxigraph")
            found.append(_cost(name, OXIGRAPH, peer.address.port, peer.process, [asked], 1, seconds))
    return tuple(found)


def constructing(triples: Sequence[Quad]) -> str:
    """A query for these triples, in any data that has them: by subject and predicate, and by blank node."""
    pairs = {(str(t.subject), str(t.predicate)) for t in triples if isinstance(t.subject, NamedNode)}
    steps = {t.predicate.value for t in triples if isinstance(t.object, BlankNode)}
    values = " ".join(f"({subject} {predicate})" for subject, predicate in sorted(pairs))
    named = f"VALUES (?s ?p) {{ {values} }} ?s ?p ?o"
    if not steps:
        return f"CONSTRUCT {{ ?s ?p ?o }} {{ {named} }}"
    subjects = " ".join(
        sorted(
            {str(t.subject) for t in triples if isinstance(t.subject, NamedNode | BlankNode) and _leads(t)}
        )
    )
    way = "|".join(f"<{step}>" for step in sorted(steps))
    below = f"VALUES ?top {{ {subjects} }} ?top ({way})+ ?s . ?s ?p ?o FILTER(ISBLANK(?s))"
    return f"CONSTRUCT {{ ?s ?p ?o }} {{ {{ {named} }} UNION {{ {below} }} }}"


def _leads(triple: Quad) -> bool:
    """Whether a triple goes from a thing with a name to a blank node."""
    return isinstance(triple.subject, NamedNode) and isinstance(triple.object, BlankNode)


def downloads(release: Path, clients: Sequence[int], seconds: float, megabytes: int) -> tuple[Download, ...]:
    """A large file of a release, and the same file from nginx."""
    found = []
    with TemporaryDirectory(prefix="bench-downloads-") as folder:
        copy = Path(folder) / release.name
        shutil.copytree(release, copy)
        path = _grown(copy, megabytes * _MEGABYTE)
        below = path.relative_to(copy / "dumps").as_posix()
        version = json.loads((copy / "manifest.json").read_text(encoding="utf-8"))["version"]
        with _serving(copy) as (port, ours), nginx({"file": path}) as (other, theirs):
            for many in clients:
                target = f"/dumps/{version}/{below}"
                found.append(_download(OURS, port, ours, target, many, seconds))
                found.append(_download(NGINX, other, theirs, "/file", many, seconds))
    return tuple(found)


def _grown(release: Path, size: int) -> Path:
    """The first dump of a release, made so many bytes long; the manifest says so."""
    manifest = json.loads((release / "manifest.json").read_text(encoding="utf-8"))
    name = next(name for name in manifest["files"] if name.endswith(".nq.gz"))
    path: Path = release / name
    content = random.Random(1).randbytes(_MEGABYTE) * (size // _MEGABYTE)
    path.write_bytes(content)
    manifest["files"][name] |= {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    (release / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return path


def first_requests(name: str, quads: Path, seed: int) -> First:
    """Documents of generated data, each asked for once."""
    names, count = things(quads)
    chosen = drawn(names, seed)
    command = [sys.executable, "-m", "server", "serve", "--data", quads, "--base-iri", BASE, "--port"]
    with _started(command) as (port, ours):
        asked = [_get(port, f"/data{_ID_PATH}{name}.ttl", "*/*") for name in chosen]
        if fetched(port, f"/data{_ID_PATH}{names[0]}.ttl", "*/*") == b"":
            raise EngineError(f"{name}: documents are empty")
        _settle(ours)
        before = processor_times(ours)
        outcome = Outcome()
        for request in asked:
            one = drive(Address(port, "/"), iter([request]).__next__, 1, 0.0)
            outcome.latencies += one.latencies
            outcome.refused += one.refused
            outcome.size += one.size
        cpu = spent(before, processor_times(ours))
    done = len(outcome.latencies)
    if outcome.refused:
        raise EngineError(f"{name}: {outcome.refused} of {len(asked)} documents were refused")
    return First(
        data=name,
        count=count,
        requests=done,
        size=outcome.size // done,
        cpu=cpu * 1e6 / done,
        p50=outcome.quantile(0.5) * 1e3,
        p99=outcome.quantile(0.99) * 1e3,
    )


def drawn(names: Sequence[str], seed: int) -> list[str]:
    """Names of generated things in any order, so many of each kind or as many as there are."""
    draw = random.Random(seed)
    by_kind: dict[str, list[str]] = {}
    for name in names:
        by_kind.setdefault(name.partition("-")[0], []).append(name)
    chosen = [
        name
        for kind, number in _FIRST.items()
        for name in draw.sample(by_kind.get(kind, []), min(number, len(by_kind.get(kind, []))))
    ]
    draw.shuffle(chosen)
    return chosen


def _settle(root: int, seconds: float = 60.0) -> None:
    """Wait until a server has done what it does after its start: to tidy its store is no request."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        before = processor_times(root)
        time.sleep(0.5)
        if spent(before, processor_times(root)) < _IDLE:
            return


def things(quads: Path) -> tuple[list[str], int]:
    """The last parts of the IRIs of all things, in order, and how many statements there are."""
    subjects, count = set(), 0
    start = f"<{ID}".encode()
    with quads.open("rb") as file:
        for line in file:
            count += 1
            if line.startswith(start):
                subjects.add(line[len(start) : line.index(b">")].decode())
    return sorted(subjects), count


@contextlib.contextmanager
def _serving(release: Path, room: int = 64 * 1024 * 1024) -> Iterator[tuple[int, int]]:
    """This server on a release, with so many bytes of room for representations."""
    with _started([sys.executable, "-c", _SERVE], [release, room]) as running:
        yield running


@contextlib.contextmanager
def _started(command: Sequence[object], more: Sequence[object] = ()) -> Iterator[tuple[int, int]]:
    """A server by its command, the port goes behind it; ready to answer.

    Raises:
        EngineError: it does not become ready.
    """
    port = free_port()
    with process([*command, port, *more]) as server:
        wait_for("the server", server, lambda: _is_ready(port))
        yield port, server.pid


def _is_ready(port: int) -> bool:
    with contextlib.suppress(EngineError):
        return bool(fetched(port, "/readyz", "*/*"))
    return False


def _get(port: int, path: str, accept: str) -> bytes:
    lines = (f"GET {path} HTTP/1.1", f"Host: 127.0.0.1:{port}", f"Accept: {accept}", "", "")
    return "\r\n".join(lines).encode()


def _post(address: Address, query: str) -> bytes:
    """A query as it is sent by POST (SPARQL 1.1 Protocol §2.1.3)."""
    body = query.encode()
    lines = [f"POST {address.path} HTTP/1.1", f"Host: 127.0.0.1:{address.port}", f"Accept: {TRIPLES}"]
    lines += ["Content-Type: application/sparql-query", f"Content-Length: {len(body)}", "", ""]
    return "\r\n".join(lines).encode() + body


def fetched(port: int, path: str, accept: str) -> bytes:
    """The body of what is at a path.

    Raises:
        EngineError: it is not there.
    """
    return fetched_by(port, _get(port, path, accept))


def fetched_by(port: int, request: bytes) -> bytes:
    """The body of the answer to a request.

    Raises:
        EngineError: it is no answer with 200.
    """
    reply = Address(port, "/").sent(request)
    if reply.status != 200:
        raise EngineError(f"{request.splitlines()[0].decode()[:200]} is answered with {reply.status}")
    return reply.body


def _cost(
    what: str, server: str, port: int, root: int, asked: Sequence[bytes], clients: int, seconds: float
) -> Cost:
    following = itertools.cycle(asked).__next__
    address = Address(port, "/")
    drive(address, following, clients, seconds / 10)
    before = processor_times(root)
    outcome = drive(address, following, clients, seconds)
    cpu = spent(before, processor_times(root))
    done = len(outcome.latencies)
    if not done:
        raise EngineError(f"{what}: {server} answered nothing")
    return Cost(
        what=what,
        server=server,
        clients=clients,
        requests=done,
        refused=outcome.refused,
        size=outcome.size // done,
        cpu=cpu * 1e6 / done,
        p50=outcome.quantile(0.5) * 1e3,
        p99=outcome.quantile(0.99) * 1e3,
        rate=done / outcome.seconds,
    )


def _download(server: str, port: int, root: int, path: str, clients: int, seconds: float) -> Download:
    """Fetch a file again and again, by clients that keep nothing of it."""
    held = [memory(root)]
    over = threading.Event()

    def watch() -> None:
        while not over.wait(0.05):
            held.append(memory(root))

    watcher = threading.Thread(target=watch)
    address, request = Address(port, path), _get(port, path, "*/*")
    drive(address, lambda: request, 1, 0.0, keep=False)
    before = processor_times(root)
    watcher.start()
    try:
        outcome = drive(address, lambda: request, clients, seconds, keep=False)
    finally:
        over.set()
        watcher.join()
    cpu = spent(before, processor_times(root))
    return Download(
        server=server,
        clients=clients,
        throughput=outcome.size / outcome.seconds / 1e6,
        cpu=cpu * 1e3 / (outcome.size / 1e9),
        before=held[0],
        most=max(held),
    )
