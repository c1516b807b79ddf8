"""Compressed files: the same bytes each time, back to what they were, and never more than is allowed."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.packing import CODINGS, ENGINES, MEDIA_TYPES, PACKERS, BadPacking, packed, unpacked

_TEXT = b"<s> <p> <o> .\n" * 1000


@pytest.mark.parametrize("ending", sorted(PACKERS))
@given(data=st.binary(max_size=2000))
def test_there_and_back(tmp_path_factory: pytest.TempPathFactory, ending: str, data: bytes) -> None:
    """What is packed twice is the same twice, and unpacks to what it was."""
    path = tmp_path_factory.getbasetemp() / f"one{ending}"
    path.write_bytes(PACKERS[ending](data))
    assert PACKERS[ending](data) == path.read_bytes()
    assert unpacked(path, 2000) == data


@pytest.mark.parametrize(
    ("ending", "program"),
    [
        pytest.param(".gz", "gzip", marks=pytest.mark.needs("gzip")),
        pytest.param(".zst", "zstd", marks=pytest.mark.needs("zstd")),
    ],
)
def test_other_programs_read_it(tmp_path: Path, ending: str, program: str) -> None:
    """The usual program of the format finds the file sound and unpacks it."""
    path = tmp_path / f"one.nq{ending}"
    path.write_bytes(PACKERS[ending](_TEXT))
    assert subprocess.run([program, "-dc", path], capture_output=True, check=True).stdout == _TEXT


def test_zstd_says_size_and_checksum() -> None:
    """A frame of Zstandard has the magic number, its content's size and a checksum in its header."""
    frame = PACKERS[".zst"](_TEXT)
    assert frame[:4] == b"\x28\xb5\x2f\xfd"
    assert frame[4] & 0b100  # checksum flag
    assert frame[4] >> 6 == 0b01  # the size has two bytes, 256 less than it is
    assert int.from_bytes(frame[5:7], "little") + 256 == len(_TEXT)
    assert len(frame) < 100


@pytest.mark.parametrize("ending", ["", *sorted(PACKERS)])
def test_never_more_than_allowed(tmp_path: Path, ending: str) -> None:
    """A file that unpacks to one byte more than is allowed is refused."""
    path = tmp_path / f"one{ending}"
    path.write_bytes(PACKERS[ending](_TEXT) if ending else _TEXT)
    assert unpacked(path, len(_TEXT)) == _TEXT
    with pytest.raises(BadPacking, match=f"more than {len(_TEXT) - 1} bytes"):
        unpacked(path, len(_TEXT) - 1)


@pytest.mark.parametrize("ending", sorted(PACKERS))
@pytest.mark.parametrize("harm", ["cut", "flipped", "other"])
def test_damage_is_told(tmp_path: Path, ending: str, harm: str) -> None:
    """What is cut short, has a wrong bit or is not compressed at all is told by name."""
    data = bytearray(PACKERS[ending](_TEXT))
    if harm == "cut":
        del data[-2:]
    elif harm == "flipped":
        data[-3] ^= 1
    else:
        data = bytearray(_TEXT)
    path = tmp_path / f"one{ending}"
    path.write_bytes(data)
    with pytest.raises(BadPacking, match=f"one{ending} cannot be unpacked"):
        unpacked(path, 10**6)


def test_names() -> None:
    """Endings, codings and media types go together."""
    assert [packed(name) for name in ("a.nq", "a.nq.gz", "a.nq.zst", "zst")] == ["", ".gz", ".zst", ""]
    assert set(PACKERS) == set(CODINGS) == set(MEDIA_TYPES)
    assert [engine.split()[0] for engine in ENGINES] == ["zlib", "zstd"]
