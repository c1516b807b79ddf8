"""The stages in order: from files to findings (`examine`) and from files to a release (`build`)."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Final, TypeAlias

from pyoxigraph import NamedNode, Quad, Triple

from server.canonical import canonical, canonical_triples
from server.documents import write_documents
from server.errors import CheckFailed, Finding
from server.heads import Headed
from server.release import graphs
from server.release.authored import authored
from server.release.bounds import date_bounds
from server.release.cache import cached_closure
from server.release.citing import Coverage, coverage
from server.release.clashes import clashes
from server.release.closure import DEFAULT, Reasoner
from server.release.coverage import COVERAGE, inventoried
from server.release.executables import published_queries
from server.release.facts import Facts
from server.release.inputs import fingerprint, folder_name, up_to_date
from server.release.labelling import labels, labels_of_terms
from server.release.load import load
from server.release.manifest import counts, describe_files, write_manifest
from server.release.metadata import Checked, DumpFile, metadata
from server.release.namings import chinese_labels, written_forms
from server.release.offer import write_downloads
from server.release.projection import claims_closed, last_known, linked, store_of
from server.release.reasoning import plain, published, things_only
from server.release.references import mistaken, references
from server.release.search import write_search
from server.release.sources import Edition, Project, edition
from server.release.succession import (
    departed,
    lost_identifiers,
    predecessors,
    replacing,
    succession,
    tampered,
    write_past,
)
from server.release.validate import validate
from server.release.write import (
    building,
    copy_queries,
    point_to,
    publish,
    turtle,
)

#: Takes one line about a stage that has ended.
Progress: TypeAlias = Callable[[str], None]

#: Where what was worked out before is kept, below the project's folder.
CACHE: Final = Path("build", "cache")

#: Rules that speak of what is missing once something else is wrong.
_CONSEQUENCES: Final = frozenset({"uncited", "no-source"})


@dataclass(frozen=True)
class Whole:
    """All statements of a release, and what its description is made from.

    Attributes:
        quads: all of them, canonical.
        undescribed: those that the computed description counts.
        dataset: what is authored about the dataset, and what follows from its past.
        checked: what the checks measured.
        queries: the published queries.
    """

    quads: Sequence[Quad]
    undescribed: Sequence[Quad]
    dataset: Sequence[Triple]
    checked: Checked
    queries: Sequence[Headed]


@dataclass(frozen=True)
class Examined:
    """What the checks saw.

    Attributes:
        project: the files.
        edition: version and day.
        layers: triples by named graph, metadata left out.
        findings: of all checks, errors and warnings.
        report: the SHACL report.
        coverage: how far statements have their source.
        facts: what became of each fact of the reading inventory; None if there is no inventory.
        contradictions: how many the reasoner found.
    """

    project: Project
    edition: Edition
    layers: Sequence[tuple[NamedNode, Sequence[Triple]]]
    findings: tuple[Finding, ...]
    report: tuple[Triple, ...]
    coverage: Coverage
    facts: Facts | None = None
    contradictions: int = 0

    @property
    def failed(self) -> bool:
        """Whether nothing may be built from this."""
        return any(f.severity == "error" for f in self.findings)

    @cached_property
    def whole(self) -> Whole:
        """The statements of the release, its description of itself among them."""
        version = self.edition.version
        authored_of = self.project.triples("dataset")
        earlier = predecessors(self.project.root, version)
        dataset = [*authored_of, *replacing(authored_of), *succession(earlier, version)]
        asserted = [layer for layer in self.layers if layer[0] not in graphs.DERIVED]
        derived = [layer for layer in self.layers if layer[0] in graphs.DERIVED]
        undescribed = graphs.layered([*asserted, (graphs.METADATA, dataset), *derived])
        checked = Checked(self.facts, self.report, self.contradictions)
        queries = published_queries(self.project.root / "queries")
        described = metadata(undescribed, dataset, version, checked, queries=queries)
        quads = canonical(graphs.layered([*asserted, (graphs.METADATA, described), *derived]))
        return Whole(quads, undescribed, dataset, checked, queries)


class Stages:
    """Tells each stage as it ends, with the seconds since the start."""

    def __init__(self, progress: Progress) -> None:
        """Start the clock; only what is told depends on it."""
        self._progress = progress
        self._start = time.monotonic()

    def done(self, stage: str, result: str) -> None:
        """Tell that a stage has ended and what came of it."""
        self._progress(f"{time.monotonic() - self._start:6.1f} s  {stage}: {result}")


def examine(root: Path, stages: Stages, reasoner: Reasoner = DEFAULT) -> Examined:
    """Read the project in a folder and look for every kind of mistake.

    Raises:
        CheckFailed: the files cannot be read, so that no further check makes sense.
    """
    project = load(root)
    at = edition(project)
    ontology, facts, dataset = (
        project.triples("ontology"),
        project.triples("instances"),
        project.triples("dataset"),
    )
    written = len(ontology) + len(facts) + len(dataset)
    stages.done("parse", f"{_n(len(project.files), 'file')}, {_n(written, 'triple')}")

    bounds, findings = date_bounds(project, at.issued)
    findings += authored(project)
    findings += references(project)
    findings += tampered(root)
    findings += lost_identifiers(project, predecessors(root, at.version))
    stages.done("date bounds", _n(len(bounds), "triple"))

    store = store_of(ontology, facts, dataset, bounds)
    claims = claims_closed(store)
    store.extend(Quad(t.subject, t.predicate, t.object) for t in claims)
    covered, uncited = coverage(store, project)
    findings += uncited
    facts_told, unaccounted = inventoried(project)
    findings += unaccounted
    if facts_told:
        stages.done("inventory", str(facts_told))
    forms = [*chinese_labels(store, at.issued), *written_forms(store)]
    store.extend(Quad(t.subject, t.predicate, t.object) for t in forms)
    known = last_known(store, at.issued)
    store.extend(Quad(t.subject, t.predicate, t.object) for t in known)
    linking = linked(store)
    links, current = [t for t in known if t in linking], [t for t in known if t not in linking]
    stages.done("projection", f"{_n(len(known), 'triple')} last known on {at.issued}")

    said = [*ontology, *plain([*facts, *dataset], project.blank_owners), *things_only(current, facts)]
    with ThreadPoolExecutor(1) as beside:  # the validator is a process of its own, so both cores work
        validated = beside.submit(validate, store, project, told=mistaken(project))
        closed = cached_closure(said, root / CACHE, reasoner)
        asserted = {*ontology, *facts, *dataset, *bounds, *known, *claims, *forms}
        inferred = published(closed.triples, asserted)
        stages.done("OWL 2 RL closure", f"{_n(len(inferred), 'triple')} published of {len(closed.triples)}")
        invalid, report = validated.result()
    findings += invalid
    stages.done("SHACL", _n(len(invalid), "result"))

    contradictions = clashes(closed, project, said)
    # where a mistake has been told already, a contradiction is most likely its consequence
    if not any(finding.severity == "error" for finding in findings):
        findings += contradictions
    stages.done("clashes", _n(len(contradictions), "contradiction"))

    # after the checks, which bind what is authored
    named = [*labels([*ontology, *facts, *dataset, *claims]), *labels_of_terms(ontology)]
    stages.done("labels", _n(len(named), "triple"))

    by_source, strays = graphs.fact_layers(project)
    findings += strays
    layers = [
        (graphs.ONTOLOGY, ontology),
        *by_source,
        (graphs.LINKS, links),
        (graphs.BOUNDS, bounds),
        (graphs.CURRENT, current),
        (graphs.INFERRED, [*claims, *forms, *inferred, *named]),
    ]
    every = tuple(_causes(sorted({*project.findings, *findings})))
    examined = Examined(project, at, layers, every, tuple(report), covered, facts_told, len(contradictions))
    # what is wrong already says more of why the release would be another
    other = [] if examined.failed else departed(root, at.version, lambda: examined.whole.quads)
    return replace(examined, findings=(*every, *other)) if other else examined


def _causes(findings: Sequence[Finding]) -> list[Finding]:
    """The findings without those that another mistake at the same place explains."""
    places = {(f.place, f.line) for f in findings if f.severity == "error" and f.rule not in _CONSEQUENCES}
    return [f for f in findings if f.rule not in _CONSEQUENCES or (f.place, f.line) not in places]


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
    stages.done("named graphs", f"{_n(len(quads), 'quad')} in {len({q.graph_name for q in quads})} graphs")

    write_documents(quads, directory)
    write_search(quads, directory)
    (directory / "report.ttl").write_bytes(turtle(canonical_triples(examined.report)))
    ontology = [q.triple for q in quads if q.graph_name == graphs.ONTOLOGY]
    (directory / "ontology.ttl").write_bytes(turtle(ontology))
    copy_queries(examined.project.root, directory / "queries")
    if examined.facts:
        (directory / COVERAGE).write_bytes(examined.facts.csv().encode())
    stages.done("documents", _n(len(list(directory.iterdir())), "file"))
    root = examined.project.root
    write_past(directory, earlier, version, examined.edition.issued, quads, kept=root / CACHE / "versions")
    stages.done("versions", f"{_n(len(earlier), 'earlier one')}, with changes")

    issued = examined.edition.issued.isoformat()
    offered = write_downloads(quads, directory, version, issued)
    files = [
        DumpFile(name, entry["media_type"], entry["bytes"], entry["sha256"])
        for name, entry in describe_files(directory).items()
        if name.startswith("dumps/")
    ]
    stages.done("downloads", _n(len(files), "file"))
    (directory / "metadata.ttl").write_bytes(
        turtle(
            canonical_triples(
                metadata(whole.undescribed, whole.dataset, version, whole.checked, files, whole.queries)
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


def _n(count: int, what: str) -> str:
    """A count with its noun: `1 file`, `2 files`."""
    return f"{count} {what}{'' if count == 1 else 's'}"
