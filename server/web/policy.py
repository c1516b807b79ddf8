"""What is promised of identifiers, versions and paths: a page."""

from __future__ import annotations

from flask import Blueprint, Response

from server.names import BASE, GRAPH, ID, ONTOLOGY
from server.web.asked import tongue
from server.web.documents import forms_of_page
from server.web.rendering import render
from server.web.representations import HTML
from server.web.responses import Link, content
from server.web.site import site


def blueprint() -> Blueprint:
    """The route of the policy."""
    made = Blueprint("policy", __name__)
    made.add_url_rule("/policy", view_func=policy)
    return made


def policy() -> Response:
    """The policy of identifiers and persistence, with as many versions as there are now."""
    links = [Link(f"{BASE}policy", "canonical")]
    listed = forms_of_page("/policy", "Identifiers and persistence", links=links)
    if listed is not None:
        return listed
    past = site().past
    return content(
        render(
            "policy.html",
            tongue=tongue(),
            published=past.published if past else [],
            spaces=(
                (ID, "things, claims and passages"),
                (ONTOLOGY, "terms of the vocabulary"),
                (GRAPH, "named graphs"),
                (f"{BASE}dataset/", "versions of the dataset"),
            ),
        ),
        HTML.content_type,
        links=links,
        negotiated=False,
    )
