"""`nameplate query`: one query, one answer, on a terminal or into a file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from server.names import BASE, ID, ONTOLOGY, sparql_prologue
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

    The default graph is the union of all graphs; the project's prefixes need not be declared. Names that
    the release does not know are told on standard error: what they are asked about has no answer.
    """
    from server.release.ask import answer

    directory = release or newest(default_out(find_root()))
    if directory is None:
        raise click.ClickException("there is no release yet: make one with nameplate build")
    with click.open_file(file, encoding="utf-8") as stream:
        text = stream.read()
    click.echo(answer(directory, text, form), nl=False)
    for words in _strange(directory, text):
        click.echo(words, err=True)


def _strange(release: Path, text: str) -> Iterator[str]:
    """What is told of each name of ours in a query that the release does not know."""
    from server.store.documents import Documents
    from server.store.strange import strange_names

    known = Documents(release)
    try:
        asked = f"{sparql_prologue()}{text}"
        for one in strange_names(asked, BASE, (ONTOLOGY, ID), known, lambda space: [*known.under(space)]):
            meant = f"; did you mean {one.near}?" if one.near else ""
            yield f"{one.name} is not known in this release{meant}"
    finally:
        known.close()
