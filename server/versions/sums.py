"""The checksums of the published versions, beside them as `SHA256SUMS`: none is lost or changed unseen.

Each version has two lines, in the form of `sha256sum`: one of the file as it is, and one of the canonical
N-Quads in it, under the name that they have once unpacked. What is kept beside it has one line each.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from server.errors import ReleaseError
from server.versions.chain import ENDING, ENDINGS, Published

SUMS: Final = "SHA256SUMS"

_PACKING: Final = ".zst"
_LINE: Final = re.compile(r"([0-9a-f]{64})  (\S+)")


def sums(folder: Path) -> dict[str, str]:
    """The checksums that a folder says, by name of the file; none where it says none.

    Raises:
        ReleaseError: what says them cannot be read.
    """
    path = folder / SUMS
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise ReleaseError(path, f"cannot be read ({error}): restore it from the history") from error
    found = [_LINE.fullmatch(line) for line in lines]
    if not all(found):
        raise ReleaseError(path, "holds a line that is no checksum: restore it from the history")
    return {match[2]: match[1] for match in found if match}


def faults(folder: Path, versions: Iterable[Published]) -> Iterator[tuple[str, str]]:
    """What is wrong with the files of published versions: the name of each, and what to do.

    Args:
        folder: where they are.
        versions: those that are there.
    """
    said, there = sums(folder), {name: sha256 for one in versions for name, sha256 in _files(one)}
    for name in sorted({*there, *(name for name in said if name.endswith((ENDING, *ENDINGS)))}):
        if name not in there:
            yield name, f"is listed in {SUMS} and not there: restore it from the history"
        elif name not in said:
            yield name, f"is not listed in {SUMS}: publish it with nameplate publish, or move it away"
        elif there[name] != said[name]:
            yield name, f"is not what {SUMS} says was published: restore it from the history"


def _files(one: Published) -> Iterator[tuple[str, str]]:
    """The files of a version with the SHA-256 of each: its quads, and what is kept beside them."""
    yield one.path.name, one.packed_sha256
    for path in one.beside:
        yield path.name, hashlib.sha256(path.read_bytes()).hexdigest()


def enlisted(folder: Path, one: Published) -> bool:
    """Have a version in the list, if it is not yet; whether it was not."""
    said = sums(folder)
    own = {one.path.name.removesuffix(_PACKING): one.sha256} | dict(_files(one))
    if all(said.get(name) == value for name, value in own.items()):
        return False
    lines = "".join(f"{value}  {name}\n" for name, value in (said | own).items())
    fresh = folder / f".{SUMS}.{os.getpid()}"
    fresh.write_text(lines, encoding="utf-8")
    fresh.replace(folder / SUMS)
    return True
