"""The command line, `nameplate`: each command loads its own code only when it is called."""

from __future__ import annotations

import importlib
from typing import Final

import click

from server.errors import CheckFailed, PublisherError, QueryError

#: Command → module that holds it as `command`, and what the list of commands says about it.
_COMMANDS: Final = {
    "check": "Look for mistakes in ontology, facts and shapes.",
    "build": "Make a release of the files.",
    "serve": "Serve the newest release, or any RDF file.",
    "query": "Run one SPARQL query against a release.",
    "push": "Load a release into another SPARQL engine.",
    "publish": "Keep a release for ever, as a numbered version.",
    "changes": "Tell what changed between versions, and why.",
    "verify": "Compare a release or its downloads with the manifest.",
    "sign": "Sign a release.",
    "receipt": "Tell what a release answered to a query, and verify that.",
}


class Commands(click.Group):
    """Commands found by name, their modules loaded on first use; errors told in one line each.

    Exit status: 0 done, 1 problems found or it could not be done, 2 unusable arguments.
    """

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 (click's signature)
        """Names of the commands, in the order in which they are used."""
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 (likewise)
        """The command of a name, or None."""
        if cmd_name not in _COMMANDS:
            return None
        command: click.Command = importlib.import_module(f"server.commands.{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 (likewise)
        """List the commands without loading them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))

    def invoke(self, ctx: click.Context) -> object:
        """Run a command; what the project raises on purpose ends with status 1 and a message, not a trace."""
        try:
            return super().invoke(ctx)
        except CheckFailed as error:
            for finding in error.findings:
                click.echo(str(finding), err=True)
            raise click.ClickException(str(error)) from error
        except QueryError as error:
            place = f"line {error.place.line}, column {error.place.column}: " if error.place else ""
            raise click.ClickException(f"{place}{error}") from error
        except PublisherError as error:
            raise click.ClickException(str(error)) from error
        except OSError as error:
            place = f"{error.filename}: " if error.filename else ""
            raise click.ClickException(f"{place}{error.strerror or error}") from error


@click.command(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="nameplate")
def main() -> None:
    """Linked open data on China's cyber policy system: check, build, serve and query it."""
