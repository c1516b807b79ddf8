"""`/statistics`: how much there is, by source, standing, certainty, kind and time.

Counted once for each release that is served. The link of a number is the query that lists what it counts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Final
from urllib.parse import urlencode

from flask import Blueprint
from pyoxigraph import NamedNode, Quad

from server.names import ID, ONTOLOGY, PREFIXES, curie, expand
from server.store.dated_documents import bounds_of
from server.web import pages
from server.web.asked import tongue
from server.web.by_class import by_class
from server.web.contexts.figures import FigurePage, Number, Numbers
from server.web.contexts.values import Text
from server.web.figure_answers import Answers
from server.web.languages import Language
from server.web.listing import LISTS, TONGUES, members
from server.web.nodes import Namer
from server.web.site import kept, own, site
from server.web.words import said, worded

_TYPE: Final = expand("rdf:type")
_STANDING: Final = ONTOLOGY + "standing"
_CERTAINTY: Final = ONTOLOGY + "certainty"
_WIKIDATA: Final = "http://www.wikidata.org/entity/"
_MATCHES: Final = expand("skos:exactMatch")
_PAGES: Final = ONTOLOGY + "ConsultedPage"
#: Classes of claims that are general, and say nothing of what is claimed.
_GENERAL: Final = frozenset(ONTOLOGY + name for name in ("Claim", "Relation", "StatementClaim", "ProseClaim"))
#: What is in no list of things: companies and bodies abroad among it.
_OTHERS: Final = "things of other kinds"
COLUMNS: Final = ("table", "value", "label_en", "number", "query")


@dataclass(frozen=True)
class Counted:
    """A number: the table that it is of, what it counts, and the pattern that finds each of these as `?one`.

    Attributes:
        table: name of the table.
        value: an IRI, or a word of the page.
        number: how many there are.
        pattern: body of the query; empty where `path` leads to the list.
        path: of the list.
    """

    table: str
    value: str
    number: int
    pattern: str = ""
    path: str = ""

    @property
    def query(self) -> str:
        """The query that lists what is counted; empty where there is a list of its own."""
        if not self.pattern:
            return ""
        used = [f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items() if f" {name}:" in self.pattern]
        return f"{''.join(used)}SELECT DISTINCT ?one WHERE {{\n{self.pattern}\n}}\nORDER BY ?one"


#: Table → heading and what is counted in it.
_TABLES: Final[Mapping[str, tuple[str, str]]] = {
    "standing": ("Statements by standing", "How the curators treat them."),
    "certainty": ("Statements by certainty", "How the source puts them, or how they were found."),
    "source": (
        "Statements by source",
        "A statement that draws on several counts under each of them.",
    ),
    "dates": (
        "How exactly statements are dated",
        "By when what they say began: on a known day, in a span, bounded on one side only, or not dated.",
    ),
    "decade": ("Statements by decade", "By the first day on which what they say may have begun."),
    "claim": ("Statements by kind", "A statement counts under its kind and under what that is a kind of."),
    "thing": ("Things by kind", ""),
    "wikidata": (
        "Things with a link to Wikidata",
        "Exact matches that are endorsed, by kind. The quality of the dataset counts other matches, too.",
    ),
}


def blueprint() -> Blueprint:
    """The routes of statistics."""
    return ANSWERS.blueprint()


def counted() -> tuple[Counted, ...]:
    """Every number, counted once."""
    return kept("nameplate.statistics", lambda: tuple(_all()))


def _all() -> Iterable[Counted]:
    documents, kinds = own().documents, by_class()
    quads = {iri: documents.own(iri) for iri in documents.under(ID)}
    claims = {iri: found for iri, found in quads.items() if _values(found, _STANDING)}
    pages_of_web = set(kinds.get(_PAGES, ()))
    yield Counted("standing", "statements", len(claims), "  ?one plate:standing ?standing .")
    for value, number in _sorted(claims, partial(_values, predicate=_STANDING)):
        yield Counted("standing", value, number, f"  ?one plate:standing {curie(value)} .")
    stated = "  ?one plate:standing ?standing .\n"
    for value, number in _sorted(claims, partial(_values, predicate=_CERTAINTY)):
        yield Counted("certainty", value, number, f"{stated}  ?one plate:certainty {curie(value)} .")
    drawn = {iri: set(_values(found, ONTOLOGY + "drawsOn")) for iri, found in claims.items()}
    read = Counter(document for found in drawn.values() for document in found if document not in pages_of_web)
    for value, number in read.most_common():
        yield Counted("source", value, number, f"{stated}  ?one plate:drawsOn {curie(value)} .")
    on_pages = sum(1 for found in drawn.values() if found & pages_of_web)
    pattern = f"{stated}  ?one plate:drawsOn ?page .\n  ?page a plate:ConsultedPage ."
    yield Counted("source", "pages of the web, consulted for single facts", on_pages, pattern)
    yield from _dates(claims)
    for value, number in _sorted(claims, lambda found: [k for k in _values(found, _TYPE) if _is_kind(k)]):
        yield Counted("claim", value, number, f"{stated}  ?one a {curie(value)} .")
    listed = members(documents, pages.vocabulary())
    for kind in LISTS:
        if kind.under == ID:
            yield Counted("thing", kind.titles[0], len(listed[kind.name]), path=f"/things/{kind.name}")
    linked = {
        iri for iri, found in quads.items() if any(v.startswith(_WIKIDATA) for v in _values(found, _MATCHES))
    }
    match = f'  ?one skos:exactMatch ?there .\n  FILTER(STRSTARTS(STR(?there), "{_WIKIDATA}"))\n'
    match += f'  FILTER(STRSTARTS(STR(?one), "{ID}"))'
    yield Counted("wikidata", "things", len(linked), match)
    lists = [kind for kind in LISTS if kind.under == ID]
    for kind in lists:
        number = len(linked.intersection(listed[kind.name]))
        if number:
            classes = " ".join(curie(one) for one in kind.classes)
            pattern = f"{match}\n  VALUES ?kind {{ {classes} }}\n  ?one a ?kind ."
            yield Counted("wikidata", kind.titles[0], number, pattern)
    others = linked.difference(*(listed[kind.name] for kind in lists))
    if others:
        classes = " ".join(curie(one) for kind in lists for one in kind.classes)
        pattern = (
            f"{match}\n  FILTER NOT EXISTS {{\n    VALUES ?kind {{ {classes} }}\n    ?one a ?kind .\n  }}"
        )
        yield Counted("wikidata", _OTHERS, len(others), pattern)


def _dates(claims: Mapping[str, list[Quad]]) -> Iterable[Counted]:
    bounds = {iri: bounds_of(found) for iri, found in claims.items()}
    first, last = ("  ?one plate:startsEarliest ?first .", "  ?one plate:startsLatest ?last .")
    stated = "  ?one plate:standing ?standing ."
    no_first, no_last = (
        "  FILTER NOT EXISTS { ?one plate:startsEarliest ?any }",
        "  FILTER NOT EXISTS { ?one plate:startsLatest ?other }",
    )
    patterns = {
        "on a known day": (stated, first, last, "  FILTER(?first = ?last)"),
        "on some day of a span": (stated, first, last, "  FILTER(?first < ?last)"),
        "begun by a day, since when is not known": (stated, last, no_first),
        "not before a day": (stated, first, no_last),
        "no date of a beginning": (stated, no_first, no_last),
    }
    numbers = Counter(_began(one.starts_earliest, one.starts_latest) for one in bounds.values())
    for words, lines in patterns.items():
        if not numbers[words]:
            continue
        yield Counted("dates", words, numbers[words], "\n".join(lines))
    decades = Counter(
        one.starts_earliest.year // 10 * 10 for one in bounds.values() if one.starts_earliest is not None
    )
    for decade, number in sorted(decades.items()):
        pattern = f"{stated}\n{first}\n  FILTER(YEAR(?first) >= {decade} && YEAR(?first) < {decade + 10})"
        yield Counted("decade", str(decade), number, pattern)


def _began(first: date | None, last: date | None) -> str:
    """How exactly the beginning is known, as a word of the page."""
    if first is None:
        return "no date of a beginning" if last is None else "begun by a day, since when is not known"
    if last is None:
        return "not before a day"
    return "on a known day" if first == last else "on some day of a span"


def _sorted(
    claims: Mapping[str, list[Quad]], values: Callable[[list[Quad]], Iterable[str]]
) -> list[tuple[str, int]]:
    """Values with how many claims have them, the most first."""
    found = Counter(value for quads in claims.values() for value in set(values(quads)))
    return sorted(found.items(), key=lambda row: (-row[1], row[0]))


def _values(quads: Iterable[Quad], predicate: str) -> list[str]:
    return [
        q.object.value for q in quads if q.predicate.value == predicate and isinstance(q.object, NamedNode)
    ]


def _is_kind(iri: str) -> bool:
    return iri.startswith(ONTOLOGY) and iri not in _GENERAL


def _rows() -> list[list[str]]:
    namer = pages.namer()
    return [
        [one.table, one.value, _label(namer, one.value, None).value, str(one.number), one.query]
        for one in counted()
    ]


def _label(namer: Namer, value: str, spoken: Language | None) -> Text:
    """What a value is called: a term or a thing, or a word of the page."""
    if value.startswith(ONTOLOGY):
        return namer.term(value).label
    if value.startswith(ID):
        return namer.node(value).label
    if value.isdigit():
        told = said("%(year)ss", spoken, year=value)
        return Text(told, spoken.tag if spoken else "en")
    titles = next((kind.titles for kind in LISTS if kind.titles[0] == value), None)
    if titles is not None and spoken is not None:
        return Text(titles[TONGUES.index(spoken.tag.lower())], spoken.tag)
    told = worded(value, spoken)
    return Text(told, spoken.tag if spoken else "en")


def _page() -> FigurePage:
    spoken = tongue()
    namer = pages.namer(spoken)
    return FigurePage(
        path=ANSWERS.path,
        title=worded("Statistics", spoken),
        lead=worded(
            "How much there is, counted in this release. Each number leads to the list of what it counts.",
            spoken,
        ),
        downloads=ANSWERS.downloads(),
        numbers=tuple(
            Numbers(
                f"by-{table}",
                worded(heading, spoken),
                worded(note, spoken) if note else "",
                _numbers(namer, spoken, [one for one in counted() if one.table == table]),
            )
            for table, (heading, note) in _TABLES.items()
        ),
    )


def _numbers(namer: Namer, spoken: Language, rows: list[Counted]) -> tuple[Number, ...]:
    most = max((one.number for one in rows), default=1) or 1
    return tuple(
        Number(_label(namer, one.value, spoken), one.number, _href(one), round(100 * one.number / most))
        for one in rows
    )


def _href(one: Counted) -> str:
    to = site().urls.undated
    return to(one.path) if one.path else f"{to('/sparql')}?{urlencode({'query': one.query})}"


ANSWERS: Final = Answers("statistics", "Statistics", COLUMNS, _rows, _page)
