"""Taking up a new release while the old one is served."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from server.errors import PublisherError
from server.store.release import newest_release

_log: Final = logging.getLogger(__name__)

#: Seconds between two looks at which release is the newest.
_LOOK: Final = 0.5
#: Seconds after which a release that could not be served is tried again.
_AGAIN: Final = 30.0


class Follower:
    """A thread that looks which release of a folder is the newest, and has it served.

    A release that is missing, damaged or cannot be opened is told once in the log and tried again later.
    """

    def __init__(
        self,
        folder: Path,
        served: str,
        swap: Callable[[Path], None],
        sweep: Callable[[], object],
        refuse: Callable[[], object],
    ) -> None:
        """Follow from now on.

        Args:
            folder: holds the releases, and `current`, which names the newest.
            served: name of the release that is served now.
            swap: has another release served, or raises and leaves things as they are.
            sweep: tidies up after earlier swaps; called at every look.
            refuse: counts a newest release that there is none of; what cannot be swapped counts itself.
        """
        self._folder = folder
        self._served = served
        self._swap = swap
        self._sweep = sweep
        self._refuse = refuse
        self._told = ("", "")  # name of the release that was not served, and why
        self._again = 0.0
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._follow, name="nameplate-releases", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Look no more; more than once is fine."""
        self._end.set()
        self._thread.join()

    def _follow(self) -> None:
        while not self._end.wait(_LOOK):
            try:
                self._look()
                self._sweep()
            except Exception as error:  # noqa: BLE001 (whatever it is, the next look may find a release)
                self._tell("", error)

    def _look(self) -> None:
        try:
            found = newest_release(self._folder)
        except (PublisherError, OSError, ValueError) as error:  # no release, no file name, no text
            if self._tell("", error):
                self._refuse()
            return
        name = found.name
        if name == self._served:
            self._told = ("", "")
            return
        if name == self._told[0] and time.monotonic() < self._again:
            return
        try:
            self._swap(found)
        except Exception as error:  # noqa: BLE001 (whatever it is, the old release goes on being served)
            self._again = time.monotonic() + _AGAIN
            self._tell(name, error)
            return
        self._served, self._told = name, ("", "")
        _log.info("release %s is served from now on", name)

    def _tell(self, name: str, error: Exception) -> bool:
        """Say once why the newest release is not served; whether it was said now."""
        told = (name, str(error))
        if told == self._told:
            return False
        self._told = told
        known = isinstance(error, (PublisherError, OSError))
        _log.error("%s goes on being served: %s", self._served, error, exc_info=None if known else error)
        return True
