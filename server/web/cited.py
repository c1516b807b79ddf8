"""What is cited: the dataset in one of its versions, and what of it is found at a path or behind an IRI."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from html import unescape
from typing import Final
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from flask import current_app
from pyoxigraph import Literal, NamedNode
from werkzeug.exceptions import HTTPException, NotFound

from server.citations import Note, Part, Whole
from server.downloads import FOLDER
from server.names import BASE, DATASET, GRAPH, expand
from server.receipts import Question, Receipt
from server.store.documents import Documents
from server.versions.identity import Merged
from server.web import mementos, pages
from server.web.addresses import absolute
from server.web.citations import citations
from server.web.fates import GivenUp
from server.web.languages import Language
from server.web.nodes import Namer
from server.web.representations import by_extension
from server.web.resources import known
from server.web.site import site

_TITLE: Final = expand("dcterms:title")
_CREATOR: Final = expand("dcterms:creator")
_PUBLISHER: Final = expand("dcterms:publisher")
_LICENCE: Final = expand("dcterms:license")
_PART_OF: Final = expand("dcterms:isPartOf")

#: Parts of the app whose answers nobody cites: what runs the server, and what leads back here.
_UNCITED: Final = frozenset(
    ("", "citing", "receipts", "health", "metrics", "static", "linksets", "timegates", "resources", "terms")
)
#: Parts of the app that answer for things.
_THINGS: Final = frozenset(("resources", "terms"))
_HEADING: Final = re.compile(r"<title>(.*?)</title>", re.DOTALL)
#: A comment of a query that gives it a title, as the published queries have it.
_TITLED: Final = re.compile(r"^#[ \t]*title:[ \t]*(\S.{0,200})$", re.MULTILINE | re.IGNORECASE)
#: Bytes of a page in which its title is looked for, and characters of an address that a citation holds.
_HEAD: Final = 4096
_LONGEST: Final = 2000
#: Sources of a claim that are told.
_SOURCES: Final = 10


@dataclass(frozen=True)
class _Words:
    """What notes are called in a language."""

    document: str
    rests_on: str
    found_in: str
    formerly: str
    bytes: str
    query: str
    answer: str
    receipt: str
    rows: str
    triples: str
    nothing: str


_EN: Final = _Words(
    document="Document:",
    rests_on="Rests on {}:",
    found_in="In {}:",
    formerly="Formerly",
    bytes="{:,} bytes, SHA-256 {}",
    query="Answer to the SPARQL query {}",
    answer="SHA-256 of the query {}, of the answer {}",
    receipt="Receipt:",
    rows="{:,} rows",
    triples="{:,} triples",
    nothing="Nothing was found, which is an answer: the data do not state it",
)
_ZH_HANS: Final = _Words(
    document="文档：",
    rests_on="依据 {}：",
    found_in="见于 {}：",
    formerly="原为",
    bytes="{:,} 字节，SHA-256 {}",
    query="SPARQL 查询 {} 的结果",
    answer="查询的 SHA-256 {}，结果的 SHA-256 {}",
    receipt="凭据：",
    rows="{:,} 行",
    triples="{:,} 个三元组",
    nothing="未找到任何结果，这也是一种回答：数据中没有这样的陈述",
)
_ZH_HANT: Final = _Words(
    document="文件：",
    rests_on="依據 {}：",
    found_in="見於 {}：",
    formerly="原為",
    bytes="{:,} 位元組，SHA-256 {}",
    query="SPARQL 查詢 {} 的結果",
    answer="查詢的 SHA-256 {}，結果的 SHA-256 {}",
    receipt="憑據：",
    rows="{:,} 列",
    triples="{:,} 個三元組",
    nothing="未找到任何結果，這也是一種回答：資料中沒有這樣的陳述",
)
_WORDS: Final = {"en": _EN, "zh-Hans": _ZH_HANS, "zh-Hant": _ZH_HANT}


@dataclass(frozen=True)
class Place:
    """A path of this server with its arguments, or an IRI.

    Attributes:
        path: unescaped, without a version before it.
        arguments: names and values.
        version: whose document it is; empty: the one that is served.
        iri: the IRI, where one was given that is not a path alone.
    """

    path: str
    arguments: tuple[tuple[str, str], ...] = ()
    version: str = ""
    iri: str = ""

    def value(self, name: str) -> str:
        """The first value of an argument, or nothing."""
        return next((value for key, value in self.arguments if key == name), "")


def place(of: str) -> Place:
    """What a path or an IRI stands for on this server.

    Raises:
        NotFound: it is of another server.
    """
    here = site()
    iri = ""
    if not of.startswith("/"):
        root = next(
            (r for r in (here.urls.root, here.urls.public, absolute("")) if r and _below(of, r)), None
        )
        if root is None:
            raise NotFound(f"{of} is not of this dataset: name a path that begins with a slash, or an IRI.")
        iri, of = of, of.removeprefix(root) or "/"
    try:
        parts = urlsplit(f"http://host{of}")
        arguments = tuple(parse_qsl(parts.query))
    except ValueError as error:
        raise NotFound(f"That is no path: {error}.") from error
    path = unquote(parts.path) or "/"
    found = re.match(r"/version/([^/]+)(/.*)", path)
    if found:
        return Place(found[2], arguments, version=found[1])
    return Place(path, arguments, iri=iri if parts.fragment else "")


@contextmanager
def namer_of(version: str, language: Language) -> Iterator[tuple[Whole, Namer]]:
    """The dataset in a version, and what names its things.

    Raises:
        NotFound: no version goes by that name.
    """
    here, release = site(), site().release
    if release is None:
        raise NotFound("There is nothing to cite in data from a file.")
    if version in {"", release.version}:
        names = Namer(here.documents, here.urls, pages.vocabulary(), language)
        issued = date.fromisoformat(release.issued)
        whole = _whole(here.documents, names, language, release.version, issued)
        yield replace(whole, build="" if whole.published else release.directory.name), names
        return
    found = mementos.listed(version)
    with mementos.past().lent(found) as book:
        names = Namer(book.documents(), here.urls, pages.vocabulary(), language)
        yield _whole(book.documents(), names, language, found.version, found.issued), names


def part(at: Place, names: Namer, whole: Whole, language: Language) -> Part | None:
    """What of a version of the dataset is at a place; None if it is the whole.

    Raises:
        NotFound: nothing is.
        GivenUp: what was there is gone.
    """
    path, words = at.path, _WORDS[language.tag]
    stem, _, extension = path.rpartition(".")
    bare = stem if by_extension(extension) else path
    if bare in {"/", "/dataset", f"/dataset/{whole.version}"}:
        return None
    if path.startswith("/dumps/"):
        download = _download(path, words)
        if download is not None:
            return download
    if path.startswith("/graph/"):
        graph = GRAPH + bare.removeprefix("/graph/")
        if next(iter(names.documents.graph(graph)), None) is not None:
            title = _best(names.documents, graph, _TITLE, language) or graph.removeprefix(GRAPH)
            return Part(title, graph, graph.removeprefix(GRAPH), "dataset", _found_at(f"{bare}", words))
    if at.version:
        return _of_version(path, bare, names, at.version, words)
    if path.startswith("/sources/") and path != "/sources/":
        return _thing(known("/id/" + bare.rpartition("/")[2]), names, words)
    if path == "/sparql":
        return Part("SPARQL", BASE + "sparql", "sparql", "webpage")
    iri = at.iri if at.iri in names.documents else None
    if iri is None and (part_of_app := _part_of_app(path)) in _THINGS:
        iri = _named(path, bare)
    if iri is not None:
        return _thing(iri, names, words, at.value("at"))
    if part_of_app in _UNCITED:
        raise NotFound("There is nothing to cite at that address.")
    return _page(at)


def answer(receipt: Receipt, language: Language) -> Part:
    """The answer to a query, by its receipt."""
    words, question, summed = _WORDS[language.tag], receipt.question, receipt.result.summed
    name = question.sha256[:8]
    titled = _TITLED.search(question.text)
    arguments = [
        ("query", question.text),
        *(("default-graph-uri", iri) for iri in question.default_graphs),
        *(("named-graph-uri", iri) for iri in question.named_graphs),
        *([("at", question.at)] if question.at else []),
    ]
    asked = urlencode(arguments)
    fits = len(asked) <= _LONGEST
    counted = [
        words.rows.format(summed.rows) if summed.rows else "",
        words.triples.format(summed.triples) if summed.triples else "",
        words.nothing if summed.nothing_found else "",
        words.answer.format(question.sha256, summed.sha256),
    ]
    notes = [Note(text) for text in counted if text]
    return Part(
        label=words.query.format(f"“{titled[1].strip()}”" if titled else name),
        iri=f"{BASE}sparql" + (f"?{asked}" if fits else ""),
        name=f"query-{name}",
        kind="dataset",
        notes=(*notes, *([Note(words.receipt, f"{BASE}receipt?{asked}")] if fits else [])),
        at=question.at,
    )


def question(at: Place) -> Question | None:
    """What a path of the endpoint, or of receipts, asks; None if it is another path."""
    if at.path not in {"/sparql", "/receipt"} or not at.value("query"):
        return None
    values = {
        name: tuple(value for key, value in at.arguments if key == name)
        for name in ("default-graph-uri", "named-graph-uri")
    }
    return Question(at.value("query"), values["default-graph-uri"], values["named-graph-uri"])


def _below(address: str, root: str) -> bool:
    return address == root or address.startswith(root.rstrip("/") + "/")


def _whole(documents: Documents, names: Namer, language: Language, version: str, issued: date) -> Whole:
    """What a version says of the dataset as a whole."""
    published = not version.endswith("-dev")
    return Whole(
        title=_best(documents, DATASET, _TITLE, language) or DATASET,
        creators=tuple(names.node(iri).label.value for iri in _iris(names, _CREATOR)),
        publisher=next((names.node(iri).label.value for iri in _iris(names, _PUBLISHER)), ""),
        version=version,
        issued=issued,
        published=published,
        iri=f"{DATASET}/{version}" if published else DATASET,
        licence=next(iter(_iris(names, _LICENCE)), ""),
    )


def _iris(names: Namer, predicate: str) -> list[str]:
    return [o.value for o in names.objects(DATASET, predicate) if isinstance(o, NamedNode)]


def _best(documents: Documents, iri: str, predicate: str, language: Language) -> str:
    """What a thing's predicate says in the best of the languages, else in English."""
    found = {
        (q.object.language or "").lower(): q.object.value
        for q in documents.own(iri)
        if q.predicate.value == predicate and isinstance(q.object, Literal)
    }
    tags = (*language.first, "en", "")
    return next((found[tag.lower()] for tag in tags if tag.lower() in found), "")


def _named(path: str, bare: str) -> str | None:
    """The IRI of the thing that a path leads to, or None if it leads to none."""
    slug = bare if bare.startswith("/data/") else path
    for folder in ("/page/", "/data/"):
        if slug.startswith(folder):
            name = slug.removeprefix(folder)
            return _known(f"/id/{name}") or _known(f"/{name}")
    return _known(path)


def _known(path: str) -> str | None:
    try:
        return known(path)
    except NotFound:
        return None


def _part_of_app(path: str) -> str:
    """Which part of the app answers at a path; empty if none."""
    try:
        found, _ = current_app.url_map.bind("localhost").match(path, method="GET")
    except HTTPException:
        return ""
    return str(found).partition(".")[0]


def _thing(iri: str, names: Namer, words: _Words, at: str = "") -> Part:
    """A thing, with the document about it, as of a day if there is one, and what it rests on."""
    label = names.node(iri).label.value
    slug = site().urls.slug(iri) or ""
    rests = [
        Note(words.rests_on.format(_shown(source.place, source.document)), source.passage.iri)
        for source in citations(names, iri)[:_SOURCES]
        if source.passage
    ]
    within = [Note(words.found_in.format(node.label.value), node.iri) for node in names.named(iri, _PART_OF)]
    # the vocabulary is its own document, and is the same for every day
    page = f"/{slug}" if slug.endswith("/") else f"/page/{slug}" + (f"?at={at}" if at else "")
    notes = (*_found_at(page, words), *within, *dict.fromkeys(rests))
    return Part(label, iri, slug.rpartition("/")[2] or slug.strip("/"), notes=notes)


def _shown(passage: str, document: object) -> str:
    label = getattr(getattr(document, "label", None), "value", "")
    return f"{passage}, {label}" if label else passage


def _of_version(path: str, bare: str, names: Namer, version: str, words: _Words) -> Part:
    """A thing as a version describes it."""
    urls = site().urls
    for folder in ("/page/", "/data/"):
        if path.startswith(folder):
            slug = (bare if folder == "/data/" else path).removeprefix(folder)
            path = f"/id/{slug}" if urls.root + f"/id/{slug}" in names.documents else f"/{slug}"
    iri = next((iri for iri in urls.iris(path) if names.own(iri)), None)
    if iri is None:
        raise NotFound(f"Version {version} has nothing at that address.")
    found = _thing(iri, names, words)
    document = _found_at(f"/version/{version}/page/{urls.slug(iri)}", words)
    return replace(found, notes=(*document, *found.notes[1:]))


def _found_at(path: str, words: _Words) -> tuple[Note, ...]:
    return (Note(words.document, BASE.rstrip("/") + path),)


def _download(path: str, words: _Words) -> Part | None:
    """A file of the release that is served."""
    release = site().release
    assert release is not None  # noqa: S101 (the route is of releases only)
    name = path.removeprefix(f"/dumps/{release.version}/")
    file = release.files.get(FOLDER + name)
    if file is None:
        return None
    notes = (Note(words.bytes.format(file.bytes, file.sha256)),)
    return Part(file.name, BASE.rstrip("/") + path, file.name, "dataset", notes)


def _page(at: Place) -> Part:
    """Any other page of this server, by its title.

    Raises:
        NotFound: there is no such page.
    """
    asked = quote(at.path) + (f"?{urlencode(at.arguments)}" if at.arguments else "")
    address = BASE.rstrip("/") + asked
    try:
        title = _title(asked)
    except HTTPException as error:
        raise NotFound("There is nothing to cite at that address.") from error
    return Part(title or at.path, address, at.path.strip("/").replace("/", "-"), "webpage")


def _title(path: str) -> str:
    """The title of a page of this app; empty if it has none.

    Raises:
        NotFound: there is no such page.
    """
    with current_app.test_request_context(path, headers={"Accept": "text/html, */*;q=0.1"}):
        response = current_app.full_dispatch_request()
        try:
            if response.status_code != 200:
                raise NotFound
            if response.mimetype != "text/html":
                return ""
            found = _HEADING.search(response.get_data()[:_HEAD].decode("utf-8", "replace"))
        finally:
            response.close()
    return unescape(found[1]).removesuffix(f" · {site().name}").strip() if found else ""


def resolved(error: GivenUp, names: Namer, language: Language) -> Part:
    """The survivor of a merged thing, with the identifier that was given up.

    Raises:
        GivenUp: there is no survivor.
    """
    if not isinstance(error.what, Merged):
        raise error
    words = _WORDS[language.tag]
    found = _thing(error.what.into, names, words)
    return replace(found, notes=(Note(words.formerly, error.iri), *found.notes))
