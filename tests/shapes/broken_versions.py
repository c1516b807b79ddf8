"""Examples that break the shapes of tombstones and of the authors' word on changes."""

from __future__ import annotations

from typing import Final

from tests.shapes.broken import Broken, Parts, bodies, described, mistakes

_WHEN: Final = 'prov:invalidatedAtTime "2027-01-10T00:00:00Z"^^xsd:dateTime'
_TOMBSTONE: Final[Parts] = {
    "": ("a plate:Tombstone",),
    "says when the identifier was given up": (
        _WHEN,
        'prov:invalidatedAtTime "2027-01-10"^^xsd:date',
        f'{_WHEN} , "2027-01-11T00:00:00Z"^^xsd:dateTime',
    ),
    "says why, in English and in Chinese": (
        'skos:changeNote "given twice"@en , "重复"@zh-Hans',
        'skos:changeNote "given twice"@en',
        'skos:changeNote "given twice"@en , "doubled"@en , "重复"@zh-Hans',
    ),
    "says what the thing was called": (
        'skos:prefLabel "given up"@en',
        'skos:prefLabel "given up"@en , "invented"@en',
    ),
    "leads to one survivor": ("", 'plate:mergedInto "cac"', "plate:mergedInto id:cac , id:ccac"),
    "leads to what is described": ("", "plate:mergedInto x:b", "dcterms:isReplacedBy x:b"),
    "is described no more": ("", "a prov:Derivation"),
    "survives in itself": ("", "plate:mergedInto x:a"),
}
TOMBSTONES: Final = (
    *mistakes("Tombstone", _TOMBSTONE),
    Broken(
        "Tombstone",
        "names an identifier that was given up",
        described(_TOMBSTONE) + "\n" + bodies("b").replace(" .\n", " ; plate:possiblySameAs x:a .\n"),
    ),
)

_BODY: Final[Parts] = {
    "": (bodies("a").removesuffix(" .\n").removeprefix("x:a "),),
    "names a version": ("", 'plate:correctedIn "0.2.0-dev"', 'plate:knowledgeChangedIn "0.2.0"@en'),
    "is of one nature": ("", 'plate:correctedIn "0.2.0" ; plate:realityChangedIn "0.2.0"'),
}

WORDS: Final[tuple[Broken, ...]] = tuple(mistakes("ChangeTold", _BODY))

#: What is near the edge of these rules and right.
RIGHT: Final = {
    "a tombstone of what was removed": described(_TOMBSTONE),
    "a tombstone with several replacements": described(_TOMBSTONE, "dcterms:isReplacedBy id:cac , id:ccac"),
    "a survivor that was merged again": described(_TOMBSTONE, "plate:mergedInto x:b")
    + "\n"
    + described(_TOMBSTONE, "plate:mergedInto id:cac", name="x:b"),
    "two changes in two versions": described(
        _BODY, 'plate:correctedIn "0.2.0" ; plate:realityChangedIn "0.10.0"'
    ),
}
