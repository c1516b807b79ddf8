"""Pages that are made from the whole dataset, with their other forms: CSV, JSON and, of some, a picture."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from flask import Blueprint, Response, request
from markupsafe import Markup

from server.names import BASE, DATASET
from server.periods import date_text
from server.tables.cells import written
from server.web.addresses import absolute
from server.web.asked import tongue
from server.web.contexts.figures import FigurePage
from server.web.contexts.lists import Download
from server.web.documents import forms_of_page
from server.web.fitting import render_light
from server.web.forms import Form, Named, preferred
from server.web.languages import Language
from server.web.moment import shown
from server.web.overlap_picture import alone
from server.web.representations import HTML, PageFormat
from server.web.responses import Link, content
from server.web.site import site
from server.web.words import said

CSV: Final = Form("csv", "text/csv", "CSV", parameters="; charset=utf-8; header=present")
JSON: Final = Form("json", "application/json", "JSON")
SVG: Final = Form("svg", "image/svg+xml", "SVG")
#: The argument that chooses a kind.
KIND: Final = "kind"


@dataclass(frozen=True)
class Answers:
    """What is answered at a path and at those of its forms.

    Attributes:
        name: of the part of the app; the path is the same after a slash.
        title: in English.
        columns: of the table.
        rows: gives the rows of the table.
        page: gives the page.
        drawn: whether the page has a picture.
        inked: makes of the picture of the page one that needs no sheet.
        check: refuses arguments that ask for what there is not, whatever form is asked for.
    """

    name: str
    title: str
    columns: Sequence[str]
    rows: Callable[[], list[list[str]]]
    page: Callable[[], FigurePage]
    drawn: bool = False
    inked: Callable[[Markup], Markup] = Markup
    check: Callable[[], object] = lambda: None

    @property
    def path(self) -> str:
        """Where the page is."""
        return f"/{self.name}"

    @property
    def forms(self) -> tuple[Form, ...]:
        """The forms beside the page."""
        return (CSV, JSON, *((SVG,) if self.drawn else ()))

    def blueprint(self) -> Blueprint:
        """The routes."""
        made = Blueprint(self.name, __name__)
        made.add_url_rule(self.path, endpoint="page", view_func=self.as_page)
        made.add_url_rule(f"{self.path}.csv", endpoint="as_csv", view_func=self.as_csv)
        made.add_url_rule(f"{self.path}.json", endpoint="as_json", view_func=self.as_json)
        if self.drawn:
            made.add_url_rule(f"{self.path}.svg", endpoint="as_svg", view_func=self.as_svg)
        return made

    def as_page(self) -> Response:
        """The page; another form if the query or Accept asks.

        Raises:
            BadRequest: what is asked for is not there.
            NotOffered: no form that is asked for can be had.
        """
        links = self._links(HTML.media_type)
        listed = forms_of_page(self.path, self.title, self.forms, links)
        if listed is not None:
            return listed
        offers: tuple[Form | PageFormat, ...] = (HTML, *self.forms)
        self.check()
        form = preferred(offers, self._place)
        if isinstance(form, Form):
            give = {"csv": self.as_csv, "json": self.as_json, "svg": self.as_svg}[form.extension]
            return give(negotiated=True)
        body = render_light("figure.html", page=self.page(), tongue=tongue())
        return content(body, HTML.content_type, links=links)

    def as_csv(self, *, negotiated: bool = False) -> Response:
        """The rows as a table (RFC 4180)."""
        return self._file(written(self.columns, self.rows()), CSV, negotiated=negotiated)

    def as_json(self, *, negotiated: bool = False) -> Response:
        """The rows as objects."""
        at = site().at
        rows = [dict(zip(self.columns, row, strict=True)) for row in self.rows()]
        made = {"dataset": DATASET, "at": None if at is None else shown(at), "rows": rows}
        body = json.dumps(made, ensure_ascii=False, indent=1).encode() + b"\n"
        return self._file(body, JSON, negotiated=negotiated)

    def as_svg(self, *, negotiated: bool = False) -> Response:
        """The picture, standing alone."""
        picture = self.inked(self.page().picture)
        drawn = alone(picture, absolute(""), absolute(self.path) + asked(), tongue().tag)
        return self._file(drawn, SVG, negotiated=negotiated)

    def _place(self, form: Named) -> str:
        return self.to("" if form is HTML else form.extension)

    def to(self, extension: str = "") -> str:
        """A link to a form of the page that keeps what is asked for."""
        path = f"{self.path}.{extension}" if extension else self.path
        return site().urls.undated(path) + asked()

    def downloads(self) -> tuple[Download, ...]:
        """The forms as the page lists them."""
        return tuple(Download(form.name, form.media_type, self.to(form.extension)) for form in self.forms)

    def _file(self, body: bytes, form: Form, *, negotiated: bool) -> Response:
        links = self._links(form.media_type)
        response = content(body, form.content_type, links=links, negotiated=negotiated)
        response.headers["Content-Disposition"] = f'inline; filename="{self.name}.{form.extension}"'
        return response

    def _links(self, chosen: str) -> list[Link]:
        """Links to the other forms, to the dataset, and to the address that stays."""
        forms = (("", HTML.media_type), *((form.extension, form.media_type) for form in self.forms))
        found = [Link(self.to(ending), "alternate", kind) for ending, kind in forms if kind != chosen]
        if chosen == HTML.media_type:
            found.append(Link(BASE.rstrip("/") + self.path + asked(), "canonical"))
        return [*found, Link(site().urls.undated("/dataset"), "describedby")]


def credit(title: str, address: str, language: Language) -> str:
    """What a picture is of, in a line: title, release, its day, and where it is.

    Args:
        title: in the language of the page, with the period where one is asked for.
        address: the path of the page, with what is asked.
        language: in which it is said.
    """
    release = site().release
    told = ""
    if release is not None:
        day = date_text(str(release.issued), language.tag)
        told = said("%(version)s, %(day)s", language, version=release.version, day=day)
    place = BASE.rstrip("/") + address
    return said(
        "%(title)s. Nameplate %(release)s. %(place)s", language, title=title, release=told, place=place
    )


def asked() -> str:
    """The day and the kind of the request, as links have them."""
    at, kind = site().at, request.args.get(KIND, "")
    given = {"at": "" if at is None else shown(at), KIND: kind}
    chosen = {name: value for name, value in given.items() if value}
    return f"?{urlencode(chosen, safe='/')}" if chosen else ""
