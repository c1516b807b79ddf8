"""The queries that engines are compared with, and parameters for them drawn from the data."""

from __future__ import annotations

import mmap
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from string import Template
from typing import Final

import pyoxigraph as ox

from bench.generate import PREFIXES

FOLDER: Final = Path(__file__).resolve().parent / "queries"
#: Lines of a large file that parameters are drawn from, and bytes up to which a file is read whole.
_LINES: Final = 150_000
_WHOLE: Final = 20_000_000
#: Letters up to which a word is an abbreviation.
_SHORT: Final = 5
_DATE: Final = PREFIXES["xsd"] + "date"


@dataclass(frozen=True)
class Kind:
    """A type of query.

    Attributes:
        name: of its file, such as `01-label`.
        title: what it asks.
        size: `small`, `medium` or `large`: how much of the data it touches.
        template: its text, with `$name` where a parameter goes.
    """

    name: str
    title: str
    size: str
    template: str

    @property
    def is_graph(self) -> bool:
        """Whether triples are answered, not rows."""
        return "\nCONSTRUCT" in self.template


def kinds() -> list[Kind]:
    """All types, in order."""
    return [_read(path) for path in sorted(FOLDER.glob("*.rq"))]


def _read(path: Path) -> Kind:
    text = path.read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line.startswith("# ")]
    head = dict(line.removeprefix("# ").split(": ", 1) for line in lines)
    return Kind(path.stem, head["title"], head["size"], text.partition("\n# size: ")[2].partition("\n")[2])


def texts(kind: Kind, parameters: Mapping[str, Sequence[str]]) -> list[str]:
    """The query with each set of parameters; without parameters once."""
    template = Template(kind.template)
    names = template.get_identifiers()
    if not names:
        return [template.substitute()]
    sets = zip(*(parameters[name] for name in names), strict=True)
    return list(dict.fromkeys(template.substitute(dict(zip(names, values, strict=True))) for values in sets))


def parameters(path: Path, seed: int, sets: int = 8) -> dict[str, list[str]]:
    """Terms to ask about, as they stand in a query: so many for each name.

    Args:
        path: N-Quads file that they are drawn from.
        seed: the same file and seed give the same terms.
        sets: how many.

    Raises:
        ValueError: the file has nothing to ask about.
    """
    draw = random.Random(seed)
    quads = list(ox.parse(b"".join(_lines(path, draw)), ox.RdfFormat.N_QUADS))
    found = {name: sorted({text for quad in quads if (text := take(quad))}) for name, take in _TAKES.items()}
    empty = [name for name, terms in found.items() if not terms]
    if empty:
        raise ValueError(f"{path}: nothing to ask about was found for {', '.join(empty)}")
    drawn = {name: draw.choices(terms, k=sets) for name, terms in found.items()}
    days = [f'"{draw.randrange(1995, 2025)}-06-30"^^<{_DATE}>' for _ in range(sets)]
    return drawn | {"day": days}


def _lines(path: Path, draw: random.Random) -> Iterator[bytes]:
    """Lines of a file: all of a small one, some from everywhere in a large one."""
    if path.stat().st_size <= _WHOLE:
        yield path.read_bytes()
        return
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        for place in sorted(draw.sample(range(len(data)), _LINES)):
            start = data.rfind(b"\n", 0, place) + 1
            yield data[start : data.find(b"\n", place) + 1]


def _object_of(predicate: str) -> Callable[[ox.Quad], str]:
    prefix, _, local = predicate.partition(":")
    iri = PREFIXES[prefix] + local
    return lambda quad: str(quad.object) if quad.predicate.value == iri else ""


def _label(quad: ox.Quad) -> str:
    is_label = quad.predicate.value == PREFIXES["skos"] + "prefLabel"
    is_thing = isinstance(quad.subject, ox.NamedNode) and quad.subject.value.startswith(PREFIXES["id"])
    return str(quad.object) if is_label and is_thing else ""


def _word(quad: ox.Quad) -> str:
    """The longest word of an English name, if it is one that people would look for."""
    if quad.predicate.value != PREFIXES["skosxl"] + "literalForm" or not isinstance(quad.object, ox.Literal):
        return ""
    longest = max(quad.object.value.split(), key=len)
    return str(ox.Literal(longest)) if quad.object.language == "en" and len(longest) > _SHORT else ""


_TAKES: Final[Mapping[str, Callable[[ox.Quad], str]]] = {
    "label": _label,
    "thing": _object_of("plate:about"),
    "body": _object_of("plate:bearer"),
    "subordinate": _object_of("plate:subordinate"),
    "superior": _object_of("plate:superior"),
    "person": _object_of("plate:holder"),
    "document": _object_of("plate:drawsOn"),
    "word": _word,
}
