"""The dataset's computed description: VoID, DCAT 3, PROV and schema.org, with figures counted from the quads.

What people decide (title, licence, version, publisher) is authored in `instances/dataset.ttl` and repeated
here only where another vocabulary asks for it in its own words. Nothing is made up: what is not authored or
counted is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from pyoxigraph import Quad, Triple

from server.heads import Headed
from server.release.catalogued import catalogued
from server.release.counted import counted, often, used
from server.release.distributions import DumpFile, sized
from server.release.executables import executables
from server.release.figures import Tally, hierarchy, uses
from server.release.graphs import METADATA, NOT_DOMAIN

#: Rounds in which the description, which counts itself, comes to rest; two or three are usual.
_ROUNDS: Final = 20


def describe(
    quads: Iterable[Quad],
    dataset: Sequence[Quad],
    version: str,
    dumps: Sequence[DumpFile] = (),
    queries: Sequence[Headed] = (),
) -> list[Triple]:
    """The description of a release, beside what is authored about it.

    Args:
        quads: every quad of the release but these.
        dataset: the authored quads about the dataset; they are among `quads` too.
        version: as `0.2.0-dev`.
        dumps: the files of the release. Without them sizes and checksums are left out, and so is how often
            each use of a class has each kind of value: that is the description which stands in the release
            itself, and which its figures count too.
        queries: the published queries.
    """
    held = list(quads)
    described = uses((q for q in held if q.graph_name not in NOT_DOMAIN), hierarchy(held))
    constant = [*executables(queries), *used(described), *catalogued(held, dataset, version)]
    present = {q.triple for q in held}
    others = Tally().add(held)
    core: list[Triple] = []
    for _ in range(_ROUNDS):
        own = [Quad(t.subject, t.predicate, t.object, METADATA) for t in core]
        made = [*counted(others.copy().add(own), version), *constant]
        fresh = list(dict.fromkeys(t for t in made if t not in present))
        if fresh == core:
            break
        core = fresh
    if not dumps:
        return core
    return list(dict.fromkeys([*core, *sized(dumps, version), *often(described)]))
