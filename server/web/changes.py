"""The versions and what changed in each: pages, JSON, CSV, RDF, and a feed."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, TypeAlias

from flask import Blueprint, Response
from werkzeug.exceptions import NotFound

from server.formats import GRAPH_FORMATS, GraphFormat
from server.names import DATASET, curie
from server.store.past import Past, Version
from server.versions.changes import MEANINGS, Nature
from server.versions.statements import shown
from server.versions.told import COLUMNS
from server.web import changeset, signposting
from server.web.asked import tongue
from server.web.contexts.lists import Download
from server.web.contexts.values import Datum, Nested, Node, Property, Text, Value
from server.web.contexts.versions import (
    ChangeGroup,
    ChangeRow,
    ChangesPage,
    ChangesSheet,
    SourceOfChange,
    StatementChange,
    VersionRow,
    VersionsPage,
)
from server.web.documents import forms_of_page
from server.web.forms import Form, preferred
from server.web.given import whole_number
from server.web.languages import Language
from server.web.mementos import past
from server.web.rendering import render
from server.web.representations import HTML, PageFormat
from server.web.resources import written
from server.web.responses import FOREVER, Link, content
from server.web.sheets import sheets, targets
from server.web.site import site
from server.web.wording import headline, words_of
from server.web.words import said, worded

#: A value as JSON tells it.
_Told: TypeAlias = Mapping[str, Any]

#: Bytes that changes take of a page, about: with the rest of it less than 100 kB; the data have all.
_ROOM: Final = 80_000
#: What a change takes of a page beside its own words, and how much longer these are there than in the data.
_CHANGE, _WORDS = 1000, 1.3

_JSON: Final = Form("json", "application/json", "JSON")
_CSV: Final = Form("csv", "text/csv", "CSV", parameters="; charset=utf-8; header=present")
_FORMS: Final[tuple[PageFormat | Form | GraphFormat, ...]] = (HTML, _JSON, _CSV, *GRAPH_FORMATS)

#: What each nature means, for whoever reads of it for the first time.
TOLD: Final = {
    Nature.REALITY: "The world is not as it was on the day of the version before.",
    Nature.KNOWLEDGE: "More is known of a time that the version before spoke of. What it said was not wrong.",
    Nature.CORRECTION: "The version before was wrong: another value stands there now, or none.",
    Nature.VOCABULARY: "A term or concept was added, changed or removed.",
    Nature.TRANSLATION: "A label or text was added in another language. Nothing else is known now.",
}


def blueprint() -> Blueprint:
    """The routes of changes."""
    made = Blueprint("changes", __name__)
    made.add_url_rule("/changes", view_func=every)
    made.add_url_rule("/changes.<extension>", view_func=every)
    made.add_url_rule("/changes/<name>", view_func=one)
    return made


def every(extension: str | None = None) -> Response:
    """The list of versions, newest first.

    Raises:
        NotFound: there is no such format.
        NotAcceptable: none that is asked for can be had.
    """
    known = past()
    listed = _listed("/changes", "Versions", extension)
    if listed is not None:
        return listed
    form = _form("/changes", extension)
    newest_first = known.versions[::-1]
    if isinstance(form, PageFormat):
        spoken = tongue()
        rows = tuple(row(version, spoken) for version in newest_first)
        page = VersionsPage(rows, _downloads("/changes"))
        body = render("versions.html", page=page, natures=_natures(spoken), tongue=spoken)
    elif isinstance(form, GraphFormat):
        body = written(list(changeset.versions(newest_first)), form)
    elif form is _CSV:
        body = _list_csv(newest_first)
    else:
        body = _json({"versions": [version.told for version in newest_first]})
    feed = Link(site().urls.to("/changes.atom"), "alternate", "application/atom+xml")
    return _answer(body, form, "/changes", extension, [Link(DATASET, "describes"), feed])


def one(name: str) -> Response:
    """What changed in a version: the page that is asked for, or the data of all of it.

    Raises:
        NotFound: there is no such version, no such page, or no such format.
        BadRequest: the page is no number.
        NotAcceptable: no format that is asked for can be had.
    """
    known = past()
    stem, _, extension = name.rpartition(".")
    version, asked = known.named(name), None
    if version is None:
        version, asked = known.named(stem), extension
    if version is None:
        there = ", ".join(other.version for other in known.versions) or "none yet"
        raise NotFound(f"There is no version by that name. There are: {there}.")
    path, title = f"/changes/{version.version}", "Changes in %(version)s"
    listed = _listed(path, title, asked, version=version.version)
    if listed is not None:
        return listed
    form = _form(path, asked)
    told = known.changes(version.version)
    links = [Link(version.iri, "describes"), Link(site().urls.to("/changes"), "collection")]
    links += [Link(site().urls.to(f"/changes/{other}"), rel) for rel, other in _beside(known, version)]
    place = None
    if isinstance(form, PageFormat):
        spoken, number = tongue(), whole_number("page", 1)
        body = render("changes.html", page=_page(known, version, told, spoken, number), tongue=spoken)
        place = _sheet(site().urls.to(path), number)
    elif isinstance(form, GraphFormat):
        body = written(list(changeset.changes(told)), form)
    else:
        body = _changes_csv(told) if form is _CSV else _json(told)
    response = _answer(body, form, path, asked, links, place)
    if version.published and not isinstance(form, PageFormat):  # a page leads to what comes after
        response.headers["Cache-Control"] = FOREVER
    return response


def _listed(path: str, title: str, extension: str | None, **parts: str) -> Response | None:
    """The forms of a document in its place, if the request asks for them."""
    beside = [form for form in _FORMS if not isinstance(form, PageFormat)]
    return forms_of_page(path, title, beside, (), extension=extension, **parts)


def _form(path: str, extension: str | None) -> PageFormat | Form | GraphFormat:
    """The form that an extension names, or that the request prefers."""
    if extension is not None:
        found = next((form for form in _FORMS if form.extension == extension), None)
        if found is None:
            raise NotFound(f"There is no such format. There are: {', '.join(f.extension for f in _FORMS)}.")
        return found
    return preferred(_FORMS, lambda form: site().urls.to(_path(path, form)))


def _path(path: str, form: PageFormat | Form | GraphFormat) -> str:
    """Where a document is in a form."""
    return path if isinstance(form, PageFormat) else f"{path}.{form.extension}"


def _answer(
    body: bytes,
    form: PageFormat | Form | GraphFormat,
    path: str,
    extension: str | None,
    links: list[Link],
    place: str | None = None,
) -> Response:
    to = site().urls.to
    others = [Link(to(_path(path, f)), "alternate", f.media_type) for f in _FORMS if f is not form]
    return content(
        body,
        form.content_type,
        links=[*links, *others, *signposting.whole(), *signposting.linkset(_path(path, form))],
        location=place or to(_path(path, form)),
        negotiated=extension is None,
    )


def _downloads(path: str) -> tuple[Download, ...]:
    to = site().urls.to
    return tuple(Download(f.name, f.media_type, to(f"{path}.{f.extension}")) for f in _FORMS[1:])


def _natures(language: Language) -> list[tuple[str, str, str]]:
    return [
        (nature.value, headline(worded(MEANINGS[nature], language)), worded(TOLD[nature], language))
        for nature in Nature
    ]


def row(version: Version, language: Language | None = None) -> VersionRow:
    """A version as lists show it, in a language."""
    counts = version.counts["changes"]
    natures = tuple(
        f"{worded(MEANINGS[n], language)}{worded(': ', language)}{number:,}"
        for n in Nature
        if (number := counts.get(n.value, 0))
    )
    numbers = {word: f"{version.counts['statements'][word]:,}" for word in ("added", "removed", "changed")}
    statements = "%(added)s statements added, %(removed)s removed, %(changed)s changed"
    if numbers["added"] == "1":
        statements = "%(added)s statement added, %(removed)s removed, %(changed)s changed"
    return VersionRow(
        version.version,
        version.issued.isoformat(),
        version.published,
        version.earlier is None,
        natures,
        said(statements, language, **numbers),
        version.quads,
        version.sha256,
    )


def _beside(known: Past, version: Version) -> Iterator[tuple[str, str]]:
    """The versions before and after one, by relation."""
    place = known.versions.index(version)
    if place:
        yield "prev", known.versions[place - 1].version
    if place + 1 < len(known.versions):
        yield "next", known.versions[place + 1].version


def _page(
    known: Past, version: Version, told: Mapping[str, Any], language: Language, number: int
) -> ChangesPage:
    """One page of the changes, by their nature.

    Raises:
        NotFound: there is no such page.
    """
    order = [nature.value for nature in Nature]
    numbered = sorted(enumerate(told["changes"], 1), key=lambda held: order.index(held[1]["nature"]))
    every = sheets([_weight(change) for _, change in numbered], _ROOM)
    if number > len(every):
        there = "1 page" if len(every) == 1 else f"{len(every):,} pages"
        raise NotFound(f"The changes in {version.version} have {there}; there is no page {number:,}.")
    names, here = _Names(told["labels"], language), every[number - 1]
    groups = []
    for name, heading, meaning in _natures(language):
        held = [place for place, (_, change) in enumerate(numbered) if change["nature"] == name]
        if held:
            start = next(sheet for sheet, one in enumerate(every, 1) if held[0] in one)
            rows = tuple(names.row(*numbered[place]) for place in held if place in here)
            groups.append(ChangeGroup(name, heading, meaning, len(held), rows, start))
    named_here = targets(every, _ROOM) + len(every[0]) if number == 1 else 0
    path = f"/changes/{version.version}"
    patch = f"/dumps/{version.version}/changes.rdfp"
    return ChangesPage(
        row(version, language),
        version.earlier or "",
        tuple(groups),
        _downloads(path),
        site().urls.to(patch) if version.earlier else "",
        dict(_beside(known, version)).get("next", ""),
        number,
        tuple(
            ChangesSheet(
                _sheet(site().urls.to(path), sheet),
                one.start + 1,
                one.stop,
                tuple(f"change-{numbered[place][0]}" for place in one if place < named_here)
                if sheet > 1
                else (),
            )
            for sheet, one in enumerate(every, 1)
        ),
    )


def _sheet(path: str, number: int) -> str:
    """Where a page of the changes is."""
    return f"{path}?page={number}" if number > 1 else path


def _weight(change: Mapping[str, Any]) -> int:
    """About how many bytes a change takes of a page."""
    return _CHANGE + round(_WORDS * len(json.dumps(change, ensure_ascii=False).encode()))


class _Names:
    """Names of what changes speak of, as the release has them with the changes."""

    def __init__(self, labels: Mapping[str, Mapping[str, str]], language: Language) -> None:
        self._labels = labels
        self._language = language

    def node(self, iri: str) -> Node:
        """A thing by what it is called in the language, else in any, else by its address."""
        known = dict(self._labels.get(iri, {}))
        urls, asked = site().urls, self._language
        tag = next((tag for tag in (*asked.first, "en", *known) if tag in known), "")
        label = Text(known.pop(tag), tag) if tag in known else Text(words_of(iri))
        other = known.get(asked.second)  # where the first holds it, it would only be said twice
        second = Text(other, asked.second) if other and other not in label.value else None
        return Node(iri, urls.link(iri), label, second, here=urls.path(iri) is not None)

    def value(self, value: Mapping[str, Any]) -> Value:
        """A value as a page shows it."""
        if value["type"] == "uri":
            return self.node(value["value"])
        if value["type"] == "nested":
            return Nested(
                tuple(
                    Property(self.node(branch["predicate"]), (self.value(branch["value"]),))
                    for branch in value["value"]
                )
            )
        kind = curie(value.get("datatype", ""))
        plain = kind in {"", "xsd:string"}
        return Datum(Text(value["value"], value.get("xml:lang", "")), "" if plain else kind)

    def row(self, number: int, change: Mapping[str, Any]) -> ChangeRow:
        """What changed of one thing."""
        thing = self.node(change["thing"])
        into = change.get("mergedInto")
        return ChangeRow(
            anchor=f"change-{number}",
            thing=thing,
            kind=change["kind"],
            what="merged" if into else change["what"],
            reason=worded(change["reason"].rstrip("."), self._language),
            statements=tuple(
                StatementChange(
                    self.node(predicate) if predicate else Node("", None, Text("without a name")),
                    self.value(before) if before else None,
                    self.value(after) if after else None,
                )
                for predicate, before, after in _statements(change)
            ),
            sources=tuple(
                SourceOfChange(
                    self.node(source["passage"]),
                    self.node(source["document"]) if "document" in source else None,
                    ", ".join(source.get("endnotes", ())),
                )
                for source in change["sources"]
            ),
            into=self.node(into) if into else None,
            instead=tuple(self.node(other) for other in change.get("replacedBy", ())),
        )


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


def _list_csv(versions: Sequence[Version]) -> bytes:
    out = io.StringIO()
    table = csv.writer(out)
    natures = [nature.value for nature in Nature]
    table.writerow(
        ("version", "issued", "published", "quads", "sha256", *natures, "added", "removed", "changed")
    )
    for version in versions:
        counts, statements = version.counts["changes"], version.counts["statements"]
        own = (version.version, version.issued, str(version.published).lower(), version.quads, version.sha256)
        table.writerow((*own, *(counts.get(n, 0) for n in natures), *statements.values()))
    return out.getvalue().encode()


def _statements(change: Mapping[str, Any]) -> Iterator[tuple[str, _Told | None, _Told | None]]:
    """The statements of a change: predicate, value before, value after; one of these may be missing."""
    for pair in change["changed"]:
        yield pair["predicate"], pair["before"], pair["after"]
    for statement in change["removed"]:
        yield statement["predicate"], statement["value"], None
    for statement in change["added"]:
        yield statement["predicate"], None, statement["value"]


def _changes_csv(told: Mapping[str, Any]) -> bytes:
    """A line for each statement (RFC 4180): what `nameplate changes --format csv` has, and the sources."""
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow((*COLUMNS, "sources"))
    for change in told["changes"]:
        own = (told["earlier"], told["later"], change["nature"], change["reason"], change["kind"])
        about = (change["thing"], change["label"], change["what"])
        sources = " ".join(source["passage"] for source in change["sources"])
        for predicate, before, after in _statements(change):
            values = (curie(predicate) if predicate else "", _turtle(before), _turtle(after))
            table.writerow((*own, *about, *values, sources))
    return out.getvalue().encode()


def _turtle(value: Mapping[str, Any] | None) -> str:
    """A value as Turtle writes it, with the project's prefixes."""
    if value is None:
        return ""
    if value["type"] == "nested":
        inside = (f"{curie(b['predicate'])} {_turtle(b['value'])}" for b in value["value"])
        return "[ " + " ; ".join(inside) + " ]"
    return shown(changeset.term(value))
