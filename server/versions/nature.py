"""Why a release says something else than the one before: by the data, unless the author says otherwise.

- *Reality changed*: what is said lies after the day of the earlier release. A period that was open has
  closed since, or something began since.
- *Our knowledge changed*: more is said of a time that the earlier release spoke of too, or the same more
  exactly, and nothing that it said is taken back.
- *Correction*: something that it said is taken back, or another value stands in its place.
- *Translation*: all that is added are labels and texts of the curators in another language than those that
  were there, and notes that such a label is the curators' own rendering.

A value in the place of another is a correction, but where the later one only says more (a citation with its
note, a kind below the kind), where the curators now judge what they only reported, and where a thing is
called by a new name that it got after that day.

Where a date leaves open on which side of the day it lies, nothing is said to have happened since.
The author's word is `plate:realityChangedIn`, `plate:knowledgeChangedIn` or `plate:correctedIn` with the
version, on the thing or on its tombstone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cached_property
from typing import Final

from pyoxigraph import Literal, NamedNode

from server.dates import Bounds
from server.names import expand
from server.texts import PROSE, RENDERED
from server.versions.changes import Change, Changes, Difference, Nature, differences
from server.versions.release import Kind, Release
from server.versions.statements import Nested, Statement

#: How the author says of which nature a change is, by the property whose value is the version.
WORDS: Final = {
    expand("plate:realityChangedIn"): Nature.REALITY,
    expand("plate:knowledgeChangedIn"): Nature.KNOWLEDGE,
    expand("plate:correctedIn"): Nature.CORRECTION,
}
_REVISES: Final = expand("prov:wasRevisionOf")
_TYPE: Final = expand("rdf:type")
_BELOW: Final = expand("rdfs:subClassOf")
_LABEL: Final = expand("skos:prefLabel")
_WORDING: Final = expand("skosxl:literalForm")
_NAME_OF: Final = expand("plate:nameOf")
_STANDING: Final = expand("plate:standing")
_REPORTED: Final = NamedNode(expand("plate:Reported"))

#: What says when a claim holds.
_TIME: Final = frozenset(
    expand(f"plate:{name}") for name in ("validity", "observedAt", "endedBy", "beganWith", "endedWith")
)
#: What says whose statement it is and where it stands, not what it says.
_MANNER: Final = frozenset(
    map(
        expand,
        (
            *("plate:standing", "plate:certainty", "plate:citation", "plate:factNumber", "plate:wordedAs"),
            *("prov:wasAttributedTo", "skos:prefLabel", "skos:editorialNote", "plate:disputes"),
        ),
    )
)
#: What says the same in each language.
_SAID_AGAIN: Final = PROSE | {_LABEL}
#: What the version that is being prepared is called by, after the number that it will have.
_UNPUBLISHED: Final = "-dev"
_ORDER: Final = list(Nature)
#: What tells the nature of a change of which several things are to be told: the first of these.
_FIRST: Final = (Nature.CORRECTION, Nature.REALITY, Nature.KNOWLEDGE, Nature.TRANSLATION)
_KINDS: Final = list(Kind)

#: A nature and what of the data says so.
_Verdict = tuple[Nature, str]


def changes(earlier: Release | None, later: Release) -> Changes:
    """All that changed from one release to the next, of which nature each change is, and why.

    Before the first release there is nothing, and nothing changed: its list is empty.
    """
    if earlier is None:
        return Changes(None, later.version, later.issued, ())
    telling = _Telling(earlier, later)
    told = [telling.change(one) for one in differences(earlier.said, later.said)]
    order = sorted(
        told, key=lambda c: (_ORDER.index(c.nature), _KINDS.index(c.kind), c.label, c.difference.iri)
    )
    return Changes(earlier.version, later.version, later.issued, tuple(order))


class _Telling:
    """Two releases, and how the differences between them are told."""

    def __init__(self, earlier: Release, later: Release) -> None:
        self.earlier = earlier
        self.later = later

    def change(self, one: Difference) -> Change:
        """A difference with its name, kind, nature and reason."""
        at = self.later if one.iri in self.later.said else self.earlier
        nature, reason = self._verdict(one, at.kind(one.iri))
        buried = self.later.tombstones.get(one.iri)
        label = (self.later if buried else at).label(one.iri)
        return Change(one, label, at.kind(one.iri), nature, reason, buried)

    def _verdict(self, one: Difference, kind: Kind) -> _Verdict:
        word = self._word(one.iri)
        if word:
            return word, "the author says so"
        if kind is Kind.TERM:
            return Nature.VOCABULARY, "it is of the vocabulary"
        if one.whole == "removed":
            buried = self.later.tombstones.get(one.iri)
            return Nature.CORRECTION, (buried.reason() if buried else "") or "it is no longer described"
        if any(s.predicate == _REVISES for s in one.added):
            return Nature.CORRECTION, "it revises an earlier claim"
        verdicts = list(self._new(one, kind) if one.whole == "added" else self._changed(one))
        return min(verdicts, key=lambda verdict: _FIRST.index(verdict[0]))

    def _word(self, iri: str) -> Nature | None:
        """What the author says of the change in the later version."""
        version = self.later.version.removesuffix(_UNPUBLISHED)
        return self._words.get((iri, version))

    @cached_property
    def _words(self) -> Mapping[tuple[str, str], Nature]:
        return {
            (getattr(q.subject, "value", ""), q.object.value): WORDS[q.predicate.value]
            for q in self.later.quads
            if q.predicate.value in WORDS and isinstance(q.object, Literal)
        }

    def _new(self, one: Difference, kind: Kind) -> Iterator[_Verdict]:
        """Something that the earlier release did not speak of."""
        day = self.earlier.issued
        bounds = self.later.bounds.get(one.iri, Bounds())
        begins = self._begins.get(one.iri, []) if kind is Kind.THING else []
        if _after(bounds.starts_earliest, day):
            yield Nature.REALITY, f"it begins after {day}"
        elif _after(bounds.ends_earliest, day) and not bounds.ongoing and self._open(one):
            yield Nature.REALITY, f"it ends after {day} what was open"
        elif begins and all(_after(start, day) for start in begins):
            yield Nature.REALITY, f"all that is said of it begins after {day}"
        elif kind in (Kind.SOURCE, Kind.PASSAGE):
            yield Nature.KNOWLEDGE, f"it is a new {kind}"
        else:
            yield Nature.KNOWLEDGE, f"it is new, and nothing says that it began after {day}"

    def _changed(self, one: Difference) -> Iterator[_Verdict]:
        """Something of which both releases speak."""
        pairs = [*one.changed]
        timed = [s for s in (*one.added, *one.removed, *(s for pair in pairs for s in pair)) if _timed(s)]
        if timed:
            nothing = Bounds()
            was, has = (r.bounds.get(one.iri, nothing) for r in (self.earlier, self.later))
            yield _time(was, has, self.earlier.issued)
        back = [s for s in one.removed if not _timed(s)]
        replaced = [self._replaced(old, new) for old, new in pairs if not _timed(old)]
        more = [s for s in one.added if not _timed(s)]
        yield from replaced
        if back:
            yield Nature.CORRECTION, "something that it said is taken back"
        elif more and all(self._is_translation(s) for s in more):
            yield Nature.TRANSLATION, "it is told in another language, too"
        elif more or not (timed or replaced):
            yield Nature.KNOWLEDGE, "more is said of it"

    def _is_translation(self, added: Statement) -> bool:
        """Whether a text stands beside one that was there in another language, and says the same.

        So does a note that a label in Chinese is the curators' own, with that label.
        """
        tag = _language(added)
        if not tag or added.predicate not in _SAID_AGAIN:
            return False
        is_note = _tells_rendering(added)
        had, has = (
            Counter(
                _language(s)
                for s in r.said[added.subject]
                if s.predicate == (_LABEL if is_note else added.predicate) and not _tells_rendering(s)
            )
            for r in (self.earlier, self.later)
        )
        if is_note:
            return any(other.startswith("zh") for other in has.keys() - had.keys())
        return has[tag] <= max((number for other, number in had.items() if other not in {"", tag}), default=0)

    def _replaced(self, old: Statement, new: Statement) -> _Verdict:
        """One value in the place of another."""
        day = self.earlier.issued
        if old.predicate == _STANDING and old.value == _REPORTED:
            return Nature.KNOWLEDGE, "what was only reported is judged now"
        if old.predicate == _LABEL and (new.subject, new.value) in self._named_since:
            return Nature.REALITY, f"it got this name after {day}"
        if isinstance(old.value, Nested) and isinstance(new.value, Nested):
            if set(old.value.branches) < set(new.value.branches):
                return Nature.KNOWLEDGE, "more is said of it"
        elif old.predicate == _TYPE and old.value in self._above(new.value):
            return Nature.KNOWLEDGE, "of what kind it is is known more exactly"
        return Nature.CORRECTION, "another value stands in the place of one"

    @cached_property
    def _named_since(self) -> frozenset[tuple[str, object]]:
        """Things and what they are called by names that they got after the day of the earlier release."""
        found = set()
        for claim in self.later.claims:
            if _after(self.later.bounds.get(claim, Bounds()).starts_earliest, self.earlier.issued):
                said = self.later.said[claim]
                words = [s.value for s in said if s.predicate == _WORDING]
                named = [
                    s.value.value for s in said if s.predicate == _NAME_OF and isinstance(s.value, NamedNode)
                ]
                found |= {(thing, word) for thing in named for word in words}
        return frozenset(found)

    def _above(self, kind: object) -> set[object]:
        """The classes above a class, as the later release has them."""
        found: set[object] = set()
        waiting = [kind]
        while waiting:
            said = self.later.said.get(getattr(waiting.pop(), "value", ""), frozenset())
            more = {s.value for s in said if s.predicate == _BELOW} - found
            found |= more
            waiting += more
        return found

    @cached_property
    def _begins(self) -> Mapping[str, list[date]]:
        """First days of the dated claims that are new and name a thing, by the thing."""
        found: dict[str, list[date]] = {}
        for claim in sorted(self.later.claims - self.earlier.said.keys()):
            start = self.later.bounds.get(claim, Bounds()).starts_earliest
            for iri in _named(self.later.said[claim]) if start else ():
                found.setdefault(iri, []).append(start or date.max)
        return found

    @cached_property
    def _contents(self) -> Mapping[frozenset[Statement], list[str]]:
        """Claims of the earlier release by what they say, when it holds left out."""
        found: dict[frozenset[Statement], list[str]] = {}
        for claim in sorted(self.earlier.claims):
            found.setdefault(_content(self.earlier.said[claim]), []).append(claim)
        return found

    def _open(self, one: Difference) -> bool:
        """Whether the earlier release has a claim that says the same and gives no end."""
        same = self._contents.get(_content(one.added), [])
        return any(self.earlier.bounds.get(claim, Bounds()).ends_latest is None for claim in same)


def _time(was: Bounds, has: Bounds, day: date) -> _Verdict:
    """Why other days are given."""
    open_before = was.ends_latest is None or was.ongoing
    closed = open_before and has.ends_latest is not None and not has.ongoing
    if closed and _after(has.ends_earliest, day):
        return Nature.REALITY, f"its period closed after {day}"
    if closed and was.ongoing and _after(has.ends_latest, day):
        return Nature.REALITY, f"it was so on {day} and is not any more"
    if closed and was.ongoing:
        return Nature.CORRECTION, f"it was held to be so on {day} and had ended"
    if _after(has.starts_earliest, day) and not _after(was.starts_earliest, day):
        return Nature.REALITY, f"it begins after {day}"
    if _narrower(has, was):
        return Nature.KNOWLEDGE, "its days are known more exactly"
    return Nature.CORRECTION, "its days are others"


def _narrower(has: Bounds, was: Bounds) -> bool:
    """Whether days leave no more room than others did."""
    lower = ((was.starts_earliest, has.starts_earliest), (was.ends_earliest, has.ends_earliest))
    upper = ((was.starts_latest, has.starts_latest), (was.ends_latest, has.ends_latest))
    return all(a is None or (b is not None and b >= a) for a, b in lower) and all(
        a is None or (b is not None and b <= a) for a, b in upper
    )


def _after(found: date | None, day: date) -> bool:
    return found is not None and found > day


def _timed(statement: Statement) -> bool:
    return statement.predicate in _TIME


def _language(statement: Statement) -> str:
    """The language of a text; empty where it has none."""
    return (statement.value.language or "") if isinstance(statement.value, Literal) else ""


def _tells_rendering(statement: Statement) -> bool:
    """Whether a note speaks of the words that a thing is called by, not of the thing."""
    is_note = statement.predicate in PROSE and isinstance(statement.value, Literal)
    return is_note and getattr(statement.value, "value", "") in RENDERED


def _content(said: Iterable[Statement]) -> frozenset[Statement]:
    """What a claim says, without when it holds, whose it is and where it stands; the claim itself unnamed."""
    left = _TIME | _MANNER | WORDS.keys()
    return frozenset(Statement("", s.predicate, s.value) for s in said if s.predicate not in left)


def _named(said: Iterable[Statement]) -> set[str]:
    """The IRIs that a claim ends in."""
    return {
        s.value.value
        for s in said
        if not isinstance(s.value, Nested | Literal) and isinstance(s.value, NamedNode)
    }
