"""The profiles in which a document can be had, one row each.

Adding a profile means adding a row: negotiation, links, the cache and the pages that describe profiles read
this table and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from pyoxigraph import Quad

from server.names import BASE, expand
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
    """

    name: str
    title: tuple[str, str]
    description: str
    build: Builder | None = None
    of: tuple[str, ...] = ()
    prefixes: tuple[tuple[str, str], ...] = ()
    neighbours: bool = False

    @property
    def iri(self) -> str:
        """The IRI of the profile."""
        return PROFILES_IRI + self.name


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

#: Every profile, best first.
PROFILES: Final = (PROVENANCE, PLAIN, STATEMENTS, SCHEMA)

#: What is told where none is asked for.
DEFAULT: Final = PROVENANCE

#: Name of a profile → its IRI, as negotiation takes them.
OFFERS: Final = {profile.name: profile.iri for profile in PROFILES}


def named(token: str) -> Profile | None:
    """The profile of a name or an IRI, or None."""
    return next((profile for profile in PROFILES if token in (profile.name, profile.iri)), None)
