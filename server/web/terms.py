"""The vocabulary: the whole of it, a version of it. Single terms are resources like any other thing."""

from __future__ import annotations

from urllib.parse import quote

from flask import Blueprint, Response, request
from pyoxigraph import NamedNode, Quad
from werkzeug.exceptions import NotFound

from server.names import GRAPH, ONTOLOGY, PREFIXES
from server.web import pages
from server.web.addresses import mounted
from server.web.asked import tongue
from server.web.contexts.lists import Entry, EntryGroup, ListPage
from server.web.contexts.values import Node
from server.web.documents import answered, downloads
from server.web.languages import LANGUAGES, Language
from server.web.nodes import TYPE, Namer
from server.web.rendering import render
from server.web.representations import split
from server.web.resources import dereferenced, known
from server.web.site import site
from server.web.words import worded

_OWL = PREFIXES["owl"]
_GRAPH = GRAPH + "ontology"

#: Kinds of term, in the order of the page.
_KINDS = (
    (_OWL + "Class", "classes", "Classes"),
    (_OWL + "ObjectProperty", "object-properties", "Properties between things"),
    (_OWL + "DatatypeProperty", "datatype-properties", "Properties with values"),
    (_OWL + "AnnotationProperty", "annotation-properties", "Annotations"),
)


def blueprint() -> Blueprint:
    """The routes of the vocabulary."""
    made = Blueprint("terms", __name__)
    made.add_url_rule("/ontology", view_func=without_slash)
    made.add_url_rule("/ontology/", view_func=whole)
    made.add_url_rule("/ontology.<extension>", view_func=whole)
    made.add_url_rule("/ontology/<path:name>", view_func=term_or_version)
    return made


def without_slash() -> Response:
    """The vocabulary's IRI ends in a slash."""
    return _led("/ontology/", 301)


def _led(path: str, status: int) -> Response:
    """To a path, with what is asked beside."""
    asked = request.query_string.decode("ascii", "replace")
    target = site().urls.to(path) + (f"?{asked}" if asked else "")
    return Response(f"See {target}\n", status, {"Location": target}, content_type="text/plain; charset=utf-8")


def whole(extension: str | None = None) -> Response:
    """The vocabulary of this release: a page, or its graph."""
    return answered("/ontology/", ONTOLOGY, extension, _quads, lambda: _page("/ontology/"))


def term_or_version(name: str) -> Response:
    """A term leads to its page or data; a version, whose name ends in a slash or format, is a document."""
    if name.endswith("/"):
        return of_version(name.removesuffix("/"))
    version, extension = split(name)
    if extension and f"{ONTOLOGY}{version}/" in versions():
        return of_version(version, extension)
    if f"{ONTOLOGY}{name}/" in versions():
        return _led(f"/ontology/{name}/", 308)
    return dereferenced(known(f"/ontology/{name}"))


def of_version(version: str, extension: str | None = None) -> Response:
    """A version of the vocabulary: the one in this release.

    Raises:
        NotFound: this release has another version.
    """
    iri = f"{ONTOLOGY}{version}/"
    if iri not in versions():
        here = ", ".join(found.removeprefix(ONTOLOGY).rstrip("/") for found in versions()) or "none"
        raise NotFound(f"This release has no such version of the vocabulary; it has {here}.")
    path = f"/ontology/{version}/"
    return answered(path, iri, extension, _quads, lambda: _page(path), immutable=True)


def _quads() -> list[Quad]:
    return list(site().documents.graph(_GRAPH))


def versions() -> list[str]:
    """The version IRIs that the vocabulary gives itself."""
    found = pages.namer().objects(ONTOLOGY, _OWL + "versionIRI")
    return [iri.value for iri in found if isinstance(iri, NamedNode)]


def _page(path: str) -> bytes:
    """The page, which says at which path it is cited: the one with the slash, however it was asked for."""
    spoken = tongue()
    page = list_page(pages.namer(spoken), _quads(), spoken)
    return render("list.html", page=page, cited=quote(mounted(path), safe="/"), tongue=spoken)


def list_page(namer: Namer, quads: list[Quad], spoken: Language = LANGUAGES[0]) -> ListPage:
    """Every term of the vocabulary with its definition, by kind; the headings are in a language."""
    mine = [q for q in quads if isinstance(q.subject, NamedNode) and q.subject.value.startswith(ONTOLOGY)]
    kinds: dict[str, set[str]] = {}
    for quad in mine:
        if quad.predicate.value == TYPE and isinstance(quad.object, NamedNode):
            kinds.setdefault(quad.object.value, set()).add(str(quad.subject)[1:-1])
    groups = [
        EntryGroup(anchor, worded(heading, spoken), _entries(namer, kinds.get(kind, set()), spoken))
        for kind, anchor, heading in _KINDS
    ]
    known = {kind for kind, _, _ in _KINDS} | {_OWL + "Ontology"}
    others = {iri for kind, found in kinds.items() if kind not in known for iri in found}
    others -= {iri for kind in known for iri in kinds.get(kind, ())}
    groups.append(EntryGroup("individuals", worded("Fixed values", spoken), _entries(namer, others, spoken)))
    title = namer.node(ONTOLOGY).label
    shown = {TYPE, PREFIXES["dcterms"] + "description"}
    return ListPage(
        title=title.value,
        language=title.language,
        lead=namer.texts(ONTOLOGY, PREFIXES["dcterms"] + "description"),
        facts=namer.properties([q for q in namer.own(ONTOLOGY) if q.predicate.value not in shown]),
        groups=tuple(group for group in groups if group.entries),
        downloads=downloads("/ontology/"),
    )


def _entries(namer: Namer, iris: set[str], spoken: Language) -> tuple[Entry, ...]:
    nodes = sorted((namer.node(iri) for iri in iris), key=lambda node: node.label.value.lower())
    return tuple(_entry(namer, node, spoken) for node in nodes)


def _entry(namer: Namer, node: Node, spoken: Language) -> Entry:
    """A term with its definition, in the language of the page or else in English."""
    told = {text.language: text.value for text in namer.texts(node.iri, PREFIXES["skos"] + "definition")}
    tag = next((tag for tag in (*spoken.first, "en", "") if tag in told), "")
    return Entry(node, told.get(tag, ""), language=tag)
