"""Finished answers by the request as it was worded: what is found here needs nothing else done for it.

A wording is everything in a request that an answer in memory depends on. Requests of the same wording get the
same answer for as long as it is kept, so it is put together once: status, headers, body, whether the client
has it already. What keeps the answers drops them here, too, when it gives them up.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

from server.web.proxies import FORWARDED

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

Wording: TypeAlias = tuple[str | None, ...]

#: Key of the WSGI environment: the wording of the request.
WORDING: Final = "nameplate.wording"

_BODY: Final = "CONTENT_LENGTH"
#: What an answer depends on, and what a request is refused for.
_DECIDING: Final = (
    "REQUEST_METHOD",
    "SCRIPT_NAME",
    "PATH_INFO",
    "QUERY_STRING",
    "SERVER_PROTOCOL",
    "HTTP_HOST",
    FORWARDED,
    "HTTP_ACCEPT",
    "HTTP_ACCEPT_ENCODING",
    "HTTP_ACCEPT_LANGUAGE",
    "HTTP_ACCEPT_PROFILE",
    "HTTP_ACCEPT_DATETIME",
    "HTTP_IF_MATCH",
    "HTTP_IF_NONE_MATCH",
    "HTTP_TRANSFER_ENCODING",
    _BODY,
)

#: Answers that are kept, and characters that the wording of one may have.
_MOST: Final = 4096
_LONGEST: Final = 4096
#: Bytes of a body that is handed over whole: a longer one has to wait for its client.
_LARGEST: Final = 256 * 1024


class Mark:
    """What an answer was made from, and whether it was given since somebody looked."""

    __slots__ = ("recent",)

    def __init__(self) -> None:
        """Not given yet."""
        self.recent = False


@dataclass(frozen=True)
class Answer:
    """An answer as it goes out.

    Attributes:
        status: status line.
        code: the number in it.
        headers: its headers.
        body: its body.
        mark: stands for what it was made from.
    """

    status: str
    code: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    mark: Mark


class Ready:
    """Answers by wording; any thread may look for one, changes are up to one thread at a time."""

    def __init__(self) -> None:
        """Nothing is ready."""
        self._answers: dict[Wording, Answer] = {}

    def __len__(self) -> int:
        """How many there are."""
        return len(self._answers)

    def find(self, wording: Wording) -> Answer | None:
        """The answer to requests of a wording, if it is there."""
        found = self._answers.get(wording)
        if found is not None:
            found.mark.recent = True
        return found

    def keep(self, wording: Wording, answer: Answer) -> None:
        """Have an answer at hand, unless it is too long or its request has a body."""
        if len(answer.body) > _LARGEST or wording[_DECIDING.index(_BODY)]:
            return
        if sum(len(part) for part in wording if part) > _LONGEST:
            return
        if len(self._answers) >= _MOST:
            self._answers = {}
        self._answers[wording] = answer

    def drop(self, marks: set[Mark]) -> None:
        """Forget the answers that were made from what these marks stand for."""
        self._answers = {wording: one for wording, one in self._answers.items() if one.mark not in marks}


def wording(environ: WSGIEnvironment) -> Wording:
    """Everything in a request that an answer in memory depends on."""
    return tuple(map(environ.get, _DECIDING))
