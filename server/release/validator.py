"""pyshacl in a process of its own, so that a shape that never comes to an end can be stopped.

Run as `python -m server.release.validator`: data and shapes come in on standard input, as JSON of two
N-Triples texts; the report goes out as N-Triples, its blank nodes named as they came in. A message on
standard error and status 1 mean that the shapes cannot be used as they are.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable

import pyshacl
import rdflib
from pyoxigraph import RdfFormat, Store, parse
from pyshacl import shape
from pyshacl.constraints import ALL_CONSTRAINT_PARAMETERS, CONSTRAINT_PARAMETERS_MAP
from pyshacl.errors import ReportableRuntimeError
from pyshacl.graph_abstraction import OxigraphDataGraph
from pyshacl.helper.sparql_query_helper import SPARQLQueryHelper

from server.release.bridge import graph_of


class _Data(OxigraphDataGraph):
    """The data graph of pyshacl over a store, which asks on every result whether it is empty.

    It asks by counting all triples in SPARQL, 5,000 times in a release of a few thousand triples: that was
    nineteen parts in twenty of the time that validation took.
    """

    def __bool__(self) -> bool:
        """A data graph is there, whatever it holds."""
        return True


def report(data: str, shapes: str) -> str:
    """The validation report on one graph by another, all three in N-Triples.

    Raises:
        ReportableRuntimeError: the shapes are malformed, or call themselves without end.
    """
    store = Store()
    # read one by one, since a store would rename the blank nodes
    store.extend(parse(data, format=RdfFormat.N_TRIPLES))
    graph = graph_of(quad.triple for quad in parse(shapes, format=RdfFormat.N_TRIPLES))
    _, result, text = pyshacl.validate(
        _Data(store), shacl_graph=graph, inference="none", do_owl_imports=False, js=False
    )
    if not isinstance(result, rdflib.Graph):
        raise ReportableRuntimeError(text)
    return result.serialize(format="nt")


def spare() -> None:
    """Keep pyshacl, in this process, from doing the same work at every node: it halves the time.

    It looks each parameter of a shape up in a list, and reads the text of a SPARQL constraint for what is
    forbidden there before each of thousands of runs; a set and one reading of each text are enough.
    """
    vars(shape)["CONSTRAINT_PARAMS"] = (frozenset(ALL_CONSTRAINT_PARAMETERS), CONSTRAINT_PARAMETERS_MAP)
    read = SPARQLQueryHelper.check_invalid_sparql
    passed: set[tuple[str, bool, tuple[str, ...]]] = set()

    def read_once(
        helper: SPARQLQueryHelper, text: str, valuenode: object = None, extravars: Iterable[str] | None = None
    ) -> bool:
        key = (text, valuenode is None, tuple(extravars or ()))
        if key not in passed:
            read(helper, text, valuenode, extravars)  # type: ignore[no-untyped-call]  # of pyshacl
            passed.add(key)
        return True

    SPARQLQueryHelper.check_invalid_sparql = read_once  # type: ignore[method-assign]  # meant: see above


def main() -> int:
    """Read, validate, write; the exit status."""
    spare()
    asked = json.load(sys.stdin)
    try:
        sys.stdout.write(report(asked["data"], asked["shapes"]))
    except (ReportableRuntimeError, SyntaxError, ValueError, RecursionError) as error:
        sys.stderr.write(f"{getattr(error, 'message', None) or error}\n")
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
