"""The house keeps its plan: who imports whom, what is documented, what stands at the top, what is unsaid."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from server.cli import main
from server.versions.chain import FOLDER, chain
from server.versions.number import number as numbered
from tests.conftest import ALONE, PATIENT, SLOW

ROOT = Path(__file__).resolve().parent.parent
MODULES = sorted((ROOT / "server").rglob("*.py"))
PURE = ("names", "formats", "errors", "config", "dates", "hierarchy", "negotiation", "periods", "syntax")
#: What serves, and what puts all together.
RIM = ("flask", "werkzeug", "granian", "server.web", "server.wsgi", "server.commands", "server.cli")
PARTS = ("charts", "jsonld", "push", "release", "store", "tables", "versions")
#: Folder of the package → the other folders that its modules may import, as docs/structure.md tells.
KNOWN = {
    "charts": (),
    "jsonld": (),
    "push": ("store",),
    "release": ("charts", "tables", "versions"),
    "store": ("release", "versions"),
    "tables": (),
    "versions": (),
}
#: Folder of the package → what its modules may not import.
WALLS = {
    **{
        part: (*RIM, *(f"server.{other}" for other in PARTS if other not in {part, *known}))
        for part, known in KNOWN.items()
    },
    "web": ("server.push", "server.release", "server.commands", "server.cli", "rdflib", "owlrl", "pyshacl"),
}
FOLDERS = {
    *("ontology", "instances", "shapes", "queries", "releases"),
    *("server", "tests", "docs", "bench", ".ci"),
}
FILES = {
    ".editorconfig",
    ".gitattributes",
    ".gitignore",
    ".pre-commit-config.yaml",
    "CHANGELOG.md",
    "CITATION.cff",
    "LICENSE",
    "LICENSE-data",
    "Makefile",
    "README.md",
    "pyproject.toml",
    "requirements-dev.lock",
    "requirements.lock",
}


def name_of(path: Path) -> str:
    """A path as the list of tests shows it."""
    return path.relative_to(ROOT).as_posix()


def imports(path: Path) -> Iterator[str]:
    """Dotted names that a module imports, at its top or anywhere inside."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def beneath(name: str, roots: tuple[str, ...]) -> bool:
    """Whether a dotted name is one of the roots or under one."""
    return any(name == root or name.startswith(root + ".") for root in roots)


def tracked() -> list[Path]:
    """Files that the repository holds."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


@pytest.mark.parametrize("module", PURE)
def test_pure_modules(module: str) -> None:
    """What only computes touches neither the web framework nor the system."""
    outside = ("flask", "os", "sys", "subprocess", "socket", "time", "io", "shutil", "urllib.request")

    assert [name for name in imports(ROOT / "server" / f"{module}.py") if beneath(name, outside)] == []


@pytest.mark.parametrize("floor", WALLS)
def test_walls_between_the_floors(floor: str) -> None:
    """The build knows neither store nor web, the store not the web, the web not the build."""
    through = [
        (name_of(path), name)
        for path in sorted((ROOT / "server" / floor).rglob("*.py"))
        for name in imports(path)
        if beneath(name, WALLS[floor])
    ]

    assert through == []


def test_the_plan_is_written_down() -> None:
    """The guide to the code has a row for each package, and names no module that is not there."""
    guide = (ROOT / "docs" / "structure.md").read_text(encoding="utf-8")
    packages = {path.parent.name for path in MODULES if path.name == "__init__.py"} - {"server"}
    tables = re.split(r"^## The (build|store|web)$", guide.partition("## Tests")[0], flags=re.M)[1:]
    folders = {"build": "release", "store": "store", "web": "web"}
    named = {
        (folder, name)
        for title, text in zip(tables[::2], tables[1::2], strict=True)
        for folder in [folders[title]]
        for row in re.findall(r"^\|[^|]*\|(.*)\|$", text, re.M)
        for name in re.findall(r"`([a-z_]+)`", row)
    }

    assert len(named) > 150
    assert [
        name for name in sorted(named) if not (ROOT / "server" / name[0] / f"{name[1]}.py").exists()
    ] == []
    assert {name for name in packages if f"`server/{name}/`" not in guide} == {"contexts", "profiles"}


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_module_says_what_it_is_for(path: Path) -> None:
    """Each module opens with a docstring, and keeps nothing that changes at its top level."""
    module = ast.parse(path.read_text(encoding="utf-8"))
    changing = [
        ast.unparse(node)
        for node in module.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.List | ast.Dict | ast.Set)
    ]

    assert ast.get_docstring(module)
    assert [text for text in changing if not text.startswith("__all__")] == []


def command(name: str) -> click.Command:
    """A command of the command line.

    Raises:
        AssertionError: there is none of that name.
    """
    found = main.get_command(click.Context(main), name)
    assert found, name
    return found


COMMANDS = main.list_commands(click.Context(main))


def test_the_commands() -> None:
    """The command line has the commands that people are told of."""
    assert {"check", "build", "serve", "query", "verify"} <= set(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_command_has_help(name: str) -> None:
    """Each command says what it does, and what each of its options means; README or a guide names it."""
    guides = [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]
    options = [option for option in command(name).params if isinstance(option, click.Option)]

    assert command(name).help
    assert [option.opts[0] for option in options if not option.help] == []
    assert any(f"nameplate {name}" in guide.read_text(encoding="utf-8") for guide in guides)


def test_options_of_serve_are_documented() -> None:
    """The operating guide names each option of `serve`."""
    guide = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
    options = [option.opts[-1] for option in command("serve").params]

    assert [option for option in options if f"`{option}" not in guide] == []


def test_top_level() -> None:
    """Nothing stands at the top but what is agreed on."""
    parts = {path.relative_to(ROOT).parts for path in tracked()}

    assert {p[0] for p in parts if len(p) > 1} - FOLDERS == set()
    assert {p[0] for p in parts if len(p) == 1} - FILES == set()


def test_speaks_of_itself_alone() -> None:
    """No file names a package registry, a folder of one machine, or whoever worked on it and how."""
    # written with brackets, so that this file does not hold what it looks for; a folder is at the root of a
    # machine, so a step of a web address that is called the same is none
    said = re.compile(
        r"py[p]i\.org|pythonhoste[d]\.org|npm[j]s\.org|debia[n]\.org/debian"
        r"|(?<![\w-])/(?:wor[k]|hom[e]|User[s]|roo[t])/"
        r"|file:///(?:opt|usr)|\b(?:this|previous) sessio[n]\b|\bissue #\d",
        re.IGNORECASE,
    )
    found = [
        f"{name_of(path)}:{number}: {line.strip()[:80]}"
        for path in tracked()
        if path.suffix not in {".png", ".zst", ".gz", ".zip", ".woff2"}
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if said.search(line)
    ]

    assert found == []


@pytest.mark.card("DWBP", "34")
@pytest.mark.beside("../shared/sources")
def test_copies_no_sentence() -> None:
    """No file holds twelve words in a row as a source text has them."""
    words = re.compile(r"[a-z0-9']+")
    size = 12
    held = set()
    for source in sorted((ROOT.parent / "shared" / "sources").glob("0*.txt")):
        found = words.findall(source.read_text(encoding="utf-8").lower().replace("’", "'"))
        held |= {tuple(found[i : i + size]) for i in range(len(found) - size + 1)}
    assert held
    copied = []
    for path in tracked():
        if path.suffix in {".lock", ".png", ".zst", ".gz", ".zip", ".woff2"}:
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            found = words.findall(line.lower().replace("’", "'"))
            if any(tuple(found[i : i + size]) in held for i in range(len(found) - size + 1)):
                copied.append(f"{name_of(path)}:{number}")

    assert copied == []


def address(version: str) -> str:
    """Where a version is: a published one at its own address."""
    return "https://w3id.org/nameplate/dataset" + (f"/{version}" if numbered(version) else "")


def test_versions_agree() -> None:
    """All that say which version this is agree; what is to be cited is published, once something is."""
    dataset, citation, changelog, readme = (
        (ROOT / name).read_text(encoding="utf-8")
        for name in ("instances/dataset.ttl", "CITATION.cff", "CHANGELOG.md", "README.md")
    )
    (version,) = re.findall(r'dcat:version "([^"]+)"', dataset)
    (issued,) = re.findall(r'dcterms:issued "([^"]+)"', dataset)
    (cited,) = re.findall(r'dcterms:bibliographicCitation "([^"]+)"', dataset)
    published = chain(ROOT / FOLDER)
    citable = version if numbered(version) or not published else published[-1].version

    assert cited.endswith(f", version {version}, {issued[:4]}. {address(version)}")
    headings = re.findall(r"^## (.*)$", changelog, re.MULTILINE)
    assert f"data {version}," in headings[0].lower() + ","
    assert f"\nversion: {citable}\n" in citation
    assert f"\nurl: {address(citable)}\n" in citation
    assert re.search(rf", version {re.escape(citable)}, \d{{4}}\. {address(citable)}\n", readme)
    if numbered(citable):
        day = issued if citable == version else published[-1].issued.isoformat()
        assert f"\ndate-released: {day}\n" in citation
    else:
        assert "\ndate-released:" not in citation
    for one in published:
        assert any(f"data {one.version}," in heading.lower() + "," for heading in headings), one.version


def test_modules_that_are_begun_first_are_there() -> None:
    """And so are those that want the machine for themselves, or wait for all others."""
    assert [place for place in (*SLOW, *ALONE, *PATIENT) if not (ROOT / "tests" / place).exists()] == []


def test_names_of_tests_are_those_of_any_run(request: pytest.FixtureRequest) -> None:
    """No name has packed bytes, which tell the second: who runs side by side has to know all by one name."""
    assert [item.nodeid for item in request.session.items if r"\x1f\x8b" in item.nodeid] == []
