"""A document's quads by subject, with what the vocabulary says of its claims. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from server.names import ONTOLOGY, expand
from server.web.vocabulary import CLAIM, Vocabulary

TYPE: Final = expand("rdf:type")
STANDING: Final = ONTOLOGY + "standing"
ENDORSED: Final = ONTOLOGY + "Endorsed"
POLARITY: Final = ONTOLOGY + "polarity"
NEGATIVE: Final = ONTOLOGY + "Negative"

Term = NamedNode | BlankNode | Literal | Triple
#: A subject, an IRI or a blank node.
Subject = NamedNode | BlankNode


@dataclass(frozen=True)
class Lexicon:
    """What the profiles need to know of the vocabulary.

    Attributes:
        vocabulary: hierarchies of classes and properties.
        projections: class of claims → the property that such a claim states between its ends.
    """

    vocabulary: Vocabulary = field(default_factory=Vocabulary)
    projections: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, ontology: Iterable[Quad]) -> Lexicon:
        """Read it from the quads of an ontology."""
        quads = list(ontology)
        projections = {
            q.subject.value: q.object.value
            for q in quads
            if q.predicate.value == ONTOLOGY + "projectsTo"
            and isinstance(q.subject, NamedNode)
            and isinstance(q.object, NamedNode)
        }
        return cls(Vocabulary.of(quads), projections)


class Reading:
    """Quads by subject; reading it changes nothing."""

    def __init__(self, quads: Sequence[Quad], lexicon: Lexicon) -> None:
        """Read these quads, with this vocabulary."""
        self.lexicon = lexicon
        self._by_subject: dict[object, list[Quad]] = {}
        for quad in quads:
            self._by_subject.setdefault(quad.subject, []).append(quad)

    def quads(self, subject: Subject) -> list[Quad]:
        """The quads of a subject."""
        return self._by_subject.get(subject, [])

    def subjects(self) -> list[Subject]:
        """Every subject, in the order of first mention."""
        return [s for s in self._by_subject if isinstance(s, NamedNode | BlankNode)]

    def objects(self, subject: Subject, *predicates: str) -> list[Term]:
        """What a subject's quads with any of some predicates say, each once, predicate by predicate."""
        quads = self.quads(subject)
        return list(dict.fromkeys(q.object for p in predicates for q in quads if q.predicate.value == p))

    def first(self, subject: Subject, *predicates: str) -> Term | None:
        """The first of these, or None."""
        return next(iter(self.objects(subject, *predicates)), None)

    def types(self, subject: Subject) -> set[str]:
        """The IRIs of a subject's classes."""
        return {t.value for t in self.objects(subject, TYPE) if isinstance(t, NamedNode)}

    def is_claim(self, subject: Subject) -> bool:
        """Whether a subject is a claim: it has a standing, or is typed as one."""
        if self.objects(subject, STANDING):
            return True
        return any(self.lexicon.vocabulary.is_a(kind, CLAIM) for kind in self.types(subject))

    def claims(self) -> list[NamedNode]:
        """The claims of the document that stand in it whole."""
        found = (s for s in self.subjects() if isinstance(s, NamedNode))
        return [s for s in found if self.objects(s, STANDING)]

    def is_endorsed(self, claim: Subject) -> bool:
        """Whether the curators vouch for a claim, and it denies nothing."""
        return self.first(claim, STANDING) == NamedNode(ENDORSED) and not self.is_denial(claim)

    def is_denial(self, claim: Subject) -> bool:
        """Whether a claim says that something is not so."""
        return self.first(claim, POLARITY) == NamedNode(NEGATIVE)

    def kind(self, claim: Subject) -> str:
        """The most specific class of a claim, or an empty text."""
        kinds = self.lexicon.vocabulary.most_specific(self.types(claim))
        claims = [kind for kind in kinds if kind.startswith(ONTOLOGY)]
        return next(iter(claims or kinds), "")

    def end(self, claim: Subject, which: str) -> tuple[str, Term] | None:
        """The most precise predicate by which a claim names `subject`, `object` or `about`, and that end."""
        vocabulary = self.lexicon.vocabulary
        found = [
            (q.predicate.value, q.object)
            for q in self.quads(claim)
            if vocabulary.end(q.predicate.value) == which
        ]
        precise = vocabulary.most_specific(p for p, _ in found)
        return next(((p, term) for p, term in found if p in precise), None)

    def ends(self, claim: Subject) -> set[str]:
        """Every predicate by which a claim names an end."""
        vocabulary = self.lexicon.vocabulary
        return {q.predicate.value for q in self.quads(claim) if vocabulary.end(q.predicate.value)}

    def hanging(self, subject: Subject) -> list[Quad]:
        """A subject's quads and those of the blank nodes that hang off it."""
        found: list[Quad] = []
        waiting, seen = [subject], {subject}
        while waiting:
            for quad in self.quads(waiting.pop()):
                found.append(quad)
                if isinstance(quad.object, BlankNode) and quad.object not in seen:
                    seen.add(quad.object)
                    waiting.append(quad.object)
        return found
