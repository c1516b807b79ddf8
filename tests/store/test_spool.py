"""Where answers are gathered: in memory, on disk, and what is told where there is no room."""

from __future__ import annotations

import contextlib
import io
import sys
import tempfile
from pathlib import Path
from typing import IO

import pytest

from server.errors import NoRoom
from server.store import spool as spool_module
from server.store.spool import IN_MEMORY, Spool

PIECE = b"x" * 100_000


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Temporary files go into a folder of their own."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def gathered(pieces: int) -> bytes:
    """So many pieces, through a spool."""
    with Spool() as spool:
        for _ in range(pieces):
            spool.write(PIECE)
        with spool.whole() as file:
            return file.read()


def on_disk(file: IO[bytes]) -> bool:
    """Whether the bytes are in a file."""
    return not isinstance(file, io.BytesIO)


@pytest.mark.parametrize(
    ("pieces", "is_on_disk"), [(0, False), (1, False), (IN_MEMORY // 100_000, False), (11, True), (40, True)]
)
def test_it_is_whole_and_leaves_no_name(folder: Path, pieces: int, is_on_disk: bool) -> None:
    """What was written is read from the start; a file of it has no name that could be left behind."""
    with Spool() as spool:
        for number in range(pieces):
            spool.write(str(number % 10).encode() * len(PIECE))
            assert list(folder.iterdir()) == []
        with spool.whole() as file:
            assert on_disk(file) is is_on_disk
            found = file.read()
    assert spool.length == len(found) == pieces * len(PIECE)
    assert found[::100_000] == b"".join(str(n % 10).encode() for n in range(pieces))


def test_it_is_closed_after_an_error() -> None:
    """Whoever gives up gives the file back."""
    spool = Spool()
    file = spool.whole()
    with pytest.raises(KeyError), spool:
        raise KeyError
    assert file.closed


def test_some_of_the_disk_is_left_free(monkeypatch: pytest.MonkeyPatch) -> None:
    """An answer that would take the last of it is refused; a small one does not need any."""
    monkeypatch.setattr(spool_module, "RESERVE", 1 << 62)
    with Spool() as spool:
        spool.write(PIECE)
        with pytest.raises(NoRoom) as refused:
            spool.write(PIECE * 10)
        assert (refused.value.status, refused.value.retry_after) == (507, 60)
        assert spool.whole().read() == PIECE


def test_the_disk_is_looked_at_as_an_answer_grows(monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that others fill meanwhile is noticed."""
    monkeypatch.setattr(spool_module, "_LOOK_EVERY", 4 * len(PIECE))
    with Spool() as spool:
        for _ in range(12):
            spool.write(PIECE)
        monkeypatch.setattr(spool_module, "RESERVE", 1 << 62)
        refused = 0
        for _ in range(4):
            with contextlib.suppress(NoRoom):
                spool.write(PIECE)
                continue
            refused += 1
        assert refused
        spool.close()


@pytest.mark.parametrize("buffering", [0, 1 << 24])
def test_a_full_disk(monkeypatch: pytest.MonkeyPatch, buffering: int) -> None:
    """The first byte that finds no room is told, at the latest when the answer is whole."""
    full = Path("/dev/full")
    assert full.exists() or sys.platform != "linux"
    if not full.exists():
        pytest.skip("there is no device that is always full")
    monkeypatch.setattr(tempfile, "TemporaryFile", lambda: full.open("r+b", buffering=buffering))
    with pytest.raises(NoRoom):
        gathered(11)


def test_a_folder_that_is_gone(folder: Path) -> None:
    """A large answer is refused, and small ones go on."""
    folder.rmdir()
    with pytest.raises(NoRoom):
        gathered(11)
    assert gathered(1) == PIECE
