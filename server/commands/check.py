"""`nameplate check`: every problem in the files, with place and remedy."""

from __future__ import annotations

import click

from server.release.inputs import find_root


@click.command("check")
def command() -> None:
    """Look for mistakes in ontology, facts and shapes.

    Prints each problem as file:line: rule: what is wrong and how to mend it. Exit status 1 if there is one.
    """
    from server.release.build import Stages, examine  # noqa: PLC0415 (reasoner and validator take a second to load)

    examined = examine(find_root(), Stages(lambda line: click.echo(line, err=True)))
    for finding in examined.findings:
        click.echo(str(finding))
    errors = sum(f.severity == "error" for f in examined.findings)
    told = f"{_counted(errors, 'problem')}, {_counted(len(examined.findings) - errors, 'remark')}"
    click.echo(f"{told}; {examined.coverage}", err=True)
    if examined.failed:
        raise SystemExit(1)


def _counted(number: int, noun: str) -> str:
    """A number of things in words."""
    return f"{number} {noun}{'' if number == 1 else 's'}"
