"""Reading pages as tests do."""

from __future__ import annotations

import re
from typing import Final

#: The one program that every page of a release runs: what offers things while a name is typed.
SEARCH_SCRIPT: Final = '<script defer src="/static/search.js">'


def section(page: str, heading: str) -> str:
    """The part of a page under a heading."""
    found = re.search(rf"<h2[^>]*>{heading}.*?</section>", page, re.DOTALL)
    assert found, heading
    return found[0]


def programs(page: str) -> list[str]:
    """The elements by which a page runs programs, its blocks of data left out."""
    return [tag for tag in re.findall(r"<script[^>]*>", page) if "application/ld+json" not in tag]
