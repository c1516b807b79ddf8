"""The facts of one release, loaded once."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, Store

from tests.data.statements import Statement, statements


@pytest.fixture(scope="session")
def store(release: Path) -> Store:
    """The release, graph by graph."""
    filled = Store()
    filled.bulk_load(path=release / "quads.nq", format=RdfFormat.N_QUADS)
    return filled


@pytest.fixture(scope="session")
def stated(store: Store) -> Mapping[str, Statement]:
    """Whatever cites a passage (claims, known gaps, observations), by slug."""
    return statements(store)
