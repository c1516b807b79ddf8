"""Documents as their pages have them."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from server.web.guide_marked import Heading


@dataclass(frozen=True)
class Entry:
    """A document among others: its title and what it tells, in the language of the page."""

    href: str
    title: str
    lead: str
    is_this: bool = False


@dataclass(frozen=True)
class Group:
    """Documents under a heading."""

    heading: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class GuidePage:
    """A document.

    Attributes:
        title: its first heading.
        language: in which it is written.
        body: what follows the heading.
        headings: its table of contents.
        groups: all documents.
        plain: where it is as Markdown.
        before: the one that comes before in its group; None for the first.
        after: the one that comes next.
    """

    title: str
    language: str
    body: Markup
    headings: tuple[Heading, ...]
    groups: tuple[Group, ...]
    plain: str
    before: Entry | None = None
    after: Entry | None = None
