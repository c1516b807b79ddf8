"""What can go wrong, as one tree.

PublisherError
├── CheckFailed         checks found problems in the files; they are in `.findings`
├── ReleaseError        a release directory is missing, damaged or of another shape
├── PublishRefused      a release is not taken into the published versions
├── StartError          the server cannot start
├── PushError           a release could not be loaded into an engine
├── BadDate, BadPatch, BadReceipt, FetchFailed, NoProject, NotVerified: beside what raises them
└── QueryError          a query gets no answer; carries the HTTP status that says why
    ├── QuerySyntaxError    400, with line and column where the parser knows them
    ├── QueryRefused        400 or 403: not offered here (updates, nesting too deep)
    │   └── ServiceRefused  400 or 403: SERVICE that is not offered
    ├── PartnerFailed       502 or 503, an endpoint named in SERVICE gave no whole answer
    ├── QueryTimeout        503, the deadline passed
    ├── WorkerMemory        503, more memory than one query may use
    ├── WorkerLost          503, the worker ended without an answer
    ├── EngineFailed        502, the engine behind the endpoint gave no whole answer
    ├── ResultTooLarge      413, more bytes than one answer may have
    ├── NoRoom              507, no room on the disk for an answer that is being gathered
    ├── TooMany             429, a client has used up what one may have
    └── Overloaded          503, no worker came free in time

Every message says what happened, where, and what to do about it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType


@dataclass(frozen=True, order=True)
class Finding:
    """One problem in the input: where it is, what is wrong, how to mend it.

    Attributes:
        place: file path relative to the project, or an IRI in short form.
        line: line in that file, from 1; 0 where it is not known.
        rule: short name of the check, as `turtle-syntax` or the local name of a shape.
        message: what is wrong and what to do.
        severity: `error` stops a build, `warning` and `info` do not.
    """

    place: str
    line: int
    rule: str
    message: str
    severity: str = "error"

    def __str__(self) -> str:
        """`file:line: rule: message`, as editors and terminals link it."""
        where = f"{self.place}:{self.line}" if self.line else self.place
        mark = "" if self.severity == "error" else f" [{self.severity}]"
        return f"{where}: {self.rule}{mark}: {self.message}"


class PublisherError(Exception):
    """Base of every error the project raises on purpose."""


class CheckFailed(PublisherError):
    """Checks found errors; nothing was built."""

    def __init__(self, findings: list[Finding]) -> None:
        """Carry all findings, warnings included."""
        errors = sum(f.severity == "error" for f in findings)
        super().__init__(f"{errors} problem{'s' if errors != 1 else ''} found; nothing was built")
        self.findings = findings


class ReleaseError(PublisherError):
    """A release directory is missing, damaged or of another shape."""

    def __init__(self, path: Path, message: str) -> None:
        """Name the directory or file and what is wrong with it."""
        super().__init__(f"{path}: {message}")
        self.path = path


class PublishRefused(PublisherError):
    """A release is not taken into the published versions; nothing was written."""


class StartError(PublisherError):
    """The server cannot start; the message is one line."""


class PushError(PublisherError):
    """A release could not be loaded into an engine, or is not there as it should be."""


@dataclass
class Place:
    """Where in a query something was found: line and column, both from 1."""

    line: int
    column: int


class QueryError(PublisherError):
    """A query gets no answer.

    Attributes:
        status: the HTTP status that says why.
        slug: short name of the kind of problem, used in the problem type IRI.
        place: where in the query, where that is known.
        retry_after: seconds after which trying again makes sense, else None.
        waited: seconds that the query spent in a queue.
        extra: further members of the problem that is told, such as a limit and what is left of it.
    """

    status = 400
    slug = "query"
    waited: float = 0.0
    extra: Mapping[str, object] = MappingProxyType({})

    def __init__(
        self,
        message: str,
        *,
        status: int | None = None,
        place: Place | None = None,
        retry_after: int | None = None,
    ) -> None:
        """Say what happened and what to do; with a status, where that is not the one of the kind."""
        super().__init__(message)
        if status is not None:
            self.status = status
        self.place = place
        self.retry_after = retry_after


class QuerySyntaxError(QueryError):
    """The query does not parse."""

    slug = "query-syntax"


class QueryRefused(QueryError):
    """The query asks for something that is not offered here; 403 where policy forbids it, else 400."""

    slug = "query-refused"


class ServiceRefused(QueryRefused):
    """The query asks by SERVICE for an endpoint that is not offered."""


class PartnerFailed(QueryError):
    """An endpoint that the query names in SERVICE gave no whole answer; 502, or 503 where it may later."""

    status = 502
    slug = "partner-failed"


class QueryTimeout(QueryError):
    """The deadline passed before the whole answer was there."""

    status = 503
    slug = "query-timeout"


class ResultTooLarge(QueryError):
    """The answer has more bytes than one answer may have."""

    status = 413
    slug = "result-too-large"


class NoRoom(QueryError):
    """The disk has no room for an answer that is being gathered."""

    status = 507
    slug = "no-room"


class WorkerMemory(QueryError):
    """The query needed more memory than one query may use."""

    status = 503
    slug = "query-memory"


class WorkerLost(QueryError):
    """The worker ended without an answer, for another reason than memory."""

    status = 503
    slug = "worker-lost"


class EngineFailed(QueryError):
    """The engine behind the endpoint gave no whole answer.

    Attributes:
        why: what failed, for the operator; readers are not told.
    """

    why: str = ""
    status = 502
    slug = "engine-failed"


class TooMany(QueryError):
    """A client has used up what one may have, for now."""

    status = 429
    slug = "too-many-queries"

    def __init__(self, message: str, *, retry_after: int, extra: Mapping[str, object]) -> None:
        """`extra` tells the limit and what is left of it."""
        super().__init__(message, retry_after=retry_after)
        self.extra = extra


class Overloaded(QueryError):
    """No worker came free in time."""

    status = 503
    slug = "overloaded"
