"""The wordings by which things are found: labels, names, and what is derived from Chinese names.

Terms of the vocabulary and published queries are found by what they are called, too.

Claims, passages and what else describes the work of the curators are left out: they are found from the things
that they are about. So are names that are rejected or denied: nobody is to be led by a mistake.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad

from server.folding import is_han
from server.names import DATASET, ID, ONTOLOGY
from server.release.chinese import alike, pinyin, plain_pinyin
from server.release.terms import PASSAGE_CLASS, REJECTED, STANDING, TYPE, Term, node, text
from server.traditional import traditional
from server.wordings import QUERY, SEARCH, TERM, Entry, Tie, Wording, dumped

#: What things are called, best first; former names are told by a predicate of their own.
_LABELS: Final = tuple(
    node(name)
    for name in (
        "skos:prefLabel",
        "rdfs:label",
        "dcterms:title",
        "foaf:name",
        "schema:name",
        "skos:altLabel",
        "skos:hiddenLabel",
        "plate:formerName",
    )
)
_ALSO: Final = node("skos:altLabel")
_FORMER: Final = node("plate:formerName")
_NAME_OF: Final = node("plate:nameOf")
_KIND: Final = node("plate:nameKind")
_FORM: Final = node("skosxl:literalForm")
_POLARITY: Final = node("plate:polarity")
_NEGATIVE: Final = node("plate:Negative")
_BORNE: Final = node("plate:nameplateOf")
_ONCE_BORNE: Final = node("plate:wasNameplateOf")

_CONCEPT: Final = node("skos:Concept")
_PERSON: Final = node("foaf:Person")
#: Concepts that are things of the domain; all others classify.
_TOLD: Final = node("plate:GovernanceConcept")
#: What a term of the vocabulary is, and a published query.
_TERMS: Final = frozenset(
    node(f"owl:{kind}") for kind in ("Class", "ObjectProperty", "DatatypeProperty", "AnnotationProperty")
)
_PUBLISHED: Final = node("sh:SPARQLExecutable")
#: What nobody looks for by a name.
_LEFT_OUT: Final = frozenset(
    {
        PASSAGE_CLASS,
        *map(
            node,
            (
                "plate:Claim",
                "plate:KnownGap",
                "plate:Observation",
                "plate:ConsultedPage",
                "plate:Tombstone",
                "skos:ConceptScheme",
            ),
        ),
    }
)

#: How names are written, by the predicate that says so and the language of what it says.
_WRITTEN: Final = {
    "traditional": (node("plate:traditionalForm"), "zh-hant"),
    "pinyin": (node("plate:pinyin"), "zh-latn-pinyin"),
    "plain-pinyin": (node("plate:plainPinyin"), "zh-latn"),
}
_SIMPLIFIED: Final = "zh-hans"
_PINYIN: Final = "zh-latn"


def write_search(quads: Iterable[Quad], directory: Path) -> None:
    """Write the wordings of a release's things, made of its quads, into its directory."""
    found = entries(quads)
    characters = {c for entry in found for wording in entry.wordings for c in wording.form if is_han(c)}
    (directory / SEARCH).write_text(dumped(found, alike(characters)), encoding="utf-8")


def entries(quads: Iterable[Quad]) -> list[Entry]:
    """What can be found in a release, in order of IRIs.

    Args:
        quads: all graphs; names count as former or not by what `graph:current` says of their thing.
    """
    said: dict[str, dict[NamedNode, list[Term]]] = {}
    for quad in quads:
        if isinstance(quad.subject, NamedNode):
            said.setdefault(quad.subject.value, {}).setdefault(quad.predicate, []).append(quad.object)
    names: dict[str, list[str]] = {}
    hung: dict[str, dict[str, bool]] = {}
    for subject, about in said.items():
        for thing in about.get(_NAME_OF, []):
            if REJECTED not in about.get(STANDING, []) and _NEGATIVE not in about.get(_POLARITY, []):
                names.setdefault(text(thing), []).append(subject)
        for predicate in (_ONCE_BORNE, _BORNE):
            for bearer in about.get(predicate, []):
                hung.setdefault(subject, {})[text(bearer)] = predicate == _ONCE_BORNE
    found = []
    for iri in sorted(said):
        about = said[iri]
        sort = _sort(iri, about)
        if sort or (iri.startswith(ID) and _sought(about)):
            wordings = tuple(
                wording
                for wording in _wordings(about, [(name, said[name]) for name in sorted(names.get(iri, []))])
                if not sort or not wording.language.startswith(_PINYIN)
            )
            plates = [(plate, on[iri]) for plate, on in hung.items() if iri in on]
            if wordings:
                found.append(
                    Entry(
                        iri,
                        _label(about, wordings),
                        wordings,
                        _ties(plates),
                        _ties(hung.get(iri, {}).items()),
                        sort,
                    )
                )
    return found


def _sort(iri: str, about: Mapping[NamedNode, Sequence[Term]]) -> str:
    """What sort of thing is no thing of the domain; empty for all else."""
    kinds = set(about.get(TYPE, []))
    if iri.startswith(ONTOLOGY) and not kinds.isdisjoint(_TERMS):
        return TERM
    return QUERY if iri.startswith(f"{DATASET}#") and _PUBLISHED in kinds else ""


def _sought(about: Mapping[NamedNode, Sequence[Term]]) -> bool:
    """Whether a thing is one that people look for by a name."""
    kinds = set(about.get(TYPE, []))
    if STANDING in about or not _LEFT_OUT.isdisjoint(kinds):
        return False
    return _CONCEPT not in kinds or _TOLD in kinds


def _wordings(
    about: Mapping[NamedNode, Sequence[Term]],
    names: Sequence[tuple[str, Mapping[NamedNode, Sequence[Term]]]],
) -> Iterator[Wording]:
    """What a thing is called: by its names, then by labels that are none of them; and how each is written."""
    person = _PERSON in about.get(TYPE, [])
    ended = set(about.get(_FORMER, [])) - set(about.get(_ALSO, []))
    seen: set[Term] = set()
    for name, says in names:
        for form in says.get(_FORM, []):
            if isinstance(form, Literal):
                seen.add(form)
                kind, standing = (next(map(text, says.get(p, [])), "") for p in (_KIND, STANDING))
                wording = Wording(form.value, form.language or "", kind, name, standing, form in ended)
                yield from _forms(wording, says, person)
    for predicate in _LABELS:
        for form in sorted(about.get(predicate, []), key=str):
            if isinstance(form, Literal) and form not in seen:
                seen.add(form)
                wording = Wording(form.value, form.language or "", former=form in ended)
                yield from _forms(wording, {}, person)


def _forms(wording: Wording, says: Mapping[NamedNode, Sequence[Term]], person: bool) -> Iterator[Wording]:
    """A wording and, where it is in simplified Chinese, the other ways to write it.

    What the release says of a name is taken as it is; labels, and names only reported, are written here.
    """
    yield wording
    if wording.language != _SIMPLIFIED:
        return
    made = {
        "traditional": traditional(wording.form),
        "pinyin": pinyin(wording.form, person),
        "plain-pinyin": plain_pinyin(wording.form, person),
    }
    for written, (predicate, language) in _WRITTEN.items():
        form = next(map(text, says.get(predicate, [])), made[written])
        if form and form != wording.form:
            yield Wording(
                form,
                language,
                wording.kind,
                wording.claim,
                wording.standing,
                wording.former,
                written,
                wording.form,
            )


def _label(about: Mapping[NamedNode, Sequence[Term]], wordings: Sequence[Wording]) -> str:
    """What puts a thing in its place among others: its English label, else any label, else its first name."""
    labels = [o for p in _LABELS if p != _FORMER for o in about.get(p, []) if isinstance(o, Literal)]
    english = [label.value for label in labels if label.language in {"en", None}]
    return next(iter([*english, *(label.value for label in labels)]), wordings[0].form)


def _ties(found: Iterable[tuple[str, bool]]) -> tuple[Tie, ...]:
    """Ties in order: those that last first."""
    return tuple(Tie(iri, former) for iri, former in sorted(found, key=lambda tie: (tie[1], tie[0])))
