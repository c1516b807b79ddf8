"""How a broken example is written down, and the phrases that examples have in common.

An example is a few lines of Turtle that are right but for one thing. Names that begin with `x:` are its own:
every example is given a namespace to itself, so that all of them can stand in one store.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

#: A citation as it should be.
CITED: Final = "plate:citation [ a plate:Citation ; plate:passage id:passage-000-cac-1 ]"
#: Voice and citation of a claim.
SAID: Final = f"prov:wasAttributedTo id:aspi-authors ; {CITED}"
#: What completes a claim that the source makes outright.
ENDORSED: Final = f"plate:standing plate:Endorsed ; plate:certainty id:certainty-asserted ; {SAID}"
#: What completes a claim that the source hedges.
REPORTED: Final = f"plate:standing plate:Reported ; plate:certainty id:certainty-hedged ; {SAID}"
#: What completes a claim in prose.
PROSE: Final = (
    'plate:about id:cac ; dcterms:description "Made up for an example."@en , "为举例而虚构。"@zh-Hans'
)
#: What completes a thing; the note keeps its label from being taken for another thing's.
THING: Final = (
    'skos:prefLabel "made up"@en ; skos:scopeNote "For an example."@en , "为举例。"@zh-Hans ; '
    "dcterms:source id:passage-000-cac-1"
)
#: When a source says now.
NOW: Final = "plate:observedAt id:writing-000"

#: Parts of a description by what is said where one is wrong: the part as it should be, empty where it may be
#: left out, and wrong ones.
Parts: TypeAlias = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Broken:
    """An example that breaks one rule.

    Attributes:
        shape: local name of the shape that finds it.
        says: words of the message that must appear.
        turtle: the example.
        also: other shapes that must find fault with it as well, since the mistake touches them.
    """

    shape: str
    says: str
    turtle: str
    also: tuple[str, ...] = ()


def during(edtf: str) -> str:
    """The validity of a claim: `during("2014/2018")`."""
    return f'plate:validity "{edtf}"^^edtf:EDTF'


def bodies(*names: str) -> str:
    """Institutions as they should be: `bodies("a", "b")` describes x:a and x:b."""
    return "".join(f"x:{name} a plate:Institution ; {THING} .\n" for name in names)


def plates(*names: str) -> str:
    """State nameplates as they should be, though no source prints their Chinese names."""
    return "".join(f"x:{name} a plate:StateNameplate ; {THING} .\n{unprinted(name)}" for name in names)


def unprinted(name: str) -> str:
    """The known gap that no source prints the Chinese name of one of the example's own nameplates."""
    return (
        f"x:gap-{name} a plate:KnownGap ; plate:gapSubject x:{name} ; plate:gapProperty skosxl:literalForm ; "
        f'plate:searchedIn id:doc-000 ; dcterms:description "Not printed in Chinese."@en ; {CITED} .\n'
    )


def concepts(*names: str) -> str:
    """Governance concepts as they should be."""
    return "".join(
        f"x:{name} a plate:GovernanceConcept ; {THING} ; skos:inScheme id:concepts .\n" for name in names
    )


def documents(*names: str) -> str:
    """Documents as they should be."""
    return "".join(f"x:{name} a plate:Document ; {THING} .\n" for name in names)


def stated(name: str, subject: str, predicate: str, value: str, rest: str = REPORTED) -> str:
    """A statement claim of that name about one triple; reported, unless it is said otherwise."""
    return (
        f"x:{name} a plate:StatementClaim ; rdf:subject {subject} ; rdf:predicate {predicate} ; "
        f"rdf:object {value} ; {rest} .\n"
    )


def dated(event: str, edtf: str) -> str:
    """A dating of one of the example's own events."""
    return f"x:dating-{event} a plate:Dating ; plate:datedEvent x:{event} ; {during(edtf)} ; {ENDORSED} .\n"


def absorbed(body: str, into: str, edtf: str) -> str:
    """The absorption of one of the example's own bodies by another, with its date."""
    event = f"absorption-of-{body}"
    return (
        f"x:{event} a plate:Absorption ; {THING} ; "
        f"org:originalOrganization x:{body} ; org:resultingOrganization x:{into} .\n" + dated(event, edtf)
    )


def described(parts: Parts, *others: str, name: str = "x:a") -> str:
    """A description as it should be, with others added."""
    return f"{name} {' ; '.join(filter(None, [*(part[0] for part in parts.values()), *others]))} ."


def mistakes(shape: str, parts: Parts, *others: str) -> Iterator[Broken]:
    """The description without each of its parts that it needs, and with each wrong one in its place."""
    for says, (right, *wrong) in parts.items():
        rest = {key: part for key, part in parts.items() if key != says}
        if says and right:
            yield Broken(shape, says, described(rest, *others))
        yield from (Broken(shape, says, described(rest, *others, part)) for part in wrong)
