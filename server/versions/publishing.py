"""Taking a release into the published versions: once, whole, in order, with no identifier lost."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pyoxigraph import RdfFormat, parse

from server.errors import PublishRefused
from server.names import curie
from server.packing import unpacked, zstd
from server.versions import kept
from server.versions.chain import ENDING, LIMIT, MANIFEST, SIGNATURE, Published, chain
from server.versions.changelog import of_quads
from server.versions.identity import lost
from server.versions.number import Number, number
from server.versions.release import Release
from server.versions.sums import enlisted, faults
from server.versions.vocabulary import unraised

#: Identifiers that are named where many are lost.
_NAMED: Final = 20


@dataclass(frozen=True)
class Outcome:
    """A version as it stands in the folder.

    Attributes:
        path: the file.
        fresh: whether it was written just now; else the same was there already.
        sha256: of the canonical N-Quads in it.
        quads: how many these are.
        bytes: size of the file.
        previous: the version before it.
    """

    path: Path
    fresh: bool
    sha256: str
    quads: int
    bytes: int
    previous: str | None


def publish(data: bytes, folder: Path, built: Path | None = None) -> Outcome:
    """Freeze a release, given as canonical N-Quads, as a file of the folder of published versions.

    Args:
        data: all of it.
        folder: of the published versions.
        built: directory of the release, of which the manifest and what it tells are kept as well. Its
            signature may be added to them later; nothing else is.

    Raises:
        PublishRefused: it must not be published; the message says why and what to do.
        ReleaseError: it is no release, or a version that is there already is damaged.
    """
    release = of_quads(parse(data, format=RdfFormat.N_QUADS), folder)
    at = number(release.version)
    if at is None:
        raise PublishRefused(
            f"{release.version} is no version to be published: "
            'give the dataset a dcat:version of three numbers in instances/dataset.ttl, as "0.1.0", and build'
        )
    versions = chain(folder)
    path = folder / f"{at}{ENDING}"
    earlier = [one for one in versions if one.number < at]
    previous = earlier[-1].version if earlier else None
    sha256 = hashlib.sha256(data).hexdigest()
    same = next((one for one in versions if one.number == at), None)
    if same is not None:
        if same.sha256 != sha256:
            raise PublishRefused(f"{at} is published with other content: raise dcat:version, and build")
        if built is not None:
            _keep_signature(built, folder, same.version)
        enlisted(folder, same)  # whoever was interrupted between the two may publish again
        return Outcome(path, False, sha256, len(release.quads), path.stat().st_size, previous)
    for name, told in faults(folder, versions):
        raise PublishRefused(f"{folder / name} {told}")
    _fits(release, at, versions)
    packed = zstd(data)
    if built is not None:
        packed = _packed(built, release.version, data)
        for ending, held in kept.of_release(built, release.version).items():
            (folder / f"{at}{ending}").unlink(missing_ok=True)  # of somebody who was interrupted
            _write(folder / f"{at}{ending}", held)
    _write(path, packed)
    enlisted(folder, Published(at, path))
    return Outcome(path, True, sha256, len(release.quads), path.stat().st_size, previous)


def _fits(release: Release, at: Number, versions: Sequence[Published]) -> None:
    """Refuse a release that does not follow those that are published."""
    if not versions:
        return
    last = versions[-1]
    if at < last.number:
        raise PublishRefused(f"{at} is lower than {last.version}, which is published: raise dcat:version")
    _same_vocabulary(release, last)
    if release.issued < last.issued:
        raise PublishRefused(
            f"{at} speaks of {release.issued}, before {last.version} ({last.issued}): correct dcterms:issued"
        )
    for one in versions:
        gone = lost(one.quads, release.quads)
        if gone:
            named = ", ".join(curie(iri) for iri in gone[:_NAMED])
            more = f" and {len(gone) - _NAMED} more" if len(gone) > _NAMED else ""
            raise PublishRefused(
                f"published in {one.version} and gone without a tombstone: {named}{more}; "
                "put them back, or say in instances/tombstones.ttl what became of them"
            )


def _same_vocabulary(release: Release, last: Published) -> None:
    """Refuse another vocabulary under the version IRI of a published one, which is answered for ever."""
    kept = unraised(last.quads, release.quads)
    if kept:
        raise PublishRefused(
            f"the vocabulary is another than in {last.version} and has the same version, "
            f"{' '.join(f'<{iri}>' for iri in kept)}: raise owl:versionIRI and owl:versionInfo, and build"
        )


def _packed(built: Path, version: str, data: bytes) -> bytes:
    """The file that the release offers for download, so that it stays the same byte by byte."""
    path = kept.packed(built, version)
    if unpacked(path, LIMIT) != data:
        raise PublishRefused(f"{path} is not what the release holds: build again")
    return path.read_bytes()


def _keep_signature(built: Path, folder: Path, version: str) -> None:
    """Take in the signature of a manifest that is kept, if it has none yet."""
    held = kept.of_release(built, version)
    path, manifest = folder / f"{version}{SIGNATURE}", folder / f"{version}{MANIFEST}"
    signature = held.get(SIGNATURE)
    if signature and not path.exists() and manifest.is_file():
        if manifest.read_bytes() != held[MANIFEST]:
            raise PublishRefused(f"{built} is signed, and its manifest is not the one that was published")
        _write(path, signature)


def _write(path: Path, data: bytes) -> None:
    """Write a file beside its name, have it on the disk, then give it the name; one that exists stays."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with fresh.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.link(fresh, path)  # unlike a rename it fails where the name is taken
    except FileExistsError as error:
        raise PublishRefused(f"{path} was written by somebody else just now: look what it is") from error
    finally:
        fresh.unlink(missing_ok=True)
