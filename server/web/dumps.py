"""The files of the release: a list, the manifest, checksums, and each file with ranges and entity tags."""

from __future__ import annotations

from flask import Blueprint, Response, send_file
from werkzeug.exceptions import NotFound

from server.formats import GRAPH_FORMATS, TURTLE
from server.store.release import MANIFEST, Release, ReleaseFile
from server.web.contexts.dumps import DumpRow, DumpsPage
from server.web.rendering import render
from server.web.representations import HTML, KEEPING_GRAPHS
from server.web.responses import Link, content, freshness
from server.web.site import site
from server.web.wording import byte_size

#: The file of a release that holds the results of its validation.
_REPORT = "report.ttl"


def blueprint() -> Blueprint:
    """The routes of the dumps."""
    made = Blueprint("dumps", __name__)
    made.add_url_rule("/dumps/", view_func=listing)
    made.add_url_rule("/dumps/<version>/", view_func=of_version)
    made.add_url_rule("/dumps/<version>/manifest.json", view_func=manifest)
    made.add_url_rule("/dumps/<version>/SHA256SUMS", view_func=checksums)
    made.add_url_rule("/dumps/<version>/report.ttl", view_func=validation)
    made.add_url_rule("/dumps/<version>/<name>", view_func=file)
    return made


def listing() -> Response:
    """The dumps that this server has."""
    return _listed(_release())


def of_version(version: str) -> Response:
    """The dumps of one version."""
    return _listed(_of(version))


def manifest(version: str) -> Response:
    """The manifest of the release: every file with its size and SHA-256."""
    body = (_of(version).directory / MANIFEST).read_bytes()
    return content(body, "application/json", negotiated=False, immutable=True)


def checksums(version: str) -> Response:
    """SHA-256 of each dump, in the form that `sha256sum --check` reads."""
    lines = "".join(f"{dump.sha256}  {dump.name}\n" for dump in _of(version).dumps)
    return content(lines.encode(), "text/plain; charset=utf-8", negotiated=False, immutable=True)


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
    """One dump, whole or one range of it (RFC 9110 §14); it is sent as the gzip file it is, never unpacked.

    Raises:
        NotFound: the manifest lists no such dump; nothing outside the manifest is ever opened.
    """
    release = _of(version)
    found = next((dump for dump in release.dumps if dump.name == name), None)
    path = release.directory / found.path if found else None
    if found is None or path is None or not path.is_file() or path.is_symlink():
        raise NotFound("The release has no such dump.")
    response = send_file(
        path.resolve(),
        mimetype="application/gzip" if found.encoding == "gzip" else found.media_type,
        as_attachment=True,
        download_name=found.name,
        conditional=True,
        etag=found.sha256,
    )
    response.headers.pop("Last-Modified", None)
    response.headers["Cache-Control"] = freshness(immutable=True)
    response.headers["Link"] = str(Link(site().urls.to("/dataset"), "collection"))
    return response


def _listed(release: Release) -> Response:
    to = site().urls.to
    page = DumpsPage(
        version=release.version,
        issued=release.issued,
        rows=tuple(_row(release, dump) for dump in release.dumps),
        manifest=to(f"/dumps/{release.version}/manifest.json"),
        published=release.published,
    )
    return content(render("dumps.html", page=page), HTML.content_type, negotiated=False)


def _row(release: Release, dump: ReleaseFile) -> DumpRow:
    form = next((f for f in GRAPH_FORMATS if f.media_type == dump.media_type), None)
    return DumpRow(
        name=dump.name,
        href=site().urls.to(f"/dumps/{release.version}/{dump.name}"),
        format=form.name if form else dump.media_type,
        graphs="named graphs kept" if form in KEEPING_GRAPHS else "all graphs in one",
        size=byte_size(dump.bytes),
        bytes=dump.bytes,
        sha256=dump.sha256,
    )


def _release() -> Release:
    release = site().release
    if release is None:
        raise NotFound("There are no dumps of data from a file.")
    return release


def _of(version: str) -> Release:
    release = _release()
    if version != release.version:
        raise NotFound(f"This server has the dumps of version {release.version} only.")
    return release
