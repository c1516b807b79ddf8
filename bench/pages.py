"""`python -m bench.pages`: what documents and downloads cost, against nginx and the Oxigraph server."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

import click

from bench.__main__ import FOLDER, generated, release_of, remarks
from bench.engines import EngineError
from bench.pages_measured import Measured, cached, downloads, first_requests, uncached
from bench.pages_report import goals, markdown
from bench.report import insert, record
from server.release.inputs import find_root

#: What makes these tables.
COMMAND: Final = "python -m bench.pages"
_SIZES: Final = {"20k": 20_000, "200k": 200_000, "2M": 2_000_000}


@click.command(context_settings={"show_default": True})
@click.option("--clients", multiple=True, type=click.IntRange(min=1), default=(1, 8, 32))
@click.option("--seconds", type=click.FloatRange(min=0.05), default=1.0, help="For each case.")
@click.option(
    "--data",
    "sizes",
    multiple=True,
    type=click.Choice(list(_SIZES)),
    default=list(_SIZES),
    help="Generated data, for the first request of a document; repeatable.",
)
@click.option("--megabytes", type=click.IntRange(min=1), default=200, help="Size of the download.")
@click.option("--seed", type=int, default=1)
@click.option("--keep", is_flag=True, help="Write results/DATE-pages.json and the tables of README.md.")
def main(
    clients: Sequence[int], seconds: float, sizes: Sequence[str], megabytes: int, seed: int, *, keep: bool
) -> None:
    """Compare documents with files from nginx and with graphs from Oxigraph, and print ratios."""
    folder = find_root() / "build" / "bench"
    folder.mkdir(parents=True, exist_ok=True)
    begun, load = datetime.now(UTC), os.getloadavg()[0]
    try:
        release = release_of(find_root(), folder / "releases")
        _tell("cached representations")
        kept = cached(release, clients, seconds)
        _tell("documents that are not kept")
        made = uncached(release, seconds)
        _tell("downloads")
        sent = downloads(release, clients, seconds, megabytes)
        first = []
        for name in sizes:
            _tell(f"first requests: {name}")
            first.append(first_requests(name, generated(_SIZES[name], folder, seed), seed))
    except EngineError as error:
        raise click.ClickException(str(error)) from error
    found = Measured(kept, made, sent, tuple(first))
    told = remarks(begun, load, seconds)
    text = markdown(found, told)
    click.echo(text)
    if keep:
        _keep(begun, found, told, text)


def _tell(line: str) -> None:
    click.echo(line, err=True)


def _keep(begun: datetime, found: Measured, told: list[str], text: str) -> None:
    record(FOLDER / "results" / f"{begun:%Y-%m-%d}-pages.json", told, goals(found), **vars(found))
    insert(FOLDER / "README.md", text, COMMAND)


if __name__ == "__main__":
    main()
