"""Lines in byte order: sorted in little memory, and found in a file of any size."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server import lines
from server.lines import SortedLines, in_order

#: Lines as they stand in our files: of few letters, so that many begin alike, and some longer than a block.
some_lines = st.lists(
    st.builds(
        lambda head, body, times: (head + body * times).encode() + b"\n",
        st.text("ab é", max_size=3),
        st.text("ab", max_size=2),
        st.sampled_from([1, 2, 300, 6000]),
    ),
    max_size=60,
)


def counted(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The sizes of what is read from files from now on."""
    reads: list[int] = []
    read = os.pread

    def noted(file: int, size: int, offset: int) -> bytes:
        reads.append(size)
        return read(file, size, offset)

    monkeypatch.setattr(os, "pread", noted)
    return reads


@given(some_lines, st.integers(1, 5), st.sampled_from([1, 40, 5000]), st.integers(1, 3))
def test_any_lines_come_in_order_and_once(lines: list[bytes], size: int, run: int, runs: int) -> None:
    """However few fit in memory, and however few files may be open at once."""
    blocks = [b"".join(lines[place : place + size]) for place in range(0, len(lines), size)]
    assert list(in_order(blocks, run=run, runs=runs)) == sorted(set(lines))


@given(some_lines, st.text("ab é", max_size=4))
def test_lines_are_found_by_their_beginning(
    tmp_path_factory: pytest.TempPathFactory, lines: list[bytes], start: str
) -> None:
    """All that begin so are found, in order, and no others: short lines and long, there or not."""
    path = tmp_path_factory.mktemp("lines") / "lines"
    ordered = sorted(set(lines))
    path.write_bytes(b"".join(ordered))
    opened = SortedLines(path)
    for sought in (start.encode(), *(line[:-1] for line in lines[:3])):
        assert list(opened.starting(sought)) == [line for line in ordered if line.startswith(sought)]
    opened.close()


def test_every_line_of_a_large_file_is_found(tmp_path: Path) -> None:
    """Also where far more lines stand in it than a search comes by."""
    path = tmp_path / "lines"
    ordered = sorted(f"<http://e/{number}> {'x' * (number % 90)}\n".encode() for number in range(20_000))
    path.write_bytes(b"".join(ordered))
    opened = SortedLines(path)
    for line in ordered[::7]:
        assert list(opened.starting(line[: line.index(b" ") + 1])) == [line]
    assert not list(opened.starting(b"<http://e/20000> "))
    opened.close()


def test_what_stands_behind_a_long_line_is_found_without_reading_it_in_small_pieces(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A line of megabytes is passed over in few steps, wherever a search begins, and is found itself."""
    path = tmp_path / "lines"
    long = b"<b> " + b"x" * 3_000_000 + b"\n"
    ordered = [
        *(f"<a{number:05}> y\n".encode() for number in range(3000)),
        long,
        b"<c> 1\n",
        b"<c> 2\n",
        b"<d>\n",
    ]
    path.write_bytes(b"".join(ordered))
    opened = SortedLines(path)
    assert list(opened.starting(b"<c> ")) == [b"<c> 1\n", b"<c> 2\n"]
    reads = counted(monkeypatch)
    assert list(opened.starting(b"<c> ")) == [b"<c> 1\n", b"<c> 2\n"]
    assert not list(opened.starting(b"<bb> "))
    assert list(opened.starting(b"<d>")) == [b"<d>\n"]
    assert len(reads) < 60
    assert opened.block(b"<b> ") == long
    opened.close()


def test_a_search_in_a_large_file_reads_little_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of ten times as many blocks as beginnings are kept, a search that nobody made before reads few."""
    monkeypatch.setattr(lines, "_SAMPLES", 64)
    path = tmp_path / "lines"
    ordered = [f"<{number:06}> {'x' * 90}\n".encode() for number in range(26_000)]
    path.write_bytes(b"".join(ordered))
    opened = SortedLines(path)
    assert list(opened.starting(ordered[0][:9])) == ordered[:1]
    reads = counted(monkeypatch)
    for line in ordered[::1000]:
        before = len(reads)
        assert list(opened.starting(line[:9])) == [line]
        assert len(reads) - before <= 6
    opened.close()


@pytest.mark.parametrize("length", [4094, 4095, 4096, 4097, 8190, 8191, 8192, 8193, 12_287, 12_288])
def test_lines_that_end_where_a_piece_ends(tmp_path: Path, length: int) -> None:
    """What comes next is found, however the line before lies in what is read at a time."""
    path = tmp_path / "lines"
    for before in (b"", b"<a> y\n" * 3):
        path.write_bytes(before + b"<b> " + b"x" * (length - 5) + b"\n<c> 1\n<c> 2\n")
        opened = SortedLines(path)
        assert list(opened.starting(b"<c> ")) == [b"<c> 1\n", b"<c> 2\n"]
        assert not list(opened.starting(b"<bb> "))
        assert len(opened.block(b"<b> ")) == length
        opened.close()
