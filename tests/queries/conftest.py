"""One release in both engines, loaded once."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, Store
from rdflib import Dataset


@pytest.fixture(scope="session")
def dataset(release: Path) -> Dataset:
    """The release in rdflib, graph by graph, with their union as the default graph."""
    return Dataset(default_union=True).parse(release / "quads.nq", format="nquads")


@pytest.fixture(scope="session")
def store(release: Path) -> Store:
    """The release in pyoxigraph, graph by graph."""
    filled = Store()
    filled.bulk_load(path=release / "quads.nq", format=RdfFormat.N_QUADS)
    return filled
