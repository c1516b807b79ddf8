"""The WSGI application factory."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

from server.config import Settings
from server.errors import StartError
from server.store.release import newest_release
from server.web.addresses import base
from server.web.app import make_app
from server.web.cache import Cached
from server.web.content import Content, of_data, of_engine, of_release
from server.web.following import Follower
from server.web.metrics import Metrics
from server.web.proxies import networks, proxied
from server.web.recall import Recalled
from server.web.records import Recorded
from server.web.switch import Edition, Switch
from server.web.usable import check_settings

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment
    from flask import Flask


class Publisher:
    """A WSGI application; `close` ends what it started."""

    def __init__(self, content: Content, metrics: Metrics) -> None:
        """Answer from `content`, and count in `metrics`, until it is closed."""
        settings = content.site.settings
        self._settings = settings
        self._metrics = metrics
        self._serves = _named(content)
        self._budgets = content.endpoint.budgets  # of clients, not of a release
        self.flask, edition = self._edition(content)
        self._switch = Switch(edition)
        self._tell(content)
        self._front = self.behind(lambda app: app)
        self._follower: Follower | None = None
        release = content.site.release
        if settings.follow is not None and release is not None:
            served = release.directory.name
            refuse = partial(self._metrics.swapped, done=False)
            self._follower = Follower(settings.follow, served, self.swap, self._switch.sweep, refuse)

    @property
    def serves(self) -> str:
        """What is served at the start, in words: a version of the data, files, or an engine."""
        return self._serves

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        return self._front(environ, start_response)

    def behind(self, layer: Callable[[WSGIApplication], WSGIApplication]) -> WSGIApplication:
        """The same application with a layer around it that knows who asks, and is recorded and counted."""
        settings = self._settings
        recorded = Recorded(
            layer(self._switch),
            self._metrics,
            log=settings.log_requests,
            queries=settings.log_queries,
            ready=self._switch.ready,
        )
        below = urlsplit(settings.public_url or "").path.rstrip("/")
        return proxied(recorded, networks(settings.trusted_proxies), below)

    def swap(self, directory: Path) -> None:
        """Check and open another release, and answer from it from now on.

        Requests that came before are answered from what was served then.

        Raises:
            ReleaseError, StartError, OSError: it cannot be served; what was served goes on being served.
        """
        from server.release.verify import intact

        try:
            content = of_release(intact(directory), self._settings, self._metrics, self._budgets)
            flask, edition = self._edition(content)
        except BaseException:
            self._metrics.swapped(done=False)
            raise
        self._switch.replace(edition)
        self.flask = flask
        self._metrics.swapped(done=True)
        self._tell(content)

    def stop(self) -> None:
        """End the queries that run: they get 503, as do those that come after; more than once is fine."""
        self._switch.stop()

    def close(self) -> None:
        """End the workers and remove temporary files; more than once is fine."""
        if self._follower is not None:
            self._follower.close()
        self._switch.close()

    def _edition(self, content: Content) -> tuple[Flask, Edition]:
        try:
            app = make_app(content, self._metrics)
        except BaseException:
            content.close()
            raise
        based = partial(base, public_url=self._settings.public_url, home=content.site.urls.home)
        pages = Cached(app, self._settings.cache_bytes, self._metrics, based)
        front = Recalled(pages, content.endpoint.answers, based)
        return app, Edition(front, content.close, content.stop, pages.ready)

    def _tell(self, content: Content) -> None:
        release = content.site.release
        if release is not None:
            self._metrics.serves(release.version, release.directory.name)


def _named(content: Content) -> str:
    """What is served, in words."""
    here = content.site
    if here.release is not None:
        return f"Data {here.release.version}"
    name = "".join(letter if letter.isprintable() else "?" for letter in here.name)
    return f"The engine at {name}" if here.counted is None else f"The file {name}"


def create_app(data_path: str | Path | Sequence[str | Path] | None = None, **settings: object) -> Publisher:
    """Open a release or data and answer from it.

    Args:
        data_path: RDF file, or several; None for a release.
        settings: fields of `server.config.Settings`; with no `release`, the newest one.

    Raises:
        StartError: the data cannot be opened, or a setting is unknown or cannot be.
        ReleaseError: there is no release, or it is damaged.
    """
    unknown = settings.keys() - Settings.names()
    if unknown:
        known = ", ".join(sorted(Settings.names()))
        raise StartError(f"no such setting: {', '.join(sorted(unknown))}; there are {known}")
    chosen = replace(Settings(), **cast("dict[str, Any]", settings))
    check_settings(chosen)
    metrics = Metrics()
    if chosen.engine is not None and (data_path is not None or chosen.service_allow):
        raise StartError("an engine answers for a release, or for itself: not with data files or SERVICE")
    if chosen.engine is not None and chosen.base_iri is not None and chosen.release is None:
        return Publisher(of_engine(chosen.engine, chosen, metrics), metrics)
    if data_path is not None:
        paths = [data_path] if isinstance(data_path, (str, Path)) else data_path
        return Publisher(of_data([Path(path) for path in paths], chosen, metrics), metrics)
    release = chosen.release or (newest_release(chosen.follow) if chosen.follow else _newest())
    return Publisher(of_release(release, chosen, metrics), metrics)


def _newest() -> Path:
    """The newest release of the project around the working directory."""
    from server.release.inputs import default_out, find_root

    return newest_release(default_out(find_root()))
