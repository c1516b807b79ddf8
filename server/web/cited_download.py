"""Downloads and tables, as citations tell them: what each is, its size and its hash."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote, urlencode

from werkzeug.exceptions import HTTPException, NotFound

from server.downloads import FOLDER, SIGNATURE, stem
from server.layout import MANIFEST
from server.names import BASE
from server.packing import PACKERS
from server.store.release import Release
from server.tables.cells import table_query
from server.tables.dated import table_named
from server.web.bibliography import Note, Part
from server.web.cited_answered import answered, hashed, measured
from server.web.cited_place import Place
from server.web.cited_whole import written
from server.web.dumps import file_of, is_offered
from server.web.languages import Language
from server.web.site import site
from server.web.words import said

_DUMPS: Final = "/dumps/"
#: What people see of a version beside its data, by the name of the file.
_TITLES: Final = {
    "changes.rdfp": "Patch that makes version %(version)s of the one before",
    MANIFEST: "Manifest of version %(version)s",
    SIGNATURE: "Signature of the manifest of version %(version)s",
    "SHA256SUMS": "Checksums of version %(version)s",
    "report.ttl": "Validation report of version %(version)s",
}
_DESCRIPTION: Final = "-metadata.json"


def download(path: str, language: Language) -> Part | None:
    """A file of a version, by its path; None if the path leads to a list of files, or to nothing.

    Raises:
        NotFound: there is no such version.
        Gone: of that one nothing is kept but its data.
    """
    version, _, name = path.removeprefix(_DUMPS).partition("/")
    if not name:
        return None
    release, file = file_of(version, name)
    if file is not None:
        notes = measured(file.bytes, file.sha256, language)
    elif not is_offered(version, name):
        return None
    elif name in _TITLES:
        notes = hashed(answered(quote(path)).data, language)
    else:
        notes = _unpacked(release, version, name, language)
    return _part(path, version, name, notes, language)


def _part(path: str, version: str, name: str, notes: tuple[Note, ...], language: Language) -> Part:
    called = name.rpartition("/")[2]
    title = said(_TITLES[name], language, version=version) if name in _TITLES else called
    return Part(title, BASE.rstrip("/") + quote(path), called, "dataset", notes, place=path)


def _unpacked(release: Release, version: str, name: str, language: Language) -> tuple[Note, ...]:
    """From which file something is unpacked on the way, and the hash of it unpacked where that is known."""
    file = next(f for ending in PACKERS if (f := release.files.get(f"{FOLDER}{name}{ending}")))
    told = "Unpacked from %(file)s: %(bytes)s bytes, SHA-256 %(sha256)s"
    origin = said(told, language, file=file.name, bytes=f"{file.bytes:,}", sha256=file.sha256)
    if name != f"{stem(version)}.nq" or not release.canonical_sha256:
        return (Note(origin),)
    # the whole as N-Quads is the canonical document, byte by byte
    own = said("SHA-256 of it unpacked: %(sha256)s", language, sha256=release.canonical_sha256)
    return (Note(own), Note(origin))


def dated_table(at: Place, language: Language) -> Part | None:
    """A table as of a day, or its description, with the hash of what it is now; without a day the download.

    Raises:
        NotFound: there is no such table.
        Overloaded: it cannot be had now.
    """
    name = at.path.rpartition("/")[2]
    file = name.removesuffix(_DESCRIPTION)
    table = table_named(file.removesuffix(".csv"))
    release = site().release
    if table is None or release is None:
        raise NotFound("There is no such table.")
    if not at.value("at"):
        return download(f"{_DUMPS}{release.version}/tables/{name}", language)
    title = table_query(table.name).fields["title"] if language.tag == "en" else written(table.zh, language)
    if file != name:
        title = said("Description of the table %(table)s", language, table=title)
    asked = f"{quote(at.path)}?{urlencode(at.arguments, safe='/')}"
    try:
        notes = hashed(answered(asked).data, language)
    except HTTPException as error:
        raise NotFound("There is nothing to cite at that address.") from error
    return Part(title, BASE.rstrip("/") + asked, name, "dataset", notes, at=at.value("at"))
