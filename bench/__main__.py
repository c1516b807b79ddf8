"""`python -m bench`: this endpoint and others, in one run on the same machine and data."""

from __future__ import annotations

import os
import platform
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import click

from bench.engines import ENGINES, Data
from bench.generate import write
from bench.kept import kept, together
from bench.measure import EngineError, Found, Plan, measure
from bench.pool import Added, pool_adds
from bench.report import goals, insert, markdown, record
from server.release.build import build
from server.release.inputs import find_root, up_to_date

FOLDER: Final = Path(__file__).resolve().parent
_FACTORS: Final = {"": 1, "k": 1_000, "M": 1_000_000}
_POOL: Final = 20_000


@click.command(context_settings={"show_default": True})
@click.option(
    "--data",
    "names",
    multiple=True,
    default=("this", "20k"),
    help="`this` dataset, or a generated one of so many statements, such as 200k, 2M, 10M; repeatable.",
)
@click.option("--engine", "engines", multiple=True, type=click.Choice(list(ENGINES)), default=list(ENGINES))
@click.option("--query", "queries", multiple=True, help="A type of query [default: all].")
@click.option("--clients", multiple=True, type=click.IntRange(min=1), default=(1, 8, 32))
@click.option("--seconds", type=click.FloatRange(min=0.05), default=0.2, help="For each case.")
@click.option("--seed", type=int, default=1)
@click.option(
    "--keep",
    is_flag=True,
    help="Write results/DATE.json and the tables of README.md; what is there of other datasets stays.",
)
def main(
    names: Sequence[str],
    engines: Sequence[str],
    queries: Sequence[str],
    clients: Sequence[int],
    seconds: float,
    seed: int,
    *,
    keep: bool,
) -> None:
    """Compare engines, each with its answers first, and print ratios."""
    folder = find_root() / "build" / "bench"
    folder.mkdir(parents=True, exist_ok=True)
    plan = Plan(engines, clients, seconds, seed, queries)
    found: list[Found] = []
    begun = datetime.now(UTC)
    load = os.getloadavg()[0]
    failed = ""
    for name in names:
        try:
            found.append(measure(name, _data(name, folder, seed), plan, _tell))
        except (EngineError, OSError) as error:
            failed = f"{name}: {error}"
            break  # what was found until then is told all the same
        for difference in found[-1].differences:
            _tell(f"{name}: not the same number of answers: {dict(difference.counts)}\n{difference.query}")
    if failed and not found:
        raise click.ClickException(failed)
    added = pool_adds(generated(_POOL, folder, seed), seed)
    told = remarks(begun, load, seconds, names)
    click.echo(markdown(found, added, told))
    if keep:
        _keep(begun, found, added, told)
    if failed:
        raise click.ClickException(failed)
    if any(one.differences for one in found):
        raise click.ClickException("the engines do not answer alike, see above")


def _tell(line: str) -> None:
    click.echo(line, err=True)


def _data(name: str, folder: Path, seed: int) -> Data:
    """A dataset by its name.

    Raises:
        click.BadParameter: the name is of none.
    """
    if name == "this":
        release = release_of(find_root(), folder / "releases")
        quads = release / "quads.nq"
        return Data(quads, _count(quads), release)
    size = re.fullmatch(r"(\d+)([kM]?)", name)
    if size is None:
        raise click.BadParameter(f"{name} is neither `this` nor a number such as 200k", param_hint="--data")
    quads = generated(int(size[1]) * _FACTORS[size[2]], folder, seed)
    return Data(quads, _count(quads))


def release_of(root: Path, out: Path) -> Path:
    """The release of the files as they are, built if there is none."""
    found = up_to_date(root, out)
    return build(root, out, _tell)[0] if found is None else found


def generated(triples: int, folder: Path, seed: int) -> Path:
    """A generated file, made anew each time: the generator may have changed."""
    path = folder / f"{triples}-{seed}.nq"
    fresh = path.with_suffix(f".{os.getpid()}")
    write(fresh, triples, seed, named=False)
    return fresh.replace(path)  # at once, should another run read it


def _count(quads: Path) -> int:
    with quads.open("rb") as file:
        return sum(1 for _ in file)


def remarks(begun: datetime, load: float, seconds: float, names: Sequence[str] = ()) -> list[str]:
    """Where and how it was measured; `names` are of the datasets of the run."""
    machine = f"{os.cpu_count()} processors, {platform.system()}, Python {platform.python_version()}"
    when = f"Measured on {begun:%d %B %Y}: {machine}; load {load:.1f} from other work at the start;"
    of = f"{', '.join(names)}: " if names else ""
    return [f"{of}{when} {seconds:g} seconds for each case."]


def _keep(begun: datetime, measured: list[Found], added: Added, remarked: list[str]) -> None:
    path = FOLDER / "results" / f"{begun:%Y-%m-%d}.json"
    earlier = kept(path, {one.data for each in measured for one in each.holdings})
    whole = together(earlier, measured, remarked)
    found, told = whole.found, whole.remarks
    record(
        path,
        told,
        goals(found, added),
        pool=added,
        holdings=[one for each in found for one in each.holdings],
        differences=[one for each in found for one in each.differences],
        cases=[one for each in found for one in each.cases],
    )
    insert(FOLDER / "README.md", markdown(found, added, told))


if __name__ == "__main__":
    main()
