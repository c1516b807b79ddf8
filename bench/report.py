"""What was measured, told: tables of ratios, and the goals with what was reached."""

from __future__ import annotations

import json
import statistics
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, is_dataclass
from pathlib import Path
from typing import Final

from bench.measure import Case, Found, Holding
from bench.pool import Added

OURS: Final = "nameplate"
REFERENCE: Final = "oxigraph"
_BEGIN: Final = "<!-- made by `{command}`, from here -->"
_END: Final = "<!-- to here -->"
#: What makes the tables that compare engines.
ENGINES_COMMAND: Final = "make bench"
_GB: Final = 1e9
_MB: Final = 1e6
#: Statements from which time to load is mostly that, and not starting.
_ENOUGH: Final = 100_000


@dataclass(frozen=True)
class Goal:
    """Something to reach, and what was measured.

    Attributes:
        name: what is wanted.
        wanted: the most that it may be.
        found: what it is.
        unit: of both.
    """

    name: str
    wanted: float
    found: float
    unit: str

    @property
    def is_met(self) -> bool:
        """Whether it is reached."""
        return self.found <= self.wanted


def goals(found: Sequence[Found], added: Added | None) -> Iterator[Goal]:
    """The goals that the run has something to say of."""
    for data in dict.fromkeys(holding.data for one in found for holding in one.holdings):
        cases = [case for one in found for case in one.cases if case.data == data]
        small = [case for case in cases if case.size == "small" and case.clients == 1]
        if ratio := _ratio(small, cached=False):
            yield Goal(f"{data}: processor time of small queries, uncached", 1.0, ratio, f"× {REFERENCE}")
        if ratio := _ratio(small, cached=True):
            yield Goal(f"{data}: processor time of small queries, cached", 0.25, ratio, f"× {REFERENCE}")
    if added is not None:
        yield Goal("the pool adds to a small query", 0.1, added.added, "ms")
    ours = [holding for one in found for holding in one.holdings if holding.engine == OURS]
    yield from _of_size(ours)


def _of_size(ours: Sequence[Holding]) -> Iterator[Goal]:
    ordered = sorted((one for one in ours if one.count >= _ENOUGH), key=lambda one: one.count)
    if len(ordered) > 1:
        first, last = ordered[0], ordered[-1]
        times = (last.load_cpu / last.count) / (first.load_cpu / first.count)
        yield Goal(f"processor time to load a statement, {last.data} against {first.data}", 2.0, times, "×")
    for one in ordered:
        if one.in_memory:
            per_million = one.grown / _GB / (one.count / 1e6)
            yield Goal(f"{one.data}: memory per million statements", 0.4, per_million, "GB")


def _ratio(cases: Sequence[Case], *, cached: bool) -> float:
    """Geometric mean over queries of our processor time to that of the reference, which has no cache."""
    found = {(case.query, case.engine, case.cached): case.cpu for case in cases if case.requests}
    ratios = [
        cpu / found[query, REFERENCE, False]
        for (query, engine, is_cached), cpu in found.items()
        if engine == OURS and is_cached is cached and (query, REFERENCE, False) in found
    ]
    return statistics.geometric_mean(ratios) if ratios else 0.0


def markdown(found: Sequence[Found], added: Added | None, remarks: Iterable[str]) -> str:
    """All of it as Markdown."""
    lines = [
        *(line for remark in remarks for line in (remark, "")),
        "### Goals",
        "",
        *reached(goals(found, added)),
    ]
    if added is not None:
        lines += [
            "",
            f"A small query takes {added.alone:.3f} ms in one process and {added.pooled:.3f} ms pooled.",
        ]
    lines += ["", "### Loading and memory", ""]
    lines += table(
        (
            "data",
            "engine",
            "held",
            "load, s",
            "processor time, s",
            "µs a statement",
            "memory, MB",
            "after all queries, MB",
        ),
        [
            (
                one.data,
                one.engine,
                _held(one),
                f"{one.load:.1f}",
                f"{one.load_cpu:.1f}",
                f"{one.load_cpu * 1e6 / one.count:.1f}",
                f"{one.memory / _MB:.0f}",
                f"{one.grown / _MB:.0f}",
            )
            for each in found
            for one in each.holdings
        ],
    )
    for each in found:
        lines += _of_data(each)
    return "\n".join(lines) + "\n"


def _held(one: Holding) -> str:
    """Where an engine holds the data: two of them always do so in one way."""
    always = {"rdflib-endpoint": True, "virtuoso": False}
    return "in memory" if always.get(one.engine, one.in_memory) else "on disk"


def _of_data(found: Found) -> Iterator[str]:
    cases = found.cases
    name = found.holdings[0].data
    engines = list(dict.fromkeys(case.engine for case in cases))
    clients = sorted({case.clients for case in cases})
    yield from ("", f"### {name}", "")
    if found.differences:
        yield (
            "The engines disagree about " + ", ".join(sorted({one.query for one in found.differences})) + "."
        )
        yield ""
    yield f"Processor time per request in milliseconds, one client; in brackets against {REFERENCE}."
    yield ""
    first = [case for case in cases if case.clients == clients[0]]
    heads = ("query", *engines, *(f"{engine}, cached" for engine in engines if engine == OURS))
    yield from table(heads, _processor(first, engines))
    for cached in (False, True):
        shown = [case for case in cases if case.cached is cached]
        if not shown:
            continue
        yield from ("", f"{'The same questions again' if cached else 'No question twice'}: p50 / p99 in")
        yield f"milliseconds and requests a second, by clients ({', '.join(map(str, clients))})."
        yield ""
        yield from table(("query", *engines), _latencies(shown, engines, clients))


def _processor(cases: Sequence[Case], engines: Sequence[str]) -> Iterator[tuple[str, ...]]:
    for query in dict.fromkeys(case.query for case in cases):
        by = {(case.engine, case.cached): case for case in cases if case.query == query and case.requests}
        base = by.get((REFERENCE, False))
        cells = [_cost(by.get((engine, False)), base) for engine in engines]
        cells += [_cost(by.get((engine, True)), base) for engine in engines if engine == OURS]
        yield (query, *cells)


def _cost(case: Case | None, base: Case | None) -> str:
    """Processor time, and how many times that of the reference it is."""
    if case is None:
        return "–"
    return f"{case.cpu:.2f}" + (f" ({case.cpu / base.cpu:.2f})" if base and case is not base else "")


def _latencies(
    cases: Sequence[Case], engines: Sequence[str], clients: Sequence[int]
) -> Iterator[tuple[str, ...]]:
    for query in dict.fromkeys(case.query for case in cases):
        by = {(case.engine, case.clients): case for case in cases if case.query == query}
        yield (query, *("<br>".join(_times(by.get((e, c))) for c in clients) for e in engines))


def _times(case: Case | None) -> str:
    if case is None:
        return "–"
    refused = f", {case.refused} refused" if case.refused else ""
    return f"{case.p50:.1f} / {case.p99:.1f}, {case.rate:.0f}/s{refused}"


def reached(told: Iterable[Goal]) -> Iterator[str]:
    """Goals, and whether they are reached, as a table in Markdown, line by line."""
    rows = (
        (
            goal.name,
            f"{goal.wanted:g}",
            f"{goal.found:.2f} {goal.unit}",
            "met" if goal.is_met else "missed",
        )
        for goal in told
    )
    return table(("goal", "at most", "found", ""), rows)


def record(path: Path, remarks: Iterable[str], told: Iterable[Goal], **found: object) -> None:
    """Write what was found into a file as JSON, with the goals; fractions to four places."""
    content = {
        "remarks": list(remarks),
        "goals": [{**asdict(goal), "met": goal.is_met} for goal in told],
        **{name: _plain(one) for name, one in found.items()},
    }
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


def _plain(value: object) -> object:
    """A value as JSON has it."""
    if is_dataclass(value) and not isinstance(value, type):
        return {name: _plain(one) for name, one in vars(value).items()}
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return round(value, 4) if isinstance(value, float) else value


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """A table in Markdown, line by line."""
    for cells in (heads, ["---"] * len(heads), *rows):
        yield f"| {' | '.join(cells)} |"


def insert(path: Path, text: str, command: str = ENGINES_COMMAND) -> None:
    """Put a text into a file, in the place of what was put there before by the same command.

    Raises:
        ValueError: the file has no such place.
    """
    whole = path.read_text(encoding="utf-8")
    beginning = _BEGIN.format(command=command)
    before, begin, rest = whole.partition(beginning)
    _, end, after = rest.partition(_END)
    if not begin or not end:
        raise ValueError(f"{path} lacks the lines {beginning!r} and {_END!r}")
    path.write_text(f"{before}{begin}\n\n{text}\n{end}{after}", encoding="utf-8")
