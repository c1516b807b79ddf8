"""The command line as people type it: answers, messages, exit statuses."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.release.projects import replace, small


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A copy of the small project."""
    return small(tmp_path / "p")


@pytest.fixture(scope="module")
def built(built_project: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the small project with a release in its usual place."""
    return Path(shutil.copytree(built_project, tmp_path_factory.mktemp("cli") / "p"))


def _run(root: Path, *arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "server", *arguments],
        cwd=root,
        env={**os.environ, "NAMEPLATE_ROOT": str(root)},
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
    )


def test_help_names_every_command(root: Path) -> None:
    """The help lists the commands, and each has help of its own."""
    done = _run(root, "--help")
    assert done.returncode == 0
    for command in ("check", "build", "serve", "query", "verify"):
        assert f"\n  {command} " in done.stdout
        assert _run(root, command, "--help").returncode == 0


def test_help_loads_no_engine() -> None:
    """Help is there at once: no store, no reasoner, no server is loaded for it."""
    code = (
        "import sys; from server.cli import main; main(['--help'], standalone_mode=False)\n"
        "assert not {'rdflib', 'owlrl', 'pyshacl', 'pyoxigraph', 'flask', 'granian'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)


def test_check_clean(root: Path) -> None:
    """A clean project: status 0, nothing on standard output, the summary on standard error."""
    done = _run(root, "check")
    assert (done.returncode, done.stdout) == (0, "")
    assert "0 problems, 0 remarks; 6 of 6 claims cite a passage" in done.stderr


def test_check_problems(root: Path) -> None:
    """Problems are printed one a line as file:line: rule: message, with status 1."""
    replace(root, "instances/bodies.ttl", '    skos:prefLabel "top"@en ;\n', "")
    replace(root, "instances/sources.ttl", '"2015"', '"2015"^^edtf:EDTF , "2016"')
    done = _run(root, "check")
    assert done.returncode == 1
    lines = done.stdout.splitlines()
    assert "instances/bodies.ttl:18: Institution: id:top skos:prefLabel: give it one label" in done.stdout
    assert any(line.startswith("instances/sources.ttl:16: two-validities: ") for line in lines)
    assert "2 problems" in done.stderr


def test_check_of_some_files(root: Path) -> None:
    """With paths, only what is wrong in these files or folders is printed, and counts."""
    replace(root, "instances/bodies.ttl", "id:passage-a-1", "id:passage-a-9")

    bodies = _run(root, "check", "instances/bodies.ttl")
    sources = _run(root, "check", "instances/sources.ttl")
    folder = _run(root, "check", "instances")
    outside = _run(root, "check", "..")

    assert bodies.returncode == folder.returncode == 1
    assert bodies.stdout == folder.stdout != ""
    assert "did you mean id:passage-a-1?" in bodies.stdout
    assert (sources.returncode, sources.stdout) == (0, "")
    assert "in instances/sources.ttl, 1 elsewhere" in sources.stderr
    assert outside.returncode == 2
    assert "is not in the project" in outside.stderr


def test_broken_file(root: Path) -> None:
    """A file that does not parse ends check and build with status 1, the place and no trace."""
    (root / "instances" / "bad.ttl").write_text("\n<")
    checked, built = _run(root, "check"), _run(root, "build")
    assert (checked.returncode, built.returncode) == (1, 1)
    assert "instances/bad.ttl:2: turtle-syntax: " in checked.stdout
    assert checked.stderr.startswith("1 problem, 0 remarks; ")
    assert "nothing was built" not in checked.stderr
    assert "instances/bad.ttl:2: turtle-syntax: " in built.stderr
    assert "1 problem found; nothing was built" in built.stderr
    assert "Traceback" not in checked.stderr + built.stderr
    assert not list((root / "build").glob("releases/*-dev-*"))


@pytest.mark.parametrize(
    "arguments",
    [
        ["nonsense"],
        ["build", "--nonsense"],
        ["verify"],
        ["verify", "/nowhere"],
        ["query", "/nowhere.rq"],
        ["query", "-", "--format", "xlsx"],
        ["query", "-", "--release", "/nowhere"],
    ],
)
def test_unusable_arguments(root: Path, arguments: list[str]) -> None:
    """What cannot be meant ends with status 2 and a usage line."""
    done = _run(root, *arguments)
    assert done.returncode == 2
    assert "Usage: nameplate" in done.stderr


def test_no_project(tmp_path: Path) -> None:
    """A folder that is no project is refused in one line."""
    done = _run(tmp_path, "check")
    assert done.returncode == 1
    assert done.stderr.startswith("Error: ")
    assert len(done.stderr.splitlines()) == 1


def test_query_table(built: Path) -> None:
    """A query from a file is answered as a table with short names."""
    done = _run(built, "query", "queries/superiors.rq")
    assert (done.returncode, done.stdout) == (0, "superior\n--------\nid:top\n1 row\n")


_LABELS = "SELECT ?label WHERE { id:office skos:prefLabel ?label } ORDER BY ?label"


def test_query_chinese_table(built: Path) -> None:
    """Columns stay straight with characters that are two columns wide."""
    query = "SELECT ?l (1 AS ?n) WHERE { id:office skos:prefLabel ?l } ORDER BY ?l"
    answer = _run(built, "query", "-", stdin=query)
    assert answer.stdout.splitlines() == [
        "l                 n",
        "----------------  ---",
        '"office"@en       "1"',
        '"办公室"@zh-hans  "1"',
        "2 rows",
    ]


@pytest.mark.parametrize(
    ("query", "form", "expected", "told"),
    [
        ("ASK { id:office a plate:Institution }", None, "true\n", ""),
        ("ASK { id:office a plate:Nameplate }", "csv", "false\n", ""),
        (
            "SELECT ?x { id:office plate:formerName ?x }",
            "csv",
            "x\r\nbureau\r\n",
            "",
        ),
        (
            "SELECT ?x { id:offise plate:formerName ?x }",
            None,
            "x\n-\n0 rows\n",
            "id:offise is not known in this release; did you mean id:office?\n",
        ),
    ],
)
def test_query_forms(built: Path, query: str, form: str | None, expected: str, told: str) -> None:
    """SELECT and ASK come as tables or CSV; names that are not known are told beside it."""
    done = subprocess.run(
        [sys.executable, "-m", "server", "query", "-", *(["--format", form] if form else [])],
        env={**os.environ, "NAMEPLATE_ROOT": str(built)},
        input=query.encode(),
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr.decode()) == (0, told)
    assert done.stdout.decode() == expected


def test_query_of_one_graph(built: Path) -> None:
    """FROM leaves only what that graph says, FROM NAMED likewise; without them all graphs speak."""
    ask = "SELECT (COUNT(*) AS ?n) {} WHERE {{ {} }}"
    counts = {
        dataset: int(
            _run(built, "query", "-", "--format", "csv", stdin=ask.format(dataset, pattern)).stdout.split()[1]
        )
        for dataset, pattern in (
            ("", "id:office ?p ?o"),
            ("FROM graph:inferred", "id:office ?p ?o"),
            ("FROM NAMED graph:inferred", "GRAPH ?g { id:office ?p ?o }"),
            ("FROM <http://example.org/none>", "id:office ?p ?o"),
        )
    }
    total, inferred, named, foreign = counts.values()
    assert total > inferred == named > foreign == 0


def test_query_json(built: Path) -> None:
    """SELECT and ASK come as SPARQL JSON."""
    done = _run(built, "query", "-", "--format", "json", stdin="ASK {}")
    assert json.loads(done.stdout)["boolean"] is True
    done = _run(built, "query", "-", "--format", "json", stdin=_LABELS)
    assert len(json.loads(done.stdout)["results"]["bindings"]) == 2


def test_query_construct(built: Path) -> None:
    """CONSTRUCT comes as Turtle."""
    done = _run(built, "query", "-", stdin="CONSTRUCT { ?s skos:altLabel ?o } { ?s skos:altLabel ?o }")
    assert done.returncode == 0
    assert 'id:office skos:altLabel "OFF"@en .' in done.stdout


@pytest.mark.parametrize(
    ("query", "arguments", "said"),
    [
        ("SELECT", [], "does not parse"),
        ("SELECT ?x WHER { ?x a ?y }", [], "Error: line 1, column 16: the query does not parse\n"),
        ("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", [], "not offered"),
        ("CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }", ["--format", "csv"], "--format ttl"),
        ("SELECT ?s { ?s ?p ?o }", ["--format", "ttl"], "--format table"),
    ],
)
def test_query_refused(built: Path, query: str, arguments: list[str], said: str) -> None:
    """What cannot be answered ends with status 1 and one line."""
    done = _run(built, "query", "-", *arguments, stdin=query)
    assert done.returncode == 1
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_query_before_any_release(root: Path) -> None:
    """Without a release the way to one is told."""
    done = _run(root, "query", "queries/superiors.rq")
    assert done.returncode == 1
    assert "nameplate build" in done.stderr


def test_query_of_a_damaged_release(root: Path) -> None:
    """A release that cannot be read is named."""
    (root / "quads.nq").write_text("<")
    done = _run(root, "query", "queries/superiors.rq", "--release", str(root))
    assert done.returncode == 1
    assert "quads.nq" in done.stderr


def test_verify(built: Path) -> None:
    """A fresh release is intact: status 0; a stray file makes it 1 and is named."""
    release = next((built / "build" / "releases").glob("1-dev-*"))
    done = _run(built, "verify", str(release))
    assert (done.returncode, done.stdout) == (0, "")
    held = sum(path.is_file() for path in release.rglob("*")) - 1  # all but the manifest itself
    assert f"{held} files intact, 0 not" in done.stderr
    stray = release / "stray.txt"
    stray.write_text("")
    try:
        done = _run(built, "verify", str(release))
    finally:
        stray.unlink()
    assert (done.returncode, done.stdout.split(":")[0]) == (1, "stray.txt")
