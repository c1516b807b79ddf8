"""The JSON-LD context of the release, and frames that give by it what JSON documents are like."""

from __future__ import annotations

import json
from collections.abc import Mapping

from flask import Blueprint, Response
from werkzeug.exceptions import NotFound

from server.formats import JSON_LD
from server.jsonld.frames import KINDS, frame
from server.web.responses import Link, content
from server.web.shortnames import names
from server.web.site import site


def blueprint() -> Blueprint:
    """The routes of the context and the frames."""
    made = Blueprint("jsonld", __name__)
    made.add_url_rule("/context.jsonld", view_func=context)
    made.add_url_rule("/frames/<kind>.jsonld", view_func=framing)
    return made


def context() -> Response:
    """The short names of all classes and properties, as a context."""
    return _json({"@context": names().context()})


def framing(kind: str) -> Response:
    """The frame of a kind of thing.

    Raises:
        NotFound: there is no such kind.
    """
    if kind not in KINDS:
        raise NotFound(f"There is no frame of that kind. There are: {', '.join(KINDS)}.")
    return _json(frame(kind, names()))


def _json(found: Mapping[str, object]) -> Response:
    body = json.dumps(found, ensure_ascii=False, indent=1).encode() + b"\n"
    links = [Link(site().urls.to("/ontology/"), "describedby")]
    return content(body, JSON_LD.content_type, links=links, negotiated=False)
