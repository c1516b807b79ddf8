"""What every request is answered from: one frozen value, put into the app when it is made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeVar

from flask import Flask, current_app, g

from server.config import Settings
from server.counting import Counted
from server.store.dated import DatedStore
from server.store.days import Period
from server.store.documents import Documents
from server.store.past import Past, Version
from server.store.protocol import Contents
from server.store.release import Release
from server.store.search import Search
from server.web.urls import Urls

_KEY: Final = "nameplate.site"
_OF_REQUEST: Final = "nameplate_site"
_Kept = TypeVar("_Kept")


@dataclass(frozen=True)
class Site:
    """An opened release, or other people's data, and where things of it are found.

    Attributes:
        settings: what the operator chose.
        documents: the quads, by thing.
        urls: links and IRIs.
        release: the release that is served; None with other people's data.
        search: the wordings of its things; None likewise.
        past: the versions that the release knows; None likewise.
        memento: which of them this is, where documents of a version are answered at the version's own paths.
        newer: the newest version, where that is another.
        dated: the release as of any day; None where nothing is asked so.
        at: first and last day as of which a request is answered; None: as last known.
        name: what other people's data is called on its pages: the name of its file.
        contents: what the store holds, where that is other people's data.
        counted: what was counted of them; None where they are an engine's.
    """

    settings: Settings
    documents: Documents
    urls: Urls
    release: Release | None = None
    search: Search | None = None
    past: Past | None = None
    memento: Version | None = None
    newer: Version | None = None
    dated: DatedStore | None = None
    at: Period | None = None
    name: str = "Nameplate"
    contents: Contents | None = None
    counted: Counted | None = None


def install(app: Flask, site: Site) -> None:
    """Put the site into an app."""
    app.extensions[_KEY] = site


def answer_from(site: Site) -> None:
    """Have the request that is being answered be answered from another site than its app's."""
    setattr(g, _OF_REQUEST, site)


def site() -> Site:
    """The site of the request that is being answered."""
    found: Site = g.get(_OF_REQUEST) or current_app.extensions[_KEY]
    return found


def own() -> Site:
    """The site of the app that answers, whatever day the request names."""
    found: Site = current_app.extensions[_KEY]
    return found


def kept(name: str, made: Callable[[], _Kept]) -> _Kept:
    """What is made of the site when it is first needed, and kept with the app under a name of its own."""
    held = current_app.extensions
    if name not in held:
        held[name] = made()
    found: _Kept = held[name]
    return found
