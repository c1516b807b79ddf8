"""`/profiles/`: the profiles in which data can be had, as pages and in RDF (W3C Profiles Vocabulary)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from flask import Blueprint, Response
from pyoxigraph import Literal, NamedNode, Quad
from werkzeug.exceptions import NotFound

from server.names import expand
from server.web.contexts.lists import Entry, EntryGroup, ListPage
from server.web.contexts.values import Node, Text
from server.web.documents import answered, downloads
from server.web.profiles.statements import PARTS
from server.web.profiles.table import PROFILES, PROFILES_IRI, STATEMENTS, Profile, named
from server.web.rendering import render
from server.web.representations import DATA, split
from server.web.responses import see_other
from server.web.site import site

_PROF: Final = "http://www.w3.org/ns/dx/prof/"
_PATH: Final = "/profiles/"
_ABOUT: Final = (
    "Data about a thing can be told in several ways. Ask for one by its IRI in Accept-Profile, or by its "
    "name in ?_profile= (W3C Content Negotiation by Profile)."
)


def blueprint() -> Blueprint:
    """The routes of the profiles."""
    made = Blueprint("profiles", __name__)
    made.add_url_rule("/profiles/", view_func=every)
    made.add_url_rule("/profiles.<extension>", view_func=every)
    made.add_url_rule("/profiles/<name>", view_func=one)
    made.add_url_rule("/profiles/statements/<part>", view_func=part_of_statements)
    return made


def every(extension: str | None = None) -> Response:
    """All profiles."""
    return answered(_PATH, PROFILES_IRI, extension, _list, lambda: _page("Profiles", _ABOUT, PROFILES))


def one(name: str) -> Response:
    """One profile.

    Raises:
        NotFound: there is no such profile.
    """
    stem, extension = split(name)
    found = named(stem)
    if found is None or found.iri == stem:
        raise NotFound(f"There is no such profile. There are: {', '.join(p.name for p in PROFILES)}.")
    return answered(
        _PATH + found.name,
        found.iri,
        extension,
        lambda: described(found),
        lambda: _page(found.title[0], found.description, [found]),
    )


def part_of_statements(part: str) -> Response:
    """303 from a namespace of statements to the profile, whose description tells of it.

    Raises:
        NotFound: there is no such namespace.
    """
    if part not in PARTS:
        raise NotFound(f"There is no such namespace. There are: {', '.join(PARTS)}.")
    return see_other(site().urls.to(_PATH + STATEMENTS.name))


def described(profile: Profile) -> list[Quad]:
    """A profile in RDF."""
    return [
        _says(profile.iri, expand("rdf:type"), NamedNode(_PROF + "Profile")),
        *(_says(profile.iri, expand("dcterms:title"), title) for title in _titles(profile)),
        _says(profile.iri, expand("dcterms:description"), Literal(profile.description, language="en")),
        _says(profile.iri, _PROF + "hasToken", Literal(profile.name)),
        *(_says(profile.iri, _PROF + "isProfileOf", NamedNode(iri)) for iri in profile.of),
        *(_says(profile.iri, expand("dcterms:format"), Literal(form.media_type)) for form in DATA),
    ]


def _list() -> list[Quad]:
    parts = [_says(PROFILES_IRI, expand("dcterms:hasPart"), NamedNode(profile.iri)) for profile in PROFILES]
    told = _says(PROFILES_IRI, expand("dcterms:description"), Literal(_ABOUT, language="en"))
    return [*parts, told, *(quad for profile in PROFILES for quad in described(profile))]


def _titles(profile: Profile) -> list[Literal]:
    return [Literal(title, language=tag) for title, tag in zip(profile.title, ("en", "zh-hans"), strict=True)]


def _says(subject: str, predicate: str, value: NamedNode | Literal) -> Quad:
    return Quad(NamedNode(subject), NamedNode(predicate), value)


def _page(title: str, lead: str, profiles: Sequence[Profile]) -> bytes:
    to = site().urls.to
    english, chinese = "en", "zh-Hans"
    entries = tuple(
        Entry(
            Node(
                profile.iri,
                to(_PATH + profile.name),
                Text(profile.title[0], english),
                Text(profile.title[1], chinese) if profile.title[1] != profile.title[0] else None,
            ),
            f"{profile.description} Accept-Profile: <{profile.iri}>",
        )
        for profile in profiles
    )
    examples = tuple(
        Entry(
            Node(
                profile.iri,
                to("/data/cac.ttl") + f"?_profile={profile.name}",
                Text(profile.title[0], english),
            )
        )
        for profile in profiles
    )
    groups = (EntryGroup("profiles", "Profiles", entries), EntryGroup("examples", "Examples", examples))
    path = _PATH if len(profiles) > 1 else _PATH + profiles[0].name
    page = ListPage(title, (Text(lead, english),), groups=groups, downloads=downloads(path))
    return render("list.html", page=page)
