"""`nameplate push`: a release into another SPARQL engine."""

from __future__ import annotations

import os
from pathlib import Path

import click


@click.command("push")
@click.argument("url")
@click.option(
    "--release",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Directory of the release to load [default: the newest].",
)
@click.option("--update-url", help="Where the engine takes updates [default: known for Virtuoso, Oxigraph].")
@click.option(
    "--graphs-url",
    help="Where it takes graphs by the Graph Store Protocol [default: likewise].",
)
@click.option("--insert", is_flag=True, help="Load by INSERT DATA, also where the engine takes graphs.")
@click.option(
    "--portion",
    type=click.IntRange(min=1),
    default=100_000,
    show_default=True,
    help="Triples that are sent at once.",
)
@click.option(
    "--timeout",
    type=click.FloatRange(min=0, min_open=True),
    default=600.0,
    show_default=True,
    help="Seconds for one exchange with the engine.",
)
@click.option("--compare", "only", is_flag=True, help="Load nothing; say what differs.")
def command(
    url: str,
    release: Path | None,
    update_url: str | None,
    graphs_url: str | None,
    insert: bool,
    portion: int,
    timeout: float,
    only: bool,
) -> None:
    """Load a release into the engine whose SPARQL endpoint is URL.

    Each graph is loaded aside, read back and compared by count and canonical hash; then all are moved.
    What is right already is left. Name and password come from NAMEPLATE_ENGINE_USER and
    NAMEPLATE_ENGINE_PASSWORD, or from a netrc file. Exit status 0 when the engine holds the release, 1 when
    not.
    """
    from server.push.run import compare, push, wanted
    from server.push.target import connect
    from server.store.upstream import checked_url, credentials

    for address in (url, update_url, graphs_url):
        if address:
            checked_url(address)
    directory = release or _newest()
    engine = connect(
        url, credentials(url, os.environ), timeout, update=update_url or "", graphs=graphs_url or ""
    )
    if insert:
        engine = engine.inserting()
    graphs = wanted(directory)
    if only:
        differences = compare(graphs, engine)
        for difference in differences:
            click.echo(difference)
        click.echo(f"{len(graphs)} graphs compared, {len(differences)} differences", err=True)
        raise SystemExit(1 if differences else 0)
    outcome = push(graphs, engine, portion, lambda line: click.echo(line, err=True))
    how = {
        True: "in one transaction",
        False: "graph by graph: readers may have seen old and new ones for that long",
        None: "in one request; whether it is one transaction is not known of this engine",
    }[engine.target.atomic]
    if not engine.target.update:
        how = "in place, since there is no address for updates: readers may have seen part of it"
    if outcome.loaded or outcome.removed:
        click.echo(f"swapped in {outcome.swapped:.1f} s, {how}", err=True)
    click.echo(
        f"{url} holds {directory.name}: {outcome.triples:,} triples in {len(graphs)} graphs "
        f"({len(outcome.loaded)} loaded, {len(outcome.kept)} kept, {len(outcome.removed)} removed), "
        "counts and canonical hashes compared"
    )


def _newest() -> Path:
    """The newest release of the project around the working directory."""
    from server.release.inputs import default_out, find_root
    from server.store.release import newest_release

    return newest_release(default_out(find_root()))
