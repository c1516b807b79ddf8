"""Chinese wordings in traditional characters. Pure."""

from __future__ import annotations

from functools import cache
from typing import Final

from opencc import OpenCC

#: Characters are exchanged for those that Taiwan writes, words are kept: `s2twp` would put the word that
#: Taiwan has for the Internet into the name of a mainland body, and so coin a name that nobody bears.
_CONVERSION: Final = "s2tw"
#: Quotation marks, likewise; what is quoted in English keeps the single ones, which are its apostrophes too.
_MARKS: Final = str.maketrans("“”", "「」")


def traditional(text: str) -> str:
    """A wording in traditional characters.

    >>> traditional("国家互联网信息办公室"), traditional("为人民里的群众")
    ('國家互聯網信息辦公室', '為人民裡的群眾')
    """
    return str(_converter().convert(text))


def in_own_words(text: str) -> str:
    """What the project says itself, which no name is part of: a link is 連結, as everywhere on the site.

    >>> in_own_words("同一性链接"), in_own_words("“未知”不等于“没有”")
    ('同一性連結', '「未知」不等於「沒有」')
    """
    return traditional(text).replace("鏈接", "連結").translate(_MARKS)


@cache
def _converter() -> OpenCC:
    """The converter, made when it is first needed: it reads its dictionaries then."""
    return OpenCC(_CONVERSION)
