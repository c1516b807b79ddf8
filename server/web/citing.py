"""`/cite`: citations of what is answered here, as text, BibTeX, CSL-JSON or a page with all three."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from http import HTTPStatus
from typing import Final
from urllib.parse import urlencode

from flask import Blueprint, Response, request
from werkzeug.exceptions import BadRequest

from server.names import BASE
from server.receipts import Question
from server.web import bibliography, moment, printed, proving, signposting
from server.web.asked import LANGUAGE, language, tongue
from server.web.bibliography import BIBTEX_TYPE, CSL_TYPE, TEXT_TYPE, Citation, Instead, Part, Whole
from server.web.cited import part, resolved
from server.web.cited_answer import answer
from server.web.cited_place import Place, as_of, place, question
from server.web.cited_whole import namer_of, version_of
from server.web.fates import GivenUp, last_described
from server.web.forms import accepted
from server.web.given import once, one_of
from server.web.languages import Language
from server.web.lasting import Lasting, lasting
from server.web.operation import in_lines, period
from server.web.proofs import TOLD
from server.web.rendering import lasting_told, render
from server.web.responses import Link, content
from server.web.site import site

PATH: Final = "/cite"

_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}\Z")
#: Parts of the app, and views, that lead to no citation: what runs the server or describes it, and what has
#: its own way of leading there.
_UNLINKED: Final = frozenset(
    (
        *("citing", "receipts", "sparql", "linksets", "timegates", "health", "metrics", "openapi", "sitemap"),
        "home",
        *("jsonld", "problem_types", "search.suggest", "search.description"),
    )
)
#: Parameters that are given once at most.
_SINGLE: Final = ("of", "query", "at", "form", "accessed", LANGUAGE)


@dataclass(frozen=True)
class Form:
    """A form of a citation.

    Attributes:
        name: in `form=`.
        media_type: that is sent.
        title: what people call it.
        extension: of a file.
        aliases: further media types that ask for it.
        charset: whether the type says how characters are written.
    """

    name: str
    media_type: str
    title: str
    extension: str = ""
    aliases: tuple[str, ...] = ()
    charset: str = "; charset=utf-8"


TEXT: Final = Form("text", TEXT_TYPE, "Text", "txt", ("text/x-bibliography",))
BIBTEX: Final = Form("bibtex", BIBTEX_TYPE, "BibTeX", "bib", ("text/x-bibtex",))
CSL: Final = Form("csl", CSL_TYPE, "CSL-JSON", "json", ("application/json",), "")
PAGE: Final = Form("html", "text/html", "HTML", aliases=("application/xhtml+xml",))
FORMS: Final = (TEXT, BIBTEX, CSL, PAGE)


@dataclass(frozen=True)
class Shown:
    """A form as the page shows it."""

    form: Form
    text: str
    href: str


def blueprint() -> Blueprint:
    """The route of citations."""
    made = Blueprint("citing", __name__)
    made.add_url_rule(PATH, view_func=cite)
    made.after_app_request(_linked)
    made.record(printed.install)
    return made


def cite() -> Response:
    """The citation of what is at a path of this server, behind an IRI, or of the answer to a query.

    Raises:
        BadRequest: a parameter makes no sense.
        NotFound: there is nothing to cite.
        NotOffered: none of the forms is accepted.
        QueryError: the query has no answer.
    """
    for name in _SINGLE:
        once(name)
    form = _form()
    found = _cited()
    if form is PAGE:
        body = _page(found)
    elif form is CSL:
        body = json.dumps([bibliography.csl(found)], ensure_ascii=False, indent=2).encode() + b"\n"
    else:
        body = (bibliography.bibtex(found) if form is BIBTEX else bibliography.text(found) + "\n").encode()
    is_short = len(request.query_string) <= TOLD
    others = [
        Link(_address(form=other.name), "alternate", other.media_type)
        for other in FORMS
        if other is not form and is_short
    ]
    about = (found.part or found.whole).iri
    published = _published(found.whole, found.part)
    before = (
        [Link(site().urls.public + published.cite, "predecessor-version")]
        if published and published.kept
        else []
    )
    links = [*([Link(about, "describes")] if about.isascii() else []), *before, *others]
    response = content(
        body, form.media_type + form.charset, links=links, negotiated="form" not in request.args
    )
    if LANGUAGE not in request.args:
        response.vary.add("Accept-Language")
    if form.extension:
        name = f"{bibliography.key(found)}.{form.extension}"
        response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    if found.by_clock:  # tomorrow it is another one
        response.headers["Cache-Control"] = "no-store"
    return response


def _linked(response: Response) -> Response:
    """An answer for programs with a link to its citation; pages have one that people see.

    A page of what is not published links to what is published of it, which is to be cited instead.
    """
    instead = lasting_told()
    if instead is not None and instead.kept and response.status_code == HTTPStatus.OK:
        link = Link(site().urls.public + instead.asked, "predecessor-version")
        response.headers["Link"] = ", ".join([*response.headers.getlist("Link"), str(link)])
    is_cited = request.blueprint is not None and request.blueprint not in _UNLINKED
    if (
        is_cited
        and request.endpoint not in _UNLINKED
        and request.method in {"GET", "HEAD"}
        and response.status_code == HTTPStatus.OK
        and response.mimetype != PAGE.media_type
    ):
        told = response.headers.get("Link", "")
        if f"{PATH}?of=" not in told:
            asked = request.query_string.decode("ascii", "replace")
            link = signposting.citation(request.path + (f"?{asked}" if asked else ""))
            response.headers["Link"] = f"{told}, {link}" if told else str(link)
    return response


def _form() -> Form:
    """The form that the request prefers, by `form` or else by Accept."""
    named = {form.name: form for form in FORMS}
    asked = one_of("form", named, "There is no such form.", empty=False)
    return named[asked] if asked else accepted(FORMS, TEXT, lambda form: _address(form=form.name))


def _cited() -> Citation:
    """What the request asks the citation of."""
    where, asked = _asked()
    day, by_clock = _accessed()
    tongue = language()
    at = _at(where)
    where = as_of(where, at)
    try:
        whole, found = _found(where, asked, at, tongue)
    except GivenUp as error:
        last, path = last_described(error.iri), site().urls.path(error.iri)
        if last is None or path is None:
            raise
        then = replace(where, path=path, version=last.version, iri="")
        whole, found = _found(then, None, at, tongue)
    return Citation(whole, found, day, by_clock, tongue, _instead(whole, found))


def _published(whole: Whole, found: Part | None) -> Lasting | None:
    """What is published of what is cited; None if that is published itself, or nothing is."""
    if whole.published:
        return None
    return lasting(found.place if found else "/dataset", found.at if found else "")


def _instead(whole: Whole, found: Part | None) -> Instead | None:
    """The same, as a citation tells it."""
    there = _published(whole, found)
    if there is None:
        return None
    return Instead(there.version, there.address, BASE.rstrip("/") + there.cite, there.lacks, there.kept)


def _found(where: Place, asked: Question | None, at: str, tongue: Language) -> tuple[Whole, Part | None]:
    """A version, and what of it is cited.

    Raises:
        GivenUp: it is gone, and has no survivor.
    """
    with namer_of(version_of(where), tongue) as (whole, names):
        found: Part | None
        if asked is not None:
            found = answer(proving.asked(replace(asked, at=at)), tongue)
        else:
            try:
                found = part(where, names, whole, tongue)
            except GivenUp as error:
                found = resolved(error, names, whole, tongue)
            if at and (found is None or (found.kind == "dataset" and not found.at)):
                raise BadRequest("That holds every time at once, and is not cited as of a day.")
            found = found and replace(found, at=at)
        return whole, found


def _asked() -> tuple[Place, Question | None]:
    """The place, and the query where one is cited."""
    of, text = request.args.get("of", ""), request.args.get("query", "")
    if text and of:
        raise BadRequest("Give either of or query: what is at a place, or the answer to a query.")
    if text:
        graphs = [tuple(request.args.getlist(f"{name}-graph-uri")) for name in ("default", "named")]
        return Place("/sparql"), Question(in_lines(text), graphs[0], graphs[1])
    where = place(of or "/dataset")
    return where, question(where)


def _at(where: Place) -> str:
    """The period as of which something is cited, as it can be asked for; empty: as last known.

    Raises:
        BadRequest: it is given twice, and differently.
        QueryRefused: it is none.
    """
    given = {
        moment.shown(found)
        for value in (where.value("at"), request.args.get("at", ""))
        if (found := period([value])) is not None
    }
    if len(given) > 1:
        raise BadRequest("at is given twice, in of and beside it, and differently; give it once.")
    return next(iter(given), "")


def _accessed() -> tuple[date, bool]:
    """The day of access, and whether it is the server's clock that says so."""
    given = request.args.get("accessed", "")
    if not given:
        return datetime.now(UTC).date(), True
    wrong = BadRequest("accessed is the day on which you read it, as 2026-11-22.")
    if not _DAY.match(given):
        raise wrong
    try:
        return date.fromisoformat(given), False
    except ValueError:
        raise wrong from None


def _address(**changed: str) -> str:
    """This address with other parameters."""
    arguments = [(name, value) for name, value in request.args.items(multi=True) if name not in changed]
    return f"{site().urls.to(PATH)}?{urlencode([*arguments, *changed.items()])}"


def _page(found: Citation) -> bytes:
    """The page with all forms."""
    texts = {
        TEXT: bibliography.text(found),
        BIBTEX: bibliography.bibtex(found),
        CSL: json.dumps([bibliography.csl(found)], ensure_ascii=False, indent=2),
    }
    shown = [Shown(form, text, _address(form=form.name)) for form, text in texts.items()]
    kept = [
        (name, value) for name, value in request.args.items(multi=True) if name not in {"accessed", "form"}
    ]
    published = _published(found.whole, found.part)
    return render(
        "cite.html", tongue=tongue(), found=found, shown=shown, kept=kept, published=published, cited=""
    )
