"""What changed in a version as readers are told it: each change with its sources, each name with its labels.

The result is JSON and all that a page needs: whoever shows it looks nothing up.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from pyoxigraph import Literal, NamedNode

from server.names import expand
from server.tags import bcp47
from server.versions import told
from server.versions.changes import Changes
from server.versions.release import Kind, Release
from server.versions.statements import Nested, Value

_CITATION: Final = expand("plate:citation")
_PASSAGE: Final = expand("plate:passage")
_ENDNOTE: Final = expand("plate:endnote")
_SOURCE: Final = expand("dcterms:source")
_PART_OF: Final = expand("dcterms:isPartOf")

#: Predicates that give a label, best first.
_LABELS: Final = tuple(
    map(expand, ("skos:prefLabel", "rdfs:label", "dcterms:title", "skosxl:literalForm", "foaf:name"))
)


def readable(changes: Changes, earlier: Release | None, later: Release) -> dict[str, Any]:
    """Changes of a version as JSON: as `told.as_json` has them, with sources and labels.

    Beside the members of that, each change has `sources`, a list of `{"passage", "document", "endnotes"}`
    (IRIs, and texts of the source's own notes; the document may be missing), and the whole has `labels`: for
    each IRI that it names, what that is called, by language.
    """
    whole = told.as_json(changes)
    for change, shown in zip(changes.every, whole["changes"], strict=True):
        at = later if change.difference.iri in later.said or earlier is None else earlier
        shown["sources"] = list(_sources(at, change.difference.iri))
        if change.tombstone:
            shown["tombstone"] = {
                "labels": _by_language(change.tombstone.labels),
                "reasons": _by_language(change.tombstone.reasons),
            }
    named = set(_iris(whole["changes"]))
    return {**whole, "labels": labels(named, [r for r in (later, earlier) if r])}


def _sources(release: Release, iri: str) -> Iterator[dict[str, Any]]:
    """What a thing, or a claim, rests on in a release."""
    found: dict[str, list[str]] = {}
    said = release.said.get(iri, frozenset())
    for statement in said:
        value = statement.value
        if statement.predicate == _CITATION and isinstance(value, Nested):
            passages = _values(value, _PASSAGE)
            notes = [str(getattr(v, "value", "")) for v in _values(value, _ENDNOTE)]
            for passage in passages:
                if isinstance(passage, NamedNode):
                    found.setdefault(passage.value, []).extend(notes)
        elif statement.predicate == _SOURCE and isinstance(value, NamedNode):
            found.setdefault(value.value, [])
    if release.kind(iri) is Kind.PASSAGE:
        found.setdefault(iri, [])
    for passage_iri, notes in sorted(found.items()):
        documents = [
            s.value.value
            for s in release.said.get(passage_iri, frozenset())
            if s.predicate == _PART_OF and isinstance(s.value, NamedNode)
        ]
        yield {
            "passage": passage_iri,
            **({"document": min(documents)} if documents else {}),
            **({"endnotes": sorted(set(notes))} if notes else {}),
        }


def _values(node: Nested, predicate: str) -> list[Value]:
    return [value for name, value in node.branches if name == predicate]


def _iris(value: object) -> Iterator[str]:
    """Every IRI that JSON of changes names."""
    if isinstance(value, str):
        if value.startswith(("http://", "https://")) and " " not in value:
            yield value
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from _iris(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _iris(part)


def labels(iris: Iterable[str], releases: Iterable[Release]) -> dict[str, dict[str, str]]:
    """What things are called, by language in BCP 47 case; a release is asked for what those before lack."""
    wanted = set(iris)
    found: dict[str, dict[str, str]] = {}
    for release in releases:
        best: dict[tuple[str, str], tuple[int, str]] = {}
        for quad in release.quads:
            if quad.predicate.value in _LABELS and isinstance(quad.object, Literal):
                iri = getattr(quad.subject, "value", "")
                if iri in wanted and iri not in found:
                    key = (iri, quad.object.language or "")
                    ranked = (_LABELS.index(quad.predicate.value), quad.object.value)
                    best[key] = min(best.get(key, ranked), ranked)
        for (iri, language), (_, label) in sorted(best.items()):
            found.setdefault(iri, {})[bcp47(language)] = label
    return dict(sorted(found.items()))


def _by_language(texts: Iterable[tuple[str, str]]) -> dict[str, str]:
    return {bcp47(language): text for language, text in texts}
