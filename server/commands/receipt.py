"""`nameplate receipt`: what a release answered to a query, told so that anyone can ask again."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from server.layout import MANIFEST

if TYPE_CHECKING:
    from server.receipts import Question, Receipt

_NONE = "there is no release yet: make one with nameplate build"
#: Bytes that a receipt may have.
_MOST = 16 * 1024 * 1024


@click.group("receipt")
def command() -> None:
    """Make receipts of queries, and verify them.

    A receipt holds a query, the release that was asked, and a hash of the answer that does not depend on the
    order of rows or on the format. It says what the data said, not what is true.
    """


@command.command("make")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, allow_dash=True))
@click.option(
    "--release",
    type=click.Path(exists=True, path_type=Path),
    help="Directory of a release, or file of a published version [default: the newest].",
)
@click.option("--at", default="", help="Ask as of a day, month, year or period: 2016-12-31, 2014/2018.")
def make(file: str, release: Path | None, at: str) -> None:
    """Print the receipt of the SPARQL query in FILE (- for standard input), as JSON."""
    from server.dates import stretch
    from server.receipt_json import written
    from server.receipts import Question

    with click.open_file(file, encoding="utf-8") as stream:
        text = stream.read()
    days = "/".join(dict.fromkeys(day.isoformat() for day in stretch(at))) if at else ""
    receipt = _asked(Question(text, at=days), release)
    click.echo(json.dumps(written(receipt), ensure_ascii=False, indent=2))


@command.command("verify")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, allow_dash=True))
@click.option(
    "--release",
    metavar="DIR|FILE|URL",
    help="Directory of a release, file of a published version, folder of such, or address of a server"
    " [default: the release of the receipt, if it is here, else the newest].",
)
def verify(file: str, release: str | None) -> None:
    """Run the query of the receipt in FILE again, and tell whether the answer is the same.

    The release of the receipt is looked for, by the canonical hash of its data, among the published
    versions of the project (releases/) and what was built there, or in the folder that --release names;
    which one was asked is told. Nothing is fetched unless a URL is given: then the receipt is sent to that
    server, which runs the query.

    The verdict is `same`, `different` (the same data answer otherwise), `other release` (that of the receipt
    is not at hand) or `not published` (likewise, and nobody keeps it for ever: it is no published version).

    Exit status 0 if the same release gives the same answer, 1 if the answer differs or the release is
    another one.
    """
    from server.receipt_json import BadReceipt, read
    from server.release.fetch import is_address
    from server.verdicts import compared, expected, judged

    with click.open_file(file, "rb") as stream:
        data = stream.read(_MOST + 1)
    try:
        if len(data) > _MOST:
            raise BadReceipt(f"it has more than {_MOST:,} bytes")
        receipt = read(json.loads(data))
    except (ValueError, RecursionError) as error:
        raise click.ClickException(f"{file} is no receipt: {error}") from error
    if release is not None and is_address(release):
        from server.store.posting import verdict

        told = verdict(release, data)
    else:
        path = _of(receipt, None if release is None else Path(release))
        told = judged(compared(expected(receipt), _asked(receipt.question, path)))
        release = os.path.relpath(path)
    click.echo(f"{told['verdict']}: {told['says']}")
    click.echo(f"asked: {release}")
    if told["verdict"] != "same":
        raise SystemExit(1)


def _of(receipt: Receipt, named: Path | None) -> Path:
    """The release of a receipt, from where it is looked for; the newest there, if it is not there.

    Args:
        receipt: what is to be verified.
        named: a release, or a folder of releases; None: the project's.
    """
    from server.release.inputs import default_out, find_root, newest
    from server.store.local import holding
    from server.versions.chain import FOLDER, chain

    if named is not None and not named.exists():
        raise click.UsageError(f"{named} is not there: name a release or a URL")
    if named is not None and (named.is_file() or (named / MANIFEST).is_file()):
        return named
    hashed = receipt.release.canonical_sha256
    if named is not None:
        found = holding([named], hashed) or newest(named) or next((v.path for v in chain(named)[::-1]), None)
        if found is None:
            raise click.UsageError(f"{named} is no release and has none in it: name one, or a URL")
        return found
    root = find_root()
    out = default_out(root)
    found = holding([root / FOLDER, out], hashed) or newest(out)
    if found is None:
        raise click.ClickException(_NONE)
    return found


def _asked(question: Question, path: Path | None) -> Receipt:
    """The receipt of a question, asked of a release on this machine now."""
    from datetime import UTC, datetime
    from importlib import metadata

    from server.release.inputs import default_out, find_root, newest
    from server.store.local import answered, opened

    directory = path or newest(default_out(find_root()))
    if directory is None:
        raise click.ClickException(_NONE)
    program = " ".join(f"{name} {metadata.version(name)}" for name in ("nameplate", "pyoxigraph"))
    time = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    return answered(opened(directory), question, time=time, program=program)
