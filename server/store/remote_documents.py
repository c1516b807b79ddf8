"""Documents about things of somebody else's engine, asked for one by one and never kept.

A document is what the engine says of a thing, its blank nodes one step on, what names it, and the labels of
all that these name: three queries, each with a limit.
"""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse

from server.documents import write_documents
from server.formats import N_TRIPLES
from server.store.documents import LABELS, REFERRERS, Documents
from server.store.guard import examine
from server.store.protocol import QueryRequest, Store
from server.store.rows import Row

#: Triples about a thing that its document holds, and things whose labels are asked for.
TRIPLES: Final = 5_000
_LABELLED: Final = 500


class RemoteDocuments(Documents):
    """What a store says of things, as `Documents` has it; a thread sees the one that it looked up last."""

    def __init__(self, store: Store) -> None:
        """Ask `store`, which others close."""
        self._store = store
        self._thread = threading.local()

    def close(self) -> None:
        """Nothing is held but what threads hold."""

    def __contains__(self, iri: object) -> bool:
        """Whether anything was said of an IRI where the last thing was looked up."""
        here = self._here
        return here is not None and iri in here

    def look_up(self, iri: str) -> bool:
        """Ask the engine about a thing; from then on this thread's questions are about it."""
        found = self._fetched(iri)
        if found is None:
            return False
        before: Documents | None = getattr(self._thread, "here", None)
        self._thread.here = found
        if before is not None:
            before.close()
        return True

    def rows(self, iri: str) -> list[Row] | None:
        """As `Documents.rows`."""
        here = self._here
        return None if here is None else here.rows(iri)

    def under(self, prefix: str) -> Iterator[str]:
        """The things around the one that was looked up, in order; what else there is, queries find."""
        here = self._here
        return iter(()) if here is None else here.under(prefix)

    def quads(self, subject: str) -> list[Quad]:
        """As `Documents.quads`."""
        here = self._here
        return [] if here is None else here.quads(subject)

    def claims(self, iri: str) -> list[str]:
        """As `Documents.claims`."""
        here = self._here
        return [] if here is None else here.claims(iri)

    def incoming(self, iri: str) -> tuple[int, list[str]]:
        """As `Documents.incoming`."""
        here = self._here
        return (0, []) if here is None else here.incoming(iri)

    def graph(self, iri: str | None) -> Iterator[Quad]:  # noqa: ARG002  (as the class has it)
        """None: a graph of an engine is for queries to ask."""
        return iter(())

    def says(self, subject: str, predicate: str, value: str) -> bool:
        """As `Documents.says`."""
        here = self._here
        return here is not None and here.says(subject, predicate, value)

    def _own(self, token: str) -> list[Quad]:
        here = self._here
        return [] if here is None else here._own(token)  # noqa: SLF001  (of the same class)

    def _labelled(self, iri: str) -> list[Row]:
        here = self._here
        return [] if here is None else here._labelled(iri)  # noqa: SLF001  (of the same class)

    @property
    def _here(self) -> Documents | None:
        found: Documents | None = getattr(self._thread, "here", None)
        return found

    def _fetched(self, iri: str) -> Documents | None:
        try:
            name = str(NamedNode(iri))
        except ValueError:
            return None
        parts = f"{name} ?p ?o OPTIONAL {{ ?o ?q ?r FILTER(ISBLANK(?o)) }}"
        quads = self._ask(f"{name} ?p ?o . ?o ?q ?r", parts, TRIPLES)
        quads += self._ask(f"?s ?p {name}", f"?s ?p {name} FILTER(ISIRI(?s))", REFERRERS + 1)
        if not quads:
            return None
        terms = {term for quad in quads for term in (quad.subject, quad.predicate, quad.object)}
        named = sorted(str(term) for term in terms if isinstance(term, NamedNode))
        things, kinds = " ".join(named[:_LABELLED]), " ".join(f"<{one}>" for one in LABELS)
        values = f"VALUES ?x {{ {things} }} VALUES ?l {{ {kinds} }}"
        labels = self._ask("?x ?l ?v", f"{values} ?x ?l ?v", TRIPLES)
        with tempfile.TemporaryDirectory(prefix="nameplate-thing-") as directory:
            write_documents([*quads, *(q for q in labels if isinstance(q.object, Literal))], Path(directory))
            return Documents(Path(directory))

    def _ask(self, template: str, pattern: str, limit: int) -> list[Quad]:
        """What is found in the default graph or in any other."""
        either = f"{{ {pattern} }} UNION {{ GRAPH ?graph {{ {pattern} }} }}"
        text = f"CONSTRUCT {{ {template} }} WHERE {{ {either} }} LIMIT {limit}"
        answer = self._store.query(QueryRequest(examine(text), N_TRIPLES)).read()
        return [Quad(q.subject, q.predicate, q.object) for q in parse(answer, format=RdfFormat.N_TRIPLES)]
