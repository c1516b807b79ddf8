"""The axioms of a vocabulary in words: a sentence for each, in the language of the page, its terms linked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from server.names import PREFIXES, curie, expand
from server.web.contexts.ontology import Axiom, Phrase
from server.web.contexts.values import Text
from server.web.nodes import Namer, datum
from server.web.ontology_phrases import Part, articled, listed, phrase, quoted, single
from server.web.ontology_read import TYPE, Ontology, Term, Triples, key

_XSD: Final = PREFIXES["xsd"]

#: Sentences of axioms between two named terms, and of those with an expression, by predicate.
NAMED: Final[Mapping[str, str]] = MappingProxyType(
    {
        "rdfs:subClassOf": "Every %(this)s is %(a_other)s.",
        "rdfs:subPropertyOf": "Where “%(this)s” holds between two things, “%(other)s” holds too.",
        "rdfs:domain": "Whatever has “%(this)s” is %(a_other)s.",
        "rdfs:range": "Each value of “%(this)s” is %(a_other)s.",
        "owl:equivalentClass": "Every %(this)s is %(a_other)s, and every %(other)s is %(a_this)s.",
        "owl:equivalentProperty": "“%(this)s” and “%(other)s” hold between the same things.",
        "owl:disjointWith": "No %(this)s is %(a_other)s.",
        "owl:complementOf": "Whatever is not %(a_other)s is %(a_this)s, and nothing is both.",
        "owl:inverseOf": "“%(this)s” is “%(other)s” read the other way round.",
        "owl:propertyDisjointWith": "“%(this)s” and “%(other)s” never hold between the same two things.",
        "owl:differentFrom": "“%(this)s” and “%(other)s” are two different things.",
        "owl:sameAs": "“%(this)s” and “%(other)s” are one thing.",
        "plate:projectsTo": "While an endorsed %(this)s lasts, “%(other)s” holds between its two ends.",
        "plate:onceProjectsTo": "Once an endorsed %(this)s has begun, "
        "“%(other)s” holds between its ends for good.",
    }
)
#: The same where the other term is put together from several.
MADE: Final[Mapping[str, str]] = MappingProxyType(
    {
        "rdfs:subClassOf": "Every %(this)s is something %(clause)s.",
        "rdfs:domain": "Whatever has “%(this)s” is something %(clause)s.",
        "rdfs:range": "Each value of “%(this)s” is something %(clause)s.",
        "owl:equivalentClass": "%(this)s: exactly that %(clause)s.",
        "owl:disjointWith": "No %(this)s is something %(clause)s.",
        "owl:complementOf": "%(this)s: whatever is not something %(clause)s.",
    }
)
#: What a class has no member in common with.
APART: Final = "No %(this)s is %(others)s."
#: What follows from an expression: it is the subject, a named class the object.
GENERAL: Final = "Anything %(clause)s is %(a_this)s."
#: How a property behaves, or that a term is given up.
BEHAVIOUR: Final[Mapping[str, str]] = MappingProxyType(
    {
        "owl:FunctionalProperty": "A thing has at most one value of “%(this)s”.",
        "owl:InverseFunctionalProperty": "Two things with the same value of “%(this)s” are one.",
        "owl:TransitiveProperty": "If “%(this)s” leads from one thing to a second and from that to a third, "
        "it leads from the first to the third.",
        "owl:SymmetricProperty": "“%(this)s” holds both ways.",
        "owl:AsymmetricProperty": "“%(this)s” never holds both ways.",
        "owl:ReflexiveProperty": "Everything stands in “%(this)s” to itself.",
        "owl:IrreflexiveProperty": "Nothing stands in “%(this)s” to itself.",
        "owl:DeprecatedClass": "“%(this)s” is no longer to be used.",
        "owl:DeprecatedProperty": "“%(this)s” is no longer to be used.",
    }
)
#: Axioms whose object is a list.
LISTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "owl:propertyChainAxiom": "If %(chain)s lead from one thing to another, "
        "“%(this)s” leads from the first to the last.",
        "owl:hasKey": "Two things of the class %(this)s with the same values of %(members)s are one.",
        "owl:disjointUnionOf": "Every %(this)s is exactly one of: %(members)s.",
        "owl:intersectionOf": "%(this)s: exactly that %(clause)s.",
        "owl:unionOf": "%(this)s: exactly that %(clause)s.",
        "owl:oneOf": "There are no other than these of the class %(this)s: %(members)s.",
    }
)
#: Axioms that are nodes of their own, each with a list of members.
GROUPS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "owl:AllDisjointClasses": "Nothing is of two of these classes: %(members)s.",
        "owl:AllDisjointProperties": "No two of these hold between the same two things: %(members)s.",
        "owl:AllDifferent": "These are all different things: %(members)s.",
    }
)
#: Parts of expressions: relative clauses in English.
CLAUSES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "class": "that is %(a_other)s",
        "not": "that is not something %(clause)s",
        "owl:someValuesFrom": "with a value of “%(property)s” %(clause)s",
        "owl:allValuesFrom": "with no value of “%(property)s” but those %(clause)s",
        "owl:hasValue": "with the value “%(value)s” of “%(property)s”",
        "owl:hasSelf": "that stands in “%(property)s” to itself",
        "owl:minCardinality": "with at least %(number)s values of “%(property)s”",
        "owl:maxCardinality": "with at most %(number)s values of “%(property)s”",
        "owl:cardinality": "with exactly %(number)s values of “%(property)s”",
        "owl:minQualifiedCardinality": "with at least %(number)s values of “%(property)s” %(clause)s",
        "owl:maxQualifiedCardinality": "with at most %(number)s values of “%(property)s” %(clause)s",
        "owl:qualifiedCardinality": "with exactly %(number)s values of “%(property)s” %(clause)s",
        "owl:oneOf": "that is one of: %(members)s",
        "datatype": "of the type %(other)s",
        "inverse": "the inverse of %(property)s",
        "chain": "“%(first)s”, then %(rest)s",
    }
)
#: What a value of a property with a datatype is.
OF_TYPE: Final = "Each value of “%(this)s” is of the type %(other)s."
ADMITS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "subject": "A thing is at the first end of one such tie at a time: "
        "a later %(this)s ends an earlier one.",
        "object": "A thing is at the second end of one such tie at a time: "
        "a later %(this)s ends an earlier one.",
    }
)
#: What holds the parts of expressions together; told with what it is part of.
INNER: Final = frozenset(
    expand(f"owl:{name}")
    for name in (
        *("onProperty", "onClass", "onDataRange", "someValuesFrom", "allValuesFrom", "hasValue", "hasSelf"),
        *("minCardinality", "maxCardinality", "cardinality", "members", "distinctMembers"),
        *("minQualifiedCardinality", "maxQualifiedCardinality", "qualifiedCardinality"),
    )
)
#: What says something of the vocabulary as a document.
OF_THE_WHOLE: Final = frozenset(
    expand(f"owl:{name}") for name in ("versionIRI", "versionInfo", "imports", "priorVersion")
)
JOINS: Final = ("and", "or", ", and", ", or")
DEPRECATED: Final = expand("owl:deprecated")
_ADMITS: Final = expand("plate:admitsOne")
_MEMBERS: Final = (expand("owl:members"), expand("owl:distinctMembers"))
_INVERSE: Final = expand("owl:inverseOf")
_ON, _CLASS = expand("owl:onProperty"), (expand("owl:onClass"), expand("owl:onDataRange"))
_JOINED: Final = {expand("owl:intersectionOf"): ", and", expand("owl:unionOf"): ", or"}
#: Where axioms stand on the page of a term; those of other kinds come last but for what excludes.
_ORDER: Final = {
    kind: place
    for place, kind in enumerate(
        (
            *(
                "rdfs:subClassOf",
                "owl:equivalentClass",
                "owl:intersectionOf",
                "owl:unionOf",
                "rdfs:subPropertyOf",
            ),
            *("rdfs:domain", "rdfs:range", "owl:inverseOf", "owl:propertyChainAxiom", "plate:projectsTo"),
            *("plate:onceProjectsTo", "plate:admitsOne", *BEHAVIOUR, "owl:differentFrom"),
            *("owl:propertyDisjointWith", "owl:disjointWith"),
        )
    )
}
#: Axioms that concern what stands at their other end just as much.
_BOTH: Final = frozenset(
    expand(name)
    for name in (
        *("owl:disjointWith", "owl:inverseOf", "owl:differentFrom", "owl:sameAs", "owl:equivalentClass"),
        *("owl:equivalentProperty", "owl:propertyDisjointWith"),
    )
)


def texts() -> set[str]:
    """Every English text of this module."""
    tables = (NAMED, MADE, BEHAVIOUR, LISTS, GROUPS, CLAUSES, ADMITS)
    return {text for table in tables for text in table.values()} | {APART, GENERAL, OF_TYPE, *JOINS}


def is_axiom(triple: Triple) -> bool:
    """Whether a triple states an axiom, and is not only a part of one or a note on a term."""
    predicate = triple.predicate.value
    if predicate == TYPE:
        return curie(key(triple.object)) in {*BEHAVIOUR, *GROUPS}
    if predicate in OF_THE_WHOLE or predicate in INNER:
        return False
    inner = isinstance(triple.subject, BlankNode)
    if inner and predicate in {*_JOINED, _INVERSE, expand("owl:oneOf"), expand("owl:complementOf")}:
        return False
    if predicate == expand("rdfs:isDefinedBy") or predicate in {expand("rdfs:label"), expand("rdfs:comment")}:
        return False
    return predicate.startswith((PREFIXES["owl"], PREFIXES["rdfs"])) or predicate in {
        expand("plate:projectsTo"),
        expand("plate:onceProjectsTo"),
        _ADMITS,
    }


def by_term(known: Ontology) -> tuple[Mapping[str, list[Triple]], Mapping[str, list[Triple]]]:
    """The axioms on whose page each is told, by term; and those of other terms that name one, likewise."""
    own: dict[str, list[Triple]] = {}
    named: dict[str, list[Triple]] = {}
    for triple in known.graph.all:
        if not is_axiom(triple):
            continue
        ends = _ends(triple, known.graph)
        for end in ends:
            own.setdefault(end, []).append(triple)
        parts = [*_inside(triple.subject, known.graph), *_inside(triple.object, known.graph)]
        for part in dict.fromkeys(parts):
            if part not in ends:
                named.setdefault(part, []).append(triple)
    return own, named


def _ends(triple: Triple, graph: Triples) -> list[str]:
    """The terms on whose pages an axiom is told."""
    found = [triple.subject.value] if isinstance(triple.subject, NamedNode) else []
    if isinstance(triple.object, NamedNode) and (not found or triple.predicate.value in _BOTH):
        found.append(triple.object.value)
    if not found or (triple.predicate.value == TYPE and isinstance(triple.subject, BlankNode)):
        lists = [one for name in _MEMBERS for one in graph.objects(key(triple.subject), name)]
        found = [
            member.value for one in lists for member in graph.members(one) if isinstance(member, NamedNode)
        ]
    return list(dict.fromkeys(found))


def _inside(term: Term, graph: Triples) -> Iterator[str]:
    """The named terms inside a blank node."""
    waiting, seen = [term] if isinstance(term, BlankNode) else [], set[str]()
    while waiting:
        node = waiting.pop()
        for triple in graph.about(key(node)):
            if isinstance(triple.object, NamedNode) and triple.predicate.value != TYPE:
                if not triple.object.value.startswith(PREFIXES["rdf"]):
                    yield triple.object.value
            elif isinstance(triple.object, BlankNode) and key(triple.object) not in seen:
                seen.add(key(triple.object))
                waiting.append(triple.object)


def _kind(triple: Triple) -> str:
    """The kind of an axiom: its predicate, or the class that says how a term behaves."""
    predicate = triple.predicate.value
    return curie(key(triple.object)) if predicate == TYPE else curie(predicate)


def _said(triple: Triple) -> tuple[str, str, str]:
    return key(triple.subject), triple.predicate.value, key(triple.object)


def is_type(term: Term) -> bool:
    """Whether a term is a type of literals."""
    return isinstance(term, NamedNode) and (
        term.value.startswith((_XSD, PREFIXES["edtf"]))
        or term.value in {expand("rdf:langString"), expand("rdfs:Literal")}
    )


class Teller:
    """Puts axioms into words, for one page."""

    def __init__(self, namer: Namer, known: Ontology) -> None:
        """Tell of a vocabulary with names for a page."""
        self._namer, self._graph, self._spoken = namer, known.graph, namer.spoken

    def told(self, triples: Iterable[Triple], seen_from: str = "") -> tuple[Axiom, ...]:
        """Axioms in words; those that hold both ways as seen from a term."""
        found: list[Axiom] = []
        apart: list[Triple] = []
        for triple in triples:
            kind = _kind(triple)
            if kind == "owl:disjointWith" and seen_from and not isinstance(triple.object, BlankNode):
                apart.append(triple)
            else:
                found.append(Axiom(kind, self._words(triple, kind, seen_from), (_said(triple),)))
        if apart:
            found.append(self._apart(apart, seen_from))
        return tuple(sorted(dict.fromkeys(found), key=lambda axiom: _ORDER.get(axiom.kind, len(_ORDER))))

    def _apart(self, triples: list[Triple], seen_from: str) -> Axiom:
        """What a class has no member in common with, in one sentence."""
        ends = {end for triple in triples for end in (triple.subject, triple.object) if key(end) != seen_from}
        nodes = sorted(
            (self._namer.term(key(end)) for end in ends), key=lambda node: node.label.value.lower()
        )
        others = [articled(single(node), self._spoken) for node in nodes]
        this = single(self._namer.term(seen_from))
        words = self._say(APART, this=this, others=listed(others, "or", self._spoken))
        return Axiom("owl:disjointWith", words, tuple(_said(triple) for triple in triples))

    def _words(self, triple: Triple, kind: str, seen_from: str) -> Phrase:
        subject, value = triple.subject, triple.object
        if kind in GROUPS:
            lists = [one for name in _MEMBERS for one in self._graph.objects(key(subject), name)]
            members = [member for one in lists for member in self._graph.members(one)]
            return self._say(GROUPS[kind], members=self._list(members, "and"))
        if isinstance(subject, BlankNode):
            return self._say(GENERAL, clause=self.clause(subject), a_this=self._name(value))
        this = self._name(subject)
        if kind in BEHAVIOUR:
            return self._say(BEHAVIOUR[kind], this=this)
        if kind == curie(DEPRECATED):
            return self._say(BEHAVIOUR["owl:DeprecatedClass"], this=this)
        if kind == curie(_ADMITS) and isinstance(value, Literal) and value.value in ADMITS:
            return self._say(ADMITS[value.value], this=this)
        if kind in LISTS:
            return self._of_list(kind, this, value)
        if kind == "rdfs:range" and is_type(value):
            return self._say(OF_TYPE, this=this, other=self._name(value))
        if isinstance(value, BlankNode) and kind in MADE:
            return self._say(MADE[kind], this=this, clause=self.clause(value))
        if kind in NAMED:
            other = self._name(value)
            if seen_from and key(value) == seen_from:
                this, other = other, this
            return self._say(NAMED[kind], this=this, a_this=this, other=other, a_other=other)
        return (single(self._namer.term(triple.predicate.value)), ": ", *_flat(self._name(value)))

    def _of_list(self, kind: str, this: Part, value: Term) -> Phrase:
        members = self._graph.members(value)
        if kind == "owl:propertyChainAxiom":
            return self._say(LISTS[kind], this=this, chain=self._chain(members))
        if expand(kind) in _JOINED:
            return self._say(LISTS[kind], this=this, clause=self._joined(members, _JOINED[expand(kind)]))
        return self._say(LISTS[kind], this=this, members=self._list(members, "and"))

    def clause(self, term: Term) -> Phrase:
        """An expression as what is said of the things that it is of."""
        if not isinstance(term, BlankNode):
            if is_type(term):
                return self._say(CLAUSES["datatype"], other=self._name(term))
            return self._say(CLAUSES["class"], a_other=self._name(term))
        node = key(term)
        for predicate, join in _JOINED.items():
            if (head := self._graph.first(node, predicate)) is not None:
                return self._joined(self._graph.members(head), join)
        if (other := self._graph.first(node, expand("owl:complementOf"))) is not None:
            return self._say(CLAUSES["not"], clause=self.clause(other))
        if (head := self._graph.first(node, expand("owl:oneOf"))) is not None:
            return self._say(CLAUSES["owl:oneOf"], members=self._list(self._graph.members(head), "or"))
        return self._restriction(node)

    def _restriction(self, node: str) -> Phrase:
        on = self._graph.first(node, _ON)
        prop: Part = self._name(on) if on is not None else ""
        of = next((one for name in _CLASS for one in self._graph.objects(node, name)), None)
        for kind, text in CLAUSES.items():
            value = self._graph.first(node, expand(kind)) if ":" in kind else None
            if value is None:
                continue
            clause: Part = ""
            if kind in {"owl:someValuesFrom", "owl:allValuesFrom"}:
                clause = self.clause(value)
            elif of is not None:
                clause = self.clause(of)
            told = self._name(value)
            number = told.value if isinstance(told, Text) else ""
            return self._say(text, property=prop, clause=clause, value=told, number=number)
        return tuple(_flat(prop))

    def _joined(self, members: list[Term], join: str) -> Phrase:
        return listed([self.clause(member) for member in members], join, self._spoken)

    def _list(self, members: list[Term], join: str) -> Phrase:
        return listed([self._name(member) for member in members], join, self._spoken)

    def _chain(self, members: list[Term]) -> Phrase:
        if len(members) == 1:
            return quoted(self._name(members[0]), self._spoken)
        first, rest = self._name(members[0]), self._chain(members[1:])
        return self._say(CLAUSES["chain"], first=first, rest=rest)

    def _name(self, term: Term) -> Part:
        """A term as a sentence names it; of an inverse property the words."""
        if isinstance(term, NamedNode):
            return Text(curie(term.value)) if is_type(term) else single(self._namer.term(term.value))
        if isinstance(term, Literal):
            return datum(term).text
        inverse = self._graph.first(key(term), _INVERSE)
        if inverse is not None:
            return self._say(CLAUSES["inverse"], property=self._name(inverse))
        return self.clause(term) if isinstance(term, BlankNode) else Text(str(term))

    def _say(self, english: str, **parts: Part) -> Phrase:
        return phrase(english, self._spoken, **parts)


def _flat(part: Part) -> Phrase:
    return part if isinstance(part, tuple) else (part,)
