"""Changes as people and programs read them: text in the manner of a changelog, a table, CSV, JSON."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from typing import Any, Final

from pyoxigraph import Literal, NamedNode

from server.names import curie
from server.versions.changelog import Entry
from server.versions.changes import MEANINGS, Change, Changes, Nature
from server.versions.statements import Statement, Value, shown

COLUMNS: Final = (
    *("earlier", "later", "nature", "reason", "kind", "thing", "label", "what"),
    *("predicate", "before", "after"),
)


def text(told: Changes) -> str:
    """Changes of one version in the form of Keep a Changelog, by nature."""
    lines = [f"## {told.later} - {told.issued}", ""]
    if told.earlier is None:
        return "\n".join([*lines, "The first version.", ""])
    counts = ", ".join(f"{number} {what}" for what, number in told.statements.items())
    lines += [f"Since {told.earlier}: statements {counts}.", ""]
    if not told.every:
        lines += ["Nothing that is asserted changed.", ""]
    for nature in Nature:
        group = [change for change in told.every if change.nature is nature]
        if group:
            lines += [f"### {MEANINGS[nature].capitalize()}", ""]
            lines += [line for change in group for line in _lines(change)]
            lines.append("")
    return "\n".join(lines)


def _lines(change: Change) -> Iterator[str]:
    one = change.difference
    what = "" if one.whole == "changed" else f"{one.whole} "
    into = change.tombstone.into if change.tombstone else None
    what = f"merged into {curie(into)} " if into else what
    short = curie(one.iri)
    name = short if change.label == short else f"{change.label} ({short})"
    yield f"- {name}, {change.kind} {what}– {change.reason}"
    for predicate, before, after in rows(change):
        if before and after:
            yield f"  - {predicate} {before} → {after}"
        elif one.whole == "changed":
            yield f"  - {'+' if after else '−'} {predicate} {after or before}"


def rows(change: Change) -> Iterator[tuple[str, str, str]]:
    """The statements of a change: predicate, value before, value after; one of these may be empty."""
    one = change.difference
    pairs: list[tuple[Statement | None, Statement | None]] = [
        *one.changed,
        *((statement, None) for statement in one.removed),
        *((None, statement) for statement in one.added),
    ]
    for before, after in pairs:
        known = before or after
        predicate = curie(known.predicate) if known else ""
        yield predicate, shown(before.value) if before else "", shown(after.value) if after else ""


def table(every: Sequence[Entry]) -> str:
    """The list of versions, a line for each."""
    head = ("version", "issued", "quads", *(nature.value for nature in Nature), "statements + − ~")
    body = [
        (
            one.version,
            one.issued.isoformat(),
            str(one.quads),
            *(str(number) for number in one.changes.natures.values()),
            " ".join(map(str, one.changes.statements.values())),
        )
        for one in every
    ]
    widths = [max(len(row[at]) for row in (head, *body)) for at in range(len(head))]
    return "".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() + "\n"
        for row in (head, *body)
    )


def table_of(told: Changes) -> str:
    """A line for each change: nature, kind, what happened, thing, and how many statements it has."""
    lines = []
    for change in told.every:
        one = change.difference
        number = len(one.added) + len(one.removed) + len(one.changed)
        what = f"{change.nature:<11} {change.kind:<8} {one.whole:<8} {number:>4}"
        lines.append(f"{what}  {curie(one.iri)}  {change.label}\n")
    return "".join(lines)


def as_csv(every: Sequence[Changes]) -> str:
    """A line for each statement that was added, removed or changed (RFC 4180)."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for told in every:
        for change in told.every:
            one = change.difference
            known = (change.nature, change.reason, change.kind, one.iri, change.label, one.whole)
            for row in rows(change):
                writer.writerow((told.earlier, told.later, *known, *row))
    return out.getvalue()


def as_json(told: Changes) -> dict[str, Any]:
    """Changes of one version as JSON; values as in SPARQL 1.1 Query Results JSON §3.2.2."""
    return {
        "earlier": told.earlier,
        "later": told.later,
        "issued": told.issued.isoformat(),
        "counts": {"changes": dict(told.natures), "statements": dict(told.statements)},
        "changes": [_change(change) for change in told.every],
    }


def entry_json(entry: Entry) -> dict[str, Any]:
    """A version of the list as JSON, its changes counted."""
    return {
        "version": entry.version,
        "issued": entry.issued.isoformat(),
        "quads": entry.quads,
        "bytes": entry.bytes,
        "sha256": entry.sha256,
        "earlier": entry.changes.earlier,
        "counts": as_json(entry.changes)["counts"],
    }


def _change(change: Change) -> dict[str, Any]:
    one = change.difference
    buried = change.tombstone
    return {
        "thing": one.iri,
        "label": change.label,
        "kind": change.kind,
        "what": one.whole,
        "nature": change.nature,
        "reason": change.reason,
        **({"mergedInto": buried.into} if buried and buried.into else {}),
        **({"replacedBy": list(buried.replaced_by)} if buried and buried.replaced_by else {}),
        "added": [_statement(s) for s in one.added],
        "removed": [_statement(s) for s in one.removed],
        "changed": [
            {"predicate": old.predicate, "before": value_json(old.value), "after": value_json(new.value)}
            for old, new in one.changed
        ],
    }


def _statement(statement: Statement) -> dict[str, Any]:
    return {"predicate": statement.predicate, "value": value_json(statement.value)}


def value_json(value: Value) -> dict[str, Any]:
    """A value as JSON: `uri`, `literal`, or `nested` with predicates and values."""
    if isinstance(value, NamedNode):
        return {"type": "uri", "value": value.value}
    if isinstance(value, Literal):
        kind = {"xml:lang": value.language} if value.language else {"datatype": value.datatype.value}
        return {"type": "literal", "value": value.value, **kind}
    branches = [{"predicate": p, "value": value_json(v)} for p, v in value.branches]
    return {"type": "nested", "value": branches}
