"""What became of each fact of the curators' reading inventory: pages, CSV and JSON."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final, TypeAlias
from urllib.parse import urlencode

from flask import Blueprint, Response
from werkzeug.exceptions import NotFound

from server.names import DATASET, ID
from server.tags import bcp47
from server.web import pages
from server.web.asked import tongue
from server.web.contexts.coverage import CoveragePage, FactRow, FactSection, FactsPage
from server.web.contexts.lists import Download
from server.web.contexts.values import Figure, Text
from server.web.documents import forms_of_page
from server.web.forms import Form, Named, named, preferred
from server.web.given import one_of
from server.web.nodes import SECOND, Namer, slugged
from server.web.prose import in_script
from server.web.rendering import render
from server.web.representations import HTML
from server.web.responses import Link, content
from server.web.site import site
from server.web.words import said, worded

#: The parameter that asks for one section, by its letter.
SECTION: Final = "section"

#: The file of a release that holds the table.
_FILE = "coverage.csv"
_CSV, _JSON = "text/csv", "application/json"
_PATHS = MappingProxyType({HTML.media_type: "/coverage", _CSV: "/coverage.csv", _JSON: "/coverage.json"})
_BESIDE = (Form("csv", _CSV, "CSV"), Form("json", _JSON, "JSON"))
_FORMS = (HTML, *_BESIDE)
_Row: TypeAlias = Mapping[str, str]
#: Rows of the table by the letter of their section.
_Sections: TypeAlias = Mapping[str, Sequence[_Row]]
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
    """The sections with their counts, or one with its facts; another form, of the whole, if it is asked for.

    By Accept the whole alone is had in other forms: what prefers data to the page of a section has that page.

    Raises:
        BadRequest: there is no such section.
        NotFound: the release has no inventory.
        NotOffered: no form that is asked for can be had.
    """
    sections = _sections()
    letter = one_of(SECTION, sections, "There is no such section.")
    listed = forms_of_page("/coverage", "Reading inventory", _BESIDE, _links(""))
    if listed is not None:
        return listed
    form = named(_FORMS, _place) if letter else preferred(_FORMS, _place)
    if isinstance(form, Form):
        return (as_csv if form.media_type == _CSV else as_json)(negotiated=not letter)
    links = _links("")
    if letter:  # other forms are of the whole
        links = [Link(site().urls.to("/coverage"), "up"), _described()]
        made = _facts(pages.namer(tongue()), sections, letter)
        body = render("coverage_section.html", page=made, tongue=tongue())
    else:
        body = render("coverage.html", page=_overview(sections), tongue=tongue())
    return content(body, HTML.content_type, links=links, negotiated=not letter)


def as_csv(*, negotiated: bool = False) -> Response:
    """The table as the release holds it (RFC 4180)."""
    kind = f"{_CSV}; charset=utf-8; header=present"
    return content(_table(), kind, links=_links(_CSV), negotiated=negotiated)


def as_json(*, negotiated: bool = False) -> Response:
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
    return content(body, _JSON, links=_links(_JSON), negotiated=negotiated)


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
    return [*found, _described()]


def _described() -> Link:
    return Link(site().urls.to("/dataset"), "describedby")


def _place(form: Named) -> str:
    """Where the whole is in a form."""
    return site().urls.to(_PATHS[form.media_type])


def _sections() -> _Sections:
    """The rows of the table by the letter of their section.

    Raises:
        NotFound: the release has none.
    """
    found: dict[str, list[_Row]] = {}
    for row in csv.DictReader(io.StringIO(_table().decode())):
        found.setdefault(row["section"], []).append(row)
    return found


def _overview(sections: _Sections) -> CoveragePage:
    counts = Counter(row["status"] for held in sections.values() for row in held)
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
        statuses=tuple(status for status in (_STATED, _LEFT_OUT, _MISSING) if counts[status]),
        sections=tuple(_section(letter, held) for letter, held in sections.items()),
        downloads=_downloads(),
    )


def _section(letter: str, rows: Sequence[_Row]) -> FactSection:
    names = Text(rows[0]["section_title"], "en"), Text(rows[0]["section_title_zh"], bcp47(SECOND))
    title, second = _both(names)
    return FactSection(
        letter=letter,
        href=f"{site().urls.to('/coverage')}?{urlencode({SECTION: letter})}",
        title=title,
        second=second,
        facts=tuple(row["fact"] for row in rows),
        counts=Counter(row["status"] for row in rows),
    )


def _facts(namer: Namer, sections: _Sections, letter: str) -> FactsPage:
    """A section with all of its facts, and the ones before and after it."""
    rows, spoken, letters = sections[letter], tongue(), list(sections)
    section, place = _section(letter, rows), letters.index(letter)
    others = {_LEFT_OUT: "%(number)s left out", _MISSING: "%(number)s missing"}
    told = [said("%(number)s of %(total)s stated", spoken, number=section.counts[_STATED], total=len(rows))]
    told += [said(text, spoken, number=n) for status, text in others.items() if (n := section.counts[status])]
    around = {"prev": letters[place - 1 : place], "next": letters[place + 1 : place + 2]}
    return FactsPage(
        section=section,
        told=worded(", ", spoken).join(told),
        rows=tuple(_row(namer, row) for row in rows),
        around={rel: _section(one, sections[one]) for rel, found in around.items() for one in found},
        downloads=_downloads(),
    )


def _downloads() -> tuple[Download, ...]:
    to = site().urls.to
    return Download("CSV", _CSV, to("/coverage.csv")), Download("JSON", _JSON, to("/coverage.json"))


def _both(texts: tuple[Text, Text]) -> tuple[Text, Text]:
    """A text in English and in Chinese, that of the page first and in its script."""
    spoken = tongue()
    return texts if spoken.tag == "en" else (in_script(texts[1], spoken), texts[0])


def _row(namer: Namer, row: _Row) -> FactRow:
    reasons = (Text(row["reason"], "en"), Text(row["reason_zh"], bcp47(SECOND)))
    return FactRow(
        number=row["fact"],
        sources=tuple(slugged(namer.node(ID + slug)) for slug in row["source"].split()),
        status=row["status"],
        statements=tuple(namer.node(iri) for iri in row["statements"].split()),
        reasons=tuple(reason for reason in _both(reasons) if reason.value),
    )
