"""What a document says of itself: what it is about, the dataset it is part of, its licence, how to cite it.

VoID §6.2 has documents lead to their dataset; licence and citation are DCMI terms. None of this is in the
release, whose graphs are served as they are: it stands in the default graph of the document.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse

from server.names import BASE, DATASET, expand
from server.web.lasting import lasting
from server.web.site import kept, site

#: What every document says, as N-Quads have it; nothing in the place of the thing that it is about.
_ALWAYS: Final = (
    (f"<{expand('rdf:type')}>", f"<{expand('foaf:Document')}>"),
    (f"<{expand('foaf:primaryTopic')}>", ""),
    (f"<{expand('void:inDataset')}>", f"<{DATASET}>"),
)
_LICENCE: Final = f"<{expand('dcterms:license')}>"
_CITATION: Final = f"<{expand('dcterms:bibliographicCitation')}>"


@dataclass(frozen=True)
class Authored:
    """What is written down about the dataset as a whole.

    Attributes:
        title: its name in English.
        citation: how it is cited, in English, and what is to be cited instead if it is not published.
        licences, creators: their IRIs.
        issued: the day of the release.
    """

    title: str = ""
    citation: str = ""
    licences: tuple[str, ...] = ()
    creators: tuple[str, ...] = ()
    issued: str = ""


def authored() -> Authored:
    """What the release says of the dataset, read on first use and kept with the app; nothing without one."""
    return kept("nameplate.authored", _read)


def about(path: str, iri: str) -> list[Quad]:
    """The triples of a document; none with other people's data, of which nothing is known.

    Args:
        path: of the document without an extension, as `/data/cac`.
        iri: what it is about.
    """
    return list(parse(lines(path, iri), format=RdfFormat.N_QUADS))


def lines(path: str, iri: str) -> bytes:
    """The same as lines of N-Quads."""
    if site().release is None:
        return b""
    return written(path, iri, site().documents.label(iri, "en"), authored())


def written(path: str, iri: str, label: str | None, said: Authored) -> bytes:
    """The same, of a thing with a label in a dataset of which that is said. Pure."""
    words = cited(iri, label or iri, said.citation)
    told = [
        *_ALWAYS,
        *((_LICENCE, f"<{licence}>") for licence in said.licences),
        (_CITATION, str(Literal(words, language="en"))),
    ]
    document = f"<{BASE.rstrip('/')}{path}>"
    return "".join(f"{document} {predicate} {value or f'<{iri}>'} .\n" for predicate, value in told).encode()


def citation(address: str, name: str) -> str:
    """A part of the dataset as a bibliography has it.

    Args:
        address: the IRI of the part.
        name: what it is called.
    """
    return cited(address, name, authored().citation)


def cited(address: str, name: str, whole: str) -> str:
    """The same, of a dataset that is cited so."""
    return f"“{name}” ({address}). In: {whole}" if whole else f"“{name}” ({address})"


def _read() -> Authored:
    release = site().release
    if release is None:
        return Authored()
    own = site().documents.own(DATASET)

    def said(predicate: str) -> tuple[str, ...]:
        iri = expand(predicate)
        return tuple(
            q.object.value
            for q in own
            if q.predicate.value == iri
            and (isinstance(q.object, NamedNode) or (isinstance(q.object, Literal) and _is_english(q.object)))
        )

    return Authored(
        title=next(iter(said("dcterms:title")), ""),
        citation=_with_published(next(iter(said("dcterms:bibliographicCitation")), "")),
        licences=said("dcterms:license"),
        creators=said("dcterms:creator"),
        issued=release.issued,
    )


def _with_published(citation: str) -> str:
    """How the dataset is cited; if what is served is not published, with the version that is to be cited."""
    there = lasting("/dataset")
    if not citation or there is None:
        return citation
    told = f"Not a published version: cite version {there.version} instead, {there.address}"
    return f"{citation}. {told}"


def _is_english(literal: Literal) -> bool:
    return literal.language in {None, "en"}
