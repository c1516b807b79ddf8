"""`nameplate serve`: the newest release, or any RDF files, over HTTP."""

from __future__ import annotations

from pathlib import Path

import click

from server.config import Settings
from server.errors import StartError

_DEFAULT = Settings()


@click.command("serve")
@click.option(
    "--release",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Directory of the release to serve [default: the newest, built first if the files changed].",
)
@click.option(
    "--data",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="RDF file to serve instead of a release, as it is; may be given more than once.",
)
@click.option("--base-iri", help="With --data: IRIs that begin so are answered at the same path.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen at.")
@click.option(
    "--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="Port to listen at."
)
@click.option(
    "--query-timeout",
    type=click.FloatRange(min=0, min_open=True),
    default=_DEFAULT.query_timeout,
    show_default=True,
    help="Seconds that a query may take.",
)
@click.option(
    "--query-memory",
    type=click.IntRange(min=16),
    default=_DEFAULT.query_memory,
    show_default=True,
    help="Megabytes that a query may take.",
)
@click.option(
    "--result-limit",
    type=click.IntRange(min=1),
    default=_DEFAULT.result_limit,
    show_default=True,
    help="Megabytes that one answer may have.",
)
@click.option(
    "--workers",
    type=click.IntRange(min=1),
    default=_DEFAULT.workers,
    show_default=True,
    help="Processes that answer queries, at most.",
)
@click.option(
    "--service-allow",
    multiple=True,
    metavar="URL",
    help="Endpoint that queries may name in SERVICE, such as https://query.wikidata.org/sparql; "
    "may be given more than once [default: none, SERVICE is refused].",
)
@click.option("--public-url", help="Address that links and the service description give.")
@click.option(
    "--trusted-proxies",
    multiple=True,
    help="Address or network of a proxy whose forwarded headers count; may be given more than once.",
)
def command(host: str, port: int, data: tuple[Path, ...], **options: object) -> None:
    """Serve the newest release, or RDF files, until stopped.

    Prints the address once questions are answered there. Ends within 3 seconds of SIGTERM or Ctrl-C.
    """
    from server.web.running import check_partners, check_port, run

    check_port(host, port)
    check_partners(options["service_allow"], host, port)
    if not data:
        given = options["release"]
        options["release"] = _intact(given) if isinstance(given, Path) else _release()
    run(host, port, [str(path) for path in data] or None, options)


def _release() -> Path:
    """The newest release, built first if the files changed since."""
    from server.release.inputs import default_out, find_root, up_to_date

    root = find_root()
    out = default_out(root)
    found = up_to_date(root, out)
    if found is not None:
        return _intact(found)
    from server.release.build import build

    directory, remarks = build(root, out, lambda line: click.echo(line, err=True))
    for finding in remarks:
        click.echo(str(finding), err=True)
    return directory


def _intact(directory: Path) -> Path:
    """The release, if its files are what its manifest says.

    Raises:
        StartError: one is missing or damaged; the message names it.
        ReleaseError: there is no usable manifest.
    """
    from server.release.verify import verify

    for finding in verify(directory)[1]:
        if finding.rule != "extra":
            where = directory / finding.place
            why = f"is {finding.rule}, so nothing is served"
            raise StartError(f"{where} {why}: remove {directory} and run nameplate build")
    return directory
