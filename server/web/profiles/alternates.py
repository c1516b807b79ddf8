"""The profile `alt`: in which profiles, formats and languages a resource can be had. Pure.

The Alternate Representations Data Model of Content Negotiation by Profile (W3C, §6.2 and §7.2.1).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad

from server.names import ALTR, BASE, ID, PROF, expand
from server.web.languages import LANGUAGES
from server.web.representations import DATA, HTML

#: The data model, by which clients ask for it.
MODEL: Final = ALTR.rstrip("#")

#: Its token, also in `?_profile=alt`.
NAME: Final = "alt"

#: How `_profile` and `_mediatype` are to be used, which answers say that they keep to.
BY_QUERY: Final = "http://www.w3.org/ns/dx/connegp/profile/qsa"


@dataclass(frozen=True)
class Alternate:
    """A representation of a resource.

    Attributes:
        path: where it is on this server, with its arguments.
        media_type: its type.
        name: what people call its format.
        profile: name of the profile that it is told in; empty for none.
        languages: those in which it can be had.
    """

    path: str
    media_type: str
    name: str
    profile: str = ""
    languages: tuple[str, ...] = ()

    @property
    def iri(self) -> str:
        """Its address that stays."""
        return BASE.rstrip("/") + self.path


def of_thing(slug: str, profiles: Iterable[str], default: str) -> tuple[Alternate, ...]:
    """The representations of a thing: its page, which is the default one, and its data in each profile.

    Args:
        slug: what names the thing in paths.
        profiles: names of the profiles.
        default: the one that needs no asking for.
    """
    return (
        _page(f"/page/{slug}"),
        _page(f"/page/{slug}?_profile={NAME}", NAME),
        *(
            Alternate(
                f"/data/{slug}.{form.extension}" + (f"?_profile={name}" if name != default else ""),
                form.media_type,
                form.name,
                name,
            )
            for name in profiles
            for form in DATA
        ),
    )


def of_document(path: str) -> tuple[Alternate, ...]:
    """The representations of what has a page and data in one profile: the dataset, the vocabulary, a list."""
    stem = path.rstrip("/")
    listed = f"?_profile={NAME}"
    return (
        _page(path),
        *(Alternate(f"{stem}.{form.extension}", form.media_type, form.name) for form in DATA),
        _page(path + listed, NAME),
        *(Alternate(f"{stem}.{form.extension}{listed}", form.media_type, form.name, NAME) for form in DATA),
    )


def of_page(path: str, beside: Iterable[tuple[str, str, str]] = ()) -> tuple[Alternate, ...]:
    """The representations of what is a page first of all, such as the list of downloads.

    Args:
        path: of the page.
        beside: its other forms: where each is, its media type and what people call it.
    """
    asked = f"{path}?_profile={NAME}"
    return (
        _page(path),
        *(Alternate(*form) for form in beside),
        _page(asked, NAME),
        *(Alternate(f"{asked}&format={f.extension}", f.media_type, f.name, NAME) for f in DATA),
    )


def _page(path: str, profile: str = "") -> Alternate:
    return Alternate(path, HTML.media_type, HTML.name, profile, tuple(one.tag for one in LANGUAGES))


def told(
    iri: str, alternates: Sequence[Alternate], profiles: Mapping[str, tuple[str, Sequence[Literal]]]
) -> Iterator[Quad]:
    """The representations of a resource, the first as the default one, and the profiles that there are.

    Args:
        iri: of the resource.
        alternates: its representations.
        profiles: name of a profile → its IRI and titles.
    """
    for one in alternates:
        yield _says(iri, ALTR + "hasRepresentation", NamedNode(one.iri))
        yield _says(one.iri, expand("rdf:type"), NamedNode(ALTR + "Representation"))
        yield _says(one.iri, expand("dcterms:format"), Literal(one.media_type))
        if one.profile:
            yield _says(one.iri, expand("dcterms:conformsTo"), NamedNode(profiles[one.profile][0]))
        for tag in one.languages:
            yield _says(one.iri, expand("dcterms:language"), Literal(tag))
    yield _says(iri, ALTR + "hasDefaultRepresentation", NamedNode(alternates[0].iri))
    for name in dict.fromkeys(one.profile for one in alternates if one.profile):
        profile, titles = profiles[name]
        yield _says(profile, expand("rdf:type"), NamedNode(PROF + "Profile"))
        yield _says(profile, PROF + "hasToken", Literal(name))
        for title in titles:
            yield _says(profile, expand("skos:prefLabel"), title)


def slug_of(iri: str) -> str:
    """What names a thing in paths, by its IRI: as `server.web.urls.Urls.slug` has it for a release."""
    return iri.removeprefix(ID) if iri.startswith(ID) else iri.removeprefix(BASE)


def _says(subject: str, predicate: str, value: NamedNode | Literal) -> Quad:
    return Quad(NamedNode(subject), NamedNode(predicate), value)
