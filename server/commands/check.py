"""`nameplate check`: every problem in the files, with place and remedy."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import get_args

import click

from server.errors import CheckFailed, Finding
from server.release.closure import DEFAULT, Reasoner
from server.release.inputs import find_root


@click.command("check")
@click.option(
    "--coverage",
    type=click.Path(dir_okay=False, path_type=Path),
    help="File to write what became of each fact of the reading inventory to, as CSV.",
)
@click.option(
    "--reasoner",
    type=click.Choice(get_args(Reasoner)),
    default=DEFAULT,
    show_default=True,
    help="What draws the inferences; both draw the same.",
)
def command(coverage: Path | None, reasoner: Reasoner) -> None:
    """Look for mistakes in ontology, facts and shapes.

    Prints each problem as file:line: rule: what is wrong and how to mend it. Exit status 1 if there is one.
    """
    from server.release.build import Stages, examine

    try:
        examined = examine(find_root(), Stages(lambda line: click.echo(line, err=True)), reasoner)
    except CheckFailed as error:
        _tell(error.findings, "the files cannot be read as they stand, so the other checks are still to come")
        raise SystemExit(1) from error
    if examined.facts:
        if coverage:
            coverage.write_bytes(examined.facts.csv().encode())
        for line in examined.facts.table():
            click.echo(line, err=True)
    _tell(examined.findings, str(examined.coverage))
    if examined.failed:
        raise SystemExit(1)


def _tell(findings: Sequence[Finding], also: str) -> None:
    """Print the findings, and to standard error how many they are."""
    for finding in findings:
        click.echo(str(finding))
    errors = sum(f.severity == "error" for f in findings)
    told = f"{_counted(errors, 'problem')}, {_counted(len(findings) - errors, 'remark')}"
    click.echo(f"{told}; {also}", err=True)


def _counted(number: int, noun: str) -> str:
    """A number of things in words."""
    return f"{number} {noun}{'' if number == 1 else 's'}"
