"""What is refused before the app sees it, and the folder for temporary files."""

from __future__ import annotations

import fcntl
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from werkzeug.test import Client, EnvironBuilder, run_wsgi_app

from server.web.front import strict
from server.web.scratch import scratch

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment


def echo(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """An app that says which method it saw."""
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [environ["REQUEST_METHOD"].encode()]


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "DELETE"])
def test_requests_without_a_body_pass(method: str) -> None:
    """They need no length."""
    assert Client(strict(echo)).open("/", method=method).status_code == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH"])
def test_requests_with_a_body_need_its_length(method: str) -> None:
    """With a length they pass; without one, or in chunks, they do not."""
    client = Client(strict(echo))
    assert client.open("/", method=method, data=b"x").data == method.encode()
    environ = EnvironBuilder("/", method=method, data=b"x").get_environ()
    del environ["CONTENT_LENGTH"]
    assert run_wsgi_app(strict(echo), environ)[1] == "411 Length Required"
    chunked = {"Transfer-Encoding": "chunked"}
    assert client.open("/", method=method, data=b"x", headers=chunked).status_code == 411


@pytest.mark.parametrize("method", ["get", "Post", "TRACE", "CONNECT", "QUERY", "X" * 100])
def test_other_methods(method: str) -> None:
    """Methods in lower case and methods that nothing here has are not implemented."""
    environ = EnvironBuilder("/").get_environ()
    environ["REQUEST_METHOD"] = method
    answer = Client(strict(echo)).open(environ)
    assert answer.status_code == 501
    assert answer.json is None or answer.json["status"] == 501
    assert answer.headers["Connection"] == "close"


def test_scratch_goes_with_the_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder is removed at the end; those that nobody holds any more at the next start; others never."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    left, held, foreign = (tmp_path / f"nameplate-serve-{name}" for name in ("left", "held", "foreign"))
    for folder in (left, held, foreign):
        folder.mkdir()
    (left / "lock").touch()
    (left / "file").touch()
    (held / "lock").touch()
    lock = os.open(held / "lock", os.O_RDWR)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with scratch() as own:
            assert set(tmp_path.iterdir()) == {own, held, foreign}
            with scratch() as other:
                assert own.exists()
                assert own != other
        assert set(tmp_path.iterdir()) == {held, foreign}
    finally:
        os.close(lock)


def test_scratch_that_is_being_made_is_not_left_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another server that starts before or after any step of it takes nothing away."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    steps: list[str] = []

    def beside(module: object, name: str) -> None:
        step = getattr(module, name)

        def taken(*arguments: object, **named: object) -> object:
            monkeypatch.setattr(module, name, step)  # the other one's steps are its own
            with scratch():
                found = step(*arguments, **named)
                with scratch():
                    steps.append(name)
            return found

        monkeypatch.setattr(module, name, taken)

    for module, name in ((tempfile, "mkdtemp"), (os, "open"), (fcntl, "flock"), (Path, "rename")):
        before = set(tmp_path.iterdir())
        beside(module, name)
        with scratch() as own:
            (own / "file").touch()
        assert set(tmp_path.iterdir()) == before
    assert len(steps) == 4
