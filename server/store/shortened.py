"""Chinese names cut short: their characters in order, `中宣部` for `中共中央宣传部`. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from server.folding import is_han

#: Characters that a short form has, at least and at most, and how many times as long the name may be.
_FEWEST: Final = 3
_MOST: Final = 8
_TIMES: Final = 3
#: The last character of a short form, which tells the kind of body, is one of the last so many of the name.
_END: Final = 3
#: What a name may begin with and its short form leave out.
_OPENINGS: Final = (
    "中国共产党",
    "中國共產黨",
    "中华人民共和国",
    "中華人民共和國",
    "中共中央",
    "中共",
    "中央",
)


class Shortened:
    """Names, looked through for those of which something is a short form; it never changes."""

    def __init__(self, names: Iterable[tuple[int, str]]) -> None:
        """Take up the names that are in Chinese characters alone, each with its place."""
        self._names: dict[str, list[tuple[int, str]]] = {}
        for place, name in names:
            if len(name) > _FEWEST and all(map(is_han, name)):
                bare = (name.removeprefix(opening) for opening in _OPENINGS)
                for form in {name, *(rest for rest in bare if rest)}:
                    self._names.setdefault(form[0], []).append((place, form))

    def places(self, letters: str) -> list[int]:
        """The names that have some characters in their order, from the first one to one of the last ones."""
        if not _FEWEST <= len(letters) <= _MOST or not all(map(is_han, letters)):
            return []
        return sorted({place for place, name in self._names.get(letters[0], ()) if _cut(letters, name)})


def _cut(letters: str, name: str) -> bool:
    """Whether characters may be a short form of a name; a full name that ends alike is another body's."""
    if not len(letters) < len(name) <= _TIMES * len(letters) or name.endswith(letters[-2:]):
        return False
    at = 0
    for letter in letters[:-1]:
        at = name.find(letter, at) + 1
        if not at:
            return False
    return letters[-1] in name[max(at, len(name) - _END) :]
