"""Examples that break the shapes of claims, citations, passages and known gaps."""

from __future__ import annotations

from typing import Final

from tests.shapes.broken import CITED, ENDORSED, NOW, PROSE, REPORTED, SAID, THING, Broken, Parts, mistakes

_CURATORS: Final = f"prov:wasAttributedTo id:curators ; {CITED}"


def _cited(citation: str) -> str:
    """A gloss that is right but for its citation."""
    return (
        f"x:a a plate:Gloss ; {PROSE} ; plate:standing plate:Endorsed ; "
        f"prov:wasAttributedTo id:aspi-authors ; "
        f"plate:certainty id:certainty-asserted ; plate:citation [ {citation} ] ."
    )


_STATEMENT: Final[Parts] = {
    "": ("a plate:StatementClaim",),
    "exactly one rdf:subject": ("rdf:subject id:cac", "rdf:subject id:cac , id:oep"),
    "exactly one rdf:predicate": (
        "rdf:predicate dcterms:creator",
        "rdf:predicate dcterms:creator , dcterms:publisher",
        'rdf:predicate "made by"',
    ),
    "exactly one rdf:object": ("rdf:object id:oep", "rdf:object id:oep , id:ccac"),
}
_PASSAGE: Final[Parts] = {
    "part of exactly one source": (
        "dcterms:isPartOf id:doc-000",
        "dcterms:isPartOf id:doc-000 , id:doc-003",
    ),
    "a source document or a consulted page": ("", "dcterms:isPartOf id:cac"),
    "stands in one section": ('bibo:section "[none]"@en', 'bibo:section "One"@en , "Two"@en'),
    "counted within its section": ("", "plate:paragraph 0", "plate:paragraph 1 , 2", 'plate:paragraph "1"'),
    "": ("a plate:Passage ; plate:firstLine 3 ; plate:lastLine 5",),
    "pages are numbers as they are printed": (
        "",
        'bibo:pages "p. 57"',
        'bibo:pages "57" , "58"',
    ),
    "starts on one line": ("", "plate:firstLine 0", "plate:firstLine 4", 'plate:firstLine "3"'),
    "ends on one line": ("", "plate:lastLine 6", 'plate:lastLine "5"'),
    "no earlier than it starts": ("", "plate:lastLine 2"),
    "never what it says": ("", 'skos:note "The text."@en'),
}
_GAP: Final[Parts] = {
    "": ("a plate:KnownGap",),
    "is about something": ("plate:gapSubject id:cac",),
    "which property was looked for": ("plate:gapProperty plate:kind",),
    "is declared nowhere": ("", "plate:gapProperty org:locaton"),
    "was read in whole": ("plate:searchedIn id:doc-000", "plate:searchedIn id:ccac"),
    "what is missing": ('dcterms:description "Not stated."@en',),
    "is no claim": ("", "prov:wasAttributedTo id:curators", "plate:certainty id:certainty-asserted"),
}


CLAIMS: Final = (
    *mistakes("StatementClaim", _STATEMENT, REPORTED),
    Broken(
        "Claim",
        "exactly one standing",
        f"x:a a plate:Gloss ; {PROSE} ; plate:certainty id:certainty-asserted ; {SAID} .",
    ),
    Broken(
        "Claim",
        "exactly one standing",
        f"x:a a plate:Gloss ; {PROSE} ; {ENDORSED} ; plate:standing plate:Rejected ; "
        'skos:editorialNote "Withdrawn."@en .',
    ),
    Broken(
        "Claim",
        "exactly one standing",
        f"x:a a plate:Gloss ; {PROSE} ; plate:standing plate:Negative ; "
        f"plate:certainty id:certainty-asserted ; {SAID} .",
    ),
    Broken(
        "Claim",
        "exactly one voice",
        f"x:a a plate:Gloss ; {PROSE} ; plate:standing plate:Endorsed ; "
        f"plate:certainty id:certainty-asserted ; {CITED} .",
    ),
    Broken(
        "Claim",
        "exactly one voice",
        f"x:a a plate:Gloss ; {PROSE} ; {ENDORSED} ; prov:wasAttributedTo id:cac .",
    ),
    Broken(
        "Claim",
        "the voice of a claim is a known person",
        f"x:a a plate:Gloss ; {PROSE} ; plate:standing plate:Endorsed ; "
        f"plate:certainty id:certainty-asserted ; prov:wasAttributedTo id:doc-000 ; {CITED} .",
    ),
    Broken(
        "Claim",
        "exactly one certainty",
        f"x:a a plate:Gloss ; {PROSE} ; plate:standing plate:Endorsed ; {SAID} .",
    ),
    Broken(
        "Claim",
        "exactly one certainty",
        f"x:a a plate:Gloss ; {PROSE} ; {ENDORSED} ; plate:certainty id:certainty-negated ; "
        "plate:polarity plate:Negative .",
    ),
    Broken(
        "Claim",
        "this is no certainty",
        f"x:a a plate:Gloss ; {PROSE} ; plate:standing plate:Endorsed ; "
        f"plate:certainty id:kind-agency ; {SAID} .",
    ),
    Broken(
        "Claim",
        "cites at least one passage",
        f"x:a a plate:Gloss ; {PROSE} ; plate:standing plate:Endorsed ; "
        "plate:certainty id:certainty-asserted ; prov:wasAttributedTo id:aspi-authors .",
    ),
    Broken(
        "Claim",
        "the only polarity is plate:Negative",
        f"x:a a plate:Gloss ; {PROSE} ; {ENDORSED} ; plate:polarity plate:Nearby .",
    ),
    Broken(
        "Claim",
        "keeps a few words of a tie",
        f'x:a a plate:Gloss ; {PROSE} ; {ENDORSED} ; plate:wordedAs "{"very " * 12}closely tied"@en .',
    ),
    Broken(
        "Claim",
        "only claims dispute each other",
        f"x:a a plate:Gloss ; {PROSE} ; {REPORTED} ; plate:disputes id:cac .",
    ),
    Broken(
        "StandingFitsCertainty",
        "what a source asserts is endorsed",
        f"x:a a plate:Gloss ; {PROSE} ; plate:standing plate:Reported ; "
        f"plate:certainty id:certainty-asserted ; {SAID} .",
    ),
    *(
        Broken(
            "StandingFitsCertainty",
            "are never endorsed",
            f"x:a a plate:Gloss ; {PROSE} ; plate:standing plate:Endorsed ; "
            f"plate:certainty id:certainty-{certainty} ; {SAID} .",
        )
        for certainty in ("hedged", "disputed", "judgement")
    ),
    Broken(
        "StandingFitsCertainty",
        "is in the curators' voice",
        f"x:a a plate:Gloss ; {PROSE} ; plate:standing plate:Reported ; "
        f"plate:certainty id:certainty-inferred ; {SAID} .",
    ),
    Broken(
        "StandingFitsCertainty",
        "endorsed only for names, holdings",
        f"x:a a plate:Gloss ; {PROSE} ; plate:standing plate:Endorsed ; "
        f"plate:certainty id:certainty-inferred ; {_CURATORS} .",
    ),
    Broken(
        "StandingFitsCertainty",
        "a quotation is endorsed only",
        f"x:a a plate:Gloss ; {PROSE} ; plate:standing plate:Endorsed ; "
        f"plate:certainty id:certainty-quoted ; "
        f"prov:wasAttributedTo id:xi-jinping ; {CITED} .",
    ),
    Broken(
        "StandingFitsCertainty",
        "add plate:polarity plate:Negative",
        f"x:a a plate:Gloss ; {PROSE} ; plate:standing plate:Endorsed ; "
        f"plate:certainty id:certainty-negated ; {SAID} .",
    ),
    Broken(
        "StandingFitsCertainty",
        "kept with its reason",
        f"x:a a plate:Gloss ; {PROSE} ; plate:standing plate:Rejected ; "
        f"plate:certainty id:certainty-asserted ; {SAID} .",
    ),
    Broken(
        "Dispute",
        "not both endorsed",
        f"x:a a plate:Gloss ; {PROSE} ; {ENDORSED} ; plate:disputes x:b .\n"
        f"x:b a plate:Gloss ; {PROSE} ; {ENDORSED} .",
    ),
    Broken(
        "RivalNamed",
        "names its rival",
        f"x:a a plate:Gloss ; {PROSE} ; plate:standing plate:Reported ; "
        f"plate:certainty id:certainty-disputed ; {SAID} .",
    ),
    Broken(
        "StatementClaim",
        "nobody endorses is not stated plainly",
        "x:a a plate:StatementClaim ; rdf:subject x:d ; rdf:predicate dcterms:creator ; "
        f"rdf:object id:ccac ; {REPORTED} .\n"
        f"x:d a plate:Document ; {THING} ; dcterms:creator id:ccac .",
    ),
    Broken(
        "ProseClaim",
        "says what it is about",
        f'x:a a plate:Appraisal ; dcterms:description "Made up."@en ; {REPORTED} .',
    ),
    Broken(
        "ProseClaim", "the curators' own words", f"x:a a plate:Appraisal ; plate:about id:cac ; {REPORTED} ."
    ),
    Broken(
        "FactNumber",
        "F and three digits",
        f'x:a a plate:Gloss ; {PROSE} ; {ENDORSED} ; plate:factNumber "56" .',
    ),
    Broken(
        "Description",
        "400 characters or fewer",
        f'x:a a plate:Gloss ; plate:about id:cac ; dcterms:description "{"long " * 81}"@en ; {ENDORSED} .',
    ),
    Broken(
        "Description",
        "says its language",
        f'x:a a plate:Gloss ; plate:about id:cac ; dcterms:description "Untagged." ; {ENDORSED} .',
    ),
    Broken(
        "BothLanguages",
        "in English and in Chinese",
        f'x:a a plate:Gloss ; plate:about id:cac ; dcterms:description "Made up."@en ; {ENDORSED} .',
    ),
    Broken(
        "BothLanguages",
        "in English and in Chinese",
        f'x:a a plate:Place ; {THING} ; skos:editorialNote "虚构。"@zh-Hans .',
    ),
)

CITATIONS: Final = (
    *mistakes("Passage", _PASSAGE),
    Broken(
        "Passage",
        "nothing says where in its section",
        'x:a a plate:Passage ; dcterms:isPartOf id:doc-000 ; bibo:section "[none]"@en .',
    ),
    *(
        Broken(
            "Passage",
            "lines have a first and a last",
            f'x:a a plate:Passage ; dcterms:isPartOf id:doc-000 ; bibo:section "[none]"@en ; {line} .',
        )
        for line in ("plate:firstLine 3", "plate:lastLine 3")
    ),
    Broken("Citation", "begin it with a plate:Citation", _cited("plate:passage id:passage-000-cac-1")),
    Broken("Citation", "exactly one passage", _cited("a plate:Citation")),
    Broken(
        "Citation",
        "exactly one passage",
        _cited("a plate:Citation ; plate:passage id:passage-000-cac-1 , id:passage-000-cac-2"),
    ),
    Broken("Citation", "is not known", _cited("a plate:Citation ; plate:passage id:passage-000-nowhere")),
    *(
        Broken(
            "Citation",
            "one whole number from 1",
            _cited(
                "a plate:Citation ; plate:passage id:passage-000-cac-1 ; "
                f"plate:endnote {wrong} ; plate:endnoteScope plate:Nearby"
            ),
        )
        for wrong in ('"17"', "0", "16 , 17")
    ),
    Broken(
        "Citation",
        "in the same sentence or nearby",
        _cited(
            "a plate:Citation ; plate:passage id:passage-000-cac-1 ; plate:endnote 17 ; "
            "plate:endnoteScope plate:Endorsed"
        ),
    ),
    Broken(
        "Citation",
        "in the same sentence or nearby",
        _cited(
            "a plate:Citation ; plate:passage id:passage-000-cac-1 ; plate:endnote 17 ; "
            "plate:endnoteScope plate:SameSentence , plate:Nearby"
        ),
    ),
    Broken(
        "EndnoteWithScope",
        "go together",
        _cited("a plate:Citation ; plate:passage id:passage-000-cac-1 ; plate:endnote 17"),
    ),
    Broken(
        "EndnoteWithScope",
        "go together",
        _cited("a plate:Citation ; plate:passage id:passage-000-cac-1 ; plate:endnoteScope plate:Nearby"),
    ),
    Broken("SourceDocument", "has passages", f"x:a a plate:SourceDocument ; {THING} ."),
)

GAPS: Final = (
    *mistakes("KnownGap", _GAP),
    Broken(
        "References",
        "nothing is described under this IRI",
        f"x:a a plate:Gloss ; plate:about id:nowhere ; dcterms:description 'Made up.'@en ; {ENDORSED} .",
    ),
    Broken(
        "TimeReferences",
        "points at a time of writing: ",
        f"x:a a plate:Gloss ; {PROSE} ; {ENDORSED} ; plate:observedAt id:reform-2014 .",
    ),
    Broken(
        "TimeReferences",
        "points at a time of writing or an event",
        f"x:a a plate:Gloss ; {PROSE} ; {ENDORSED} ; plate:endedBy id:cac .",
    ),
    Broken(
        "TimeReferences",
        "point at an event",
        f"x:a a plate:Gloss ; {PROSE} ; {ENDORSED} ; {NOW} ; plate:beganWith id:writing-000 .",
    ),
)
