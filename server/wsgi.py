"""The WSGI application factory."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from server.config import Settings
from server.errors import StartError
from server.web.app import make_app
from server.web.cache import Cached
from server.web.content import Content, of_data, of_release
from server.web.proxies import networks, proxied
from server.web.recall import Recalled

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment


class Publisher:
    """A WSGI application; `close` ends what it started."""

    def __init__(self, content: Content) -> None:
        """Answer from `content` until it is closed."""
        self._content = content
        self.flask = make_app(content)
        settings = content.site.settings
        kept = Recalled(Cached(self.flask, settings.cache_bytes), content.endpoint.answers)
        self._front = proxied(kept, networks(settings.trusted_proxies))

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        return self._front(environ, start_response)

    def close(self) -> None:
        """End the workers and remove temporary files; more than once is fine."""
        self._content.close()


def create_app(data_path: str | Path | Sequence[str | Path] | None = None, **settings: object) -> Publisher:
    """Open a release or data and answer from it.

    Args:
        data_path: RDF file, or several; None for a release.
        settings: fields of `server.config.Settings`; with no `release`, the newest one.

    Raises:
        StartError: the data cannot be opened, or a setting is unknown.
        ReleaseError: there is no release, or it is damaged.
    """
    unknown = settings.keys() - Settings.names()
    if unknown:
        known = ", ".join(sorted(Settings.names()))
        raise StartError(f"no such setting: {', '.join(sorted(unknown))}; there are {known}")
    chosen = replace(Settings(), **cast("dict[str, Any]", settings))
    networks(chosen.trusted_proxies)  # before anything is opened
    if data_path is not None:
        paths = [data_path] if isinstance(data_path, (str, Path)) else data_path
        return Publisher(of_data([Path(path) for path in paths], chosen))
    return Publisher(of_release(chosen.release or _newest(), chosen))


def _newest() -> Path:
    """The newest release of the project around the working directory."""
    from server.release.inputs import default_out, find_root
    from server.store.release import newest_release

    return newest_release(default_out(find_root()))
