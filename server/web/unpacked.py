"""Dumps by the name of what is in them: sent packed to those who can unpack, else unpacked on the way.

`…/nameplate-1.0.0.ttl` is the same data as `….ttl.gz`, as Turtle in the content coding `gzip`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from flask import Response, request, send_file

from server.downloads import FOLDER, media_type
from server.negotiation import choose_coding
from server.packing import CODINGS, PACKERS, opened
from server.store.release import Release, ReleaseFile
from server.web.codings import tag
from server.web.responses import freshness

_CHUNK: Final = 1 << 16

#: Codings, the one that is preferred among equals first.
_OFFERS: Final = tuple(reversed(CODINGS.values()))


def unpacked(release: Release, name: str) -> Response | None:
    """What is packed in the dumps whose names go on with how it is packed; None if there are none."""
    packed = {
        CODINGS[ending]: file for ending in PACKERS if (file := release.files.get(f"{FOLDER}{name}{ending}"))
    }
    paths = {coding: _path(release, file) for coding, file in packed.items()}
    packed = {c: file for c, file in packed.items() if paths[c].is_file() and not paths[c].is_symlink()}
    if not packed:
        return None
    coding = choose_coding(request.headers.get("Accept-Encoding"), [c for c in _OFFERS if c in packed])
    if coding:
        response = send_file(
            paths[coding].resolve(),
            as_attachment=True,
            download_name=name.rpartition("/")[2],
            conditional=True,
            etag=tag(packed[coding].sha256, coding),
        )
        response.headers["Content-Encoding"] = coding
        response.headers.pop("Last-Modified", None)
    else:
        response = _streamed(paths, packed, name)
    kind = media_type(name)
    response.headers["Content-Type"] = f"{kind}; charset=utf-8" if kind.startswith("text/") else kind
    response.headers["Cache-Control"] = freshness()
    response.vary.add("Accept-Encoding")
    return response


def _path(release: Release, file: ReleaseFile) -> Path:
    return release.directory / file.path


def _streamed(paths: dict[str, Path], packed: dict[str, ReleaseFile], name: str) -> Response:
    """The data itself, some at a time; of a length that is not known, so in no ranges."""
    coding = next(coding for coding in _OFFERS if coding in packed)
    response = Response(_pieces(paths[coding]) if request.method == "GET" else b"")
    response.headers.pop("Content-Length", None)
    response.headers["Accept-Ranges"] = "none"
    response.headers.set("Content-Disposition", "attachment", filename=name.rpartition("/")[2])
    response.set_etag(packed[coding].sha256)
    response.make_conditional(request)
    return response


def _pieces(path: Path) -> Iterator[bytes]:
    with opened(path) as file:
        while piece := file.read(_CHUNK):
            yield piece
