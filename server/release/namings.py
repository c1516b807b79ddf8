"""What names yield: the Chinese label of what has none of its own, and names in other scripts.

Nothing here is authored, and nothing here is a new name: a label is one of the thing's names, and a script
is a way to write one.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from pyoxigraph import Literal, NamedNode, Store, Triple

from server.release.chinese import pinyin, plain_pinyin
from server.release.labelling import LABEL
from server.release.projection import ask
from server.release.terms import Term, node, text
from server.traditional import traditional

_CHINESE: Final = "zh-hans"
_TRADITIONAL: Final = (node("plate:traditionalForm"), "zh-hant")
_PINYIN: Final = (node("plate:pinyin"), "zh-latn-pinyin")
_PLAIN: Final = (node("plate:plainPinyin"), "zh-latn")


def chinese_labels(store: Store, day: date) -> list[Triple]:
    """A `skos:prefLabel` in simplified Chinese for what has none but bears a full name in it on a day.

    Where there are several, one that a source has is taken before one that is only on a page consulted, then
    the one last known to be borne, then the first by its characters.

    Args:
        store: ontology, facts, day bounds and the claims' closure.
        day: the release's day.
    """
    full: dict[Term, tuple[bool, int]] = {}
    for row in ask(store, "names_full"):
        rank = (text(row["consulted"]) == "true", -_ordinal(row.get("day")))
        full[row["name"]] = min(rank, full.get(row["name"], rank))
    borne = [
        (thing.value, *full[row["name"]], form.value, thing, form)
        for row in ask(store, "names_current", {"day": day})
        if row["name"] in full
        and isinstance(thing := row["thing"], NamedNode)
        and isinstance(form := row["form"], Literal)
        and (form.language or "").lower() == _CHINESE
    ]
    best: dict[NamedNode, Literal] = {}
    for *_, thing, form in sorted(borne, key=lambda name: name[:4]):
        best.setdefault(thing, form)
    return [Triple(thing, LABEL, form) for thing, form in best.items() if not _labelled(store, thing)]


def written_forms(store: Store) -> list[Triple]:
    """For each endorsed name in simplified Chinese: traditional characters, pinyin, pinyin without tones."""
    found: list[Triple] = []
    for row in ask(store, "names_chinese"):
        name, form = row["name"], row["form"].value
        person = text(row["person"]) == "true"
        written = (
            (_TRADITIONAL, traditional(form)),
            (_PINYIN, pinyin(form, person)),
            (_PLAIN, plain_pinyin(form, person)),
        )
        if isinstance(name, NamedNode):
            found += [
                Triple(name, predicate, Literal(value, language=language))
                for (predicate, language), value in written
                if value
            ]
    return sorted(found, key=str)


def _ordinal(day: Term | None) -> int:
    """A day as a number; 0 if there is none."""
    return date.fromisoformat(day.value).toordinal() if isinstance(day, Literal) else 0


def _labelled(store: Store, thing: NamedNode) -> bool:
    """Whether a thing has a Chinese label already."""
    labels = (quad.object for quad in store.quads_for_pattern(thing, LABEL, None))
    return any(isinstance(label, Literal) and (label.language or "").startswith("zh") for label in labels)
