"""For how long a thing was there, as bounds by what is said of it, and what is open about a day. Pure.

A thing is there without a gap: an institution that ends does not come back as the same one, and a person
lives once. So what was there on two days was there on those between. That nobody says anything of a day is no
reason to hold that a thing was not there.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from server.dates import Bounds, earliest, hull, latest
from server.holding import Held, Manner, held

#: Nothing known.
_UNKNOWN: Final = Bounds()

#: What is open about a thing, by the English words of the catalogs, and the days that are put into them.
Doubt = tuple[str, dict[str, str]]

UNDATED: Final = "no source tells of a time"
SINCE_UNKNOWN: Final = "no source says since when"
SINCE_BETWEEN: Final = "since a day from %(first)s to %(last)s"
SINCE_BY: Final = "since %(last)s at the latest"
SINCE_FROM: Final = "since %(first)s at the earliest"
UNTIL_UNKNOWN: Final = "no source says until when"
UNTIL_BETWEEN: Final = "until a day from %(first)s to %(last)s"
UNTIL_BY: Final = "until %(last)s at the latest"
UNTIL_FROM: Final = "until %(first)s at the earliest"


@dataclass(frozen=True)
class Life:
    """What is known of the time of a thing.

    Attributes:
        bounds: of its beginning and of its end.
        how: whether it ends: what happened, what was written and what was put forth is there ever after.
    """

    bounds: Bounds = _UNKNOWN
    how: Manner = Manner.STATE

    def held(self, first: date, last: date) -> Held:
        """Whether it was there at some time of a period."""
        return held(self.bounds, first, last, self.how)

    def doubt(self, first: date, last: date) -> Doubt | None:
        """What is open where it was possibly there in a period; None where nothing is.

        >>> from server.dates import parse
        >>> Life(parse("2014/2018")).doubt(date(2018, 3, 20), date(2018, 3, 20))[1]
        {'first': '2018-01-01', 'last': '2018-12-31'}
        """
        if self.held(first, last) is not Held.POSSIBLY:
            return None
        known = self.bounds
        since, until = known.starts_latest, known.ends_earliest
        if self.how is not Manner.STATE:
            since, until = earliest(since, known.ends_latest), date.max
        if known == Bounds(ongoing=known.ongoing):
            return UNDATED, {}
        if since is None or since > last:
            words = (SINCE_UNKNOWN, SINCE_FROM, SINCE_BY, SINCE_BETWEEN)
            return _open(words, known.starts_earliest, since)
        return _open((UNTIL_UNKNOWN, UNTIL_FROM, UNTIL_BY, UNTIL_BETWEEN), until, known.ends_latest)


def _open(words: tuple[str, str, str, str], first: date | None, last: date | None) -> Doubt:
    """What is open about one end, by the days between which it is: none, the first, the last, both."""
    days = {"first": first, "last": last}
    told = {name: day.isoformat() for name, day in days.items() if day is not None}
    return words[(first is not None) + 2 * (last is not None)], told


def together(told: Iterable[Bounds]) -> Bounds:
    """What follows from all that is said of a thing; nothing, where it cannot all be right."""
    found = Bounds()
    for one in told:
        found = found.within(one)
    return Bounds() if found.impossible else found


def dated(endorsed: Iterable[Bounds], reported: Iterable[Bounds]) -> Bounds:
    """When an event took place, by statements of it: endorsed ones narrow it, reported ones leave it open."""
    vouched = list(endorsed)
    agreed = together(vouched)
    if vouched and agreed == Bounds():
        return hull([*vouched, *reported])
    return hull([*([agreed] if vouched else []), *reported])


def begun_by(event: Bounds) -> Bounds:
    """A thing that began with an event."""
    return Bounds(starts_earliest=event.starts_earliest, starts_latest=_done(event))


def ended_by(event: Bounds) -> Bounds:
    """A thing that ended with an event."""
    first, last = event.starts_earliest, event.ends_latest
    return Bounds(starts_latest=last, ends_earliest=first, ends_latest=last)


def seen(tie: Bounds) -> Bounds:
    """A thing that had to be there for something else to hold."""
    return Bounds(starts_latest=_done(tie), ends_earliest=latest(tie.ends_earliest, tie.starts_earliest))


def met(deed: Bounds) -> Bounds:
    """A thing that had to be there by the time of something else, and may have gone before."""
    return Bounds(starts_latest=_done(deed))


def _done(bounds: Bounds) -> date | None:
    """The day by which something had begun."""
    return earliest(bounds.starts_latest, bounds.ends_latest)
