"""`nameplate publish`: a release is kept for ever, as a numbered version."""

from __future__ import annotations

from pathlib import Path

import click


@click.command("publish")
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder of the published versions [default: releases].",
)
@click.option(
    "--release",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Directory of the release to publish [default: the build of the files as they are].",
)
def command(out: Path | None, release: Path | None) -> None:
    """Freeze a release as releases/VERSION.nq.zst, with its manifest, to be committed and never changed.

    Refused are a version that is not three numbers, one that is published with other content or is lower
    than the last, and a release that has lost an identifier of an earlier one without a tombstone.
    Publishing the same again changes nothing.
    """
    from server.documents import QUADS
    from server.release.inputs import find_root, up_to_date
    from server.release.manifest import read_manifest
    from server.release.verify import intact
    from server.versions.chain import FOLDER
    from server.versions.publishing import publish

    root = find_root()
    built = release or up_to_date(root)
    if built is None:
        raise click.ClickException("there is no build of the files as they are: run nameplate build first")
    directory = intact(built)
    data = (directory / QUADS).read_bytes()
    done = publish(data, out or root / FOLDER, directory)
    expected = read_manifest(directory)["canonical_sha256"]
    if done.sha256 != expected:  # the build writes canonical N-Quads; anything else is a fault of ours
        raise click.ClickException(f"{done.path} is not canonical: remove it and report this")
    click.echo(str(done.path))
    what = "published" if done.fresh else "published already, nothing was changed"
    after = f", after {done.previous}" if done.previous else ", the first version"
    click.echo(f"{what}{after}: {done.quads} quads in {done.bytes} bytes, canonical SHA-256 {done.sha256}")
