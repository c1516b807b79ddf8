"""Short names for the classes, properties and fixed values of a vocabulary: a JSON-LD 1.1 context. Pure.

A name is the last part of the IRI in camel case. Where two want the same name the earlier keeps it: the
words of JSON-LD and of `READERS`, our own terms, then other people's in the order of `server.names.PREFIXES`,
each in order of their IRIs. The later puts the prefix of its vocabulary before (`rdfsLabel`); where that is
taken, too, or there is none, it has no name and is written as an IRI.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Final, Literal

from server.names import HYDRA, ONTOLOGY, PREFIXES, expand

#: What JSON-LD itself says, in our words.
KEYWORDS: Final[Mapping[str, object]] = MappingProxyType(
    {
        "id": "@id",
        "type": {"@id": "@type", "@container": "@set"},
        "statements": "@included",
        "period": "@nest",
    }
)

#: Further words for `@included`, which keep apart what stands beside a thing. They are in documents only: of
#: several words a processor would choose the shortest.
BESIDE: Final = ("document", "included", "vocabulary")

#: Names that say more to a reader than the end of the IRI.
READERS: Final = MappingProxyType(
    {
        expand("skos:prefLabel"): "label",
        ONTOLOGY + "relationSubject": "subject",
        ONTOLOGY + "relationObject": "value",
        ONTOLOGY + "citation": "sources",
        ONTOLOGY + "drawsOn": "documents",
        ONTOLOGY + "validity": "edtf",
        expand("prov:wasAttributedTo"): "voices",
        HYDRA + "Collection": "Listing",
        HYDRA + "PartialCollectionView": "ListingPage",
        HYDRA + "member": "items",
        **{HYDRA + name: f"{name}Page" for name in ("first", "previous", "next", "last")},
    }
)

_LABEL: Final = "label"

#: What is told of a period stands together.
NESTED: Final = MappingProxyType(
    {
        ONTOLOGY + name: "period"
        for name in ("validity", "startsEarliest", "startsLatest", "endsEarliest", "endsLatest")
    }
)

#: In things of these classes `value` stands for another property.
VALUES: Final = MappingProxyType(
    {ONTOLOGY + "Name": expand("skosxl:literalForm"), ONTOLOGY + "ProseClaim": expand("dcterms:description")}
)

#: Literals of which a thing may have several, beside those of one for each language.
SEVERAL: Final = frozenset(
    {
        ONTOLOGY + "factNumber",
        ONTOLOGY + "formerName",
        ONTOLOGY + "topic",
        *map(
            expand,
            (
                "dcat:keyword",
                "dcterms:identifier",
                "dcterms:language",
                "schema:inLanguage",
                "schema:keywords",
                "schema:variableMeasured",
                "skos:altLabel",
                "skos:example",
            ),
        ),
    }
)

#: Properties whose values are texts, whatever a release says of them.
TEXTS: Final = frozenset(
    map(
        expand,
        (
            *(
                "dcterms:bibliographicCitation",
                "dcterms:description",
                "dcterms:title",
                "foaf:name",
                "rdfs:comment",
                "rdfs:label",
            ),
            *("schema:description", "schema:name", "skos:altLabel", "skos:changeNote", "skos:definition"),
            *("skos:editorialNote", "skos:example", "skos:historyNote", "skos:prefLabel", "skos:scopeNote"),
            "skosxl:literalForm",
        ),
    )
)

#: Properties whose values are things, likewise.
THINGS: Final = frozenset(
    expand(f"dcterms:{name}")
    for name in ("creator", "isReplacedBy", "license", "publisher", "replaces", "source")
)

#: Properties between things of which a thing has one at most, beside those that the vocabulary says so of.
ONE: Final = frozenset(
    {*(ONTOLOGY + name for name in ("passage", "nameOf", "nameplateOf", "mergedInto")), expand("bibo:status")}
)

CLAIM: Final = ONTOLOGY + "Claim"
LANG_STRING: Final = expand("rdf:langString")
STRING: Final = expand("xsd:string")

#: How the values of a term are written: things, fixed values of ours, texts by language, values of one
#: datatype, anything; or the term names a class or a fixed value itself.
Kind = Literal["thing", "token", "text", "typed", "plain", "name"]


@dataclass(frozen=True)
class Term:
    """One entry of a context.

    Attributes:
        name: the short name.
        iri: what it stands for.
        kind: how its values are written.
        datatype: of a typed one.
        many: whether there may be several values, so that they always stand in an array.
        nest: name of the object within which it stands, if any.
    """

    name: str
    iri: str
    kind: Kind
    datatype: str = ""
    many: bool = False
    nest: str = ""

    def definition(self) -> str | dict[str, object]:
        """The entry as a context has it (JSON-LD 1.1 §9.15.1)."""
        if self.kind == "name":
            return self.iri
        found: dict[str, object] = {"@id": self.iri}
        coerced = {"thing": "@id", "token": "@vocab", "typed": self.datatype}.get(self.kind)
        if coerced:
            found["@type"] = coerced
        if self.kind == "text":
            found["@container"] = ["@language", "@set"] if self.many else "@language"
        elif self.many:
            found["@container"] = "@set"
        if self.nest:
            found["@nest"] = self.nest
        return found


@dataclass(frozen=True)
class Use:
    """What is known of an IRI before it gets its name."""

    kind: Kind
    datatype: str = ""
    many: bool = True


@dataclass(frozen=True)
class Names:
    """The short names of a vocabulary.

    Attributes:
        terms: IRI → its entry.
        depths: class → how many classes are above it, for the order of types.
        claiming: properties that name claims.
        prefixes: of other vocabularies, beside those of the project.
        called: IRI → its name, where names were given before it is known how the terms are used.
        kept: names that nothing else gets, beside the words of JSON-LD.
    """

    terms: Mapping[str, Term] = field(default_factory=dict)
    depths: Mapping[str, int] = field(default_factory=dict)
    claiming: frozenset[str] = frozenset()
    prefixes: Mapping[str, str] = field(default_factory=dict)
    called: Mapping[str, str] = field(default_factory=dict)
    kept: frozenset[str] = frozenset(READERS.values())

    @classmethod
    def of(cls, iris: Collection[str], prefixes: Mapping[str, str]) -> Names:
        """Names of the classes and properties that other people's data use, by the same rule.

        What readers call a term is free for others where the term is not used: with no skos:prefLabel in
        the data, `label` is rdfs:label. How the terms are used is for each document to say.

        Args:
            iris: all that are used.
            prefixes: that the data declare.
        """
        readers = {iri: name for iri, name in READERS.items() if iri in iris or iri.startswith(HYDRA)}
        blank = cls(prefixes=prefixes, kept=frozenset(readers.values()))
        terms = blank.with_uses({iri: Use("plain") for iri in iris}).terms
        return replace(blank, called={iri: term.name for iri, term in terms.items()})

    @property
    def label(self) -> str:
        """The IRI that is called `label`."""
        found = (iri for iri, term in self.terms.items() if term.name == _LABEL)
        return next(found, expand("skos:prefLabel"))

    def with_uses(self, uses: Mapping[str, Use]) -> Names:
        """Names for further IRIs as well, as far as there are any; those that there are stay."""
        known = {**PREFIXES, **self.prefixes}
        taken = {*KEYWORDS, *BESIDE, *self.kept, *self.called.values()}
        taken |= {term.name for term in self.terms.values()}
        order = {base: place for place, base in enumerate(known.values())}
        fresh = sorted(
            uses.keys() - self.terms.keys(),
            key=lambda iri: (iri not in READERS, order.get(_base(iri), 999), iri),
        )
        made: dict[str, Term] = {}
        for iri in fresh:
            name = self.called.get(iri) or READERS.get(iri)
            name = name or next((n for n in _wanted(iri, known) if n not in taken), None)
            if name is not None:
                taken.add(name)
                use = uses[iri]
                many = use.many and (name, use.kind) != (_LABEL, "text")  # of which most have one a language
                made[iri] = Term(name, iri, use.kind, use.datatype, many, NESTED.get(iri, ""))
        return replace(self, terms={**self.terms, **made})

    def values(self, types: Iterable[str]) -> Mapping[str, Term]:
        """Terms that go by another name in things of some classes."""
        found: dict[str, Term] = {}
        for kind in sorted(types, key=self.short):  # as a processor takes them (JSON-LD API §5.1.2)
            of = self.terms.get(VALUES.get(kind, ""))
            if of is not None and kind in self.terms:
                found = {of.iri: replace(of, name="value")}
        return found

    def short(self, iri: str) -> str:
        """The name of a class or fixed value, or the IRI."""
        term = self.terms.get(iri)
        return term.name if term is not None and term.kind == "name" else iri

    def context(self, only: Callable[[str], bool] = lambda _: True) -> dict[str, object]:
        """The context, or that of some of the IRIs; entries in order of their names."""
        chosen = sorted((t for t in self.terms.values() if only(t.iri)), key=lambda term: term.name)
        return {"@version": 1.1, **KEYWORDS, **{term.name: self._entry(term) for term in chosen}}

    def _entry(self, term: Term) -> str | dict[str, object]:
        scoped = self.values([term.iri]) if term.kind == "name" else {}
        if not scoped:
            return term.definition()
        return {"@id": term.iri, "@context": {t.name: t.definition() for t in scoped.values()}}


def _base(iri: str) -> str:
    """An IRI up to its last part."""
    return iri[: max(iri.rfind("#"), iri.rfind("/"), iri.rfind(":")) + 1]


def _wanted(iri: str, prefixes: Mapping[str, str]) -> Iterable[str]:
    """The names that an IRI may have, best first."""
    base = _base(iri)
    first, *others = re.split(r"[-_.]+", iri.removeprefix(base))
    local = first + "".join(part[:1].upper() + part[1:] for part in others)
    if re.fullmatch(r"[A-Za-z][A-Za-z0-9]*", local) is None:
        return
    yield local
    prefix = next((prefix for prefix, known in prefixes.items() if known == base), None)
    if prefix is not None:
        yield (prefix if local[0].islower() else prefix.capitalize()) + local[0].upper() + local[1:]
