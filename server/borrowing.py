"""Names in Latin letters within Chinese text. Pure."""

from __future__ import annotations

import re
from typing import Final

#: Names in capitals, with the small words that are parts of them.
_PROPER: Final = re.compile(
    r"[A-Z][\wÀ-ɏ’'.-]*(?: (?:of|and|the|for|in|on|a|to|with|de|[A-Z0-9][\wÀ-ɏ’'.-]*))*", re.ASCII
)
_LETTER: Final = re.compile(r"[A-Za-z]")
#: Addresses, numbers, short forms of IRIs: no words of any language.
_NOTATION: Final = re.compile(r"[!-~]*[0-9./:_#@=][!-~]*")


def can_stand(words: str) -> bool:
    """Whether words can stand in Chinese text as they are: a proper name, a notation, or what has no letters.

    >>> can_stand("Bank of China"), can_stand("dcterms:date"), can_stand("网信办")
    (True, True, True)
    >>> can_stand("Emily de La Bruyère"), can_stand("soft power"), can_stand("International body")
    (True, False, False)
    """
    return bool(_NOTATION.fullmatch(words)) or not _LETTER.search(_PROPER.sub("", words))


def has_letters(words: str) -> bool:
    """Whether there are Latin letters in words."""
    return bool(_LETTER.search(words))
