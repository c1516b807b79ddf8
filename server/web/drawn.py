"""`/chart`: the charts as of any date, as pages, pictures, CSV and JSON; and two dates compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from types import MappingProxyType
from typing import Final
from urllib.parse import quote

from flask import Blueprint, Response, request
from werkzeug.exceptions import BadRequest, NotFound

from server.charts.drawing import SMALL, Drawing, read
from server.charts.figures import FIGURES, SYSTEM, Figure
from server.charts.opening import opening
from server.charts.times import When
from server.errors import QueryRefused
from server.names import BASE
from server.web import drawn_data, drawn_page, moment, pages
from server.web.as_of import DatedUrls, NoSuchDay
from server.web.asked import tongue
from server.web.documents import forms_of_page
from server.web.fitting import render_light
from server.web.forms import Form, preferred
from server.web.operation import period
from server.web.responses import Link, content
from server.web.site import answer_from, kept, site
from server.web.urls import Urls

_KEY: Final = "nameplate.drawings"
_AT: Final = "at"
#: The parameters that name two dates.
_BOTH: Final = ("from", "to")
_FORMS: Final = (
    Form("html", "text/html", "HTML", ("application/xhtml+xml",), "; charset=utf-8"),
    Form("svg", "image/svg+xml", "SVG", parameters="; charset=utf-8"),
    Form("csv", "text/csv", "CSV", parameters="; charset=utf-8; header=present"),
    Form("json", "application/json", "JSON"),
)
_BY_NAME: Final = MappingProxyType({figure.name: figure for figure in FIGURES})
#: Two dates are two pictures: they are on the page, and are had one by one.
_OF_TWO: Final = tuple(form for form in _FORMS if form.extension != "svg")


@dataclass(frozen=True)
class Asked:
    """What a request asks of a chart.

    Attributes:
        figure: which.
        drawing: what is ever in it.
        when: as of when; None: as last known.
        shown: the same as it can be asked for; empty for None.
    """

    figure: Figure
    drawing: Drawing
    when: When
    shown: str


def blueprint() -> Blueprint:
    """The routes of the charts."""
    made = Blueprint("drawn", __name__)
    for figure in FIGURES:
        name, path = figure.name, {"chart": figure.path, "comparison": f"{figure.path}/compare"}
        for part, view in (("chart", chart), ("comparison", compared)):
            said = {"name": name}
            made.add_url_rule(path[part], f"{name}-{part}", view, defaults=said)
            made.add_url_rule(f"{path[part]}.<extension>", f"{name}-{part}-as", view, defaults=said)
    return made


def chart(name: str, extension: str | None = None) -> Response:
    """A chart as of the date that `at` names, or as last known.

    Raises:
        NotFound: the release has no such chart, or there is no such form.
        NoSuchDay: the date is none.
        NotAcceptable: no form that is asked for can be had.
    """
    figure = _BY_NAME[name]
    asked = _asked(figure, request.args.getlist(_AT))
    listed = None if extension else forms_of_page(figure.path, figure.title, _FORMS[1:])
    if listed is not None:
        return listed
    form = _form(extension, _FORMS, figure.path, {_AT: asked.shown})
    links = _links(_FORMS, figure.path, {_AT: asked.shown}, form)
    if asked.shown:
        _keep_day(asked.shown)
    namer, spoken = pages.namer(tongue()), tongue()
    if form.extension == "csv":
        body = drawn_data.as_csv(namer, asked.drawing, asked.when)
    elif form.extension == "json":
        body = drawn_data.as_json(namer, figure, asked.drawing, asked.when, asked.shown)
    elif form.extension == "svg":
        body = drawn_page.alone(namer, figure, asked.drawing, asked.when, asked.shown, spoken)
    else:
        told = drawn_page.page(namer, figure, asked.drawing, asked.when, asked.shown, spoken)
        body = render_light("drawn.html", page=told, tongue=spoken)
    response = content(body, form.content_type, links=links, negotiated=extension is None)
    _to_save(response, form, figure, asked.shown.replace("/", "-to-"))
    return moment.dressed(response, asked.when)


def compared(name: str, extension: str | None = None) -> Response:
    """Two dates of a chart, `from` and `to`, the earlier first, and what changed between them.

    Raises:
        NotFound: the release has no such chart, or there is no such form.
        BadRequest: what may be asked for one date is asked for two.
        NoSuchDay: a date is none.
        NotAcceptable: no form that is asked for can be had.
    """
    figure = _BY_NAME[name]
    if request.args.get(_AT):
        raise BadRequest("Two dates are compared: name them with from and to, as ?from=2013&to=2018.")
    one, other = (_asked(figure, request.args.getlist(name), name) for name in _BOTH)
    if not (one.shown and other.shown):
        given = one.shown or other.shown  # where nothing changes after, or before, it is compared with itself
        usual = opening(figure, one.drawing, one.shown, other.shown) or (
            (given, given) if given else figure.compared
        )
        one, other = (
            asked if asked.shown else _asked(figure, [date])
            for asked, date in zip((one, other), usual, strict=True)
        )
    if one.when and other.when and one.when > other.when:  # what began in between is not told as ended
        one, other = other, one
    arguments = {"from": one.shown, "to": other.shown}
    path = f"{figure.path}/compare"
    form = _form(extension, _OF_TWO, path, arguments)
    links = _links(_OF_TWO, path, arguments, form)
    both = ((one.when, one.shown), (other.when, other.shown))
    if form.extension == "csv":
        body = drawn_data.changes_as_csv(pages.namer(tongue()), one.drawing, both)
    elif form.extension == "json":
        body = drawn_data.changes_as_json(pages.namer(tongue()), figure, one.drawing, both)
    else:
        told = drawn_page.compared_page(pages.namer(tongue()), figure, one.drawing, both, tongue())
        body = render_light("drawn_compare.html", page=told, tongue=tongue())
    response = content(body, form.content_type, links=links, negotiated=extension is None)
    _to_save(response, form, figure, f"{one.shown}-and-{other.shown}".replace("/", "-to-"))
    return response


def small_picture() -> str:
    """The policy system as last known, small and without people, as SVG to be put into a page.

    Empty where the release has no such chart. Its sheet is `static/chart.css`.
    """
    drawing = drawings().get(SYSTEM.name)
    if drawing is None:
        return ""
    return drawn_page.small(pages.namer(tongue()), SYSTEM, drawing, tongue(), SMALL)


def drawings() -> Mapping[str, Drawing]:
    """The drawings of the release that is served, by the names of their figures."""
    return kept(_KEY, _read)


def _read() -> Mapping[str, Drawing]:
    release = site().release
    if release is None:
        return {}
    there = [figure for figure in FIGURES if figure.file in release.files]
    return {figure.name: read((release.directory / figure.file).read_bytes()) for figure in there}


def _asked(figure: Figure, at: list[str], name: str = _AT) -> Asked:
    drawing = drawings().get(figure.name)
    if drawing is None:
        raise NotFound("This release has no chart.")
    try:
        when = period(at, name)
    except QueryRefused as error:
        raise NoSuchDay(str(error), *(_BOTH if name in _BOTH else ())) from error
    return Asked(figure, drawing, when, moment.shown(when) if when else "")


def _keep_day(shown: str) -> None:
    """Have links to things lead to what they were on the day. No state of the day is made for a chart."""
    here = site()
    same = {one.name: getattr(here.urls, one.name) for one in fields(Urls)}
    answer_from(replace(here, urls=DatedUrls(**same, at=shown)))


def _form(extension: str | None, forms: tuple[Form, ...], path: str, said: Mapping[str, str]) -> Form:
    def place(form: Form) -> str:
        return drawn_page.address(path, form.extension, said)

    if extension is None:
        return preferred(forms, place)
    found = next((form for form in forms[1:] if form.extension == extension), None)
    if found is None:
        raise NotFound(
            f"There is no such form. There are: {', '.join(form.extension for form in forms[1:])}."
        )
    return found


def _links(forms: tuple[Form, ...], path: str, said: Mapping[str, str], chosen: Form) -> list[Link]:
    """Links to the other forms, and by which address all of them are known."""
    given = {name: value for name, value in said.items() if value}
    asked = "&".join(f"{name}={quote(value, safe='/')}" for name, value in given.items())
    found = [
        Link(drawn_page.address(path, form.extension, given), "alternate", form.media_type)
        for form in forms
        if form is not chosen
    ]
    canonical = BASE.rstrip("/") + path + (f"?{asked}" if asked else "")
    return [*found, Link(canonical, "canonical"), Link(site().urls.to("/dataset"), "describedby")]


def _to_save(response: Response, form: Form, figure: Figure, when: str) -> None:
    """Have a table be saved under a name that tells what it is."""
    if form.extension == "csv":
        name = "-".join(part for part in (figure.name, when) if part)
        response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
