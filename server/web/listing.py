"""Lists of things: which there are, what stands in them, and what a page of one says in RDF. Pure.

A list is a collection of Hydra, and its pages are the views of it; what a page says of its things is what
they are, what they are called and where their data is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad

from server.holding import Held
from server.jsonld.frames import KINDS
from server.lives import Life
from server.names import BASE, HYDRA, ID, ONTOLOGY, expand
from server.store.days import Period
from server.store.documents import LABELS, Documents
from server.web.hydra import Page
from server.web.vocabulary import Vocabulary

#: Lists are IRIs that end in their name.
LISTS_IRI: Final = BASE + "things/"

#: Language tags of titles, in their order.
TONGUES: Final = ("en", "zh-hans", "zh-hant")

_TYPE: Final = expand("rdf:type")
_LABEL: Final = expand("skos:prefLabel")
#: What every thing is, and says nothing of it.
_PLAIN: Final = frozenset(map(expand, ("owl:Thing", "owl:NamedIndividual", "rdfs:Resource")))


@dataclass(frozen=True)
class Kind:
    """A list: the things of some classes.

    Attributes:
        name: the end of its IRI.
        titles: what people call it, by `TONGUES`.
        classes: IRIs of the classes.
        under: what the IRIs of its things begin with.
    """

    name: str
    titles: tuple[str, str, str]
    classes: tuple[str, ...]
    under: str = ID

    @property
    def iri(self) -> str:
        """The IRI of the list."""
        return LISTS_IRI + self.name


_TITLES: Final[Mapping[str, tuple[str, str, str]]] = MappingProxyType(
    {
        "institution": ("Institutions", "机构", "機構"),
        "nameplate": ("Nameplates", "牌子", "牌子"),
        "person": ("People", "人物", "人物"),
        "association": ("Associations", "协会", "協會"),
        "post": ("Posts", "职务", "職務"),
        "concept": ("Concepts", "概念", "概念"),
        "document": ("Documents", "文献", "文獻"),
        "event": ("Events", "事件与活动", "事件與活動"),
        "claim": ("Claims", "主张", "主張"),
        "place": ("Places", "地点", "地點"),
    }
)
_PROPERTIES: Final = ("owl:ObjectProperty", "owl:DatatypeProperty", "owl:AnnotationProperty")

#: Every list: of the kinds that have a frame, of what the sources hold and lack, of the vocabulary's terms.
LISTS: Final = (
    *(Kind(name, _TITLES[name], classes) for name, classes in KINDS.items()),
    Kind("passage", ("Passages", "段落", "段落"), (ONTOLOGY + "Passage",)),
    Kind("gap", ("Known gaps", "已知空缺", "已知空缺"), (ONTOLOGY + "KnownGap",)),
    Kind("class", ("Classes", "类", "類別"), (expand("owl:Class"),), ONTOLOGY),
    Kind("property", ("Properties", "属性", "屬性"), tuple(map(expand, _PROPERTIES)), ONTOLOGY),
)

#: Lists of what has no days: why.
TIMELESS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "passage": "Sources are listed as they are read.",
        "gap": "Known gaps have no days.",
        **dict.fromkeys(("class", "property"), "The vocabulary is the same for every day."),
    }
)

#: The list of lists.
ALL: Final = ("Lists of things", "事物列表", "事物列表")


#: The parts of a list as of a day, with what they are called.
_PARTS: Final = (
    (Held.CERTAINLY, ("Certain then", "当时确定", "當時確定")),
    (Held.POSSIBLY, ("Uncertain then", "当时未定", "當時未定")),
)
_BOUNDS: Final = ("starts_earliest", "starts_latest", "ends_earliest", "ends_latest")


@dataclass(frozen=True)
class Then:
    """The things of a list as of a day or period.

    Attributes:
        certain: those that were there.
        possible: those of which it is open.
        gone: how many were not there.
    """

    certain: tuple[str, ...]
    possible: tuple[str, ...]
    gone: int

    @property
    def listed(self) -> tuple[str, ...]:
        """What stands in the list, in its order."""
        return self.certain + self.possible

    def of(self, answer: Held) -> tuple[str, ...]:
        """The things of one of the parts."""
        return self.certain if answer is Held.CERTAINLY else self.possible


def then(iris: Iterable[str], life: Callable[[str], Life], at: Period) -> Then:
    """What a list is as of a period.

    Args:
        iris: its things as last known.
        life: what is known of the time of one of them.
        at: first and last day.
    """
    found: dict[Held, list[str]] = {answer: [] for answer in Held}
    for iri in iris:
        found[life(iri).held(*at)].append(iri)
    return Then(tuple(found[Held.CERTAINLY]), tuple(found[Held.POSSIBLY]), len(found[Held.NOT]))


def members(documents: Documents, vocabulary: Vocabulary) -> dict[str, tuple[str, ...]]:
    """The IRIs of every list, by its name, in order of what things are called in English."""
    found: dict[str, list[tuple[str, str]]] = {kind.name: [] for kind in LISTS}
    for under in dict.fromkeys(kind.under for kind in LISTS):
        kinds = [kind for kind in LISTS if kind.under == under]
        for iri in documents.under(under):
            own = documents.own(iri)
            types = set(_types(own))
            above = {up for type_ in types for up in (type_, *vocabulary.above.get(type_, ()))}
            fitting = [kind.name for kind in kinds if not above.isdisjoint(kind.classes)]
            called = (_sorting(own) or iri, iri) if fitting else ("", "")
            for name in fitting:
                found[name].append(called)
    return {name: tuple(iri for _, iri in sorted(rows)) for name, rows in found.items()}


def _sorting(own: Iterable[Quad]) -> str:
    """What a thing is called in English, or in whatever language, in lower case."""
    labels = {q.object.language or "": q.object.value for q in _labels(own) if isinstance(q.object, Literal)}
    best = labels.get("en") or next(iter(labels.values()), "")
    return best.casefold()


def _types(own: Iterable[Quad]) -> Iterator[str]:
    """The classes that a thing's quads say it is of."""
    for quad in own:
        if quad.predicate.value == _TYPE and isinstance(quad.object, NamedNode):
            yield quad.object.value


def _labels(own: Iterable[Quad]) -> list[Quad]:
    """Those of a thing's quads that say what it is called: by the best predicate that it has."""
    held = list(own)
    found = ([q for q in held if q.predicate.value == predicate] for predicate in LABELS)
    return next((quads for quads in found if quads), [])


def told(own: Iterable[Quad], place: str | None) -> Iterator[Quad]:
    """What a list says of one of its things.

    Args:
        own: the thing's quads.
        place: where its data is; None if nowhere here.
    """
    held = list(own)
    said = [q for q in held if set(_types([q])) - _PLAIN]
    yield from dict.fromkeys([*said, *_labels(held)])
    if place is not None and held:
        subject = held[0].subject
        yield Quad(subject, NamedNode(expand("foaf:isPrimaryTopicOf")), NamedNode(place))


def of_kind(
    iri: str, titles: Sequence[str], page: Page, iris: Sequence[str], say: Callable[[str], Iterable[Quad]]
) -> Iterator[Quad]:
    """One page of a list.

    Args:
        iri: of the list.
        titles: of the list, by `TONGUES`.
        page: which page, and where it is.
        iris: the things of the page.
        say: what is said of one of them.
    """
    yield from head(iri, titles, page.total)
    yield _says(iri, HYDRA + "itemsPerPage", Literal(page.size))
    view = page.at(page.number)
    yield _says(iri, HYDRA + "view", NamedNode(view))
    yield _says(view, _TYPE, NamedNode(HYDRA + "PartialCollectionView"))
    for relation, number in relations(page):
        yield _says(view, HYDRA + relation, NamedNode(page.at(number)))
    for thing in iris:
        yield member(iri, thing)
        yield from say(thing)


def as_of(iri: str, undated: str, shown: str, words: str) -> Iterator[Quad]:
    """What a list as of a day says of that day.

    Args:
        iri: of the list as of the day.
        undated: of the same as last known.
        shown: the day or period, as it can be asked for.
        words: what is to be said of it in English.
    """
    yield _says(iri, expand("dcterms:isVersionOf"), NamedNode(undated))
    yield _says(iri, expand("dcterms:valid"), Literal(shown, datatype=NamedNode(expand("edtf:EDTF"))))
    yield _says(iri, expand("rdfs:comment"), Literal(words, language="en"))


def parts(iri: str, found: Then, shown: Sequence[str]) -> Iterator[Quad]:
    """The parts of a list as of a day: collections of what was there for certain, and of what is open.

    Args:
        iri: of the list as of the day.
        found: all that it has.
        shown: the things of the page.
    """
    for answer, titles in _PARTS:
        part, inside = f"{iri}#{answer.value}", set(found.of(answer))
        yield _says(iri, HYDRA + "collection", NamedNode(part))
        yield from head(part, titles, len(inside))
        yield from (member(part, thing) for thing in shown if thing in inside)


def told_bounds(iri: str, life: Life) -> Iterator[Quad]:
    """Between which days a thing began and ended, as far as that is known."""
    day = NamedNode(expand("xsd:date"))
    for name in _BOUNDS:
        known = getattr(life.bounds, name)
        if known is not None:
            first, second = name.split("_")
            yield _says(iri, f"{ONTOLOGY}{first}{second.capitalize()}", Literal(str(known), datatype=day))


def of_all(counts: Mapping[str, int], named: Callable[[str, str], str]) -> Iterator[Quad]:
    """The list of lists, each with the number of its things.

    Args:
        counts: these numbers.
        named: the IRI of a list, by its name and by its IRI as last known.
    """
    iri = named("", LISTS_IRI)
    yield from head(iri, ALL, len(LISTS))
    for kind in LISTS:
        listed = named(kind.name, kind.iri)
        yield member(iri, listed)
        yield from head(listed, kind.titles, counts[kind.name])


def head(iri: str, titles: Sequence[str], total: int) -> Iterator[Quad]:
    """What is said of a list: that it is one, what it is called, how many things it has.

    Args:
        iri: of the list.
        titles: by `TONGUES`, or as many as there are.
        total: how many things.
    """
    yield _says(iri, _TYPE, NamedNode(HYDRA + "Collection"))
    for title, tag in zip(titles, TONGUES, strict=False):
        yield _says(iri, _LABEL, Literal(title, language=tag))
    yield _says(iri, HYDRA + "totalItems", Literal(total))


def member(iri: str, thing: str) -> Quad:
    """That a thing stands in a list."""
    return _says(iri, HYDRA + "member", NamedNode(thing))


def relations(page: Page) -> Iterator[tuple[str, int]]:
    """The pages that a page leads to, by relation."""
    yield "first", 1
    if page.number > 1:
        yield "previous", page.number - 1
    if page.number < page.last:
        yield "next", page.number + 1
    yield "last", page.last


def _says(subject: str, predicate: str, value: NamedNode | Literal) -> Quad:
    return Quad(NamedNode(subject), NamedNode(predicate), value)
