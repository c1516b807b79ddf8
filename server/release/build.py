"""From files to a release: the checks, then one directory that is written once."""

from __future__ import annotations

from pathlib import Path

from server.canonical import canonical_triples
from server.documents import write_documents
from server.errors import CheckFailed, Finding
from server.release import graphs
from server.release.charted import charts
from server.release.closure import DEFAULT, Reasoner
from server.release.coverage import COVERAGE
from server.release.examine import examine
from server.release.examined import Examined
from server.release.explained import explained
from server.release.inputs import CACHE, fingerprint, folder_name, up_to_date
from server.release.keeping import Kept
from server.release.manifest import counts, describe_files, write_manifest
from server.release.metadata import DumpFile, metadata
from server.release.offer import write_downloads
from server.release.remade import write_kept
from server.release.search import write_search
from server.release.stages import Progress, Stages, several
from server.release.succession import kept_sizes, predecessors, write_past
from server.release.write import building, copy_queries, point_to, publish, turtle


def build(
    root: Path, out: Path, progress: Progress, reasoner: Reasoner = DEFAULT
) -> tuple[Path, tuple[Finding, ...]]:
    """Make the release of the files in a folder, unless it is there already; its directory, and the warnings.

    The release appears under its name only when it is whole; a failed build changes nothing. It is the same
    whichever reasoner makes it.

    Raises:
        CheckFailed: the checks found errors.
        ReleaseError: the place cannot hold releases.
    """
    present = up_to_date(root, out)
    if present is not None:
        progress(f"nothing has changed: {present.name} is up to date")
        return present, ()
    inputs = fingerprint(root)
    with building(out, progress) as directory:
        stages = Stages(progress)
        examined = examine(root, stages, reasoner)
        if examined.failed:
            raise CheckFailed(list(examined.findings))
        for line in examined.facts.table() if examined.facts else ():
            progress(line)
        final = out / folder_name(examined.edition.version, inputs)
        if not final.exists():
            _write(directory, examined, inputs, stages)
            publish(directory, final)
            stages.done("written", str(final))
        point_to(final)
    return final, examined.findings


def _write(directory: Path, examined: Examined, inputs: str, stages: Stages) -> None:
    """Everything that a release holds, into a directory."""
    version = examined.edition.version
    earlier = predecessors(examined.project.root, version)
    whole = examined.whole
    quads = whole.quads
    stages.done(
        "named graphs", f"{several(len(quads), 'quad')} in {len({q.graph_name for q in quads})} graphs"
    )

    write_documents(quads, directory)
    write_search(quads, directory)
    (directory / "report.ttl").write_bytes(turtle(canonical_triples(examined.report)))
    ontology = [q.triple for q in quads if q.graph_name == graphs.ONTOLOGY]
    (directory / "ontology.ttl").write_bytes(turtle(ontology))
    copy_queries(examined.project.root, directory / "queries")
    for name, drawing in charts(quads, whole.queries, examined.edition.issued).items():
        (directory / name).parent.mkdir(exist_ok=True)
        (directory / name).write_bytes(drawing)
    for name, content in explained(examined.project).items():
        (directory / name).parent.mkdir(exist_ok=True)
        (directory / name).write_bytes(content)
    if examined.facts:
        (directory / COVERAGE).write_bytes(examined.facts.csv().encode())
    stages.done("documents", several(len(list(directory.iterdir())), "file"))
    root = examined.project.root
    write_past(directory, earlier, version, examined.edition.issued, quads, kept=root / CACHE / "versions")
    write_kept(directory, earlier, Kept(root / CACHE / "downloads"))
    stages.done("versions", f"{several(len(earlier), 'earlier one')}, with changes and downloads")

    issued = examined.edition.issued.isoformat()
    offered = write_downloads(quads, directory, version, issued)
    files = [
        DumpFile(name, entry["media_type"], entry["bytes"], entry["sha256"])
        for name, entry in describe_files(directory).items()
        if name.startswith("dumps/")
    ]
    stages.done("downloads", several(len(files), "file"))
    (directory / "metadata.ttl").write_bytes(
        turtle(
            canonical_triples(
                metadata(
                    whole.undescribed,
                    [*whole.dataset, *kept_sizes(earlier)],
                    version,
                    whole.checked,
                    files,
                    whole.queries,
                )
            )
        )
    )
    head = {
        "version": version,
        "inputs": inputs,
        "issued": issued,
        **offered.head,
        "counts": counts(quads),
    }
    write_manifest(directory, head, offered.said)
