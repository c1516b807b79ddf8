"""Triple patterns as the parameters of a request write them, and as SPARQL asks for them. Pure.

Blank nodes have no name that outlives a document, so here they go by one: an IRI under `genid` (RDF 1.1
Concepts §3.5), by which a client can ask for them again as long as the data are the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, TypeAlias

from pyoxigraph import BlankNode, Literal, NamedNode, Triple, Variable

from server.errors import QueryRefused

#: Where the names of blank nodes stand, below the root of the data.
GENID: Final = "/.well-known/genid/"

_VARIABLE: Final = re.compile(r"\?([A-Za-z][A-Za-z0-9_]*)\Z")
_LITERAL: Final = re.compile(
    r'"(?P<value>.*)"(?:@(?P<language>[A-Za-z0-9-]+)|\^\^<?(?P<datatype>[^<>"]+)>?)?\Z', re.S
)
_LABEL: Final = re.compile(r"[A-Za-z0-9_]+\Z")
_STAND_INS: Final = {"subject": "s", "predicate": "p", "object": "o"}

Term: TypeAlias = NamedNode | BlankNode | Literal | Variable


@dataclass(frozen=True)
class Pattern:
    """A triple pattern; where a position is a variable, everything fits."""

    subject: Term
    predicate: Term
    object: Term

    @property
    def is_blank(self) -> bool:
        """Whether it names blank nodes, which no query can."""
        return bool(self._stand_ins())

    def group(self) -> str:
        """The pattern as a group of SPARQL; in the place of a blank node, any blank node is asked for."""
        only = "".join(f" FILTER(ISBLANK({variable}))" for variable in self._stand_ins().values())
        return f"{{ {self.template()}{only} }}"

    def template(self) -> str:
        """The pattern as a triple of SPARQL."""
        names = self._stand_ins()
        terms = (self.subject, self.predicate, self.object)
        return " ".join(str(names[term] if isinstance(term, BlankNode) else term) for term in terms)

    @property
    def variables(self) -> list[str]:
        """Its variables, each once."""
        terms = (self.subject, self.predicate, self.object)
        return list(dict.fromkeys(str(term) for term in terms if isinstance(term, Variable)))

    def _stand_ins(self) -> dict[BlankNode, Variable]:
        nodes = dict.fromkeys(t for t in (self.subject, self.object) if isinstance(t, BlankNode))
        return {node: Variable(f"blank_{number}") for number, node in enumerate(nodes)}

    def fitting(self, triples: Iterable[Triple]) -> Iterator[Triple]:
        """Of the triples that the group finds, those with the very blank nodes of the pattern."""
        for triple in triples:
            is_subject = not isinstance(self.subject, BlankNode) or triple.subject == self.subject
            is_object = not isinstance(self.object, BlankNode) or triple.object == self.object
            if is_subject and is_object:
                yield triple


def read_pattern(subject: str, predicate: str, target: str, root: str) -> Pattern:
    """The pattern that three parameters write.

    A position that is empty or a variable (`?x`) is open; else it holds an IRI, as it is, and the object a
    literal also: `"text"`, `"text"@en`, `"2014"^^http://www.w3.org/2001/XMLSchema#gYear`.

    Args:
        subject: as above; so are `predicate` and `target`.
        predicate: as above.
        target: the object.
        root: what the IRIs of blank nodes begin with, before `GENID`.

    Raises:
        QueryRefused: 400, one of them is none of these, or a literal where none can be.
    """
    terms = {
        name: _term(name, text.strip(), root)
        for name, text in (("subject", subject), ("predicate", predicate), ("object", target))
    }
    if isinstance(terms["subject"], Literal):
        raise QueryRefused("the subject is a literal, which nothing can be said of: give an IRI")
    if not isinstance(terms["predicate"], NamedNode | Variable):
        raise QueryRefused("the predicate is no IRI: give the IRI of a property, or leave it out")
    return Pattern(**terms)


def named(triple: Triple, root: str) -> Triple:
    """The triple with IRIs for its blank nodes."""
    subject, target = triple.subject, triple.object
    if isinstance(subject, BlankNode):
        subject = NamedNode(root + GENID + subject.value)
    if isinstance(target, BlankNode):
        target = NamedNode(root + GENID + target.value)
    return Triple(subject, triple.predicate, target)


def _term(name: str, text: str, root: str) -> Term:
    if not text:
        return Variable(_STAND_INS[name])
    if text.startswith("?"):
        return _variable(name, text)
    if text.startswith('"'):
        return _literal(name, text)
    iri = text[1:-1] if text.startswith("<") and text.endswith(">") else text
    label = iri.removeprefix(root + GENID)
    if label != iri and _LABEL.match(label):
        return BlankNode(label)
    try:
        return NamedNode(iri)
    except ValueError as error:
        raise QueryRefused(
            f"the {name} {text!r} is no absolute IRI: write it out, without prefix, or leave it out"
        ) from error


def _variable(name: str, text: str) -> Variable:
    found = _VARIABLE.match(text)
    if found is None:
        raise QueryRefused(f"the {name} {text!r} is no variable: write ?name, or leave it out")
    return Variable("v_" + found[1])


def _literal(name: str, text: str) -> Literal:
    found = _LITERAL.match(text)
    if found is None:
        raise QueryRefused(f'the {name} is no literal: write "text", "text"@en or "text"^^datatype-IRI')
    try:
        if found["language"]:
            return Literal(found["value"], language=found["language"].lower())
        if found["datatype"]:
            return Literal(found["value"], datatype=NamedNode(found["datatype"]))
    except ValueError as error:
        raise QueryRefused(f"the {name} is no literal: {error}") from error
    return Literal(found["value"])
