"""`nameplate verify`: is it what the manifest says?"""

from __future__ import annotations

from pathlib import Path

import click

from server.release.verify import verify


@click.command("verify")
@click.argument("path", type=click.Path(exists=True, path_type=Path))
def command(path: Path) -> None:
    """Compare a release, a folder of downloaded dumps, or one dump with the manifest.json that is with it.

    Prints each file that is damaged, missing or extra. Exit status 0 if it is intact, 1 if not.
    """
    intact, findings = verify(path)
    for finding in findings:
        click.echo(str(finding))
    click.echo(f"{intact} file{'' if intact == 1 else 's'} intact, {len(findings)} not", err=True)
    if findings:
        raise SystemExit(1)
