"""Other people's data as a whole: their description as a page and as data, and the way to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice

from flask import Blueprint, Response
from pyoxigraph import Quad

from server.counting import EACH
from server.formats import TURTLE
from server.store.protocol import Contents
from server.web import pages
from server.web.addresses import absolute
from server.web.asked import acceptable, tongue
from server.web.contexts.lists import Entry, ListPage
from server.web.contexts.quality import TermCounts
from server.web.contexts.values import Figure, Node, Text
from server.web.data_description import (
    OF_ENGINE,
    OF_FILES,
    PARTS,
    PATH,
    Described,
    dataset_iri,
    describe,
    largest,
)
from server.web.documents import answered, downloads
from server.web.languages import Language
from server.web.nodes import Namer
from server.web.rendering import render
from server.web.representations import PageFormat
from server.web.responses import Link, see_other
from server.web.site import site
from server.web.words import put, said, worded

#: How many things are examples.
_EXAMPLES = 3


def blueprint() -> Blueprint:
    """The routes of other people's data as a whole."""
    made = Blueprint("data_pages", __name__)
    made.add_url_rule(PATH, view_func=dataset)
    made.add_url_rule(f"{PATH}.<extension>", view_func=dataset)
    made.add_url_rule("/.well-known/void", view_func=well_known)
    return made


def dataset(extension: str | None = None) -> Response:
    """The page of the data, or their description in RDF."""
    return answered(PATH, iri(), extension, _description, _page)


def well_known() -> Response:
    """VoID §7.2: 303 to the description, in the format asked for."""
    chosen = acceptable(TURTLE)
    place = PATH if isinstance(chosen, PageFormat) else f"{PATH}.{chosen.extension}"
    return see_other(site().urls.to(place), links=[Link(iri(), "describes")])


def iri() -> str:
    """The IRI of the data that are served."""
    return dataset_iri(absolute(""))


def figures() -> tuple[Figure, ...]:
    """What was counted, in the words of a reader; none of an engine's."""
    counted = site().counted
    if counted is None:
        return ()
    words = {
        "triples": "statements",
        "entities": "things with an address here" if site().urls.base else "things with an address",
        "classes": "classes",
        "properties": "properties",
        "subjects": "different subjects",
        "objects": "different values",
    }
    return tuple(Figure(f"{getattr(counted, name):,}", label) for name, label in words.items())


def _description() -> list[Quad]:
    here = site()
    examples = tuple(dict.fromkeys(islice(_examples(), _EXAMPLES)))
    told = Described(absolute(""), here.name, _contents(), here.counted, here.urls.base, examples)
    return [Quad(t.subject, t.predicate, t.object) for t in describe(told)]


def _contents() -> Contents:
    return site().contents or Contents(tag="")


def _examples() -> Iterator[str]:
    """Things of the largest classes, one of each, that are answered at their own paths; else the first."""
    counted, urls = site().counted, site().urls
    if counted is None or not urls.base:
        return
    members = [counted.members.get(kind, ()) for kind, _ in largest(counted.by_class)]
    for things in [*members, counted.starts[:1]]:
        yield from islice(filter(_is_answered, things), 1)


def _is_answered(thing: str) -> bool:
    """Whether an IRI is answered at its own path, and no path of the server's own stands before it."""
    path = site().urls.path(thing)
    return path is not None and "?" not in thing and not site().urls.is_hidden(path)


def _page() -> bytes:
    here, spoken = site(), tongue()
    namer = pages.namer(spoken)
    counted, contents = here.counted, _contents()
    notes = [worded(OF_ENGINE if contents.changing else OF_FILES, spoken)]
    terms: list[TermCounts] = []
    graphs: list[Entry] = []
    if counted is not None:
        terms = [
            _counts(namer, "classes", "Classes", "Members", counted.by_class),
            _counts(namer, "properties", "Properties", "Triples", counted.by_property),
        ]
        parts = ((counted.classes, "classes"), (counted.properties, "properties"))
        for total, words in (*parts, (len(contents.graphs), "named graphs")):
            if total > EACH and words != "named graphs":
                sentence = "There are %(total)s %(kind)s; more than %(most)s are not counted one by one."
                told = {"total": f"{total:,}", "kind": worded(words, spoken), "most": f"{EACH:,}"}
                notes.append(said(sentence, spoken, **told))
            elif total > PARTS:
                sentence = "Of %(total)s %(kind)s the %(most)s largest are listed."
                told = {"total": f"{total:,}", "kind": worded(words, spoken), "most": f"{PARTS:,}"}
                notes.append(said(sentence, spoken, **told))
        graphs = _graphs(contents, spoken)
    return render(
        "data.html",
        page=ListPage(
            title=said("Dataset: %(name)s", spoken, name=here.name),
            notes=tuple(notes),
            downloads=downloads(PATH),
        ),
        figures=figures(),
        terms=[table for table in terms if table.rows],
        graphs=graphs,
        counted=counted is not None,
        tongue=spoken,
    )


def _counts(namer: Namer, anchor: str, heading: str, words: str, counts: Mapping[str, int]) -> TermCounts:
    rows = tuple(Entry(namer.term(term), count=count) for term, count in largest(counts))
    return TermCounts(anchor, heading, words, rows)


def _graphs(contents: Contents, spoken: Language) -> list[Entry]:
    """The default graph and the named ones; of these nothing need be known but their names."""
    default = [Entry(Node("", None, put("default graph", spoken)), count=contents.default_triples)]
    named = [Entry(Node(name, None, Text(name)), count=n) for name, n in largest(contents.graphs)]
    return [*(default if contents.default_triples or not named else []), *named]
