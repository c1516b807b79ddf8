"""What documents and downloads cost, told: tables, and the goals with what was reached."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Iterator, Sequence

from bench.pages_measured import NGINX, OURS, OXIGRAPH, Cost, Download, Measured
from bench.report import Goal, reached, table


def goals(found: Measured) -> Iterator[Goal]:
    """The goals that the run has something to say of."""
    for clients in dict.fromkeys(cost.clients for cost in found.cached):
        pairs = [pair for pair in _pairs(found.cached, NGINX) if pair[0].clients == clients]
        yield Goal(f"cached representations, {clients} clients: processor time", 4.0, _mean(pairs), "× nginx")
    if found.uncached:
        pairs = list(_pairs(found.uncached, OXIGRAPH))
        yield Goal("uncached documents: processor time", 1.0, _mean(pairs), "× oxigraph")
    for ours, theirs in _downloads(found.downloads):
        slower = theirs.throughput / ours.throughput
        yield Goal(f"downloads, {ours.clients} clients: nginx's throughput", 2.0, slower, "× ours")
        more = (ours.most - ours.before) / 1e6
        yield Goal(f"downloads, {ours.clients} clients: memory grows by", 16.0, more, "MB")
    if len(found.first) > 1:
        ordered = sorted(found.first, key=lambda one: one.count)
        times = ordered[-1].cpu / ordered[0].cpu
        name = f"first request of a document, {ordered[-1].data} against {ordered[0].data}: processor time"
        yield Goal(name, 1.5, times, "×")


def _pairs(costs: Sequence[Cost], other: str) -> Iterator[tuple[Cost, Cost]]:
    by = {(one.what, one.clients): one for one in costs if one.server == other}
    for one in costs:
        if one.server == OURS and (one.what, one.clients) in by:
            yield one, by[one.what, one.clients]


def _mean(pairs: Iterable[tuple[Cost, Cost]]) -> float:
    """Geometric mean of the ratios of processor time."""
    return statistics.geometric_mean(ours.cpu / theirs.cpu for ours, theirs in pairs)


def _downloads(costs: Sequence[Download]) -> Iterator[tuple[Download, Download]]:
    by = {one.clients: one for one in costs if one.server == NGINX}
    for one in costs:
        if one.server == OURS and one.clients in by:
            yield one, by[one.clients]


def markdown(found: Measured, remarks: Iterable[str]) -> str:
    """All of it as Markdown."""
    lines = [*remarks, "", *reached(goals(found))]
    lines += [
        "",
        "Cached representations: processor time of a request in microseconds, p50 / p99 in milliseconds.",
    ]
    lines += ["", *table(("what", "bytes", "clients", OURS, NGINX, "times"), _rows(found.cached, NGINX))]
    lines += ["", "Documents in N-Triples that are made for each request, one client."]
    lines += [
        "",
        *table(("what", "bytes", "clients", OURS, OXIGRAPH, "times"), _rows(found.uncached, OXIGRAPH)),
    ]
    lines += [
        "",
        "Downloads: megabytes a second, processor time for a gigabyte, memory before and at most.",
        "",
    ]
    lines += table(
        ("clients", OURS, NGINX, "share"),
        [
            (str(ours.clients), _sent(ours), _sent(theirs), f"{ours.throughput / theirs.throughput:.2f}")
            for ours, theirs in _downloads(found.downloads)
        ],
    )
    lines += ["", "Documents that nobody asked for before, of generated data.", ""]
    lines += table(
        ("data", "statements", "documents", "bytes", "processor time, µs", "p50 / p99, ms"),
        [
            (
                one.data,
                f"{one.count:,}",
                str(one.requests),
                f"{one.size:,}",
                f"{one.cpu:.0f}",
                f"{one.p50:.2f} / {one.p99:.2f}",
            )
            for one in found.first
        ],
    )
    return "\n".join(lines) + "\n"


def _rows(costs: Sequence[Cost], other: str) -> Iterator[tuple[str, ...]]:
    for ours, theirs in _pairs(costs, other):
        yield (
            ours.what,
            f"{ours.size:,}",
            str(ours.clients),
            _times(ours),
            _times(theirs),
            f"{ours.cpu / theirs.cpu:.1f}",
        )


def _times(cost: Cost) -> str:
    refused = f", {cost.refused} refused" if cost.refused else ""
    return f"{cost.cpu:.0f}, {cost.p50:.2f} / {cost.p99:.2f}{refused}"


def _sent(one: Download) -> str:
    return f"{one.throughput:.0f}, {one.cpu:.0f} ms, {one.before / 1e6:.0f} → {one.most / 1e6:.0f} MB"
