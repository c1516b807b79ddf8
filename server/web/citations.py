"""Where a claim is found: its citations, each with its passage and endnote."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from pyoxigraph import BlankNode, NamedNode, Quad

from server.names import ONTOLOGY, PREFIXES
from server.web.consulted import CONSULTED
from server.web.contexts.statements import Source
from server.web.nodes import TYPE, Namer, text_of
from server.web.wording import local_name
from server.web.words import said

CITATION = ONTOLOGY + "citation"
_PASSAGE = ONTOLOGY + "passage"
_ENDNOTE = ONTOLOGY + "endnote"
_SCOPE = ONTOLOGY + "endnoteScope"
#: Sources that are read in whole have a number.
_NUMBER: Final = re.compile(r"doc-(\d+)")
_PART_OF = PREFIXES["dcterms"] + "isPartOf"


def citations(namer: Namer, iri: str) -> tuple[Source, ...]:
    """The citations of a claim, each with its passage and endnote."""
    return tuple(
        _source(namer, namer.documents.node(citation.value))
        for citation in namer.objects(iri, CITATION)
        if isinstance(citation, BlankNode)
    )


def _source(namer: Namer, quads: Sequence[Quad]) -> Source:
    """One citation node as a source."""
    passage = next((text_of(q.object) for q in quads if q.predicate.value == _PASSAGE and _named(q)), "")
    documents = namer.iris(passage, _PART_OF) if passage else []
    whole = any(CONSULTED in namer.kinds(document) for document in documents)
    shown = {_PASSAGE, _ENDNOTE, _SCOPE, TYPE, PREFIXES["prov"] + "entity"}
    return Source(
        passage=namer.node(documents[0] if whole else passage) if passage else None,
        document=namer.node(documents[0]) if documents and not whole else None,
        place=namer.node(passage).label.value if passage else "",
        language=namer.node(passage).label.language if passage else "",
        short=_short(namer, documents[0]) if documents else "",
        endnote=", ".join(
            text_of(q.object) for q in quads if q.predicate.value == _ENDNOTE and not _named(q)
        ),
        scope=", ".join(
            namer.term(text_of(q.object)).label.value for q in quads if q.predicate.value == _SCOPE
        ),
        others=namer.properties([q for q in quads if q.predicate.value not in shown]),
    )


def _short(namer: Namer, document: str) -> str:
    """What a source that has a number is called beside each statement; empty for others."""
    number = _NUMBER.fullmatch(local_name(document))
    return said("source %(number)s", namer.spoken, number=number[1]) if number else ""


def _named(quad: Quad) -> bool:
    return isinstance(quad.object, NamedNode)
