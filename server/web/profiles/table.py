"""The profiles in which a document can be had, one row each.

Adding a profile means adding a row: negotiation, links, the cache and the pages that describe profiles read
this table and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from pyoxigraph import Literal, Quad

from server.names import BASE, expand
from server.web.profiles.alternates import MODEL, NAME, Alternate, of_thing, slug_of, told
from server.web.profiles.plain import plain
from server.web.profiles.reading import Lexicon
from server.web.profiles.schema import schema
from server.web.profiles.statements import PQ, PR, PS, WIKIBASE, P, statements

#: Profiles are IRIs that end in their name.
PROFILES_IRI: Final = BASE + "profiles/"

#: A thing, the quads of its document and what the vocabulary says → the quads in the profile.
Builder = Callable[[str, Sequence[Quad], Lexicon], list[Quad]]


@dataclass(frozen=True)
class Profile:
    """A way of saying what a document says.

    Attributes:
        name: its token in `?_profile=` and `Accept-Profile`, and the end of its IRI.
        title: what people call it, in English and Chinese.
        description: what a document in it holds.
        build: makes the quads; None: the document as it is.
        of: IRIs of the specifications and vocabularies that it follows.
        prefixes: prefixes that its documents need beside those of the project.
        neighbours: whether it reads what is said of the things that a document names.
        standard: its IRI, where that is of others; empty for one of the project.
    """

    name: str
    title: tuple[str, str]
    description: str
    build: Builder | None = None
    of: tuple[str, ...] = ()
    prefixes: tuple[tuple[str, str], ...] = ()
    neighbours: bool = False
    standard: str = ""

    @property
    def iri(self) -> str:
        """The IRI of the profile."""
        return self.standard or PROFILES_IRI + self.name

    @property
    def titles(self) -> tuple[Literal, Literal]:
        """What people call it, as literals."""
        english, chinese = self.title
        return Literal(english, language="en"), Literal(chinese, language="zh-hans")


PROVENANCE: Final = Profile(
    "provenance",
    ("Description with claims and sources", "含主张与来源的描述"),
    "What is said of the thing: its own triples, every claim about it whole, with who makes it, how sure it "
    "is and where it is written, and the labels of everything named.",
    of=("http://www.w3.org/ns/prov#", "http://www.w3.org/ns/org#"),
)
PLAIN: Final = Profile(
    "plain",
    ("Plain description", "简明描述"),
    "What holds of the thing, stated and derived, without the claims behind it, and the labels of everything "
    "named.",
    build=plain,
    of=("http://www.w3.org/ns/org#", "http://www.w3.org/2004/02/skos/core#"),
)
STATEMENTS: Final = Profile(
    "statements",
    ("Statements in the manner of Wikidata", "维基数据式陈述"),
    "Each claim as Wikibase writes a statement: rank, value, qualifiers for its period and its other "
    "circumstances, references. The IRI of the claim is that of the statement.",
    build=statements,
    of=(WIKIBASE,),
    prefixes=(("wikibase", WIKIBASE), ("p", P), ("ps", PS), ("pq", PQ), ("pr", PR)),
)
SCHEMA: Final = Profile(
    "schema",
    ("schema.org", "schema.org"),
    "The thing in the terms of schema.org. Only what the curators endorse is told. A nameplate is a Brand; "
    "a post that was held for a time, or a body that was above another, is a Role with its dates.",
    build=schema,
    of=(expand("schema:"),),
    neighbours=True,
)


def _alternates(iri: str, _: Sequence[Quad], __: Lexicon) -> list[Quad]:
    """What the profile `alt` tells of a thing."""
    return listed(iri, alternates(slug_of(iri)))


ALTERNATES: Final = Profile(
    NAME,
    ("Alternate representations", "其他表示形式"),
    "In which profiles, formats and languages a resource can be had, and which is the default: the Alternate "
    "Representations Data Model. It can be had of every page and document.",
    build=_alternates,
    of=("http://purl.org/dc/terms/",),
    standard=MODEL,
)

#: Every profile, best first.
PROFILES: Final = (PROVENANCE, PLAIN, STATEMENTS, SCHEMA, ALTERNATES)

#: What is told where none is asked for.
DEFAULT: Final = PROVENANCE

#: Name of a profile → its IRI, as negotiation takes them.
OFFERS: Final = {profile.name: profile.iri for profile in PROFILES}

#: The same for what has no profiles: as it is, for which nobody can ask by name, and the list of its forms.
USUAL: Final = ""
OFFERS_OF_DOCUMENTS: Final = {USUAL: "", ALTERNATES.name: ALTERNATES.iri}


#: An IRI in angle brackets, a name, or an IRI as it is, in a list with commas between.
_ASKED: Final = re.compile(r"<([^<>]*)>|([^\s,<>]+)")


def alternates(slug: str) -> tuple[Alternate, ...]:
    """The representations of a thing, by what names it in paths."""
    return of_thing(slug, OFFERS, DEFAULT.name)


def listed(iri: str, found: Sequence[Alternate]) -> list[Quad]:
    """Representations of a resource as the profile `alt` tells them."""
    return list(told(iri, found, {profile.name: (profile.iri, profile.titles) for profile in PROFILES}))


def preferred(written: str) -> Profile | None:
    """The first profile of a list that there is, as `?_profile=` writes it (W3C CNP §7.2.2), or None."""
    found = (named(iri or token) for iri, token in _ASKED.findall(written))
    return next((profile for profile in found if profile is not None), None)


def named(token: str) -> Profile | None:
    """The profile of a name or an IRI, or None."""
    return next((profile for profile in PROFILES if token in (profile.name, profile.iri)), None)
