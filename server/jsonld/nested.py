"""A document as one nested JSON object that is JSON-LD of exactly its triples. Pure."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from server.jsonld.lists import BARE, WHOLE
from server.jsonld.names import BESIDE, LANG_STRING, NESTED, STRING, TEXTS, Names, Term, Use
from server.jsonld.vocabulary import use_of
from server.names import ONTOLOGY, expand

_TYPE: Final = expand("rdf:type")
_STANDING: Final = ONTOLOGY + "standing"
_TOPIC: Final = expand("foaf:primaryTopic")

#: What comes first in an object; the rest is in order of its names.
_FIRST: Final = (
    *("@context", "id", "type", "label", "subject", "value", "about", "standing", "certainty", "period"),
    *("voices", "sources", "documents", "totalItems", "itemsPerPage", "view"),
)
#: What comes last.
_LAST: Final = ("statements", *BESIDE)

#: How deep blank nodes are written within one another.
_DEEPEST: Final = 40

_INTEGER: Final = re.compile(r"0|-?[1-9]\d{0,14}")

Subject = NamedNode | BlankNode
_Object = dict[str, Any]


def nested(triples: Iterable[Triple], about: str | None, names: Names) -> _Object:
    """Triples as a JSON object about a thing; with None they all stand beside one another.

    Args:
        triples: of a document; none within another.
        about: IRI of the thing.
        names: what classes and properties are called; what has no name there gets one by the same rule.
    """
    held = list(dict.fromkeys(triples))
    root = None if about is None else NamedNode(about)
    return _Writer(held, root, names.with_uses(_uses(held, names))).whole()


class _Writer:
    """What is written so far."""

    def __init__(self, triples: Sequence[Triple], root: NamedNode | None, names: Names) -> None:
        self._root = root
        self._names = names
        self._label = names.label
        self._by_subject: dict[Subject, list[Triple]] = {}
        for triple in triples:
            if not isinstance(triple.subject, Triple):  # in RDF 1.2 none is
                self._by_subject.setdefault(triple.subject, []).append(triple)
        self._times: Counter[object] = Counter(t.object for t in triples if isinstance(t.object, BlankNode))
        self._written: set[object] = set()
        self._named: set[object] = set()
        self._spoken: set[str] = {t.predicate.value for t in triples}
        self._used: set[str] = set()

    def whole(self) -> _Object:
        """The object, with its context."""
        root = self._node(self._root) if self._root is not None else {}
        statements: list[_Object] = []
        document: list[_Object] = []
        for subject in list(self._by_subject):
            kinds = {t.predicate.value for t in self._by_subject[subject]}
            if subject not in self._written and isinstance(subject, NamedNode):
                if _STANDING in kinds:
                    statements.append(self._node(subject))
                elif _TOPIC in kinds and not document:
                    document.append(self._node(subject))
        included: list[_Object] = []
        vocabulary: list[_Object] = []
        for subject in sorted(
            self._by_subject, key=lambda s: self._times[s] == 1
        ):  # those that hang off others last
            if subject in self._written or self._is_told(subject):
                continue
            spoken = isinstance(subject, NamedNode) and subject.value in self._spoken
            (vocabulary if spoken else included).append(self._node(subject, named=True))
        beside = {
            "statements": statements,
            "document": document[0] if document else None,
            "included": included,
            "vocabulary": vocabulary,
        }
        promised = () if self._spoken & WHOLE else ("statements",)  # which lists have none of
        root |= {name: nodes for name, nodes in beside.items() if nodes or name in promised}
        context = self._names.context(lambda iri: iri in self._used)
        words = {name: "@included" for name in BESIDE if name in root}
        if not any(iri in self._used for iri in NESTED):
            context.pop("period")
        return _ordered({"@context": {**context, **words}, **root})

    def _is_told(self, subject: Subject) -> bool:
        """Whether the places where a thing is named have said all that there is to say of it."""
        return subject in self._named and all(map(self._is_in_stub, self._by_subject[subject]))

    def _node(self, subject: Subject, *, named: bool = True, depth: int = 0) -> _Object:
        """All that is said of a subject; a blank one has an identifier only if it is to be named."""
        self._written.add(subject)
        found = _identified(subject) if named else {}
        triples = self._by_subject.get(subject, [])
        types = self._types(triples)
        if types:
            found["type"] = types
        other = self._names.values(
            t.object.value for t in triples if t.predicate.value == _TYPE and isinstance(t.object, NamedNode)
        )
        by_predicate: dict[str, list[Any]] = defaultdict(list)
        for triple in triples:
            if not _is_type(triple):
                by_predicate[triple.predicate.value].append(triple.object)
        for predicate, objects in by_predicate.items():
            self._say(found, predicate, other, objects, depth)
        return _ordered(found)

    def _types(self, triples: Iterable[Triple]) -> list[str]:
        """The names of classes, the most special first."""
        iris = [t.object.value for t in triples if _is_type(t) and isinstance(t.object, NamedNode)]
        self._used |= set(iris)
        self._spoken |= set(iris)
        return [
            self._names.short(iri)
            for iri in sorted(iris, key=lambda iri: (-self._names.depths.get(iri, 0), self._names.short(iri)))
        ]

    def _say(
        self, found: _Object, predicate: str, other: Mapping[str, Term], objects: Sequence[Any], depth: int
    ) -> None:
        """Put what a predicate says into an object, in which some predicates have other names."""
        term = other.get(predicate) or self._names.terms.get(predicate)
        if predicate not in other and any(term is not None and term.name == o.name for o in other.values()):
            term = None  # the name stands for something else here
        fitting = [o for o in objects if term is not None and _fits(term, o)]
        if term is not None and fitting:
            self._used.add(predicate)
            place = found.setdefault(term.nest, {}) if term.nest else found
            place[term.name] = self._values(term, fitting, depth, predicate)
        rest = [self._expanded(o, depth) for o in objects if o not in fitting]
        if rest:
            found[predicate] = rest

    def _values(self, term: Term, objects: Sequence[Any], depth: int, predicate: str) -> Any:  # noqa: ANN401 (any JSON)
        if term.kind == "text":
            return _by_language(objects, many=term.many)
        if predicate in WHOLE:
            made = [self._told(o, depth) for o in objects]
        elif predicate in BARE:
            made = [_identified(o)["id"] for o in objects]
        else:
            made = [self._value(term, o, depth) for o in objects]
        return made if term.many or len(made) > 1 else made[0]

    def _told(self, thing: Subject, depth: int) -> _Object:
        """A thing whole where it is named first, and its name from then on."""
        if thing in self._written or thing == self._root or depth >= _DEEPEST:
            return self._stub(thing, depth)
        return self._node(thing, depth=depth + 1)

    def _value(self, term: Term, value: Any, depth: int) -> Any:  # noqa: ANN401 (any JSON)
        if isinstance(value, Literal):
            if value.datatype.value in {term.datatype, STRING}:
                return _native(value)
            return _expanded(value)
        if term.kind == "token":
            self._used.add(value.value)
            self._spoken.add(value.value)
            return self._names.short(value.value)
        stub = self._stub(value, depth)
        return value.value if term.kind == "thing" and stub == {"id": value.value} else stub

    def _expanded(self, value: Any, depth: int) -> _Object:  # noqa: ANN401 (any term)
        """A value that says itself of what kind it is."""
        return _expanded(value) if isinstance(value, Literal) else self._stub(value, depth)

    def _stub(self, thing: Subject, depth: int) -> _Object:
        """A thing where it is named: identifier, label and, but for the root, types; a blank node whole."""
        if isinstance(thing, BlankNode):
            if self._times[thing] == 1 and thing not in self._written and depth < _DEEPEST:
                return self._node(thing, named=False, depth=depth + 1)
            return _identified(thing)
        self._named.add(thing)
        found = _identified(thing)
        triples = self._by_subject.get(thing, [])
        types = self._types(triples) if thing != self._root else []
        if types:
            found["type"] = types
        labels = [t.object for t in triples if t.predicate.value == self._label and self._is_in_stub(t)]
        if labels:
            self._say(found, self._label, {}, labels, depth)
        return found

    def _is_in_stub(self, triple: Triple) -> bool:
        """Whether a triple is told wherever its subject is named."""
        is_label = triple.predicate.value == self._label and isinstance(triple.object, Literal)
        return is_label or _is_type(triple)


def _identified(subject: Subject) -> _Object:
    return {"id": subject.value if isinstance(subject, NamedNode) else f"_:{subject.value}"}


def _is_type(triple: Triple) -> bool:
    """Whether a triple says of what class its subject is; a class without a name is told like any value."""
    return triple.predicate.value == _TYPE and isinstance(triple.object, NamedNode)


def _fits(term: Term, value: object) -> bool:
    """Whether a term can be said with a value."""
    if not isinstance(value, Literal):
        return term.kind in {"thing", "plain"} or (term.kind == "token" and isinstance(value, NamedNode))
    if term.kind == "text":
        return value.datatype.value in {LANG_STRING, STRING}
    if term.kind == "typed":
        return value.datatype.value == term.datatype
    return term.kind == "plain"


def _native(value: Literal) -> str | int | bool:
    """A literal as JSON has it, where it reads the same in both."""
    text: str = value.value
    if value.datatype.value == expand("xsd:integer") and _INTEGER.fullmatch(text):
        return int(text)
    if value.datatype.value == expand("xsd:boolean") and text in {"true", "false"}:
        return text == "true"
    return text


def _expanded(value: Literal) -> _Object:
    if value.language:
        return {"@value": value.value, "@language": tag(value.language)}
    typed = {} if value.datatype.value == STRING else {"@type": value.datatype.value}
    return {"@value": value.value, **typed}


def _by_language(literals: Iterable[Literal], *, many: bool) -> _Object:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for literal in literals:
        found[tag(literal.language) if literal.language else "@none"].append(literal.value)
    return {
        language: found[language] if many or len(found[language]) > 1 else found[language][0]
        for language in sorted(found)
    }


def tag(language: str) -> str:
    """A language tag as people write it (RFC 5646 §2.1.1).

    >>> tag("zh-hans"), tag("zh-latn-pinyin"), tag("EN-gb")
    ('zh-Hans', 'zh-Latn-pinyin', 'en-GB')
    """
    first, *others = language.lower().split("-")
    cased = [{2: part.upper(), 4: part.capitalize()}.get(len(part), part) for part in others]
    return "-".join([first, *cased])


def _ordered(found: Mapping[str, Any]) -> _Object:
    order = {name: place for place, name in enumerate(_FIRST)} | {
        name: len(_FIRST) + 1 + place for place, name in enumerate(_LAST)
    }
    return {name: found[name] for name in sorted(found, key=lambda n: (order.get(n, len(_FIRST)), n))}


def _uses(triples: Sequence[Triple], names: Names) -> dict[str, Use]:
    """How the classes and properties without a name are used."""
    values: defaultdict[str, list[object]] = defaultdict(list)
    classes: set[str] = set()
    for triple in triples:
        if _is_type(triple) and isinstance(triple.object, NamedNode):
            classes.add(triple.object.value)
        elif triple.predicate.value not in names.terms and triple.predicate.value != _TYPE:
            values[triple.predicate.value].append(triple.object)
    found = {iri: _use(iri, objects) for iri, objects in values.items()}
    return {**{iri: Use("name") for iri in classes - found.keys()}, **found}


def _use(iri: str, objects: Sequence[object]) -> Use:
    datatypes: set[str | None] = {o.datatype.value if isinstance(o, Literal) else None for o in objects}
    if datatypes == {None}:
        return Use("thing")
    if iri in TEXTS and datatypes & {LANG_STRING, STRING}:  # in every document alike
        return Use("text")
    return use_of(datatypes, many=True)
