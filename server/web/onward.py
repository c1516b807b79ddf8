"""Links of a finished page: they lead on in the language asked for, and may be told in short. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final
from urllib.parse import quote

_LINK: Final = re.compile(r'(<a\b[^>]*? href=")([^"]*)("[^>]*>)')
#: A link with nothing but a class before its address.
_PLAIN: Final = re.compile(r'(<a (?:class="[a-z]+" )?href=")([^"]*)')
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


def in_short(html: str, begins: Mapping[str, str], has: Mapping[str, str]) -> str:
    """A page whose links have parts of their addresses in fewer signs.

    Links that say what else they are, such as the same page in another language, stay as they are.

    >>> in_short('<a href="/version/1/id/x"> <a rel="up" href="/version/1/y">', {"/version/1/": "../"}, {})
    '<a href="../id/x"> <a rel="up" href="/version/1/y">'
    >>> in_short('<a href="/cite?of=/version/1/x&amp;b=2">', {"/version/1/": "../"}, {"&amp;b=": "&b="})
    '<a href="/cite?of=/version/1/x&b=2">'
    >>> in_short('<a href="/x"> <a href="/"> <a href="/?b=2">', {"/": ""}, {})
    '<a href="x"> <a href="./"> <a href="./?b=2">'
    >>> in_short('<a href="//example.org/x">', {"/": ""}, {})
    '<a href="//example.org/x">'

    Args:
        html: the page.
        begins: what addresses begin with, and what they may begin with instead.
        has: what stands in addresses, and what may stand there instead.
    """

    def shorter(found: re.Match[str]) -> str:
        address = found[2]
        for long, short in begins.items():
            rest = address.removeprefix(long)
            if address.startswith(long) and not rest.startswith("/"):  # which would be another server
                names_none = not rest or rest[0] in "?#"  # which alone would be the page itself
                address = ("./" if names_none and not short else short) + rest
        for long, short in has.items():
            address = address.replace(long, short)
        return found[1] + address

    return _PLAIN.sub(shorter, html)
