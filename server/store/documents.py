"""Documents about things, read by offset from the sorted quads of a release, term by term as authored.

Nothing is asked of a store here: the store rewrites some literals (`"01"^^xsd:integer` becomes `"1"`), the
file does not. Both files are searched where they lie, so memory does not grow with them; of the labels of
what documents name, some thousand are kept.
"""

from __future__ import annotations

import json
from collections.abc import Container, Iterable, Iterator
from functools import lru_cache
from itertools import chain, groupby, islice, takewhile
from operator import itemgetter
from pathlib import Path
from typing import Any, Final

from pyoxigraph import BlankNode, DefaultGraph, Literal, Quad, RdfFormat, Triple, parse

from server.documents import HEADER, INDEX, QUADS
from server.errors import ReleaseError
from server.lines import SortedLines
from server.names import PREFIXES
from server.store.rows import Row, rows

#: Predicates that give a label, best first.
LABELS: Final = (
    PREFIXES["skos"] + "prefLabel",
    PREFIXES["rdfs"] + "label",
    PREFIXES["dcterms"] + "title",
    PREFIXES["skosxl"] + "literalForm",
    PREFIXES["foaf"] + "name",
    PREFIXES["schema"] + "name",
    "http://schema.org/name",
)

_LABELS: Final = frozenset(f"<{iri}>".encode() for iri in LABELS)

_UNBRACKETED: Final = itemgetter(slice(1, -1))

#: How many things that refer to a thing a document tells of in full, where they are no claims.
REFERRERS: Final = 50

#: Things whose labels are kept: most documents name the same ones.
_KEPT: Final = 8_192

#: Subjects whose rows are kept, and bytes of their lines: a claim is part of several documents.
_SUBJECTS: Final = 512
_SMALL: Final = 16_384

#: Subjects of which the quads are kept, and bytes of their lines: pages name the same kinds, bodies and
#: sources again and again.
_NAMED: Final = 2_048
_FEW: Final = 4_096

#: Lines of a graph that are read at a time.
_BATCH: Final = 10_000


class Documents:
    """The quads of one release directory, by subject, by thing and by graph; threads may share it."""

    def __init__(self, directory: Path, graphs: Container[str] | None = None) -> None:
        """Open `quads.nq` and `index.txt` of a directory.

        Args:
            directory: where `server.documents` wrote them.
            graphs: names of the graphs that there are; with None, one that there is not is searched for.

        Raises:
            ReleaseError: one of them is missing or not of the shape that `server.documents` writes.
        """
        self._graphs = graphs
        self._path = directory / QUADS
        self._labels = lru_cache(_KEPT)(self._found_labels)
        self._subjects = lru_cache(_SUBJECTS)(self._found_rows)
        self._quads = lru_cache(_NAMED)(self._found_quads)
        try:
            self._lines = SortedLines(self._path)
            self._index = SortedLines(directory / INDEX)
        except OSError as error:
            message = f"its documents cannot be opened ({error}); build the release again"
            raise ReleaseError(directory, message) from error
        if next(self._index.starting(b"#"), None) != HEADER:
            self.close()
            raise ReleaseError(directory, f"its documents cannot be opened ({INDEX} is of another shape)")

    def close(self) -> None:
        """Give the files back; what is asked afterwards fails."""
        self._lines.close()
        self._index.close()

    def __contains__(self, iri: object) -> bool:
        """Whether anything is said of an IRI, or anything names it."""
        token = f"<{iri}>"
        if " " in token:
            return False
        said = self._quads(token)
        return said is None or bool(said) or next(_of(self._index, token), None) is not None

    def look_up(self, iri: str) -> bool:
        """Whether a request that is for this thing can be answered."""
        return iri in self

    def subjects(self) -> Iterable[str]:
        """Every IRI that is the subject of a quad, in order."""
        return self.under("")

    def under(self, prefix: str) -> Iterator[str]:
        """The subjects whose IRI begins with a prefix, in order."""
        if ">" in prefix:  # which no IRI holds
            return
        for token, _ in groupby(self._lines.starting(_bytes(f"<{prefix}")), lambda line: line.split(b" ")[0]):
            yield token[1:-1].decode()

    def since(self, subject: str, prefix: str) -> Iterator[str]:
        """The subjects from one on whose IRI begins with a prefix, in order; there is one such IRI."""
        start = _bytes(f"<{prefix}")
        lines = takewhile(lambda line: line.startswith(start), self._lines.since(_bytes(f"<{subject}>")))
        for token, _ in groupby(lines, lambda line: line.split(b" ", 1)[0]):
            yield token[1:-1].decode()

    def quads(self, subject: str) -> list[Quad]:
        """The quads of an IRI, and those of the blank nodes that hang off it, as authored."""
        return _parsed(row[0] for row in self._reached(_bytes(f"<{subject}>")))

    def own(self, subject: str) -> list[Quad]:
        """The quads whose subject is an IRI, without those of blank nodes."""
        return self._own(f"<{subject}>")

    def own_rows(self, subject: str) -> list[Row]:
        """The rows whose subject is an IRI, without those of blank nodes."""
        return self._rows(_bytes(f"<{subject}>"))

    def node(self, label: str) -> list[Quad]:
        """The quads whose subject is the blank node of that label."""
        return self._own(f"_:{label}")

    def claims(self, iri: str) -> list[str]:
        """The claims about a thing, in order of their IRIs."""
        claims: list[str] = self._references(iri)["claims"]
        return claims

    def incoming(self, iri: str) -> tuple[int, list[str]]:
        """How many things that are no claims name this one, and the first of them."""
        count, kept = self._references(iri)["incoming"]
        return count, kept

    def document(self, iri: str) -> list[Quad] | None:
        """What a document about a thing says, or None where nothing is known of it; see `lines`."""
        lines = self.lines(iri)
        return None if lines is None else _parsed(lines)

    def lines(self, iri: str) -> list[bytes] | None:
        """The lines of N-Quads that a document about a thing is made of; see `rows`."""
        found = self.rows(iri)
        return None if found is None else [row[0] for row in found]

    def rows(self, iri: str) -> list[Row] | None:
        """What a document about a thing is made of, each row once; None: nothing is known.

        Its quads, the claims about it whole, and labels of everything that these name. Where there are no
        claims about it: its quads and, up to `REFERRERS`, those quads of other things that name it.
        """
        own = self._reached(_bytes(f"<{iri}>"))
        if not own and iri not in self:
            return None
        claims = self.claims(iri)
        by_subject = {iri: own} | {claim: self._reached(_bytes(f"<{claim}>")) for claim in claims}
        found = dict.fromkeys(chain.from_iterable(by_subject.values()))
        if not claims:
            found.update(dict.fromkeys(self._referring(iri)))
        at_hand = {_bytes(f"<{about}>"): of for about, of in by_subject.items()}
        named = {token for row in found for token in row[2:5] if token[:1] == b"<"}
        labels = (
            self._labels(token) if token not in at_hand else _labelling(token, at_hand[token])
            for token in sorted(named, key=_UNBRACKETED)
        )
        found.update(dict.fromkeys(chain.from_iterable(labels)))
        return list(found)

    def cut(self, iri: str) -> int:
        """How many things that name this one a document about it leaves out."""
        return 0 if self.claims(iri) else max(0, self.incoming(iri)[0] - REFERRERS)

    def graph(self, iri: str | None) -> Iterator[Quad]:
        """The quads of a named graph, or with None of the default graph; none if there is no such graph."""
        if iri is not None and self._graphs is not None and iri not in self._graphs:
            return
        ending = b" .\n" if iri is None else f" <{iri}> .\n".encode()
        name = str(DefaultGraph()) if iri is None else f"<{iri}>"
        with self._path.open("rb") as lines:
            for batch in _batches((line for line in lines if line.endswith(ending)), _BATCH):
                for quad in parse(batch, format=RdfFormat.N_QUADS):
                    if str(quad.graph_name) == name:
                        yield quad

    def every(self) -> Iterator[Quad]:
        """Every quad, in order: those of one statement in several graphs follow each other."""
        with self._path.open("rb") as lines:
            yield from parse(lines, format=RdfFormat.N_QUADS)

    def labels(self, iri: str) -> list[Literal]:
        """The labels of a thing by the best predicate that it has for each language."""
        return labels_of(_parsed(row[0] for row in self._labelled(iri)))

    def label(self, iri: str, language: str) -> str | None:
        """The label of a thing in a language (any case), else one without a language, else None."""
        found = {literal.language or "": literal.value for literal in self.labels(iri)}
        return found.get(language.lower(), found.get(""))

    def text(self, iri: str, predicate: str, language: str) -> str | None:
        """What a thing's predicate says in a language (any case), else without one, else None."""
        found = {
            q.object.language or "": q.object.value
            for q in self.own(iri)
            if q.predicate.value == predicate and isinstance(q.object, Literal)
        }
        return found.get(language.lower(), found.get(""))

    def says(self, subject: str, predicate: str, value: str) -> bool:
        """Whether that is said in some graph, of three IRIs."""
        return next(self._lines.starting(_bytes(f"<{subject}> <{predicate}> <{value}> ")), None) is not None

    def _own(self, token: str) -> list[Quad]:
        """The quads of a subject; what holds a space is none."""
        if " " in token:
            return []
        found = self._quads(token)
        return _parsed(_of(self._lines, token)) if found is None else list(found)

    def _found_quads(self, token: str) -> tuple[Quad, ...] | None:
        """The same; None where they are too many to be kept."""
        block = self._lines.block(_bytes(token + " "))
        return tuple(_parsed([block])) if len(block) <= _FEW else None

    def _labelled(self, iri: str) -> list[Row]:
        """The rows that label an IRI; what holds a space is none."""
        return [] if " " in iri else self._labels(_bytes(f"<{iri}>"))

    def _references(self, iri: str) -> dict[str, Any]:
        """What the index has about a thing."""
        for line in _of(self._index, f"<{iri}>"):
            found: dict[str, Any] = json.loads(line.partition(b" ")[2])
            return found
        return {"claims": [], "incoming": [0, []]}

    def _found_labels(self, token: bytes) -> list[Row]:
        """The rows that label an IRI."""
        lines = self._lines.starting(token + b" ")
        return rows(b"".join(line for line in lines if line.split(b" ", 2)[1] in _LABELS))

    def _rows(self, token: bytes) -> list[Row]:
        """The rows of a subject; what holds a space is none."""
        if b" " in token:
            return []
        found = self._subjects(token)
        return rows(self._lines.block(token + b" ")) if found is None else found

    def _found_rows(self, token: bytes) -> list[Row] | None:
        """The same; None where they are too many to be kept."""
        block = self._lines.block(token + b" ")
        return rows(block) if len(block) <= _SMALL else None

    def _reached(self, token: bytes) -> list[Row]:
        """The rows of a subject, and those of the blank nodes that hang off it."""
        found: list[Row] = []
        waiting, seen = [token], {token}
        while waiting:
            own = self._rows(waiting.pop())
            found += own
            for row in own:
                if row[4][:1] == b"<":
                    continue
                for node in _nodes(row):
                    if node not in seen:
                        seen.add(node)
                        waiting.append(node)
        return found

    def _referring(self, iri: str) -> Iterator[Row]:
        """The rows of other things that name this one, and the blank nodes on the way."""
        target = _bytes(f"<{iri}>")
        for subject in self.incoming(iri)[1][:REFERRERS]:
            yield from _leading_to(target, self._reached(_bytes(f"<{subject}>")))


def _parsed(lines: Iterable[bytes]) -> list[Quad]:
    """What lines of the file say."""
    return list(parse(b"".join(lines), format=RdfFormat.N_QUADS))


def _labelling(token: bytes, found: Iterable[Row]) -> list[Row]:
    """Those rows that label an IRI."""
    return [row for row in found if row[3] in _LABELS and row[2] == token]


def _nodes(row: Row) -> Iterable[bytes]:
    """The blank nodes in the place of a row's object, as N-Quads writes them."""
    if row[4]:
        return (row[4],) if row[4].startswith(b"_:") else ()
    if b" <<" not in row[1]:  # a literal
        return ()
    return _blank_nodes(_parsed([row[0]])[0].object)


def _of(lines: SortedLines, token: str) -> Iterator[bytes]:
    """The lines that begin with a term; what holds a space is none, nor the beginning of a line."""
    return iter(()) if " " in token else lines.starting(_bytes(token + " "))


def _bytes(text: str) -> bytes:
    """As UTF-8; what can be none, as halves of characters, is found nowhere."""
    return text.encode(errors="surrogatepass")


def labels_of(quads: Iterable[Quad]) -> list[Literal]:
    """The labels that quads of one thing give it, by the best predicate that it has for each language."""
    best: dict[str, tuple[int, Literal]] = {}
    for quad in quads:
        if quad.predicate.value in LABELS and isinstance(quad.object, Literal):
            rank = LABELS.index(quad.predicate.value)
            language = quad.object.language or ""
            if language not in best or rank < best[language][0]:
                best[language] = (rank, quad.object)
    return [literal for _, literal in best.values()]


def _leading_to(target: bytes, found: list[Row]) -> list[Row]:
    """Those rows that name a target, or a blank node from which it is reached."""
    wanted = {target}
    chosen: dict[Row, None] = {}
    while True:
        more = [row for row in found if row not in chosen and row[4] in wanted]
        if not more:
            return list(chosen)
        chosen.update(dict.fromkeys(more))
        wanted |= {row[2] for row in more if row[2].startswith(b"_:")}


def _blank_nodes(term: object) -> Iterator[bytes]:
    """The blank nodes in the place of an object, as N-Quads writes them."""
    if isinstance(term, BlankNode):
        yield f"_:{term.value}".encode()
    elif isinstance(term, Triple):
        yield from _blank_nodes(term.subject)
        yield from _blank_nodes(term.object)


def _batches(lines: Iterable[bytes], size: int) -> Iterator[bytes]:
    """Lines joined, so many at a time."""
    rest = iter(lines)
    while batch := list(islice(rest, size)):
        yield b"".join(batch)
