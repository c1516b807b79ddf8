"""Other people's data: RDF files of any format, read for serving as they are, without check or inference."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Final
from xml.parsers import expat

from pyoxigraph import Quad, RdfFormat, parse

from server.errors import StartError
from server.formats import GRAPH_FORMATS
from server.packing import DAMAGED, packed
from server.store.unpacking import unpacking

#: What the engine says of the place, which stands before the message already.
_PLACE: Final = re.compile(r"^Parser error at [^:]*: ")

#: Statements that are read at a time.
_BATCH: Final = 1_000

#: File extension, without `.gz` or `.zst`, to format.
EXTENSIONS: Final = {
    **{f.extension: f.rdf for f in GRAPH_FORMATS},
    "owl": RdfFormat.RDF_XML,
    "xml": RdfFormat.RDF_XML,
    "json": RdfFormat.JSON_LD,
}


@dataclass(frozen=True)
class Data:
    """What was read from files.

    Attributes:
        quads: every quad, term by term as written; the default graph holds what the files put there.
            They are read as they are taken, which raises `StartError` where a file cannot be read.
        prefixes: the prefixes that the files declare, once all are read; where they disagree, the first
            file counts.
    """

    quads: Iterator[Quad]
    prefixes: dict[str, str]


def read_files(paths: Sequence[Path], base_iri: str | None = None) -> Data:
    """Read RDF files; blank nodes of different files stay apart. Nothing is fetched.

    Args:
        paths: Turtle, TriG, N-Quads, N-Triples, RDF/XML or JSON-LD by extension, also with `.gz` or `.zst`.
        base_iri: what relative IRIs are resolved against; with None they are an error.
    """
    prefixes: dict[str, str] = {}
    each = (_read(path, base_iri, prefixes, rename=len(paths) > 1) for path in paths)
    return Data(chain.from_iterable(each), prefixes)


def _read(path: Path, base_iri: str | None, prefixes: dict[str, str], *, rename: bool) -> Iterator[Quad]:
    """The quads of a file; its prefixes are added to `prefixes` once all are read.

    Raises:
        StartError: the file cannot be read; one line that names file, line and column.
    """
    form = EXTENSIONS.get(_extension(path))
    if form is None:
        known = ", ".join(f".{extension}" for extension in EXTENSIONS)
        raise StartError(
            f"{path}: the extension tells no RDF format; known are {known}, each also with .gz or .zst"
        )
    try:
        with unpacking(path) as (file, begin):
            parser = parse(file, form, base_iri=base_iri, rename_blank_nodes=rename)
            while found := list(islice(parser, _BATCH)):
                begin()
                yield from found
            for prefix, iri in parser.prefixes.items():
                prefixes.setdefault(prefix, iri)
    except SyntaxError as error:
        raise StartError(_one_line(path, form, error)) from error
    except MemoryError as error:  # how the parser says that it keeps no more of what does not end
        raise StartError(f"{path}: a term or a comment has more than 16 MB: shorten it") from error
    except (OSError, *DAMAGED) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise StartError(f"{path}: the file cannot be read: {reason}") from error


def _extension(path: Path) -> str:
    """The extension that tells the format."""
    name = path.name.lower()
    return Path(name.removesuffix(packed(name))).suffix.removeprefix(".")


def _one_line(path: Path, form: RdfFormat, error: SyntaxError) -> str:
    """`file:line:column: what is wrong`, placed by an XML parser where the engine is silent."""
    line, column = error.lineno, error.offset
    if line is None and form is RdfFormat.RDF_XML:
        line, column = _place_in_xml(path)
    where = ":".join(str(part) for part in (path, line, column) if part is not None)
    message = _PLACE.sub("", " ".join(error.msg.split()))
    if form is RdfFormat.RDF_XML and (entity := _external_entity(path)) is not None:
        return f"{path}:{entity}: an entity is in another file; these are not read: put its text here"
    if form is RdfFormat.JSON_LD and "remote context" in message:
        return f"{path}: @context names a document elsewhere; these are not fetched: put it into the file"
    if "No scheme found" in message:
        message += " (a relative IRI: set --base-iri)"
    return f"{where}: {message}"


def _external_entity(path: Path) -> int | None:
    """The line, from 1, at which XML declares an entity that is elsewhere (XML 1.0 §4.2.2); None: nowhere."""
    parser, lines = expat.ParserCreate(), list[int]()

    def declared(*entity: object) -> None:
        if entity[2] is None:  # it has no text of its own
            lines.append(parser.CurrentLineNumber)

    parser.EntityDeclHandler = declared
    with suppress(StartError, OSError, expat.ExpatError, *DAMAGED), unpacking(path) as (file, _):
        parser.ParseFile(file)
    return min(lines, default=None)


def _place_in_xml(path: Path) -> tuple[int | None, int | None]:
    """Line and column, from 1, where the file stops being well-formed XML."""
    with suppress(StartError, OSError, *DAMAGED), unpacking(path) as (file, _):
        try:
            expat.ParserCreate().ParseFile(file)
        except expat.ExpatError as error:
            return error.lineno, error.offset + 1
    return None, None
