"""What things on a chart are, and what each kind is called on it. Configuration, no code."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

#: A kind and the classes by which a thing is of it, first fit; terms as `plate:…`.
KINDS: Final = (
    ("party-plate", ("plate:PartyNameplate",)),
    ("state-plate", ("plate:StateNameplate",)),
    ("dual", ("plate:DualNameplateInstitution",)),
    ("party", ("plate:PartyOrgan", "plate:PoliticalParty")),
    ("state", ("plate:StateOrgan",)),
    ("association", ("plate:Association",)),
    ("person", ("foaf:Person",)),
    ("event", ("schema:Event", "schema:EventSeries")),
    ("voice", ("plate:ActorGroup",)),
)
#: The kind of all else.
BODY: Final = "body"

#: What a box says of its kind, in each language; a person's says nothing.
WORDS: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        "en": {
            "party-plate": "party nameplate",
            "state-plate": "state nameplate",
            "dual": "one body, two nameplates",
            "party": "party",
            "state": "state",
            "association": "association",
            "event": "event",
            "voice": "voice",
            "body": "body",
        },
        "zh-Hans": {
            "party-plate": "党的牌子",
            "state-plate": "国家牌子",
            "dual": "一个机构两块牌子",
            "party": "党",
            "state": "国家",
            "association": "社会团体",
            "event": "活动",
            "voice": "发言者",
            "body": "机构",
        },
        "zh-Hant": {
            "party-plate": "黨的牌子",
            "state-plate": "國家牌子",
            "dual": "一個機構兩塊牌子",
            "party": "黨",
            "state": "國家",
            "association": "社會團體",
            "event": "活動",
            "voice": "發言者",
            "body": "機構",
        },
    }
)


def told_apart(name: str, kind: str, tongue: str) -> str:
    """A name that another thing has, too, with what kind of thing this one is.

    >>> told_apart("Office", "state-plate", "en"), told_apart("办公室", "party", "zh-Hans")
    ('Office (state nameplate)', '办公室（党）')
    """
    words = WORDS[tongue].get(kind, "")
    return name if not words else f"{name} ({words})" if tongue == "en" else f"{name}（{words}）"


def family(kind: str) -> str:
    """The colour of a kind: that of a plate is its system's."""
    return kind.removesuffix("-plate")


#: The family of a line, by the local name of its kind of tie; the rest are ties.
LINES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "Subordination": "under",
        "NameplateHolding": "plate",
        "OfficeTie": "plate",
        "Tenure": "post",
        "CharterSupervision": "charge",
        "Registration": "charge",
        "Organizing": "under",
        "CoOrganizing": "charge",
        "Participation": "post",
        "Responsibility": "post",
        "Absorption": "change",
        "Founding": "change",
        "Upgrading": "change",
        "Assertion": "word",
        "Appraisal": "word",
        "Gloss": "word",
        "possiblySameAs": "word",
        "Tie": "tie",
    }
)

#: Families of lines that have no direction.
BLUNT: Final = frozenset({"plate", "tie"})
