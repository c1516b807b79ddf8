"""Lines in byte order: sorted in little memory, and found in a file of any size."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
