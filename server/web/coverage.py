"""What became of each fact of the curators' reading inventory: a page, CSV and JSON."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from flask import Blueprint, Response
from werkzeug.exceptions import NotFound

from server.names import DATASET, ID
from server.tags import bcp47
from server.web import pages
from server.web.asked import tongue
from server.web.contexts.coverage import CoveragePage, FactRow, FactSection
from server.web.contexts.lists import Download
from server.web.contexts.values import Figure, Text
from server.web.documents import forms_of_page
from server.web.forms import Form, named
from server.web.nodes import SECOND, Namer, slugged
from server.web.rendering import render
from server.web.representations import HTML
from server.web.responses import Link, content
from server.web.site import site
from server.web.words import said, worded

#: The file of a release that holds the table.
_FILE = "coverage.csv"
_CSV, _JSON = "text/csv", "application/json"
_PATHS = MappingProxyType({HTML.media_type: "/coverage", _CSV: "/coverage.csv", _JSON: "/coverage.json"})
_BESIDE = (Form("csv", _CSV, "CSV"), Form("json", _JSON, "JSON"))
_FORMS = (HTML, *_BESIDE)
_STATED, _LEFT_OUT, _MISSING = "stated", "left out", "missing"


def blueprint() -> Blueprint:
    """The routes of the coverage table."""
    made = Blueprint("coverage", __name__)
    made.add_url_rule("/coverage", view_func=page)
    made.add_url_rule("/coverage.csv", view_func=as_csv)
    made.add_url_rule("/coverage.json", view_func=as_json)
    return made


def covered() -> bool:
    """Whether the release has a coverage table."""
    release = site().release
    return release is not None and _FILE in release.files


def page() -> Response:
    """The table by section, each fact with links to what states it; another form if the query names one.

    Raises:
        NotOffered: it names one that there is not.
    """
    listed = forms_of_page("/coverage", "Reading inventory", _BESIDE, _links(""))
    if listed is not None and covered():
        return listed
    form = named(_FORMS, lambda form: site().urls.to(_PATHS[form.media_type]))
    if form is not None and form is not HTML:
        return as_csv() if form.media_type == _CSV else as_json()
    rows = list(csv.DictReader(io.StringIO(_table().decode())))
    made = _page(pages.namer(tongue()), rows)
    body = render("coverage.html", page=made, tongue=tongue())
    return content(body, HTML.content_type, links=_links(""), negotiated=False)


def as_csv() -> Response:
    """The table as the release holds it (RFC 4180)."""
    return content(_table(), f"{_CSV}; charset=utf-8; header=present", links=_links(_CSV), negotiated=False)


def as_json() -> Response:
    """The same as a list of facts, with lists where the table has several values in a cell."""
    facts = [
        {
            "fact": row["fact"],
            "section": {"letter": row["section"], "en": row["section_title"], "zh": row["section_title_zh"]},
            "sources": [ID + slug for slug in row["source"].split()],
            "status": row["status"],
            "statements": row["statements"].split(),
            "reason": {"en": row["reason"], "zh": row["reason_zh"]} if row["reason"] else None,
        }
        for row in csv.DictReader(io.StringIO(_table().decode()))
    ]
    body = json.dumps({"dataset": DATASET, "facts": facts}, ensure_ascii=False, indent=1).encode()
    return content(body, _JSON, links=_links(_JSON), negotiated=False)


def _table() -> bytes:
    """The table of the release.

    Raises:
        NotFound: it has none.
    """
    release = site().release
    if release is None or not covered():
        raise NotFound("This release has no reading inventory.")
    return (release.directory / _FILE).read_bytes()


def _links(chosen: str) -> list[Link]:
    """Links to the other forms of the table, and to the dataset."""
    to = site().urls.to
    found = [Link(to(path), "alternate", form) for form, path in _PATHS.items() if form != chosen]
    return [*found, Link(to("/dataset"), "describedby")]


def _page(namer: Namer, rows: Iterable[Mapping[str, str]]) -> CoveragePage:
    by_section: dict[str, list[Mapping[str, str]]] = {}
    for row in rows:
        by_section.setdefault(row["section"], []).append(row)
    counts = Counter(row["status"] for held in by_section.values() for row in held)
    to = site().urls.to
    return CoveragePage(
        figures=tuple(
            Figure(f"{number:,}", words)
            for number, words in (
                (sum(counts.values()), "facts found in the sources"),
                (counts[_STATED], "stated"),
                (counts[_LEFT_OUT], "left out, with the reason"),
                (counts[_MISSING], "still to come"),
            )
            if number or words != "still to come"
        ),
        sections=tuple(_section(namer, letter, held) for letter, held in by_section.items()),
        downloads=(
            Download("CSV", _CSV, to("/coverage.csv")),
            Download("JSON", _JSON, to("/coverage.json")),
        ),
    )


def _section(namer: Namer, letter: str, rows: list[Mapping[str, str]]) -> FactSection:
    counts, spoken = Counter(row["status"] for row in rows), tongue()
    places = {_LEFT_OUT: "%(number)s left out", _MISSING: "%(number)s missing"}
    others = [said(text, spoken, number=counts[status]) for status, text in places.items() if counts[status]]
    of_all = said("%(number)s of %(total)s stated", spoken, number=counts[_STATED], total=len(rows))
    names = Text(rows[0]["section_title"], "en"), Text(rows[0]["section_title_zh"], bcp47(SECOND))
    title, second = names if spoken.tag == "en" else names[::-1]
    return FactSection(
        letter=letter,
        title=title,
        second=second,
        told=worded(", ", spoken).join((of_all, *others)),
        rows=tuple(_row(namer, row) for row in rows),
    )


def _row(namer: Namer, row: Mapping[str, str]) -> FactRow:
    reasons = (Text(row["reason"], "en"), Text(row["reason_zh"], bcp47(SECOND)))
    return FactRow(
        number=row["fact"],
        sources=tuple(slugged(namer.node(ID + slug)) for slug in row["source"].split()),
        status=row["status"],
        statements=tuple(namer.node(iri) for iri in row["statements"].split()),
        reasons=tuple(r for r in (reasons if tongue().tag == "en" else reasons[::-1]) if r.value),
    )
