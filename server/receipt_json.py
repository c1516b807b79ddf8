"""Receipts as JSON documents, written and read strictly (`server/web/schemas/receipt.json`). Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from server.dates import BadDate, stretch
from server.errors import PublisherError
from server.layers import POSSIBLE
from server.names import BASE, DATASET
from server.receipts import Basis, Question, Receipt, Result
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
_NOTHING_CERTAIN: Final = (
    "Nothing that is certain then fits the query. Only what is certain at that time was asked, so this does "
    "not say that it was not so, and it may be stated as uncertain: what is possible then stands in "
    f"the graph <{POSSIBLE}>, which is asked where the query or the request names it."
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


def written(receipt: Receipt) -> dict[str, object]:
    """A receipt as the members of a JSON object."""
    question, summed = receipt.question, receipt.result.summed
    counted = {name: value for name, value in telling(summed).items() if value is not None}
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
            **({"says": _nothing(question)} if summed.nothing_found else {}),
        },
        "time": receipt.time,
        "program": receipt.program,
    }


def _nothing(question: Question) -> str:
    """What it means that nothing was found."""
    return _NOTHING_CERTAIN if question.only_certain else _NOTHING


def telling(summed: Summed) -> dict[str, object]:
    """What is told of an answer, and what two are compared by: counts first, the hash last."""
    return {
        "kind": summed.kind,
        "boolean": summed.boolean,
        "rows": summed.rows,
        "triples": summed.triples,
        "variables": None if summed.variables is None else list(summed.variables),
        "sha256": summed.sha256,
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
