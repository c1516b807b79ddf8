"""`nameplate verify`: is it what the manifest says, and did its publisher sign that?"""

from __future__ import annotations

import tempfile
from pathlib import Path

import click

from server.errors import Finding


@click.command("verify")
@click.argument("what", metavar="FILE|FOLDER|URL")
@click.option(
    "--manifest", metavar="FILE|URL", help="The manifest to compare with, if it is not beside the file."
)
@click.option(
    "--key",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="The publisher's public key: the manifest must be signed with it.",
)
def command(what: str, manifest: str | None, key: Path | None) -> None:
    """Compare a release, a folder of downloads or one file with the manifest.json that is with it.

    A file is compared byte by byte. If it differs and is RDF, also packed as .gz or .zst, its statements are
    compared by canonical hash (RDFC-1.0), so that a file written by another program is known as well.
    Nothing is fetched unless a URL is given: then one file of up to 1 GiB with its manifest, within 10
    minutes.

    Prints each file that is damaged, missing or extra. Exit status 0 if it is intact, 1 if not.
    """
    from server.release.fetch import fetch, is_address
    from server.release.verify import beside

    with tempfile.TemporaryDirectory(prefix="nameplate-verify-") as folder:
        if is_address(what):
            if manifest and not is_address(manifest):
                raise click.UsageError("for a URL, --manifest is a URL as well")
            path = fetch(what, Path(folder), manifest)
            verdict = _verdict(path, path.parent, key)
        else:
            path = Path(what)
            if not path.exists():
                raise click.UsageError(f"{what} is not there: name a file, a folder or a URL")
            verdict = _verdict(path, _folder(manifest, Path(folder)) or beside(path, Path(folder)), key)
    intact, findings, notes = verdict
    for finding in findings:
        click.echo(str(finding))
    for note in notes:
        click.echo(note, err=True)
    click.echo(f"{intact} file{'' if intact == 1 else 's'} intact, {len(findings)} not", err=True)
    if findings:
        raise SystemExit(1)


def _folder(manifest: str | None, fresh: Path) -> Path | None:
    """The folder of the manifest that was named, fetched into a fresh one if need be."""
    from server.layout import MANIFEST
    from server.release.fetch import fetch, is_address

    if manifest is None:
        return None
    if is_address(manifest):
        return fetch(manifest, fresh, manifest).parent
    path = Path(manifest)
    folder = path if path.is_dir() else path.parent
    if not (folder / MANIFEST).is_file() or (path.is_file() and path.name != MANIFEST):
        raise click.UsageError(f"{manifest} is no {MANIFEST}")
    return folder


def _verdict(path: Path, manifest: Path | None, key: Path | None) -> tuple[int, list[Finding], list[str]]:
    """How many files are intact, what is not, and what else there is to say."""
    from server.downloads import SIGNATURE
    from server.layout import MANIFEST
    from server.release.signing import signed
    from server.release.verify import home, verify, verify_file

    if path.is_dir() and manifest is None:
        found, folder = verify(path), path
    elif path.is_dir():
        raise click.UsageError("--manifest is for a file; the manifest of a folder is in it")
    else:
        folder = manifest or home(path)
        found = verify_file(path, folder)
    findings, notes = list(found.findings), list(found.notes)
    if key:
        problem = signed(folder, key)
        if problem:
            findings.append(Finding(SIGNATURE, 0, "signature", problem))
        else:
            notes.append(f"{MANIFEST} is signed with {key}")
    elif (folder / SIGNATURE).is_file():
        notes.append(f"{MANIFEST} is signed; name the publisher's key with --key to check that")
    return found.intact, findings, notes
