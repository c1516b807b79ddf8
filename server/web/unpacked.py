"""Dumps by the name of what is in them: sent packed to those who can unpack, else unpacked on the way.

`…/nameplate-1.0.0.ttl` is the same data as `….ttl.gz`, as Turtle in the content coding `gzip`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from flask import Response, request, send_file

from server.downloads import FOLDER, media_type
from server.negotiation import choose_coding
from server.packing import CODINGS, PACKERS, opened
from server.store.release import Release, ReleaseFile
from server.web.codings import tag
from server.web.ranges import honour
from server.web.responses import freshness

_CHUNK: Final = 1 << 16

#: Coding whose files tell how long they are unpacked, up to 4 GiB, and how much one byte of them can become.
_GZIP: Final = "gzip"
_DENSEST: Final = 1032

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
        own = tag(packed[coding].sha256, coding)
        honour(request.environ, own, packed[coding].bytes)
        response = send_file(
            paths[coding].resolve(),
            as_attachment=True,
            download_name=name.rpartition("/")[2],
            conditional=True,
            etag=own,
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
    """The data itself, some at a time, in no ranges."""
    coding = next(coding for coding in _OFFERS if coding in packed)
    response = Response(_pieces(paths[coding]) if request.method == "GET" else iter(()))
    response.implicit_sequence_conversion = False  # else its length is found by having all of it in memory
    length = _length(paths[_GZIP]) if _GZIP in packed else None
    if length is not None:
        response.content_length = length
    response.headers["Accept-Ranges"] = "none"
    response.headers.set("Content-Disposition", "attachment", filename=name.rpartition("/")[2])
    response.set_etag(packed[coding].sha256)
    response.make_conditional(request)
    return response


def _length(path: Path) -> int | None:
    """How many bytes are in a gzip file, as its last four tell (RFC 1952 §2.3.1); None if they may not do."""
    if path.stat().st_size * _DENSEST >= 1 << 32:
        return None
    with path.open("rb") as file:
        file.seek(-4, os.SEEK_END)
        return int.from_bytes(file.read(4), "little")


def _pieces(path: Path) -> Iterator[bytes]:
    with opened(path) as file:
        while piece := file.read(_CHUNK):
            yield piece
