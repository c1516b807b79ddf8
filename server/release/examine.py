"""The checks in order: from files to findings, and to all that a release is made of."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Final

from pyoxigraph import Quad

from server.errors import Finding
from server.release import graphs
from server.release.authored import authored
from server.release.bounds import date_bounds
from server.release.cache import cached_closure
from server.release.citing import coverage
from server.release.clashes import clashes
from server.release.closure import DEFAULT, Reasoner
from server.release.coverage import inventoried
from server.release.examined import Examined
from server.release.inputs import CACHE
from server.release.labelling import labels, labels_of_terms
from server.release.load import load
from server.release.namings import chinese_labels, written_forms
from server.release.projection import claims_closed, last_known, linked, store_of
from server.release.reasoning import plain, published, things_only
from server.release.references import mistaken, references
from server.release.sources import edition
from server.release.stages import Stages, several
from server.release.succession import departed, lost_identifiers, predecessors, tampered, unraised_vocabulary
from server.release.validate import validate

#: Rules that speak of what is missing once something else is wrong.
_CONSEQUENCES: Final = frozenset({"uncited", "no-source"})


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
    stages.done("parse", f"{several(len(project.files), 'file')}, {several(written, 'triple')}")

    bounds, findings = date_bounds(project, at.issued)
    findings += authored(project)
    findings += references(project)
    findings += tampered(root)
    earlier = predecessors(root, at.version)
    findings += lost_identifiers(project, earlier)
    findings += unraised_vocabulary(project, earlier)
    stages.done("date bounds", several(len(bounds), "triple"))

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
    stages.done("projection", f"{several(len(known), 'triple')} last known on {at.issued}")

    said = [*ontology, *plain([*facts, *dataset], project.blank_owners), *things_only(current, facts)]
    with ThreadPoolExecutor(1) as beside:  # the validator is a process of its own, so both cores work
        validated = beside.submit(validate, store, project, told=mistaken(project))
        closed = cached_closure(said, root / CACHE, reasoner)
        asserted = {*ontology, *facts, *dataset, *bounds, *known, *claims, *forms}
        inferred = published(closed.triples, asserted)
        stages.done(
            "OWL 2 RL closure", f"{several(len(inferred), 'triple')} published of {len(closed.triples)}"
        )
        invalid, report = validated.result()
    findings += invalid
    stages.done("SHACL", several(len(invalid), "result"))

    contradictions = clashes(closed, project, said)
    # where a mistake has been told already, a contradiction is most likely its consequence
    if not any(finding.severity == "error" for finding in findings):
        findings += contradictions
    stages.done("clashes", several(len(contradictions), "contradiction"))

    # after the checks, which bind what is authored
    named = [*labels([*ontology, *facts, *dataset, *claims, *forms]), *labels_of_terms(ontology)]
    stages.done("labels", several(len(named), "triple"))

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
