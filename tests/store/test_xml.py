"""Mending of the engine's XML."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.store.xml import ForbiddenCharacter, XmlMender


def mended(*pieces: bytes) -> bytes:
    """What comes out when these pieces are written."""
    output = io.BytesIO()
    mender = XmlMender(output)
    for piece in pieces:
        assert mender.write(piece) == len(piece)
    mender.flush()
    return output.getvalue()


def test_carriage_return_is_written_as_a_reference() -> None:
    """A bare carriage return would be read back as a line feed."""
    assert mended(b"<a>x\r\ny\r</a>") == b"<a>x&#13;\ny&#13;</a>"
    assert mended(b"\r") == b"&#13;"


@pytest.mark.parametrize("character", ["\x00", "\x01", "\x0b", "\x1f", "\ufffe", "\uffff"])
def test_what_xml_cannot_hold_is_refused(character: str) -> None:
    """The answer is refused with the name of the character, also where it comes in pieces."""
    data = f"<a>{character}</a>".encode()
    for cut in range(len(data)):
        with pytest.raises(ForbiddenCharacter, match=f"U\\+{ord(character):04X}"):
            mended(data[:cut], data[cut:])


@given(st.lists(st.text(st.characters(exclude_categories=["Cc", "Cs", "Cn"])).map(str.encode)))
def test_everything_else_passes_as_it_is(pieces: list[bytes]) -> None:
    """Text without those characters is not touched, however it is cut."""
    assert mended(*pieces) == b"".join(pieces)
