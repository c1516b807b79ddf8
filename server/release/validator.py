"""pyshacl in a process of its own, so that a shape that never comes to an end can be stopped.

Run as `python -m server.release.validator`: data and shapes come in on standard input, as JSON of two
N-Triples texts; the report goes out as N-Triples. A message on standard error and status 1 mean that the
shapes cannot be used as they are.
"""

from __future__ import annotations

import json
import sys
from typing import cast

import pyshacl
import rdflib
from pyoxigraph import RdfFormat, Store
from pyshacl.errors import ReportableRuntimeError


def report(data: str, shapes: str) -> str:
    """The validation report on one graph by another, all three in N-Triples.

    Raises:
        ReportableRuntimeError: the shapes are malformed, or call themselves without end.
    """
    store = Store()
    store.load(data, format=RdfFormat.N_TRIPLES)
    graph = rdflib.Graph(bind_namespaces="none")
    graph.parse(data=shapes, format="nt")
    # pyshacl takes a pyoxigraph store, but its annotations do not say so
    _, result, text = pyshacl.validate(
        cast("rdflib.Graph", store), shacl_graph=graph, inference="none", do_owl_imports=False, js=False
    )
    if not isinstance(result, rdflib.Graph):
        raise ReportableRuntimeError(text)
    return result.serialize(format="nt")


def main() -> int:
    """Read, validate, write; the exit status."""
    asked = json.load(sys.stdin)
    try:
        sys.stdout.write(report(asked["data"], asked["shapes"]))
    except (ReportableRuntimeError, SyntaxError, ValueError, RecursionError) as error:
        sys.stderr.write(f"{getattr(error, 'message', None) or error}\n")
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
