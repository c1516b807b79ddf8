"""What normal requests notice while hostile ones run: times over real HTTP, alone and under attack.

`python -m bench.hostile` starts a server of its own on generated data, asks it as one client does, first
alone, then while 32 others send what no engine should finish, and prints both.
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import itertools
import multiprocessing
import random
import statistics
import threading
import time
import urllib.parse
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from multiprocessing.synchronize import Event
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from tests.running import running_server
from tests.store.hostile import HOSTILE

#: Requests that people and programs send, with a number that no other has.
NORMAL: Final = (
    'SELECT ?s ?o {{ ?s <http://example.org/p3> ?o FILTER(STR(?o) != "{0}") }} LIMIT 20',
    'SELECT (COUNT(*) AS ?n) {{ ?s <http://example.org/p1> ?o FILTER(?o != "{0}") }}',
    'ASK {{ <http://example.org/s7> ?p ?o FILTER(STR(?o) != "{0}") }}',
    'CONSTRUCT {{ ?s ?p ?o }} WHERE {{ ?s ?p ?o FILTER(?s = <http://example.org/s5> && STR(?o) != "{0}") }}',
)


@dataclass
class Times:
    """How normal requests fared: milliseconds of each, and how many had which status."""

    taken: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)

    def quantile(self, share: float) -> float:
        """Milliseconds within which this share of the requests was answered."""
        return sorted(self.taken)[min(len(self.taken) - 1, int(len(self.taken) * share))]

    def __str__(self) -> str:
        """Number, median, 99th percentile and slowest."""
        found = ", ".join(f"{status}: {count}" for status, count in sorted(self.statuses.items()))
        return (
            f"{len(self.taken):6} requests ({found})  p50 {statistics.median(self.taken):7.1f} ms"
            f"  p99 {self.quantile(0.99):7.1f} ms  most {max(self.taken):7.1f} ms"
        )


def data(path: Path, subjects: int = 2_000) -> None:
    """Write a small dataset to serve: `subjects` things with five statements each."""
    numbers = random.Random(4)
    with path.open("w", encoding="utf-8") as out:
        for subject, predicate in itertools.product(range(subjects), range(5)):
            value = f'"value {numbers.randrange(1000)}"'
            if predicate == 0:
                value = f"<http://example.org/s{numbers.randrange(subjects)}>"
            out.write(f"<http://example.org/s{subject}> <http://example.org/p{predicate}> {value} .\n")


def ask_normally(url: str, seconds: float, pause: float = 0.005) -> Times:
    """Send normal requests, one after the other, and time each."""
    times, end = Times(), time.monotonic() + seconds
    nonce = itertools.count(random.randrange(10**9) * 1000)
    connection = _connection(url)
    for query in itertools.cycle(NORMAL):
        if time.monotonic() > end:
            break
        target = "/sparql?" + urllib.parse.urlencode({"query": query.format(next(nonce))})
        start = time.perf_counter()
        connection.request("GET", target)
        answer = connection.getresponse()
        answer.read()
        times.taken.append((time.perf_counter() - start) * 1000)
        times.statuses[answer.status] += 1
        time.sleep(pause)
    connection.close()
    return times


@contextlib.contextmanager
def attack(url: str, clients: int, *, addresses: bool) -> Iterator[None]:
    """Have so many hostile clients at work, in a process of their own.

    Args:
        url: the server.
        clients: how many.
        addresses: whether each says, as a trusted proxy would, that it has an address of its own.
    """
    context = multiprocessing.get_context("spawn")
    stop = context.Event()
    process = context.Process(target=_attack, args=(url, clients, addresses, stop), daemon=True)
    process.start()
    try:
        yield
    finally:
        stop.set()
        process.join(30)
        process.kill()


def _attack(url: str, clients: int, addresses: bool, stop: Event) -> None:
    threads = [
        threading.Thread(
            target=_be_hostile,
            args=(url, number, {"X-Forwarded-For": f"198.51.100.{number}"} if addresses else {}, stop),
            daemon=True,
        )
        for number in range(clients)
    ]
    for thread in threads:
        thread.start()
    stop.wait()


def _be_hostile(url: str, number: int, headers: Mapping[str, str], stop: Event) -> None:
    """Send one hostile query after the other and take no pause."""
    queries = [query for query, _ in HOSTILE.values()]
    choice = random.Random(number)
    while not stop.is_set():
        body = f"{choice.choice(queries)}\n# {choice.random()}".encode()
        with contextlib.suppress(OSError, http.client.HTTPException):
            connection = _connection(url)
            with contextlib.closing(connection):
                kind = {"Content-Type": "application/sparql-query", **headers}
                connection.request("POST", "/sparql", body, kind)
                connection.getresponse().read()


def _connection(url: str) -> http.client.HTTPConnection:
    return http.client.HTTPConnection(urllib.parse.urlsplit(url).netloc, timeout=60)


def main() -> None:
    """Run as a program."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clients", type=int, default=32)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--options", default="", help="further options of the server, in one string")
    chosen = parser.parse_args()
    with TemporaryDirectory() as folder:
        path = Path(folder) / "data.nt"
        data(path)
        for addresses in (True, False):
            options = ["--data", str(path), "--trusted-proxies", "127.0.0.1", *chosen.options.split()]
            with running_server(*options) as url:
                ask_normally(url, 1)
                print(f"alone                      {ask_normally(url, chosen.seconds / 2)}", flush=True)
                with attack(url, chosen.clients, addresses=addresses):
                    time.sleep(2)
                    whence = "own addresses" if addresses else "one address  "
                    print(
                        f"{chosen.clients} hostile, {whence}  {ask_normally(url, chosen.seconds)}", flush=True
                    )
                print(f"after                      {ask_normally(url, 2)}", flush=True)


if __name__ == "__main__":
    main()
