"""Two engines with nothing of the project in them, and ways of changing what they hold behind its back."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.request import Request

import pytest

from bench.virtuoso import OWNER
from server.push.target import Engine, connect
from server.store.upstream import PASSWORD, USER, Credentials, send
from tests.engines.oxigraph import running_oxigraph
from tests.engines.virtuoso import running_virtuoso

#: Seconds for one exchange with an engine; far above what any takes.
_PATIENCE = 60


@dataclass(frozen=True)
class Running:
    """An engine that runs: what it is, where its endpoint is, and who may write to it."""

    name: str
    url: str
    login: Credentials | None

    @property
    def engine(self) -> Engine:
        """It, as the program speaks to it."""
        return connect(self.url, self.login, _PATIENCE)

    def push(self, release: Path, *options: str, known: bool = True) -> subprocess.CompletedProcess[str]:
        """Run `nameplate push` as people do; without `known`, nobody says name and password."""
        environ = {k: v for k, v in os.environ.items() if k not in {USER, PASSWORD}}
        environ["NETRC"] = os.devnull
        if self.login is not None and known:
            environ |= {USER: self.login.user, PASSWORD: self.login.password}
        command = [sys.executable, "-m", "server", "push", self.url, "--release", str(release), *options]
        return subprocess.run(command, capture_output=True, text=True, check=False, env=environ)

    def put(self, graph: str, turtle: str) -> None:
        """Make a graph hold this and nothing else."""
        headers = {"Content-Type": "text/turtle"}
        address = self.engine.target.graphs + graph
        request = Request(address, data=turtle.encode(), headers=headers, method="PUT")
        reply = send(request, seconds=_PATIENCE, limit=10_000, login=self.login)
        with reply.file:
            assert reply.status in {200, 201, 204}, reply.file.read()


@pytest.fixture(scope="session")
def virtuoso() -> Iterator[Running]:
    """A Virtuoso."""
    with running_virtuoso() as url:
        yield Running("virtuoso", url, Credentials(*OWNER))


@pytest.fixture(scope="session")
def oxigraph() -> Iterator[Running]:
    """An Oxigraph server."""
    with running_oxigraph() as url:
        yield Running("oxigraph", url, None)


@pytest.fixture(
    scope="session",
    params=[
        pytest.param("virtuoso", marks=pytest.mark.needs("virtuoso-t", "isql-vt")),
        "oxigraph",
    ],
)
def running(request: pytest.FixtureRequest) -> Running:
    """Each engine in turn."""
    found: Running = request.getfixturevalue(request.param)
    return found
