"""Examples that break the shapes of concepts, documents, consulted pages and quotations."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from tests.shapes.broken import (
    ENDORSED,
    NOW,
    REPORTED,
    THING,
    Broken,
    Parts,
    concepts,
    documents,
    during,
    mistakes,
    stated,
)

_FORM: Final = 'skosxl:literalForm "form of words"@en ; plate:nameKind id:name-full'


def _attestation(rest: str) -> str:
    """An attestation x:a of x:b in x:d."""
    return f"x:a a plate:Attestation ; plate:attested x:b ; plate:witness x:d ; {rest} .\n"


def _issued(edtf: str) -> str:
    """The publication of x:d."""
    return (
        f"x:i a plate:Publication ; plate:issuer id:cac ; plate:issued x:d ; {during(edtf)} ; {ENDORSED} .\n"
    )


def _developed(name: str, later: str, earlier: str) -> str:
    """An endorsed development of that name."""
    return (
        f"x:{name} a plate:Development ; plate:developed x:{later} ; plate:forebear x:{earlier} ; "
        f"{NOW} ; {ENDORSED} .\n"
    )


CONCEPTS: Final = (
    Broken(
        "Formulation",
        "a wording of a governance concept",
        f"x:a a plate:Formulation ; plate:nameOf id:cac ; {_FORM} ; {REPORTED} .",
    ),
    Broken(
        "Attestation",
        "none of the attested concept",
        concepts("b", "c")
        + documents("d")
        + f"x:f a plate:Formulation ; plate:nameOf x:c ; {_FORM} ; {REPORTED} .\n"
        + _attestation(f"plate:wording x:f ; {NOW} ; {REPORTED}"),
    ),
    *(
        Broken(
            "Attestation",
            "a day other than its document's",
            concepts("b") + documents("d") + _issued(issued) + _attestation(f"{during(used)} ; {ENDORSED}"),
        )
        for issued, used in (("2010-06-08", "2010-06-09"), ("2010", "2009"), ("2015-12", "2016"))
    ),
    Broken(
        "NoOwnForebear",
        "its own forebear",
        concepts("b", "c") + _developed("a", "b", "c") + _developed("h", "c", "b"),
    ),
    Broken(
        "Broader",
        "broader than itself",
        concepts("b", "c", "d")
        + stated("a", "x:b", "skos:broader", "x:c", ENDORSED)
        + stated("h", "x:c", "skos:broader", "x:d", ENDORSED)
        + stated("i", "x:d", "skos:broader", "x:b", ENDORSED),
    ),
    Broken(
        "Broader",
        "not merely related",
        concepts("b", "c", "d")
        + stated("a", "x:b", "skos:broader", "x:c", ENDORSED)
        + stated("h", "x:c", "skos:broader", "x:d", ENDORSED)
        + stated("i", "x:d", "skos:related", "x:b", ENDORSED),
    ),
    Broken(
        "ConceptStatement", "is between concepts", stated("a", "id:cac", "skos:broader", "id:kind-agency")
    ),
    Broken(
        "ConceptStatement", "points at a concept", stated("a", "id:kind-agency", "skos:related", "id:cac")
    ),
    Broken("ConceptStatement", "those of a skos:Collection", stated("a", "id:cac", "skos:member", "id:siio")),
    Broken(
        "ConceptStatement",
        "a concept of id:document-kinds",
        documents("d") + stated("a", "x:d", "dcterms:type", "id:kind-agency"),
    ),
    Broken("ConceptStatement", "counts a set", stated("a", "id:post-isc-chair", "plate:statedSize", "4")),
    Broken(
        "TitleClaimed",
        "none of the document's names",
        f'x:d a plate:Document ; {THING} ; dcterms:title "Unclaimed"@en .',
    ),
)

_PAGE: Final[Parts] = {
    "": (f"a plate:ConsultedPage ; {THING}",),
    "exactly one web address": (
        'schema:url "https://example.org/x"^^xsd:anyURI',
        'schema:url "https://example.org/x"',
        'schema:url "example.org/x"^^xsd:anyURI',
        'schema:url "https://example.org/x"^^xsd:anyURI , "https://example.org/y"^^xsd:anyURI',
    ),
    "was seen on one day": (
        'plate:consultedOn "2026-11-22"^^xsd:date',
        'plate:consultedOn "2026-11-22"',
        'plate:consultedOn "2026-11-21"^^xsd:date , "2026-11-22"^^xsd:date',
    ),
}


def _page(name: str, path: str) -> str:
    """A consulted page as it should be, but for its passage."""
    return (
        f'x:{name} a plate:ConsultedPage ; {THING} ; schema:url "https://example.org/{path}"^^xsd:anyURI ; '
        'plate:consultedOn "2026-11-22"^^xsd:date .\n'
    )


def _seen(page: str, rest: str = 'bibo:section "[page]"@en') -> str:
    """A passage of a consulted page."""
    return f"x:passage-{page} a plate:Passage ; dcterms:isPartOf x:{page} ; {rest} .\n"


PAGES: Final = (
    *(replace(one, turtle=f"{one.turtle}\n{_seen('a')}") for one in mistakes("ConsultedPage", _PAGE)),
    Broken("ConsultedPage", "cited as one whole", _page("a", "alone")),
    Broken(
        "ConsultedPage",
        "cited as one whole",
        _page("a", "twice")
        + _seen("a")
        + 'x:other a plate:Passage ; dcterms:isPartOf x:a ; bibo:section "[page]"@en .',
    ),
    Broken(
        "ConsultedPage",
        "the same page is described twice",
        _page("a", "same") + _seen("a") + _page("b", "same") + _seen("b"),
    ),
    *(
        Broken("Passage", "no lines that stay", _page("a", path) + _seen("a", rest))
        for path, rest in (
            ("lines", 'bibo:section "[page]"@en ; plate:firstLine 3 ; plate:lastLine 4'),
            ("section", 'bibo:section "News"@en'),
        )
    ),
    *(
        Broken(
            "Passage", "one short hint", _page("a", path) + _seen("a", f'bibo:section "[page]"@en ; {rest}')
        )
        for path, rest in (
            ("hints", 'bibo:locator "line 3" , "line 4"'),
            ("sentence", f'bibo:locator "{"where it says that " * 4}"'),
        )
    ),
)

_RENDERING: Final[Parts] = {
    "": (f"a plate:Quotation ; {THING}",),
    "of exactly one plate:Quotation": (
        "plate:renderingOf x:whole",
        "plate:renderingOf x:whole , x:other",
        "plate:renderingOf id:cac",
    ),
    "is in one language": ('dcterms:language "en"', 'dcterms:language "en" , "zh-Hans"'),
}
_WHOLE: Final = f"x:whole a plate:Quotation ; {THING} .\nx:other a plate:Quotation ; {THING} .\n"


def _rendering(name: str, of: str, language: str) -> str:
    return (
        f'x:{name} a plate:Quotation ; {THING} ; plate:renderingOf x:{of} ; dcterms:language "{language}" .\n'
    )


QUOTATIONS: Final = (
    *(
        replace(one, turtle=f"{one.turtle}\n{_WHOLE}")
        for one in mistakes("Rendering", _RENDERING)
        if "plate:renderingOf" in one.turtle
    ),
    Broken(
        "Rendering",
        "not of another rendering",
        _WHOLE + _rendering("a", "whole", "en") + _rendering("b", "a", "zh-Hans"),
    ),
    Broken(
        "Rendering",
        "in the same language",
        _WHOLE + _rendering("a", "whole", "en") + _rendering("b", "whole", "en"),
    ),
)
