"""What receipts and verdicts are told in: JSON for programs, a page for people."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import urlencode

from flask import Response, request

from server.formats import GraphFormat
from server.layers import POSSIBLE
from server.negotiation import choose
from server.receipt_json import telling, written
from server.receipts import Question, Receipt
from server.verdicts import Verdict, expected
from server.web.asked import LANGUAGE, tongue
from server.web.problems import Told
from server.web.proofs import ADDRESS
from server.web.rendering import render
from server.web.representations import HTML, JSON, PageFormat
from server.web.sparql import endpoint
from server.web.words import worded

_OFFERS: Final[tuple[GraphFormat | PageFormat, ...]] = (JSON, HTML)
_NAMED: Final[Mapping[str, GraphFormat | PageFormat]] = {"json": JSON, "html": HTML}

#: What the members of an answer are called for people.
_NAMES: Final = {
    "kind": "Kind",
    "boolean": "Truth value",
    "rows": "Rows",
    "triples": "Triples",
    "variables": "Columns",
    "sha256": "SHA-256 of the answer",
}
_RELEASE, _CANONICAL = "Release", "Canonical hash of its data"
_TIME, _PROGRAM = "Asked", "Answered by"

#: Whether the data are the same, and the answer → the verdict as a heading and in a sentence.
_VERDICTS: Final = {
    (True, True): (
        "The same answer",
        "Asked again of the same data, the query has the same answer.",
    ),
    (True, False): (
        "The answer differs",
        "The same data give another answer: the receipt was changed, or the engine answers otherwise.",
    ),
    (False, True): (
        "Other data, the same answer",
        "The release of the receipt is not at hand. The one that was asked gives the same answer.",
    ),
    (False, False): (
        "The data changed, and so did the answer",
        (
            "The release of the receipt is not at hand, and the one that was asked gives another answer. "
            "That says nothing against the receipt: verify it with its own release."
        ),
    ),
}
#: The same of a receipt whose release is not at hand and is not a published version.
_OF_DRAFTS: Final = {
    True: (
        "Not a published version",
        (
            "The release of the receipt is not a published version: nobody keeps it for ever, and it is not "
            "at hand, so this cannot be verified. The one that was asked gives the same answer."
        ),
    ),
    False: (
        "Not a published version",
        (
            "The release of the receipt is not a published version: nobody keeps it for ever, and it is not "
            "at hand, so this cannot be verified. The one that was asked gives another answer, which says "
            "nothing against the receipt."
        ),
    ),
}


@dataclass(frozen=True)
class Row:
    """A line of a page.

    Attributes:
        name: what it tells, in English.
        before: of the receipt.
        now: of the answer now; empty where nothing is compared.
        differs: whether the two do.
        is_code: whether they are hashes.
    """

    name: str
    before: str
    now: str = ""
    differs: bool = False
    is_code: bool = False


def form() -> GraphFormat | PageFormat | None:
    """What the request prefers, by `format` or else by Accept; None if it refuses both.

    Formats of answers, which are named for the endpoint, are passed over.
    """
    named = _NAMED.get(request.args.get("format", ""))
    return named or choose(request.headers.get("Accept"), _OFFERS, JSON)


def data(members: dict[str, object]) -> Response:
    """A document for programs."""
    body = json.dumps(members, ensure_ascii=False, indent=2).encode() + b"\n"
    return Response(body, content_type="application/json")


def receipt_page(receipt: Receipt) -> Response:
    """The page of a receipt, from which it is verified, kept and cited."""
    said = telling(receipt.result.summed)
    rows = [
        *(Row(_NAMES[what], _shown(said[what]), is_code=what == "sha256") for what in _known(said)),
        Row(_RELEASE, _named(receipt.release.version, receipt.release.name)),
        Row(_CANONICAL, receipt.release.canonical_sha256, is_code=True),
        Row(_TIME, receipt.time),
        Row(_PROGRAM, receipt.program),
    ]
    return _page(
        "receipt.html",
        question=receipt.question,
        rows=rows,
        nothing=receipt.result.summed.nothing_found,
        draft=expected(receipt).draft,
        possible=_with_possible(receipt.question),
        receipt=json.dumps(written(receipt), ensure_ascii=False, indent=2),
        asked=_address(receipt.question),
    )


def _named(version: str, name: str) -> str:
    """A release by its version and the name of its build."""
    return worded("%(version)s (%(name)s)", tongue()) % {"version": version, "name": name}


def verdict_page(verdict: Verdict) -> Response:
    """The page of a verdict, with what was expected and what there is now side by side."""
    before, now = verdict.before, verdict.now
    answer = telling(now.result.summed)
    differing = {one.what for one in verdict.differences}
    other = not verdict.same_release
    heading, says = (
        _OF_DRAFTS[verdict.same_answer]
        if other and before.draft
        else _VERDICTS[verdict.same_release, verdict.same_answer]
    )
    rows = [
        *(
            Row(
                _NAMES[what],
                _shown(before.told.get(what)),
                _shown(answer[what]),
                what in differing,
                is_code=what == "sha256",
            )
            for what in _known(answer, before.told)
        ),
        Row(_RELEASE, before.release, now.release.name, other),
        Row(
            _CANONICAL,
            _shown(before.canonical_sha256 or None),
            now.release.canonical_sha256,
            other,
            is_code=True,
        ),
        Row(_TIME, _shown(before.time or None), now.time),
    ]
    return _page(
        "verify.html",
        heading=heading,
        says=says,
        is_same=verdict.same_answer,
        other=other,
        draft=before.draft,
        nothing=now.result.summed.nothing_found,
        question=before.question,
        possible=_with_possible(before.question),
        rows=rows,
        told=None,
        sent="",
    )


def verify_form(told: Told | None = None, sent: str = "") -> Response:
    """The page with the form, and why there is no verdict if that is so.

    Args:
        told: what was wrong.
        sent: the receipt as it was pasted.
    """
    return _page("verify.html", heading="", draft=False, told=told, sent=sent)


def _page(template: str, **context: object) -> Response:
    kept = urlencode({LANGUAGE: request.args[LANGUAGE]}) if LANGUAGE in request.args else ""
    body = render(template, tongue=tongue(), cited="", kept=kept, **context)
    return Response(body, content_type=HTML.content_type)


def _address(question: Question) -> str:
    """A question as a query string; empty where it is too long for an address."""
    found = urlencode(
        [
            ("query", question.text),
            *(("default-graph-uri", iri) for iri in question.default_graphs),
            *(("named-graph-uri", iri) for iri in question.named_graphs),
            *([("at", question.at)] if question.at else []),
        ]
    )
    return found if len(found) <= ADDRESS else ""


def _with_possible(question: Question) -> str:
    """The query string that asks the same of what is possible as well; empty where that is of no use."""
    if not question.only_certain or question.default_graphs or question.named_graphs:
        return ""
    every = tuple(sorted({*endpoint().store.contents.graphs, POSSIBLE}))
    return _address(replace(question, default_graphs=every, named_graphs=every))


def _known(*told: Mapping[str, object]) -> Iterator[str]:
    """The members of the first of several answers that one of them at least tells."""
    return (what for what in told[0] if any(one.get(what) is not None for one in told))


def _shown(value: object) -> str:
    """A value for people; a dash where there is none."""
    if value is None:
        return "–"
    if isinstance(value, bool):
        return worded("Yes" if value else "No", tongue())
    if isinstance(value, int):
        return f"{value:,}"
    return ", ".join(f"?{name}" for name in value) if isinstance(value, list) else str(value)
