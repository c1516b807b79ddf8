"""The documents that stand on the site, one row each. Pure."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from typing import Final

_BOTH: Final = ("en", "zh-Hans")


@dataclass(frozen=True)
class Guide:
    """A document.

    Attributes:
        name: by which it is asked for.
        title: its first heading, in English.
        lead: what it tells, in a line, in English; shown where documents are listed.
        group: the heading under which it is listed, in English.
        languages: those in which it is written, English first.
        file: where it stands from the documents; that of another language is in a folder of that name there.
    """

    name: str
    title: str
    lead: str
    group: str
    languages: tuple[str, ...] = _BOTH
    file: str = ""

    @property
    def path(self) -> str:
        """Where it is on the site."""
        return "/docs/" if self is OVERVIEW else f"/docs/{self.name}"

    @property
    def plain_path(self) -> str:
        """Where it is as Markdown."""
        return f"{self.path.rstrip('/')}.md"

    def source(self, tag: str) -> str:
        """The file in a language, among the documents."""
        file = self.file or f"{self.name}.md"
        return file if tag == "en" else f"{tag}/{posixpath.basename(file)}"


_START: Final = "Get started"
_KNOW: Final = "Understand and use"
_PROGRAMS: Final = "For programs, in detail"
_KEEP: Final = "Keep a copy, add to the data"
_ENGLISH: Final = ("en",)

#: What all others are listed in.
OVERVIEW: Final = Guide("index", "Documentation", "", "", file="README.md")

GUIDES: Final = (
    OVERVIEW,
    Guide(
        "who-stands-behind-a-name",
        "Who stands behind a name",
        "From nothing but 网信办 to the body, its nameplates and those above it.",
        _START,
    ),
    Guide(
        "how-a-body-came-to-be",
        "How a body came to be",
        "The years from 2013 to 2018: chart, two dates side by side, timeline, a day.",
        _START,
    ),
    Guide(
        "overlap-for-a-report",
        "The overlap of leaders, for a report",
        "A table, a picture, the query behind them and how to cite them.",
        _START,
    ),
    Guide(
        "check-a-claim",
        "Check a claim before you use it",
        "From a statement to its passage and source, and on to Wikidata.",
        _START,
    ),
    Guide(
        "first-query",
        "A first query",
        "A question in SPARQL that works, to be changed, shared and run by a program.",
        _START,
    ),
    Guide("data-model", "The data model in pictures", "Claims, nameplates, posts, dates, disputes.", _KNOW),
    Guide("api", "The API at a glance", "Every way in for programs, and where it is told in detail.", _KNOW),
    Guide("how-to-cite", "How to cite", "A page, a thing, a download, an answer; receipts.", _KNOW),
    Guide("corrections", "Corrections", "What to do about a mistake, and what becomes of it.", _KNOW),
    Guide("limits", "Limits", "Time, memory, size and rate, as this server has them.", _KNOW),
    Guide(
        "changelog",
        "Changelog",
        "What changed in program, vocabulary and data.",
        _KNOW,
        file="../CHANGELOG.md",
    ),
    Guide("http", "Paths", "Each path, what it takes and what it gives.", _PROGRAMS),
    Guide("json", "JSON for people who build web pages", "Short names, lists.", _PROGRAMS),
    Guide("views", "Views", "Profiles, layers, and the data as of a day.", _PROGRAMS),
    Guide("versions", "Versions", "What was said when, and what changed.", _PROGRAMS),
    Guide("dumps", "Downloads", "What each file is, and how it is checked.", _PROGRAMS),
    Guide("citing", "Citing", "Citations and receipts, in detail.", _PROGRAMS),
    Guide("inference", "Inferences", "What follows from what is stated.", _PROGRAMS),
    Guide("federation", "Federation", "Questions to several endpoints.", _PROGRAMS),
    Guide("conformance", "Conformance", "Tests of others that this server passes.", _PROGRAMS),
    Guide("operating", "Operating", "Options, limits, logs, releases.", _KEEP, _ENGLISH),
    Guide("engines", "Engines", "Serving from another SPARQL engine.", _KEEP, _ENGLISH),
    Guide("adding-a-fact", "Adding a fact", "From a passage to a statement.", _KEEP, _ENGLISH),
)


def guide(name: str) -> Guide | None:
    """The document of a name; None if there is none."""
    return next((one for one in GUIDES if one.name == name), None)
