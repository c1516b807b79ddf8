"""`search.json`: the wordings by which the things of a release are found, as they are written and read."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Final

#: The file of a release.
SEARCH: Final = "search.json"

_FORMAT: Final = 2
#: The formats that can be read; the first had neither sounds nor sorts.
_READ: Final = (1, _FORMAT)

#: What is no thing of the domain: a class or property of the vocabulary, a published query, a document of the
#: server's own, which no release has.
TERM: Final = "term"
QUERY: Final = "query"
GUIDE: Final = "guide"


@dataclass(frozen=True)
class Wording:
    """One way of writing what a thing is called.

    Attributes:
        form: the words.
        language: their tag, in lower case; empty if none is known.
        kind: IRI of the kind of name; empty for a label that no name stands behind.
        claim: IRI of the name; empty likewise.
        standing: IRI of the standing of the name; empty likewise.
        former: whether the thing had ceased to be called so by the day of the release.
        written: for what is derived, how: `traditional`, `pinyin` or `plain-pinyin`; else empty.
        of: for what is derived, the words that it writes; else empty.
    """

    form: str
    language: str = ""
    kind: str = ""
    claim: str = ""
    standing: str = ""
    former: bool = False
    written: str = ""
    of: str = ""


@dataclass(frozen=True)
class Tie:
    """A nameplate and the institution that it hangs on, seen from one of them.

    Attributes:
        iri: the other one.
        former: whether the plate had come off by the day of the release.
    """

    iri: str
    former: bool = False


@dataclass(frozen=True)
class Entry:
    """A thing that can be found.

    Attributes:
        iri: its IRI.
        label: what it is called in English, else in any language; equals are put in order by it.
        wordings: what it is called.
        plates: the nameplates that hang, or hung, on it.
        bearers: the institutions that it hangs, or hung, on.
        sort: `term`, `query` or `guide` for what is no thing of the domain; else empty.
    """

    iri: str
    label: str
    wordings: tuple[Wording, ...]
    plates: tuple[Tie, ...] = ()
    bearers: tuple[Tie, ...] = ()
    sort: str = ""


@dataclass(frozen=True)
class Wordings:
    """All that the file holds.

    Attributes:
        entries: the things.
        sounds: Chinese characters that are read alike, by how that is written in pinyin without tones.
    """

    entries: tuple[Entry, ...]
    sounds: Mapping[str, str] = field(default_factory=dict)


def dumped(entries: Iterable[Entry], sounds: Mapping[str, str] | None = None) -> str:
    """Entries as the text of the file: JSON, one thing a line; what is empty is left out."""
    things = ",\n".join(json.dumps(_full(asdict(e)), ensure_ascii=False) for e in entries)
    alike = json.dumps(dict(sounds or {}), ensure_ascii=False)
    return f'{{"format": {_FORMAT}, "things": [\n{things}\n],\n"sounds": {alike}}}\n'


def parsed(text: str) -> Wordings:
    """What a text holds.

    Raises:
        ValueError, KeyError, TypeError: it is of another shape.
    """
    held = json.loads(text)
    if held["format"] not in _READ:
        raise ValueError(f"format {held['format']} is unknown here")
    things = tuple(
        Entry(
            iri=thing["iri"],
            label=thing["label"],
            wordings=tuple(Wording(**wording) for wording in thing["wordings"]),
            plates=tuple(Tie(**tie) for tie in thing.get("plates", ())),
            bearers=tuple(Tie(**tie) for tie in thing.get("bearers", ())),
            sort=thing.get("sort", ""),
        )
        for thing in held["things"]
    )
    sounds = {str(sound): str(characters) for sound, characters in held.get("sounds", {}).items()}
    return Wordings(things, sounds)


def _full(value: Any) -> Any:  # noqa: ANN401 (any part of a JSON document)
    """A value without those members that are empty."""
    if isinstance(value, dict):
        return {name: _full(member) for name, member in value.items() if member}
    if isinstance(value, (list, tuple)):
        return [_full(member) for member in value]
    return value
