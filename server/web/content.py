"""Opening what is to be served: a release, or other people's data; and giving it back."""

from __future__ import annotations

import errno
import logging
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from pyoxigraph import Quad

from server.config import Settings
from server.counting import Counted, Tally
from server.documents import QUADS, Written, write_documents
from server.errors import StartError
from server.store.data import read_files
from server.store.dated import DatedStore
from server.store.documents import Documents
from server.store.embedded import contents_of_data, contents_of_release
from server.store.engines import engine_of_release, open_engine
from server.store.federated import open_store
from server.store.making import Making
from server.store.meter import Meter
from server.store.past import Past
from server.store.protocol import Store
from server.store.release import open_release
from server.store.remote_documents import RemoteDocuments
from server.store.search import Search
from server.store.spool import RESERVE
from server.web import guide_search
from server.web.budgets import Account, Budgets
from server.web.endpoint import Endpoint
from server.web.examples import read_examples
from server.web.site import Site
from server.web.urls import Urls

#: How many quads of other people's data are written before the room on the disk is looked at again.
_LOOK_EVERY: Final = 20_000

_log: Final = logging.getLogger(__name__)


@dataclass(frozen=True)
class Content:
    """What an app answers from; `close` ends workers and removes temporary files."""

    site: Site
    endpoint: Endpoint
    _held: ExitStack
    _stores: tuple[Store, ...] = ()

    def stop(self) -> None:
        """End the queries that run, so that whoever waits for one is told; more than once is fine."""
        for store in self._stores:
            store.close()

    def close(self) -> None:
        """Give everything back; more than once is fine."""
        self._held.close()


def of_release(
    directory: Path, settings: Settings, meter: Meter | None = None, budgets: Budgets | None = None
) -> Content:
    """Open a release; `meter` hears of the queue and of the workers, `budgets` are what clients have left.

    Raises:
        ReleaseError: it is missing, damaged or of another shape.
        StartError: no worker could open it.
    """
    with ExitStack() as held:
        release = open_release(directory)
        documents = Documents(directory)
        held.callback(documents.close)
        contents = contents_of_release(directory.name, release.counts["graphs"])
        if settings.engine is None:
            store = open_store(directory / QUADS, contents, settings, held, meter=meter)
        else:
            store = held.enter_context(closing(engine_of_release(settings.engine, contents, settings, meter)))
        budgets = budgets or Budgets(settings)
        making = held.enter_context(closing(Making(Account(budgets, budgets.days))))
        states = DatedStore(store, directory / QUADS, settings, meter, making=making)
        dated = held.enter_context(closing(states))
        urls = Urls.of_project(settings.public_url)
        past = held.enter_context(closing(Past(release)))
        search = Search.opened(directory, guide_search.entries())
        site = Site(settings, documents, urls, release, search, past, dated=dated)
        endpoint = held.enter_context(
            closing(Endpoint(dated, settings, read_examples(directory / "queries"), budgets))
        )
        return Content(site, endpoint, held.pop_all(), (store, dated))


def of_data(paths: Sequence[Path], settings: Settings, meter: Meter | None = None) -> Content:
    """Open RDF files as they are: each graph as the files have it, no union, no inference.

    Raises:
        StartError: a file cannot be read, or no worker could open the data.
    """
    data = read_files(paths, settings.base_iri)
    with ExitStack() as held:
        directory = Path(held.enter_context(tempfile.TemporaryDirectory(prefix="nameplate-data-")))
        written, counted = _written(data.quads, directory, settings.base_iri)
        contents = contents_of_data(written, data.prefixes)
        if not contents.default_triples and not any(contents.graphs.values()):
            _log.warning("there is no statement in %s", ", ".join(path.name for path in paths))
        documents = Documents(directory, contents.graphs)
        held.callback(documents.close)
        store = open_store(directory / QUADS, contents, settings, held, meter=meter)
        urls = Urls.of_data(settings.base_iri, settings.public_url)
        name = paths[0].name if len(paths) == 1 else f"{paths[0].name} and {len(paths) - 1} more"
        site = Site(settings, documents, urls, name=name, contents=contents, counted=counted)
        endpoint = held.enter_context(closing(Endpoint(store, settings)))
        return Content(site, endpoint, held.pop_all(), (store,))


def _written(quads: Iterable[Quad], directory: Path, base: str | None) -> tuple[Written, Counted]:
    """What was written of quads into a folder for temporary files, and what was counted of them on the way.

    Raises:
        StartError: they do not fit there.
    """
    try:
        with closing(Tally(base)) as tally:
            return write_documents(_fitting(quads, directory), directory, tally), tally.counted()
    except (OSError, sqlite3.Error) as error:
        reason = getattr(error, "strerror", None) or str(error)
        told = f"the data find no room under {directory.parent}: {reason}; "
        raise StartError(f"{told}they take up to three times their size as N-Quads: set TMPDIR") from error


def _fitting(quads: Iterable[Quad], directory: Path) -> Iterator[Quad]:
    """Quads, for as long as there is room beside them.

    Raises:
        OSError: there is none.
    """
    for number, quad in enumerate(quads):
        if number % _LOOK_EVERY == _LOOK_EVERY - 1 and shutil.disk_usage(directory).free < RESERVE:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        yield quad


def of_engine(url: str, settings: Settings, meter: Meter | None = None) -> Content:
    """Put the publisher in front of somebody else's engine, as it is: nothing of its data is kept.

    Raises:
        StartError: it does not answer.
    """
    fresh = replace(settings, cache_bytes=0)
    with ExitStack() as held:
        store = held.enter_context(closing(open_engine(url, fresh, meter)))
        urls = Urls.of_data(fresh.base_iri, fresh.public_url)
        name = urlsplit(url).netloc
        site = Site(fresh, RemoteDocuments(store), urls, name=name, contents=store.contents)
        endpoint = held.enter_context(closing(Endpoint(store, fresh)))
        return Content(site, endpoint, held.pop_all(), (store,))
