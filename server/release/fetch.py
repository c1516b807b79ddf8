"""Downloads fetched to be checked: within limits, over HTTP only, the manifest first."""

from __future__ import annotations

import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from http.client import HTTPException
from pathlib import Path
from typing import Final

from server.downloads import SIGNATURE
from server.errors import PublisherError
from server.layout import MANIFEST
from server.release.manifest import read_manifest

#: What one file may have at most, in bytes.
LIMIT: Final = 1 << 30
#: How long everything may take, in seconds, and how long nothing may come.
SECONDS: Final = 600.0
SILENCE: Final = 30.0

_SMALL: Final = 1 << 24
_CHUNK: Final = 1 << 16
#: A graph or a table is one step below the manifest.
_STEPS: Final = ("", "../")


class FetchFailed(PublisherError):
    """Something cannot be had from the web, or not within the limits."""

    def __init__(self, address: str, message: str) -> None:
        """Name the address and what is wrong with it."""
        super().__init__(f"{address}: {message}")


def is_address(text: str) -> bool:
    """Whether something is an address on the web and not a path."""
    return text.lower().startswith(("http://", "https://"))


def fetch(
    address: str, folder: Path, manifest: str | None = None, seconds: float = SECONDS, limit: int = LIMIT
) -> Path:
    """Fetch a file, its manifest and the signature of that, if there is one; where the file is.

    Args:
        address: of the file.
        folder: an empty folder, into which they go.
        manifest: address of the manifest; without it the one beside the file or a step above.
        seconds: how long all of it may take.
        limit: how many bytes the file may have; no more than the manifest says if that names it.

    Raises:
        FetchFailed: something cannot be had within the limits.
    """
    end = time.monotonic() + seconds
    for one in filter(None, (address, manifest)):
        if not is_address(one):
            raise FetchFailed(one, "is no address of the web: begin it with https://")
    try:
        name = urllib.parse.unquote(urllib.parse.urlsplit(address).path.rpartition("/")[2])
    except ValueError as error:
        raise FetchFailed(
            address, f"is no address ({error}): compare it with the list of downloads"
        ) from error
    if not name or name in (".", "..") or "/" in name or "\\" in name or "\0" in name:
        raise FetchFailed(address, "names no file: give the address of one file of the release")
    places = [manifest] if manifest else [urllib.parse.urljoin(address, step + MANIFEST) for step in _STEPS]
    place = next((one for one in places if _save(one, folder / MANIFEST, end, _SMALL)), None)
    if place is None:
        raise FetchFailed(address, f"has no {MANIFEST} beside it: name one with --manifest")
    _save(urllib.parse.urljoin(place, SIGNATURE), folder / SIGNATURE, end, _SMALL)
    path = folder / name
    if name == MANIFEST:
        return path
    sizes = [
        entry["bytes"]
        for known, entry in read_manifest(folder)["files"].items()
        if known.rpartition("/")[2] == name and isinstance(entry.get("bytes"), int)
    ]
    if not _save(address, path, end, min(limit, max(sizes, default=limit))):
        raise FetchFailed(address, "is not there: compare the address with the list of downloads")
    return path


def _save(address: str, path: Path, end: float, limit: int) -> bool:
    """Fetch one file; whether it is there.

    Raises:
        FetchFailed: it cannot be had within the limits.
    """
    request = urllib.request.Request(address, headers={"Accept-Encoding": "identity"})  # noqa: S310 (checked above)
    try:
        with _opener().open(request, timeout=SILENCE) as answer, path.open("wb") as file:
            for piece in _pieces(answer, address, end, limit):
                file.write(piece)
    except urllib.error.HTTPError as error:
        with error:
            if error.code in (404, 410):
                return False
        raise FetchFailed(address, f"answers {error.code}: try again later") from error
    except (OSError, HTTPException) as error:
        raise FetchFailed(address, f"cannot be fetched ({error}): try again later") from error
    return True


def _pieces(answer: object, address: str, end: float, limit: int) -> Iterator[bytes]:
    """The body in pieces, as long as the limits allow."""
    size = 0
    while piece := answer.read1(_CHUNK):  # type: ignore[attr-defined]  # urllib's answer has no type of its own
        size += len(piece)
        if size > limit:
            raise FetchFailed(address, f"has more than {limit} bytes, which is more than it should have")
        if time.monotonic() > end:
            raise FetchFailed(address, "takes too long: fetch it yourself and name the file")
        yield piece


def _opener() -> urllib.request.OpenerDirector:
    """What opens addresses of the web and no others, wherever they lead."""
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler(),
        urllib.request.HTTPHandler(),
        urllib.request.HTTPSHandler(),
        urllib.request.HTTPRedirectHandler(),
        urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.HTTPErrorProcessor(),
        urllib.request.UnknownHandler(),
    ):
        opener.add_handler(handler)
    return opener
