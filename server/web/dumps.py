"""The files of each version: a list, the manifest, checksums, and each file with ranges and entity tags.

For ever there are a version's N-Quads in Zstandard, its patch, manifest, report and checksums. Its other
files follow from these; once they cannot be made byte by byte any more they are gone (410).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Final

from flask import Blueprint, Response, request, send_file
from werkzeug.exceptions import Gone, NotFound, PreconditionFailed

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
from server.packing import MEDIA_TYPES, NAMES, PACKERS, packed
from server.store.past import Version
from server.store.release import Release, ReleaseFile
from server.versions.chain import ENDING
from server.versions.past import CHANGES, PAST
from server.versions.patch import EXTENSION
from server.web import signposting
from server.web.asked import tongue
from server.web.contexts.dumps import DumpFile, DumpRow, DumpsPage
from server.web.contexts.values import Text
from server.web.documents import forms_of_page
from server.web.ranges import honour
from server.web.rendering import render
from server.web.representations import HTML
from server.web.responses import FOREVER, Link, content, freshness
from server.web.site import site
from server.web.unpacked import unpacked
from server.web.wording import byte_size
from server.web.words import put

#: The file of a release that holds the results of its validation.
_REPORT: Final = "report.ttl"

#: Where the sums of the files are.
_SUMS: Final = "SHA256SUMS"

_PLAIN: Final = "text/plain; charset=utf-8"

#: The file of a version that turns the one before into it.
_PATCH: Final = "changes.rdfp"


def blueprint() -> Blueprint:
    """The routes of the dumps."""
    made = Blueprint("dumps", __name__)
    made.add_url_rule("/dumps/", view_func=listing)
    made.add_url_rule("/dumps/<version>/", view_func=of_version)
    made.add_url_rule("/dumps/<version>/manifest.json", view_func=manifest)
    made.add_url_rule(f"/dumps/<version>/{_SUMS}", view_func=checksums)
    made.add_url_rule("/dumps/<version>/report.ttl", view_func=validation)
    made.add_url_rule(f"/dumps/<version>/{SIGNATURE}", view_func=signature)
    made.add_url_rule("/dumps/<version>/<path:name>", view_func=file)
    return made


def listing() -> Response:
    """The dumps that this server has."""
    release = _release()
    return forms_of_page("/dumps/", "Downloads") or _listed(release)


def of_version(version: str) -> Response:
    """The dumps of one version; of an earlier one of which no manifest is kept, what it was published as."""
    earlier = _earlier(version)
    bare = earlier is not None and _past(version) is None
    release = _release() if bare else release_of(version)
    listed = forms_of_page(f"/dumps/{version}/", "Downloads of %(version)s", version=version)
    if listed is not None:
        return listed
    return _listed_earlier(earlier) if earlier and bare else _listed(release)


def manifest(version: str) -> Response:
    """The manifest of a version: every file with its size and SHA-256.

    Raises:
        NotFound: there is no such version.
        Gone: it is an earlier one of which none is kept.
    """
    body = (release_of(version).directory / MANIFEST).read_bytes()
    links = signposting.content(f"/dumps/{version}/{MANIFEST}")
    made = content(body, "application/json", links=links, negotiated=False, immutable=True)
    return _lasting(version, made)


def signature(version: str) -> Response:
    """The signature of the manifest, which is made after the release: base64 of Ed25519 (RFC 8032).

    Raises:
        NotFound: the release is not signed.
    """
    path = release_of(version).directory / SIGNATURE
    if not path.is_file() or path.is_symlink():
        raise NotFound("The release is not signed.")
    links = signposting.content(f"/dumps/{version}/{SIGNATURE}")
    return content(path.read_bytes(), _PLAIN, links=links, negotiated=False)


def checksums(version: str) -> Response:
    """SHA-256 of each dump and of the patch, in the form that `sha256sum --check` reads."""
    earlier = _earlier(version)
    if earlier and _past(version) is None:
        rows = [(one.sha256, name) for name, one, _ in _kept(earlier.version)]
    else:
        release = release_of(version)
        rows = [(dump.sha256, _below(dump)) for dump in release.dumps]
        rows += [(one.sha256, _PATCH) for one in _patch_of(release)]
    lines = "".join(f"{sha256}  {name}\n" for sha256, name in rows)
    links = signposting.content(f"/dumps/{version}/{_SUMS}")
    made = content(lines.encode(), _PLAIN, links=links, negotiated=False, immutable=True)
    return _lasting(version, made)


def validation(version: str) -> Response:
    """The SHACL validation report of a version.

    Raises:
        NotFound: the release has none.
    """
    release = release_of(version)
    if _REPORT not in release.files:
        raise NotFound("The release has no validation report.")
    body = (release.directory / _REPORT).read_bytes()
    links = signposting.content(f"/dumps/{version}/{_REPORT}")
    made = content(body, TURTLE.content_type, links=links, negotiated=False, immutable=True)
    return _lasting(version, made)


def _lasting(version: str, response: Response) -> Response:
    """What is kept of an earlier version never changes, whether what is served is published or not."""
    if _earlier(version):
        response.headers["Cache-Control"] = FOREVER
    return response


def report() -> str | None:
    """Where the validation report is, if the release has one."""
    release = site().release
    found = release is not None and _REPORT in release.files
    return site().urls.to(f"/dumps/{release.version}/{_REPORT}") if release and found else None


def file(version: str, name: str) -> Response:
    """One download, whole or one range of it (RFC 9110 §14), as the file that it is.

    Raises:
        NotFound: the manifest lists no such dump; nothing outside the manifest is ever opened.
        Gone: it was a dump of an earlier version, and cannot be made any more.
    """
    release, found = file_of(version, name)
    path = release.directory / found.path if found else None
    if found is None and (made := unpacked(release, name)):
        made.headers["Link"] = ", ".join(map(str, signposting.content(f"/dumps/{version}/{name}")))
        return made
    if _earlier(version) and (path is None or not path.is_file()) and _was_offered(version, name):
        raise _gone(version)
    if found is None or path is None or not path.is_file() or path.is_symlink():
        raise NotFound("The release has no such dump.")
    honour(request.environ, found.sha256, found.bytes)
    response = send_file(
        path.resolve(),
        mimetype=found.media_type,
        as_attachment=True,
        download_name=name.rpartition("/")[2] if name != _PATCH else f"{stem(version)}-{_PATCH}",
        conditional=True,
        etag=found.sha256,
    )
    if response.status_code == PreconditionFailed.code:
        response.close()
        raise PreconditionFailed("This file has another entity tag than If-Match names; ask again without.")
    response.headers["Content-Type"] = _content_type(found)
    response.headers.pop("Last-Modified", None)
    response.headers["Cache-Control"] = freshness(immutable=_for_ever(version, name))
    if _for_ever(version, name):
        response = _lasting(version, response)
    links = signposting.content(f"/dumps/{version}/{name}")
    if found.media_type == "text/csv":
        # CSV on the Web finds the description of a table by this (Tabular Data Model §5.2)
        schema = site().urls.to(f"/dumps/{version}/{TABLES}{TABLES_METADATA}")
        links.append(Link(schema, "describedby", media_type(TABLES_METADATA)))
    response.headers["Link"] = ", ".join(map(str, links))
    return response


def _for_ever(version: str, name: str) -> bool:
    """Whether a file of a published version is kept as it is, and not made again."""
    return name in {f"{stem(version)}{ENDING}", _PATCH}


def file_of(version: str, name: str) -> tuple[Release, ReleaseFile | None]:
    """The file that a path of a version stands for, in the release that carries it.

    Raises:
        NotFound: there is no such version.
    """
    if _earlier(version) and _past(version) is None:
        return _release(), next((one for kept, one, _ in _kept(version) if kept == name), None)
    release = release_of(version)
    if name == _PATCH:
        return release, next(iter(_patch_of(release)), None)
    return release, release.files.get(FOLDER + name)


def is_offered(version: str, name: str) -> bool:
    """Whether something is at a path of a version: a file, packed or not, or what tells of the files.

    Raises:
        NotFound: there is no such version.
    """
    release, found = file_of(version, name)
    if found is not None or name == _SUMS:
        return True
    if release.version != version:  # of that one no manifest is kept
        return False
    there = (release.directory / name).is_file() if name in {MANIFEST, SIGNATURE, _REPORT} else False
    return there or any(f"{FOLDER}{name}{ending}" in release.files for ending in PACKERS)


def _patch_of(release: Release) -> list[ReleaseFile]:
    """The file that turns the version before a release into it, if there is one before."""
    found = release.files.get(f"{CHANGES}{release.version}.{EXTENSION}")
    return [found] if found else []


def _past(version: str) -> Release | None:
    """An earlier version by the manifest that is kept of it; None if none is."""
    past = site().past
    return past.release(version) if past else None


def _earlier(version: str) -> Version | None:
    """A version that was published before the release that is served; None if it is none."""
    past = site().past
    return next((one for one in past.before if one.version == version), None) if past else None


def _kept(version: str) -> Iterator[tuple[str, ReleaseFile, str]]:
    """The files of an earlier version without a manifest: the name of each, the file, what it is."""
    files = _release().files
    for name, kept, about in (
        (f"{stem(version)}{ENDING}", f"{PAST}{version}{ENDING}", "all graphs, as N-Quads"),
        (_PATCH, f"{CHANGES}{version}.{EXTENSION}", "what changed since the version before"),
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
    name = f"{stem(version)}{ENDING}"
    whole = site().urls.to(f"/dumps/{version}/{name}")
    made = f"oxigraph convert --from-file {name.removesuffix('.zst')} --to-file {stem(version)}.trig"
    return Gone(
        f"This file of version {version} is not kept. One is that holds all that it said: {whole}. "
        f"Unpacked, that can be written in other formats, as by {made}"
    )


def _listed_earlier(version: Version) -> Response:
    to = site().urls.to
    base = f"/dumps/{version.version}"
    rows = []
    for name, one, about in _kept(version.version):
        kind = _content_type(one).partition(";")[0]
        made = DumpFile(name, name, to(f"{base}/{name}"), kind, byte_size(one.bytes), one.bytes, one.sha256)
        rows.append(DumpRow(Text(name), put(about, tongue()), (made,)))
    body = render("earlier.html", version=version, rows=rows, tongue=tongue())
    return content(body, HTML.content_type, negotiated=False)


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
    there = [dump for dump in release.dumps if (release.directory / dump.path).is_file()]
    found = [(dump, what) for dump in there if (what := download(_below(dump)))]
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
        patch=next((_patch_file(release, one) for one in _patch_of(release)), None),
        missing=len(release.dumps) - len(there),
        manifest=to(f"{base}/manifest.json"),
        signature=to(f"{base}/{SIGNATURE}") if signed else "",
        sums=to(f"{base}/{_SUMS}"),
        canonical=release.canonical_sha256,
        merged=release.merged_sha256,
        report=to(f"{base}/{_REPORT}") if _REPORT in release.files else "",
    )
    past = site().past
    is_past = release is not _release()
    earlier = [one.version for one in past.before[::-1]] if past and not is_past else []
    body = render("dumps.html", page=page, earlier=earlier, tongue=tongue())
    return content(body, HTML.content_type, negotiated=False)


def _patch_file(release: Release, patch: ReleaseFile) -> DumpFile:
    href = site().urls.to(f"/dumps/{release.version}/{_PATCH}")
    size = byte_size(patch.bytes)
    return DumpFile(_PATCH, _PATCH, href, _content_type(patch), size, patch.bytes, patch.sha256)


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
            name, about = (put(words, tongue()) for words in (table["dc:title"][0], table["dc:description"]))
            yield DumpRow(name, about, (file,))


def _whole(found: Iterable[tuple[ReleaseFile, Download]], files: Mapping[str, DumpFile]) -> Iterator[DumpRow]:
    """A row for each format."""
    for form in GRAPH_FORMATS:
        of = tuple(files[what.path] for _, what in found if what.form is form)
        if of:
            keeps = form in KEEPING_GRAPHS
            told = "says which graph a statement is in" if keeps else "all graphs in one"
            yield DumpRow(Text(form.name), put(told, tongue()), of)


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
        yield DumpRow(Text(iri.removeprefix(GRAPH)), put(title(iri), tongue()), tuple(of))


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


def release_of(version: str) -> Release:
    """A version as its manifest has it: the one that is served, or an earlier one.

    Raises:
        NotFound: there is no such version.
        Gone: of that earlier one no manifest is kept.
    """
    release = _release()
    if _earlier(version):
        found = _past(version)
        if found is None:
            raise _gone(version)
        return found
    if version != release.version:
        raise NotFound(f"This server has the dumps of version {release.version}, and of those before it.")
    return release
