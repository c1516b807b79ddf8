"""The types of pages, each by examples: what tests of all pages go through."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

_PREFIXES: Final = """PREFIX plate: <https://w3id.org/nameplate/ontology/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX foaf: <http://xmlns.com/foaf/0.1/>
"""
_RESULTS: Final = (
    "SELECT ?person ?name WHERE { ?person a foaf:Person ; skos:prefLabel ?name } ORDER BY ?name LIMIT 20"
)
_COUNTED: Final = (
    "SELECT ?class (COUNT(?x) AS ?n) WHERE { ?x a ?class } GROUP BY ?class ORDER BY DESC(?n) LIMIT 9"
)

ENGLISH: Final = "en"
SIMPLIFIED: Final = "zh-Hans"
TRADITIONAL: Final = "zh-Hant"


@dataclass(frozen=True)
class PageType:
    """A type of page in one of its states.

    Attributes:
        name: what it is, as results and tables tell it.
        path: an example.
        status: the status of its answer.
        editor: whether the editor of queries is loaded with it.
        all_languages: whether it is looked at in traditional Chinese, too.
        state: whether a browser sees it in English only, since the same type has a row of its own.
        chained: whether it is of the small release that has given things up, and not of the whole one.
    """

    name: str
    path: str
    status: int = 200
    editor: bool = False
    all_languages: bool = False
    state: bool = False
    chained: bool = False

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages in which a browser looks at it."""
        if self.state:
            return (ENGLISH,)
        return (ENGLISH, SIMPLIFIED, TRADITIONAL) if self.all_languages else (ENGLISH, SIMPLIFIED)


def _asked(query: str) -> str:
    return f"/sparql?query={quote(_PREFIXES + query, safe='')}"


PAGE_TYPES: Final = (
    PageType("home", "/", all_languages=True),
    PageType("search", "/search"),
    PageType("search: found", f"/search?q={quote('网信办')}", all_languages=True),
    PageType("search: nearly found", "/search?q=zhuang+rongwne", state=True),
    PageType("search: nothing found", "/search?q=zzzzqqq"),
    PageType("search: cannot be", "/search?q=cac&limit=none", status=400, state=True),
    PageType("institution with two nameplates", "/page/cac", all_languages=True),
    PageType("institution", "/page/ccac"),
    PageType("institution as of a year", "/page/cac?at=2016", state=True),
    PageType("institution as of no date", "/page/cac?at=nonsense", status=400, state=True),
    PageType("institution in a published version", "/version/0.1.0/page/cac", state=True),
    PageType(
        "institution of a long period, made light",
        "/version/0.1.0/page/cac?at=2010-01-02/2021-12-30&lang=zh-Hant",
        state=True,
    ),
    PageType("nameplate", "/page/siio"),
    PageType("association", "/page/csac"),
    PageType("person", "/page/zhuang-rongwen", all_languages=True),
    PageType("person as of a year", "/page/zhuang-rongwen?at=2018", state=True),
    PageType("post", "/page/post-cac-director"),
    PageType("concept", "/page/community-cyberspace"),
    PageType("document", "/page/doc-guofa-2014-33"),
    PageType("event", "/page/event-ccac-upgrade"),
    PageType("series of events", "/page/wic"),
    PageType("edition", "/page/wic-2015"),
    PageType("place", "/page/wuzhen"),
    PageType("polity", "/page/prc"),
    PageType("claim", "/page/appr-cac-community"),
    PageType("source", "/page/doc-000"),
    PageType("source, passage by passage", "/sources/doc-000", state=True),
    PageType("passage", "/sources/doc-000/passage-000-cac-1"),
    PageType("sources", "/sources/"),
    PageType("vocabulary", "/ontology/"),
    PageType("class", "/page/ontology/Claim"),
    PageType("property", "/page/ontology/superior"),
    PageType("vocabulary, terms of others", "/ontology/reused"),
    PageType("shapes", "/shape/"),
    PageType("shape", "/shape/Claim"),
    PageType("value of a scheme", "/page/certainty-asserted"),
    PageType("class in a published version", "/version/0.1.0/ontology/Claim", state=True),
    PageType("lists", "/things/"),
    PageType("list", "/things/person"),
    PageType("list with further pages", "/things/claim?page=2", state=True),
    PageType("list as of a year", "/things/person?at=2016", state=True),
    PageType("chart", "/chart", all_languages=True),
    PageType("chart as of a year", "/chart?at=2016", state=True),
    PageType("chart, two dates", "/chart/compare?from=2013&to=2018"),
    PageType("chart of the conference", "/chart/conference"),
    PageType("chart of the conference, two dates", "/chart/conference/compare", state=True),
    PageType("overlap", "/overlap"),
    PageType("overlap as of a year", "/overlap?at=2016", state=True),
    PageType("timeline", "/timeline"),
    PageType("timeline of one kind", "/timeline?kind=edition", state=True),
    PageType("genealogy", "/genealogy"),
    PageType("delegations", "/delegations"),
    PageType("statistics", "/statistics"),
    PageType("query page", "/sparql", editor=True, all_languages=True),
    PageType("query page: answer", _asked(_RESULTS), editor=True, state=True),
    PageType("query page: answer with a chart", _asked(_COUNTED), editor=True),
    PageType(
        "query page: answer to a long query",
        "/sparql?example=overlap-of-leaders-in-a-period&run=1",
        editor=True,
        state=True,
    ),
    PageType("query page: mistake", _asked("SELECT * {\n?x ?y }"), status=400, editor=True),
    PageType("fragments", "/fragments?subject=https%3A%2F%2Fw3id.org%2Fnameplate%2Fid%2Fcac"),
    PageType("dataset", "/dataset"),
    PageType("dataset, a published version", "/dataset/0.1.0", state=True),
    PageType("graph", "/graph/current"),
    PageType("downloads", "/dumps/"),
    PageType("downloads of a version", "/dumps/0.1.0/", state=True),
    PageType("versions", "/changes"),
    PageType("changes of a version", "/changes/0.1.0"),
    PageType("changes, with what was given up", "/changes/0.10.0", chained=True),
    PageType("given up", "/page/name-office", status=410, chained=True),
    PageType("citation", "/cite?of=/page/cac"),
    PageType("citation of an answer", "/cite?query=ASK%20%7B%7D", state=True),
    PageType("receipt", "/receipt?query=ASK%20%7B%7D"),
    PageType("receipt, checked", "/receipt/verify"),
    PageType("guide", "/docs/"),
    PageType("document of the guide", "/docs/first-query"),
    PageType("document of the guide with pictures", "/docs/data-model", all_languages=True),
    PageType("document of the guide for programs", "/docs/http"),
    PageType("document of the guide in English only", "/docs/engines", state=True),
    PageType("policy", "/policy"),
    PageType("known gaps", "/gaps"),
    PageType("reading inventory", "/coverage"),
    PageType("reading inventory, a section", "/coverage?section=A"),
    PageType("profiles", "/profiles/"),
    PageType("profile", "/profiles/plain"),
    PageType("problems", "/problems/"),
    PageType("problem, explained", "/problems/query-timeout"),
    PageType("API", "/api"),
    PageType("not there", "/page/nobody", status=404),
)
