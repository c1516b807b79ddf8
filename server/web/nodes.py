"""Terms of the data as parts of a page: what a thing is called, what it is, where its name leads."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from server.borrowing import can_stand
from server.folding import is_han
from server.names import ONTOLOGY, PREFIXES, curie
from server.store.dated_documents import DatedDocuments
from server.store.documents import Documents, labels_of
from server.tags import bcp47
from server.texts import PROSE
from server.traditional import in_own_words
from server.web import prose
from server.web.contexts.statements import Statement
from server.web.contexts.values import Datum, Nested, Node, Property, Text, Value
from server.web.languages import LANGUAGES, Language
from server.web.lent import WORDS
from server.web.urls import Urls
from server.web.vocabulary import CLAIM, Vocabulary
from server.web.wording import local_name, words_of
from server.web.words import put

TYPE = PREFIXES["rdf"] + "type"
_STRING = PREFIXES["xsd"] + "string"
_ADDRESS = PREFIXES["xsd"] + "anyURI"

#: The languages of the pages unless others are asked for: the first names things, and is the one in which
#: pages are written; the second stands beside it.
FIRST = "en"
SECOND = "zh-hans"

#: The scripts of Chinese, as labels say them.
SIMPLIFIED = "zh-Hans"
TRADITIONAL = "zh-Hant"

#: Classes of what has no names: its labels say in each language what it is.
_COMPOSED = (CLAIM, *(ONTOLOGY + name for name in ("KnownGap", "Passage", "ConsultedPage")))

#: How deep blank nodes are unfolded.
_DEPTH = 8

#: Classes that say nothing to a reader.
_PLAIN = frozenset(
    {PREFIXES["owl"] + "Thing", PREFIXES["owl"] + "NamedIndividual", PREFIXES["rdfs"] + "Resource"}
)


#: What a term of a vocabulary is; other classes of terms (symmetric, functional) say how it behaves.
_TERMS = frozenset(
    PREFIXES["owl"] + kind for kind in ("Class", "ObjectProperty", "DatatypeProperty", "AnnotationProperty")
)


class Namer:
    """Names things for one page; what was named once is kept until the page is done."""

    def __init__(
        self,
        documents: Documents,
        urls: Urls,
        vocabulary: Vocabulary,
        language: Language = LANGUAGES[0],
        written: Mapping[str, str] = MappingProxyType({}),
        spoken: Language = LANGUAGES[0],
    ) -> None:
        """Read names from documents, links from urls, kinds from the vocabulary; name in a language.

        `written` has names in traditional characters by how simplified ones write them; `spoken` is the
        language of the page's own words, among which terms and kinds stand.
        """
        self.documents = documents
        self._language = language
        self._traditional = written
        self.spoken = spoken
        self.vocabulary = vocabulary
        self._urls = urls
        self._nodes: dict[str, Node] = {}
        self._terms: dict[str, Node] = {}
        self._own: dict[str, list[Quad]] = {}
        self._labels: dict[str, dict[str, str]] = {}
        #: Statements by their claim and by the thing from which they are seen; see `server.web.statements`.
        self.statements: dict[tuple[str, str], Statement] = {}

    def own(self, iri: str) -> list[Quad]:
        """The quads whose subject is an IRI."""
        if iri not in self._own:
            self._own[iri] = self.documents.own(iri)
        return self._own[iri]

    def labels(self, iri: str) -> dict[str, str]:
        """What a thing is called, by language in BCP 47 case; what has no language is under an empty text."""
        if iri not in self._labels:
            found = labels_of(self.own(iri))
            self._labels[iri] = {bcp47(label.language or ""): label.value for label in found}
        return self._labels[iri]

    def objects(self, iri: str, predicate: str) -> list[NamedNode | BlankNode | Literal | Triple]:
        """The objects of a thing's quads with a predicate, each once, in order."""
        return list(dict.fromkeys(q.object for q in self.own(iri) if q.predicate.value == predicate))

    def texts(self, iri: str, predicate: str) -> tuple[Text, ...]:
        """What a thing's predicate says, in every language; that of the page's own words first."""
        return self._own_first(datum(o).text for o in self.objects(iri, predicate) if isinstance(o, Literal))

    def _own_first(self, said: Iterable[Text]) -> tuple[Text, ...]:
        """Words in several languages, those in the language of the page first; in English as they stand."""
        if self.spoken is LANGUAGES[0]:
            return tuple(said)
        return tuple(sorted(said, key=lambda text: text.language not in self.spoken.first))

    def told(self, iri: str, *predicates: str) -> tuple[Text, ...]:
        """What a thing's predicates say in words; what they say in several languages in that of the page."""
        return tuple(text for predicate in predicates for text in self._read(iri, predicate))

    def _read(self, iri: str, predicate: str) -> tuple[Text, ...]:
        said = self.texts(iri, predicate)
        return prose.read(said, self.spoken) if predicate in PROSE else said

    def first(self, iri: str, *predicates: str) -> str:
        """The first value of the first predicate that has one, or an empty text."""
        for predicate in predicates:
            for value in self.objects(iri, predicate):
                if isinstance(value, (NamedNode, Literal)):
                    return value.value
        return ""

    def iris(self, iri: str, predicate: str) -> list[str]:
        """The IRIs of the things that a thing names with a predicate."""
        return [o.value for o in self.objects(iri, predicate) if isinstance(o, NamedNode)]

    def named(self, iri: str, predicate: str) -> tuple[Node, ...]:
        """The things that a thing names with a predicate."""
        return tuple(self.node(one) for one in self.iris(iri, predicate))

    def kinds(self, iri: str) -> list[str]:
        """The most specific classes of a thing; what kind of term it is comes before how the term behaves."""
        types = set(self.iris(iri, TYPE)) - _PLAIN
        return sorted(self.vocabulary.most_specific(types), key=lambda kind: kind not in _TERMS)

    def is_claim(self, iri: str) -> bool:
        """Whether a thing is a claim: typed as one, or with a standing."""
        return bool(self.objects(iri, ONTOLOGY + "standing")) or any(
            self.vocabulary.is_a(kind, CLAIM) for kind in self.kinds(iri)
        )

    def is_denial(self, claim: str) -> bool:
        """Whether a claim says that something is not so."""
        return self.first(claim, ONTOLOGY + "polarity") == ONTOLOGY + "Negative"

    def is_endorsed(self, claim: str) -> bool:
        """Whether the curators take for so what a claim describes: they endorse it, and it is no denial."""
        endorsed = self.first(claim, ONTOLOGY + "standing") == ONTOLOGY + "Endorsed"
        return endorsed and not self.is_denial(claim)

    @property
    def held_asked(self) -> bool:
        """Whether things are named as of a day."""
        return isinstance(self.documents, DatedDocuments)

    def held(self, claim: str) -> str:
        """Whether what a claim says held on the day as of which things are named; empty if there is none."""
        documents = self.documents
        answer = documents.held(claim) if isinstance(documents, DatedDocuments) else None
        return "" if answer is None else answer.value

    def node(self, iri: str) -> Node:
        """A thing as a page names it."""
        if iri not in self._nodes:
            self._nodes[iri] = self._made(iri, self._language)
        return self._nodes[iri]

    def term(self, iri: str) -> Node:
        """A class or property as a page names it: by its label, else by words lent to it, or its name's."""
        if iri not in self._terms:  # in the language of the page's own words, among which it stands
            node = self._made(iri, self.spoken)
            named = node if self.labels(iri) else replace(node, label=self._lent(iri))
            self._terms[iri] = replace(named, label=self._in_script(named.label))
        return self._terms[iri]

    def together(self, iris: Sequence[str], say: Callable[[Language, Sequence[str]], str]) -> Text:
        """What is said of things in a place that cannot tell which part of it is in which language.

        Args:
            iris: the things.
            say: says it in a language, with what they are called in it.

        Returns:
            it in the language of the page's own words, in Chinese with what is named in English words, which
            are no proper name, in quotation marks. In English where it is in Latin letters alone, and where
            the language has neither a name that can stand there nor such marks.
        """
        labels = [self.node(iri).label for iri in iris]
        chinese = self.spoken.tag.startswith("zh")
        if chinese or all(self.can_stand(label) for label in labels):
            names = [one.value if self.can_stand(one) else self._quoted(one.value) for one in labels]
            told = Text(say(self.spoken, names), self.spoken.tag)
            if any(map(is_han, told.value)) or not chinese:
                return told
        english = LANGUAGES[0]
        named = [self.labels(iri).get(FIRST, label.value) for iri, label in zip(iris, labels, strict=True)]
        return Text(say(english, named), english.tag)

    def can_stand(self, label: Text) -> bool:
        """Whether a label can be a part of a text in the language of the page's own words."""
        own = label.language in {"", *self.spoken.first}
        return own or (self.spoken.tag.startswith("zh") and can_stand(label.value))

    def _quoted(self, words: str) -> str:
        """English words as a part of a Chinese text, in quotation marks; what has Chinese needs none."""
        if any(map(is_han, words)):
            return words
        return f"「{words}」" if self.spoken.tag == TRADITIONAL else f"“{words}”"

    def _made(self, iri: str, language: Language) -> Node:
        here = self._urls.path(iri) is not None
        href = self._urls.link(iri) if not here or iri in self.documents else None
        labels = self.labels(iri)
        kinds = [k for k in self.kinds(iri) if k != iri] if labels or here else []
        kind = self.kind(kinds[0]) if kinds else None
        first = self._first_label(labels, language)
        if first is None:
            return Node(iri, href, Text(_short(iri)), kind=kind, here=here)
        if TRADITIONAL in language.first and first.language == SIMPLIFIED:
            other_script = self._traditional.get(first.value)
            if self._traditional and not other_script:  # no name that somebody bears, but words of ours
                other_script = in_own_words(first.value)
            first = Text(other_script, TRADITIONAL) if other_script else first
        second = None if self.composed(kinds) else labels.get(language.second)
        other = Text(second, language.second) if second and second != first.value else None
        return Node(iri, href, first, other, kind=kind, here=here)

    def composed(self, kinds: Iterable[str]) -> bool:
        """Whether things of some classes have no names, but labels that say in a language what they are."""
        return any(self.vocabulary.is_a(kind, one) for kind in kinds for one in _COMPOSED)

    @staticmethod
    def _first_label(labels: dict[str, str], asked: Language) -> Text | None:
        """The label in the first language, else one without a language, else any."""
        for language in (*asked.first, ""):
            if language in labels:
                return Text(labels[language], language)
        return next((Text(value, language) for language, value in sorted(labels.items())), None)

    def kind(self, iri: str) -> Text:
        """The label of a class, in the language of the page's own words where it has one."""
        labels = self.labels(iri)
        tags = (tag for tag in (*self.spoken.first, FIRST, "") if labels.get(tag))
        found = next((Text(labels[tag], tag) for tag in tags), None) or self._lent(iri)
        return self._in_script(found)

    def _lent(self, iri: str) -> Text:
        """What a term without a label is called: by words lent to it, or its name's."""
        return put(WORDS[iri], self.spoken) if iri in WORDS else Text(words_of(iri), FIRST)

    def _in_script(self, label: Text) -> Text:
        """The label of a term in the script of the page's own words: of those there is no other wording."""
        if self.spoken.tag == TRADITIONAL and label.language == SIMPLIFIED:
            return Text(in_own_words(label.value), TRADITIONAL)
        return label

    def value(self, term: NamedNode | BlankNode | Literal | Triple, depth: int = _DEPTH) -> Value:
        """A term in the place of an object, as a page shows it."""
        if isinstance(term, NamedNode):
            return self.node(term.value)
        if isinstance(term, Literal):
            return datum(term)
        if isinstance(term, Triple) or depth == 0:
            return Datum(Text(str(term)))
        return Nested(self.properties(self.documents.node(term.value), depth - 1))

    def properties(self, quads: list[Quad], depth: int = _DEPTH) -> tuple[Property, ...]:
        """Quads of one subject, gathered by predicate: types first, then by label."""
        by_predicate: dict[str, dict[Value, None]] = {}
        for quad in quads:
            by_predicate.setdefault(quad.predicate.value, {})[self.value(quad.object, depth)] = None
        found = [
            Property(self.term(predicate), self._shown(predicate, tuple(values)))
            for predicate, values in by_predicate.items()
        ]
        return tuple(sorted(found, key=lambda p: (p.predicate.iri != TYPE, p.predicate.label.value.lower())))

    def _shown(self, predicate: str, values: tuple[Value, ...]) -> tuple[Value, ...]:
        """The values of a predicate as a page shows them: those in words in its language, or it first."""
        texts = [one.text for one in values if isinstance(one, Datum)]
        if len(texts) < len(values):
            return values
        if predicate in PROSE:
            return tuple(Datum(text) for text in prose.read(texts, self.spoken))
        if not all(text.language for text in texts):
            return values
        return tuple(Datum(text) for text in self._own_first(texts))


def slugged(node: Node) -> Node:
    """A thing by the last step of its IRI, for tables in which its whole name would stand on every row."""
    return replace(node, label=Text(local_name(node.iri)), second=None)


def _short(iri: str) -> str:
    """The short form of an IRI where it would be one in Turtle too, else the IRI."""
    short = curie(iri)
    return iri if "/" in short else short


def text_of(term: object) -> str:
    """The text of a term without its marks: an IRI, a literal's value; empty for what has none."""
    return term.value if isinstance(term, (NamedNode, BlankNode, Literal)) else ""


def datum(literal: Literal) -> Datum:
    """A literal as a page shows it: its own spelling, its language or its datatype."""
    if literal.language:
        return Datum(Text(literal.value, bcp47(literal.language)))
    datatype = literal.datatype.value
    if datatype == _ADDRESS and literal.value.startswith(("https://", "http://")):
        return Datum(Text(literal.value), href=literal.value)
    return Datum(Text(literal.value), "" if datatype == _STRING else curie(datatype))
