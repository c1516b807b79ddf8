"""What a receipt is worth when its query is asked again: the same answer, another, or other data. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from server.receipt_json import telling, written
from server.receipts import Question, Receipt

#: Every verdict in a word or two.
WORDS: Final = ("same", "different", "other release", "not published")

#: Versions and builds that are not published have this in their names.
_DRAFT: Final = re.compile(r"-dev(-|\Z)")
_WHILE_KEPT: Final = (
    "is not a published version: this can be verified only as long as somebody keeps that build."
)


@dataclass(frozen=True)
class Expected:
    """What a release is said to have answered: by a receipt, or by the little that a citation tells of one.

    Attributes:
        question: what was asked.
        release: what the release is called.
        canonical_sha256: canonical hash of all its statements; empty if it is not known.
        told: what is said of the answer, by the names that `server.receipt_json.telling` has for it.
        time: when it was asked, as RFC 3339 writes it; empty if it is not known.
    """

    question: Question
    release: str
    canonical_sha256: str
    told: Mapping[str, object]
    time: str = ""

    @property
    def draft(self) -> bool:
        """Whether the release is by its name one that is not published: nobody keeps it for ever."""
        return _DRAFT.search(self.release) is not None


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
        before: what was expected.
        same_release: whether the data are those of the receipt.
        differences: what differs; nothing, if the answer is the same.
        now: the new receipt.
    """

    before: Expected
    same_release: bool
    differences: tuple[Difference, ...]
    now: Receipt

    @property
    def same_answer(self) -> bool:
        """Whether the answer is the same, whatever the release."""
        return not self.differences

    @property
    def word(self) -> str:
        """One of `WORDS`."""
        if not self.same_release:
            return "not published" if self.before.draft else "other release"
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
            lasts = f" {self.before.release} {_WHILE_KEPT}" if self.before.draft else ""
            return f"Asked again of the same data, {answer}.{lasts}"
        asked = f"version {self.now.release.version} ({self.now.release.name})"
        if self.before.draft:
            return (
                f"The receipt is of {self.before.release}, which is not at hand and is not a published "
                "version: nobody keeps it for ever, so this cannot be verified without a copy of that build. "
                f"Asked of {asked}, {answer}, which says nothing against the receipt."
            )
        return (
            f"The receipt is of another release, which is not at hand. Asked of {asked}, {answer}. "
            "That says nothing against the receipt: verify it with its own release."
        )


def expected(receipt: Receipt) -> Expected:
    """What a receipt says."""
    release = receipt.release
    told = telling(receipt.result.summed)
    return Expected(receipt.question, release.name, release.canonical_sha256, told, receipt.time)


def compared(before: Expected, now: Receipt) -> Verdict:
    """What was said of an answer beside a new receipt of the same question.

    Two releases are the same where their canonical hashes are, whatever they are called.
    """
    after = telling(now.result.summed)
    differences = tuple(
        Difference(what, value, after[what]) for what, value in before.told.items() if value != after[what]
    )
    is_same = before.canonical_sha256 == now.release.canonical_sha256
    return Verdict(before, is_same, differences, now)


def _listed(differences: tuple[Difference, ...]) -> str:
    return ", ".join(f"{one.what} ({_told(one.receipt)}, now {_told(one.now)})" for one in differences)


def _told(value: object) -> str:
    return " ".join(map(str, value)) if isinstance(value, list) else str(value)


def judged(verdict: Verdict) -> dict[str, object]:
    """A verdict as the members of a JSON object."""
    return {
        "verdict": verdict.word,
        "says": verdict.says,
        "sameRelease": verdict.same_release,
        "publishedRelease": not verdict.before.draft,
        "sameAnswer": verdict.same_answer,
        "differences": [
            {"what": one.what, "receipt": one.receipt, "now": one.now} for one in verdict.differences
        ],
        "now": written(verdict.now),
    }
