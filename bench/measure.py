"""Engines side by side on the same data: first whether they answer alike, then what the answers cost."""

from __future__ import annotations

import contextlib
import itertools
import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Final

from pyoxigraph import RdfFormat, parse

from bench.catalogue import Kind, kinds, parameters, texts
from bench.clients import RESULTS, TRIPLES, Outcome, Reply, ask, drive
from bench.engines import ENGINES, Data, EngineError, Running
from bench.processes import memory, processor_times, spent

#: Statements up to which an engine is tried; beyond, loading alone would take an hour.
MOST: Final = {"rdflib-endpoint": 250_000}
#: Seconds after which no further question of a type is compared.
_COMPARED: Final = 10.0
#: Seconds after which an engine is not made warmer for a case.
_WARMED: Final = 10.0
_OK: Final = 200
_TOO_LONG: Final = 503


@dataclass(frozen=True)
class Case:
    """What was found of one engine with one type of query.

    Attributes:
        data: name of the dataset.
        engine: name of the engine.
        query: name of the type of query.
        size: of what it touches: `small`, `medium` or `large`.
        cached: whether the same questions were asked again and again; else no two were the same.
        clients: connections at once.
        requests: answered with 200.
        refused: answered otherwise.
        cpu: milliseconds of processor time per request, of all processes of the engine.
        p50: milliseconds within which half of the requests was answered.
        p99: milliseconds within which 99 of 100 were.
        rate: requests a second.
    """

    data: str
    engine: str
    query: str
    size: str
    cached: bool
    clients: int
    requests: int
    refused: int
    cpu: float
    p50: float
    p99: float
    rate: float


@dataclass(frozen=True)
class Holding:
    """What an engine needs for a dataset.

    Attributes:
        data: name of the dataset.
        count: statements in it.
        engine: name of the engine.
        load: seconds from its start to its first answer.
        load_cpu: seconds of processor time until then.
        memory: bytes (PSS) after the first answers.
        grown: bytes after all queries.
        in_memory: whether the engine was to hold the data in memory.
    """

    data: str
    count: int
    engine: str
    load: float
    load_cpu: float
    memory: int
    grown: int
    in_memory: bool


@dataclass(frozen=True)
class Difference:
    """Engines that do not answer a question with the same number of rows or triples."""

    data: str
    query: str
    counts: Mapping[str, int]


@dataclass(frozen=True)
class Plan:
    """What is measured.

    Attributes:
        engines: names, in the order in which they take turns.
        clients: numbers of connections.
        seconds: for each case.
        seed: of the parameters.
        queries: names of types of query; none: all.
    """

    engines: Sequence[str]
    clients: Sequence[int]
    seconds: float
    seed: int
    queries: Sequence[str] = ()


@dataclass(frozen=True)
class Found:
    """All that was found on one dataset."""

    cases: list[Case]
    holdings: list[Holding]
    differences: list[Difference]


def measure(name: str, data: Data, plan: Plan, tell: Callable[[str], None]) -> Found:
    """Start the engines on a dataset, compare their answers, and measure each type of query.

    The engines are up together and take turns at each case, so that what else the machine does meets all.

    Raises:
        EngineError: an engine is not installed or did not start.
    """
    drawn = parameters(data.quads, plan.seed)
    questions = {
        kind: texts(kind, drawn) for kind in kinds() if not plan.queries or kind.name in plan.queries
    }
    with ExitStack() as stack:
        running = []
        for engine in plan.engines:
            if data.count > MOST.get(engine, data.count):
                tell(f"{name}: {engine} is left out, the data are too many for it")
                continue
            running.append(stack.enter_context(ENGINES[engine](data)))
            tell(f"{name}: {engine} loaded {data.count:,} statements in {running[-1].load:.1f} s")
        differences = list(_compare(name, running, questions))
        held = {engine.name: memory(engine.process) for engine in running}
        cases: list[Case] = []
        for kind, asked in questions.items():
            tell(f"{name}: {kind.name}")
            cases += _measure(name, running, kind, asked, plan, tell)
        holdings = [
            Holding(
                data=name,
                count=data.count,
                engine=e.name,
                load=e.load,
                load_cpu=e.load_cpu,
                memory=held[e.name],
                grown=memory(e.process),
                in_memory=data.in_memory,
            )
            for e in running
        ]
    return Found(cases, holdings, differences)


def _compare(
    name: str, running: Sequence[Running], questions: Mapping[Kind, Sequence[str]]
) -> Iterator[Difference]:
    """Ask every engine every question once, of those that take long only some.

    An engine that gives none in the time that a client waits, or says that it takes too long, is not compared
    on that question.
    """
    for kind, asked in questions.items():
        begun = time.monotonic()
        for text in asked:
            counts = {}
            for engine in running:
                with contextlib.suppress(TimeoutError):
                    reply = ask(engine.address, text, _accept(kind))
                    if reply.status != _TOO_LONG:
                        counts[engine.name] = size_of(reply, kind)
            if len(set(counts.values())) > 1:
                yield Difference(name, text, counts)
            if time.monotonic() - begun > _COMPARED:
                break


def size_of(reply: Reply, kind: Kind) -> int:
    """How many rows or triples an answer has; -1: it is none."""
    if reply.status != _OK:
        return -1
    if not kind.is_graph:
        return len(json.loads(reply.body)["results"]["bindings"])
    form = RdfFormat.from_media_type(reply.media_type.partition(";")[0])
    return len(set(parse(reply.body, form or RdfFormat.N_TRIPLES)))


def _accept(kind: Kind) -> str:
    return TRIPLES if kind.is_graph else RESULTS


def _measure(
    name: str,
    running: Sequence[Running],
    kind: Kind,
    asked: Sequence[str],
    plan: Plan,
    tell: Callable[[str], None],
) -> Iterator[Case]:
    slow: set[tuple[str, bool]] = set()
    numbers = itertools.count()
    for cached, clients in itertools.product((False, True), plan.clients):
        for engine in running:
            if (engine.name, cached) in slow:
                continue
            try:
                outcome, cpu = _run(
                    engine, kind, asked, numbers if not cached else None, clients, plan.seconds
                )
            except TimeoutError:
                slow.add((engine.name, cached))
                tell(f"{name}: {kind.name}: {engine.name} gave no answer in time")
                continue
            done = len(outcome.latencies)
            if not done or outcome.quantile(0.5) > plan.seconds:
                slow.add((engine.name, cached))  # more clients would wait for minutes and tell nothing new
            yield Case(
                data=name,
                engine=engine.name,
                query=kind.name,
                size=kind.size,
                cached=cached,
                clients=clients,
                requests=done,
                refused=outcome.refused,
                cpu=cpu * 1000 / max(1, done),
                p50=outcome.quantile(0.5) * 1000 if done else 0.0,
                p99=outcome.quantile(0.99) * 1000 if done else 0.0,
                rate=done / outcome.seconds,
            )


def _run(
    engine: Running,
    kind: Kind,
    asked: Sequence[str],
    numbers: Iterator[int] | None,
    clients: int,
    seconds: float,
) -> tuple[Outcome, float]:
    """Ask in turn for some time; with numbers, each question gets one as a comment, so that all differ."""
    accept = _accept(kind)
    if numbers is None:
        requests: Iterator[bytes] = itertools.cycle([engine.address.request(text, accept) for text in asked])
        warm = len(asked)
    else:
        fresh = (f"{text}# {number}\n" for text, number in zip(itertools.cycle(asked), numbers, strict=False))
        requests = (engine.address.request(text, accept) for text in fresh)
        warm = 1
    begun = time.monotonic()
    for _ in range(warm):
        drive(engine.address, requests.__next__, 1, 0.0)
        if time.monotonic() - begun > _WARMED:
            break  # what takes so long is measured once in any case
    before = processor_times(engine.process)
    outcome = drive(engine.address, requests.__next__, clients, seconds)
    return outcome, spent(before, processor_times(engine.process))


__all__ = ["Case", "Difference", "EngineError", "Found", "Holding", "Plan", "measure", "size_of"]
