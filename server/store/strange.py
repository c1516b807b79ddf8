"""Names in a query that the data do not know, with the known ones that are most like them. Pure.

Such a query is a query, and its answer may be empty: nothing else says that a letter is wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Container, Sequence
from dataclasses import dataclass
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

from server.errors import Place
from server.store.named import named
from server.store.tokens import place

#: How like a name is that is offered in place of another: three letters of ten may differ.
_LIKE: Final = 0.7
#: Names of a query that are looked at; who writes a long list did not type it.
_MOST: Final = 64


@dataclass(frozen=True)
class Strange:
    """A name that the data do not know.

    Attributes:
        name: as it is written.
        namespace: the one of those asked about that it is in.
        place: where it stands first.
        near: a known name that is like it, written the same way; empty if none is.
        iri: of that.
    """

    name: str
    namespace: str
    place: Place
    near: str = ""
    iri: str = ""


def strange_names(
    text: str,
    base: str,
    namespaces: Collection[str],
    known: Container[str],
    listed: Callable[[str], Sequence[str]],
) -> list[Strange]:
    """The names of a query that parses which are of some namespaces, and are not known.

    Args:
        text: the query.
        base: what its relative IRIs are resolved against, unless it has a base of its own.
        namespaces: IRIs that all names of a namespace begin with; none begins with another.
        known: the names that are known.
        listed: what may be offered in place of a name of a namespace.
    """
    found: dict[str, Strange] = {}
    seen: set[str] = set()
    for token, iri, *_ in named(text, base):
        space = next((one for one in namespaces if iri.startswith(one)), "")
        if not space or iri in seen or iri == space:
            continue
        seen.add(iri)
        if len(seen) > _MOST:
            break
        if iri not in known:
            near = _nearest(iri.removeprefix(space), space, listed(space))
            where = place(text, token.start)
            found[iri] = Strange(token.text, space, where, _written(token.text, iri, near), near)
    return list(found.values())


def _nearest(name: str, space: str, offered: Sequence[str]) -> str:
    """The IRI of the name that is most like another, letters large or small; empty if none is like it."""
    names = [iri.removeprefix(space) for iri in offered]
    score = OSA.normalized_similarity
    got = process.extractOne(name, names, scorer=score, processor=str.casefold, score_cutoff=_LIKE)
    return "" if got is None else offered[got[2]]


def _written(written: str, iri: str, near: str) -> str:
    """A name written as another is: with its prefix, or in angle brackets."""
    prefix, _, local = written.partition(":")
    space = iri.removesuffix(local)
    if not written.startswith("<") and space != iri and near.startswith(space):
        return f"{prefix}:{near.removeprefix(space)}"
    return near and f"<{near}>"
