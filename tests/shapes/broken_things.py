"""Examples that break the shapes of relations, names, labels, dates and inferred triples."""

from __future__ import annotations

from typing import Final

from tests.shapes.broken import (
    ENDORSED,
    NOW,
    PROSE,
    REPORTED,
    THING,
    Broken,
    Parts,
    absorbed,
    bodies,
    dated,
    during,
    mistakes,
    plates,
)

_SOURCE: Final = "dcterms:source id:passage-000-cac-1"
_FULL: Final = "plate:nameKind id:name-full"

RELATIONS: Final = (
    Broken(
        "Relation",
        "has a time",
        bodies("b", "c") + f"x:a a plate:Tie ; plate:tied x:b ; plate:tiedTo x:c ; {ENDORSED} .",
    ),
    Broken("Relation", "not a bare plate:Relation", f"x:a a plate:Relation ; {NOW} ; {REPORTED} ."),
    Broken(
        "RelationEnds",
        "one subject",
        "x:a a plate:Subordination ; plate:subordinate id:cac ; plate:superior id:oep ; "
        f"plate:holder id:xu-lin ; {NOW} ; {REPORTED} .",
    ),
    Broken(
        "RelationEnds",
        "one subject",
        "x:a a plate:Subordination ; plate:subordinate id:cac ; plate:superior id:oep ; "
        f"plate:relationSubject id:ccac ; {NOW} ; {REPORTED} .",
    ),
    Broken(
        "RelationEnds",
        "one object",
        "x:a a plate:Subordination ; plate:subordinate id:cac ; plate:superior id:oep ; "
        f"plate:tiedTo id:oep ; {NOW} ; {REPORTED} .",
    ),
    Broken(
        "PrintedPlate",
        "keep a printed nameplate",
        bodies("b", "c")
        + f"x:a a plate:Tie ; plate:tied x:b ; plate:subjectAs x:b ; plate:tiedTo x:c ; {NOW} ; {ENDORSED} .",
    ),
    Broken(
        "PrintedPlate",
        "the subject did not hold this plate",
        bodies("b", "c") + f"x:a a plate:Tie ; plate:tied x:b ; plate:subjectAs id:siio ; "
        f"plate:tiedTo x:c ; {NOW} ; {ENDORSED} .",
    ),
    Broken(
        "PrintedPlate",
        "the object did not hold this plate",
        bodies("b", "c")
        + plates("p")
        + f"x:h a plate:NameplateHolding ; plate:heldPlate x:p ; plate:bearer x:c ; "
        f"{during('/2014')} ; {ENDORSED} .\n"
        f"x:a a plate:Tie ; plate:tied x:b ; plate:tiedTo x:c ; "
        f"plate:objectAs x:p ; {during('2016')} ; {ENDORSED} .",
    ),
    Broken(
        "WithinLife",
        "lasts beyond the absorption",
        bodies("b", "c", "d")
        + absorbed("b", "d", "2014")
        + f"x:a a plate:Tie ; plate:tied x:c ; plate:tiedTo x:b ; {during('2012/2016')} ; {ENDORSED} .",
    ),
    Broken(
        "WithinLife",
        "began before this body was founded",
        bodies("b", "c")
        + f"x:e a plate:Founding ; {THING} ; org:resultingOrganization x:b .\n"
        + dated("e", "2014")
        + f"x:a a plate:Tie ; plate:tied x:b ; plate:tiedTo x:c ; {during('2012/')} ; {ENDORSED} .",
    ),
    Broken(
        "Inferred",
        "inferred and never written",
        plates("p") + f"x:a a plate:Institution ; {THING} ; plate:hasNameplate x:p .\n"
        f"x:h a plate:NameplateHolding ; plate:heldPlate x:p ; plate:bearer x:a ; {NOW} ; {ENDORSED} .",
    ),
)

_NAME: Final[Parts] = {
    "": ("a plate:Name",),
    "of exactly one thing": ("plate:nameOf id:cac", "plate:nameOf id:cac , id:oep"),
    "exactly one wording": (
        'skosxl:literalForm "CAC"@en',
        'skosxl:literalForm "one"@en , "two"@en',
        'skosxl:literalForm "untagged"',
        'skosxl:literalForm "bureau"@fr',
    ),
    "in Chinese characters": ("", 'skosxl:literalForm "Wangxinban"@zh-Hans'),
    "one kind from the scheme": (
        "plate:nameKind id:name-full",
        "plate:nameKind id:name-full , id:name-short",
        "plate:nameKind id:kind-agency",
    ),
}

NAMES: Final = (
    *mistakes("Name", _NAME, REPORTED),
    Broken(
        "Thing",
        "has an English label",
        f'x:a a plate:Institution ; skos:prefLabel "某机构"@zh-Hans ; {_SOURCE} .',
    ),
    Broken(
        "Thing",
        "one label in each language",
        f'x:a a plate:Institution ; {THING} ; skos:prefLabel "other"@en .',
    ),
    Broken(
        "Thing", "a label says its language", f'x:a a plate:Institution ; {THING} ; skos:prefLabel "other" .'
    ),
    Broken(
        "Thing",
        "a label tagged @zh-Hans is in Chinese",
        f'x:a a plate:Institution ; {THING} ; skos:prefLabel "Mou jigou"@zh-Hans .',
    ),
    Broken(
        "Thing",
        "which known passage names it first",
        'x:a a plate:Institution ; skos:prefLabel "unsourced body"@en .',
    ),
    Broken(
        "Thing",
        "which known passage names it first",
        'x:a a plate:Institution ; skos:prefLabel "body of a document"@en ; dcterms:source id:doc-000 .',
    ),
    Broken(
        "Thing",
        "none of the thing's endorsed names",
        f"x:a a plate:Institution ; {THING} .\n"
        f'x:n a plate:Name ; plate:nameOf x:a ; skosxl:literalForm "as printed"@en ; {_FULL} ; {ENDORSED} .',
    ),
    *(
        Broken(
            "WrittenForms",
            f"delete plate:{form}",
            f'x:a a plate:Name ; plate:nameOf id:cac ; skosxl:literalForm "机"@zh-Hans ; {_FULL} ; '
            f'plate:{form} "one"@{tag} , "two"@{tag} ; {REPORTED} .',
        )
        for form, tag in (
            ("traditionalForm", "zh-Hant"),
            ("pinyin", "zh-Latn-pinyin"),
            ("plainPinyin", "zh-Latn"),
        )
    ),
    Broken(
        "LabelTellsApart",
        "has the same English label",
        f'x:a a plate:Institution ; skos:prefLabel "a twin"@en ; {_SOURCE} .\n'
        f'x:b a plate:Institution ; skos:prefLabel "a twin"@en ; {_SOURCE} .',
    ),
)

DATES: Final = (
    Broken(
        "Validity",
        "has one validity",
        f"x:a a plate:Gloss ; {PROSE} ; {ENDORSED} ; {during('2014')} ; {during('2015')} .",
    ),
    Broken(
        "Validity",
        "is an EDTF literal",
        f'x:a a plate:Gloss ; {PROSE} ; {ENDORSED} ; plate:validity "2014" .',
    ),
    *(
        Broken(
            "Validity",
            "no date or interval that is read here",
            f"x:a a plate:Gloss ; {PROSE} ; {ENDORSED} ; {during(wrong)} .",
        )
        for wrong in ("2014-2018", "14", "2014/2018/2020", "/", "../2018", "before 2014", "201X", "2014-1")
    ),
    Broken(
        "Bounds",
        "start after it was seen",
        f"x:a a plate:Gloss ; {PROSE} ; {ENDORSED} ; {NOW} ; {during('2024/')} .",
    ),
    Broken(
        "Bounds",
        "seen after its end",
        f"x:a a plate:Gloss ; {PROSE} ; {ENDORSED} ; {NOW} ; {during('/2014')} .",
    ),
    Broken(
        "Bounds",
        "end before it starts",
        f"x:a a plate:Gloss ; {PROSE} ; {ENDORSED} ; plate:endedBy id:writing-000 ; {during('2024/')} .",
    ),
    Broken("Observation", "lies in time", f"x:a a plate:Observation ; {THING} ."),
    Broken("Dating", "exactly one event", f"x:a a plate:Dating ; {during('2016')} ; {REPORTED} ."),
    Broken(
        "Dating",
        "exactly one event",
        f"x:a a plate:Dating ; plate:datedEvent id:reform-2014 , id:reform-2018 ; "
        f"{during('2016')} ; {REPORTED} .",
    ),
    Broken(
        "Dating",
        "what a dating dates",
        f"x:a a plate:Dating ; plate:datedEvent id:cac ; {during('2014')} ; {REPORTED} .",
    ),
    Broken("Dating", "says when", f"x:a a plate:Dating ; plate:datedEvent id:reform-2014 ; {REPORTED} ."),
    Broken("Event", "dated by at least one claim", f"x:a a plate:Reform ; {THING} ."),
    Broken(
        "Event",
        "an event is no claim",
        f"x:a a plate:Meeting ; {THING} ; {during('2014')} .\n" + dated("a", "2014"),
    ),
)
