"""What `of` names: a path of this server, with or without a version, or an IRI of the data."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, unquote, urlsplit

from werkzeug.exceptions import NotFound

from server.receipts import Question
from server.web.addresses import absolute
from server.web.operation import in_lines
from server.web.site import site


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


def as_of(where: Place, at: str) -> Place:
    """The same place as of a day or period, which comes last; as last known if that is empty."""
    kept = tuple(one for one in where.arguments if one[0] != "at")
    return replace(where, arguments=(*kept, ("at", at)) if at else kept)


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


def question(at: Place) -> Question | None:
    """What a path of the endpoint, or of receipts, asks; None if it is another path."""
    if at.path not in {"/sparql", "/receipt"} or not at.value("query"):
        return None
    values = {
        name: tuple(value for key, value in at.arguments if key == name)
        for name in ("default-graph-uri", "named-graph-uri")
    }
    return Question(in_lines(at.value("query")), values["default-graph-uri"], values["named-graph-uri"])


def _below(address: str, root: str) -> bool:
    return address == root or address.startswith(root.rstrip("/") + "/")
