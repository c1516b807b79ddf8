"""The shapes as documents: all of them, and each at its own IRI, as a page or as RDF."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Blueprint, Response
from pyoxigraph import BlankNode, NamedNode, Quad, Triple
from werkzeug.exceptions import NotFound

from server.names import GRAPH
from server.web import pages
from server.web.asked import tongue
from server.web.contexts.ontology import ShapesGroup, ShapesPage
from server.web.contexts.values import Text
from server.web.documents import answered, downloads
from server.web.ontology_read import SHAPE, Ontology, key, ontology
from server.web.ontology_shapes import ShapeTeller, index
from server.web.ontology_tables import FILES, REST
from server.web.rendering import render
from server.web.representations import split
from server.web.site import site
from server.web.words import put, worded

#: What is called a graph where quads are written.
_GRAPH = NamedNode(GRAPH + "shapes")


def blueprint() -> Blueprint:
    """The routes of the shapes."""
    made = Blueprint("shapes", __name__)
    made.add_url_rule("/shape/", view_func=whole)
    made.add_url_rule("/shape.<extension>", view_func=whole)
    made.add_url_rule("/shape/<path:name>", view_func=one)
    return made


def whole(extension: str | None = None) -> Response:
    """All shapes that the data are checked against: a page, or RDF."""
    known = _known()
    quads = [_quad(triple) for triple in known.shapes.all]
    return answered("/shape/", SHAPE, extension, lambda: quads, lambda: _all(known), title=_title)


def one(name: str) -> Response:
    """A shape: what it asks for, in words or as RDF."""
    known = _known()
    iris = index(known).iris
    stem, extension = split(name)
    if SHAPE + name in iris:
        stem, extension = name, None
    iri = SHAPE + stem
    if iri not in iris:
        raise NotFound("There is no shape by that name.")
    quads = list(_about(known, iri))
    return answered(
        f"/shape/{stem}", iri, extension, lambda: quads, lambda: _one(known, iri), title=lambda: Text(stem)
    )


def _known() -> Ontology:
    """The vocabulary with its shapes.

    Raises:
        NotFound: this release has none at hand.
    """
    known = ontology()
    if not known.shapes.all:
        raise NotFound("This release does not carry its shapes.")
    return known


def _title() -> Text:
    return put("Shapes", tongue())


def _about(known: Ontology, iri: str) -> Iterator[Quad]:
    """What is said of a shape, and of the blank nodes that hang off it."""
    waiting, seen = [iri], {iri}
    while waiting:
        for triple in known.shapes.about(waiting.pop(0)):
            yield _quad(triple)
            if isinstance(triple.object, BlankNode) and key(triple.object) not in seen:
                seen.add(key(triple.object))
                waiting.append(key(triple.object))


def _quad(triple: Triple) -> Quad:
    return Quad(triple.subject, triple.predicate, triple.object, _GRAPH)


def _teller(known: Ontology) -> ShapeTeller:
    return ShapeTeller(pages.namer(tongue()), site().urls, known)


def _all(known: Ontology) -> bytes:
    teller, spoken = _teller(known), tongue()
    iris = set(index(known).iris)
    files = {name: [iri for iri in listed if iri in iris] for name, listed in known.shape_files.items()}
    rest = iris - {iri for listed in files.values() for iri in listed}
    order = [*(name for name in FILES if name in files), *sorted(files.keys() - set(FILES))]
    headings = {name: worded(FILES.get(name, (name, ""))[0], spoken) for name in order}
    groups = [
        ShapesGroup(name, headings[name], tuple(map(teller.told, files[name])))
        for name in order
        if files[name]
    ]
    if rest:
        groups.append(ShapesGroup("others", worded(REST[0], spoken), tuple(map(teller.told, sorted(rest)))))
    page = ShapesPage(downloads("/shape/"), tuple(groups), number=len(iris))
    return render("ontology_shapes.html", page=page, tongue=spoken)


def _one(known: Ontology, iri: str) -> bytes:
    told = _teller(known).told(iri)
    page = ShapesPage(downloads(f"/shape/{iri.removeprefix(SHAPE)}"), shape=told)
    return render("ontology_shapes.html", page=page, tongue=tongue())
