"""What the checks of a build saw, and the statements of the release that would be made of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from pyoxigraph import NamedNode, Quad, Triple

from server.canonical import canonical
from server.errors import Finding
from server.heads import Headed
from server.release import graphs
from server.release.citing import Coverage
from server.release.executables import published_queries
from server.release.facts import Facts
from server.release.metadata import Checked, metadata
from server.release.sources import Edition, Project
from server.release.succession import predecessors, replacing, succession


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
