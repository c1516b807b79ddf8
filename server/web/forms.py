"""Forms of an answer that some paths have beside pages and RDF, or in their place; and the choice."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from flask import request

from server.negotiation import Offer, choose
from server.web.asked import NotOffered, format_named

_Offer = TypeVar("_Offer", bound=Offer)


@dataclass(frozen=True)
class Form:
    """A form.

    Attributes:
        extension: by which a request names it; empty where none can.
        media_type: that is sent.
        name: what people call it.
        aliases: further media types that ask for it.
        parameters: what the type says beside, as `; charset=utf-8`.
    """

    extension: str
    media_type: str
    name: str = ""
    aliases: tuple[str, ...] = ()
    parameters: str = ""

    @property
    def content_type(self) -> str:
        """The value of the Content-Type header."""
        return self.media_type + self.parameters


def accepted(forms: Sequence[_Offer], default: _Offer, place: Callable[[_Offer], str]) -> _Offer:
    """The form that the request prefers by Accept.

    Args:
        forms: all that there are, best first.
        default: what is given where any will do.
        place: where each is.

    Raises:
        NotOffered: it refuses all of them.
    """
    return _offered(choose(request.headers.get("Accept"), forms, default), forms, place)


class Named(Offer, Protocol):
    """A form that a request can name by its extension."""

    @property
    def extension(self) -> str:
        """The extension."""


_Named = TypeVar("_Named", bound=Named)


def named(forms: Sequence[_Named], place: Callable[[_Named], str]) -> _Named | None:
    """The form that the request names by its query, as an extension or a media type; None if it names none.

    Args:
        forms: all that there are, best first.
        place: where each is.

    Raises:
        NotOffered: it names another.
    """
    asked = format_named()
    if asked is None:
        return None
    by_extension = next((form for form in forms if form.extension == asked), None)
    return _offered(by_extension or choose(asked.replace(" ", "+"), forms, None), forms, place)


def preferred(forms: Sequence[_Named], place: Callable[[_Named], str]) -> _Named:
    """The form that the request names by its query, or else prefers by Accept; the first where any will do.

    Args:
        forms: all that there are, best first.
        place: where each is.

    Raises:
        NotOffered: it names another, or refuses all of them.
    """
    return named(forms, place) or accepted(forms, forms[0], place)


def _offered(chosen: _Offer | None, forms: Sequence[_Offer], place: Callable[[_Offer], str]) -> _Offer:
    if chosen is None:
        offers = [(form.media_type, place(form)) for form in forms]
        raise NotOffered("None of the formats asked for is offered.", offers)
    return chosen
