"""The files of the release: a list, the manifest, checksums, and each file with ranges and entity tags."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Final

from flask import Blueprint, Response, request, send_file
from werkzeug.exceptions import Gone, NotFound

from server.downloads import (
    FOLDER,
    KEEPING_GRAPHS,
    SIGNATURE,
    TABLES,
    TABLES_METADATA,
    Download,
    Group,
    download,
    media_type,
    stem,
)
from server.formats import GRAPH_FORMATS, TURTLE
from server.layers import title
from server.layout import MANIFEST
from server.names import GRAPH
from server.packing import MEDIA_TYPES, NAMES, packed
from server.store.past import Version
from server.store.release import Release, ReleaseFile
from server.versions.chain import ENDING
from server.versions.past import CHANGES, PAST
from server.versions.patch import EXTENSION
from server.web import signposting
from server.web.contexts.dumps import DumpFile, DumpRow, DumpsPage
from server.web.ranges import honour
from server.web.rendering import render
from server.web.representations import HTML
from server.web.responses import FOREVER, Link, content, freshness
from server.web.site import site
from server.web.unpacked import unpacked
from server.web.wording import byte_size

#: The file of a release that holds the results of its validation.
_REPORT: Final = "report.ttl"

#: The file of a version that turns the one before into it.
_PATCH: Final = "changes.rdfp"


def blueprint() -> Blueprint:
    """The routes of the dumps."""
    made = Blueprint("dumps", __name__)
    made.add_url_rule("/dumps/", view_func=listing)
    made.add_url_rule("/dumps/<version>/", view_func=of_version)
    made.add_url_rule("/dumps/<version>/manifest.json", view_func=manifest)
    made.add_url_rule("/dumps/<version>/SHA256SUMS", view_func=checksums)
    made.add_url_rule("/dumps/<version>/report.ttl", view_func=validation)
    made.add_url_rule(f"/dumps/<version>/{SIGNATURE}", view_func=signature)
    made.add_url_rule("/dumps/<version>/<path:name>", view_func=file)
    return made


def listing() -> Response:
    """The dumps that this server has."""
    return _listed(_release())


def of_version(version: str) -> Response:
    """The dumps of one version: of the one that is served all, of an earlier one what it was published as."""
    earlier = _earlier(version)
    return _listed_earlier(earlier) if earlier else _listed(_of(version))


def manifest(version: str) -> Response:
    """The manifest of the release: every file with its size and SHA-256.

    Raises:
        NotFound: there is no such version.
        Gone: it is an earlier one.
    """
    body = (_of(version).directory / MANIFEST).read_bytes()
    return content(body, "application/json", negotiated=False, immutable=True)


def signature(version: str) -> Response:
    """The signature of the manifest, which is made after the release: base64 of Ed25519 (RFC 8032).

    Raises:
        NotFound: the release is not signed.
    """
    path = _of(version).directory / SIGNATURE
    if not path.is_file() or path.is_symlink():
        raise NotFound("The release is not signed.")
    return content(path.read_bytes(), "text/plain; charset=utf-8", negotiated=False)


def checksums(version: str) -> Response:
    """SHA-256 of each dump, in the form that `sha256sum --check` reads."""
    earlier = _earlier(version)
    if earlier:
        rows = [(one.sha256, name) for name, one, _ in _kept(earlier)]
    else:
        rows = [(dump.sha256, _below(dump)) for dump in _of(version).dumps]
    lines = "".join(f"{sha256}  {name}\n" for sha256, name in rows)
    response = content(lines.encode(), "text/plain; charset=utf-8", negotiated=False, immutable=True)
    if earlier:
        response.headers["Cache-Control"] = FOREVER
    return response


def validation(version: str) -> Response:
    """The SHACL validation report of the release.

    Raises:
        NotFound: the release has none.
    """
    release = _of(version)
    if _REPORT not in release.files:
        raise NotFound("The release has no validation report.")
    body = (release.directory / _REPORT).read_bytes()
    return content(body, TURTLE.content_type, negotiated=False, immutable=True)


def report() -> str | None:
    """Where the validation report is, if the release has one."""
    release = site().release
    found = release is not None and _REPORT in release.files
    return site().urls.to(f"/dumps/{release.version}/{_REPORT}") if release and found else None


def file(version: str, name: str) -> Response:
    """One download, whole or one range of it (RFC 9110 §14), as the file that it is.

    Raises:
        NotFound: the manifest lists no such dump; nothing outside the manifest is ever opened.
        Gone: it was a dump of an earlier version, of which one file is kept.
    """
    honour(request.environ)
    release, found = _found(version, name)
    path = release.directory / found.path if found else None
    if found is None and _earlier(version) is None and (made := unpacked(release, name)):
        return made
    if found is None and _earlier(version) is not None and _was_offered(version, name):
        raise _gone(version)
    if found is None or path is None or not path.is_file() or path.is_symlink():
        raise NotFound("The release has no such dump.")
    response = send_file(
        path.resolve(),
        mimetype=found.media_type,
        as_attachment=True,
        download_name=name.rpartition("/")[2] if name != _PATCH else f"{stem(version)}-{_PATCH}",
        conditional=True,
        etag=found.sha256,
    )
    response.headers["Content-Type"] = _content_type(found)
    response.headers.pop("Last-Modified", None)
    response.headers["Cache-Control"] = FOREVER if _earlier(version) else freshness(immutable=True)
    links = signposting.content(f"/dumps/{version}/{name}")
    if found.media_type == "text/csv":
        # CSV on the Web finds the description of a table by this (Tabular Data Model §5.2)
        schema = site().urls.to(f"/dumps/{version}/{TABLES}{TABLES_METADATA}")
        links.append(Link(schema, "describedby", media_type(TABLES_METADATA)))
    response.headers["Link"] = ", ".join(map(str, links))
    return response


def _found(version: str, name: str) -> tuple[Release, ReleaseFile | None]:
    """The file that a path of a version stands for, in the release that carries it.

    Raises:
        NotFound: there is no such version.
    """
    release = _release()
    earlier = _earlier(version)
    if earlier is None:
        release = _of(version)
    if name == _PATCH:
        return release, release.files.get(f"{CHANGES}{version}.{EXTENSION}")
    if earlier is not None:
        kept = f"{PAST}{version}{ENDING}" if name == f"{stem(version)}{ENDING}" else ""
        return release, release.files.get(kept)
    return release, release.files.get(FOLDER + name)


def _earlier(version: str) -> Version | None:
    """A version that was published before the release that is served; None if it is none."""
    past = site().past
    return next((one for one in past.before if one.version == version), None) if past else None


def _kept(version: Version) -> Iterator[tuple[str, ReleaseFile, str]]:
    """The files that an earlier version still has: the name of each, the file, what it is."""
    files = _release().files
    for name, kept, about in (
        (f"{stem(version.version)}{ENDING}", f"{PAST}{version.version}{ENDING}", "all graphs, as N-Quads"),
        (_PATCH, f"{CHANGES}{version.version}.{EXTENSION}", "what changed since the version before"),
    ):
        if kept in files:
            yield name, files[kept], about


def _was_offered(version: str, name: str) -> bool:
    """Whether a version had a file of that name among its downloads when it was served itself."""
    what = download(name)
    own = what is not None and (
        what.group in {Group.GRAPH, Group.TABLE} or name.startswith(stem(version) + ".")
    )
    return own or name in {TABLES + TABLES_METADATA, _REPORT}


def _gone(version: str) -> Gone:
    """What is told of files that an earlier version had."""
    whole = site().urls.to(f"/dumps/{version}/{stem(version)}{ENDING}")
    return Gone(f"Of version {version} one file is kept, which holds all that it said: {whole}.")


def _listed_earlier(version: Version) -> Response:
    to = site().urls.to
    base = f"/dumps/{version.version}"
    rows = []
    for name, one, about in _kept(version):
        kind = _content_type(one).partition(";")[0]
        made = DumpFile(name, name, to(f"{base}/{name}"), kind, byte_size(one.bytes), one.bytes, one.sha256)
        rows.append(DumpRow(name, about, (made,)))
    response = content(
        render("earlier.html", version=version, rows=rows), HTML.content_type, negotiated=False
    )
    response.headers["Cache-Control"] = FOREVER
    return response


def _content_type(dump: ReleaseFile) -> str:
    """The media type under which a file is sent: what is packed is sent as it is packed, never unpacked."""
    packing = packed(dump.name)
    if packing:
        return MEDIA_TYPES[packing]
    # RFC 4180 §3: the first line names the columns
    return (
        f"{dump.media_type}; charset=utf-8; header=present"
        if dump.media_type == "text/csv"
        else dump.media_type
    )


def _listed(release: Release) -> Response:
    to = site().urls.to
    base = f"/dumps/{release.version}"
    signed = (release.directory / SIGNATURE).is_file()
    found = [(dump, what) for dump in release.dumps if (what := download(_below(dump)))]
    by_path = {what.path: _file(release, dump, what) for dump, what in found}
    of = {group: [pair for pair in found if pair[1].group is group] for group in Group}
    page = DumpsPage(
        version=release.version,
        issued=release.issued,
        published=release.published,
        archive=next((by_path[what.path] for _, what in of[Group.ARCHIVE]), None),
        tables=tuple(_tables(release, by_path)),
        whole=tuple(_whole(of[Group.WHOLE], by_path)),
        graphs=tuple(_graphs(of[Group.GRAPH], by_path)),
        schema=by_path.get(TABLES + TABLES_METADATA),
        manifest=to(f"{base}/manifest.json"),
        signature=to(f"{base}/{SIGNATURE}") if signed else "",
        sums=to(f"{base}/SHA256SUMS"),
        canonical=release.canonical_sha256,
        merged=release.merged_sha256,
    )
    past = site().past
    earlier = [one.version for one in past.before[::-1]] if past else []
    return content(render("dumps.html", page=page, earlier=earlier), HTML.content_type, negotiated=False)


def _below(dump: ReleaseFile) -> str:
    """The path of a dump below `dumps/`."""
    return dump.path.removeprefix(FOLDER)


def _file(release: Release, dump: ReleaseFile, what: Download) -> DumpFile:
    return DumpFile(
        name=dump.name,
        text=NAMES.get(what.packing, dump.name),
        href=site().urls.to(f"/dumps/{release.version}/{what.path}"),
        type=_content_type(dump).partition(";")[0],
        size=byte_size(dump.bytes),
        bytes=dump.bytes,
        sha256=dump.sha256,
    )


def _tables(release: Release, files: Mapping[str, DumpFile]) -> Iterator[DumpRow]:
    """The tables as the file that describes them has them."""
    path = release.directory / FOLDER / TABLES / TABLES_METADATA
    if TABLES + TABLES_METADATA not in files or not path.is_file():
        return
    for table in json.loads(path.read_text(encoding="utf-8"))["tables"]:
        file = files.get(TABLES + table["url"])
        if file:
            yield DumpRow(table["dc:title"][0], table["dc:description"], (file,))


def _whole(found: Iterable[tuple[ReleaseFile, Download]], files: Mapping[str, DumpFile]) -> Iterator[DumpRow]:
    """A row for each format."""
    for form in GRAPH_FORMATS:
        of = tuple(files[what.path] for _, what in found if what.form is form)
        if of:
            keeps = form in KEEPING_GRAPHS
            yield DumpRow(
                form.name, "says which graph a statement is in" if keeps else "all graphs in one", of
            )


def _graphs(
    found: Iterable[tuple[ReleaseFile, Download]], files: Mapping[str, DumpFile]
) -> Iterator[DumpRow]:
    """A row for each named graph, its files called by format and packing."""
    rows: dict[str, list[DumpFile]] = {}
    best_first = sorted(found, key=lambda pair: GRAPH_FORMATS.index(pair[1].form) if pair[1].form else -1)
    for dump, what in best_first:
        if what.form:
            text = f"{what.form.name}, {NAMES[what.packing]}"
            rows.setdefault(dump.graph, []).append(replace(files[what.path], text=text))
    for iri, of in sorted(rows.items(), key=lambda row: _place(row[0])):
        yield DumpRow(iri.removeprefix(GRAPH), title(iri), tuple(of))


def _place(iri: str) -> tuple[int, str]:
    """The vocabulary first, then what sources say, what follows from it, and the rest."""
    name = iri.removeprefix(GRAPH)
    order = ("ontology", "facts/", "public", "links", "bounds", "current", "inferred")
    return next((n for n, first in enumerate(order) if name.startswith(first)), len(order)), name


def _release() -> Release:
    release = site().release
    if release is None:
        raise NotFound("There are no dumps of data from a file.")
    return release


def _of(version: str) -> Release:
    """The release that is served, by its version.

    Raises:
        NotFound: it is another.
        Gone: it is an earlier one.
    """
    release = _release()
    if _earlier(version):
        raise _gone(version)
    if version != release.version:
        raise NotFound(f"This server has the dumps of version {release.version} only.")
    return release
