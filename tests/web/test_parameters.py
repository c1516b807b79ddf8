"""Parameters of a request to the endpoint, against the standard library's reading of forms."""

from __future__ import annotations

import contextlib
import re
from urllib.parse import parse_qsl, quote, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.errors import QueryRefused
from server.web.operation import Parameters, _parameters

_PARTS = st.sampled_from(
    ("&", "=", "==", "+", "%", "%3D", "%3d", "%0A", "%C3%A9", "%E4", "%80", "\n", "\r\n", "_", "é", "a")
)
_FORMS = st.one_of(
    st.lists(_PARTS, max_size=20).map("".join),
    st.lists(st.tuples(st.text(), st.text()), max_size=5).map(urlencode),
    st.text().map(lambda text: "query=" + quote(text)),
)


@given(_FORMS)
def test_parameters_are_read_as_the_standard_library_does(form: str) -> None:
    """The same names and values, or a refusal where an escape is not whole or not UTF-8."""
    expected: Parameters | None = None
    if not re.search("%(?![0-9A-Fa-f]{2})", form):
        with contextlib.suppress(UnicodeDecodeError):
            expected = parse_qsl(form, keep_blank_values=True, errors="strict")
    with pytest.raises(QueryRefused) if expected is None else contextlib.nullcontext():
        assert _parameters(form.encode()) == expected
