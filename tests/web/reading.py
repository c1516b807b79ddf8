"""Reading pages as tests do."""

from __future__ import annotations

import re


def section(page: str, heading: str) -> str:
    """The part of a page under a heading."""
    found = re.search(rf"<h2[^>]*>{heading}.*?</section>", page, re.DOTALL)
    assert found, heading
    return found[0]
