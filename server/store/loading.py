"""A process of its own that makes a store on disk of an N-Quads file, and takes the memory for it with it.

python -m server.store.loading QUADS DIRECTORY
"""

from __future__ import annotations

import sys

from pyoxigraph import RdfFormat, Store, parse

from server.store.process import end_with_parent


def main(arguments: list[str]) -> None:
    """Run as a process of its own."""
    end_with_parent()
    quads, directory = arguments
    store = Store(directory)
    # parsed here and not by the store, which would give blank nodes new labels; the file is our own, so
    # its terms are not examined again
    store.bulk_extend(parse(path=quads, format=RdfFormat.N_QUADS, lenient=True))
    store.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
