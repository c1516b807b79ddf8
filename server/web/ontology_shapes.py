"""The shapes that check the data, in words: what each is held against, and what it asks for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode

from server.names import PREFIXES, curie, expand
from server.tags import bcp47
from server.web.contexts.ontology import Demand, Phrase, ShapeTold
from server.web.contexts.values import Node, Text
from server.web.nodes import Namer, datum
from server.web.ontology_axioms import is_type
from server.web.ontology_phrases import Part, listed, phrase, quoted, single
from server.web.ontology_read import SHAPE, TYPE, Ontology, Term, key
from server.web.prose import read
from server.web.site import kept
from server.web.urls import Urls
from server.web.vocabulary import Vocabulary
from server.web.words import worded

#: What is held against a shape, by predicate.
TARGETS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "sh:targetClass": "every %(this)s",
        "sh:targetSubjectsOf": "whatever has “%(this)s”",
        "sh:targetObjectsOf": "each value of “%(this)s”",
        "sh:targetNode": "the thing %(this)s",
    }
)
#: Constraints (SHACL §4), by predicate; `path` is what they are on.
DEMANDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "sh:class": "Each value of %(path)s is %(a_other)s.",
        "sh:datatype": "Each value of %(path)s is of the type %(other)s.",
        "sh:nodeKind": "Each value of %(path)s is %(other)s.",
        "sh:in": "Each value of %(path)s is one of: %(members)s.",
        "sh:hasValue": "One value of %(path)s is %(other)s.",
        "sh:pattern": "Each value of %(path)s fits the pattern %(other)s.",
        "sh:minLength": "Each value of %(path)s has at least %(other)s characters.",
        "sh:maxLength": "Each value of %(path)s has at most %(other)s characters.",
        "sh:minInclusive": "No value of %(path)s is below %(other)s.",
        "sh:maxInclusive": "No value of %(path)s is above %(other)s.",
        "sh:minExclusive": "Each value of %(path)s is above %(other)s.",
        "sh:maxExclusive": "Each value of %(path)s is below %(other)s.",
        "sh:languageIn": "Each value of %(path)s is in one of the languages %(members)s.",
        "sh:uniqueLang": "There is one value of %(path)s in a language, at most.",
        "sh:node": "Each value of %(path)s keeps to the shape %(other)s.",
        "sh:disjoint": "Nothing is a value of %(path)s and of “%(other)s” at once.",
        "sh:equals": "The values of %(path)s are those of “%(other)s”.",
        "sh:lessThan": "Each value of %(path)s comes before those of “%(other)s”.",
        "sh:lessThanOrEquals": "No value of %(path)s comes after one of “%(other)s”.",
        "sh:closed": "It has no other properties than those named here, and %(members)s.",
    }
)
#: How many values there are.
COUNTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "none": "There is no value of %(path)s.",
        "one": "There is exactly one value of %(path)s.",
        "exactly": "There are exactly %(number)s values of %(path)s.",
        "least one": "There is at least one value of %(path)s.",
        "least": "There are at least %(number)s values of %(path)s.",
        "most one": "There is at most one value of %(path)s.",
        "most": "There are at most %(number)s values of %(path)s.",
    }
)
PATHS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "inverse": "%(path)s, read the other way round",
        "then": "%(first)s, then %(rest)s",
        "zeroOrMore": "%(path)s, any number of times",
        "oneOrMore": "%(path)s, once or more often",
        "zeroOrOne": "%(path)s, once at most",
        "self": "the thing itself",
    }
)
KINDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "IRI": "an IRI",
        "Literal": "a literal",
        "BlankNode": "a blank node",
        "BlankNodeOrIRI": "a blank node or an IRI",
        "BlankNodeOrLiteral": "a blank node or a literal",
        "IRIOrLiteral": "an IRI or a literal",
    }
)
QUERIED: Final = "By a query:"
#: Predicates of shapes that are told with others, or say nothing of the data.
BESIDE: Final = frozenset(
    expand(f"sh:{name}")
    for name in (
        *("path", "property", "sparql", "message", "severity", "select", "prefixes", "declare", "prefix"),
        *("namespace", "minCount", "maxCount", "ignoredProperties", "flags", "inversePath", "order", "name"),
        *(
            "alternativePath",
            "zeroOrMorePath",
            "oneOrMorePath",
            "zeroOrOnePath",
            "description",
            "deactivated",
        ),
    )
)
_LISTS: Final = frozenset({"sh:in", "sh:languageIn"})
_PATH, _PROPERTY, _SPARQL = (expand(f"sh:{name}") for name in ("path", "property", "sparql"))
_MESSAGE, _SEVERITY, _SELECT = (expand(f"sh:{name}") for name in ("message", "severity", "select"))
_REPEATED: Final = ("zeroOrMore", "oneOrMore", "zeroOrOne")
_PREFIXED: Final = re.compile(r"\b([a-z]+):([A-Za-z][\w-]*)")
_LEAST, _MOST = expand("sh:minCount"), expand("sh:maxCount")


def texts() -> set[str]:
    """Every English text of this module."""
    return {text for table in (TARGETS, DEMANDS, COUNTS, PATHS, KINDS) for text in table.values()} | {QUERIED}


class Index:
    """Which shapes concern which terms."""

    def __init__(self, known: Ontology) -> None:
        """Read the shapes of a vocabulary."""
        self._shapes = known.shapes
        self.iris: tuple[str, ...] = tuple(
            sorted(
                {
                    triple.subject.value
                    for triple in known.shapes.all
                    if triple.predicate.value == TYPE
                    and key(triple.object) == expand("sh:NodeShape")
                    and isinstance(triple.subject, NamedNode)
                }
            )
        )
        self.targets: dict[str, list[tuple[str, str]]] = {iri: list(self._targets(iri)) for iri in self.iris}
        self._on: dict[str, dict[str, None]] = {}
        self._naming: dict[str, dict[str, None]] = {}
        for iri in self.iris:
            for _, target in self.targets[iri]:
                self._on.setdefault(target, {})[iri] = None
            for part in known.shapes.objects(iri, _PROPERTY):
                for term in self._reached(known.shapes.objects(key(part), _PATH)):
                    self._on.setdefault(term, {})[iri] = None
            for term in self._named(iri):
                self._naming.setdefault(term, {})[iri] = None

    def checking(self, term: str) -> list[str]:
        """The shapes that are held against a class, or that are on a property."""
        return sorted(self._on.get(term, {}))

    def naming(self, term: str) -> list[str]:
        """The other shapes that name a term."""
        return sorted(set(self._naming.get(term, {})) - set(self._on.get(term, {})))

    def _targets(self, iri: str) -> Iterator[tuple[str, str]]:
        for how in TARGETS:
            for target in self._shapes.objects(iri, expand(how)):
                yield how, key(target)

    def path(self, part: str) -> frozenset[str]:
        """The properties that a part of a shape is on."""
        return frozenset(self._reached(self._shapes.objects(part, _PATH)))

    def _reached(self, terms: Iterable[Term]) -> Iterator[str]:
        """The named terms that paths are made of."""
        for term in terms:
            if isinstance(term, NamedNode):
                if not term.value.startswith(PREFIXES["rdf"] + "nil"):
                    yield term.value
            elif isinstance(term, BlankNode):
                yield from self._reached(triple.object for triple in self._shapes.about(key(term)))

    def _named(self, iri: str) -> Iterator[str]:
        """The terms that a shape names anywhere, in its queries too."""
        waiting, seen = [iri], {iri}
        while waiting:
            for triple in self._shapes.about(waiting.pop()):
                if isinstance(triple.object, BlankNode) and key(triple.object) not in seen:
                    seen.add(key(triple.object))
                    waiting.append(key(triple.object))
                elif isinstance(triple.object, NamedNode):
                    yield triple.object.value
                elif isinstance(triple.object, Literal) and triple.predicate.value == _SELECT:
                    for prefix, name in _PREFIXED.findall(triple.object.value):
                        if prefix in PREFIXES:
                            yield PREFIXES[prefix] + name


def index(known: Ontology) -> Index:
    """The shapes by what they concern, read on first use and kept with the app."""
    return kept("nameplate.shapes", lambda: Index(known))


def inherited(found: Index, vocabulary: Vocabulary, iri: str) -> Iterator[tuple[str, list[str]]]:
    """The classes above a class that shapes are held against, each with these shapes, nearest first."""
    above = sorted(
        vocabulary.above.get(iri, frozenset()) - {iri},
        key=lambda one: (-len(vocabulary.above.get(one, ())), one),
    )
    for one in above:
        shapes = [shape for shape in found.iris if ("sh:targetClass", one) in found.targets[shape]]
        if shapes:
            yield one, shapes


class ShapeTeller:
    """Puts shapes into words, for one page."""

    def __init__(self, namer: Namer, urls: Urls, known: Ontology) -> None:
        """Tell of the shapes beside a vocabulary with names for a page."""
        self._namer, self._urls, self._shapes = namer, urls, known.shapes
        self._spoken = namer.spoken
        self._index = index(known)

    def node(self, iri: str) -> Node:
        """A shape, which leads to its page."""
        name = iri.removeprefix(SHAPE)
        return Node(iri, self._urls.to(f"/shape/{name}"), Text(name))

    def told(self, iri: str) -> ShapeTold:
        """A shape in words."""
        severity = self._shapes.first(iri, _SEVERITY)
        targets = (
            self._say(TARGETS[how], this=self._term(target)) for how, target in self._index.targets[iri]
        )
        return ShapeTold(
            self.node(iri),
            curie(SHAPE + iri.removeprefix(SHAPE))
            if not iri.startswith(SHAPE)
            else f"shape:{iri.removeprefix(SHAPE)}",
            tuple(targets),
            severity is None or key(severity) == expand("sh:Violation"),
            tuple(demand for demand in self._demands(iri) if demand.words),
        )

    def of(self, iri: str, term: str) -> ShapeTold:
        """A shape as the page of a property has it: what is on others is left out."""
        found = self.told(iri)
        if any(target == term for _, target in self._index.targets[iri]):
            return found
        own = tuple(demand for demand in found.demands if term in demand.on)
        return replace(found, demands=own, more=len(found.demands) - len(own))

    def _demands(self, iri: str) -> Iterator[Demand]:
        yield Demand(tuple(self._constraints(iri, self._say(PATHS["self"]))))
        for part in self._shapes.objects(iri, _PROPERTY):
            node = key(part)
            path = self._path(self._shapes.first(node, _PATH))
            yield Demand(tuple(self._constraints(node, path)), self._message(node), on=self._index.path(node))
        for part in self._shapes.objects(iri, _SPARQL):
            node = key(part)
            query = self._shapes.first(node, _SELECT)
            yield Demand(
                (self._say(QUERIED),), self._message(node), query.value if isinstance(query, Literal) else ""
            )

    def _message(self, node: str) -> Text | None:
        """What a shape says, in the language of the page where it does."""
        values = [value for value in self._shapes.objects(node, _MESSAGE) if isinstance(value, Literal)]
        said = read((Text(value.value, bcp47(value.language or "")) for value in values), self._spoken)
        return next(iter(said), None)

    def _constraints(self, node: str, path: Phrase) -> Iterator[Phrase]:
        counts = self._counts(node)
        if counts is not None:
            text, number = counts
            yield self._say(COUNTS[text], path=path, number=number)
        for kind, text in DEMANDS.items():
            for value in self._shapes.objects(node, expand(kind)):
                if kind == "sh:uniqueLang" and key(value).startswith('"false"'):
                    continue
                yield self._constraint(node, kind, text, path, value)

    def _constraint(self, node: str, kind: str, text: str, path: Phrase, value: Term) -> Phrase:
        if kind == "sh:nodeKind":
            words = worded(KINDS[key(value).removeprefix(PREFIXES["sh"])], self._spoken)
            return self._say(text, path=path, other=words)
        if kind == "sh:node":
            return self._say(text, path=path, other=self.node(key(value)))
        if kind == "sh:closed":
            lists = self._shapes.objects(node, expand("sh:ignoredProperties"))
            ignored = [member for one in lists for member in self._shapes.members(one)]
            return self._say(text, members=self._list(ignored, "and"))
        if kind in _LISTS:
            return self._say(text, path=path, members=self._list(self._shapes.members(value), "or"))
        other = self._value(value)
        return self._say(text, path=path, other=other, a_other=other)

    def _counts(self, node: str) -> tuple[str, str] | None:
        least, most = (self._number(node, one) for one in (_LEAST, _MOST))
        if most == 0:
            return "none", ""
        if least and least == most:
            return ("one", "1") if least == 1 else ("exactly", str(least))
        if least:
            return ("least one", "1") if least == 1 else ("least", str(least))
        if most:
            return ("most one", "1") if most == 1 else ("most", str(most))
        return None

    def _number(self, node: str, predicate: str) -> int | None:
        value = self._shapes.first(node, predicate)
        return int(value.value) if isinstance(value, Literal) else None

    def _path(self, term: Term | None) -> Phrase:
        """A path (SHACL §2.3.1) in words."""
        if isinstance(term, NamedNode):
            return quoted(self._term(term.value), self._spoken)
        if term is None:
            return self._say(PATHS["self"])
        node = key(term)
        inverse = self._shapes.first(node, expand("sh:inversePath"))
        if inverse is not None:
            return self._say(PATHS["inverse"], path=self._path(inverse))
        choice = self._shapes.first(node, expand("sh:alternativePath"))
        if choice is not None:
            return listed([self._path(one) for one in self._shapes.members(choice)], "or", self._spoken)
        for one in _REPEATED:
            if (again := self._shapes.first(node, expand(f"sh:{one}Path"))) is not None:
                return self._say(PATHS[one], path=self._path(again))
        steps = [self._path(one) for one in self._shapes.members(term)]
        words = steps[-1]
        for step in reversed(steps[:-1]):
            words = self._say(PATHS["then"], first=step, rest=words)
        return words

    def _list(self, members: list[Term], join: str) -> Phrase:
        return listed([self._value(member) for member in members], join, self._spoken)

    def _value(self, term: Term) -> Part:
        if isinstance(term, NamedNode):
            return Text(curie(term.value)) if is_type(term) else self._term(term.value)
        return datum(term).text if isinstance(term, Literal) else Text(str(term))

    def _term(self, iri: str) -> Node:
        return single(self._namer.term(iri))

    def _say(self, english: str, **parts: Part) -> Phrase:
        return phrase(english, self._spoken, **parts)
