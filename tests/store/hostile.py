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

#: Numbers among texts of the same digits, shuffled, so that the engine sees that its order of them is none.
_MIXED = " ".join(f'{n * 37 % 150} "{n * 37 % 150}"' for n in range(150))
UNSORTABLE = f"SELECT ?x {{ VALUES ?x {{ {_MIXED} }} }} ORDER BY ?x"

#: 10^8 rows, sent as they are found.
LONG = "SELECT * { " + " ".join(map(values, "abcd")) + " }"

#: 10^8 numbers in one string.
CONCATENATED = "SELECT (STRLEN(GROUP_CONCAT(?a)) AS ?n) { " + " ".join(map(values, "abcd")) + " }"

#: Replaces each of a million characters by a thousand, and each of these by a thousand.
REPLACED = f'''SELECT (STRLEN(
  REPLACE(REPLACE("{"x" * 10_000}", "x", "{"x" * 1000}"), "x", "{"x" * 1000}")
) AS ?n) {{}}'''

#: Closures over all pairs of a hundred nodes, each from anywhere to anywhere.
CLOSURE = "SELECT (COUNT(*) AS ?n) { " + " ".join(f"?a{i} (!<x:y>|!^<x:y>)* ?b{i} ." for i in range(8)) + " }"

#: What a backtracking engine would not come back from; a linear one answers at once.
REGEX = f'SELECT (REGEX("{"a" * 40}!", "^(a+)+$") AS ?found) {{}}'

#: Bounded repeats of bounded repeats: a large program for a small pattern.
REPEATS = 'SELECT (REGEX("a", "((((a{1,99}){1,99}){1,99}){1,99}){1,99}") AS ?found) {}'

#: 250 patterns that all join, which a planner takes long for.
PATTERNS = "ASK { " + " ".join(f"?a{i} ?b{i} ?a{(i * 7 + 1) % 250} ." for i in range(250)) + " }"

#: Each hostile query with the statuses that are right: an answer, or a refusal that says why.
HOSTILE: dict[str, tuple[str, frozenset[int]]] = {
    "cross product": (ENDLESS, frozenset((503,))),
    "sort of 10^8 rows": (HUNGRY, frozenset((503,))),
    "10^8 rows": (LONG, frozenset((413, 503))),
    "string doubling": (DOUBLING, frozenset((503,))),
    "GROUP_CONCAT bomb": (CONCATENATED, frozenset((503,))),
    "REPLACE bomb": (REPLACED, frozenset((503,))),
    "closures": (CLOSURE, frozenset((200, 503))),
    "regex that backtracks": (REGEX, frozenset((200,))),
    "regex of repeats": (REPEATS, frozenset((200, 400, 503))),
    "pattern of 900 kB": (f'ASK {{ FILTER(REGEX("a", "{"a?" * 450_000}")) }}', frozenset((200, 400, 503))),
    "250 patterns": (PATTERNS, frozenset((200, 503))),
    "5,000 groups": ("ASK " + "{" * 5000 + "}" * 5000, frozenset((400,))),
    "5,000 parentheses": ("ASK { FILTER" + "(" * 5000 + "1" + ")" * 5000 + " }", frozenset((400,))),
    "5,000 calls": ("ASK { FILTER(" + "STR(" * 5000 + "1" + ")" * 5000 + ") }", frozenset((400,))),
    "5,000 sub-selects": ("ASK " + "{ SELECT * " * 5000 + "{}" + "}" * 5000, frozenset((400,))),
    "5,000 NOT": ("ASK { FILTER(" + "!" * 5000 + "1) }", frozenset((400,))),
    "5,000 sums": ("ASK { FILTER(1" + "+1" * 5000 + ") }", frozenset((400,))),
    "path of 300 steps": ("ASK { ?s " + "/".join(["<x:y>"] * 300) + " ?o }", frozenset((400,))),
    "100,000 values": ("SELECT * { VALUES ?x { " + "1 " * 100_000 + "} }", frozenset((413,))),
    "50,000 values": (
        "SELECT (COUNT(*) AS ?n) { VALUES ?x { " + "1 " * 50_000 + "} }",
        frozenset((200, 503)),
    ),
    "20,000 prefixes": (
        "".join(f"PREFIX p{i}: <x:{i}> " for i in range(20_000)) + "ASK {}",
        frozenset((200,)),
    ),
    "integer of 200,000 digits": (f"SELECT ({'9' * 200_000} AS ?n) {{}}", frozenset((200, 400))),
    "string that is not closed": ('ASK { ?s ?p "' + "x" * 900_000, frozenset((400,))),
    "10 MB": ("ASK {} #" + "x" * 10_000_000, frozenset((413,))),
}
