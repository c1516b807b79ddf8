"""What a request asks for beside its path: format, profile, language; by its query, else by its headers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final
from urllib.parse import urlencode

from flask import g, has_request_context, request
from werkzeug.exceptions import NotAcceptable

from server.formats import TURTLE
from server.negotiation import choose, choose_language, choose_profile
from server.web.languages import LANGUAGES, Language, language_of
from server.web.profiles.table import (
    ALTERNATES,
    DEFAULT,
    OFFERS,
    OFFERS_OF_DOCUMENTS,
    PROFILES,
    USUAL,
    Profile,
    named,
    preferred,
)
from server.web.representations import (
    HTML,
    REPRESENTATIONS,
    Representation,
    by_extension,
    negotiated,
)
from server.web.site import site

#: Arguments that name a format, as an extension or a media type, and the one that names a profile.
FORMATS: Final = ("format", "_mediatype")
PROFILE: Final = "_profile"
LANGUAGE: Final = "lang"

_LANGUAGE_ASKED: Final = "nameplate_language"
_PROFILE_ASKED: Final = "nameplate_profile"
_OWN_WORDS: Final = "nameplate_own_words"


class NotOffered(NotAcceptable):
    """406 with what there is.

    Attributes:
        offers: names of what there is, as media types or IRIs of profiles, each with where it is.
    """

    def __init__(self, message: str, offers: Sequence[tuple[str, str]]) -> None:
        """Say what is refused; what there is is added to it."""
        super().__init__(f"{message} There are: {', '.join(name for name, _ in offers)}.")
        self.offers = tuple(offers)


def _here(name: str, value: str) -> str:
    """The path that is asked for, with an argument."""
    return extended(site().urls.to(request.path), {name: value})


def format_named() -> str | None:
    """The format that the query names, or None."""
    return next((value for name in FORMATS if (value := request.args.get(name))), None)


def acceptable(default: Representation, offers: Sequence[Representation] = REPRESENTATIONS) -> Representation:
    """The representation of those offered that the request prefers, by its query or else by Accept.

    Raises:
        NotAcceptable: it refuses all that there are.
    """
    asked = format_named()
    if asked is None:
        chosen = choose(request.headers.get("Accept"), offers, default)
    else:  # a plus sign in a query is a space
        chosen = by_extension(asked) or negotiated(asked.replace(" ", "+"), None)
    if chosen is None or chosen not in offers:
        raise NotOffered(
            "None of the formats asked for is offered.",
            [(r.media_type, _here(FORMATS[0], r.extension)) for r in offers],
        )
    return chosen


def default_format() -> Representation:
    """What a thing leads to where any format will do: its page, or data where a profile is asked for."""
    return HTML if profile() in (DEFAULT, ALTERNATES) else TURTLE


def alternates_asked() -> bool:
    """Whether the request asks in which forms there is something, in place of the thing itself.

    By its query or else by Accept-Profile, on which the answer depends from now on: beside that list there is
    one form only, which has no profile. What is not known is passed over, as for things.

    Raises:
        NotOffered: it refuses both.
    """
    if site().release is None:
        return False
    token = request.args.get(PROFILE)
    if token is not None:
        return preferred(token) is ALTERNATES
    setattr(g, _PROFILE_ASKED, True)
    chosen = choose_profile(request.headers.get("Accept-Profile"), OFFERS_OF_DOCUMENTS, USUAL)
    if chosen is None:
        raise NotOffered("All profiles are refused.", [(ALTERNATES.iri, _here(PROFILE, ALTERNATES.name))])
    return chosen == ALTERNATES.name


def profile_used() -> bool:
    """Whether what is answered depends on Accept-Profile by what has no profiles but that list."""
    return bool(g.get(_PROFILE_ASKED))


def profile() -> Profile:
    """The profile in which data is told; other people's data has the one only.

    Raises:
        NotAcceptable: the request refuses all that there are.
    """
    if site().release is None:
        return DEFAULT
    token = request.args.get(PROFILE)
    if token is not None:
        return preferred(token) or DEFAULT
    name = choose_profile(request.headers.get("Accept-Profile"), OFFERS, DEFAULT.name)
    chosen = named(name) if name else None
    if chosen is None:
        raise NotOffered("All profiles are refused.", [(p.iri, _here(PROFILE, p.name)) for p in PROFILES])
    return chosen


def language() -> Language:
    """The language in which things are named first; from now on the answer depends on it."""
    if not has_request_context():
        return LANGUAGES[0]
    found: Language | None = g.get(_LANGUAGE_ASKED)
    if found is None:
        asked = request.args.get(LANGUAGE) or request.headers.get("Accept-Language")
        found = language_of(choose_language(asked, [offer.tag for offer in LANGUAGES]))
        setattr(g, _LANGUAGE_ASKED, found)
    return found


def language_used() -> Language | None:
    """The language, if what is answered depends on it."""
    found: Language | None = g.get(_LANGUAGE_ASKED)
    return found


def tongue() -> Language:
    """The language of a page whose own words are had in each; from now on the answer is written in it."""
    if has_request_context():
        setattr(g, _OWN_WORDS, True)
    return language()


def written_in() -> str | None:
    """The languages of what is answered (Content-Language), if it depends on what is asked."""
    used = language_used()
    if used is None:
        return None
    return used.tag if g.get(_OWN_WORDS) else used.content


def extended(address: str, arguments: Mapping[str, str]) -> str:
    """An address with arguments beside those that it has."""
    if not arguments:
        return address
    return address + ("&" if "?" in address else "?") + urlencode(arguments)
