"""`/linkset?of=…`: all links of a page, of data or of a download as a set (RFC 9264; Signposting level 2)."""

from __future__ import annotations

from dataclasses import replace
from typing import Final
from urllib.parse import unquote

from flask import Blueprint, Response, request
from werkzeug.exceptions import BadRequest, NotAcceptable, NotFound

from server.names import DATASET
from server.negotiation import choose
from server.store.release import Release
from server.tables.dated import table_named
from server.web import signposting
from server.web.addresses import absolute
from server.web.dumps import file_of, is_offered, release_of
from server.web.forms import Form
from server.web.representations import DATA, by_extension
from server.web.resources import by_slug
from server.web.responses import Link, content
from server.web.site import site
from server.web.spoken import of_changes

#: From where, and its links.
Context = tuple[str, list[Link]]


_JSON: Final = Form("json", signposting.LINKSET_JSON, aliases=("application/json",))
_TEXT: Final = Form("txt", signposting.LINKSET, aliases=("text/plain",))


def blueprint() -> Blueprint:
    """The route of link sets."""
    made = Blueprint("linksets", __name__)
    made.add_url_rule("/linkset", view_func=linkset)
    return made


def linkset() -> Response:
    """All links of the document at a path of this server, `of`.

    Raises:
        BadRequest: it is not said of which.
        NotFound: there are no links of such a path.
        NotAcceptable: neither form is accepted.
    """
    asked = request.args.getlist("of")
    if len(asked) != 1 or not asked[0].startswith("/"):
        raise BadRequest("Say with one `of` of which path: /linkset?of=/dataset")
    form = choose(request.headers.get("Accept"), (_JSON, _TEXT), _JSON)
    if form is None:
        raise NotAcceptable(f"A link set can be had as {_JSON.media_type} or {_TEXT.media_type}.")
    contexts = [(_whole(anchor), [_absolute(link) for link in links]) for anchor, links in _of(asked[0])]
    body = signposting.as_json(contexts) if form is _JSON else signposting.as_text(contexts)
    return content(body, form.media_type)


def _of(path: str) -> list[Context]:
    """The links of a path, and of what they lead to and back from.

    Raises:
        NotFound: it is none of a landing page, a description, a thing, its data, a download.
    """
    release = site().release
    if release is None:
        raise NotFound("There are link sets of a release only.")
    stem, dot, extension = path.rpartition(".")
    landing = stem if dot and by_extension(extension) else path
    if landing == "/dataset":
        return _landing(release, landing, DATASET)
    if landing.startswith("/dataset/"):
        version = landing.removeprefix("/dataset/")
        return _landing(release_of(version), landing, f"{DATASET}/{version}")
    if path.startswith("/dumps/"):
        return _download(path)
    if path == "/changes" or path.startswith(("/changes.", "/changes/")):
        return _changes(path)
    if path.startswith("/tables/"):
        return _table(path)
    for folder in ("/page/", "/data/", "/id/"):
        if path.startswith(folder):
            return _thing(path.removeprefix(folder))
    raise NotFound("There is no link set of that path: name /dataset, /page/…, /data/… or a download.")


def _changes(path: str) -> list[Context]:
    """The list of versions, or what changed in one, in the form that the path has.

    Raises:
        NotFound: there is no such version.
    """
    iri, name = DATASET, path.removeprefix("/changes").removeprefix("/")
    if name and not name.startswith("."):
        version = of_changes(name)
        if version is None:
            raise NotFound("There is no version by that name.")
        iri = version.iri
    return [(path, [Link(iri, "describes"), *_without_sets(signposting.content(path))])]


def _table(path: str) -> list[Context]:
    """A table as of a day.

    Raises:
        NotFound: there is no such table, or no day.
    """
    file, _, day = path.removeprefix("/tables/").partition("?at=")
    if table_named(file.removesuffix(".csv")) is None or not file.endswith(".csv") or not day:
        raise NotFound("There is no such table of a day: name one as /tables/names.csv?at=2016.")
    return [(path, _without_sets(signposting.content(path)))]


def _download(path: str) -> list[Context]:
    """A download of any version, and the landing page of that.

    Raises:
        NotFound: there is no such download.
    """
    version, _, name = path.removeprefix("/dumps/").partition("/")
    release, _ = file_of(version, name)
    if not is_offered(version, name):
        raise NotFound("There is no such download.")
    own = [(path, signposting.content(path))]
    served = site().release
    if release is served:
        return [*own, *_landing(release, "/dataset", DATASET)] if version == release.version else own
    return [*own, *_landing(release, f"/dataset/{version}", f"{DATASET}/{version}")]


def _landing(release: Release, path: str, iri: str) -> list[Context]:
    """The landing page with all downloads, each description, and the way back from each download."""
    links = signposting.landing(release, path, iri, everything=True)
    described = [(f"{path}.{form.extension}", signposting.metadata(iri, path)) for form in DATA]
    public = site().urls.public
    places = [unquote(link.target.removeprefix(public)) for link in links if link.rel == "item"]
    items = [(place, signposting.content(place)) for place in places]
    return [(path, links), *((a, _without_sets(found)) for a, found in (*described, *items))]


def _thing(name: str) -> list[Context]:
    """The page about a thing and its data in each format."""
    stem, _, extension = name.rpartition(".")
    slug = stem if by_extension(extension) else name
    iri = by_slug(slug)
    slug = site().urls.slug(iri) or slug
    page = f"/page/{slug}"
    links = [*signposting.thing(iri, slug, everything=True), Link(DATASET, "collection")]
    data = [(f"/data/{slug}.{f.extension}", signposting.metadata(iri, page)) for f in DATA]
    return [(page, links), *((anchor, _without_sets(found)) for anchor, found in data)]


def _without_sets(links: list[Link]) -> list[Link]:
    return [link for link in links if link.rel != "linkset"]


def _absolute(link: Link) -> Link:
    return replace(link, target=_whole(link.target))


def _whole(address: str) -> str:
    """An address that says its host: a set of links is read apart from where it was found."""
    return absolute(address) if address.startswith("/") else address
