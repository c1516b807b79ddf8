"""What is said of the things that a document names, for profiles that need to know more than their labels."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pyoxigraph import NamedNode, Quad

from server.names import ID, expand
from server.store.documents import Documents

_ROLE = NamedNode(expand("org:role"))


def neighbours(documents: Documents, quads: Sequence[Quad]) -> list[Quad]:
    """The own quads of every thing of the dataset that some quads name, and of the roles of posts."""
    near = _own(documents, (q.object for q in quads))
    roles = _own(documents, (q.object for q in near if q.predicate == _ROLE))
    return list(dict.fromkeys([*near, *roles]))


def _own(documents: Documents, terms: Iterable[object]) -> list[Quad]:
    iris = dict.fromkeys(t.value for t in terms if isinstance(t, NamedNode) and t.value.startswith(ID))
    return [quad for iri in iris for quad in documents.own(iri)]
