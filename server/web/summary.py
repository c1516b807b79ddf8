"""What a page says of its thing in a sentence: from endorsed statements that still hold, from nothing else.

What is only reported, denied, or of another time is not told here; that there is nothing says nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from pyoxigraph import Literal, NamedNode

from server.names import expand
from server.periods import form, last_year, seen_text
from server.store.dated_documents import DatedDocuments
from server.traditional import traditional
from server.web.contexts.kinds import HeldPlate, Saying, Told
from server.web.contexts.statements import Statement
from server.web.contexts.values import Node, Text
from server.web.headings import OF
from server.web.nodes import SIMPLIFIED, TRADITIONAL, Namer, datum
from server.web.statements import statement
from server.web.words import said, worded

_SUBJECT, _PREDICATE, _OBJECT = (expand(f"rdf:{part}") for part in ("subject", "predicate", "object"))
_OBSERVED: Final = expand("plate:observedAt")
_ENDS_LATEST: Final = expand("plate:endsLatest")
_ENDS_EARLIEST: Final = expand("plate:endsEarliest")
_STARTS: Final = (expand("plate:startsEarliest"), expand("plate:startsLatest"))
_SYSTEMS_OF: Final = {
    "party": tuple(
        expand(f"plate:{one}") for one in ("PartyNameplate", "PartyOrgan", "PartyPost", "PoliticalParty")
    ),
    "state": tuple(expand(f"plate:{one}") for one in ("StateNameplate", "StateOrgan", "StatePost")),
    "both": (expand("plate:DualNameplateInstitution"),),
    "association": (expand("plate:Association"),),
}
_CONSULTED, _SOURCE = expand("plate:ConsultedPage"), expand("plate:SourceDocument")
_DRAWS_ON: Final = expand("plate:drawsOn")
_POST: Final = "post: "
_ROLE: Final = expand("org:role")
#: By what a post names the body or the nameplate that it is of, the most exact first.
POST_IN: Final = tuple(expand(name) for name in ("plate:titledUnder", "plate:leadPostIn", "org:postIn"))
_EDITION: Final = expand("plate:editionOf")
_LEADS: Final = expand("plate:leadPostIn")
_HOLDING: Final = ("NameplateHolding", "bearer", "heldPlate")
_PLACE: Final = "%(things)s"

#: Things of a clause that are named; the rest is counted.
_MOST: Final = 3


@dataclass(frozen=True)
class Clause:
    """A part of a summary that one kind of statement gives.

    Attributes:
        words: English text with a place for the things.
        kind: class of the statements; or the predicate of statement claims.
        role: of the thing whose page it is; `OF` with a predicate.
        other: role of what is told; empty: the statement's own period is.
        lasting: whether only what still holds is told.
        wording: whether the words of the statement are told.
        most: how many things.
    """

    words: str
    kind: str
    role: str = OF
    other: str = ""
    lasting: bool = True
    wording: bool = False
    most: int = _MOST


_DATED: Final = Clause("dated %(things)s", "Dating", "datedEvent", lasting=False, most=1)
_SYSTEMS: Final = Clause("belongs to the %(things)s", "SystemMembership", "systemMember", "memberSystem")
_ISSUED: Final = Clause("issued or delivered by %(things)s", "Publication", "issued", "issuer", lasting=False)
_WRITTEN: Final = Clause("written by %(things)s", "Authorship", "authored", "author", lasting=False)
_ORGANISED: Final = (
    Clause("organised by %(things)s", "Organizing", "organized", "organizer", lasting=False),
    Clause("co-organised by %(things)s", "CoOrganizing", "coOrganized", "coOrganizer", lasting=False),
)
_SUPERIOR: Final = Clause("answers to %(things)s", "Subordination", "subordinate", "superior")
_OFFICE: Final = Clause("is the office of %(things)s", "OfficeTie", "office", "servedBody")

#: By kind of page, in the order of the sentence.
CLAUSES: Final[dict[str, tuple[Clause, ...]]] = {
    "institution": (_SUPERIOR, _SYSTEMS),
    "nameplate": (
        Clause("nameplate of %(things)s", "NameplateHolding", "heldPlate", "bearer"),
        _OFFICE,
    ),
    "association": (
        Clause("registered with %(things)s", "Registration", "registrant", "registrar"),
        Clause("supervised by %(things)s", "CharterSupervision", "supervised", "supervisor"),
        _SUPERIOR,
        _SYSTEMS,
    ),
    "person": (Clause("holds the posts %(things)s", "Tenure", "holder", "post", most=6),),
    "post": (Clause("held by %(things)s", "Tenure", "post", "holder"),),
    "concept": (
        Clause("worded as %(things)s", "Formulation", "nameOf", wording=True, most=4),
        Clause("developed from %(things)s", "Development", "developed", "forebear", lasting=False),
        Clause("developed into %(things)s", "Development", "forebear", "developed", lasting=False),
        Clause("narrower than %(things)s", "skos:broader"),
        Clause(
            "the first use recorded here is %(things)s",
            "Attestation",
            "attested",
            "witness",
            lasting=False,
            most=1,
        ),
    ),
    "document": (
        _ISSUED,
        _WRITTEN,
        Clause("co-sponsored by %(things)s", "CoSponsorship", "coSponsored", "coSponsor", lasting=False),
        Clause("attests %(things)s", "Attestation", "witness", "attested", lasting=False),
    ),
    "source": (_ISSUED, _WRITTEN),
    "event": (
        _DATED,
        Clause("held at %(things)s", "plate:heldAt"),
        *_ORGANISED,
        Clause("attended by %(things)s", "Participation", "event", "participant", lasting=False),
    ),
    "series": (Clause("held at %(things)s", "plate:heldAt"), *_ORGANISED),
    "place": (
        Clause("located in %(things)s", "plate:locatedIn"),
        Clause("part of %(things)s", "dcterms:isPartOf"),
    ),
}
#: What authorities are to an association, in the order of its clauses; last those who lead it.
ROLES: Final = ("registered with", "supervised by", "led by")
#: Texts of summaries that are not in that table.
TEXTS: Final = (
    "acts under the nameplate %(things)s",
    "one institution under two nameplates, %(things)s",
    "one institution under several nameplates, %(things)s",
    "led by %(things)s",
    "held the posts %(things)s",
    "the first edition described is %(things)s",
    "the latest is %(things)s",
    "%(number)s statements rest on it",
    "1 statement rests on it",
)


class Teller:
    """What endorsed statements say of a thing, for one page."""

    def __init__(self, namer: Namer, iri: str) -> None:
        """Read the statements about a thing."""
        self._namer, self._iri = namer, iri
        self._dated = isinstance(namer.documents, DatedDocuments)

    def claims(self, iri: str, kind: str, role: str) -> list[str]:
        """The endorsed statements about a thing of a class in which it has a role, or with a predicate."""
        namer, here = self._namer, NamedNode(iri)
        found = []
        for claim in namer.documents.claims(iri):
            if ":" in kind:
                fits = namer.first(claim, _PREDICATE) == expand(kind) and namer.first(claim, _SUBJECT) == iri
            else:
                above = expand(f"plate:{kind}")
                fits = here in namer.objects(claim, expand(f"plate:{role}")) and any(
                    namer.vocabulary.is_a(one, above) for one in namer.kinds(claim)
                )
            if fits and self._namer.is_endorsed(claim):
                found.append(claim)
        return found

    def told(self, clause: Clause, iri: str = "") -> list[Told]:
        """What a clause names: each thing once, by the statement that tells most of its time.

        Where that tells when something began, but not when it was last known, another one may.
        """
        namer = self._namer
        predicate = _OBJECT if ":" in clause.kind else expand(f"plate:{clause.other}")
        best: dict[Node | Text, tuple[tuple[str, str], Told]] = {}
        seen: dict[Node | Text, tuple[str, str]] = {}
        for claim in self.claims(iri or self._iri, clause.kind, clause.role):
            if clause.lasting and not self._holds(claim):
                continue
            one = statement(namer, claim)
            for what in self._named(one, claim, clause, predicate):
                when = one.period if clause.other and not clause.wording else ""
                rank = self._rank(claim)
                if clause.lasting:
                    seen[what] = max(seen.get(what, ("", "")), self._seen(claim))
                told = Told(what, one.node, when, bool(one.rivals))
                if what not in best or rank < best[what][0]:
                    best[what] = (rank, told)
        order = sorted(best.values(), key=lambda row: self._order(row[1], clause))
        return [self._as_last_known(told, *seen.get(told.what, ("", ""))) for _, told in order]

    def saying(self, words: str, told: list[Told], most: int = _MOST) -> Saying | None:
        """A clause with what it names put in; None if that is nothing."""
        if not told:
            return None
        before, _, after = worded(words, self._namer.spoken).partition(_PLACE)
        more = len(told) - most if most > 1 else 0
        return Saying(before, tuple(told[:most]), after, max(0, more))

    def words(self, text: str, **parts: object) -> Saying:
        """A clause that names nothing."""
        return Saying(said(text, self._namer.spoken, **parts))

    def _named(self, one: Statement, claim: str, clause: Clause, predicate: str) -> Iterator[Node | Text]:
        if clause.wording:
            yield from (replace(words, value=f"“{words.value}”") for words in one.wording[:1])
        elif not clause.other and ":" not in clause.kind:
            yield Text(one.period, self._namer.spoken.tag)
        else:
            for value in self._namer.objects(claim, predicate):
                if isinstance(value, NamedNode):
                    yield short(self._namer, value.value)
                elif isinstance(value, Literal):
                    yield datum(value).text

    def _seen(self, claim: str) -> tuple[str, str]:
        """The last day on which a statement was seen to hold, and that in words; empty where it was not."""
        namer = self._namer
        found = [namer.first(one, expand("plate:validity")) for one in namer.iris(claim, _OBSERVED)]
        words = seen_text(max(found, key=last_year), namer.spoken.tag) if found else ""
        return (namer.first(claim, _ENDS_EARLIEST), words) if words else ("", "")

    def _as_last_known(self, told: Told, day: str, seen: str) -> Told:
        """What a clause names, with when it was last known where its statement does not tell that itself.

        What was seen before that began tells nothing of it.
        """
        claim = told.claim.iri if told.claim else ""
        if self._dated or not (claim and told.when and seen) or self._seen(claim)[1]:
            return told
        if day and day < self._namer.first(claim, *_STARTS):
            return told
        return replace(told, when=form(self._namer.spoken.tag).joint.join((told.when, seen)))

    def _holds(self, claim: str) -> bool:
        """Whether a statement holds as last known, or certainly on the day of the page."""
        if self._dated:
            return self._namer.held(claim) == "certainly"
        return not self._namer.first(claim, _ENDS_LATEST)

    def _rank(self, claim: str) -> tuple[str, str]:
        """Statements that tell when something began come first, then those of the latest sight."""
        namer = self._namer
        return (
            "0" if namer.first(claim, _STARTS[0]) else "1",
            _backwards(namer.first(claim, _ENDS_EARLIEST)),
        )

    def _order(self, told: Told, clause: Clause) -> tuple[str, ...]:
        """Party before state before others; then what was seen last, or happened first."""
        namer = self._namer
        claim = told.claim.iri if told.claim else ""
        if isinstance(told.what, Text) and not clause.wording:  # the most exact of several dates
            first, last = namer.first(claim, _STARTS[0]), namer.first(claim, _ENDS_LATEST)
            days = (date.fromisoformat(last) - date.fromisoformat(first)).days if first and last else 9999
            return (f"{days:04}", claim)
        if clause.wording or not clause.lasting:
            return (namer.first(claim, *_STARTS) or "9999", claim)
        seen = namer.first(claim, _ENDS_EARLIEST) or namer.first(claim, *_STARTS)
        system = system_of(namer, told.what.iri) if isinstance(told.what, Node) else ""
        return (system or "~", _backwards(seen), claim)


def _backwards(day: str) -> str:
    """What orders days from the last to the first; without a day it comes last."""
    return "".join(chr(0x7F - ord(sign)) for sign in day if ord(sign) < 0x7F) or "~"


def system_of(namer: Namer, iri: str) -> str:
    """Whether a thing is of the `party`, of the `state`, of `both` or an `association`, by its classes.

    Empty where these do not say.
    """
    kinds = namer.kinds(iri)
    for name, classes in _SYSTEMS_OF.items():
        if any(namer.vocabulary.is_a(kind, one) for kind in kinds for one in classes):
            return name
    return ""


def short(namer: Namer, iri: str) -> Node:
    """A thing as a sentence names it: a post without the word that it is one, and in one language.

    A post whose label is in English only is told to readers of Chinese by its body and its role.
    """
    node = replace(namer.node(iri), second=None)
    if not node.label.value.startswith(_POST):
        return node
    told = _body_and_role(namer, iri) if namer.spoken.tag.startswith("zh") else None
    return replace(node, label=told or replace(node.label, value=node.label.value.removeprefix(_POST)))


def _body_and_role(namer: Namer, iri: str) -> Text | None:
    """Body and role of a post in Chinese; None where one of them has no Chinese label."""
    bodies = [body for predicate in POST_IN for body in namer.iris(iri, predicate)]
    roles = [namer.labels(role).get(SIMPLIFIED) for role in namer.iris(iri, _ROLE)]
    label = namer.node(bodies[0]).label if bodies else None
    if label is None or label.language not in {SIMPLIFIED, TRADITIONAL} or not roles or roles[0] is None:
        return None
    role = traditional(roles[0]) if label.language == TRADITIONAL else roles[0]
    return Text(f"{label.value}：{role}", label.language)


def plates(namer: Namer, iri: str) -> tuple[HeldPlate, ...]:
    """The nameplates of an institution by endorsed statements, those that hang there now before others.

    On a page as of a day those that hung there for certain come before those that may have.
    """
    teller = Teller(namer, iri)
    kind, role, other = _HOLDING
    now = teller.told(Clause("", kind, role, other))
    ever = teller.told(Clause("", kind, role, other, lasting=False))
    shown = [(told, False) for told in now]
    hanging = {told.what for told in now}
    shown += [(told, True) for told in ever if told.what not in hanging]
    return tuple(
        HeldPlate(
            namer.node(told.what.iri),
            system_of(namer, told.what.iri),
            told.claim,
            told.when,
            past=apart and not namer.held_asked,
            uncertain=apart and namer.held_asked,
        )
        for told, apart in shown
        if isinstance(told.what, Node) and told.claim is not None
    )


def authorities(namer: Namer, iri: str) -> tuple[HeldPlate, ...]:
    """Who registers an association, who supervises it, and who leads it, by endorsed statements."""
    teller = Teller(namer, iri)
    rows = [
        (words, teller.told(clause))
        for words, clause in zip(ROLES[:-1], CLAUSES["association"], strict=False)
    ]
    rows.append((ROLES[-1], _led(teller, namer, iri)))
    return tuple(
        HeldPlate(
            namer.node(one.what.iri),
            system_of(namer, one.what.iri),
            one.claim,
            one.when,
            role=worded(words, namer.spoken),
        )
        for words, told in rows
        for one in told
        if isinstance(one.what, Node) and one.claim is not None
    )


def summary(namer: Namer, iri: str, kind: str) -> tuple[Saying, ...]:
    """The sentence at the head of a page, clause by clause; empty where no endorsed statement gives one."""
    teller = Teller(namer, iri)
    made = _OWN.get(kind, _nothing)(teller, namer, iri)
    clauses = [teller.saying(c.words, teller.told(c), c.most) for c in CLAUSES.get(kind, ())]
    after = _AFTER.get(kind, _nothing)(teller, namer, iri)
    return tuple(one for one in (*made, *clauses, *after) if one is not None)


_Made = Iterable[Saying | None]


def _nothing(_: Teller, __: Namer, ___: str) -> _Made:
    return ()


def _plates(teller: Teller, _: Namer, __: str) -> _Made:
    kind, role, other = _HOLDING
    told = teller.told(Clause("", kind, role, other))
    words = TEXTS[min(len(told), 3) - 1] if told else ""
    return (teller.saying(words, told),)


def _led(teller: Teller, namer: Namer, iri: str) -> list[Told]:
    """Who holds the post at the head of a body."""
    posts = [one for one in namer.documents.incoming(iri)[1] if NamedNode(iri) in namer.objects(one, _LEADS)]
    clause = CLAUSES["post"][0]
    return list({told.what: told for post in sorted(posts) for told in teller.told(clause, post)}.values())


def _leaders(teller: Teller, namer: Namer, iri: str) -> _Made:
    return (teller.saying("led by %(things)s", _led(teller, namer, iri)),)


def _former(teller: Teller, namer: Namer, _: str) -> _Made:
    """The posts of somebody of whom none is known to be held now."""
    clause = CLAUSES["person"][0]
    if teller.told(clause):
        return ()
    told = [] if namer.held_asked else teller.told(replace(clause, lasting=False))
    return (teller.saying("held the posts %(things)s", told, clause.most),)


def _rests(teller: Teller, namer: Namer, iri: str) -> _Made:
    """How many statements rest on a passage, or on a page of the web: of other sources the page says so."""
    claims = namer.documents.claims(iri)
    if any(kind == _CONSULTED for kind in namer.kinds(iri)):
        claims = [claim for claim in claims if NamedNode(iri) in namer.objects(claim, _DRAWS_ON)]
    elif any(kind == _SOURCE for kind in namer.kinds(iri)):
        return ()
    number = len(claims)
    if not number:
        return ()
    text = "1 statement rests on it" if number == 1 else "%(number)s statements rest on it"
    return (teller.words(text, number=f"{number:,}"),)


def _editions(teller: Teller, namer: Namer, iri: str) -> _Made:
    """The first and the last edition of a series that has a date."""
    found = []
    for one in namer.documents.incoming(iri)[1]:
        if NamedNode(iri) in namer.objects(one, _EDITION):
            for dated in teller.told(_DATED, one)[:1]:
                began = namer.first(dated.claim.iri, *_STARTS) if dated.claim else ""
                when = dated.what.value if isinstance(dated.what, Text) else ""
                found.append((began, replace(dated, what=short(namer, one), when=when)))
    told = [one for _, one in sorted(found, key=lambda row: row[0])]
    return (
        teller.saying("the first edition described is %(things)s", told[:1]),
        teller.saying("the latest is %(things)s", told[1:][-1:]),
    )


_OWN: Final[dict[str, Callable[[Teller, Namer, str], _Made]]] = {
    "institution": _plates,
}
_AFTER: Final[dict[str, Callable[[Teller, Namer, str], _Made]]] = {
    "institution": _leaders,
    "association": _leaders,
    "person": _former,
    "series": _editions,
    "passage": _rests,
    "source": _rests,
}
