"""A release on this machine, asked one query without a server, as the endpoint would answer it."""

from __future__ import annotations

import hashlib
import io
import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import RdfFormat, Store, parse

from server.canonical import document
from server.dates import stretch
from server.documents import QUADS
from server.errors import ReleaseError
from server.formats import JSON, N_TRIPLES
from server.layout import MANIFEST
from server.names import BASE, PREFIXES
from server.receipts import Basis, Question, Receipt, Result
from server.store.dating import write
from server.store.days import Period
from server.store.evaluate import Evaluator, Task
from server.store.guard import examine
from server.store.lasting import check_lasting
from server.store.release import open_release
from server.store.summing import summed
from server.versions.chain import ENDING, Published, chain
from server.versions.chain import MANIFEST as BESIDE_MANIFEST
from server.versions.number import number


@dataclass(frozen=True)
class Local:
    """A release that was found to be what it says it is.

    Attributes:
        basis: which one.
        data: its quads as N-Quads.
    """

    basis: Basis
    data: bytes


def opened(path: Path) -> Local:
    """A release, from its directory or from the file of a published version (`0.1.0.nq.zst`).

    Raises:
        ReleaseError: it cannot be read, or its statements are not those that its manifest says.
    """
    if path.is_file():
        return _published(path)
    release = open_release(path)
    try:
        data = (path / QUADS).read_bytes()
        found = hashlib.sha256(document(list(parse(data, format=RdfFormat.N_QUADS)))).hexdigest()
    except (OSError, SyntaxError) as error:
        raise ReleaseError(path / QUADS, f"cannot be read ({error}): build or fetch it again") from error
    if found != release.canonical_sha256:
        raise ReleaseError(
            path / QUADS, "holds other statements than the manifest says: build or fetch it again"
        )
    return Local(Basis(path.resolve().name, release.version, release.issued, found), data)


def _published(path: Path) -> Local:
    at = number(path.name.removesuffix(ENDING))
    if not path.name.endswith(ENDING) or at is None:
        raise ReleaseError(path, f"is no release: name its directory, or a file such as 0.1.0{ENDING}")
    version = Published(at, path)
    basis = Basis(version.version, version.version, version.issued.isoformat(), version.sha256)
    return Local(basis, version.data)


def holding(folders: Sequence[Path], canonical_sha256: str) -> Path | None:
    """A release with a canonical hash in one of some folders: the file of a version, or a directory.

    What is kept beside a file is believed here; `opened` sees that it is so. Builds that cannot be read are
    passed over.

    Raises:
        ReleaseError: the file of a version has no version's name, or cannot be read.
    """
    for folder in folders:
        for one in chain(folder):
            if _told(one) == canonical_sha256:
                return one.path
        for manifest in sorted(folder.glob(f"*/{MANIFEST}")):
            try:
                found = open_release(manifest.parent).canonical_sha256
            except ReleaseError:
                continue
            if found == canonical_sha256:
                return manifest.parent
    return None


def _told(version: Published) -> str:
    """The canonical hash of a version, by its manifest or else by what is in it."""
    manifest = version.path.with_name(version.version + BESIDE_MANIFEST)
    try:
        return str(json.loads(manifest.read_bytes())["canonical_sha256"])
    except (OSError, ValueError, KeyError, TypeError):
        return version.sha256


def answered(release: Local, question: Question, *, time: str, program: str) -> Receipt:
    """The receipt of a question, asked of a release now.

    Args:
        release: what is asked.
        question: what is asked of it.
        time: now, as RFC 3339 writes it.
        program: what asks.

    Raises:
        QueryError: there is no answer, or none that could be found again.
    """
    query = examine(question.text)
    check_lasting(query)
    form = N_TRIPLES if query.kind.is_graph else JSON
    own = bool(question.default_graphs or question.named_graphs)
    task = Task(
        text=question.text,
        format=form.extension,
        has_dataset=query.has_dataset,
        default_graphs=list(question.default_graphs) if own else None,
        named_graphs=list(question.named_graphs) if own else None,
        seconds=0,
    )
    at = stretch(question.at) if question.at else None
    output = io.BytesIO()
    _evaluator(release.data, at).run(task, output)
    answer = output.getvalue()
    result = Result(form.media_type, len(answer), summed(answer, form))
    return Receipt(question, release.basis, result, time, program)


def _evaluator(data: bytes, at: Period | None) -> Evaluator:
    store = Store()
    if at is None:
        store.bulk_extend(parse(data, format=RdfFormat.N_QUADS))
    else:
        with tempfile.TemporaryDirectory(prefix="nameplate-receipt-") as folder:
            quads, dated = Path(folder) / QUADS, Path(folder) / "dated.nq"
            quads.write_bytes(data)
            write(quads, *at, dated)
            store.bulk_extend(parse(path=str(dated), format=RdfFormat.N_QUADS))
    return Evaluator(store, union=at is None, base_iri=BASE, prefixes=PREFIXES)
