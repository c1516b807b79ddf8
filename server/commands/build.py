"""`nameplate build`: a release from the files."""

from __future__ import annotations

import errno
from pathlib import Path

import click

from server.commands.reasoners import reasoner_option
from server.errors import ReleaseError
from server.release.closure import Reasoner
from server.release.inputs import default_out, find_root
from server.release.manifest import read_manifest


@click.command("build")
@click.option(
    "--out", type=click.Path(path_type=Path), help="Folder that holds releases [default: build/releases]."
)
@reasoner_option
def command(out: Path | None, reasoner: Reasoner) -> None:
    """Make a release of the files and print where it is and what is in it.

    Nothing is made if the checks find a problem; the last release stays as it was.
    """
    from server.release.build import build

    root = find_root()
    out = out or default_out(root)
    try:
        directory, remarks = build(root, out, lambda line: click.echo(line, err=True), reasoner)
    except OSError as error:
        if error.errno not in {errno.ENOSPC, errno.EDQUOT}:
            raise
        message = "no room is left on the disk: make some, or name another folder with --out"
        raise ReleaseError(out, f"{message}; the last release is as it was") from error
    for finding in remarks:
        click.echo(str(finding), err=True)
    counts = read_manifest(directory)["counts"]
    click.echo(str(directory))
    click.echo(
        f"{counts['classes']} classes, {counts['properties']} properties, {counts['claims']} claims, "
        f"{counts['passages']} passages; {counts['asserted']} quads asserted, {counts['derived']} derived"
    )
