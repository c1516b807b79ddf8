"""Names that the data do not know are found in a query, with what is most like them."""

from __future__ import annotations

import pytest

from server.errors import Place
from server.store.strange import Strange, strange_names

SPACE = "http://a/terms/"
KNOWN = [SPACE + name for name in ("holder", "heldBy", "Nameplate")]
OPENING = f"PREFIX a: <{SPACE}> PREFIX b: <http://a/>\n"


@pytest.mark.parametrize(
    ("pattern", "name", "near", "column"),
    [
        ("?s a:holder/a:heldBy ?o", "", "", 0),
        ("?s a:holdr ?o ; a:holdr 1", "a:holdr", "a:holder", 10),
        ("?s a a:nameplate", "a:nameplate", "a:Nameplate", 12),
        ("?s <http://a/terms/holdr> 'a:holdr'", "<http://a/terms/holdr>", f"<{KNOWN[0]}>", 10),
        ("?s b:terms\\/holdr ?o # a:holdr", "b:terms\\/holdr", f"<{KNOWN[0]}>", 10),
        ("BIND(a:quite-another AS ?s)", "a:quite-another", "", 12),
        ("?s a: ?o ; <http://b/holdr> ?n", "", "", 0),
    ],
)
def test_strange_names(pattern: str, name: str, near: str, column: int) -> None:
    """Each is named once, where it stands first; what is like it is written the same way."""
    found = strange_names(OPENING + f"ASK {{ {pattern} }}", "http://a/", [SPACE], KNOWN, lambda _: KNOWN)
    iri = {"a:Nameplate": KNOWN[2]}.get(near, KNOWN[0]) if near else ""
    assert found == ([Strange(name, SPACE, Place(2, column), near, iri)] if name else [])


def test_long_lists_are_looked_at_in_part() -> None:
    """Who writes a long list did not type it: what comes after 64 names is not looked up."""
    looked: list[object] = []

    class Known:
        """Names that note which of them are looked up."""

        def __contains__(self, iri: object) -> bool:
            """None is known."""
            looked.append(iri)
            return False

    names = " ".join(f"a:name-{number}" for number in range(100))
    query = f"{OPENING}ASK {{ VALUES ?s {{ {names} }} }}"
    found = strange_names(query, "http://a/", [SPACE], Known(), lambda _: [])
    assert [one.name for one in found] == names.split()[:64]
    assert len(looked) == 64
