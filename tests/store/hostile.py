"""Queries that no engine should finish, and queries that take their time."""

from __future__ import annotations


def values(name: str, count: int = 100) -> str:
    """A variable with the numbers below `count`."""
    return f"VALUES ?{name} {{ {' '.join(map(str, range(count)))} }}"


#: Counts 10^12 rows without reading any data.
ENDLESS = (
    "SELECT (COUNT(*) AS ?n) { "
    + " ".join(map(values, "abcdef"))
    + " FILTER(?a + ?b + ?c + ?d + ?e + ?f < 0) }"
)

#: Sorts 10^8 rows in memory.
HUNGRY = "SELECT * { " + " ".join(map(values, "abcd")) + " } ORDER BY (?a * ?b - ?c * ?d)"

#: A string of 2^30 characters by doubling, which aborts the engine in one step.
DOUBLING = (
    'SELECT (STRLEN(?x26) AS ?n) { BIND("xxxxxxxxxxxxxxxx" AS ?x0) '
    + " ".join(f"BIND(CONCAT(?x{i}, ?x{i}) AS ?x{i + 1})" for i in range(26))
    + " }"
)

#: 10^8 rows, sent as they are found.
LONG = "SELECT * { " + " ".join(map(values, "abcd")) + " }"
