"""The pages that list in which profiles and formats something can be had: `?_profile=alt`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from server.web.asked import tongue
from server.web.contexts.lists import Entry, EntryGroup, ListPage
from server.web.contexts.values import Node, Text
from server.web.languages import Language
from server.web.profiles.alternates import Alternate
from server.web.profiles.table import PROFILES
from server.web.rendering import render
from server.web.site import site
from server.web.words import worded

_LEAD = "The forms in which this can be had. The first is what you get without asking for one."


def page(title: Text, found: Sequence[Alternate]) -> bytes:
    """The page of the representations of something, profile by profile; the first is the default one."""
    spoken = tongue()
    lead = Text(worded(_LEAD, spoken), spoken.tag)
    shown = ListPage(title.value, (lead,), groups=tuple(_groups(found, spoken)), language=title.language)
    return render("list.html", page=shown, tongue=spoken)


def _groups(found: Sequence[Alternate], language: Language) -> Iterator[EntryGroup]:
    titles = {profile.name: worded(profile.title[0], language) for profile in PROFILES}
    for name in dict.fromkeys(one.profile for one in found):
        entries = tuple(_entry(one) for one in found if one.profile == name)
        yield EntryGroup(name or "usual", titles.get(name) or worded("As it is", language), entries)


def _entry(one: Alternate) -> Entry:
    path, mark, asked = one.path.partition("?")
    node = Node(one.iri, site().urls.to(path) + mark + asked, Text(one.name))
    languages = f" ({', '.join(one.languages)})" if one.languages else ""
    return Entry(node, one.media_type + languages)
