"""What the README shows works, as it is printed there, against a real server."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import urllib.parse
import urllib.request
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from rdflib import SKOS, Graph, Literal, URIRef

from server.names import ONTOLOGY, PREFIXES, expand
from tests.readme import Block, blocks, label

CAC = "https://w3id.org/nameplate/id/cac"
FIRST_ANSWER = (
    CAC,
    "Office of the Central Cyberspace Affairs Commission",
    "State Internet Information Office",
)
SVG = "{http://www.w3.org/2000/svg}"


def run(*command: str | Path, cwd: Path | None = None) -> str:
    """Standard output of a command that must succeed."""
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120, cwd=cwd)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def select(url: str, query: str) -> list[str]:
    """Lines of the CSV answer, head left out."""
    address = f"{url}/sparql?{urllib.parse.urlencode({'query': query})}"
    request = urllib.request.Request(address, headers={"Accept": "text/csv"})
    with urllib.request.urlopen(request, timeout=30) as answer:
        body: str = answer.read().decode("utf-8")
    return body.splitlines()[1:]


@pytest.mark.parametrize("block", blocks("sparql"), ids=label)
def test_query(block: Block, server_url: str) -> None:
    """Each printed query has an answer."""
    assert select(server_url, block.text)


def test_first_query_answer(server_url: str) -> None:
    """The first query finds the institution that the picture shows, with both its plates."""
    assert ",".join(FIRST_ANSWER) in select(server_url, blocks("sparql")[0].text)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2020-06-30", ["ccac,true"]),
        ("2016-12-31", ["ccac,false", "office-of-the-state-council,false"]),
    ],
)
def test_as_of_answer(project_root: Path, server_url: str, day: str, expected: list[str]) -> None:
    """The answers are those that the text tells: sure in 2020, open at the end of 2016."""
    query = blocks("sparql")[2].text
    assert '"2020-06-30"' in query
    assert day in (project_root / "README.md").read_text(encoding="utf-8")

    found = select(server_url, query.replace("2020-06-30", day))

    assert [line.rsplit("/", 1)[1] for line in found] == expected


@pytest.mark.parametrize("language", ["sh", "python", "r", "js"])
def test_same_query_in_each_language(language: str) -> None:
    """The first query reads the same wherever it is printed."""
    query = blocks("sparql")[0].text.strip()

    assert sum(query in block.text for block in blocks(language)) == 1


@pytest.mark.needs("curl", "bash")
@pytest.mark.parametrize("block", [b for b in blocks("sh") if "curl" in b.text], ids=label)
def test_curl(block: Block, server_url: str) -> None:
    """Each curl example prints something about the CAC."""
    assert CAC in run("bash", "-c", block.at(server_url)) or "id:cac" in run(
        "bash", "-c", block.at(server_url)
    )


def test_python(server_url: str) -> None:
    """The Python example prints the institution and what its plates say."""
    assert " | ".join(FIRST_ANSWER) in run(sys.executable, "-c", blocks("python")[0].at(server_url))


def test_python_with_a_second_endpoint(server_url: str) -> None:
    """The join asks both endpoints and keeps every row of ours; a local one stands in for Wikidata."""
    block = blocks("python")[1]
    assert "https://query.wikidata.org/sparql" in block.text
    script = block.at(server_url).replace("https://query.wikidata.org/sparql", f"{server_url}/sparql")

    said = run(sys.executable, "-c", script)

    assert "/id/xi-jinping | Xi Jinping | http://www.wikidata.org/entity/Q15031 | " in said
    assert "cannot be reached" not in said


@pytest.mark.needs("node")
def test_javascript(server_url: str, tmp_path: Path) -> None:
    """The JavaScript example prints the same answer."""
    script = tmp_path / "example.mjs"
    script.write_text(blocks("js")[0].at(server_url), encoding="utf-8")

    assert " ".join(FIRST_ANSWER) in run("node", script)


def test_r(server_url: str, tmp_path: Path) -> None:
    """The R example asks for a form that the endpoint has; where R is installed, it is run as well."""
    text = blocks("r")[0].text
    assert 'Accept = "text/csv"' in text
    assert "/sparql?query=" in text
    if shutil.which("Rscript"):
        script = tmp_path / "example.R"
        script.write_text(blocks("r")[0].at(server_url), encoding="utf-8")
        assert FIRST_ANSWER[2] in run("Rscript", script)


@pytest.fixture
def copy(project_root: Path, tmp_path: Path) -> Path:
    """A copy of what people write, to be changed by a test."""
    for name in ("ontology", "instances", "shapes", "queries"):
        shutil.copytree(project_root / name, tmp_path / name)
    shutil.copy(project_root / "pyproject.toml", tmp_path)
    return tmp_path


def check(root: Path) -> subprocess.CompletedProcess[str]:
    """What `nameplate check` says in a folder."""
    command = [sys.executable, "-m", "server", "check"]
    environment = {**os.environ, "NAMEPLATE_ROOT": str(root)}
    return subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)


def test_worked_example_passes_the_check(copy: Path) -> None:
    """The fact that the README adds is accepted as it is printed."""
    (copy / "instances" / "bodies" / "example.ttl").write_text(blocks("turtle")[0].text, encoding="utf-8")

    done = check(copy)

    assert done.returncode == 0, done.stdout + done.stderr


def test_mistake_is_named_as_printed(copy: Path) -> None:
    """The mistake that the README shows gets the message that the README shows."""
    example = blocks("turtle")[0].text
    broken = example.replace("    plate:standing plate:Endorsed ;\n", "")
    assert broken != example
    (copy / "instances" / "bodies" / "example.ttl").write_text(broken, encoding="utf-8")

    done = check(copy)

    assert done.returncode == 1
    for line in blocks("text")[0].text.splitlines():
        assert line in done.stdout + done.stderr


def test_commands_exist(project_root: Path) -> None:
    """Each `make` target that README and guides name is one of the Makefile."""
    targets = set(re.findall(r"^([a-z-]+):", (project_root / "Makefile").read_text(), re.MULTILINE))
    texts = [project_root / "README.md", *(project_root / "docs").glob("*.md")]
    named = {
        word
        for path in texts
        for code in re.findall(r"`([^`\n]+)`|^(make .*)$", path.read_text(encoding="utf-8"), re.MULTILINE)
        for word in re.findall(r"\bmake ([a-z][a-z-]*)", " ".join(code))
    }

    assert {"serve", "test"} <= named
    assert named <= targets


def test_links_lead_somewhere(project_root: Path) -> None:
    """Each relative link in Markdown leads to a file that exists."""
    dead = []
    for path in [*project_root.glob("*.md"), *(project_root / "docs").rglob("*.md")]:
        text = path.read_text(encoding="utf-8")
        for target in re.findall(r'\]\(([^)#\s]+)\)|src="([^"]+)"', text):
            name = "".join(target)
            if not name.startswith("http") and not (path.parent / name).exists():
                dead.append((path.name, name))

    assert dead == []


@pytest.mark.card("DWBP", "32")
def test_picture_says_what_the_data_says(project_root: Path) -> None:
    """Each name and tie in the picture stands in the facts."""
    facts = Graph()
    for path in (project_root / "instances").rglob("*.ttl"):
        facts.parse(path)
    root = ET.parse(project_root / "docs" / "nameplates.svg").getroot()  # noqa: S314 (our own file)
    for text in root.iter(f"{SVG}text"):
        if "data-name" in text.attrib:
            shown = " ".join("".join(text.itertext()).split())
            names = facts.objects(URIRef(expand(text.attrib["data-name"])), SKOS.prefLabel)
            assert shown in {str(name) for name in names}, shown
    for group in root.iter(f"{SVG}g"):
        if "data-plate" in group.attrib:
            plate, bearer = (URIRef(expand(group.attrib[name])) for name in ("data-plate", "data-bearer"))
            holdings = set(facts.subjects(URIRef(ONTOLOGY + "heldPlate"), plate))
            assert holdings & set(facts.subjects(URIRef(ONTOLOGY + "bearer"), bearer)), plate
    for claim, when in (("id:rel-siio-scio", "/2014"), ("id:rel-cac-ccac-sole", "2018/")):
        validity = Literal(when, datatype=URIRef(PREFIXES["edtf"] + "EDTF"))
        assert root.find(f".//{SVG}g[@data-claim='{claim}']") is not None
        assert (URIRef(expand(claim)), URIRef(ONTOLOGY + "validity"), validity) in facts
