"""`nameplate sign`: put a name to a release, after it is built."""

from __future__ import annotations

from pathlib import Path

import click


@click.command("sign")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--key",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="The private key (Ed25519, PEM). Keep it to yourself, and outside the project.",
)
@click.option("--new-key", is_flag=True, help="Make the key first, and the public one beside it as FILE.pub.")
def command(folder: Path, key: Path, *, new_key: bool) -> None:
    """Sign the manifest of a release in FOLDER, and so every file that it lists.

    The release is checked first; what is damaged is not signed. The signature is manifest.json.sig, one line
    of base64 beside the manifest. It is no part of the release, whose bytes stay the same.
    """
    from server.release import signing
    from server.release.verify import verify

    found = verify(folder)
    for finding in found.findings:
        click.echo(str(finding))
    if found.findings:
        raise click.ClickException(f"{folder} is not signed, since it is not what its manifest says")
    if new_key:
        public = signing.new_key(key)
        click.echo(f"{key} is your private key; {public} is for those who check", err=True)
    signature = signing.sign(folder, key)
    click.echo(f"{signature}: {found.intact} files signed for")
