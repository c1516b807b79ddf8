"""Receipts of queries: what the data of a release answered to a query, so that anyone can ask again. Pure.

A receipt tells what the data said, not what is true; that nothing was found is an answer. How one is written
is told by `server.receipt_json`, what it is worth when its query is asked again by `server.verdicts`.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import Final

from server.layers import POSSIBLE
from server.results import Summed

#: What of a query reaches what is only possible: the graph by its name, and a variable for whichever graph.
_NAMED: Final = re.compile(r"[/:]possible\b")
_ANY_GRAPH: Final = re.compile(r"\bGRAPH\s*[?$]", re.IGNORECASE)


@dataclass(frozen=True)
class Question:
    """What was asked.

    Attributes:
        text: the query.
        default_graphs: IRIs of `default-graph-uri`.
        named_graphs: IRIs of `named-graph-uri`.
        at: the day as of which the data were asked (`2016-12-31`), or two days with a slash; or empty.
    """

    text: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    at: str = ""

    @property
    def sha256(self) -> str:
        """SHA-256 of the text in UTF-8, in hexadecimal."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    @property
    def only_certain(self) -> bool:
        """Whether it is asked as of a day of what is certain then, without `graph:possible`."""
        chosen = (*self.default_graphs, *self.named_graphs)
        if not self.at or POSSIBLE in chosen or _NAMED.search(self.text):
            return False
        return bool(chosen and not self.named_graphs) or not _ANY_GRAPH.search(self.text)


@dataclass(frozen=True)
class Basis:
    """The release that was asked.

    Attributes:
        name: of its directory: the version and a hash of what it was built from.
        version: of the dataset.
        issued: the day on which the version is dated.
        canonical_sha256: canonical hash (RDFC-1.0) of all its statements.
    """

    name: str
    version: str
    issued: str
    canonical_sha256: str


@dataclass(frozen=True)
class Result:
    """What came back.

    Attributes:
        media_type: of the answer that was read.
        bytes: its size.
        summed: what it comes to.
    """

    media_type: str
    bytes: int
    summed: Summed


@dataclass(frozen=True)
class Receipt:
    """That a release answered a question so.

    Attributes:
        question: what was asked.
        release: what was asked it.
        result: what came back.
        time: when, as RFC 3339 writes it, by the clock of whoever asked.
        program: what found the answer, with its version.
    """

    question: Question
    release: Basis
    result: Result
    time: str
    program: str
