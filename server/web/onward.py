"""Links of a page that was asked for in a language: they lead to pages in that language. Pure."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import quote

_LINK: Final = re.compile(r'(<a\b[^>]*? href=")([^"]*)("[^>]*>)')
#: Documents and files, which are the same in each language or name theirs.
_FILE: Final = re.compile(r"/(?:data|static|tables)/|\.[a-z][a-z0-9]*\Z", re.IGNORECASE)


def in_language(html: str, name: str, tag: str, public: str = "") -> str:
    """A page whose links to other pages of this server have an argument that chooses the language.

    Links to files, other forms and places on the same page, and links that have the argument, stay as they
    are; so does all that is no link, such as the IRI of a thing.

    >>> in_language('<a href="/id/cac">CAC</a> <a href="/gaps#none">', "lang", "zh-Hans")
    '<a href="/id/cac?lang=zh-Hans">CAC</a> <a href="/gaps?lang=zh-Hans#none">'
    >>> in_language('<a class="b" href="/page/cac?at=2016&amp;x=1">', "lang", "en")
    '<a class="b" href="/page/cac?at=2016&amp;x=1&amp;lang=en">'
    >>> in_language('<a href="/dataset/0.1.0"> <a href="/docs/http.md"> <a href="#a">', "lang", "en")
    '<a href="/dataset/0.1.0?lang=en"> <a href="/docs/http.md"> <a href="#a">'
    >>> in_language('<a href="/x?lang=en"> <a href="https://example.org/">', "lang", "zh-Hant")
    '<a href="/x?lang=en"> <a href="https://example.org/">'

    Args:
        html: the page.
        name: the argument.
        tag: its value.
        public: what links begin with before their path.
    """
    argument = f"{name}={quote(tag)}"
    has = re.compile(rf"(?:\A|;|&)(?:{re.escape(name)}|format)=")

    def longer(found: re.Match[str]) -> str:
        before, address, after = found.groups()
        place, mark, fragment = address.partition("#")
        path, _, asked = place.partition("?")
        if not path.startswith(f"{public}/") or path.startswith("//") or ' type="' in found[0]:
            return found[0]
        if _FILE.search(path) or has.search(asked):
            return found[0]
        return f"{before}{path}?{asked}{'&amp;' if asked else ''}{argument}{mark}{fragment}{after}"

    return _LINK.sub(longer, html)
