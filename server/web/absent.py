"""What a server of other people's data does not offer, and why: said at the paths where a release has it.

The paths belong to the data: a thing whose IRI has one of them is answered there.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from flask import Blueprint, Response, request
from werkzeug.exceptions import NotFound

from server.web import resources

#: The name of the blueprint: its routes are no part of the API.
NAME: Final = "absent"

_OF_RELEASE: Final = "Serve a release to have it: nameplate serve, without --data."

#: Path → why there is nothing, and what to do instead.
REASONS: Final = MappingProxyType(
    {
        "/cite": "A citation names a version, which these data have not: cite them as their publisher says, "
        f"with the address of the page or query and the day. {_OF_RELEASE}",
        "/receipt": "A receipt says of which release an answer is, and these data are none: keep the query, "
        f"the answer and the file that is served. {_OF_RELEASE}",
        "/receipt/verify": "A receipt is verified against the releases that a server knows, and this one "
        "knows none: verify it where it was given, or with nameplate receipt verify on a copy of the data.",
        "/dumps/": "The file that is served is the download; whoever published it offers it. What it holds "
        "can be asked for at /sparql, as CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }.",
        "/search": "Names are indexed when a release is built, which these data were not. Ask for them at "
        '/sparql, as FILTER(CONTAINS(LCASE(STR(?label)), "name")).',
        "/changes": "Versions are compared where releases were published; these data have one state.",
        "/things/": "The front page lists things by their classes; /sparql answers for any other choice.",
        "/docs/": "The documents tell of a release and are served with one. They are in the folder docs "
        "of the program, too.",
        "/sitemap.xml": "To list all things of another engine would be its work: no sitemap is made of it.",
    }
)


def blueprint() -> Blueprint:
    """The routes of what is not there."""
    made = Blueprint(NAME, __name__)
    for path in REASONS:
        made.add_url_rule(path, path.strip("/").replace(".", "-"), absent, methods=["GET", "POST"])
    return made


def absent() -> Response:
    """A thing of the data at that path; else why there is nothing.

    Raises:
        NotFound: there is no such thing, as is usual.
    """
    if request.method == "POST":
        raise NotFound(REASONS[request.path])
    try:
        return resources.anything(request.path.removeprefix("/"))
    except NotFound as error:
        raise NotFound(REASONS[request.path]) from error
