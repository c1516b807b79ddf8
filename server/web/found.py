"""What a search found, as pages and programs are told of it: the thing, its kind, and why it is there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Final

from server.marking import Piece, pieces, spans
from server.names import DATASET, ONTOLOGY, expand
from server.periods import ended_text, period_text
from server.store.dated_documents import DatedDocuments
from server.store.search import Fit, Hit
from server.tags import bcp47
from server.web.contexts.values import Node, Text
from server.web.guide_search import guide_of
from server.web.languages import LANGUAGES, Language
from server.web.nodes import Namer
from server.web.site import site
from server.web.words import language_counts, put, said, worded
from server.wordings import GUIDE, QUERY, Tie

_LANGUAGES: Final = {
    "en": "in English",
    "zh-hans": "in simplified Chinese",
    "zh-hant": "in traditional Chinese",
    "zh-latn-pinyin": "in pinyin",
    "zh-latn": "in pinyin without tones",
}

#: How a wording fits that is not what was looked for, or not all of it, in words.
_PARTLY: Final = {
    Fit.SPREAD: "%(name)s, together with other names",
    Fit.SHORTENED: "%(name)s, of which these are characters in their order",
    Fit.SOUND: "%(name)s, sounding the same",
    Fit.NEAR: "%(name)s, spelled nearly so",
}

_VALIDITY: Final = ONTOLOGY + "validity"

#: What published queries are called, among which a page does not tell forms apart.
_PUBLISHED: Final = "published query"
#: What documents of the site are called, and their class.
_DOCUMENT: Final = "document of the guide"
_DOCUMENTS: Final = expand("foaf:Document")
_QUERIES: Final = f"{DATASET}#query-"


@dataclass(frozen=True)
class Tied:
    """A nameplate of a thing, or the institution behind it; `former` where it has come off."""

    node: Node
    former: bool


@dataclass(frozen=True)
class Found:
    """One thing that was found.

    Attributes:
        hit: what the search said.
        node: the thing.
        why: what sort of wording fits, in words, as in `former abbreviation in English (until 2014)`.
        wording: the words that fit.
        of: for a derived wording, the words that it writes.
        name: where the claim is that the thing is called so; None where a label fits.
        plate: the nameplate that is called so, where the thing itself is not.
        plates: the nameplates of the thing.
        bearers: the institutions behind it.
        pieces: the wording in parts, of which those are marked that were looked for.
        period: when a former name was borne, as EDTF; empty where that is not said.
        held: as of a day, whether it was called so then: `certainly`, `possibly` or `not`; else empty.
    """

    hit: Hit
    node: Node
    why: str
    wording: Text
    of: Text | None
    name: Node | None
    plate: Node | None
    plates: tuple[Tied, ...]
    bearers: tuple[Tied, ...]
    pieces: tuple[Piece, ...] = ()
    period: str = ""
    held: str = ""


def found(namer: Namer, hits: Iterable[Hit], spoken: Language = LANGUAGES[0]) -> tuple[Found, ...]:
    """Hits as a page shows them, whose own words are in a language."""
    return tuple(_found(namer, hit, spoken) for hit in hits)


def _found(namer: Namer, hit: Hit, spoken: Language) -> Found:
    called = hit.wording
    dated = isinstance(namer.documents, DatedDocuments)  # nameplates are found as last known
    return Found(
        hit=hit,
        node=_node(namer, hit, spoken),
        why=_why(namer, hit, spoken),
        wording=Text(called.form, bcp47(called.language)),
        of=Text(called.of, bcp47("zh-hans")) if called.of else None,
        name=namer.node(called.claim) if called.claim else None,
        plate=namer.node(hit.plate.iri) if hit.plate else None,
        plates=() if dated else _tied(namer, hit.entry.plates),
        bearers=() if dated else _tied(namer, hit.entry.bearers),
        pieces=pieces(called.form, hit.runs),
        period=namer.first(called.claim, _VALIDITY) if called.former and called.claim else "",
        held=namer.held(called.claim) if called.claim else "",
    )


def _node(namer: Namer, hit: Hit, spoken: Language) -> Node:
    """The thing; a published query leads to where it can be run, a document to its page."""
    if hit.entry.sort == GUIDE:
        guide = guide_of(hit.entry.iri)
        place = site().urls.undated(guide.path)
        return Node(hit.entry.iri, place, put(guide.title, spoken), kind=put(_DOCUMENT, spoken))
    node = namer.node(hit.entry.iri)
    if hit.entry.sort != QUERY:
        return node
    place = f"{site().urls.undated('/sparql')}?example={node.iri.removeprefix(_QUERIES)}"
    return replace(node, href=place, kind=put(_PUBLISHED, spoken), here=True)


def _why(namer: Namer, hit: Hit, spoken: Language) -> str:
    """What sort of wording fits, in words."""
    called = hit.wording
    kind = namer.term(called.kind).label.value if called.kind else "name" if called.claim else "label"
    language = _LANGUAGES.get(called.language, f"in {bcp47(called.language)}" if called.language else "")
    former, derived = "former" if hit.former else "", "(derived)" if called.written else ""
    if language_counts(spoken):
        told = " ".join(part for part in (former, kind, language, derived) if part)
    else:  # in Chinese the language comes before the kind, and nothing stands between
        told = "".join(worded(part, spoken) for part in (former, language, kind, derived) if part)
    if called.former and (when := _when(namer, called.claim, spoken)):
        told = said("%(name)s (%(when)s)", spoken, name=told, when=when)
    if hit.fit in _PARTLY:
        told = said(_PARTLY[hit.fit], spoken, name=told)
    return told


def _when(namer: Namer, claim: str, spoken: Language) -> str:
    """When a name was borne, in words; empty where nothing is known of it."""
    if not claim:
        return ""
    edtf = namer.first(claim, _VALIDITY)
    if edtf:
        return period_text(edtf, spoken.tag)
    earliest, latest = (namer.first(claim, ONTOLOGY + name) for name in ("endsEarliest", "endsLatest"))
    return ended_text(earliest, latest, spoken.tag)


def _tied(namer: Namer, ties: Iterable[Tie]) -> tuple[Tied, ...]:
    return tuple(Tied(namer.node(tie.iri), tie.former) for tie in ties)


def line(one: Found, spoken: Language) -> str:
    """Why something is there: the sort of wording and the wording."""
    return f"{one.why}{worded(': ', spoken)}{one.wording.value}"


def described(one: Found, spoken: Language = LANGUAGES[0]) -> str:
    """A line about a thing that was found, for a list of suggestions."""
    shown = one.wording.value != one.node.label.value or one.hit.fit in _PARTLY or one.hit.former
    match = line(one, spoken) if shown else ""
    behind = worded(", ", spoken).join(tied.node.label.value for tied in one.bearers if not tied.former)
    hung = said("nameplate of %(behind)s", spoken, behind=behind) if behind else ""
    kind = one.node.kind.value if one.node.kind else ""
    return " · ".join(part for part in (kind, match, hung) if part)


def as_object(namer: Namer, one: Found, spoken: Language = LANGUAGES[0]) -> dict[str, Any]:
    """One thing that was found, as a JSON object, told in a language."""
    called = one.hit.wording
    sort = one.hit.entry.sort
    kinds = [kind for kind in namer.kinds(one.node.iri) if kind != one.node.iri]
    kinds += [_DOCUMENTS] if sort == GUIDE else []
    return {
        "iri": one.node.iri,
        "slug": site().urls.slug(one.node.iri) if sort not in {QUERY, GUIDE} else None,
        "page": one.node.href,
        "label": {
            bcp47(text.language) or "@none": text.value for text in (one.node.label, one.node.second) if text
        },
        "kind": _kind(kinds[0], one.node.kind) if kinds else None,
        "match": {
            "fit": one.hit.fit.name.lower(),
            "wording": one.wording.value,
            "language": one.wording.language or None,
            "marked": [list(span) for span in spans(called.form, one.hit.runs)],
            "slips": one.hit.slips,
            "why": one.why,
            "said": {spoken.tag: line(one, spoken)},
            "nameKind": called.kind or None,
            "name": called.claim or None,
            "standing": called.standing or None,
            "former": one.hit.former,
            "period": one.period or None,
            **({"held": one.held} if one.held else {}),
            "derived": called.written or None,
            "from": called.of or None,
            "nameplate": one.plate.iri if one.plate else None,
        },
        "nameplates": [_tie(tied) for tied in one.plates],
        "behind": [_tie(tied) for tied in one.bearers],
    }


def _kind(iri: str, label: Text | None) -> dict[str, Any]:
    return {"iri": iri, "label": label.value if label else "", "language": (label and label.language) or None}


def _tie(tied: Tied) -> dict[str, Any]:
    label = tied.node.label
    language = label.language or None
    return {"iri": tied.node.iri, "label": label.value, "language": language, "former": tied.former}
