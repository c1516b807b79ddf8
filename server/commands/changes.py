"""`nameplate changes`: what changed between versions, and why."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Sequence

    from server.versions.chain import Published
    from server.versions.release import Release


@click.command("changes")
@click.argument("earlier", metavar="[FROM]", required=False)
@click.argument("later", metavar="[TO]", required=False)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "table", "csv", "json", "rdfp"]),
    default="text",
    show_default=True,
    help="Text as in a changelog, one line for each version, CSV of statements, JSON, or RDF Patch.",
)
@click.option(
    "--releases",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder of the published versions [default: releases].",
)
def command(earlier: str | None, later: str | None, form: str, releases: Path | None) -> None:
    """Tell what changed between versions: reality, our knowledge, or a correction.

    FROM and TO are published versions, as 0.1.0, or releases by their directory or file of N-Quads. Without
    TO it is the newest published version; without both, all versions are told, newest first. RDF Patch is
    of all graphs and turns FROM into TO; the other forms tell what is asserted and leave out what follows.
    """
    from server.release.inputs import find_root
    from server.versions.chain import FOLDER, chain

    versions = chain(releases or find_root() / FOLDER)
    if earlier is None:
        if form == "rdfp":
            raise click.UsageError("an RDF Patch is between two versions: name FROM, and TO if it is another")
        click.echo(_every(versions, form), nl=False)
        return
    if later is None:
        if not versions:
            raise click.ClickException("no version is published yet: name TO, as the directory of a build")
        later = versions[-1].version
    click.echo(_pair(_release(versions, earlier), _release(versions, later), form), nl=False)


def _every(versions: Sequence[Published], form: str) -> str:
    """All versions with their changes."""
    from server.versions import told
    from server.versions.changelog import entries

    every = entries(versions)
    if form == "table":
        return told.table(every)
    if form == "csv":
        return told.as_csv([one.changes for one in every])
    if form == "json":
        both = [{**told.entry_json(one), **told.as_json(one.changes)} for one in every]
        return json.dumps({"versions": both}, ensure_ascii=False, indent=1) + "\n"
    return "\n".join(told.text(one.changes) for one in every) or "No version is published yet.\n"


def _pair(earlier: Release, later: Release, form: str) -> str:
    """What changed from one release to another."""
    from server.versions import told
    from server.versions.nature import changes
    from server.versions.patch import between, written

    if form == "rdfp":
        return written(between(earlier, later)).decode()
    found = changes(earlier, later)
    if form == "csv":
        return told.as_csv([found])
    if form == "json":
        return json.dumps(told.as_json(found), ensure_ascii=False, indent=1) + "\n"
    return told.table_of(found) if form == "table" else told.text(found)


def _release(versions: Sequence[Published], name: str) -> Release:
    """A published version, or a release by its path."""
    from server.versions.changelog import of_file, of_version

    for one in versions:
        if one.version == name:
            return of_version(one)
    if Path(name).exists():
        return of_file(Path(name))
    known = ", ".join(one.version for one in versions) or "none is published yet"
    raise click.BadParameter(f"{name} is neither a published version ({known}) nor a file or directory")
