"""`/overlap`: who held posts of the party, the state and quasi-state associations, at once or in turn."""

from __future__ import annotations

import json
import re
from typing import Final
from urllib.parse import quote, urlencode

from flask import Blueprint, Response

from server.holding import Held, held
from server.names import BASE
from server.overlap import Pair, Tenure, pairs
from server.periods import period_text
from server.tables.cells import written
from server.web import pages
from server.web.addresses import absolute
from server.web.as_of import left_out
from server.web.asked import tongue
from server.web.by_class import by_class
from server.web.contexts.lists import Download
from server.web.contexts.overlap import OverlapPage
from server.web.documents import forms_of_page
from server.web.fitting import render_light
from server.web.forms import Form, Named, preferred
from server.web.moment import shown
from server.web.overlap_data import EVIDENCE, MATRIX, as_object, evidence_rows, matrix_rows
from server.web.overlap_page import Asked, overlap_page
from server.web.overlap_picture import alone
from server.web.overlap_read import TENURE, tenures
from server.web.representations import HTML, PageFormat
from server.web.responses import Link, content
from server.web.site import kept, own, site
from server.web.sparql import endpoint
from server.web.words import worded

PATH: Final = "/overlap"
_CSV: Final = Form("csv", "text/csv", "CSV", parameters="; charset=utf-8; header=present")
_JSON: Final = Form("json", "application/json", "JSON")
_SVG: Final = Form("svg", "image/svg+xml", "SVG")
_BESIDE: Final = (_CSV, _JSON, _SVG)
_EVIDENCE_PATH: Final = "/overlap-evidence.csv"
#: The published query that finds the pairs of all time, and that which finds those of a period.
_QUERY: Final = "overlap-of-leaders"
_QUERY_THEN: Final = "overlap-of-leaders-in-a-period"
#: The first and the last day in the text of the latter.
_DAYS: Final = re.compile(r'\("[0-9-]{10}"(\S*) "[0-9-]{10}"(\S*)\)')
#: Periods that readers may begin with.
_PICKS: Final = ("2016", "2018", "2019", "2020", "2021-09/2021-12", "2025-12")


def blueprint() -> Blueprint:
    """The routes of the overlap of leaders."""
    made = Blueprint("overlap", __name__)
    made.add_url_rule(PATH, view_func=page)
    made.add_url_rule("/overlap.csv", view_func=as_csv)
    made.add_url_rule("/overlap.json", view_func=as_json)
    made.add_url_rule("/overlap.svg", view_func=as_svg)
    made.add_url_rule(_EVIDENCE_PATH, view_func=evidence_as_csv)
    return made


def page() -> Response:
    """Matrix and evidence, as of a day or period if one is named; another form if the query or Accept asks.

    Raises:
        NotOffered: no form that is asked for can be had.
    """
    listed = forms_of_page(PATH, "Overlap of leaders", _BESIDE, _links(""))
    if listed is not None:
        return listed
    offers: tuple[Form | PageFormat, ...] = (HTML, *_BESIDE)
    form = preferred(offers, _place)
    if isinstance(form, Form):
        return {"csv": as_csv, "json": as_json, "svg": as_svg}[form.extension](negotiated=True)
    body = render_light("overlap.html", page=_page(), tongue=tongue())
    return content(body, HTML.content_type, links=_links(HTML.media_type))


def as_csv(*, negotiated: bool = False) -> Response:
    """The matrix as a table: a row for each person in each cell (RFC 4180)."""
    body = written(MATRIX, matrix_rows(pages.namer(), _found()))
    return _file(body, _CSV, "overlap", negotiated=negotiated)


def evidence_as_csv() -> Response:
    """The evidence as a table: a row for each two statements."""
    return _file(written(EVIDENCE, evidence_rows(pages.namer(), _found())), _CSV, "overlap-evidence")


def as_json(*, negotiated: bool = False) -> Response:
    """Matrix and evidence as one object."""
    made = as_object(pages.namer(), _found(), _shown(), _query())
    body = json.dumps(made, ensure_ascii=False, indent=1).encode() + b"\n"
    return _file(body, _JSON, "overlap", negotiated=negotiated)


def as_svg(*, negotiated: bool = False) -> Response:
    """The matrix as a picture that stands alone."""
    drawn = alone(_page().picture, absolute(""), absolute(PATH) + _at(), tongue().tag)
    return _file(drawn, _SVG, "overlap", negotiated=negotiated)


def _file(body: bytes, form: Form, stem: str, *, negotiated: bool = False) -> Response:
    response = content(body, form.content_type, links=_links(form.media_type), negotiated=negotiated)
    day = _shown().replace("/", "-to-")
    name = "-".join(filter(None, (stem, day)))
    response.headers["Content-Disposition"] = f'inline; filename="{name}.{form.extension}"'
    return response


def _read() -> tuple[list[Tenure], list[tuple[str, str]]]:
    """The tenures of the release, read once."""
    return kept("nameplate.overlap", lambda: tenures(own().documents, by_class().get(TENURE, ())))


def _found() -> list[Pair]:
    """The pairs of the period that is asked for."""
    return pairs(_read()[0], site().at)


def _shown() -> str:
    """The day or period that is asked for, as it can be asked for; empty: all time."""
    at = site().at
    return "" if at is None else shown(at)


def _at() -> str:
    return f"?at={quote(_shown(), safe='/')}" if _shown() else ""


def _query() -> str:
    """The name of the published query that gives the pairs that are shown."""
    return _QUERY if site().at is None else _QUERY_THEN


def _asking() -> str:
    """A link to that query, with the period that is asked for in its text; empty where the release lacks it.

    It is not asked as of the day: by that the sides of posts would be those of then, where any is certain.
    """
    within, path = site().at, site().urls.undated("/sparql")
    example = endpoint().examples.get(_query())
    if example is None or within is None:
        return f"{path}?example={example.slug}" if example else ""
    first, last = within
    text = _DAYS.sub(rf'("{first}"\1 "{last}"\2)', example.query, count=1)
    return f"{path}?{urlencode({'query': text}, quote_via=quote)}"


def _to(path: str) -> str:
    """A link to a form of the page that keeps the day."""
    return site().urls.undated(path) + _at()


def _place(form: Named) -> str:
    return _to(PATH if form is HTML else f"{PATH}.{form.extension}")


def _links(chosen: str) -> list[Link]:
    """Links to the other forms, to the dataset, and to the address that stays."""
    places = {HTML.media_type: PATH, **{form.media_type: f"{PATH}.{form.extension}" for form in _BESIDE}}
    found = [Link(_to(path), "alternate", kind) for kind, path in places.items() if kind != chosen]
    here = [Link(BASE.rstrip("/") + PATH + _at(), "canonical")] if chosen in ("", HTML.media_type) else []
    return [*found, *here, Link(site().urls.undated("/dataset"), "describedby")]


def _page() -> OverlapPage:
    within, spoken = site().at, tongue()
    told, others = _read()
    gone = sum(held(one.bounds, *within) is Held.NOT for one in told) if within else 0
    if within:
        left_out(gone)
    undated = site().urls.undated(PATH)
    picks = tuple((period_text(pick, spoken.tag), f"{undated}?at={pick}") for pick in _PICKS)
    downloads = (
        Download("CSV", _CSV.media_type, _to("/overlap.csv")),
        Download(worded("Evidence as CSV", spoken), _CSV.media_type, _to(_EVIDENCE_PATH)),
        Download("JSON", _JSON.media_type, _to("/overlap.json")),
        Download("SVG", _SVG.media_type, _to("/overlap.svg")),
    )
    asked = Asked(_shown(), within, PATH + _at(), gone, picks, downloads, _asking())
    return overlap_page(pages.namer(spoken), spoken, _found(), others, asked)
