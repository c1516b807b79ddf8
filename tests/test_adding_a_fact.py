"""What the guide to adding a fact shows is accepted as it is printed, and its mistake is named as printed."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from server.errors import Finding
from server.release.examine import examine
from server.release.stages import Stages
from tests.readme import blocks

_GUIDE = "docs/adding-a-fact.md"


@pytest.fixture
def followed(project_root: Path, tmp_path: Path) -> Path:
    """A copy of what people write, with the examples of the guide in the files that they name."""
    for name in ("ontology", "instances", "shapes", "queries"):
        shutil.copytree(project_root / name, tmp_path / name)
    shutil.copy(project_root / "pyproject.toml", tmp_path)
    prefixes, *examples = (block.text for block in blocks("turtle", _GUIDE))
    for example in examples:
        path = tmp_path / example.splitlines()[0].removeprefix("# ")
        start = path.read_text(encoding="utf-8") if path.exists() else prefixes
        path.write_text(f"{start}\n{example}", encoding="utf-8")
    return tmp_path


def told(root: Path) -> list[Finding]:
    """What the check finds in the files that the guide names."""
    named = {block.text.splitlines()[0].removeprefix("# ") for block in blocks("turtle", _GUIDE)[1:]}
    return [f for f in examine(root, Stages(lambda _: None)).findings if f.place in named]


def test_examples_pass_the_check(followed: Path) -> None:
    """Whoever follows the guide has a clean check: no problem, and no remark either."""
    assert [str(finding) for finding in told(followed)] == []


def test_mistake_is_named_as_printed(followed: Path) -> None:
    """The message that the guide explains is the one that the mistake gets."""
    path = followed / "instances" / "people" / "li-example.ttl"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("id:post-example-bureau-director", "id:example-bureau"), encoding="utf-8")

    assert [str(finding) for finding in told(followed)] == blocks("text", _GUIDE)[0].text.splitlines()


def test_each_kind_of_certainty_and_prose_is_told(project_root: Path) -> None:
    """The tables leave out no certainty and no class of claims in prose."""
    guide = (project_root / _GUIDE).read_text(encoding="utf-8")
    scheme = (project_root / "ontology" / "schemes" / "certainty.ttl").read_text(encoding="utf-8")
    core = (project_root / "ontology" / "core.ttl").read_text(encoding="utf-8")
    certainties = re.findall(r"^id:certainty-(\w+) a", scheme, re.MULTILINE)
    prose = re.findall(
        r"^plate:(\w+) a owl:Class ;\n    rdfs:subClassOf plate:ProseClaim", core, re.MULTILINE
    )

    assert len(certainties) > 5
    assert len(prose) > 5
    assert [word for word in certainties if f"`{word}`" not in guide and f"`{word}`," not in guide] == []
    assert [word for word in prose if f"`plate:{word}`" not in guide] == []
