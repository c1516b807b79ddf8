"""What a search found, as pages and programs are told of it: the thing, its kind, and why it is there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from server.store.dated_documents import DatedDocuments
from server.store.search import Hit
from server.tags import bcp47
from server.web.contexts.values import Node, Text
from server.web.languages import LANGUAGES, Language
from server.web.nodes import Namer
from server.web.words import language_counts, worded
from server.wordings import Tie

_LANGUAGES: Final = {
    "en": "in English",
    "zh-hans": "in simplified Chinese",
    "zh-hant": "in traditional Chinese",
    "zh-latn-pinyin": "in pinyin",
    "zh-latn": "in pinyin without tones",
}


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
        why: what sort of wording fits, in words, as in `former abbreviation in English`.
        wording: the words that fit.
        of: for a derived wording, the words that it writes.
        name: where the claim is that the thing is called so; None where a label fits.
        plate: the nameplate that is called so, where the thing itself is not.
        plates: the nameplates of the thing.
        bearers: the institutions behind it.
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
    held: str = ""


def found(namer: Namer, hits: Iterable[Hit], spoken: Language = LANGUAGES[0]) -> tuple[Found, ...]:
    """Hits as a page shows them, whose own words are in a language."""
    return tuple(_found(namer, hit, spoken) for hit in hits)


def _found(namer: Namer, hit: Hit, spoken: Language) -> Found:
    said = hit.wording
    dated = isinstance(namer.documents, DatedDocuments)  # nameplates are found as last known
    return Found(
        hit=hit,
        node=namer.node(hit.entry.iri),
        why=_why(namer, hit, spoken),
        wording=Text(said.form, bcp47(said.language)),
        of=Text(said.of, bcp47("zh-hans")) if said.of else None,
        name=namer.node(said.claim) if said.claim else None,
        plate=namer.node(hit.plate.iri) if hit.plate else None,
        plates=() if dated else _tied(namer, hit.entry.plates),
        bearers=() if dated else _tied(namer, hit.entry.bearers),
        held=namer.held(said.claim) if said.claim else "",
    )


def _why(namer: Namer, hit: Hit, spoken: Language) -> str:
    """What sort of wording fits, in words."""
    said = hit.wording
    kind = namer.term(said.kind).label.value if said.kind else "name" if said.claim else "label"
    language = _LANGUAGES.get(said.language, f"in {bcp47(said.language)}" if said.language else "")
    former, derived = "former" if hit.former else "", "(derived)" if said.written else ""
    if language_counts(spoken):
        return " ".join(part for part in (former, kind, language, derived) if part)
    # in Chinese the language comes before the kind, and nothing stands between
    return "".join(worded(part, spoken) for part in (former, language, kind, derived) if part)


def _tied(namer: Namer, ties: Iterable[Tie]) -> tuple[Tied, ...]:
    return tuple(Tied(namer.node(tie.iri), tie.former) for tie in ties)


def described(one: Found) -> str:
    """A line about a thing that was found, for a list of suggestions."""
    shown = one.wording.value != one.node.label.value
    match = f"{one.why}: {one.wording.value}" if shown else ""
    behind = ", ".join(tied.node.label.value for tied in one.bearers if not tied.former)
    parts = (one.node.kind.value if one.node.kind else "", match, f"nameplate of {behind}" if behind else "")
    return " · ".join(part for part in parts if part)


def as_object(namer: Namer, one: Found) -> dict[str, Any]:
    """One thing that was found, as a JSON object."""
    said = one.hit.wording
    kinds = [kind for kind in namer.kinds(one.node.iri) if kind != one.node.iri]
    return {
        "iri": one.node.iri,
        "page": one.node.href,
        "label": {
            bcp47(text.language) or "@none": text.value for text in (one.node.label, one.node.second) if text
        },
        "kind": {"iri": kinds[0], "label": one.node.kind.value if one.node.kind else ""} if kinds else None,
        "match": {
            "fit": one.hit.fit.name.lower(),
            "wording": one.wording.value,
            "language": one.wording.language or None,
            "why": one.why,
            "nameKind": said.kind or None,
            "name": said.claim or None,
            "standing": said.standing or None,
            "former": one.hit.former,
            **({"held": one.held} if one.held else {}),
            "derived": said.written or None,
            "from": said.of or None,
            "nameplate": one.plate.iri if one.plate else None,
        },
        "nameplates": [_tie(tied) for tied in one.plates],
        "behind": [_tie(tied) for tied in one.bearers],
    }


def _tie(tied: Tied) -> dict[str, Any]:
    return {"iri": tied.node.iri, "label": tied.node.label.value, "former": tied.former}
