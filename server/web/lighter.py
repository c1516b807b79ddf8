"""Heavy pages of things: statements have a line each there, which leads to all that is said. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from server.web.contexts.statements import Group
from server.web.contexts.things import Section, ThingPage

#: How many statements of a section keep their row, on pages that are lighter and lighter.
_WHOLE: Final = (5, 1, 0)


def lighter(page: ThingPage) -> Iterator[ThingPage]:
    """Pages that tell the same in less and less markup.

    First the statements about things that have pages of their own, such as posts, have a line each; then all
    but the first statements of each section; then these. What is disputed stays side by side, and none is
    left out.
    """
    parts = replace(page, sections=tuple(_parts(section) for section in page.sections))
    yield parts
    for whole in _WHOLE:
        yield replace(page, sections=tuple(_tail(section, whole) for section in parts.sections))


def _parts(section: Section) -> Section:
    return replace(section, parts=tuple(_in_lines(part, 0) for part in section.parts))


def _tail(section: Section, whole: int) -> Section:
    return section if section.parts else _in_lines(section, whole)


def _in_lines(section: Section, whole: int) -> Section:
    """A section with a line for each statement that nothing disputes, but for the first few rows."""
    lines = tuple(group for group in section.groups[whole:] if _is_plain(group))
    kept = tuple(group for group in section.groups if group not in lines)
    told = tuple(group.statements[0] for group in lines)
    return replace(section, groups=kept, lines=told)


def _is_plain(group: Group) -> bool:
    return not group.disputed and not group.statements[0].rivals
