"""What the types of problems mean, one row each.

The IRI of a type is `…/problems/` and its slug. A refusal says what happened this time; its type says what
that kind of refusal is and what to do about it, the same every time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class ProblemType:
    """A kind of problem.

    Attributes:
        slug: the end of its IRI.
        statuses: HTTP statuses that it comes with.
        means: what has happened.
        remedy: what to do.
    """

    slug: str
    statuses: tuple[int, ...]
    means: str
    remedy: str

    @property
    def title(self) -> str:
        """Its name for people."""
        return self.slug.replace("-", " ").capitalize()


PROBLEM_TYPES: Final = (
    ProblemType(
        "query-syntax",
        (400,),
        "The query does not parse. Line and column say where the parser stopped, from 1; "
        "the mistake may stand a little before.",
        "Mend the query and send it again.",
    ),
    ProblemType(
        "query-refused",
        (400, 403, 406, 413, 415),
        "The request asks for something that is not offered: an update or a SERVICE (403), more brackets, "
        "operators or bytes than a query may have (400, 413), a parameter that makes no sense (400), a "
        "format in which there is no such answer (406), a body of another type (415).",
        "The detail names what it was. The service description at /sparql lists the limits.",
    ),
    ProblemType(
        "no-such-day",
        (400,),
        "What the parameter at names, or from or to where two dates are compared, is no day, month, year or "
        "period with both of its ends.",
        "Write 2016-12-31, 2016-12, 2016 or 2014/2018, or leave the parameter out: then the answer is as "
        "last known, or between dates that are compared by default.",
    ),
    ProblemType(
        "no-days",
        (400,),
        "What is asked for cannot be had as of a day: it is the same for every day, or tells of all times.",
        "Leave at out. The detail names what can be asked as of a day.",
    ),
    ProblemType(
        "query-timeout",
        (503,),
        "The query took longer than one may. It was ended, and nothing of its answer is sent.",
        "Ask for less, or in parts. The same query is likely to meet the same end.",
    ),
    ProblemType(
        "query-memory",
        (503,),
        "The query needed more memory than one may have. It was ended; others did not notice.",
        "Sort, group or join less at once: choose with FILTER first, use LIMIT, or ask in parts.",
    ),
    ProblemType(
        "worker-lost",
        (503,),
        "The process that worked on the query ended without an answer.",
        "Ask in another way. If the detail says nothing of why, please tell the maintainers.",
    ),
    ProblemType(
        "result-too-large",
        (413,),
        "The answer has more bytes than one may have. It is refused and never cut short.",
        "Fetch it in pages, with ORDER BY, LIMIT and OFFSET; or download a dump. What is too large for a "
        "page in a browser may be had in the other formats.",
    ),
    ProblemType(
        "too-many-queries",
        (429,),
        "This client has used up what one client may have: queries that run at once, seconds of query time "
        "or of making days, or queries without an answer. limit, burst and remaining say how much of what.",
        "Wait as long as Retry-After says, and send fewer at a time.",
    ),
    ProblemType(
        "overloaded",
        (503,),
        "Nothing came free in time to work on the request, or the server is about to stop.",
        "Nothing is wrong with the request: try again after Retry-After.",
    ),
    ProblemType(
        "partner-failed",
        (502, 503),
        "An endpoint that the query names in SERVICE gave no whole answer.",
        "Try again later, or ask that endpoint yourself; with SERVICE SILENT its part is left empty.",
    ),
    ProblemType(
        "engine-failed",
        (502,),
        "The engine behind this endpoint gave no whole answer.",
        "Try again; pages, data and downloads do not depend on it.",
    ),
    ProblemType(
        "no-room",
        (507,),
        "The server has no room on its disk now for an answer of this size.",
        "Try again after Retry-After, or ask for less.",
    ),
    ProblemType(
        "out-of-resources",
        (503,),
        "The server is short of room, memory or descriptors for the moment.",
        "Nothing is wrong with the request: try again after Retry-After.",
    ),
    ProblemType(
        "not-ready",
        (503,),
        "No worker answers a small query now.",
        "Try again in a moment. This is told by /readyz, for the balancers before the server.",
    ),
    ProblemType(
        "gone",
        (410,),
        "What this identifier named is no longer described. It will not be given to anything else.",
        "The problem says since when and why, and names what took its place, if something did.",
    ),
)
