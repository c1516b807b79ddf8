"""For how long things were there, by what this app serves."""

from __future__ import annotations

from typing import Final

from server.lives import Life
from server.store.lives import lives
from server.web.site import kept, own

_UNKNOWN: Final = Life()


def life(iri: str) -> Life:
    """What is known of the time of a thing; it is read on first use and kept with the app."""
    return kept("nameplate.lives", lambda: lives(own().documents)).get(iri, _UNKNOWN)
