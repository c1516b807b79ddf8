"""Which named graph each triple of a release stands in: one and only one.

Graphs are the layers of the data: the vocabulary, the facts of each source document, day bounds, what is
projected, what is inferred, the description of the dataset. What pages consulted for single facts say, and
links to other datasets, have graphs of their own, so that they can be left out. All are pairwise disjoint,
so that nothing counts twice in their union, and what is derived can be left out by leaving out a graph.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from pyoxigraph import BlankNode, NamedNode, Quad, Triple

from server.errors import Finding
from server.names import ID, curie, graph
from server.release.sources import Project
from server.release.terms import CITATION, PART_OF, PASSAGE, SOURCE, TYPE, Node, Term, node

ONTOLOGY: Final = NamedNode(graph("ontology"))
BOUNDS: Final = NamedNode(graph("bounds"))
CURRENT: Final = NamedNode(graph("current"))
INFERRED: Final = NamedNode(graph("inferred"))
LINKS: Final = NamedNode(graph("links"))
PUBLIC: Final = NamedNode(graph("public"))
METADATA: Final = NamedNode(graph("metadata"))
CURATORS: Final = NamedNode(graph("facts/curators"))

#: Graphs that do not describe the domain.
NOT_DOMAIN: Final = frozenset({ONTOLOGY, METADATA})

#: Graphs that hold what follows from the others; without them the asserted statements are left.
DERIVED: Final = (BOUNDS, CURRENT, INFERRED)

_PASSAGE_CLASS: Final = node("plate:Passage")
_DOCUMENT_CLASS: Final = node("plate:SourceDocument")
_PAGE_CLASS: Final = node("plate:ConsultedPage")
_LINK_CLASS: Final = node("plate:IdentityLink")
_VOICE: Final = node("prov:wasAttributedTo")


def layered(layers: Iterable[tuple[NamedNode, Iterable[Triple]]]) -> list[Quad]:
    """Triples in their graphs, each triple only in the first graph that has it."""
    seen: set[Triple] = set()
    quads: list[Quad] = []
    for name, triples in layers:
        for triple in triples:
            if triple not in seen:
                seen.add(triple)
                quads.append(Quad(triple.subject, triple.predicate, triple.object, name))
    return quads


def fact_layers(project: Project) -> tuple[list[tuple[NamedNode, list[Triple]]], list[Finding]]:
    """The facts by graph of their source document, and things that no source speaks for.

    A claim goes with the document of its first citation, anything else with that of its `dcterms:source`,
    passages and documents with themselves, a voice that names no source with what it says; first is a source
    document before a page consulted, and then what comes first by its slug. All pages share a graph, and so
    do the links to other datasets. Blank nodes go with their owner.
    """
    triples = project.triples("instances")
    homes = _homes(triples)
    by_graph: dict[NamedNode, list[Triple]] = {}
    strays: dict[NamedNode, None] = {}
    for triple in triples:
        subject = triple.subject
        owner = project.blank_owners.get(subject, subject) if isinstance(subject, BlankNode) else subject
        home = homes.get(owner)
        if home is None and isinstance(owner, NamedNode):
            strays[owner] = None
        by_graph.setdefault(home or CURATORS, []).append(triple)
    findings = [
        project.finding(
            stray,
            "no-source",
            f"{curie(stray.value)} says no passage that it comes from: add dcterms:source or a citation",
            "warning",
        )
        for stray in strays
    ]
    return sorted(by_graph.items(), key=lambda item: item[0].value), findings


def _homes(triples: Sequence[Triple]) -> Mapping[Node, NamedNode]:
    """The graph of each subject that a source speaks for."""
    values: dict[NamedNode, dict[Node, list[Term]]] = {}
    for triple in triples:
        values.setdefault(triple.predicate, {}).setdefault(triple.subject, []).append(triple.object)
    types = values.get(TYPE, {})
    parts = values.get(PART_OF, {})
    sources = values.get(SOURCE, {})
    cited = values.get(CITATION, {})
    cites: dict[Term, list[Term]] = dict(values.get(PASSAGE, {}).items())

    def documents(passage: Term) -> list[NamedNode]:
        """The documents that a passage is part of, or the document itself."""
        if not isinstance(passage, NamedNode):
            return []
        kinds = types.get(passage, [])
        if _PASSAGE_CLASS in kinds:
            return [d for part in parts.get(passage, []) for d in documents(part)]
        return [passage] if _DOCUMENT_CLASS in kinds or _PAGE_CLASS in kinds else []

    def home(document: NamedNode) -> NamedNode:
        """The graph of a document."""
        public = _PAGE_CLASS in types.get(document, [])
        return PUBLIC if public else NamedNode(graph("facts/" + document.value.removeprefix(ID)))

    homes: dict[Node, NamedNode] = {}
    for subject in dict.fromkeys(t.subject for t in triples):
        passages = [passage for citation in cited.get(subject, []) for passage in cites.get(citation, [])]
        found = documents(subject) or [d for p in passages or sources.get(subject, []) for d in documents(p)]
        if _LINK_CLASS in types.get(subject, []):
            homes[subject] = LINKS
        elif found:
            homes[subject] = min(map(home, found), key=_order)
    for subject, voices in values.get(_VOICE, {}).items():
        for voice in voices:
            if isinstance(voice, NamedNode) and voice not in sources and subject in homes and voice in types:
                homes[voice] = min(homes.get(voice, homes[subject]), homes[subject], key=_order)
    return homes


def _order(home: NamedNode) -> tuple[bool, str]:
    """Sources before what was only consulted or linked to."""
    return home in {PUBLIC, LINKS}, home.value
