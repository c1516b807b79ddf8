"""The dataset as a whole: its description and its graphs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import islice
from typing import Any
from urllib.parse import urldefrag

from flask import Blueprint, Response
from pyoxigraph import NamedNode, Quad, RdfFormat, parse
from werkzeug.exceptions import NotFound

from server.formats import TURTLE
from server.names import DATASET, GRAPH, PREFIXES
from server.periods import period_text
from server.web import markup, pages
from server.web.asked import acceptable, tongue
from server.web.contexts.lists import Entry, EntryGroup, ListPage
from server.web.contexts.values import Datum, Figure, Nested, Node, Property, Text, Value
from server.web.coverage import covered
from server.web.documents import answered, downloads
from server.web.dumps import report
from server.web.fates import standing
from server.web.fitting import render_light
from server.web.nodes import TYPE, Namer
from server.web.prose import in_script
from server.web.quality import measurements, term_counts
from server.web.rendering import render
from server.web.representations import PageFormat
from server.web.responses import Link, see_other
from server.web.site import site
from server.web.words import put, said, worded

#: How many things of one kind, and of one graph, a page lists.
LISTED = 60


def blueprint() -> Blueprint:
    """The routes of a release as a whole."""
    made = Blueprint("catalogue", __name__)
    made.add_url_rule("/dataset", view_func=dataset)
    made.add_url_rule("/dataset.<extension>", view_func=dataset)
    made.add_url_rule("/.well-known/void", view_func=well_known)
    made.add_url_rule("/id/", view_func=things)
    made.add_url_rule("/graph/", view_func=graphs)
    made.add_url_rule("/graph/<path:name>", view_func=graph)
    return made


def dataset(extension: str | None = None) -> Response:
    """The dataset's landing page, or its description in RDF."""
    return answered("/dataset", DATASET, extension, description, _dataset_page)


def of_version(version: str) -> Response:
    """The version of the dataset that is served: `0.1.0`, or with an extension `0.1.0.ttl`.

    Raises:
        NotFound: another version, or none, goes by that name.
    """
    release = site().release
    own = release.version if release else "none"
    extension = None if version == own else version.removeprefix(f"{own}.")
    if extension == version:
        raise NotFound(f"This server holds version {own} of the dataset only.")
    place, iri = f"/dataset/{own}", f"{DATASET}/{own}"
    return answered(place, iri, extension, description, _dataset_page, immutable=True)


def well_known() -> Response:
    """VoID §7.2: 303 to the description, in the format asked for."""
    chosen = acceptable(TURTLE)
    urls = site().urls
    place = "/dataset" if isinstance(chosen, PageFormat) else f"/dataset.{chosen.extension}"
    return see_other(urls.to(place), links=[Link(DATASET, "describes")])


def things() -> Response:
    """What the IRIs of all things begin with leads to the lists of them; in a version, to its description."""
    here = site()
    return see_other(here.urls.to("/dataset" if here.memento else "/things/"))


def graphs() -> Response:
    """What the IRIs of all graphs begin with leads to the dataset, which lists them."""
    return see_other(site().urls.to("/dataset"))


def graph(name: str) -> Response:
    """A named graph of the release as a document.

    Raises:
        NotFound: the release has no such graph.
        GivenUp: it had one.
    """
    names = {iri.removeprefix(GRAPH) for iri in _graphs()}
    extension = None
    if name not in names:
        given = name
        name, dot, extension = name.rpartition(".")
        if not dot or name not in names:
            for iri in (GRAPH + given, GRAPH + name):
                if iri in site().documents:
                    standing(iri)
            raise NotFound(f"There is no such graph. There are: {', '.join(sorted(names))}.")
    iri = GRAPH + name
    return answered(
        f"/graph/{name}", iri, extension, lambda: list(site().documents.graph(iri)), lambda: _graph_page(iri)
    )


def description() -> list[Quad]:
    """The dataset's full description, with sizes and checksums, as the release holds it."""
    release = site().release
    path = release.directory / "metadata.ttl" if release else None
    if path is None or not path.is_file():
        return list(site().documents.graph(GRAPH + "metadata"))
    return list(parse(path.read_bytes(), format=RdfFormat.TURTLE))


def _graphs() -> dict[str, int]:
    """The named graphs of the release with their sizes."""
    release = site().release
    return dict(release.counts.get("graphs", {})) if release else {}


def brief(said: Mapping[str, Any], namer: Namer) -> tuple[tuple[str, Text, str], ...]:
    """What search engines are told and no other part of the page shows: words, text, its form for programs.

    The text is in the language of the page; most have no other form.
    """
    spoken = namer.spoken
    kinds = {namer.labels(kind).get("en", ""): kind for kind in namer.vocabulary.above}
    related = [
        namer.term(kinds[name]).label.value for name in said.get("variableMeasured", ()) if name in kinds
    ]
    days = str(said.get("temporalCoverage", ""))
    rows = (
        ("Days covered", Text(period_text(days, spoken.tag), spoken.tag), days),
        ("Relations", Text(worded(", ", spoken).join(related), spoken.tag), ""),
        ("Cite as", Text(said.get("creditText", ""), "en"), ""),
    )
    return tuple(row for row in rows if row[1].value)


def _dataset_page() -> bytes:
    spoken = tongue()
    namer = pages.namer(spoken)
    said = markup.dataset(description())
    about = [
        q
        for q in namer.own(DATASET)
        if not q.predicate.value.startswith((PREFIXES["void"], PREFIXES["schema"], PREFIXES["dqv"]))
    ]
    hidden = {
        TYPE,
        PREFIXES["dcterms"] + "title",
        PREFIXES["dcterms"] + "description",
        PREFIXES["dcat"] + "distribution",
        PREFIXES["dcat"] + "hasVersion",
        PREFIXES["dcat"] + "landingPage",
        PREFIXES["foaf"] + "homepage",
    }
    node = namer.node(DATASET)
    graphs = tuple(Entry(_titled(namer, iri), count=count) for iri, count in sorted(_graphs().items()))
    heading = worded("Named graphs, with their number of triples", spoken)
    return render_light(
        "dataset.html",
        markup=markup.block(said),
        brief=brief(said, namer),
        page=ListPage(
            title=node.label.value,
            second=node.second,
            iri=DATASET,
            lead=told_of(namer),
            facts=_unfolded(namer, [q for q in about if q.predicate.value not in hidden]),
            groups=(EntryGroup("graphs", heading, graphs),),
            downloads=downloads("/dataset"),
        ),
        figures=figures(),
        quality=measurements(namer),
        terms=term_counts(namer),
        covered=covered(),
        report=report(),
        tongue=spoken,
    )


def told_of(namer: Namer) -> tuple[Text, ...]:
    """What the data are, in each language in which that is told, in the script of the page."""
    told = namer.texts(DATASET, PREFIXES["dcterms"] + "description")
    return tuple(in_script(words, namer.spoken) for words in told)


def _titled(namer: Namer, iri: str) -> Node:
    """A graph by its title, which the release has in English, in the language of the page."""
    node = namer.node(iri)
    return replace(node, label=put(node.label.value, namer.spoken)) if node.label.language else node


def _unfolded(namer: Namer, quads: list[Quad]) -> tuple[Property, ...]:
    """What is said of the dataset; what has no page, but a fragment, is told where it is named first.

    Where it is named again, be it by what it names itself, stands a link to that place.
    """
    unfolded: set[str] = set()

    def told(value: Value) -> Value:
        if isinstance(value, Datum):
            return replace(value, text=in_script(value.text, namer.spoken))
        if not isinstance(value, Node) or not value.iri.startswith((f"{DATASET}#", f"{DATASET}/")):
            return value
        anchor = urldefrag(value.iri).fragment
        if not anchor or anchor in unfolded:
            return value
        unfolded.add(anchor)
        return Nested(tuple(map(scripted, namer.properties(namer.own(value.iri)))), anchor)

    def scripted(row: Property) -> Property:
        return replace(row, values=tuple(map(told, row.values)))

    return tuple(map(scripted, namer.properties(quads)))


def _graph_page(iri: str) -> bytes:
    spoken = tongue()
    namer = pages.namer(spoken)
    quads = site().documents.graph(iri)
    subjects = dict.fromkeys(q.subject.value for q in quads if isinstance(q.subject, NamedNode))
    shown = tuple(
        Entry(_member(namer, subject)) for subject in islice(sorted(subjects, key=_is_part), LISTED)
    )
    count = _graphs()[iri]
    numbers = {"number": f"{count:,}", "things": f"{len(subjects):,}"}
    notes = [said("%(number)s triples about %(things)s things.", spoken, **numbers)]
    if len(subjects) > LISTED:
        notes.append(said("The first %(number)s are listed; the data has them all.", spoken, number=LISTED))
    title = namer.documents.text(iri, PREFIXES["dcterms"] + "title", "en") or iri.removeprefix(GRAPH)
    page = ListPage(
        title=said("Graph: %(title)s", spoken, title=worded(title, spoken)),
        groups=(EntryGroup("things", worded("Things it speaks of", spoken), shown),),
        downloads=downloads(f"/graph/{iri.removeprefix(GRAPH)}"),
        notes=tuple(notes),
    )
    return render("list.html", page=page, tongue=spoken)


def _is_part(iri: str) -> bool:
    """Whether an IRI is of a part of the dataset; of these there are many, so they come last."""
    return iri.startswith(f"{DATASET}#")


def _member(namer: Namer, iri: str) -> Node:
    """What a graph speaks of; a part of the dataset without a name, a count, has no place on a page."""
    node = namer.node(iri)
    return replace(node, href=None) if _is_part(iri) and not namer.labels(iri) else node


def figures() -> tuple[Figure, ...]:
    """What the manifest counts, in the words of a reader."""
    release = site().release
    counts = release.counts if release else {}
    words = {
        "claims": "statements with their source",
        "passages": "passages they rest on",
        "things": "things described",
        "asserted": "triples asserted",
        "derived": "triples derived from them",
        "classes": "classes",
        "properties": "properties",
    }
    return tuple(
        Figure(f"{counts[name]:,}", label)
        for name, label in words.items()
        if isinstance(counts.get(name), int)
    )
