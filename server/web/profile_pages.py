"""`/profiles/`: the profiles in which data can be had, as pages and in RDF (W3C Profiles Vocabulary)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Final

from flask import Blueprint, Response
from pyoxigraph import Literal, NamedNode, Quad
from werkzeug.exceptions import NotFound

from server.names import expand
from server.web.asked import tongue
from server.web.contexts.lists import Entry, EntryGroup, ListPage
from server.web.contexts.values import Node, Text
from server.web.documents import answered, downloads, titled
from server.web.languages import Language
from server.web.profiles.statements import PARTS
from server.web.profiles.table import PROFILES, PROFILES_IRI, STATEMENTS, Profile, named
from server.web.rendering import render
from server.web.representations import DATA, split
from server.web.responses import see_other
from server.web.site import site
from server.web.words import worded

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
    page = partial(_page, "Profiles", _ABOUT, PROFILES)
    return answered(_PATH, PROFILES_IRI, extension, _list, page, title=titled("Profiles"))


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
        title=titled(found.title[0]),
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
        *(_says(profile.iri, expand("dcterms:title"), title) for title in profile.titles),
        _says(profile.iri, expand("dcterms:description"), Literal(profile.description, language="en")),
        _says(profile.iri, _PROF + "hasToken", Literal(profile.name)),
        *(_says(profile.iri, _PROF + "isProfileOf", NamedNode(iri)) for iri in profile.of),
        *(_says(profile.iri, expand("dcterms:format"), Literal(form.media_type)) for form in DATA),
    ]


def _list() -> list[Quad]:
    parts = [_says(PROFILES_IRI, expand("dcterms:hasPart"), NamedNode(profile.iri)) for profile in PROFILES]
    told = _says(PROFILES_IRI, expand("dcterms:description"), Literal(_ABOUT, language="en"))
    return [*parts, told, *(quad for profile in PROFILES for quad in described(profile))]


def _says(subject: str, predicate: str, value: NamedNode | Literal) -> Quad:
    return Quad(NamedNode(subject), NamedNode(predicate), value)


def _page(title: str, lead: str, profiles: Sequence[Profile]) -> bytes:
    to, spoken = site().urls.to, tongue()
    entries = tuple(
        Entry(
            Node(profile.iri, to(_PATH + profile.name), *_called(profile, spoken)),
            worded(profile.description, spoken) if len(profiles) > 1 else "",
            code=f"Accept-Profile: <{profile.iri}>",
        )
        for profile in profiles
    )
    examples = tuple(
        Entry(
            Node(
                profile.iri,
                to("/data/cac.ttl") + f"?_profile={profile.name}",
                _called(profile, spoken)[0],
            )
        )
        for profile in profiles
    )
    groups = (
        EntryGroup("profiles", worded("Profiles", spoken), entries),
        EntryGroup("examples", worded("Examples", spoken), examples),
    )
    path = _PATH if len(profiles) > 1 else _PATH + profiles[0].name
    heading = worded(title, spoken) if len(profiles) > 1 else _called(profiles[0], spoken)[0].value
    page = ListPage(
        heading, (Text(worded(lead, spoken), spoken.tag),), groups=groups, downloads=downloads(path)
    )
    return render("list.html", page=page, tongue=spoken)


def _called(profile: Profile, language: Language) -> tuple[Text, Text | None]:
    """What a profile is called in a language, and in the one that stands beside it."""
    english, chinese = profile.title
    by_tag = {"en": english, "zh-Hans": chinese, "zh-Hant": worded(english, language)}
    first, second = Text(by_tag[language.tag], language.tag), Text(by_tag[language.second], language.second)
    return first, second if second.value != first.value else None
