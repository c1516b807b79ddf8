"""FAIR Signposting: links by which a program finds its way between pages, data, downloads and licence.

Level 1 (https://signposting.org/FAIR/) is in the `Link` headers, kept small: of the downloads it has one for
each format. Level 2, the link sets of RFC 9264, has them all.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any, Final
from urllib.parse import quote

from server.downloads import FOLDER, Group, download, media_type
from server.formats import JSON_LD, TURTLE
from server.names import DATASET, PREFIXES
from server.packing import MEDIA_TYPES, packed
from server.store.release import Release
from server.web.about import authored
from server.web.bibliography import CSL_TYPE
from server.web.representations import DATA
from server.web.responses import Link
from server.web.site import site

LINKSET: Final = "application/linkset"
LINKSET_JSON: Final = "application/linkset+json"

_ABOUT_PAGE: Final = PREFIXES["schema"] + "AboutPage"
_DATASET: Final = PREFIXES["schema"] + "Dataset"


def whole() -> list[Link]:
    """What everything of the release has: licence and authors."""
    said = authored()
    return [
        *(Link(iri, "license") for iri in said.licences),
        *(Link(iri, "author") for iri in said.creators),
    ]


def linkset(path: str) -> list[Link]:
    """Where all links of a document are, in both forms; of those of past versions there are no lists.

    Args:
        path: of the document on this server, unescaped.
    """
    if site().memento is not None:
        return []
    address = f"{site().urls.to('/linkset')}?of={quote(path, safe='/')}"
    return [Link(address, "linkset", kind) for kind in (LINKSET_JSON, LINKSET)]


def landing(release: Release, path: str, iri: str, *, everything: bool = False) -> list[Link]:
    """The links of the dataset's landing page, or of one version's.

    Args:
        release: whose dataset it is.
        path: of the page.
        iri: by which the dataset, or the version, is cited.
        everything: whether all downloads are told, and not one for each format.
    """
    to = site().urls.to
    forms = DATA if everything else (TURTLE, JSON_LD)
    return [
        Link(iri, "cite-as"),
        Link(_ABOUT_PAGE, "type"),
        Link(_DATASET, "type"),
        *(Link(to(f"{path}.{f.extension}"), "describedby", f.media_type) for f in forms),
        *whole(),
        *items(release, everything=everything),
        *([] if everything else linkset(path)),
    ]


def items(release: Release, *, everything: bool = False) -> list[Link]:
    """The downloads as `item` links with the type under which each is sent."""
    to = site().urls.to
    found = []
    for dump in release.dumps:
        path = dump.path.removeprefix(FOLDER)
        what = download(path)
        first = what is not None and (
            what.group is Group.ARCHIVE or (what.group is Group.WHOLE and what.packing == ".gz")
        )
        there = (release.directory / dump.path).is_file()  # of an earlier version some may be gone
        if what is not None and there and (everything or first):
            found.append(Link(to(f"/dumps/{release.version}/{path}"), "item", sent_as(path)))
    return found


def sent_as(path: str) -> str:
    """The media type under which a download is sent: what is packed is sent as it is packed."""
    return MEDIA_TYPES.get(packed(path), "") or media_type(path)


def content(path: str) -> list[Link]:
    """The links of a download.

    Args:
        path: of the download on this server.
    """
    return [
        *belonging(),
        citation(path),
        *linkset(path),
    ]


def belonging() -> list[Link]:
    """What everything among the downloads has: the dataset that it is of, licence and authors."""
    return [Link(DATASET, "collection"), *whole()]


def citation(path: str) -> Link:
    """Where the citation of a document or download is, in the form that reference managers read.

    Args:
        path: of the document on this server.
    """
    return Link(f"{site().urls.to('/cite')}?of={quote(path, safe='/')}", "describedby", CSL_TYPE)


def metadata(iri: str, path: str) -> list[Link]:
    """The links of a description in RDF: what it describes, and its licence.

    Args:
        iri: what is described.
        path: of the description.
    """
    return [Link(iri, "describes"), *whole(), *linkset(path)]


def thing(iri: str, slug: str, *, everything: bool = False) -> list[Link]:
    """The links of the page about a thing.

    Args:
        iri: by which the thing is cited.
        slug: what names it in paths.
        everything: whether each form of the data is told.
    """
    to = site().urls.to
    forms = DATA if everything else (TURTLE, JSON_LD)
    found = [Link(iri, "cite-as")] if iri.isascii() else []
    return [
        *found,
        Link(_ABOUT_PAGE, "type"),
        *(Link(to(f"/data/{slug}.{f.extension}"), "describedby", f.media_type) for f in forms),
        *whole(),
        *([] if everything else linkset(f"/page/{slug}")),
    ]


def as_text(contexts: Iterable[tuple[str, Sequence[Link]]]) -> bytes:
    """Links as `application/linkset` has them (RFC 9264 §4.1): each says with `anchor` from where.

    Args:
        contexts: absolute address and its links.
    """
    lines = [f'{link}; anchor="{anchor}"' for anchor, links in contexts for link in links]
    return (" ,\n".join(lines) + "\n").encode()


def as_json(contexts: Iterable[tuple[str, Sequence[Link]]]) -> bytes:
    """The same as `application/linkset+json` has them (RFC 9264 §4.2)."""
    found: list[dict[str, Any]] = []
    for anchor, links in contexts:
        told: dict[str, Any] = {"anchor": anchor}
        for link in links:
            target = {"href": link.target} | ({"type": link.type} if link.type else {})
            told.setdefault(link.rel, []).append(target)
        found.append(told)
    return (json.dumps({"linkset": found}, ensure_ascii=False, indent=1) + "\n").encode()
