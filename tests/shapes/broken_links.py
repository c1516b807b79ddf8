"""Examples that break the shapes of statement claims, of voices of quotations and of identity."""

from __future__ import annotations

from typing import Final

from tests.shapes.broken import (
    PROSE,
    REPORTED,
    SAID,
    THING,
    Broken,
    Parts,
    bodies,
    mistakes,
    plates,
    stated,
)

_MEETING: Final = "id:meeting-ccac-first"

STATEMENTS: Final = (
    Broken("StatementClaim", "is declared nowhere", stated("a", "id:cac", "skos:widder", "id:ccac")),
    Broken(
        "StatementClaim",
        "class on which this property stands",
        stated("a", "id:cac", "plate:editionNumber", "3"),
    ),
    Broken(
        "StatementClaim",
        "class at which this property points",
        stated("a", _MEETING, "plate:heldAt", "id:cac"),
    ),
    Broken("StatementClaim", "not at a text", stated("a", _MEETING, "plate:heldAt", '"Wuzhen"')),
    Broken("StatementClaim", "points at no thing", stated("a", _MEETING, "plate:theme", "id:cac")),
    Broken(
        "StatementClaim",
        "gives a whole number",
        f"x:s a skos:Collection ; {THING} .\n" + stated("a", "x:s", "plate:statedSize", '"four"'),
    ),
    Broken(
        "QuotedVoice",
        "in the voice of whom it quotes",
        f"x:a a plate:Gloss ; {PROSE} ; plate:standing plate:Reported ; "
        f"plate:certainty id:certainty-quoted ; {SAID} .",
    ),
)

_ITEM: Final = "<http://www.wikidata.org/entity/Q99>"
_LINK: Final[Parts] = {
    "": ("a plate:IdentityLink",),
    "says how close the two are": ("rdf:predicate skos:exactMatch", "rdf:predicate owl:differentFrom"),
    "was made on one day": (
        'dcterms:created "2026-11-22"^^xsd:date',
        'dcterms:created "2026-11-22"',
        'dcterms:created "2026-11-21"^^xsd:date , "2026-11-22"^^xsd:date',
    ),
    "leads to another dataset": (f"rdf:object {_ITEM}", "rdf:object id:ccac", 'rdf:object "Q99"'),
    "starts from a thing described here": ("rdf:subject x:b", "rdf:subject <https://example.org/cac>"),
    "no item of Wikidata": (
        "",
        "rdf:object <https://www.wikidata.org/wiki/Q99>",
        "rdf:object <http://www.wikidata.org/entity/P31>",
    ),
}
#: Which other shape finds fault with an example that has these words.
_ALSO: Final = {
    "rdf:object id:ccac": ("NeverOne",),
    'rdf:object "Q99"': ("StatementClaim",),
    "/wiki/Q99>": ("StatementClaim",),
    "/P31>": ("StatementClaim",),
}


def _also(turtle: str) -> tuple[str, ...]:
    """The other shapes that an identity link breaks."""
    return tuple(shape for words, shapes in _ALSO.items() if words in turtle for shape in shapes)


def _linked(name: str, thing: str, item: str, predicate: str = "skos:exactMatch") -> str:
    """A reported identity link of that name."""
    return (
        f"x:{name} a plate:IdentityLink ; rdf:subject {thing} ; rdf:predicate {predicate} ; "
        f'rdf:object <http://www.wikidata.org/entity/{item}> ; dcterms:created "2026-11-22"^^xsd:date ; '
        f"{REPORTED} .\n"
    )


def _never(*turtle: str, says: str) -> Broken:
    return Broken("NeverOne", says, "".join(turtle))


_POLITY: Final = f"x:c a plate:Polity ; {THING} .\n"

LINKS: Final = (
    *(
        Broken(one.shape, one.says, f"{one.turtle}\n{bodies('b')}", also=_also(one.turtle))
        for one in mistakes("IdentityLink", _LINK, REPORTED)
        if "rdf:object" in one.turtle and "rdf:subject" in one.turtle and "rdf:predicate" in one.turtle
    ),
    *(
        Broken(
            "IdentityLink",
            "one and the same item elsewhere",
            first + _linked("a", "x:b", "Q98") + _linked("h", other, "Q98", how),
        )
        for first, other, how in (
            (bodies("b", "c"), "x:c", "skos:exactMatch"),
            (bodies("b") + plates("p"), "x:p", "owl:sameAs"),
            (bodies("b") + _POLITY, "x:c", "owl:sameAs"),
        )
    ),
    Broken(
        "LinkIsIdentityLink",
        "make the claim a plate:IdentityLink",
        bodies("b") + stated("a", "x:b", "skos:exactMatch", _ITEM),
    ),
    _never(bodies("b", "c"), "x:b owl:sameAs x:c .", says="are never made one"),
    _never(bodies("b", "c"), stated("a", "x:b", "skos:exactMatch", "x:c"), says="are never made one"),
    _never(bodies("b"), plates("p"), "x:p owl:sameAs x:b .", says="not the body on which it hangs"),
    _never(stated("a", "id:siio", "owl:sameAs", "id:cac"), says="not the body on which it hangs"),
    _never(bodies("b"), _POLITY, "x:b owl:sameAs x:c .", says="the party that rules it"),
    _never(bodies("b"), _POLITY, stated("a", "x:c", "owl:sameAs", "x:b"), says="the party that rules it"),
)
