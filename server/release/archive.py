"""One zip with everything of a release in it, for those who take it home once. Pure.

Its manifest is of its own files, so that what was unpacked can be checked in the same way as a release.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from server.layout import MANIFEST
from server.release.manifest import describe_file, manifest_bytes
from server.release.readme import README, SUMS, readme

#: Packing harder than this saves three in a hundred and takes twice as long.
_LEVEL: Final = 6
_READABLE: Final = 0o100644 << 16
_UNIX: Final = 3


def archive(
    folder: str,
    files: Mapping[str, bytes],
    head: Mapping[str, Any],
    said: Mapping[str, Mapping[str, str]],
    about: Mapping[str, str],
) -> bytes:
    """A zip file, the same bytes for the same content.

    Args:
        folder: the folder that everything in it is in.
        files: what it holds, by path in the folder.
        head: what the manifest says beside the files.
        said: what the manifest says of a file beside size and checksum, by the same paths.
        about: `title`, `version`, `issued` and if there is one `license`; its time is that day.
    """
    held = dict(sorted(files.items()))
    held[README] = readme(about, head, held).encode()
    described = {
        name: describe_file(name, len(data), hashlib.sha256(data).hexdigest()) | dict(said.get(name, {}))
        for name, data in sorted(held.items())
    }
    sums = "".join(f"{entry['sha256']}  {name}\n" for name, entry in described.items())
    described[SUMS] = describe_file(SUMS, len(sums), hashlib.sha256(sums.encode()).hexdigest())
    held |= {SUMS: sums.encode(), MANIFEST: manifest_bytes(head, described)}

    day = date.fromisoformat(about["issued"])
    first = (README, MANIFEST, SUMS)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for name in (*first, *sorted(held.keys() - set(first))):
            entry = zipfile.ZipInfo(f"{folder}/{name}", (day.year, day.month, day.day, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = _UNIX
            entry.external_attr = _READABLE
            packed.writestr(entry, held[name], compresslevel=_LEVEL)
    return out.getvalue()
