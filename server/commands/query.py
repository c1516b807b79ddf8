"""`nameplate query`: one query, one answer, on a terminal or into a file."""

from __future__ import annotations

from pathlib import Path

import click

from server.release.inputs import default_out, find_root, newest


@click.command("query")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, allow_dash=True))
@click.option(
    "--release",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Directory of the release to ask [default: the newest].",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "csv", "json", "ttl"]),
    help="How the answer is printed [default: table, or ttl for CONSTRUCT and DESCRIBE].",
)
def command(file: str, release: Path | None, form: str | None) -> None:
    """Run the SPARQL query in FILE (- for standard input) against a release.

    The default graph is the union of all graphs; the project's prefixes need not be declared.
    """
    from server.release.ask import answer

    directory = release or newest(default_out(find_root()))
    if directory is None:
        raise click.ClickException("there is no release yet: make one with nameplate build")
    with click.open_file(file, encoding="utf-8") as stream:
        text = stream.read()
    click.echo(answer(directory, text, form), nl=False)
