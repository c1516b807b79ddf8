"""`nameplate serve`: the newest release, or any RDF files, over HTTP."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final, TypeVar, cast

import click
from click.core import ParameterSource

from server.config import Settings

_DEFAULT = Settings()
_MEGABYTE: Final = 1024 * 1024
_Command = TypeVar("_Command", bound=Callable[..., Any])


def _setting(flag: str, kind: click.ParamType[Any], says: str) -> Callable[[_Command], _Command]:
    """An option for the field of the settings that has its name, with the default that it has there."""
    default = getattr(_DEFAULT, flag.removeprefix("--").replace("-", "_"))
    return click.option(flag, type=kind, default=default, show_default=True, help=says)


def _address(given: str | None) -> str | None:
    """An address that pages can link to.

    Raises:
        click.BadParameter: it is none.
    """
    if given is None or given.startswith(("https://", "http://")) or re.fullmatch(r"[^@\s:]+@[^@\s]+", given):
        return given
    raise click.BadParameter("write it as https://example.org/corrections or corrections@example.org")


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
@click.option(
    "--engine",
    metavar="URL",
    help="SPARQL endpoint of another engine that answers the queries, such as http://127.0.0.1:8890/sparql.",
)
@click.option(
    "--base-iri",
    help="With --data: IRIs that begin so are answered at the same path. With --engine: it holds no release.",
)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen at.")
@click.option(
    "--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="Port to listen at."
)
@_setting("--query-timeout", click.FloatRange(min=0, min_open=True), "Seconds that a query may take.")
@_setting("--query-memory", click.IntRange(min=16), "Megabytes that a query may take.")
@_setting("--result-limit", click.IntRange(min=1), "Megabytes that one answer may have.")
@click.option(
    "--query-cache",
    "answers_bytes",
    type=click.IntRange(min=0),
    default=_DEFAULT.answers_bytes // _MEGABYTE,
    show_default=True,
    callback=lambda _context, _option, megabytes: megabytes * _MEGABYTE,
    help="Megabytes of answers to queries that are kept in memory; 0 for none.",
)
@_setting("--workers", click.IntRange(min=1), "Processes that answer queries, at most.")
@_setting(
    "--slow-workers", click.IntRange(min=0), "Of these, processes that long queries may have; at most half."
)
@_setting("--queue-seconds", click.FloatRange(min=0), "Seconds that a query waits for a process.")
@_setting("--client-queries", click.IntRange(min=1), "Queries of one client that run at once.")
@_setting(
    "--client-seconds",
    click.FloatRange(min=0),
    "Seconds of query time that one client gets a minute, and half as many for days; 0 for no limit.",
)
@_setting(
    "--client-errors",
    click.IntRange(min=0),
    "Queries without an answer that one client may send a minute; 0 for no limit.",
)
@click.option(
    "--limit-loopback",
    is_flag=True,
    help="Have the limits for one client hold for requests from this machine, too.",
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
    "--contact",
    metavar="ADDRESS",
    callback=lambda _context, _option, address: _address(address),
    help="Where corrections go, a web or mail address: pages name it.",
)
@click.option(
    "--trusted-proxies",
    multiple=True,
    help="Address or network of a proxy whose forwarded headers count; may be given more than once.",
)
@click.option(
    "--metrics-for",
    multiple=True,
    default=_DEFAULT.metrics_for,
    help="Address or network of clients that may read /metrics; may be given more than once "
    "[default: this machine].",
)
@_setting("--log-format", click.Choice(["text", "json"]), "How lines of the log are written.")
@click.option("--log-requests", is_flag=True, help="Have a line in the log for each request.")
@click.option("--log-queries", is_flag=True, help="Have the text of queries in these lines too.")
def command(host: str, port: int, data: tuple[Path, ...], **options: object) -> None:
    """Serve the newest release, or RDF files, until stopped.

    Prints the address once questions are answered there. Ends within 3 seconds of SIGTERM or Ctrl-C.
    """
    from server.web.running import check_partners, check_port, run
    from server.web.usable import check_settings

    _check(options, is_data=bool(data))
    settings = replace(_DEFAULT, **cast("dict[str, Any]", options))
    check_settings(settings)
    check_port(host, port)
    check_partners(settings.service_allow, host, port)
    foreign = settings.engine is not None and settings.base_iri is not None and settings.release is None
    if not data and not foreign:
        from server.release.verify import intact

        if settings.release is not None:
            intact(settings.release)
        else:
            found = _release()
            options |= {"release": found, "follow": found.parent}
    run(host, port, [str(path) for path in data] or None, options)


def _check(options: Mapping[str, object], *, is_data: bool) -> None:
    """See that the options go together.

    Raises:
        click.UsageError: one of them would be without effect.
    """
    if is_data and options["release"] is not None:
        raise click.UsageError("--data and --release: what is to be served? Give one of them.")
    if options["engine"] is not None and is_data:
        raise click.UsageError("--data and --engine: files are answered by the engine that is built in.")
    if options["engine"] is not None and options["service_allow"]:
        raise click.UsageError(
            "--service-allow and --engine: SERVICE is offered by the engine that is built in."
        )
    foreign = options["engine"] is not None and options["release"] is None
    if options["base_iri"] is not None and not is_data and not foreign:
        raise click.UsageError(
            "--base-iri goes with --data, or with --engine and no --release: a release has IRIs of its own."
        )
    workers, slow = cast("int", options["workers"]), cast("int", options["slow_workers"])
    source = click.get_current_context().get_parameter_source("slow_workers")
    if slow > workers // 2 and source is not ParameterSource.DEFAULT:
        most = f"at most {workers // 2}" if workers > 1 else "none"
        raise click.UsageError(
            f"--slow-workers {slow} is more than half of --workers {workers}: there can be {most}."
        )


def _release() -> Path:
    """The newest release, built first if the files changed since."""
    from server.release.inputs import default_out, find_root, up_to_date
    from server.release.verify import intact

    root = find_root()
    out = default_out(root)
    found = up_to_date(root, out)
    if found is not None:
        return intact(found)
    from server.release.build import build

    directory, remarks = build(root, out, lambda line: click.echo(line, err=True))
    for finding in remarks:
        click.echo(str(finding), err=True)
    return directory
