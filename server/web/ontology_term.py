"""What the page of a term tells: its axioms in words, the shapes that check it, how the data use it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from server.names import ONTOLOGY, curie, expand
from server.web.contexts.ontology import Axiom, Example, Phrase, Step, TermTold, Used
from server.web.contexts.values import Node, Property, Text, Value
from server.web.nodes import TYPE, Namer
from server.web.ontology_axioms import Teller, by_term
from server.web.ontology_phrases import phrase
from server.web.ontology_read import Ontology, Term, key, space
from server.web.ontology_shapes import ShapeTeller, index, inherited
from server.web.ontology_tables import ALIGNED, FILES, KINDS, REST, STATES, VOCABULARIES
from server.web.ontology_uses import Said, Uses
from server.web.prose import in_script, read
from server.web.site import kept, site
from server.web.urls import Urls
from server.web.wording import local_name
from server.web.words import put, worded

_DEFINITION, _NOTE, _EXAMPLE = (expand(f"skos:{name}") for name in ("definition", "scopeNote", "example"))
_BELOW: Final = (expand("rdfs:subClassOf"), expand("rdfs:subPropertyOf"))
_DOMAIN, _RANGE = expand("rdfs:domain"), expand("rdfs:range")
_STATUS: Final = expand("bibo:status")
#: What the page says of a term besides, by predicate.
_FACTS: Final = (
    expand("rdfs:isDefinedBy"),
    expand("dcterms:source"),
    expand("skos:notation"),
    expand("skos:topConceptOf"),
    expand("skos:inScheme"),
    expand("skos:broader"),
    expand("skos:narrower"),
    expand("rdfs:seeAlso"),
)
#: Words of a language in an example, and what is none of them: `"text"@en`.
_WORD: Final = re.compile(r"(?:^|\s)[^\W\d_]+[,;]?(?:\s|$)|[\u4e00-\u9fff]")
_LITERAL: Final = re.compile(r"^(?:\"[^\"]*\"@[\w-]+|\[ .* \])$")
#: Rows of the tables of what is used with a term.
_MOST: Final = 12
_PREFIX: Final = f"PREFIX plate: <{ONTOLOGY}>\n"


def told(namer: Namer, urls: Urls, known: Ontology, used: Uses, iri: str) -> TermTold:
    """Everything that the page of a term tells beside its names.

    Args:
        namer: names things in the language of the page.
        urls: links.
        known: the vocabulary.
        used: how the data use it.
        iri: the term: of the vocabulary's own, or a scheme or concept that it describes.
    """
    kind = known.kinds[iri]
    own, named = kept("nameplate.axioms", lambda: by_term(known))
    teller = Teller(namer, known)
    shapes = ShapeTeller(namer, urls, known)
    found = index(known)
    checking = found.checking(iri)
    others: list[tuple[Node | None, tuple[Node, ...]]] = []
    if kind == "class":
        above = inherited(found, namer.vocabulary, iri)
        others += [
            (namer.term(one), tuple(shapes.node(shape) for shape in listed if shape not in checking))
            for one, listed in above
        ]
    naming = tuple(shapes.node(shape) for shape in found.naming(iri))
    others = [row for row in [*others, (None, naming)] if row[1]]
    number, data, question = _data(namer, used, iri, kind)
    file = known.file(iri)
    heading = FILES.get(file, REST)[0] if file in FILES else ""
    return TermTold(
        kind=kind,
        kinds=kinds_in_words(namer, iri),
        short=curie(iri),
        definitions=tuple(in_script(one, namer.spoken) for one in namer.texts(iri, _DEFINITION)),
        notes=read(namer.texts(iri, _NOTE), namer.spoken),
        examples=tuple(_plain(one) for one in read(namer.texts(iri, _EXAMPLE), namer.spoken)),
        used=number,
        data=data,
        question=question,
        itself=_itself(iri),
        axioms=teller.told(own.get(iri, ()), iri),
        named=_without(teller.told(named.get(iri, ())), own.get(iri, ())),
        shapes=tuple(
            shapes.of(shape, iri) if kind == "property" else shapes.told(shape) for shape in checking
        ),
        others=tuple(others),
        shaped=bool(found.iris),
        tree=tuple(_tree(namer, known, iri, kind)),
        properties=_used(namer, _with(namer, used.properties, iri)) if kind == "class" else (),
        domains=_used(namer, used.subjects.get(iri, {})),
        ranges=_used(namer, used.objects.get(iri, {})),
        users=_users(namer, known, iri) if kind == "class" else (),
        alignments=tuple(_aligned(namer, known, iri)),
        facts=_facts(namer, iri),
        since=_since(iri),
        status=_status(namer),
        module=Text(worded(heading, namer.spoken), namer.spoken.tag) if heading else None,
        anchor=file,
    )


def _plain(example: Text) -> Text:
    """An example, in no language where it is a statement, a literal or a number and no words."""
    return example if _WORD.search(_LITERAL.sub("", example.value)) else replace(example, language="")


def kinds_in_words(namer: Namer, iri: str) -> tuple[Text, ...]:
    """What kind of term something is and how it behaves, in the language of the page."""
    found = [(KINDS.get(curie(kind)), namer.kind(kind)) for kind in namer.kinds(iri)]
    return tuple(put(words, namer.spoken) if words else label for words, label in found)


def _without(axioms: tuple[Axiom, ...], own: Iterable[Triple]) -> tuple[Axiom, ...]:
    shown = {(key(t.subject), t.predicate.value, key(t.object)) for t in own}
    return tuple(axiom for axiom in axioms if not shown.issuperset(axiom.triples))


def _data(namer: Namer, used: Uses, iri: str, kind: str) -> tuple[int, tuple[Example, ...], str]:
    """How often a term is used, some of the uses, and a query for all of them."""
    name = f"plate:{iri.removeprefix(ONTOLOGY)}" if iri.startswith(ONTOLOGY) else f"<{iri}>"
    if kind == "class":
        some = tuple(Example(namer.node(one)) for one in used.some.get(iri, ()) if not one.startswith("_:"))
        if not some:
            some = tuple(_parts(namer, used, iri))
        query = f"SELECT DISTINCT ?thing WHERE {{ ?thing a {name} }} ORDER BY ?thing"
        return used.members.get(iri, 0), some, _PREFIX + query
    if kind == "property":
        said = tuple(_example(namer, one) for one in used.said.get(iri, ()))
        query = f"SELECT DISTINCT ?subject ?value WHERE {{ ?subject {name} ?value }} ORDER BY ?subject"
        return used.statements.get(iri, 0), said, _PREFIX + query
    naming = used.naming.get(iri, {})
    query = f"SELECT DISTINCT ?thing ?property WHERE {{ ?thing ?property {name} }} ORDER BY ?property ?thing"
    some = tuple(Example(namer.node(one), namer.term(how)) for one, how in used.named.get(iri, ()))
    return sum(naming.values()), some, _PREFIX + query


def _parts(namer: Namer, used: Uses, iri: str) -> Iterator[Example]:
    """Members of a class that have no names, by the things that they are parts of."""
    for one in used.some.get(iri, ()):
        owner, via = used.owners.get(one, ("", ""))
        if owner and not owner.startswith("_:"):
            yield Example(namer.node(owner), namer.term(via))


def _example(namer: Namer, said: Said) -> Example:
    """A statement of the data; what hangs off a thing is told by what leads to it."""
    via = namer.term(said.via) if said.via else None
    subject = namer.node(said.owner) if not said.owner.startswith("_:") else Node(said.owner, None, Text("…"))
    return Example(subject, via, _value(namer, said.value))


def _value(namer: Namer, value: Term) -> Value:
    """A value; of one without a name, the first thing that it names."""
    if isinstance(value, BlankNode):
        for quad in namer.documents.node(value.value):
            if isinstance(quad.object, NamedNode) and quad.predicate.value != TYPE:
                return namer.node(quad.object.value)
    if isinstance(value, Literal) and len(value.value) > 160:
        language = value.language
        text = value.value[:150].rstrip() + "…"
        value = Literal(text, language=language) if language else Literal(text, datatype=value.datatype)
    return namer.value(value, 1)


def _with(namer: Namer, found: Mapping[str, Mapping[str, int]], iri: str) -> Counter[str]:
    """What is used with the members of a class and of those below it."""
    counted: Counter[str] = Counter()
    for kind, numbers in found.items():
        if namer.vocabulary.is_a(kind, iri):
            counted.update(numbers)
    return counted


def _used(namer: Namer, counted: Mapping[str, int]) -> tuple[Used, ...]:
    """Terms with their numbers, most used first."""
    order = sorted(counted.items(), key=lambda row: (-row[1], row[0]))[:_MOST]
    return tuple(Used(namer.term(iri), number) for iri, number in order)


def _tree(namer: Namer, known: Ontology, iri: str, kind: str) -> Iterator[Step]:
    """The terms above a term, outermost first, itself, and those directly below it."""
    if kind in {"concept", "scheme"}:
        return
    direct, above = namer.vocabulary.direct, namer.vocabulary.above

    def depth(one: str, seen: frozenset[str] = frozenset()) -> int:
        higher = [up for up in direct.get(one, ()) if up not in seen and up != one]
        return 1 + max((depth(up, seen | {one}) for up in higher), default=-1)

    higher = sorted((depth(one), one) for one in above.get(iri, frozenset()) - {iri})
    for deep, one in higher:
        yield Step(namer.term(one), deep)
    here = depth(iri)
    yield Step(namer.term(iri), here, here=True)
    below = {one for name in _BELOW for one in known.graph.subjects(name, iri) if not one.startswith("_:")}
    for node in sorted((namer.term(one) for one in below), key=lambda node: node.label.value.lower()):
        yield Step(node, here + 1)


def _users(namer: Namer, known: Ontology, iri: str) -> tuple[Node, ...]:
    """The properties that have a class at one of their ends by the vocabulary."""
    found = {one for end in (_DOMAIN, _RANGE) for one in known.graph.subjects(end, iri)}
    return tuple(namer.term(one) for one in sorted(found) if not one.startswith("_:"))


def _aligned(namer: Namer, known: Ontology, iri: str) -> Iterator[Phrase]:
    """How a term stands to those of other vocabularies."""
    for triple in known.alignments.about(iri):
        text = ALIGNED.get(curie(triple.predicate.value))
        if text is not None and isinstance(triple.object, NamedNode):
            this = replace(namer.term(iri), second=None)
            yield phrase(text, namer.spoken, this=this, other=foreign(triple.object.value))


def foreign(iri: str) -> Node:
    """A term of another vocabulary: its name, and which vocabulary that is."""
    _, base = space(iri)
    title = next((title for base, title in VOCABULARIES.items() if iri.startswith(base)), base)
    return Node(iri, iri, Text(f"{local_name(iri)} ({title})", "en"), here=False)


def _facts(namer: Namer, iri: str) -> tuple[Property, ...]:
    """What else is said of a term."""
    rows = (
        (name, tuple(dict.fromkeys(namer.value(one) for one in namer.objects(iri, name)))) for name in _FACTS
    )
    return tuple(Property(namer.term(name), values) for name, values in rows if values)


def _since(iri: str) -> str:
    """The first published version that has a term; empty where none has, or nobody knows."""
    past = site().past
    found = past.describing(iri) if past is not None else []
    return found[0].version if found else ""


def _status(namer: Namer) -> str:
    """How far the vocabulary has come, in the words of the page."""
    state = local_name(namer.first(ONTOLOGY, _STATUS))
    return worded(STATES[state], namer.spoken) if state in STATES else state


def _itself(iri: str) -> str:
    """A query for what the vocabulary says of a term."""
    name = f"plate:{iri.removeprefix(ONTOLOGY)}" if iri.startswith(ONTOLOGY) else f"<{iri}>"
    graph = "GRAPH <https://w3id.org/nameplate/graph/ontology>"
    pattern = f"{graph} {{ {name} ?property ?value }}"
    return f"{_PREFIX}SELECT ?property ?value WHERE {{ {pattern} }} ORDER BY ?property"
