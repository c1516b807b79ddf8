"""`nameplate verify`: is it what the manifest says?"""

from __future__ import annotations

from pathlib import Path

import click

from server.release.verify import verify


@click.command("verify")
@click.argument("directory", type=click.Path(exists=True, file_okay=False, path_type=Path))
def command(directory: Path) -> None:
    """Compare a release, or a folder of downloaded dumps, with its manifest.json.

    Prints each file that is damaged, missing or extra. Exit status 0 if it is intact, 1 if not.
    """
    intact, findings = verify(directory)
    for finding in findings:
        click.echo(str(finding))
    click.echo(f"{intact} files intact, {len(findings)} not", err=True)
    if findings:
        raise SystemExit(1)
