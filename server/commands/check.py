"""`nameplate check`: every problem in the files, with place and remedy."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from server.commands.reasoners import reasoner_option
from server.errors import CheckFailed, Finding
from server.release.closure import Reasoner
from server.release.inputs import find_root
from server.release.stages import Stages, several


@click.command("check")
@click.argument("paths", nargs=-1, type=click.Path(exists=True, resolve_path=True, path_type=Path))
@click.option(
    "--coverage",
    type=click.Path(dir_okay=False, path_type=Path),
    help="File to write what became of each fact of the reading inventory to, as CSV.",
)
@reasoner_option
def command(paths: tuple[Path, ...], coverage: Path | None, reasoner: Reasoner) -> None:
    """Look for mistakes in ontology, facts and shapes.

    Prints each problem as file:line: rule: what is wrong and how to mend it. Exit status 1 if there is one.
    With PATHS, files or folders, all is checked, and only what is wrong in these is printed.
    """
    from server.release.examine import examine

    root = find_root()
    only = tuple(_inside(path, root.resolve()) for path in paths)
    try:
        examined = examine(root, Stages(lambda line: click.echo(line, err=True)), reasoner)
    except CheckFailed as error:
        also = "the files cannot be read as they stand, so the other checks are still to come"
        _tell(error.findings, only, also)
        raise SystemExit(1) from error
    if examined.facts:
        if coverage:
            coverage.write_bytes(examined.facts.csv().encode())
        for line in examined.facts.table():
            click.echo(line, err=True)
    if _tell(examined.findings, only, str(examined.coverage)):
        raise SystemExit(1)


def _inside(path: Path, root: Path) -> str:
    """A path as findings name it, from the project's folder on.

    Raises:
        click.BadParameter: it lies elsewhere.
    """
    if not path.is_relative_to(root):
        raise click.BadParameter(f"{path} is not in the project {root}: name a file or folder of it")
    return path.relative_to(root).as_posix()


def _tell(findings: Sequence[Finding], only: Sequence[str], also: str) -> int:
    """Print the findings asked for, tell on standard error how many; how many of them are problems."""
    shown = [f for f in findings if not only or _concerns(f, only)]
    for finding in shown:
        click.echo(str(finding))
    errors = sum(f.severity == "error" for f in shown)
    told = f"{several(errors, 'problem')}, {several(len(shown) - errors, 'remark')}"
    if only:
        told += f" in {', '.join(only)}, {len(findings) - len(shown)} elsewhere"
    click.echo(f"{told}; {also}", err=True)
    return errors


def _concerns(finding: Finding, only: Sequence[str]) -> bool:
    """Whether a finding is in one of these files or folders, or in no file at all."""
    return "/" not in finding.place or any(
        path == "." or finding.place == path or finding.place.startswith(f"{path}/") for path in only
    )
