"""The dataset as a whole: the front page, its description, its graphs, and what crawlers ask for."""

from __future__ import annotations

from itertools import islice

from flask import Blueprint, Response
from pyoxigraph import NamedNode, Quad, RdfFormat, parse
from werkzeug.exceptions import NotFound

from server.formats import TURTLE
from server.names import BASE, DATASET, GRAPH, ID, ONTOLOGY, PREFIXES, expand
from server.web import pages
from server.web.contexts.front import HomePage, Plate, Plates
from server.web.contexts.lists import Entry, EntryGroup, ListPage
from server.web.contexts.values import Figure
from server.web.coverage import covered
from server.web.documents import answered, downloads
from server.web.dumps import report
from server.web.nodes import TYPE, Namer
from server.web.quality import measurements, term_counts
from server.web.rendering import render
from server.web.representations import HTML, PageFormat
from server.web.resources import acceptable
from server.web.responses import Link, content, see_other
from server.web.site import site
from server.web.wording import headline

#: How many things of one kind, and of one graph, a page lists.
_LISTED = 60

#: Kinds that are not listed on the front page: they are found from the things they are about.
_CLAIMLIKE = ("Citation", "Passage")

#: What a reader comes for, first; what stands below one of these classes counts as it. The rest follows.
_FIRST = tuple(
    expand(name)
    for name in (
        "plate:DualNameplateInstitution",
        "plate:Nameplate",
        "plate:Association",
        "org:Organization",
        "foaf:Person",
        "org:Post",
        "prov:Activity",
        "schema:EventSeries",
        "schema:Event",
        "plate:Instrument",
        "bibo:Document",
        "plate:GovernanceConcept",
    )
)

#: Where a reader may begin.
_PARTY = ONTOLOGY + "PartyNameplate"
_BEGINNINGS = ("cac", "siio", "ccac", "zhuang-rongwen")


def blueprint() -> Blueprint:
    """The routes of a release as a whole."""
    made = Blueprint("catalogue", __name__)
    made.add_url_rule("/dataset", view_func=dataset)
    made.add_url_rule("/dataset.<extension>", view_func=dataset)
    made.add_url_rule("/dataset/<version>", view_func=of_version)
    made.add_url_rule("/.well-known/void", view_func=well_known)
    made.add_url_rule("/graph/<path:name>", view_func=graph)
    return made


def front() -> Blueprint:
    """The routes that every site has."""
    made = Blueprint("front", __name__)
    made.add_url_rule("/", view_func=home)
    made.add_url_rule("/robots.txt", view_func=robots)
    return made


def home() -> Response:
    """The front page; for readers of data, the way to the dataset's description."""
    here = site()
    chosen = acceptable(HTML)
    if not isinstance(chosen, PageFormat) and here.release is not None:
        return see_other(here.urls.to(f"/dataset.{chosen.extension}"))
    if here.release is None:
        return content(render("list.html", page=_contents(pages.namer())), HTML.content_type)
    links = [Link(here.urls.to("/dataset"), "describedby"), Link(BASE, "canonical")]
    return content(render("home.html", page=_home(pages.namer())), HTML.content_type, links=links)


def robots() -> Response:
    """Crawlers may read everything but the query service."""
    return content(b"User-agent: *\nDisallow: /sparql\n", "text/plain; charset=utf-8", negotiated=False)


def dataset(extension: str | None = None) -> Response:
    """The dataset's landing page, or its description in RDF."""
    return answered("/dataset", DATASET, extension, description, _dataset_page)


def of_version(version: str) -> Response:
    """One version of the dataset: the one that is served.

    Raises:
        NotFound: another version, or none, goes by that name.
    """
    release = site().release
    if release is None or version != release.version:
        raise NotFound(
            f"This server holds version {release.version if release else 'none'} of the dataset only."
        )
    return answered(
        f"/dataset/{version}", f"{DATASET}/{version}", None, description, _dataset_page, immutable=True
    )


def well_known() -> Response:
    """VoID §7.2: 303 to the description, in the format asked for."""
    chosen = acceptable(TURTLE)
    urls = site().urls
    place = "/dataset" if isinstance(chosen, PageFormat) else f"/dataset.{chosen.extension}"
    return see_other(urls.to(place), links=[Link(DATASET, "describes")])


def graph(name: str) -> Response:
    """A named graph of the release as a document.

    Raises:
        NotFound: the release has no such graph.
    """
    names = {iri.removeprefix(GRAPH) for iri in _graphs()}
    extension = None
    if name not in names:
        name, dot, extension = name.rpartition(".")
        if not dot or name not in names:
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


def _dataset_page() -> bytes:
    namer = pages.namer()
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
    graphs = tuple(Entry(namer.node(iri), count=count) for iri, count in sorted(_graphs().items()))
    return render(
        "dataset.html",
        page=ListPage(
            title=node.label.value,
            lead=namer.texts(DATASET, PREFIXES["dcterms"] + "description"),
            facts=namer.properties([q for q in about if q.predicate.value not in hidden]),
            groups=(EntryGroup("graphs", "Named graphs, with their number of triples", graphs),),
            downloads=downloads("/dataset"),
        ),
        figures=_figures(),
        quality=measurements(namer),
        terms=term_counts(namer),
        covered=covered(),
        report=report(),
    )


def _graph_page(iri: str) -> bytes:
    namer = pages.namer()
    quads = site().documents.graph(iri)
    subjects = dict.fromkeys(q.subject.value for q in quads if isinstance(q.subject, NamedNode))
    shown = tuple(Entry(namer.node(subject)) for subject in islice(subjects, _LISTED))
    count = _graphs()[iri]
    notes = [f"{count:,} triples about {len(subjects):,} things."]
    if len(subjects) > _LISTED:
        notes.append(f"The first {_LISTED} are listed; the data has them all.")
    title = namer.documents.text(iri, PREFIXES["dcterms"] + "title", "en") or iri.removeprefix(GRAPH)
    page = ListPage(
        title=f"Graph: {title}",
        groups=(EntryGroup("things", "Things it speaks of", shown),),
        downloads=downloads(f"/graph/{iri.removeprefix(GRAPH)}"),
        notes=tuple(notes),
    )
    return render("list.html", page=page)


def _figures() -> tuple[Figure, ...]:
    """What the manifest counts, in the words of a reader."""
    release = site().release
    counts = release.counts if release else {}
    words = {
        "claims": "statements with their source",
        "passages": "passages they rest on",
        "things": "things described",
        "asserted": "triples written by people",
        "derived": "triples derived from them",
        "classes": "classes",
        "properties": "properties",
    }
    return tuple(
        Figure(f"{counts[name]:,}", label)
        for name, label in words.items()
        if isinstance(counts.get(name), int)
    )


def _home(namer: Namer) -> HomePage:
    """The front page of a release."""
    release = site().release
    examples = tuple(
        Entry(namer.node(ID + slug), namer.node(ID + slug).kind)
        for slug in _BEGINNINGS
        if ID + slug in namer.documents
    )
    return HomePage(
        title=namer.node(DATASET).label.value,
        lead=namer.texts(DATASET, PREFIXES["dcterms"] + "description"),
        figures=_figures(),
        plates=_plates(namer),
        examples=examples,
        groups=_by_kind(namer, ID),
        version=release.version if release else "",
        issued=release.issued if release else "",
        published=release.published if release else False,
    )


def _contents(namer: Namer) -> ListPage:
    """The front page of other people's data."""
    here = site()
    groups = _by_kind(namer, here.urls.base)
    notes = ["Each thing is answered at its own path, as a page and as data."] if here.urls.base else []
    if not groups:
        notes.append("No thing in the data has an IRI that is answered here; the query service has it all.")
    return ListPage(title=here.name, groups=groups, notes=tuple(notes))


def _rank(namer: Namer, kind: str) -> int:
    """Where things of a kind stand on the front page."""
    places = (place for place, first in enumerate(_FIRST) if namer.vocabulary.is_a(kind, first))
    return next(places, len(_FIRST))


def _plates(namer: Namer) -> tuple[Plates, ...]:
    """The institutions with two nameplates that the page begins with, and what hangs at each door."""
    found = []
    for slug in _BEGINNINGS:
        plates = [
            o.value for o in namer.objects(ID + slug, ONTOLOGY + "hasNameplate") if isinstance(o, NamedNode)
        ]
        if len(plates) > 1:
            party = [p for p in plates if any(namer.vocabulary.is_a(k, _PARTY) for k in namer.kinds(p))]
            found.append(
                Plates(
                    namer.node(ID + slug),
                    tuple(Plate(namer.node(p), "party" if p in party else "state") for p in sorted(plates)),
                )
            )
    return tuple(found)


def _by_kind(namer: Namer, prefix: str) -> tuple[EntryGroup, ...]:
    """The things under a prefix by their class, claims and passages left out, the greater kinds first."""
    found: dict[str, list[str]] = {}
    for iri in namer.documents.under(prefix) if prefix else ():
        kinds = namer.kinds(iri)
        if not namer.is_claim(iri) and not any(kind.endswith(_CLAIMLIKE) for kind in kinds):
            found.setdefault(kinds[0] if kinds else "", []).append(iri)
    groups: list[EntryGroup] = []
    for kind, iris in sorted(found.items(), key=lambda row: (_rank(namer, row[0]), -len(row[1]), row[0])):
        label = headline(namer.kind(kind)) if kind else "Without a class"
        more = f" ({len(iris)}, the first {_LISTED})" if len(iris) > _LISTED else f" ({len(iris)})"
        nodes = sorted((namer.node(iri) for iri in iris[:_LISTED]), key=lambda n: n.label.value.lower())
        anchor = f"kind-{len(groups) + 1}"
        groups.append(EntryGroup(anchor, label + more, tuple(Entry(node) for node in nodes)))
    return tuple(groups)
