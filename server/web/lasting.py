"""What is published of what is served unpublished: where it stays as it is, so that it can be cited.

What a version has of a path is found without opening the version, by the identifiers that the release lists.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from server.downloads import FOLDER, stem
from server.layout import MANIFEST
from server.names import BASE, DATASET, GRAPH, ONTOLOGY
from server.packing import PACKERS
from server.store.past import Past, Version
from server.versions.chain import ENDING
from server.web.representations import by_extension
from server.web.site import site
from server.web.urls import placed

_DUMPS: Final = "/dumps/"
#: What each version has below that.
_ALWAYS: Final = ("", "SHA256SUMS")


@dataclass(frozen=True)
class Lasting:
    """Where a published version has what is served unpublished.

    Attributes:
        version: which version.
        path: of what it has, unescaped; of the version itself if it has nothing of the kind.
        lacks: whether it does not describe that.
        kept: whether versions have documents of that kind at all, and not their data alone.
        at: the day or period as of which it is asked for; empty: as last known.
    """

    version: str
    path: str
    lacks: bool = False
    kept: bool = True
    at: str = ""

    @property
    def asked(self) -> str:
        """The path as links have it, with the day."""
        return quote(self.path) + (f"?at={quote(self.at, safe='/')}" if self.at else "")

    @property
    def address(self) -> str:
        """Where it is, whoever serves it; of a version itself that is its IRI."""
        return BASE.rstrip("/") + self.asked

    @property
    def cite(self) -> str:
        """The path of its citation."""
        return f"/cite?of={quote(self.asked, safe='/')}"


def lasting(path: str, at: str = "") -> Lasting | None:
    """What is published of what is at a path; None where what is served is published, or nothing is.

    Args:
        path: of a document on this server, unescaped and without a version.
        at: the day or period as of which it is asked for.
    """
    here = site()
    if here.release is None or here.release.published or here.past is None or not here.past.published:
        return None
    newest = here.past.published[-1].version
    if path.startswith(_DUMPS):
        return _download(here.past, path.removeprefix(_DUMPS), here.release.version, newest)
    if path in {"/", "/dataset"} or path.startswith(("/dataset/", "/changes")):
        return Lasting(newest, f"/dataset/{newest}")
    if placed(path, newest) == path:
        return Lasting(newest, f"/dataset/{newest}", lacks=True, kept=False)
    having = _having(here.past, iris(path))
    if not having:
        return Lasting(newest, f"/dataset/{newest}", lacks=True)
    return Lasting(having[-1].version, placed(path, having[-1].version), at=at)


def _having(past: Past, named: Sequence[str]) -> list[Version]:
    """The published versions that describe one of some things, oldest first."""
    found = {one.version for iri in named for one in past.describing(iri)}
    return [one for one in past.published if one.version in found]


def _download(past: Past, below: str, version: str, newest: str) -> Lasting:
    """The download of the same kind, or the version where there is none."""
    own, _, name = below.partition("/")
    name = name.replace(stem(version), stem(newest))
    release = past.release(newest)
    files = release.files if release else {}
    there = {f"{stem(newest)}{ENDING}", *_ALWAYS, *([MANIFEST] if release else [])} | {
        path.removeprefix(FOLDER).removesuffix(ending) for path in files for ending in ("", *PACKERS)
    }
    if own not in {"", version} or name not in there:
        return Lasting(newest, f"/dataset/{newest}", lacks=True, kept=False)
    return Lasting(newest, f"{_DUMPS}{newest}/{name}")


def iris(path: str) -> list[str]:
    """The IRIs that a path of this server may be about, with or without the extension of a format."""
    urls = site().urls
    bare = path
    shorter, dot, extension = path.rpartition(".")
    if dot and by_extension(extension) is not None:
        bare = shorter
    if bare in {"/dataset", "/sources", "/sources/"}:  # every version has a list of sources
        return [DATASET]
    if path.startswith("/sources/"):
        return urls.iris("/id/" + bare.rpartition("/")[2])
    if bare in {"/ontology", "/ontology/"}:
        return [ONTOLOGY]
    if path.startswith(("/page/", "/data/")):
        whole = (path, bare) if path.startswith("/data/") else (path,)
        names = dict.fromkeys(name.split("/", 2)[2] for name in whole)
        return [iri for name in names for where in ("/id/", "/") for iri in urls.iris(where + name)]
    if path.startswith("/graph/"):
        return [GRAPH + name.removeprefix("/graph/") for name in dict.fromkeys((path, bare))]
    return urls.iris(path)
