"""Examples near the edge of a rule that no shape may object to."""

from __future__ import annotations

from typing import Final

from tests.shapes.broken import (
    CITED,
    ENDORSED,
    NOW,
    PROSE,
    SAID,
    THING,
    absorbed,
    bodies,
    concepts,
    dated,
    documents,
    during,
    plates,
    stated,
)
from tests.shapes.broken_versions import RIGHT


def _under(name: str, below: str, above: str, rest: str) -> str:
    """An endorsed subordination of that name."""
    return (
        f"x:{name} a plate:Subordination ; plate:subordinate x:{below} ; plate:superior x:{above} ; "
        f"{rest} ; {ENDORSED} .\n"
    )


def _holding(name: str, plate: str, body: str, rest: str) -> str:
    """An endorsed holding of that name."""
    return (
        f"x:{name} a plate:NameplateHolding ; plate:heldPlate x:{plate} ; plate:bearer x:{body} ; "
        f"{rest} ; {ENDORSED} .\n"
    )


_CURATORS: Final = (
    f"plate:standing plate:Endorsed ; plate:certainty id:certainty-inferred ; "
    f"prov:wasAttributedTo id:curators ; {CITED}"
)

#: Examples by what they show.
ALLOWED: Final = {
    **RIGHT,
    "two superiors together, where the source says both": bodies("b", "c", "d")
    + _under("a", "b", "c", f"plate:jointWith x:h ; {NOW}")
    + _under("h", "b", "d", NOW),
    "a superior and the superior's superior": bodies("b", "c", "d")
    + _under("a", "b", "c", NOW)
    + _under("h", "b", "d", NOW)
    + _under("i", "c", "d", NOW),
    "two superiors one after the other, the change in an unknown month": bodies("b", "c", "d")
    + _under("a", "b", "c", during("2010/2014"))
    + _under("h", "b", "d", during("2014/2018")),
    "two superiors, one of which is denied": bodies("b", "c", "d")
    + _under("a", "b", "c", NOW)
    + f"x:h a plate:Subordination ; plate:subordinate x:b ; plate:superior x:d ; {NOW} ; "
    f"plate:standing plate:Endorsed ; plate:certainty id:certainty-negated ; "
    f"plate:polarity plate:Negative ; {SAID} .",
    "a plate that passes from one body to another": bodies("b", "c")
    + plates("p")
    + _holding("a", "p", "b", during("2010/2014"))
    + _holding("h", "p", "c", during("2014/")),
    "a plate that two bodies held at some time in the same years": bodies("b", "c")
    + plates("p")
    + _holding("a", "p", "b", during("2014"))
    + _holding("h", "p", "c", during("2014")),
    "a printed plate, inferred to hang on the subject": bodies("b", "c")
    + plates("p")
    + f"x:h a plate:NameplateHolding ; plate:heldPlate x:p ; plate:bearer x:b ; {NOW} ; {_CURATORS} .\n"
    + f"x:a a plate:Tie ; plate:tied x:b ; plate:subjectAs x:p ; plate:tiedTo x:c ; {NOW} ; {ENDORSED} .",
    "a tie that ends in the year of the absorption": bodies("b", "c", "d")
    + absorbed("b", "d", "2014")
    + f"x:a a plate:Tie ; plate:tied x:b ; plate:tiedTo x:c ; {during('/2014')} ; {ENDORSED} .",
    "a dispute of an endorsed and a reported claim": f"x:a a plate:Gloss ; {PROSE} ; {ENDORSED} .\n"
    f"x:b a plate:Gloss ; {PROSE} ; plate:disputes x:a ; plate:standing plate:Reported ; "
    f"plate:certainty id:certainty-disputed ; {SAID} .",
    "a quotation from a charter, in the voice of the body": f"x:c a plate:Document ; {THING} .\n"
    f"x:a a plate:Gloss ; {PROSE} ; plate:standing plate:Endorsed ; plate:certainty id:certainty-quoted ; "
    f"prov:wasAttributedTo id:csac ; prov:hadPrimarySource x:c ; {CITED} .",
    "a rejected claim with its reason": f"x:a a plate:Gloss ; {PROSE} ; plate:standing plate:Rejected ; "
    f'plate:certainty id:certainty-asserted ; skos:editorialNote "Withdrawn by an erratum."@en ; {SAID} .',
    "a statement endorsed, whose triple is not written": documents("d")
    + stated("a", "x:d", "dcterms:creator", "id:cac", ENDORSED),
    "a use in the year of the document's one day": concepts("b")
    + documents("d")
    + f"x:i a plate:Publication ; plate:issuer id:cac ; plate:issued x:d ; "
    f"{during('2010-06-08')} ; {ENDORSED} .\n"
    + f"x:a a plate:Attestation ; plate:attested x:b ; plate:witness x:d ; {during('2010')} ; {ENDORSED} .",
    "two editions of two series with one number": "".join(
        f"x:s{n} a plate:EventSeries ; {THING} .\n"
        f"x:e{n} a plate:Edition ; {THING} ; plate:editionOf x:s{n} .\n"
        f"x:o{n} a plate:Organizing ; plate:organizer id:cac ; plate:organized x:s{n} ; "
        f"{NOW} ; {ENDORSED} .\n"
        + dated(f"e{n}", "2016")
        + stated(f"n{n}", f"x:e{n}", "plate:editionNumber", "3", ENDORSED)
        for n in (1, 2)
    ),
    "two numbers of an edition, one of them reported": f"x:s a plate:EventSeries ; {THING} .\n"
    f"x:e a plate:Edition ; {THING} ; plate:editionOf x:s .\n"
    f"x:o a plate:Organizing ; plate:organizer id:cac ; plate:organized x:s ; {NOW} ; {ENDORSED} .\n"
    + dated("e", "2016")
    + stated("n", "x:e", "plate:editionNumber", "3", ENDORSED)
    + stated("m", "x:e", "plate:editionNumber", "4"),
    "an exact and a close match with one item elsewhere": bodies("b", "c")
    + "".join(
        f"x:l-{name} a plate:IdentityLink ; rdf:subject x:{name} ; rdf:predicate skos:{how} ; "
        f"rdf:object <http://www.wikidata.org/entity/Q97> ; "
        f'dcterms:created "2026-11-22"^^xsd:date ; {_CURATORS} .\n'
        for name, how in (("b", "exactMatch"), ("c", "closeMatch"))
    ),
    "two heads on the day of the handover, and only then": bodies("b")
    + f"x:w a foaf:Person ; {THING} .\nx:v a foaf:Person ; {THING} .\n"
    + f"x:o a org:Post ; {THING} ; org:role id:role-head ; plate:leadPostIn x:b .\n"
    + "".join(
        f"x:{name} a plate:Tenure ; plate:holder x:{who} ; plate:post x:o ; {during(edtf)} ; {ENDORSED} .\n"
        for name, who, edtf in (("a", "w", "2013-04/2016-06-29"), ("h", "v", "2016-06-29/2018"))
    ),
    "a thing that keeps the label of its source beside a name from a page of the web": documents("d")
    + 'x:n a plate:Name ; plate:nameOf x:d ; skosxl:literalForm "Made Up in Full"@en ; '
    + "plate:nameKind id:name-full ; plate:standing plate:Endorsed ; plate:certainty id:certainty-asserted ; "
    + "prov:wasAttributedTo id:publisher-chinascope-org ; "
    + "plate:citation [ a plate:Citation ; plate:passage id:passage-web-chinascope-white-paper ] .\n",
    "dates of every form that is read": "".join(
        f"x:a{number} a plate:Gloss ; {PROSE} ; {ENDORSED} ; {during(edtf)} .\n"
        for number, edtf in enumerate(
            (
                "2014",
                "2014-02",
                "2014-02-27",
                "2014~",
                "2014/2018",
                "2014-02/2018?",
                "/2014",
                "2018/",
                "2018/..",
                "[..2014]",
                "[2014..]",
            )
        )
    ),
}
