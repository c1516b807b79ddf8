"""Kinds of things that have a page of their own make: which sections come first on it, and which last.

Configuration, no code. Sections are named by their anchors in `server.web.headings`; what is not named here
stands between, in the order of that table.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from server.names import expand
from server.web.headings import PLACES
from server.web.vocabulary import Vocabulary


@dataclass(frozen=True)
class Kind:
    """A kind of page.

    Attributes:
        name: of the kind.
        classes: a thing of one of them, or of one below it, has such a page.
        first: the sections with which it begins.
        last: those with which it ends, before what is said of the data.
    """

    name: str
    classes: tuple[str, ...]
    first: tuple[str, ...] = ()
    last: tuple[str, ...] = ("gaps", "names")

    def place(self, anchor: str, heading: str) -> tuple[int, int, str]:
        """Where a section stands on such a page."""
        if anchor in self.first:
            return 0, self.first.index(anchor), heading
        if anchor in self.last:
            return 2, self.last.index(anchor), heading
        return 1, PLACES.get(anchor, PLACES["gaps"] - 1), heading


_BODY: Final = (
    *("nameplates", "superiors", "office-of", "posts", "changes", "parents", "subordinates", "offices"),
    *("systems", "supervised", "registered", "responsibilities", "tied-to", "ties", "kinds"),
)

#: The first row that a thing fits counts.
KINDS: Final = (
    Kind(
        "association",
        ("plate:Association",),
        ("registrars", "supervisors", "posts", "superiors", "changes", "tied-to", "ties", "systems", "kinds"),
    ),
    Kind("institution", ("plate:Institution", "org:Organization", "foaf:Organization"), _BODY),
    Kind("nameplate", ("plate:Nameplate",), ("bearer", "office-of", "posts", "named-as", "changes")),
    Kind("person", ("foaf:Person",), ("held-posts", "participations", "authored")),
    Kind("post", ("org:Post",), ("holders",)),
    Kind(
        "concept",
        ("skos:Concept", "plate:GovernanceConcept"),
        ("wordings", "attestations", "developed-from", "developed-into", "glosses", "broader", "narrower"),
    ),
    Kind(
        "series",
        ("schema:EventSeries", "plate:EventSeries"),
        ("brief", "editions", "organisers", "co-organisers", "participants"),
    ),
    Kind(
        "event",
        ("schema:Event", "org:ChangeEvent", "prov:Activity"),
        (
            "when",
            "agents",
            "brief",
            "began",
            "ended",
            "organisers",
            "co-organisers",
            "of-the-series",
            "participants",
            "forums",
        ),
    ),
    Kind("passage", ("plate:Passage",), ("resting",)),
    Kind("source", ("plate:SourceDocument", "plate:ConsultedPage"), ("issued-by", "authors", "resting")),
    Kind(
        "document",
        ("bibo:Document", "plate:Instrument", "plate:Quotation"),
        ("issued-by", "authors", "co-sponsors", "launched-by", "brief", "attested-in-it", "quoted-from"),
    ),
    Kind("place", ("dcterms:Location", "plate:Place"), ("brief", "held-here", "located-here", "parts")),
)
#: Anything else.
OTHER: Final = Kind("thing", (), ("members", "launched-by", "quoted-from"))


def kind_of(vocabulary: Vocabulary, classes: Iterable[str]) -> Kind:
    """The kind of page of a thing of some classes."""
    found = list(classes)
    for kind in KINDS:
        if any(vocabulary.is_a(one, expand(name)) for name in kind.classes for one in found):
            return kind
    return OTHER
