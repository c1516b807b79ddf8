"""Every row of the reading inventory is held against the statements that carry its number."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest

from tests.data import exceptions
from tests.data.inventory import Row, read
from tests.data.statements import Statement

pytestmark = pytest.mark.beside("../shared/sources")

#: Certainties that leave a statement reported, whoever makes it.
UNSURE = {"judgement", "hedged", "disputed", "inferred"}
#: Kinds of statement that may tell that a source is silent.
SILENT = {"plate:KnownGap", "plate:Gloss", "plate:Circumstance"}
#: That a wording is printed, or that somebody uses it, is plain even where what it says is not.
OF_WORDINGS = {"plate:Name", "plate:Attestation"}
#: What is inferred and endorsed all the same: plates would hang on no body, one association would be two.
ENDORSED_READINGS = {"F131", "F132", "F138"}

NOTHING: frozenset[tuple[int, str]] = frozenset()


@pytest.fixture(scope="module")
def inventory(project_root: Path) -> dict[str, Row]:
    """The rows by fact number."""
    return read(project_root.parent / "shared" / "sources")


@pytest.fixture(scope="module")
def carrying(stated: Mapping[str, Statement]) -> dict[str, dict[str, Statement]]:
    """Fact number → the statements that carry it, by name."""
    found: dict[str, dict[str, Statement]] = {}
    for name, statement in stated.items():
        for fact in statement.facts:
            found.setdefault(fact, {})[name] = statement
    return found


def _word(statement: Statement) -> str:
    """A statement's certainty as the inventory words it; an observation is the curators' reading."""
    observed = "plate:Observation" in statement.kinds
    return "inferred" if observed else statement.certainty.removeprefix("id:certainty-")


def _words(statement: Statement, inventory: Mapping[str, Row]) -> set[str]:
    return {inventory[fact].certainty for fact in statement.facts}


def _compare(found: Mapping[str, str], expected: Iterable[str]) -> None:
    """Fail with every departure that no exception explains, and every exception that explains nothing."""
    new = [f"{name}: {message}" for name, message in found.items() if name not in expected]
    stale = [f"{name}: no departure any more, drop the exception" for name in expected if name not in found]
    assert not new + stale, "\n".join(["", *new, *stale])


def test_every_fact(
    inventory: dict[str, Row], carrying: dict[str, dict[str, Statement]], project_root: Path
) -> None:
    """Each fact is stated or left out for a reason, never both, and no number is made up."""
    listed = tomllib.loads((project_root / "instances" / "inventory.toml").read_text(encoding="utf-8"))
    left_out = {entry["fact"] for entry in listed.get("left_out", [])}
    assert len(inventory) == 537
    assert set(inventory) == carrying.keys() | left_out
    assert carrying.keys() & left_out == set()


def test_certainty_of_facts(inventory: dict[str, Row], carrying: dict[str, dict[str, Statement]]) -> None:
    """One of a fact's statements is as sure as the inventory; silence is a gap or a note on the source."""
    found = {}
    for fact, row in inventory.items():
        told = carrying.get(fact, {})
        if row.certainty == "silent":
            fits = any(SILENT & statement.kinds for statement in told.values())
        else:
            fits = row.certainty in {_word(statement) for statement in told.values()}
        if told and not fits:
            found[fact] = f"{row.certainty} in the inventory, told by {sorted(told)} ({row.wording})"
    _compare(found, exceptions.CERTAINTY)


def test_certainty_of_statements(inventory: dict[str, Row], stated: Mapping[str, Statement]) -> None:
    """No statement is of a certainty that none of its facts has, but for readings and printed wordings."""
    found = {}
    for name, statement in stated.items():
        read_out = _word(statement) == "inferred" and statement.voices == {"id:curators"}
        plain_use = _word(statement) == "asserted" and OF_WORDINGS & statement.kinds
        if not statement.facts or not _word(statement) or read_out or plain_use:
            continue
        if _word(statement) not in _words(statement, inventory):
            found[name] = f"{_word(statement)}, its facts {sorted(statement.facts)} are not"
    _compare(found, exceptions.SURER)


def test_standing(inventory: dict[str, Row], stated: Mapping[str, Statement]) -> None:
    """Nothing unsure is endorsed, but for three readings; what is negated, and only that, denies."""
    found = {}
    for name, statement in stated.items():
        unsure = statement.facts and _words(statement, inventory) <= UNSURE
        plain_use = _word(statement) == "asserted" and OF_WORDINGS & statement.kinds
        endorsed = statement.standing == "plate:Endorsed" and not statement.facts & ENDORSED_READINGS
        if endorsed and (_word(statement) in UNSURE or (unsure and not plain_use)):
            found[name] = f"endorsed and {_word(statement)}, facts {sorted(statement.facts)}"
        if statement.negative != (_word(statement) == "negated"):
            found[name] = f"{_word(statement)}, but denies: {statement.negative}"
    _compare(found, exceptions.STANDING)


def test_endnotes_of_facts(inventory: dict[str, Row], carrying: dict[str, dict[str, Statement]]) -> None:
    """Each endnote of a fact is cited for it, in the same sentence or nearby as the inventory has it."""
    found = {}
    for fact, row in inventory.items():
        cited = NOTHING.union(*(statement.endnotes for statement in carrying.get(fact, {}).values()))
        if not row.endnotes <= cited:
            found[fact] = f"lacks {sorted(row.endnotes - cited)} ({row.wording})"
    facts = [name for name in exceptions.ENDNOTES if name in inventory]
    _compare(found, facts)


def test_endnotes_of_statements(inventory: dict[str, Row], stated: Mapping[str, Statement]) -> None:
    """No statement cites an endnote that its facts lack; names and facts without one take their passage's."""
    found = {}
    for name, statement in stated.items():
        allowed = NOTHING.union(*(inventory[fact].endnotes for fact in statement.facts))
        if not allowed or OF_WORDINGS & statement.kinds:
            allowed = allowed.union(*(_beside(statement, row) for row in inventory.values()))
        if statement.facts and not statement.endnotes <= allowed:
            found[name] = f"cites {sorted(statement.endnotes - allowed)}, facts {sorted(statement.facts)}"
    statements = [name for name in exceptions.ENDNOTES if name not in inventory]
    _compare(found, statements)


def _beside(statement: Statement, row: Row) -> frozenset[tuple[int, str]]:
    """The endnotes of a row that has a line in a passage which a statement cites."""
    met = any(_met(statement, *place) for place in row.lines)
    return row.endnotes if met else NOTHING


def _met(statement: Statement, document: str, first: int, last: int) -> bool:
    """Whether a statement cites a passage with some of these lines."""
    return any(one.document == document and one.meets(first, last) for one in statement.cited)


def test_lines_of_facts(inventory: dict[str, Row], carrying: dict[str, dict[str, Statement]]) -> None:
    """Each place of a fact lies in a passage that is cited for it."""
    found = {}
    for fact, row in inventory.items():
        told = carrying.get(fact, {})
        for place in row.lines:
            if told and not any(_met(statement, *place) for statement in told.values()):
                found[f"{fact} L{place[1]}"] = f"{place[0]} is not cited there ({row.wording})"
    _compare(found, [name for name in exceptions.LINES if not name.startswith("id:")])


def test_lines_of_statements(inventory: dict[str, Row], stated: Mapping[str, Statement]) -> None:
    """Each statement cites at least one place of each fact whose number it carries."""
    found = {}
    for name, statement in stated.items():
        for fact in sorted(statement.facts):
            places = inventory[fact].lines
            if not any(_met(statement, *place) for place in places):
                found[f"{name} {fact}"] = f"cites none of {places}"
    _compare(found, [name for name in exceptions.LINES if name.startswith("id:")])
