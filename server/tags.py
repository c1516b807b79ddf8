"""Tags of languages as people write them. Pure."""

from __future__ import annotations

from itertools import pairwise


def bcp47(tag: str) -> str:
    """A language tag in the case that BCP 47 §2.1.1 recommends; RDF keeps it in lower case.

    >>> bcp47("zh-hans"), bcp47("zh-latn-pinyin"), bcp47("en-gb")
    ('zh-Hans', 'zh-Latn-pinyin', 'en-GB')
    """
    parts = tag.split("-")
    cased = [parts[0].lower()]
    for before, part in pairwise(parts):
        if len(before) == 1:
            cased.append(part.lower())
        elif len(part) == 2:
            cased.append(part.upper())
        elif len(part) == 4 and part.isalpha():
            cased.append(part.title())
        else:
            cased.append(part.lower())
    return "-".join(cased)
