"""Receipts of queries: what the data of a release answered to a query, so that anyone can ask again. Pure.

A receipt is a JSON document (its schema is `server/web/schemas/receipt.json`). It tells what the data said,
not what is true; that nothing was found is an answer.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from server.dates import BadDate, stretch
from server.errors import PublisherError
from server.names import BASE, DATASET
from server.results import Summed

#: Where the schema of receipts is.
SCHEMA: Final = BASE + "receipt/schema.json"
#: Number of the form that is written and read here.
FORMAT: Final = 1

NOTICE: Final = (
    "This receipt says what the data of one release answered to one query, not what is true: "
    "each statement in the data has its own source and voice."
)
_NOTHING: Final = (
    "Nothing in the data fits the query. That is an answer: it says that the release does not state it, "
    "not that it is not so."
)
#: How the form that is hashed is called.
_CANONICAL: Final = {
    "graph": "https://www.w3.org/TR/rdf-canon/",
    "table": BASE + "receipt#table",
    "boolean": BASE + "receipt#boolean",
}
_SHA256: Final = re.compile(r"[0-9a-f]{64}\Z")
_PERIOD: Final = re.compile(r"\d{4}-\d{2}-\d{2}(/\d{4}-\d{2}-\d{2})?\Z")
#: Graphs that one receipt may name.
_GRAPHS: Final = 1000


class BadReceipt(PublisherError, ValueError):
    """A document that is no receipt, or one that contradicts itself; the message says where."""


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


@dataclass(frozen=True)
class Difference:
    """One thing in which a receipt and a new answer differ."""

    what: str
    receipt: object
    now: object


@dataclass(frozen=True)
class Verdict:
    """What became of a receipt when its query was run again.

    Attributes:
        same_release: whether the data are those of the receipt.
        differences: what differs; nothing, if the answer is the same.
        now: the new receipt.
    """

    same_release: bool
    differences: tuple[Difference, ...]
    now: Receipt

    @property
    def same_answer(self) -> bool:
        """Whether the answer is the same, whatever the release."""
        return not self.differences

    @property
    def word(self) -> str:
        """`same`, `different` or `other release`."""
        if not self.same_release:
            return "other release"
        return "same" if self.same_answer else "different"

    @property
    def says(self) -> str:
        """The verdict in a sentence."""
        answer = (
            "the answer is the same"
            if self.same_answer
            else "the answer differs in " + _listed(self.differences)
        )
        if self.same_release:
            return f"Asked again of the same data, {answer}."
        asked = f"version {self.now.release.version} ({self.now.release.name})"
        return (
            f"The receipt is of another release, which is not at hand. Asked of {asked}, {answer}. "
            "That says nothing against the receipt: verify it with its own release."
        )


def compared(receipt: Receipt, now: Receipt) -> Verdict:
    """What a receipt is worth beside a new one of the same question.

    Two releases are the same where their canonical hashes are, whatever they are called.
    """
    before, after = (_telling(one.result.summed) for one in (receipt, now))
    differences = tuple(
        Difference(what, before[what], after[what]) for what in before if before[what] != after[what]
    )
    is_same = receipt.release.canonical_sha256 == now.release.canonical_sha256
    return Verdict(is_same, differences, now)


def _telling(summed: Summed) -> dict[str, object]:
    """What two answers are compared by, counts first."""
    return {
        "kind": summed.kind,
        "boolean": summed.boolean,
        "rows": summed.rows,
        "triples": summed.triples,
        "variables": None if summed.variables is None else list(summed.variables),
        "sha256": summed.sha256,
    }


def _listed(differences: tuple[Difference, ...]) -> str:
    return ", ".join(f"{one.what} ({_told(one.receipt)}, now {_told(one.now)})" for one in differences)


def _told(value: object) -> str:
    return " ".join(map(str, value)) if isinstance(value, list) else str(value)


def written(receipt: Receipt) -> dict[str, object]:
    """A receipt as the members of a JSON object."""
    question, summed = receipt.question, receipt.result.summed
    counted = {name: value for name, value in _telling(summed).items() if value is not None}
    return {
        "$schema": SCHEMA,
        "format": FORMAT,
        "notice": NOTICE,
        "query": {
            "text": question.text,
            "sha256": question.sha256,
            "defaultGraphs": list(question.default_graphs),
            "namedGraphs": list(question.named_graphs),
            "at": question.at or None,
        },
        "release": {
            "dataset": DATASET,
            "name": receipt.release.name,
            "version": receipt.release.version,
            "issued": receipt.release.issued,
            "canonicalSha256": receipt.release.canonical_sha256,
        },
        "result": {
            **counted,
            "canonicalForm": _CANONICAL[summed.kind],
            "mediaType": receipt.result.media_type,
            "bytes": receipt.result.bytes,
            "nothingFound": summed.nothing_found,
            **({"says": _NOTHING} if summed.nothing_found else {}),
        },
        "time": receipt.time,
        "program": receipt.program,
    }


def judged(verdict: Verdict) -> dict[str, object]:
    """A verdict as the members of a JSON object."""
    return {
        "verdict": verdict.word,
        "says": verdict.says,
        "sameRelease": verdict.same_release,
        "sameAnswer": verdict.same_answer,
        "differences": [
            {"what": one.what, "receipt": one.receipt, "now": one.now} for one in verdict.differences
        ],
        "now": written(verdict.now),
    }


def read(members: object) -> Receipt:
    """A receipt from the members of a JSON object; members that are not known are passed over.

    Raises:
        BadReceipt: it is none, or of another form, or its hash of the query is not that of the query.
    """
    whole = _object(members, "the receipt")
    if whole.get("format") != FORMAT:
        raise BadReceipt(f"format: this program reads receipts of format {FORMAT}")
    asked, release, result = (_object(whole.get(part), part) for part in ("query", "release", "result"))
    question = Question(
        _text(asked, "query.text"),
        _graphs(asked, "query.defaultGraphs"),
        _graphs(asked, "query.namedGraphs"),
        _period(asked),
    )
    if _sha256(asked, "query.sha256") != question.sha256:
        raise BadReceipt("query.sha256: it is not the hash of query.text; one of them was changed")
    return Receipt(
        question,
        Basis(
            _text(release, "release.name"),
            _text(release, "release.version"),
            _text(release, "release.issued"),
            _sha256(release, "release.canonicalSha256"),
        ),
        Result(_text(result, "result.mediaType"), _number(result, "result.bytes"), _summed(result)),
        _time(whole),
        _text(whole, "program"),
    )


def _summed(result: Mapping[str, Any]) -> Summed:
    kind = _text(result, "result.kind")
    digest = _sha256(result, "result.sha256")
    if kind == "table":
        variables = _texts(result, "result.variables")
        return Summed(kind, digest, variables=variables, rows=_number(result, "result.rows"))
    if kind == "graph":
        return Summed(kind, digest, triples=_number(result, "result.triples"))
    if kind == "boolean" and isinstance(truth := result.get("boolean"), bool):
        return Summed(kind, digest, boolean=truth)
    raise BadReceipt("result.kind: a result is a table, a graph, or a boolean with its value")


def _object(value: object, where: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise BadReceipt(f"{where}: a JSON object is expected")
    return value


def _text(members: Mapping[str, Any], where: str) -> str:
    value = members.get(where.rpartition(".")[2])
    if not isinstance(value, str) or not value:
        raise BadReceipt(f"{where}: a text is expected")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise BadReceipt(f"{where}: it holds half a character") from None
    return value


def _texts(members: Mapping[str, Any], where: str) -> tuple[str, ...]:
    values = members.get(where.rpartition(".")[2])
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise BadReceipt(f"{where}: a list of texts is expected")
    return tuple(values)


def _graphs(members: Mapping[str, Any], where: str) -> tuple[str, ...]:
    found = _texts(members, where)
    if len(found) > _GRAPHS:
        raise BadReceipt(f"{where}: at most {_GRAPHS:,} graphs are read")
    return found


def _sha256(members: Mapping[str, Any], where: str) -> str:
    value = _text(members, where)
    if not _SHA256.match(value):
        raise BadReceipt(f"{where}: 64 hexadecimal digits are expected, in lower case")
    return value


def _number(members: Mapping[str, Any], where: str) -> int:
    value = members.get(where.rpartition(".")[2])
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise BadReceipt(f"{where}: a number from 0 on is expected")
    return value


def _period(asked: Mapping[str, Any]) -> str:
    value = asked.get("at")
    if value is None:
        return ""
    if not isinstance(value, str) or not _PERIOD.match(value):
        raise BadReceipt("query.at: a day as 2016-12-31 is expected, two with a slash, or null")
    try:
        stretch(value)
    except BadDate as error:
        raise BadReceipt(f"query.at: {error}") from error
    return value


def _time(whole: Mapping[str, Any]) -> str:
    value = _text(whole, "time")
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise BadReceipt("time: a moment as 2026-11-22T10:00:00Z is expected")
    return value
