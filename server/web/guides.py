"""`/docs/`: the documents, as pages and as Markdown (RFC 7763)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import groupby
from typing import Final

from flask import Blueprint, Response
from werkzeug.exceptions import NotFound

from server.names import BASE
from server.web import guide_text
from server.web.addresses import absolute
from server.web.asked import language, tongue
from server.web.contexts.guides import Entry, Group, GuidePage
from server.web.documents import forms_of_page
from server.web.forms import Form, preferred
from server.web.guide_marked import Marked, ids, marked
from server.web.guide_settings import TELLING, values
from server.web.guide_table import GUIDES, OVERVIEW, Guide, guide
from server.web.languages import Language, language_of
from server.web.rendering import render
from server.web.representations import HTML, PageFormat
from server.web.responses import Link, content, see_other
from server.web.site import kept, site
from server.web.words import worded, words

_MARKDOWN: Final = Form("md", "text/markdown", "Markdown", parameters="; charset=utf-8; variant=GFM")


def blueprint() -> Blueprint:
    """The routes of the documents."""
    made = Blueprint("guides", __name__)
    made.add_url_rule("/docs/", view_func=overview)
    made.add_url_rule("/docs.md", view_func=overview_as_markdown)
    made.add_url_rule("/docs/<name>", view_func=document)
    return made


def overview() -> Response:
    """All documents, and where to begin."""
    return _answered(OVERVIEW)


def overview_as_markdown() -> Response:
    """The same as Markdown."""
    return _as_markdown(OVERVIEW)


def document(name: str) -> Response:
    """One document; with `.md` as Markdown.

    Raises:
        NotFound: there is no such document.
    """
    stem = name.removesuffix(f".{_MARKDOWN.extension}")
    found = guide(stem)
    if found is None:
        raise NotFound("There is no such document; /docs/ lists them all.")
    if found is OVERVIEW:
        return see_other(_to(found.path if stem == name else found.plain_path))
    return _answered(found) if stem == name else _as_markdown(found)


def titled(one: Guide, spoken: Language) -> str:
    """What a document is called in a language."""
    return worded(one.title, spoken)


def _answered(one: Guide) -> Response:
    links = [
        Link(BASE.rstrip("/") + one.path, "canonical"),
        Link(_to(one.plain_path), "alternate", _MARKDOWN.media_type),
        Link(_to("/dataset"), "describedby"),
    ]
    listed = forms_of_page(one.path, one.title, (_MARKDOWN,), links)
    if listed is not None:
        return listed
    offers: tuple[Form | PageFormat, ...] = (HTML, _MARKDOWN)
    if preferred(offers, lambda form: _to(one.path if form is HTML else one.plain_path)) is _MARKDOWN:
        return _as_markdown(one, negotiated=True)
    spoken = tongue()
    tag = guide_text.written(one, spoken.tag)
    body = render("guide.html", page=_page(one, tag, spoken), tongue=spoken)
    response = content(body, HTML.content_type, links=links)
    response.headers["Content-Language"] = ", ".join(dict.fromkeys((spoken.tag, tag)))
    return response


def _as_markdown(one: Guide, *, negotiated: bool = False) -> Response:
    tag = guide_text.written(one, language().tag)
    body = guide_text.linked(_text(one, tag), guide_text.source(one, tag), absolute(""), absolute, plain=True)
    links = [Link(_to(one.path), "alternate", HTML.media_type), Link(_to("/dataset"), "describedby")]
    response = content(body.encode(), _MARKDOWN.content_type, links=links, negotiated=negotiated)
    response.headers["Content-Language"] = tag
    return response


def _page(one: Guide, tag: str, spoken: Language) -> GuidePage:
    made = _marked(one, tag)
    among = [other for other in GUIDES if other.group == one.group]
    at = among.index(one)
    return GuidePage(
        title=made.title,
        language=tag,
        body=made.body,
        headings=tuple(made.headings),
        groups=tuple(
            Group(worded(heading, spoken), tuple(_entry(other, spoken, one) for other in listed))
            for heading, listed in groupby(GUIDES[1:], lambda other: other.group)
        ),
        plain=_to(one.plain_path),
        before=_entry(among[at - 1], spoken, one) if at else None,
        after=_entry(among[at + 1], spoken, one) if at + 1 < len(among) else None,
    )


def _entry(one: Guide, spoken: Language, this: Guide) -> Entry:
    return Entry(_to(one.path), titled(one, spoken), worded(one.lead, spoken), one is this)


def _marked(one: Guide, tag: str) -> Marked:
    text = guide_text.linked(_text(one, tag), guide_text.source(one, tag), absolute(""), _to)
    is_translated = tag != "en"
    return marked(
        text,
        worded("Table", language_of(tag)),
        lambda place: guide_text.picture(place, tag, _words()),
        colon=worded(": ", language_of(tag)),
        values=values(site().settings) if one.name in TELLING else {},
        ids=ids(guide_text.read(one, "en")) if is_translated else (),
    )


def _text(one: Guide, tag: str) -> str:
    return guide_text.text(one, tag, _words())


def _words() -> Mapping[str, str]:
    """What the server says itself in simplified characters → in traditional ones."""

    def found() -> Mapping[str, str]:
        simplified, other = (words(tag).texts for tag in ("zh-Hans", "zh-Hant"))
        return {simplified[text]: other[text] for text in simplified if text in other}

    return kept("nameplate.words_by_script", found)


def _to(address: str) -> str:
    """A link to a path of this server, which may have a query and a place in it."""
    path = re.split("[?#]", address, maxsplit=1)[0]
    return site().urls.undated(path) + address.removeprefix(path)
